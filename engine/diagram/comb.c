/* Many leaves below one box would make a wide row of small things: they stand in columns, and a line runs down beside each column. */
#include "engine/diagram/draw.h"

enum {
    FEW = 3,         /* so many leaves stand in a row */
    TRUNK = 80,      /* from the left edge of a column to the line beside it, and */
    TRUNK_GAP = 200, /* from there to the leaves */
    LEAF_GAP = 150
};

static bool
is_leaf(const struct drawing *d, const struct edge *e)
{
    const struct box *b = &d->boxes.at[e->to];
    return e->kind == LINE_TREE && b->above == 1 && b->below == 0 && b->beside_count == 0 &&
           d->nodes.at[e->to].shape != VIEW_SHAPE_DOT;
}

/* One column; `leaves` are boxes. */
static void
column_add(struct drawing *d, const uint32_t *leaves, uint32_t count)
{
    struct block b = {.host = leaves[0], .is_comb = true, .port = TRUNK};
    int32_t y = LEAF_GAP;
    for (uint32_t i = 0; i < count; i++) {
        struct box *leaf = &d->boxes.at[leaves[i]];
        const struct diagram_node *n = &d->nodes.at[leaves[i]];
        leaf->x = TRUNK + TRUNK_GAP;
        leaf->y = y;
        leaf->block = d->blocks.len;
        b.w = leaf->x + n->w > b.w ? leaf->x + n->w : b.w;
        y += n->h + LEAF_GAP;
    }
    b.h = b.bottom = y - LEAF_GAP;
    vec_push(d->scratch, &d->blocks, b);
}

/* About as many columns as give the whole the form of a page drawn across; leaves are about twice as wide as high. */
static uint32_t
columns_for(uint32_t leaves)
{
    uint32_t columns = 1;
    while (columns * columns * 7 < leaves * 5)
        columns++;
    return columns;
}

static void
comb_add(struct drawing *d, const uint32_t *leaves, uint32_t count)
{
    uint32_t columns = columns_for(count), done = 0;
    for (uint32_t c = 0; c < columns; c++) {
        uint32_t share = (count - done + columns - c - 1) / (columns - c);
        column_add(d, leaves + done, share);
        done += share;
    }
}

/* The lines from one box follow each other. */
void
combs_collect(struct drawing *d)
{
    uint32_t *leaves = arena_array(d->scratch, uint32_t, d->edges.len + 1);
    for (uint32_t i = 0; i < d->edges.len;) {
        uint32_t from = d->edges.at[i].from, count = 0;
        for (; i < d->edges.len && d->edges.at[i].from == from; i++)
            if (is_leaf(d, &d->edges.at[i]))
                leaves[count++] = d->edges.at[i].to;
        if (count > FEW)
            comb_add(d, leaves, count);
    }
}

void
comb_line(const struct drawing *d, const struct edge *e, struct diagram_line *line)
{
    const struct block *b = &d->blocks.at[d->boxes.at[e->to].block];
    const struct edge *first = e;
    while (first->to != b->host)
        first--;
    const struct diagram_node *n = &d->nodes.at[e->to];
    line->points = arena_array(d->g->arena, struct point, first->point_count + 2);
    line->point_count = 0;
    for (uint32_t i = 0; i < first->point_count; i++)
        line->points[line->point_count++] = first->points[i];
    int32_t x = b->x + b->port, y = n->y + side_middle(n);
    line->points[line->point_count - 1] = (struct point){x, y};
    line->points[line->point_count++] = (struct point){n->x + shape_side(n, true, y - n->y), y};
}
