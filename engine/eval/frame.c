#include "engine/eval/internal.h"

void
frame_open(struct frame *f, struct frame *outer, const struct frame *below)
{
    struct evaluation *ev = below->ev;
    *f = (struct frame){.ev = ev, .outer = outer, .depth = below->depth + 1};
    f->arena = &ev->arenas[f->depth];
    f->mark = arena_mark(f->arena);
}

void
frame_close(struct frame *f)
{
    arena_rewind(f->arena, f->mark);
}

bool
frame_is_too_deep(const struct frame *below)
{
    return below->depth + 3 >= FRAME_DEPTH_MAX;
}

void
frame_bind(struct frame *f, uint32_t slot, struct vector v)
{
    vec_push(f->arena, &f->bindings, ((struct frame_binding){slot, v}));
    f->bound |= slot_bit(slot);
}

uint32_t *
rows_new(struct arena *a, uint32_t n)
{
    return arena_alloc_raw(a, sizeof(uint32_t), _Alignof(uint32_t), n);
}

uint64_t *
cells_raw(struct arena *a, uint32_t n)
{
    return arena_alloc_raw(a, sizeof(uint64_t), _Alignof(uint64_t), n);
}

void
frame_bind_range(struct frame *f, uint32_t slot, uint64_t first)
{
    uint64_t *cells = cells_raw(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        cells[i] = first + i;
    frame_bind(f, slot,
               vector_of_values((struct values){
                   .cells = cells, .present = bits_ones(f->arena, f->count), .is_range = true}));
}

/* Spreads a vector of the next outer frame over the rows of f. */
static struct vector
from_outer(struct frame *f, struct vector v)
{
    if (!f->origin)
        return vector_repeat(f->arena, &v, f->count);
    return vector_gather(f->arena, &v, f->origin, f->count);
}

static struct vector
from_outside(struct frame *f, const struct value *v)
{
    struct arena *a = f->arena;
    if (v->kind == VALUE_SET) {
        uint32_t *offsets = arena_array(a, uint32_t, 2);
        offsets[1] = v->count;
        return vector_of_sets((struct sets){.offsets = offsets,
                                            .members = v->members,
                                            .incomplete = v->incomplete ? bits_ones(a, 1) : NULL});
    }
    uint64_t *cells = cells_raw(a, 1);
    cells[0] = v->cell;
    return vector_of_values(
        (struct values){.cells = cells,
                        .present = v->kind == VALUE_CELL ? bits_ones(a, 1) : bits_new(a, 1),
                        .unknown = v->kind == VALUE_UNKNOWN ? bits_ones(a, 1) : NULL});
}

struct vector
frame_slot(struct frame *f, uint32_t slot)
{
    for (uint32_t i = 0; i < f->bindings.len; i++)
        if (f->bindings.at[i].slot == slot)
            return f->bindings.at[i].vector;
    if (!f->outer)
        return vector_unknown(f->arena, VECTOR_VALUES, f->count);
    struct vector v =
        f->given ? from_outside(f, &f->given[slot]) : from_outer(f, frame_slot(f->outer, slot));
    vec_push(f->arena, &f->bindings, ((struct frame_binding){slot, v}));
    return v;
}

uint64_t
scale_expected(uint64_t expected, uint64_t part, uint64_t of)
{
    if (!of)
        return part;
    int128 scaled = (int128)expected * part / of;
    return scaled > (int128)UINT64_MAX ? UINT64_MAX : (uint64_t)scaled;
}

void
frame_select(struct frame *out, struct frame *f, const uint64_t *bits)
{
    frame_open(out, f, f);
    uint32_t *origin = bits_rows(out->arena, bits, f->count, &out->count);
    out->origin = origin;
    out->expected = scale_expected(f->expected, out->count, f->count);
}

void
frame_slice(struct frame *out, struct frame *f, uint32_t from, uint32_t count)
{
    frame_open(out, f, f);
    uint32_t *origin = rows_new(out->arena, count);
    for (uint32_t i = 0; i < count; i++)
        origin[i] = from + i;
    out->origin = origin;
    out->count = count;
    out->expected = scale_expected(f->expected, count, f->count);
}

const uint32_t *
frame_rows_in(struct frame *f, const struct frame *at)
{
    const uint32_t *rows = f->origin;
    for (const struct frame *g = f->outer; g != at; g = g->outer) {
        uint32_t *next = rows_new(f->arena, f->count);
        for (uint32_t i = 0; i < f->count; i++)
            next[i] = g->origin[rows[i]];
        rows = next;
    }
    return rows;
}
