/*
 * Which table of a file a project file asks for: `sheet` and `headings` of an entry of `data:`.
 */
#ifndef ONUS_ENGINE_LOAD_SHEET_H
#define ONUS_ENGINE_LOAD_SHEET_H

#include "lang/base/source.h"

struct sheet_choice {
    struct str name; /* of a sheet of a workbook; empty: the first one */
    struct span name_at;
    uint32_t
        headings; /* number of the line or row that holds the headings; 0: the first that is not blank */
    struct span headings_at;
};

#endif
