/* RFC 4180, with comma, semicolon or tab between cells. */
#include <string.h>

#include "engine/load/bytes.h"
#include "engine/load/documents.h"
#include "engine/load/table.h"

struct csv {
    struct arena *arena;
    struct str text; /* without byte order mark */
    uint32_t base;   /* place of its first byte */
    size_t at;
    char separator;
    struct complaints complaints;
    struct table table;
    bool is_cut;          /* a quote without its end took the rest of the file */
    table_cell_vec cells; /* of the row at hand */
};

static struct span
span_at(const struct csv *c, size_t lo, size_t hi)
{
    return (struct span){c->base + (uint32_t)lo, c->base + (uint32_t)hi};
}

static bool
is_line_end(char ch)
{
    return ch == '\n' || ch == '\r';
}

/* White space that does not separate cells. */
static bool
is_blank(const struct csv *c, char ch)
{
    return (ch == ' ' || ch == '\t') && ch != c->separator;
}

/* ---- separator ---- */

/* Most files name theirs in the headings: whatever stands there most often outside of quotes. A tie goes to the comma. */
static char
guess_separator(struct str text, size_t at)
{
    static const char candidates[] = {',', ';', '\t'};
    uint32_t counts[sizeof candidates] = {0};
    bool in_quotes = false;
    while (at < text.len && (is_line_end(text.at[at]) || text.at[at] == ' '))
        at++;
    for (; at < text.len && (in_quotes || !is_line_end(text.at[at])); at++) {
        in_quotes ^= text.at[at] == '"';
        for (size_t i = 0; !in_quotes && i < sizeof candidates; i++)
            counts[i] += text.at[at] == candidates[i];
    }
    size_t best = 0;
    for (size_t i = 1; i < sizeof candidates; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* ---- cells ---- */

static void
skip_blanks(struct csv *c)
{
    while (c->at < c->text.len && is_blank(c, c->text.at[c->at]))
        c->at++;
}

static bool
at_cell_end(const struct csv *c)
{
    return c->at >= c->text.len || c->text.at[c->at] == c->separator ||
           is_line_end(c->text.at[c->at]);
}

static void
skip_to_cell_end(struct csv *c)
{
    while (!at_cell_end(c))
        c->at++;
}

/* What stands between the quotes, with each pair of quotes made one and line ends made LF. */
static struct str
unquoted(struct arena *a, struct str inner)
{
    if (!memchr(inner.at, '"', inner.len) && !memchr(inner.at, '\r', inner.len))
        return inner;
    struct text_buf out = {.arena = a};
    for (size_t i = 0; i < inner.len; i++) {
        char ch = inner.at[i];
        bool is_pair = i + 1 < inner.len && ((ch == '"' && inner.at[i + 1] == '"') ||
                                             (ch == '\r' && inner.at[i + 1] == '\n'));
        i += is_pair;
        text_add_char(&out, ch == '\r' ? '\n' : ch);
    }
    return text_str(&out);
}

/* The closing quote of a cell whose text begins at `at`: one that is not doubled. SIZE_MAX: none. */
static size_t
closing_quote(struct str text, size_t at)
{
    while (at < text.len) {
        const char *quote = memchr(text.at + at, '"', text.len - at);
        if (!quote)
            return SIZE_MAX;
        at = (size_t)(quote - text.at);
        if (at + 1 >= text.len || text.at[at + 1] != '"')
            return at;
        at += 2;
    }
    return SIZE_MAX;
}

static struct table_cell
quote_without_end(struct csv *c, size_t open)
{
    struct diag *d = complain_at(&c->complaints, E0348, span_at(c, open, open + 1),
                                 "the text in quotes that starts here has no end");
    diag_note(c->complaints.sink, d, "nothing after it was read");
    diag_help(c->complaints.sink, d,
              "add the closing quote; a quote that belongs to the text is written twice: \"\"");
    c->is_cut = true;
    c->at = c->text.len;
    return (struct table_cell){.at = span_at(c, open, c->at), .cause = d};
}

static struct table_cell
quoted_cell(struct csv *c)
{
    size_t open = c->at, close = closing_quote(c->text, open + 1);
    if (close == SIZE_MAX)
        return quote_without_end(c, open);
    struct table_cell cell = {.is_quoted = true, .at = span_at(c, open, close + 1)};
    cell.text = unquoted(c->arena, str_slice(c->text, open + 1, close));
    c->at = close + 1;
    skip_blanks(c);
    if (at_cell_end(c))
        return cell;
    size_t behind = c->at;
    skip_to_cell_end(c);
    struct diag *d = complain_at(&c->complaints, E0348, span_at(c, behind, c->at),
                                 "text after the closing quote of a cell");
    diag_label(c->complaints.sink, d, cell.at, "the cell in quotes");
    diag_help(c->complaints.sink, d,
              "put all of the cell in quotes; a quote that belongs to the text is written twice: "
              "\"\"");
    cell.at.hi = c->base + (uint32_t)c->at;
    cell.cause = d;
    return cell;
}

static struct table_cell
plain_cell(struct csv *c)
{
    size_t from = c->at;
    skip_to_cell_end(c);
    size_t to = c->at;
    while (to > from && is_blank(c, c->text.at[to - 1]))
        to--;
    return (struct table_cell){.text = str_slice(c->text, from, to), .at = span_at(c, from, to)};
}

/* ---- rows ---- */

static void
skip_line_end(struct csv *c)
{
    if (c->at < c->text.len && c->text.at[c->at] == '\r')
        c->at++;
    if (c->at < c->text.len && c->text.at[c->at] == '\n')
        c->at++;
}

static void
read_row(struct csv *c)
{
    c->cells.len = 0;
    for (;;) {
        skip_blanks(c);
        bool is_quoted = c->at < c->text.len && c->text.at[c->at] == '"';
        struct table_cell cell = is_quoted ? quoted_cell(c) : plain_cell(c);
        vec_push(c->arena, &c->cells, cell);
        if (c->at >= c->text.len || c->text.at[c->at] != c->separator)
            break;
        c->at++;
    }
    skip_line_end(c);
    table_row(&c->table, &c->cells, span_join(c->cells.at[0].at, vec_last(&c->cells).at));
}

/* To the line of that number, whatever quotes stand above it. */
static void
skip_lines(struct csv *c, uint32_t number)
{
    for (; number > 1 && c->at < c->text.len; number--) {
        while (c->at < c->text.len && !is_line_end(c->text.at[c->at]))
            c->at++;
        skip_line_end(c);
    }
}

struct tree *
csv_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct text_bytes bytes;
    *ok = bytes_check(in->sink, in->file, "CSV", &bytes);
    if (!*ok)
        return NULL;
    struct csv c = {.arena = a, .text = bytes.text, .base = bytes.base};
    c.complaints.sink = in->sink;
    skip_lines(&c, in->sheet.headings);
    bool is_tsv = str_ends(in->file->name, STR(".tsv")) || str_ends(in->file->name, STR(".TSV"));
    c.separator = is_tsv ? '\t' : guess_separator(c.text, c.at);
    c.table = (struct table){.arena = a, .complaints = &c.complaints};
    c.table.cell_help =
        c.separator == '\t'
            ? STR("put a cell that contains a tab in double quotes")
            : str_printf(a, "put a cell that contains '%c' in double quotes", c.separator);
    while (c.at < c.text.len && !c.table.is_full && !c.complaints.is_full)
        read_row(&c);
    *ok = !c.is_cut && !c.table.is_full && !c.complaints.is_full;
    return table_rows(&c.table, span_at(&c, 0, c.text.len));
}
