/* + - * / and unary minus: which kinds go together, and what comes out. */
#include "lang/check_expr.h"

static bool
is_number(enum type_kind k)
{
    return k == TYPE_INT || k == TYPE_DECIMAL;
}

/* Kinds that add to themselves. */
static bool
adds(enum type_kind k)
{
    return is_number(k) || k == TYPE_DURATION || k == TYPE_CLOCK || k == TYPE_DAYS;
}

static enum arith_op
op_of(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_ADD: return ARITH_ADD;
    case EXPR_SUBTRACT: return ARITH_SUBTRACT;
    case EXPR_MULTIPLY: return ARITH_MULTIPLY;
    default: return ARITH_DIVIDE;
    }
}

static const char *
op_text(enum arith_op op)
{
    switch (op) {
    case ARITH_ADD: return "+";
    case ARITH_SUBTRACT: return "-";
    case ARITH_MULTIPLY: return "*";
    default: return "/";
    }
}

/* The kind of `l op r`, the operands made fit; TYPE_ERROR: they do not go together. */
static enum type_kind
sum_kind(const struct context *cx, enum arith_op op, struct ir **l, struct ir **r)
{
    enum type_kind a = (*l)->type.kind, b = (*r)->type.kind;

    if (a == TYPE_DATE && b == TYPE_DURATION)
        return TYPE_DATE;
    if (op == ARITH_ADD && a == TYPE_DURATION && b == TYPE_DATE) {
        struct ir *swap = *l; /* the date is the left one */
        *l = *r;
        *r = swap;
        return TYPE_DATE;
    }
    if (op == ARITH_SUBTRACT && a == TYPE_DATE && b == TYPE_DATE)
        return TYPE_DAYS;
    if (!adds(a) || !adds(b) || !fit_both(cx, l, r))
        return TYPE_ERROR;
    return (*l)->type.kind;
}

static enum type_kind
product_kind(const struct context *cx, struct ir **l, struct ir **r)
{
    enum type_kind a = (*l)->type.kind, b = (*r)->type.kind;

    if (a == TYPE_INT && (b == TYPE_DURATION || b == TYPE_CLOCK)) {
        struct ir *swap = *l; /* the number is the right one */
        *l = *r;
        *r = swap;
        return b;
    }
    if ((a == TYPE_DURATION || a == TYPE_CLOCK) && b == TYPE_INT)
        return a;
    if (!is_number(a) || !is_number(b) || !fit_both(cx, l, r))
        return TYPE_ERROR;
    return (*l)->type.kind;
}

static enum type_kind
result_kind(const struct context *cx, enum arith_op op, struct ir **l, struct ir **r)
{
    switch (op) {
    case ARITH_ADD:
    case ARITH_SUBTRACT: return sum_kind(cx, op, l, r);
    case ARITH_MULTIPLY: return product_kind(cx, l, r);
    case ARITH_DIVIDE:
        if (!is_number((*l)->type.kind) || !is_number((*r)->type.kind))
            return TYPE_ERROR;
        *l = fit_kind(cx, *l, TYPE(TYPE_DECIMAL));
        *r = fit_kind(cx, *r, TYPE(TYPE_DECIMAL));
        return TYPE_DECIMAL;
    case ARITH_NEGATE: break;
    }
    return TYPE_ERROR;
}

/* An operand as it is written inside a text. */
static struct str
quoted(const struct context *cx, const struct ir *ir)
{
    if (ir->kind == IR_CONST && ir->type.kind == TYPE_TEXT)
        return sym_str(cx->ck->syms, (struct sym){(uint32_t)ir->cell});
    return str_printf(cx->ck->arena, "{" STR_FMT "}", STR_ARG(words_at(cx, ir->span)));
}

static struct ir *
does_not_compute(const struct context *cx, const struct expr *e, enum arith_op op, struct ir *l,
                 struct ir *r)
{
    struct diag_sink *sink = cx->ck->sink;
    struct str a = words_at(cx, l->span), b = words_at(cx, r->span);
    struct diag *d =
        report(cx, E5133, e->binary.op, "`%s` cannot be applied to these", op_text(op));

