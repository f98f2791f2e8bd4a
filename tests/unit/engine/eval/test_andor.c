#include "engine/eval/andor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/eval/bits.h"

static struct andor
graph(struct arena *a, uint32_t atoms)
{
    return (struct andor){.arena = a, .atom_count = atoms, .bodies = arena_array(a, ref, atoms)};
}

static void
constants_simplify(void **state)
{
    (void)state;
    struct arena a = {0};
    struct andor g = graph(&a, 1);
    ref x = ref_atom(0);
    assert_int_equal(andor_gate(&g, true, NULL, 0), REF_TRUE);
    assert_int_equal(andor_gate(&g, false, NULL, 0), REF_FALSE);
    assert_int_equal(andor_gate(&g, true, (ref[]){x, REF_FALSE}, 2), REF_FALSE);
    assert_int_equal(andor_gate(&g, false, (ref[]){x, REF_TRUE}, 2), REF_TRUE);
    assert_int_equal(andor_gate(&g, true, (ref[]){x, REF_TRUE}, 2), x);
    assert_int_equal(andor_gate(&g, true, (ref[]){REF_UNKNOWN, REF_TRUE}, 2), REF_UNKNOWN);
    assert_int_equal(andor_gate(&g, false, (ref[]){REF_UNKNOWN, REF_TRUE}, 2), REF_TRUE);
    assert_int_equal(g.gates.len, 0);
    arena_release(&a);
}

/* A circle holds nothing up; one foothold holds up the whole circle. */
static void
circles_need_a_foothold(void **state)
{
    (void)state;
    for (int foothold = 0; foothold < 2; foothold++) {
        struct arena a = {0};
        struct andor g = graph(&a, 3);
        ref first[2] = {ref_atom(2), foothold ? REF_TRUE : REF_FALSE};
        andor_body(&g, 0, andor_gate(&g, false, first, 2));
        andor_body(&g, 1, ref_atom(0));
        andor_body(&g, 2, ref_atom(1));
        uint32_t levels[3] = {0};
        assert_int_equal(bits_count(andor_solve(&g, &a, false, levels), 3), foothold ? 3 : 0);
        for (uint32_t i = 0; foothold && i < 3; i++)
            assert_int_equal(levels[i], i);
        arena_release(&a);
    }
}

static void
unknown_is_possible_but_not_certain(void **state)
{
    (void)state;
    struct arena a = {0};
    struct andor g = graph(&a, 4);
    andor_body(&g, 0, REF_UNKNOWN);
    andor_body(&g, 1, andor_gate(&g, true, (ref[]){ref_atom(0), ref_atom(2)}, 2));
    andor_body(&g, 2, REF_TRUE);
    andor_body(&g, 3, andor_gate(&g, false, (ref[]){ref_atom(2), REF_UNKNOWN}, 2));
    const uint64_t *certain = andor_solve(&g, &a, false, NULL);
    const uint64_t *possible = andor_solve(&g, &a, true, NULL);
    assert_int_equal(certain[0], 0xc);
    assert_int_equal(possible[0], 0xf);
    arena_release(&a);
}

/* ---- random graphs against repeated evaluation ---- */

enum { ATOMS = 12, INPUTS = 4 };

struct formula {
    bool is_and;
    uint32_t count;
    ref inputs[INPUTS];
};

static uint64_t
next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static bool
holds(const struct formula *f, uint64_t truths, bool unknown)
{
    for (uint32_t i = 0; i < f->count; i++) {
        ref r = f->inputs[i];
        bool t = r >= REF_FIRST ? truths >> ((r - REF_FIRST) / 2) & 1
                                : r == REF_TRUE || (r == REF_UNKNOWN && unknown);
        if (t != f->is_and)
            return t;
    }
    return f->is_and;
}

static uint64_t
least_fixpoint(const struct formula *f, bool unknown)
{
    uint64_t truths = 0, before;
    do {
        before = truths;
        for (uint32_t i = 0; i < ATOMS; i++)
            truths |= (uint64_t)holds(&f[i], truths, unknown) << i;
    } while (truths != before);
    return truths;
}

static void
worklists_find_the_least_fixpoint(void **state)
{
    (void)state;
    uint64_t seed = 42;
    for (uint32_t round = 0; round < 2000; round++) {
        struct arena a = {0};
        struct andor g = graph(&a, ATOMS);
        struct formula f[ATOMS];
        for (uint32_t i = 0; i < ATOMS; i++) {
            f[i].is_and = next(&seed) & 1;
            f[i].count = (uint32_t)next(&seed) % (INPUTS + 1);
            for (uint32_t k = 0; k < f[i].count; k++) {
                uint32_t pick = (uint32_t)next(&seed) % (ATOMS + 6);
                f[i].inputs[k] = pick < ATOMS ? ref_atom(pick) : (pick - ATOMS) % 3;
            }
        }
        for (uint32_t i = 0; i < ATOMS; i++)
            andor_body(&g, i, andor_gate(&g, f[i].is_and, f[i].inputs, f[i].count));
        for (int unknown = 0; unknown < 2; unknown++)
            assert_int_equal(andor_solve(&g, &a, unknown, NULL)[0], least_fixpoint(f, unknown));
        arena_release(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_simplify),
        cmocka_unit_test(circles_need_a_foothold),
        cmocka_unit_test(unknown_is_possible_but_not_certain),
        cmocka_unit_test(worklists_find_the_least_fixpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
