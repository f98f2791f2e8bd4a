/*
 * Tables: what depends on one entity alone, computed once for all entities of its type.
 *
 * A table pays when the rows that asked for the expression before, and those still to come, are as many as
 * the entities: then it costs at most twice what the best choice made beforehand would have cost.
 */
#include "engine/eval/internal.h"

#include <string.h>

struct range
extent_cover(const struct evaluation *ev, union_id types)
{
    const struct union_type *u = &ev->program->unions.at[types];
    struct range cover = {UINT32_MAX, 0};
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(ev->store, u->members[m]);
        if (r.lo >= r.hi)
            continue;
        cover.lo = r.lo < cover.lo ? r.lo : cover.lo;
        cover.hi = r.hi > cover.hi ? r.hi : cover.hi;
    }
    return cover.lo < cover.hi ? cover : (struct range){0, 0};
}

uint64_t
extent_size(const struct evaluation *ev, union_id types)
{
    const struct union_type *u = &ev->program->unions.at[types];
    uint64_t size = 0;
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(ev->store, u->members[m]);
        size += r.hi - r.lo;
    }
    return size;
}

void
extent_visit(struct evaluation *ev, struct frame *below, union_id types, uint32_t slot,
             void (*visit)(void *context, struct frame *f, uint32_t first), void *context)
{
    const struct union_type *u = &ev->program->unions.at[types];
    uint64_t size = extent_size(ev, types);
    for (uint32_t m = 0; m < u->member_count; m++) {
        struct range r = store_extent(ev->store, u->members[m]);
        for (uint32_t lo = r.lo; lo < r.hi; lo += ev->chunk_rows) {
            struct frame f;
            frame_open(&f, &ev->root, below);
            f.count = r.hi - lo < ev->chunk_rows ? r.hi - lo : ev->chunk_rows;
            f.expected = size;
            frame_bind_range(&f, slot, lo);
            visit(context, &f, lo);
            frame_close(&f);
        }
    }
}

struct making {
    const struct ir *ir;
    struct vector *table;
    struct range universe;
};

static void
put_chunk(void *context, struct frame *f, uint32_t first)
{
    struct making *m = context;
    uint32_t at = first - m->universe.lo;
    struct vector v = eval_here(f, m->ir);
    if (m->table->kind == VECTOR_CONDITION) {
        struct condition c = condition_of(f, v);
        bits_put(own_words(m->table->condition.is_true), at, c.is_true, f->count);
        bits_put(own_words(m->table->condition.unknown), at, c.unknown, f->count);
        return;
    }
    struct values values = values_of(f, v);
    uint64_t *cells = own_words(m->table->values.cells);
    memcpy(cells + at, values.cells, f->count * sizeof *cells);
    bits_put(own_words(m->table->values.present), at, values.present, f->count);
    bits_put(own_words(m->table->values.unknown), at, values.unknown, f->count);
}

static void
make(struct frame *f, const struct plan_note *note)
{
    struct evaluation *ev = f->ev;
    struct note_state *state = &ev->notes[note->id];
    state->universe = extent_cover(ev, note->variable.of);
    uint32_t n = state->universe.hi - state->universe.lo;
    struct vector *table = arena_new(ev->arena, struct vector);
    if (vector_kind_of(note->ir) == VECTOR_CONDITION)
        *table = vector_of_condition((struct condition){.is_true = bits_new(ev->arena, n),
                                                        .unknown = bits_new(ev->arena, n)});
    else
        *table = vector_of_values((struct values){.cells = cells_raw(ev->arena, n),
                                                  .present = bits_new(ev->arena, n),
                                                  .unknown = bits_new(ev->arena, n)});
    struct making m = {note->ir, table, state->universe};
    extent_visit(ev, f, note->variable.of, note->slot, put_chunk, &m);
    if (table->kind == VECTOR_CONDITION && !bits_any(table->condition.unknown, n))
        table->condition.unknown = NULL;
    if (table->kind == VECTOR_VALUES && !bits_any(table->values.unknown, n))
        table->values.unknown = NULL;
    state->table = table;
}

bool
table_pays(struct frame *f, const struct plan_note *note)
{
    struct evaluation *ev = f->ev;
    struct note_state *state = &ev->notes[note->id];
    struct vector v = frame_slot(f, note->slot);
    if (v.kind != VECTOR_VALUES || bits_count(v.values.present, f->count) < f->count)
        return false; /* a `let` may be missing or unknown */
    if (state->table || ev->is_single)
        return state->table;
    uint64_t size = extent_size(ev, note->variable.of);
    if (!size)
        return false;
    if (ev->options.is_eager)
        return true;
    if (v.values.is_range && !note->is_body)
        return false; /* its extent is being gone through just now, once */
    uint64_t to_come = f->expected > f->count ? f->expected : f->count;
    if (state->seen + to_come >= size)
        return true;
    state->seen += f->count;
    return false;
}

/* The rows of f as one piece of the table. */
static struct vector
piece(struct frame *f, const struct condition *c, uint32_t from)
{
    return vector_of_condition(
        (struct condition){.is_true = bits_slice(f->arena, c->is_true, from, f->count),
                           .unknown = bits_slice(f->arena, c->unknown, from, f->count)});
}

/*
 * A row may hold an entity of another type where the result plays no role: `x is Goal implies grounded(x)`
 * is evaluated for all x. Such a row reads any row of the table.
 */
struct vector
table_read(struct frame *f, const struct plan_note *note)
{
    struct note_state *state = &f->ev->notes[note->id];
    if (!state->table)
        make(f, note);
    struct values of = frame_slot(f, note->slot).values;
    uint32_t lo = state->universe.lo, n = state->universe.hi - lo;
    uint32_t from = f->count ? (uint32_t)of.cells[0] - lo : 0;
    bool is_piece = of.is_range && from < n && f->count <= n - from;
    if (is_piece && state->table->kind == VECTOR_CONDITION)
        return piece(f, &state->table->condition, from);
    uint32_t *rows = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t row = (uint32_t)of.cells[i] - lo;
        rows[i] = row < n ? row : 0;
    }
    return vector_gather(f->arena, state->table, rows, f->count);
}
