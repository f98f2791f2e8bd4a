/* The element that is meant, and the difference it makes. Shared within engine/impact. */
#ifndef ONUS_ENGINE_IMPACT_TARGET_H
#define ONUS_ENGINE_IMPACT_TARGET_H

#include "engine/impact/impact.h"

/* ENT_NONE: mistake, and perhaps help. */
struct ent target_find(struct arena *a, const struct impact_case *c, struct str id,
                       struct str *mistake, struct str *help);
/* Its handle among what was read, or ENT_NONE.v. */
uint32_t target_handle(const struct impact_case *c, struct ent e);

#endif
