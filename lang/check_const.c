#include "lang/check_model.h"

#include <stdlib.h>

bool
text_constant(struct checker *ck, const struct text *text, struct str *out)
{
    struct text_buf words = {.arena = ck->arena};
    for (uint32_t i = 0; i < text->parts.len; i++) {
        const struct text_part *part = &text->parts.at[i];
        if (!part->expr) {
            text_add(&words, part->literal);
            continue;
        }
        if (part->expr->kind != EXPR_ERROR) {
            struct diag *d =
                diag_add(ck->sink, E2416, part->span, "this text must be the same for everything");
            diag_here(ck->sink, d, "a value");
            diag_help(ck->sink, d, "write the words themselves; a brace as such is `\\{`");
        }
        return false;
    }
    *out = text_str(&words);
    return true;
}

/* ---- literals ---- */

static struct str
signed_text(struct checker *ck, const struct expr *e, bool negative)
{
    return negative ? str_printf(ck->arena, "-" STR_FMT, STR_ARG(e->literal)) : e->literal;
}

static bool
report_literal(struct checker *ck, const struct expr *e, const char *what, const char *help)
{
    struct diag *d = diag_add(ck->sink, E3968, e->span, "%s", what);
    diag_help(ck->sink, d, "%s", help);
    return false;
}

static bool
int_literal(struct checker *ck, const struct expr *e, bool negative, uint64_t *cell)
{
    int64_t i;
    if (!int_parse(signed_text(ck, e, negative), &i))
        return report_literal(ck, e, "this number does not fit into 64 bits",
                              "an int lies between -9223372036854775808 and 9223372036854775807");
    *cell = (uint64_t)i;
    return true;
}

static bool
decimal_literal(struct checker *ck, const struct expr *e, bool negative, uint64_t *cell)
{
    struct decimal d;
    if (!decimal_parse(signed_text(ck, e, negative), &d))
        return report_literal(ck, e, "this number has too many digits",
                              "a decimal has at most 38 digits, 28 of them behind the point");
    *cell = decimal_cell(ck->program->decimals, d);
    return true;
}

static bool
date_literal(struct checker *ck, const struct expr *e, uint64_t *cell)
{
    int32_t days;
    if (!date_parse(e->literal, &days))
        return report_literal(ck, e, "there is no such day in the calendar",
                              "a date is written year-month-day: 2026-02-28");
    *cell = (uint64_t)(int64_t)days;
    return true;
}

static bool
duration_literal(struct checker *ck, const struct expr *e, bool negative, uint64_t *cell)
{
    struct duration d;
    if (!duration_parse(e->literal, &d))
        return report_literal(ck, e, "this duration is too long",
                              "a duration has at most 2147483647 days or months");
    if (negative)
        d = (struct duration){-d.months, -d.days};
    *cell = duration_cell(d);
    return true;
}

static bool
clock_literal(struct checker *ck, const struct expr *e, bool negative, uint64_t *cell)
{
    int64_t ms;
    if (!clock_parse(e->literal, &ms))
        return report_literal(ck, e, "this time is too long",
                              "a clock time fits into 64 bits of milliseconds");
    *cell = (uint64_t)(negative ? -ms : ms);
    return true;
}

/* `v1.4.0` in rules is `1.4.0` in case files. */
static uint64_t
version_literal(struct checker *ck, const struct expr *e)
{
    struct str text = e->literal;
    if (text.len && text.at[0] == 'v')
        text = str_slice(text, 1, text.len);
    return sym_intern(ck->syms, text).v;
}

