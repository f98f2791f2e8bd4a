/* What the files of the generator share: the model it made up, and what is in scope. */
#ifndef ONUS_TESTS_ORACLE_GEN_INTERNAL_H
#define ONUS_TESTS_ORACLE_GEN_INTERNAL_H

#include "lang/base/vec.h"
#include "tests/oracle/gen.h"

enum kind {
    KIND_BOOL,
    KIND_INT,
    KIND_DECIMAL,
    KIND_TEXT,
    KIND_DATE,
    KIND_INSTANT,
    KIND_DURATION,
    KIND_CLOCK,
    KIND_VERSION,
    KIND_ENUM,
    KIND_REF
};
enum many { ONE, OPTIONAL, SET, SET_SOME };

/* of: number of the enum, or the set of entity types as bits. */
struct gtype {
    enum kind kind;
    uint32_t of;
};

struct genum {
    const char *name; /* NULL: written in place */
    bool is_scale;
    const char *values[4];
    const char *spellings[4];
};

struct gfield {
    const char *name;
    struct gtype type;
    enum many many;
    uint32_t owner;
    const char *inverse;
    bool is_implicit, is_acyclic, has_default;
};

struct gentity {
    const char *name, *collection;
    int parent; /* -1: none */
    bool is_abstract;
    uint32_t instances;
};

/* A variable, or a path that has been proved present. */
struct gvar {
    struct str text;
    struct gtype type;
    bool is_set;
};

struct gdefine {
    struct str name;
    struct gtype params[3];
    uint32_t param_count;
    struct gtype result;
    bool is_set;
};

enum { ENUM_COUNT = 3, TYPES_MAX = 6, SCOPE_MAX = 32, RULES_MAX = 32 };

struct gen {
    struct arena *arena;
    uint64_t state;
    struct gentity types[TYPES_MAX];
    uint32_t type_count;
    VEC(struct gfield) fields;
    VEC(struct gdefine) defines; /* those that may be called here */
    struct gvar scope[SCOPE_MAX];
    uint32_t scope_count;
    uint32_t names; /* fresh names so far */
    int budget;     /* nodes that the present item may still have */
    bool is_plain;
    uint32_t subject_of
        [RULES_MAX];        /* by number of the rule: its subject type as a bit; 0: no such rule */
    unsigned wrong_percent; /* of values */
    VEC(struct str) items;
    VEC(struct gen_fact) facts;
};

/* ---- gen_model.c ---- */
extern const struct genum gen_enums[ENUM_COUNT];

uint32_t pick(struct gen *g, uint32_t count); /* 0 … count-1 */
bool chance(struct gen *g, unsigned percent);
struct str literal(struct gen *g, struct gtype t); /* as rules write it */
bool entity_has(const struct gen *g, uint32_t type, const struct gfield *f);
/* The field of that name that every type of `mask` has, or NULL. */
const struct gfield *field_on(const struct gen *g, uint32_t mask, const char *name);
uint32_t with_descendants(const struct gen *g, uint32_t mask);
struct str mask_text(struct gen *g, uint32_t mask); /* "Alpha", "(Alpha | Beta)" */
void make_model(struct gen *g);
void make_facts(struct gen *g);

/* ---- gen_value.c ---- */
struct str value(struct gen *g, struct gtype t, int depth);        /* one value, opened */
struct str path_to(struct gen *g, struct gtype t, enum many many); /* a path, or empty */
/* A variable or path of exactly that type, or empty. */
struct str exact_value(struct gen *g, struct gtype t);

/* ---- gen_set.c ---- */
struct str entity_set(struct gen *g, uint32_t mask, int depth);
struct str value_set(struct gen *g, struct gtype t, int depth);
uint32_t some_mask(struct gen *g); /* worth having a set of */

/* ---- gen_condition.c ---- */
struct str condition(struct gen *g, int depth);

/* ---- gen_table.c ---- */
void make_matrix(struct gen *g, uint32_t number);
void make_table(struct gen *g, uint32_t number);
void make_measure(struct gen *g,
                  uint32_t number); /* nothing where the model has no acyclic field */

/* ---- gen_rule.c ---- */
void make_rules(struct gen *g);

/* ---- scope ---- */
struct str fresh(struct gen *g, const char *prefix);
void push_var(struct gen *g, struct str text, struct gtype t, bool is_set);
bool is_spent(struct gen *g, int depth); /* nothing large any more */

static inline struct gtype
gtype(enum kind kind, uint32_t of)
{
    return (struct gtype){kind, of};
}

static inline bool
gtype_same(struct gtype a, struct gtype b)
{
    return a.kind == b.kind && a.of == b.of;
}

#endif
