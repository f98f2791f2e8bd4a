/* Comparisons and tests: = != < <= > >=, in, subset, is, matches. */
#include "lang/check_expr.h"

static struct diag *
label_sides(const struct context *cx, struct diag *d, const struct ir *l, const struct ir *r)
{
    diag_label(cx->ck->sink, d, l->span, "this is " STR_FMT, STR_ARG(words_type(cx, l->type)));
    diag_label(cx->ck->sink, d, r->span, "this is " STR_FMT, STR_ARG(words_type(cx, r->type)));
    return d;
}

/* ---- comparing what cannot be compared ---- */

static const char *
op_text(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_EQ: return "=";
    case EXPR_NE: return "!=";
    case EXPR_LT: return "<";
    case EXPR_LE: return "<=";
    case EXPR_GT: return ">";
    default: return ">=";
    }
}

static const char *
op_turned(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_LT: return ">";
    case EXPR_LE: return ">=";
    case EXPR_GT: return "<";
    case EXPR_GE: return "<=";
    default: return op_text(kind);
    }
}

static bool
is_duration(const struct ir *ir)
{
    return ir->type.kind == TYPE_DURATION;
}

/*
 * `today - d <= 1 year`: days against months or years, which have no length of their own.
 * The same question asked soundly is `d + 1 year >= today`.
 */
static struct ir *
days_and_duration(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag_sink *sink = cx->ck->sink;
    bool turned = is_duration(l);
    struct ir *days = turned ? r : l, *length = turned ? l : r;
    struct str duration = words_at(cx, length->span);
    struct diag *d =
        report(cx, E5319, e->span,
               "days cannot be compared with `" STR_FMT "`: months and years have no fixed length",
               STR_ARG(duration));

    diag_label(sink, d, days->span, "this is a number of days");
    if (days->kind == IR_ARITH && days->arith.op == ARITH_SUBTRACT &&
        days->arith.left->type.kind == TYPE_DATE) {
        /* a - b <= D  is  b + D >= a */
        struct str a = words_at(cx, days->arith.left->span),
                   b = words_at(cx, days->arith.right->span);
        struct str fix = str_printf(cx->ck->arena, STR_FMT " + " STR_FMT " %s " STR_FMT, STR_ARG(b),
                                    STR_ARG(duration),
                                    turned ? op_text(e->kind) : op_turned(e->kind), STR_ARG(a));
        diag_help(sink, d, "ask by the calendar: `" STR_FMT "`", STR_ARG(fix));
        diag_fix(sink, d, e->span, fix);
    } else {
        diag_help(sink, d, "compare with days: `365 days`");
    }
    return expr_broken(cx, e->span);
}

static struct ir *
two_enums(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    const struct program *p = cx->ck->program;
    const struct enum_type *a = &p->enums.at[l->type.of], *b = &p->enums.at[r->type.of];
    bool scales = a->is_scale && b->is_scale;
    struct str x = words_kind(cx, l->type), y = words_kind(cx, r->type);
    struct diag *d =
        report(cx, E5871, e->span, "%s cannot be compared: " STR_FMT " and " STR_FMT,
               scales ? "values of two scales" : "values of two types", STR_ARG(x), STR_ARG(y));

    diag_label(cx->ck->sink, d, l->span, "this is a value of " STR_FMT, STR_ARG(x));
    diag_label(cx->ck->sink, d, r->span, "this is a value of " STR_FMT, STR_ARG(y));
    diag_help(cx->ck->sink, d, "compare each with a value of its own %s%s",
              scales ? "scale" : "type",
              scales ? "; what combines the two belongs into a `define`, where the combination is "
                       "written down"
                     : "");
    return expr_broken(cx, e->span);
}

