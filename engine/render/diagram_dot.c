/* The graph for Graphviz: boxes and lines of all pages, without their places. An entity is one node, wherever it is drawn. */
#include "engine/render/render_internal.h"

static const char *const shapes[] = {
    [VIEW_SHAPE_CIRCLE] = "circle",
    [VIEW_SHAPE_DIAMOND] = "diamond",
    [VIEW_SHAPE_DOT] = "point",
    [VIEW_SHAPE_ELLIPSE] = "ellipse",
    [VIEW_SHAPE_FOLDER] = "tab",
    [VIEW_SHAPE_HEXAGON] = "hexagon",
    [VIEW_SHAPE_NOTE] = "note",
    [VIEW_SHAPE_PARALLELOGRAM] = "parallelogram",
    [VIEW_SHAPE_RECTANGLE] = "box",
    [VIEW_SHAPE_ROUNDED] = "box, style=rounded",
    [VIEW_SHAPE_STADIUM] = "box, style=rounded",
};

static void
quoted(struct pen *p, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        int32_t c = str_next_codepoint(text, &i);
        if (c == '"' || c == '\\')
            pen_c(p, "\\");
        pen_codepoint(p, c);
    }
}

static void
node(struct pen *p, const struct diagram_node *n)
{
    pen_c(p, "  \"");
    quoted(p, n->key);
    pen_printf(p, "\" [shape=%s, label=\"", shapes[n->shape]);
    for (uint32_t i = 0; i < n->row_count; i++) {
        if (n->rows[i].kind == ROW_PAGE)
            continue;
        quoted(p, n->rows[i].text);
        pen_c(p, "\\n");
    }
    pen_c(p, "\"");
    pen_c(p, n->tenor == TENOR_BAD       ? ", color=firebrick, penwidth=2"
             : n->tenor == TENOR_WARNING ? ", color=darkorange, penwidth=2"
                                         : "");
    pen_c(p, "];\n");
}

static void
line(struct pen *p, const struct diagram_page *page, const struct diagram_line *l)
{
    static const char *const styles[] = {
        [LINE_TREE] = "", [LINE_ASIDE] = "arrowhead=empty", [LINE_AGAINST] = "style=dashed"};
    pen_c(p, "  \"");
    quoted(p, page->nodes[l->from].key);
    pen_c(p, "\" -> \"");
    quoted(p, page->nodes[l->to].key);
    const char *direction = l->begins_with_arrow && !l->ends_with_arrow    ? "dir=back"
                            : !l->begins_with_arrow && !l->ends_with_arrow ? "dir=none"
                                                                           : "";
    bool has_both = *styles[l->kind] && *direction;
    pen_printf(p, "\" [%s%s%s];\n", styles[l->kind], has_both ? ", " : "", direction);
}

void
render_diagram_dot(const struct diagram *d, const struct diagram_target *t,
                   const struct output *out)
{
    static const struct render_options plain = {0};
    struct pen p = {.options = &plain, .out = out};
    bool is_all = t->page == DIAGRAM_ALL_PAGES;
    uint32_t first = is_all ? 0 : t->page, end = is_all ? d->page_count : t->page + 1;
    pen_c(&p, "digraph {\n  label=\"");
    quoted(&p, d->title);
    pen_c(&p, "\";\n  node [fontname=\"Liberation Sans\", fontsize=10];\n");
    for (uint32_t i = first; i < end; i++)
        for (uint32_t k = 0; k < d->pages[i].node_count; k++)
            if (d->pages[i].nodes[k].is_anchor || !is_all)
                node(&p, &d->pages[i].nodes[k]);
    for (uint32_t i = first; i < end; i++)
        for (uint32_t k = 0; k < d->pages[i].line_count; k++)
            line(&p, &d->pages[i], &d->pages[i].lines[k]);
    pen_c(&p, "}\n");
    pen_flush(&p);
}
