/* What came of tests: failures as findings, then one line for each run. */
#include "engine/render/render_internal.h"

/* ---- for people ---- */

static void
write_run(struct pen *p, const struct tests_report *t)
{
    const struct test_run *run = t->run;
    uint32_t lost = run->in->program->tests_not_compiled;
    bool is_bad = run->failed > 0 || lost > 0 || run->ran == 0;
    pen_ink(p, is_bad ? INK_ERROR : INK_GOOD);
    pen_c(p, run->ran + lost == 0 ? "NO TESTS" : is_bad ? "FAILED" : "PASSED");
    pen_ink(p, INK_PLAIN);
    pen_c(p, ": ");
    pen_text(p, t->name);
    pen_printf(p, ", %u test%s", run->ran, plural(run->ran));
    if (run->failed)
        pen_printf(p, ", %u failed", run->failed);
    if (lost)
        pen_printf(p, ", %u did not compile", lost);
    pen_c(p, "\n");
}

static void
text_all(const struct tests_report *runs, uint32_t count, const struct render_options *o,
         const struct output *out)
{
    for (uint32_t i = 0; i < count; i++) {
        render_findings_text(runs[i].rule_files, o, out);
        render_findings_text(runs[i].failures, o, out);
        struct pen p = {.options = o, .out = out};
        write_run(&p, &runs[i]);
        pen_flush(&p);
    }
}

/* ---- for programs: onus.tests/1 ---- */

static void
json_failures(struct json *j, const struct tests_report *t, const struct test *test)
{
    const struct report *r = t->failures;
    json_open(j, "failures", '[');
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];
        if (f->at.span.lo >= test->span.lo && f->at.span.hi <= test->span.hi)
            json_finding(j, r, f);
    }
    json_close(j, ']');
}

static void
json_test(struct json *j, const struct tests_report *t, const struct test_outcome *o)
{
    json_open(j, NULL, '{');
    json_text(j, "title", o->test->title);
    json_place(j, t->failures->sources, o->test->title_span);
    json_bool(j, "passed", o->passed);
    json_failures(j, t, o->test);
    json_close(j, '}');
}

static void
json_run(struct json *j, const struct tests_report *t)
{
    const struct test_run *run = t->run;
    json_open(j, NULL, '{');
    json_text(j, "name", t->name);
    json_number(j, "ran", run->ran);
    json_number(j, "passed", run->passed);
    json_number(j, "failed", run->failed);
    json_number(j, "not_compiled", run->in->program->tests_not_compiled);
    json_open(j, "tests", '[');
    for (uint32_t i = 0; i < run->count; i++)
        if (run->outcomes[i].is_run)
            json_test(j, t, &run->outcomes[i]);
    json_close(j, ']');
    json_open(j, "rule_files", '[');
    for (uint32_t i = 0; i < t->rule_files->finding_count; i++)
        json_finding(j, t->rule_files, &t->rule_files->findings[i]);
    json_close(j, ']');
    json_close(j, '}');
}

static void
json_all(const struct tests_report *runs, uint32_t count, const struct render_options *o,
         const struct output *out)
{
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.tests/1"));
    json_open(&j, "runs", '[');
    for (uint32_t i = 0; i < count; i++)
        json_run(&j, &runs[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
}

void
render_tests(enum format format, const struct tests_report *runs, uint32_t count,
             const struct render_options *o, const struct output *out)
{
    if (format == FORMAT_JSON)
        json_all(runs, count, o, out);
    else
        text_all(runs, count, o, out);
}
