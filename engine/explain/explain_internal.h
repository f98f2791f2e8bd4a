/*
 * What the files of the explainer share. Nobody outside engine/explain includes this.
 *
 *   words.c        names of expressions, values and places
 *   why_test.c     one test in words, whether it holds or not
 *   why.c          a condition that did not hold (or did, under `not`) → a tree of reasons
 *   why_set.c      an empty set, an unknown value → which hop, which mistake in the case
 *   why_call.c     definitions; a recursive one: a shortest path to what fails
 *   why_measure.c  an unknown measure: the circle or the mistake below it
 *   why_lookup.c   what a table gives, and which row or cell of it
 *   why_lines.c    a tree → the few lines of a finding
 *   proof.c        what the truth of a condition rests on, least height first
 *   proof_call.c   the same of definitions, recursive ones without circles
 *   proof_value.c  the facts that a value or a member rests on
 *   repair.c       the changes that would make one test come out otherwise
 *   repair_plan.c  those of a whole tree, if they agree with each other and with what already holds
 *   trace.c        how far each chain of a trace got
 *   verdict.c      what the view of an entity says of it
 *   explain.c      a duty that failed → failures
 *   pattern.c      what is amiss of a pattern → failures
 *   target.c       "RULE@SUBJECT" → rule and subject
 *   subject.c      one rule and subject → explanation
 */
#ifndef ONUS_ENGINE_EXPLAIN_EXPLAIN_INTERNAL_H
#define ONUS_ENGINE_EXPLAIN_EXPLAIN_INTERNAL_H

#include "engine/explain/explain.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

enum {
    WHY_DEPTH = 24,      /* expressions within each other that are still taken apart */
    UNKNOWN_DEPTH = 512, /* … on the one way to what is not known, of which only the end is shown */
    WHY_CANDIDATES = 4,   /* candidates of a quantifier that are told apart in a finding … */
    TREE_CANDIDATES = 12, /* … and in a tree */
    TREE_TRIED = 64,      /* members of a set of which the best are taken */
    TREE_DEPTH = 96,      /* reasons within each other */
    FACTS_DEPTH = 1000,   /* … where only facts are wanted */
    TREE_STEPS = 1 << 19, /* evaluations for one tree */
    TREE_CALLS = 1 << 14  /* calls of definitions in one tree; a power of two */
};

/* What one tree has told already. */
struct explain_memory {
    uint32_t steps;          /* evaluations left */
    struct told_call *calls; /* by hash: TREE_CALLS */
    uint32_t call_count;
};

struct told_call {
    struct reason *reason; /* NULL: free */
    define_id define;
    const struct value *args;
    uint32_t kind; /* enum truth of a proof; CALL_MISSES, CALL_VALUE */
};
enum { CALL_MISSES = 3, CALL_VALUE };

/* The variables of one rule or definition, with their values. */
struct frame {
    const struct rule *rule; /* NULL: a definition */
    const struct slot *slots;
    uint32_t slot_count;
    struct value *values;
    uint32_t depth;    /* definitions within each other */
    bool in_recursion; /* of a call on a path that is being told: recursive calls are only named */
    bool in_plan;      /* all that fails is looked for, also in recursive calls */
    bool
        is_leveled; /* of a recursive call that is being proved: only calls of lower levels may be used */
    uint32_t component, level;
};

/* Something that is already as it has to be: a condition that is true or false, a value, or that `cell` is in a set. */
struct held {
    struct held *next;
    struct frame frame;
    enum { HELD_CONDITION, HELD_VALUE, HELD_MEMBER } kind;
    const struct ir *ir;
    uint64_t cell;
};

/* ---- words.c ---- */
struct str words(struct explainer *x, const struct frame *f, const struct ir *ir);
/* The author's words on one line, cut where they are long. */
struct str words_written(struct explainer *x, struct span at);
struct str words_entity(struct explainer *x, struct ent e);
struct str words_raw(struct explainer *x, struct type t,
                     uint64_t cell); /* without quotes; not for entities */
