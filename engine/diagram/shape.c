/* How large a box must be for what is written in it, and where its lines stand: the room of each line follows the outline of the shape. */
#include <string.h>

#include "engine/diagram/diagram_internal.h"

enum {
    PAD_X = 100, /* from the outline to text, both sides together twice that */
    PAD_Y = 70,
    W_LEAST = 1200,
    W_MOST = 2300,
    STEP = 100,
    SLANT = DIAGRAM_SLANT,
    HEAD = 90,  /* the tab above, and the ear of a folder */
    FOOT = 160, /* a diamond or triangle below */
    MARK = 140, /* letters below, where the shape leaves no corner free */
    DOT = DIAGRAM_DOT,
    LINES_MOST = 24
};

/* ---- outlines ---- */

static int32_t
root_of(int64_t n)
{
    int64_t lo = 0, hi = INT32_MAX;
    while (lo < hi) {
        int64_t middle = (lo + hi + 1) / 2;
        if (middle * middle <= n)
            lo = middle;
        else
            hi = middle - 1;
    }
    return (int32_t)lo;
}

/* How far the outline is inside its bounding box, at a distance from the middle; sides are alike, or the worse one counts. */
static int32_t
inset(enum view_shape shape, int32_t w, int32_t h, int32_t from_middle)
{
    int64_t half = h / 2, d = from_middle < 0 ? -from_middle : from_middle;
    d = d > half ? half : d;
    switch (shape) {
    case VIEW_SHAPE_CIRCLE:
    case VIEW_SHAPE_ELLIPSE:
        return (int32_t)(w / 2 - (int64_t)w / 2 * root_of(half * half - d * d) / half);
    case VIEW_SHAPE_STADIUM: return (int32_t)(half - root_of(half * half - d * d));
    case VIEW_SHAPE_DIAMOND: return (int32_t)(w / 2 * d / half);
    case VIEW_SHAPE_HEXAGON: return (int32_t)(SLANT * d / half);
    case VIEW_SHAPE_PARALLELOGRAM: return (int32_t)(SLANT / 2 + SLANT * d / h);
    default: return 0;
    }
}

static int32_t
room_at(const struct diagram_node *n, int32_t y, int32_t h)
{
    int32_t body = n->h - n->head - n->foot, middle = body / 2, top = y - middle,
            bottom = y + h - middle;
    int32_t a = inset(n->shape, n->w, body, top), b = inset(n->shape, n->w, body, bottom);
    return n->w - 2 * (a > b ? a : b) - 2 * PAD_X;
}

static bool
has_corner(enum view_shape s)
{
    return inset(s, W_LEAST, W_LEAST / 2, W_LEAST / 4) == 0;
}

/* ---- filling ---- */

struct filling {
    struct arena *arena;
    struct diagram_node *n;
    const struct flow *flows;
    uint32_t flow_count;
    const struct diagram_row *fixed;
    uint32_t fixed_count;
    struct diagram_row *rows;
    uint32_t count;
    int32_t y;      /* of the next row, from the upper end of the shape */
    int32_t row_h;  /* of the flow's lines */
    int32_t narrow; /* taken from the room of each line */
    bool may_break; /* within words */
    bool is_even;   /* lines of a text get about the same width */
    bool fits;
};

struct font
row_font(enum diagram_row_kind kind)
{
    bool is_bold = kind == ROW_ID || kind == ROW_FINDINGS || kind == ROW_VERDICT;
    bool is_small = kind != ROW_TEXT && kind != ROW_ID;
    return (struct font){is_small ? DIAGRAM_SMALL : DIAGRAM_TEXT, is_bold};
}

static int32_t
row_height(enum diagram_row_kind kind)
{
    return kind == ROW_TEXT || kind == ROW_ID ? 150 : 165;
}

/* Beside the text of a row: the sign of what it says, or the edge of what is drawn around it. */
static int32_t
row_extra(const struct diagram_row *r)
{
    bool has_sign = r->tenor != TENOR_NONE;
    return (has_sign ? DIAGRAM_ROW_SIGN : 0) + (r->kind == ROW_PAGE ? DIAGRAM_ROW_SIGN : 0);
}

static int32_t
line_room(void *context, uint32_t line)
{
    const struct filling *f = context;
    return room_at(f->n, f->y + (int32_t)line * f->row_h, f->row_h) - f->narrow;
}

