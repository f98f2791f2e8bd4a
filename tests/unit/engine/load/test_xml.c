#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/load/documents.h"
#include "lang/base/limits.h"

struct fixture {
    struct arena arena;
    struct source_map sources;
    struct diag_sink sink;
    const struct source *source;
    bool ok;
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

static struct tree *
read_text(struct fixture *f, struct str text)
{
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    f->source = source_add(&f->sources, STR("t.xml"), text);
    struct reader_input in = {
        .arena = &f->arena, .sink = &f->sink, .sources = &f->sources, .file = f->source};
    return xml_document(&f->arena, &in, &f->ok);
}

static struct tree *
read_good(struct fixture *f, struct str text)
{
    struct tree *t = read_text(f, text);
    if (f->sink.first)
        print_error(STR_FMT "\n", STR_ARG(f->sink.first->message));
    assert_null(f->sink.first);
    assert_non_null(t);
    assert_true(f->ok);
    return t;
}

static void
expect_dump(struct fixture *f, const char *text, const char *dump)
{
    struct tree *t = read_good(f, str_from(text));
    struct text_buf out = {.arena = &f->arena};
    tree_dump(t, &f->sources, &out);
    if (!str_is(text_str(&out), dump))
        print_error("--- input\n%s\n--- got\n" STR_FMT "\n--- expected\n%s\n", text,
                    STR_ARG(text_str(&out)), dump);
    assert_true(str_is(text_str(&out), dump));
}

/* One message, and nothing was read: its code, its place, and the words it points at. */
static const struct diag *
expect_error(struct fixture *f, struct str text, enum diag_code code, uint32_t line,
             uint32_t column, const char *words)
{
    struct tree *t = read_text(f, text);
    const struct diag *d = f->sink.first;
    assert_null(t);
    assert_false(f->ok);
    assert_non_null(d);
    struct place at = source_place(&f->sources, d->span.lo);
    struct str shown = source_text(&f->sources, d->span);
    if (d->code != code || at.line != line || at.column != column || !str_is(shown, words))
        print_error("--- input\n" STR_FMT "\n--- got %s %u:%u '" STR_FMT "' " STR_FMT "\n",
                    STR_ARG(text), diag_code_name(d->code), at.line, at.column, STR_ARG(shown),
                    STR_ARG(d->message));
    assert_int_equal(d->code, code);
    assert_int_equal(at.line, line);
    assert_int_equal(at.column, column);
    assert_true(str_is(shown, words));
    assert_null(d->next);
    return d;
}

/* ---- shape and places ---- */

static void
elements_attributes_and_texts_have_places(void **state)
{
    expect_dump(*state,
                "<?xml version='1.0'?>\n"
                "<r:root xmlns:r='u' r:kind = \"a>b\"\n  name='x'>\n"
                "  <one/><two>t</two>\n"
                "  <one> u </one>\n"
                "</r:root>\n",
                "map 1 1:1-7:1\n"
                "  \"root\" 2:4-2:8: element 5 2:1-6:10\n"
                "    @\"xmlns:r\" 2:9-2:16: text \"u\" 2:18-2:19\n"
                "    @\"r:kind\" 2:21-2:27: text \"a>b\" 2:31-2:34\n"
                "    @\"name\" 3:3-3:7: text \"x\" 3:9-3:10\n"
                "    \"one\" 4:4-4:7: elements 2 4:4-5:10\n"
                "      - element \"\" 4:9-4:9\n"
                "      - element \" u \" 5:9-5:10\n"
                "    \"two\" 4:10-4:13: elements 1 4:10-4:15\n"
                "      - element \"t\" 4:14-4:15\n");
}

static void
text_beside_attributes_and_elements(void **state)
{
    expect_dump(*state,
                "<r><a k=''>\n own </a><b k=''> </b>\n"
                "<c>mixed <i>in</i> <i>to</i></c>\n<d> <e/> </d></r>",
                "map 1 1:1-4:18\n"
                "  \"r\" 1:2-1:3: element 4 1:1-4:18\n"
                "    \"a\" 1:5-1:6: elements 1 1:5-2:10\n"
                "      - element 2 1:4-2:10\n"
                "        @\"k\" 1:7-1:8: text \"\" 1:10-1:10\n"
                "        \"text()\" 2:2-2:5: text \"\\n own \" 2:2-2:5\n"
                "    \"b\" 2:11-2:12: elements 1 2:11-2:23\n"
                "      - element 1 2:10-2:23\n"
                "        @\"k\" 2:13-2:14: text \"\" 2:16-2:16\n"
                "    \"c\" 3:2-3:3: elements 1 3:2-3:33\n"
                "      - element 2 3:1-3:33\n"
                "        \"text()\" 3:4-3:29: text \"mixed in to\" 3:4-3:29\n"
                "        \"i\" 3:11-3:12: elements 2 3:11-3:25\n"
                "          - element \"in\" 3:13-3:15\n"
                "          - element \"to\" 3:23-3:25\n"
                "    \"d\" 4:2-4:3: elements 1 4:2-4:14\n"
                "      - element 1 4:1-4:14\n"
                "        \"e\" 4:6-4:7: elements 1 4:6-4:9\n"
                "          - element \"\" 4:9-4:9\n");
}

static void
references_and_line_ends_are_resolved(void **state)
{
    expect_dump(*state,
                "<r a='&lt;&#xe9;&amp;&apos;\r\n\tz'>1\r\n2<![CDATA[<&amp;>]]><!-- x -->\n"
                "<?p x?>&#228;&gt;</r>",
                "map 1 1:1-4:22\n"
                "  \"r\" 1:2-1:3: element 2 1:1-4:22\n"
                "    @\"a\" 1:4-1:5: text \"<\xC3\xA9&'  z\" 1:7-2:3\n"
                "    \"text()\" 2:5-4:18: text \"1\\n2<&amp;>\\n\xC3\xA4>\" 2:5-4:18\n");
}

static void
a_file_of_space_is_nothing(void **state)
{
    static const struct str texts[] = {{"", 0}, {" \n\t\n", 4}};
    struct fixture *f = *state;
    for (unsigned i = 0; i < 2; i++) {
        assert_null(read_text(f, texts[i]));
        assert_true(f->ok);
        assert_null(f->sink.first);
    }
}

static void
a_mark_at_the_start_moves_no_place(void **state)
{
    expect_dump(*state, "\xEF\xBB\xBF<r a='1'/>",
                "map 1 1:2-1:12\n"
                "  \"r\" 1:3-1:4: element 1 1:2-1:12\n"
                "    @\"a\" 1:5-1:6: text \"1\" 1:8-1:9\n");
}

static void
names_of_any_length(void **state)
{
    struct fixture *f = *state;
    struct text_buf out = {.arena = &f->arena};
    text_add_c(&out, "<r><x:");
    for (unsigned i = 0; i < 70000; i++)
        text_add_char(&out, 'n');
    text_add_c(&out, "/></r>");
    struct tree *root = read_good(f, text_str(&out))->entries[0].value;
    assert_int_equal(root->entries[0].key.len, 70000);
}

/* ---- pieces ---- */

static void
check_copies(const struct fixture *f, const struct tree *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct tree *e = list->items[i];
        struct str number = e->entries[0].value->text;
        assert_true(str_eq(number, e->entries[1].value->text));
        assert_true(str_eq(source_text(&f->sources, e->entries[0].value->span), number));
        assert_true(str_eq(source_text(&f->sources, e->entries[1].value->span), number));
        assert_true(str_is(source_text(&f->sources, tree_head(e)), "case"));
    }
}

