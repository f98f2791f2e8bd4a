/* pattern: what patterns there are, in which order they are checked, and each of them (language.md §8). */
#include "lang/check_pattern.h"
#include "lang/base/limits.h"

/* ---- which there are ---- */

static void
collect(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            struct def *def = item->kind == ITEM_PATTERN ? names_of(ck, item) : NULL;
            if (!def)
                continue;
            def->id = ck->patterns.len;
            vec_push(ck->arena, &ck->patterns,
                     ((struct pattern_item){.unit = unit, .item = item, .def = def}));
        }
    }
}

/* ---- who needs whom ---- */

enum edge_kind { EDGE_USE, EDGE_AFTER };

/* One pattern names another one. */
struct edge {
    uint32_t to; /* as collected */
    enum edge_kind kind;
    struct span span;
};

typedef VEC(struct edge) edge_vec;

enum visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE };

/* A pattern that is being walked: who led to it, and how many of its own edges were taken. */
struct open_pattern {
    struct edge by;
    uint32_t taken;
};

struct order {
    struct checker *ck;
    edge_vec *edges; /* by pattern, as collected */
    enum visit *state;
    VEC(struct open_pattern) path;
    VEC(uint32_t) sorted;
};

/* The place of a pattern among all, or NO_ID. */
static uint32_t
collected(struct checker *ck, const struct unit *from, const struct type_name *name)
{
    const struct def *def = names_find(ck, from, &name->pack, name->name, "pattern", true);
    return def && def->kind == DEF_PATTERN ? def->id : NO_ID;
}

static void
edge_add(struct order *o, uint32_t from, const struct type_name *name, enum edge_kind kind)
{
    uint32_t to = collected(o->ck, o->ck->patterns.at[from].unit, name);
    if (to != NO_ID)
        vec_push(o->ck->arena, &o->edges[from], ((struct edge){to, kind, name->span}));
}

static void
edges_of_nodes(struct order *o, uint32_t from, const node_part_vec *parts)
{
    for (uint32_t i = 0; i < parts->len; i++) {
        const struct pattern_node *n = parts->at[i].node;
        if (!n)
            continue;
        if (n->kind == NODE_USE)
            edge_add(o, from, &n->type, EDGE_USE);
        edges_of_nodes(o, from, &n->parts);
    }
}

static node_part_vec
top_parts(struct arena *a, const struct pattern_decl *decl)
{
    node_part_vec parts = {0};
    for (uint32_t i = 0; i < decl->nodes.len; i++)
        vec_push(a, &parts, ((struct node_part){.node = decl->nodes.at[i]}));
    return parts;
}

static void
edges_of(struct order *o, uint32_t from)
{
    const struct pattern_decl *decl = &o->ck->patterns.at[from].item->pattern;
    node_part_vec parts = top_parts(o->ck->arena, decl);
    edges_of_nodes(o, from, &parts);
    for (uint32_t i = 0; i < decl->after.len; i++)
        edge_add(o, from, &decl->after.at[i], EDGE_AFTER);
}

static struct str
title_of(const struct checker *ck, uint32_t i)
{
    return sym_str(ck->syms, ck->patterns.at[i].item->pattern.name.sym);
}

/* The open patterns from `first` on, and back to it by `last`: none of them is kept. */
static void
report_circle(struct order *o, uint32_t first, const struct edge *last)
{
    struct checker *ck = o->ck;
    struct text_buf way = {.arena = ck->arena};
    bool is_use = last->kind == EDGE_USE;
    uint32_t from = o->path.len;
    while (from-- > 0 && o->path.at[from].by.to != first)
        is_use = is_use && o->path.at[from].by.kind == EDGE_USE;
    for (uint32_t i = from; i < o->path.len; i++) {
        ck->patterns.at[o->path.at[i].by.to].def->broken = true;
        text_printf(&way, STR_FMT " → ", STR_ARG(title_of(ck, o->path.at[i].by.to)));
    }
    text_add(&way, title_of(ck, first));
    struct diag *d =
        is_use ? diag_add(ck->sink, E4386, last->span, "`" STR_FMT "` stands inside itself",
                          STR_ARG(title_of(ck, first)))
               : diag_add(ck->sink, E6028, last->span, "`" STR_FMT "` comes after itself",
                          STR_ARG(title_of(ck, first)));
    for (uint32_t i = from + 1; i < o->path.len; i++)
        diag_label(ck->sink, d, o->path.at[i].by.span, "by way of this `%s`",
                   o->path.at[i].by.kind == EDGE_USE ? "use" : "after");
    diag_note(ck->sink, d, "the circle: " STR_FMT, STR_ARG(text_str(&way)));
    diag_help(ck->sink, d,
              is_use
                  ? "take one `use` out of the circle: an element would have elements like itself "
                    "below it, without end"
                  : "take one `after` or `use` out of the circle");
}

