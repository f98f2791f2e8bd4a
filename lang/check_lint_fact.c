/* Conditions as facts about keys: what is asked, of what, against which constants. */
#include <string.h>

#include "lang/base/limits.h"
#include "lang/check_lint.h"

enum { MOST_KEYS = 400, MOST_POINTS = 24 };

/* ---- facts ---- */

static struct fact *
fact_new(struct lint *l, enum fact_kind kind, uint32_t parts)
{
    struct fact *f = arena_new(l->ck->arena, struct fact);
    f->kind = kind;
    f->part = arena_array(l->ck->arena, struct fact *, parts + 1);
    f->parts = parts;
    return f;
}

static struct fact *
fact_const(struct lint *l, bool value)
{
    struct fact *f = fact_new(l, FACT_CONST, 0);
    f->value = value;
    return f;
}

struct fact *
fact_not(struct lint *l, struct fact *f)
{
    struct fact *n = fact_new(l, FACT_NOT, 1);
    n->part[0] = f;
    return n;
}

static struct fact *
fact_two(struct lint *l, enum fact_kind kind, struct fact *a, struct fact *b)
{
    struct fact *f = fact_new(l, kind, 2);
    f->part[0] = a;
    f->part[1] = b;
    return f;
}

static struct fact *
atom(struct lint *l, uint32_t key, enum atom_op op, const uint64_t *at, uint32_t count)
{
    struct fact *f = fact_new(l, FACT_ATOM, 0);
    f->key = key;
    f->op = op;
    f->at = arena_array(l->ck->arena, uint64_t, count + 1);
    if (count)
        memcpy(f->at, at, count * sizeof *at);
    f->count = count;
    return f;
}

/* ---- keys ---- */

static struct str
words_of(struct lint *l, const struct ir *ir)
{
    struct text_buf words = {.arena = l->ck->arena};
    lint_words(NULL, ir, &words);
    return text_str(&words);
}

/* The key of that kind and those words, made where there is none; NO_ID: there are too many. */
static uint32_t
key_of(struct lint *l, enum key_kind kind, struct str words, bool *is_new)
{
    for (uint32_t i = 0; i < l->keys.len; i++) {
        *is_new = false;
        if (l->keys.at[i].kind == kind && str_eq(l->keys.at[i].words, words))
            return i;
    }
    if (l->keys.len >= MOST_KEYS)
        return NO_ID;
    *is_new = true;
    struct fact_key key = {.kind = kind, .words = words};
    vec_push(l->ck->arena, &l->keys, key);
    return l->keys.len - 1;
}

static bool
any_may_miss(const struct lint *l, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        if (value_may_miss(l, list->at[i]))
            return true;
    return false;
}

static bool
field_may_miss(const struct lint *l, const struct ir *ir)
{
    for (uint32_t i = 0; i < ir->field.count; i++) {
        enum card card = l->ck->program->fields.at[ir->field.alternatives[i].field].type.card;
        if (card == CARD_OPTIONAL)
            return true;
    }
    return value_may_miss(l, ir->field.of);
}

/* Whether there may be no value, as far as its words say; where in doubt, there may. */
bool
value_may_miss(const struct lint *l, const struct ir *ir)
{
    switch (ir->kind) {
    case IR_CONST:
    case IR_PARAM:
    case IR_TODAY: return false;
    case IR_VAR: return ir->slot >= l->slot_count || l->slots[ir->slot].type.card == CARD_OPTIONAL;
    case IR_FIELD: return field_may_miss(l, ir);
    case IR_ARITH:
        return value_may_miss(l, ir->arith.left) ||
               (ir->arith.right && value_may_miss(l, ir->arith.right));
    case IR_AGGREGATE:
        return ir->aggregate.op != AGG_COUNT && ir->aggregate.op != AGG_SUM &&
               ir->aggregate.op != AGG_PRODUCT;
    case IR_CONVERT: return value_may_miss(l, ir->unary);
    case IR_BUILTIN: return ir->builtin.id == BUILTIN_PART || any_may_miss(l, &ir->builtin.args);
    case IR_OTHERWISE: return value_may_miss(l, ir->binary.right);
    default: return true;
    }
}

