/*
 * Workbooks of spreadsheet programs (ECMA-376, Office Open XML), as tables. Parts of the archive are read as XML. Places
 * are of a readable text of the sheet, registered under the name of the file: one line for each row, with tabs between cells.
 */
#include <string.h>

#include "engine/load/complaints.h"
#include "engine/load/documents.h"
#include "engine/load/table.h"
#include "engine/load/xlsx_internal.h"
#include "lang/base/limits.h"

/* A cell that has something in it. Rows and columns are counted from 0. */
struct sheet_cell {
    uint32_t row, column;
    struct str text;
    bool is_text;       /* and not a number */
    struct str mistake; /* why the cell cannot be relied on; empty: it can */
    size_t lo, hi;      /* in the text of the sheet */
};

struct workbook {
    const struct reader_input *in;
    struct arena *arena; /* of the document */
    struct arena parts;  /* trees of XML, released at the end */
    struct complaints complaints;
    struct xlsx_zip *zip;
    struct str folder;    /* of the workbook's part, with its slash */
    struct tree *targets; /* what the workbook refers to */
    bool is_1904;
    struct tree *shared;       /* list of texts, or NULL */
    enum xlsx_format *formats; /* by number of the style: LIMIT_WORKBOOK_STYLES of them */
    VEC(struct sheet_cell) cells;
    uint32_t row, column; /* of the cell at hand */
    uint32_t width;       /* columns of the rows from the headings on */
    bool is_cut;
};

/* ---- messages ---- */

/* Something about the workbook as a whole: at the start of a text that has nothing in it. */
static struct diag *
refuse(struct workbook *w, enum diag_code code, const char *what)
{
    const struct source *none = source_add(w->in->sources, w->in->file->name, STR(""));
    struct span at = none ? (struct span){none->base, none->base} : SPAN_NONE;
    struct diag *d = diag_add(w->in->sink, code, at, "the workbook %s", what);
    w->is_cut = true;
    return d;
}

static void
refuse_damaged(struct workbook *w, const char *what)
{
    diag_help(w->in->sink, refuse(w, E0574, what),
              "open it in a spreadsheet program and save it as .xlsx, without a password");
}

static void
refuse_archive(struct workbook *w, enum xlsx_error error)
{
    static const char *const words[] = {
        [XLSX_NO_PART] = "lacks a part",
        [XLSX_NO_ARCHIVE] = "is damaged, or no workbook at all",
        [XLSX_OLD_KIND] = "is encrypted, or of the kind of before 2007 (.xls)",
        [XLSX_DAMAGED] = "is damaged",
        [XLSX_ENCRYPTED] = "is encrypted",
    };
    if (error != XLSX_TOO_LARGE) {
        refuse_damaged(w, words[error]);
        return;
    }
    struct diag *d = refuse(w, E0453, "is too large when it is unpacked");
    diag_note(w->in->sink, d,
              "its texts, styles and cells have at most %d MiB, and it at most %d parts",
              LIMIT_WORKBOOK_BYTES >> 20, LIMIT_WORKBOOK_PARTS);
    diag_help(w->in->sink, d, "take out what the case does not need, or split the workbook");
}

/* ---- XML ---- */

/* The root element of a part; NULL: reported. */
static struct tree *
part(struct workbook *w, struct str name)
{
    struct str bytes;
    bool ok;
    enum xlsx_error error = xlsx_zip_part(w->zip, w->in->arena, name, &bytes);
    if (error != XLSX_OK) {
        refuse_archive(w, error);
        return NULL;
    }
    struct str shown =
        str_printf(w->in->arena, STR_FMT "/" STR_FMT, STR_ARG(w->in->file->name), STR_ARG(name));
    struct reader_input in = {
        .arena = w->in->arena, .sink = w->in->sink, .sources = w->in->sources};
    in.file = source_add(w->in->sources, shown, bytes);
    struct tree *root = in.file ? xml_document(&w->parts, &in, &ok) : NULL;
    if (root)
        return root->entries[0].value;
    if (!in.file || ok)
        refuse_damaged(w, "has a part that cannot be read");
    w->is_cut = true;
    return NULL;
}

