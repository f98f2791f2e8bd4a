/*
 * Measures: one value for each entity, as a column over the whole extent of the parameter.
 *
 * The column is filled when the first call asks for it, in rounds: first for entities that lead to nothing, then
 * for those all of whose links lead to what is done (Kahn 1962). Each round is a few frames, so all of it is
 * linear in the links. Entities on a cycle are never reached; they are unknown.
 */
#include "engine/eval/measure.h"

/* ---- one round ---- */

/* Unknown because of one below, or in itself. */
static uint32_t
origin_of(const struct measure *m, uint32_t e)
{
    const struct graph *g = m->graph;
    for (uint32_t i = g->offsets[e]; i < g->offsets[e + 1]; i++) {
        uint32_t to = g->targets[i];
        bool is_one = to >= m->universe.lo && to < m->universe.hi;
        if (is_one && bit_get(m->unknown, to - m->universe.lo))
            return m->origins[to - m->universe.lo];
    }
    return e;
}

static void
put(struct measure *m, const uint32_t *entities, struct frame *f, struct vector v)
{
    bool is_condition = m->cells == NULL;
    struct condition c = is_condition ? condition_of(f, v) : (struct condition){0};
    struct values values = is_condition ? (struct values){0} : values_of(f, v);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t at = entities[i] - m->universe.lo;
        if (!is_condition)
            m->cells[at] = values.cells[i];
        bit_or(m->present, at, bit_get(is_condition ? c.is_true : values.present, i));
        if (bit_get(is_condition ? c.unknown : values.unknown, i))
            m->origins[at] = origin_of(m, entities[i]);
        else
            bit_clear(m->unknown, at);
    }
}

static void
compute_chunk(struct measure *m, struct frame *below, const uint32_t *entities, uint32_t count)
{
    struct frame f;
    frame_open(&f, &below->ev->root, below);
    f.count = count;
    f.expected = m->universe.hi - m->universe.lo;
    uint64_t *cells = cells_raw(f.arena, count);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = entities[i];
    frame_bind(
        &f, 0,
        vector_of_values((struct values){.cells = cells, .present = bits_ones(f.arena, count)}));
    put(m, entities, &f, eval(&f, m->define->body));
    frame_close(&f);
}

static bool
is_about(const struct measure *m, const struct evaluation *ev, uint32_t e)
{
    const struct union_type *u = &ev->program->unions.at[m->define->slots[0].type.of];
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(ev->store, u->members[i]);
        if (e >= r.lo && e < r.hi)
            return true;
    }
    return false;
}

/* Those of a round that the measure is about. */
static void
compute(struct measure *m, struct frame *below, const uint32_t *round, uint32_t count)
{
    struct evaluation *ev = below->ev;
    struct frame scratch;
    frame_open(&scratch, below, below);
    uint32_t *entities = rows_new(scratch.arena, ev->chunk_rows), n = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (is_about(m, ev, round[i]))
            entities[n++] = round[i];
        if (n == ev->chunk_rows || (n && i + 1 == count)) {
            compute_chunk(m, &scratch, entities, n);
            n = 0;
        }
    }
    frame_close(&scratch);
}

/* ---- all rounds ---- */

struct rounds {
    struct graph *graph;
    uint32_t *waiting; /* by entity: links to what is not done */
    uint32_t *work, len, done;
};

static void
rounds_init(struct rounds *r, struct evaluation *ev, struct graph *g)
{
    uint32_t *memory = mem_alloc(sizeof *memory, (size_t)g->n * 2 + 1);
    *r = (struct rounds){.graph = g, .waiting = memory, .work = memory + g->n};
    graph_reverse(ev, g);
    for (uint32_t e = 0; e < g->n; e++) {
        r->waiting[e] = g->offsets[e + 1] - g->offsets[e];
        if (!r->waiting[e])
            r->work[r->len++] = e;
    }
    /* What is on a cycle counts as done, with nothing known of it: what leads there is computed. */
    for (uint32_t e = 0; e < g->n; e++)
        if (bit_get(g->on_cycle, e))
            r->work[r->len++] = e;
}

