#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "engine/store/regex.h"

struct fixture {
    struct arena arena;
    struct regex_code *code;
};

static int
setup(void **state)
{
    *state = mem_alloc(sizeof(struct fixture), 1);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    regex_free(f->code);
    arena_release(&f->arena);
    mem_free(f);
    return 0;
}

static enum regex_result
match(struct fixture *f, const char *pattern, const char *text)
{
    regex_free(f->code);
    f->code = regex_compile(&f->arena, str_from(pattern), NULL);
    assert_non_null(f->code);
    return regex_match(f->code, str_from(text));
}

static void
the_whole_text_is_matched(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(match(f, "CWE-\\d+", "CWE-79"), REGEX_MATCH);
    assert_int_equal(match(f, "CWE-\\d+", "see CWE-79"), REGEX_NO_MATCH);
    assert_int_equal(match(f, "CWE-\\d+", "CWE-79 and more"), REGEX_NO_MATCH);
    assert_int_equal(match(f, "a|ab", "ab"), REGEX_MATCH);
    assert_int_equal(match(f, "a$", "a\n"), REGEX_NO_MATCH);
    assert_int_equal(match(f, "", ""), REGEX_MATCH);
}

static void
text_is_utf8_and_classes_are_ascii(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(match(f, ".", "\xc3\xa9"), REGEX_MATCH);
    assert_int_equal(match(f, "\\d", "\xd9\xa3"), REGEX_NO_MATCH); /* an Arabic digit */
}

static void
a_match_that_explodes_hits_the_limit(void **state)
{
    char text[2000];
    memset(text, 'a', sizeof text);
    memcpy(text + sizeof text - 3, "bc", 3); /* PCRE2 sees at once that a text has no b at all */
    assert_int_equal(match(*state, "(a|a)*(a|a)*(a|a)*b", text), REGEX_LIMIT);
}

static void
groups_are_read_by_name(void **state)
{
    struct fixture *f = *state;
    const char *text = "AV:N/AC:L";
    assert_int_equal(match(f, "AV:(?<av>[NALP])/AC:(?<ac>[LH])(?<x>y)?", text), REGEX_MATCH);
    struct str av = regex_capture(f->code, str_from(text), regex_group(f->code, STR("av")));
    assert_true(str_is(av, "N"));
    struct str x = regex_capture(f->code, str_from(text), regex_group(f->code, STR("x")));
    assert_null(x.at);
    assert_int_equal(regex_group(f->code, STR("nothing")), 0);
}

static void
a_broken_pattern_says_where(void **state)
{
    struct fixture *f = *state;
    struct regex_error error;
    assert_null(regex_compile(&f->arena, STR("ab(c"), &error));
    assert_true(error.failed);
    assert_int_equal(error.offset, 2); /* the one that is not closed */
    assert_true(str_find(error.message, STR("parenthesis"), 0) != SIZE_MAX);
    assert_null(regex_compile(&f->arena, STR("a\\Cb"), &error));
    assert_null(regex_compile(&f->arena, STR("(*UCP)\\d"), &error));
}

static void
the_checker_learns_the_groups_in_order(void **state)
{
    struct fixture *f = *state;
    struct str *groups = NULL;
    uint32_t count = 0;
    struct regex_checker checker = regex_checker();
    struct regex_error error =
        checker.check(checker.context, &f->arena, STR("(?<z>a)(b)(?<a>c)"), &groups, &count);
    assert_false(error.failed);
    assert_int_equal(count, 2);
    assert_true(str_is(groups[0], "z"));
    assert_true(str_is(groups[1], "a"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_whole_text_is_matched, setup, teardown),
        cmocka_unit_test_setup_teardown(text_is_utf8_and_classes_are_ascii, setup, teardown),
        cmocka_unit_test_setup_teardown(a_match_that_explodes_hits_the_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(groups_are_read_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_pattern_says_where, setup, teardown),
        cmocka_unit_test_setup_teardown(the_checker_learns_the_groups_in_order, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
