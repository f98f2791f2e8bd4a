#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/value.h"

static int32_t
date(const char *text)
{
    int32_t days = 0;
    if (!date_parse(str_from(text), &days))
        fail_msg("'%s' is no date", text);
    return days;
}

static void
check_str(struct str got, const char *want)
{
    struct arena a = {0};
    assert_string_equal(str_c(&a, got), want);
    arena_release(&a);
}

static void
check_date(int32_t days, const char *want)
{
    struct arena a = {0};
    check_str(date_text(&a, days), want);
    arena_release(&a);
}

static void
known_days(void **state)
{
    (void)state;
    assert_int_equal(date("1970-01-01"), 0);
    assert_int_equal(date("1969-12-31"), -1);
    assert_int_equal(date("2000-03-01"), 11017);
    assert_int_equal(date("2026-06-01"), 20605);
    assert_int_equal(date("0001-01-01"), -719162);
    assert_int_equal(date("9999-12-31"), 2932896);
}

/* Each day of ten thousand years, one after the other. */
static void
every_day_has_its_own_number(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t want = date("0001-01-01");
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            int last = lengths[month - 1];
            if (month == 2 && (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)))
                last = 29;
            int32_t days;
            for (int day = 1; day <= last; day++, want++) {
                int y, m, d;
                assert_true(date_from_civil(year, month, day, &days));
                if (days != want)
                    fail_msg("%d-%d-%d is %d, not %d", year, month, day, days, want);
                date_to_civil(days, &y, &m, &d);
                if (y != year || m != month || d != day)
                    fail_msg("%d-%d-%d comes back as %d-%d-%d", year, month, day, y, m, d);
            }
            assert_false(date_from_civil(year, month, last + 1, &days));
        }
    assert_int_equal(want, 2932897);
}

static void
days_that_do_not_exist(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "2026-02-30", "2026-02-29", "1900-02-29",  "2026-13-01",  "2026-00-01",
        "2026-01-00", "0000-01-01", "2026-1-1",   "26-01-01",    "2026-01-01 ", " 2026-01-01",
        "2026/01/01", "2026-01-0x", "20260101",   "2026-01-011", "-2026-01-01", "10000-01-01",
    };
    int32_t days;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (date_parse(str_from(bad[i]), &days))
            fail_msg("'%s' is accepted", bad[i]);
    check_date(date("2000-02-29"), "2000-02-29");
    check_date(date("0007-01-02"), "0007-01-02");
}

