#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/pack/pack.h"

enum { FILE_MAX = 8 };

struct fixture {
    struct arena arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
    struct host_memory_file files[FILE_MAX];
    struct host_memory memory;
    struct host host;
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

static void
file_add(struct fixture *f, const char *path, const char *text)
{
    f->files[f->memory.count++] =
        (struct host_memory_file){str_from(path), str_from(text), HOST_OK};
}

/* Loads a case whose onus.yaml lists these packs, beside the files added before. */
static struct pack_set
load(struct fixture *f, const char *packs)
{
    struct str text =
        str_printf(&f->arena, "onus: 1\ncase: C\nphase: release\ndata: []\npacks: %s\n", packs);
    file_add(f, "onus.yaml", str_c(&f->arena, text));
    f->memory.files = f->files;
    host_memory_init(&f->host, &f->memory);
    struct project *project =
        project_load(&f->arena, &f->texts, &f->sink, &f->sources, &f->host, STR("onus.yaml"));
    struct pack_input in = {.arena = &f->arena,
                            .sink = &f->sink,
                            .sources = &f->sources,
                            .host = &f->host,
                            .project = project,
                            .library = pack_builtin()};
    return packs_load(&in);
}

/* Of the folder `ingest` only the first file: it grows with every format. */
static void
expect_units(struct fixture *f, const struct pack_set *set, const char *expected)
{
    struct text_buf out = {.arena = &f->arena};
    for (uint32_t i = 0; i < set->units.len; i++) {
        if (i && str_is(set->units.at[i].pack, "ingest") &&
            str_is(set->units.at[i - 1].pack, "ingest"))
            continue;
        text_printf(&out, "%s" STR_FMT "." STR_FMT, i ? " " : "", STR_ARG(set->units.at[i].pack),
                    STR_ARG(set->units.at[i].module));
    }
    assert_string_equal(str_c(&f->arena, text_str(&out)), expected);
}

static void
expect_one(struct fixture *f, const struct pack_set *set, enum diag_code code, const char *at,
           const char *message)
{
    const struct diag *d = f->sink.first;
    assert_non_null(d);
    assert_string_equal(str_c(&f->arena, d->message), message);
    assert_int_equal(d->code, code);
    assert_string_equal(str_c(&f->arena, source_text(&f->sources, d->span)), at);
    assert_null(d->next);
    assert_false(set->ok);
}

static void
built_in_packs_come_with_what_they_require(void **state)
{
    struct fixture *f = *state;
    struct pack_set set = load(f, "[iec80001-2-9 ^1.0, gsn ^1.0]");
    assert_null(f->sink.first);
    assert_true(set.ok);
    expect_units(
        f, &set,
        "onus.onus verdicts.verdicts gsn.confidence gsn.dialectic gsn.gsn gsn.modules "
        "gsn.patterns gsn.verdict gsn.views ingest.analysis evidence.artefacts evidence.currency "
        "evidence.model evidence.record evidence.sbom evidence.vex iec80001-2-9.argument "
        "iec80001-2-9.case "
        "iec80001-2-9.chain iec80001-2-9.decisions iec80001-2-9.disclosure "
        "iec80001-2-9.evidence "
        "iec80001-2-9.pattern");
    assert_string_equal(str_c(&f->arena, set.units.at[4].source->name),
                        "<builtin>/stdlib/gsn/gsn.onus");
    assert_true(set.standards.len > 0);
}

static void
packs_of_the_case_are_found(void **state)
{
    struct fixture *f = *state;
    file_add(f, "packs/acme/pack.yaml",
             "name: acme\nversion: 1.2.0\nlanguage: 1\nrequires: {gsn: ^1.0}\ndata: [d.yaml]\n"
             "standards:\n  - name: qms-1\n    clauses: [\"1\", \"2\"]\n");
    file_add(f, "packs/acme/b.onus", "");
    file_add(f, "packs/acme/a.onus", "");
    file_add(f, "packs/acme/tests/t.onus", "");
    file_add(f, "packs/acme/d.yaml", "things: []\n");
    struct pack_set set = load(f, "[acme ^1.1]");
    assert_null(f->sink.first);
    assert_true(set.ok);
    expect_units(f, &set,
                 "onus.onus verdicts.verdicts gsn.confidence gsn.dialectic gsn.gsn gsn.modules "
                 "gsn.patterns gsn.verdict gsn.views acme.a acme.b");
    assert_int_equal(set.data.len, 1);
    assert_string_equal(str_c(&f->arena, set.standards.at[0].name), "qms_1");
    assert_int_equal(set.standards.at[0].clause_count, 2);
}

static void
a_missing_pack_is_named_with_what_was_meant(void **state)
{
    struct fixture *f = *state;
    struct pack_set set = load(f, "[gns ^1.0]");
    expect_one(f, &set, E9142, "gns ^1.0", "there is no pack 'gns'");
    assert_string_equal(str_c(&f->arena, f->sink.first->help), "did you mean `gsn`?");
    expect_units(f, &set, "onus.onus");
}

static void
a_name_cannot_lead_out_of_the_packs(void **state)
{
    struct fixture *f = *state;
    struct pack_set set = load(f, "[../x]");
    expect_one(f, &set, E9142, "../x", "there is no pack '../x'");
}

static void
another_version_is_refused(void **state)
{
    struct fixture *f = *state;
    struct pack_set set = load(f, "[gsn ^2.0]");
    expect_one(f, &set, E9317, "gsn ^2.0", "pack 'gsn' is there in version 1.1.0, not ^2.0");
}

static void
packs_in_a_circle_are_refused(void **state)
{
    struct fixture *f = *state;
    file_add(f, "packs/a/pack.yaml", "name: a\nversion: 1.0.0\nlanguage: 1\nrequires: [b]\n");
    file_add(f, "packs/b/pack.yaml", "name: b\nversion: 1.0.0\nlanguage: 1\nrequires: [a]\n");
    struct pack_set set = load(f, "[a]");
    expect_one(f, &set, E9704, "a",
               "packs require each other in a circle: a requires b, which requires a");
}

static void
a_manifest_is_read_strictly(void **state)
{
    struct fixture *f = *state;
    file_add(f, "packs/a/pack.yaml", "name: a\nversion: 1.0.0\nlanguage: 1\nrequire: [b]\n");
    load(f, "[a]");
    assert_int_equal(f->sink.first->code, E9583);
    assert_string_equal(str_c(&f->arena, f->sink.first->message),
                        "'require' is no key of a pack's manifest");
}

static void
constraints(void **state)
{
    (void)state;
    static const struct {
        const char *version, *constraint;
        bool fits, valid;
    } cases[] = {
        {"1.0.0", "", true, true},         {"1.0.0", "^1.0", true, true},
        {"1.9.3", "^1.0", true, true},     {"2.0.0", "^1.0", false, true},
        {"0.9.0", "^1.0", false, true},    {"1.1.0", "^1.2", false, true},
        {"0.3.1", "^0.3", true, true},     {"0.4.0", "^0.3", false, true},
        {"1.2.0", "1.2.0", true, true},    {"1.2.1", "1.2.0", false, true},
        {"3.0.0", ">=1.2", true, true},    {"1.1.0", ">= 1.2", false, true},
        {"1.0.0", "latest", false, false}, {"1.0.0", "^", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool valid;
        bool fits =
            pack_version_fits(str_from(cases[i].version), str_from(cases[i].constraint), &valid);
        if (fits != cases[i].fits || valid != cases[i].valid)
            print_error("%s %s\n", cases[i].version, cases[i].constraint);
        assert_int_equal(fits, cases[i].fits);
        assert_int_equal(valid, cases[i].valid);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(built_in_packs_come_with_what_they_require, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(packs_of_the_case_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_pack_is_named_with_what_was_meant, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_name_cannot_lead_out_of_the_packs, setup, teardown),
        cmocka_unit_test_setup_teardown(another_version_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(packs_in_a_circle_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_manifest_is_read_strictly, setup, teardown),
        cmocka_unit_test(constraints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
