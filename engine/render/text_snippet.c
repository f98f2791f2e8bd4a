/* Lines of the case, with what is underlined in them. */
#include <stdlib.h>

#include "engine/render/render_internal.h"

enum {
    LINE_COLUMNS = 110, /* of a line of the case; longer ones are cut around what is underlined */
    LINE_BEFORE = 50,   /* code points kept before it */
    PLACES_SHOWN = 8    /* related places of one finding */
};

struct mark {
    struct place place;
    struct span span;
    struct str text;
    bool is_primary;
    uint32_t group; /* order of its file */
};

struct snippet {
    struct pen *pen;
    const struct report *report;
    struct mark *marks;
    uint32_t count;
    uint32_t gutter; /* columns of the largest line number */
    enum ink ink;    /* of the primary place */
};

enum ink
severity_ink(enum severity s)
{
    switch (s) {
    case SEVERITY_ERROR: return INK_ERROR;
    case SEVERITY_WARNING: return INK_WARNING;
    case SEVERITY_INFO: return INK_INFO;
    }
    abort();
}

static uint32_t
digits(uint32_t n)
{
    uint32_t count = 1;
    while (n >= 10) {
        n /= 10;
        count++;
    }
    return count;
}

static void
mark_add(struct snippet *s, struct finding_place at, bool is_primary)
{
    struct place place = source_place(s->report->sources, at.span.lo);
    if (span_is_none(at.span) || !place.source)
        return;
    struct mark *m = &s->marks[s->count];
    *m = (struct mark){place, at.span, at.text, is_primary, s->count};
    for (uint32_t i = 0; i < s->count; i++)
        if (s->marks[i].place.source == place.source) {
            m->group = s->marks[i].group;
            break;
        }
    s->count++;
    if (digits(place.line) > s->gutter)
        s->gutter = digits(place.line);
}

static int
cmp_marks(const void *left, const void *right)
{
    const struct mark *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    return (a->span.lo > b->span.lo) - (a->span.lo < b->span.lo);
}

/* The gutter without a number, and its bar. */
static void
bar(struct snippet *s)
{
    pen_ink(s->pen, INK_GUTTER);
    pen_fill(s->pen, ' ', s->gutter + 1);
    pen_c(s->pen, "|");
    pen_ink(s->pen, INK_PLAIN);
}

/* What of a line is shown: bytes [from, to). */
struct window {
    size_t from, to;
};

static struct window
window_of(struct str line, size_t at)
{
    if (line.len <= LINE_COLUMNS)
        return (struct window){0, line.len};
    struct window w = {at, at};
    for (uint32_t i = 0; i < LINE_BEFORE && w.from > 0; i++) {
        w.from--;
        while (w.from > 0 && ((unsigned char)line.at[w.from] & 0xc0) == 0x80)
            w.from--;
    }
    if (at <= LINE_BEFORE)
        w.from = 0;
    w.to = w.from;
    for (uint32_t i = 0; i < LINE_COLUMNS && w.to < line.len; i++)
        str_next_codepoint(line, &w.to);
    return w;
}

/* Offset of a mark in its line. */
static size_t
mark_offset(const struct mark *m)
{
    const struct source *src = m->place.source;
    return m->span.lo - src->base - src->line_starts[m->place.line - 1];
}

static uint32_t
width_of(const struct pen *p, struct str s)
{
    uint32_t width = 0;
    for (size_t i = 0; i < s.len;)
        width += pen_width(p, str_next_codepoint(s, &i));
    return width;
}

static void
write_line(struct snippet *s, const struct mark *m, struct window w)
{
    struct str line = source_line(m->place.source, m->place.line);
    pen_ink(s->pen, INK_GUTTER);
    pen_fill(s->pen, ' ', s->gutter - digits(m->place.line));
    pen_printf(s->pen, "%u |", m->place.line);
    pen_ink(s->pen, INK_PLAIN);
    if (line.len)
        pen_c(s->pen, " ");
    if (w.from)
        pen_text(s->pen, STR("…"));
    pen_text(s->pen, str_slice(line, w.from, w.to));
    if (w.to < line.len)
        pen_text(s->pen, STR("…"));
    pen_c(s->pen, "\n");
}

