/* Front matter and pipe tables of a Markdown file, read line by line; all other text passes. */
#include <string.h>

#include "engine/load/bytes.h"
#include "engine/load/complaints.h"
#include "engine/load/documents.h"
#include "engine/load/table.h"
#include "engine/load/text_line.h"

enum { CODE_INDENT = 4 }; /* a line indented so far is code */

struct markdown {
    struct arena *arena;
    struct complaints complaints;
    struct text_bytes bytes;
    struct text_line line;      /* at hand */
    struct text_line paragraph; /* the line before, if it is a paragraph's … */
    bool has_paragraph;         /* … and whether it is */
    struct str heading;         /* the nearest above; empty: none */
    struct span heading_at;
    VEC(struct tree *) tables;
    char fence; /* of the code at hand; 0: none */
    size_t fence_len;
    bool in_comment;
    bool is_cut; /* a table was too large */
};

/* ---- lines ---- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Spaces before the text of a line. */
static size_t
indent_of(struct str text)
{
    size_t n = 0;
    while (n < text.len && text.at[n] == ' ')
        n++;
    return n;
}

/* Indented so far that it is code, or goes on with a paragraph. */
static bool
is_far_in(struct str text)
{
    size_t n = indent_of(text);
    return n >= CODE_INDENT || (n < text.len && text.at[n] == '\t');
}

static size_t
run_of(struct str text, size_t from, char c)
{
    size_t n = 0;
    while (from + n < text.len && text.at[from + n] == c)
        n++;
    return n;
}

/* Nothing but c and white space from `from` on. */
static bool
is_only(struct str text, size_t from, char c)
{
    for (; from < text.len; from++)
        if (text.at[from] != c && !is_blank(text.at[from]))
            return false;
    return true;
}

/* How many backticks or tildes open code here; 0: none. */
static size_t
fence_at(struct str text, size_t from)
{
    char c = from < text.len ? text.at[from] : 0;
    size_t n = c == '`' || c == '~' ? run_of(text, from, c) : 0;
    bool has_more = c == '`' && str_find(text, STR("`"), from + n) != SIZE_MAX;
    return n >= 3 && !has_more ? n : 0;
}

/* The level of an ATX heading; 0: none. */
static size_t
heading_level(struct str text, size_t from)
{
    size_t n = run_of(text, from, '#');
    bool ends = from + n == text.len || is_blank(text.at[from + n]);
    return n <= 6 && ends ? n : 0;
}

static bool
is_break(struct str text, size_t from)
{
    char c = text.at[from];
    if ((c != '-' && c != '*' && c != '_') || !is_only(text, from, c))
        return false;
    size_t n = 0;
    for (size_t i = from; i < text.len; i++)
        n += text.at[i] == c;
    return n >= 3;
}

static bool
is_list_item(struct str text, size_t from)
{
    char c = text.at[from];
    size_t digits = 0;
    while (from + digits < text.len && text.at[from + digits] >= '0' &&
           text.at[from + digits] <= '9')
        digits++;
    size_t mark = from + digits;
    if (digits && (mark >= text.len || (text.at[mark] != '.' && text.at[mark] != ')')))
        return false;
    if (!digits && c != '-' && c != '*' && c != '+')
        return false;
    return mark + 1 < text.len && is_blank(text.at[mark + 1]);
}

/* What ends a table beside a blank line: the start of another block. */
static bool
ends_table(struct str text)
{
    size_t from = indent_of(text);
    if (str_blank(text) || is_far_in(text))
        return str_blank(text);
    return fence_at(text, from) || heading_level(text, from) || is_break(text, from) ||
           is_list_item(text, from) || text.at[from] == '>' || text.at[from] == '<';
}

/* ---- headings ---- */

static void
set_heading(struct markdown *m, const struct text_line *line, size_t from, size_t to)
{
    while (from < to && is_blank(line->text.at[from]))
        from++;
    while (to > from && is_blank(line->text.at[to - 1]))
        to--;
    m->heading = str_slice(line->text, from, to);
    m->heading_at = text_piece(line, from, to);
}

/* `## Title ##`: a closing run of # stands behind a space. */
static void
atx_heading(struct markdown *m, size_t from)
{
    struct str text = m->line.text;
    size_t to = text.len;
    while (to > from && is_blank(text.at[to - 1]))
        to--;
    size_t closing = to;
    while (closing > from && text.at[closing - 1] == '#')
        closing--;
    if (closing == from || is_blank(text.at[closing - 1]))
        to = closing;
    set_heading(m, &m->line, from, to);
}

