/*
 * What the files that say rules in English share. Nobody outside engine/explain includes this.
 *
 *   english.c        a rule: whom it concerns, what it asks, when
 *   english_say.c    conditions → clauses: "the control is in place"
 *   english_name.c   values and sets → phrases: "the controls of the capability"
 *   english_word.c   words: plurals, articles, verbs
 */
#ifndef ONUS_ENGINE_EXPLAIN_ENGLISH_INTERNAL_H
#define ONUS_ENGINE_EXPLAIN_ENGLISH_INTERNAL_H

#include "engine/explain/explain_internal.h"

enum { ENGLISH_DEPTH = 60 }; /* expressions within each other; what is deeper is quoted */

/* The variables that are in scope. */
struct english {
    struct explainer *x;
    const struct rule *rule;
    const struct slot *slots;
    uint32_t slot_count;
    uint32_t depth;
    bool *is_let;   /* by slot: a let, called by its name */
    bool *is_bound; /* by slot: spoken of so far */
};

/* ---- english_word.c ---- */
struct str word_blanks(struct explainer *x, struct sym name); /* "accepted by" of accepted_by */
struct str word_plural(struct explainer *x, struct str noun);
/* "a control", "an asset" */
struct str word_article(struct explainer *x, struct str noun);
/* How a field reads: as what its owner does, "mitigates"; what is done to it, "protected by"; or what it has. */
enum field_role { ROLE_NOUN, ROLE_VERB, ROLE_BY, ROLE_ON };
enum field_role word_role(struct explainer *x, struct str field, struct type t);
bool word_starts_with_vowel(struct str s);

/* ---- english_name.c ---- */
struct str name_value(struct english *e, const struct ir *ir);
/* "control", "node" of what a set has as members. */
struct str name_members(struct english *e, struct type t);
struct str name_variable(struct english *e, uint32_t slot);
/* The value in a message or definition's sentence, with these arguments for its parameters. */
struct str name_template(struct english *e, const struct ir *template, ir_vec args);
struct str name_list(struct english *e, const struct str *parts, uint32_t count, const char *join);

/* ---- english_say.c ---- */
struct str say(struct english *e, const struct ir *ir, bool is_true);
/* What is said of one value, without the value: "is selected" of "the capability is selected". Empty: it is not of that form. */
struct str say_after(struct str clause, struct str subject);

#endif
