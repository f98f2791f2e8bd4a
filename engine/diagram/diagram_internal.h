/*
 * What the steps share. Nobody outside engine/diagram includes this.
 *
 *   graph.c    views and facts → elements, what hangs below and stands beside them
 *   overlay.c  findings, verdicts and evidence of elements
 *   rows.c     what is written in the box of an element
 *   shape.c    how large a box must be for its rows, and where they stand
 *   pages.c    which elements stand on which page
 *   draw.c     one page: boxes, lines, places
 *   comb.c     many leaves below one box: in columns, with a line beside them
 */
#ifndef ONUS_ENGINE_DIAGRAM_DIAGRAM_INTERNAL_H
#define ONUS_ENGINE_DIAGRAM_DIAGRAM_INTERNAL_H

#include <stddef.h>

#include "engine/diagram/diagram.h"
#include "engine/query/query.h"
#include "lang/base/vec.h"

#define NO_ELEMENT UINT32_MAX
#define NO_PAGE    UINT32_MAX

struct evidence {
    struct ent ent;
    struct str href; /* as its view has it: a file of the case or an address */
    enum diagram_tenor tenor;
};

/* About an entity that is not drawn. */
struct other_finding {
    struct ent ent;
    uint32_t finding; /* of the report */
};

struct link {
    uint32_t to; /* element */
    enum diagram_line_kind kind;
};

struct element {
    struct ent ent;
    entity_id type;
    enum view_shape shape;
    enum view_tone tone;
    enum view_arrow arrow;
    struct str id, label, mark;
    bool is_unfinished, is_unfilled, is_public, is_defeated;
    VEC(struct link)
    below; /* tree, then asides that have something below or beside them, then what speaks against it */
    VEC(uint32_t) beside; /* asides that are nothing else */
    uint32_t above_count;
    bool is_beside;  /* it is drawn beside others only */
    uint32_t module; /* element or entity number that its page is of; NO_ELEMENT: none */
    uint32_t away;   /* element */
    VEC(struct evidence) evidence;
    VEC(uint32_t) findings; /* of the report */
    struct entity_verdict verdict;
};

/* How an element stands on a page. */
enum standing {
    STANDS_FULL, /* with all that is below and beside it */
    STANDS_CUT,  /* what is below it is on another page */
    STANDS_COPY, /* it is on another page, or on this one in another place */
    STANDING_COUNT
};

struct graph {
    const struct diagram_input *in;
    struct arena *arena;
    VEC(struct element) elements;
    uint32_t *element_of; /* by entity number */
    VEC(uint32_t) roots;
    VEC(struct other_finding) other_findings;
    uint32_t *page_of;  /* by element: where it is drawn in full */
    uint32_t *shown_on; /* by element: the first page of what has it as `page` */
    uint32_t *box_of;   /* by element, while a page is drawn; else NO_ELEMENT */
    struct diagram_node **
        tried; /* by element and standing: its box while pages have no numbers; NULL: not built yet */
};

/* As it may be drawn. */
struct str text_clean(struct arena *a, struct str s);
void graph_build(struct graph *g);
void overlay_build(struct graph *g);
enum diagram_tenor findings_tenor(const struct graph *g, const struct element *e);

/* A box without its place. */
/* `refer`: the page that a cut one goes on on; NO_PAGE: not known yet. */
void node_build(struct graph *g, uint32_t element, enum standing standing, uint32_t page,
                uint32_t refer, struct diagram_node *out);
/* Its size, and the places of its rows. `texts`: what rows are broken from. */
struct flow {
    enum diagram_row_kind kind;
    struct str text;
    uint32_t most; /* lines */
};
void shape_fit(struct arena *a, struct diagram_node *n, const struct flow *flows,
               uint32_t flow_count, const struct diagram_row *fixed, uint32_t fixed_count);
/* Where the outline is at a height, from the left edge; y from the upper one. */
int32_t shape_side(const struct diagram_node *n, bool is_left, int32_t y);
int32_t shape_spread(const struct diagram_node *n); /* how far from its port lines may arrive */

struct part {
    uint32_t element;
    enum standing standing;
    uint32_t first,
        count; /* of what is below it; first > 0: it is repeated here, with the rest of that */
    bool more; /* the rest is on the next page */
};

/* Lays a page out. page NO_PAGE: to try. */
void page_draw(struct graph *g, uint32_t page, const struct part *parts, uint32_t count,
               struct diagram_page *out);
void pages_plan(struct graph *g, struct diagram *out);

#endif
