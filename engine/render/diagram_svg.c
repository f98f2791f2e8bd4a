/*
 * Pages as drawings. One file holds one page, or all of them below each other. It needs nothing from elsewhere: no script, no font, no
 * picture. Boxes are groups with a title, in reading order, that the keyboard reaches; lines say nothing that the titles do not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "engine/render/svg.h"

enum { HEADER = 420, FOOTER = 260, EDGE = 200, W_LEAST = 6400, CORNER = 60 };

/* ---- words and numbers ---- */

void
svg_text(struct svg *s, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        int32_t c = str_next_codepoint(text, &i);
        if (c == '&' || c == '<' || c == '>' || c == '"')
            pen_c(&s->pen, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
        else if (c < 0 || (c < 0x20 && c != '\n') || c == 0xfffe || c == 0xffff)
            pen_c(&s->pen, "\xef\xbf\xbd"); /* what XML has no word for */
        else if (c == '\n')
            pen_c(&s->pen, "&#10;");
        else
            pen_bytes(&s->pen, str_slice(text, from, i));
    }
}

void
svg_length(struct svg *s, int32_t tenths)
{
    uint32_t size = (uint32_t)(tenths < 0 ? -(int64_t)tenths : tenths);
    pen_printf(&s->pen, tenths < 0 ? "-%u" : "%u", (unsigned)(size / PIXEL));
    if (size % PIXEL)
        pen_printf(&s->pen, ".%u", (unsigned)(size % PIXEL));
}

void
svg_number(struct svg *s, const char *name, int32_t tenths)
{
    pen_printf(&s->pen, " %s=\"", name);
    svg_length(s, tenths);
    pen_c(&s->pen, "\"");
}

struct str
diagram_page_name(struct arena *a, const struct diagram *d, uint32_t page)
{
    int digits = snprintf(NULL, 0, "%u", (unsigned)d->page_count);
    return str_printf(a, "page-%0*u.svg", digits < 2 ? 2 : digits, (unsigned)page + 1);
}

bool
svg_page_link(struct svg *s, uint32_t page, struct str about)
{
    if (page >= s->diagram->page_count)
        return false;
    pen_c(&s->pen, "<a href=\"");
    if (s->target->page == DIAGRAM_ALL_PAGES)
        pen_printf(&s->pen, "#page-%u", (unsigned)page + 1);
    else
        pen_bytes(&s->pen, diagram_page_name(&s->scratch, s->diagram, page));
    pen_c(&s->pen, "\" aria-label=\"");
    svg_text(s, about);
    pen_c(&s->pen, "\">");
    return true;
}

/* ---- lines ---- */

static int32_t
towards(int32_t from, int32_t to, int32_t by)
{
    return from + (to > from ? by : to < from ? -by : 0);
}

/* Right angles with round corners, where there is room for them. */
static void
line(struct svg *s, const struct diagram_line *l)
{
    static const char *const classes[] = {"line", "line", "line against"};
    static const char *const heads[] = {"full", "hollow", "strike"};
    pen_printf(&s->pen, "<path class=\"%s\" d=\"", classes[l->kind]);
    for (uint32_t i = 0; i < l->point_count; i++) {
        struct point at = l->points[i];
        pen_c(&s->pen, i == 0 ? "M" : "L");
        if (i == 0 || i + 1 == l->point_count) {
            svg_length(s, at.x);
            pen_c(&s->pen, ",");
            svg_length(s, at.y);
            continue;
        }
        struct point a = l->points[i - 1], b = l->points[i + 1];
        int32_t before = abs(at.x - a.x) + abs(at.y - a.y),
                behind = abs(at.x - b.x) + abs(at.y - b.y),
                least = before < behind ? before : behind,
                r = least / 2 < CORNER ? least / 2 : CORNER;
        svg_length(s, towards(at.x, a.x, r));
        pen_c(&s->pen, ",");
        svg_length(s, towards(at.y, a.y, r));
        pen_c(&s->pen, "Q");
        svg_length(s, at.x);
        pen_c(&s->pen, ",");
        svg_length(s, at.y);
        pen_c(&s->pen, " ");
        svg_length(s, towards(at.x, b.x, r));
        pen_c(&s->pen, ",");
        svg_length(s, towards(at.y, b.y, r));
    }
    pen_c(&s->pen, "\"");
    if (l->begins_with_arrow)
        pen_printf(&s->pen, " marker-start=\"url(#%s)\"", heads[l->kind]);
    if (l->ends_with_arrow)
        pen_printf(&s->pen, " marker-end=\"url(#%s)\"", heads[l->kind]);
    pen_c(&s->pen, "/>\n");
}

