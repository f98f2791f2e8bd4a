/* Documents of other tools: the table of their formats. */
#include "engine/render/render_internal.h"

static document_fn *const formats[FILE_FORMAT_COUNT] = {
#define TARGET_FORMAT(format, function) [FILE_FORMAT_##format] = function,
#include "engine/render/targets.def"
#undef TARGET_FORMAT
};

void
render_document(const struct document *d, const struct output *out)
{
    static const struct render_options plain;
    struct pen p = {.options = &plain, .out = out};
    formats[d->format](d->root, &p);
    pen_flush(&p);
}
