/*
 * The way back: who points to an entity by a field. Built from the frozen field by counting, on first use.
 */
#include "engine/store/frozen.h"

#include <assert.h>
#include <string.h>

struct range
field_rows(const struct store *s, field_id f)
{
    return store_extent(s, s->program->fields.at[f].owner);
}

/* The smallest range that holds all types of the field's union. */
struct range
field_target_range(const struct store *s, field_id f)
{
    const struct union_type *u = &s->program->unions.at[s->program->fields.at[f].type.of];
    struct range all = store_extent(s, u->members[0]);
    for (uint32_t i = 1; i < u->member_count; i++) {
        struct range one = store_extent(s, u->members[i]);
        all.lo = one.lo < all.lo ? one.lo : all.lo;
        all.hi = one.hi > all.hi ? one.hi : all.hi;
    }
    return all;
}

/* ---- reverse links of a field that is built ---- */

static void
count_single(const struct field_data *data, uint32_t lo, uint32_t *counts)
{
    const struct column *c = &data->column;
    for (uint32_t row = 0; row < range_len(c->rows); row++)
        if (bit_get(c->present, row) && !bit_get(data->incomplete, row))
            counts[column_cell(c, row) - lo]++;
}

static void
scatter_single(const struct field_data *data, uint32_t lo, uint32_t *next, uint32_t *sources)
{
    const struct column *c = &data->column;
    for (uint32_t row = 0; row < range_len(c->rows); row++)
        if (bit_get(c->present, row) && !bit_get(data->incomplete, row))
            sources[next[column_cell(c, row) - lo]++] = c->rows.lo + row;
}

static void
count_links(const struct links *l, uint32_t lo, uint32_t *counts)
{
    uint32_t rows = range_len(l->rows);
    for (uint32_t i = l->offsets[0]; i < l->offsets[rows]; i++)
        counts[l->targets[i] - lo]++;
}

static void
scatter_links(const struct links *l, uint32_t lo, uint32_t *next, uint32_t *sources)
{
    for (uint32_t row = 0; row < range_len(l->rows); row++)
        for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
            sources[next[l->targets[i] - lo]++] = l->rows.lo + row;
}

/* Sources come in ascending order because rows are visited so. */
const struct links *
inverse_reverse(struct store *s, field_id f)
{
    struct field_data *data = &s->fields[f];
    struct range range = field_target_range(s, f);
    uint32_t count = range_len(range);
    bool is_set = card_is_set(s->program->fields.at[f].type.card);
    if (data->has_reverse)
        return &data->reverse;
    uint32_t *offsets = arena_array(&s->arena, uint32_t, (size_t)count + 1);
    if (is_set)
        count_links(&data->links, range.lo, offsets + 1);
    else
        count_single(data, range.lo, offsets + 1);
    for (uint32_t i = 0; i < count; i++)
        offsets[i + 1] += offsets[i];
    uint32_t *next = mem_alloc(sizeof *next, (size_t)count + 1);
    memcpy(next, offsets, sizeof *next * count);
    uint32_t *sources =
        arena_alloc_raw(&s->arena, sizeof *sources, _Alignof(uint32_t), offsets[count]);
    if (is_set)
        scatter_links(&data->links, range.lo, next, sources);
    else
        scatter_single(data, range.lo, next, sources);
    mem_free(next);
    uint64_t *incomplete = NULL;
    if (data->has_lost || data->whole ||
        s->extents[s->program->fields.at[f].owner].leads_anywhere) {
        incomplete = arena_array(&s->arena, uint64_t, bit_words(count));
        bit_set_all(incomplete, count);
    }
    data->reverse = (struct links){
        .rows = range, .offsets = offsets, .targets = sources, .incomplete = incomplete};
    data->has_reverse = true;
    return &data->reverse;
}

/* ---- implicit fields ---- */

/* The rows of the implicit field are a part of the reverse's. */
static void
build_set(struct store *s, field_id f, const struct links *reverse)
{
    struct field_data *data = &s->fields[f];
    struct range rows = field_rows(s, f);
    if (reverse->incomplete) {
        data->incomplete = arena_array(&s->arena, uint64_t, bit_words(range_len(rows)));
        bit_set_all(data->incomplete, range_len(rows));
    }
    data->links = (struct links){.rows = rows,
                                 .offsets = reverse->offsets + (rows.lo - reverse->rows.lo),
                                 .targets = reverse->targets,
                                 .incomplete = data->incomplete};
}

/* Exactly one source is the value; several leave it unknown; none may be one that was lost. */
static void
build_single(struct store *s, field_id f, const struct links *reverse)
{
    struct field_data *data = &s->fields[f];
    struct range rows = field_rows(s, f);
    uint32_t count = range_len(rows), *cells = arena_array(&s->arena, uint32_t, count);
    const uint32_t *offsets = reverse->offsets + (rows.lo - reverse->rows.lo);
    data->present = arena_array(&s->arena, uint64_t, bit_words(count));
    data->incomplete = arena_array(&s->arena, uint64_t, bit_words(count));
    for (uint32_t row = 0; row < count; row++) {
        uint32_t sources = offsets[row + 1] - offsets[row];
        if (sources == 1) {
            bit_set(data->present, row);
            cells[row] = reverse->targets[offsets[row]];
        } else if (sources > 1 || reverse->incomplete) {
            bit_set(data->incomplete, row);
        }
    }
    data->column = (struct column){.rows = rows,
                                   .width = 4,
                                   .data = cells,
                                   .present = data->present,
                                   .incomplete = data->incomplete};
}

void
inverse_build(struct store *s, field_id f)
{
    const struct field *field = &s->program->fields.at[f];
    struct field_data *data = &s->fields[f], *forward = &s->fields[field->inverse];
    const struct extent_state *extent = &s->extents[s->program->fields.at[field->inverse].owner];
    assert(field->is_implicit && forward->is_built);
    const struct links *reverse = inverse_reverse(s, field->inverse);
    if (reverse->incomplete)
        data->whole = extent->leads_anywhere ? extent->cause
                      : forward->whole       ? forward->whole
                                             : forward->lost;
    if (card_is_set(field->type.card))
        build_set(s, f, reverse);
    else
        build_single(s, f, reverse);
    data->is_built = true;
}
