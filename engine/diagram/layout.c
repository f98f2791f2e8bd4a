#include "engine/diagram/layout_internal.h"

static void
write_nodes(const struct sketch *s)
{
    struct layout *l = s->layout;
    for (uint32_t i = 0; i < l->node_count; i++) {
        l->nodes[i].rank = s->vertices[i].rank;
        l->nodes[i].x = (int32_t)s->vertices[i].x - l->nodes[i].port;
    }
}

void
layout_run(struct arena *a, struct layout *l)
{
    struct sketch s = {.arena = a, .layout = l};
    l->w = l->h = 0;
    l->crossings = 0;
    if (l->node_count == 0)
        return;
    sketch_ranks(&s);
    sketch_order(&s);
    sketch_places(&s);
    write_nodes(&s);
    sketch_routes(&s);
}
