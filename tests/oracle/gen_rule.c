/* Definitions, parameters and rules. */
#include "tests/oracle/gen_internal.h"

#define TEXT(...) str_printf(g->arena, __VA_ARGS__)
#define C(s)      str_c(g->arena, (s))

enum { BUDGET = 40, DEPTH = 4 };

static const char *
kind_name(struct gen *g, struct gtype t)
{
    static const char *const names[] = {"bool",    "int",      "decimal", "text",   "date",
                                        "instant", "duration", "clock",   "version"};
    if (t.kind == KIND_REF)
        return str_c(g->arena, mask_text(g, t.of));
    return t.kind == KIND_ENUM ? gen_enums[t.of].name : names[t.kind];
}

static struct gtype
parameter_type(struct gen *g)
{
    static const struct gtype plain[] = {{KIND_INT, 0},  {KIND_TEXT, 0},    {KIND_ENUM, 1},
                                         {KIND_DATE, 0}, {KIND_DECIMAL, 0}, {KIND_ENUM, 0}};
    return chance(g, 70)
               ? gtype(KIND_REF, chance(g, 80) ? 1u << pick(g, g->type_count) : some_mask(g))
               : plain[pick(g, 6)];
}

static void
start_item(struct gen *g)
{
    g->scope_count = 0;
    g->names = 0;
    g->budget = BUDGET;
}

/* "define name(a: T, b: U)", with its parameters in scope. */
static struct str
define_head(struct gen *g, const struct gdefine *d)
{
    struct text_buf b = {.arena = g->arena};
    start_item(g);
    text_printf(&b, "define %s", C(d->name));
    for (uint32_t i = 0; i < d->param_count; i++) {
        struct str name = fresh(g, "p");
        text_printf(&b, "%s%s: %s", i ? ", " : "(", C(name), kind_name(g, d->params[i]));
        push_var(g, name, d->params[i], false);
    }
    text_add_char(&b, ')');
    return text_str(&b);
}

static void
make_param(struct gen *g, uint32_t number)
{
    static const struct gtype types[] = {
        {KIND_INT, 0}, {KIND_DURATION, 0}, {KIND_ENUM, 1}, {KIND_DECIMAL, 0}};
    struct gtype t = types[pick(g, 4)];
    struct str l = literal(g, t);
    vec_push(g->arena, &g->items, TEXT("param limit%u: %s = %s\n", number, kind_name(g, t), C(l)));
    /* A definition without parameters is a constant that everybody may ask for. */
    struct gdefine d = {.name = TEXT("limit_of%u", number),
                        .param_count = 1,
                        .params = {{KIND_INT, 0}},
                        .result = t};
    vec_push(g->arena, &g->items,
             TEXT("define %s(p1: int) -> %s: if p1 > 2 then limit%u else %s\n", C(d.name),
                  kind_name(g, t), number, C(literal(g, t))));
    vec_push(g->arena, &g->defines, d);
}

static void
make_define(struct gen *g, uint32_t number)
{
    static const struct gtype results[] = {{KIND_BOOL, 0},   {KIND_BOOL, 0}, {KIND_INT, 0},
                                           {KIND_TEXT, 0},   {KIND_ENUM, 1}, {KIND_DATE, 0},
                                           {KIND_DECIMAL, 0}};
    struct gdefine d = {.name = TEXT("def%u", number), .result = results[pick(g, 7)]};
    d.param_count = 1 + (chance(g, 40) ? 1 + pick(g, 2) : 0);
    for (uint32_t i = 0; i < d.param_count; i++)
        d.params[i] = i == 0 ? gtype(KIND_REF, 1u << pick(g, g->type_count)) : parameter_type(g);
    if (chance(g, 15)) {
        d.param_count = 1;
        d.is_set = true;
    }
    struct str head = define_head(g, &d), body;
    if (d.is_set) {
        d.result = gtype(KIND_REF, some_mask(g));
        body = entity_set(g, d.result.of, DEPTH);
    } else {
        body = d.result.kind == KIND_BOOL ? condition(g, DEPTH) : value(g, d.result, DEPTH);
    }
    struct str result = d.is_set                     ? TEXT(" -> %s*", kind_name(g, d.result))
                        : d.result.kind == KIND_BOOL ? STR("")
                                                     : TEXT(" -> %s", kind_name(g, d.result));
    vec_push(g->arena, &g->items, TEXT("%s%s: %s\n", C(head), C(result), C(body)));
    vec_push(g->arena, &g->defines, d);
}

/* ---- recursion ---- */

