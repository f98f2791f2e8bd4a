/* One test: each expectation held against what the rules said. */
#include "engine/test/test_internal.h"

#include <stdlib.h>

/* ---- what came ---- */

static struct str
code_of(const struct trial *t, rule_id rule)
{
    const struct program *p = &t->worker->program;
    return sym_str(p->texts, p->rules.at[rule].code);
}

/* Findings of rules, not of what a test left out. */
static bool
is_of_rule(const struct finding *f)
{
    return !span_is_none(f->rule_span);
}

static bool
is_unknown(const struct finding *f)
{
    return str_is(f->status, "indeterminate");
}

bool
finding_is_at(const struct trial *t, const struct finding *f, const struct expectation *e)
{
    const struct program *p = &t->worker->program;
    if (!e->has_at)
        return true;
    if (e->thing != NO_ID) {
        const struct fixture_thing *thing = &t->test->things[e->thing];
        return str_eq(f->subject, thing->path) &&
               str_eq(f->type, sym_str(p->texts, p->entities.at[thing->type].name));
    }
    return trial_subject(t, e).v != ENT_NONE.v &&
           str_eq(f->subject, store_id(t->store, trial_subject(t, e)));
}

bool
finding_says(const struct finding *f, const struct expectation *e)
{
    if (!e->has_saying)
        return true;
    return e->is_part ? str_find(f->message, e->saying, 0) != SIZE_MAX
                      : str_eq(f->message, e->saying);
}

/* The entity that `at` names; ENT_NONE: there is none, or none is named. */
struct ent
trial_subject(const struct trial *t, const struct expectation *e)
{
    const struct program *p = &t->worker->program;
    if (!e->has_at || !t->store)
        return ENT_NONE;
    if (e->thing != NO_ID) {
        const struct fixture_thing *thing = &t->test->things[e->thing];
        return store_find(t->store, thing->type, thing->path);
    }
    const struct union_type *u = &p->unions.at[p->rules.at[e->rule].each.at[0].set->id];
    for (uint32_t i = 0; i < u->member_count; i++) {
        entity_id within = u->members[i];
        if (e->at_type != NO_ID && entity_is(p, e->at_type, within))
            within = e->at_type;
        struct ent found = store_find(t->store, within, e->id);
        if (found.v != ENT_NONE.v)
            return found;
    }
    return ENT_NONE;
}

enum subject_status
trial_status(const struct trial *t, rule_id rule, struct ent subject)
{
    const struct rule_result *r = evaluation_rule(t->evaluation, rule);
    if (subject.v < r->subjects.lo || subject.v >= r->subjects.hi ||
        r->status[subject.v - r->subjects.lo] == SUBJECT_OUTSIDE)
        return SUBJECT_NOT_APPLICABLE;
    return (enum subject_status)r->status[subject.v - r->subjects.lo];
}

/* ---- findings that are expected, or not ---- */

struct came {
    uint32_t found;                  /* as expected */
    const struct finding *violated;  /* the first at the place, whatever it says */
    const struct finding *undecided; /* the first */
};

/* What the rule said at the place; what is as expected is accounted for. */
static struct came
look(struct trial *t, const struct expectation *e, bool accounts)
{
    struct came c = {0};
    struct str code = code_of(t, e->rule);
    for (uint32_t i = 0; i < t->report->finding_count; i++) {
        const struct finding *f = &t->report->findings[i];
        if (!is_of_rule(f) || !str_eq(f->rule, code) || !finding_is_at(t, f, e))
            continue;
        const struct finding **first = is_unknown(f) ? &c.undecided : &c.violated;
        *first = *first ? *first : f;
        bool is_meant = e->kind == EXPECT_NO_FINDING ||
                        (is_unknown(f) == (e->kind == EXPECT_INDETERMINATE) && finding_says(f, e));
        c.found += is_meant;
        t->accounted[i] |= is_meant && accounts;
    }
    return c;
}

static struct str
at_words(const struct trial *t, const struct expectation *e)
{
    return e->has_at ? str_printf(&t->worker->scratch, " at " STR_FMT, STR_ARG(e->id)) : STR("");
}

