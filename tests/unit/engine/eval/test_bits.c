#include "engine/eval/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* A small generator of its own: the same numbers everywhere. */
static uint64_t
next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static uint64_t *
random_bits(struct arena *a, uint32_t n, uint64_t *state)
{
    uint64_t *bits = bits_new(a, n);
    for (uint32_t i = 0; i < n; i++)
        bit_or(bits, i, next(state) & 1);
    return bits;
}

static void
slices_agree_bit_by_bit(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t seed = 1;
    for (uint32_t round = 0; round < 300; round++) {
        uint32_t n = 1 + (uint32_t)next(&seed) % 300, from = (uint32_t)next(&seed) % n;
        uint32_t len = (uint32_t)next(&seed) % (n - from + 1);
        const uint64_t *bits = random_bits(&a, n, &seed);
        const uint64_t *slice = bits_slice(&a, bits, from, len);
        for (uint32_t i = 0; i < len; i++)
            assert_int_equal(bit_get(slice, i), bit_get(bits, from + i));
        uint32_t ones = 0;
        for (uint32_t i = 0; i < len; i++)
            ones += bit_get(slice, i);
        assert_int_equal(bits_count(slice, len), ones);
        arena_release(&a);
    }
}

static void
nothing_stands_behind_the_last_bit(void **state)
{
    (void)state;
    struct arena a = {0};
    for (uint32_t n = 1; n < 200; n++) {
        uint64_t *ones = bits_ones(&a, n), *all = bits_new(&a, n);
        bits_or_not(all, NULL, n);
        uint32_t last = bits_words(n) - 1;
        for (uint32_t i = n; i < (last + 1) * 64; i++) {
            assert_false(ones[last] >> (i & 63) & 1);
            assert_false(all[last] >> (i & 63) & 1);
        }
        assert_int_equal(bits_count(ones, n), n);
        assert_int_equal(bits_count(all, n), n);
    }
    arena_release(&a);
}

static void
rows_are_the_ones_in_order(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t seed = 7;
    const uint64_t *bits = random_bits(&a, 500, &seed);
    uint32_t count, at = 0;
    const uint32_t *rows = bits_rows(&a, bits, 500, &count);
    for (uint32_t i = 0; i < 500; i++)
        if (bit_get(bits, i))
            assert_int_equal(rows[at++], i);
    assert_int_equal(at, count);
    const uint64_t *gathered = bits_gather(&a, bits, rows, count);
    assert_int_equal(bits_count(gathered, count), count);
    arena_release(&a);
}

static void
null_is_empty(void **state)
{
    (void)state;
    struct arena a = {0};
    uint32_t row = 0, count;
    assert_false(bits_any(NULL, 100));
    assert_int_equal(bits_count(NULL, 100), 0);
    assert_null(bits_slice(&a, NULL, 3, 10));
    assert_null(bits_gather(&a, NULL, &row, 1));
    bits_rows(&a, NULL, 100, &count);
    assert_int_equal(count, 0);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_agree_bit_by_bit),
        cmocka_unit_test(nothing_stands_behind_the_last_bit),
        cmocka_unit_test(rows_are_the_ones_in_order),
        cmocka_unit_test(null_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
