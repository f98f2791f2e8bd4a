/*
 * Patterns × store → a store with the elements that nobody wrote, and what is amiss (language.md §8).
 *
 * An element is identified by its pattern, its role and the values of its key. It is derived, or an authored entity that says
 * `instance_of: P.Role(A, B)` is it. Each application sees the authored entities and the elements of the patterns that its pattern
 * stands `after`; the store that comes out has all of them, and is what rules, questions, targets and views see.
 *
 * Entities have one handle through all of it: an authored one its number in the store given, others the numbers behind. Everything
 * handed out is in numbers of the final store. It all lives in the arena given to derive().
 */
#ifndef ONUS_ENGINE_EVAL_DERIVE_H
#define ONUS_ENGINE_EVAL_DERIVE_H

#include "engine/eval/eval.h"

/*
 * Evaluates every application. Mistakes in `instance_of`, and what the model demands of derived elements, are diagnostics in
 * `sink`. The store given stays as it is; it is no longer needed afterwards where derivation_store() gives another.
 */
struct derivation *derive(struct arena *arena, struct diag_sink *sink, const struct program *p,
                          struct store *authored, struct eval_options options);
/* All entities: the store given where there is no pattern to apply, else a new one, which the caller frees. */
struct store *derivation_store(const struct derivation *d);
/* Of an entity of the store given, its number in the new one. */
struct ent derivation_number(const struct derivation *d, struct ent authored);

/* ---- elements ---- */

struct element {
    pattern_id pattern;
    const struct pattern_part *part;
    struct str id;           /* "P.Role(A, B)" */
    const struct value *key; /* by expression of the key; missing where it is not given */
    uint32_t key_count;
    uint32_t
        about; /* what of the key it is about: its last variable, else the first parameter; NO_ID: no entity */
    struct ent ent; /* ENT_NONE: nobody wrote it, and nothing is derived */
    bool is_authored;
    struct span written;  /* AUTHORED: its `instance_of` */
    struct element *next; /* another element that the same entity is */
};

/* The elements that an entity is, linked; NULL: none. */
const struct element *derivation_origin(const struct derivation *d, struct ent e);
/* Whether an entity is there only because a pattern calls for it. */
bool derivation_is_derived(const struct derivation *d, struct ent e);

/* An element that somebody wrote and nothing calls for; false also where something that is not known could. */
bool derivation_is_extra(const struct derivation *d, const struct element *e);

/*
 * What stands behind the brackets of `instance_of: P.Role(A, B) @1a2b3c4d`: which text the pattern gave when the element was written
 * down, so that it can be told when the pattern says something else.
 */
struct str instance_digest(struct arena *a, struct str text);

/* ---- what is amiss ---- */

/* Their numbers are part of fingerprints: new ones stand at the end. */
enum pattern_fault_kind {
    FAULT_UNKNOWN,     /* nobody knows whether the part is there: `ir` is unknown */
    FAULT_TOO_FEW,     /* `count` bindings, fewer than `at least` */
    FAULT_TOO_MANY,    /* … more than `at most` */
    FAULT_NOT_SAID,    /* `ir`, which the text quotes, is not given or says nothing */
    FAULT_CHOSEN_FEW,  /* `count` alternatives of a choice are there, fewer than asked for */
    FAULT_CHOSEN_MANY, /* … authored, more than asked for */
    FAULT_ABSENT,      /* as authored: nobody wrote it */
    FAULT_EXTRA,       /* somebody wrote it, and the model does not call for it */
    FAULT_MISPLACED,   /* it hangs under `other`, not where the pattern has it */
    FAULT_UNLINKED,    /* the element above does not lead to it by `link` */
    FAULT_LINKED_BY,   /* … but by another field, `by` */
    FAULT_DRIFTED,     /* as authored: its text is not what the pattern says, `text` */
    FAULT_UNFILLED,    /* its text still has a parameter in braces, `text` */
    FAULT_CHANGED      /* the pattern gives another text than when it was written down, `text` */
};

struct pattern_fault {
    enum pattern_fault_kind kind;
    pattern_id pattern; /* whose slots they are */
    const struct pattern_part *part;
    const struct value *slots;     /* by slot of the pattern; MISSING where not bound */
    const struct element *element; /* NULL: there is none */
    const struct element *above;   /* the element that it hangs from; NULL: the top */
    const struct ir *ir;
    const struct diag *cause; /* UNKNOWN: the mistake behind it, or NULL */
    uint32_t count;
    struct ent other;
    field_id link, by;
    struct str text;
    uint32_t case_index;
    bool is_argument; /* UNKNOWN: `ir` is over the variables of the rule, not of the pattern */
};

/* The cases of one application: tuples of the variables of its rule, guard true or unknown, as its pattern saw them. */
struct pattern_cases {
    uint32_t count;
    uint64_t **slots; /* [slot][case]: cells; NULL for slots that are no variables */
    uint8_t *guard;   /* enum truth, never FALSE_ */
    uint8_t *truth;   /* enum truth: whether nothing is amiss */
    uint32_t *faults; /* count + 1 offsets */
    struct pattern_fault *fault;
    uint32_t *elements;             /* count + 1 offsets */
    const struct element **element; /* those that the case came upon, as the pattern has them */
    uint32_t *doubtful;             /* subjects that may have more cases */
    uint32_t doubtful_count;
};

const struct pattern_cases *derivation_cases(const struct derivation *d, application_id a);
/* The case with these variables, by slot of the rule; UINT32_MAX: there is none. */
uint32_t derivation_case(const struct derivation *d, application_id a, const struct value *slots);

#endif
