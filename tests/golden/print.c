/* Diagnostics as plain text, independent of the product's renderers. */
#include "tests/golden/golden.h"

static const char *const severities[] = {"error", "warning", "info"};

/* The part of a span on its first line, underlined below that line. */
static void
print_line(const struct diag_sink *sink, struct text_buf *out, struct span at, char mark,
           struct str words)
{
    struct place place = source_place(sink->sources, at.lo);
    struct str line = source_line(place.source, place.line);
    enum { SHOWN = 160 }; /* of lines that no one wrote by hand the start is enough */
    bool cut = line.len > SHOWN;
    text_add_c(out, "    ");
    for (size_t i = 0; i < line.len && i < SHOWN; i++)
        text_add_char(out, line.at[i] == '\t' ? ' ' : line.at[i]);
    text_add_c(out, cut ? " …\n" : "\n");
    if (cut && place.column > SHOWN)
        return;
    text_add_c(out, "    ");
    size_t from = (size_t)(at.lo - place.source->base) - (size_t)(line.at - place.source->text.at);
    size_t to = from + (at.hi - at.lo);
    for (uint32_t i = 1; i < place.column; i++)
        text_add_char(out, ' ');
    size_t marks = to > from ? str_codepoints(str_slice(line, from, to)) : 0;
    for (size_t i = 0; i < marks || i < 1; i++)
        text_add_char(out, mark);
    if (words.len > 0)
        text_printf(out, " " STR_FMT, STR_ARG(words));
    text_add_char(out, '\n');
}

static void
print_labels(const struct diag_sink *sink, struct text_buf *out, const struct diag *d)
{
    for (const struct diag_label *l = d->labels; l; l = l->next) {
        struct place place = source_place(sink->sources, l->span.lo);
        text_printf(out, "  " STR_FMT ":%u:%u\n", STR_ARG(place.source->name), (unsigned)place.line,
                    (unsigned)place.column);
        print_line(sink, out, l->span, '-', l->text);
    }
    for (const struct diag_label *n = d->notes; n; n = n->next)
        text_printf(out, "  = note: " STR_FMT "\n", STR_ARG(n->text));
    if (d->help.len > 0)
        text_printf(out, "  = help: " STR_FMT "\n", STR_ARG(d->help));
    if (d->fix) {
        struct str old = source_text(sink->sources, d->fix->span);
        if (old.len == 0)
            text_printf(out, "  = fix: insert `" STR_FMT "`\n", STR_ARG(d->fix->text));
        else if (d->fix->text.len == 0)
            text_printf(out, "  = fix: delete `" STR_FMT "`\n", STR_ARG(old));
        else
            text_printf(out, "  = fix: replace `" STR_FMT "` with `" STR_FMT "`\n", STR_ARG(old),
                        STR_ARG(d->fix->text));
    }
}

void
golden_print(const struct diag_sink *sink, struct text_buf *out)
{
    for (const struct diag *d = sink->first; d; d = d->next) {
        struct place place = source_place(sink->sources, d->span.lo);
        if (place.source)
            text_printf(out, STR_FMT ":%u:%u: ", STR_ARG(place.source->name), (unsigned)place.line,
                        (unsigned)place.column);
        text_printf(out, "%s[%s]: " STR_FMT "\n", severities[d->severity], diag_code_name(d->code),
                    STR_ARG(d->message));
        if (place.source)
            print_line(sink, out, d->span, '^', d->label);
        print_labels(sink, out, d);
    }
    if (!sink->first)
        text_add_c(out, "no diagnostics\n");
}
