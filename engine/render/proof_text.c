/* An explanation as a tree, for people. */
#include "engine/render/render_internal.h"

enum { INDENT_MAX = 60 }; /* columns; what stands deeper is not indented further */

struct tree_pen {
    struct pen pen;
    const struct proof *proof;
    struct arena scratch;
    struct text_buf indent; /* the lines of the branches that go on */
};

static const char *
mark(const struct reason *w)
{
    switch (w->truth) {
    case TRUE_: return "";
    case UNKNOWN_: return "? ";
    case FALSE_: return w->kind == REASON_FACT || w->kind == REASON_MORE ? "" : "✗ ";
    }
    return "";
}

static void
write_line(struct tree_pen *t, const struct reason *w, bool is_last)
{
    struct pen *p = &t->pen;
    uint32_t used = 0;
    pen_ink(p, INK_GUTTER);
    used += pen_text(p, text_str(&t->indent));
    used += pen_text(p, is_last ? STR("└─ ") : STR("├─ "));
    pen_ink(p, w->truth == TRUE_ ? INK_PLAIN : w->truth == FALSE_ ? INK_ERROR : INK_WARNING);
    used += pen_text(p, str_from(mark(w)));
    pen_ink(p, INK_PLAIN);
    struct text_buf b = {.arena = &t->scratch};
    text_add(&b, w->text);
    struct str place = proof_place(t->proof, &t->scratch, w->at);
    if (w->is_same && (w->first || w->same))
        text_add_c(&b, " (as above)");
    else if (place.len)
        text_printf(&b, ", " STR_FMT, STR_ARG(place));
    pen_wrapped(p, text_str(&b), used, used);
    pen_c(p, "\n");
}

static void write_parts(struct tree_pen *t, const struct reason *w);

/* A reason without words of its own, or one that only repeats its one part, is not a line. */
static const struct reason *
shown(const struct reason *w)
{
    while (w->text.len == 0 && w->first && !w->first->next)
        w = w->first;
    return w;
}

static void
write_reason(struct tree_pen *t, const struct reason *w, bool is_last)
{
    write_line(t, w, is_last);
    if (w->is_same)
        return;
    size_t before = t->indent.len;
    if (before < INDENT_MAX * 3)
        text_add_c(&t->indent, is_last ? "   " : "│  ");
    write_parts(t, w);
    t->indent.len = before;
}

/* Depth is that of the tree, which is bounded. */
static void
write_parts(struct tree_pen *t, const struct reason *w)
{
    const struct reason *last = NULL;
    for (const struct reason *part = w->first; part; part = part->next)
        if (!proof_is_said(w, part))
            last = part;
    for (const struct reason *part = w->first; part; part = part->next)
        if (!proof_is_said(w, part))
            write_reason(t, shown(part), part == last);
}

static void
write_head(struct tree_pen *t)
{
    const struct explanation *e = t->proof->e;
    struct pen *p = &t->pen;
    pen_ink(p, e->status == SUBJECT_SATISFIED ? INK_GOOD : e->is_violated ? INK_ERROR : INK_BOLD);
    pen_wrapped(p, e->head, 0, 2);
    pen_ink(p, INK_PLAIN);
    struct str at = proof_place(t->proof, &t->scratch, e->at);
    if (at.len) {
        pen_c(p, ", ");
        pen_text(p, at);
    }
    pen_c(p, "\n  ");
    pen_wrapped(p, e->rule->title, 2, 2);
    pen_c(p, "\n");
}

static void
write_repairs(struct tree_pen *t)
{
    const struct explanation *e = t->proof->e;
    struct pen *p = &t->pen;
    if (!e->is_violated)
        return;
    pen_c(p, "\n");
    pen_ink(p, INK_BOLD);
    pen_c(p, e->repairs ? "nearest repair" : "no repair");
    pen_ink(p, INK_PLAIN);
    pen_c(p, ": ");
    if (!e->repairs) {
        pen_wrapped(p, e->no_repair, 11, 2);
        pen_c(p, "\n");
        return;
    }
    pen_c(p, e->repairs->next ? "all of these together\n" : "this alone\n");
    for (const struct edit *edit = e->repairs; edit; edit = edit->next) {
        struct str place = proof_place(t->proof, &t->scratch, edit->at);
        pen_c(p, "  ");
        pen_wrapped(p, edit->text, 2, 4);
        if (place.len) {
            pen_c(p, ", ");
            pen_text(p, place);
        }
        pen_c(p, "\n");
    }
}

void
render_proof_text(const struct proof *proof, const struct render_options *o,
                  const struct output *out)
{
    struct tree_pen t = {.pen = {.options = o, .out = out}, .proof = proof};
    t.indent.arena = &t.scratch;
    write_head(&t);
    if (proof->e->root->first)
        pen_c(&t.pen, "\n");
    write_parts(&t, proof->e->root);
    write_repairs(&t);
    pen_flush(&t.pen);
    arena_release(&t.scratch);
}
