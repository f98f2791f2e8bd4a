/* What layouts promise, on random graphs: nothing overlaps, no line runs through a box, crossings are counted as they are drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/diagram/layout.h"

enum { GRAPHS = 300, NODES = 40 };

/* The same numbers on every machine (xorshift, Marsaglia 2003). */
static uint32_t
random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static uint32_t
random_below(uint32_t *state, uint32_t limit)
{
    return random_next(state) % limit;
}

/* Lines lead from earlier to later boxes, but for some that close circles. */
static struct layout
random_graph(struct arena *a, uint32_t seed, uint32_t nodes, uint32_t more)
{
    uint32_t state = seed * 2654435761u + 1;
    struct layout l = {.node_gap = 240, .rank_gap = 460, .node_count = nodes};
    l.nodes = arena_array(a, struct layout_node, nodes);
    l.edges = arena_array(a, struct layout_edge, nodes + more);
    for (uint32_t i = 0; i < nodes; i++) {
        struct layout_node *n = &l.nodes[i];
        n->w = 600 + (int32_t)random_below(&state, 2000);
        n->h = 400 + (int32_t)random_below(&state, 1000);
        n->port = n->w / 2 + (int32_t)random_below(&state, 100);
        n->bottom = n->h - (int32_t)random_below(&state, 100);
        n->spread = 100 + (int32_t)random_below(&state, 100);
    }
    for (uint32_t i = 1; i < nodes; i++)
        if (random_below(&state, 10))
            l.edges[l.edge_count++] =
                (struct layout_edge){.from = random_below(&state, i), .to = i};
    for (uint32_t k = 0; k < more; k++) {
        uint32_t from = random_below(&state, nodes), to = random_below(&state, nodes);
        bool is_back = random_below(&state, 8) == 0;
        if (from == to)
            continue;
        if ((from > to) != is_back) {
            uint32_t swap = from;
            from = to;
            to = swap;
        }
        l.edges[l.edge_count++] =
            (struct layout_edge){.from = from, .to = to, .style = random_below(&state, 3)};
    }
    return l;
}

static void
check_boxes(const struct layout *l)
{
    for (uint32_t i = 0; i < l->node_count; i++) {
        const struct layout_node *a = &l->nodes[i];
        assert_true(a->x >= 0 && a->y >= 0 && a->x + a->w <= l->w && a->y + a->h <= l->h);
        for (uint32_t k = 0; k < i; k++) {
            const struct layout_node *b = &l->nodes[k];
            bool apart_x = a->x + a->w + l->node_gap <= b->x || b->x + b->w + l->node_gap <= a->x;
            bool apart_y = a->y + a->h + l->rank_gap <= b->y || b->y + b->h + l->rank_gap <= a->y;
            assert_true(apart_x || apart_y);
        }
    }
}

/* Within a box, its edge left out; the part below `bottom` of the box that a line leaves is its own way out. */
static bool
runs_through(struct point p, struct point q, const struct layout_node *n, int32_t h)
{
    int32_t lo_x = p.x < q.x ? p.x : q.x, hi_x = p.x < q.x ? q.x : p.x,
            lo_y = p.y < q.y ? p.y : q.y, hi_y = p.y < q.y ? q.y : p.y;
    return hi_x > n->x && lo_x < n->x + n->w && hi_y > n->y && lo_y < n->y + h;
}

static void
check_lines(const struct layout *l)
{
    for (uint32_t e = 0; e < l->edge_count; e++) {
        const struct layout_edge *edge = &l->edges[e];
        bool is_up = l->nodes[edge->from].rank > l->nodes[edge->to].rank;
        const struct layout_node *upper = &l->nodes[is_up ? edge->to : edge->from],
                                 *lower = &l->nodes[is_up ? edge->from : edge->to];
        struct point first = edge->points[is_up ? edge->point_count - 1 : 0],
                     last = edge->points[is_up ? 0 : edge->point_count - 1];
        assert_true(edge->point_count >= 2);
        assert_int_equal(first.y, upper->y + upper->bottom);
        assert_int_equal(last.y, lower->y);
        assert_true(abs(first.x - upper->x - upper->port) <= upper->spread);
        assert_true(abs(last.x - lower->x - lower->port) <= lower->spread);
        for (uint32_t i = 0; i + 1 < edge->point_count; i++) {
            struct point p = edge->points[i], q = edge->points[i + 1];
            assert_true((p.x == q.x) != (p.y == q.y));
            for (uint32_t n = 0; n < l->node_count; n++) {
                const struct layout_node *node = &l->nodes[n];
                assert_false(runs_through(p, q, node, node == upper ? node->bottom : node->h));
            }
        }
    }
}

/* ---- crossings as a reader counts them ---- */

struct crossing {
    int32_t x, y;
};

static int
by_place(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct crossing));
}

