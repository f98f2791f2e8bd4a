/*
 * What the files of the derivation share. Nobody outside engine/eval includes this.
 *
 *   derive.c           generations: which application sees what; the stores; everything in final numbers
 *   derive_case.c      one application: its cases, the pattern over them
 *   derive_part.c      a node of a pattern for all rows of a frame
 *   derive_element.c   an element for each row: text, settings, links
 *   derive_choose.c    `choose`: which alternatives
 *   derive_identity.c  keys, ids, and who is which element
 *   derive_instance.c  `instance_of` → the element that an authored entity is
 *   derive_conform.c   how what was written differs from the pattern
 *   derive_cause.c     the mistake that makes something unknown
 *
 * Entities are handles here, but for what comes from and goes to a frame: that has the numbers of the store at work.
 */
#ifndef ONUS_ENGINE_EVAL_DERIVE_INTERNAL_H
#define ONUS_ENGINE_EVAL_DERIVE_INTERNAL_H

#include "engine/eval/derive.h"
#include "engine/eval/internal.h"

/* A store on the way: the authored entities and the elements of some applications. */
struct derived_view {
    struct store *store;
    uint32_t *numbers; /* by handle; NO_ID: not in it */
    uint32_t *handles; /* by number */
    uint32_t handle_count;
    bool *seen; /* by pattern: its elements are in it */
};

/* An element while it is being found out. `e.ent` is set at the end. */
struct made {
    struct element e;
    const struct value *key; /* as e.key, but in handles for good */
    uint64_t hash;
    uint32_t handle;        /* NO_ID: nobody wrote it, and nothing is derived */
    application_id maker;   /* the last one that came upon it; NO_ID: none */
    application_id checker; /* the last one that looked at its text */
    struct span at;         /* what it is about */
    struct str digest;      /* AUTHORED: of the pattern's text when it was written down; empty: not said */
};

enum derived_op {
    DERIVED_ENTITY,
    DERIVED_CELL,
    DERIVED_LINK,
    DERIVED_OPEN,      /* the field may have another value, whatever it be … */
    DERIVED_OPEN_LINK, /* … or lead to an element that is not there at all */
    DERIVED_EXTENT,    /* there may be another entity of the type … */
    DERIVED_LOST       /* … which leads to somebody by the field */
};

/* One thing that an application adds. */
struct derived_fact {
    enum derived_op op;
    uint32_t handle;
    field_id field;
    entity_id type; /* ENTITY, EXTENT */
    uint64_t cell;  /* LINK: a handle; ENTITY: the element */
    const struct diag *cause;
};

/* An authored element that should hang where the pattern has it. */
struct hanging {
    uint32_t above, element;    /* elements; above: NO_ID at the top */
    struct pattern_fault fault; /* what to say of it, but for its kind and what is found */
};

/* An element of a case. */
struct come_upon {
    uint32_t case_index, element;
};

struct derived_application {
    const struct application *application;
    VEC(struct derived_fact) facts;
    VEC(struct pattern_fault) faults;
    VEC(uint32_t) doubtful;
    VEC(struct hanging) hangings;
    VEC(struct come_upon) found;
    bool *is_open;   /* by type: there may be more elements of it … */
    bool *is_lost;   /* … by field: which lead to nobody knows whom */
    uint64_t **args; /* [parameter][case]: cells, handles of entities */
    uint32_t case_cap;
    struct pattern_cases cases;
};

struct derivation {
    struct arena *arena;
    struct diag_sink *sink;
    const struct program *program;
    struct store *authored;
    uint32_t authored_count;
    struct eval_options options;
    VEC(struct made *) elements;
    uint32_t *buckets, bucket_mask; /* of elements: index + 1 */
    uint32_t *of_handle;            /* by handle: the first element + 1 */
    uint32_t of_handle_cap;
    uint32_t handle_count;
    bool **sees; /* by pattern, by pattern */
    VEC(struct derived_view *) views;
    struct derived_view *final;
    struct derived_application *applications; /* by application_id */
    bool *is_resolved;                        /* by instance of the store given */
    bool *is_qualified;                       /* by pattern: another pack has one of that name */
};

/* One application at work. */
struct deriving {
    struct derivation *d;
    struct derived_application *a;
    application_id id;
    struct evaluation *ev;
    const struct derived_view *view;
};

/* The rows that a node of a pattern hangs from. */
struct spot {
    struct deriving *g;
    const struct pattern *pattern;
    struct frame *f;
    const uint32_t *cases; /* by row */
    const uint32_t *above; /* by row: the element; NULL: the top */
    bool may_stay_open;    /* the elements above are marked undeveloped */
};

