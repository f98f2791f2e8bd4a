/*
 * And/or graphs and their two least fixpoints.
 *
 * Atoms are the ground instances of recursive definitions; gates are what their bodies make of them. A reference
 * is a constant, a gate or an atom. Solving is linear in the references (Dowling & Gallier 1984): a gate counts the
 * inputs it still waits for. "Certainly true" takes unknown for false, "possibly true" takes it for true.
 */
#ifndef ONUS_ENGINE_EVAL_ANDOR_H
#define ONUS_ENGINE_EVAL_ANDOR_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/vec.h"

/* REF_FALSE, REF_TRUE, REF_UNKNOWN, or ref_gate(), ref_atom(). */
typedef uint32_t ref;
enum { REF_FALSE, REF_TRUE, REF_UNKNOWN, REF_FIRST };

struct gate {
    ref user; /* the one gate or atom it is an input of; REF_FALSE: none yet */
    uint32_t inputs;
    bool is_and, has_unknown;
};

struct andor {
    struct arena *arena;
    uint32_t atom_count; /* atoms of this graph, from 0 */
    VEC(struct gate) gates;
    VEC(struct use {
        uint32_t atom;
        ref user;
    })
    uses;
    ref *bodies; /* by atom */
};

static inline ref
ref_gate(uint32_t gate)
{
    return REF_FIRST + gate * 2;
}

static inline ref
ref_atom(uint32_t atom)
{
    return REF_FIRST + atom * 2 + 1;
}

/* A gate over references, simplified as far as constants allow. */
ref andor_gate(struct andor *g, bool is_and, const ref *inputs, uint32_t count);
void andor_body(struct andor *g, uint32_t atom, ref body);
/*
 * Bits of the atoms that are true when unknown is false, or true. levels, by atom, or NULL: how many atoms each true one needs
 * below each other at least; 0 for one that is true by itself.
 */
uint64_t *andor_solve(struct andor *g, struct arena *a, bool unknown_is_true, uint32_t *levels);

#endif
