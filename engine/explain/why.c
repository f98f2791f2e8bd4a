/* A condition that did not hold (or did hold, where it should not) → a tree of reasons. */
#include <stdlib.h>

#include "engine/explain/explain_internal.h"

struct reason *
why_candidate(struct explainer *x, struct type t, uint64_t cell, struct reason *part)
{
    struct str id = words_cell(x, t, cell);
    bool names_it =
        str_starts(part->text, id) && part->text.len > id.len && part->text.at[id.len] == ' ';
    if (names_it)
        return part;
    struct reason *w = why_new(x, id, SPAN_NONE);
    w->kind = REASON_MEMBER;
    w->cost = part->cost;
    w->is_repairable = part->is_repairable;
    why_add(w, part);
    return w;
}

/* ---- several reasons ---- */

static uint32_t
shown(const struct explainer *x)
{
    return x->is_full ? TREE_CANDIDATES : WHY_CANDIDATES;
}

static void
edits_append(struct reason *to, struct edit *edits)
{
    struct edit **tail = &to->edits;
    while (*tail)
        tail = &(*tail)->next;
    *tail = edits;
}

static void
held_append(struct reason *to, struct held *held)
{
    struct held **tail = &to->held;
    while (*tail)
        tail = &(*tail)->next;
    *tail = held;
}

/* "owner of Z-2 is not given", because it is asked for and because it is compared, is said once. */
static uint32_t
merge_same(struct reason **parts, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t k = 0;
        bool is_test = parts[i]->kind == REASON_TEST;
        while (k < kept && !(is_test && str_eq(parts[k]->text, parts[i]->text)))
            k++;
        if (k == kept) {
            parts[kept++] = parts[i];
            continue;
        }
        edits_append(parts[k], parts[i]->edits);
        held_append(parts[k], parts[i]->held);
        parts[k]->is_repairable &= parts[i]->is_repairable;
    }
    return kept;
}

/* All of the parts would have to be otherwise. One alone speaks for itself. */
static struct reason *
all_of(struct explainer *x, struct reason **parts, uint32_t count)
{
    count = merge_same(parts, count);
    if (count == 1)
        return parts[0];
    struct reason *w = count == 2 ? why_new(x, STR("both of these"), SPAN_NONE)
                                  : why_printf(x, SPAN_NONE, "all %u of these", count);
    w->kind = REASON_ALL;
    w->cost = 0;
    w->is_repairable = true;
    for (uint32_t i = 0; i < count; i++) {
        w->cost += parts[i]->cost;
        w->is_repairable &= parts[i]->is_repairable;
        why_add(w, parts[i]);
    }
    return w;
}

/* The nearest first; those as near as each other as they come. */
static void
sort_by_cost(struct reason **parts, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = i; k > 0 && parts[k]->cost < parts[k - 1]->cost; k--) {
            struct reason *moved = parts[k];
            parts[k] = parts[k - 1];
            parts[k - 1] = moved;
        }
}

/* One of the parts, or else `way`, would do: `head`, with the nearest of them first. */
static struct reason *
any_of(struct explainer *x, struct reason *head, struct reason **parts, uint32_t count,
       uint32_t omitted, struct reason *way)
{
    uint32_t most = shown(x), total = count + omitted;
    if (x->is_full)
        sort_by_cost(parts, count);
    head->kind = REASON_ANY;
    head->cost = count ? parts[0]->cost : way ? way->cost : 1;
    for (uint32_t i = 0; i < count; i++) {
        head->is_repairable |= parts[i]->is_repairable;
        if (i == most && total > most + 1) {
            struct reason *more = why_printf(x, SPAN_NONE, "and %u more", total - i);
            more->kind = REASON_MORE;
            more->omitted = total - i;
            why_add(head, more);
            break;
        }
        why_add(head, parts[i]);
    }
    if (way) {
        head->is_repairable = true;
        why_add(head, way);
    }
    return head;
}

/* ---- quantifiers ---- */

static void
bind(struct frame *f, const struct ir *quant, uint64_t cell)
{
    f->values[quant->quant.each.slot] = (struct value){.kind = VALUE_CELL, .cell = cell};
}

