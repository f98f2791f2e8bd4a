/* One hop: from entities to the values of a field. */
#include "engine/eval/internal.h"

/* A field as the store holds it, and the entities that have it. */
struct hop {
    struct range range;
    const struct column *column; /* one of the two is NULL */
    const struct links *links;
};

struct hops {
    struct hop *at;
    uint32_t count;
};

static struct hops
hops_of(struct frame *f, const struct ir *ir)
{
    struct store *s = f->ev->store;
    struct hops hops = {arena_array(f->arena, struct hop, ir->field.count), ir->field.count};
    for (uint32_t i = 0; i < hops.count; i++) {
        struct field_alternative alternative = ir->field.alternatives[i];
        bool is_set = card_is_set(f->ev->program->fields.at[alternative.field].type.card);
        hops.at[i] = (struct hop){.range = store_extent(s, alternative.type),
                                  .column = is_set ? NULL : store_column(s, alternative.field),
                                  .links = is_set ? store_links(s, alternative.field) : NULL};
    }
    return hops;
}

static const struct hop *
hop_for(const struct hops *hops, uint64_t entity)
{
    for (uint32_t i = 0; i < hops->count; i++)
        if (entity >= hops->at[i].range.lo && entity < hops->at[i].range.hi)
            return &hops->at[i];
    return NULL;
}

/* ---- a single value of a single entity ---- */

/* One loop for each width, so that the compiler can vectorise it. */
static void
widen(const struct column *c, uint32_t from, uint64_t *out, uint32_t n)
{
    switch (c->width) {
    case 1:
        for (uint32_t i = 0; i < n; i++)
            out[i] = ((const uint8_t *)c->data)[from + i];
        return;
    case 2:
        for (uint32_t i = 0; i < n; i++)
            out[i] = ((const uint16_t *)c->data)[from + i];
        return;
    case 4:
        for (uint32_t i = 0; i < n; i++)
            out[i] = column_cell(c, from + i);
        return;
    default:
        for (uint32_t i = 0; i < n; i++)
            out[i] = ((const uint64_t *)c->data)[from + i];
        return;
    }
}

/* All of the rows are one piece of the column. */
static struct vector
column_piece(struct frame *f, const struct column *c, uint32_t from)
{
    uint64_t *cells = cells_raw(f->arena, f->count);
    widen(c, from, cells, f->count);
    const uint64_t *present = bits_slice(f->arena, c->present, from, f->count);
    const uint64_t *unknown = bits_slice(f->arena, c->incomplete, from, f->count);
    uint64_t *certain = bits_copy(f->arena, present, f->count);
    bits_and_not(certain, unknown, f->count);
    return vector_of_values(
        (struct values){.cells = cells, .present = certain, .unknown = unknown});
}

static struct vector
values_of_entities(struct frame *f, const struct hops *hops, const struct values *of)
{
    uint32_t n = f->count;
    uint64_t *cells = cells_raw(f->arena, n), *present = bits_new(f->arena, n);
    uint64_t *unknown = of->unknown ? bits_copy(f->arena, of->unknown, n) : NULL;
    for (uint32_t i = 0; i < n; i++) {
        cells[i] = 0;
        const struct hop *hop = bit_get(of->present, i) ? hop_for(hops, of->cells[i]) : NULL;
        if (!hop || !hop->column)
            continue;
        uint32_t row = (uint32_t)of->cells[i] - hop->column->rows.lo;
        if (bit_get(hop->column->incomplete, row)) {
            bits_add(f->arena, &unknown, n, i);
        } else if (bit_get(hop->column->present, row)) {
            cells[i] = column_cell(hop->column, row);
            bit_set(present, i);
        }
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}

static struct vector
eval_value(struct frame *f, const struct hops *hops, const struct values *of)
{
    if (of->is_range && hops->count == 1 && f->count && hops->at[0].column) {
        const struct hop *hop = &hops->at[0];
        uint64_t first = of->cells[0], last = first + f->count - 1;
        if (first >= hop->range.lo && last < hop->range.hi)
            return column_piece(f, hop->column, (uint32_t)first - hop->column->rows.lo);
    }
    return values_of_entities(f, hops, of);
}

/* ---- sets ---- */

static void
add_links(struct set_builder *b, const struct links *l, uint32_t row)
{
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        set_builder_add(b, l->targets ? l->targets[i] : l->cells[i]);
    if (bit_get(l->incomplete, row))
        set_builder_incomplete(b);
}

static void
add_column(struct set_builder *b, const struct column *c, uint32_t row)
{
    if (bit_get(c->incomplete, row))
        set_builder_incomplete(b);
    else if (bit_get(c->present, row))
        set_builder_add(b, column_cell(c, row));
}

static void
add_entity(struct set_builder *b, const struct hops *hops, uint64_t entity)
{
    const struct hop *hop = hop_for(hops, entity);
    if (hop && hop->links)
        add_links(b, hop->links, (uint32_t)entity - hop->links->rows.lo);
    else if (hop && hop->column)
        add_column(b, hop->column, (uint32_t)entity - hop->column->rows.lo);
}

static struct vector
sets_of_entities(struct frame *f, const struct hops *hops, const struct values *of)
{
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(of->unknown, i))
            set_builder_incomplete(&b);
        else if (bit_get(of->present, i))
            add_entity(&b, hops, of->cells[i]);
        set_builder_close(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

static struct vector
sets_of_sets(struct frame *f, const struct hops *hops, const struct sets *of)
{
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        struct run r = set_row(of, i);
        for (uint32_t k = 0; k < r.count; k++)
            add_entity(&b, hops, r.at[k]);
        if (bit_get(of->incomplete, i))
            set_builder_incomplete(&b);
        set_builder_close_sorting(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

struct vector
eval_field(struct frame *f, const struct ir *ir)
{
    struct hops hops = hops_of(f, ir);
    if (card_is_set(ir->field.of->type.card)) {
        struct sets of = eval_sets(f, ir->field.of);
        return sets_of_sets(f, &hops, &of);
    }
    struct values of = eval_values(f, ir->field.of);
    if (card_is_set(ir->type.card))
        return sets_of_entities(f, &hops, &of);
    return eval_value(f, &hops, &of);
}
