#include "engine/instantiate/instantiate.h"

#include "engine/instantiate/layout.h"

#define NO_LONGER "# onus: no longer called for by "

struct planning {
    const struct instantiate_input *in;
    const struct program *program;
    struct store *whole; /* with the elements that nobody wrote */
    VEC(struct instantiation_step) steps;
    file_edit_vec edits;
    VEC(struct layout *) layouts;
    struct instantiation out;
};

static struct str
words(const struct planning *p, struct sym sym)
{
    return sym_str(p->program->texts, sym);
}

static bool
is_derived(const struct planning *p, struct ent e)
{
    return derivation_is_derived(p->in->derived, e);
}

/* ---- files ---- */

static const struct source *
source_named(const struct source_map *m, struct str name)
{
    for (uint32_t i = 0; i < m->len; i++)
        if (str_eq(m->at[i]->name, name))
            return m->at[i];
    return NULL;
}

static struct layout *
layout_of(struct planning *p, const struct source *source)
{
    for (uint32_t i = 0; i < p->layouts.len; i++)
        if (p->layouts.at[i]->source == source)
            return p->layouts.at[i];
    struct layout *l = layout_read(p->in->arena, source);
    vec_push(p->in->arena, &p->layouts, l);
    return l;
}

/* An authored entity as it stands in its file. */
struct standing {
    struct ent e; /* in the store that was written */
    const struct layout *layout;
    const struct tree *fields; /* NULL: it does not stand in a case file that can be added to */
    size_t entry;
    struct str file;
};

static struct standing
stand(struct planning *p, struct ent e)
{
    struct standing s = {.e = e};
    struct span id = store_span(p->in->authored, e);
    const struct source *source = span_is_none(id) ? NULL : source_of(p->in->sources, id.lo);
    if (!source)
        return s;
    s.file = source->name;
    if (!project_is_plain(p->in->project, source->name))
        return s;
    s.layout = layout_of(p, source);
    s.fields = layout_entity(s.layout, id, &s.entry);
    return s;
}

static struct instantiation_step
step_of(const struct planning *p, enum writing_kind kind, const struct standing *s)
{
    entity_id type = store_type(p->in->authored, s->e);
    return (struct instantiation_step){.kind = kind,
                                       .wanted = kind,
                                       .type = words(p, p->program->entities.at[type].name),
                                       .id = store_id(p->in->authored, s->e),
                                       .file = s->file};
}

/* A change to a file, or what is to be done by hand where there is no place for it. */
static void
take_step(struct planning *p, struct instantiation_step step, bool is_placed, struct file_edit edit)
{
    if (is_placed)
        vec_push(p->in->arena, &p->edits, edit);
    else
        step.kind = WRITING_BY_HAND;
    vec_push(p->in->arena, &p->steps, step);
}

/* ---- what an authored element lacks ---- */

static struct column const *
single_of(struct store *s, field_id f, struct ent e, uint32_t *row)
{
    const struct column *c = store_column(s, f);
    *row = c && e.v >= c->rows.lo && e.v < c->rows.hi ? e.v - c->rows.lo : UINT32_MAX;
    return *row == UINT32_MAX ? NULL : c;
}

/* Whether somebody wrote a value for the field, whatever became of it. */
static bool
is_written(const struct planning *p, struct ent e, field_id f)
{
    return !span_is_none(store_value_span(p->in->authored, e, f, 0));
}

static bool
has_member(const struct planning *p, struct ent e, field_id f, bool is_entity, uint64_t cell)
{
    const struct links *l = store_links(p->in->authored, f);
    uint32_t row = e.v - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++) {
        struct ent member = {is_entity ? l->targets[i] : 0};
        uint64_t there = is_entity ? derivation_number(p->in->derived, member).v : l->cells[i];
        if (there == cell)
            return true;
    }
    return false;
}

/* A link that the other end tells as well is added there, if that is an element and comes first. */
static bool
is_told_there(const struct planning *p, field_id f, uint64_t cell)
{
    const struct field *field = &p->program->fields.at[f];
    struct ent other = {(uint32_t)cell};
    if (field->type.kind != TYPE_ENTITY || field->inverse == NO_ID || field->inverse >= f ||
        p->program->fields.at[field->inverse].is_implicit)
        return false;
    return derivation_origin(p->in->derived, other) != NULL;
}

/* A link to an element that is to come may be written already. */
static struct doc_node *
missing_members(const struct planning *p, const struct standing *s, struct ent now, field_id f,
                struct str key)
{
    struct arena *a = p->in->arena;
    struct doc_node *list = doc_new(a, DOC_LIST);
    bool is_entity = p->program->fields.at[f].type.kind == TYPE_ENTITY;
    const struct links *l = store_links(p->whole, f);
    uint32_t row = now.v - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++) {
        uint64_t cell = l->targets ? l->targets[i] : l->cells[i];
        if (has_member(p, s->e, f, is_entity, cell) || is_told_there(p, f, cell))
            continue;
        struct doc_node *value = export_value(a, p->program, p->whole, f, cell);
        if (!s->fields || !layout_says(s->fields, key, value->text))
            vec_push(a, &list->items, value);
    }
    return list->items.len ? list : NULL;
}

