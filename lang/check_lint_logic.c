/*
 * Whether a condition can still come out true, and false, where others are known.
 *
 * Each key has finitely many classes of values that no fact tells apart: missing, below the first point, the
 * first point, between … All combinations of the classes of the keys concerned are gone through; where
 * they are too many, what is known is left out, and then nothing is said.
 */
#include "lang/check_lint.h"

enum { MOST_CLASSES = 64, MOST_COMBINATIONS = 4096, MOST_STEPS = 1 << 18, MOST_CONCERNED = 16 };

/* A class of values of one key. */
struct class
{
    bool missing;
    uint32_t
        place; /* VALUE: 2i is before point i, 2i+1 is point i; ORDER: 0 less, 1 equal, 2 greater; TRUTH: 0 or 1 */
    uint64_t member; /* TYPE: which of the points it is among, as bits */
};

struct concerned {
    uint32_t key;
    struct class classes[MOST_CLASSES];
    uint32_t count, now;
};

struct question {
    struct lint *l;
    struct concerned *keys;
    uint32_t count;
    uint64_t combinations;
};

/* ---- the classes of a key ---- */

static void
add_class(struct concerned *c, struct class one)
{
    if (c->count < MOST_CLASSES)
        c->classes[c->count++] = one;
}

static int
order(const struct lint *l, const struct fact_key *key, uint64_t a, uint64_t b)
{
    return model_compare(l->ck, key->of->type, a, b);
}

static bool
is_outside(const struct lint *l, const struct fact_key *key, uint64_t point)
{
    return key->is_ordered && ((key->has_low && order(l, key, point, key->low) < 0) ||
                               (key->has_high && order(l, key, point, key->high) > 0));
}

/* From where to where the values of a class reach. */
struct stretch {
    uint64_t low, high;
    bool has_low, has_high, low_open, high_open;
};

/* Between the point before and the one at `before`, or beyond the first or last, and within what is declared. */
static struct stretch
stretch_of(const struct lint *l, const struct fact_key *key, uint32_t before)
{
    struct stretch s = {0};
    if (before > 0)
        s = (struct stretch){.low = key->points.at[before - 1], .has_low = true, .low_open = true};
    if (before < key->points.len) {
        s.high = key->points.at[before];
        s.has_high = s.high_open = true;
    }
    if (key->has_low && (!s.has_low || order(l, key, key->low, s.low) > 0)) {
        s.low = key->low;
        s.has_low = true;
        s.low_open = false;
    }
    if (key->has_high && (!s.has_high || order(l, key, key->high, s.high) < 0)) {
        s.high = key->high;
        s.has_high = true;
        s.high_open = false;
    }
    return s;
}

static bool
has_gap(const struct lint *l, const struct fact_key *key, uint32_t before)
{
    if (!key->is_ordered)
        return before == key->points.len; /* all others */
    struct stretch s = stretch_of(l, key, before);
    if (!s.has_low || !s.has_high)
        return true;
    int width = order(l, key, s.low, s.high);
    if (width >= 0)
        return width == 0 && !s.low_open && !s.high_open;
    return !key->is_discrete || (int64_t)s.low + s.low_open <= (int64_t)s.high - s.high_open;
}

static void
value_classes(const struct lint *l, const struct fact_key *key, struct concerned *c)
{
    if (key->may_miss)
        add_class(c, (struct class){.missing = true});
    for (uint32_t i = 0; i <= key->points.len; i++) {
        if (has_gap(l, key, i))
            add_class(c, (struct class){.place = 2 * i});
        if (i < key->points.len && !is_outside(l, key, key->points.at[i]))
            add_class(c, (struct class){.place = 2 * i + 1});
    }
}

static bool
is_among(const struct program *p, union_id u, entity_id e)
{
    const struct union_type *t = &p->unions.at[u];
    for (uint32_t i = 0; i < t->member_count; i++)
        if (entity_is(p, e, t->members[i]))
            return true;
    return false;
}

/* An abstract type stands for what other packs may derive from it. */
static void
type_class(const struct program *p, const struct fact_key *key, struct concerned *c, entity_id e)
{
    struct class one = {0};
    bool may_be = false;
    for (uint32_t i = 0; i < key->seen.len; i++)
        may_be |= is_among(p, key->seen.at[i], e);
    if (!may_be)
        return;
    for (uint32_t i = 0; i < key->points.len; i++)
        one.member |= (uint64_t)is_among(p, (union_id)key->points.at[i], e) << i;
    for (uint32_t i = 0; i < c->count; i++)
        if (!c->classes[i].missing && c->classes[i].member == one.member)
            return;
    add_class(c, one);
}

