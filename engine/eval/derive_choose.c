/*
 * `choose m of`: the alternatives that somebody wrote, then the first others that can be derived.
 *
 * An alternative can be derived where its top is certain: its bindings, what its text quotes. Where that is not known of one, those behind
 * it are chosen only if they would be whichever way it turned out.
 */
#include "engine/eval/derive_internal.h"

/* What can be said of an alternative, by row. */
struct prospect {
    uint64_t *written, *certain, *open;
};

struct probing {
    struct spot *spot;
    const struct pattern_part *part;
    struct prospect *out;
    const uint32_t *asked; /* by row of the frame that is expanded: its row of the spot */
    uint32_t *counts;
    uint64_t *lacking; /* rows with a binding that cannot be derived */
};

static void probe(struct spot *s, const struct pattern_part *part, struct prospect *out);

static void
prospect_init(struct prospect *p, struct arena *a, uint32_t n)
{
    p->written = bits_new(a, n);
    p->certain = bits_new(a, n);
    p->open = bits_new(a, n);
}

/* ---- a role ---- */

static void
probe_role(struct probing *p, struct frame *f, const uint32_t *base)
{
    struct spot *s = p->spot;
    const struct derivation *d = s->g->d;
    const struct pattern_part *part = p->part;
    pattern_id pattern = (pattern_id)(s->pattern - d->program->patterns.at);
    struct key_columns columns = key_columns(f, &part->key);
    struct value *key = arena_array(f->arena, struct value, columns.count + 1);
    for (uint32_t i = 0; i < f->count; i++) {
        if (!key_of_row(d, s->g->view, &part->key, &columns, i, key)) {
            bit_set(p->out->open, base[i]);
            continue;
        }
        uint32_t e = element_find(d, pattern, part->role, key, columns.count);
        if (e != NO_ID && d->elements.at[e]->e.is_authored)
            bit_set(p->out->written, base[i]);
    }
    for (uint32_t q = 0; q < part->quoted_count; q++) {
        struct condition c = eval_condition(f, part->quoted[q].condition);
        for (uint32_t i = 0; i < f->count; i++) {
            bit_or(p->out->open, base[i], bit_get(c.unknown, i));
            bit_or(p->lacking, base[i], !bit_get(c.unknown, i) && !bit_get(c.is_true, i));
        }
    }
}

/* ---- what stands inside ---- */

/* Of several: whether at least `need` of them will do. */
static void
join_prospects(struct prospect *out, const struct prospect *parts, uint32_t count, uint32_t need,
               const uint32_t *base, uint32_t rows, uint64_t *lacking)
{
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t certain = 0, open = 0;
        for (uint32_t k = 0; k < count; k++) {
            certain += bit_get(parts[k].certain, i);
            open += bit_get(parts[k].open, i);
            bit_or(out->written, base[i], bit_get(parts[k].written, i));
        }
        bit_or(out->open, base[i], certain < need && certain + open >= need);
        bit_or(lacking, base[i], certain + open < need);
    }
}

/* Another pattern: all at its top that must be there. */
static void
probe_use(struct probing *p, struct frame *f, const uint32_t *base)
{
    const struct pattern *used = &p->spot->g->d->program->patterns.at[p->part->used];
    struct prospect *parts = arena_array(f->arena, struct prospect, used->part_count + 1);
    struct frame callee;
    uint32_t need = 0;
    if (!derive_enter(&callee, f, &p->part->args))
        return;
    struct spot inner = {.g = p->spot->g, .pattern = used, .f = &callee};
    for (uint32_t k = 0; k < used->part_count; k++) {
        if (used->parts[k].is_optional)
            continue;
        prospect_init(&parts[need], f->arena, f->count);
        probe(&inner, &used->parts[k], &parts[need++]);
    }
    join_prospects(p->out, parts, need, need, base, f->count, p->lacking);
    frame_close(&callee);
}

static void
probe_choice(struct probing *p, struct frame *f, const uint32_t *base)
{
    const struct pattern_part *part = p->part;
    struct prospect *parts = arena_array(f->arena, struct prospect, part->child_count + 1);
    struct spot inner = *p->spot;
    inner.f = f;
    for (uint32_t k = 0; k < part->child_count; k++) {
        prospect_init(&parts[k], f->arena, f->count);
        probe(&inner, &part->children[k], &parts[k]);
    }
    join_prospects(p->out, parts, part->child_count, part->choose, base, f->count, p->lacking);
}

static void
probe_rows(struct probing *p, struct frame *f, const uint32_t *base)
{
    for (uint32_t i = 0; i < f->count; i++)
        p->counts[base[i]]++;
    if (!f->count)
        return;
    switch (p->part->kind) {
    case PATTERN_ROLE: probe_role(p, f, base); return;
    case PATTERN_USE: probe_use(p, f, base); return;
    case PATTERN_CHOOSE: probe_choice(p, f, base); return;
    }
}

static void
probe_visit(void *context, const struct visit *v)
{
    struct probing *p = context;
    uint32_t *rows = rows_new(v->frame->arena, v->frame->count);
    for (uint32_t i = 0; i < v->frame->count; i++)
        rows[i] = p->asked[v->rows[i]];
    probe_rows(p, v->frame, rows);
}

static void
probe_bindings(struct probing *p, struct frame *f)
{
    struct expansion x = {.frame = f, .visit = probe_visit, .context = p};
    if (!p->part->each.len) {
        probe_rows(p, f, p->asked);
        return;
    }
    expand_all(&x, &p->part->each);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(p->out->open, p->asked[i], bit_get(x.incomplete, i));
}

