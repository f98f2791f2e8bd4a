/*
 * Columns. Rows are gone through down and up in turns; each row is placed as near as its order and gaps allow to where its neighbours
 * in the other row want it, in the sense of least squares: sets of vertices that would overlap move as one (pooling adjacent
 * violators, Ayer et al. 1955). The turns and the weights of long lines are those of the priority method (Sugiyama et al. 1981).
 */
#include "engine/diagram/layout_internal.h"

enum { TURNS = 40, PASSING_WEIGHT = 8, HALF_PASSING_WEIGHT = 3 };

struct pool {
    uint32_t first; /* vertex of the row */
    int64_t sum;    /* of weight × wanted place of the row's first vertex */
    int64_t weight;
};

struct placing {
    struct sketch *s;
    struct pool *pools;
    int64_t *
        offsets; /* by vertex of the row: from the row's first vertex, if nothing were between them but gaps */
};

static int64_t
gap_between(const struct sketch *s, const struct vertex *a, const struct vertex *b)
{
    bool has_line = a->node == NO_VERTEX || b->node == NO_VERTEX;
    return a->right + b->left + (has_line ? LINE_GAP : s->layout->node_gap);
}

static int64_t
weight_of(const struct vertex *a, const struct vertex *b)
{
    if (a->node == NO_VERTEX && b->node == NO_VERTEX)
        return PASSING_WEIGHT;
    return a->node == NO_VERTEX || b->node == NO_VERTEX ? HALF_PASSING_WEIGHT : 1;
}

/* Where the neighbours on one side want v: over the middle between the outermost of those below, and below the mean of those above. */
static bool
wanted(const struct sketch *s, uint32_t v, bool by_upper, int64_t *x, int64_t *weight)
{
    const struct adjacency *side = by_upper ? &s->up : &s->down;
    int64_t sum = 0, least = INT64_MAX, most = INT64_MIN;
    *weight = 0;
    for (uint32_t j = side->offsets[v]; j < side->offsets[v + 1]; j++) {
        const struct segment *piece = &s->segments[side->targets[j]];
        const struct vertex *other = &s->vertices[by_upper ? piece->upper : piece->lower];
        int64_t w = weight_of(&s->vertices[v], other);
        sum += w * other->x;
        *weight += w;
        least = other->x < least ? other->x : least;
        most = other->x > most ? other->x : most;
    }
    if (*weight == 0)
        return false;
    *x = by_upper ? sum / *weight : (least + most) / 2;
    return true;
}

static int64_t
pool_place(const struct pool *p)
{
    int64_t q = p->sum / p->weight;
    return q * p->weight > p->sum ? q - 1 : q; /* rounded down, so that order stays */
}

static void
place_row(struct placing *p, uint32_t r, bool by_upper)
{
    struct sketch *s = p->s;
    uint32_t *row = s->rows.vertices + s->rows.offsets[r],
             len = s->rows.offsets[r + 1] - s->rows.offsets[r], pools = 0;
    for (uint32_t i = 0; i < len; i++) {
        struct vertex *v = &s->vertices[row[i]];
        int64_t x = v->x, weight = 1, place;
        p->offsets[i] = i ? p->offsets[i - 1] + gap_between(s, &s->vertices[row[i - 1]], v) : 0;
        if (!wanted(s, row[i], by_upper, &x, &weight))
            x = v->x;
        weight = weight ? weight * 4 : 1;
        place = x - p->offsets[i];
        p->pools[pools++] = (struct pool){i, weight * place, weight};
        while (pools > 1 && pool_place(&p->pools[pools - 2]) > pool_place(&p->pools[pools - 1])) {
            p->pools[pools - 2].sum += p->pools[pools - 1].sum;
            p->pools[pools - 2].weight += p->pools[pools - 1].weight;
            pools--;
        }
    }
    for (uint32_t k = 0; k < pools; k++) {
        uint32_t end = k + 1 < pools ? p->pools[k + 1].first : len;
        for (uint32_t i = p->pools[k].first; i < end; i++)
            s->vertices[row[i]].x = pool_place(&p->pools[k]) + p->offsets[i];
    }
}

/* All rows beginning at the left edge. */
static void
pack_left(struct sketch *s)
{
    for (uint32_t r = 0; r < s->rows.count; r++) {
        int64_t x = 0;
        for (uint32_t i = s->rows.offsets[r]; i < s->rows.offsets[r + 1]; i++) {
            struct vertex *v = &s->vertices[s->rows.vertices[i]];
            bool is_first = i == s->rows.offsets[r];
            x = is_first ? v->left : x + gap_between(s, &s->vertices[s->rows.vertices[i - 1]], v);
            v->x = x;
        }
    }
}

static void
move_to_edge(struct sketch *s)
{
    int64_t least = INT64_MAX, most = 0;
    for (uint32_t i = 0; i < s->vertex_count; i++) {
        const struct vertex *v = &s->vertices[i];
        least = v->x - v->left < least ? v->x - v->left : least;
    }
    for (uint32_t i = 0; i < s->vertex_count; i++) {
        struct vertex *v = &s->vertices[i];
        v->x -= least;
        most = v->x + v->right > most ? v->x + v->right : most;
    }
    s->layout->w = (int32_t)most;
}

void
sketch_places(struct sketch *s)
{
    uint32_t rows = s->rows.count;
    struct placing p = {.s = s,
                        .pools = arena_array(s->arena, struct pool, s->vertex_count),
                        .offsets = arena_array(s->arena, int64_t, s->vertex_count)};
    pack_left(s);
    for (uint32_t turn = 0; turn < TURNS; turn++) {
        for (uint32_t i = rows - 1; i-- > 0;)
            place_row(&p, i, false);
        for (uint32_t i = 1; i < rows; i++)
            place_row(&p, i, true);
    }
    for (uint32_t i = rows - 1; i-- > 0;)
        place_row(&p, i, false);
    move_to_edge(s);
}
