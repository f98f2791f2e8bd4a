#include "engine/store/staging.h"

/* How messages speak of a kind: what it is called, and an example of how it is written. */
static const struct {
    const char *name, *example;
} words[TYPE_KIND_COUNT] = {
    [TYPE_TEXT] = {"a text", "write any text"},
    [TYPE_BOOL] = {"true or false", "write true or false"},
    [TYPE_INT] = {"a whole number", "write digits only, like 12"},
    [TYPE_DECIMAL] = {"a number", "write it like 7.25"},
    [TYPE_DATE] = {"a date", "write year, month and day, like 2026-06-01"},
    [TYPE_INSTANT] = {"a point in time", "write it like 2026-06-01T12:00:00Z"},
    [TYPE_DURATION] = {"a duration", "write it like 30 days, 6 months or 1 year"},
    [TYPE_CLOCK] = {"a clock time", "write it like 250 ms, 2 s, 15 min or 4 h"},
    [TYPE_VERSION] = {"a version", "write it like 1.4.0 or v2.0.0-rc.1"},
    [TYPE_PATH] = {"a path", "name a file, relative to the case"},
    [TYPE_DIGEST] = {"a digest", "write the algorithm and hexadecimal digits, like sha256:9f86d0…"},
};

static const struct diag *
report_kind(struct builder *b, uint32_t handle, field_id f, struct str text, struct span at)
{
    enum type_kind kind = builder_field(b, f)->type.kind;
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d = diag_add(sink, E8306, at, "\"" STR_FMT "\" is not %s",
                              STR_ARG(report_quote(b, text)), words[kind].name);
    diag_here(sink, d, STR_FMT " of " STR_FMT " is %s", STR_ARG(field_name(b, f)),
              STR_ARG(type_name(b, builder_field(b, f)->owner)), words[kind].name);
    diag_help(sink, d, "%s", words[kind].example);
    return report_end(b, d, handle);
}

/* ---- enums ---- */

static bool
find_value(const struct enum_type *e, struct sym text, uint64_t *cell)
{
    for (uint32_t i = 0; text.v && i < e->value_count; i++) {
        if (sym_eq(e->spellings[i], text)) {
            *cell = i;
            return true;
        }
    }
    for (uint32_t i = 0; text.v && i < e->alias_count; i++) {
        if (sym_eq(e->aliases[i].text, text)) {
            *cell = e->aliases[i].value;
            return true;
        }
    }
    return false;
}

/* A value by its name in the language, where case files spell it otherwise. */
static struct str
spelling_of_name(const struct builder *b, const struct enum_type *e, struct str text)
{
    const struct sym_table *texts = b->program->texts;
    for (uint32_t i = 0; i < e->value_count; i++)
        if (str_eq(sym_str(texts, e->values[i]), text))
            return sym_str(texts, e->spellings[i]);
    return STR("");
}

static struct str
suggest_value(struct builder *b, const struct enum_type *e, struct str text)
{
    const struct sym_table *texts = b->program->texts;
    struct suggestion s = {.scratch = b->sink->arena, .given = text};
    struct str exact = spelling_of_name(b, e, text);
    if (exact.len)
        return exact;
    for (uint32_t i = 0; i < e->value_count; i++)
        suggest(&s, sym_str(texts, e->spellings[i]));
    for (uint32_t i = 0; i < e->alias_count; i++)
        suggest(&s, sym_str(texts, e->aliases[i].text));
    return s.best;
}

static struct str
list_values(struct builder *b, const struct enum_type *e)
{
    enum { SHOWN = 12 };
    struct text_buf buf = {.arena = b->sink->arena};
    for (uint32_t i = 0; i < e->value_count && i < SHOWN; i++) {
        text_add(&buf, i ? STR(", ") : STR(""));
        text_add(&buf, sym_str(b->program->texts, e->spellings[i]));
    }
    if (e->value_count > SHOWN)
        text_printf(&buf, " and %u more", e->value_count - SHOWN);
    return text_str(&buf);
}

