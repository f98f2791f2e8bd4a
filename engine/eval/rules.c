/*
 * Rules: the tuples of their variables, the duties over them, the status of each subject.
 */
#include "engine/eval/derive.h"
#include "engine/eval/internal.h"

#include <string.h>

/* Cases that are satisfied are kept only up to here: of two large types there are too many pairs to hold. */
enum { CASES_KEPT = 1 << 22, CASES_MOST = 1 << 26 };

struct rule_run {
    struct evaluation *ev;
    const struct rule *rule;
    struct rule_result *result;
    const struct pattern_cases *derived; /* of a rule that applies a pattern; NULL: of others */
    uint32_t derived_row;                /* the first one of the frame at hand */
    uint32_t case_cap;
    uint64_t *doubtful; /* by subject: tuples may be missing */
    uint64_t *met;      /* by subject: it has a satisfied case that is not kept */
};

/* ---- a chain of hops ---- */

struct trace {
    const struct duty *duty;
    uint32_t step;
};

static struct condition eval_trace(struct frame *f, struct trace t);

static struct condition
trace_body(void *context, struct frame *f)
{
    const struct trace *t = context;
    return eval_trace(f, (struct trace){t->duty, t->step + 1});
}

static struct condition
both(struct frame *f, struct condition a, struct condition b)
{
    uint64_t *is_true = bits_copy(f->arena, a.is_true, f->count);
    uint64_t *maybe = bits_copy(f->arena, a.is_true, f->count);
    bits_or(maybe, a.unknown, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        bool b_true = bit_get(b.is_true, i), b_unknown = bit_get(b.unknown, i);
        if (!b_true)
            bit_clear(is_true, i);
        if (!b_true && !b_unknown)
            bit_clear(maybe, i);
    }
    bits_and_not(maybe, is_true, f->count);
    return (struct condition){.is_true = is_true, .unknown = maybe};
}

static struct condition
set_is_present(struct frame *f, const struct ir *set)
{
    struct sets s = eval_sets(f, set);
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(is_true, i, set_row(&s, i).count > 0);
    uint64_t *unknown = bits_copy(f->arena, s.incomplete, f->count);
    bits_and_not(unknown, is_true, f->count);
    return (struct condition){.is_true = is_true, .unknown = unknown};
}

/* some: there is one with the rest. every: there is one, and all have the rest. */
static struct condition
eval_trace(struct frame *f, struct trace t)
{
    if (t.step == t.duty->step_count)
        return (struct condition){.is_true = bits_ones(f->arena, f->count)};
    const struct ir_step *s = &t.duty->steps[t.step];
    if (s->kind == IR_STEP_CONDITION) {
        struct condition c = eval_condition(f, s->expr);
        return both(f, c, eval_trace(f, (struct trace){t.duty, t.step + 1}));
    }
    struct ir_each each = {.slot = s->slot, .set = s->expr};
    struct expansion x = {.frame = f};
    if (s->kind == IR_STEP_SOME)
        return quantify(&x, IR_SOME, &each, trace_body, &t);
    struct condition all = quantify(&x, IR_EVERY, &each, trace_body, &t);
    return both(f, set_is_present(f, s->expr), all);
}

/* ---- cases ---- */

static void
cases_room(struct rule_run *run, uint32_t more)
{
    struct rule_result *r = run->result;
    uint64_t need = (uint64_t)r->case_count + more;
    if (need <= run->case_cap)
        return;
    uint64_t cap = (uint64_t)run->case_cap * 2 > need ? (uint64_t)run->case_cap * 2 : need;
    uint32_t old = r->case_count;
    for (uint32_t i = 0; i < run->rule->each.len; i++) {
        uint32_t slot = run->rule->each.at[i].slot;
        r->slots[slot] = mem_grow(r->slots[slot], sizeof(uint64_t), old, cap);
    }
    r->guard = mem_grow(r->guard, 1, old, cap);
    if (run->rule->exempts.len)
        r->exempt = mem_grow(r->exempt, 1, old, cap);
    for (uint32_t d = 0; d < run->rule->duties.len; d++)
        r->duties[d] = mem_grow(r->duties[d], 1, old, cap);
    run->case_cap = (uint32_t)cap;
}

static uint8_t
truth_of(struct condition c, uint32_t i)
{
    return bit_get(c.unknown, i) ? UNKNOWN_ : bit_get(c.is_true, i) ? TRUE_ : FALSE_;
}

