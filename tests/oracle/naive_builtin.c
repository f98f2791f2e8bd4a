/* Functions, arithmetic and aggregates over values that are known and there. */
#include <stdlib.h>

#include "tests/oracle/naive.h"

#include <string.h>

static const struct value UNKNOWN = {.kind = VALUE_UNKNOWN};
static const struct value MISSING = {.kind = VALUE_MISSING};

static struct value
int_value(bool ok, const int64_t *i)
{
    return ok ? naive_cell((uint64_t)*i) : UNKNOWN;
}

static struct value
date_value(bool ok, int32_t days)
{
    return ok ? naive_cell((uint64_t)(int64_t)days) : UNKNOWN;
}

static struct value
decimal_value(struct naive *n, bool ok, const struct decimal *d)
{
    return ok ? naive_cell(decimal_cell(n->program->decimals, *d)) : UNKNOWN;
}

static struct decimal
decimal_of(struct naive *n, uint64_t cell)
{
    return decimal_of_cell(n->program->decimals, cell);
}

/* ---- arithmetic ---- */

static struct value
int_arithmetic(enum arith_op op, int64_t a, int64_t b)
{
    int64_t i = 0;
    switch (op) {
    case ARITH_ADD: return int_value(int_add(a, b, &i), &i);
    case ARITH_SUBTRACT: return int_value(int_sub(a, b, &i), &i);
    case ARITH_MULTIPLY: return int_value(int_mul(a, b, &i), &i);
    case ARITH_NEGATE: return int_value(int_sub(0, a, &i), &i);
    case ARITH_DIVIDE: break;
    }
    abort();
}

static struct value
decimal_arithmetic(struct naive *n, enum arith_op op, struct decimal a, struct decimal b)
{
    struct decimal d = {0};
    switch (op) {
    case ARITH_ADD: return decimal_value(n, decimal_add(a, b, &d), &d);
    case ARITH_SUBTRACT: return decimal_value(n, decimal_sub(a, b, &d), &d);
    case ARITH_MULTIPLY: return decimal_value(n, decimal_mul(a, b, &d), &d);
    case ARITH_DIVIDE: return decimal_value(n, decimal_div(a, b, &d), &d);
    case ARITH_NEGATE: return decimal_value(n, decimal_sub(d, a, &d), &d);
    }
    abort();
}

static bool
fits_32(int64_t i)
{
    return i >= INT32_MIN && i <= INT32_MAX;
}

static struct value
duration_arithmetic(enum arith_op op, uint64_t left, uint64_t right)
{
    struct duration a = duration_of_cell(left), b = duration_of_cell(right);
    int64_t months = a.months, days = a.days, factor = (int64_t)right;
    bool ok = true;
    switch (op) {
    case ARITH_ADD: months += b.months, days += b.days; break;
    case ARITH_SUBTRACT: months -= b.months, days -= b.days; break;
    case ARITH_MULTIPLY:
        ok = int_mul(months, factor, &months) && int_mul(days, factor, &days);
        break;
    case ARITH_NEGATE: months = -months, days = -days; break;
    case ARITH_DIVIDE: abort();
    }
    if (!ok || !fits_32(months) || !fits_32(days))
        return UNKNOWN;
    return naive_cell(duration_cell((struct duration){(int32_t)months, (int32_t)days}));
}

struct value
naive_arithmetic(struct naive *n, const struct ir *e, uint64_t left, uint64_t right)
{
    enum type_kind kind = e->arith.left->type.kind;
    int32_t date = 0;
    bool ok;
    switch (kind) {
    case TYPE_INT:
    case TYPE_DAYS:
    case TYPE_CLOCK: return int_arithmetic(e->arith.op, (int64_t)left, (int64_t)right);
    case TYPE_DECIMAL:
        return decimal_arithmetic(n, e->arith.op, decimal_of(n, left), decimal_of(n, right));
    case TYPE_DURATION: return duration_arithmetic(e->arith.op, left, right);
    case TYPE_DATE:
        if (e->arith.right->type.kind == TYPE_DATE)
            return naive_cell(left - right);
        ok = (e->arith.op == ARITH_ADD ? date_add : date_subtract)((int32_t)(int64_t)left,
                                                                   duration_of_cell(right), &date);
        return date_value(ok, date);
    default: abort();
    }
}

/* ---- aggregates ---- */

