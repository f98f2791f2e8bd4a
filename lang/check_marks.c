#include "lang/check_model.h"

/* What a field is marked with beside its type and its inverse. */

static const char *
mark_word(enum field_mark_kind kind)
{
    switch (kind) {
    case MARK_INVERSE: return "inverse";
    case MARK_ACYCLIC: return "acyclic";
    case MARK_PAST: return "past";
    case MARK_MATCHING: return "matching";
    case MARK_WITHIN: return "within";
    case MARK_DEFAULT: return "=";
    case MARK_STRICTER: return "stricter";
    }
    return "";
}

void
model_marks_once(struct checker *ck, const struct field_mark *marks, uint32_t count)
{
    const struct field_mark *first[MARK_STRICTER + 1] = {NULL};
    bool reported[MARK_STRICTER + 1] = {false};
    for (uint32_t i = 0; i < count; i++) {
        enum field_mark_kind kind = marks[i].kind;
        if (!first[kind]) {
            first[kind] = &marks[i];
        } else if (!reported[kind]) {
            struct diag *d =
                diag_add(ck->sink, E3502, marks[i].span, "`%s` is given twice", mark_word(kind));
            diag_label(ck->sink, d, first[kind]->span, "first here");
            diag_help(ck->sink, d, "keep one of the two");
            reported[kind] = true;
        }
    }
}

static void
report_useless(struct checker *ck, const struct field_mark *mark, const struct field *f,
               const char *why)
{
    struct str type = type_text(ck->program, ck->arena, f->type);
    struct diag *d = diag_add(ck->sink, E3502, mark->span, "`%s` has no purpose here: %s",
                              mark_word(mark->kind), why);
    diag_label(ck->sink, d, f->span, "a field of type " STR_FMT, STR_ARG(type));
}

/* ---- one mark at a time ---- */

bool
model_may_circle(const struct program *p, const struct field *f)
{
    const struct union_type *u = &p->unions.at[f->type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, u->members[i], f->owner) || entity_is(p, f->owner, u->members[i]))
            return true;
    return false;
}

static void
acyclic_check(struct checker *ck, struct field *f, const struct field_mark *mark)
{
    if (f->type.kind != TYPE_ENTITY)
        report_useless(ck, mark, f, "only links between entities can go in a circle");
    else if (!model_may_circle(ck->program, f))
        report_useless(ck, mark, f, "it never leads to an entity that has this field");
    else
        f->acyclic = true;
}

static void
past_check(struct checker *ck, struct field *f, const struct field_mark *mark)
{
    if (f->type.kind != TYPE_DATE && f->type.kind != TYPE_INSTANT)
        report_useless(ck, mark, f, "only a date or an instant can lie in the past");
    else
        f->past = true;
}

static void
matching_check(struct checker *ck, struct field *f, const struct field_mark *mark)
{
    if (f->type.kind != TYPE_TEXT && f->type.kind != TYPE_PATH)
        report_useless(ck, mark, f, "only text can match a pattern");
    else
        f->regex = model_regex(ck, mark->value);
}

static void
within_check(struct checker *ck, struct field *f, const struct unit *unit,
             const struct field_mark *mark)
{
    struct type one = f->type;
    one.card = CARD_ONE;
    if (!model_is_ordered(ck, one))
        report_useless(ck, mark, f, "its values have no order");
    else
        f->has_range = model_range(ck, unit, &mark->range, one, &f->low, &f->high);
}

static void
report_outside(struct checker *ck, struct type one, const struct field_mark *mark, uint64_t cell,
               const struct field_mark *within)
{
    struct str value = cell_text(ck->program, ck->arena, one, cell);
    struct diag *d =
        diag_add(ck->sink, E1759, mark->value->span,
                 "the default " STR_FMT " is outside the range of its own field", STR_ARG(value));
    diag_label(ck->sink, d, within->span, "the range");
    diag_help(ck->sink, d, "choose a default inside the range, or widen the range");
}

static bool
default_has_purpose(struct checker *ck, struct field *f, const struct field_mark *mark)
{
    if (f->type.kind == TYPE_ENTITY)
        report_useless(ck, mark, f, "a link to an entity has no default");
    else if (f->type.card == CARD_OPTIONAL)
        report_useless(
            ck, mark, f,
            "with a default the value is never missing, so `?` and `=` exclude each other");
    else
        return true;
    return false;
}

static void
default_check(struct checker *ck, field_id id, const struct unit *unit,
              const struct field_mark *mark, const struct field_mark *within)
{
    struct field *f = &ck->program->fields.at[id];
    struct type type = f->type;
    uint64_t *cells;
    uint32_t count;
    if (!default_has_purpose(ck, f, mark))
        return;
    /* Until a value of it stands, nobody shall miss it or rely on it. */
    f->type.kind = TYPE_ERROR;
    if (!model_constant(ck, unit, mark->value, type, &cells, &count))
        return;
    struct type one = {type.kind, CARD_ONE, type.of};
    for (uint32_t i = 0; i < count && f->has_range; i++) {
        if (model_compare(ck, one, cells[i], f->low) < 0 ||
            model_compare(ck, one, cells[i], f->high) > 0) {
            report_outside(ck, one, mark, cells[i], within);
            return;
        }
    }
    f->type = type;
    f->has_default = true;
    f->defaults = cells;
    f->default_count = count;
}

/* ---- all marks of a field ---- */

static const struct field_mark *
mark_find(const struct field_decl *decl, enum field_mark_kind kind)
{
    for (uint32_t i = 0; i < decl->marks.len; i++)
        if (decl->marks.at[i].kind == kind)
            return &decl->marks.at[i];
    return NULL;
}

static void
field_marks_check(struct checker *ck, field_id id)
{
    const struct model_field from = ck->model->fields.at[id];
    struct field *f = &ck->program->fields.at[id];
    if (!from.decl)
        return;
    model_marks_once(ck, from.decl->marks.at, from.decl->marks.len);
    if (f->type.kind == TYPE_ERROR)
        return;
    const struct field_mark *acyclic = mark_find(from.decl, MARK_ACYCLIC);
    const struct field_mark *past = mark_find(from.decl, MARK_PAST);
    const struct field_mark *matching = mark_find(from.decl, MARK_MATCHING);
    const struct field_mark *within = mark_find(from.decl, MARK_WITHIN);
    const struct field_mark *standard = mark_find(from.decl, MARK_DEFAULT);
    if (acyclic)
        acyclic_check(ck, f, acyclic);
    if (past)
        past_check(ck, f, past);
    if (matching && matching->value)
        matching_check(ck, f, matching);
    if (within)
        within_check(ck, f, from.unit, within);
    if (standard && standard->value)
        default_check(ck, id, from.unit, standard, within);
}

void
marks_check(struct checker *ck)
{
    for (field_id f = 0; f < ck->program->fields.len; f++) {
        struct type *t = &ck->program->fields.at[f].type;
        field_marks_check(ck, f);
        /* Nobody shall miss what cannot be given. */
        if (t->kind == TYPE_ERROR && !card_is_set(t->card))
            t->card = CARD_OPTIONAL;
        else if (t->kind == TYPE_ERROR)
            t->card = CARD_SET;
    }
}
