/*
 * x.+f and x.*f: walks along the links, or, where the question allows it, one propagation against them.
 */
#include "engine/eval/graph.h"

/* ---- the set itself, row by row ---- */

struct walk {
    struct evaluation *ev;
    const struct graph *g;
    struct set_builder *out;
    VEC(uint32_t) work;
};

static void
visit(struct walk *w, uint32_t e)
{
    if (w->ev->stamps[e] == w->ev->stamp)
        return;
    w->ev->stamps[e] = w->ev->stamp;
    set_builder_add(w->out, e);
    vec_push(w->out->arena, &w->work, e);
}

static uint64_t
follow(struct walk *w, uint32_t e)
{
    const struct graph *g = w->g;
    if (bit_get(g->incomplete, e))
        set_builder_incomplete(w->out);
    for (uint32_t i = g->offsets[e]; i < g->offsets[e + 1]; i++)
        visit(w, g->targets[i]);
    return 1 + g->offsets[e + 1] - g->offsets[e];
}

static void
next_stamp(struct evaluation *ev)
{
    uint32_t n = store_count(ev->store);
    if (!ev->stamps)
        ev->stamps = arena_array(ev->arena, uint32_t, n);
    if (++ev->stamp)
        return;
    for (uint32_t e = 0; e < n; e++)
        ev->stamps[e] = 0;
    ev->stamp = 1;
}

/* The closure of some entities, as the open row; false: over the limit. */
static bool
walk_from(struct walk *w, const struct ir *ir, struct run starts)
{
    uint64_t steps = 1;
    next_stamp(w->ev);
    w->work.len = 0;
    for (uint32_t i = 0; i < starts.count; i++) {
        if (ir->closure.reflexive)
            visit(w, (uint32_t)starts.at[i]);
        else
            steps += follow(w, (uint32_t)starts.at[i]);
    }
    while (w->work.len)
        steps += follow(w, w->work.at[--w->work.len]);
    return spend(w->ev, ir, steps) && w->out->members.len < MEMBERS_MAX;
}

/* Where the rows start, whether from one entity or from several. */
static struct sets
starts_of(struct frame *f, const struct ir *of)
{
    if (card_is_set(of->type.card))
        return eval_sets(f, of);
    struct values v = eval_values(f, of);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(v.unknown, i))
            set_builder_incomplete(&b);
        else if (bit_get(v.present, i))
            set_builder_add(&b, v.cells[i]);
        set_builder_close(&b);
    }
    return set_builder_done(&b);
}

struct vector
eval_closure(struct frame *f, const struct ir *ir)
{
    struct sets starts = starts_of(f, ir->closure.of);
    struct set_builder out;
    set_builder_init(&out, f->arena, f->count);
    struct walk w = {.ev = f->ev, .g = graph_of(f->ev, ir), .out = &out};
    bool is_over = false;
    for (uint32_t i = 0; i < f->count; i++) {
        if (!is_over && !walk_from(&w, ir, set_row(&starts, i))) {
            report_limit(f->ev, ir->span);
            is_over = true;
        }
        if (is_over || bit_get(starts.incomplete, i))
            set_builder_incomplete(&out);
        if (is_over)
            out.members.len = out.offsets[out.row];
        set_builder_close_sorting(&out);
    }
    return vector_of_sets(set_builder_done(&out));
}

/* ---- some s in x.*f has P(s), every s in x.*f has P(s) ---- */

/* By entity x: surely some s, and perhaps some s, for SOME P(s) and for EVERY not P(s). */
struct reach {
    uint64_t *certain, *possible;
};

struct seeds {
    const struct ir *ir;
    uint64_t *certain, *possible;
};

static void
seed_chunk(void *context, struct frame *f, uint32_t first)
{
    struct seeds *s = context;
    const struct ir *where = s->ir->quant.each.where;
    struct condition body = eval_condition(f, s->ir->quant.body), guard = {0};
    if (where)
        guard = eval_condition(f, where);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_unknown = bit_get(body.unknown, i), is_true = bit_get(body.is_true, i);
        bool counts = is_true == (s->ir->kind == IR_SOME);
        bool guarded = !where || bit_get(guard.is_true, i);
        bool may_guard = guarded || bit_get(guard.unknown, i);
        bit_or(s->certain, first + i, counts && guarded && !is_unknown);
        bit_or(s->possible, first + i, (counts || is_unknown) && may_guard);
    }
}

static struct reach *
find_reach(struct frame *f, const struct plan_note *note)
{
    struct evaluation *ev = f->ev;
    const struct ir *closure = note->ir->quant.each.set;
    struct graph *g = graph_of(ev, closure);
    struct seeds s = {note->ir, bits_new(ev->arena, g->n), bits_new(ev->arena, g->n)};
    const struct plan_each *each = plan_each(ev->plan, &note->ir->quant.each);
    extent_visit(ev, f, each->type.of, note->ir->quant.each.slot, seed_chunk, &s);
    bits_or(s.possible, g->incomplete, g->n);
    struct reach *r = arena_new(ev->arena, struct reach);
    r->certain = graph_reaching(ev, g, s.certain);
    r->possible = graph_reaching(ev, g, s.possible);
    if (!closure->closure.reflexive) {
        r->certain = graph_before(ev, g, r->certain);
        r->possible = graph_before(ev, g, r->possible);
        bits_or(r->possible, g->incomplete, g->n);
    }
    return r;
}

struct vector
eval_reach(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    const struct plan_note *note = plan_note(ev->plan, ir);
    struct note_state *state = &ev->notes[note->id];
    if (!state->reach && ev->is_single)
        return eval_here(f, ir);
    if (!state->reach)
        state->reach = find_reach(f, note);
    struct values of = eval_values(f, ir->quant.each.set->closure.of);
    uint64_t *is_true = bits_new(f->arena, f->count);
    uint64_t *unknown = bits_copy(f->arena, of.unknown, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_there = bit_get(of.present, i);
        bool certain = is_there && bit_get(state->reach->certain, (uint32_t)of.cells[i]);
        bool possible = is_there && bit_get(state->reach->possible, (uint32_t)of.cells[i]);
        bit_or(unknown, i, possible && !certain);
        bit_or(is_true, i, certain == (ir->kind == IR_SOME));
    }
    bits_and_not(is_true, unknown, f->count);
    return vector_of_condition((struct condition){
        .is_true = is_true, .unknown = bits_any(unknown, f->count) ? unknown : NULL});
}

/* ---- n in n.+f ---- */

struct vector
eval_cycle(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    struct graph *g = graph_of(ev, ir->binary.right);
    if (!g->on_cycle && ev->is_single)
        return eval_here(f, ir);
    graph_find_cycles(ev, g);
    struct values n = eval_values(f, ir->binary.left);
    uint64_t *is_true = bits_new(f->arena, f->count);
    uint64_t *unknown = bits_copy(f->arena, n.unknown, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t e = (uint32_t)n.cells[i];
        bool is_there = bit_get(n.present, i), is_on = is_there && bit_get(g->on_cycle, e);
        bit_or(is_true, i, is_on);
        bit_or(unknown, i, is_there && !is_on && bit_get(g->near_incomplete, e));
    }
    return vector_of_condition((struct condition){
        .is_true = is_true, .unknown = bits_any(unknown, f->count) ? unknown : NULL});
}
