/* count, sum, min, max, avg, list, product: one term for each tuple of the variables. */
#include "engine/eval/internal.h"

#include <stdlib.h>

struct accumulator {
    struct frame *frame;
    const struct ir *ir;
    enum type_kind kind;      /* of the terms */
    uint32_t *counts;         /* terms by row */
    uint64_t *cells;          /* MIN, MAX: the best so far */
    int128 *sums;             /* SUM of whole numbers */
    struct decimal *decimals; /* SUM, AVG */
    VEC(struct term {
        uint32_t row;
        uint64_t cell;
    })
    terms; /* LIST, PRODUCT */
    uint64_t *unknown;
};

static void
doubt(struct accumulator *a, uint32_t row)
{
    bits_add(a->frame->arena, &a->unknown, a->frame->count, row);
}

static struct decimal
as_decimal(const struct accumulator *a, uint64_t cell)
{
    if (a->kind == TYPE_DECIMAL)
        return decimal_of_cell(a->frame->ev->program->decimals, cell);
    return decimal_from_int((int64_t)cell);
}

static void
add_decimal(struct accumulator *a, uint32_t row, uint64_t cell)
{
    if (!decimal_add(a->decimals[row], as_decimal(a, cell), &a->decimals[row]))
        doubt(a, row);
}

/* Months and days of durations are summed apart, in the halves of one number. */
static void
add_sum(struct accumulator *a, uint32_t row, uint64_t cell)
{
    if (a->kind == TYPE_DECIMAL) {
        add_decimal(a, row, cell);
    } else if (a->kind == TYPE_DURATION) {
        struct duration d = duration_of_cell(cell);
        a->sums[row] += (int128)d.months * ((int128)1 << 64) + d.days;
    } else {
        a->sums[row] += (int64_t)cell;
    }
}

/* v1.0 and 1.0 are equal but not the same: the one first by its bytes stays, whichever was loaded first. */
static bool
is_better(const struct accumulator *a, uint64_t cell, uint64_t best)
{
    struct evaluation *ev = a->frame->ev;
    int order = cells_compare(ev, a->kind, cell, best);
    if (order == 0 && a->kind == TYPE_VERSION)
        return str_cmp(cell_str(ev, cell), cell_str(ev, best)) < 0;
    return a->ir->aggregate.op == AGG_MIN ? order < 0 : order > 0;
}

static void
keep_best(struct accumulator *a, uint32_t row, uint64_t cell)
{
    if (!a->counts[row] || is_better(a, cell, a->cells[row]))
        a->cells[row] = cell;
}

static void
add_term(struct accumulator *a, uint32_t row, uint64_t cell)
{
    switch (a->ir->aggregate.op) {
    case AGG_COUNT: break;
    case AGG_SUM: add_sum(a, row, cell); break;
    case AGG_MIN:
    case AGG_MAX: keep_best(a, row, cell); break;
    case AGG_AVG: add_decimal(a, row, cell); break;
    case AGG_PRODUCT:
    case AGG_LIST: vec_push(a->frame->arena, &a->terms, ((struct term){row, cell})); break;
    }
    a->counts[row]++;
}

static void
aggregate_visit(void *context, const struct visit *v)
{
    struct accumulator *a = context;
    struct values terms = eval_values(v->frame, a->ir->aggregate.term);
    for (uint32_t i = 0; i < v->frame->count; i++) {
        if (bit_get(terms.unknown, i))
            doubt(a, v->rows[i]);
        else if (bit_get(terms.present, i))
            add_term(a, v->rows[i], terms.cells[i]);
    }
}

/* ---- results ---- */

static bool
sum_cell(const struct accumulator *a, uint32_t row, uint64_t *out)
{
    struct evaluation *ev = a->frame->ev;
    if (a->kind == TYPE_DECIMAL) {
        *out = decimal_cell(ev->program->decimals, a->decimals[row]);
        return true;
    }
    int128 sum = a->sums[row];
    if (a->kind == TYPE_DURATION) {
        int64_t days = (int64_t)(uint64_t)sum;
        int128 months = (sum - days) / ((int128)1 << 64);
        bool fits = days == (int32_t)days && months == (int32_t)months;
        *out = duration_cell((struct duration){(int32_t)months, (int32_t)days});
        return fits;
    }
    *out = (uint64_t)(int64_t)sum;
    return sum == (int64_t)sum;
}

static bool
avg_cell(const struct accumulator *a, uint32_t row, uint64_t *out)
{
    struct decimal d;
    if (!decimal_div(a->decimals[row], decimal_from_int(a->counts[row]), &d))
        return false;
    *out = decimal_cell(a->frame->ev->program->decimals, d);
    return true;
}

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

