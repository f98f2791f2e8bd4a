/* Measures whose value is not known: down the relation, to the circle or the mistake that makes it so. */
#include "engine/explain/explain_internal.h"

struct below {
    struct explainer *x;
    const struct define *define;
    struct ir ask, of; /* the measure, asked of what slot 0 holds */
    struct ir *args[1];
};

static void
below_init(struct below *b, struct explainer *x, const struct ir *call)
{
    b->x = x;
    b->define = &x->program->defines.at[call->call.define];
    b->of = (struct ir){.kind = IR_VAR, .type = b->define->slots[0].type, .span = call->span};
    b->args[0] = &b->of;
    b->ask = *call;
    b->ask.call.args.at = b->args;
    b->ask.call.args.len = 1;
}

/* "confidence of G-1 is not known" */
static struct reason *
not_known(struct below *b, uint32_t e)
{
    struct value slot = {.kind = VALUE_CELL, .cell = e};
    struct frame f = {.slots = b->define->slots, .slot_count = 1, .values = &slot};
    struct str name = words(b->x, &f, &b->ask);
    return why_new(b->x, str_printf(b->x->arena, STR_FMT " is not known", STR_ARG(name)),
                   SPAN_NONE);
}

struct reason *
why_unknown_measure(struct explainer *x, struct frame *f, const struct ir *call, uint32_t depth)
{
    struct below b;
    below_init(&b, x, call);
    struct value of = why_value(x, f, call->call.args.at[0]);
    if (of.kind != VALUE_CELL)
        return NULL;
    struct ent origin =
        evaluation_origin(x->evaluation, call->call.define, (struct ent){(uint32_t)of.cell});
    uint32_t e = origin.v;
    const struct diag *circle = evaluation_circle(x->evaluation, call->call.define, origin);
    struct reason *w = not_known(&b, (uint32_t)of.cell), *end = w;
    if (e != (uint32_t)of.cell) {
        end = not_known(&b, e);
        why_add(w, end);
    }
    if (circle) {
        why_add(end, why_new(x,
                             str_printf(x->arena, "%s, " STR_FMT, diag_code_name(circle->code),
                                        STR_ARG(circle->message)),
                             circle->span));
        return w;
    }
    struct frame inner = why_enter(x, f, &b.ask);
    inner.values[0] = (struct value){.kind = VALUE_CELL, .cell = e};
    why_add(end, why_unknown(x, &inner, b.define->body, depth + 1));
    return w;
}
