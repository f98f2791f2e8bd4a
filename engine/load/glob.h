/*
 * Patterns of file names, as in `data:` of a project file.
 *
 *   *      any characters within a name      ?      one character
 *   [a-z]  one of these, [!a-z] none of them  **     any folders, none included
 *
 * As in a shell, a dot that starts a name must be written. Matching takes at most pattern × path steps.
 */
#ifndef ONUS_ENGINE_LOAD_GLOB_H
#define ONUS_ENGINE_LOAD_GLOB_H

#include "engine/host.h"
#include "lang/base/str.h"

bool glob_match(struct str pattern, struct str path);
/* Without wildcard characters: the pattern names one file. */
bool glob_is_plain(struct str pattern);
/* Drops "./" and doubled slashes. False: empty, absolute, or with "..", so it may leave the case. */
bool glob_normalise(struct arena *a, struct str *pattern);
/* The longest folder that the pattern names without wildcards; "" is the root. */
struct str glob_folder(struct str pattern);

#endif
