/*
 * Recursion of definitions.
 *
 * The calls of each definition, with the kind of place they stand in, make a graph. Its strongly
 * connected components are numbered so that callees come first; inside a component every call must
 * stand where more truth below can only mean more truth above (language.md §5), or the least fixpoint
 * would not exist.
 */
#include "lang/check_expr.h"

#include <string.h>

/* Where a call stands: NULL reason is monotone. */
struct edge {
    define_id to;
    const struct ir *call;
    struct span span;
    const char *place; /* "under `some`"; for the message */
    bool breaks;       /* more truth below could mean less above */
};

typedef VEC(struct edge) edge_vec;

struct graph {
    struct checker *ck;
    edge_vec *edges; /* by define */
    const struct ir **
        *sets; /* by define and slot: what a variable ranges over; NULL: a parameter */
    uint32_t count;
};

/* ---- the calls of a body ---- */

struct walk {
    struct graph *g;
    define_id from;
};

static void visit(const struct walk *w, const struct ir *ir, const char *place, bool breaks);

static void
visit_list(const struct walk *w, const ir_vec *list, const char *place, bool breaks)
{
    for (uint32_t i = 0; i < list->len; i++)
        visit(w, list->at[i], place, breaks);
}

static void
visit_eaches(const struct walk *w, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        w->g->sets[w->from][each->at[i].slot] = each->at[i].set;
        visit(w, each->at[i].set, "in the set of a variable", true);
        if (each->at[i].where)
            visit(w, each->at[i].where, "in a `where`", true);
    }
}

static void
visit_quantifier(const struct walk *w, const struct ir *ir, const char *place, bool breaks)
{
    const struct ir_each *each = &ir->quant.each;
    const char *word = ir->kind == IR_SOME    ? "under `some`"
                       : ir->kind == IR_EVERY ? "under `every`"
                                              : "under `one`";

    w->g->sets[w->from][each->slot] = each->set;
    visit(w, each->set, "in the set of a variable", true);
    if (each->where)
        visit(w, each->where, "in a `where`", true);
    if (breaks)
        visit(w, ir->quant.body, place, true); /* the outermost reason is the one to name */
    else
        visit(w, ir->quant.body, word, ir->kind == IR_ONE);
}

static void
visit_call(const struct walk *w, const struct ir *ir, const char *place, bool breaks)
{
    bool asks_criterion = w->g->ck->define_items.at[ir->call.define]->kind == ITEM_CRITERION;
    if (asks_criterion && !breaks)
        place = "by `meets`";
    struct edge e = {ir->call.define, ir, ir->span, place, breaks || asks_criterion};

    vec_push(w->g->ck->arena, &w->g->edges[w->from], e);
    visit_list(w, &ir->call.args, "inside what another definition is asked about", true);
}

static void
visit_not(const struct walk *w, const struct ir *ir, const char *place, bool breaks)
{
    const struct ir *of = ir->unary;
    bool is_no = of->kind == IR_SOME && of->span.lo == ir->span.lo && of->span.hi == ir->span.hi;
    bool is_not_in = of->kind == IR_IN;

    if (!breaks)
        place = is_no ? "under `no`" : is_not_in ? "in a comparison" : "under `not`";
    visit(w, of, place, true);
}

static void
visit_parts(const struct walk *w, const struct ir *ir)
{
    for (uint32_t i = 0; i < ir->template.len; i++)
        if (ir->template.at[i].expr)
            visit(w, ir->template.at[i].expr, "inside a text", true);
}

