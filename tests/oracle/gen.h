/*
 * Random cases: a small model, facts that fit it (mostly), and definitions and rules that are
 * well typed by construction, all as the texts a user would write.
 *
 * Everything follows from the seed. The parts are separate, so that a failing case can be made
 * smaller by leaving some out.
 */
#ifndef ONUS_TESTS_ORACLE_GEN_H
#define ONUS_TESTS_ORACLE_GEN_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

struct gen_fact {
    struct str collection; /* "alphas" */
    struct str entry;      /* "A1: { … }" */
};

struct gen_case {
    struct str *items; /* of the rule file, in order */
    uint32_t item_count;
    struct gen_fact *facts;
    uint32_t fact_count;
    bool has_phase;
    uint32_t phase;       /* ordinal */
    bool has_broken_file; /* another data file does not load: all types may have more entities */
    uint32_t chunk_rows;  /* how the engine cuts its rows; 0: as in a real run */
};

/* is_plain: what a logic program can say too: no arithmetic, no functions, no wrong facts. */
struct gen_case gen_case(struct arena *arena, uint64_t seed, bool is_plain);

#endif
