/* A condition that did not hold (or did hold, under `not`) → a tree of reasons → lines. */
#include <stdlib.h>

#include "engine/explain/explain_internal.h"

struct why *
why_new(struct explainer *x, struct str text, struct span at)
{
    struct why *w = arena_new(x->arena, struct why);
    w->text = text;
    w->at = at;
    return w;
}

void
why_add(struct why *parent, struct why *part)
{
    if (parent->last)
        parent->last->next = part;
    else
        parent->first = part;
    parent->last = part;
}

struct why *
why_candidate(struct explainer *x, struct type t, uint64_t cell, struct why *part)
{
    struct str id = words_cell(x, t, cell);
    bool names_it =
        str_starts(part->text, id) && part->text.len > id.len && part->text.at[id.len] == ' ';
    if (names_it)
        return part;
    struct why *w = why_new(x, id, SPAN_NONE);
    why_add(w, part);
    return w;
}

enum truth
why_truth(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    return evaluate_condition(x->evaluation, x->arena, ir, f->values);
}

struct value
why_value(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    return evaluate_one(x->evaluation, x->arena, ir, f->values);
}

const struct ir *
why_let(const struct frame *f, uint32_t slot)
{
    if (f->rule)
        for (uint32_t i = 0; i < f->rule->lets.len; i++)
            if (f->rule->lets.at[i].slot == slot)
                return f->rule->lets.at[i].value;
    return NULL;
}

