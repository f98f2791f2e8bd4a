/* The field that leads from one element of a pattern to those below it. */
#include "lang/check_pattern.h"

static bool
accepts(const struct program *p, const struct field *f, entity_id type)
{
    if (f->is_implicit || f->type.kind != TYPE_ENTITY)
        return false;
    const struct union_type *u = &p->unions.at[f->type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, type, u->members[i]))
            return true;
    return false;
}

static struct str
entity_title(const struct context *cx, entity_id type)
{
    return sym_str(cx->ck->syms, cx->ck->program->entities.at[type].name);
}

/* "an Evidence" */
static struct str
one_of(const struct context *cx, entity_id type)
{
    return words_type(cx, type_entity(cx->ck, type, CARD_ONE));
}

static field_id
report_none(const struct context *cx, const struct pattern_site *site, struct name role,
            entity_id type)
{
    struct diag *d = report(cx, E4071, role.span, "no field of `" STR_FMT "` leads to " STR_FMT,
                            STR_ARG(entity_title(cx, site->parent)), STR_ARG(one_of(cx, type)));
    diag_label(cx->ck->sink, d, site->role.span, "inside this " STR_FMT,
               STR_ARG(entity_title(cx, site->parent)));
    diag_help(cx->ck->sink, d,
              "move the role to where it belongs, or declare the field with `extend " STR_FMT "`",
              STR_ARG(entity_title(cx, site->parent)));
    return NO_ID;
}

static field_id
report_two(const struct context *cx, const struct pattern_site *site, struct name role,
           entity_id type, field_id one, field_id other)
{
    const struct field *a = &cx->ck->program->fields.at[one];
    const struct field *b = &cx->ck->program->fields.at[other];
    struct diag *d =
        report(cx, E4927, role.span,
               "two fields of `" STR_FMT "` lead to " STR_FMT ": `" STR_FMT "` and `" STR_FMT "`",
               STR_ARG(entity_title(cx, site->parent)), STR_ARG(one_of(cx, type)),
               NAME_ARG(cx, a->name), NAME_ARG(cx, b->name));
    diag_label(cx->ck->sink, d, a->span, "this one");
    diag_label(cx->ck->sink, d, b->span, "and this one");
    diag_help(cx->ck->sink, d, "say which is meant: `via " STR_FMT "` or `via " STR_FMT "`",
              NAME_ARG(cx, a->name), NAME_ARG(cx, b->name));
    return NO_ID;
}

/* Whether all its fields are known: one that did not check might have been the one. */
static bool
is_whole(const struct program *p, const struct entity *e)
{
    for (uint32_t i = 0; i < e->field_count; i++)
        if (p->fields.at[e->fields[i]].type.kind == TYPE_ERROR)
            return false;
    return true;
}

static field_id
lost(const struct context *cx)
{
    cx->body->broken = true;
    return NO_ID;
}

/* What the view of the parent names first of its tree, then beside it: that is what its author takes for the argument. */
static field_id
by_view(const struct program *p, entity_id parent, entity_id type)
{
    static const enum view_word words[] = {VIEW_WORD_TREE, VIEW_WORD_ASIDE};
    for (uint32_t w = 0; w < sizeof words / sizeof *words; w++) {
        const struct view_use *use = program_view(p, parent, words[w]);
        for (uint32_t i = 0; use && i < use->field_count; i++) {
            field_id f = use->fields[i].field;
            if (entity_is(p, parent, use->fields[i].type) && accepts(p, &p->fields.at[f], type))
                return f;
        }
    }
    return NO_ID;
}

static field_id
by_type(const struct context *cx, const struct pattern_site *site, struct name role, entity_id type)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[site->parent];
    field_id found = by_view(p, site->parent, type);
    if (found != NO_ID)
        return found;
    for (uint32_t i = 0; i < e->field_count; i++) {
        if (!accepts(p, &p->fields.at[e->fields[i]], type))
            continue;
        if (found != NO_ID)
            return report_two(cx, site, role, type, found, e->fields[i]);
        found = e->fields[i];
    }
    if (found != NO_ID)
        return found;
    if (!is_whole(p, e))
        return lost(cx);
    return report_none(cx, site, role, type);
}

