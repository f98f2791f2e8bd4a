#include "lang/check_model.h"

#include "lang/base/limits.h"

/* ---- the fields of a type while the model is built ---- */

field_id
field_add(struct checker *ck, struct field field, struct model_field from)
{
    field_id id = ck->program->fields.len;
    vec_push(ck->arena, &ck->program->fields, field);
    vec_push(ck->arena, &ck->model->fields, from);
    vec_push(ck->arena, &ck->model->entities.at[field.owner].own, id);
    return id;
}

bool
field_room(struct checker *ck, entity_id owner, struct span at)
{
    struct model_entity *e = &ck->model->entities.at[owner];
    if (e->own.len < LIMIT_TYPE_FIELDS)
        return true;
    report_too_many(ck, at, &e->is_full, "fields of one type", LIMIT_TYPE_FIELDS);
    e->is_partial = true;
    return false;
}

field_id_vec
fields_named(struct checker *ck, entity_id type, struct sym name)
{
    const struct program *p = ck->program;
    field_id_vec found = {0};
    for (entity_id e = type; e != NO_ID; e = p->entities.at[e].parent) {
        const field_id_vec *own = &ck->model->entities.at[e].own;
        for (uint32_t i = 0; i < own->len; i++)
            if (sym_eq(p->fields.at[own->at[i]].name, name))
                vec_push(ck->arena, &found, own->at[i]);
    }
    return found;
}

static field_id
only_one(const struct checker *ck, const field_id_vec *fields, struct str pack, bool by_pack)
{
    const struct program *p = ck->program;
    field_id found = NO_ID;
    for (uint32_t i = 0; i < fields->len; i++) {
        field_id f = fields->at[i];
        struct str home = p->entities.at[p->fields.at[f].owner].pack;
        if (by_pack ? pack_same(p->fields.at[f].pack, pack)
                    : pack_same(p->fields.at[f].pack, home)) {
            if (found != NO_ID)
                return NO_ID;
            found = f;
        }
    }
    return found;
}

field_id
field_meant(struct checker *ck, struct str pack, const field_id_vec *fields)
{
    if (fields->len <= 1)
        return fields->len ? fields->at[0] : NO_ID;
    field_id mine = only_one(ck, fields, pack, true);
    return mine != NO_ID ? mine : only_one(ck, fields, (struct str){0}, false);
}

struct str
field_title(const struct checker *ck, field_id f)
{
    const struct field *field = &ck->program->fields.at[f];
    struct str owner = sym_str(ck->syms, ck->program->entities.at[field->owner].name);
    struct str name = sym_str(ck->syms, field->name);
    return str_printf(ck->arena, STR_FMT "." STR_FMT, STR_ARG(owner), STR_ARG(name));
}

/* ---- declaring them ---- */

/* Keys that every entity has in a case file. */
static bool
is_taken_by_all(struct str name)
{
    return str_is(name, "id") || str_is(name, "external") || str_is(name, "instance_of");
}

static bool
report_duplicate(struct checker *ck, const struct field_decl *decl, field_id old)
{
    struct str title = field_title(ck, old);
    struct diag *d = diag_add(ck->sink, E2845, decl->name.span,
                              "the field `" STR_FMT "` is declared twice", STR_ARG(title));
    diag_here(ck->sink, d, "again here");
    diag_label(ck->sink, d, ck->program->fields.at[old].span, "first here");
    diag_help(ck->sink, d, "rename one of the two, or remove it");
    return false;
}

static bool
field_name_ok(struct checker *ck, entity_id owner, struct str pack, const struct field_decl *decl)
{
    struct str word = sym_str(ck->syms, decl->name.sym);
    if (is_taken_by_all(word)) {
        struct diag *d = diag_add(ck->sink, E2845, decl->name.span,
                                  "every entity has a key `" STR_FMT "` already", STR_ARG(word));
        diag_help(ck->sink, d, "choose another name for the field");
        ck->model->entities.at[owner].is_partial = true;
        return false;
    }
    field_id_vec same = fields_named(ck, owner, decl->name.sym);
    for (uint32_t i = 0; i < same.len; i++)
        if (pack_same(ck->program->fields.at[same.at[i]].pack, pack))
            return report_duplicate(ck, decl, same.at[i]);
    return true;
}

