/*
 * Facts → columns and links, field by field; the facts of a field are released as soon as it is frozen.
 */
#include "engine/store/staging.h"

#include <string.h>

/* ---- what is incomplete ---- */

void
mark_lost(struct builder *b, field_id f, const struct diag *cause)
{
    struct field_data *data = &b->store->fields[f];
    bool is_earlier = data->lost && cause && place_before(b, cause->span, data->lost->span);
    if (!data->lost || is_earlier)
        data->lost = cause;
    data->has_lost = true;
}

void
mark_incomplete(struct builder *b, field_id f, uint32_t number, const struct diag *cause)
{
    struct store *s = b->store;
    struct range rows = field_rows(s, f);
    struct field_data *data = &s->fields[f];
    struct cause c = {.field = f, .row = number, .diag = cause};
    if (!data->incomplete)
        data->incomplete = arena_array(&s->arena, uint64_t, bit_words(range_len(rows)));
    bit_set(data->incomplete, number - rows.lo);
    vec_push(&b->keep, &b->causes, c);
}

void
mark_open(struct builder *b, field_id f, uint32_t number)
{
    mark_incomplete(b, f, number, NULL);
    b->causes.at[b->causes.len - 1].is_open = true;
}

/* All rows of a frozen field may lack something; but a single value that is there is all there can be. */
static void
mark_whole(struct store *s, field_id f, const struct diag *cause)
{
    struct range rows = field_rows(s, f);
    struct field_data *data = &s->fields[f];
    const uint64_t *present = data->column.present;
    size_t words = bit_words(range_len(rows));
    uint64_t *all = arena_array(&s->arena, uint64_t, words);
    bit_set_all(all, range_len(rows));
    for (size_t w = 0; w < words; w++)
        all[w] = (data->incomplete ? data->incomplete[w] : 0) |
                 (all[w] & (present ? ~present[w] : ~(uint64_t)0));
    data->incomplete = all;
    if (!data->whole)
        data->whole = cause;
}

/* ---- both sides of an inverse pair ---- */

static void
mirror(struct builder *b, field_id from, field_id to, uint32_t count)
{
    struct range rows = field_rows(b->store, to);
    uint32_t seen = 0;
    for (struct fact_chunk *c = b->facts[from].first; c && seen < count; c = c->next) {
        for (uint32_t i = 0; i < c->len && seen < count; i++, seen++) {
            struct fact fact = c->facts[i];
            if (fact.of == HANDLE_NONE || fact.state != FACT_VALUE || !range_has(rows, fact.low) ||
                !field_accepts(b->program, to, staged(b, b->handles[fact.of])->type))
                continue;
            struct fact back = {.of = fact.low & HANDLE_NONE, .state = FACT_VALUE, .at = fact.at};
            fact_add(b, to, back, fact.of);
        }
    }
}

/* What is written on one side counts on the other. Implicit fields have no facts of their own: they are derived. */
static void
mirror_all(struct builder *b)
{
    for (field_id g = 0; g < b->program->fields.len; g++) {
        const struct field *back = builder_field(b, g);
        if (back->inverse == NO_ID)
            continue;
        const struct field *forward = builder_field(b, back->inverse);
        uint32_t back_count = b->facts[g].len, forward_count = b->facts[back->inverse].len;
        if (back->is_implicit) {
            mirror(b, g, back->inverse, back_count);
            facts_free(&b->facts[g]);
        } else if (!forward->is_implicit && (forward->inverse != g || g <= back->inverse)) {
            mirror(b, g, back->inverse, back_count);
            if (g != back->inverse)
                mirror(b, back->inverse, g, forward_count);
        }
    }
}

/* What one side lost may have been said of any entity of the other. */
static void
spread_losses(struct builder *b)
{
    struct store *s = b->store;
    for (field_id g = 0; g < b->program->fields.len; g++) {
        const struct field *back = builder_field(b, g);
        if (back->inverse == NO_ID || builder_field(b, back->inverse)->is_implicit)
            continue;
        const struct extent_state *extent = &s->extents[back->owner];
        if (s->fields[g].has_lost && g != back->inverse)
            mark_whole(s, back->inverse, s->fields[g].lost);
        if (extent->leads_anywhere && !back->is_implicit)
            mark_whole(s, back->inverse, extent->cause);
        const struct extent_state *other = &s->extents[builder_field(b, back->inverse)->owner];
        if (back->is_implicit)
            continue;
        if (s->fields[back->inverse].has_lost && g != back->inverse)
            mark_whole(s, g, s->fields[back->inverse].lost);
        if (other->leads_anywhere)
            mark_whole(s, g, other->cause);
    }
}

/* ---- places ---- */

