/* Conditions. */
#include "tests/oracle/gen_internal.h"

#define TEXT(...) str_printf(g->arena, __VA_ARGS__)
#define C(s)      str_c(g->arena, (s))

static const struct gtype comparable[] = {
    {KIND_INT, 0},  {KIND_INT, 0},   {KIND_INT, 0},     {KIND_DECIMAL, 0},
    {KIND_DATE, 0}, {KIND_CLOCK, 0}, {KIND_VERSION, 0}, {KIND_ENUM, 1},
    {KIND_TEXT, 0}, {KIND_ENUM, 0},  {KIND_BOOL, 0},
};
enum { ORDERED = 8, COMPARABLE = sizeof comparable / sizeof comparable[0] };

static struct str
compare(struct gen *g, int depth)
{
    static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
    uint32_t i = pick(g, COMPARABLE);
    if (g->is_plain && comparable[i].kind == KIND_VERSION)
        i = 0;
    struct str l = value(g, comparable[i], depth - 1), r = value(g, comparable[i], depth - 1);
    return TEXT("(%s %s %s)", C(l), ops[pick(g, i < ORDERED ? 6 : 2)], C(r));
}

/* Values of a set written in place have no name of their own; the path says which they are. */
static struct str
compare_in_place(struct gen *g)
{
    struct str path = path_to(g, gtype(KIND_ENUM, 2), ONE);
    if (path.len == 0)
        return STR("");
    const char *op = chance(g, 50) ? "=" : "!=", *literal_value = gen_enums[2].values[pick(g, 4)];
    return TEXT("(%s %s %s)", C(path), op, literal_value);
}

static struct str
compare_days(struct gen *g, int depth)
{
    struct gtype w = gtype(KIND_DATE, 0);
    struct str l = value(g, w, depth - 1), r = value(g, w, depth - 1);
    const char *op = chance(g, 50) ? "<=" : ">";
    return TEXT("((%s - %s) %s %u days)", C(l), C(r), op, pick(g, 90));
}

/* What is on the left may be anything of the type, so what is on the right may be equal to it. */
static struct str
compare_entities(struct gen *g, int depth)
{
    struct gtype t = gtype(KIND_REF, some_mask(g));
    struct str l = exact_value(g, t), r = value(g, t, depth - 1);
    if (l.len == 0)
        return STR("");
    return TEXT("(%s %s %s)", C(l), chance(g, 50) ? "=" : "!=", C(r));
}

static struct gtype
value_type(struct gen *g)
{
    static const struct gtype types[] = {{KIND_INT, 0},  {KIND_TEXT, 0},    {KIND_ENUM, 0},
                                         {KIND_ENUM, 1}, {KIND_DECIMAL, 0}, {KIND_DATE, 0}};
    return types[pick(g, 6)];
}

static struct str
membership(struct gen *g, int depth)
{
    bool is_entity = chance(g, 60);
    struct gtype t = is_entity ? gtype(KIND_REF, some_mask(g)) : value_type(g);
    struct str l = value(g, t, depth - 1);
    struct str r = is_entity ? entity_set(g, t.of, depth - 1) : value_set(g, t, depth - 1);
    return TEXT("(%s %s %s)", C(l), chance(g, 70) ? "in" : "not in", C(r));
}

static struct str
compare_sets(struct gen *g, int depth)
{
    static const char *const ops[] = {"subset", "subset", "=", "!="};
    bool is_entity = chance(g, 60);
    struct gtype t = is_entity ? gtype(KIND_REF, some_mask(g)) : value_type(g);
    struct str l = is_entity ? entity_set(g, t.of, depth - 1) : value_set(g, t, depth - 1);
    struct str r = is_entity ? entity_set(g, t.of, depth - 1) : value_set(g, t, depth - 1);
    return TEXT("(%s %s %s)", C(l), ops[pick(g, 4)], C(r));
}

/* An optional path of any type; its type goes to *t. */
static struct str
optional_path(struct gen *g, struct gtype *t)
{
    for (int tries = 0; tries < 10; tries++) {
        enum kind kind = (enum kind)pick(g, KIND_REF + 1);
        *t = gtype(kind, kind == KIND_REF ? some_mask(g) : kind == KIND_ENUM ? pick(g, 2) : 0);
        struct str path = kind == KIND_INSTANT ? STR("") : path_to(g, *t, OPTIONAL);
        if (kind == KIND_REF && path.len)
            for (uint32_t i = 0; i < g->fields.len; i++)
                if (str_ends(path, str_printf(g->arena, ".%s", g->fields.at[i].name)))
                    t->of = g->fields.at[i].type.of;
        if (path.len)
            return path;
    }
    return STR("");
}

