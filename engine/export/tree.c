/* Nodes of a document. */
#include "engine/export/export.h"

struct doc_node *
doc_new(struct arena *a, enum doc_kind kind)
{
    struct doc_node *n = arena_new(a, struct doc_node);
    n->kind = kind;
    return n;
}

struct doc_node *
doc_leaf(struct arena *a, enum leaf_kind kind, struct str text)
{
    struct doc_node *n = doc_new(a, DOC_LEAF);
    n->leaf = kind;
    n->text = text;
    return n;
}

static enum leaf_kind
leaf_kind(enum type_kind kind)
{
    switch (kind) {
    case TYPE_BOOL: return LEAF_TRUTH;
    case TYPE_INT:
    case TYPE_DECIMAL: return LEAF_NUMBER;
    case TYPE_DATE: return LEAF_DATE;
    default: return LEAF_TEXT;
    }
}

struct doc_node *
export_leaf(struct arena *a, const struct program *p, struct type t, uint64_t cell)
{
    return doc_leaf(a, leaf_kind(t.kind), cell_text(p, a, t, cell));
}
