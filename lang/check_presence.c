/*
 * What is proved where an expression stands: paths that are present, sets that are
 * not empty, entities that an `is` narrowed.
 *
 * Facts are about the author's words: two paths are the same if they are written the same,
 * which is sound because nothing changes during a check and names are never shadowed.
 */
#include "lang/base/limits.h"
#include "lang/check_expr.h"

struct proof {
    const struct proof *outer;
    const struct expr *path;
    struct type type; /* an entity type it was narrowed to; TYPE_ERROR: it is present */
    uint32_t duty;    /* duty-1 proved it; 0: no duty, it holds anyway */
};

/* ---- the same words ---- */

static const struct expr *
bare(const struct expr *e)
{
    while (e->kind == EXPR_PAREN || e->kind == EXPR_OPEN)
        e = e->unary;
    return e;
}

static bool same(const struct expr *a, const struct expr *b, unsigned depth);

static bool
same_list(const expr_vec *a, const expr_vec *b, unsigned depth)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (!same(a->at[i], b->at[i], depth))
            return false;
    return true;
}

static bool
same_text(const struct text *a, const struct text *b, unsigned depth)
{
    if (!a || !b || a->parts.len != b->parts.len)
        return a == b;
    for (uint32_t i = 0; i < a->parts.len; i++) {
        const struct text_part *x = &a->parts.at[i], *y = &b->parts.at[i];
        if (!x->expr != !y->expr)
            return false;
        if (x->expr ? !same(x->expr, y->expr, depth) : !str_eq(x->literal, y->literal))
            return false;
    }
    return true;
}

static bool
same_names(const struct dotted *a, const struct dotted *b)
{
    bool same = a->parts.len == b->parts.len;

    for (uint32_t i = 0; same && i < a->parts.len; i++)
        same = sym_eq(a->parts.at[i].sym, b->parts.at[i].sym);
    return same;
}

static bool
same_type(const struct type_name *a, const struct type_name *b)
{
    return sym_eq(a->name.sym, b->name.sym) && sym_eq(a->pack.sym, b->pack.sym);
}

static bool
same_optional(const struct expr *a, const struct expr *b, unsigned depth)
{
    return a && b ? same(a, b, depth) : a == b;
}

static bool
same_each(const struct each_var *a, const struct each_var *b, unsigned depth)
{
    return sym_eq(a->name.sym, b->name.sym) && same_type(&a->type, &b->type) &&
           same_optional(a->set, b->set, depth) && same_optional(a->where, b->where, depth);
}

static bool
same_eaches(const each_vec *a, const each_vec *b, unsigned depth)
{
    if (a->len != b->len)
        return false;
    for (uint32_t i = 0; i < a->len; i++)
        if (!same_each(&a->at[i], &b->at[i], depth))
            return false;
    return true;
}

static bool
same_call(const struct expr *a, const struct expr *b, unsigned depth)
{
    return sym_eq(a->call.name.sym, b->call.name.sym) &&
           same_optional(a->call.pack, b->call.pack, depth) &&
           same_list(&a->call.args, &b->call.args, depth) &&
           same_eaches(&a->call.each, &b->call.each, depth);
}

static bool
same_hop(const struct expr *a, const struct expr *b, unsigned depth)
{
    return a->hop.kind == b->hop.kind && sym_eq(a->hop.name.sym, b->hop.name.sym) &&
           same_text(a->hop.key, b->hop.key, depth) && same(a->hop.of, b->hop.of, depth);
}

static bool
same_quantifier(const struct expr *a, const struct expr *b, unsigned depth)
{
    return a->quant.if_any == b->quant.if_any && same_each(&a->quant.var, &b->quant.var, depth) &&
           same(a->quant.body, b->quant.body, depth);
}