/* What waits for one of a round only, and is not on a cycle, makes up the next one. */
static void
next_round(struct rounds *r, uint32_t from, uint32_t to)
{
    const struct graph *g = r->graph;
    for (uint32_t w = from; w < to; w++)
        for (uint32_t i = g->back_offsets[r->work[w]]; i < g->back_offsets[r->work[w] + 1]; i++) {
            uint32_t e = g->back_targets[i];
            if (--r->waiting[e] == 0 && !bit_get(g->on_cycle, e))
                r->work[r->len++] = e;
        }
}

static void
compute_all(struct measure *m, struct frame *f)
{
    struct evaluation *ev = f->ev;
    struct graph *g = m->graph;
    struct rounds r;
    rounds_init(&r, ev, g);
    uint32_t first = r.len;
    while (first && bit_get(g->on_cycle, r.work[first - 1]))
        first--;
    for (uint32_t from = 0, to = r.len; from < to; from = to, to = r.len) {
        compute(m, f, r.work + from, (from ? to : first) - from);
        next_round(&r, from, to);
    }
    mem_free(r.waiting);
}

static struct measure *
measure_of(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    struct measure **known = &ev->measures[ir->call.define];
    if (*known)
        return *known;
    const struct define *d = &ev->program->defines.at[ir->call.define];
    struct measure *m = arena_new(ev->arena, struct measure);
    *m = (struct measure){.define = d, .universe = extent_cover(ev, d->slots[0].type.of)};
    uint32_t n = m->universe.hi - m->universe.lo;
    if (vector_kind_of(ir) == VECTOR_VALUES)
        m->cells = arena_array(ev->arena, uint64_t, n + 1);
    m->present = bits_new(ev->arena, n);
    m->unknown = bits_ones(ev->arena, n);
    m->origins = rows_new(ev->arena, n);
    for (uint32_t i = 0; i < n; i++)
        m->origins[i] = m->universe.lo + i;
    m->graph = graph_along(ev, d->along, d->along_count);
    graph_find_cycles(ev, m->graph);
    measure_find_circles(m, ev);
    *known = m; /* before it is filled: its own calls read what is done */
    bool is_single = ev->is_single;
    ev->is_single = false;
    compute_all(m, f);
    ev->is_single = is_single;
    return m;
}

/* An entity of another type may stand in a row where the result plays no role. */
struct vector
eval_measure(struct frame *f, const struct ir *ir)
{
    struct values of = eval_values(f, ir->call.args.at[0]);
    const struct measure *m = measure_of(f, ir);
    uint64_t *cells = m->cells ? arena_array(f->arena, uint64_t, f->count) : NULL;
    uint64_t *present = bits_new(f->arena, f->count);
    uint64_t *unknown = bits_copy(f->arena, of.unknown, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_one =
            bit_get(of.present, i) && of.cells[i] >= m->universe.lo && of.cells[i] < m->universe.hi;
        if (!is_one)
            continue;
        uint32_t at = (uint32_t)of.cells[i] - m->universe.lo;
        if (cells)
            cells[i] = m->cells[at];
        bit_or(present, i, bit_get(m->present, at));
        bit_or(unknown, i, bit_get(m->unknown, at));
    }
    if (!bits_any(unknown, f->count))
        unknown = NULL;
    if (!cells)
        return vector_of_condition((struct condition){.is_true = present, .unknown = unknown});
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}

struct ent
evaluation_origin(const struct evaluation *e, define_id measure, struct ent ent)
{
    const struct measure *m = e->measures[measure];
    bool is_one = m && ent.v >= m->universe.lo && ent.v < m->universe.hi;
    return is_one ? (struct ent){m->origins[ent.v - m->universe.lo]} : ent;
}

const struct diag *
evaluation_circle(const struct evaluation *e, define_id measure, struct ent ent)
{
    const struct measure *m = e->measures[measure];
    return m ? measure_circle(m, (struct evaluation *)(uintptr_t)e, ent.v) : NULL;
}
