/*
 * What the files of findings share. Nobody outside engine/find includes this.
 *
 *   find_rules.c    results of rules → findings
 *   find_diags.c    diagnostics → findings
 *   find_tailor.c   tailoring → deviations
 *   find.c          sort, fingerprints, summary, verdict
 *   fingerprint.c   canonical text → 32 hex digits
 */
#ifndef ONUS_ENGINE_FIND_FIND_INTERNAL_H
#define ONUS_ENGINE_FIND_FIND_INTERNAL_H

#include "engine/find/find.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

/* Where a finding comes from, so that its why can be told once it is known to be among the first. */
struct origin {
    const struct rule_result *result; /* NULL: a diagnostic, or a rule without subjects */
    uint32_t case_index, duty,
        ordinal; /* ordinal: of the failures of that duty; a duty behind the last one: the guard */
    struct ent subject; /* where no case tells: case_index is UINT32_MAX */
};

struct draft {
    struct finding finding;
    struct origin origin;
    const struct source *source; /* of the place, or NULL */
    uint32_t number;             /* in the order of making: the last tie */
};

struct finder {
    const struct find_input *in;
    struct arena *arena;
    struct arena scratch;
    struct arena words; /* what the explainer says; kept parts are copied */
    struct str maps;    /* of the rule at hand */
    struct explainer explainer;
    struct {
        struct draft *at; /* malloc: copied to the report once their number is known */
        uint32_t len, cap;
    } drafts;
    struct report *report;
};

void find_draft(struct finder *f, struct finding finding, struct origin origin);
void find_rules(struct finder *f);
/* Tells the why of a draft that find_rules() made. */
void find_why(struct finder *f, struct draft *d);
void find_diags(struct finder *f);
void find_tailoring(struct finder *f);

#endif
