/*
 * Explanations of random cases are sound:
 *
 *   explain [COUNT [SEED]]    COUNT cases from SEED on (default 300 from 1)
 *
 * (a) The facts of a proof are enough: with these facts, and everything else unknown, the rule comes out the same on that subject.
 *     And each is used: without it (unknown too) it does not come out the same any more, but for the few that another way of
 *     building the same verdict can do without.
 * (b) The repairs of a violated rule do what they say: with all of them the rule is satisfied on that subject.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/explain/explain.h"
#include "engine/store/frozen.h"
#include "tests/oracle/run.h"

enum { SUBJECTS_MAX = 12, NECESSARY_PERCENT_MIN = 85, REPAIRED_PERCENT_MIN = 5 };

struct totals {
    uint32_t cases, proofs, insufficient, facts, needless, violated, repaired, unsound, cut;
};

/* ---- another store of the same entities ---- */

struct remake {
    struct run *run;
    struct arena *arena;
    struct diag_sink sink;
    const struct explanation *e;
    bool is_masked;    /* only the facts of e; else the whole case, with the repairs of e */
    uint32_t left_out; /* the fact that is left out, or UINT32_MAX */
};

static bool
has_fact(const struct remake *m, enum fact_kind kind, uint32_t entity, field_id field,
         uint64_t cell)
{
    for (uint32_t i = 0; i < m->e->fact_count; i++) {
        const struct fact *f = &m->e->facts[i]->fact;
        if (i != m->left_out && f->kind == kind && f->entity.v == entity && f->field == field &&
            (kind != FACT_MEMBER || f->cell == cell))
            return true;
    }
    return false;
}

static bool
has_extent(const struct remake *m, entity_id type)
{
    for (uint32_t i = 0; i < m->e->fact_count; i++) {
        const struct fact *f = &m->e->facts[i]->fact;
        if (i != m->left_out && f->kind == FACT_EXTENT && entity_is(m->run->program, type, f->type))
            return true;
    }
    return false;
}

/* Whether the way back from `cell` needs to be known to lead to e. */
static bool
needed_back(const struct remake *m, uint32_t e, field_id f, uint64_t cell)
{
    for (uint32_t i = 0; i < m->e->fact_count; i++) {
        const struct fact *fact = &m->e->facts[i]->fact;
        const struct field *back = &m->run->program->fields.at[fact->field];
        bool is_back = (fact->kind == FACT_VALUE || fact->kind == FACT_MEMBER) &&
                       back->is_implicit && back->inverse == f && fact->entity.v == cell;
        if (i != m->left_out && is_back && (fact->kind == FACT_VALUE || fact->cell == e))
            return true;
    }
    return false;
}

struct members {
    uint64_t *at;
    uint32_t count;
    bool is_incomplete;
};

static struct members
read_field(struct remake *m, uint32_t e, field_id f)
{
    struct members out = {0};
    const struct column *c = store_column(m->run->store, f);
    if (c) {
        uint32_t row = e - c->rows.lo;
        out.at = arena_array(m->arena, uint64_t, 2);
        if (bit_get(c->present, row))
            out.at[out.count++] = column_cell(c, row);
        out.is_incomplete = bit_get(c->incomplete, row);
        return out;
    }
    const struct links *l = store_links(m->run->store, f);
    uint32_t row = e - l->rows.lo;
    out.at = arena_array(m->arena, uint64_t, l->offsets[row + 1] - l->offsets[row] + 2);
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++)
        out.at[out.count++] = l->targets ? l->targets[i] : l->cells[i];
    out.is_incomplete = bit_get(l->incomplete, row);
    return out;
}

/* The members that stay, and whether there may be more. */
static void
mask(struct remake *m, uint32_t e, field_id f, struct members *v)
{
    bool is_whole = has_fact(m, FACT_VALUE, e, f, 0);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < v->count; i++)
        if (is_whole || has_fact(m, FACT_MEMBER, e, f, v->at[i]) || needed_back(m, e, f, v->at[i]))
            v->at[kept++] = v->at[i];
    v->count = kept;
    bool is_single = !card_is_set(m->run->program->fields.at[f].type.card);
    v->is_incomplete |= !is_whole && !(is_single && kept);
}

static uint64_t
given(struct remake *m, const struct edit *edit)
{
    if (m->run->program->fields.at[edit->field].type.kind == TYPE_TEXT && edit->kind == EDIT_GIVE)
        return sym_intern(&m->run->texts, STR("what was asked for")).v;
    return edit->cell;
}

static void
repair(struct remake *m, uint32_t e, field_id f, struct members *v)
{
    for (const struct edit *edit = m->e->repairs; edit; edit = edit->next) {
        if (edit->entity.v != e || edit->field != f)
            continue;
        if (edit->kind != EDIT_ADD)
            v->count = 0;
        if (edit->kind != EDIT_CLEAR)
            v->at[v->count++] = given(m, edit);
        v->is_incomplete &= edit->kind == EDIT_ADD;
        uint64_t *more = arena_array(m->arena, uint64_t, v->count + 2);
        memcpy(more, v->at, v->count * sizeof *more);
        v->at = more;
    }
}

