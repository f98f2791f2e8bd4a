#include "lang/check_model.h"

/*
 * The way back over `inverse`: a field that the target declares, or an implicit one.
 * A forward field over a union has one way back on each member; its own `inverse` names the first.
 */

static const struct field_mark *
inverse_mark(const struct field_decl *decl)
{
    for (uint32_t i = 0; decl && i < decl->marks.len; i++)
        if (decl->marks.at[i].kind == MARK_INVERSE)
            return &decl->marks.at[i];
    return NULL;
}

static struct field *
field_at(const struct checker *ck, field_id f)
{
    return &ck->program->fields.at[f];
}

/* Whether every entity that has `forward` may be a target of `back`. */
static bool
points_back(const struct checker *ck, field_id forward, field_id back)
{
    const struct program *p = ck->program;
    const struct field *b = &p->fields.at[back];
    if (b->type.kind != TYPE_ENTITY)
        return false;
    const struct union_type *u = &p->unions.at[b->type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, p->fields.at[forward].owner, u->members[i]))
            return true;
    return false;
}

static void
report_elsewhere(struct checker *ck, field_id forward, const struct field_mark *mark, field_id back,
                 const char *why)
{
    struct str a = field_title(ck, forward), b = field_title(ck, back);
    struct diag *d = diag_add(ck->sink, E1381, mark->name.span,
                              "`" STR_FMT "` is not the way back of `" STR_FMT "`: %s", STR_ARG(b),
                              STR_ARG(a), why);
    diag_label(ck->sink, d, field_at(ck, back)->span, "`" STR_FMT "` is declared here", STR_ARG(b));
    diag_help(ck->sink, d, "name the field that leads back, or a new one: it is then made for you");
}

static bool
link(struct checker *ck, field_id forward, const struct field_mark *mark, field_id back)
{
    struct field *f = field_at(ck, forward), *b = field_at(ck, back);
    const struct field_decl *decl = ck->model->fields.at[back].decl;
    const struct field_mark *other = inverse_mark(decl);
    if (b->type.kind == TYPE_ERROR)
        return false;
    if (b->is_implicit) {
        report_elsewhere(ck, forward, mark, back, "it is already that of another field");
        return false;
    }
    if (!points_back(ck, forward, back)) {
        report_elsewhere(ck, forward, mark, back, "it points elsewhere");
        return false;
    }
    if (other && !sym_eq(other->name.sym, f->name)) {
        report_elsewhere(ck, forward, mark, back, "it names another field as its `inverse`");
        return false;
    }
    if (b->inverse != NO_ID && b->inverse != forward) {
        report_elsewhere(ck, forward, mark, back, "it is already that of another field");
        return false;
    }
    b->inverse = forward;
    if (f->inverse == NO_ID)
        f->inverse = back;
    return true;
}

/* A field that only some descendants of the target declare cannot be the way back from all. */
static bool
descendants_free(struct checker *ck, field_id forward, const struct field_mark *mark,
                 entity_id target)
{
    const struct program *p = ck->program;
    for (entity_id e = target + 1; e <= p->entities.at[target].last; e++) {
        const field_id_vec *own = &ck->model->entities.at[e].own;
        for (uint32_t i = 0; i < own->len; i++) {
            if (!sym_eq(p->fields.at[own->at[i]].name, mark->name.sym))
                continue;
            report_elsewhere(ck, forward, mark, own->at[i],
                             "only some of the types it leads to have it");
            return false;
        }
    }
    return true;
}

static field_id
back_add(struct checker *ck, field_id forward, struct sym name, entity_id target)
{
    const struct field f = *field_at(ck, forward);
    field_id back = field_add(ck,
                              (struct field){.name = name,
                                             .pack = f.pack,
                                             .owner = target,
                                             .type = type_entity(ck, f.owner, CARD_SET),
                                             .is_implicit = true,
                                             .inverse = forward,
                                             .regex = NO_ID,
                                             .span = f.span},
                              (struct model_field){.unit = ck->model->fields.at[forward].unit});
    if (field_at(ck, forward)->inverse == NO_ID)
        field_at(ck, forward)->inverse = back;
    return back;
}

static void
inverse_check(struct checker *ck, field_id forward, const struct field_mark *mark)
{
    const struct field f = *field_at(ck, forward);
    if (f.type.kind == TYPE_ERROR || !mark->name.sym.v)
        return;
    if (f.type.kind != TYPE_ENTITY) {
        struct diag *d = diag_add(ck->sink, E3502, mark->span,
                                  "`inverse` names the way back of a link between entities");
        diag_label(ck->sink, d, f.span, "this field holds no entities");
        return;
    }
    const struct union_type targets = ck->program->unions.at[f.type.of];
    for (uint32_t i = 0; i < targets.member_count; i++) {
        field_id_vec same = fields_named(ck, targets.members[i], mark->name.sym);
        field_id back = field_meant(ck, f.pack, &same);
        if (back != NO_ID) {
            if (!link(ck, forward, mark, back))
                return;
        } else if (!descendants_free(ck, forward, mark, targets.members[i])) {
            return;
        } else if (field_room(ck, targets.members[i], mark->name.span)) {
            back_add(ck, forward, mark->name.sym, targets.members[i]);
        }
    }
}

