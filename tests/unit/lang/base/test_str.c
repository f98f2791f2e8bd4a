#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/base/str.h"

static int
sign(int i)
{
    return (i > 0) - (i < 0);
}

static void
slices_and_trims(void **state)
{
    (void)state;
    struct str s = STR("  a b \t\n");
    assert_true(str_is(str_trim(s), "a b"));
    assert_int_equal(str_trim(STR(" \t ")).len, 0);
    assert_true(str_is(str_slice(STR("hello"), 1, 3), "el"));
    assert_true(str_is(str_slice(STR("hello"), 3, 99), "lo"));
    assert_int_equal(str_slice(STR("hello"), 4, 2).len, 0);
    assert_true(str_blank(STR("")) && str_blank(STR(" \r\n")) && !str_blank(STR(" x ")));
    assert_true(str_starts(STR("hello"), STR("he")) && !str_starts(STR("h"), STR("he")));
    assert_true(str_ends(STR("hello"), STR("lo")) && !str_ends(STR("o"), STR("lo")));
}

static void
bytes_order_as_unsigned(void **state)
{
    (void)state;
    assert_true(str_cmp(STR("a"), STR("\xC3\xA4")) < 0);
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_int_equal(str_cmp(STR("ab"), STR("ab")), 0);
    assert_true(str_eq(STR(""), (struct str){NULL, 0}));
    assert_false(str_eq(STR("a"), STR("b")));
}

/* Every pair of a list that is in order, both ways round. */
static void
check_order(const char *const *ids, size_t count, int (*compare)(struct str, struct str))
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            if (sign(compare(str_from(ids[i]), str_from(ids[j]))) != (i > j) - (i < j))
                fail_msg("'%s' and '%s' are in the wrong order", ids[i], ids[j]);
}

static void
natural_order_counts(void **state)
{
    (void)state;
    const char *const ids[] = {"",
                               "0",
                               "00",
                               "1",
                               "2",
                               "10",
                               "A",
                               "C-02",
                               "C-2",
                               "C-2/1",
                               "C-2/9",
                               "C-2/10",
                               "C-2a",
                               "C-09",
                               "C-10",
                               "C-10-1",
                               "C-010-2",
                               "C-99999999999999999998",
                               "C-99999999999999999999",
                               "C-100000000000000000000",
                               "CA",
                               "a",
                               "a-",
                               "a1b2",
                               "a1b10",
                               "\xC3\xA4"};
    check_order(ids, sizeof ids / sizeof ids[0], str_cmp_natural);
}

static void
random_natural_order_is_total(void **state)
{
    (void)state;
    enum { COUNT = 60 };
    static const char letters[] = "0019a-";
    char texts[COUNT][5];
    srand(7);
    for (int i = 0; i < COUNT; i++) {
        size_t len = (size_t)rand() % 5;
        for (size_t k = 0; k < len; k++)
            texts[i][k] = letters[rand() % 6];
        texts[i][len] = '\0';
    }
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            struct str a = str_from(texts[i]), b = str_from(texts[j]);
            assert_int_equal(sign(str_cmp_natural(a, b)), -sign(str_cmp_natural(b, a)));
            assert_int_equal(str_cmp_natural(a, b) == 0, str_eq(a, b));
            for (int k = 0; k < COUNT; k++) {
                struct str c = str_from(texts[k]);
                if (str_cmp_natural(a, b) < 0 && str_cmp_natural(b, c) < 0)
                    assert_true(str_cmp_natural(a, c) < 0);
            }
        }
}

static void
finds_needles(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("abcabc"), STR("ca"), 0), 2);
    assert_int_equal(str_find(STR("abcabc"), STR("abc"), 1), 3);
    assert_int_equal(str_find(STR("aab"), STR("ab"), 0), 1);
    assert_int_equal(str_find(STR("abc"), STR("abcd"), 0), SIZE_MAX);
    assert_int_equal(str_find(STR("abc"), STR("x"), 0), SIZE_MAX);
    assert_int_equal(str_find(STR("abc"), STR(""), 3), 3);
    assert_int_equal(str_find(STR("abc"), STR(""), 4), SIZE_MAX);
}

static void
hashes_differ(void **state)
{
    (void)state;
    assert_int_equal(str_hash(STR("abc")), str_hash(str_slice(STR("xabc"), 1, 4)));
    assert_true(str_hash(STR("abc")) != str_hash(STR("abd")));
    (void)str_hash((struct str){NULL, 0});
}

static unsigned
distance(const char *a, const char *b, unsigned limit)
{
    struct arena scratch = {0};
    unsigned d = str_distance(&scratch, str_from(a), str_from(b), limit);
    unsigned back = str_distance(&scratch, str_from(b), str_from(a), limit);
    arena_release(&scratch);
    assert_int_equal(d, back);
    return d;
}

static void
distances(void **state)
{
    (void)state;
    assert_int_equal(distance("", "", 5), 0);
    assert_int_equal(distance("abc", "abc", 5), 0);
    assert_int_equal(distance("", "abc", 5), 3);
    assert_int_equal(distance("kitten", "sitting", 5), 3);
    assert_int_equal(distance("severity", "severtiy", 5), 1);
    assert_int_equal(distance("ca", "abc", 5), 3); /* no edit inside a swap */
    assert_int_equal(distance("controls", "contorls", 1), 1);
    assert_int_equal(distance("kitten", "sitting", 2), 3); /* above the limit */
    assert_int_equal(distance("a", "abcdefgh", 2), 3);
    assert_int_equal(distance("abcdefgh", "hgfedcba", 3), 4);
    assert_int_equal(distance("ab", "ba", 1), 1);
    assert_int_equal(distance("ab", "ba", 0), 1);
}