struct str words_cell(struct explainer *x, struct type t, uint64_t cell);
struct str words_value(struct explainer *x, struct type t, const struct value *v);
struct str words_ids(struct explainer *x, struct type t, const uint64_t *cells, uint32_t count);
struct str words_union(struct explainer *x, union_id types);
struct str words_of_place(struct explainer *x, struct span at);   /* "evidence.yaml:44:14" */
struct str words_type_lower(struct explainer *x, entity_id type); /* "trust zone" of TrustZone */
/* Where the value of an expression is written, or none. */
struct span words_span(struct explainer *x, const struct frame *f, const struct ir *ir);
/* The value of field `name` of e, else its key, else the id of e. */
struct span words_field_span(struct explainer *x, struct ent e, field_id f);
field_id words_field(struct explainer *x, const struct ir *hop, struct ent e); /* FIELD, CLOSURE */

/* ---- english_word.c ---- */
/* The verb of the third person without its ending: "shows" → "show"; empty if it is none. */
struct str word_infinitive(struct explainer *x, struct str verb);

/* ---- why_test.c ---- */
struct reason *why_new(struct explainer *x, struct str text, struct span at);
struct reason *why_printf(struct explainer *x, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void why_add(struct reason *parent, struct reason *part);
/* The author's words, and what became of them. */
struct reason *why_written(struct explainer *x, const struct frame *f, const struct ir *ir,
                           const char *verb);
enum truth why_truth(struct explainer *x, const struct frame *f, const struct ir *ir);
struct value why_value(struct explainer *x, const struct frame *f, const struct ir *ir);
/* The value of the let that a slot holds, or NULL. */
const struct ir *why_let(const struct frame *f, uint32_t slot);
struct reason *why_flag(struct explainer *x, struct frame *f, const struct ir *ir, bool holds);
/* `x = a or x = b`: the same value compared with one constant after the other. NULL if it is not that. */
struct reason *why_other_value(struct explainer *x, struct frame *f, const struct ir *const *parts,
                               uint32_t count);
/* Tests of one or two values, told the same way whether they hold or not. NULL: not one of them. */
struct reason *why_test(struct explainer *x, struct frame *f, const struct ir *ir, bool holds);

/* ---- why.c ---- */
/* "C-7: …", unless the part names it already. */
struct reason *why_candidate(struct explainer *x, struct type t, uint64_t cell,
                             struct reason *part);
/* Why the condition is not true. Never NULL. */
struct reason *why_not(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth);
/* Why it is true, where it should not be. */
struct reason *why_holds(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth);

/* ---- why_lines.c ---- */
struct str why_sentence(struct explainer *x, const struct reason *w); /* for {why} */
void why_lines(struct explainer *x, const struct reason *w, struct failure *out);

/* ---- proof.c ---- */
/*
 * Adds to `out` what the truth of a condition, true or false, rests on: a proof of least height, ties by source order. False: there is
 * none without going in a circle.
 */
bool prove(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
           uint32_t depth);
/* Adds the facts that one test rests on. */
void prove_operands(struct explainer *x, struct frame *f, const struct ir *ir, enum truth t,
                    struct reason *out, uint32_t depth);
/* Takes over the parts of `from`. */
void reason_splice(struct reason *out, struct reason *from);
/* Whether the tree may still grow; says so in `out` if it may not. */
bool tree_has_room(struct explainer *x, struct reason *out, uint32_t depth);
void tree_more(struct explainer *x, struct reason *out, uint32_t omitted, const char *what);

/* ---- proof_call.c ---- */
/* The place of a call among those told in this tree; its reason is NULL if it is new. NULL: calls like this are told each time. */
struct told_call *call_told(struct explainer *x, const struct ir *call, const struct value *args,
                            uint32_t kind);
bool prove_call(struct explainer *x, struct frame *f, const struct ir *call, struct reason *out,
                uint32_t depth);

/* ---- proof_value.c ---- */
/* Adds the facts that a value rests on: all there is of it. */
void prove_value(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
                 uint32_t depth);
/* Adds the facts that make a cell a certain member of a set. */
void prove_member(struct explainer *x, struct frame *f, const struct ir *set, uint64_t cell,
                  struct reason *out, uint32_t depth);
struct value why_set_value(struct explainer *x, const struct frame *f, const struct ir *set);
void fact_value(struct explainer *x, struct ent e, field_id field, struct reason *out);
void fact_member(struct explainer *x, struct ent e, field_id field, uint64_t cell,
                 struct reason *out);

/* ---- repair.c ---- */
/* Sets cost and edits of a test that did not come out as wanted. */
void repair_test(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted,
                 struct reason *out);
/* An empty set, or one without a member that passes: a member that could be linked. quant NULL: any member. */
struct reason *repair_member(struct explainer *x, struct frame *f, const struct ir *set,
                             const struct ir *quant);
void hold(struct explainer *x, const struct frame *f, const struct ir *ir, struct reason *out);
void hold_value(struct explainer *x, const struct frame *f, const struct ir *ir,
                struct reason *out);
void hold_member(struct explainer *x, const struct frame *f, const struct ir *set, uint64_t cell,
                 struct reason *out);

/* ---- repair_plan.c ---- */
void repair_plan(struct explainer *x, struct explanation *out);

/* ---- explain.c: what failures are made of ---- */
struct failure *failure_new(struct explainer *x, enum truth truth, struct finding_place at);
/* "threat T-12" */
struct str failure_label(struct explainer *x, struct ent e);
struct finding_place failure_subject(struct explainer *x, const struct rule *r, struct ent e);
/* The message of a failure that nobody can decide names what is missing, not what would be wrong. */
struct str failure_undecided(struct explainer *x, struct ent subject, const struct reason *w);
void failure_bind(struct explainer *x, const struct rule *r, uint32_t slot,
                  const struct value *values, struct failure *out);
void failure_related(struct explainer *x, struct failure *out, struct span at, struct str text);
void failure_line(struct explainer *x, struct failure *out, struct str line);

/* ---- pattern.c ---- */
struct failure *explain_pattern(struct explainer *x, const struct rule *r, const struct duty *d,
                                struct value *values, enum truth truth, enum explain_depth depth);
/* What of the pattern is there, and what is amiss, as parts of `out`. */
void tell_pattern(struct explainer *x, const struct rule *r, const struct duty *d,
                  struct value *values, struct reason *out);

/* ---- subject.c ---- */
struct frame rule_frame(const struct rule *r, struct value *values);
/* The condition that a duty comes to: of a trace, its steps within each other. */
const struct ir *duty_condition(struct explainer *x, const struct rule *r, const struct duty *d);

/* ---- why_set.c ---- */
struct reason *why_empty(struct explainer *x, struct frame *f, const struct ir *set,
                         uint32_t depth);
/* The mistake that makes a value unknown or a set incomplete. */
struct reason *why_unknown(struct explainer *x, struct frame *f, const struct ir *ir,
                           uint32_t depth);

/* Of variables over sets: a set that is incomplete, or a `where` or body that is unknown for some member. NULL: none. */
struct reason *why_unknown_each(struct explainer *x, struct frame *f, const struct ir_each *each,
                                uint32_t count, const struct ir *body, uint32_t depth);

/* ---- why_call.c ---- */
struct reason *why_call(struct explainer *x, struct frame *f, const struct ir *call, bool holds,
                        uint32_t depth);
/* What a definition says of its arguments, or denies. */
struct str why_said(struct explainer *x, const struct ir *call, const struct value *args,
                    bool holds);
struct frame why_enter(struct explainer *x, const struct frame *f, const struct ir *call);

/* Bytes of the verb that a text starts with, blank included: " is" of " is current"; 0: none known. */
size_t why_verb_len(struct str literal);

/* ---- why_lookup.c ---- */
/* "risk_level(likely, critical) = extreme", at the row or cell that says so. */
struct reason *why_lookup(struct explainer *x, struct frame *f, const struct ir *ir);
/* Adds the same for each table that the conditions ask, also by way of a `let`. */
void why_tables(struct explainer *x, struct frame *f, const struct ir *const *conditions,
                uint32_t count, struct reason *out);

/* ---- why_measure.c ---- */
/* An unknown measure of an entity: the circle, or the mistake somewhere below. */
struct reason *why_unknown_measure(struct explainer *x, struct frame *f, const struct ir *call,
                                   uint32_t depth);

/* ---- trace.c ---- */

/* A chain that went no further. */
struct stop {
    struct stop *next;   /* of an `every` hop: the next failing candidate */
    struct stop *others; /* of a `some` hop: the other candidates that got as far, linked by next */
    struct value *values;
    uint32_t step;
    enum truth truth;
    uint32_t tried, furthest; /* chains; how many of them got as far as this one */
    bool is_empty;            /* stopped at a hop without candidates */
};

/* The stops that make the duty not true; in x->scratch. NULL if it is true. */
struct stop *trace_walk(struct explainer *x, const struct rule *r, const struct duty *d,
                        const struct value *slots);

#endif
