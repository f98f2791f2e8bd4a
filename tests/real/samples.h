/* Finding and reading the sample files (see CMakeLists.txt). Test code: it may print and end the process. */
#ifndef ONUS_TESTS_REAL_SAMPLES_H
#define ONUS_TESTS_REAL_SAMPLES_H

#include "lang/base/arena.h"
#include "lang/base/str.h"

/* The folder `topic` of the samples. Ends the process where there is none: skipped (77), or failed in CI. */
struct str samples_folder(struct arena *a, const char *topic);
/* The bytes of a file; ends the process if it cannot be read. */
struct str samples_read(struct arena *a, struct str path);
/* Cuts one line, or one field up to a tab, off the front of *rest. */
struct str samples_line(struct str *rest);
struct str samples_field(struct str *rest);

#endif
