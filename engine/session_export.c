/* What goes to other tools: the target that was asked for, wherever it is declared, and the document it comes to. */
#include "engine/session.h"

#include "lang/parse.h"

/* ---- where things are declared ---- */

static const struct name *
declared_name(const struct item *item, enum item_kind kind)
{
    if (item->kind != kind)
        return NULL;
    return kind == ITEM_TARGET ? &item->target.name : &item->source.name;
}

/* A file of `pack` says `target NAME` (or `source NAME`). */
static bool
declares(const struct sym_table *texts, struct str pack, const struct ast *ast,
         const struct wanted *w)
{
    if (w->pack.len && !pack_same(pack, w->pack))
        return false;
    for (uint32_t i = 0; i < ast->items.len; i++) {
        const struct name *name = declared_name(ast->items.at[i], w->kind);
        if (name && str_eq(sym_str(texts, name->sym), w->name))
            return true;
    }
    return false;
}

/* "stdlib/export/gsn2x.onus": pack export, module gsn2x; "stdlib/gsn.onus": both gsn. False: a file of tests, or none of the library's own. */
static bool
library_module(struct str path, struct str *pack, struct str *module)
{
    struct str root = STR("stdlib/"), end = STR(".onus");
    if (!str_starts(path, root) || !str_ends(path, end) || str_starts(path, STR("stdlib/tests/")))
        return false;
    struct str rest = str_slice(path, root.len, path.len - end.len);
    size_t slash = str_find(rest, STR("/"), 0);
    *pack = slash == SIZE_MAX ? rest : str_slice(rest, 0, slash);
    *module = slash == SIZE_MAX ? rest : str_slice(rest, slash + 1, rest.len);
    return str_find(*module, STR("/"), 0) == SIZE_MAX;
}

static void
offer(struct session *s, const struct ast *ast, const struct sym_table *texts)
{
    for (uint32_t i = 0; i < ast->items.len; i++) {
        const struct name *name = declared_name(ast->items.at[i], s->wanted.kind);
        if (name)
            suggest(&s->wanted.near, str_copy(&s->arena, sym_str(texts, name->sym)));
    }
}

/* The file of the library that declares what is wanted; what others declare is offered for "did you mean". */
static const struct pack_file *
library_search(struct session *s, const struct pack_library *l)
{
    const struct pack_file *found = NULL;
    for (uint32_t i = 0; i < l->count && !found; i++) {
        struct arena scratch = {0};
        struct sym_table texts;
        struct source_map sources;
        struct diag_sink ignored;
        struct str pack, module;
        if (!library_module(l->files[i].path, &pack, &module))
            continue;
        sym_table_init(&texts, &scratch);
        source_map_init(&sources, &scratch);
        diag_sink_init(&ignored, &scratch, &sources);
        const struct source *source = source_add(&sources, l->files[i].path, l->files[i].text);
        struct ast *ast = parse_source(&scratch, &texts, &ignored, source);
        if (declares(&texts, pack, ast, &s->wanted))
            found = &l->files[i];
        offer(s, ast, &texts);
        arena_release(&scratch);
    }
    return found;
}

/* ---- bringing it in ---- */

static bool
has_unit(const struct session *s, struct str pack, struct str module)
{
    for (uint32_t i = 0; i < s->units.len; i++)
        if (str_eq(s->units.at[i].pack, pack) && str_eq(s->units.at[i].module, module))
            return true;
    return false;
}

static bool
has_manifest(struct session *s, const struct pack_library *l, struct str pack)
{
    struct str path = str_printf(&s->arena, "stdlib/" STR_FMT "/pack.yaml", STR_ARG(pack));
    for (uint32_t i = 0; i < l->count; i++)
        if (str_eq(l->files[i].path, path))
            return true;
    return false;
}

