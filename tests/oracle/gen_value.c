/* Single values: paths, arithmetic, functions, aggregates. */
#include "tests/oracle/gen_internal.h"

#define TEXT(...) str_printf(g->arena, __VA_ARGS__)
#define C(s)      str_c(g->arena, (s))

/* An entity from which a path may start. */
struct base {
    struct str text;
    uint32_t mask;
};

enum { BASES_MAX = 48 };

/* Whether f can be read on every type of `mask`; only once per name. */
static bool
readable(const struct gen *g, uint32_t mask, const struct gfield *f)
{
    const struct gfield *first = field_on(g, mask, f->name);
    return first && first == f;
}

static uint32_t
find_bases(struct gen *g, struct base *out)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->scope_count && count < BASES_MAX; i++)
        if (g->scope[i].type.kind == KIND_REF && !g->scope[i].is_set)
            out[count++] = (struct base){g->scope[i].text, g->scope[i].type.of};
    uint32_t direct = count;
    for (uint32_t i = 0; i < direct; i++)
        for (uint32_t k = 0; k < g->fields.len && count < BASES_MAX; k++) {
            const struct gfield *f = &g->fields.at[k];
            if (f->type.kind == KIND_REF && f->many == ONE && readable(g, out[i].mask, f))
                out[count++] = (struct base){TEXT("%s.%s", C(out[i].text), f->name), f->type.of};
        }
    return count;
}

static bool
fits_type(const struct gen *g, struct gtype given, struct gtype wanted)
{
    if (given.kind != KIND_REF || wanted.kind != KIND_REF)
        return gtype_same(given, wanted);
    uint32_t of = with_descendants(g, given.of), wanted_of = with_descendants(g, wanted.of);
    return (of & ~wanted_of) == 0;
}

/* Paths to values of the type; is_exact: of no narrower type. */
static struct str
find_path(struct gen *g, struct gtype t, enum many many, bool is_exact)
{
    struct base bases[BASES_MAX];
    struct str found[64];
    uint32_t count = 0, base_count = find_bases(g, bases);
    for (uint32_t i = 0; i < base_count; i++)
        for (uint32_t k = 0; k < g->fields.len && count < 64; k++) {
            const struct gfield *f = &g->fields.at[k];
            bool is_many = f->many == many || (many == SET && f->many == SET_SOME);
            if (is_many && (is_exact ? gtype_same(f->type, t) : fits_type(g, f->type, t)) &&
                readable(g, bases[i].mask, f))
                found[count++] = TEXT("%s.%s", C(bases[i].text), f->name);
        }
    if (count == 0)
        return STR("");
    uint32_t later = chance(g, 40) ? count / 2 : 0;
    return found[later + pick(g, count - later)];
}

struct str
path_to(struct gen *g, struct gtype t, enum many many)
{
    return find_path(g, t, many, false);
}

struct str
exact_value(struct gen *g, struct gtype t)
{
    struct str found = STR("");
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->scope_count; i++)
        if (!g->scope[i].is_set && gtype_same(g->scope[i].type, t) && pick(g, ++count) == 0)
            found = g->scope[i].text;
    return found.len ? found : find_path(g, t, ONE, true);
}

static struct str
variable_of(struct gen *g, struct gtype t)
{
    struct str found = STR("");
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->scope_count; i++)
        if (!g->scope[i].is_set && fits_type(g, g->scope[i].type, t) && pick(g, ++count) == 0)
            found = g->scope[i].text;
    return found;
}

/* What needs no thought: a variable, a path, a literal. */
static struct str
simple(struct gen *g, struct gtype t)
{
    struct str s = STR("");
    uint32_t choice = pick(g, 10);
    if (choice < 3)
        s = variable_of(g, t);
    if (choice < 8 && s.len == 0)
        s = path_to(g, t, ONE);
    if (choice < 9 && s.len == 0) {
        struct str path = path_to(g, t, OPTIONAL);
        if (path.len)
            s = TEXT("(%s otherwise %s)", C(path), C(literal(g, t)));
    }
    return s.len ? s : literal(g, t);
}

