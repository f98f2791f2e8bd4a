/*
 * One page. A box, with what stands beside it in columns to its left and right, is a block; leaves below one box are blocks of
 * columns (comb.c); blocks are laid out in rows, each connected piece by itself, and the pieces are put on the page like lines of text.
 */
#include "engine/diagram/draw.h"

enum {
    NODE_GAP = 240,
    RANK_GAP = 460,
    SIDE_GAP = 320,  /* between a box and what stands beside it */
    STACK_GAP = 140, /* between what stands beside a box, above each other */
    PIECE_GAP = 700,
    MARGIN = 200,
    FOOT_HALF = 90, /* of what hangs below a box */
    LOW = 90        /* from the lower edge of a box: the last line to its side */
};

/* ---- boxes ---- */

/* A box before pages have numbers; built once, for it is asked often while pages are tried. */
static const struct diagram_node *
node_tried(struct graph *g, uint32_t element, enum standing standing)
{
    struct diagram_node **at = &g->tried[element * STANDING_COUNT + standing];
    if (!*at) {
        *at = arena_new(g->arena, struct diagram_node);
        node_build(g, element, standing, NO_PAGE, NO_PAGE, *at);
    }
    return *at;
}

/* What says a page is written anew once that has a number. */
static uint32_t
box_add(struct drawing *d, uint32_t element, enum standing standing, uint32_t refer)
{
    struct diagram_node node = *node_tried(d->g, element, standing);
    struct box b = {.element = element, .block = NO_ELEMENT};
    if (d->page != NO_PAGE && (standing != STANDS_FULL || d->g->shown_on[element] != NO_PAGE ||
                               d->g->elements.at[element].away != NO_ELEMENT))
        node_build(d->g, element, standing, d->page, refer, &node);
    node.is_anchor = standing != STANDS_COPY && d->g->page_of[element] == d->page;
    vec_push(d->g->arena, &d->nodes, node);
    vec_push(d->scratch, &d->boxes, b);
    return d->nodes.len - 1;
}

static struct diagram_line
line_of(const struct drawing *d, uint32_t from, uint32_t to, enum diagram_line_kind kind)
{
    struct diagram_line line = {.kind = kind, .from = from, .to = to};
    enum view_arrow arrow = d->g->elements.at[d->boxes.at[from].element].arrow;
    line.begins_with_arrow = kind == LINE_AGAINST || (kind == LINE_TREE && arrow == VIEW_ARROW_UP);
    line.ends_with_arrow = kind == LINE_ASIDE || (kind == LINE_TREE && arrow == VIEW_ARROW_DOWN);
    return line;
}

static void
edge_add(struct drawing *d, uint32_t from, uint32_t to, enum diagram_line_kind kind)
{
    struct edge e = {.from = from, .to = to, .kind = kind};
    d->boxes.at[from].below++;
    d->boxes.at[to].above++;
    vec_push(d->scratch, &d->edges, e);
}

/* What stands beside a box: once in full on a page, then as copies. */
static void
add_beside(struct drawing *d, uint32_t host)
{
    const struct element *e = &d->g->elements.at[d->boxes.at[host].element];
    for (uint32_t i = 0; i < e->beside.len; i++) {
        uint32_t element = e->beside.at[i];
        bool is_new = d->box_of[element] == NO_ELEMENT;
        if (d->g->page_of[element] == NO_PAGE)
            d->g->page_of[element] = d->page;
        uint32_t box =
            box_add(d, element, is_new ? STANDS_FULL : STANDS_COPY, d->g->page_of[element]);
        if (is_new)
            d->box_of[element] = box;
        d->boxes.at[box].host = host;
        d->boxes.at[box].is_beside = true;
        d->boxes.at[host].beside_count++;
    }
}

/* Parts in reading order, each with what stands beside it behind it. */
static void
boxes_collect(struct drawing *d, const struct part *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        enum standing standing = parts[i].first  ? STANDS_COPY
                                 : parts[i].more ? STANDS_CUT
                                                 : parts[i].standing;
        bool goes_on = parts[i].more && d->page != NO_PAGE && !parts[i].first;
        uint32_t box = box_add(d, parts[i].element, standing,
                               goes_on ? d->page + 1 : d->g->page_of[parts[i].element]);
        d->box_of[parts[i].element] = box;
        d->boxes.at[box].part = &parts[i];
        if (parts[i].standing == STANDS_FULL && !parts[i].first)
            add_beside(d, box);
    }
}

