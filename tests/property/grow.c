/*
 * A case that grows by nothing stays as it is: the same facts, the same places, and nothing is told again. Over the examples
 * and all golden cases, whose mistakes are the interesting part.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/session.h"

enum { MEMBERS = 6 };

static void
add_places(const struct program *p, const struct store *s, struct text_buf *out)
{
    for (uint32_t n = 0; n < store_count(s); n++) {
        struct ent e = {n};
        const struct entity *type = &p->entities.at[store_type(s, e)];
        text_printf(out, "%u:", store_span(s, e).lo);
        for (uint32_t i = 0; i < type->field_count; i++) {
            text_printf(out, " %u", store_key_span(s, e, type->fields[i]).lo);
            for (uint32_t k = 0; k < MEMBERS; k++)
                text_printf(out, ",%u", store_value_span(s, e, type->fields[i], k).lo);
        }
        text_add_char(out, '\n');
    }
    for (uint32_t i = 0; i < store_instance_count(s); i++)
        text_printf(out, "%u is " STR_FMT "\n", store_instance(s, i).of.v,
                    STR_ARG(store_instance(s, i).text));
}

static struct str
all_of(struct arena *a, const struct program *p, struct store *s)
{
    struct text_buf out = {.arena = a};
    store_prepare(s);
    store_dump(s, &out);
    add_places(p, s, &out);
    return text_str(&out);
}

/* Whether there was a store. */
static bool
stays_as_it_is(const char *path)
{
    struct arena arena = {0};
    struct host host;
    struct session session;
    char folder[4096];
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_true(host_posix_init(&host, &arena, str_from(folder)));
    session_init(&session, &host, (struct session_options){.has_as_of = true, .as_of = 20605});
    session_project(&session, STR("onus.yaml"));
    session_compile(&session);
    session_load(&session);
    bool is_loaded = session.load.store != NULL;
    if (is_loaded) {
        struct diag_sink sink;
        uint32_t *numbers;
        struct store *old = session.load.store;
        diag_sink_init(&sink, &arena, &session.sources);
        struct growth *g = growth_new(old, &sink);
        growth_goes_on(g);
        struct store *grown = growth_finish(g, &arena, &numbers);
        struct str before = all_of(&arena, session.program, old);
        struct str after = all_of(&arena, session.program, grown);
        if (!str_eq(before, after))
            print_error("%s\n" STR_FMT "\n" STR_FMT, path, STR_ARG(before), STR_ARG(after));
        assert_true(str_eq(before, after));
        assert_null(sink.first);
        for (uint32_t n = 0; n < store_count(grown); n++)
            assert_int_equal(numbers[n], n);
        store_free(grown);
    }
    session_fini(&session);
    host_posix_fini(&host);
    arena_release(&arena);
    return is_loaded;
}

static void
nothing_changes_nothing(void **state)
{
    uint32_t loaded = 0;
    glob_t found = {0};
    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/examples/*/onus.yaml", 0, NULL, &found), 0);
    assert_int_equal(glob(SOURCE_DIR "/tests/golden/*/*/onus.yaml", GLOB_APPEND, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        loaded += stays_as_it_is(found.gl_pathv[i]);
    globfree(&found);
    assert_true(loaded > 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_changes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
