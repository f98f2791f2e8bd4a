/*
 * Words for values that do not have the shape that is expected of them, the same wherever a tree is read.
 */
#ifndef ONUS_ENGINE_LOAD_SHAPE_H
#define ONUS_ENGINE_LOAD_SHAPE_H

#include "engine/load/tree.h"

/* Where to point for an entry's value: the value, or its key where nothing is written. */
struct span shape_place(const struct tree_entry *e);

/* "`key` is a list here, expected a text". Silent (NULL) for what is broken: that has been reported. */
struct diag *shape_expected(struct diag_sink *sink, enum diag_code code, struct span at,
                            struct str key, const struct tree *value, const char *expected);

/* "'titel' is no key of …", with the fix where `meant` is not empty. */
struct diag *shape_unknown_key(struct diag_sink *sink, enum diag_code code,
                               const struct tree_entry *e, const char *where, struct str meant);

/* At most 60 characters of a user's text, for messages; no line ends. */
struct str shape_shown(struct arena *a, struct str text);

#endif
