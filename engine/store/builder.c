#include "engine/store/staging.h"

#include <assert.h>
#include <string.h>

enum { CHUNK_FACTS_FIRST = 32, CHUNK_FACTS_MOST = 1 << 14, SUGGEST_BUDGET = 20 * 1000 * 1000 };

struct builder *
builder_new(const struct program *p, struct diag_sink *sink)
{
    struct builder *b = mem_alloc(sizeof *b, 1);
    b->program = p;
    b->sink = sink;
    diag_sink_init(&b->mute, &b->mute_arena, sink->sources);
    b->facts = mem_alloc(sizeof *b->facts, p->fields.len);
    b->suggest_budget = SUGGEST_BUDGET;
    b->store = mem_alloc(sizeof *b->store, 1);
    b->store->program = p;
    b->store->fields = arena_array(&b->store->arena, struct field_data, p->fields.len);
    b->store->extents = arena_array(&b->store->arena, struct extent_state, p->entities.len);
    return b;
}

/* ---- entities ---- */

static struct sym
path_of(struct builder *b, uint32_t owner, struct sym id)
{
    struct sym_table *texts = b->program->texts;
    if (owner == HANDLE_NONE)
        return id;
    struct arena_mark mark = arena_mark(&b->scratch);
    struct str path =
        str_printf(&b->scratch, STR_FMT "/" STR_FMT,
                   STR_ARG(sym_str(texts, staged(b, owner)->path)), STR_ARG(sym_str(texts, id)));
    struct sym sym = sym_intern(texts, path);
    arena_rewind(&b->scratch, mark);
    return sym;
}

uint32_t
stage_entity(struct builder *b, struct staged_entity e)
{
    uint32_t handle = b->count++, block = handle >> ENTITY_BLOCK_BITS;
    assert(handle < HANDLE_NONE);
    if (block == b->block_cap) {
        uint32_t cap = block ? block * 2 : 16;
        b->blocks = mem_grow(b->blocks, sizeof *b->blocks, block, cap);
        b->block_cap = cap;
    }
    if (!b->blocks[block])
        b->blocks[block] = mem_alloc(sizeof **b->blocks, 1u << ENTITY_BLOCK_BITS);
    *staged(b, handle) = e;
    return handle;
}

uint32_t
builder_entity(struct builder *b, entity_id type, uint32_t owner, struct str id, struct span at)
{
    struct sym sym = sym_intern(b->program->texts, id);
    uint32_t owner_handle = owner == ENT_NONE.v ? HANDLE_NONE : owner;
    b->has_contained |= owner_handle != HANDLE_NONE;
    return stage_entity(b, (struct staged_entity){.type = type,
                                                  .owner = owner_handle,
                                                  .id = sym,
                                                  .path = path_of(b, owner_handle, sym),
                                                  .at = at});
}

void
builder_external(struct builder *b, uint32_t handle, struct str reason, struct span at)
{
    struct external e = {.number = handle, .reason = sym_intern(b->program->texts, reason)};
    (void)at;
    vec_push(&b->store->arena, &b->externals, e);
}

void
builder_instance(struct builder *b, uint32_t handle, struct str text, struct span at)
{
    struct instance i = {.of = {handle}, .text = str_copy(&b->store->arena, text), .at = at};
    vec_push(&b->store->arena, &b->instances, i);
}

/* ---- facts ---- */

bool
kind_is_wide(enum type_kind kind)
{
    switch (kind) {
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_CLOCK:
    case TYPE_DAYS: return true;
    case TYPE_ERROR:
    case TYPE_BOOL:
    case TYPE_TEXT:
    case TYPE_DATE:
    case TYPE_VERSION:
    case TYPE_PATH:
    case TYPE_DIGEST:
    case TYPE_ENUM:
    case TYPE_ENTITY:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_KIND_COUNT: return false;
    }
    return false;
}

uint64_t
fact_cell(const struct fact_chunk *c, uint32_t i, enum type_kind kind)
{
    if (c->high)
        return c->facts[i].low | (uint64_t)c->high[i] << 32;
    if (kind == TYPE_DATE)
        return (uint64_t)(int64_t)(int32_t)c->facts[i].low;
    return c->facts[i].low;
}