static void
order_classes(const struct fact_key *key, struct concerned *c)
{
    if (key->may_miss)
        add_class(c, (struct class){.missing = true});
    for (uint32_t i = 0; i < 3; i++)
        if (i < 2 || (key->is_ordered && !key->never_greater))
            add_class(c, (struct class){.place = i});
}

static void
classes_of(const struct lint *l, struct concerned *c)
{
    const struct fact_key *key = &l->keys.at[c->key];
    switch (key->kind) {
    case KEY_TRUTH:
        add_class(c, (struct class){.place = 0});
        add_class(c, (struct class){.place = 1});
        break;
    case KEY_VALUE: value_classes(l, key, c); break;
    case KEY_ORDER: order_classes(key, c); break;
    case KEY_TYPE:
        if (key->may_miss)
            add_class(c, (struct class){.missing = true});
        for (entity_id e = 0; e < l->ck->program->entities.len; e++)
            type_class(l->ck->program, key, c, e);
        break;
    }
}

/* ---- a fact under one combination ---- */

static const struct class *
class_now(const struct question *q, uint32_t key)
{
    for (uint32_t i = 0; i < q->count; i++)
        if (q->keys[i].key == key)
            return &q->keys[i].classes[q->keys[i].now];
    return NULL;
}

static uint32_t
place_of(const struct lint *l, const struct fact_key *key, uint64_t point)
{
    for (uint32_t i = 0; i < key->points.len; i++)
        if (key->is_ordered ? order(l, key, key->points.at[i], point) == 0
                            : key->points.at[i] == point)
            return 2 * i + 1;
    return 0;
}

static bool
compares(enum atom_op op, uint32_t place, uint32_t with)
{
    switch (op) {
    case ATOM_EQ: return place == with;
    case ATOM_NE: return place != with;
    case ATOM_LT: return place < with;
    case ATOM_LE: return place <= with;
    case ATOM_GT: return place > with;
    case ATOM_GE: return place >= with;
    default: return false;
    }
}

static bool
value_holds(const struct question *q, const struct fact *f, const struct class *c)
{
    const struct fact_key *key = &q->l->keys.at[f->key];
    if (f->op == ATOM_THERE)
        return f->count == 0 || c->place != place_of(q->l, key, f->at[0]);
    if (f->op != ATOM_AMONG)
        return compares(f->op, c->place, place_of(q->l, key, f->at[0]));
    for (uint32_t i = 0; i < f->count; i++)
        if (c->place == place_of(q->l, key, f->at[i]))
            return true;
    return false;
}

static bool
atom_holds(const struct question *q, const struct fact *f)
{
    const struct fact_key *key = &q->l->keys.at[f->key];
    const struct class *c = class_now(q, f->key);
    if (!c || c->missing)
        return false;
    switch (key->kind) {
    case KEY_TRUTH: return c->place == 1;
    case KEY_VALUE: return value_holds(q, f, c);
    case KEY_ORDER: return compares(f->op, c->place, 1);
    case KEY_TYPE:
        for (uint32_t i = 0; i < key->points.len; i++)
            if (key->points.at[i] == f->at[0])
                return c->member >> i & 1;
        return false;
    }
    return false;
}

static bool
holds(const struct question *q, const struct fact *f)
{
    switch (f->kind) {
    case FACT_CONST: return f->value;
    case FACT_ATOM: return atom_holds(q, f);
    case FACT_NOT: return !holds(q, f->part[0]);
    case FACT_ALL:
        for (uint32_t i = 0; i < f->parts; i++)
            if (!holds(q, f->part[i]))
                return false;
        return true;
    case FACT_ANY:
        for (uint32_t i = 0; i < f->parts; i++)
            if (holds(q, f->part[i]))
                return true;
        return false;
    }
    return false;
}

/* ---- which keys are concerned ---- */

static bool
is_concerned(const struct question *q, uint32_t key)
{
    for (uint32_t i = 0; i < q->count; i++)
        if (q->keys[i].key == key)
            return true;
    return false;
}

static bool
mentions(const struct question *q, const struct fact *f)
{
    if (f->kind == FACT_ATOM)
        return is_concerned(q, f->key) ||
               (q->l->keys.at[f->key].so && mentions(q, q->l->keys.at[f->key].so));
    for (uint32_t i = 0; i < f->parts; i++)
        if (mentions(q, f->part[i]))
            return true;
    return false;
}

