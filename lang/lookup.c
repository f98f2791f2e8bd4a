/* The decision diagram of a table, level by level: one level for each input. */
#include "lang/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "lang/base/limits.h"
#include "lang/check_model.h"

struct lookup_step {
    uint32_t from, class; /* the node before, and the class that led on from it */
};

/* ---- classes ---- */

bool
lookup_is_ordered(const struct program *p, struct type t)
{
    switch (t.kind) {
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_CLOCK:
    case TYPE_VERSION:
    case TYPE_DAYS: return true;
    case TYPE_ENUM: return p->enums.at[t.of].is_scale;
    default: return false;
    }
}

/* The place of a cell among the bounds: *found, or that of the first bound above it. */
static uint32_t
bound_at(const struct program *p, const struct lookup_axis *axis, uint64_t cell, bool *found)
{
    uint32_t lo = 0, hi = axis->bound_count;
    *found = false;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int order = cells_order(p, axis->type.kind, axis->bounds[mid], cell);
        if (order == 0) {
            *found = true;
            return mid;
        }
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

uint32_t
lookup_class(const struct program *p, const struct lookup_axis *axis, uint64_t cell)
{
    bool found;
    if (axis->type.kind == TYPE_ENUM || axis->type.kind == TYPE_BOOL)
        return (uint32_t)cell;
    uint32_t at = bound_at(p, axis, cell, &found);
    if (axis->is_ordered)
        return 2 * at + found;
    return found ? at : axis->bound_count;
}

struct lookup_axis
lookup_axis(const struct program *p, struct type t)
{
    struct lookup_axis axis = {.type = t, .is_ordered = lookup_is_ordered(p, t), .class_count = 1};
    if (t.kind == TYPE_BOOL)
        axis.class_count = 2;
    if (t.kind == TYPE_ENUM)
        axis.class_count = p->enums.at[t.of].value_count;
    return axis;
}

static void
make_room(struct arena *a, struct lookup_axis *axis)
{
    uint64_t *old = axis->bounds;
    if (axis->bound_count < axis->bound_cap)
        return;
    axis->bound_cap = axis->bound_cap ? axis->bound_cap * 2 : 8;
    axis->bounds = arena_array(a, uint64_t, axis->bound_cap);
    if (old)
        memcpy(axis->bounds, old, axis->bound_count * sizeof *old);
}

void
lookup_bound(struct arena *a, const struct program *p, struct lookup_axis *axis, uint64_t cell)
{
    bool found;
    if (axis->type.kind == TYPE_ENUM || axis->type.kind == TYPE_BOOL)
        return;
    uint32_t at = bound_at(p, axis, cell, &found);
    if (found)
        return;
    make_room(a, axis);
    memmove(axis->bounds + at + 1, axis->bounds + at,
            (axis->bound_count - at) * sizeof *axis->bounds);
    axis->bounds[at] = cell;
    axis->bound_count++;
    axis->class_count = (axis->is_ordered ? 2 : 1) * axis->bound_count + 1;
}

static struct lookup_axis
axis_of(struct arena *a, const struct program *p, const struct lookup_table *t, uint32_t input)
{
    struct lookup_axis axis = lookup_axis(p, t->inputs[input].type);
    for (uint32_t r = 0; r < t->row_count; r++) {
        const struct lookup_test *test = &t->rows[r].tests[input];
        for (uint32_t i = 0; i < test->range_count; i++) {
            if (test->ranges[i].has_low)
                lookup_bound(a, p, &axis, test->ranges[i].low);
            if (test->ranges[i].has_high)
                lookup_bound(a, p, &axis, test->ranges[i].high);
        }
    }
    return axis;
}

bool
lookup_is_empty(const struct lookup_axis *axis, uint32_t class)
{
    bool is_whole = axis->type.kind == TYPE_INT || axis->type.kind == TYPE_DATE ||
                    axis->type.kind == TYPE_INSTANT || axis->type.kind == TYPE_CLOCK ||
                    axis->type.kind == TYPE_DAYS;
    if (!is_whole || class % 2)
        return false;
    uint32_t above = class / 2;
    if (!axis->bound_count)
        return false;
    if (above == 0)
        return (int64_t)axis->bounds[0] == INT64_MIN;
    if (above == axis->bound_count)
        return (int64_t)axis->bounds[above - 1] == INT64_MAX;
    return axis->bounds[above - 1] + 1 == axis->bounds[above];
}

/* ---- the diagram ---- */

/* What is known while the diagram is made. */
struct making {
    struct arena *scratch;
    const struct lookup_table *table;
    uint32_t words;       /* of a set of rows */
    uint64_t *matching;   /* of the input at hand, by class: the rows that take it */
    VEC(uint64_t *) sets; /* by node */
    VEC(uint32_t) firsts; /* by node: where its edges start */
    VEC(uint32_t) edges;  /* to nodes */
    VEC(struct lookup_step) steps;
};

static void
add_matching(struct making *m, const struct program *p, const struct lookup_axis *axis,
             uint32_t row, const struct lookup_range *r)
{
    uint32_t lo = 0, hi = axis->class_count - 1;
    if (r && r->has_low)
        lo = lookup_class(p, axis, r->low) + r->low_open;
    if (r && r->has_high)
        hi = lookup_class(p, axis, r->high);
    if (r && r->has_high && r->high_open) {
        if (!hi)
            return;
        hi--;
    }
    for (uint32_t c = lo; c <= hi; c++)
        m->matching[(size_t)c * m->words + row / 64] |= UINT64_C(1) << row % 64;
}

static void
find_matching(struct making *m, const struct program *p, const struct lookup_axis *axis,
              uint32_t input)
{
    m->matching = arena_array(m->scratch, uint64_t, (size_t)axis->class_count * m->words);
    for (uint32_t r = 0; r < m->table->row_count; r++) {
        const struct lookup_test *test = &m->table->rows[r].tests[input];
        if (test->is_any)
            add_matching(m, p, axis, r, NULL);
        for (uint32_t i = 0; !test->is_any && i < test->range_count; i++)
            add_matching(m, p, axis, r, &test->ranges[i]);
    }
}

static uint64_t
hash_of(const uint64_t *set, uint32_t words)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t w = 0; w < words; w++)
        hash = (hash ^ set[w]) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* The node of this level for a set of rows. */
