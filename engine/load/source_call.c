/* Functions, arithmetic and patterns: the same as in rules, on the values of a document. */
#include <stdlib.h>

#include "engine/load/source_internal.h"
#include "engine/store/builtin.h"
#include "engine/store/regex.h"
#include "lang/text.h"

static bool
is_textual(enum type_kind kind)
{
    return kind == TYPE_TEXT || kind == TYPE_PATH || kind == TYPE_VERSION || kind == TYPE_DIGEST;
}

static uint64_t
cell_of(struct source_reader *r, struct sv v)
{
    return v.kind == SV_TEXT ? sym_intern(r->in.program->texts, v.text).v : v.cell;
}

static struct sv
value_of(const struct source_reader *r, struct type t, uint64_t cell, struct span at)
{
    if (is_textual(t.kind))
        return (struct sv){.kind = SV_TEXT, .text = symbol_text(r->in.program, cell), .at = at};
    return (struct sv){.kind = SV_CELL, .cell = cell, .at = at};
}

/* ---- patterns ---- */

static struct regex_code *
compiled(struct source_reader *r, regex_id id)
{
    if (!r->regexes)
        r->regexes = mem_alloc(sizeof *r->regexes, r->in.program->regexes.len);
    if (!r->regexes[id])
        r->regexes[id] = regex_compile(&r->arena, r->in.program->regexes.at[id].pattern, NULL);
    return r->regexes[id];
}

static enum regex_result
match(struct source_reader *r, regex_id id, struct sv v, struct span words)
{
    struct regex_code *code = compiled(r, id);
    enum regex_result result = code ? regex_match(code, v.text) : REGEX_LIMIT;
    if (result == REGEX_LIMIT) {
        struct diag *d = source_complain(r, E0941, source_place_of(r, v),
                                         "this text is too much for the pattern of the source");
        diag_label(r->in.sink, d, words, "this one");
    }
    return result;
}

static struct sv
eval_matches(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_scalar(r, source_eval(r, ir->matches.of));
    if (v.kind == SV_UNKNOWN)
        return v;
    if (v.kind != SV_TEXT)
        return sv_truth(SV_FALSE);
    enum regex_result result = match(r, ir->matches.regex, v, ir->span);
    return sv_truth(result == REGEX_LIMIT ? SV_MAYBE : result == REGEX_MATCH ? SV_TRUE : SV_FALSE);
}

static struct sv
eval_capture(struct source_reader *r, const struct ir *ir, struct sv v)
{
    if (v.kind != SV_TEXT)
        return v.kind == SV_UNKNOWN ? v : SV_NOTHING;
    enum regex_result result = match(r, ir->builtin.regex, v, ir->span);
    if (result != REGEX_MATCH)
        return result == REGEX_LIMIT ? sv_unknown(NULL) : SV_NOTHING;
    struct regex_code *code = compiled(r, ir->builtin.regex);
    struct str group = sym_str(r->in.program->texts, ir->builtin.group);
    struct str held = regex_capture(code, v.text, regex_group(code, group));
    if (!held.at)
        return SV_NOTHING;
    return (struct sv){.kind = SV_TEXT, .text = held, .at = v.at};
}

/* ---- functions ---- */

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

static struct sv
eval_join(struct source_reader *r, const struct ir *ir)
{
    struct sv set = source_items(r, source_eval(r, ir->builtin.args.at[0]));
    struct sv between = source_scalar(r, source_eval(r, ir->builtin.args.at[1]));
    struct text_buf out = {.arena = &r->scratch};
    struct str *words = arena_array(&r->scratch, struct str, set.count);
    if (set.incomplete || between.kind != SV_TEXT)
        return set.incomplete ? sv_unknown(NULL) : between;
    for (uint32_t i = 0; i < set.count; i++)
        words[i] = source_spelling(r, ir->builtin.args.at[0]->type, set.members[i]);
    if (set.count)
        qsort(words, set.count, sizeof *words, by_natural);
    for (uint32_t i = 0; i < set.count; i++) {
        if (i)
            text_add(&out, between.text);
        text_add(&out, words[i]);
    }
    return (struct sv){.kind = SV_TEXT, .text = text_str(&out)};
}

