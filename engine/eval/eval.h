/*
 * Program × store → results: which subject satisfies which rule, in three-valued logic.
 *
 * Whole extents at a time: an expression is evaluated over a frame (a table of bindings, one column of cells
 * per variable) into a vector: two bitmaps for conditions, cells with presence for values, offsets and members for sets.
 * See docs/architecture.md for the steps.
 */
#ifndef ONUS_ENGINE_EVAL_EVAL_H
#define ONUS_ENGINE_EVAL_EVAL_H

#include "engine/store/store.h"
#include "lang/base/diag.h"
#include "lang/program.h"

enum truth { FALSE_, UNKNOWN_, TRUE_ };

enum subject_status {
    SUBJECT_NOT_APPLICABLE, /* guard false, or no tuple of the further variables */
    SUBJECT_SATISFIED,
    SUBJECT_ASSUMED,
    SUBJECT_NOT_DUE,
    SUBJECT_EXEMPTED,   /* by tailoring: all of its cases are */
    SUBJECT_SUPERSEDED, /* it violates a rule that this one comes after, or is superseded there */
    SUBJECT_INDETERMINATE,
    SUBJECT_VIOLATED
};

enum { SUBJECT_OUTSIDE = 255 };

/*
 * The tuples for which a rule was evaluated: guard true or unknown. Ordered by subject, then by the further variables.
 * Satisfied cases of pairs beyond some millions are judged and not kept. A rule that is disabled has neither cases nor subjects, and is not due.
 */
struct rule_result {
    const struct rule *rule;
    bool is_due;
    struct range
        subjects; /* extent of the subject type; of a union: from its first to its last member */
    uint8_t *
        status; /* enum subject_status, by entity number - subjects.lo; SUBJECT_OUTSIDE between members of a union */
    uint32_t case_count;
    uint64_t **
        slots; /* [slot][case]: cells (entity numbers …) of the for-each variables; NULL for other slots */
    uint8_t *guard; /* enum truth, never FALSE_ */
    uint8_t
        *exempt; /* enum truth by case: taken out by tailoring; NULL: the rule has no exemption */
    uint8_t **
        duties; /* [duty][case]: enum truth; FALSE_ of a duty that an earlier opening one guards is never set: it is TRUE_ there */
    uint64_t *
        conditional; /* of a criterion, a bit by subject: if it is accepted, then with conditions; else NULL */
    uint32_t counts[SUBJECT_VIOLATED + 1];
};

/* What a criterion says of a subject. */
enum decision {
    DECISION_NONE, /* it does not judge it: not applicable, not due, assumed … */
    DECISION_ACCEPTED,
    DECISION_CONDITIONAL,
    DECISION_REJECTED,
    DECISION_INDETERMINATE
};

struct derivation; /* derive.h */

struct eval_options {
    int32_t today;
    uint32_t phase; /* ordinal */
    bool has_phase;
    bool **lookups; /* by table and row: set where the row answers; NULL: nobody asks */
    const struct derivation
        *derivation; /* the store is that of this one; NULL: no pattern was applied */
    struct plan *
        plan; /* of the same program, from an evaluation before: evaluation_plan(); NULL: made anew */
    /* For tests: neither may change a result. */
    uint32_t chunk_rows; /* rows evaluated at a time; 0: as many as the cache likes */
    bool is_eager; /* joins and tables wherever they are possible, also where they do not pay */
};

struct evaluation;

/* Evaluates all rules. Budget overruns are diagnostics in `sink`, and their results unknown. */
struct evaluation *evaluate(struct arena *arena, struct diag_sink *sink, const struct program *p,
                            struct store *s, struct eval_options options);
/* The same without its rules: to be asked for single values and verdicts. */
struct evaluation *evaluation_open(struct arena *arena, struct diag_sink *sink,
                                   const struct program *p, struct store *s,
                                   struct eval_options options);
uint32_t evaluation_rule_count(const struct evaluation *e);
const struct rule_result *evaluation_rule(const struct evaluation *e, uint32_t i);
/* row: the subject's entity number - subjects.lo. */
enum decision rule_decision(const struct rule_result *r, uint32_t row);
/* How the program is evaluated, for further runs of it. It lives as long as the arena that was given. */
struct plan *evaluation_plan(const struct evaluation *e);
/* What patterns came to, as eval_options had it. */
const struct derivation *evaluation_derivation(const struct evaluation *e);
void evaluation_free(struct evaluation *e);
/* Where the measure of an entity, which is unknown, begins to be: the entity itself, or one below it. */
struct ent evaluation_origin(const struct evaluation *e, define_id measure, struct ent ent);
/* The message about a circle of a measure's relation that an entity is on, so that its value is unknown; NULL: it is on none. */
const struct diag *evaluation_circle(const struct evaluation *e, define_id measure, struct ent ent);