static bool
is_discrete(enum type_kind kind)
{
    return kind == TYPE_INT || kind == TYPE_DATE || kind == TYPE_ENUM || kind == TYPE_BOOL ||
           kind == TYPE_DAYS || kind == TYPE_INSTANT || kind == TYPE_CLOCK;
}

static void
bound_key(struct fact_key *key, uint64_t low, uint64_t high, struct span declared)
{
    key->has_low = key->has_high = true;
    key->low = low;
    key->high = high;
    key->bounds = declared;
}

/* What the declaration of the value says of it: a range, the values of an enum; what a count can be. */
static void
bounds_of(const struct lint *l, const struct ir *of, struct fact_key *key)
{
    const struct program *p = l->ck->program;
    if (of->type.kind == TYPE_BOOL)
        bound_key(key, 0, 1, SPAN_NONE);
    if (of->type.kind == TYPE_ENUM)
        bound_key(key, 0, p->enums.at[of->type.of].value_count - 1, SPAN_NONE);
    if (of->kind == IR_FIELD && of->field.count == 1) {
        const struct field *f = &p->fields.at[of->field.alternatives[0].field];
        if (f->has_range && f->type.kind == of->type.kind)
            bound_key(key, f->low, f->high, f->span);
    }
    if (of->kind == IR_PARAM && p->params.at[of->id].has_range)
        bound_key(key, p->params.at[of->id].low, p->params.at[of->id].high,
                  p->params.at[of->id].span);
    bool counts = (of->kind == IR_AGGREGATE && of->aggregate.op == AGG_COUNT) ||
                  (of->kind == IR_BUILTIN &&
                   (of->builtin.id == BUILTIN_LENGTH || of->builtin.id == BUILTIN_WORDS));
    if (counts && of->type.kind == TYPE_INT) {
        key->has_low = true;
        key->low = 0;
    }
}

static struct fact *value_atom(struct lint *l, const struct ir *whole, const struct ir *of,
                               enum atom_op op, const uint64_t *at, uint32_t count);

static uint32_t
value_key(struct lint *l, const struct ir *of)
{
    bool is_new;
    uint32_t id = key_of(l, KEY_VALUE, words_of(l, of), &is_new);
    if (id == NO_ID || !is_new)
        return id;
    struct fact_key *key = &l->keys.at[id];
    key->of = of;
    key->may_miss = value_may_miss(l, of);
    key->is_discrete = is_discrete(of->type.kind);
    bool stands_on = of->kind == IR_FIELD && !card_is_set(of->field.of->type.card);
    key->is_ordered =
        key->is_discrete || of->type.kind == TYPE_DECIMAL || of->type.kind == TYPE_VERSION;
    bounds_of(l, of, key);
    /* A path that leads somewhere starts somewhere. */
    if (stands_on && value_may_miss(l, of->field.of)) {
        const struct fact *so = value_atom(l, of, of->field.of, ATOM_THERE, NULL, 0);
        l->keys.at[id].so = so; /* keys may have moved */
    }
    return id;
}

/* Declared with `+`, not only proved to be there at this point. */
static bool
never_empty(const struct lint *l, const struct ir *set)
{
    if (set->kind != IR_FIELD || card_is_set(set->field.of->type.card) ||
        value_may_miss(l, set->field.of))
        return false;
    for (uint32_t i = 0; i < set->field.count; i++)
        if (l->ck->program->fields.at[set->field.alternatives[i].field].type.card != CARD_SET_SOME)
            return false;
    return true;
}

