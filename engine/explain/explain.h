/*
 * Why a duty failed for one case, in words and places.
 *
 * Everything is read off the final evaluation, one binding at a time; no fixpoint runs again. A failure is what
 * becomes one finding: the author's message, the places that decided, and at most LIMIT_WHY_LINES lines
 * that say how it came about. All results live in the explainer's arena.
 */
#ifndef ONUS_ENGINE_EXPLAIN_EXPLAIN_H
#define ONUS_ENGINE_EXPLAIN_EXPLAIN_H

#include "engine/eval/eval.h"

struct finding_place {
    struct span span;
    struct str text;
};
struct finding_binding {
    struct str name, id;
};

struct explainer {
    struct arena *arena;   /* of the report */
    struct arena *scratch; /* left as full as it was found */
    const struct program *program;
    struct store *store;
    struct evaluation *evaluation;
    const struct source_map *sources;
    int32_t today;
};

struct failure {
    struct failure *next;
    enum truth truth; /* FALSE_, or UNKNOWN_: indeterminate */
    uint32_t step;    /* trace: where the chain stopped; criterion: what is not given, from 1 */
    enum category category; /* another than that of the rule, or CATEGORY_NONE */
    struct finding_place at;
    struct str message;
    struct finding_place *related;
    uint32_t related_count;
    struct str *why;
    uint32_t why_count;
    struct finding_binding *bindings;
    uint32_t binding_count;
};

/* How much an explanation tells: the rest of a report's findings go without lines and places beyond their own. */
enum explain_depth { EXPLAIN_MESSAGE, EXPLAIN_WHY };

/* The variables and lets of a rule for one of its cases; lives in x->scratch. */
struct value *explain_bind(struct explainer *x, const struct rule_result *r, uint32_t case_index);
/*
 * What failed of a duty whose truth is not TRUE_: one failure, or for an `every` hop one for each candidate. Never NULL.
 * `slots` as of explain_bind.
 */
struct failure *explain_duty(struct explainer *x, const struct rule *r, uint32_t duty,
                             struct value *slots, enum truth truth, enum explain_depth depth);
/* Why it cannot be decided whether the rule concerns this case. */
struct failure *explain_guard(struct explainer *x, const struct rule *r, struct value *slots);
/* A subject that cannot be judged although no case of it is known: which variable's set did not load. */
struct failure *explain_no_case(struct explainer *x, const struct rule *r, struct ent subject);
/* What to do about it: the rule's `fix` clauses; empty if it has none. */
struct str explain_fix(struct explainer *x, const struct rule *r, struct value *slots);

#endif
