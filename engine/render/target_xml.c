/* A document as XML 1.0: one element; "@name" is an attribute, the member without a key the text of its element. */
#include "engine/render/render_internal.h"

enum { XML_STEP = 2 };

static void
write_escaped(struct pen *p, struct str s, bool is_attribute)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '&')
            pen_c(p, "&amp;");
        else if (c == '<')
            pen_c(p, "&lt;");
        else if (c == '>')
            pen_c(p, "&gt;");
        else if (c == '"' && is_attribute)
            pen_c(p, "&quot;");
        else if (c == '\r' || (is_attribute && (c == '\n' || c == '\t')))
            pen_printf(p, "&#%d;", c);
        else
            pen_bytes(p, str_slice(s, i, i + 1));
    }
}

static bool
is_attribute(const struct doc_member *m)
{
    return str_starts(m->key, STR("@"));
}

static void write_element(struct pen *p, struct str name, const struct doc_node *n,
                          uint32_t indent);

/* What is within an element: its text, and elements on lines of their own unless there is text beside them. */
static void
write_content(struct pen *p, const struct doc_node *n, uint32_t indent)
{
    bool is_mixed = false;
    for (uint32_t i = 0; i < n->members.len; i++)
        is_mixed |= n->members.at[i].is_content;
    for (uint32_t i = 0; i < n->members.len; i++) {
        const struct doc_member *m = &n->members.at[i];
        const struct doc_node *list = m->value->kind == DOC_LIST ? m->value : NULL;
        if (is_attribute(m))
            continue;
        for (uint32_t k = 0; k < (list ? list->items.len : 1); k++) {
            const struct doc_node *one = list ? list->items.at[k] : m->value;
            if (m->is_content) {
                write_escaped(p, one->text, false);
                continue;
            }
            if (!is_mixed) {
                pen_c(p, "\n");
                pen_fill(p, ' ', indent + XML_STEP);
            }
            write_element(p, m->key, one, indent + XML_STEP);
        }
    }
    if (!is_mixed) {
        pen_c(p, "\n");
        pen_fill(p, ' ', indent);
    }
}

static bool
has_content(const struct doc_node *n)
{
    for (uint32_t i = 0; i < n->members.len; i++) {
        const struct doc_member *m = &n->members.at[i];
        if (!is_attribute(m) && (m->value->kind != DOC_LIST || m->value->items.len))
            return true;
    }
    return false;
}

static void
write_element(struct pen *p, struct str name, const struct doc_node *n, uint32_t indent)
{
    pen_c(p, "<");
    pen_bytes(p, name);
    for (uint32_t i = 0; i < n->members.len; i++) {
        const struct doc_member *m = &n->members.at[i];
        if (!is_attribute(m))
            continue;
        pen_c(p, " ");
        pen_bytes(p, str_slice(m->key, 1, m->key.len));
        pen_c(p, "=\"");
        write_escaped(p, m->value->text, true);
        pen_c(p, "\"");
    }
    bool is_leaf = n->kind == DOC_LEAF;
    if (is_leaf ? !n->text.len : !has_content(n)) {
        pen_c(p, "/>");
        return;
    }
    pen_c(p, ">");
    if (is_leaf)
        write_escaped(p, n->text, false);
    else
        write_content(p, n, indent);
    pen_c(p, "</");
    pen_bytes(p, name);
    pen_c(p, ">");
}

void
render_document_xml(const struct doc_node *root, struct pen *p)
{
    pen_c(p, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for (uint32_t i = 0; i < root->members.len; i++)
        write_element(p, root->members.at[i].key, root->members.at[i].value, 0);
    pen_c(p, "\n");
}
