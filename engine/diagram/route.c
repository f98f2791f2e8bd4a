/*
 * Lines in right angles. Between two rows, what leaves one box in one style is a net: down from the box, level, and down to each end.
 * Level parts that would lie on each other get tracks of their own, ordered so that nets cross as little as may be (after Sander,
 * Layout of Directed Hypergraphs with Orthogonal Hyperedges, 2003; circles of wishes are cut as by Eades, Lin and Smyth 1993).
 * A line stands still only above and below boxes of its own, so none runs through a box.
 */
#include <stdlib.h>

#include "engine/diagram/layout_internal.h"

enum { SNAP = 60, COLLINEAR_COST = 100 };

struct net {
    uint32_t upper, style;
    int32_t top, lo, hi;
    uint32_t first, count; /* in `bottoms` and `pieces` */
    int32_t track;         /* -1: straight */
    int64_t balance;       /* wishes to stand above others less those to stand below */
    uint32_t ins;          /* wishes of others that are still there */
};

/* `above` had better stand above `below`. */
struct wish {
    uint32_t above, below, weight;
};

struct gap {
    struct sketch *s;
    struct arena *a; /* of one gap */
    VEC(struct net) nets;
    VEC(int32_t) bottoms;
    VEC(uint32_t) pieces;
    VEC(struct wish) wishes;
    VEC(uint32_t) overlaps; /* pairs */
    uint32_t *order;
    int32_t tracks;
};

/* ---- ports ---- */

/* Styles leave a box beside each other: the first in the middle, the next ones to its right. */
static void
set_outs(struct sketch *s, uint32_t v)
{
    const struct vertex *from = &s->vertices[v];
    uint32_t lo = s->down.offsets[v], hi = s->down.offsets[v + 1], least = UINT32_MAX, most = 0;
    int32_t spread = from->node == NO_VERTEX ? 0 : s->layout->nodes[from->node].spread;
    for (uint32_t j = lo; j < hi; j++) {
        uint32_t style = s->segments[s->down.targets[j]].style;
        least = style < least ? style : least;
        most = style > most ? style : most;
    }
    int32_t gap = most > least && spread / (int32_t)(most - least) < PORT_GAP
                      ? spread / (int32_t)(most - least)
                      : PORT_GAP;
    for (uint32_t j = lo; j < hi; j++) {
        struct segment *piece = &s->segments[s->down.targets[j]];
        piece->out = (int32_t)from->x;
        if (from->node != NO_VERTEX)
            piece->out += (int32_t)(piece->style - least) * gap;
    }
}

struct arrival {
    int32_t from;
    uint32_t piece;
};

static int
by_from(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->piece < y->piece ? -1 : x->piece > y->piece;
}

/* Lines arrive beside each other, in the order in which they come. One alone comes straight if it can. */
static void
set_ins(struct sketch *s, uint32_t v, struct arrival *arrivals)
{
    const struct vertex *to = &s->vertices[v];
    uint32_t count = 0;
    for (uint32_t j = s->up.offsets[v]; j < s->up.offsets[v + 1]; j++) {
        uint32_t piece = s->up.targets[j];
        arrivals[count++] = (struct arrival){s->segments[piece].out, piece};
        s->segments[piece].in = (int32_t)to->x;
    }
    if (to->node == NO_VERTEX || count == 0)
        return;
    int32_t spread = s->layout->nodes[to->node].spread, gap = PORT_GAP;
    if (count > 1 && gap * (int32_t)(count - 1) > 2 * spread)
        gap = 2 * spread / (int32_t)(count - 1);
    qsort(arrivals, count, sizeof *arrivals, by_from);
    for (uint32_t k = 0; k < count; k++)
        s->segments[arrivals[k].piece].in += (int32_t)k * gap - gap * (int32_t)(count - 1) / 2;
    struct segment *only = &s->segments[arrivals[0].piece];
    int32_t off = only->out - only->in, reach = spread < SNAP ? spread : SNAP;
    if (count == 1 && off <= reach && off >= -reach)
        only->in = only->out;
}