static struct why *reason(struct explainer *x, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static struct why *
reason(struct explainer *x, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(x->arena, fmt, ap);
    va_end(ap);
    return why_new(x, str_from(text), at);
}

static struct why *
written(struct explainer *x, const struct frame *f, const struct ir *ir, const char *verb)
{
    struct str text = words_written(x, ir->span);
    return reason(x, words_span(x, f, ir), "`" STR_FMT "` %s", STR_ARG(text), verb);
}

/* ---- comparisons ---- */

/* What is true of two values when `a op b` is false, and when it is true: [date][op]. */
static const char *const words_false[2][6] = {
    {"not", "also", "not below", "above", "not above", "below"},
    {"not", "also", "not before", "after", "not after", "before"},
};
static const char *const words_true[2][6] = {
    {"also", "not", "below", "not above", "above", "not below"},
    {"also", "not", "before", "not after", "after", "not before"},
};

static bool
is_time(struct type t)
{
    return t.kind == TYPE_DATE || t.kind == TYPE_INSTANT;
}

/* "31 days before 2026-06-01", beside the date itself. */
static struct str
date_label(struct explainer *x, const struct ir *ir, const struct value *l, const struct value *r)
{
    int64_t days = (int64_t)r->cell - (int64_t)l->cell;
    if (ir->compare.left->type.kind != TYPE_DATE || days == 0)
        return (struct str){0};
    int64_t distance = days < 0 ? -days : days;
    return str_printf(x->arena, "%lld day%s %s " STR_FMT, (long long)distance,
                      distance == 1 ? "" : "s", days > 0 ? "before" : "after",
                      STR_ARG(date_text(x->arena, (int32_t)(int64_t)r->cell)));
}

/* Sets differ by members: name them. */
static struct why *
why_sets(struct explainer *x, struct frame *f, const struct ir *ir, const struct value *l,
         const struct value *r)
{
    struct str left = words(x, f, ir->compare.left), right = words(x, f, ir->compare.right);
    struct str lv = words_value(x, ir->compare.left->type, l),
               rv = words_value(x, ir->compare.right->type, r);
    return reason(x, words_span(x, f, ir), STR_FMT " is " STR_FMT ", " STR_FMT " is " STR_FMT,
                  STR_ARG(left), STR_ARG(lv), STR_ARG(right), STR_ARG(rv));
}

/* The right side of a comparison: its value where it is written, else name and value. */
static struct str
other_side(struct explainer *x, const struct frame *f, const struct ir *ir, const struct value *v)
{
    struct str name = words(x, f, ir);
    if (ir->kind == IR_CONST || ir->kind == IR_TODAY || ir->kind == IR_PARAM ||
        ir->kind == IR_ENTITY)
        return name;
    struct str value = words_value(x, ir->type, v);
    return str_eq(name, value)
               ? name
               : str_printf(x->arena, STR_FMT " (" STR_FMT ")", STR_ARG(value), STR_ARG(name));
}

static struct why *
why_compare(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    const struct ir *left = ir->compare.left, *right = ir->compare.right;
    struct value l = why_value(x, f, left), r = why_value(x, f, right);
    if (l.kind == VALUE_SET || r.kind == VALUE_SET)
        return why_sets(x, f, ir, &l, &r);
    const struct ir *absent = l.kind == VALUE_MISSING   ? left
                              : r.kind == VALUE_MISSING ? right
                                                        : NULL;
    if (absent) {
        struct str name = words(x, f, absent);
        return reason(x, words_span(x, f, absent), STR_FMT " is not given", STR_ARG(name));
    }
    struct str name = words(x, f, left), value = words_value(x, left->type, &l);
    struct str other = other_side(x, f, right, &r);
    const char *relation = (holds ? words_true : words_false)[is_time(left->type)][ir->compare.op];
    bool is_same = ir->compare.op == (holds ? CMP_EQ : CMP_NE);
    struct span at = words_span(x, f, ir);
    if (str_eq(name, value))
        return reason(x, at, STR_FMT " is %s " STR_FMT, STR_ARG(name), is_same ? "also" : relation,
                      STR_ARG(other));
    if (is_same && right->kind == IR_CONST)
        return reason(x, at, STR_FMT " is " STR_FMT, STR_ARG(name), STR_ARG(value));
    struct why *w = reason(x, at, STR_FMT " is " STR_FMT ", %s " STR_FMT, STR_ARG(name),
                           STR_ARG(value), is_same ? "the same as" : relation, STR_ARG(other));
    w->label = date_label(x, ir, &l, &r);
    return w;
}

/* ---- single tests ---- */

static struct why *
why_in(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value l = why_value(x, f, ir->binary.left), r = why_value(x, f, ir->binary.right);
    struct str name = words(x, f, ir->binary.left);
    if (l.kind == VALUE_MISSING)
        return reason(x, words_span(x, f, ir->binary.left), STR_FMT " is not given", STR_ARG(name));
    struct str value = words_value(x, ir->binary.left->type, &l);
    if (!str_eq(name, value))
        name = str_printf(x->arena, STR_FMT " is " STR_FMT ",", STR_ARG(name), STR_ARG(value));
    else
        name = str_printf(x->arena, STR_FMT " is", STR_ARG(name));
    struct span at = words_span(x, f, ir);
    struct str members = words_value(x, ir->binary.right->type, &r);
    if (ir->binary.right->kind == IR_CONST_SET || ir->binary.right->kind == IR_ENUM_VALUES)
        return reason(x, at, STR_FMT " %s " STR_FMT, STR_ARG(name), holds ? "one of" : "not one of",
                      STR_ARG(members));
    struct str set = words(x, f, ir->binary.right);
    return reason(x, at, STR_FMT " %s " STR_FMT " (" STR_FMT ")", STR_ARG(name),
                  holds ? "in" : "not in", STR_ARG(set), STR_ARG(members));
}

static struct why *
why_subset(struct explainer *x, struct frame *f, const struct ir *ir)
{
    struct value l = why_value(x, f, ir->binary.left), r = why_value(x, f, ir->binary.right);
    uint64_t *extra = arena_array(x->arena, uint64_t, l.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0, j = 0; i < l.count; i++) {
        while (j < r.count && r.members[j] < l.members[i])
            j++;
        if (j == r.count || r.members[j] != l.members[i])
            extra[count++] = l.members[i];
    }
    struct str ids = words_ids(x, ir->binary.left->type, extra, count);
    struct str left = words(x, f, ir->binary.left), right = words(x, f, ir->binary.right);
    return reason(x, words_span(x, f, ir), STR_FMT " of " STR_FMT " %s not in " STR_FMT,
                  STR_ARG(ids), STR_ARG(left), count == 1 ? "is" : "are", STR_ARG(right));
}

static struct why *
why_present(struct explainer *x, struct frame *f, const struct ir *of, bool holds, uint32_t depth)
{
    struct value v = why_value(x, f, of);
    struct str name = words(x, f, of);
    if (!holds && v.kind == VALUE_SET)
        return why_empty(x, f, of, depth + 1);
    const char *state = !holds ? v.kind == VALUE_MISSING ? "not given" : "blank" : "given";
    struct why *w = reason(x, words_span(x, f, of), STR_FMT " is %s", STR_ARG(name), state);
    if (holds && (v.kind == VALUE_CELL || v.kind == VALUE_SET)) {
        struct str value = words_value(x, of->type, &v);
        w->text = str_printf(x->arena, STR_FMT " is %s: " STR_FMT, STR_ARG(name),
                             v.kind == VALUE_SET ? "not empty" : "given", STR_ARG(value));
    }
    return w;
}

static struct why *
why_substantive(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir->unary);
    struct str name = words(x, f, ir->unary);
    struct span at = words_span(x, f, ir->unary);
    if (v.kind != VALUE_CELL)
        return reason(x, at, STR_FMT " is not given", STR_ARG(name));
    struct str value = words_value(x, ir->unary->type, &v);
    return reason(x, at, STR_FMT " is " STR_FMT ", which %s nothing", STR_ARG(name), STR_ARG(value),
                  holds ? "is not" : "says");
}

