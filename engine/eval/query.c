/* A question: the tuples of its variables and what it asks of each, or one expression. */
#include "engine/eval/internal.h"

struct asking {
    struct evaluation *ev;
    const struct query *query;
    struct query_rows *out;
    uint32_t cap;
};

static void
rows_room(struct asking *a, uint32_t more)
{
    struct query_rows *r = a->out;
    uint64_t need = (uint64_t)r->count + more, cap = (uint64_t)a->cap * 2;
    if (need <= a->cap)
        return;
    cap = cap > need ? cap : need;
    for (uint32_t c = 0; c < r->column_count; c++) {
        struct value *grown = arena_array(a->ev->arena, struct value, cap);
        for (uint32_t i = 0; i < r->count; i++)
            grown[i] = r->cells[c][i];
        r->cells[c] = grown;
    }
    a->cap = (uint32_t)cap;
}

static void
column_fill(struct asking *a, uint32_t column, struct vector v, uint32_t count)
{
    struct value *at = a->out->cells[column] + a->out->count;
    for (uint32_t i = 0; i < count; i++)
        at[i] = vector_value(a->ev->arena, &v, i);
}

/* All variables are bound. */
static void
rows_add(void *context, const struct visit *v)
{
    struct asking *a = context;
    const struct query *q = a->query;
    struct frame *f = v->frame;
    rows_room(a, f->count);
    for (uint32_t i = 0; i < q->each.len; i++)
        column_fill(a, i, frame_slot(f, q->each.at[i].slot), f->count);
    for (uint32_t i = 0; i < q->lets.len; i++) {
        struct vector value = eval(f, q->lets.at[i].value);
        frame_bind(f, q->lets.at[i].slot, value);
        column_fill(a, q->each.len + i, value, f->count);
    }
    a->out->count += f->count;
}

static void
columns_new(struct asking *a)
{
    const struct query *q = a->query;
    struct arena *arena = a->ev->arena;
    uint32_t variables = q->each.len, count = q->expr ? 1 : variables + q->lets.len;
    *a->out = (struct query_rows){.column_count = count,
                                  .cells = arena_array(arena, struct value *, count),
                                  .exprs = arena_array(arena, const struct ir *, count)};
    if (q->expr)
        a->out->exprs[0] = q->expr;
    for (uint32_t i = 0; i < q->lets.len; i++)
        a->out->exprs[variables + i] = q->lets.at[i].value;
}

void
query_evaluate(struct evaluation *ev, const struct query *q, struct query_rows *out)
{
    struct asking a = {.ev = ev, .query = q, .out = out};
    struct frame f;
    columns_new(&a);
    ev->epoch++;
    frame_open(&f, &ev->root, &ev->root);
    f.count = 1;
    f.expected = 1;
    if (q->expr) {
        rows_room(&a, 1);
        column_fill(&a, 0, eval(&f, q->expr), 1);
        out->count = 1;
    } else {
        struct expansion x = {.frame = &f, .visit = rows_add, .context = &a};
        expand_all(&x, &q->each);
        out->incomplete = x.incomplete && bit_get(x.incomplete, 0);
    }
    frame_close(&f);
}
