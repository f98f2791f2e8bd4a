/*
 * Golden tests: one directory per case, and the name of each expected file is the name of the phase
 * that it checks.
 *
 *   tests/golden/<area>/<case>/input.onus     what the user wrote
 *   tests/golden/<area>/<case>/PACK.onus      a pack beside it; PACK.FILE.onus: one file of a pack;
 *                                             input.FILE.onus: another file of the case
 *   tests/golden/<area>/<case>/ast.txt        the tree
 *   tests/golden/<area>/<case>/syntax.txt     diagnostics of parsing alone
 *   tests/golden/<area>/<case>/diag.txt       diagnostics of parsing and checking; in cases called
 *                                             authors_… also those that only help who writes the rules
 *   tests/golden/<area>/<case>/program.txt    the typed program
 *   tests/golden/<area>/<case>/plan.txt       how it will be evaluated
 *   tests/golden/<area>/<case>/mutants.txt    the small mistakes that tests should notice
 *   tests/golden/<area>/<case>/fmt.onus       the canonical layout
 *
 * A case with an onus.yaml instead is a whole case folder, for the built program; one with a
 * case.txt names such a folder, from the root of the repository:
 *
 *   report.txt, report.json                   what `onus check` prints on standard output
 *   exit.txt                                  its exit code
 *   store.txt                                 the facts of the case, with what patterns derived
 *   explain.txt                               what `onus explain` prints for each line of targets.txt
 *
 * In both kinds tests.txt is what `onus test` prints, and its exit code; options.txt: its options.
 *
 * Only the phases whose file exists are run; a case without any is a failure. With UPDATE_GOLDEN=1
 * the actual output replaces the expected one, to be read in the diff before committing.
 *
 * Usage: golden [folder of an area, or of one case]
 */
#include "tests/golden/golden.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef void phase_fn(struct golden_run *run, struct text_buf *out);

/* One line here is all it takes to make a new phase testable. */
static const struct {
    const char *file;
    phase_fn *run;
    bool whole_case; /* of a folder with onus.yaml */
} phases[] = {
    {"ast.txt", golden_ast, false},
    {"syntax.txt", golden_syntax, false},
    {"diag.txt", golden_diag, false},
    {"program.txt", golden_program, false},
    {"plan.txt", golden_plan, false},
    {"mutants.txt", golden_mutants, false},
    {"fmt.onus", golden_fmt, false},
    {"report.txt", golden_report, true},
    {"report.json", golden_report_json, true},
    {"exit.txt", golden_exit, true},
    {"store.txt", golden_store, true},
    {"tests.txt", golden_tests, true},
    {"tests.txt", golden_tests, false},
    {"explain.txt", golden_explain, true},
};

static void
write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
    fclose(f);
}

/* Returns whether the case has something to say about the phase. */
static bool
check_phase(struct golden_run *run, const char *file, phase_fn *phase)
{
    const char *path = arena_printf(&run->arena, "%s/%s", run->folder, file);
    struct str want, got;
    if (!golden_read(&run->arena, path, &want))
        return false;
    struct text_buf out = {.arena = &run->arena};
    phase(run, &out);
    got = text_str(&out);
    if (str_eq(got, want))
        return true;
    if (getenv("UPDATE_GOLDEN")) {
        write_file(path, got);
        return true;
    }
    print_error("%s\n--- expected\n" STR_FMT "\n--- actual\n" STR_FMT "\n", path, STR_ARG(want),
                STR_ARG(got));
    fail();
    return true;
}

static void
golden_case(void **state)
{
    struct golden_run *run = *state;
    const char *input = arena_printf(&run->arena, "%s/input.onus", run->folder);
    const char *project = arena_printf(&run->arena, "%s/onus.yaml", run->folder);
    struct str ignored;
    const char *elsewhere = arena_printf(&run->arena, "%s/case.txt", run->folder);
    struct str named;
    run->case_folder = run->folder;
    if (golden_read(&run->arena, elsewhere, &named)) {
        run->case_folder =
            arena_printf(&run->arena, "%s/" STR_FMT, SOURCE_DIR, STR_ARG(str_trim(named)));
        project = arena_printf(&run->arena, "%s/onus.yaml", run->case_folder);
    }
    bool whole = golden_read(&run->arena, project, &ignored);
    if (!whole && !golden_read(&run->arena, input, &run->text))
        fail_msg("%s has neither input.onus nor onus.yaml", run->folder);
    unsigned checked = 0;
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        if (phases[i].whole_case == whole)
            checked += check_phase(run, phases[i].file, phases[i].run);
    }
    if (checked == 0)
        fail_msg("%s expects nothing", run->folder);
}

/* Teardown, not the end of golden_case(): a failed assertion jumps past that. */
static int
golden_release(void **state)
{
    struct golden_run *run = *state;
    arena_release(&run->arena);
    return 0;
}

/* The cases below a folder, or the folder itself. */
static glob_t
find_cases(const char *folder)
{
    glob_t found = {0};
    const char *const names[] = {"input.onus",   "onus.yaml",   "case.txt",
                                 "*/input.onus", "*/onus.yaml", "*/case.txt"};
    char pattern[4096];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(pattern, sizeof pattern, "%s/%s", folder, names[i]);
        glob(pattern, found.gl_pathc > 0 ? GLOB_APPEND : 0, NULL, &found);
    }
    return found;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: golden <folder of an area or of a case>\n");
        return 2;
    }
    glob_t found = find_cases(argv[1]);
    if (found.gl_pathc == 0) {
        fprintf(stderr, "no golden case below %s\n", argv[1]);
        return 1; /* an empty run must never look green */
    }
    struct golden_run *runs = calloc(found.gl_pathc, sizeof *runs);
    struct CMUnitTest *tests = calloc(found.gl_pathc, sizeof *tests);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        *strrchr(found.gl_pathv[i], '/') = '\0';
        runs[i].folder = found.gl_pathv[i];
        tests[i] = (struct CMUnitTest){.name = found.gl_pathv[i],
                                       .test_func = golden_case,
                                       .teardown_func = golden_release,
                                       .initial_state = &runs[i]};
    }
    /* The function behind cmocka's macro, which wants an array of known size. */
    int failed = _cmocka_run_group_tests(argv[1], tests, found.gl_pathc, NULL, NULL);
    free(tests);
    free(runs);
    globfree(&found);
    return failed != 0;
}