static struct fact_chunk *
chunk_new(struct fact_list *list, bool is_wide)
{
    uint32_t cap = list->last ? list->last->cap * 2 : CHUNK_FACTS_FIRST;
    if (cap > CHUNK_FACTS_MOST)
        cap = CHUNK_FACTS_MOST;
    size_t size = sizeof(struct fact) + (is_wide ? sizeof(uint32_t) : 0);
    struct fact_chunk *c = mem_alloc(1, sizeof *c + size * cap);
    c->cap = cap;
    c->high = is_wide ? (uint32_t *)(void *)(c->facts + cap) : NULL;
    if (list->last)
        list->last->next = c;
    else
        list->first = c;
    list->last = c;
    return c;
}

void
fact_add(struct builder *b, field_id f, struct fact fact, uint64_t cell)
{
    struct fact_list *list = &b->facts[f];
    struct fact_chunk *c = list->last;
    if (!c || c->len == c->cap)
        c = chunk_new(list, kind_is_wide(builder_field(b, f)->type.kind));
    fact.low = (uint32_t)cell;
    if (c->high)
        c->high[c->len] = (uint32_t)(cell >> 32);
    c->facts[c->len++] = fact;
    list->len++;
}

void
facts_free(struct fact_list *list)
{
    for (struct fact_chunk *c = list->first, *next; c; c = next) {
        next = c->next;
        mem_free(c);
    }
    *list = (struct fact_list){0};
}

static struct fact
fact_of(uint32_t handle, enum fact_state state, struct span key, struct span at)
{
    return (struct fact){.of = handle & HANDLE_NONE, .state = state & 3u, .key = key, .at = at};
}

void
add_gap(struct builder *b, struct staged_gap gap)
{
    vec_push(&b->keep, &b->gaps, gap);
}

void
builder_value(struct builder *b, uint32_t handle, field_id f, struct str text, struct span key,
              struct span at)
{
    uint64_t cell = 0;
    const struct diag *cause = NULL;
    bool ok = builder_field(b, f)->type.kind != TYPE_ERROR &&
              convert_text(b, handle, f, text, at, &cell, &cause);
    fact_add(b, f, fact_of(handle, ok ? FACT_VALUE : FACT_BAD, key, at), cell);
    if (!ok)
        add_gap(b, (struct staged_gap){handle, f, cause, true});
}

void
builder_contains(struct builder *b, uint32_t handle, field_id f, uint32_t child, struct span key)
{
    fact_add(b, f, fact_of(handle, FACT_CHILD, key, staged(b, child)->at), child);
}

void
builder_cell(struct builder *b, uint32_t handle, field_id f, uint64_t cell, struct span key,
             struct span at)
{
    fact_add(b, f, fact_of(handle, FACT_VALUE, key, at), cell);
}

void
builder_link(struct builder *b, uint32_t handle, field_id f, uint32_t other, struct span key,
             struct span at)
{
    fact_add(b, f, fact_of(handle, FACT_CHILD, key, at), other);
}

void
builder_made_up(struct builder *b)
{
    b->is_made_up = true;
}

void
builder_no_value(struct builder *b, uint32_t handle, field_id f, struct span key)
{
    fact_add(b, f, fact_of(handle, FACT_NO_VALUE, key, SPAN_NONE), NO_VALUE_SILENT);
}

void
builder_empty(struct builder *b, uint32_t handle, field_id f, struct span key)
{
    fact_add(b, f, fact_of(handle, FACT_NO_VALUE, key, SPAN_NONE), NO_VALUE_EMPTY);
}

void
builder_incomplete(struct builder *b, uint32_t handle, field_id f, struct span key,
                   const struct diag *cause)
{
    fact_add(b, f, fact_of(handle, FACT_BAD, key, SPAN_NONE), 0);
    add_gap(b, (struct staged_gap){handle, f, cause, true});
}

/* Of several causes the first in the text speaks. */
static void
add_extent_cause(struct builder *b, entity_id type, const struct diag *cause, bool leads_anywhere)
{
    struct extent_state *extent = &b->store->extents[type];
    extent->is_incomplete = true;
    extent->leads_anywhere |= leads_anywhere;
    if (cause && (!extent->cause || place_before(b, cause->span, extent->cause->span)))
        extent->cause = cause;
}

void
builder_extent_incomplete(struct builder *b, entity_id type, const struct diag *cause)
{
    const struct entity *entities = b->program->entities.at;
    for (entity_id t = type; t <= entities[type].last; t++)
        add_extent_cause(b, t, cause, true);
    for (entity_id t = entities[type].parent; t != NO_ID; t = entities[t].parent)
        add_extent_cause(b, t, cause, true);
}

