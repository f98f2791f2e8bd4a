/*
 * An answer for spreadsheets: RFC 4180, with a line of names. A text that a spreadsheet would take for a formula is
 * written behind an apostrophe, which spreadsheets show as text; numbers are as they are.
 */
#include "engine/render/render_internal.h"

static bool
is_taken_for_formula(struct type t, struct str s)
{
    bool is_number = t.kind == TYPE_INT || t.kind == TYPE_DECIMAL || t.kind == TYPE_DAYS;
    if ((is_number && !card_is_set(t.card)) || s.len == 0)
        return false;
    char c = s.at[0];
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

static struct str
cell_text_of(const struct answer *a, struct arena *arena, struct type t, const struct value *v)
{
    struct text_buf b = {.arena = arena};
    if (v->kind == VALUE_UNKNOWN)
        return STR("(unknown)");
    if (v->kind == VALUE_CELL)
        return answer_words(a, arena, t, v->cell);
    for (uint32_t i = 0; v->kind == VALUE_SET && i < v->count; i++) {
        text_add_c(&b, i ? "; " : "");
        text_add(&b, answer_words(a, arena, t, v->members[i]));
    }
    if (v->kind == VALUE_SET && v->incomplete)
        text_add_c(&b, v->count ? "; (perhaps more)" : "(unknown)");
    return text_str(&b);
}

void
render_answer_csv(const struct answer *a, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    struct arena arena = {0};
    for (uint32_t c = 0; c < a->column_count; c++) {
        pen_c(&p, c ? "," : "");
        pen_csv(&p, a->columns[c].name);
    }
    pen_c(&p, "\r\n");
    for (uint32_t r = 0; r < a->row_count; r++) {
        for (uint32_t c = 0; c < a->column_count; c++) {
            struct type t = a->columns[c].type;
            struct str text = cell_text_of(a, &arena, t, &a->rows[r][c]);
            if (is_taken_for_formula(t, text))
                text = str_printf(&arena, "'" STR_FMT, STR_ARG(text));
            pen_c(&p, c ? "," : "");
            pen_csv(&p, text);
        }
        pen_c(&p, "\r\n");
    }
    pen_flush(&p);
    arena_release(&arena);
}