static struct why *
why_is(struct explainer *x, struct frame *f, const struct ir *ir)
{
    struct value v = why_value(x, f, ir->is.of);
    struct str name = words(x, f, ir->is.of);
    if (v.kind != VALUE_CELL)
        return reason(x, words_span(x, f, ir->is.of), STR_FMT " is not given", STR_ARG(name));
    struct ent e = {(uint32_t)v.cell};
    struct str id = words_entity(x, e);
    struct str type =
        sym_str(x->program->texts, x->program->entities.at[store_type(x->store, e)].name);
    return reason(x, store_span(x->store, e), STR_FMT " is a " STR_FMT, STR_ARG(id), STR_ARG(type));
}

static struct why *
why_matches(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir->matches.of);
    struct str name = words(x, f, ir->matches.of), value = words_value(x, ir->matches.of->type, &v);
    struct str pattern = x->program->regexes.at[ir->matches.regex].pattern;
    if (v.kind != VALUE_CELL)
        return reason(x, words_span(x, f, ir->matches.of), STR_FMT " is not given", STR_ARG(name));
    return reason(x, words_span(x, f, ir->matches.of),
                  STR_FMT " is " STR_FMT ", which %s r\"" STR_FMT "\"", STR_ARG(name),
                  STR_ARG(value), holds ? "matches" : "does not match", STR_ARG(pattern));
}

/* contains, starts_with, ends_with. NULL: another function. */
static struct why *
why_builtin(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    const char *verb = ir->builtin.id == BUILTIN_CONTAINS      ? "contain"
                       : ir->builtin.id == BUILTIN_STARTS_WITH ? "start with"
                       : ir->builtin.id == BUILTIN_ENDS_WITH   ? "end with"
                                                               : NULL;
    if (!verb)
        return NULL;
    const struct ir *text = ir->builtin.args.at[0], *part = ir->builtin.args.at[1];
    struct value t = why_value(x, f, text), p = why_value(x, f, part);
    struct str name = words(x, f, text), value = words_value(x, text->type, &t);
    struct str other = other_side(x, f, part, &p);
    if (!str_eq(name, value))
        name =
            str_printf(x->arena, STR_FMT " is " STR_FMT ", which", STR_ARG(name), STR_ARG(value));
    return reason(x, words_span(x, f, text), STR_FMT " %s %s " STR_FMT, STR_ARG(name),
                  holds ? "does" : "does not", verb, STR_ARG(other));
}

