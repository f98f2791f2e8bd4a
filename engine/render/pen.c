/* A buffered writer that knows colours, widths of characters and what must not reach a terminal. */
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "engine/render/render_internal.h"

enum { TAB_COLUMNS = 4 };

void
pen_flush(struct pen *p)
{
    if (p->len)
        p->out->write(p->out->context, (struct str){p->buf, p->len});
    p->len = 0;
}

void
pen_bytes(struct pen *p, struct str s)
{
    if (s.len > sizeof p->buf - p->len)
        pen_flush(p);
    if (s.len > sizeof p->buf) {
        p->out->write(p->out->context, s);
        return;
    }
    if (s.len)
        memcpy(p->buf + p->len, s.at, s.len);
    p->len += s.len;
}

void
pen_c(struct pen *p, const char *text)
{
    pen_bytes(p, str_from(text));
}

void
pen_printf(struct pen *p, const char *fmt, ...)
{
    char text[256]; /* numbers and fixed words only; texts of users go through pen_text() */
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (len > 0)
        pen_bytes(p, (struct str){text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1});
}

void
pen_fill(struct pen *p, char c, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        pen_bytes(p, (struct str){&c, 1});
}

void
pen_ink(struct pen *p, enum ink ink)
{
    static const char *const codes[] = {
        [INK_PLAIN] = "\033[0m",        [INK_BOLD] = "\033[0;1m",    [INK_ERROR] = "\033[0;1;31m",
        [INK_WARNING] = "\033[0;1;33m", [INK_INFO] = "\033[0;1;36m", [INK_GUTTER] = "\033[0;1;34m",
        [INK_GOOD] = "\033[0;1;32m",
    };
    if (p->options->is_colored)
        pen_c(p, codes[ink]);
}

/* Controls, and what turns the direction of text around: they could make a terminal show what is not there. */
static bool
is_hostile(int32_t c)
{
    return (c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
           c == 0x2028 || c == 0x2029;
}

/* For terminals that show no other characters: those we write ourselves. */
static const char *
ascii_of(int32_t c)
{
    switch (c) {
    case 0x2192: return "->";
    case 0x00b7: return "-";
    case 0x2026: return "...";
    case 0x2717: return "x"; /* what fails */
    case 0x2500: return "-"; /* lines of trees */
    case 0x2502: return "|";
    case 0x251c: return "|";
    case 0x2514: return "`";
    default: return NULL;
    }
}

uint32_t
pen_codepoint(struct pen *p, int32_t c)
{
    char text[16];
    const char *plain = p->options->is_ascii && c > 0x7e ? ascii_of(c) : NULL;
    if (plain) {
        pen_c(p, plain);
        return (uint32_t)strlen(plain);
    }
    if (c == '\t') {
        pen_fill(p, ' ', TAB_COLUMNS);
        return TAB_COLUMNS;
    }
    if (c == '\n' || c == '\r') {
        pen_c(p, " ");
        return 1;
    }
    if (c >= 0 && (is_hostile(c) || (p->options->is_ascii && c > 0x7e))) {
        int len = snprintf(text, sizeof text, "\\u{%x}", (unsigned)c);
        pen_c(p, text);
        return (uint32_t)len;
    }
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char(c < 0 ? 0xfffd : c, bytes);
    pen_bytes(p, (struct str){(const char *)bytes, (size_t)len});
    return pen_width(p, c);
}

uint32_t
pen_width(const struct pen *p, int32_t c)
{
    if (c >= 0x20 && c < 0x7f)
        return 1;
    if (c == '\t')
        return TAB_COLUMNS;
    if (c == '\n' || c == '\r')
        return 1;
    const char *plain = p->options->is_ascii ? ascii_of(c) : NULL;
    if (plain)
        return (uint32_t)strlen(plain);
    if (c >= 0 && (is_hostile(c) || (p->options->is_ascii && c > 0x7e)))
        return (uint32_t)snprintf(NULL, 0, "\\u{%x}", (unsigned)c);
    int width = utf8proc_charwidth(c < 0 ? 0xfffd : c);
    return width < 0 ? 0 : (uint32_t)width;
}

uint32_t
pen_text(struct pen *p, struct str s)
{
    uint32_t width = 0;
    for (size_t i = 0; i < s.len;)
        width += pen_codepoint(p, str_next_codepoint(s, &i));
    return width;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

uint32_t
pen_text_width(const struct pen *p, struct str s)
{
    uint32_t width = 0;
    for (size_t i = 0; i < s.len;)
        width += pen_width(p, str_next_codepoint(s, &i));
    return width;
}

void
pen_wrapped(struct pen *p, struct str s, uint32_t used, uint32_t indent)
{
    uint32_t limit = p->options->width, column = used;
    if (limit == 0 || limit < indent + 20) {
        pen_text(p, s);
        return;
    }
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        while (i < s.len && is_blank(s.at[i]))
            i++;
        size_t word = i;
        while (i < s.len && !is_blank(s.at[i]))
            i++;
        uint32_t gap = (uint32_t)(word - from), width = pen_text_width(p, str_slice(s, word, i));
        bool is_first = from == 0;
        if (!is_first && column + gap + width > limit) {
            pen_c(p, "\n");
            pen_fill(p, ' ', indent);
            column = indent;
        } else {
            pen_fill(p, ' ', gap);
            column += gap;
        }
        pen_text(p, str_slice(s, word, i));
        column += width;
    }
}

void
pen_csv(struct pen *p, struct str s)
{
    bool needs_quotes = false;
    for (size_t i = 0; i < s.len; i++)
        needs_quotes |= s.at[i] == '"' || s.at[i] == ',' || s.at[i] == '\n' || s.at[i] == '\r';
    pen_c(p, needs_quotes ? "\"" : "");
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '"')
            pen_c(p, "\"");
        pen_bytes(p, str_slice(s, i, i + 1));
    }
    pen_c(p, needs_quotes ? "\"" : "");
}
