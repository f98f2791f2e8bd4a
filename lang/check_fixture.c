/* given { … }: the entities of a test and what they say (language.md §12). */
#include "lang/check_test.h"

/* ---- the things ---- */

/* The type of an entity that a test may give; NO_ID and reported. */
static entity_id
thing_type(const struct context *cx, const struct type_name *name)
{
    struct checker *ck = cx->ck;
    const struct def *def = names_type(ck, cx->unit, name);
    cx->body->broken |= !def;
    if (!def)
        return NO_ID;
    if (def->kind != DEF_ENTITY) {
        report(cx, E2209, name->span, "`" STR_FMT "` is no entity, so a test cannot give one",
               NAME_ARG(cx, name->name.sym));
        return NO_ID;
    }
    const struct entity *e = &ck->program->entities.at[def->id];
    if (!e->is_abstract)
        return def->id;
    struct diag *d =
        report(cx, E2209, name->span, "`" STR_FMT "` is abstract, so a test cannot give one",
               NAME_ARG(cx, name->name.sym));
    diag_label(ck->sink, d, e->span, "declared `abstract` here");
    diag_help(ck->sink, d, "give an entity of a type that inherits from it");
    return NO_ID;
}

static bool
accepts(const struct program *p, union_id types, entity_id type)
{
    const struct union_type *u = &p->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, type, u->members[i]))
            return true;
    return false;
}

static bool
holds(const struct program *p, field_id f, entity_id type)
{
    const struct field *field = &p->fields.at[f];
    return field->contains && field->type.kind == TYPE_ENTITY && accepts(p, field->type.of, type);
}

/* A field that may at least name an entity of the type, or NO_ID. */
static field_id
naming_field(const struct program *p, entity_id owner, entity_id type)
{
    const struct entity *e = &p->entities.at[owner];
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (f->type.kind == TYPE_ENTITY && !f->is_implicit && accepts(p, f->type.of, type))
            return e->fields[i];
    }
    return NO_ID;
}

static void
report_not_held(const struct context *cx, const struct thing *t, entity_id owner, entity_id type)
{
    struct checker *ck = cx->ck;
    const struct program *p = ck->program;
    struct str title = sym_str(ck->syms, p->entities.at[owner].name);
    field_id naming = naming_field(p, owner, type);
    struct diag *d;
    if (t->via.sym.v)
        d = report(cx, E4813, t->via.span,
                   "`" STR_FMT "` of `" STR_FMT "` holds no entities of type `" STR_FMT "`",
                   NAME_ARG(cx, t->via.sym), STR_ARG(title), NAME_ARG(cx, t->type.name.sym));
    else
        d = report(cx, E4813, t->type.span, "`" STR_FMT "` holds no entities of type `" STR_FMT "`",
                   STR_ARG(title), NAME_ARG(cx, t->type.name.sym));
    if (naming == NO_ID)
        diag_help(ck->sink, d, "write it on its own, beside the other one");
    else
        diag_help(
            ck->sink, d,
            card_is_set(p->fields.at[naming].type.card)
                ? "write it beside the other one, and name it there: `" STR_FMT ": [" STR_FMT "]`"
                : "write it beside the other one, and name it there: `" STR_FMT ": " STR_FMT "`",
            NAME_ARG(cx, p->fields.at[naming].name), STR_ARG(t->id.id));
}

static void
report_several_hold(const struct context *cx, const struct thing *t, entity_id owner, field_id a,
                    field_id b)
{
    struct checker *ck = cx->ck;
    const struct program *p = ck->program;
    struct str one = sym_str(ck->syms, p->fields.at[a].name);
    struct diag *d = report(
        cx, E4813, t->type.span, "two fields of `" STR_FMT "` hold entities of type `" STR_FMT "`",
        NAME_ARG(cx, p->entities.at[owner].name), NAME_ARG(cx, t->type.name.sym));
    diag_label(ck->sink, d, p->fields.at[a].span, "this one");
    diag_label(ck->sink, d, p->fields.at[b].span, "and this one");
    diag_help(ck->sink, d, "say which is meant: `" STR_FMT " " STR_FMT " via " STR_FMT " { … }`",
              NAME_ARG(cx, t->type.name.sym), STR_ARG(t->id.id), STR_ARG(one));
}

