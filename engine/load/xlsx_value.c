#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/load/xlsx_internal.h"
#include "lang/base/value.h"

enum { SHORT_DIGITS = 15, DAY_SECONDS = 86400, PLAIN_EXPONENT = 20, TEXT_LEN = 64 };

/* ---- number formats ---- */

enum xlsx_format
xlsx_builtin_format(uint32_t number)
{
    if (number == 22)
        return XLSX_DATE_TIME;
    if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 ||
        (number >= 50 && number <= 58))
        return XLSX_DATE;
    if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) || number == 45 ||
        number == 47)
        return XLSX_TIME;
    return XLSX_NUMBER; /* 46, hours that passed, stays the number of days that it is */
}

/* The place behind what stands for itself in a format code: "text", \x, _x, *x, [Red]. */
static size_t
skip_literal(struct str code, size_t at)
{
    char c = code.at[at], end = c == '"' ? '"' : c == '[' ? ']' : '\0';
    if (c == '\\' || c == '_' || c == '*')
        return at + 2;
    if (!end)
        return at;
    for (at++; at < code.len && code.at[at] != end;)
        at++;
    return at + 1;
}

/* Passed time, [h]:mm, is no time of the day. */
static bool
is_passed_time(struct str code, size_t at)
{
    char c = at + 1 < code.len ? code.at[at + 1] : '\0';
    return code.at[at] == '[' &&
           (c == 'h' || c == 'H' || c == 'm' || c == 'M' || c == 's' || c == 'S');
}

enum xlsx_format
xlsx_format_of_code(struct str code)
{
    bool has_day = false, has_month = false, has_time = false;
    for (size_t at = 0; at < code.len && code.at[at] != ';';) {
        size_t behind = skip_literal(code, at);
        if (is_passed_time(code, at))
            return XLSX_NUMBER;
        if (behind > at) {
            at = behind;
            continue;
        }
        char c = code.at[at++];
        has_day |= c == 'y' || c == 'Y' || c == 'd' || c == 'D';
        has_month |= c == 'm' || c == 'M'; /* or minutes, beside hours or seconds */
        has_time |= c == 'h' || c == 'H' || c == 's' || c == 'S';
    }
    if (has_day)
        return has_time ? XLSX_DATE_TIME : XLSX_DATE;
    return has_time ? XLSX_TIME : has_month ? XLSX_DATE : XLSX_NUMBER;
}

/* ---- numbers ---- */

static bool
to_double(struct str written, double *out)
{
    char text[TEXT_LEN], *end;
    written = str_trim(written);
    if (written.len == 0 || written.len >= sizeof text)
        return false;
    for (size_t i = 0; i < written.len; i++)
        if (!strchr("0123456789.+-eE", written.at[i]))
            return false;
    memcpy(text, written.at, written.len);
    text[written.len] = '\0';
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

/* A spelling with digits and bars alone, and no more of them than are certain. */
static bool
is_plain(struct str written)
{
    size_t digits = 0;
    for (size_t i = 0; i < written.len; i++) {
        if (written.at[i] == 'e' || written.at[i] == 'E')
            return false;
        digits += written.at[i] >= '0' && written.at[i] <= '9' && (digits || written.at[i] != '0');
    }
    return digits <= SHORT_DIGITS;
}

/* "d.ddde±xx" with the point where the exponent says. */
static struct str
without_exponent(struct arena *a, const char *text)
{
    const char *e = strchr(text, 'e');
    long exponent = strtol(e + 1, NULL, 10);
    if (labs(exponent) > PLAIN_EXPONENT)
        return str_copy(a, str_from(text));
    char digits[TEXT_LEN];
    long count = 0;
    for (const char *p = text; p < e; p++)
        if (*p >= '0' && *p <= '9')
            digits[count++] = *p;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    struct text_buf out = {.arena = a};
    if (text[0] == '-')
        text_add_char(&out, '-');
    for (long i = exponent < 0 ? exponent : 0; i < count || i <= exponent; i++) {
        if (i == exponent + 1 && i > 0 && i < count)
            text_add_char(&out, '.');
        text_add_char(&out, i >= 0 && i < count ? digits[i] : '0');
        if (exponent < 0 && i == exponent)
            text_add_char(&out, '.');
    }
    return text_str(&out);
}

/* Spreadsheets hold numbers in binary: 7.2000000000000002 is how some write 7.2, and both are the same number there. */
struct str
xlsx_number(struct arena *a, struct str written)
{
    double number;
    written = str_trim(written);
    if (is_plain(written) || !to_double(written, &number))
        return written;
    char text[TEXT_LEN];
    for (int digits = SHORT_DIGITS; digits <= SHORT_DIGITS + 2; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, number);
        if (strtod(text, NULL) == number)
            break;
    }
    return without_exponent(a, text);
}

