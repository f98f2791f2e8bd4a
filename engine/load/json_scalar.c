#include <string.h>

#include "engine/load/json_internal.h"
#include "engine/load/shape.h"

/* ---- texts ---- */

enum { WORD_BYTES = 8, BAD_ESCAPE_LENGTH = 2 };

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Is any of eight bytes a quote, a backslash or a control character? */
static inline bool
has_special(uint64_t w)
{
    uint64_t quote = w ^ EACH_BYTE('"'), slash = w ^ EACH_BYTE('\\');
    uint64_t found = ((quote - EACH_BYTE(1)) & ~quote) | ((slash - EACH_BYTE(1)) & ~slash) |
                     ((w - EACH_BYTE(0x20)) & ~w);
    return found & EACH_BYTE(0x80);
}

static inline bool
is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

/* The first quote, backslash or control character from p on, or the end. */
static inline const char *
find_special(const char *p, const char *end)
{
    uint64_t w;
    for (; end - p >= WORD_BYTES; p += WORD_BYTES) {
        memcpy(&w, p, sizeof w);
        if (has_special(w))
            break;
    }
    while (p < end && !is_special(*p))
        p++;
    return p;
}

static bool
is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static void
stop_without_quote(struct json *j, const char *open, const char *end)
{
    struct diag *d = json_stop(j, E0364, open, open + 1, "the text that starts here has no end",
                               "add the closing quote; a line break in a text is written \\n");
    diag_label(j->complaints.sink, d, json_span(j, end, json_after(j, end)), "%s",
               end < j->end ? "its line ends here" : "the file ends here");
}

static const struct diag *
complain_of_control(struct json *j, const char *at)
{
    unsigned c = (unsigned char)*at;
    struct diag *d =
        complain_at(&j->complaints, E0857, json_span(j, at, at + 1), "%s",
                    c == '\t' ? "a tab inside a text" : "a control character inside a text");
    if (c == '\t')
        diag_help(j->complaints.sink, d, "write it as \\t");
    else
        diag_help(j->complaints.sink, d, "remove it, or write it as \\u%04X", c);
    return d;
}

/* What was meant by an escape that JSON does not have. */
static const struct {
    char letter; /* 0: any other */
    const char *help;
} escapes[] = {
    {'x', "write \\u00 and the two digits for \\x"},
    {'\'', "write ' without the backslash"},
    {'0', "write \\u0000"},
    {'u', "four hexadecimal digits follow \\u, as in \\u00E4"},
    {0, "write \\\\ for a backslash"},
};

static const struct diag *
complain_of_escape(struct json *j, const char *at)
{
    size_t i = 0;
    while (escapes[i].letter && escapes[i].letter != at[1])
        i++;
    const char *end = json_after(j, at + 1);
    struct diag *d = complain_at(&j->complaints, E0857, json_span(j, at, end), "%s",
                                 at[1] == 'u' ? "an escape \\u without its four digits"
                                              : "an escape that JSON does not have");
    diag_help(j->complaints.sink, d, "%s", escapes[i].help);
    return d;
}

static const struct diag *
complain_of_half(struct json *j, const char *at)
{
    struct diag *d = complain_at(&j->complaints, E0857, json_span(j, at, at + 6),
                                 "half of a character: a surrogate without its other half");
    diag_help(j->complaints.sink, d,
              "write the character itself, or both of its halves, as in \\uD83D\\uDE00");
    return d;
}

/* The value of four hexadecimal digits, or -1. */
static int32_t
hex4(const char *p, const char *end)
{
    if (end - p < 4)
        return -1;
    int32_t value = 0;
    for (unsigned i = 0; i < 4; i++) {
        char c = p[i];
        int32_t digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static char *
add_utf8(char *out, int32_t c)
{
    unsigned u = (unsigned)c;
    if (u < 0x80) {
        *out++ = (char)u;
        return out;
    }
    unsigned more = u < 0x800 ? 1 : u < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    *out++ = (char)(lead[more] | u >> (6 * more));
    while (more--)
        *out++ = (char)(0x80 | (u >> (6 * more) & 0x3F));
    return out;
}

/* \uXXXX, or two of them for one character beyond U+FFFF; p is behind the u. */
static const char *
decode_unicode(struct json *j, const char *p, const char *end, char **out,
               const struct diag **cause)
{
    int32_t c = hex4(p, end);
    if (c < 0) {
        if (!*cause)
            *cause = complain_of_escape(j, p - 2);
        return p;
    }
    p += 4;
    if (c >= 0xD800 && c < 0xE000) {
        int32_t low =
            c < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2, end) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            p += 6;
        } else {
            if (!*cause)
                *cause = complain_of_half(j, p - 6);
            c = 0xFFFD;
        }
    }
    *out = add_utf8(*out, c);
    return p;
}

