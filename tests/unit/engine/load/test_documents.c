/* The shape and the places of what readers of tables and plain text give. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/load/documents.h"
#include "engine/load/table.h"
#include "lang/base/limits.h"

typedef struct tree *document_fn(struct arena *a, const struct reader_input *in, bool *ok);

struct fixture {
    struct arena arena;
    struct source_map sources;
    struct diag_sink sink;
    struct tree *tree;
    bool ok;
};

static int
setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f, 1);
    source_map_init(&f->sources, &f->arena);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    arena_release(&f->arena);
    mem_free(f);
    return 0;
}

static struct str
read_as(struct fixture *f, document_fn *read, const char *name, struct str text)
{
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    struct reader_input in = {.arena = &f->arena,
                              .sink = &f->sink,
                              .sources = &f->sources,
                              .file = source_add(&f->sources, str_from(name), text)};
    f->tree = read(&f->arena, &in, &f->ok);
    struct text_buf out = {.arena = &f->arena};
    if (f->tree)
        tree_dump(f->tree, &f->sources, &out);
    return text_str(&out);
}

static void
expect_dump(struct fixture *f, document_fn *read, const char *name, const char *text,
            const char *dump)
{
    struct str got = read_as(f, read, name, str_from(text));
    if (!str_is(got, dump))
        print_error("--- input\n%s\n--- got\n" STR_FMT "--- expected\n%s", text, STR_ARG(got),
                    dump);
    assert_true(str_is(got, dump));
    assert_null(f->sink.first);
    assert_true(f->ok);
}

/* The codes and places of all messages, and whether all that was lost has a BROKEN node. */
static void
expect_messages(struct fixture *f, document_fn *read, const char *name, const char *text,
                const char *messages, bool ok)
{
    read_as(f, read, name, str_from(text));
    struct text_buf out = {.arena = &f->arena};
    for (const struct diag *d = f->sink.first; d; d = d->next) {
        struct place from = source_place(&f->sources, d->span.lo),
                     to = source_place(&f->sources, d->span.hi);
        text_printf(&out, "%s %u:%u-%u:%u\n", diag_code_name(d->code), from.line, from.column,
                    to.line, to.column);
    }
    if (!str_is(text_str(&out), messages))
        print_error("--- input\n%s\n--- got\n" STR_FMT "--- expected\n%s", text,
                    STR_ARG(text_str(&out)), messages);
    assert_true(str_is(text_str(&out), messages));
    assert_int_equal(f->ok, ok);
}

/* ---- CSV ---- */

static void
test_csv_cells(void **state)
{
    expect_dump(*state, csv_document, "a.csv",
                "\xEF\xBB\xBF"
                "id, \"a \r\n b\" ,\r\n"
                "\r\n"
                "1,\"x \"\"y\"\"\r\nz\",\r\n"
                " , ,\n"
                "2, \xC3\xBC b ,\"\"",
                "list 2 1:2-7:11\n"
                "  - map 2 4:1-5:4\n"
                "    \"id\" 4:1-4:2: plain \"1\" 4:1-4:2\n"
                "    \"a b\" 4:3-5:3: text \"x \\\"y\\\"\\nz\" 4:3-5:3\n"
                "  - map 2 7:1-7:11\n"
                "    \"id\" 7:1-7:2: plain \"2\" 7:1-7:2\n"
                "    \"a b\" 7:4-7:7: plain \"\xC3\xBC b\" 7:4-7:7\n");
}