static void
report_undecided(struct trial *t, const struct expectation *e, const struct finding *f)
{
    struct str code = code_of(t, e->rule);
    struct diag *d =
        failure_add(t, E8463, e, "whether " STR_FMT " holds at " STR_FMT " cannot be decided",
                    STR_ARG(code), STR_ARG(f->subject));
    failure_unknown(t, d, f);
}

static void
expect_finding(struct trial *t, const struct expectation *e)
{
    struct came c = look(t, e, true);
    struct str code = code_of(t, e->rule), at = at_words(t, e);
    struct expectation any = *e;
    struct diag *d;
    if (c.found)
        return;
    any.kind = EXPECT_NO_FINDING; /* whatever it is */
    look(t, &any, true); /* what it says instead is told here, and not again by `nothing else` */
    if (e->kind == EXPECT_FINDING && c.undecided && !c.violated) {
        report_undecided(t, e, c.undecided);
        return;
    }
    if (e->kind == EXPECT_INDETERMINATE)
        d = failure_add(t, E5571, e, STR_FMT STR_FMT " is decided, and was expected not to be",
                        STR_ARG(code), STR_ARG(at));
    else if (c.violated)
        d = failure_add(t, E5571, e, STR_FMT STR_FMT " says something else", STR_ARG(code),
                        STR_ARG(at));
    else
        d = failure_add(t, E5571, e, STR_FMT " finds nothing" STR_FMT, STR_ARG(code), STR_ARG(at));
    failure_instead(t, d, e);
}

static void
expect_no_finding(struct trial *t, const struct expectation *e)
{
    struct came c = look(t, e, true); /* told here, and not again by `nothing else` */
    struct str code = code_of(t, e->rule);
    if (c.violated) {
        struct diag *d = failure_add(t, E7726, e, STR_FMT " finds something at " STR_FMT,
                                     STR_ARG(code), STR_ARG(c.violated->subject));
        failure_finding(t, d, c.violated);
    } else if (c.undecided) {
        report_undecided(t, e, c.undecided);
    }
}

static void
expect_nothing_else(struct trial *t, const struct expectation *e)
{
    const struct finding *undecided = NULL, *violated = NULL;
    uint32_t others = 0;
    for (uint32_t i = 0; i < t->report->finding_count; i++) {
        const struct finding *f = &t->report->findings[i];
        if (t->accounted[i] || !is_of_rule(f) || !trial_is_own(t, f))
            continue;
        if (is_unknown(f))
            undecided = undecided ? undecided : f;
        else if (++others == 1)
            violated = f;
    }
    if (violated) {
        struct diag *d = failure_add(t, E7726, e, STR_FMT " finds something at " STR_FMT,
                                     STR_ARG(violated->rule), STR_ARG(violated->subject));
        failure_finding(t, d, violated);
        if (others > 1)
            diag_note(&t->outcome->failures, d, "and there are %u more", others - 1);
    } else if (undecided) {
        struct diag *d =
            failure_add(t, E8463, e, "whether " STR_FMT " holds at " STR_FMT " cannot be decided",
                        STR_ARG(undecided->rule), STR_ARG(undecided->subject));
        failure_unknown(t, d, undecided);
    }
}

/* ---- decisions ---- */

static const char *const decisions[] = {
    [DECIDED_NOTHING] = "not covered",
    [DECIDED_ACCEPTED] = "accepted",
    [DECIDED_CONDITIONAL] = "accepted with conditions",
    [DECIDED_REJECTED] = "rejected",
    [DECIDED_UNKNOWN] = "undecided",
};

/* The branch that decided one case: the first whose condition is true; NULL: none, or unknown. */
static const struct ir_branch *
branch_of_case(struct trial *t, const struct rule_result *r, uint32_t i)
{
    const struct duty *last = &vec_last(&r->rule->duties);
    struct arena scratch = {0};
    struct explainer x = {.arena = &scratch,
                          .scratch = &scratch,
                          .program = &t->worker->program,
                          .store = t->store,
                          .evaluation = t->evaluation,
                          .sources = t->worker->run->in->sources,
                          .today = test_today(t->test)};
    struct value *slots = explain_bind(&x, r, i);
    const struct ir_branch *found = NULL;
    for (uint32_t b = 0; !found && b < last->branch_count; b++) {
        enum truth truth =
            evaluate_condition(t->evaluation, &scratch, last->branches[b].when, slots);
        if (truth == TRUE_)
            found = &last->branches[b];
        else if (truth == UNKNOWN_)
            break;
    }
    arena_release(&scratch);
    return found;
}

