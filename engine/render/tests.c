/* What came of tests: failures as findings, then one line for each run. */
#include "engine/render/render_internal.h"

/* ---- for people ---- */

static void
write_run(struct pen *p, const struct tests_report *t)
{
    const struct test_run *run = t->run;
    uint32_t lost = run->in->program->tests_not_compiled;
    bool is_bad = run->failed > 0 || run->untested > 0 || lost > 0 || run->ran == 0;
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
    if (run->untested)
        pen_printf(p, ", %u rule%s untested", run->untested, plural(run->untested));
    pen_c(p, "\n");
}

/* ---- what tests reach, for people ---- */

struct share {
    uint32_t reached, all;
};

/* Of one rule, of one table, or of everything (both NO_ID). */
static struct share
share_of(const struct test_coverage *c, rule_id rule, table_id table)
{
    struct share s = {0, 0};
    for (uint32_t i = 0; i < c->count; i++) {
        const struct coverage_point *p = &c->points[i];
        if ((rule != NO_ID && p->rule != rule) || (table != NO_ID && p->table != table))
            continue;
        s.all++;
        s.reached += c->reached[i];
    }
    return s;
}

static uint32_t
percent(struct share s)
{
    return s.all ? s.reached * 100 / s.all : 100;
}

static bool
is_first(const struct test_coverage *c, uint32_t i)
{
    return i == 0 || c->points[i].rule != c->points[i - 1].rule ||
           c->points[i].table != c->points[i - 1].table;
}

static struct str
name_of(const struct program *p, const struct coverage_point *point)
{
    return sym_str(p->texts, point->rule != NO_ID ? p->rules.at[point->rule].code
                                                  : p->tables.at[point->table].name);
}

static void
write_share(struct pen *p, struct str name, uint32_t width, const char *fires, const char *silent,
            struct share s)
{
    pen_c(p, "  ");
    uint32_t used = pen_text(p, name);
    pen_fill(p, ' ', width > used ? width - used : 0);
    pen_printf(p, "  %-5s  %-6s  %5u of %-4u  %3u %%\n", fires, silent, s.reached, s.all,
               percent(s));
}

static uint32_t
name_width(const struct program *program, const struct test_coverage *c)
{
    uint32_t width = 5; /* "total" */
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t wide = (uint32_t)str_codepoints(name_of(program, &c->points[i]));
        width = wide > width ? wide : width;
    }
    return width;
}

static void
write_missed(struct pen *p, const struct tests_report *t)
{
    const struct test_coverage *c = t->run->coverage;
    const struct source_map *sources = t->failures->sources;
    struct arena scratch = {0};
    bool any = false;
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->reached[i])
            continue;
        if (!any)
            pen_c(p, "\n  not reached:\n");
        any = true;
        struct place at = source_place(sources, c->points[i].span.lo);
        pen_c(p, "  ");
        if (at.source)
            pen_text(p, at.source->name);
        pen_printf(p, ":%u:%u: ", at.line, at.column);
        pen_text(p, name_of(t->run->in->program, &c->points[i]));
        pen_c(p, ": ");
        pen_text(p, coverage_words(c, i, &scratch, t->run->in->program, sources));
        pen_c(p, "\n");
    }
    arena_release(&scratch);
}

static void
write_coverage(struct pen *p, const struct tests_report *t)
{
    const struct test_coverage *c = t->run->coverage;
    const struct program *program = t->run->in->program;
    if (!t->run->in->has_coverage)
        return;
    uint32_t width = name_width(program, c);
    pen_c(p, "\n");
    pen_fill(p, ' ', width + 2);
    pen_c(p, "  fires  silent  reached\n");
    for (uint32_t i = 0; i < c->count; i++) {
        rule_id rule = c->points[i].rule;
        if (!is_first(c, i))
            continue;
        const char *fires = rule == NO_ID                               ? ""
                            : coverage_is_reached(c, POINT_FIRES, rule) ? "yes"
                                                                        : "no";
        const char *silent = rule == NO_ID                                ? ""
                             : coverage_is_reached(c, POINT_SILENT, rule) ? "yes"
                                                                          : "no";
        write_share(p, name_of(program, &c->points[i]), width, fires, silent,
                    share_of(c, rule, c->points[i].table));
    }
    write_share(p, STR("total"), width, "", "", share_of(c, NO_ID, NO_ID));
    write_missed(p, t);
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
        write_coverage(&p, &runs[i]);
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
json_coverage(struct json *j, const struct tests_report *t)
{
    const struct test_coverage *c = t->run->coverage;
    const struct program *program = t->run->in->program;
    struct share all = share_of(c, NO_ID, NO_ID);
    struct arena scratch = {0};
    json_open(j, "coverage", '{');
    json_number(j, "points", all.all);
    json_number(j, "reached", all.reached);
    json_open(j, "items", '[');
    for (uint32_t i = 0; i < c->count; i++) {
        if (!is_first(c, i))
            continue;
        rule_id rule = c->points[i].rule;
        struct share s = share_of(c, rule, c->points[i].table);
        json_open_inline(j, NULL, '{');
        json_text(j, rule == NO_ID ? "table" : "rule", name_of(program, &c->points[i]));
        if (rule != NO_ID) {
            json_bool(j, "fires", coverage_is_reached(c, POINT_FIRES, rule));
            json_bool(j, "silent", coverage_is_reached(c, POINT_SILENT, rule));
        }
        json_number(j, "points", s.all);
        json_number(j, "reached", s.reached);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "missed", '[');
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->reached[i])
            continue;
        json_open_inline(j, NULL, '{');
        json_text(j, c->points[i].rule == NO_ID ? "table" : "rule",
                  name_of(program, &c->points[i]));
        json_text(j, "what", coverage_words(c, i, &scratch, program, t->failures->sources));
        json_place(j, t->failures->sources, c->points[i].span);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
    arena_release(&scratch);
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
    json_open(j, "untested", '[');
    for (uint32_t i = 0; i < t->failures->finding_count; i++)
        if (str_is(t->failures->findings[i].rule, diag_code_name(E9066)))
            json_finding(j, t->failures, &t->failures->findings[i]);
    json_close(j, ']');
    if (run->in->has_coverage)
        json_coverage(j, t);
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