/* The definition, without a limit and without tricks. */
static unsigned
plain_distance(const char *a, size_t m, const char *b, size_t n)
{
    if (m == 0 || n == 0)
        return (unsigned)(m + n);
    unsigned best = plain_distance(a, m - 1, b, n - 1) + (a[m - 1] != b[n - 1]);
    unsigned gone = plain_distance(a, m - 1, b, n) + 1, come = plain_distance(a, m, b, n - 1) + 1;
    best = gone < best ? gone : best;
    best = come < best ? come : best;
    if (m > 1 && n > 1 && a[m - 1] == b[n - 2] && a[m - 2] == b[n - 1]) {
        unsigned swapped = plain_distance(a, m - 2, b, n - 2) + 1;
        best = swapped < best ? swapped : best;
    }
    return best;
}

static void
random_distances_agree_with_the_definition(void **state)
{
    (void)state;
    srand(11);
    for (int i = 0; i < 1000; i++) {
        char a[7], b[7];
        size_t m = (size_t)rand() % 6, n = (size_t)rand() % 6;
        for (size_t k = 0; k < m; k++)
            a[k] = (char)('a' + rand() % 3);
        for (size_t k = 0; k < n; k++)
            b[k] = (char)('a' + rand() % 3);
        a[m] = b[n] = '\0';
        unsigned limit = (unsigned)rand() % 7, want = plain_distance(a, m, b, n);
        assert_int_equal(distance(a, b, limit), want > limit ? limit + 1 : want);
    }
}

static void
utf8_is_checked(void **state)
{
    (void)state;
    assert_int_equal(str_bad_utf8(STR("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")), SIZE_MAX);
    assert_int_equal(str_bad_utf8(STR("\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80")),
                     SIZE_MAX);
    static const char *const bad[] = {"ab\x80",     /* continuation alone */
                                      "ab\xC3",     /* cut off */
                                      "ab\xC3(",    /* second byte is none */
                                      "ab\xC0\x80", /* overlong */
                                      "ab\xC1\xBF",
                                      "ab\xE0\x9F\xBF",
                                      "ab\xF0\x8F\xBF\xBF",
                                      "ab\xED\xA0\x80",     /* surrogate */
                                      "ab\xF4\x90\x80\x80", /* beyond U+10FFFF */
                                      "ab\xF5\x80\x80\x80",
                                      "ab\xFF",
                                      "ab\xE2\x82",
                                      "ab\xE2\x82(",
                                      "ab\xF0\x9F\x98"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (str_bad_utf8(str_from(bad[i])) != 2)
            fail_msg("bad sequence %zu is accepted", i);
}

static void
every_codepoint_survives(void **state)
{
    (void)state;
    for (int32_t c = 0; c <= 0x10FFFF; c++) {
        char b[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const int lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t k = n - 1; k > 0; k--)
            b[k] = (char)(0x80 | (c >> 6 * (n - 1 - k) & 0x3F));
        b[0] = (char)(lead[n] | c >> 6 * (n - 1));
        size_t i = 0;
        int32_t got = str_next_codepoint((struct str){b, n}, &i);
        if (c >= 0xD800 && c <= 0xDFFF) {
            assert_int_equal(got, -1);
            assert_int_equal(i, 1);
        } else {
            assert_int_equal(got, c);
            assert_int_equal(i, n);
        }
    }
    assert_int_equal(str_codepoints(STR("a\xC3\xA4\xF0\x9F\x98\x80!")), 4);
    assert_int_equal(str_codepoints(STR("\xFF\xFE")), 2);
}

static void
texts_are_built(void **state)
{
    (void)state;
    struct arena a = {0};
    struct text_buf b = {.arena = &a};
    assert_int_equal(text_str(&b).len, 0);
    text_add(&b, STR("one"));
    text_add_char(&b, ',');
    text_add_c(&b, " two");
    text_printf(&b, ", %d", 3);
    text_add(&b, STR(""));
    assert_true(str_is(text_str(&b), "one, two, 3"));
    for (int i = 0; i < 1000; i++)
        text_printf(&b, "%0100d", i);
    assert_int_equal(text_str(&b).len, 11 + 100000);
    assert_true(str_ends(text_str(&b), STR("0999")));
    assert_true(str_is(str_printf(&a, STR_FMT "!", STR_ARG(STR("hey"))), "hey!"));
    assert_string_equal(str_c(&a, STR("c")), "c");
    assert_true(str_is(str_copy(&a, STR("copy")), "copy"));
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_and_trims),
        cmocka_unit_test(bytes_order_as_unsigned),
        cmocka_unit_test(natural_order_counts),
        cmocka_unit_test(random_natural_order_is_total),
        cmocka_unit_test(finds_needles),
        cmocka_unit_test(hashes_differ),
        cmocka_unit_test(distances),
        cmocka_unit_test(random_distances_agree_with_the_definition),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(every_codepoint_survives),
        cmocka_unit_test(texts_are_built),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
