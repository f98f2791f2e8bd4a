#include "engine/store/text.h"

static bool
is_letter_or_digit(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Equal but for the case of ASCII letters. */
static bool
same_word(struct str s, struct str word)
{
    if (s.len != word.len)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (lower(s.at[i]) != word.at[i])
            return false;
    return true;
}

/* Leaves out brackets, dots, dashes and the like around the words. */
static struct str
strip(struct str s)
{
    size_t from = 0, to = s.len;
    while (from < to && !is_letter_or_digit((unsigned char)s.at[from]))
        from++;
    while (to > from && !is_letter_or_digit((unsigned char)s.at[to - 1]))
        to--;
    return str_slice(s, from, to);
}

/* The whole text is one of these. */
static bool
is_placeholder(struct str s)
{
    static const char *const words[] = {
        "tbd",
        "tba",
        "tbc",
        "tbs",
        "todo",
        "to do",
        "fixme",
        "xxx",
        "n/a",
        "na",
        "n.a",
        "none",
        "nil",
        "null",
        "unknown",
        "pending",
        "placeholder",
        "dummy",
        "test",
        "asdf",
        "foo",
        "bar",
        "to be defined",
        "to be determined",
        "to be done",
        "to be decided",
        "to be completed",
        "to be confirmed",
        "to be added",
        "to be specified",
        "not applicable",
        "not available",
        "see above",
        "same as above",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same_word(s, str_from(words[i])))
            return true;
    return false;
}

/* Texts that begin so are fillers however they go on. */
static bool
is_filler(struct str s)
{
    static const char *const beginnings[] = {"lorem ipsum", "tbd:", "tbd ", "todo:", "todo "};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        struct str b = str_from(beginnings[i]);
        if (s.len >= b.len && same_word(str_slice(s, 0, b.len), b))
            return true;
    }
    return same_word(s, STR("lorem"));
}

bool
text_is_substantive(struct str s)
{
    struct str core = strip(s);
    return core.len && !is_placeholder(core) && !is_filler(core);
}

static bool
is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

uint32_t
text_words(struct str s)
{
    uint32_t words = 0;
    bool inside = false;
    for (size_t i = 0; i < s.len; i++) {
        words += !inside && !is_space(s.at[i]);
        inside = !is_space(s.at[i]);
    }
    return words;
}
