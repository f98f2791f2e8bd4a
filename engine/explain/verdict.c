/* What the view of an entity says of it (`verdict`): why, and on which facts that rests. */
#include "engine/explain/explain_internal.h"

struct verdict_telling {
    struct explainer *x;
    struct explain_memory memory;
    struct frame frame;
    struct value slots[1];
    const struct ir *ir;
};

static void
telling_open(struct verdict_telling *t, struct explainer *x, const struct view_use *view,
             struct ent e)
{
    *t = (struct verdict_telling){.x = x, .memory = {.steps = TREE_STEPS}, .ir = view->verdict};
    t->memory.calls = mem_alloc(sizeof *t->memory.calls, TREE_CALLS);
    t->slots[0] = (struct value){.kind = VALUE_CELL, .cell = e.v};
    t->frame = (struct frame){.values = t->slots};
    x->memory = &t->memory;
    x->is_full = true;
}

static void
telling_close(struct verdict_telling *t)
{
    t->x->memory = NULL;
    t->x->is_full = false;
    mem_free(t->memory.calls);
}

/* The proof as a tree; of a condition that of its being true or false. */
static struct reason *
tell(struct verdict_telling *t)
{
    struct reason *root = why_new(t->x, STR(""), SPAN_NONE);
    prove_value(t->x, &t->frame, t->ir, root, 0);
    return root;
}

/* ---- lines ---- */

static void
fact_lines(struct explainer *x, const struct reason *w, struct failure *out)
{
    for (const struct reason *part = w->first; part; part = part->next) {
        if (part->kind == REASON_FACT && out->why_count < LIMIT_WHY_LINES)
            why_lines(x, part, out);
        fact_lines(x, part, out);
    }
}

struct str *
explain_verdict(struct explainer *x, const struct view_use *view, struct ent e, uint32_t *count)
{
    struct verdict_telling t;
    struct failure out = {.at = {.span = SPAN_NONE}};
    struct arena_mark mark = arena_mark(x->scratch);
    telling_open(&t, x, view, e);
    struct value v = why_value(x, &t.frame, t.ir);
    if (v.kind == VALUE_UNKNOWN)
        why_lines(x, why_unknown(x, &t.frame, t.ir, 0), &out);
    else if (t.ir->type.kind == TYPE_BOOL && v.kind == VALUE_CELL && !v.cell)
        why_lines(x, why_not(x, &t.frame, t.ir, 0), &out);
    else
        fact_lines(x, tell(&t), &out);
    telling_close(&t);
    arena_rewind(x->scratch, mark);
    *count = out.why_count;
    return out.why;
}

/* ---- facts ---- */

/* A reason that is named again is told where it was given first. False: something is left out. */
static bool
tell_facts(const struct reason *w, explain_fact_fn *tell_one, void *context)
{
    bool is_whole = w->kind != REASON_MORE;
    if (w->kind == REASON_FACT)
        tell_one(context, &w->fact);
    for (const struct reason *part = w->same ? NULL : w->first; part; part = part->next)
        is_whole &= tell_facts(part, tell_one, context);
    return is_whole;
}

bool
explain_verdict_facts(struct explainer *x, const struct view_use *view, struct ent e,
                      explain_fact_fn *tell_one, void *context)
{
    struct verdict_telling t;
    struct arena_mark mark = arena_mark(x->scratch);
    telling_open(&t, x, view, e);
    x->is_whole = true;
    bool is_whole = tell_facts(tell(&t), tell_one, context);
    telling_close(&t);
    x->is_whole = false;
    arena_rewind(x->scratch, mark);
    return is_whole;
}