static void
set_ports(struct sketch *s)
{
    struct arrival *arrivals = arena_array(s->arena, struct arrival, s->segment_count + 1);
    for (uint32_t v = 0; v < s->vertex_count; v++)
        set_outs(s, v);
    for (uint32_t v = 0; v < s->vertex_count; v++)
        set_ins(s, v, arrivals);
}

/* ---- nets ---- */

static int
by_place(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return x < y ? -1 : x > y;
}

static void
net_add(struct gap *g, uint32_t upper, uint32_t style)
{
    const struct sketch *s = g->s;
    struct net n = {.upper = upper, .style = style, .first = g->bottoms.len};
    for (uint32_t j = s->down.offsets[upper]; j < s->down.offsets[upper + 1]; j++) {
        const struct segment *piece = &s->segments[s->down.targets[j]];
        if (piece->style != style)
            continue;
        n.top = piece->out;
        vec_push(g->a, &g->bottoms, piece->in);
        vec_push(g->a, &g->pieces, s->down.targets[j]);
        n.count++;
    }
    qsort(g->bottoms.at + n.first, n.count, sizeof *g->bottoms.at, by_place);
    n.lo = g->bottoms.at[n.first] < n.top ? g->bottoms.at[n.first] : n.top;
    n.hi = vec_last(&g->bottoms) > n.top ? vec_last(&g->bottoms) : n.top;
    n.track = n.lo == n.hi ? -1 : 0;
    vec_push(g->a, &g->nets, n);
}

static void
nets_collect(struct gap *g, uint32_t r)
{
    const struct sketch *s = g->s;
    for (uint32_t i = s->rows.offsets[r]; i < s->rows.offsets[r + 1]; i++) {
        uint32_t v = s->rows.vertices[i], first = g->nets.len;
        for (uint32_t j = s->down.offsets[v]; j < s->down.offsets[v + 1]; j++) {
            uint32_t style = s->segments[s->down.targets[j]].style, k = first;
            while (k < g->nets.len && g->nets.at[k].style != style)
                k++;
            if (k == g->nets.len)
                net_add(g, v, style);
        }
    }
}

/* How many of a net's ends are strictly between two places. */
static uint32_t
ends_within(const struct gap *g, const struct net *n, int32_t lo, int32_t hi)
{
    uint32_t count = 0;
    for (uint32_t k = n->first; k < n->first + n->count; k++)
        count += g->bottoms.at[k] > lo && g->bottoms.at[k] < hi;
    return count;
}

static uint32_t
crossings_if_above(const struct gap *g, const struct net *a, const struct net *b)
{
    return (b->top > a->lo && b->top < a->hi) + ends_within(g, a, b->lo, b->hi);
}

/* The same, and what it costs if the two would run on each other. */
static uint32_t
cost_if_above(const struct gap *g, const struct net *a, const struct net *b)
{
    uint32_t cost = crossings_if_above(g, a, b);
    return cost +
           COLLINEAR_COST * ends_within(g, a, b->top - TRACK_GAP / 2, b->top + TRACK_GAP / 2);
}

