/*
 * Statements and expressions are run once over spots instead of nodes: a spot stands for every node that the same hops lead
 * to. A variable or expression has the set of spots where its value can be. A projection is such a set too: that of the
 * spots which a node of the document may be at. Its steps are made when a reader first takes them.
 */
#include "engine/load/projection.h"

#include "lang/base/vec.h"

struct spot;
typedef VEC(struct spot *) spots;
struct named {
    struct str key;
    struct spot *below;
};
struct step {
    struct str key;
    struct projection *below;
};

struct spot {
    bool is_whole; /* all below is reached */
    VEC(struct named) keys;
    struct spot
        *item; /* items of a list, and values of a mapping that is walked; NULL: it never is */
};

struct projection {
    struct arena *arena;
    bool is_whole;
    bool has_item, has_element; /* those steps were taken */
    spots at;                   /* keys are reached from here … */
    spots walked;               /* … and items from here */
    VEC(struct step) keys;
    struct projection *item, *element;
};

struct walk {
    struct arena *arena;
    const struct program *program;
    spots *slots; /* where the value of each variable can be */
    struct spot *root;
};

/* ---- spots ---- */

static struct spot *
spot_key(struct arena *a, struct spot *s, struct str key)
{
    for (uint32_t i = 0; i < s->keys.len; i++)
        if (str_eq(s->keys.at[i].key, key))
            return s->keys.at[i].below;
    struct spot *below = arena_new(a, struct spot);
    vec_push(a, &s->keys, ((struct named){key, below}));
    return below;
}

static struct spot *
spot_item(struct arena *a, struct spot *s)
{
    if (!s->item)
        s->item = arena_new(a, struct spot);
    return s->item;
}

static void
add_spot(struct arena *a, spots *to, struct spot *s)
{
    for (uint32_t i = 0; i < to->len; i++)
        if (to->at[i] == s)
            return;
    vec_push(a, to, s);
}

static void
add_spots(struct arena *a, spots *to, const spots *more)
{
    for (uint32_t i = 0; i < more->len; i++)
        add_spot(a, to, more->at[i]);
}

static void
keep_whole(const spots *at)
{
    for (uint32_t i = 0; i < at->len; i++)
        at->at[i]->is_whole = true;
}

static spots
items_of(struct walk *w, const spots *of)
{
    spots out = {0};
    for (uint32_t i = 0; i < of->len; i++)
        add_spot(w->arena, &out, spot_item(w->arena, of->at[i]));
    return out;
}

/* ---- expressions ---- */

static spots value_spots(struct walk *w, const struct ir *ir);

/* From a set, a list that the key leads to stands for its items. */
static spots
key_spots(struct walk *w, const struct ir *ir, const spots *of)
{
    spots out = {0};
    struct str key = sym_str(w->program->texts, ir->node.key);
    for (uint32_t i = 0; i < of->len; i++) {
        struct spot *below = spot_key(w->arena, of->at[i], key);
        add_spot(w->arena, &out, below);
        if (card_is_set(ir->node.of->type.card))
            add_spot(w->arena, &out, spot_item(w->arena, below));
    }
    return out;
}

static spots
hop_spots(struct walk *w, const struct ir *ir)
{
    spots of = {0}, none = {0};
    if (ir->node.of)
        of = value_spots(w, ir->node.of);
    if (ir->node.index)
        value_spots(w, ir->node.index);
    switch (ir->node.op) {
    case NODE_OP_DOCUMENT: add_spot(w->arena, &of, w->root); return of;
    case NODE_OP_KEY:
    case NODE_OP_ATTRIBUTE: return key_spots(w, ir, &of);
    case NODE_OP_INDEX:
    case NODE_OP_ITEMS: return items_of(w, &of);
    case NODE_OP_DESCENDANTS: keep_whole(&of); return of;
    case NODE_OP_TEXT_OF:
    case NODE_OP_PROSE_OF: keep_whole(&of); return none;
    case NODE_OP_KEY_OF:
    case NODE_OP_PLACE_OF:
    case NODE_OP_FILE: return none;
    }
    return of;
}

/* What is used as a set without being one stands for its items. */
static spots
member_spots(struct walk *w, const struct ir *set)
{
    spots at = value_spots(w, set);
    return card_is_set(set->type.card) ? at : items_of(w, &at);
}

static void
bind_variables(struct walk *w, const ir_each_vec *each)
{
    for (uint32_t i = 0; i < each->len; i++) {
        spots members = member_spots(w, each->at[i].set);
        add_spots(w->arena, &w->slots[each->at[i].slot], &members);
        if (each->at[i].where)
            value_spots(w, each->at[i].where);
    }
}

static void
bind_variable(struct walk *w, const struct ir_each *each)
{
    struct ir_each one = *each;
    bind_variables(w, &(ir_each_vec){.at = &one, .len = 1});
}

/* A node that something is done with: all of it is wanted. */
static void
use_part(void *context, const struct ir *part)
{
    spots at = value_spots(context, part);
    keep_whole(&at);
}

static spots
either(struct walk *w, const struct ir *left, const struct ir *right)
{
    spots out = {0}, a = value_spots(w, left), b = value_spots(w, right);
    add_spots(w->arena, &out, &a);
    add_spots(w->arena, &out, &b);
    return out;
}

