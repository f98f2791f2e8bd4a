/* What the cells of a workbook say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/load/xlsx_internal.h"

static void
expect(struct str got, const char *want)
{
    if (!str_is(got, want))
        print_error("got '" STR_FMT "', expected '%s'\n", STR_ARG(got), want);
    assert_true(str_is(got, want));
}

static void
test_numbers(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const rows[][2] = {
        {"12", "12"},
        {"007.50", "007.50"},
        {"7.2000000000000002", "7.2"},
        {"0.10000000000000001", "0.1"},
        {"123456789012345", "123456789012345"},
        {"9007199254740993", "9007199254740992"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"1E3", "1000"},
        {"1.5e-5", "0.000015"},
        {"-1.25E2", "-125"},
        {"-1.25E+1", "-12.5"},
        {"1E-1", "0.1"},
        {"1E20", "100000000000000000000"},
        {"1E21", "1.00000000000000e+21"},
        {"0E0", "0"},
        {" 3 ", "3"},
        {"many", "many"},
        {"1e400", "1e400"},
        {"0x10e1", "0x10e1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(xlsx_number(&a, str_from(rows[i][0])), rows[i][1]);
    arena_release(&a);
}

static void
test_days(void **state)
{
    (void)state;
    struct arena a = {0};
    static const struct {
        const char *written;
        enum xlsx_format format;
        bool is_1904;
        const char *want; /* NULL: no such day */
    } rows[] = {
        {"1", XLSX_DATE, false, "1900-01-01"},
        {"59", XLSX_DATE, false, "1900-02-28"},
        {"60", XLSX_DATE, false, NULL},
        {"61", XLSX_DATE, false, "1900-03-01"},
        {"25569", XLSX_DATE, false, "1970-01-01"},
        {"46174", XLSX_DATE, false, "2026-06-01"},
        {"2958465", XLSX_DATE, false, "9999-12-31"},
        {"2958466", XLSX_DATE, false, NULL},
        {"0", XLSX_DATE, false, NULL},
        {"-1", XLSX_DATE, false, NULL},
        {"x", XLSX_DATE, false, NULL},
        {"0", XLSX_DATE, true, "1904-01-01"},
        {"60", XLSX_DATE, true, "1904-03-01"},
        {"44712", XLSX_DATE, true, "2026-06-01"},
        {"2957003", XLSX_DATE, true, "9999-12-31"},
        {"2957004", XLSX_DATE, true, NULL},
        {"46174.354166666664", XLSX_DATE_TIME, false, "2026-06-01T08:30:00"},
        {"46174.5", XLSX_DATE, false, "2026-06-01T12:00:00"},
        {"46174.999999999", XLSX_DATE_TIME, false, "2026-06-02"},
        {"4.6174E4", XLSX_DATE, false, "2026-06-01"},
        {"0.354166666666667", XLSX_TIME, false, "08:30:00"},
        {"0", XLSX_TIME, false, "00:00:00"},
        {"46174.25", XLSX_TIME, false, "2026-06-01T06:00:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str got = STR("");
        bool ok = xlsx_serial(&a, str_from(rows[i].written), rows[i].format, rows[i].is_1904, &got);
        assert_int_equal(ok, rows[i].want != NULL);
        if (ok)
            expect(got, rows[i].want);
    }
    arena_release(&a);
}

static void
test_formats(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum xlsx_format want;
    } rows[] = {
        {"General", XLSX_NUMBER},
        {"0.00%", XLSX_NUMBER},
        {"#,##0\\ \"days\"", XLSX_NUMBER},
        {"0.00_d", XLSX_NUMBER},
        {"[Red]0;[Yellow]dd", XLSX_NUMBER},
        {"[h]:mm", XLSX_NUMBER},
        {"[$-409]0.0E+00", XLSX_NUMBER},
        {"yyyy\\-mm\\-dd", XLSX_DATE},
        {"[$-F800]dddd\\,\\ mmmm\\ dd", XLSX_DATE},
        {"MMM", XLSX_DATE},
        {"d/m/yy h:mm", XLSX_DATE_TIME},
        {"h:mm AM/PM", XLSX_TIME},
        {"mm:ss.0", XLSX_TIME},
        {"\"", XLSX_NUMBER},
        {"\\", XLSX_NUMBER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(xlsx_format_of_code(str_from(rows[i].code)), rows[i].want);
    assert_int_equal(xlsx_builtin_format(0), XLSX_NUMBER);
    assert_int_equal(xlsx_builtin_format(14), XLSX_DATE);
    assert_int_equal(xlsx_builtin_format(20), XLSX_TIME);
    assert_int_equal(xlsx_builtin_format(22), XLSX_DATE_TIME);
    assert_int_equal(xlsx_builtin_format(46), XLSX_NUMBER);
    assert_int_equal(xlsx_builtin_format(49), XLSX_NUMBER);
}

static void
test_escapes(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const rows[][2] = {
        {"plain _x", "plain _x"},
        {"a_x000D_\nb", "a\nb"},
        {"a_x000D_b", "a\nb"},
        {"a\r\nb\rc", "a\nb\nc"},
        {"_x005F_x000D_", "_x000D_"},
        {"_x000d__x000A_", "\n"},
        {"_x20AC_ _x0000_ _x+12_ _x00", "_x20AC_ _x0000_ _x+12_ _x00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(xlsx_unescaped(&a, str_from(rows[i][0])), rows[i][1]);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
