/* The facts of a store as a case file: collections, entities with their fields, contained ones within their owners. */
#include "engine/export/export.h"

#include "lang/base/limits.h"

/* What holds entities: a collection, or a field that contains them. */
struct holder {
    const entity_id *types;
    uint32_t type_count;
};

struct case_writer {
    const struct case_input *in;
    uint64_t *contained; /* by entity: it stands within another one */
    struct doc_node *root;
    uint32_t *homeless;      /* by type: entities that no collection takes */
    uint32_t *instances;     /* by entity: 1 + its first instance, or 0 … */
    uint32_t *next_instance; /* … and 1 + the next of the same entity */
};

static const struct entity *
type_at(const struct case_writer *w, entity_id type)
{
    return &w->in->program->entities.at[type];
}

static void
member_add(struct case_writer *w, struct doc_node *mapping, struct str key, struct doc_node *value)
{
    vec_push(w->in->arena, &mapping->members, ((struct doc_member){.key = key, .value = value}));
}

/* ---- which type an entry has, as the reader of case files sees it ---- */

static uint32_t
count_choices(const struct case_writer *w, const struct holder *h)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= type_at(w, h->types[i])->last; t++)
            count += !type_at(w, t)->is_abstract;
    return count;
}

/* `type` is a field like any other. */
static bool
type_is_field(const struct case_writer *w, const struct holder *h)
{
    struct sym name = sym_find(w->in->program->texts, STR("type"));
    for (uint32_t i = 0; name.v && i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= type_at(w, h->types[i])->last; t++)
            if (program_field(w->in->program, t, name) != NO_ID)
                return true;
    return false;
}

static bool
needs_type(const struct case_writer *w, const struct holder *h, entity_id type)
{
    bool is_default = h->type_count == 1 && h->types[0] == type;
    return !is_default && count_choices(w, h) != 1;
}

/* ---- values ---- */

/* Another entity that the field accepts has the same id. */
static bool
is_ambiguous(const struct program *p, const struct store *s, const struct field *f, struct str id)
{
    const struct union_type *u = &p->unions.at[f->type.of];
    uint32_t count = 0;
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct ent e = store_find(s, u->members[i], id);
        count += e.v != ENT_NONE.v && str_eq(store_id(s, e), id);
    }
    return count > 1;
}

struct doc_node *
export_value(struct arena *a, const struct program *p, const struct store *s, field_id field,
             uint64_t cell)
{
    const struct field *f = &p->fields.at[field];
    if (f->type.kind != TYPE_ENTITY)
        return export_leaf(a, p, f->type, cell);
    struct ent e = {(uint32_t)cell};
    struct str id = store_id(s, e);
    struct sym type = p->entities.at[store_type(s, e)].name;
    if (is_ambiguous(p, s, f, id))
        id = str_printf(a, STR_FMT ":" STR_FMT, STR_ARG(sym_str(p->texts, type)), STR_ARG(id));
    return doc_leaf(a, LEAF_TEXT, id);
}

static struct doc_node *
leaf_of(const struct case_writer *w, field_id f, uint64_t cell)
{
    return export_value(w->in->arena, w->in->program, w->in->store, f, cell);
}

/* Something of the field is written: it is no default. */
static bool
is_authored(const struct case_writer *w, struct ent e, field_id id)
{
    bool has_place = !span_is_none(store_key_span(w->in->store, e, id)) ||
                     !span_is_none(store_value_span(w->in->store, e, id, 0));
    return has_place || !w->in->program->fields.at[id].has_default;
}

/* The link was written at its other end only, and is there. */
static bool
is_told_by(const struct case_writer *w, struct ent e, field_id id, uint64_t cell)
{
    const struct field *f = &w->in->program->fields.at[id];
    struct ent other = {(uint32_t)cell};
    if (f->type.kind != TYPE_ENTITY || f->inverse == NO_ID ||
        !span_is_none(store_key_span(w->in->store, e, id)))
        return false;
    const struct field *back = &w->in->program->fields.at[f->inverse];
    return !back->is_implicit &&
           entity_is(w->in->program, store_type(w->in->store, other), back->owner) &&
           !span_is_none(store_key_span(w->in->store, other, f->inverse));
}

/* NULL: there is nothing to write. */
static struct doc_node *
column_value(const struct case_writer *w, struct ent e, field_id id)
{
    const struct column *c = store_column(w->in->store, id);
    uint32_t row = e.v - c->rows.lo;
    if (!bit_get(c->present, row) || bit_get(c->incomplete, row) ||
        is_told_by(w, e, id, column_cell(c, row)))
        return NULL;
    return leaf_of(w, id, column_cell(c, row));
}

