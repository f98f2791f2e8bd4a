#include "lang/base/value.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The parts of a version; views into its text. */
struct parts {
    struct str release, suffix, build;
    bool has_suffix, has_build;
};

static struct parts
split(struct str text)
{
    struct parts p = {.release = text};
    if (text.len && (text.at[0] == 'v' || text.at[0] == 'V'))
        p.release = str_slice(text, 1, text.len);
    size_t plus = str_find(p.release, STR("+"), 0);
    if (plus != SIZE_MAX) {
        p.has_build = true;
        p.build = str_slice(p.release, plus + 1, p.release.len);
        p.release = str_slice(p.release, 0, plus);
    }
    size_t dash = str_find(p.release, STR("-"), 0);
    if (dash != SIZE_MAX) {
        p.has_suffix = true;
        p.suffix = str_slice(p.release, dash + 1, p.release.len);
        p.release = str_slice(p.release, 0, dash);
    }
    return p;
}

/* Takes what stands before the next dot off *rest; false at the end. */
static bool
next_part(struct str *rest, struct str *part)
{
    if (rest->len == 0)
        return false;
    size_t dot = str_find(*rest, STR("."), 0);
    *part = str_slice(*rest, 0, dot);
    *rest = dot == SIZE_MAX ? STR("") : str_slice(*rest, dot + 1, rest->len);
    return true;
}

static bool
is_number(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.at[i]))
            return false;
    return s.len > 0;
}

/* Non-empty parts between dots: numbers, or also letters and hyphens. */
static bool
all_parts(struct str s, bool only_numbers)
{
    size_t length = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '.' ? length == 0 : !is_digit(c) && (only_numbers || (!is_letter(c) && c != '-')))
            return false;
        length = c == '.' ? 0 : length + 1;
    }
    return length > 0;
}

bool
version_valid(struct str text)
{
    struct parts p = split(text);
    return all_parts(p.release, true) && (!p.has_suffix || all_parts(p.suffix, false)) &&
           (!p.has_build || all_parts(p.build, false));
}

/* Digits of any length as numbers. */
static int
compare_numbers(struct str a, struct str b)
{
    while (a.len && a.at[0] == '0')
        a = str_slice(a, 1, a.len);
    while (b.len && b.at[0] == '0')
        b = str_slice(b, 1, b.len);
    return a.len != b.len ? (a.len < b.len ? -1 : 1) : str_cmp(a, b);
}

static int
compare_releases(struct str a, struct str b)
{
    for (;;) {
        struct str x = STR("0"), y = STR("0");
        bool more_a = next_part(&a, &x), more_b = next_part(&b, &y);
        if (!more_a && !more_b)
            return 0;
        int order = compare_numbers(x, y);
        if (order)
            return order;
    }
}

/* Numbers before words, a shorter list before a longer one that begins with it. */
static int
compare_suffixes(struct str a, struct str b)
{
    for (;;) {
        struct str x, y;
        bool more_a = next_part(&a, &x), more_b = next_part(&b, &y);
        if (!more_a || !more_b)
            return more_a - more_b;
        int order = is_number(x) && is_number(y)   ? compare_numbers(x, y)
                    : is_number(x) != is_number(y) ? (is_number(x) ? -1 : 1)
                                                   : str_cmp(x, y);
        if (order)
            return order;
    }
}

int
version_cmp(struct str a, struct str b)
{
    struct parts x = split(a), y = split(b);
    int order = compare_releases(x.release, y.release);
    if (order)
        return order;
    if (x.has_suffix != y.has_suffix)
        return x.has_suffix ? -1 : 1;
    return compare_suffixes(x.suffix, y.suffix);
}
