/* some, every, one: rows are expanded by the variable, the body is evaluated there, and its truth comes together by row. */
#include "engine/eval/internal.h"

#include <stdlib.h>

struct tally {
    enum ir_kind kind;
    body_fn *body;
    void *context;
    /* By row. SOME: a true one. EVERY: a false one. ONE: one true, several true. */
    uint64_t *hit, *twice;
    uint64_t *doubt; /* a value for which it is unknown */
};

static void
tally_row(struct tally *t, uint32_t row, bool is_true, bool is_unknown)
{
    if (is_unknown) {
        bit_set(t->doubt, row);
    } else if (is_true) {
        if (t->kind == IR_ONE && bit_get(t->hit, row))
            bit_set(t->twice, row);
        bit_set(t->hit, row);
    }
}

/* Counts `where and body`; for every its opposite, `where and not body`. */
static void
tally_visit(void *context, const struct visit *v)
{
    struct tally *t = context;
    struct condition c = t->body(t->context, v->frame);
    bool is_every = t->kind == IR_EVERY;
    for (uint32_t i = 0; i < v->frame->count; i++) {
        bool is_unknown = bit_get(c.unknown, i);
        bool counts = !is_unknown && bit_get(c.is_true, i) != is_every;
        bool where_unknown = bit_get(v->where_unknown, i);
        tally_row(t, v->rows[i], counts && !where_unknown, is_unknown || (counts && where_unknown));
    }
}

static struct condition
tally_done(struct frame *f, struct tally *t, const uint64_t *incomplete)
{
    uint32_t n = f->count;
    uint64_t *unknown = t->doubt, *is_true = t->hit;
    bits_or(unknown, incomplete, n);
    if (t->kind == IR_ONE) {
        bits_and_not(unknown, t->twice, n);
        bits_and_not(is_true, t->twice, n);
        bits_and_not(is_true, unknown, n);
    } else {
        bits_and_not(unknown, t->hit, n);
    }
    if (t->kind == IR_EVERY) {
        is_true = bits_ones(f->arena, n);
        bits_and_not(is_true, t->hit, n);
        bits_and_not(is_true, unknown, n);
    }
    return (struct condition){.is_true = is_true, .unknown = bits_any(unknown, n) ? unknown : NULL};
}

struct condition
quantify(struct expansion *x, enum ir_kind kind, const struct ir_each *each, body_fn *body,
         void *context)
{
    struct frame *f = x->frame;
    struct tally t = {.kind = kind,
                      .body = body,
                      .context = context,
                      .hit = bits_new(f->arena, f->count),
                      .twice = bits_new(f->arena, f->count),
                      .doubt = bits_new(f->arena, f->count)};
    x->keeps_unknown = true;
    x->settled = kind == IR_ONE ? t.twice : t.hit;
    x->visit = tally_visit;
    x->context = &t;
    expand(x, each);
    return tally_done(f, &t, x->incomplete);
}

static struct condition
ir_body(void *context, struct frame *f)
{
    return eval_condition(f, context);
}

struct vector
eval_quant(struct frame *f, const struct ir *ir)
{
    struct expansion x = {.frame = f};
    return vector_of_condition(quantify(&x, ir->kind, &ir->quant.each, ir_body, ir->quant.body));
}
