/* Models and facts. */
#include "tests/oracle/gen_internal.h"

const struct genum gen_enums[ENUM_COUNT] = {
    {"Colour", false, {"red", "green", "blue", "grey"}, {"red", "green", "blue", "light-grey"}},
    {"Level", true, {"low", "medium", "high", "extreme"}, {"low", "medium", "high", "extreme"}},
    {NULL, false, {"north", "south", "east", "west"}, {"north", "south", "east", "west"}},
};

static const char *const texts[] = {"",      " ",      "TBD",  "n/a",        "alpha",
                                    "Alpha", "beta-2", "X-10", "CWE-79",     "two words",
                                    "a,b,c", "12",     "7.25", "2026-03-01", "\xC3\xA4\xC3\xB6"};
static const char *const versions[] = {"1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "3.1"};
static const char *const clocks[] = {"250 ms", "2 s", "5 s", "1 min"};
static const char *const durations[] = {"30 days", "1 month", "45 days", "1 year"};
static const char *const decimals[] = {"0.5", "1.25", "2.0", "7.25", "100.001"};

#define C(s)         str_c(g->arena, (s))
#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))

/* splitmix64 */
static uint64_t
next(struct gen *g)
{
    uint64_t z = g->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

uint32_t
pick(struct gen *g, uint32_t count)
{
    return (uint32_t)(next(g) % count);
}

bool
chance(struct gen *g, unsigned percent)
{
    return pick(g, 100) < percent;
}

struct str
fresh(struct gen *g, const char *prefix)
{
    return str_printf(g->arena, "%s%u", prefix, ++g->names);
}

void
push_var(struct gen *g, struct str text, struct gtype t, bool is_set)
{
    if (g->scope_count < SCOPE_MAX)
        g->scope[g->scope_count++] = (struct gvar){text, t, is_set};
}

bool
is_spent(struct gen *g, int depth)
{
    return depth <= 0 || --g->budget <= 0;
}

static const char *
date_near_now(struct gen *g)
{
    uint32_t month = 1 + pick(g, 9), day = 1 + pick(g, 28);
    return arena_printf(g->arena, "2026-%02u-%02u", month, day);
}

/* A value as plain text, without the marks of a language. */
static const char *
plain(struct gen *g, struct gtype t)
{
    uint32_t hour;
    switch (t.kind) {
    case KIND_BOOL: return chance(g, 50) ? "true" : "false";
    case KIND_INT: return arena_printf(g->arena, "%d", (int)pick(g, 12) - 3);
    case KIND_DECIMAL: return decimals[pick(g, COUNT(decimals))];
    case KIND_TEXT: return texts[pick(g, COUNT(texts))];
    case KIND_DATE: return date_near_now(g);
    case KIND_INSTANT:
        hour = pick(g, 24);
        return arena_printf(g->arena, "%sT%02u:30:00Z", date_near_now(g), hour);
    case KIND_DURATION: return durations[pick(g, COUNT(durations))];
    case KIND_CLOCK: return clocks[pick(g, COUNT(clocks))];
    case KIND_VERSION: return versions[pick(g, COUNT(versions))];
    case KIND_ENUM: return gen_enums[t.of].values[pick(g, 4)];
    case KIND_REF: break;
    }
    return "";
}

/* Some entity of the types in `mask` that may or may not have been written down. */
static struct str
instance(struct gen *g, uint32_t mask, bool with_type)
{
    mask = with_descendants(g, mask);
    uint32_t found = 0, count = 0;
    for (uint32_t t = 0; t < g->type_count; t++)
        if ((mask >> t & 1) && !g->types[t].is_abstract && pick(g, ++count) == 0)
            found = t;
    const char *name = g->types[found].name;
    uint32_t number = 1 + pick(g, g->types[found].instances);
    return with_type ? str_printf(g->arena, "%s @%c%u", name, name[0], number)
                     : str_printf(g->arena, "%c%u", name[0], number);
}

struct str
literal(struct gen *g, struct gtype t)
{
    const char *text = plain(g, t);
    switch (t.kind) {
    case KIND_TEXT: return str_printf(g->arena, "\"%s\"", text);
    case KIND_VERSION: return str_printf(g->arena, "v%s", text);
    case KIND_INSTANT: return STR("");
    case KIND_REF: return instance(g, t.of, true);
    case KIND_ENUM:
        return gen_enums[t.of].name ? str_printf(g->arena, "%s.%s", gen_enums[t.of].name, text)
                                    : str_from(text);
    default: return str_from(text);
    }
}

/* ---- types and fields ---- */

static bool
is_ancestor(const struct gen *g, uint32_t ancestor, uint32_t type)
{
    for (int t = (int)type; t >= 0; t = g->types[t].parent)
        if ((uint32_t)t == ancestor)
            return true;
    return false;
}

bool
entity_has(const struct gen *g, uint32_t type, const struct gfield *f)
{
    return is_ancestor(g, f->owner, type);
}

const struct gfield *
field_on(const struct gen *g, uint32_t mask, const char *name)
{
    const struct gfield *found = NULL;
    for (uint32_t t = 0; t < g->type_count; t++) {
        if (!(mask >> t & 1))
            continue;
        found = NULL;
        for (uint32_t i = 0; i < g->fields.len && !found; i++)
            if (str_is(str_from(name), g->fields.at[i].name) && entity_has(g, t, &g->fields.at[i]))
                found = &g->fields.at[i];
        if (!found)
            return NULL;
    }
    return found;
}

uint32_t
with_descendants(const struct gen *g, uint32_t mask)
{
    for (uint32_t t = 0; t < g->type_count; t++)
        for (uint32_t a = 0; a < g->type_count; a++)
            if ((mask >> a & 1) && is_ancestor(g, a, t))
                mask |= 1u << t;
    return mask;
}

struct str
mask_text(struct gen *g, uint32_t mask)
{
    struct text_buf b = {.arena = g->arena};
    bool is_union = (mask & (mask - 1)) != 0;
    text_add_c(&b, is_union ? "(" : "");
    for (uint32_t t = 0, count = 0; t < g->type_count; t++)
        if (mask >> t & 1)
            text_printf(&b, "%s%s", count++ ? " | " : "", g->types[t].name);
    text_add_c(&b, is_union ? ")" : "");
    return text_str(&b);
}

/* One type, or now and then two that do not descend from one another. */
static uint32_t
target_mask(struct gen *g)
{
    uint32_t a = pick(g, g->type_count), b = pick(g, g->type_count);
    bool is_union = chance(g, 35) && !is_ancestor(g, a, b) && !is_ancestor(g, b, a);
    return 1u << a | (is_union ? 1u << b : 0);
}

static void
make_types(struct gen *g)
{
    static const struct gentity names[TYPES_MAX] = {
        {"Alpha", "alphas", -1, false, 0}, {"Beta", "betas", -1, false, 0},
        {"Gamma", "gammas", -1, false, 0}, {"Delta", "deltas", -1, false, 0},
        {"Epsi", "epsis", -1, false, 0},   {"Zeta", "zetas", -1, false, 0},
    };
    g->type_count = 2 + pick(g, TYPES_MAX - 1);
    for (uint32_t t = 0; t < g->type_count; t++) {
        g->types[t] = names[t];
        g->types[t].instances = 1 + pick(g, chance(g, 8) ? 14 : 5);
        if (t > 0 && chance(g, 45))
            g->types[t].parent = (int)pick(g, t);
        if (g->types[t].parent >= 0 && chance(g, 50))
            g->types[g->types[t].parent].is_abstract = true;
    }
}

static const struct gfield plain_fields[] = {
    {.name = "b0", .type = {KIND_BOOL, 0}, .many = ONE, .has_default = true},
    {.name = "b1", .type = {KIND_BOOL, 0}, .many = OPTIONAL},
    {.name = "i0", .type = {KIND_INT, 0}, .many = ONE},
    {.name = "i1", .type = {KIND_INT, 0}, .many = OPTIONAL},
    {.name = "i2", .type = {KIND_INT, 0}, .many = SET},
    {.name = "i3", .type = {KIND_INT, 0}, .many = ONE, .has_default = true},
    {.name = "d0", .type = {KIND_DECIMAL, 0}, .many = ONE},
    {.name = "d1", .type = {KIND_DECIMAL, 0}, .many = OPTIONAL},
    {.name = "s0", .type = {KIND_TEXT, 0}, .many = ONE},
    {.name = "s1", .type = {KIND_TEXT, 0}, .many = OPTIONAL},
    {.name = "s2", .type = {KIND_TEXT, 0}, .many = SET},
    {.name = "w0", .type = {KIND_DATE, 0}, .many = ONE},
    {.name = "w1", .type = {KIND_DATE, 0}, .many = OPTIONAL},
    {.name = "m0", .type = {KIND_INSTANT, 0}, .many = ONE},
    {.name = "u0", .type = {KIND_DURATION, 0}, .many = ONE},
    {.name = "v0", .type = {KIND_VERSION, 0}, .many = OPTIONAL},
    {.name = "v1", .type = {KIND_VERSION, 0}, .many = ONE},
    {.name = "c0", .type = {KIND_CLOCK, 0}, .many = OPTIONAL},
    {.name = "c1", .type = {KIND_CLOCK, 0}, .many = ONE},
    {.name = "k0", .type = {KIND_ENUM, 0}, .many = ONE},
    {.name = "k1", .type = {KIND_ENUM, 0}, .many = OPTIONAL},
    {.name = "k2", .type = {KIND_ENUM, 0}, .many = SET},
    {.name = "l0", .type = {KIND_ENUM, 1}, .many = ONE},
    {.name = "l1", .type = {KIND_ENUM, 1}, .many = OPTIONAL},
    {.name = "l2", .type = {KIND_ENUM, 1}, .many = SET_SOME},
    {.name = "x0", .type = {KIND_ENUM, 2}, .many = ONE},
};

static void
add_field(struct gen *g, struct gfield f, uint32_t owner)
{
    f.owner = owner;
    if (!field_on(g, 1u << owner, f.name))
        vec_push(g->arena, &g->fields, f);
}

/* Fields that several types may declare alike, so that unions have something in common. */
static void
share_field(struct gen *g, struct gfield f, unsigned percent)
{
    for (uint32_t t = 0; t < g->type_count; t++)
        if (chance(g, g->types[t].parent < 0 ? percent : percent / 3))
            add_field(g, f, t);
}

static void
make_fields(struct gen *g)
{
    static const char *const shared[] = {"r0", "r1", "r2", "r3"};
    static const char *const own[] = {"q0", "q1", "q2", "q3"};
    static const char *const inverse[] = {"p0", "p1", "p2", "p3"};
    static const enum many manies[] = {ONE, OPTIONAL, SET, SET, SET, SET_SOME};
    for (uint32_t i = 0; i < COUNT(plain_fields); i++)
        share_field(g, plain_fields[i], 45);
    for (uint32_t i = 0; i < 4; i++) {
        struct gfield f = {.name = shared[i], .type = {KIND_REF, target_mask(g)}};
        f.many = manies[pick(g, 6)];
        share_field(g, f, 50);
    }
    for (uint32_t i = 0; i < 4; i++) {
        struct gfield f = {.name = own[i], .type = {KIND_REF, target_mask(g)}};
        f.many = manies[pick(g, 6)];
        f.owner = pick(g, g->type_count);
        f.inverse = chance(g, 60) ? inverse[i] : NULL;
        f.is_acyclic = f.type.of == 1u << f.owner && !g->types[f.owner].is_abstract &&
                       (f.many == OPTIONAL || f.many == SET) && chance(g, 70);
        vec_push(g->arena, &g->fields, f);
        for (uint32_t t = 0; f.inverse && t < g->type_count; t++)
            if (f.type.of >> t & 1)
                add_field(g,
                          (struct gfield){.name = f.inverse,
                                          .type = {KIND_REF, 1u << f.owner},
                                          .many = SET,
                                          .is_implicit = true},
                          t);
    }
}

/* ---- the model as text ---- */

static struct str
type_of_field(struct gen *g, const struct gfield *f)
{
    static const char *const names[] = {"bool",    "int",      "decimal", "text",   "date",
                                        "instant", "duration", "clock",   "version"};
    static const char *const marks[] = {"", "?", "*", "+"};
    if (f->type.kind == KIND_REF)
        return str_printf(g->arena, "%s%s", C(mask_text(g, f->type.of)), marks[f->many]);
    if (f->type.kind != KIND_ENUM)
        return str_printf(g->arena, "%s%s", names[f->type.kind], marks[f->many]);
    const struct genum *e = &gen_enums[f->type.of];
    if (e->name)
        return str_printf(g->arena, "%s%s", e->name, marks[f->many]);
    return str_printf(g->arena, "{%s, %s, %s, %s}%s", e->values[0], e->values[1], e->values[2],
                      e->values[3], marks[f->many]);
}

static void
write_type(struct gen *g, uint32_t t)
{
    const struct gentity *e = &g->types[t];
    struct text_buf b = {.arena = g->arena};
    text_printf(&b, "%sentity %s", e->is_abstract ? "abstract " : "", e->name);
    if (e->parent >= 0)
        text_printf(&b, " is %s", g->types[e->parent].name);
    if (!e->is_abstract)
        text_printf(&b, " from \"%s\"", e->collection);
    text_add_c(&b, " {\n");
    for (uint32_t i = 0; i < g->fields.len; i++) {
        const struct gfield *f = &g->fields.at[i];
        if (f->owner != t || f->is_implicit)
            continue;
        text_printf(&b, "  %s : %s", f->name, C(type_of_field(g, f)));
        if (f->has_default)
            text_printf(&b, " = %s", f->type.kind == KIND_BOOL ? "false" : "4");
        if (f->inverse)
            text_printf(&b, "  inverse %s", f->inverse);
        text_add_c(&b, f->is_acyclic ? "  acyclic\n" : "\n");
    }
    text_add_c(&b, "}\n");
    vec_push(g->arena, &g->items, text_str(&b));
}

void
make_model(struct gen *g)
{
    static const char *const enums[] = {
        "enum Colour = red | green | blue | grey as \"light-grey\" also gray\n",
        "scale Level = low < medium < high < extreme\n",
    };
    for (uint32_t i = 0; i < COUNT(enums); i++)
        vec_push(g->arena, &g->items, str_from(enums[i]));
    make_types(g);
    make_fields(g);
    for (uint32_t t = 0; t < g->type_count; t++)
        write_type(g, t);
}

/* ---- facts ---- */

static const char *
fact_value(struct gen *g, const struct gfield *f, uint32_t number)
{
    if (chance(g, g->wrong_percent))
        return f->type.kind == KIND_TEXT ? "[[]]" : "\"no such thing\"";
    if (f->type.kind == KIND_ENUM) {
        uint32_t v = pick(g, 4);
        return f->type.of == 0 && v == 3 && chance(g, 50) ? "gray"
                                                          : gen_enums[f->type.of].spellings[v];
    }
    if (f->is_acyclic && !chance(g, g->wrong_percent))
        return number > 1 ? arena_printf(g->arena, "%c%u", g->types[f->owner].name[0],
                                         1 + pick(g, number - 1))
                          : "";
    if (f->type.kind == KIND_REF)
        return str_c(g->arena, instance(g, f->type.of, false));
    return arena_printf(g->arena, "\"%s\"", plain(g, f->type));
}

static struct str
fact_list(struct gen *g, const struct gfield *f, uint32_t number)
{
    uint32_t count = f->many == SET_SOME ? 1 + pick(g, 2) : pick(g, 4), written = 0;
    struct str before[4];
    struct text_buf b = {.arena = g->arena};
    text_add_char(&b, '[');
    for (uint32_t i = 0; i < count; i++) {
        struct str v = str_from(fact_value(g, f, number));
        bool is_new = v.len > 0;
        for (uint32_t k = 0; k < written; k++)
            is_new = is_new && !str_eq(before[k], v);
        if (!is_new)
            continue;
        text_printf(&b, "%s%s", written ? ", " : "", C(v));
        before[written++] = v;
    }
    text_add_char(&b, ']');
    return text_str(&b);
}

/* What is required is there, unless this case has mistakes. */
static unsigned
absent_percent(const struct gen *g, const struct gfield *f)
{
    if (f->many == OPTIONAL || f->has_default)
        return 40;
    return f->many == SET ? 15 : g->wrong_percent / 2;
}

static void
write_fact(struct gen *g, uint32_t t, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    text_printf(&b, "%c%u: {", g->types[t].name[0], number);
    if (chance(g, 5))
        text_add_c(&b, " external: \"said by others\", ");
    for (uint32_t i = 0; i < g->fields.len; i++) {
        const struct gfield *f = &g->fields.at[i];
        if (!entity_has(g, t, f) || f->is_implicit || chance(g, absent_percent(g, f)))
            continue;
        bool is_list = f->many == SET || f->many == SET_SOME;
        struct str v = is_list ? fact_list(g, f, number) : str_from(fact_value(g, f, number));
        if (v.len)
            text_printf(&b, " %s: %s, ", f->name, C(v));
    }
    text_add_c(&b, " }");
    struct gen_fact fact = {str_from(g->types[t].collection), text_str(&b)};
    vec_push(g->arena, &g->facts, fact);
}

void
make_facts(struct gen *g)
{
    static const unsigned wrong[] = {0, 0, 2, 10};
    g->wrong_percent = g->is_plain ? 0 : wrong[pick(g, 4)];
    for (uint32_t t = 0; t < g->type_count; t++)
        for (uint32_t i = 1; i <= g->types[t].instances; i++)
            if (!g->types[t].is_abstract && !chance(g, g->wrong_percent))
                write_fact(g, t, i);
}
