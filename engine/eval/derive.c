/* Patterns in the order in which they see each other; what all of them add, as one store. */
#include <string.h>

#include "engine/eval/derive_internal.h"

/* ---- who sees whom ---- */

struct order {
    struct derivation *d;
    bool *is_open; /* by pattern: it was come upon */
    pattern_id *at;
    uint32_t len;
};

static void place_pattern(struct order *o, pattern_id id);

static void
see(struct order *o, pattern_id id, pattern_id other)
{
    const struct derivation *d = o->d;
    uint32_t n = d->program->patterns.len;
    place_pattern(o, other);
    d->sees[id][other] = true;
    for (pattern_id i = 0; i < n; i++)
        d->sees[id][i] |= d->sees[other][i];
}

/* A pattern sees what those that it uses see. */
static void
see_used(struct order *o, pattern_id id, const struct pattern_part *parts, uint32_t count)
{
    const struct derivation *d = o->d;
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].kind == PATTERN_USE) {
            place_pattern(o, parts[i].used);
            for (pattern_id k = 0; k < d->program->patterns.len; k++)
                d->sees[id][k] |= d->sees[parts[i].used][k];
        }
        see_used(o, id, parts[i].children, parts[i].child_count);
    }
}

/* Behind all that it sees. */
static void
place_pattern(struct order *o, pattern_id id)
{
    const struct pattern *p = &o->d->program->patterns.at[id];
    if (o->is_open[id])
        return; /* in a circle: the checker has refused it */
    o->is_open[id] = true;
    for (uint32_t i = 0; i < p->after_count; i++)
        see(o, id, p->after[i]);
    see_used(o, id, p->parts, p->part_count);
    o->d->sees[id][id] = false;
    o->at[o->len++] = id;
}

static struct order
order_patterns(struct derivation *d, struct arena *scratch)
{
    uint32_t n = d->program->patterns.len;
    struct order o = {.d = d,
                      .is_open = arena_array(scratch, bool, n + 1),
                      .at = arena_array(scratch, pattern_id, n + 1)};
    d->sees = arena_array(d->arena, bool *, n + 1);
    for (pattern_id i = 0; i < n; i++)
        d->sees[i] = arena_array(d->arena, bool, n);
    for (pattern_id i = 0; i < n; i++)
        place_pattern(&o, i);
    return o;
}

/* ---- stores ---- */

static bool
is_in(const struct derivation *d, application_id id, const bool *seen)
{
    return !seen || seen[d->applications[id].application->pattern];
}

struct growing {
    struct derivation *d;
    struct growth *growth;
    uint32_t *handles; /* of the growth, by our own; NO_ID: not in it */
};

static void
grow_entities(struct growing *g, const struct derived_application *a)
{
    for (uint32_t i = 0; i < a->facts.len; i++) {
        const struct derived_fact *f = &a->facts.at[i];
        if (f->op != DERIVED_ENTITY || g->handles[f->handle] != NO_ID)
            continue;
        const struct made *m = g->d->elements.at[f->cell];
        g->handles[f->handle] = growth_entity(g->growth, f->type, m->e.id, m->at);
    }
}

static void
grow_facts(struct growing *g, const struct derived_application *a)
{
    for (uint32_t i = 0; i < a->facts.len; i++) {
        const struct derived_fact *f = &a->facts.at[i];
        struct span at = SPAN_NONE;
        bool is_of_none = f->op == DERIVED_EXTENT || f->op == DERIVED_LOST;
        uint32_t handle = is_of_none ? NO_ID : g->handles[f->handle];
        uint32_t of = is_of_none ? 0 : g->d->of_handle[f->handle];
        if (of)
            at = g->d->elements.at[of - 1]->at;
        switch (f->op) {
        case DERIVED_ENTITY: break;
        case DERIVED_CELL: growth_cell(g->growth, handle, f->field, f->cell, at); break;
        case DERIVED_LINK: growth_link(g->growth, handle, f->field, g->handles[f->cell], at); break;
        case DERIVED_OPEN: growth_incomplete(g->growth, handle, f->field, f->cause); break;
        case DERIVED_OPEN_LINK: growth_open(g->growth, handle, f->field, f->cause); break;
        case DERIVED_LOST: growth_lost(g->growth, f->field, f->cause); break;
        case DERIVED_EXTENT: growth_extent_incomplete(g->growth, f->type, f->cause); break;
        }
    }
}

