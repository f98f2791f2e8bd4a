/* What was read of a case, kept to put it together again with a difference. */
#include <string.h>

#include "engine/store/staging.h"

/* Facts of one field in the order in which they came, and of references what each of them means. */
struct staged_facts {
    struct fact *at;
    uint32_t *high;  /* NULL: no fact needs it */
    uint32_t *meant; /* handles, or HANDLE_NONE; NULL: the field refers to nothing */
    uint32_t len;
};

struct staged_case {
    struct arena arena;
    const struct program *program;
    struct staged_entity *entities;
    uint32_t count;
    struct map64 by_path; /* symbol of the path → handle */
    struct staged_facts *facts;
    struct staged_gap *gaps;
    uint32_t gap_count;
    struct external *externals;
    uint32_t external_count;
    struct instance *instances; /* of handles */
    uint32_t instance_count;
    struct extent_state *extents;
    struct file_count *files;
    uint32_t file_cap;
    bool has_contained, is_made_up;
    VEC(const struct diag *) told; /* while reading */
};

/* ---- keeping ---- */

static void
keep_facts(struct staged_case *k, const struct builder *b, field_id f)
{
    const struct fact_list *list = &b->facts[f];
    struct staged_facts *out = &k->facts[f];
    bool is_wide = list->first && list->first->high;
    out->at = arena_array(&k->arena, struct fact, list->len);
    out->high = is_wide ? arena_array(&k->arena, uint32_t, list->len) : NULL;
    for (const struct fact_chunk *c = list->first; c; c = c->next) {
        memcpy(out->at + out->len, c->facts, c->len * sizeof *c->facts);
        if (is_wide)
            memcpy(out->high + out->len, c->high, c->len * sizeof *c->high);
        out->len += c->len;
    }
    if (builder_field(b, f)->type.kind != TYPE_ENTITY)
        return;
    out->meant = arena_array(&k->arena, uint32_t, list->len);
    for (uint32_t i = 0; i < out->len; i++)
        out->meant[i] = HANDLE_NONE;
}

#define KEEP(k, to, from, len)                                                                     \
    do {                                                                                           \
        (to) = arena_alloc(&(k)->arena, sizeof *(to), _Alignof(uint64_t), (size_t)(len) + 1);      \
        if (len)                                                                                   \
            memcpy((to), (from), (len) * sizeof *(to));                                            \
    } while (0)

struct staged_case *
builder_keep(struct builder *b)
{
    const struct program *p = b->program;
    struct staged_case *k = mem_alloc(sizeof *k, 1);
    k->program = p;
    k->count = b->count;
    k->has_contained = b->has_contained;
    k->is_made_up = b->is_made_up;
    k->entities = arena_array(&k->arena, struct staged_entity, b->count + 1);
    map64_init(&k->by_path, &k->arena, b->count);
    for (uint32_t h = 0; h < b->count; h++) {
        k->entities[h] = *staged(b, h);
        map64_put(&k->by_path, &k->arena, k->entities[h].path.v, h);
    }
    k->facts = arena_array(&k->arena, struct staged_facts, p->fields.len);
    for (field_id f = 0; f < p->fields.len; f++)
        keep_facts(k, b, f);
    k->gap_count = b->gaps.len;
    k->external_count = b->externals.len;
    k->instance_count = b->instances.len;
    k->file_cap = b->file_cap;
    KEEP(k, k->instances, b->instances.at, b->instances.len);
    for (uint32_t i = 0; i < k->instance_count; i++)
        k->instances[i].text = str_copy(&k->arena, k->instances[i].text);
    KEEP(k, k->gaps, b->gaps.at, b->gaps.len);
    KEEP(k, k->externals, b->externals.at, b->externals.len);
    KEEP(k, k->extents, b->store->extents, p->entities.len);
    KEEP(k, k->files, b->files, b->file_cap);
    for (const struct diag *d = b->sink->first; d; d = d->next)
        vec_push(&k->arena, &k->told, d);
    b->kept = k;
    return k;
}

void
staged_meant(struct staged_case *k, field_id f, uint32_t i, uint32_t handle)
{
    k->facts[f].meant[i] = handle;
}

void
staged_free(struct staged_case *k)
{
    if (!k)
        return;
    struct arena arena = k->arena;
    mem_free(k);
    arena_release(&arena);
}

uint32_t
staged_find(const struct staged_case *k, entity_id type, struct str path)
{
    struct sym sym = sym_find(k->program->texts, path);
    uint32_t at = UINT32_MAX, handle;
    while (sym.v && map64_next(&k->by_path, sym.v, &at, &handle))
        if (k->entities[handle].type == type)
            return handle;
    return ENT_NONE.v;
}

/* ---- making it again ---- */

struct remaking {
    const struct staged_case *kept;
    const struct staged_change *change;
    struct builder *builder;
    uint32_t *handles; /* by the old one: the new one, or HANDLE_NONE */
};

/* Owners stand before what is written inside of them. */
static void
remake_entities(struct remaking *r)
{
    const struct staged_case *k = r->kept;
    for (uint32_t i = 0; i < r->change->without_count; i++)
        r->handles[r->change->without[i]] = HANDLE_NONE;
    for (uint32_t h = 0; h < k->count; h++) {
        struct staged_entity e = k->entities[h];
        bool is_inside = e.owner != HANDLE_NONE, is_left_out = r->handles[h] == HANDLE_NONE;
        r->handles[h] = HANDLE_NONE;
        if (is_left_out || (is_inside && r->handles[e.owner] == HANDLE_NONE))
            continue;
        if (is_inside)
            e.owner = r->handles[e.owner];
        r->handles[h] = stage_entity(r->builder, e);
    }
}