/* A variable that can be an argument, or a quantifier that provides one. */
static struct str
recursive_use(struct gen *g, const struct gdefine *d, int depth)
{
    struct text_buf b = {.arena = g->arena};
    uint32_t scope = g->scope_count, quantifiers = 0;
    struct str names[3];
    for (uint32_t i = 0; i < d->param_count; i++) {
        names[i] = STR("");
        for (uint32_t k = 0; k < g->scope_count; k++)
            if (gtype_same(g->scope[k].type, d->params[i]) && !g->scope[k].is_set &&
                (i > 0 || k > 0) && chance(g, 50))
                names[i] = g->scope[k].text;
        if (names[i].len == 0 && chance(g, 30))
            names[i] = path_to(g, d->params[i], ONE);
        if (names[i].len)
            continue;
        bool is_every = chance(g, 35);
        /* Sets over which one recurses may not ask the recursion: nothing of it is in g->defines. */
        struct str set = entity_set(g, d->params[i].of, depth > 1 ? 1 : 0);
        names[i] = fresh(g, "y");
        push_var(g, names[i], d->params[i], false);
        text_printf(&b, "(");
        if (is_every && chance(g, 50))
            text_printf(&b, "%s is present and ", C(set));
        text_printf(&b, "%s %s in %s%s has ", is_every ? "every" : "some", C(names[i]), C(set),
                    is_every ? ", if any," : "");
        quantifiers++;
    }
    text_add(&b, d->name);
    for (uint32_t i = 0; i < d->param_count; i++)
        text_printf(&b, "%s%s", i ? ", " : "(", C(names[i]));
    for (uint32_t i = 0; i <= quantifiers; i++)
        text_add_char(&b, ')');
    g->scope_count = scope;
    return text_str(&b);
}

static struct str monotone(struct gen *g, const struct gdefine *group, uint32_t count, int depth);

/* some or every v in S where C has what recurs. */
static struct str
monotone_quantifier(struct gen *g, const struct gdefine *group, uint32_t count, int depth)
{
    uint32_t scope = g->scope_count, mask = some_mask(g);
    bool is_every = chance(g, 50);
    struct str set = entity_set(g, mask, 1), v = fresh(g, "w");
    push_var(g, v, gtype(KIND_REF, mask), false);
    struct str where = condition(g, 1), body = monotone(g, group, count, depth - 1);
    g->scope_count = scope;
    return TEXT("(%s %s in %s where %s%s has %s)", is_every ? "every" : "some", C(v), C(set),
                C(where), is_every ? ", if any," : "", C(body));
}

/* Recursion only where it is monotone. */
static struct str
monotone(struct gen *g, const struct gdefine *group, uint32_t count, int depth)
{
    struct str a, b, c;
    if (depth <= 0)
        return chance(g, 50) ? recursive_use(g, &group[pick(g, count)], 0) : condition(g, 1);
    switch (pick(g, 8)) {
    case 0:
    case 1:
        a = monotone(g, group, count, depth - 1);
        b = monotone(g, group, count, depth - 1);
        return TEXT("(%s %s %s)", C(a), chance(g, 40) ? "and" : "or", C(b));
    case 2:
    case 3: return recursive_use(g, &group[pick(g, count)], depth);
    case 4:
        c = condition(g, 1);
        return TEXT("(%s implies %s)", C(c), C(monotone(g, group, count, depth - 1)));
    case 5:
        c = condition(g, 1);
        a = monotone(g, group, count, depth - 1);
        b = monotone(g, group, count, depth - 1);
        return TEXT("(if %s then %s else %s)", C(c), C(a), C(b));
    case 6: return monotone_quantifier(g, group, count, depth);
    default: return condition(g, 2);
    }
}

/* base or step: without a base nothing would ever hold. */
static void
make_recursion(struct gen *g, uint32_t number)
{
    struct gdefine group[3];
    uint32_t count = chance(g, 60) ? 1 : 2;
    for (uint32_t i = 0; i < count; i++) {
        group[i] = (struct gdefine){.name = TEXT("rec%u_%u", number, i), .result = {KIND_BOOL, 0}};
        group[i].param_count = chance(g, 75) ? 1 : 2;
        for (uint32_t k = 0; k < group[i].param_count; k++)
            group[i].params[k] =
                gtype(KIND_REF, chance(g, 75) ? 1u << pick(g, g->type_count) : some_mask(g));
    }
    for (uint32_t i = 0; i < count; i++) {
        struct str head = define_head(g, &group[i]);
        struct str base = condition(g, 2), use = recursive_use(g, &group[(i + 1) % count], 2),
                   step = monotone(g, group, count, 2);
        vec_push(g->arena, &g->items,
                 TEXT("%s: (%s or %s) %s %s\n", C(head), C(base), C(use),
                      chance(g, 70) ? "or" : "and", C(step)));
    }
    for (uint32_t i = 0; i < count; i++)
        vec_push(g->arena, &g->defines, group[i]);
}

