#include "engine/eval/internal.h"

#include <stdlib.h>

/* ---- limits ---- */

uint32_t
cost_of(const struct evaluation *ev, const struct ir *ir)
{
    const struct plan_note *note = plan_note(ev->plan, ir);
    return note ? note->cost : 0;
}

void
report_limit(struct evaluation *ev, struct span at)
{
    if (ev->is_reported)
        return;
    ev->is_reported = true;
    struct str code = ev->rule ? sym_str(ev->program->texts, ev->rule->code) : STR("");
    struct diag *d = diag_add(ev->sink, E4417, at, "%s" STR_FMT " needs too much here",
                              ev->rule ? "rule " : "this", STR_ARG(code));
    diag_here(ev->sink, d, "results that depend on it are unknown");
    diag_note(
        ev->sink, d,
        "one step may go through %llu rows, and have %d calls and variables within each other",
        (unsigned long long)LIMIT_EVAL_VISITS, FRAME_DEPTH_MAX);
    diag_help(ev->sink, d,
              "narrow the variables with `where`, or follow a field from one to "
              "the other");
}

bool
spend(struct evaluation *ev, const struct ir *ir, uint64_t rows)
{
    const struct plan_note *note = plan_note(ev->plan, ir);
    if (!note)
        return rows <= LIMIT_EVAL_VISITS;
    struct note_state *state = &ev->notes[note->id];
    if (state->epoch != ev->epoch) {
        state->epoch = ev->epoch;
        state->rows = 0;
    }
    state->rows += rows;
    if (state->rows <= LIMIT_EVAL_VISITS)
        return true;
    report_limit(ev, ir->span);
    return false;
}

/* ---- leaves ---- */

