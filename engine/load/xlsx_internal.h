/*
 * What the parts of the XLSX reader share; nobody outside engine/load/xlsx*.c includes this.
 *
 *   xlsx_zip.c      the archive, with libzip (its only user)
 *   xlsx.c          the workbook: which sheet, its shared texts and styles; its cells → rows
 *   xlsx_value.c    what a cell says: numbers, dates, escapes
 */
#ifndef ONUS_ENGINE_LOAD_XLSX_INTERNAL_H
#define ONUS_ENGINE_LOAD_XLSX_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

/* ---- xlsx_zip.c ---- */

enum xlsx_error {
    XLSX_OK,
    XLSX_NO_PART, /* there is no part of that name */
    XLSX_NO_ARCHIVE,
    XLSX_OLD_KIND,
    XLSX_DAMAGED,
    XLSX_ENCRYPTED,
    XLSX_TOO_LARGE
};

struct xlsx_zip;

/* NULL: it cannot be opened, for *error. */
struct xlsx_zip *xlsx_zip_open(struct str bytes, enum xlsx_error *error);
/* The bytes of a part, in `a`. All parts together have at most LIMIT_WORKBOOK_BYTES. */
enum xlsx_error xlsx_zip_part(struct xlsx_zip *z, struct arena *a, struct str name,
                              struct str *out);
void xlsx_zip_close(struct xlsx_zip *z);

/* ---- xlsx_value.c ---- */

enum xlsx_format { XLSX_NUMBER, XLSX_DATE, XLSX_TIME, XLSX_DATE_TIME };

/* What a number format shows, by its number if it is built in, else by its code. */
enum xlsx_format xlsx_builtin_format(uint32_t number);
enum xlsx_format xlsx_format_of_code(struct str code);
/* A number as people write it: 15 digits are enough for most, and an exponent only where there is no other way. */
struct str xlsx_number(struct arena *a, struct str written);
/* A serial number as day or time, 2026-06-01 or 2026-06-01T08:30:00 or 08:30:00; false: no such day. */
bool xlsx_serial(struct arena *a, struct str written, enum xlsx_format format, bool is_1904,
                 struct str *out);
/* With _x000D_ and its like, by which control characters are written, decoded; line ends become LF. */
struct str xlsx_unescaped(struct arena *a, struct str text);

#endif
