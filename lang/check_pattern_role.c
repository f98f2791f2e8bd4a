/* What an element of a role says: its text, what that quotes, its other fields. */
#include "lang/check_pattern.h"

/* ---- which field a text is the value of ---- */

static bool
is_text(const struct field *f)
{
    return f->type.kind == TYPE_TEXT && !card_is_set(f->type.card) && !f->is_implicit;
}

/* The only text that every entity of the type must have; NO_ID: there is none, or there are several. */
static field_id
required_text(const struct program *p, entity_id type)
{
    const struct entity *e = &p->entities.at[type];
    field_id found = NO_ID;
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (!is_text(f) || f->type.card != CARD_ONE || f->has_default)
            continue;
        if (found != NO_ID)
            return NO_ID;
        found = e->fields[i];
    }
    return found;
}

static void
report_no_field(const struct context *cx, const struct node_mark *text, entity_id type)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[type];
    field_id any = NO_ID;
    for (uint32_t i = 0; i < e->field_count && any == NO_ID; i++)
        if (is_text(&p->fields.at[e->fields[i]]))
            any = e->fields[i];
    struct diag *d = report(cx, E6713, text->span,
                            "nothing says which field of `" STR_FMT "` this text is the value of",
                            NAME_ARG(cx, e->name));
    diag_label(cx->ck->sink, d, e->span,
               "it has no view with a `label`, and not just one text that must be given");
    if (any != NO_ID)
        diag_help(cx->ck->sink, d, "name the field: `{ " STR_FMT ": " STR_FMT " }`",
                  NAME_ARG(cx, p->fields.at[any].name), STR_ARG(words_at(cx, text->span)));
    else
        diag_help(cx->ck->sink, d, "leave the text out: the type has no field for it");
}

/* ---- what a text quotes ---- */

struct quoting {
    const struct context *cx;
    VEC(struct ir_given) all;
};

static void
find_field(void *context, const struct ir *ir)
{
    const struct ir **found = context;
    if (!*found && ir->kind == IR_FIELD)
        *found = ir;
    if (!*found)
        ir_visit_parts(ir, find_field, context);
}

/* Once for each, however often it is quoted. */
static void
quote_add(struct quoting *q, struct ir *ir, enum ir_kind kind)
{
    const struct context *cx = q->cx;
    const struct ir *field = NULL;
    for (uint32_t i = 0; i < q->all.len; i++)
        if (q->all.at[i].condition->kind == kind &&
            str_eq(words_at(cx, q->all.at[i].span), words_at(cx, ir->span)))
            return;
    find_field(&field, ir);
    struct ir_given given = {.condition = ir_unary(cx, kind, ir->span, TYPE(TYPE_BOOL), ir),
                             .path = field ? (struct ir *)field : ir,
                             .span = ir->span};
    vec_push(cx->ck->arena, &q->all, given);
}

/* A value, and before it whatever its path leads over: the first that is not there is the one to name. */
static void
quote(struct quoting *q, struct ir *ir)
{
    bool is_set = card_is_set(ir->type.card);
    if (ir->kind == IR_FIELD && !card_is_set(ir->field.of->type.card))
        quote(q, ir->field.of);
    if (ir->kind == IR_CONST || ir->kind == IR_TEMPLATE)
        return;
    if (ir->type.kind == TYPE_TEXT && !is_set)
        quote_add(q, ir, IR_SUBSTANTIVE);
    else if (ir->type.card == CARD_OPTIONAL || ir->type.card == CARD_SET)
        quote_add(q, ir, IR_PRESENT);
}

