/* onus.query/1: an answer for programs. Fields are only ever added. */
#include "engine/render/render_internal.h"

static void
write_single(struct json *j, const struct answer *a, struct arena *arena, const char *key,
             struct type t, uint64_t cell)
{
    struct str text = answer_words(a, arena, t, cell);
    if (t.kind == TYPE_BOOL)
        json_bool(j, key, cell != 0);
    else if (t.kind == TYPE_INT || t.kind == TYPE_DECIMAL)
        json_literal(j, key, text);
    else
        json_text(j, key, text);
}

/* What is not known is an object, so that nobody takes it for a value. */
static void
write_unknown(struct json *j, const char *key)
{
    json_open_inline(j, key, '{');
    json_bool(j, "unknown", true);
    json_close(j, '}');
}

static void
write_value(struct json *j, const struct answer *a, struct arena *arena, const char *key,
            struct type t, const struct value *v)
{
    switch (v->kind) {
    case VALUE_UNKNOWN: write_unknown(j, key); return;
    case VALUE_MISSING: json_null(j, key); return;
    case VALUE_CELL: write_single(j, a, arena, key, t, v->cell); return;
    case VALUE_SET: break;
    }
    json_open_inline(j, key, '[');
    for (uint32_t i = 0; i < v->count; i++)
        write_single(j, a, arena, NULL, t, v->members[i]);
    if (v->incomplete)
        write_unknown(j, NULL);
    json_close(j, ']');
}

static void
write_columns(struct json *j, const struct answer *a, struct arena *arena)
{
    json_open(j, "columns", '[');
    for (uint32_t c = 0; c < a->column_count; c++) {
        json_open_inline(j, NULL, '{');
        json_text(j, "name", a->columns[c].name);
        json_text(j, "type", type_text(a->program, arena, a->columns[c].type));
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_rows(struct json *j, const struct answer *a, struct arena *arena)
{
    json_open(j, "rows", '[');
    for (uint32_t r = 0; r < a->row_count; r++) {
        json_open_inline(j, NULL, '{');
        for (uint32_t c = 0; c < a->column_count; c++)
            write_value(j, a, arena, str_c(arena, a->columns[c].name), a->columns[c].type,
                        &a->rows[r][c]);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_causes(struct json *j, const struct answer *a)
{
    json_open(j, "because", '[');
    for (uint32_t i = 0; i < a->cause_count; i++) {
        const struct diag *d = a->causes[i];
        struct place at = source_place(a->sources, d->span.lo);
        json_open_inline(j, NULL, '{');
        json_text(j, "rule", str_from(diag_code_name(d->code)));
        if (at.source && !span_is_none(d->span)) {
            json_text(j, "file", at.source->name);
            json_number(j, "line", at.line);
            json_number(j, "column", at.column);
        }
        json_text(j, "message", d->message);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static const char *
kind_name(enum answer_kind kind)
{
    switch (kind) {
    case ANSWER_CONDITION: return "condition";
    case ANSWER_VALUE: return "value";
    case ANSWER_SET: return "values";
    case ANSWER_ENTITIES: return "entities";
    case ANSWER_TUPLES: break;
    }
    return "tuples";
}

static void
write_tallies(struct json *j, const struct answer *a, struct arena *arena)
{
    json_open(j, "tallies", '{');
    for (uint32_t i = 0; i < a->tally_count; i++) {
        const struct answer_tally *t = &a->tallies[i];
        if (i == 0 || !str_eq(t->column, t[-1].column))
            json_open_inline(j, str_c(arena, t->column), '{');
        json_number(j, str_c(arena, t->word), t->count);
        if (i + 1 == a->tally_count || !str_eq(t->column, t[1].column))
            json_close(j, '}');
    }
    json_close(j, '}');
}

void
render_answer_json(const struct answer *a, const struct render_options *o, const struct output *out)
{
    struct json j = {.pen = {.options = o, .out = out}};
    struct arena arena = {0};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.query/1"));
    json_text(&j, "query", a->question);
    json_text(&j, "as_of", date_text(&arena, a->as_of));
    json_text(&j, "kind", str_from(kind_name(a->kind)));
    json_bool(&j, "incomplete", a->incomplete);
    write_causes(&j, a);
    write_columns(&j, a, &arena);
    write_rows(&j, a, &arena);
    if (a->tally_count)
        write_tallies(&j, a, &arena);
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
    arena_release(&arena);
}