/* One escape; p is at its backslash, and a character follows. Returns what is behind it. */
static const char *
decode_escape(struct json *j, const char *p, const char *end, char **out, const struct diag **cause)
{
    static const char known[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    char letter = p[1];
    if (letter == 'u')
        return decode_unicode(j, p + 2, end, out, cause);
    for (size_t i = 0; i + 1 < sizeof known; i += 2)
        if (known[i] == letter) {
            *(*out)++ = known[i + 1];
            return p + 2;
        }
    if (!*cause)
        *cause = complain_of_escape(j, p);
    return p + BAD_ESCAPE_LENGTH;
}

/* What an escape stands for is never longer than the escape. */
static struct str
unescape(struct json *j, const char *p, const char *end, const struct diag **cause)
{
    char *text = arena_alloc_raw(j->arena, 1, 1, (size_t)(end - p)), *out = text;
    while (p < end) {
        const char *slash = memchr(p, '\\', (size_t)(end - p));
        size_t len = (size_t)((slash ? slash : end) - p);
        memcpy(out, p, len);
        out += len;
        p += len;
        if (slash)
            p = decode_escape(j, p, end, &out, cause);
    }
    return (struct str){text, (size_t)(out - text)};
}

/* A text with escapes or mistakes: `p` is at the first of them. */
static void
read_odd_text(struct json *j, const char *p, struct json_text *out)
{
    const char *open = j->at;
    bool has_escape = false;
    for (;; p = find_special(p, j->end)) {
        if (p == j->end || is_line_end(*p)) {
            stop_without_quote(j, open, p);
            return;
        }
        if (*p == '"')
            break;
        if (*p == '\\') {
            has_escape = true;
            p += p + 1 < j->end && !is_line_end(p[1]) ? 2 : 1;
        } else {
            if (!out->cause)
                out->cause = complain_of_control(j, p);
            p++;
        }
    }
    out->text = has_escape ? unescape(j, open + 1, p, &out->cause)
                           : (struct str){open + 1, (size_t)(p - open) - 1};
    j->at = p + 1;
}

void
json_read_text(struct json *j, struct json_text *out)
{
    const char *p = find_special(j->at + 1, j->end);
    out->cause = NULL;
    if (p == j->end || *p != '"') {
        read_odd_text(j, p, out);
        return;
    }
    out->text = (struct str){j->at + 1, (size_t)(p - j->at) - 1};
    j->at = p + 1;
}

/* ---- texts that lack the right quotes ---- */

void
json_read_single(struct json *j, struct str *out)
{
    const char *open = j->at, *p = open + 1;
    while (p < j->end && *p != '\'' && !is_line_end(*p))
        p++;
    *out = (struct str){open + 1, (size_t)(p - open) - 1};
    if (p == j->end || *p != '\'') {
        stop_without_quote(j, open, p);
        return;
    }
    j->at = p + 1;
    json_mistake(j, E0364, open, j->at, "a text in single quotes",
                 "write it in double quotes: JSON has no others");
}

static bool
is_word(char c)
{
    char lower = (char)(c | 0x20);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') || c == '-' || c == '+' ||
           c == '.' || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static struct str
take_word(struct json *j)
{
    const char *start = j->at, *p = start + 1;
    while (p < j->end && is_word(*p))
        p++;
    j->at = p;
    return (struct str){start, (size_t)(p - start)};
}

bool
json_starts_word(char c)
{
    return is_word(c);
}

struct str
json_read_bare_key(struct json *j)
{
    struct str word = take_word(j);
    struct str shown = shape_shown(j->complaints.sink->arena, word);
    struct diag *d =
        json_mistake(j, E0364, word.at, word.at + word.len, "a key without quotes", NULL);
    diag_help(j->complaints.sink, d, "write it in double quotes: \"" STR_FMT "\"", STR_ARG(shown));
    return word;
}

/* ---- numbers and words ---- */

static const char *
skip_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* Is all of the word a number? *length: how far it follows the grammar of numbers. */
static bool
is_number(struct str word, size_t *length)
{
    const char *p = word.at, *end = p + word.len, *digits;
    if (p < end && *p == '-')
        p++;
    digits = p;
    p = p < end && *p == '0' ? p + 1 : skip_digits(p, end);
    bool is_whole = p > digits;
    if (is_whole && p < end && *p == '.') {
        digits = p + 1;
        p = skip_digits(digits, end);
        is_whole = p > digits;
    }
    if (is_whole && p < end && (*p | 0x20) == 'e') {
        digits = p + 1;
        if (digits < end && (*digits == '+' || *digits == '-'))
            digits++;
        p = skip_digits(digits, end);
        is_whole = p > digits;
        p = is_whole ? p : digits;
    }
    *length = (size_t)(p - word.at);
    return is_whole && p == end;
}

/* Values of other languages, and what is written for them in JSON. */
static const struct {
    const char *word, *message, *help;
} strangers[] = {
    {"True", "'True' is no value of JSON", "write true"},
    {"TRUE", "'TRUE' is no value of JSON", "write true"},
    {"False", "'False' is no value of JSON", "write false"},
    {"FALSE", "'FALSE' is no value of JSON", "write false"},
    {"None", "'None' is no value of JSON", "write null"},
    {"Null", "'Null' is no value of JSON", "write null"},
    {"NULL", "'NULL' is no value of JSON", "write null"},
    {"nil", "'nil' is no value of JSON", "write null"},
    {"undefined", "'undefined' is no value of JSON", "write null, or leave the key out"},
    {"NaN", "JSON has no NaN", "write null, or leave the key out"},
    {"-NaN", "JSON has no NaN", "write null, or leave the key out"},
    {"Infinity", "JSON has no infinite numbers", "write null, or leave the key out"},
    {"-Infinity", "JSON has no infinite numbers", "write null, or leave the key out"},
};

/* What is wrong at the place where a word that starts like a number stops being one. */
static const char *
number_mistake(struct str word)
{
    size_t length;
    is_number(word, &length);
    char at = length < word.len ? word.at[length] : 0; /* what is there, 0: its end … */
    char last = length ? word.at[length - 1] : 0;      /* … and what is before it */
    if (word.at[0] == '+')
        return "a number may not start with '+'";
    if (at == '.' && (length == 0 || last == '-'))
        return "a digit is missing before the decimal point";
    if (last == '.')
        return "a digit is missing after the decimal point";
    if ((last | 0x20) == 'e' || last == '+' || (last == '-' && length > 1))
        return "the exponent of this number has no digits";
    if (last == '-')
        return "a digit is missing after the '-'";
    if (last == '0' && at >= '0' && at <= '9')
        return "a number may not start with a 0 that is not needed";
    if (last == '0' && (at | 0x20) == 'x')
        return "JSON has no hexadecimal numbers";
    return "this is no number";
}

static const struct diag *
complain_of_word(struct json *j, struct str word)
{
    const char *end = word.at + word.len;
    struct diag_sink *sink = j->complaints.sink;
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        if (str_is(word, strangers[i].word)) {
            struct diag *d = complain_at(&j->complaints, E0364, json_span(j, word.at, end), "%s",
                                         strangers[i].message);
            diag_help(sink, d, "%s", strangers[i].help);
            return d;
        }
    bool is_like_number = strchr("+-.0123456789", word.at[0]);
    const char *message = is_like_number ? number_mistake(word) : "a text without quotes";
    struct diag *d = complain_at(&j->complaints, E0364, json_span(j, word.at, end), "%s", message);
    struct str shown = shape_shown(sink->arena, word);
    diag_help(sink, d,
              is_like_number ? "if it is meant as a text, write it in double quotes: \"" STR_FMT
                               "\""
                             : "write it in double quotes: \"" STR_FMT "\"",
              STR_ARG(shown));
    return d;
}

const struct diag *
json_read_word(struct json *j, struct tree *node)
{
    struct str word = take_word(j);
    size_t length;
    node->kind = TREE_SCALAR;
    node->text = word;
    if (word.at[0] == '-' || (word.at[0] >= '0' && word.at[0] <= '9'))
        return is_number(word, &length) ? NULL : complain_of_word(j, word);
    if (str_eq(word, STR("true")) || str_eq(word, STR("false")))
        return NULL;
    if (!str_eq(word, STR("null")))
        return complain_of_word(j, word);
    node->kind = TREE_NULL;
    return NULL;
}
