#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lang/base/value.h"

static struct decimal
dec(const char *text)
{
    struct decimal d = {0};
    if (!decimal_parse(str_from(text), &d))
        fail_msg("'%s' is no decimal", text);
    return d;
}

static void
check_text(struct decimal d, const char *want)
{
    struct arena a = {0};
    const char *got = str_c(&a, decimal_text(&a, d));
    assert_string_equal(got, want);
    arena_release(&a);
}

static void
texts_come_back_in_shortest_form(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.000", "0"},
        {"007.250", "7.25"},
        {"+1.5", "1.5"},
        {"-1.50", "-1.5"},
        {"0.001", "0.001"},
        {"-0.05", "-0.05"},
        {"100", "100"},
        {"1.0", "1"},
        {"10.010", "10.01"},
        {"99999999999999999999999999999999999999", "99999999999999999999999999999999999999"},
        {"0.0000000000000000000000000001", "0.0000000000000000000000000001"},
        {"1234567890.1234567890123456789012345678", "1234567890.1234567890123456789012345678"},
        {"1.00000000000000000000000000000000000000000000", "1"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        check_text(dec(pairs[i][0]), pairs[i][1]);
}

static void
other_texts_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "-",
        "+",
        ".",
        ".5",
        "5.",
        "1e3",
        "1,5",
        " 1",
        "1 ",
        "1.2.3",
        "--1",
        "0x10",
        "-.",
        "1_000",
        "NaN",
        "100000000000000000000000000000000000000",
        "0.00000000000000000000000000001",
        "-.5",
        "1.-5",
    };
    struct decimal d;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (decimal_parse(str_from(bad[i]), &d))
            fail_msg("'%s' is accepted", bad[i]);
}

static void
order_is_by_value(void **state)
{
    (void)state;
    static const char *const sorted[] = {
        "-99999999999999999999999999999999999999",
        "-10",
        "-9.99",
        "-1.5",
        "-1",
        "-0.001",
        "-0.0000000000000000000000000001",
        "0",
        "0.0000000000000000000000000001",
        "0.001",
        "0.1",
        "0.11",
        "1",
        "1.0000000000000000000000000001",
        "1.5",
        "2",
        "10",
        "9999999999.9999999999999999999999999999",
        "99999999999999999999999999999999999998",
        "99999999999999999999999999999999999999",
    };
    enum { COUNT = sizeof sorted / sizeof sorted[0] };
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++)
            assert_int_equal(decimal_cmp(dec(sorted[i]), dec(sorted[j])), (i > j) - (i < j));
}

typedef bool operation(struct decimal a, struct decimal b, struct decimal *out);

/* want NULL: it must fail. */
static void
check(operation *f, const char *a, const char *b, const char *want)
{
    struct decimal d;
    bool ok = f(dec(a), dec(b), &d);
    if (ok != (want != NULL))
        fail_msg("%s and %s: %s", a, b, ok ? "should fail" : "fails");
    if (want)
        check_text(d, want);
}

static void
sums_are_exact(void **state)
{
    (void)state;
    check(decimal_add, "0.1", "0.2", "0.3");
    check(decimal_add, "1.5", "-1.5", "0");
    check(decimal_add, "-2", "0.5", "-1.5");
    check(decimal_add, "2", "-2.5", "-0.5");
    check(decimal_add, "99999999999999999999999999999999999999", "1", NULL);
    check(decimal_add, "99999999999999999999999999999999999999", "0.1", NULL);
    check(decimal_add, "99999999999999999999999999999999999998", "1",
          "99999999999999999999999999999999999999");
    check(decimal_add, "9999999999", "0.0000000000000000000000000001",
          "9999999999.0000000000000000000000000001");
    check(decimal_sub, "1", "0.9", "0.1");
    check(decimal_sub, "0", "0.9", "-0.9");
    check(decimal_sub, "-99999999999999999999999999999999999999", "1", NULL);
}