/* Keeps the earlier of two places; none is later than any. */
static void
keep_earlier(const struct builder *b, struct span *kept, struct span at)
{
    if (span_is_none(at))
        return;
    if (span_is_none(*kept) || place_before(b, at, *kept))
        *kept = at;
}

static uint64_t *
written_rows(struct builder *b, field_id f)
{
    struct range rows = field_rows(b->store, f);
    uint64_t *written = arena_array(&b->store->arena, uint64_t, bit_words(range_len(rows)));
    for (struct fact_chunk *c = b->facts[f].first; c; c = c->next)
        for (uint32_t i = 0; i < c->len; i++)
            if (c->facts[i].of != HANDLE_NONE)
                bit_set(written, c->facts[i].of - rows.lo);
    return written;
}

/* ---- single values ---- */

static uint8_t
cell_width(const struct program *p, struct type type)
{
    if (type.kind == TYPE_BOOL)
        return 1;
    if (type.kind == TYPE_ENUM)
        return p->enums.at[type.of].value_count <= 256     ? 1
               : p->enums.at[type.of].value_count <= 65536 ? 2
                                                           : 4;
    return kind_is_wide(type.kind) ? 8 : 4;
}

static void
cell_set(void *data, uint8_t width, uint32_t row, uint64_t cell)
{
    switch (width) {
    case 1: ((uint8_t *)data)[row] = (uint8_t)cell; break;
    case 2: ((uint16_t *)data)[row] = (uint16_t)cell; break;
    case 4: ((uint32_t *)data)[row] = (uint32_t)cell; break;
    default: ((uint64_t *)data)[row] = cell; break;
    }
}

/* A column being filled. */
struct filling {
    struct builder *b;
    field_id id;
    enum type_kind kind;
    struct range rows;
    void *data;
    uint8_t width;
    uint64_t *present;
    struct places *places;
    uint64_t *contested; /* rows with two values; NULL: none */
};

static void
fill_one(struct filling *f, const struct fact *fact, uint64_t cell)
{
    uint32_t row = fact->of - f->rows.lo, place = places_index(f->places, row);
    struct column now = {.width = f->width, .data = f->data, .is_signed = f->kind == TYPE_DATE};
    keep_earlier(f->b, &f->places->keys[place], fact->key);
    bool is_value = fact->state == FACT_VALUE;
    if (is_value && !bit_get(f->present, row)) {
        bit_set(f->present, row);
        cell_set(f->data, f->width, row, cell);
        keep_earlier(f->b, &f->places->values[place], fact->at);
        return;
    }
    if (!is_value && bit_get(f->present, row))
        return;
    keep_earlier(f->b, &f->places->values[place], fact->at);
    if (!is_value || column_cell(&now, row) == cell)
        return;
    if (!f->contested)
        f->contested = arena_array(&f->b->keep, uint64_t, bit_words(range_len(f->rows)));
    bit_set(f->contested, row);
}

struct claim {
    uint32_t row;
    struct span at;
    uint64_t cell;
};

static bool
claim_before(const void *context, const void *x, const void *y)
{
    const struct claim *a = x, *b = y;
    return a->row != b->row ? a->row < b->row : place_before(context, a->at, b->at);
}

static struct str
claim_text(const struct filling *f, const struct claim *claim)
{
    struct builder *b = f->b;
    struct type type = builder_field(b, f->id)->type;
    if (type.kind == TYPE_ENTITY)
        return store_path(b->store, (uint32_t)claim->cell);
    return report_quote(b, cell_text(b->program, b->sink->arena, type, claim->cell));
}

static void
report_second(struct filling *f, const struct claim *first, const struct claim *second)
{
    struct builder *b = f->b;
    uint32_t number = f->rows.lo + second->row;
    struct diag_sink *sink = report_sink(b, second->at);
    struct diag *d =
        diag_add(sink, E4399, second->at, STR_FMT " of " STR_FMT " has two values",
                 STR_ARG(field_name(b, f->id)), STR_ARG(report_name(b, b->handles[number])));
    diag_here(sink, d, "by this one it is " STR_FMT, STR_ARG(claim_text(f, second)));
    diag_label(sink, d, first->at, "and by this one " STR_FMT, STR_ARG(claim_text(f, first)));
    diag_help(sink, d, STR_FMT " holds one value; remove the others",
              STR_ARG(field_name(b, f->id)));
    const struct diag *cause = report_end(b, d, b->handles[number]);
    mark_lost(b, f->id, cause);
    mark_incomplete(b, f->id, number, cause);
}

