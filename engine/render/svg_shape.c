/* One box: its outline, what hangs on it, and the rows written in it. */
#include "engine/render/svg.h"

static const char *const tones[] = {
#define VIEW_TONE(word, id) word,
#include "lang/view_words.def"
#undef VIEW_TONE
};

/* ---- outlines ---- */

struct outline {
    int32_t x, y, w, h;
};

static struct outline
outline_of(const struct diagram_node *n)
{
    return (struct outline){n->x, n->y + n->head, n->w, n->h - n->head - n->foot};
}

static void
point(struct svg *s, char command, int32_t x, int32_t y)
{
    pen_printf(&s->pen, "%c", command);
    svg_length(s, x);
    pen_c(&s->pen, ",");
    svg_length(s, y);
}

/* Closed, through corners given as pairs. */
static void
polygon(struct svg *s, const char *class, const int32_t *xy, size_t count)
{
    pen_printf(&s->pen, "<path class=\"%s\" d=\"", class);
    for (size_t i = 0; i < count; i += 2)
        point(s, i ? 'L' : 'M', xy[i], xy[i + 1]);
    pen_c(&s->pen, "Z\"/>");
}

static void
box(struct svg *s, const char *class, struct outline o, int32_t radius)
{
    pen_printf(&s->pen, "<rect class=\"%s\"", class);
    svg_number(s, "x", o.x);
    svg_number(s, "y", o.y);
    svg_number(s, "width", o.w);
    svg_number(s, "height", o.h);
    if (radius)
        svg_number(s, "rx", radius);
    pen_c(&s->pen, "/>");
}

static void
ellipse(struct svg *s, const char *class, struct outline o)
{
    pen_printf(&s->pen, "<ellipse class=\"%s\"", class);
    svg_number(s, "cx", o.x + o.w / 2);
    svg_number(s, "cy", o.y + o.h / 2);
    svg_number(s, "rx", o.w / 2);
    svg_number(s, "ry", o.h / 2);
    pen_c(&s->pen, "/>");
}

#define POLYGON(s, ...)                                                                            \
    polygon(s, "shape", (const int32_t[]){__VA_ARGS__},                                            \
            sizeof((const int32_t[]){__VA_ARGS__}) / sizeof(int32_t))

static void
folder(struct svg *s, struct outline o)
{
    int32_t tab = o.w * 2 / 5, up = 90;
    POLYGON(s, o.x, o.y - up, o.x + tab, o.y - up, o.x + tab, o.y, o.x + o.w, o.y, o.x + o.w,
            o.y + o.h, o.x, o.y + o.h);
    pen_c(&s->pen, "<path class=\"rule\" d=\"");
    point(s, 'M', o.x, o.y);
    point(s, 'L', o.x + tab, o.y);
    pen_c(&s->pen, "\"/>");
}

static void
note(struct svg *s, struct outline o)
{
    int32_t ear = 110;
    POLYGON(s, o.x, o.y, o.x + o.w - ear, o.y, o.x + o.w, o.y + ear, o.x + o.w, o.y + o.h, o.x,
            o.y + o.h);
    pen_c(&s->pen, "<path class=\"deco\" d=\"");
    point(s, 'M', o.x + o.w - ear, o.y);
    point(s, 'L', o.x + o.w - ear, o.y + ear);
    point(s, 'L', o.x + o.w, o.y + ear);
    pen_c(&s->pen, "Z\"/>");
}

static void
outline(struct svg *s, const struct diagram_node *n)
{
    struct outline o = outline_of(n);
    int32_t right = o.x + o.w, bottom = o.y + o.h, lean = DIAGRAM_SLANT, across = o.x + o.w / 2,
            up = o.y + o.h / 2;
    switch (n->shape) {
    case VIEW_SHAPE_CIRCLE:
    case VIEW_SHAPE_ELLIPSE: ellipse(s, "shape", o); break;
    case VIEW_SHAPE_DOT:
        ellipse(s, "shape full", (struct outline){o.x, o.y, DIAGRAM_DOT, DIAGRAM_DOT});
        break;
    case VIEW_SHAPE_ROUNDED: box(s, "shape", o, 90); break;
    case VIEW_SHAPE_STADIUM: box(s, "shape", o, o.h / 2); break;
    case VIEW_SHAPE_DIAMOND: POLYGON(s, across, o.y, right, up, across, bottom, o.x, up); break;
    case VIEW_SHAPE_HEXAGON:
        POLYGON(s, o.x + lean, o.y, right - lean, o.y, right, up, right - lean, bottom, o.x + lean,
                bottom, o.x, up);
        break;
    case VIEW_SHAPE_PARALLELOGRAM:
        POLYGON(s, o.x + lean, o.y, right, o.y, right - lean, bottom, o.x, bottom);
        break;
    case VIEW_SHAPE_FOLDER: folder(s, o); break;
    case VIEW_SHAPE_NOTE: note(s, o); break;
    default: box(s, "shape", o, 0); break;
    }
}