/* ---- tables ---- */

static bool
is_escape(struct str text, size_t at)
{
    return text.at[at] == '\\' && at + 1 < text.len && text.at[at + 1] > ' ';
}

/* `\|` is a bar within a cell. */
static struct str
with_bars(struct arena *a, struct str text)
{
    struct text_buf out = {.arena = a};
    for (size_t i = 0; i < text.len; i++) {
        bool is_bar = is_escape(text, i) && text.at[i + 1] == '|';
        if (is_escape(text, i) && !is_bar)
            text_add_char(&out, text.at[i++]);
        i += is_bar;
        text_add_char(&out, text.at[i]);
    }
    return text_str(&out);
}

static struct table_cell
cell_of(struct markdown *m, const struct text_line *line, size_t from, size_t to)
{
    while (from < to && is_blank(line->text.at[from]))
        from++;
    while (to > from && is_blank(line->text.at[to - 1]))
        to--;
    struct table_cell cell = {.text = str_slice(line->text, from, to),
                              .at = text_piece(line, from, to)};
    if (str_find(cell.text, STR("\\|"), 0) == SIZE_MAX)
        return cell;
    cell.text = with_bars(m->arena, cell.text);
    cell.is_quoted = true;
    return cell;
}

/* The cells between bars; those at the two ends of the line are optional. */
static void
split_row(struct markdown *m, const struct text_line *line, table_cell_vec *cells)
{
    struct str text = line->text;
    size_t end = text.len, from = 0;
    while (from < end && is_blank(text.at[from]))
        from++;
    while (end > from && is_blank(text.at[end - 1]))
        end--;
    from += from < end && text.at[from] == '|';
    for (size_t i = from; i <= end; i++) {
        if (i < end && is_escape(text, i)) {
            i++;
        } else if (i == end || text.at[i] == '|') {
            if (i < end || i > from || cells->len == 0)
                vec_push(m->arena, cells, cell_of(m, line, from, i));
            from = i + 1;
        }
    }
}

/* `|---|:-:|`: cells of dashes, with a colon at either end. */
static bool
is_delimiter_row(struct str text)
{
    size_t dashes = 0, bars = 0;
    for (size_t i = 0; i < text.len; i++) {
        dashes += text.at[i] == '-';
        bars += text.at[i] == '|';
        if (text.at[i] != '-' && text.at[i] != '|' && text.at[i] != ':' && !is_blank(text.at[i]))
            return false;
    }
    return dashes > 0 && bars > 0;
}

static bool
is_delimiter_cell(struct str text)
{
    size_t from = text.len > 0 && text.at[0] == ':', to = text.len;
    if (to > from && text.at[to - 1] == ':')
        to--;
    return to > from && run_of(text, from, '-') == to - from;
}

/* What makes this line of dashes none that belongs to the headings above it; NULL: nothing. */
static const struct diag *
check_delimiters(struct markdown *m, const table_cell_vec *headings, const table_cell_vec *dashes)
{
    struct diag_sink *sink = m->complaints.sink;
    for (uint32_t i = 0; i < dashes->len; i++) {
        if (is_delimiter_cell(dashes->at[i].text))
            continue;
        struct diag *d = complain_at(&m->complaints, E0867, dashes->at[i].at,
                                     "this is no cell of the line below the headings of a table");
        diag_help(sink, d, "write dashes there, with a colon before or behind them for alignment");
        return d;
    }
    if (headings->len == dashes->len)
        return NULL;
    if (headings->len == 0) {
        struct diag *d = complain_at(&m->complaints, E0867, m->line.at,
                                     "a line of dashes without headings of a table above it");
        diag_help(sink, d, "write the headings in the line before: `| id | title |`");
        return d;
    }
    struct diag *d = complain_at(&m->complaints, E0867, m->line.at,
                                 "this line has %u cell%s, and the headings of the table have %u",
                                 dashes->len, dashes->len == 1 ? "" : "s", headings->len);
    diag_label(sink, d, m->paragraph.at, "the headings");
    diag_help(sink, d,
              "the line of dashes has one cell for each heading; without that it makes no table");
    return d;
}

