/* Where in a case file something is added, in all the ways in which people write YAML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/instantiate/layout.h"

static struct doc_node *
texts(struct arena *a, const char *one, const char *two)
{
    struct doc_node *list = doc_new(a, DOC_LIST);
    vec_push(a, &list->items, doc_leaf(a, LEAF_TEXT, str_from(one)));
    if (two)
        vec_push(a, &list->items, doc_leaf(a, LEAF_TEXT, str_from(two)));
    return list;
}

static struct layout *
layout_of(struct arena *a, const char *text)
{
    struct source_map *sources = arena_new(a, struct source_map);
    source_map_init(sources, a);
    return layout_read(a, source_add(sources, STR("a.yaml"), str_from(text)));
}

static struct str
applied(struct arena *a, const struct layout *l, const struct file_edit *e)
{
    struct str text = l->source->text;
    return str_printf(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, e->lo)),
                      STR_ARG(e->text), STR_ARG(str_slice(text, e->hi, text.len)));
}

/* The entity G of the text gets the members A and B(x, y). expected NULL: there is no place. */
static void
assert_added(const char *text, const char *expected)
{
    struct arena a = {0};
    struct layout *l = layout_of(&a, text);
    size_t at = str_find(l->source->text, STR("G\n"), 0), entry;
    if (at == SIZE_MAX)
        at = str_find(l->source->text, STR("G,"), 0);
    if (at == SIZE_MAX)
        at = str_find(l->source->text, STR("G:"), 0);
    assert_int_not_equal(at, SIZE_MAX);
    struct span id = {l->source->base + (uint32_t)at, l->source->base + (uint32_t)at + 1};
    const struct tree *fields = layout_entity(l, id, &entry);
    struct file_edit edit;
    assert_non_null(fields);
    bool ok = layout_add(l, fields, STR("is"), STR("by"), texts(&a, "A", "B(x, y)"), &edit);
    if (!expected)
        assert_false(ok);
    else
        assert_string_equal(str_c(&a, applied(&a, l, &edit)), expected);
    arena_release(&a);
}

static void
members_of_lists(void **state)
{
    (void)state;
    assert_added("gs:\n  - id: G\n    is: x\n    by:\n      - C # why\n    t: x\n",
                 "gs:\n  - id: G\n    is: x\n    by:\n      - C # why\n      - A\n      - B(x, y)\n"
                 "    t: x\n");
    assert_added("gs:\n- id: G\n  is: x\n  by:\n  -  C",
                 "gs:\n- id: G\n  is: x\n  by:\n  -  C\n  - A\n  - B(x, y)\n");
    assert_added("gs: [{id: G, is: x, by: [C]}]\n",
                 "gs: [{id: G, is: x, by: [C, A, \"B(x, y)\"]}]\n");
    assert_added(
        "gs:\n  G:\n    by: [\n      C, # one\n      \"D\" # two\n    ]\n",
        "gs:\n  G:\n    by: [\n      C, # one\n      \"D\", A, \"B(x, y)\" # two\n    ]\n");
    assert_added("gs:\n  G:\n    by: [ ]\n", "gs:\n  G:\n    by: [A, \"B(x, y)\"]\n");
    assert_added("gs:\r\n  G:\r\n    by:\r\n      - C\r\n",
                 "gs:\r\n  G:\r\n    by:\r\n      - C\r\n      - A\r\n      - B(x, y)\r\n");
}

static void
members_beside_one(void **state)
{
    (void)state;
    assert_added("gs:\n  G:\n    by: C(u, v) # one\n",
                 "gs:\n  G:\n    by: [\"C(u, v)\", A, \"B(x, y)\"] # one\n");
    assert_added("gs: {G: {by: 'C', is: x}}\n", "gs: {G: {by: [C, A, \"B(x, y)\"], is: x}}\n");
    assert_added("gs:\n  G:\n    by: |\n      C\n", NULL);
    assert_added("gs:\n  G:\n    by:\n    is: x\n",
                 "gs:\n  G:\n    by: [A, \"B(x, y)\"]\n    is: x\n");
    assert_added("gs:\n  G:\n    by: ~ # none\n", "gs:\n  G:\n    by: [A, \"B(x, y)\"] # none\n");
}

static void
new_keys(void **state)
{
    (void)state;
    assert_added("gs:\n  - is: x # which\n    id: G\n",
                 "gs:\n  - is: x # which\n    by: [A, \"B(x, y)\"]\n    id: G\n");
    assert_added("gs:\n  - id: G\n    is:\n      - x\n      - y\n    t: z\n",
                 "gs:\n  - id: G\n    is:\n      - x\n      - y\n    by: [A, \"B(x, y)\"]\n"
                 "    t: z\n");
    assert_added("gs: [{ id: G, is: x }]\n", "gs: [{ id: G, is: x, by: [A, \"B(x, y)\"] }]\n");
    assert_added("gs: [{ \"id\": G, \"is\": [x] }]\n",
                 "gs: [{ \"id\": G, \"is\": [x], \"by\": [A, \"B(x, y)\"] }]\n");
    assert_added("gs:\n  - id: G\n    t: x\n", NULL);
    assert_added("gs:\n  - id: G\n    ? is\n    : x\n", NULL);
}

