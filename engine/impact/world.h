/* A case with a difference, put together and judged. Shared within engine/impact. */
#ifndef ONUS_ENGINE_IMPACT_WORLD_H
#define ONUS_ENGINE_IMPACT_WORLD_H

#include "engine/impact/impact.h"

struct world {
    struct arena arena;
    struct diag_sink diags;
    struct load_result load;
    struct evaluation *evaluation;
    struct diff_side side; /* its report only if it was asked for */
};

/* What is different. Zero is nothing. */
struct difference {
    struct staged_change change;
    struct str changed; /* the path of a document; empty: none */
};

void world_open(struct world *w, const struct impact_case *c, const struct difference *d,
                bool with_report);
void world_close(struct world *w);

#endif
