#include "engine/load/case_file.h"

#include "engine/load/shape.h"
#include "lang/base/limits.h"

/* What holds entities: a collection of the file, or a field of an entity that contains others. */
struct holder {
    struct str name; /* of the collection or field */
    struct span key;
    const entity_id *types; /* that its members may have */
    uint32_t type_count;
    uint32_t owner; /* handle, or ENT_NONE.v */
    field_id field; /* of the owner */
    struct str owner_path;
    entity_id owner_type;
};

/* The entity whose fields are being read. */
struct subject {
    entity_id type;
    uint32_t handle;
    struct str path;
    const struct tree *map;
};

static struct str
name_of(const struct case_reader *r, struct sym name)
{
    return sym_str(r->program->texts, name);
}

static struct str
type_name(const struct case_reader *r, entity_id type)
{
    return name_of(r, r->program->entities.at[type].name);
}

/* Every message of this file ends here: counts it, and says whom it is about. */
static const struct diag *
about(struct case_reader *r, struct diag *d, const struct subject *s)
{
    if (!d)
        return NULL;
    if (s) {
        d->type = type_name(r, s->type);
        d->subject = str_copy(r->sink->arena, s->path);
    }
    r->finding_count++;
    return d;
}

static bool
given_up(struct case_reader *r, struct span at)
{
    if (r->finding_count < LIMIT_FILE_FINDINGS || r->is_given_up)
        return r->is_given_up;
    struct diag *d = diag_add(r->sink, E0930, at, "too many mistakes in one file");
    diag_note(r->sink, d, "the rest of the file was not read");
    diag_help(r->sink, d, "mend those before it first: most of them have one cause");
    case_file_lost(r->program, r->builder, d);
    r->is_given_up = true;
    return true;
}

/* ---- what is lost ---- */

static void
lose_member(struct case_reader *r, const struct holder *h, const struct diag *cause)
{
    for (uint32_t i = 0; i < h->type_count; i++)
        builder_extent_incomplete(r->builder, h->types[i], cause);
    if (h->field != NO_ID)
        builder_incomplete(r->builder, h->owner, h->field, h->key, cause);
}

void
case_file_lost(const struct program *p, struct builder *b, const struct diag *cause)
{
    for (entity_id t = 0; t < p->entities.len; t++)
        if (p->entities.at[t].collection.v)
            builder_extent_incomplete(b, t, cause);
    for (field_id f = 0; f < p->fields.len; f++) {
        const struct field *field = &p->fields.at[f];
        if (!field->contains || field->type.kind != TYPE_ENTITY)
            continue;
        const struct union_type *u = &p->unions.at[field->type.of];
        for (uint32_t i = 0; i < u->member_count; i++)
            builder_extent_incomplete(b, u->members[i], cause);
    }
}

/* Nobody knows what else was written of this entity. */
static void
lose_other_fields(struct case_reader *r, const struct subject *s, struct span key,
                  const struct diag *cause)
{
    const struct entity *type = &r->program->entities.at[s->type];
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &r->program->fields.at[type->fields[i]];
        if (!f->is_implicit && !tree_find(s->map, name_of(r, f->name)))
            builder_incomplete(r->builder, s->handle, type->fields[i], key, cause);
    }
}

/* ---- which type an entry has ---- */

/* Concrete types among the holder's, descendants included: how many, and the only one. */
static uint32_t
count_choices(const struct case_reader *r, const struct holder *h, entity_id *only)
{
    const struct program *p = r->program;
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++)
            if (!p->entities.at[t].is_abstract && count++ == 0)
                *only = t;
    return count;
}

/* `type:` is a field like any other where the model has one of that name. */
static bool
type_is_field(const struct case_reader *r, const struct holder *h)
{
    struct sym name = sym_find(r->program->texts, STR("type"));
    for (uint32_t i = 0; name.v && i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= r->program->entities.at[h->types[i]].last; t++)
            if (program_field(r->program, t, name) != NO_ID)
                return true;
    return false;
}

static entity_id
find_choice(struct case_reader *r, const struct holder *h, struct str name, struct suggestion *s)
{
    const struct program *p = r->program;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++) {
            if (p->entities.at[t].is_abstract)
                continue;
            if (str_eq(type_name(r, t), name))
                return t;
            suggest(s, type_name(r, t));
        }
    return NO_ID;
}

