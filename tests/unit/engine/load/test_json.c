#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/load/documents.h"
#include "lang/base/limits.h"

/* One text read as JSON: the tree and what was said about it. */
struct fixture {
    struct arena arena;
    struct source_map sources;
    struct diag_sink sink;
    const struct source *file;
    struct tree *root;
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

static void
read_text(struct fixture *f, struct str text)
{
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    f->file = source_add(&f->sources, STR("t.json"), text);
    struct reader_input in = {
        .arena = &f->arena, .sink = &f->sink, .sources = &f->sources, .file = f->file};
    f->root = json_document(&f->arena, &in, &f->ok);
}

static struct str
dump(struct fixture *f)
{
    struct text_buf out = {.arena = &f->arena};
    if (f->root)
        tree_dump(f->root, &f->sources, &out);
    return text_str(&out);
}

static void
expect_dump(struct fixture *f, const char *text, const char *expected)
{
    read_text(f, str_from(text));
    struct str got = dump(f);
    if (!str_is(got, expected) || f->sink.first)
        print_error("--- input\n%s\n--- got\n" STR_FMT "\n--- expected\n%s\n", text, STR_ARG(got),
                    expected);
    assert_null(f->sink.first);
    assert_true(f->ok);
    assert_true(str_is(got, expected));
}

/* Exactly one message: its code, line and column, the words it points at, and its sentence. */
static void
expect_error(struct fixture *f, const char *text, enum diag_code code, unsigned line,
             unsigned column, const char *words, const char *message)
{
    read_text(f, str_from(text));
    struct diag *d = f->sink.first;
    assert_non_null(d);
    struct place at = source_place(&f->sources, d->span.lo);
    struct str seen = source_text(&f->sources, d->span);
    if (d->next || d->code != code || at.line != line || at.column != column ||
        !str_is(seen, words) || !str_is(d->message, message))
        print_error("%s: %s %u:%u '" STR_FMT "': " STR_FMT "%s\n", text, diag_code_name(d->code),
                    at.line, at.column, STR_ARG(seen), STR_ARG(d->message),
                    d->next ? " … and more" : "");
    assert_null(d->next);
    assert_int_equal(d->code, code);
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
    assert_true(str_is(seen, words));
    assert_true(str_is(d->message, message));
    assert_true(d->help.len > 0);
}

/* ---- trees and places ---- */

static void
test_values_keep_their_text_and_place(void **state)
{
    expect_dump(*state,
                "{\"a\": [1, -2.50e+03, true, null],\n \"b\": {\"c\": \"x y\", \"\": []}}\n",
                "map 2 1:1-2:28\n"
                "  \"a\" 1:2-1:5: list 4 1:7-1:33\n"
                "    - plain \"1\" 1:8-1:9\n"
                "    - plain \"-2.50e+03\" 1:11-1:20\n"
                "    - plain \"true\" 1:22-1:26\n"
                "    - null 1:28-1:32\n"
                "  \"b\" 2:2-2:5: map 2 2:7-2:27\n"
                "    \"c\" 2:8-2:11: text \"x y\" 2:13-2:18\n"
                "    \"\" 2:20-2:22: list 0 2:24-2:26\n");
}

static void
test_single_values(void **state)
{
    expect_dump(*state, " \"\" ", "text \"\" 1:2-1:4\n");
    expect_dump(*state, "false", "plain \"false\" 1:1-1:6\n");
    expect_dump(*state, "0", "plain \"0\" 1:1-1:2\n");
    expect_dump(*state, "\"null\"", "text \"null\" 1:1-1:7\n");
    expect_dump(*state, "\t\r\n{ }", "map 0 2:1-2:4\n");
}

static void
test_byte_order_mark(void **state)
{
    expect_dump(*state, "\xEF\xBB\xBF[ ]", "list 0 1:2-1:5\n");
}

static void
test_escapes(void **state)
{
    expect_dump(*state, "\"\\\"\\\\\\/\\t\\n\\u00e4\\u20AC\\uD83D\\uDE00 end of it\"",
                "text \"\\\"\\\\/\\x09\\nä€😀 end of it\" 1:1-1:47\n");
    expect_dump(*state, "{\"\\u0061b\": 1}",
                "map 1 1:1-1:15\n"
                "  \"ab\" 1:2-1:11: plain \"1\" 1:13-1:14\n");
}

/* Also across the eight bytes that are looked at together. */
static void
test_texts_of_any_length(void **state)
{
    struct fixture *f = *state;
    char text[64];
    for (size_t len = 0; len < 40; len++) {
        memset(text, 'x', sizeof text);
        text[0] = text[len + 1] = '"';
        read_text(f, (struct str){text, len + 2});
        assert_null(f->sink.first);
        assert_int_equal(f->root->text.len, len);
        assert_ptr_equal(f->root->text.at, text + 1); /* a view, no copy */
        read_text(f, (struct str){text, len + 1});
        assert_null(f->root);
        assert_int_equal(f->sink.first->code, E0364);
    }
}

static void
test_nothing(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR(" \n"));
    assert_null(f->root);
    assert_null(f->sink.first);
    assert_true(f->ok);
}