static void
durations_move_dates(void **state)
{
    (void)state;
    static const struct {
        const char *from, *by, *sum, *difference; /* NULL: out of range */
    } cases[] = {
        {"2026-01-31", "1 month", "2026-02-28", "2025-12-31"},
        {"2024-01-31", "1 month", "2024-02-29", "2023-12-31"},
        {"2024-02-29", "1 year", "2025-02-28", "2023-02-28"},
        {"2026-03-31", "1 month", "2026-04-30", "2026-02-28"},
        {"2026-12-15", "2 months", "2027-02-15", "2026-10-15"},
        {"2026-01-15", "30 days", "2026-02-14", "2025-12-16"},
        {"2026-01-15", "2 weeks", "2026-01-29", "2026-01-01"},
        {"9999-12-31", "1 day", NULL, "9999-12-30"},
        {"9999-12-01", "1 month", NULL, "9999-11-01"},
        {"0001-01-01", "1 day", "0001-01-02", NULL},
        {"0001-01-31", "1 month", "0001-02-28", NULL},
        {"2026-01-01", "2147483647 days", NULL, NULL},
        {"2026-01-01", "178956970 years", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct duration d;
        int32_t out;
        assert_true(duration_parse(str_from(cases[i].by), &d));
        assert_int_equal(date_add(date(cases[i].from), d, &out), cases[i].sum != NULL);
        if (cases[i].sum)
            check_date(out, cases[i].sum);
        assert_int_equal(date_subtract(date(cases[i].from), d, &out), cases[i].difference != NULL);
        if (cases[i].difference)
            check_date(out, cases[i].difference);
    }
    int32_t out;
    assert_true(date_add(date("2026-01-31"), (struct duration){1, 3}, &out));
    check_date(out, "2026-03-03"); /* months first, then days */
    assert_true(date_add(date("2026-03-31"), (struct duration){-1, -1}, &out));
    check_date(out, "2026-02-27");
    assert_false(date_subtract(0, (struct duration){INT32_MIN, INT32_MIN}, &out));
}

static void
durations_as_text(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const same[] = {"0 days",    "1 day",  "30 days", "1 month",
                                       "11 months", "1 year", "2 years"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        struct duration d;
        assert_true(duration_parse(str_from(same[i]), &d));
        check_str(duration_text(&a, d), same[i]);
        struct duration back = duration_of_cell(duration_cell(d));
        assert_true(back.months == d.months && back.days == d.days);
    }
    check_str(duration_text(&a, (struct duration){14, 3}), "1 year 2 months 3 days");
    struct duration negative = {-5, -7}, back = duration_of_cell(duration_cell(negative));
    assert_true(back.months == -5 && back.days == -7);
    static const char *const bad[] = {"",
                                      "days",
                                      "3",
                                      "3 dayss",
                                      "3 hours",
                                      "-3 days",
                                      "3.5 days",
                                      "99999999999 days",
                                      "3 days ",
                                      "2147483648 days",
                                      "178956971 years",
                                      "3 s"};
    struct duration d;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (duration_parse(str_from(bad[i]), &d))
            fail_msg("'%s' is accepted", bad[i]);
    assert_true(duration_parse(STR("3days"), &d) && d.days == 3);
    arena_release(&a);
}

static void
clocks(void **state)
{
    (void)state;
    struct arena a = {0};
    static const struct {
        const char *text;
        int64_t milliseconds;
    } cases[] = {{"0 ms", 0},        {"250 ms", 250},   {"2 s", 2000},
                 {"15 min", 900000}, {"4 h", 14400000}, {"90 s", 90000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t ms;
        assert_true(clock_parse(str_from(cases[i].text), &ms));
        assert_int_equal(ms, cases[i].milliseconds);
        check_str(clock_text(&a, ms), cases[i].text);
    }
    int64_t ms;
    assert_true(clock_parse(STR("120 s"), &ms));
    check_str(clock_text(&a, ms), "2 min");
    static const char *const bad[] = {"",     "s",     "5",    "5 days",
                                      "5 hs", "1.5 s", "-1 s", "9999999999999999 h"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(clock_parse(str_from(bad[i]), &ms));
    arena_release(&a);
}

static void
instants(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const pairs[][2] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
        {"2026-06-01T12:30:45Z", "2026-06-01T12:30:45Z"},
        {"2026-06-01t12:30:45.5z", "2026-06-01T12:30:45.5Z"},
        {"2026-06-01 12:30:45.000001Z", "2026-06-01T12:30:45.000001Z"},
        {"2026-06-01T12:30:45.123456789Z", "2026-06-01T12:30:45.123456Z"},
        {"2026-06-01T00:30:00+02:00", "2026-05-31T22:30:00Z"},
        {"2025-12-31T23:00:00-05:30", "2026-01-01T04:30:00Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        int64_t us;
        if (!instant_parse(str_from(pairs[i][0]), &us))
            fail_msg("'%s' is no instant", pairs[i][0]);
        check_str(instant_text(&a, us), pairs[i][1]);
    }
    int64_t us;
    assert_true(instant_parse(STR("1970-01-02T00:00:00.000001Z"), &us) && us == 86400000001);
    static const char *const bad[] = {
        "",
        "2026-06-01",
        "2026-06-01T12:30:45",
        "2026-06-01T24:00:00Z",
        "2026-06-01T12:60:00Z",
        "2026-06-01T12:30:60Z",
        "2026-06-01T12:30Z",
        "2026-06-01T12:30:45.Z",
        "2026-02-30T12:30:45Z",
        "2026-06-01T12:30:45+0200",
        "2026-06-01T12:30:45+24:00",
        "2026-06-01T12:30:45Z ",
        "2026-06-01X12:30:45Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (instant_parse(str_from(bad[i]), &us))
            fail_msg("'%s' is accepted", bad[i]);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days),
        cmocka_unit_test(every_day_has_its_own_number),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(durations_move_dates),
        cmocka_unit_test(durations_as_text),
        cmocka_unit_test(clocks),
        cmocka_unit_test(instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