/* ---- what hangs on it ---- */

static void
stroke(struct svg *s, const char *class, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
    pen_printf(&s->pen, "<path class=\"%s\" d=\"", class);
    point(s, 'M', x0, y0);
    point(s, 'L', x1, y1);
    pen_c(&s->pen, "\"/>");
}

/* A diamond for what is left open, a triangle for what is to be filled in; both: a diamond with a line across. */
static void
foot(struct svg *s, const struct diagram_node *n)
{
    int32_t x = n->x + n->port, y = n->y + n->h - n->foot, half = 80;
    const int32_t diamond[] = {x, y, x + half, y + half, x, y + 2 * half, x - half, y + half},
                  triangle[] = {x, y, x + half + 10, y + 2 * half, x - half - 10, y + 2 * half};
    if (n->is_unfinished)
        polygon(s, "deco", diamond, 8);
    else if (n->is_unfilled)
        polygon(s, "deco", triangle, 6);
    if (n->is_unfinished && n->is_unfilled)
        stroke(s, "deco", x - half, y + half, x + half, y + half);
}

static void
tab(struct svg *s, const struct diagram_node *n)
{
    int32_t right = n->x + n->w - 60, y = n->y + n->head;
    box(s, "deco", (struct outline){right - 280, y - 60, 280, 60}, 0);
    box(s, "deco", (struct outline){right - 280, y - 90, 130, 30}, 0);
}

static void
hangings(struct svg *s, const struct diagram_node *n)
{
    struct outline o = outline_of(n);
    foot(s, n);
    if (n->is_public)
        tab(s, n);
    if (n->is_defeated) {
        stroke(s, "cross", o.x, o.y, o.x + o.w, o.y + o.h);
        stroke(s, "cross", o.x, o.y + o.h, o.x + o.w, o.y);
    }
    if (!n->mark.len)
        return;
    pen_c(&s->pen, "<text class=\"mark\" text-anchor=\"end\"");
    svg_number(s, "x", o.x + o.w);
    svg_number(s, "y",
               n->foot && !n->is_unfinished && !n->is_unfilled ? n->y + n->h - 30 : o.y + o.h - 10);
    pen_c(&s->pen, ">");
    svg_text(s, n->mark);
    pen_c(&s->pen, "</text>");
}

/* ---- signs: each tenor has a shape of its own ---- */

static const struct {
    const char *class, *drawing;
} signs[] = {
    [TENOR_NONE] = {"", ""},
    [TENOR_GOOD] = {"s-good", "<circle r=\"6\"/><path class=\"glyph\" d=\"M-3,0L-1,2.5L3,-2.5\"/>"},
    [TENOR_DOUBT] = {"s-doubt", "<path d=\"M0,-6.5L6.5,0L0,6.5L-6.5,0Z\"/><path class=\"glyph\" "
                                "d=\"M-1.7,-1.7Q0,-4.4 1.7,-1.7Q1.7,0 0,.8\"/><circle "
                                "class=\"dot\" cy=\"3.2\" r=\".9\"/>"},
    [TENOR_INFO] = {"s-info", "<rect x=\"-5.5\" y=\"-5.5\" width=\"11\" height=\"11\" "
                              "rx=\"2\"/><path class=\"glyph\" d=\"M0,-.6V3\"/><circle "
                              "class=\"dot\" cy=\"-3\" r=\".9\"/>"},
    [TENOR_WARNING] = {"s-warning", "<path d=\"M0,-6.5L7,5.5H-7Z\"/><path class=\"glyph\" "
                                    "d=\"M0,-2.2V1.2\"/><circle class=\"dot\" cy=\"3.6\" "
                                    "r=\".9\"/>"},
    [TENOR_BAD] = {"s-bad", "<path d=\"M-2.7,-6.5H2.7L6.5,-2.7V2.7L2.7,6.5H-2.7L-6.5,2.7V-2.7Z\"/>"
                            "<path class=\"glyph\" d=\"M-2.4,-2.4L2.4,2.4M2.4,-2.4L-2.4,2.4\"/>"},
};

static void
sign(struct svg *s, enum diagram_tenor tenor, int32_t x, int32_t y)
{
    pen_c(&s->pen, "<g transform=\"translate(");
    svg_length(s, x);
    pen_c(&s->pen, " ");
    svg_length(s, y);
    pen_printf(&s->pen, ")\">%s</g>", signs[tenor].drawing);
}

/* ---- rows ---- */

static const char *const row_classes[] = {
    [ROW_ID] = "r-id",
    [ROW_TEXT] = "r-text",
    [ROW_VERDICT] = "r-verdict",
    [ROW_FINDINGS] = "r-findings",
    [ROW_EVIDENCE] = "r-evidence",
    [ROW_AWAY] = "r-away",
    [ROW_PAGE] = "r-page",
};