static struct doc_node *
links_value(const struct case_writer *w, struct ent e, field_id id)
{
    const struct field *f = &w->in->program->fields.at[id];
    const struct links *l = store_links(w->in->store, id);
    uint32_t row = e.v - l->rows.lo, from = l->offsets[row], count = l->offsets[row + 1] - from;
    uint64_t *members = arena_array(w->in->arena, uint64_t, count);
    struct value set = {.kind = VALUE_SET, .members = members, .count = count};
    struct doc_node *list = doc_new(w->in->arena, DOC_LIST);
    for (uint32_t i = 0; i < count; i++)
        members[i] = l->targets ? l->targets[from + i] : l->cells[from + i];
    answer_sort_members(w->in->program, f->type, &set);
    for (uint32_t i = 0; i < count; i++)
        if (!is_told_by(w, e, id, members[i]))
            vec_push(w->in->arena, &list->items, leaf_of(w, id, members[i]));
    return list->items.len || f->has_default ? list : NULL;
}

/* ---- entities ---- */

static struct doc_node *entity_build(struct case_writer *w, struct ent e, const struct holder *h,
                                     struct str id);

static struct doc_node *
contained_build(struct case_writer *w, struct ent owner, field_id id)
{
    const struct program *p = w->in->program;
    const struct union_type *u = &p->unions.at[p->fields.at[id].type.of];
    const struct holder h = {u->members, u->member_count};
    const struct column *c = store_column(w->in->store, id);
    const struct links *l = c ? NULL : store_links(w->in->store, id);
    uint32_t row = owner.v - (c ? c->rows.lo : l->rows.lo);
    uint32_t from = l ? l->offsets[row] : 0,
             to = l ? l->offsets[row + 1] : bit_get(c->present, row);
    struct doc_node *list = doc_new(w->in->arena, DOC_LIST);
    struct str path = store_id(w->in->store, owner);
    for (uint32_t i = from; i < to; i++) {
        struct ent e = {l ? l->targets[i] : (uint32_t)column_cell(c, row)};
        struct str full = store_id(w->in->store, e);
        vec_push(w->in->arena, &list->items,
                 entity_build(w, e, &h, str_slice(full, path.len + 1, full.len)));
    }
    return from < to ? list : NULL;
}

struct str
export_key(struct arena *a, const struct program *p, entity_id type, field_id id)
{
    const struct field *f = &p->fields.at[id];
    struct str name = sym_str(p->texts, f->name);
    if (program_field(p, type, f->name) == id)
        return name;
    return str_printf(a, STR_FMT "." STR_FMT, STR_ARG(f->pack), STR_ARG(name));
}

static void
field_build(struct case_writer *w, struct ent e, entity_id type, field_id id, struct doc_node *out)
{
    const struct field *f = &w->in->program->fields.at[id];
    struct doc_node *value = NULL;
    if (f->is_implicit || f->type.kind == TYPE_ERROR)
        return;
    if (f->contains)
        value = contained_build(w, e, id);
    else if (is_authored(w, e, id))
        value = store_column(w->in->store, id) ? column_value(w, e, id) : links_value(w, e, id);
    if (value)
        member_add(w, out, export_key(w->in->arena, w->in->program, type, id), value);
}

static void
instances_build(struct case_writer *w, struct ent e, struct doc_node *out)
{
    struct doc_node *list = doc_new(w->in->arena, DOC_LIST);
    for (uint32_t i = w->instances[e.v]; i; i = w->next_instance[i - 1])
        vec_push(w->in->arena, &list->items,
                 doc_leaf(w->in->arena, LEAF_TEXT, store_instance(w->in->store, i - 1).text));
    struct str element = w->in->element ? w->in->element(w->in->context, e) : STR("");
    if (element.len)
        vec_push(w->in->arena, &list->items, doc_leaf(w->in->arena, LEAF_TEXT, element));
    if (list->items.len)
        member_add(w, out, STR("instance_of"), list->items.len == 1 ? list->items.at[0] : list);
}

static struct doc_node *
entity_build(struct case_writer *w, struct ent e, const struct holder *h, struct str id)
{
    entity_id type = store_type(w->in->store, e);
    struct doc_node *out = doc_new(w->in->arena, DOC_MAPPING);
    struct str external = store_external(w->in->store, e);
    member_add(w, out, STR("id"), doc_leaf(w->in->arena, LEAF_TEXT, id));
    if (needs_type(w, h, type))
        member_add(w, out, STR("type"),
                   doc_leaf(w->in->arena, LEAF_TEXT,
                            sym_str(w->in->program->texts, type_at(w, type)->name)));
    if (external.len)
        member_add(w, out, STR("external"), doc_leaf(w->in->arena, LEAF_TEXT, external));
    instances_build(w, e, out);
    for (uint32_t i = 0; i < type_at(w, type)->field_count; i++)
        field_build(w, e, type, type_at(w, type)->fields[i], out);
    return out;
}

