/* Calls of definitions: the body over a frame whose variables are the parameters. */
#include "engine/eval/internal.h"

#include <string.h>

/* Which rows have a value for every argument; the others are unknown or missing. */
struct arguments {
    struct vector *at;
    uint32_t count;
    uint64_t *usable, *unknown;
};

static void
read_value(struct frame *f, struct arguments *a, struct values v, bool may_be_missing)
{
    if (v.unknown)
        bits_or(a->unknown, v.unknown, f->count);
    for (uint32_t w = 0; !may_be_missing && w < bits_words(f->count); w++)
        a->usable[w] &= v.present[w];
}

static struct arguments
read_arguments(struct frame *f, const struct ir *ir, const struct define *d)
{
    struct arguments a = {.count = ir->call.args.len,
                          .usable = bits_ones(f->arena, f->count),
                          .unknown = bits_new(f->arena, f->count)};
    a.at = arena_array(f->arena, struct vector, a.count);
    for (uint32_t i = 0; i < a.count; i++) {
        a.at[i] = eval(f, ir->call.args.at[i]);
        if (a.at[i].kind == VECTOR_SETS)
            continue;
        a.at[i] = vector_of_values(values_of(f, a.at[i]));
        read_value(f, &a, a.at[i].values, d->slots[i].type.card == CARD_OPTIONAL);
    }
    bits_and_not(a.usable, a.unknown, f->count);
    return a;
}

static void
bind_arguments(struct frame *callee, const struct arguments *a, const uint32_t *rows, bool is_all)
{
    for (uint32_t i = 0; i < a->count; i++)
        frame_bind(callee, i,
                   is_all ? a->at[i]
                          : vector_gather(callee->arena, &a->at[i], rows, callee->count));
}

/* Row i of v, for row rows[i] of f; other rows are unknown, or else false, missing, {}. */
static struct vector
spread(struct frame *f, enum vector_kind kind, struct vector *v, const uint32_t *rows,
       uint32_t count, const uint64_t *unknown)
{
    uint32_t n = f->count;
    if (kind == VECTOR_SETS) {
        struct set_builder b;
        set_builder_init(&b, f->arena, n);
        for (uint32_t i = 0; b.row < n; set_builder_close(&b)) {
            bool is_row = i < count && rows[i] == b.row;
            if (is_row)
                set_builder_add_run(&b, set_row(&v->sets, i));
            if (is_row ? bit_get(v->sets.incomplete, i) : bit_get(unknown, b.row))
                set_builder_incomplete(&b);
            i += is_row;
        }
        return vector_of_sets(set_builder_done(&b));
    }
    bool is_condition = kind == VECTOR_CONDITION;
    uint64_t *certain = bits_new(f->arena, n), *open = bits_copy(f->arena, unknown, n);
    uint64_t *cells = is_condition ? NULL : arena_array(f->arena, uint64_t, n);
    for (uint32_t i = 0; i < count; i++) {
        bit_or(certain, rows[i],
               bit_get(is_condition ? v->condition.is_true : v->values.present, i));
        bit_or(open, rows[i], bit_get(is_condition ? v->condition.unknown : v->values.unknown, i));
        if (cells)
            cells[rows[i]] = v->values.cells[i];
    }
    if (!bits_any(open, n))
        open = NULL;
    if (is_condition)
        return vector_of_condition((struct condition){.is_true = certain, .unknown = open});
    return vector_of_values((struct values){.cells = cells, .present = certain, .unknown = open});
}

static struct vector
eval_body(struct frame *callee, const struct define *d, enum vector_kind kind)
{
    struct vector v = eval(callee, d->body);
    if (kind == VECTOR_CONDITION)
        return vector_of_condition(condition_of(callee, v));
    return kind == VECTOR_VALUES ? vector_of_values(values_of(callee, v)) : v;
}

struct vector
eval_call(struct frame *f, const struct ir *ir)
{
    const struct define *d = &f->ev->program->defines.at[ir->call.define];
    if (d->is_recursive)
        return vector_of_condition(eval_fixpoint(f, ir));
    if (d->is_measure)
        return eval_measure(f, ir);
    enum vector_kind kind = vector_kind_of(ir);
    struct arguments a = read_arguments(f, ir, d);
    struct frame callee;
    frame_open(&callee, &f->ev->root, f);
    uint32_t *rows = bits_rows(callee.arena, a.usable, f->count, &callee.count);
    callee.expected = scale_expected(f->expected, callee.count, f->count);
    bind_arguments(&callee, &a, rows, callee.count == f->count);
    struct vector v = {0};
    if (callee.count)
        v = eval_body(&callee, d, kind);
    struct vector out = spread(f, kind, &v, rows, callee.count, a.unknown);
    frame_close(&callee);
    return out;
}
