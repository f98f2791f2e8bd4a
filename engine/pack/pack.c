#include "engine/pack/pack.h"

#include "engine/pack/embedded.h"
#include "engine/pack/manifest.h"
#include "lang/base/limits.h"

enum { LIMIT_PACK_CHAIN = 64 }; /* packs that require each other, one after the other */

/* A pack of the library that is one file has the version of the library. */
#define LIBRARY_VERSION STR("1.0.0")

enum visit_state { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

struct pack_home {
    struct str name;
    struct str folder; /* "rules/acme", "packs/acme"; empty: one file of the library */
    struct str file;   /* "stdlib/gsn.onus" */
    bool is_builtin;
    bool lacks_manifest; /* of the library itself: one file, or a folder of files */
    enum visit_state state;
    struct span span; /* who asked first */
    struct manifest manifest;
};

struct loader {
    const struct pack_input *in;
    struct pack_set set;
    VEC(struct pack_home *) homes;
    VEC(struct pack_home *) open; /* from the project down to the pack being visited */
};

struct pack_library
pack_builtin(void)
{
    return embedded_files();
}

static bool
is_library_file(struct str path)
{
    return (str_starts(path, STR("stdlib/")) || str_starts(path, STR("rules/"))) &&
           (str_ends(path, STR(".onus")) || str_ends(path, STR(".yaml")));
}

struct pack_library
pack_library_of(struct arena *a, struct host *host)
{
    struct str *paths;
    uint32_t count = 0;
    struct pack_library library = {0};
    if (host->list(host, a, STR(""), &paths, &count) != HOST_OK)
        return library;
    struct pack_file *files = arena_array(a, struct pack_file, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_library_file(paths[i]))
            continue;
        struct host_file file = host->read(host, a, paths[i], LIMIT_RULE_FILE_BYTES);
        if (file.status == HOST_OK)
            files[library.count++] = (struct pack_file){paths[i], file.bytes};
    }
    library.files = files;
    return library;
}

/* ---- where packs are ---- */

static const struct pack_file *
library_find(const struct pack_library *library, struct str path)
{
    uint32_t low = 0, high = library->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_cmp(library->files[middle].path, path);
        if (order == 0)
            return &library->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The name of the pack whose manifest or only file this is, or an empty one. */
static struct str
pack_of_file(struct str path)
{
    static const char *const folders[] = {"rules/", "stdlib/"};
    for (int i = 0; i < 2; i++) {
        struct str folder = str_from(folders[i]), rest = {0};
        if (!str_starts(path, folder))
            continue;
        rest = str_slice(path, folder.len, path.len);
        size_t slash = str_find(rest, STR("/"), 0);
        if (slash != SIZE_MAX)
            return str_is(str_slice(rest, slash, rest.len), "/pack.yaml")
                       ? str_slice(rest, 0, slash)
                       : (struct str){0};
        if (i == 1 && str_ends(rest, STR(".onus")))
            return str_slice(rest, 0, rest.len - 5);
    }
    return (struct str){0};
}

/* "stdlib/ingest/junit.onus" is the file junit of pack ingest; the tests of the library are no pack. */
static struct str
pack_of_folder(struct str path)
{
    struct str root = STR("stdlib/"), rest = str_slice(path, root.len, path.len);
    size_t slash = str_find(rest, STR("/"), 0);
    if (!str_starts(path, root) || slash == SIZE_MAX || !str_ends(path, STR(".onus")) ||
        str_find(rest, STR("/"), slash + 1) != SIZE_MAX || str_starts(rest, STR("tests/")))
        return (struct str){0};
    return str_slice(rest, 0, slash);
}

static bool
library_has_folder(const struct pack_library *library, struct str name)
{
    for (uint32_t i = 0; i < library->count; i++)
        if (str_eq(pack_of_folder(library->files[i].path), name))
            return true;
    return false;
}

/* The folder of a built-in pack, or its only file. */
static bool
library_home(const struct loader *l, struct pack_home *home)
{
    struct arena *a = l->in->arena;
    static const char *const folders[] = {"rules", "stdlib"};
    for (int i = 0; i < 2; i++) {
        struct str folder = str_printf(a, "%s/" STR_FMT, folders[i], STR_ARG(home->name));
        if (library_find(&l->in->library, str_printf(a, STR_FMT "/pack.yaml", STR_ARG(folder)))) {
            home->folder = folder;
            home->is_builtin = true;
            return true;
        }
    }
    if (library_has_folder(&l->in->library, home->name)) {
        home->folder = str_printf(a, "stdlib/" STR_FMT, STR_ARG(home->name));
        home->is_builtin = home->lacks_manifest = true;
        return true;
    }
    home->lacks_manifest = true;
    home->file = str_printf(a, "stdlib/" STR_FMT ".onus", STR_ARG(home->name));
    home->is_builtin = library_find(&l->in->library, home->file) != NULL;
    return home->is_builtin;
}

static bool
is_pack_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i)))
            return false;
    }
    return name.len > 0;
}