/* NULL: there is a value, or the pattern gives none. */
static struct doc_node *
missing_value(const struct planning *p, struct ent e, struct ent now, field_id f)
{
    uint32_t row, was;
    const struct column *c = single_of(p->whole, f, now, &row);
    const struct column *before = single_of(p->in->authored, f, e, &was);
    if (!c || !before || is_written(p, e, f) || !bit_get(c->present, row) ||
        is_told_there(p, f, column_cell(c, row)))
        return NULL;
    bool is_entity = p->program->fields.at[f].type.kind == TYPE_ENTITY;
    if (bit_get(before->present, was)) {
        uint64_t cell = column_cell(before, was);
        cell = is_entity ? derivation_number(p->in->derived, (struct ent){(uint32_t)cell}).v : cell;
        if (cell == column_cell(c, row))
            return NULL;
    }
    return export_value(p->in->arena, p->program, p->whole, f, column_cell(c, row));
}

static void
complete_field(struct planning *p, const struct standing *s, struct ent now, field_id f)
{
    const struct field *field = &p->program->fields.at[f];
    bool is_set = card_is_set(field->type.card);
    struct file_edit edit = {0};
    if (field->is_implicit || field->contains || field->type.kind == TYPE_ERROR)
        return;
    struct str key = export_key(p->in->arena, p->program, store_type(p->in->authored, s->e), f);
    struct doc_node *value =
        is_set ? missing_members(p, s, now, f, key) : missing_value(p, s->e, now, f);
    if (!value)
        return;
    struct instantiation_step step = step_of(p, WRITING_COMPLETED, s);
    step.field = key;
    step.text = layout_inline(p->in->arena, value);
    bool is_placed =
        s->fields && layout_add(s->layout, s->fields, STR("instance_of"), step.field, value, &edit);
    take_step(p, step, is_placed, edit);
}

/* ---- what is no longer called for ---- */

static bool
is_called_for(const struct planning *p, const struct element *e)
{
    for (; e; e = e->next)
        if (!derivation_is_extra(p->in->derived, e))
            return true;
    return false;
}

static void
mark(struct planning *p, const struct standing *s, const struct element *e)
{
    struct str name = words(p, p->program->patterns.at[e->pattern].name);
    struct str remark = str_printf(p->in->arena, NO_LONGER STR_FMT, STR_ARG(name));
    bool is_called = is_called_for(p, e), is_marked = false;
    struct file_edit edit = {0};
    if (s->fields)
        is_marked = layout_find_remark(s->layout, s->entry, STR(NO_LONGER), &edit);
    if (is_marked == !is_called)
        return;
    struct instantiation_step step = step_of(p, is_called ? WRITING_UNMARKED : WRITING_MARKED, s);
    step.text = name;
    bool is_placed = s->fields && (is_called || layout_remark(s->layout, s->entry, remark, &edit));
    take_step(p, step, is_placed, edit);
}

/* ---- all that was written ---- */

static void
complete_all(struct planning *p)
{
    for (uint32_t n = 0; n < store_count(p->in->authored); n++) {
        struct ent e = {n}, now = derivation_number(p->in->derived, e);
        const struct element *element = derivation_origin(p->in->derived, now);
        if (!element)
            continue;
        struct standing s = stand(p, e);
        const struct entity *type = &p->program->entities.at[store_type(p->in->authored, e)];
        for (uint32_t i = 0; i < type->field_count; i++)
            complete_field(p, &s, now, type->fields[i]);
        mark(p, &s, element);
    }
}

/* Texts that somebody wrote otherwise, each once however many cases it stands in. */
static void
tell_drift(struct planning *p)
{
    const struct derivation *d = p->in->written;
    uint64_t *seen = arena_array(p->in->arena, uint64_t, store_count(p->in->authored) / 64 + 1);
    for (application_id a = 0; a < p->program->applications.len; a++) {
        const struct pattern_cases *cases = derivation_cases(d, a);
        uint32_t count = cases->faults ? cases->faults[cases->count] : 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct pattern_fault *f = &cases->fault[i];
            bool is_other_text = f->kind == FAULT_DRIFTED || f->kind == FAULT_CHANGED;
            if (!is_other_text || !f->element || !f->element->is_authored)
                continue;
            struct ent e =
                store_find(p->in->authored, store_type(derivation_store(d), f->element->ent),
                           store_id(derivation_store(d), f->element->ent));
            if (e.v == ENT_NONE.v || bit_get(seen, e.v) || !is_written(p, e, f->link))
                continue;
            seen[e.v >> 6] |= UINT64_C(1) << (e.v & 63);
            struct standing s = {.e = e};
            struct span at = store_span(p->in->authored, e);
            s.file = span_is_none(at) ? STR("") : source_of(p->in->sources, at.lo)->name;
            struct instantiation_step step = step_of(p, WRITING_DRIFTED, &s);
            step.text = f->text;
            vec_push(p->in->arena, &p->steps, step);
        }
    }
}

