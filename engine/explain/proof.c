/* What the truth of a condition rests on, least height first. */
#include <stdlib.h>

#include "engine/explain/explain_internal.h"

void
reason_splice(struct reason *out, struct reason *from)
{
    for (struct reason *part = from->first, *next; part; part = next) {
        next = part->next;
        part->next = NULL;
        why_add(out, part);
    }
}

void
tree_more(struct explainer *x, struct reason *out, uint32_t omitted, const char *what)
{
    struct reason *w = why_printf(x, SPAN_NONE, "… and %u more%s", omitted, what);
    w->kind = REASON_MORE;
    w->truth = TRUE_;
    w->omitted = omitted;
    why_add(out, w);
}

bool
tree_has_room(struct explainer *x, struct reason *out, uint32_t depth)
{
    bool is_spent = x->memory && x->memory->steps == 0;
    if (depth < (x->is_whole ? FACTS_DEPTH : TREE_DEPTH) && !is_spent)
        return true;
    struct reason *w = why_new(x,
                               is_spent ? STR("… this would take too long to tell in full")
                                        : STR("… and further down from here"),
                               SPAN_NONE);
    w->kind = REASON_MORE;
    w->truth = TRUE_;
    w->omitted = 1;
    why_add(out, w);
    return false;
}

static struct reason *
group(struct explainer *x)
{
    return why_new(x, (struct str){0}, SPAN_NONE);
}

/* Of several proofs the one of least height, the first of those. */
static void
choose(struct reason **best, struct reason *other)
{
    if (!*best || other->height < (*best)->height)
        *best = other;
}

/* The parts of the best proof become parts of `out`. */
static bool
take(struct reason *best, struct reason *out)
{
    if (best)
        reason_splice(out, best);
    return best;
}

/* ---- connectives ---- */

static bool
prove_every_part(struct explainer *x, struct frame *f, ir_vec list, struct reason *out,
                 uint32_t depth)
{
    for (uint32_t i = 0; i < list.len; i++)
        if (!prove(x, f, list.at[i], out, depth + 1))
            return false;
    return true;
}

/* The alternatives that came out as `t`. */
static bool
prove_one_part(struct explainer *x, struct frame *f, const struct ir *const *parts, uint32_t count,
               enum truth t, struct reason *out, uint32_t depth)
{
    struct reason *best = NULL;
    for (uint32_t i = 0; i < count && (!best || best->height > 1); i++) {
        struct reason *one = group(x);
        if (why_truth(x, f, parts[i]) == t && prove(x, f, parts[i], one, depth + 1))
            choose(&best, one);
    }
    return take(best, out);
}

static bool
prove_list(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
           struct reason *out, uint32_t depth)
{
    bool needs_all = (ir->kind == IR_AND) == (t == TRUE_);
    return needs_all ? prove_every_part(x, f, ir->list, out, depth)
                     : prove_one_part(x, f, (const struct ir *const *)ir->list.at, ir->list.len, t,
                                      out, depth);
}

static bool
prove_implies(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
              struct reason *out, uint32_t depth)
{
    const struct ir *left = ir->binary.left, *right = ir->binary.right;
    if (t == FALSE_)
        return prove(x, f, left, out, depth + 1) && prove(x, f, right, out, depth + 1);
    struct reason *best = NULL, *one = group(x);
    if (why_truth(x, f, left) == FALSE_ && prove(x, f, left, one, depth + 1))
        choose(&best, one);
    one = group(x);
    if (why_truth(x, f, right) == TRUE_ && prove(x, f, right, one, depth + 1))
        choose(&best, one);
    return take(best, out);
}

static bool
prove_if(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
         uint32_t depth)
{
    bool is_then = why_truth(x, f, ir->cond.test) == TRUE_;
    return prove(x, f, ir->cond.test, out, depth + 1) &&
           prove(x, f, is_then ? ir->cond.then : ir->cond.other, out, depth + 1);
}

/* ---- quantifiers ---- */

static void
bind(struct frame *f, const struct ir_each *each, uint64_t cell)
{
    f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = cell};
}

static struct reason *
member_node(struct explainer *x, const struct ir_each *each, uint64_t cell)
{
    struct reason *w = why_new(x, words_cell(x, each->set->type, cell), SPAN_NONE);
    w->kind = REASON_MEMBER;
    w->truth = TRUE_;
    return w;
}

/* A member whose one reason names it already needs no line of its own. */
static struct reason *
member_short(struct reason *w)
{
    struct reason *only = w->first;
    bool names_it = only && !only->next && only->kind != REASON_FACT &&
                    str_starts(only->text, w->text) && only->text.len > w->text.len &&
                    only->text.at[w->text.len] == ' ';
    return names_it ? only : w;
}

/* Where and body of one member, as they came out: both true, or one of them false. */
static bool
prove_body(struct explainer *x, struct frame *f, const struct ir *ir, bool passes,
           struct reason *out, uint32_t depth)
{
    const struct ir *where = ir->quant.each.where, *body = ir->quant.body;
    if (passes)
        return (!where || prove(x, f, where, out, depth + 1)) && prove(x, f, body, out, depth + 1);
    const struct ir *parts[2] = {body, where};
    return prove_one_part(x, f, parts, where ? 2 : 1, FALSE_, out, depth);
}

