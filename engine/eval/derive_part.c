/* A node of a pattern, for all rows that it hangs from at once: its bindings, how many there may be, what hangs in it. */
#include <string.h>

#include "engine/eval/derive_internal.h"

void
derive_fact(struct deriving *g, struct derived_fact fact)
{
    vec_push(g->d->arena, &g->a->facts, fact);
}

bool
derive_enter(struct frame *callee, struct frame *f, const ir_vec *args)
{
    if (frame_is_too_deep(f))
        return false;
    struct vector *at = arena_array(f->arena, struct vector, args->len + 1);
    for (uint32_t i = 0; i < args->len; i++) {
        at[i] = eval(f, args->at[i]);
        if (at[i].kind == VECTOR_CONDITION)
            at[i] = vector_of_values(values_of(f, at[i]));
    }
    frame_open(callee, &f->ev->root, f);
    callee->count = f->count;
    callee->expected = f->expected;
    for (uint32_t i = 0; i < args->len; i++)
        frame_bind(callee, i, at[i]);
    return true;
}

/* ---- faults ---- */

static bool
is_bound(const struct frame *f, uint32_t slot)
{
    for (; f->outer; f = f->outer) {
        if (!(f->bound & slot_bit(slot)))
            continue;
        if (slot < SLOT_SHARED)
            return true;
        for (uint32_t i = 0; i < f->bindings.len; i++)
            if (f->bindings.at[i].slot == slot)
                return true;
    }
    return false;
}

/* The variables of one row, entities as handles. */
static const struct value *
slots_of_row(struct spot *s, struct frame *f, uint32_t row)
{
    const struct pattern *p = s->pattern;
    struct arena *a = s->g->d->arena;
    struct value *slots = arena_array(a, struct value, p->slot_count + 1);
    for (uint32_t i = 0; i < p->slot_count; i++) {
        slots[i] = (struct value){.kind = VALUE_MISSING};
        if (!is_bound(f, i))
            continue;
        struct vector v = frame_slot(f, i);
        slots[i] = vector_value(a, &v, row);
        if (slots[i].kind == VALUE_CELL && p->slots[i].type.kind == TYPE_ENTITY)
            slots[i].cell = s->g->view->handles[slots[i].cell];
    }
    return slots;
}

static const struct element *
element_at(const struct spot *s, const uint32_t *elements, uint32_t row)
{
    return elements && elements[row] != NO_ID ? &s->g->d->elements.at[elements[row]]->e : NULL;
}

struct pattern_fault
fault_of_row(struct spot *s, enum pattern_fault_kind kind, const struct pattern_part *part,
             struct frame *f, uint32_t row, uint32_t case_index)
{
    return (struct pattern_fault){.kind = kind,
                                  .pattern =
                                      (pattern_id)(s->pattern - s->g->d->program->patterns.at),
                                  .part = part,
                                  .slots = slots_of_row(s, f, row),
                                  .other = ENT_NONE,
                                  .link = NO_ID,
                                  .by = NO_ID,
                                  .case_index = case_index};
}

struct pattern_fault *
derive_fault(struct spot *s, enum pattern_fault_kind kind, const struct pattern_part *part,
             struct frame *f, uint32_t row, uint32_t case_index)
{
    vec_push(s->g->d->arena, &s->g->a->faults, fault_of_row(s, kind, part, f, row, case_index));
    return &vec_last(&s->g->a->faults);
}

/* ---- what is not known ---- */

void
derive_open_parts(struct deriving *g, const struct pattern_part *parts, uint32_t count,
                  const struct diag *cause)
{
    for (uint32_t i = 0; i < count; i++)
        derive_open_extents(g, &parts[i], cause);
}

static uint32_t
used_count(const struct deriving *g, const struct pattern_part *part)
{
    return part->kind == PATTERN_USE ? g->d->program->patterns.at[part->used].part_count : 0;
}

static void
lose(struct deriving *g, field_id f, const struct diag *cause)
{
    if (f == NO_ID || g->a->is_lost[f] || is_written(g))
        return;
    g->a->is_lost[f] = true;
    derive_fact(g, (struct derived_fact){.op = DERIVED_LOST, .field = f, .cause = cause});
}

/* What hangs here may be there already, by the same values in another place: then its way back is open. */
static void
lose_links(struct deriving *g, const struct pattern_part *part, const struct diag *cause)
{
    if (part->is_shared)
        lose(g, part->link, cause);
    for (uint32_t i = 0; i < used_count(g, part); i++)
        lose(g, part->used_links[i], cause);
    for (uint32_t i = 0; part->kind == PATTERN_CHOOSE && i < part->child_count; i++)
        lose_links(g, &part->children[i], cause);
}

