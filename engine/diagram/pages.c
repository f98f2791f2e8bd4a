/*
 * Which element stands on which page. Pages break between modules, as views name them. What is too large for a page is cut at a
 * depth, and what was cut off goes on behind it, as many pieces on a page as it holds. A box with more below it than a page holds is
 * repeated with the rest on the next one.
 */
#include <string.h>

#include "engine/diagram/diagram_internal.h"

struct planned {
    struct part *parts;
    uint32_t count;
    uint32_t module; /* entity number, or NO_ELEMENT */
};

struct planner {
    struct graph *g;
    struct arena *arena;
    VEC(struct planned) pages;
    VEC(struct part) current; /* of the page being filled */
    uint32_t module;
    bool *is_taken; /* by element: it has its place on the page being filled, or on one before */
    uint32_t *seen, stamp;          /* by element: seen[e] == stamp */
    uint32_t *cut, *depth, *parent; /* by element, of the root being cut: cut[e] == stamp */
    uint32_t *stack;
};

/* ---- what belongs to a page ---- */

static bool
is_free(const struct planner *p, uint32_t element)
{
    return p->g->page_of[element] == NO_PAGE && !p->is_taken[element] &&
           p->seen[element] != p->stamp && p->g->elements.at[element].module == p->module;
}

/* Whether something below it will be drawn with it. */
static bool
has_below(const struct planner *p, uint32_t element)
{
    const struct element *e = &p->g->elements.at[element];
    for (uint32_t i = 0; i < e->below.len; i++)
        if (p->g->page_of[e->below.at[i].to] == NO_PAGE && !p->is_taken[e->below.at[i].to] &&
            p->g->elements.at[e->below.at[i].to].module == p->module)
            return true;
    return false;
}

static void
part_add(struct planner *p, uint32_t element, enum standing standing, uint32_t first,
         uint32_t count)
{
    vec_push(p->arena, &p->current, ((struct part){element, standing, first, count, false}));
}

/* Elements below a root in reading order, down to those that are cut. False: more than a page holds. */
static bool
parts_below(struct planner *p, uint32_t root, uint32_t first, uint32_t count)
{
    uint32_t depth = 0;
    p->stack[depth++] = root;
    p->seen[root] = p->stamp;
    while (depth) {
        uint32_t at = p->stack[--depth];
        const struct element *e = &p->g->elements.at[at];
        bool is_cut = p->cut[at] == p->stamp && at != root;
        uint32_t lo = at == root ? first : 0, hi = at == root ? first + count : e->below.len;
        part_add(p, at, is_cut ? STANDS_CUT : STANDS_FULL, lo, hi - lo);
        if (p->current.len > DIAGRAM_PAGE_NODES)
            return false;
        for (uint32_t i = is_cut ? lo : hi; i-- > lo;) {
            uint32_t to = e->below.at[i].to;
            if (!is_free(p, to))
                continue;
            p->seen[to] = p->stamp;
            p->stack[depth++] = to;
        }
    }
    return true;
}

static bool
fits(const struct planner *p)
{
    struct diagram_page page = {0};
    page_draw(p->g, NO_PAGE, p->current.at, p->current.len, &page);
    return page.node_count <= DIAGRAM_PAGE_NODES && page.w <= DIAGRAM_PAGE_W &&
           page.h <= DIAGRAM_PAGE_H;
}

static void
page_close(struct planner *p)
{
    if (!p->current.len)
        return;
    struct planned page = {.count = p->current.len, .module = p->module};
    page.parts = arena_array(p->arena, struct part, page.count);
    memcpy(page.parts, p->current.at, page.count * sizeof *page.parts);
    for (uint32_t i = 0; i < page.count; i++) {
        uint32_t *of = &p->g->page_of[page.parts[i].element];
        if (page.parts[i].standing == STANDS_FULL && *of == NO_PAGE)
            *of = p->pages.len;
    }
    vec_push(p->arena, &p->pages, page);
    p->current.len = 0;
    p->stamp++;
}

/* ---- cutting ---- */

/* Depths below a root, breadth first, until there are more elements than a page holds; returns the deepest that is complete. */
static uint32_t
depths_find(struct planner *p, uint32_t root)
{
    uint32_t len = 0;
    p->stamp++;
    p->seen[root] = p->stamp;
    p->depth[root] = 0;
    p->parent[root] = root;
    p->stack[len++] = root;
    for (uint32_t k = 0; k < len; k++) {
        const struct element *e = &p->g->elements.at[p->stack[k]];
        for (uint32_t i = 0; i < e->below.len; i++) {
            uint32_t to = e->below.at[i].to;
            if (!is_free(p, to))
                continue;
            p->seen[to] = p->stamp;
            p->depth[to] = p->depth[p->stack[k]] + 1;
            p->parent[to] = p->stack[k];
            p->stack[len++] = to;
            if (len > DIAGRAM_PAGE_NODES)
                return p->depth[to] - 1;
        }
    }
    return p->depth[p->stack[len - 1]];
}

