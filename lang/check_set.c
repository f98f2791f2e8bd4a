/* Sets and the variables that range over them. */
#include "lang/check_expr.h"

#include <stdlib.h>

/* ---- variables ---- */

uint32_t
body_slot(const struct context *cx, struct name name, struct type type)
{
    struct arena *a = cx->ck->arena;
    struct slot slot = {name.sym, type, name.span};

    vec_push(a, &cx->body->slots, slot);
    vec_push(a, &cx->body->used, false);
    return cx->body->slots.len - 1;
}

static struct diag *
shadows(const struct context *cx, struct name name, const char *what)
{
    return report(cx, E7847, name.span, "`" STR_FMT "` is already the name of %s",
                  NAME_ARG(cx, name.sym), what);
}

static void
refuse_shadowing(const struct context *cx, struct name name)
{
    struct diag_sink *sink = cx->ck->sink;
    const struct scope *s = scope_find(cx, name.sym);
    param_id param = s ? NO_ID : param_find(cx, name.sym);
    struct diag *d;

    if (s) {
        d = shadows(cx, name, "a variable here");
        diag_label(sink, d, s->name.span, "the first one");
    } else if (param != NO_ID) {
        d = shadows(cx, name, "a parameter");
        diag_label(sink, d, cx->ck->program->params.at[param].span, "declared here");
    } else {
        return;
    }
    diag_help(sink, d,
              "give one of them another name, so that a reader need not guess which is meant");
}

static struct scope *
scope_new(struct context *cx, struct name name, struct type type)
{
    struct scope *s = arena_new(cx->ck->arena, struct scope);

    refuse_shadowing(cx, name);
    s->outer = cx->scope;
    s->name = name;
    s->type = type;
    s->slot = body_slot(cx, name, type);
    cx->scope = s;
    return s;
}

uint32_t
bind(struct context *cx, struct name name, struct type type)
{
    return scope_new(cx, name, type)->slot;
}

uint32_t
bind_capture(struct context *cx, struct name name, struct type type, regex_id regex)
{
    struct scope *s = scope_new(cx, name, type);

    s->capture = regex + 1;
    return s->slot;
}

void
warn_unused(const struct context *cx, uint32_t from, uint32_t to, const char *what)
{
    const struct body *b = cx->body;

    for (uint32_t i = from; i < to; i++) {
        struct slot slot = b->slots.at[i];
        if (b->used.at[i] || !slot.name.v || b->broken)
            continue;
        struct diag *d = advise(cx, W5082, slot.span, "nothing uses %s `" STR_FMT "`", what,
                                NAME_ARG(cx, slot.name));
        diag_help(cx->ck->sink, d, "leave it out, or use it");
    }
}

static struct ir *
extent_of(const struct context *cx, const struct each_var *v)
{
    struct expr e = {.kind = EXPR_TYPE, .span = v->type.span};

    e.type = v->type;
    return path_extent(cx, &e);
}

static struct ir *
set_of(const struct context *cx, const struct each_var *v)
{
    if (!v->set)
        return extent_of(cx, v);
    struct ir *set = fit_set(cx, expr_check(cx, v->set, TYPE(TYPE_ERROR)));
    if (set->type.kind == TYPE_EMPTY) {
        struct diag *d = report(cx, E7695, set->span,
                                "`{}` has no members, and nothing says of what kind they would be");
        diag_help(cx->ck->sink, d, "name the set that is meant");
        return expr_broken(cx, set->span);
    }
    return set;
}

static struct ir_each
each_bind(struct context *cx, const struct each_var *v)
{
    struct ir_each each = {.span = v->span};
    struct type of;

    each.set = set_of(cx, v);
    of = each.set->type;
    of.card = CARD_ONE;
    if (v->set && !ir_failed(each.set))
        presence_add(cx, v->set); /* where there is a member, the set is not empty */
    each.slot = bind(cx, v->name, of);
    if (v->where) {
        each.where = expr_condition(cx, v->where);
        *cx = presence_when(cx, v->where, true);
    }
    return each;
}

void
each_check(struct context *cx, const each_vec *vars, ir_each_vec *out)
{
    for (uint32_t i = 0; i < vars->len; i++) {
        struct ir_each each = each_bind(cx, &vars->at[i]);
        vec_push(cx->ck->arena, out, each);
    }
}

