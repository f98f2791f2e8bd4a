/* Which mistakes of the case make an answer incomplete: those in what the question reads. */
#include "engine/query/query_internal.h"

#include "lang/base/limits.h"

struct search {
    const struct program *program;
    struct store *store;
    const struct diag **causes;
    uint32_t cause_count;
    bool *fields, *defines; /* seen */
};

/* Sorted by place as they come in; what is said twice is said once. */
static void
cause_add(struct search *s, const struct diag *d)
{
    uint32_t at = s->cause_count;
    if (!d)
        return;
    for (uint32_t i = 0; i < s->cause_count; i++)
        if (s->causes[i] == d)
            return;
    while (at > 0 && s->causes[at - 1]->span.lo > d->span.lo)
        at--;
    if (at == LIMIT_ANSWER_CAUSES)
        return;
    if (s->cause_count < LIMIT_ANSWER_CAUSES)
        s->cause_count++;
    for (uint32_t i = s->cause_count - 1; i > at; i--)
        s->causes[i] = s->causes[i - 1];
    s->causes[at] = d;
}

static void
extent_causes(struct search *s, union_id types)
{
    const struct union_type *u = &s->program->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (store_extent_incomplete(s->store, u->members[i]))
            cause_add(s, store_extent_cause(s->store, u->members[i]));
}

static void
field_causes(struct search *s, field_id f)
{
    const struct column *c = store_column(s->store, f);
    const struct links *l = store_links(s->store, f);
    struct range rows = c ? c->rows : l ? l->rows : (struct range){0, 0};
    const uint64_t *incomplete = c ? c->incomplete : l ? l->incomplete : NULL;
    if (s->fields[f])
        return;
    s->fields[f] = true;
    for (uint32_t e = rows.lo; incomplete && e < rows.hi; e++)
        if (bit_get(incomplete, e - rows.lo))
            cause_add(s, store_cause(s->store, (struct ent){e}, f));
}

static void
search_ir(void *context, const struct ir *ir)
{
    struct search *s = context;
    if (ir->kind == IR_EXTENT)
        extent_causes(s, ir->id);
    for (uint32_t i = 0; ir->kind == IR_FIELD && i < ir->field.count; i++)
        field_causes(s, ir->field.alternatives[i].field);
    for (uint32_t i = 0; ir->kind == IR_CLOSURE && i < ir->closure.count; i++)
        field_causes(s, ir->closure.alternatives[i].field);
    if (ir->kind == IR_CALL && !s->defines[ir->call.define]) {
        s->defines[ir->call.define] = true;
        search_ir(s, s->program->defines.at[ir->call.define].body);
    }
    ir_visit_parts(ir, search_ir, s);
}

/* Of the fields that an answer shows without having been asked for them. */
static void
shown_causes(struct search *s, const struct answer *a)
{
    for (uint32_t r = 0; a->kind == ANSWER_ENTITIES && r < a->row_count; r++)
        for (uint32_t c = 1; c < a->column_count; c++) {
            struct ent e = {(uint32_t)a->rows[r][0].cell};
            field_id f = program_field(a->program, store_type(s->store, e),
                                       sym_intern(a->program->texts, a->columns[c].name));
            if (a->rows[r][c].kind == VALUE_UNKNOWN && f != NO_ID)
                cause_add(s, store_cause(s->store, e, f));
        }
}

static struct search
search_open(struct arena *a, const struct program *p, struct store *store)
{
    return (struct search){.program = p,
                           .store = store,
                           .causes = arena_array(a, const struct diag *, LIMIT_ANSWER_CAUSES),
                           .fields = arena_array(a, bool, p->fields.len + 1),
                           .defines = arena_array(a, bool, p->defines.len + 1)};
}

static void
search_each(struct search *s, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        search_ir(s, each->at[i].set);
        if (each->at[i].where)
            search_ir(s, each->at[i].where);
    }
}

void
answer_causes(struct answer *a, struct arena *arena, struct store *store)
{
    const struct query *q = a->program->query;
    struct search s = search_open(arena, a->program, store);
    search_each(&s, &q->each);
    for (uint32_t i = 0; i < q->lets.len; i++)
        search_ir(&s, q->lets.at[i].value);
    if (q->expr)
        search_ir(&s, q->expr);
    shown_causes(&s, a);
    a->causes = s.causes;
    a->cause_count = s.cause_count;
}

struct causes
query_causes(struct arena *arena, const struct program *p, struct store *store, const struct ir *ir,
             const ir_each_vec *each)
{
    struct search s = search_open(arena, p, store);
    search_each(&s, each);
    if (ir)
        search_ir(&s, ir);
    return (struct causes){s.causes, s.cause_count};
}
