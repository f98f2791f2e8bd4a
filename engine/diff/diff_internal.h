/*
 * What the files of the comparison share. Nobody outside engine/diff includes this.
 *
 *   match.c      which entity of one side is which of the other
 *   elements.c   entities added, removed and changed, field by field
 *   verdicts.c   what becomes of entities, by their views
 *   findings.c   findings and decisions
 *   diff.c       all of it
 */
#ifndef ONUS_ENGINE_DIFF_DIFF_INTERNAL_H
#define ONUS_ENGINE_DIFF_DIFF_INTERNAL_H

#include "engine/diff/diff.h"
#include "lang/base/vec.h"

struct differ {
    struct arena *arena;
    struct diff *out;
    const struct diff_side *a, *b;
    uint32_t *of_a, *of_b; /* by entity of the other side: its number here, or UINT32_MAX */
};

void match_entities(struct differ *d);
void diff_elements(struct differ *d);
void diff_verdicts(struct differ *d);
void diff_findings(struct differ *d);
void diff_decisions(struct differ *d);

/* Name of an entity's type. */
struct str side_type(const struct diff_side *s, struct ent e);

#define CHANGE_ADD(d, list, change)                                                                \
    do {                                                                                           \
        vec_push((d)->arena, (list), (change));                                                    \
        (list)->counts[(list)->at[(list)->len - 1].kind]++;                                        \
    } while (0)

#endif
