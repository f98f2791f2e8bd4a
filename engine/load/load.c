#include "engine/load/load.h"

#include "engine/load/case_file.h"
#include "engine/load/files.h"
#include "engine/load/reader.h"
#include "engine/load/source.h"
#include "engine/load/tailoring.h"
#include "engine/load/tree.h"
#include "lang/base/limits.h"

enum { SUGGESTIONS_MOST = 10 };

struct loading {
    const struct load_input *in;
    struct builder *builder;
    struct case_reader plain;
    struct source_reader **sources; /* by index in program->sources; NULL: not used */
    struct arena document;          /* one at a time */
    bool *is_refused;               /* by entry: what it says of sheets, and that was reported */
    uint32_t suggestion_count;      /* of names of files: each takes a listing of the case */
    struct load_result result;
};

/* NO_ID: none of that name. */
static uint32_t
find_source(const struct program *p, struct sym name)
{
    for (uint32_t i = 0; i < p->sources.len; i++)
        if (sym_eq(p->sources.at[i].name, name))
            return i;
    return NO_ID;
}

/* Something that this entry of `data:`, or with NO_ID a pack, names did not load. */
static void
lose_entry(struct loading *l, uint32_t entry, const struct diag *cause)
{
    const struct program *p = l->in->program;
    struct sym name = entry == NO_ID ? SYM_NONE : l->in->project->data[entry].source;
    uint32_t source = name.v ? find_source(p, name) : NO_ID;
    if (name.v == 0)
        case_file_lost(p, l->builder, cause);
    else if (source != NO_ID)
        source_lost(p, &p->sources.at[source], l->builder, cause);
}

/* ---- documents ---- */

static void
read_document(struct loading *l, uint32_t source, struct tree *root, const struct source *file)
{
    if (source == NO_ID)
        case_read_document(&l->plain, root);
    else
        source_read(l->sources[source], root, file);
}

static bool
gave_up(const struct loading *l, uint32_t source)
{
    return source == NO_ID ? l->plain.is_given_up : source_gave_up(l->sources[source]);
}

static void
report_empty(struct loading *l, uint32_t entry, const struct source *file)
{
    struct span start = {file->base, file->base};
    uint32_t headings = entry == NO_ID ? 0 : l->in->project->data[entry].sheet.headings;
    struct diag *d =
        headings > 1
            ? diag_add(l->in->sink, E0436, start, "the file has nothing from row %u on", headings)
            : diag_add(l->in->sink, E0436, start, "the file has nothing in it");
    if (entry != NO_ID)
        diag_label(l->in->sink, d, l->in->project->data[entry].span, "named here");
    diag_help(l->in->sink, d, "fill it, or take it out of `data:`");
    lose_entry(l, entry, d);
}

/* Case files are YAML, or JSON if they are called so. */
static enum file_format
format_of(const struct program *p, uint32_t source, const struct source *file)
{
    static const enum file_format plain[] = {FILE_FORMAT_yaml, FILE_FORMAT_json};
    if (source == NO_ID)
        return file_format_of_file(plain, sizeof plain / sizeof *plain, file->name);
    const struct source_map_decl *decl = &p->sources.at[source];
    return file_format_of_file(decl->formats, decl->format_count, file->name);
}

/* Several files may stand in one entry of the project file: one message for all. */
static bool
is_refused_again(struct loading *l, uint32_t entry, struct span at)
{
    const struct data_entry *data = l->in->project->data;
    for (uint32_t i = 0; i < l->in->project->data_count; i++)
        if (l->is_refused[i] &&
            (data[i].sheet.name_at.lo == at.lo || data[i].sheet.headings_at.lo == at.lo))
            return true;
    l->is_refused[entry] = true;
    return false;
}

/* `sheet` and `headings` where the format of the file has no such thing. */
static void
check_choice(struct loading *l, uint32_t entry, enum file_format format, const struct source *file)
{
    const struct sheet_choice *choice = &l->in->project->data[entry].sheet;
    struct str called = file_format_name(format);
    bool has_sheet = choice->name.len && !reader_has_sheets(format);
    bool has_headings = choice->headings && !reader_has_headings(format);
    struct span at = has_sheet ? choice->name_at : choice->headings_at;
    if ((!has_sheet && !has_headings) || is_refused_again(l, entry, at))
        return;
    struct diag *d =
        diag_add(l->in->sink, E0864, at, "'" STR_FMT "' is read as `" STR_FMT "`, which has no %s",
                 STR_ARG(file->name), STR_ARG(called), has_sheet ? "sheets" : "headings");
    diag_help(l->in->sink, d, "remove the key `%s`", has_sheet ? "sheet" : "headings");
}