/* The field of the owner that a thing is written in; NO_ID and reported. */
static field_id
holding_field(const struct context *cx, const struct thing *t, entity_id owner, entity_id type)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[owner];
    field_id found = NO_ID;
    for (uint32_t i = 0; i < e->field_count; i++) {
        field_id f = e->fields[i];
        if (!holds(p, f, type) || (t->via.sym.v && !sym_eq(p->fields.at[f].name, t->via.sym)))
            continue;
        if (found != NO_ID) {
            report_several_hold(cx, t, owner, found, f);
            return NO_ID;
        }
        found = f;
    }
    if (found == NO_ID)
        report_not_held(cx, t, owner, type);
    return found;
}

static void
report_twice(const struct fixture *f, const struct thing *t, const struct fixture_thing *first)
{
    const struct context *cx = &f->cx;
    struct diag *d =
        report(cx, E2046, t->id.span, "`" STR_FMT "` is given twice", STR_ARG(first->path));
    diag_here(cx->ck->sink, d, "again here");
    diag_label(cx->ck->sink, d, first->span, "first here");
    diag_help(cx->ck->sink, d, "give one of them another id, or join the two");
}

static const struct fixture_thing *
same_path(const struct fixture *f, entity_id type, struct str path)
{
    const struct program *p = f->cx.ck->program;
    for (uint32_t i = 0; i < f->things.len; i++) {
        const struct fixture_thing *t = &f->things.at[i];
        if (p->entities.at[t->type].root == p->entities.at[type].root && str_eq(t->path, path))
            return t;
    }
    return NULL;
}

static void
add_thing(struct fixture *f, const struct thing *t, uint32_t owner)
{
    const struct context *cx = &f->cx;
    struct arena *a = cx->ck->arena;
    struct fixture_thing out = {.id = t->id.id, .owner = owner, .via = NO_ID, .span = t->id.span};
    out.type = thing_type(cx, &t->type);
    if (out.type != NO_ID && owner != NO_ID)
        out.via = holding_field(cx, t, f->things.at[owner].type, out.type);
    else if (out.type != NO_ID && t->via.sym.v)
        report_not_held(cx, t, out.type, out.type);
    if (out.type == NO_ID || (owner != NO_ID && out.via == NO_ID)) {
        f->is_partial = true;
        return;
    }
    out.path = owner == NO_ID ? out.id
                              : str_printf(a, STR_FMT "/" STR_FMT,
                                           STR_ARG(f->things.at[owner].path), STR_ARG(out.id));
    const struct fixture_thing *first = same_path(f, out.type, out.path);
    if (first) {
        report_twice(f, t, first);
        return;
    }
    vec_push(a, &f->things, out);
    vec_push(a, &f->trees, t);
    vec_push(a, &f->used, false);
}

/* Owners first; what they hold follows behind. */
static void
add_things(struct fixture *f, const test_clause_vec *clauses)
{
    for (uint32_t i = 0; i < clauses->len; i++)
        for (uint32_t k = 0; clauses->at[i].kind == TEST_GIVEN && k < clauses->at[i].given.len; k++)
            add_thing(f, clauses->at[i].given.at[k], NO_ID);
    for (uint32_t i = 0; i < f->things.len; i++) {
        const struct thing *t = f->trees.at[i];
        for (uint32_t k = 0; k < t->members.len; k++)
            if (t->members.at[k].thing)
                add_thing(f, t->members.at[k].thing, i);
    }
}

/* ---- who is meant by an id ---- */

struct search {
    struct fixture *fixture;
    struct str id;
    union_id types;   /* NO_ID: any */
    entity_id within; /* `Type:`; NO_ID: not said */
    uint32_t found, other;
};

static bool
may_be(const struct search *s, const struct fixture_thing *t)
{
    const struct program *p = s->fixture->cx.ck->program;
    return (s->types == NO_ID || accepts(p, s->types, t->type)) &&
           (s->within == NO_ID || entity_is(p, t->type, s->within));
}

static void
found(struct search *s, uint32_t thing)
{
    if (s->found == NO_ID)
        s->found = thing;
    else if (s->other == NO_ID)
        s->other = thing;
}

static bool
is_below(struct str path, struct str owner, struct str id)
{
    return path.len == owner.len + 1 + id.len && str_starts(path, owner) &&
           path.at[owner.len] == '/' && str_ends(path, id);
}

static void
find_inside(struct search *s, const struct fixture_thing *owner)
{
    const struct fixture *f = s->fixture;
    for (uint32_t i = 0; i < f->things.len; i++)
        if (f->things.at[i].owner != NO_ID && may_be(s, &f->things.at[i]) &&
            is_below(f->things.at[i].path, owner->path, s->id))
            found(s, i);
}

