/*
 * Left to right within rows: sweeps down and up, each vertex to the mean of its neighbours in the row before (Sugiyama, Tagawa and
 * Toda 1981), then exchanges of neighbours (Gansner, Koutsofios, North and Vo 1993). Crossings are counted in a tree of sums
 * (Barth, Jünger and Mutzel 2002); the best order seen is kept, and of equally good ones the first, which is nearest to what was given.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/diagram/layout_internal.h"

enum { PATIENCE = 6, SCALE = 1024 };

struct ordering {
    struct sketch *s;
    uint32_t *best;
    uint32_t *sums; /* tree of sums, by place in a row */
    struct ranked {
        int64_t key;
        uint32_t order, vertex;
    } * ranked; /* of one row */
    uint32_t *slots, *ends;
};

/* ---- counting ---- */

static int
by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Crossings of the pieces between row r and the next one. */
static uint64_t
crossings_below(struct ordering *o, uint32_t r)
{
    const struct sketch *s = o->s;
    uint32_t lower = s->rows.offsets[r + 2] - s->rows.offsets[r + 1], count = 0;
    uint64_t crossings = 0;
    memset(o->sums, 0, (lower + 1) * sizeof *o->sums);
    for (uint32_t i = s->rows.offsets[r]; i < s->rows.offsets[r + 1]; i++) {
        uint32_t v = s->rows.vertices[i], ends = 0;
        for (uint32_t j = s->down.offsets[v]; j < s->down.offsets[v + 1]; j++)
            o->ends[ends++] = s->vertices[s->segments[s->down.targets[j]].lower].order;
        qsort(o->ends, ends, sizeof *o->ends, by_number);
        for (uint32_t k = 0; k < ends; k++) {
            uint32_t before = 0; /* pieces from further left that end here or further left */
            for (uint32_t at = o->ends[k] + 1; at; at &= at - 1)
                before += o->sums[at];
            crossings += count - before;
        }
        for (uint32_t k = 0; k < ends; k++, count++)
            for (uint32_t at = o->ends[k] + 1; at <= lower; at += at & (~at + 1))
                o->sums[at]++;
    }
    return crossings;
}

static uint64_t
crossings_all(struct ordering *o)
{
    uint64_t crossings = 0;
    for (uint32_t r = 0; r + 1 < o->s->rows.count; r++)
        crossings += crossings_below(o, r);
    return crossings;
}

/* ---- means ---- */

static bool
mean_of(const struct sketch *s, const struct adjacency *side, bool is_up, uint32_t v, int64_t *mean)
{
    int64_t sum = 0;
    uint32_t count = side->offsets[v + 1] - side->offsets[v];
    for (uint32_t j = side->offsets[v]; j < side->offsets[v + 1]; j++) {
        const struct segment *piece = &s->segments[side->targets[j]];
        sum += s->vertices[is_up ? piece->upper : piece->lower].order;
    }
    if (count)
        *mean = sum * SCALE / count;
    return count != 0;
}

static int
by_key(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* What has no neighbour there keeps its place. */
static void
sort_row(struct ordering *o, uint32_t r, bool by_upper)
{
    struct sketch *s = o->s;
    uint32_t count = 0, *row = s->rows.vertices + s->rows.offsets[r],
             len = s->rows.offsets[r + 1] - s->rows.offsets[r];
    for (uint32_t i = 0; i < len; i++) {
        int64_t mean;
        if (!mean_of(s, by_upper ? &s->up : &s->down, by_upper, row[i], &mean))
            continue;
        o->ranked[count] = (struct ranked){mean, i, row[i]};
        o->slots[count++] = i;
    }
    qsort(o->ranked, count, sizeof *o->ranked, by_key);
    for (uint32_t k = 0; k < count; k++) {
        row[o->slots[k]] = o->ranked[k].vertex;
        s->vertices[o->ranked[k].vertex].order = o->slots[k];
    }
}

static void
sweep(struct ordering *o, bool is_down)
{
    uint32_t rows = o->s->rows.count;
    for (uint32_t i = 1; i < rows; i++)
        sort_row(o, is_down ? i : rows - 1 - i, is_down);
}

/* ---- exchanges ---- */

/* Crossings of pieces of u with pieces of v on one side, u standing left. */
static uint64_t
pair_crossings(const struct sketch *s, const struct adjacency *side, bool is_up, uint32_t u,
               uint32_t v)
{
    uint64_t crossings = 0;
    for (uint32_t i = side->offsets[u]; i < side->offsets[u + 1]; i++) {
        const struct segment *a = &s->segments[side->targets[i]];
        uint32_t end = s->vertices[is_up ? a->upper : a->lower].order;
        for (uint32_t j = side->offsets[v]; j < side->offsets[v + 1]; j++) {
            const struct segment *b = &s->segments[side->targets[j]];
            crossings += end > s->vertices[is_up ? b->upper : b->lower].order;
        }
    }
    return crossings;
}

static bool
is_better_swapped(const struct sketch *s, uint32_t u, uint32_t v)
{
    return pair_crossings(s, &s->up, true, v, u) + pair_crossings(s, &s->down, false, v, u) <
           pair_crossings(s, &s->up, true, u, v) + pair_crossings(s, &s->down, false, u, v);
}

static bool
exchange_row(struct sketch *s, uint32_t r)
{
    bool changed = false;
    for (uint32_t i = s->rows.offsets[r]; i + 1 < s->rows.offsets[r + 1]; i++) {
        uint32_t u = s->rows.vertices[i], v = s->rows.vertices[i + 1];
        if (!is_better_swapped(s, u, v))
            continue;
        s->rows.vertices[i] = v;
        s->rows.vertices[i + 1] = u;
        s->vertices[v].order--;
        s->vertices[u].order++;
        changed = true;
    }
    return changed;
}

static void
exchange(struct sketch *s)
{
    bool changed = true;
    for (uint32_t pass = 0; changed && pass < PATIENCE; pass++) {
        changed = false;
        for (uint32_t r = 0; r < s->rows.count; r++)
            changed |= exchange_row(s, r);
    }
}

/* ---- all of it ---- */

static uint32_t
widest_row(const struct sketch *s)
{
    uint32_t most = 0;
    for (uint32_t r = 0; r < s->rows.count; r++) {
        uint32_t len = s->rows.offsets[r + 1] - s->rows.offsets[r];
        most = len > most ? len : most;
    }
    return most;
}

void
sketch_order(struct sketch *s)
{
    uint32_t widest = widest_row(s);
    size_t bytes = s->vertex_count * sizeof *s->rows.vertices;
    struct ordering o = {.s = s};
    o.best = arena_array(s->arena, uint32_t, s->vertex_count);
    o.sums = arena_array(s->arena, uint32_t, widest + 2);
    o.ranked = arena_array(s->arena, struct ranked, widest);
    o.slots = arena_array(s->arena, uint32_t, widest);
    o.ends = arena_array(s->arena, uint32_t, s->segment_count + 1);
    uint64_t least = crossings_all(&o);
    memcpy(o.best, s->rows.vertices, bytes);
    uint32_t idle = 0;
    for (uint32_t i = 0; least && i < SWEEPS && idle < PATIENCE; i++) {
        sweep(&o, i % 2 == 0);
        exchange(s);
        uint64_t crossings = crossings_all(&o);
        idle = crossings < least ? 0 : idle + 1;
        if (crossings < least) {
            least = crossings;
            memcpy(o.best, s->rows.vertices, bytes);
        }
    }
    memcpy(s->rows.vertices, o.best, bytes);
    rows_number(s);
}