static struct ir *
two_kinds(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag_sink *sink = cx->ck->sink;
    enum type_kind a = l->type.kind, b = r->type.kind;
    struct diag *d =
        label_sides(cx,
                    report(cx, E6598, e->span, STR_FMT " cannot be compared with " STR_FMT,
                           STR_ARG(words_type(cx, l->type)), STR_ARG(words_type(cx, r->type))),
                    l, r);

    if (a == TYPE_DAYS && b == TYPE_INT)
        diag_help(sink, d, "say of what: `" STR_FMT " days`", STR_ARG(words_at(cx, r->span)));
    else if (b == TYPE_DAYS && a == TYPE_INT)
        diag_help(sink, d, "say of what: `" STR_FMT " days`", STR_ARG(words_at(cx, l->span)));
    else if ((a == TYPE_INSTANT && b == TYPE_DATE) || (a == TYPE_DATE && b == TYPE_INSTANT))
        diag_help(sink, d, "compare days: `date(" STR_FMT ")`",
                  STR_ARG(words_at(cx, a == TYPE_INSTANT ? l->span : r->span)));
    else if (a == TYPE_ENTITY && b == TYPE_TEXT)
        diag_help(sink, d, "an entity is written with its type: `" STR_FMT " @ID`",
                  STR_ARG(words_kind(cx, l->type)));
    else if (a == TYPE_ENUM && b == TYPE_TEXT)
        diag_help(sink, d, "values of " STR_FMT " are written without quotes",
                  STR_ARG(words_kind(cx, l->type)));
    else if (a == TYPE_BOOL)
        diag_help(sink, d, "a condition stands for itself: `" STR_FMT "` or `not " STR_FMT "`",
                  STR_ARG(words_at(cx, l->span)), STR_ARG(words_at(cx, l->span)));
    else if ((a == TYPE_DATE && b == TYPE_DURATION) || (a == TYPE_DURATION && b == TYPE_DATE))
        diag_help(sink, d,
                  "a date is compared with a date: `today`, or a date with the duration added");
    return expr_broken(cx, e->span);
}

static struct ir *
set_and_value(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    bool left = card_is_set(l->type.card);
    struct ir *set = left ? l : r, *one = left ? r : l;
    struct str s = words_at(cx, set->span), v = words_at(cx, one->span);
    struct diag *d = label_sides(
        cx, report(cx, E6598, e->span, "a set cannot be compared with a single value"), l, r);

    if (one->type.kind == TYPE_INT)
        diag_help(cx->ck->sink, d, "to count, write `count(" STR_FMT ") %s " STR_FMT "`",
                  STR_ARG(s), left ? op_text(e->kind) : op_turned(e->kind), STR_ARG(v));
    else
        diag_help(cx->ck->sink, d,
                  "to ask whether it is among them, write `" STR_FMT " in " STR_FMT "`", STR_ARG(v),
                  STR_ARG(s));
    return expr_broken(cx, e->span);
}

static struct ir *
no_order(const struct context *cx, const struct expr *e, struct ir *l)
{
    struct diag *d =
        report(cx, E7245, e->binary.op, "`%s` has no meaning here: " STR_FMT " has no order",
               op_text(e->kind), STR_ARG(words_type(cx, l->type)));

    if (l->type.kind == TYPE_ENUM && !card_is_set(l->type.card)) {
        const struct enum_type *t = &cx->ck->program->enums.at[l->type.of];
        if (!span_is_none(t->span))
            diag_label(cx->ck->sink, d, t->span, "declared without an order");
        diag_help(cx->ck->sink, d,
                  "if its values do have an order, declare it as `scale … = a < b < c`");
    } else if (card_is_set(l->type.card)) {
        diag_help(cx->ck->sink, d, "sets are compared by their members: `=`, `!=`, `subset`");
    } else if (l->type.kind == TYPE_DURATION) {
        diag_help(
            cx->ck->sink, d,
            "months and years have no fixed length; add both to a date and compare the dates");
    } else {
        diag_help(cx->ck->sink, d, "what can be asked is `=` and `!=`");
    }
    return expr_broken(cx, e->span);
}

static struct ir *
never_same(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag *d =
        label_sides(cx,
                    report(cx, E7603, e->span, "nothing can be both " STR_FMT " and " STR_FMT,
                           STR_ARG(words_kind(cx, l->type)), STR_ARG(words_kind(cx, r->type))),
                    l, r);

    diag_help(cx->ck->sink, d, "the answer would always be the same; compare with what is meant");
    return expr_broken(cx, e->span);
}

/* ---- comparisons ---- */

