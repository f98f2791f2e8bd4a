/*
 * digest(x): SHA-256 over what the case says of an entity.
 *
 * Type, identity, and every field with a value in alphabetical order (not the far sides of other entities' fields), texts
 * with their length, sets in order of bytes: the same whatever the order of files, keys and declarations.
 */
#include <stdlib.h>

#include "engine/eval/internal.h"
#include "engine/store/sha256.h"

static void
add_text(struct text_buf *b, struct str s)
{
    text_printf(b, "%zu:", s.len);
    text_add(b, s);
    text_add_c(b, "\n");
}

/* An entity by type and path: ids are unique within a root type only. */
static void
add_cell(struct evaluation *ev, struct text_buf *b, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY) {
        entity_id type = store_type(ev->store, (struct ent){(uint32_t)cell});
        entity_id root = ev->program->entities.at[type].root;
        add_text(b, sym_str(ev->program->texts, ev->program->entities.at[root].name));
    }
    add_text(b, cell_words(ev, b->arena, t, cell));
}

static int
by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void
add_links(struct evaluation *ev, struct text_buf *b, struct type t, const struct links *l,
          uint32_t row)
{
    uint32_t count = l->offsets[row + 1] - l->offsets[row];
    struct str *members = arena_array(b->arena, struct str, count);
    for (uint32_t i = 0; i < count; i++) {
        struct text_buf one = {.arena = b->arena};
        uint32_t at = l->offsets[row] + i;
        add_cell(ev, &one, t, l->targets ? l->targets[at] : l->cells[at]);
        members[i] = text_str(&one);
    }
    if (count > 1)
        qsort(members, count, sizeof *members, by_bytes);
    for (uint32_t i = 0; i < count; i++)
        text_add(b, members[i]);
}

/* False: the field did not load completely. */
static bool
add_field(struct evaluation *ev, struct text_buf *b, uint32_t entity, field_id id)
{
    const struct field *field = &ev->program->fields.at[id];
    text_add(b, field->pack);
    text_add_c(b, ".");
    text_add(b, sym_str(ev->program->texts, field->name));
    text_add_c(b, "\n");
    if (card_is_set(field->type.card)) {
        const struct links *l = store_links(ev->store, id);
        uint32_t row = entity - l->rows.lo;
        add_links(ev, b, field->type, l, row);
        return !bit_get(l->incomplete, row);
    }
    const struct column *c = store_column(ev->store, id);
    uint32_t row = entity - c->rows.lo;
    if (bit_get(c->present, row))
        add_cell(ev, b, field->type, column_cell(c, row));
    return !bit_get(c->incomplete, row);
}

struct named {
    struct str name, pack;
    field_id id;
};

static int
by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : str_cmp(x->pack, y->pack);
}

static bool
add_fields(struct evaluation *ev, struct text_buf *b, uint32_t entity, const struct entity *type)
{
    struct named *fields = arena_array(b->arena, struct named, type->field_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &ev->program->fields.at[type->fields[i]];
        if (!f->is_implicit && f->type.kind != TYPE_ERROR)
            fields[count++] =
                (struct named){sym_str(ev->program->texts, f->name), f->pack, type->fields[i]};
    }
    if (count > 1)
        qsort(fields, count, sizeof *fields, by_name);
    bool is_whole = true;
    for (uint32_t i = 0; i < count; i++)
        is_whole &= add_field(ev, b, entity, fields[i].id);
    return is_whole;
}

static bool
digest_entity(struct evaluation *ev, struct arena *a, uint32_t entity, uint64_t *out)
{
    const struct entity *type =
        &ev->program->entities.at[store_type(ev->store, (struct ent){entity})];
    struct text_buf b = {.arena = a};
    text_add(&b, sym_str(ev->program->texts, type->name));
    text_add_c(&b, "\n");
    add_text(&b, store_id(ev->store, (struct ent){entity}));
    bool is_whole = add_fields(ev, &b, entity, type);
    struct str hex = sha256_hex(a, text_str(&b));
    *out = str_cell(ev, str_printf(a, "sha256:" STR_FMT, STR_ARG(hex)));
    return is_whole;
}

struct vector
eval_digest(struct frame *f, const struct ir *ir)
{
    struct values of = eval_values(f, ir->unary);
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count);
    uint64_t *unknown = bits_copy(f->arena, of.unknown, f->count);
    struct frame scratch;
    frame_open(&scratch, &f->ev->root, f);
    for (uint32_t i = 0; i < f->count; i++) {
        if (!bit_get(of.present, i))
            continue;
        struct arena_mark mark = arena_mark(scratch.arena);
        bool is_whole = digest_entity(f->ev, scratch.arena, (uint32_t)of.cells[i], &cells[i]);
        arena_rewind(scratch.arena, mark);
        bit_or(is_whole ? present : unknown, i, true);
    }
    frame_close(&scratch);
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}
