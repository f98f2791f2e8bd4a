#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/host.h"

/* A folder case/ with a neighbour secret.txt that nobody may reach. */
struct fixture {
    struct arena arena;
    struct host host;
    char *folder;
};

static const char *
in_folder(struct fixture *f, const char *path)
{
    return arena_printf(&f->arena, "%s/%s", f->folder, path);
}

static void
put(struct fixture *f, const char *path, const char *text)
{
    FILE *file = fopen(in_folder(f, path), "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int
setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f, 1);
    const char *base = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
    f->folder = arena_printf(&f->arena, "%s/onus-host-XXXXXX", base);
    if (!mkdtemp(f->folder))
        return 1;
    mkdir(in_folder(f, "case"), 0755);
    mkdir(in_folder(f, "case/model"), 0755);
    mkdir(in_folder(f, "case/.git"), 0755);
    put(f, "secret.txt", "secret");
    put(f, "case/onus.yaml", "onus: 1\n");
    put(f, "case/model/b.yaml", "b");
    put(f, "case/model/a.yaml", "");
    put(f, "case/.git/x", "x");
    *state = f;
    return !host_posix_init(&f->host, &f->arena, str_from(in_folder(f, "case")));
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    host_posix_fini(&f->host);
    const char *command = arena_printf(&f->arena, "rm -rf '%s'", f->folder);
    int failed = system(command);
    arena_release(&f->arena);
    mem_free(f);
    return failed;
}

static struct host_file
get(struct fixture *f, const char *path)
{
    return f->host.read(&f->host, &f->arena, str_from(path), 1000);
}

static void
test_reads_files(void **state)
{
    struct fixture *f = *state;
    struct host_file file = get(f, "model/b.yaml");
    assert_int_equal(file.status, HOST_OK);
    assert_true(str_is(file.bytes, "b"));
    assert_int_equal(get(f, "model/a.yaml").bytes.len, 0);
    assert_int_equal(get(f, "model/c.yaml").status, HOST_MISSING);
    assert_int_equal(get(f, "onus.yaml/x").status, HOST_MISSING);
    assert_int_equal(f->host.read(&f->host, &f->arena, STR("onus.yaml"), 3).status, HOST_TOO_LARGE);
}

/* What a scan gave, and how much of it is wanted. */
struct taken {
    size_t len, parts, wanted;
    char last;
};

static bool
take(void *context, struct str part)
{
    struct taken *t = context;
    t->len += part.len;
    t->parts++;
    t->last = part.at[part.len - 1];
    return t->len < t->wanted;
}

static struct taken
scan(struct fixture *f, const char *path, uint64_t limit, size_t wanted, enum host_status expected)
{
    struct taken t = {.wanted = wanted};
    struct host_file file = f->host.scan(&f->host, &f->arena, str_from(path), limit, take, &t);
    assert_int_equal(file.status, expected);
    assert_int_equal(file.bytes.len, 0);
    return t;
}

static void
test_reads_large_files_in_parts(void **state)
{
    enum { SIZE = 1000 * 1000 + 1 };
    struct fixture *f = *state;
    FILE *file = fopen(in_folder(f, "case/large"), "wb");
    assert_non_null(file);
    for (int i = 0; i < SIZE; i++)
        putc(i == SIZE - 1 ? 'z' : 'a', file);
    fclose(file);
    struct taken all = scan(f, "large", SIZE, SIZE_MAX, HOST_OK);
    assert_int_equal(all.len, SIZE);
    assert_true(all.parts > 2);
    assert_int_equal(all.last, 'z');
    struct taken begin = scan(f, "large", SIZE, 1, HOST_OK);
    assert_int_equal(begin.parts, 1);
    assert_int_equal(scan(f, "model/a.yaml", SIZE, 1, HOST_OK).parts, 0);
    assert_int_equal(scan(f, "large", SIZE - 1, 1, HOST_TOO_LARGE).parts, 0);
    assert_int_equal(scan(f, "none", SIZE, 1, HOST_MISSING).parts, 0);
}

/* Documents behind links that leave the case, or by another way, are not read. */
static void
test_scans_stay_in_the_case(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(symlink("../secret.txt", in_folder(f, "case/out.pdf")), 0);
    assert_int_equal(symlink("..", in_folder(f, "case/up")), 0);
    assert_int_equal(symlink("model/b.yaml", in_folder(f, "case/in.pdf")), 0);
    assert_int_equal(symlink("gone.pdf", in_folder(f, "case/dangling.pdf")), 0);
    assert_int_equal(scan(f, "out.pdf", 100, 100, HOST_OUTSIDE).parts, 0);
    assert_int_equal(scan(f, "up/secret.txt", 100, 100, HOST_OUTSIDE).parts, 0);
    assert_int_equal(scan(f, "../secret.txt", 100, 100, HOST_OUTSIDE).parts, 0);
    assert_int_equal(scan(f, "in.pdf", 100, 100, HOST_OK).parts, 1);
    assert_int_equal(scan(f, "dangling.pdf", 100, 100, HOST_MISSING).parts, 0);
    assert_int_equal(scan(f, "model", 100, 100, HOST_NOT_REGULAR).parts, 0);
}

