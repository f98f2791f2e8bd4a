#include "engine/eval/graph.h"

#include <string.h>

static bool
same_relation(const struct graph *g, const struct field_alternative *alternatives, uint32_t count)
{
    if (g->alternative_count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (g->alternatives[i].type != alternatives[i].type ||
            g->alternatives[i].field != alternatives[i].field)
            return false;
    return true;
}

/* One type and its field: columns have at most one target, links any number. */
struct side {
    struct range range;
    const struct column *column;
    const struct links *links;
};

static struct side
side_of(struct evaluation *ev, struct field_alternative a)
{
    bool is_set = card_is_set(ev->program->fields.at[a.field].type.card);
    return (struct side){store_extent(ev->store, a.type),
                         is_set ? NULL : store_column(ev->store, a.field),
                         is_set ? store_links(ev->store, a.field) : NULL};
}

static uint32_t
degree(const struct side *s, uint32_t e)
{
    if (s->links) {
        uint32_t row = e - s->links->rows.lo;
        return s->links->offsets[row + 1] - s->links->offsets[row];
    }
    uint32_t row = e - s->column->rows.lo;
    return bit_get(s->column->present, row) && !bit_get(s->column->incomplete, row);
}

static void
copy_targets(const struct side *s, uint32_t e, uint32_t *out)
{
    if (!s->links) {
        if (degree(s, e))
            *out = (uint32_t)column_cell(s->column, e - s->column->rows.lo);
        return;
    }
    uint32_t row = e - s->links->rows.lo;
    for (uint32_t i = s->links->offsets[row]; i < s->links->offsets[row + 1]; i++)
        *out++ = s->links->targets[i];
}

static bool
is_incomplete(const struct side *s, uint32_t e)
{
    return s->links ? bit_get(s->links->incomplete, e - s->links->rows.lo)
                    : bit_get(s->column->incomplete, e - s->column->rows.lo);
}

static void
load(struct evaluation *ev, struct graph *g)
{
    g->offsets = arena_array(ev->arena, uint32_t, (size_t)g->n + 1);
    for (uint32_t i = 0; i < g->alternative_count; i++) {
        struct side s = side_of(ev, g->alternatives[i]);
        for (uint32_t e = s.range.lo; e < s.range.hi; e++) {
            g->offsets[e + 1] += degree(&s, e);
            if (is_incomplete(&s, e))
                bits_add(ev->arena, &g->incomplete, g->n, e);
        }
    }
    for (uint32_t e = 0; e < g->n; e++)
        g->offsets[e + 1] += g->offsets[e];
    g->targets = rows_new(ev->arena, g->offsets[g->n]);
    uint32_t *next = mem_alloc(sizeof *next, (size_t)g->n + 1);
    memcpy(next, g->offsets, sizeof *next * g->n);
    for (uint32_t i = 0; i < g->alternative_count; i++) {
        struct side s = side_of(ev, g->alternatives[i]);
        for (uint32_t e = s.range.lo; e < s.range.hi; e++) {
            copy_targets(&s, e, g->targets + next[e]);
            next[e] += degree(&s, e);
        }
    }
    mem_free(next);
}

struct graph *
graph_along(struct evaluation *ev, const struct field_alternative *alternatives, uint32_t count)
{
    for (uint32_t i = 0; i < ev->graphs.len; i++)
        if (same_relation(ev->graphs.at[i], alternatives, count))
            return ev->graphs.at[i];
    struct graph *g = arena_new(ev->arena, struct graph);
    g->alternatives = alternatives;
    g->alternative_count = count;
    g->n = store_count(ev->store);
    load(ev, g);
    vec_push(ev->arena, &ev->graphs, g);
    return g;
}

struct graph *
graph_of(struct evaluation *ev, const struct ir *closure)
{
    return graph_along(ev, closure->closure.alternatives, closure->closure.count);
}

/* The links turned round, by counting sort. */
void
graph_reverse(struct evaluation *ev, struct graph *g)
{
    if (g->back_offsets)
        return;
    uint32_t *offsets = arena_array(ev->arena, uint32_t, (size_t)g->n + 2);
    for (uint32_t i = 0; i < g->offsets[g->n]; i++)
        offsets[g->targets[i] + 2]++;
    for (uint32_t e = 0; e < g->n; e++)
        offsets[e + 2] += offsets[e + 1];
    g->back_targets = rows_new(ev->arena, g->offsets[g->n]);
    for (uint32_t e = 0; e < g->n; e++)
        for (uint32_t i = g->offsets[e]; i < g->offsets[e + 1]; i++)
            g->back_targets[offsets[g->targets[i] + 1]++] = e;
    g->back_offsets = offsets;
}

uint64_t *
graph_reaching(struct evaluation *ev, struct graph *g, const uint64_t *seeds)
{
    graph_reverse(ev, g);
    uint64_t *reached = bits_copy(ev->arena, seeds, g->n);
    uint32_t *work = mem_alloc(sizeof *work, g->n), len = 0;
    for (uint32_t e = 0; e < g->n; e++)
        if (bit_get(reached, e))
            work[len++] = e;
    while (len) {
        uint32_t e = work[--len];
        for (uint32_t i = g->back_offsets[e]; i < g->back_offsets[e + 1]; i++) {
            uint32_t from = g->back_targets[i];
            if (bit_get(reached, from))
                continue;
            bit_set(reached, from);
            work[len++] = from;
        }
    }
    mem_free(work);
    return reached;
}

uint64_t *
graph_before(struct evaluation *ev, const struct graph *g, const uint64_t *targets)
{
    uint64_t *out = bits_new(ev->arena, g->n);
    for (uint32_t e = 0; e < g->n; e++)
        for (uint32_t i = g->offsets[e]; i < g->offsets[e + 1]; i++)
            bit_or(out, e, bit_get(targets, g->targets[i]));
    return out;
}

/* ---- strongly connected components (Tarjan 1972), without recursion ---- */

struct tarjan {
    struct graph *g;
    uint32_t *index, *low, *next; /* index 0: not visited */
    uint32_t *path, path_len;     /* entities whose links are being followed */
    uint32_t *open, open_len;     /* entities of components that are not closed */
    uint64_t *is_open;
    uint32_t counter;
};

static void
enter(struct tarjan *t, uint32_t e)
{
    t->index[e] = t->low[e] = ++t->counter;
    t->next[e] = t->g->offsets[e];
    t->path[t->path_len++] = e;
    t->open[t->open_len++] = e;
    bit_set(t->is_open, e);
}

static void
close_component(struct tarjan *t, uint32_t root)
{
    bool is_cycle = t->open[t->open_len - 1] != root;
    uint32_t e;
    do {
        e = t->open[--t->open_len];
        bit_clear(t->is_open, e);
        bit_or(t->g->on_cycle, e, is_cycle);
    } while (e != root);
}

/* Follows one link of the entity on top of the path, or leaves it. */
static void
step(struct tarjan *t)
{
    uint32_t e = t->path[t->path_len - 1];
    if (t->next[e] < t->g->offsets[e + 1]) {
        uint32_t to = t->g->targets[t->next[e]++];
        if (to == e)
            bit_set(t->g->on_cycle, e);
        if (!t->index[to])
            enter(t, to);
        else if (bit_get(t->is_open, to) && t->index[to] < t->low[e])
            t->low[e] = t->index[to];
        return;
    }
    t->path_len--;
    if (t->low[e] == t->index[e])
        close_component(t, e);
    if (t->path_len) {
        uint32_t before = t->path[t->path_len - 1];
        if (t->low[e] < t->low[before])
            t->low[before] = t->low[e];
    }
}

void
graph_find_cycles(struct evaluation *ev, struct graph *g)
{
    if (g->on_cycle)
        return;
    g->on_cycle = bits_new(ev->arena, g->n);
    uint32_t *memory = mem_alloc(sizeof *memory, (size_t)g->n * 5);
    struct tarjan t = {.g = g,
                       .index = memory,
                       .low = memory + g->n,
                       .next = memory + (size_t)g->n * 2,
                       .path = memory + (size_t)g->n * 3,
                       .open = memory + (size_t)g->n * 4,
                       .is_open = mem_alloc(sizeof(uint64_t), bits_words(g->n))};
    for (uint32_t e = 0; e < g->n; e++) {
        if (!t.index[e] && g->offsets[e] < g->offsets[e + 1])
            enter(&t, e);
        while (t.path_len)
            step(&t);
    }
    mem_free(t.is_open);
    mem_free(memory);
    if (g->incomplete)
        g->near_incomplete = graph_reaching(ev, g, g->incomplete);
}
