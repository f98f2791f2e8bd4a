/* An element for each row of a role: who it is, what it says, where it hangs; then what hangs in it. */
#include "engine/eval/derive_internal.h"

struct making {
    struct spot *spot;
    const struct pattern_part *part;
    field_id link;
    struct frame *f;
    const uint32_t *base;
    uint32_t *elements; /* by row; NO_ID: not derived */
    uint64_t *kept;
};

static uint32_t
case_of(const struct making *m, uint32_t row)
{
    return m->spot->cases[m->base[row]];
}

static uint32_t
above_of(const struct making *m, uint32_t row)
{
    return m->spot->above ? m->spot->above[m->base[row]] : NO_ID;
}

/* ---- who it is ---- */

static void
identify(struct making *m)
{
    struct spot *s = m->spot;
    const struct pattern_part *part = m->part;
    struct derivation *d = s->g->d;
    pattern_id pattern = (pattern_id)(s->pattern - d->program->patterns.at);
    struct key_columns columns = key_columns(m->f, &part->key);
    struct value *key = arena_array(m->f->arena, struct value, columns.count + 1);
    for (uint32_t i = 0; i < m->f->count; i++) {
        m->elements[i] = NO_ID;
        if (!key_of_row(d, s->g->view, &part->key, &columns, i, key)) {
            bit_clear(m->kept, i);
            derive_unknown(s, m->base[i], part, m->link, m->f, i, part->key.at[0]);
            continue;
        }
        m->elements[i] = element_find(d, pattern, part->role, key, columns.count);
        if (m->elements[i] == NO_ID)
            m->elements[i] = element_add(d, pattern, part, key);
    }
}

/* ---- what it quotes ---- */

/* Whether an authored element says something itself, so that the pattern's text is not asked. */
static bool
has_own_text(const struct making *m, uint32_t row)
{
    const struct derivation *d = m->spot->g->d;
    const struct made *e = d->elements.at[m->elements[row]];
    if (!e->e.is_authored || m->part->text_field == NO_ID)
        return false;
    const struct column *c = store_column(d->authored, m->part->text_field);
    return c && e->handle >= c->rows.lo && e->handle < c->rows.hi &&
           (bit_get(c->present, e->handle - c->rows.lo) ||
            bit_get(c->incomplete, e->handle - c->rows.lo));
}

static void
quoted_row(struct making *m, uint32_t row, const struct ir_given *q, bool is_unknown)
{
    struct spot *s = m->spot;
    bit_clear(m->kept, row);
    if (is_unknown) {
        derive_unknown(s, m->base[row], m->part, m->link, m->f, row, q->condition);
        return;
    }
    if (m->part->is_optional)
        return;
    struct pattern_fault *fault =
        derive_fault(s, FAULT_NOT_SAID, m->part, m->f, row, case_of(m, row));
    fault->ir = q->path;
    fault->element = &s->g->d->elements.at[m->elements[row]]->e;
}

static void
check_quoted(struct making *m)
{
    for (uint32_t q = 0; q < m->part->quoted_count; q++) {
        struct condition c = eval_condition(m->f, m->part->quoted[q].condition);
        for (uint32_t i = 0; i < m->f->count; i++)
            if (m->elements[i] != NO_ID && !bit_get(c.is_true, i) && !has_own_text(m, i))
                quoted_row(m, i, &m->part->quoted[q], bit_get(c.unknown, i));
    }
}

/* ---- what is added ---- */

static void
add_text(struct making *m, const struct values *text, uint32_t row)
{
    struct deriving *g = m->spot->g;
    uint32_t handle = g->d->elements.at[m->elements[row]]->handle;
    if (bit_get(text->unknown, row))
        derive_fact(g, (struct derived_fact){.op = DERIVED_OPEN,
                                             .handle = handle,
                                             .field = m->part->text_field,
                                             .cause = derive_cause(g, m->f, row, m->part->text)});
    else if (bit_get(text->present, row))
        derive_fact(g, (struct derived_fact){.op = DERIVED_CELL,
                                             .handle = handle,
                                             .field = m->part->text_field,
                                             .cell = text->cells[row]});
}

static void
add_cell(struct making *m, const struct pattern_setting *setting, uint32_t handle, uint64_t cell)
{
    struct deriving *g = m->spot->g;
    bool is_entity = g->d->program->fields.at[setting->field].type.kind == TYPE_ENTITY;
    derive_fact(g, (struct derived_fact){.op = is_entity ? DERIVED_LINK : DERIVED_CELL,
                                         .handle = handle,
                                         .field = setting->field,
                                         .cell = is_entity ? g->view->handles[cell] : cell});
}