static bool
passes(struct explainer *x, struct frame *f, const struct ir *ir, enum truth body)
{
    const struct ir *where = ir->quant.each.where;
    return (!where || why_truth(x, f, where) == TRUE_) && why_truth(x, f, ir->quant.body) == body;
}

/* One member for which where is true and body came out as `body`. */
static struct reason *
witness(struct explainer *x, struct frame *f, const struct ir *ir, enum truth body, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_set_value(x, f, each->set);
    struct reason *best = NULL;
    for (uint32_t i = 0, tried = 0; i < set.count && tried < TREE_TRIED; i++) {
        bind(f, each, set.members[i]);
        if (!passes(x, f, ir, body))
            continue;
        tried++;
        struct reason *one = member_node(x, each, set.members[i]);
        struct str name = words(x, f, each->set), id = one->text;
        prove_member(x, f, each->set, set.members[i], one, depth + 1);
        one->at = one->first && !one->first->next ? one->first->at : SPAN_NONE;
        bind(f, each, set.members[i]);
        if (!prove_body(x, f, ir, true, one, depth))
            continue;
        one->text = str_printf(x->arena, STR_FMT ", one of " STR_FMT, STR_ARG(id), STR_ARG(name));
        choose(&best, one);
        if (best->height <= 1)
            break;
    }
    return best;
}

static bool
prove_witness(struct explainer *x, struct frame *f, const struct ir *ir, enum truth body,
              struct reason *out, uint32_t depth)
{
    struct reason *w = witness(x, f, ir, body, depth);
    if (w)
        why_add(out, w);
    return w;
}

/* Every member: its body is `body`, or its where false. */
static bool
prove_members(struct explainer *x, struct frame *f, const struct ir *ir, enum truth body,
              const uint64_t *but, struct reason *out, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_set_value(x, f, each->set);
    for (uint32_t i = 0; i < set.count; i++) {
        if (but && set.members[i] == *but)
            continue;
        if (i == TREE_TRIED && !x->is_whole) {
            tree_more(x, out, set.count - i, ", each of which does the same");
            break;
        }
        bind(f, each, set.members[i]);
        struct reason *one = member_node(x, each, set.members[i]);
        bool is_out = each->where && why_truth(x, f, each->where) == FALSE_;
        bool ok = body == FALSE_
                      ? prove_body(x, f, ir, false, one, depth)
                      : prove(x, f, is_out ? each->where : ir->quant.body, one, depth + 1);
        if (!ok)
            return false;
        why_add(out, member_short(one));
    }
    return true;
}

static bool
prove_all_members(struct explainer *x, struct frame *f, const struct ir *ir, enum truth body,
                  struct reason *out, uint32_t depth)
{
    struct value set = why_set_value(x, f, ir->quant.each.set);
    struct str name = words(x, f, ir->quant.each.set);
    struct str members = words_ids(x, ir->quant.each.set->type, set.members, set.count);
    struct reason *w =
        set.count
            ? why_printf(x, words_span(x, f, ir->quant.each.set), "%s " STR_FMT ": " STR_FMT,
                         body == TRUE_ ? "each of" : "none of", STR_ARG(name), STR_ARG(members))
            : why_printf(x, words_span(x, f, ir->quant.each.set), STR_FMT " is empty",
                         STR_ARG(name));
    w->kind = REASON_ALL;
    w->truth = TRUE_;
    prove_value(x, f, ir->quant.each.set, w, depth + 1);
    if (!prove_members(x, f, ir, body, NULL, w, depth))
        return false;
    why_add(out, w);
    return true;
}

/* The members that pass, two at most. */
static uint32_t
passing(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t found[2])
{
    struct value set = why_set_value(x, f, ir->quant.each.set);
    uint32_t count = 0;
    for (uint32_t i = 0; i < set.count && count < 2; i++) {
        bind(f, &ir->quant.each, set.members[i]);
        if (passes(x, f, ir, TRUE_))
            found[count++] = set.members[i];
    }
    return count;
}

static bool
prove_one(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
          struct reason *out, uint32_t depth)
{
    uint64_t found[2];
    uint32_t count = passing(x, f, ir, found);
    if (t == FALSE_ && count == 0)
        return prove_all_members(x, f, ir, FALSE_, out, depth);
    struct str name = words(x, f, ir->quant.each.set);
    for (uint32_t i = 0; i < count; i++) {
        struct reason *one = member_node(x, &ir->quant.each, found[i]);
        prove_member(x, f, ir->quant.each.set, found[i], one, depth + 1);
        bind(f, &ir->quant.each, found[i]);
        prove_body(x, f, ir, true, one, depth);
        one->text = str_printf(x->arena, STR_FMT ", %s of " STR_FMT, STR_ARG(one->text),
                               t == TRUE_ ? "the only one" : "one", STR_ARG(name));
        why_add(out, one);
    }
    if (t == FALSE_)
        return true;
    struct reason *others = why_printf(x, SPAN_NONE, "no other of " STR_FMT, STR_ARG(name));
    others->kind = REASON_ALL;
    others->truth = TRUE_;
    prove_value(x, f, ir->quant.each.set, others, depth + 1);
    prove_members(x, f, ir, FALSE_, &found[0], others, depth);
    why_add(out, others);
    return true;
}

