/*
 * What the model demands of single values: `within`, `matching`, `past`. A value that breaks it is as good as not loaded.
 */
#include "engine/store/regex.h"
#include "engine/store/staging.h"

#include <string.h>

enum { MICROSECONDS_OF_MINUTE = 60 * 1000 * 1000, MINUTES_OF_DAY = 24 * 60 };

/* One field being checked. */
struct check {
    struct builder *b;
    field_id id;
    const struct field *field;
    struct regex_code *regex;
    uint8_t *matched; /* by symbol: 0 not asked yet, else 1 + enum regex_result */
};

static struct str
value_text(const struct check *c, uint64_t cell)
{
    struct builder *b = c->b;
    return report_quote(b, cell_text(b->program, b->sink->arena, c->field->type, cell));
}

static const struct diag *
report_range(const struct check *c, const struct fact *fact, uint64_t cell)
{
    struct builder *b = c->b;
    struct diag_sink *sink = report_sink(b, fact->at);
    bool is_low = cell_order(b->program, c->field->type.kind, cell, c->field->low) < 0;
    struct diag *d = diag_add(sink, E8193, fact->at, STR_FMT " is %s than " STR_FMT,
                              STR_ARG(value_text(c, cell)), is_low ? "less" : "more",
                              STR_ARG(value_text(c, is_low ? c->field->low : c->field->high)));
    diag_here(sink, d, STR_FMT " is within " STR_FMT " .. " STR_FMT, STR_ARG(field_name(b, c->id)),
              STR_ARG(value_text(c, c->field->low)), STR_ARG(value_text(c, c->field->high)));
    return report_end(b, d, b->handles[fact->of]);
}

static const struct diag *
report_past(const struct check *c, const struct fact *fact, uint64_t cell)
{
    struct builder *b = c->b;
    struct diag_sink *sink = report_sink(b, fact->at);
    struct diag *d =
        diag_add(sink, E4652, fact->at, STR_FMT " is in the future", STR_ARG(value_text(c, cell)));
    diag_here(sink, d, STR_FMT " is a date of the past, and today is " STR_FMT,
              STR_ARG(field_name(b, c->id)), STR_ARG(date_text(b->sink->arena, b->store->today)));
    return report_end(b, d, b->handles[fact->of]);
}

static const struct diag *
report_match(const struct check *c, const struct fact *fact, uint64_t cell, bool is_limit)
{
    struct builder *b = c->b;
    struct str pattern = b->program->regexes.at[c->field->regex].pattern;
    struct diag_sink *sink = report_sink(b, fact->at);
    struct diag *d = diag_add(sink, is_limit ? E8506 : E4834, fact->at,
                              is_limit ? "matching \"" STR_FMT "\" takes too long"
                                       : "\"" STR_FMT "\" does not match",
                              STR_ARG(value_text(c, cell)));
    diag_here(sink, d, STR_FMT " has to match r\"" STR_FMT "\"", STR_ARG(field_name(b, c->id)),
              STR_ARG(report_quote(b, pattern)));
    return report_end(b, d, b->handles[fact->of]);
}

static bool
is_future(const struct check *c, uint64_t cell)
{
    int64_t day = (int64_t)cell;
    if (c->field->type.kind == TYPE_INSTANT) {
        int64_t minutes = (int64_t)cell / MICROSECONDS_OF_MINUTE;
        day = minutes / MINUTES_OF_DAY - (minutes % MINUTES_OF_DAY < 0);
    }
    return day > c->b->store->today;
}

static bool
in_range(const struct check *c, uint64_t cell)
{
    const struct program *p = c->b->program;
    enum type_kind kind = c->field->type.kind;
    return cell_order(p, kind, cell, c->field->low) >= 0 &&
           cell_order(p, kind, cell, c->field->high) <= 0;
}

static enum regex_result
match(struct check *c, uint64_t cell)
{
    const struct sym_table *texts = c->b->program->texts;
    uint8_t *known = &c->matched[cell];
    if (*known == 0)
        *known = (uint8_t)(1 + regex_match(c->regex, sym_str(texts, (struct sym){(uint32_t)cell})));
    return (enum regex_result)(*known - 1);
}

/* NULL: nothing is wrong with the value. */
static const struct diag *
check_value(struct check *c, const struct fact *fact, uint64_t cell)
{
    if (c->field->has_range && !in_range(c, cell))
        return report_range(c, fact, cell);
    if (c->field->past && is_future(c, cell))
        return report_past(c, fact, cell);
    enum regex_result result = c->regex ? match(c, cell) : REGEX_MATCH;
    if (result != REGEX_MATCH)
        return report_match(c, fact, cell, result == REGEX_LIMIT);
    return NULL;
}

static void
check_field(struct builder *b, field_id f, uint8_t *matched)
{
    const struct field *field = builder_field(b, f);
    struct check c = {.b = b, .id = f, .field = field, .matched = matched};
    if (field->regex != NO_ID) {
        c.regex = regex_compile(&b->scratch, b->program->regexes.at[field->regex].pattern, NULL);
        memset(matched, 0, b->program->texts->len);
    }
    for (struct fact_chunk *chunk = b->facts[f].first; chunk; chunk = chunk->next) {
        for (uint32_t i = 0; i < chunk->len; i++) {
            struct fact *fact = &chunk->facts[i];
            if (fact->of == HANDLE_NONE || fact->state != FACT_VALUE)
                continue;
            const struct diag *cause = check_value(&c, fact, fact_cell(chunk, i, field->type.kind));
            if (!cause)
                continue;
            fact->state = FACT_BAD;
            mark_lost(b, f, cause);
            mark_incomplete(b, f, fact->of, cause);
        }
    }
    regex_free(c.regex);
}

void
checks_all(struct builder *b)
{
    uint8_t *matched = mem_alloc(1, b->program->texts->len);
    for (field_id f = 0; f < b->program->fields.len; f++) {
        const struct field *field = builder_field(b, f);
        if (field->has_range || field->past || field->regex != NO_ID)
            check_field(b, f, matched);
    }
    mem_free(matched);
}
