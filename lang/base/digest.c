/* Digests of files: an algorithm and hexadecimal digits. */
#include <string.h>

#include "lang/base/diag.h"
#include "lang/base/value.h"

static const struct digest_algorithm algorithms[] = {
#define DIGEST(name, also, digits, strength) {name, also, digits, DIGEST_##strength},
#include "lang/base/digests.def"
#undef DIGEST
};

enum { ALGORITHM_COUNT = sizeof algorithms / sizeof *algorithms };

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool
is_hex(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f');
}

static bool
same_word(struct str given, const char *word)
{
    bool same = given.len == strlen(word);
    for (size_t i = 0; same && i < given.len; i++)
        same = lower(given.at[i]) == word[i];
    return same;
}

static const struct digest_algorithm *
algorithm_called(struct str name)
{
    for (size_t i = 0; i < ALGORITHM_COUNT; i++)
        if (same_word(name, algorithms[i].name) || same_word(name, algorithms[i].also))
            return &algorithms[i];
    return NULL;
}

/* Bare digits are of SHA-256 if they are as many; fewer can only be of something weak. */
static const struct digest_algorithm *
algorithm_of_digits(size_t digits)
{
    enum { MD5_DIGITS = 32, SHA1_DIGITS = 40, SHA256_DIGITS = 64 };
    switch (digits) {
    case MD5_DIGITS: return algorithm_called(STR("md5"));
    case SHA1_DIGITS: return algorithm_called(STR("sha1"));
    case SHA256_DIGITS: return algorithm_called(STR("sha256"));
    default: return NULL;
    }
}

static struct str
canonical(struct arena *a, const struct digest_algorithm *algorithm, struct str digits)
{
    size_t name = strlen(algorithm->name);
    char *out = arena_array(a, char, name + 1 + digits.len);
    memcpy(out, algorithm->name, name);
    out[name] = ':';
    for (size_t i = 0; i < digits.len; i++)
        out[name + 1 + i] = lower(digits.at[i]);
    return (struct str){out, name + 1 + digits.len};
}

struct digest_text
digest_read(struct arena *a, struct str text)
{
    size_t colon = str_find(text, STR(":"), 0);
    bool is_bare = colon == SIZE_MAX;
    struct str digits = is_bare ? text : str_slice(text, colon + 1, text.len);
    struct digest_text out = {.fault = DIGEST_NO_DIGITS, .digits = digits.len};
    for (size_t i = 0; i < digits.len; i++)
        if (!is_hex(digits.at[i]))
            return out;
    if (digits.len == 0)
        return out;
    out.algorithm =
        is_bare ? algorithm_of_digits(digits.len) : algorithm_called(str_slice(text, 0, colon));
    if (!out.algorithm)
        out.fault = is_bare ? DIGEST_NO_ALGORITHM : DIGEST_UNKNOWN_ALGORITHM;
    else if (out.algorithm->strength == DIGEST_WEAK)
        out.fault = DIGEST_WEAK_ALGORITHM;
    else if (out.algorithm->digits != digits.len)
        out.fault = DIGEST_WRONG_LENGTH;
    else
        out.fault = DIGEST_FINE;
    if (out.fault == DIGEST_FINE)
        out.text = canonical(a, out.algorithm, digits);
    return out;
}

void
digest_suggest(struct suggestion *s)
{
    for (size_t i = 0; i < ALGORITHM_COUNT; i++)
        if (algorithms[i].strength != DIGEST_WEAK)
            suggest(s, str_from(algorithms[i].name));
}
