/* A target: its keys, values and conditions for all rows of each block, block within block. */
#include "engine/eval/internal.h"

static void block_add(struct evaluation *ev, const struct target_entry *entries, uint32_t count,
                      struct target_rows *rows, struct frame *f, const uint32_t *parents);

/* More of what grows with the rows of a block. */
static void
values_add(struct evaluation *ev, target_values *all, struct frame *f, const struct ir *ir)
{
    if (!ir)
        return;
    struct vector v = eval(f, ir);
    for (uint32_t i = 0; i < f->count; i++)
        vec_push(ev->arena, all, vector_value(ev->arena, &v, i));
}

/* Rows of f are those from `base` on of their block. */
static uint32_t *
rows_from(struct frame *f, uint32_t base, const uint32_t *rows, uint32_t count)
{
    uint32_t *out = rows_new(f->arena, count);
    for (uint32_t i = 0; i < count; i++)
        out[i] = base + (rows ? rows[i] : i);
    return out;
}

struct binding_visit {
    struct evaluation *ev;
    const struct target_entry *entry;
    struct target_cells *cells;
    uint32_t base;
};

static void
binding_add(void *context, const struct visit *v)
{
    const struct binding_visit *b = context;
    const struct target_entry *e = b->entry;
    struct target_rows *body = b->cells->body;
    struct frame *f = v->frame;
    for (uint32_t i = 0; i < e->each.len; i++) {
        struct vector slot = frame_slot(f, e->each.at[i].slot);
        for (uint32_t k = 0; k < f->count; k++)
            vec_push(b->ev->arena, &body->variables[i], vector_value(b->ev->arena, &slot, k));
    }
    block_add(b->ev, e->body, e->body_count, body, f, rows_from(f, b->base, v->rows, f->count));
}

static void
for_each_add(struct evaluation *ev, const struct target_entry *e, struct target_cells *cells,
             struct frame *f, uint32_t base)
{
    struct binding_visit b = {ev, e, cells, base};
    struct expansion x = {.frame = f, .visit = binding_add, .context = &b};
    expand_all(&x, &e->each);
    for (uint32_t i = 0; i < f->count; i++)
        vec_push(ev->arena, &cells->incomplete, x.incomplete && bit_get(x.incomplete, i));
}

static void
when_add(struct evaluation *ev, const struct target_entry *e, struct target_cells *cells,
         struct frame *f, uint32_t base)
{
    struct condition c = eval_condition(f, e->value);
    struct frame part;
    for (uint32_t i = 0; i < f->count; i++)
        vec_push(ev->arena, &cells->incomplete, bit_get(c.unknown, i));
    if (!bits_count(c.is_true, f->count))
        return;
    if (frame_is_too_deep(f)) {
        report_limit(ev, e->span);
        for (uint32_t i = 0; i < f->count; i++)
            cells->incomplete.at[base + i] |= bit_get(c.is_true, i);
        return;
    }
    frame_select(&part, f, c.is_true);
    block_add(ev, e->body, e->body_count, cells->body, &part,
              rows_from(&part, base, part.origin, part.count));
    frame_close(&part);
}

static void
entry_add(struct evaluation *ev, const struct target_entry *e, struct target_cells *cells,
          struct frame *f, uint32_t base)
{
    values_add(ev, &cells->keys, f, e->key);
    switch (e->op) {
    case TARGET_VALUE:
    case TARGET_WITHIN: values_add(ev, &cells->values, f, e->value); break;
    case TARGET_MAPPING:
        block_add(ev, e->body, e->body_count, cells->body, f, rows_from(f, base, NULL, f->count));
        break;
    case TARGET_LIST:
    case TARGET_FOR_EACH: for_each_add(ev, e, cells, f, base); break;
    case TARGET_WHEN: when_add(ev, e, cells, f, base); break;
    case TARGET_LET: frame_bind(f, e->slot, eval(f, e->value)); break;
    }
}

/* The rows of a frame, behind those that the block has. parents: by row, in the arena of f. */
static void
block_add(struct evaluation *ev, const struct target_entry *entries, uint32_t count,
          struct target_rows *rows, struct frame *f, const uint32_t *parents)
{
    uint32_t base = rows->parents.len;
    for (uint32_t i = 0; i < f->count; i++)
        vec_push(ev->arena, &rows->parents, parents[i]);
    for (uint32_t i = 0; i < count; i++)
        entry_add(ev, &entries[i], &rows->entries[i], f, base);
}

static struct target_rows *
rows_open(struct arena *a, const ir_each_vec *each, const struct target_entry *entries,
          uint32_t count)
{
    struct target_rows *rows = arena_new(a, struct target_rows);
    rows->variables = arena_array(a, target_values, each ? each->len : 0);
    rows->entries = arena_array(a, struct target_cells, count);
    for (uint32_t i = 0; i < count; i++)
        rows->entries[i].body =
            rows_open(a, &entries[i].each, entries[i].body, entries[i].body_count);
    return rows;
}

struct target_rows *
target_evaluate(struct evaluation *ev, const struct target_map_decl *t)
{
    struct target_rows *rows = rows_open(ev->arena, NULL, t->body, t->body_count);
    struct frame f;
    ev->epoch++;
    frame_open(&f, &ev->root, &ev->root);
    f.count = 1;
    f.expected = 1;
    block_add(ev, t->body, t->body_count, rows, &f, rows_from(&f, 0, NULL, 1));
    frame_close(&f);
    return rows;
}
