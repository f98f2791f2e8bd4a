/* The tuples of a rule's variables, chunk by chunk: those for which no guard is false. */
#include "engine/eval/internal.h"

struct level {
    const struct case_walk *walk;
    uint32_t variable;             /* the one being expanded */
    const uint64_t *guard_unknown; /* by row of the frame expanded */
};

static void expand_variable(const struct case_walk *w, uint32_t variable, struct frame *f,
                            const uint64_t *guard_unknown);

static void
variable_visit(void *context, const struct visit *v)
{
    const struct level *l = context;
    const uint64_t *unknown = v->where_unknown;
    if (l->guard_unknown) {
        uint64_t *joined = bits_copy(v->frame->arena, v->where_unknown, v->frame->count);
        for (uint32_t i = 0; i < v->frame->count; i++)
            bit_or(joined, i, bit_get(l->guard_unknown, v->rows[i]));
        unknown = joined;
    }
    expand_variable(l->walk, l->variable + 1, v->frame, unknown);
}

static void
expand_variable(const struct case_walk *w, uint32_t variable, struct frame *f,
                const uint64_t *guard_unknown)
{
    const struct rule *rule = w->rule;
    if (variable == rule->each.len) {
        w->cases(w->context, f, guard_unknown);
        return;
    }
    struct level l = {w, variable, guard_unknown};
    struct expansion x = {
        .frame = f, .keeps_unknown = true, .visit = variable_visit, .context = &l};
    expand(&x, &rule->each.at[variable]);
    if (!x.incomplete)
        return;
    struct values subjects = frame_slot(f, rule->each.at[0].slot).values;
    for (uint32_t i = 0; i < f->count; i++)
        if (bit_get(x.incomplete, i))
            w->doubt(w->context, (uint32_t)subjects.cells[i]);
}

/* A chunk of subjects. */
static void
subjects_visit(void *context, struct frame *f, uint32_t first)
{
    (void)first;
    const struct case_walk *w = context;
    const struct ir *where = w->rule->each.at[0].where;
    if (!where) {
        expand_variable(w, 1, f, NULL);
        return;
    }
    struct condition guard = eval_condition(f, where);
    uint64_t *keep = bits_copy(f->arena, guard.is_true, f->count);
    bits_or(keep, guard.unknown, f->count);
    uint32_t kept = bits_count(keep, f->count);
    if (kept == f->count) {
        expand_variable(w, 1, f, guard.unknown);
    } else if (kept) {
        struct frame part;
        frame_select(&part, f, keep);
        expand_variable(w, 1, &part,
                        bits_gather(part.arena, guard.unknown, part.origin, part.count));
        frame_close(&part);
    }
}

void
walk_cases(struct case_walk *w)
{
    const struct ir_each *first = &w->rule->each.at[0];
    extent_visit(w->ev, &w->ev->root, first->set->id, first->slot, subjects_visit, w);
}
