/*
 * Growth: a store and what patterns derived make a new one, by the builder's own passes.
 *
 * The entities of the old store are staged again with their numbers as handles, and its facts field by field, just before the field is
 * frozen. What was added is checked and mirrored to the other side of its links before the old facts, which have been through that, join it.
 * Findings of the old store are carried as they are: what is incomplete there is incomplete here, for the same cause.
 */
#include "engine/store/staging.h"

#include <assert.h>
#include <string.h>

struct growth_loss {
    field_id field;
    const struct diag *cause;
};

struct growth {
    struct builder *builder;
    VEC(struct growth_loss) losses;
};

bool
is_added(const struct builder *b, uint32_t number)
{
    return b->before && b->handles[number] >= b->before->count;
}

const struct cause *
told_before(const struct builder *b, field_id f, uint32_t number)
{
    if (!b->before || is_added(b, number))
        return NULL;
    uint32_t row = b->handles[number] - field_rows(b->before, f).lo;
    if (!bit_get(b->before->fields[f].incomplete, row))
        return NULL;
    const struct cause *told = store_find_cause(b->before, f, b->handles[number]);
    return told && !told->is_open ? told : NULL;
}

/* ---- what is added ---- */

struct growth *
growth_new(const struct store *s, struct diag_sink *sink)
{
    struct growth *g = mem_alloc(sizeof *g, 1);
    struct builder *b = builder_new(s->program, sink);
    g->builder = b;
    b->before = s;
    b->is_made_up = s->is_made_up;
    b->store->today = s->today;
    b->store->is_made_up = s->is_made_up;
    memcpy(b->store->extents, s->extents, sizeof *s->extents * s->program->entities.len);
    for (entity_id t = 0; t < s->program->entities.len; t++)
        for (uint32_t n = s->type_starts[t]; n < s->type_starts[t + 1]; n++)
            stage_entity(b, (struct staged_entity){.type = t,
                                                   .owner = HANDLE_NONE,
                                                   .id = s->paths[n],
                                                   .path = s->paths[n],
                                                   .at = s->spans[n]});
    return g;
}

void
growth_goes_on(struct growth *g)
{
    g->builder->goes_on = true;
}

uint32_t
growth_entity(struct growth *g, entity_id type, struct str id, struct span at)
{
    return builder_entity(g->builder, type, ENT_NONE.v, id, at);
}

void
growth_cell(struct growth *g, uint32_t handle, field_id f, uint64_t cell, struct span at)
{
    builder_cell(g->builder, handle, f, cell, SPAN_NONE, at);
}

void
growth_link(struct growth *g, uint32_t handle, field_id f, uint32_t other, struct span at)
{
    builder_link(g->builder, handle, f, other, SPAN_NONE, at);
}

void
growth_incomplete(struct growth *g, uint32_t handle, field_id f, const struct diag *cause)
{
    add_gap(g->builder, (struct staged_gap){handle, f, cause, true});
}

void
growth_open(struct growth *g, uint32_t handle, field_id f, const struct diag *cause)
{
    add_gap(g->builder, (struct staged_gap){handle, f, cause, false});
}

void
growth_extent_incomplete(struct growth *g, entity_id type, const struct diag *cause)
{
    mark_extent_open(g->builder, type, cause);
}

void
growth_lost(struct growth *g, field_id f, const struct diag *cause)
{
    vec_push(&g->builder->keep, &g->losses, ((struct growth_loss){f, cause}));
}

/* ---- what was there ---- */

static uint64_t
renumber(const struct builder *b, enum type_kind kind, uint64_t cell)
{
    return kind == TYPE_ENTITY ? b->numbers[cell] : cell;
}

/* Rows that say nothing and have the default are left out: they get it again, unless something is added. */
static void
carry_single(struct builder *b, field_id f)
{
    const struct field_data *data = &b->before->fields[f];
    const struct column *c = &data->column;
    enum type_kind kind = builder_field(b, f)->type.kind;
    for (uint32_t row = 0; row < range_len(c->rows); row++) {
        uint32_t place = places_index(&data->places, row);
        if (place == UINT32_MAX)
            continue;
        struct fact fact = {.of = b->numbers[c->rows.lo + row] & HANDLE_NONE,
                            .state = FACT_BAD,
                            .key = data->places.keys[place],
                            .at = data->places.values[place]};
        bool is_present = bit_get(data->present, row) && !bit_get(data->defaulted, row);
        if (is_present)
            fact.state = FACT_VALUE;
        else if (!bit_get(data->incomplete, row))
            fact.state = FACT_NO_VALUE;
        fact_add(b, f, fact, is_present ? renumber(b, kind, column_cell(c, row)) : NO_VALUE_SILENT);
    }
}

static void
carry_members(struct builder *b, field_id f, struct fact fact, uint32_t row)
{
    const struct field_data *data = &b->before->fields[f];
    const struct links *l = &data->links;
    fact.state = FACT_VALUE;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++) {
        fact.at = data->member_spans[i];
        fact_add(b, f, fact, l->targets ? b->numbers[l->targets[i]] : l->cells[i]);
    }
}

static void
carry_set(struct builder *b, field_id f)
{
    const struct field_data *data = &b->before->fields[f];
    const struct links *l = &data->links;
    for (uint32_t row = 0; row < range_len(l->rows); row++) {
        uint32_t place = places_index(&data->places, row);
        bool is_default = bit_get(data->defaulted, row);
        if (place == UINT32_MAX || (is_default && span_is_none(data->places.keys[place])))
            continue;
        struct fact fact = {.of = b->numbers[l->rows.lo + row] & HANDLE_NONE,
                            .state = FACT_NO_VALUE,
                            .key = data->places.keys[place]};
        if (!is_default && l->offsets[row] < l->offsets[row + 1])
            carry_members(b, f, fact, row);
        else
            fact_add(b, f, fact, is_default ? NO_VALUE_SILENT : NO_VALUE_EMPTY);
    }
}

