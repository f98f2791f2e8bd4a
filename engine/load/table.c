#include "engine/load/table.h"

#include <string.h>

#include "engine/load/shape.h"
#include "lang/base/limits.h"

struct table_column {
    struct str key;
    struct span at;
    bool has_heading;
    const struct diag *cause; /* two columns of one name */
};

struct str
table_letter(struct arena *a, uint32_t column)
{
    char letters[8];
    size_t from = sizeof letters;
    for (uint32_t n = column + 1; n > 0; n = (n - 1) / 26)
        letters[--from] = (char)('A' + (n - 1) % 26);
    return str_copy(a, (struct str){letters + from, sizeof letters - from});
}

/* ---- limits ---- */

static bool
within_limits(struct table *t, const table_cell_vec *cells, struct span at)
{
    struct diag *d = NULL;
    if (cells->len > LIMIT_SHEET_COLUMNS)
        d = diag_add(t->complaints->sink, E0453, at, "a row of more than %d cells",
                     LIMIT_SHEET_COLUMNS);
    else if (t->cell_count > LIMIT_SHEET_CELLS)
        d = diag_add(t->complaints->sink, E0453, at, "the table has more than %d cells",
                     LIMIT_SHEET_CELLS);
    if (!d)
        return true;
    diag_note(t->complaints->sink, d, "from here on the file was not read");
    diag_help(t->complaints->sink, d, "take out what the case does not need, or split the file");
    t->is_full = true;
    return false;
}

/* ---- headings ---- */

