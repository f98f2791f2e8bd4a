/*
 * A program and its facts as a logic program, for solvers that others wrote.
 *
 * Where nothing is incomplete, conditions are two-valued, and a rule is a stratified logic program. Rules that use what has no
 * such form (functions, arithmetic, texts) are left out. The atoms violated(RULE, SUBJECT) must be those that the engine found.
 */
#ifndef ONUS_TESTS_ORACLE_LOGIC_H
#define ONUS_TESTS_ORACLE_LOGIC_H

#include "tests/oracle/run.h"

/* What is bound where an expression stands: "env7(S0,S2)", which finds the values; what each rule must say of them; "S0,S2". */
struct env {
    struct str atom, domain, args;
};

struct logic {
    const struct dialect *dialect;
    struct run *run;
    struct arena *arena;
    struct text_buf out;
    uint32_t predicates;
    bool is_unsupported; /* in the rule or definition being written */
    bool *bad_defines;
    const struct rule *rule; /* being written, or NULL */
};

/* What the languages of the solvers do differently. */
struct dialect {
    const char *comparisons[6]; /* by enum compare_op */
    bool is_32_bit;             /* numbers are */
    bool is_top_down;           /* rules are asked with their variables bound */
    void (*define)(struct logic *a, struct str name); /* before its rules: "def3/2" */
    struct str (*finish)(struct logic *a);            /* all of it, once the rules are written */
    /* The rest of a rule: `result` is the number of tuples for which body holds. */
    void (*count)(struct logic *a, struct str tuple, struct str body, struct str result);
    /* head holds in env where body holds for every value of the slot in inner. */
    void (*every)(struct logic *a, struct str head, struct env env, struct str body,
                  struct env inner, uint32_t slot);
};

extern const struct dialect dialect_asp, dialect_prolog;

/* said: by rule; whether the text covers it. */
struct str logic_write(struct run *run, const struct dialect *dialect, bool *said);

#endif
