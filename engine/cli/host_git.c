/*
 * A case as it was in a revision of git, without a working tree: the objects of the repository, asked of `git` itself.
 *
 * No shell is in between: each call is a vector of arguments, and words of the user stand behind --end-of-options. What git could do
 * beyond reading objects is switched off: hooks and fsmonitor, replacement objects, fetching what is missing, questions.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/cli/cli.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

enum {
    SECONDS_PER_DAY = 86400,
    PART_BYTES = 1 << 16,
    LINKS_MOST = 8,
    WORDS_MOST = 24,
    ANSWER_MOST = 1 << 28 /* bytes of a listing */
};

/* A file of the revision, below the folder of the case. */
struct git_file {
    struct str path, object;
    bool is_link, is_other; /* other: a repository within the repository */
};

struct git {
    struct arena *arena;
    const char *folder;         /* the working folder of git: that of the case */
    VEC(struct git_file) files; /* by path */
};

/* ---- running git ---- */

static void
become_git(const char *const *argv, int out)
{
    int nothing = open("/dev/null", O_RDWR);
    setenv("GIT_TERMINAL_PROMPT", "0", 1);
    setenv("GIT_OPTIONAL_LOCKS", "0", 1);
    setenv("GIT_NO_LAZY_FETCH", "1", 1);
    dup2(nothing, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    execvp("git", (char *const *)(uintptr_t)argv);
    _exit(127);
}

static bool
read_part(int from, char *part, size_t *len)
{
    ssize_t n;
    do
        n = read(from, part, PART_BYTES);
    while (n < 0 && errno == EINTR);
    *len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

/* What git writes, part by part, until `take` wants no more. False: git cannot be run, or fails. */
static bool
git_run(const struct git *g, const char *const *words, host_part_fn *take, void *context)
{
    const char *argv[WORDS_MOST] = {"git",
                                    "-C",
                                    g->folder,
                                    "-c",
                                    "protocol.allow=never",
                                    "-c",
                                    "core.fsmonitor=false",
                                    "-c",
                                    "core.hooksPath=/dev/null",
                                    "--no-replace-objects",
                                    "--no-pager"};
    int pipe_ends[2], status = 0;
    uint32_t count = 11;
    for (uint32_t i = 0; words[i] && count + 1 < WORDS_MOST; i++)
        argv[count++] = words[i];
    if (pipe(pipe_ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        become_git(argv, pipe_ends[1]);
    close(pipe_ends[1]);
    char *part = mem_alloc(1, PART_BYTES);
    size_t len;
    bool is_wanted = child > 0, is_cut = false;
    while (is_wanted && read_part(pipe_ends[0], part, &len)) {
        is_wanted = take(context, (struct str){part, len});
        is_cut = !is_wanted;
    }
    mem_free(part);
    close(pipe_ends[0]);
    if (is_cut)
        kill(child, SIGTERM);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && (is_cut || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

/* All that git writes, up to a limit. */
struct collecting {
    struct text_buf text;
    uint64_t limit;
    bool is_too_large;
};

static bool
collect(void *context, struct str part)
{
    struct collecting *c = context;
    c->is_too_large = c->text.len + part.len > c->limit;
    if (!c->is_too_large)
        text_add(&c->text, part);
    return !c->is_too_large;
}

static bool
git_read(const struct git *g, struct arena *a, const char *const *words, struct str *out)
{
    struct collecting c = {.text = {.arena = a}, .limit = ANSWER_MOST};
    bool ok = git_run(g, words, collect, &c) && !c.is_too_large;
    *out = text_str(&c.text);
    return ok;
}

/* ---- what the revision holds ---- */

/* "100644 blob OBJECT", a tab, the path. */
static void
add_file(struct git *g, struct str entry)
{
    size_t tab = str_find(entry, STR("\t"), 0), first = str_find(entry, STR(" "), 0);
    size_t second = first == SIZE_MAX ? SIZE_MAX : str_find(entry, STR(" "), first + 1);
    if (tab == SIZE_MAX || second == SIZE_MAX || second > tab)
        return;
    struct git_file file = {.path = str_slice(entry, tab + 1, entry.len),
                            .object = str_slice(entry, second + 1, tab)};
    file.is_link = str_is(str_slice(entry, 0, first), "120000");
    file.is_other = !str_is(str_slice(entry, first + 1, second), "blob");
    vec_push(g->arena, &g->files, file);
}

static int
by_path(const void *a, const void *b)
{
    return str_cmp(((const struct git_file *)a)->path, ((const struct git_file *)b)->path);
}

static const struct git_file *
find_file(const struct git *g, struct str path)
{
    struct git_file key = {.path = path};
    return g->files.len ? bsearch(&key, g->files.at, g->files.len, sizeof key, by_path) : NULL;
}

/* ---- the services ---- */

static struct host_file
failed(enum host_status status)
{
    return (struct host_file){.status = status, .reason = str_from(host_status_words(status))};
}

static struct host_file
scan_object(const struct git *g, struct arena *a, struct str object, host_part_fn *take,
            void *context)
{
    const char *words[] = {"cat-file", "blob", str_c(a, object), NULL};
    if (git_run(g, words, take, context))
        return (struct host_file){.status = HOST_OK};
    return failed(HOST_UNREADABLE);
}

/* The path that a link in the folder of `path` leads to; empty: out of the case. */
static struct str
link_target(struct arena *a, struct str path, struct str link)
{
    struct text_buf b = {.arena = a};
    size_t end = path.len;
    while (end > 0 && path.at[end - 1] != '/')
        end--;
    text_add(&b, str_slice(path, 0, end));
    for (size_t from = 0; from <= link.len;) {
        size_t to = str_find(link, STR("/"), from);
        struct str part = str_slice(link, from, to == SIZE_MAX ? link.len : to);
        from = to == SIZE_MAX ? link.len + 1 : to + 1;
        if (part.len == 0 || str_is(part, "."))
            continue;
        if (!str_is(part, "..")) {
            text_printf(&b, STR_FMT "%s", STR_ARG(part), to == SIZE_MAX ? "" : "/");
            continue;
        }
        if (b.len == 0)
            return STR("");
        b.len--;
        while (b.len > 0 && b.at[b.len - 1] != '/')
            b.len--;
    }
    return link.len && link.at[0] == '/' ? STR("") : text_str(&b);
}

/* The file that a path leads to; NULL: *out says why there is none. */
static const struct git_file *
open_file(const struct git *g, struct arena *a, struct str path, struct host_file *out)
{
    for (uint32_t i = 0; i < LINKS_MOST; i++) {
        const struct git_file *file = find_file(g, path);
        *out = failed(!file ? HOST_MISSING : HOST_NOT_REGULAR);
        if (!file || file->is_other)
            return NULL;
        if (!file->is_link)
            return file;
        struct collecting c = {.text = {.arena = a}, .limit = PART_BYTES};
        scan_object(g, a, file->object, collect, &c);
        path = link_target(a, path, text_str(&c.text));
        if (!path.len)
            break;
    }
    *out = failed(HOST_OUTSIDE);
    return NULL;
}

static struct host_file
git_host_read(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    const struct git *g = h->context;
    struct host_file out;
    const struct git_file *file = open_file(g, a, path, &out);
    struct collecting c = {.text = {.arena = a}, .limit = limit};
    if (!file)
        return out;
    out = scan_object(g, a, file->object, collect, &c);
    if (c.is_too_large)
        return failed(HOST_TOO_LARGE);
    out.bytes = text_str(&c.text);
    return out;
}

struct scanning {
    host_part_fn *take;
    void *context;
    uint64_t left;
    bool is_too_large;
};

static bool
scan_part(void *context, struct str part)
{
    struct scanning *s = context;
    s->is_too_large = part.len > s->left;
    s->left -= part.len;
    return !s->is_too_large && s->take(s->context, part);
}

static struct host_file
git_host_scan(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
              void *context)
{
    const struct git *g = h->context;
    struct host_file out;
    const struct git_file *file = open_file(g, a, path, &out);
    struct scanning s = {take, context, limit, false};
    if (!file)
        return out;
    out = scan_object(g, a, file->object, scan_part, &s);
    return s.is_too_large ? failed(HOST_TOO_LARGE) : out;
}

/* Folders whose name starts with a dot are named, and not entered. */
static void
list_file(struct arena *a, struct str path, size_t skip, struct str **paths, uint32_t *count,
          uint32_t *cap)
{
    struct {
        struct str *at;
        uint32_t len, cap;
    } all = {*paths, *count, *cap};
    size_t from = skip;
    bool is_hidden = false;
    for (size_t at = skip; at < path.len && !is_hidden; at++) {
        if (path.at[at] != '/')
            continue;
        vec_push(a, &all, str_slice(path, 0, at + 1));
        is_hidden = path.at[from] == '.';
        from = at + 1;
    }
    if (!is_hidden)
        vec_push(a, &all, path);
    *paths = all.at;
    *count = all.len;
    *cap = all.cap;
}

static enum host_status
git_host_list(struct host *h, struct arena *a, struct str folder, struct str **paths,
              uint32_t *count)
{
    const struct git *g = h->context;
    size_t skip = folder.len ? folder.len + 1 : 0;
    uint32_t cap = 0;
    *paths = NULL;
    *count = 0;
    for (uint32_t i = 0; i < g->files.len; i++) {
        struct str path = g->files.at[i].path;
        if (!skip || (path.len > skip && str_starts(path, folder) && path.at[folder.len] == '/'))
            list_file(a, path, skip, paths, count, &cap);
    }
    *count = host_sort_names(*paths, *count);
    if (*count > LIMIT_CASE_FILES)
        return HOST_TOO_LARGE;
    return *count || !skip ? HOST_OK : HOST_MISSING;
}

static enum host_status
git_host_write(struct host *h, struct str path, struct str bytes)
{
    (void)h;
    (void)path;
    (void)bytes;
    return HOST_UNREADABLE; /* what was, stays */
}

static int32_t
git_host_today(struct host *h)
{
    (void)h;
    return (int32_t)(time(NULL) / SECONDS_PER_DAY);
}

bool
host_git_init(struct host *h, struct arena *a, struct str folder, struct str revision)
{
    struct git *g = arena_new(a, struct git);
    *g = (struct git){.arena = a, .folder = str_c(a, folder)};
    const char *commit = arena_printf(a, STR_FMT "^{commit}", STR_ARG(revision));
    const char *parse[] = {"rev-parse", "--verify", "--quiet", "--end-of-options", commit, NULL};
    struct str object, listing;
    if (!git_read(g, a, parse, &object))
        return false;
    const char *list[] = {"ls-tree", "-r", "-z", str_c(a, str_trim(object)), NULL};
    if (!git_read(g, a, list, &listing))
        return false;
    for (size_t from = 0; from < listing.len;) {
        size_t end = from;
        while (end < listing.len && listing.at[end])
            end++;
        add_file(g, str_slice(listing, from, end));
        from = end + 1;
    }
    if (g->files.len > 1)
        qsort(g->files.at, g->files.len, sizeof *g->files.at, by_path);
    *h = (struct host){.context = g,
                       .read = git_host_read,
                       .scan = git_host_scan,
                       .list = git_host_list,
                       .write = git_host_write,
                       .today = git_host_today};
    return true;
}
