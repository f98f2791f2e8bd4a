/* Renderers on a report made by hand: the layout of a finding, escapes, widths, JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/render/render.h"
#include "lang/base/value.h"

struct fixture {
    struct arena arena;
    struct source_map sources;
    struct report report;
    struct finding finding;
    struct text_buf out;
};

static void
collect(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static struct span
find_span(struct fixture *f, const struct source *src, const char *words)
{
    (void)f;
    size_t at = str_find(src->text, str_from(words), 0);
    assert_true(at != SIZE_MAX);
    uint32_t lo = src->base + (uint32_t)at;
    return (struct span){lo, lo + (uint32_t)strlen(words)};
}

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    source_map_init(&f->sources, &f->arena);
    f->out.arena = &f->arena;
    f->report.sources = &f->sources;
    f->report.findings = &f->finding;
    f->report.title = STR("Infusion pump LX-200, release 3.2");
    f->report.phase = STR("release");
    assert_true(date_parse(STR("2026-06-01"), &f->report.as_of));
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    arena_release(&f->arena);
    free(f);
    return 0;
}

static struct str
rendered(struct fixture *f, enum format format, struct render_options options)
{
    struct output out = {&f->out, collect};
    render(format, &f->report, &options, &out);
    return text_str(&f->out);
}

static void
check_starts(struct str got, const char *want)
{
    if (!str_starts(got, str_from(want)))
        fail_msg("expected\n%s\ngot\n" STR_FMT, want, STR_ARG(got));
}

/* The finding of docs/product: one place, one in another file, why, fix, rule. */
static void
make_finding(struct fixture *f)
{
    struct source *caps =
        source_add(&f->sources, STR("model/capabilities.yaml"),
                   STR("\n\n\n\n\n\n\n\n\n\n\n  - id: AUTH\n    selected: true\n"));
    struct source *tests =
        source_add(&f->sources, STR("evidence/tests.yaml"), STR("\n\n\n    expires: 2026-05-01\n"));
    struct source *rule =
        source_add(&f->sources, STR("rules/acme/capability.onus"), STR("\n\nrule ACME-001"));
    struct finding_place *related = arena_array(&f->arena, struct finding_place, 1);
    related[0] =
        (struct finding_place){find_span(f, tests, "2026-05-01"), STR("31 days before 2026-06-01")};
    struct str *why = arena_array(&f->arena, struct str, 2);
    why[0] = STR(
        "no chain AUTH → control → evidence reaches current(ev); 1 of 1 got as far as evidence");
    why[1] = STR("  PT-17 is not current");
    struct finding_binding *bindings = arena_array(&f->arena, struct finding_binding, 1);
    bindings[0] = (struct finding_binding){STR("cap"), STR("LX-200/AUTH")};
    f->finding = (struct finding){
        .rule = STR("ACME-001"),
        .severity = SEVERITY_ERROR,
        .category = CATEGORY_UNSUPPORTED_CLAIM,
        .status = STR("violated"),
        .type = STR("Capability"),
        .subject = STR("LX-200/AUTH"),
        .at = {find_span(f, caps, "AUTH"), STR("capability AUTH, selected")},
        .message = STR("PT-17, the evidence for C-7, expired on 2026-05-01"),
        .fix = STR("link a control to AUTH, or attach evidence that is valid on 2026-06-01"),
        .related = related,
        .related_count = 1,
        .why = why,
        .why_count = 2,
        .bindings = bindings,
        .binding_count = 1,
        .fingerprint = STR("0123456789abcdef0123456789abcdef"),
        .rule_span = find_span(f, rule, "ACME-001"),
        .maps = STR("iec80001_2_9 5.3"),
    };
    f->report.finding_count = 1;
    f->report.verdict = VERDICT_FAILED;
}

static void
text_of_a_finding(void **state)
{
    struct fixture *f = *state;
    make_finding(f);
    f->report.summary.errors = 1;
    struct str got = rendered(f, FORMAT_TEXT, (struct render_options){.is_brief = true});
    check_starts(
        got, "error[ACME-001]: PT-17, the evidence for C-7, expired on 2026-05-01\n"
             "  --> model/capabilities.yaml:12:9\n"
             "   |\n"
             "12 |   - id: AUTH\n"
             "   |         ^^^^ capability AUTH, selected\n"
             "   |\n"
             "  ::: evidence/tests.yaml:4:14\n"
             "   |\n"
             " 4 |     expires: 2026-05-01\n"
             "   |              ---------- 31 days before 2026-06-01\n"
             "   = why: no chain AUTH → control → evidence reaches current(ev); 1 of 1 got as far "
             "as evidence\n"
             "            PT-17 is not current\n"
             "   = fix: link a control to AUTH, or attach evidence that is valid on 2026-06-01\n"
             "   = rule: rules/acme/capability.onus:3 · iec80001_2_9 5.3 · onus explain ACME-001\n"
             "\n"
             "FAILED: 1 error, 0 warnings\n");
}

static void
wrapping_and_ascii(void **state)
{
    struct fixture *f = *state;
    make_finding(f);
    struct str got = rendered(
        f, FORMAT_TEXT, (struct render_options){.width = 60, .is_ascii = true, .is_brief = true});
    assert_true(str_find(got,
                         STR("   = why: no chain AUTH -> control -> evidence reaches\n"
                             "          current(ev); 1 of 1 got as far as evidence\n"),
                         0) != SIZE_MAX);
    for (size_t i = 0; i < got.len; i++)
        assert_true((unsigned char)got.at[i] < 0x80);
}

