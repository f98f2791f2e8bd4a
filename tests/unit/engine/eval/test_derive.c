#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/eval/derive.h"
#include "tests/unit/engine/eval/case.h"

static const char rules[] =
    "entity Claim from \"claims\" { text : text  parts : Claim* }\n"
    "entity Part from \"parts\" { name : text  next : Part* }\n"
    "pattern Held(p: Part) {\n"
    "  Claim Top \"{p.name} holds\" {\n"
    "    Claim Below for each q in p.next at least 1 shared by (q) \"{q.name} is sound\"\n"
    "  }\n"
    "}\n"
    "/// Held.\n"
    "apply Held(p) for each p: Part as T-1 \"Each part holds\" { category process }\n";

enum { PARTS = 5000 };

/* A ring: each part has the next one but for the last, which has none. */
static void
ring(struct test_case *c)
{
    char id[16], next[16];
    for (int i = 0; i < PARTS; i++) {
        snprintf(id, sizeof id, "P%d", i);
        snprintf(next, sizeof next, "P%d", i + 1);
        uint32_t e = case_entity(c, "Part", id);
        case_value(c, e, "Part", "name", id);
        if (i + 1 < PARTS)
            case_value(c, e, "Part", "next", next);
    }
}

static struct derivation *
derived(struct test_case *c, uint32_t chunk_rows)
{
    c->store = builder_finish(c->builder, 0);
    return derive(&c->arena, &c->sink, c->program, c->store,
                  (struct eval_options){.chunk_rows = chunk_rows});
}

static struct ent
find(const struct derivation *d, struct test_case *c, const char *id)
{
    return store_find(derivation_store(d), case_type(c, "Claim"), str_from(id));
}

/* Each entity of the case is there with a new number, each element with its origin, each case with its truth. */
static void
origins(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    ring(&c);
    struct derivation *d = derived(&c, 0);
    struct store *whole = derivation_store(d);
    struct range claims = store_extent(whole, case_type(&c, "Claim"));
    assert_int_equal(claims.hi - claims.lo, 2 * PARTS - 1);
    struct ent part = store_find(c.store, case_type(&c, "Part"), STR("P7"));
    struct ent now = derivation_number(d, part);
    assert_true(str_eq(store_id(whole, now), STR("P7")));
    assert_null(derivation_origin(d, now));
    struct ent e = find(d, &c, "Held.Below(P7)");
    const struct element *origin = derivation_origin(d, e);
    assert_non_null(origin);
    assert_true(derivation_is_derived(d, e));
    assert_false(derivation_is_derived(d, now));
    assert_int_equal(origin->key_count, 1);
    assert_int_equal(origin->key[0].cell, now.v);
    assert_true(str_eq(origin->id, STR("Held.Below(P7)")));
    store_free(whole);
    case_close(&c);
}

/* How rows are cut changes nothing. */
static void
same_in_any_chunks(void **state)
{
    (void)state;
    struct text_buf first = {0};
    struct arena kept = {0};
    first.arena = &kept;
    for (uint32_t rows = 0; rows < 3; rows++) {
        struct test_case c;
        case_open(&c, rules);
        ring(&c);
        struct derivation *d = derived(&c, rows ? 7 * rows : 0);
        struct text_buf dump = {.arena = &c.arena};
        store_dump(derivation_store(d), &dump);
        if (rows == 0)
            text_add(&first, text_str(&dump));
        assert_true(str_eq(text_str(&first), text_str(&dump)));
        store_free(derivation_store(d));
        case_close(&c);
    }
    arena_release(&kept);
}

static void
cases(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    ring(&c);
    struct derivation *d = derived(&c, 0);
    const struct pattern_cases *all = derivation_cases(d, 0);
    const struct rule *rule = &c.program->rules.at[c.program->applications.at[0].rule];
    struct value *slots = arena_array(&c.arena, struct value, rule->slot_count + 1);
    uint32_t slot = rule->each.at[0].slot, amiss = 0;
    assert_int_equal(all->count, PARTS);
    for (uint32_t i = 0; i < all->count; i++) {
        slots[slot] = (struct value){.kind = VALUE_CELL, .cell = all->slots[slot][i]};
        assert_int_equal(derivation_case(d, 0, slots), i);
        amiss += all->truth[i] == FALSE_;
        assert_int_equal(all->faults[i + 1] - all->faults[i], all->truth[i] == FALSE_);
    }
    assert_int_equal(amiss, 1); /* the last one has nothing next to it */
    slots[slot].cell = store_count(derivation_store(d));
    assert_int_equal(derivation_case(d, 0, slots), UINT32_MAX);
    store_free(derivation_store(d));
    case_close(&c);
}

/* A pattern that nobody applied is not satisfied by that. */
static void
not_applied(void **state)
{
    (void)state;
    struct test_case c;
    case_open(&c, rules);
    case_value(&c, case_entity(&c, "Part", "P0"), "Part", "name", "P0");
    case_evaluate(&c);
    assert_int_equal(evaluation_rule(c.evaluation, 0)->counts[SUBJECT_INDETERMINATE], 1);
    case_close(&c);
}

/* The beginning of a digest that anybody can compute: printf %s "Login works" | sha256sum */
static void
digests(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_true(str_eq(instance_digest(&a, STR("")), STR("e3b0c442")));
    assert_true(str_eq(instance_digest(&a, STR("abc")), STR("ba7816bf")));
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(origins),
        cmocka_unit_test(same_in_any_chunks),
        cmocka_unit_test(cases),
        cmocka_unit_test(not_applied),
        cmocka_unit_test(digests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
