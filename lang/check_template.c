/* Texts with values in them: messages, titles of definitions, and texts as values. */
#include "lang/check_expr.h"

bool
text_is_plain(const struct text *t)
{
    for (uint32_t i = 0; i < t->parts.len; i++)
        if (t->parts.at[i].expr)
            return false;
    return true;
}

struct str
text_plain(const struct context *cx, const struct text *t)
{
    struct text_buf b = {.arena = cx->ck->arena};

    for (uint32_t i = 0; i < t->parts.len; i++)
        if (!t->parts.at[i].expr)
            text_add(&b, t->parts.at[i].literal);
    return text_str(&b);
}

static bool
is_why(const struct context *cx, const struct expr *e)
{
    return cx->may_say_why && e->kind == EXPR_NAME &&
           str_is(sym_str(cx->ck->syms, e->name.sym), "why") && !scope_find(cx, e->name.sym);
}

/* A value to print: anything has a form as text, but for a node, whose content is taken. */
static struct ir *
printed(const struct context *cx, const struct expr *e)
{
    struct ir *ir = expr_check(cx, e, TYPE(TYPE_ERROR));

    if (!ir_failed(ir) && ir->type.kind == TYPE_NODE && !card_is_set(ir->type.card))
        ir = fit_kind(cx, ir, TYPE(TYPE_TEXT));
    return card_is_set(ir->type.card) || ir_failed(ir) ? ir : fit_one(cx, ir);
}

static struct ir *
parts(const struct context *cx, const struct text *text)
{
    struct ir *ir = ir_new(cx, IR_TEMPLATE, text->span, TYPE(TYPE_TEXT));

    for (uint32_t i = 0; i < text->parts.len; i++) {
        const struct text_part *p = &text->parts.at[i];
        struct ir_part part = {.literal = p->literal};
        if (p->expr) {
            part.literal = (struct str){0};
            part.is_why = is_why(cx, p->expr);
            part.expr = part.is_why ? NULL : printed(cx, p->expr);
            if (part.expr && ir_failed(part.expr))
                ir->type = TYPE(TYPE_ERROR);
        }
        vec_push(cx->ck->arena, &ir->template, part);
    }
    return ir;
}

struct ir *
template_check(const struct context *cx, const struct text *text)
{
    struct context loose = *cx;

    loose.optionals_allowed = true;
    return parts(&loose, text);
}

struct ir *
template_text(const struct context *cx, const struct text *text)
{
    struct context in = *cx;

    in.optionals_allowed = cx->optionals_allowed || cx->in_source;
    in.may_say_why = false;
    return parts(&in, text);
}