static void
what_others_share_is_left_alone(void **state)
{
    (void)state;
    assert_added("gs:\n  G:\n    by: &b [C]\n  H: { by: *b }\n", NULL);
    assert_added("gs:\n  H: { by: &b [C] }\n  G:\n    by: *b\n", NULL);
    assert_added("gs:\n  G:\n    by: &b\n      - C\n  H: { by: *b }\n", NULL);
    assert_added("gs:\n  H: { is: &x y }\n  G:\n    is: *x\n", NULL);
}

static struct str
appended(struct arena *a, const char *text)
{
    struct doc_node *list = doc_new(a, DOC_LIST), *entry = doc_new(a, DOC_MAPPING);
    vec_push(a, &entry->members,
             ((struct doc_member){.key = STR("id"), .value = doc_leaf(a, LEAF_TEXT, STR("M"))}));
    vec_push(a, &entry->members,
             ((struct doc_member){.key = STR("by"), .value = texts(a, "A", NULL)}));
    vec_push(a, &list->items, entry);
    struct layout *l = layout_of(a, text);
    struct file_edit edit = layout_append(l, STR("gs"), list);
    return applied(a, l, &edit);
}

static void
assert_appended(const char *text, const char *expected)
{
    struct arena a = {0};
    assert_string_equal(str_c(&a, appended(&a, text)), expected);
    arena_release(&a);
}

static void
entries_behind_the_last(void **state)
{
    (void)state;
    assert_appended("gs:\n  - id: G\n    t: >\n      long\n      text\n\nhs: []\n",
                    "gs:\n  - id: G\n    t: >\n      long\n      text\n"
                    "  - id: M\n    by:\n      - A\n\nhs: []\n");
    assert_appended("gs:\n- id: G # one\n  # of G\n# of hs\nhs: []\n",
                    "gs:\n- id: G # one\n- id: M\n  by:\n    - A\n  # of G\n# of hs\nhs: []\n");
    assert_appended("gs:\n    G: { t: x }",
                    "gs:\n    G: { t: x }\n    M:\n      by:\n        - A\n");
    assert_appended("hs: []\n", "hs: []\ngs:\n  - id: M\n    by:\n      - A\n");
    assert_appended("hs: []\r\n", "hs: []\r\ngs:\r\n  - id: M\r\n    by:\r\n      - A\r\n");
    assert_appended("gs:\n  - id: G\n---\nhs: []\n",
                    "gs:\n  - id: G\n  - id: M\n    by:\n      - A\n---\nhs: []\n");
}

static void
entries_of_another_document(void **state)
{
    (void)state;
    assert_appended("gs: [{id: G}]\n", "gs: [{id: G}]\n---\ngs:\n  - id: M\n    by:\n      - A\n");
    assert_appended("{hs: []}\n", "{hs: []}\n---\ngs:\n  - id: M\n    by:\n      - A\n");
    assert_appended("hs: []\n...\n", "hs: []\n...\n---\ngs:\n  - id: M\n    by:\n      - A\n");
    assert_appended("gs: &all\n  - id: G\n",
                    "gs: &all\n  - id: G\n---\ngs:\n  - id: M\n    by:\n      - A\n");
}

static void
remarks(void **state)
{
    struct arena a = {0};
    struct layout *l = layout_of(&a, "gs:\n  # of G\n  - id: G\n  - [{id: H}]\n");
    size_t entry = str_find(l->source->text, STR("id: G"), 0);
    struct file_edit edit;
    (void)state;
    assert_false(layout_find_remark(l, entry, STR("# gone"), &edit));
    assert_true(layout_remark(l, entry, STR("# gone since May"), &edit));
    struct str with = applied(&a, l, &edit);
    assert_string_equal(str_c(&a, with),
                        "gs:\n  # of G\n  # gone since May\n  - id: G\n  - [{id: H}]\n");
    struct layout *again = layout_of(&a, str_c(&a, with));
    entry = str_find(again->source->text, STR("id: G"), 0);
    assert_true(layout_find_remark(again, entry, STR("# gone"), &edit));
    assert_string_equal(str_c(&a, applied(&a, again, &edit)), str_c(&a, l->source->text));
    assert_false(layout_remark(l, str_find(l->source->text, STR("id: H"), 0), STR("# x"), &edit));
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_lists),
        cmocka_unit_test(members_beside_one),
        cmocka_unit_test(new_keys),
        cmocka_unit_test(what_others_share_is_left_alone),
        cmocka_unit_test(entries_behind_the_last),
        cmocka_unit_test(entries_of_another_document),
        cmocka_unit_test(remarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
