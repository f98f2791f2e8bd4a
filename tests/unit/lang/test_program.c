#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lang/program.h"

/* Node <- Goal, and Item; enums Level and one in place; fields of two packs that share a name. */
struct model {
    struct arena arena;
    struct sym_table texts;
    struct decimal_pool decimals;
    struct program p;
};

static struct sym
name(struct model *m, const char *text)
{
    return sym_intern(&m->texts, str_from(text));
}

static void
add_entity(struct model *m, const char *text, entity_id parent, entity_id last)
{
    struct entity e = {.name = name(m, text), .pack = STR("gsn"), .parent = parent, .last = last};
    e.root = parent == NO_ID ? m->p.entities.len : parent;
    e.fields = arena_array(&m->arena, field_id, 4);
    vec_push(&m->arena, &m->p.entities, e);
}

static void
add_field(struct model *m, const char *text, const char *pack, entity_id owner)
{
    struct field f = {.name = name(m, text), .pack = str_from(pack), .owner = owner};
    for (entity_id e = owner; e <= m->p.entities.at[owner].last; e++)
        m->p.entities.at[e].fields[m->p.entities.at[e].field_count++] = m->p.fields.len;
    vec_push(&m->arena, &m->p.fields, f);
}

static void
add_enum(struct model *m, const char *text)
{
    struct enum_type e = {.name = name(m, text), .value_count = 2};
    e.values = arena_array(&m->arena, struct sym, 2);
    e.values[0] = name(m, "low");
    e.values[1] = name(m, "high");
    e.spellings = arena_array(&m->arena, struct sym, 2);
    e.spellings[0] = name(m, "low");
    e.spellings[1] = name(m, "High");
    vec_push(&m->arena, &m->p.enums, e);
}

static void
add_union(struct model *m, entity_id a, entity_id b)
{
    struct union_type u = {.member_count = b == NO_ID ? 1 : 2};
    u.members = arena_array(&m->arena, entity_id, 2);
    u.members[0] = a;
    u.members[1] = b;
    vec_push(&m->arena, &m->p.unions, u);
}

static int
setup(void **state)
{
    struct model *m = mem_alloc(sizeof *m, 1);
    sym_table_init(&m->texts, &m->arena);
    m->decimals.arena = &m->arena;
    m->p.texts = &m->texts;
    m->p.decimals = &m->decimals;
    add_entity(m, "Node", NO_ID, 1);
    add_entity(m, "Goal", 0, 1);
    add_entity(m, "Item", NO_ID, 2);
    add_field(m, "text", "gsn", 0);
    add_field(m, "owner", "gsn", 0);
    add_field(m, "owner", "acme-house", 1);
    add_field(m, "mark", "acme", 2);
    add_enum(m, "Level");
    add_enum(m, "");
    add_union(m, 0, NO_ID);
    add_union(m, 1, 2);
    *state = m;
    return 0;
}

static int
teardown(void **state)
{
    struct model *m = *state;
    arena_release(&m->arena);
    mem_free(m);
    return 0;
}

static void
fields_by_name(void **state)
{
    struct model *m = *state;
    assert_int_equal(program_field(&m->p, 1, name(m, "text")), 0);
    assert_int_equal(program_field(&m->p, 2, name(m, "text")), NO_ID);
    assert_int_equal(program_field(&m->p, 1, name(m, "owner")), 1); /* declared with the type */
    assert_int_equal(program_field_in(&m->p, 1, STR("acme_house"), name(m, "owner")), 2);
    assert_int_equal(program_field_in(&m->p, 0, STR("acme_house"), name(m, "owner")), NO_ID);
    assert_int_equal(program_field(&m->p, 2, name(m, "mark")), 3);
    assert_int_equal(program_entity(&m->p, name(m, "Item")), 2);
    assert_int_equal(program_entity(&m->p, name(m, "Nobody")), NO_ID);
    assert_true(entity_is(&m->p, 1, 0) && !entity_is(&m->p, 0, 1) && !entity_is(&m->p, 2, 0));
}

static void
packs_are_the_same_with_either_dash(void **state)
{
    (void)state;
    assert_true(pack_same(STR("iec80001-2-9"), STR("iec80001_2_9")));
    assert_true(pack_same(STR(""), STR("")));
    assert_false(pack_same(STR("a-b"), STR("a.b")));
    assert_false(pack_same(STR("a"), STR("a-")));
}

static void
check_type(struct model *m, struct type t, const char *want)
{
    assert_string_equal(str_c(&m->arena, type_text(&m->p, &m->arena, t)), want);
}

static void
types_as_text(void **state)
{
    struct model *m = *state;
    check_type(m, TYPE(TYPE_INT), "int");
    check_type(m, (struct type){TYPE_TEXT, CARD_OPTIONAL, 0}, "text?");
    check_type(m, (struct type){TYPE_ENUM, CARD_SET, 0}, "Level*");
    check_type(m, (struct type){TYPE_ENUM, CARD_ONE, 1}, "{low, high}");
    check_type(m, (struct type){TYPE_ENTITY, CARD_SET_SOME, 0}, "Node+");
    check_type(m, (struct type){TYPE_ENTITY, CARD_ONE, 1}, "Goal | Item");
    check_type(m, (struct type){TYPE_ENTITY, CARD_SET, 1}, "(Goal | Item)*");
    check_type(m, TYPE(TYPE_EMPTY), "{}");
    for (int kind = 0; kind < TYPE_KIND_COUNT; kind++)
        assert_true(type_text(&m->p, &m->arena, TYPE((enum type_kind)kind)).len > 0);
}

static void
check_cell(struct model *m, enum type_kind kind, uint64_t cell, const char *want)
{
    assert_string_equal(str_c(&m->arena, cell_text(&m->p, &m->arena, TYPE(kind), cell)), want);
}

static void
cells_as_text(void **state)
{
    struct model *m = *state;
    struct decimal d = {725, 2};
    check_cell(m, TYPE_BOOL, 1, "true");
    check_cell(m, TYPE_BOOL, 0, "false");
    check_cell(m, TYPE_INT, (uint64_t)-7, "-7");
    check_cell(m, TYPE_DAYS, 1, "1 day");
    check_cell(m, TYPE_DAYS, (uint64_t)-2, "-2 days");
    check_cell(m, TYPE_DECIMAL, decimal_cell(&m->decimals, d), "7.25");
    check_cell(m, TYPE_DATE, 20605, "2026-06-01");
    check_cell(m, TYPE_DATE, (uint64_t)(int64_t)-1, "1969-12-31");
    check_cell(m, TYPE_INSTANT, 0, "1970-01-01T00:00:00Z");
    check_cell(m, TYPE_DURATION, duration_cell((struct duration){12, 0}), "1 year");
    check_cell(m, TYPE_CLOCK, 250, "250 ms");
    check_cell(m, TYPE_TEXT, name(m, "words").v, "words");
    check_cell(m, TYPE_VERSION, name(m, "1.2").v, "1.2");
    check_cell(m, TYPE_ENUM, 1, "High"); /* as case files spell it */
    check_cell(m, TYPE_ENTITY, 0, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_by_name, setup, teardown),
        cmocka_unit_test(packs_are_the_same_with_either_dash),
        cmocka_unit_test_setup_teardown(types_as_text, setup, teardown),
        cmocka_unit_test_setup_teardown(cells_as_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