/* One document after the other, each released before the next. */
static void
read_documents(struct loading *l, uint32_t entry, uint32_t source, const struct source *file)
{
    struct diag **before = l->in->sink->tail;
    struct reader_input in = {.arena = l->in->arena,
                              .sink = l->in->sink,
                              .sources = l->in->sources,
                              .file = file,
                              .keep =
                                  source == NO_ID ? NULL : source_projection(l->sources[source])};
    enum file_format format = format_of(l->in->program, source, file);
    if (entry != NO_ID) {
        in.sheet = l->in->project->data[entry].sheet;
        check_choice(l, entry, format, file);
    }
    struct document_reader *reader = reader_open(format, &in);
    uint32_t count = 0, filled = 0;
    bool ok;
    for (;;) {
        struct tree *root = reader_next(reader, &l->document, &ok);
        if (!root)
            break;
        count++;
        if (root->kind != TREE_NULL) {
            filled++;
            read_document(l, source, root, file);
        }
        arena_release(&l->document);
        if (gave_up(l, source))
            break;
    }
    reader_close(reader);
    if (!ok && *before)
        lose_entry(l, entry, *before);
    if (!ok && count == 0 && entry != NO_ID)
        l->result.file_failed++;
    else if (ok && filled == 0)
        report_empty(l, entry, file);
}

/* ---- files ---- */

/* The file's text, registered; NULL: reported. */
static const struct source *
read_bytes(struct loading *l, const struct data_file *file)
{
    const struct load_input *in = l->in;
    struct host_file bytes = in->host->read(in->host, in->arena, file->path, LIMIT_DATA_FILE_BYTES);
    struct span at = in->project->data[file->entry].span;
    const struct source *source = NULL;
    struct diag *d = NULL;
    if (bytes.status != HOST_OK)
        d = diag_add(in->sink, E0782, at, "'" STR_FMT "' %s", STR_ARG(file->path),
                     host_status_words(bytes.status));
    else if (!(source = source_add(in->sources, file->path, bytes.bytes)))
        d = diag_add(in->sink, E0782, at, "'" STR_FMT "' is too much: a case has at most 4 GiB",
                     STR_ARG(file->path));
    if (!d)
        return source;
    if (bytes.status == HOST_UNREADABLE && bytes.reason.len)
        diag_note(in->sink, d, STR_FMT, STR_ARG(bytes.reason));
    if (bytes.status == HOST_MISSING && l->suggestion_count++ < SUGGESTIONS_MOST)
        file_suggest(in->sink, d, in->host, file->path, in->project->path);
    l->result.file_failed++;
    lose_entry(l, file->entry, d);
    return NULL;
}

/* NO_ID for a plain file; *ok is false if the file is not to be read (and that was reported). */
static uint32_t
source_of_entry(struct loading *l, uint32_t entry, bool *ok)
{
    const struct program *p = l->in->program;
    struct sym name = l->in->project->data[entry].source;
    uint32_t source = name.v ? find_source(p, name) : NO_ID;
    *ok = name.v == 0 || (source != NO_ID && !p->sources.at[source].is_broken);
    if (name.v && *ok && !l->sources[source])
        l->sources[source] =
            source_reader_new(&(struct source_input){.program = p,
                                                     .decl = &p->sources.at[source],
                                                     .builder = l->builder,
                                                     .sink = l->in->sink,
                                                     .arena = l->in->arena,
                                                     .today = l->in->today});
    return source;
}

static void
read_text(struct loading *l, uint32_t entry, uint32_t source, const struct source *text)
{
    l->plain.finding_count = 0;
    l->plain.is_given_up = false;
    read_documents(l, entry, source, text);
}

static void
read_file(struct loading *l, const struct data_file *file)
{
    bool ok;
    uint32_t source = source_of_entry(l, file->entry, &ok);
    if (!ok) {
        l->result.file_failed++;
        return;
    }
    const struct source *text = read_bytes(l, file);
    if (!text)
        return;
    read_text(l, file->entry, source, text);
}