/* Where a case is accepted at all; exempted ones do not count. */
static void
add_conditional(struct rule_run *run, struct frame *f, const struct duty *duty)
{
    struct rule_result *r = run->result;
    struct values subjects = frame_slot(f, run->rule->each.at[0].slot).values;
    uint64_t *rows = decide_conditional(f, duty);
    for (uint32_t i = 0; i < f->count; i++)
        if (bit_get(rows, i) && !(r->exempt && r->exempt[r->case_count + i] == TRUE_))
            bit_set(r->conditional, (uint32_t)subjects.cells[i] - r->subjects.lo);
}

/* Whether anything of the pattern is amiss was found out when it was applied. */
static void
add_derived(const struct rule_run *run, const struct frame *f, uint8_t *out)
{
    if (run->derived)
        memcpy(out, run->derived->truth + run->derived_row, f->count);
    else
        memset(out, UNKNOWN_, f->count);
}

/*
 * Duties in order; where one that opens a value fails (of a trace: its first hop), those behind it count as kept. Where it is unknown they are
 * checked: found wanting, they make the subject violated whichever way the first one would have turned out.
 */
static void
add_duties(struct rule_run *run, struct frame *f)
{
    struct rule_result *r = run->result;
    uint64_t *closed = bits_new(f->arena, f->count);
    for (uint32_t d = 0; d < run->rule->duties.len; d++) {
        const struct duty *duty = &run->rule->duties.at[d];
        uint8_t *out = r->duties[d] + r->case_count;
        if (!r->is_due) {
            memset(out, TRUE_, f->count);
            continue;
        }
        if (duty->kind == DUTY_PATTERN) {
            add_derived(run, f, out);
            continue;
        }
        struct condition c = duty->kind == DUTY_TRACE ? eval_trace(f, (struct trace){duty, 0})
                                                      : eval_condition(f, duty->condition);
        for (uint32_t i = 0; i < f->count; i++)
            out[i] = bit_get(closed, i) ? TRUE_ : truth_of(c, i);
        if (duty->kind == DUTY_DECIDE)
            add_conditional(run, f, duty);
        if (!duty->opens)
            continue;
        if (duty->kind == DUTY_TRACE)
            c = set_is_present(f, duty->steps[0].expr);
        for (uint32_t i = 0; i < f->count; i++)
            bit_or(closed, i, !bit_get(closed, i) && truth_of(c, i) == FALSE_);
    }
}

/* A case is exempted where one of the conditions holds; one that has run out holds no more. */
static void
add_exempts(struct rule_run *run, struct frame *f)
{
    struct rule_result *r = run->result;
    uint8_t *out = r->exempt + r->case_count;
    memset(out, FALSE_, f->count);
    for (uint32_t k = 0; r->is_due && k < run->rule->exempts.len; k++) {
        deviation_id id = run->rule->exempts.at[k];
        const struct deviation_of *d = &run->ev->program->deviations.at[id];
        if (d->is_expired || (d->has_until && run->ev->options.today > d->until))
            continue;
        struct condition c = eval_condition(f, d->condition);
        for (uint32_t i = 0; i < f->count; i++) {
            uint8_t truth = truth_of(c, i);
            out[i] = truth > out[i] ? truth : out[i];
        }
    }
}

static uint8_t
status_of_case(const struct rule_run *run, uint32_t i)
{
    const struct rule_result *r = run->result;
    uint8_t status = SUBJECT_SATISFIED;
    if (r->exempt && r->exempt[i] == TRUE_)
        return SUBJECT_EXEMPTED;
    for (uint32_t d = 0; d < run->rule->duties.len; d++) {
        if (r->duties[d][i] == FALSE_)
            status = SUBJECT_VIOLATED;
        else if (r->duties[d][i] == UNKNOWN_ && status != SUBJECT_VIOLATED)
            status = SUBJECT_INDETERMINATE;
    }
    bool is_open = r->guard[i] == UNKNOWN_ || (r->exempt && r->exempt[i] == UNKNOWN_);
    return is_open ? SUBJECT_INDETERMINATE : status;
}

