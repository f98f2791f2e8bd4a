/* What cannot be a golden case: inputs too large to keep, and values that a dump does not show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lang/base/diag.h"
#include "lang/base/limits.h"
#include "lang/parse.h"

struct parsed {
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct ast *ast;
};

static struct parsed *
parse(struct arena *a, struct str text)
{
    struct parsed *p = arena_new(a, struct parsed);
    source_map_init(&p->sources, a);
    sym_table_init(&p->syms, a);
    diag_sink_init(&p->sink, a, &p->sources);
    p->ast = parse_source(a, &p->syms, &p->sink, source_add(&p->sources, STR("x.onus"), text));
    return p;
}

/* head, many times part, tail */
static struct str
repeat(struct arena *a, const char *head, const char *part, uint32_t times, const char *tail)
{
    struct text_buf out = {.arena = a};
    text_add_c(&out, head);
    for (uint32_t i = 0; i < times; i++)
        text_add_c(&out, part);
    text_add_c(&out, tail);
    return text_str(&out);
}

enum { MANY = 100000 };

/* One clear message, no crash, and what stands before is in the tree. */
static void
test_too_deep(void **state)
{
    static const struct {
        const char *head, *part, *tail;
    } cases[] = {
        {"define f(): ", "(", "1"},
        {"define f(): ", "{", "1"},
        {"define f(): x", "[1", ""},
        {"define f(): ", "f(", "1"},
        {"define f(): ", "\"{", "1"},
        {"define f(): ", "\"\"\"{", "1"},
        {"define f(): ", "not ", "1"},
        {"define f(): 1 -", " -", " 1"},
        {"define f(): 1", " + 1", ""},
        {"define f(): x", ".x", ""},
        {"define f(): x", " union x", ""},
        {"define f(): x", " otherwise x", ""},
        {"define f(): ", "if a then b else ", "c"},
        {"define f(): ", "some x in S has ", "c"},
        {"define f(): ", "not (a or ", "c"},
        {"pattern P() {", "Goal A {", ""},
        {"source s from yaml {", "for x in y {", ""},
        {"test \"t\" { given {", "T x {", ""},
        {"test \"t\" { given { T x { a: ", "[", ""},
        {"entity T { x : ", "(", "a"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = {0};
        const char *head = arena_printf(&a, "enum Kind = a | b\n%s", cases[i].head);
        struct parsed *p = parse(&a, repeat(&a, head, cases[i].part, MANY, cases[i].tail));
        if (p->sink.error_count != 1)
            print_error("%s%s…\n", cases[i].head, cases[i].part);
        assert_int_equal(p->sink.error_count, 1);
        assert_string_equal(diag_code_name(p->sink.first->code), "E6083");
        assert_true(p->ast->items.len >= 1);
        assert_int_equal(p->ast->items.at[0]->kind, ITEM_ENUM);
        arena_release(&a);
    }
}

/* Long, but not deep. */
static void
test_long(void **state)
{
    static const struct {
        const char *head, *part, *tail;
    } cases[] = {
        {"define f(): a", " and a", ""},
        {"define f(): f(1", ", 1", ")"},
        {"enum E = a", " | a", ""},
        {"", "/// line\n", "enum E = a"},
        {"", "// line\n", ""},
        {"", "enum E = a\n", ""},
        {"rule A-1 \"", "{a} ", "\" { }"},
        {"matrix m() -> T {\n", "| a | b |\n", "}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = {0};
        struct parsed *p =
            parse(&a, repeat(&a, cases[i].head, cases[i].part, MANY / 4, cases[i].tail));
        if (p->sink.error_count != 0)
            print_error("%s%s…: " STR_FMT "\n", cases[i].head, cases[i].part,
                        STR_ARG(p->sink.first->message));
        assert_int_equal(p->sink.error_count, 0);
        arena_release(&a);
    }
}

static void
test_too_large(void **state)
{
    struct arena a = {0};
    (void)state;
    struct parsed *p = parse(&a, repeat(&a, "", "// a line of a very long file\n", 600000, ""));
    assert_int_equal(p->sink.error_count, 1);
    assert_string_equal(diag_code_name(p->sink.first->code), "E3729");
    assert_int_equal(p->ast->items.len, 0);
    arena_release(&a);
}

/* The text of the only rule's rationale. */
static struct str
rationale(struct arena *a, const char *written)
{
    struct parsed *p =
        parse(a, str_from(arena_printf(a, "rule A-1 \"x\" {\n  rationale %s\n}\n", written)));
    assert_int_equal(p->sink.error_count, 0);
    const struct text *t = p->ast->items.at[0]->rule.clauses.at[0].text;
    assert_true(t->parts.len <= 1);
    return t->parts.len ? t->parts.at[0].literal : STR("");
}

static void
test_texts(void **state)
{
    static const struct {
        const char *written, *meant;
    } cases[] = {
        {"\"\"", ""},
        {"\"a\\n\\t\\\"\\\\\\{\\}\"", "a\n\t\"\\{}"},
        {"\"\"\"one line\"\"\"", "one line"},
        {"\"\"\"\n    a\n      b\n\n    c\n  \"\"\"", "a\n  b\n\nc"},
        {"\"\"\"first\n    a\n     b\"\"\"", "first\na\n b"},
        {"\"\"\"\r\n    a\r\n    b\r\n  \"\"\"", "a\nb"},
        {"\"\"\"say \"hi\" \\\"\\\"\\\"\"\"\"", "say \"hi\" \"\"\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena a = {0};
        assert_string_equal(str_c(&a, rationale(&a, cases[i].written)), cases[i].meant);
        arena_release(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_deep),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
