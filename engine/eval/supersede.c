/*
 * `after`: a subject that violates a rule is left to that rule by those that come after it, so that one cause
 * gives one finding.
 *
 * A chain passes it on: what is superseded was not judged, so what comes after that cannot be judged either.
 * Rules that are not due, disabled, exempted or satisfied on a subject supersede nothing there.
 */
#include "engine/eval/internal.h"

static const struct rule_result *
result_of(const struct evaluation *ev, struct sym code)
{
    for (uint32_t i = 0; i < ev->result_count; i++)
        if (sym_eq(ev->results[i].rule->code, code))
            return &ev->results[i];
    return NULL;
}

static bool
is_lost(const struct rule_result *before, uint32_t subject)
{
    if (subject < before->subjects.lo || subject >= before->subjects.hi)
        return false;
    uint8_t status = before->status[subject - before->subjects.lo];
    return status == SUBJECT_VIOLATED || status == SUBJECT_SUPERSEDED;
}

static bool
can_be_left(uint8_t status)
{
    return status == SUBJECT_SATISFIED || status == SUBJECT_INDETERMINATE ||
           status == SUBJECT_VIOLATED;
}

/* Subjects that one rule leaves to another. */
static bool
leave(struct rule_result *r, const struct rule_result *before)
{
    bool any = false;
    for (uint32_t e = r->subjects.lo; e < r->subjects.hi; e++) {
        uint8_t *status = &r->status[e - r->subjects.lo];
        if (!can_be_left(*status) || !is_lost(before, e))
            continue;
        r->counts[*status]--;
        *status = SUBJECT_SUPERSEDED;
        r->counts[*status]++;
        any = true;
    }
    return any;
}

/* Superseded subjects only get more, and `after` has no circles: as many rounds as the longest chain. */
void
supersede(struct evaluation *ev)
{
    bool any = true;
    while (any) {
        any = false;
        for (uint32_t i = 0; i < ev->result_count; i++) {
            struct rule_result *r = &ev->results[i];
            for (uint32_t k = 0; r->is_due && k < r->rule->after_count; k++) {
                const struct rule_result *before = result_of(ev, r->rule->after[k]);
                if (before && before->is_due)
                    any |= leave(r, before);
            }
        }
    }
}