/* ---- derive.c ---- */
static inline bool
is_authored_handle(const struct derivation *d, uint32_t handle)
{
    return handle < d->authored_count;
}

static inline bool
is_written(const struct deriving *g)
{
    return g->a->application->is_authored;
}

/* ---- derive_case.c ---- */
void derive_application(struct derivation *d, application_id id, const struct derived_view *view);

/* ---- derive_part.c ---- */
/* links: by part, the field above that leads to it; NULL: the parts say so themselves. */
void derive_parts(struct spot *s, const struct pattern_part *parts, uint32_t count,
                  const field_id *links, field_id inherited);
void derive_part(struct spot *s, const struct pattern_part *part, field_id link);
/* What nobody knows: the case, the link above and all types that hang there. */
void derive_unknown(struct spot *s, uint32_t row, const struct pattern_part *part, field_id link,
                    struct frame *f, uint32_t frame_row, const struct ir *ir);
void derive_open_extents(struct deriving *g, const struct pattern_part *part,
                         const struct diag *cause);
void derive_open_parts(struct deriving *g, const struct pattern_part *parts, uint32_t count,
                       const struct diag *cause);
/* A fault of a case, with the variables as they are in that row. */
struct pattern_fault *derive_fault(struct spot *s, enum pattern_fault_kind kind,
                                   const struct pattern_part *part, struct frame *f, uint32_t row,
                                   uint32_t case_index);
/* … one that is not told yet. */
struct pattern_fault fault_of_row(struct spot *s, enum pattern_fault_kind kind,
                                  const struct pattern_part *part, struct frame *f, uint32_t row,
                                  uint32_t case_index);
void derive_fact(struct deriving *g, struct derived_fact fact);
/* A frame of another pattern's parameters, for all rows of f. False: too deep. */
bool derive_enter(struct frame *callee, struct frame *f, const ir_vec *args);

/* ---- derive_element.c ---- */
/* base: by row of f, its row of s. */
void derive_elements(struct spot *s, const struct pattern_part *part, field_id link,
                     struct frame *f, const uint32_t *base);

/* ---- derive_choose.c ---- */
void derive_choice(struct spot *s, const struct pattern_part *part, field_id link);

/* ---- derive_identity.c ---- */
/* Cells in numbers of the store at work; *out: the key of one row, handles of entities. False: it is not known. */
struct key_columns {
    struct values *at;
    uint32_t count;
};
struct key_columns key_columns(struct frame *f, const ir_vec *key);
bool key_of_row(const struct derivation *d, const struct derived_view *view, const ir_vec *exprs,
                const struct key_columns *columns, uint32_t row, struct value *out);
/* The element of that key, or NO_ID. */
uint32_t element_find(const struct derivation *d, pattern_id pattern, struct sym role,
                      const struct value *key, uint32_t count);
/* A new one; its key is copied. */
uint32_t element_add(struct derivation *d, pattern_id pattern, const struct pattern_part *part,
                     const struct value *key);
/* Whether the parameters of the pattern stand in its key, so that it says which case it belongs to. */
bool element_names_case(const struct derivation *d, const struct element *e);
/* The entity of that handle is the element as well. */
void element_is(struct derivation *d, uint32_t element, uint32_t handle);
struct str handle_id(const struct derivation *d, uint32_t handle);
entity_id handle_type(const struct derivation *d, uint32_t handle);
const struct pattern_part *pattern_role(const struct pattern *p, struct str role,
                                        const struct program *program);

/* ---- derive_instance.c ---- */
/* Those that can be told in this view; what cannot be told in any is reported by instances_report(). */
void instances_resolve(struct derivation *d, const struct derived_view *view);
void instances_report(struct derivation *d);

/* ---- derive_conform.c ---- */
/* An authored element, and where the pattern has it; conform_links() looks. */
void conform_hang(struct spot *s, const struct pattern_part *part, struct frame *f, uint32_t row,
                  uint32_t case_index, field_id link, uint32_t above, uint32_t element);
void conform_text(struct spot *s, const struct pattern_part *part, struct frame *f, uint32_t row,
                  uint32_t case_index, uint32_t element, const struct values *text);
void conform_links(struct deriving *g);
void conform_extras(struct derivation *d);

/* ---- derive_cause.c ---- */
const struct diag *derive_cause(struct deriving *g, struct frame *f, uint32_t row,
                                const struct ir *ir);

#endif
