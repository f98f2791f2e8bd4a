/*
 * Texts that messages can point into, in one common 32-bit space of byte offsets.
 *
 * Every file, whether rules or data, is registered once and takes the next
 * piece of the space, so that a place in any of them is two offsets (struct span). File, line and
 * column are computed when something is printed. Span {0,0} is "no place":
 * the space starts at 1.
 *
 * Lines are 1-based and end in LF, CRLF or CR; columns are 1-based and count code points.
 */
#ifndef ONUS_LANG_BASE_SOURCE_H
#define ONUS_LANG_BASE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

struct span {
    uint32_t lo, hi; /* bytes [lo, hi) of the common space */
};

#define SPAN_NONE ((struct span){0, 0})

static inline bool
span_is_none(struct span s)
{
    return s.lo == 0;
}

struct span span_join(struct span a, struct span b); /* a part that is none is ignored */

struct source {
    struct str name; /* as shown to the user: relative to the case, or "<builtin>/…" */
    struct str text;
    uint32_t base;         /* offset of text.at[0] in the common space */
    uint32_t *line_starts; /* built on first use, relative to base */
    uint32_t line_count;
    struct source_mark *marks; /* for columns in long lines; built on first use */
};

struct source_map {
    struct arena *arena;
    struct source **at; /* ascending base */
    uint32_t len, cap;
    uint32_t next; /* first free offset */
};

struct place {
    const struct source *source; /* NULL: no place */
    uint32_t line, column;       /* 1-based; column in code points */
};

void source_map_init(struct source_map *m, struct arena *a);
/* Registers name (copied) and text (kept, not copied). NULL if the space of 4 GiB is used up. */
struct source *source_add(struct source_map *m, struct str name, struct str text);
struct source *source_of(const struct source_map *m, uint32_t offset); /* NULL: none */
struct place source_place(const struct source_map *m, uint32_t offset);
struct str source_line(const struct source *s, uint32_t line);      /* without its line end */
struct str source_text(const struct source_map *m, struct span at); /* the words at a span */

#endif