/* Cuts what is at a depth; where it is the only thing below something, that is cut instead. */
static void
cut_mark(struct planner *p, uint32_t root, uint32_t depth)
{
    struct arena scratch = {0};
    VEC(uint32_t) cut = {0};
    uint32_t len = 0;
    depths_find(p, root);
    p->stamp++;
    p->stack[len++] = root;
    p->seen[root] = p->stamp;
    for (uint32_t k = 0; k < len; k++) {
        const struct element *e = &p->g->elements.at[p->stack[k]];
        uint32_t at = p->stack[k];
        if (p->depth[at] == depth && has_below(p, at)) {
            while (p->parent[at] != root && p->g->elements.at[p->parent[at]].below.len == 1)
                at = p->parent[at];
            vec_push(&scratch, &cut, at);
            continue;
        }
        for (uint32_t i = 0; i < e->below.len && p->depth[at] < depth; i++) {
            uint32_t to = e->below.at[i].to;
            if (!is_free(p, to))
                continue;
            p->seen[to] = p->stamp;
            p->stack[len++] = to;
        }
    }
    p->stamp++;
    for (uint32_t i = 0; i < cut.len; i++)
        p->cut[cut.at[i]] = p->stamp;
    arena_release(&scratch);
}

static bool
cut_at(struct planner *p, uint32_t root, uint32_t first, uint32_t count, uint32_t depth)
{
    cut_mark(p, root, depth);
    p->current.len = 0;
    return parts_below(p, root, first, count) && fits(p);
}

/*
 * Fills a page with the upper part of what is below a root, beginning with its child number `first`; returns the number of the child
 * that comes next.
 */
static uint32_t
page_cut(struct planner *p, uint32_t root, uint32_t first)
{
    uint32_t count = p->g->elements.at[root].below.len - first;
    for (uint32_t depth = depths_find(p, root); depth > 0; depth--)
        if (cut_at(p, root, first, count, depth))
            return first + count;
    uint32_t some = count < DIAGRAM_PAGE_NODES ? count : DIAGRAM_PAGE_NODES;
    while (some > 1 && !cut_at(p, root, first, some, 1))
        some--;
    cut_at(p, root, first, some, 1); /* one alone is drawn, however large it is */
    return first + some;
}

/* ---- pages ---- */

/* Adds what is below a root to the page being filled, if it holds that too. */
static bool
root_try(struct planner *p, uint32_t root)
{
    uint32_t before = p->current.len;
    p->stamp++;
    if (parts_below(p, root, 0, p->g->elements.at[root].below.len) && fits(p)) {
        for (uint32_t i = before; i < p->current.len; i++)
            p->is_taken[p->current.at[i].element] = true;
        return true;
    }
    p->current.len = before;
    return false;
}

/* The page being filled, put away; page_resume() goes on with it. */
static struct planned
page_suspend(struct planner *p)
{
    struct planned page = {.count = p->current.len, .module = p->module};
    page.parts = arena_array(p->arena, struct part, page.count + 1);
    if (page.count)
        memcpy(page.parts, p->current.at, page.count * sizeof *page.parts);
    p->current.len = 0;
    return page;
}

static void
page_resume(struct planner *p, const struct planned *page)
{
    p->current.len = 0;
    for (uint32_t i = 0; i < page->count; i++)
        vec_push(p->arena, &p->current, page->parts[i]);
}

/* Puts a root on the page being filled, or on a new one. False: it is too large for any. */
static bool
root_place(struct planner *p, uint32_t root)
{
    if (root_try(p, root))
        return true;
    if (!p->current.len)
        return false;
    struct planned full = page_suspend(p);
    if (!root_try(p, root)) {
        page_resume(p, &full);
        return false;
    }
    struct planned next = page_suspend(p);
    page_resume(p, &full);
    page_close(p);
    page_resume(p, &next);
    return true;
}

static void pages_of(struct planner *p, const uint32_t *roots, uint32_t count);

/* The upper part on pages of its own; what was cut off goes on on the page that was being filled. */
static void
pages_of_large(struct planner *p, uint32_t root)
{
    uint32_t first = 0;
    VEC(uint32_t) rest = {0};
    struct planned before = page_suspend(p);
    while (first < p->g->elements.at[root].below.len) {
        uint32_t next = page_cut(p, root, first);
        p->current.at[0].more = next < p->g->elements.at[root].below.len;
        for (uint32_t i = 0; i < p->current.len; i++)
            if (p->current.at[i].standing == STANDS_CUT)
                vec_push(p->arena, &rest, p->current.at[i].element);
        page_close(p);
        first = next;
    }
    page_resume(p, &before);
    pages_of(p, rest.at, rest.len);
}

/* As many of the roots on a page as it holds, then those that are too large for one. Goes as deep as cuts follow each other. */
static void
pages_of(struct planner *p, const uint32_t *roots, uint32_t count)
{
    VEC(uint32_t) large = {0};
    for (uint32_t i = 0; i < count; i++)
        if (p->g->page_of[roots[i]] == NO_PAGE && !p->is_taken[roots[i]] &&
            !root_place(p, roots[i]))
            vec_push(p->arena, &large, roots[i]);
    for (uint32_t i = 0; i < large.len; i++)
        if (p->g->page_of[large.at[i]] == NO_PAGE && !p->is_taken[large.at[i]])
            pages_of_large(p, large.at[i]);
}

