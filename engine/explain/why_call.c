/* Definitions that did not hold; of a recursive one, a shortest path to what fails. */
#include <string.h>

#include "engine/explain/explain_internal.h"

enum {
    CALLS_MAX = 4096,            /* calls that a search for a path visits */
    CALLS_SLOTS = 2 * CALLS_MAX, /* of their hash table; a power of two */
    PATH_SHOWN = 6               /* entities of a path that are named */
};

struct frame
why_enter(struct explainer *x, const struct frame *f, const struct ir *call)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    struct value *values = arena_array(x->arena, struct value, d->slot_count + 1);
    for (uint32_t i = 0; i < call->call.args.len; i++)
        values[i] = why_value(x, f, call->call.args.at[i]);
    return (struct frame){
        .slots = d->slots, .slot_count = d->slot_count, .values = values, .depth = f->depth + 1};
}

/* "current(PT-17)" */
static struct str
call_name(struct explainer *x, const struct define *d, const struct value *args)
{
    struct text_buf b = {.arena = x->arena};
    text_add(&b, sym_str(x->program->texts, d->name));
    text_add_char(&b, '(');
    for (uint32_t i = 0; i < d->param_count; i++) {
        if (i)
            text_add_c(&b, ", ");
        text_add(&b, words_value(x, d->slots[i].type, &args[i]));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

/* The verb behind the first value of a sentence: "{e} is current" is denied as "{e} is not current". */
size_t
why_verb_len(struct str literal)
{
    static const char *const verbs[] = {" is",  " are",  " was",      " were",     " can",
                                        " may", " must", " has been", " have been"};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        struct str verb = str_from(verbs[i]);
        bool ends =
            literal.len == verb.len || (literal.len > verb.len && literal.at[verb.len] == ' ');
        if (str_starts(literal, verb) && ends)
            return i < 7 ? verb.len : str_starts(verb, STR(" has")) ? 4 : 5;
    }
    return 0;
}

/* " does not show what it should" of " shows what it should"; empty: it starts with no verb of the third person. */
static struct str
denied_verb(struct explainer *x, struct str literal)
{
    if (literal.len == 0 || literal.at[0] != ' ')
        return (struct str){0};
    struct str rest = str_slice(literal, 1, literal.len);
    size_t end = str_find(rest, STR(" "), 0);
    struct str first = str_slice(rest, 0, end == SIZE_MAX ? rest.len : end);
    struct str plain = word_infinitive(x, first);
    if (plain.len == 0)
        return plain;
    return str_printf(x->arena, " does not " STR_FMT "%.*s", STR_ARG(plain),
                      (int)(rest.len - first.len), rest.at + first.len);
}

static struct str
sentence(struct explainer *x, const struct define *d, const struct value *args, bool holds)
{
    if (!d->reads) {
        struct str name = call_name(x, d, args);
        return holds ? name : str_printf(x->arena, "not " STR_FMT, STR_ARG(name));
    }
    struct ir said = *d->reads;
    struct ir_part *second = said.template.len > 1 ? &said.template.at[1] : NULL;
    size_t verb =
        second && said.template.at[0].expr && !second->expr ? why_verb_len(second->literal) : 0;
    struct str plain = {0};
    if (second && !holds && verb == 0 && said.template.at[0].expr && !second->expr)
        plain = denied_verb(x, second->literal);
    if (plain.len) {
        struct ir_part *other = arena_array(x->arena, struct ir_part, said.template.len);
        memcpy(other, said.template.at, said.template.len * sizeof *other);
        other[1].literal = plain;
        said.template.at = other;
        return evaluate_template(x->evaluation, x->arena, &said, args);
    }
    if (holds || verb == 0) {
        struct str text = evaluate_template(x->evaluation, x->arena, &said, args);
        return holds ? text : str_printf(x->arena, "it does not hold that " STR_FMT, STR_ARG(text));
    }
    struct ir_part *parts = arena_array(x->arena, struct ir_part, said.template.len);
    memcpy(parts, said.template.at, said.template.len * sizeof *parts);
    struct str literal = second->literal;
    parts[1].literal = str_printf(x->arena, STR_FMT " not" STR_FMT, (int)verb, literal.at,
                                  (int)(literal.len - verb), literal.at + verb);
    said.template.at = parts;
    return evaluate_template(x->evaluation, x->arena, &said, args);
}

struct str
why_said(struct explainer *x, const struct ir *call, const struct value *args, bool holds)
{
    return sentence(x, &x->program->defines.at[call->call.define], args, holds);
}

/* ---- recursion ---- */

/* A call that does not hold, and the one that led to it. */
struct call {
    uint32_t from; /* index of the caller; itself for the first */
    define_id define;
    struct value *args;
};

struct search {
    struct explainer *x;
    uint32_t component;
    VEC(struct call) calls;
    uint32_t *slots; /* index + 1 */
    uint32_t current;
    bool has_leaf; /* the current call fails for a reason that is no recursive call */
};

static bool
call_same(const struct search *s, const struct call *c, define_id define, const struct value *args)
{
    if (c->define != define)
        return false;
    for (uint32_t i = 0; i < s->x->program->defines.at[define].param_count; i++)
        if (c->args[i].cell != args[i].cell)
            return false;
    return true;
}

static void
search_add(struct search *s, define_id define, struct value *args)
{
    uint64_t hash = define;
    for (uint32_t i = 0; i < s->x->program->defines.at[define].param_count; i++)
        hash = (hash ^ args[i].cell) * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t slot = (uint32_t)(hash >> 40) & (CALLS_SLOTS - 1);
    for (; s->slots[slot]; slot = (slot + 1) & (CALLS_SLOTS - 1))
        if (call_same(s, &s->calls.at[s->slots[slot] - 1], define, args))
            return;
    if (s->calls.len == CALLS_MAX)
        return;
    vec_push(s->x->scratch, &s->calls, ((struct call){s->current, define, args}));
    s->slots[slot] = s->calls.len;
}

static void blame(struct search *s, struct frame *f, const struct ir *ir, uint32_t depth);

static void
blame_members(struct search *s, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->quant.each;
    struct value set = why_value(s->x, f, each->set);
    bool found = false;
    for (uint32_t i = 0; set.kind == VALUE_SET && i < set.count; i++) {
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = set.members[i]};
        if (each->where && why_truth(s->x, f, each->where) != TRUE_)
            continue;
        if (why_truth(s->x, f, ir->quant.body) != FALSE_)
            continue;
        blame(s, f, ir->quant.body, depth + 1);
        found = true;
    }
    s->has_leaf |= !found;
}

