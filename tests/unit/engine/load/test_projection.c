#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/load/projection.h"
#include "engine/store/regex.h"
#include "lang/check.h"
#include "lang/parse.h"

struct fixture {
    struct arena arena;
    struct projection *root;
};

static void
compile(struct fixture *f, const char *clauses)
{
    static struct sym_table texts;
    struct arena *a = &f->arena;
    struct source_map sources;
    struct diag_sink sink;
    sym_table_init(&texts, a);
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    struct str text = str_printf(
        a, "entity Thing { name: text?  parts: text*  size: int? }\nsource s from yaml { %s }\n",
        clauses);
    struct unit unit = {.pack = STR(""), .module = STR("model")};
    unit.ast = parse_source(a, &texts, &sink, source_add(&sources, STR("model.onus"), text));
    struct check_input input = {.units = &unit, .unit_count = 1, .regex = regex_checker()};
    const struct program *p = check_units(a, &texts, &sink, &input);
    for (const struct diag *d = sink.first; d; d = d->next)
        print_error(STR_FMT "\n", STR_ARG(d->message));
    assert_int_equal(sink.error_count, 0);
    f->root = projection_of(a, p, &p->sources.at[0]);
}

/* Takes the steps of "a.b[].c": a key behind each dot, `[]` an item, `<>` one of several elements. */
static const struct projection *
walk(struct projection *p, const char *path)
{
    while (p && *path) {
        const char *end = path + 1;
        if (*path == '[' || *path == '<') {
            p = *path == '[' ? projection_item(p) : projection_element(p);
            path += 2;
            continue;
        }
        while (*end && *end != '.' && *end != '[' && *end != '<')
            end++;
        p = projection_key(p, (struct str){path + 1, (size_t)(end - path) - 1});
        path = end;
    }
    return p;
}

/* Places that are kept whole, that are kept as far as something below them is, and that are passed by. */
static void
expect(const char *clauses, const char *const *whole, const char *const *kept,
       const char *const *passed)
{
    struct fixture f = {0};
    compile(&f, clauses);
    for (; *whole; whole++)
        assert_true(walk(f.root, *whole) && projection_is_whole(walk(f.root, *whole)));
    for (; *kept; kept++)
        assert_true(walk(f.root, *kept) && !projection_is_whole(walk(f.root, *kept)));
    for (; *passed; passed++)
        assert_null(walk(f.root, *passed));
    arena_release(&f.arena);
}

#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_hops_and_settings(void **state)
{
    (void)state;
    expect("for t in $.a.things { Thing t.id { name: t.title } }",
           PATHS(".a.things[].id", ".a.things[].title", ".a.things.any.id"),
           PATHS(".a", ".a.things", ".a.things[]"),
           PATHS(".b", ".a.other", ".a[]", ".a.things[].note", ".a.things[].note.deep"));
}

static void
test_let(void **state)
{
    (void)state;
    expect("let m = $.meta\nThing \"x\" { name: m.name otherwise \"none\" }", PATHS(".meta.name"),
           PATHS(".meta"), PATHS(".meta.other"));
}

static void
test_counting_keeps_no_content(void **state)
{
    (void)state;
    expect("require count($.things) = 2 else \"not two\"\nThing \"x\" { }", PATHS(NULL),
           PATHS(".things", ".things[]"), PATHS(".things[].name"));
}

static void
test_descendants_keep_all(void **state)
{
    (void)state;
    expect("for t in $.a..thing { Thing t.id { } }", PATHS(".a", ".a.x.y"), PATHS(""), PATHS(".b"));
}

static void
test_walking_a_mapping_reaches_below_each_key(void **state)
{
    (void)state;
    expect("for t in $.things { Thing key(t) { name: t.name } }\nThing \"y\" { name: "
           "$.things.first.word }",
           PATHS(".things.first.word", ".things.first.name", ".things.other.name"),
           PATHS(".things.other"), PATHS(".things.other.word"));
}

static void
test_conditions_filters_and_functions(void **state)
{
    (void)state;
    expect(
        "for t in $.things where t.kind is present and t.kind = \"big\" and t.note is present {\n"
        "  Thing \"{t.a}-{t.b}\" {\n"
        "    parts: {p.name for p in t.parts where p.ok is present and p.ok = \"yes\" and p.name "
        "is present}\n"
        "    size: length(text(t.word))\n"
        "  }\n"
        "}",
        PATHS(".things[].kind", ".things[].a", ".things[].b", ".things[].word",
              ".things[].parts[].name", ".things[].parts[].ok"),
        PATHS(".things[].note", ".things[].parts[]"), PATHS(".things[].parts[].why"));
}

static void
test_hops_from_sets_go_through_lists(void **state)
{
    (void)state;
    expect("for a in {x in $.list} { for b in {y in a.inner} { Thing b.id { } } }\nrequire \"q\" "
           "in $.list.names else \"no q\"",
           PATHS(".list[].inner[].id"), PATHS(".list[].inner"), PATHS(".list[].id"));
}

static void
test_one_of_several_elements(void **state)
{
    (void)state;
    expect("for t in $.case { Thing t.name { name: t.failure.message } }",
           PATHS(".case<>.failure<>.message<>"), PATHS(".case<>"), PATHS(".case<>.time<>"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hops_and_settings),
        cmocka_unit_test(test_let),
        cmocka_unit_test(test_counting_keeps_no_content),
        cmocka_unit_test(test_descendants_keep_all),
        cmocka_unit_test(test_walking_a_mapping_reaches_below_each_key),
        cmocka_unit_test(test_conditions_filters_and_functions),
        cmocka_unit_test(test_hops_from_sets_go_through_lists),
        cmocka_unit_test(test_one_of_several_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