/* ---- modules ---- */

/* Nothing of its own module leads to it. */
static void
module_roots(struct planner *p, bool *is_below)
{
    struct graph *g = p->g;
    for (uint32_t i = 0; i < g->elements.len; i++)
        for (uint32_t k = 0; k < g->elements.at[i].below.len; k++) {
            uint32_t to = g->elements.at[i].below.at[k].to;
            is_below[to] |= g->elements.at[i].module == g->elements.at[to].module;
        }
}

static void
module_plan(struct planner *p, uint32_t module, const bool *is_below)
{
    struct graph *g = p->g;
    VEC(uint32_t) roots = {0};
    p->module = module;
    for (uint32_t i = 0; i < g->roots.len; i++)
        if (g->elements.at[g->roots.at[i]].module == module)
            vec_push(p->arena, &roots, g->roots.at[i]);
    for (uint32_t i = 0; i < g->elements.len && g->in->root.v == ENT_NONE.v; i++)
        if (g->elements.at[i].module == module && !is_below[i] && !g->elements.at[i].is_beside &&
            g->elements.at[i].above_count)
            vec_push(p->arena, &roots, i);
    uint32_t first = p->pages.len;
    pages_of(p, roots.at, roots.len);
    page_close(p);
    uint32_t element = module == NO_ELEMENT ? NO_ELEMENT : g->element_of[module];
    if (element != NO_ELEMENT && p->pages.len > first)
        g->shown_on[element] = first;
}

static void
modules_plan(struct planner *p)
{
    struct graph *g = p->g;
    bool *is_below = arena_array(p->arena, bool, g->elements.len + 1),
         *is_done = arena_array(p->arena, bool, store_count(g->in->store) + 1);
    if (g->in->root.v != ENT_NONE.v)
        for (uint32_t i = 0; i < g->elements.len; i++)
            g->elements.at[i].module = NO_ELEMENT;
    module_roots(p, is_below);
    module_plan(p, NO_ELEMENT, is_below);
    for (uint32_t e = 0; e < store_count(g->in->store); e++)
        for (uint32_t i = 0; !is_done[e] && i < g->elements.len; i++)
            if (g->elements.at[i].module == e) {
                is_done[e] = true;
                module_plan(p, e, is_below);
            }
}

/* ---- titles ---- */

static struct str
named(const struct graph *g, const struct element *e)
{
    return e->label.len && e->shape != VIEW_SHAPE_DOT
               ? str_printf(g->arena, STR_FMT ": " STR_FMT, STR_ARG(e->id), STR_ARG(e->label))
               : e->id;
}

static struct str
title_of(const struct graph *g, const struct planned *page)
{
    const struct element *first = &g->elements.at[page->parts[0].element], *last = first;
    uint32_t roots = 0;
    bool *is_below = arena_array(g->arena, bool, g->elements.len + 1);
    for (uint32_t i = 0; i < page->count; i++)
        for (uint32_t k = 0; k < g->elements.at[page->parts[i].element].below.len; k++)
            is_below[g->elements.at[page->parts[i].element].below.at[k].to] = true;
    for (uint32_t i = 0; i < page->count; i++) {
        if (is_below[page->parts[i].element])
            continue;
        roots++;
        last = &g->elements.at[page->parts[i].element];
    }
    struct str title = roots > 1 ? str_printf(g->arena, STR_FMT " to " STR_FMT, STR_ARG(first->id),
                                              STR_ARG(last->id))
                                 : named(g, first);
    if (page->module == NO_ELEMENT)
        return title;
    return str_printf(g->arena, STR_FMT " · " STR_FMT,
                      STR_ARG(store_id(g->in->store, (struct ent){page->module})), STR_ARG(title));
}

void
pages_plan(struct graph *g, struct diagram *out)
{
    uint32_t count = g->elements.len;
    struct planner p = {.g = g, .arena = g->arena, .module = NO_ELEMENT, .stamp = 1};
    p.is_taken = arena_array(g->arena, bool, count + 1);
    p.seen = arena_array(g->arena, uint32_t, count + 1);
    p.cut = arena_array(g->arena, uint32_t, count + 1);
    p.depth = arena_array(g->arena, uint32_t, count + 1);
    p.parent = arena_array(g->arena, uint32_t, count + 1);
    p.stack = arena_array(g->arena, uint32_t, count + 1);
    modules_plan(&p);
    out->page_count = p.pages.len;
    out->pages = arena_array(g->arena, struct diagram_page, p.pages.len + 1);
    for (uint32_t i = 0; i < p.pages.len; i++) {
        page_draw(g, i, p.pages.at[i].parts, p.pages.at[i].count, &out->pages[i]);
        out->pages[i].title = title_of(g, &p.pages.at[i]);
    }
}
