/*
 * Rows. A box stands below all that lead to it, as high as that allows (the longest path); then boxes with more lines below them
 * than above move down, which makes lines shorter in sum (the aim of network simplex in Gansner, Koutsofios, North and Vo 1993).
 * A line that leads back to a box above it, as in a circle, counts as turned around.
 */
#include <string.h>

#include "engine/diagram/layout_internal.h"

/* Edges by the box they leave, or by the one they lead to. */
struct incidence {
    uint32_t *offsets, *edges;
};

static uint32_t
edge_end(const struct sketch *s, uint32_t e, bool lower)
{
    const struct layout_edge *edge = &s->layout->edges[e];
    return lower != s->is_reversed[e] ? edge->to : edge->from;
}

static struct incidence
incidence_of(const struct sketch *s, bool by_lower)
{
    const struct layout *l = s->layout;
    struct incidence in = {arena_array(s->arena, uint32_t, l->node_count + 2),
                           arena_array(s->arena, uint32_t, l->edge_count + 1)};
    for (uint32_t e = 0; e < l->edge_count; e++)
        in.offsets[edge_end(s, e, by_lower) + 2]++;
    for (uint32_t i = 0; i < l->node_count; i++)
        in.offsets[i + 2] += in.offsets[i + 1];
    for (uint32_t e = 0; e < l->edge_count; e++)
        in.edges[in.offsets[edge_end(s, e, by_lower) + 1]++] = e;
    return in;
}

/* ---- circles ---- */

/* Depth-first from every box nothing leads to, then from the rest in order; a line to a box that is still open closes a circle. */
struct walk {
    struct sketch *s;
    struct incidence down;
    uint8_t *state; /* 0 new, 1 open, 2 done */
    uint32_t *stack, *next;
    uint32_t depth;
};

static void
walk_from(struct walk *w, uint32_t root)
{
    if (w->state[root])
        return;
    w->stack[w->depth++] = root;
    w->state[root] = 1;
    while (w->depth) {
        uint32_t at = w->stack[w->depth - 1];
        if (w->next[at] == w->down.offsets[at + 1]) {
            w->state[at] = 2;
            w->depth--;
            continue;
        }
        uint32_t e = w->down.edges[w->next[at]++], to = w->s->layout->edges[e].to;
        if (w->state[to] == 1)
            w->s->is_reversed[e] = true;
        if (w->state[to])
            continue;
        w->state[to] = 1;
        w->stack[w->depth++] = to;
    }
}

static void
cut_circles(struct sketch *s)
{
    const struct layout *l = s->layout;
    s->is_reversed = arena_array(s->arena, bool, l->edge_count + 1);
    struct incidence up = incidence_of(s, true);
    struct walk w = {.s = s, .down = incidence_of(s, false)};
    w.state = arena_array(s->arena, uint8_t, l->node_count);
    w.stack = arena_array(s->arena, uint32_t, l->node_count);
    w.next = arena_array(s->arena, uint32_t, l->node_count);
    memcpy(w.next, w.down.offsets, l->node_count * sizeof *w.next);
    for (uint32_t i = 0; i < l->node_count; i++)
        if (up.offsets[i] == up.offsets[i + 1])
            walk_from(&w, i);
    for (uint32_t i = 0; i < l->node_count; i++)
        walk_from(&w, i);
}

/* ---- rows ---- */

/* Boxes, each behind all that lead to it. */
static uint32_t *
in_order(const struct sketch *s, struct incidence down, struct incidence up)
{
    uint32_t count = s->layout->node_count, len = 0;
    uint32_t *order = arena_array(s->arena, uint32_t, count),
             *open = arena_array(s->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        if ((open[i] = up.offsets[i + 1] - up.offsets[i]) == 0)
            order[len++] = i;
    for (uint32_t k = 0; k < len; k++)
        for (uint32_t j = down.offsets[order[k]]; j < down.offsets[order[k] + 1]; j++) {
            uint32_t to = edge_end(s, down.edges[j], true);
            if (--open[to] == 0)
                order[len++] = to;
        }
    return order;
}

/* As far down as what is below allows, if that makes the lines shorter in sum. */
static bool
move_down(struct sketch *s, struct incidence down, struct incidence up, uint32_t v)
{
    uint32_t below = down.offsets[v + 1] - down.offsets[v],
             above = up.offsets[v + 1] - up.offsets[v], limit = UINT32_MAX;
    if (below <= above)
        return false;
    for (uint32_t j = down.offsets[v]; j < down.offsets[v + 1]; j++) {
        uint32_t rank = s->vertices[edge_end(s, down.edges[j], true)].rank;
        limit = rank < limit ? rank : limit;
    }
    bool moves = limit - 1 > s->vertices[v].rank;
    s->vertices[v].rank = limit - 1;
    return moves;
}

static uint32_t
assign_ranks(struct sketch *s)
{
    uint32_t count = s->layout->node_count, last = 0;
    struct incidence down = incidence_of(s, false), up = incidence_of(s, true);
    uint32_t *order = in_order(s, down, up);
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t j = down.offsets[order[k]]; j < down.offsets[order[k] + 1]; j++) {
            struct vertex *to = &s->vertices[edge_end(s, down.edges[j], true)];
            uint32_t rank = s->vertices[order[k]].rank + 1;
            to->rank = rank > to->rank ? rank : to->rank;
        }
    bool moved = true;
    for (uint32_t pass = 0; moved && pass < SWEEPS; pass++) {
        moved = false;
        for (uint32_t k = count; k-- > 0;)
            moved |= move_down(s, down, up, order[k]);
    }
    for (uint32_t i = 0; i < count; i++)
        last = s->vertices[i].rank > last ? s->vertices[i].rank : last;
    return last + 1;
}