/* ---- days and times ---- */

/* Days since 1970-01-01. The count of 1900 has a 29th of February that never was: 60. */
static bool
to_day(double whole, bool is_1904, int32_t *day)
{
    enum { FROM_1899_12_30 = -25569, FROM_1904 = -24107, LAST = 2958465, NEVER = 60 };
    if (whole < (is_1904 ? 0 : 1) || whole > LAST || (!is_1904 && whole == NEVER))
        return false;
    *day = (int32_t)whole + (is_1904 ? FROM_1904 : FROM_1899_12_30 + (whole < NEVER));
    return *day <= LAST + FROM_1899_12_30;
}

bool
xlsx_serial(struct arena *a, struct str written, enum xlsx_format format, bool is_1904,
            struct str *out)
{
    double number;
    if (!to_double(written, &number) || number < 0)
        return false;
    double whole = floor(number);
    int seconds = (int)floor((number - whole) * DAY_SECONDS + 0.5);
    if (seconds == DAY_SECONDS) {
        whole++;
        seconds = 0;
    }
    int hours = seconds / 3600, minutes = seconds / 60 % 60;
    bool is_time = format == XLSX_TIME && whole == 0;
    int32_t day = 0;
    if (!is_time && !to_day(whole, is_1904, &day))
        return false;
    if (is_time)
        *out = str_printf(a, "%02d:%02d:%02d", hours, minutes, seconds % 60);
    else if (seconds == 0)
        *out = date_text(a, day);
    else
        *out = str_printf(a, STR_FMT "T%02d:%02d:%02d", STR_ARG(date_text(a, day)), hours, minutes,
                          seconds % 60);
    return true;
}

/* ---- escapes ---- */

/* The character that _xHHHH_ at `at` stands for, or -1. */
static long
escape_at(struct str text, size_t at)
{
    if (at + 7 > text.len || text.at[at] != '_' || text.at[at + 1] != 'x' || text.at[at + 6] != '_')
        return -1;
    char digits[5] = {0};
    memcpy(digits, text.at + at + 2, 4);
    char *end;
    long code = strtol(digits, &end, 16);
    return *end == '\0' && digits[0] != '+' && digits[0] != '-' && digits[0] != ' ' ? code : -1;
}

struct str
xlsx_unescaped(struct arena *a, struct str text)
{
    if (str_find(text, STR("_x"), 0) == SIZE_MAX && str_find(text, STR("\r"), 0) == SIZE_MAX)
        return text;
    struct text_buf out = {.arena = a};
    for (size_t i = 0; i < text.len; i++) {
        long code = escape_at(text, i);
        bool is_ascii = code > 0 && code < 0x80;
        char c = is_ascii ? (char)code : text.at[i];
        i += is_ascii ? 6 : 0;
        if (c != '\r')
            text_add_char(&out, c);
        else if (i + 1 >= text.len || (text.at[i + 1] != '\n' && escape_at(text, i + 1) != '\n'))
            text_add_char(&out, '\n');
    }
    return text_str(&out);
}
