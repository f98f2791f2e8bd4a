#include "engine/eval/vector.h"

#include <stdlib.h>
#include <string.h>

static uint64_t *
cells_new(struct arena *a, uint32_t n)
{
    return arena_alloc_raw(a, sizeof(uint64_t), _Alignof(uint64_t), n);
}

/* ---- sets ---- */

void
set_builder_init(struct set_builder *b, struct arena *a, uint32_t row_count)
{
    *b = (struct set_builder){.arena = a, .row_count = row_count};
    b->offsets = arena_array(a, uint32_t, (size_t)row_count + 1);
}

void
set_builder_add(struct set_builder *b, uint64_t cell)
{
    vec_push(b->arena, &b->members, cell);
}

void
set_builder_add_run(struct set_builder *b, struct run r)
{
    for (uint32_t i = 0; i < r.count; i++)
        set_builder_add(b, r.at[i]);
}

void
set_builder_incomplete(struct set_builder *b)
{
    bits_add(b->arena, &b->incomplete, b->row_count, b->row);
}

void
set_builder_close(struct set_builder *b)
{
    b->offsets[++b->row] = b->members.len;
}

static int
by_cell(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void
sort_few(uint64_t *cells, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint64_t cell = cells[i];
        uint32_t at = i;
        for (; at > 0 && cells[at - 1] > cell; at--)
            cells[at] = cells[at - 1];
        cells[at] = cell;
    }
}

uint32_t
cells_sort_unique(uint64_t *cells, uint32_t count)
{
    if (count < 2)
        return count;
    bool is_ascending = true;
    for (uint32_t i = 1; i < count && is_ascending; i++)
        is_ascending = cells[i - 1] < cells[i];
    if (is_ascending)
        return count;
    if (count <= 24)
        sort_few(cells, count);
    else
        qsort(cells, count, sizeof *cells, by_cell);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++)
        if (cells[i] != cells[kept - 1])
            cells[kept++] = cells[i];
    return kept;
}

void
set_builder_close_sorting(struct set_builder *b)
{
    uint32_t from = b->offsets[b->row];
    if (b->members.len > from)
        b->members.len = from + cells_sort_unique(b->members.at + from, b->members.len - from);
    set_builder_close(b);
}

struct sets
set_builder_done(struct set_builder *b)
{
    return (struct sets){
        .offsets = b->offsets, .members = b->members.at, .incomplete = b->incomplete};
}

bool
run_has(struct run r, uint64_t cell)
{
    uint32_t lo = 0, hi = r.count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r.at[mid] < cell)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r.count && r.at[lo] == cell;
}

/* ---- any kind ---- */

static struct values
values_gather(struct arena *a, const struct values *v, const uint32_t *rows, uint32_t n)
{
    uint64_t *cells = cells_new(a, n);
    for (uint32_t i = 0; i < n; i++)
        cells[i] = v->cells[rows[i]];
    return (struct values){.cells = cells,
                           .present = bits_gather(a, v->present, rows, n),
                           .unknown = bits_gather(a, v->unknown, rows, n),
                           .is_constant = v->is_constant};
}

static struct sets
sets_gather(struct arena *a, const struct sets *s, const uint32_t *rows, uint32_t n)
{
    uint32_t *map = arena_alloc_raw(a, sizeof *map, _Alignof(uint32_t), n);
    for (uint32_t i = 0; i < n; i++)
        map[i] = s->rows ? s->rows[rows[i]] : rows[i];
    return (struct sets){.rows = map,
                         .offsets = s->offsets,
                         .members = s->members,
                         .incomplete = bits_gather(a, s->incomplete, rows, n)};
}

struct vector
vector_gather(struct arena *a, const struct vector *v, const uint32_t *rows, uint32_t n)
{
    switch (v->kind) {
    case VECTOR_CONDITION:
        return vector_of_condition(
            (struct condition){.is_true = bits_gather(a, v->condition.is_true, rows, n),
                               .unknown = bits_gather(a, v->condition.unknown, rows, n)});
    case VECTOR_VALUES: return vector_of_values(values_gather(a, &v->values, rows, n));
    case VECTOR_SETS: return vector_of_sets(sets_gather(a, &v->sets, rows, n));
    }
    abort();
}

static const uint64_t *
repeat_bit(struct arena *a, const uint64_t *bits, uint32_t n)
{
    return bit_get(bits, 0) ? bits_ones(a, n) : NULL;
}

struct vector
vector_repeat(struct arena *a, const struct vector *v, uint32_t n)
{
    switch (v->kind) {
    case VECTOR_CONDITION:
        return vector_of_condition(
            (struct condition){.is_true = repeat_bit(a, v->condition.is_true, n),
                               .unknown = repeat_bit(a, v->condition.unknown, n)});
    case VECTOR_VALUES: {
        uint64_t *cells = cells_new(a, n);
        for (uint32_t i = 0; i < n; i++)
            cells[i] = v->values.cells[0];
        const uint64_t *present = repeat_bit(a, v->values.present, n);
        return vector_of_values((struct values){.cells = cells,
                                                .present = present ? present : bits_new(a, n),
                                                .unknown = repeat_bit(a, v->values.unknown, n),
                                                .is_constant = true});
    }
    case VECTOR_SETS: {
        uint32_t *rows = arena_array(a, uint32_t, n);
        for (uint32_t i = 0; i < n; i++)
            rows[i] = v->sets.rows ? v->sets.rows[0] : 0;
        return vector_of_sets((struct sets){.rows = rows,
                                            .offsets = v->sets.offsets,
                                            .members = v->sets.members,
                                            .incomplete = repeat_bit(a, v->sets.incomplete, n)});
    }
    }
    abort();
}

struct vector
vector_unknown(struct arena *a, enum vector_kind kind, uint32_t n)
{
    const uint64_t *all = bits_ones(a, n);
    switch (kind) {
    case VECTOR_CONDITION: return vector_of_condition((struct condition){.unknown = all});
    case VECTOR_VALUES:
        return vector_of_values((struct values){
            .cells = arena_array(a, uint64_t, n), .present = bits_new(a, n), .unknown = all});
    case VECTOR_SETS:
        return vector_of_sets(
            (struct sets){.offsets = arena_array(a, uint32_t, (size_t)n + 1), .incomplete = all});
    }
    abort();
}

struct vector
vector_of_condition(struct condition c)
{
    return (struct vector){.kind = VECTOR_CONDITION, .condition = c};
}

struct vector
vector_of_values(struct values v)
{
    return (struct vector){.kind = VECTOR_VALUES, .values = v};
}

struct vector
vector_of_sets(struct sets s)
{
    return (struct vector){.kind = VECTOR_SETS, .sets = s};
}