static bool
fails_by_type(const struct search *s, struct frame *f, const struct ir *ir)
{
    if (ir->kind == IR_AND)
        for (uint32_t i = 0; i < ir->list.len; i++)
            if (why_truth(s->x, f, ir->list.at[i]) == FALSE_)
                return ir->list.at[i]->kind == IR_IS;
    return ir->kind == IR_IS;
}

/* The recursive calls that a false condition rests on; sets has_leaf where it rests on anything else. */
static void
blame(struct search *s, struct frame *f, const struct ir *ir, uint32_t depth)
{
    if (depth < WHY_DEPTH) {
        switch (ir->kind) {
        case IR_AND:
            for (uint32_t i = 0; i < ir->list.len; i++)
                if (why_truth(s->x, f, ir->list.at[i]) == FALSE_) {
                    blame(s, f, ir->list.at[i], depth + 1);
                    return;
                }
            break;
        case IR_OR: {
            bool found = false;
            for (uint32_t i = 0; i < ir->list.len; i++)
                if (!fails_by_type(s, f, ir->list.at[i])) {
                    blame(s, f, ir->list.at[i], depth + 1);
                    found = true;
                }
            s->has_leaf |= !found;
            return;
        }
        case IR_SOME:
        case IR_EVERY: blame_members(s, f, ir, depth); return;
        case IR_IF:
            blame(s, f, why_truth(s->x, f, ir->cond.test) == TRUE_ ? ir->cond.then : ir->cond.other,
                  depth + 1);
            return;
        case IR_CALL:
            if (s->x->program->defines.at[ir->call.define].component == s->component) {
                search_add(s, ir->call.define, why_enter(s->x, f, ir).values);
                return;
            }
            break;
        default: break; /* anything else fails for a reason of its own */
        }
    }
    s->has_leaf = true;
}