static bool
case_has(const struct loader *l, struct str name)
{
    struct host *h = l->in->host;
    struct str path = str_printf(l->in->arena, "packs/" STR_FMT "/pack.yaml", STR_ARG(name));
    return h->read(h, l->in->arena, path, LIMIT_RULE_FILE_BYTES).status != HOST_MISSING;
}

static void
offer_case_packs(const struct loader *l, struct suggestion *s)
{
    struct host *h = l->in->host;
    struct str *paths, folder = STR("packs/"), end = STR("/pack.yaml");
    uint32_t count;
    if (h->list(h, l->in->arena, STR("packs"), &paths, &count) != HOST_OK)
        return;
    for (uint32_t i = 0; i < count; i++)
        if (str_starts(paths[i], folder) && str_ends(paths[i], end) &&
            paths[i].len > folder.len + end.len)
            suggest(s, str_slice(paths[i], folder.len, paths[i].len - end.len));
}

static void
report_missing(struct loader *l, const struct pack_need *need)
{
    struct diag_sink *sink = l->in->sink;
    struct suggestion s = {.scratch = l->in->arena, .given = need->name};
    struct diag *d =
        diag_add(sink, E9142, need->span, "there is no pack '" STR_FMT "'", STR_ARG(need->name));
    for (uint32_t i = 0; i < l->in->library.count; i++) {
        struct str path = l->in->library.files[i].path, name = pack_of_file(path);
        if (!name.len)
            name = pack_of_folder(path);
        if (name.len)
            suggest(&s, name);
    }
    offer_case_packs(l, &s);
    if (s.best.len)
        diag_help(sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
    else
        diag_help(sink, d, "packs are built in, or lie in `packs/NAME` of the case");
    l->set.ok = false;
}

static struct pack_home *
home_find(struct loader *l, const struct pack_need *need)
{
    for (uint32_t i = 0; i < l->homes.len; i++)
        if (str_eq(l->homes.at[i]->name, need->name))
            return l->homes.at[i];
    struct pack_home *home = arena_new(l->in->arena, struct pack_home);
    *home = (struct pack_home){.name = need->name, .span = need->span};
    bool in_case = is_pack_name(need->name) && case_has(l, need->name);
    if (!is_pack_name(need->name) || (!library_home(l, home) && !in_case)) {
        report_missing(l, need);
        return NULL;
    }
    if (home->is_builtin && in_case) {
        struct diag *d = diag_add(l->in->sink, E9142, need->span,
                                  "the pack '" STR_FMT "' is built in and lies in ./packs as well",
                                  STR_ARG(need->name));
        diag_help(l->in->sink, d, "give the one in ./packs a name of its own");
        l->set.ok = false;
    } else if (in_case) {
        home->folder = str_printf(l->in->arena, "packs/" STR_FMT, STR_ARG(need->name));
        home->file = (struct str){0};
        home->lacks_manifest = false;
    }
    vec_push(l->in->arena, &l->homes, home);
    return home;
}

/* ---- reading files ---- */

/* A file of a pack or of the case, registered; NULL: reported. */
static const struct source *
file_read(struct loader *l, bool is_builtin, struct str path, struct span asked)
{
    struct host *h = l->in->host;
    const struct source *source = NULL;
    if (is_builtin) {
        const struct pack_file *f = library_find(&l->in->library, path);
        struct str shown = str_printf(l->in->arena, STR_FMT STR_FMT, STR_ARG(l->in->library.prefix),
                                      STR_ARG(path));
        return f ? source_add(l->in->sources, shown, f->text) : NULL;
    }
    struct host_file file = h->read(h, l->in->arena, path, LIMIT_RULE_FILE_BYTES);
    if (file.status == HOST_OK) {
        source = source_add(l->in->sources, path, file.bytes);
    } else {
        struct str reason =
            file.reason.len ? file.reason : str_from(host_status_words(file.status));
        diag_add(l->in->sink, E7305, asked, "'" STR_FMT "' " STR_FMT, STR_ARG(path),
                 STR_ARG(reason));
    }
    l->set.ok &= source != NULL;
    return source;
}

static struct str
module_name(struct str path)
{
    size_t from = 0;
    for (size_t i = 0; i < path.len; i++)
        if (path.at[i] == '/')
            from = i + 1;
    struct str name = str_slice(path, from, path.len);
    return str_ends(name, STR(".onus")) ? str_slice(name, 0, name.len - 5) : name;
}

static void
unit_add(struct loader *l, struct str pack, const struct source *source, struct str path)
{
    if (!source)
        return;
    vec_push(l->in->arena, &l->set.units,
             ((struct pack_unit){.pack = pack, .module = module_name(path), .source = source}));
}

/* Whether a path is a rule file directly in a folder. */
static bool
is_rule_file(struct str folder, struct str path)
{
    return path.len > folder.len + 1 && str_starts(path, folder) && path.at[folder.len] == '/' &&
           str_find(path, STR("/"), folder.len + 1) == SIZE_MAX && str_ends(path, STR(".onus"));
}

static void
units_add(struct loader *l, const struct pack_home *home)
{
    struct host *h = l->in->host;
    struct str *paths = NULL;
    uint32_t count = 0;
    if (!home->folder.len) {
        unit_add(l, home->name, file_read(l, true, home->file, home->span), home->file);
        return;
    }
    if (home->is_builtin) {
        for (uint32_t i = 0; i < l->in->library.count; i++) {
            struct str path = l->in->library.files[i].path;
            if (is_rule_file(home->folder, path))
                unit_add(l, home->name, file_read(l, true, path, home->span), path);
        }
        return;
    }
    h->list(h, l->in->arena, home->folder, &paths, &count);
    for (uint32_t i = 0; i < count; i++)
        if (is_rule_file(home->folder, paths[i]))
            unit_add(l, home->name, file_read(l, false, paths[i], home->span), paths[i]);
}

/* ---- manifests ---- */

static void
manifest_load(struct loader *l, struct pack_home *home)
{
    if (home->lacks_manifest) {
        home->manifest =
            (struct manifest){.name = home->name, .version = LIBRARY_VERSION, .ok = true};
        return;
    }
    struct str path = str_printf(l->in->arena, STR_FMT "/pack.yaml", STR_ARG(home->folder));
    const struct source *source = file_read(l, home->is_builtin, path, home->span);
    if (!source)
        return;
    struct manifest *m = &home->manifest;
    *m = manifest_read(l->in, source);
    l->set.ok &= m->ok;
    if (m->name.len && !str_eq(m->name, home->name)) {
        struct diag *d = diag_add(l->in->sink, E9583, m->name_span,
                                  "the pack in '" STR_FMT "' calls itself '" STR_FMT "'",
                                  STR_ARG(home->folder), STR_ARG(m->name));
        diag_help(l->in->sink, d, "folder and pack have the same name");
        l->set.ok = false;
    }
}

static void
standards_join(struct loader *l, const struct manifest *m)
{
    struct arena *a = l->in->arena;
    for (uint32_t i = 0; i < m->standards.len; i++) {
        const struct standard *s = &m->standards.at[i];
        struct standard *known = NULL;
        for (uint32_t j = 0; j < l->set.standards.len && !known; j++)
            if (str_eq(l->set.standards.at[j].name, s->name))
                known = &l->set.standards.at[j];
        if (!known) {
            vec_push(a, &l->set.standards, *s);
            continue;
        }
        struct str *all = arena_array(a, struct str, known->clause_count + s->clause_count + 1);
        uint32_t count = 0;
        for (uint32_t j = 0; j < known->clause_count; j++)
            all[count++] = known->clauses[j];
        for (uint32_t j = 0; j < s->clause_count; j++)
            all[count++] = s->clauses[j];
        known->clauses = all;
        known->clause_count = known->clause_count && s->clause_count ? count : 0;
    }
}

static void
requires_add(struct loader *l, const struct pack_home *home)
{
    const pack_need_vec *needs = &home->manifest.needs;
    struct pack_requires r = {.pack = home->name};
    r.packs = arena_array(l->in->arena, struct str, needs->len + 1);
    for (uint32_t i = 0; i < needs->len; i++)
        r.packs[r.count++] = needs->at[i].name;
    vec_push(l->in->arena, &l->set.requires, r);
}

static void
data_add(struct loader *l, const struct pack_home *home)
{
    for (uint32_t i = 0; i < home->manifest.data.len; i++) {
        const struct pack_need *file = &home->manifest.data.at[i];
        struct str path = str_printf(l->in->arena, STR_FMT "/" STR_FMT, STR_ARG(home->folder),
                                     STR_ARG(file->name));
        const struct source *source = file_read(l, home->is_builtin, path, file->span);
        if (!source && home->is_builtin) {
            diag_add(l->in->sink, E7305, file->span, "'" STR_FMT "' %s", STR_ARG(path),
                     host_status_words(HOST_MISSING));
            l->set.ok = false;
        }
        if (source)
            vec_push(l->in->arena, &l->set.data, ((struct pack_data){home->name, source}));
    }
}

/* ---- from what is asked for to what is loaded ---- */

static void
version_check(struct loader *l, const struct pack_home *home, const struct pack_need *need)
{
    struct diag_sink *sink = l->in->sink;
    bool valid;
    if (!home->manifest.ok || pack_version_fits(home->manifest.version, need->constraint, &valid))
        return;
    l->set.ok = false;
    if (!valid) {
        struct diag *d =
            diag_add(sink, E9317, need->span, "'" STR_FMT "' does not say which version",
                     STR_ARG(need->constraint));
        diag_help(sink, d,
                  "write `^1.0` for 1.0 and what is compatible with it, `>=1.0`, or `1.0.0`");
        return;
    }
    struct diag *d = diag_add(
        sink, E9317, need->span, "pack '" STR_FMT "' is there in version " STR_FMT ", not " STR_FMT,
        STR_ARG(need->name), STR_ARG(home->manifest.version), STR_ARG(need->constraint));
    if (!span_is_none(home->manifest.version_span))
        diag_label(sink, d, home->manifest.version_span, "the version that is there");
    diag_help(sink, d, "ask for a version that is there, or bring the pack up to date");
}

static void
report_circle(struct loader *l, const struct pack_home *home, const struct pack_need *need)
{
    struct text_buf way = {.arena = l->in->arena};
    uint32_t i = 0;
    while (i < l->open.len && l->open.at[i] != home)
        i++;
    text_add(&way, home->name);
    for (i++; i < l->open.len; i++)
        text_printf(&way, " requires " STR_FMT ", which", STR_ARG(l->open.at[i]->name));
    text_printf(&way, " requires " STR_FMT, STR_ARG(home->name));
    struct str words = text_str(&way);
    struct diag *d = diag_add(l->in->sink, E9704, need->span,
                              "packs require each other in a circle: " STR_FMT, STR_ARG(words));
    diag_help(l->in->sink, d, "move what both need into a third pack");
    l->set.ok = false;
}

static void
pack_visit(struct loader *l, const struct pack_need *need)
{
    if (str_is(need->name, "onus"))
        return;
    struct pack_home *home = home_find(l, need);
    if (!home)
        return;
    bool too_long = l->open.len >= LIMIT_PACK_CHAIN;
    if (home->state == VISIT_OPEN || too_long) {
        report_circle(l, home, need);
        return;
    }
    if (home->state == VISIT_NEW)
        manifest_load(l, home);
    version_check(l, home, need);
    if (home->state == VISIT_DONE)
        return;
    home->state = VISIT_OPEN;
    vec_push(l->in->arena, &l->open, home);
    for (uint32_t i = 0; i < home->manifest.needs.len; i++)
        pack_visit(l, &home->manifest.needs.at[i]);
    l->open.len--;
    home->state = VISIT_DONE;
    const struct manifest *m = &home->manifest;
    vec_push(l->in->arena, &l->set.packs,
             ((struct pack_info){home->name, m->version, m->title, m->licence, home->is_builtin}));
    standards_join(l, m);
    if (!home->lacks_manifest)
        requires_add(l, home);
    units_add(l, home);
    data_add(l, home);
}

struct pack_set
packs_load(const struct pack_input *in)
{
    struct loader l = {.in = in, .set = {.ok = true}};
    struct str builtin = STR("stdlib/onus.onus");
    unit_add(&l, STR("onus"), file_read(&l, true, builtin, SPAN_NONE), builtin);
    for (uint32_t i = 0; i < in->project->pack_count; i++) {
        struct pack_need need = {in->project->packs[i].name, in->project->packs[i].constraint,
                                 in->project->packs[i].span};
        pack_visit(&l, &need);
    }
    return l.set;
}

/* "stdlib/gsn.onus" or "rules/iec/pack.yaml" → "gsn", "iec"; empty for other files and for `onus`. */
static struct str
pack_named_by(struct str path)
{
    size_t folder = str_find(path, STR("/"), 0) + 1;
    struct str rest = str_slice(path, folder, path.len), end = STR("/pack.yaml");
    if (str_starts(path, STR("stdlib/")) && str_find(rest, STR("/"), 0) == SIZE_MAX)
        end = STR(".onus");
    if (!str_ends(rest, end) || str_is(rest, "onus.onus"))
        return (struct str){"", 0};
    return str_slice(rest, 0, rest.len - end.len);
}

struct project *
pack_project_of_all(struct arena *a, const struct pack_library *library)
{
    struct project *p = arena_new(a, struct project);
    p->packs = arena_alloc(a, sizeof *p->packs, _Alignof(max_align_t), library->count + 1);
    for (uint32_t i = 0; i < library->count; i++) {
        struct str name = pack_named_by(library->files[i].path);
        if (!name.len)
            name = pack_of_folder(library->files[i].path);
        if (name.len)
            p->packs[p->pack_count++].name = name;
    }
    return p;
}