static struct str
binary(struct gen *g, struct gtype left, const char *op, struct gtype right, int depth)
{
    struct str l = value(g, left, depth - 1), r = value(g, right, depth - 1);
    return TEXT("(%s %s %s)", C(l), op, C(r));
}

static struct str
function(struct gen *g, const char *name, struct gtype t, int depth)
{
    return TEXT("%s(%s)", name, C(value(g, t, depth - 1)));
}

/* name(x, 3): the second argument is a number below `limit`. */
static struct str
function_of_number(struct gen *g, const char *name, struct gtype t, uint32_t limit, int depth)
{
    uint32_t number = pick(g, limit);
    return TEXT("%s(%s, %u)", name, C(value(g, t, depth - 1)), number);
}

static struct str
function2(struct gen *g, const char *name, struct gtype a, struct gtype b, int depth)
{
    struct str x = value(g, a, depth - 1), y = value(g, b, depth - 1);
    return TEXT("%s(%s, %s)", name, C(x), C(y));
}

/* name(term for v in S where C); what is optional of it gets an otherwise. */
static struct str
aggregate(struct gen *g, const char *name, struct gtype term, bool is_optional, int depth)
{
    uint32_t mask = some_mask(g), scope = g->scope_count;
    struct str set = entity_set(g, mask, depth - 1), v = fresh(g, "a"), where = STR(""),
               more = STR("");
    push_var(g, v, gtype(KIND_REF, mask), false);
    if (chance(g, 40))
        where = TEXT(" where %s", C(condition(g, depth - 2)));
    if (chance(g, 15)) {
        uint32_t other = some_mask(g);
        struct str set2 = entity_set(g, other, depth - 2), v2 = fresh(g, "a");
        push_var(g, v2, gtype(KIND_REF, other), false);
        more = TEXT(", %s in %s", C(v2), C(set2));
    }
    struct str of = value(g, term, depth - 1);
    g->scope_count = scope;
    struct str call = TEXT("%s(%s for %s in %s%s%s)", name, C(of), C(v), C(set), C(where), C(more));
    if (!is_optional)
        return call;
    return TEXT("(%s otherwise %s)", C(call), C(literal(g, term)));
}

static struct str
count_of(struct gen *g, int depth)
{
    struct str set = chance(g, 70) ? entity_set(g, some_mask(g), depth - 1)
                                   : value_set(g, gtype(KIND_INT, 0), depth - 1);
    return TEXT("count(%s)", C(set));
}

/* min or max: of two, or of a set. */
static struct str
best_of(struct gen *g, struct gtype t, int depth)
{
    const char *name = chance(g, 50) ? "min" : "max";
    bool has_two = t.kind == KIND_INT || t.kind == KIND_DECIMAL || t.kind == KIND_DATE;
    return has_two && chance(g, 40) ? function2(g, name, t, t, depth)
                                    : aggregate(g, name, t, true, depth);
}

static struct str
int_value(struct gen *g, int depth)
{
    static const char *const ops[] = {"+", "-", "*"};
    struct gtype i = gtype(KIND_INT, 0), d = gtype(KIND_DECIMAL, 0), s = gtype(KIND_TEXT, 0),
                 w = gtype(KIND_DATE, 0);
    switch (pick(g, 24)) {
    case 0:
    case 1: return binary(g, i, ops[pick(g, 3)], i, depth);
    case 2: return TEXT("(- %s)", C(value(g, i, depth - 1)));
    case 3:
    case 4:
    case 5: return count_of(g, depth);
    case 6: return aggregate(g, "count", chance(g, 50) ? i : s, false, depth);
    case 7: return aggregate(g, "sum", i, false, depth);
    case 8: return best_of(g, i, depth);
    case 9:
    case 21: return function(g, "length", s, depth);
    case 10:
    case 22: return function(g, "words", s, depth);
    case 11: return function(g, "floor", d, depth);
    case 12: return function(g, "round", d, depth);
    case 13: return function(g, "abs", i, depth);
    case 14: return function_of_number(g, "power", i, 4, depth);
    case 15: return function(g, "year", w, depth);
    case 17: return function(g, "month", w, depth);
    case 16:
    case 18: return function(g, "day", w, depth);
    case 19: return function(g, "floor", d, depth);
    case 20: return function(g, chance(g, 50) ? "year" : "month", w, depth);
    default: return function(g, "int", chance(g, 50) ? s : d, depth);
    }
}