void
carry_facts(struct builder *b, field_id f)
{
    struct fact_list added = b->facts[f], *all = &b->facts[f];
    *all = (struct fact_list){0};
    if (card_is_set(builder_field(b, f)->type.card))
        carry_set(b, f);
    else
        carry_single(b, f);
    if (!all->first)
        *all = added;
    else if (added.first) {
        all->last->next = added.first;
        all->last = added.last;
        all->len += added.len;
    }
}

static void
carry_externals(struct builder *b)
{
    const struct store *old = b->before;
    struct store *s = b->store;
    s->external_count = old->external_count;
    s->externals = arena_array(&s->arena, struct external, old->external_count);
    for (uint32_t i = 0; i < old->external_count; i++) {
        s->externals[i] = old->externals[i];
        s->externals[i].number = b->numbers[old->externals[i].number];
    }
}

static void
carry_instances(struct builder *b)
{
    const struct store *old = b->before;
    struct store *s = b->store;
    s->instance_count = old->instance_count;
    s->instances = arena_array(&s->arena, struct instance, old->instance_count);
    for (uint32_t i = 0; i < old->instance_count; i++) {
        s->instances[i] = old->instances[i];
        s->instances[i].of.v = b->numbers[old->instances[i].of.v];
        s->instances[i].text = str_copy(&s->arena, old->instances[i].text);
    }
}

static void
carry_losses(struct builder *b)
{
    const struct store *old = b->before;
    for (field_id f = 0; f < b->program->fields.len; f++) {
        b->store->fields[f].has_lost = old->fields[f].has_lost;
        b->store->fields[f].lost = old->fields[f].lost;
    }
    for (uint32_t i = 0; i < old->cause_count; i++) {
        const struct cause *c = &old->causes[i];
        if (!c->is_open)
            mark_incomplete(b, c->field, b->numbers[c->row], c->diag);
    }
}

/* ---- the two together ---- */

/* By row of the new store: whether a single field has a value, or had one that is not to be trusted. */
static uint64_t *
taken_rows(struct builder *b, field_id f)
{
    const struct field_data *data = &b->before->fields[f];
    struct range rows = field_rows(b->store, f), was = field_rows(b->before, f);
    uint64_t *taken = arena_array(&b->keep, uint64_t, bit_words(range_len(rows)));
    for (uint32_t row = 0; row < range_len(was); row++) {
        bool is_authored = bit_get(data->present, row) && !bit_get(data->defaulted, row);
        uint32_t number = b->numbers[was.lo + row];
        if (is_authored || told_before(b, f, number))
            bit_set(taken, number - rows.lo);
    }
    return taken;
}

/* Of a single value the first counts. */
static void
settle_added(struct builder *b, field_id f, uint64_t *taken)
{
    struct range rows = field_rows(b->store, f);
    bool is_entity = builder_field(b, f)->type.kind == TYPE_ENTITY;
    for (struct fact_chunk *c = b->facts[f].first; c; c = c->next) {
        for (uint32_t i = 0; i < c->len; i++) {
            struct fact *fact = &c->facts[i];
            uint32_t number = b->numbers[fact->of];
            bool is_second = taken && bit_get(taken, number - rows.lo);
            fact->low = is_entity ? b->numbers[fact->low] : fact->low;
            fact->state = FACT_VALUE;
            fact->of = is_second ? HANDLE_NONE : number & HANDLE_NONE;
            if (taken)
                bit_set(taken, number - rows.lo);
        }
    }
}

static void
settle_gaps(struct builder *b, uint64_t **taken)
{
    for (uint32_t i = 0; i < b->gaps.len; i++) {
        struct staged_gap gap = b->gaps.at[i];
        const struct field *field = builder_field(b, gap.field);
        uint32_t number = b->numbers[gap.handle];
        if (!card_is_set(field->type.card) && !field->is_implicit && !taken[gap.field])
            taken[gap.field] = taken_rows(b, gap.field);
        if (bit_get(taken[gap.field], number - field_rows(b->store, gap.field).lo))
            continue;
        if (gap.is_lost)
            mark_lost(b, gap.field, gap.cause);
        mark_incomplete(b, gap.field, number, gap.cause);
    }
}

struct store *
growth_finish(struct growth *g, struct arena *arena, uint32_t **numbers)
{
    struct builder *b = g->builder;
    uint64_t **taken = arena_array(&b->keep, uint64_t *, b->program->fields.len);
    ids_renumber(b);
    carry_externals(b);
    carry_instances(b);
    carry_losses(b);
    for (uint32_t i = 0; i < g->losses.len; i++)
        mark_lost(b, g->losses.at[i].field, g->losses.at[i].cause);
    for (field_id f = 0; f < b->program->fields.len; f++) {
        const struct field *field = builder_field(b, f);
        if (b->facts[f].len && !field->is_implicit && !card_is_set(field->type.card))
            taken[f] = taken_rows(b, f);
        settle_added(b, f, taken[f]);
    }
    settle_gaps(b, taken);
    if (!b->is_made_up)
        checks_all(b);
    builder_settle(b);
    *numbers = arena_alloc_raw(arena, sizeof **numbers, _Alignof(uint32_t), b->count);
    if (b->count)
        memcpy(*numbers, b->numbers, sizeof **numbers * b->count);
    mem_free(g);
    return builder_finish(b, 0);
}