static struct value
aggregate_sum(struct naive *n, const struct ir *e, const struct value *terms, uint32_t count)
{
    struct ir add = {.kind = IR_ARITH, .arith = {.op = ARITH_ADD, .left = e->aggregate.term}};
    bool is_decimal = e->aggregate.term->type.kind == TYPE_DECIMAL;
    struct value sum =
        naive_cell(is_decimal ? decimal_cell(n->program->decimals, decimal_from_int(0)) : 0);
    for (uint32_t i = 0; i < count && sum.kind == VALUE_CELL; i++)
        sum = naive_arithmetic(n, &add, sum.cell, terms[i].cell);
    return sum;
}

static struct value
aggregate_avg(struct naive *n, const struct ir *e, const struct value *terms, uint32_t count)
{
    struct decimal sum = decimal_from_int(0), avg = sum;
    bool ok = true;
    if (count == 0)
        return MISSING;
    for (uint32_t i = 0; i < count; i++)
        ok = ok && decimal_add(sum,
                               e->aggregate.term->type.kind == TYPE_DECIMAL
                                   ? decimal_of(n, terms[i].cell)
                                   : decimal_from_int((int64_t)terms[i].cell),
                               &sum);
    return decimal_value(n, ok && decimal_div(sum, decimal_from_int(count), &avg), &avg);
}

static struct value
aggregate_best(struct naive *n, const struct ir *e, const struct value *terms, uint32_t count)
{
    struct value best = MISSING;
    struct type t = e->aggregate.term->type;
    int sign = e->aggregate.op == AGG_MIN ? 1 : -1;
    for (uint32_t i = 0; i < count; i++) {
        int order = i ? sign * naive_order(n, t.kind, terms[i].cell, best.cell) : -1;
        if (order == 0 && t.kind == TYPE_VERSION) /* v1.0 and 1.0: the first by bytes */
            order = str_cmp(naive_text_of(n, t, terms[i].cell), naive_text_of(n, t, best.cell));
        if (order < 0)
            best = terms[i];
    }
    return best;
}

/* Joins the texts in natural order. */
static struct value
join(struct naive *n, struct str *texts, uint32_t count, struct str between)
{
    struct text_buf b = {.arena = n->arena};
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i; k > 0 && str_cmp_natural(texts[k - 1], texts[k]) > 0; k--) {
            struct str swap = texts[k];
            texts[k] = texts[k - 1];
            texts[k - 1] = swap;
        }
    for (uint32_t i = 0; i < count; i++) {
        text_add(&b, i ? between : STR(""));
        text_add(&b, texts[i]);
    }
    return naive_text(n, text_str(&b));
}

static struct value
aggregate_list(struct naive *n, const struct ir *e, const struct value *terms, uint32_t count)
{
    struct str *texts = arena_array(n->arena, struct str, count);
    for (uint32_t i = 0; i < count; i++)
        texts[i] = naive_text_of(n, e->aggregate.term->type, terms[i].cell);
    return join(n, texts, count, STR(", "));
}

static struct value
aggregate_product(struct naive *n, const struct value *terms, uint32_t count)
{
    struct decimal product, *factors = arena_array(n->arena, struct decimal, count + 1);
    for (uint32_t i = 0; i < count; i++)
        factors[i] = decimal_of(n, terms[i].cell);
    bool ok = decimal_product(factors, count, &product);
    return decimal_value(n, ok, &product);
}

struct value
naive_aggregate(struct naive *n, const struct ir *e, const struct value *terms, uint32_t count)
{
    switch (e->aggregate.op) {
    case AGG_COUNT: return naive_cell(count);
    case AGG_SUM: return aggregate_sum(n, e, terms, count);
    case AGG_MIN:
    case AGG_MAX: return aggregate_best(n, e, terms, count);
    case AGG_AVG: return aggregate_avg(n, e, terms, count);
    case AGG_LIST: return aggregate_list(n, e, terms, count);
    case AGG_PRODUCT: return aggregate_product(n, terms, count);
    }
    abort();
}

/* ---- functions ---- */

