#include "engine/diagram/text.h"

#include <utf8proc.h>

enum { EM = 2048, COMBINING = 0x300 /* no character before it combines with another */ };

static const struct font_run {
    uint16_t first, last, regular, bold;
} runs[] = {
#define FONT_RUN(first, last, regular, bold) {first, last, regular, bold},
#include "engine/diagram/font_widths.def"
#undef FONT_RUN
};

/* The first character of each run by itself, which most letters are; 0: look into the runs. */
static const uint16_t regulars[] = {
#define FONT_RUN(first, last, regular, bold) [first] = regular,
#include "engine/diagram/font_widths.def"
#undef FONT_RUN
};
static const uint16_t bolds[] = {
#define FONT_RUN(first, last, regular, bold) [first] = bold,
#include "engine/diagram/font_widths.def"
#undef FONT_RUN
};

/* ---- widths ---- */

static const struct font_run *
run_of(int32_t c)
{
    size_t lo = 0, hi = sizeof runs / sizeof *runs;
    while (lo < hi) {
        size_t middle = (lo + hi) / 2;
        if (runs[middle].last < c)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < sizeof runs / sizeof *runs && runs[lo].first <= c ? &runs[lo] : NULL;
}

static int32_t
advance(struct font f, int32_t c)
{
    size_t known = sizeof regulars / sizeof *regulars;
    uint16_t width = c >= 0 && (size_t)c < known ? (f.is_bold ? bolds : regulars)[c] : 0;
    const struct font_run *run = width ? NULL : run_of(c);
    if (width)
        return width;
    if (run)
        return f.is_bold ? run->bold : run->regular;
    /* Another font draws it: a full square is as wide as letters get, and East Asian ones are. */
    return c >= 0 && utf8proc_charwidth(c) == 0 ? 0 : EM;
}

static int32_t
scaled(struct font f, int64_t units)
{
    return (int32_t)((units * f.size + EM - 1) / EM);
}

static int64_t
units_of(struct font f, struct str text)
{
    int64_t units = 0;
    for (size_t i = 0; i < text.len;)
        units += advance(f, str_next_codepoint(text, &i));
    return units;
}

int32_t
text_width(struct font f, struct str text)
{
    return scaled(f, units_of(f, text));
}

/* ---- breaking ---- */

static bool
is_blank(int32_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool
is_letter(int32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A line may end between the two: also within names that are put together, as in Pattern.Role(A). Not before a digit, which belongs to a
 * number or a name like LX-200. */
static bool
ends_piece(int32_t c, int32_t next)
{
    if ((c == '.' && is_letter(next)) || (next == '(' && is_letter(c)))
        return true;
    bool is_mark = c == '-' || c == '/' || c == 0x2010 || c == 0x2013 || c == 0x2014;
    return (is_mark && !(next >= '0' && next <= '9')) || (c > 0x2e00 && utf8proc_charwidth(c) == 2);
}

/* Behind the character at `from` as a reader sees it, with all that combines with it. */
static size_t
grapheme_end(struct str text, size_t from)
{
    utf8proc_int32_t state = 0;
    size_t end = from;
    int32_t before = str_next_codepoint(text, &end);
    while (end < text.len) {
        size_t next = end;
        int32_t c = str_next_codepoint(text, &next);
        bool is_simple = before < COMBINING && c < COMBINING;
        if (is_simple || utf8proc_grapheme_break_stateful(before, c, &state))
            break;
        before = c;
        end = next;
    }
    return end;
}

/* Behind what may not be broken: a word, or a part of one. */
static size_t
piece_end(struct str text, size_t from)
{
    size_t end = from;
    while (end < text.len) {
        size_t next = end;
        int32_t c = str_next_codepoint(text, &next);
        if (is_blank(c))
            break;
        end = grapheme_end(text, end);
        next = end;
        if (end < text.len && ends_piece(c, str_next_codepoint(text, &next)))
            break;
    }
    return end;
}

static size_t
skip_blanks(struct str text, size_t at)
{
    while (at < text.len && is_blank(text.at[at]))
        at++;
    return at;
}

/* Behind as many characters as fit; at least one, so that every line leads on. */
static size_t
forced_end(struct font f, struct str text, size_t from, int32_t room)
{
    size_t end = grapheme_end(text, from);
    while (end < text.len) {
        size_t next = grapheme_end(text, end);
        if (text_width(f, str_slice(text, from, next)) > room)
            break;
        end = next;
    }
    return end;
}

/* Behind the line that begins at `from`. */
static size_t
line_end(struct font f, struct str text, size_t from, int32_t room, bool *is_broken)
{
    size_t end = from;
    int64_t units = 0;
    for (size_t at = from; at < text.len;) {
        size_t next = piece_end(text, at);
        units += units_of(f, str_slice(text, end, next));
        if (scaled(f, units) > room)
            break;
        end = next;
        at = skip_blanks(text, next);
    }
    *is_broken |= end == from;
    return end > from ? end : forced_end(f, text, from, room);
}

enum text_fit
text_wrap(struct font f, struct str text, text_room_fn *room, void *context, uint32_t most,
          struct str *lines, uint32_t *count)
{
    size_t at = skip_blanks(text, 0);
    bool fits = true, is_broken = false;
    *count = 0;
    while (at < text.len) {
        if (*count == most)
            return TEXT_OVERFLOWS;
        int32_t width = room(context, *count);
        size_t end = line_end(f, text, at, width, &is_broken);
        lines[*count] = str_slice(text, at, end);
        fits = fits && text_width(f, lines[*count]) <= width;
        ++*count;
        at = skip_blanks(text, end);
    }
    return !fits ? TEXT_OVERFLOWS : is_broken ? TEXT_FITS_BROKEN : TEXT_FITS;
}

struct str
text_cut(struct arena *a, struct font f, struct str text, int32_t room)
{
    if (text_width(f, text) <= room)
        return text;
    int32_t left = room - text_width(f, STR("…"));
    size_t end = 0;
    while (end < text.len) {
        size_t next = grapheme_end(text, end);
        if (text_width(f, str_slice(text, 0, next)) > left)
            break;
        end = next;
    }
    return str_printf(a, STR_FMT "…", STR_ARG(str_trim(str_slice(text, 0, end))));
}