static spots
mapped(struct walk *w, const ir_each_vec *each, const struct ir *result)
{
    bind_variables(w, each);
    return value_spots(w, result);
}

/* Counting looks at no node. */
static void
aggregate_spots(struct walk *w, const struct ir *ir)
{
    spots at = mapped(w, &ir->aggregate.each, ir->aggregate.term);
    if (ir->aggregate.op != AGG_COUNT)
        keep_whole(&at);
}

static void
quantifier_spots(struct walk *w, const struct ir *ir)
{
    bind_variable(w, &ir->quant.each);
    value_spots(w, ir->quant.body);
}

/* The spots of the nodes that an expression gives; of other values there are none. What is not listed uses its parts. */
static spots
value_spots(struct walk *w, const struct ir *ir)
{
    spots none = {0};
    switch (ir->kind) {
    case IR_NODE: return hop_spots(w, ir);
    case IR_VAR: return w->slots[ir->slot];
    case IR_PRESENT: value_spots(w, ir->unary); return none;
    case IR_FILTER: bind_variables(w, &ir->each.each); return w->slots[ir->each.each.at[0].slot];
    case IR_MAP: return mapped(w, &ir->each.each, ir->each.result);
    case IR_AGGREGATE: aggregate_spots(w, ir); return none;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: quantifier_spots(w, ir); return none;
    case IR_IF: value_spots(w, ir->cond.test); return either(w, ir->cond.then, ir->cond.other);
    case IR_OTHERWISE:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT: return either(w, ir->binary.left, ir->binary.right);
    default: ir_visit_parts(ir, use_part, w); return none;
    }
}

/* ---- statements ---- */

static void
statement_spots(struct walk *w, const struct source_statement *s)
{
    bind_variables(w, &s->each);
    if (s->condition)
        value_spots(w, s->condition);
    if (s->message)
        use_part(w, s->message);
    if (s->value) {
        spots at = value_spots(w, s->value);
        add_spots(w->arena, &w->slots[s->slot], &at);
    }
    if (s->id)
        use_part(w, s->id);
    for (uint32_t i = 0; i < s->setting_count; i++)
        use_part(w, s->settings[i].value);
    for (uint32_t i = 0; i < s->body_count; i++)
        statement_spots(w, &s->body[i]);
}

/* ---- steps of a reader ---- */

/* NULL: nothing is reached there. */
static struct projection *
projection_at(struct arena *a, const spots *at, const spots *walked)
{
    if (at->len == 0)
        return NULL;
    struct projection *p = arena_new(a, struct projection);
    *p = (struct projection){.arena = a, .at = *at, .walked = *walked};
    for (uint32_t i = 0; i < at->len; i++)
        p->is_whole |= at->at[i]->is_whole;
    return p;
}

struct projection *
projection_of(struct arena *a, const struct program *p, const struct source_map_decl *decl)
{
    struct walk w = {.arena = a, .program = p, .root = arena_new(a, struct spot)};
    spots root = {0};
    w.slots = arena_array(a, spots, decl->slot_count);
    for (uint32_t i = 0; i < decl->body_count; i++)
        statement_spots(&w, &decl->body[i]);
    add_spot(a, &root, w.root);
    return projection_at(a, &root, &root);
}

struct projection *
projection_whole(struct arena *a)
{
    struct projection *p = arena_new(a, struct projection);
    *p = (struct projection){.arena = a, .is_whole = true};
    return p;
}

bool
projection_is_whole(const struct projection *p)
{
    return p->is_whole;
}

static void
items_at(const struct projection *p, spots *out)
{
    for (uint32_t i = 0; i < p->walked.len; i++)
        if (p->walked.at[i]->item)
            add_spot(p->arena, out, p->walked.at[i]->item);
}

struct projection *
projection_key(struct projection *p, struct str key)
{
    spots below = {0};
    if (p->is_whole)
        return p;
    for (uint32_t i = 0; i < p->keys.len; i++)
        if (str_eq(p->keys.at[i].key, key))
            return p->keys.at[i].below;
    bool is_named = false;
    for (uint32_t i = 0; i < p->at.len; i++)
        for (uint32_t j = 0; j < p->at.at[i]->keys.len; j++)
            if (str_eq(p->at.at[i]->keys.at[j].key, key)) {
                add_spot(p->arena, &below, p->at.at[i]->keys.at[j].below);
                is_named = true;
            }
    if (!is_named)
        return projection_item(p);
    items_at(p, &below);
    struct step step = {str_copy(p->arena, key), projection_at(p->arena, &below, &below)};
    vec_push(p->arena, &p->keys, step);
    return step.below;
}

struct projection *
projection_item(struct projection *p)
{
    spots below = {0};
    if (p->is_whole || p->has_item)
        return p->is_whole ? p : p->item;
    items_at(p, &below);
    p->item = projection_at(p->arena, &below, &below);
    p->has_item = true;
    return p->item;
}

struct projection *
projection_element(struct projection *p)
{
    spots both = {0}, items = {0};
    if (p->is_whole || p->has_element)
        return p->is_whole ? p : p->element;
    items_at(p, &items);
    add_spots(p->arena, &both, &p->at);
    add_spots(p->arena, &both, &items);
    p->element = projection_at(p->arena, &both, &items);
    p->has_element = true;
    return p->element;
}
