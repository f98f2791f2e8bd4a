/* categories.def names diagnostics that exist, each once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/diag.h"

static void
slugs_exist(void **state)
{
    (void)state;
    static const char *const slugs[] = {
#define CATEGORY(slug, category) slug,
#include "engine/find/categories.def"
#undef CATEGORY
    };
    for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
        unsigned found = 0;
        for (int code = 0; code < DIAG_CODE_COUNT; code++)
            found += str_is(str_from(slugs[i]), diag_code_slug((enum diag_code)code));
        if (found != 1)
            fail_msg("%u diagnostics have the slug %s", found, slugs[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(slugs_exist)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