/* Where an element leads that may be there: to what its settings say, and to what it shares with others. */
static void
lose_fields(struct deriving *g, const struct pattern_part *part, const struct diag *cause)
{
    for (uint32_t i = 0; i < part->setting_count; i++)
        if (g->d->program->fields.at[part->settings[i].field].type.kind == TYPE_ENTITY)
            lose(g, part->settings[i].field, cause);
    for (uint32_t i = 0; i < part->child_count; i++)
        lose_links(g, &part->children[i], cause);
}

void
derive_open_extents(struct deriving *g, const struct pattern_part *part, const struct diag *cause)
{
    if (part->kind == PATTERN_ROLE)
        lose_fields(g, part, cause);
    if (part->kind == PATTERN_ROLE && !g->a->is_open[part->type]) {
        g->a->is_open[part->type] = true;
        if (!is_written(g))
            derive_fact(
                g, (struct derived_fact){.op = DERIVED_EXTENT, .type = part->type, .cause = cause});
    }
    if (part->kind == PATTERN_USE) {
        const struct pattern *used = &g->d->program->patterns.at[part->used];
        derive_open_parts(g, used->parts, used->part_count, cause);
    }
    derive_open_parts(g, part->children, part->child_count, cause);
}

/* The fields above that lead to what hangs at the top of a node. */
static void
open_links(struct deriving *g, const struct pattern_part *part, field_id link, uint32_t above,
           const struct diag *cause)
{
    const struct made *m = g->d->elements.at[above];
    field_id own = link != NO_ID ? link : part->kind == PATTERN_ROLE ? part->link : NO_ID;
    if (is_written(g) || m->handle == NO_ID)
        return;
    if (own != NO_ID)
        derive_fact(
            g, (struct derived_fact){
                   .op = DERIVED_OPEN_LINK, .handle = m->handle, .field = own, .cause = cause});
    for (uint32_t i = 0; part->kind == PATTERN_CHOOSE && i < part->child_count; i++)
        open_links(g, &part->children[i], link, above, cause);
    const struct pattern *used =
        part->kind == PATTERN_USE ? &g->d->program->patterns.at[part->used] : NULL;
    for (uint32_t i = 0; used && i < used->part_count; i++)
        open_links(g, &used->parts[i], part->used_links[i], above, cause);
}

void
derive_unknown(struct spot *s, uint32_t row, const struct pattern_part *part, field_id link,
               struct frame *f, uint32_t frame_row, const struct ir *ir)
{
    struct pattern_fault *fault = derive_fault(s, FAULT_UNKNOWN, part, f, frame_row, s->cases[row]);
    fault->ir = ir;
    fault->above = element_at(s, s->above, row);
    fault->cause = derive_cause(s->g, f, frame_row, ir);
    if (s->above && s->above[row] != NO_ID) {
        open_links(s->g, part, link, s->above[row], fault->cause);
        lose_links(s->g, part, fault->cause);
    }
    derive_open_extents(s->g, part, fault->cause);
}

/* ---- bindings ---- */

struct bindings {
    struct spot *spot;
    const struct pattern_part *part;
    field_id link;
    const uint32_t *asked; /* the rows of the spot where the part is called for … */
    uint32_t asked_count;  /* … which are those of the frame that is expanded */
    uint32_t *counts;      /* by row of the spot */
    uint64_t *open;        /* rows with bindings that nobody knows of */
};

static void
use_rows(struct spot *s, const struct pattern_part *part, field_id link, struct frame *f,
         const uint32_t *base)
{
    const struct pattern *used = &s->g->d->program->patterns.at[part->used];
    struct frame callee;
    uint32_t *cases = rows_new(f->arena, f->count), *above = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        cases[i] = s->cases[base[i]];
        above[i] = s->above ? s->above[base[i]] : NO_ID;
    }
    if (!derive_enter(&callee, f, &part->args)) {
        report_limit(f->ev, part->span);
        for (uint32_t i = 0; part->args.len && i < f->count; i++)
            derive_unknown(s, base[i], part, link, f, i, part->args.at[0]);
        return;
    }
    struct spot inner = {.g = s->g,
                         .pattern = used,
                         .f = &callee,
                         .cases = cases,
                         .above = above,
                         .may_stay_open = s->may_stay_open};
    derive_parts(&inner, used->parts, used->part_count, part->used_links, link);
    frame_close(&callee);
}

static void
choice_rows(struct spot *s, const struct pattern_part *part, field_id link, struct frame *f,
            const uint32_t *base)
{
    uint32_t *cases = rows_new(f->arena, f->count), *above = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++) {
        cases[i] = s->cases[base[i]];
        above[i] = s->above ? s->above[base[i]] : NO_ID;
    }
    struct spot inner = *s;
    inner.f = f;
    inner.cases = cases;
    inner.above = above;
    derive_choice(&inner, part, link);
}

