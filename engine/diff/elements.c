/* Entities that came, went, or are described otherwise. */
#include <stdlib.h>

#include "engine/diff/diff_internal.h"

/* One field of one entity on one side, in words. */
struct content {
    bool is_there; /* the type has the field */
    bool is_set, is_unknown;
    struct str value; /* single: empty if it has none */
    struct str *members;
    uint32_t count;
    bool is_authored; /* somebody wrote it there, and not only on the other side of an inverse */
    struct span at;
};

struct str
entity_label(const struct program *p, struct store *s, struct ent e)
{
    field_id f = program_view_field(p, store_type(s, e), VIEW_WORD_LABEL);
    const struct column *c = f == NO_ID ? NULL : store_column(s, f);
    uint32_t row = c ? e.v - c->rows.lo : 0;
    if (!c || bit_get(c->incomplete, row) || !bit_get(c->present, row))
        return STR("");
    return str_trim(sym_str(p->texts, (struct sym){(uint32_t)column_cell(c, row)}));
}

static struct str
cell_words(struct arena *a, const struct diff_side *s, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY)
        return store_id(s->store, (struct ent){(uint32_t)cell});
    return cell_text(s->program, a, t, cell);
}

static int
by_words(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

static void
read_members(struct arena *a, const struct diff_side *s, const struct field *field,
             const struct links *l, uint32_t row, struct content *out)
{
    uint32_t lo = l->offsets[row];
    out->count = l->offsets[row + 1] - lo;
    out->members = arena_array(a, struct str, out->count);
    for (uint32_t i = 0; i < out->count; i++)
        out->members[i] =
            cell_words(a, s, field->type, l->targets ? l->targets[lo + i] : l->cells[lo + i]);
    if (out->count > 1)
        qsort(out->members, out->count, sizeof *out->members, by_words);
    out->is_unknown = bit_get(l->incomplete, row);
}

static struct content
read_content(struct arena *a, const struct diff_side *s, struct ent e, field_id f)
{
    struct content out = {.is_there = f != NO_ID};
    if (f == NO_ID)
        return out;
    const struct field *field = &s->program->fields.at[f];
    const struct column *c = store_column(s->store, f);
    out.is_set = card_is_set(field->type.card);
    out.at = store_value_span(s->store, e, f, 0);
    out.is_authored = field->inverse == NO_ID || !span_is_none(store_key_span(s->store, e, f));
    if (!c) {
        const struct links *l = store_links(s->store, f);
        read_members(a, s, field, l, e.v - l->rows.lo, &out);
        return out;
    }
    uint32_t row = e.v - c->rows.lo;
    out.is_unknown = bit_get(c->incomplete, row);
    if (out.is_unknown)
        out.value = STR("(unknown)");
    else if (bit_get(c->present, row))
        out.value = cell_words(a, s, field->type, column_cell(c, row));
    return out;
}

/* Members of `of` that are not in `in`; both ascend. */
static void
members_without(struct arena *a, const struct content *of, const struct content *in,
                struct str **out, uint32_t *count)
{
    uint32_t k = 0;
    *out = arena_array(a, struct str, of->count + 1);
    for (uint32_t i = 0; i < of->count; i++) {
        while (k < in->count && str_cmp_natural(in->members[k], of->members[i]) < 0)
            k++;
        if (k == in->count || !str_eq(in->members[k], of->members[i]))
            (*out)[(*count)++] = of->members[i];
    }
}

typedef VEC(struct field_change) field_changes;

static void
add_value(struct differ *d, field_changes *all, struct str name, struct str before,
          struct str after)
{
    struct field_change change = {.field = name, .before = before, .after = after};
    if (!str_eq(before, after))
        vec_push(d->arena, all, change);
}

static void
compare_field(struct differ *d, field_changes *all, struct str name, const struct content *a,
              const struct content *b)
{
    struct field_change change = {.field = name,
                                  .is_set = a->is_set || b->is_set,
                                  .before = a->value,
                                  .after = b->value,
                                  .at_a = a->at,
                                  .at_b = b->at};
    bool is_authored = (a->is_there && a->is_authored) || (b->is_there && b->is_authored);
    members_without(d->arena, b, a, &change.added, &change.added_count);
    members_without(d->arena, a, b, &change.removed, &change.removed_count);
    bool is_other = !str_eq(a->value, b->value) || change.added_count || change.removed_count;
    if (is_authored && is_other)
        vec_push(d->arena, all, change);
}

/* The field called so on the other side, or NO_ID. */
static field_id
other_field(const struct diff_side *from, field_id f, const struct diff_side *to, entity_id type)
{
    const struct field *field = &from->program->fields.at[f];
    struct sym name = sym_find(to->program->texts, sym_str(from->program->texts, field->name));
    field_id found = name.v ? program_field(to->program, type, name) : NO_ID;
    return found == NO_ID && name.v ? program_field_in(to->program, type, field->pack, name)
                                    : found;
}

static void
compare_fields(struct differ *d, struct ent a, struct ent b, field_changes *all)
{
    entity_id type_a = store_type(d->a->store, a), type_b = store_type(d->b->store, b);
    const struct entity *of_a = &d->a->program->entities.at[type_a],
                        *of_b = &d->b->program->entities.at[type_b];
    for (uint32_t i = 0; i < of_b->field_count; i++) {
        field_id f = of_b->fields[i];
        if (d->b->program->fields.at[f].is_implicit)
            continue;
        struct content before = read_content(d->arena, d->a, a, other_field(d->b, f, d->a, type_a));
        struct content after = read_content(d->arena, d->b, b, f);
        compare_field(d, all, sym_str(d->b->program->texts, d->b->program->fields.at[f].name),
                      &before, &after);
    }
    for (uint32_t i = 0; i < of_a->field_count; i++) {
        field_id f = of_a->fields[i];
        if (d->a->program->fields.at[f].is_implicit || other_field(d->a, f, d->b, type_b) != NO_ID)
            continue;
        struct content before = read_content(d->arena, d->a, a, f), after = {0};
        compare_field(d, all, sym_str(d->a->program->texts, d->a->program->fields.at[f].name),
                      &before, &after);
    }
}

static struct element_change
element_of(const struct diff_side *s, struct ent e, enum change_kind kind)
{
    return (struct element_change){.kind = kind,
                                   .ent = e,
                                   .type = side_type(s, e),
                                   .id = store_id(s->store, e),
                                   .label = entity_label(s->program, s->store, e),
                                   .at = store_span(s->store, e)};
}

static void
compare_entity(struct differ *d, struct ent a, struct ent b)
{
    field_changes all = {0};
    add_value(d, &all, STR("type"), side_type(d->a, a), side_type(d->b, b));
    add_value(d, &all, STR("external"), store_external(d->a->store, a),
              store_external(d->b->store, b));
    compare_fields(d, a, b, &all);
    if (!all.len)
        return;
    struct element_change change = element_of(d->b, b, CHANGE_CHANGED);
    change.fields = all.at;
    change.field_count = all.len;
    CHANGE_ADD(d, &d->out->elements, change);
}

void
diff_elements(struct differ *d)
{
    uint32_t count_a = store_count(d->a->store), count_b = store_count(d->b->store);
    for (uint32_t e = 0; e < count_b; e++)
        if (d->of_a[e] == UINT32_MAX)
            CHANGE_ADD(d, &d->out->elements, element_of(d->b, (struct ent){e}, CHANGE_ADDED));
    for (uint32_t e = 0; e < count_a; e++)
        if (d->of_b[e] == UINT32_MAX)
            CHANGE_ADD(d, &d->out->elements, element_of(d->a, (struct ent){e}, CHANGE_REMOVED));
    for (uint32_t e = 0; e < count_b; e++)
        if (d->of_a[e] != UINT32_MAX)
            compare_entity(d, (struct ent){d->of_a[e]}, (struct ent){e});
}
