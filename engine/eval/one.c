/* One binding at a time: the same evaluator over a frame of one row. */
#include "engine/eval/internal.h"

#include <string.h>

static struct value
value_of_condition(struct condition c, uint32_t i)
{
    if (bit_get(c.unknown, i))
        return (struct value){.kind = VALUE_UNKNOWN};
    return (struct value){.kind = VALUE_CELL, .cell = bit_get(c.is_true, i)};
}

static struct value
value_of_values(struct values v, uint32_t i)
{
    if (bit_get(v.unknown, i))
        return (struct value){.kind = VALUE_UNKNOWN};
    if (!bit_get(v.present, i))
        return (struct value){.kind = VALUE_MISSING};
    return (struct value){.kind = VALUE_CELL, .cell = v.cells[i]};
}

/* The members are copied: the frame they lie in is about to close. */
static struct value
value_of_sets(struct arena *a, struct sets s, uint32_t i)
{
    struct run r = set_row(&s, i);
    uint64_t *members = cells_raw(a, r.count);
    if (r.count)
        memcpy(members, r.at, r.count * sizeof *members);
    return (struct value){.kind = VALUE_SET,
                          .incomplete = bit_get(s.incomplete, i),
                          .members = members,
                          .count = r.count};
}

struct value
vector_value(struct arena *a, const struct vector *v, uint32_t i)
{
    switch (v->kind) {
    case VECTOR_CONDITION: return value_of_condition(v->condition, i);
    case VECTOR_VALUES: return value_of_values(v->values, i);
    case VECTOR_SETS: break;
    }
    return value_of_sets(a, v->sets, i);
}

/* The frame of one row whose variables are `slots`. */
static void
one_open(struct evaluation *ev, struct frame *f, const struct value *slots)
{
    frame_open(f, &ev->root, &ev->root);
    f->count = 1;
    f->expected = 1;
    f->given = slots;
    f->bound = UINT64_MAX;
    ev->is_single = true;
    ev->epoch++;
    ev->is_reported = true; /* with the rule; a message says no more of it */
    ev->rule = NULL;
}

static void
one_close(struct frame *f)
{
    f->ev->is_single = false;
    frame_close(f);
}

struct value
evaluate_one(struct evaluation *e, struct arena *a, const struct ir *ir, const struct value *slots)
{
    struct frame f;
    one_open(e, &f, slots);
    struct vector v = eval(&f, ir);
    struct value out = vector_value(a, &v, 0);
    one_close(&f);
    return out;
}

enum truth
evaluate_condition(struct evaluation *e, struct arena *a, const struct ir *ir,
                   const struct value *slots)
{
    (void)a;
    struct frame f;
    one_open(e, &f, slots);
    struct condition c = eval_condition(&f, ir);
    enum truth t = bit_get(c.unknown, 0) ? UNKNOWN_ : bit_get(c.is_true, 0) ? TRUE_ : FALSE_;
    one_close(&f);
    return t;
}