/* The elements of a name inside an element, one after the other: NULL at the end. */
static struct tree *
element_at(const struct tree *of, const char *name, uint32_t i)
{
    for (uint32_t e = 0; of && of->kind == TREE_MAP && e < of->count; e++) {
        const struct tree *list = of->entries[e].value;
        if (list->is_elements && str_is(of->entries[e].key, name))
            return i < list->count ? list->items[i] : NULL;
    }
    return NULL;
}

/* With or without a prefix; empty: none. */
static struct str
attribute(const struct tree *of, const char *name)
{
    for (uint32_t e = 0; of && of->kind == TREE_MAP && e < of->count; e++) {
        const struct tree_entry *entry = &of->entries[e];
        size_t colon = str_find(entry->key, STR(":"), 0);
        struct str local =
            colon == SIZE_MAX ? entry->key : str_slice(entry->key, colon + 1, entry->key.len);
        if (entry->value->attribute_like && str_is(local, name))
            return entry->value->text;
    }
    return STR("");
}

/* False: it is no number of at most nine digits. */
static bool
number_of(struct str text, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.len && i < 10; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(text.at[i] - '0');
    }
    return text.len > 0 && text.len < 10;
}

/* Also where it is blank, of which the tree keeps nothing: <t xml:space="preserve"> </t>. */
static struct str
element_text(const struct workbook *w, const struct tree *t)
{
    if (!t || t->kind == TREE_SCALAR)
        return t ? t->text : STR("");
    const struct tree *own = tree_element_text(t);
    if (own)
        return own->text;
    struct str written = source_text(w->in->sources, t->span);
    size_t from = str_find(written, STR(">"), 0), to = str_find(written, STR("</"), 0);
    bool is_blank = from != SIZE_MAX && to != SIZE_MAX && from < to;
    return is_blank ? str_slice(written, from + 1, to) : STR("");
}

/* ---- the parts of a workbook ---- */

static struct str
folder_of(struct str name)
{
    size_t end = name.len;
    while (end > 0 && name.at[end - 1] != '/')
        end--;
    return str_slice(name, 0, end);
}

/* What a part refers to, as a list of <Relationship>; NULL: reported. */
static struct tree *
relationships(struct workbook *w, struct str name)
{
    struct str folder = folder_of(name), own = str_slice(name, folder.len, name.len);
    return part(
        w, str_printf(&w->parts, STR_FMT "_rels/" STR_FMT ".rels", STR_ARG(folder), STR_ARG(own)));
}

static struct str
target_name(struct workbook *w, struct str folder, const struct tree *relationship)
{
    struct str target = attribute(relationship, "Target");
    if (str_starts(target, STR("/")))
        return str_slice(target, 1, target.len);
    return str_printf(&w->parts, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(target));
}

/* The first thing of a kind that a part refers to; empty: none. */
static struct str
target_of_kind(struct workbook *w, struct str folder, const struct tree *targets, const char *kind)
{
    const struct tree *r;
    for (uint32_t i = 0; (r = element_at(targets, "Relationship", i)); i++)
        if (str_ends(attribute(r, "Type"), str_from(kind)))
            return target_name(w, folder, r);
    return STR("");
}

static const struct tree *
target_of_id(const struct workbook *w, struct str id)
{
    const struct tree *r;
    for (uint32_t i = 0;
         i < LIMIT_WORKBOOK_PARTS && (r = element_at(w->targets, "Relationship", i)); i++)
        if (str_eq(attribute(r, "Id"), id))
            return r;
    return NULL;
}

/* ---- styles ---- */

