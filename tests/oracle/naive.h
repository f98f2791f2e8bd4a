/*
 * The second opinion: evaluates a program tuple by tuple, expression by expression, in the plainest
 * way, so that it can be read against the "Meaning" of lang/program.h line by line.
 *
 * It shares no code with engine/eval; of its header it takes only the shape of results.
 */
#ifndef ONUS_TESTS_ORACLE_NAIVE_H
#define ONUS_TESTS_ORACLE_NAIVE_H

#include "engine/eval/eval.h"
#include "engine/store/regex.h"
#include "engine/store/store.h"
#include "lang/program.h"

/* What a recursive definition was found to hold for: one byte per tuple of entities. */
struct naive_relation {
    bool is_solved;
    uint8_t *certain, *possible;
};

struct naive {
    struct arena *arena;
    const struct program *program;
    struct store *store;
    struct eval_options options;
    struct naive_relation *relations; /* by define_id */
    struct regex_code **regexes;      /* by regex_id */
    uint32_t solving;                 /* the component whose fixpoint is under way, or NO_ID */
    bool is_certain_pass;
};

void naive_init(struct naive *n, struct arena *arena, const struct program *p, struct store *s,
                struct eval_options options);
void naive_release(struct naive *n);

/* The same content as the engine gives, but for `after`. */
struct rule_result *naive_rule(struct naive *n, const struct rule *rule);

/* `left`: the same results where the rules named in `after` come first. */
void naive_after(struct naive *n, struct rule_result *const *all, uint32_t count,
                 struct rule_result *left);

/* What a message says: total, whatever is missing or unknown. */
struct str naive_message(struct naive *n, const struct ir *e, struct value *slots);

/* ---- within the oracle ---- */

struct value naive_value(struct naive *n, const struct ir *e, struct value *slots);
enum truth naive_truth(struct naive *n, const struct ir *e, struct value *slots);
struct value naive_set(struct naive *n, struct value v); /* a value as a set */
struct value naive_set_of(struct naive *n, const struct value *at, uint32_t count);
struct value naive_cell(uint64_t cell);
struct value naive_text(struct naive *n, struct str text);
struct str naive_text_of(struct naive *n, struct type t, uint64_t cell);
int naive_order(struct naive *n, enum type_kind kind, uint64_t a, uint64_t b);
/* args are known and there. */
struct value naive_builtin(struct naive *n, const struct ir *e, const struct value *args);
struct value naive_aggregate(struct naive *n, const struct ir *e, const struct value *terms,
                             uint32_t count);
struct value naive_arithmetic(struct naive *n, const struct ir *e, uint64_t left, uint64_t right);
struct value naive_call(struct naive *n, const struct ir *e, struct value *slots);
struct value naive_lookup(struct naive *n, const struct ir *e, struct value *slots);

/* Calls leaf for each tuple whose conditions are true; of rules, for each for which they are not false. */
struct naive_visit {
    void (*leaf)(struct naive *n, struct naive_visit *v, enum truth guard, struct value *slots);
    void *context;
    bool keeps_unknown;
    bool is_incomplete; /* a set on the way may have more members, or a condition is unknown */
};
void naive_tuples(struct naive *n, const struct ir_each *each, uint32_t count, enum truth guard,
                  struct value *slots, struct naive_visit *v);

static inline enum truth
truth_and(enum truth a, enum truth b)
{
    return a < b ? a : b;
}

static inline enum truth
truth_or(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

static inline enum truth
truth_not(enum truth a)
{
    return (enum truth)(TRUE_ - a);
}

#endif
