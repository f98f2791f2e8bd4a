#include "engine/eval/builtin.h"

#include <stdlib.h>

builtin_fn *
builtin_function(enum builtin_id id)
{
    static builtin_fn *const functions[BUILTIN_COUNT] = {
        [BUILTIN_ABS] = fn_abs,         [BUILTIN_ADD_WORKDAYS] = fn_add_workdays,
        [BUILTIN_CAPTURE] = fn_capture, [BUILTIN_CONTAINS] = fn_contains,
        [BUILTIN_DATE] = fn_date,       [BUILTIN_DAY] = fn_day,
        [BUILTIN_DECIMAL] = fn_decimal, [BUILTIN_ENDS_WITH] = fn_ends_with,
        [BUILTIN_FLOOR] = fn_floor,     [BUILTIN_INT] = fn_int,
        [BUILTIN_LENGTH] = fn_length,   [BUILTIN_LOWER] = fn_lower,
        [BUILTIN_MAX] = fn_max,         [BUILTIN_MIN] = fn_min,
        [BUILTIN_MONTH] = fn_month,     [BUILTIN_PART] = fn_part,
        [BUILTIN_POWER] = fn_power,     [BUILTIN_REPLACE] = fn_replace,
        [BUILTIN_ROUND] = fn_round,     [BUILTIN_STARTS_WITH] = fn_starts_with,
        [BUILTIN_TEXT] = fn_text,       [BUILTIN_TRIM] = fn_trim,
        [BUILTIN_UPPER] = fn_upper,     [BUILTIN_VERSION] = fn_version,
        [BUILTIN_WORDS] = fn_words,     [BUILTIN_YEAR] = fn_year,
    };
    return functions[id];
}

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

static uint64_t
joined(struct frame *f, struct run texts, struct str between)
{
    struct evaluation *ev = f->ev;
    struct str *words = arena_array(f->arena, struct str, texts.count);
    for (uint32_t i = 0; i < texts.count; i++)
        words[i] = cell_str(ev, texts.at[i]);
    if (texts.count > 1)
        qsort(words, texts.count, sizeof *words, by_natural);
    struct text_buf b = {.arena = f->arena};
    for (uint32_t i = 0; i < texts.count; i++) {
        if (i)
            text_add(&b, between);
        text_add(&b, words[i]);
    }
    return str_cell(ev, text_str(&b));
}

static struct vector
eval_join(struct frame *f, const struct ir *ir)
{
    struct sets texts = eval_sets(f, ir->builtin.args.at[0]);
    struct values between = eval_values(f, ir->builtin.args.at[1]);
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(texts.incomplete, i) || bit_get(between.unknown, i)) {
            bits_add(f->arena, &unknown, f->count, i);
        } else if (bit_get(between.present, i)) {
            cells[i] = joined(f, set_row(&texts, i), cell_str(f->ev, between.cells[i]));
            bit_set(present, i);
        }
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}

/* The arguments of one row. False: one is unknown (*is_unknown) or missing. */
static bool
read_row(struct builtin_call *c, const struct values *args, uint32_t count, uint32_t row,
         bool *is_unknown)
{
    bool is_whole = true;
    *is_unknown = false;
    for (uint32_t k = 0; k < count; k++) {
        c->cells[k] = args[k].cells[row];
        *is_unknown |= bit_get(args[k].unknown, row);
        is_whole &= bit_get(args[k].present, row);
    }
    return is_whole;
}

struct vector
eval_builtin(struct frame *f, const struct ir *ir)
{
    builtin_fn *fn = builtin_function(ir->builtin.id);
    uint32_t count = ir->builtin.args.len;
    if (ir->builtin.id == BUILTIN_JOIN)
        return eval_join(f, ir);
    if (!fn || count > BUILTIN_ARGS_MAX)
        return vector_unknown(f->arena, VECTOR_VALUES, f->count);
    struct builtin_call c = {.ev = f->ev, .ir = ir};
    struct values args[BUILTIN_ARGS_MAX];
    for (uint32_t k = 0; k < count; k++) {
        args[k] = eval_values(f, ir->builtin.args.at[k]);
        c.kinds[k] = ir->builtin.args.at[k]->type.kind;
    }
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_unknown;
        bool is_whole = read_row(&c, args, count, i, &is_unknown);
        enum builtin_result r = is_unknown ? BUILTIN_FAILS : is_whole ? fn(&c) : BUILTIN_MISSING;
        if (r == BUILTIN_FAILS)
            bits_add(f->arena, &unknown, f->count, i);
        bit_or(present, i, r == BUILTIN_VALUE);
        cells[i] = r == BUILTIN_VALUE ? c.out : 0;
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}
