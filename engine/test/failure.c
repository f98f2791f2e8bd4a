/* What is told of an expectation that did not come true. */
#include <stdarg.h>
#include <stdlib.h>

#include "engine/test/test_internal.h"

enum { SHOWN_INSTEAD = 4 };

/* Whether a rule is one of those under test. */
bool
trial_is_own(const struct trial *t, const struct finding *f)
{
    const struct program *p = &t->worker->program;
    for (rule_id i = 0; i < p->rules.len; i++)
        if (p->rules.at[i].span.lo == f->rule_span.lo)
            return pack_same(p->rules.at[i].pack, t->test->pack);
    return false;
}

struct diag *
failure_add(struct trial *t, enum diag_code code, const struct expectation *e, const char *fmt, ...)
{
    struct diag_sink *sink = &t->outcome->failures;
    va_list ap;
    va_start(ap, fmt);
    const char *words = arena_vprintf(&t->worker->scratch, fmt, ap);
    va_end(ap);
    struct diag *d = diag_add(sink, code, e->span, "%s", words);
    diag_label(sink, d, t->test->title_span, "in this test");
    return d;
}

static void
note_finding(struct trial *t, struct diag *d, const char *before, const struct finding *f)
{
    diag_note(&t->outcome->failures, d, "%s" STR_FMT "%s" STR_FMT ": \"" STR_FMT "\"", before,
              STR_ARG(f->rule), f->subject.len ? " at " : "", STR_ARG(f->subject),
              STR_ARG(f->message));
}

void
failure_finding(struct trial *t, struct diag *d, const struct finding *f)
{
    diag_note(&t->outcome->failures, d, "it says: \"" STR_FMT "\"", STR_ARG(f->message));
    if (!span_is_none(f->at.span))
        diag_label(&t->outcome->failures, d, f->at.span, "here");
}

/* ---- what came instead, nearest first ---- */

struct near {
    const struct finding *finding;
    uint32_t distance, index;
};

static int
cmp_near(const void *left, const void *right)
{
    const struct near *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* The same rule at the same place says other words; the same rule elsewhere; another rule there. */
static uint32_t
distance(const struct trial *t, const struct finding *f, const struct expectation *e)
{
    const struct program *p = &t->worker->program;
    bool same_rule = str_eq(f->rule, sym_str(p->texts, p->rules.at[e->rule].code));
    bool same_place = e->has_at && finding_is_at(t, f, e);
    return (same_rule ? 0u : 2u) + (same_place ? 0u : 1u);
}

/* What is about another rule and another place helps only where there is nothing else to show. */
static bool
is_near(const struct near *n, const struct near *nearest)
{
    return n->distance < 3 || nearest->distance == 3;
}

static const char *
status_words(enum subject_status s)
{
    switch (s) {
    case SUBJECT_NOT_APPLICABLE: return "does not concern";
    case SUBJECT_SATISFIED: return "is satisfied at";
    case SUBJECT_ASSUMED: return "takes as given";
    case SUBJECT_NOT_DUE: return "is not due at";
    case SUBJECT_EXEMPTED: return "is set aside by tailoring at";
    case SUBJECT_SUPERSEDED: return "gives way to another rule at";
    case SUBJECT_INDETERMINATE: return "cannot be decided at";
    case SUBJECT_VIOLATED: return "is violated at";
    }
    abort();
}

static void
note_status(struct trial *t, struct diag *d, const struct expectation *e)
{
    const struct program *p = &t->worker->program;
    struct ent subject = trial_subject(t, e);
    const struct rule_result *r = evaluation_rule(t->evaluation, e->rule);
    if (subject.v == ENT_NONE.v && r->case_count == 0)
        diag_note(&t->outcome->failures, d, STR_FMT " concerns nothing that is given",
                  STR_ARG(sym_str(p->texts, r->rule->code)));
    if (subject.v == ENT_NONE.v)
        return;
    diag_note(&t->outcome->failures, d, STR_FMT " %s " STR_FMT,
              STR_ARG(sym_str(p->texts, p->rules.at[e->rule].code)),
              status_words(trial_status(t, e->rule, subject)), STR_ARG(e->id));
}

void
failure_instead(struct trial *t, struct diag *d, const struct expectation *e)
{
    uint32_t count = 0, all = t->report->finding_count;
    struct near *near = arena_array(&t->worker->scratch, struct near, all + 1);
    bool is_told = false;
    for (uint32_t i = 0; i < all; i++) {
        const struct finding *f = &t->report->findings[i];
        if (span_is_none(f->rule_span) || !trial_is_own(t, f))
            continue;
        near[count] = (struct near){f, distance(t, f, e), i};
        is_told |= near[count++].distance == 0;
    }
    qsort(near, count, sizeof *near, cmp_near);
    if (!is_told)
        note_status(t, d, e);
    for (uint32_t i = 0; i < count && i < SHOWN_INSTEAD && is_near(&near[i], &near[0]); i++)
        note_finding(t, d, i == 0 ? "what came: " : "and: ", near[i].finding);
    if (count == 0)
        diag_note(&t->outcome->failures, d, "no rule found anything");
}

/* The fields that were left out, as the reasons of the finding name them. */
void
failure_unknown(struct trial *t, struct diag *d, const struct finding *f)
{
    struct diag_sink *sink = &t->outcome->failures;
    if (f->why_count == 0)
        diag_note(sink, d, STR_FMT, STR_ARG(f->message));
    for (uint32_t i = 0; i < f->why_count; i++)
        diag_note(sink, d, STR_FMT, STR_ARG(f->why[i]));
    diag_help(sink, d,
              "give what is missing a value, or expect it: `expect indeterminate " STR_FMT
              "%s" STR_FMT "`",
              STR_ARG(f->rule), f->subject.len ? " at " : "", STR_ARG(f->subject));
}

/* What the loader said of a case that is not there. */
void
failure_case(struct trial *t, struct diag *d)
{
    struct diag_sink *sink = &t->outcome->failures;
    const struct given_case *c = t->given;
    diag_label(sink, d, t->test->title_span, "in this test");
    if (!c->host)
        diag_note(sink, d, "tests that come with the program have no files beside them");
    for (const struct diag *said = c->sink.first; said; said = said->next)
        if (said->severity == DIAG_ERROR)
            diag_note(sink, d, "%s, " STR_FMT, diag_code_name(said->code), STR_ARG(said->message));
    diag_help(sink, d, "name a folder with an onus.yaml, relative to the file of the test");
}
