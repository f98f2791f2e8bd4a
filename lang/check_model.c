#include "lang/check_model.h"

#include <stdlib.h>
#include <string.h>

#include "lang/base/limits.h"

void
report_too_many(struct checker *ck, struct span at, bool *reported, const char *what, int limit)
{
    if (*reported)
        return;
    *reported = true;
    struct diag *d = diag_add(ck->sink, E1614, at, "there are more than %d %s", limit, what);
    diag_here(ck->sink, d, "one too many");
    diag_help(ck->sink, d, "what goes on like this is data: keep it in case files");
}

/* ---- entities: which there are, what they inherit from, their numbers ---- */

static void
entity_collect(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct def *def = names_of(ck, item);
    if (!def)
        return;
    def->id = ck->model->entities.len;
    vec_push(
        ck->arena, &ck->model->entities,
        ((struct model_entity){
            .item = item, .unit = unit, .def = def, .parent = NO_ID, .is_partial = def->broken}));
    /* What was lost inside is no reason to refuse the type itself. */
    def->broken = false;
}

static void
parent_resolve(struct checker *ck, struct model_entity *e)
{
    const struct type_name *parent = &e->item->entity.parent;
    if (!parent->name.sym.v)
        return;
    e->parent_span = parent->span;
    const struct def *def = names_type(ck, e->unit, parent);
    if (def && def->kind == DEF_ENTITY) {
        e->parent = def->id;
        return;
    }
    e->is_partial = true;
    if (!def)
        return;
    struct str word = sym_str(ck->syms, parent->name.sym);
    struct diag *d =
        diag_add(ck->sink, E2209, parent->span,
                 "`" STR_FMT "` is no entity, so nothing can inherit from it", STR_ARG(word));
    diag_label(ck->sink, d, def->item->enumeration.name.span, "declared here");
}

static void
report_circle(struct checker *ck, uint32_t first)
{
    struct model_entity *all = ck->model->entities.at;
    struct text_buf way = {.arena = ck->arena};
    uint32_t at = first;
    do {
        struct str name = sym_str(ck->syms, all[at].item->entity.name.sym);
        struct str parent = sym_str(ck->syms, all[all[at].parent].item->entity.name.sym);
        text_printf(&way, "%s" STR_FMT " is " STR_FMT, at == first ? "" : ", ", STR_ARG(name),
                    STR_ARG(parent));
        at = all[at].parent;
    } while (at != first);
    struct str words = text_str(&way);
    struct diag *d = diag_add(ck->sink, E1067, all[first].parent_span,
                              "a circle of inheritance: " STR_FMT, STR_ARG(words));
    for (at = all[first].parent; at != first; at = all[at].parent)
        diag_label(ck->sink, d, all[at].parent_span, "and on from here");
    diag_help(ck->sink, d, "take away one `is`: the most general type inherits from nothing");
}

/* Types of a circle stand alone from here on; whatever uses them stays silent. */
static void
circle_break(struct checker *ck, uint32_t first)
{
    struct model_entity *all = ck->model->entities.at;
    uint32_t at = first;
    do {
        uint32_t next = all[at].parent;
        all[at].parent = NO_ID;
        all[at].def->broken = true;
        all[at].is_partial = true;
        at = next;
    } while (at != first);
}

static void
circles_check(struct checker *ck)
{
    uint32_t count = ck->model->entities.len;
    uint32_t *seen = arena_array(ck->arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        while (at != NO_ID && !seen[at]) {
            seen[at] = i + 1;
            at = ck->model->entities.at[at].parent;
        }
        if (at == NO_ID || seen[at] != i + 1)
            continue;
        report_circle(ck, at);
        circle_break(ck, at);
    }
}

/* Below a type that is too deep, types stand alone. */
static void
depths_check(struct checker *ck)
{
    struct model_entity *all = ck->model->entities.at;
    bool reported = false;
    for (uint32_t i = 0; i < ck->model->entities.len; i++) {
        uint32_t depth = 0;
        for (uint32_t at = i; at != NO_ID && depth <= LIMIT_TYPE_DEPTH; at = all[at].parent)
            depth++;
        if (depth <= LIMIT_TYPE_DEPTH)
            continue;
        report_too_many(ck, all[i].parent_span, &reported, "types that inherit from each other",
                        LIMIT_TYPE_DEPTH);
        all[i].parent = NO_ID;
        all[i].is_partial = true;
    }
}