/* A variable's type as its `where` leaves it: {n in S where n is Goal} is a set of Goal. */
static struct type
member_type(const struct context *behind, const struct each_var *v, struct type t)
{
    struct expr e = {.kind = EXPR_NAME, .span = v->name.span};

    e.name = v->name;
    return t.kind == TYPE_ENTITY ? presence_narrowed(behind, &e, t) : t;
}

static bool
eaches_failed(const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++)
        if (ir_failed(each->at[i].set) || (each->at[i].where && ir_failed(each->at[i].where)))
            return true;
    return false;
}

/* ---- {a, b}, filters, maps ---- */

static int
cell_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* A set of constants is one. */
static struct ir *
const_set(const struct context *cx, struct ir *set)
{
    struct ir *ir = ir_new(cx, IR_CONST_SET, set->span, set->type);
    uint32_t count = 0;

    for (uint32_t i = 0; i < set->list.len; i++)
        if (set->list.at[i]->kind != IR_CONST)
            return set;
    ir->cells.at = arena_array(cx->ck->arena, uint64_t, set->list.len + 1);
    for (uint32_t i = 0; i < set->list.len; i++)
        ir->cells.at[i] = set->list.at[i]->cell;
    qsort(ir->cells.at, set->list.len, sizeof *ir->cells.at, cell_order);
    for (uint32_t i = 0; i < set->list.len; i++)
        if (!count || ir->cells.at[count - 1] != ir->cells.at[i])
            ir->cells.at[count++] = ir->cells.at[i];
    ir->cells.count = count;
    return ir;
}

/* The element that is not a bare word, to ask for the type of the others. */
static struct type
element_type(const struct context *cx, const struct expr *e, struct type expected,
             struct ir **first, uint32_t *at)
{
    *at = UINT32_MAX;
    expected.card = CARD_ONE;
    if (expected.kind != TYPE_ERROR && expected.kind != TYPE_EMPTY)
        return expected;
    for (uint32_t i = 0; i < e->list.len; i++) {
        if (expr_untyped(cx, e->list.at[i]))
            continue;
        *first = fit_one(cx, expr_check(cx, e->list.at[i], TYPE(TYPE_ERROR)));
        *at = i;
        struct type t = (*first)->type;
        t.card = CARD_ONE;
        return t;
    }
    return TYPE(TYPE_ERROR);
}

static struct ir *
elements_differ(const struct context *cx, const struct expr *e, struct ir *part, struct ir *first)
{
    struct diag *d = report(cx, E7120, part->span, "the members of a set must be of one kind");

    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, part->type)));
    diag_label(cx->ck->sink, d, first->span, "this is " STR_FMT,
               STR_ARG(words_type(cx, first->type)));
    return expr_broken(cx, e->span);
}

/* Numbers with and without decimals may be mixed: all become decimals. */
static bool
unify(const struct context *cx, struct ir *set)
{
    struct type t = set->list.at[0]->type;

    for (uint32_t i = 1; i < set->list.len; i++) {
        struct ir *a = set->list.at[0], *b = set->list.at[i];
        if (!fit_both(cx, &a, &b))
            return false;
        if (a->type.kind != t.kind)
            t = a->type;
        if (t.kind == TYPE_ENTITY)
            t.of = entities_either(cx->ck, t.of, b->type.of);
    }
    for (uint32_t i = 0; i < set->list.len; i++)
        set->list.at[i] =
            t.kind == TYPE_ENTITY ? set->list.at[i] : fit_kind(cx, set->list.at[i], t);
    set->type = (struct type){t.kind, CARD_SET_SOME, t.of};
    return true;
}