/* How many members a set has, whether it is counted or asked for its presence. */
static uint32_t
count_key(struct lint *l, const struct ir *set)
{
    struct ir *count = arena_new(l->ck->arena, struct ir);
    *count = (struct ir){.kind = IR_AGGREGATE, .type = TYPE(TYPE_INT), .span = set->span};
    struct ir *member = arena_new(l->ck->arena, struct ir);
    *member = (struct ir){.kind = IR_VAR, .type = set->type, .slot = NO_ID, .span = set->span};
    member->type.card = CARD_ONE;
    count->aggregate.op = AGG_COUNT;
    struct ir_each each = {.slot = NO_ID, .set = (struct ir *)(uintptr_t)set};
    vec_push(l->ck->arena, &count->aggregate.each, each);
    count->aggregate.term = member;
    uint32_t id = value_key(l, count);
    if (id != NO_ID && never_empty(l, set))
        l->keys.at[id].low = 1;
    return id;
}

static struct fact *
truth(struct lint *l, const struct ir *ir)
{
    bool is_new;
    uint32_t id = key_of(l, KEY_TRUTH, words_of(l, ir), &is_new);
    return id == NO_ID ? NULL : atom(l, id, ATOM_EQ, NULL, 0);
}

/* ---- atoms ---- */

static bool
add_point(struct lint *l, uint32_t id, uint64_t point)
{
    struct fact_key *key = &l->keys.at[id];
    uint32_t at = 0;
    for (; at < key->points.len; at++) {
        int order = key->is_ordered ? model_compare(l->ck, key->of->type, point, key->points.at[at])
                    : point < key->points.at[at] ? -1
                                                 : point > key->points.at[at];
        if (order == 0)
            return true;
        if (order < 0)
            break;
    }
    if (key->points.len >= MOST_POINTS)
        return false;
    vec_push(l->ck->arena, &key->points, point);
    for (uint32_t i = key->points.len - 1; i > at; i--)
        key->points.at[i] = key->points.at[i - 1];
    key->points.at[at] = point;
    return true;
}

static struct fact *
value_atom(struct lint *l, const struct ir *whole, const struct ir *of, enum atom_op op,
           const uint64_t *at, uint32_t count)
{
    uint32_t id = value_key(l, of);
    if (id == NO_ID || count > MOST_POINTS)
        return truth(l, whole);
    for (uint32_t i = 0; i < count; i++)
        if (!add_point(l, id, at[i]))
            return truth(l, whole);
    return atom(l, id, op, at, count);
}

/* Entities written out are points as well: equal words, the same one. */
static bool
constant(struct lint *l, const struct ir *ir, uint64_t *cell)
{
    if (ir->kind == IR_CONST) {
        *cell = ir->cell;
        return true;
    }
    if (ir->kind != IR_ENTITY)
        return false;
    *cell = sym_intern(l->ck->syms, words_of(l, ir)).v;
    return true;
}

static enum compare_op
flipped(enum compare_op op)
{
    switch (op) {
    case CMP_LT: return CMP_GT;
    case CMP_LE: return CMP_GE;
    case CMP_GT: return CMP_LT;
    case CMP_GE: return CMP_LE;
    default: return op;
    }
}

static bool
is_past_field(const struct lint *l, const struct ir *ir)
{
    if (ir->kind != IR_FIELD)
        return false;
    for (uint32_t i = 0; i < ir->field.count; i++)
        if (!l->ck->program->fields.at[ir->field.alternatives[i].field].past)
            return false;
    return true;
}

/* Two values that a case decides, against each other; always the one with the smaller words on the left. */
static struct fact *
order_atom(struct lint *l, const struct ir *ir, enum compare_op op)
{
    struct str left = words_of(l, ir->compare.left), right = words_of(l, ir->compare.right);
    const struct ir *a = ir->compare.left, *b = ir->compare.right;
    bool swap = a->kind == IR_TODAY || (b->kind != IR_TODAY && str_cmp(left, right) > 0);
    if (swap) {
        const struct ir *c = a;
        a = b;
        b = c;
        op = flipped(op);
    }
    bool is_new;
    struct str words = str_printf(l->ck->arena, STR_FMT " ? " STR_FMT, STR_ARG(swap ? right : left),
                                  STR_ARG(swap ? left : right));
    uint32_t id = key_of(l, KEY_ORDER, words, &is_new);
    if (id == NO_ID)
        return truth(l, ir);
    if (is_new) {
        struct fact_key *key = &l->keys.at[id];
        key->of = a;
        key->other = b;
        key->is_ordered = !card_is_set(a->type.card);
        key->may_miss = key->is_ordered && (value_may_miss(l, a) || value_may_miss(l, b));
        key->never_greater = b->kind == IR_TODAY && is_past_field(l, a);
    }
    return atom(l, id, (enum atom_op)op, NULL, 0);
}

