/* The formats of diagrams: the table. */
#include "engine/render/render_internal.h"

static const struct {
    const char *name;
    diagram_fn *function;
} formats[] = {
#define DIAGRAM_FORMAT(name, id, function, doc) {name, function},
#include "engine/render/diagrams.def"
#undef DIAGRAM_FORMAT
};

void
render_diagram(enum diagram_format format, const struct diagram *d, const struct diagram_target *t,
               const struct output *out)
{
    formats[format].function(d, t, out);
}

const char *
diagram_format_name(enum diagram_format format)
{
    return formats[format].name;
}
