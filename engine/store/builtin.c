#include "engine/store/builtin.h"

builtin_fn *
builtin_function(enum builtin_id id)
{
    static builtin_fn *const functions[BUILTIN_COUNT] = {
        [BUILTIN_CONTAINS] = fn_contains,
        [BUILTIN_ABS] = fn_abs,
        [BUILTIN_ADD_WORKDAYS] = fn_add_workdays,
        [BUILTIN_DATE] = fn_date,
        [BUILTIN_DAY] = fn_day,
        [BUILTIN_DECIMAL] = fn_decimal,
        [BUILTIN_ENDS_WITH] = fn_ends_with,
        [BUILTIN_FLOOR] = fn_floor,
        [BUILTIN_INT] = fn_int,
        [BUILTIN_LENGTH] = fn_length,
        [BUILTIN_LOWER] = fn_lower,
        [BUILTIN_MAX] = fn_max,
        [BUILTIN_MIN] = fn_min,
        [BUILTIN_MONTH] = fn_month,
        [BUILTIN_PART] = fn_part,
        [BUILTIN_POWER] = fn_power,
        [BUILTIN_REPLACE] = fn_replace,
        [BUILTIN_ROUND] = fn_round,
        [BUILTIN_STARTS_WITH] = fn_starts_with,
        [BUILTIN_TEXT] = fn_text,
        [BUILTIN_TRIM] = fn_trim,
        [BUILTIN_UPPER] = fn_upper,
        [BUILTIN_VERSION] = fn_version,
        [BUILTIN_WORDS] = fn_words,
        [BUILTIN_YEAR] = fn_year,
    };
    return functions[id];
}