static void
view_number(struct derivation *d, struct derived_view *v, const uint32_t *handles,
            const uint32_t *numbers)
{
    v->handle_count = d->handle_count;
    v->numbers = arena_array(d->arena, uint32_t, v->handle_count + 1);
    v->handles = arena_array(d->arena, uint32_t, store_count(v->store) + 1);
    for (uint32_t h = 0; h < v->handle_count; h++) {
        uint32_t own = handles ? handles[h] : h;
        v->numbers[h] = own == NO_ID ? NO_ID : numbers ? numbers[own] : own;
        if (v->numbers[h] != NO_ID)
            v->handles[v->numbers[h]] = h;
    }
}

/* seen: by pattern; NULL: all. */
static struct derived_view *
view_new(struct derivation *d, bool *seen, struct diag_sink *sink)
{
    struct derived_view *v = arena_new(d->arena, struct derived_view);
    struct arena scratch = {0};
    uint32_t *numbers;
    struct growing g = {.d = d, .growth = growth_new(d->authored, sink)};
    if (seen)
        growth_goes_on(g.growth);
    g.handles = arena_array(&scratch, uint32_t, d->handle_count + 1);
    for (uint32_t h = 0; h < d->handle_count; h++)
        g.handles[h] = is_authored_handle(d, h) ? h : NO_ID;
    for (application_id a = 0; a < d->program->applications.len; a++)
        if (is_in(d, a, seen))
            grow_entities(&g, &d->applications[a]);
    for (application_id a = 0; a < d->program->applications.len; a++)
        if (is_in(d, a, seen))
            grow_facts(&g, &d->applications[a]);
    v->store = growth_finish(g.growth, &scratch, &numbers);
    v->seen = seen;
    view_number(d, v, g.handles, numbers);
    arena_release(&scratch);
    return v;
}

static struct derived_view *
view_authored(struct derivation *d)
{
    struct derived_view *v = arena_new(d->arena, struct derived_view);
    v->store = d->authored;
    v->seen = arena_array(d->arena, bool, d->program->patterns.len + 1);
    view_number(d, v, NULL, NULL);
    return v;
}

/* What a pattern sees, of those that are applied at all. */
static bool *
seen_by(struct derivation *d, pattern_id id)
{
    bool *seen = arena_array(d->arena, bool, d->program->patterns.len + 1);
    for (application_id a = 0; a < d->program->applications.len; a++) {
        pattern_id other = d->program->applications.at[a].pattern;
        seen[other] = d->sees[id][other];
    }
    return seen;
}

/* A store for each different set of patterns that are seen. What is wrong with it is said of the final one. */
static const struct derived_view *
view_for(struct derivation *d, pattern_id id)
{
    bool *seen = seen_by(d, id);
    for (uint32_t i = 0; i < d->views.len; i++)
        if (!memcmp(seen, d->views.at[i]->seen, d->program->patterns.len * sizeof *seen))
            return d->views.at[i];
    struct diag_sink unheard;
    diag_sink_init(&unheard, d->arena, d->sink->sources);
    vec_push(d->arena, &d->views, view_new(d, seen, &unheard));
    return vec_last(&d->views);
}

/* ---- everything in the numbers of the final store ---- */

static void
number_value(const struct derivation *d, struct type t, struct value *v)
{
    if (t.kind == TYPE_ENTITY && v->kind == VALUE_CELL)
        v->cell = d->final->numbers[v->cell];
}

static void
number_element(const struct derivation *d, struct made *m)
{
    struct value *key = arena_array(d->arena, struct value, m->e.key_count + 1);
    for (uint32_t i = 0; i < m->e.key_count; i++) {
        key[i] = m->e.key[i];
        number_value(d, m->e.part->key.at[i]->type, &key[i]);
    }
    m->e.key = key;
    m->e.ent = m->handle == NO_ID ? ENT_NONE : (struct ent){d->final->numbers[m->handle]};
}

static void
number_fault(const struct derivation *d, struct pattern_fault *f)
{
    const struct pattern *p = &d->program->patterns.at[f->pattern];
    struct value *slots = arena_array(d->arena, struct value, p->slot_count + 1);
    for (uint32_t i = 0; i < p->slot_count; i++) {
        slots[i] = f->slots ? f->slots[i] : (struct value){.kind = VALUE_MISSING};
        number_value(d, p->slots[i].type, &slots[i]);
    }
    f->slots = slots;
    if (f->other.v != ENT_NONE.v)
        f->other.v = d->final->numbers[f->other.v];
}