static void
find_anywhere(struct search *s, bool is_short)
{
    const struct fixture *f = s->fixture;
    for (uint32_t i = 0; i < f->things.len; i++) {
        const struct fixture_thing *t = &f->things.at[i];
        bool ends = t->path.len > s->id.len && str_ends(t->path, s->id) &&
                    t->path.at[t->path.len - s->id.len - 1] == '/';
        if ((is_short ? ends && t->owner != NO_ID : str_eq(t->path, s->id)) && may_be(s, t))
            found(s, i);
    }
}

static void
find_all(struct search *s, uint32_t from)
{
    for (uint32_t i = from; i != NO_ID && s->found == NO_ID; i = s->fixture->things.at[i].owner)
        find_inside(s, &s->fixture->things.at[i]);
    if (s->found == NO_ID)
        find_anywhere(s, false);
    if (s->found == NO_ID)
        find_anywhere(s, true);
}

static struct str
type_of(const struct fixture *f, uint32_t thing)
{
    const struct checker *ck = f->cx.ck;
    return sym_str(ck->syms, ck->program->entities.at[f->things.at[thing].type].name);
}

static void
report_several(const struct search *s, const struct thing_name *name)
{
    const struct fixture *f = s->fixture;
    const struct fixture_thing *one = &f->things.at[s->found], *other = &f->things.at[s->other];
    struct diag_sink *sink = f->cx.ck->sink;
    struct diag *d =
        report(&f->cx, E7139, name->span, "`" STR_FMT "` could be two things", STR_ARG(name->id));
    diag_label(sink, d, one->span, "this " STR_FMT, STR_ARG(type_of(f, s->found)));
    diag_label(sink, d, other->span, "or this " STR_FMT, STR_ARG(type_of(f, s->other)));
    if (str_eq(one->path, other->path))
        diag_help(sink, d, "say which type is meant: " STR_FMT ":" STR_FMT,
                  STR_ARG(type_of(f, s->found)), STR_ARG(name->id));
    else
        diag_help(sink, d, "write the full id, like " STR_FMT, STR_ARG(one->path));
}

/* There is something of that id, but it does not belong here. */
static void
report_misfit(const struct search *s, const struct thing_name *name, uint32_t thing)
{
    const struct fixture *f = s->fixture;
    struct checker *ck = f->cx.ck;
    struct type wanted = {TYPE_ENTITY, CARD_ONE, s->types};
    struct str type = type_of(f, thing);
    struct diag *d = report(&f->cx, E5094, name->span,
                            "`" STR_FMT "` is a " STR_FMT ", and " STR_FMT " is needed here",
                            STR_ARG(name->id), STR_ARG(type), STR_ARG(words_kind(&f->cx, wanted)));
    diag_label(ck->sink, d, f->things.at[thing].span, "given here");
}

static void
report_not_given(struct search *s, const struct thing_name *name)
{
    struct fixture *f = s->fixture;
    struct checker *ck = f->cx.ck;
    struct suggestion near = {.scratch = ck->arena, .given = name->id};
    struct search any = {f, s->id, NO_ID, s->within, NO_ID, NO_ID};
    find_all(&any, NO_ID);
    if (any.found != NO_ID) {
        report_misfit(s, name, any.found);
        return;
    }
    struct diag *d =
        report(&f->cx, E5094, name->span, "this test gives no `" STR_FMT "`", STR_ARG(name->id));
    for (uint32_t i = 0; i < f->things.len; i++)
        if (may_be(s, &f->things.at[i]))
            suggest(&near, f->things.at[i].path);
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, name->span, near.best);
        return;
    }
    if (s->types == NO_ID)
        return;
    struct type wanted = {TYPE_ENTITY, CARD_ONE, s->types};
    diag_help(ck->sink, d, "give it: `" STR_FMT " " STR_FMT " { }`",
              STR_ARG(type_text(ck->program, ck->arena, wanted)), STR_ARG(name->id));
}

/* Starts a search; false: the type that is written is none, which is reported. */
static bool
search_start(struct fixture *f, const struct thing_name *name, union_id types, struct search *s)
{
    *s = (struct search){f, name->id, types, NO_ID, NO_ID, NO_ID};
    if (!name->type.name.sym.v)
        return true;
    const struct def *def = names_type(f->cx.ck, f->cx.unit, &name->type);
    f->cx.body->broken |= !def;
    s->within = def && def->kind == DEF_ENTITY ? def->id : NO_ID;
    return s->within != NO_ID;
}

