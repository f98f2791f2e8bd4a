/* What a question came to, as rows and columns. */
#include "engine/query/query_internal.h"

struct value
answer_field(struct store *s, struct ent e, field_id f)
{
    const struct column *c = store_column(s, f);
    struct value v = {.kind = VALUE_MISSING};
    if (!c || e.v < c->rows.lo || e.v >= c->rows.hi)
        return v;
    uint32_t row = e.v - c->rows.lo;
    if (bit_get(c->incomplete, row))
        v.kind = VALUE_UNKNOWN;
    else if (bit_get(c->present, row))
        v = (struct value){.kind = VALUE_CELL, .cell = column_cell(c, row)};
    return v;
}

struct str
answer_words(const struct answer *a, struct arena *arena, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY)
        return store_id(a->store, (struct ent){(uint32_t)cell});
    return cell_text(a->program, arena, t, cell);
}

/* ---- entities with their fields ---- */

/* A column of an answer about entities: the fields of one name, by what types have them. */
struct shown_field {
    struct sym name;
    struct type type;
};
typedef VEC(struct shown_field) shown_vec;

static bool
is_shown(const struct program *p, entity_id type, const struct field *f)
{
    bool is_single = f->type.card == CARD_ONE || f->type.card == CARD_OPTIONAL;
    return is_single && !f->is_implicit && f->type.kind != TYPE_ERROR &&
           program_field(p, type, f->name) != NO_ID;
}

static void
show_fields(const struct query_input *in, entity_id type, shown_vec *shown)
{
    const struct program *p = in->program;
    const struct entity *e = &p->entities.at[type];
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        bool is_new = is_shown(p, type, f);
        for (uint32_t k = 0; k < shown->len; k++)
            is_new &= !sym_eq(shown->at[k].name, f->name);
        if (is_new)
            vec_push(in->arena, shown, ((struct shown_field){f->name, f->type}));
    }
}

/* Two types may call different things alike: a column holds what has the type it names. */
static struct value
shown_value(const struct query_input *in, struct ent e, const struct shown_field *shown)
{
    const struct program *p = in->program;
    field_id f = program_field(p, store_type(in->store, e), shown->name);
    if (f == NO_ID || p->fields.at[f].type.kind != shown->type.kind ||
        (shown->type.kind == TYPE_ENUM && p->fields.at[f].type.of != shown->type.of))
        return (struct value){.kind = VALUE_MISSING};
    return answer_field(in->store, e, f);
}

static struct value
text_value(struct sym text)
{
    return (struct value){.kind = VALUE_CELL, .cell = text.v};
}

static void
answer_entities(struct answer *a, const struct query_input *in, struct type t,
                const uint64_t *members, uint32_t count)
{
    const struct program *p = in->program;
    shown_vec shown = {0};
    bool *seen = arena_array(in->arena, bool, p->entities.len + 1);
    uint32_t type_count = 0, first = 1;
    for (uint32_t i = 0; i < count; i++) {
        entity_id type = store_type(in->store, (struct ent){(uint32_t)members[i]});
        if (!seen[type])
            show_fields(in, type, &shown);
        type_count += !seen[type];
        seen[type] = true;
    }
    a->kind = ANSWER_ENTITIES;
    a->row_count = count;
    a->columns = arena_array(in->arena, struct answer_column, shown.len + 2);
    a->columns[0] = (struct answer_column){STR("id"), {TYPE_ENTITY, CARD_ONE, t.of}};
    if (type_count > 1)
        a->columns[first++] = (struct answer_column){STR("type"), TYPE(TYPE_TEXT)};
    a->column_count = first + shown.len;
    for (uint32_t c = 0; c < shown.len; c++)
        a->columns[first + c] =
            (struct answer_column){sym_str(p->texts, shown.at[c].name), shown.at[c].type};
    a->rows = arena_array(in->arena, struct value *, count + 1);
    for (uint32_t r = 0; r < count; r++) {
        struct ent e = {(uint32_t)members[r]};
        struct value *row = arena_array(in->arena, struct value, a->column_count);
        row[0] = (struct value){.kind = VALUE_CELL, .cell = members[r]};
        if (first > 1)
            row[1] = text_value(p->entities.at[store_type(in->store, e)].name);
        for (uint32_t c = 0; c < shown.len; c++)
            row[first + c] = shown_value(in, e, &shown.at[c]);
        a->rows[r] = row;
    }
}