static void
row_put(struct filling *f, struct diagram_row row)
{
    row.h = row_height(row.kind);
    row.w = text_width(row_font(row.kind), row.text) + row_extra(&row);
    row.x = (f->n->w - row.w) / 2;
    row.y = f->y + f->n->head;
    f->fits &= row.w <= room_at(f->n, f->y, row.h);
    f->y += row.h;
    f->rows[f->count++] = row;
}

/* As narrow as the same number of lines allows, so that no word is left alone in the last one. */
static void
flow_even(struct filling *f, const struct flow *flow, struct str *lines, uint32_t *count)
{
    struct str narrow[LINES_MOST];
    uint32_t same = *count;
    for (f->narrow = STEP / 2; f->narrow < W_MOST / 2; f->narrow += STEP / 2) {
        if (text_wrap(row_font(flow->kind), flow->text, line_room, f, same, narrow, count) !=
            TEXT_FITS)
            break;
        memcpy(lines, narrow, same * sizeof *lines);
    }
    f->narrow = 0;
    *count = same;
}

static void
flow_put(struct filling *f, const struct flow *flow)
{
    struct str lines[LINES_MOST];
    struct font font = row_font(flow->kind);
    uint32_t count = 0;
    f->row_h = row_height(flow->kind);
    enum text_fit fit = text_wrap(font, flow->text, line_room, f, flow->most, lines, &count);
    f->fits &= fit == TEXT_FITS || (fit == TEXT_FITS_BROKEN && f->may_break);
    if (f->is_even)
        flow_even(f, flow, lines, &count);
    for (uint32_t i = 0; i < count; i++)
        row_put(f, (struct diagram_row){.kind = flow->kind, .text = lines[i], .page = NO_PAGE});
}

/* Writes everything from y on; returns the height it took. */
static int32_t
fill_from(struct filling *f, int32_t y)
{
    f->count = 0;
    f->fits = true;
    f->y = y;
    for (uint32_t i = 0; i < f->flow_count; i++)
        flow_put(f, &f->flows[i]);
    for (uint32_t i = 0; i < f->fixed_count; i++)
        row_put(f, f->fixed[i]);
    return f->y - y;
}

/* Whether it fits into a shape of that size, upright in the middle. The room of lines depends on where they stand, so a few tries. */
static bool
fill(struct filling *f, int32_t w, int32_t h)
{
    f->n->w = w;
    f->n->h = h + f->n->head + f->n->foot;
    int32_t taken = fill_from(f, PAD_Y);
    for (int tries = 0; tries < 3; tries++) {
        int32_t y = (h - taken) / 2;
        if (y < PAD_Y / 2)
            return false;
        int32_t again = fill_from(f, y);
        if (again == taken)
            return f->fits;
        taken = again;
    }
    return false;
}

/* ---- sizes ---- */

/* What the text would need if every line of the shape had the room of the widest one; no height below it is worth a try. */
static int32_t
height_least(const struct filling *f, int32_t w)
{
    int64_t h = 0;
    for (uint32_t i = 0; i < f->flow_count; i++) {
        int64_t width = text_width(row_font(f->flows[i].kind), f->flows[i].text);
        h += (width / w + 1) * row_height(f->flows[i].kind);
    }
    for (uint32_t i = 0; i < f->fixed_count; i++)
        h += row_height(f->fixed[i].kind);
    h -= h % (STEP / 2);
    return h > 300 ? (int32_t)h : 300;
}

/* The least height for a width; 0: none that looks well. */
static int32_t
height_for(struct filling *f, int32_t w, int32_t most)
{
    if (f->n->shape == VIEW_SHAPE_CIRCLE)
        return fill(f, w, w) ? w : 0;
    if (has_corner(f->n->shape)) {
        f->n->w = w;
        f->n->h = 2 * PAD_Y + f->n->head + f->n->foot;
        int32_t h = fill_from(f, PAD_Y) + 2 * PAD_Y;
        return h <= most && fill(f, w, h) ? h : 0;
    }
    for (int32_t h = height_least(f, w); h <= most; h += STEP / 2)
        if (fill(f, w, h))
            return h;
    return 0;
}

/* Height in hundredths of the width, at most. */
static int32_t
slenderness(enum view_shape s)
{
    return s == VIEW_SHAPE_CIRCLE                               ? 100
           : s == VIEW_SHAPE_ELLIPSE || s == VIEW_SHAPE_STADIUM ? 62
                                                                : 60;
}