static struct str
list_choices(struct case_reader *r, const struct holder *h)
{
    struct text_buf out = {.arena = r->sink->arena};
    const struct program *p = r->program;
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++) {
            if (p->entities.at[t].is_abstract || count++ >= LIMIT_MESSAGE_IDS)
                continue;
            text_printf(&out, "%s" STR_FMT, out.len ? ", " : "", STR_ARG(type_name(r, t)));
        }
    return text_str(&out);
}

static void
no_choice(struct case_reader *r, const struct holder *h, struct span at, const struct tree *given)
{
    struct suggestion s = {.scratch = r->sink->arena, .given = STR("")};
    struct diag *d;
    if (given && given->kind == TREE_SCALAR) {
        s.given = given->text;
        find_choice(r, h, given->text, &s);
        struct str shown = shape_shown(r->sink->arena, given->text);
        d = diag_add(r->sink, E0905, given->span,
                     "'" STR_FMT "' is no type that `" STR_FMT "` may hold", STR_ARG(shown),
                     STR_ARG(h->name));
    } else {
        d = diag_add(r->sink, E0905, at, "the type of this entry of `" STR_FMT "` is not said",
                     STR_ARG(h->name));
    }
    if (s.best.len)
        diag_fix(r->sink, d, given->span, s.best);
    diag_help(r->sink, d, "add a key `type` with one of: " STR_FMT, STR_ARG(list_choices(r, h)));
    lose_member(r, h, about(r, d, NULL));
}

/* NO_ID: reported. *is_key says whether the entry's key `type` was used up. */
static entity_id
choose_type(struct case_reader *r, const struct holder *h, const struct tree *map, struct span at,
            bool *is_key)
{
    entity_id only = NO_ID;
    *is_key = false;
    uint32_t choices = count_choices(r, h, &only);
    if (choices == 1)
        return only;
    bool has_default = h->type_count == 1 && !r->program->entities.at[h->types[0]].is_abstract;
    const struct tree *given = type_is_field(r, h) ? NULL : tree_get(map, STR("type"));
    if (!given && has_default)
        return h->types[0];
    struct suggestion s = {.scratch = &r->scratch, .given = STR("")};
    *is_key = true;
    entity_id t = given && given->kind == TREE_SCALAR ? find_choice(r, h, given->text, &s) : NO_ID;
    if (t == NO_ID && given && given->kind == TREE_BROKEN)
        lose_member(r, h, given->broken.cause);
    else if (t == NO_ID)
        no_choice(r, h, at, given);
    return t;
}

/* ---- values ---- */

static void
lose_value(struct case_reader *r, const struct subject *s, field_id f, struct span key,
           const struct diag *cause)
{
    if (cause)
        builder_incomplete(r->builder, s->handle, f, key, cause);
}

static void
wrong_value(struct case_reader *r, const struct subject *s, field_id f, const struct tree_entry *e,
            const struct tree *t, const char *expected)
{
    bool is_item = t != e->value;
    struct diag *d = NULL;
    if (is_item && t->kind == TREE_NULL)
        d = diag_add(r->sink, E0163, t->span, "an entry of `" STR_FMT "` has nothing in it",
                     STR_ARG(e->key));
    else if (t->kind != TREE_BROKEN)
        d = shape_expected(r->sink, E0163, is_item ? t->span : shape_place(e), e->key, t, expected);
    lose_value(r, s, f, e->key_span, d ? about(r, d, s) : t->broken.cause);
}

static void
read_set(struct case_reader *r, const struct subject *s, field_id f, const struct tree_entry *e)
{
    bool is_entity = r->program->fields.at[f].type.kind == TYPE_ENTITY;
    const char *expected = is_entity ? "ids" : "single values";
    const struct tree *t = e->value;
    if (t->kind != TREE_LIST) {
        wrong_value(r, s, f, e, t, is_entity ? "a list of ids" : "a list of values");
        return;
    }
    if (t->count == 0)
        builder_empty(r->builder, s->handle, f, e->key_span);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct tree *item = t->items[i];
        if (item->kind == TREE_SCALAR)
            builder_value(r->builder, s->handle, f, item->text, e->key_span, item->span);
        else
            wrong_value(r, s, f, e, item, expected);
    }
}

static void read_contained(struct case_reader *r, const struct subject *s, field_id f,
                           const struct tree_entry *e);

