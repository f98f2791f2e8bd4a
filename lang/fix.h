/*
 * Mistakes mended where there is no doubt: the fixes that diagnostics carry and call certain, put into the text.
 *
 * Pure: text in, text out. Nothing but the words of the fixes changes, so comments and layout stay.
 */
#ifndef ONUS_LANG_FIX_H
#define ONUS_LANG_FIX_H

#include "lang/base/diag.h"

/*
 * The text of a source with all certain fixes in it that do not overlap; of two that do, the first one by place.
 * *count: how many; 0: the text as it was.
 */
struct str fixes_apply(struct arena *a, const struct diag_sink *sink, const struct source *source,
                       uint32_t *count);

/* How much there is to say of rule files: less is cleaner. Any mistake that hides others weighs more than all of them. */
uint64_t fixes_left(const struct diag_sink *sink);

#endif