static void
open_add(struct order *o, struct edge by)
{
    o->state[by.to] = VISIT_OPEN;
    vec_push(o->ck->arena, &o->path, ((struct open_pattern){.by = by}));
}

/* Those that a pattern needs come before it. */
static void
order_from(struct order *o, uint32_t start)
{
    open_add(o, (struct edge){.to = start});
    while (o->path.len) {
        struct open_pattern *last = &vec_last(&o->path);
        uint32_t at = last->by.to;
        if (last->taken == o->edges[at].len) {
            o->state[at] = VISIT_DONE;
            vec_push(o->ck->arena, &o->sorted, at);
            o->path.len--;
            continue;
        }
        struct edge e = o->edges[at].at[last->taken++];
        if (o->state[e.to] == VISIT_OPEN)
            report_circle(o, e.to, &e);
        else if (o->state[e.to] == VISIT_NEW)
            open_add(o, e);
    }
}

static void
sort(struct checker *ck)
{
    uint32_t count = ck->patterns.len;
    struct pattern_item *all = arena_array(ck->arena, struct pattern_item, count + 1);
    struct order o = {.ck = ck, .edges = arena_array(ck->arena, edge_vec, count + 1)};
    o.state = arena_array(ck->arena, enum visit, count + 1);
    for (uint32_t i = 0; i < count; i++)
        edges_of(&o, i);
    for (uint32_t i = 0; i < count; i++) {
        if (o.state[i] == VISIT_NEW)
            order_from(&o, i);
    }
    for (uint32_t i = 0; i < count; i++)
        all[i] = ck->patterns.at[o.sorted.at[i]];
    ck->patterns.at = all;
}

/* ---- how large they are ---- */

static uint32_t
nodes_size(struct checker *ck, const struct unit *unit, const node_part_vec *parts)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i < parts->len && size <= LIMIT_PATTERN_NODES; i++) {
        const struct pattern_node *n = parts->at[i].node;
        if (!n)
            continue;
        uint32_t used = n->kind == NODE_USE ? collected(ck, unit, &n->type) : NO_ID;
        size += 1 + nodes_size(ck, unit, &n->parts);
        size += used == NO_ID ? 0 : ck->patterns.at[used].size;
    }
    return size;
}

/* What it uses has been measured; in a circle some of it counts as nothing. */
static void
measure(struct checker *ck, pattern_id id)
{
    struct pattern_item *of = &ck->patterns.at[id];
    node_part_vec parts = top_parts(ck->arena, &of->item->pattern);
    of->size = nodes_size(ck, of->unit, &parts);
    if (of->size <= LIMIT_PATTERN_NODES)
        return;
    of->size = 0; /* reported once, not for all that use it */
    of->def->broken = true;
    struct diag *d = diag_add(ck->sink, E8452, of->item->pattern.name.span,
                              "pattern `" STR_FMT "` is too large", STR_ARG(title_of(ck, id)));
    diag_note(ck->sink, d, "a pattern has at most %d nodes, with all that each `use` stands for",
              LIMIT_PATTERN_NODES);
    diag_help(ck->sink, d,
              "let a role repeat itself with `for each`, or apply its parts one by one");
}

void
patterns_collect(struct checker *ck)
{
    collect(ck);
    sort(ck);
    for (pattern_id i = 0; i < ck->patterns.len; i++) {
        const struct pattern_item *of = &ck->patterns.at[i];
        of->def->id = i;
        measure(ck, i);
        vec_push(ck->arena, &ck->program->patterns,
                 ((struct pattern){.is_broken = true,
                                   .pack = of->unit->pack,
                                   .name = of->item->pattern.name.sym,
                                   .span = of->item->pattern.name.span,
                                   .docs = of->item->docs}));
    }
}

/* ---- one that is named ---- */

pattern_id
pattern_named(const struct context *cx, const struct type_name *name)
{
    const struct def *def = names_find(cx->ck, cx->unit, &name->pack, name->name, "pattern", false);
    cx->body->broken |= !def || def->broken;
    if (!def || def->broken)
        return NO_ID;
    if (def->kind == DEF_PATTERN)
        return def->id;
    report(cx, E1873, name->span, "`" STR_FMT "` is no pattern", NAME_ARG(cx, name->name.sym));
    return NO_ID;
}

static struct type
parameter_type(struct checker *ck, pattern_id id, uint32_t i)
{
    const struct pattern_item *of = &ck->patterns.at[id];
    return model_type(ck, of->unit, &of->item->pattern.params.at[i].type);
}

