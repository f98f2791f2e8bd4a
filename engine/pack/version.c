#include "engine/pack/pack.h"

/* The number before the next point, and what is behind that point. */
static int64_t
next_number(struct str *rest)
{
    size_t point = str_find(*rest, STR("."), 0);
    struct str part = point == SIZE_MAX ? *rest : str_slice(*rest, 0, point);
    int64_t n = 0;
    int_parse(part, &n);
    *rest = point == SIZE_MAX ? (struct str){0} : str_slice(*rest, point + 1, rest->len);
    return n;
}

/* ^1.2 is what keeps its promises: the first number that is not 0 stays the same. */
static bool
same_promises(struct str version, struct str low)
{
    while (low.len) {
        int64_t have = next_number(&version), want = next_number(&low);
        if (have != want)
            return false;
        if (want != 0)
            return true;
    }
    return true;
}

bool
pack_version_fits(struct str version, struct str constraint, bool *valid)
{
    struct str low = constraint;
    *valid = true;
    if (str_blank(constraint) || str_is(constraint, "*"))
        return true;
    bool is_caret = str_starts(constraint, STR("^"));
    bool is_least = str_starts(constraint, STR(">="));
    if (is_caret || is_least)
        low = str_trim(str_slice(constraint, is_caret ? 1 : 2, constraint.len));
    *valid = version_valid(low);
    if (!*valid)
        return false;
    int order = version_cmp(version, low);
    if (is_caret)
        return order >= 0 && same_promises(version, low);
    return is_least ? order >= 0 : order == 0;
}
