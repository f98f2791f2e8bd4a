/* Matrices and tables: each row of the frame walks the table's diagram, one step for each input. */
#include "engine/eval/internal.h"

#include <string.h>

/* ---- the results of each leaf ---- */

static void
put_single(struct lookup_state *s, struct arena *a, uint32_t output)
{
    const struct lookup_index *index = s->index;
    s->cells[output] = arena_array(a, uint64_t, index->leaf_count);
    for (uint32_t i = 0; i < index->leaf_count; i++)
        if (index->leaves[i].count)
            s->cells[output][i] = index->table->rows[index->leaves[i].rows[0]].results[output];
}

static void
put_sets(struct lookup_state *s, struct arena *a, uint32_t output)
{
    const struct lookup_index *index = s->index;
    struct set_builder b;
    set_builder_init(&b, a, index->leaf_count);
    for (uint32_t i = 0; i < index->leaf_count; i++) {
        for (uint32_t r = 0; r < index->leaves[i].count; r++)
            set_builder_add(&b, index->table->rows[index->leaves[i].rows[r]].results[output]);
        set_builder_close_sorting(&b);
    }
    s->offsets[output] = b.offsets;
    s->cells[output] = b.members.at;
}

/* Made when the table is first asked. */
static const struct lookup_state *
state_of(struct evaluation *ev, table_id id)
{
    const struct lookup_table *t = &ev->program->tables.at[id];
    struct lookup_state *s = &ev->lookups[id];
    if (s->index)
        return s;
    s->index = lookup_index(ev->arena, ev->program, t);
    s->cells = arena_array(ev->arena, uint64_t *, t->output_count);
    s->offsets = arena_array(ev->arena, uint32_t *, t->output_count);
    for (uint32_t o = 0; s->index && o < t->output_count; o++) {
        if (t->hit == HIT_COLLECT)
            put_sets(s, ev->arena, o);
        else
            put_single(s, ev->arena, o);
    }
    return s;
}

/* ---- looking up ---- */

/* The inputs of the rows; those with all of them, and those with an unknown one. */
struct inputs {
    struct values *at;
    uint64_t *whole, *unknown;
};

static struct inputs
read_inputs(struct frame *f, const struct ir *ir)
{
    struct inputs in = {.at = arena_array(f->arena, struct values, ir->lookup.args.len),
                        .whole = bits_ones(f->arena, f->count)};
    for (uint32_t k = 0; k < ir->lookup.args.len; k++) {
        in.at[k] = eval_values(f, ir->lookup.args.at[k]);
        for (uint32_t w = 0; w < bits_words(f->count); w++)
            in.whole[w] &= in.at[k].present[w];
        if (!in.at[k].unknown)
            continue;
        if (!in.unknown)
            in.unknown = bits_new(f->arena, f->count);
        bits_or(in.unknown, in.at[k].unknown, f->count);
    }
    return in;
}

/* By row: the leaf of the diagram. Rows without all inputs have leaf 0, which nobody reads. */
static uint32_t *
find_leaves(struct frame *f, const struct lookup_index *index, const struct inputs *in)
{
    const struct program *p = f->ev->program;
    uint32_t *at = arena_array(f->arena, uint32_t, f->count);
    for (uint32_t k = 0; k < index->table->input_count; k++) {
        const struct lookup_axis *axis = &index->axes[k];
        const uint64_t *cells = in->at[k].cells;
        bool is_plain = axis->type.kind == TYPE_ENUM || axis->type.kind == TYPE_BOOL;
        for (uint32_t i = 0; i < f->count; i++) {
            if (!bit_get(in->whole, i))
                continue;
            uint32_t class = is_plain ? (uint32_t)cells[i] : lookup_class(p, axis, cells[i]);
            at[i] = index->edges[at[i] + class];
        }
    }
    return at;
}

static struct vector
collected(struct frame *f, const struct lookup_state *s, const struct ir *ir,
          const struct inputs *in, const uint32_t *leaves)
{
    uint32_t o = ir->lookup.output;
    struct sets all = {.offsets = s->offsets[o], .members = s->cells[o]};
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (bit_get(in->unknown, i))
            set_builder_incomplete(&b);
        else if (bit_get(in->whole, i))
            set_builder_add_run(&b, set_row(&all, leaves[i]));
        set_builder_close(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

/* Which rows of the table answered, for those who ask what tests reach. */
static void
note_answers(struct frame *f, const struct lookup_index *index, table_id table,
             const struct inputs *in, const uint32_t *leaves)
{
    bool *answered = f->ev->options.lookups[table];
    for (uint32_t i = 0; i < f->count; i++) {
        const struct lookup_leaf *leaf = &index->leaves[leaves[i]];
        uint32_t all = index->table->hit == HIT_COLLECT ? leaf->count : leaf->count > 0;
        for (uint32_t r = 0; bit_get(in->whole, i) && r < all; r++)
            answered[leaf->rows[r]] = true;
    }
}

struct vector
eval_lookup(struct frame *f, const struct ir *ir)
{
    const struct lookup_state *s = state_of(f->ev, ir->lookup.table);
    if (!s->index) {
        report_limit(f->ev, ir->span);
        return vector_unknown(f->arena, vector_kind_of(ir), f->count);
    }
    struct inputs in = read_inputs(f, ir);
    bits_and_not(in.whole, in.unknown, f->count);
    uint32_t *leaves = find_leaves(f, s->index, &in);
    if (f->ev->options.lookups)
        note_answers(f, s->index, ir->lookup.table, &in, leaves);
    if (card_is_set(ir->type.card))
        return collected(f, s, ir, &in, leaves);
    uint64_t *cells = cells_raw(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        cells[i] = bit_get(in.whole, i) ? s->cells[ir->lookup.output][leaves[i]] : 0;
    return vector_of_values(
        (struct values){.cells = cells, .present = in.whole, .unknown = in.unknown});
}
