#include <stdlib.h>

#include "engine/host.h"

static int
compare_names(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

uint32_t
host_sort_names(struct str *names, uint32_t count)
{
    if (count == 0)
        return 0;
    qsort(names, count, sizeof *names, compare_names);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++)
        if (!str_eq(names[i], names[kept - 1]))
            names[kept++] = names[i];
    return kept;
}

const char *
host_status_words(enum host_status status)
{
    switch (status) {
    case HOST_OK: return "can be read";
    case HOST_MISSING: return "does not exist";
    case HOST_NOT_REGULAR: return "is a folder, a pipe or a device, not a file";
    case HOST_OUTSIDE: return "leads out of the case, or in a circle";
    case HOST_UNREADABLE: return "cannot be read";
    case HOST_READ_ONLY: return "is read-only";
    case HOST_TOO_LARGE: break;
    }
    return "is too large";
}

static struct host_memory_file *
find_file(struct host *h, struct str path)
{
    struct host_memory *m = h->context;
    for (uint32_t i = 0; i < m->count; i++)
        if (str_eq(m->files[i].path, path))
            return &m->files[i];
    return NULL;
}

static struct host_file
memory_read(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    (void)a;
    const struct host_memory_file *file = find_file(h, path);
    struct host_file out = {.status = file ? file->status : HOST_MISSING};
    if (file && file->status == HOST_OK && file->text.len > limit)
        out.status = HOST_TOO_LARGE;
    if (out.status == HOST_OK)
        out.bytes = file->text;
    else
        out.reason = str_from(host_status_words(out.status));
    return out;
}

static struct host_file
memory_scan(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
            void *context)
{
    struct host_file out = memory_read(h, a, path, limit);
    if (out.bytes.len)
        take(context, out.bytes);
    out.bytes = (struct str){0};
    return out;
}

/* Each file, and each folder on the way to it. */
static enum host_status
memory_list(struct host *h, struct arena *a, struct str folder, struct str **paths, uint32_t *count)
{
    const struct host_memory *m = h->context;
    uint32_t room = 0;
    for (uint32_t i = 0; i < m->count; i++)
        room += 1 + (uint32_t)m->files[i].path.len;
    *paths = arena_array(a, struct str, room);
    *count = 0;
    size_t skip = folder.len ? folder.len + 1 : 0;
    for (uint32_t i = 0; i < m->count; i++) {
        struct str path = m->files[i].path;
        if (skip && (path.len <= skip || !str_starts(path, folder) || path.at[folder.len] != '/'))
            continue;
        for (size_t at = skip; at < path.len; at++)
            if (path.at[at] == '/')
                (*paths)[(*count)++] = str_slice(path, 0, at + 1);
        (*paths)[(*count)++] = path;
    }
    *count = host_sort_names(*paths, *count);
    return *count || !skip ? HOST_OK : HOST_MISSING;
}

static enum host_status
memory_write(struct host *h, struct str path, struct str bytes)
{
    struct host_memory_file *file = find_file(h, path);
    if (!file)
        return HOST_MISSING;
    file->text = bytes;
    return HOST_OK;
}

static int32_t
memory_today(struct host *h)
{
    const struct host_memory *m = h->context;
    return m->today;
}

void
host_memory_init(struct host *h, struct host_memory *files)
{
    *h = (struct host){.context = files,
                       .read = memory_read,
                       .scan = memory_scan,
                       .list = memory_list,
                       .write = memory_write,
                       .today = memory_today};
}