/* Breadth first: the first call that fails for a reason of its own. UINT32_MAX: they only rest on each other. */
static uint32_t
search_leaf(struct search *s, const struct frame *f)
{
    for (s->current = 0; s->current < s->calls.len; s->current++) {
        struct call c = s->calls.at[s->current];
        const struct define *d = &s->x->program->defines.at[c.define];
        struct frame inner = {.slots = d->slots,
                              .slot_count = d->slot_count,
                              .values = c.args,
                              .depth = f->depth + 1};
        s->has_leaf = false;
        blame(s, &inner, d->body, 0);
        if (s->has_leaf)
            return s->current;
    }
    return UINT32_MAX;
}

static struct str
call_args(struct explainer *x, const struct call *c)
{
    const struct define *d = &x->program->defines.at[c->define];
    if (d->param_count == 1)
        return words_value(x, d->slots[0].type, &c->args[0]);
    return call_name(x, d, c->args);
}

/* "by way of G2, G7" between the first call and the leaf; empty if there is nothing between. */
static struct str
path_between(struct search *s, uint32_t leaf)
{
    uint32_t path[CALLS_MAX], count = 0;
    for (uint32_t i = s->calls.at[leaf].from; i != 0; i = s->calls.at[i].from)
        path[count++] = i;
    struct text_buf b = {.arena = s->x->arena};
    for (uint32_t i = 0; i < count; i++) {
        bool skipped = count > PATH_SHOWN && i >= PATH_SHOWN / 2 && i < count - PATH_SHOWN / 2;
        if (skipped && i > PATH_SHOWN / 2)
            continue;
        struct str name = skipped ? STR("…") : call_args(s->x, &s->calls.at[path[count - 1 - i]]);
        text_printf(&b, "%s" STR_FMT, i ? ", " : ", by way of ", STR_ARG(name));
    }
    return text_str(&b);
}

/* Nothing but each other: the circle from the first call on. */
static struct reason *
why_circle(struct search *s)
{
    struct text_buf b = {.arena = s->x->arena};
    uint32_t shown = s->calls.len < PATH_SHOWN ? s->calls.len : PATH_SHOWN;
    for (uint32_t i = 0; i < shown; i++)
        text_printf(&b, "%s" STR_FMT, i ? ", " : "", STR_ARG(call_args(s->x, &s->calls.at[i])));
    if (shown < s->calls.len)
        text_printf(&b, " and %u more", s->calls.len - shown);
    struct str names = text_str(&b);
    return why_new(s->x,
                   str_printf(s->x->arena, STR_FMT " only rest%s on %s", STR_ARG(names),
                              shown == 1 ? "s" : "", shown == 1 ? "itself" : "each other"),
                   SPAN_NONE);
}

static struct reason *
why_recursion(struct explainer *x, struct frame *f, const struct ir *call, uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    struct arena_mark mark = arena_mark(x->scratch);
    struct search s = {.x = x, .component = d->component};
    s.slots = arena_array(x->scratch, uint32_t, CALLS_SLOTS);
    search_add(&s, call->call.define, why_enter(x, f, call).values);
    struct reason *w = why_new(x, sentence(x, d, s.calls.at[0].args, false), SPAN_NONE);
    uint32_t leaf = search_leaf(&s, f);
    if (leaf == UINT32_MAX) {
        why_add(w, why_circle(&s));
        arena_rewind(x->scratch, mark);
        return w;
    }
    struct call last = s.calls.at[leaf];
    const struct define *failed = &x->program->defines.at[last.define];
    struct reason *end = w;
    if (leaf != 0) {
        struct str said = sentence(x, failed, last.args, false), way = path_between(&s, leaf);
        end = why_new(x, str_printf(x->arena, STR_FMT STR_FMT, STR_ARG(said), STR_ARG(way)),
                      SPAN_NONE);
        why_add(w, end);
    }
    struct frame inner = {.slots = failed->slots,
                          .slot_count = failed->slot_count,
                          .values = last.args,
                          .depth = f->depth + 1,
                          .in_recursion = true};
    why_add(end, why_not(x, &inner, failed->body, depth + 1));
    arena_rewind(x->scratch, mark);
    return w;
}

