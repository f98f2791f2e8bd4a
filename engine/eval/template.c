/* Texts with values in them: messages, and texts that are compared like any other. */
#include "engine/eval/internal.h"

#include <stdlib.h>

struct str
cell_words(struct evaluation *ev, struct arena *a, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENTITY)
        return store_id(ev->store, (struct ent){(uint32_t)cell});
    return cell_text(ev->program, a, t, cell);
}

static int
by_natural(const void *a, const void *b)
{
    return str_cmp_natural(*(const struct str *)a, *(const struct str *)b);
}

/* In natural order; limit 0: never cut. */
static void
add_set(struct evaluation *ev, struct text_buf *b, struct type t, struct run members,
        uint32_t limit)
{
    struct str *words = arena_array(b->arena, struct str, members.count);
    for (uint32_t i = 0; i < members.count; i++)
        words[i] = cell_words(ev, b->arena, t, members.at[i]);
    if (members.count > 1)
        qsort(words, members.count, sizeof *words, by_natural);
    uint32_t shown = limit && members.count > limit ? limit : members.count;
    for (uint32_t i = 0; i < shown; i++) {
        text_add_c(b, i ? ", " : "");
        text_add(b, words[i]);
    }
    if (shown < members.count)
        text_printf(b, " and %u more", members.count - shown);
}

/* ---- as a value ---- */

struct part {
    struct vector v;
    bool is_literal;
};

/* False: the text is unknown (*is_unknown) or missing in this row. */
static bool
add_part(struct frame *f, struct text_buf *b, const struct ir_part *p, const struct part *part,
         uint32_t row, bool *is_unknown)
{
    if (part->is_literal) {
        text_add(b, p->literal);
        return true;
    }
    if (part->v.kind == VECTOR_SETS) {
        *is_unknown |= bit_get(part->v.sets.incomplete, row);
        add_set(f->ev, b, p->expr->type, set_row(&part->v.sets, row), 0);
        return true;
    }
    const struct values *v = &part->v.values;
    *is_unknown |= bit_get(v->unknown, row);
    if (!bit_get(v->present, row))
        return false;
    text_add(b, cell_words(f->ev, b->arena, p->expr->type, v->cells[row]));
    return true;
}

struct vector
eval_template(struct frame *f, const struct ir *ir)
{
    uint32_t n = ir->template.len;
    struct part *parts = arena_array(f->arena, struct part, n);
    for (uint32_t k = 0; k < n; k++) {
        const struct ir *expr = ir->template.at[k].expr;
        parts[k].is_literal = !expr;
        if (expr)
            parts[k].v = eval(f, expr);
        if (expr && parts[k].v.kind == VECTOR_CONDITION)
            parts[k].v = vector_of_values(values_of(f, parts[k].v));
    }
    uint64_t *cells = arena_array(f->arena, uint64_t, f->count);
    uint64_t *present = bits_new(f->arena, f->count), *unknown = NULL;
    for (uint32_t i = 0; i < f->count; i++) {
        struct text_buf b = {.arena = f->arena};
        bool is_unknown = false, is_whole = true;
        for (uint32_t k = 0; k < n; k++)
            is_whole &= add_part(f, &b, &ir->template.at[k], &parts[k], i, &is_unknown);
        if (is_unknown) {
            bits_add(f->arena, &unknown, f->count, i);
        } else if (is_whole) {
            cells[i] = str_cell(f->ev, text_str(&b));
            bit_set(present, i);
        }
    }
    return vector_of_values(
        (struct values){.cells = cells, .present = present, .unknown = unknown});
}

/* ---- as a message ---- */

static void
add_value(struct evaluation *ev, struct text_buf *b, const struct ir *expr, struct value v)
{
    switch (v.kind) {
    case VALUE_UNKNOWN: text_add(b, STR("(unknown)")); return;
    case VALUE_MISSING: text_add(b, STR("(not given)")); return;
    case VALUE_CELL:
        text_add(b, cell_words(ev, b->arena, expr->type,
                               expr->type.kind == TYPE_BOOL ? v.cell != 0 : v.cell));
        return;
    case VALUE_SET: break;
    }
    if (!v.count) {
        text_add(b, v.incomplete ? STR("(unknown)") : STR("(none)"));
        return;
    }
    add_set(ev, b, expr->type, (struct run){v.members, v.count}, LIMIT_MESSAGE_IDS);
    if (v.incomplete)
        text_add(b, STR(" and perhaps more"));
}

struct str
evaluate_template_with(struct evaluation *e, struct arena *a, const struct ir *ir,
                       const struct value *slots, const struct template_hooks *hooks)
{
    struct text_buf b = {.arena = a};
    for (uint32_t i = 0; i < ir->template.len; i++) {
        const struct ir_part *p = &ir->template.at[i];
        if (p->is_why && hooks && hooks->why)
            text_add(&b, hooks->why(hooks->context, a, ir, slots));
        else if (p->expr)
            add_value(e, &b, p->expr, evaluate_one(e, a, p->expr, slots));
        else
            text_add(&b, p->literal);
    }
    return text_str(&b);
}

struct str
evaluate_template(struct evaluation *e, struct arena *a, const struct ir *ir,
                  const struct value *slots)
{
    return evaluate_template_with(e, a, ir, slots, NULL);
}
