/* Matrices, tables and measures: what else definitions and rules may call. */
#include "tests/oracle/gen_internal.h"

#define TEXT(...) str_printf(g->arena, __VA_ARGS__)
#define C(s)      str_c(g->arena, (s))

enum { VALUES = 4, COLOUR = 0, LEVEL = 1 };

static const char *
level(struct gen *g)
{
    return gen_enums[LEVEL].values[pick(g, VALUES)];
}

static void
offer(struct gen *g, struct str text, struct gdefine d)
{
    vec_push(g->arena, &g->items, text);
    vec_push(g->arena, &g->defines, d);
}

void
make_matrix(struct gen *g, uint32_t number)
{
    struct gdefine d = {.name = TEXT("grid%u", number),
                        .param_count = 2,
                        .params = {{KIND_ENUM, LEVEL}, {KIND_ENUM, LEVEL}},
                        .result = {KIND_ENUM, LEVEL}};
    struct text_buf b = {.arena = g->arena};
    text_printf(&b, "matrix %s(row: Level, column: Level) -> Level {\n  | row \\ column |",
                C(d.name));
    for (uint32_t c = 0; c < VALUES; c++)
        text_printf(&b, " %s |", gen_enums[LEVEL].values[c]);
    for (uint32_t r = 0; r < VALUES; r++) {
        text_printf(&b, "\n  | %s |", gen_enums[LEVEL].values[r]);
        for (uint32_t c = 0; c < VALUES; c++)
            text_printf(&b, " %s |", level(g));
    }
    text_add_c(&b, "\n}\n");
    offer(g, text_str(&b), d);
}

static struct gdefine
table_head(struct gen *g, struct text_buf *b, uint32_t number, const char *hit)
{
    struct gdefine d = {.name = TEXT("table%u", number),
                        .param_count = 2,
                        .params = {{KIND_ENUM, COLOUR}, {KIND_INT, 0}},
                        .result = {KIND_ENUM, LEVEL}};
    text_printf(
        b, "table %s(colour: Colour, size: int) -> Level hit %s {\n  | colour | size | level |\n",
        C(d.name), hit);
    return d;
}

/* Each colour with cuts of its own, so that exactly one row matches. */
static void
make_unique(struct gen *g, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    struct gdefine d = table_head(g, &b, number, "unique");
    for (uint32_t i = 0; i < VALUES; i++) {
        bool is_pair = i + 1 < VALUES && chance(g, 40);
        struct str colour =
            is_pair ? TEXT("%s, %s", gen_enums[COLOUR].values[i], gen_enums[COLOUR].values[i + 1])
                    : str_from(gen_enums[COLOUR].values[i]);
        int low = (int)pick(g, 6) - 3, high = low + (int)pick(g, 4);
        i += is_pair;
        if (chance(g, 25)) {
            text_printf(&b, "  | %s | - | %s |\n", C(colour), level(g));
            continue;
        }
        text_printf(&b, "  | %s | < %d | %s |\n", C(colour), low, level(g));
        text_printf(&b, "  | %s | %d .. %d | %s |\n", C(colour), low, high, level(g));
        text_printf(&b, "  | %s | > %d | %s |\n", C(colour), high, level(g));
    }
    text_add_c(&b, "}\n");
    offer(g, text_str(&b), d);
}

/* A few rows, then one for the rest. */
static void
make_first(struct gen *g, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    struct gdefine d = table_head(g, &b, number, "first");
    for (uint32_t i = 0, rows = 1 + pick(g, 3); i < rows; i++)
        text_printf(&b, "  | %s | %s %d | %s |\n", gen_enums[COLOUR].values[i],
                    chance(g, 50) ? "<=" : ">", (int)pick(g, 9) - 3, level(g));
    text_printf(&b, "  | - | - | %s |\n}\n", level(g));
    offer(g, text_str(&b), d);
}

/* All rows that match: asked through a definition, as sets of values are. */
static void
make_collect(struct gen *g, uint32_t number)
{
    struct text_buf b = {.arena = g->arena};
    struct gdefine d = table_head(g, &b, number, "collect");
    for (uint32_t rows = 2 + pick(g, 3); rows > 0; rows--)
        text_printf(&b, "  | %s | %s %d | %s |\n",
                    chance(g, 30) ? "-" : gen_enums[COLOUR].values[pick(g, VALUES)],
                    chance(g, 50) ? "<=" : ">", (int)pick(g, 9) - 3, level(g));
    text_printf(&b, "  | - | - | %s |\n}\n", level(g));
    text_printf(&b,
                "define of_%s(p1: Colour, p2: int): %s in %s(p1, p2) or count(%s(p1, p2)) > %u\n",
                C(d.name), level(g), C(d.name), C(d.name), pick(g, 3));
    d.name = TEXT("of_%s", C(d.name));
    d.result = gtype(KIND_BOOL, 0);
    offer(g, text_str(&b), d);
}

void
make_table(struct gen *g, uint32_t number)
{
    switch (pick(g, 4)) {
    case 0: make_first(g, number); break;
    case 1: make_collect(g, number); break;
    default: make_unique(g, number);
    }
}

static const struct gfield *
acyclic_field(struct gen *g)
{
    const struct gfield *found = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->fields.len; i++)
        if (g->fields.at[i].is_acyclic && !g->fields.at[i].is_implicit && pick(g, ++count) == 0)
            found = &g->fields.at[i];
    return found;
}

/* What every node adds, and what becomes of those below it. */
void
make_measure(struct gen *g, uint32_t number)
{
    const struct gfield *f = acyclic_field(g);
    if (!f)
        return;
    struct gdefine d = {.name = TEXT("measure%u", number),
                        .param_count = 1,
                        .params = {{KIND_REF, 1u << f->owner}},
                        .result = {KIND_INT, 0}};
    g->scope_count = 0;
    g->names = 0;
    g->budget = 20;
    struct str p = fresh(g, "p"), name = d.name, path = TEXT("p1.%s", f->name), rest;
    push_var(g, p, d.params[0], false);
    struct str own = value(g, d.result, 2);
    if (f->many == OPTIONAL)
        rest = TEXT("if %s is present then %s(%s) + %s else %s", C(path), C(name), C(path), C(own),
                    C(value(g, d.result, 1)));
    else {
        uint32_t kind = pick(g, 4);
        rest = kind == 3
                   ? TEXT("count(m for m in %s where %s(m) > 1) + %s", C(path), C(name), C(own))
               : kind == 2 ? TEXT("sum(%s(m) for m in %s) + %s", C(name), C(path), C(own))
               : kind == 1
                   ? TEXT("(min(%s(m) for m in %s) otherwise 2) + %s", C(name), C(path), C(own))
                   : TEXT("(max(%s(m) for m in %s) otherwise 0) + %s", C(name), C(path), C(own));
    }
    offer(g,
          TEXT("measure %s(p1: %s) -> int along %s: %s\n", C(name), g->types[f->owner].name,
               f->name, C(rest)),
          d);
}
