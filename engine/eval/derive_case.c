/* One application: the cases of its rule, and the pattern over those whose guard is true. */
#include <string.h>

#include "engine/eval/derive_internal.h"

static void
cases_room(struct deriving *g, uint32_t more)
{
    struct derived_application *a = g->a;
    struct pattern_cases *c = &a->cases;
    const struct rule *rule = &g->d->program->rules.at[a->application->rule];
    uint32_t need = c->count + more, params = a->application->args.len;
    if (need <= a->case_cap)
        return;
    uint32_t cap = 2 * a->case_cap > need ? 2 * a->case_cap : need;
    for (uint32_t i = 0; i < rule->each.len + params; i++) {
        uint64_t **at =
            i < rule->each.len ? &c->slots[rule->each.at[i].slot] : &a->args[i - rule->each.len];
        uint64_t *grown = arena_array(g->d->arena, uint64_t, cap);
        if (c->count)
            memcpy(grown, *at, c->count * sizeof *grown);
        *at = grown;
    }
    uint8_t *bytes = arena_array(g->d->arena, uint8_t, 2 * (size_t)cap);
    if (c->count) {
        memcpy(bytes, c->guard, c->count);
        memcpy(bytes + cap, c->truth, c->count);
    }
    c->guard = bytes;
    c->truth = bytes + cap;
    a->case_cap = cap;
}

static uint64_t
cell_as_handle(const struct deriving *g, struct type t, uint64_t cell)
{
    return t.kind == TYPE_ENTITY ? g->view->handles[cell] : cell;
}

/* The cases of a frame, behind those that there are. */
static void
cases_put(struct deriving *g, const struct rule *rule, struct frame *f,
          const uint64_t *guard_unknown)
{
    struct pattern_cases *c = &g->a->cases;
    cases_room(g, f->count);
    for (uint32_t i = 0; i < rule->each.len; i++) {
        uint32_t slot = rule->each.at[i].slot;
        struct values v = values_of(f, frame_slot(f, slot));
        for (uint32_t k = 0; k < f->count; k++)
            c->slots[slot][c->count + k] = cell_as_handle(g, rule->slots[slot].type, v.cells[k]);
    }
    for (uint32_t k = 0; k < f->count; k++) {
        c->guard[c->count + k] = bit_get(guard_unknown, k) ? UNKNOWN_ : TRUE_;
        c->truth[c->count + k] = TRUE_;
    }
    c->count += f->count;
}

/* ---- arguments ---- */

/* An argument that is not known, or missing where a value must be: nothing can be said of the case. */
static uint64_t *
usable_rows(struct spot *s, const struct pattern *p, struct frame *f, const struct frame *callee)
{
    struct deriving *g = s->g;
    uint64_t *usable = bits_ones(f->arena, f->count);
    for (uint32_t i = 0; i < p->param_count; i++) {
        struct vector v = callee->bindings.at[i].vector;
        bool is_set = v.kind == VECTOR_SETS;
        bool may_miss = is_set || p->slots[i].type.card == CARD_OPTIONAL;
        const struct ir *arg = g->a->application->args.at[i];
        for (uint32_t r = 0; r < f->count; r++) {
            bool is_fine = is_set || (!bit_get(v.values.unknown, r) &&
                                      (may_miss || bit_get(v.values.present, r)));
            if (is_fine || !bit_get(usable, r))
                continue;
            bit_clear(usable, r);
            struct pattern_fault fault = {.kind = FAULT_UNKNOWN,
                                          .pattern = g->a->application->pattern,
                                          .part = &p->parts[0],
                                          .ir = arg,
                                          .is_argument = true,
                                          .other = ENT_NONE,
                                          .cause = derive_cause(g, f, r, arg),
                                          .case_index = s->cases[r]};
            vec_push(g->d->arena, &g->a->faults, fault);
            derive_open_parts(g, p->parts, p->part_count, fault.cause);
        }
    }
    return usable;
}

static void
keep_arguments(struct deriving *g, const struct pattern *p, const struct spot *s,
               const struct frame *callee)
{
    for (uint32_t i = 0; i < p->param_count; i++) {
        struct vector v = callee->bindings.at[i].vector;
        for (uint32_t r = 0; v.kind == VECTOR_VALUES && r < callee->count; r++)
            g->a->args[i][s->cases[r]] =
                bit_get(v.values.present, r)
                    ? cell_as_handle(g, p->slots[i].type, v.values.cells[r])
                    : UINT64_MAX;
    }
}