static void
read_value(struct case_reader *r, const struct subject *s, field_id f, const struct tree_entry *e)
{
    const struct field *field = &r->program->fields.at[f];
    const struct tree *t = e->value;
    if (field->type.kind == TYPE_ERROR)
        return; /* its declaration has been reported */
    if (t->kind == TREE_NULL)
        builder_no_value(r->builder, s->handle, f, e->key_span);
    else if (field->contains)
        read_contained(r, s, f, e);
    else if (t->kind == TREE_SCALAR)
        builder_value(r->builder, s->handle, f, t->text, e->key_span, t->span);
    else if (card_is_set(field->type.card))
        read_set(r, s, f, e);
    else
        wrong_value(r, s, f, e, t, field->type.kind == TYPE_ENTITY ? "one id" : "one value");
}

/* ---- fields by their keys ---- */

/* Fields of that name, whatever their pack: how many, and the last. */
static uint32_t
count_named(const struct case_reader *r, entity_id type, struct sym name, field_id *last)
{
    const struct entity *e = &r->program->entities.at[type];
    uint32_t count = 0;
    for (uint32_t i = 0; name.v && i < e->field_count; i++)
        if (sym_eq(r->program->fields.at[e->fields[i]].name, name)) {
            *last = e->fields[i];
            count++;
        }
    return count;
}

/* `owner`, or `acme.owner`; NO_ID if there is no such field. */
static field_id
find_field(const struct case_reader *r, entity_id type, struct str key)
{
    size_t dot = str_find(key, STR("."), 0);
    if (dot == SIZE_MAX) {
        struct sym name = sym_find(r->program->texts, key);
        return name.v ? program_field(r->program, type, name) : NO_ID;
    }
    struct sym name = sym_find(r->program->texts, str_slice(key, dot + 1, key.len));
    return name.v ? program_field_in(r->program, type, str_slice(key, 0, dot), name) : NO_ID;
}

static void
report_clash(struct case_reader *r, const struct subject *s, const struct tree_entry *e,
             struct sym name)
{
    const struct entity *type = &r->program->entities.at[s->type];
    struct text_buf choices = {.arena = r->sink->arena};
    struct diag *d = diag_add(r->sink, E0748, e->key_span,
                              "several packs give " STR_FMT " a field `" STR_FMT "`",
                              STR_ARG(type_name(r, s->type)), STR_ARG(e->key));
    const struct diag *cause = about(r, d, s);
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &r->program->fields.at[type->fields[i]];
        if (!sym_eq(f->name, name))
            continue;
        text_printf(&choices, "%s`" STR_FMT "." STR_FMT "`", choices.len ? " or " : "",
                    STR_ARG(f->pack), STR_ARG(e->key));
        builder_incomplete(r->builder, s->handle, type->fields[i], e->key_span, cause);
    }
    diag_help(r->sink, d, "say which is meant: " STR_FMT, STR_ARG(text_str(&choices)));
}

static struct str
suggest_field(struct case_reader *r, const struct subject *s, struct str key)
{
    const struct entity *type = &r->program->entities.at[s->type];
    struct suggestion near = {.scratch = r->sink->arena, .given = key};
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &r->program->fields.at[type->fields[i]];
        if (!f->is_implicit)
            suggest(&near, name_of(r, f->name));
    }
    suggest(&near, STR("external"));
    suggest(&near, STR("instance_of"));
    return near.best;
}

static void
unknown_field(struct case_reader *r, const struct subject *s, const struct tree_entry *e)
{
    struct str shown = shape_shown(r->sink->arena, e->key), meant = suggest_field(r, s, e->key);
    struct str type = type_name(r, s->type);
    struct diag *d = diag_add(r->sink, E0748, e->key_span, STR_FMT " has no field '" STR_FMT "'",
                              STR_ARG(type), STR_ARG(shown));
    const struct diag *cause = about(r, d, s);
    if (!meant.len) {
        diag_help(r->sink, d, "add it to the model: extend " STR_FMT " { … }", STR_ARG(type));
        return;
    }
    diag_help(r->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(meant));
    diag_fix(r->sink, d, e->key_span, meant);
    field_id f = find_field(r, s->type, meant);
    if (f != NO_ID && !tree_find(s->map, meant))
        builder_incomplete(r->builder, s->handle, f, e->key_span, cause);
}