static void
warn_same_sides(const struct context *cx, const struct expr *e, const struct ir *l,
                const struct ir *r)
{
    bool holds = e->kind == EXPR_EQ || e->kind == EXPR_LE || e->kind == EXPR_GE;
    struct diag *d;

    if (expr_same(e->binary.left, e->binary.right))
        d = advise(cx, W5764, e->span, "both sides are the same, so this is always %s",
                   holds ? "true" : "false");
    else if (l->kind == IR_CONST && r->kind == IR_CONST)
        d = advise(cx, W5764, e->span,
                   "both sides are fixed, so this always gives the same answer");
    else
        return;
    diag_help(cx->ck->sink, d, "compare with what should decide");
}

static enum compare_op
op_of(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_EQ: return CMP_EQ;
    case EXPR_NE: return CMP_NE;
    case EXPR_LT: return CMP_LT;
    case EXPR_LE: return CMP_LE;
    case EXPR_GT: return CMP_GT;
    default: return CMP_GE;
    }
}

static bool
ordered(const struct context *cx, struct type t)
{
    return t.kind == TYPE_DAYS || t.kind == TYPE_INSTANT ||
           (t.kind != TYPE_DURATION && model_is_ordered(cx->ck, t));
}

/* NULL: both are of one kind and may be compared so. */
static struct ir *
not_comparable(const struct context *cx, const struct expr *e, struct ir **l, struct ir **r)
{
    struct type a = (*l)->type, b = (*r)->type;
    bool equality = e->kind == EXPR_EQ || e->kind == EXPR_NE;

    if (card_is_set(a.card) != card_is_set(b.card))
        return set_and_value(cx, e, *l, *r);
    if (a.kind == TYPE_ENUM && b.kind == TYPE_ENUM && a.of != b.of)
        return two_enums(cx, e, *l, *r);
    if (!fit_both(cx, l, r)) {
        bool days = a.kind == TYPE_DAYS || b.kind == TYPE_DAYS;
        bool duration = a.kind == TYPE_DURATION || b.kind == TYPE_DURATION;
        return days && duration ? days_and_duration(cx, e, *l, *r) : two_kinds(cx, e, *l, *r);
    }
    if (!equality && (card_is_set(a.card) || !ordered(cx, (*l)->type)))
        return no_order(cx, e, *l);
    if (a.kind == TYPE_ENTITY && !entities_meet(cx->ck, a.of, b.of))
        return never_same(cx, e, *l, *r);
    return NULL;
}

/* A missing operand would make the comparison false in silence, so both must be there. */
static struct context
strict(const struct context *cx)
{
    struct context s = *cx;

    s.optionals_allowed = false;
    return s;
}

struct ir *
comparison(const struct context *cx, const struct expr *e)
{
    struct context in = strict(cx);
    struct ir *l, *r;

    expr_pair(&in, e->binary.left, e->binary.right, TYPE(TYPE_ERROR), &l, &r);
    if (ir_failed(l) || ir_failed(r))
        return expr_broken(cx, e->span);
    struct ir *bad = not_comparable(&in, e, &l, &r);
    if (bad)
        return bad;
    if (!card_is_set(l->type.card)) {
        l = fit_one(&in, l);
        r = fit_one(&in, r);
        if (ir_failed(l) || ir_failed(r))
            return expr_broken(cx, e->span);
        warn_same_sides(cx, e, l, r);
    }
    struct ir *ir = ir_new(cx, IR_COMPARE, e->span, TYPE(TYPE_BOOL));
    ir->compare.op = op_of(e->kind);
    ir->compare.left = l;
    ir->compare.right = r;
    return ir;
}

/* ---- in, not in, subset ---- */

static struct ir *
not_a_set(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag *d =
        report(cx, E5683, r->span, "`%s` needs a set on its right, and this is " STR_FMT,
               e->kind == EXPR_SUBSET ? "subset" : "in", STR_ARG(words_type(cx, r->type)));

    diag_help(cx->ck->sink, d, "to compare with one value, write `" STR_FMT " %s " STR_FMT "`",
              STR_ARG(words_at(cx, l->span)), e->kind == EXPR_NOT_IN ? "!=" : "=",
              STR_ARG(words_at(cx, r->span)));
    return expr_broken(cx, e->span);
}

static struct ir *
set_in_set(const struct context *cx, const struct expr *e, struct ir *l, struct ir *r)
{
    struct diag *d = label_sides(
        cx,
        report(cx, E6034, l->span, "`in` asks about one value, and `" STR_FMT "` may be several",
               STR_ARG(words_at(cx, l->span))),
        l, r);

    diag_help(cx->ck->sink, d, "to ask about all of them, write `" STR_FMT " subset " STR_FMT "`",
              STR_ARG(words_at(cx, l->span)), STR_ARG(words_at(cx, r->span)));
    return expr_broken(cx, e->span);
}

