#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/diag.h"
#include "lang/base/value.h"

#define X32   "9F86d081884c7d659a2feaa0c55ad015"
#define SMALL "9f86d081884c7d659a2feaa0c55ad015"

static void
assert_read(const char *given, enum digest_fault fault, const char *expected)
{
    struct arena a = {0};
    struct digest_text d = digest_read(&a, str_from(given));
    assert_int_equal(d.fault, fault);
    assert_true(fault != DIGEST_FINE || str_is(d.text, expected));
    arena_release(&a);
}

static void
all_ways_to_write_a_digest_are_one(void **state)
{
    (void)state;
    assert_read("sha256:" X32 X32, DIGEST_FINE, "sha256:" SMALL SMALL);
    assert_read("SHA-256:" X32 X32, DIGEST_FINE, "sha256:" SMALL SMALL);
    assert_read(X32 X32, DIGEST_FINE, "sha256:" SMALL SMALL);
    assert_read("Sha512:" X32 X32 X32 X32, DIGEST_FINE, "sha512:" SMALL SMALL SMALL SMALL);
    assert_read("SHA3-384:" X32 X32 X32, DIGEST_FINE, "sha3-384:" SMALL SMALL SMALL);
}

static void
what_is_no_digest_says_why(void **state)
{
    (void)state;
    assert_read("", DIGEST_NO_DIGITS, "");
    assert_read("sha256:", DIGEST_NO_DIGITS, "");
    assert_read("sha256:" X32 "0g" X32, DIGEST_NO_DIGITS, "");
    assert_read("sha256: " X32 X32, DIGEST_NO_DIGITS, "");
    assert_read("sha256:" X32, DIGEST_WRONG_LENGTH, "");
    assert_read("sha512:" X32 X32, DIGEST_WRONG_LENGTH, "");
    assert_read(":" X32 X32, DIGEST_UNKNOWN_ALGORITHM, "");
    assert_read("sha257:" X32 X32, DIGEST_UNKNOWN_ALGORITHM, "");
    assert_read(X32 X32 X32 X32, DIGEST_NO_ALGORITHM, "");
    assert_read("abc", DIGEST_NO_ALGORITHM, "");
}

static void
weak_ones_are_told_by_name_and_by_their_digits(void **state)
{
    (void)state;
    assert_read("MD5:" X32, DIGEST_WEAK_ALGORITHM, "");
    assert_read("sha1:12", DIGEST_WEAK_ALGORITHM, "");
    assert_read(X32, DIGEST_WEAK_ALGORITHM, "");
    assert_read(X32 "01234567", DIGEST_WEAK_ALGORITHM, "");
    assert_read("crc32:01234567", DIGEST_WEAK_ALGORITHM, "");
}

static void
no_weak_algorithm_is_proposed(void **state)
{
    (void)state;
    struct arena a = {0};
    struct suggestion near = {.scratch = &a, .given = STR("sha25")};
    struct suggestion weak = {.scratch = &a, .given = STR("md6")};
    digest_suggest(&near);
    digest_suggest(&weak);
    assert_true(str_is(near.best, "sha256"));
    assert_int_equal(weak.best.len, 0);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_to_write_a_digest_are_one),
        cmocka_unit_test(what_is_no_digest_says_why),
        cmocka_unit_test(weak_ones_are_told_by_name_and_by_their_digits),
        cmocka_unit_test(no_weak_algorithm_is_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