/* Children in the order of loading, as lists through arrays. */
struct family {
    uint32_t *first_child, *last_child, *next;
    uint32_t first_root, last_root;
};

static void
family_add(struct family *f, uint32_t *first, uint32_t *last, uint32_t child)
{
    if (*first == NO_ID)
        *first = child;
    else
        f->next[*last] = child;
    *last = child;
}

static struct family
family_of(struct checker *ck)
{
    uint32_t count = ck->model->entities.len;
    struct family f = {.first_child = arena_array(ck->arena, uint32_t, count + 1),
                       .last_child = arena_array(ck->arena, uint32_t, count + 1),
                       .next = arena_array(ck->arena, uint32_t, count + 1),
                       .first_root = NO_ID,
                       .last_root = NO_ID};
    for (uint32_t i = 0; i < count; i++)
        f.first_child[i] = f.last_child[i] = f.next[i] = NO_ID;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t parent = ck->model->entities.at[i].parent;
        if (parent == NO_ID)
            family_add(&f, &f.first_root, &f.last_root, i);
        else
            family_add(&f, &f.first_child[parent], &f.last_child[parent], i);
    }
    return f;
}

/* order[n]: the type that gets number n; last[n]: the last number below it. */
static void
preorder(const struct model *m, const struct family *f, uint32_t *order, uint32_t *number,
         uint32_t *last)
{
    uint32_t at = f->first_root, n = 0;
    while (at != NO_ID) {
        order[n] = at;
        number[at] = n++;
        if (f->first_child[at] != NO_ID) {
            at = f->first_child[at];
            continue;
        }
        last[number[at]] = n - 1;
        while (f->next[at] == NO_ID && m->entities.at[at].parent != NO_ID) {
            at = m->entities.at[at].parent;
            last[number[at]] = n - 1;
        }
        at = f->next[at];
    }
}

static void
entity_publish(struct checker *ck, const struct model_entity *e, uint32_t id, uint32_t last)
{
    const struct entity_decl *decl = &e->item->entity;
    struct entity entity = {.name = decl->name.sym,
                            .pack = e->unit->pack,
                            .is_abstract = decl->is_abstract,
                            .is_open = decl->is_open || e->is_partial,
                            .parent = e->parent,
                            .root = id,
                            .last = last,
                            .span = decl->name.span,
                            .docs = e->item->docs};
    struct str stored;
    if (e->parent != NO_ID)
        entity.root = ck->program->entities.at[e->parent].root;
    if (decl->stored && text_constant(ck, decl->stored, &stored))
        entity.collection = sym_intern(ck->syms, stored);
    vec_push(ck->arena, &ck->program->entities, entity);
}

static void
entities_number(struct checker *ck)
{
    struct model *m = ck->model;
    uint32_t count = m->entities.len;
    struct family f = family_of(ck);
    uint32_t *order = arena_array(ck->arena, uint32_t, count + 1);
    uint32_t *number = arena_array(ck->arena, uint32_t, count + 1);
    uint32_t *last = arena_array(ck->arena, uint32_t, count + 1);
    preorder(m, &f, order, number, last);
    struct model_entity *sorted = arena_array(ck->arena, struct model_entity, count + 1);
    for (uint32_t n = 0; n < count; n++) {
        sorted[n] = m->entities.at[order[n]];
        sorted[n].def->id = n;
        if (sorted[n].parent != NO_ID) {
            sorted[n].parent = number[sorted[n].parent];
            sorted[n].is_partial |= sorted[sorted[n].parent].is_partial;
        }
    }
    m->entities.at = sorted;
    m->entities.cap = count + 1;
    for (uint32_t n = 0; n < count; n++)
        entity_publish(ck, &sorted[n], n, last[n]);
}

static void
report_collection(struct checker *ck, const struct model_entity *e, const struct entity *old)
{
    struct str stored = sym_str(ck->syms, old->collection), name = sym_str(ck->syms, old->name);
    struct diag *d =
        diag_add(ck->sink, E3715, e->item->entity.stored->span,
                 "the collection `" STR_FMT "` already holds entities of type `" STR_FMT "`",
                 STR_ARG(stored), STR_ARG(name));
    diag_label(ck->sink, d, old->span, "this type");
    diag_help(ck->sink, d, "choose another word: one top-level key of a case file means one type");
}

