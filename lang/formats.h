/* The syntaxes of foreign files that `source … from` and `target … to` name: the table of formats.def. */
#ifndef ONUS_LANG_FORMATS_H
#define ONUS_LANG_FORMATS_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"

enum file_format {
#define FORMAT(name, is_read, is_written, endings) FILE_FORMAT_##name,
#include "lang/formats.def"
#undef FORMAT
    FILE_FORMAT_COUNT
};

/* What an item of a written outline is made of. */
enum outline_key { OUTLINE_TEXT, OUTLINE_ID, OUTLINE_UNDER, OUTLINE_AGAIN, OUTLINE_KEY_COUNT };
extern const char *const outline_keys[OUTLINE_KEY_COUNT];

/* FILE_FORMAT_COUNT: there is none of that name. */
enum file_format file_format_find(struct str name);
struct str file_format_name(enum file_format f);
bool file_format_is_read(enum file_format f);
bool file_format_is_written(enum file_format f);
/* Whether an element or attribute of XML may be called so; letters beyond ASCII are taken as they are. */
bool is_xml_name(struct str s);

/* Which of some formats a file is in, by the ending of its name, in capitals or not; the first of them if no ending fits. */
enum file_format file_format_of_file(const enum file_format *formats, uint32_t count,
                                     struct str path);

#endif