/* ---- what is certain enough to read on ---- */

static void
expect_unsure(struct fixture *f, const char *text, unsigned column, const char *words,
              const char *message, const char *tree)
{
    expect_error(f, text, E0364, 1, column, words, message);
    struct str got = dump(f);
    if (!str_is(got, tree))
        print_error("%s\n--- got\n" STR_FMT "\n--- expected\n%s\n", text, STR_ARG(got), tree);
    assert_false(f->ok);
    assert_true(str_is(got, tree));
}

static void
test_commas(void **state)
{
    expect_unsure(*state, "[1,]", 3, ",", "a ',' after the last value",
                  "list 1 1:1-1:5\n  - plain \"1\" 1:2-1:3\n");
    expect_unsure(*state, "{\"a\":1 , }", 8, ",", "a ',' after the last value",
                  "map 1 1:1-1:11\n  \"a\" 1:2-1:5: plain \"1\" 1:6-1:7\n");
    expect_unsure(*state, "[1 2]", 4, "2", "a ',' is missing before this",
                  "list 2 1:1-1:6\n  - plain \"1\" 1:2-1:3\n  - plain \"2\" 1:4-1:5\n");
    expect_unsure(*state, "[1,,2]", 4, ",", "a value is missing before this",
                  "list 3 1:1-1:7\n  - plain \"1\" 1:2-1:3\n  - broken 1:4-1:4\n"
                  "  - plain \"2\" 1:5-1:6\n");
    expect_unsure(*state, "{,\"a\":1}", 2, ",", "a key and its value are missing before this",
                  "map 1 1:1-1:9\n  \"a\" 1:3-1:6: plain \"1\" 1:7-1:8\n");
}

static void
test_keys(void **state)
{
    const char *tree = "map 1 1:1-1:7\n  \"a\" 1:2-1:3: plain \"1\" 1:5-1:6\n";
    expect_unsure(*state, "{a: 1}", 2, "a", "a key without quotes", tree);
    expect_unsure(*state, "{'a':1}", 2, "'a'", "a text in single quotes",
                  "map 1 1:1-1:8\n  \"a\" 1:2-1:5: plain \"1\" 1:6-1:7\n");
    expect_unsure(*state, "{\"a\"=1}", 2, "\"a\"", "a ':' is missing after this key",
                  "map 1 1:1-1:8\n  \"a\" 1:2-1:5: plain \"1\" 1:6-1:7\n");
    expect_unsure(*state, "{\"a\":}", 6, "}", "a value is missing before this",
                  "map 1 1:1-1:7\n  \"a\" 1:2-1:5: broken 1:6-1:6\n");
}

static void
test_comments(void **state)
{
    const char *tree = "list 1 2:1-3:4\n  - plain \"1\" 3:1-3:2\n";
    expect_unsure(*state, "// one\n[ /* two */\n1 ]", 1, "// one",
                  "a comment, which JSON does not have", tree);
    expect_unsure(*state, "# one\n[ # two\n1 ]", 1, "# one", "a comment, which JSON does not have",
                  tree);
    expect_error(*state, "[ /* one", E0364, 1, 3, "/*", "the comment that starts here has no end");
}

/* ---- values that are none: the place is broken, the rest is read ---- */

