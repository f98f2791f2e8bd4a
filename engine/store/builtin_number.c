/* Functions on numbers and dates. */
#include "engine/store/builtin.h"

static struct decimal
decimal_arg(const struct builtin_call *c, uint32_t k)
{
    return decimal_of_cell(c->program->decimals, c->cells[k]);
}

static enum builtin_result
give(struct builtin_call *c, bool ok, int64_t value)
{
    c->out = (uint64_t)value;
    return ok ? BUILTIN_VALUE : BUILTIN_FAILS;
}

static enum builtin_result
give_decimal(struct builtin_call *c, bool ok, struct decimal d)
{
    if (ok)
        c->out = decimal_cell(c->program->decimals, d);
    return ok ? BUILTIN_VALUE : BUILTIN_FAILS;
}

enum builtin_result
fn_abs(struct builtin_call *c)
{
    if (c->kinds[0] == TYPE_DECIMAL) {
        struct decimal d = decimal_arg(c, 0);
        if (d.coefficient < 0)
            d.coefficient = -d.coefficient;
        return give_decimal(c, true, d);
    }
    int64_t i = (int64_t)c->cells[0], negated = i;
    bool ok = i >= 0 || int_sub(0, i, &negated);
    return give(c, ok, negated);
}

enum builtin_result
fn_min(struct builtin_call *c)
{
    int order = cells_order(c->program, c->kinds[0], c->cells[0], c->cells[1]);
    c->out = order <= 0 ? c->cells[0] : c->cells[1];
    return BUILTIN_VALUE;
}

enum builtin_result
fn_max(struct builtin_call *c)
{
    int order = cells_order(c->program, c->kinds[0], c->cells[0], c->cells[1]);
    c->out = order >= 0 ? c->cells[0] : c->cells[1];
    return BUILTIN_VALUE;
}

enum builtin_result
fn_floor(struct builtin_call *c)
{
    int64_t i = 0;
    bool ok = decimal_floor(decimal_arg(c, 0), &i);
    return give(c, ok, i);
}

/* The int that a decimal without a fraction is. */
static bool
whole(struct decimal d, int64_t *out)
{
    return d.scale == 0 && decimal_floor(d, out);
}

enum builtin_result
fn_round(struct builtin_call *c)
{
    struct decimal d = {0};
    if (c->ir->builtin.args.len == 1) {
        int64_t i = 0;
        bool ok = decimal_round(decimal_arg(c, 0), 0, &d) && whole(d, &i);
        return give(c, ok, i);
    }
    int64_t places = (int64_t)c->cells[1];
    bool ok = places >= 0 && places <= DECIMAL_SCALE_MAX &&
              decimal_round(decimal_arg(c, 0), (unsigned)places, &d);
    return give_decimal(c, ok, d);
}

enum builtin_result
fn_int(struct builtin_call *c)
{
    int64_t i = 0;
    bool ok = c->kinds[0] == TYPE_DECIMAL ? whole(decimal_arg(c, 0), &i)
                                          : int_parse(symbol_text(c->program, c->cells[0]), &i);
    return give(c, ok, i);
}

enum builtin_result
fn_decimal(struct builtin_call *c)
{
    struct decimal d = decimal_from_int((int64_t)c->cells[0]);
    bool ok = c->kinds[0] == TYPE_INT || decimal_parse(symbol_text(c->program, c->cells[0]), &d);
    return give_decimal(c, ok, d);
}

static enum builtin_result
power_int(struct builtin_call *c, int64_t base, int64_t exponent)
{
    int64_t result = 1;
    bool ok = exponent >= 0;
    for (; ok && exponent; exponent >>= 1) {
        if (exponent & 1)
            ok = int_mul(result, base, &result);
        if (exponent > 1)
            ok = ok && int_mul(base, base, &base);
    }
    return give(c, ok, result);
}

enum builtin_result
fn_power(struct builtin_call *c)
{
    int64_t exponent = (int64_t)c->cells[1];
    if (c->kinds[0] == TYPE_INT)
        return power_int(c, (int64_t)c->cells[0], exponent);
    struct decimal base = decimal_arg(c, 0), result = decimal_from_int(1);
    bool ok = exponent >= 0;
    for (; ok && exponent; exponent >>= 1) {
        if (exponent & 1)
            ok = decimal_mul(result, base, &result);
        if (exponent > 1)
            ok = ok && decimal_mul(base, base, &base);
    }
    return give_decimal(c, ok, result);
}

/* ---- dates ---- */

enum { MICROSECONDS_PER_SECOND = 1000000, SECONDS_PER_DAY = 86400 };

enum builtin_result
fn_date(struct builtin_call *c)
{
    int32_t date = 0;
    if (c->kinds[0] == TYPE_INSTANT) {
        int64_t day = (int64_t)MICROSECONDS_PER_SECOND * SECONDS_PER_DAY;
        int64_t at = (int64_t)c->cells[0];
        return give(c, true, at / day - (at % day < 0));
    }
    bool ok = date_parse(symbol_text(c->program, c->cells[0]), &date);
    return give(c, ok, date);
}

struct civil {
    int year, month, day;
};

static struct civil
civil_arg(const struct builtin_call *c)
{
    struct civil d;
    date_to_civil((int32_t)(int64_t)c->cells[0], &d.year, &d.month, &d.day);
    return d;
}

enum builtin_result
fn_year(struct builtin_call *c)
{
    return give(c, true, civil_arg(c).year);
}

enum builtin_result
fn_month(struct builtin_call *c)
{
    return give(c, true, civil_arg(c).month);
}

enum builtin_result
fn_day(struct builtin_call *c)
{
    return give(c, true, civil_arg(c).day);
}

/* Whole weeks first; a start on a weekend counts as the working day before (or behind, going back). */
enum builtin_result
fn_add_workdays(struct builtin_call *c)
{
    int64_t date = (int64_t)c->cells[0], n = (int64_t)c->cells[1];
    if (n > 4000000 || n < -4000000)
        return BUILTIN_FAILS;
    if (!n)
        return give(c, true, date);
    int64_t weekday = ((date + 3) % 7 + 7) % 7; /* Monday is 0; 1970-01-01 was a Thursday */
    if (weekday > 4) {
        int64_t shift = n > 0 ? 4 - weekday : 7 - weekday;
        date += shift;
        weekday = n > 0 ? 4 : 0;
    }
    int64_t rest = n % 5;
    date += n / 5 * 7 + rest;
    if (weekday + rest > 4)
        date += 2;
    else if (weekday + rest < 0)
        date -= 2;
    int32_t in_range = 0;
    bool ok = date == (int32_t)date && date_add((int32_t)date, (struct duration){0, 0}, &in_range);
    return give(c, ok, date);
}
