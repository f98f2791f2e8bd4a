/* Arithmetic of single cells. What fails is unknown (language.md §2). */
#include <stdlib.h>

#include "engine/store/builtin.h"

/* ---- + - * / ---- */

/* Whole numbers of one kind: ints, days, clock times. The right side of * is an int. */
static bool
arith_whole(const struct program *p, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    (void)p;
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
arith_decimal(const struct program *p, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    struct decimal_pool *pool = p->decimals;
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
arith_duration(const struct program *p, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    (void)p;
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
arith_date_duration(const struct program *p, enum arith_op op, uint64_t a, uint64_t b,
                    uint64_t *out)
{
    (void)p;
    struct duration d = duration_of_cell(b);
    int32_t date = 0;
    bool ok = op == ARITH_ADD ? date_add((int32_t)(int64_t)a, d, &date)
                              : date_subtract((int32_t)(int64_t)a, d, &date);
    *out = (uint64_t)(int64_t)date;
    return ok;
}

static bool
arith_duration_date(const struct program *p, enum arith_op op, uint64_t a, uint64_t b,
                    uint64_t *out)
{
    return arith_date_duration(p, op, b, a, out);
}

/* int * duration and the like: the number is the right operand of the kind's own function. */
static bool
arith_int_duration(const struct program *p, enum arith_op op, uint64_t a, uint64_t b, uint64_t *out)
{
    return arith_duration(p, op, b, a, out);
}

arith_fn *
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