/* Faults by case, those of one case as they were found. */
static void
sort_faults(const struct derivation *d, struct derived_application *a)
{
    struct pattern_cases *c = &a->cases;
    c->faults = arena_array(d->arena, uint32_t, c->count + 2);
    c->fault = arena_array(d->arena, struct pattern_fault, a->faults.len + 1);
    for (uint32_t i = 0; i < a->faults.len; i++)
        c->faults[a->faults.at[i].case_index + 2]++;
    for (uint32_t i = 0; i < c->count; i++)
        c->faults[i + 2] += c->faults[i + 1];
    for (uint32_t i = 0; i < a->faults.len; i++)
        c->fault[c->faults[a->faults.at[i].case_index + 1]++] = a->faults.at[i];
}

/* Elements likewise. */
static void
sort_found(const struct derivation *d, struct derived_application *a)
{
    struct pattern_cases *c = &a->cases;
    c->elements = arena_array(d->arena, uint32_t, c->count + 2);
    c->element = arena_array(d->arena, const struct element *, a->found.len + 1);
    for (uint32_t i = 0; i < a->found.len; i++)
        c->elements[a->found.at[i].case_index + 2]++;
    for (uint32_t i = 0; i < c->count; i++)
        c->elements[i + 2] += c->elements[i + 1];
    for (uint32_t i = 0; i < a->found.len; i++)
        c->element[c->elements[a->found.at[i].case_index + 1]++] =
            &d->elements.at[a->found.at[i].element]->e;
}

static void
number_application(const struct derivation *d, struct derived_application *a)
{
    struct pattern_cases *c = &a->cases;
    if (!c->slots)
        return; /* it was not evaluated */
    const struct rule *rule = &d->program->rules.at[a->application->rule];
    for (uint32_t s = 0; s < rule->slot_count; s++)
        for (uint32_t i = 0; c->slots[s] && i < c->count; i++)
            if (rule->slots[s].type.kind == TYPE_ENTITY)
                c->slots[s][i] = d->final->numbers[c->slots[s][i]];
    for (uint32_t i = 0; i < a->faults.len; i++) {
        struct pattern_fault *f = &a->faults.at[i];
        number_fault(d, f);
        uint8_t *truth = &c->truth[f->case_index];
        *truth = f->kind != FAULT_UNKNOWN ? FALSE_ : *truth == FALSE_ ? FALSE_ : UNKNOWN_;
    }
    sort_faults(d, a);
    sort_found(d, a);
    c->doubtful = a->doubtful.at;
    c->doubtful_count = a->doubtful.len;
    for (uint32_t i = 0; i < c->doubtful_count; i++)
        c->doubtful[i] = d->final->numbers[c->doubtful[i]];
}

static void
number_all(struct derivation *d)
{
    for (uint32_t i = 0; i < d->elements.len; i++)
        number_element(d, d->elements.at[i]);
    for (application_id i = 0; i < d->program->applications.len; i++)
        number_application(d, &d->applications[i]);
}

/* ---- all of it ---- */

static struct derivation *
derivation_new(struct arena *arena, struct diag_sink *sink, const struct program *p,
               struct store *authored, struct eval_options options)
{
    struct derivation *d = arena_new(arena, struct derivation);
    *d = (struct derivation){.arena = arena,
                             .sink = sink,
                             .program = p,
                             .authored = authored,
                             .authored_count = store_count(authored),
                             .options = options};
    d->options.derivation = d;
    d->handle_count = d->authored_count;
    d->applications = arena_array(arena, struct derived_application, p->applications.len + 1);
    for (application_id i = 0; i < p->applications.len; i++)
        d->applications[i].application = &p->applications.at[i];
    d->is_resolved = arena_array(arena, bool, store_instance_count(authored) + 1);
    d->is_qualified = arena_array(arena, bool, p->patterns.len + 1);
    for (pattern_id i = 0; i < p->patterns.len; i++)
        for (pattern_id k = 0; k < i; k++)
            if (sym_eq(p->patterns.at[i].name, p->patterns.at[k].name))
                d->is_qualified[i] = d->is_qualified[k] = true;
    vec_push(arena, &d->views, view_authored(d));
    return d;
}

