/*
 * Whatever was evaluated is told: on random cases, each subject that violates a rule or cannot be judged has findings that
 * say so and why, nobody else has any, and what they say is whole.
 *
 * Usage: oracle_report [COUNT [SEED]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/render/render.h"
#include "engine/session.h"
#include "lang/base/limits.h"
#include "tests/oracle/gen.h"
#include "tests/oracle/run.h"

enum { TODAY = 20605 }; /* 2026-06-01 */

struct checked {
    uint64_t seed;
    uint32_t findings, violated, indeterminate, unexplained;
    uint32_t mistakes;
};

static void
mistake(struct checked *c, const struct finding *f, const char *what)
{
    fprintf(stderr, "seed %" PRIu64 ": " STR_FMT " at " STR_FMT ": %s (" STR_FMT ")\n", c->seed,
            STR_ARG(f->rule), STR_ARG(f->subject), what, STR_ARG(f->message));
    c->mistakes++;
}

static bool
is_whole_text(struct str s)
{
    return s.len > 0 && str_bad_utf8(s) == SIZE_MAX && str_find(s, STR("\n"), 0) == SIZE_MAX;
}

static void
check_finding(struct checked *c, const struct report *r, const struct finding *f, uint32_t number)
{
    c->findings++;
    if (!is_whole_text(f->message))
        mistake(c, f, "the message is not a line of text");
    if (f->fingerprint.len != 32)
        mistake(c, f, "there is no fingerprint");
    if (span_is_none(f->at.span) || !source_of(r->sources, f->at.span.lo))
        mistake(c, f, "there is no place");
    for (uint32_t i = 0; i < f->related_count; i++)
        if (!source_of(r->sources, f->related[i].span.lo) || !is_whole_text(f->related[i].text))
            mistake(c, f, "a related place is nowhere");
    if (span_is_none(f->rule_span) || str_is(f->status, "no_subjects"))
        return;
    if (number < LIMIT_WHY_FINDINGS && (f->why_count == 0 || f->why_count > LIMIT_WHY_LINES))
        mistake(c, f, "the why has no or too many lines");
    for (uint32_t i = 0; i < f->why_count; i++) {
        if (!is_whole_text(f->why[i]))
            mistake(c, f, "a line of the why is not a line of text");
        bool falls_back = str_find(f->why[i], STR("` does not hold"), 0) != SIZE_MAX ||
                          str_find(f->why[i], STR("something it depends on"), 0) != SIZE_MAX ||
                          str_find(f->why[i], STR("could not be computed"), 0) != SIZE_MAX;
        c->unexplained += falls_back;
        if (falls_back && getenv("SHOW"))
            printf("%" PRIu64 ": " STR_FMT "\n", c->seed, STR_ARG(f->why[i]));
    }
}

/* How often a subject is told of with that status. */
static uint32_t
told(const struct report *r, struct str code, struct str subject, const char *status)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < r->finding_count; i++)
        count += str_eq(r->findings[i].rule, code) && str_eq(r->findings[i].subject, subject) &&
                 str_is(r->findings[i].status, status);
    return count;
}

static void
check_subject(struct checked *c, struct session *s, const struct rule_result *rule, uint32_t row)
{
    struct str code = sym_str(&s->texts, rule->rule->code);
    struct str id = store_id(s->load.store, (struct ent){rule->subjects.lo + row});
    uint32_t violated = told(s->report, code, id, "violated");
    uint32_t indeterminate = told(s->report, code, id, "indeterminate");
    struct finding named = {.rule = code, .subject = id, .message = STR("-")};
    switch (rule->status[row]) {
    case SUBJECT_VIOLATED:
        c->violated++;
        if (violated == 0)
            mistake(c, &named, "violated, and no finding says so");
        return;
    case SUBJECT_INDETERMINATE:
        c->indeterminate++;
        if (indeterminate == 0 || violated > 0)
            mistake(c, &named, "indeterminate, and the findings do not say so");
        return;
    case SUBJECT_OUTSIDE: return;
    default:
        if (violated + indeterminate > 0)
            mistake(c, &named, "there are findings, and all is well");
    }
}

static void
check_report(struct checked *c, struct session *s)
{
    const struct report *r = s->report;
    for (uint32_t i = 0; i < r->finding_count; i++) {
        check_finding(c, r, &r->findings[i], i);
        for (uint32_t k = 0; k < i; k++)
            if (str_eq(r->findings[i].fingerprint, r->findings[k].fingerprint))
                mistake(c, &r->findings[i], "two findings have one fingerprint");
    }
    for (uint32_t i = 0; s->evaluation && i < evaluation_rule_count(s->evaluation); i++) {
        const struct rule_result *rule = evaluation_rule(s->evaluation, i);
        for (uint32_t row = 0; rule->is_due && row < rule->subjects.hi - rule->subjects.lo; row++)
            check_subject(c, s, rule, row);
    }
}

static void
count_bytes(void *context, struct str bytes)
{
    *(size_t *)context += bytes.len;
}

static void
check_case(struct checked *c, struct arena *a)
{
    static const char *const phases[] = {"concept", "development", "release", "operation",
                                         "retirement"};
    struct selection all = select_all(a, gen_case(a, c->seed, false));
    struct host_memory_file files[] = {
        {.path = STR("onus.yaml"),
         .text =
             str_printf(a, "onus: 1\ncase: R\nrules: [house.onus]\ndata: [case.yaml]\nphase: %s\n",
                        phases[all.all.has_phase ? all.all.phase : 2])},
        {.path = STR("house.onus"), .text = rules_text(a, &all)},
        {.path = STR("case.yaml"), .text = facts_text(a, &all)},
    };
    struct host_memory memory = {.files = files, .count = 3, .today = TODAY};
    struct host host;
    host_memory_init(&host, &memory);
    struct session s;
    session_init(&s, &host, (struct session_options){0});
    session_check(&s, STR("onus.yaml"));
    check_report(c, &s);
    size_t written = 0;
    struct render_options options = {.width = 80};
    struct output out = {&written, count_bytes};
    render(FORMAT_TEXT, s.report, &options, &out);
    render(FORMAT_JSON, s.report, &options, &out);
    session_fini(&s);
}

int
main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 300;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct checked c = {.seed = first};
    for (; c.seed < first + count; c.seed++) {
        struct arena arena = {0};
        check_case(&c, &arena);
        arena_release(&arena);
    }
    printf("%" PRIu64 " cases: %u subjects violated, %u indeterminate, %u findings, %u lines fall "
           "back on the author's words\n",
           count, c.violated, c.indeterminate, c.findings, c.unexplained);
    if (c.violated == 0 || c.indeterminate == 0) {
        puts("the cases show nothing");
        return 1;
    }
    return c.mistakes > 0;
}