/* The type that comes first in the text keeps the key. */
static void
collection_take(struct checker *ck, entity_id *by_key, entity_id id)
{
    struct program *p = ck->program;
    struct entity *e = &p->entities.at[id];
    entity_id *first = &by_key[e->collection.v];
    if (*first == NO_ID) {
        *first = id;
        return;
    }
    entity_id late = p->entities.at[*first].span.lo > e->span.lo ? *first : id;
    if (late == *first)
        *first = id;
    report_collection(ck, &ck->model->entities.at[late], &p->entities.at[*first]);
    p->entities.at[late].collection = SYM_NONE;
}

static void
collections_check(struct checker *ck)
{
    const struct program *p = ck->program;
    entity_id *by_key = arena_array(ck->arena, entity_id, ck->syms->len + 1);
    for (uint32_t i = 0; i <= ck->syms->len; i++)
        by_key[i] = NO_ID;
    for (uint32_t i = 0; i < p->entities.len; i++) {
        struct entity *e = &p->entities.at[i];
        if (e->collection.v && e->is_abstract) {
            struct diag *d =
                diag_add(ck->sink, E3502, ck->model->entities.at[i].item->entity.stored->span,
                         "an abstract type has no entities of its own to collect");
            diag_help(ck->sink, d, "give `from` to the types that inherit from it");
            e->collection = SYM_NONE;
        } else if (e->collection.v) {
            collection_take(ck, by_key, i);
        }
    }
}

static void
entities_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            if (unit->ast->items.at[j]->kind == ITEM_ENTITY)
                entity_collect(ck, unit, unit->ast->items.at[j]);
    }
    for (uint32_t i = 0; i < ck->model->entities.len; i++)
        parent_resolve(ck, &ck->model->entities.at[i]);
    circles_check(ck);
    depths_check(ck);
    entities_number(ck);
    collections_check(ck);
}

/* ---- types ---- */

static int
id_cmp(const void *a, const void *b)
{
    entity_id x = *(const entity_id *)a, y = *(const entity_id *)b;
    return x < y ? -1 : x > y;
}

/* A known union of these members, or NO_ID. */
static union_id
union_known(const struct checker *ck, uint64_t hash, const entity_id *members, uint32_t count)
{
    const struct program *p = ck->program;
    uint32_t at = 0;
    union_id id;
    while ((id = id_table_next(&ck->model->union_table, hash, &at)) != NO_ID)
        if (p->unions.at[id].member_count == count &&
            !memcmp(p->unions.at[id].members, members, count * sizeof *members))
            return id;
    return NO_ID;
}

union_id
model_union(struct checker *ck, const entity_id *members, uint32_t count)
{
    struct program *p = ck->program;
    entity_id *sorted = arena_array(ck->arena, entity_id, count + 1);
    uint32_t kept = 0;
    if (count)
        memcpy(sorted, members, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, id_cmp);
    for (uint32_t i = 0; i < count; i++)
        if (!kept || !entity_is(p, sorted[i], sorted[kept - 1]))
            sorted[kept++] = sorted[i];
    uint64_t hash = str_hash((struct str){(const char *)sorted, kept * sizeof *sorted});
    union_id known = union_known(ck, hash, sorted, kept);
    if (known != NO_ID)
        return known;
    vec_push(ck->arena, &p->unions, ((struct union_type){sorted, kept}));
    id_table_add(ck->arena, &ck->model->union_table, hash, p->unions.len - 1);
    return p->unions.len - 1;
}

struct type
type_entity(struct checker *ck, entity_id e, enum card card)
{
    return (struct type){TYPE_ENTITY, card, model_union(ck, &e, 1)};
}

bool
entity_id_is(const struct program *p, struct type t, entity_id ancestor)
{
    const struct union_type *u = &p->unions.at[t.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (!entity_is(p, u->members[i], ancestor))
            return false;
    return true;
}

static const struct {
    const char *word;
    enum type_kind kind;
} builtin_types[] = {
    {"bool", TYPE_BOOL},       {"clock", TYPE_CLOCK},     {"date", TYPE_DATE},
    {"decimal", TYPE_DECIMAL}, {"digest", TYPE_DIGEST},   {"duration", TYPE_DURATION},
    {"instant", TYPE_INSTANT}, {"int", TYPE_INT},         {"path", TYPE_PATH},
    {"text", TYPE_TEXT},       {"version", TYPE_VERSION},
};

enum { BUILTIN_TYPE_COUNT = sizeof builtin_types / sizeof *builtin_types };

/* What other languages call them. */
static const struct {
    const char *word, *here;
} foreign_types[] = {
    {"string", "text"},      {"str", "text"},          {"url", "text"},      {"boolean", "bool"},
    {"integer", "int"},      {"number", "decimal"},    {"float", "decimal"}, {"double", "decimal"},
    {"datetime", "instant"}, {"timestamp", "instant"}, {"time", "clock"},    {"file", "path"},
    {"hash", "digest"},
};

static void
report_unknown_builtin(struct checker *ck, const struct type_name *t, struct str given)
{
    struct suggestion s = {.scratch = ck->arena, .given = given};
    struct diag *d = diag_add(ck->sink, E1873, t->name.span,
                              "there is no type called `" STR_FMT "`", STR_ARG(given));
    for (int i = 0; i < BUILTIN_TYPE_COUNT; i++)
        suggest(&s, str_from(builtin_types[i].word));
    for (size_t i = 0; i < sizeof foreign_types / sizeof *foreign_types; i++)
        if (str_is(given, foreign_types[i].word))
            s.best = str_from(foreign_types[i].here);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, t->name.span, s.best);
    } else {
        diag_help(ck->sink, d,
                  "built-in types are bool, clock, date, decimal, digest, duration, "
                  "instant, int, path, text and version; others begin with a capital");
    }
}