/* ---- what is contained has one owner ---- */

static uint32_t
owners_of(const struct checker *ck, entity_id type)
{
    const struct program *p = ck->program;
    uint32_t count = 0;
    for (field_id f = 0; f < p->fields.len; f++) {
        if (!p->fields.at[f].contains || p->fields.at[f].type.kind != TYPE_ENTITY)
            continue;
        const struct union_type *u = &p->unions.at[p->fields.at[f].type.of];
        for (uint32_t i = 0; i < u->member_count; i++)
            count += entity_is(p, u->members[i], type) || entity_is(p, type, u->members[i]);
    }
    return count;
}

static bool
is_collected(const struct program *p, entity_id type)
{
    for (entity_id e = type; e <= p->entities.at[type].last; e++)
        if (p->entities.at[e].collection.v)
            return true;
    return false;
}

/* The implicit way back of `contains` leads to one owner: surely, if there is no other place to be written in. */
static void
owner_card(struct checker *ck, field_id back)
{
    struct field *b = field_at(ck, back);
    if (!b->is_implicit || !field_at(ck, b->inverse)->contains)
        return;
    bool always = owners_of(ck, b->owner) == 1 && !is_collected(ck->program, b->owner);
    b->type.card = always ? CARD_ONE : CARD_OPTIONAL;
}

void
inverses_check(struct checker *ck)
{
    uint32_t declared = ck->program->fields.len;
    for (field_id f = 0; f < declared; f++) {
        const struct field_mark *mark = inverse_mark(ck->model->fields.at[f].decl);
        if (mark)
            inverse_check(ck, f, mark);
    }
    for (field_id f = declared; f < ck->program->fields.len; f++)
        owner_card(ck, f);
}

/* ---- x.~f: ways back that nobody named ---- */

static void
publish_below(struct checker *ck, entity_id owner, field_id f)
{
    struct program *p = ck->program;
    for (entity_id e = owner; e <= p->entities.at[owner].last; e++) {
        struct entity *entity = &p->entities.at[e];
        field_id *fields = arena_array(ck->arena, field_id, entity->field_count + 1);
        for (uint32_t i = 0; i < entity->field_count; i++)
            fields[i] = entity->fields[i];
        fields[entity->field_count++] = f;
        entity->fields = fields;
    }
}

/* The field on `type` that leads back over `forward`, or NO_ID. */
static field_id
back_of(const struct checker *ck, field_id forward, entity_id type)
{
    const struct program *p = ck->program;
    const struct entity *e = &p->entities.at[type];
    for (uint32_t i = 0; i < e->field_count; i++) {
        field_id f = e->fields[i];
        if (p->fields.at[f].inverse == forward || p->fields.at[forward].inverse == f)
            return f;
    }
    return NO_ID;
}

static field_id
back_make(struct checker *ck, field_id forward, entity_id target)
{
    field_id back = back_of(ck, forward, target);
    if (back != NO_ID)
        return back;
    struct str name = sym_str(ck->syms, field_at(ck, forward)->name);
    struct sym back_name = sym_intern(ck->syms, str_printf(ck->arena, "~" STR_FMT, STR_ARG(name)));
    back = back_add(ck, forward, back_name, target);
    publish_below(ck, target, back);
    owner_card(ck, back);
    return back;
}

/* The ways back over one field from the types that it may point to. */
static struct field_read
read_back(struct checker *ck, field_id forward, const struct union_type *types)
{
    const struct union_type targets = ck->program->unions.at[field_at(ck, forward)->type.of];
    struct field_read r = {.type = TYPE(TYPE_ERROR),
                           .lacking = NO_ID,
                           .clash = {NO_ID, NO_ID},
                           .unlike = {NO_ID, NO_ID}};
    for (uint32_t i = 0; i < types->member_count; i++) {
        for (uint32_t j = 0; j < targets.member_count; j++) {
            entity_id type = types->members[i], target = targets.members[j];
            bool inside = entity_is(ck->program, type, target);
            if (!inside && !entity_is(ck->program, target, type))
                continue;
            field_id back = back_make(ck, forward, target);
            vec_push(ck->arena, &r.alternatives,
                     ((struct field_alternative){inside ? type : target, back}));
            r.type = field_at(ck, back)->type;
        }
    }
    return r;
}

field_read_vec
model_read_back(struct checker *ck, const struct unit *from, union_id types, struct sym name)
{
    (void)from;
    field_read_vec all = {0};
    const struct union_type u = ck->program->unions.at[types];
    uint32_t count = ck->program->fields.len;
    for (field_id f = 0; f < count; f++) {
        const struct field *field = field_at(ck, f);
        if (!sym_eq(field->name, name) || field->type.kind != TYPE_ENTITY)
            continue;
        struct field_read r = read_back(ck, f, &u);
        if (r.alternatives.len)
            vec_push(ck->arena, &all, r);
    }
    return all;
}