/* The pack that the file is part of, if it is one, and what the file uses; as far as the case does not have it yet. */
static void
packs_of_file(struct session *s, struct str pack, const struct ast *ast,
              struct pack_library library)
{
    struct project *p = arena_new(&s->arena, struct project);
    p->packs = arena_alloc(&s->arena, sizeof *p->packs, _Alignof(struct str), ast->items.len + 1);
    if (has_manifest(s, &library, pack))
        p->packs[p->pack_count++].name = pack;
    for (uint32_t i = 0; i < ast->items.len; i++) {
        const struct item *item = ast->items.at[i];
        if (item->kind != ITEM_USE || !item->use.module.parts.len)
            continue;
        struct str used = sym_str(&s->texts, item->use.module.parts.at[0].sym);
        char *dashed = arena_array(&s->arena, char, used.len + 1);
        for (size_t k = 0; k < used.len; k++)
            dashed[k] = (char)(used.at[k] == '_' ? '-' : used.at[k]);
        p->packs[p->pack_count].name = (struct str){dashed, used.len};
        p->packs[p->pack_count++].span = item->use.module.span;
    }
    struct pack_input in = {.arena = &s->arena,
                            .sink = &s->rule_diags,
                            .sources = &s->sources,
                            .host = s->host,
                            .project = p,
                            .library = library};
    struct pack_set packs = packs_load(&in);
    for (uint32_t i = 0; i < packs.units.len; i++)
        if (!has_unit(s, packs.units.at[i].pack, packs.units.at[i].module))
            session_parse(s, packs.units.at[i].pack, packs.units.at[i].module,
                          packs.units.at[i].source);
}

void
session_find_wanted(struct session *s)
{
    struct pack_library library = session_packs(s);
    struct str pack, module;
    if (!s->wanted.name.len)
        return;
    s->wanted.near = (struct suggestion){.scratch = &s->arena, .given = s->wanted.name};
    for (uint32_t i = 0; i < s->units.len; i++) {
        if (declares(&s->texts, s->units.at[i].pack, s->units.at[i].ast, &s->wanted))
            return;
        offer(s, s->units.at[i].ast, &s->texts);
    }
    const struct pack_file *f = library_search(s, &library);
    if (!f || !library_module(f->path, &pack, &module) || has_unit(s, pack, module))
        return;
    struct str shown =
        str_printf(&s->arena, STR_FMT STR_FMT, STR_ARG(library.prefix), STR_ARG(f->path));
    struct ast *ast = session_parse(s, pack, module, source_add(&s->sources, shown, f->text));
    packs_of_file(s, pack, ast, library);
}

/* "export.gsn2x" is gsn2x of pack export. */
void
session_want(struct session *s, enum item_kind kind, struct str name)
{
    size_t dot = str_find(name, STR("."), 0);
    s->wanted = (struct wanted){.kind = kind, .name = name};
    if (dot == SIZE_MAX)
        return;
    s->wanted.pack = str_slice(name, 0, dot);
    s->wanted.name = str_slice(name, dot + 1, name.len);
}

static void
not_there(struct session *s, const char *what, struct str *mistake, struct str *help)
{
    const struct wanted *w = &s->wanted;
    *mistake = str_printf(&s->arena, "there is no %s '" STR_FMT "%s" STR_FMT "'", what,
                          STR_ARG(w->pack), w->pack.len ? "." : "", STR_ARG(w->name));
    if (w->near.best.len)
        *help = str_printf(&s->arena, "did you mean '" STR_FMT "'?", STR_ARG(w->near.best));
}

/* ---- targets ---- */

/* The case's own one before those of packs. */
static const struct target_map_decl *
find_target(const struct session *s)
{
    const struct target_map_decl *found = NULL;
    for (uint32_t i = 0; s->program && i < s->program->targets.len; i++) {
        const struct target_map_decl *t = &s->program->targets.at[i];
        if (!str_eq(sym_str(&s->texts, t->name), s->wanted.name) ||
            (s->wanted.pack.len && !pack_same(s->wanted.pack, t->pack)))
            continue;
        if (!found || !t->pack.len)
            found = t;
    }
    return found;
}

