#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/load/load.h"
#include "engine/store/regex.h"
#include "lang/check.h"
#include "lang/parse.h"

/*
 * What golden cases cannot hold: files that are pipes or devices or may not be read, files in another order,
 * lists of many thousands. A case in memory is loaded and its store compared as text.
 */
static const char model[] = "entity Control from \"controls\" { title : text  next : Control? }\n"
                            "source s from yaml {\n"
                            "  for any c in $.items { add Control c.id { title: c.title } }\n"
                            "  for any n in $.links { add Control n.of { next: n.to } }\n"
                            "}\n";

struct fixture {
    struct arena arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
    struct load_result result;
    struct str dump;
};

static int
setup(void **state)
{
    *state = mem_alloc(sizeof(struct fixture), 1);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    store_free(f->result.store);
    arena_release(&f->arena);
    mem_free(f);
    return 0;
}

static struct program *
compile(struct fixture *f)
{
    const struct source *text = source_add(&f->sources, STR("model.onus"), str_from(model));
    struct unit unit = {.pack = STR(""), .module = STR("model")};
    unit.ast = parse_source(&f->arena, &f->texts, &f->sink, text);
    struct check_input input = {.units = &unit, .unit_count = 1, .regex = regex_checker()};
    return check_units(&f->arena, &f->texts, &f->sink, &input);
}

/* `data` is the list of onus.yaml; its messages stay in f->sink. */
static void
load(struct fixture *f, const char *data, struct host_memory_file *files, uint32_t count)
{
    if (f->result.store)
        store_free(f->result.store);
    struct host_memory_file *all = arena_array(&f->arena, struct host_memory_file, count + 1);
    for (uint32_t i = 0; i < count; i++)
        all[i] = files[i];
    struct str project = str_printf(&f->arena, "onus: 1\ncase: c\nphase: p\ndata: %s\n", data);
    all[count] = (struct host_memory_file){STR("onus.yaml"), project, HOST_OK};
    struct host_memory memory = {all, count + 1, 0};
    struct host host;
    host_memory_init(&host, &memory);
    sym_table_init(&f->texts, &f->arena);
    source_map_init(&f->sources, &f->arena);
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    struct program *program = compile(f);
    assert_int_equal(f->sink.error_count, 0);
    struct load_input in = {.program = program,
                            .host = &host,
                            .sources = &f->sources,
                            .sink = &f->sink,
                            .arena = &f->arena};
    in.project = project_load(&f->arena, &f->texts, &f->sink, &f->sources, &host, STR("onus.yaml"));
    f->result = load_case(&in);
    struct text_buf out = {.arena = &f->arena};
    store_dump(f->result.store, &out);
    f->dump = text_str(&out);
}

static struct host_memory_file
file(const char *path, const char *text)
{
    return (struct host_memory_file){str_from(path), str_from(text), HOST_OK};
}

static bool
is_said(const struct fixture *f, const char *message)
{
    for (const struct diag *d = f->sink.first; d; d = d->next)
        if (str_is(d->message, message))
            return true;
    for (const struct diag *d = f->sink.first; d; d = d->next)
        print_error(STR_FMT "\n", STR_ARG(d->message));
    return false;
}

static void
test_files_that_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    struct host_memory_file files[] = {
        file("good.yaml", "controls: [{ id: C-1, title: x }]"),
        {STR("pipe.yaml"), STR(""), HOST_NOT_REGULAR},
        {STR("secret.yaml"), STR(""), HOST_UNREADABLE},
        {STR("big.yaml"), STR(""), HOST_TOO_LARGE},
        {STR("out.yaml"), STR(""), HOST_OUTSIDE},
    };
    load(f, "['*.yaml']", files, 5);
    assert_true(is_said(f, "'pipe.yaml' is a folder, a pipe or a device, not a file"));
    assert_true(is_said(f, "'secret.yaml' cannot be read"));
    assert_true(is_said(f, "'big.yaml' is too large"));
    assert_true(is_said(f, "'out.yaml' leads out of the case, or in a circle"));
    assert_int_equal(f->sink.error_count, 4);
    assert_int_equal(f->result.file_count, 5);
    assert_int_equal(f->result.file_failed, 4);
    assert_int_equal(store_count(f->result.store), 1);
    assert_true(
        store_extent_incomplete(f->result.store, store_type(f->result.store, (struct ent){0})));
}