static struct tree *
new_node(struct markdown *m, enum tree_kind kind, struct span at)
{
    struct tree *node = arena_new(m->arena, struct tree);
    node->kind = kind;
    node->span = at;
    return node;
}

static void
add_broken_table(struct markdown *m, struct span at, const struct diag *cause)
{
    struct tree *node = new_node(m, TREE_BROKEN, at);
    node->broken.cause = cause;
    vec_push(m->arena, &m->tables, node);
}

/* A line that starts with a bar looks like a table. If no line of dashes follows it, it is text, and would be lost in silence. */
static void
check_row_alone(struct markdown *m)
{
    struct text_line next = m->line;
    if (text_next_line(&m->bytes, &next) && is_delimiter_row(next.text))
        return;
    struct diag *d =
        complain_at(&m->complaints, E0867, m->line.at, "a line with bars that belongs to no table");
    diag_help(m->complaints.sink, d,
              "write a line of dashes below the headings: `|---|---|`; a blank line ends a table");
    add_broken_table(m, m->line.at, d);
}

/* The lines behind the one of dashes, up to what ends a table. */
static void
read_rows(struct markdown *m, struct table *table)
{
    struct text_line next = m->line;
    table_cell_vec cells = {0};
    while (!table->is_full && !m->complaints.is_full && text_next_line(&m->bytes, &next) &&
           !ends_table(next.text)) {
        cells.len = 0;
        split_row(m, &next, &cells);
        if (table->columns)
            table_row(table, &cells, next.at);
        m->line = next;
    }
    m->is_cut |= table->is_full;
}

static struct tree *
table_node(struct markdown *m, const struct table *table, struct span head)
{
    struct span at = {head.lo, m->line.at.hi};
    struct tree *node = new_node(m, TREE_MAP, at);
    struct tree *heading = new_node(m, TREE_NULL, (struct span){head.lo, head.lo});
    if (m->heading.len) {
        heading->kind = TREE_SCALAR;
        heading->text = m->heading;
        heading->span = m->heading_at;
    }
    node->count = 2;
    node->entries = arena_array(m->arena, struct tree_entry, 2);
    node->entries[0] = (struct tree_entry){STR("heading"), head, heading};
    struct tree *rows = table_rows(table, at);
    node->entries[1] =
        (struct tree_entry){STR("rows"), head, rows ? rows : new_node(m, TREE_NULL, at)};
    return node;
}

/* The line at hand is one of dashes and bars. */
static void
read_table(struct markdown *m)
{
    table_cell_vec headings = {0}, dashes = {0};
    struct table table = {.arena = m->arena,
                          .complaints = &m->complaints,
                          .cell_help = STR("write '\\|' for a bar that belongs to a cell")};
    if (m->has_paragraph)
        split_row(m, &m->paragraph, &headings);
    split_row(m, &m->line, &dashes);
    struct span head = m->has_paragraph ? m->paragraph.at : m->line.at;
    const struct diag *cause = check_delimiters(m, &headings, &dashes);
    if (!cause)
        table_headings(&table, &headings, head);
    read_rows(m, &table);
    if (cause)
        add_broken_table(m, (struct span){head.lo, m->line.at.hi}, cause);
    else
        vec_push(m->arena, &m->tables, table_node(m, &table, head));
}

/* ---- front matter ---- */

static bool
is_line_of(struct str text, const char *mark)
{
    size_t n = strlen(mark);
    return str_starts(text, str_from(mark)) && is_only(text, n, ' ');
}

/* The line that ends front matter, or false. */
static bool
find_front_end(const struct markdown *m, struct text_line *line)
{
    while (text_next_line(&m->bytes, line))
        if (is_line_of(line->text, "---") || is_line_of(line->text, "..."))
            return true;
    return false;
}

/* The part of the file as YAML: a source of its own that shares the places of the file. */
static struct tree *
read_front(struct markdown *m, const struct reader_input *in, size_t from, size_t to, bool *ok)
{
    struct span at = {m->bytes.base + (uint32_t)from, m->bytes.base + (uint32_t)to};
    struct source part = {
        .name = in->file->name, .text = str_slice(m->bytes.text, from, to), .base = at.lo};
    struct diag *const *before = (struct diag *const *)in->sink->tail;
    struct yaml_reader *yaml = yaml_open(m->arena, in->sink, &part);
    struct tree *front = yaml_next(yaml, m->arena, ok);
    yaml_close(yaml);
    if (front)
        return front;
    front = new_node(m, *ok ? TREE_NULL : TREE_BROKEN, at);
    if (!*ok)
        front->broken.cause = *before;
    return front;
}