static struct str
decimal_value(struct gen *g, int depth)
{
    static const char *const ops[] = {"+", "-", "*", "/"};
    struct gtype i = gtype(KIND_INT, 0), d = gtype(KIND_DECIMAL, 0);
    switch (pick(g, 9)) {
    case 0:
    case 1: return binary(g, d, ops[pick(g, 4)], d, depth);
    case 2: return binary(g, i, "/", i, depth);
    case 3: return aggregate(g, "avg", chance(g, 50) ? i : d, true, depth);
    case 4: return aggregate(g, chance(g, 15) ? "sum" : "product", d, false, depth);
    case 5: return best_of(g, d, depth);
    case 6: return function_of_number(g, "round", d, 3, depth);
    case 7: return function(g, chance(g, 50) ? "abs" : "- ", d, depth);
    default:
        return chance(g, 30)
                   ? function_of_number(g, "power", d, 4, depth)
                   : function(g, "decimal", chance(g, 50) ? i : gtype(KIND_TEXT, 0), depth);
    }
}

static struct str template(struct gen *g, int depth)
{
    enum kind kind = (enum kind)(KIND_INT + pick(g, 3));
    struct str inner = simple(g, gtype(kind, 0));
    struct str var = variable_of(g, gtype(KIND_REF, ~0u));
    if (var.len && chance(g, 40))
        inner = var;
    (void)depth;
    const char *before = chance(g, 50) ? "X-" : "", *behind = chance(g, 50) ? " b" : "";
    return TEXT("\"%s{%s}%s\"", before, C(inner), behind);
}

static struct str
text_value(struct gen *g, int depth)
{
    static const char *const functions[] = {"lower", "upper", "trim"};
    static const char *const captures[] = {"capture(%s, r\"(?<n>[A-Z]+)-(?<m>\\d+)\").m",
                                           "capture(%s, r\"(?<n>[a-z]+)?.*\").n"};
    struct gtype s = gtype(KIND_TEXT, 0);
    struct str call, by;
    const char *separator;
    uint32_t number;
    switch (pick(g, 10)) {
    case 0:
    case 1: return function(g, functions[pick(g, 3)], s, depth);
    case 2:
        by = literal(g, s);
        return TEXT("replace(%s, \"-\", %s)", C(value(g, s, depth - 1)), C(by));
    case 3:
        separator = chance(g, 50) ? "," : "-";
        number = 1 + pick(g, 3);
        return TEXT("(part(%s, \"%s\", %u) otherwise \"other\")", C(value(g, s, depth - 1)),
                    separator, number);
    case 4:
        call = chance(g, 50) ? TEXT(captures[0], C(value(g, s, depth - 1)))
                             : TEXT(captures[1], C(value(g, s, depth - 1)));
        return TEXT("(%s otherwise \"other\")", C(call));
    case 5: return TEXT("join(%s, \"+\")", C(value_set(g, s, depth - 1)));
    case 6: return template(g, depth);
    case 7: return function(g, "text", gtype((enum kind)(KIND_INT + pick(g, 2)), 0), depth);
    case 8:
        separator = chance(g, 50) ? "," : "-";
        return TEXT("join(split(%s, \"%s\"), \"+\")", C(value(g, s, depth - 1)), separator);
    default: return aggregate(g, "list", s, false, depth);
    }
}

/* A length of time that is computed. */
static struct str
duration_value(struct gen *g)
{
    static const char *const ops[] = {"+", "-"};
    struct gtype u = gtype(KIND_DURATION, 0);
    struct str l = simple(g, u), r = simple(g, u);
    uint32_t choice = pick(g, 4);
    if (choice < 2)
        return TEXT("(%s %s %s)", C(l), ops[choice], C(r));
    return choice == 2 ? TEXT("(%s * %u)", C(l), pick(g, 4)) : TEXT("(- %s)", C(l));
}