/* Leaves out the satisfied ones among the last cases, which no finding is made of. */
static void
keep_telling(struct rule_run *run, uint32_t count)
{
    struct rule_result *r = run->result;
    const struct rule *rule = run->rule;
    uint32_t from = r->case_count, to = from + count, at = from;
    for (uint32_t i = from; i < to; i++) {
        if (status_of_case(run, i) == SUBJECT_SATISFIED) {
            uint32_t subject = (uint32_t)r->slots[rule->each.at[0].slot][i];
            bit_set(run->met, subject - r->subjects.lo);
            continue;
        }
        for (uint32_t k = 0; k < rule->each.len; k++)
            r->slots[rule->each.at[k].slot][at] = r->slots[rule->each.at[k].slot][i];
        for (uint32_t d = 0; d < rule->duties.len; d++)
            r->duties[d][at] = r->duties[d][i];
        r->guard[at] = r->guard[i];
        if (r->exempt)
            r->exempt[at] = r->exempt[i];
        at++;
    }
    r->case_count = at;
}

/* More cases that fail than anybody reads: what is beyond them cannot be judged. */
static bool
too_many_cases(struct rule_run *run, struct frame *f)
{
    struct rule_result *r = run->result;
    if (r->case_count < CASES_MOST)
        return false;
    report_limit(run->ev, run->rule->each.at[run->rule->each.len - 1].span);
    struct values subjects = values_of(f, frame_slot(f, run->rule->each.at[0].slot));
    for (uint32_t i = 0; i < f->count; i++)
        bit_set(run->doubtful, (uint32_t)subjects.cells[i] - r->subjects.lo);
    return true;
}

/* All variables are bound. */
static void
add_cases(struct rule_run *run, struct frame *f, const uint64_t *guard_unknown)
{
    struct rule_result *r = run->result;
    const struct rule *rule = run->rule;
    if (too_many_cases(run, f))
        return;
    cases_room(run, f->count);
    for (uint32_t i = 0; r->is_due && i < rule->lets.len; i++)
        frame_bind(f, rule->lets.at[i].slot, eval(f, rule->lets.at[i].value));
    for (uint32_t i = 0; i < rule->each.len; i++) {
        uint32_t slot = rule->each.at[i].slot;
        struct values v = values_of(f, frame_slot(f, slot));
        memcpy(r->slots[slot] + r->case_count, v.cells, f->count * sizeof(uint64_t));
    }
    for (uint32_t i = 0; i < f->count; i++)
        r->guard[r->case_count + i] = bit_get(guard_unknown, i) ? UNKNOWN_ : TRUE_;
    if (rule->exempts.len)
        add_exempts(run, f);
    add_duties(run, f);
    if (r->case_count < CASES_KEPT)
        r->case_count += f->count;
    else
        keep_telling(run, f->count);
}

static void
cases_visit(void *context, struct frame *f, const uint64_t *guard_unknown)
{
    add_cases(context, f, guard_unknown);
}

static void
doubt_visit(void *context, uint32_t subject)
{
    struct rule_run *run = context;
    bit_set(run->doubtful, subject - run->result->subjects.lo);
}

/* ---- statuses ---- */

static bool
is_external(const struct rule_run *run, uint32_t subject)
{
    return store_external(run->ev->store, (struct ent){subject}).len > 0;
}

/* The worst of the cases; those that are exempted count where there is no other. */
static void
join_cases(struct rule_run *run)
{
    struct rule_result *r = run->result;
    const uint64_t *subjects = r->slots[run->rule->each.at[0].slot];
    for (uint32_t i = 0; i < r->case_count; i++) {
        uint8_t *status = &r->status[(uint32_t)subjects[i] - r->subjects.lo];
        uint8_t found = status_of_case(run, i);
        bool is_first = *status == SUBJECT_NOT_APPLICABLE || *status == SUBJECT_EXEMPTED;
        *status = is_first || (found != SUBJECT_EXEMPTED && found > *status) ? found : *status;
    }
}

static void
find_statuses(struct rule_run *run)
{
    struct rule_result *r = run->result;
    uint32_t n = r->subjects.hi - r->subjects.lo;
    join_cases(run);
    for (uint32_t i = 0; i < n; i++)
        if (bit_get(run->met, i) && r->status[i] < SUBJECT_INDETERMINATE)
            r->status[i] = SUBJECT_SATISFIED;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t *status = &r->status[i];
        if (*status == SUBJECT_OUTSIDE)
            continue;
        if (bit_get(run->doubtful, i) && *status != SUBJECT_VIOLATED)
            *status = SUBJECT_INDETERMINATE;
        if (*status != SUBJECT_NOT_APPLICABLE && !r->is_due)
            *status = SUBJECT_NOT_DUE;
        else if (*status != SUBJECT_NOT_APPLICABLE && is_external(run, r->subjects.lo + i))
            *status = SUBJECT_ASSUMED;
        r->counts[*status]++;
    }
}

