/*
 * What of a document the clauses of a source can reach, so that readers keep that and let the rest pass by.
 *
 * Computed from the typed statements alone, before any file is read (document projection: Marian and Siméon, "Projecting
 * XML documents", VLDB 2003). It errs on the side of keeping: what a value is used for beyond hops keeps all below it. Keys
 * of mappings and places of lists are always kept; only values that nobody can reach are left out, as nodes of kind
 * TREE_PASSED.
 *
 * A reader walks down with it: each step gives the projection of what is below, or NULL where nothing is reached.
 * Steps are remembered in the projection itself, so one thread at a time uses it.
 */
#ifndef ONUS_ENGINE_LOAD_PROJECTION_H
#define ONUS_ENGINE_LOAD_PROJECTION_H

#include "lang/program.h"

struct projection;

/* Of one source, in `a`, which must outlive it. */
struct projection *projection_of(struct arena *a, const struct program *p,
                                 const struct source_map_decl *decl);
/* Everything, for documents that are kept whole. */
struct projection *projection_whole(struct arena *a);
bool projection_is_whole(const struct projection *p);

struct projection *projection_key(struct projection *p, struct str key); /* a value of a mapping */
struct projection *projection_item(struct projection *p);                /* an item of a list */
/* One of the elements of one name: reached as an item of theirs, or through their name alone. */
struct projection *projection_element(struct projection *p);

#endif