static void
test_csv_columns_without_heading(void **state)
{
    expect_dump(*state, csv_document, "a.csv", "list\nC-1\n",
                "list 1 1:1-3:1\n"
                "  - map 1 2:1-2:4\n"
                "    \"list\" 2:1-2:4: plain \"C-1\" 2:1-2:4\n");
    expect_dump(*state, csv_document, "a.csv", "a,,b,,\n1,,3,,5\n1,,3,4,\n",
                "list 2 1:1-4:1\n"
                "  - map 5 2:1-2:8\n"
                "    \"a\" 2:1-2:2: plain \"1\" 2:1-2:2\n"
                "    \"B\" 2:3-2:3: null 2:3-2:3\n"
                "    \"b\" 2:4-2:5: plain \"3\" 2:4-2:5\n"
                "    \"D\" 2:6-2:6: null 2:6-2:6\n"
                "    \"E\" 2:7-2:8: plain \"5\" 2:7-2:8\n"
                "  - map 4 3:1-3:8\n"
                "    \"a\" 3:1-3:2: plain \"1\" 3:1-3:2\n"
                "    \"B\" 3:3-3:3: null 3:3-3:3\n"
                "    \"b\" 3:4-3:5: plain \"3\" 3:4-3:5\n"
                "    \"D\" 3:6-3:7: plain \"4\" 3:6-3:7\n");
}

