#include "lang/base/value.h"

enum { YEAR_LAST = 9999, DAYS_OF_ERA = 146097 };

static const int64_t MICROSECONDS_OF_DAY = 86400 * INT64_C(1000000);

/* `count` digits at s[*i] as a number; false if there are fewer. */
static bool
take_digits(struct str s, size_t *i, unsigned count, int *out)
{
    *out = 0;
    for (; count > 0; count--, ++*i) {
        if (*i >= s.len || s.at[*i] < '0' || s.at[*i] > '9')
            return false;
        *out = *out * 10 + (s.at[*i] - '0');
    }
    return true;
}

static bool
take(struct str s, size_t *i, const char *any_of)
{
    if (*i >= s.len)
        return false;
    for (; *any_of; any_of++)
        if (s.at[*i] == *any_of) {
            ++*i;
            return true;
        }
    return false;
}

/* ---- dates ---- */

static int
days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

/* Years begin in March here, so that the leap day is the last of its year. */
bool
date_from_civil(int year, int month, int day, int32_t *days)
{
    if (year < 1 || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > days_of_month(year, month))
        return false;
    int y = year - (month <= 2), era = y / 400, year_of_era = y % 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *days = era * DAYS_OF_ERA + day_of_era - 719468;
    return true;
}

void
date_to_civil(int32_t days, int *year, int *month, int *day)
{
    int z = days + 719468;
    int era = (z >= 0 ? z : z - (DAYS_OF_ERA - 1)) / DAYS_OF_ERA;
    int day_of_era = z - era * DAYS_OF_ERA;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static bool
take_date(struct str text, size_t *i, int32_t *days)
{
    int year, month, day;
    return take_digits(text, i, 4, &year) && take(text, i, "-") &&
           take_digits(text, i, 2, &month) && take(text, i, "-") && take_digits(text, i, 2, &day) &&
           date_from_civil(year, month, day, days);
}

bool
date_parse(struct str text, int32_t *days)
{
    size_t i = 0;
    return take_date(text, &i, days) && i == text.len;
}

struct str
date_text(struct arena *a, int32_t days)
{
    int year, month, day;
    date_to_civil(days, &year, &month, &day);
    return str_printf(a, "%04d-%02d-%02d", year, month, day);
}

static bool
move_date(int32_t date, int64_t months, int64_t days, int32_t *out)
{
    int year, month, day;
    date_to_civil(date, &year, &month, &day);
    int64_t count = (int64_t)year * 12 + month - 1 + months;
    if (count < 12 || count >= (YEAR_LAST + 1) * 12)
        return false;
    year = (int)(count / 12);
    month = (int)(count % 12) + 1;
    int last = days_of_month(year, month);
    int32_t moved, first_day, last_day;
    if (!date_from_civil(year, month, day < last ? day : last, &moved) ||
        !date_from_civil(1, 1, 1, &first_day) || !date_from_civil(YEAR_LAST, 12, 31, &last_day))
        return false;
    if (moved + days < first_day || moved + days > last_day)
        return false;
    *out = (int32_t)(moved + days);
    return true;
}

bool
date_add(int32_t date, struct duration d, int32_t *out)
{
    return move_date(date, d.months, d.days, out);
}

bool
date_subtract(int32_t date, struct duration d, int32_t *out)
{
    return move_date(date, -(int64_t)d.months, -(int64_t)d.days, out);
}

/* ---- lengths of time ---- */

struct unit {
    const char *word;
    int64_t size;
};

/* "30 days" in terms of the units given, with or without a plural s. */
static bool
parse_quantity(struct str text, const struct unit *units, size_t count, bool has_plural,
               size_t *unit, int64_t *number)
{
    size_t digits = 0;
    while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    size_t word = digits;
    while (word < text.len && (text.at[word] == ' ' || text.at[word] == '\t'))
        word++;
    struct str rest = str_slice(text, word, text.len);
    if (has_plural && rest.len > 1 && str_ends(rest, STR("s")))
        rest.len--;
    for (*unit = 0; *unit < count; ++*unit)
        if (str_is(rest, units[*unit].word))
            return int_parse(str_slice(text, 0, digits), number) &&
                   int_mul(*number, units[*unit].size, number);
    return false;
}

bool
duration_parse(struct str text, struct duration *out)
{
    static const struct unit units[] = {{"day", 1}, {"week", 7}, {"month", 1}, {"year", 12}};
    size_t unit;
    int64_t number;
    if (!parse_quantity(text, units, 4, true, &unit, &number) || number > INT32_MAX)
        return false;
    *out = unit < 2 ? (struct duration){0, (int32_t)number} : (struct duration){(int32_t)number, 0};
    return true;
}

static void
add_count(struct text_buf *b, int32_t count, const char *word)
{
    if (count != 0)
        text_printf(b, "%s%d %s%s", b->len ? " " : "", (int)count, word, count == 1 ? "" : "s");
}

struct str
duration_text(struct arena *a, struct duration d)
{
    struct text_buf b = {.arena = a};
    add_count(&b, d.months / 12, "year");
    add_count(&b, d.months % 12, "month");
    add_count(&b, d.days, "day");
    return b.len ? text_str(&b) : STR("0 days");
}

uint64_t
duration_cell(struct duration d)
{
    return (uint64_t)(uint32_t)d.months << 32 | (uint32_t)d.days;
}

struct duration
duration_of_cell(uint64_t cell)
{
    return (struct duration){(int32_t)(uint32_t)(cell >> 32), (int32_t)(uint32_t)cell};
}

static const struct unit clock_units[] = {{"h", 3600000}, {"min", 60000}, {"s", 1000}, {"ms", 1}};

bool
clock_parse(struct str text, int64_t *milliseconds)
{
    size_t unit;
    return parse_quantity(text, clock_units, 4, false, &unit, milliseconds);
}

struct str
clock_text(struct arena *a, int64_t milliseconds)
{
    int unit = milliseconds == 0 ? 3 : 0;
    while (milliseconds % clock_units[unit].size != 0)
        unit++;
    return str_printf(a, "%lld %s", (long long)(milliseconds / clock_units[unit].size),
                      clock_units[unit].word);
}

/* ---- instants ---- */

/* "hh:mm" after a sign, in minutes. */
static bool
take_offset(struct str text, size_t *i, int *minutes)
{
    *minutes = 0;
    if (take(text, i, "Zz"))
        return true;
    bool is_west = *i < text.len && text.at[*i] == '-';
    int hour, minute;
    if (!take(text, i, "+-") || !take_digits(text, i, 2, &hour) || !take(text, i, ":") ||
        !take_digits(text, i, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *minutes = (is_west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

/* Digits after a point, in microseconds; at least one. */
static bool
take_fraction(struct str text, size_t *i, int *microseconds)
{
    *microseconds = 0;
    if (!take(text, i, "."))
        return true;
    size_t from = *i;
    for (int unit = 100000, digit; take_digits(text, i, 1, &digit); unit /= 10)
        *microseconds += digit * unit;
    return *i > from;
}

bool
instant_parse(struct str text, int64_t *microseconds)
{
    size_t i = 0;
    int32_t days;
    int hour, minute, second, fraction, offset;
    if (!take_date(text, &i, &days) || !take(text, &i, "Tt ") || !take_digits(text, &i, 2, &hour) ||
        !take(text, &i, ":") || !take_digits(text, &i, 2, &minute) || !take(text, &i, ":") ||
        !take_digits(text, &i, 2, &second) || !take_fraction(text, &i, &fraction) ||
        !take_offset(text, &i, &offset) || i != text.len)
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    int64_t seconds = (hour * 60 + minute - offset) * INT64_C(60) + second;
    *microseconds = days * MICROSECONDS_OF_DAY + seconds * 1000000 + fraction;
    return true;
}

struct str
instant_text(struct arena *a, int64_t microseconds)
{
    int64_t rest = microseconds % MICROSECONDS_OF_DAY;
    if (rest < 0)
        rest += MICROSECONDS_OF_DAY;
    int32_t days = (int32_t)((microseconds - rest) / MICROSECONDS_OF_DAY);
    int seconds = (int)(rest / 1000000), fraction = (int)(rest % 1000000);
    struct text_buf b = {.arena = a};
    text_add(&b, date_text(a, days));
    text_printf(&b, "T%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction) {
        text_printf(&b, ".%06d", fraction);
        while (b.at[b.len - 1] == '0')
            b.len--;
    }
    text_add_char(&b, 'Z');
    return text_str(&b);
}