static const struct diag *
report_value(struct builder *b, uint32_t handle, field_id f, struct str text, struct span at)
{
    const struct enum_type *e = &b->program->enums.at[builder_field(b, f)->type.of];
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d = diag_add(
        sink, E8412, at, "\"" STR_FMT "\" is no value of " STR_FMT, STR_ARG(report_quote(b, text)),
        STR_ARG(e->name.v ? sym_str(b->program->texts, e->name) : field_name(b, f)));
    struct str best = suggest_value(b, e, text);
    if (best.len)
        diag_here(sink, d, "did you mean " STR_FMT "?", STR_ARG(best));
    if (best.len)
        diag_fix(sink, d, at, best);
    diag_help(sink, d, "one of " STR_FMT, STR_ARG(list_values(b, e)));
    return report_end(b, d, handle);
}

/* What to write for a field, for the way out of messages about fields without a value. */
struct str
convert_wanted(struct builder *b, field_id f)
{
    struct type type = builder_field(b, f)->type;
    if (type.kind == TYPE_ENUM)
        return str_printf(b->sink->arena, "one of " STR_FMT,
                          STR_ARG(list_values(b, &b->program->enums.at[type.of])));
    if (type.kind == TYPE_ENTITY)
        return str_printf(b->sink->arena, "the id of " STR_FMT, STR_ARG(report_wanted(b, f, true)));
    return str_from(words[type.kind].name);
}

/* ---- numbers, as the YAML 1.2 core schema writes them ---- */

static int
digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

static bool
parse_base(struct str digits, int base, int64_t *out)
{
    int64_t n = 0;
    for (size_t i = 0; i < digits.len; i++) {
        int d = digit_value(digits.at[i]);
        if (d >= base || !int_mul(n, base, &n) || !int_add(n, d, &n))
            return false;
    }
    *out = n;
    return digits.len > 0;
}

static bool
parse_int(struct str text, int64_t *out)
{
    if (str_starts(text, STR("0x")))
        return parse_base(str_slice(text, 2, text.len), 16, out);
    if (str_starts(text, STR("0o")))
        return parse_base(str_slice(text, 2, text.len), 8, out);
    return int_parse(text, out);
}

static bool
scale_by_ten(struct decimal *d, int64_t exponent)
{
    struct decimal ten = decimal_from_int(10);
    if (exponent < -2 * DECIMAL_SCALE_MAX || exponent > 2 * DECIMAL_SCALE_MAX)
        return d->coefficient == 0;
    for (; exponent > 0; exponent--)
        if (!decimal_mul(*d, ten, d))
            return false;
    for (; exponent < 0; exponent++)
        if (!decimal_div(*d, ten, d))
            return false;
    return true;
}

/* .5 and 5. are numbers in YAML, and so is 1.5e3. What rounding would change is refused: 1e-60. */
static bool
parse_decimal(struct arena *scratch, struct str text, struct decimal *out)
{
    if (decimal_parse(text, out))
        return true;
    size_t e = 0;
    while (e < text.len && (text.at[e] | 0x20) != 'e')
        e++;
    int64_t exponent = 0;
    if (e < text.len && !int_parse(str_slice(text, e + 1, text.len), &exponent))
        return false;
    struct str mantissa = str_slice(text, 0, e), sign = STR("");
    if (mantissa.len && (mantissa.at[0] == '-' || mantissa.at[0] == '+')) {
        sign = str_slice(mantissa, 0, 1);
        mantissa = str_slice(mantissa, 1, mantissa.len);
    }
    if (mantissa.len < 2 && str_is(mantissa, "."))
        return false;
    const char *before = str_starts(mantissa, STR(".")) ? "0" : "";
    const char *after = str_ends(mantissa, STR(".")) ? "0" : "";
    struct str whole = str_printf(scratch, STR_FMT "%s" STR_FMT "%s", STR_ARG(sign), before,
                                  STR_ARG(mantissa), after);
    if (mantissa.len == 0 || !decimal_parse(whole, out))
        return false;
    bool is_zero = out->coefficient == 0;
    return scale_by_ten(out, exponent) && (out->coefficient == 0) == is_zero;
}

