/* A folder of a host as a host of its own. */
#include "engine/host.h"

struct below {
    struct host *host;
    struct str folder;
};

static struct str
path_of(struct arena *a, const struct below *b, struct str path)
{
    if (b->folder.len == 0 || path.len == 0)
        return b->folder.len == 0 ? path : b->folder;
    return str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(b->folder), STR_ARG(path));
}

static struct host_file
below_read(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    const struct below *b = h->context;
    return b->host->read(b->host, a, path_of(a, b, path), limit);
}

static struct host_file
below_scan(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
           void *context)
{
    const struct below *b = h->context;
    return b->host->scan(b->host, a, path_of(a, b, path), limit, take, context);
}

static enum host_status
below_list(struct host *h, struct arena *a, struct str folder, struct str **paths, uint32_t *count)
{
    const struct below *b = h->context;
    enum host_status status = b->host->list(b->host, a, path_of(a, b, folder), paths, count);
    size_t prefix = b->folder.len ? b->folder.len + 1 : 0;
    for (uint32_t i = 0; i < *count; i++)
        (*paths)[i] = str_slice((*paths)[i], prefix, (*paths)[i].len);
    return status;
}

static enum host_status
below_write(struct host *h, struct str path, struct str bytes)
{
    const struct below *b = h->context;
    struct arena scratch = {0};
    enum host_status status = b->host->write(b->host, path_of(&scratch, b, path), bytes);
    arena_release(&scratch);
    return status;
}

static int32_t
below_today(struct host *h)
{
    const struct below *b = h->context;
    return b->host->today(b->host);
}

void
host_below_init(struct host *h, struct arena *a, struct host *host, struct str folder)
{
    struct below *b = arena_new(a, struct below);
    *b = (struct below){host, folder};
    *h = (struct host){.context = b,
                       .read = below_read,
                       .scan = below_scan,
                       .list = below_list,
                       .write = below_write,
                       .today = below_today};
}
