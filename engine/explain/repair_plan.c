/*
 * All changes of the nearest way to satisfy what fails, if they agree with each other and with what already holds.
 *
 * What already holds is proved; none of the facts of those proofs may be touched by a change. So whatever else the changes do, they
 * satisfy the rule on this subject: facts and changes together are a proof of it.
 */
#include "engine/explain/explain_internal.h"

struct plan {
    struct explainer *x;
    struct edit *edits, **tail;
    struct reason *held; /* its parts: proofs of what already holds */
    VEC(const struct fact *) facts;
    VEC(const struct reason *) seen;
    bool is_cut; /* something was left out */
};

/* ---- gathering ---- */

static bool
edit_same(const struct edit *a, const struct edit *b)
{
    return a->kind == b->kind && a->entity.v == b->entity.v && a->field == b->field &&
           a->cell == b->cell;
}

/* Whether one that sets a value does what one asks for that wants some value there. */
static bool
does_as_well(const struct plan *p, const struct edit *set, const struct edit *give)
{
    if (set->kind != EDIT_SET || give->kind != EDIT_GIVE || set->entity.v != give->entity.v ||
        set->field != give->field || give->needs_words)
        return false;
    struct type t = p->x->program->fields.at[set->field].type;
    return t.kind != TYPE_TEXT || str_trim(words_raw(p->x, t, set->cell)).len > 0;
}

/* The one in the plan that does the same or more, or that does less and may become this one; NULL: none. */
static struct edit *
plan_similar(const struct plan *p, const struct edit *edit)
{
    struct edit *e = p->edits;
    while (e && !edit_same(e, edit) && !does_as_well(p, e, edit) && !does_as_well(p, edit, e))
        e = e->next;
    return e;
}

static void
plan_edits(struct plan *p, const struct edit *edits)
{
    for (; edits; edits = edits->next) {
        struct edit *similar = plan_similar(p, edits);
        if (similar) {
            struct edit *next = similar->next;
            bool needs_words = similar->needs_words || edits->needs_words;
            if (does_as_well(p, edits, similar))
                *similar = *edits;
            similar->next = next;
            similar->needs_words = needs_words;
            if (&similar->next == p->tail)
                p->tail = &similar->next;
            continue;
        }
        struct edit *copy = arena_new(p->x->arena, struct edit);
        *copy = *edits;
        copy->next = NULL;
        *p->tail = copy;
        p->tail = &copy->next;
    }
}

static void
plan_held(struct plan *p, struct held *h)
{
    for (; h; h = h->next) {
        switch (h->kind) {
        case HELD_CONDITION:
            p->is_cut |= why_truth(p->x, &h->frame, h->ir) == UNKNOWN_ ||
                         !prove(p->x, &h->frame, h->ir, p->held, 0);
            break;
        case HELD_VALUE: {
            struct value v = why_value(p->x, &h->frame, h->ir);
            p->is_cut |= v.kind == VALUE_UNKNOWN || (v.kind == VALUE_SET && v.incomplete);
            prove_value(p->x, &h->frame, h->ir, p->held, 0);
            break;
        }
        case HELD_MEMBER: prove_member(p->x, &h->frame, h->ir, h->cell, p->held, 0); break;
        }
    }
}

static bool
is_seen(struct plan *p, const struct reason *w)
{
    for (uint32_t i = 0; i < p->seen.len; i++)
        if (p->seen.at[i] == w)
            return true;
    vec_push(p->x->arena, &p->seen, w);
    return false;
}

/* Depth is that of the tree, which is bounded. */
static void
plan_reason(struct plan *p, struct reason *w)
{
    if (w->plan) {
        if (!is_seen(p, w->plan))
            plan_reason(p, w->plan);
        return;
    }
    plan_edits(p, w->edits);
    plan_held(p, w->held);
    struct reason *nearest = NULL;
    for (struct reason *part = w->first; part; part = part->next) {
        if (part->kind == REASON_FACT || part->kind == REASON_MORE)
            continue;
        if (w->kind != REASON_ANY)
            plan_reason(p, part);
        else if (part->is_repairable && (!nearest || part->cost < nearest->cost))
            nearest = part;
    }
    if (nearest)
        plan_reason(p, nearest);
}

static void
plan_facts(struct plan *p, const struct reason *w)
{
    if (w->kind == REASON_FACT)
        vec_push(p->x->arena, &p->facts, &w->fact);
    p->is_cut |= w->kind == REASON_MORE;
    if (w->same && !is_seen(p, w->same))
        plan_facts(p, w->same);
    for (const struct reason *part = w->first; part; part = part->next)
        plan_facts(p, part);
}

/* ---- agreement ---- */

static bool
edits_clash(const struct edit *a, const struct edit *b)
{
    if (a->entity.v != b->entity.v || a->field != b->field)
        return false;
    return a->kind != EDIT_ADD || b->kind != EDIT_ADD;
}

/* Whether y is among what leads to x by the way back. */
static bool
leads_back(struct explainer *x, const struct fact *fact, struct ent y)
{
    const struct links *l = store_links(x->store, fact->field);
    if (!l) {
        const struct column *c = store_column(x->store, fact->field);
        uint32_t row = fact->entity.v - c->rows.lo;
        return bit_get(c->present, row) && column_cell(c, row) == y.v;
    }
    uint32_t row = fact->entity.v - l->rows.lo;
    for (uint32_t i = l->offsets[row]; l->targets && i < l->offsets[row + 1]; i++)
        if (l->targets[i] == y.v)
            return true;
    return false;
}

/* Whether the change may make the fact another one. */
static bool
touches(struct explainer *x, const struct edit *edit, const struct fact *fact)
{
    if (fact->kind != FACT_VALUE && fact->kind != FACT_MEMBER)
        return false;
    bool replaces = edit->kind != EDIT_ADD;
    if (fact->field == edit->field && fact->entity.v == edit->entity.v)
        return fact->kind == FACT_VALUE || replaces;
    const struct field *field = &x->program->fields.at[fact->field];
    if (!field->is_implicit || field->inverse != edit->field)
        return false;
    if (fact->kind == FACT_MEMBER)
        return replaces && fact->cell == edit->entity.v;
    return edit->cell == fact->entity.v || (replaces && leads_back(x, fact, edit->entity));
}

static bool
agrees(struct plan *p)
{
    for (const struct edit *a = p->edits; a; a = a->next) {
        for (const struct edit *b = a->next; b; b = b->next)
            if (edits_clash(a, b))
                return false;
        for (uint32_t i = 0; i < p->facts.len; i++)
            if (touches(p->x, a, p->facts.at[i]))
                return false;
    }
    return true;
}

void
repair_plan(struct explainer *x, struct explanation *out)
{
    if (!out->root->is_repairable) {
        out->no_repair = STR("what would have to change cannot be told from the rule alone");
        return;
    }
    struct plan p = {.x = x, .held = why_new(x, (struct str){0}, SPAN_NONE)};
    p.tail = &p.edits;
    plan_reason(&p, out->root);
    plan_facts(&p, p.held);
    if (p.is_cut || x->memory->steps == 0)
        out->no_repair = STR("too much hangs on it to tell what would have to change");
    else if (!agrees(&p))
        out->no_repair =
            STR("the nearest changes contradict each other or what else the rule needs");
    else
        out->repairs = p.edits;
}