static uint64_t
staged_cell(const struct staged_facts *facts, uint32_t i)
{
    return facts->at[i].low | (facts->high ? (uint64_t)facts->high[i] << 32 : 0);
}

/* A key stays where it was, whatever it named. */
static void
remake_fact(struct remaking *r, field_id f, uint32_t i)
{
    const struct staged_facts *facts = &r->kept->facts[f];
    struct fact fact = facts->at[i];
    uint64_t cell = staged_cell(facts, i);
    uint32_t handle = r->handles[fact.of];
    bool is_replaced = r->change->of == fact.of && r->change->field == f;
    bool names = fact.state == FACT_VALUE || fact.state == FACT_CHILD;
    if (handle == HANDLE_NONE || is_replaced)
        return;
    if (facts->meant && names && facts->meant[i] != HANDLE_NONE &&
        r->handles[facts->meant[i]] == HANDLE_NONE) {
        bool is_set = card_is_set(r->kept->program->fields.at[f].type.card);
        cell = is_set ? NO_VALUE_EMPTY : NO_VALUE_SILENT;
        fact.state = FACT_NO_VALUE;
        fact.at = SPAN_NONE;
    } else if (fact.state == FACT_CHILD) {
        cell = r->handles[cell];
    }
    fact.of = handle & HANDLE_NONE;
    fact_add(r->builder, f, fact, cell);
}

static void
remake_facts(struct remaking *r)
{
    const struct staged_case *k = r->kept;
    for (field_id f = 0; f < k->program->fields.len; f++)
        for (uint32_t i = 0; i < k->facts[f].len; i++)
            remake_fact(r, f, i);
    for (uint32_t i = 0; i < k->gap_count; i++) {
        struct staged_gap gap = k->gaps[i];
        bool is_replaced = r->change->of == gap.handle && r->change->field == gap.field;
        gap.handle = r->handles[gap.handle];
        if (gap.handle != HANDLE_NONE && !is_replaced)
            add_gap(r->builder, gap);
    }
    for (uint32_t i = 0; i < k->external_count; i++) {
        struct external e = k->externals[i];
        e.number = r->handles[e.number];
        if (e.number != HANDLE_NONE)
            vec_push(&r->builder->store->arena, &r->builder->externals, e);
    }
    for (uint32_t i = 0; i < k->instance_count; i++) {
        uint32_t handle = r->handles[k->instances[i].of.v];
        if (handle != HANDLE_NONE)
            builder_instance(r->builder, handle, k->instances[i].text, k->instances[i].at);
    }
}

/* In the place of the value that was there, or of the entity. */
static void
put_value(struct remaking *r)
{
    const struct staged_change *change = r->change;
    if (change->of == ENT_NONE.v || r->handles[change->of] == HANDLE_NONE)
        return;
    const struct staged_facts *facts = &r->kept->facts[change->field];
    struct span at = r->kept->entities[change->of].at, key = SPAN_NONE;
    for (uint32_t i = 0; i < facts->len; i++) {
        if (facts->at[i].of != change->of)
            continue;
        key = facts->at[i].key;
        at = span_is_none(facts->at[i].at) ? key : facts->at[i].at;
        break;
    }
    builder_cell(r->builder, r->handles[change->of], change->field, change->cell, key, at);
}

/* ---- what reading found ---- */

static bool
is_of_one_left_out(const struct remaking *r, const struct diag *d)
{
    const struct program *p = r->kept->program;
    if (!d->subject.len)
        return false;
    struct sym path = sym_find(p->texts, d->subject);
    uint32_t at = UINT32_MAX, handle;
    while (path.v && map64_next(&r->kept->by_path, path.v, &at, &handle)) {
        entity_id type = r->kept->entities[handle].type;
        if (str_eq(sym_str(p->texts, p->entities.at[type].name), d->type))
            return r->handles[handle] == HANDLE_NONE;
    }
    return false;
}

static void
tell_again(struct remaking *r, struct diag_sink *sink)
{
    const struct staged_case *k = r->kept;
    struct builder *b = r->builder;
    b->files = mem_alloc(sizeof *b->files, k->file_cap ? k->file_cap : 1);
    b->file_cap = k->file_cap;
    if (k->file_cap)
        memcpy(b->files, k->files, k->file_cap * sizeof *b->files);
    for (uint32_t i = 0; i < k->told.len; i++) {
        if (is_of_one_left_out(r, k->told.at[i]))
            continue;
        struct diag *d = arena_new(sink->arena, struct diag);
        *d = *k->told.at[i];
        d->next = NULL;
        *sink->tail = d;
        sink->tail = &d->next;
        sink->error_count += d->severity == DIAG_ERROR;
        sink->warning_count += d->severity == DIAG_WARNING;
        for (uint32_t f = 0; f < b->file_cap; f++)
            if (b->files[f].overflow == k->told.at[i])
                b->files[f].overflow = d;
    }
}

struct builder *
staged_builder(const struct staged_case *k, struct diag_sink *sink,
               const struct staged_change *change)
{
    struct builder *b = builder_new(k->program, sink);
    struct remaking r = {.kept = k, .change = change, .builder = b};
    b->has_contained = k->has_contained;
    b->is_made_up = k->is_made_up;
    memcpy(b->store->extents, k->extents, k->program->entities.len * sizeof *k->extents);
    r.handles = mem_alloc(sizeof *r.handles, (size_t)k->count + 1);
    remake_entities(&r);
    remake_facts(&r);
    put_value(&r);
    tell_again(&r, sink);
    mem_free(r.handles);
    return b;
}
