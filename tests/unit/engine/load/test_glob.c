#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/load/glob.h"

static bool
matches(const char *pattern, const char *path)
{
    return glob_match(str_from(pattern), str_from(path));
}

static void
test_names(void **state)
{
    (void)state;
    assert_true(matches("model/*.yaml", "model/a.yaml"));
    assert_true(matches("model/*.yaml", "model/a.b.yaml"));
    assert_false(matches("model/*.yaml", "model/sub/a.yaml"));
    assert_false(matches("model/*.yaml", "model/a.yml"));
    assert_false(matches("model/*.yaml", "a.yaml"));
    assert_true(matches("a.yaml", "a.yaml"));
    assert_false(matches("a.yaml", "b/a.yaml"));
    assert_true(matches("*-junit.xml", "x-junit.xml"));
    assert_true(matches("*a*b*c", "xxaxxbxxbxxc"));
    assert_false(matches("*a*b*c", "xxaxxbxxbxx"));
    assert_true(matches("*", "a"));
}

static void
test_sets_and_single_characters(void **state)
{
    (void)state;
    assert_true(matches("?.yaml", "\xC3\xA9.yaml"));
    assert_false(matches("?.yaml", "ab.yaml"));
    assert_true(matches("REQ[0-9][0-9].yml", "REQ42.yml"));
    assert_false(matches("REQ[0-9].yml", "REQx.yml"));
    assert_true(matches("[!0-9]", "x"));
    assert_false(matches("[!0-9]", "7"));
    assert_true(matches("[]x]", "]"));
    assert_true(matches("a[b", "a[b"));
    assert_true(matches("[\xC3\xA0-\xC3\xBF]", "\xC3\xA9"));
}

static void
test_folders(void **state)
{
    (void)state;
    assert_true(matches("**/*.yaml", "a.yaml"));
    assert_true(matches("**/*.yaml", "x/y/a.yaml"));
    assert_true(matches("model/**/*.yaml", "model/a.yaml"));
    assert_true(matches("model/**/*.yaml", "model/x/y/a.yaml"));
    assert_false(matches("model/**/*.yaml", "other/a.yaml"));
    assert_true(matches("model/**", "model/x/y"));
    assert_true(matches("model/**", "model/x"));
    assert_true(matches("**/x/**/y", "a/x/b/x/y"));
    assert_false(matches("**/x/**/y", "a/b/y"));
    assert_true(matches("**", "a/b"));
}

static void
test_dots_must_be_written(void **state)
{
    (void)state;
    assert_false(matches("*.yml", ".doorstop.yml"));
    assert_true(matches(".*.yml", ".doorstop.yml"));
    assert_true(matches("**/.doorstop.yml", "req/.doorstop.yml"));
    assert_false(matches("**/*.yaml", ".git/a.yaml"));
    assert_false(matches("**", ".git/a.yaml"));
    assert_true(matches(".git/*", ".git/a"));
}

/* Many stars must not take exponential time. */
static void
test_many_stars(void **state)
{
    (void)state;
    struct arena a = {0};
    struct text_buf pattern = {.arena = &a}, path = {.arena = &a};
    for (int i = 0; i < 200; i++) {
        text_add_c(&pattern, "**/*a*/");
        text_add_c(&path, "aaaaaaaaaaaaaaaaaaaa/");
    }
    text_add_c(&pattern, "b");
    text_add_c(&path, "c");
    assert_false(glob_match(text_str(&pattern), text_str(&path)));
    arena_release(&a);
}

static void
expect_normal(const char *pattern, const char *normal)
{
    struct arena a = {0};
    struct str s = str_from(pattern);
    bool ok = glob_normalise(&a, &s);
    assert_int_equal(ok, normal != NULL);
    if (normal)
        assert_true(str_is(s, normal));
    arena_release(&a);
}

static void
test_normalising(void **state)
{
    (void)state;
    expect_normal("./model//*.yaml", "model/*.yaml");
    expect_normal("model/", "model");
    expect_normal("../x", NULL);
    expect_normal("a/../b", NULL);
    expect_normal("/etc/passwd", NULL);
    expect_normal("", NULL);
    expect_normal(".", NULL);
    expect_normal("a\\b", NULL);
}

static void
test_folder_of_a_pattern(void **state)
{
    (void)state;
    assert_true(str_is(glob_folder(STR("model/x/*.yaml")), "model/x"));
    assert_true(str_is(glob_folder(STR("model/*/x.yaml")), "model"));
    assert_true(str_is(glob_folder(STR("*.yaml")), ""));
    assert_true(str_is(glob_folder(STR("a.yaml")), ""));
    assert_true(str_is(glob_folder(STR("m/a.yaml")), "m"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_sets_and_single_characters),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_dots_must_be_written),
        cmocka_unit_test(test_many_stars),
        cmocka_unit_test(test_normalising),
        cmocka_unit_test(test_folder_of_a_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