    diag_label(sink, d, l->span, "this is " STR_FMT, STR_ARG(words_type(cx, l->type)));
    diag_label(sink, d, r->span, "this is " STR_FMT, STR_ARG(words_type(cx, r->type)));
    if (l->type.kind == TYPE_TEXT || r->type.kind == TYPE_TEXT)
        diag_help(sink, d, "texts are put together in quotes: `\"" STR_FMT STR_FMT "\"`",
                  STR_ARG(quoted(cx, l)), STR_ARG(quoted(cx, r)));
    else if (l->type.kind == TYPE_DATE && is_number(r->type.kind))
        diag_help(sink, d, "say of what: `" STR_FMT " %s " STR_FMT " days`", STR_ARG(a),
                  op_text(op), STR_ARG(b));
    else if (l->type.kind == TYPE_DATE && r->type.kind == TYPE_DATE)
        diag_help(sink, d, "the days between two dates are `" STR_FMT " - " STR_FMT "`", STR_ARG(a),
                  STR_ARG(b));
    else if (l->type.kind == TYPE_INSTANT)
        diag_help(sink, d, "reckon with its day: `date(" STR_FMT ")`", STR_ARG(a));
    else if (l->type.kind == TYPE_ENUM)
        diag_help(sink, d, "values of " STR_FMT " are compared, not reckoned with",
                  STR_ARG(words_kind(cx, l->type)));
    return expr_broken(cx, e->span);
}

static struct ir *
add_sets(const struct context *cx, const struct expr *e, enum arith_op op, struct ir *l,
         struct ir *r)
{
    struct diag *d =
        report(cx, E5133, e->binary.op, "`%s` reckons with numbers, not with sets", op_text(op));

    diag_label(cx->ck->sink, d, l->span, "this is " STR_FMT, STR_ARG(words_type(cx, l->type)));
    diag_label(cx->ck->sink, d, r->span, "this is " STR_FMT, STR_ARG(words_type(cx, r->type)));
    diag_help(cx->ck->sink, d, "for sets write `" STR_FMT " %s " STR_FMT "`",
              STR_ARG(words_at(cx, l->span)), op == ARITH_SUBTRACT ? "except" : "union",
              STR_ARG(words_at(cx, r->span)));
    return expr_broken(cx, e->span);
}

/* In a source, a node beside something else is read as that. */
static void
read_nodes(const struct context *cx, struct ir **l, struct ir **r)
{
    if ((*l)->type.kind == TYPE_NODE && (*r)->type.kind != TYPE_NODE &&
        !card_is_set((*l)->type.card))
        *l = fit_kind(cx, *l, (*r)->type);
    else if ((*r)->type.kind == TYPE_NODE && (*l)->type.kind != TYPE_NODE &&
             !card_is_set((*r)->type.card))
        *r = fit_kind(cx, *r, (*l)->type);
}

struct ir *
arithmetic(const struct context *cx, const struct expr *e, struct type expected)
{
    enum arith_op op = op_of(e->kind);
    struct ir *l = expr_check(cx, e->binary.left, expected);
    struct ir *r = expr_check(cx, e->binary.right, expected);

    if (ir_failed(l) || ir_failed(r))
        return expr_broken(cx, e->span);
    if (card_is_set(l->type.card) && card_is_set(r->type.card) &&
        (op == ARITH_ADD || op == ARITH_SUBTRACT))
        return add_sets(cx, e, op, l, r);
    l = fit_one(cx, l);
    r = fit_one(cx, r);
    if (ir_failed(l) || ir_failed(r))
        return expr_broken(cx, e->span);
    read_nodes(cx, &l, &r);
    enum type_kind kind = result_kind(cx, op, &l, &r);
    if (kind == TYPE_ERROR)
        return does_not_compute(cx, e, op, l, r);
    struct ir *ir = ir_new(cx, IR_ARITH, e->span,
                           (struct type){kind, card_join(l->type.card, r->type.card), 0});
    ir->arith.op = op;
    ir->arith.left = l;
    ir->arith.right = r;
    return ir;
}

static struct ir *
negative_literal(const struct context *cx, const struct expr *e)
{
    struct type t;
    uint64_t cell;

    if (!model_literal(cx->ck, e->unary, true, &t, &cell))
        return expr_broken(cx, e->span);
    return ir_const(cx, e->span, t, cell);
}

struct ir *
negation(const struct context *cx, const struct expr *e, struct type expected)
{
    if (e->unary->kind == EXPR_INT || e->unary->kind == EXPR_DECIMAL)
        return negative_literal(cx, e);
    struct ir *of = fit_one(cx, expr_check(cx, e->unary, expected));
    if (ir_failed(of))
        return expr_broken(cx, e->span);
    if (!adds(of->type.kind)) {
        report(cx, E5133, e->span, "only a number has an opposite, and this is " STR_FMT,
               STR_ARG(words_type(cx, of->type)));
        return expr_broken(cx, e->span);
    }
    struct ir *ir = ir_new(cx, IR_ARITH, e->span, of->type);
    ir->arith.op = ARITH_NEGATE;
    ir->arith.left = of;
    return ir;
}
