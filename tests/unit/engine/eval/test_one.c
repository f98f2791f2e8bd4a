#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/engine/eval/case.h"

/* The message of the first duty of the first rule, for its first case. */
static struct str
message(struct test_case *c)
{
    const struct rule_result *r = evaluation_rule(c->evaluation, 0);
    assert_true(r->case_count > 0);
    struct value *slots = arena_array(&c->arena, struct value, r->rule->slot_count + 1);
    for (uint32_t i = 0; i < r->rule->slot_count; i++)
        if (r->slots[i])
            slots[i] = (struct value){.kind = VALUE_CELL, .cell = r->slots[i][0]};
    return evaluate_template(c->evaluation, &c->arena, r->rule->duties.at[0].message, slots);
}

static void
assert_text(struct str s, const char *expected)
{
    char text[512];
    snprintf(text, sizeof text, STR_FMT, STR_ARG(s));
    assert_string_equal(text, expected);
}

static const char rules[] =
    "entity Thing from \"things\" {\n"
    "  kind : {first_kind, second_kind}\n"
    "  made : date?\n"
    "  size : decimal?\n"
    "  flag : bool\n"
    "  parts : Part*\n"
    "  none : Part*\n"
    "}\n"
    "entity Part from \"parts\" { }\n"
    "rule T-1 \"It is said\" {\n"
    "  category process\n"
    "  for each t: Thing\n"
    "  require no p in t.parts has p in t.parts\n"
    "    else \"{t} {t.kind} {t.made} {t.size} {t.flag} {count(t.parts)}: {t.parts}; {t.none}\"\n"
    "}\n";

static void
messages_print_every_kind(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    uint32_t t = case_entity(&c, "Thing", "T-1");
    case_value(&c, t, "Thing", "kind", "second_kind");
    case_value(&c, t, "Thing", "made", "2026-02-28");
    case_value(&c, t, "Thing", "flag", "true");
    for (int i = 12; i > 0; i--) {
        char id[16];
        snprintf(id, sizeof id, "P-%d", i);
        case_entity(&c, "Part", id);
        case_value(&c, t, "Thing", "parts", id);
    }
    case_evaluate(&c);
    assert_text(message(&c), "T-1 second_kind 2026-02-28 (not given) true 12: "
                             "P-1, P-2, P-3, P-4, P-5, P-6, P-7, P-8 and 4 more; (none)");
    case_close(&c);
}

static void
messages_say_what_is_unknown(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    uint32_t t = case_entity(&c, "Thing", "T-1");
    case_value(&c, t, "Thing", "kind", "no_such_kind");
    case_value(&c, t, "Thing", "flag", "false");
    case_entity(&c, "Part", "P-1");
    case_value(&c, t, "Thing", "parts", "P-1");
    case_value(&c, t, "Thing", "parts", "P-2");
    case_value(&c, t, "Thing", "none", "P-2");
    case_evaluate(&c);
    assert_text(message(&c), "T-1 (unknown) (not given) (not given) false (unknown): "
                             "P-1 and perhaps more; (unknown)");
    case_close(&c);
}

/* The digest of a thing whose parts and fields are told in one order or the other. */
static struct str
digest(struct test_case *c, bool is_backwards, const char *size)
{
    case_open(c, "entity Thing from \"things\" { size : decimal?  made : date?  parts : Part* }\n"
                 "entity Part from \"parts\" { of : Thing? inverse owned }\n"
                 "rule T-1 \"It is said\" {\n"
                 "  category process\n"
                 "  for each t: Thing\n"
                 "  require t.size is missing else \"{digest(t)}\"\n"
                 "}\n");
    uint32_t thing = is_backwards ? 0 : case_entity(c, "Thing", "T");
    case_entity(c, "Part", is_backwards ? "B" : "A");
    case_entity(c, "Part", is_backwards ? "A" : "B");
    if (is_backwards)
        thing = case_entity(c, "Thing", "T");
    if (is_backwards)
        case_value(c, thing, "Thing", "made", "2026-01-01");
    case_value(c, thing, "Thing", "size", size);
    if (!is_backwards)
        case_value(c, thing, "Thing", "made", "2026-01-01");
    case_value(c, thing, "Thing", "parts", is_backwards ? "B" : "A");
    case_value(c, thing, "Thing", "parts", is_backwards ? "A" : "B");
    case_evaluate(c);
    return message(c);
}

static void
digests_know_values_and_no_order(void **state)
{
    (void)state;
    struct test_case a, b, c;
    struct str first = digest(&a, false, "1.50");
    assert_int_equal(first.len, strlen("sha256:") + 64);
    assert_true(str_eq(first, digest(&b, true, "1.5")));
    assert_false(str_eq(first, digest(&c, false, "1.6")));
    case_close(&a);
    case_close(&b);
    case_close(&c);
}

static void
one_binding_agrees_with_all(void **state)
{
    (void)state;
    struct test_case c;
    case_open(
        &c, "entity Node from \"nodes\" { next : Node*  end : bool }\n"
            "define ends(n: Node): n.end or (n.next is present and every m in n.next has ends(m))\n"
            "rule T-1 \"It ends\" {\n"
            "  category process\n"
            "  for each n: Node\n"
            "  require ends(n) else \"{n}\"\n"
            "  require some m in n.*next has m.end else \"{n}\"\n"
            "  require n not in n.+next else \"{n}\"\n"
            "  require no m in Node where m != n has m.end = n.end else \"{n}\"\n"
            "}\n");
    static const char *const ids[] = {"A", "B", "C", "D", "E"};
    static const char *const links[][2] = {
        {"A", "B"}, {"A", "C"}, {"C", "D"}, {"D", "C"}, {"C", "?"}};
    uint32_t handles[5];
    for (int i = 0; i < 5; i++) {
        handles[i] = case_entity(&c, "Node", ids[i]);
        case_value(&c, handles[i], "Node", "end", i == 1 ? "true" : "false");
    }
    for (int i = 0; i < 5; i++)
        case_value(&c, handles[links[i][0][0] - 'A'], "Node", "next", links[i][1]);
    case_evaluate(&c);
    const struct rule_result *r = evaluation_rule(c.evaluation, 0);
    assert_int_equal(r->case_count, 5);
    for (uint32_t i = 0; i < r->case_count; i++) {
        struct value slots[8] = {{.kind = VALUE_CELL, .cell = r->slots[0][i]}};
        for (uint32_t d = 0; d < r->rule->duties.len; d++)
            assert_int_equal(
                evaluate_condition(c.evaluation, &c.arena, r->rule->duties.at[d].condition, slots),
                r->duties[d][i]);
    }
    static const uint8_t expected[4][5] = {{FALSE_, TRUE_, FALSE_, FALSE_, FALSE_},
                                           {TRUE_, TRUE_, UNKNOWN_, UNKNOWN_, FALSE_},
                                           {UNKNOWN_, TRUE_, FALSE_, FALSE_, TRUE_},
                                           {FALSE_, TRUE_, FALSE_, FALSE_, FALSE_}};
    for (uint32_t d = 0; d < 4; d++)
        for (uint32_t i = 0; i < 5; i++)
            assert_int_equal(r->duties[d][i], expected[d][i]);
    case_close(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_print_every_kind),
        cmocka_unit_test(messages_say_what_is_unknown),
        cmocka_unit_test(digests_know_values_and_no_order),
        cmocka_unit_test(one_binding_agrees_with_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