/* Lines to what is on the page, and to copies of what is not. */
static void
edges_collect(struct drawing *d)
{
    uint32_t boxes = d->boxes.len;
    for (uint32_t b = 0; b < boxes; b++) {
        const struct part *part = d->boxes.at[b].part;
        if (!part || part->standing != STANDS_FULL)
            continue;
        const struct element *e = &d->g->elements.at[part->element];
        for (uint32_t i = part->first; i < part->first + part->count; i++) {
            uint32_t to = d->box_of[e->below.at[i].to];
            if (to == NO_ELEMENT || d->boxes.at[to].is_beside)
                to = box_add(d, e->below.at[i].to, STANDS_COPY, d->g->page_of[e->below.at[i].to]);
            edge_add(d, b, to, e->below.at[i].kind);
        }
    }
}

/* ---- blocks ---- */

static uint32_t
block_new(struct drawing *d, struct block b)
{
    vec_push(d->scratch, &d->blocks, b);
    return d->blocks.len - 1;
}

/* Places for a column of what stands beside; returns its height. */
static int32_t
stack_place(struct drawing *d, uint32_t host, uint32_t first, uint32_t step, int32_t x, int32_t w,
            bool is_left)
{
    int32_t y = 0;
    for (uint32_t k = first; k < d->boxes.at[host].beside_count; k += step) {
        struct box *b = &d->boxes.at[host + 1 + k];
        const struct diagram_node *n = &d->nodes.at[host + 1 + k];
        b->x = is_left ? x + w - n->w : x;
        b->y = y;
        y += n->h + STACK_GAP;
    }
    return y - STACK_GAP;
}

static int32_t
stack_width(const struct drawing *d, uint32_t host, uint32_t first, uint32_t step)
{
    int32_t w = 0;
    for (uint32_t k = first; k < d->boxes.at[host].beside_count; k += step) {
        const struct diagram_node *n = &d->nodes.at[host + 1 + k];
        w = n->w > w ? n->w : w;
    }
    return w;
}

/* The first of what stands beside goes to the left, the next one to the right, and so on. A single one goes to the right. */
static void
block_of_host(struct drawing *d, uint32_t host)
{
    const struct diagram_node *n = &d->nodes.at[host];
    uint32_t count = d->boxes.at[host].beside_count;
    struct block b = {.host = host, .w = n->w, .h = n->h, .bottom = n->h, .port = n->port};
    b.spread = shape_spread(n);
    if (n->shape == VIEW_SHAPE_DOT && !n->foot)
        b.bottom = n->head + DIAGRAM_DOT; /* its text stands beside it */
    if (count) {
        uint32_t left = count > 1 ? 0 : count, right = count > 1 ? 1 : 0, step = count > 1 ? 2 : 1;
        int32_t left_w = stack_width(d, host, left, step),
                right_w = stack_width(d, host, right, step);
        int32_t x = left_w ? left_w + SIDE_GAP : 0;
        int32_t left_h = stack_place(d, host, left, step, 0, left_w, true),
                right_h = stack_place(d, host, right, step, x + n->w + SIDE_GAP, right_w, false);
        d->boxes.at[host].x = x;
        b.port += x;
        b.w = x + n->w + (right_w ? SIDE_GAP + right_w : 0);
        b.h = left_h > b.h ? left_h : b.h;
        b.h = right_h > b.h ? right_h : b.h;
    }
    d->boxes.at[host].block = block_new(d, b);
    for (uint32_t k = 0; k < count; k++)
        d->boxes.at[host + 1 + k].block = d->boxes.at[host].block;
}

static void
blocks_collect(struct drawing *d)
{
    combs_collect(d);
    for (uint32_t b = 0; b < d->boxes.len; b++)
        if (d->boxes.at[b].block == NO_ELEMENT && !d->boxes.at[b].is_beside)
            block_of_host(d, b);
}

/* ---- layout, piece by piece ---- */

static uint32_t
piece_find(uint32_t *parents, uint32_t i)
{
    while (parents[i] != i)
        i = parents[i] = parents[parents[i]];
    return i;
}

/* One line for all leaves of a comb. */
static bool
is_first_of_comb(const struct drawing *d, uint32_t edge)
{
    const struct edge *e = &d->edges.at[edge];
    const struct block *b = &d->blocks.at[d->boxes.at[e->to].block];
    return !b->is_comb || b->host == e->to;
}