static struct vector
constant(struct frame *f, uint64_t cell)
{
    uint64_t *cells = cells_raw(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        cells[i] = cell;
    return vector_of_values((struct values){
        .cells = cells, .present = bits_ones(f->arena, f->count), .is_constant = true});
}

static struct vector
missing(struct frame *f)
{
    return vector_of_values((struct values){.cells = arena_array(f->arena, uint64_t, f->count),
                                            .present = bits_new(f->arena, f->count),
                                            .is_constant = true});
}

/* One set for all rows. */
static struct vector
constant_set(struct frame *f, const uint64_t *members, uint32_t count, bool is_incomplete)
{
    uint32_t *offsets = arena_array(f->arena, uint32_t, 2);
    offsets[1] = count;
    return vector_of_sets(
        (struct sets){.rows = arena_array(f->arena, uint32_t, f->count),
                      .offsets = offsets,
                      .members = members,
                      .incomplete = is_incomplete ? bits_ones(f->arena, f->count) : NULL});
}

/* A condition bound from outside is an enum truth, so that true is 2. */
static struct vector
eval_var(struct frame *f, const struct ir *ir)
{
    struct vector v = frame_slot(f, ir->slot);
    if (ir->type.kind != TYPE_BOOL || !f->ev->is_single || v.kind != VECTOR_VALUES)
        return v;
    uint64_t *cells = cells_raw(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        cells[i] = v.values.cells[i] != 0;
    v.values.cells = cells;
    return v;
}

static struct vector
eval_param(struct frame *f, const struct ir *ir)
{
    const struct param *p = &f->ev->program->params.at[ir->id];
    if (!card_is_set(p->type.card))
        return constant(f, p->value);
    uint64_t *cells = cells_raw(f->arena, p->value_count);
    for (uint32_t i = 0; i < p->value_count; i++)
        cells[i] = p->values[i];
    return constant_set(f, cells, cells_sort_unique(cells, p->value_count), false);
}

static struct vector
eval_extent(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    const struct union_type *u = &ev->program->unions.at[ir->id];
    uint64_t *cells = cells_raw(f->arena, (uint32_t)extent_size(ev, ir->id));
    uint32_t count = 0;
    bool is_incomplete = false;
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(ev->store, u->members[m]);
        is_incomplete |= store_extent_incomplete(ev->store, u->members[m]);
        for (uint32_t e = r.lo; e < r.hi; e++)
            cells[count++] = e;
    }
    return constant_set(f, cells, cells_sort_unique(cells, count), is_incomplete);
}

static struct vector
eval_enum_values(struct frame *f, const struct ir *ir)
{
    uint32_t count = f->ev->program->enums.at[ir->id].value_count;
    uint64_t *cells = cells_raw(f->arena, count);
    for (uint32_t i = 0; i < count; i++)
        cells[i] = i;
    return constant_set(f, cells, count, false);
}

static struct vector
eval_entity(struct frame *f, const struct ir *ir)
{
    struct ent e = store_find(f->ev->store, ir->entity.type, ir->entity.id);
    return e.v == ENT_NONE.v ? missing(f) : constant(f, e.v);
}

/* ---- kinds ---- */

enum vector_kind
vector_kind_of(const struct ir *ir)
{
    if (card_is_set(ir->type.card))
        return VECTOR_SETS;
    return ir_is_condition(ir) ? VECTOR_CONDITION : VECTOR_VALUES;
}

static struct vector
eval_kind(struct frame *f, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_CONST: return constant(f, ir->cell);
    case IR_CONST_SET: return constant_set(f, ir->cells.at, ir->cells.count, false);
    case IR_VAR: return eval_var(f, ir);
    case IR_PARAM: return eval_param(f, ir);
    case IR_TODAY: return constant(f, (uint64_t)(int64_t)f->ev->options.today);
    case IR_EXTENT: return eval_extent(f, ir);
    case IR_ENUM_VALUES: return eval_enum_values(f, ir);
    case IR_ENTITY: return eval_entity(f, ir);
    case IR_ELEMENT: return eval_element(f, ir);
    case IR_FIELD: return eval_field(f, ir);
    case IR_CLOSURE: return eval_closure(f, ir);
    case IR_AND: return eval_and(f, ir);
    case IR_OR: return eval_or(f, ir);
    case IR_NOT: return eval_not(f, ir);
    case IR_IMPLIES: return eval_implies(f, ir);
    case IR_COMPARE: return eval_compare(f, ir);
    case IR_IN: return eval_in(f, ir);
    case IR_SUBSET: return eval_subset(f, ir);
    case IR_PRESENT: return eval_present(f, ir);
    case IR_SUBSTANTIVE: return eval_substantive(f, ir);
    case IR_IS: return eval_is(f, ir);
    case IR_MATCHES: return eval_matches(f, ir);
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return eval_quant(f, ir);
    case IR_SET: return eval_set_of(f, ir);
    case IR_FILTER: return eval_filter(f, ir);
    case IR_MAP: return eval_map(f, ir);
    case IR_UNION: return eval_union(f, ir);
    case IR_INTERSECT: return eval_intersect(f, ir);
    case IR_EXCEPT: return eval_except(f, ir);
    case IR_AGGREGATE: return eval_aggregate(f, ir);
    case IR_IF: return eval_if(f, ir);
    case IR_OTHERWISE: return eval_otherwise(f, ir);
    case IR_ARITH: return eval_arith(f, ir);
    case IR_CALL: return eval_call(f, ir);
    case IR_BUILTIN: return eval_builtin(f, ir);
    case IR_TEMPLATE: return eval_template(f, ir);
    case IR_CONVERT: return eval_convert(f, ir);
    case IR_DIGEST: return eval_digest(f, ir);
    case IR_LOOKUP: return eval_lookup(f, ir);
    case IR_LET: return eval_let(f, ir);
    case IR_NODE: /* of sources, which are not evaluated here */
        return vector_unknown(f->arena, vector_kind_of(ir), f->count);
    case IR_KIND_COUNT: break;
    }
    abort();
}

struct vector
eval_here(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    if (ev->nesting >= NESTING_MAX || frame_is_too_deep(f)) {
        report_limit(ev, ir->span);
        return vector_unknown(f->arena, vector_kind_of(ir), f->count);
    }
    uint32_t rows = slice_rows(ev, ir);
    if (f->count > rows && vector_kind_of(ir) != VECTOR_SETS)
        return eval_in_slices(f, ir, rows);
    ev->nesting++;
    struct vector v = eval_kind(f, ir);
    ev->nesting--;
    return v;
}

/* ---- where to evaluate ---- */