/* Terms come in ascending order of rows. */
static uint64_t
list_cell(const struct accumulator *a, uint32_t from, uint32_t count)
{
    struct evaluation *ev = a->frame->ev;
    struct arena *arena = a->frame->arena;
    struct str *words = arena_array(arena, struct str, count);
    for (uint32_t i = 0; i < count; i++)
        words[i] = cell_words(ev, arena, a->ir->aggregate.term->type, a->terms.at[from + i].cell);
    if (count > 1)
        qsort(words, count, sizeof *words, by_natural);
    struct text_buf text = {.arena = arena};
    for (uint32_t i = 0; i < count; i++) {
        text_add_c(&text, i ? ", " : "");
        text_add(&text, words[i]);
    }
    return str_cell(ev, text_str(&text));
}

static bool
product_cell(const struct accumulator *a, uint32_t from, uint32_t count, uint64_t *out)
{
    struct decimal_pool *pool = a->frame->ev->program->decimals;
    struct decimal *terms = arena_array(a->frame->arena, struct decimal, count + 1), d;
    for (uint32_t i = 0; i < count; i++)
        terms[i] = decimal_of_cell(pool, a->terms.at[from + i].cell);
    if (!decimal_product(terms, count, &d))
        return false;
    *out = decimal_cell(pool, d);
    return true;
}

static bool
result_cell(struct accumulator *a, uint32_t row, uint32_t *listed, uint64_t *out)
{
    switch (a->ir->aggregate.op) {
    case AGG_COUNT: *out = a->counts[row]; return true;
    case AGG_SUM: return sum_cell(a, row, out);
    case AGG_MIN:
    case AGG_MAX: *out = a->cells[row]; return true;
    case AGG_AVG: return avg_cell(a, row, out);
    case AGG_LIST:
        *out = list_cell(a, *listed, a->counts[row]);
        *listed += a->counts[row];
        return true;
    case AGG_PRODUCT:
        *listed += a->counts[row];
        return product_cell(a, *listed - a->counts[row], a->counts[row], out);
    }
    abort();
}

static bool
needs_terms(enum aggregate_op op)
{
    return op == AGG_MIN || op == AGG_MAX || op == AGG_AVG;
}

static struct vector
results(struct accumulator *a)
{
    struct frame *f = a->frame;
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count);
    uint32_t listed = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        bool fits = true;
        if (a->ir->aggregate.op == AGG_LIST || a->ir->aggregate.op == AGG_PRODUCT ||
            !bit_get(a->unknown, i))
            if (a->counts[i] || !needs_terms(a->ir->aggregate.op))
                fits = result_cell(a, i, &listed, &cells[i]);
        if (!fits)
            doubt(a, i);
        bit_or(present, i,
               !bit_get(a->unknown, i) && (a->counts[i] || !needs_terms(a->ir->aggregate.op)));
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = a->unknown});
}

/* The members of a set are counted without looking at each. */
static bool
count_plainly(struct accumulator *a)
{
    const ir_each_vec *each = &a->ir->aggregate.each;
    const struct ir *term = a->ir->aggregate.term;
    if (a->ir->aggregate.op != AGG_COUNT || each->len != 1 || each->at[0].where ||
        term->kind != IR_VAR || term->slot != each->at[0].slot)
        return false;
    struct sets s = eval_sets(a->frame, each->at[0].set);
    for (uint32_t i = 0; i < a->frame->count; i++) {
        a->counts[i] = set_row(&s, i).count;
        if (bit_get(s.incomplete, i))
            doubt(a, i);
    }
    return true;
}

struct vector
eval_aggregate(struct frame *f, const struct ir *ir)
{
    struct accumulator a = {.frame = f,
                            .ir = ir,
                            .kind = ir->aggregate.term->type.kind,
                            .counts = arena_array(f->arena, uint32_t, f->count)};
    enum aggregate_op op = ir->aggregate.op;
    if (op == AGG_MIN || op == AGG_MAX)
        a.cells = arena_array(f->arena, uint64_t, f->count);
    if (op == AGG_SUM)
        a.sums = arena_array(f->arena, int128, f->count);
    if (op == AGG_SUM || op == AGG_AVG)
        a.decimals = arena_array(f->arena, struct decimal, f->count);
    if (!count_plainly(&a)) {
        struct expansion x = {.frame = f, .visit = aggregate_visit, .context = &a};
        expand_all(&x, &ir->aggregate.each);
        for (uint32_t i = 0; x.incomplete && i < f->count; i++)
            if (bit_get(x.incomplete, i))
                doubt(&a, i);
    }
    return results(&a);
}
