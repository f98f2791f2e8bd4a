/*
 * Do the tests notice mistakes? Each mutant of the rule files of a pack (lang/mutate.h) is checked as a
 * program of its own, and the tests that can see the changed item run over it until one fails.
 *
 *   killed       a test fails: the mistake would have been noticed
 *   survived     all tests pass: nobody would have noticed
 *   equivalent   survived, and the pack's list of equivalent mutants says why it makes no difference
 *   stillborn    it does not compile: the checker notices, tests are not asked
 *
 * A test can see an item if it expects something of a rule that reads the item, or expects nothing else.
 * Outcomes stand in the order of the texts, whatever the number of workers.
 */
#ifndef ONUS_ENGINE_TEST_MUTATION_H
#define ONUS_ENGINE_TEST_MUTATION_H

#include "engine/test/test.h"
#include "lang/check.h"
#include "lang/mutate.h"

enum mutant_fate { MUTANT_STILLBORN, MUTANT_KILLED, MUTANT_SURVIVED, MUTANT_EQUIVALENT };

struct mutation_input {
    const struct check_input *check; /* all units, with their tests */
    const struct program *program;   /* what they came to, without errors, and all tests pass */
    const struct sym_table *texts;
    struct source_map *sources;
    struct str pack;                /* whose files are changed, and whose tests run */
    struct str filter;              /* part of the code or name of what is changed; empty: all */
    const struct test_input *tests; /* how the tests of the program were run */
    const struct source *list;      /* of equivalent mutants; NULL: none */
    uint32_t jobs;                  /* workers; 0: one */
};

struct mutant_outcome {
    struct mutant mutant;
    const struct source *source;
    uint32_t item; /* of the run */
    enum mutant_fate fate;
    const struct test *killer; /* KILLED: the first test that fails, of the input's program */
    struct str reason;         /* EQUIVALENT */
};

/* Mutants of one rule, definition, table or parameter. */
struct mutated_item {
    struct str owner;
    uint32_t unit, first, count; /* mutants */
    uint32_t by_fate[MUTANT_EQUIVALENT + 1];
    uint32_t test_count; /* that can see it */
    bool *tests;         /* by test of the program */
};

struct mutation_run {
    struct arena arena;
    const struct mutation_input *in;
    VEC(struct mutant_outcome) mutants;
    VEC(struct mutated_item) items;
    uint32_t by_fate[MUTANT_EQUIVALENT + 1];
    struct diag_sink
        diags; /* of the list: lines that are none, that name no mutant, or one that is killed */
};

/* What mutation came to for what one word on the command line stands for. */
struct mutation_report {
    struct str name;
    const struct mutation_run *run;
    const struct report *list; /* what is wrong with the list of equivalent mutants */
};

struct mutation_run *mutation_run(const struct mutation_input *in);
void mutation_free(struct mutation_run *run);

/* Killed of killed and survived, in whole percent, rounded down; 100 of none. */
uint32_t kill_rate(const uint32_t *by_fate);

#endif