static void
other_side(struct case_reader *r, const struct subject *s, const struct tree_entry *e, field_id f)
{
    const struct field *back = &r->program->fields.at[r->program->fields.at[f].inverse];
    struct diag *d = diag_add(r->sink, E0748, e->key_span,
                              "`" STR_FMT "` of " STR_FMT " is not written, it follows",
                              STR_ARG(e->key), STR_ARG(type_name(r, s->type)));
    diag_here(r->sink, d, "the other side of `" STR_FMT "`", STR_ARG(name_of(r, back->name)));
    diag_help(r->sink, d, "write the link on the other side: `" STR_FMT "` of " STR_FMT,
              STR_ARG(name_of(r, back->name)), STR_ARG(type_name(r, back->owner)));
    builder_incomplete(r->builder, s->handle, f, e->key_span, about(r, d, s));
}

static void
read_external(struct case_reader *r, const struct subject *s, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    if (t->kind == TREE_SCALAR && !str_blank(t->text)) {
        builder_external(r->builder, s->handle, t->text, t->span);
        return;
    }
    if (t->kind == TREE_BROKEN)
        return;
    struct diag *d =
        shape_expected(r->sink, E0163, shape_place(e), e->key, t, "the reason why it is assumed");
    about(r, d, s);
}

static void
read_instance(struct case_reader *r, const struct subject *s, const struct tree_entry *e,
              const struct tree *t)
{
    if (t->kind == TREE_SCALAR && !str_blank(t->text)) {
        builder_instance(r->builder, s->handle, t->text, t->span);
        return;
    }
    bool is_item = t != e->value;
    about(r,
          shape_expected(r->sink, E0163, is_item ? t->span : shape_place(e), e->key, t,
                         "an element of a pattern: `P.Role(A, B)`"),
          s);
}

static void
read_instances(struct case_reader *r, const struct subject *s, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    bool is_list = t->kind == TREE_LIST && t->count > 0;
    for (uint32_t i = 0; is_list && i < t->count; i++)
        read_instance(r, s, e, t->items[i]);
    if (!is_list)
        read_instance(r, s, e, t);
}

/* A merge key, or a key that is no text: reported, and it could have said anything. */
static bool
is_no_name(const struct tree_entry *e)
{
    if (e->value->kind != TREE_BROKEN)
        return false;
    enum diag_code code = e->value->broken.cause->code;
    return code == E0562 || code == E0207;
}

static void
read_field(struct case_reader *r, const struct subject *s, const struct tree_entry *e)
{
    field_id f = find_field(r, s->type, e->key), any = NO_ID;
    struct sym name = sym_find(r->program->texts, e->key);
    if (str_is(e->key, "external"))
        read_external(r, s, e);
    else if (str_is(e->key, "instance_of"))
        read_instances(r, s, e);
    else if (is_no_name(e))
        lose_other_fields(r, s, e->key_span, e->value->broken.cause);
    else if (f != NO_ID && r->program->fields.at[f].is_implicit)
        other_side(r, s, e, f);
    else if (f != NO_ID)
        read_value(r, s, f, e);
    else if (count_named(r, s->type, name, &any) > 1)
        report_clash(r, s, e, name);
    else if (!r->program->entities.at[s->type].is_open)
        unknown_field(r, s, e);
}

/* ---- entities ---- */

static void
read_fields(struct case_reader *r, const struct subject *s, bool type_is_used)
{
    for (uint32_t i = 0; i < s->map->count; i++) {
        const struct tree_entry *e = &s->map->entries[i];
        if (str_is(e->key, "id") || (type_is_used && str_is(e->key, "type")))
            continue;
        if (given_up(r, e->key_span))
            return;
        read_field(r, s, e);
    }
}

/* `map` may have no entries: an id with nothing after it. */
static void
read_entity(struct case_reader *r, const struct holder *h, const struct tree *map, struct str id,
            struct span at)
{
    bool type_is_used;
    entity_id type = choose_type(r, h, map, at, &type_is_used);
    if (type == NO_ID)
        return;
    struct arena_mark mark = arena_mark(&r->scratch);
    struct subject s = {.type = type, .map = map};
    s.handle = builder_entity(r->builder, type, h->owner, id, at);
    s.path = h->field == NO_ID ? id
                               : str_printf(&r->scratch, STR_FMT "/" STR_FMT,
                                            STR_ARG(h->owner_path), STR_ARG(id));
    if (h->field != NO_ID)
        builder_contains(r->builder, h->owner, h->field, s.handle, h->key);
    read_fields(r, &s, type_is_used);
    arena_rewind(&r->scratch, mark);
}

static void
bad_member(struct case_reader *r, const struct holder *h, struct diag *d)
{
    const struct subject s = {.type = h->owner_type, .path = h->owner_path};
    lose_member(r, h, about(r, d, h->field == NO_ID ? NULL : &s));
}

