/*
 * Tests of rules: what a test gives becomes a store, the rules run over it, and what they say is held against what the
 * test expects (language.md §12, docs/reference/tests.md).
 *
 * A run takes a program that was checked with its tests (check_input.with_tests) and without tailoring, and changes
 * nothing of it: each worker interns into tables of its own. So one program may be run many times, and what
 * is expensive (parsing) need not be done again to run the tests of a changed one:
 *
 *   for each change:
 *       change the trees of some units
 *       p = check_units(…, with_tests) into tables of its own; look at its errors: what does not compile is not run
 *       run = tests_run(&(struct test_input){.program = p, .sources = …, .pack = …, .is_quick = true});
 *       run->outcomes[i].passed, by place in the text; is_quick: without reasons, each test up to its first failure
 *       tests_free(run)
 *
 * Outcomes stand in the order of the texts, whatever the number of workers.
 */
#ifndef ONUS_ENGINE_TEST_TEST_H
#define ONUS_ENGINE_TEST_TEST_H

#include "engine/find/find.h"
#include "engine/host.h"
#include "engine/load/load.h"
#include "engine/test/coverage.h"

/* Where the files of `given case "folder"` are found: the host that a rule file was read from, and its path there. */
struct test_file {
    const struct source *source;
    struct host *host;
    struct str path;
};

struct test_input {
    const struct program *program;
    struct source_map *sources; /* files of cases are added */
    struct str pack;            /* the tests of this pack run */
    struct str filter;          /* part of a title, or of a code that is expected; empty: all */
    const struct test_file *files;
    uint32_t file_count;
    const struct source **pack_files; /* data that packs bring along, for `given case` */
    uint32_t pack_file_count;
    uint32_t jobs;       /* workers; 0: one */
    bool is_quick;       /* passed or not is all that is wanted */
    bool has_coverage;   /* also find out what the tests reach */
    bool requires_tests; /* a rule that no test shows firing, or silent, is a failure */
    const bool *wanted;  /* by test of the program; NULL: all */
};

/* A piece of a rule file and what would have to stand there for a test to pass. Never for what could not be decided. */
struct test_edit {
    struct span span;
    struct str text;
};

struct test_outcome {
    const struct test *test;
    bool passed;
    bool is_run;               /* false: not of the pack, filtered out, or not wanted */
    struct diag_sink failures; /* why it did not pass; places are those of the input's sources */
    VEC(struct test_edit) edits;
};

struct test_run {
    struct arena arena;
    const struct test_input *in;
    struct test_outcome *outcomes; /* by test of the program */
    uint32_t count;
    uint32_t ran, passed, failed;
    uint32_t untested;              /* rules that lack a test, if tests are required */
    struct diag_sink lacking;       /* of them */
    struct test_coverage *coverage; /* NULL: nobody asked */
    struct given_case **cases;      /* by test; NULL: it is given entities of its own */
    struct test_worker *workers;
    uint32_t worker_count;
};

/* A file whose tests expect what came, if that is what is wanted. */
struct test_rewrite {
    const struct source *source;
    const struct test_file *file; /* NULL: it comes with the program and cannot be written */
    struct str after;
    uint32_t count; /* expectations that changed */
};

/* By place of the files in the input's sources. */
struct test_rewrite *tests_accept(const struct test_run *run, struct arena *a, uint32_t *count);

/* What is told of a run, in the order of the texts. */
struct tests_report {
    struct str name; /* what was tested, as it was called */
    const struct test_run *run;
    const struct report *rule_files,
        *failures; /* what is wrong with the files; what did not come true */
};

/* `in` must live as long as the run. */
struct test_run *tests_run(const struct test_input *in);
void tests_free(struct test_run *run);

#endif