/* What did not compile would have derived something: nobody knows what. */
static void
derive_broken(struct derivation *d, application_id id)
{
    struct derived_application *a = &d->applications[id];
    const struct pattern *p = &d->program->patterns.at[a->application->pattern];
    struct deriving g = {.d = d, .a = a, .id = id};
    a->is_open = arena_array(d->arena, bool, d->program->entities.len + 1);
    a->is_lost = arena_array(d->arena, bool, d->program->fields.len + 1);
    derive_open_parts(&g, p->parts, p->part_count, NULL);
    for (uint32_t i = 0; !is_written(&g) && i < p->lost.len; i++)
        derive_fact(&g, (struct derived_fact){.op = DERIVED_EXTENT, .type = p->lost.at[i]});
}

static bool
is_broken(const struct derivation *d, const struct application *a)
{
    return a->is_broken || d->program->patterns.at[a->pattern].is_broken;
}

static bool
is_disabled(const struct derivation *d, const struct application *a)
{
    return a->rule != NO_ID && d->program->rules.at[a->rule].is_disabled;
}

static void
derive_pattern(struct derivation *d, pattern_id id)
{
    const struct derived_view *view = NULL;
    for (application_id a = 0; a < d->program->applications.len; a++) {
        const struct application *application = &d->program->applications.at[a];
        if (application->pattern != id || is_disabled(d, application))
            continue;
        if (is_broken(d, application)) {
            derive_broken(d, a);
            continue;
        }
        if (!view) {
            view = view_for(d, id);
            instances_resolve(d, view);
        }
        derive_application(d, a, view);
    }
}

struct derivation *
derive(struct arena *arena, struct diag_sink *sink, const struct program *p, struct store *authored,
       struct eval_options options)
{
    struct derivation *d = derivation_new(arena, sink, p, authored, options);
    struct arena scratch = {0};
    struct order o = order_patterns(d, &scratch);
    instances_resolve(d, d->views.at[0]);
    for (uint32_t i = 0; i < o.len; i++)
        derive_pattern(d, o.at[i]);
    instances_report(d);
    conform_extras(d);
    bool is_same = p->applications.len == 0;
    d->final = is_same ? d->views.at[0] : view_new(d, NULL, sink);
    number_all(d);
    for (uint32_t i = 1; i < d->views.len; i++) {
        store_free(d->views.at[i]->store);
        d->views.at[i]->store = NULL;
    }
    arena_release(&scratch);
    return d;
}

struct store *
derivation_store(const struct derivation *d)
{
    return d->final->store;
}

struct ent
derivation_number(const struct derivation *d, struct ent authored)
{
    return (struct ent){d->final->numbers[authored.v]};
}

const struct element *
derivation_origin(const struct derivation *d, struct ent e)
{
    uint32_t handle = d && e.v < store_count(d->final->store) ? d->final->handles[e.v] : NO_ID;
    uint32_t of = handle < d->of_handle_cap ? d->of_handle[handle] : 0;
    return of ? &d->elements.at[of - 1]->e : NULL;
}

bool
derivation_is_derived(const struct derivation *d, struct ent e)
{
    const struct element *element = d ? derivation_origin(d, e) : NULL;
    return element && !element->is_authored;
}

const struct pattern_cases *
derivation_cases(const struct derivation *d, application_id a)
{
    return &d->applications[a].cases;
}

/* Whether the variables of a case are these. */
static bool
is_case(const struct rule *rule, const struct pattern_cases *c, uint32_t i,
        const struct value *slots)
{
    for (uint32_t v = 0; v < rule->each.len; v++) {
        uint32_t slot = rule->each.at[v].slot;
        if (slots[slot].kind != VALUE_CELL || c->slots[slot][i] != slots[slot].cell)
            return false;
    }
    return true;
}

uint32_t
derivation_case(const struct derivation *d, application_id a, const struct value *slots)
{
    const struct pattern_cases *c = &d->applications[a].cases;
    const struct rule *rule = &d->program->rules.at[d->applications[a].application->rule];
    uint32_t subject = rule->each.at[0].slot, lo = 0, hi = c->count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->slots[subject][mid] < slots[subject].cell)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < c->count && c->slots[subject][lo] == slots[subject].cell; lo++)
        if (is_case(rule, c, lo, slots))
            return lo;
    return UINT32_MAX;
}