static void
probe_when(struct probing *p, struct frame *f)
{
    struct frame part;
    struct condition c = eval_condition(f, p->part->when);
    for (uint32_t i = 0; i < f->count; i++)
        bit_or(p->out->open, i, bit_get(c.unknown, i));
    frame_select(&part, f, bits_copy(f->arena, c.is_true, f->count));
    p->asked = part.origin;
    if (part.count)
        probe_bindings(p, &part);
    frame_close(&part);
}

static void
probe(struct spot *s, const struct pattern_part *part, struct prospect *out)
{
    struct frame *f = s->f;
    struct probing p = {.spot = s,
                        .part = part,
                        .out = out,
                        .counts = arena_array(f->arena, uint32_t, f->count),
                        .lacking = bits_new(f->arena, f->count)};
    uint32_t *all = rows_new(f->arena, f->count);
    for (uint32_t i = 0; i < f->count; i++)
        all[i] = i;
    p.asked = all;
    if (frame_is_too_deep(f)) {
        report_limit(f->ev, part->span);
        bits_set_range(out->open, 0, f->count);
    } else if (part->when) {
        probe_when(&p, f);
    } else {
        probe_bindings(&p, f);
    }
    uint32_t least = part->at_least > 1 ? part->at_least : 1;
    for (uint32_t i = 0; i < f->count; i++) {
        bool lacks = bit_get(p.lacking, i) || p.counts[i] > part->at_most;
        if (lacks)
            bit_clear(out->open, i);
        bit_or(out->certain, i, !lacks && !bit_get(out->open, i) && p.counts[i] >= least);
    }
}

/* ---- which of them ---- */

struct choice {
    struct spot *spot;
    const struct pattern_part *part;
    field_id link;
    struct prospect *prospects;
    uint64_t **chosen, **open; /* by alternative, by row */
    uint32_t *doubt; /* by row: the first alternative of which nobody knows; NO_ID: none */
};

static void
fault_of_choice(struct choice *c, enum pattern_fault_kind kind, uint32_t row, uint32_t count)
{
    struct spot *s = c->spot;
    struct pattern_fault *fault = derive_fault(s, kind, c->part, s->f, row, s->cases[row]);
    fault->count = count;
    if (s->above && s->above[row] != NO_ID)
        fault->above = &s->g->d->elements.at[s->above[row]]->e;
}

static void
choose_row(struct choice *c, uint32_t row)
{
    uint32_t m = c->part->choose, count = c->part->child_count, written = 0;
    for (uint32_t k = 0; k < count; k++) {
        bool is_written_one = bit_get(c->prospects[k].written, row);
        written += is_written_one;
        bit_or(c->chosen[k], row, is_written_one);
    }
    if (written > m) {
        fault_of_choice(c, FAULT_CHOSEN_MANY, row, written);
        return;
    }
    uint32_t certain = written, possible = written; /* chosen before, at least and at most */
    for (uint32_t k = 0; k < count && !is_written(c->spot->g); k++) {
        const struct prospect *p = &c->prospects[k];
        bool is_certain = bit_get(p->certain, row), is_open = bit_get(p->open, row);
        if (is_open && c->doubt[row] == NO_ID)
            c->doubt[row] = k;
        if (bit_get(p->written, row) || (!is_certain && !is_open))
            continue;
        bit_or(c->chosen[k], row, is_certain && possible < m);
        bit_or(c->open[k], row, certain < m && (is_open || possible >= m));
        certain += is_certain;
        possible++;
    }
    if (possible < m && !c->part->is_optional)
        fault_of_choice(c, FAULT_CHOSEN_FEW, row, possible);
}

/* What is not known of an alternative: its bindings, whether it is there at all, what it quotes. */
static const struct ir *
open_ir(const struct pattern_part *part)
{
    if (part->each.len)
        return part->each.at[0].set;
    if (part->when)
        return part->when;
    return part->quoted_count ? part->quoted[0].condition : NULL;
}

static void
derive_chosen(struct choice *c, uint32_t k)
{
    struct spot *s = c->spot;
    const struct pattern_part *alternative = &c->part->children[k];
    struct frame part;
    for (uint32_t i = 0; i < s->f->count; i++)
        if (bit_get(c->open[k], i))
            derive_unknown(s, i, alternative, c->link, s->f, i,
                           open_ir(&c->part->children[c->doubt[i]]));
    frame_select(&part, s->f, c->chosen[k]);
    uint32_t *cases = rows_new(part.arena, part.count), *above = rows_new(part.arena, part.count);
    for (uint32_t i = 0; i < part.count; i++) {
        cases[i] = s->cases[part.origin[i]];
        above[i] = s->above ? s->above[part.origin[i]] : NO_ID;
    }
    struct spot inner = *s;
    inner.f = &part;
    inner.cases = cases;
    inner.above = above;
    if (part.count)
        derive_part(&inner, alternative, c->link);
    frame_close(&part);
}

void
derive_choice(struct spot *s, const struct pattern_part *part, field_id link)
{
    struct arena *a = s->f->arena;
    uint32_t n = s->f->count, count = part->child_count;
    struct choice c = {.spot = s,
                       .part = part,
                       .link = link,
                       .prospects = arena_array(a, struct prospect, count + 1),
                       .chosen = arena_array(a, uint64_t *, count + 1),
                       .open = arena_array(a, uint64_t *, count + 1),
                       .doubt = rows_new(a, n)};
    for (uint32_t i = 0; i < n; i++)
        c.doubt[i] = NO_ID;
    for (uint32_t k = 0; k < count; k++) {
        prospect_init(&c.prospects[k], a, n);
        c.chosen[k] = bits_new(a, n);
        c.open[k] = bits_new(a, n);
        probe(s, &part->children[k], &c.prospects[k]);
    }
    for (uint32_t i = 0; i < n; i++)
        choose_row(&c, i);
    for (uint32_t k = 0; k < count; k++)
        derive_chosen(&c, k);
}
