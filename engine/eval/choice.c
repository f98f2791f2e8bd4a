/* if … then … else, and otherwise: rows go different ways and come together again; let: one value for a body. */
#include "engine/eval/internal.h"

#include <string.h>

/* What one branch gives for its rows. A branch that no row takes is not evaluated. */
struct branch {
    struct frame frame;
    bool is_open;
    struct vector v;
    uint32_t next; /* row of the branch that is merged next */
};

static void
branch_eval(struct branch *b, const struct ir *ir, enum vector_kind kind)
{
    struct vector v = eval(&b->frame, ir);
    if (kind == VECTOR_CONDITION)
        v = vector_of_condition(condition_of(&b->frame, v));
    else if (kind == VECTOR_VALUES)
        v = vector_of_values(values_of(&b->frame, v));
    b->v = v;
}

static void
branch_open(struct branch *b, struct frame *f, const uint64_t *rows, const struct ir *ir,
            enum vector_kind kind)
{
    *b = (struct branch){0};
    if (!bits_any(rows, f->count))
        return;
    b->is_open = true;
    frame_select(&b->frame, f, rows);
    branch_eval(b, ir, kind);
}

static void
branch_close(struct branch *b)
{
    if (b->is_open)
        frame_close(&b->frame);
}

static void
merge_condition(struct frame *f, struct branch *b, struct condition *out)
{
    uint64_t *is_true = own_words(out->is_true);
    uint64_t *unknown = own_words(out->unknown);
    (void)f;
    for (uint32_t i = 0; b->is_open && i < b->frame.count; i++) {
        bit_or(is_true, b->frame.origin[i], bit_get(b->v.condition.is_true, i));
        bit_or(unknown, b->frame.origin[i], bit_get(b->v.condition.unknown, i));
    }
}

static void
merge_values(struct branch *b, struct values *out)
{
    uint64_t *cells = own_words(out->cells);
    uint64_t *present = own_words(out->present);
    uint64_t *unknown = own_words(out->unknown);
    for (uint32_t i = 0; b->is_open && i < b->frame.count; i++) {
        uint32_t row = b->frame.origin[i];
        cells[row] = b->v.values.cells[i];
        bit_or(present, row, bit_get(b->v.values.present, i));
        bit_or(unknown, row, bit_get(b->v.values.unknown, i));
    }
}

static bool
merge_row(struct branch *b, struct set_builder *out)
{
    if (!b->is_open || b->next >= b->frame.count || b->frame.origin[b->next] != out->row)
        return false;
    set_builder_add_run(out, set_row(&b->v.sets, b->next));
    if (bit_get(b->v.sets.incomplete, b->next))
        set_builder_incomplete(out);
    b->next++;
    return true;
}

/* Rows of neither branch are unknown. */
static struct vector
merge(struct frame *f, enum vector_kind kind, struct branch *a, struct branch *b,
      const uint64_t *neither)
{
    uint32_t n = f->count;
    if (kind == VECTOR_CONDITION) {
        struct condition c = {bits_new(f->arena, n), bits_copy(f->arena, neither, n)};
        merge_condition(f, a, &c);
        merge_condition(f, b, &c);
        return vector_of_condition(c);
    }
    if (kind == VECTOR_VALUES) {
        struct values v = {.cells = arena_array(f->arena, uint64_t, n),
                           .present = bits_new(f->arena, n),
                           .unknown = bits_copy(f->arena, neither, n)};
        merge_values(a, &v);
        merge_values(b, &v);
        return vector_of_values(v);
    }
    struct set_builder out;
    set_builder_init(&out, f->arena, n);
    while (out.row < n) {
        if (!merge_row(a, &out) && !merge_row(b, &out))
            set_builder_incomplete(&out);
        set_builder_close(&out);
    }
    return vector_of_sets(set_builder_done(&out));
}

struct vector
eval_if(struct frame *f, const struct ir *ir)
{
    enum vector_kind kind = vector_kind_of(ir);
    struct condition test = eval_condition(f, ir->cond.test);
    uint64_t *other = bits_ones(f->arena, f->count);
    bits_and_not(other, test.is_true, f->count);
    bits_and_not(other, test.unknown, f->count);
    struct branch a, b;
    branch_open(&a, f, test.is_true, ir->cond.then, kind);
    branch_open(&b, f, other, ir->cond.other, kind);
    struct vector v = merge(f, kind, &a, &b, test.unknown);
    branch_close(&b);
    branch_close(&a);
    return v;
}

struct vector
eval_otherwise(struct frame *f, const struct ir *ir)
{
    struct values left = eval_values(f, ir->binary.left);
    uint64_t *missing = bits_ones(f->arena, f->count);
    bits_and_not(missing, left.present, f->count);
    bits_and_not(missing, left.unknown, f->count);
    if (!bits_any(missing, f->count))
        return vector_of_values(left);
    struct branch right;
    branch_open(&right, f, missing, ir->binary.right, VECTOR_VALUES);
    uint64_t *cells = cells_raw(f->arena, f->count);
    memcpy(cells, left.cells, f->count * sizeof *cells);
    struct values v = {.cells = cells,
                       .present = bits_copy(f->arena, left.present, f->count),
                       .unknown = bits_copy(f->arena, left.unknown, f->count)};
    merge_values(&right, &v);
    branch_close(&right);
    return vector_of_values(v);
}

/* In a frame of its own: the slot belongs to the body, and the root frame is everybody's. */
struct vector
eval_let(struct frame *f, const struct ir *ir)
{
    enum vector_kind kind = vector_kind_of(ir);
    struct vector value = eval(f, ir->let.value);
    struct branch body = {.is_open = true}, none = {0};
    frame_slice(&body.frame, f, 0, f->count);
    frame_bind(&body.frame, ir->let.slot, value);
    branch_eval(&body, ir->let.body, kind);
    struct vector v = merge(f, kind, &body, &none, NULL);
    branch_close(&body);
    return v;
}