static bool
is_empty_set(const struct ir *ir)
{
    return (ir->kind == IR_SET && ir->list.len == 0) ||
           (ir->kind == IR_CONST_SET && ir->cells.count == 0);
}

static struct fact *
has_members(struct lint *l, const struct ir *whole, const struct ir *set)
{
    uint32_t id = count_key(l, set);
    uint64_t one = 1;
    if (id == NO_ID || !add_point(l, id, one))
        return truth(l, whole);
    return atom(l, id, ATOM_GE, &one, 1);
}

static struct fact *
compare_fact(struct lint *l, const struct ir *ir)
{
    const struct ir *a = ir->compare.left, *b = ir->compare.right;
    uint64_t cell;
    if (card_is_set(a->type.card)) {
        const struct ir *set = is_empty_set(b) ? a : is_empty_set(a) ? b : NULL;
        if (!set)
            return order_atom(l, ir, ir->compare.op);
        struct fact *some = has_members(l, ir, set);
        return ir->compare.op == CMP_NE || !some ? some : fact_not(l, some);
    }
    if (constant(l, b, &cell))
        return constant(l, a, &(uint64_t){0})
                   ? truth(l, ir)
                   : value_atom(l, ir, a, (enum atom_op)ir->compare.op, &cell, 1);
    if (constant(l, a, &cell))
        return value_atom(l, ir, b, (enum atom_op)flipped(ir->compare.op), &cell, 1);
    return order_atom(l, ir, ir->compare.op);
}

/* A set is there if it has members, a text if it is not blank: as points, blank texts are one. */
static struct fact *
present_fact(struct lint *l, const struct ir *whole, const struct ir *of)
{
    if (card_is_set(of->type.card))
        return has_members(l, whole, of);
    uint64_t blank = of->type.kind == TYPE_TEXT ? sym_intern(l->ck->syms, STR("")).v : 0;
    return value_atom(l, whole, of, ATOM_THERE, &blank, of->type.kind == TYPE_TEXT);
}

/* Makes a key say more than it is: a member found means that there are members. */
static struct fact *
implying(struct lint *l, struct fact *f, struct fact *so)
{
    if (f && f->kind == FACT_ATOM && so)
        l->keys.at[f->key].so = so;
    return f;
}

static struct fact *
in_fact(struct lint *l, const struct ir *ir)
{
    const struct ir *of = ir->binary.left, *set = ir->binary.right;
    uint64_t cell;
    if (!constant(l, of, &cell)) {
        if (set->kind == IR_CONST_SET)
            return value_atom(l, ir, of, ATOM_AMONG, set->cells.at, set->cells.count);
        if (set->kind == IR_ENUM_VALUES)
            return value_atom(l, ir, of, ATOM_THERE, NULL, 0);
    }
    return implying(l, truth(l, ir), has_members(l, ir, set));
}

static bool
add_seen(struct lint *l, struct fact_key *key, union_id u)
{
    for (uint32_t i = 0; i < key->seen.len; i++)
        if (key->seen.at[i] == u)
            return true;
    vec_push(l->ck->arena, &key->seen, u);
    return key->seen.len < MOST_POINTS;
}

static struct fact *
type_fact(struct lint *l, const struct ir *ir)
{
    bool is_new;
    uint32_t id = key_of(l, KEY_TYPE, words_of(l, ir->is.of), &is_new);
    if (id == NO_ID || ir->is.of->type.kind != TYPE_ENTITY)
        return truth(l, ir);
    struct fact_key *key = &l->keys.at[id];
    key->of = ir->is.of;
    key->may_miss = value_may_miss(l, ir->is.of);
    uint64_t types = ir->is.types;
    if (!add_seen(l, key, ir->is.of->type.of) || !add_point(l, id, types))
        return truth(l, ir);
    return atom(l, id, ATOM_EQ, &types, 1);
}