bool
pattern_args(const struct context *cx, pattern_id id, const expr_vec *args, struct span at,
             ir_vec *out)
{
    struct checker *ck = cx->ck;
    const struct pattern_decl *decl = &ck->patterns.at[id].item->pattern;
    uint32_t count = decl->params.len;
    bool failed = false;
    if (args->len != count) {
        struct diag *d =
            report(cx, E7182, at, "`" STR_FMT "` takes %u value%s, and %u %s given",
                   NAME_ARG(cx, decl->name.sym), (unsigned)count, count == 1 ? "" : "s",
                   (unsigned)args->len, args->len == 1 ? "is" : "are");
        diag_label(ck->sink, d, decl->name.span, "declared here");
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct ir *arg = expr_value(cx, args->at[i], parameter_type(ck, id, i));
        failed |= ir_failed(arg);
        vec_push(ck->arena, out, arg);
    }
    return !failed;
}

/* ---- a pattern ---- */

static void
parameters_check(struct pattern_check *p, struct context *cx, struct pattern_site *site)
{
    for (uint32_t i = 0; i < p->decl->params.len; i++) {
        const struct parameter *q = &p->decl->params.at[i];
        struct type t = model_type(p->ck, cx->unit, &q->type);
        cx->body->broken |= t.kind == TYPE_ERROR;
        if (t.kind != TYPE_ERROR && t.card != CARD_ONE) {
            struct diag *d = report(cx, E8140, q->type.span,
                                    "a parameter of a pattern is one value, and this is " STR_FMT,
                                    STR_ARG(words_type(cx, t)));
            diag_help(p->ck->sink, d,
                      "an element is known by its pattern, its role and these values; let a role "
                      "repeat itself instead: `for each x in …`");
            t.card = CARD_ONE;
        }
        struct ir *var = ir_new(cx, IR_VAR, q->name.span, t);
        var->slot = bind(cx, q->name, t);
        vec_push(p->ck->arena, &site->key, var);
    }
    p->out->param_count = p->decl->params.len;
}

static void
after_add(struct pattern_check *p, pattern_id id)
{
    struct pattern *out = p->out;
    for (uint32_t i = 0; i < out->after_count; i++)
        if (out->after[i] == id)
            return;
    pattern_id *all = arena_array(p->ck->arena, pattern_id, out->after_count + 1);
    for (uint32_t i = 0; i < out->after_count; i++)
        all[i] = out->after[i];
    all[out->after_count++] = id;
    out->after = all;
}

/* What a pattern inside this one comes after, this one does. */
static void
after_used(struct pattern_check *p, const struct unit *unit, const node_part_vec *parts)
{
    for (uint32_t i = 0; i < parts->len; i++) {
        const struct pattern_node *n = parts->at[i].node;
        uint32_t used = n && n->kind == NODE_USE ? collected(p->ck, unit, &n->type) : NO_ID;
        const struct pattern *of = used == NO_ID ? NULL : &p->ck->program->patterns.at[used];
        for (uint32_t k = 0; of && k < of->after_count; k++)
            after_add(p, of->after[k]);
        if (n)
            after_used(p, unit, &n->parts);
    }
}

/* Before anything else of it is looked at: it decides what that may ask for. */
static void
after_check(struct pattern_check *p, const struct context *cx, const node_part_vec *parts)
{
    struct pattern *known = &p->ck->program->patterns.at[p->id];
    for (uint32_t i = 0; i < p->decl->after.len; i++) {
        pattern_id id = pattern_named(cx, &p->decl->after.at[i]);
        if (id != NO_ID)
            after_add(p, id);
    }
    after_used(p, cx->unit, parts);
    known->after = p->out->after;
    known->after_count = p->out->after_count;
}

static void
refuse_empty(const struct pattern_check *p, const struct context *cx)
{
    struct diag *d = report(cx, E7570, p->decl->name.span, "this pattern has no roles");
    diag_help(p->ck->sink, d, "say what an argument after it consists of: `Type Role \"text\"`");
}

static void
advise_reason(const struct pattern_check *p, const struct context *cx)
{
    struct diag *d =
        advise(cx, W5651, p->decl->name.span, "nothing says what pattern `" STR_FMT "` is for",
               NAME_ARG(cx, p->decl->name.sym));
    diag_help(p->ck->sink, d,
              "put a line `/// …` above it: what it argues, when it fits, what it leaves open");
}

