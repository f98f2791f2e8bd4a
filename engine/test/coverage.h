/*
 * What tests reach of the rules: points, each of them something that a rule can come to.
 *
 * A rule fires where a passing test expects it to, and stays silent where a passing test expects that of a subject
 * that the rule judged. All other points are reached by any test that runs: each guard true and false, each requirement kept and
 * failed, each step of a trace stopping a chain, each branch of a criterion, each row or cell of a table answering.
 */
#ifndef ONUS_ENGINE_TEST_COVERAGE_H
#define ONUS_ENGINE_TEST_COVERAGE_H

#include "engine/eval/eval.h"

enum point_kind {
    POINT_FIRES,
    POINT_SILENT,
    POINT_GUARD_TRUE, /* a: variable */
    POINT_GUARD_FALSE,
    POINT_DUTY_TRUE, /* a: duty */
    POINT_DUTY_FALSE,
    POINT_STEP_PASSES, /* a: duty, b: step */
    POINT_STEP_STOPS,
    POINT_BRANCH,      /* a: duty, b: branch: it decides, and all of its `given` is there */
    POINT_GIVEN_LACKS, /* it decides, and something of its `given` is missing */
    POINT_NO_BRANCH,   /* a: duty: none of them decides */
    POINT_ROW          /* of .table, a: row */
};

struct coverage_point {
    enum point_kind kind;
    rule_id rule; /* NO_ID: of a table */
    table_id table;
    uint32_t a, b;
    struct span span;
};

struct test_coverage {
    struct coverage_point *points; /* by rule in the order of the texts, then by table */
    bool *reached;
    uint32_t count;
};

/* The points of all rules and tables of a pack; nothing is reached yet. */
struct test_coverage *coverage_new(struct arena *a, const struct program *p, struct str pack);
/* The same points for one worker. */
struct test_coverage *coverage_copy(struct arena *a, const struct test_coverage *c);
void coverage_join(struct test_coverage *all, const struct test_coverage *part);
void coverage_reach(struct test_coverage *c, enum point_kind kind, rule_id rule, uint32_t a,
                    uint32_t b);
/* Whether there is such a point and it is reached. */
bool coverage_is_reached(const struct test_coverage *c, enum point_kind kind, rule_id rule);
/* "the guard `c.selected` is never false" */
struct str coverage_words(const struct test_coverage *c, uint32_t point, struct arena *a,
                          const struct program *program, const struct source_map *sources);

#endif