/* References to what an unread file may have held are not reported again. */
static void
test_one_mistake_one_message(void **state)
{
    struct fixture *f = *state;
    struct host_memory_file files[] = {
        file("a.yaml", "controls: [{ id: C-1, title: x, next: C-2 }]"),
        file("b.yaml", "controls: [{ id: C-2, title: 'x }]"),
    };
    load(f, "[a.yaml, b.yaml]", files, 2);
    assert_int_equal(f->sink.error_count, 1);
    assert_int_equal(f->sink.first->code, E0417);
}

static void
test_order_of_files_does_not_matter(void **state)
{
    struct fixture *f = *state;
    struct host_memory_file files[] = {
        file("a.yaml", "items: [{ id: C-1, title: x }, { id: C-2, title: y }]"),
        file("b.yaml", "links: [{ of: C-1, to: C-2 }, { of: C-2, to: C-3 }]"),
        file("c.yaml", "items: [{ id: C-3, title: z }]"),
    };
    load(f, "[{ source: s, files: '*.yaml' }]", files, 3);
    struct str first = f->dump;
    assert_int_equal(f->sink.error_count, 0);
    struct host_memory_file other[] = {files[2], files[0], files[1]};
    load(f, "[{ source: s, files: [c.yaml, a.yaml] }, { source: s, files: '**' }]", other, 3);
    assert_int_equal(f->sink.error_count, 0);
    assert_true(str_eq(first, f->dump));
    assert_int_equal(store_count(f->result.store), 3);
}

/* `add` finds its entity by hash, whatever their number. */
static void
test_many_joined_entities(void **state)
{
    enum { MANY = 5000 };
    struct fixture *f = *state;
    struct text_buf items = {.arena = &f->arena}, links = {.arena = &f->arena};
    text_add_c(&items, "items:\n");
    text_add_c(&links, "links:\n");
    for (int i = 0; i < MANY; i++) {
        text_printf(&items, "- { id: C-%d, title: x }\n", i);
        text_printf(&links, "- { of: C-%d, to: C-%d }\n", i, (i + 1) % MANY);
    }
    struct host_memory_file files[] = {{STR("b.yaml"), text_str(&items), HOST_OK},
                                       {STR("a.yaml"), text_str(&links), HOST_OK}};
    load(f, "[{ source: s, files: '*.yaml' }]", files, 2);
    assert_null(f->sink.first);
    assert_int_equal(store_count(f->result.store), MANY);
}

static void
test_one_message_for_a_limit(void **state)
{
    struct fixture *f = *state;
    struct text_buf text = {.arena = &f->arena};
    text_add_c(&text, "controls:\n");
    for (int i = 0; i < 3000; i++)
        text_printf(&text, "- { id: C-%d, titel: x }\n", i);
    struct host_memory_file files[] = {{STR("a.yaml"), text_str(&text), HOST_OK},
                                       file("b.yaml", "controls: [{ id: D, titel: x }]")};
    load(f, "[a.yaml, b.yaml]", files, 2);
    uint32_t limits = 0;
    for (const struct diag *d = f->sink.first; d; d = d->next)
        limits += d->code == E0930;
    assert_int_equal(limits, 1);
    assert_true(is_said(f, "Control has no field 'titel'"));
    assert_true(
        store_find(f->result.store, store_type(f->result.store, (struct ent){0}), STR("D")).v !=
        ENT_NONE.v);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_files_that_cannot_be_read),      TEST(test_one_mistake_one_message),
        TEST(test_order_of_files_does_not_matter), TEST(test_many_joined_entities),
        TEST(test_one_message_for_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
