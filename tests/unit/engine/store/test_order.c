#include <stdlib.h>

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

/* ---- the order of the files does not matter ---- */

enum { FILES = 12 };

static void
shuffled_model(struct model *m)
{
    entity_id node = model_entity(m, "Node", NO_ID), goal = model_entity(m, "Goal", node);
    model_entity(m, "Leaf", node);
    entity_id part = model_entity(m, "Part", NO_ID);
    model_field(m, node, "text", model_type(TYPE_TEXT, CARD_OPTIONAL));
    field_id under = model_field(m, goal, "under", model_ref(m, node, CARD_SET));
    field_id next = model_field(m, goal, "next", model_ref(m, goal, CARD_OPTIONAL));
    field_id parts = model_field(m, node, "parts", model_ref(m, part, CARD_SET));
    model_field(m, part, "of", model_ref(m, part, CARD_SET));
    model_implicit(m, node, "over", under, CARD_SET);
    model_implicit(m, part, "holder", parts, CARD_ONE);
    field_id before = model_field(m, goal, "before", model_ref(m, goal, CARD_SET));
    m->program.fields.at[next].inverse = before;
    m->program.fields.at[before].inverse = next;
    m->program.fields.at[under].acyclic = true;
}

/* Few names, so that ids clash, references miss, links disagree and run in circles. */
static const char *
random_file(struct model *m, uint32_t *seed, unsigned file)
{
    struct text_buf text = {.arena = &m->arena};
    for (unsigned i = 0; i < 6; i++) {
        text_printf(&text, "%s N-%u\n", next(seed) % 3 ? "Goal" : "Leaf", next(seed) % 60);
        text_printf(&text, "  text: t%u\n", next(seed) % 5);
        text_printf(&text, "  parts > Part P%u\n", next(seed) % 3);
        text_printf(&text, "    of: P%u, N-%u/P1\n", next(seed) % 4, next(seed) % 60);
        text_printf(&text, "Goal G-%u\n", next(seed) % 60);
        text_printf(&text, "  under: N-%u, G-%u\n", next(seed) % 70, next(seed) % 70);
        text_printf(&text, "  next: G-%u\n", next(seed) % 70);
        text_printf(&text, "  before: G-%u\n", next(seed) % 70);
    }
    text_printf(&text, "Goal Z-%u\n  under: Z-%u, Z-0\n", file, (file + 1) % FILES);
    text_add_char(&text, '\0');
    return text.at;
}

/* Messages by file and line, whatever the order in which the files were read. */
static int
by_text(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

static struct str
sorted_messages(struct model *m)
{
    struct str all = model_messages(m);
    char *text = arena_printf(&m->arena, STR_FMT, STR_ARG(all)), *lines[4000];
    size_t count = 0;
    struct text_buf out = {.arena = &m->arena};
    for (char *line = strtok(text, "\n"); line && count < 4000; line = strtok(NULL, "\n"))
        lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_text);
    for (size_t i = 0; i < count; i++)
        text_printf(&out, "%s\n", lines[i]);
    return text_str(&out);
}

/* What comes out when the files are read in an order that starts with the given one; state is a fixture of its own. */
static struct str
read_from(struct arena *a, unsigned start, unsigned step)
{
    void *state = NULL;
    model_setup(&state);
    struct model *m = state;
    uint32_t seed = 88172645u;
    const char *texts[FILES];
    shuffled_model(m);
    for (unsigned i = 0; i < FILES; i++)
        texts[i] = random_file(m, &seed, i);
    for (unsigned i = 0; i < FILES; i++) {
        unsigned file = (start + i * step) % FILES;
        model_read(m, arena_printf(&m->arena, "f%u", file), texts[file]);
    }
    model_finish(m);
    struct str result =
        str_printf(a, STR_FMT STR_FMT, STR_ARG(model_dump(m)), STR_ARG(sorted_messages(m)));
    model_teardown(&state);
    return result;
}

static void
the_order_of_files_does_not_matter(void **state)
{
    struct model *m = *state;
    struct str first = read_from(&m->arena, 0, 1);
    assert_true(str_find(first, STR("E8291"), 0) != SIZE_MAX);
    assert_true(str_find(first, STR("E4399"), 0) != SIZE_MAX);
    assert_true(str_find(first, STR("E8128"), 0) != SIZE_MAX);
    for (unsigned start = 1; start < FILES; start++) {
        struct str again = read_from(&m->arena, start, start % 2 ? 5 : 7);
        if (!str_eq(again, first))
            fail_msg("from file %u:\n" STR_FMT "\nfirst:\n" STR_FMT, start, STR_ARG(again),
                     STR_ARG(first));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_follow_str_cmp_natural, model_setup,
                                        model_teardown),
        cmocka_unit_test_setup_teardown(very_long_numbers_have_their_place, model_setup,
                                        model_teardown),
        cmocka_unit_test_setup_teardown(the_order_of_files_does_not_matter, model_setup,
                                        model_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
