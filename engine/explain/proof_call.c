/* Proofs of what a definition says, or denies; of recursive ones without going in a circle. */
#include "engine/explain/explain_internal.h"

static uint32_t
call_hash(const struct define *d, define_id define, const struct value *args, uint32_t kind)
{
    uint64_t hash = (uint64_t)define * 8 + kind;
    for (uint32_t i = 0; i < d->param_count; i++)
        hash = (hash ^ args[i].cell) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(hash >> 40) & (TREE_CALLS - 1);
}

struct told_call *
call_told(struct explainer *x, const struct ir *call, const struct value *args, uint32_t kind)
{
    define_id define = call->call.define;
    const struct define *d = &x->program->defines.at[define];
    for (uint32_t i = 0; i < d->param_count; i++)
        if (args[i].kind != VALUE_CELL)
            return NULL;
    uint32_t i = call_hash(d, define, args, kind);
    for (; x->memory->calls[i].reason; i = (i + 1) & (TREE_CALLS - 1)) {
        const struct told_call *c = &x->memory->calls[i];
        bool is_it = c->define == define && c->kind == kind;
        for (uint32_t k = 0; k < d->param_count && is_it; k++)
            is_it = c->args[k].cell == args[k].cell;
        if (is_it)
            return &x->memory->calls[i];
    }
    if (x->memory->call_count >= TREE_CALLS / 2)
        return NULL;
    x->memory->calls[i] = (struct told_call){NULL, define, args, kind};
    return &x->memory->calls[i];
}

/* What the arguments rest on, as far as they are more than variables. */
static void
prove_args(struct explainer *x, struct frame *f, const struct ir *call, struct reason *out,
           uint32_t depth)
{
    for (uint32_t i = 0; i < call->call.args.len; i++)
        if (call->call.args.at[i]->kind != IR_VAR || why_let(f, call->call.args.at[i]->slot))
            prove_value(x, f, call->call.args.at[i], out, depth + 1);
}

/* A definition holds of nothing that is missing. */
static bool
lacks_argument(const struct define *d, const struct value *args)
{
    for (uint32_t i = 0; i < d->param_count; i++)
        if (args[i].kind == VALUE_MISSING && d->slots[i].type.card != CARD_OPTIONAL)
            return true;
    return false;
}

static bool
prove_body(struct explainer *x, struct frame *f, const struct ir *call, struct frame *inner,
           enum truth t, struct reason *w, uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    if (d->is_recursive && t == TRUE_) {
        uint32_t level = evaluation_level(x->evaluation, call->call.define, inner->values);
        if (f->is_leveled && f->component == d->component && level >= f->level)
            return false;
        inner->is_leveled = true;
        inner->component = d->component;
        inner->level = level;
    }
    return prove(x, inner, d->body, w, depth + 1);
}

/* Told before: named again; where it is shown is decided once the whole tree stands. */
static struct reason *
again(struct explainer *x, struct reason *before)
{
    struct reason *w = why_new(x, before->text, SPAN_NONE);
    w->kind = REASON_DEFINITION;
    w->truth = TRUE_;
    w->same = before;
    w->height = before->height;
    return w;
}

bool
prove_call(struct explainer *x, struct frame *f, const struct ir *call, struct reason *out,
           uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    enum truth t = why_truth(x, f, call);
    struct frame inner = why_enter(x, f, call);
    struct reason *w = why_new(x, why_said(x, call, inner.values, t == TRUE_), SPAN_NONE);
    w->kind = REASON_DEFINITION;
    w->truth = TRUE_;
    if (lacks_argument(d, inner.values)) {
        prove_args(x, f, call, w, depth);
        why_add(out, w);
        return true;
    }
    struct told_call *kept = call_told(x, call, inner.values, t);
    bool in_circle = d->is_recursive && t == TRUE_ && f->is_leveled &&
                     f->component == d->component &&
                     evaluation_level(x->evaluation, call->call.define, inner.values) >= f->level;
    if (in_circle)
        return false;
    prove_args(x, f, call, out, depth);
    if (kept && kept->reason) {
        why_add(out, again(x, kept->reason));
        return true;
    }
    if (kept) {
        kept->reason = w;
        x->memory->call_count++;
    }
    if (!prove_body(x, f, call, &inner, t, w, depth))
        return false;
    why_add(out, w);
    return true;
}
