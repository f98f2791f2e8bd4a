/*
 * What the files of the explainer share. Nobody outside engine/explain includes this.
 *
 *   words.c     names of expressions, values and places
 *   why.c       a condition that did not hold (or did, under `not`) → a tree of reasons
 *   why_set.c   an empty set, an unknown value → which hop, which mistake in the case
 *   why_call.c  definitions; a recursive one: a shortest path to what fails
 *   why_measure.c  an unknown measure: the circle or the mistake below it
 *   trace.c     how far each chain of a trace got
 *   explain.c   all of it → failures
 */
#ifndef ONUS_ENGINE_EXPLAIN_EXPLAIN_INTERNAL_H
#define ONUS_ENGINE_EXPLAIN_EXPLAIN_INTERNAL_H

#include "engine/explain/explain.h"
#include "lang/base/limits.h"

enum {
    WHY_DEPTH = 24,    /* expressions within each other that are still taken apart */
    WHY_CANDIDATES = 4 /* candidates of a quantifier that are told apart */
};

/* The variables of one rule or definition, with their values. */
struct frame {
    const struct rule *rule; /* NULL: a definition */
    const struct slot *slots;
    uint32_t slot_count;
    struct value *values;
    uint32_t depth;    /* definitions within each other */
    bool in_recursion; /* of a call on a path that is being told: recursive calls are only named */
};

/* One reason, and what it rests on. */
struct why {
    struct why *next;
    struct why *first, *last;
    struct str text;  /* "status of PT-17 is failed, not passed" */
    struct str label; /* the same beside the value itself; empty: text */
    struct span at;   /* the value that decided, or none */
};

/* ---- words.c ---- */
struct str words(struct explainer *x, const struct frame *f, const struct ir *ir);
/* The author's words on one line, cut where they are long. */
struct str words_written(struct explainer *x, struct span at);
struct str words_entity(struct explainer *x, struct ent e);
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

/* ---- why.c ---- */
struct why *why_new(struct explainer *x, struct str text, struct span at);
void why_add(struct why *parent, struct why *part);
/* "C-7: …", unless the part names it already. */
struct why *why_candidate(struct explainer *x, struct type t, uint64_t cell, struct why *part);
enum truth why_truth(struct explainer *x, const struct frame *f, const struct ir *ir);
struct value why_value(struct explainer *x, const struct frame *f, const struct ir *ir);
/* Why the condition is not true. Never NULL. */
struct why *why_not(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth);
/* Why it is true. */
struct why *why_holds(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth);
/* The value of the let that a slot holds, or NULL. */
const struct ir *why_let(const struct frame *f, uint32_t slot);
struct str why_sentence(struct explainer *x, const struct why *w); /* for {why} */
void why_lines(struct explainer *x, const struct why *w, struct failure *out);

/* ---- why_set.c ---- */
struct why *why_empty(struct explainer *x, struct frame *f, const struct ir *set, uint32_t depth);
/* The mistake that makes a value unknown or a set incomplete. */
struct why *why_unknown(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth);

/* Of variables over sets: a set that is incomplete, or a `where` or body that is unknown for some member. NULL: none. */
struct why *why_unknown_each(struct explainer *x, struct frame *f, const struct ir_each *each,
                             uint32_t count, const struct ir *body, uint32_t depth);

/* ---- why_call.c ---- */
struct why *why_call(struct explainer *x, struct frame *f, const struct ir *call, bool holds,
                     uint32_t depth);
struct frame why_enter(struct explainer *x, const struct frame *f, const struct ir *call);

/* Bytes of the verb that a text starts with, blank included: " is" of " is current"; 0: none known. */
size_t why_verb_len(struct str literal);

/* ---- why_measure.c ---- */
/* An unknown measure of an entity: the circle, or the mistake somewhere below. */
struct why *why_unknown_measure(struct explainer *x, struct frame *f, const struct ir *call,
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