/* ---- collections ---- */

/* The nearest type up that has a collection, or NO_ID. */
static entity_id
collection_type(const struct case_writer *w, entity_id type)
{
    while (type != NO_ID && !type_at(w, type)->collection.v)
        type = type_at(w, type)->parent;
    return type;
}

static struct doc_node *
collection_list(struct case_writer *w, entity_id type)
{
    struct str name = sym_str(w->in->program->texts, type_at(w, type)->collection);
    for (uint32_t i = 0; i < w->root->members.len; i++)
        if (str_eq(w->root->members.at[i].key, name))
            return w->root->members.at[i].value;
    struct doc_node *list = doc_new(w->in->arena, DOC_LIST);
    member_add(w, w->root, name, list);
    return list;
}

static void
entity_add(struct case_writer *w, struct ent e)
{
    entity_id type = store_type(w->in->store, e), home = collection_type(w, type);
    const struct holder h = {&home, 1};
    if (home == NO_ID || (needs_type(w, &h, type) && type_is_field(w, &h))) {
        w->homeless[type]++;
        return;
    }
    vec_push(w->in->arena, &collection_list(w, home)->items,
             entity_build(w, e, &h, store_id(w->in->store, e)));
}

static void
mark_contained(struct case_writer *w)
{
    const struct program *p = w->in->program;
    for (field_id id = 0; id < p->fields.len; id++) {
        const struct field *f = &p->fields.at[id];
        if (!f->contains || f->is_implicit || f->type.kind != TYPE_ENTITY)
            continue;
        const struct column *c = store_column(w->in->store, id);
        const struct links *l = c ? NULL : store_links(w->in->store, id);
        struct range rows = c ? c->rows : l->rows;
        for (uint32_t row = 0; row < rows.hi - rows.lo; row++) {
            uint32_t from = l ? l->offsets[row] : 0;
            uint32_t to = l ? l->offsets[row + 1] : bit_get(c->present, row);
            for (uint32_t i = from; i < to; i++) {
                uint32_t e = l ? l->targets[i] : (uint32_t)column_cell(c, row);
                w->contained[e >> 6] |= UINT64_C(1) << (e & 63);
            }
        }
    }
}

static void
report_homeless(const struct case_writer *w, entity_id type)
{
    const struct entity *e = type_at(w, type);
    struct diag_sink *sink = w->in->sink;
    struct str name = sym_str(w->in->program->texts, e->name);
    bool has_home = collection_type(w, type) != NO_ID;
    uint32_t count = w->homeless[type];
    struct diag *d =
        diag_add(sink, E7318, e->span,
                 has_home ? STR_FMT " has no collection of its own, so %u of them %s not written"
                          : STR_FMT " has no collection, so %u of them %s not written",
                 STR_ARG(name), count, count == 1 ? "is" : "are");
    diag_help(sink, d, "say where they stand in case files: `entity " STR_FMT " from \"…\"`",
              STR_ARG(name));
}

struct document *
export_case(const struct case_input *in)
{
    struct case_writer w = {
        .in = in,
        .contained = arena_array(in->arena, uint64_t, store_count(in->store) / 64 + 1),
        .root = doc_new(in->arena, DOC_MAPPING),
        .homeless = arena_array(in->arena, uint32_t, in->program->entities.len + 1),
        .instances = arena_array(in->arena, uint32_t, store_count(in->store) + 1),
        .next_instance = arena_array(in->arena, uint32_t, store_instance_count(in->store) + 1)};
    struct document *d = arena_new(in->arena, struct document);
    mark_contained(&w);
    for (uint32_t i = store_instance_count(in->store); i-- > 0;) {
        uint32_t of = store_instance(in->store, i).of.v;
        w.next_instance[i] = w.instances[of];
        w.instances[of] = i + 1;
    }
    for (uint32_t e = 0; e < store_count(in->store); e++)
        if (!bit_get(w.contained, e) && in->is_wanted(in->context, (struct ent){e}))
            entity_add(&w, (struct ent){e});
    for (entity_id t = 0; t < in->program->entities.len; t++)
        if (w.homeless[t])
            report_homeless(&w, t);
    *d = (struct document){FILE_FORMAT_yaml, w.root};
    return d;
}
