/* A document as lines: every value is one, or as many as it has. */
#include "engine/render/render_internal.h"

void
render_document_lines(const struct doc_node *root, struct pen *p)
{
    if (root->kind == DOC_LEAF) {
        pen_bytes(p, root->text);
        pen_c(p, "\n");
    }
    for (uint32_t i = 0; i < root->items.len; i++)
        render_document_lines(root->items.at[i], p);
    for (uint32_t i = 0; i < root->members.len; i++)
        render_document_lines(root->members.at[i].value, p);
}
