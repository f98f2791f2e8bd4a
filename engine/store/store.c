#include "engine/store/frozen.h"

uint32_t
store_count(const struct store *s)
{
    return s->count;
}

struct range
store_extent(const struct store *s, entity_id type)
{
    entity_id last = s->program->entities.at[type].last;
    return (struct range){s->type_starts[type], s->type_starts[last + 1]};
}

bool
store_extent_incomplete(const struct store *s, entity_id type)
{
    return s->extents[type].is_incomplete;
}

const struct diag *
store_extent_cause(const struct store *s, entity_id type)
{
    return s->extents[type].cause;
}

/* The last type that starts at or before the number: types without entities start where the next one does. */
entity_id
store_type(const struct store *s, struct ent e)
{
    uint32_t lo = 0, hi = s->program->entities.len;
    while (hi - lo > 1) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (s->type_starts[middle] <= e.v)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

struct str
store_path(const struct store *s, uint32_t number)
{
    return sym_str(s->program->texts, s->paths[number]);
}

struct str
store_id(const struct store *s, struct ent e)
{
    return store_path(s, e.v);
}

struct str
store_external(const struct store *s, struct ent e)
{
    uint32_t lo = 0, hi = s->external_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (s->externals[middle].number == e.v)
            return sym_str(s->program->texts, s->externals[middle].reason);
        if (s->externals[middle].number < e.v)
            lo = middle + 1;
        else
            hi = middle;
    }
    return STR("");
}

struct span
store_span(const struct store *s, struct ent e)
{
    return s->spans[e.v];
}

/* ---- by id ---- */

static struct ent
find_path(const struct store *s, entity_id type, struct str id)
{
    uint32_t lo = s->type_starts[type], hi = s->type_starts[type + 1];
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        int order = str_cmp_natural(store_path(s, middle), id);
        if (order == 0)
            return (struct ent){middle};
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return ENT_NONE;
}

static bool
ends_in_id(struct str path, struct str id)
{
    return path.len > id.len && path.at[path.len - id.len - 1] == '/' && str_ends(path, id);
}

struct ent
store_find(const struct store *s, entity_id type, struct str id)
{
    struct ent found = ENT_NONE;
    struct range all = store_extent(s, type);
    for (entity_id t = type; t <= s->program->entities.at[type].last; t++) {
        struct ent e = find_path(s, t, id);
        if (e.v != ENT_NONE.v)
            return e;
    }
    for (uint32_t n = all.lo; n < all.hi && id.len; n++) {
        if (!ends_in_id(store_path(s, n), id))
            continue;
        if (found.v != ENT_NONE.v)
            return ENT_NONE;
        found.v = n;
    }
    return found;
}

/* ---- fields ---- */

static struct field_data *
built(struct store *s, field_id f)
{
    struct field_data *data = &s->fields[f];
    if (!data->is_built)
        inverse_build(s, f);
    return data;
}

const struct column *
store_column(struct store *s, field_id f)
{
    return card_is_set(s->program->fields.at[f].type.card) ? NULL : &built(s, f)->column;
}

const struct links *
store_links(struct store *s, field_id f)
{
    return card_is_set(s->program->fields.at[f].type.card) ? &built(s, f)->links : NULL;
}

const struct links *
store_reverse(struct store *s, field_id f)
{
    built(s, f);
    return inverse_reverse(s, f);
}

void
store_prepare(struct store *s)
{
    for (field_id f = 0; f < s->program->fields.len; f++) {
        built(s, f);
        if (s->program->fields.at[f].type.kind == TYPE_ENTITY)
            inverse_reverse(s, f);
    }
}

/* ---- places ---- */

/* The index-th smallest of the spans of a row, which is the index-th as written. */
static struct span
nth_span(const struct span *spans, uint32_t count, uint32_t index)
{
    struct span found = SPAN_NONE;
    for (uint32_t n = 0; n <= index && n < count; n++) {
        struct span next = {UINT32_MAX, UINT32_MAX};
        for (uint32_t k = 0; k < count; k++)
            if (spans[k].lo > found.lo && spans[k].lo < next.lo)
                next = spans[k];
        if (next.lo == UINT32_MAX)
            return SPAN_NONE;
        found = next;
    }
    return index < count ? found : SPAN_NONE;
}

