/* What pages promise, on random cases: every entity is drawn in full once, nothing overlaps, every link is drawn, pages are no larger than a sheet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/diagram/diagram.h"
#include "tests/unit/engine/eval/case.h"

static const char rules[] =
    "entity Part from \"parts\" { }\n"
    "abstract entity Node { text : text?  below : Node*  beside : Note*  against : Node*  part : "
    "Part?\n"
    "  done : bool = false }\n"
    "entity Box is Node from \"boxes\" { }\n"
    "entity Dot is Node from \"dots\" { }\n"
    "entity Disc is Node from \"discs\" { }\n"
    "entity Slope is Node from \"slopes\" { }\n"
    "entity Note from \"notes\" { text : text?  part : Part? }\n"
    "view Part { shape folder }\n"
    "view Node { label text  tree below  aside beside  against against  page part  unfinished done "
    "}\n"
    "view Box { shape rectangle }\nview Dot { shape dot }\nview Disc { shape circle }\n"
    "view Slope { shape parallelogram }\n"
    "view Note { shape ellipse  label text  mark \"N\"  page part }\n";

enum { CASES = 15, NODES_MOST = 220 };

static const char *const types[] = {"Box", "Dot", "Disc", "Slope"};

struct random_case {
    struct test_case c;
    uint32_t state, count;
    uint32_t handles[NODES_MOST];
    const char *type[NODES_MOST];
    char ids[NODES_MOST][16];
};

static uint32_t
below(struct random_case *r, uint32_t limit)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 17;
    r->state ^= r->state << 5;
    return r->state % limit;
}

static const char *
some_text(struct random_case *r)
{
    static const char words[] = "security of the pump shown by role-based tests incontrovertibly "
                                "\xe6\xbc\xa2\xe5\xad\x97 a b c LX-200 ";
    uint32_t from = below(r, 30), len = below(r, 50);
    struct text_buf b = {.arena = &r->c.arena};
    for (uint32_t i = 0; i < len / 12 + 1; i++)
        text_add(&b, str_slice(str_from(words), i ? 0 : from, i ? 30 : from + len % 30));
    return str_c(&r->c.arena, text_str(&b));
}

static void
link_to(struct random_case *r, uint32_t from, const char *field, const char *id)
{
    case_value(&r->c, r->handles[from], r->type[from], field, id);
}

/* Mostly a tree; `wild`: with circles, shared boxes and challenges. */
static void
make(struct random_case *r, uint32_t seed, bool wild)
{
    r->state = seed * 2654435761u + 1;
    case_open(&r->c, rules);
    r->count = 1 + below(r, NODES_MOST - 1);
    case_entity(&r->c, "Part", "P-1");
    case_entity(&r->c, "Part", "P-2");
    for (uint32_t i = 0; i < 10; i++) {
        char id[16];
        snprintf(id, sizeof id, "N-%u", (unsigned)i);
        uint32_t note = case_entity(&r->c, "Note", id);
        case_value(&r->c, note, "Note", "text", some_text(r));
    }
    for (uint32_t i = 0; i < r->count; i++) {
        r->type[i] = types[below(r, wild ? 4 : 3) % (i ? 4 : 1)];
        snprintf(r->ids[i], sizeof r->ids[i], "%s:%c-%u", r->type[i], *r->type[i], (unsigned)i);
        r->handles[i] = case_entity(&r->c, r->type[i], strchr(r->ids[i], ':') + 1);
        case_value(&r->c, r->handles[i], r->type[i], "text", some_text(r));
        if (below(r, 12) == 0)
            case_value(&r->c, r->handles[i], r->type[i], "done", "true");
    }
    for (uint32_t i = 1; i < r->count; i++)
        link_to(r, below(r, 1 + i * (1 + seed % 4) / 4), "below", r->ids[i]);
    for (uint32_t i = 0; i < r->count; i++) {
        char note[24];
        snprintf(note, sizeof note, "N-%u", (unsigned)below(r, 10));
        if (below(r, 4) == 0)
            link_to(r, i, "beside", note);
        if (wild && below(r, 10) == 0)
            link_to(r, i, "below", r->ids[below(r, r->count)]);
        if (wild && below(r, 20) == 0)
            link_to(r, i, "against", r->ids[below(r, r->count)]);
        if (seed % 3 == 0 && i > r->count / 2)
            link_to(r, i, "part", below(r, 2) ? "P-1" : "P-2");
    }
    case_evaluate(&r->c);
}