void
mark_extent_open(struct builder *b, entity_id type, const struct diag *cause)
{
    for (entity_id t = type; t != NO_ID; t = b->program->entities.at[t].parent)
        add_extent_cause(b, t, cause, false);
}

/* ---- the way to a store ---- */

/* Facts and gaps from now on speak of numbers; those of entities that were left out make their field incomplete. */
static void
number_facts(struct builder *b, field_id f)
{
    for (struct fact_chunk *c = b->facts[f].first; c; c = c->next) {
        for (uint32_t i = 0; i < c->len; i++) {
            uint32_t number = b->numbers[c->facts[i].of];
            if (number & NUMBER_DROPPED)
                mark_lost(b, f, b->drops.at[number & ~NUMBER_DROPPED].cause);
            c->facts[i].of = number & NUMBER_DROPPED ? HANDLE_NONE : number & HANDLE_NONE;
        }
    }
}

static void
number_gaps(struct builder *b)
{
    for (uint32_t i = 0; i < b->gaps.len; i++) {
        struct staged_gap gap = b->gaps.at[i];
        uint32_t number = b->numbers[gap.handle];
        if (gap.is_lost)
            mark_lost(b, gap.field, gap.cause);
        if (!(number & NUMBER_DROPPED))
            mark_incomplete(b, gap.field, number, gap.cause);
    }
}

static bool
external_before(const void *context, const void *x, const void *y)
{
    (void)context;
    return ((const struct external *)x)->number < ((const struct external *)y)->number;
}

static void
number_externals(struct builder *b)
{
    struct store *s = b->store;
    for (uint32_t i = 0; i < b->externals.len; i++) {
        struct external e = b->externals.at[i];
        e.number = b->numbers[e.number];
        if (!(e.number & NUMBER_DROPPED))
            b->externals.at[s->external_count++] = e;
    }
    s->externals = b->externals.at;
    sort_by(&b->scratch, s->externals, s->external_count, sizeof *s->externals, external_before,
            NULL);
}

static bool
instance_before(const void *context, const void *x, const void *y)
{
    return place_before(context, ((const struct instance *)x)->at,
                        ((const struct instance *)y)->at);
}

static void
number_instances(struct builder *b)
{
    struct store *s = b->store;
    for (uint32_t i = 0; i < b->instances.len; i++) {
        struct instance instance = b->instances.at[i];
        instance.of.v = b->numbers[instance.of.v];
        if (!(instance.of.v & NUMBER_DROPPED))
            b->instances.at[s->instance_count++] = instance;
    }
    s->instances = b->instances.at;
    if (b->program->applications.len)
        b->is_instance = arena_array(&b->keep, uint64_t, bit_words(s->count));
    for (uint32_t i = 0; b->is_instance && i < s->instance_count; i++)
        bit_set(b->is_instance, s->instances[i].of.v);
    sort_by(&b->scratch, s->instances, s->instance_count, sizeof *s->instances, instance_before, b);
}

/* Of several causes of one gap the first in the text speaks, and one that speaks before one that does not. */
static bool
cause_before(const void *context, const void *left, const void *right)
{
    const struct cause *x = left, *y = right;
    if (x->field != y->field)
        return x->field < y->field;
    if (x->row != y->row)
        return x->row < y->row;
    if (!x->diag || !y->diag)
        return x->diag && !y->diag;
    return place_before(context, x->diag->span, y->diag->span);
}

static void
keep_causes(struct builder *b)
{
    struct store *s = b->store;
    sort_by(&b->scratch, b->causes.at, b->causes.len, sizeof *b->causes.at, cause_before, b);
    s->causes = arena_array(&s->arena, struct cause, b->causes.len);
    for (uint32_t i = 0; i < b->causes.len; i++) {
        const struct cause *c = &b->causes.at[i];
        const struct cause *before = s->cause_count ? &s->causes[s->cause_count - 1] : NULL;
        if (!before || before->field != c->field || before->row != c->row)
            s->causes[s->cause_count++] = *c;
    }
}