static void
visit(const struct walk *w, const struct ir *ir, const char *place, bool breaks)
{
    switch (ir->kind) {
    case IR_AND:
    case IR_OR: visit_list(w, &ir->list, place, breaks); break;
    case IR_NOT: visit_not(w, ir, place, breaks); break;
    case IR_IMPLIES:
        visit(w, ir->binary.left, breaks ? place : "left of `implies`", true);
        visit(w, ir->binary.right, place, breaks);
        break;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: visit_quantifier(w, ir, place, breaks); break;
    case IR_CALL: visit_call(w, ir, place, breaks); break;
    case IR_IF:
        visit(w, ir->cond.test, breaks ? place : "in the test of an `if`", true);
        visit(w, ir->cond.then, place, breaks);
        visit(w, ir->cond.other, place, breaks);
        break;
    case IR_OTHERWISE:
        visit(w, ir->binary.left, place, breaks);
        visit(w, ir->binary.right, place, breaks);
        break;
    case IR_COMPARE:
        visit(w, ir->compare.left, "in a comparison", true);
        visit(w, ir->compare.right, "in a comparison", true);
        break;
    case IR_IN:
    case IR_SUBSET:
        visit(w, ir->binary.left, "in a comparison", true);
        visit(w, ir->binary.right, "in a comparison", true);
        break;
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
        visit(w, ir->binary.left, "inside a set", true);
        visit(w, ir->binary.right, ir->kind == IR_EXCEPT ? "right of `except`" : "inside a set",
              true);
        break;
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT:
    case IR_DIGEST: visit(w, ir->unary, "inside a question about presence or form", true); break;
    case IR_SET: visit_list(w, &ir->list, "inside a set", true); break;
    case IR_FILTER:
    case IR_MAP:
        visit_eaches(w, &ir->each.each);
        if (ir->each.result)
            visit(w, ir->each.result, "inside a set", true);
        break;
    case IR_AGGREGATE:
        visit_eaches(w, &ir->aggregate.each);
        visit(w, ir->aggregate.term, "inside an aggregate", true);
        break;
    case IR_ARITH:
        visit(w, ir->arith.left, "inside arithmetic", true);
        if (ir->arith.right)
            visit(w, ir->arith.right, "inside arithmetic", true);
        break;
    case IR_BUILTIN: visit_list(w, &ir->builtin.args, "inside a function", true); break;
    case IR_LOOKUP: visit_list(w, &ir->lookup.args, "inside a lookup", true); break;
    case IR_ELEMENT:
        visit_list(w, &ir->element.args, "inside the element of a pattern", true);
        break;
    case IR_LET:
        w->g->sets[w->from][ir->let.slot] = ir->let.value;
        visit(w, ir->let.value, breaks ? place : "in a `let`", true);
        visit(w, ir->let.body, place, breaks);
        break;
    case IR_TEMPLATE: visit_parts(w, ir); break;
    case IR_FIELD: visit(w, ir->field.of, "inside a path", true); break;
    case IR_CLOSURE: visit(w, ir->closure.of, "inside a path", true); break;
    case IR_IS: visit(w, ir->is.of, "inside a path", true); break;
    case IR_MATCHES: visit(w, ir->matches.of, "inside a function", true); break;
    case IR_CONST:
    case IR_CONST_SET:
    case IR_VAR:
    case IR_PARAM:
    case IR_TODAY:
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_ENTITY:
    case IR_NODE:
    case IR_KIND_COUNT: break;
    }
}

/* A criterion is kept only if all that its messages ask is. */
static void
visit_messages(const struct walk *w, const struct rule *rule)
{
    for (uint32_t i = 0; rule && i < rule->duties.len; i++) {
        const struct duty *d = &rule->duties.at[i];
        if (d->message)
            visit(w, d->message, "inside a text", true);
        for (uint32_t k = 0; k < d->step_count; k++)
            visit(w, d->steps[k].message, "inside a text", true);
    }
}

/* ---- strongly connected components ---- */

struct tarjan {
    const struct graph *g;
    uint32_t *index, *low, *next_edge; /* by define; index 0: not visited */
    bool *on_stack;
    VEC(define_id) stack, path;
    uint32_t counter, components;
};

static void
enter(struct tarjan *t, define_id d)
{
    struct arena *a = t->g->ck->arena;

    t->index[d] = t->low[d] = ++t->counter;
    t->on_stack[d] = true;
    vec_push(a, &t->stack, d);
    vec_push(a, &t->path, d);
}