static void
pieces_find(struct drawing *d, uint32_t *pieces)
{
    for (uint32_t i = 0; i < d->blocks.len; i++)
        pieces[i] = i;
    for (uint32_t k = 0; k < d->edges.len; k++) {
        uint32_t a = piece_find(pieces, d->boxes.at[d->edges.at[k].from].block),
                 b = piece_find(pieces, d->boxes.at[d->edges.at[k].to].block);
        if (a != b)
            pieces[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t i = 0; i < d->blocks.len; i++)
        pieces[i] = piece_find(pieces, i);
}

static void
piece_fill(struct drawing *d, struct layout *l, const uint32_t *pieces, uint32_t piece)
{
    l->nodes = arena_array(d->scratch, struct layout_node, d->blocks.len);
    l->edges = arena_array(d->scratch, struct layout_edge, d->edges.len + 1);
    for (uint32_t i = 0; i < d->blocks.len; i++) {
        struct block *b = &d->blocks.at[i];
        if (pieces[i] != piece)
            continue;
        b->layout = l->node_count;
        l->nodes[l->node_count++] = (struct layout_node){
            .w = b->w, .h = b->h, .port = b->port, .bottom = b->bottom, .spread = b->spread};
    }
    for (uint32_t k = 0; k < d->edges.len; k++) {
        struct edge *e = &d->edges.at[k];
        uint32_t from = d->boxes.at[e->from].block, to = d->boxes.at[e->to].block;
        if (pieces[from] != piece || !is_first_of_comb(d, k))
            continue;
        e->layout = l->edge_count;
        l->edges[l->edge_count++] = (struct layout_edge){
            .from = d->blocks.at[from].layout, .to = d->blocks.at[to].layout, .style = e->kind};
    }
}

static void
piece_move(struct drawing *d, const struct layout *l, const uint32_t *pieces, uint32_t piece,
           struct point by)
{
    for (uint32_t i = 0; i < d->blocks.len; i++) {
        if (pieces[i] != piece)
            continue;
        d->blocks.at[i].x = l->nodes[d->blocks.at[i].layout].x + by.x;
        d->blocks.at[i].y = l->nodes[d->blocks.at[i].layout].y + by.y;
    }
    for (uint32_t k = 0; k < d->edges.len; k++) {
        struct edge *e = &d->edges.at[k];
        if (pieces[d->boxes.at[e->from].block] != piece || !is_first_of_comb(d, k))
            continue;
        const struct layout_edge *from = &l->edges[e->layout];
        e->points = arena_array(d->g->arena, struct point, from->point_count);
        e->point_count = from->point_count;
        for (uint32_t i = 0; i < from->point_count; i++)
            e->points[i] = (struct point){from->points[i].x + by.x, from->points[i].y + by.y};
    }
}

/* Pieces stand beside each other as long as the page is wide enough, then below. */
static void
pieces_lay_out(struct drawing *d, struct diagram_page *out)
{
    uint32_t *pieces = arena_array(d->scratch, uint32_t, d->blocks.len + 1);
    struct point at = {MARGIN, MARGIN};
    int32_t shelf = 0;
    pieces_find(d, pieces);
    for (uint32_t i = 0; i < d->blocks.len; i++) {
        struct layout l = {.node_gap = NODE_GAP, .rank_gap = RANK_GAP};
        if (pieces[i] != i)
            continue;
        piece_fill(d, &l, pieces, i);
        layout_run(d->scratch, &l);
        if (at.x > MARGIN && at.x + l.w + MARGIN > DIAGRAM_PAGE_W) {
            at = (struct point){MARGIN, at.y + shelf + PIECE_GAP};
            shelf = 0;
        }
        piece_move(d, &l, pieces, i, at);
        out->crossings += l.crossings;
        at.x += l.w;
        out->w = at.x + MARGIN > out->w ? at.x + MARGIN : out->w;
        at.x += PIECE_GAP;
        shelf = l.h > shelf ? l.h : shelf;
    }
    out->h = at.y + shelf + MARGIN;
}

/* ---- lines ---- */

/*
 * Lines meet the shape itself: at its upper edge below what stands on it, at its lower one beside what hangs in the middle. `p`: an end
 * of a line at the upper or lower end of n.
 */
static void
line_meet(const struct diagram_node *n, struct point *p)
{
    int32_t aside = p->x - n->x - n->port;
    if (p->y == n->y)
        p->y += n->head;
    else if (p->y == n->y + n->h && (aside > FOOT_HALF || aside < -FOOT_HALF))
        p->y -= n->foot;
}

static void
lines_of_edges(struct drawing *d)
{
    for (uint32_t k = 0; k < d->edges.len; k++) {
        const struct edge *e = &d->edges.at[k];
        const struct block *b = &d->blocks.at[d->boxes.at[e->to].block];
        struct diagram_line line = line_of(d, e->from, e->to, e->kind);
        line.points = e->points;
        line.point_count = e->point_count;
        if (b->is_comb)
            comb_line(d, e, &line);
        else
            line_meet(&d->nodes.at[e->to], &line.points[line.point_count - 1]);
        line_meet(&d->nodes.at[e->from], &line.points[0]);
        vec_push(d->g->arena, &d->lines, line);
    }
}

/* Where lines meet the side of a box, from its upper edge: half way down the shape. */
int32_t
side_middle(const struct diagram_node *n)
{
    return n->shape == VIEW_SHAPE_DOT ? n->head + DIAGRAM_DOT / 2
                                      : n->head + (n->h - n->head - n->foot) / 2;
}

/* From the side of a box to what stands beside it: level if that is not too low, else bent. */
static void
line_beside(struct drawing *d, uint32_t box)
{
    uint32_t host = d->boxes.at[box].host;
    const struct diagram_node *h = &d->nodes.at[host], *n = &d->nodes.at[box];
    struct diagram_line line = line_of(d, host, box, LINE_ASIDE);
    bool is_left = n->x < h->x;
    int32_t to_y = n->y + side_middle(n), lowest = h->y + h->h - h->foot - LOW,
            from_y = to_y < lowest ? to_y : lowest,
            middle = is_left ? h->x - SIDE_GAP / 2 : h->x + h->w + SIDE_GAP / 2;
    if (h->shape == VIEW_SHAPE_DOT)
        from_y = h->y + side_middle(h);
    int32_t from_x = h->x + shape_side(h, is_left, from_y - h->y),
            to_x = n->x + shape_side(n, !is_left, to_y - n->y);
    line.points = arena_array(d->g->arena, struct point, 4);
    line.points[line.point_count++] = (struct point){from_x, from_y};
    if (from_y != to_y) {
        line.points[line.point_count++] = (struct point){middle, from_y};
        line.points[line.point_count++] = (struct point){middle, to_y};
    }
    line.points[line.point_count++] = (struct point){to_x, to_y};
    vec_push(d->g->arena, &d->lines, line);
}

static void
boxes_place(struct drawing *d)
{
    for (uint32_t i = 0; i < d->boxes.len; i++) {
        const struct block *b = &d->blocks.at[d->boxes.at[i].block];
        d->nodes.at[i].x = b->x + d->boxes.at[i].x;
        d->nodes.at[i].y = b->y + d->boxes.at[i].y;
    }
}

/* Copies stand behind the boxes that lead to them, so that nodes are in reading order. */
static void
nodes_order(struct drawing *d)
{
    uint32_t count = d->nodes.len, len = 0;
    uint32_t *place = arena_array(d->scratch, uint32_t, count + 1);
    bool *is_copy = arena_array(d->scratch, bool, count + 1);
    struct diagram_node *nodes = arena_array(d->g->arena, struct diagram_node, count + 1);
    for (uint32_t i = 0; i < count; i++)
        is_copy[i] = !d->boxes.at[i].part && !d->boxes.at[i].is_beside;
    for (uint32_t i = 0, k = 0; i < count; i++) {
        if (is_copy[i])
            continue;
        place[i] = len;
        nodes[len++] = d->nodes.at[i];
        for (; k < d->edges.len && d->edges.at[k].from <= i; k++) {
            if (!is_copy[d->edges.at[k].to])
                continue;
            place[d->edges.at[k].to] = len;
            nodes[len++] = d->nodes.at[d->edges.at[k].to];
        }
    }
    for (uint32_t i = 0; i < d->lines.len; i++) {
        d->lines.at[i].from = place[d->lines.at[i].from];
        d->lines.at[i].to = place[d->lines.at[i].to];
    }
    d->nodes.at = nodes;
}

void
page_draw(struct graph *g, uint32_t page, const struct part *parts, uint32_t count,
          struct diagram_page *out)
{
    struct arena scratch = {0};
    struct drawing d = {.g = g, .scratch = &scratch, .page = page, .box_of = g->box_of};
    boxes_collect(&d, parts, count);
    edges_collect(&d);
    blocks_collect(&d);
    pieces_lay_out(&d, out);
    boxes_place(&d);
    lines_of_edges(&d);
    for (uint32_t i = 0; i < d.boxes.len; i++)
        if (d.boxes.at[i].is_beside)
            line_beside(&d, i);
    nodes_order(&d);
    for (uint32_t i = 0; i < d.boxes.len; i++)
        g->box_of[d.boxes.at[i].element] = NO_ELEMENT;
    out->nodes = d.nodes.at;
    out->node_count = d.nodes.len;
    out->lines = d.lines.at;
    out->line_count = d.lines.len;
    arena_release(&scratch);
}
