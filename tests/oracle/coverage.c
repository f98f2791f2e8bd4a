#include "tests/oracle/coverage.h"

#include <stdio.h>
#include <string.h>

static void walk(struct coverage *c, const struct ir *e);

static void
walk_each(struct coverage *c, const struct ir_each *each, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        walk(c, each[i].set);
        walk(c, each[i].where);
    }
}

static void
walk_list(struct coverage *c, const ir_vec *list)
{
    for (uint32_t i = 0; i < list->len; i++)
        walk(c, list->at[i]);
}

static void
walk_compare(struct coverage *c, const struct ir *e)
{
    c->compares[e->compare.op]++;
    c->compared_kinds[e->compare.left->type.kind]++;
    c->features[FEATURE_SET_COMPARE] += card_is_set(e->compare.left->type.card);
    walk(c, e->compare.left);
    walk(c, e->compare.right);
}

static void
walk_field(struct coverage *c, const struct ir *e)
{
    c->features[FEATURE_SET_HOP] += card_is_set(e->field.of->type.card);
    c->features[FEATURE_OPEN_HOP] += e->field.open;
    c->features[FEATURE_UNION_HOP] += e->field.count > 1;
    walk(c, e->field.of);
}

static void
walk_quantifier(struct coverage *c, const struct ir *e)
{
    c->features[FEATURE_WHERE] += e->quant.each.where != NULL;
    c->features[FEATURE_IF_ANY] += e->quant.if_any;
    walk_each(c, &e->quant.each, 1);
    walk(c, e->quant.body);
}

static void
walk(struct coverage *c, const struct ir *e)
{
    if (!e)
        return;
    c->kinds[e->kind]++;
    switch (e->kind) {
    case IR_FIELD: walk_field(c, e); break;
    case IR_CLOSURE:
        c->features[e->closure.reflexive ? FEATURE_STAR : FEATURE_PLUS]++;
        walk(c, e->closure.of);
        break;
    case IR_AND:
    case IR_OR:
    case IR_SET: walk_list(c, &e->list); break;
    case IR_NOT:
        c->features[FEATURE_NO] += e->unary->kind == IR_SOME;
        walk(c, e->unary);
        break;
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT: walk(c, e->unary); break;
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        walk(c, e->binary.left);
        walk(c, e->binary.right);
        break;
    case IR_COMPARE: walk_compare(c, e); break;
    case IR_IS: walk(c, e->is.of); break;
    case IR_MATCHES: walk(c, e->matches.of); break;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: walk_quantifier(c, e); break;
    case IR_FILTER:
    case IR_MAP:
        c->features[FEATURE_MAP_TWO] += e->each.each.len > 1;
        walk_each(c, e->each.each.at, e->each.each.len);
        walk(c, e->each.result);
        break;
    case IR_AGGREGATE:
        c->aggregates[e->aggregate.op]++;
        c->features[FEATURE_AGGREGATE_WHERE] += e->aggregate.each.at[0].where != NULL;
        walk_each(c, e->aggregate.each.at, e->aggregate.each.len);
        walk(c, e->aggregate.term);
        break;
    case IR_IF:
        c->features[FEATURE_IF_SET] += card_is_set(e->type.card);
        walk(c, e->cond.test);
        walk(c, e->cond.then);
        walk(c, e->cond.other);
        break;
    case IR_ARITH:
        c->ariths[e->arith.op]++;
        walk(c, e->arith.left);
        walk(c, e->arith.right);
        break;
    case IR_CALL: walk_list(c, &e->call.args); break;
    case IR_BUILTIN:
        c->builtins[e->builtin.id]++;
        walk_list(c, &e->builtin.args);
        break;
    case IR_LOOKUP: walk_list(c, &e->lookup.args); break;
    case IR_LET:
        walk(c, e->let.value);
        walk(c, e->let.body);
        break;
    case IR_TEMPLATE:
        for (uint32_t i = 0; i < e->template.len; i++)
            walk(c, e->template.at[i].expr);
        break;
    default: break;
    }
}

/* Whether a recursive use stands under `every`: an every whose body calls. */
static bool
calls(const struct ir *e)
{
    struct coverage inside = {0};
    walk(&inside, e);
    return inside.kinds[IR_CALL] > 0;
}