static bool
rule_is_due(const struct rule *rule, const struct eval_options *o)
{
    return !rule->has_phase || !o->has_phase ||
           (o->phase >= rule->phase_from && o->phase <= rule->phase_to);
}

/* Marks what lies between the members of a union. */
static void
mark_subjects(struct rule_run *run, union_id types)
{
    struct rule_result *r = run->result;
    const struct union_type *u = &run->ev->program->unions.at[types];
    memset(r->status, SUBJECT_OUTSIDE, r->subjects.hi - r->subjects.lo);
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range e = store_extent(run->ev->store, u->members[m]);
        if (e.lo < e.hi)
            memset(r->status + (e.lo - r->subjects.lo), SUBJECT_NOT_APPLICABLE, e.hi - e.lo);
    }
}

static const struct pattern_cases *
cases_of_pattern(const struct evaluation *ev, const struct rule *rule)
{
    const struct duty *first = rule->duties.len ? &rule->duties.at[0] : NULL;
    if (!first || first->kind != DUTY_PATTERN || !ev->options.derivation)
        return NULL;
    return derivation_cases(ev->options.derivation, first->application);
}

/* The cases that the pattern saw: its elements are derived for these and no others. */
static void
walk_derived(struct rule_run *run)
{
    struct evaluation *ev = run->ev;
    const struct rule *rule = run->rule;
    const struct pattern_cases *c = run->derived;
    for (uint32_t from = 0; from < c->count; from += ev->chunk_rows) {
        struct frame f;
        frame_open(&f, &ev->root, &ev->root);
        f.count = c->count - from < ev->chunk_rows ? c->count - from : ev->chunk_rows;
        f.expected = c->count;
        for (uint32_t i = 0; i < rule->each.len; i++) {
            uint32_t slot = rule->each.at[i].slot;
            struct values v = {.cells = c->slots[slot] + from,
                               .present = bits_ones(f.arena, f.count)};
            frame_bind(&f, slot, vector_of_values(v));
        }
        uint64_t *unknown = bits_new(f.arena, f.count);
        for (uint32_t i = 0; i < f.count; i++)
            bit_or(unknown, i, c->guard[from + i] == UNKNOWN_);
        run->derived_row = from;
        add_cases(run, &f, unknown);
        frame_close(&f);
    }
    for (uint32_t i = 0; i < c->doubtful_count; i++)
        doubt_visit(run, c->doubtful[i]);
}

static void
evaluate_rule(struct evaluation *ev, const struct rule *rule, struct rule_result *r)
{
    union_id types = rule->each.at[0].set->id;
    *r = (struct rule_result){.rule = rule,
                              .is_due = !rule->is_disabled && rule_is_due(rule, &ev->options),
                              .subjects = rule->is_disabled ? (struct range){0, 0}
                                                            : extent_cover(ev, types)};
    uint32_t n = r->subjects.hi - r->subjects.lo;
    r->status = arena_array(ev->arena, uint8_t, n);
    r->slots = arena_array(ev->arena, uint64_t *, rule->slot_count);
    r->duties = arena_array(ev->arena, uint8_t *, rule->duties.len);
    r->conditional = rule->is_criterion ? bits_new(ev->arena, n) : NULL;
    if (rule->is_disabled)
        return;
    struct rule_run run = {.ev = ev,
                           .rule = rule,
                           .result = r,
                           .derived = cases_of_pattern(ev, rule),
                           .doubtful = bits_new(ev->arena, n),
                           .met = bits_new(ev->arena, n)};
    ev->rule = rule;
    ev->epoch++;
    ev->is_reported = false;
    mark_subjects(&run, types);
    cases_room(&run, 1);
    struct case_walk walk = {ev, rule, cases_visit, doubt_visit, &run};
    if (run.derived)
        walk_derived(&run);
    else
        walk_cases(&walk);
    find_statuses(&run);
}

void
rules_evaluate(struct evaluation *ev)
{
    ev->result_count = ev->program->rules.len;
    ev->results = arena_array(ev->arena, struct rule_result, ev->result_count);
    for (uint32_t i = 0; i < ev->result_count; i++)
        evaluate_rule(ev, &ev->program->rules.at[i], &ev->results[i]);
    ev->rule = NULL;
    supersede(ev);
}
