#include "lang/formats.h"

static const struct row {
    const char *name;
    bool is_read, is_written;
    const char *endings; /* with a blank between them */
} rows[] = {
#define FORMAT(name, is_read, is_written, endings) {#name, is_read, is_written, endings},
#include "lang/formats.def"
#undef FORMAT
};

const char *const outline_keys[OUTLINE_KEY_COUNT] = {
    [OUTLINE_TEXT] = "text",
    [OUTLINE_ID] = "id",
    [OUTLINE_UNDER] = "under",
    [OUTLINE_AGAIN] = "again",
};

enum file_format
file_format_find(struct str name)
{
    unsigned f = 0;
    while (f < FILE_FORMAT_COUNT && !str_is(name, rows[f].name))
        f++;
    return (enum file_format)f;
}

struct str
file_format_name(enum file_format f)
{
    return str_from(rows[f].name);
}

bool
file_format_is_read(enum file_format f)
{
    return rows[f].is_read;
}

bool
file_format_is_written(enum file_format f)
{
    return rows[f].is_written;
}

static bool
is_xml_name_byte(char c, bool is_first)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80);
    return is_letter || (!is_first && ((c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'));
}

bool
is_xml_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_xml_name_byte(s.at[i], i == 0))
            return false;
    return s.len > 0;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
ends_in(struct str path, struct str ending)
{
    if (path.len < ending.len)
        return false;
    for (size_t i = 0; i < ending.len; i++)
        if (lower(path.at[path.len - ending.len + i]) != ending.at[i])
            return false;
    return true;
}

static bool
has_ending_of(enum file_format f, struct str path)
{
    struct str all = str_from(rows[f].endings);
    for (size_t lo = 0, hi; lo < all.len; lo = hi + 1) {
        for (hi = lo; hi < all.len && all.at[hi] != ' ';)
            hi++;
        if (ends_in(path, str_slice(all, lo, hi)))
            return true;
    }
    return false;
}

enum file_format
file_format_of_file(const enum file_format *formats, uint32_t count, struct str path)
{
    for (uint32_t i = 0; i < count; i++)
        if (has_ending_of(formats[i], path))
            return formats[i];
    return formats[0];
}