static bool
recurs_under_every(const struct ir *e)
{
    if (e->kind == IR_EVERY)
        return calls(e->quant.body);
    if (e->kind == IR_SOME)
        return recurs_under_every(e->quant.body);
    for (uint32_t i = 0; (e->kind == IR_AND || e->kind == IR_OR) && i < e->list.len; i++)
        if (recurs_under_every(e->list.at[i]))
            return true;
    return false;
}

static void
add_define(struct coverage *c, const struct program *p, const struct define *d)
{
    uint32_t members = 0;
    for (uint32_t i = 0; i < p->defines.len; i++)
        members += p->defines.at[i].component == d->component;
    c->features[FEATURE_RECURSIVE] += d->is_recursive;
    c->features[FEATURE_MEASURE] += d->is_measure;
    c->features[FEATURE_MEETS] += d->meets != NO_ID;
    c->features[FEATURE_MUTUAL] += d->is_recursive && members > 1;
    c->features[FEATURE_RECURSIVE_TWO] += d->is_recursive && d->param_count > 1;
    c->features[FEATURE_RECURSIVE_EVERY] += d->is_recursive && recurs_under_every(d->body);
    c->features[FEATURE_DEFINE_MANY] += !d->is_recursive && d->param_count > 1;
    walk(c, d->body);
}

static void
add_table(struct coverage *c, const struct lookup_table *t)
{
    static const enum feature hits[] = {FEATURE_UNIQUE, FEATURE_FIRST, FEATURE_COLLECT};
    c->features[t->is_matrix ? FEATURE_MATRIX : hits[t->hit]]++;
}

static void
add_rule(struct coverage *c, const struct rule *r)
{
    static const enum feature steps[] = {FEATURE_TRACE_SOME, FEATURE_TRACE_EVERY,
                                         FEATURE_TRACE_CONDITION};
    c->features[FEATURE_SEVERAL] += r->each.len > 1;
    c->features[FEATURE_GUARD] += r->each.at[0].where != NULL;
    c->features[FEATURE_LET] += r->lets.len > 0;
    c->features[FEATURE_PHASE] += r->has_phase;
    c->features[FEATURE_CRITERION] += r->is_criterion;
    c->features[FEATURE_AFTER] += r->after_count > 0;
    walk_each(c, r->each.at, r->each.len);
    for (uint32_t i = 0; i < r->lets.len; i++)
        walk(c, r->lets.at[i].value);
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        c->features[FEATURE_OPENS] += d->opens;
        for (uint32_t k = 0; k < d->branch_count; k++)
            c->features[FEATURE_GIVEN] += d->branches[k].given_count > 0;
        walk(c, d->condition);
        for (uint32_t k = 0; k < d->step_count; k++) {
            c->features[steps[d->steps[k].kind]]++;
            walk(c, d->steps[k].expr);
        }
    }
}

static void
add_facts(struct coverage *c, const struct program *p, struct store *s)
{
    for (field_id f = 0; f < p->fields.len; f++) {
        const struct column *column = store_column(s, f);
        const struct links *links = column ? NULL : store_links(s, f);
        struct range rows = column ? column->rows : links->rows;
        const uint64_t *incomplete = column ? column->incomplete : links->incomplete;
        for (uint32_t i = 0; i < rows.hi - rows.lo; i++)
            c->features[FEATURE_INCOMPLETE] += bit_get(incomplete, i);
    }
    for (entity_id t = 0; t < p->entities.len; t++)
        c->features[FEATURE_EXTENT] += store_extent_incomplete(s, t);
    for (uint32_t e = 0; e < store_count(s); e++)
        c->features[FEATURE_EXTERNAL] += store_external(s, (struct ent){e}).len > 0;
}

/* Hops over fields that are the other side of an `inverse` or `.~f`. */
static void
add_inverses(struct coverage *c, const struct program *p)
{
    for (field_id f = 0; f < p->fields.len; f++)
        c->features[FEATURE_INVERSE] += p->fields.at[f].is_implicit;
}

void
coverage_add(struct coverage *c, const struct program *p, struct store *s)
{
    for (uint32_t i = 0; i < p->defines.len; i++)
        add_define(c, p, &p->defines.at[i]);
    for (uint32_t i = 0; i < p->rules.len; i++)
        add_rule(c, &p->rules.at[i]);
    for (uint32_t i = 0; i < p->tables.len; i++)
        add_table(c, &p->tables.at[i]);
    add_inverses(c, p);
    add_facts(c, p, s);
}

