/*
 * Keys that a mapping gives twice: readers differ in which of the two they keep, so nobody may rely on either.
 */
#ifndef ONUS_ENGINE_LOAD_KEYS_H
#define ONUS_ENGINE_LOAD_KEYS_H

#include "engine/load/tree.h"

/* Zero-initialise; may look at any number of mappings. */
struct key_finder {
    uint32_t *slots; /* hash table: index + 1 of an entry, 0: free */
    uint32_t cap;
};

typedef void key_twice_fn(void *context, struct tree_entry *first, struct tree_entry *second);

/* Calls `twice` for each entry whose key an earlier one has, with the first that has it. Linear in the number of entries. */
void keys_find_twice(struct key_finder *f, const struct tree *map, key_twice_fn *twice,
                     void *context);
void keys_finish(struct key_finder *f);

/* The message at the second of them; what depends on their values is for the reader to say. */
struct diag *keys_report_twice(struct diag_sink *sink, const struct tree_entry *first,
                               const struct tree_entry *second);

#endif
