/* Which element is which: pattern, role and key; its id; the entity that it is. */
#include <string.h>

#include "engine/eval/derive_internal.h"

/* ---- keys ---- */

struct key_columns
key_columns(struct frame *f, const ir_vec *key)
{
    struct key_columns c = {arena_array(f->arena, struct values, key->len + 1), key->len};
    for (uint32_t i = 0; i < key->len; i++)
        c.at[i] = eval_values(f, key->at[i]);
    return c;
}

bool
key_of_row(const struct derivation *d, const struct derived_view *view, const ir_vec *exprs,
           const struct key_columns *columns, uint32_t row, struct value *out)
{
    (void)d;
    for (uint32_t i = 0; i < columns->count; i++) {
        const struct values *v = &columns->at[i];
        if (bit_get(v->unknown, row))
            return false;
        if (!bit_get(v->present, row)) {
            out[i] = (struct value){.kind = VALUE_MISSING};
            continue;
        }
        bool is_entity = exprs->at[i]->type.kind == TYPE_ENTITY;
        uint64_t cell = is_entity ? view->handles[v->cells[row]] : v->cells[row];
        out[i] = (struct value){.kind = VALUE_CELL, .cell = cell};
    }
    return true;
}

static uint64_t
mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint64_t
hash_of(pattern_id pattern, struct sym role, const struct value *key, uint32_t count)
{
    uint64_t hash = mix(mix(UINT64_C(0x51ed270b), pattern), role.v);
    for (uint32_t i = 0; i < count; i++)
        hash = mix(hash, key[i].kind == VALUE_CELL ? key[i].cell + 1 : 0);
    return hash;
}

