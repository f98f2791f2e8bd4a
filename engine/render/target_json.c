/* A document as JSON (RFC 8259). */
#include "engine/render/render_internal.h"

static void
write_node(struct json *j, const struct doc_node *n)
{
    switch (n->kind) {
    case DOC_LEAF:
        if (n->leaf == LEAF_NUMBER || n->leaf == LEAF_TRUTH)
            json_literal(j, NULL, n->text);
        else
            json_text(j, NULL, n->text);
        return;
    case DOC_LIST:
        json_open(j, NULL, '[');
        for (uint32_t i = 0; i < n->items.len; i++)
            write_node(j, n->items.at[i]);
        json_close(j, ']');
        return;
    case DOC_MAPPING:
        json_open(j, NULL, '{');
        for (uint32_t i = 0; i < n->members.len; i++) {
            json_key(j, n->members.at[i].key);
            write_node(j, n->members.at[i].value);
        }
        json_close(j, '}');
        return;
    }
}

void
render_document_json(const struct doc_node *root, struct pen *p)
{
    struct json j = {.pen = {.options = p->options, .out = p->out}};
    write_node(&j, root);
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
}