bool
model_literal(struct checker *ck, const struct expr *e, bool negative, struct type *t,
              uint64_t *cell)
{
    switch (e->kind) {
    case EXPR_INT: *t = TYPE(TYPE_INT); return int_literal(ck, e, negative, cell);
    case EXPR_DECIMAL: *t = TYPE(TYPE_DECIMAL); return decimal_literal(ck, e, negative, cell);
    case EXPR_DATE: *t = TYPE(TYPE_DATE); return date_literal(ck, e, cell);
    case EXPR_DURATION: *t = TYPE(TYPE_DURATION); return duration_literal(ck, e, negative, cell);
    case EXPR_CLOCK: *t = TYPE(TYPE_CLOCK); return clock_literal(ck, e, negative, cell);
    case EXPR_VERSION:
        *t = TYPE(TYPE_VERSION);
        *cell = version_literal(ck, e);
        return true;
    case EXPR_TRUE:
    case EXPR_FALSE:
        *t = TYPE(TYPE_BOOL);
        *cell = e->kind == EXPR_TRUE;
        return true;
    default: *t = TYPE(TYPE_ERROR); return false;
    }
}

/* ---- constants of a given type ---- */

static const char *
constant_words(const struct expr *e)
{
    switch (e->kind) {
    case EXPR_INT: return "a whole number";
    case EXPR_DECIMAL: return "a decimal number";
    case EXPR_DATE: return "a date";
    case EXPR_DURATION: return "a duration";
    case EXPR_CLOCK: return "a clock time";
    case EXPR_VERSION: return "a version";
    case EXPR_TRUE:
    case EXPR_FALSE: return "true or false";
    case EXPR_TEXT: return "a text";
    case EXPR_NAME:
    case EXPR_NO_VALUE:
    case EXPR_HOP: return "the name of a value";
    case EXPR_ENTITY: return "an entity";
    case EXPR_SET: return "a set";
    case EXPR_NEGATE: return constant_words(e->unary);
    default: return "no constant";
    }
}

static bool
report_kind(struct checker *ck, const struct expr *e, struct type t)
{
    struct str type = type_text(ck->program, ck->arena, t);
    if (e->kind == EXPR_ERROR)
        return false;
    struct diag *d = diag_add(ck->sink, E2523, e->span,
                              "a constant of type " STR_FMT " is needed here, and this is %s",
                              STR_ARG(type), constant_words(e));
    if (t.kind == TYPE_ENTITY)
        diag_help(ck->sink, d, "entities come with the case; a constant cannot name one");
    return false;
}

static bool
value_constant(struct checker *ck, struct name name, struct type t, uint64_t *cell)
{
    uint32_t value = enum_value(ck->program, t.of, name.sym);
    if (value != NO_ID) {
        *cell = value;
        return true;
    }
    const struct enum_type *e = &ck->program->enums.at[t.of];
    struct str given = sym_str(ck->syms, name.sym);
    struct suggestion s = {.scratch = ck->arena, .given = given};
    struct str type = type_text(ck->program, ck->arena, (struct type){t.kind, CARD_ONE, t.of});
    struct diag *d = diag_add(ck->sink, E1687, name.span, "`" STR_FMT "` is no value of " STR_FMT,
                              STR_ARG(given), STR_ARG(type));
    for (uint32_t i = 0; i < e->value_count; i++)
        suggest(&s, sym_str(ck->syms, e->values[i]));
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
    diag_label(ck->sink, d, e->span, "its values are listed here");
    return false;
}

/* Level.low: the type must be the one that is needed. */
static bool
qualified_constant(struct checker *ck, const struct unit *from, const struct expr *e, struct type t,
                   uint64_t *cell)
{
    const struct expr *of = e->hop.of;
    if (of->kind != EXPR_TYPE || e->hop.kind != HOP_FIELD || !e->hop.name.sym.v)
        return report_kind(ck, e, t);
    const struct def *def = names_type(ck, from, &of->type);
    if (!def)
        return false;
    if (def->kind != DEF_ENUM || def->id != t.of) {
        struct str type = type_text(ck->program, ck->arena, t);
        diag_add(ck->sink, E2523, of->span, "a value of " STR_FMT " is needed here", STR_ARG(type));
        return false;
    }
    return value_constant(ck, e->hop.name, t, cell);
}

