#include "engine/plan/plan_internal.h"

/* Equal cells are equal values: true of all kinds but versions, where v1.0 and 1.0 agree. */
static bool
cells_decide(const struct ir *ir)
{
    return ir->type.kind != TYPE_VERSION && ir->type.kind != TYPE_ERROR;
}

static bool
is_inner(const struct plan *plan, const struct ir *ir, uint32_t slot)
{
    return free_of(plan, ir) == slot_bit(slot) && cells_decide(ir);
}

/* A constant is none: comparing with it is a filter, which an index does not help. */
static bool
is_outer(const struct plan *plan, const struct ir *ir, uint32_t slot)
{
    slot_mask free = free_of(plan, ir);
    return free && !(free & slot_bit(slot)) && cells_decide(ir);
}

static void
add_join(struct plan_each *out, struct plan_join join)
{
    if (out->join_count < JOINS_MAX)
        out->joins[out->join_count++] = join;
}

static void
try_equal(const struct plan *plan, struct plan_each *out, const struct ir *a, const struct ir *b)
{
    if (card_is_set(a->type.card) || card_is_set(b->type.card))
        return;
    uint32_t slot = out->each->slot;
    if (is_inner(plan, a, slot) && is_outer(plan, b, slot))
        add_join(out, (struct plan_join){JOIN_EQUAL, a, b});
    else if (is_inner(plan, b, slot) && is_outer(plan, a, slot))
        add_join(out, (struct plan_join){JOIN_EQUAL, b, a});
}

static void
try_in(const struct plan *plan, struct plan_each *out, const struct ir *left,
       const struct ir *right)
{
    uint32_t slot = out->each->slot;
    if (is_inner(plan, right, slot) && is_outer(plan, left, slot))
        add_join(out, (struct plan_join){JOIN_OUTER_IN_INNER, right, left});
    else if (is_inner(plan, left, slot) && is_outer(plan, right, slot))
        add_join(out, (struct plan_join){JOIN_INNER_IN_OUTER, left, right});
}

/* Each part of a conjunction may serve: where it is false, the value of the variable plays no role. */
void
find_joins(const struct plan *plan, struct plan_each *out, const struct ir *condition)
{
    if (!condition || out->each->slot >= SLOT_SHARED)
        return;
    if (condition->kind == IR_AND) {
        for (uint32_t i = 0; i < condition->list.len; i++)
            find_joins(plan, out, condition->list.at[i]);
    } else if (condition->kind == IR_COMPARE && condition->compare.op == CMP_EQ) {
        try_equal(plan, out, condition->compare.left, condition->compare.right);
    } else if (condition->kind == IR_IN) {
        try_in(plan, out, condition->binary.left, condition->binary.right);
    }
}
