/*
 * What the two files about measures share: the column, and the circles that leave some of it unknown.
 */
#ifndef ONUS_ENGINE_EVAL_MEASURE_H
#define ONUS_ENGINE_EVAL_MEASURE_H

#include "engine/eval/graph.h"

/* Circles over several fields of one relation: the loader has not told them. */
struct circles {
    const struct diag **told; /* by entity; NULL: on none */
    uint32_t count;
};

struct measure {
    const struct define *define;
    struct graph *graph;
    struct range universe;
    uint64_t *cells;             /* NULL: a condition */
    uint64_t *present, *unknown; /* of a condition, present: true */
    uint32_t *origins;           /* of what is unknown: the entity below where that begins */
    struct circles *circles;     /* NULL: none */
};

/* Tells the circles that the loader has not told, once for each relation. */
void measure_find_circles(struct measure *m, struct evaluation *ev);
/* The message about the circle that an entity is on, or NULL. */
const struct diag *measure_circle(const struct measure *m, struct evaluation *ev, uint32_t e);

#endif