static struct diagram *
draw(struct random_case *r)
{
    return diagram_build(&(struct diagram_input){.arena = &r->c.arena,
                                                 .program = r->c.program,
                                                 .store = r->c.store,
                                                 .evaluation = r->c.evaluation,
                                                 .sources = &r->c.sources,
                                                 .root = ENT_NONE});
}

/* ---- pages ---- */

static void
check_rows(const struct diagram_node *n)
{
    int32_t y = n->head;
    for (uint32_t i = 0; i < n->row_count; i++) {
        const struct diagram_row *row = &n->rows[i];
        int32_t w = text_width(row_font(row->kind), row->text);
        assert_true(row->w >= w);
        assert_true(row->x >= 0 && row->x + row->w <= n->w);
        assert_true(row->y >= y && row->y + row->h <= n->h);
        y = row->y + row->h;
    }
}

static void
check_page(const struct diagram_page *p)
{
    assert_true(p->node_count <= DIAGRAM_PAGE_NODES);
    assert_true(p->w <= DIAGRAM_PAGE_W && p->h <= DIAGRAM_PAGE_H);
    for (uint32_t i = 0; i < p->node_count; i++) {
        const struct diagram_node *a = &p->nodes[i];
        assert_true(a->x >= 0 && a->y >= 0 && a->x + a->w <= p->w && a->y + a->h <= p->h);
        check_rows(a);
        for (uint32_t k = 0; k < i; k++) {
            const struct diagram_node *b = &p->nodes[k];
            assert_true(a->x + a->w < b->x || b->x + b->w < a->x || a->y + a->h < b->y ||
                        b->y + b->h < a->y);
        }
    }
}

/* Level and upright pieces only, between the boxes it joins, and through none. */
static void
check_line(const struct diagram_page *p, const struct diagram_line *l)
{
    assert_true(l->point_count >= 2);
    for (uint32_t i = 0; i + 1 < l->point_count; i++) {
        struct point a = l->points[i], b = l->points[i + 1];
        int32_t lo_x = a.x < b.x ? a.x : b.x, hi_x = a.x < b.x ? b.x : a.x,
                lo_y = a.y < b.y ? a.y : b.y, hi_y = a.y < b.y ? b.y : a.y;
        assert_true(a.x == b.x || a.y == b.y);
        for (uint32_t n = 0; n < p->node_count; n++) {
            const struct diagram_node *node = &p->nodes[n];
            bool is_end = n == l->from || n == l->to;
            assert_true(is_end || hi_x <= node->x || lo_x >= node->x + node->w || hi_y <= node->y ||
                        lo_y >= node->y + node->h);
        }
    }
    const struct diagram_node *from = &p->nodes[l->from], *to = &p->nodes[l->to];
    struct point a = l->points[0], b = l->points[l->point_count - 1];
    assert_true(a.x >= from->x && a.x <= from->x + from->w && a.y >= from->y &&
                a.y <= from->y + from->h);
    assert_true(b.x >= to->x && b.x <= to->x + to->w && b.y >= to->y && b.y <= to->y + to->h);
}

