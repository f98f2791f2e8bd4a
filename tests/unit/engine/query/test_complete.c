#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/query/query.h"
#include "lang/check.h"
#include "lang/parse.h"

static const char model[] =
    "scale Severity = minor < serious < critical\n"
    "enum Kind = technical | organisational\n"
    "entity Person from \"people\" { name: text  title: text? }\n"
    "entity Control from \"controls\" { kind: Kind  owner: Person? }\n"
    "entity Threat from \"threats\" { severity: Severity  controls: Control* inverse mitigates }\n"
    "define covered(t: Threat): t.controls is present\n";

struct fixture {
    struct arena arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
    struct program *program;
};

static int
open_model(void **state)
{
    static struct fixture f; /* of the test alone */
    f = (struct fixture){0};
    sym_table_init(&f.texts, &f.arena);
    source_map_init(&f.sources, &f.arena);
    diag_sink_init(&f.sink, &f.arena, &f.sources);
    struct source *source = source_add(&f.sources, STR("model.onus"), str_from(model));
    struct unit unit = {.module = STR("model"),
                        .ast = parse_source(&f.arena, &f.texts, &f.sink, source)};
    struct check_input input = {.units = &unit, .unit_count = 1};
    f.program = check_units(&f.arena, &f.texts, &f.sink, &input);
    assert_int_equal(f.sink.error_count, 0);
    *state = &f;
    return 0;
}

static int
close_model(void **state)
{
    struct fixture *f = *state;
    arena_release(&f->arena);
    return 0;
}

/* The words offered at the end of a line, with blanks between them. */
static const char *
offered(struct fixture *f, const char *line)
{
    struct completion c = query_complete(&f->arena, f->program, str_from(line));
    struct text_buf b = {.arena = &f->arena};
    for (uint32_t i = 0; i < c.count; i++)
        text_printf(&b, "%s" STR_FMT, i ? " " : "", STR_ARG(c.words[i]));
    return str_c(&f->arena, text_str(&b));
}

static void
fields_by_the_type_before_the_dot(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(offered(f, "t: Threat where t."), "controls severity");
    assert_string_equal(offered(f, "t: Threat where t.s"), "severity");
    assert_string_equal(offered(f, "{c.owner?.n"), "");
    assert_string_equal(offered(f, "t: Threat, c in t.controls where c.owner.t"), "title");
    assert_string_equal(offered(f, "Threat.controls.owner?.na"), "name");
    assert_string_equal(offered(f, "some t in Threat has some c in t.controls has c.k"), "kind");
    assert_string_equal(offered(f, "c: Control let back = c.mit"), "mitigates");
    assert_string_equal(offered(f, "Threat.+con"), "controls");
}

static void
values_behind_a_comparison(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(offered(f, "t: Threat where t.severity = "), "critical minor serious");
    assert_string_equal(offered(f, "t: Threat where t.severity != se"), "serious");
    assert_string_equal(offered(f, "{c in Control where c.kind = tech"), "technical");
}

static void
names_elsewhere(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(offered(f, "Thr"), "Threat");
    assert_string_equal(offered(f, "count(Cont"), "Control");
    assert_string_equal(offered(f, "cov"), "covered");
    assert_string_equal(offered(f, "starts"), "starts_with");
    assert_string_equal(offered(f, "nothing_like_this"), "");
}

static void
what_is_not_understood_offers_nothing(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(offered(f, "x."), "");
    assert_string_equal(offered(f, "x in x."), "");
    assert_string_equal(offered(f, "a in b, b in a where a."), "");
    assert_string_equal(offered(f, "(Threat union Threat)."), "");
    assert_string_equal(offered(f, "..."), "");
    assert_string_equal(offered(f, "? ."), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_by_the_type_before_the_dot, open_model, close_model),
        cmocka_unit_test_setup_teardown(values_behind_a_comparison, open_model, close_model),
        cmocka_unit_test_setup_teardown(names_elsewhere, open_model, close_model),
        cmocka_unit_test_setup_teardown(what_is_not_understood_offers_nothing, open_model,
                                        close_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
