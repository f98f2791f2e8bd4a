#include "lang/text.h"

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
        if (lower(s.at[i]) != lower(word.at[i]))
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

/* "tbd" is that text alone; "tbd …" also whatever begins so, with a word of its own. */
static bool
is_filler(struct str s, struct str filler)
{
    struct str dots = STR("…");
    if (!str_ends(filler, dots))
        return same_word(s, filler);
    struct str begin = str_trim(str_slice(filler, 0, filler.len - dots.len));
    if (!begin.len || s.len < begin.len || !same_word(str_slice(s, 0, begin.len), begin))
        return false;
    return s.len == begin.len || !is_letter_or_digit((unsigned char)s.at[begin.len]);
}

bool
text_is_substantive(const struct program *p, struct str s)
{
    struct str core = strip(s);
    const struct param *words =
        p->placeholder_words == NO_ID ? NULL : &p->params.at[p->placeholder_words];
    for (uint32_t i = 0; words && core.len && i < words->value_count; i++)
        if (is_filler(core, sym_str(p->texts, (struct sym){(uint32_t)words->values[i]})))
            return false;
    return core.len > 0;
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
