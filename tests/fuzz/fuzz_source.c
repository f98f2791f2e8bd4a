/*
 * Files of other tools through the sources of the library.
 *
 * The first line names a source and a file, "gemara osps.yaml"; the rest is the file. Read with all of the document kept and with
 * only what the source can reach, it gives the same store: the projection forgets nothing that matters. (Mistakes within what
 * is passed by are not met, so there may be fewer of them, never more.)
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/load/reader.h"
#include "engine/load/source.h"
#include "engine/session.h"

struct input {
    const struct program *program;
    const struct source_map_decl *decl;
    struct str name, text;
};

static const struct source_map_decl *
find_source(const struct program *p, struct str name)
{
    for (uint32_t i = 0; i < p->sources.len; i++)
        if (str_eq(sym_str(p->texts, p->sources.at[i].name), name))
            return &p->sources.at[i];
    return NULL;
}

/* The store that the file gives, as text, and how many mistakes were found. */
static struct str
read_file(struct arena *a, const struct input *in, bool keeps_whole, uint32_t *error_count)
{
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    struct builder *builder = builder_new(in->program, &sink);
    struct source_reader *source = source_reader_new(&(struct source_input){
        .program = in->program, .decl = in->decl, .builder = builder, .sink = &sink, .arena = a});
    const struct source *file = source_add(&sources, in->name, in->text);
    struct reader_input reading = {.arena = a,
                                   .sink = &sink,
                                   .sources = &sources,
                                   .file = file,
                                   .keep = keeps_whole ? NULL : source_projection(source)};
    struct document_reader *reader = reader_open(
        file_format_of_file(in->decl->formats, in->decl->format_count, in->name), &reading);
    struct arena document = {0};
    struct unread_key *unread = NULL;
    uint32_t unread_count = 0;
    bool ok;
    for (struct tree *root; (root = reader_next(reader, &document, &ok));) {
        if (root->kind != TREE_NULL)
            source_read(source, root, file);
        arena_release(&document);
    }
    reader_close(reader);
    source_finish(source, &unread, &unread_count);
    source_reader_free(source);
    struct store *store = builder_finish(builder, 20605);
    struct text_buf out = {.arena = a};
    store_dump(store, &out);
    store_free(store);
    arena_release(&document);
    *error_count = sink.error_count;
    return text_str(&out);
}

static void
compare(const struct input *in)
{
    struct arena a = {0};
    uint32_t errors_of_all, errors;
    struct str all = read_file(&a, in, true, &errors_of_all);
    struct str kept = read_file(&a, in, false, &errors);
    if (errors > errors_of_all || (errors == errors_of_all && !str_eq(all, kept))) {
        fprintf(stderr, STR_FMT "\n%.*s\n", STR_ARG(all), STR_ARG(kept));
        abort();
    }
    arena_release(&a);
}

/* The library's sources, compiled for the first input and kept for all that follow. */
static const struct program *
library(void)
{
    static struct host_memory_file project;
    static struct host_memory memory = {.files = &project, .count = 1, .today = 20605};
    static struct host host;
    static struct session s;
    if (s.program)
        return s.program;
    project = (struct host_memory_file){
        .path = STR("onus.yaml"),
        .text = STR("onus: 1\ncase: F\npacks: [ingest]\ndata: []\nphase: release\n")};
    host_memory_init(&host, &memory);
    session_init(&s, &host, (struct session_options){0});
    session_project(&s, STR("onus.yaml"));
    session_compile(&s);
    return s.program;
}

void
fuzz_one(const char *bytes, size_t size)
{
    struct str all = {bytes, size};
    size_t end = str_find(all, STR("\n"), 0), blank = str_find(all, STR(" "), 0);
    if (end == SIZE_MAX || blank == SIZE_MAX || blank > end)
        return;
    const struct program *p = library();
    struct input in = {.program = p,
                       .decl = find_source(p, str_slice(all, 0, blank)),
                       .name = str_slice(all, blank + 1, end),
                       .text = str_slice(all, end + 1, size)};
    if (in.decl && !in.decl->is_broken)
        compare(&in);
}
