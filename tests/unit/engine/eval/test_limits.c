#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "lang/base/limits.h"
#include "tests/unit/engine/eval/case.h"

enum { MANY = 66000, CHUNK = 1 << 17 }; /* a whole chunk of pairs is more than the limit */

static uint32_t
count_limits(const struct test_case *c)
{
    uint32_t count = 0;
    for (const struct diag *d = c->sink.first; d; d = d->next)
        count += d->code == E4417;
    return count;
}

static void
assert_limited(struct test_case *c)
{
    const struct rule_result *r = evaluation_rule(c->evaluation, 0);
    assert_int_equal(r->counts[SUBJECT_INDETERMINATE], r->subjects.hi - r->subjects.lo);
    assert_int_equal(count_limits(c), 1);
}

/* More pairs than one step may have: unknown, reported once, and not even begun. */
static void
pairs_of_two_large_types(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "require some u in Thing has u.size > t.size",
        "require every u in Thing, if any, has u.size <= t.size",
        "require count(u for u in Thing where u.size > t.size) = 0",
        "require {u in Thing where u.size > t.size} is missing",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct test_case c;
        char text[512];
        snprintf(text, sizeof text,
                 "entity Thing from \"things\" { size : int = 0 }\n"
                 "rule T-1 \"Pairs\" { category process for each t: Thing %s else \"{t}\" }\n",
                 rules[i]);
        case_open(&c, text);
        for (int k = 0; k < MANY; k++) {
            char id[16];
            snprintf(id, sizeof id, "T%d", k);
            case_entity(&c, "Thing", id);
        }
        case_evaluate_in_chunks(&c, CHUNK);
        assert_limited(&c);
        case_close(&c);
    }
}

/* The same pairs are no trouble where an equality finds them. */
static void
equal_pairs_are_looked_up(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, "entity Thing from \"things\" { size : int = 0 }\n"
                  "rule T-1 \"Pairs\" {\n"
                  "  category process\n"
                  "  for each t: Thing\n"
                  "  require no u in Thing where u != t has u.size = t.size else \"{t}\"\n"
                  "}\n");
    for (int k = 0; k < MANY; k++) {
        char id[16], size[16];
        snprintf(id, sizeof id, "T%d", k);
        snprintf(size, sizeof size, "%d", k == 7 ? 8 : k);
        case_value(&c, case_entity(&c, "Thing", id), "Thing", "size", size);
    }
    case_evaluate(&c);
    const struct rule_result *r = evaluation_rule(c.evaluation, 0);
    assert_int_equal(r->counts[SUBJECT_VIOLATED], 2);
    assert_int_equal(r->counts[SUBJECT_SATISFIED], MANY - 2);
    assert_int_equal(count_limits(&c), 0);
    case_close(&c);
}

/* More pairs than are kept: judged all the same, and those that fail are all there. */
static void
pairs_are_judged_without_holding_them(void **state)
{
    (void)state;
    enum { SOME = 2100, BAD = 7 };
    struct test_case c;
    case_open(&c, "entity Thing from \"things\" { size : int = 0 }\n"
                  "rule T-1 \"Pairs\" {\n"
                  "  category process\n"
                  "  for each t: Thing, u in Thing\n"
                  "  require t.size <= u.size + 2092 else \"{t} {u}\"\n"
                  "}\n");
    for (int k = 0; k < SOME; k++) {
        char id[16], size[16];
        snprintf(id, sizeof id, "T%d", k);
        snprintf(size, sizeof size, "%d", k);
        case_value(&c, case_entity(&c, "Thing", id), "Thing", "size", size);
    }
    case_evaluate(&c);
    const struct rule_result *r = evaluation_rule(c.evaluation, 0);
    assert_int_equal(r->counts[SUBJECT_VIOLATED], BAD);
    assert_int_equal(r->counts[SUBJECT_SATISFIED], SOME - BAD);
    assert_true(r->case_count < SOME * SOME);
    uint32_t failed = 0;
    for (uint32_t i = 0; i < r->case_count; i++)
        failed += r->duties[0][i] == FALSE_;
    assert_int_equal(failed, BAD * (BAD + 1) / 2);
    assert_int_equal(count_limits(&c), 0);
    case_close(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_of_two_large_types),
        cmocka_unit_test(equal_pairs_are_looked_up),
        cmocka_unit_test(pairs_are_judged_without_holding_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
