/* A matrix: its corner names the two inputs, its headings their values, each cell is a row of the program's table. */
#include "lang/check_lookup.h"

/* One side of the matrix: the values that stand there. */
struct side {
    uint32_t input;
    uint64_t *values; /* by row or column */
    bool *known;
    uint32_t count;
    bool is_whole; /* every heading is a value of its own */
};

/* ---- the corner ---- */

static bool
is_axes(const struct table_cell *cell, struct sym rows, struct sym columns)
{
    return cell->kind == CELL_CORNER && sym_eq(cell->row_axis.sym, rows) &&
           sym_eq(cell->column_axis.sym, columns);
}

static bool
corner_check(const struct table_check *c)
{
    const struct table_cell *corner = &c->decl->rows.at[0].cells.at[0];
    struct sym rows = c->table.inputs[0].name, columns = c->table.inputs[1].name;
    struct str wanted = str_printf(c->cx.ck->arena, STR_FMT " \\ " STR_FMT, NAME_ARG(&c->cx, rows),
                                   NAME_ARG(&c->cx, columns));
    struct diag *d;

    if (is_axes(corner, rows, columns))
        return true;
    if (is_axes(corner, columns, rows)) {
        d = report(&c->cx, E4326, corner->span, "the corner names the inputs the wrong way round");
        diag_label(c->cx.ck->sink, d, span_join(c->table.inputs[0].span, c->table.inputs[1].span),
                   "the first one goes down the rows, the second one along the columns");
        diag_help(c->cx.ck->sink, d,
                  "if the rows are for `" STR_FMT
                  "`, exchange the two inputs in the parentheses and "
                  "where it is asked; else write `" STR_FMT "`",
                  NAME_ARG(&c->cx, columns), STR_ARG(wanted));
        return false;
    }
    d = report(&c->cx, E4326, corner->span, "the first cell of a matrix names its two inputs");
    diag_help(c->cx.ck->sink, d, "write `" STR_FMT "`", STR_ARG(wanted));
    if (corner->kind == CELL_CORNER)
        diag_fix(c->cx.ck->sink, d, corner->span, wanted);
    return false;
}

/* ---- headings ---- */

static const struct table_cell *
heading(const struct table_check *c, const struct side *s, uint32_t i)
{
    return s->input == 0 ? &c->decl->rows.at[i + 1].cells.at[0]
                         : &c->decl->rows.at[0].cells.at[i + 1];
}

static void
heading_twice(const struct table_check *c, const struct side *s, uint32_t i, uint32_t first)
{
    const struct table_cell *cell = heading(c, s, i);
    struct diag *d =
        report(&c->cx, E2582, cell->span, "`" STR_FMT "` has two %s",
               STR_ARG(words_at(&c->cx, cell->span)), s->input == 0 ? "rows" : "columns");

    diag_here(c->cx.ck->sink, d, "again here");
    diag_label(c->cx.ck->sink, d, heading(c, s, first)->span, "first here");
    diag_help(c->cx.ck->sink, d, "leave one of the two out");
}

static void
headings_check(const struct table_check *c, struct side *s)
{
    struct type t = c->table.inputs[s->input].type;

    s->values = arena_array(c->cx.ck->arena, uint64_t, s->count);
    s->known = arena_array(c->cx.ck->arena, bool, s->count);
    s->is_whole = true;
    for (uint32_t i = 0; i < s->count; i++) {
        s->known[i] = table_single(c, heading(c, s, i), t, &s->values[i]);
        for (uint32_t j = 0; j < i && s->known[i]; j++)
            if (s->known[j] && s->values[j] == s->values[i]) {
                heading_twice(c, s, i, j);
                s->known[i] = false;
            }
        s->is_whole = s->is_whole && s->known[i];
    }
}

static uint32_t
value_count(const struct table_check *c, struct type t)
{
    return t.kind == TYPE_BOOL ? 2 : c->cx.ck->program->enums.at[t.of].value_count;
}

