#include "lang/base/source.h"

#include <string.h>

#include "lang/base/vec.h"

struct span
span_join(struct span a, struct span b)
{
    if (span_is_none(a))
        return b;
    if (span_is_none(b))
        return a;
    return (struct span){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
}

void
source_map_init(struct source_map *m, struct arena *a)
{
    *m = (struct source_map){.arena = a, .next = 1};
}

struct source *
source_add(struct source_map *m, struct str name, struct str text)
{
    /* One offset more than bytes, so that the end of a text is a place of its own. */
    if (text.len >= UINT32_MAX - m->next)
        return NULL;
    struct source *s = arena_new(m->arena, struct source);
    s->name = str_copy(m->arena, name);
    s->text = text;
    s->base = m->next;
    m->next += (uint32_t)text.len + 1;
    vec_push(m->arena, m, s);
    return s;
}

struct source *
source_of(const struct source_map *m, uint32_t offset)
{
    uint32_t lo = 0, hi = m->len;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (m->at[middle]->base <= offset)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo == 0 || offset >= m->next ? NULL : m->at[lo - 1];
}

/* Where the line after the one with byte i begins, or SIZE_MAX. */
static size_t
next_line(struct str text, size_t i)
{
    while (i < text.len && text.at[i] != '\n' && text.at[i] != '\r')
        i++;
    if (i == text.len)
        return SIZE_MAX;
    bool is_crlf = text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n';
    return i + (is_crlf ? 2 : 1);
}

static void
find_lines(struct arena *a, struct source *s)
{
    uint32_t count = 0;
    for (size_t i = 0; i != SIZE_MAX; i = next_line(s->text, i))
        count++;
    s->line_starts = arena_array(a, uint32_t, count);
    for (size_t i = 0; i != SIZE_MAX; i = next_line(s->text, i))
        s->line_starts[s->line_count++] = (uint32_t)i;
}

/* ---- columns ---- */

enum { MARK_BYTES = 512 };

/* The first code point that begins at or behind so many times MARK_BYTES. */
struct source_mark {
    uint32_t at, points; /* its byte, and how many code points are before it */
};

static void
set_marks(struct arena *a, struct source *s)
{
    s->marks = arena_array(a, struct source_mark, s->text.len / MARK_BYTES + 1);
    uint32_t points = 0, count = 0;
    for (size_t i = 0; i < s->text.len; points++) {
        if (i >= (size_t)count * MARK_BYTES)
            s->marks[count++] = (struct source_mark){(uint32_t)i, points};
        (void)str_next_codepoint(s->text, &i);
    }
}

/* Code points before byte `at`, from the last mark before it on. */
static uint32_t
points_before(const struct source *s, uint32_t at)
{
    uint32_t m = at / MARK_BYTES;
    while (m > 0 && (s->marks[m].at > at || s->marks[m].at == 0))
        m--;
    return s->marks[m].points + (uint32_t)str_codepoints(str_slice(s->text, s->marks[m].at, at));
}

/* From 1. Most lines are short; in one of megabytes, thousands of places would be counted from its start. */
static uint32_t
column_of(struct arena *a, struct source *s, uint32_t line_start, uint32_t at)
{
    if (at - line_start <= MARK_BYTES)
        return (uint32_t)str_codepoints(str_slice(s->text, line_start, at)) + 1;
    if (!s->marks)
        set_marks(a, s);
    return points_before(s, at) - points_before(s, line_start) + 1;
}

struct place
source_place(const struct source_map *m, uint32_t offset)
{
    struct source *s = source_of(m, offset);
    if (!s)
        return (struct place){NULL, 0, 0};
    if (!s->line_starts)
        find_lines(m->arena, s);
    uint32_t at = offset - s->base, lo = 0, hi = s->line_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (s->line_starts[middle] <= at)
            lo = middle + 1;
        else
            hi = middle;
    }
    return (struct place){s, lo, column_of(m->arena, s, s->line_starts[lo - 1], at)};
}

struct str
source_line(const struct source *s, uint32_t line)
{
    size_t from = 0;
    if (s->line_starts)
        from = line >= 1 && line <= s->line_count ? s->line_starts[line - 1] : SIZE_MAX;
    else
        for (uint32_t i = 1; i < line && from != SIZE_MAX; i++)
            from = next_line(s->text, from);
    if (from == SIZE_MAX)
        return STR("");
    size_t to = from;
    if (s->line_starts && line == s->line_count)
        to = s->text.len;
    else if (s->line_starts)
        to = s->line_starts[line];
    else
        while (to < s->text.len && s->text.at[to] != '\n' && s->text.at[to] != '\r')
            to++;
    while (to > from && (s->text.at[to - 1] == '\n' || s->text.at[to - 1] == '\r'))
        to--;
    return str_slice(s->text, from, to);
}

struct str
source_text(const struct source_map *m, struct span at)
{
    const struct source *s = source_of(m, at.lo);
    if (!s || at.hi < at.lo)
        return STR("");
    return str_slice(s->text, at.lo - s->base, at.hi - s->base);
}