/* ---- new elements ---- */

/* What stands within an entity that somebody wrote has no place of its own. */
static bool
is_within_authored(const struct planning *p, struct ent e)
{
    for (field_id f = 0; f < p->program->fields.len; f++) {
        const struct field *field = &p->program->fields.at[f];
        if (!field->contains || field->is_implicit || field->type.kind != TYPE_ENTITY)
            continue;
        const struct links *back = store_reverse(p->whole, f);
        if (e.v < back->rows.lo || e.v >= back->rows.hi)
            continue;
        uint32_t row = e.v - back->rows.lo;
        for (uint32_t i = back->offsets[row]; i < back->offsets[row + 1]; i++)
            if (!is_derived(p, (struct ent){back->targets[i]}))
                return true;
    }
    return false;
}

static bool
is_wanted(void *context, struct ent e)
{
    const struct planning *p = context;
    return is_derived(p, e) && !is_within_authored(p, e);
}

/* What its pattern says now, so that a later change is noticed. */
static struct str
text_digest(const struct planning *p, const struct element *element, struct ent e)
{
    uint32_t row;
    const struct column *c = element->part->text_field == NO_ID
                                 ? NULL
                                 : single_of(p->whole, element->part->text_field, e, &row);
    if (!c || !bit_get(c->present, row))
        return STR("");
    struct str text = words(p, (struct sym){(uint32_t)column_cell(c, row)});
    return str_printf(p->in->arena, " @" STR_FMT, STR_ARG(instance_digest(p->in->arena, text)));
}

/* Where somebody has taken the id, that of the entity has a mark behind it; the element has not. */
static struct str
element_text(void *context, struct ent e)
{
    const struct planning *p = context;
    const struct element *element = is_derived(p, e) ? derivation_origin(p->in->derived, e) : NULL;
    struct str id = element ? element->id : STR("");
    while (id.len && id.at[id.len - 1] == '\'')
        id.len--;
    return element ? str_printf(p->in->arena, STR_FMT STR_FMT, STR_ARG(id),
                                STR_ARG(text_digest(p, element, e)))
                   : id;
}

static void
tell_added(struct planning *p)
{
    for (uint32_t n = 0; n < store_count(p->whole); n++) {
        struct ent e = {n};
        if (!is_derived(p, e))
            continue;
        struct instantiation_step step = {
            .kind = WRITING_ADDED,
            .wanted = WRITING_ADDED,
            .type = words(p, p->program->entities.at[store_type(p->whole, e)].name),
            .id = store_id(p->whole, e),
            .file = p->in->target};
        if (is_within_authored(p, e)) {
            step.kind = WRITING_BY_HAND;
            step.file = STR("");
        } else {
            p->out.added_count++;
        }
        vec_push(p->in->arena, &p->steps, step);
    }
}

/* An edit for each collection, or the text of a file that is not there yet. */
static void
add_all(struct planning *p, struct str *new_file)
{
    struct case_input in = {.arena = p->in->arena,
                            .sink = p->in->sink,
                            .program = p->program,
                            .store = p->whole,
                            .is_wanted = is_wanted,
                            .element = element_text,
                            .context = p};
    tell_added(p);
    if (!p->out.added_count)
        return;
    const struct document *d = export_case(&in);
    const struct source *target = source_named(p->in->sources, p->in->target);
    if (!d->root->members.len)
        return;
    if (!project_is_plain(p->in->project, p->in->target)) {
        p->out.has_no_file = true;
        return;
    }
    if (!target || str_is(str_trim(target->text), "{}")) {
        *new_file = layout_new_file(p->in->arena, d->root);
        return;
    }
    const struct layout *l = layout_of(p, target);
    for (uint32_t i = 0; i < d->root->members.len; i++)
        vec_push(p->in->arena, &p->edits,
                 layout_append(l, d->root->members.at[i].key, d->root->members.at[i].value));
}

struct instantiation
instantiate_plan(const struct instantiate_input *in)
{
    struct planning p = {.in = in, .program = in->program, .whole = derivation_store(in->derived)};
    struct str new_file = STR("");
    complete_all(&p);
    add_all(&p, &new_file);
    tell_drift(&p);
    p.out.files = edits_apply(in->arena, p.edits.at, p.edits.len, &p.out.file_count);
    if (new_file.len)
        p.out.files[p.out.file_count++] = (struct edited_file){in->target, new_file};
    p.out.steps = p.steps.at;
    p.out.step_count = p.steps.len;
    return p.out;
}