static void
test_letters(void **state)
{
    struct fixture *f = *state;
    static const struct {
        uint32_t column;
        const char *letters;
    } rows[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(str_is(table_letter(&f->arena, rows[i].column), rows[i].letters));
}

/* The first key of the first row tells where the headings were cut. */
static void
test_csv_separators(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name, *text, *key;
    } rows[] = {
        {"a.csv", "a,b;c,d\n1,2,3\n", "a"},       {"a.csv", "a;b,c;d\n1;2;3\n", "a"},
        {"a.csv", "a\tb,c\td\n1\t2\t3\n", "a"},   {"a.csv", "a,b;c\n1,2\n", "a"},
        {"a.csv", "\"a;b;c\",d\n1,2\n", "a;b;c"}, {"a.csv", "a b\n1\n", "a b"},
        {"a.tsv", "a,b,c\td\n1\t2\n", "a,b,c"},   {"a.csv", "\n\n a;b\n1;2\n", "a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_as(f, csv_document, rows[i].name, str_from(rows[i].text));
        assert_null(f->sink.first);
        assert_int_equal(f->tree->count, 1);
        assert_true(str_is(f->tree->items[0]->entries[0].key, rows[i].key));
    }
}

static void
test_csv_messages(void **state)
{
    struct fixture *f = *state;
    expect_messages(f, csv_document, "a.csv", "a,b\n1,2,3\n", "E0127 2:5-2:6\n", true);
    expect_messages(f, csv_document, "a.csv", "a,b\n1,2,,\n", "", true);
    expect_messages(f, csv_document, "a.csv", "a,b\n1\n", "E0127 2:2-2:2\n", true);
    expect_messages(f, csv_document, "a.csv", "a,b,\n1,2\n", "", true);
    expect_messages(f, csv_document, "a.csv", "a,b, a\n1,2,3\n", "E0245 1:6-1:7\n", true);
    expect_messages(f, csv_document, "a.csv", "a,A\n1,2\n", "", true);
    expect_messages(f, csv_document, "a.csv", "a,b\n1,\"2\" x\n3,\"4\" \n", "E0348 2:7-2:8\n",
                    true);
    expect_messages(f, csv_document, "a.csv", "a,b\n1,\"2\n3,4\n", "E0348 2:3-2:4\n", false);
    expect_messages(f, csv_document, "a.csv", "a,b\n1,2\"\n", "", true);
    expect_messages(f, csv_document, "a.csv", "\"a,b\n1,2\n", "E0348 1:1-1:2\n", false);
    expect_messages(f, csv_document, "a.csv", "", "", true);
    assert_null(f->tree);
}

/* Work that is quadratic in the rows would not end here. */
static void
test_csv_many_rows(void **state)
{
    struct fixture *f = *state;
    enum { ROWS = 100000 };
    struct text_buf text = {.arena = &f->arena};
    text_add_c(&text, "id,title\n");
    for (unsigned i = 0; i < ROWS; i++)
        text_add_c(&text, i % 2 ? "1,\"a\"\"b\"\r\n" : "\n2,b\n");
    read_as(f, csv_document, "a.csv", text_str(&text));
    assert_true(f->ok);
    assert_int_equal(f->tree->count, ROWS);
    struct place last = source_place(&f->sources, f->tree->items[ROWS - 1]->span.lo);
    assert_int_equal(last.line, 1 + ROWS / 2 * 3);
}

static void
test_csv_many_mistakes(void **state)
{
    struct fixture *f = *state;
    struct text_buf text = {.arena = &f->arena};
    text_add_c(&text, "id,title\n");
    for (unsigned i = 0; i < LIMIT_FILE_FINDINGS + 10; i++)
        text_add_c(&text, "1\n");
    read_as(f, csv_document, "a.csv", text_str(&text));
    assert_false(f->ok);
    assert_int_equal(f->sink.error_count, LIMIT_FILE_FINDINGS + 1);
    assert_int_equal(f->tree->count, LIMIT_FILE_FINDINGS);
}

/* ---- lines ---- */

static void
test_lines(void **state)
{
    struct fixture *f = *state;
    expect_dump(f, lines_document, "a.txt", "a\r\n\r\n \t\n b \rc",
                "list 3 1:1-5:2\n"
                "  - plain \"a\" 1:1-1:2\n"
                "  - plain \" b \" 4:1-4:4\n"
                "  - plain \"c\" 5:1-5:2\n");
    expect_dump(f, lines_document, "a.txt", "\n \n", "");
}

/* ---- Markdown ---- */

static void
test_markdown(void **state)
{
    struct fixture *f = *state;
    expect_dump(f, markdown_document, "a.md",
                "---\r\ntitle: T \r\n---\r\n# All #\r\n\r\ntext\r\n"
                "| a | b\\|c |\r\n|---|:-:|\r\n| 1 | `x \\| y` |\r\nz | |\r\n\r\nmore",
                "map 2 1:1-12:5\n"
                "  \"front\" 1:1-1:1: map 1 2:1-2:9\n"
                "    \"title\" 2:1-2:6: plain \"T\" 2:8-2:9\n"
                "  \"tables\" 1:1-1:1: list 1 1:1-12:5\n"
                "    - map 2 7:1-10:6\n"
                "      \"heading\" 7:1-7:13: plain \"All\" 4:3-4:6\n"
                "      \"rows\" 7:1-7:13: list 2 7:1-10:6\n"
                "        - map 2 9:1-9:17\n"
                "          \"a\" 9:3-9:4: plain \"1\" 9:3-9:4\n"
                "          \"b|c\" 9:7-9:15: text \"`x | y`\" 9:7-9:15\n"
                "        - map 2 10:1-10:6\n"
                "          \"a\" 10:1-10:2: plain \"z\" 10:1-10:2\n"
                "          \"b|c\" 10:5-10:5: null 10:5-10:5\n");
    expect_dump(f, markdown_document, "a.md", "x\n",
                "map 1 1:1-2:1\n  \"tables\" 1:1-1:1: list 0 1:1-2:1\n");
    expect_dump(f, markdown_document, "a.md", " \n", "");
}

/* What looks like a table and is none, or the other way round: how many there are, and the heading of the last. */
static void
test_markdown_blocks(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *text;
        uint32_t count, rows;
        const char *heading;
    } rows[] = {
        {"a|b\n-|-\n1|2\n", 1, 1, NULL},
        {"```\n|a|\n|-|\n```\n", 0, 0, NULL},
        {"~~~~ md\n|a|\n|-|\n~~~\n|b|\n|-|\n~~~~~\n", 0, 0, NULL},
        {"``` `\n|a|\n|-|\n```\n", 1, 0, NULL},
        {"<!-- x\n|a|\n|-|\n-->\n|b|\n|-|\n", 1, 0, NULL},
        {"<!-- x -->\n|b|\n|-|\n", 1, 0, NULL},
        {"    |a|\n    |-|\n", 0, 0, NULL},
        {"   |a|\n   |-|\n", 1, 0, NULL},
        {"# A\nB\nC\n===\n|a|\n|-|\n|1|\n## D\n", 1, 1, "C"},
        {"B\n---\n\n---\n|a|\n|-|\n|1|\n# C\n|b|\n|-|\n", 2, 0, "C"},
        {"####### x\n# \n|a|\n|-|\n", 1, 0, NULL},
        {"#x\n# C# ##\n|a|\n|-|\n", 1, 0, "C#"},
        {"|a|\n|-|\n|1|\n---\n", 1, 1, NULL},
        {"|a|\n|-|\n|1|\n* x\n", 1, 1, NULL},
        {"|a|\n|-|\n|1|\n12) x\n", 1, 1, NULL},
        {"|a|\n|-|\n|1|\n> x\n", 1, 1, NULL},
        {"|a|\n|-|\n|1|\nplain\n", 1, 2, NULL},
        {"|a|\n|-|\n    |1|\n", 1, 1, NULL},
        {"| | |\n|-|-|\n|1|2|\n", 1, 1, NULL},
        {"---\n- a\n...\n|a|\n|-|\n", 1, 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_as(f, markdown_document, "a.md", str_from(rows[i].text));
        const struct tree *tables = tree_get(f->tree, STR("tables"));
        const struct tree *last = tables->count ? tables->items[tables->count - 1] : NULL;
        const struct tree *heading = last ? tree_get(last, STR("heading")) : NULL;
        uint32_t count = last ? tree_get(last, STR("rows"))->count : 0;
        bool is_right = !f->sink.first && tables->count == rows[i].count && count == rows[i].rows;
        if (is_right && rows[i].heading)
            is_right = str_is(heading->text, rows[i].heading);
        else if (heading)
            is_right &= heading->kind == TREE_NULL;
        if (!is_right)
            print_error("--- input\n%s", rows[i].text);
        assert_true(is_right);
    }
}

static void
test_markdown_messages(void **state)
{
    struct fixture *f = *state;
    document_fn *read = markdown_document;
    expect_messages(f, read, "a", "|a|b|\n|-|\n|1|2|\n\n|a|\n|-|\n", "E0867 2:1-2:4\n", true);
    assert_int_equal(tree_get(f->tree, STR("tables"))->count, 2);
    expect_messages(f, read, "a", "|a|b|\n|-|- -|\n", "E0867 2:4-2:7\n", true);
    expect_messages(f, read, "a", "|a|b|\n|-||\n", "E0867 2:4-2:4\n", true);
    expect_messages(f, read, "a", "\n|-|-|\n", "E0867 2:1-2:6\n", true);
    expect_messages(f, read, "a", "|a|b|\n|-|-|\n|1|2|3|\n|1|\n", "E0127 3:6-3:8\nE0127 4:4-4:4\n",
                    true);
    expect_messages(f, read, "a", "|a|\n|-|\n|1|\n\n|2|\n|3|\n", "E0867 5:1-5:4\n", true);
    expect_messages(f, read, "a", "x\n|a|\nx|y\n", "", true);
    expect_messages(f, read, "a", "---\na: 1\n", "E0973 1:1-1:4\n", true);
    expect_messages(f, read, "a", "---\na: 1\na: 2\n---\n", "E0146 3:1-3:2\n", false);
    expect_messages(f, read, "a", "---\na: 'x\n---\n|a|\n|-|\n", "E0417 2:4-2:5\n", false);
    assert_int_equal(tree_get(f->tree, STR("tables"))->count, 1);
    assert_int_equal(tree_get(f->tree, STR("front"))->kind, TREE_BROKEN);
}

/* ---- outlines ---- */

static void
test_outline(void **state)
{
    expect_dump(*state, outline_document, "a.outline",
                "# a remark\n- a: b \n\n    # another\n    * c\n        - d\n    +\n-\te",
                "map 1 1:1-8:4\n"
                "  \"children\" 1:1-1:1: list 2 2:1-8:4\n"
                "    - map 2 2:1-7:6\n"
                "      \"text\" 2:3-2:7: plain \"a: b\" 2:3-2:7\n"
                "      \"children\" 2:3-2:7: list 2 5:5-7:6\n"
                "        - map 2 5:5-6:12\n"
                "          \"text\" 5:7-5:8: plain \"c\" 5:7-5:8\n"
                "          \"children\" 5:7-5:8: list 1 6:9-6:12\n"
                "            - map 2 6:9-6:12\n"
                "              \"text\" 6:11-6:12: plain \"d\" 6:11-6:12\n"
                "              \"children\" 6:11-6:12: list 0 6:12-6:12\n"
                "        - map 2 7:5-7:6\n"
                "          \"text\" 7:6-7:6: null 7:6-7:6\n"
                "          \"children\" 7:6-7:6: list 0 7:6-7:6\n"
                "    - map 2 8:1-8:4\n"
                "      \"text\" 8:3-8:4: plain \"e\" 8:3-8:4\n"
                "      \"children\" 8:3-8:4: list 0 8:4-8:4\n");
}

static void
test_outline_messages(void **state)
{
    struct fixture *f = *state;
    document_fn *read = outline_document;
    expect_messages(f, read, "a", "- a\n  - b\n   - c\n", "E0815 3:1-3:4\n", true);
    expect_messages(f, read, "a", "- a\n  - b\n      - c\n", "E0815 3:1-3:7\n", true);
    expect_messages(f, read, "a", "  - a\n", "E0815 1:1-1:3\n", true);
    expect_messages(f, read, "a", "- a\n\t- b\n", "E0815 2:1-2:2\n", true);
    expect_messages(f, read, "a", "- a\nb\n- c\n", "E0726 2:1-2:2\n", true);
    expect_messages(f, read, "a", "- a\n-b\n", "E0726 2:1-2:3\n", true);
    expect_messages(f, read, "a", "- a\n   - b\n   - c\n- d\n", "", true);
}

/* A broken line keeps what is below it to itself; the lines beside it load. */
static void
test_outline_broken_line(void **state)
{
    struct fixture *f = *state;
    read_as(f, outline_document, "a", STR("- a\n  b\n    - c\n  - d\n"));
    const struct tree *a = f->tree->entries[0].value->items[0];
    const struct tree *below = tree_get(a, STR("children"));
    assert_int_equal(below->count, 2);
    assert_int_equal(below->items[0]->kind, TREE_BROKEN);
    assert_true(str_is(below->items[1]->entries[0].value->text, "d"));
    const struct tree *whole = tree_whole(below->items[0]);
    assert_int_equal(tree_get(whole, STR("children"))->count, 1);
}

static void
test_outline_depth(void **state)
{
    struct fixture *f = *state;
    struct text_buf text = {.arena = &f->arena};
    for (int i = 0; i < LIMIT_DATA_NESTING / 2 - 1; i++)
        text_printf(&text, "%*s- a\n", 2 * i, "");
    expect_messages(f, outline_document, "a", str_c(&f->arena, text_str(&text)), "", true);
    text_printf(&text, "%*s- a\n- b\n", LIMIT_DATA_NESTING - 2, "");
    expect_messages(f, outline_document, "a", str_c(&f->arena, text_str(&text)),
                    "E0390 32:63-32:66\n", false);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv_cells, setup, teardown),
        cmocka_unit_test_setup_teardown(test_csv_columns_without_heading, setup, teardown),
        cmocka_unit_test_setup_teardown(test_letters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_csv_separators, setup, teardown),
        cmocka_unit_test_setup_teardown(test_csv_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_csv_many_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_csv_many_mistakes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_markdown, setup, teardown),
        cmocka_unit_test_setup_teardown(test_markdown_blocks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_markdown_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outline, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outline_messages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outline_broken_line, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outline_depth, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