static struct value
cased(struct naive *n, struct str s, char from, char to)
{
    char *copy = arena_array(n->arena, char, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = s.at[i] >= from && s.at[i] <= from + 25 ? (char)(s.at[i] - from + to) : s.at[i];
    return naive_text(n, (struct str){copy, s.len});
}

static int64_t
words(struct str s)
{
    int64_t count = 0;
    const unsigned char *at = (const unsigned char *)s.at;
    for (size_t i = 0; i < s.len; i++)
        count += at[i] > ' ' && (i == 0 || at[i - 1] <= ' ');
    return count;
}

/* Cut at each place where the separator begins, from the left; an empty one is nowhere. */
static struct value
split(struct naive *n, struct str s, struct str by)
{
    VEC(struct value) parts = {0};
    size_t from = 0;
    for (size_t i = 0; i <= s.len; i++) {
        bool cuts =
            by.len && i >= from && i + by.len <= s.len && memcmp(s.at + i, by.at, by.len) == 0;
        if (i < s.len && !cuts)
            continue;
        if (i >= from) {
            struct str part = str_trim(str_slice(s, from, i));
            if (part.len)
                vec_push(n->arena, &parts, naive_text(n, part));
        }
        from = i + by.len;
    }
    return naive_set_of(n, parts.at, parts.len);
}

static struct value
replace(struct naive *n, struct str s, struct str old, struct str by)
{
    struct text_buf b = {.arena = n->arena};
    size_t from = 0;
    for (size_t hit; old.len && (hit = str_find(s, old, from)) != SIZE_MAX; from = hit + old.len) {
        text_add(&b, str_slice(s, from, hit));
        text_add(&b, by);
    }
    text_add(&b, str_slice(s, from, s.len));
    return naive_text(n, text_str(&b));
}

static struct value
part(struct naive *n, struct str s, struct str separator, int64_t number)
{
    size_t from = 0;
    for (int64_t i = 1; i < number; i++) {
        size_t hit = separator.len ? str_find(s, separator, from) : SIZE_MAX;
        if (hit == SIZE_MAX)
            return MISSING;
        from = hit + separator.len;
    }
    if (number < 1)
        return MISSING;
    size_t end = separator.len ? str_find(s, separator, from) : SIZE_MAX;
    return naive_text(n, str_slice(s, from, end));
}

static struct value
add_workdays(int64_t date, int64_t count)
{
    for (int64_t step = count < 0 ? -1 : 1; count;) {
        date += step;
        int64_t weekday = ((date + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; Monday is 0 */
        if (weekday < 5)
            count -= step;
    }
    return naive_cell((uint64_t)date);
}

static struct value
power(struct naive *n, bool is_decimal, uint64_t base, int64_t exponent)
{
    struct decimal d = decimal_from_int(1);
    int64_t i = 1;
    bool ok = exponent >= 0;
    for (; ok && exponent > 0; exponent--)
        ok = is_decimal ? decimal_mul(d, decimal_of(n, base), &d) : int_mul(i, (int64_t)base, &i);
    return is_decimal ? decimal_value(n, ok, &d) : int_value(ok, &i);
}

static struct value
capture(struct naive *n, const struct ir *e, struct str text)
{
    struct regex_code *code = n->regexes[e->builtin.regex];
    switch (regex_match(code, text)) {
    case REGEX_LIMIT: return UNKNOWN;
    case REGEX_NO_MATCH: return MISSING;
    case REGEX_MATCH: break;
    }
    uint32_t group = regex_group(code, sym_str(n->program->texts, e->builtin.group));
    struct str found = regex_capture(code, text, group);
    return found.at ? naive_text(n, found) : MISSING;
}

static int
date_part(uint64_t cell, enum builtin_id id)
{
    int year, month, day;
    date_to_civil((int32_t)(int64_t)cell, &year, &month, &day);
    return id == BUILTIN_YEAR ? year : id == BUILTIN_MONTH ? month : day;
}

static struct value
to_whole(struct naive *n, struct type t, uint64_t cell, struct str text)
{
    int64_t i = 0;
    if (t.kind != TYPE_DECIMAL)
        return int_value(int_parse(text, &i), &i);
    struct decimal d = decimal_of(n, cell);
    return int_value(d.scale == 0 && decimal_floor(d, &i), &i);
}

static struct value
rounded(struct naive *n, struct decimal d, bool has_places, int64_t places)
{
    int64_t i = 0;
    if (has_places)
        return decimal_value(n, places >= 0 && decimal_round(d, (unsigned)places, &d), &d);
    return int_value(decimal_round(d, 0, &d) && decimal_floor(d, &i), &i);
}

static struct value
number_function(struct naive *n, const struct ir *e, const struct value *args)
{
    struct type t = e->builtin.args.at[0]->type;
    bool is_decimal = t.kind == TYPE_DECIMAL;
    struct decimal d = is_decimal ? decimal_of(n, args[0].cell) : decimal_from_int(0);
    int64_t i = (int64_t)args[0].cell;
    switch (e->builtin.id) {
    case BUILTIN_ABS:
        if (is_decimal)
            return d.coefficient < 0 ? decimal_arithmetic(n, ARITH_NEGATE, d, d) : args[0];
        return i < 0 ? int_arithmetic(ARITH_NEGATE, i, 0) : args[0];
    case BUILTIN_FLOOR: return int_value(decimal_floor(d, &i), &i);
    case BUILTIN_ROUND:
        return rounded(n, d, e->builtin.args.len > 1,
                       e->builtin.args.len > 1 ? (int64_t)args[1].cell : 0);
    case BUILTIN_POWER: return power(n, is_decimal, args[0].cell, (int64_t)args[1].cell);
    case BUILTIN_MIN:
        return naive_order(n, t.kind, args[1].cell, args[0].cell) < 0 ? args[1] : args[0];
    case BUILTIN_MAX:
        return naive_order(n, t.kind, args[1].cell, args[0].cell) > 0 ? args[1] : args[0];
    case BUILTIN_YEAR:
    case BUILTIN_MONTH:
    case BUILTIN_DAY: return naive_cell((uint64_t)date_part(args[0].cell, e->builtin.id));
    case BUILTIN_ADD_WORKDAYS: return add_workdays(i, (int64_t)args[1].cell);
    default: abort();
    }
}

/* The day of an instant in UTC. */
static int64_t
day_of(int64_t microseconds)
{
    const int64_t day = INT64_C(86400000000);
    return microseconds / day - (microseconds % day < 0);
}

static struct value
conversion(struct naive *n, const struct ir *e, uint64_t cell, struct str text)
{
    struct type t = e->builtin.args.at[0]->type;
    struct decimal d = {0};
    int32_t date = 0;
    bool ok;
    switch (e->builtin.id) {
    case BUILTIN_DATE:
        if (t.kind == TYPE_INSTANT)
            return naive_cell((uint64_t)day_of((int64_t)cell));
        ok = date_parse(text, &date);
        return date_value(ok, date);
    case BUILTIN_DECIMAL:
        if (t.kind == TYPE_INT)
            return naive_cell(decimal_cell(n->program->decimals, decimal_from_int((int64_t)cell)));
        return decimal_value(n, decimal_parse(text, &d), &d);
    case BUILTIN_INT: return to_whole(n, t, cell, text);
    case BUILTIN_TEXT: return naive_text(n, text);
    case BUILTIN_VERSION: return version_valid(text) ? naive_text(n, text) : UNKNOWN;
    default: abort();
    }
}

static struct value
join_set(struct naive *n, const struct value *args, struct type t)
{
    struct str *texts = arena_array(n->arena, struct str, args[0].count);
    for (uint32_t i = 0; i < args[0].count; i++)
        texts[i] = naive_text_of(n, t, args[0].members[i]);
    return join(n, texts, args[0].count, naive_text_of(n, TYPE(TYPE_TEXT), args[1].cell));
}

struct value
naive_builtin(struct naive *n, const struct ir *e, const struct value *args)
{
    struct type t = e->builtin.args.at[0]->type;
    struct str s = args[0].kind == VALUE_CELL ? naive_text_of(n, t, args[0].cell) : STR(""), x = s;
    if (e->builtin.args.len > 1 && e->builtin.args.at[1]->type.kind == TYPE_TEXT)
        x = naive_text_of(n, TYPE(TYPE_TEXT), args[1].cell);
    switch (e->builtin.id) {
    case BUILTIN_CAPTURE: return capture(n, e, s);
    case BUILTIN_CONTAINS: return naive_cell(str_find(s, x, 0) != SIZE_MAX);
    case BUILTIN_STARTS_WITH: return naive_cell(str_starts(s, x));
    case BUILTIN_ENDS_WITH: return naive_cell(str_ends(s, x));
    case BUILTIN_LENGTH: return naive_cell(str_codepoints(s));
    case BUILTIN_LOWER: return cased(n, s, 'A', 'a');
    case BUILTIN_UPPER: return cased(n, s, 'a', 'A');
    case BUILTIN_TRIM: return naive_text(n, str_trim(s));
    case BUILTIN_WORDS: return naive_cell((uint64_t)words(s));
    case BUILTIN_REPLACE: return replace(n, s, x, naive_text_of(n, TYPE(TYPE_TEXT), args[2].cell));
    case BUILTIN_PART: return part(n, s, x, (int64_t)args[2].cell);
    case BUILTIN_SPLIT: return split(n, s, x);
    case BUILTIN_JOIN: return join_set(n, args, t);
    case BUILTIN_DATE:
    case BUILTIN_DECIMAL:
    case BUILTIN_INT:
    case BUILTIN_TEXT:
    case BUILTIN_VERSION: return conversion(n, e, args[0].cell, s);
    default: return number_function(n, e, args);
    }
}
