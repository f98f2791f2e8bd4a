/* Comparisons and membership. */
#include "engine/eval/internal.h"

#include <stdlib.h>

int
cells_compare(const struct evaluation *ev, enum type_kind kind, uint64_t a, uint64_t b)
{
    return cells_order(ev->program, kind, a, b);
}

static bool
holds(enum compare_op op, int order)
{
    switch (op) {
    case CMP_EQ: return order == 0;
    case CMP_NE: return order != 0;
    case CMP_LT: return order < 0;
    case CMP_LE: return order <= 0;
    case CMP_GT: return order > 0;
    case CMP_GE: return order >= 0;
    }
    abort();
}

/* One loop for each operator, so that the compiler can turn it into vector instructions. */
#define LOOP(T, op)                                                                                \
    for (uint32_t w = 0; w < bits_words(n); w++) {                                                 \
        uint64_t word = 0;                                                                         \
        uint32_t end = n - w * 64 < 64 ? n - w * 64 : 64;                                          \
        for (uint32_t i = 0; i < end; i++)                                                         \
            word |= (uint64_t)((T)a[w * 64 + i] op(T) b[w * 64 + i]) << i;                         \
        out[w] = word;                                                                             \
    }

#define LOOPS(T)                                                                                   \
    switch (op) {                                                                                  \
    case CMP_EQ: LOOP(T, ==) break;                                                                \
    case CMP_NE: LOOP(T, !=) break;                                                                \
    case CMP_LT: LOOP(T, <) break;                                                                 \
    case CMP_LE: LOOP(T, <=) break;                                                                \
    case CMP_GT: LOOP(T, >) break;                                                                 \
    case CMP_GE: LOOP(T, >=) break;                                                                \
    }

static void
compare_signed_cells(uint64_t *out, enum compare_op op, const uint64_t *a, const uint64_t *b,
                     uint32_t n)
{
    LOOPS(int64_t)
}

static void
compare_plain_cells(uint64_t *out, enum compare_op op, const uint64_t *a, const uint64_t *b,
                    uint32_t n)
{
    LOOPS(uint64_t)
}

static void
compare_cells(struct frame *f, const struct ir *ir, const struct values *l, const struct values *r,
              const uint64_t *both, uint64_t *out)
{
    enum type_kind kind = ir->compare.left->type.kind;
    bool is_equality = ir->compare.op == CMP_EQ || ir->compare.op == CMP_NE;
    if (kind == TYPE_VERSION || (kind == TYPE_DECIMAL && !is_equality)) {
        for (uint32_t i = 0; i < f->count; i++)
            bit_or(out, i,
                   bit_get(both, i) &&
                       holds(ir->compare.op, cells_compare(f->ev, kind, l->cells[i], r->cells[i])));
        return;
    }
    bool is_unsigned = kind == TYPE_ENUM || is_equality;
    if (is_unsigned)
        compare_plain_cells(out, ir->compare.op, l->cells, r->cells, f->count);
    else
        compare_signed_cells(out, ir->compare.op, l->cells, r->cells, f->count);
}

static const uint64_t *
either(struct frame *f, const uint64_t *a, const uint64_t *b)
{
    if (!a || !b)
        return a ? a : b;
    uint64_t *out = bits_copy(f->arena, a, f->count);
    bits_or(out, b, f->count);
    return out;
}

static struct vector
compare_values(struct frame *f, const struct ir *ir)
{
    struct values l = eval_values(f, ir->compare.left), r = eval_values(f, ir->compare.right);
    uint64_t *both = bits_new(f->arena, f->count), *out = bits_new(f->arena, f->count);
    for (uint32_t w = 0; w < bits_words(f->count); w++)
        both[w] = l.present[w] & r.present[w];
    compare_cells(f, ir, &l, &r, both, out);
    for (uint32_t w = 0; w < bits_words(f->count); w++)
        out[w] &= both[w];
    return vector_of_condition(
        (struct condition){.is_true = out, .unknown = either(f, l.unknown, r.unknown)});
}

static bool
runs_equal(struct run a, struct run b)
{
    if (a.count != b.count)
        return false;
    for (uint32_t i = 0; i < a.count; i++)
        if (a.at[i] != b.at[i])
            return false;
    return true;
}

static struct vector
compare_sets(struct frame *f, const struct ir *ir)
{
    struct sets l = eval_sets(f, ir->compare.left), r = eval_sets(f, ir->compare.right);
    const uint64_t *unknown = either(f, l.incomplete, r.incomplete);
    uint64_t *out = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(out, i, runs_equal(set_row(&l, i), set_row(&r, i)) == (ir->compare.op == CMP_EQ));
    bits_and_not(out, unknown, f->count);
    return vector_of_condition((struct condition){.is_true = out, .unknown = unknown});
}

struct vector
eval_compare(struct frame *f, const struct ir *ir)
{
    return card_is_set(ir->compare.left->type.card) ? compare_sets(f, ir) : compare_values(f, ir);
}

struct vector
eval_in(struct frame *f, const struct ir *ir)
{
    struct values l = eval_values(f, ir->binary.left);
    struct sets r = eval_sets(f, ir->binary.right);
    uint64_t *is_true = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_present = bit_get(l.present, i);
        bool is_member = is_present && run_has(set_row(&r, i), l.cells[i]);
        bit_or(is_true, i, is_member);
        bool is_open = bit_get(l.unknown, i) || (is_present && bit_get(r.incomplete, i));
        if (is_open && !is_member)
            bits_add(f->arena, &unknown, f->count, i);
    }
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = unknown});
}

/* Whether all of a are in b. */
static bool
run_within(struct run a, struct run b)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < a.count; i++) {
        while (at < b.count && b.at[at] < a.at[i])
            at++;
        if (at == b.count || b.at[at] != a.at[i])
            return false;
    }
    return true;
}

struct vector
eval_subset(struct frame *f, const struct ir *ir)
{
    struct sets l = eval_sets(f, ir->binary.left), r = eval_sets(f, ir->binary.right);
    uint64_t *is_true = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_within = run_within(set_row(&l, i), set_row(&r, i));
        bool left_open = bit_get(l.incomplete, i), right_open = bit_get(r.incomplete, i);
        bit_or(is_true, i, is_within && !left_open);
        if (is_within ? left_open : right_open)
            bits_add(f->arena, &unknown, f->count, i);
    }
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = unknown});
}
