/*
 * Variables: the rows of a frame, each once for every value of a variable, in chunks of bounded size.
 */
#include "engine/eval/internal.h"

/* Where the expansion stands: the next value of the next row. */
struct cursor {
    const struct sets *sets;
    const uint64_t *settled;
    uint32_t row, member;
    uint64_t total, done;
};

static uint64_t
count_members(const struct sets *s, uint32_t rows)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < rows; i++)
        total += set_row(s, i).count;
    return total;
}

/* Fills a chunk with the next rows; false: there are none. */
static bool
next_chunk(struct cursor *c, struct frame *f, struct frame *chunk, uint32_t slot)
{
    uint64_t left = c->total - c->done;
    uint32_t n = left < f->ev->chunk_rows ? (uint32_t)left : f->ev->chunk_rows, at = 0;
    if (!n)
        return false;
    frame_open(chunk, f, f);
    uint32_t *origin = rows_new(chunk->arena, n);
    uint64_t *cells = cells_raw(chunk->arena, n);
    while (at < n && c->done < c->total) {
        struct run r = set_row(c->sets, c->row);
        uint32_t first = c->member;
        if (bit_get(c->settled, c->row))
            c->member = r.count;
        for (; c->member < r.count && at < n; c->member++, at++) {
            origin[at] = c->row;
            cells[at] = r.at[c->member];
        }
        c->done += c->member - first;
        if (c->member == r.count) {
            c->row++;
            c->member = 0;
        }
    }
    if (!at) {
        frame_close(chunk);
        return false;
    }
    chunk->origin = origin;
    chunk->count = at;
    chunk->expected = scale_expected(f->expected ? f->expected : 1, c->total, f->count);
    frame_bind(
        chunk, slot,
        vector_of_values((struct values){.cells = cells, .present = bits_ones(chunk->arena, at)}));
    return true;
}

static void
add_incomplete(struct expansion *x, const uint64_t *rows)
{
    if (!rows)
        return;
    if (!x->incomplete)
        x->incomplete = bits_new(x->frame->arena, x->frame->count);
    bits_or(x->incomplete, rows, x->frame->count);
}

static void
all_incomplete(struct expansion *x)
{
    if (!x->incomplete)
        x->incomplete = bits_new(x->frame->arena, x->frame->count);
    bits_set_range(x->incomplete, 0, x->frame->count);
}

/* The rows of a chunk that `keep` names, as a chunk of the same frame. */
static void
narrow(struct frame *out, struct frame *chunk, uint32_t slot, const uint64_t *keep)
{
    frame_open(out, chunk->outer, chunk);
    const uint32_t *kept = bits_rows(out->arena, keep, chunk->count, &out->count);
    uint32_t *origin = rows_new(out->arena, out->count);
    for (uint32_t i = 0; i < out->count; i++)
        origin[i] = chunk->origin[kept[i]];
    out->origin = origin;
    out->expected = scale_expected(chunk->expected, out->count, chunk->count);
    struct vector cells = frame_slot(chunk, slot);
    frame_bind(out, slot, vector_gather(out->arena, &cells, kept, out->count));
}

static void
visit_where(struct expansion *x, struct frame *chunk, const struct ir_each *each)
{
    struct condition where = eval_condition(chunk, each->where);
    uint64_t *keep = bits_copy(chunk->arena, where.is_true, chunk->count);
    if (x->keeps_unknown)
        bits_or(keep, where.unknown, chunk->count);
    else
        for (uint32_t i = 0; where.unknown && i < chunk->count; i++)
            if (bit_get(where.unknown, i))
                bits_add(x->frame->arena, &x->incomplete, x->frame->count, chunk->origin[i]);
    uint32_t kept = bits_count(keep, chunk->count);
    if (kept == chunk->count) {
        const uint64_t *unknown = x->keeps_unknown ? where.unknown : NULL;
        x->visit(x->context, &(struct visit){chunk, chunk->origin, unknown});
    } else if (kept) {
        struct frame part;
        narrow(&part, chunk, each->slot, keep);
        const uint64_t *unknown = NULL;
        if (x->keeps_unknown && where.unknown) {
            uint32_t count;
            uint32_t *rows = bits_rows(part.arena, keep, chunk->count, &count);
            unknown = bits_gather(part.arena, where.unknown, rows, count);
        }
        x->visit(x->context, &(struct visit){&part, part.origin, unknown});
        frame_close(&part);
    }
}