static void
add_setting(struct making *m, const struct pattern_setting *setting)
{
    struct deriving *g = m->spot->g;
    struct vector v = eval(m->f, setting->value);
    if (v.kind == VECTOR_CONDITION)
        v = vector_of_values(values_of(m->f, v));
    for (uint32_t i = 0; i < m->f->count; i++) {
        if (!bit_get(m->kept, i))
            continue;
        uint32_t handle = g->d->elements.at[m->elements[i]]->handle;
        bool is_set = v.kind == VECTOR_SETS;
        struct run r = is_set ? set_row(&v.sets, i) : (struct run){NULL, 0};
        for (uint32_t k = 0; k < r.count; k++)
            add_cell(m, setting, handle, r.at[k]);
        if (!is_set && bit_get(v.values.present, i))
            add_cell(m, setting, handle, v.values.cells[i]);
        if (bit_get(is_set ? v.sets.incomplete : v.values.unknown, i))
            derive_fact(g,
                        (struct derived_fact){.op = DERIVED_OPEN,
                                              .handle = handle,
                                              .field = setting->field,
                                              .cause = derive_cause(g, m->f, i, setting->value)});
    }
}

static void
come_upon(struct making *m, uint32_t row)
{
    struct deriving *g = m->spot->g;
    struct derivation *d = g->d;
    struct made *e = d->elements.at[m->elements[row]];
    if (e->handle == NO_ID)
        element_is(d, m->elements[row], d->handle_count++);
    if (e->maker == g->id)
        return;
    e->maker = g->id;
    if (!e->e.is_authored)
        derive_fact(g, (struct derived_fact){.op = DERIVED_ENTITY,
                                             .handle = e->handle,
                                             .type = m->part->type,
                                             .cell = m->elements[row]});
}

static void
hang(struct making *m, uint32_t row)
{
    struct deriving *g = m->spot->g;
    uint32_t element = m->elements[row], above = above_of(m, row);
    field_id link = m->link != NO_ID ? m->link : m->part->link;
    const struct made *e = g->d->elements.at[element];
    bool is_above_written = above != NO_ID && g->d->elements.at[above]->e.is_authored;
    bool is_single = link != NO_ID && !card_is_set(g->d->program->fields.at[link].type.card);
    if (e->e.is_authored || (is_above_written && is_single))
        conform_hang(m->spot, m->part, m->f, row, case_of(m, row), link, above, element);
    if (above == NO_ID || link == NO_ID || is_written(g) ||
        g->d->elements.at[above]->handle == NO_ID)
        return;
    derive_fact(g, (struct derived_fact){.op = DERIVED_LINK,
                                         .handle = g->d->elements.at[above]->handle,
                                         .field = link,
                                         .cell = e->handle});
}

/* Nothing is derived where every element must have been written. */
static void
written_row(struct making *m, uint32_t row)
{
    struct spot *s = m->spot;
    struct made *e = s->g->d->elements.at[m->elements[row]];
    e->maker = s->g->id;
    if (e->e.is_authored || m->part->is_optional)
        return;
    struct pattern_fault *fault =
        derive_fault(s, FAULT_ABSENT, m->part, m->f, row, case_of(m, row));
    uint32_t above = above_of(m, row);
    fault->element = &e->e;
    fault->above = above == NO_ID ? NULL : &s->g->d->elements.at[above]->e;
}

static void
make_rows(struct making *m)
{
    struct values text = {0};
    bool has_text = m->part->text && m->part->text_field != NO_ID;
    if (has_text)
        text = eval_values(m->f, m->part->text);
    for (uint32_t i = 0; i < m->f->count; i++) {
        if (!bit_get(m->kept, i))
            continue;
        if (is_written(m->spot->g))
            written_row(m, i);
        else
            come_upon(m, i);
        hang(m, i);
        const struct made *e = m->spot->g->d->elements.at[m->elements[i]];
        if (has_text && e->e.is_authored)
            conform_text(m->spot, m->part, m->f, i, case_of(m, i), m->elements[i], &text);
        if (has_text && !is_written(m->spot->g))
            add_text(m, &text, i);
    }
    for (uint32_t k = 0; !is_written(m->spot->g) && k < m->part->setting_count; k++)
        add_setting(m, &m->part->settings[k]);
}

/* ---- what hangs in it ---- */

