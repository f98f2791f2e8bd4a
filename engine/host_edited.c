/* A host as it will be: what is written to it is kept in memory, and read from there. */
#include "engine/host.h"

#include <string.h>

static struct host_memory_file *
edited(struct host_edits *e, struct str path)
{
    for (uint32_t i = 0; i < e->len; i++)
        if (str_eq(e->at[i].path, path))
            return &e->at[i];
    return NULL;
}

static struct host_file
edited_read(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    struct host_edits *e = h->context;
    const struct host_memory_file *file = edited(e, path);
    if (!file)
        return e->under->read(e->under, a, path, limit);
    return (struct host_file){.status = HOST_OK, .bytes = file->text};
}

static struct host_file
edited_scan(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
            void *context)
{
    struct host_edits *e = h->context;
    const struct host_memory_file *file = edited(e, path);
    if (!file)
        return e->under->scan(e->under, a, path, limit, take, context);
    if (file->text.len)
        take(context, file->text);
    return (struct host_file){.status = HOST_OK};
}

static enum host_status
edited_list(struct host *h, struct arena *a, struct str folder, struct str **paths, uint32_t *count)
{
    struct host_edits *e = h->context;
    enum host_status status = e->under->list(e->under, a, folder, paths, count);
    if (status == HOST_MISSING)
        *count = 0; /* perhaps one of the files is to make it */
    else if (status != HOST_OK)
        return status;
    uint32_t before = *count;
    struct str *all = arena_array(a, struct str, *count + e->len + 1);
    if (*count)
        memcpy(all, *paths, sizeof *all * *count);
    for (uint32_t i = 0; i < e->len; i++) {
        struct str path = e->at[i].path;
        bool is_below = !folder.len || (path.len > folder.len && str_starts(path, folder) &&
                                        path.at[folder.len] == '/');
        if (is_below)
            all[(*count)++] = path;
    }
    bool is_missing = status == HOST_MISSING && *count == before;
    *count = host_sort_names(all, *count);
    *paths = all;
    return is_missing ? HOST_MISSING : HOST_OK;
}

static enum host_status
edited_write(struct host *h, struct str path, struct str bytes)
{
    struct host_edits *e = h->context;
    struct host_memory_file *file = edited(e, path);
    if (file)
        file->text = str_copy(e->arena, bytes);
    else
        vec_push(e->arena, e,
                 ((struct host_memory_file){str_copy(e->arena, path), str_copy(e->arena, bytes),
                                            HOST_OK}));
    return HOST_OK;
}

static int32_t
edited_today(struct host *h)
{
    struct host_edits *e = h->context;
    return e->under->today(e->under);
}

void
host_edited_init(struct host *h, struct host_edits *edits)
{
    *h = (struct host){.context = edits,
                       .read = edited_read,
                       .scan = edited_scan,
                       .list = edited_list,
                       .write = edited_write,
                       .today = edited_today};
}
