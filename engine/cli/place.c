/* The way from a word on the command line to a folder on disk and a file in it. */
#include <stdlib.h>
#include <sys/stat.h>

#include "engine/cli/cli.h"

bool
disk_is_folder(struct arena *a, struct str path)
{
    struct stat st;
    return stat(str_c(a, path), &st) == 0 && S_ISDIR(st.st_mode);
}

bool
disk_open_folder(struct arena *a, struct disk *d, struct str path)
{
    d->folder = path.len ? path : STR(".");
    d->is_open = host_posix_init(&d->host, a, d->folder);
    if (!d->is_open)
        usage_error("there is no folder '" STR_FMT "' that can be read", STR_ARG(d->folder));
    return d->is_open;
}

void
disk_split(struct disk *d, struct str path)
{
    size_t at = path.len;
    while (at > 0 && path.at[at - 1] != '/')
        at--;
    d->file = str_slice(path, at, path.len);
    d->prefix = str_slice(path, 0, at);
    d->folder = at == 0 ? STR(".") : at == 1 ? STR("/") : str_slice(path, 0, at - 1);
}

bool
disk_open_file(struct arena *a, struct disk *d, struct str path)
{
    disk_split(d, path);
    return disk_open_folder(a, d, d->folder);
}

bool
disk_open_case(struct arena *a, struct disk *d, struct str path)
{
    if (path.len == 0 || disk_is_folder(a, path)) {
        d->file = STR("onus.yaml");
        return disk_open_folder(a, d, path);
    }
    return disk_open_file(a, d, path);
}

/* "rules/acme" and "." are both some folder with a name. */
struct str
disk_folder_name(struct arena *a, const struct disk *d)
{
    char *full = realpath(str_c(a, d->folder), NULL);
    struct str name = str_copy(a, full ? str_from(full) : d->folder);
    free(full);
    size_t from = name.len;
    while (from > 0 && name.at[from - 1] != '/')
        from--;
    return str_slice(name, from, name.len);
}

/* The full path of a folder, with a '/' at its end. */
static struct str
full_path(struct arena *a, struct str folder)
{
    char *full = realpath(folder.len ? str_c(a, folder) : ".", NULL);
    struct str path = full ? str_copy(a, str_from(full)) : folder;
    free(full);
    return str_ends(path, STR("/")) ? path : str_printf(a, STR_FMT "/", STR_ARG(path));
}

struct str
disk_way(struct arena *a, struct str from, struct str to)
{
    struct str f = full_path(a, from), t = full_path(a, to);
    struct text_buf way = {.arena = a};
    size_t same = 0;
    for (size_t i = 0; i < f.len && i < t.len && f.at[i] == t.at[i]; i++)
        same = f.at[i] == '/' ? i + 1 : same;
    for (size_t i = same; i < f.len; i++)
        if (f.at[i] == '/')
            text_add_c(&way, "../");
    text_add(&way, str_slice(t, same, t.len));
    return text_str(&way);
}

bool
disk_has(struct arena *a, struct disk *d, struct str file)
{
    return d->host.read(&d->host, a, file, 1 << 20).status == HOST_OK;
}

void
disk_close(struct disk *d)
{
    if (d->is_open)
        host_posix_fini(&d->host);
}

struct session_options
session_options_of(const struct args *args, struct disk *stdlib)
{
    return (struct session_options){
        .has_as_of = args->given[OPTION_AS_OF],
        .as_of = args->as_of,
        .phase = args->phase,
        .stdlib = stdlib->is_open ? &stdlib->host : NULL,
    };
}
