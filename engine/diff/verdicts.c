/* What becomes of entities, by the verdicts that their views name. */
#include <stdlib.h>

#include "engine/diff/diff_internal.h"

static const struct entity_verdict none;

static const struct entity_verdict *
verdict_of(const struct diff_side *s, uint32_t e)
{
    return e == UINT32_MAX ? &none : &s->verdicts[e];
}

/* Only one scale, in one order, says what is better; unknown is worse than all of it. */
static int
direction_of(const struct differ *d, const struct entity_verdict *a, const struct entity_verdict *b)
{
    struct type of_a = a->view->verdict->type, of_b = b->view->verdict->type;
    if (a->is_unknown || b->is_unknown)
        return a->is_unknown - b->is_unknown;
    if (of_a.kind != of_b.kind || a->cell == b->cell)
        return 0;
    bool is_scale = of_a.kind == TYPE_ENUM && d->a->program->enums.at[of_a.of].is_scale &&
                    d->b->program->enums.at[of_b.of].is_scale;
    if (of_a.kind != TYPE_BOOL && !is_scale)
        return 0;
    return b->cell > a->cell ? 1 : -1;
}

static void
compare_verdicts(struct differ *d, uint32_t a, uint32_t b)
{
    const struct entity_verdict *before = verdict_of(d->a, a), *after = verdict_of(d->b, b);
    if (str_eq(before->word, after->word))
        return;
    const struct diff_side *s = b == UINT32_MAX ? d->a : d->b;
    struct ent e = {b == UINT32_MAX ? a : b};
    struct verdict_change change = {.type = side_type(s, e),
                                    .id = store_id(s->store, e),
                                    .label = entity_label(s->program, s->store, e),
                                    .before = before->word,
                                    .after = after->word,
                                    .of_a = {a},
                                    .of_b = {b},
                                    .at = store_span(s->store, e)};
    change.kind = !before->view ? CHANGE_ADDED : !after->view ? CHANGE_REMOVED : CHANGE_CHANGED;
    if (change.kind == CHANGE_CHANGED)
        change.direction = direction_of(d, before, after);
    CHANGE_ADD(d, &d->out->verdicts, change);
}

/* Claims that fell, then those that changed in no order, that rose, that came and that went. */
static int
by_weight(const void *left, const void *right)
{
    const struct verdict_change *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->direction != b->direction)
        return a->direction < b->direction ? -1 : 1;
    if (a->of_b.v != b->of_b.v)
        return a->of_b.v < b->of_b.v ? -1 : 1;
    return (a->of_a.v > b->of_a.v) - (a->of_a.v < b->of_a.v);
}

void
diff_verdicts(struct differ *d)
{
    uint32_t count_a = store_count(d->a->store), count_b = store_count(d->b->store);
    for (uint32_t e = 0; e < count_b; e++)
        compare_verdicts(d, d->of_a[e], e);
    for (uint32_t e = 0; e < count_a; e++)
        if (d->of_b[e] == UINT32_MAX)
            compare_verdicts(d, e, UINT32_MAX);
    if (d->out->verdicts.len > 1)
        qsort(d->out->verdicts.at, d->out->verdicts.len, sizeof *d->out->verdicts.at, by_weight);
}
