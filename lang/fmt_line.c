/* Lines, the comments between them, and their alignment. */
#include "lang/fmt_internal.h"

#include <string.h>

uint32_t
fmt_width(struct str s)
{
    const char *end = s.len ? memchr(s.at, '\n', s.len) : NULL;
    return (uint32_t)str_codepoints(end ? str_slice(s, 0, (size_t)(end - s.at)) : s);
}

bool
fmt_fits(uint32_t indent, struct str s)
{
    return indent + fmt_width(s) <= FMT_WIDTH;
}

/* ---- what the source has between two places ---- */

static struct str
between(const struct fmt *f, uint32_t lo, uint32_t hi)
{
    const struct source *s = f->ast->source;
    return str_slice(s->text, lo - s->base, hi - s->base);
}

static uint32_t
line_ends(const struct fmt *f, uint32_t lo, uint32_t hi)
{
    struct str s = between(f, lo, hi);
    uint32_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += s.at[i] == '\n' || (s.at[i] == '\r' && !(i + 1 < s.len && s.at[i + 1] == '\n'));
    return count;
}

/* A line with nothing but blanks between two places. */
static bool
blank_line(const struct fmt *f, uint32_t lo, uint32_t hi)
{
    struct str s = between(f, lo, hi);
    bool empty = false; /* nothing on this line yet, and it started here */
    for (size_t i = 0; i < s.len; i++) {
        bool end = s.at[i] == '\n' || (s.at[i] == '\r' && !(i + 1 < s.len && s.at[i + 1] == '\n'));
        if (end && empty)
            return true;
        if (end)
            empty = true;
        else if (!strchr(" \t\r", s.at[i]))
            empty = false;
    }
    return false;
}

bool
fmt_has_comment(const struct fmt *f, uint32_t lo, uint32_t hi)
{
    for (uint32_t i = f->next_comment; i < f->ast->comments.len; i++) {
        uint32_t at = f->ast->comments.at[i].span.lo;
        if (at >= hi)
            return false;
        if (at >= lo)
            return true;
    }
    return false;
}

/* ---- lines ---- */

static struct fmt_line *
add_line(struct fmt *f, struct fmt_line line)
{
    line.blank_before = f->blank;
    vec_push(f->arena, &f->lines, line);
    f->fresh = false;
    f->blank = false;
    return &vec_last(&f->lines);
}

struct fmt_line *
fmt_put(struct fmt *f, uint32_t indent, struct str text)
{
    return add_line(f, (struct fmt_line){.indent = indent, .cells = {text}, .cell_count = 1});
}

struct fmt_line *
fmt_row(struct fmt *f, enum fmt_group group, struct str a, struct str b, struct str c)
{
    return add_line(f, (struct fmt_line){.indent = f->indent,
                                         .group = group,
                                         .cells = {a, b, c},
                                         .cell_count = c.at   ? 3
                                                       : b.at ? 2
                                                              : 1});
}

/* A comment beside the last line, if that is where it was, else on a line of its own. */
static void
put_comment(struct fmt *f, const struct comment *c, bool keep_blank)
{
    struct str text = between(f, c->span.lo, c->span.hi);
    struct fmt_line *last = f->lines.len > 0 ? &vec_last(&f->lines) : NULL;
    bool beside = !c->own_line && last && !last->is_comment && !last->comment.at &&
                  (c->span.lo < f->last || line_ends(f, f->last, c->span.lo) == 0);
    if (beside) {
        last->comment = text;
    } else {
        f->blank =
            keep_blank && !f->fresh && c->span.lo > f->last && blank_line(f, f->last, c->span.lo);
        fmt_put(f, f->indent, text)->is_comment = true;
    }
    if (c->span.hi > f->last)
        f->last = c->span.hi;
}

static void
put_comments(struct fmt *f, uint32_t upto, bool keep_blank)
{
    while (f->next_comment < f->ast->comments.len) {
        const struct comment *c = &f->ast->comments.at[f->next_comment];
        if (c->span.lo >= upto)
            return;
        f->next_comment++;
        put_comment(f, c, keep_blank);
    }
}

void
fmt_begin(struct fmt *f, uint32_t at, uint32_t upto)
{
    put_comments(f, upto, true);
    f->blank = !f->fresh && at > f->last && blank_line(f, f->last, at);
    fmt_end(f, at);
}

void
fmt_begin_leaf(struct fmt *f, struct span at)
{
    fmt_begin(f, at.lo, at.hi);
}

void
fmt_continue(struct fmt *f, uint32_t at)
{
    put_comments(f, at, false);
}

void
fmt_end(struct fmt *f, uint32_t at)
{
    if (at > f->last)
        f->last = at;
}

void
fmt_open(struct fmt *f)
{
    f->indent += FMT_STEP;
    f->fresh = true;
}

void
fmt_close(struct fmt *f, uint32_t at, const char *brace)
{
    put_comments(f, at, true);
    f->indent -= FMT_STEP;
    f->blank = false;
    fmt_put(f, f->indent, str_from(brace));
    fmt_end(f, at);
}

/* ---- alignment ---- */

static uint32_t
gap(enum fmt_group group, uint32_t cell)
{
    bool narrow = group == GROUP_NODE || group == GROUP_THING || group == GROUP_ENUM;
    return (cell == 2 && !narrow) || (cell == 1 && group == GROUP_VIEW_CLAUSE) ? 2 : 1;
}