static bool
is_blank_char(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Without white space around it, and with one space for each run of it inside. */
static struct str
heading_text(struct arena *a, struct str text)
{
    text = str_trim(text);
    struct text_buf out = {.arena = a};
    bool changed = false;
    for (size_t i = 0; i < text.len; i++) {
        bool is_blank = is_blank_char(text.at[i]);
        bool again = is_blank && is_blank_char(text.at[i - 1]);
        changed |= again || (is_blank && text.at[i] != ' ');
        if (!again)
            text_add_char(&out, is_blank ? ' ' : text.at[i]);
    }
    return changed ? text_str(&out) : text;
}

static void
report_repeated(struct table *t, struct table_column *first, struct table_column *again)
{
    struct str shown = shape_shown(t->complaints->sink->arena, again->key);
    struct diag *d = complain_at(t->complaints, E0245, again->at,
                                 "two columns are called '" STR_FMT "'", STR_ARG(shown));
    diag_here(t->complaints->sink, d, "called so again");
    diag_label(t->complaints->sink, d, first->at, "first here");
    diag_help(t->complaints->sink, d, "give one of the two another heading, or take it out");
    first->cause = again->cause = d;
}

static void
find_repeated(struct table *t)
{
    uint32_t size = 16;
    while (size / 2 < t->column_count)
        size *= 2;
    uint32_t *slots = arena_array(t->arena, uint32_t, size);
    for (uint32_t i = 0; i < t->column_count; i++) {
        struct str key = t->columns[i].key;
        uint32_t slot = (uint32_t)str_hash(key) & (size - 1);
        while (slots[slot] && !str_eq(t->columns[slots[slot] - 1].key, key))
            slot = (slot + 1) & (size - 1);
        if (slots[slot])
            report_repeated(t, &t->columns[slots[slot] - 1], &t->columns[i]);
        else
            slots[slot] = i + 1;
    }
}

void
table_headings(struct table *t, const table_cell_vec *cells, struct span at)
{
    if (!within_limits(t, cells, at))
        return;
    t->headings_at = at;
    t->column_count = cells->len;
    t->columns = arena_array(t->arena, struct table_column, cells->len);
    for (uint32_t i = 0; i < cells->len; i++) {
        const struct table_cell *cell = &cells->at[i];
        struct table_column *column = &t->columns[i];
        struct str heading = heading_text(t->arena, cell->text);
        column->has_heading = heading.len > 0;
        column->key = column->has_heading ? heading : table_letter(t->arena, i);
        column->at = cell->at;
        column->cause = cell->cause;
    }
    find_repeated(t);
}

/* ---- rows ---- */

static struct tree *
broken(struct table *t, struct span at, const struct diag *cause, struct tree *instead)
{
    struct tree *node = arena_new(t->arena, struct tree);
    *node = (struct tree){.kind = TREE_BROKEN, .span = at, .broken = {cause, instead}};
    return node;
}

static struct tree *
cell_node(struct table *t, const struct table_column *column, const struct table_cell *cell)
{
    struct tree *node = arena_new(t->arena, struct tree);
    *node = (struct tree){
        .kind = cell->text.len ? TREE_SCALAR : TREE_NULL,
        .span = cell->at,
        .quoted = cell->is_quoted,
    };
    if (node->kind == TREE_SCALAR)
        node->text = cell->text;
    const struct diag *cause = cell->cause ? cell->cause : column->cause;
    return cause ? broken(t, cell->at, cause, node) : node;
}

static const struct diag *
too_few_cells(struct table *t, const table_cell_vec *cells, uint32_t wanted, struct span at)
{
    uint32_t lacking = wanted - cells->len;
    struct str shown = shape_shown(t->complaints->sink->arena, t->columns[cells->len].key);
    struct diag *d = complain_at(t->complaints, E0127, (struct span){at.hi, at.hi},
                                 "this row has %u cell%s, and there are %u headings", cells->len,
                                 cells->len == 1 ? "" : "s", wanted);
    if (lacking == 1)
        diag_here(t->complaints->sink, d, "no cell for '" STR_FMT "'", STR_ARG(shown));
    else
        diag_here(t->complaints->sink, d, "no cell for '" STR_FMT "' and %u more", STR_ARG(shown),
                  lacking - 1);
    diag_label(t->complaints->sink, d, t->headings_at, "the headings");
    diag_help(t->complaints->sink, d, "write every cell of the row, empty ones too");
    return d;
}

static const struct diag *
too_many_cells(struct table *t, const table_cell_vec *cells, struct span at)
{
    struct span surplus = {cells->at[t->column_count].at.lo, at.hi};
    struct diag *d = complain_at(t->complaints, E0127, surplus,
                                 "this row has %u cells, and there %s %u heading%s", cells->len,
                                 t->column_count == 1 ? "is" : "are", t->column_count,
                                 t->column_count == 1 ? "" : "s");
    diag_here(t->complaints->sink, d, "more than there are headings");
    diag_label(t->complaints->sink, d, t->headings_at, "the headings");
    diag_help(t->complaints->sink, d, STR_FMT, STR_ARG(t->cell_help));
    return d;
}

/* Cells that are blank carry nothing: how many there are up to the last one that is not. */
static uint32_t
filled_count(const table_cell_vec *cells)
{
    uint32_t n = cells->len;
    while (n > 0 && !cells->at[n - 1].cause && str_blank(cells->at[n - 1].text))
        n--;
    return n;
}

/* Columns at the end that have neither heading nor, in this row, a cell are left out. */
static uint32_t
shown_columns(const struct table *t, uint32_t filled)
{
    uint32_t n = t->column_count;
    while (n > filled && !t->columns[n - 1].has_heading)
        n--;
    return n;
}

static struct tree *
row_node(struct table *t, const table_cell_vec *cells, uint32_t count, struct span at)
{
    struct tree *row = arena_new(t->arena, struct tree);
    struct span end = {at.hi, at.hi};
    struct tree *nothing = NULL;
    if (count > cells->len && !t->is_sheet) {
        const struct diag *reported = cells->at[cells->len - 1].cause;
        nothing = broken(t, end, reported ? reported : too_few_cells(t, cells, count, at), NULL);
    }
    *row = (struct tree){.kind = TREE_MAP, .span = at, .count = count};
    row->entries = arena_array(t->arena, struct tree_entry, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct table_cell blank = {.text = STR(""), .at = end};
        const struct table_cell *cell = i < cells->len ? &cells->at[i]
                                        : t->is_sheet  ? &blank
                                                       : NULL;
        row->entries[i] = (struct tree_entry){
            .key = t->columns[i].key,
            .key_span = cell ? cell->at : end,
            .value = cell ? cell_node(t, &t->columns[i], cell) : nothing,
        };
    }
    t->cell_count += count;
    return row;
}

void
table_row(struct table *t, const table_cell_vec *cells, struct span at)
{
    uint32_t filled = filled_count(cells);
    if (filled == 0 || t->is_full || t->complaints->is_full || !within_limits(t, cells, at))
        return;
    if (!t->columns) {
        table_headings(t, cells, at);
        return;
    }
    struct tree *row;
    if (filled > t->column_count)
        row = broken(t, at, too_many_cells(t, cells, at), NULL);
    else
        row = row_node(t, cells, shown_columns(t, filled), at);
    vec_push(t->arena, &t->rows, row);
}

struct tree *
table_rows(const struct table *t, struct span at)
{
    if (!t->columns)
        return NULL;
    struct tree *list = arena_new(t->arena, struct tree);
    *list = (struct tree){.kind = TREE_LIST, .span = at, .count = t->rows.len};
    list->items = t->rows.at;
    return list;
}
