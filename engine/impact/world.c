#include "engine/impact/world.h"

#include "engine/eval/derive.h"

/* What patterns derive follows from what is there. */
static struct eval_options
derive_all(struct world *w, const struct impact_case *c)
{
    struct eval_options options = c->options;
    options.derivation = NULL;
    const struct derivation *derived =
        derive(&w->arena, &w->diags, c->load->program, w->load.store, options);
    struct store *whole = derivation_store(derived);
    if (whole != w->load.store)
        store_free(w->load.store);
    w->load.store = whole;
    options.derivation = derived;
    return options;
}

void
world_open(struct world *w, const struct impact_case *c, const struct difference *d,
           bool with_report)
{
    struct load_input input = *c->load;
    *w = (struct world){.side = c->side};
    diag_sink_init(&w->diags, &w->arena, c->load->sources);
    input.sink = &w->diags;
    input.arena = &w->arena;
    input.keeps = false;
    w->load = load_changed(&input, c->loaded->staged, &d->change, d->changed);
    struct eval_options options = derive_all(w, c);
    w->evaluation =
        with_report
            ? evaluate(&w->arena, &w->diags, c->load->program, w->load.store, options)
            : evaluation_open(&w->arena, &w->diags, c->load->program, w->load.store, options);
    w->side.store = w->load.store;
    w->side.report = NULL;
    w->side.verdicts = evaluate_verdicts(w->evaluation, &w->arena);
    if (!with_report)
        return;
    struct find_input find = *c->find;
    find.store = w->load.store;
    find.evaluation = w->evaluation;
    find.case_diags = &w->diags;
    w->side.report = find_report(&w->arena, &find);
}

void
world_close(struct world *w)
{
    evaluation_free(w->evaluation);
    store_free(w->load.store);
    arena_release(&w->arena);
}
