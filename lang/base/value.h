/*
 * The single values of the language, one 64-bit cell each, and their arithmetic.
 *
 * What a cell holds is known from its type (lang/types.h); a cell does not say.
 *   bool 0/1 · int: two's complement · date: days since 1970-01-01 · instant: microseconds UTC ·
 *   clock: milliseconds · duration: months << 32 | days (both signed 32 bit) ·
 *   decimal: see below · enum, scale: ordinal of the value in its type · entity: number of the entity
 *   (engine/store) · text, version, path, digest: symbol of the text in the program's text table.
 *
 * Decimals are exact: a coefficient of up to 38 digits and a scale of 0..28. A cell holds one inline
 * if its coefficient fits into 58 signed bits: coefficient << 6 | scale << 1 | 1. All others are in a
 * pool that interns them: index << 1. As decimals are normalised, equal ones have equal cells, but
 * the order of cells says nothing: use decimal_cmp. Nothing here is binary floating point.
 *
 * Arithmetic never wraps: a function returns false on overflow, division by zero or a result
 * outside its range, and the caller makes the result unknown (language.md §2, §11).
 */
#ifndef ONUS_LANG_BASE_VALUE_H
#define ONUS_LANG_BASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

__extension__ typedef __int128 int128; /* a GNU extension that gcc and clang share */

/* coefficient · 10^-scale, |coefficient| < 10^38, normalised: no trailing zeros after the point. */
struct decimal {
    int128 coefficient;
    uint8_t scale;
};

enum { DECIMAL_SCALE_MAX = 28 };

bool decimal_parse(struct str text, struct decimal *out);   /* [-+]digits[.digits], nothing else */
struct str decimal_text(struct arena *a, struct decimal d); /* shortest exact form */
struct decimal decimal_from_int(int64_t i);
int decimal_cmp(struct decimal a, struct decimal b);
/* Exact, or false. */
bool decimal_add(struct decimal a, struct decimal b, struct decimal *out);
bool decimal_sub(struct decimal a, struct decimal b, struct decimal *out);
bool decimal_mul(struct decimal a, struct decimal b, struct decimal *out);
/* Half-even in the last of 38 digits or at scale 28, whatever comes first. */
bool decimal_div(struct decimal a, struct decimal b, struct decimal *out);
/* Of all of them, which are put in order on the way: the same whatever order they come in. What needs more than 38 digits is
 * rounded half-even to 18 places. */
bool decimal_product(struct decimal *terms, uint32_t count, struct decimal *out);
bool decimal_round(struct decimal d, unsigned scale, struct decimal *out); /* half-even */
bool decimal_floor(struct decimal d, int64_t *out);

/* The decimals too large for a cell. Zero-initialise with its arena. */
struct decimal_pool {
    struct arena *arena;
    struct decimal *at;
    uint32_t len, cap;
    uint32_t *slots; /* open addressing, index + 1; 0 = free */
    uint32_t slot_mask;
};

uint64_t decimal_cell(struct decimal_pool *p, struct decimal d);
struct decimal decimal_of_cell(const struct decimal_pool *p, uint64_t cell);

bool int_parse(struct str text, int64_t *out); /* [-+]digits in 64 bits */
bool int_add(int64_t a, int64_t b, int64_t *out);
bool int_sub(int64_t a, int64_t b, int64_t *out);
bool int_mul(int64_t a, int64_t b, int64_t *out);

/* Proleptic Gregorian calendar, years 1..9999 (ISO 8601; days-from-civil by H. Hinnant). */
bool date_parse(struct str text, int32_t *days); /* YYYY-MM-DD that exists */
struct str date_text(struct arena *a, int32_t days);
bool date_from_civil(int year, int month, int day, int32_t *days);
void date_to_civil(int32_t days, int *year, int *month, int *day);

struct duration {
    int32_t months, days;
};

bool duration_parse(struct str text, struct duration *out); /* "30 days", "2 weeks", "1 year" */
struct str duration_text(struct arena *a, struct duration d);
uint64_t duration_cell(struct duration d);
struct duration duration_of_cell(uint64_t cell);
/* Months first, clamped to the month's end, then days. */
bool date_add(int32_t date, struct duration d, int32_t *out);
bool date_subtract(int32_t date, struct duration d, int32_t *out);

/* RFC 3339 with offset or Z; digits beyond microseconds are dropped, leap seconds refused. */
bool instant_parse(struct str text, int64_t *microseconds);
struct str instant_text(struct arena *a, int64_t microseconds);
bool clock_parse(struct str text, int64_t *milliseconds); /* "250 ms", "2 s", "15 min", "4 h" */
struct str clock_text(struct arena *a, int64_t milliseconds);

bool version_valid(struct str text); /* v?digits(.digits)*(-suffix)?(+build)? */
/* Precedence of Semantic Versioning 2.0 §11, for any number of parts; left out parts are 0. */
int version_cmp(struct str a, struct str b);

/*
 * Digests of files: "sha256:" and hexadecimal digits; 64 digits alone are of SHA-256. Names and digits in either case.
 * The algorithms are the rows of digests.def.
 */
enum digest_strength { DIGEST_CHECKED, DIGEST_STRONG, DIGEST_WEAK };
struct digest_algorithm {
    const char *name, *also;
    size_t digits;
    enum digest_strength strength;
};

enum digest_fault {
    DIGEST_FINE,
    DIGEST_NO_DIGITS,         /* something that is no hexadecimal digit, or nothing */
    DIGEST_NO_ALGORITHM,      /* digits alone, and not as many as SHA-256 has */
    DIGEST_UNKNOWN_ALGORITHM, /* no row is called so */
    DIGEST_WEAK_ALGORITHM,    /* by its name, or as many digits alone as only a weak one has */
    DIGEST_WRONG_LENGTH
};

struct digest_text {
    enum digest_fault fault;
    const struct digest_algorithm *algorithm; /* NULL: none, or not known */
    size_t digits;                            /* as given */
    struct str
        text; /* FINE: the one way to write it, "sha256:" and lower case; in the arena given */
};
struct digest_text digest_read(struct arena *a, struct str text);
struct suggestion;
/* Offers the names of algorithms that are not weak. */
void digest_suggest(struct suggestion *s);

#endif
