/*
 * Work is done on magnitudes of 128 unsigned bits with the sign apart: they hold the sum of two
 * coefficients, and no operation on them is undefined.
 */
#include <stdlib.h>
#include <string.h>

#include "lang/base/value.h"
#include "lang/base/vec.h"

__extension__ typedef unsigned __int128 uint128;

enum { DIGITS_MAX = 38, INLINE_BITS = 58 };

static uint128
power_of_ten(unsigned n)
{
    uint128 p = 1;
    while (n--)
        p *= 10;
    return p;
}

static uint128
limit(void)
{
    return power_of_ten(DIGITS_MAX);
}

static uint128
magnitude(struct decimal d)
{
    return d.coefficient < 0 ? -(uint128)d.coefficient : (uint128)d.coefficient;
}

/* Normalises; false if the coefficient or the scale is out of range. */
static bool
make(bool is_negative, uint128 m, unsigned scale, struct decimal *out)
{
    while (scale > 0 && m % 10 == 0) {
        m /= 10;
        scale--;
    }
    if (m >= limit() || scale > DECIMAL_SCALE_MAX)
        return false;
    out->coefficient = is_negative ? -(int128)m : (int128)m;
    out->scale = (uint8_t)scale;
    return true;
}

static bool
shift_left(uint128 *m, unsigned digits)
{
    for (; digits > 0; digits--) {
        if (*m >= limit() / 10)
            return false;
        *m *= 10;
    }
    return true;
}

/* m / divisor for a rest below it, rounded half to even. */
static uint128
round_half_even(uint128 quotient, uint128 rest, uint128 divisor)
{
    uint128 other = divisor - rest;
    return quotient + (rest > other || (rest == other && quotient % 2 == 1));
}

bool
decimal_parse(struct str text, struct decimal *out)
{
    size_t i = 0, point = SIZE_MAX, digits = 0;
    bool is_negative = text.len && text.at[0] == '-';
    uint128 m = 0;
    unsigned scale = 0, zeros = 0; /* zeros after the point are taken only if a digit follows */
    i += text.len && (text.at[0] == '-' || text.at[0] == '+');
    for (; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && point == SIZE_MAX && digits > 0) {
            point = i;
        } else if (c < '0' || c > '9') {
            return false;
        } else if (c == '0' && point != SIZE_MAX) {
            zeros++;
        } else {
            if (!shift_left(&m, zeros + 1))
                return false;
            m += (unsigned)(c - '0');
            scale += point == SIZE_MAX ? 0 : zeros + 1;
            zeros = 0;
        }
        digits += c != '.';
    }
    return digits > 0 && text.at[text.len - 1] != '.' && make(is_negative, m, scale, out);
}

struct str
decimal_text(struct arena *a, struct decimal d)
{
    char reversed[DIGITS_MAX + 4];
    size_t n = 0;
    uint128 m = magnitude(d);
    for (unsigned place = 0; m > 0 || place <= d.scale; place++) {
        if (place == d.scale && place > 0)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + (int)(m % 10));
        m /= 10;
    }
    if (d.coefficient < 0)
        reversed[n++] = '-';
    char *text = arena_array(a, char, n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = reversed[n - 1 - i];
    return (struct str){text, n};
}

struct decimal
decimal_from_int(int64_t i)
{
    return (struct decimal){i, 0};
}

int
decimal_cmp(struct decimal a, struct decimal b)
{
    bool is_negative = a.coefficient < 0;
    if (is_negative != (b.coefficient < 0))
        return is_negative ? -1 : 1;
    uint128 x = magnitude(a), y = magnitude(b);
    uint128 x_unit = power_of_ten(a.scale), y_unit = power_of_ten(b.scale);
    int order = (x / x_unit > y / y_unit) - (x / x_unit < y / y_unit);
    if (order == 0) {
        x = x % x_unit * power_of_ten(DECIMAL_SCALE_MAX - a.scale);
        y = y % y_unit * power_of_ten(DECIMAL_SCALE_MAX - b.scale);
        order = (x > y) - (x < y);
    }
    return is_negative ? -order : order;
}

bool
decimal_add(struct decimal a, struct decimal b, struct decimal *out)
{
    uint128 x = magnitude(a), y = magnitude(b);
    unsigned scale = a.scale > b.scale ? a.scale : b.scale;
    if (!shift_left(&x, scale - a.scale) || !shift_left(&y, scale - b.scale))
        return false;
    bool is_negative = a.coefficient < 0;
    if (is_negative == (b.coefficient < 0))
        return make(is_negative, x + y, scale, out);
    return x >= y ? make(is_negative, x - y, scale, out) : make(!is_negative, y - x, scale, out);
}

bool
decimal_sub(struct decimal a, struct decimal b, struct decimal *out)
{
    b.coefficient = -b.coefficient;
    return decimal_add(a, b, out);
}

/* Takes tens out of x · y before they are multiplied, as long as the product stays whole. */
static void
cancel_tens(uint128 *x, uint128 *y, unsigned *scale)
{
    for (; *scale > 0; --*scale) {
        if (*x % 2 == 0 && *y % 5 == 0)
            *x /= 2, *y /= 5;
        else if (*x % 5 == 0 && *y % 2 == 0)
            *x /= 5, *y /= 2;
        else if (*x % 10 == 0)
            *x /= 10;
        else if (*y % 10 == 0)
            *y /= 10;
        else
            return;
    }
}

bool
decimal_mul(struct decimal a, struct decimal b, struct decimal *out)
{
    uint128 x = magnitude(a), y = magnitude(b);
    unsigned scale = (unsigned)a.scale + b.scale;
    cancel_tens(&x, &y, &scale);
    if (y != 0 && x > limit() / y)
        return false;
    return make((a.coefficient < 0) != (b.coefficient < 0), x * y, scale, out);
}

