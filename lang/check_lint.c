/* Conditions where they stand: each is asked whether it can still go both ways there. */
#include "lang/check_lint.h"

#include "lang/base/limits.h"

enum { MOST_OPERANDS = 64 };

static bool visit(struct lint *l, const struct ir *ir, const struct known *known);
static void visit_value(struct lint *l, const struct ir *ir, const struct known *known);

/* ---- what is decided ---- */

static bool
is_connective(const struct ir *ir)
{
    return ir->kind == IR_AND || ir->kind == IR_OR || ir->kind == IR_IMPLIES || ir->kind == IR_IF ||
           ir->kind == IR_CONST;
}

/* Connectives are decided by their parts, of which it has been said; constants were told of when they were read. */
static bool
is_asked(const struct lint *l, const struct ir *ir)
{
    while (ir->kind == IR_NOT)
        ir = ir->unary;
    return !is_connective(ir) && !lint_said(l, ir->span);
}

/* That a date of the past is not after today may be said again: the field may be another pack's. */
static bool
is_caution(const struct lint *l, const struct fact *f)
{
    while (f->kind == FACT_NOT)
        f = f->part[0];
    return f->kind == FACT_ATOM && l->keys.at[f->key].never_greater;
}

static bool
decided(struct lint *l, const struct ir *ir, const struct known *known, struct fact **f,
        bool *holds)
{
    if (!is_asked(l, ir))
        return false;
    *f = fact_of(l, ir);
    if (!*f)
        return false;
    struct outcome o = outcome_of(l, *f, known);
    *holds = o.can_hold;
    return o.can_hold != o.can_fail && !(o.can_hold && is_caution(l, *f));
}

/* ---- parts of a condition ---- */

/* Part by part where that says the same, so that words about it can name the part that matters. */
static const struct known *
knowing(struct lint *l, const struct known *outer, const struct ir *ir, bool holds,
        enum known_from from)
{
    while (ir->kind == IR_NOT) {
        ir = ir->unary;
        holds = !holds;
    }
    if (ir->kind == (holds ? IR_AND : IR_OR) && ir->list.len <= MOST_OPERANDS) {
        for (uint32_t i = 0; i < ir->list.len; i++)
            outer = knowing(l, outer, ir->list.at[i], holds, from);
        return outer;
    }
    struct known *k = arena_new(l->ck->arena, struct known);
    struct fact *f = fact_of(l, ir);
    *k = (struct known){outer, f && !holds ? fact_not(l, f) : f, from, ir->span};
    return k;
}

/* Each operand knows that those before it did not decide. */
static bool
visit_list(struct lint *l, const struct ir *ir, const struct known *known)
{
    bool is_and = ir->kind == IR_AND, said = false;
    for (uint32_t i = 0; i < ir->list.len && i < MOST_OPERANDS; i++) {
        if (visit(l, ir->list.at[i], known))
            said = true;
        else
            known = knowing(l, known, ir->list.at[i], is_and, is_and ? FROM_AND : FROM_OR);
    }
    return said;
}

static bool
visit_implies(struct lint *l, const struct ir *ir, const struct known *known)
{
    bool said = visit(l, ir->binary.left, known);
    if (!said)
        known = knowing(l, known, ir->binary.left, true, FROM_IMPLIES);
    return visit(l, ir->binary.right, known) || said;
}

/* The last test of a chain that names all values: what is behind its `else` is there for values to come. */
static bool
completes_chain(struct lint *l, const struct fact *f, bool holds, const struct known *known)
{
    const struct known *because[3];
    uint32_t count = deciding(l, f, known, because);
    bool by_chain = holds && count > 0;
    for (uint32_t i = 0; i < count; i++)
        by_chain &= because[i]->from == FROM_ELSE;
    return by_chain;
}

static bool
visit_if(struct lint *l, const struct ir *ir, const struct known *known)
{
    struct fact *f = NULL;
    bool holds;
    bool is_decided = decided(l, ir->cond.test, known, &f, &holds);
    if (is_decided && !completes_chain(l, f, holds, known)) {
        say_branch(l, ir, holds, known, f);
        return true;
    }
    bool said = !is_decided && visit(l, ir->cond.test, known);
    const struct known *yes = known, *no = known;
    if (!said) {
        yes = knowing(l, known, ir->cond.test, true, FROM_THEN);
        no = knowing(l, known, ir->cond.test, false, FROM_ELSE);
    }
    if (ir->type.kind == TYPE_BOOL) {
        said |= visit(l, ir->cond.then, yes);
        return visit(l, ir->cond.other, no) || said;
    }
    visit_value(l, ir->cond.then, yes);
    visit_value(l, ir->cond.other, no);
    return said;
}