/* ---- the report ---- */

struct report {
    uint32_t least, short_of;
    bool is_verbose;
};

static void
report(struct report *r, const char *what, uint32_t count)
{
    if (count < r->least)
        r->short_of++;
    if (count < r->least || r->is_verbose)
        printf("  %-40s %u%s\n", what, count, count < r->least ? "  TOO FEW" : "");
}

static const char *const kind_names[IR_KIND_COUNT] = {
    [IR_CONST] = "constant",
    [IR_VAR] = "variable",
    [IR_PARAM] = "param",
    [IR_TODAY] = "today",
    [IR_EXTENT] = "extent",
    [IR_ENUM_VALUES] = "values of an enum",
    [IR_ENTITY] = "entity by id",
    [IR_FIELD] = "hop",
    [IR_CLOSURE] = "closure",
    [IR_AND] = "and",
    [IR_OR] = "or",
    [IR_NOT] = "not",
    [IR_IMPLIES] = "implies",
    [IR_COMPARE] = "comparison",
    [IR_IN] = "in",
    [IR_SUBSET] = "subset",
    [IR_PRESENT] = "present",
    [IR_SUBSTANTIVE] = "substantive",
    [IR_IS] = "is",
    [IR_MATCHES] = "matches",
    [IR_SOME] = "some",
    [IR_EVERY] = "every",
    [IR_ONE] = "one",
    [IR_SET] = "set",
    [IR_FILTER] = "filter",
    [IR_MAP] = "map",
    [IR_UNION] = "union",
    [IR_INTERSECT] = "intersect",
    [IR_EXCEPT] = "except",
    [IR_AGGREGATE] = "aggregate",
    [IR_IF] = "if",
    [IR_OTHERWISE] = "otherwise",
    [IR_ARITH] = "arithmetic",
    [IR_CALL] = "call",
    [IR_BUILTIN] = "function",
    [IR_TEMPLATE] = "text with values",
    [IR_CONVERT] = "conversion",
    [IR_LOOKUP] = "lookup in a table",
    [IR_LET] = "let in an expression",
};

uint32_t
coverage_report(const struct coverage *c, uint32_t least, bool is_verbose)
{
    static const char *const compares[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const ariths[] = {"+", "-", "*", "/", "negation"};
    static const char *const aggregates[] = {"count", "sum",  "min of", "max of",
                                             "avg",   "list", "product"};
    static const char *const features[] = {
#define FEATURE(id, words) words,
        COVERAGE_FEATURES
#undef FEATURE
    };
    static const char *const builtins[] = {
#define BUILTIN(name, id, signature, doc) name "()",
#include "lang/builtins.def"
#undef BUILTIN
    };
    static const enum type_kind compared[] = {TYPE_BOOL, TYPE_TEXT,  TYPE_INT,   TYPE_DECIMAL,
                                              TYPE_DATE, TYPE_DAYS,  TYPE_CLOCK, TYPE_VERSION,
                                              TYPE_ENUM, TYPE_ENTITY};
    static const char *const compared_names[] = {"bools", "texts",   "ints",   "decimals",
                                                 "dates", "days",    "clocks", "versions",
                                                 "enums", "entities"};
    struct report r = {least, 0, is_verbose};
    for (int i = 0; i < IR_KIND_COUNT; i++)
        if (kind_names[i])
            report(&r, kind_names[i], c->kinds[i]);
    for (int i = 0; i <= CMP_GE; i++)
        report(&r, compares[i], c->compares[i]);
    for (size_t i = 0; i < sizeof compared / sizeof compared[0]; i++)
        report(&r, compared_names[i], c->compared_kinds[compared[i]]);
    for (int i = 0; i <= ARITH_NEGATE; i++)
        report(&r, ariths[i], c->ariths[i]);
    for (int i = 0; i <= AGG_PRODUCT; i++)
        report(&r, aggregates[i], c->aggregates[i]);
    for (int i = 0; i < BUILTIN_COUNT; i++)
        report(&r, builtins[i], c->builtins[i]);
    for (int i = 0; i < FEATURE_COUNT; i++)
        report(&r, features[i], c->features[i]);
    return r.short_of;
}