/* Fields of the parent that could be meant by `via`. */
static void
offer_links(const struct context *cx, const struct pattern_site *site, entity_id type,
            struct diag *d, struct name via)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[site->parent];
    struct text_buf all = {.arena = cx->ck->arena};
    struct suggestion near = {.scratch = cx->ck->arena, .given = sym_str(cx->ck->syms, via.sym)};
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (!accepts(p, f, type))
            continue;
        text_printf(&all, "%s`" STR_FMT "`", all.len ? " or " : "", NAME_ARG(cx, f->name));
        suggest(&near, sym_str(cx->ck->syms, f->name));
    }
    if (near.best.len) {
        diag_help(cx->ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(cx->ck->sink, d, via.span, near.best);
    } else if (all.len) {
        diag_help(cx->ck->sink, d, "it is " STR_FMT " that does", STR_ARG(text_str(&all)));
    } else {
        diag_help(cx->ck->sink, d, "no field of `" STR_FMT "` does",
                  STR_ARG(entity_title(cx, site->parent)));
    }
}

static field_id
by_name(const struct context *cx, const struct pattern_site *site, struct name via, entity_id type)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[site->parent];
    const struct field *called = NULL;
    struct diag *d;
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (!sym_eq(f->name, via.sym))
            continue;
        if (accepts(p, f, type))
            return e->fields[i];
        if (f->type.kind == TYPE_ERROR)
            return lost(cx); /* reported where it is declared */
        called = f;
    }
    if (called)
        d = report(cx, E2359, via.span, "`" STR_FMT "` of `" STR_FMT "` does not lead to " STR_FMT,
                   NAME_ARG(cx, via.sym), STR_ARG(entity_title(cx, site->parent)),
                   STR_ARG(one_of(cx, type)));
    else
        d = report(cx, E2359, via.span, "`" STR_FMT "` has no field `" STR_FMT "`",
                   STR_ARG(entity_title(cx, site->parent)), NAME_ARG(cx, via.sym));
    if (called)
        diag_label(cx->ck->sink, d, called->span, "this is %s" STR_FMT,
                   called->is_implicit ? "the way back of another field, " : "",
                   STR_ARG(words_type(cx, called->type)));
    offer_links(cx, site, type, d, via);
    return NO_ID;
}

/* A field of one value cannot lead to as many elements as a set has members. */
static void
refuse_many(const struct context *cx, const struct node_marks *marks, struct name role, field_id f)
{
    const struct field *field = &cx->ck->program->fields.at[f];
    const struct node_mark *most = marks->of[NODE_AT_MOST];
    if (!marks->of[NODE_FOR_EACH] || card_is_set(field->type.card) ||
        (most && str_is(most->count, "1")))
        return;
    struct diag *d = report(cx, E5730, marks->of[NODE_FOR_EACH]->span,
                            "`" STR_FMT "` holds one, and there may be several of this role",
                            NAME_ARG(cx, field->name));
    diag_label(cx->ck->sink, d, role.span, "each of them hangs in that field");
    diag_label(cx->ck->sink, d, field->span, "declared here");
    diag_help(cx->ck->sink, d, "leave the `for each` out, or add `at most 1`");
}

field_id
link_check(const struct context *cx, const struct pattern_site *site,
           const struct node_marks *marks, struct name role, entity_id type)
{
    const struct node_mark *via = marks->of[NODE_VIA];
    if (site->is_top && via) {
        struct diag *d = report(cx, E2359, via->span, "nothing leads to a node at the top");
        diag_help(cx->ck->sink, d, "leave `via` out");
    }
    if (site->is_top || site->parent == NO_ID || type == NO_ID)
        return NO_ID;
    field_id f = via ? by_name(cx, site, via->via, type) : by_type(cx, site, role, type);
    if (f != NO_ID)
        refuse_many(cx, marks, role, f);
    return f;
}