struct ir *
set_literal(const struct context *cx, const struct expr *e, struct type expected)
{
    struct ir *ir = ir_new(cx, IR_SET, e->span, (struct type){TYPE_EMPTY, CARD_SET, 0});
    struct ir *first = NULL;
    uint32_t at;
    bool failed = false;

    if (!e->list.len) {
        if (expected.kind == TYPE_ERROR || expected.kind == TYPE_NODE)
            return ir;
        return ir_new(cx, IR_CONST_SET, e->span,
                      (struct type){expected.kind, CARD_SET, expected.of});
    }
    struct type want = element_type(cx, e, expected, &first, &at);
    for (uint32_t i = 0; i < e->list.len; i++) {
        const struct expr *of = e->list.at[i];
        bool lost = first && ir_failed(first) && i != at && expr_untyped(cx, of);
        struct ir *part = i == at ? first
                          : lost  ? expr_broken(cx, of->span)
                                  : fit_one(cx, expr_check(cx, of, want));
        failed = failed || ir_failed(part);
        vec_push(cx->ck->arena, &ir->list, part);
    }
    if (failed)
        return expr_broken(cx, e->span);
    for (uint32_t i = 1; i < ir->list.len; i++) {
        struct ir *a = ir->list.at[0], *b = ir->list.at[i];
        if (!fit_both(cx, &a, &b))
            return elements_differ(cx, e, ir->list.at[i], ir->list.at[0]);
    }
    if (!unify(cx, ir))
        return expr_broken(cx, e->span);
    return const_set(cx, ir);
}

struct ir *
set_filter(const struct context *cx, const struct expr *e)
{
    struct context inner = *cx;
    struct ir *ir = ir_new(cx, IR_FILTER, e->span, TYPE(TYPE_ERROR));
    const struct each_var *v = &e->comprehension.each.at[0];

    each_check(&inner, &e->comprehension.each, &ir->each.each);
    if (eaches_failed(&ir->each.each))
        return expr_broken(cx, e->span);
    struct ir *set = ir->each.each.at[0].set;
    ir->type = member_type(&inner, v, set->type);
    ir->type.card = v->where ? CARD_SET : set->type.card;
    return ir;
}

static bool
all_some(const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++)
        if (each->at[i].where || each->at[i].set->type.card != CARD_SET_SOME)
            return false;
    return true;
}

struct ir *
set_map(const struct context *cx, const struct expr *e, struct type expected)
{
    struct context inner = *cx;
    struct ir *ir = ir_new(cx, IR_MAP, e->span, TYPE(TYPE_ERROR));
    const struct expr *of = e->comprehension.result;

    expected.card = CARD_ONE;
    inner.optionals_allowed = false;
    each_check(&inner, &e->comprehension.each, &ir->each.each);
    ir->each.result = path_term(&inner, of, expected);
    if (eaches_failed(&ir->each.each) || ir_failed(ir->each.result))
        return expr_broken(cx, e->span);
    if (card_is_set(ir->each.result->type.card)) {
        fit_one(&inner, ir->each.result);
        return expr_broken(cx, e->span);
    }
    if (of->kind != EXPR_OPEN)
        ir->each.result = fit_one(&inner, ir->each.result);
    if (ir_failed(ir->each.result))
        return expr_broken(cx, e->span);
    bool some = ir->each.result->type.card == CARD_ONE && all_some(&ir->each.each);
    ir->type = ir->each.result->type;
    ir->type.card = some ? CARD_SET_SOME : CARD_SET;
    return ir;
}

/* ---- union, intersect, except ---- */

static struct ir *
not_combined(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag *d =
        report(cx, E6598, e->binary.op, "these two sets have members of different kinds");

    diag_label(cx->ck->sink, d, l->span, "this is " STR_FMT, STR_ARG(words_type(cx, l->type)));
    diag_label(cx->ck->sink, d, r->span, "this is " STR_FMT, STR_ARG(words_type(cx, r->type)));
    return expr_broken(cx, e->span);
}

static struct type
combined_type(const struct context *cx, enum expr_kind kind, struct type l, struct type r)
{
    struct type t = l;

    t.card = CARD_SET;
    if (kind == EXPR_UNION) {
        if (l.card == CARD_SET_SOME || r.card == CARD_SET_SOME)
            t.card = CARD_SET_SOME;
        if (l.kind == TYPE_ENTITY)
            t.of = entities_either(cx->ck, l.of, r.of);
    }
    if (kind == EXPR_INTERSECT && l.kind == TYPE_ENTITY) {
        union_id both = entities_both(cx->ck, l.of, r.of);
        t.of = both == NO_ID ? l.of : both;
    }
    return t;
}