static bool
enum_constant(struct checker *ck, const struct unit *from, const struct expr *e, struct type t,
              uint64_t *cell)
{
    if (e->kind == EXPR_NAME)
        return value_constant(ck, e->name, t, cell);
    if (e->kind == EXPR_HOP)
        return qualified_constant(ck, from, e, t, cell);
    if (e->kind != EXPR_NO_VALUE)
        return report_kind(ck, e, t);
    return value_constant(ck, (struct name){sym_intern(ck->syms, STR("no")), e->span}, t, cell);
}

static const char digest_example[] =
    "write a strong algorithm, a colon and all its digits: \"sha256:\" and 64 of them";

static bool
text_cell(struct checker *ck, const struct expr *e, struct type t, uint64_t *cell)
{
    struct str words;
    int64_t instant;
    if (e->kind != EXPR_TEXT)
        return report_kind(ck, e, t);
    if (!text_constant(ck, e->text, &words))
        return false;
    if (t.kind == TYPE_DIGEST) {
        struct digest_text digest = digest_read(ck->arena, words);
        if (digest.fault != DIGEST_FINE)
            return report_literal(ck, e, "this is no digest", digest_example);
        words = digest.text;
    }
    if (t.kind != TYPE_INSTANT) {
        *cell = sym_intern(ck->syms, words).v;
        return true;
    }
    if (!instant_parse(words, &instant))
        return report_literal(ck, e, "this is no instant",
                              "write date, time and offset: \"2026-06-01T12:00:00Z\"");
    *cell = (uint64_t)instant;
    return true;
}

static bool
one_constant(struct checker *ck, const struct unit *from, const struct expr *e, struct type t,
             uint64_t *cell)
{
    bool negative = e->kind == EXPR_NEGATE;
    const struct expr *number = negative ? e->unary : e;
    struct type own;
    switch (t.kind) {
    case TYPE_ENUM: return enum_constant(ck, from, e, t, cell);
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_DIGEST:
    case TYPE_INSTANT: return text_cell(ck, e, t, cell);
    case TYPE_DECIMAL:
        if (number->kind == EXPR_INT || number->kind == EXPR_DECIMAL)
            return decimal_literal(ck, number, negative, cell);
        return report_kind(ck, e, t);
    case TYPE_INT:
        if (number->kind == EXPR_INT)
            return int_literal(ck, number, negative, cell);
        return report_kind(ck, e, t);
    case TYPE_BOOL:
    case TYPE_DATE:
    case TYPE_DURATION:
    case TYPE_CLOCK:
    case TYPE_VERSION: break;
    case TYPE_ERROR: return false;
    default: return report_kind(ck, e, t);
    }
    static const enum expr_kind wanted[TYPE_KIND_COUNT] = {[TYPE_BOOL] = EXPR_TRUE,
                                                           [TYPE_DATE] = EXPR_DATE,
                                                           [TYPE_DURATION] = EXPR_DURATION,
                                                           [TYPE_CLOCK] = EXPR_CLOCK,
                                                           [TYPE_VERSION] = EXPR_VERSION};
    if (e->kind != wanted[t.kind] && !(t.kind == TYPE_BOOL && e->kind == EXPR_FALSE))
        return report_kind(ck, e, t);
    return model_literal(ck, e, false, &own, cell);
}