static void
products_are_exact_or_fail(void **state)
{
    (void)state;
    check(decimal_mul, "1.5", "-2", "-3");
    check(decimal_mul, "-0.2", "-0.5", "0.1");
    check(decimal_mul, "0", "-5.5", "0");
    check(decimal_mul, "10000000000000000000", "10000000000000000000", NULL);
    check(decimal_mul, "10000000000000000000", "1000000000000000000",
          "10000000000000000000000000000000000000");
    check(decimal_mul, "0.00000000000001", "0.00000000000001", "0.0000000000000000000000000001");
    check(decimal_mul, "0.000000000000001", "0.00000000000001", NULL);
    check(decimal_mul, "0.000000000000005", "0.00000000000002", "0.0000000000000000000000000001");
    check(decimal_mul, "0.0000000000000000000000000001", "10000000000000000000000000000", "1");
    check(decimal_mul, "0.0000000000000000000000000001", "99999999999999999999999999999999999999",
          "9999999999.9999999999999999999999999999");
}

static void
quotients_round_half_even(void **state)
{
    (void)state;
    check(decimal_div, "1", "4", "0.25");
    check(decimal_div, "1", "3", "0.3333333333333333333333333333");
    check(decimal_div, "2", "3", "0.6666666666666666666666666667");
    check(decimal_div, "-2", "3", "-0.6666666666666666666666666667");
    check(decimal_div, "1", "0", NULL);
    check(decimal_div, "0", "7", "0");
    check(decimal_div, "1", "0.001", "1000");
    check(decimal_div, "0.001", "0.001", "1");
    check(decimal_div, "0.0000000000000000000000000001", "2", "0");
    check(decimal_div, "0.0000000000000000000000000003", "2", "0.0000000000000000000000000002");
    check(decimal_div, "0.0000000000000000000000000005", "2", "0.0000000000000000000000000002");
    check(decimal_div, "20000000000000000000000000000", "3",
          "6666666666666666666666666666.6666666667");
    check(decimal_div, "99999999999999999999999999999999999999", "0.1", NULL);
    check(decimal_div, "99999999999999999999999999999999999999",
          "99999999999999999999999999999999999999", "1");
    check(decimal_div, "99999999999999999999999999999999999998",
          "99999999999999999999999999999999999999", "1");
    check(decimal_div, "10", "0.0000000000000000000000000001", "100000000000000000000000000000");
}

static void
rounding(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        unsigned scale;
        const char *to;
    } cases[] = {{"2.5", 0, "2"},   {"3.5", 0, "4"},      {"-2.5", 0, "-2"},    {"-0.5", 0, "0"},
                 {"2.51", 0, "3"},  {"1.245", 2, "1.24"}, {"1.255", 2, "1.26"}, {"9.999", 2, "10"},
                 {"1.2", 5, "1.2"}, {"0.05", 1, "0"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct decimal d;
        assert_true(decimal_round(dec(cases[i].from), cases[i].scale, &d));
        check_text(d, cases[i].to);
    }
    int64_t whole;
    assert_true(decimal_floor(dec("2.9"), &whole) && whole == 2);
    assert_true(decimal_floor(dec("-2.1"), &whole) && whole == -3);
    assert_true(decimal_floor(dec("-2"), &whole) && whole == -2);
    assert_true(decimal_floor(dec("-0.1"), &whole) && whole == -1);
    assert_true(decimal_floor(dec("9223372036854775807.9"), &whole) && whole == INT64_MAX);
    assert_true(decimal_floor(dec("-9223372036854775808"), &whole) && whole == INT64_MIN);
    assert_false(decimal_floor(dec("9223372036854775808"), &whole));
    assert_false(decimal_floor(dec("-9223372036854775808.1"), &whole));
}

