/* What the files of this folder share. Nobody outside engine/query includes this. */
#ifndef ONUS_ENGINE_QUERY_QUERY_INTERNAL_H
#define ONUS_ENGINE_QUERY_QUERY_INTERNAL_H

#include "engine/query/query.h"

/* The value of a field that has at most one on e; missing where the type of e has none called so. */
struct value answer_field(struct store *s, struct ent e, field_id f);

/* order.c: rows by their first `columns` columns. */
void answer_sort_rows(struct answer *a, uint32_t columns);

/* cause.c: what of all that the question reads did not load. */
void answer_causes(struct answer *a, struct arena *arena, struct store *store);

#endif
