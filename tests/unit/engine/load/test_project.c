#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/load/load.h"

struct fixture {
    struct arena arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
};

static int
setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f, 1);
    sym_table_init(&f->texts, &f->arena);
    source_map_init(&f->sources, &f->arena);
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    arena_release(&f->arena);
    mem_free(f);
    return 0;
}

static struct project *
load_text(struct fixture *f, const char *text)
{
    struct host_memory_file file = {STR("onus.yaml"), str_from(text), HOST_OK};
    struct host_memory files = {&file, 1, 0};
    struct host host;
    host_memory_init(&host, &files);
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    return project_load(&f->arena, &f->texts, &f->sink, &f->sources, &host, STR("onus.yaml"));
}

#define HEAD "onus: 1\ncase: C\nphase: release\n"

/* Exactly one message. */
static struct diag *
expect_error(struct fixture *f, const char *text, enum diag_code code, const char *message)
{
    load_text(f, text);
    struct diag *d = f->sink.first;
    assert_non_null(d);
    if (d->next || d->code != code || !str_is(d->message, message))
        for (const struct diag *e = d; e; e = e->next)
            print_error("%s: " STR_FMT "\n", diag_code_name(e->code), STR_ARG(e->message));
    assert_null(d->next);
    assert_int_equal(d->code, code);
    assert_true(str_is(d->message, message));
    return d;
}

static void
test_all_keys(void **state)
{
    struct fixture *f = *state;
    struct project *p = load_text(f, "onus: 1\n"
                                     "case: Pump\n"
                                     "packs: [iec80001-2-9 ^1.0, gsn]\n"
                                     "rules: house.onus\n"
                                     "data:\n"
                                     "  - ./model/*.yaml\n"
                                     "  - { source: junit, files: [a.xml, b.xml] }\n"
                                     "phase: release\n"
                                     "fail_on: warning\n");
    assert_null(f->sink.first);
    assert_true(p->ok);
    assert_true(str_is(p->title, "Pump"));
    assert_int_equal(p->pack_count, 2);
    assert_true(str_is(p->packs[0].name, "iec80001-2-9"));
    assert_true(str_is(p->packs[0].constraint, "^1.0"));
    assert_int_equal(p->packs[1].constraint.len, 0);
    assert_true(str_is(p->rules[0].path, "house.onus"));
    assert_int_equal(p->data_count, 3);
    assert_true(str_is(p->data[0].pattern, "model/*.yaml"));
    assert_int_equal(p->data[0].source.v, 0);
    assert_true(str_is(sym_str(&f->texts, p->data[2].source), "junit"));
    assert_true(str_is(p->data[2].pattern, "b.xml"));
    assert_true(str_is(p->phase, "release"));
    assert_int_equal(p->fail_on, FAIL_ON_WARNING);
}

static void
test_unknown_keys(void **state)
{
    struct fixture *f = *state;
    struct diag *d = expect_error(f, HEAD "data: x\nrule: [a.onus]\n", E0529,
                                  "'rule' is no key of a project file");
    assert_true(str_is(d->help, "did you mean `rules`?"));
    expect_error(f, HEAD "data: [{source: s, file: x, files: y}]\n", E0529,
                 "'file' is no key of an entry of `data`");
}

static void
test_wrong_values(void **state)
{
    struct fixture *f = *state;
    expect_error(f, "onus: 1\ncase: [x]\nphase: p\ndata: x\n", E0864, "`case` is a list here");
    expect_error(f, HEAD "data:\n", E0864, "`data` has nothing after it");
    expect_error(f, HEAD "data: [[x]]\n", E0864, "`data` is a list here");
    expect_error(f, HEAD "data: [{source: s}]\n", E0864, "an entry of `data` lacks `files`");
    expect_error(f, HEAD "data: x\nfail_on: warnings\n", E0864,
                 "`fail_on` is error, warning or info, not 'warnings'");
    expect_error(f, HEAD "data: x\npacks: [{a: b}]\n", E0864, "`packs` is a mapping here");
}

static void
test_missing_keys(void **state)
{
    expect_error(*state, "onus: 1\ncase: C\ndata: x\n", E0864, "the project file lacks `phase`");
}

static void
test_later_keys_are_errors(void **state)
{
    expect_error(*state, HEAD "data: x\nwaivers: [w.yaml]\n", E0617,
                 "`waivers` is not available yet");
    expect_error(*state, HEAD "data: x\ncases: []\n", E0617, "`cases` is not available yet");
}

static void
test_files_outside(void **state)
{
    expect_error(*state, HEAD "data: ../x.yaml\n", E0782, "'../x.yaml' may lead out of the case");
    expect_error(*state, HEAD "data: x\nrules: /etc/x.onus\n", E0782,
                 "'/etc/x.onus' may lead out of the case");
}

static void
test_one_mistake_one_message(void **state)
{
    struct fixture *f = *state;
    expect_error(f, HEAD "data: *x\n", E0823, "nothing above is called 'x'");
    expect_error(f, HEAD "data: x\ndata: y\n", E0146, "the key 'data' is given twice");
}

static void
expect_useless(struct fixture *f, const char *text, enum diag_code code, const char *message)
{
    expect_error(f, text, code, message);
    assert_false(load_text(f, text)->ok);
}

static void
test_useless_files(void **state)
{
    struct fixture *f = *state;
    expect_useless(f, "", E0864, "a project file is a mapping with `onus: 1` in it");
    expect_useless(f, "- x\n", E0864, "a project file is a mapping with `onus: 1` in it");
    expect_useless(f, "a: [\n", E0417, "a value was expected here");
    expect_useless(f, "onus: 2\ncase: C\nphase: p\ndata: x\n", E0864,
                   "this program reads project files of version 1, not '2'");
}

static void
test_no_file(void **state)
{
    struct fixture *f = *state;
    struct host_memory files = {0};
    struct host host;
    host_memory_init(&host, &files);
    struct project *p =
        project_load(&f->arena, &f->texts, &f->sink, &f->sources, &host, STR("onus.yaml"));
    assert_false(p->ok);
    assert_int_equal(f->sink.first->code, E0177);
    assert_true(str_is(f->sink.first->message, "the project file onus.yaml does not exist"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_all_keys),
        TEST(test_unknown_keys),
        TEST(test_wrong_values),
        TEST(test_missing_keys),
        TEST(test_later_keys_are_errors),
        TEST(test_files_outside),
        TEST(test_one_mistake_one_message),
        TEST(test_useless_files),
        TEST(test_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
