#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/load/tree.h"
#include "lang/base/limits.h"

/* One text read as YAML: the dump of its documents and what was said about it. */
struct fixture {
    struct arena arena;
    struct source_map sources;
    struct diag_sink sink;
    const struct source *source;
    struct tree *last;
    unsigned documents;
    bool all_ok;
};

static int
setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f, 1);
    source_map_init(&f->sources, &f->arena);
    diag_sink_init(&f->sink, &f->arena, &f->sources);
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
read_text(struct fixture *f, struct str text)
{
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    f->source = source_add(&f->sources, STR("t.yaml"), text);
    struct yaml_reader *r = yaml_open(&f->arena, &f->sink, f->source);
    struct text_buf out = {.arena = &f->arena};
    f->documents = 0;
    f->all_ok = true;
    for (;;) {
        bool ok;
        struct tree *t = yaml_next(r, &f->arena, &ok);
        f->all_ok &= ok;
        if (!t)
            break;
        if (f->documents++)
            text_add_c(&out, "---\n");
        tree_dump(t, &f->sources, &out);
        f->last = t;
    }
    yaml_close(r);
    return text_str(&out);
}

static void
expect_dump(struct fixture *f, const char *text, const char *dump)
{
    struct str got = read_text(f, str_from(text));
    if (!str_is(got, dump) || f->sink.first)
        print_error("--- input\n%s\n--- got\n" STR_FMT "\n--- expected\n%s\n", text, STR_ARG(got),
                    dump);
    assert_null(f->sink.first);
    assert_true(f->all_ok);
    assert_true(str_is(got, dump));
}

/* Exactly one message: its code, line and column, and the words it points at unless NULL. */
static struct diag *
expect_error(struct fixture *f, struct str text, enum diag_code code, unsigned line,
             unsigned column, const char *words)
{
    read_text(f, text);
    struct diag *d = f->sink.first;
    assert_non_null(d);
    assert_null(d->next);
    assert_false(f->all_ok);
    struct place at = source_place(&f->sources, d->span.lo);
    struct str seen = source_text(&f->sources, d->span);
    if (d->code != code || at.line != line || at.column != column ||
        (words && !str_is(seen, words)))
        print_error("%s %u:%u '" STR_FMT "': " STR_FMT "\n", diag_code_name(d->code), at.line,
                    at.column, STR_ARG(seen), STR_ARG(d->message));
    assert_int_equal(d->code, code);
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
    assert_true(!words || str_is(seen, words));
    return d;
}

/* ---- trees and places ---- */

static void
test_lists_and_mappings(void **state)
{
    expect_dump(*state, "a: 1\nb:\n  - x\n  - {c: [d, 'e f']}\n",
                "map 2 1:1-4:20\n"
                "  \"a\" 1:1-1:2: plain \"1\" 1:4-1:5\n"
                "  \"b\" 2:1-2:2: list 2 3:3-4:20\n"
                "    - plain \"x\" 3:5-3:6\n"
                "    - map 1 4:5-4:20\n"
                "      \"c\" 4:6-4:7: list 2 4:9-4:19\n"
                "        - plain \"d\" 4:10-4:11\n"
                "        - text \"e f\" 4:13-4:18\n");
}

static void
test_end_of_block_is_end_of_last_value(void **state)
{
    expect_dump(*state, "a:\n  b: 1\n\n# remark\n\nc: 2\n",
                "map 2 1:1-6:5\n"
                "  \"a\" 1:1-1:2: map 1 2:3-2:7\n"
                "    \"b\" 2:3-2:4: plain \"1\" 2:6-2:7\n"
                "  \"c\" 6:1-6:2: plain \"2\" 6:4-6:5\n");
}

static void
test_null_is_what_the_core_schema_says(void **state)
{
    expect_dump(
        *state, "[null, Null, NULL, ~, nULL, 'null', \"\", no, 012]",
        "list 9 1:1-1:49\n"
        "  - null 1:2-1:6\n  - null 1:8-1:12\n  - null 1:14-1:18\n  - null 1:20-1:21\n"
        "  - plain \"nULL\" 1:23-1:27\n  - text \"null\" 1:29-1:35\n  - text \"\" 1:37-1:39\n"
        "  - plain \"no\" 1:41-1:43\n  - plain \"012\" 1:45-1:48\n");
}

static void
test_nothing_written_is_null_with_empty_place(void **state)
{
    expect_dump(*state, "a:\nb:\n",
                "map 2 1:1-2:3\n  \"a\" 1:1-1:2: null 1:3-1:3\n  \"b\" 2:1-2:2: null 2:3-2:3\n");
    expect_dump(*state, "- \n- x\n", "list 2 1:1-2:4\n  - null 1:2-1:2\n  - plain \"x\" 2:3-2:4\n");
}