struct document *
session_export(struct session *s, struct str *mistake, struct str *help)
{
    const struct target_map_decl *t = find_target(s);
    diag_sink_init(&s->query_diags, &s->arena, &s->sources);
    *mistake = *help = STR("");
    if (!s->load.store)
        return NULL;
    if (!t) {
        *mistake = str_printf(&s->arena, "there is no target '" STR_FMT "%s" STR_FMT "'",
                              STR_ARG(s->wanted.pack), s->wanted.pack.len ? "." : "",
                              STR_ARG(s->wanted.name));
        if (s->wanted.near.best.len)
            *help =
                str_printf(&s->arena, "did you mean '" STR_FMT "'?", STR_ARG(s->wanted.near.best));
        return NULL;
    }
    if (t->is_broken)
        return NULL;
    struct export_input in = {.arena = &s->arena,
                              .sink = &s->query_diags,
                              .program = s->program,
                              .store = s->load.store,
                              .target = t};
    struct target_rows *rows;
    s->evaluation = evaluate_target(&s->arena, &s->query_diags, s->program, s->load.store,
                                    session_eval_options(s), t, &rows);
    in.rows = rows;
    return export_target(&in);
}

/* ---- imports ---- */

static const struct source_map_decl *
find_source(const struct session *s)
{
    for (uint32_t i = 0; s->program && i < s->program->sources.len; i++) {
        const struct source_map_decl *d = &s->program->sources.at[i];
        if (str_eq(sym_str(&s->texts, d->name), s->wanted.name) &&
            (!s->wanted.pack.len || pack_same(s->wanted.pack, d->pack)))
            return d;
    }
    return NULL;
}

static bool
is_imported(const struct session *s, const struct source *source)
{
    for (uint32_t i = 0; source && i < s->imported_count; i++)
        if (str_eq(source->name, s->imported[i]))
            return true;
    return false;
}

/* What is wrong with the rest of the case is for `onus check` to say; keys that are not read are listed elsewhere. */
static bool
is_elsewhere(const struct session *s, const struct diag *d)
{
    const struct source *source = source_of(&s->sources, d->span.lo);
    return d->code == I0518 || (!span_is_none(d->span) && source && !is_imported(s, source));
}

/* Entities come file by file, so the last answer is mostly the next. */
struct imported {
    const struct session *session;
    const struct source *last;
    bool is_wanted;
};

static bool
is_wanted(void *context, struct ent e)
{
    struct imported *in = context;
    const struct source *source =
        source_of(&in->session->sources, store_span(in->session->load.store, e).lo);
    if (source != in->last) {
        in->last = source;
        in->is_wanted = is_imported(in->session, source);
    }
    return in->is_wanted;
}

static void
add_files(struct session *s, struct sym source)
{
    struct project *p = s->project;
    uint32_t count = p->data_count + s->imported_count;
    struct data_entry *data = arena_array(&s->arena, struct data_entry, count);
    for (uint32_t i = 0; i < p->data_count; i++)
        data[i] = p->data[i];
    for (uint32_t i = 0; i < s->imported_count; i++)
        data[p->data_count + i] = (struct data_entry){
            .pattern = s->imported[i], .is_file = true, .source = source, .span = SPAN_NONE};
    p->data = data;
    p->data_count = count;
    p->ok = true;
}

struct document *
session_import(struct session *s, const struct str *files, uint32_t count, struct str *mistake,
               struct str *help)
{
    const struct source_map_decl *source = find_source(s);
    struct imported imported = {.session = s};
    *mistake = *help = STR("");
    if (!source) {
        not_there(s, "source", mistake, help);
        return NULL;
    }
    s->imported = files;
    s->imported_count = count;
    add_files(s, source->name);
    session_load(s);
    session_drop(s, &s->case_diags, is_elsewhere);
    if (source->is_broken || !s->load.store)
        return NULL;
    return export_case(&(struct case_input){.arena = &s->arena,
                                            .sink = &s->case_diags,
                                            .program = s->program,
                                            .store = s->load.store,
                                            .is_wanted = is_wanted,
                                            .context = &imported});
}
