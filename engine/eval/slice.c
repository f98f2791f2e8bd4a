/*
 * Few rows at a time: closures have up to as many members as there are entities, so those of a whole chunk may not
 * fit into memory together.
 */
#include "engine/eval/internal.h"

#include <string.h>

enum {
    SLICE_LEAST = 16,
    SLICE_MEMBERS = 1 << 22 /* of all closures of a slice, where that leaves it the least rows */
};

uint32_t
slice_rows(const struct evaluation *ev, const struct ir *ir)
{
    const struct plan_note *note = plan_note(ev->plan, ir);
    uint32_t entities = store_count(ev->store);
    if (!note || !note->walks || !entities)
        return UINT32_MAX;
    if (ev->options.is_eager)
        return 1;
    uint32_t rows = SLICE_MEMBERS / entities;
    return rows < SLICE_LEAST ? SLICE_LEAST : rows;
}

/* Rows from `from` on; what they hold is copied. */
static void
put(struct frame *part, uint32_t from, struct vector v, struct vector *out)
{
    if (out->kind == VECTOR_CONDITION) {
        struct condition c = condition_of(part, v);
        bits_put(own_words(out->condition.is_true), from, c.is_true, part->count);
        bits_put(own_words(out->condition.unknown), from, c.unknown, part->count);
        return;
    }
    struct values values = values_of(part, v);
    memcpy(own_words(out->values.cells) + from, values.cells, part->count * sizeof(uint64_t));
    bits_put(own_words(out->values.present), from, values.present, part->count);
    bits_put(own_words(out->values.unknown), from, values.unknown, part->count);
}

struct vector
eval_in_slices(struct frame *f, const struct ir *ir, uint32_t rows)
{
    struct vector out;
    if (vector_kind_of(ir) == VECTOR_CONDITION)
        out = vector_of_condition(
            (struct condition){bits_new(f->arena, f->count), bits_new(f->arena, f->count)});
    else
        out = vector_of_values((struct values){.cells = cells_raw(f->arena, f->count),
                                               .present = bits_new(f->arena, f->count),
                                               .unknown = bits_new(f->arena, f->count)});
    for (uint32_t from = 0; from < f->count; from += rows) {
        struct frame part;
        frame_slice(&part, f, from, f->count - from < rows ? f->count - from : rows);
        put(&part, from, eval_here(&part, ir), &out);
        frame_close(&part);
    }
    return out;
}
