/* An answer for people: a table whose columns fit, or one line. */
#include "engine/render/render_internal.h"

enum { CELL_COLUMNS = 48, NARROWEST = 10, GAP = 2 };

static struct str
set_words(const struct answer *a, struct arena *arena, struct type t, const struct value *v)
{
    struct text_buf b = {.arena = arena};
    for (uint32_t i = 0; i < v->count; i++) {
        text_add_c(&b, i ? ", " : "");
        text_add(&b, answer_words(a, arena, t, v->members[i]));
    }
    if (v->incomplete)
        text_add_c(&b, v->count ? " and perhaps more" : "(unknown)");
    else if (v->count == 0)
        text_add_c(&b, "(none)");
    return text_str(&b);
}

static struct str
cell_words(const struct answer *a, struct arena *arena, struct type t, const struct value *v)
{
    switch (v->kind) {
    case VALUE_UNKNOWN: return STR("(unknown)");
    case VALUE_MISSING: return STR("-");
    case VALUE_SET: return set_words(a, arena, t, v);
    case VALUE_CELL: break;
    }
    return answer_words(a, arena, t, v->cell);
}

static bool
is_number(struct type t)
{
    return !card_is_set(t.card) &&
           (t.kind == TYPE_INT || t.kind == TYPE_DECIMAL || t.kind == TYPE_DAYS);
}

/* Cut to CELL_COLUMNS, aligned within `width`. */
static void
write_cell(struct pen *p, struct str text, uint32_t width, bool is_right, bool is_last)
{
    uint32_t used = 0, whole = pen_text_width(p, text);
    size_t i = 0;
    if (is_right)
        pen_fill(p, ' ', width > whole ? width - whole : 0);
    while (i < text.len) {
        size_t next = i;
        int32_t c = str_next_codepoint(text, &next);
        if (whole > width && used + pen_width(p, c) + 1 > width)
            break;
        used += pen_codepoint(p, c);
        i = next;
    }
    if (i < text.len)
        used += pen_codepoint(p, 0x2026);
    if (!is_right && !is_last)
        pen_fill(p, ' ', width > used ? width - used : 0);
}

struct grid {
    const struct answer *answer;
    struct str **texts; /* [row][column] */
    uint32_t *widths;   /* 0: not shown, no row has a value */
    uint32_t last;
};

/* To a terminal: the widest columns give way, as far as something of them is left to read. */
static void
grid_fit(struct grid *g, uint32_t width)
{
    for (;;) {
        uint32_t total = 0, widest = 0;
        for (uint32_t c = 0; c <= g->last; c++) {
            total += g->widths[c] ? g->widths[c] + GAP : 0;
            widest = g->widths[c] > g->widths[widest] ? c : widest;
        }
        if (width == 0 || total <= width + GAP || g->widths[widest] <= NARROWEST)
            return;
        g->widths[widest]--;
    }
}

static struct grid
grid_new(const struct pen *p, const struct answer *a, struct arena *arena)
{
    struct grid g = {.answer = a,
                     .texts = arena_array(arena, struct str *, a->row_count + 1),
                     .widths = arena_array(arena, uint32_t, a->column_count + 1)};
    for (uint32_t r = 0; r < a->row_count; r++) {
        g.texts[r] = arena_array(arena, struct str, a->column_count);
        for (uint32_t c = 0; c < a->column_count; c++) {
            const struct value *v = &a->rows[r][c];
            g.texts[r][c] = cell_words(a, arena, a->columns[c].type, v);
            uint32_t width = pen_text_width(p, g.texts[r][c]);
            if (v->kind != VALUE_MISSING && g.widths[c] < width)
                g.widths[c] = width;
        }
    }
    for (uint32_t c = 0; c < a->column_count; c++) {
        uint32_t title = pen_text_width(p, a->columns[c].name);
        bool is_hidden = a->kind == ANSWER_ENTITIES && g.widths[c] == 0;
        if (is_hidden)
            continue;
        g.widths[c] = g.widths[c] > CELL_COLUMNS ? CELL_COLUMNS : g.widths[c];
        g.widths[c] = g.widths[c] < title ? title : g.widths[c];
        g.last = c;
    }
    grid_fit(&g, p->options->width);
    return g;
}

static void
write_table(struct pen *p, const struct answer *a, struct arena *arena)
{
    struct grid g = grid_new(p, a, arena);
    if (a->row_count == 0)
        return;
    pen_ink(p, INK_BOLD);
    for (uint32_t c = 0; c <= g.last; c++) {
        if (g.widths[c] == 0)
            continue;
        pen_fill(p, ' ', c ? GAP : 0);
        write_cell(p, a->columns[c].name, g.widths[c], is_number(a->columns[c].type), c == g.last);
    }
    pen_ink(p, INK_PLAIN);
    pen_c(p, "\n");
    for (uint32_t c = 0; c <= g.last; c++) {
        pen_fill(p, ' ', c && g.widths[c] ? GAP : 0);
        pen_fill(p, '-', g.widths[c]);
    }
    pen_c(p, "\n");
    for (uint32_t r = 0; r < a->row_count; r++) {
        for (uint32_t c = 0; c <= g.last; c++) {
            if (g.widths[c] == 0)
                continue;
            pen_fill(p, ' ', c ? GAP : 0);
            write_cell(p, g.texts[r][c], g.widths[c], is_number(a->columns[c].type), c == g.last);
        }
        pen_c(p, "\n");
    }
}

/* "holds: 1 expired, 2 later; document: 3 intact" */
static void
write_tallies(struct pen *p, const struct answer *a)
{
    for (uint32_t i = 0; i < a->tally_count; i++) {
        const struct answer_tally *t = &a->tallies[i];
        bool is_first = i == 0 || !str_eq(t->column, t[-1].column);
        pen_c(p, i == 0 ? "" : is_first ? "; " : ", ");
        if (is_first)
            pen_printf(p, STR_FMT ": ", STR_ARG(t->column));
        pen_printf(p, "%u " STR_FMT, t->count, STR_ARG(t->word));
    }
    pen_c(p, a->tally_count ? "\n" : "");
}

void
render_answer_text(const struct answer *a, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    struct arena arena = {0};
    if (a->kind == ANSWER_CONDITION || a->kind == ANSWER_VALUE) {
        struct str text = cell_words(a, &arena, a->columns[0].type, &a->rows[0][0]);
        if (a->rows[0][0].kind == VALUE_MISSING)
            text = STR("(not given)");
        pen_text(&p, text);
        pen_c(&p, "\n");
    } else {
        write_table(&p, a, &arena);
        if (!o->is_brief)
            pen_printf(&p, "%s%u %s%s\n", a->row_count ? "\n" : "", a->row_count,
                       a->row_count == 1 ? "row" : "rows",
                       a->incomplete ? ", and perhaps more" : "");
        write_tallies(&p, a);
    }
    pen_flush(&p);
    arena_release(&arena);
}