static void
dot_place(struct filling *f)
{
    struct diagram_node *n = f->n;
    int32_t y = n->head, w = 0;
    n->w = 6 * W_MOST; /* no line is broken */
    n->h = 6 * W_MOST;
    fill_from(f, 0);
    for (uint32_t i = 0; i < f->count; i++, y += f->rows[i - 1].h) {
        f->rows[i].x = DOT + 50;
        f->rows[i].y = y;
        w = f->rows[i].w > w ? f->rows[i].w : w;
    }
    n->w = DOT + 50 + w;
    n->h = y > n->head + DOT ? y : n->head + DOT;
    n->h += n->foot;
}

/* A text that is longer than any box: its beginning; all of it is in `about`. */
static void
cut_flows(struct filling *f, struct flow *cut)
{
    for (uint32_t i = 0; i < f->flow_count; i++) {
        cut[i] = f->flows[i];
        int32_t room =
            (W_MOST - 2 * PAD_X) * (cut[i].kind == ROW_ID ? 2 : (int32_t)cut[i].most - 2);
        cut[i].text = text_cut(f->arena, row_font(cut[i].kind), cut[i].text, room * 4 / 5);
    }
    f->flows = cut;
}

static bool
size_find(struct filling *f, int32_t most_w, int32_t slender)
{
    bool leans = f->n->shape == VIEW_SHAPE_PARALLELOGRAM || f->n->shape == VIEW_SHAPE_HEXAGON;
    most_w += leans ? 2 * SLANT : 0;
    for (int32_t w = f->n->shape == VIEW_SHAPE_CIRCLE ? 700 : W_LEAST; w <= most_w; w += STEP)
        if (height_for(f, w, w * slender / 100))
            return true;
    return false;
}

/* As it looks well; else high; else with words broken; else only the beginning of texts. */
static void
size_settle(struct filling *f, struct flow *cut)
{
    enum { HIGH = 150 };
    if (size_find(f, W_MOST, slenderness(f->n->shape)) || size_find(f, W_MOST, HIGH))
        return;
    f->may_break = true;
    if (size_find(f, W_MOST, slenderness(f->n->shape)) || size_find(f, W_MOST, HIGH))
        return;
    cut_flows(f, cut);
    if (size_find(f, 2 * W_MOST, HIGH))
        return;
    f->n->shape = VIEW_SHAPE_RECTANGLE;
    size_find(f, 8 * W_MOST, HIGH);
}

void
shape_fit(struct arena *a, struct diagram_node *n, const struct flow *flows, uint32_t flow_count,
          const struct diagram_row *fixed, uint32_t fixed_count)
{
    struct flow cut[4];
    struct filling f = {.arena = a,
                        .n = n,
                        .flows = flows,
                        .flow_count = flow_count,
                        .fixed = fixed,
                        .fixed_count = fixed_count};
    f.rows = arena_array(a, struct diagram_row, flow_count * LINES_MOST + fixed_count + 1);
    n->head = n->is_public || n->shape == VIEW_SHAPE_FOLDER ? HEAD : 0;
    n->foot = n->is_unfinished || n->is_unfilled    ? FOOT
              : has_corner(n->shape) && n->mark.len ? MARK
                                                    : 0;
    if (n->shape == VIEW_SHAPE_DOT)
        dot_place(&f);
    else
        size_settle(&f, cut);
    f.is_even = true;
    if (f.count && n->shape != VIEW_SHAPE_DOT)
        fill_from(&f, f.rows[0].y - n->head);
    n->rows = f.rows;
    n->row_count = f.count;
    n->port = n->shape == VIEW_SHAPE_DOT ? DOT / 2 : n->w / 2;
}

int32_t
shape_spread(const struct diagram_node *n)
{
    switch (n->shape) {
    case VIEW_SHAPE_DOT:
    case VIEW_SHAPE_DIAMOND: return 0;
    case VIEW_SHAPE_CIRCLE:
    case VIEW_SHAPE_ELLIPSE: return n->w / 10;
    case VIEW_SHAPE_STADIUM: {
        int32_t level = (n->w - (n->h - n->head - n->foot)) / 2;
        return level > n->w / 10 ? level : n->w / 10;
    }
    default: return n->w / 2 - 2 * SLANT;
    }
}

int32_t
shape_side(const struct diagram_node *n, bool is_left, int32_t y)
{
    int32_t body = n->h - n->head - n->foot, at = y - n->head, in;
    if (n->shape == VIEW_SHAPE_DOT)
        return is_left ? 0 : n->w; /* behind its text */
    if (n->shape == VIEW_SHAPE_PARALLELOGRAM)
        in = (int32_t)((int64_t)SLANT * (is_left ? body - at : at) / body);
    else
        in = inset(n->shape, n->w, body, at - body / 2);
    return is_left ? in : n->w - in;
}