/* Where the cells of a line end when it stands alone. */
static uint32_t
natural_width(const struct fmt_line *line)
{
    uint32_t at = line->indent;
    for (uint32_t k = 0; k < line->cell_count; k++) {
        if (line->cells[k].at && line->cells[k].len > 0)
            at += fmt_width(line->cells[k]) + (k > 0 ? gap(line->group, k) : 0);
    }
    return at;
}

static bool
aligned(const struct fmt_line *line)
{
    return line->group != GROUP_NONE && !line->is_comment && natural_width(line) <= FMT_WIDTH;
}

/* The lines from `from` on that are aligned with it; comments between them do not part them. */
static uint32_t
run_end(const struct fmt *f, uint32_t from)
{
    const struct fmt_line *first = &f->lines.at[from];
    uint32_t i = from + 1;
    for (; i < f->lines.len; i++) {
        const struct fmt_line *line = &f->lines.at[i];
        bool belongs =
            line->is_comment || (line->group == first->group && line->indent == first->indent);
        if (line->blank_before || !belongs)
            break;
    }
    return i;
}

/* Each column starts behind the widest of what stands before it in lines that have it. */
static void
find_columns(const struct fmt *f, uint32_t from, uint32_t to, uint32_t starts[FMT_CELLS])
{
    memset(starts, 0, FMT_CELLS * sizeof *starts);
    for (uint32_t k = 1; k < FMT_CELLS; k++) {
        for (uint32_t i = from; i < to; i++) {
            const struct fmt_line *line = &f->lines.at[i];
            if (!aligned(line) || k >= line->cell_count || !line->cells[k].at)
                continue;
            uint32_t before = k - 1;
            while (before > 0 && !line->cells[before].at)
                before--;
            uint32_t end = starts[before] + fmt_width(line->cells[before]);
            if (end + gap(line->group, k) > starts[k])
                starts[k] = end + gap(line->group, k);
        }
    }
}

static void
pad(struct text_buf *out, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_add_char(out, ' ');
}

static struct str
render(struct fmt *f, const struct fmt_line *line, const uint32_t starts[FMT_CELLS])
{
    struct text_buf out = {.arena = f->arena};
    uint32_t at = 0;
    bool in_columns = aligned(line);
    pad(&out, line->indent);
    for (uint32_t k = 0; k < line->cell_count; k++) {
        struct str cell = line->cells[k];
        if (!cell.at || (cell.len == 0 && k + 1 == line->cell_count))
            continue;
        uint32_t start = k == 0 ? 0 : at + gap(line->group, k);
        if (starts[k] > start && !(line->wraps && !in_columns && k + 1 == line->cell_count))
            start = starts[k];
        bool last = k + 1 == line->cell_count;
        if (last && line->wraps && line->indent + start + fmt_width(cell) > FMT_WIDTH) {
            text_add_char(&out, '\n');
            pad(&out, line->indent + FMT_STEP);
        } else {
            pad(&out, start - at);
        }
        text_add(&out, cell);
        at = start + fmt_width(cell);
    }
    return text_str(&out);
}

static void
render_all(struct fmt *f, struct str *texts)
{
    static const uint32_t none[FMT_CELLS] = {0};
    for (uint32_t i = 0; i < f->lines.len;) {
        if (f->lines.at[i].group == GROUP_NONE || f->lines.at[i].is_comment) {
            texts[i] = render(f, &f->lines.at[i], none);
            i++;
            continue;
        }
        uint32_t starts[FMT_CELLS], end = run_end(f, i);
        find_columns(f, i, end, starts);
        for (; i < end; i++)
            texts[i] = render(f, &f->lines.at[i], starts);
    }
}

/* ---- comments at the ends of lines ---- */

static uint32_t
end_column(struct str text)
{
    size_t from = text.len;
    while (from > 0 && text.at[from - 1] != '\n')
        from--;
    return (uint32_t)str_codepoints(str_slice(text, from, text.len));
}

/* Comments of neighbouring lines start in one column, unless a line is long; 0: no comment. */
static void
comment_columns(const struct fmt *f, const struct str *texts, uint32_t *columns)
{
    enum { FAR = FMT_WIDTH - 30 };
    for (uint32_t from = 0, to; from < f->lines.len; from = to) {
        const struct fmt_line *first = &f->lines.at[from];
        uint32_t column = 0;
        for (to = from; to < f->lines.len; to++) {
            const struct fmt_line *line = &f->lines.at[to];
            bool apart = line->blank_before || line->indent != first->indent;
            if (!line->comment.at || (to > from && apart))
                break;
            uint32_t end = end_column(texts[to]);
            column = end <= FAR && end > column ? end : column;
        }
        for (uint32_t i = from; i < to; i++)
            columns[i] = column;
        to += to == from;
    }
}

struct str
fmt_print_lines(struct fmt *f)
{
    struct str *texts = arena_array(f->arena, struct str, f->lines.len + 1);
    struct text_buf out = {.arena = f->arena};
    uint32_t *columns = arena_array(f->arena, uint32_t, f->lines.len + 1);
    render_all(f, texts);
    comment_columns(f, texts, columns);
    for (uint32_t i = 0; i < f->lines.len; i++) {
        const struct fmt_line *line = &f->lines.at[i];
        if (line->blank_before)
            text_add_char(&out, '\n');
        text_add(&out, texts[i]);
        if (line->comment.at) {
            uint32_t end = end_column(texts[i]);
            pad(&out, columns[i] > end ? columns[i] - end + 2 : 2);
            text_add(&out, line->comment);
        }
        text_add_char(&out, '\n');
    }
    return text_str(&out);
}
