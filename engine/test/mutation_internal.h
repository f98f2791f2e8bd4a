/*
 * What the files of mutation share. Nobody outside engine/test includes this.
 *
 *   mutation.c       mutants of a pack, by several workers
 *   mutation_seen.c  which tests can see an item
 *   mutation_list.c  the list of equivalent mutants
 */
#ifndef ONUS_ENGINE_TEST_MUTATION_INTERNAL_H
#define ONUS_ENGINE_TEST_MUTATION_INTERNAL_H

#include "engine/test/mutation.h"

/* ---- mutation_seen.c ---- */
void item_seen(struct mutation_run *run, struct mutated_item *item, enum item_kind kind);

/* ---- mutation_list.c ---- */
/* Survivors that the list explains are equivalent; what it says in vain is reported. */
void list_apply(struct mutation_run *run);

#endif