static void
leave(struct tarjan *t, define_id d)
{
    struct program *p = t->g->ck->program;

    t->path.len--;
    if (t->path.len) {
        define_id above = vec_last(&t->path);
        if (t->low[d] < t->low[above])
            t->low[above] = t->low[d];
    }
    if (t->low[d] != t->index[d])
        return;
    define_id member;
    do {
        member = t->stack.at[--t->stack.len];
        t->on_stack[member] = false;
        p->defines.at[member].component = t->components;
    } while (member != d);
    t->components++;
}

/* One step of the search from the innermost definition: the next call, or the way back. */
static void
step(struct tarjan *t)
{
    define_id d = vec_last(&t->path);
    const edge_vec *edges = &t->g->edges[d];

    if (t->next_edge[d] == edges->len) {
        leave(t, d);
        return;
    }
    define_id to = edges->at[t->next_edge[d]++].to;
    if (!t->index[to])
        enter(t, to);
    else if (t->on_stack[to] && t->index[to] < t->low[d])
        t->low[d] = t->index[to];
}

static void
components(const struct graph *g)
{
    struct arena *a = g->ck->arena;
    uint32_t n = g->count + 1;
    struct tarjan t = {.g = g,
                       .index = arena_array(a, uint32_t, n),
                       .low = arena_array(a, uint32_t, n),
                       .next_edge = arena_array(a, uint32_t, n),
                       .on_stack = arena_array(a, bool, n)};

    for (define_id d = 0; d < g->count; d++) {
        if (t.index[d])
            continue;
        enter(&t, d);
        while (t.path.len)
            step(&t);
    }
}

static bool
inside(const struct graph *g, define_id from, const struct edge *e)
{
    const struct program *p = g->ck->program;

    return p->defines.at[from].component == p->defines.at[e->to].component;
}

/* ---- the cycle in words ---- */

/* How the search for a way came to a definition. */
struct reached {
    define_id from;
    const struct edge *by; /* NULL: not reached */
};

/* A shortest way inside the component: fills `reached` until `to` is; the start reaches itself only over an edge. */
static void
search(const struct graph *g, define_id from, define_id to, struct reached *reached)
{
    VEC(define_id) queue = {0};

    vec_push(g->ck->arena, &queue, from);
    for (uint32_t at = 0; at < queue.len && !reached[to].by; at++) {
        define_id d = queue.at[at];
        const edge_vec *edges = &g->edges[d];
        for (uint32_t i = 0; i < edges->len; i++) {
            const struct edge *e = &edges->at[i];
            if (!inside(g, d, e) || reached[e->to].by)
                continue;
            reached[e->to] = (struct reached){d, e};
            vec_push(g->ck->arena, &queue, e->to);
        }
    }
}

static struct str
define_name(const struct graph *g, define_id d)
{
    return sym_str(g->ck->syms, g->ck->program->defines.at[d].name);
}

static void
label_edge(const struct graph *g, struct diag *d, define_id from, const struct edge *e)
{
    diag_label(g->ck->sink, d, e->span, "`" STR_FMT "` asks `" STR_FMT "` here, %s",
               STR_ARG(define_name(g, from)), STR_ARG(define_name(g, e->to)), e->place);
}

/* The way that comes back to `from` over e: labels, and a note that names all of it. */
static void
tell_circle(const struct graph *g, struct diag *d, define_id from, const struct edge *e)
{
    struct diag_sink *sink = g->ck->sink;
    struct text_buf path = {.arena = g->ck->arena};
    struct reached *reached = arena_array(g->ck->arena, struct reached, g->count + 1);
    struct str caller = define_name(g, from), callee = define_name(g, e->to);

    text_printf(&path, "`" STR_FMT "` → `" STR_FMT "`", STR_ARG(caller), STR_ARG(callee));
    if (e->to != from) {
        VEC(define_id) stops = {0};
        search(g, e->to, from, reached);
        for (define_id at = from; at != e->to && stops.len <= g->count; at = reached[at].from)
            vec_push(g->ck->arena, &stops, at);
        while (stops.len) {
            define_id at = stops.at[--stops.len];
            label_edge(g, d, reached[at].from, reached[at].by);
            text_printf(&path, " → `" STR_FMT "`", STR_ARG(define_name(g, at)));
        }
    }
    diag_note(sink, d, "the whole circle: " STR_FMT, STR_ARG(text_str(&path)));
}