static int
cell_cmp(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool
set_constant(struct checker *ck, const struct unit *from, const struct expr *e, struct type one,
             uint64_t **cells, uint32_t *count)
{
    bool ok = true;
    uint32_t kept = 0, given = e->list.len;
    uint64_t *at = arena_array(ck->arena, uint64_t, given + 1);
    for (uint32_t i = 0; i < given; i++)
        ok &= one_constant(ck, from, e->list.at[i], one, &at[i]);
    if (!ok)
        return false;
    qsort(at, given, sizeof *at, cell_cmp);
    for (uint32_t i = 0; i < given; i++)
        if (!kept || at[kept - 1] != at[i])
            at[kept++] = at[i];
    *cells = at;
    *count = kept;
    return true;
}

bool
model_constant(struct checker *ck, const struct unit *from, const struct expr *e, struct type t,
               uint64_t **cells, uint32_t *count)
{
    struct type one = {t.kind, CARD_ONE, t.of};
    if (t.kind == TYPE_ERROR || e->kind == EXPR_ERROR)
        return false;
    if (card_is_set(t.card) && e->kind == EXPR_SET)
        return set_constant(ck, from, e, one, cells, count);
    if (card_is_set(t.card)) {
        struct diag *d = diag_add(ck->sink, E2523, e->span, "a set of constants is needed here");
        struct str words = source_text(ck->sink->sources, e->span);
        diag_help(ck->sink, d, "write `{" STR_FMT "}`", STR_ARG(words));
        return false;
    }
    *cells = arena_array(ck->arena, uint64_t, 1);
    *count = 1;
    return one_constant(ck, from, e, one, *cells);
}

/* ---- order ---- */

bool
model_is_ordered(const struct checker *ck, struct type t)
{
    switch (t.kind) {
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_CLOCK:
    case TYPE_VERSION:
    case TYPE_DAYS: return true;
    case TYPE_ENUM: return ck->program->enums.at[t.of].is_scale;
    default: return false;
    }
}

int
model_compare(const struct checker *ck, struct type t, uint64_t a, uint64_t b)
{
    return cells_order(ck->program, t.kind, a, b);
}

bool
model_range(struct checker *ck, const struct unit *from, const struct bounds *b, struct type t,
            uint64_t *low, uint64_t *high)
{
    struct type one = {t.kind, CARD_ONE, t.of};
    uint64_t *l, *h;
    uint32_t count;
    if (!b->low || !b->high)
        return false;
    bool ok = model_constant(ck, from, b->low, one, &l, &count);
    ok &= model_constant(ck, from, b->high, one, &h, &count);
    if (!ok)
        return false;
    if (model_compare(ck, one, *l, *h) > 0) {
        struct diag *d = diag_add(ck->sink, E1759, b->span, "this range holds no value at all");
        diag_help(ck->sink, d, "the lower bound comes first");
        return false;
    }
    *low = *l;
    *high = *h;
    return true;
}

/* ---- patterns of text ---- */

static regex_id
regex_known(const struct checker *ck, struct str pattern)
{
    for (regex_id i = 0; i < ck->program->regexes.len; i++)
        if (str_eq(ck->program->regexes.at[i].pattern, pattern))
            return i;
    return NO_ID;
}

regex_id
model_regex(struct checker *ck, const struct expr *e)
{
    enum { QUOTE = 2 }; /* r" */
    const struct regex_checker *checker = &ck->input->regex;
    struct str *groups = NULL;
    uint32_t count = 0;
    if (e->kind != EXPR_REGEX)
        return NO_ID;
    regex_id known = regex_known(ck, e->literal);
    if (known != NO_ID)
        return known;
    struct regex_error error = {0};
    if (checker->check)
        error = checker->check(checker->context, ck->arena, e->literal, &groups, &count);
    if (error.failed) {
        uint32_t at = e->span.lo + QUOTE + (uint32_t)error.offset;
        uint32_t end = e->span.hi - 1;
        struct span place = {at < end ? at : end - (end > e->span.lo + QUOTE),
                             at < end ? at + 1 : end};
        diag_add(ck->sink, E2058, place, "this pattern does not compile: " STR_FMT,
                 STR_ARG(error.message));
        return NO_ID;
    }
    struct regex r = {.pattern = e->literal,
                      .span = e->span,
                      .groups = arena_array(ck->arena, struct sym, count + 1),
                      .group_count = count};
    for (uint32_t i = 0; i < count; i++)
        r.groups[i] = sym_intern(ck->syms, groups[i]);
    lint_pattern(ck, e, error.matches_empty);
    vec_push(ck->arena, &ck->program->regexes, r);
    return ck->program->regexes.len - 1;
}