/* False: it has errors, which are reported. */
static bool
pattern_check(struct pattern_check *p, const struct pattern_item *of)
{
    struct body body = {0};
    struct context cx = {.ck = p->ck, .unit = of->unit, .body = &body};
    struct pattern_site site = {.is_top = true, .parent = NO_ID};
    node_part_vec parts = top_parts(p->ck->arena, p->decl);
    pattern_part_vec out = {0};
    p->body = &body;
    parameters_check(p, &cx, &site);
    if (!p->is_sketch) {
        cx.pattern = p->id + 1;
        after_check(p, &cx, &parts);
    }
    nodes_check(p, &cx, &site, &parts, &out);
    if (!out.len)
        refuse_empty(p, &cx);
    p->out->parts = out.at;
    p->out->part_count = out.len;
    p->out->slots = body.slots.at;
    p->out->slot_count = body.slots.len;
    if (!p->is_sketch) {
        pattern_sees(&cx, p->id, p->out);
        warn_unused(&cx, 0, p->decl->params.len, "the parameter");
        for (uint32_t i = 0; i < p->variables.len; i++)
            warn_unused(&cx, p->variables.at[i], p->variables.at[i] + 1, "the variable");
    }
    if (!p->is_sketch && !body.broken && !of->item->docs.len)
        advise_reason(p, &cx);
    return !body.broken;
}

const struct pattern *
pattern_sketch(struct checker *ck, pattern_id id)
{
    struct pattern_item *of = &ck->patterns.at[id];
    if (of->is_sketched)
        return of->sketch;
    of->is_sketched = true;
    struct pattern *sketch = arena_new(ck->arena, struct pattern);
    struct pattern_check p = {
        .ck = ck, .id = id, .decl = &of->item->pattern, .out = sketch, .is_sketch = true};
    struct diag_sink silent, *loud = ck->sink;
    diag_sink_init(&silent, ck->arena, loud->sources);
    ck->sink = &silent;
    bool is_whole = pattern_check(&p, of);
    ck->sink = loud;
    of->sketch = is_whole ? sketch : NULL;
    return of->sketch;
}

/* The types of the roles of a pattern that has errors. */
static void
lost_types(struct checker *ck, const struct unit *unit, const struct pattern_node *n,
           struct pattern *out)
{
    const struct def *def = n->kind == NODE_ROLE
                                ? names_find(ck, unit, &n->type.pack, n->type.name, "type", true)
                                : NULL;
    if (def && def->kind == DEF_ENTITY && !def->broken)
        vec_push(ck->arena, &out->lost, def->id);
    for (uint32_t i = 0; i < n->parts.len; i++)
        if (n->parts.at[i].node)
            lost_types(ck, unit, n->parts.at[i].node, out);
}

void
patterns_check(struct checker *ck)
{
    for (pattern_id i = 0; i < ck->patterns.len; i++) {
        struct pattern_item *of = &ck->patterns.at[i];
        struct pattern whole = ck->program->patterns.at[i];
        struct pattern_check p = {.ck = ck, .id = i, .decl = &of->item->pattern, .out = &whole};
        bool is_whole = !of->item->broken && pattern_check(&p, of) && !of->def->broken;
        of->def->broken |= !is_whole;
        whole.is_broken = !is_whole;
        if (is_whole)
            ck->program->patterns.at[i] = whole;
        for (uint32_t k = 0; !is_whole && k < of->item->pattern.nodes.len; k++)
            lost_types(ck, of->unit, of->item->pattern.nodes.at[k], &ck->program->patterns.at[i]);
    }
}

void
part_roles(const struct program *p, const struct pattern_part *part, struct arena *a,
           part_ref_vec *out)
{
    const struct pattern *used = part->used == NO_ID ? NULL : &p->patterns.at[part->used];
    if (part->kind == PATTERN_ROLE)
        vec_push(a, out, part);
    for (uint32_t i = 0; used && i < used->part_count; i++)
        part_roles(p, &used->parts[i], a, out);
    for (uint32_t i = 0; part->kind == PATTERN_CHOOSE && i < part->child_count; i++)
        part_roles(p, &part->children[i], a, out);
}

void
patterns_unused(struct checker *ck)
{
    for (pattern_id i = 0; i < ck->patterns.len; i++) {
        const struct pattern_item *of = &ck->patterns.at[i];
        bool is_offered = of->unit->pack.len && !of->item->is_private;
        if (of->def->broken || of->is_applied || is_offered)
            continue;
        struct diag *d =
            diag_add(ck->sink, W5082, of->item->pattern.name.span,
                     "nothing applies the pattern `" STR_FMT "`", STR_ARG(title_of(ck, i)));
        diag_help(ck->sink, d, "say where it holds: `apply " STR_FMT "(…) for each … as CODE …`",
                  STR_ARG(title_of(ck, i)));
    }
}