static struct fact *
quantifier_fact(struct lint *l, const struct ir *ir)
{
    if (ir->kind != IR_EVERY)
        return implying(l, truth(l, ir), has_members(l, ir, ir->quant.each.set));
    /* `every` as `no … not`, so that it is one question with its `some`. */
    struct ir *not_body = arena_new(l->ck->arena, struct ir);
    struct ir *some = arena_new(l->ck->arena, struct ir);
    *not_body = (struct ir){.kind = IR_NOT, .type = ir->type, .span = ir->span};
    not_body->unary = ir->quant.body;
    *some = *ir;
    some->kind = IR_SOME;
    some->quant.body = not_body;
    struct fact *f = quantifier_fact(l, some);
    return f ? fact_not(l, f) : NULL;
}

/* A condition that may be missing counts as false, but for what `otherwise` says. */
static struct fact *
otherwise_fact(struct lint *l, const struct ir *ir)
{
    struct fact *left = fact_of(l, ir->binary.left), *right = fact_of(l, ir->binary.right);
    struct fact *there = value_atom(l, ir, ir->binary.left, ATOM_THERE, NULL, 0);
    if (!left || !right || !there || ir->binary.left->type.kind != TYPE_BOOL)
        return truth(l, ir);
    return fact_two(l, FACT_ANY, left, fact_two(l, FACT_ALL, fact_not(l, there), right));
}

static struct fact *
list_fact(struct lint *l, const struct ir *ir)
{
    enum fact_kind kind = ir->kind == IR_AND ? FACT_ALL : FACT_ANY;
    struct fact *f = fact_new(l, kind, ir->list.len);
    for (uint32_t i = 0; i < ir->list.len; i++) {
        f->part[i] = fact_of(l, ir->list.at[i]);
        if (!f->part[i])
            return NULL;
    }
    return f;
}

static struct fact *
if_fact(struct lint *l, const struct ir *ir)
{
    struct fact *test = fact_of(l, ir->cond.test), *then = fact_of(l, ir->cond.then),
                *other = fact_of(l, ir->cond.other);
    if (!test || !then || !other)
        return NULL;
    return fact_two(l, FACT_ANY, fact_two(l, FACT_ALL, test, then),
                    fact_two(l, FACT_ALL, fact_not(l, test), other));
}

/* NULL: there are more questions in this rule than are looked at. */
struct fact *
fact_of(struct lint *l, const struct ir *ir)
{
    struct fact *a, *b;
    uint64_t yes = 1;
    switch (ir->kind) {
    case IR_CONST: return fact_const(l, ir->cell != 0);
    case IR_AND:
    case IR_OR: return list_fact(l, ir);
    case IR_NOT: a = fact_of(l, ir->unary); return a ? fact_not(l, a) : NULL;
    case IR_IMPLIES:
        a = fact_of(l, ir->binary.left);
        b = fact_of(l, ir->binary.right);
        return a && b ? fact_two(l, FACT_ANY, fact_not(l, a), b) : NULL;
    case IR_IF: return if_fact(l, ir);
    case IR_COMPARE: return compare_fact(l, ir);
    case IR_PRESENT: return present_fact(l, ir, ir->unary);
    case IR_SUBSTANTIVE: return implying(l, truth(l, ir), present_fact(l, ir, ir->unary));
    case IR_IN: return in_fact(l, ir);
    case IR_IS: return type_fact(l, ir);
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return quantifier_fact(l, ir);
    case IR_OTHERWISE: return otherwise_fact(l, ir);
    case IR_FIELD:
    case IR_VAR:
    case IR_PARAM: return value_atom(l, ir, ir, ATOM_EQ, &yes, 1);
    default: return truth(l, ir);
    }
}