/* A single value about which something is wrong is unknown, whatever stands there. */
static void
publish_all(struct builder *b)
{
    for (field_id f = 0; f < b->program->fields.len; f++) {
        struct field_data *data = &b->store->fields[f];
        size_t words = bit_words(range_len(data->column.rows));
        uint64_t *present = data->present;
        if (!data->is_built)
            continue;
        data->column.incomplete = data->links.incomplete = data->incomplete;
        for (size_t w = 0; data->incomplete && present && w < words; w++)
            present[w] &= ~data->incomplete[w];
    }
}

static void
builder_free(struct builder *b)
{
    for (uint32_t f = 0; f < b->program->fields.len; f++)
        facts_free(&b->facts[f]);
    for (uint32_t i = 0; i < b->block_cap; i++)
        mem_free(b->blocks[i]);
    mem_free(b->blocks);
    mem_free(b->facts);
    mem_free(b->files);
    arena_release(&b->mute_arena);
    arena_release(&b->scratch);
    arena_release(&b->keep);
    mem_free(b);
}

void
builder_settle(struct builder *b)
{
    b->is_frozen = true;
    freeze_all(b);
    cycles_all(b);
    required_all(b);
    publish_all(b);
}

struct store *
builder_freeze(struct builder *b, int32_t today)
{
    b->store->today = today;
    b->store->is_made_up = b->is_made_up;
    ids_number(b);
    number_externals(b);
    number_instances(b);
    resolve_all(b);
    for (field_id f = 0; f < b->program->fields.len; f++)
        number_facts(b, f);
    number_gaps(b);
    if (!b->is_made_up)
        checks_all(b);
    builder_settle(b);
    return b->store;
}

const struct diag *
builder_reported_of(struct builder *b, struct diag *d, struct ent e)
{
    return report_end(b, d, b->handles[e.v]);
}

void
builder_refuse(struct builder *b, struct ent e, field_id f, const struct diag *cause)
{
    mark_incomplete(b, f, e.v, cause);
}

void
builder_refuse_with(struct builder *b, field_id from, field_id to)
{
    const struct column *column = store_column(b->store, to);
    uint32_t count = b->causes.len;
    for (uint32_t i = 0; column && i < count; i++) {
        struct cause c = b->causes.at[i];
        if (c.field == from && range_has(column->rows, c.row) &&
            bit_get(column->present, c.row - column->rows.lo))
            mark_incomplete(b, to, c.row, c.diag);
    }
}

struct store *
builder_finish(struct builder *b, int32_t today)
{
    struct store *s = b->is_frozen ? b->store : builder_freeze(b, today);
    publish_all(b);
    keep_causes(b);
    report_overflow(b);
    builder_free(b);
    return s;
}

/* ---- map64 ---- */

static uint32_t
map64_slot(const struct map64 *m, uint64_t key)
{
    key ^= key >> 31;
    key *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(key >> 32) & m->mask;
}

void
map64_init(struct map64 *m, struct arena *a, uint32_t expected)
{
    uint32_t slots = 64;
    while (slots < expected * 2)
        slots *= 2;
    m->keys = arena_array(a, uint64_t, slots);
    m->values = arena_alloc_raw(a, sizeof *m->values, _Alignof(uint32_t), slots);
    memset(m->values, 0xff, sizeof *m->values * slots);
    m->mask = slots - 1;
    m->len = 0;
}

void
map64_put(struct map64 *m, struct arena *a, uint64_t key, uint32_t value)
{
    if (m->len * 2 > m->mask) {
        struct map64 old = *m;
        map64_init(m, a, (old.mask + 1) * 2);
        for (uint32_t i = 0; old.mask && i <= old.mask; i++)
            if (old.values[i] != UINT32_MAX)
                map64_put(m, a, old.keys[i], old.values[i]);
    }
    uint32_t slot = map64_slot(m, key);
    while (m->values[slot] != UINT32_MAX)
        slot = (slot + 1) & m->mask;
    m->keys[slot] = key;
    m->values[slot] = value;
    m->len++;
}

bool
map64_next(const struct map64 *m, uint64_t key, uint32_t *at, uint32_t *value)
{
    if (m->mask == 0)
        return false;
    *at = *at == UINT32_MAX ? map64_slot(m, key) : (*at + 1) & m->mask;
    for (; m->values[*at] != UINT32_MAX; *at = (*at + 1) & m->mask) {
        if (m->keys[*at] == key) {
            *value = m->values[*at];
            return true;
        }
    }
    return false;
}