/* ---- values ---- */

static void
one_column(struct answer *a, struct arena *arena, struct type t, uint32_t rows)
{
    a->columns = arena_array(arena, struct answer_column, 1);
    a->columns[0] = (struct answer_column){STR("value"), t};
    a->column_count = 1;
    a->row_count = rows;
    a->rows = arena_array(arena, struct value *, rows + 1);
    for (uint32_t i = 0; i < rows; i++)
        a->rows[i] = arena_array(arena, struct value, 1);
}

static void
answer_values(struct answer *a, const struct query_input *in, struct type t, struct value set)
{
    answer_sort_members(in->program, t, &set);
    a->kind = ANSWER_SET;
    t.card = CARD_ONE;
    one_column(a, in->arena, t, set.count);
    for (uint32_t i = 0; i < set.count; i++)
        a->rows[i][0] = (struct value){.kind = VALUE_CELL, .cell = set.members[i]};
}

static void
answer_expression(struct answer *a, const struct query_input *in)
{
    const struct ir *expr = in->rows->exprs[0];
    struct value v = in->rows->cells[0][0];
    if (v.kind == VALUE_SET) {
        a->incomplete = v.incomplete;
        if (expr->type.kind == TYPE_ENTITY)
            answer_entities(a, in, expr->type, v.members, v.count);
        else
            answer_values(a, in, expr->type, v);
    } else if (v.kind == VALUE_CELL && expr->type.kind == TYPE_ENTITY) {
        answer_entities(a, in, expr->type, &v.cell, 1);
    } else {
        bool is_condition = expr->type.kind == TYPE_BOOL && expr->type.card == CARD_ONE;
        a->kind = is_condition ? ANSWER_CONDITION : ANSWER_VALUE;
        one_column(a, in->arena, expr->type, 1);
        a->rows[0][0] = v;
    }
}

/* ---- tuples ---- */

static void
answer_tuples(struct answer *a, const struct query_input *in)
{
    const struct query *q = in->program->query;
    const struct query_rows *rows = in->rows;
    a->kind = ANSWER_TUPLES;
    a->incomplete = rows->incomplete;
    a->column_count = rows->column_count;
    a->columns = arena_array(in->arena, struct answer_column, rows->column_count);
    for (uint32_t c = 0; c < rows->column_count; c++) {
        uint32_t slot = c < q->each.len ? q->each.at[c].slot : q->lets.at[c - q->each.len].slot;
        a->columns[c] = (struct answer_column){sym_str(in->program->texts, q->slots[slot].name),
                                               q->slots[slot].type};
    }
    a->row_count = rows->count;
    a->rows = arena_array(in->arena, struct value *, rows->count + 1);
    for (uint32_t r = 0; r < rows->count; r++) {
        a->rows[r] = arena_array(in->arena, struct value, rows->column_count);
        for (uint32_t c = 0; c < rows->column_count; c++) {
            a->rows[r][c] = rows->cells[c][r];
            answer_sort_members(in->program, a->columns[c].type, &a->rows[r][c]);
        }
    }
    answer_sort_rows(a, q->each.len);
}

static bool
has_unknown(const struct answer *a)
{
    for (uint32_t r = 0; r < a->row_count; r++)
        for (uint32_t c = 0; c < a->column_count; c++)
            if (a->rows[r][c].kind == VALUE_UNKNOWN ||
                (a->rows[r][c].kind == VALUE_SET && a->rows[r][c].incomplete))
                return true;
    return false;
}

struct answer *
query_answer(const struct query_input *in)
{
    struct answer *a = arena_new(in->arena, struct answer);
    *a = (struct answer){.question = in->question,
                         .as_of = in->as_of,
                         .program = in->program,
                         .store = in->store,
                         .sources = in->sources};
    if (in->program->query->expr)
        answer_expression(a, in);
    else
        answer_tuples(a, in);
    a->incomplete |= has_unknown(a);
    if (a->incomplete)
        answer_causes(a, in->arena, in->store);
    return a;
}
