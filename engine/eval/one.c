/* One binding at a time: the same evaluator over a frame of one row. */
#include "engine/eval/internal.h"

#include <string.h>

static struct value
value_of_condition(struct condition c)
{
    if (bit_get(c.unknown, 0))
        return (struct value){.kind = VALUE_UNKNOWN};
    return (struct value){.kind = VALUE_CELL, .cell = bit_get(c.is_true, 0)};
}

static struct value
value_of_values(struct values v)
{
    if (bit_get(v.unknown, 0))
        return (struct value){.kind = VALUE_UNKNOWN};
    if (!bit_get(v.present, 0))
        return (struct value){.kind = VALUE_MISSING};
    return (struct value){.kind = VALUE_CELL, .cell = v.cells[0]};
}

/* The members are copied: the frame they lie in is about to close. */
static struct value
value_of_sets(struct arena *a, struct sets s)
{
    struct run r = set_row(&s, 0);
    uint64_t *members = cells_raw(a, r.count);
    if (r.count)
        memcpy(members, r.at, r.count * sizeof *members);
    return (struct value){.kind = VALUE_SET,
                          .incomplete = bit_get(s.incomplete, 0),
                          .members = members,
                          .count = r.count};
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
    struct value out;
    if (v.kind == VECTOR_SETS)
        out = value_of_sets(a, v.sets);
    else if (v.kind == VECTOR_CONDITION)
        out = value_of_condition(v.condition);
    else
        out = value_of_values(v.values);
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
