/*
 * Boxes and lines → places: a layered drawing, top to bottom (Sugiyama, Tagawa and Toda 1981).
 *
 *   rank.c    which row a box stands in: circles are cut, lines made short
 *   order.c   left to right within a row: sweeps of medians, crossings counted
 *   place.c   x of every box: what belongs together stands above each other
 *   route.c   y of every row, and lines in right angles with tracks of their own between the rows
 *
 * Knows nothing of what is drawn. Lengths are whole numbers in tenths of a pixel; the same graph gives the same drawing.
 * Time grows about linearly with what is drawn, lines through many rows counted by row.
 */
#ifndef ONUS_ENGINE_DIAGRAM_LAYOUT_H
#define ONUS_ENGINE_DIAGRAM_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/diagram/geometry.h"
#include "lang/base/arena.h"

struct layout_node {
    int32_t w, h;
    int32_t port;   /* from the left edge: where lines arrive and leave */
    int32_t bottom; /* from the upper edge: where lines leave; at most h */
    int32_t spread; /* how far from the port lines may arrive, to either side */
    uint32_t rank;  /* result: row, from 0 */
    int32_t x, y;   /* result: upper left corner */
};

struct layout_edge {
    uint32_t from, to;
    uint32_t style;       /* lines of one style from one box share their beginning */
    struct point *points; /* result: from `from` to `to`; at least 2 */
    uint32_t point_count;
};

struct layout {
    struct layout_node *nodes;
    uint32_t node_count;
    struct layout_edge *edges; /* none from a box to itself */
    uint32_t edge_count;
    int32_t node_gap, rank_gap; /* between boxes of a row; between rows, at least */
    int32_t w, h;               /* result */
    uint32_t crossings;         /* result: places where two lines cross */
};

/* Boxes of a row stand in the order in which they are given as far as lines allow. Points live in the arena. */
void layout_run(struct arena *a, struct layout *l);

#endif