uint32_t
fixture_find(struct fixture *f, const struct thing_name *name, uint32_t from, union_id types)
{
    struct search s;
    if (!search_start(f, name, types, &s))
        return NO_ID;
    find_all(&s, from);
    if (s.found != NO_ID && s.other == NO_ID)
        return s.found;
    if (s.found != NO_ID)
        report_several(&s, name);
    else if (!f->is_partial)
        report_not_given(&s, name);
    f->cx.body->broken = true;
    return NO_ID;
}

uint32_t
fixture_find_among(struct fixture *f, const struct thing_name *name, union_id types)
{
    struct search s;
    if (!search_start(f, name, types, &s))
        return NO_ID;
    find_all(&s, NO_ID);
    return s.found != NO_ID ? fixture_find(f, name, NO_ID, types)
                            : fixture_find(f, name, NO_ID, NO_ID);
}

/* ---- what they say ---- */

static field_id
report_clash(const struct context *cx, const struct thing_member *m, const struct field_read *r)
{
    struct checker *ck = cx->ck;
    const struct field *one = &ck->program->fields.at[r->clash[0]];
    const struct field *other = &ck->program->fields.at[r->clash[1]];
    struct str name = sym_str(ck->syms, m->field.sym);
    struct diag *d =
        report(cx, E7764, m->field.span, "two packs declare a field `" STR_FMT "`", STR_ARG(name));
    diag_label(ck->sink, d, one->span, "declared here by pack `" STR_FMT "`", STR_ARG(one->pack));
    diag_label(ck->sink, d, other->span, "declared here by pack `" STR_FMT "`",
               STR_ARG(other->pack));
    diag_help(ck->sink, d, "say whose is meant: `" STR_FMT "." STR_FMT "`", STR_ARG(one->pack),
              STR_ARG(name));
    return NO_ID;
}

static bool
is_readable(const struct context *cx, const struct thing_member *m, field_id id)
{
    struct checker *ck = cx->ck;
    const struct field *f = &ck->program->fields.at[id];
    if (f->type.kind == TYPE_ERROR) {
        cx->body->broken = true; /* reported where it is declared */
        return false;
    }
    if (!f->is_implicit)
        return true;
    const struct field *forward = &ck->program->fields.at[f->inverse];
    struct diag *d =
        report(cx, E4092, m->field.span, "`" STR_FMT "` cannot be written", NAME_ARG(cx, f->name));
    diag_label(ck->sink, d, f->span, "it is the way back of this field");
    diag_help(ck->sink, d, "write `" STR_FMT "` of the " STR_FMT " that is meant",
              NAME_ARG(cx, forward->name),
              NAME_ARG(cx, ck->program->entities.at[forward->owner].name));
    return false;
}

/* The one field that a member names; NO_ID: reported, or lost with something that is broken. */
static field_id
member_field(const struct context *cx, const struct thing_member *m, entity_id type)
{
    struct checker *ck = cx->ck;
    union_id one = model_union(ck, &type, 1);
    struct field_read r = model_read(ck, cx->unit, one, m->pack.sym, m->field.sym);
    if (r.clash[0] != NO_ID)
        return report_clash(cx, m, &r);
    if (r.alternatives.len && !r.silent)
        return is_readable(cx, m, r.alternatives.at[0].field) ? r.alternatives.at[0].field : NO_ID;
    cx->body->broken = true;
    if (r.silent)
        return NO_ID;
    struct suggestion near = {.scratch = ck->arena, .given = sym_str(ck->syms, m->field.sym)};
    model_offer_fields(ck, one, &near);
    struct diag *d = report(cx, E4092, m->field.span, "`" STR_FMT "` has no field `" STR_FMT "`",
                            NAME_ARG(cx, ck->program->entities.at[type].name), STR_ARG(near.given));
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, m->field.span, near.best);
    }
    return NO_ID;
}

/* A word or text of a test as the constant that it is. */
static const struct expr *
datum_expr(struct checker *ck, const struct datum *v)
{
    if (v->kind == DATUM_LITERAL)
        return v->literal;
    struct expr *e = arena_new(ck->arena, struct expr);
    e->span = v->span;
    e->kind = EXPR_NAME;
    e->name = (struct name){sym_intern(ck->syms, v->thing.id), v->span};
    if (!v->thing.quoted)
        return e;
    e->kind = EXPR_TEXT;
    e->text = arena_new(ck->arena, struct text);
    e->text->span = v->span;
    vec_push(ck->arena, &e->text->parts,
             ((struct text_part){.literal = v->thing.id, .span = v->span}));
    return e;
}