/* By the number of the format, which is built in or declared by the workbook. */
static enum xlsx_format *
number_formats(struct workbook *w, const struct tree *declared)
{
    enum xlsx_format *all = arena_array(&w->parts, enum xlsx_format, LIMIT_WORKBOOK_STYLES);
    for (uint32_t i = 0; i < LIMIT_WORKBOOK_STYLES; i++)
        all[i] = xlsx_builtin_format(i);
    const struct tree *f;
    uint32_t id;
    for (uint32_t i = 0; (f = element_at(declared, "numFmt", i)); i++)
        if (number_of(attribute(f, "numFmtId"), &id) && id < LIMIT_WORKBOOK_STYLES)
            all[id] = xlsx_format_of_code(attribute(f, "formatCode"));
    return all;
}

/* What the cells of each style show. */
static void
read_styles(struct workbook *w)
{
    struct str name = target_of_kind(w, w->folder, w->targets, "/styles");
    const struct tree *root = name.len ? part(w, name) : NULL;
    const enum xlsx_format *by_number = number_formats(w, element_at(root, "numFmts", 0));
    const struct tree *styles = element_at(root, "cellXfs", 0), *style;
    w->formats = arena_array(&w->parts, enum xlsx_format, LIMIT_WORKBOOK_STYLES);
    uint32_t number;
    for (uint32_t i = 0; i < LIMIT_WORKBOOK_STYLES && (style = element_at(styles, "xf", i)); i++)
        if (number_of(attribute(style, "numFmtId"), &number) && number < LIMIT_WORKBOOK_STYLES)
            w->formats[i] = by_number[number];
}

/* ---- which sheet ---- */

static void
report_no_sheet(struct workbook *w, const struct tree *sheets)
{
    const struct sheet_choice *choice = &w->in->sheet;
    struct diag_sink *sink = w->in->sink;
    struct suggestion s = {.scratch = w->arena, .given = choice->name};
    struct text_buf names = {.arena = w->arena};
    const struct tree *sheet;
    struct diag *d =
        diag_add(sink, E0635, choice->name_at, "'" STR_FMT "' has no sheet '" STR_FMT "'",
                 STR_ARG(w->in->file->name), STR_ARG(choice->name));
    for (uint32_t i = 0; i < LIMIT_WORKBOOK_PARTS && (sheet = element_at(sheets, "sheet", i));
         i++) {
        struct str name = attribute(sheet, "name");
        suggest(&s, name);
        if (i < LIMIT_MESSAGE_IDS)
            text_printf(&names, "%s'" STR_FMT "'", i ? ", " : "", STR_ARG(name));
        else if (i == LIMIT_MESSAGE_IDS)
            text_add_c(&names, " …");
    }
    diag_note(sink, d, "its sheets are " STR_FMT, STR_ARG(text_str(&names)));
    if (s.best.len)
        diag_fix(sink, d, choice->name_at, s.best);
    w->is_cut = true;
}

static struct str
report_no_cells(struct workbook *w)
{
    const struct sheet_choice *choice = &w->in->sheet;
    struct diag *d = diag_add(w->in->sink, E0635, choice->name_at,
                              "the sheet '" STR_FMT "' of '" STR_FMT "' has no cells",
                              STR_ARG(choice->name), STR_ARG(w->in->file->name));
    diag_help(w->in->sink, d, "name a sheet that is no chart");
    w->is_cut = true;
    return STR("");
}

/* The part of the sheet that is asked for, or of the first that is no chart; empty: reported. */
static struct str
find_sheet(struct workbook *w, const struct tree *sheets)
{
    struct str wanted = w->in->sheet.name;
    const struct tree *sheet;
    for (uint32_t i = 0; i < LIMIT_WORKBOOK_PARTS && (sheet = element_at(sheets, "sheet", i));
         i++) {
        if (wanted.len && !str_eq(attribute(sheet, "name"), wanted))
            continue;
        const struct tree *target = target_of_id(w, attribute(sheet, "id"));
        if (target && str_ends(attribute(target, "Type"), STR("/worksheet")))
            return target_name(w, w->folder, target);
        if (wanted.len)
            return report_no_cells(w);
    }
    if (wanted.len)
        report_no_sheet(w, sheets);
    else
        refuse_damaged(w, "has no sheet with cells");
    return STR("");
}

/* ---- cells ---- */

