/* Findings by fingerprint; decisions by criterion and subject. */
#include <stdlib.h>

#include "engine/diff/diff_internal.h"

/* ---- findings ---- */

static int
by_print(const void *a, const void *b)
{
    const struct finding *const *x = a, *const *y = b;
    return str_cmp((*x)->fingerprint, (*y)->fingerprint);
}

static const struct finding **
findings_sorted(struct arena *a, const struct report *r)
{
    const struct finding **all = arena_array(a, const struct finding *, r->finding_count + 1);
    for (uint32_t i = 0; i < r->finding_count; i++)
        all[i] = &r->findings[i];
    if (r->finding_count > 1)
        qsort(all, r->finding_count, sizeof *all, by_print);
    return all;
}

static const struct finding *
finding_like(const struct finding **all, uint32_t count, const struct finding *f)
{
    const struct finding **found = count ? bsearch(&f, all, count, sizeof *all, by_print) : NULL;
    return found ? *found : NULL;
}

void
diff_findings(struct differ *d)
{
    const struct report *a = d->a->report, *b = d->b->report;
    struct arena scratch = {0};
    const struct finding **of_a = findings_sorted(&scratch, a),
                         **of_b = findings_sorted(&scratch, b);
    for (uint32_t i = 0; i < b->finding_count; i++) {
        struct finding_change change = {CHANGE_ADDED, NULL, &b->findings[i]};
        if (!finding_like(of_a, a->finding_count, change.after))
            CHANGE_ADD(d, &d->out->findings, change);
    }
    for (uint32_t i = 0; i < b->finding_count; i++) {
        struct finding_change change = {CHANGE_CHANGED, NULL, &b->findings[i]};
        change.before = finding_like(of_a, a->finding_count, change.after);
        if (change.before && (change.before->severity != change.after->severity ||
                              !str_eq(change.before->status, change.after->status)))
            CHANGE_ADD(d, &d->out->findings, change);
    }
    for (uint32_t i = 0; i < a->finding_count; i++) {
        struct finding_change change = {CHANGE_REMOVED, &a->findings[i], NULL};
        if (!finding_like(of_b, b->finding_count, change.before))
            CHANGE_ADD(d, &d->out->findings, change);
    }
    arena_release(&scratch);
}

/* ---- decisions ---- */

static int
by_subject(const void *a, const void *b)
{
    const struct decision_line *x = *(const struct decision_line *const *)a,
                               *y = *(const struct decision_line *const *)b;
    int order = str_cmp(x->rule, y->rule);
    order = order ? order : str_cmp(x->type, y->type);
    return order ? order : str_cmp(x->subject, y->subject);
}

static const struct decision_line **
decisions_sorted(struct arena *a, const struct report *r)
{
    const struct decision_line **all =
        arena_array(a, const struct decision_line *, r->decision_count + 1);
    for (uint32_t i = 0; i < r->decision_count; i++)
        all[i] = &r->decisions[i];
    if (r->decision_count > 1)
        qsort(all, r->decision_count, sizeof *all, by_subject);
    return all;
}

static const struct decision_line *
decision_like(const struct decision_line **all, uint32_t count, const struct decision_line *l)
{
    const struct decision_line **found =
        count ? bsearch(&l, all, count, sizeof *all, by_subject) : NULL;
    return found ? *found : NULL;
}

static void
add_decision(struct differ *d, const struct decision_line *before,
             const struct decision_line *after)
{
    const struct decision_line *l = after ? after : before;
    struct decision_change change = {.kind = !before  ? CHANGE_ADDED
                                             : !after ? CHANGE_REMOVED
                                                      : CHANGE_CHANGED,
                                     .rule = l->rule,
                                     .criterion = l->criterion,
                                     .type = l->type,
                                     .id = l->subject,
                                     .before = before ? before->decision : STR(""),
                                     .after = after ? after->decision : STR(""),
                                     .at = l->span};
    if (!before || !after || !str_eq(before->decision, after->decision))
        CHANGE_ADD(d, &d->out->decisions, change);
}

void
diff_decisions(struct differ *d)
{
    const struct report *a = d->a->report, *b = d->b->report;
    struct arena scratch = {0};
    const struct decision_line **of_a = decisions_sorted(&scratch, a),
                               **of_b = decisions_sorted(&scratch, b);
    for (uint32_t i = 0; i < b->decision_count; i++)
        add_decision(d, decision_like(of_a, a->decision_count, &b->decisions[i]), &b->decisions[i]);
    for (uint32_t i = 0; i < a->decision_count; i++)
        if (!decision_like(of_b, b->decision_count, &a->decisions[i]))
            add_decision(d, &a->decisions[i], NULL);
    arena_release(&scratch);
}