/* An entry of a list: a mapping with `id`. */
static void
read_item(struct case_reader *r, const struct holder *h, struct tree *item)
{
    struct tree_entry *id = tree_find(item, STR("id"));
    struct diag *d;
    if (item->kind == TREE_BROKEN) {
        lose_member(r, h, item->broken.cause);
    } else if (item->kind != TREE_MAP) {
        d = diag_add(r->sink, E0163, item->span, "an entry of `" STR_FMT "` is %s here",
                     STR_ARG(h->name), tree_kind_words(item));
        diag_here(r->sink, d, "expected a mapping with an id");
        bad_member(r, h, d);
    } else if (id && id->value->kind == TREE_SCALAR) {
        read_entity(r, h, item, id->value->text, id->value->span);
    } else if (id && id->value->kind == TREE_BROKEN) {
        lose_member(r, h, id->value->broken.cause);
    } else {
        struct span start = {item->span.lo, item->span.lo + 1};
        d = diag_add(r->sink, E0872, id ? id->key_span : start,
                     "an entry of `" STR_FMT "` has no id", STR_ARG(h->name));
        diag_help(r->sink, d, "give it an id that nothing else has: `id: …`");
        bad_member(r, h, d);
    }
}

/* One key given twice is two entities of one id: the first stands, with nothing known of it. */
static void
read_doubtful(struct case_reader *r, const struct holder *h, const struct tree *map,
              const struct tree_entry *e)
{
    const struct tree none = {.kind = TREE_MAP};
    const struct diag *cause = e->value->broken.cause;
    entity_id type = NO_ID;
    lose_member(r, h, cause);
    if (cause->code != E0146 || tree_find(map, e->key) != e || count_choices(r, h, &type) != 1)
        return;
    struct subject s = {.type = type, .map = &none};
    s.handle = builder_entity(r->builder, type, h->owner, e->key, e->key_span);
    if (h->field != NO_ID)
        builder_contains(r->builder, h->owner, h->field, s.handle, h->key);
    lose_other_fields(r, &s, e->key_span, cause);
}

/* An entry of a mapping from id to fields. */
static void
read_pair(struct case_reader *r, const struct holder *h, const struct tree *map,
          const struct tree_entry *e)
{
    const struct tree none = {.kind = TREE_MAP};
    struct tree_entry *id = tree_find(e->value, STR("id"));
    struct diag *d = NULL;
    if (e->value->kind == TREE_BROKEN) {
        read_doubtful(r, h, map, e);
        return;
    }
    if (e->value->kind == TREE_NULL) {
        read_entity(r, h, &none, e->key, e->key_span);
        return;
    }
    if (e->value->kind != TREE_MAP) {
        d = shape_expected(r->sink, E0163, shape_place(e), e->key, e->value,
                           "the fields of an entity");
        diag_help(r->sink, d,
                  "`" STR_FMT "` is a list of mappings with `id`, or a mapping from ids to fields",
                  STR_ARG(h->name));
    } else if (id && id->value->kind != TREE_BROKEN &&
               (id->value->kind != TREE_SCALAR || !str_eq(id->value->text, e->key))) {
        d = diag_add(r->sink, E0872, id->key_span, "this entry has two ids");
        diag_label(r->sink, d, e->key_span, "the key is its id");
        diag_help(r->sink, d, "remove the `id`, or make a list of the entries");
    }
    if (d)
        bad_member(r, h, d);
    else
        read_entity(r, h, e->value, e->key, e->key_span);
}

static void
read_members(struct case_reader *r, const struct holder *h, const struct tree *t)
{
    if (t->kind == TREE_LIST) {
        for (uint32_t i = 0; i < t->count && !given_up(r, t->items[i]->span); i++)
            read_item(r, h, t->items[i]);
    } else if (t->kind == TREE_MAP) {
        for (uint32_t i = 0; i < t->count && !given_up(r, t->entries[i].key_span); i++)
            read_pair(r, h, t, &t->entries[i]);
    }
}

static void
wrong_holder(struct case_reader *r, const struct holder *h, const struct tree *t)
{
    struct span at = t->kind == TREE_NULL ? h->key : t->span;
    struct diag *d = shape_expected(r->sink, E0163, at, h->name, t, "entities");
    diag_help(r->sink, d,
              "write them below, indented, each with its id; `" STR_FMT ": []` if there are none",
              STR_ARG(h->name));
    bad_member(r, h, d);
}

