/* Sets of entities and of values. */
#include "tests/oracle/gen_internal.h"

#define TEXT(...) str_printf(g->arena, __VA_ARGS__)
#define C(s)      str_c(g->arena, (s))

static bool
is_single(uint32_t mask)
{
    return (mask & (mask - 1)) == 0;
}

/* A random variable that stands for one entity, or NULL. */
static const struct gvar *
entity_variable(struct gen *g)
{
    const struct gvar *found = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->scope_count; i++)
        if (g->scope[i].type.kind == KIND_REF && !g->scope[i].is_set &&
            (pick(g, ++count) == 0 || chance(g, 30)))
            found = &g->scope[i];
    return found;
}

/* Mostly what a variable in scope leads to. */
uint32_t
some_mask(struct gen *g)
{
    for (int tries = 0; tries < 8; tries++) {
        const struct gvar *v = entity_variable(g);
        const struct gfield *f = g->fields.len ? &g->fields.at[pick(g, g->fields.len)] : NULL;
        if (v && f && f->type.kind == KIND_REF && (f->many == SET || f->many == SET_SOME) &&
            field_on(g, v->type.of, f->name) == f)
            return f->type.of;
    }
    if (chance(g, 85))
        return 1u << pick(g, g->type_count);
    const struct gfield *f = &g->fields.at[pick(g, g->fields.len)];
    return f->type.kind == KIND_REF ? f->type.of : 1u << f->owner;
}

static struct str
extent(struct gen *g, uint32_t mask)
{
    struct text_buf b = {.arena = g->arena};
    text_add_c(&b, is_single(mask) ? "" : "(");
    for (uint32_t t = 0, count = 0; t < g->type_count; t++)
        if (mask >> t & 1)
            text_printf(&b, "%s%s", count++ ? " union " : "", g->types[t].name);
    text_add_c(&b, is_single(mask) ? "" : ")");
    return text_str(&b);
}

/* x.~f: the types that declare f so that it can point to x. */
static uint32_t
owners(const struct gen *g, const struct gfield *f, uint32_t target)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < g->fields.len; i++) {
        const struct gfield *other = &g->fields.at[i];
        if (str_is(str_from(f->name), other->name) && !other->is_implicit &&
            (target & ~with_descendants(g, other->type.of)) == 0)
            mask |= 1u << other->owner;
    }
    return mask;
}

/* A hop from one entity or from a set that gives exactly `mask`; tries fields at random. */
static struct str
hop_to(struct gen *g, uint32_t mask, int depth)
{
    for (int tries = 0; tries < 12; tries++) {
        const struct gvar *v = entity_variable(g);
        const struct gfield *f = &g->fields.at[pick(g, g->fields.len)];
        if (f->type.kind != KIND_REF)
            continue;
        if (v && chance(g, 20) && !f->is_implicit && owners(g, f, v->type.of) == mask)
            return TEXT("%s.~%s", C(v->text), f->name);
        if (f->type.of != mask)
            continue;
        bool is_many = f->many == SET || f->many == SET_SOME;
        if (v && field_on(g, v->type.of, f->name) == f) {
            if (chance(g, 25))
                return TEXT("%s.+%s", C(v->text), f->name);
            if (chance(g, 30) && v->type.of == mask)
                return TEXT("%s.*%s", C(v->text), f->name);
            if (is_many)
                return TEXT("%s.%s", C(v->text), f->name);
        }
        if (depth > 0 && chance(g, 40)) {
            struct str from = entity_set(g, 1u << f->owner, depth - 1);
            const char *mark = f->many == OPTIONAL ? "?" : "";
            if (chance(g, 15))
                return TEXT("%s.+%s", C(from), f->name);
            return TEXT("%s.%s%s", C(from), f->name, mark);
        }
    }
    return extent(g, mask);
}

static struct str
filter(struct gen *g, struct str set, struct gtype t, int depth)
{
    struct str v = fresh(g, "f");
    uint32_t scope = g->scope_count;
    push_var(g, v, t, false);
    struct str where = condition(g, depth - 1);
    g->scope_count = scope;
    return TEXT("{%s in %s where %s}", C(v), C(set), C(where));
}