static int
by_value(const void *a, const void *b)
{
    return decimal_cmp(*(const struct decimal *)a, *(const struct decimal *)b);
}

bool
decimal_product(struct decimal *terms, uint32_t count, struct decimal *out)
{
    enum { PLACES = 18 };
    struct decimal product = decimal_from_int(1), left, right;
    if (count > 1)
        qsort(terms, count, sizeof *terms, by_value);
    for (uint32_t i = 0; i < count; i++) {
        if (decimal_mul(product, terms[i], &product))
            continue;
        if (!decimal_round(product, PLACES, &left) || !decimal_round(terms[i], PLACES, &right) ||
            !decimal_mul(left, right, &product))
            return false;
    }
    *out = product;
    return true;
}

/* The next digit of a long division: ten times the rest, added up so that nothing overflows. */
static unsigned
next_digit(uint128 *rest, uint128 divisor)
{
    unsigned digit = 0;
    uint128 sum = 0;
    for (int i = 0; i < 10; i++) {
        sum += *rest;
        if (sum >= divisor) {
            sum -= divisor;
            digit++;
        }
    }
    *rest = sum;
    return digit;
}

bool
decimal_div(struct decimal a, struct decimal b, struct decimal *out)
{
    if (b.coefficient == 0)
        return false;
    uint128 divisor = magnitude(b), quotient = magnitude(a) / divisor;
    uint128 rest = magnitude(a) % divisor, full = limit() / 10;
    int scale = (int)a.scale - b.scale;
    while (scale < 0 || (scale < DECIMAL_SCALE_MAX && rest != 0 && quotient < full)) {
        if (quotient >= full)
            return false;
        quotient = quotient * 10 + next_digit(&rest, divisor);
        scale++;
    }
    quotient = round_half_even(quotient, rest, divisor);
    return make((a.coefficient < 0) != (b.coefficient < 0), quotient, (unsigned)scale, out);
}

bool
decimal_round(struct decimal d, unsigned scale, struct decimal *out)
{
    *out = d;
    if (d.scale <= scale)
        return true;
    uint128 m = magnitude(d), unit = power_of_ten(d.scale - scale);
    return make(d.coefficient < 0, round_half_even(m / unit, m % unit, unit), scale, out);
}

bool
decimal_floor(struct decimal d, int64_t *out)
{
    int128 unit = (int128)power_of_ten(d.scale);
    int128 whole = d.coefficient / unit - (d.coefficient < 0 && d.coefficient % unit != 0);
    if (whole < INT64_MIN || whole > INT64_MAX)
        return false;
    *out = (int64_t)whole;
    return true;
}

/* ---- cells ---- */

static uint32_t
hash(struct decimal d)
{
    uint64_t words[] = {(uint64_t)d.coefficient, (uint64_t)(d.coefficient >> 64), d.scale};
    return (uint32_t)str_hash((struct str){(const char *)words, sizeof words});
}

static bool
same(struct decimal a, struct decimal b)
{
    return a.coefficient == b.coefficient && a.scale == b.scale;
}

static uint32_t *
pool_slot(const struct decimal_pool *p, struct decimal d)
{
    uint32_t slot = hash(d) & p->slot_mask;
    while (p->slots[slot] && !same(p->at[p->slots[slot] - 1], d))
        slot = (slot + 1) & p->slot_mask;
    return &p->slots[slot];
}

/* At least twice as many slots as decimals. */
static void
pool_grow(struct decimal_pool *p)
{
    uint32_t count = p->slots ? (p->slot_mask + 1) * 2 : 64;
    p->slots = arena_array(p->arena, uint32_t, count);
    p->slot_mask = count - 1;
    for (uint32_t i = 0; i < p->len; i++)
        *pool_slot(p, p->at[i]) = i + 1;
}

uint64_t
decimal_cell(struct decimal_pool *p, struct decimal d)
{
    int128 bound = (int128)1 << (INLINE_BITS - 1);
    if (d.coefficient >= -bound && d.coefficient < bound)
        return (uint64_t)d.coefficient << 6 | (uint64_t)d.scale << 1 | 1;
    if (!p->slots || p->len >= (p->slot_mask + 1) / 2)
        pool_grow(p);
    uint32_t *slot = pool_slot(p, d);
    if (*slot == 0) {
        vec_push(p->arena, p, d);
        *slot = p->len;
    }
    return (uint64_t)(*slot - 1) << 1;
}

struct decimal
decimal_of_cell(const struct decimal_pool *p, uint64_t cell)
{
    if (!(cell & 1))
        return p->at[cell >> 1];
    /* Division, not a shift: that of a negative number is the compiler's choice. */
    int64_t coefficient = (int64_t)(cell & ~(uint64_t)63) / 64;
    return (struct decimal){coefficient, (uint8_t)(cell >> 1 & 31)};
}

/* ---- whole numbers ---- */

bool
int_parse(struct str text, int64_t *out)
{
    bool is_negative = text.len && text.at[0] == '-';
    size_t i = text.len && (text.at[0] == '-' || text.at[0] == '+');
    if (i == text.len)
        return false;
    int64_t value = 0;
    for (; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        int digit = is_negative ? '0' - text.at[i] : text.at[i] - '0';
        if (!int_mul(value, 10, &value) || !int_add(value, digit, &value))
            return false;
    }
    *out = value;
    return true;
}

bool
int_add(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_add_overflow(a, b, out);
}

bool
int_sub(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_sub_overflow(a, b, out);
}

bool
int_mul(int64_t a, int64_t b, int64_t *out)
{
    return !__builtin_mul_overflow(a, b, out);
}
