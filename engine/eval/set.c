/* Sets: filtered, mapped, united, written out. */
#include "engine/eval/internal.h"

/* Pairs of row and cell in ascending order of rows, as an expansion brings them. */
struct collector {
    struct frame *frame;
    struct set_builder sets;
    uint32_t slot;           /* FILTER: the variable */
    const struct ir *result; /* MAP */
    uint64_t *incomplete;    /* MAP: values that are unknown */
};

static void
close_rows(struct collector *c, uint32_t row)
{
    while (c->sets.row < row)
        set_builder_close_sorting(&c->sets);
}

static void
filter_visit(void *context, const struct visit *v)
{
    struct collector *c = context;
    struct values cells = frame_slot(v->frame, c->slot).values;
    for (uint32_t i = 0; i < v->frame->count; i++) {
        close_rows(c, v->rows[i]);
        set_builder_add(&c->sets, cells.cells[i]);
    }
}

static void
map_visit(void *context, const struct visit *v)
{
    struct collector *c = context;
    struct values cells = eval_values(v->frame, c->result);
    for (uint32_t i = 0; i < v->frame->count; i++) {
        close_rows(c, v->rows[i]);
        if (bit_get(cells.unknown, i))
            bits_add(c->frame->arena, &c->incomplete, c->frame->count, v->rows[i]);
        else if (bit_get(cells.present, i))
            set_builder_add(&c->sets, cells.cells[i]);
    }
}

/* A result that is itself a set: {e.tags for e in S} has all of them. */
static void
map_sets_visit(void *context, const struct visit *v)
{
    struct collector *c = context;
    struct sets sets = eval_sets(v->frame, c->result);
    for (uint32_t i = 0; i < v->frame->count; i++) {
        close_rows(c, v->rows[i]);
        set_builder_add_run(&c->sets, set_row(&sets, i));
        if (bit_get(sets.incomplete, i))
            bits_add(c->frame->arena, &c->incomplete, c->frame->count, v->rows[i]);
    }
}

static struct vector
collect(struct collector *c, const struct ir *ir, void (*visit)(void *, const struct visit *))
{
    struct frame *f = c->frame;
    set_builder_init(&c->sets, f->arena, f->count);
    struct expansion x = {.frame = f, .visit = visit, .context = c};
    expand_all(&x, &ir->each.each);
    close_rows(c, f->count);
    struct sets sets = set_builder_done(&c->sets);
    if (x.incomplete && c->incomplete)
        bits_or(x.incomplete, c->incomplete, f->count);
    sets.incomplete = x.incomplete ? x.incomplete : c->incomplete;
    return vector_of_sets(sets);
}

struct vector
eval_filter(struct frame *f, const struct ir *ir)
{
    struct collector c = {.frame = f, .slot = ir->each.each.at[0].slot};
    return collect(&c, ir, filter_visit);
}

struct vector
eval_map(struct frame *f, const struct ir *ir)
{
    struct collector c = {.frame = f, .result = ir->each.result};
    bool is_set = card_is_set(ir->each.result->type.card);
    return collect(&c, ir, is_set ? map_sets_visit : map_visit);
}

struct vector
eval_set_of(struct frame *f, const struct ir *ir)
{
    struct values *parts = arena_array(f->arena, struct values, ir->list.len);
    for (uint32_t k = 0; k < ir->list.len; k++)
        parts[k] = eval_values(f, ir->list.at[k]);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        for (uint32_t k = 0; k < ir->list.len; k++) {
            if (bit_get(parts[k].unknown, i))
                set_builder_incomplete(&b);
            else if (bit_get(parts[k].present, i))
                set_builder_add(&b, parts[k].cells[i]);
        }
        set_builder_close_sorting(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

/* ---- two sets ---- */

static void
add_union(struct set_builder *b, struct run l, struct run r)
{
    uint32_t i = 0, k = 0;
    while (i < l.count || k < r.count) {
        bool take_left = k == r.count || (i < l.count && l.at[i] <= r.at[k]);
        uint64_t cell = take_left ? l.at[i] : r.at[k];
        i += i < l.count && l.at[i] == cell;
        k += k < r.count && r.at[k] == cell;
        set_builder_add(b, cell);
    }
}

/* Members of l that are in r, or those that are not. */
static void
add_where(struct set_builder *b, struct run l, struct run r, bool is_in)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < l.count; i++) {
        while (k < r.count && r.at[k] < l.at[i])
            k++;
        if ((k < r.count && r.at[k] == l.at[i]) == is_in)
            set_builder_add(b, l.at[i]);
    }
}

struct vector
eval_union(struct frame *f, const struct ir *ir)
{
    struct sets l = eval_sets(f, ir->binary.left), r = eval_sets(f, ir->binary.right);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        add_union(&b, set_row(&l, i), set_row(&r, i));
        if (bit_get(l.incomplete, i) || bit_get(r.incomplete, i))
            set_builder_incomplete(&b);
        set_builder_close(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

struct vector
eval_intersect(struct frame *f, const struct ir *ir)
{
    struct sets l = eval_sets(f, ir->binary.left), r = eval_sets(f, ir->binary.right);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        add_where(&b, set_row(&l, i), set_row(&r, i), true);
        if (bit_get(l.incomplete, i) || bit_get(r.incomplete, i))
            set_builder_incomplete(&b);
        set_builder_close(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}

struct vector
eval_except(struct frame *f, const struct ir *ir)
{
    struct sets l = eval_sets(f, ir->binary.left), r = eval_sets(f, ir->binary.right);
    struct set_builder b;
    set_builder_init(&b, f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        if (!bit_get(r.incomplete, i))
            add_where(&b, set_row(&l, i), set_row(&r, i), false);
        if (bit_get(l.incomplete, i) || bit_get(r.incomplete, i))
            set_builder_incomplete(&b);
        set_builder_close(&b);
    }
    return vector_of_sets(set_builder_done(&b));
}
