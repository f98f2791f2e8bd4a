#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/host.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

/*
 * Links are followed by realpath() only, which says where they lead; the way it gives has no links, is checked to
 * stay below the root, and is then walked folder by folder without following any. So no link can be put in between.
 */
struct posix {
    int root;             /* descriptor of the folder */
    struct str root_path; /* without links, no '/' at its end */
};

enum { FOLDER_DEPTH = 64, SECONDS_PER_DAY = 86400, PART_BYTES = 1 << 18 };

static struct host_file
failed(struct arena *a, int error)
{
    struct host_file out = {.status = HOST_UNREADABLE};
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG: out.status = HOST_MISSING; break;
    case ELOOP: out.status = HOST_OUTSIDE; break;
    case EISDIR: out.status = HOST_NOT_REGULAR; break;
    case EFBIG: out.status = HOST_TOO_LARGE; break;
    case EACCES:
    case EPERM: out.reason = STR("permission denied"); return out;
    default: out.reason = str_printf(a, "cannot be read (system error %d)", error); return out;
    }
    out.reason = str_from(host_status_words(out.status));
    return out;
}

/* Relative, with '/', no empty part, no "." and no "..": what the contract promises, checked once more here. */
static bool
is_clean(struct str path)
{
    size_t from = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.at[i] == '\0')
            return false;
        if (i < path.len && path.at[i] != '/')
            continue;
        struct str part = str_slice(path, from, i);
        if (part.len == 0 || str_is(part, ".") || str_is(part, ".."))
            return false;
        from = i + 1;
    }
    return true;
}

/* The path below the root that `path` leads to when links are followed; at NULL and errno where that fails. */
static struct str
resolve(const struct posix *p, struct arena *a, struct str path)
{
    char *full = arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(p->root_path), STR_ARG(path));
    char *real = realpath(full, NULL);
    if (!real)
        return (struct str){NULL, 0};
    struct str found = str_copy(a, str_from(real));
    free(real);
    size_t root = p->root_path.len;
    if (!str_starts(found, p->root_path) || found.len <= root || found.at[root] != '/') {
        errno = ELOOP;
        return (struct str){NULL, 0};
    }
    return str_slice(found, root + 1, found.len);
}

/* The folder that holds the last part of a path without links, and that part; -1 and errno where that fails. */
static int
open_parent(const struct posix *p, struct arena *a, struct str path, bool is_made,
            const char **last)
{
    int folder = dup(p->root);
    size_t from = 0;
    for (size_t i = 0; i < path.len && folder >= 0; i++) {
        if (path.at[i] != '/')
            continue;
        const char *part = str_c(a, str_slice(path, from, i));
        if (is_made && mkdirat(folder, part, 0777) != 0 && errno != EEXIST)
            is_made = false; /* opening it says why */
        int next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        close(folder);
        errno = error;
        folder = next;
        from = i + 1;
    }
    *last = str_c(a, str_slice(path, from, path.len));
    return folder;
}