static int
by_left(const void *a, const void *b)
{
    const struct net *x = a, *y = b;
    if (x->lo != y->lo)
        return x->lo < y->lo ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void
wish_add(struct gap *g, uint32_t i, uint32_t j)
{
    uint32_t if_i = cost_if_above(g, &g->nets.at[i], &g->nets.at[j]),
             if_j = cost_if_above(g, &g->nets.at[j], &g->nets.at[i]);
    vec_push(g->a, &g->overlaps, i);
    vec_push(g->a, &g->overlaps, j);
    if (if_i == if_j)
        return;
    struct wish w =
        if_i < if_j ? (struct wish){i, j, if_j - if_i} : (struct wish){j, i, if_i - if_j};
    g->nets.at[w.above].balance += w.weight;
    g->nets.at[w.below].balance -= w.weight;
    g->nets.at[w.below].ins++;
    vec_push(g->a, &g->wishes, w);
}

/* Nets in the order of their left ends; pairs whose level parts lie above each other. */
static void
wishes_collect(struct gap *g)
{
    if (g->nets.len)
        qsort(g->nets.at, g->nets.len, sizeof *g->nets.at, by_left);
    for (uint32_t i = 0; i < g->nets.len; i++) {
        if (g->nets.at[i].track < 0)
            continue;
        for (uint32_t j = i + 1;
             j < g->nets.len && g->nets.at[j].lo <= g->nets.at[i].hi + TRACK_GAP; j++)
            if (g->nets.at[j].track >= 0)
                wish_add(g, i, j);
    }
}

/* ---- tracks ---- */

/* The next net from above: one that nobody wishes to stand above, else the one with most wishes to stand above others. */
static uint32_t
next_net(const struct gap *g, const bool *is_done)
{
    uint32_t best = NO_VERTEX;
    for (uint32_t i = 0; i < g->nets.len; i++) {
        if (is_done[i])
            continue;
        if (g->nets.at[i].ins == 0)
            return i;
        if (best == NO_VERTEX || g->nets.at[i].balance > g->nets.at[best].balance)
            best = i;
    }
    return best;
}

static void
wishes_drop(struct gap *g, uint32_t net, const uint32_t *offsets, const uint32_t *by_net)
{
    for (uint32_t k = offsets[net]; k < offsets[net + 1]; k++) {
        const struct wish *w = &g->wishes.at[by_net[k]];
        if (w->above == net) {
            g->nets.at[w->below].ins--;
            g->nets.at[w->below].balance += w->weight;
        } else {
            g->nets.at[w->above].balance -= w->weight;
        }
    }
}

static void
nets_order(struct gap *g)
{
    uint32_t count = g->nets.len, wishes = g->wishes.len;
    uint32_t *offsets = arena_array(g->a, uint32_t, count + 2),
             *by_net = arena_array(g->a, uint32_t, 2 * (size_t)wishes + 1);
    bool *is_done = arena_array(g->a, bool, count + 1);
    for (uint32_t k = 0; k < wishes; k++) {
        offsets[g->wishes.at[k].above + 2]++;
        offsets[g->wishes.at[k].below + 2]++;
    }
    for (uint32_t i = 0; i < count; i++)
        offsets[i + 2] += offsets[i + 1];
    for (uint32_t k = 0; k < wishes; k++) {
        by_net[offsets[g->wishes.at[k].above + 1]++] = k;
        by_net[offsets[g->wishes.at[k].below + 1]++] = k;
    }
    g->order = arena_array(g->a, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t net = next_net(g, is_done);
        is_done[net] = true;
        g->order[i] = net;
        wishes_drop(g, net, offsets, by_net);
    }
}

/* Each net as high as those before it in the order that it overlaps allow. */
static void
tracks_assign(struct gap *g)
{
    uint32_t count = g->nets.len;
    uint32_t *place = arena_array(g->a, uint32_t, count + 1),
             *offsets = arena_array(g->a, uint32_t, count + 2),
             *others = arena_array(g->a, uint32_t, g->overlaps.len + 1);
    for (uint32_t i = 0; i < count; i++)
        place[g->order[i]] = i;
    for (uint32_t k = 0; k < g->overlaps.len; k++)
        offsets[g->overlaps.at[k] + 2]++;
    for (uint32_t i = 0; i < count; i++)
        offsets[i + 2] += offsets[i + 1];
    for (uint32_t k = 0; k < g->overlaps.len; k++)
        others[offsets[g->overlaps.at[k] + 1]++] = g->overlaps.at[k ^ 1];
    for (uint32_t i = 0; i < count; i++) {
        struct net *n = &g->nets.at[g->order[i]];
        if (n->track < 0)
            continue;
        for (uint32_t k = offsets[g->order[i]]; k < offsets[g->order[i] + 1]; k++) {
            const struct net *other = &g->nets.at[others[k]];
            if (place[others[k]] < i && other->track >= n->track)
                n->track = other->track + 1;
        }
        g->tracks = n->track >= g->tracks ? n->track + 1 : g->tracks;
    }
}

static uint32_t
crossings_of(const struct gap *g)
{
    uint32_t crossings = 0;
    for (uint32_t k = 0; k < g->overlaps.len; k += 2) {
        const struct net *a = &g->nets.at[g->overlaps.at[k]],
                         *b = &g->nets.at[g->overlaps.at[k + 1]];
        if (a->track != b->track)
            crossings +=
                a->track < b->track ? crossings_if_above(g, a, b) : crossings_if_above(g, b, a);
    }
    for (uint32_t i = 0; i < g->nets.len; i++)
        for (uint32_t j = 0; g->nets.at[i].track >= 0 && j < g->nets.len; j++)
            crossings += g->nets.at[j].track < 0 && g->nets.at[j].top > g->nets.at[i].lo &&
                         g->nets.at[j].top < g->nets.at[i].hi;
    return crossings;
}

/* Sets the tracks of the pieces below row r, in the middle of the gap; returns its height. */
static int32_t
gap_route(struct sketch *s, uint32_t r)
{
    struct arena scratch = {0};
    struct gap g = {.s = s, .a = &scratch};
    int32_t height = s->layout->rank_gap;
    nets_collect(&g, r);
    wishes_collect(&g);
    nets_order(&g);
    tracks_assign(&g);
    s->layout->crossings += crossings_of(&g);
    int32_t level = (g.tracks ? g.tracks - 1 : 0) * TRACK_GAP;
    height = level + 2 * LINE_GAP > height ? level + 2 * LINE_GAP : height;
    for (uint32_t i = 0; i < g.nets.len; i++) {
        const struct net *n = &g.nets.at[i];
        for (uint32_t k = n->first; k < n->first + n->count; k++)
            s->segments[g.pieces.at[k]].track =
                n->track < 0 ? -1 : (height - level) / 2 + n->track * TRACK_GAP;
    }
    arena_release(&scratch);
    return height;
}

/* ---- points ---- */

struct path {
    struct point *at;
    uint32_t len;
};

static void
path_add(struct path *p, int32_t x, int32_t y)
{
    uint32_t n = p->len;
    if (n && p->at[n - 1].x == x && p->at[n - 1].y == y)
        return;
    bool is_straight = n > 1 && ((p->at[n - 1].x == x && p->at[n - 2].x == x) ||
                                 (p->at[n - 1].y == y && p->at[n - 2].y == y));
    p->len -= is_straight;
    p->at[p->len++] = (struct point){x, y};
}

static void
edge_points(struct sketch *s, uint32_t e, const int32_t *tops, const int32_t *heights)
{
    struct layout_edge *edge = &s->layout->edges[e];
    uint32_t first = s->chain[e], end = s->chain[e + 1];
    struct path p = {.at = arena_array(s->arena, struct point, 4 * (size_t)(end - first) + 2)};
    for (uint32_t i = first; i < end; i++) {
        const struct segment *piece = &s->segments[i];
        const struct vertex *upper = &s->vertices[piece->upper];
        int32_t top = tops[upper->rank], gap = top + heights[upper->rank];
        int32_t from = upper->node == NO_VERTEX ? top : top + s->layout->nodes[upper->node].bottom;
        path_add(&p, piece->out, from);
        if (piece->track >= 0) {
            path_add(&p, piece->out, gap + piece->track);
            path_add(&p, piece->in, gap + piece->track);
        }
        path_add(&p, piece->in, tops[upper->rank + 1]);
    }
    for (uint32_t i = 0, j = p.len - 1; s->is_reversed[e] && i < j; i++, j--) {
        struct point swap = p.at[i];
        p.at[i] = p.at[j];
        p.at[j] = swap;
    }
    edge->points = p.at;
    edge->point_count = p.len;
}

void
sketch_routes(struct sketch *s)
{
    struct layout *l = s->layout;
    int32_t *tops = arena_array(s->arena, int32_t, s->rows.count + 1),
            *heights = arena_array(s->arena, int32_t, s->rows.count + 1);
    set_ports(s);
    for (uint32_t i = 0; i < l->node_count; i++) {
        uint32_t r = l->nodes[i].rank;
        heights[r] = l->nodes[i].h > heights[r] ? l->nodes[i].h : heights[r];
    }
    for (uint32_t r = 0; r + 1 < s->rows.count; r++)
        tops[r + 1] = tops[r] + heights[r] + gap_route(s, r);
    l->h = tops[s->rows.count - 1] + heights[s->rows.count - 1];
    for (uint32_t i = 0; i < l->node_count; i++)
        l->nodes[i].y = tops[l->nodes[i].rank];
    for (uint32_t e = 0; e < l->edge_count; e++)
        edge_points(s, e, tops, heights);
}
