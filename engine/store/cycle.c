/*
 * Cycles in fields that promise to have none (`acyclic`).
 *
 * Strongly connected components by Tarjan's algorithm (1972), with a stack of our own; of each component that is a cycle, the
 * shortest way round through its first entity is shown, and all its entities have the field incomplete.
 */
#include "engine/store/staging.h"

#include <string.h>

#include "lang/base/limits.h"

enum { LABELS_MOST = 32 };

struct graph {
    struct range rows;
    const struct column *column; /* one of the two */
    const struct links *links;
};

/* Up to two tables of edges would be one too many: a single value is a row of at most one. */
static uint32_t
edge_end(const struct graph *g, uint32_t row)
{
    if (g->links)
        return g->links->offsets[row + 1];
    return bit_get(g->column->present, row) ? 1 : 0;
}

static uint32_t
edge_begin(const struct graph *g, uint32_t row)
{
    return g->links ? g->links->offsets[row] : 0;
}

/* The row an edge leads to, or UINT32_MAX if that entity has no such field. */
static uint32_t
edge_row(const struct graph *g, uint32_t row, uint32_t i)
{
    uint32_t target = g->links ? g->links->targets[i] : (uint32_t)column_cell(g->column, row);
    return range_has(g->rows, target) ? target - g->rows.lo : UINT32_MAX;
}

/* ---- components ---- */

struct frame {
    uint32_t row, edge;
};

struct tarjan {
    struct builder *b;
    field_id field;
    struct graph graph;
    uint32_t *order; /* by row: 1 + when it was met; 0: not yet */
    uint32_t *low;
    uint32_t *component; /* by row: 1 + first met row of its component; 0: still open */
    uint32_t *open;      /* met, component unknown */
    struct frame *path;
    uint32_t met, open_count, depth;
    uint32_t *parents, *queue; /* of the search for the shortest cycle */
};

static void
enter(struct tarjan *t, uint32_t row)
{
    t->order[row] = t->low[row] = ++t->met;
    t->open[t->open_count++] = row;
    t->path[t->depth++] = (struct frame){row, edge_begin(&t->graph, row)};
}

static bool
has_loop(const struct graph *g, uint32_t row)
{
    for (uint32_t i = edge_begin(g, row); i < edge_end(g, row); i++)
        if (edge_row(g, row, i) == row)
            return true;
    return false;
}

/* ---- the message ---- */

/* Breadth first within the component, from its first row until an edge leads back. Returns the last row of the cycle. */
static uint32_t
search(struct tarjan *t, uint32_t start)
{
    const struct graph *g = &t->graph;
    uint32_t head = 0, tail = 0, component = t->component[start];
    t->queue[tail++] = start;
    while (head < tail) {
        uint32_t row = t->queue[head++];
        for (uint32_t i = edge_begin(g, row); i < edge_end(g, row); i++) {
            uint32_t to = edge_row(g, row, i);
            if (to == start)
                return row;
            if (to == UINT32_MAX || t->component[to] != component || t->parents[to] != UINT32_MAX)
                continue;
            t->parents[to] = row;
            t->queue[tail++] = to;
        }
    }
    return start;
}

static struct span
edge_span(const struct tarjan *t, uint32_t from, uint32_t to)
{
    struct ent e = {t->graph.rows.lo + from};
    return store_member_span(t->b->store, e, t->field, t->graph.rows.lo + to);
}

static struct str
cycle_text(const struct tarjan *t, const uint32_t *rows, uint32_t count)
{
    struct text_buf buf = {.arena = t->b->sink->arena};
    for (uint32_t i = 0; i < count; i++) {
        if (i == LIMIT_MESSAGE_IDS && count > LIMIT_MESSAGE_IDS + 1) {
            text_printf(&buf, "%u more → ", count - i);
            break;
        }
        text_add(&buf, store_path(t->b->store, t->graph.rows.lo + rows[i]));
        text_add(&buf, STR(" → "));
    }
    text_add(&buf, store_path(t->b->store, t->graph.rows.lo + rows[0]));
    return text_str(&buf);
}