/* ---- the other kinds ---- */

static bool
parse_bool(struct str text, uint64_t *cell)
{
    if (str_is(text, "true") || str_is(text, "True") || str_is(text, "TRUE"))
        *cell = 1;
    else if (str_is(text, "false") || str_is(text, "False") || str_is(text, "FALSE"))
        *cell = 0;
    else
        return false;
    return true;
}

static bool
convert_number(struct builder *b, enum type_kind kind, struct str text, uint64_t *cell)
{
    int64_t n = 0;
    int32_t days = 0;
    struct decimal decimal;
    struct duration duration;
    struct arena_mark mark = arena_mark(&b->scratch);
    bool ok = false;
    if (kind == TYPE_INT && (ok = parse_int(text, &n)))
        *cell = (uint64_t)n;
    if (kind == TYPE_DECIMAL && (ok = parse_decimal(&b->scratch, text, &decimal)))
        *cell = decimal_cell(b->program->decimals, decimal);
    if (kind == TYPE_DATE && (ok = date_parse(text, &days)))
        *cell = (uint64_t)(int64_t)days;
    if (kind == TYPE_INSTANT && (ok = instant_parse(text, &n)))
        *cell = (uint64_t)n;
    if (kind == TYPE_CLOCK && (ok = clock_parse(text, &n)))
        *cell = (uint64_t)n;
    if (kind == TYPE_DURATION && (ok = duration_parse(text, &duration)))
        *cell = duration_cell(duration);
    arena_rewind(&b->scratch, mark);
    return ok;
}

static bool
convert_symbol(struct builder *b, struct str text, bool is_valid, uint64_t *cell)
{
    if (is_valid)
        *cell = sym_intern(b->program->texts, text).v;
    return is_valid;
}

static const struct diag *
report_empty(struct builder *b, uint32_t handle, field_id f, struct span at)
{
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d = diag_add(sink, E8630, at, "this reference is empty");
    diag_here(sink, d, STR_FMT " names no entity", STR_ARG(field_name(b, f)));
    diag_help(sink, d, "write the id of the entity that is meant, or leave the key out");
    return report_end(b, d, handle);
}

/* ---- digests ---- */

static const struct diag *
report_weak(struct builder *b, uint32_t handle, field_id f, struct str text,
            const struct digest_text *digest, struct span at)
{
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d =
        diag_add(sink, E5108, at, "\"" STR_FMT "\" is a digest by %s, which proves nothing",
                 STR_ARG(report_quote(b, text)), digest->algorithm->name);
    diag_here(sink, d, STR_FMT " of " STR_FMT, STR_ARG(field_name(b, f)),
              STR_ARG(type_name(b, builder_field(b, f)->owner)));
    diag_help(sink, d, "take sha256: other files with the same %s digest can be made",
              digest->algorithm->name);
    return report_end(b, d, handle);
}

static const struct diag *
report_digest(struct builder *b, uint32_t handle, field_id f, struct str text,
              const struct digest_text *digest, struct span at)
{
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d = diag_add(sink, E8306, at, "\"" STR_FMT "\" is not a digest",
                              STR_ARG(report_quote(b, text)));
    struct suggestion near = {.scratch = sink->arena, .given = text};
    size_t colon = str_find(text, STR(":"), 0);
    diag_here(sink, d, STR_FMT " of " STR_FMT " is a digest", STR_ARG(field_name(b, f)),
              STR_ARG(type_name(b, builder_field(b, f)->owner)));
    switch (digest->fault) {
    case DIGEST_WRONG_LENGTH:
        diag_help(sink, d, "%s has %zu hexadecimal digits, and this has %zu",
                  digest->algorithm->name, digest->algorithm->digits, digest->digits);
        break;
    case DIGEST_UNKNOWN_ALGORITHM:
        near.given = str_slice(text, 0, colon);
        digest_suggest(&near);
        diag_help(sink, d, "no algorithm is called '" STR_FMT "'; %s" STR_FMT "%s",
                  STR_ARG(report_quote(b, near.given)),
                  near.best.len ? "did you mean " : "take sha256", STR_ARG(near.best),
                  near.best.len ? "?" : "");
        break;
    default: diag_help(sink, d, "%s", words[TYPE_DIGEST].example);
    }
    return report_end(b, d, handle);
}

