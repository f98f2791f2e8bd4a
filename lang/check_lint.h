/*
 * What the files of the lint passes share: they look at what checked without error, and say what it
 * cannot have been meant to say. Nothing here changes the program.
 *
 *   check_lint.c        the order of the passes; conditions where they stand, and what is known there
 *   check_lint_words.c  expressions as words, the same for the same question
 *   check_lint_fact.c   conditions as facts about keys: "x.cost is above 3"
 *   check_lint_logic.c  whether a condition can still be true, and false, where others are known
 *   check_lint_say.c    what is said of a decided condition
 *   check_lint_rule.c   rules as wholes: duplicates, messages, tests
 *   check_lint_pattern.c  patterns whose argument ends too early
 *   check_lint_text.c   patterns of text, look-alike letters
 *
 * A condition is decided if it comes out the same for every case that loads completely. The reasoning is exact over
 * the keys it looks at and blind to all else, so it misses decided conditions and never makes one up.
 */
#ifndef ONUS_LANG_CHECK_LINT_H
#define ONUS_LANG_CHECK_LINT_H

#include "lang/check_expr.h"

/* ---- words ---- */

/* Slots that stand for something of their own in the words: bound inside, or the variables of a rule. */
struct lint_bound {
    const struct lint_bound *outer;
    uint32_t slot, number;
};

/*
 * The words of an expression: equal words, equal value. Names of bound variables, the order of `and`, `or`, `=`, and the
 * ways to write one quantifier do not matter.
 */
void lint_words(const struct lint_bound *bound, const struct ir *ir, struct text_buf *out);

/* ---- facts ---- */

/* What a condition asks about. */
enum key_kind {
    KEY_TRUTH, /* something that is true or false */
    KEY_VALUE, /* a value against constants: the points */
    KEY_ORDER, /* two values against each other: less, equal, greater */
    KEY_TYPE   /* what an entity is: the points are unions */
};

struct fact_key {
    enum key_kind kind;
    struct str words;
    const struct ir *of; /* the value (VALUE, TYPE) or the left one (ORDER) */
    const struct ir *other;
    bool may_miss, is_ordered, is_discrete;
    bool has_low, has_high; /* no value lies outside */
    uint64_t low, high;
    struct span bounds; /* where that is declared; none: it is so by nature */
    bool never_greater; /* ORDER: the left one is not after the right one */
    VEC(uint64_t) points;
    VEC(union_id) seen;    /* TYPE: what it may be, as far as occurrences say */
    const struct fact *so; /* where this is true, that is true as well; NULL: nothing follows */
};

enum fact_kind { FACT_CONST, FACT_ATOM, FACT_NOT, FACT_ALL, FACT_ANY };
enum atom_op { ATOM_EQ, ATOM_NE, ATOM_LT, ATOM_LE, ATOM_GT, ATOM_GE, ATOM_THERE, ATOM_AMONG };

/* A condition over keys. */
struct fact {
    enum fact_kind kind;
    bool value;   /* CONST */
    uint32_t key; /* ATOM */
    enum atom_op
        op;       /* ATOM: against at[0]; THERE: not missing, a text not empty; AMONG: one of at */
    uint64_t *at; /* ATOM: points */
    uint32_t count;     /* of points */
    struct fact **part; /* NOT, ALL, ANY */
    uint32_t parts;
};

/* Where a fact that is known comes from, for the words about it. */
enum known_from {
    FROM_AND,
    FROM_OR,
    FROM_IMPLIES,
    FROM_GUARD,
    FROM_WHERE,
    FROM_THEN,
    FROM_ELSE,
    FROM_REQUIRE,
    FROM_STEP
};

struct known {
    const struct known *outer;
    const struct fact *fact; /* holds */
    enum known_from from;
    struct span span;
};

/* One rule or definition. */
struct lint {
    struct checker *ck;
    const struct context *cx; /* for words and reports */
    const struct slot *slots;
    uint32_t slot_count;
    VEC(struct fact_key) keys;
    uint32_t steps; /* asked so far, against the limit */
};

struct fact *fact_of(struct lint *l, const struct ir *condition);
struct fact *fact_not(struct lint *l, struct fact *f);
bool value_may_miss(const struct lint *l, const struct ir *ir);

/* ---- logic ---- */

struct outcome {
    bool can_hold, can_fail; /* neither: what is known contradicts itself */
};

struct outcome outcome_of(struct lint *l, const struct fact *f, const struct known *known);
/*
 * Of what is known, what decides: at most three that do so together, the nearest ones. Returns how many; 0: it is decided
 * anyway.
 */
uint32_t deciding(struct lint *l, const struct fact *f, const struct known *known,
                  const struct known *out[3]);

/* ---- words about it ---- */

/* Whether something has been said of these words or a part of them. */
bool lint_said(const struct lint *l, struct span at);
/* A part of a condition that is always `holds`, because of `known` (NULL: by itself). */
void say_decided(struct lint *l, const struct ir *ir, const struct fact *f, bool holds,
                 const struct known *known);
void say_branch(struct lint *l, const struct ir *cond, bool holds, const struct known *known,
                const struct fact *f);
void say_duty(struct lint *l, const struct ir *ir, const struct fact *f, bool holds,
              const struct known *known);
void say_step(struct lint *l, const struct ir_step *step, bool is_last, const struct fact *f,
              bool holds, const struct known *known);

/* ---- the other passes ---- */
void lint_rules(struct checker *ck);
void lint_patterns(struct checker *ck);
void lint_texts(struct checker *ck);

#endif
