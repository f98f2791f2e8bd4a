#include "engine/store/builtin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lang/text.h"

static bool
is_workday(int64_t date)
{
    return ((date + 3) % 7 + 7) % 7 < 5; /* 1970-01-01 was a Thursday */
}

static int64_t
day_by_day(int64_t date, int64_t n)
{
    for (int64_t step = n < 0 ? -1 : 1; n;) {
        date += step;
        if (is_workday(date))
            n -= step;
    }
    return date;
}

static void
workdays_agree_day_by_day(void **state)
{
    (void)state;
    for (int64_t date = -20; date < 20; date++)
        for (int64_t n = -40; n <= 40; n++) {
            struct builtin_call c = {.cells = {(uint64_t)date, (uint64_t)n}};
            assert_int_equal(fn_add_workdays(&c), BUILTIN_VALUE);
            assert_int_equal((int64_t)c.out, day_by_day(date, n));
        }
}

static void
every_function_is_bound(void **state)
{
    (void)state;
    for (enum builtin_id id = 0; id < BUILTIN_COUNT; id++)
        if (id != BUILTIN_JOIN && id != BUILTIN_SPLIT && id != BUILTIN_CAPTURE)
            assert_non_null(builtin_function(id));
}

/* A program that knows no more than the parameter. */
static struct program *
program_with(struct arena *a, const char *const *words, uint32_t count)
{
    struct program *p = arena_new(a, struct program);
    struct param param = {.values = arena_array(a, uint64_t, count), .value_count = count};
    p->texts = arena_new(a, struct sym_table);
    sym_table_init(p->texts, a);
    for (uint32_t i = 0; i < count; i++)
        param.values[i] = sym_intern(p->texts, str_from(words[i])).v;
    vec_push(a, &p->params, param);
    return p;
}

static void
placeholders_are_not_substantive(void **state)
{
    (void)state;
    static const char *const words[] = {"TBD …", "n/a",           "none", "to do",         "tbc",
                                        "xxx",   "to be defined", "…",    "lorem ipsum …", "Über…"};
    struct arena a = {0};
    struct program *p = program_with(&a, words, sizeof words / sizeof *words);
    static const char *const placeholders[] = {"",       "  ",    "TBD",  "tbd.",          "(n/a)",
                                               "???",    "-",     "None", "Lorem ipsum x", "to do",
                                               "TBD: x", "[tbc]", "xxx",  "To be defined"};
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        assert_false(text_is_substantive(p, str_from(placeholders[i])));
    static const char *const texts[] = {"The wall is locked", "Nonetheless safe", "ä", "5",
                                        "tbdx is a product",  "no network"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_true(text_is_substantive(p, str_from(texts[i])));
    p->placeholder_words = NO_ID;
    assert_true(text_is_substantive(p, STR("TBD")));
    assert_false(text_is_substantive(p, STR("?")));
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workdays_agree_day_by_day),
        cmocka_unit_test(every_function_is_bound),
        cmocka_unit_test(placeholders_are_not_substantive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