static enum truth
member_truth(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
             enum truth *where)
{
    bind(f, ir, cell);
    *where = ir->quant.each.where ? why_truth(x, f, ir->quant.each.where) : TRUE_;
    return why_truth(x, f, ir->quant.body);
}

/* Where one member failed. */
static struct reason *
why_member(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell, uint32_t depth)
{
    enum truth where, body = member_truth(x, f, ir, cell, &where);
    const struct ir *failed = where == TRUE_ ? ir->quant.body : ir->quant.each.where;
    struct reason *part = why_not(x, f, failed, depth + 1);
    bind(f, ir, cell);
    if (x->is_full && where != TRUE_ && body != TRUE_) {
        struct reason *both[2] = {part, why_not(x, f, ir->quant.body, depth + 1)};
        part = all_of(x, both, 2);
        bind(f, ir, cell);
    } else if (where != TRUE_) {
        hold(x, f, ir->quant.body, part);
    } else if (ir->quant.each.where) {
        hold(x, f, ir->quant.each.where, part);
    }
    struct reason *w = why_candidate(x, ir->quant.each.set->type, cell, part);
    hold_member(x, f, ir->quant.each.set, cell, w);
    return w;
}

static struct reason *
why_nothing_there(struct explainer *x, struct frame *f, const struct ir *set,
                  const struct ir *quant, uint32_t depth)
{
    struct reason *w = why_empty(x, f, set, depth + 1);
    struct reason *way = x->is_full ? repair_member(x, f, set, quant) : NULL;
    /* What would let a member in says nothing about whether that one would do. */
    w->is_repairable = false;
    w->edits = NULL;
    for (struct reason *part = w->first; part; part = part->next)
        part->is_repairable = false;
    if (way) {
        w->kind = REASON_ANY;
        w->cost = way->cost;
        w->is_repairable = true;
        why_add(w, way);
    }
    return w;
}

/* No member did: each, and where it failed. */
static struct reason *
why_no_witness(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_set_value(x, f, each->set);
    if (set.count == 0)
        return why_nothing_there(x, f, each->set, ir, depth);
    uint32_t most = x->is_full ? TREE_TRIED : WHY_CANDIDATES + 1, count = 0;
    struct reason **parts = arena_array(x->arena, struct reason *, most + 1);
    for (uint32_t i = 0; i < set.count && i < most; i++)
        parts[count++] = why_member(x, f, ir, set.members[i], depth);
    struct reason *way = x->is_full ? repair_member(x, f, each->set, ir) : NULL;
    if (count == 1 && !way)
        return parts[0];
    struct str name = words(x, f, each->set);
    struct reason *w = why_printf(x, SPAN_NONE, "none of " STR_FMT " will do", STR_ARG(name));
    return any_of(x, w, parts, count, set.count > most ? set.count - most : 0, way);
}

/* The members that fail; in a finding the first. */
static struct reason *
why_counterexample(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_set_value(x, f, each->set);
    struct reason **parts = arena_array(x->arena, struct reason *, TREE_TRIED + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < set.count && count < (x->is_full ? TREE_TRIED : 1); i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where != TRUE_ || body != FALSE_)
            continue;
        struct reason *part = why_not(x, f, ir->quant.body, depth + 1);
        parts[count++] = why_candidate(x, each->set->type, set.members[i], part);
    }
    if (count == 0)
        return why_written(x, f, ir, "does not hold");
    struct reason *w = all_of(x, parts, count);
    if (!x->is_full)
        return w;
    hold_value(x, f, each->set, w);
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == FALSE_)
            continue;
        if (where == FALSE_ || body == TRUE_)
            hold(x, f, where == FALSE_ ? each->where : ir->quant.body, w);
        else
            w->is_repairable = false;
    }
    if (count == TREE_TRIED)
        w->is_repairable = false;
    return w;
}