static bool
is_key(const struct made *m, pattern_id pattern, struct sym role, const struct value *key,
       uint32_t count)
{
    if (m->e.pattern != pattern || !sym_eq(m->e.part->role, role) || m->e.key_count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (m->key[i].kind != key[i].kind ||
            (key[i].kind == VALUE_CELL && m->key[i].cell != key[i].cell))
            return false;
    return true;
}

uint32_t
element_find(const struct derivation *d, pattern_id pattern, struct sym role,
             const struct value *key, uint32_t count)
{
    uint64_t hash = hash_of(pattern, role, key, count);
    if (!d->buckets)
        return NO_ID;
    for (uint32_t b = (uint32_t)hash & d->bucket_mask; d->buckets[b];
         b = (b + 1) & d->bucket_mask) {
        const struct made *m = d->elements.at[d->buckets[b] - 1];
        if (m->hash == hash && is_key(m, pattern, role, key, count))
            return d->buckets[b] - 1;
    }
    return NO_ID;
}

static void
bucket_add(struct derivation *d, uint32_t element)
{
    uint32_t b = (uint32_t)d->elements.at[element]->hash & d->bucket_mask;
    while (d->buckets[b])
        b = (b + 1) & d->bucket_mask;
    d->buckets[b] = element + 1;
}

static void
buckets_room(struct derivation *d)
{
    if (d->buckets && d->elements.len * 2 < d->bucket_mask)
        return;
    uint32_t size = d->buckets ? (d->bucket_mask + 1) * 2 : 256;
    d->buckets = arena_array(d->arena, uint32_t, size);
    d->bucket_mask = size - 1;
    for (uint32_t i = 0; i < d->elements.len; i++)
        bucket_add(d, i);
}

/* ---- ids ---- */

struct str
handle_id(const struct derivation *d, uint32_t handle)
{
    if (is_authored_handle(d, handle))
        return store_id(d->authored, (struct ent){handle});
    return d->elements.at[d->of_handle[handle] - 1]->e.id;
}

entity_id
handle_type(const struct derivation *d, uint32_t handle)
{
    if (is_authored_handle(d, handle))
        return store_type(d->authored, (struct ent){handle});
    return d->elements.at[d->of_handle[handle] - 1]->e.part->type;
}

static void
add_key(const struct derivation *d, struct text_buf *b, struct type t, const struct value *v)
{
    const struct program *p = d->program;
    if (v->kind != VALUE_CELL) {
        text_add_char(b, '-');
        return;
    }
    if (t.kind != TYPE_ENTITY) {
        element_add_value(b, cell_text(p, b->arena, t, v->cell));
        return;
    }
    uint32_t handle = (uint32_t)v->cell;
    if (union_has_roots(p, t.of)) {
        entity_id root = p->entities.at[handle_type(d, handle)].root;
        text_printf(b, STR_FMT ":", STR_ARG(sym_str(p->texts, p->entities.at[root].name)));
    }
    if (is_authored_handle(d, handle))
        element_add_value(b, handle_id(d, handle));
    else
        text_add(b, handle_id(d, handle));
}

/* Somebody may have written an entity of that name and not said that it is the element. */
static struct str
unused_id(const struct derivation *d, entity_id type, struct str id)
{
    entity_id root = d->program->entities.at[type].root;
    for (struct str tried = id;; tried = str_printf(d->arena, STR_FMT "'", STR_ARG(tried))) {
        struct ent e = store_find(d->authored, root, tried);
        if (e.v == ENT_NONE.v || !str_eq(store_id(d->authored, e), tried))
            return tried;
    }
}

static struct str
element_id(const struct derivation *d, const struct element *e)
{
    const struct program *p = d->program;
    const struct pattern *pattern = &p->patterns.at[e->pattern];
    struct text_buf b = {.arena = d->arena};
    if (d->is_qualified[e->pattern] && pattern->pack.len)
        text_printf(&b, STR_FMT ".", STR_ARG(pattern->pack));
    text_printf(&b, STR_FMT "." STR_FMT "(", STR_ARG(sym_str(p->texts, pattern->name)),
                STR_ARG(sym_str(p->texts, e->part->role)));
    for (uint32_t i = 0; i < e->key_count; i++) {
        text_add_c(&b, i ? ", " : "");
        add_key(d, &b, e->part->key.at[i]->type, &e->key[i]);
    }
    text_add_char(&b, ')');
    return unused_id(d, e->part->type, text_str(&b));
}

/* ---- elements ---- */

bool
element_names_case(const struct derivation *d, const struct element *e)
{
    const struct pattern *p = &d->program->patterns.at[e->pattern];
    for (uint32_t i = 0; i < p->param_count; i++) {
        const struct ir *key = i < e->key_count ? e->part->key.at[i] : NULL;
        if (!key || key->kind != IR_VAR || key->slot != i)
            return false;
    }
    return true;
}

static bool
is_entity_key(const struct element *e, uint32_t i)
{
    return e->part->key.at[i]->type.kind == TYPE_ENTITY && e->key[i].kind == VALUE_CELL;
}

static uint32_t
about(const struct derivation *d, const struct element *e)
{
    uint32_t params =
        element_names_case(d, e) ? d->program->patterns.at[e->pattern].param_count : 0;
    for (uint32_t i = e->key_count; i-- > params;)
        if (is_entity_key(e, i))
            return i;
    for (uint32_t i = 0; i < params; i++)
        if (is_entity_key(e, i))
            return i;
    return NO_ID;
}

static struct span
place_of(const struct derivation *d, const struct element *e)
{
    if (e->about == NO_ID)
        return e->part->span;
    uint32_t handle = (uint32_t)e->key[e->about].cell;
    return is_authored_handle(d, handle) ? store_span(d->authored, (struct ent){handle})
                                         : d->elements.at[d->of_handle[handle] - 1]->at;
}

uint32_t
element_add(struct derivation *d, pattern_id pattern, const struct pattern_part *part,
            const struct value *key)
{
    struct made *m = arena_new(d->arena, struct made);
    uint32_t count = part->key.len;
    struct value *kept = arena_array(d->arena, struct value, count + 1);
    memcpy(kept, key, count * sizeof *key);
    m->key = kept;
    m->e = (struct element){.pattern = pattern,
                            .part = part,
                            .key = kept,
                            .key_count = count,
                            .ent = ENT_NONE,
                            .written = SPAN_NONE};
    m->e.id = element_id(d, &m->e);
    m->e.about = about(d, &m->e);
    m->at = place_of(d, &m->e);
    m->handle = NO_ID;
    m->maker = NO_ID;
    m->checker = NO_ID;
    m->hash = hash_of(pattern, part->role, key, count);
    vec_push(d->arena, &d->elements, m);
    buckets_room(d);
    if (element_find(d, pattern, part->role, key, count) == NO_ID)
        bucket_add(d, d->elements.len - 1);
    return d->elements.len - 1;
}

void
element_is(struct derivation *d, uint32_t element, uint32_t handle)
{
    struct made *m = d->elements.at[element];
    if (handle >= d->of_handle_cap) {
        uint32_t cap = handle + 1 > 2 * d->of_handle_cap ? handle + 64 : 2 * d->of_handle_cap;
        uint32_t *grown = arena_array(d->arena, uint32_t, cap);
        if (d->of_handle_cap)
            memcpy(grown, d->of_handle, d->of_handle_cap * sizeof *grown);
        d->of_handle = grown;
        d->of_handle_cap = cap;
    }
    m->handle = handle;
    if (!d->of_handle[handle]) {
        d->of_handle[handle] = element + 1;
        return;
    }
    struct element *last = &d->elements.at[d->of_handle[handle] - 1]->e;
    while (last->next)
        last = last->next;
    last->next = &m->e;
}

static const struct pattern_part *
find_role(const struct pattern_part *parts, uint32_t count, struct str role,
          const struct program *program)
{
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].kind == PATTERN_ROLE && str_eq(sym_str(program->texts, parts[i].role), role))
            return &parts[i];
        const struct pattern_part *inside =
            find_role(parts[i].children, parts[i].child_count, role, program);
        if (inside)
            return inside;
    }
    return NULL;
}

