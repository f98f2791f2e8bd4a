/* What the files that write SVG share: a pen for it, and one box. */
#ifndef ONUS_ENGINE_RENDER_SVG_H
#define ONUS_ENGINE_RENDER_SVG_H

#include "engine/render/render_internal.h"

struct svg {
    struct pen pen;
    const struct diagram *diagram;
    const struct diagram_target *target;
    struct arena scratch;
};

/* How it looks: in light and dark, on paper, and for who uses the keyboard. Colours only repeat what shapes and words say. */
extern const char svg_style[];

void svg_text(struct svg *s, struct str text); /* with all that XML needs written otherwise */
/* A length, in pixels: "12", "12.5". */
void svg_length(struct svg *s, int32_t tenths);
/* " name=\"12.5\"" */
void svg_number(struct svg *s, const char *name, int32_t tenths);
/* The beginning of a link to a page; its end is "</a>". Says nothing, and returns false, where there is no such page. */
bool svg_page_link(struct svg *s, uint32_t page, struct str about);

void svg_node(struct svg *s, const struct diagram_node *n);

#endif
