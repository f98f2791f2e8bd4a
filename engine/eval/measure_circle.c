/*
 * Entities on a circle of a measure's relation, and the finding that says so.
 *
 * Circles over one field are findings of the loader. A relation may be several fields, of one name (goals lead to strategies,
 * strategies to goals) or of several, each acyclic in itself: circles that need two of them are found here.
 */
#include "engine/eval/measure.h"

#include "lang/base/limits.h"

enum { CIRCLES_MOST = 20, LABELS_MOST = 32 };

/* What the loader said of a circle over one field, or NULL. */
static const struct diag *
loaders(const struct measure *m, struct evaluation *ev, uint32_t e)
{
    entity_id type = store_type(ev->store, (struct ent){e});
    for (uint32_t i = 0; i < m->define->along_count; i++) {
        if (!entity_is(ev->program, type, m->define->along[i].type))
            continue;
        /* A circle is told where it is written, which may be the other way round. */
        field_id f = m->define->along[i].field, back = ev->program->fields.at[f].inverse;
        const struct diag *d = store_cause(ev->store, (struct ent){e}, f);
        if (d && d->code == E8128)
            return d;
        if (back != NO_ID && entity_is(ev->program, type, ev->program->fields.at[back].owner))
            d = store_cause(ev->store, (struct ent){e}, back);
        if (d && d->code == E8128)
            return d;
    }
    return NULL;
}

/* Breadth first from e over what is on circles; out: the shortest way back to it, in order. parents: UINT32_MAX where it did not come. */
static uint32_t
shortest(const struct graph *g, uint32_t e, uint32_t *parents, uint32_t *queue, uint32_t *out)
{
    uint32_t head = 0, tail = 0, last = UINT32_MAX, length = 1;
    for (uint32_t i = 0; i < g->n; i++)
        parents[i] = UINT32_MAX;
    queue[tail++] = e;
    while (head < tail) {
        uint32_t at = queue[head++];
        for (uint32_t i = g->offsets[at]; i < g->offsets[at + 1]; i++) {
            uint32_t to = g->targets[i];
            if (to == e && last == UINT32_MAX)
                last = at;
            if (to == e || !bit_get(g->on_cycle, to) || parents[to] != UINT32_MAX)
                continue;
            parents[to] = at;
            queue[tail++] = to;
        }
    }
    for (uint32_t at = last; at != e; at = parents[at])
        length++;
    for (uint32_t at = last, k = length; k > 0; at = parents[at])
        out[--k] = at;
    return length;
}

static struct str
circle_text(struct evaluation *ev, const uint32_t *circle, uint32_t count)
{
    struct text_buf b = {.arena = ev->sink->arena};
    for (uint32_t i = 0; i < count; i++) {
        if (i == LIMIT_MESSAGE_IDS && count > LIMIT_MESSAGE_IDS + 1) {
            text_printf(&b, "%u more → ", count - i);
            break;
        }
        text_printf(&b, STR_FMT " → ", STR_ARG(store_id(ev->store, (struct ent){circle[i]})));
    }
    text_add(&b, store_id(ev->store, (struct ent){circle[0]}));
    return text_str(&b);
}

static bool
leads(struct evaluation *ev, uint32_t from, field_id f, uint32_t to)
{
    if (!card_is_set(ev->program->fields.at[f].type.card)) {
        const struct column *c = store_column(ev->store, f);
        uint32_t row = from - c->rows.lo;
        return bit_get(c->present, row) && column_cell(c, row) == to;
    }
    const struct links *l = store_links(ev->store, f);
    uint32_t row = from - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        if (l->targets[i] == to)
            return true;
    return false;
}

/* The field by which one leads to the other, and where that stands. */
static field_id
link_field(const struct measure *m, struct evaluation *ev, uint32_t from, uint32_t to,
           struct span *at)
{
    entity_id type = store_type(ev->store, (struct ent){from});
    field_id f = NO_ID;
    for (uint32_t i = 0; i < m->define->along_count; i++) {
        if (!entity_is(ev->program, type, m->define->along[i].type))
            continue;
        f = m->define->along[i].field;
        if (leads(ev, from, f, to))
            break;
    }
    *at = store_member_span(ev->store, (struct ent){from}, f, to);
    return f;
}

static struct span
link_span(const struct measure *m, struct evaluation *ev, uint32_t from, uint32_t to)
{
    struct span at;
    link_field(m, ev, from, to, &at);
    return at;
}

