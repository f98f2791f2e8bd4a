/*
 * What the walk over a file (mutate.c) hands to the leaf functions (mutate_leaf.c): one place at a
 * time, with what is needed to change it. A leaf that finds nothing to change there makes no mutant.
 */
#ifndef ONUS_LANG_MUTATE_INTERNAL_H
#define ONUS_LANG_MUTATE_INTERNAL_H

#include "lang/mutate.h"

enum site_kind {
    SITE_CONDITION, /* expr, where true or false is asked for */
    SITE_EXPR,      /* expr: each one */
    SITE_EACH,      /* each: a variable and its `where` */
    SITE_CLAUSE,    /* clauses, index */
    SITE_STEP,      /* steps, index */
    SITE_CELL,      /* table, row, index: each cell that is not a heading */
    SITE_PARAM      /* param */
};

struct site {
    const struct expr *expr;
    const struct expr *parent; /* of expr, parentheses not counted; NULL: none */
    const struct each_var *each;
    const clause_vec *clauses;
    const step_vec *steps;
    const struct table_decl *table;
    const struct param_decl *param;
    bool is_matrix;
    uint32_t row, index;
};

struct mutator {
    struct arena *arena;
    const struct sym_table *syms;
    const struct source *source;
    const struct program *program;
    const struct item *item;
    enum mutation mutation; /* whose leaf is running */
    mutant_vec found;
};

typedef void mutate_leaf(struct mutator *m, const struct site *s);

#define MUTATION(id, name, site, leaf, doc) mutate_leaf leaf;
#include "lang/mutations.def"
#undef MUTATION

/* One mutant: the words at `at` become those of the format. */
void mutate_add(struct mutator *m, struct span context, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
struct str mutate_words(const struct mutator *m, struct span at);

/* ---- mutate_value.c: constants one step away ---- */

/* A literal or value name one step up or down as it is written; false: there is no such step. `type`: of the constant, or NULL if not known. */
bool mutate_shift(struct mutator *m, const struct expr *e, const struct type_expr *type, int by,
                  struct str *out);
/* Whether a name is that of a value of some scale. */
bool mutate_is_scale_value(const struct mutator *m, const struct expr *e);

#endif
