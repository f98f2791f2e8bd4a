/* Texts of the user within Markdown (CommonMark with tables), where nothing of them may become markup. */
#include "engine/render/render_internal.h"

#include <string.h>

static bool
is_word(struct str s, size_t i)
{
    unsigned char c = i < s.len ? (unsigned char)s.at[i] : ' ';
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void
md_text(struct pen *p, struct str s)
{
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        int32_t c = str_next_codepoint(s, &i);
        bool is_within = from > 0 && is_word(s, from - 1) && is_word(s, i);
        bool is_markup = c > 0 && c < 0x80 && strchr("\\`*[]<>|~&@#", (int)c);
        if (is_markup || (c == '_' && !is_within) || (from == 0 && (c == '-' || c == '+')))
            pen_c(p, "\\");
        pen_codepoint(p, c);
    }
}

void
md_entity(struct pen *p, struct str type, struct str id, struct str label)
{
    md_text(p, type);
    pen_c(p, " ");
    md_text(p, id);
    pen_c(p, label.len ? ": " : "");
    md_text(p, label);
}

/* Between as many back-quotes as it takes; a bar would end a cell of a table even there. */
void
md_code(struct pen *p, struct str s)
{
    uint32_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.at[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    if (longest || str_find(s, STR("|"), 0) != SIZE_MAX) {
        md_text(p, s);
        return;
    }
    pen_c(p, "`");
    pen_text(p, s);
    pen_c(p, "`");
}

void
md_place(struct pen *p, const struct source_map *sources, struct span at)
{
    struct place place = source_place(sources, at.lo);
    struct arena scratch = {0};
    if (!span_is_none(at) && place.source)
        md_code(p, str_printf(&scratch, STR_FMT ":%u:%u", STR_ARG(place.source->name), place.line,
                              place.column));
    arena_release(&scratch);
}

static void
write_finding(struct pen *p, const struct report *r, const struct finding *f)
{
    pen_printf(p, "- **%s** ", severity_name(f->severity));
    md_code(p, f->rule);
    pen_c(p, " ");
    md_text(p, f->message);
    if (!span_is_none(f->at.span)) {
        pen_c(p, ", ");
        md_place(p, r->sources, f->at.span);
    }
    pen_c(p, "\n");
    for (uint32_t i = 0; i < f->why_count && i < 3; i++) {
        pen_c(p, "  - ");
        md_text(p, str_trim(f->why[i]));
        pen_c(p, "\n");
    }
}

void
md_findings(struct pen *p, const struct diff *d, enum change_kind kind, const char *title)
{
    if (!d->findings.counts[kind])
        return;
    pen_printf(p, "\n## %s\n\n", title);
    for (uint32_t i = 0; i < d->findings.len; i++) {
        const struct finding_change *c = &d->findings.at[i];
        if (c->kind == kind)
            write_finding(p, c->after ? d->b.report : d->a.report, c->after ? c->after : c->before);
    }
}
