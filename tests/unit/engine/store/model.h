/*
 * Programs and facts for the tests of the store, made by hand: entity types and fields call by call, facts from lines like
 *
 *   Device LX-200
 *     name: Pump
 *     capabilities > Capability AUTH
 *       selected: true
 *   Threat T-1 external: the vendor's
 *     controls: C-1, C-2
 *
 * where `field:` alone is a key without a value, and a field written `! field:` did not load.
 */
#ifndef ONUS_TESTS_STORE_MODEL_H
#define ONUS_TESTS_STORE_MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/store/store.h"
#include "lang/base/arena.h"
#include "lang/base/diag.h"
#include "lang/base/vec.h"

struct model {
    struct arena arena;
    struct sym_table texts;
    struct decimal_pool decimals;
    struct source_map sources;
    struct diag_sink sink;
    struct program program;
    struct builder *builder;
    struct store *store;
    uint32_t at_depth[8]; /* handles */
};

static inline int
model_setup(void **state)
{
    struct model *m = mem_alloc(sizeof *m, 1);
    sym_table_init(&m->texts, &m->arena);
    m->decimals.arena = &m->arena;
    source_map_init(&m->sources, &m->arena);
    diag_sink_init(&m->sink, &m->arena, &m->sources);
    m->program = (struct program){.arena = &m->arena, .texts = &m->texts, .decimals = &m->decimals};
    *state = m;
    return 0;
}

static inline int
model_teardown(void **state)
{
    struct model *m = *state;
    store_free(m->store);
    arena_release(&m->arena);
    mem_free(m);
    return 0;
}

static inline struct sym
model_sym(struct model *m, const char *text)
{
    return sym_intern(&m->texts, str_from(text));
}

/* In preorder. */
static inline entity_id
model_entity(struct model *m, const char *name, entity_id parent)
{
    entity_id id = m->program.entities.len;
    struct entity e = {.name = model_sym(m, name), .parent = parent, .root = id, .last = id};
    vec_push(&m->arena, &m->program.entities, e);
    struct entity *entities = m->program.entities.at;
    for (entity_id p = parent; p != NO_ID; p = entities[p].parent) {
        entities[p].last = id;
        entities[id].root = p;
    }
    return id;
}

static inline union_id
model_union(struct model *m, entity_id a, entity_id b)
{
    struct union_type u = {.member_count = b == NO_ID ? 1 : 2};
    u.members = arena_array(&m->arena, entity_id, 2);
    u.members[0] = a;
    u.members[1] = b;
    vec_push(&m->arena, &m->program.unions, u);
    return m->program.unions.len - 1;
}

static inline struct type
model_type(enum type_kind kind, enum card card)
{
    return (struct type){.kind = kind, .card = card};
}

static inline struct type
model_ref(struct model *m, entity_id to, enum card card)
{
    return (struct type){.kind = TYPE_ENTITY, .card = card, .of = model_union(m, to, NO_ID)};
}

/* After all types. */
static inline field_id
model_field(struct model *m, entity_id owner, const char *name, struct type type)
{
    field_id id = m->program.fields.len;
    struct field f = {
        .name = model_sym(m, name), .owner = owner, .type = type, .inverse = NO_ID, .regex = NO_ID};
    vec_push(&m->arena, &m->program.fields, f);
    for (entity_id e = owner; e <= m->program.entities.at[owner].last; e++) {
        struct entity *entity = &m->program.entities.at[e];
        field_id *fields = arena_array(&m->arena, field_id, entity->field_count + 1);
        for (uint32_t i = 0; i < entity->field_count; i++)
            fields[i] = entity->fields[i];
        fields[entity->field_count++] = id;
        entity->fields = fields;
    }
    return id;
}

/* The other side of a forward field, made for it. */
static inline field_id
model_implicit(struct model *m, entity_id owner, const char *name, field_id forward, enum card card)
{
    entity_id source = m->program.fields.at[forward].owner;
    field_id id = model_field(m, owner, name, model_ref(m, source, card));
    m->program.fields.at[id].is_implicit = true;
    m->program.fields.at[id].inverse = forward;
    if (m->program.fields.at[forward].inverse == NO_ID)
        m->program.fields.at[forward].inverse = id;
    return id;
}

static inline enum_id
model_enum(struct model *m, const char *name, const char *const *values)
{
    struct enum_type e = {.name = model_sym(m, name)};
    while (values[e.value_count])
        e.value_count++;
    e.values = arena_array(&m->arena, struct sym, e.value_count);
    for (uint32_t i = 0; i < e.value_count; i++)
        e.values[i] = model_sym(m, values[i]);
    e.spellings = e.values;
    vec_push(&m->arena, &m->program.enums, e);
    return m->program.enums.len - 1;
}

/* ---- facts ---- */

static inline struct span
model_span(const struct source *s, const char *at, size_t len)
{
    uint32_t lo = s->base + (uint32_t)(at - s->text.at);
    return (struct span){lo, lo + (uint32_t)len};
}

static inline field_id
model_find_field(struct model *m, unsigned depth, const char *name, size_t len)
{
    struct sym sym = sym_intern(&m->texts, (struct str){name, len});
    for (field_id f = 0; f < m->program.fields.len; f++)
        if (sym_eq(m->program.fields.at[f].name, sym) &&
            entity_is(&m->program, m->at_depth[4 + depth], m->program.fields.at[f].owner))
            return f;
    fail_msg("no field %.*s", (int)len, name);
    return NO_ID;
}