static void
test_places_count_bytes_not_characters(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR("\xC3\xA9: \"\xC3\xBC\"\n\xF0\x9F\x98\x80: [\xE2\x82\xAC, x]\n"));
    assert_null(f->sink.first);
    struct tree *value = f->last->entries[0].value;
    assert_int_equal(value->span.lo - f->source->base, 4);
    assert_int_equal(value->span.hi - f->source->base, 8);
    struct tree *x = f->last->entries[1].value->items[1];
    assert_true(str_is(source_text(&f->sources, x->span), "x"));
}

/* More than one block of the table from code points to bytes. */
static void
test_places_far_into_a_file_that_is_not_ascii(void **state)
{
    struct fixture *f = *state;
    struct text_buf b = {.arena = &f->arena};
    for (int i = 0; i < 500; i++)
        text_printf(&b, "k%d: '\xC3\xA9\xE2\x82\xAC v%d'\n", i, i);
    read_text(f, text_str(&b));
    assert_int_equal(f->last->count, 500);
    for (uint32_t i = 0; i < 500; i++) {
        struct tree_entry *e = &f->last->entries[i];
        struct str value = str_printf(&f->arena, "'\xC3\xA9\xE2\x82\xAC v%u'", i);
        assert_true(str_eq(source_text(&f->sources, e->key_span), e->key));
        assert_true(str_eq(source_text(&f->sources, e->value->span), value));
    }
}

static void
test_byte_order_mark_and_crlf(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR("\xEF\xBB\xBF"
                     "a: 1\r\nb: x\r\n"));
    assert_null(f->sink.first);
    assert_int_equal(f->last->entries[0].key_span.lo - f->source->base, 3);
    assert_int_equal(f->last->entries[1].value->span.lo - f->source->base, 12);
    assert_true(str_is(f->last->entries[1].value->text, "x"));
}

static void
test_block_texts_end_with_their_last_word(void **state)
{
    expect_dump(*state, "a: |\n  x\n  y\n\nb: >-\n  p\n  q\n",
                "map 2 1:1-7:4\n"
                "  \"a\" 1:1-1:2: text \"x\\ny\\n\" 1:4-3:4\n"
                "  \"b\" 5:1-5:2: text \"p q\" 5:4-7:4\n");
}

static void
test_place_is_without_anchor_and_tag(void **state)
{
    expect_dump(*state, "a: &n !!str 7\nb: &m\n  c: 1\nd: &e\nf: !!str\ng: &h # remark\n  [ 1 ]\n",
                "map 5 1:1-7:8\n"
                "  \"a\" 1:1-1:2: text \"7\" 1:13-1:14\n"
                "  \"b\" 2:1-2:2: map 1 3:3-3:7\n"
                "    \"c\" 3:3-3:4: plain \"1\" 3:6-3:7\n"
                "  \"d\" 4:1-4:2: null 4:6-4:6\n"
                "  \"f\" 5:1-5:2: text \"\" 5:9-5:9\n"
                "  \"g\" 6:1-6:2: list 1 7:3-7:8\n"
                "    - plain \"1\" 7:5-7:6\n");
}

static void
test_aliases_share_nodes(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR("a: &x [1, 2]\nb: *x\nc: &k key\n*k : v\n"));
    assert_null(f->sink.first);
    assert_ptr_equal(f->last->entries[0].value, f->last->entries[1].value);
    assert_true(str_is(f->last->entries[3].key, "key"));
}

static void
test_an_anchor_may_be_given_again(void **state)
{
    struct fixture *f = *state;
    read_text(f, STR("- &a 1\n- &a 2\n- *a\n"));
    assert_null(f->sink.first);
    assert_true(str_is(f->last->items[2]->text, "2"));
}

static void
test_documents_come_one_at_a_time(void **state)
{
    struct fixture *f = *state;
    expect_dump(f, "a\n---\nb\n...\n---\n",
                "plain \"a\" 1:1-1:2\n---\nplain \"b\" 3:1-3:2\n---\nnull 6:1-6:1\n");
    assert_int_equal(f->documents, 3);
}

static void
test_no_document(void **state)
{
    expect_dump(*state, "", "");
    expect_dump(*state, "# only a remark\n", "");
}

/* ---- what is refused ---- */

static void
test_duplicate_keys_break_both_values(void **state)
{
    struct fixture *f = *state;
    struct diag *d = expect_error(f, STR("a: 1\nb: 2\na: 3\n"), E0146, 3, 1, "a");
    assert_int_equal(source_place(&f->sources, d->labels->span.lo).line, 1);
    assert_int_equal(f->last->entries[0].value->kind, TREE_BROKEN);
    assert_ptr_equal(f->last->entries[2].value->broken.cause, d);
    assert_true(str_is(tree_whole(f->last->entries[2].value)->text, "3"));
    assert_int_equal(f->last->entries[1].value->kind, TREE_SCALAR);
}

