/*
 * Program → plan: for each expression what it depends on, what it costs and by which strategy it is evaluated; for each
 * variable how its values are found; the definitions in the order of their dependencies.
 *
 * The plan lies beside the program: a note for each expression and each variable, found by its address. It depends
 * on the program alone, never on the facts, and lives as long as its arena. What costs memory or time in proportion to an
 * extent is only a possibility here; the evaluator takes it when the rows it has seen make it pay.
 */
#ifndef ONUS_ENGINE_PLAN_PLAN_H
#define ONUS_ENGINE_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/str.h"
#include "lang/program.h"

/* Variables as a set of slots. Slots from 63 on share a bit, so for them only the absence is exact. */
typedef uint64_t slot_mask;
enum { SLOT_SHARED = 63 };

static inline slot_mask
slot_bit(uint32_t slot)
{
    return UINT64_C(1) << (slot < SLOT_SHARED ? slot : SLOT_SHARED);
}

enum strategy {
    STRATEGY_ROWS,  /* for each row of the frame */
    STRATEGY_ONCE,  /* no variable: once in a run */
    STRATEGY_TABLE, /* one entity variable: may be computed once for all entities of its type */
    STRATEGY_REACH, /* some/every over a closure, body of its variable alone: propagation against the links */
    STRATEGY_CYCLE,    /* n in n.+f: strongly connected components */
    STRATEGY_FIXPOINT, /* a call of a recursive definition: worklist over its ground instances */
    STRATEGY_COLUMN /* a call of a measure: computed once for the whole extent, what its relation leads to first */
};

enum {
    COST_FREE = 0, /* constants and variables: copied, never kept */
    COST_SKIP = 4, /* from here on rows that cannot matter are left out first */
    COST_TABLE = 6 /* from here on a table may pay */
};

struct plan_note {
    const struct ir *ir;
    uint32_t id;
    slot_mask free; /* variables it reads that are bound outside of it */
    uint32_t cost;  /* of one row, in steps; saturates */
    enum strategy strategy;
    struct type variable; /* TABLE, REACH: type of the one variable */
    uint32_t slot;        /* TABLE, REACH: its slot */
    bool is_body;         /* of a definition: shared by all that call it */
    bool recurses;        /* contains a call within its own component */
    bool walks;           /* makes closures, whose size the links do not bound */
};

/* An equality between what depends on the variable alone (inner) and what does not depend on it (outer). */
enum join_kind { JOIN_EQUAL, JOIN_OUTER_IN_INNER, JOIN_INNER_IN_OUTER };

struct plan_join {
    enum join_kind kind;
    const struct ir *inner, *outer;
};

enum { JOINS_MAX = 4 };

enum access { ACCESS_FOLLOW, ACCESS_EXTENT, ACCESS_JOIN };

/* How a variable finds its values: from the row (a field, a closure …), all of a closed set, or by a hash index over it. */
struct plan_each {
    const struct ir_each *each;
    uint32_t id;
    struct type type; /* of the variable */
    enum access access;
    struct plan_join joins[JOINS_MAX];
    uint32_t join_count;
};

/* Definitions that need each other; later ones rest on earlier ones. */
struct plan_stratum {
    define_id *defines;
    uint32_t count;
    bool is_recursive;
    bool is_measure;
    bool is_dense; /* recursive, and every definition has one parameter: atoms are whole extents */
};

struct pointer_map {
    const void **keys;
    uint32_t *values;
    uint32_t mask, len;
};

struct plan {
    struct arena *arena;
    const struct program *program;
    struct pointer_map notes_by_ir, eaches_by_each;
    VEC(struct plan_note) notes;
    VEC(struct plan_each) eaches;
    VEC(struct plan_stratum) strata;
    uint32_t *stratum_of; /* by define_id */
};

struct plan *plan_build(struct arena *arena, const struct program *p);
/* Every expression of the program has a note. */
const struct plan_note *plan_note(const struct plan *plan, const struct ir *ir);
const struct plan_each *plan_each(const struct plan *plan, const struct ir_each *each);
/* The text form that tests compare: strata, then each rule with the strategy of its parts. */
void plan_dump(const struct plan *plan, struct text_buf *out);

/* Whether a hop, quantifier or call of this kind gives a condition, not a value that may be missing. */
bool ir_is_condition(const struct ir *ir);

#endif