/* ---- pieces of lines ---- */

static uint64_t
count_segments(const struct sketch *s)
{
    uint64_t count = 0;
    for (uint32_t e = 0; e < s->layout->edge_count; e++)
        count += s->vertices[edge_end(s, e, true)].rank - s->vertices[edge_end(s, e, false)].rank;
    return count;
}

static void
make_segments(struct sketch *s)
{
    const struct layout *l = s->layout;
    uint32_t vertices = l->node_count;
    for (uint32_t e = 0; e < l->edge_count; e++) {
        uint32_t at = edge_end(s, e, false), end = edge_end(s, e, true);
        s->chain[e] = s->segment_count;
        while (s->vertices[at].rank + 1 < s->vertices[end].rank) {
            s->vertices[vertices] =
                (struct vertex){.node = NO_VERTEX, .rank = s->vertices[at].rank + 1};
            s->segments[s->segment_count++] =
                (struct segment){.upper = at, .lower = vertices, .style = l->edges[e].style};
            at = vertices++;
        }
        s->segments[s->segment_count++] =
            (struct segment){.upper = at, .lower = end, .style = l->edges[e].style};
    }
    s->chain[l->edge_count] = s->segment_count;
    s->vertex_count = vertices;
}

static struct adjacency
adjacency_of(const struct sketch *s, bool by_lower)
{
    struct adjacency out = {arena_array(s->arena, uint32_t, s->vertex_count + 2),
                            arena_array(s->arena, uint32_t, s->segment_count + 1)};
    for (uint32_t i = 0; i < s->segment_count; i++)
        out.offsets[(by_lower ? s->segments[i].lower : s->segments[i].upper) + 2]++;
    for (uint32_t i = 0; i < s->vertex_count; i++)
        out.offsets[i + 2] += out.offsets[i + 1];
    for (uint32_t i = 0; i < s->segment_count; i++)
        out.targets[out.offsets[(by_lower ? s->segments[i].lower : s->segments[i].upper) + 1]++] =
            i;
    return out;
}

/* ---- the first order: depth first, so that trees have no crossing ---- */

static void
fill_rows(struct sketch *s, uint32_t rows)
{
    uint32_t *filled = arena_array(s->arena, uint32_t, rows + 1),
             *stack = arena_array(s->arena, uint32_t, s->vertex_count + s->segment_count),
             depth = 0;
    bool *is_seen = arena_array(s->arena, bool, s->vertex_count);
    s->rows = (struct rows){rows, arena_array(s->arena, uint32_t, rows + 1),
                            arena_array(s->arena, uint32_t, s->vertex_count)};
    for (uint32_t v = 0; v < s->vertex_count; v++)
        s->rows.offsets[s->vertices[v].rank + 1]++;
    for (uint32_t r = 0; r < rows; r++)
        s->rows.offsets[r + 1] += s->rows.offsets[r];
    for (uint32_t root = 0; root < s->vertex_count; root++) {
        if (s->up.offsets[root] != s->up.offsets[root + 1])
            continue;
        stack[depth++] = root;
        while (depth) {
            uint32_t v = stack[--depth], rank = s->vertices[v].rank;
            if (is_seen[v])
                continue;
            is_seen[v] = true;
            s->rows.vertices[s->rows.offsets[rank] + filled[rank]++] = v;
            for (uint32_t j = s->down.offsets[v + 1]; j-- > s->down.offsets[v];)
                stack[depth++] = s->segments[s->down.targets[j]].lower;
        }
    }
}

void
rows_number(struct sketch *s)
{
    for (uint32_t r = 0; r < s->rows.count; r++)
        for (uint32_t i = s->rows.offsets[r]; i < s->rows.offsets[r + 1]; i++)
            s->vertices[s->rows.vertices[i]].order = i - s->rows.offsets[r];
}

void
sketch_ranks(struct sketch *s)
{
    const struct layout *l = s->layout;
    s->vertices = arena_array(s->arena, struct vertex, l->node_count);
    cut_circles(s);
    uint32_t rows = assign_ranks(s);
    uint64_t count = count_segments(s);
    struct vertex *nodes = s->vertices;
    s->vertices = arena_array(s->arena, struct vertex, l->node_count + count);
    for (uint32_t i = 0; i < l->node_count; i++)
        s->vertices[i] = (struct vertex){.node = i,
                                         .rank = nodes[i].rank,
                                         .left = l->nodes[i].port,
                                         .right = l->nodes[i].w - l->nodes[i].port};
    s->segments = arena_array(s->arena, struct segment, count + 1);
    s->chain = arena_array(s->arena, uint32_t, l->edge_count + 1);
    make_segments(s);
    s->down = adjacency_of(s, false);
    s->up = adjacency_of(s, true);
    fill_rows(s, rows);
    rows_number(s);
}
