/* An explanation as a drawing, for Graphviz. */
#include "engine/render/render_internal.h"

enum { LABEL_COLUMNS = 40 };

/* A quoted label, broken at blanks. */
static void
write_label(struct pen *p, struct str text, struct str place)
{
    uint32_t column = 0;
    pen_c(p, "\"");
    for (size_t i = 0; i < text.len;) {
        int32_t c = str_next_codepoint(text, &i);
        if (c == ' ' && column >= LABEL_COLUMNS) {
            pen_c(p, "\\n");
            column = 0;
            continue;
        }
        if (c == '"' || c == '\\')
            pen_c(p, "\\");
        column += pen_codepoint(p, c);
    }
    if (place.len) {
        pen_c(p, "\\n");
        for (size_t i = 0; i < place.len;) {
            int32_t c = str_next_codepoint(place, &i);
            if (c == '"' || c == '\\')
                pen_c(p, "\\");
            pen_codepoint(p, c);
        }
    }
    pen_c(p, "\"");
}

static const char *
shape(const struct reason *w)
{
    switch (w->kind) {
    case REASON_FACT: return "note";
    case REASON_DEFINITION: return "box, style=rounded";
    case REASON_ALL:
    case REASON_ANY: return "ellipse";
    default: return "box";
    }
}

struct drawing {
    struct pen pen;
    const struct proof *proof;
    struct arena scratch;
    uint32_t count;
};

/* Depth is that of the tree, which is bounded. */
static void
write_reason(struct drawing *d, const struct reason *w, uint32_t parent)
{
    uint32_t id = ++d->count;
    const char *color = w->truth == TRUE_    ? "black"
                        : w->truth == FALSE_ ? "firebrick"
                                             : "darkorange";
    pen_printf(&d->pen, "  n%u [shape=%s, color=%s, label=", id, shape(w), color);
    write_label(&d->pen, w->text, proof_place(d->proof, &d->scratch, w->at));
    pen_printf(&d->pen, "];\n  n%u -> n%u;\n", parent, id);
    for (const struct reason *part = w->is_same ? NULL : w->first; part; part = part->next)
        if (!proof_is_said(w, part))
            write_reason(d, part, id);
}

void
render_proof_dot(const struct proof *proof, const struct render_options *o,
                 const struct output *out)
{
    struct drawing d = {.pen = {.options = o, .out = out}, .proof = proof};
    const struct explanation *e = proof->e;
    pen_c(&d.pen, "digraph explanation {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n");
    pen_c(&d.pen, "  n0 [shape=box, style=bold, label=");
    write_label(&d.pen, e->head, proof_place(proof, &d.scratch, e->at));
    pen_c(&d.pen, "];\n");
    for (const struct reason *part = e->root->first; part; part = part->next)
        write_reason(&d, part, 0);
    pen_c(&d.pen, "}\n");
    pen_flush(&d.pen);
    arena_release(&d.scratch);
}