static void
write_field(struct remake *m, struct builder *b, const uint32_t *handles, uint32_t e, field_id f)
{
    const struct field *field = &m->run->program->fields.at[f];
    struct members v = read_field(m, e, f);
    if (m->is_masked)
        mask(m, e, f, &v);
    else
        repair(m, e, f, &v);
    for (uint32_t i = 0; i < v.count; i++) {
        if (field->type.kind == TYPE_ENTITY)
            builder_link(b, handles[e], f, handles[v.at[i]], SPAN_NONE, SPAN_NONE);
        else
            builder_cell(b, handles[e], f, v.at[i], SPAN_NONE, SPAN_NONE);
    }
    if (v.is_incomplete)
        builder_incomplete(b, handles[e], f, SPAN_NONE, NULL);
    else if (v.count == 0 && card_is_set(field->type.card))
        builder_empty(b, handles[e], f, SPAN_NONE);
}

/* The other sides of links, and which entities there are, are known by themselves. */
static void
patch(struct remake *m, struct store *s)
{
    const struct program *p = m->run->program;
    store_prepare(s);
    for (entity_id t = 0; t < p->entities.len; t++)
        s->extents[t].is_incomplete =
            m->is_masked ? !has_extent(m, t) : store_extent_incomplete(m->run->store, t);
    for (field_id f = 0; f < p->fields.len; f++) {
        struct field_data *d = &s->fields[f];
        if (!p->fields.at[f].is_implicit)
            continue;
        bool is_column = store_column(s, f);
        struct range rows = is_column ? store_column(s, f)->rows : store_links(s, f)->rows;
        uint64_t *bits = arena_array(&s->arena, uint64_t, bit_words(range_len(rows)) + 1);
        for (uint32_t e = rows.lo; e < rows.hi; e++) {
            bool is_open = m->is_masked ? !has_fact(m, FACT_VALUE, e, f, 0)
                                        : read_field(m, e, f).is_incomplete;
            if (is_column && m->is_masked)
                is_open &= !bit_get(d->column.present, e - rows.lo);
            if (is_open)
                bit_set(bits, e - rows.lo);
        }
        d->incomplete = bits;
        d->column.incomplete = is_column ? bits : NULL;
        d->links.incomplete = is_column ? NULL : bits;
    }
}

static struct store *
remake(struct remake *m)
{
    struct run *r = m->run;
    diag_sink_init(&m->sink, m->arena, &r->sources);
    struct builder *b = builder_new(r->program, &m->sink);
    builder_made_up(b);
    uint32_t count = store_count(r->store);
    uint32_t *handles = arena_array(m->arena, uint32_t, count + 1);
    for (uint32_t e = 0; e < count; e++) {
        struct ent ent = {e};
        handles[e] = builder_entity(b, store_type(r->store, ent), ENT_NONE.v,
                                    store_id(r->store, ent), SPAN_NONE);
        if (store_external(r->store, ent).len)
            builder_external(b, handles[e], store_external(r->store, ent), SPAN_NONE);
    }
    for (uint32_t e = 0; e < count; e++) {
        const struct entity *type = &r->program->entities.at[store_type(r->store, (struct ent){e})];
        for (uint32_t i = 0; i < type->field_count; i++)
            if (!r->program->fields.at[type->fields[i]].is_implicit)
                write_field(m, b, handles, e, type->fields[i]);
    }
    struct store *s = builder_finish(b, r->naive.options.today);
    patch(m, s);
    return s;
}

/* The status of the subject in the other store. */
static uint8_t
status_in(struct remake *m, uint32_t rule)
{
    struct store *s = remake(m);
    struct evaluation *ev = evaluate(m->arena, &m->sink, m->run->program, s, m->run->naive.options);
    const struct rule_result *r = evaluation_rule(ev, rule);
    uint8_t status = r->status[m->e->subject.v - r->subjects.lo];
    evaluation_free(ev);
    store_free(s);
    return status;
}

/* ---- the two properties ---- */

static void
show(const struct run *r, const struct explanation *e, uint64_t seed, const char *what)
{
    printf("seed %llu: " STR_FMT ": %s\n", (unsigned long long)seed, STR_ARG(e->head), what);
    (void)r;
    for (uint32_t i = 0; i < e->fact_count; i++)
        printf("  " STR_FMT "\n", STR_ARG(e->facts[i]->text));
    for (const struct reason *part = e->root->first; part; part = part->next)
        printf("  part: " STR_FMT "\n", STR_ARG(part->text));
    for (const struct edit *edit = e->repairs; edit; edit = edit->next)
        printf("  repair: " STR_FMT "\n", STR_ARG(edit->text));
}

