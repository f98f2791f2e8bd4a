/* How what somebody wrote differs from the pattern: where it hangs, what it says, whether it is called for at all. */
#include <stdlib.h>
#include <string.h>

#include "engine/eval/derive_internal.h"

/* ---- what it says ---- */

/* The authored text of an element; false: it has none. */
static bool
own_text(const struct derivation *d, const struct made *m, field_id field, struct str *text)
{
    const struct column *c = store_column(d->authored, field);
    if (!c || m->handle < c->rows.lo || m->handle >= c->rows.hi ||
        !bit_get(c->present, m->handle - c->rows.lo))
        return false;
    struct sym sym = {(uint32_t)column_cell(c, m->handle - c->rows.lo)};
    *text = sym_str(d->program->texts, sym);
    return true;
}

/* "{asset}" that is left in a text; empty: none. */
static struct str
unfilled(struct str text)
{
    for (size_t open = str_find(text, STR("{"), 0); open != SIZE_MAX;
         open = str_find(text, STR("{"), open + 1)) {
        size_t close = str_find(text, STR("}"), open);
        if (close == SIZE_MAX)
            break;
        struct str inside = str_slice(text, open + 1, close);
        if (!str_blank(inside) && str_find(inside, STR("{"), 0) == SIZE_MAX)
            return str_slice(text, open, close + 1);
    }
    return (struct str){0};
}

void
conform_text(struct spot *s, const struct pattern_part *part, struct frame *f, uint32_t row,
             uint32_t case_index, uint32_t element, const struct values *text)
{
    struct derivation *d = s->g->d;
    struct made *m = d->elements.at[element];
    struct str own = {0};
    if (m->checker == s->g->id)
        return;
    m->checker = s->g->id;
    bool has_own = own_text(d, m, part->text_field, &own);
    struct str left = has_own ? unfilled(own) : own;
    if (left.len) {
        struct pattern_fault *fault = derive_fault(s, FAULT_UNFILLED, part, f, row, case_index);
        fault->element = &m->e;
        fault->text = left;
        fault->link = part->text_field;
        return;
    }
    if (!bit_get(text->present, row))
        return;
    struct str wanted = sym_str(d->program->texts, (struct sym){(uint32_t)text->cells[row]});
    bool is_same = has_own && str_eq(own, wanted);
    bool is_old = has_own && m->digest.len && !str_eq(m->digest, instance_digest(d->arena, wanted));
    if (is_same || !(is_written(s->g) || is_old))
        return;
    struct pattern_fault *fault =
        derive_fault(s, is_old ? FAULT_CHANGED : FAULT_DRIFTED, part, f, row, case_index);
    fault->element = &m->e;
    fault->text = wanted;
    fault->link = part->text_field;
}

/* ---- where it hangs ---- */

void
conform_hang(struct spot *s, const struct pattern_part *part, struct frame *f, uint32_t row,
             uint32_t case_index, field_id link, uint32_t above, uint32_t element)
{
    struct hanging h = {above, element, fault_of_row(s, FAULT_UNLINKED, part, f, row, case_index)};
    if (above == NO_ID || link == NO_ID)
        return;
    h.fault.link = link;
    h.fault.element = &s->g->d->elements.at[element]->e;
    h.fault.above = &s->g->d->elements.at[above]->e;
    vec_push(s->g->d->arena, &s->g->a->hangings, h);
}

/* Whether a field of an entity leads to another, as it was written. */
static bool
leads(const struct derivation *d, uint32_t from, field_id field, uint32_t to)
{
    const struct column *c = store_column(d->authored, field);
    const struct links *l = c ? NULL : store_links(d->authored, field);
    if (c)
        return from >= c->rows.lo && from < c->rows.hi && bit_get(c->present, from - c->rows.lo) &&
               column_cell(c, from - c->rows.lo) == to;
    if (!l || !l->targets || from < l->rows.lo || from >= l->rows.hi)
        return false;
    uint32_t row = from - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        if (l->targets[i] == to)
            return true;
    return false;
}

/* Whether a field that holds one value holds one, or may do so. */
static bool
is_taken(const struct derivation *d, uint32_t from, field_id field)
{
    const struct column *c = store_column(d->authored, field);
    return c && from >= c->rows.lo && from < c->rows.hi &&
           (bit_get(c->present, from - c->rows.lo) || bit_get(c->incomplete, from - c->rows.lo));
}