static void
arrow_heads(struct svg *s)
{
    static const char *const classes[] = {"full", "hollow", "strike"};
    pen_c(&s->pen, "<defs>");
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        pen_printf(&s->pen,
                   "<marker id=\"%s\" viewBox=\"0 0 12 10\" refX=\"11\" refY=\"5\" "
                   "markerWidth=\"12\" markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" "
                   "orient=\"auto-start-reverse\"><path class=\"%s\" d=\"M1,1L11,5L1,9Z\"/>"
                   "</marker>",
                   classes[i], classes[i]);
    pen_c(&s->pen, "</defs>\n");
}

/* ---- pages ---- */

static int32_t
page_width(const struct diagram_page *p)
{
    return p->w > W_LEAST ? p->w : W_LEAST;
}

static void
words_at(struct svg *s, const char *class, const char *anchor, int32_t x, int32_t y,
         struct str text)
{
    pen_printf(&s->pen, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
    svg_number(s, "x", x);
    svg_number(s, "y", y);
    pen_c(&s->pen, ">");
    svg_text(s, text);
    pen_c(&s->pen, "</text>\n");
}

/* Its drawing begins below the header. */
static void
page(struct svg *s, uint32_t number, int32_t y)
{
    const struct diagram_page *p = &s->diagram->pages[number];
    int32_t w = page_width(p);
    struct arena *a = &s->scratch;
    pen_printf(&s->pen, "<g id=\"page-%u\" role=\"group\" aria-label=\"Page %u of %u: ",
               (unsigned)number + 1, (unsigned)number + 1, (unsigned)s->diagram->page_count);
    svg_text(s, p->title);
    pen_c(&s->pen, "\" transform=\"translate(0 ");
    svg_length(s, y);
    pen_c(&s->pen, ")\">\n");
    struct font bold = {15 * PIXEL, true}, small = {DIAGRAM_SMALL, false};
    words_at(s, "title", "start", EDGE, 270, text_cut(a, bold, p->title, w - 2 * EDGE));
    struct str count = str_printf(a, "page %u of %u", (unsigned)number + 1,
                                  (unsigned)s->diagram->page_count),
               of = str_printf(a, STR_FMT "%sas of " STR_FMT, STR_ARG(s->diagram->title),
                               s->diagram->title.len ? ", " : "",
                               STR_ARG(date_text(a, s->diagram->as_of)));
    int32_t foot = HEADER + p->h + 150;
    words_at(s, "small", "end", w - EDGE, foot, count);
    words_at(s, "small", "start", EDGE, foot, text_cut(a, small, of, w - 2 * EDGE - 1500));
    pen_c(&s->pen, "<g transform=\"translate(");
    svg_length(s, (w - p->w) / 2);
    pen_c(&s->pen, " ");
    svg_length(s, HEADER);
    pen_c(&s->pen, ")\">\n<g aria-hidden=\"true\">\n");
    for (uint32_t i = 0; i < p->line_count; i++)
        line(s, &p->lines[i]);
    pen_c(&s->pen, "</g>\n");
    for (uint32_t i = 0; i < p->node_count; i++)
        svg_node(s, &p->nodes[i]);
    pen_c(&s->pen, "</g>\n</g>\n");
}

void
render_diagram_svg(const struct diagram *d, const struct diagram_target *t,
                   const struct output *out)
{
    static const struct render_options plain = {0};
    struct svg s = {.pen = {.options = &plain, .out = out}, .diagram = d, .target = t};
    bool is_all = t->page == DIAGRAM_ALL_PAGES;
    uint32_t first = is_all ? 0 : t->page, end = is_all ? d->page_count : t->page + 1;
    int32_t w = 0, h = 0;
    for (uint32_t i = first; i < end; i++) {
        w = page_width(&d->pages[i]) > w ? page_width(&d->pages[i]) : w;
        h += d->pages[i].h + HEADER + FOOTER;
    }
    pen_c(&s.pen, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    pen_c(&s.pen, end == first + 1 ? " class=\"alone\"" : "");
    svg_number(&s, "width", w);
    svg_number(&s, "height", h);
    pen_c(&s.pen, " viewBox=\"0 0 ");
    svg_length(&s, w);
    pen_c(&s.pen, " ");
    svg_length(&s, h);
    pen_c(&s.pen, "\" role=\"group\">\n<title>");
    svg_text(&s, d->title.len ? d->title : STR("Diagram"));
    pen_c(&s.pen, "</title>\n<style>\n");
    pen_c(&s.pen, svg_style);
    pen_c(&s.pen, "</style>\n");
    arrow_heads(&s);
    pen_c(&s.pen, "<rect class=\"frame\" width=\"100%\" height=\"100%\"/>\n");
    for (uint32_t i = first, y = 0; i < end; i++) {
        page(&s, i, (int32_t)y);
        y += (uint32_t)(d->pages[i].h + HEADER + FOOTER);
    }
    pen_c(&s.pen, "</svg>\n");
    pen_flush(&s.pen);
    arena_release(&s.scratch);
}