static inline void
model_values(struct model *m, const struct source *s, unsigned depth, field_id f, struct span key,
             const char *at, const char *end)
{
    uint32_t handle = m->at_depth[depth];
    if (at == end)
        builder_no_value(m->builder, handle, f, key);
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        bool is_set = card_is_set(m->program.fields.at[f].type.card);
        const char *stop = comma && is_set ? comma : end;
        struct str text = {at, (size_t)(stop - at)};
        if (str_is(text, "\"\""))
            text.len = 0;
        builder_value(m->builder, handle, f, text, key, model_span(s, at, (size_t)(stop - at)));
        at = stop == end ? end : stop + 2;
    }
}

static inline void
model_new_entity(struct model *m, const struct source *s, unsigned depth, uint32_t owner,
                 const char *at, const char *end)
{
    const char *blank = memchr(at, ' ', (size_t)(end - at));
    assert_non_null(blank);
    struct sym name = sym_intern(&m->texts, (struct str){at, (size_t)(blank - at)});
    entity_id type = program_entity(&m->program, name);
    assert_true(type != NO_ID);
    const char *id = blank + 1;
    struct str rest = {id, (size_t)(end - id)};
    size_t external = str_find(rest, STR(" external: "), 0);
    size_t len = external == SIZE_MAX ? rest.len : external;
    m->at_depth[depth] =
        builder_entity(m->builder, type, owner, (struct str){id, len}, model_span(s, id, len));
    m->at_depth[4 + depth] = type;
    if (external != SIZE_MAX)
        builder_external(m->builder, m->at_depth[depth],
                         str_slice(rest, external + strlen(" external: "), rest.len), SPAN_NONE);
}

static inline void
model_line(struct model *m, const struct source *s, const char *at, const char *end)
{
    unsigned depth = 0;
    while (at < end && *at == ' ')
        at++, depth++;
    depth /= 2;
    if (depth == 0) {
        model_new_entity(m, s, 0, ENT_NONE.v, at, end);
        return;
    }
    bool is_lost = *at == '!';
    at += is_lost ? 2 : 0;
    const char *name_end = at;
    while (name_end < end && *name_end != ':' && *name_end != ' ')
        name_end++;
    size_t len = (size_t)(name_end - at);
    field_id f = model_find_field(m, depth - 1, at, len);
    struct span key = model_span(s, at, len);
    if (is_lost) {
        builder_incomplete(m->builder, m->at_depth[depth - 1], f, key, NULL);
    } else if (*name_end == ':') {
        const char *value = name_end + 1 < end ? name_end + 2 : end;
        model_values(m, s, depth - 1, f, key, value, end);
    } else {
        model_new_entity(m, s, depth, m->at_depth[depth - 1], name_end + 3, end);
        builder_contains(m->builder, m->at_depth[depth - 1], f, m->at_depth[depth], key);
    }
}

static inline void
model_read(struct model *m, const char *name, const char *text)
{
    const struct source *s = source_add(&m->sources, str_from(name), str_from(text));
    if (!m->builder)
        m->builder = builder_new(&m->program, &m->sink);
    for (const char *at = text; *at;) {
        const char *end = strchr(at, '\n');
        end = end ? end : at + strlen(at);
        if (end > at)
            model_line(m, s, at, end);
        at = *end ? end + 1 : end;
    }
}

static inline void
model_finish(struct model *m)
{
    int32_t today = 0;
    date_parse(STR("2026-06-01"), &today);
    if (!m->builder)
        m->builder = builder_new(&m->program, &m->sink);
    m->store = builder_finish(m->builder, today);
    m->builder = NULL;
}

/* ---- what came out ---- */

static inline void
model_place(struct model *m, struct span at, struct text_buf *out)
{
    struct place p = {0};
    if (!span_is_none(at))
        p = source_place(&m->sources, at.lo);
    if (p.source)
        text_printf(out, STR_FMT ":%u:%u", STR_ARG(p.source->name), p.line, p.column);
    else
        text_add_c(out, "-");
}

/* One line per message, its further places indented below. */
static inline struct str
model_messages(struct model *m)
{
    struct text_buf out = {.arena = &m->arena};
    diag_sort(&m->sink);
    for (const struct diag *d = m->sink.first; d; d = d->next) {
        text_printf(&out, "%s ", diag_code_name(d->code));
        model_place(m, d->span, &out);
        text_printf(&out, " " STR_FMT " " STR_FMT ": " STR_FMT, STR_ARG(d->type),
                    STR_ARG(d->subject), STR_ARG(d->message));
        if (d->fix)
            text_printf(&out, " [" STR_FMT "]", STR_ARG(d->fix->text));
        text_add_char(&out, '\n');
        for (const struct diag_label *l = d->labels; l; l = l->next) {
            text_add_c(&out, "  ");
            model_place(m, l->span, &out);
            text_printf(&out, " " STR_FMT "\n", STR_ARG(l->text));
        }
    }
    return text_str(&out);
}

static inline struct str
model_dump(struct model *m)
{
    struct text_buf out = {.arena = &m->arena};
    store_dump(m->store, &out);
    return text_str(&out);
}

#define assert_text(got, want)                                                                     \
    do {                                                                                           \
        struct str got_ = (got);                                                                   \
        if (!str_is(got_, (want)))                                                                 \
            fail_msg("expected:\n%s\ngot:\n" STR_FMT, (want), STR_ARG(got_));                      \
    } while (0)

#define assert_messages(m, want) assert_text(model_messages(m), want)
#define assert_dump(m, want)     assert_text(model_dump(m), want)

#endif
