#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/sym.h"

static void
equal_texts_have_one_symbol(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sym_table t;
    sym_table_init(&t, &a);
    char text[] = "goal";
    struct sym goal = sym_intern(&t, (struct str){text, 4});
    text[0] = 'c';
    struct sym coal = sym_intern(&t, (struct str){text, 4});
    assert_false(sym_eq(goal, coal));
    assert_true(sym_eq(goal, sym_intern(&t, STR("goal"))));
    assert_true(sym_eq(goal, sym_find(&t, STR("goal"))));
    assert_true(sym_eq(SYM_NONE, sym_find(&t, STR("nobody"))));
    assert_true(str_is(sym_str(&t, goal), "goal"));
    arena_release(&a);
}

static void
the_empty_text_is_no_name(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sym_table t;
    sym_table_init(&t, &a);
    assert_true(sym_eq(SYM_NONE, sym_intern(&t, STR(""))));
    assert_true(sym_eq(SYM_NONE, sym_find(&t, STR(""))));
    assert_int_equal(sym_str(&t, SYM_NONE).len, 0);
    arena_release(&a);
}

static void
stable_texts_are_not_copied(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sym_table t;
    sym_table_init(&t, &a);
    struct str text = STR("stable");
    assert_ptr_equal(sym_str(&t, sym_intern_stable(&t, text)).at, text.at);
    arena_release(&a);
}

static void
thousands_of_names(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct arena a = {0};
    struct sym_table t;
    sym_table_init(&t, &a);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(sym_intern(&t, str_printf(&a, "name-%u", i)).v, i + 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct str name = str_printf(&a, "name-%u", i);
        assert_int_equal(sym_find(&t, name).v, i + 1);
        assert_int_equal(sym_intern(&t, name).v, i + 1);
        assert_true(str_eq(sym_str(&t, (struct sym){i + 1}), name));
    }
    assert_int_equal(t.len, COUNT + 1);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_one_symbol),
        cmocka_unit_test(the_empty_text_is_no_name),
        cmocka_unit_test(stable_texts_are_not_copied),
        cmocka_unit_test(thousands_of_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