/* Another field by which it leads there, or NO_ID. */
static field_id
leads_by(const struct derivation *d, uint32_t from, field_id link, uint32_t to)
{
    const struct program *p = d->program;
    const struct entity *type = &p->entities.at[store_type(d->authored, (struct ent){from})];
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &p->fields.at[type->fields[i]];
        if (type->fields[i] != link && f->type.kind == TYPE_ENTITY && !f->is_implicit &&
            leads(d, from, type->fields[i], to))
            return type->fields[i];
    }
    return NO_ID;
}

/* Hangings of one element stand together. */
struct group {
    const struct hanging *at;
    uint32_t count;
};

static bool
is_expected(const struct derivation *d, const struct group *g, uint32_t above)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (d->elements.at[g->at[i].above]->handle == above)
            return true;
    return false;
}

/* Whether an authored entity is an element of the pattern. */
static bool
is_element_of(const struct derivation *d, uint32_t handle, pattern_id pattern)
{
    const struct element *e = handle < d->of_handle_cap && d->of_handle[handle]
                                  ? &d->elements.at[d->of_handle[handle] - 1]->e
                                  : NULL;
    for (; e; e = e->next)
        if (e->pattern == pattern)
            return true;
    return false;
}

/* What leads to the element by this field and should not; strays: other entities than elements of the pattern count. */
static uint32_t
found_under(const struct derivation *d, const struct group *g, const struct hanging *h, bool strays)
{
    uint32_t to = d->elements.at[h->element]->handle;
    const struct links *l = store_reverse(d->authored, h->fault.link);
    if (!l || to < l->rows.lo || to >= l->rows.hi)
        return NO_ID;
    for (uint32_t i = l->offsets[to - l->rows.lo]; i < l->offsets[to - l->rows.lo + 1]; i++) {
        uint32_t other = l->targets[i];
        bool counts = strays || is_element_of(d, other, h->fault.pattern);
        if (counts && !is_expected(d, g, other))
            return other;
    }
    return NO_ID;
}

static void
tell(struct deriving *g, const struct hanging *h, enum pattern_fault_kind kind, uint32_t other,
     field_id by)
{
    struct pattern_fault fault = h->fault;
    fault.kind = kind;
    fault.other = other == NO_ID ? ENT_NONE : (struct ent){other};
    fault.by = by;
    vec_push(g->d->arena, &g->a->faults, fault);
}

static void
conform_link(struct deriving *g, const struct group *group, const struct hanging *h)
{
    const struct derivation *d = g->d;
    const struct made *above = d->elements.at[h->above], *e = d->elements.at[h->element];
    if (!above->e.is_authored) {
        uint32_t other = found_under(d, group, h, false);
        if (other != NO_ID)
            tell(g, h, FAULT_MISPLACED, other, NO_ID);
        return;
    }
    if (leads(d, above->handle, h->fault.link, e->handle))
        return;
    field_id by = leads_by(d, above->handle, h->fault.link, e->handle);
    uint32_t other = by == NO_ID ? found_under(d, group, h, true) : NO_ID;
    if (by != NO_ID)
        tell(g, h, FAULT_LINKED_BY, NO_ID, by);
    else if (other != NO_ID)
        tell(g, h, FAULT_MISPLACED, other, NO_ID);
    else if (is_written(g) || is_taken(d, above->handle, h->fault.link))
        tell(g, h, FAULT_UNLINKED, NO_ID, NO_ID);
}

static int
by_element(const void *a, const void *b)
{
    const struct hanging *x = a, *y = b;
    if (x->element != y->element)
        return x->element < y->element ? -1 : 1;
    if (x->above != y->above)
        return x->above < y->above ? -1 : 1;
    return (x->fault.case_index > y->fault.case_index) -
           (x->fault.case_index < y->fault.case_index);
}

void
conform_links(struct deriving *g)
{
    struct derived_application *a = g->a;
    if (a->hangings.len > 1)
        qsort(a->hangings.at, a->hangings.len, sizeof *a->hangings.at, by_element);
    for (uint32_t i = 0; i < a->hangings.len;) {
        struct group group = {&a->hangings.at[i], 1};
        while (i + group.count < a->hangings.len &&
               group.at[group.count].element == group.at[0].element)
            group.count++;
        for (uint32_t k = 0; k < group.count; k++)
            if (k == 0 || group.at[k].above != group.at[k - 1].above)
                conform_link(g, &group, &group.at[k]);
        i += group.count;
    }
}

