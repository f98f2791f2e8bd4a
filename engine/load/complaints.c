#include "engine/load/complaints.h"

#include <stdarg.h>

#include "lang/base/limits.h"

struct diag *
complain_at(struct complaints *c, enum diag_code code, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *message = arena_vprintf(c->sink->arena, fmt, ap);
    va_end(ap);
    struct diag *d = diag_add(c->sink, code, at, "%s", message);
    complaints_count(c, at);
    return d;
}

void
complaints_count(struct complaints *c, struct span at)
{
    if (++c->count < LIMIT_FILE_FINDINGS || c->is_full)
        return;
    struct diag *last = diag_add(c->sink, E0930, at, "too many mistakes in one file");
    diag_note(c->sink, last, "the rest of the file was not read");
    diag_help(c->sink, last, "mend those before it first: most of them have one cause");
    c->is_full = true;
}
