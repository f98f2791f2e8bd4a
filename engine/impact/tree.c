#include "engine/impact/tree.h"

static void
visit_field(const struct diff_side *s, struct ent e, field_id f,
            void (*visit)(void *context, struct ent below), void *context)
{
    const struct column *c = store_column(s->store, f);
    if (c) {
        if (bit_get(c->present, e.v - c->rows.lo))
            visit(context, (struct ent){(uint32_t)column_cell(c, e.v - c->rows.lo)});
        return;
    }
    const struct links *l = store_links(s->store, f);
    for (uint32_t i = l->offsets[e.v - l->rows.lo]; i < l->offsets[e.v - l->rows.lo + 1]; i++)
        visit(context, (struct ent){l->targets[i]});
}

void
tree_below(const struct diff_side *s, struct ent e, enum view_word word,
           void (*visit)(void *context, struct ent below), void *context)
{
    entity_id type = store_type(s->store, e);
    const struct view_use *use = program_view(s->program, type, word);
    for (uint32_t i = 0; use && i < use->field_count; i++)
        if (entity_is(s->program, type, use->fields[i].type))
            visit_field(s, e, use->fields[i].field, visit, context);
}