static bool
stands_there(const struct side *s, uint64_t value)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->known[i] && s->values[i] == value)
            return true;
    return false;
}

/* Each value has its row, each its column. Where a heading is wrong, what is missing may be meant by it. */
static void
headings_total(const struct table_check *c, const struct side *s)
{
    struct type t = c->table.inputs[s->input].type;
    struct text_buf missing = {.arena = c->cx.ck->arena};
    uint32_t count = value_count(c, t), lost = 0;

    for (uint64_t v = 0; v < count && s->is_whole; v++) {
        if (stands_there(s, v))
            continue;
        struct lookup_axis axis = {.type = t};
        struct str word = lookup_words(c->cx.ck->program, c->cx.ck->arena, &axis, (uint32_t)v);
        text_printf(&missing, "%s`" STR_FMT "`", lost++ ? ", " : "", STR_ARG(word));
    }
    if (!lost)
        return;
    struct str words = text_str(&missing);
    struct diag *d =
        report(&c->cx, E3894, s->input == 0 ? c->decl->name.span : c->decl->rows.at[0].span,
               "there is no %s for " STR_FMT, s->input == 0 ? "row" : "column", STR_ARG(words));
    diag_label(c->cx.ck->sink, d, c->table.inputs[s->input].span, "it may be any " STR_FMT,
               STR_ARG(words_kind(&c->cx, t)));
    diag_help(c->cx.ck->sink, d, "add a %s for %s: nobody rates what has no cell",
              s->input == 0 ? "row" : "column", lost == 1 ? "it" : "each of them");
}

/* ---- cells ---- */

static struct lookup_test
is_value(const struct table_check *c, const struct side *s, uint32_t i)
{
    struct lookup_test test = {.span = heading(c, s, i)->span, .range_count = 1};

    test.ranges = arena_new(c->cx.ck->arena, struct lookup_range);
    *test.ranges = (struct lookup_range){
        .has_low = true, .has_high = true, .low = s->values[i], .high = s->values[i]};
    return test;
}

static void
cells_check(struct table_check *c, const struct side *rows, const struct side *columns)
{
    struct arena *a = c->cx.ck->arena;
    struct lookup_table *t = &c->table;

    t->rows = arena_array(a, struct lookup_row, (size_t)rows->count * columns->count);
    for (uint32_t i = 0; i < rows->count; i++)
        for (uint32_t j = 0; j < columns->count; j++) {
            const struct table_row *line = &c->decl->rows.at[i + 1];
            if (j + 1 >= line->cells.len)
                break;
            struct lookup_row *row = &t->rows[t->row_count++];
            row->span = line->cells.at[j + 1].span;
            row->tests = arena_array(a, struct lookup_test, 2);
            row->tests[0] = is_value(c, rows, i);
            row->tests[1] = is_value(c, columns, j);
            row->results = arena_array(a, uint64_t, 1);
            if (t->outputs[0].type.kind != TYPE_ERROR)
                table_single(c, &line->cells.at[j + 1], t->outputs[0].type, row->results);
        }
}

static bool
axis_types_fit(const struct table_check *c)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct type t = c->table.inputs[i].type;
        if (t.kind == TYPE_ENUM || t.kind == TYPE_BOOL)
            continue;
        struct diag *d =
            report(&c->cx, E3590, c->table.inputs[i].span,
                   "a matrix has a row or column for each value, and `" STR_FMT "` is " STR_FMT,
                   NAME_ARG(&c->cx, c->table.inputs[i].name), STR_ARG(words_type(&c->cx, t)));
        diag_help(c->cx.ck->sink, d, "use a scale or an enum, or a `table` with ranges");
        return false;
    }
    return true;
}

void
matrix_rows_check(struct table_check *c)
{
    const row_vec *lines = &c->decl->rows;
    bool is_even = true;

    if (c->cx.body->broken || !axis_types_fit(c) || !corner_check(c))
        return;
    struct side rows = {.input = 0, .count = lines->len - 1};
    struct side columns = {.input = 1, .count = lines->at[0].cells.len - 1};
    for (uint32_t i = 1; i < lines->len; i++)
        is_even = table_row_fits(c, &lines->at[i], lines->at[0].cells.len) && is_even;
    headings_check(c, &columns);
    headings_check(c, &rows);
    headings_total(c, &columns);
    headings_total(c, &rows);
    cells_check(c, &rows, &columns);
}