/* The members that pass, for `no … has`; in a finding the first. */
static struct reason *
why_witness(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_set_value(x, f, each->set);
    struct reason **parts = arena_array(x->arena, struct reason *, TREE_TRIED + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < set.count && count < (x->is_full ? TREE_TRIED : 1); i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == TRUE_)
            parts[count++] = why_candidate(x, each->set->type, set.members[i],
                                           why_holds(x, f, ir->quant.body, depth + 1));
    }
    if (count == 0)
        return why_written(x, f, ir, "holds");
    struct reason *w = all_of(x, parts, count);
    if (!x->is_full)
        return w;
    hold_value(x, f, each->set, w);
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == TRUE_)
            continue;
        if (where == FALSE_ || body == FALSE_)
            hold(x, f, body == FALSE_ ? ir->quant.body : each->where, w);
        else
            w->is_repairable = false;
    }
    if (count == TREE_TRIED)
        w->is_repairable = false;
    return w;
}

static struct reason *
why_not_one(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct value set = why_set_value(x, f, ir->quant.each.set);
    uint64_t *passed = arena_array(x->arena, uint64_t, set.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == TRUE_)
            passed[count++] = set.members[i];
    }
    if (count == 0) {
        struct reason *w = why_no_witness(x, f, ir, depth);
        w->is_repairable = false;
        return w;
    }
    struct str ids = words_ids(x, ir->quant.each.set->type, passed, count);
    return why_printf(x, words_span(x, f, ir), "%u pass instead of one: " STR_FMT, count,
                      STR_ARG(ids));
}

/* ---- connectives ---- */

/* Of parts that should all be true (or all false): those that are not; in a finding the first. */
static struct reason *
why_not_all(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted, uint32_t depth)
{
    enum truth bad = wanted ? FALSE_ : TRUE_;
    struct reason **parts = arena_array(x->arena, struct reason *, ir->list.len + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < ir->list.len && (x->is_full || count == 0); i++)
        if (why_truth(x, f, ir->list.at[i]) == bad)
            parts[count++] = wanted ? why_not(x, f, ir->list.at[i], depth + 1)
                                    : why_holds(x, f, ir->list.at[i], depth + 1);
    if (count == 0)
        return why_written(x, f, ir, wanted ? "does not hold" : "holds");
    struct reason *w = all_of(x, parts, count);
    for (uint32_t i = 0; i < ir->list.len && x->is_full; i++) {
        enum truth t = why_truth(x, f, ir->list.at[i]);
        if (t == UNKNOWN_)
            w->is_repairable = false;
        else if (t != bad)
            hold(x, f, ir->list.at[i], w);
    }
    return w;
}

/* `x is missing or …` and a test of the type say nothing where another alternative failed for a reason of its own. */
static bool
is_trivial(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    if (ir->kind == IR_IS || (ir->kind == IR_NOT && ir->unary->kind == IR_PRESENT))
        return true;
    if (ir->kind == IR_AND)
        for (uint32_t i = 0; i < ir->list.len; i++)
            if (why_truth(x, f, ir->list.at[i]) == FALSE_)
                return is_trivial(x, f, ir->list.at[i]);
    return false;
}

static struct reason *
why_none(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir *telling[TREE_CANDIDATES];
    uint32_t count = 0, most = shown(x);
    for (uint32_t i = 0; i < ir->list.len && count < most; i++)
        if (!is_trivial(x, f, ir->list.at[i]))
            telling[count++] = ir->list.at[i];
    for (uint32_t i = 0; i < ir->list.len && count == 0; i++)
        telling[count++] = ir->list.at[i];
    if (count == 1)
        return why_not(x, f, telling[0], depth + 1);
    struct reason *w = why_other_value(x, f, telling, count);
    if (w) {
        w->kind = REASON_TEST;
        if (x->is_full) {
            prove_operands(x, f, telling[0], FALSE_, w, depth + 1);
            repair_test(x, f, telling[0], true, w);
        }
        return w;
    }
    w = count == 2 ? why_new(x, STR("both alternatives fail"), SPAN_NONE)
                   : why_printf(x, SPAN_NONE, "all %u alternatives fail", count);
    struct reason *parts[TREE_CANDIDATES];
    for (uint32_t i = 0; i < count; i++)
        parts[i] = why_not(x, f, telling[i], depth + 1);
    return any_of(x, w, parts, count, 0, NULL);
}

