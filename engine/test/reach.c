/* What one test reaches: each rule walked case by case, one binding at a time. */
#include "engine/test/test_internal.h"

enum {
    MOST_BINDINGS = 20000
}; /* of one rule in one test: beyond, a case is large and the rest of it adds nothing */

struct reach {
    struct trial *trial;
    struct test_coverage *coverage;
    struct arena *arena;
    const struct rule *rule;
    rule_id id;
    struct value *slots;
    uint32_t left;
};

static enum truth
truth_of(struct reach *r, const struct ir *condition)
{
    struct arena_mark mark = arena_mark(r->arena);
    enum truth t = evaluate_condition(r->trial->evaluation, r->arena, condition, r->slots);
    arena_rewind(r->arena, mark);
    return t;
}

static void
reach(struct reach *r, enum point_kind kind, uint32_t a, uint32_t b)
{
    coverage_reach(r->coverage, kind, r->id, a, b);
}

/* ---- what is demanded ---- */

static void
reach_trace(struct reach *r, const struct duty *d, uint32_t a, uint32_t step)
{
    if (step == d->step_count || r->left == 0)
        return;
    const struct ir_step *s = &d->steps[step];
    if (s->kind == IR_STEP_CONDITION) {
        enum truth t = truth_of(r, s->expr);
        if (t != UNKNOWN_)
            reach(r, t == TRUE_ ? POINT_STEP_PASSES : POINT_STEP_STOPS, a, step);
        if (t == TRUE_)
            reach_trace(r, d, a, step + 1);
        return;
    }
    struct arena_mark mark = arena_mark(r->arena);
    struct value set = evaluate_one(r->trial->evaluation, r->arena, s->expr, r->slots);
    if (set.count > 0 || !set.incomplete)
        reach(r, set.count > 0 ? POINT_STEP_PASSES : POINT_STEP_STOPS, a, step);
    for (uint32_t i = 0; i < set.count && r->left > 0; i++) {
        r->left--;
        r->slots[s->slot] = (struct value){.kind = VALUE_CELL, .cell = set.members[i]};
        reach_trace(r, d, a, step + 1);
    }
    arena_rewind(r->arena, mark);
}

static bool
has_given(struct reach *r, const struct ir_branch *b)
{
    for (uint32_t i = 0; i < b->given_count; i++)
        if (truth_of(r, b->given[i].condition) != TRUE_)
            return false;
    return true;
}

static void
reach_decision(struct reach *r, const struct duty *d, uint32_t a)
{
    for (uint32_t b = 0; b < d->branch_count; b++) {
        enum truth t = truth_of(r, d->branches[b].when);
        if (t == UNKNOWN_)
            return;
        if (t == FALSE_)
            continue;
        reach(r, has_given(r, &d->branches[b]) ? POINT_BRANCH : POINT_GIVEN_LACKS, a, b);
        return;
    }
    reach(r, POINT_NO_BRANCH, a, 0);
}

static enum truth
truth_of_pattern(const struct reach *r, const struct duty *d)
{
    const struct derivation *derived = r->trial->derivation;
    uint32_t c = derived ? derivation_case(derived, d->application, r->slots) : UINT32_MAX;
    return c == UINT32_MAX ? UNKNOWN_
                           : (enum truth)derivation_cases(derived, d->application)->truth[c];
}

/* False: a value that those behind rely on is not there. */
static bool
reach_duty(struct reach *r, const struct duty *d, uint32_t a)
{
    if (d->kind == DUTY_TRACE) {
        reach_trace(r, d, a, 0);
        return true;
    }
    if (d->kind == DUTY_DECIDE) {
        reach_decision(r, d, a);
        return true;
    }
    enum truth t = d->kind == DUTY_PATTERN ? truth_of_pattern(r, d) : truth_of(r, d->condition);
    if (t != UNKNOWN_)
        reach(r, t == TRUE_ ? POINT_DUTY_TRUE : POINT_DUTY_FALSE, a, 0);
    return t != FALSE_ || !d->opens;
}

