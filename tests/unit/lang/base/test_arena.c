#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lang/base/arena.h"
#include "lang/base/vec.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define IS_POISONED(p) __asan_address_is_poisoned(p)
#define POISONS        1
#else
#define IS_POISONED(p) ((void)(p), 1)
#define POISONS        0
#endif

static void
memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena a = {0};
    for (size_t align = 1; align <= 64; align *= 2) {
        unsigned char *p = arena_alloc(&a, 3, align, 5);
        assert_int_equal((uintptr_t)p % align, 0);
        for (int i = 0; i < 15; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xFF, 15);
    }
    arena_release(&a);
    assert_null(a.chunk);
    assert_int_equal(arena_used(&a), 0);
}

static void
rewind_gives_the_same_bytes_again(void **state)
{
    (void)state;
    struct arena a = {0};
    char *kept = arena_array(&a, char, 10);
    strcpy(kept, "kept");
    struct arena_mark mark = arena_mark(&a);
    char *first = arena_array(&a, char, 100);
    memset(first, 'x', 100);
    for (int i = 0; i < 100; i++)
        arena_array(&a, char, 5000);
    arena_rewind(&a, mark);
    char *again = arena_array(&a, char, 100);
    assert_ptr_equal(first, again);
    assert_int_equal(again[99], 0);
    assert_string_equal(kept, "kept");
    arena_release(&a);
}

static void
large_objects_fit(void **state)
{
    (void)state;
    struct arena a = {0};
    char *p = arena_array(&a, char, 5 << 20);
    p[(5 << 20) - 1] = 1;
    assert_true(arena_used(&a) >= 5 << 20);
    arena_release(&a);
}

/* What AddressSanitizer sees: the object, and nothing around it. */
static void
unused_bytes_are_poisoned(void **state)
{
    (void)state;
    struct arena a = {0};
    struct arena_mark empty = arena_mark(&a);
    char *p = arena_array(&a, char, 24);
    struct arena_mark mark = arena_mark(&a);
    char *q = arena_array(&a, char, 24);
    if (POISONS) {
        assert_false(IS_POISONED(p) || IS_POISONED(p + 23));
        for (int i = 24; i < 40; i++)
            assert_true(IS_POISONED(p + i));
        assert_true(q >= p + 40);
    }
    assert_true(IS_POISONED(q + 24));
    arena_rewind(&a, mark);
    assert_true(IS_POISONED(q));
    arena_rewind(&a, empty);
    arena_release(&a);
}

static void
printf_makes_a_text_of_any_length(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_string_equal(arena_printf(&a, "%s-%03d", "C", 7), "C-007");
    assert_int_equal(strlen(arena_printf(&a, "%0*d", 40000, 1)), 40000);
    arena_release(&a);
}

static void
vectors_grow(void **state)
{
    (void)state;
    struct arena a = {0};
    VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        vec_push(&a, &v, i);
    assert_int_equal(v.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.at[i], i);
    assert_int_equal(vec_last(&v), 999);
    arena_release(&a);
}

static void
grown_memory_keeps_the_old_and_zeroes_the_new(void **state)
{
    (void)state;
    int *p = mem_alloc(sizeof *p, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(p[i], 0);
        p[i] = i;
    }
    p = mem_grow(p, sizeof *p, 4, 1000);
    assert_int_equal(p[3], 3);
    for (int i = 4; i < 1000; i++)
        assert_int_equal(p[i], 0);
    mem_free(p);
    mem_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(rewind_gives_the_same_bytes_again),
        cmocka_unit_test(large_objects_fit),
        cmocka_unit_test(unused_bytes_are_poisoned),
        cmocka_unit_test(printf_makes_a_text_of_any_length),
        cmocka_unit_test(vectors_grow),
        cmocka_unit_test(grown_memory_keeps_the_old_and_zeroes_the_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
