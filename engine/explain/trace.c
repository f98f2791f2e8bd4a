/* How far each chain of a trace got. */
#include <string.h>

#include "engine/explain/explain_internal.h"

struct walk {
    struct explainer *x;
    const struct duty *duty;
    const struct rule *rule;
    struct value *values; /* of the chain that is being followed */
};

struct walked {
    enum truth truth;
    struct stop *stops; /* those that make it not true */
};

static struct stop *
stop_new(struct walk *w, uint32_t step, enum truth truth, bool is_empty)
{
    struct stop *s = arena_new(w->x->scratch, struct stop);
    s->values = arena_array(w->x->scratch, struct value, w->rule->slot_count + 1);
    memcpy(s->values, w->values, w->rule->slot_count * sizeof *s->values);
    s->step = step;
    s->truth = truth;
    s->tried = s->furthest = 1;
    s->is_empty = is_empty;
    return s;
}

static struct walked walk_from(struct walk *w, uint32_t step);

static struct walked
walk_condition(struct walk *w, uint32_t step)
{
    enum truth t =
        evaluate_condition(w->x->evaluation, w->x->scratch, w->duty->steps[step].expr, w->values);
    if (t == TRUE_)
        return walk_from(w, step + 1);
    struct walked after = {TRUE_, NULL};
    if (t == UNKNOWN_)
        after = walk_from(w, step + 1); /* false further on decides */
    if (after.truth == FALSE_)
        return after;
    return (struct walked){t, stop_new(w, step, t, false)};
}

/* The furthest candidates of a `some` hop: the first one's stops, the others beside them. */
static struct stop *
furthest(struct stop **candidates, uint32_t count)
{
    struct stop *best = NULL;
    uint32_t tried = 0, reached = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!best || candidates[i]->step > best->step)
            best = candidates[i];
    struct stop **tail = &best->others;
    for (uint32_t i = 0; i < count; i++) {
        struct stop *c = candidates[i];
        tried += c->tried;
        if (c->step != best->step)
            continue;
        reached += c->furthest;
        while (*tail)
            tail = &(*tail)->next;
        if (c == best)
            continue;
        *tail = c;
        c->next = c->others;
        c->others = NULL;
    }
    best->tried = tried;
    best->furthest = reached;
    return best;
}

static struct walked
walk_some(struct walk *w, uint32_t step, const struct value *set)
{
    uint32_t slot = w->duty->steps[step].slot, count = 0;
    struct stop **candidates =
        arena_array(w->x->scratch, struct stop *, 2 * (size_t)set->count + 1);
    struct stop **unknown = candidates + set->count;
    uint32_t unknown_count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        w->values[slot] = (struct value){.kind = VALUE_CELL, .cell = set->members[i]};
        struct walked one = walk_from(w, step + 1);
        if (one.truth == TRUE_)
            return one;
        if (one.truth == UNKNOWN_)
            unknown[unknown_count++] = one.stops;
        else
            candidates[count++] = one.stops;
    }
    w->values[slot] = (struct value){.kind = VALUE_MISSING};
    if (unknown_count)
        return (struct walked){UNKNOWN_, furthest(unknown, unknown_count)};
    if (set->incomplete)
        return (struct walked){UNKNOWN_, stop_new(w, step, UNKNOWN_, set->count == 0)};
    if (set->count == 0)
        return (struct walked){FALSE_, stop_new(w, step, FALSE_, true)};
    return (struct walked){FALSE_, furthest(candidates, count)};
}

static void
stops_append(struct stop ***tail, struct stop *stops)
{
    **tail = stops;
    while (**tail)
        *tail = &(**tail)->next;
}

static struct walked
walk_every(struct walk *w, uint32_t step, const struct value *set)
{
    struct stop *failed = NULL, **failed_tail = &failed, *unknown = NULL, **unknown_tail = &unknown;
    uint32_t slot = w->duty->steps[step].slot;
    for (uint32_t i = 0; i < set->count; i++) {
        w->values[slot] = (struct value){.kind = VALUE_CELL, .cell = set->members[i]};
        struct walked one = walk_from(w, step + 1);
        if (one.truth == FALSE_)
            stops_append(&failed_tail, one.stops);
        else if (one.truth == UNKNOWN_)
            stops_append(&unknown_tail, one.stops);
    }
    w->values[slot] = (struct value){.kind = VALUE_MISSING};
    if (failed)
        return (struct walked){FALSE_, failed};
    if (set->incomplete)
        stops_append(&unknown_tail, stop_new(w, step, UNKNOWN_, set->count == 0));
    if (unknown)
        return (struct walked){UNKNOWN_, unknown};
    if (set->count == 0)
        return (struct walked){FALSE_, stop_new(w, step, FALSE_, true)};
    return (struct walked){TRUE_, NULL};
}

/* Depth is the number of steps that the rule's author wrote. */
static struct walked
walk_from(struct walk *w, uint32_t step)
{
    if (step == w->duty->step_count)
        return (struct walked){TRUE_, NULL};
    const struct ir_step *s = &w->duty->steps[step];
    if (s->kind == IR_STEP_CONDITION)
        return walk_condition(w, step);
    struct value set = evaluate_one(w->x->evaluation, w->x->scratch, s->expr, w->values);
    if (set.kind == VALUE_UNKNOWN)
        set = (struct value){.kind = VALUE_SET, .incomplete = true};
    if (set.kind == VALUE_MISSING)
        set = (struct value){.kind = VALUE_SET};
    if (set.kind == VALUE_CELL) {
        uint64_t *only = arena_new(w->x->scratch, uint64_t);
        *only = set.cell;
        set = (struct value){.kind = VALUE_SET, .members = only, .count = 1};
    }
    return s->kind == IR_STEP_SOME ? walk_some(w, step, &set) : walk_every(w, step, &set);
}

struct stop *
trace_walk(struct explainer *x, const struct rule *r, const struct duty *d,
           const struct value *slots)
{
    struct walk w = {.x = x, .duty = d, .rule = r};
    w.values = arena_array(x->scratch, struct value, r->slot_count + 1);
    memcpy(w.values, slots, r->slot_count * sizeof *slots);
    return walk_from(&w, 0).stops;
}
