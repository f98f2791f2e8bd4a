#include "engine/plan/plan_internal.h"

enum { COST_MAX = 1 << 20 };

static uint32_t
add_cost(uint32_t a, uint32_t b)
{
    return a + b < COST_MAX ? a + b : COST_MAX;
}

/* What the parts of an expression add up to. */
struct sum {
    slot_mask free;
    uint32_t cost;
    bool recurses, walks;
};

static void
add(struct plan_scope *s, struct sum *sum, const struct ir *ir)
{
    uint32_t id = walk(s, ir);
    if (id == NO_ID)
        return;
    const struct plan_note *note = &s->plan->notes.at[id];
    sum->free |= note->free;
    sum->cost = add_cost(sum->cost, note->cost);
    sum->recurses |= note->recurses;
    sum->walks |= note->walks;
}

static void
add_list(struct plan_scope *s, struct sum *sum, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        add(s, sum, list->at[i]);
}

/* A variable is no longer free outside of what binds it. The shared bit may stand for others and stays. */
static void
bind(struct sum *sum, uint32_t slot)
{
    if (slot < SLOT_SHARED)
        sum->free &= ~slot_bit(slot);
}

/* Sets come first: a variable's set does not see the variable. */
static void
add_each(struct plan_scope *s, struct sum *sum, const ir_each_vec *each, const struct ir *body)
{
    struct sum inner = {0};
    add(s, &inner, body);
    for (uint32_t i = each->len; i-- > 0;) {
        const struct ir_each *e = &each->at[i];
        add(s, &inner, e->where);
        bind(&inner, e->slot);
        add(s, &inner, e->set);
        walk_each(s, e, NULL);
    }
    sum->free |= inner.free;
    sum->cost = add_cost(sum->cost, add_cost(8, inner.cost));
    sum->recurses |= inner.recurses;
    sum->walks |= inner.walks;
}

static void
add_quant(struct plan_scope *s, struct sum *sum, const struct ir *ir)
{
    const struct ir_each *each = &ir->quant.each;
    struct sum inner = {0};
    add(s, &inner, ir->quant.body);
    add(s, &inner, each->where);
    bind(&inner, each->slot);
    add(s, &inner, each->set);
    const struct ir *body = ir->quant.body;
    if (ir->kind == IR_EVERY)
        body = body && body->kind == IR_IMPLIES ? body->binary.left : NULL;
    walk_each(s, each, body);
    sum->free |= inner.free;
    sum->cost = add_cost(sum->cost, add_cost(8, inner.cost));
    sum->recurses |= inner.recurses;
    sum->walks |= inner.walks;
}

static void
add_call(struct plan_scope *s, struct sum *sum, const struct ir *ir)
{
    const struct define *d = &s->plan->program->defines.at[ir->call.define];
    add_list(s, sum, &ir->call.args);
    const struct plan_note *body = plan_note(s->plan, d->body);
    bool is_looked_up = d->is_recursive || d->is_measure;
    sum->cost = add_cost(sum->cost, is_looked_up || !body ? 16 : add_cost(body->cost, 1));
    sum->recurses |= is_looked_up && d->component == s->component;
    sum->walks |= !d->is_measure && body && body->walks;
}

static void
add_template(struct plan_scope *s, struct sum *sum, const struct ir *ir)
{
    for (uint32_t i = 0; i < ir->template.len; i++)
        add(s, sum, ir->template.at[i].expr);
    sum->cost = add_cost(sum->cost, 16);
}

/* The parts of an expression, and what it adds to their cost. */
static uint32_t
add_parts(struct plan_scope *s, struct sum *sum, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_CONST:
    case IR_CONST_SET:
    case IR_PARAM:
    case IR_TODAY: return 0;
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY: return 1;
    case IR_VAR: sum->free |= slot_bit(ir->slot); return 0;
    case IR_FIELD: add(s, sum, ir->field.of); return 1;
    case IR_CLOSURE: add(s, sum, ir->closure.of); return 32;
    case IR_AND:
    case IR_OR:
    case IR_SET: add_list(s, sum, &ir->list); return 1;
    case IR_NOT:
    case IR_PRESENT:
    case IR_CONVERT: add(s, sum, ir->unary); return 1;
    case IR_DIGEST: add(s, sum, ir->unary); return 64;
    case IR_SUBSTANTIVE: add(s, sum, ir->unary); return 4;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        add(s, sum, ir->binary.left);
        add(s, sum, ir->binary.right);
        return 1;
    case IR_COMPARE:
        add(s, sum, ir->compare.left);
        add(s, sum, ir->compare.right);
        return 1;
    case IR_IS: add(s, sum, ir->is.of); return 1;
    case IR_MATCHES: add(s, sum, ir->matches.of); return 4;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: add_quant(s, sum, ir); return 0;
    case IR_FILTER:
    case IR_MAP: add_each(s, sum, &ir->each.each, ir->each.result); return 0;
    case IR_AGGREGATE: add_each(s, sum, &ir->aggregate.each, ir->aggregate.term); return 0;
    case IR_IF:
        add(s, sum, ir->cond.test);
        add(s, sum, ir->cond.then);
        add(s, sum, ir->cond.other);
        return 1;
    case IR_ARITH:
        add(s, sum, ir->arith.left);
        add(s, sum, ir->arith.right);
        return 1;
    case IR_CALL: add_call(s, sum, ir); return 0;
    case IR_BUILTIN: add_list(s, sum, &ir->builtin.args); return 4;
    case IR_LOOKUP: add_list(s, sum, &ir->lookup.args); return 2;
    case IR_ELEMENT: add_list(s, sum, &ir->element.args); return 8;
    case IR_LET:
        add(s, sum, ir->let.body);
        bind(sum, ir->let.slot);
        add(s, sum, ir->let.value);
        return 1;
    case IR_TEMPLATE: add_template(s, sum, ir); return 0;
    case IR_NODE:
        add(s, sum, ir->node.of);
        add(s, sum, ir->node.index);
        return 1;
    case IR_KIND_COUNT: break;
    }
    return 0;
}