static struct why *
why_flag(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir);
    struct str name = words(x, f, ir);
    const char *state = v.kind == VALUE_MISSING ? "not given" : holds ? "true" : "false";
    return reason(x, words_span(x, f, ir), STR_FMT " is %s", STR_ARG(name), state);
}

/* ---- quantifiers ---- */

static enum truth
member_truth(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
             enum truth *where)
{
    f->values[ir->quant.each.slot] = (struct value){.kind = VALUE_CELL, .cell = cell};
    *where = ir->quant.each.where ? why_truth(x, f, ir->quant.each.where) : TRUE_;
    return why_truth(x, f, ir->quant.body);
}

/* Where one member failed. */
static struct why *
why_member(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell, uint32_t depth)
{
    enum truth where;
    member_truth(x, f, ir, cell, &where);
    const struct ir *failed = where == TRUE_ ? ir->quant.body : ir->quant.each.where;
    return why_candidate(x, ir->quant.each.set->type, cell, why_not(x, f, failed, depth + 1));
}

/* No member did: each, and where it failed. */
static struct why *
why_no_witness(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_value(x, f, each->set);
    if (set.count == 0)
        return why_empty(x, f, each->set, depth + 1);
    if (set.count == 1)
        return why_member(x, f, ir, set.members[0], depth);
    struct str name = words(x, f, each->set);
    struct why *w = reason(x, SPAN_NONE, "none of " STR_FMT " will do", STR_ARG(name));
    for (uint32_t i = 0; i < set.count; i++) {
        if (i == WHY_CANDIDATES && set.count > WHY_CANDIDATES + 1) {
            why_add(w, reason(x, SPAN_NONE, "and %u more", set.count - i));
            break;
        }
        why_add(w, why_member(x, f, ir, set.members[i], depth));
    }
    return w;
}

/* The first member that fails. */
static struct why *
why_counterexample(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_value(x, f, each->set);
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == FALSE_)
            return why_candidate(x, each->set->type, set.members[i],
                                 why_not(x, f, ir->quant.body, depth + 1));
    }
    return written(x, f, ir, "does not hold");
}

/* The first member that passes, for `no … has`. */
static struct why *
why_witness(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_value(x, f, each->set);
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == TRUE_)
            return why_candidate(x, each->set->type, set.members[i],
                                 why_holds(x, f, ir->quant.body, depth + 1));
    }
    return written(x, f, ir, "holds");
}

static struct why *
why_not_one(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct value set = why_value(x, f, ir->quant.each.set);
    uint64_t *passed = arena_array(x->arena, uint64_t, set.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < set.count; i++) {
        enum truth where, body = member_truth(x, f, ir, set.members[i], &where);
        if (where == TRUE_ && body == TRUE_)
            passed[count++] = set.members[i];
    }
    if (count == 0)
        return why_no_witness(x, f, ir, depth);
    struct str ids = words_ids(x, ir->quant.each.set->type, passed, count);
    return reason(x, words_span(x, f, ir), "%u pass instead of one: " STR_FMT, count, STR_ARG(ids));
}

/* ---- connectives ---- */