/* ---- rules ---- */

/* A message that shows a value, a set or something that may be missing. */
static struct str
message(struct gen *g)
{
    struct gtype t = gtype((enum kind)(KIND_INT + pick(g, 4)), 0);
    struct str shown = STR("");
    switch (pick(g, 4)) {
    case 0: shown = path_to(g, t, OPTIONAL); break;
    case 1: shown = entity_set(g, some_mask(g), 1); break;
    case 2: shown = value(g, t, 1); break;
    default: break;
    }
    /* A quotation mark would end the text. */
    if (shown.len == 0 || str_find(shown, STR("\""), 0) != SIZE_MAX)
        return STR("\"it is not so\"");
    return TEXT("\"{s1} has {%s}\"", C(shown));
}

static void
add_require(struct gen *g, struct text_buf *b)
{
    struct str path = STR("");
    struct gtype t = gtype((enum kind)pick(g, KIND_INSTANT), 0);
    if (chance(g, 35))
        path = path_to(g, t, OPTIONAL);
    if (path.len) {
        /* This one opens the path for those after it. */
        text_printf(b, "  require %s is present else \"no value\"\n", C(path));
        push_var(g, path, t, false);
    }
    if (path.len == 0 || chance(g, 70)) {
        g->budget = BUDGET;
        struct str c = condition(g, DEPTH);
        text_printf(b, "  require %s else %s\n", C(c), C(message(g)));
    }
}

static void
add_trace(struct gen *g, struct text_buf *b)
{
    uint32_t scope = g->scope_count, steps = 1 + pick(g, 3);
    g->budget = BUDGET;
    text_add_c(b, "  require trace {\n");
    for (uint32_t i = 0; i < steps; i++) {
        uint32_t mask = some_mask(g);
        struct str set = entity_set(g, mask, 1), name = fresh(g, "t");
        /* A hop is one path: what is more stands in braces. */
        text_printf(b, "    %s {e%u in %s} as %s else \"nothing there\"\n",
                    chance(g, 60) ? "some" : "every", i, C(set), C(name));
        push_var(g, name, gtype(KIND_REF, mask), false);
        if (chance(g, 30))
            text_printf(b, "    %s else \"not good\"\n", C(condition(g, 1)));
    }
    text_printf(b, "    %s else \"not good\"\n  }\n", C(condition(g, 2)));
    g->scope_count = scope;
}

static void
add_variables(struct gen *g, struct text_buf *b, uint32_t mask)
{
    uint32_t more = chance(g, 65) ? 0 : 1 + pick(g, 2);
    struct str name = fresh(g, "s");
    text_printf(b, "  for each %s: %s", C(name), C(mask_text(g, mask)));
    push_var(g, name, gtype(KIND_REF, mask), false);
    if (chance(g, 45))
        text_printf(b, " where %s", C(condition(g, 2)));
    for (uint32_t i = 0; i < more; i++) {
        uint32_t other = some_mask(g);
        name = fresh(g, "s");
        if (chance(g, 25)) {
            other = 1u << pick(g, g->type_count);
            text_printf(b, ",\n    %s: %s", C(name), C(mask_text(g, other)));
        } else {
            text_printf(b, ",\n    %s in %s", C(name), C(entity_set(g, other, 2)));
        }
        push_var(g, name, gtype(KIND_REF, other), false);
        if (chance(g, 40))
            text_printf(b, " where %s", C(condition(g, 2)));
    }
    text_add_c(b, "\n");
}

static void
add_lets(struct gen *g, struct text_buf *b)
{
    struct gtype t = chance(g, 20) ? gtype(KIND_BOOL, 0) : parameter_type(g);
    struct str name = fresh(g, "z"), v;
    bool is_set = t.kind == KIND_REF && chance(g, 50);
    if (t.kind == KIND_BOOL)
        v = condition(g, 2);
    else
        v = is_set ? entity_set(g, t.of, 3) : value(g, t, 3);
    text_printf(b, "  let %s = %s\n", C(name), C(v));
    push_var(g, name, t, is_set);
}