/* ---- whether it is called for ---- */

static uint32_t
case_of(const struct derived_application *a, const struct made *m, uint32_t param_count)
{
    for (uint32_t c = 0; c < a->cases.count; c++) {
        bool is_same = a->cases.guard[c] == TRUE_;
        for (uint32_t i = 0; is_same && i < param_count; i++)
            is_same = m->key[i].kind == VALUE_CELL && m->key[i].cell == a->args[i][c];
        if (is_same)
            return c;
    }
    return UINT32_MAX;
}

static void
report_extra(struct derivation *d, const struct made *m, bool is_applied)
{
    struct diag *out =
        diag_add(d->sink, E3651, m->e.written, "nothing calls for " STR_FMT, STR_ARG(m->e.id));
    entity_id type = store_type(d->authored, (struct ent){m->handle});
    out->type = sym_str(d->program->texts, d->program->entities.at[type].name);
    out->subject = store_id(d->authored, (struct ent){m->handle});
    if (!is_applied)
        diag_help(d->sink, out, "no rule applies this pattern");
    else
        diag_help(d->sink, out,
                  "mend the model if it should, else remove " STR_FMT " or its `instance_of`",
                  STR_ARG(out->subject));
}

/* Whether another pattern stands among these parts, directly or within one that does. */
static bool
is_used_in(const struct program *p, const struct pattern_part *parts, uint32_t count,
           pattern_id used)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *part = &parts[i];
        const struct pattern *inner =
            part->kind == PATTERN_USE ? &p->patterns.at[part->used] : NULL;
        if (inner && (part->used == used || is_used_in(p, inner->parts, inner->part_count, used)))
            return true;
        if (is_used_in(p, part->children, part->child_count, used))
            return true;
    }
    return false;
}

/* Whether elements of a pattern come of an application at all. */
static bool
gives(const struct derivation *d, const struct derived_application *a, pattern_id id)
{
    const struct pattern *applied = &d->program->patterns.at[a->application->pattern];
    return a->application->pattern == id ||
           is_used_in(d->program, applied->parts, applied->part_count, id);
}

/* … and whether it may call for more of that type than is known. */
static bool
is_in_doubt(const struct derived_application *a, const struct element *e)
{
    return a->is_open && a->is_open[e->part->type];
}

/* As a fault of its case, or where there is none by itself. */
static void
conform_extra(struct derivation *d, struct made *m)
{
    const struct pattern *p = &d->program->patterns.at[m->e.pattern];
    bool is_applied = false, is_off = false;
    for (application_id i = 0; i < d->program->applications.len; i++) {
        struct derived_application *a = &d->applications[i];
        if (!gives(d, a, m->e.pattern))
            continue;
        if (is_in_doubt(a, &m->e))
            return;                /* perhaps it is called for */
        is_off |= !a->cases.slots; /* tailored away, or it did not compile */
        is_applied = true;
        if (a->application->pattern != m->e.pattern)
            continue;
        uint32_t c = element_names_case(d, &m->e) ? case_of(a, m, p->param_count) : UINT32_MAX;
        if (c == UINT32_MAX)
            continue;
        struct pattern_fault fault = {.kind = FAULT_EXTRA,
                                      .pattern = m->e.pattern,
                                      .part = m->e.part,
                                      .element = &m->e,
                                      .other = ENT_NONE,
                                      .link = NO_ID,
                                      .by = NO_ID,
                                      .case_index = c};
        vec_push(d->arena, &a->faults, fault);
        return;
    }
    if (!is_off)
        report_extra(d, m, is_applied);
}

bool
derivation_is_extra(const struct derivation *d, const struct element *e)
{
    const struct made *m = (const struct made *)e; /* its first member */
    if (!e->is_authored || m->maker != NO_ID)
        return false;
    for (application_id i = 0; i < d->program->applications.len; i++) {
        const struct derived_application *a = &d->applications[i];
        if (gives(d, a, e->pattern) && (!a->cases.slots || is_in_doubt(a, e)))
            return false;
    }
    return true;
}

void
conform_extras(struct derivation *d)
{
    for (uint32_t i = 0; i < d->elements.len; i++) {
        struct made *m = d->elements.at[i];
        if (m->e.is_authored && m->maker == NO_ID)
            conform_extra(d, m);
    }
}