/* ---- tests ---- */

static void
prove_in(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
         struct reason *out, uint32_t depth)
{
    struct value left = why_value(x, f, ir->binary.left);
    prove_value(x, f, ir->binary.left, out, depth);
    if (left.kind != VALUE_CELL)
        return;
    if (t == TRUE_)
        prove_member(x, f, ir->binary.right, left.cell, out, depth);
    else
        prove_value(x, f, ir->binary.right, out, depth);
}

static void
prove_subset(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
             struct reason *out, uint32_t depth)
{
    struct value l = why_set_value(x, f, ir->binary.left),
                 r = why_set_value(x, f, ir->binary.right);
    if (t == TRUE_)
        prove_value(x, f, ir->binary.left, out, depth);
    for (uint32_t i = 0, j = 0; i < l.count; i++) {
        while (j < r.count && r.members[j] < l.members[i])
            j++;
        bool is_in = j < r.count && r.members[j] == l.members[i];
        if (t == TRUE_)
            prove_member(x, f, ir->binary.right, l.members[i], out, depth);
        if (t == TRUE_ || is_in)
            continue;
        prove_member(x, f, ir->binary.left, l.members[i], out, depth);
        prove_value(x, f, ir->binary.right, out, depth);
        return;
    }
}

static void
prove_present(struct explainer *x, struct frame *f, const struct ir *of, enum truth t,
              struct reason *out, uint32_t depth)
{
    struct value v = why_value(x, f, of);
    if (t == TRUE_ && v.kind == VALUE_SET && v.count)
        prove_member(x, f, of, v.members[0], out, depth);
    else
        prove_value(x, f, of, out, depth);
}

void
prove_operands(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
               struct reason *out, uint32_t depth)
{
    switch (ir->kind) {
    case IR_COMPARE:
        prove_value(x, f, ir->compare.left, out, depth);
        prove_value(x, f, ir->compare.right, out, depth);
        return;
    case IR_IN: prove_in(x, f, ir, t, out, depth); return;
    case IR_SUBSET: prove_subset(x, f, ir, t, out, depth); return;
    case IR_PRESENT: prove_present(x, f, ir->unary, t, out, depth); return;
    case IR_SUBSTANTIVE: prove_value(x, f, ir->unary, out, depth); return;
    case IR_IS: prove_value(x, f, ir->is.of, out, depth); return;
    case IR_MATCHES: prove_value(x, f, ir->matches.of, out, depth); return;
    default: prove_value(x, f, ir, out, depth); return;
    }
}

static bool
prove_test(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
           struct reason *out, uint32_t depth)
{
    struct reason *w = why_test(x, f, ir, t == TRUE_);
    if (!w)
        w = why_written(x, f, ir, t == TRUE_ ? "holds" : "does not hold");
    w->kind = REASON_TEST;
    w->truth = TRUE_;
    prove_operands(x, f, ir, t, w, depth + 1);
    why_add(out, w);
    return true;
}

/* A variable that holds a condition: a let, or a member of a set of yes and no. */
static bool
prove_var(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
          struct reason *out, uint32_t depth)
{
    const struct ir *let = why_let(f, ir->slot);
    if (let)
        return prove(x, f, let, out, depth + 1);
    struct reason *w = why_flag(x, f, ir, t == TRUE_);
    w->kind = REASON_TEST;
    w->truth = TRUE_;
    why_add(out, w);
    return true;
}

bool
prove(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out, uint32_t depth)
{
    if (!tree_has_room(x, out, depth))
        return true;
    enum truth t = why_truth(x, f, ir);
    switch (ir->kind) {
    case IR_CONST: return true;
    case IR_AND:
    case IR_OR: return prove_list(x, f, ir, t, out, depth);
    case IR_NOT: return prove(x, f, ir->unary, out, depth + 1);
    case IR_IMPLIES: return prove_implies(x, f, ir, t, out, depth);
    case IR_SOME:
        return t == TRUE_ ? prove_witness(x, f, ir, TRUE_, out, depth)
                          : prove_all_members(x, f, ir, FALSE_, out, depth);
    case IR_EVERY:
        return t == TRUE_ ? prove_all_members(x, f, ir, TRUE_, out, depth)
                          : prove_witness(x, f, ir, FALSE_, out, depth);
    case IR_ONE: return prove_one(x, f, ir, t, out, depth);
    case IR_IF: return prove_if(x, f, ir, out, depth);
    case IR_CALL: return prove_call(x, f, ir, out, depth);
    case IR_LET:
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        prove_value(x, f, ir->let.value, out, depth + 1);
        return prove(x, f, ir->let.body, out, depth + 1);
    case IR_VAR: return prove_var(x, f, ir, t, out, depth);
    default: return prove_test(x, f, ir, t, out, depth);
    }
}