static void
expand_over(struct expansion *x, const struct ir_each *each, const struct sets *sets)
{
    struct frame *f = x->frame;
    add_incomplete(x, sets->incomplete);
    struct cursor c = {.sets = sets, .settled = x->settled, .total = count_members(sets, f->count)};
    if (frame_is_too_deep(f) || !spend(f->ev, each->set, c.total)) {
        report_limit(f->ev, each->set->span);
        all_incomplete(x);
        return;
    }
    struct frame chunk;
    while (next_chunk(&c, f, &chunk, each->slot)) {
        if (each->where)
            visit_where(x, &chunk, each);
        else
            x->visit(x->context, &(struct visit){&chunk, chunk.origin, NULL});
        frame_close(&chunk);
    }
}

/* One slice of an expansion, whose visits get rows of the whole. */
struct slice {
    struct expansion *whole;
    const struct frame *part;
};

static void
slice_visit(void *context, const struct visit *v)
{
    const struct slice *s = context;
    uint32_t *rows = rows_new(v->frame->arena, v->frame->count);
    for (uint32_t i = 0; i < v->frame->count; i++)
        rows[i] = s->part->origin[v->rows[i]];
    s->whole->visit(s->whole->context, &(struct visit){v->frame, rows, v->where_unknown});
}

static void
expand_slice(struct expansion *x, const struct ir_each *each, uint32_t from, uint32_t count)
{
    struct frame part;
    frame_slice(&part, x->frame, from, count);
    struct slice s = {x, &part};
    struct expansion inner = {
        .frame = &part, .keeps_unknown = x->keeps_unknown, .visit = slice_visit, .context = &s};
    expand(&inner, each);
    for (uint32_t i = 0; inner.incomplete && i < count; i++)
        if (bit_get(inner.incomplete, i))
            bits_add(x->frame->arena, &x->incomplete, x->frame->count, from + i);
    frame_close(&part);
}

void
expand(struct expansion *x, const struct ir_each *each)
{
    uint32_t n = x->frame->count, rows = slice_rows(x->frame->ev, each->set);
    if (n > rows && !frame_is_too_deep(x->frame)) {
        for (uint32_t from = 0; from < n; from += rows)
            expand_slice(x, each, from, n - from < rows ? n - from : rows);
        return;
    }
    struct sets sets = candidates(x->frame, each);
    expand_over(x, each, &sets);
}

/* ---- several variables ---- */

struct nest {
    struct expansion *whole; /* of the first frame */
    const ir_each_vec *each;
    uint32_t level;
    const uint32_t
        *base; /* by row of the frame being expanded: row of the first frame; NULL: itself */
};

static void nest_expand(struct nest *n, struct frame *f);

static const uint32_t *
rows_in_base(const struct nest *n, const struct visit *v)
{
    if (!n->base)
        return v->rows;
    uint32_t *rows = rows_new(v->frame->arena, v->frame->count);
    for (uint32_t i = 0; i < v->frame->count; i++)
        rows[i] = n->base[v->rows[i]];
    return rows;
}

static void
nest_visit(void *context, const struct visit *v)
{
    struct nest *n = context;
    const uint32_t *base = rows_in_base(n, v);
    if (n->level + 1 == n->each->len) {
        n->whole->visit(n->whole->context, &(struct visit){v->frame, base, v->where_unknown});
        return;
    }
    struct nest inner = {n->whole, n->each, n->level + 1, base};
    nest_expand(&inner, v->frame);
}

static void
nest_expand(struct nest *n, struct frame *f)
{
    struct expansion x = {.frame = f, .visit = nest_visit, .context = n};
    expand(&x, &n->each->at[n->level]);
    if (!x.incomplete)
        return;
    struct expansion *whole = n->whole;
    for (uint32_t i = 0; i < f->count; i++)
        if (bit_get(x.incomplete, i))
            bits_add(whole->frame->arena, &whole->incomplete, whole->frame->count,
                     n->base ? n->base[i] : i);
}

void
expand_all(struct expansion *x, const ir_each_vec *each)
{
    struct nest n = {.whole = x, .each = each};
    nest_expand(&n, x->frame);
}
