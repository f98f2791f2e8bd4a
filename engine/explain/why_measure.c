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

static bool
is_unknown(struct below *b, uint32_t e)
{
    struct value slot = {.kind = VALUE_CELL, .cell = e};
    return evaluate_one(b->x->evaluation, b->x->arena, &b->ask, &slot).kind == VALUE_UNKNOWN;
}

/* The first entity that the relation leads to from e and whose value is unknown; UINT32_MAX: none. */
static uint32_t
next_unknown(struct below *b, uint32_t e)
{
    struct store *s = b->x->store;
    entity_id type = store_type(s, (struct ent){e});
    for (uint32_t i = 0; i < b->define->along_count; i++) {
        if (!entity_is(b->x->program, type, b->define->along[i].type))
            continue;
        const struct links *l = NULL;
        const struct column *c = NULL;
        if (card_is_set(b->x->program->fields.at[b->define->along[i].field].type.card))
            l = store_links(s, b->define->along[i].field);
        else
            c = store_column(s, b->define->along[i].field);
        uint32_t row = e - (l ? l->rows.lo : c->rows.lo);
        if (c && bit_get(c->present, row) && is_unknown(b, (uint32_t)column_cell(c, row)))
            return (uint32_t)column_cell(c, row);
        for (uint32_t k = l ? l->offsets[row] : 0; l && k < l->offsets[row + 1]; k++)
            if (is_unknown(b, l->targets[k]))
                return l->targets[k];
    }
    return UINT32_MAX;
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
    uint32_t e = (uint32_t)of.cell, next, limit = store_count(x->store);
    const struct diag *circle =
        evaluation_circle(x->evaluation, call->call.define, (struct ent){e});
    while (!circle && limit-- && (next = next_unknown(&b, e)) != UINT32_MAX) {
        e = next;
        circle = evaluation_circle(x->evaluation, call->call.define, (struct ent){e});
    }
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
