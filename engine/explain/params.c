/* The parameters of a rule: values, ranges, and where they were tailored; and what else tailoring does to it. */
#include "engine/explain/explain.h"

struct gathering {
    struct arena *arena;
    const struct program *program;
    bool *params, *defines; /* by id: asked */
    VEC(define_id) open;
};

static void
gather(void *context, const struct ir *ir)
{
    struct gathering *g = context;
    if (ir->kind == IR_PARAM)
        g->params[ir->id] = true;
    if (ir->kind == IR_CALL && !g->defines[ir->call.define]) {
        g->defines[ir->call.define] = true;
        vec_push(g->arena, &g->open, ir->call.define);
    }
    ir_visit_parts(ir, gather, g);
}

static void
gather_from(struct gathering *g, const struct ir *ir)
{
    if (ir)
        gather(g, ir);
}

/* What the rule asks, directly or by way of definitions. */
static void
gather_rule(struct gathering *g, const struct rule *r)
{
    for (uint32_t i = 0; i < r->each.len; i++) {
        gather_from(g, r->each.at[i].set);
        gather_from(g, r->each.at[i].where);
    }
    for (uint32_t i = 0; i < r->lets.len; i++)
        gather_from(g, r->lets.at[i].value);
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        gather_from(g, d->condition);
        for (uint32_t k = 0; k < d->step_count; k++)
            gather_from(g, d->steps[k].expr);
    }
    while (g->open.len)
        gather_from(g, g->program->defines.at[g->open.at[--g->open.len]].body);
}

static struct str
value_words(const struct program *p, struct arena *a, const struct param *v)
{
    struct type one = {v->type.kind, CARD_ONE, v->type.of};
    struct text_buf b = {.arena = a};
    if (!card_is_set(v->type.card))
        return cell_text(p, a, one, v->value);
    text_add_c(&b, "{");
    for (uint32_t i = 0; i < v->value_count; i++)
        text_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(cell_text(p, a, one, v->values[i])));
    text_add_c(&b, "}");
    return text_str(&b);
}

static void
add_place(struct text_buf *b, const struct source_map *sources, struct span at)
{
    struct place place = source_place(sources, at.lo);
    if (place.source)
        text_printf(b, ", " STR_FMT ":%u", STR_ARG(place.source->name), place.line);
}

static void
add_param(struct text_buf *b, const struct program *p, const struct source_map *sources,
          param_id id)
{
    const struct param *v = &p->params.at[id];
    struct type one = {v->type.kind, CARD_ONE, v->type.of};
    text_printf(b, "  " STR_FMT ": " STR_FMT " = " STR_FMT, STR_ARG(sym_str(p->texts, v->name)),
                STR_ARG(type_text(p, b->arena, v->type)), STR_ARG(value_words(p, b->arena, v)));
    if (v->has_range)
        text_printf(b, ", within " STR_FMT " .. " STR_FMT,
                    STR_ARG(cell_text(p, b->arena, one, v->low)),
                    STR_ARG(cell_text(p, b->arena, one, v->high)));
    if (v->stricter)
        text_printf(b, ", stricter %s", v->stricter < 0 ? "lower" : "higher");
    if (!v->rule.v && v->pack.len)
        text_printf(b, " (of pack " STR_FMT ")", STR_ARG(v->pack));
    text_add_c(b, "\n");
    if (v->docs.len)
        text_printf(b, "      " STR_FMT "\n", STR_ARG(v->docs));
    for (uint32_t i = 0; i < p->deviations.len; i++) {
        const struct deviation_of *d = &p->deviations.at[i];
        if (d->op != TAILOR_SET || d->param != id || d->is_expired || d->is_overridden)
            continue;
        text_printf(b, "      tailored, before: " STR_FMT ", because " STR_FMT, STR_ARG(d->before),
                    STR_ARG(d->because));
        add_place(b, sources, d->span);
        text_add_c(b, "\n");
    }
}

static void
add_deviation(struct text_buf *b, const struct source_map *sources, const struct deviation_of *d)
{
    if (d->op == TAILOR_EXEMPT)
        text_printf(b, "  subjects are exempted where " STR_FMT, STR_ARG(d->after));
    else if (d->op == TAILOR_SEVERITY)
        text_printf(b, "  severity " STR_FMT " instead of " STR_FMT, STR_ARG(d->after),
                    STR_ARG(d->before));
    else if (d->op == TAILOR_DISABLE)
        text_add_c(b, "  disabled");
    else
        text_printf(b, "  " STR_FMT " takes its place", STR_ARG(d->after));
    text_printf(b, ", because " STR_FMT, STR_ARG(d->because));
    if (d->has_until)
        text_printf(b, ", until " STR_FMT, STR_ARG(date_text(b->arena, d->until)));
    if (d->is_expired)
        text_add_c(b, " (expired, without effect)");
    add_place(b, sources, d->span);
    text_add_c(b, "\n");
}

struct str
explain_parameters(struct arena *a, const struct program *p, const struct source_map *sources,
                   const struct rule *r)
{
    struct gathering g = {.arena = a, .program = p};
    struct text_buf b = {.arena = a};
    bool is_first = true;
    g.params = arena_array(a, bool, p->params.len + 1);
    g.defines = arena_array(a, bool, p->defines.len + 1);
    gather_rule(&g, r);
    for (param_id i = 0; i < p->params.len; i++) {
        if (!g.params[i])
            continue;
        text_add_c(&b, is_first ? "parameters:\n" : "");
        add_param(&b, p, sources, i);
        is_first = false;
    }
    is_first = true;
    for (uint32_t i = 0; i < p->deviations.len; i++) {
        const struct deviation_of *d = &p->deviations.at[i];
        if (d->rule == NO_ID || &p->rules.at[d->rule] != r || d->op == TAILOR_SET ||
            d->is_overridden)
            continue;
        text_add_c(&b, is_first ? "tailoring:\n" : "");
        add_deviation(&b, sources, d);
        is_first = false;
    }
    return text_str(&b);
}
