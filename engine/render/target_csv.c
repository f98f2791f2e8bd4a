/*
 * A document as CSV (RFC 4180): a line of headings, the keys of all rows in the order in which they first appear, then the rows.
 * Cells hold what the target says, to the letter: other programs read them.
 */
#include "engine/render/render_internal.h"

typedef VEC(uint32_t) sym_vec;

/* The column of a key; mostly the one behind the last. */
static uint32_t
column_of(const sym_vec *columns, uint32_t sym, uint32_t guess)
{
    if (guess < columns->len && columns->at[guess] == sym)
        return guess;
    uint32_t i = 0;
    while (i < columns->len && columns->at[i] != sym)
        i++;
    return i;
}

static sym_vec
headings(struct arena *a, const struct doc_node *root, struct pen *p)
{
    sym_vec columns = {0};
    for (uint32_t r = 0; r < root->items.len; r++) {
        const struct doc_node *row = root->items.at[r];
        for (uint32_t i = 0; i < row->members.len; i++) {
            if (column_of(&columns, row->members.at[i].sym, i) < columns.len)
                continue;
            pen_c(p, columns.len ? "," : "");
            pen_csv(p, row->members.at[i].key);
            vec_push(a, &columns, row->members.at[i].sym);
        }
    }
    return columns;
}

/* Rows of one column that is empty would be no lines. */
static void
write_row(struct pen *p, const struct str *cells, uint32_t count)
{
    for (uint32_t c = 0; c < count; c++) {
        pen_c(p, c ? "," : "");
        if (count == 1 && !cells[c].len)
            pen_c(p, "\"\"");
        else
            pen_csv(p, cells[c]);
    }
    pen_c(p, "\r\n");
}

void
render_document_csv(const struct doc_node *root, struct pen *p)
{
    struct arena scratch = {0};
    sym_vec columns = headings(&scratch, root, p);
    struct str *cells = arena_array(&scratch, struct str, columns.len);
    if (columns.len)
        pen_c(p, "\r\n");
    for (uint32_t r = 0; r < root->items.len; r++) {
        const struct doc_node *row = root->items.at[r];
        uint32_t at = 0;
        for (uint32_t c = 0; c < columns.len; c++)
            cells[c] = (struct str){0};
        for (uint32_t i = 0; i < row->members.len; i++) {
            at = column_of(&columns, row->members.at[i].sym, at);
            cells[at++] = row->members.at[i].value->text;
        }
        if (columns.len)
            write_row(p, cells, columns.len);
    }
    arena_release(&scratch);
}
