/*
 * Case files as they are laid out: where something can be added to them so that all else stays as it is.
 *
 * A place is only offered where it is plain what stands there: not through an alias, not in an anchored or tagged value. Shared
 * within engine/instantiate.
 */
#ifndef ONUS_ENGINE_INSTANTIATE_LAYOUT_H
#define ONUS_ENGINE_INSTANTIATE_LAYOUT_H

#include "engine/export/export.h"
#include "engine/load/edit.h"
#include "engine/load/tree.h"
#include "lang/base/vec.h"

typedef VEC(struct file_edit) file_edit_vec;

/* One case file, read again for its places. */
struct layout {
    struct arena *arena;
    const struct source *source;
    VEC(struct tree *) documents;
    bool is_yaml; /* else it cannot be added to */
    const char *line_end;
};

struct layout *layout_read(struct arena *a, const struct source *source);

/* The fields of the entity whose id stands there; NULL: not found. *entry: where its entry begins. */
const struct tree *layout_entity(const struct layout *l, struct span id, size_t *entry);

/* Whether the text is written at that key already, whether it means anything or not. */
bool layout_says(const struct tree *fields, struct str key, struct str text);
/* More members for a field of an entity that has this one to stand behind, or its value. False: not to be done here. */
bool layout_add(const struct layout *l, const struct tree *fields, struct str behind,
                struct str key, const struct doc_node *value, struct file_edit *out);

/* A remark on a line of its own above the entry. False: it begins within a line. */
bool layout_remark(const struct layout *l, size_t entry, struct str remark, struct file_edit *out);
/* The line above the entry that begins with that remark, or one of the remarks above it; false: none. */
bool layout_find_remark(const struct layout *l, size_t entry, struct str remark,
                        struct file_edit *without);

/* More entries for a collection: behind its last one, else at the end of the file, if need be as another document. */
struct file_edit layout_append(const struct layout *l, struct str collection,
                               const struct doc_node *entries);
/* The same as a file of its own. */
struct str layout_new_file(struct arena *a, const struct doc_node *root);
/* A single value, or a list, on one line. */
struct str layout_inline(struct arena *a, const struct doc_node *value);

#endif