static void
test_stays_in_the_case(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(get(f, "../secret.txt").status, HOST_OUTSIDE);
    assert_int_equal(get(f, "model/../../secret.txt").status, HOST_OUTSIDE);
    assert_int_equal(get(f, "/etc/passwd").status, HOST_OUTSIDE);
    assert_int_equal(get(f, "").status, HOST_OUTSIDE);
    assert_int_equal(symlink("../../secret.txt", in_folder(f, "case/model/out.yaml")), 0);
    assert_int_equal(symlink("/", in_folder(f, "case/root")), 0);
    assert_int_equal(get(f, "model/out.yaml").status, HOST_OUTSIDE);
    assert_int_equal(get(f, "root/etc/passwd").status, HOST_OUTSIDE);
}

static void
test_follows_links_inside_the_case(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(symlink("b.yaml", in_folder(f, "case/model/link.yaml")), 0);
    assert_int_equal(symlink("model", in_folder(f, "case/other")), 0);
    assert_true(str_is(get(f, "model/link.yaml").bytes, "b"));
    assert_true(str_is(get(f, "other/b.yaml").bytes, "b"));
}

static void
test_circles_of_links_end(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(symlink("two", in_folder(f, "case/one")), 0);
    assert_int_equal(symlink("one", in_folder(f, "case/two")), 0);
    assert_int_equal(symlink(".", in_folder(f, "case/model/self")), 0);
    assert_int_equal(get(f, "one").status, HOST_OUTSIDE);
    struct str *names;
    uint32_t count;
    assert_int_equal(f->host.list(&f->host, &f->arena, STR(""), &names, &count), HOST_OK);
}

static void
test_does_not_wait_for_pipes_or_open_folders(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(mkfifo(in_folder(f, "case/model/pipe.yaml"), 0644), 0);
    assert_int_equal(get(f, "model/pipe.yaml").status, HOST_NOT_REGULAR);
    assert_int_equal(get(f, "model").status, HOST_NOT_REGULAR);
}

static void
test_unreadable_files_say_why(void **state)
{
    struct fixture *f = *state;
    if (geteuid() == 0)
        skip();
    assert_int_equal(chmod(in_folder(f, "case/model/b.yaml"), 0), 0);
    struct host_file file = get(f, "model/b.yaml");
    assert_int_equal(file.status, HOST_UNREADABLE);
    assert_true(str_is(file.reason, "permission denied"));
}

static void
test_lists_by_bytes(void **state)
{
    struct fixture *f = *state;
    struct str *names;
    uint32_t count;
    assert_int_equal(f->host.list(&f->host, &f->arena, STR(""), &names, &count), HOST_OK);
    const char *expected[] = {".git/", "model/", "model/a.yaml", "model/b.yaml", "onus.yaml"};
    assert_int_equal(count, 5);
    for (uint32_t i = 0; i < count; i++)
        assert_true(str_is(names[i], expected[i]));
    assert_int_equal(f->host.list(&f->host, &f->arena, STR("model"), &names, &count), HOST_OK);
    assert_int_equal(count, 2);
    assert_int_equal(f->host.list(&f->host, &f->arena, STR("none"), &names, &count), HOST_MISSING);
    assert_int_equal(f->host.list(&f->host, &f->arena, STR(".."), &names, &count), HOST_OUTSIDE);
}

static void
test_writes_whole_files(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(f->host.write(&f->host, STR("model/b.yaml"), STR("new")), HOST_OK);
    assert_true(str_is(get(f, "model/b.yaml").bytes, "new"));
    assert_int_equal(f->host.write(&f->host, STR("../x"), STR("new")), HOST_OUTSIDE);
    assert_int_equal(f->host.write(&f->host, STR("model"), STR("new")), HOST_NOT_REGULAR);
    assert_int_equal(symlink("../../secret.txt", in_folder(f, "case/model/out.yaml")), 0);
    assert_int_equal(f->host.write(&f->host, STR("model/out.yaml"), STR("x")), HOST_NOT_REGULAR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reads_files),
        TEST(test_reads_large_files_in_parts),
        TEST(test_scans_stay_in_the_case),
        TEST(test_stays_in_the_case),
        TEST(test_follows_links_inside_the_case),
        TEST(test_circles_of_links_end),
        TEST(test_does_not_wait_for_pipes_or_open_folders),
        TEST(test_unreadable_files_say_why),
        TEST(test_lists_by_bytes),
        TEST(test_writes_whole_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
