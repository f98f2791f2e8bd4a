/*
 * The functions of the language (lang/builtins.def) on single values.
 */
#ifndef ONUS_ENGINE_EVAL_BUILTIN_H
#define ONUS_ENGINE_EVAL_BUILTIN_H

#include "engine/eval/internal.h"

enum { BUILTIN_ARGS_MAX = 3 };

enum builtin_result { BUILTIN_VALUE, BUILTIN_MISSING, BUILTIN_FAILS };

struct builtin_call {
    struct evaluation *ev;
    const struct ir *ir;
    enum type_kind kinds[BUILTIN_ARGS_MAX];
    uint64_t cells[BUILTIN_ARGS_MAX]; /* all present */
    uint64_t out;
};

typedef enum builtin_result builtin_fn(struct builtin_call *c);

builtin_fn fn_abs, fn_add_workdays, fn_date, fn_day, fn_decimal, fn_floor, fn_int, fn_max, fn_min,
    fn_month, fn_power, fn_round, fn_year; /* builtin_number.c */
builtin_fn fn_capture, fn_contains, fn_ends_with, fn_length, fn_lower, fn_part, fn_replace,
    fn_starts_with, fn_text, fn_trim, fn_upper, fn_version, fn_words; /* builtin_text.c */

/* NULL: join, which takes a set. */
builtin_fn *builtin_function(enum builtin_id id);

#endif
