/* The mistake that makes something unknown: the first that is found in what it reads. */
#include "engine/eval/derive_internal.h"

struct cause_search {
    struct deriving *g;
    struct frame *f; /* NULL: whoever is bound */
    uint32_t row;
    const struct diag *found;
    bool *defines; /* gone through */
};

static void
field_cause(struct cause_search *s, field_id field)
{
    struct store *store = s->g->view->store;
    const struct column *c = store_column(store, field);
    const struct links *l = c ? NULL : store_links(store, field);
    struct range rows = c ? c->rows : l ? l->rows : (struct range){0, 0};
    const uint64_t *open = c ? c->incomplete : l ? l->incomplete : NULL;
    for (uint32_t e = rows.lo; open && e < rows.hi && !s->found; e++)
        if (bit_get(open, e - rows.lo))
            s->found = store_cause(store, (struct ent){e}, field);
}

/* Of a field of a variable that is bound: that entity's, if it is the one. */
static void
bound_cause(struct cause_search *s, const struct ir *hop)
{
    const struct ir *of = hop->field.of;
    if (!s->f || of->kind != IR_VAR || of->type.kind != TYPE_ENTITY)
        return;
    struct vector v = frame_slot(s->f, of->slot);
    if (v.kind != VECTOR_VALUES || !bit_get(v.values.present, s->row))
        return;
    struct ent e = {(uint32_t)v.values.cells[s->row]};
    for (uint32_t i = 0; i < hop->field.count && !s->found; i++)
        if (entity_is(s->g->d->program, store_type(s->g->view->store, e),
                      hop->field.alternatives[i].type))
            s->found = store_cause(s->g->view->store, e, hop->field.alternatives[i].field);
}

static void
extent_cause(struct cause_search *s, union_id types)
{
    const struct union_type *u = &s->g->d->program->unions.at[types];
    for (uint32_t i = 0; i < u->member_count && !s->found; i++)
        if (store_extent_incomplete(s->g->view->store, u->members[i]))
            s->found = store_extent_cause(s->g->view->store, u->members[i]);
}

static void
search(void *context, const struct ir *ir)
{
    struct cause_search *s = context;
    if (s->found)
        return;
    if (ir->kind == IR_FIELD)
        bound_cause(s, ir);
    ir_visit_parts(ir, search, s);
    if (ir->kind == IR_EXTENT)
        extent_cause(s, ir->id);
    for (uint32_t i = 0; ir->kind == IR_FIELD && !s->found && i < ir->field.count; i++)
        field_cause(s, ir->field.alternatives[i].field);
    for (uint32_t i = 0; ir->kind == IR_CLOSURE && !s->found && i < ir->closure.count; i++)
        field_cause(s, ir->closure.alternatives[i].field);
    if (ir->kind != IR_CALL || s->found || s->defines[ir->call.define])
        return;
    struct frame *outer = s->f;
    s->defines[ir->call.define] = true;
    s->f = NULL;
    search(s, s->g->d->program->defines.at[ir->call.define].body);
    s->f = outer;
}

const struct diag *
derive_cause(struct deriving *g, struct frame *f, uint32_t row, const struct ir *ir)
{
    struct arena scratch = {0};
    if (!ir)
        return NULL;
    struct cause_search s = {.g = g, .f = f->outer ? f : NULL, .row = row};
    s.defines = arena_array(&scratch, bool, g->d->program->defines.len + 1);
    search(&s, ir);
    arena_release(&scratch);
    return s.found;
}