static struct why *
why_not_all(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    for (uint32_t i = 0; i < ir->list.len; i++)
        if (why_truth(x, f, ir->list.at[i]) == FALSE_)
            return why_not(x, f, ir->list.at[i], depth + 1);
    return written(x, f, ir, "does not hold");
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

/* `x = a or x = b`: the same value compared with one constant after the other. NULL if it is not that. */
static struct why *
why_other_value(struct explainer *x, struct frame *f, const struct ir *const *parts, uint32_t count)
{
    struct text_buf b = {.arena = x->arena};
    struct str left = {0};
    for (uint32_t i = 0; i < count; i++) {
        const struct ir *ir = parts[i];
        if (ir->kind != IR_COMPARE || ir->compare.op != CMP_EQ ||
            ir->compare.right->kind != IR_CONST)
            return NULL;
        struct str name = words(x, f, ir->compare.left);
        if (i && !str_eq(name, left))
            return NULL;
        left = name;
        text_add_c(&b, i == 0 ? "" : i + 1 == count ? " or " : ", ");
        text_add(&b, words(x, f, ir->compare.right));
    }
    struct value v = why_value(x, f, parts[0]->compare.left);
    struct str value = words_value(x, parts[0]->compare.left->type, &v), others = text_str(&b);
    return reason(x, words_span(x, f, parts[0]), STR_FMT " is " STR_FMT ", not " STR_FMT,
                  STR_ARG(left), STR_ARG(value), STR_ARG(others));
}

static struct why *
why_none(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir *telling[WHY_CANDIDATES];
    uint32_t count = 0;
    for (uint32_t i = 0; i < ir->list.len && count < WHY_CANDIDATES; i++)
        if (!is_trivial(x, f, ir->list.at[i]))
            telling[count++] = ir->list.at[i];
    for (uint32_t i = 0; i < ir->list.len && count == 0; i++)
        telling[count++] = ir->list.at[i];
    if (count == 1)
        return why_not(x, f, telling[0], depth + 1);
    struct why *w = why_other_value(x, f, telling, count);
    if (w)
        return w;
    w = count == 2 ? reason(x, SPAN_NONE, "both alternatives fail")
                   : reason(x, SPAN_NONE, "all %u alternatives fail", count);
    for (uint32_t i = 0; i < count; i++)
        why_add(w, why_not(x, f, telling[i], depth + 1));
    return w;
}

static struct why *
why_holds_any(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    for (uint32_t i = 0; i < ir->list.len; i++)
        if (why_truth(x, f, ir->list.at[i]) == TRUE_)
            return why_holds(x, f, ir->list.at[i], depth + 1);
    return written(x, f, ir, "holds");
}

/* Tests of one or two values, told the same way whether they hold or not. NULL: not one of them. */
static struct why *
why_test(struct explainer *x, struct frame *f, const struct ir *ir, bool holds, uint32_t depth)
{
    switch (ir->kind) {
    case IR_COMPARE: return why_compare(x, f, ir, holds);
    case IR_IN: return why_in(x, f, ir, holds);
    case IR_PRESENT: return why_present(x, f, ir->unary, holds, depth);
    case IR_SUBSTANTIVE: return why_substantive(x, f, ir, holds);
    case IR_IS: return why_is(x, f, ir);
    case IR_MATCHES: return why_matches(x, f, ir, holds);
    case IR_FIELD: return why_flag(x, f, ir, holds);
    case IR_CALL: return why_call(x, f, ir, holds, depth);
    case IR_BUILTIN: return why_builtin(x, f, ir, holds);
    default: return NULL;
    }
}

struct why *
why_not(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    if (depth >= WHY_DEPTH)
        return written(x, f, ir, "does not hold");
    if (why_truth(x, f, ir) == UNKNOWN_)
        return why_unknown(x, f, ir, depth);
    struct why *w = why_test(x, f, ir, false, depth);
    if (w)
        return w;
    switch (ir->kind) {
    case IR_AND: return why_not_all(x, f, ir, depth);
    case IR_OR: return why_none(x, f, ir, depth);
    case IR_NOT: return why_holds(x, f, ir->unary, depth + 1);
    case IR_IMPLIES: return why_not(x, f, ir->binary.right, depth + 1);
    case IR_SUBSET: return why_subset(x, f, ir);
    case IR_SOME: return why_no_witness(x, f, ir, depth);
    case IR_EVERY: return why_counterexample(x, f, ir, depth);
    case IR_ONE: return why_not_one(x, f, ir, depth);
    case IR_IF:
        return why_not(x, f,
                       why_truth(x, f, ir->cond.test) == TRUE_ ? ir->cond.then : ir->cond.other,
                       depth + 1);
    case IR_LET:
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        return why_not(x, f, ir->let.body, depth + 1);
    case IR_VAR:
        if (why_let(f, ir->slot))
            return why_not(x, f, why_let(f, ir->slot), depth + 1);
        return why_flag(x, f, ir, false);
    default: return written(x, f, ir, "does not hold");
    }
}

struct why *
why_holds(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct why *w = depth < WHY_DEPTH ? why_test(x, f, ir, true, depth) : NULL;
    if (w)
        return w;
    switch (depth < WHY_DEPTH ? ir->kind : IR_CONST) {
    case IR_AND: return why_holds(x, f, ir->list.at[ir->list.len - 1], depth + 1);
    case IR_OR: return why_holds_any(x, f, ir, depth);
    case IR_NOT: return why_not(x, f, ir->unary, depth + 1);
    case IR_SOME: return why_witness(x, f, ir, depth);
    case IR_LET:
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        return why_holds(x, f, ir->let.body, depth + 1);
    case IR_VAR:
        if (why_let(f, ir->slot))
            return why_holds(x, f, why_let(f, ir->slot), depth + 1);
        return why_flag(x, f, ir, true);
    default: return written(x, f, ir, "holds");
    }
}

/* ---- a tree of reasons → lines ---- */

/* A reason and, joined to it, what it alone rests on. The last part is where the line's place is. */
static const struct why *
join(struct text_buf *b, const struct why *w)
{
    text_add(b, w->text);
    while (w->first && !w->first->next) {
        w = w->first;
        text_add_c(b, ": ");
        text_add(b, w->text);
    }
    return w;
}

struct str
why_sentence(struct explainer *x, const struct why *w)
{
    struct text_buf b = {.arena = x->arena};
    const struct why *end = join(&b, w);
    for (const struct why *part = end->first; part; part = part->next) {
        text_add_c(&b, part == end->first ? ": " : "; ");
        join(&b, part);
    }
    return text_str(&b);
}

static void
add_related(struct explainer *x, const struct why *w, struct failure *out)
{
    if (span_is_none(w->at) || w->at.lo == out->at.span.lo)
        return;
    for (uint32_t i = 0; i < out->related_count; i++)
        if (out->related[i].span.lo == w->at.lo)
            return;
    struct finding_place *grown =
        arena_array(x->arena, struct finding_place, out->related_count + 1);
    for (uint32_t i = 0; i < out->related_count; i++)
        grown[i] = out->related[i];
    grown[out->related_count] = (struct finding_place){w->at, w->label.len ? w->label : w->text};
    out->related = grown;
    out->related_count++;
}

/* Depth is bounded by WHY_DEPTH and the depth of definitions, lines by their limit. */
static void
lines(struct explainer *x, const struct why *w, uint32_t indent, struct failure *out)
{
    if (out->why_count == LIMIT_WHY_LINES)
        return;
    struct text_buf b = {.arena = x->arena};
    for (uint32_t i = 0; i < indent; i++)
        text_add_c(&b, "  ");
    const struct why *end = join(&b, w);
    if (!end->first && !span_is_none(end->at)) {
        struct str place = words_of_place(x, end->at);
        text_printf(&b, ", " STR_FMT, STR_ARG(place));
    }
    add_related(x, end, out);
    out->why[out->why_count++] = text_str(&b);
    for (const struct why *part = end->first; part; part = part->next)
        lines(x, part, indent + 1, out);
}

void
why_lines(struct explainer *x, const struct why *w, struct failure *out)
{
    if (!out->why)
        out->why = arena_array(x->arena, struct str, LIMIT_WHY_LINES);
    lines(x, w, 0, out);
}