struct ir *
membership(const struct context *cx, const struct expr *e)
{
    struct context in = strict(cx);
    struct ir *l, *r;

    expr_pair(&in, e->binary.left, e->binary.right, TYPE(TYPE_ERROR), &l, &r);
    if (ir_failed(l) || ir_failed(r))
        return expr_broken(cx, e->span);
    if (r->type.kind == TYPE_NODE)
        r = fit_set(&in, r);
    if (!card_is_set(r->type.card))
        return not_a_set(cx, e, l, r);
    if (e->kind == EXPR_SUBSET)
        l = fit_set(&in, l);
    else if (card_is_set(l->type.card))
        return set_in_set(cx, e, l, r);
    if (ir_failed(l))
        return expr_broken(cx, e->span);
    if (l->type.kind == TYPE_ENUM && r->type.kind == TYPE_ENUM && l->type.of != r->type.of)
        return two_enums(cx, e, l, r);
    if (!fit_both(cx, &l, &r))
        return two_kinds(cx, e, l, r);
    if (l->type.kind == TYPE_ENTITY && !entities_meet(cx->ck, l->type.of, r->type.of))
        return never_same(cx, e, l, r);
    if (e->kind != EXPR_SUBSET)
        l = fit_one(&in, l);
    if (ir_failed(l))
        return expr_broken(cx, e->span);
    struct ir *ir =
        ir_new(cx, e->kind == EXPR_SUBSET ? IR_SUBSET : IR_IN, e->span, TYPE(TYPE_BOOL));
    ir->binary.left = l;
    ir->binary.right = r;
    return e->kind == EXPR_NOT_IN ? ir_unary(cx, IR_NOT, e->span, TYPE(TYPE_BOOL), ir) : ir;
}

/* ---- is ---- */

static struct ir *
negate_if(const struct context *cx, struct ir *ir, bool negated)
{
    return negated ? ir_unary(cx, IR_NOT, ir->span, TYPE(TYPE_BOOL), ir) : ir;
}

static void
refuse_double_negation(const struct context *cx, const struct expr *e)
{
    bool present = e->is.kind == IS_PRESENT;
    struct str of = words_at(cx, e->is.of->span);
    struct diag *d = report(cx, E6952, e->span, "there is a word for `is not %s`",
                            present ? "present" : "missing");
    struct str fix =
        str_printf(cx->ck->arena, STR_FMT " is %s", STR_ARG(of), present ? "missing" : "present");

    diag_help(cx->ck->sink, d, "write `" STR_FMT "`", STR_ARG(fix));
    diag_fix_certain(cx->ck->sink, d, e->span, fix);
}

static struct ir *
present_test(const struct context *cx, const struct expr *e, struct ir *of)
{
    bool missing = e->is.kind == IS_MISSING;

    if (e->is.negated) {
        refuse_double_negation(cx, e);
        return expr_broken(cx, e->span);
    }
    bool can_lack = of->type.card == CARD_OPTIONAL || of->type.card == CARD_SET ||
                    of->type.kind == TYPE_TEXT || of->type.kind == TYPE_NODE ||
                    of->type.kind == TYPE_EMPTY;
    /* Where it is proved to be there, check_lint.c says by what. */
    if (!can_lack && !presence_proved(cx, e->is.of)) {
        struct diag *d = advise(cx, W5764, e->span,
                                "`" STR_FMT "` is always there at this point, so this is always %s",
                                STR_ARG(words_at(cx, of->span)), missing ? "false" : "true");
        diag_help(cx->ck->sink, d, "leave the question out");
    }
    struct ir *ir = ir_unary(cx, IR_PRESENT, e->span, TYPE(TYPE_BOOL), of);
    return negate_if(cx, ir, missing);
}