/* Members of the implicit side have the place where the other side names the entity. */
static struct span
implicit_span(const struct store *s, struct ent e, field_id f, uint32_t index)
{
    const struct field_data *data = &s->fields[f];
    field_id forward = s->program->fields.at[f].inverse;
    uint32_t row = e.v - field_rows(s, f).lo;
    if (!data->is_built)
        return SPAN_NONE;
    if (data->column.data)
        return bit_get(data->column.present, row)
                   ? store_member_span(s, (struct ent){(uint32_t)column_cell(&data->column, row)},
                                       forward, e.v)
                   : SPAN_NONE;
    uint32_t at = data->links.offsets[row] + index;
    if (at >= data->links.offsets[row + 1])
        return SPAN_NONE;
    return store_member_span(s, (struct ent){data->links.targets[at]}, forward, e.v);
}

struct span
store_key_span(const struct store *s, struct ent e, field_id f)
{
    const struct field_data *data = &s->fields[f];
    struct range rows = field_rows(s, f);
    if (!range_has(rows, e.v) || !data->places.written)
        return SPAN_NONE;
    uint32_t i = places_index(&data->places, e.v - rows.lo);
    return i == UINT32_MAX ? SPAN_NONE : data->places.keys[i];
}

struct span
store_value_span(const struct store *s, struct ent e, field_id f, uint32_t index)
{
    const struct field_data *data = &s->fields[f];
    struct range rows = field_rows(s, f);
    struct span span = SPAN_NONE;
    if (!range_has(rows, e.v))
        return SPAN_NONE;
    if (s->program->fields.at[f].is_implicit)
        return implicit_span(s, e, f, index);
    uint32_t row = e.v - rows.lo, place = places_index(&data->places, row);
    if (data->links.offsets) {
        uint32_t lo = data->links.offsets[row], count = data->links.offsets[row + 1] - lo;
        span = nth_span(data->member_spans + lo, count, index);
    } else if (place != UINT32_MAX) {
        span = data->places.values[place];
    }
    return span_is_none(span) ? store_key_span(s, e, f) : span;
}

/* First place in a row, which ascends, of a cell not below the one given. */
static uint32_t
find_member(const struct links *l, uint32_t row, uint64_t cell)
{
    uint32_t lo = l->offsets[row], hi = l->offsets[row + 1];
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if ((l->targets ? l->targets[middle] : l->cells[middle]) < cell)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

struct span
store_member_span(const struct store *s, struct ent e, field_id f, uint64_t cell)
{
    const struct field_data *data = &s->fields[f];
    struct range rows = field_rows(s, f);
    if (!range_has(rows, e.v))
        return SPAN_NONE;
    if (s->program->fields.at[f].is_implicit)
        return store_member_span(s, (struct ent){(uint32_t)cell}, s->program->fields.at[f].inverse,
                                 e.v);
    if (!data->links.offsets)
        return store_value_span(s, e, f, 0);
    uint32_t row = e.v - rows.lo, at = find_member(&data->links, row, cell);
    bool is_there = at < data->links.offsets[row + 1] &&
                    (data->links.targets ? data->links.targets[at] : data->links.cells[at]) == cell;
    return is_there ? data->member_spans[at] : SPAN_NONE;
}

const struct cause *
store_find_cause(const struct store *s, field_id f, uint32_t number)
{
    uint32_t lo = 0, hi = s->cause_count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        const struct cause *c = &s->causes[middle];
        if (c->field == f && c->row == number)
            return c;
        if (c->field < f || (c->field == f && c->row < number))
            lo = middle + 1;
        else
            hi = middle;
    }
    return NULL;
}

const struct diag *
store_cause(const struct store *s, struct ent e, field_id f)
{
    const struct field_data *data = &s->fields[f];
    const struct cause *cause = store_find_cause(s, f, e.v);
    struct range rows = field_rows(s, f);
    if (cause)
        return cause->diag;
    return range_has(rows, e.v) && bit_get(data->incomplete, e.v - rows.lo) ? data->whole : NULL;
}

/* ---- instances ---- */

uint32_t
store_instance_count(const struct store *s)
{
    return s->instance_count;
}

struct instance
store_instance(const struct store *s, uint32_t i)
{
    return s->instances[i];
}

void
store_free(struct store *s)
{
    if (!s)
        return;
    struct arena arena = s->arena;
    mem_free(s);
    arena_release(&arena);
}