static struct str
presence(struct gen *g, int depth)
{
    struct gtype t;
    const char *test = chance(g, 60) ? "present" : "missing";
    struct str path = chance(g, 60) ? optional_path(g, &t) : STR("");
    if (path.len == 0 && chance(g, 20))
        path = path_to(g, gtype(KIND_TEXT, 0), ONE);
    if (path.len == 0)
        path = entity_set(g, some_mask(g), depth - 1);
    return TEXT("(%s is %s)", C(path), test);
}

static struct str
text_test(struct gen *g, int depth)
{
    static const char *const regexes[] = {"[a-z]+", "[A-Z]+-\\d+", ".*\\d.*", "(?i)alpha|beta.*",
                                          "\\d+(\\.\\d+)?"};
    static const char *const functions[] = {"contains", "starts_with", "ends_with"};
    struct gtype s = gtype(KIND_TEXT, 0);
    struct str text = value(g, s, depth - 1), path;
    switch (pick(g, 3)) {
    case 0: return TEXT("(%s matches r\"%s\")", C(text), regexes[pick(g, 5)]);
    case 1:
        path = path_to(g, s, chance(g, 50) ? OPTIONAL : ONE);
        return TEXT("(%s is %ssubstantive)", C(path.len ? path : text),
                    chance(g, 20) ? "not " : "");
    default:
        path = literal(g, s);
        return TEXT("%s(%s, %s)", functions[pick(g, 3)], C(text), C(path));
    }
}

static struct str
type_test(struct gen *g)
{
    for (uint32_t i = g->scope_count; i-- > 0;) {
        const struct gvar *v = &g->scope[i];
        uint32_t all = with_descendants(g, v->type.of), t = pick(g, g->type_count);
        if (v->type.kind == KIND_REF && !v->is_set && (all >> t & 1) && v->type.of != 1u << t)
            return TEXT("(%s is %s%s)", C(v->text), chance(g, 20) ? "not " : "", g->types[t].name);
    }
    return STR("");
}

/* What ties the last variable to one before it: an equal field, or a reference. */
static struct str
tie(struct gen *g)
{
    const struct gvar *inner = NULL, *outer = NULL;
    for (uint32_t i = 0, count = 0; i < g->scope_count; i++) {
        const struct gvar *v = &g->scope[i];
        if (v->type.kind != KIND_REF || v->is_set)
            continue;
        if (inner && pick(g, ++count) == 0)
            outer = inner;
        inner = v;
    }
    for (int tries = 0; outer && tries < 12; tries++) {
        const struct gfield *f = &g->fields.at[pick(g, g->fields.len)];
        bool is_many = f->many == SET || f->many == SET_SOME;
        if (field_on(g, inner->type.of, f->name) != f)
            continue;
        if (f->many == ONE && f->type.kind != KIND_INSTANT && f->type.kind != KIND_DURATION &&
            field_on(g, outer->type.of, f->name) && chance(g, 80))
            return TEXT("(%s.%s = %s.%s)", C(inner->text), f->name, C(outer->text), f->name);
        if (f->type.kind == KIND_REF && f->type.of == outer->type.of && f->many != OPTIONAL)
            return is_many ? TEXT("(%s in %s.%s)", C(outer->text), C(inner->text), f->name)
                           : TEXT("(%s.%s = %s)", C(inner->text), f->name, C(outer->text));
    }
    return STR("");
}

static struct str
atom(struct gen *g, int depth)
{
    struct str s = STR("");
    switch (pick(g, 16)) {
    case 0: s = exact_value(g, gtype(KIND_BOOL, 0)); break;
    case 1: s = type_test(g); break;
    case 2:
    case 3: s = membership(g, depth); break;
    case 4:
    case 5: s = compare_sets(g, depth); break;
    case 6:
    case 7: s = presence(g, depth); break;
    case 8:
    case 9: s = g->is_plain ? s : text_test(g, depth); break;
    case 10: s = g->is_plain ? s : compare_days(g, depth); break;
    case 11: s = compare_entities(g, depth); break;
    case 12: s = compare_in_place(g); break;
    case 13: s = tie(g); break;
    default: break;
    }
    return s.len ? s : compare(g, depth);
}