/* ---- ratings that fall ---- */

/* The cells of a whole matrix by the values of its inputs. */
static const struct lookup_row **
grid(const struct table_check *c, uint32_t columns)
{
    const struct lookup_table *t = &c->table;
    const struct lookup_row **at =
        arena_array(c->cx.ck->arena, const struct lookup_row *, t->row_count + 1);

    for (uint32_t i = 0; i < t->row_count; i++) {
        const struct lookup_test *tests = t->rows[i].tests;
        at[tests[0].ranges->low * columns + tests[1].ranges->low] = &t->rows[i];
    }
    return at;
}

static struct str
value_words(const struct table_check *c, struct type t, uint64_t value)
{
    struct lookup_axis axis = {.type = t};

    return lookup_words(c->cx.ck->program, c->cx.ck->arena, &axis, (uint32_t)value);
}

static void
warn_falls(const struct table_check *c, uint32_t input, const struct lookup_row *low,
           const struct lookup_row *high, uint32_t more)
{
    struct diag_sink *sink = c->cx.ck->sink;
    const struct lookup_table *t = &c->table;
    struct type in = t->inputs[input].type, out = t->outputs[0].type;
    struct str from = value_words(c, out, low->results[0]);
    struct str to = value_words(c, out, high->results[0]);
    struct str lower = value_words(c, in, low->tests[input].ranges->low);
    struct str higher = value_words(c, in, high->tests[input].ranges->low);
    struct diag *d = advise(&c->cx, W4758, high->span,
                            "the rating falls from `" STR_FMT "` to `" STR_FMT "` while `" STR_FMT
                            "` rises from `" STR_FMT "` to `" STR_FMT "`",
                            STR_ARG(from), STR_ARG(to), NAME_ARG(&c->cx, t->inputs[input].name),
                            STR_ARG(lower), STR_ARG(higher));

    diag_here(sink, d, "`" STR_FMT "` here …", STR_ARG(to));
    diag_label(sink, d, low->span, "… and `" STR_FMT "` already there", STR_ARG(from));
    if (more)
        diag_note(sink, d, "it falls in %u more place%s of this matrix as `" STR_FMT "` rises",
                  more, more == 1 ? "" : "s", NAME_ARG(&c->cx, t->inputs[input].name));
    diag_help(sink, d, "look at the two cells again: one of them is likely a slip");
}

/* One warning for each input, at the first pair of neighbours that falls. */
static void
order_along(const struct table_check *c, uint32_t input, const struct lookup_row **at)
{
    const struct lookup_table *t = &c->table;
    uint32_t columns = value_count(c, t->inputs[1].type);
    uint32_t step = input == 0 ? columns : 1, found = 0;
    const struct lookup_row *low = NULL, *high = NULL;

    for (uint32_t i = 0; i + step < t->row_count; i++) {
        if (input == 1 && (i + 1) % columns == 0)
            continue;
        if (at[i + step]->results[0] >= at[i]->results[0])
            continue;
        if (!found++) {
            low = at[i];
            high = at[i + step];
        }
    }
    if (found)
        warn_falls(c, input, low, high, found - 1);
}

void
matrix_order_check(const struct table_check *c)
{
    const struct program *p = c->cx.ck->program;
    const struct lookup_table *t = &c->table;
    struct type out = t->outputs[0].type;

    if (out.kind != TYPE_ENUM || !lookup_is_ordered(p, out))
        return;
    const struct lookup_row **at = grid(c, value_count(c, t->inputs[1].type));
    for (uint32_t input = 0; input < 2; input++)
        if (lookup_is_ordered(p, t->inputs[input].type))
            order_along(c, input, at);
}
