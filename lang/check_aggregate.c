/* count, sum, product, min, max, avg and list: one number (or text) from many. */
#include "lang/check_expr.h"

static const struct {
    const char *name;
    enum aggregate_op op;
} aggregates[] = {
    {"count", AGG_COUNT}, {"sum", AGG_SUM},   {"min", AGG_MIN},         {"max", AGG_MAX},
    {"avg", AGG_AVG},     {"list", AGG_LIST}, {"product", AGG_PRODUCT},
};

enum { AGGREGATE_COUNT = sizeof aggregates / sizeof aggregates[0] };

static int
find(struct str name)
{
    for (int i = 0; i < AGGREGATE_COUNT; i++)
        if (str_is(name, aggregates[i].name))
            return i;
    return -1;
}

void
offer_aggregates(struct suggestion *s)
{
    for (int i = 0; i < AGGREGATE_COUNT; i++)
        suggest(s, str_from(aggregates[i].name));
}

/* min and max of two values are functions; of a set, aggregates. */
bool
is_aggregate(const struct context *cx, const struct expr *e)
{
    int i = find(sym_str(cx->ck->syms, e->call.name.sym));
    bool two = e->call.args.len == 2 && !e->call.each.len;

    return i >= 0 && !(two && (aggregates[i].op == AGG_MIN || aggregates[i].op == AGG_MAX));
}

/* ---- what may be aggregated ---- */

static bool
can_sum(enum type_kind k)
{
    return k == TYPE_INT || k == TYPE_DECIMAL || k == TYPE_DAYS || k == TYPE_CLOCK ||
           k == TYPE_DURATION;
}

static bool
fits_op(const struct context *cx, enum aggregate_op op, struct type t)
{
    switch (op) {
    case AGG_COUNT:
    case AGG_LIST: return true;
    case AGG_SUM: return can_sum(t.kind);
    case AGG_PRODUCT:
    case AGG_AVG: return t.kind == TYPE_INT || t.kind == TYPE_DECIMAL;
    case AGG_MIN:
    case AGG_MAX:
        return t.kind == TYPE_DAYS || t.kind == TYPE_INSTANT ||
               (t.kind != TYPE_DURATION && model_is_ordered(cx->ck, t));
    }
    return false;
}

static struct ir *
misfit(const struct context *cx, const struct expr *e, struct ir *term)
{
    struct type t = term->type;

    t.card = CARD_ONE;
    struct diag *d = report(cx, E5133, term->span, "`" STR_FMT "` cannot be taken of this",
                            NAME_ARG(cx, e->call.name.sym));
    diag_here(cx->ck->sink, d, "each of these is " STR_FMT, STR_ARG(words_type(cx, t)));
    diag_help(cx->ck->sink, d, "to know how many there are, write `count(…)`");
    return expr_broken(cx, e->span);
}

static struct type
result_type(const struct ir *ir, enum aggregate_op op)
{
    struct type t = ir->aggregate.term->type;
    bool some = t.card == CARD_ONE;

    for (uint32_t i = 0; i < ir->aggregate.each.len; i++)
        if (ir->aggregate.each.at[i].where ||
            ir->aggregate.each.at[i].set->type.card != CARD_SET_SOME)
            some = false;
    switch (op) {
    case AGG_COUNT: return TYPE(TYPE_INT);
    case AGG_LIST: return TYPE(TYPE_TEXT);
    case AGG_SUM: t.card = CARD_ONE; return t;
    case AGG_PRODUCT: return TYPE(TYPE_DECIMAL);
    case AGG_AVG: return (struct type){TYPE_DECIMAL, some ? CARD_ONE : CARD_OPTIONAL, 0};
    default: t.card = some ? CARD_ONE : CARD_OPTIONAL; return t;
    }
}

static struct ir *
finish(const struct context *cx, const struct expr *e, struct ir *ir)
{
    if (!fits_op(cx, ir->aggregate.op, ir->aggregate.term->type))
        return misfit(cx, e, ir->aggregate.term);
    if (ir->aggregate.op == AGG_AVG || ir->aggregate.op == AGG_PRODUCT)
        ir->aggregate.term = fit_kind(cx, ir->aggregate.term, TYPE(TYPE_DECIMAL));
    ir->type = result_type(ir, ir->aggregate.op);
    return ir;
}

/* ---- f(v for x in S), f(S) ---- */

