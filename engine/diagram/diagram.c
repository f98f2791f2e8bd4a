/* The steps in turn: views and facts → elements → what a check says of them → pages. */
#include "engine/diagram/diagram_internal.h"

struct diagram *
diagram_build(const struct diagram_input *in)
{
    struct graph g = {.in = in, .arena = in->arena};
    struct diagram *d = arena_new(in->arena, struct diagram);
    *d = (struct diagram){.title = in->report ? in->report->title : STR(""),
                          .as_of = in->report ? in->report->as_of : 0};
    graph_build(&g);
    overlay_build(&g);
    pages_plan(&g, d);
    d->entity_count = g.elements.len;
    return d;
}