static void
places_hold_beyond_one_piece(void **state)
{
    struct fixture *f = *state;
    struct text_buf out = {.arena = &f->arena};
    text_add_c(&out, "<r>");
    for (unsigned i = 0; i < 40000; i++)
        text_printf(&out, "<case id=\"%u\">%u</case>\n", i * 7919, i * 7919);
    text_add_c(&out, "</r>");
    struct tree *root = read_good(f, text_str(&out))->entries[0].value;
    assert_int_equal(root->count, 1);
    assert_int_equal(root->entries[0].value->count, 40000);
    check_copies(f, root->entries[0].value);
}

/* Texts, values, comments and CDATA sections of several megabytes: each is one token of expat. */
static void
long_tokens_are_read_in_linear_time(void **state)
{
    enum { LEN = 8 << 20 };
    static const struct {
        const char *before, *behind;
        bool counts;
    } around[] = {{"<r>", "</r>", true},
                  {"<r a='", "'/>", true},
                  {"<r><!--", "--></r>", false},
                  {"<r><![CDATA[", "]]></r>", true}};
    struct fixture *f = *state;
    char *long_text = arena_array(&f->arena, char, LEN);
    memset(long_text, 'x', LEN);
    for (unsigned i = 0; i < sizeof around / sizeof *around; i++) {
        struct text_buf out = {.arena = &f->arena};
        text_add_c(&out, around[i].before);
        text_add(&out, (struct str){long_text, LEN});
        text_add_c(&out, around[i].behind);
        struct tree *root = read_good(f, text_str(&out))->entries[0].value;
        struct str text = root->kind == TREE_SCALAR ? root->text : root->entries[0].value->text;
        assert_int_equal(text.len, around[i].counts ? LEN : 0);
    }
}

