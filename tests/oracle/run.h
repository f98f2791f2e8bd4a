/*
 * One case from text to results, twice: by the engine and by the naive evaluator.
 */
#ifndef ONUS_TESTS_ORACLE_RUN_H
#define ONUS_TESTS_ORACLE_RUN_H

#include "engine/eval/eval.h"
#include "lang/base/diag.h"
#include "tests/oracle/coverage.h"
#include "tests/oracle/gen.h"
#include "tests/oracle/naive.h"

/* The parts of a case that are in use; a case is made smaller by leaving some out. */
struct selection {
    struct gen_case all;
    bool *items, *facts;
};

struct outcome {
    struct str difference;      /* empty: both agree */
    struct str errors;          /* of the rule file; empty: it compiles */
    uint32_t rules, rules_lost; /* rules written, and those that did not compile */
    bool is_mixed;              /* some subject satisfied, some not */
};

/* Everything that one case needs on its way. */
struct run {
    struct arena *arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
    const struct program *program;
    struct store *store;
    struct evaluation *evaluation;
    struct naive naive;
    struct outcome out;
};

/* Compiles, loads and evaluates. */
struct run *run_start(struct arena *a, const struct selection *s);
void run_end(struct run *r);

struct selection select_all(struct arena *a, struct gen_case all);
struct str rules_text(struct arena *a, const struct selection *s);
struct str facts_text(struct arena *a, const struct selection *s);
/* coverage may be NULL. */
struct outcome run_case(struct arena *a, const struct selection *s, struct coverage *coverage);

#endif
