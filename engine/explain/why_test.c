/* One test in words, whether it holds or not. */
#include <stdarg.h>
#include <stdlib.h>

#include "engine/explain/explain_internal.h"

struct reason *
why_new(struct explainer *x, struct str text, struct span at)
{
    struct reason *w = arena_new(x->arena, struct reason);
    w->text = text;
    w->at = at;
    w->cost = 1;
    return w;
}

void
why_add(struct reason *parent, struct reason *part)
{
    if (parent->last)
        parent->last->next = part;
    else
        parent->first = part;
    parent->last = part;
    if (parent->height <= part->height)
        parent->height = part->height + 1;
}

enum truth
why_truth(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    if (x->memory && x->memory->steps)
        x->memory->steps--;
    return evaluate_condition(x->evaluation, x->arena, ir, f->values);
}

struct value
why_value(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    if (x->memory && x->memory->steps)
        x->memory->steps--;
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

struct reason *
why_printf(struct explainer *x, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(x->arena, fmt, ap);
    va_end(ap);
    return why_new(x, str_from(text), at);
}

struct reason *
why_written(struct explainer *x, const struct frame *f, const struct ir *ir, const char *verb)
{
    struct str text = words_written(x, ir->span);
    return why_printf(x, words_span(x, f, ir), "`" STR_FMT "` %s", STR_ARG(text), verb);
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
static struct reason *
why_sets(struct explainer *x, struct frame *f, const struct ir *ir, const struct value *l,
         const struct value *r)
{
    struct str left = words(x, f, ir->compare.left), right = words(x, f, ir->compare.right);
    struct str lv = words_value(x, ir->compare.left->type, l),
               rv = words_value(x, ir->compare.right->type, r);
    return why_printf(x, words_span(x, f, ir), STR_FMT " is " STR_FMT ", " STR_FMT " is " STR_FMT,
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
    bool is_member = ir->kind == IR_VAR && !why_let(f, ir->slot) && v->kind == VALUE_CELL;
    if (is_member)
        return value;
    return str_eq(name, value)
               ? name
               : str_printf(x->arena, STR_FMT " (" STR_FMT ")", STR_ARG(value), STR_ARG(name));
}

static struct reason *
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
        return why_printf(x, words_span(x, f, absent), STR_FMT " is not given", STR_ARG(name));
    }
    struct str name = words(x, f, left), value = words_value(x, left->type, &l);
    struct str other = other_side(x, f, right, &r);
    const char *relation = (holds ? words_true : words_false)[is_time(left->type)][ir->compare.op];
    bool is_same = ir->compare.op == (holds ? CMP_EQ : CMP_NE);
    struct span at = words_span(x, f, ir);
    if (str_eq(name, value))
        return why_printf(x, at, STR_FMT " is %s " STR_FMT, STR_ARG(name),
                          is_same ? "also" : relation, STR_ARG(other));
    if (is_same && right->kind == IR_CONST)
        return why_printf(x, at, STR_FMT " is " STR_FMT, STR_ARG(name), STR_ARG(value));
    struct reason *w =
        why_printf(x, at, STR_FMT " is " STR_FMT ", %s " STR_FMT, STR_ARG(name), STR_ARG(value),
                   is_same ? "the same as" : relation, STR_ARG(other));
    w->label = date_label(x, ir, &l, &r);
    return w;
}

/* ---- single tests ---- */

static struct reason *
why_in(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value l = why_value(x, f, ir->binary.left), r = why_value(x, f, ir->binary.right);
    struct str name = words(x, f, ir->binary.left);
    if (l.kind == VALUE_MISSING)
        return why_printf(x, words_span(x, f, ir->binary.left), STR_FMT " is not given",
                          STR_ARG(name));
    struct str value = words_value(x, ir->binary.left->type, &l);
    if (!str_eq(name, value))
        name = str_printf(x->arena, STR_FMT " is " STR_FMT ",", STR_ARG(name), STR_ARG(value));
    else
        name = str_printf(x->arena, STR_FMT " is", STR_ARG(name));
    struct span at = words_span(x, f, ir);
    struct str members = words_value(x, ir->binary.right->type, &r);
    if (ir->binary.right->kind == IR_CONST_SET || ir->binary.right->kind == IR_ENUM_VALUES)
        return why_printf(x, at, STR_FMT " %s " STR_FMT, STR_ARG(name),
                          holds ? "one of" : "not one of", STR_ARG(members));
    struct str set = words(x, f, ir->binary.right);
    return why_printf(x, at, STR_FMT " %s " STR_FMT " (" STR_FMT ")", STR_ARG(name),
                      holds ? "in" : "not in", STR_ARG(set), STR_ARG(members));
}

static struct reason *
why_subset(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
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
    if (holds)
        return why_printf(x, words_span(x, f, ir), "all of " STR_FMT " is in " STR_FMT,
                          STR_ARG(left), STR_ARG(right));
    return why_printf(x, words_span(x, f, ir), STR_FMT " of " STR_FMT " %s not in " STR_FMT,
                      STR_ARG(ids), STR_ARG(left), count == 1 ? "is" : "are", STR_ARG(right));
}

static struct reason *
why_present(struct explainer *x, struct frame *f, const struct ir *of, bool holds)
{
    struct value v = why_value(x, f, of);
    struct str name = words(x, f, of);
    if (!holds && v.kind == VALUE_SET)
        return why_printf(x, words_span(x, f, of), STR_FMT " is empty", STR_ARG(name));
    const char *state = !holds ? v.kind == VALUE_MISSING ? "not given" : "blank" : "given";
    struct reason *w = why_printf(x, words_span(x, f, of), STR_FMT " is %s", STR_ARG(name), state);
    if (holds && (v.kind == VALUE_CELL || v.kind == VALUE_SET)) {
        struct str value = words_value(x, of->type, &v);
        w->text = str_printf(x->arena, STR_FMT " is %s: " STR_FMT, STR_ARG(name),
                             v.kind == VALUE_SET ? "not empty" : "given", STR_ARG(value));
    }
    return w;
}

static struct reason *
why_substantive(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir->unary);
    struct str name = words(x, f, ir->unary);
    struct span at = words_span(x, f, ir->unary);
    if (v.kind != VALUE_CELL)
        return why_printf(x, at, STR_FMT " is not given", STR_ARG(name));
    struct str value = words_value(x, ir->unary->type, &v);
    return why_printf(x, at, STR_FMT " is " STR_FMT ", which says %s", STR_ARG(name),
                      STR_ARG(value), holds ? "something" : "nothing");
}

