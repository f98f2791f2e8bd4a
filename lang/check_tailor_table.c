/* Tailoring: matrices and tables that others take the place of, and which cells became more lenient by it. */
#include "lang/check_tailor.h"

static struct str
signature_words(const struct checker *ck, const struct lookup_table *t)
{
    struct text_buf out = {.arena = ck->arena};

    text_add_c(&out, "(");
    for (uint32_t i = 0; i < t->input_count; i++)
        text_printf(&out, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(type_text(ck->program, ck->arena, t->inputs[i].type)));
    text_add_c(&out, ") -> ");
    for (uint32_t i = 0; i < t->output_count; i++) {
        struct str type = type_text(ck->program, ck->arena, t->outputs[i].type);
        text_printf(&out, "%s", i ? ", " : "");
        if (t->outputs[i].name.v)
            text_printf(&out, STR_FMT ": ", STR_ARG(sym_str(ck->syms, t->outputs[i].name)));
        text_add(&out, type);
    }
    return text_str(&out);
}

static bool
same_signature(const struct lookup_table *a, const struct lookup_table *b)
{
    bool same = a->input_count == b->input_count && a->output_count == b->output_count &&
                (a->hit == HIT_COLLECT) == (b->hit == HIT_COLLECT);

    for (uint32_t i = 0; same && i < a->input_count; i++)
        same = tailor_same_type(a->inputs[i].type, b->inputs[i].type);
    for (uint32_t i = 0; same && i < a->output_count; i++)
        same = tailor_same_type(a->outputs[i].type, b->outputs[i].type) &&
               sym_eq(a->outputs[i].name, b->outputs[i].name);
    return same;
}

static bool
check_signature(struct checker *ck, struct tailor_line *line)
{
    const struct lookup_table *old = &ck->program->tables.at[line->target->id];
    const struct lookup_table *new = &ck->program->tables.at[line->with->id];

    if (same_signature(old, new))
        return true;
    bool collects = new->hit == HIT_COLLECT;
    struct diag *d = tailor_refuse_signature(
        ck, line,
        (collects != (old->hit == HIT_COLLECT))
            ? str_printf(ck->arena, "it gives %s, not %s",
                         collects ? "the results of all rows" : "one result",
                         collects ? "one" : "those of all rows")
            : str_printf(ck->arena, "it is looked up as " STR_FMT ", not as " STR_FMT,
                         STR_ARG(signature_words(ck, new)), STR_ARG(signature_words(ck, old))));
    diag_help(ck->sink, d, "a replacement takes the same, in the same order, and gives the same");
    return false;
}

/* ---- what became more lenient ---- */

static uint64_t
value_of(const struct lookup_row *cell, uint32_t input)
{
    return cell->tests[input].range_count ? cell->tests[input].ranges[0].low : 0;
}

/* The cell of another matrix over the same scales, whatever the order of its rows and columns. */
static const struct lookup_row *
same_cell(const struct lookup_table *t, const struct lookup_row *cell)
{
    for (uint32_t i = 0; i < t->row_count; i++)
        if (value_of(&t->rows[i], 0) == value_of(cell, 0) &&
            value_of(&t->rows[i], 1) == value_of(cell, 1))
            return &t->rows[i];
    return NULL;
}

static struct str
cell_words(const struct checker *ck, const struct lookup_table *t, const struct lookup_row *old,
           const struct lookup_row *new)
{
    const struct program *p = ck->program;
    struct text_buf out = {.arena = ck->arena};
    struct type result = t->outputs[0].type;

    for (uint32_t i = 0; i < t->input_count; i++)
        text_printf(&out, "%s" STR_FMT " " STR_FMT, i ? ", " : "",
                    STR_ARG(sym_str(ck->syms, t->inputs[i].name)),
                    STR_ARG(cell_text(p, ck->arena, t->inputs[i].type, value_of(old, i))));
    text_printf(&out, ": " STR_FMT " instead of " STR_FMT,
                STR_ARG(cell_text(p, ck->arena, result, new->results[0])),
                STR_ARG(cell_text(p, ck->arena, result, old->results[0])));
    return text_str(&out);
}

/* A lower rating is the more lenient one. Where ratings have no order, every cell that changed may be. */
static bool
is_softer(const struct checker *ck, struct type result, uint64_t old, uint64_t new)
{
    if (!model_is_ordered(ck, result))
        return old != new;
    return model_compare(ck, result, new, old) < 0;
}

static void
list_softened(struct checker *ck, struct tailor_line *line)
{
    const struct lookup_table *old = &ck->program->tables.at[line->target->id];
    const struct lookup_table *new = &ck->program->tables.at[line->with->id];

    if (!old->is_matrix || !new->is_matrix)
        return;
    line->softened = arena_array(ck->arena, struct str, old->row_count + 1);
    for (uint32_t i = 0; i < old->row_count; i++) {
        const struct lookup_row *cell = same_cell(new, &old->rows[i]);
        if (cell && is_softer(ck, old->outputs[0].type, old->rows[i].results[0], cell->results[0]))
            line->softened[line->softened_count++] = cell_words(ck, old, &old->rows[i], cell);
    }
    line->is_compared = true;
}

/* Everybody who looks up under the old name finds the new rows. */
static void
swap_table(struct checker *ck, const struct tailor_line *line)
{
    struct lookup_table *old = &ck->program->tables.at[line->target->id];
    const struct lookup_table *new = &ck->program->tables.at[line->with->id];

    old->is_matrix = new->is_matrix;
    old->hit = new->hit;
    old->rows = new->rows;
    old->row_count = new->row_count;
    old->inputs = new->inputs;
}

void
tailor_table(struct checker *ck, struct tailor_line *line)
{
    if (!tailor_can_swap(ck, line) || !check_signature(ck, line))
        return;
    list_softened(ck, line);
    if (tailor_applies(ck, line))
        swap_table(ck, line);
}
