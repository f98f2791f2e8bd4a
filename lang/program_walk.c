/* The parts of an expression, whatever its kind. */
#include <stdlib.h>

#include "lang/program.h"

struct walk {
    void (*visit)(void *context, const struct ir *part);
    void *context;
};

static void
part(const struct walk *w, const struct ir *ir)
{
    if (ir)
        w->visit(w->context, ir);
}

static void
parts(const struct walk *w, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        part(w, list->at[i]);
}

static void
each_parts(const struct walk *w, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        part(w, each->at[i].set);
        part(w, each->at[i].where);
    }
}

static void
both(const struct walk *w, const struct ir *left, const struct ir *right)
{
    part(w, left);
    part(w, right);
}

void
ir_visit_parts(const struct ir *ir, void (*visit)(void *context, const struct ir *part),
               void *context)
{
    struct walk w = {visit, context};
    switch (ir->kind) {
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY: return;
    case IR_FIELD: part(&w, ir->field.of); return;
    case IR_CLOSURE: part(&w, ir->closure.of); return;
    case IR_AND:
    case IR_OR:
    case IR_SET: parts(&w, &ir->list); return;
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: part(&w, ir->unary); return;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE: both(&w, ir->binary.left, ir->binary.right); return;
    case IR_COMPARE: both(&w, ir->compare.left, ir->compare.right); return;
    case IR_ARITH: both(&w, ir->arith.left, ir->arith.right); return;
    case IR_IS: part(&w, ir->is.of); return;
    case IR_MATCHES: part(&w, ir->matches.of); return;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
        both(&w, ir->quant.each.set, ir->quant.each.where);
        part(&w, ir->quant.body);
        return;
    case IR_FILTER:
    case IR_MAP:
        each_parts(&w, &ir->each.each);
        part(&w, ir->each.result);
        return;
    case IR_AGGREGATE:
        each_parts(&w, &ir->aggregate.each);
        part(&w, ir->aggregate.term);
        return;
    case IR_IF:
        part(&w, ir->cond.test);
        both(&w, ir->cond.then, ir->cond.other);
        return;
    case IR_CALL: parts(&w, &ir->call.args); return;
    case IR_BUILTIN: parts(&w, &ir->builtin.args); return;
    case IR_LOOKUP: parts(&w, &ir->lookup.args); return;
    case IR_ELEMENT: parts(&w, &ir->element.args); return;
    case IR_LET: both(&w, ir->let.value, ir->let.body); return;
    case IR_TEMPLATE:
        for (uint32_t i = 0; i < ir->template.len; i++)
            part(&w, ir->template.at[i].expr);
        return;
    case IR_NODE: both(&w, ir->node.of, ir->node.index); return;
    case IR_KIND_COUNT: break;
    }
    abort();
}

/* ---- patterns ---- */

static void
nodes_parts(const struct walk *w, const struct pattern_part *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &all[i];
        each_parts(w, &n->each);
        part(w, n->when);
        parts(w, &n->key);
        part(w, n->text);
        for (uint32_t k = 0; k < n->setting_count; k++)
            part(w, n->settings[k].value);
        parts(w, &n->args);
        nodes_parts(w, n->children, n->child_count);
    }
}

void
pattern_visit_parts(const struct pattern *p, void (*visit)(void *context, const struct ir *part),
                    void *context)
{
    struct walk w = {visit, context};
    nodes_parts(&w, p->parts, p->part_count);
}

/* ---- rules ---- */

static void
duty_parts(const struct walk *w, const struct duty *d)
{
    part(w, d->condition);
    for (uint32_t i = 0; i < d->branch_count; i++) {
        part(w, d->branches[i].when);
        for (uint32_t k = 0; k < d->branches[i].given_count; k++)
            part(w, d->branches[i].given[k].condition);
    }
    for (uint32_t i = 0; i < d->step_count; i++) {
        part(w, d->steps[i].expr);
        part(w, d->steps[i].message);
    }
    part(w, d->message);
}

/* Guards, lets, duties with their messages, fixes. */
static void
rule_parts(const struct walk *w, const struct rule *r)
{
    each_parts(w, &r->each);
    for (uint32_t i = 0; i < r->lets.len; i++)
        part(w, r->lets.at[i].value);
    for (uint32_t i = 0; i < r->duties.len; i++)
        duty_parts(w, &r->duties.at[i]);
    for (uint32_t i = 0; i < r->fixes.len; i++) {
        part(w, r->fixes.at[i].text);
        part(w, r->fixes.at[i].value);
    }
}

struct deep {
    struct walk to;
    const struct program *program;
    struct arena *scratch;
    bool *seen; /* by define_id */
    VEC(define_id) open;
    bool *applied; /* by pattern_id */
};

static void
deep_visit(void *context, const struct ir *ir)
{
    struct deep *d = context;
    d->to.visit(d->to.context, ir);
    if (ir->kind == IR_CALL && !d->seen[ir->call.define]) {
        d->seen[ir->call.define] = true;
        vec_push(d->scratch, &d->open, ir->call.define);
    }
    ir_visit_parts(ir, deep_visit, d);
}

static void deep_pattern(struct deep *d, pattern_id id);

static void
deep_nodes(struct deep *d, const struct pattern_part *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (all[i].kind == PATTERN_USE)
            deep_pattern(d, all[i].used);
        deep_nodes(d, all[i].children, all[i].child_count);
    }
}

/* What an application asks: its pattern, and those that this one uses. */
static void
deep_pattern(struct deep *d, pattern_id id)
{
    const struct pattern *p = &d->program->patterns.at[id];
    if (d->applied[id])
        return;
    d->applied[id] = true;
    pattern_visit_parts(p, deep_visit, d);
    deep_nodes(d, p->parts, p->part_count);
}

static void
deep_applications(struct deep *d, const struct rule *r)
{
    const struct walk w = {deep_visit, d};
    for (uint32_t i = 0; i < r->duties.len; i++) {
        if (r->duties.at[i].kind != DUTY_PATTERN)
            continue;
        const struct application *a = &d->program->applications.at[r->duties.at[i].application];
        parts(&w, &a->args);
        deep_pattern(d, a->pattern);
    }
}

void
rule_visit_all(const struct program *p, const struct rule *r, struct arena *scratch,
               void (*visit)(void *context, const struct ir *part), void *context)
{
    struct arena_mark mark = arena_mark(scratch);
    struct deep d = {.to = {visit, context}, .program = p, .scratch = scratch};
    struct walk w = {deep_visit, &d};
    d.seen = arena_array(scratch, bool, p->defines.len + 1);
    d.applied = arena_array(scratch, bool, p->patterns.len + 1);
    rule_parts(&w, r);
    deep_applications(&d, r);
    while (d.open.len)
        deep_visit(&d, p->defines.at[d.open.at[--d.open.len]].body);
    arena_rewind(scratch, mark);
}