static void
report_contested(struct filling *f)
{
    VEC(struct claim) claims = {0};
    struct arena *a = &f->b->keep;
    for (struct fact_chunk *c = f->b->facts[f->id].first; c; c = c->next) {
        for (uint32_t i = 0; i < c->len; i++) {
            const struct fact *fact = &c->facts[i];
            bool is_value = fact->of != HANDLE_NONE && fact->state == FACT_VALUE;
            if (!is_value || !bit_get(f->contested, fact->of - f->rows.lo))
                continue;
            struct claim claim = {fact->of - f->rows.lo, fact->at, fact_cell(c, i, f->kind)};
            vec_push(a, &claims, claim);
        }
    }
    sort_by(a, claims.at, claims.len, sizeof *claims.at, claim_before, f->b);
    for (uint32_t i = 1, first = 0; i < claims.len; i++) {
        if (claims.at[i].row != claims.at[first].row)
            first = i;
        else if (claims.at[i].cell != claims.at[first].cell)
            report_second(f, &claims.at[first], &claims.at[i]);
    }
}

static void
freeze_single(struct builder *b, field_id id)
{
    struct store *s = b->store;
    struct field_data *data = &s->fields[id];
    struct type type = builder_field(b, id)->type;
    struct range rows = field_rows(s, id);
    struct filling f = {.b = b, .id = id, .kind = type.kind, .rows = rows};
    f.width = cell_width(b->program, type);
    f.data = arena_alloc(&s->arena, f.width, 8, range_len(rows));
    f.present = arena_array(&s->arena, uint64_t, bit_words(range_len(rows)));
    data->places = places_new(&s->arena, written_rows(b, id), range_len(rows), true);
    f.places = &data->places;
    for (struct fact_chunk *c = b->facts[id].first; c; c = c->next)
        for (uint32_t i = 0; i < c->len; i++)
            if (c->facts[i].of != HANDLE_NONE)
                fill_one(&f, &c->facts[i], fact_cell(c, i, type.kind));
    if (f.contested)
        report_contested(&f);
    data->present = f.present;
    data->column = (struct column){.rows = rows,
                                   .width = f.width,
                                   .data = f.data,
                                   .is_signed = type.kind == TYPE_DATE,
                                   .present = f.present};
}

/* ---- sets ---- */

/* Members of all rows, while they are put in order. */
struct members {
    uint32_t *targets; /* entities, or … */
    uint64_t *cells;   /* … other values */
    struct span *spans;
};

static uint64_t
member_get(const struct members *m, uint32_t i)
{
    return m->targets ? m->targets[i] : m->cells[i];
}

static void
member_set(const struct members *m, uint32_t i, uint64_t cell, struct span at)
{
    if (m->targets)
        m->targets[i] = (uint32_t)cell;
    else
        m->cells[i] = cell;
    m->spans[i] = at;
}

static bool
member_before(const void *context, const void *x, const void *y)
{
    const struct claim *a = x, *b = y;
    return a->cell != b->cell ? a->cell < b->cell : place_before(context, a->at, b->at);
}

static void
sort_row(struct builder *b, const struct members *m, uint32_t lo, uint32_t hi)
{
    bool is_sorted = true;
    for (uint32_t i = lo + 1; i < hi; i++)
        is_sorted &= member_get(m, i - 1) < member_get(m, i);
    if (is_sorted)
        return;
    struct arena_mark mark = arena_mark(&b->scratch);
    struct claim *row = arena_alloc_raw(&b->scratch, sizeof *row, _Alignof(struct claim), hi - lo);
    for (uint32_t i = lo; i < hi; i++)
        row[i - lo] = (struct claim){0, m->spans[i], member_get(m, i)};
    sort_by(&b->scratch, row, hi - lo, sizeof *row, member_before, b);
    for (uint32_t i = lo; i < hi; i++)
        member_set(m, i, row[i - lo].cell, row[i - lo].at);
    arena_rewind(&b->scratch, mark);
}

/* Sorts each row and drops what stands there twice; the earliest place stays. */
static void
settle_rows(struct builder *b, const struct members *m, uint32_t *offsets, uint32_t rows)
{
    uint32_t kept = 0, from = 0;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t lo = from, hi = offsets[row + 1], first = kept;
        sort_row(b, m, lo, hi);
        for (uint32_t i = lo; i < hi; i++) {
            uint64_t cell = member_get(m, i);
            if (kept > first && member_get(m, kept - 1) == cell)
                continue;
            member_set(m, kept++, cell, m->spans[i]);
        }
        from = hi;
        offsets[row + 1] = kept;
    }
}

