/*
 * What became of the mutants of a pack → bytes: kill rates, and each survivor as a difference of the
 * author's own text with the question whether it should have been caught.
 */
#ifndef ONUS_ENGINE_RENDER_MUTATION_H
#define ONUS_ENGINE_RENDER_MUTATION_H

#include "engine/render/render.h"
#include "engine/test/mutation.h"

void render_mutations(enum format format, const struct mutation_report *runs, uint32_t count,
                      const struct render_options *o, const struct output *out);

#endif
