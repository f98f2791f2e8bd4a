#include "engine/plan/plan.h"

#include "engine/plan/plan_internal.h"

const struct plan_note *
plan_note(const struct plan *plan, const struct ir *ir)
{
    uint32_t id = pointer_map_get(&plan->notes_by_ir, ir);
    return id == NO_ID ? NULL : &plan->notes.at[id];
}

const struct plan_each *
plan_each(const struct plan *plan, const struct ir_each *each)
{
    uint32_t id = pointer_map_get(&plan->eaches_by_each, each);
    return id == NO_ID ? NULL : &plan->eaches.at[id];
}

bool
ir_is_condition(const struct ir *ir)
{
    switch (ir->kind) {
    case IR_AND:
    case IR_OR:
    case IR_NOT:
    case IR_IMPLIES:
    case IR_COMPARE:
    case IR_IN:
    case IR_SUBSET:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_IS:
    case IR_MATCHES:
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return true;
    case IR_IF: /* a bool that may be missing, behind a test that failed before, stays missing */
        return ir_is_condition(ir->cond.then) && ir_is_condition(ir->cond.other);
    case IR_LET: return ir_is_condition(ir->let.body);
    case IR_CALL: return ir->type.kind == TYPE_BOOL && ir->type.card == CARD_ONE;
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY:
    case IR_FIELD:
    case IR_CLOSURE:
    case IR_SET:
    case IR_FILTER:
    case IR_MAP:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_AGGREGATE:
    case IR_OTHERWISE:
    case IR_ARITH:
    case IR_BUILTIN:
    case IR_TEMPLATE:
    case IR_CONVERT:
    case IR_NODE:
    case IR_DIGEST:
    case IR_LOOKUP:
    case IR_ELEMENT:
    case IR_KIND_COUNT: break;
    }
    return false;
}

static void
note_define(struct plan *plan, define_id id)
{
    const struct define *d = &plan->program->defines.at[id];
    bool asks_itself = d->is_recursive || d->is_measure;
    struct plan_scope s = {plan, d->slots, d->slot_count, asks_itself ? d->component : NO_ID};
    uint32_t body = walk(&s, d->body);
    plan->notes.at[body].is_body = true;
    walk(&s, d->reads);
}

static bool
has_one_parameter(const struct plan *plan, const struct plan_stratum *stratum)
{
    for (uint32_t i = 0; i < stratum->count; i++)
        if (plan->program->defines.at[stratum->defines[i]].param_count != 1)
            return false;
    return true;
}

/* Definitions of one component, in the order of the program. */
static void
add_stratum(struct plan *plan, const define_id *members, uint32_t count)
{
    struct plan_stratum stratum = {.defines = arena_array(plan->arena, define_id, count),
                                   .count = count};
    for (uint32_t i = 0; i < count; i++) {
        stratum.defines[i] = members[i];
        stratum.is_recursive |= plan->program->defines.at[members[i]].is_recursive;
        stratum.is_measure |= plan->program->defines.at[members[i]].is_measure;
        plan->stratum_of[members[i]] = plan->strata.len;
    }
    stratum.is_dense = stratum.is_recursive && has_one_parameter(plan, &stratum);
    vec_push(plan->arena, &plan->strata, stratum);
    for (uint32_t i = 0; i < count; i++)
        note_define(plan, members[i]);
}

/* Definitions by component: counting sort, so that callees come first and the order is the program's within one. */
static void
add_strata(struct plan *plan)
{
    const struct program *p = plan->program;
    uint32_t n = p->defines.len, components = 0;
    for (uint32_t i = 0; i < n; i++)
        if (p->defines.at[i].component >= components)
            components = p->defines.at[i].component + 1;
    uint32_t *starts = arena_array(plan->arena, uint32_t, components + 2);
    define_id *order = arena_array(plan->arena, define_id, n);
    plan->stratum_of = arena_array(plan->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++)
        starts[p->defines.at[i].component + 2]++;
    for (uint32_t c = 0; c < components; c++)
        starts[c + 2] += starts[c + 1];
    for (uint32_t i = 0; i < n; i++)
        order[starts[p->defines.at[i].component + 1]++] = i;
    for (uint32_t c = 0; c < components; c++)
        if (starts[c + 1] > starts[c])
            add_stratum(plan, order + starts[c], starts[c + 1] - starts[c]);
}

static void
note_duty(struct plan_scope *s, const struct duty *d)
{
    walk(s, d->condition);
    walk(s, d->at);
    walk(s, d->message);
    for (uint32_t i = 0; i < d->branch_count; i++)
        for (uint32_t k = 0; k < d->branches[i].given_count; k++)
            walk(s, d->branches[i].given[k].path);
    for (uint32_t i = 0; i < d->step_count; i++) {
        walk(s, d->steps[i].expr);
        walk(s, d->steps[i].message);
    }
}