/* A definition holds of nothing that is missing. The first argument that is, or NULL. */
static const struct ir *
missing_arg(const struct ir *call, const struct value *args)
{
    for (uint32_t i = 0; i < call->call.args.len; i++)
        if (args[i].kind == VALUE_MISSING)
            return call->call.args.at[i];
    return NULL;
}

static struct reason *
why_missing(struct explainer *x, struct frame *f, const struct ir *arg)
{
    struct str name = words(x, f, arg);
    const char *state = arg->kind == IR_ENTITY ? "does not exist" : "is not given";
    return why_new(x, str_printf(x->arena, STR_FMT " %s", STR_ARG(name), state),
                   words_span(x, f, arg));
}

/* What all fails of a recursive call, for the changes that would repair it; what is asked for within itself cannot be repaired by it. */
static struct reason *
recursion_plan(struct explainer *x, const struct ir *call, struct frame *inner, uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    struct told_call *kept = call_told(x, call, inner->values, CALL_MISSES);
    if (!kept || depth >= TREE_DEPTH)
        return NULL;
    if (!kept->reason) {
        kept->reason = why_new(x, sentence(x, d, inner->values, false), SPAN_NONE);
        kept->reason->kind = REASON_DEFINITION;
        x->memory->call_count++;
        why_add(kept->reason, why_not(x, inner, d->body, depth + 1));
        kept->reason->cost = kept->reason->first->cost;
        kept->reason->is_repairable = kept->reason->first->is_repairable;
    }
    return kept->reason;
}

/* A call below another one of the same recursion: what all fails of it is told once. */
static struct reason *
recursion_node(struct explainer *x, const struct ir *call, struct frame *inner, uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    struct reason *w = why_new(x, sentence(x, d, inner->values, false), SPAN_NONE);
    w->kind = REASON_DEFINITION;
    inner->in_plan = true;
    w->plan = recursion_plan(x, call, inner, depth);
    w->same = w->plan;
    w->cost = w->plan ? w->plan->cost : 1;
    w->is_repairable = w->plan && w->plan->is_repairable;
    return w;
}

static struct reason *
call_body(struct explainer *x, struct frame *inner, const struct ir *body, bool holds,
          uint32_t depth)
{
    return holds ? why_holds(x, inner, body, depth + 1) : why_not(x, inner, body, depth + 1);
}

struct reason *
why_call(struct explainer *x, struct frame *f, const struct ir *call, bool holds, uint32_t depth)
{
    const struct define *d = &x->program->defines.at[call->call.define];
    struct frame inner = why_enter(x, f, call);
    const struct ir *missing = holds ? NULL : missing_arg(call, inner.values);
    if (missing)
        return why_missing(x, f, missing);
    if (d->is_recursive && !holds && x->is_full && (f->in_plan || f->in_recursion))
        return recursion_node(x, call, &inner, depth);
    if (d->is_recursive && !holds && !f->in_recursion) {
        struct reason *w = why_recursion(x, f, call, depth);
        inner.in_plan = true;
        w->plan = x->is_full ? recursion_plan(x, call, &inner, 0) : NULL;
        w->cost = w->plan ? w->plan->cost : 1;
        w->is_repairable = w->plan && w->plan->is_repairable;
        return w;
    }
    struct span at = d->is_recursive ? words_span(x, f, call) : SPAN_NONE;
    struct reason *w = why_new(x, sentence(x, d, inner.values, holds), at);
    w->kind = REASON_DEFINITION;
    if (d->is_recursive)
        return w;
    inner.in_plan = f->in_plan;
    struct reason *body = call_body(x, &inner, d->body, holds, depth);
    why_add(w, body);
    w->cost = body->cost;
    w->is_repairable = body->is_repairable;
    return w;
}
