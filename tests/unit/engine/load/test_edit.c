#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/load/edit.h"

/* Where a digest is written: texts in which `key` and `value` are the places of a path, or of the key of the digest. */

static struct span
find(const struct source *source, const char *word)
{
    size_t at = str_find(source->text, str_from(word), 0);
    assert_int_not_equal(at, SIZE_MAX);
    uint32_t lo = source->base + (uint32_t)at;
    return (struct span){lo, lo + (uint32_t)strlen(word)};
}

static struct str
applied(struct arena *a, const struct file_edit *e)
{
    struct str text = e->source->text;
    return str_printf(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, e->lo)),
                      STR_ARG(e->text), STR_ARG(str_slice(text, e->hi, text.len)));
}

/* expected NULL: no place. */
static void
assert_inserted(const char *text, const char *key, const char *value, const char *expected)
{
    struct arena a = {0};
    struct source source = {.base = 100, .text = str_from(text)};
    struct file_edit e;
    bool ok = edit_insert(&a, &source, find(&source, key), find(&source, value), STR("sum"),
                          (struct yaml_words){STR("sha256:ab"), STR("\"sha256:ab\"")}, &e);
    assert_int_equal(ok, expected != NULL);
    if (ok)
        assert_string_equal(str_c(&a, applied(&a, &e)), expected);
    arena_release(&a);
}

static void
assert_filled(const char *text, const char *expected)
{
    struct arena a = {0};
    struct source source = {.base = 100, .text = str_from(text)};
    struct file_edit e;
    bool ok = edit_fill(&a, &source, find(&source, "sum"), STR("\"sha256:ab\""), &e);
    assert_int_equal(ok, expected != NULL);
    if (ok)
        assert_string_equal(str_c(&a, applied(&a, &e)), expected);
    arena_release(&a);
}

static void
a_line_below_the_path(void **state)
{
    (void)state;
    assert_inserted("- path: x.pdf # one\n  id: A\n", "path", "x.pdf",
                    "- path: x.pdf # one\n  sum: sha256:ab\n  id: A\n");
    assert_inserted("  - - path: x.pdf\n", "path", "x.pdf",
                    "  - - path: x.pdf\n      sum: sha256:ab\n");
    assert_inserted("path: x.pdf", "path", "x.pdf", "path: x.pdf\nsum: sha256:ab");
    assert_inserted("id: A\r\npath: x.pdf", "path", "x.pdf",
                    "id: A\r\npath: x.pdf\r\nsum: sha256:ab");
    assert_inserted("path: x.pdf\r\nid: A\r\n", "path", "x.pdf",
                    "path: x.pdf\r\nsum: sha256:ab\r\nid: A\r\n");
}

static void
behind_the_path_in_braces(void **state)
{
    (void)state;
    assert_inserted("- { path: x.pdf }\n", "path", "x.pdf",
                    "- { path: x.pdf, sum: \"sha256:ab\" }\n");
    assert_inserted("- { path: x.pdf, id: A }\n", "path", "x.pdf",
                    "- { path: x.pdf, sum: \"sha256:ab\", id: A }\n");
    assert_inserted("{\n  \"path\": \"x.pdf\" # one\n}", "\"path\"", "\"x.pdf\"",
                    "{\n  \"path\": \"x.pdf\",\n  \"sum\": \"sha256:ab\" # one\n}");
}

static void
no_place(void **state)
{
    (void)state;
    assert_inserted("? path\n: x.pdf\n", "path", "x.pdf", NULL);
    assert_inserted("- id: A\n  at: x.pdf\n- path: y\n", "path", "x.pdf", NULL);
    assert_inserted("path: x.pdf y\n", "path", "x.pdf", NULL);
}

static void
keys_without_a_value(void **state)
{
    (void)state;
    assert_filled("sum:\nid: A\n", "sum: \"sha256:ab\"\nid: A\n");
    assert_filled("sum: # none yet\n", "sum: \"sha256:ab\" # none yet\n");
    assert_filled("{ sum: , id: A }", "{ sum: \"sha256:ab\" , id: A }");
    assert_filled("{ \"sum\": null }", "{ \"sum\": \"sha256:ab\" }");
    assert_filled("sum: ~ # none", "sum: \"sha256:ab\" # none");
    assert_filled("sum: nullable\n", NULL);
    assert_filled("sum: !!null\n", NULL);
    assert_filled("? sum\n", NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_below_the_path),
        cmocka_unit_test(behind_the_path_in_braces),
        cmocka_unit_test(no_place),
        cmocka_unit_test(keys_without_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