/* Of several cases of a subject the worst counts; accepted in all, with conditions in one, is with conditions. */
static enum decided
decision_of(struct trial *t, rule_id rule, struct ent subject)
{
    const struct rule_result *r = evaluation_rule(t->evaluation, rule);
    switch (trial_status(t, rule, subject)) {
    case SUBJECT_VIOLATED: return DECIDED_REJECTED;
    case SUBJECT_INDETERMINATE: return DECIDED_UNKNOWN;
    case SUBJECT_SATISFIED: break;
    default: return DECIDED_NOTHING;
    }
    for (uint32_t i = 0; i < r->case_count; i++) {
        if (r->slots[r->rule->each.at[0].slot][i] != subject.v)
            continue;
        const struct ir_branch *b = branch_of_case(t, r, i);
        if (b && b->given_count)
            return DECIDED_CONDITIONAL;
    }
    return DECIDED_ACCEPTED;
}

static void
expect_decision(struct trial *t, const struct expectation *e)
{
    enum decided wanted = e->kind == EXPECT_ACCEPTED      ? DECIDED_ACCEPTED
                          : e->kind == EXPECT_CONDITIONAL ? DECIDED_CONDITIONAL
                                                          : DECIDED_REJECTED;
    enum decided came = decision_of(t, e->rule, trial_subject(t, e));
    const struct program *p = &t->worker->program;
    struct came c = look(t, e, came == wanted && wanted == DECIDED_REJECTED);
    struct diag *d;
    if (came == wanted)
        return;
    if (came == DECIDED_UNKNOWN && c.undecided) {
        report_undecided(t, e, c.undecided);
        return;
    }
    d = failure_add(t, E5571, e, STR_FMT " is %s by " STR_FMT, STR_ARG(e->id), decisions[came],
                    STR_ARG(sym_str(p->texts, p->rules.at[e->rule].name)));
    if (c.violated)
        failure_finding(t, d, c.violated);
}

/* ---- the test ---- */

/* A case that is not there, or a subject that it does not have. */
static bool
is_judged(struct trial *t)
{
    bool ok = t->given == NULL || t->given->ok;
    if (!ok) {
        struct diag *d = diag_add(&t->outcome->failures, E3187, t->test->folder_span,
                                  "the case '" STR_FMT "' does not load", STR_ARG(t->test->folder));
        failure_case(t, d);
        return false;
    }
    for (uint32_t i = 0; i < t->test->expectation_count; i++) {
        const struct expectation *e = &t->test->expectations[i];
        if (!e->has_at || trial_subject(t, e).v != ENT_NONE.v)
            continue;
        struct str code = code_of(t, e->rule);
        failure_add(t, E3187, e, "the case has no subject `" STR_FMT "` of " STR_FMT,
                    STR_ARG(e->id), STR_ARG(code));
        ok = false;
    }
    return ok;
}

static void
expect_one(struct trial *t, const struct expectation *e)
{
    switch (e->kind) {
    case EXPECT_FINDING:
    case EXPECT_INDETERMINATE: expect_finding(t, e); return;
    case EXPECT_NO_FINDING: expect_no_finding(t, e); return;
    case EXPECT_ACCEPTED:
    case EXPECT_CONDITIONAL:
    case EXPECT_REJECTED: expect_decision(t, e); return;
    case EXPECT_NOTHING_ELSE: return;
    }
    abort();
}

/* `nothing else` last: what else there is shows when all others have spoken. */
void
trial_judge(struct trial *t)
{
    const struct test *test = t->test;
    bool is_quick = t->worker->run->in->is_quick;
    if (!is_judged(t))
        return;
    t->accounted = arena_array(&t->worker->scratch, bool, t->report->finding_count + 1);
    for (uint32_t i = 0; i < test->expectation_count; i++) {
        expect_one(t, &test->expectations[i]);
        if (is_quick && t->outcome->failures.error_count)
            return;
    }
    for (uint32_t i = 0; i < test->expectation_count; i++)
        if (test->expectations[i].kind == EXPECT_NOTHING_ELSE)
            expect_nothing_else(t, &test->expectations[i]);
}
