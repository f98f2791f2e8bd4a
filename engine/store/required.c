/*
 * What an entity must have: values of fields of exactly one, members of T+. Defaults first; entities of another's care (`external`) are excused.
 */
#include "engine/store/staging.h"

static bool
is_external(const struct builder *b, uint32_t number)
{
    return store_external(b->store, (struct ent){number}).len > 0;
}

/* ---- defaults ---- */

static void
set_cell(const struct column *c, uint32_t row, uint64_t cell)
{
    void *data = (void *)(uintptr_t)c->data; /* not published yet */
    switch (c->width) {
    case 1: ((uint8_t *)data)[row] = (uint8_t)cell; break;
    case 2: ((uint16_t *)data)[row] = (uint16_t)cell; break;
    case 4: ((uint32_t *)data)[row] = (uint32_t)cell; break;
    default: ((uint64_t *)data)[row] = cell; break;
    }
}

static void
fill_default(struct builder *b, field_id f)
{
    struct field_data *data = &b->store->fields[f];
    const struct field *field = builder_field(b, f);
    if (!field->has_default || field->default_count == 0)
        return;
    data->defaulted =
        arena_array(&b->store->arena, uint64_t, bit_words(range_len(data->column.rows)));
    for (uint32_t row = 0; row < range_len(data->column.rows); row++) {
        if (bit_get(data->present, row) || bit_get(data->incomplete, row))
            continue;
        bit_set(data->present, row);
        bit_set(data->defaulted, row);
        set_cell(&data->column, row, field->defaults[0]);
    }
}

/* ---- what is missing ---- */

static const struct diag *
report_missing(struct builder *b, field_id f, uint32_t number)
{
    struct ent e = {number};
    const struct field *field = builder_field(b, f);
    struct span key = store_key_span(b->store, e, f);
    struct span at = span_is_none(key) ? b->store->spans[number] : key;
    bool is_set = card_is_set(field->type.card);
    struct diag_sink *sink = report_sink(b, at);
    struct str name = field_name(b, f);
    struct diag *d = diag_add(sink, is_set ? E8937 : E4740, at, STR_FMT " has no " STR_FMT,
                              STR_ARG(report_name(b, b->handles[number])), STR_ARG(name));
    struct str wanted = convert_wanted(b, f);
    if (is_added(b, number)) {
        diag_help(sink, d, "let the pattern set it, or write the element in a case file");
    } else if (span_is_none(key)) {
        diag_help(sink, d, "add `" STR_FMT ":` with " STR_FMT, STR_ARG(name), STR_ARG(wanted));
    } else {
        diag_here(sink, d, "nothing is written here");
        diag_help(sink, d, "write " STR_FMT " after it", STR_ARG(wanted));
    }
    return report_end(b, d, b->handles[number]);
}

/* An implicit side of exactly one: somebody has to hold the entity. */
static const struct diag *
report_unheld(struct builder *b, field_id f, uint32_t number)
{
    const struct field *field = builder_field(b, f);
    struct span at = b->store->spans[number];
    struct diag_sink *sink = report_sink(b, at);
    struct str owner = type_name(b, builder_field(b, field->inverse)->owner);
    struct str forward = field_name(b, field->inverse);
    struct diag *d = diag_add(sink, E8274, at, STR_FMT " belongs to no " STR_FMT,
                              STR_ARG(report_name(b, b->handles[number])), STR_ARG(owner));
    diag_help(sink, d, "write it under " STR_FMT " of " STR_FMT, STR_ARG(forward),
              STR_ARG(type_with_article(b, builder_field(b, field->inverse)->owner)));
    return report_end(b, d, b->handles[number]);
}

static bool
has_value(const struct field_data *data, uint32_t row)
{
    if (data->links.offsets)
        return data->links.offsets[row + 1] > data->links.offsets[row];
    return bit_get(data->present, row);
}

/* Whether a pattern may still say what nobody wrote. */
static bool
may_still_come(const struct builder *b, uint32_t number)
{
    return b->goes_on || (!b->before && bit_get(b->is_instance, number));
}

static void
require_one(struct builder *b, field_id f, uint32_t number)
{
    const struct field *field = builder_field(b, f);
    bool is_due = !is_external(b, number) && field->type.kind != TYPE_ERROR;
    if (is_due && may_still_come(b, number))
        mark_open(b, f, number);
    else if (!is_due)
        mark_incomplete(b, f, number, NULL);
    else
        mark_incomplete(b, f, number,
                        field->is_implicit ? report_unheld(b, f, number)
                                           : report_missing(b, f, number));
}

static void
require_all(struct builder *b, field_id f)
{
    struct field_data *data = &b->store->fields[f];
    struct range rows = field_rows(b->store, f);
    for (uint32_t n = rows.lo; n < rows.hi; n++)
        if (!has_value(data, n - rows.lo) && !bit_get(data->incomplete, n - rows.lo))
            require_one(b, f, n);
}

/* ---- implicit fields of one ---- */

static void
report_claims(struct builder *b, field_id f, uint32_t number)
{
    struct store *s = b->store;
    field_id forward = builder_field(b, f)->inverse;
    const struct links *reverse = store_reverse(s, forward);
    const uint32_t *offsets = reverse->offsets + (number - reverse->rows.lo);
    struct ent first = {reverse->targets[offsets[0]]};
    for (uint32_t i = offsets[0] + 1; i < offsets[1]; i++) {
        struct ent again = {reverse->targets[i]};
        struct span at = store_member_span(s, again, forward, number);
        struct diag_sink *sink = report_sink(b, at);
        struct diag *d =
            diag_add(sink, E4399, at, STR_FMT " of " STR_FMT " has two values",
                     STR_ARG(field_name(b, f)), STR_ARG(report_name(b, b->handles[number])));
        diag_here(sink, d, "claimed by " STR_FMT, STR_ARG(report_name(b, b->handles[again.v])));
        diag_label(sink, d, store_member_span(s, first, forward, number), "and by " STR_FMT,
                   STR_ARG(report_name(b, b->handles[first.v])));
        mark_incomplete(b, f, number, report_end(b, d, b->handles[number]));
    }
}

static void
check_implicit(struct builder *b, field_id f)
{
    struct store *s = b->store;
    inverse_build(s, f);
    const struct links *reverse = store_reverse(s, builder_field(b, f)->inverse);
    struct range rows = field_rows(s, f);
    for (uint32_t n = rows.lo; n < rows.hi; n++) {
        uint32_t i = n - reverse->rows.lo;
        const struct cause *told = told_before(b, f, n);
        if (told)
            mark_incomplete(b, f, n, told->diag);
        else if (reverse->offsets[i + 1] - reverse->offsets[i] > 1)
            report_claims(b, f, n);
    }
    if (builder_field(b, f)->type.card == CARD_ONE)
        require_all(b, f);
}

void
required_all(struct builder *b)
{
    for (field_id f = 0; f < b->program->fields.len; f++) {
        const struct field *field = builder_field(b, f);
        enum card card = field->type.card;
        if (field->is_implicit)
            continue;
        if (!card_is_set(card))
            fill_default(b, f);
        if (card == CARD_ONE || card == CARD_SET_SOME)
            require_all(b, f);
    }
    for (field_id f = 0; f < b->program->fields.len; f++)
        if (builder_field(b, f)->is_implicit && !card_is_set(builder_field(b, f)->type.card))
            check_implicit(b, f);
}
