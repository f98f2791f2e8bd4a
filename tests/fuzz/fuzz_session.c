/*
 * The door of the whole program: a rule file and a case file, checked, explained and rendered.
 *
 * Bytes before a line "%%" are house.onus, those behind it case.yaml.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "engine/render/render.h"
#include "engine/session.h"

static void
discard(void *context, struct str bytes)
{
    size_t *total = context;
    *total += bytes.len;
}

static void
render_all(const struct report *r)
{
    size_t total = 0;
    struct output out = {&total, discard};
    struct render_options plain = {0}, narrow = {.width = 40, .is_ascii = true, .is_colored = true};
    render(FORMAT_TEXT, r, &narrow, &out);
    render(FORMAT_TEXT, r, &plain, &out);
    render(FORMAT_JSON, r, &plain, &out);
    if (total == 0)
        abort(); /* a report is never nothing */
}

/* The tests of the same rules, with what they reach. */
static void
test_all(struct host *host)
{
    size_t total = 0;
    struct output out = {&total, discard};
    struct render_options plain = {0};
    struct session s;
    session_init(&s, host, (struct session_options){0});
    session_case_tests(&s, STR("onus.yaml"));
    struct tests_report r =
        session_test(&s, (struct test_input){.has_coverage = true, .requires_tests = true});
    render_tests(FORMAT_TEXT, &r, 1, &plain, &out);
    render_tests(FORMAT_JSON, &r, 1, &plain, &out);
    if (total == 0)
        abort();
    session_fini(&s);
}

void
fuzz_one(const char *bytes, size_t size)
{
    struct str all = {bytes, size};
    size_t cut = str_find(all, STR("\n%%\n"), 0);
    struct host_memory_file files[] = {
        {.path = STR("onus.yaml"),
         .text = STR("onus: 1\ncase: F\nrules: [house.onus]\ndata: [case.yaml]\nphase: release\n")},
        {.path = STR("house.onus"), .text = str_slice(all, 0, cut == SIZE_MAX ? size : cut + 1)},
        {.path = STR("case.yaml"),
         .text = cut == SIZE_MAX ? STR("") : str_slice(all, cut + 4, size)},
    };
    struct host_memory memory = {.files = files, .count = 3, .today = 20605};
    struct host host;
    host_memory_init(&host, &memory);
    struct session s;
    session_init(&s, &host, (struct session_options){0});
    struct report *report = session_check(&s, STR("onus.yaml"));
    render_all(report);
    if (session_exit_code(&s) == EXIT_PASSED && report->summary.subjects == 0)
        abort(); /* nothing checked is not a pass */
    session_fini(&s);
    test_all(&host);
}
