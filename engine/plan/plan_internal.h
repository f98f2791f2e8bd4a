/*
 * What the files of the planner share. Nobody outside engine/plan includes this.
 *
 *   pointer_map.c  notes by the address of what they are about
 *   plan_walk.c    what each expression reads and costs
 *   plan_join.c    equalities that save a product
 *   plan.c         strata, strategies, the whole program
 *   plan_dump.c    the plan as text
 */
#ifndef ONUS_ENGINE_PLAN_PLAN_INTERNAL_H
#define ONUS_ENGINE_PLAN_PLAN_INTERNAL_H

#include "engine/plan/plan.h"

void pointer_map_put(struct pointer_map *m, struct arena *a, const void *key, uint32_t value);
uint32_t pointer_map_get(const struct pointer_map *m, const void *key); /* NO_ID: not there */

/* The rule or definition whose expressions are being noted. */
struct plan_scope {
    struct plan *plan;
    const struct slot *slots;
    uint32_t slot_count;
    uint32_t component; /* of the recursive definition, or NO_ID */
};

/* Notes an expression and all of its parts; returns its id. NULL: NO_ID. */
uint32_t walk(struct plan_scope *s, const struct ir *ir);
/* Notes a variable whose set, where and body are noted already. body: what must hold besides where, or NULL. */
void walk_each(struct plan_scope *s, const struct ir_each *each, const struct ir *body);
slot_mask free_of(const struct plan *plan, const struct ir *ir); /* noted; NULL: none */
void find_joins(const struct plan *plan, struct plan_each *out, const struct ir *condition);

#endif