static uint32_t
only_slot(slot_mask free)
{
    if (!free || (free & (free - 1)) || free == slot_bit(SLOT_SHARED))
        return NO_ID;
    return (uint32_t)__builtin_ctzll(free);
}

/* `some s in x.*f has P(s)` where P sees nothing but s. */
static bool
is_reach(const struct plan *plan, const struct ir *ir)
{
    if (ir->kind != IR_SOME && ir->kind != IR_EVERY)
        return false;
    const struct ir_each *each = &ir->quant.each;
    slot_mask inner = free_of(plan, each->where) | free_of(plan, ir->quant.body);
    return each->set->kind == IR_CLOSURE && !card_is_set(each->set->closure.of->type.card) &&
           each->slot < SLOT_SHARED && !(inner & ~slot_bit(each->slot));
}

/* `n in n.+f` */
static bool
is_cycle(const struct ir *ir)
{
    if (ir->kind != IR_IN)
        return false;
    const struct ir *n = ir->binary.left, *set = ir->binary.right;
    return n->kind == IR_VAR && set->kind == IR_CLOSURE && !set->closure.reflexive &&
           set->closure.of->kind == IR_VAR && set->closure.of->slot == n->slot;
}

static void
choose(struct plan_scope *s, struct plan_note *note)
{
    const struct ir *ir = note->ir;
    note->slot = only_slot(note->free);
    bool is_unary = note->slot < s->slot_count && s->slots[note->slot].type.kind == TYPE_ENTITY &&
                    !card_is_set(s->slots[note->slot].type.card);
    if (is_unary)
        note->variable = s->slots[note->slot].type;
    if (note->recurses)
        return;
    if (ir->kind == IR_CALL && s->plan->program->defines.at[ir->call.define].is_recursive)
        note->strategy = STRATEGY_FIXPOINT;
    else if (ir->kind == IR_CALL && s->plan->program->defines.at[ir->call.define].is_measure)
        note->strategy = STRATEGY_COLUMN;
    else if (is_reach(s->plan, ir))
        note->strategy = STRATEGY_REACH;
    else if (is_cycle(ir))
        note->strategy = STRATEGY_CYCLE;
    else if (!note->free && note->cost > COST_FREE)
        note->strategy = STRATEGY_ONCE;
    else if (is_unary && note->cost >= COST_TABLE && !card_is_set(ir->type.card))
        note->strategy = STRATEGY_TABLE;
}

uint32_t
walk(struct plan_scope *s, const struct ir *ir)
{
    if (!ir)
        return NO_ID;
    struct plan *plan = s->plan;
    uint32_t known = pointer_map_get(&plan->notes_by_ir, ir);
    if (known != NO_ID)
        return known;
    struct sum sum = {0};
    uint32_t own = add_parts(s, &sum, ir);
    struct plan_note note = {.ir = ir,
                             .id = plan->notes.len,
                             .free = sum.free,
                             .cost = add_cost(sum.cost, own),
                             .recurses = sum.recurses,
                             .walks = sum.walks || ir->kind == IR_CLOSURE};
    choose(s, &note);
    if (note.strategy == STRATEGY_REACH || note.strategy == STRATEGY_CYCLE)
        note.walks = false;
    vec_push(plan->arena, &plan->notes, note);
    pointer_map_put(&plan->notes_by_ir, plan->arena, ir, note.id);
    return note.id;
}

void
walk_each(struct plan_scope *s, const struct ir_each *each, const struct ir *body)
{
    struct plan *plan = s->plan;
    struct plan_each e = {.each = each, .id = plan->eaches.len};
    if (each->slot < s->slot_count)
        e.type = s->slots[each->slot].type;
    if (!free_of(plan, each->set)) {
        e.access = ACCESS_EXTENT;
        find_joins(plan, &e, each->where);
        find_joins(plan, &e, body);
        if (e.join_count)
            e.access = ACCESS_JOIN;
    }
    vec_push(plan->arena, &plan->eaches, e);
    pointer_map_put(&plan->eaches_by_each, plan->arena, each, e.id);
}

slot_mask
free_of(const struct plan *plan, const struct ir *ir)
{
    return ir ? plan_note(plan, ir)->free : 0;
}
