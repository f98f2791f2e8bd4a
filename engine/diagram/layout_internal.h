/* What the steps of a layout share. Nobody outside engine/diagram includes this. */
#ifndef ONUS_ENGINE_DIAGRAM_LAYOUT_INTERNAL_H
#define ONUS_ENGINE_DIAGRAM_LAYOUT_INTERNAL_H

#include "engine/diagram/layout.h"
#include "lang/base/vec.h"

#define NO_VERTEX UINT32_MAX

enum {
    PORT_GAP = 140,  /* between lines that arrive at one box */
    TRACK_GAP = 100, /* between lines that run beside each other */
    LINE_GAP = 200,  /* between lines that pass through a row, and to its boxes */
    SWEEPS = 24      /* over all rows, to find an order */
};

/* A box, or the place in a row that a line passes through. */
struct vertex {
    uint32_t node; /* NO_VERTEX: a line passes */
    uint32_t rank, order;
    int32_t left, right; /* from its port to its edges */
    int64_t x;           /* of its port */
};

/* A piece of a line, from one row to the next one. */
struct segment {
    uint32_t upper, lower; /* vertices */
    uint32_t style;
    int32_t out, in; /* ports: x at its two ends */
    int32_t
        track; /* y of its level part, from the upper end of the gap; -1: it runs straight down */
};

/* Lists of numbers by vertex, one behind the other. */
struct adjacency {
    uint32_t *offsets, *targets; /* targets: segments */
};

struct rows {
    uint32_t count;
    uint32_t *offsets;  /* count + 1 */
    uint32_t *vertices; /* by row, left to right */
};

struct sketch {
    struct arena *arena;
    struct layout *layout;
    struct vertex *vertices; /* the boxes first */
    uint32_t vertex_count;
    struct segment *segments;
    uint32_t segment_count;
    uint32_t *chain; /* by edge and one more: its first segment; they follow each other downwards */
    bool *is_reversed;         /* by edge: it runs upwards, to cut a circle */
    struct adjacency up, down; /* segments by their lower vertex, by their upper one */
    struct rows rows;
};

void sketch_ranks(struct sketch *s);  /* vertices, segments, rows as the boxes are given */
void sketch_order(struct sketch *s);  /* rows */
void sketch_places(struct sketch *s); /* x */
void sketch_routes(struct sketch *s); /* y, points, crossings */

/* Numbers the vertices of each row as they stand in it. */
void rows_number(struct sketch *s);

#endif