static void
reach_case(struct reach *r)
{
    struct arena_mark mark = arena_mark(r->arena);
    for (uint32_t i = 0; i < r->rule->lets.len; i++)
        r->slots[r->rule->lets.at[i].slot] =
            evaluate_one(r->trial->evaluation, r->arena, r->rule->lets.at[i].value, r->slots);
    for (uint32_t d = 0; d < r->rule->duties.len; d++)
        if (!reach_duty(r, &r->rule->duties.at[d], d))
            break;
    arena_rewind(r->arena, mark);
}

/* ---- whom it concerns ---- */

static void
reach_variable(struct reach *r, uint32_t variable)
{
    if (variable == r->rule->each.len) {
        reach_case(r);
        return;
    }
    const struct ir_each *each = &r->rule->each.at[variable];
    struct arena_mark mark = arena_mark(r->arena);
    struct value set = evaluate_one(r->trial->evaluation, r->arena, each->set, r->slots);
    for (uint32_t i = 0; i < set.count && r->left > 0; i++) {
        r->left--;
        r->slots[each->slot] = (struct value){.kind = VALUE_CELL, .cell = set.members[i]};
        enum truth t = each->where ? truth_of(r, each->where) : TRUE_;
        if (each->where && t != UNKNOWN_)
            reach(r, t == TRUE_ ? POINT_GUARD_TRUE : POINT_GUARD_FALSE, variable, 0);
        if (t == TRUE_)
            reach_variable(r, variable + 1);
    }
    arena_rewind(r->arena, mark);
}

/* ---- what is expected ---- */

static bool
is_silent_somewhere(const struct trial *t, rule_id rule)
{
    return evaluation_rule(t->evaluation, rule)->counts[SUBJECT_SATISFIED] > 0;
}

static void
reach_expectation(struct trial *t, struct test_coverage *c, const struct expectation *e)
{
    bool is_silent = false;
    switch (e->kind) {
    case EXPECT_FINDING:
    case EXPECT_REJECTED: coverage_reach(c, POINT_FIRES, e->rule, 0, 0); return;
    case EXPECT_ACCEPTED:
    case EXPECT_CONDITIONAL: is_silent = true; break;
    case EXPECT_NO_FINDING:
        is_silent = e->has_at ? trial_status(t, e->rule, trial_subject(t, e)) == SUBJECT_SATISFIED
                              : is_silent_somewhere(t, e->rule);
        break;
    case EXPECT_NOTHING_ELSE:
        for (rule_id i = 0; i < t->worker->program.rules.len; i++)
            if (is_silent_somewhere(t, i))
                coverage_reach(c, POINT_SILENT, i, 0, 0);
        return;
    case EXPECT_INDETERMINATE: return;
    }
    if (is_silent)
        coverage_reach(c, POINT_SILENT, e->rule, 0, 0);
}

static void
reach_rows(struct test_coverage *c, bool **lookups)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->points[i].kind == POINT_ROW && lookups[c->points[i].table][c->points[i].a])
            c->reached[i] = true;
}

void
trial_reach(struct trial *t, struct test_coverage *c, bool **lookups)
{
    const struct program *p = &t->worker->program;
    for (uint32_t i = 0; t->outcome->passed && i < t->test->expectation_count; i++)
        reach_expectation(t, c, &t->test->expectations[i]);
    if (!t->evaluation)
        return;
    reach_rows(c, lookups);
    for (rule_id i = 0; i < p->rules.len; i++) {
        if (!pack_same(p->rules.at[i].pack, t->test->pack))
            continue;
        struct reach r = {.trial = t,
                          .coverage = c,
                          .arena = &t->worker->scratch,
                          .rule = &p->rules.at[i],
                          .id = i,
                          .left = MOST_BINDINGS};
        r.slots = arena_array(r.arena, struct value, r.rule->slot_count + 1);
        reach_variable(&r, 0);
    }
}