/* The pattern over rows whose guard is true. */
static void
apply(struct deriving *g, struct frame *f, const uint32_t *cases)
{
    const struct application *application = g->a->application;
    const struct pattern *p = &g->d->program->patterns.at[application->pattern];
    struct frame callee, part;
    struct spot s = {.g = g, .pattern = p, .f = f, .cases = cases};
    if (!derive_enter(&callee, f, &application->args))
        return;
    keep_arguments(g, p, &s, &callee);
    uint64_t *usable = usable_rows(&s, p, f, &callee);
    uint32_t count = bits_count(usable, f->count);
    s.f = &callee;
    if (count == f->count) {
        derive_parts(&s, p->parts, p->part_count, NULL, NO_ID);
    } else if (count) {
        frame_select(&part, &callee, usable);
        uint32_t *rows = rows_new(part.arena, part.count);
        for (uint32_t i = 0; i < part.count; i++)
            rows[i] = cases[part.origin[i]];
        s.f = &part;
        s.cases = rows;
        derive_parts(&s, p->parts, p->part_count, NULL, NO_ID);
        frame_close(&part);
    }
    frame_close(&callee);
}

/* ---- cases ---- */

/* Of a guard that is unknown: perhaps there is an argument, perhaps not. */
static void
open_cases(struct deriving *g, struct frame *f, const uint64_t *unknown)
{
    const struct rule *rule = &g->d->program->rules.at[g->a->application->rule];
    const struct pattern *p = &g->d->program->patterns.at[g->a->application->pattern];
    const struct diag *cause = NULL;
    if (!bits_any(unknown, f->count))
        return;
    uint32_t row = 0;
    while (!bit_get(unknown, row))
        row++;
    for (uint32_t i = 0; !cause && i < rule->each.len; i++) {
        const struct ir_each *each = &rule->each.at[i];
        if (each->where)
            cause = derive_cause(g, f, row, each->where);
        if (!cause && i)
            cause = derive_cause(g, f, row, each->set);
    }
    derive_open_parts(g, p->parts, p->part_count, cause);
}

static void
cases_visit(void *context, struct frame *f, const uint64_t *guard_unknown)
{
    struct deriving *g = context;
    const struct rule *rule = &g->d->program->rules.at[g->a->application->rule];
    uint32_t first = g->a->cases.count;
    for (uint32_t i = 0; i < rule->lets.len; i++)
        frame_bind(f, rule->lets.at[i].slot, eval(f, rule->lets.at[i].value));
    cases_put(g, rule, f, guard_unknown);
    uint64_t *is_true = bits_ones(f->arena, f->count);
    if (guard_unknown) {
        bits_and_not(is_true, guard_unknown, f->count);
        open_cases(g, f, guard_unknown);
    }
    struct frame part;
    frame_select(&part, f, is_true);
    uint32_t *cases = rows_new(part.arena, part.count);
    for (uint32_t i = 0; i < part.count; i++)
        cases[i] = first + part.origin[i];
    if (part.count)
        apply(g, &part, cases);
    frame_close(&part);
}

static void
doubt_visit(void *context, uint32_t subject)
{
    struct deriving *g = context;
    const struct rule *rule = &g->d->program->rules.at[g->a->application->rule];
    const struct pattern *p = &g->d->program->patterns.at[g->a->application->pattern];
    const struct diag *cause = NULL;
    vec_push(g->d->arena, &g->a->doubtful, g->view->handles[subject]);
    for (uint32_t i = 1; !cause && i < rule->each.len; i++)
        cause = derive_cause(g, &g->ev->root, 0, rule->each.at[i].set);
    derive_open_parts(g, p->parts, p->part_count, cause);
}

/* The subjects themselves may not all have loaded. */
static void
open_subjects(struct deriving *g, const struct rule *rule)
{
    const struct pattern *p = &g->d->program->patterns.at[g->a->application->pattern];
    const struct union_type *u = &g->d->program->unions.at[rule->each.at[0].set->id];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (store_extent_incomplete(g->view->store, u->members[i]))
            derive_open_parts(g, p->parts, p->part_count,
                              store_extent_cause(g->view->store, u->members[i]));
}

void
derive_application(struct derivation *d, application_id id, const struct derived_view *view)
{
    struct derived_application *a = &d->applications[id];
    const struct rule *rule = &d->program->rules.at[a->application->rule];
    struct arena scratch = {0};
    struct deriving g = {.d = d, .a = a, .id = id, .view = view};
    a->is_open = arena_array(d->arena, bool, d->program->entities.len + 1);
    a->is_lost = arena_array(d->arena, bool, d->program->fields.len + 1);
    a->args = arena_array(d->arena, uint64_t *, a->application->args.len + 1);
    a->cases.slots = arena_array(d->arena, uint64_t *, rule->slot_count + 1);
    g.ev = evaluation_open(&scratch, d->sink, d->program, view->store, d->options);
    g.ev->rule = rule;
    g.ev->epoch++;
    cases_room(&g, 1);
    open_subjects(&g, rule);
    struct case_walk walk = {g.ev, rule, cases_visit, doubt_visit, &g};
    walk_cases(&walk);
    conform_links(&g);
    evaluation_free(g.ev);
    arena_release(&scratch);
}