static void
note_rule(struct plan *plan, const struct rule *r)
{
    struct plan_scope s = {plan, r->slots, r->slot_count, NO_ID};
    for (uint32_t i = 0; i < r->each.len; i++) {
        walk(&s, r->each.at[i].set);
        walk(&s, r->each.at[i].where);
        walk_each(&s, &r->each.at[i], NULL);
    }
    for (uint32_t i = 0; i < r->lets.len; i++)
        walk(&s, r->lets.at[i].value);
    for (uint32_t i = 0; i < r->exempts.len; i++)
        walk(&s, plan->program->deviations.at[r->exempts.at[i]].condition);
    for (uint32_t i = 0; i < r->duties.len; i++)
        note_duty(&s, &r->duties.at[i]);
    for (uint32_t i = 0; i < r->fixes.len; i++) {
        walk(&s, r->fixes.at[i].text);
        walk(&s, r->fixes.at[i].path);
        walk(&s, r->fixes.at[i].value);
    }
}

/* What the view of a type asks of its entities; the inputs of a matrix are asked one by one. */
static void
note_view(struct plan *plan, const struct view *v)
{
    struct plan_scope s = {plan, v->slots, v->slot_count, NO_ID};
    for (uint32_t i = 0; i < v->uses.len; i++)
        walk(&s, v->uses.at[i].verdict);
}

static void
note_query(struct plan *plan, const struct query *q)
{
    struct plan_scope s = {plan, q->slots, q->slot_count, NO_ID};
    for (uint32_t i = 0; i < q->each.len; i++) {
        walk(&s, q->each.at[i].set);
        walk(&s, q->each.at[i].where);
        walk_each(&s, &q->each.at[i], NULL);
    }
    for (uint32_t i = 0; i < q->lets.len; i++)
        walk(&s, q->lets.at[i].value);
    walk(&s, q->expr);
}

static void
note_entries(struct plan_scope *s, const struct target_entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct target_entry *e = &entries[i];
        walk(s, e->key);
        walk(s, e->value);
        for (uint32_t k = 0; k < e->each.len; k++) {
            walk(s, e->each.at[k].set);
            walk(s, e->each.at[k].where);
            walk_each(s, &e->each.at[k], NULL);
        }
        note_entries(s, e->body, e->body_count);
    }
}

static void
note_parts(struct plan_scope *s, const struct pattern_part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *p = &parts[i];
        for (uint32_t k = 0; k < p->each.len; k++) {
            walk(s, p->each.at[k].set);
            walk(s, p->each.at[k].where);
            walk_each(s, &p->each.at[k], NULL);
        }
        walk(s, p->when);
        for (uint32_t k = 0; k < p->key.len; k++)
            walk(s, p->key.at[k]);
        walk(s, p->text);
        for (uint32_t k = 0; k < p->quoted_count; k++) {
            walk(s, p->quoted[k].condition);
            walk(s, p->quoted[k].path);
        }
        for (uint32_t k = 0; k < p->setting_count; k++)
            walk(s, p->settings[k].value);
        for (uint32_t k = 0; k < p->args.len; k++)
            walk(s, p->args.at[k]);
        note_parts(s, p->children, p->child_count);
    }
}

static void
note_patterns(struct plan *plan)
{
    const struct program *p = plan->program;
    for (uint32_t i = 0; i < p->patterns.len; i++) {
        const struct pattern *pattern = &p->patterns.at[i];
        struct plan_scope s = {plan, pattern->slots, pattern->slot_count, NO_ID};
        note_parts(&s, pattern->parts, pattern->part_count);
    }
    for (uint32_t i = 0; i < p->applications.len; i++) {
        const struct application *a = &p->applications.at[i];
        if (a->is_broken)
            continue;
        const struct rule *r = &p->rules.at[a->rule];
        struct plan_scope s = {plan, r->slots, r->slot_count, NO_ID};
        for (uint32_t k = 0; k < a->args.len; k++)
            walk(&s, a->args.at[k]);
    }
}

struct plan *
plan_build(struct arena *arena, const struct program *p)
{
    struct plan *plan = arena_new(arena, struct plan);
    plan->arena = arena;
    plan->program = p;
    add_strata(plan);
    for (uint32_t i = 0; i < p->rules.len; i++)
        note_rule(plan, &p->rules.at[i]);
    for (uint32_t i = 0; i < p->targets.len; i++) {
        const struct target_map_decl *t = &p->targets.at[i];
        struct plan_scope s = {plan, t->slots, t->slot_count, NO_ID};
        note_entries(&s, t->body, t->body_count);
    }
    for (uint32_t i = 0; i < p->views.len; i++)
        note_view(plan, &p->views.at[i]);
    note_patterns(plan);
    if (p->query)
        note_query(plan, p->query);
    return plan;
}