static struct reason *
why_is(struct explainer *x, struct frame *f, const struct ir *ir)
{
    struct value v = why_value(x, f, ir->is.of);
    struct str name = words(x, f, ir->is.of);
    if (v.kind != VALUE_CELL)
        return why_printf(x, words_span(x, f, ir->is.of), STR_FMT " is not given", STR_ARG(name));
    struct ent e = {(uint32_t)v.cell};
    struct str id = words_entity(x, e);
    struct str type =
        sym_str(x->program->texts, x->program->entities.at[store_type(x->store, e)].name);
    return why_printf(x, store_span(x->store, e), STR_FMT " is a " STR_FMT, STR_ARG(id),
                      STR_ARG(type));
}

static struct reason *
why_matches(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir->matches.of);
    struct str name = words(x, f, ir->matches.of), value = words_value(x, ir->matches.of->type, &v);
    struct str pattern = x->program->regexes.at[ir->matches.regex].pattern;
    if (v.kind != VALUE_CELL)
        return why_printf(x, words_span(x, f, ir->matches.of), STR_FMT " is not given",
                          STR_ARG(name));
    return why_printf(x, words_span(x, f, ir->matches.of),
                      STR_FMT " is " STR_FMT ", which %s r\"" STR_FMT "\"", STR_ARG(name),
                      STR_ARG(value), holds ? "matches" : "does not match", STR_ARG(pattern));
}

/* contains, starts_with, ends_with. NULL: another function. */
static struct reason *
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
    return why_printf(x, words_span(x, f, text), STR_FMT " %s %s " STR_FMT, STR_ARG(name),
                      holds ? "does" : "does not", verb, STR_ARG(other));
}

struct reason *
why_flag(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    struct value v = why_value(x, f, ir);
    struct str name = words(x, f, ir);
    const char *state = v.kind == VALUE_MISSING ? "not given" : holds ? "true" : "false";
    return why_printf(x, words_span(x, f, ir), STR_FMT " is %s", STR_ARG(name), state);
}

/* `x = a or x = b`: the same value compared with one constant after the other. NULL if it is not that. */
struct reason *
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
    return why_printf(x, words_span(x, f, parts[0]), STR_FMT " is " STR_FMT ", not " STR_FMT,
                      STR_ARG(left), STR_ARG(value), STR_ARG(others));
}

struct reason *
why_test(struct explainer *x, struct frame *f, const struct ir *ir, bool holds)
{
    switch (ir->kind) {
    case IR_COMPARE: return why_compare(x, f, ir, holds);
    case IR_IN: return why_in(x, f, ir, holds);
    case IR_PRESENT: return why_present(x, f, ir->unary, holds);
    case IR_SUBSTANTIVE: return why_substantive(x, f, ir, holds);
    case IR_IS: return why_is(x, f, ir);
    case IR_MATCHES: return why_matches(x, f, ir, holds);
    case IR_FIELD: return why_flag(x, f, ir, holds);
    case IR_SUBSET: return why_subset(x, f, ir, holds);
    case IR_BUILTIN: return why_builtin(x, f, ir, holds);
    default: return NULL;
    }
}
