/* A run: plan, root frame, rules; and its end. */
#include "engine/eval/internal.h"

struct evaluation *
evaluation_open(struct arena *arena, struct diag_sink *sink, const struct program *p,
                struct store *s, struct eval_options options)
{
    struct evaluation *ev = arena_new(arena, struct evaluation);
    *ev = (struct evaluation){
        .arena = arena, .sink = sink, .program = p, .store = s, .options = options};
    ev->chunk_rows = options.chunk_rows ? options.chunk_rows : CHUNK_ROWS;
    ev->plan = options.plan ? options.plan : plan_build(arena, p);
    ev->arenas = mem_alloc(sizeof *ev->arenas, FRAME_DEPTH_MAX);
    ev->root = (struct frame){.ev = ev, .count = 1, .expected = 1, .arena = arena};
    ev->notes = arena_array(arena, struct note_state, ev->plan->notes.len);
    ev->joins = arena_array(arena, struct join_index *, ev->plan->eaches.len);
    ev->fixpoints = arena_array(arena, struct fixpoint *, ev->plan->strata.len);
    ev->measures = arena_array(arena, struct measure *, p->defines.len);
    ev->regexes = arena_array(arena, struct regex_state, p->regexes.len);
    ev->lookups = arena_array(arena, struct lookup_state, p->tables.len);
    return ev;
}

struct evaluation *
evaluate(struct arena *arena, struct diag_sink *sink, const struct program *p, struct store *s,
         struct eval_options options)
{
    struct evaluation *ev = evaluation_open(arena, sink, p, s, options);
    rules_evaluate(ev);
    return ev;
}

struct evaluation *
evaluate_query(struct arena *arena, struct diag_sink *sink, const struct program *p,
               struct store *s, struct eval_options options, struct query_rows *out)
{
    struct evaluation *ev = evaluation_open(arena, sink, p, s, options);
    query_evaluate(ev, p->query, out);
    return ev;
}

struct evaluation *
evaluate_target(struct arena *arena, struct diag_sink *sink, const struct program *p,
                struct store *s, struct eval_options options, const struct target_map_decl *t,
                struct target_rows **out)
{
    struct evaluation *ev = evaluation_open(arena, sink, p, s, options);
    *out = target_evaluate(ev, t);
    return ev;
}

struct plan *
evaluation_plan(const struct evaluation *e)
{
    return e->plan;
}

uint32_t
evaluation_rule_count(const struct evaluation *e)
{
    return e->result_count;
}

const struct rule_result *
evaluation_rule(const struct evaluation *e, uint32_t i)
{
    return &e->results[i];
}

const struct derivation *
evaluation_derivation(const struct evaluation *e)
{
    return e->options.derivation;
}

static void
result_free(struct rule_result *r)
{
    for (uint32_t i = 0; i < r->rule->slot_count; i++)
        mem_free(r->slots[i]);
    for (uint32_t i = 0; i < r->rule->duties.len; i++)
        mem_free(r->duties[i]);
    mem_free(r->guard);
    mem_free(r->exempt);
}

void
evaluation_free(struct evaluation *e)
{
    if (!e)
        return;
    for (uint32_t i = 0; i < e->result_count; i++)
        result_free(&e->results[i]);
    for (uint32_t i = 0; i < e->program->regexes.len; i++) {
        regex_free(e->regexes[i].code);
        mem_free(e->regexes[i].known);
        mem_free(e->regexes[i].matched);
        mem_free(e->regexes[i].limited);
    }
    fixpoints_free(e);
    for (uint32_t i = 0; i < FRAME_DEPTH_MAX; i++)
        arena_release(&e->arenas[i]);
    mem_free(e->arenas);
}