/* {result for v in S where C}, over one or two variables. */
static struct str
map(struct gen *g, struct gtype t, int depth)
{
    uint32_t mask = some_mask(g), scope = g->scope_count;
    struct str set = entity_set(g, mask, depth - 1), v = fresh(g, "m"), more = STR("");
    push_var(g, v, gtype(KIND_REF, mask), false);
    if (chance(g, 50))
        more = TEXT(" where %s", C(condition(g, depth - 2)));
    if (chance(g, 25)) {
        uint32_t other = some_mask(g);
        struct str v2 = fresh(g, "m"), set2 = entity_set(g, other, depth - 2);
        push_var(g, v2, gtype(KIND_REF, other), false);
        more = TEXT("%s, %s in %s", C(more), C(v2), C(set2));
        if (chance(g, 50))
            more = TEXT("%s where %s", C(more), C(condition(g, depth - 2)));
    }
    struct str result = value(g, t, depth - 1);
    g->scope_count = scope;
    return TEXT("{%s for %s in %s%s}", C(result), C(v), C(set), C(more));
}

static struct str
combined(struct gen *g, struct str a, struct str b)
{
    static const char *const ops[] = {"union", "intersect", "except"};
    return TEXT("(%s %s %s)", C(a), ops[pick(g, 3)], C(b));
}

static struct str
set_define(struct gen *g, uint32_t mask, int depth)
{
    for (uint32_t i = 0; i < g->defines.len; i++) {
        const struct gdefine *d = &g->defines.at[i];
        if (d->is_set && d->result.of == mask && d->param_count == 1)
            return TEXT("%s(%s)", C(d->name), C(value(g, d->params[0], depth - 1)));
    }
    return STR("");
}

struct str
entity_set(struct gen *g, uint32_t mask, int depth)
{
    struct gtype t = gtype(KIND_REF, mask);
    for (uint32_t i = 0; i < g->scope_count; i++)
        if (g->scope[i].is_set && gtype_same(g->scope[i].type, t) && chance(g, 30))
            return g->scope[i].text;
    if (is_spent(g, depth) || chance(g, 50))
        return chance(g, 85) ? hop_to(g, mask, depth) : extent(g, mask);
    struct str a, b;
    switch (pick(g, 8)) {
    case 0:
    case 1: return filter(g, hop_to(g, mask, depth - 1), t, depth);
    case 2: return map(g, t, depth);
    case 3:
    case 4:
        a = entity_set(g, mask, depth - 1);
        b = entity_set(g, mask, depth - 1);
        return combined(g, a, b);
    case 5:
        a = value(g, t, depth - 1);
        b = value(g, t, depth - 1);
        return chance(g, 50) ? TEXT("{%s}", C(a)) : TEXT("{%s, %s}", C(a), C(b));
    case 6: {
        struct str c = condition(g, depth - 1);
        a = entity_set(g, mask, depth - 1);
        b = entity_set(g, mask, depth - 1);
        return TEXT("(if %s then %s else %s)", C(c), C(a), C(b));
    }
    default: a = set_define(g, mask, depth); return a.len ? a : hop_to(g, mask, depth);
    }
}

/* Values of one field over a set of entities. */
static struct str
values_of_set(struct gen *g, struct gtype t, int depth)
{
    for (int tries = 0; tries < 20; tries++) {
        const struct gfield *f = &g->fields.at[pick(g, g->fields.len)];
        if (!gtype_same(f->type, t))
            continue;
        struct str set = entity_set(g, 1u << f->owner, depth - 1);
        return TEXT("%s.%s%s", C(set), f->name, f->many == OPTIONAL ? "?" : "");
    }
    return STR("");
}

struct str
value_set(struct gen *g, struct gtype t, int depth)
{
    struct str a = STR(""), b;
    switch (is_spent(g, depth) ? pick(g, 3) : pick(g, 8)) {
    case 0: a = path_to(g, t, SET); break;
    case 1:
        a = t.kind == KIND_ENUM && gen_enums[t.of].name ? str_from(gen_enums[t.of].name) : STR("");
        break;
    case 2: break;
    case 3: a = map(g, t, depth); break;
    case 4:
    case 5: a = values_of_set(g, t, depth); break;
    case 6:
        a = value_set(g, t, depth - 1);
        b = value_set(g, t, depth - 1);
        return combined(g, a, b);
    case 7: a = filter(g, value_set(g, t, depth - 1), t, depth); break;
    }
    if (a.len)
        return a;
    a = value(g, t, depth - 1);
    b = value(g, t, depth - 1);
    return TEXT("{%s, %s}", C(a), C(b));
}