void
role_text(const struct context *cx, const struct node_marks *marks, struct pattern_part *out)
{
    const struct node_mark *m = marks->of[NODE_TEXT];
    const struct program *p = cx->ck->program;
    struct quoting q = {.cx = cx};
    if (!m)
        return;
    out->text = template_check(cx, m->text);
    out->text_field = program_view_field(p, out->type, VIEW_WORD_LABEL);
    if (out->text_field == NO_ID)
        out->text_field = required_text(p, out->type);
    if (out->text_field == NO_ID)
        report_no_field(cx, m, out->type);
    if (ir_failed(out->text))
        return;
    for (uint32_t i = 0; i < out->text->template.len; i++)
        if (out->text->template.at[i].expr)
            quote(&q, out->text->template.at[i].expr);
    out->quoted = q.all.at;
    out->quoted_count = q.all.len;
}

/* ---- its other fields ---- */

static bool
is_free(const struct context *cx, const struct pattern_part *out, const struct node_mark *text,
        field_id f, struct span at)
{
    const struct field *field = &cx->ck->program->fields.at[f];
    struct span first = SPAN_NONE;
    if (f == out->text_field)
        first = text->span;
    for (uint32_t i = 0; i < out->setting_count; i++)
        if (out->settings[i].field == f && !card_is_set(field->type.card))
            first = out->settings[i].span;
    if (span_is_none(first))
        return true;
    struct diag *d = report(cx, E3619, at, "`" STR_FMT "` is set twice", NAME_ARG(cx, field->name));
    diag_label(cx->ck->sink, d, first,
               f == out->text_field ? "by the text of the role" : "first here");
    diag_help(cx->ck->sink, d, "keep one of the two");
    return false;
}

/* A value for a field; one of a field of many may be a single member. */
static struct ir *
setting_value(const struct context *cx, const struct expr *e, struct type t)
{
    struct type one = {t.kind, CARD_ONE, t.of};
    if (!card_is_set(t.card))
        return expr_value(cx, e, t);
    struct ir *ir = expr_check(cx, e, t);
    bool is_one = !ir_failed(ir) && !card_is_set(ir->type.card) && ir->type.kind != TYPE_EMPTY;
    return fit(cx, ir, is_one ? one : t);
}

/* A constant that no entity of a case could have there either. */
static void
refuse_outside(const struct context *cx, const struct ir *value, field_id id)
{
    const struct program *p = cx->ck->program;
    const struct field *f = &p->fields.at[id];
    struct type one = {f->type.kind, CARD_ONE, f->type.of};
    if (ir_failed(value) || value->kind != IR_CONST || !f->has_range ||
        (cells_order(p, one.kind, value->cell, f->low) >= 0 &&
         cells_order(p, one.kind, value->cell, f->high) <= 0))
        return;
    struct arena *a = cx->ck->arena;
    struct diag *d = report(cx, E1759, value->span, "`" STR_FMT "` holds " STR_FMT " .. " STR_FMT,
                            NAME_ARG(cx, f->name), STR_ARG(cell_text(p, a, one, f->low)),
                            STR_ARG(cell_text(p, a, one, f->high)));
    diag_label(cx->ck->sink, d, f->span, "declared here");
    diag_help(cx->ck->sink, d, "choose a value inside the range");
}

static void
undeveloped_set(const struct context *cx, const struct node_mark *m, struct pattern_part *out)
{
    const struct program *p = cx->ck->program;
    struct sym word = sym_intern(cx->ck->syms, STR("undeveloped"));
    field_id f = program_field(p, out->type, word);
    if (f != NO_ID && p->fields.at[f].type.kind == TYPE_BOOL &&
        !card_is_set(p->fields.at[f].type.card)) {
        if (is_free(cx, out, NULL, f, m->span))
            out->settings[out->setting_count++] =
                (struct pattern_setting){f, ir_const(cx, m->span, TYPE(TYPE_BOOL), 1), m->span};
        return;
    }
    const struct entity *e = &p->entities.at[out->type];
    struct diag *d = report(cx, E5419, m->span,
                            "`" STR_FMT "` has no yes-or-no field `undeveloped` that could say so",
                            NAME_ARG(cx, e->name));
    diag_label(cx->ck->sink, d, e->span, "declared here");
    diag_help(cx->ck->sink, d, "leave it out, or declare the field: `undeveloped : bool = false`");
}