static void
read_contained(struct case_reader *r, const struct subject *s, field_id f,
               const struct tree_entry *e)
{
    const struct field *field = &r->program->fields.at[f];
    const struct union_type *u = &r->program->unions.at[field->type.of];
    struct tree *t = e->value;
    const struct holder h = {.name = e->key,
                             .key = e->key_span,
                             .types = u->members,
                             .type_count = u->member_count,
                             .owner = s->handle,
                             .field = f,
                             .owner_path = s->path,
                             .owner_type = s->type};
    const struct tree *id = tree_get(t, STR("id"));
    if (t->kind == TREE_BROKEN)
        lose_member(r, &h, t->broken.cause);
    else if (t->kind == TREE_SCALAR)
        wrong_holder(r, &h, t);
    else if (id && id->kind == TREE_SCALAR && !card_is_set(field->type.card))
        read_item(r, &h, t);
    else if (t->count == 0)
        builder_no_value(r->builder, s->handle, f, e->key_span);
    else
        read_members(r, &h, t);
}

/* ---- the document ---- */

static void
unknown_collection(struct case_reader *r, const struct tree_entry *e)
{
    const struct program *p = r->program;
    struct suggestion s = {.scratch = r->sink->arena, .given = e->key};
    struct text_buf all = {.arena = r->sink->arena};
    uint32_t count = 0;
    for (entity_id t = 0; t < p->entities.len; t++) {
        struct sym collection = p->entities.at[t].collection;
        if (!collection.v)
            continue;
        suggest(&s, name_of(r, collection));
        bool is_built_in = str_is(p->entities.at[t].pack, "onus");
        if (!is_built_in && count++ < LIMIT_MESSAGE_IDS)
            text_printf(&all, "%s" STR_FMT, all.len ? ", " : "", STR_ARG(name_of(r, collection)));
    }
    struct str shown = shape_shown(r->sink->arena, e->key);
    struct diag *d = diag_add(r->sink, E0591, e->key_span,
                              "no type of the model is kept in '" STR_FMT "'", STR_ARG(shown));
    const struct diag *cause = about(r, d, NULL);
    if (s.best.len) {
        diag_help(r->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(r->sink, d, e->key_span, s.best);
    } else if (count) {
        diag_help(r->sink, d, "the collections are: " STR_FMT "%s", STR_ARG(text_str(&all)),
                  count > LIMIT_MESSAGE_IDS ? " …" : "");
    }
    for (entity_id t = 0; s.best.len && t < p->entities.len; t++)
        if (p->entities.at[t].collection.v &&
            str_eq(name_of(r, p->entities.at[t].collection), s.best))
            builder_extent_incomplete(r->builder, t, cause);
}

static void
read_collection(struct case_reader *r, const struct tree_entry *e)
{
    const struct program *p = r->program;
    struct arena_mark mark = arena_mark(&r->scratch);
    struct sym name = sym_find(p->texts, e->key);
    entity_id *types = arena_array(&r->scratch, entity_id, p->entities.len);
    struct holder h = {
        .name = e->key, .key = e->key_span, .types = types, .owner = ENT_NONE.v, .field = NO_ID};
    for (entity_id t = 0; name.v && t < p->entities.len; t++)
        if (sym_eq(p->entities.at[t].collection, name))
            types[h.type_count++] = t;
    const struct tree *t = tree_whole(e->value);
    if (is_no_name(e))
        case_file_lost(p, r->builder, e->value->broken.cause);
    else if (h.type_count == 0)
        unknown_collection(r, e);
    else if (!t)
        lose_member(r, &h, e->value->broken.cause);
    else if (t->kind == TREE_LIST || t->kind == TREE_MAP)
        read_members(r, &h, t);
    else
        wrong_holder(r, &h, t);
    arena_rewind(&r->scratch, mark);
}

void
case_read_document(struct case_reader *r, struct tree *root)
{
    struct tree *t = tree_whole(root);
    if (!t) {
        case_file_lost(r->program, r->builder, root->broken.cause);
    } else if (t->kind != TREE_MAP) {
        struct diag *d = diag_add(r->sink, E0163, t->span,
                                  "a case file is a mapping, and this is %s", tree_kind_words(t));
        diag_help(r->sink, d,
                  "start with the name of a collection: `controls:`, and the entities below it");
        case_file_lost(r->program, r->builder, about(r, d, NULL));
    } else {
        for (uint32_t i = 0; i < t->count && !given_up(r, t->entries[i].key_span); i++)
            read_collection(r, &t->entries[i]);
    }
}