/* `status: "in-progress"`: the name in the language is not a text. */
static bool
spelled_value(struct checker *ck, const struct datum *v, struct type t, uint64_t *cell)
{
    const struct enum_type *e = &ck->program->enums.at[t.of];
    struct sym text = sym_find(ck->syms, v->thing.id);
    for (uint32_t i = 0; text.v && i < e->value_count; i++) {
        *cell = i;
        if (sym_eq(e->spellings[i], text))
            return true;
    }
    return false;
}

static bool
report_datum(const struct context *cx, const struct datum *v, struct type t)
{
    struct diag *d =
        report(cx, E2523, v->span, STR_FMT " is needed here", STR_ARG(words_type(cx, t)));
    if (t.kind == TYPE_TEXT && v->kind == DATUM_THING)
        diag_fix(cx->ck->sink, d, v->span,
                 str_printf(cx->ck->arena, "\"" STR_FMT "\"", STR_ARG(v->thing.id)));
    return false;
}

bool
fixture_value(struct fixture *f, const struct datum *v, struct type t, uint32_t from,
              struct fixture_value *out)
{
    const struct context *cx = &f->cx;
    struct checker *ck = cx->ck;
    *out = (struct fixture_value){.span = v->span};
    if (v->kind == DATUM_ROLE) {
        struct diag *d = report(cx, E2523, v->span, "an entity is needed here, by its id");
        diag_help(ck->sink, d, "`instance_of` alone takes an element of a pattern");
        return false;
    }
    if (v->kind == DATUM_LIST)
        return report_datum(cx, v, t);
    if (t.kind == TYPE_ENTITY && v->kind == DATUM_THING) {
        uint32_t thing = fixture_find(f, &v->thing, from, t.of);
        out->is_thing = true;
        out->cell = thing;
        return thing != NO_ID;
    }
    bool is_text = t.kind == TYPE_TEXT || t.kind == TYPE_PATH || t.kind == TYPE_DIGEST;
    if ((is_text && v->kind == DATUM_THING && !v->thing.quoted) || t.kind == TYPE_ENTITY)
        return report_datum(cx, v, t);
    if (t.kind == TYPE_ENUM && v->kind == DATUM_THING && v->thing.quoted &&
        spelled_value(ck, v, t, &out->cell))
        return true;
    uint64_t *cells;
    uint32_t count;
    bool ok = model_constant(ck, cx->unit, datum_expr(ck, v), t, &cells, &count);
    cx->body->broken |= !ok;
    out->cell = ok ? cells[0] : 0;
    return ok;
}

/* What stands behind the colon as a list: a set wants one, all others a single value. */
static bool
values_shape(const struct context *cx, const struct datum *v, struct type t)
{
    struct checker *ck = cx->ck;
    struct str written = words_at(cx, v->span);
    struct diag *d;
    if (card_is_set(t.card) == (v->kind == DATUM_LIST))
        return true;
    if (card_is_set(t.card)) {
        d = report(cx, E2523, v->span, "a list is needed here: " STR_FMT,
                   STR_ARG(words_type(cx, t)));
        diag_fix(ck->sink, d, v->span, str_printf(ck->arena, "[" STR_FMT "]", STR_ARG(written)));
        return false;
    }
    d = report(cx, E2523, v->span, "one value is needed here, and this is a list");
    if (v->items.len == 1)
        diag_fix(ck->sink, d, v->span, words_at(cx, v->items.at[0]->span));
    else
        diag_help(ck->sink, d, "it takes " STR_FMT "; to have it missing, leave the field out",
                  STR_ARG(words_type(cx, t)));
    return false;
}

static void
setting_check(struct fixture *f, const struct thing_member *m, uint32_t thing,
              struct fixture_setting *out)
{
    const struct context *cx = &f->cx;
    struct type t = cx->ck->program->fields.at[out->field].type;
    struct type one = {t.kind, CARD_ONE, t.of};
    if (!values_shape(cx, m->value, t))
        return;
    bool is_list = m->value->kind == DATUM_LIST;
    uint32_t count = is_list ? m->value->items.len : 1;
    out->values = arena_array(cx->ck->arena, struct fixture_value, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct datum *v = is_list ? m->value->items.at[i] : m->value;
        if (fixture_value(f, v, one, thing, &out->values[out->value_count]))
            out->value_count++;
    }
}