struct ir *
set_combine(const struct context *cx, const struct expr *e, struct type expected)
{
    struct ir *l, *r;

    expr_pair(cx, e->binary.left, e->binary.right, expected, &l, &r);
    l = fit_set(cx, l);
    r = fit_set(cx, r);
    if (ir_failed(l) || ir_failed(r))
        return expr_broken(cx, e->span);
    bool alike = e->kind == EXPR_UNION ? fit_alike(cx, &l, &r) : fit_both(cx, &l, &r);
    if (!alike)
        return not_combined(cx, e, l, r);
    enum ir_kind kind = e->kind == EXPR_UNION       ? IR_UNION
                        : e->kind == EXPR_INTERSECT ? IR_INTERSECT
                                                    : IR_EXCEPT;
    struct ir *ir = ir_new(cx, kind, e->span, combined_type(cx, e->kind, l->type, r->type));
    ir->binary.left = l;
    ir->binary.right = r;
    return ir;
}

/* ---- quantifiers ---- */

static const char *
quantifier_word(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_SOME: return "some";
    case EXPR_EVERY: return "every";
    case EXPR_NONE: return "no";
    default: return "one";
    }
}

static void
warn_vacuous(const struct context *cx, const struct expr *e, const struct ir_each *each)
{
    struct diag_sink *sink = cx->ck->sink;
    struct str set = words_at(cx, each->set->span),
               name = sym_str(cx->ck->syms, e->quant.var.name.sym);
    uint32_t after = e->quant.var.where ? e->quant.var.where->span.hi : each->set->span.hi;
    struct diag *d = advise(
        cx, W7518, each->set->span,
        "where `" STR_FMT "` is empty, this `every` holds without a single check", STR_ARG(set));

    diag_here(sink, d, "this is " STR_FMT ", and may be empty",
              STR_ARG(words_type(cx, each->set->type)));
    diag_help(sink, d,
              "if there must be one, ask for it first: `" STR_FMT
              " is present and every …`; if none is fine, say so: `every " STR_FMT
              " in …, if any, has …`",
              STR_ARG(set), STR_ARG(name));
    diag_fix(sink, d, (struct span){after, after}, STR(", if any,"));
}

static void
warn_unmentioned(const struct context *cx, const struct expr *e)
{
    struct name name = e->quant.var.name;
    struct diag *d =
        advise(cx, W6066, e->quant.body->span,
               "what is said here of `" STR_FMT "` does not mention it", NAME_ARG(cx, name.sym));

    diag_label(cx->ck->sink, d, name.span, "so it is the same for each `" STR_FMT "`",
               NAME_ARG(cx, name.sym));
    diag_help(cx->ck->sink, d, "say it of `" STR_FMT "`, or leave the `%s` out",
              NAME_ARG(cx, name.sym), quantifier_word(e->kind));
}

struct ir *
quantifier(const struct context *cx, const struct expr *e)
{
    struct context inner = *cx;
    enum ir_kind kind = e->kind == EXPR_EVERY ? IR_EVERY : e->kind == EXPR_ONE ? IR_ONE : IR_SOME;
    struct ir *ir = ir_new(cx, kind, e->span, TYPE(TYPE_BOOL));

    inner.optionals_allowed = false;
    ir->quant.each = each_bind(&inner, &e->quant.var);
    ir->quant.if_any = e->quant.if_any;
    uint32_t slot = ir->quant.each.slot;
    cx->body->used.at[slot] = false;
    ir->quant.body = expr_condition(&inner, e->quant.body);
    bool used = cx->body->used.at[slot];
    cx->body->used.at[slot] = true;
    if (ir_failed(ir->quant.each.set) || ir_failed(ir->quant.body) ||
        (ir->quant.each.where && ir_failed(ir->quant.each.where)))
        return expr_broken(cx, e->span);
    if (!used)
        warn_unmentioned(cx, e);
    if (e->kind == EXPR_EVERY && !e->quant.if_any && ir->quant.each.set->type.card == CARD_SET)
        warn_vacuous(cx, e, &ir->quant.each);
    return e->kind == EXPR_NONE ? ir_unary(cx, IR_NOT, e->span, TYPE(TYPE_BOOL), ir) : ir;
}
