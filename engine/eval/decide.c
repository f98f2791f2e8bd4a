/* What a criterion decides: with conditions where the branch that accepts asks for something to be given. */
#include "engine/eval/internal.h"

uint64_t *
decide_conditional(struct frame *f, const struct duty *duty)
{
    uint64_t *out = bits_new(f->arena, f->count), *open = bits_ones(f->arena, f->count);
    for (uint32_t b = 0; b < duty->branch_count; b++) {
        struct condition when = eval_condition(f, duty->branches[b].when);
        for (uint32_t i = 0; i < f->count && duty->branches[b].given_count; i++)
            bit_or(out, i,
                   bit_get(open, i) && (bit_get(when.is_true, i) || bit_get(when.unknown, i)));
        bits_and_not(open, when.is_true, f->count);
    }
    return out;
}

enum decision
rule_decision(const struct rule_result *r, uint32_t row)
{
    if (!r->conditional)
        return DECISION_NONE;
    switch (r->status[row]) {
    case SUBJECT_SATISFIED:
        return bit_get(r->conditional, row) ? DECISION_CONDITIONAL : DECISION_ACCEPTED;
    case SUBJECT_VIOLATED: return DECISION_REJECTED;
    case SUBJECT_INDETERMINATE: return DECISION_INDETERMINATE;
    default: return DECISION_NONE;
    }
}
