#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/engine/eval/case.h"

/* The condition of T-2, over the same variables, as what exempts from T-1. */
static void
exempt(struct test_case *c, int32_t until)
{
    struct deviation_of d = {.op = TAILOR_EXEMPT,
                             .condition = c->program->rules.at[1].duties.at[0].condition,
                             .has_until = until != 0,
                             .until = until};
    vec_push(&c->arena, &c->program->deviations, d);
    vec_push(&c->arena, &c->program->rules.at[0].exempts, 0);
}

static void
things(struct test_case *c)
{
    static const struct {
        const char *id, *size, *kind;
    } rows[] = {
        {"violated", "9", "b"},  {"satisfied", "1", "b"}, {"exempted", "9", "a"},
        {"exempted2", "1", "a"}, {"unknown", "1", "q"},   {"unknown2", "9", "q"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t e = case_entity(c, "Thing", rows[i].id);
        case_value(c, e, "Thing", "size", rows[i].size);
        case_value(c, e, "Thing", "kind", rows[i].kind);
    }
}

static const char one_variable[] =
    "entity Thing from \"things\" { size : int  kind : {a, b} }\n"
    "rule T-1 \"Small\" { category process for each t: Thing require t.size < 5 else \"{t}\" }\n"
    "rule T-2 \"Kind\" { category process for each t: Thing require t.kind = a else \"{t}\" }\n";

static enum subject_status
status(const struct test_case *c, const char *id)
{
    const struct rule_result *r = evaluation_rule(c->evaluation, 0);
    struct ent e = store_find(c->store, 0, str_from(id));
    return (enum subject_status)r->status[e.v - r->subjects.lo];
}

static void
subjects_of_one_case(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, one_variable);
    exempt(&c, 0);
    things(&c);
    case_evaluate(&c);
    assert_int_equal(status(&c, "violated"), SUBJECT_VIOLATED);
    assert_int_equal(status(&c, "satisfied"), SUBJECT_SATISFIED);
    assert_int_equal(status(&c, "exempted"), SUBJECT_EXEMPTED);
    assert_int_equal(status(&c, "exempted2"), SUBJECT_EXEMPTED);
    assert_int_equal(status(&c, "unknown"), SUBJECT_INDETERMINATE);
    assert_int_equal(status(&c, "unknown2"), SUBJECT_INDETERMINATE);
    assert_int_equal(evaluation_rule(c.evaluation, 0)->counts[SUBJECT_EXEMPTED], 2);
    case_close(&c);
}

static void
until_its_day(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) {
        struct test_case c;
        int32_t until = 0;
        assert_true(date_from_civil(2026, late ? 5 : 6, late ? 31 : 1, &until));
        case_open(&c, one_variable);
        exempt(&c, until);
        things(&c);
        case_evaluate(&c);
        assert_int_equal(status(&c, "exempted"), late ? SUBJECT_VIOLATED : SUBJECT_EXEMPTED);
        case_close(&c);
    }
}

/* A case that is exempted leaves the others of its subject to be judged. */
static void
one_case_of_two(void **state)
{
    (void)state;
    struct test_case c;
    case_open(
        &c,
        "entity Thing from \"things\" { sizes : int* }\n"
        "rule T-1 \"Small\" { category process for each t: Thing, s in t.sizes require s < 5 "
        "else \"{t} {s}\" }\n"
        "rule T-2 \"Not seven\" { category process for each t: Thing, s in t.sizes require s = 7 "
        "else \"{t} {s}\" }\n");
    exempt(&c, 0);
    static const char *const sizes[][3] = {
        {"exempted", "7", NULL}, {"satisfied", "7", "1"}, {"violated", "7", "8"}};
    for (int i = 0; i < 3; i++) {
        uint32_t e = case_entity(&c, "Thing", sizes[i][0]);
        for (int k = 1; k < 3 && sizes[i][k]; k++)
            case_value(&c, e, "Thing", "sizes", sizes[i][k]);
    }
    case_evaluate(&c);
    assert_int_equal(status(&c, "exempted"), SUBJECT_EXEMPTED);
    assert_int_equal(status(&c, "satisfied"), SUBJECT_SATISFIED);
    assert_int_equal(status(&c, "violated"), SUBJECT_VIOLATED);
    case_close(&c);
}

static void
disabled(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, one_variable);
    c.program->rules.at[0].is_disabled = true;
    things(&c);
    case_evaluate(&c);
    const struct rule_result *r = evaluation_rule(c.evaluation, 0);
    assert_false(r->is_due);
    assert_int_equal(r->case_count, 0);
    assert_int_equal(r->subjects.hi - r->subjects.lo, 0);
    case_close(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_of_one_case),
        cmocka_unit_test(until_its_day),
        cmocka_unit_test(one_case_of_two),
        cmocka_unit_test(disabled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
