/* How often each construct of the language was evaluated. */
#ifndef ONUS_TESTS_ORACLE_COVERAGE_H
#define ONUS_TESTS_ORACLE_COVERAGE_H

#include "engine/store/store.h"
#include "lang/program.h"

/* What no single node of an expression shows. */
/* clang-format off */
#define COVERAGE_FEATURES \
    FEATURE(WHERE, "where of a quantifier") \
    FEATURE(IF_ANY, "every …, if any") \
    FEATURE(NO, "no … has") \
    FEATURE(SET_HOP, "hop from a set") \
    FEATURE(OPEN_HOP, "hop with ?") \
    FEATURE(UNION_HOP, "hop on a union of types") \
    FEATURE(INVERSE, "inverse hop") \
    FEATURE(STAR, "closure .*") \
    FEATURE(PLUS, "closure .+") \
    FEATURE(SET_COMPARE, "sets compared") \
    FEATURE(IF_SET, "if between sets") \
    FEATURE(MAP_TWO, "map over two variables") \
    FEATURE(AGGREGATE_WHERE, "aggregate with where") \
    FEATURE(RECURSIVE, "recursive definition") \
    FEATURE(MUTUAL, "mutual recursion") \
    FEATURE(RECURSIVE_TWO, "recursion over two parameters") \
    FEATURE(RECURSIVE_EVERY, "recursion under every") \
    FEATURE(DEFINE_MANY, "definition with several parameters") \
    FEATURE(SEVERAL, "several for each") \
    FEATURE(GUARD, "guarded rule") \
    FEATURE(LET, "let") \
    FEATURE(OPENS, "requirement that opens") \
    FEATURE(TRACE_SOME, "trace: some") \
    FEATURE(TRACE_EVERY, "trace: every") \
    FEATURE(TRACE_CONDITION, "trace: condition") \
    FEATURE(PHASE, "rule with a phase") \
    FEATURE(CRITERION, "criterion") \
    FEATURE(GIVEN, "criterion: given") \
    FEATURE(MEETS, "meets") \
    FEATURE(AFTER, "rule after another") \
    FEATURE(INCOMPLETE, "incomplete field") \
    FEATURE(EXTERNAL, "external entity") \
    FEATURE(EXTENT, "incomplete extent") \
    FEATURE(MATRIX, "matrix") \
    FEATURE(FIRST, "table: first") \
    FEATURE(COLLECT, "table: collect") \
    FEATURE(UNIQUE, "table: unique") \
    FEATURE(MEASURE, "measure")
/* clang-format on */

enum feature {
#define FEATURE(id, words) FEATURE_##id,
    COVERAGE_FEATURES
#undef FEATURE
        FEATURE_COUNT
};

struct coverage {
    uint32_t kinds[IR_KIND_COUNT], compares[CMP_GE + 1], ariths[ARITH_NEGATE + 1];
    uint32_t aggregates[AGG_PRODUCT + 1], builtins[BUILTIN_COUNT], features[FEATURE_COUNT];
    uint32_t compared_kinds[TYPE_KIND_COUNT];
};

void coverage_add(struct coverage *c, const struct program *p, struct store *s);
/* Prints what occurs less than `least` times (everything, if verbose); returns how many do. */
uint32_t coverage_report(const struct coverage *c, uint32_t least, bool is_verbose);

#endif
