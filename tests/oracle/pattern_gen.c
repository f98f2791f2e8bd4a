#include "tests/oracle/pattern_gen.h"

#include "lang/base/vec.h"

static const char model[] =
    "abstract entity Node { text : text }\n"
    "abstract entity Inner is Node {\n"
    "  supported_by : (Inner | Leaf)* inverse supports\n"
    "  in_context_of : Note*\n"
    "  undeveloped : bool = false\n"
    "}\n"
    "entity Goal is Inner from \"goals\" { }\n"
    "entity Plan is Inner from \"plans\" { }\n"
    "entity Leaf is Node from \"leaves\" { }\n"
    "entity Note is Node from \"notes\" { }\n"
    "entity A from \"as\" { name : text  flag : bool = false  why : text?  next : B* }\n"
    "entity B from \"bs\" { name : text  flag : bool = false  why : text?  next : C* }\n"
    "entity C from \"cs\" { name : text  flag : bool = false  why : text?  next : A* }\n";

struct gen {
    struct arena *arena;
    uint64_t state;
    struct text_buf out;
    uint32_t roles, variables;
    bool may_use; /* the other pattern is there */
};

static uint32_t
below(struct gen *g, uint32_t n)
{
    g->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t x = g->state;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((x ^ (x >> 31)) % n);
}

static bool
chance(struct gen *g, uint32_t percent)
{
    return below(g, 100) < percent;
}

/* A variable that may be named here, and how deep it stands, which tells its type: A, B, C, A … */
struct variable {
    uint32_t number, depth;
};

static void
add_condition(struct gen *g, uint32_t variable)
{
    uint32_t form = below(g, 5);
    uint32_t n = g->variables++;
    switch (form) {
    case 0: text_printf(&g->out, "v%u.flag", variable); return;
    case 1: text_printf(&g->out, "not v%u.flag", variable); return;
    case 2: text_printf(&g->out, "v%u.why is present", variable); return;
    case 3: text_printf(&g->out, "v%u.next is present", variable); return;
    default: text_printf(&g->out, "(some v%u in v%u.next has v%u.flag)", n, variable, n); return;
    }
}

static struct variable
add_each(struct gen *g, struct variable v)
{
    struct variable inner = {g->variables++, v.depth + 1};
    text_printf(&g->out, " for each v%u in v%u.next", inner.number, v.number);
    if (chance(g, 40)) {
        text_add_c(&g->out, " where ");
        add_condition(g, inner.number);
    }
    if (chance(g, 50))
        text_printf(&g->out, " at least %u", 1 + below(g, 2));
    if (chance(g, 20))
        text_printf(&g->out, " at most %u", 2 + below(g, 2));
    return inner;
}

static void add_role(struct gen *g, struct variable v, uint32_t depth, bool is_inner);

static void
add_children(struct gen *g, struct variable v, uint32_t depth)
{
    uint32_t count = depth == 0 ? 0 : below(g, 3);
    for (uint32_t i = 0; i < count; i++) {
        if (g->may_use && v.depth % 3 == 2 && chance(g, 20)) {
            text_printf(&g->out, "use Used(v%u)%s\n", v.number, chance(g, 30) ? " optional" : "");
        } else if (g->may_use && v.depth % 3 == 1 && chance(g, 25)) {
            text_printf(&g->out, "use Used(v%u)", g->variables);
            add_each(g, v);
            text_add_c(&g->out, chance(g, 30) ? " optional\n" : "\n");
        } else if (chance(g, 25)) {
            uint32_t most = 2 + below(g, 2);
            text_printf(&g->out, "choose %u of {\n", 1 + below(g, most - 1));
            for (uint32_t k = 0; k < most; k++)
                add_role(g, v, depth - 1, false);
            text_add_c(&g->out, "}\n");
        } else {
            add_role(g, v, depth - 1, chance(g, 70));
        }
    }
}