static uint32_t *
count_members(struct builder *b, field_id id, struct range rows)
{
    uint32_t *offsets = arena_array(&b->store->arena, uint32_t, (size_t)range_len(rows) + 1);
    for (struct fact_chunk *c = b->facts[id].first; c; c = c->next)
        for (uint32_t i = 0; i < c->len; i++)
            if (c->facts[i].of != HANDLE_NONE && c->facts[i].state == FACT_VALUE)
                offsets[c->facts[i].of - rows.lo + 1]++;
    for (uint32_t row = 0; row < range_len(rows); row++)
        offsets[row + 1] += offsets[row];
    return offsets;
}

static void
scatter_members(struct builder *b, field_id id, const struct members *m, const uint32_t *offsets)
{
    struct arena_mark mark = arena_mark(&b->scratch);
    struct range rows = field_rows(b->store, id);
    struct places *places = &b->store->fields[id].places;
    enum type_kind kind = builder_field(b, id)->type.kind;
    uint32_t *next =
        arena_alloc_raw(&b->scratch, sizeof *next, _Alignof(uint32_t), range_len(rows));
    memcpy(next, offsets, sizeof *next * range_len(rows));
    for (struct fact_chunk *c = b->facts[id].first; c; c = c->next) {
        for (uint32_t i = 0; i < c->len; i++) {
            const struct fact *fact = &c->facts[i];
            uint32_t row = fact->of - rows.lo;
            if (fact->of == HANDLE_NONE)
                continue;
            keep_earlier(b, &places->keys[places_index(places, row)], fact->key);
            if (fact->state == FACT_VALUE)
                member_set(m, next[row]++, fact_cell(c, i, kind), fact->at);
        }
    }
    arena_rewind(&b->scratch, mark);
}

static bool
says_something(const struct fact *fact)
{
    return fact->state == FACT_VALUE ||
           (fact->state == FACT_NO_VALUE && fact->low == NO_VALUE_EMPTY);
}

/* Rows that say nothing get the members of the default. */
static void
add_default_members(struct builder *b, field_id id)
{
    const struct field *field = builder_field(b, id);
    struct range rows = field_rows(b->store, id);
    const uint64_t *incomplete = b->store->fields[id].incomplete;
    uint64_t *given = arena_array(&b->keep, uint64_t, bit_words(range_len(rows)));
    for (struct fact_chunk *c = b->facts[id].first; c; c = c->next)
        for (uint32_t i = 0; i < c->len; i++)
            if (c->facts[i].of != HANDLE_NONE && says_something(&c->facts[i]))
                bit_set(given, c->facts[i].of - rows.lo);
    uint64_t *defaulted = arena_array(&b->store->arena, uint64_t, bit_words(range_len(rows)));
    b->store->fields[id].defaulted = defaulted;
    for (uint32_t row = 0; row < range_len(rows); row++) {
        struct fact fact = {.of = (rows.lo + row) & HANDLE_NONE, .state = FACT_VALUE};
        if (bit_get(given, row) || bit_get(incomplete, row))
            continue;
        bit_set(defaulted, row);
        for (uint32_t i = 0; i < field->default_count; i++)
            fact_add(b, id, fact, field->defaults[i]);
    }
}

static void
freeze_set(struct builder *b, field_id id)
{
    struct store *s = b->store;
    struct field_data *data = &s->fields[id];
    struct range rows = field_rows(s, id);
    struct members m = {0};
    if (builder_field(b, id)->default_count)
        add_default_members(b, id);
    uint32_t *offsets = count_members(b, id, rows), count = offsets[range_len(rows)];
    data->places = places_new(&s->arena, written_rows(b, id), range_len(rows), false);
    m.spans = arena_alloc_raw(&s->arena, sizeof *m.spans, _Alignof(struct span), count);
    if (builder_field(b, id)->type.kind == TYPE_ENTITY)
        m.targets = arena_alloc_raw(&s->arena, sizeof *m.targets, _Alignof(uint32_t), count);
    else
        m.cells = arena_alloc_raw(&s->arena, sizeof *m.cells, _Alignof(uint64_t), count);
    scatter_members(b, id, &m, offsets);
    settle_rows(b, &m, offsets, range_len(rows));
    data->links =
        (struct links){.rows = rows, .offsets = offsets, .targets = m.targets, .cells = m.cells};
    data->member_spans = m.spans;
}

void
freeze_all(struct builder *b)
{
    mirror_all(b);
    for (field_id f = 0; f < b->program->fields.len; f++) {
        const struct field *field = builder_field(b, f);
        if (field->is_implicit)
            continue;
        if (b->before)
            carry_facts(b, f);
        if (card_is_set(field->type.card))
            freeze_set(b, f);
        else
            freeze_single(b, f);
        facts_free(&b->facts[f]);
        b->store->fields[f].is_built = true;
    }
    spread_losses(b);
}
