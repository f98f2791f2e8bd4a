/*
 * and, or, not, implies in strong Kleene logic (Kleene 1952), for all rows at once.
 *
 * What stands to the right is evaluated for those rows alone that it can still change, where that saves enough.
 */
#include "engine/eval/internal.h"

/* A conjunction on its way: rows are alive while not false. */
struct partial {
    uint64_t *is_true, *alive;
};

static struct condition
scatter(struct frame *f, struct frame *part, struct condition c)
{
    uint64_t *is_true = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < part->count; i++)
        bit_or(is_true, part->origin[i], bit_get(c.is_true, i));
    for (uint32_t i = 0; i < part->count; i++)
        if (bit_get(c.unknown, i))
            bits_add(f->arena, &unknown, f->count, part->origin[i]);
    return (struct condition){.is_true = is_true, .unknown = unknown};
}

/* The condition where bits are one; anything elsewhere. */
static struct condition
eval_where(struct frame *f, const uint64_t *bits, const struct ir *ir)
{
    uint32_t count = bits_count(bits, f->count);
    if (!count)
        return (struct condition){0};
    bool is_worth = (uint64_t)count * 4 < (uint64_t)f->count * 3 &&
                    cost_of(f->ev, ir) >= COST_SKIP && !frame_is_too_deep(f);
    if (!is_worth)
        return eval_condition(f, ir);
    struct frame part;
    frame_select(&part, f, bits);
    struct condition c = scatter(f, &part, eval_condition(&part, ir));
    frame_close(&part);
    return c;
}

static uint64_t
word(const uint64_t *bits, uint32_t w)
{
    return bits ? bits[w] : 0;
}

static void
narrow(struct partial *p, struct condition c, uint32_t n)
{
    for (uint32_t w = 0; w < bits_words(n); w++) {
        uint64_t is_true = word(c.is_true, w);
        p->is_true[w] &= is_true;
        p->alive[w] &= is_true | word(c.unknown, w);
    }
}

static struct vector
partial_done(struct frame *f, struct partial p)
{
    bits_and_not(p.alive, p.is_true, f->count);
    return vector_of_condition((struct condition){
        .is_true = p.is_true, .unknown = bits_any(p.alive, f->count) ? p.alive : NULL});
}

struct vector
eval_and(struct frame *f, const struct ir *ir)
{
    struct partial p = {bits_ones(f->arena, f->count), bits_ones(f->arena, f->count)};
    for (uint32_t i = 0; i < ir->list.len; i++)
        narrow(&p, eval_where(f, p.alive, ir->list.at[i]), f->count);
    return partial_done(f, p);
}

static struct condition
negate(struct frame *f, struct condition c)
{
    uint64_t *is_true = bits_ones(f->arena, f->count);
    bits_and_not(is_true, c.is_true, f->count);
    bits_and_not(is_true, c.unknown, f->count);
    return (struct condition){.is_true = is_true, .unknown = c.unknown};
}

/* a or b is not (not a and not b), and so are the rows that still matter. */
struct vector
eval_or(struct frame *f, const struct ir *ir)
{
    struct partial p = {bits_ones(f->arena, f->count), bits_ones(f->arena, f->count)};
    for (uint32_t i = 0; i < ir->list.len; i++)
        narrow(&p, negate(f, eval_where(f, p.alive, ir->list.at[i])), f->count);
    struct vector v = partial_done(f, p);
    return vector_of_condition(negate(f, v.condition));
}

struct vector
eval_not(struct frame *f, const struct ir *ir)
{
    return vector_of_condition(negate(f, eval_condition(f, ir->unary)));
}

/* a implies b is not (a and not b). */
struct vector
eval_implies(struct frame *f, const struct ir *ir)
{
    struct partial p = {bits_ones(f->arena, f->count), bits_ones(f->arena, f->count)};
    narrow(&p, eval_condition(f, ir->binary.left), f->count);
    narrow(&p, negate(f, eval_where(f, p.alive, ir->binary.right)), f->count);
    struct vector v = partial_done(f, p);
    return vector_of_condition(negate(f, v.condition));
}
