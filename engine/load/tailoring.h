/*
 * Tailoring as facts: what a case changes in the rules of packs is there for rules to ask.
 */
#ifndef ONUS_ENGINE_LOAD_TAILORING_H
#define ONUS_ENGINE_LOAD_TAILORING_H

#include "engine/store/store.h"

/* One entity of the built-in type Deviation for each line of tailoring that no other line takes the place of. */
void tailoring_load(const struct program *p, struct builder *b, struct arena *arena);

#endif
