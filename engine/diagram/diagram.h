/*
 * Entities → pages with boxes and lines, ready to be written in any format.
 *
 * What is drawn, and how, is said by views (lang/view_words.def): an entity is drawn if the view of its type gives it a shape. Nothing
 * here knows a notation. A diagram lives in the arena it is given. Lengths are tenths of a pixel; a page has its origin at its upper left.
 */
#ifndef ONUS_ENGINE_DIAGRAM_DIAGRAM_H
#define ONUS_ENGINE_DIAGRAM_DIAGRAM_H

#include "engine/diagram/geometry.h"
#include "engine/diagram/text.h"
#include "engine/find/find.h"

enum {
    DIAGRAM_PAGE_NODES = 60,       /* boxes of a page, what stands beside them included */
    DIAGRAM_PAGE_W = 1680 * PIXEL, /* on A4 across, text of 12 px comes to about 5½ points */
    DIAGRAM_PAGE_H = 1090 * PIXEL,
    DIAGRAM_TEXT = 12 * PIXEL, /* size of text, and of what stands in its lines */
    DIAGRAM_SMALL = 11 * PIXEL,
    DIAGRAM_ROW_SIGN = 16 * PIXEL /* before the text of a row with a tenor; around that of a page */
};

/* How good what a line of a box says is. */
enum diagram_tenor { TENOR_NONE, TENOR_GOOD, TENOR_DOUBT, TENOR_INFO, TENOR_WARNING, TENOR_BAD };

enum diagram_row_kind {
    ROW_ID,
    ROW_TEXT,
    ROW_VERDICT,  /* what becomes of it */
    ROW_FINDINGS, /* how many there are */
    ROW_EVIDENCE, /* something it refers to that has a file */
    ROW_AWAY,     /* the page of what it stands for */
    ROW_PAGE      /* where it goes on, or is drawn in full */
};

struct diagram_row {
    enum diagram_row_kind kind;
    enum diagram_tenor tenor;
    struct str text;    /* one line */
    struct str href;    /* EVIDENCE: a file of the case or an address; empty: nowhere to go */
    uint32_t page;      /* AWAY, PAGE: from 0; UINT32_MAX: none */
    struct str about;   /* in full, for who cannot see the drawing or points at it */
    int32_t x, y, w, h; /* within the box; x of its left end */
};

struct diagram_node {
    struct ent ent;
    struct str
        key; /* the same for one entity in all pages, unlike others: "Goal-G-1" without blanks */
    struct str type, id;
    struct str about; /* all that the box says, in sentences */
    enum view_shape shape;
    enum view_tone tone;
    enum diagram_tenor tenor; /* of its worst finding */
    bool is_unfinished, is_unfilled, is_public, is_defeated;
    bool is_copy;   /* it is drawn in full elsewhere */
    bool is_anchor; /* the box of its entity that others lead to */
    struct str mark;
    struct diagram_row *rows;
    uint32_t row_count;
    int32_t x, y, w, h; /* all of it */
    int32_t head, foot; /* of h: what stands above and below the shape itself */
    int32_t port;       /* from x: where lines arrive and leave, and what stands below hangs */
};

enum { DIAGRAM_SLANT = 18 * PIXEL, DIAGRAM_DOT = 12 * PIXEL }; /* how far sides lean; across */

enum diagram_line_kind { LINE_TREE, LINE_ASIDE, LINE_AGAINST };

struct diagram_line {
    enum diagram_line_kind kind;
    bool begins_with_arrow, ends_with_arrow;
    uint32_t from, to; /* nodes of the page */
    struct point *points;
    uint32_t point_count;
};

struct diagram_page {
    struct str title;
    struct diagram_node *nodes; /* in reading order */
    uint32_t node_count;
    struct diagram_line *lines;
    uint32_t line_count;
    int32_t w, h;
    uint32_t crossings;
};

struct diagram {
    struct str title;
    int32_t as_of;
    struct diagram_page *pages;
    uint32_t page_count;
    uint32_t entity_count; /* drawn */
};

struct diagram_input {
    struct arena *arena;
    const struct program *program;
    struct store *store;
    struct evaluation *evaluation;
    const struct report *report; /* findings are shown in the boxes of their subjects */
    const struct source_map *sources;
    struct ent root; /* only what hangs below it; ENT_NONE: everything */
};

/* How the text of a row is written. */
struct font row_font(enum diagram_row_kind kind);
struct diagram *diagram_build(const struct diagram_input *in);
/* Whether entities of a type are drawn. */
bool diagram_draws(const struct program *p, entity_id type);

#endif