/* The shortest of the frames around f, and f itself, in which all variables that the note reads are bound. */
static struct frame *
shortest_frame(struct frame *f, const struct plan_note *note)
{
    struct frame *best = f;
    for (struct frame *g = f; g->outer && !(note->free & g->bound);) {
        g = g->outer;
        bool is_worth = note->cost >= COST_SKIP ? g->count < best->count
                                                : (uint64_t)g->count * 2 <= best->count;
        if (is_worth)
            best = g;
    }
    return best;
}

static struct vector
eval_once(struct frame *f, const struct plan_note *note)
{
    struct evaluation *ev = f->ev;
    struct note_state *state = &ev->notes[note->id];
    if (!state->once) {
        struct vector v = eval_here(&ev->root, note->ir);
        state->once = arena_new(ev->arena, struct vector);
        *state->once = v;
    }
    return vector_repeat(f->arena, state->once, f->count);
}

static struct vector
eval_in_frame(struct frame *f, const struct plan_note *note)
{
    switch (note->strategy) {
    case STRATEGY_TABLE: return table_pays(f, note) ? table_read(f, note) : eval_here(f, note->ir);
    case STRATEGY_REACH: return eval_reach(f, note->ir);
    case STRATEGY_CYCLE: return eval_cycle(f, note->ir);
    case STRATEGY_ROWS:
    case STRATEGY_ONCE:
    case STRATEGY_FIXPOINT:
    case STRATEGY_COLUMN: break;
    }
    return eval_here(f, note->ir);
}

/* Evaluated in an outer frame, kept there for the next chunk, and spread over f. */
static struct vector
eval_outside(struct frame *f, struct frame *at, const struct plan_note *note)
{
    const struct vector *v = NULL;
    for (uint32_t i = 0; i < at->memos.len && !v; i++)
        if (at->memos.at[i].ir == note->ir)
            v = &at->memos.at[i].vector;
    if (!v) {
        struct memo memo = {note->ir, eval_in_frame(at, note)};
        vec_push(at->arena, &at->memos, memo);
        v = &vec_last(&at->memos).vector;
    }
    return vector_gather(f->arena, v, frame_rows_in(f, at), f->count);
}

struct vector
eval(struct frame *f, const struct ir *ir)
{
    const struct plan_note *note = plan_note(f->ev->plan, ir);
    if (!note || note->cost == COST_FREE)
        return eval_here(f, ir);
    if (note->strategy == STRATEGY_ONCE && f != &f->ev->root)
        return eval_once(f, note);
    struct frame *at = shortest_frame(f, note);
    if (at != f && at->outer)
        return eval_outside(f, at, note);
    return eval_in_frame(f, note);
}

struct condition
condition_of(struct frame *f, struct vector v)
{
    switch (v.kind) {
    case VECTOR_CONDITION: return v.condition;
    case VECTOR_VALUES: break;
    case VECTOR_SETS: return vector_unknown(f->arena, VECTOR_CONDITION, f->count).condition;
    }
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(is_true, i, v.values.cells[i] == 1 && bit_get(v.values.present, i));
    return (struct condition){.is_true = is_true, .unknown = v.values.unknown};
}

struct values
values_of(struct frame *f, struct vector v)
{
    switch (v.kind) {
    case VECTOR_CONDITION: break;
    case VECTOR_VALUES: return v.values;
    case VECTOR_SETS: return vector_unknown(f->arena, VECTOR_VALUES, f->count).values;
    }
    uint64_t *cells = cells_raw(f->arena, f->count), *present = bits_ones(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        cells[i] = bit_get(v.condition.is_true, i);
    bits_and_not(present, v.condition.unknown, f->count);
    return (struct values){.cells = cells, .present = present, .unknown = v.condition.unknown};
}

struct condition
eval_condition(struct frame *f, const struct ir *ir)
{
    return condition_of(f, eval(f, ir));
}

struct values
eval_values(struct frame *f, const struct ir *ir)
{
    return values_of(f, eval(f, ir));
}

struct sets
eval_sets(struct frame *f, const struct ir *ir)
{
    struct vector v = eval(f, ir);
    return v.kind == VECTOR_SETS ? v.sets : vector_unknown(f->arena, VECTOR_SETS, f->count).sets;
}