static void
add_role(struct gen *g, struct variable v, uint32_t depth, bool is_inner)
{
    static const char *const types[] = {"Goal", "Plan", "Leaf", "Note"};
    uint32_t type = is_inner ? below(g, 2) : below(g, 4);
    text_printf(&g->out, "%s R%u", types[type], g->roles++);
    bool is_shared = false, has_each = chance(g, 60);
    if (has_each) {
        v = add_each(g, v);
        is_shared = chance(g, 30);
    }
    if (!has_each && chance(g, 25)) {
        text_add_c(&g->out, " when ");
        add_condition(g, v.number);
    }
    if (is_shared)
        text_printf(&g->out, " shared by (v%u)", v.number);
    if (chance(g, 15))
        text_add_c(&g->out, " optional");
    if (type < 2 && chance(g, 15))
        text_add_c(&g->out, " undeveloped");
    text_printf(&g->out, " \"{v%u.name}", v.number);
    if (chance(g, 40))
        text_printf(&g->out, " {v%u.why}", v.number);
    text_add_c(&g->out, "\"");
    if (type < 2) {
        text_add_c(&g->out, " {\n");
        add_children(g, v, depth);
        text_add_c(&g->out, "}");
    }
    text_add_c(&g->out, "\n");
}

static struct str
patterns(struct gen *g)
{
    text_add_c(&g->out, "pattern Used(v0: C) {\n");
    g->variables = 1;
    for (uint32_t i = 0; i < 1 + below(g, 2); i++)
        add_role(g, (struct variable){0, 2}, 1, false);
    g->may_use = true;
    text_add_c(&g->out, "}\npattern Main(v0: A) {\n");
    add_role(g, (struct variable){0, 0}, 3, true);
    text_add_c(&g->out, "}\napply Main(a) for each a: A");
    if (chance(g, 40))
        text_printf(&g->out, " where %sa.flag", chance(g, 50) ? "not " : "");
    text_add_c(&g->out, " as P-001 \"Follows\" { category process }\n");
    return text_str(&g->out);
}

/* ---- facts ---- */

static struct str
entry(struct gen *g, char type, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    text_printf(&b, "%c%u: {", type, number);
    if (!chance(g, 4))
        text_printf(&b, " name: %s%u,", chance(g, 4) ? "TBD, why: w" : "n", number);
    text_printf(&b, " flag: %s,", chance(g, 4) ? "perhaps" : chance(g, 50) ? "true" : "false");
    uint32_t links = below(g, 4);
    text_add_c(&b, " next: [");
    for (uint32_t i = 0; i < links; i++) {
        char next = (char)(type == 'C' ? 'A' : type + 1);
        bool is_broken = chance(g, 3);
        text_printf(&b, "%s%c%u", i ? ", " : "", next, is_broken ? 90 + i : (number + i) % 4);
    }
    text_add_c(&b, "] }");
    return text_str(&b);
}

static struct str
with_reason(struct gen *g, struct str entry)
{
    if (str_find(entry, STR("why:"), 0) != SIZE_MAX || chance(g, 30))
        return entry;
    struct str rest = str_slice(entry, str_find(entry, STR("{"), 0) + 1, entry.len);
    struct str head = str_slice(entry, 0, str_find(entry, STR("{"), 0) + 1);
    const char *why = chance(g, 10) ? "\"?\"" : chance(g, 5) ? "[x]" : "because";
    return str_printf(g->arena, STR_FMT " why: %s," STR_FMT, STR_ARG(head), why, STR_ARG(rest));
}

struct gen_case
gen_patterns(struct arena *a, uint64_t seed)
{
    struct gen g = {.arena = a, .state = seed * UINT64_C(0x2545f4914f6cdd1d)};
    struct gen_case c = {.item_count = 2, .fact_count = 12};
    g.out.arena = a;
    c.items = arena_array(a, struct str, 2);
    c.facts = arena_array(a, struct gen_fact, c.fact_count);
    c.items[0] = str_from(model);
    c.items[1] = patterns(&g);
    for (uint32_t i = 0; i < c.fact_count; i++) {
        static const char *const collections[] = {"as", "bs", "cs"};
        c.facts[i] = (struct gen_fact){str_from(collections[i / 4]),
                                       with_reason(&g, entry(&g, (char)('A' + i / 4), i % 4))};
    }
    c.chunk_rows = seed % 2 ? 1 + below(&g, 4) : 0;
    return c;
}

bool
pattern_type(struct str name)
{
    return str_is(name, "Goal") || str_is(name, "Plan") || str_is(name, "Leaf") ||
           str_is(name, "Note");
}
