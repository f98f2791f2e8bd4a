#include "tests/unit/engine/store/model.h"

/* A generator of our own: the same texts on every machine. */
static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Few letters, so that texts share long beginnings; zeros, so that numbers are equal and texts are not. */
static void
random_id(uint32_t *seed, char *out)
{
    static const char *const parts[] = {"a", "-", "0", "00", "1", "12", "9", "B", "prefix-of-all/",
                                        "é"};
    unsigned n = 1 + next(seed) % 6;
    *out = '\0';
    while (n--)
        strcat(out, parts[next(seed) % (sizeof parts / sizeof *parts)]);
}

static void
numbers_follow_str_cmp_natural(void **state)
{
    struct model *m = *state;
    uint32_t seed = 2463534242u;
    entity_id type = model_entity(m, "T", NO_ID);
    struct builder *b = builder_new(&m->program, &m->sink);
    struct sym_table seen;
    struct arena arena = {0};
    sym_table_init(&seen, &arena);
    for (unsigned i = 0; i < 20000; i++) {
        char id[128];
        random_id(&seed, id);
        if (sym_find(&seen, str_from(id)).v)
            continue;
        sym_intern(&seen, str_from(id));
        builder_entity(b, type, ENT_NONE.v, str_from(id), SPAN_NONE);
    }
    arena_release(&arena);
    m->store = builder_finish(b, 0);
    assert_true(store_count(m->store) > 3000);
    for (uint32_t n = 1; n < store_count(m->store); n++) {
        struct str x = store_id(m->store, (struct ent){n - 1});
        struct str y = store_id(m->store, (struct ent){n});
        if (str_cmp_natural(x, y) >= 0)
            fail_msg(STR_FMT " before " STR_FMT, STR_ARG(x), STR_ARG(y));
        assert_int_equal(store_find(m->store, type, y).v, n);
    }
}

static void
very_long_numbers_have_their_place(void **state)
{
    struct model *m = *state;
    char longer[600] = "N-", shorter[600] = "N-";
    entity_id type = model_entity(m, "T", NO_ID);
    struct builder *b = builder_new(&m->program, &m->sink);
    memset(longer + 2, '1', 300);
    memset(shorter + 2, '9', 299);
    builder_entity(b, type, ENT_NONE.v, str_from(longer), SPAN_NONE);
    builder_entity(b, type, ENT_NONE.v, str_from(shorter), SPAN_NONE);
    builder_entity(b, type, ENT_NONE.v, STR("N-5"), SPAN_NONE);
    builder_entity(b, type, ENT_NONE.v, STR("N-"), SPAN_NONE);
    m->store = builder_finish(b, 0);
    assert_text(store_id(m->store, (struct ent){0}), "N-");
    assert_text(store_id(m->store, (struct ent){1}), "N-5");
    assert_text(store_id(m->store, (struct ent){2}), shorter);
    assert_text(store_id(m->store, (struct ent){3}), longer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_follow_str_cmp_natural, model_setup,
                                        model_teardown),
        cmocka_unit_test_setup_teardown(very_long_numbers_have_their_place, model_setup,
                                        model_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