/* A1 … XFD1048576; false: it is no such thing. */
static bool
read_reference(struct str text, uint32_t *row, uint32_t *column)
{
    size_t at = 0;
    uint32_t n = 0;
    for (; at < text.len && at < 4 && text.at[at] >= 'A' && text.at[at] <= 'Z'; at++)
        n = n * 26 + (uint32_t)(text.at[at] - 'A') + 1;
    bool ok = n > 0 && number_of(str_slice(text, at, text.len), row) && *row > 0;
    *column = n - 1;
    *row -= ok;
    return ok;
}

/* Runs of a text in several styles, or the text itself; not the pronunciation beside it. */
static struct str
rich_text(const struct workbook *w, const struct tree *si)
{
    struct text_buf out = {.arena = w->arena};
    const struct tree *piece;
    if (!si || si->kind != TREE_MAP)
        return STR("");
    for (uint32_t i = 0; (piece = element_at(si, "t", i)); i++)
        text_add(&out, element_text(w, piece));
    for (uint32_t i = 0; (piece = element_at(si, "r", i)); i++)
        text_add(&out, element_text(w, element_at(piece, "t", 0)));
    return xlsx_unescaped(w->arena, text_str(&out));
}

static void
shared_text(struct workbook *w, struct sheet_cell *cell, struct str written)
{
    uint32_t number;
    cell->is_text = true;
    const struct tree *si =
        number_of(str_trim(written), &number) ? element_at(w->shared, "si", number) : NULL;
    if (si)
        cell->text = rich_text(w, si);
    else
        cell->mistake =
            str_printf(w->arena, "the workbook has no text number '" STR_FMT "'", STR_ARG(written));
}

static void
number_value(struct workbook *w, struct sheet_cell *cell, const struct tree *c, struct str written)
{
    uint32_t style;
    enum xlsx_format format = XLSX_NUMBER;
    if (number_of(attribute(c, "s"), &style) && style < LIMIT_WORKBOOK_STYLES)
        format = w->formats[style];
    cell->text = xlsx_number(w->arena, written);
    if (format != XLSX_NUMBER && !xlsx_serial(w->arena, written, format, w->is_1904, &cell->text))
        cell->mistake = str_printf(
            w->arena, "the number " STR_FMT " is shown as a date, and there is no such day",
            STR_ARG(cell->text));
}

/* By its type, as ECMA-376 part 1, 18.18.11, has them. */
static void
read_value(struct workbook *w, struct sheet_cell *cell, const struct tree *c)
{
    struct str type = attribute(c, "t");
    const struct tree *v = element_at(c, "v", 0);
    struct str written = v ? str_copy(w->arena, element_text(w, v)) : STR("");
    if (str_is(type, "inlineStr")) {
        cell->text = rich_text(w, element_at(c, "is", 0));
        cell->is_text = true;
    } else if (!v) {
        if (element_at(c, "f", 0))
            cell->mistake = STR("this formula has no value: the workbook was never calculated");
    } else if (str_is(type, "s")) {
        shared_text(w, cell, written);
    } else if (str_is(type, "str") || str_is(type, "d")) {
        cell->text = xlsx_unescaped(w->arena, written);
        cell->is_text = true;
    } else if (str_is(type, "b")) {
        cell->text = str_is(str_trim(written), "1") ? STR("true") : STR("false");
    } else if (str_is(type, "e")) {
        cell->text = written;
        cell->mistake = str_printf(w->arena, "the cell has no value but the error '" STR_FMT "'",
                                   STR_ARG(written));
    } else {
        number_value(w, cell, c, written);
    }
}

static bool
out_of_order(struct workbook *w)
{
    refuse_damaged(w, "has cells that are not in the order of rows and columns");
    return false;
}

/* Where the cell stands: as it says, else behind the one before it. */
static bool
find_place(struct workbook *w, const struct tree *c, uint32_t next_column)
{
    struct str reference = attribute(c, "r");
    uint32_t row = w->row, column = next_column;
    if (reference.len && !read_reference(reference, &row, &column))
        return out_of_order(w);
    if (row != w->row || column < next_column)
        return out_of_order(w);
    w->column = column;
    return true;
}

