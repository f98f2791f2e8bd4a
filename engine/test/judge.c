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

bool
finding_is_unknown(const struct finding *f)
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
        const struct finding **first = finding_is_unknown(f) ? &c.undecided : &c.violated;
        *first = *first ? *first : f;
        bool is_meant =
            e->kind == EXPECT_NO_FINDING ||
            (finding_is_unknown(f) == (e->kind == EXPECT_INDETERMINATE) && finding_says(f, e));
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
    if (c.violated && e->kind == EXPECT_FINDING)
        accept_words(t, e, c.violated);
    else if (c.violated)
        accept_findings(t, e);
    else if (!c.undecided)
        accept_silence(t, e);
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
        accept_findings(t, e);
    } else if (c.undecided) {
        report_undecided(t, e, c.undecided);
    }
}

bool
trial_is_else(const struct trial *t, uint32_t finding)
{
    const struct finding *f = &t->report->findings[finding];
    return !t->accounted[finding] && is_of_rule(f) && trial_is_own(t, f);
}

static void
expect_nothing_else(struct trial *t, const struct expectation *e)
{
    const struct finding *undecided = NULL, *violated = NULL;
    uint32_t others = 0;
    for (uint32_t i = 0; i < t->report->finding_count; i++) {
        const struct finding *f = &t->report->findings[i];
        if (!trial_is_else(t, i))
            continue;
        if (finding_is_unknown(f))
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
        accept_others(t, e);
    } else if (undecided) {
        struct diag *d =
            failure_add(t, E8463, e, "whether " STR_FMT " holds at " STR_FMT " cannot be decided",
                        STR_ARG(undecided->rule), STR_ARG(undecided->subject));
        failure_unknown(t, d, undecided);
    }
}

/* ---- decisions ---- */

static const char *const decisions[] = {
    [DECISION_NONE] = "not judged",
    [DECISION_ACCEPTED] = "accepted",
    [DECISION_CONDITIONAL] = "accepted with conditions",
    [DECISION_REJECTED] = "rejected",
    [DECISION_INDETERMINATE] = "undecided",
};

/* How it is expected: "accepted", "conditional", "rejected"; NULL: it cannot be. */
static const char *
decision_word(enum decision d)
{
    return d == DECISION_ACCEPTED      ? "accepted"
           : d == DECISION_CONDITIONAL ? "conditional"
           : d == DECISION_REJECTED    ? "rejected"
                                       : NULL;
}

static enum decision
decision_of(const struct trial *t, rule_id rule, struct ent subject)
{
    const struct rule_result *r = evaluation_rule(t->evaluation, rule);
    if (subject.v < r->subjects.lo || subject.v >= r->subjects.hi)
        return DECISION_NONE;
    return rule_decision(r, subject.v - r->subjects.lo);
}

static void
expect_decision(struct trial *t, const struct expectation *e)
{
    enum decision wanted = e->kind == EXPECT_ACCEPTED      ? DECISION_ACCEPTED
                           : e->kind == EXPECT_CONDITIONAL ? DECISION_CONDITIONAL
                                                           : DECISION_REJECTED;
    enum decision came = decision_of(t, e->rule, trial_subject(t, e));
    const struct program *p = &t->worker->program;
    struct expectation any = *e;
    any.kind = EXPECT_NO_FINDING; /* whatever it says of a subject that it does not accept */
    struct came c = look(t, &any, true);
    if (came == wanted)
        return;
    if (came == DECISION_INDETERMINATE && c.undecided) {
        report_undecided(t, e, c.undecided);
        return;
    }
    struct str name = sym_str(p->texts, p->rules.at[e->rule].name);
    struct diag *d = failure_add(t, E6839, e, STR_FMT " is %s by " STR_FMT, STR_ARG(e->id),
                                 decisions[came], STR_ARG(name));
    if (c.violated)
        failure_finding(t, d, c.violated);
    if (decision_word(came))
        accept_decision(t, e, decision_word(came));
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