/* False: there are more than can be gone through; the question is then as it was or not asked. */
static bool
concern(struct question *q, const struct fact *f)
{
    if (f->kind != FACT_ATOM) {
        for (uint32_t i = 0; i < f->parts; i++)
            if (!concern(q, f->part[i]))
                return false;
        return true;
    }
    if (is_concerned(q, f->key))
        return true;
    if (q->count >= MOST_CONCERNED)
        return false;
    struct concerned *c = &q->keys[q->count];
    c->key = f->key;
    c->count = c->now = 0;
    classes_of(q->l, c);
    if (c->count == 0 || c->count >= MOST_CLASSES || q->combinations * c->count > MOST_COMBINATIONS)
        return false;
    q->combinations *= c->count;
    q->count++;
    const struct fact *so = q->l->keys.at[f->key].so;
    return !so || concern(q, so);
}

/* What follows from one key for another holds in all combinations. */
static bool
is_possible(const struct question *q)
{
    for (uint32_t i = 0; i < q->count; i++) {
        const struct fact_key *key = &q->l->keys.at[q->keys[i].key];
        const struct class *c = &q->keys[i].classes[q->keys[i].now];
        bool is_there = key->kind == KEY_TRUTH ? c->place == 1 : !c->missing;
        if (key->so && is_there && !holds(q, key->so))
            return false;
    }
    return true;
}

static bool
next(struct question *q)
{
    for (uint32_t i = 0; i < q->count; i++) {
        if (++q->keys[i].now < q->keys[i].count)
            return true;
        q->keys[i].now = 0;
    }
    return false;
}

/* ---- asking ---- */

enum { MOST_KNOWN = 32 };

struct premises {
    const struct fact *at[MOST_KNOWN];
    uint32_t count;
};

static struct outcome
go_through(struct question *q, const struct fact *f, const struct premises *known)
{
    struct outcome all = {false, false};
    do {
        bool possible = is_possible(q);
        for (uint32_t i = 0; possible && i < known->count; i++)
            possible = holds(q, known->at[i]);
        q->l->steps++;
        if (!possible)
            continue;
        bool h = holds(q, f);
        all.can_hold |= h;
        all.can_fail |= !h;
    } while (!(all.can_hold && all.can_fail) && next(q));
    return all;
}

static struct outcome
ask(struct lint *l, const struct fact *f, const struct premises *given)
{
    struct concerned keys[MOST_CONCERNED];
    struct question q = {.l = l, .keys = keys, .combinations = 1};
    struct premises known = {.count = 0};
    struct outcome anything = {true, true};
    if (l->steps > MOST_STEPS || !concern(&q, f))
        return anything;
    /* What is known of one key may matter by way of another. */
    bool taken[MOST_KNOWN] = {false}, grown = true;
    while (grown) {
        grown = false;
        for (uint32_t i = 0; i < given->count; i++) {
            struct question before = q;
            if (taken[i] || !mentions(&q, given->at[i]))
                continue;
            taken[i] = true;
            if (concern(&q, given->at[i]))
                known.at[known.count++] = given->at[i];
            else
                q = before;
            grown = true;
        }
    }
    return go_through(&q, f, &known);
}

/* The nearest ones first: what is farthest away is left out where there is too much. */
static struct premises
premises_of(const struct known *known)
{
    struct premises all = {.count = 0};
    for (; known && all.count < MOST_KNOWN; known = known->outer)
        if (known->fact)
            all.at[all.count++] = known->fact;
    return all;
}

struct outcome
outcome_of(struct lint *l, const struct fact *f, const struct known *known)
{
    struct premises all = premises_of(known);
    return ask(l, f, &all);
}

static bool
is_decided(struct outcome o)
{
    return o.can_hold != o.can_fail;
}

/* One after the other is left out if the rest decides as well. */
uint32_t
deciding(struct lint *l, const struct fact *f, const struct known *known,
         const struct known *out[3])
{
    const struct known *all[MOST_KNOWN];
    uint32_t count = 0, kept = 0;
    struct premises none = {.count = 0};
    if (is_decided(ask(l, f, &none)))
        return 0;
    for (; known && count < MOST_KNOWN; known = known->outer)
        if (known->fact)
            all[count++] = known;
    for (uint32_t drop = count; drop-- > 0;) {
        struct premises rest = {.count = 0};
        for (uint32_t i = 0; i < count; i++)
            if (i != drop && all[i])
                rest.at[rest.count++] = all[i]->fact;
        if (is_decided(ask(l, f, &rest)))
            all[drop] = NULL;
    }
    for (uint32_t i = 0; i < count && kept < 3; i++)
        if (all[i])
            out[kept++] = all[i];
    return kept;
}
