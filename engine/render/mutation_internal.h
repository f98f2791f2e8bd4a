/* What mutation_text.c and mutation_json.c share. */
#ifndef ONUS_ENGINE_RENDER_MUTATION_INTERNAL_H
#define ONUS_ENGINE_RENDER_MUTATION_INTERNAL_H

#include "engine/render/mutation.h"
#include "engine/render/render_internal.h"

void mutations_text(const struct mutation_report *runs, uint32_t count,
                    const struct render_options *o, const struct output *out);
void mutations_json(const struct mutation_report *runs, uint32_t count,
                    const struct render_options *o, const struct output *out);

#endif
