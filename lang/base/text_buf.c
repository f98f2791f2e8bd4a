#include <stdio.h>
#include <string.h>

#include "lang/base/str.h"

/* Room for `more` bytes behind the text. */
static char *
room(struct text_buf *b, size_t more)
{
    if (b->cap - b->len < more) {
        size_t cap = b->cap ? b->cap * 2 : 64;
        while (cap - b->len < more)
            cap *= 2;
        char *grown = arena_alloc_raw(b->arena, 1, 1, cap);
        if (b->len)
            memcpy(grown, b->at, b->len);
        b->at = grown;
        b->cap = cap;
    }
    return b->at + b->len;
}

void
text_add(struct text_buf *b, struct str s)
{
    if (s.len == 0)
        return;
    memcpy(room(b, s.len), s.at, s.len);
    b->len += s.len;
}

void
text_add_c(struct text_buf *b, const char *c_string)
{
    text_add(b, str_from(c_string));
}

void
text_add_char(struct text_buf *b, char c)
{
    *room(b, 1) = c;
    b->len++;
}

void
text_printf(struct text_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (len > 0) {
        vsnprintf(room(b, (size_t)len + 1), (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

struct str
text_str(const struct text_buf *b)
{
    return (struct str){b->at ? b->at : "", b->len};
}