/* ---- what views say of entities (`verdict`), for whole extents ---- */

struct entity_verdict {
    const struct view_use *
        view; /* whose word it is; NULL: no view judges the entity, or what does says nothing of it */
    bool is_unknown;
    uint64_t cell; /* else: a value of the enum, or 0 and 1 of a condition */
    struct str
        word; /* in words: "supported"; of a condition its name, "grounded" and "not grounded"; "unknown" */
};

/* By entity number, as many as there are. */
struct entity_verdict *evaluate_verdicts(struct evaluation *e, struct arena *a);
/* The same for another word that may name a definition (`unfinished` …). */
struct entity_verdict *evaluate_view_word(struct evaluation *e, struct arena *a,
                                          enum view_word word);

/* ---- one binding at a time, for messages and explanations: never runs a fixpoint again ---- */

struct value {
    enum { VALUE_UNKNOWN, VALUE_MISSING, VALUE_CELL, VALUE_SET } kind;
    bool incomplete; /* SET */
    uint64_t cell;   /* conditions: 0 or 1, as a bool; an unknown one is VALUE_UNKNOWN */
    const uint64_t *members;
    uint32_t count;
};

/* `slots`: one value per slot of the rule or definition (a `let` may be missing, unknown or a set); unbound ones are not read. */
struct value evaluate_one(struct evaluation *e, struct arena *a, const struct ir *ir,
                          const struct value *slots);
enum truth evaluate_condition(struct evaluation *e, struct arena *a, const struct ir *ir,
                              const struct value *slots);
/*
 * Of a call of a recursive definition that certainly holds: a number above those of the calls of the same recursion that some way
 * to build it up needs. So whoever follows only calls with smaller numbers goes in no circle. UINT32_MAX: it does not hold.
 */
uint32_t evaluation_level(struct evaluation *e, define_id define, const struct value *args);
/* A message: missing prints "(not given)", unknown "(unknown)", sets their ids in natural order, cut after LIMIT_MESSAGE_IDS; `{why}` nothing. */
struct str evaluate_template(struct evaluation *e, struct arena *a, const struct ir *ir,
                             const struct value *slots);

/* ---- a question: program.query, and none of the rules ---- */

/* Columns are the variables, then the lets; of a question without variables the expression, in one row. */
struct query_rows {
    uint32_t column_count, count;
    struct value **cells;    /* [column][row]; in the order of evaluation */
    const struct ir **exprs; /* by column; NULL: a variable */
    bool incomplete;         /* there may be more rows */
};

struct evaluation *evaluate_query(struct arena *arena, struct diag_sink *sink,
                                  const struct program *p, struct store *s,
                                  struct eval_options options, struct query_rows *out);

/* ---- a target: what its entries come to, for all rows at once ---- */

typedef VEC(struct value) target_values;
typedef VEC(bool) target_bits;

/* What one entry comes to, by row of its block. */
struct target_cells {
    target_values keys;     /* VALUE, MAPPING, LIST with a key */
    target_values values;   /* VALUE */
    target_bits incomplete; /* LIST, FOR_EACH: there may be more; WHEN: nobody knows whether */
    struct target_rows
        *body; /* MAPPING: its rows are those of the block; WHEN: those for which it holds */
};

/* The rows of a block: of the document one. In the order of parents, then of entity numbers and cells of the variables. */
struct target_rows {
    VEC(uint32_t) parents;        /* by row: its row of the block around it */
    target_values *variables;     /* by variable of the entry's `each` */
    struct target_cells *entries; /* by entry of the body */
};

/* Evaluates one target of the program, and none of the rules. */
struct evaluation *evaluate_target(struct arena *arena, struct diag_sink *sink,
                                   const struct program *p, struct store *s,
                                   struct eval_options options, const struct target_map_decl *t,
                                   struct target_rows **out);

/* What a message needs from later stages. why: the words of `{why}`, an IR_WHY; NULL prints nothing there. */
struct template_hooks {
    void *context;
    struct str (*why)(void *context, struct arena *a, const struct ir *ir,
                      const struct value *slots);
};
struct str evaluate_template_with(struct evaluation *e, struct arena *a, const struct ir *ir,
                                  const struct value *slots, const struct template_hooks *hooks);

#endif