/* The set, and what its members have to meet; *inner knows it. */
static bool
visit_each(struct lint *l, const struct ir_each *each, const struct known *known,
           const struct known **inner)
{
    visit_value(l, each->set, known);
    *inner = known;
    if (!each->where)
        return false;
    bool said = visit(l, each->where, known);
    if (!said)
        *inner = knowing(l, known, each->where, true, FROM_WHERE);
    return said;
}

static bool
visit_quantifier(struct lint *l, const struct ir *ir, const struct known *known)
{
    const struct known *inner;
    bool said = visit_each(l, &ir->quant.each, known, &inner);
    return visit(l, ir->quant.body, inner) || said;
}

/* ---- values with conditions in them ---- */

static void
visit_eaches(struct lint *l, const ir_each_vec *each, const struct ir *result,
             const struct known *known)
{
    for (uint32_t i = 0; i < each->len; i++)
        visit_each(l, &each->at[i], known, &known);
    if (result)
        visit_value(l, result, known);
}

static void
visit_values(struct lint *l, const ir_vec *list, const struct known *known)
{
    for (uint32_t i = 0; i < list->len; i++)
        visit_value(l, list->at[i], known);
}

static void
visit_value(struct lint *l, const struct ir *ir, const struct known *known)
{
    switch (ir->kind) {
    case IR_FIELD: visit_value(l, ir->field.of, known); break;
    case IR_CLOSURE: visit_value(l, ir->closure.of, known); break;
    case IR_IF: visit_if(l, ir, known); break;
    case IR_FILTER:
    case IR_MAP: visit_eaches(l, &ir->each.each, ir->each.result, known); break;
    case IR_AGGREGATE: visit_eaches(l, &ir->aggregate.each, ir->aggregate.term, known); break;
    case IR_SET: visit_values(l, &ir->list, known); break;
    case IR_CALL: visit_values(l, &ir->call.args, known); break;
    case IR_BUILTIN: visit_values(l, &ir->builtin.args, known); break;
    case IR_LOOKUP: visit_values(l, &ir->lookup.args, known); break;
    case IR_LET:
        visit_value(l, ir->let.value, known);
        visit_value(l, ir->let.body, known);
        break;
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        visit_value(l, ir->binary.left, known);
        visit_value(l, ir->binary.right, known);
        break;
    case IR_CONVERT: visit_value(l, ir->unary, known); break;
    default: break;
    }
}

static void
visit_operands(struct lint *l, const struct ir *ir, const struct known *known)
{
    switch (ir->kind) {
    case IR_COMPARE:
        visit_value(l, ir->compare.left, known);
        visit_value(l, ir->compare.right, known);
        break;
    case IR_IN:
    case IR_SUBSET:
        visit_value(l, ir->binary.left, known);
        visit_value(l, ir->binary.right, known);
        break;
    case IR_PRESENT:
    case IR_SUBSTANTIVE: visit_value(l, ir->unary, known); break;
    case IR_IS: visit_value(l, ir->is.of, known); break;
    case IR_MATCHES: visit_value(l, ir->matches.of, known); break;
    default: visit_value(l, ir, known); break;
    }
}

/* Whether something was said of it. The innermost words that are decided are named, and only they. */
static bool
visit(struct lint *l, const struct ir *ir, const struct known *known)
{
    struct fact *f = NULL;
    bool holds;
    if (decided(l, ir, known, &f, &holds)) {
        say_decided(l, ir, f, holds, known);
        return true;
    }
    while (ir->kind == IR_NOT)
        ir = ir->unary;
    switch (ir->kind) {
    case IR_AND:
    case IR_OR: return visit_list(l, ir, known);
    case IR_IMPLIES: return visit_implies(l, ir, known);
    case IR_IF: return visit_if(l, ir, known);
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return visit_quantifier(l, ir, known);
    case IR_CONST: return true;
    default: visit_operands(l, ir, known); return lint_said(l, ir->span);
    }
}

/* ---- rules and definitions ---- */

/* What is required before, and relied on, for all that is behind it. */
struct demanded {
    const struct known *guards, *all;
};