static struct type
type_named(struct checker *ck, const struct unit *from, const struct type_name *t)
{
    struct str word = sym_str(ck->syms, t->name.sym);
    if (!t->pack.sym.v && word.len && (word.at[0] < 'A' || word.at[0] > 'Z')) {
        for (int i = 0; i < BUILTIN_TYPE_COUNT; i++)
            if (str_is(word, builtin_types[i].word))
                return TYPE(builtin_types[i].kind);
        report_unknown_builtin(ck, t, word);
        return TYPE(TYPE_ERROR);
    }
    const struct def *def = names_type(ck, from, t);
    if (!def)
        return TYPE(TYPE_ERROR);
    if (def->kind == DEF_ENUM)
        return (struct type){TYPE_ENUM, CARD_ONE, def->id};
    return type_entity(ck, def->id, CARD_ONE);
}

static struct type
type_of_union(struct checker *ck, const struct unit *from, const struct type_expr *t)
{
    VEC(entity_id) members = {0};
    bool ok = true;
    for (uint32_t i = 0; i < t->members.len; i++) {
        struct type m = type_named(ck, from, &t->members.at[i].name);
        if (m.kind == TYPE_ENTITY) {
            vec_push(ck->arena, &members, ck->program->unions.at[m.of].members[0]);
            continue;
        }
        ok = false;
        if (m.kind != TYPE_ERROR) {
            struct diag *d = diag_add(ck->sink, E2209, t->members.at[i].span,
                                      "only entity types can be joined with `|`");
            diag_here(ck->sink, d, "not an entity type");
        }
    }
    if (!ok || !members.len)
        return TYPE(TYPE_ERROR);
    return (struct type){TYPE_ENTITY, CARD_ONE, model_union(ck, members.at, members.len)};
}

struct type
model_type(struct checker *ck, const struct unit *from, const struct type_expr *t)
{
    struct type type = TYPE(TYPE_ERROR);
    switch (t->form) {
    case TYPE_FORM_ERROR: break;
    case TYPE_FORM_NAME: type = type_named(ck, from, &t->name); break;
    case TYPE_FORM_UNION: type = type_of_union(ck, from, t); break;
    case TYPE_FORM_ENUM:
        type = (struct type){TYPE_ENUM, CARD_ONE, enum_in_place(ck, from, &t->values)};
        break;
    }
    switch (t->multiplicity) {
    case MULT_ONE: type.card = CARD_ONE; break;
    case MULT_OPTIONAL: type.card = CARD_OPTIONAL; break;
    case MULT_ANY: type.card = CARD_SET; break;
    case MULT_SOME: type.card = CARD_SET_SOME; break;
    }
    return type;
}

/* ---- all of it ---- */

static void
phase_find(struct checker *ck)
{
    struct program *p = ck->program;
    p->phase = NO_ID;
    for (uint32_t i = 0; i < p->enums.len; i++)
        if (str_is(p->enums.at[i].pack, "onus") &&
            str_is(sym_str(ck->syms, p->enums.at[i].name), "Phase"))
            p->phase = tailoring_scale(ck, i);
}

void
model_check(struct checker *ck)
{
    ck->model = arena_new(ck->arena, struct model);
    enums_check(ck);
    tailoring_scales(ck);
    entities_check(ck);
    fields_check(ck);
    inverses_check(ck);
    fields_publish(ck);
    marks_check(ck);
    phase_find(ck);
}
