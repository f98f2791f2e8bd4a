/* What a table gives for its inputs, and which row or cell of it says so. */
#include "engine/explain/explain_internal.h"
#include "engine/store/builtin.h"

static bool
in_range(const struct explainer *x, struct type t, const struct lookup_range *r, uint64_t cell)
{
    if (r->has_low) {
        int order = cells_order(x->program, t.kind, cell, r->low);
        if (order < 0 || (order == 0 && r->low_open))
            return false;
    }
    if (r->has_high) {
        int order = cells_order(x->program, t.kind, cell, r->high);
        if (order > 0 || (order == 0 && r->high_open))
            return false;
    }
    return true;
}

static bool
matches(const struct explainer *x, const struct lookup_table *t, const struct lookup_row *row,
        const struct value *inputs)
{
    for (uint32_t i = 0; i < t->input_count; i++) {
        const struct lookup_test *test = &row->tests[i];
        bool fits = test->is_any;
        for (uint32_t k = 0; k < test->range_count && !fits; k++)
            fits = in_range(x, t->inputs[i].type, &test->ranges[k], inputs[i].cell);
        if (!fits)
            return false;
    }
    return true;
}

static struct span
row_span(const struct explainer *x, const struct lookup_table *t, const struct value *inputs)
{
    for (uint32_t i = 0; i < t->input_count; i++)
        if (inputs[i].kind != VALUE_CELL)
            return SPAN_NONE;
    for (uint32_t i = 0; i < t->row_count; i++)
        if (matches(x, t, &t->rows[i], inputs))
            return t->rows[i].span;
    return SPAN_NONE;
}

struct reason *
why_lookup(struct explainer *x, struct frame *f, const struct ir *ir)
{
    const struct lookup_table *t = &x->program->tables.at[ir->lookup.table];
    struct value *inputs = arena_array(x->arena, struct value, t->input_count + 1);
    struct text_buf b = {.arena = x->arena};
    text_add(&b, sym_str(x->program->texts, t->name));
    for (uint32_t i = 0; i < t->input_count; i++) {
        inputs[i] = why_value(x, f, ir->lookup.args.at[i]);
        text_add_c(&b, i ? ", " : "(");
        text_add(&b, words_value(x, t->inputs[i].type, &inputs[i]));
    }
    struct value result = why_value(x, f, ir);
    text_add_c(&b, ") = ");
    text_add(&b, words_value(x, ir->type, &result));
    return why_new(x, text_str(&b), row_span(x, t, inputs));
}

/* ---- the tables that a condition goes by ---- */

enum { TABLES_TOLD = 4 };

struct asked {
    struct explainer *x;
    struct frame *f;
    struct reason *out;
    const struct ir *told[TABLES_TOLD];
    uint32_t count, depth;
};

static void
tell_table(struct asked *a, const struct ir *ir)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->told[i] == ir)
            return;
    if (a->count == TABLES_TOLD)
        return;
    a->told[a->count++] = ir;
    why_add(a->out, why_lookup(a->x, a->f, ir));
}

/* Not into what binds variables of its own: they have no value here. */
static void
find_tables(void *context, const struct ir *ir)
{
    struct asked *a = context;
    switch (ir->kind) {
    case IR_LOOKUP: tell_table(a, ir); return;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE:
    case IR_FILTER:
    case IR_MAP:
    case IR_AGGREGATE:
    case IR_LET: return;
    default: break;
    }
    const struct ir *let = ir->kind == IR_VAR ? why_let(a->f, ir->slot) : NULL;
    if (a->depth == WHY_DEPTH)
        return;
    a->depth++;
    if (let)
        find_tables(a, let);
    else
        ir_visit_parts(ir, find_tables, a);
    a->depth--;
}

void
why_tables(struct explainer *x, struct frame *f, const struct ir *const *conditions, uint32_t count,
           struct reason *out)
{
    struct asked a = {.x = x, .f = f, .out = out};
    for (uint32_t i = 0; i < count; i++)
        find_tables(&a, conditions[i]);
}