/* Looks before it opens, since opening a device can do things; never waits. -1 and errno where there is no file. */
static int
open_regular(int folder, const char *name, struct stat *st)
{
    if (fstatat(folder, name, st, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    errno = EISDIR;
    if (!S_ISREG(st->st_mode))
        return -1;
    int file = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return -1;
    if (fstat(file, st) == 0 && S_ISREG(st->st_mode))
        return file;
    close(file);
    errno = EISDIR;
    return -1;
}

/* What is there up to the size it had when it was opened. */
static bool
read_all(int file, struct arena *a, size_t size, struct str *out)
{
    char *bytes = arena_alloc_raw(a, 1, 1, size);
    size_t len = 0;
    while (len < size) {
        ssize_t n = read(file, bytes + len, size - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0)
            break;
        len += (size_t)n;
    }
    *out = (struct str){bytes, len};
    return true;
}

/* The file that a path leads to and its size; -1: *out says why there is none. */
static int
open_file(const struct posix *p, struct arena *a, struct str path, uint64_t limit, size_t *size,
          struct host_file *out)
{
    const char *name;
    struct str real = {0};
    int folder = -1, file = -1;
    struct stat st;
    errno = ELOOP;
    if (is_clean(path) && (real = resolve(p, a, path)).at)
        folder = open_parent(p, a, real, false, &name);
    if (folder >= 0) {
        file = open_regular(folder, name, &st);
        int error = errno;
        close(folder);
        errno = error;
    }
    if (file < 0) {
        *out = failed(a, errno);
        return -1;
    }
    *size = (size_t)st.st_size;
    if ((uint64_t)st.st_size <= limit)
        return file;
    close(file);
    *out = failed(a, EFBIG);
    return -1;
}

static struct host_file
posix_read(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    struct host_file out = {.status = HOST_OK};
    size_t size;
    int file = open_file(h->context, a, path, limit, &size, &out);
    if (file < 0)
        return out;
    if (!read_all(file, a, size, &out.bytes))
        out = failed(a, errno);
    close(file);
    return out;
}

static struct host_file
posix_scan(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
           void *context)
{
    struct host_file out = {.status = HOST_OK};
    size_t size;
    int file = open_file(h->context, a, path, limit, &size, &out);
    if (file < 0)
        return out;
    struct arena_mark mark = arena_mark(a);
    char *part = arena_alloc_raw(a, 1, 1, PART_BYTES);
    for (;;) {
        size_t wanted = size < PART_BYTES ? size : PART_BYTES;
        ssize_t n = wanted ? read(file, part, wanted) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            out = failed(a, errno);
        if (n <= 0 || !take(context, (struct str){part, (size_t)n}))
            break;
        size -= (size_t)n;
    }
    if (out.status == HOST_OK)
        arena_rewind(a, mark);
    close(file);
    return out;
}

/* ---- listing ---- */

struct listing {
    struct arena *arena;
    VEC(struct str) names;
    VEC(struct str) folders; /* found and not read yet */
};

static void
list_entry(struct listing *l, int folder, struct str path, const struct dirent *entry)
{
    struct str name = str_from(entry->d_name);
    if (str_is(name, ".") || str_is(name, ".."))
        return;
    struct stat st;
    if (fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    bool is_folder = S_ISDIR(st.st_mode);
    struct str full = str_printf(l->arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(path),
                                 path.len ? "/" : "", STR_ARG(name), is_folder ? "/" : "");
    vec_push(l->arena, &l->names, full);
    if (is_folder && name.at[0] != '.')
        vec_push(l->arena, &l->folders, str_slice(full, 0, full.len - 1));
}

static unsigned
depth_of(struct str path)
{
    unsigned depth = 1;
    for (size_t i = 0; i < path.len; i++)
        depth += path.at[i] == '/';
    return depth;
}

/* One folder; its subfolders wait in l->folders. */
static enum host_status
list_folder(const struct posix *p, struct listing *l, struct str path)
{
    const char *name = ".";
    int parent = path.len ? open_parent(p, l->arena, path, false, &name) : dup(p->root);
    int folder =
        parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int error = errno;
    if (parent >= 0)
        close(parent);
    DIR *dir = folder < 0 ? NULL : fdopendir(folder);
    if (!dir) {
        if (folder >= 0)
            close(folder);
        return failed(l->arena, error).status;
    }
    const struct dirent *entry;
    while (l->names.len <= LIMIT_CASE_FILES && (entry = readdir(dir)))
        list_entry(l, folder, path, entry);
    closedir(dir);
    return HOST_OK;
}

static enum host_status
posix_list(struct host *h, struct arena *a, struct str folder, struct str **paths, uint32_t *count)
{
    const struct posix *p = h->context;
    struct listing l = {.arena = a};
    *paths = NULL;
    *count = 0;
    if (folder.len && !is_clean(folder))
        return HOST_OUTSIDE;
    enum host_status status = list_folder(p, &l, folder);
    for (uint32_t i = 0; i < l.folders.len && l.names.len <= LIMIT_CASE_FILES; i++) {
        bool is_read = depth_of(l.folders.at[i]) < FOLDER_DEPTH &&
                       list_folder(p, &l, l.folders.at[i]) == HOST_OK;
        if (!is_read)
            status = HOST_UNREADABLE;
    }
    if (l.names.len > LIMIT_CASE_FILES)
        return HOST_TOO_LARGE;
    *paths = l.names.at;
    *count = host_sort_names(l.names.at, l.names.len);
    return status;
}

/* ---- writing ---- */

static bool
write_all(int file, struct str bytes)
{
    while (bytes.len) {
        ssize_t n = write(file, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes = str_slice(bytes, (size_t)n, bytes.len);
    }
    return fsync(file) == 0;
}

/* A new file beside the old one takes its place only when it is complete. */
static enum host_status
replace(int folder, const char *name, struct arena *a, struct str bytes)
{
    struct stat st;
    mode_t mode = 0644;
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!S_ISREG(st.st_mode))
            return HOST_NOT_REGULAR;
        if (!(st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)))
            return HOST_READ_ONLY; /* the folder may allow it, but somebody meant it */
        mode = st.st_mode & 0777;
    }
    const char *temporary = arena_printf(a, ".%s.%ld.tmp", name, (long)getpid());
    int file =
        openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file < 0)
        return failed(a, errno).status;
    bool ok = write_all(file, bytes);
    ok &= close(file) == 0;
    ok = ok && renameat(folder, temporary, folder, name) == 0;
    if (ok)
        return HOST_OK;
    unlinkat(folder, temporary, 0);
    return HOST_UNREADABLE;
}

static enum host_status
posix_write(struct host *h, struct str path, struct str bytes)
{
    const struct posix *p = h->context;
    if (!is_clean(path))
        return HOST_OUTSIDE;
    struct arena a = {0};
    const char *name;
    int folder = open_parent(p, &a, path, true, &name);
    enum host_status status =
        folder < 0 ? failed(&a, errno).status : replace(folder, name, &a, bytes);
    if (folder >= 0)
        close(folder);
    arena_release(&a);
    return status;
}

static int32_t
posix_today(struct host *h)
{
    (void)h;
    return (int32_t)(time(NULL) / SECONDS_PER_DAY);
}

bool
host_posix_init(struct host *h, struct arena *a, struct str root)
{
    char *real = realpath(str_c(a, root), NULL);
    if (!real)
        return false;
    struct posix *p = arena_new(a, struct posix);
    p->root_path = str_copy(a, str_from(real));
    p->root = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(real);
    if (p->root < 0)
        return false;
    if (str_is(p->root_path, "/"))
        p->root_path = STR("");
    *h = (struct host){.context = p,
                       .read = posix_read,
                       .scan = posix_scan,
                       .list = posix_list,
                       .write = posix_write,
                       .today = posix_today};
    return true;
}

void
host_posix_fini(struct host *h)
{
    const struct posix *p = h->context;
    close(p->root);
}