/* ---- entries of `data:` as a whole ---- */

static void
report_unknown_source(struct loading *l, const struct data_entry *e)
{
    const struct program *p = l->in->program;
    struct str name = sym_str(p->texts, e->source);
    struct suggestion s = {.scratch = l->in->arena, .given = name};
    for (uint32_t i = 0; i < p->sources.len; i++)
        suggest(&s, sym_str(p->texts, p->sources.at[i].name));
    struct diag *d = diag_add(l->in->sink, E0460, e->span,
                              "nothing declares a source '" STR_FMT "'", STR_ARG(name));
    if (s.best.len)
        diag_help(l->in->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
    else
        diag_help(l->in->sink, d, "declare it in a rule file: `source " STR_FMT " from yaml { … }`",
                  STR_ARG(name));
    for (entity_id t = 0; t < p->entities.len; t++)
        builder_extent_incomplete(l->builder, t, d);
}

static void
check_sources(struct loading *l)
{
    const struct project *project = l->in->project;
    for (uint32_t i = 0; i < project->data_count; i++) {
        const struct data_entry *e = &project->data[i];
        bool is_first = true;
        for (uint32_t j = 0; j < i; j++)
            is_first &= !sym_eq(project->data[j].source, e->source);
        if (e->source.v && is_first && find_source(l->in->program, e->source) == NO_ID)
            report_unknown_source(l, e);
    }
}

/* Sources with errors read nothing; the errors have been reported with the rules. */
static void
lose_broken_sources(struct loading *l)
{
    const struct program *p = l->in->program;
    for (uint32_t i = 0; i < l->in->project->data_count; i++) {
        struct sym name = l->in->project->data[i].source;
        uint32_t source = name.v ? find_source(p, name) : NO_ID;
        if (source != NO_ID && p->sources.at[source].is_broken)
            source_lost(p, &p->sources.at[source], l->builder, NULL);
    }
}

/* What was read → store, and what becomes of the documents. */
static void
finish(const struct load_input *in, struct builder *b, struct str changed, struct load_result *out)
{
    out->store = builder_freeze(b, in->today);
    out->artefacts = artefacts_verify(&(struct artefact_input){.program = in->program,
                                                               .builder = b,
                                                               .store = out->store,
                                                               .host = in->host,
                                                               .arena = in->arena,
                                                               .memory = in->memory,
                                                               .changed = changed});
    builder_finish(b, in->today);
}

struct load_result
load_changed(const struct load_input *in, const struct staged_case *staged,
             const struct staged_change *change, struct str changed)
{
    struct load_result out = {0};
    finish(in, staged_builder(staged, in->sink, change), changed, &out);
    return out;
}

struct load_result
load_case(const struct load_input *in)
{
    struct loading l = {.in = in, .builder = builder_new(in->program, in->sink)};
    l.plain = (struct case_reader){.program = in->program, .builder = l.builder, .sink = in->sink};
    l.sources = arena_array(in->arena, struct source_reader *, in->program->sources.len);
    l.is_refused = arena_array(in->arena, bool, in->project->data_count);
    struct file_list files = files_find(in->arena, in->sink, in->host, in->project);
    l.result.file_count = files.count;
    for (uint32_t i = 0; i < files.lost_count; i++)
        lose_entry(&l, files.lost[i].entry, files.lost[i].cause);
    check_sources(&l);
    lose_broken_sources(&l);
    for (uint32_t i = 0; i < in->pack_file_count; i++)
        read_text(&l, NO_ID, NO_ID, in->pack_files[i]);
    for (uint32_t i = 0; i < files.count; i++)
        read_file(&l, &files.files[i]);
    for (uint32_t i = 0; i < in->program->sources.len; i++) {
        if (!l.sources[i])
            continue;
        source_finish(l.sources[i], &l.result.unread, &l.result.unread_count);
        source_reader_free(l.sources[i]);
    }
    tailoring_load(in->program, l.builder, in->arena);
    if (in->keeps)
        l.result.staged = builder_keep(l.builder);
    finish(in, l.builder, STR(""), &l.result);
    arena_release(&l.plain.scratch);
    arena_release(&l.document);
    return l.result;
}