static bool
too_large(struct workbook *w, const char *what, unsigned limit)
{
    struct diag *d = refuse(w, E0453, "has a sheet that is too large");
    diag_note(w->in->sink, d, "a sheet has at most %u %s", limit, what);
    diag_help(w->in->sink, d, "take out what the case does not need, or split the sheet");
    return false;
}

static bool
read_row(struct workbook *w, const struct tree *row)
{
    uint32_t next_column = 0;
    const struct tree *c;
    for (uint32_t i = 0; (c = element_at(row, "c", i)); i++) {
        if (!find_place(w, c, next_column))
            return false;
        next_column = w->column + 1;
        struct sheet_cell cell = {.row = w->row, .column = w->column, .text = STR("")};
        read_value(w, &cell, c);
        if (!cell.mistake.len && str_blank(cell.text))
            continue;
        if (w->column >= LIMIT_SHEET_COLUMNS)
            return too_large(w, "columns", LIMIT_SHEET_COLUMNS);
        if (w->row + 1 >= w->in->sheet.headings && w->column >= w->width)
            w->width = w->column + 1;
        vec_push(&w->parts, &w->cells, cell);
    }
    return true;
}

/* All cells that have something in them. */
static bool
read_cells(struct workbook *w, const struct tree *sheet)
{
    const struct tree *data = element_at(sheet, "sheetData", 0), *row;
    uint32_t next_row = 0;
    for (uint32_t i = 0; (row = element_at(data, "row", i)); i++) {
        struct str written = attribute(row, "r");
        uint32_t number = next_row + 1;
        if (written.len && (!number_of(written, &number) || number <= next_row))
            return out_of_order(w);
        if (number > LIMIT_SHEET_ROWS)
            return too_large(w, "rows", LIMIT_SHEET_ROWS);
        w->row = number - 1;
        next_row = number;
        if (!read_row(w, row))
            return false;
    }
    return true;
}

/* ---- the sheet as a text ---- */

static void
add_cell_text(struct text_buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        text_add_char(
            out, text.at[i] == '\n' || text.at[i] == '\t' || text.at[i] == '\r' ? ' ' : text.at[i]);
}

/* One line for each row, also for those with nothing in them, so that lines have the numbers of rows. */
static struct str
sheet_text(struct workbook *w)
{
    struct text_buf out = {.arena = w->in->arena};
    uint32_t row = 0, column = 0;
    uint64_t gaps = 0;
    for (uint32_t i = 0; i < w->cells.len; i++) {
        struct sheet_cell *cell = &w->cells.at[i];
        for (; row < cell->row; row++, column = 0)
            text_add_char(&out, '\n');
        gaps += cell->column - column;
        if (gaps + i > LIMIT_SHEET_CELLS) {
            too_large(w, "cells", LIMIT_SHEET_CELLS);
            w->cells.len = i;
            break;
        }
        for (; column < cell->column; column++)
            text_add_char(&out, '\t');
        cell->lo = out.len;
        add_cell_text(&out, cell->text);
        cell->hi = out.len;
    }
    return text_str(&out);
}

/* ---- rows ---- */

static struct table_cell
table_cell_of(struct workbook *w, const struct sheet_cell *cell, uint32_t base)
{
    struct table_cell out = {
        .text = cell->text,
        .at = {base + (uint32_t)cell->lo, base + (uint32_t)cell->hi},
        .is_quoted = cell->is_text,
    };
    if (!cell->mistake.len)
        return out;
    struct diag *d = complain_at(&w->complaints, E0756, out.at, STR_FMT, STR_ARG(cell->mistake));
    diag_help(w->in->sink, d,
              "correct the cell; if it is a formula, open the workbook in a spreadsheet program "
              "and save it again");
    out.cause = d;
    return out;
}

