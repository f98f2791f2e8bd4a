/*
 * Counted byte strings: views into a source or an arena, passed by value.
 *
 * A view owns nothing and need not end in NUL. Text is UTF-8, checked where it
 * enters the program. Order is by bytes, or "natural" for ids (runs of digits
 * compare as numbers: C-2 before C-10); neither depends on the locale.
 */
#ifndef ONUS_LANG_BASE_STR_H
#define ONUS_LANG_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/base/arena.h"

struct str {
    const char *at;
    size_t len;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_FMT      "%.*s"               /* for printf-like functions … */
#define STR_ARG(s)   (int)(s).len, (s).at /* … with this as its argument */

struct str str_from(const char *c_string);
struct str str_slice(struct str s, size_t from, size_t to);
struct str str_trim(struct str s); /* ASCII white space at both ends */
struct str str_copy(struct arena *a, struct str s);
const char *str_c(struct arena *a, struct str s); /* NUL-terminated copy, for C APIs only */
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *c_string);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_blank(struct str s);                    /* empty or white space only */
int str_cmp(struct str a, struct str b);         /* by bytes: <0, 0, >0 */
int str_cmp_natural(struct str a, struct str b); /* total order; ties by bytes */
uint64_t str_hash(struct str s);
/* Position of needle in s from `from` on, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);

/* Optimal string alignment distance (Damerau, adjacent swaps), stopped above `limit`. */
unsigned str_distance(struct arena *scratch, struct str a, struct str b, unsigned limit);

/* The code point at s[*i], advancing *i; -1 and one byte on for ill-formed UTF-8. */
int32_t str_next_codepoint(struct str s, size_t *i);
size_t str_codepoints(struct str s); /* number of code points */
/* The ASCII letter that a Greek or Cyrillic letter looks like, or 0. */
char str_look_alike(int32_t codepoint);
/* Offset of the first byte that is not well-formed UTF-8 (RFC 3629), or SIZE_MAX. */
size_t str_bad_utf8(struct str s);

/* A text under construction in an arena. Zero-initialise with its arena. */
struct text_buf {
    struct arena *arena;
    char *at;
    size_t len, cap;
};

void text_add(struct text_buf *b, struct str s);
void text_add_c(struct text_buf *b, const char *c_string);
void text_add_char(struct text_buf *b, char c);
void text_printf(struct text_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str text_str(const struct text_buf *b); /* valid until the next addition */

#endif