/* some v in S where C has P, and its kin. */
static struct str
quantified(struct gen *g, int depth)
{
    static const char *const words[] = {"some", "every", "no", "one"};
    uint32_t word = pick(g, 4), scope = g->scope_count;
    bool is_entity = chance(g, 85);
    struct gtype t = is_entity ? gtype(KIND_REF, some_mask(g)) : value_type(g);
    struct str set = is_entity ? entity_set(g, t.of, depth - 1) : value_set(g, t, depth - 1);
    struct str v = fresh(g, "x"), where = STR("");
    push_var(g, v, t, false);
    struct str tied = is_entity && chance(g, 25) ? tie(g) : STR("");
    if (tied.len)
        where = TEXT(" where %s", C(tied));
    else if (chance(g, 40))
        where = TEXT(" where %s", C(condition(g, depth - 1)));
    struct str body = condition(g, depth - 1);
    g->scope_count = scope;
    return TEXT("(%s %s in %s%s%s has %s)", words[word], C(v), C(set), C(where),
                word == 1 && chance(g, 60) ? ", if any," : "", C(body));
}

/* An optional that is opened by a test before it. */
static struct str
opened(struct gen *g, int depth)
{
    struct gtype t;
    struct str path = optional_path(g, &t);
    uint32_t scope = g->scope_count;
    if (path.len == 0)
        return condition(g, depth - 1);
    struct str other = condition(g, depth - 2);
    push_var(g, path, t, false);
    struct str inner = condition(g, depth - 1);
    g->scope_count = scope;
    switch (pick(g, 4)) {
    case 0: return TEXT("(%s is present and %s)", C(path), C(inner));
    case 1: return TEXT("(%s is missing or %s)", C(path), C(inner));
    case 2: return TEXT("(%s is present implies %s)", C(path), C(inner));
    default: return TEXT("(if %s is present then %s else %s)", C(path), C(inner), C(other));
    }
}

/* x is T and what only a T has. */
static struct str
narrowed(struct gen *g, int depth)
{
    for (int tries = 0; tries < 6 && g->scope_count; tries++) {
        struct gvar *v = &g->scope[pick(g, g->scope_count)], before = *v;
        uint32_t all = with_descendants(g, v->type.of), t = pick(g, g->type_count);
        if (v->type.kind != KIND_REF || v->is_set || !(all >> t & 1) || v->type.of == 1u << t)
            continue;
        v->type.of = 1u << t;
        struct str inner = condition(g, depth - 1);
        *v = before;
        const char *op = chance(g, 60) ? "and" : "implies";
        return TEXT("(%s is %s %s %s)", C(v->text), g->types[t].name, op, C(inner));
    }
    return quantified(g, depth);
}

static struct str
chain(struct gen *g, int depth)
{
    const char *op = chance(g, 50) ? "and" : "or";
    struct text_buf b = {.arena = g->arena};
    uint32_t count = 2 + pick(g, 2);
    for (uint32_t i = 0; i < count; i++) {
        text_printf(&b, "%s%s%s", i ? " " : "(", i ? op : "", i ? " " : "");
        text_add(&b, condition(g, depth - 1));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

static struct str
call(struct gen *g, int depth)
{
    const struct gdefine *d = NULL;
    for (uint32_t i = 0, count = 0; i < g->defines.len; i++)
        if (g->defines.at[i].result.kind == KIND_BOOL && pick(g, ++count) == 0)
            d = &g->defines.at[i];
    if (!d)
        return quantified(g, depth);
    struct text_buf b = {.arena = g->arena};
    text_add(&b, d->name);
    for (uint32_t i = 0; i < d->param_count; i++) {
        text_add_c(&b, i ? ", " : "(");
        text_add(&b, value(g, d->params[i], depth - 1));
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

struct str
condition(struct gen *g, int depth)
{
    struct str a, b, c;
    if (is_spent(g, depth))
        return atom(g, 0);
    switch (pick(g, 16)) {
    case 0:
    case 1:
    case 2: return quantified(g, depth);
    case 3:
    case 4: return opened(g, depth);
    case 5: return narrowed(g, depth);
    case 6:
    case 7: return chain(g, depth);
    case 8: return TEXT("(not %s)", C(condition(g, depth - 1)));
    case 9:
        a = condition(g, depth - 1);
        b = condition(g, depth - 1);
        return TEXT("(%s implies %s)", C(a), C(b));
    case 10:
        c = condition(g, depth - 1);
        a = condition(g, depth - 1);
        b = condition(g, depth - 1);
        return TEXT("(if %s then %s else %s)", C(c), C(a), C(b));
    case 11:
    case 12: return call(g, depth);
    default: return atom(g, depth);
    }
}
