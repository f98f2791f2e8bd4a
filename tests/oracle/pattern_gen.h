/*
 * A random pattern over a small model, and facts to apply it to, some of them wrong.
 */
#ifndef ONUS_TESTS_ORACLE_PATTERN_GEN_H
#define ONUS_TESTS_ORACLE_PATTERN_GEN_H

#include "tests/oracle/gen.h"

/* The items are the model, the patterns and one application. */
struct gen_case gen_patterns(struct arena *a, uint64_t seed);
/* Whether a type is one that patterns make elements of. */
bool pattern_type(struct str name);

#endif
