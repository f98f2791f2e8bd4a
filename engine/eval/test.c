/* Tests of one value: present, substantive, is, matches. */
#include "engine/eval/internal.h"
#include "lang/text.h"

struct str
cell_str(const struct evaluation *ev, uint64_t cell)
{
    return sym_str(ev->program->texts, (struct sym){(uint32_t)cell});
}

uint64_t
str_cell(struct evaluation *ev, struct str s)
{
    return sym_intern(ev->program->texts, s).v;
}

static bool
is_textual(struct type t)
{
    return t.kind == TYPE_TEXT;
}

static struct vector
present_sets(struct frame *f, struct sets s)
{
    uint64_t *is_true = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(is_true, i, set_row(&s, i).count > 0);
    if (s.incomplete) {
        unknown = bits_copy(f->arena, s.incomplete, f->count);
        bits_and_not(unknown, is_true, f->count);
    }
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = unknown});
}

struct vector
eval_present(struct frame *f, const struct ir *ir)
{
    if (card_is_set(ir->unary->type.card))
        return present_sets(f, eval_sets(f, ir->unary));
    struct values v = eval_values(f, ir->unary);
    if (!is_textual(ir->unary->type))
        return vector_of_condition((struct condition){.is_true = v.present, .unknown = v.unknown});
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(is_true, i, bit_get(v.present, i) && !str_blank(cell_str(f->ev, v.cells[i])));
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = v.unknown});
}

struct vector
eval_substantive(struct frame *f, const struct ir *ir)
{
    struct values v = eval_values(f, ir->unary);
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(is_true, i,
               bit_get(v.present, i) && text_is_substantive(f->ev->program, cell_str(f->ev, v.cells[i])));
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = v.unknown});
}

struct vector
eval_is(struct frame *f, const struct ir *ir)
{
    struct evaluation *ev = f->ev;
    const struct union_type *u = &ev->program->unions.at[ir->is.types];
    struct values v = eval_values(f, ir->is.of);
    uint64_t *is_true = bits_new(f->arena, f->count);
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(ev->store, u->members[m]);
        for (uint32_t i = 0; i < f->count; i++)
            bit_or(is_true, i, v.cells[i] >= r.lo && v.cells[i] < r.hi);
    }
    for (uint32_t w = 0; w < bits_words(f->count); w++)
        is_true[w] &= v.present[w];
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = v.unknown});
}

/* ---- matches: once for each distinct text ---- */

struct regex_code *
regex_code(struct evaluation *ev, regex_id id)
{
    struct regex_state *state = &ev->regexes[id];
    if (!state->is_compiled) {
        state->is_compiled = true;
        state->code = regex_compile(ev->arena, ev->program->regexes.at[id].pattern, NULL);
    }
    return state->code;
}

static void
regex_room(struct regex_state *state, uint32_t text)
{
    if (text < state->cap)
        return;
    uint32_t cap = state->cap ? state->cap : 1024;
    while (cap <= text)
        cap *= 2;
    uint32_t old = state->cap / 64, new = cap / 64;
    state->known = mem_grow(state->known, sizeof(uint64_t), old, new);
    state->matched = mem_grow(state->matched, sizeof(uint64_t), old, new);
    state->limited = mem_grow(state->limited, sizeof(uint64_t), old, new);
    state->cap = cap;
}

static void
report_regex(struct evaluation *ev, regex_id id, struct str text)
{
    struct diag *d = diag_add(ev->sink, E6093, ev->program->regexes.at[id].span,
                              "this pattern needs too many steps on one text");
    struct str shown = str_slice(text, 0, text.len < 40 ? text.len : 40);
    diag_note(ev->sink, d, "the text begins \"%.*s\"", STR_ARG(shown));
    diag_help(ev->sink, d, "avoid nested repetition such as (a+)+");
}

enum regex_result
regex_test(struct evaluation *ev, regex_id id, uint64_t text)
{
    struct regex_state *state = &ev->regexes[id];
    uint32_t symbol = (uint32_t)text;
    regex_room(state, symbol);
    if (!bit_get(state->known, symbol)) {
        struct regex_code *code = regex_code(ev, id);
        enum regex_result r = code ? regex_match(code, cell_str(ev, text)) : REGEX_LIMIT;
        if (r == REGEX_LIMIT && !state->is_reported)
            report_regex(ev, id, cell_str(ev, text));
        state->is_reported |= r == REGEX_LIMIT;
        bit_set(state->known, symbol);
        bit_or(state->matched, symbol, r == REGEX_MATCH);
        bit_or(state->limited, symbol, r == REGEX_LIMIT);
    }
    if (bit_get(state->limited, symbol))
        return REGEX_LIMIT;
    return bit_get(state->matched, symbol) ? REGEX_MATCH : REGEX_NO_MATCH;
}

struct vector
eval_matches(struct frame *f, const struct ir *ir)
{
    struct values v = eval_values(f, ir->matches.of);
    uint64_t *is_true = bits_new(f->arena, f->count);
    uint64_t *unknown = v.unknown ? bits_copy(f->arena, v.unknown, f->count) : NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        if (!bit_get(v.present, i))
            continue;
        enum regex_result r = regex_test(f->ev, ir->matches.regex, v.cells[i]);
        bit_or(is_true, i, r == REGEX_MATCH);
        if (r == REGEX_LIMIT)
            bits_add(f->arena, &unknown, f->count, i);
    }
    return vector_of_condition((struct condition){.is_true = is_true, .unknown = unknown});
}
