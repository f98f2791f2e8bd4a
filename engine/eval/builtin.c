/* Functions, row by row; those on single values are the store's. */
#include "engine/eval/internal.h"

#include <stdlib.h>

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

static struct vector
eval_split(struct frame *f, const struct ir *ir)
{
    struct values texts = eval_values(f, ir->builtin.args.at[0]);
    struct values by = eval_values(f, ir->builtin.args.at[1]);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_whole = bit_get(texts.present, i) && bit_get(by.present, i);
        struct str rest = is_whole ? cell_str(f->ev, texts.cells[i]) : (struct str){0}, part;
        if (bit_get(texts.unknown, i) || bit_get(by.unknown, i))
            set_builder_incomplete(&b);
        while (text_next_part(&rest, cell_str(f->ev, by.cells[i]), &part))
            set_builder_add(&b, str_cell(f->ev, part));
        set_builder_close_sorting(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

/* The group of a whole-text match; missing where the text does not match or the group took no part. */
static enum builtin_result
capture(struct evaluation *ev, struct builtin_call *c)
{
    enum regex_result r = regex_test(ev, c->ir->builtin.regex, c->cells[0]);
    if (r == REGEX_LIMIT)
        return BUILTIN_FAILS;
    struct str text = cell_str(ev, c->cells[0]);
    struct regex_code *code = regex_code(ev, c->ir->builtin.regex);
    if (r == REGEX_NO_MATCH || regex_match(code, text) != REGEX_MATCH)
        return BUILTIN_MISSING;
    struct str group = sym_str(ev->program->texts, c->ir->builtin.group);
    struct str held = regex_capture(code, text, regex_group(code, group));
    if (held.at)
        c->out = str_cell(ev, held);
    return held.at ? BUILTIN_VALUE : BUILTIN_MISSING;
}

static enum builtin_result
apply(struct evaluation *ev, struct builtin_call *c)
{
    builtin_fn *fn = builtin_function(c->ir->builtin.id);
    if (c->ir->builtin.id == BUILTIN_CAPTURE)
        return capture(ev, c);
    return fn ? fn(c) : BUILTIN_FAILS;
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
    uint32_t count = ir->builtin.args.len;
    if (ir->builtin.id == BUILTIN_JOIN)
        return eval_join(f, ir);
    if (ir->builtin.id == BUILTIN_SPLIT)
        return eval_split(f, ir);
    if (count > BUILTIN_ARGS_MAX)
        return vector_unknown(f->arena, VECTOR_VALUES, f->count);
    struct frame words;
    frame_open(&words, &f->ev->root, f);
    struct builtin_call c = {.program = f->ev->program, .scratch = words.arena, .ir = ir};
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
        enum builtin_result r = is_unknown ? BUILTIN_FAILS
                                : is_whole ? apply(f->ev, &c)
                                           : BUILTIN_MISSING;
        if (r == BUILTIN_FAILS)
            bits_add(f->arena, &unknown, f->count, i);
        bit_or(present, i, r == BUILTIN_VALUE);
        cells[i] = r == BUILTIN_VALUE ? c.out : 0;
    }
    frame_close(&words);
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}