static struct sv
eval_split(struct source_reader *r, const struct ir *ir)
{
    struct sv text = source_scalar(r, source_eval(r, ir->builtin.args.at[0]));
    struct sv by = source_scalar(r, source_eval(r, ir->builtin.args.at[1]));
    struct str rest = text.kind == SV_TEXT ? text.text : (struct str){0}, part;
    sv_vec out = {0};
    while (by.kind == SV_TEXT && text_next_part(&rest, by.text, &part))
        vec_push(&r->scratch, &out, ((struct sv){.kind = SV_TEXT, .text = part, .at = text.at}));
    return sv_set(&out, text.kind == SV_UNKNOWN || by.kind == SV_UNKNOWN);
}

/* A function that fails on a text of the document says so at its place. */
static struct sv
failed(struct source_reader *r, const struct ir *ir, struct span at)
{
    struct diag *d = source_complain(r, E0941, at, "`" STR_FMT "` has no result here",
                                     STR_ARG(source_text(r->in.sink->sources, ir->span)));
    diag_label(r->in.sink, d, ir->span, "this one");
    return sv_unknown(d);
}

static struct sv
eval_builtin(struct source_reader *r, const struct ir *ir)
{
    struct builtin_call c = {.program = r->in.program, .scratch = &r->scratch, .ir = ir};
    struct span at = SPAN_NONE;
    uint32_t count = ir->builtin.args.len;
    struct sv missing = {.kind = SV_CELL};
    if (ir->builtin.id == BUILTIN_JOIN)
        return eval_join(r, ir);
    if (ir->builtin.id == BUILTIN_SPLIT)
        return eval_split(r, ir);
    for (uint32_t k = 0; k < count && k < BUILTIN_ARGS_MAX; k++) {
        struct sv v = source_scalar(r, source_eval(r, ir->builtin.args.at[k]));
        if (k == 0 && ir->builtin.id == BUILTIN_CAPTURE)
            return eval_capture(r, ir, v);
        if (v.kind == SV_UNKNOWN)
            return v;
        if (v.kind == SV_MISSING)
            missing = v;
        at = span_is_none(at) ? v.at : at;
        c.kinds[k] = ir->builtin.args.at[k]->type.kind;
        c.cells[k] = v.kind == SV_MISSING ? 0 : cell_of(r, v);
    }
    if (missing.kind == SV_MISSING)
        return missing;
    builtin_fn *fn = builtin_function(ir->builtin.id);
    enum builtin_result result = fn ? fn(&c) : BUILTIN_FAILS;
    if (result == BUILTIN_FAILS)
        return failed(r, ir, span_is_none(at) ? r->here : at);
    return result == BUILTIN_VALUE ? value_of(r, ir->type, c.out, at) : SV_NOTHING;
}

static struct sv
eval_arith(struct source_reader *r, const struct ir *ir)
{
    struct sv a = source_eval(r, ir->arith.left);
    struct sv b = ir->arith.right ? source_eval(r, ir->arith.right) : a;
    arith_fn *fn = arith_function(ir);
    uint64_t out = 0;
    if (a.kind == SV_UNKNOWN || b.kind == SV_UNKNOWN)
        return a.kind == SV_UNKNOWN ? a : b;
    if (a.kind != SV_CELL || b.kind != SV_CELL)
        return SV_NOTHING;
    struct span at = source_place_of(r, span_is_none(a.at) ? b : a);
    if (!fn || !fn(r->in.program, ir->arith.op, a.cell, b.cell, &out))
        return failed(r, ir, at);
    return value_of(r, ir->type, out, at);
}

static struct sv
eval_substantive(struct source_reader *r, const struct ir *ir)
{
    struct sv v = source_scalar(r, source_eval(r, ir->unary));
    if (v.kind == SV_UNKNOWN)
        return v;
    return sv_truth(v.kind == SV_TEXT && text_is_substantive(r->in.program, v.text) ? SV_TRUE
                                                                                    : SV_FALSE);
}

struct sv
source_eval_function(struct source_reader *r, const struct ir *ir)
{
    if (ir->kind == IR_MATCHES)
        return eval_matches(r, ir);
    if (ir->kind == IR_SUBSTANTIVE)
        return eval_substantive(r, ir);
    return ir->kind == IR_ARITH ? eval_arith(r, ir) : eval_builtin(r, ir);
}

void
source_free_patterns(struct source_reader *r)
{
    for (uint32_t i = 0; r->regexes && i < r->in.program->regexes.len; i++)
        regex_free(r->regexes[i]);
    mem_free(r->regexes);
}
