/*
 * Changes to case files that keep what is there: comments, order and layout. Each is some bytes of a file that become others.
 *
 * Whether a file then says what was meant is for the reader to tell: whoever changes files reads them again before writing.
 */
#ifndef ONUS_ENGINE_LOAD_EDIT_H
#define ONUS_ENGINE_LOAD_EDIT_H

#include "lang/base/source.h"
#include "lang/base/str.h"

/* The bytes [lo, hi) of a file become `text`. */
struct file_edit {
    const struct source *source;
    size_t lo, hi;
    struct str text;
};

/* A value as YAML, on a line of its own and between braces, brackets or quotes. */
struct yaml_words {
    struct str in_lines, in_braces;
};

/* The value of a key that is there, with its quotes. */
struct file_edit edit_replace(const struct source *source, struct span value,
                              struct yaml_words with);
/* A key that stands without a value. False: something else stands there. */
bool edit_fill(struct arena *a, const struct source *source, struct span key, struct str value,
               struct file_edit *out);
/* A new key behind the entry of another one, written like that one. False: not where a plain entry ends. */
bool edit_insert(struct arena *a, const struct source *source, struct span key, struct span value,
                 struct str name, struct yaml_words what, struct file_edit *out);

struct edited_file {
    struct str path, text; /* as it is to be */
};

/* The files that change, by name. Edits at one place stay in their order; they do not overlap. */
struct edited_file *edits_apply(struct arena *a, const struct file_edit *edits, uint32_t count,
                                uint32_t *file_count);

#endif
