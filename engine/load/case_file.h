/*
 * Plain case files: a document of collections → entities and their values, in a builder.
 *
 * A top-level key names a collection; a collection is a list of mappings with `id`, or a mapping from id to fields. What does
 * not fit the model is reported at its place with type and subject and becomes incomplete; the rest is added. References
 * and values are judged by the builder. See docs/reference/case-files.md.
 */
#ifndef ONUS_ENGINE_LOAD_CASE_FILE_H
#define ONUS_ENGINE_LOAD_CASE_FILE_H

#include "engine/load/tree.h"
#include "engine/store/store.h"

struct case_reader {
    const struct program *program;
    struct builder *builder;
    struct diag_sink *sink;
    struct arena scratch;   /* released by the owner */
    uint32_t finding_count; /* of this file: set to 0 for the next */
    bool is_given_up;       /* too many; the rest of the file is to be left out */
};

/* `root` may be broken, but not NULL. */
void case_read_document(struct case_reader *r, struct tree *root);

/* A case file did not load, or not all of it: every extent that case files feed is incomplete. */
void case_file_lost(const struct program *p, struct builder *b, const struct diag *cause);

#endif
