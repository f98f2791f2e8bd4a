#include "lang/base/str.h"

#include <string.h>

static bool
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct str
str_from(const char *c_string)
{
    return (struct str){c_string, strlen(c_string)};
}

struct str
str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (struct str){s.at, 0};
    return (struct str){s.at + from, to - from};
}

struct str
str_trim(struct str s)
{
    size_t from = 0, to = s.len;
    while (from < to && is_space(s.at[from]))
        from++;
    while (to > from && is_space(s.at[to - 1]))
        to--;
    return str_slice(s, from, to);
}

const char *
str_c(struct arena *a, struct str s)
{
    char *copy = arena_alloc_raw(a, 1, 1, s.len + 1);
    if (s.len)
        memcpy(copy, s.at, s.len);
    copy[s.len] = '\0';
    return copy;
}

struct str
str_copy(struct arena *a, struct str s)
{
    return (struct str){str_c(a, s), s.len};
}

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct str s = str_from(arena_vprintf(a, fmt, ap));
    va_end(ap);
    return s;
}

bool
str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool
str_is(struct str a, const char *c_string)
{
    return str_eq(a, str_from(c_string));
}

bool
str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool
str_blank(struct str s)
{
    return str_trim(s).len == 0;
}

int
str_cmp(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* The run of digits at s[*i] without its leading zeros; *i moves behind it. */
static struct str
digit_run(struct str s, size_t *i)
{
    while (*i < s.len && s.at[*i] == '0')
        ++*i;
    size_t from = *i;
    while (*i < s.len && is_digit(s.at[*i]))
        ++*i;
    return str_slice(s, from, *i);
}

int
str_cmp_natural(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        if (is_digit(a.at[i]) && is_digit(b.at[j])) {
            struct str x = digit_run(a, &i), y = digit_run(b, &j);
            int order = x.len != y.len ? (x.len < y.len ? -1 : 1) : str_cmp(x, y);
            if (order)
                return order;
        } else if (a.at[i] != b.at[j]) {
            return (unsigned char)a.at[i] < (unsigned char)b.at[j] ? -1 : 1;
        } else {
            i++;
            j++;
        }
    }
    if (i < a.len || j < b.len)
        return i < a.len ? 1 : -1;
    return str_cmp(a, b); /* C-2 and C-02 are different ids */
}

size_t
str_find(struct str s, struct str needle, size_t from)
{
    if (needle.len == 0)
        return from <= s.len ? from : SIZE_MAX;
    for (size_t i = from; i < s.len && s.len - i >= needle.len; i++) {
        const char *hit = memchr(s.at + i, needle.at[0], s.len - i - needle.len + 1);
        if (!hit)
            return SIZE_MAX;
        i = (size_t)(hit - s.at);
        if (memcmp(hit, needle.at, needle.len) == 0)
            return i;
    }
    return SIZE_MAX;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* One row of the distance table from the two rows above it; returns its smallest entry. */
static unsigned
distance_row(struct str a, struct str b, size_t i, const unsigned *above2, const unsigned *above,
             unsigned *row)
{
    unsigned smallest = row[0] = (unsigned)i;
    for (size_t j = 1; j <= b.len; j++) {
        unsigned differ = a.at[i - 1] != b.at[j - 1];
        unsigned d = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + differ);
        if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1])
            d = least(d, above2[j - 2] + 1);
        row[j] = d;
        smallest = least(smallest, d);
    }
    return smallest;
}

unsigned
str_distance(struct arena *scratch, struct str a, struct str b, unsigned limit)
{
    size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (gap > limit)
        return limit + 1;
    struct arena_mark mark = arena_mark(scratch);
    unsigned *rows[3], before = 0;
    for (int r = 0; r < 3; r++)
        rows[r] = arena_array(scratch, unsigned, b.len + 1);
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = (unsigned)j;

    unsigned distance = (unsigned)b.len;
    for (size_t i = 1; i <= a.len; i++) {
        unsigned smallest =
            distance_row(a, b, i, rows[(i + 1) % 3], rows[(i - 1) % 3], rows[i % 3]);
        distance = rows[i % 3][b.len];
        /* A swap reaches back two rows, so only two rows above the limit end it. */
        if (smallest > limit && before > limit) {
            distance = limit + 1;
            break;
        }
        before = smallest;
    }
    arena_rewind(scratch, mark);
    return distance > limit ? limit + 1 : distance;
}