/* "supported_by", "supported_by and challenged_by": the fields of a circle, each name once, in its order. */
static struct str
fields_text(const struct measure *m, struct evaluation *ev, const uint32_t *circle, uint32_t count,
            bool *is_one)
{
    enum { FIELDS_MOST = 16 };
    struct text_buf b = {.arena = ev->sink->arena};
    struct sym seen[FIELDS_MOST];
    uint32_t n = 0;
    for (uint32_t i = 0; i < count && n < FIELDS_MOST; i++) {
        struct span at;
        field_id f = link_field(m, ev, circle[i], circle[(i + 1) % count], &at);
        struct sym name = ev->program->fields.at[f].name;
        uint32_t k = 0;
        while (k < n && seen[k].v != name.v)
            k++;
        if (k < n)
            continue;
        text_printf(&b, "%s" STR_FMT, n ? " and " : "", STR_ARG(sym_str(ev->program->texts, name)));
        seen[n++] = name;
    }
    *is_one = n == 1;
    return text_str(&b);
}

static const struct diag *
report(struct measure *m, struct evaluation *ev, const uint32_t *circle, uint32_t count)
{
    struct diag_sink *sink = ev->sink;
    bool is_one;
    struct str fields = fields_text(m, ev, circle, count, &is_one);
    struct diag *d = diag_add(sink, E6183, link_span(m, ev, circle[0], circle[1 % count]),
                              STR_FMT " %s in a circle: " STR_FMT, STR_ARG(fields),
                              is_one ? "runs" : "run", STR_ARG(circle_text(ev, circle, count)));
    struct ent first = {circle[0]};
    d->type =
        sym_str(ev->program->texts, ev->program->entities.at[store_type(ev->store, first)].name);
    d->subject = store_id(ev->store, first);
    diag_here(sink, d, "it starts here");
    for (uint32_t i = 1; i < count && i < LABELS_MOST; i++)
        diag_label(sink, d, link_span(m, ev, circle[i], circle[(i + 1) % count]), "%s",
                   i + 1 == count ? "and is closed here" : "goes on here");
    diag_help(sink, d, "remove one of these links");
    return d;
}

/* Another measure along the same relation has told them already. */
static bool
is_told(struct measure *m, const struct evaluation *ev)
{
    for (define_id d = 0; d < ev->program->defines.len; d++)
        if (ev->measures[d] && ev->measures[d] != m && ev->measures[d]->graph == m->graph) {
            m->circles = ev->measures[d]->circles;
            return true;
        }
    return false;
}

/* All that e leads to and that leads to e goes in circles with it. */
static void
tell(struct measure *m, struct evaluation *ev, uint32_t e, const struct diag *d,
     const uint32_t *parents)
{
    struct graph *g = m->graph;
    uint64_t *seed = bits_new(ev->arena, g->n);
    bit_set(seed, e);
    const uint64_t *before = graph_reaching(ev, g, seed);
    for (uint32_t i = 0; i < g->n; i++)
        if (i == e || (parents[i] != UINT32_MAX && bit_get(before, i)))
            m->circles->told[i] = d;
    m->circles->count++;
}

void
measure_find_circles(struct measure *m, struct evaluation *ev)
{
    struct graph *g = m->graph;
    if (is_told(m, ev) || !bits_any(g->on_cycle, g->n))
        return;
    m->circles = arena_new(ev->arena, struct circles);
    m->circles->told = arena_array(ev->arena, const struct diag *, g->n);
    uint32_t *memory = mem_alloc(sizeof *memory, (size_t)g->n * 3);
    for (uint32_t e = 0; e < g->n && m->circles->count < CIRCLES_MOST; e++) {
        if (!bit_get(g->on_cycle, e) || loaders(m, ev, e) || measure_circle(m, ev, e))
            continue;
        uint32_t *circle = memory;
        uint32_t count = shortest(g, e, memory + g->n, memory + (size_t)g->n * 2, circle);
        tell(m, ev, e, report(m, ev, circle, count), memory + g->n);
    }
    mem_free(memory);
}

const struct diag *
measure_circle(const struct measure *m, struct evaluation *ev, uint32_t e)
{
    const struct diag *d = loaders(m, ev, e);
    return d || !m->circles ? d : m->circles->told[e];
}