/* Level parts across upright ones, whoever they belong to, but for the two being joined there. Lines of one beginning count once. */
static uint32_t
crossings_drawn(struct arena *a, const struct layout *l)
{
    uint32_t count = 0, distinct = 0, size = 0;
    for (uint32_t e = 0; e < l->edge_count; e++)
        size += l->edges[e].point_count;
    struct crossing *found = arena_array(a, struct crossing, (size_t)size * size);
    for (uint32_t e = 0; e < l->edge_count; e++)
        for (uint32_t i = 0; i + 1 < l->edges[e].point_count; i++) {
            struct point p = l->edges[e].points[i], q = l->edges[e].points[i + 1];
            if (p.y != q.y)
                continue;
            for (uint32_t f = 0; f < l->edge_count; f++)
                for (uint32_t k = 0; k + 1 < l->edges[f].point_count; k++) {
                    struct point r = l->edges[f].points[k], s = l->edges[f].points[k + 1];
                    bool is_across = r.x == s.x && (p.x < r.x) != (q.x < r.x) && p.x != r.x &&
                                     q.x != r.x && (r.y < p.y) != (s.y < p.y) && r.y != p.y &&
                                     s.y != p.y;
                    if (is_across)
                        found[count++] = (struct crossing){r.x, p.y};
                }
        }
    if (count)
        qsort(found, count, sizeof *found, by_place);
    for (uint32_t i = 0; i < count; i++)
        distinct += i == 0 || memcmp(&found[i], &found[i - 1], sizeof *found) != 0;
    return distinct;
}

/* ---- the tests ---- */

static void
promises_hold(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < GRAPHS; seed++) {
        struct arena a = {0};
        uint32_t nodes = 1 + seed % NODES;
        struct layout l = random_graph(&a, seed, nodes, seed % 3 == 0 ? 0 : nodes * (seed % 5) / 4);
        layout_run(&a, &l);
        check_boxes(&l);
        check_lines(&l);
        arena_release(&a);
    }
}

static void
crossings_are_counted(void **state)
{
    (void)state;
    uint32_t all = 0;
    for (uint32_t seed = 0; seed < GRAPHS / 3; seed++) {
        struct arena a = {0};
        struct layout l = random_graph(&a, seed, 1 + seed % NODES, seed % NODES);
        layout_run(&a, &l);
        assert_int_equal(l.crossings, crossings_drawn(&a, &l));
        all += l.crossings;
        arena_release(&a);
    }
    assert_true(all > 100); /* there was something to count */
}

static void
trees_have_none(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < GRAPHS; seed++) {
        struct arena a = {0};
        struct layout l = random_graph(&a, seed, 1 + seed % 200, 0);
        layout_run(&a, &l);
        assert_int_equal(l.crossings, 0);
        arena_release(&a);
    }
}

static void
again_is_the_same(void **state)
{
    (void)state;
    struct arena a = {0};
    struct layout one = random_graph(&a, 7, 60, 40), other = random_graph(&a, 7, 60, 40);
    layout_run(&a, &one);
    layout_run(&a, &other);
    assert_memory_equal(one.nodes, other.nodes, one.node_count * sizeof *one.nodes);
    for (uint32_t e = 0; e < one.edge_count; e++) {
        assert_int_equal(one.edges[e].point_count, other.edges[e].point_count);
        assert_memory_equal(one.edges[e].points, other.edges[e].points,
                            one.edges[e].point_count * sizeof(struct point));
    }
    arena_release(&a);
}

/* A box over its only child is over its middle; over two, between them. */
static void
parents_stand_above(void **state)
{
    (void)state;
    struct arena a = {0};
    struct layout_node nodes[] = {
        {.w = 1000, .h = 500, .port = 500, .bottom = 500, .spread = 200},
        {.w = 1000, .h = 500, .port = 500, .bottom = 500, .spread = 200},
        {.w = 1000, .h = 500, .port = 500, .bottom = 500, .spread = 200},
        {.w = 1000, .h = 500, .port = 500, .bottom = 500, .spread = 200},
    };
    struct layout_edge edges[] = {{.from = 0, .to = 1}, {.from = 0, .to = 2}, {.from = 1, .to = 3}};
    struct layout l = {nodes, 4, edges, 3, 200, 400, 0, 0, 0};
    layout_run(&a, &l);
    assert_int_equal(nodes[1].x, nodes[3].x);
    assert_int_equal(nodes[0].x, (nodes[1].x + nodes[2].x) / 2);
    assert_true(nodes[1].x < nodes[2].x);
    assert_int_equal(l.w, 2200);
    assert_int_equal(l.h, 3 * 500 + 2 * 400);
    arena_release(&a);
}

static void
nothing_is_fine(void **state)
{
    (void)state;
    struct arena a = {0};
    struct layout l = {0};
    layout_run(&a, &l);
    assert_int_equal(l.w + l.h, 0);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(promises_hold),       cmocka_unit_test(crossings_are_counted),
        cmocka_unit_test(trees_have_none),     cmocka_unit_test(again_is_the_same),
        cmocka_unit_test(parents_stand_above), cmocka_unit_test(nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
