/* A document as an indented list: an item is a line, however many its text has. */
#include "engine/render/render_internal.h"

enum { INDENT = 2 };

static void
write_line(struct str text, uint32_t depth, struct pen *p)
{
    size_t from = 0;
    while (text.len && (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == '\r'))
        text.len--;
    pen_fill(p, ' ', depth * INDENT);
    pen_c(p, "- ");
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.at[i] != '\n' && text.at[i] != '\r')
            continue;
        if (i > from && from > 0)
            pen_c(p, " ");
        pen_bytes(p, str_slice(text, from, i));
        from = i + 1;
    }
    pen_c(p, "\n");
}

/* As deep as an outline can be read. */
static void
write_items(const struct doc_node *list, uint32_t depth, struct pen *p)
{
    for (uint32_t i = 0; i < list->items.len; i++) {
        const struct doc_node *item = list->items.at[i];
        for (uint32_t k = 0; k < item->members.len; k++) {
            const struct doc_node *value = item->members.at[k].value;
            if (value->kind == DOC_LEAF)
                write_line(value->text, depth, p);
            else
                write_items(value, depth + 1, p);
        }
    }
}

void
render_document_outline(const struct doc_node *root, struct pen *p)
{
    write_items(root, 0, p);
}
