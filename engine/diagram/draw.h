/* What draw.c and comb.c share. */
#ifndef ONUS_ENGINE_DIAGRAM_DRAW_H
#define ONUS_ENGINE_DIAGRAM_DRAW_H

#include "engine/diagram/diagram_internal.h"
#include "engine/diagram/layout.h"

/* What is known of a node of the page while it is drawn. */
struct box {
    uint32_t element;
    const struct part *part; /* NULL: it stands beside another box, or is a copy */
    uint32_t block;
    bool is_beside;
    uint32_t host; /* of what stands beside; the boxes beside a host follow it */
    uint32_t beside_count, above, below;
    int32_t x, y; /* within the block */
};

/* What is laid out as one. */
struct block {
    uint32_t host; /* its box; of a comb the first one */
    bool is_comb;
    int32_t w, h, bottom, port, spread, x, y;
    uint32_t layout; /* its number there */
};

struct edge {
    uint32_t from, to; /* boxes */
    enum diagram_line_kind kind;
    uint32_t layout;
    struct point *points;
    uint32_t point_count;
};

struct drawing {
    struct graph *g;
    struct arena *scratch; /* of this page; nodes and lines outlive it */
    uint32_t page;
    uint32_t *box_of; /* by element: where it stands on this page; NO_ELEMENT: nowhere */
    VEC(struct diagram_node) nodes;
    VEC(struct box) boxes; /* by node */
    VEC(struct edge) edges;
    VEC(struct block) blocks;
    VEC(struct diagram_line) lines;
};

int32_t side_middle(const struct diagram_node *n);
/* Puts leaves that are many below one box into blocks of columns. */
void combs_collect(struct drawing *d);
/* The line to one leaf: as far as the block, and on from there. */
void comb_line(const struct drawing *d, const struct edge *e, struct diagram_line *line);

#endif
