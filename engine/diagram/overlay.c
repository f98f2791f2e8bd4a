/* What a check came to, by element: findings, verdicts, and the evidence that an element refers to. */
#include "engine/diagram/diagram_internal.h"

/* ---- findings ---- */

/* The entity that a finding is about; ENT_NONE: none, or one that cannot be told. */
static struct ent
subject_of(const struct graph *g, const struct finding *f)
{
    const struct program *p = g->in->program;
    for (entity_id t = 0; f->subject.len && t < p->entities.len; t++) {
        if (!str_eq(sym_str(p->texts, p->entities.at[t].name), f->type))
            continue;
        struct ent e = store_find(g->in->store, t, f->subject);
        if (e.v != ENT_NONE.v)
            return e;
    }
    return ENT_NONE;
}

static void
findings_collect(struct graph *g)
{
    const struct report *r = g->in->report;
    for (uint32_t i = 0; r && i < r->finding_count; i++) {
        struct ent e = subject_of(g, &r->findings[i]);
        if (e.v == ENT_NONE.v)
            continue;
        if (g->element_of[e.v] != NO_ELEMENT)
            vec_push(g->arena, &g->elements.at[g->element_of[e.v]].findings, i);
        else
            vec_push(g->arena, &g->other_findings, ((struct other_finding){e, i}));
    }
}

static enum diagram_tenor
tenor_of(const struct finding *f)
{
    return f->severity == SEVERITY_ERROR     ? TENOR_BAD
           : f->severity == SEVERITY_WARNING ? TENOR_WARNING
                                             : TENOR_INFO;
}

enum diagram_tenor
findings_tenor(const struct graph *g, const struct element *e)
{
    enum diagram_tenor worst = TENOR_NONE;
    for (uint32_t i = 0; i < e->findings.len; i++) {
        enum diagram_tenor t = tenor_of(&g->in->report->findings[e->findings.at[i]]);
        worst = t > worst ? t : worst;
    }
    return worst;
}

/* ---- evidence ---- */

static struct str
file_of(const struct graph *g, struct ent e)
{
    field_id f = program_view_field(g->in->program, store_type(g->in->store, e), VIEW_WORD_FILE);
    const struct column *c = f == NO_ID ? NULL : store_column(g->in->store, f);
    uint32_t row = c ? e.v - c->rows.lo : 0;
    if (!c || !bit_get(c->present, row) || bit_get(c->incomplete, row))
        return STR("");
    return sym_str(g->in->program->texts, (struct sym){(uint32_t)column_cell(c, row)});
}

static enum diagram_tenor
evidence_tenor(const struct graph *g, struct ent e)
{
    enum diagram_tenor worst = TENOR_NONE;
    for (uint32_t i = 0; i < g->other_findings.len; i++) {
        const struct other_finding *o = &g->other_findings.at[i];
        enum diagram_tenor t = tenor_of(&g->in->report->findings[o->finding]);
        worst = o->ent.v == e.v && t > worst ? t : worst;
    }
    return worst;
}

static void
evidence_add(struct graph *g, struct element *e, struct ent to)
{
    const struct program *p = g->in->program;
    entity_id type = store_type(g->in->store, to);
    for (uint32_t i = 0; i < e->evidence.len; i++)
        if (e->evidence.at[i].ent.v == to.v)
            return;
    if (!program_view(p, type, VIEW_WORD_FILE))
        return;
    struct evidence row = {to, file_of(g, to), evidence_tenor(g, to)};
    if (to.v == e->ent.v ? row.href.len != 0 : g->element_of[to.v] == NO_ELEMENT)
        vec_push(g->arena, &e->evidence, row);
}

/* What any field of the element refers to, if its view says that it has a file, and it is not drawn itself. */
static void
evidence_collect(struct graph *g, struct element *e)
{
    const struct program *p = g->in->program;
    const struct entity *type = &p->entities.at[e->type];
    evidence_add(g, e, e->ent);
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *f = &p->fields.at[type->fields[i]];
        if (f->type.kind != TYPE_ENTITY)
            continue;
        if (!card_is_set(f->type.card)) {
            const struct column *c = store_column(g->in->store, type->fields[i]);
            uint32_t row = e->ent.v - c->rows.lo;
            if (bit_get(c->present, row) && !bit_get(c->incomplete, row))
                evidence_add(g, e, (struct ent){(uint32_t)column_cell(c, row)});
            continue;
        }
        const struct links *l = store_links(g->in->store, type->fields[i]);
        uint32_t row = e->ent.v - l->rows.lo;
        for (uint32_t k = l->offsets[row]; k < l->offsets[row + 1]; k++)
            evidence_add(g, e, (struct ent){l->targets[k]});
    }
}

void
overlay_build(struct graph *g)
{
    findings_collect(g);
    const struct entity_verdict *verdicts =
        g->in->evaluation ? evaluate_verdicts(g->in->evaluation, g->arena) : NULL;
    for (uint32_t i = 0; i < g->elements.len; i++) {
        struct element *e = &g->elements.at[i];
        evidence_collect(g, e);
        if (verdicts)
            e->verdict = verdicts[e->ent.v];
    }
}
