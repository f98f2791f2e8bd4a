/* Answers to questions: the table of their formats, and whether one is whole. */
#include "engine/render/render_internal.h"

static const struct {
    const char *name;
    answer_fn *function;
} formats[] = {
#define ANSWER_FORMAT(name, id, function, doc) {name, function},
#include "engine/render/answers.def"
#undef ANSWER_FORMAT
};

void
render_answer(enum answer_format format, const struct answer *a, const struct render_options *o,
              const struct output *out)
{
    formats[format].function(a, o, out);
}

const char *
answer_format_name(enum answer_format format)
{
    return formats[format].name;
}

void
render_answer_doubt(const struct answer *a, const struct render_options *o,
                    const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    if (!a->incomplete)
        return;
    pen_ink(&p, INK_WARNING);
    pen_c(&p, "warning");
    pen_ink(&p, INK_PLAIN);
    pen_c(&p,
          ": the answer is incomplete: something that the question reads could not be judged\n");
    for (uint32_t i = 0; i < a->cause_count; i++) {
        const struct diag *d = a->causes[i];
        struct place at = source_place(a->sources, d->span.lo);
        pen_printf(&p, "  because of %s", diag_code_name(d->code));
        if (at.source && !span_is_none(d->span)) {
            pen_c(&p, " at ");
            pen_text(&p, at.source->name);
            pen_printf(&p, ":%u:%u", at.line, at.column);
        }
        pen_c(&p, ": ");
        pen_text(&p, d->message);
        pen_c(&p, "\n");
    }
    pen_flush(&p);
}
