#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/value.h"

static void
precedence_of_semantic_versioning(void **state)
{
    (void)state;
    static const char *const sorted[] = {
        "0.9",
        "1.0.0-0",
        "1.0.0-1",
        "1.0.0-2",
        "1.0.0-10",
        "1.0.0-99999999999999999999",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "v1.0.0",
        "1.0.1",
        "1.2",
        "1.10",
        "v1.10.0.1",
        "2.0.0",
        "2.1.0",
        "2.1.1",
        "10",
        "99999999999999999999.0",
    };
    enum { COUNT = sizeof sorted / sizeof sorted[0] };
    for (int i = 0; i < COUNT; i++) {
        assert_true(version_valid(str_from(sorted[i])));
        for (int j = 0; j < COUNT; j++) {
            int order = version_cmp(str_from(sorted[i]), str_from(sorted[j]));
            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("'%s' and '%s' are in the wrong order", sorted[i], sorted[j]);
        }
    }
}

static void
different_texts_of_one_version(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"v1.4.0", "1.4.0"}, {"1.4", "1.4.0"},           {"1", "v1.0.0.0"},
        {"1.04", "1.4"},     {"1.4.0+build.5", "1.4.0"}, {"1.0-rc.1+x", "1.0.0-rc.1"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(version_cmp(str_from(pairs[i][0]), str_from(pairs[i][1])), 0);
}

static void
what_is_no_version(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "v",    "1.",       ".1",      "1..2", "1.x",
                                      "one",  "1.0-", "1.0-a..b", "1.0-a_b", "1.0+", "1 .0",
                                      "1.0 ", "vv1",  "-1",       "1.0+a+b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (version_valid(str_from(bad[i])))
            fail_msg("'%s' is accepted", bad[i]);
    assert_true(version_valid(STR("1.0-a-b.-")) && version_valid(STR("7")) &&
                version_valid(STR("1.0+2026-06-01")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precedence_of_semantic_versioning),
        cmocka_unit_test(different_texts_of_one_version),
        cmocka_unit_test(what_is_no_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
