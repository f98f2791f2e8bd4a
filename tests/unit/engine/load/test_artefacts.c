#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "engine/load/load.h"
#include "engine/load/location.h"
#include "engine/store/regex.h"
#include "lang/check.h"
#include "lang/parse.h"

/* What golden cases cannot hold: documents that may not be read or are too large, and how often each one is read. */
static const char model[] =
    "entity Report from \"reports\" { location : path?  seal : digest?  size : int? }\n"
    "view Report { file location  digest seal }\n";

/* SHA-256 and SHA-512 of "abc" (FIPS 180-4, examples). */
#define ABC_256 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ABC_512                                                                                    \
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"                             \
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"

struct fixture {
    struct arena arena;
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink sink;
    struct host memory;
    uint32_t scans; /* of documents */
    struct artefact_memory documents;
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

static struct host_file
counted(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
        void *context)
{
    struct fixture *f = h->context;
    f->scans++;
    return f->memory.scan(&f->memory, a, path, limit, take, context);
}

static struct host_file
read_through(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    struct fixture *f = h->context;
    return f->memory.read(&f->memory, a, path, limit);
}

static enum host_status
list_through(struct host *h, struct arena *a, struct str folder, struct str **paths,
             uint32_t *count)
{
    struct fixture *f = h->context;
    return f->memory.list(&f->memory, a, folder, paths, count);
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

/* A case with these reports and files beside it. */
static void
load(struct fixture *f, const char *reports, const struct host_memory_file *files, uint32_t count)
{
    struct host_memory_file *all = arena_array(&f->arena, struct host_memory_file, count + 2);
    for (uint32_t i = 0; i < count; i++)
        all[i] = files[i];
    all[count] = (struct host_memory_file){
        STR("onus.yaml"), STR("onus: 1\ncase: c\nphase: p\ndata: [a.yaml]\n"), HOST_OK};
    all[count + 1] = (struct host_memory_file){STR("a.yaml"), str_from(reports), HOST_OK};
    struct host_memory memory = {all, count + 2, 0};
    host_memory_init(&f->memory, &memory);
    struct host host = {.context = f, .read = read_through, .scan = counted, .list = list_through};
    sym_table_init(&f->texts, &f->arena);
    source_map_init(&f->sources, &f->arena);
    diag_sink_init(&f->sink, &f->arena, &f->sources);
    struct load_input in = {.program = compile(f),
                            .host = &host,
                            .sources = &f->sources,
                            .sink = &f->sink,
                            .arena = &f->arena,
                            .memory = &f->documents};
    if (f->result.store)
        store_free(f->result.store);
    in.project = project_load(&f->arena, &f->texts, &f->sink, &f->sources, &host, STR("onus.yaml"));
    f->result = load_case(&in);
    struct text_buf out = {.arena = &f->arena};
    store_dump(f->result.store, &out);
    f->dump = text_str(&out);
}

static void
assert_said(const struct fixture *f, const char *subject, const char *code, const char *message)
{
    for (const struct diag *d = f->sink.first; d; d = d->next)
        if (str_is(d->subject, subject) && str_is(d->message, message)) {
            assert_string_equal(diag_code_name(d->code), code);
            return;
        }
    for (const struct diag *d = f->sink.first; d; d = d->next)
        print_error(STR_FMT ": " STR_FMT "\n", STR_ARG(d->subject), STR_ARG(d->message));
    fail_msg("%s: %s", subject, message);
}

static void
each_file_is_read_once(void **state)
{
    struct fixture *f = *state;
    const struct host_memory_file files[] = {{STR("b.pdf"), STR("abc"), HOST_OK},
                                             {STR("a.pdf"), STR("abc"), HOST_OK}};
    load(f,
         "reports:\n"
         "  - { id: R-1, location: b.pdf, seal: " ABC_256 " }\n"
         "  - { id: R-2, location: ./b.pdf, seal: \"sha512:" ABC_512 "\" }\n"
         "  - { id: R-3, location: b.pdf }\n"
         "  - { id: R-4, location: a.pdf, seal: \"sha512:" ABC_512 "\" }\n",
         files, 2);
    assert_int_equal(f->scans, 2);
    assert_int_equal(f->sink.error_count, 0);
    assert_said(f, "R-3", "I6398", "'b.pdf' is not sealed");
    const struct artefacts *all = &f->result.artefacts;
    static const char *const paths[] = {"a.pdf", "b.pdf", "b.pdf", "b.pdf"};
    static const uint32_t entities[] = {3, 1, 0, 2};
    static const enum artefact_state states[] = {ARTEFACT_INTACT, ARTEFACT_INTACT, ARTEFACT_INTACT,
                                                 ARTEFACT_UNSEALED};
    assert_int_equal(all->count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(str_is(all->at[i].path, paths[i]));
        assert_int_equal(all->at[i].ent.v, entities[i]);
        assert_int_equal(all->at[i].state, states[i]);
    }
}

/* A case that is loaded again says the same without reading a file again. */
static void
a_second_load_remembers(void **state)
{
    struct fixture *f = *state;
    static const char reports[] = "reports:\n"
                                  "  - { id: R-1, location: a.pdf, seal: " ABC_256 " }\n"
                                  "  - { id: R-2, location: c.pdf, seal: " ABC_256 " }\n"
                                  "  - { id: R-3, location: b.pdf }\n";
    const struct host_memory_file files[] = {{STR("a.pdf"), STR("abc"), HOST_OK},
                                             {STR("b.pdf"), STR(""), HOST_OK},
                                             {STR("c.pdf"), STR("abd"), HOST_OK}};
    for (int i = 0; i < 2; i++) {
        load(f, reports, files, 3);
        assert_int_equal(f->scans, 3);
        assert_int_equal(f->sink.error_count, 2);
        assert_said(f, "R-2", "E6970", "'c.pdf' is not the file that was sealed");
        assert_said(f, "R-3", "E6113", "'b.pdf' is empty");
    }
}

static void
what_cannot_be_read_is_unknown(void **state)
{
    struct fixture *f = *state;
    const struct host_memory_file files[] = {{STR("secret.pdf"), STR(""), HOST_UNREADABLE},
                                             {STR("large.pdf"), STR(""), HOST_TOO_LARGE},
                                             {STR("pipe"), STR(""), HOST_NOT_REGULAR},
                                             {STR("link.pdf"), STR(""), HOST_OUTSIDE}};
    load(f,
         "reports:\n"
         "  - { id: R-1, location: secret.pdf, seal: " ABC_256 ", size: 1 }\n"
         "  - { id: R-2, location: large.pdf }\n"
         "  - { id: R-3, location: pipe }\n"
         "  - { id: R-4, location: link.pdf }\n",
         files, 4);
    assert_said(f, "R-1", "E6682", "'secret.pdf' cannot be read");
    assert_said(f, "R-2", "E6682", "'large.pdf' is too large");
    assert_said(f, "R-3", "E6682", "'pipe' is a folder, a pipe or a device, not a file");
    assert_said(f, "R-4", "E6519", "'link.pdf' leads out of the case, or in a circle");
    assert_int_equal(f->sink.error_count, 4);
    assert_true(str_is(f->dump, "Report R-1\n  location: ? (E6682)\n  seal: ? (E6682)\n  size: 1\n"
                                "Report R-2\n  location: ? (E6682)\n"
                                "Report R-3\n  location: ? (E6682)\n"
                                "Report R-4\n  location: ? (E6519)\n"));
}

/* One changed byte is enough, and the field that recorded the digest is as unknown as the path. */
static void
a_changed_document_is_unknown(void **state)
{
    struct fixture *f = *state;
    const struct host_memory_file files[] = {{STR("a.pdf"), STR("abd"), HOST_OK}};
    load(f,
         "reports:\n"
         "  - { id: R-1, location: a.pdf, seal: " ABC_256 " }\n"
         "  - { id: R-2, location: a.pdf, seal: \"sha512:" ABC_512 "\" }\n"
         "  - { id: R-3, location: a.pdf, seal: \"md5:900150983cd24fb0d6963f7d28e17f72\" }\n",
         files, 1);
    assert_int_equal(f->scans, 1);
    assert_said(f, "R-1", "E6970", "'a.pdf' is not the file that was sealed");
    assert_said(f, "R-2", "E6970", "'a.pdf' is not the file that was sealed");
    assert_true(str_is(f->dump, "Report R-1\n  location: ? (E6970)\n  seal: ? (E6970)\n"
                                "Report R-2\n  location: ? (E6970)\n  seal: ? (E6970)\n"
                                "Report R-3\n  location: ? (E5108)\n  seal: ? (E5108)\n"));
}

/* A file that only begins like a stub, or is longer than one, is a document. */
static void
long_files_are_no_stubs(void **state)
{
    struct fixture *f = *state;
    struct text_buf text = {.arena = &f->arena};
    text_add_c(&text, "version https://git-lfs.github.com/spec/v1\n");
    while (text.len <= 1024)
        text_add_c(&text, "This report is about large files.\n");
    const struct host_memory_file files[] = {
        {STR("a.txt"), text_str(&text), HOST_OK},
        {STR("b.txt"), STR("version https://git-lfs.github.com"), HOST_OK},
        {STR("c.txt"), STR("link one two"), HOST_OK}};
    load(f,
         "reports: [{ id: R-1, location: a.txt }, { id: R-2, location: b.txt }, { id: R-3, "
         "location: c.txt }]\n",
         files, 3);
    assert_int_equal(f->sink.error_count, 0);
}

static void
assert_location(const char *text, enum location_kind kind, const char *path)
{
    struct arena a = {0};
    struct str found;
    assert_int_equal(location_read(&a, str_from(text), &found), kind);
    assert_true(kind != LOCATION_FILE || str_is(found, path));
    arena_release(&a);
}

static void
locations(void **state)
{
    (void)state;
    assert_location("reports/a.pdf", LOCATION_FILE, "reports/a.pdf");
    assert_location(" ./reports//a b.pdf ", LOCATION_FILE, "reports/a b.pdf");
    assert_location("reports/2026:06/a.pdf", LOCATION_FILE, "reports/2026:06/a.pdf");
    assert_location("1x:y", LOCATION_FILE, "1x:y");
    assert_location("https://example.com/a.pdf", LOCATION_ADDRESS, "");
    assert_location("dms:LX-200/a", LOCATION_ADDRESS, "");
    assert_location("svn+ssh://host/a", LOCATION_ADDRESS, "");
    static const char *const outside[] = {"/a",          "../a",    "a/../b",        "C:/a", "c:a",
                                          "\\\\host\\a", "file:a",  "FILE:///etc/a", "~/a",  "",
                                          ".",           "a\\b.pdf"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_location(outside[i], LOCATION_OUTSIDE, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_file_is_read_once),         TEST(a_second_load_remembers),
        TEST(what_cannot_be_read_is_unknown), TEST(a_changed_document_is_unknown),
        TEST(long_files_are_no_stubs),        cmocka_unit_test(locations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
