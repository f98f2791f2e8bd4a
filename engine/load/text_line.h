/*
 * The lines of a text, one after the other, each with its place.
 */
#ifndef ONUS_ENGINE_LOAD_TEXT_LINE_H
#define ONUS_ENGINE_LOAD_TEXT_LINE_H

#include "engine/load/bytes.h"

struct text_line {
    struct str text; /* without its line end: LF, CRLF or CR */
    struct span at;
    size_t next; /* where the next line begins in the text */
};

/* The line behind the one in *line (zero: the first); false at the end of the text. */
static inline bool
text_next_line(const struct text_bytes *bytes, struct text_line *line)
{
    struct str all = bytes->text;
    size_t from = line->next, to = from;
    if (from >= all.len)
        return false;
    while (to < all.len && all.at[to] != '\n' && all.at[to] != '\r')
        to++;
    line->text = str_slice(all, from, to);
    line->at = (struct span){bytes->base + (uint32_t)from, bytes->base + (uint32_t)to};
    if (to < all.len && all.at[to++] == '\r' && to < all.len && all.at[to] == '\n')
        to++;
    line->next = to;
    return true;
}

/* A piece of a line with its place. */
static inline struct span
text_piece(const struct text_line *line, size_t from, size_t to)
{
    return (struct span){line->at.lo + (uint32_t)from, line->at.lo + (uint32_t)to};
}

#endif