static void
test_duplicate_key_among_many(void **state)
{
    struct fixture *f = *state;
    struct text_buf b = {.arena = &f->arena};
    for (int i = 0; i < 1000; i++)
        text_printf(&b, "k%d: v\n", i);
    text_add_c(&b, "k77: w\n");
    expect_error(f, text_str(&b), E0146, 1001, 1, "k77");
}

static void
test_undefined_alias_has_a_suggestion(void **state)
{
    struct fixture *f = *state;
    struct diag *d = expect_error(f, STR("a: &owner x\nb: *ownr\n"), E0823, 2, 4, "*ownr");
    assert_true(str_is(d->help, "did you mean `*owner`?"));
    assert_int_equal(f->last->entries[1].value->kind, TREE_BROKEN);
}

static void
test_aliases_do_not_cross_documents(void **state)
{
    expect_error(*state, STR("a: &x 1\n---\nb: *x\n"), E0823, 3, 4, "*x");
}

static void
test_alias_in_itself(void **state)
{
    expect_error(*state, STR("a: &x [1, *x]\n"), E0318, 1, 11, "*x");
}

static void
test_merge_keys_are_refused(void **state)
{
    struct fixture *f = *state;
    expect_error(f, STR("a: &x {p: 1}\nb:\n  <<: *x\n"), E0562, 3, 3, "<<");
    assert_int_equal(f->last->entries[1].value->entries[0].value->kind, TREE_BROKEN);
    expect_dump(f, "'<<': 1\n", "map 1 1:1-1:8\n  \"<<\" 1:1-1:5: plain \"1\" 1:7-1:8\n");
}

static void
test_tags_that_change_meaning_are_refused(void **state)
{
    expect_error(*state, STR("a: !risk high\n"), E0684, 1, 4, "!risk");
    expect_error(*state, STR("a: !!binary aGk=\n"), E0684, 1, 4, "!!binary");
    expect_error(*state, STR("a: !!set {x, y}\n"), E0684, 1, 4, "!!set");
    expect_error(*state, STR("a: !!seq {x: y}\n"), E0684, 1, 4, "!!seq");
}

static void
test_tags_of_the_core_schema(void **state)
{
    expect_dump(*state, "[!!str null, !!int 1, ! ~, !!null ~, !!seq []]",
                "list 5 1:1-1:47\n  - text \"null\" 1:8-1:12\n  - plain \"1\" 1:20-1:21\n"
                "  - text \"~\" 1:25-1:26\n  - null 1:35-1:36\n  - list 0 1:44-1:46\n");
}

static void
test_keys_must_be_texts(void **state)
{
    struct fixture *f = *state;
    expect_error(f, STR("a: 1\n? [x, y]\n: 2\nb: 3\n"), E0207, 2, 3, "[");
    assert_int_equal(f->last->count, 3);
    assert_int_equal(f->last->entries[1].value->kind, TREE_BROKEN);
    expect_error(f, STR("{{ product }}: x\n"), E0207, 1, 2, "{");
}

static void
test_tabs(void **state)
{
    expect_error(*state, STR("a:\n\tb: 1\n"), E0639, 2, 1, "\t");
    expect_error(*state, STR("a:\n  b: 1\n  \tc: 1\n"), E0639, 3, 3, "\t");
    expect_dump(*state, "a:\t1\t# tab\n", "map 1 1:1-1:5\n  \"a\" 1:1-1:2: plain \"1\" 1:4-1:5\n");
}

static void
test_encodings(void **state)
{
    expect_error(*state, STR("a: \xC3\xA9\nb: \xE9\n"), E0271, 2, 4, "\xE9");
    expect_error(*state,
                 ((struct str){"\xFF\xFE"
                               "a\0:\0",
                               6}),
                 E0271, 1, 1, "\xFF");
    expect_error(*state, ((struct str){"a\0:\0", 4}), E0271, 1, 1, "a");
    expect_error(*state, ((struct str){"ab\0c", 4}), E0958, 1, 3, NULL);
    expect_error(*state, STR("a: \x01\n"), E0958, 1, 4, "\x01");
    expect_error(*state, STR("a: \xC2\x80\n"), E0958, 1, 4, "\xC2\x80");
}

static void
test_syntax_errors_have_places(void **state)
{
    expect_error(*state, STR("a: x: y\n"), E0417, 1, 5, ":");
    expect_error(*state, STR("a: 'x\nb: 1\n"), E0417, 1, 4, "'");
    expect_error(*state, STR("a: 1\nfoo\nb: 2\n"), E0417, 2, 1, "f");
    expect_error(*state, STR("a: [1, 2\nb: 3\n"), E0417, 2, 2, ":");
    expect_error(*state, STR("\xC3\xA9: @x\n"), E0417, 1, 4, "@");
}

