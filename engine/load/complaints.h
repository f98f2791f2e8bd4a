/*
 * Mistakes of form in one file, counted: after LIMIT_FILE_FINDINGS of them its reader gives up.
 */
#ifndef ONUS_ENGINE_LOAD_COMPLAINTS_H
#define ONUS_ENGINE_LOAD_COMPLAINTS_H

#include "lang/base/diag.h"

/* Zero-initialise with the sink. */
struct complaints {
    struct diag_sink *sink;
    uint32_t count;
    bool is_full; /* said so, too: the rest of the file is not to be read */
};

struct diag *complain_at(struct complaints *c, enum diag_code code, struct span at, const char *fmt,
                         ...) __attribute__((format(printf, 4, 5)));
/* One that somebody else has reported. */
void complaints_count(struct complaints *c, struct span at);

#endif