static bool
same(const struct expr *a, const struct expr *b, unsigned depth)
{
    a = bare(a);
    b = bare(b);
    if (a->kind != b->kind || depth > LIMIT_EXPR_DEPTH)
        return false;
    if (a->depth && b->depth && a->depth != b->depth)
        return false; /* long paths are told apart at once */
    depth++;
    switch (a->kind) {
    case EXPR_INT:
    case EXPR_DECIMAL:
    case EXPR_DATE:
    case EXPR_DURATION:
    case EXPR_CLOCK:
    case EXPR_VERSION:
    case EXPR_REGEX: return str_eq(a->literal, b->literal);
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_TODAY:
    case EXPR_DOCUMENT:
    case EXPR_NO_VALUE: return true;
    case EXPR_TEXT: return same_text(a->text, b->text, depth);
    case EXPR_NAME:
    case EXPR_PACK: return sym_eq(a->name.sym, b->name.sym);
    case EXPR_TYPE: return same_type(&a->type, &b->type);
    case EXPR_ENTITY:
        return same_type(&a->entity.type, &b->entity.type) && str_eq(a->entity.id, b->entity.id);
    case EXPR_CALL: return same_call(a, b, depth);
    case EXPR_HOP: return same_hop(a, b, depth);
    case EXPR_NEGATE:
    case EXPR_NOT: return same(a->unary, b->unary, depth);
    case EXPR_INDEX:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_OTHERWISE:
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE:
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_SUBSET:
    case EXPR_MATCHES:
    case EXPR_IMPLIES:
        return same(a->binary.left, b->binary.left, depth) &&
               same(a->binary.right, b->binary.right, depth);
    case EXPR_IS:
        return a->is.kind == b->is.kind && a->is.negated == b->is.negated &&
               same_type(&a->is.type, &b->is.type) && same(a->is.of, b->is.of, depth);
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_SET: return same_list(&a->list, &b->list, depth);
    case EXPR_IF:
        return same(a->cond.test, b->cond.test, depth) && same(a->cond.then, b->cond.then, depth) &&
               same(a->cond.other, b->cond.other, depth);
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: return same_quantifier(a, b, depth);
    case EXPR_FILTER:
    case EXPR_MAP:
        return same_optional(a->comprehension.result, b->comprehension.result, depth) &&
               same_eaches(&a->comprehension.each, &b->comprehension.each, depth);
    case EXPR_MEETS:
        return same_names(&a->meets.criterion, &b->meets.criterion) &&
               same(a->meets.of, b->meets.of, depth);
    case EXPR_ERROR:
    case EXPR_PAREN:
    case EXPR_OPEN:
    case EXPR_MIXED:
    case EXPR_KIND_COUNT: return false;
    }
    return false;
}

bool
expr_same(const struct expr *a, const struct expr *b)
{
    return same(a, b, 0);
}

/* ---- asking ---- */

/* What must be there if e is: the thing a path starts from, the set that is filtered. */
static const struct expr *
needed(const struct expr *e)
{
    e = bare(e);
    switch (e->kind) {
    case EXPR_HOP: return e->hop.of;
    case EXPR_INDEX: return e->binary.left;
    case EXPR_FILTER:
    case EXPR_MAP: return e->comprehension.each.len ? e->comprehension.each.at[0].set : NULL;
    default: return NULL;
    }
}

static bool
entails(const struct expr *there, const struct expr *path)
{
    for (; there; there = needed(there))
        if (expr_same(there, path))
            return true;
    return false;
}

static void
rely(const struct context *cx, uint32_t duty)
{
    if (!duty)
        return;
    while (cx->body->relied.len < duty)
        vec_push(cx->ck->arena, &cx->body->relied, false);
    cx->body->relied.at[duty - 1] = true;
}

/* The weakest proof: one that needs no duty, else the earliest duty. */
bool
presence_proved(const struct context *cx, const struct expr *path)
{
    const struct proof *best = NULL;

    for (const struct proof *p = cx->proof; p; p = p->outer)
        if (p->type.kind == TYPE_ERROR && (!best || p->duty < best->duty) && entails(p->path, path))
            best = p;
    if (!best)
        return false;
    rely(cx, best->duty);
    return true;
}