/* The documents before a syntax error are kept. */
static void
test_error_ends_the_stream(void **state)
{
    struct fixture *f = *state;
    expect_error(f, STR("a: 1\n---\nb: ]\n---\nc: 1\n"), E0417, 3, 4, "]");
    assert_int_equal(f->documents, 1);
}

/* ---- limits ---- */

static struct str
repeat(struct fixture *f, const char *part, unsigned count)
{
    struct text_buf b = {.arena = &f->arena};
    for (unsigned i = 0; i < count; i++)
        text_add_c(&b, part);
    return text_str(&b);
}

static void
test_nesting_is_limited(void **state)
{
    struct fixture *f = *state;
    expect_error(f, repeat(f, "[", 3000), E0390, 1, LIMIT_DATA_NESTING + 1, "[");
    expect_error(f, repeat(f, "[", 100000), E0390, 1, LIMIT_DATA_NESTING + 1, "[");
    expect_error(f, repeat(f, "- ", 100000), E0390, 1, 2 * LIMIT_DATA_NESTING + 1, "-");
    struct text_buf b = {.arena = &f->arena};
    text_add(&b, repeat(f, "[", LIMIT_DATA_NESTING));
    text_add(&b, repeat(f, "]", LIMIT_DATA_NESTING));
    read_text(f, text_str(&b));
    assert_null(f->sink.first);
}

/* Each anchor holds the one before: no level is deep, all together are. */
static void
test_nesting_by_aliases_is_limited(void **state)
{
    struct fixture *f = *state;
    struct text_buf b = {.arena = &f->arena};
    text_add_c(&b, "- &a0 [x]\n");
    for (int i = 1; i < 100; i++)
        text_printf(&b, "- &a%d [*a%d]\n", i, i - 1);
    expect_error(f, text_str(&b), E0390, LIMIT_DATA_NESTING, 9, "*");
}

static void
test_alias_bomb(void **state)
{
    struct fixture *f = *state;
    struct text_buf b = {.arena = &f->arena};
    text_add_c(&b, "a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
        text_printf(&b, "%c: &%c [*%c", c, c, c - 1);
        for (int i = 0; i < 8; i++)
            text_printf(&b, ",*%c", c - 1);
        text_add_c(&b, "]\n");
    }
    read_text(f, text_str(&b));
    assert_int_equal(f->sink.first->code, E0715);
    assert_null(f->sink.first->next);
}

static void
test_mistakes_of_a_file_are_limited(void **state)
{
    struct fixture *f = *state;
    read_text(f, repeat(f, "- *x\n", 5000));
    assert_int_equal(f->sink.error_count, LIMIT_FILE_FINDINGS + 1);
    diag_sort(&f->sink);
    struct diag *d = f->sink.first;
    while (d->next)
        d = d->next;
    assert_int_equal(d->code, E0930);
}

static void
test_tag_directives_are_limited(void **state)
{
    struct fixture *f = *state;
    struct text_buf b = {.arena = &f->arena};
    for (int i = 0; i < 200; i++)
        text_printf(&b, "%%TAG !a%d! tag:x\n", i);
    text_add_c(&b, "---\na\n");
    expect_error(f, text_str(&b), E0684, LIMIT_DATA_NESTING + 1, 1, "%TAG");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lists_and_mappings),
        TEST(test_end_of_block_is_end_of_last_value),
        TEST(test_null_is_what_the_core_schema_says),
        TEST(test_nothing_written_is_null_with_empty_place),
        TEST(test_places_count_bytes_not_characters),
        TEST(test_places_far_into_a_file_that_is_not_ascii),
        TEST(test_byte_order_mark_and_crlf),
        TEST(test_block_texts_end_with_their_last_word),
        TEST(test_place_is_without_anchor_and_tag),
        TEST(test_aliases_share_nodes),
        TEST(test_an_anchor_may_be_given_again),
        TEST(test_documents_come_one_at_a_time),
        TEST(test_no_document),
        TEST(test_duplicate_keys_break_both_values),
        TEST(test_duplicate_key_among_many),
        TEST(test_undefined_alias_has_a_suggestion),
        TEST(test_aliases_do_not_cross_documents),
        TEST(test_alias_in_itself),
        TEST(test_merge_keys_are_refused),
        TEST(test_tags_that_change_meaning_are_refused),
        TEST(test_tags_of_the_core_schema),
        TEST(test_keys_must_be_texts),
        TEST(test_tabs),
        TEST(test_encodings),
        TEST(test_syntax_errors_have_places),
        TEST(test_error_ends_the_stream),
        TEST(test_nesting_is_limited),
        TEST(test_nesting_by_aliases_is_limited),
        TEST(test_alias_bomb),
        TEST(test_mistakes_of_a_file_are_limited),
        TEST(test_tag_directives_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