static struct str
date_value(struct gen *g, int depth)
{
    struct gtype w = gtype(KIND_DATE, 0);
    struct str instant, l, r;
    const char *minus;
    uint32_t number;
    switch (pick(g, 7)) {
    case 0:
    case 1:
        l = value(g, w, depth - 1);
        r = chance(g, 50) ? duration_value(g) : simple(g, gtype(KIND_DURATION, 0));
        return TEXT("(%s %s %s)", C(l), chance(g, 50) ? "+" : "-", C(r));
    case 2:
        instant = path_to(g, gtype(KIND_INSTANT, 0), ONE);
        return instant.len ? TEXT("date(%s)", C(instant)) : STR("today");
    case 3: return function(g, "date", gtype(KIND_TEXT, 0), depth);
    case 4: return best_of(g, w, depth);
    case 5:
        l = value(g, w, depth - 1);
        minus = chance(g, 50) ? "-" : "";
        number = pick(g, 15);
        return TEXT("add_workdays(%s, %s%u)", C(l), minus, number);
    default: return STR("today");
    }
}

static struct str
clock_value(struct gen *g, int depth)
{
    struct gtype c = gtype(KIND_CLOCK, 0);
    switch (pick(g, 4)) {
    case 0: return binary(g, c, "+", c, depth);
    case 1: return binary(g, c, "-", c, depth);
    case 2: return binary(g, c, "*", gtype(KIND_INT, 0), depth);
    default: return aggregate(g, chance(g, 50) ? "min" : "max", c, true, depth);
    }
}

/* A call of a definition with that result, or empty. */
static struct str
call_value(struct gen *g, struct gtype t, int depth)
{
    const struct gdefine *found = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->defines.len; i++)
        if (!g->defines.at[i].is_set && gtype_same(g->defines.at[i].result, t) &&
            pick(g, ++count) == 0)
            found = &g->defines.at[i];
    if (!found)
        return STR("");
    struct text_buf b = {.arena = g->arena};
    text_add(&b, found->name);
    for (uint32_t i = 0; i < found->param_count; i++) {
        text_add_c(&b, i ? ", " : "(");
        text_add(&b, value(g, found->params[i], depth - 1));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

struct str
value(struct gen *g, struct gtype t, int depth)
{
    if (is_spent(g, depth) || chance(g, 45))
        return simple(g, t);
    if (chance(g, 12)) {
        struct str c = condition(g, depth - 1), a = value(g, t, depth - 1),
                   b = value(g, t, depth - 1);
        return TEXT("(if %s then %s else %s)", C(c), C(a), C(b));
    }
    struct str path = chance(g, 15) ? path_to(g, t, OPTIONAL) : STR("");
    if (path.len)
        return TEXT("(%s otherwise %s)", C(path), C(value(g, t, depth - 1)));
    struct str call = chance(g, 30) ? call_value(g, t, depth) : STR("");
    if (call.len)
        return call;
    if (g->is_plain)
        return t.kind == KIND_INT && chance(g, 50) ? count_of(g, depth) : simple(g, t);
    switch (t.kind) {
    case KIND_INT: return int_value(g, depth);
    case KIND_DECIMAL: return decimal_value(g, depth);
    case KIND_TEXT: return text_value(g, depth);
    case KIND_DATE: return date_value(g, depth);
    case KIND_CLOCK: return clock_value(g, depth);
    case KIND_DURATION: return duration_value(g);
    case KIND_VERSION:
        return chance(g, 50) ? function(g, "version", gtype(KIND_TEXT, 0), depth)
                             : aggregate(g, "max", t, true, depth);
    case KIND_ENUM:
        return t.of == 1 && chance(g, 50)
                   ? aggregate(g, chance(g, 50) ? "min" : "max", t, true, depth)
                   : simple(g, t);
    case KIND_BOOL:
    case KIND_INSTANT:
    case KIND_REF: return simple(g, t);
    }
    return simple(g, t);
}
