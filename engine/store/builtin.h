/*
 * The functions of the language (lang/builtins.def) on single values, apart from any evaluation: the evaluator and
 * the sources of the loader share them.
 */
#ifndef ONUS_ENGINE_STORE_BUILTIN_H
#define ONUS_ENGINE_STORE_BUILTIN_H

#include "lang/program.h"

enum { BUILTIN_ARGS_MAX = 3 };

enum builtin_result { BUILTIN_VALUE, BUILTIN_MISSING, BUILTIN_FAILS };

struct builtin_call {
    const struct program *program;
    struct arena *scratch; /* for texts under construction */
    const struct ir *ir;
    enum type_kind kinds[BUILTIN_ARGS_MAX];
    uint64_t cells[BUILTIN_ARGS_MAX]; /* all present */
    uint64_t out;
};

typedef enum builtin_result builtin_fn(struct builtin_call *c);

builtin_fn fn_abs, fn_add_workdays, fn_date, fn_day, fn_decimal, fn_floor, fn_int, fn_max, fn_min,
    fn_month, fn_power, fn_round, fn_year; /* builtin_number.c */
builtin_fn fn_contains, fn_ends_with, fn_length, fn_lower, fn_part, fn_replace, fn_starts_with,
    fn_text, fn_trim, fn_upper, fn_version, fn_words; /* builtin_text.c */

/* NULL: join and split, which take and give a set, and capture, which needs a compiled pattern. */
builtin_fn *builtin_function(enum builtin_id id);

/* The next part of *rest split at `by`, trimmed, blank ones passed over (builtin_text.c). False: there is none. */
bool text_next_part(struct str *rest, struct str by, struct str *part);

/* ---- cells (cells.c) ---- */

static inline struct str
symbol_text(const struct program *p, uint64_t symbol)
{
    return sym_str(p->texts, (struct sym){(uint32_t)symbol});
}

/* + - * / on cells; false: overflow, division by zero, no such date. */
typedef bool arith_fn(const struct program *p, enum arith_op op, uint64_t a, uint64_t b,
                      uint64_t *out);
/* The one for the kinds of an IR_ARITH's operands; NULL: none. */
arith_fn *arith_function(const struct ir *ir);

#endif
