/* What the views of entities lead to (`tree`, `aside`). Shared within engine/impact. */
#ifndef ONUS_ENGINE_IMPACT_TREE_H
#define ONUS_ENGINE_IMPACT_TREE_H

#include "engine/diff/diff.h"

/* Each entity that a word of the view of `e` leads to; one that several fields lead to, several times. */
void tree_below(const struct diff_side *s, struct ent e, enum view_word word,
                void (*visit)(void *context, struct ent below), void *context);

#endif