/* An earlier rule about the same subjects comes first. */
static void
add_after(struct gen *g, struct text_buf *b, uint32_t number, uint32_t mask)
{
    uint32_t earlier = 0, count = 0;
    for (uint32_t i = 0; i < number && i < RULES_MAX; i++)
        if (g->subject_of[i] == mask && pick(g, ++count) == 0)
            earlier = i;
    if (count && !g->is_plain && chance(g, 50))
        text_printf(b, "  after T-%u\n", earlier);
}

static void
make_rule(struct gen *g, uint32_t number)
{
    static const char *const phases[] = {"development", "release", "operation",
                                         "development .. release"};
    struct text_buf b = {.arena = g->arena};
    start_item(g);
    text_printf(&b, "rule T-%u \"Rule %u\" {\n  category malformed\n", number, number);
    if (chance(g, 10))
        text_printf(&b, "  phase %s\n", phases[pick(g, 4)]);
    uint32_t mask = 1u << pick(g, g->type_count);
    add_after(g, &b, number, mask);
    if (number < RULES_MAX)
        g->subject_of[number] = mask;
    add_variables(g, &b, mask);
    while (chance(g, 30))
        add_lets(g, &b);
    for (uint32_t duties = 1 + pick(g, 2); duties > 0; duties--) {
        if (chance(g, 22))
            add_trace(g, &b);
        else
            add_require(g, &b);
    }
    text_add_c(&b, "}\n");
    vec_push(g->arena, &g->items, text_str(&b));
}

/* `given x.f`: something that may be missing. */
static void
add_given(struct gen *g, struct text_buf *b)
{
    struct str path = path_to(g, gtype((enum kind)pick(g, KIND_INSTANT), 0), OPTIONAL);
    if (path.len && chance(g, 60))
        text_printf(b, " given %s", C(path));
}

/* A criterion, and a definition that asks it. */
static void
make_criterion(struct gen *g, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    start_item(g);
    text_printf(&b, "criterion crit%u T-%u \"Criterion %u\" {\n  category unacceptable_risk\n",
                number, number, number);
    uint32_t mask = 1u << pick(g, g->type_count);
    if (number < RULES_MAX)
        g->subject_of[number] = mask;
    add_variables(g, &b, mask);
    if (chance(g, 40))
        add_lets(g, &b);
    if (chance(g, 30))
        add_require(g, &b);
    for (uint32_t branches = 1 + pick(g, 3); branches > 0; branches--) {
        g->budget = BUDGET / 2;
        text_printf(&b, "  accept when %s", C(condition(g, 2)));
        add_given(g, &b);
        text_add_char(&b, '\n');
    }
    text_printf(&b, "  reject %s\n}\ndefine meets%u(p1: %s): p1 meets crit%u\n", C(message(g)),
                number, C(mask_text(g, mask)), number);
    vec_push(g->arena, &g->items, text_str(&b));
    struct gdefine d = {.name = TEXT("meets%u", number),
                        .param_count = 1,
                        .params = {gtype(KIND_REF, mask)},
                        .result = {KIND_BOOL, 0}};
    vec_push(g->arena, &g->defines, d);
}

void
make_rules(struct gen *g)
{
    uint32_t number = 0;
    if (chance(g, 50))
        make_param(g, ++number);
    if (chance(g, 25))
        make_matrix(g, ++number);
    if (chance(g, 25))
        make_table(g, ++number);
    if (!g->is_plain && chance(g, 40))
        make_measure(g, ++number);
    for (uint32_t count = pick(g, 4); count > 0; count--)
        if (chance(g, 55))
            make_define(g, ++number);
        else
            make_recursion(g, ++number);
    if (!g->is_plain && chance(g, 30))
        make_criterion(g, ++number);
    for (uint32_t count = 3 + pick(g, 3); count > 0; count--)
        make_rule(g, ++number);
}

struct gen_case
gen_case(struct arena *arena, uint64_t seed, bool is_plain)
{
    struct gen *g = arena_new(arena, struct gen);
    g->arena = arena;
    g->state = seed * UINT64_C(0x2545F4914F6CDD1D) + 1;
    g->is_plain = is_plain;
    make_model(g);
    make_facts(g);
    make_rules(g);
    struct gen_case c = {.items = g->items.at,
                         .item_count = g->items.len,
                         .facts = g->facts.at,
                         .fact_count = g->facts.len};
    c.has_phase = chance(g, 80);
    c.phase = pick(g, 5);
    c.has_broken_file = !is_plain && chance(g, 5);
    c.chunk_rows = seed % 2 ? 1 + pick(g, 5) : 0;
    return c;
}
