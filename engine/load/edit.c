#include "engine/load/edit.h"

#include <stdlib.h>

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_end(char c)
{
    return c == '\n' || c == '\r';
}

static size_t
skip_blanks(struct str text, size_t at)
{
    while (at < text.len && is_blank(text.at[at]))
        at++;
    return at;
}

static size_t
line_end(struct str text, size_t at)
{
    while (at < text.len && !is_end(text.at[at]))
        at++;
    return at;
}

/* The next byte that is neither blank nor comment, on whatever line. */
static size_t
skip_space(struct str text, size_t at)
{
    for (;;) {
        size_t from = at;
        while (at < text.len && (is_blank(text.at[at]) || is_end(text.at[at])))
            at++;
        bool is_comment = at < text.len && text.at[at] == '#' && at > from;
        if (!is_comment)
            return at;
        at = line_end(text, at);
    }
}

/* What stands before an entry on its line: blanks, and the dashes of lists. */
static bool
starts_line(struct str text, size_t at, size_t *from)
{
    while (at > 0 && !is_end(text.at[at - 1])) {
        at--;
        if (!is_blank(text.at[at]) && text.at[at] != '-')
            return false;
    }
    *from = at;
    return true;
}

static bool
is_quoted(struct str text, size_t at)
{
    return at < text.len && (text.at[at] == '"' || text.at[at] == '\'');
}

struct file_edit
edit_replace(const struct source *source, struct span value, struct yaml_words with)
{
    struct file_edit e = {source, value.lo - source->base, value.hi - source->base, with.in_lines};
    if (is_quoted(source->text, e.lo))
        e.text = with.in_braces;
    return e;
}

/* The length of a word that stands for nothing, 0 for none. */
static size_t
null_length(struct str text, size_t at)
{
    static const char *const words[] = {"~", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(str_slice(text, at, text.len), str_from(words[i])))
            return str_from(words[i]).len;
    return 0;
}

bool
edit_fill(struct arena *a, const struct source *source, struct span key, struct str value,
          struct file_edit *out)
{
    struct str text = source->text;
    size_t at = key.hi - source->base;
    if (is_quoted(text, at))
        at++;
    at = skip_blanks(text, at);
    if (at >= text.len || text.at[at] != ':')
        return false;
    size_t from = skip_blanks(text, at + 1), to = from + null_length(text, from),
           rest = skip_blanks(text, to);
    bool is_alone = rest >= text.len || is_end(text.at[rest]) || text.at[rest] == ',' ||
                    text.at[rest] == '}' || (text.at[rest] == '#' && (rest > to || to == from));
    if (!is_alone)
        return false;
    if (to == from)
        from = to = at + 1;
    *out = (struct file_edit){
        source, from, to, str_printf(a, "%s" STR_FMT, from == at + 1 ? " " : "", STR_ARG(value))};
    return true;
}

/* In a mapping with braces: behind the value, on a line of its own where the other key has one. */
static struct file_edit
insert_in_braces(struct arena *a, const struct source *source, size_t key, size_t end,
                 struct str name, struct str value)
{
    struct str text = source->text;
    const char *quote = text.at[key] == '"' ? "\"" : "";
    size_t from;
    struct str gap = STR(" ");
    if (starts_line(text, key, &from) && from > 0)
        gap = str_printf(a, "%s" STR_FMT, from > 1 && text.at[from - 2] == '\r' ? "\r\n" : "\n",
                         STR_ARG(str_slice(text, from, key)));
    return (struct file_edit){source, end, end,
                              str_printf(a, "," STR_FMT "%s" STR_FMT "%s: " STR_FMT, STR_ARG(gap),
                                         quote, STR_ARG(name), quote, STR_ARG(value))};
}

/* A line of its own below the entry, below its comment too. */
static struct file_edit
insert_line(struct arena *a, const struct source *source, size_t key, size_t from, size_t end,
            struct str name, struct str value)
{
    struct str text = source->text;
    bool is_crlf = end < text.len && text.at[end] == '\r';
    size_t next = end < text.len ? end + 1 + (is_crlf && end + 1 < text.len) : end;
    struct text_buf line = {.arena = a};
    if (end == text.len)
        text_add_c(&line, str_find(text, STR("\r\n"), 0) == SIZE_MAX ? "\n" : "\r\n");
    for (size_t i = from; i < key; i++)
        text_add_char(&line, ' ');
    text_printf(&line, STR_FMT ": " STR_FMT "%s", STR_ARG(name), STR_ARG(value),
                end == text.len ? ""
                : is_crlf       ? "\r\n"
                                : "\n");
    return (struct file_edit){source, next, next, text_str(&line)};
}

bool
edit_insert(struct arena *a, const struct source *source, struct span key, struct span value,
            struct str name, struct yaml_words what, struct file_edit *out)
{
    struct str text = source->text;
    size_t at = key.lo - source->base, end = value.hi - source->base, from;
    size_t next = skip_space(text, end);
    if (value.lo < key.hi)
        return false;
    if (next < text.len && (text.at[next] == ',' || text.at[next] == '}')) {
        *out = insert_in_braces(a, source, at, end, name, what.in_braces);
        return true;
    }
    size_t behind = skip_blanks(text, end);
    bool is_alone = behind >= text.len || is_end(text.at[behind]) || text.at[behind] == '#';
    if (!is_alone || !starts_line(text, at, &from))
        return false;
    *out = insert_line(a, source, at, from, line_end(text, end), name, what.in_lines);
    return true;
}

/* ---- the files as they will be ---- */

/* A merge sort's order: of those at one place the one that was asked for first comes first. */
static int
by_place(const void *left, const void *right)
{
    const struct file_edit *a = *(const struct file_edit *const *)left,
                           *b = *(const struct file_edit *const *)right;
    int order = str_cmp(a->source->name, b->source->name);
    if (order)
        return order;
    if (a->lo != b->lo)
        return a->lo < b->lo ? -1 : 1;
    return (a > b) - (a < b);
}

/* Two entities may be written at one place, through an alias: it is written once. */
static struct edited_file
file_of(struct arena *a, const struct file_edit *const *edits, uint32_t count)
{
    const struct source *source = edits[0]->source;
    struct text_buf out = {.arena = a};
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct file_edit *e = edits[i];
        if (i > 0 && e->lo == edits[i - 1]->lo && str_eq(e->text, edits[i - 1]->text))
            continue;
        text_add(&out, str_slice(source->text, at, e->lo));
        text_add(&out, e->text);
        at = e->hi;
    }
    text_add(&out, str_slice(source->text, at, source->text.len));
    return (struct edited_file){source->name, text_str(&out)};
}

struct edited_file *
edits_apply(struct arena *a, const struct file_edit *edits, uint32_t count, uint32_t *file_count)
{
    struct edited_file *files = arena_array(a, struct edited_file, count + 1);
    const struct file_edit **order = arena_array(a, const struct file_edit *, count + 1);
    *file_count = 0;
    for (uint32_t i = 0; i < count; i++)
        order[i] = &edits[i];
    if (count)
        qsort(order, count, sizeof *order, by_place);
    for (uint32_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && order[to]->source == order[from]->source;)
            to++;
        files[(*file_count)++] = file_of(a, order + from, to - from);
    }
    return files;
}