static void
report_cycle(const struct graph *g, define_id from, const struct edge *e)
{
    struct diag_sink *sink = g->ck->sink;
    struct str caller = define_name(g, from), callee = define_name(g, e->to);
    struct diag *d =
        diag_add(sink, E7311, e->span,
                 "`" STR_FMT "` depends on itself %s, so what it says could not be settled",
                 STR_ARG(caller), e->place);

    diag_here(sink, d, "`" STR_FMT "` asks `" STR_FMT "` here, %s", STR_ARG(caller),
              STR_ARG(callee), e->place);
    tell_circle(g, d, from, e);
    if (g->ck->define_items.at[e->to]->kind == ITEM_CRITERION) {
        diag_help(
            sink, d,
            "a criterion decides by what does not wait for its own decisions: ask for the level "
            "it goes by, or whatever else both rest on");
        return;
    }
    diag_help(sink, d,
              "it may ask itself under `some`, `every … has`, `and` and `or`, where answers only "
              "add up; say it without what stands here, or ask something that does not come back");
}

/* ---- what recursion may take and give ---- */

static bool
fit_for_recursion(const struct graph *g, define_id id)
{
    struct checker *ck = g->ck;
    const struct define *def = &ck->program->defines.at[id];
    struct diag *d;

    if (def->result.kind != TYPE_BOOL || def->result.card != CARD_ONE) {
        d = diag_add(ck->sink, E5477, def->span,
                     "`" STR_FMT "` asks itself, but its answer is no condition",
                     STR_ARG(define_name(g, id)));
        diag_help(ck->sink, d,
                  "only conditions may be recursive; a value per entity along an acyclic field is "
                  "a `measure`");
        return false;
    }
    for (uint32_t i = 0; i < def->param_count; i++) {
        const struct slot *p = &def->slots[i];
        if (p->type.kind == TYPE_ENTITY && p->type.card == CARD_ONE)
            continue;
        d = diag_add(ck->sink, E6253, p->span,
                     "`" STR_FMT "` asks itself, so it may only be about entities",
                     STR_ARG(define_name(g, id)));
        diag_here(ck->sink, d, "this is " STR_FMT,
                  STR_ARG(type_text(ck->program, ck->arena, p->type)));
        diag_help(ck->sink, d,
                  "there are as many entities as were loaded, but no end of numbers and texts");
        return false;
    }
    return true;
}

static void
break_define(struct checker *ck, define_id id)
{
    struct def *def = names_of(ck, ck->define_items.at[id]);
    struct define *d = &ck->program->defines.at[id];

    if (def)
        def->broken = true;
    memset(d->body, 0, sizeof *d->body);
    d->body->kind = IR_CONST;
    d->body->type = d->result;
    d->body->span = d->span;
    d->reads = NULL;
}

/* ---- all of it ---- */

static bool
is_broken(struct checker *ck, define_id id)
{
    const struct def *def = names_of(ck, ck->define_items.at[id]);

    return !def || def->broken;
}

/* ---- measures ---- */

static void
report_detour(const struct graph *g, define_id from, const struct edge *e)
{
    struct diag_sink *sink = g->ck->sink;
    struct str name = define_name(g, from);
    struct diag *d = diag_add(sink, E5519, e->span,
                              "the measure `" STR_FMT "` asks itself by way of `" STR_FMT "`",
                              STR_ARG(name), STR_ARG(define_name(g, e->to)));

    diag_here(sink, d, "from here it comes back to `" STR_FMT "`", STR_ARG(name));
    tell_circle(g, d, from, e);
    diag_help(sink, d,
              "a measure asks itself directly, of what its relation leads to; write what `" STR_FMT
              "` says into the measure",
              STR_ARG(define_name(g, e->to)));
}