static void
write_underline(struct snippet *s, const struct mark *m, struct window w)
{
    struct str line = source_line(m->place.source, m->place.line);
    size_t lo = mark_offset(m), hi = lo + (m->span.hi - m->span.lo);
    hi = hi > w.to ? w.to : hi;
    lo = lo > w.to ? w.to : lo;
    uint32_t indent =
        width_of(s->pen, str_slice(line, w.from, lo)) + (w.from ? pen_width(s->pen, 0x2026) : 0);
    uint32_t width = hi > lo ? width_of(s->pen, str_slice(line, lo, hi)) : 1;
    bar(s);
    pen_fill(s->pen, ' ', indent + 1);
    pen_ink(s->pen, m->is_primary ? s->ink : INK_GUTTER);
    pen_fill(s->pen, m->is_primary ? '^' : '-', width ? width : 1);
    if (m->text.len) {
        pen_c(s->pen, " ");
        pen_wrapped(s->pen, m->text, s->gutter + indent + width + 4,
                    s->gutter + indent + width + 4);
    }
    pen_ink(s->pen, INK_PLAIN);
    pen_c(s->pen, "\n");
}

/* The head of a file: "-->" where the finding is, ":::" elsewhere. */
static void
write_file(struct snippet *s, const struct mark *m)
{
    pen_ink(s->pen, INK_GUTTER);
    pen_fill(s->pen, ' ', s->gutter);
    pen_c(s->pen, m->group == 0 ? "--> " : "::: ");
    pen_ink(s->pen, INK_PLAIN);
    pen_text(s->pen, m->place.source->name);
    pen_printf(s->pen, ":%u:%u\n", m->place.line, m->place.column);
}

static const struct mark *
group_head(const struct snippet *s, uint32_t from)
{
    for (uint32_t i = from; i < s->count && s->marks[i].group == s->marks[from].group; i++)
        if (s->marks[i].is_primary)
            return &s->marks[i];
    return &s->marks[from];
}

static void
write_marks(struct snippet *s)
{
    struct window shown = {0, 0};
    for (uint32_t i = 0; i < s->count; i++) {
        const struct mark *m = &s->marks[i], *before = i ? m - 1 : NULL;
        bool new_file = !before || before->group != m->group;
        if (new_file && before) {
            bar(s);
            pen_c(s->pen, "\n");
        }
        if (new_file) {
            write_file(s, group_head(s, i));
            bar(s);
            pen_c(s->pen, "\n");
        } else if (m->place.line > before->place.line + 1) {
            pen_ink(s->pen, INK_GUTTER);
            pen_c(s->pen, "...\n");
            pen_ink(s->pen, INK_PLAIN);
        }
        size_t at = mark_offset(m);
        bool same_line =
            !new_file && before->place.line == m->place.line && at >= shown.from && at <= shown.to;
        if (!same_line) {
            shown = window_of(source_line(m->place.source, m->place.line), at);
            write_line(s, m, shown);
        }
        write_underline(s, m, shown);
    }
}

uint32_t
snippet_write(struct pen *p, const struct report *r, const struct finding *f, struct arena *scratch)
{
    struct snippet s = {.pen = p, .report = r, .gutter = 1, .ink = severity_ink(f->severity)};
    s.marks = arena_array(scratch, struct mark, f->related_count + 1);
    mark_add(&s, f->at, true);
    for (uint32_t i = 0; i < f->related_count && i < PLACES_SHOWN; i++)
        mark_add(&s, f->related[i], false);
    if (s.count)
        qsort(s.marks, s.count, sizeof *s.marks, cmp_marks);
    write_marks(&s);
    if (f->related_count > PLACES_SHOWN) {
        bar(&s);
        pen_printf(p, " and %u more places\n", f->related_count - PLACES_SHOWN);
    }
    return s.gutter;
}