static void
expect_broken(struct fixture *f, const char *value, enum diag_code code, unsigned column,
              const char *words, const char *message)
{
    struct str text = str_printf(&f->arena, "[%s]", value);
    expect_error(f, text.at, code, 1, column, words, message);
    assert_true(f->ok); /* a broken node stands for what is lost */
    assert_int_equal(f->root->items[0]->kind, TREE_BROKEN);
    assert_ptr_equal(f->root->items[0]->broken.cause, f->sink.first);
}

static void
test_words(void **state)
{
    expect_broken(*state, "NaN", E0364, 2, "NaN", "JSON has no NaN");
    expect_broken(*state, "-Infinity", E0364, 2, "-Infinity", "JSON has no infinite numbers");
    expect_broken(*state, "True", E0364, 2, "True", "'True' is no value of JSON");
    expect_broken(*state, "nul", E0364, 2, "nul", "a text without quotes");
    expect_broken(*state, "１", E0364, 2, "１", "a text without quotes");
}

static void
test_numbers(void **state)
{
    static const struct {
        const char *number, *message;
    } cases[] = {
        {"+1", "a number may not start with '+'"},
        {".5", "a digit is missing before the decimal point"},
        {"-.5", "a digit is missing before the decimal point"},
        {"1.", "a digit is missing after the decimal point"},
        {"1.e3", "a digit is missing after the decimal point"},
        {"1e", "the exponent of this number has no digits"},
        {"1E+", "the exponent of this number has no digits"},
        {"-", "a digit is missing after the '-'"},
        {"012", "a number may not start with a 0 that is not needed"},
        {"0x1F", "JSON has no hexadecimal numbers"},
        {"1.2.3", "this is no number"},
        {"2026-06-01", "this is no number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_broken(*state, cases[i].number, E0364, 2, cases[i].number, cases[i].message);
}

static void
test_texts(void **state)
{
    expect_broken(*state, "\"a\tb\"", E0857, 4, "\t", "a tab inside a text");
    expect_broken(*state, "\"\x01\"", E0857, 3, "\x01", "a control character inside a text");
    expect_broken(*state, "\"\\x41\"", E0857, 3, "\\x", "an escape that JSON does not have");
    expect_broken(*state, "\"\\u12\"", E0857, 3, "\\u", "an escape \\u without its four digits");
    expect_broken(*state, "\"\\uD83D!\"", E0857, 3, "\\uD83D",
                  "half of a character: a surrogate without its other half");
    expect_broken(*state, "\"\\uDE00\\uD83D\"", E0857, 3, "\\uDE00",
                  "half of a character: a surrogate without its other half");
}

static void
test_key_given_twice(void **state)
{
    struct fixture *f = *state;
    expect_error(f, "{\"a\": 1, \"b\": 2, \"\\u0061\": 3}", E0146, 1, 18, "\"\\u0061\"",
                 "the key 'a' is given twice");
    assert_true(str_is(dump(f), "map 3 1:1-1:30\n"
                                "  \"a\" 1:2-1:5: broken 1:7-1:8\n"
                                "  \"b\" 1:10-1:13: plain \"2\" 1:15-1:16\n"
                                "  \"a\" 1:18-1:26: broken 1:28-1:29\n"));
    assert_int_equal(f->sink.first->labels->span.lo, f->root->entries[0].key_span.lo);
}

/* ---- what gives the file up ---- */

static void
expect_stop(struct fixture *f, const char *text, unsigned column, const char *words,
            const char *message)
{
    expect_error(f, text, E0364, 1, column, words, message);
    assert_null(f->root);
    assert_false(f->ok);
}

static void
test_ends(void **state)
{
    expect_stop(*state, "[1, {\"a\": 2", 5, "{", "the object that starts here has no end");
    expect_stop(*state, "[1,", 1, "[", "the array that starts here has no end");
    expect_stop(*state, "{\"a\"", 1, "{", "the object that starts here has no end");
    expect_stop(*state, "[1}", 3, "}", "'}' cannot close an array");
    expect_stop(*state, "{\"a\": 1]", 8, "]", "']' cannot close an object");
    expect_stop(*state, "[\"ab", 2, "\"", "the text that starts here has no end");
    expect_stop(*state, "[\"ab\n\"]", 2, "\"", "the text that starts here has no end");
    expect_stop(*state, "[\"ab\\", 2, "\"", "the text that starts here has no end");
    expect_stop(*state, "['ab]", 2, "'", "the text that starts here has no end");
}

static void
test_strangers(void **state)
{
    expect_stop(*state, "[@]", 2, "@", "a value was expected here, not '@'");
    expect_stop(*state, "]", 1, "]", "a value was expected here, not ']'");
    expect_stop(*state, "{[1]: 2}", 2, "[", "a key in double quotes was expected here, not '['");
    expect_stop(*state, "{} {}", 4, "{", "a second value, and a JSON file holds one");
    expect_stop(*state, "[1]]", 4, "]", "something follows the end of the value");
}

/* Several mistakes are reported in one run. */
static void
test_all_mistakes(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR("{a: 01, // x\n 'b': [NaN,], \"c\" \"\\q\"}"));
    unsigned count = 0;
    for (const struct diag *d = f->sink.first; d; d = d->next)
        count++;
    assert_int_equal(count, 8);
    assert_int_equal(f->root->count, 3);
}

/* ---- sizes ---- */

static struct str
repeated(struct fixture *f, const char *part, unsigned count)
{
    size_t len = strlen(part);
    char *text = arena_alloc_raw(&f->arena, 1, 1, len * count);
    for (unsigned i = 0; i < count; i++)
        memcpy(text + i * len, part, len);
    return (struct str){text, len * count};
}

static void
test_depth(void **state)
{
    struct fixture *f = *state;
    struct str open = repeated(f, "[", LIMIT_TREE_NESTING);
    struct str close = repeated(f, "]", LIMIT_TREE_NESTING);
    read_text(f, str_printf(&f->arena, STR_FMT STR_FMT, STR_ARG(open), STR_ARG(close)));
    assert_null(f->sink.first);
    assert_non_null(f->root);
    read_text(f, repeated(f, "[", 100000));
    assert_null(f->root);
    assert_int_equal(f->sink.first->code, E0390);
    assert_int_equal(f->sink.first->span.lo - f->file->base, LIMIT_TREE_NESTING);
    assert_null(f->sink.first->next);
}

/* In one line of megabytes: a reader that compares each key with all others, or counts columns from the start, would take minutes. */
static void
test_many_keys(void **state)
{
    enum { KEYS = 100000 };
    struct fixture *f = *state;
    struct text_buf text = {.arena = &f->arena};
    text_add_c(&text, "{\"first\": 0");
    for (unsigned i = 0; i < KEYS; i++)
        text_printf(&text, ", \"key %u\": [%u]", i, i);
    text_add_c(&text, ", \"first\": 1}");
    read_text(f, text_str(&text));
    assert_int_equal(f->root->count, KEYS + 2);
    assert_int_equal(f->sink.first->code, E0146);
    assert_null(f->sink.first->next);
    for (uint32_t i = 0; i < KEYS; i++) {
        struct tree_entry *e = &f->root->entries[i];
        uint32_t column = source_place(&f->sources, e->key_span.lo).column;
        assert_int_equal(column, e->key_span.lo - f->file->base + 1);
    }
    assert_int_equal(f->root->entries[0].value->kind, TREE_BROKEN);
    assert_int_equal(f->root->entries[KEYS + 1].value->kind, TREE_BROKEN);
}

/* As many messages as a file may have, then one that says so. */
static void
test_many_mistakes(void **state)
{
    struct fixture *f = *state;
    struct str many = repeated(f, "01,", 3 * LIMIT_FILE_FINDINGS);
    read_text(f, str_printf(&f->arena, "[" STR_FMT "1]", STR_ARG(many)));
    unsigned count = 0;
    const struct diag *last = NULL;
    for (const struct diag *d = f->sink.first; d; d = d->next, count++)
        last = d;
    assert_int_equal(count, LIMIT_FILE_FINDINGS + 1);
    assert_int_equal(last->code, E0930);
    assert_null(f->root);
    assert_false(f->ok);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_keep_their_text_and_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_single_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_byte_order_mark, setup, teardown),
        cmocka_unit_test_setup_teardown(test_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts_of_any_length, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_commas, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_comments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_given_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strangers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_mistakes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_mistakes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
