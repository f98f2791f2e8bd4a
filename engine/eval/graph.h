/*
 * The links of one relation over all entities, with the questions that are linear in the links:
 * who can reach whom, and who lies on a cycle.
 */
#ifndef ONUS_ENGINE_EVAL_GRAPH_H
#define ONUS_ENGINE_EVAL_GRAPH_H

#include "engine/eval/internal.h"

struct graph {
    const struct field_alternative *alternatives;
    uint32_t alternative_count;
    uint32_t n; /* entities */
    uint32_t *offsets, *targets;
    uint64_t *incomplete;                  /* entities with links that did not load; NULL: none */
    uint32_t *back_offsets, *back_targets; /* made on demand */
    uint64_t *on_cycle;                    /* made on demand */
    uint64_t *near_incomplete; /* can reach an incomplete one, or is one; made with on_cycle */
};

/* Of a closure's fields, or of others that join entities of the same kind. */
struct graph *graph_of(struct evaluation *ev, const struct ir *closure);
struct graph *graph_along(struct evaluation *ev, const struct field_alternative *alternatives,
                          uint32_t count);
/* Makes back_offsets and back_targets. */
void graph_reverse(struct evaluation *ev, struct graph *g);
/* Seeds and all that can reach one of them. */
uint64_t *graph_reaching(struct evaluation *ev, struct graph *g, const uint64_t *seeds);
/* Those with a link to one of `targets`. */
uint64_t *graph_before(struct evaluation *ev, const struct graph *g, const uint64_t *targets);
void graph_find_cycles(struct evaluation *ev, struct graph *g);

#endif