struct type
presence_narrowed(const struct context *cx, const struct expr *path, struct type t)
{
    for (const struct proof *p = cx->proof; p; p = p->outer) {
        if (p->type.kind != TYPE_ENTITY || !expr_same(p->path, path))
            continue;
        union_id both = entities_both(cx->ck, t.of, p->type.of);
        if (both != NO_ID && both != t.of) {
            t.of = both;
            rely(cx, p->duty);
        }
    }
    return t;
}

struct type
presence_type(const struct context *cx, const struct expr *e, struct type t)
{
    if (!cx->proof)
        return t;
    if (t.kind == TYPE_ENTITY && !card_is_set(t.card))
        t = presence_narrowed(cx, e, t);
    if (t.card == CARD_OPTIONAL && presence_proved(cx, e))
        t.card = CARD_ONE;
    if (t.card == CARD_SET && presence_proved(cx, e))
        t.card = CARD_SET_SOME;
    return t;
}

/* ---- telling ---- */

static struct proof *
add(struct context *cx, const struct expr *path)
{
    struct proof *p = arena_new(cx->ck->arena, struct proof);

    p->outer = cx->proof;
    p->path = bare(path);
    p->type = TYPE(TYPE_ERROR);
    p->duty = cx->duty;
    cx->proof = p;
    return p;
}

void
presence_add(struct context *cx, const struct expr *path)
{
    add(cx, path);
}

static void
add_type(struct context *cx, const struct expr *e)
{
    const struct type_name *t = &e->is.type;
    const struct name *pack = t->pack.sym.v ? &t->pack : NULL;
    const struct def *d = names_find(cx->ck, cx->unit, pack, t->name, "type", true);

    presence_add(cx, e->is.of);
    if (d && d->kind == DEF_ENTITY && !d->broken)
        add(cx, e->is.of)->type = type_entity(cx->ck, d->id, CARD_ONE);
}

static void
add_is(struct context *cx, const struct expr *e, bool is_true)
{
    if (e->is.negated)
        is_true = !is_true;
    switch (e->is.kind) {
    case IS_PRESENT:
    case IS_SUBSTANTIVE:
        if (is_true)
            presence_add(cx, e->is.of);
        break;
    case IS_MISSING:
        if (!is_true)
            presence_add(cx, e->is.of);
        break;
    case IS_TYPE:
        if (is_true)
            add_type(cx, e);
        break;
    }
}

static void learn(struct context *cx, const struct expr *e, bool is_true, unsigned depth);

static void
learn_all(struct context *cx, const expr_vec *parts, bool is_true, unsigned depth)
{
    for (uint32_t i = 0; i < parts->len; i++)
        learn(cx, parts->at[i], is_true, depth);
}

static void
learn(struct context *cx, const struct expr *e, bool is_true, unsigned depth)
{
    e = unparen(e);
    if (depth > LIMIT_EXPR_DEPTH)
        return;
    switch (e->kind) {
    case EXPR_NOT: learn(cx, e->unary, !is_true, depth + 1); break;
    case EXPR_AND:
        if (is_true)
            learn_all(cx, &e->list, true, depth + 1);
        break;
    case EXPR_OR:
        if (!is_true)
            learn_all(cx, &e->list, false, depth + 1);
        break;
    case EXPR_IMPLIES:
        if (!is_true) {
            learn(cx, e->binary.left, true, depth + 1);
            learn(cx, e->binary.right, false, depth + 1);
        }
        break;
    case EXPR_IS: add_is(cx, e, is_true); break;
    case EXPR_MEETS:
        if (is_true)
            presence_add(cx, e->meets.of);
        break;
    case EXPR_SOME:
    case EXPR_ONE:
        if (is_true && e->quant.var.set)
            presence_add(cx, e->quant.var.set);
        break;
    case EXPR_NONE:
        if (!is_true && e->quant.var.set)
            presence_add(cx, e->quant.var.set);
        break;
    case EXPR_IN:
        if (is_true)
            presence_add(cx, e->binary.right);
        break;
    default: break;
    }
}

struct context
presence_when(const struct context *cx, const struct expr *condition, bool is_true)
{
    struct context flow = *cx;

    learn(&flow, condition, is_true, 0);
    return flow;
}
