/* The whole pipeline over files in memory: identities of findings, order, exit codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/session.h"
#include "lang/base/value.h"

#define PROJECT "onus: 1\ncase: A case\nrules: [house.onus]\ndata: [\"*.yaml\"]\nphase: release\n"

static const char rules[] =
    "entity Control from \"controls\" { title: text  parts: Control* }\n"
    "rule T-001 \"Every control has a title\" {\n"
    "  for each c: Control require c.title is substantive else \"{c} has no title\"\n"
    "}\n"
    "rule T-002 \"Parts have titles\" {\n"
    "  for each c: Control where c.parts is present\n"
    "  require trace { every c.parts as p else \"none\"  p.title is substantive else \"{p} has "
    "none\" }\n"
    "}\n";

enum { FILES_MAX = 8 };

struct run {
    struct host host;
    struct host_memory memory;
    struct host_memory_file files[FILES_MAX];
    struct session session;
    struct report *report;
};

static void
add_file(struct run *r, const char *path, const char *text)
{
    assert_true(r->memory.count < FILES_MAX);
    r->files[r->memory.count++] =
        (struct host_memory_file){.path = str_from(path), .text = str_from(text)};
}

static void
check_run(struct run *r, const char *project)
{
    add_file(r, "onus.yaml", project);
    r->memory.files = r->files;
    assert_true(date_parse(STR("2026-06-01"), &r->memory.today));
    host_memory_init(&r->host, &r->memory);
    session_init(&r->session, &r->host, (struct session_options){0});
    r->report = session_check(&r->session, STR("onus.yaml"));
}

static void
same_findings(const struct report *a, const struct report *b)
{
    assert_int_equal(a->finding_count, b->finding_count);
    for (uint32_t i = 0; i < a->finding_count; i++) {
        assert_true(str_eq(a->findings[i].fingerprint, b->findings[i].fingerprint));
        assert_true(str_eq(a->findings[i].message, b->findings[i].message));
    }
}

static void
fingerprints_survive_moved_lines(void **state)
{
    (void)state;
    struct run before = {0}, after = {0};
    add_file(&before, "house.onus", rules);
    add_file(&before, "c.yaml",
             "controls:\n  - {id: C-1, title: TBD, parts: [C-2, C-3]}\n"
             "  - {id: C-2, title: TBD}\n  - {id: C-3, title: Lock, parts: [C-9]}\n");
    check_run(&before, PROJECT);
    add_file(&after, "house.onus", rules);
    add_file(&after, "c.yaml",
             "# moved\n\ncontrols:\n\n  - {id: C-1, title: TBD, parts: [C-2, C-3]}\n\n"
             "  - {id: C-2, title: TBD}\n  # here\n  - {id: C-3, title: Lock, parts: [C-9]}\n");
    check_run(&after, PROJECT);
    assert_true(before.report->finding_count >= 5);
    same_findings(before.report, after.report);
    for (uint32_t i = 0; i < before.report->finding_count; i++)
        for (uint32_t k = 0; k < i; k++)
            assert_false(str_eq(before.report->findings[i].fingerprint,
                                before.report->findings[k].fingerprint));
    session_fini(&before.session);
    session_fini(&after.session);
}

/* The order in which a file system lists names is not the order of a report. */
static void
order_of_files_does_not_matter(void **state)
{
    (void)state;
    struct run one = {0}, two = {0};
    add_file(&one, "house.onus", rules);
    add_file(&one, "a.yaml", "controls:\n  - {id: C-1, title: TBD}\n");
    add_file(&one, "b.yaml", "controls:\n  - {id: C-2, title: TBD, parts: [C-1]}\n");
    check_run(&one, PROJECT);
    add_file(&two, "b.yaml", "controls:\n  - {id: C-2, title: TBD, parts: [C-1]}\n");
    add_file(&two, "a.yaml", "controls:\n  - {id: C-1, title: TBD}\n");
    add_file(&two, "house.onus", rules);
    check_run(
        &two,
        "onus: 1\ncase: A case\nrules: [house.onus]\ndata: [b.yaml, a.yaml]\nphase: release\n");
    same_findings(one.report, two.report);
    session_fini(&one.session);
    session_fini(&two.session);
}

static void
exit_code_is(const char *project, const char *rule_text, const char *data, enum exit_code want)
{
    struct run r = {0};
    if (rule_text)
        add_file(&r, "house.onus", rule_text);
    if (data)
        add_file(&r, "c.yaml", data);
    check_run(&r, project);
    enum exit_code got = session_exit_code(&r.session);
    session_fini(&r.session);
    assert_int_equal(got, want);
}

static void
exit_codes(void **state)
{
    (void)state;
    const char *fine = "controls:\n  - {id: C-1, title: Lock}\n",
               *bad = "controls:\n  - {id: C-1, title: TBD}\n";
    exit_code_is(PROJECT, rules, fine, EXIT_PASSED);
    exit_code_is(PROJECT, rules, bad, EXIT_FINDINGS);
    exit_code_is(PROJECT, rules, "controls: []\n", EXIT_USAGE);
    exit_code_is(PROJECT, rules, NULL, EXIT_USAGE);
    exit_code_is(PROJECT, rules, "controls: [", EXIT_CASE);
    exit_code_is(PROJECT, "rule T-1 \"x\" {", fine, EXIT_RULES);
    exit_code_is(PROJECT, "rule T-1 \"x\" {", "controls: [", EXIT_RULES);
    exit_code_is("onus: [", rules, fine, EXIT_CASE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_survive_moved_lines),
        cmocka_unit_test(order_of_files_does_not_matter),
        cmocka_unit_test(exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
