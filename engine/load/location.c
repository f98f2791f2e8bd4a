#include "engine/load/location.h"

#include "engine/load/glob.h"

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The characters before the colon of an address (RFC 3986, 3.1); 0: it has no scheme. */
static size_t
scheme_length(struct str text)
{
    size_t i = 0;
    while (i < text.len && (is_letter(text.at[i]) ||
                            (i && ((text.at[i] >= '0' && text.at[i] <= '9') || text.at[i] == '+' ||
                                   text.at[i] == '-' || text.at[i] == '.'))))
        i++;
    return i < text.len && text.at[i] == ':' ? i : 0;
}

static bool
is_file_scheme(struct str text)
{
    static const char scheme[] = "file:";
    bool same = true;
    for (size_t i = 0; same && scheme[i]; i++)
        same =
            i < text.len && (is_letter(text.at[i]) ? text.at[i] | 0x20 : text.at[i]) == scheme[i];
    return same;
}

enum location_kind
location_read(struct arena *a, struct str text, struct str *path)
{
    struct str trimmed = str_trim(text);
    size_t scheme = scheme_length(trimmed);
    *path = trimmed;
    if (scheme == 1 || is_file_scheme(trimmed) || str_starts(trimmed, STR("\\")) ||
        str_starts(trimmed, STR("~")))
        return LOCATION_OUTSIDE;
    if (scheme)
        return LOCATION_ADDRESS;
    return glob_normalise(a, path) ? LOCATION_FILE : LOCATION_OUTSIDE;
}