static struct ir *
over_terms(const struct context *cx, const struct expr *e, struct ir *ir)
{
    struct context inner = *cx;
    const struct expr *of = e->call.args.at[0];
    bool failed = false;

    inner.optionals_allowed = false;
    each_check(&inner, &e->call.each, &ir->aggregate.each);
    struct ir *term = path_term(&inner, of, TYPE(TYPE_ERROR));
    if (!ir_failed(term) && (of->kind != EXPR_OPEN || card_is_set(term->type.card)))
        term = fit_one(&inner, term);
    if (!ir_failed(term) && term->type.kind == TYPE_NODE)
        term = fit_kind(&inner, term, TYPE(TYPE_TEXT));
    for (uint32_t i = 0; i < ir->aggregate.each.len; i++) {
        const struct ir_each *x = &ir->aggregate.each.at[i];
        failed = failed || ir_failed(x->set) || (x->where && ir_failed(x->where));
    }
    if (failed || ir_failed(term))
        return expr_broken(cx, e->span);
    ir->aggregate.term = term;
    return finish(cx, e, ir);
}

/* Equal members of a set are one, so a sum over values would lose some. */
static struct ir *
loses_equals(const struct context *cx, const struct expr *e)
{
    const struct expr *of = unparen(e->call.args.at[0]);
    struct str f = sym_str(cx->ck->syms, e->call.name.sym);
    struct diag *d =
        report(cx, E5405, of->span,
               "a set holds each value once, so `" STR_FMT "` would count equal ones only once",
               STR_ARG(f));

    if (of->kind == EXPR_OPEN)
        of = unparen(of->unary);
    if (of->kind == EXPR_HOP && of->hop.kind == HOP_FIELD && !of->hop.key) {
        struct str fix =
            str_printf(cx->ck->arena, STR_FMT "(x." STR_FMT " for x in " STR_FMT ")", STR_ARG(f),
                       NAME_ARG(cx, of->hop.name.sym), STR_ARG(words_at(cx, of->hop.of->span)));
        diag_help(cx->ck->sink, d, "take one term for each: `" STR_FMT "`", STR_ARG(fix));
        diag_fix(cx->ck->sink, d, e->span, fix);
    } else {
        diag_help(cx->ck->sink, d, "take one term for each: `" STR_FMT "(… for x in …)`",
                  STR_ARG(f));
    }
    return expr_broken(cx, e->span);
}

static struct ir *
over_set(const struct context *cx, const struct expr *e, struct ir *ir)
{
    struct context inner = *cx;
    struct ir_each each = {.span = e->call.args.at[0]->span};

    inner.optionals_allowed = false;
    each.set = fit_set(&inner, expr_check(&inner, e->call.args.at[0], TYPE(TYPE_ERROR)));
    if (ir_failed(each.set))
        return expr_broken(cx, e->span);
    if (each.set->type.kind == TYPE_EMPTY) {
        report(cx, E7695, each.set->span, "`{}` has no members");
        return expr_broken(cx, e->span);
    }
    if (ir->aggregate.op == AGG_SUM || ir->aggregate.op == AGG_AVG ||
        ir->aggregate.op == AGG_PRODUCT)
        return loses_equals(cx, e);
    struct type of = each.set->type;
    of.card = CARD_ONE;
    each.slot = body_slot(cx, (struct name){0}, of);
    vec_push(cx->ck->arena, &ir->aggregate.each, each);
    ir->aggregate.term = ir_new(cx, IR_VAR, each.span, of);
    ir->aggregate.term->slot = each.slot;
    return finish(cx, e, ir);
}

struct ir *
aggregate(const struct context *cx, const struct expr *e)
{
    struct ir *ir = ir_new(cx, IR_AGGREGATE, e->span, TYPE(TYPE_ERROR));

    ir->aggregate.op = aggregates[find(sym_str(cx->ck->syms, e->call.name.sym))].op;
    if (e->call.args.len != 1) {
        struct diag *d = report(cx, E7182, e->span, "`" STR_FMT "` takes one set",
                                NAME_ARG(cx, e->call.name.sym));
        diag_help(cx->ck->sink, d, "write `" STR_FMT "(x.field for x in …)`",
                  NAME_ARG(cx, e->call.name.sym));
        return expr_broken(cx, e->span);
    }
    return e->call.each.len ? over_terms(cx, e, ir) : over_set(cx, e, ir);
}
