/* Widths of text, and where lines break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/diagram/text.h"

static const struct font plain = {2048, false}, bold = {2048, true};

static int32_t
width_of(struct font f, const char *text)
{
    return text_width(f, str_from(text));
}

/* As the font's own table has them (hmtx). */
static void
widths(void **state)
{
    (void)state;
    assert_int_equal(width_of(plain, "A"), 1366);
    assert_int_equal(width_of(plain, "i"), 455);
    assert_int_equal(width_of(bold, "i"), 569);
    assert_int_equal(width_of(plain, "Ai"), 1366 + 455);
    assert_int_equal(width_of((struct font){120, false}, "A"), (1366 * 120 + 2047) / 2048);
    assert_int_equal(width_of(plain, "\xc3\xa4"), width_of(plain, "a")); /* ä */
}

/* What the font has no shape for counts as wide as a square; what is drawn over another one adds nothing. */
static void
other_characters(void **state)
{
    (void)state;
    assert_int_equal(width_of(plain, "\xe6\xbc\xa2"), 2048);                      /* 漢 */
    assert_int_equal(width_of(plain, "\xe0\xa4\x95"), 2048);                      /* Devanagari */
    assert_int_equal(width_of(plain, "a\xcc\xa3\xcc\x81"), width_of(plain, "a")); /* two accents */
    assert_int_equal(width_of(plain, ""), 0);
}

static int32_t
room(void *context, uint32_t line)
{
    const int32_t *rooms = context;
    return rooms[line < 3 ? line : 3];
}

static void
check_lines(const char *text, const int32_t *rooms, enum text_fit fit, const char *const *want)
{
    struct str lines[8];
    uint32_t count = 0;
    int32_t copy[4];
    memcpy(copy, rooms, sizeof copy);
    assert_int_equal(text_wrap(plain, str_from(text), room, copy, 8, lines, &count), fit);
    for (uint32_t i = 0; i < count; i++) {
        assert_non_null(want[i]);
        assert_int_equal(lines[i].len, strlen(want[i]));
        assert_memory_equal(lines[i].at, want[i], lines[i].len);
    }
    assert_null(want[count]);
}

static void
breaking(void **state)
{
    (void)state;
    const int32_t wide[] = {99999, 99999, 99999, 99999}, two[] = {6000, 6000, 6000, 6000},
                  uneven[] = {2400, 9000, 2400, 2400};
    check_lines("one two  three", wide, TEXT_FITS, (const char *[]){"one two  three", NULL});
    check_lines(" one two\nthree ", two, TEXT_FITS, (const char *[]){"one", "two", "three", NULL});
    check_lines("ab cde fgh i", uneven, TEXT_FITS, (const char *[]){"ab", "cde fgh i", NULL});
    check_lines("", wide, TEXT_FITS, (const char *[]){NULL});
}

/* Behind a hyphen between letters, never within a name like LX-200. */
static void
hyphens(void **state)
{
    (void)state;
    const int32_t some[] = {7000, 7000, 7000, 7000};
    check_lines("role-based x", some, TEXT_FITS, (const char *[]){"role-", "based", "x", NULL});
    check_lines("an LX-200 b", some, TEXT_FITS, (const char *[]){"an", "LX-200", "b", NULL});
}

/* Names that are put together may end a line behind a dot and before a parenthesis, numbers never. */
static void
names_put_together(void **state)
{
    (void)state;
    const int32_t some[] = {10000, 10000, 10000, 10000};
    check_lines("Pattern.Role(A)", some, TEXT_FITS, (const char *[]){"Pattern.", "Role(A)", NULL});
    check_lines("Established(A)", (const int32_t[]){11000, 11000, 11000, 11000}, TEXT_FITS,
                (const char *[]){"Established", "(A)", NULL});
    check_lines("v 1.25.3456", some, TEXT_FITS, (const char *[]){"v", "1.25.3456", NULL});
}

/* A word wider than a line is broken between characters as readers see them, and that is told. */
static void
long_words(void **state)
{
    (void)state;
    const int32_t some[] = {4600, 4600, 4600, 4600};
    check_lines("abcdefgh", some, TEXT_FITS_BROKEN, (const char *[]){"abcd", "efgh", NULL});
    check_lines("aaaaa\xcc\x81", some, TEXT_FITS_BROKEN,
                (const char *[]){"aaaa", "a\xcc\x81", NULL});
    check_lines("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", some, TEXT_FITS,
                (const char *[]){"\xe6\xbc\xa2\xe6\xbc\xa2", "\xe6\xbc\xa2", NULL});
}

static void
too_long(void **state)
{
    (void)state;
    struct str lines[2];
    uint32_t count = 0;
    int32_t some[] = {4600, 4600, 4600, 4600}, none[] = {100, 100, 100, 100};
    assert_int_equal(text_wrap(plain, STR("abc def ghi"), room, some, 2, lines, &count),
                     TEXT_OVERFLOWS);
    assert_int_equal(count, 2);
    assert_int_equal(text_wrap(plain, STR("W"), room, none, 2, lines, &count), TEXT_OVERFLOWS);
}

static void
cutting(void **state)
{
    (void)state;
    struct arena a = {0};
    struct str whole = text_cut(&a, plain, STR("abc"), 99999),
               cut = text_cut(&a, plain, STR("abc def ghi"), 9000);
    assert_true(str_is(whole, "abc"));
    assert_true(str_ends(cut, STR("…")));
    assert_true(str_starts(cut, STR("abc d")));
    assert_true(text_width(plain, cut) <= 9000);
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(other_characters),
        cmocka_unit_test(breaking),
        cmocka_unit_test(hyphens),
        cmocka_unit_test(names_put_together),
        cmocka_unit_test(long_words),
        cmocka_unit_test(too_long),
        cmocka_unit_test(cutting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