static void
hostile_text_is_escaped(void **state)
{
    struct fixture *f = *state;
    struct source *src =
        source_add(&f->sources, STR("a.yaml"), STR("x: \033[2J\xe2\x80\xae\tü漢 end\n"));
    f->finding = (struct finding){.rule = STR("E0000"),
                                  .at = {find_span(f, src, "end"), STR("here")},
                                  .message = STR("m\033c")};
    f->report.finding_count = 1;
    struct str got = rendered(f, FORMAT_TEXT, (struct render_options){.is_brief = true});
    check_starts(got, "error[E0000]: m\\u{1b}c\n"
                      " --> a.yaml:1:13\n"
                      "  |\n"
                      "1 | x: \\u{1b}[2J\\u{202e}    ü漢 end\n"
                      "  |                             ^^^ here\n"
                      "  = more: onus explain E0000\n");
}

static void
one_long_line(void **state)
{
    struct fixture *f = *state;
    char *text = arena_array(&f->arena, char, 100001);
    memset(text, 'x', 100000);
    memcpy(text + 50000, " bad ", 5);
    struct source *src = source_add(&f->sources, STR("a.json"), (struct str){text, 100000});
    f->finding = (struct finding){
        .rule = STR("E0000"), .at = {find_span(f, src, "bad"), STR("")}, .message = STR("m")};
    f->report.finding_count = 1;
    struct str got = rendered(f, FORMAT_TEXT, (struct render_options){.is_brief = true});
    assert_true(got.len < 600);
    assert_true(str_find(got, STR("^^^\n"), 0) != SIZE_MAX);
}

static void
no_place_no_snippet(void **state)
{
    struct fixture *f = *state;
    f->finding = (struct finding){
        .rule = STR("E0000"), .message = STR("nothing there"), .fix = STR("add it")};
    f->report.finding_count = 1;
    struct str got = rendered(f, FORMAT_TEXT, (struct render_options){.is_brief = true});
    check_starts(got, "error[E0000]: nothing there\n"
                      "  = fix: add it\n"
                      "  = more: onus explain E0000\n\n");
}

static void
summary_names_everything(void **state)
{
    struct fixture *f = *state;
    struct str vacuous[] = {STR("ACME-044")};
    struct assumption assumed = {STR("Zone"), STR("HOSP"), STR("the hospital's"), SPAN_NONE};
    f->report.verdict = VERDICT_NOT_EVALUATED;
    f->report.verdict_reason = STR("no rule due");
    f->report.assumptions = &assumed;
    f->report.assumption_count = 1;
    f->report.summary = (struct summary){.rules = 24,
                                         .subjects = 812,
                                         .satisfied = 790,
                                         .violated = 3,
                                         .files = 9,
                                         .entities = 1,
                                         .vacuous = vacuous,
                                         .vacuous_count = 1,
                                         .unsupported_claim = 1};
    struct str got = rendered(f, FORMAT_TEXT, (struct render_options){0});
    check_starts(
        got, "Infusion pump LX-200, release 3.2, phase release, as of 2026-06-01\n"
             "  24 rules over 812 subjects; 1 entity in 9 files\n"
             "  790 satisfied, 3 violated, 0 waived, 0 not due, 0 not applicable, 0 indeterminate\n"
             "  1 rule met no subject: ACME-044\n"
             "  1 entity assumed, not checked:\n"
             "    Zone HOSP: the hospital's\n"
             "  unsupported claims: 1, missing justifications: 0, broken traceability: 0\n"
             "NOT EVALUATED, no rule due: 0 errors, 0 warnings\n");
}

static void
json_escapes_and_places(void **state)
{
    struct fixture *f = *state;
    make_finding(f);
    f->finding.message = STR("a \"b\" \\ \n \x01 é");
    struct str got = rendered(f, FORMAT_JSON, (struct render_options){0});
    check_starts(got, "{\n  \"schema\": \"onus.report/1\",\n");
    assert_true(str_find(got, STR("\"message\": \"a \\\"b\\\" \\\\ \\u000a \\u0001 é\""), 0) !=
                SIZE_MAX);
    assert_true(str_find(got,
                         STR("\"file\": \"model/capabilities.yaml\",\n      \"line\": 12,\n      "
                             "\"column\": 9,"),
                         0) != SIZE_MAX);
    assert_true(str_find(got, STR("\"bindings\": {\"cap\": \"LX-200/AUTH\"}"), 0) != SIZE_MAX);
}

static void
formats_by_name(void **state)
{
    (void)state;
    assert_int_equal(format_find(STR("json")), FORMAT_JSON);
    assert_int_equal(format_find(STR("sarif")), FORMAT_COUNT);
    assert_string_equal(format_name(FORMAT_TEXT), "text");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(text_of_a_finding, setup, teardown),
        cmocka_unit_test_setup_teardown(wrapping_and_ascii, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_text_is_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(one_long_line, setup, teardown),
        cmocka_unit_test_setup_teardown(no_place_no_snippet, setup, teardown),
        cmocka_unit_test_setup_teardown(summary_names_everything, setup, teardown),
        cmocka_unit_test_setup_teardown(json_escapes_and_places, setup, teardown),
        cmocka_unit_test(formats_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
