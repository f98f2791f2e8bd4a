#include "lang/check_model.h"
#include "lang/check_names.h"

/* Reading a field on entities of several types. */

static field_id_vec
own_named(const struct checker *ck, entity_id type, struct sym name)
{
    const field_id_vec *own = &ck->model->entities.at[type].own;
    field_id_vec found = {0};
    for (uint32_t i = 0; i < own->len; i++)
        if (sym_eq(ck->program->fields.at[own->at[i]].name, name))
            vec_push(ck->arena, &found, own->at[i]);
    return found;
}

/* The field meant among those of one name, by `pack.` or by who reads; NO_ID: none, or a clash. */
static field_id
choose(struct checker *ck, const struct unit *from, struct sym pack, const field_id_vec *fields,
       struct field_read *r)
{
    field_id_vec of_pack = {0};
    for (uint32_t i = 0; pack.v && i < fields->len; i++)
        if (pack_same(ck->program->fields.at[fields->at[i]].pack, sym_str(ck->syms, pack)))
            vec_push(ck->arena, &of_pack, fields->at[i]);
    field_id meant = field_meant(ck, from->pack, pack.v ? &of_pack : fields);
    if (meant == NO_ID && !pack.v && fields->len > 1) {
        r->clash[0] = fields->at[0];
        r->clash[1] = fields->at[1];
    }
    return meant;
}

static enum card
card_join(enum card a, enum card b)
{
    if (!card_is_set(a) && !card_is_set(b))
        return a > b ? a : b;
    bool some = a != CARD_OPTIONAL && a != CARD_SET && b != CARD_OPTIONAL && b != CARD_SET;
    return some ? CARD_SET_SOME : CARD_SET;
}

static union_id
union_join(struct checker *ck, union_id a, union_id b)
{
    const struct union_type x = ck->program->unions.at[a], y = ck->program->unions.at[b];
    VEC(entity_id) all = {0};
    for (uint32_t i = 0; i < x.member_count; i++)
        vec_push(ck->arena, &all, x.members[i]);
    for (uint32_t i = 0; i < y.member_count; i++)
        vec_push(ck->arena, &all, y.members[i]);
    return model_union(ck, all.at, all.len);
}

static void
alternative_add(struct checker *ck, struct field_read *r, entity_id type, field_id f)
{
    struct type t = ck->program->fields.at[f].type;
    bool is_first = r->alternatives.len == 0;
    vec_push(ck->arena, &r->alternatives, ((struct field_alternative){type, f}));
    if (t.kind == TYPE_ERROR)
        r->silent = true;
    if (is_first) {
        r->type = t;
        return;
    }
    bool like = t.kind == r->type.kind && (t.kind != TYPE_ENUM || t.of == r->type.of);
    if (!like && t.kind != TYPE_ERROR && r->unlike[0] == NO_ID) {
        r->unlike[0] = r->alternatives.at[0].field;
        r->unlike[1] = f;
    }
    if (like && t.kind == TYPE_ENTITY)
        r->type.of = union_join(ck, r->type.of, t.of);
    r->type.card = card_join(r->type.card, t.card);
}

/*
 * From a type that has the field, or down to descendants that have it: numbers below a type are consecutive,
 * so a walk skips what is covered.
 */
static void
read_type(struct checker *ck, const struct unit *from, entity_id type, struct sym pack,
          struct sym name, struct field_read *r)
{
    const struct program *p = ck->program;
    field_id_vec all = fields_named(ck, type, name);
    for (entity_id e = type; e <= p->entities.at[type].last; e++) {
        field_id_vec here = e == type ? all : own_named(ck, e, name);
        field_id f = here.len ? choose(ck, from, pack, &here, r) : NO_ID;
        if (f != NO_ID) {
            alternative_add(ck, r, e, f);
            e = p->entities.at[e].last;
        } else if (ck->model->entities.at[e].is_partial) {
            r->silent = true;
        } else if (!p->entities.at[e].is_abstract && r->lacking == NO_ID) {
            r->lacking = e;
        }
    }
}

/* A field that another pack gave the type is there because the file uses that pack. */
static void
mark_extension(struct checker *ck, const struct unit *from, const struct field *f)
{
    const struct entity *owner = &ck->program->entities.at[f->owner];
    struct unit_names *u = from ? names_unit(ck, from) : NULL;
    if (pack_same(f->pack, owner->pack))
        return;
    for (uint32_t i = 0; u && i < u->imports.len; i++)
        u->imports.at[i].is_used |= pack_same(u->imports.at[i].pack->name, f->pack);
}

struct field_read
model_read(struct checker *ck, const struct unit *from, union_id types, struct sym pack,
           struct sym name)
{
    struct field_read r = {.type = TYPE(TYPE_ERROR),
                           .lacking = NO_ID,
                           .clash = {NO_ID, NO_ID},
                           .unlike = {NO_ID, NO_ID}};
    const struct union_type u = ck->program->unions.at[types];
    for (uint32_t i = 0; i < u.member_count; i++)
        read_type(ck, from, u.members[i], pack, name, &r);
    for (uint32_t i = 0; i < r.alternatives.len; i++)
        mark_extension(ck, from, &ck->program->fields.at[r.alternatives.at[i].field]);
    if (r.silent)
        r.type.kind = TYPE_ERROR;
    return r;
}

void
model_offer_fields(struct checker *ck, union_id types, struct suggestion *s)
{
    const struct program *p = ck->program;
    const struct union_type *u = &p->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++) {
        const struct entity *e = &p->entities.at[u->members[i]];
        for (uint32_t j = 0; j < e->field_count; j++) {
            struct str name = sym_str(ck->syms, p->fields.at[e->fields[j]].name);
            if (name.at[0] != '~')
                suggest(s, name);
        }
    }
}