const struct pattern_part *
pattern_role(const struct pattern *p, struct str role, const struct program *program)
{
    return find_role(p->parts, p->part_count, role, program);
}

/* ---- P.Role(args) in an expression ---- */

static bool
extent_is_open(struct frame *f, const struct ir *ir)
{
    const struct union_type *u = &f->ev->program->unions.at[ir->type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (store_extent_incomplete(f->ev->store, u->members[i]))
            return true;
    return false;
}

static const struct derived_view *
view_of(const struct derivation *d, const struct store *s)
{
    if (!d || (d->final && d->final->store == s))
        return d ? d->final : NULL;
    for (uint32_t i = 0; i < d->views.len; i++)
        if (d->views.at[i]->store == s)
            return d->views.at[i];
    return NULL;
}

/* The number of the element in the store at work, or NO_ID. */
static uint32_t
element_number(const struct derivation *d, const struct derived_view *view, const struct ir *ir,
               const struct value *key)
{
    uint32_t e = element_find(d, ir->element.pattern, ir->element.role, key, ir->element.args.len);
    uint32_t handle = e == NO_ID ? NO_ID : d->elements.at[e]->handle;
    return handle < view->handle_count ? view->numbers[handle] : NO_ID;
}

struct vector
eval_element(struct frame *f, const struct ir *ir)
{
    const struct derivation *d = f->ev->options.derivation;
    const struct derived_view *view = view_of(d, f->ev->store);
    struct key_columns columns = key_columns(f, &ir->element.args);
    struct value *key = arena_array(f->arena, struct value, columns.count + 1);
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count), *unknown = NULL;
    bool is_open = !view || extent_is_open(f, ir);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_known = view && key_of_row(d, view, &ir->element.args, &columns, i, key);
        uint32_t number = is_known ? element_number(d, view, ir, key) : NO_ID;
        cells[i] = number;
        if (number != NO_ID)
            bit_set(present, i);
        else if (!is_known || is_open)
            bits_add(f->arena, &unknown, f->count, i);
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}
