/*
 * Text as it will be drawn: how wide it is, and where its lines break.
 *
 * The widths are those of Liberation Sans, which Arial, Helvetica and Arimo share.
 */
#ifndef ONUS_ENGINE_DIAGRAM_TEXT_H
#define ONUS_ENGINE_DIAGRAM_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/diagram/geometry.h"
#include "lang/base/str.h"

struct font {
    int32_t size;
    bool is_bold;
};

/* Width of one line. Characters that the font does not have count as wide as any font makes them. */
int32_t text_width(struct font f, struct str text);

/* How much room the next line has; lines are counted from 0. */
typedef int32_t text_room_fn(void *context, uint32_t line);

/*
 * Breaks a text at blanks and behind hyphens and slashes, East Asian text between any two characters, words that are wider than a
 * line anywhere between characters as readers see them. TEXT_OVERFLOWS: `most` lines do not hold it; `lines` then holds what fits.
 */
enum text_fit { TEXT_FITS, TEXT_FITS_BROKEN /* within a word */, TEXT_OVERFLOWS };
enum text_fit text_wrap(struct font f, struct str text, text_room_fn *room, void *context,
                        uint32_t most, struct str *lines, uint32_t *count);
/* The longest beginning of a line that fits, with "…" behind it where something is cut. */
struct str text_cut(struct arena *a, struct font f, struct str text, int32_t room);

#endif