/* Cells with nothing in them, up to a column: each between its tabs, which are there up to the last cell of a row. */
static void
fill_up(struct workbook *w, table_cell_vec *row, uint32_t to, uint32_t at, bool has_tabs)
{
    for (; row->len < to; at += has_tabs) {
        struct table_cell blank = {.text = STR(""), .at = {at, at}};
        vec_push(&w->parts, row, blank);
    }
}

static uint32_t
end_of_row(const struct workbook *w, uint32_t from)
{
    uint32_t to = from;
    while (to < w->cells.len && w->cells.at[to].row == w->cells.at[from].row)
        to++;
    return to;
}

/* The row of cells [from, to). */
static void
add_row(struct workbook *w, struct table *table, table_cell_vec *row, uint32_t from, uint32_t to,
        uint32_t base)
{
    row->len = 0;
    uint32_t at = base + (uint32_t)w->cells.at[from].lo - w->cells.at[from].column;
    for (uint32_t i = from; i < to; i++) {
        const struct sheet_cell *cell = &w->cells.at[i];
        fill_up(w, row, cell->column, at, true);
        vec_push(&w->parts, row, table_cell_of(w, cell, base));
        at = vec_last(row).at.hi + 1;
    }
    struct span all = span_join(row->at[0].at, vec_last(row).at);
    if (!table->columns)
        fill_up(w, row, w->width, all.hi, false);
    table_row(table, row, all);
}

static struct tree *
read_rows(struct workbook *w, const struct source *text)
{
    struct table table = {
        .arena = w->arena, .complaints = &w->complaints, .cell_help = STR(""), .is_sheet = true};
    table_cell_vec row = {0};
    for (uint32_t from = 0, to; from < w->cells.len; from = to) {
        to = end_of_row(w, from);
        if (w->cells.at[from].row + 1 >= w->in->sheet.headings)
            add_row(w, &table, &row, from, to, text->base);
        if (table.is_full || w->complaints.is_full)
            break;
    }
    w->is_cut |= table.is_full || w->complaints.is_full;
    return table_rows(&table, (struct span){text->base, text->base + (uint32_t)text->text.len});
}

/* ---- the workbook ---- */

/* The root element of the sheet that is asked for, with all that its cells need; NULL: reported. */
static struct tree *
open_sheet(struct workbook *w)
{
    struct str name = target_of_kind(w, STR(""), relationships(w, STR("")), "/officeDocument");
    const struct tree *root = name.len ? part(w, name) : NULL;
    if (!root) {
        if (!w->is_cut)
            refuse_damaged(w, "is no workbook of a spreadsheet");
        return NULL;
    }
    w->folder = folder_of(name);
    w->targets = relationships(w, name);
    struct str date1904 = attribute(element_at(root, "workbookPr", 0), "date1904");
    w->is_1904 = str_is(date1904, "1") || str_is(date1904, "true");
    struct str sheet = find_sheet(w, element_at(root, "sheets", 0));
    if (!sheet.len)
        return NULL;
    struct str shared = target_of_kind(w, w->folder, w->targets, "/sharedStrings");
    if (shared.len && !w->is_cut)
        w->shared = part(w, shared);
    if (!w->is_cut)
        read_styles(w);
    return w->is_cut ? NULL : part(w, sheet);
}

static struct tree *
read_workbook(struct workbook *w)
{
    struct tree *sheet = open_sheet(w);
    if (w->is_cut || !read_cells(w, sheet))
        return NULL;
    const struct source *text = source_add(w->in->sources, w->in->file->name, sheet_text(w));
    if (text)
        return read_rows(w, text);
    refuse(w, E0453, "does not fit: a case has at most 4 GiB");
    return NULL;
}

struct tree *
xlsx_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct workbook w = {.in = in, .arena = a, .complaints.sink = in->sink};
    enum xlsx_error error;
    struct tree *rows = NULL;
    w.zip = xlsx_zip_open(in->file->text, &error);
    if (!w.zip) {
        refuse_archive(&w, error);
    } else {
        rows = read_workbook(&w);
        xlsx_zip_close(w.zip);
    }
    arena_release(&w.parts);
    *ok = !w.is_cut;
    return rows;
}