static bool
convert_digest(struct builder *b, uint32_t handle, field_id f, struct str text, struct span at,
               uint64_t *cell, const struct diag **cause)
{
    struct arena_mark mark = arena_mark(&b->scratch);
    struct digest_text digest = digest_read(&b->scratch, text);
    bool ok = convert_symbol(b, digest.text, digest.fault == DIGEST_FINE, cell);
    arena_rewind(&b->scratch, mark);
    if (!ok && digest.fault == DIGEST_WEAK_ALGORITHM)
        *cause = report_weak(b, handle, f, text, &digest, at);
    else if (!ok)
        *cause = report_digest(b, handle, f, text, &digest, at);
    return ok;
}

bool
convert_text(struct builder *b, uint32_t handle, field_id f, struct str text, struct span at,
             uint64_t *cell, const struct diag **cause)
{
    const struct program *p = b->program;
    struct type type = p->fields.at[f].type;
    bool ok = false;
    switch (type.kind) {
    case TYPE_TEXT: ok = convert_symbol(b, text, true, cell); break;
    case TYPE_ENTITY: ok = convert_symbol(b, text, !str_blank(text), cell); break;
    case TYPE_VERSION: ok = convert_symbol(b, text, version_valid(text), cell); break;
    case TYPE_PATH: ok = convert_symbol(b, text, !str_blank(text), cell); break;
    case TYPE_DIGEST: return convert_digest(b, handle, f, text, at, cell, cause);
    case TYPE_BOOL: ok = parse_bool(text, cell); break;
    case TYPE_ENUM: ok = find_value(&p->enums.at[type.of], sym_find(p->texts, text), cell); break;
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_CLOCK: ok = convert_number(b, type.kind, text, cell); break;
    case TYPE_ERROR:
    case TYPE_DAYS:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_KIND_COUNT: break; /* no field has such a type */
    }
    if (!ok && type.kind == TYPE_ENTITY)
        *cause = report_empty(b, handle, f, at);
    else if (!ok && type.kind == TYPE_ENUM)
        *cause = report_value(b, handle, f, text, at);
    else if (!ok)
        *cause = report_kind(b, handle, f, text, at);
    return ok;
}

/* ---- order ---- */

static int
order_signed(uint64_t a, uint64_t b)
{
    return ((int64_t)a > (int64_t)b) - ((int64_t)a < (int64_t)b);
}

/* Months and years have no length of their own; for a range, the mean Gregorian month will do: 30.436875 days. */
static int64_t
duration_size(uint64_t cell)
{
    struct duration d = duration_of_cell(cell);
    return (int64_t)d.months * 30436875 + (int64_t)d.days * 1000000;
}

int
cell_order(const struct program *p, enum type_kind kind, uint64_t a, uint64_t b)
{
    if (kind == TYPE_DECIMAL)
        return decimal_cmp(decimal_of_cell(p->decimals, a), decimal_of_cell(p->decimals, b));
    if (kind == TYPE_VERSION)
        return version_cmp(sym_str(p->texts, (struct sym){(uint32_t)a}),
                           sym_str(p->texts, (struct sym){(uint32_t)b}));
    if (kind == TYPE_DURATION)
        return (duration_size(a) > duration_size(b)) - (duration_size(a) < duration_size(b));
    return order_signed(a, b);
}