static const struct diag *
report_cycle(struct tarjan *t, const uint32_t *rows, uint32_t count)
{
    struct builder *b = t->b;
    uint32_t subject = b->handles[t->graph.rows.lo + rows[0]];
    struct span at = edge_span(t, rows[0], rows[count > 1 ? 1 : 0]);
    struct diag_sink *sink = report_sink(b, at);
    struct diag *d =
        diag_add(sink, E8128, at, STR_FMT " runs in a circle: " STR_FMT,
                 STR_ARG(field_name(b, t->field)), STR_ARG(cycle_text(t, rows, count)));
    diag_here(sink, d, "it starts here");
    for (uint32_t i = 1; i < count && i < LABELS_MOST; i++)
        diag_label(sink, d, edge_span(t, rows[i], rows[(i + 1) % count]), "%s",
                   i + 1 == count ? "and is closed here" : "goes on here");
    diag_help(sink, d, "remove one of these links");
    return report_end(b, d, subject);
}

/* Whether all of them were known to stand in a circle before what was added. */
static bool
is_old_circle(const struct tarjan *t, const uint32_t *rows, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct cause *told = told_before(t->b, t->field, t->graph.rows.lo + rows[i]);
        if (!told || !told->diag || told->diag->code != E8128)
            return false;
    }
    return true;
}

/* Reports the component of these rows and marks them all. */
static void
component_found(struct tarjan *t, const uint32_t *rows, uint32_t count)
{
    uint32_t first = rows[0], length = 0;
    if (is_old_circle(t, rows, count))
        return;
    for (uint32_t i = 0; i < count; i++) {
        t->parents[rows[i]] = UINT32_MAX;
        first = rows[i] < first ? rows[i] : first;
    }
    uint32_t last = search(t, first), *cycle = t->queue;
    for (uint32_t row = last; row != first; row = t->parents[row])
        length++;
    cycle[0] = first;
    for (uint32_t row = last, k = length; row != first; row = t->parents[row])
        cycle[k--] = row;
    const struct diag *cause = report_cycle(t, cycle, length + 1);
    for (uint32_t i = 0; i < count; i++)
        mark_incomplete(t->b, t->field, t->graph.rows.lo + rows[i], cause);
}

/* All that is open from `row` on is its component. */
static void
close_component(struct tarjan *t, uint32_t row)
{
    uint32_t top = t->open_count;
    do {
        t->component[t->open[--t->open_count]] = row + 1;
    } while (t->open[t->open_count] != row);
    uint32_t count = top - t->open_count;
    if (count > 1 || has_loop(&t->graph, row))
        component_found(t, t->open + t->open_count, count);
}

static void
visit(struct tarjan *t, uint32_t start)
{
    enter(t, start);
    while (t->depth) {
        struct frame *frame = &t->path[t->depth - 1];
        uint32_t row = frame->row;
        if (frame->edge < edge_end(&t->graph, row)) {
            uint32_t to = edge_row(&t->graph, row, frame->edge++);
            if (to != UINT32_MAX && t->order[to] == 0)
                enter(t, to);
            else if (to != UINT32_MAX && t->component[to] == 0 && t->order[to] < t->low[row])
                t->low[row] = t->order[to];
            continue;
        }
        if (t->low[row] == t->order[row])
            close_component(t, row);
        if (--t->depth) {
            uint32_t above = t->path[t->depth - 1].row;
            if (t->low[row] < t->low[above])
                t->low[above] = t->low[row];
        }
    }
}

static void
check_field(struct builder *b, field_id f)
{
    struct store *s = b->store;
    struct field_data *data = &s->fields[f];
    struct arena_mark mark = arena_mark(&b->scratch);
    struct tarjan t = {.b = b, .field = f, .graph = {.rows = field_rows(s, f)}};
    uint32_t n = range_len(t.graph.rows);
    bool is_set = card_is_set(builder_field(b, f)->type.card);
    t.graph.links = is_set ? &data->links : NULL;
    t.graph.column = is_set ? NULL : &data->column;
    t.order = arena_array(&b->scratch, uint32_t, n);
    t.low = arena_array(&b->scratch, uint32_t, n);
    t.component = arena_array(&b->scratch, uint32_t, n);
    t.open = arena_array(&b->scratch, uint32_t, n);
    t.parents = arena_array(&b->scratch, uint32_t, n);
    t.queue = arena_array(&b->scratch, uint32_t, n);
    t.path = arena_array(&b->scratch, struct frame, n);
    for (uint32_t row = 0; row < n; row++)
        if (t.order[row] == 0)
            visit(&t, row);
    arena_rewind(&b->scratch, mark);
}

void
cycles_all(struct builder *b)
{
    for (field_id f = 0; f < b->program->fields.len; f++)
        if (builder_field(b, f)->acyclic && !builder_field(b, f)->is_implicit)
            check_field(b, f);
}
