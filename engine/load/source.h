/*
 * Foreign documents through a `source` of the rules (language.md §3.1): one reader for each source, over all its files.
 *
 * Each `for`, `require`, id and value that does not hold is reported at the node's place; keys that no clause reads are
 * counted by path. What a document could have given and did not is incomplete.
 */
#ifndef ONUS_ENGINE_LOAD_SOURCE_H
#define ONUS_ENGINE_LOAD_SOURCE_H

#include "engine/load/load.h"
#include "engine/load/projection.h"
#include "engine/load/tree.h"
#include "engine/store/store.h"

struct source_reader;

struct source_input {
    const struct program *program;
    const struct source_map_decl *decl;
    struct builder *builder;
    struct diag_sink *sink;
    struct arena *arena; /* results: unread keys */
    int32_t today;
};

struct source_reader *source_reader_new(const struct source_input *in);
/* What of a document it asks for. */
struct projection *source_projection(const struct source_reader *r);
/* One document of a file. A file's documents come one after the other. `root` may be broken, but not NULL. */
void source_read(struct source_reader *r, struct tree *root, const struct source *file);
bool source_gave_up(
    const struct source_reader *r); /* too many findings in this file: leave the rest of it out */
/* All files are read: `for`s that never matched, unread keys (appended to *unread). */
void source_finish(struct source_reader *r, struct unread_key **unread, uint32_t *unread_count);
void source_reader_free(struct source_reader *r);

/* A file of this source did not load: the extents that it feeds are incomplete. */
void source_lost(const struct program *p, const struct source_map_decl *decl, struct builder *b,
                 const struct diag *cause);

#endif