static slot_mask
reads(const struct plan *plan, const struct ir *ir)
{
    return ir ? plan_note(plan, ir)->free : 0;
}

/* The variables that are read in a node and below, but for those bound there. */
static slot_mask
reads_below(const struct plan *plan, const struct pattern_part *part)
{
    slot_mask free = 0, bound = 0;
    for (uint32_t i = 0; i < part->each.len; i++) {
        free |= reads(plan, part->each.at[i].set) | reads(plan, part->each.at[i].where);
        bound |= part->each.at[i].slot < SLOT_SHARED ? slot_bit(part->each.at[i].slot) : 0;
    }
    free |= reads(plan, part->when) | reads(plan, part->text);
    for (uint32_t i = 0; i < part->key.len; i++)
        free |= reads(plan, part->key.at[i]);
    for (uint32_t i = 0; i < part->quoted_count; i++)
        free |= reads(plan, part->quoted[i].condition);
    for (uint32_t i = 0; i < part->setting_count; i++)
        free |= reads(plan, part->settings[i].value);
    for (uint32_t i = 0; i < part->args.len; i++)
        free |= reads(plan, part->args.at[i]);
    for (uint32_t i = 0; i < part->child_count; i++)
        free |= reads_below(plan, &part->children[i]);
    return free & ~bound;
}

/* Whether all that hangs in an element follows from its key, wherever the element itself hangs. */
static bool
follows_from_key(const struct making *m)
{
    const struct plan *plan = m->f->ev->plan;
    slot_mask free = 0, key = 0;
    for (uint32_t i = 0; i < m->part->child_count; i++)
        free |= reads_below(plan, &m->part->children[i]);
    for (uint32_t i = 0; i < m->part->key.len; i++)
        if (m->part->key.at[i]->kind == IR_VAR && m->part->key.at[i]->slot < SLOT_SHARED)
            key |= slot_bit(m->part->key.at[i]->slot);
    return !(free & ~key);
}

/* A shared element that a case comes upon several times is gone into once. */
static void
keep_first(struct making *m)
{
    uint32_t size = 64;
    while (size < 2 * m->f->count)
        size *= 2;
    uint32_t *table = arena_array(m->f->arena, uint32_t, size);
    for (uint32_t i = 0; i < m->f->count; i++) {
        if (!bit_get(m->kept, i))
            continue;
        uint64_t hash =
            (((uint64_t)case_of(m, i) << 32) | m->elements[i]) * UINT64_C(0x9e3779b97f4a7c15);
        uint32_t at = (uint32_t)(hash >> 32) & (size - 1);
        while (table[at] && (case_of(m, table[at] - 1) != case_of(m, i) ||
                             m->elements[table[at] - 1] != m->elements[i]))
            at = (at + 1) & (size - 1);
        if (table[at])
            bit_clear(m->kept, i);
        else
            table[at] = i + 1;
    }
}

static void
remember(struct making *m)
{
    struct deriving *g = m->spot->g;
    for (uint32_t i = 0; i < m->f->count; i++)
        if (bit_get(m->kept, i))
            vec_push(g->d->arena, &g->a->found,
                     ((struct come_upon){case_of(m, i), m->elements[i]}));
}

static void
children(struct making *m)
{
    struct frame part;
    if (m->part->is_shared && follows_from_key(m))
        keep_first(m);
    remember(m);
    if (!m->part->child_count)
        return;
    frame_select(&part, m->f, m->kept);
    uint32_t *cases = rows_new(part.arena, part.count), *above = rows_new(part.arena, part.count);
    for (uint32_t i = 0; i < part.count; i++) {
        cases[i] = case_of(m, part.origin[i]);
        above[i] = m->elements[part.origin[i]];
    }
    struct spot inner = {.g = m->spot->g,
                         .pattern = m->spot->pattern,
                         .f = &part,
                         .cases = cases,
                         .above = above,
                         .may_stay_open = m->part->is_undeveloped};
    if (part.count)
        derive_parts(&inner, m->part->children, m->part->child_count, NULL, NO_ID);
    frame_close(&part);
}

void
derive_elements(struct spot *s, const struct pattern_part *part, field_id link, struct frame *f,
                const uint32_t *base)
{
    struct making m = {.spot = s,
                       .part = part,
                       .link = link,
                       .f = f,
                       .base = base,
                       .elements = arena_array(f->arena, uint32_t, f->count),
                       .kept = bits_ones(f->arena, f->count)};
    identify(&m);
    check_quoted(&m);
    make_rows(&m);
    children(&m);
}