/* A measure may ask itself of what its relation leads to, however that stands; anything else is refused. */
static void
check_measure(const struct graph *g, define_id id, bool *reported)
{
    const struct define *def = &g->ck->program->defines.at[id];
    const struct item *item = g->ck->define_items.at[id];
    bool asks = false, is_lost = is_broken(g->ck, id);

    for (uint32_t i = 0; i < g->edges[id].len && !is_lost; i++) {
        const struct edge *e = &g->edges[id].at[i];
        asks = asks || e->to == id;
        if (e->to == id && measure_may_ask(def, e->call, g->sets[id]))
            continue;
        if (e->to == id)
            measure_misasks(g->ck, def, &item->measure.along, e->call);
        else if (inside(g, id, e) && !reported[def->component])
            report_detour(g, id, e);
        else if (!inside(g, id, e))
            continue;
        reported[def->component] = true;
    }
    if (!asks && !is_lost && !reported[def->component])
        measure_never_asks(g->ck, def, &item->measure.along);
}

/* Marks recursive definitions; one message for each circle that does not hold. */
static void
check_component(const struct graph *g, define_id id, bool *reported)
{
    struct program *p = g->ck->program;
    bool recursive = false;

    if (p->defines.at[id].is_measure || reported[p->defines.at[id].component])
        return;
    for (uint32_t i = 0; i < g->edges[id].len; i++)
        recursive = recursive || inside(g, id, &g->edges[id].at[i]);
    p->defines.at[id].is_recursive = recursive;
    if (!recursive)
        return;
    if (!fit_for_recursion(g, id))
        reported[p->defines.at[id].component] = true;
    for (uint32_t i = 0; i < g->edges[id].len; i++) {
        const struct edge *e = &g->edges[id].at[i];
        if (!e->breaks || !inside(g, id, e))
            continue;
        if (!reported[p->defines.at[id].component])
            report_cycle(g, id, e);
        reported[p->defines.at[id].component] = true;
        return;
    }
}

/* A definition that asks a broken one is broken, silently. Callees have smaller components, but not within one: repeat. */
static void
spread(const struct graph *g)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (define_id id = 0; id < g->count; id++) {
            bool lost = false;
            if (is_broken(g->ck, id))
                continue;
            for (uint32_t i = 0; i < g->edges[id].len && !lost; i++)
                lost = is_broken(g->ck, g->edges[id].at[i].to);
            if (lost) {
                break_define(g->ck, id);
                changed = true;
            }
        }
    }
}

void
cycles_check(struct checker *ck)
{
    uint32_t count = ck->program->defines.len;
    struct graph g = {.ck = ck, .count = count};
    bool *reported = arena_array(ck->arena, bool, count + 1);

    g.edges = arena_array(ck->arena, edge_vec, count + 1);
    g.sets = arena_array(ck->arena, const struct ir **, count + 1);
    for (define_id id = 0; id < count; id++) {
        struct walk w = {&g, id};
        uint32_t slots = ck->program->defines.at[id].slot_count;
        g.sets[id] = arena_array(ck->arena, const struct ir *, slots + 1);
        visit(&w, ck->program->defines.at[id].body, "directly", false);
        if (ck->define_items.at[id]->kind == ITEM_CRITERION)
            visit_messages(&w, criterion_rule(ck, id));
    }
    components(&g);
    for (define_id id = 0; id < count; id++)
        if (ck->program->defines.at[id].is_measure)
            check_measure(&g, id, reported);
    for (define_id id = 0; id < count; id++)
        check_component(&g, id, reported);
    for (define_id id = 0; id < count; id++)
        if (reported[ck->program->defines.at[id].component])
            break_define(ck, id);
    spread(&g);
}