static uint32_t
node_of(struct making *m, struct id_table *level, const uint64_t *set, struct lookup_step step)
{
    uint64_t hash = hash_of(set, m->words);
    uint32_t at = 0;
    for (uint32_t id; (id = id_table_next(level, hash, &at)) != NO_ID;)
        if (!memcmp(m->sets.at[id], set, m->words * sizeof *set))
            return id;
    uint64_t *kept = arena_array(m->scratch, uint64_t, m->words);
    memcpy(kept, set, m->words * sizeof *set);
    id_table_add(m->scratch, level, hash, m->sets.len);
    vec_push(m->scratch, &m->sets, kept);
    vec_push(m->scratch, &m->firsts, 0);
    vec_push(m->scratch, &m->steps, step);
    return m->sets.len - 1;
}

/* The edges of the nodes from..to over one input. False: too many. */
static bool
add_level(struct making *m, const struct lookup_axis *axis, uint32_t from, uint32_t to)
{
    struct id_table level = {0};
    uint64_t *set = arena_array(m->scratch, uint64_t, m->words);
    for (uint32_t node = from; node < to; node++) {
        m->firsts.at[node] = m->edges.len;
        if ((uint64_t)m->edges.len + axis->class_count > LIMIT_TABLE_EDGES)
            return false;
        for (uint32_t c = 0; c < axis->class_count; c++) {
            uint32_t next = NO_ID;
            for (uint32_t w = 0; w < m->words; w++)
                set[w] = m->sets.at[node][w] & m->matching[(size_t)c * m->words + w];
            if (!lookup_is_empty(axis, c))
                next = node_of(m, &level, set, (struct lookup_step){node, c});
            vec_push(m->scratch, &m->edges, next);
        }
    }
    return true;
}

static struct lookup_leaf
leaf_of(struct arena *a, const uint64_t *set, uint32_t rows)
{
    struct lookup_leaf leaf = {0};
    for (uint32_t r = 0; r < rows; r++)
        leaf.count += (uint32_t)(set[r / 64] >> r % 64 & 1);
    leaf.rows = arena_array(a, uint32_t, leaf.count);
    leaf.count = 0;
    for (uint32_t r = 0; r < rows; r++)
        if (set[r / 64] >> r % 64 & 1)
            leaf.rows[leaf.count++] = r;
    return leaf;
}

/* Edges to nodes become edges to where these start; behind the last input, to leaves. */
static void
finish(struct arena *a, const struct making *m, uint32_t first_leaf, struct lookup_index *index)
{
    index->edges = arena_array(a, uint32_t, m->edges.len);
    for (uint32_t i = 0; i < m->edges.len; i++) {
        uint32_t node = m->edges.at[i];
        if (node != NO_ID)
            index->edges[i] = node >= first_leaf ? node - first_leaf : m->firsts.at[node];
    }
    index->leaf_count = m->sets.len - first_leaf;
    index->leaves = arena_array(a, struct lookup_leaf, index->leaf_count);
    for (uint32_t i = 0; i < index->leaf_count; i++)
        index->leaves[i] = leaf_of(a, m->sets.at[first_leaf + i], m->table->row_count);
    index->step_count = m->steps.len;
    index->steps = arena_array(a, struct lookup_step, m->steps.len);
    memcpy(index->steps, m->steps.at, m->steps.len * sizeof *index->steps);
}