/* Exactly one box of each entity is the one that others lead to, and what they say leads there. */
static void
check_anchors(struct random_case *r, const struct diagram *d)
{
    uint32_t count = store_count(r->c.store);
    uint32_t *page_of = arena_array(&r->c.arena, uint32_t, count);
    for (uint32_t p = 0; p < d->page_count; p++)
        for (uint32_t i = 0; i < d->pages[p].node_count; i++) {
            const struct diagram_node *n = &d->pages[p].nodes[i];
            if (!n->is_anchor)
                continue;
            assert_int_equal(page_of[n->ent.v], 0);
            page_of[n->ent.v] = p + 1;
        }
    for (uint32_t p = 0; p < d->page_count; p++)
        for (uint32_t i = 0; i < d->pages[p].node_count; i++) {
            const struct diagram_node *n = &d->pages[p].nodes[i];
            assert_true(page_of[n->ent.v] != 0);
            bool says_page = false;
            for (uint32_t k = 0; k < n->row_count; k++) {
                says_page |= n->rows[k].kind == ROW_PAGE;
                if (n->rows[k].kind == ROW_PAGE && n->is_copy)
                    assert_int_equal(n->rows[k].page, page_of[n->ent.v] - 1);
            }
            /* What stands beside a box is drawn in full on each page, so that pages can be read alone. */
            assert_true(says_page || n->is_anchor || str_is(n->type, "Note"));
        }
    struct range nodes = store_extent(r->c.store, case_type(&r->c, "Node"));
    for (uint32_t e = nodes.lo; e < nodes.hi; e++)
        assert_true(page_of[e] != 0);
}

/* Every link of the case is a line on some page, once. */
static void
check_links(struct random_case *r, const struct diagram *d, const char *field, bool is_turned)
{
    field_id f = program_field(r->c.program, case_type(&r->c, "Node"),
                               sym_find(&r->c.syms, str_from(field)));
    const struct links *l = store_links(r->c.store, f);
    for (uint32_t e = l->rows.lo; e < l->rows.hi; e++)
        for (uint32_t k = l->offsets[e - l->rows.lo]; k < l->offsets[e - l->rows.lo + 1]; k++) {
            uint32_t from = is_turned ? l->targets[k] : e, to = is_turned ? e : l->targets[k],
                     drawn = 0;
            for (uint32_t p = 0; p < d->page_count; p++)
                for (uint32_t i = 0; i < d->pages[p].line_count; i++) {
                    const struct diagram_line *line = &d->pages[p].lines[i];
                    drawn += d->pages[p].nodes[line->from].ent.v == from &&
                             d->pages[p].nodes[line->to].ent.v == to;
                }
            assert_true(from == to || drawn >= 1);
        }
}

static void
check_all(uint32_t seed, bool wild)
{
    static struct random_case r;
    make(&r, seed, wild);
    struct diagram *d = draw(&r);
    for (uint32_t p = 0; p < d->page_count; p++) {
        check_page(&d->pages[p]);
        for (uint32_t i = 0; i < d->pages[p].line_count; i++)
            check_line(&d->pages[p], &d->pages[p].lines[i]);
    }
    check_anchors(&r, d);
    check_links(&r, d, "below", false);
    check_links(&r, d, "beside", false);
    check_links(&r, d, "against", true);
    case_close(&r.c);
}

static void
trees(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < CASES; seed++)
        check_all(seed, false);
}

static void
anything(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < CASES; seed++)
        check_all(seed, true);
}

/* Entities of one `page` share their pages with no others but as copies. */
static void
modules(void **state)
{
    (void)state;
    static struct random_case r;
    make(&r, 9, true);
    field_id part =
        program_field(r.c.program, case_type(&r.c, "Node"), sym_find(&r.c.syms, STR("part")));
    const struct column *c = store_column(r.c.store, part);
    struct diagram *d = draw(&r);
    uint32_t with_part = 0;
    for (uint32_t p = 0; p < d->page_count; p++) {
        int64_t of = -2;
        for (uint32_t i = 0; i < d->pages[p].node_count; i++) {
            const struct diagram_node *n = &d->pages[p].nodes[i];
            uint32_t row = n->ent.v - c->rows.lo;
            if (n->is_copy || n->ent.v < c->rows.lo || n->ent.v >= c->rows.hi)
                continue;
            int64_t own = bit_get(c->present, row) ? (int64_t)column_cell(c, row) : -1;
            assert_true(of == -2 || of == own);
            of = own;
            with_part += own >= 0;
        }
    }
    assert_true(with_part > 10);
    case_close(&r.c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees),
        cmocka_unit_test(anything),
        cmocka_unit_test(modules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