/* More elements than anybody reads: from here on nobody knows. Told once for what the bindings hang from. */
static bool
is_full(struct bindings *b, struct frame *f, const uint32_t *base)
{
    if (b->spot->g->d->elements.len < LIMIT_ELEMENTS)
        return false;
    report_limit(f->ev, b->part->span);
    for (uint32_t i = 0; i < f->count; i++)
        if (!bit_get(b->open, base[i])) {
            bit_set(b->open, base[i]);
            derive_unknown(b->spot, base[i], b->part, b->link, f, i, NULL);
        }
    return true;
}

/* Rows of f, whose bindings are certain. */
static void
rows_visit(struct bindings *b, struct frame *f, const uint32_t *base)
{
    if (!f->count || is_full(b, f, base))
        return;
    for (uint32_t i = 0; i < f->count; i++)
        b->counts[base[i]]++;
    switch (b->part->kind) {
    case PATTERN_ROLE: derive_elements(b->spot, b->part, b->link, f, base); return;
    case PATTERN_USE: use_rows(b->spot, b->part, b->link, f, base); return;
    case PATTERN_CHOOSE: choice_rows(b->spot, b->part, b->link, f, base); return;
    }
}

static void
binding_visit(void *context, const struct visit *v)
{
    struct bindings *b = context;
    uint32_t *rows = rows_new(v->frame->arena, v->frame->count);
    for (uint32_t i = 0; i < v->frame->count; i++)
        rows[i] = b->asked[v->rows[i]];
    rows_visit(b, v->frame, rows);
}

/* The first set or guard of the bindings that is not known for a row. */
static const struct ir *
open_ir(const struct pattern_part *part)
{
    return part->each.at[0].set;
}

static void
count_bindings(struct bindings *b)
{
    struct spot *s = b->spot;
    const struct pattern_part *part = b->part;
    for (uint32_t k = 0; k < b->asked_count; k++) {
        uint32_t i = b->asked[k];
        bool is_none = b->counts[i] == 0 && (part->is_optional || s->may_stay_open);
        enum pattern_fault_kind kind =
            b->counts[i] > part->at_most ? FAULT_TOO_MANY : FAULT_TOO_FEW;
        bool is_few = b->counts[i] < part->at_least && !is_none && !bit_get(b->open, i);
        if (kind == FAULT_TOO_FEW && !is_few)
            continue;
        struct pattern_fault *fault = derive_fault(s, kind, part, s->f, i, s->cases[i]);
        fault->count = b->counts[i];
        fault->above = element_at(s, s->above, i);
        fault->ir = part->each.len ? part->each.at[part->each.len - 1].set : part->when;
    }
}

/* Rows of f, where the part is called for. */
static void
bindings_visit(struct bindings *b, struct frame *f)
{
    struct expansion x = {.frame = f, .visit = binding_visit, .context = b};
    if (!b->part->each.len) {
        rows_visit(b, f, b->asked);
        return;
    }
    expand_all(&x, &b->part->each);
    for (uint32_t i = 0; x.incomplete && i < f->count; i++)
        if (bit_get(x.incomplete, i)) {
            bit_set(b->open, b->asked[i]);
            derive_unknown(b->spot, b->asked[i], b->part, b->link, f, i, open_ir(b->part));
        }
}

/* `when` decides whether the part is called for at all: where it is not, no number is asked of it. */
static void
when_visit(struct bindings *b, struct frame *f)
{
    struct frame part;
    struct condition c = eval_condition(f, b->part->when);
    for (uint32_t i = 0; c.unknown && i < f->count; i++)
        if (bit_get(c.unknown, i))
            derive_unknown(b->spot, i, b->part, b->link, f, i, b->part->when);
    frame_select(&part, f, bits_copy(f->arena, c.is_true, f->count));
    b->asked = part.origin;
    b->asked_count = part.count;
    if (part.count)
        bindings_visit(b, &part);
    count_bindings(b);
    frame_close(&part);
}

void
derive_part(struct spot *s, const struct pattern_part *part, field_id link)
{
    struct frame *f = s->f;
    struct bindings b = {.spot = s,
                         .part = part,
                         .link = link,
                         .counts = arena_array(f->arena, uint32_t, f->count),
                         .open = bits_new(f->arena, f->count)};
    if (frame_is_too_deep(f)) {
        report_limit(f->ev, part->span);
        derive_open_extents(s->g, part, NULL);
        for (uint32_t i = 0; i < f->count; i++)
            derive_fault(s, FAULT_UNKNOWN, part, f, i, s->cases[i]);
        return;
    }
    if (part->when) {
        when_visit(&b, f);
        return;
    }
    uint32_t *all = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        all[i] = i;
    b.asked = all;
    b.asked_count = f->count;
    bindings_visit(&b, f);
    count_bindings(&b);
}

void
derive_parts(struct spot *s, const struct pattern_part *parts, uint32_t count,
             const field_id *links, field_id inherited)
{
    for (uint32_t i = 0; i < count; i++) {
        field_id link = links && links[i] != NO_ID ? links[i] : inherited;
        derive_part(s, &parts[i], link);
    }
}
