/*
 * Interned names: each distinct text has one number, so names compare as integers.
 *
 * Numbers follow the order of first use and never decide an order that a user
 * sees. Symbol 0 is "no name". The texts live as long as the table's arena.
 */
#ifndef ONUS_LANG_BASE_SYM_H
#define ONUS_LANG_BASE_SYM_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/str.h"

struct sym {
    uint32_t v;
};

#define SYM_NONE ((struct sym){0})

struct sym_table {
    struct arena *arena; /* holds texts and arrays */
    struct str *texts;   /* by symbol */
    uint64_t *slots;     /* open addressing, 0 = free: upper half of the hash, symbol */
    uint32_t len, cap, slot_mask;
};

void sym_table_init(struct sym_table *t, struct arena *a);
/* The same symbols, to go on from on its own; texts that are there already stay where they are. */
void sym_table_copy(struct sym_table *t, struct arena *a, const struct sym_table *from);
struct sym sym_intern(struct sym_table *t, struct str text); /* copies a new text */
/* Like sym_intern, but the caller promises that the bytes outlive the table. */
struct sym sym_intern_stable(struct sym_table *t, struct str text);
struct sym sym_find(const struct sym_table *t, struct str text); /* SYM_NONE if never seen */
struct str sym_str(const struct sym_table *t, struct sym s);

static inline bool
sym_eq(struct sym a, struct sym b)
{
    return a.v == b.v;
}

#endif
