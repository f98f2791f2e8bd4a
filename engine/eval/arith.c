/* + - * / on numbers, dates and durations, and conversions. What fails is unknown (language.md §2). */
#include "engine/eval/internal.h"

#include <stdlib.h>

typedef bool arith_fn(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b,
                      uint64_t *out);

/* Whole numbers of one kind: ints, days, clock times. The right side of * is an int. */
static bool
arith_whole(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    (void)ev;
    int64_t x = (int64_t)a, y = (int64_t)b, z = 0;
    bool ok = false;
    switch (op) {
    case ARITH_ADD: ok = int_add(x, y, &z); break;
    case ARITH_SUBTRACT: ok = int_sub(x, y, &z); break;
    case ARITH_MULTIPLY: ok = int_mul(x, y, &z); break;
    case ARITH_NEGATE: ok = int_sub(0, x, &z); break;
    case ARITH_DIVIDE: break;
    }
    *out = (uint64_t)z;
    return ok;
}

static bool
arith_decimal(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    struct decimal_pool *pool = ev->program->decimals;
    struct decimal x = decimal_of_cell(pool, a), z = {0};
    struct decimal y = op == ARITH_NEGATE ? z : decimal_of_cell(pool, b);
    bool ok = false;
    switch (op) {
    case ARITH_ADD: ok = decimal_add(x, y, &z); break;
    case ARITH_SUBTRACT: ok = decimal_sub(x, y, &z); break;
    case ARITH_MULTIPLY: ok = decimal_mul(x, y, &z); break;
    case ARITH_DIVIDE: ok = decimal_div(x, y, &z); break;
    case ARITH_NEGATE: ok = decimal_sub(decimal_from_int(0), x, &z); break;
    }
    if (ok)
        *out = decimal_cell(pool, z);
    return ok;
}

static bool
arith_duration(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    (void)ev;
    struct duration x = duration_of_cell(a), y = duration_of_cell(b);
    int64_t months = 0, days = 0;
    bool ok = true;
    switch (op) {
    case ARITH_ADD:
        months = (int64_t)x.months + y.months;
        days = (int64_t)x.days + y.days;
        break;
    case ARITH_SUBTRACT:
        months = (int64_t)x.months - y.months;
        days = (int64_t)x.days - y.days;
        break;
    case ARITH_MULTIPLY:
        ok = int_mul(x.months, (int64_t)b, &months);
        ok &= int_mul(x.days, (int64_t)b, &days);
        break;
    case ARITH_NEGATE:
        months = -(int64_t)x.months;
        days = -(int64_t)x.days;
        break;
    case ARITH_DIVIDE: return false;
    }
    if (!ok || months != (int32_t)months || days != (int32_t)days)
        return false;
    *out = duration_cell((struct duration){(int32_t)months, (int32_t)days});
    return true;
}

/* date ± duration */
static bool
arith_date_duration(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    (void)ev;
    struct duration d = duration_of_cell(b);
    int32_t date = 0;
    bool ok = op == ARITH_ADD ? date_add((int32_t)(int64_t)a, d, &date)
                              : date_subtract((int32_t)(int64_t)a, d, &date);
    *out = (uint64_t)(int64_t)date;
    return ok;
}

static bool
arith_duration_date(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    return arith_date_duration(ev, op, b, a, out);
}

/* int * duration and the like: the number is the right operand of the kind's own function. */
static bool
arith_int_duration(struct evaluation *ev, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    return arith_duration(ev, op, b, a, out);
}

static arith_fn *
arith_function(const struct ir *ir)
{
    enum type_kind left = ir->arith.left->type.kind;
    enum type_kind right = ir->arith.right ? ir->arith.right->type.kind : left;
    switch (left) {
    case TYPE_DECIMAL: return arith_decimal;
    case TYPE_DATE: return right == TYPE_DURATION ? arith_date_duration : arith_whole;
    case TYPE_DURATION: return right == TYPE_DATE ? arith_duration_date : arith_duration;
    case TYPE_INT: return right == TYPE_DURATION ? arith_int_duration : arith_whole;
    case TYPE_INSTANT:
    case TYPE_CLOCK:
    case TYPE_DAYS: return arith_whole;
    case TYPE_ERROR:
    case TYPE_BOOL:
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_PATH:
    case TYPE_DIGEST:
    case TYPE_ENUM:
    case TYPE_ENTITY:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_KIND_COUNT: break;
    }
    return NULL;
}

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
        else if (fn && fn(f->ev, ir->arith.op, l.cells[i], r.cells[i], &cells[i]))
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
