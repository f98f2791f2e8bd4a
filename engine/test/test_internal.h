/*
 * What the files of tests share. Nobody outside engine/test includes this.
 *
 *   given.c    given { … } → store; given case "folder" → store, once for all tests of a run
 *   judge.c    one test: rules run, each expectation held against what came
 *   failure.c  what is told of an expectation that did not come true
 *   accept.c   how it would have to read instead
 *   coverage.c what can be reached; reach.c: what one test reaches
 *   run.c      all tests of a program, by several workers
 */
#ifndef ONUS_ENGINE_TEST_TEST_INTERNAL_H
#define ONUS_ENGINE_TEST_TEST_INTERNAL_H

#include "engine/eval/derive.h"
#include "engine/test/test.h"
#include "lang/base/vec.h"

/* A case that tests are given, loaded before any of them runs. */
struct given_case {
    struct str folder; /* its path on the host */
    struct host *host;
    int32_t today;
    struct load_result load;
    struct derivation *derivation; /* of the store loaded */
    struct diag_sink sink;
    bool ok;
};

/* One of those that share the work: whatever evaluation writes to is its own. */
struct test_worker {
    struct test_run *run;
    struct program program; /* as the input's, with tables of its own */
    struct arena arena;     /* lives as long as the run: failures */
    struct arena scratch;   /* of one test */
    uint32_t number;
    struct test_coverage *coverage; /* what its tests reached; NULL: nobody asked */
};

/* One test while it is judged. */
struct trial {
    struct test_worker *worker;
    const struct test *test;
    struct test_outcome *outcome;
    const struct given_case *given; /* NULL: entities of its own */
    struct store *store;
    struct derivation *derivation;
    struct evaluation *evaluation;
    const struct report *report;
    struct diag_sink facts; /* what the store says of what is given */
    bool *accounted;        /* by finding: some expectation is about it */
};

/* ---- given.c ---- */

/* A day for tests that do not depend on any. */
enum { TEST_TODAY = 0 };

int32_t test_today(const struct test *t);
/* The store of a test's own entities; freed by the caller. `sink` takes what is said of fields that were left out. */
struct store *given_store(const struct program *p, const struct test *t, struct diag_sink *sink);
/* *store with what patterns derive from it, in its place. */
struct derivation *given_derive(struct arena *arena, struct diag_sink *sink,
                                const struct program *p, int32_t today, struct store **store);
/* Loads the cases that tests are given, into run->cases. */
void given_cases(struct test_run *run);
void given_cases_free(struct test_run *run);

/* ---- judge.c ---- */

void trial_judge(struct trial *t);
bool finding_is_at(const struct trial *t, const struct finding *f, const struct expectation *e);
bool finding_says(const struct finding *f, const struct expectation *e);
bool finding_is_unknown(const struct finding *f);
/* Whether nothing that a test expects is about a finding of its rules. */
bool trial_is_else(const struct trial *t, uint32_t finding);
/* The entity that `at` names; ENT_NONE: there is none, or none is named. */
struct ent trial_subject(const struct trial *t, const struct expectation *e);
enum subject_status trial_status(const struct trial *t, rule_id rule, struct ent subject);

/* ---- accept.c: how the test would read if it expected what came ---- */

void accept_words(struct trial *t, const struct expectation *e, const struct finding *f);
void accept_silence(struct trial *t, const struct expectation *e);
void accept_findings(struct trial *t, const struct expectation *e); /* instead of e */
void accept_others(struct trial *t, const struct expectation *e);   /* before `nothing else` */
void accept_decision(struct trial *t, const struct expectation *e, const char *word);

/* ---- reach.c ---- */

/* What a judged test reached. lookups: by table and row, as the evaluation noted them. */
void trial_reach(struct trial *t, struct test_coverage *c, bool **lookups);

/* ---- failure.c ---- */

/* Whether a finding is one of the rules under test. */
bool trial_is_own(const struct trial *t, const struct finding *f);
struct diag *failure_add(struct trial *t, enum diag_code code, const struct expectation *e,
                         const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* What was found although it should not have been. */
void failure_finding(struct trial *t, struct diag *d, const struct finding *f);
/* What came instead of what was expected, nearest first. */
void failure_instead(struct trial *t, struct diag *d, const struct expectation *e);
/* Why it could not be decided: which fields were left out. */
void failure_unknown(struct trial *t, struct diag *d, const struct finding *f);
/* Why the case did not load. */
void failure_case(struct trial *t, struct diag *d);

#endif