/* Small numbers against arithmetic on thousandths. */
static void
random_arithmetic_agrees_with_whole_numbers(void **state)
{
    (void)state;
    srand(3);
    for (int i = 0; i < 20000; i++) {
        int64_t x = rand() % 2000001 - 1000000, y = rand() % 2000001 - 1000000;
        struct decimal thousand = decimal_from_int(1000), a, b, d, want = thousand;
        assert_true(decimal_div(decimal_from_int(x), thousand, &a));
        assert_true(decimal_div(decimal_from_int(y), thousand, &b));
        assert_int_equal(decimal_cmp(a, b), (x > y) - (x < y));
        assert_true(decimal_add(a, b, &d) && decimal_div(decimal_from_int(x + y), thousand, &want));
        assert_int_equal(decimal_cmp(d, want), 0);
        assert_true(decimal_sub(a, b, &d) && decimal_div(decimal_from_int(x - y), thousand, &want));
        assert_int_equal(decimal_cmp(d, want), 0);
        assert_true(decimal_mul(a, b, &d) && decimal_mul(d, decimal_from_int(1000000), &d));
        assert_int_equal(decimal_cmp(d, decimal_from_int(x * y)), 0);
    }
}

static void
equal_decimals_have_equal_cells(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0",
        "1",
        "-1",
        "0.1",
        "10",
        "-0.0000000000000000000000000001",
        "7.25",
        "144115188075855871",
        "-144115188075855872", /* the largest and smallest inline */
        "144115188075855872",
        "-144115188075855873",
        "99999999999999999999999999999999999999",
        "-99999999999999999999999999999999999999",
        "9999999999.9999999999999999999999999999",
    };
    enum { COUNT = sizeof texts / sizeof texts[0] };
    struct arena a = {0};
    struct decimal_pool p = {.arena = &a};
    uint64_t cells[COUNT];
    for (int i = 0; i < COUNT; i++)
        cells[i] = decimal_cell(&p, dec(texts[i]));
    assert_int_equal(p.len, 5);
    for (int i = 0; i < COUNT; i++) {
        check_text(decimal_of_cell(&p, cells[i]), texts[i]);
        for (int j = 0; j < COUNT; j++)
            assert_int_equal(cells[i] == decimal_cell(&p, dec(texts[j])), i == j);
    }
    assert_int_equal(decimal_cell(&p, dec("7.250")), decimal_cell(&p, dec("7.25")));
    for (int64_t i = 0; i < 1000; i++) {
        struct decimal d = decimal_from_int(INT64_MAX - i);
        uint64_t cell = decimal_cell(&p, d);
        assert_int_equal(cell, decimal_cell(&p, d));
        assert_int_equal(decimal_cmp(decimal_of_cell(&p, cell), d), 0);
    }
    assert_int_equal(p.len, 1005);
    arena_release(&a);
}

static void
whole_numbers(void **state)
{
    (void)state;
    int64_t i;
    assert_true(int_parse(STR("0"), &i) && i == 0);
    assert_true(int_parse(STR("-012"), &i) && i == -12);
    assert_true(int_parse(STR("+9223372036854775807"), &i) && i == INT64_MAX);
    assert_true(int_parse(STR("-9223372036854775808"), &i) && i == INT64_MIN);
    static const char *const bad[] = {"",
                                      "-",
                                      "+",
                                      "1.0",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999"};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++)
        assert_false(int_parse(str_from(bad[k]), &i));
    assert_true(int_add(INT64_MAX, -1, &i) && !int_add(INT64_MAX, 1, &i));
    assert_true(int_sub(INT64_MIN, -1, &i) && !int_sub(INT64_MIN, 1, &i));
    assert_true(int_mul(INT64_MIN, 1, &i) && !int_mul(INT64_MIN, -1, &i));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back_in_shortest_form),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(order_is_by_value),
        cmocka_unit_test(sums_are_exact),
        cmocka_unit_test(products_are_exact_or_fail),
        cmocka_unit_test(quotients_round_half_even),
        cmocka_unit_test(rounding),
        cmocka_unit_test(random_arithmetic_agrees_with_whole_numbers),
        cmocka_unit_test(equal_decimals_have_equal_cells),
        cmocka_unit_test(whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