struct lookup_index *
lookup_index(struct arena *a, const struct program *p, const struct lookup_table *t)
{
    struct arena scratch = {0};
    struct making m = {.scratch = &scratch, .table = t, .words = t->row_count / 64 + 1};
    struct lookup_index *index = arena_new(a, struct lookup_index);
    uint32_t from = 0;
    bool fits = true;
    index->table = t;
    index->axes = arena_array(a, struct lookup_axis, t->input_count);
    uint64_t *all = arena_array(&scratch, uint64_t, m.words);
    for (uint32_t r = 0; r < t->row_count; r++)
        all[r / 64] |= UINT64_C(1) << r % 64;
    node_of(&m, &(struct id_table){0}, all, (struct lookup_step){0, 0});
    for (uint32_t i = 0; fits && i < t->input_count; i++) {
        uint32_t to = m.sets.len;
        index->axes[i] = axis_of(a, p, t, i);
        find_matching(&m, p, &index->axes[i], i);
        fits = add_level(&m, &index->axes[i], from, to);
        from = to;
    }
    if (fits)
        finish(a, &m, from, index);
    arena_release(&scratch);
    return fits ? index : NULL;
}

/* ---- asking ---- */

uint32_t
lookup_find(const struct program *p, const struct lookup_index *index, const uint64_t *cells)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < index->table->input_count; i++)
        at = index->edges[at + lookup_class(p, &index->axes[i], cells[i])];
    return at;
}

void
lookup_example(const struct lookup_index *index, uint32_t leaf, uint32_t *classes)
{
    uint32_t node = index->step_count - index->leaf_count + leaf;
    for (uint32_t i = index->table->input_count; i-- > 0;) {
        classes[i] = index->steps[node].class;
        node = index->steps[node].from;
    }
}

/* ---- classes in words ---- */

/* A step of `by` from a value, where values of the kind have steps. */
static bool
step_from(const struct program *p, enum type_kind kind, uint64_t cell, int by, uint64_t *out)
{
    struct decimal d;
    struct duration t;
    switch (kind) {
    case TYPE_INT:
    case TYPE_DATE:
    case TYPE_CLOCK:
    case TYPE_DAYS: *out = cell + (uint64_t)(int64_t)by; return true;
    case TYPE_INSTANT: *out = cell + (uint64_t)((int64_t)by * 1000000); return true;
    case TYPE_DECIMAL:
        if (!decimal_add(decimal_of_cell(p->decimals, cell), decimal_from_int(by), &d))
            return false;
        *out = decimal_cell(p->decimals, d);
        return true;
    case TYPE_DURATION:
        t = duration_of_cell(cell);
        *out = duration_cell((struct duration){t.months, t.days + by});
        return true;
    default: return false;
    }
}

static bool
halfway(const struct program *p, enum type_kind kind, uint64_t low, uint64_t high, uint64_t *out)
{
    struct decimal d;
    if (kind != TYPE_DECIMAL)
        return step_from(p, kind, low, 1, out) && cells_order(p, kind, *out, high) < 0;
    if (!decimal_add(decimal_of_cell(p->decimals, low), decimal_of_cell(p->decimals, high), &d) ||
        !decimal_div(d, decimal_from_int(2), &d))
        return false;
    *out = decimal_cell(p->decimals, d);
    return true;
}

static struct str
between_words(const struct program *p, struct arena *a, const struct lookup_axis *axis,
              uint32_t above)
{
    enum type_kind kind = axis->type.kind;
    uint64_t cell;
    if (!axis->bound_count)
        return STR("any");
    uint64_t high = axis->bounds[above < axis->bound_count ? above : 0];
    uint64_t low = axis->bounds[above ? above - 1 : 0];
    struct str low_words = cell_text(p, a, axis->type, low);
    struct str high_words = cell_text(p, a, axis->type, high);
    if (above == 0)
        return step_from(p, kind, high, -1, &cell)
                   ? cell_text(p, a, axis->type, cell)
                   : str_printf(a, "less than " STR_FMT, STR_ARG(high_words));
    if (above == axis->bound_count)
        return step_from(p, kind, low, 1, &cell)
                   ? cell_text(p, a, axis->type, cell)
                   : str_printf(a, "more than " STR_FMT, STR_ARG(low_words));
    if (halfway(p, kind, low, high, &cell))
        return cell_text(p, a, axis->type, cell);
    return str_printf(a, "between " STR_FMT " and " STR_FMT, STR_ARG(low_words),
                      STR_ARG(high_words));
}

struct str
lookup_words(const struct program *p, struct arena *a, const struct lookup_axis *axis,
             uint32_t class)
{
    if (axis->type.kind == TYPE_ENUM)
        return sym_str(p->texts, p->enums.at[axis->type.of].values[class]);
    if (axis->type.kind == TYPE_BOOL)
        return class ? STR("true") : STR("false");
    if (axis->is_ordered)
        return class % 2 ? cell_text(p, a, axis->type, axis->bounds[class / 2])
                         : between_words(p, a, axis, class / 2);
    if (class < axis->bound_count) {
        struct str text = cell_text(p, a, axis->type, axis->bounds[class]);
        return str_printf(a, "\"" STR_FMT "\"", STR_ARG(text));
    }
    return axis->bound_count ? STR("any other text") : STR("any text");
}
