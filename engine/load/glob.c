#include "engine/load/glob.h"

#include "lang/base/vec.h"

/* The part of s up to the next '/', which *at moves behind. */
static struct str
next_part(struct str s, size_t *at)
{
    size_t from = *at, to = from;
    while (to < s.len && s.at[to] != '/')
        to++;
    *at = to + 1;
    return str_slice(s, from, to);
}

/* End of the set that starts at pattern[i] == '[', behind its ']'; 0: no set, the bracket is itself. */
static size_t
set_end(struct str pattern, size_t i)
{
    size_t at = i + 1;
    if (at < pattern.len && pattern.at[at] == '!')
        at++;
    if (at < pattern.len && pattern.at[at] == ']')
        at++;
    while (at < pattern.len && pattern.at[at] != ']')
        at++;
    return at < pattern.len ? at + 1 : 0;
}

/* `set` is what stands between the brackets. */
static bool
set_has(struct str set, int32_t c)
{
    size_t i = 0;
    bool negated = set.len && set.at[0] == '!';
    i += negated;
    while (i < set.len) {
        int32_t low = str_next_codepoint(set, &i), high = low;
        if (i + 1 < set.len && set.at[i] == '-') {
            i++;
            high = str_next_codepoint(set, &i);
        }
        if (c >= low && c <= high)
            return !negated;
    }
    return negated;
}

/* Does one element of the pattern other than '*' match the next character? Moves both on. */
static bool
match_one(struct str pattern, size_t *p, struct str name, size_t *n)
{
    int32_t c = str_next_codepoint(name, n);
    size_t end = pattern.at[*p] == '[' ? set_end(pattern, *p) : 0;
    if (end) {
        struct str set = str_slice(pattern, *p + 1, end - 1);
        *p = end;
        return set_has(set, c);
    }
    if (pattern.at[*p] == '?') {
        (*p)++;
        return true;
    }
    return str_next_codepoint(pattern, p) == c;
}

/* One name. After a mismatch the last '*' takes one character more: earlier ones need not be tried again. */
static bool
match_name(struct str pattern, struct str name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;
    if (name.len && name.at[0] == '.' && !(pattern.len && pattern.at[0] == '.'))
        return false;
    while (n < name.len) {
        if (p < pattern.len && pattern.at[p] == '*') {
            star = ++p;
            resume = n;
            continue;
        }
        if (p < pattern.len && match_one(pattern, &p, name, &n))
            continue;
        if (star == SIZE_MAX)
            return false;
        p = star;
        str_next_codepoint(name, &resume);
        n = resume;
    }
    while (p < pattern.len && pattern.at[p] == '*')
        p++;
    return p == pattern.len;
}

/* The same idea with names for characters and ** for *. */
bool
glob_match(struct str pattern, struct str path)
{
    size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;
    while (n <= path.len) {
        size_t next_p = p, next_n = n;
        struct str part = p <= pattern.len ? next_part(pattern, &next_p) : STR("");
        if (p <= pattern.len && str_is(part, "**")) {
            star = p = next_p;
            resume = n;
            if (p > pattern.len)
                return path.at[n] != '.';
            continue;
        }
        if (p <= pattern.len && match_name(part, next_part(path, &next_n))) {
            p = next_p;
            n = next_n;
            continue;
        }
        if (star == SIZE_MAX || path.at[resume] == '.')
            return false;
        p = star;
        next_part(path, &resume);
        n = resume;
    }
    return p > pattern.len;
}

bool
glob_is_plain(struct str pattern)
{
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.at[i];
        if (c == '*' || c == '?' || (c == '[' && set_end(pattern, i)))
            return false;
    }
    return true;
}

bool
glob_normalise(struct arena *a, struct str *pattern)
{
    struct text_buf out = {.arena = a};
    if (pattern->len == 0 || pattern->at[0] == '/' || str_find(*pattern, STR("\\"), 0) != SIZE_MAX)
        return false;
    for (size_t at = 0; at <= pattern->len;) {
        struct str part = next_part(*pattern, &at);
        if (str_is(part, ".."))
            return false;
        if (part.len == 0 || str_is(part, "."))
            continue;
        if (out.len)
            text_add_char(&out, '/');
        text_add(&out, part);
    }
    *pattern = text_str(&out);
    return pattern->len > 0;
}

struct str
glob_folder(struct str pattern)
{
    size_t end = 0;
    for (size_t at = 0; at <= pattern.len;) {
        size_t from = at;
        struct str part = next_part(pattern, &at);
        if (at > pattern.len || !glob_is_plain(part))
            break;
        end = from + part.len;
    }
    return str_slice(pattern, 0, end);
}
