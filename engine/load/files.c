#include "engine/load/files.h"

#include <stdlib.h>

#include "engine/load/glob.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

enum { SUGGEST_FROM = 1000 };

struct finder {
    struct arena *arena;
    struct diag_sink *sink;
    struct host *host;
    const struct project *project;
    VEC(struct data_file) files;
    VEC(struct file_lost) lost;
    bool *has_conflict; /* by entry */
};

static void
lose(struct finder *f, uint32_t entry, const struct diag *cause)
{
    vec_push(f->arena, &f->lost, ((struct file_lost){entry, cause}));
}

static void
add(struct finder *f, uint32_t entry, struct str path)
{
    vec_push(f->arena, &f->files,
             ((struct data_file){path, f->project->data[entry].sheet.name, entry}));
}

/* ---- patterns ---- */

static void
no_match(struct finder *f, uint32_t entry, struct str folder, const struct str *names,
         uint32_t count)
{
    const struct data_entry *e = &f->project->data[entry];
    struct diag *d =
        diag_add(f->sink, E0651, e->span, "no file matches '" STR_FMT "'", STR_ARG(e->pattern));
    struct suggestion s = {.scratch = f->arena, .given = e->pattern};
    for (uint32_t i = 0; i < count && i < SUGGEST_FROM; i++)
        suggest(&s, names[i]);
    if (count == 0 && folder.len)
        diag_help(f->sink, d, "there is no folder '" STR_FMT "'", STR_ARG(folder));
    else if (s.best.len)
        diag_help(f->sink, d, "there is '" STR_FMT "'", STR_ARG(s.best));
    lose(f, entry, d);
}

static const struct diag *
not_read(struct finder *f, uint32_t entry, struct str path, const char *why)
{
    struct diag *d = diag_add(f->sink, E0782, f->project->data[entry].span, "'" STR_FMT "' %s",
                              STR_ARG(path), why);
    lose(f, entry, d);
    return d;
}

/* `**` at the end means the files below, so folders are no surprise there. */
static bool
wants_folders(struct str pattern)
{
    return !str_ends(pattern, STR("**"));
}

/* 1: a file that matches; 0: none. */
static uint32_t
take_name(struct finder *f, uint32_t entry, struct str name)
{
    struct str pattern = f->project->data[entry].pattern;
    bool is_folder = str_ends(name, STR("/"));
    struct str path = is_folder ? str_slice(name, 0, name.len - 1) : name;
    if (str_eq(path, f->project->path) || !glob_match(pattern, path))
        return 0;
    if (!is_folder) {
        add(f, entry, path);
        return 1;
    }
    if (!wants_folders(pattern))
        return 0;
    const struct diag *d = not_read(f, entry, path, "is a folder, not a file");
    diag_help(f->sink, (struct diag *)(uintptr_t)d,
              "to read the files below it, write `" STR_FMT "/**`", STR_ARG(path));
    return 1;
}

static void
match_entry(struct finder *f, uint32_t entry)
{
    struct str pattern = f->project->data[entry].pattern, folder = glob_folder(pattern), *names;
    uint32_t count = 0, matched = 0;
    enum host_status status = f->host->list(f->host, f->arena, folder, &names, &count);
    if (status == HOST_TOO_LARGE || status == HOST_OUTSIDE) {
        not_read(f, entry, folder.len ? folder : STR("."),
                 status == HOST_OUTSIDE ? host_status_words(status) : "holds too many files");
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        matched += take_name(f, entry, names[i]);
    if (status == HOST_UNREADABLE)
        not_read(f, entry, folder.len ? folder : STR("."), "holds a folder that cannot be read");
    else if (matched == 0)
        no_match(f, entry, folder, names, count);
}

/* ---- each file once ---- */

/* Sheets of one workbook count as files of their own. */
static int
by_path(const void *a, const void *b)
{
    const struct data_file *x = a, *y = b;
    int order = str_cmp(x->path, y->path);
    if (order == 0)
        order = str_cmp(x->sheet, y->sheet);
    return order ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

static bool
same_source(const struct finder *f, uint32_t a, uint32_t b)
{
    return sym_eq(f->project->data[a].source, f->project->data[b].source);
}

static void
report_two_sources(struct finder *f, const struct data_file *first, const struct data_file *again)
{
    const struct data_entry *data = f->project->data;
    if (f->has_conflict[again->entry])
        return; /* one message for an entry */
    f->has_conflict[again->entry] = true;
    struct diag *d = diag_add(f->sink, E0219, data[again->entry].span,
                              "'" STR_FMT "' is to be read in two ways", STR_ARG(again->path));
    diag_label(f->sink, d, data[first->entry].span, "this way first");
    diag_help(f->sink, d, "narrow one of the two patterns");
    lose(f, again->entry, d);
}

static void
drop_repetitions(struct finder *f)
{
    uint32_t kept = 0;
    if (f->files.len)
        qsort(f->files.at, f->files.len, sizeof *f->files.at, by_path);
    for (uint32_t i = 0; i < f->files.len; i++) {
        const struct data_file *file = &f->files.at[i], *last = &f->files.at[kept ? kept - 1 : 0];
        if (kept == 0 || !str_eq(last->path, file->path) || !str_eq(last->sheet, file->sheet))
            f->files.at[kept++] = *file;
        else if (!same_source(f, last->entry, file->entry))
            report_two_sources(f, last, file);
    }
    f->files.len = kept;
}

struct file_list
files_find(struct arena *a, struct diag_sink *sink, struct host *host, const struct project *p)
{
    struct finder f = {.arena = a, .sink = sink, .host = host, .project = p};
    f.has_conflict = arena_array(a, bool, p->data_count);
    for (uint32_t i = 0; i < p->data_count; i++)
        if (p->data[i].is_file || glob_is_plain(p->data[i].pattern))
            add(&f, i, p->data[i].pattern);
        else
            match_entry(&f, i);
    drop_repetitions(&f);
    return (struct file_list){
        .files = f.files.at, .count = f.files.len, .lost = f.lost.at, .lost_count = f.lost.len};
}

void
file_suggest(struct diag_sink *sink, struct diag *d, struct host *host, struct str path,
             struct str except)
{
    struct suggestion s = {.scratch = sink->arena, .given = path};
    struct str *names;
    uint32_t count = 0;
    size_t end = path.len;
    while (end > 0 && path.at[end - 1] != '/')
        end--;
    struct str folder = str_slice(path, 0, end ? end - 1 : 0);
    host->list(host, sink->arena, folder, &names, &count);
    for (uint32_t i = 0; i < count && i < SUGGEST_FROM; i++)
        if (!str_eq(names[i], except))
            suggest(&s, names[i]);
    if (s.best.len)
        diag_help(sink, d, "did you mean '" STR_FMT "'?", STR_ARG(s.best));
}
