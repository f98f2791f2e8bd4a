/* + - * / on numbers, dates and durations, and conversions. What fails is unknown (language.md §2). */
#include "engine/eval/internal.h"

#include <stdlib.h>

struct vector
eval_arith(struct frame *f, const struct ir *ir)
{
    struct values l = eval_values(f, ir->arith.left);
    struct values r = ir->arith.right ? eval_values(f, ir->arith.right) : l;
    arith_fn *fn = arith_function(ir);
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(l.unknown, i) || bit_get(r.unknown, i))
            bits_add(f->arena, &unknown, f->count, i);
        else if (!bit_get(l.present, i) || !bit_get(r.present, i))
            continue;
        else if (fn && fn(f->ev->program, ir->arith.op, l.cells[i], r.cells[i], &cells[i]))
            bit_set(present, i);
        else
            bits_add(f->arena, &unknown, f->count, i);
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}

/* ---- conversions outside of sources: int → decimal; path and digest are texts already ---- */

static uint64_t
convert_cell(struct evaluation *ev, struct type from, struct type to, uint64_t cell)
{
    if (from.kind == TYPE_INT && to.kind == TYPE_DECIMAL)
        return decimal_cell(ev->program->decimals, decimal_from_int((int64_t)cell));
    return cell;
}

struct vector
eval_convert(struct frame *f, const struct ir *ir)
{
    struct type from = ir->unary->type;
    if (card_is_set(from.card)) {
        struct sets s = eval_sets(f, ir->unary);
        struct set_builder b;
        set_builder_init(&b, f->arena, f->count);
        for (uint32_t i = 0; i < f->count; i++) {
            struct run r = set_row(&s, i);
            for (uint32_t k = 0; k < r.count; k++)
                set_builder_add(&b, convert_cell(f->ev, from, ir->type, r.at[k]));
            if (bit_get(s.incomplete, i))
                set_builder_incomplete(&b);
            set_builder_close_sorting(&b);
        }
        return vector_of_sets(set_builder_done(&b));
    }
    struct values v = eval_values(f, ir->unary);
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        if (bit_get(v.present, i))
            cells[i] = convert_cell(f->ev, from, ir->type, v.cells[i]);
    return vector_of_values(
        (struct values){.cells = cells, .present = v.present, .unknown = v.unknown});
}
