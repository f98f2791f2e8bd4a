#include <string.h>
#include <strings.h>

#include "engine/load/shape.h"
#include "engine/load/xml_internal.h"

/* ---- names and attributes ---- */

static const bool ends_name[256] = {
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, ['\0'] = true,
    ['='] = true, ['/'] = true,  ['>'] = true,  ['"'] = true,  ['\''] = true,
    ['<'] = true, ['&'] = true,  [';'] = true,
};

size_t
xml_name_end(struct str text, size_t at)
{
    while (at < text.len && !ends_name[(unsigned char)text.at[at]])
        at++;
    return at;
}

static size_t
skip_space(struct str text, size_t at)
{
    while (at < text.len && xml_is_space(text.at[at]))
        at++;
    return at;
}

struct xml_attribute
xml_scan_attribute(struct str text, size_t at)
{
    struct xml_attribute a = {.name_lo = skip_space(text, at)};
    a.name_hi = xml_name_end(text, a.name_lo);
    size_t quote = skip_space(text, skip_space(text, a.name_hi) + 1); /* behind the '=' */
    a.lo = a.hi = text.len;
    if (quote + 1 >= text.len)
        return a;
    const char *end = memchr(text.at + quote + 1, text.at[quote], text.len - quote - 1);
    a.lo = quote + 1;
    a.hi = end ? (size_t)(end - text.at) : text.len;
    return a;
}

/* ---- encodings ---- */

/* Encodings whose first 128 characters are those of ASCII: where a file has no others, they are UTF-8 as well. */
static bool
is_like_ascii(struct str name)
{
    static const char *const starts[] = {"us-ascii", "ascii", "iso-8859-", "windows-125"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (name.len >= strlen(starts[i]) &&
            strncasecmp(name.at, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* The encoding that the XML declaration names; empty: none. */
static struct str
declared_encoding(struct str text)
{
    size_t end = str_starts(text, STR("<?xml")) ? str_find(text, STR("?>"), 0) : SIZE_MAX;
    if (end == SIZE_MAX)
        return STR("");
    text = str_slice(text, 0, end);
    size_t at = str_find(text, STR("encoding"), 0);
    if (at == SIZE_MAX)
        return STR("");
    struct xml_attribute a = xml_scan_attribute(text, at);
    return str_slice(text, a.lo, a.hi);
}

bool
xml_check_encoding(struct diag_sink *sink, const struct source *file)
{
    struct str name = declared_encoding(file->text);
    bool is_ascii = true;
    if (name.len == 0 || (name.len == 5 && strncasecmp(name.at, "utf-8", 5) == 0))
        return true;
    for (size_t i = 0; is_ascii && i < file->text.len; i++)
        is_ascii = (unsigned char)file->text.at[i] < 0x80;
    if (is_ascii && is_like_ascii(name))
        return true;
    uint32_t lo = file->base + (uint32_t)(name.at - file->text.at);
    struct str shown = shape_shown(sink->arena, name);
    struct diag *d = diag_add(sink, E0271, (struct span){lo, lo + (uint32_t)name.len},
                              "the file is " STR_FMT ", not UTF-8", STR_ARG(shown));
    diag_help(sink, d,
              "convert it (`iconv -f " STR_FMT " -t UTF-8 old.xml > new.xml`), and write "
              "encoding=\"UTF-8\" here",
              STR_ARG(shown));
    return false;
}
