#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/source.h"

static void
check_place(const struct source_map *m, uint32_t offset, const struct source *s, uint32_t line,
            uint32_t column)
{
    struct place p = source_place(m, offset);
    assert_ptr_equal(p.source, s);
    assert_int_equal(p.line, line);
    assert_int_equal(p.column, column);
}

static void
places_in_several_texts(void **state)
{
    (void)state;
    struct arena a = {0};
    struct source_map m;
    source_map_init(&m, &a);
    struct source *x = source_add(&m, STR("x.onus"), STR("ab\ncd"));
    struct source *empty = source_add(&m, STR("empty"), STR(""));
    struct source *y = source_add(&m, STR("y.yaml"), STR("\xC3\xA4g\r\n\nend\rz"));
    assert_int_equal(x->base, 1);
    check_place(&m, x->base, x, 1, 1);
    check_place(&m, x->base + 2, x, 1, 3);
    check_place(&m, x->base + 3, x, 2, 1);
    check_place(&m, x->base + 5, x, 2, 3); /* the end of the text is a place */
    check_place(&m, empty->base, empty, 1, 1);
    check_place(&m, y->base + 2, y, 1, 2); /* columns count code points */
    check_place(&m, y->base + 5, y, 2, 1);
    check_place(&m, y->base + 6, y, 3, 1);
    check_place(&m, y->base + 10, y, 4, 1);
    check_place(&m, 0, NULL, 0, 0);
    check_place(&m, m.next, NULL, 0, 0);
    arena_release(&a);
}

/* Places in a line of tens of thousands of bytes, whose characters take one to four of them. */
static void
places_in_a_long_line(void **state)
{
    (void)state;
    struct arena a = {0};
    struct source_map m;
    source_map_init(&m, &a);
    struct text_buf text = {.arena = &a};
    text_add_c(&text, "short \xC3\xA4\n");
    size_t start = text.len;
    while (text.len < 30000)
        text_add_c(&text, "x\xC3\xA4y\xE2\x82\xACz\xF0\x9F\x98\x80 and more of it,");
    size_t end = text.len;
    text_add_c(&text, "\nlast");
    struct source *s = source_add(&m, STR("long.json"), text_str(&text));
    uint32_t column = 1;
    for (size_t i = start; i < end; column++) {
        check_place(&m, s->base + (uint32_t)i, s, 2, column);
        (void)str_next_codepoint(s->text, &i);
    }
    check_place(&m, s->base + (uint32_t)end, s, 2, column);
    check_place(&m, s->base + 7, s, 1, 8);
    check_place(&m, s->base + (uint32_t)end + 1, s, 3, 1);
    check_place(&m, s->base + (uint32_t)end + 5, s, 3, 5);
    assert_int_equal(source_line(s, 2).len, end - start);
    arena_release(&a);
}

static void
lines_without_their_ends(void **state)
{
    (void)state;
    struct arena a = {0};
    struct source_map m;
    source_map_init(&m, &a);
    struct source *s = source_add(&m, STR("s"), STR("one\r\ntwo\n\nfour"));
    for (int built = 0; built < 2; built++) {
        assert_true(str_is(source_line(s, 1), "one"));
        assert_true(str_is(source_line(s, 2), "two"));
        assert_true(str_is(source_line(s, 3), ""));
        assert_true(str_is(source_line(s, 4), "four"));
        assert_true(str_is(source_line(s, 5), ""));
        (void)source_place(&m, s->base);
    }
    assert_true(str_is(source_text(&m, (struct span){s->base + 5, s->base + 8}), "two"));
    assert_true(str_is(source_text(&m, SPAN_NONE), ""));
    arena_release(&a);
}

static void
spans_join(void **state)
{
    (void)state;
    struct span a = {5, 9}, b = {2, 6}, j = span_join(a, b);
    assert_true(j.lo == 2 && j.hi == 9);
    j = span_join(a, SPAN_NONE);
    assert_true(j.lo == 5 && j.hi == 9);
    j = span_join(SPAN_NONE, b);
    assert_true(j.lo == 2 && j.hi == 6);
    assert_true(span_is_none(span_join(SPAN_NONE, SPAN_NONE)));
}

static void
the_space_ends(void **state)
{
    (void)state;
    struct arena a = {0};
    struct source_map m;
    source_map_init(&m, &a);
    assert_non_null(source_add(&m, STR("a"), (struct str){"", UINT32_MAX - 10}));
    assert_null(source_add(&m, STR("b"), (struct str){"", 10}));
    assert_non_null(source_add(&m, STR("c"), STR("x")));
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_in_several_texts),
        cmocka_unit_test(places_in_a_long_line),
        cmocka_unit_test(lines_without_their_ends),
        cmocka_unit_test(spans_join),
        cmocka_unit_test(the_space_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
