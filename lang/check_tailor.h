/*
 * Tailoring while it is being checked; shared by check_tailor*.c only.
 *
 *   check_tailor.c        each line by itself: who, what, why, until when
 *   check_tailor_layers.c lines about the same: which of them counts
 *   check_tailor_swap.c   replacing scales and definitions
 *   check_tailor_table.c  replacing matrices and tables
 *   check_tailor_final.c  what final rules rest on, and who may not be softened
 *   check_tailor_apply.c  parameters, severities, exemptions; the list of deviations
 */
#ifndef ONUS_LANG_CHECK_TAILOR_H
#define ONUS_LANG_CHECK_TAILOR_H

#include "lang/check_expr.h"

/* One line of a `tailor`. */
struct tailor_line {
    const struct unit *unit; /* who tailors */
    struct str of;           /* which pack */
    const struct deviation *ast;
    const struct def *target;       /* the rule; the parameter of the pack; what is replaced */
    struct sym code;                /* of the rule it is about, as it is called today; or none */
    const struct param_decl *param; /* SET */
    const struct def *with;         /* REPLACE */
    struct str written;             /* the target in words: "IEC-014.max_age" */
    struct span at;                 /* of these words */
    bool broken;                    /* reported; it is neither applied nor listed */
    bool is_expired, is_overridden; /* listed, and has no effect */
    bool has_until;
    int32_t until;
    struct str because, by;
    struct ir *condition; /* EXEMPT, once its rule was checked */
    bool is_compared;     /* REPLACE of a matrix by another: these are all the cells … */
    struct str *softened; /* … that became more lenient */
    uint32_t softened_count;
    int severity;    /* SEVERITY */
    uint64_t *cells; /* SET */
    uint32_t cell_count;
};

typedef VEC(struct tailor_line) tailor_line_vec;

struct tailoring {
    tailor_line_vec lines;
};

/* Whether the line takes part at all, and whether it changes the program. */
bool tailor_is_active(const struct tailor_line *line);
bool tailor_applies(const struct checker *ck, const struct tailor_line *line);
/* A context in which a line can be checked; `body` is fresh. */
struct context tailor_context(struct checker *ck, const struct tailor_line *line,
                              struct body *body);
/* The words at a place, on one line. */
struct str tailor_words(const struct checker *ck, struct span at);
/* How a pack is called in messages. */
struct str tailor_pack(const struct checker *ck, struct str pack);
struct span tailor_place(const struct item *item); /* of the name of what an item declares */
const clause_vec *tailor_clauses(const struct item *item); /* of a rule, criterion or application */
const struct clause *tailor_clause(const struct item *item, enum clause_kind kind); /* or NULL */

/* ---- check_tailor_layers.c ---- */
/* Whether `pack` requires `other`, directly or by way of others. */
bool tailor_requires(const struct checker *ck, struct str pack, struct str other);
void tailor_layers(struct checker *ck);
/* The line of a lower layer that this one takes the place of, or NULL. */
const struct tailor_line *tailor_below(const struct checker *ck, const struct tailor_line *line);

/* ---- check_tailor_swap.c, check_tailor_table.c ---- */
/* Both are there, checked, and of one kind. False: reported, or silent after errors in either. */
bool tailor_can_swap(struct checker *ck, struct tailor_line *line);
struct diag *tailor_refuse_signature(struct checker *ck, struct tailor_line *line, struct str why);
bool tailor_same_type(struct type a, struct type b);
void tailor_table(struct checker *ck, struct tailor_line *line); /* REPLACE of a matrix or table */

/* ---- check_tailor_final.c ---- */
struct final_uses; /* what final rules ask */
struct final_uses *final_uses(struct checker *ck);
/* A final rule that asks it, or NULL. */
const struct rule *final_of_param(const struct final_uses *u, param_id id);
const struct rule *final_of_define(const struct final_uses *u, define_id id);
const struct rule *final_of_table(const struct final_uses *u, table_id id);
void report_final(struct checker *ck, struct tailor_line *line, const struct rule *rule,
                  struct str why);

#endif