/* NULL: the file has none. */
static struct tree *
front_matter(struct markdown *m, const struct reader_input *in, bool *ok)
{
    struct text_line first = {0};
    if (!text_next_line(&m->bytes, &first) || !is_line_of(first.text, "---"))
        return NULL;
    struct text_line last = first;
    if (find_front_end(m, &last)) {
        m->line = last;
        return read_front(m, in, first.next, last.at.lo - m->bytes.base, ok);
    }
    struct diag *d = complain_at(&m->complaints, E0973, first.at,
                                 "the front matter that starts here has no end");
    diag_help(in->sink, d, "end it with a line `---`; a line that is to be drawn is written `***`");
    struct tree *front = new_node(m, TREE_BROKEN, first.at);
    front->broken.cause = d;
    m->line = first;
    return front;
}

/* ---- the whole ---- */

/* Code and comments: true if the line is a part of one. */
static bool
skip_block(struct markdown *m, size_t from)
{
    struct str text = m->line.text;
    if (m->in_comment) {
        m->in_comment = str_find(text, STR("-->"), 0) == SIZE_MAX;
        return true;
    }
    if (m->fence) {
        size_t n = is_far_in(text) ? 0 : run_of(text, from, m->fence);
        if (n >= m->fence_len && is_only(text, from + n, ' '))
            m->fence = 0;
        return true;
    }
    if (is_far_in(text))
        return false;
    if ((m->fence_len = fence_at(text, from)) > 0) {
        m->fence = text.at[from];
        return true;
    }
    if (!str_starts(str_slice(text, from, text.len), STR("<!--")))
        return false;
    m->in_comment = str_find(text, STR("-->"), from) == SIZE_MAX;
    return true;
}

static bool
is_underline(struct str text, size_t from)
{
    char c = text.at[from];
    size_t n = run_of(text, from, c);
    return (c == '=' || c == '-') && is_only(text, from + n, ' ');
}

/* A line of text, which may turn out to be the headings of a table. */
static bool
starts_paragraph(struct str text, size_t from)
{
    return !is_break(text, from) && !is_list_item(text, from) && text.at[from] != '>';
}

static void
read_line(struct markdown *m)
{
    struct str text = m->line.text;
    size_t from = indent_of(text), level;
    bool is_paragraph = false;
    if (skip_block(m, from) || str_blank(text))
        ;
    else if (is_far_in(text))
        is_paragraph = m->has_paragraph;
    else if ((level = heading_level(text, from)) > 0)
        atx_heading(m, from + level);
    else if (m->has_paragraph && is_underline(text, from))
        set_heading(m, &m->paragraph, 0, m->paragraph.text.len);
    else if (is_delimiter_row(text))
        read_table(m);
    else
        is_paragraph = starts_paragraph(text, from);
    if (is_paragraph && !m->has_paragraph && text.at[from] == '|')
        check_row_alone(m);
    m->has_paragraph = is_paragraph;
    m->paragraph = m->line;
}

struct tree *
markdown_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct markdown m = {.arena = a, .complaints.sink = in->sink};
    *ok = bytes_check(in->sink, in->file, "Markdown", &m.bytes);
    if (!*ok || str_blank(m.bytes.text))
        return NULL;
    struct span whole = {m.bytes.base, m.bytes.base + (uint32_t)m.bytes.text.len};
    struct span start = {whole.lo, whole.lo};
    struct tree *front = front_matter(&m, in, ok), *root = new_node(&m, TREE_MAP, whole);
    while (!m.is_cut && !m.complaints.is_full && text_next_line(&m.bytes, &m.line))
        read_line(&m);
    struct tree *tables = new_node(&m, TREE_LIST, whole);
    tables->count = m.tables.len;
    tables->items = m.tables.at;
    root->entries = arena_array(a, struct tree_entry, 2);
    if (front)
        root->entries[root->count++] = (struct tree_entry){STR("front"), start, front};
    root->entries[root->count++] = (struct tree_entry){STR("tables"), start, tables};
    *ok &= !m.is_cut && !m.complaints.is_full;
    return root;
}