void
role_settings(const struct context *cx, const struct pattern_node *n,
              const struct node_marks *marks, struct pattern_part *out)
{
    const struct program *p = cx->ck->program;
    out->settings = arena_array(cx->ck->arena, struct pattern_setting, n->parts.len + 1);
    if (marks->of[NODE_UNDEVELOPED]) {
        out->is_undeveloped = true;
        undeveloped_set(cx, marks->of[NODE_UNDEVELOPED], out);
    }
    for (uint32_t i = 0; i < n->parts.len; i++) {
        const struct setting *s = &n->parts.at[i].setting;
        if (n->parts.at[i].node || !s->name.sym.v)
            continue;
        field_id f = setting_field(cx, s, out->type);
        if (f == NO_ID || !setting_allowed(cx, s, f) ||
            !is_free(cx, out, marks->of[NODE_TEXT], f, s->name.span))
            continue;
        struct ir *value = setting_value(cx, s->value, p->fields.at[f].type);
        refuse_outside(cx, value, f);
        out->settings[out->setting_count++] = (struct pattern_setting){f, value, s->name.span};
    }
}

/* ---- what must be there ---- */

/* The field is the way back of the link, which sets both. At the top it may be: a `use` elsewhere may lead here. */
static bool
leads_back(const struct program *p, field_id link, field_id f)
{
    return link != NO_ID && (p->fields.at[link].inverse == f || p->fields.at[f].inverse == link);
}

/* Whether some node below leads through the field. */
static bool
is_linked(const struct program *p, const struct pattern_part *parts, uint32_t count, field_id f)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *part = &parts[i];
        uint32_t tops = part->used_links ? p->patterns.at[part->used].part_count : 0;
        if (part->link == f ||
            (part->kind == PATTERN_CHOOSE && is_linked(p, part->children, part->child_count, f)))
            return true;
        for (uint32_t k = 0; k < tops; k++)
            if (part->used_links[k] == f)
                return true;
    }
    return false;
}

static bool
is_given(const struct context *cx, const struct pattern_site *site, const struct pattern_part *part,
         field_id f)
{
    const struct program *p = cx->ck->program;
    const struct field *field = &p->fields.at[f];
    bool is_needed = field->type.card == CARD_ONE || field->type.card == CARD_SET_SOME;
    bool is_back = site->is_top ? field->inverse != NO_ID : leads_back(p, part->link, f);
    if (!is_needed || field->is_implicit || field->has_default || field->type.kind == TYPE_ERROR ||
        (f == part->text_field && part->text) || is_back)
        return true;
    for (uint32_t i = 0; i < part->setting_count; i++)
        if (part->settings[i].field == f)
            return true;
    return is_linked(p, part->children, part->child_count, f);
}

void
role_whole(const struct context *cx, const struct pattern_site *site,
           const struct pattern_part *part)
{
    const struct program *p = cx->ck->program;
    const struct entity *e = &p->entities.at[part->type];
    for (uint32_t i = 0; i < e->field_count; i++) {
        if (is_given(cx, site, part, e->fields[i]))
            continue;
        const struct field *f = &p->fields.at[e->fields[i]];
        struct diag *d = report(cx, E3879, part->span,
                                "`" STR_FMT "` of " STR_FMT " must be there, and this role "
                                "does not give it",
                                NAME_ARG(cx, f->name),
                                STR_ARG(words_type(cx, type_entity(cx->ck, part->type, CARD_ONE))));
        diag_label(cx->ck->sink, d, f->span, "declared here");
        diag_help(cx->ck->sink, d,
                  f->type.kind == TYPE_TEXT && part->text_field == NO_ID
                      ? "add a text behind the role, or a setting: `{ " STR_FMT ": … }`"
                      : "add a setting: `{ " STR_FMT ": … }`",
                  NAME_ARG(cx, f->name));
    }
}