static void
field_declare(struct checker *ck, entity_id owner, const struct unit *unit,
              const struct field_decl *decl, bool is_extension)
{
    if (!decl->name.sym.v || !field_room(ck, owner, decl->name.span) ||
        !field_name_ok(ck, owner, unit->pack, decl))
        return;
    struct type type = model_type(ck, unit, &decl->type);
    if (decl->contains && type.kind != TYPE_ENTITY && type.kind != TYPE_ERROR) {
        struct diag *d = diag_add(ck->sink, E3502, decl->type.span,
                                  "`contains` is for entities written inside their owner");
        diag_help(ck->sink, d, "take `contains` away, or name an entity type");
        type.kind = TYPE_ERROR;
    }
    struct field field = {.name = decl->name.sym,
                          .pack = unit->pack,
                          .owner = owner,
                          .type = type,
                          .contains = decl->contains,
                          .inverse = NO_ID,
                          .regex = NO_ID,
                          .span = decl->name.span,
                          .docs = decl->docs};
    field_add(ck, field, (struct model_field){decl, unit, is_extension});
}

/* A descendant may not declare again what it inherits, also if another pack declared that. */
static void
inherited_check(struct checker *ck, field_id id)
{
    struct field *f = &ck->program->fields.at[id];
    const struct model_field *from = &ck->model->fields.at[id];
    field_id_vec same = fields_named(ck, f->owner, f->name);
    for (uint32_t i = 0; i < same.len; i++) {
        const struct field *old = &ck->program->fields.at[same.at[i]];
        bool is_clash = pack_same(old->pack, f->pack) ||
                        (!from->is_extension && !ck->model->fields.at[same.at[i]].is_extension);
        if (same.at[i] == id || old->owner == f->owner || !is_clash)
            continue;
        report_duplicate(ck, from->decl, same.at[i]);
        f->type.kind = TYPE_ERROR;
        return;
    }
}

static bool
has_default(const struct field_decl *decl)
{
    for (uint32_t i = 0; i < decl->marks.len; i++)
        if (decl->marks.at[i].kind == MARK_DEFAULT)
            return true;
    return false;
}

static void
extension_check(struct checker *ck, const struct field_decl *decl)
{
    bool is_needed = decl->type.multiplicity == MULT_ONE || decl->type.multiplicity == MULT_SOME;
    if (!is_needed || has_default(decl) || decl->type.form == TYPE_FORM_ERROR)
        return;
    struct str word = sym_str(ck->syms, decl->name.sym);
    struct diag *d = diag_add(ck->sink, E1932, decl->type.span,
                              "`" STR_FMT "` is required, but `extend` may only add what may be "
                              "left out",
                              STR_ARG(word));
    if (decl->type.multiplicity == MULT_SOME)
        diag_help(ck->sink, d, "write `*` for `+`");
    else
        diag_help(ck->sink, d, "write `?` behind the type, or give a default with `=`");
}

static void
extend_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    const struct extend_decl *extend = &item->extend;
    if (!extend->type.name.sym.v)
        return;
    const struct def *def = names_type(ck, unit, &extend->type);
    if (def && def->kind != DEF_ENTITY) {
        struct str word = sym_str(ck->syms, extend->type.name.sym);
        struct diag *d = diag_add(ck->sink, E2209, extend->type.span,
                                  "`" STR_FMT "` is no entity, so it has no fields", STR_ARG(word));
        diag_help(ck->sink, d, "only entity types can be extended");
    }
    if (!def || def->kind != DEF_ENTITY)
        return;
    for (uint32_t i = 0; i < extend->fields.len; i++) {
        extension_check(ck, &extend->fields.at[i]);
        field_declare(ck, def->id, unit, &extend->fields.at[i], true);
    }
    if (item->broken)
        ck->model->entities.at[def->id].is_partial = true;
}

void
fields_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->model->entities.len; i++) {
        const struct model_entity *e = &ck->model->entities.at[i];
        const field_vec *fields = &e->item->entity.fields;
        for (uint32_t j = 0; j < fields->len; j++)
            field_declare(ck, i, e->unit, &fields->at[j], false);
    }
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            if (unit->ast->items.at[j]->kind == ITEM_EXTEND)
                extend_check(ck, unit, unit->ast->items.at[j]);
    }
    for (field_id f = 0; f < ck->program->fields.len; f++)
        inherited_check(ck, f);
}

/* ---- publishing ---- */

static void
entity_fields(struct checker *ck, entity_id e)
{
    struct entity *entity = &ck->program->entities.at[e];
    const field_id_vec *own = &ck->model->entities.at[e].own;
    const struct entity *parent =
        entity->parent == NO_ID ? NULL : &ck->program->entities.at[entity->parent];
    uint32_t inherited = parent ? parent->field_count : 0;
    entity->fields = arena_array(ck->arena, field_id, inherited + own->len + 1);
    entity->field_count = inherited + own->len;
    for (uint32_t i = 0; i < inherited; i++)
        entity->fields[i] = parent->fields[i];
    for (uint32_t i = 0; i < own->len; i++)
        entity->fields[inherited + i] = own->at[i];
}

void
fields_publish(struct checker *ck)
{
    for (entity_id e = 0; e < ck->program->entities.len; e++)
        entity_fields(ck, e);
}