static void
many_names_are_read_in_linear_time(void **state)
{
    struct fixture *f = *state;
    struct text_buf out = {.arena = &f->arena};
    text_add_c(&out, "<r ");
    for (unsigned i = 0; i < 50000; i++)
        text_printf(&out, "a%u='%u' ", i, i);
    text_add_c(&out, ">");
    for (unsigned i = 0; i < 200000; i++)
        text_printf(&out, "<n%u/>", i % 100000);
    text_add_c(&out, "</r>");
    struct tree *root = read_good(f, text_str(&out))->entries[0].value;
    assert_int_equal(root->count, 150000);
    assert_int_equal(root->entries[149999].value->count, 2);
}

/* ---- limits ---- */

static struct str
nested(struct arena *a, unsigned depth, const char *inside)
{
    struct text_buf out = {.arena = a};
    for (unsigned i = 0; i < depth; i++)
        text_printf(&out, "<a>%s", inside);
    for (unsigned i = 0; i < depth; i++)
        text_add_c(&out, "</a>");
    return text_str(&out);
}

static void
depth_is_limited(void **state)
{
    struct fixture *f = *state;
    read_good(f, nested(&f->arena, LIMIT_TREE_NESTING, ""));
    expect_error(f, nested(&f->arena, LIMIT_TREE_NESTING + 1, ""), E0390, 1,
                 3 * LIMIT_TREE_NESTING + 2, "a");
    expect_error(f, nested(&f->arena, 1000000, ""), E0390, 1, 3 * LIMIT_TREE_NESTING + 2, "a");
}

/* Each level has the text of all below it. */
static void
texts_within_texts_are_not_copied(void **state)
{
    struct fixture *f = *state;
    char inside[2001];
    memset(inside, 'x', 2000);
    inside[2000] = '\0';
    struct str text = nested(&f->arena, LIMIT_TREE_NESTING, inside);
    size_t before = arena_used(&f->arena);
    struct tree *root = read_good(f, text)->entries[0].value;
    assert_int_equal(root->entries[0].value->text.len, 2000 * LIMIT_TREE_NESTING);
    assert_true(arena_used(&f->arena) - before < 4 * text.len);
}

/* ---- what is refused ---- */

static void
document_types_are_refused(void **state)
{
    struct fixture *f = *state;
    struct text_buf laughs = {.arena = &f->arena};
    text_add_c(&laughs, "<?xml version='1.0'?>\n<!DOCTYPE r [<!ENTITY a0 'ha'>");
    for (unsigned i = 1; i < 30; i++)
        text_printf(&laughs, "<!ENTITY a%u '&a%u;&a%u;&a%u;&a%u;&a%u;'>", i, i - 1, i - 1, i - 1,
                    i - 1, i - 1);
    text_add_c(&laughs, "]><r a='&a29;'>&a29;</r>");
    expect_error(f, text_str(&laughs), E0746, 2, 1, "<!DOCTYPE");
    expect_error(f, STR("<!-- <!DOCTYPE --><!DOCTYPE r SYSTEM 'file:///etc/passwd' []><r/>"), E0746,
                 1, 19, "<!DOCTYPE");
    expect_error(f, STR("<!DOCTYPE r [ %x; ]><r/>"), E0746, 1, 1, "<!DOCTYPE");
}

/* What only declarations elsewhere could define is not left out in silence. */
static void
names_of_document_types_say_nothing(void **state)
{
    struct fixture *f = *state;
    read_good(f, STR("<!DOCTYPE r>\n<?p?><r a='&lt;'>&gt;</r>"));
    read_good(f, STR("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>"));
    read_good(f, STR("<!DOCTYPE r PUBLIC '-//X//Y' 'http://example.org/x.dtd'><r/>"));
    expect_error(f, STR("<!DOCTYPE r SYSTEM 'x.dtd'><r>a &b; c</r>"), E0283, 1, 33, "&b;");
    expect_error(f, STR("<!DOCTYPE r SYSTEM 'x.dtd'><r a='&#65;&b;' c='&d;'/>"), E0283, 1, 39,
                 "&b;");
    expect_error(f, STR("<!DOCTYPE r><r>&b;</r>"), E0283, 1, 16, "&b;");
}