static void
visit_require(struct lint *l, const struct duty *duty, struct demanded *known)
{
    const struct ir *ir = duty->condition;
    struct fact *f = NULL;
    bool holds, said;
    if (decided(l, ir, known->all, &f, &holds)) {
        say_duty(l, ir, f, holds, known->all);
        return;
    }
    said = visit(l, ir, known->guards);
    f = said || is_asked(l, ir) || lint_said(l, ir->span) ? NULL : fact_of(l, ir);
    struct outcome o = f ? outcome_of(l, f, known->all) : (struct outcome){true, true};
    if (o.can_hold != o.can_fail)
        say_duty(l, ir, f, o.can_hold, known->all);
    else if (!said)
        known->all = knowing(l, known->all, ir, true, FROM_REQUIRE);
    if (!said && duty->opens)
        known->guards = knowing(l, known->guards, ir, true, FROM_REQUIRE);
}

static void
visit_trace(struct lint *l, const struct duty *duty, struct demanded *known)
{
    const struct known *here = known->guards;
    for (uint32_t i = 0; i < duty->step_count; i++) {
        const struct ir_step *step = &duty->steps[i];
        struct fact *f = NULL;
        bool holds;
        if (step->kind != IR_STEP_CONDITION) {
            visit_value(l, step->expr, here);
            continue;
        }
        if (decided(l, step->expr, here, &f, &holds))
            say_step(l, step, i + 1 == duty->step_count, f, holds, here);
        else if (!visit(l, step->expr, here))
            here = knowing(l, here, step->expr, true, FROM_STEP);
    }
}

static void
visit_rule(struct lint *l, const struct rule *rule)
{
    struct demanded known = {NULL, NULL};
    for (uint32_t i = 0; i < rule->each.len; i++) {
        const struct ir_each *each = &rule->each.at[i];
        visit_value(l, each->set, known.guards);
        if (each->where && !visit(l, each->where, known.guards))
            known.guards = knowing(l, known.guards, each->where, true, FROM_GUARD);
    }
    known.all = known.guards;
    for (uint32_t i = 0; i < rule->lets.len; i++)
        visit_value(l, rule->lets.at[i].value, known.guards);
    for (uint32_t i = 0; i < rule->duties.len; i++) {
        if (rule->duties.at[i].kind == DUTY_REQUIRE)
            visit_require(l, &rule->duties.at[i], &known);
        else if (rule->duties.at[i].kind == DUTY_TRACE)
            visit_trace(l, &rule->duties.at[i], &known);
    }
}

/* The nodes of a pattern; what holds of one holds of what stands inside it. */
static void
visit_nodes(struct lint *l, const struct pattern_part *parts, uint32_t count,
            const struct known *known)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct pattern_part *n = &parts[i];
        const struct known *here = known;
        for (uint32_t k = 0; k < n->each.len; k++)
            visit_each(l, &n->each.at[k], here, &here);
        if (n->when && !visit(l, n->when, here))
            here = knowing(l, here, n->when, true, FROM_GUARD);
        for (uint32_t k = 0; k < n->setting_count; k++)
            visit_value(l, n->settings[k].value, here);
        visit_values(l, &n->args, here);
        visit_nodes(l, n->children, n->child_count, here);
    }
}

static void
lint_conditions(struct checker *ck)
{
    struct program *p = ck->program;
    struct body body = {0};
    struct context cx = {.ck = ck, .body = &body};
    for (define_id i = 0; i < p->defines.len; i++) {
        const struct define *d = &p->defines.at[i];
        struct lint l = {.ck = ck, .cx = &cx, .slots = d->slots, .slot_count = d->slot_count};
        if (d->meets != NO_ID || d->body->kind == IR_CONST)
            continue; /* lowered from a criterion, or it did not check */
        if (d->result.kind == TYPE_BOOL && !card_is_set(d->result.card))
            visit(&l, d->body, NULL);
        else
            visit_value(&l, d->body, NULL);
    }
    for (rule_id i = 0; i < p->rules.len; i++) {
        const struct rule *r = &p->rules.at[i];
        struct lint l = {.ck = ck, .cx = &cx, .slots = r->slots, .slot_count = r->slot_count};
        visit_rule(&l, r);
    }
    for (pattern_id i = 0; i < p->patterns.len; i++) {
        const struct pattern *of = &p->patterns.at[i];
        struct lint l = {.ck = ck, .cx = &cx, .slots = of->slots, .slot_count = of->slot_count};
        visit_nodes(&l, of->parts, of->part_count, NULL);
    }
}

void
lint_check(struct checker *ck)
{
    lint_conditions(ck);
    lint_rules(ck);
    lint_patterns(ck);
    lint_texts(ck);
}