static struct ir *
substantive_test(const struct context *cx, const struct expr *e, struct ir *of)
{
    if (of->type.kind == TYPE_NODE)
        of = fit_kind(cx, of, TYPE(TYPE_TEXT));
    if (card_is_set(of->type.card))
        return fit_one(cx, of);
    if (of->type.kind != TYPE_TEXT) {
        struct diag *d =
            report(cx, E7120, e->span, "only a text can be substantive, and this is " STR_FMT,
                   STR_ARG(words_type(cx, of->type)));
        diag_help(cx->ck->sink, d, "write `" STR_FMT " is present`",
                  STR_ARG(words_at(cx, of->span)));
        return expr_broken(cx, e->span);
    }
    return negate_if(cx, ir_unary(cx, IR_SUBSTANTIVE, e->span, TYPE(TYPE_BOOL), of), e->is.negated);
}

static void
warn_always_type(const struct context *cx, const struct expr *e, struct ir *of, union_id both)
{
    if (both != of->type.of)
        return;
    struct diag *d =
        advise(cx, W5764, e->span,
               "`" STR_FMT "` is always " STR_FMT " at this point, so this is always %s",
               STR_ARG(words_at(cx, of->span)), STR_ARG(words_type(cx, of->type)),
               e->is.negated ? "false" : "true");
    diag_help(cx->ck->sink, d, "leave the question out");
}

static struct ir *
type_test(const struct context *cx, const struct expr *e, struct ir *of)
{
    struct checker *ck = cx->ck;
    const struct def *d = names_type(ck, cx->unit, &e->is.type);

    if (!d || d->broken || d->kind != DEF_ENTITY) {
        if (d && d->kind == DEF_ENUM)
            report(cx, E7120, e->is.type.span,
                   "`is` asks for a kind of entity, and `" STR_FMT "` is a list of values",
                   NAME_ARG(cx, e->is.type.name.sym));
        return expr_broken(cx, e->span);
    }
    if (of->type.kind != TYPE_ENTITY) {
        struct diag *m = report(cx, E7120, e->span,
                                "only an entity can be asked what it is, and this is " STR_FMT,
                                STR_ARG(words_type(cx, of->type)));
        diag_help(ck->sink, m, "compare it instead: `" STR_FMT " = …`",
                  STR_ARG(words_at(cx, of->span)));
        return expr_broken(cx, e->span);
    }
    of = fit_one(cx, of);
    if (ir_failed(of))
        return of;
    struct type want = type_entity(ck, d->id, CARD_ONE);
    union_id both = entities_both(ck, of->type.of, want.of);
    if (both == NO_ID) {
        struct diag *m = report(cx, E7603, e->span, "`" STR_FMT "` can never be " STR_FMT,
                                STR_ARG(words_at(cx, of->span)), STR_ARG(words_type(cx, want)));
        diag_label(ck->sink, m, of->span, "this is " STR_FMT, STR_ARG(words_type(cx, of->type)));
        return expr_broken(cx, e->span);
    }
    warn_always_type(cx, e, of, both);
    struct ir *ir = ir_new(cx, IR_IS, e->span, TYPE(TYPE_BOOL));
    ir->is.of = of;
    ir->is.types = want.of;
    return negate_if(cx, ir, e->is.negated);
}

struct ir *
is_test(const struct context *cx, const struct expr *e)
{
    struct context in = strict(cx);
    struct ir *of = expr_check(&in, e->is.of, TYPE(TYPE_ERROR));

    if (ir_failed(of))
        return expr_broken(cx, e->span);
    switch (e->is.kind) {
    case IS_PRESENT:
    case IS_MISSING: return present_test(cx, e, of);
    case IS_SUBSTANTIVE: return substantive_test(cx, e, of);
    case IS_TYPE: return type_test(&in, e, of);
    }
    return expr_broken(cx, e->span);
}

/* ---- matches ---- */

struct ir *
matches_test(const struct context *cx, const struct expr *e)
{
    struct context in = strict(cx);
    struct ir *of = expr_check(&in, e->binary.left, TYPE(TYPE_TEXT));
    regex_id regex =
        e->binary.right->kind == EXPR_REGEX ? model_regex(cx->ck, e->binary.right) : NO_ID;

    of = fit(&in, of, TYPE(TYPE_TEXT));
    if (ir_failed(of) || regex == NO_ID)
        return expr_broken(cx, e->span);
    struct ir *ir = ir_new(cx, IR_MATCHES, e->span, TYPE(TYPE_BOOL));
    ir->matches.of = of;
    ir->matches.regex = regex;
    return ir;
}
