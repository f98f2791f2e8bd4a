/* Stands in for engine/eval until evaluate() is there. */
#include "engine/eval/eval.h"

struct evaluation *
evaluate(struct arena *arena, struct diag_sink *sink, const struct program *p, struct store *s, struct eval_options options)
{
    (void)arena, (void)sink, (void)p, (void)s, (void)options;
    return NULL;
}

uint32_t
evaluation_rule_count(const struct evaluation *e)
{
    (void)e;
    return 0;
}

const struct rule_result *
evaluation_rule(const struct evaluation *e, uint32_t i)
{
    (void)e, (void)i;
    return NULL;
}

void
evaluation_free(struct evaluation *e)
{
    (void)e;
}

struct value
evaluate_one(struct evaluation *e, struct arena *a, const struct ir *ir, const struct value *slots)
{
    (void)e, (void)a, (void)ir, (void)slots;
    return (struct value){ .kind = VALUE_UNKNOWN };
}

enum truth
evaluate_condition(struct evaluation *e, struct arena *a, const struct ir *ir, const struct value *slots)
{
    (void)e, (void)a, (void)ir, (void)slots;
    return UNKNOWN_;
}

struct str
evaluate_template(struct evaluation *e, struct arena *a, const struct ir *ir, const struct value *slots)
{
    (void)e, (void)a, (void)ir, (void)slots;
    return (struct str){ 0 };
}
