#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/base/diag.h"

static struct span
at(uint32_t lo)
{
    return (struct span){lo, lo + 1};
}

static void
records_keep_what_was_said(void **state)
{
    (void)state;
    struct arena a = {0};
    struct diag_sink s;
    diag_sink_init(&s, &a, NULL);
    struct diag *d = diag_add(&s, E4417, at(3), "too many rows: %d", 7);
    diag_here(&s, d, "this step");
    diag_label(&s, d, at(9), "first %s", "place");
    diag_label(&s, d, at(5), "second place");
    diag_note(&s, d, "a note");
    diag_help(&s, d, "use `where`");
    diag_fix(&s, d, at(4), STR("wrong"));
    diag_fix(&s, d, at(4), STR("right"));
    assert_int_equal(d->severity, DIAG_ERROR);
    assert_true(str_is(d->message, "too many rows: 7") && str_is(d->label, "this step"));
    assert_true(str_is(d->labels->text, "first place") && d->labels->span.lo == 9);
    assert_true(str_is(d->labels->next->text, "second place") && !d->labels->next->next);
    assert_true(str_is(d->notes->text, "a note") && span_is_none(d->notes->span));
    assert_true(str_is(d->help, "use `where`"));
    assert_true(str_is(d->fix->text, "right") && !d->fix->next);
    assert_int_equal(s.error_count, 1);
    arena_release(&a);
}

static void
limits_count_errors(void **state)
{
    (void)state;
    struct arena a = {0};
    struct diag_sink s;
    diag_sink_init(&s, &a, NULL);
    assert_false(diag_full(&s));
    s.error_limit = 2;
    diag_add(&s, E4417, at(1), "one");
    assert_false(diag_full(&s));
    diag_add(&s, E4417, at(1), "two");
    assert_true(diag_full(&s));
    arena_release(&a);
}

static void
sorting_is_by_place_then_message(void **state)
{
    (void)state;
    struct arena a = {0};
    struct diag_sink s;
    diag_sink_init(&s, &a, NULL);
    diag_sort(&s);
    assert_null(s.first);
    for (uint32_t i = 0; i < 1000; i++)
        diag_add(&s, E4417, at(i * 7919 % 100 + 1), "m%03u", i * 31 % 1000);
    diag_sort(&s);
    unsigned count = 0;
    for (const struct diag *d = s.first; d; d = d->next, count++) {
        if (!d->next)
            break;
        assert_true(d->span.lo <= d->next->span.lo);
        if (d->span.lo == d->next->span.lo)
            assert_true(str_cmp(d->message, d->next->message) <= 0);
    }
    assert_int_equal(count, 999);
    diag_add(&s, E4417, at(1), "a last one");
    const struct diag *d = s.first;
    while (d->next)
        d = d->next;
    assert_true(str_is(d->message, "a last one"));
    arena_release(&a);
}

static void
codes_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(diag_code_find(STR("E4417")), E4417);
    assert_int_equal(diag_code_find(STR("E0000")), DIAG_CODE_COUNT);
    for (int i = 0; i < DIAG_CODE_COUNT; i++) {
        enum diag_code code = (enum diag_code)i;
        assert_int_equal(diag_code_find(str_from(diag_code_name(code))), code);
        assert_false(str_blank(str_from(diag_code_slug(code))));
        assert_false(str_blank(str_from(diag_code_title(code))));
        assert_false(str_blank(str_from(diag_code_explanation(code))));
    }
}

static struct str
suggestion(struct arena *a, const char *given, const char *const *candidates)
{
    struct suggestion s = {.scratch = a, .given = str_from(given)};
    for (; *candidates; candidates++)
        suggest(&s, str_from(*candidates));
    return s.best;
}

static void
suggestions_are_close(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const fields[] = {"controls", "control", "assets", "risk", "a", "b", NULL};
    assert_true(str_is(suggestion(&a, "contols", fields), "controls"));
    assert_true(str_is(suggestion(&a, "contrl", fields), "control"));
    assert_true(str_is(suggestion(&a, "asets", fields), "assets"));
    assert_true(str_is(suggestion(&a, "riks", fields), "risk"));
    assert_true(str_is(suggestion(&a, "evidence", fields), ""));
    assert_true(str_is(suggestion(&a, "x", fields), "")); /* nothing of it is left */
    static const char *const equal[] = {"cat", "car", NULL};
    assert_true(str_is(suggestion(&a, "cab", equal), "cat")); /* ties: as offered */
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_keep_what_was_said),
        cmocka_unit_test(limits_count_errors),
        cmocka_unit_test(sorting_is_by_place_then_message),
        cmocka_unit_test(codes_are_found_by_name),
        cmocka_unit_test(suggestions_are_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