static struct reason *
why_holds_any(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    for (uint32_t i = 0; i < ir->list.len; i++)
        if (why_truth(x, f, ir->list.at[i]) == TRUE_)
            return why_holds(x, f, ir->list.at[i], depth + 1);
    return why_written(x, f, ir, "holds");
}

/* All hold; one that did not would do. In a finding the last. */
static struct reason *
why_holds_all(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    if (!x->is_full)
        return why_holds(x, f, ir->list.at[ir->list.len - 1], depth + 1);
    struct reason **parts = arena_array(x->arena, struct reason *, ir->list.len + 1);
    for (uint32_t i = 0; i < ir->list.len; i++)
        parts[i] = why_holds(x, f, ir->list.at[i], depth + 1);
    struct reason *w = why_printf(x, SPAN_NONE, "all %u hold together", ir->list.len);
    return any_of(x, w, parts, ir->list.len, 0, NULL);
}

/* One test, with what it rests on and what would change it. */
static struct reason *
why_tested(struct explainer *x, struct frame *f, const struct ir *ir, bool holds, uint32_t depth)
{
    struct reason *w = why_test(x, f, ir, holds);
    if (!w || !x->is_full)
        return w;
    w->kind = REASON_TEST;
    prove_operands(x, f, ir, holds ? TRUE_ : FALSE_, w, depth + 1);
    repair_test(x, f, ir, !holds, w);
    return w;
}

static bool
is_empty_set(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    return ir->kind == IR_PRESENT && card_is_set(ir->unary->type.card) &&
           why_value(x, f, ir->unary).kind == VALUE_SET;
}

struct reason *
why_not(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    if (depth >= WHY_DEPTH)
        return why_written(x, f, ir, "does not hold");
    if (why_truth(x, f, ir) == UNKNOWN_)
        return why_unknown(x, f, ir, depth);
    if (is_empty_set(x, f, ir))
        return why_nothing_there(x, f, ir->unary, NULL, depth);
    struct reason *w = why_tested(x, f, ir, false, depth);
    if (w)
        return w;
    switch (ir->kind) {
    case IR_AND: return why_not_all(x, f, ir, true, depth);
    case IR_OR: return why_none(x, f, ir, depth);
    case IR_NOT: return why_holds(x, f, ir->unary, depth + 1);
    case IR_IMPLIES: return why_not(x, f, ir->binary.right, depth + 1);
    case IR_SOME: return why_no_witness(x, f, ir, depth);
    case IR_EVERY: return why_counterexample(x, f, ir, depth);
    case IR_ONE: return why_not_one(x, f, ir, depth);
    case IR_CALL: return why_call(x, f, ir, false, depth);
    case IR_IF: {
        bool is_then = why_truth(x, f, ir->cond.test) == TRUE_;
        w = why_not(x, f, is_then ? ir->cond.then : ir->cond.other, depth + 1);
        hold(x, f, ir->cond.test, w);
        return w;
    }
    case IR_LET:
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        return why_not(x, f, ir->let.body, depth + 1);
    case IR_VAR:
        if (why_let(f, ir->slot))
            return why_not(x, f, why_let(f, ir->slot), depth + 1);
        return why_flag(x, f, ir, false);
    default: return why_written(x, f, ir, "does not hold");
    }
}

struct reason *
why_holds(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct reason *w = depth < WHY_DEPTH ? why_tested(x, f, ir, true, depth) : NULL;
    if (w)
        return w;
    switch (depth < WHY_DEPTH ? ir->kind : IR_CONST) {
    case IR_AND: return why_holds_all(x, f, ir, depth);
    case IR_OR:
        return x->is_full ? why_not_all(x, f, ir, false, depth) : why_holds_any(x, f, ir, depth);
    case IR_NOT: return why_not(x, f, ir->unary, depth + 1);
    case IR_SOME: return why_witness(x, f, ir, depth);
    case IR_CALL: return why_call(x, f, ir, true, depth);
    case IR_LET:
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        return why_holds(x, f, ir->let.body, depth + 1);
    case IR_VAR:
        if (why_let(f, ir->slot))
            return why_holds(x, f, why_let(f, ir->slot), depth + 1);
        return why_flag(x, f, ir, true);
    default: return why_written(x, f, ir, "holds");
    }
}