static void
mistakes_have_places(void **state)
{
    static const struct {
        const char *text;
        enum diag_code code;
        uint32_t line, column;
        const char *words;
    } mistakes[] = {
        {"<r a='1' b='x<y'/>", E0283, 1, 14, "<"},
        {"<r><s a=\"it's <\"/></r>", E0283, 1, 15, "<"},
        {"<r>\n\xC3\xA9 & b</r>", E0283, 2, 3, "&"},
        {"<r>a &b c</r>", E0283, 1, 6, "&"},
        {"<r>1 < 2</r>", E0283, 1, 6, "<"},
        {"<r><!-- a -- b --></r>", E0283, 1, 11, "-"},
        {"<r>a]]>b</r>", E0283, 1, 5, "]"},
        {"<r a=1/>", E0283, 1, 6, "1"},
        {"<r a/>", E0283, 1, 5, "/"},
        {"<r a='1'b='2'/>", E0283, 1, 9, "b"},
        {"<r></r a='1'>", E0283, 1, 8, "a"},
        {"<r>\n<a></b></r>", E0283, 2, 6, "b"},
        {"<r>\n<a>text", E0283, 2, 2, "a"},
        {"<!-- only -->", E0283, 1, 1, "<"},
        {"text", E0283, 1, 1, "t"},
        {"<r/><r/>", E0283, 1, 5, "<"},
        {"<r><a", E0283, 1, 4, "<"},
        {"<r><!-- a", E0283, 1, 4, "<"},
        {"<r><![CDATA[ a", E0283, 1, 4, "<![CDATA["},
        {"<r a='1' b='2' a='3'/>", E0146, 1, 16, "a"},
        {"<r a='&amp;&b;'/>", E0283, 1, 12, "&b;"},
        {"<r>&nbsp;</r>", E0283, 1, 4, "&nbsp;"},
        {"<r>&#0;</r>", E0283, 1, 4, "&"},
        {"\n<?xml version='1.0'?><r/>", E0283, 2, 1, "<"},
        {"<r>\x01</r>", E0958, 1, 4, "\x01"},
        {"<r>\xFF</r>", E0271, 1, 4, "\xFF"},
        {"<?xml version='1.0' encoding='UTF-7'?><r/>", E0271, 1, 31, "UTF-7"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><r>\xE9</r>", E0271, 1, 31, "ISO-8859-1"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        expect_error(*state, str_from(mistakes[i].text), mistakes[i].code, mistakes[i].line,
                     mistakes[i].column, mistakes[i].words);
}

static void
a_tag_that_does_not_fit_names_the_open_one(void **state)
{
    struct fixture *f = *state;
    const struct diag *d = expect_error(f, STR("<r>\n <x:a b='1'>\n </a>"), E0283, 3, 4, "a");
    assert_true(str_is(d->message, "`</a>` where `</x:a>` is expected"));
    assert_true(str_is(source_text(&f->sources, d->labels->span), "x:a"));
}

/* Nothing that begins well is taken for whole before its end. */
static void
every_prefix_is_refused(void **state)
{
    struct fixture *f = *state;
    struct str text =
        STR("<?xml version='1.0' encoding='utf-8'?>\n<r:r a=\"&lt;1\" b='\xC3\xA9'>x &amp; "
            "<!-- c -->\n<s/><?p i?><![CDATA[ <d> ]]><t>y</t> z</r:r>");
    read_good(f, text);
    for (size_t len = 1; len < text.len; len++) {
        struct tree *t = read_text(f, str_slice(text, 0, len));
        assert_null(t);
        assert_false(f->ok);
        assert_int_equal(f->sink.error_count, 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(elements_attributes_and_texts_have_places, setup, teardown),
        cmocka_unit_test_setup_teardown(text_beside_attributes_and_elements, setup, teardown),
        cmocka_unit_test_setup_teardown(references_and_line_ends_are_resolved, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_of_space_is_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mark_at_the_start_moves_no_place, setup, teardown),
        cmocka_unit_test_setup_teardown(names_of_any_length, setup, teardown),
        cmocka_unit_test_setup_teardown(places_hold_beyond_one_piece, setup, teardown),
        cmocka_unit_test_setup_teardown(long_tokens_are_read_in_linear_time, setup, teardown),
        cmocka_unit_test_setup_teardown(many_names_are_read_in_linear_time, setup, teardown),
        cmocka_unit_test_setup_teardown(depth_is_limited, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_within_texts_are_not_copied, setup, teardown),
        cmocka_unit_test_setup_teardown(document_types_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(names_of_document_types_say_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(mistakes_have_places, setup, teardown),
        cmocka_unit_test_setup_teardown(a_tag_that_does_not_fit_names_the_open_one, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_prefix_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