static bool
is_first(const struct context *cx, const struct thing_member *m, const struct fixture_thing *t,
         field_id f)
{
    for (uint32_t i = 0; i < t->setting_count; i++) {
        if (t->settings[i].field != f)
            continue;
        struct diag *d = report(cx, E4092, m->field.span, "`" STR_FMT "` is written twice",
                                NAME_ARG(cx, m->field.sym));
        diag_label(cx->ck->sink, d, t->settings[i].key, "first here");
        diag_help(cx->ck->sink, d, "keep one of the two");
        return false;
    }
    return true;
}

/* An element that the thing says it is: its role is one of the thing's type. */
static bool
instance_check(struct fixture *f, const struct datum *v, const struct fixture_thing *t,
               struct fixture_instance *out)
{
    const struct context *cx = &f->cx;
    const struct program *p = cx->ck->program;
    struct fixture_element element;
    if (!fixture_element(f, v, &element))
        return false;
    out->text = element.text;
    if (v->pattern.pack.sym.v)
        out->text = str_printf(cx->ck->arena, STR_FMT "." STR_FMT,
                               NAME_ARG(cx, v->pattern.pack.sym), STR_ARG(element.text));
    if (entity_is(p, t->type, element.type))
        return true;
    struct diag *d =
        report(cx, E5094, v->span,
               "an element of `" STR_FMT "` is " STR_FMT ", and `" STR_FMT "` is " STR_FMT,
               NAME_ARG(cx, v->role.sym),
               STR_ARG(words_type(cx, type_entity(cx->ck, element.type, CARD_ONE))),
               STR_ARG(t->path), STR_ARG(words_type(cx, type_entity(cx->ck, t->type, CARD_ONE))));
    diag_label(cx->ck->sink, d, element.role, "the role");
    diag_label(cx->ck->sink, d, t->span, "given here");
    return false;
}

/* Which elements of patterns the thing is. In quotes it stands as in a case file, and is looked up when the test runs. */
static void
instances_check(struct fixture *f, const struct thing_member *m, struct fixture_thing *t)
{
    const struct context *cx = &f->cx;
    struct checker *ck = cx->ck;
    bool is_list = m->value->kind == DATUM_LIST;
    uint32_t count = is_list ? m->value->items.len : 1;
    if (t->instances) {
        struct diag *d = report(cx, E4092, m->field.span, "`instance_of` is written twice");
        diag_help(ck->sink, d, "put the elements into one list");
        return;
    }
    f->used.at[t - f->things.at] = true;
    t->instances = arena_array(ck->arena, struct fixture_instance, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct datum *v = is_list ? m->value->items.at[i] : m->value;
        struct fixture_instance *out = &t->instances[t->instance_count];
        *out = (struct fixture_instance){.span = v->span};
        if (v->kind == DATUM_ROLE) {
            t->instance_count += instance_check(f, v, t, out);
        } else if (v->kind == DATUM_THING && v->thing.quoted) {
            out->text = v->thing.id;
            t->instance_count++;
        } else {
            struct diag *d = report(cx, E2523, v->span, "an element of a pattern is needed here");
            diag_help(ck->sink, d, "write the pattern, the role and what it is for: P.Role(A, B)");
        }
    }
}

static void
settings_check(struct fixture *f, uint32_t thing)
{
    const struct context *cx = &f->cx;
    const member_vec *members = &f->trees.at[thing]->members;
    struct fixture_thing *t = &f->things.at[thing];
    t->settings = arena_array(cx->ck->arena, struct fixture_setting, members->len + 1);
    for (uint32_t i = 0; i < members->len; i++) {
        const struct thing_member *m = &members->at[i];
        bool is_setting = !m->thing && m->value;
        if (is_setting && !m->pack.sym.v &&
            str_is(sym_str(cx->ck->syms, m->field.sym), "instance_of")) {
            instances_check(f, m, t);
            continue;
        }
        field_id field = is_setting ? member_field(cx, m, t->type) : NO_ID;
        if (field == NO_ID || !is_first(cx, m, t, field))
            continue;
        struct fixture_setting *out = &t->settings[t->setting_count++];
        *out = (struct fixture_setting){.field = field, .key = m->field.span};
        setting_check(f, m, thing, out);
    }
}

void
fixture_check(struct fixture *f, const test_clause_vec *clauses)
{
    add_things(f, clauses);
    for (uint32_t i = 0; i < f->things.len; i++)
        settings_check(f, i);
}