static bool
is_cut(const struct reason *w)
{
    if (w->kind == REASON_MORE)
        return true;
    for (const struct reason *part = w->is_same ? NULL : w->first; part; part = part->next)
        if (is_cut(part))
            return true;
    return false;
}

static void
check_proof(struct totals *t, struct run *r, uint32_t rule, const struct explanation *e,
            uint64_t seed)
{
    struct arena a = {0};
    struct remake m = {.run = r, .arena = &a, .e = e, .is_masked = true, .left_out = UINT32_MAX};
    if (is_cut(e->root)) {
        t->cut++;
        return;
    }
    t->proofs++;
    if (status_in(&m, rule) != e->status) {
        if (t->insufficient++ < 5)
            show(r, e, seed, "the facts of its proof are not enough");
        arena_release(&a);
        return;
    }
    for (uint32_t i = 0; i < e->fact_count; i++) {
        struct arena_mark mark = arena_mark(&a);
        if (e->facts[i]->fact.kind == FACT_ENTITY)
            continue; /* the other store has the same entities */
        m.left_out = i;
        t->facts++;
        if (status_in(&m, rule) == e->status) {
            t->needless++;
            if (getenv("SHOW_NEEDLESS"))
                printf("seed %llu " STR_FMT ": needless: " STR_FMT "\n", (unsigned long long)seed,
                       STR_ARG(e->head), STR_ARG(e->facts[i]->text));
        }
        arena_rewind(&a, mark);
    }
    arena_release(&a);
}

static void
check_repairs(struct totals *t, struct run *r, uint32_t rule, const struct explanation *e,
              uint64_t seed)
{
    t->violated++;
    if (!e->repairs)
        return;
    t->repaired++;
    struct arena a = {0};
    struct remake m = {.run = r, .arena = &a, .e = e, .left_out = UINT32_MAX};
    if (status_in(&m, rule) != SUBJECT_SATISFIED && t->unsound++ < 5)
        show(r, e, seed, "its repairs do not satisfy it");
    arena_release(&a);
}

static void
check_subject(struct totals *t, struct run *r, uint32_t rule, uint32_t subject, uint64_t seed)
{
    struct arena words = {0}, scratch = {0};
    struct explainer x = {.arena = &words,
                          .scratch = &scratch,
                          .program = r->program,
                          .store = r->store,
                          .evaluation = r->evaluation,
                          .sources = &r->sources,
                          .today = r->naive.options.today};
    struct explain_target target = {.result = evaluation_rule(r->evaluation, rule),
                                    .subject = {subject}};
    const struct explanation *e = explain_subject(&x, &target);
    if (e->status == SUBJECT_SATISFIED || e->status == SUBJECT_NOT_APPLICABLE)
        check_proof(t, r, rule, e, seed);
    else if (e->status == SUBJECT_VIOLATED)
        check_repairs(t, r, rule, e, seed);
    arena_release(&scratch);
    arena_release(&words);
}

static void
check_case(struct totals *t, uint64_t seed)
{
    struct arena a = {0};
    struct selection s = select_all(&a, gen_case(&a, seed, false));
    struct run *r = run_start(&a, &s);
    t->cases++;
    for (uint32_t i = 0; r->evaluation && i < evaluation_rule_count(r->evaluation); i++) {
        const struct rule_result *result = evaluation_rule(r->evaluation, i);
        if (result->rule->after_count || result->rule->is_disabled)
            continue;
        uint32_t extent = result->subjects.hi - result->subjects.lo;
        for (uint32_t row = 0; row < extent && row < SUBJECTS_MAX; row++)
            if (result->status[row] != SUBJECT_OUTSIDE)
                check_subject(t, r, i, result->subjects.lo + row, seed);
    }
    run_end(r);
    arena_release(&a);
}

static bool
fails(bool is_bad, const char *what)
{
    if (is_bad)
        printf("FAILED: %s\n", what);
    return is_bad;
}

int
main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 300;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct totals t = {0};
    for (uint64_t i = 0; i < count; i++)
        check_case(&t, seed + i);
    printf(
        "%u cases: %u proofs, %u of which do not suffice, %u too long to be whole; %u facts, %u of "
        "which another way could do without; %u violated, %u with repairs, %u of which do not "
        "repair\n",
        t.cases, t.proofs, t.insufficient, t.cut, t.facts, t.needless, t.violated, t.repaired,
        t.unsound);
    bool bad = fails(t.proofs == 0 || t.violated == 0, "nothing was checked");
    bad |= fails(t.insufficient > 0, "the facts of a proof do not suffice");
    bad |= fails(t.unsound > 0, "repairs do not repair");
    bad |= fails(t.needless * 100 > (100 - NECESSARY_PERCENT_MIN) * t.facts,
                 "too many facts are not needed");
    bad |= fails(t.repaired * 100 < REPAIRED_PERCENT_MIN * t.violated, "too few have repairs");
    return bad;
}