static void
row_text(struct svg *s, const struct diagram_node *n, const struct diagram_row *r)
{
    int32_t sign_w = r->tenor != TENOR_NONE ? DIAGRAM_ROW_SIGN : 0, x = n->x + r->x,
            y = n->y + r->y;
    int32_t pad = r->kind == ROW_PAGE ? DIAGRAM_ROW_SIGN / 2 : 0; /* within its edge */
    if (r->kind == ROW_PAGE)
        box(s, "chip", (struct outline){x, y + 5, r->w, r->h - 10}, 70);
    if (sign_w)
        sign(s, r->tenor, x + pad + 65, y + r->h / 2);
    pen_printf(&s->pen, "<text class=\"%s\" text-anchor=\"middle\"", row_classes[r->kind]);
    svg_number(s, "x", x + sign_w + (r->w - sign_w) / 2);
    svg_number(s, "y", y + r->h / 2 + (row_font(r->kind).size * 36 + 50) / 100);
    pen_c(&s->pen, ">");
    svg_text(s, r->text);
    pen_c(&s->pen, "</text>");
}

/* An address that a click may follow: of the web, or a file of the case. Never a script. */
static bool
is_safe(struct str href)
{
    size_t colon = str_find(href, STR(":"), 0), slash = str_find(href, STR("/"), 0);
    bool has_scheme = colon != SIZE_MAX && (slash == SIZE_MAX || colon < slash);
    return href.len &&
           (!has_scheme || str_starts(href, STR("https://")) || str_starts(href, STR("http://")));
}

static void
file_link(struct svg *s, const struct diagram_row *r)
{
    bool is_web = str_starts(r->href, STR("http"));
    pen_c(&s->pen, "<a href=\"");
    if (!is_web)
        svg_text(s, s->target->files);
    for (size_t i = 0; i < r->href.len; i++) {
        unsigned char c = (unsigned char)r->href.at[i];
        bool is_plain = c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' &&
                        (c != '%' || is_web) && (is_web || (c != '#' && c != '?'));
        if (is_plain)
            svg_text(s, str_slice(r->href, i, i + 1));
        else
            pen_printf(&s->pen, "%%%02X", c);
    }
    pen_c(&s->pen, "\" aria-label=\"");
    svg_text(s, r->about);
    pen_c(&s->pen, "\">");
}

static void
row(struct svg *s, const struct diagram_node *n, const struct diagram_row *r)
{
    bool is_file = r->kind == ROW_EVIDENCE && is_safe(r->href), is_link = is_file;
    if (r->tenor != TENOR_NONE)
        pen_printf(&s->pen, "<g class=\"%s\">", signs[r->tenor].class);
    if (is_file)
        file_link(s, r);
    else if (r->page != UINT32_MAX)
        is_link = svg_page_link(s, r->page, r->about);
    if (r->kind == ROW_FINDINGS || (r->kind == ROW_EVIDENCE && r->about.len)) {
        pen_c(&s->pen, "<title>");
        svg_text(s, r->about);
        pen_c(&s->pen, "</title>");
    }
    row_text(s, n, r);
    pen_c(&s->pen, is_link ? "</a>" : "");
    pen_c(&s->pen, r->tenor != TENOR_NONE ? "</g>" : "");
}

/* The line above the row that says where what it stands for is. */
static void
compartment(struct svg *s, const struct diagram_node *n)
{
    for (uint32_t i = 0; i < n->row_count; i++)
        if (n->rows[i].kind == ROW_AWAY)
            stroke(s, "rule", n->rows[i].x + n->x - 40, n->y + n->rows[i].y,
                   n->x + n->rows[i].x + n->rows[i].w + 40, n->y + n->rows[i].y);
}

void
svg_node(struct svg *s, const struct diagram_node *n)
{
    static const char *const tenors[] = {[TENOR_BAD] = " bad", [TENOR_WARNING] = " warning"};
    const char *tenor = n->tenor >= TENOR_WARNING ? tenors[n->tenor] : "";
    pen_printf(&s->pen, "<g class=\"node t-%s%s%s\"", tones[n->tone], n->is_copy ? " copy" : "",
               tenor);
    if (n->is_anchor) {
        pen_c(&s->pen, " id=\"");
        svg_text(s, n->key);
        pen_c(&s->pen, "\"");
    }
    pen_c(&s->pen, " role=\"group\" tabindex=\"0\"><title>");
    svg_text(s, n->about);
    pen_c(&s->pen, "</title>");
    outline(s, n);
    hangings(s, n);
    compartment(s, n);
    for (uint32_t i = 0; i < n->row_count; i++)
        row(s, n, &n->rows[i]);
    pen_c(&s->pen, "</g>\n");
}
