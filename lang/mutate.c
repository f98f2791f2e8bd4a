/* The walk over a file: every place that can be changed goes through every line of mutations.def. */
#include "lang/mutate.h"

#include <stdlib.h>
#include <string.h>

#include "lang/mutate_internal.h"

static const struct {
    const char *name;
    enum site_kind site;
    mutate_leaf *leaf;
    const char *doc;
} table[MUTATION_COUNT] = {
#define MUTATION(id, name, site, leaf, doc) {name, site, leaf, doc},
#include "lang/mutations.def"
#undef MUTATION
};

const char *
mutation_name(enum mutation m)
{
    return table[m].name;
}

const char *
mutation_doc(enum mutation m)
{
    return table[m].doc;
}

struct str
mutate_words(const struct mutator *m, struct span at)
{
    return str_slice(m->source->text, at.lo - m->source->base, at.hi - m->source->base);
}

/* ---- mutants ---- */

/* On one line, with one blank where there were several. */
static void
add_collapsed(struct text_buf *out, struct str words)
{
    bool blank = false;
    words = str_trim(words);
    for (size_t i = 0; i < words.len; i++) {
        bool is_blank = strchr(" \t\r\n", words.at[i]) != NULL;
        if (!is_blank) {
            text_add_c(out, blank ? " " : "");
            text_add_char(out, words.at[i]);
        }
        blank = is_blank;
    }
}

static struct str
fingerprint(struct mutator *m, const struct mutant *x)
{
    struct text_buf out = {.arena = m->arena}, after = {.arena = m->arena};
    text_printf(&out, STR_FMT " %s: ", STR_ARG(x->owner), mutation_name(x->mutation));
    add_collapsed(&out, mutate_words(m, x->context));
    text_add_c(&out, " => ");
    text_add_c(&after, "");
    if (x->at.lo > x->context.lo)
        text_add(&after, mutate_words(m, (struct span){x->context.lo, x->at.lo}));
    text_add(&after, x->with);
    if (x->at.hi < x->context.hi)
        text_add(&after, mutate_words(m, (struct span){x->at.hi, x->context.hi}));
    struct str rest = str_trim(text_str(&after));
    add_collapsed(&out, rest.len > 0 ? rest : STR("nothing"));
    return text_str(&out);
}

static struct str
owner_of(const struct mutator *m)
{
    const struct item *i = m->item;
    switch (i->kind) {
    case ITEM_RULE:
    case ITEM_APPLY:
    case ITEM_CRITERION: return sym_str(m->syms, i->rule.code.sym);
    case ITEM_DEFINE: return sym_str(m->syms, i->define.name.sym);
    case ITEM_MEASURE: return sym_str(m->syms, i->measure.name.sym);
    case ITEM_MATRIX:
    case ITEM_TABLE: return sym_str(m->syms, i->table.name.sym);
    case ITEM_PARAM: return sym_str(m->syms, i->param.param.name.sym);
    default: abort(); /* the walk goes into no others */
    }
}

void
mutate_add(struct mutator *m, struct span context, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct mutant x = {.mutation = m->mutation,
                       .item = m->item->kind,
                       .owner = owner_of(m),
                       .at = at,
                       .with = str_from(arena_vprintf(m->arena, fmt, ap)),
                       .context = context};
    va_end(ap);
    x.fingerprint = fingerprint(m, &x);
    vec_push(m->arena, &m->found, x);
}

/* ---- the walk ---- */

static void
visit_site(struct mutator *m, enum site_kind kind, const struct site *s)
{
    for (int i = 0; i < MUTATION_COUNT; i++) {
        m->mutation = (enum mutation)i;
        if (table[i].site == kind)
            table[i].leaf(m, s);
    }
}

/* Where an expression stands: what it is part of, and whether true or false is asked of it. */
struct position {
    const struct expr *parent;
    bool is_condition;
};

static void visit_expr(struct mutator *m, const struct expr *e, struct position at);

static void
visit_list(struct mutator *m, expr_vec list, struct position at)
{
    for (uint32_t i = 0; i < list.len; i++)
        visit_expr(m, list.at[i], at);
}

static void
visit_each(struct mutator *m, const struct each_var *v, const struct expr *parent)
{
    visit_site(m, SITE_EACH, &(struct site){.each = v});
    visit_expr(m, v->set, (struct position){parent, false});
    visit_expr(m, v->where, (struct position){NULL, true});
}

static void
visit_each_list(struct mutator *m, each_vec each, const struct expr *parent)
{
    for (uint32_t i = 0; i < each.len; i++)
        visit_each(m, &each.at[i], parent);
}

static void
visit_operands(struct mutator *m, const struct expr *e, struct position at)
{
    struct position value = {e, false}, condition = {e, true};
    switch (e->kind) {
    case EXPR_PAREN: visit_expr(m, e->unary, at); return;
    case EXPR_NOT: visit_expr(m, e->unary, condition); return;
    case EXPR_OPEN:
    case EXPR_NEGATE: visit_expr(m, e->unary, value); return;
    case EXPR_AND:
    case EXPR_OR: visit_list(m, e->list, condition); return;
    case EXPR_SET: visit_list(m, e->list, value); return;
    case EXPR_CALL:
        visit_expr(m, e->call.pack, value);
        visit_list(m, e->call.args, value);
        visit_each_list(m, e->call.each, e);
        return;
    case EXPR_HOP: visit_expr(m, e->hop.of, value); return;
    case EXPR_IS: visit_expr(m, e->is.of, value); return;
    case EXPR_MEETS: visit_expr(m, e->meets.of, value); return;
    case EXPR_IF:
        visit_expr(m, e->cond.test, condition);
        visit_expr(m, e->cond.then, (struct position){e, at.is_condition});
        visit_expr(m, e->cond.other, (struct position){e, at.is_condition});
        return;
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE:
        visit_each(m, &e->quant.var, e);
        visit_expr(m, e->quant.body, condition);
        return;
    case EXPR_FILTER:
    case EXPR_MAP:
        visit_expr(m, e->comprehension.result, value);
        visit_each_list(m, e->comprehension.each, e);
        return;
    case EXPR_INDEX:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_OTHERWISE:
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE:
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_SUBSET:
    case EXPR_MATCHES:
    case EXPR_IMPLIES: {
        struct position operand = {e, e->kind == EXPR_IMPLIES};
        visit_expr(m, e->binary.left, operand);
        visit_expr(m, e->binary.right, operand);
        return;
    }
    default: return; /* constants, names; texts change no verdict */
    }
}

/* Depth is bounded by the parser: LIMIT_EXPR_DEPTH. */
static void
visit_expr(struct mutator *m, const struct expr *e, struct position at)
{
    if (!e)
        return;
    if (e->kind != EXPR_PAREN) {
        struct site s = {.expr = e, .parent = at.parent};
        visit_site(m, SITE_EXPR, &s);
        if (at.is_condition)
            visit_site(m, SITE_CONDITION, &s);
    }
    visit_operands(m, e, at);
}

static void
visit_condition(struct mutator *m, const struct expr *e)
{
    visit_expr(m, e, (struct position){NULL, true});
}

static void
visit_value(struct mutator *m, const struct expr *e)
{
    visit_expr(m, e, (struct position){NULL, false});
}

static void
visit_param(struct mutator *m, const struct param_decl *p)
{
    visit_site(m, SITE_PARAM, &(struct site){.param = p});
}

static void
visit_steps(struct mutator *m, const step_vec *steps)
{
    for (uint32_t i = 0; i < steps->len; i++) {
        const struct trace_step *step = &steps->at[i];
        visit_site(m, SITE_STEP, &(struct site){.steps = steps, .index = i});
        visit_expr(m, step->expr, (struct position){NULL, step->kind == STEP_CONDITION});
    }
}

static void
visit_clause(struct mutator *m, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_PARAM: visit_param(m, c->param); return;
    case CLAUSE_FOR_EACH: visit_each_list(m, c->each, NULL); return;
    case CLAUSE_LET:
        for (uint32_t i = 0; i < c->let.len; i++)
            visit_value(m, c->let.at[i].value);
        return;
    case CLAUSE_REQUIRE: visit_condition(m, c->require.condition); return;
    case CLAUSE_TRACE: visit_steps(m, &c->trace); return;
    case CLAUSE_ACCEPT: visit_condition(m, c->accept.when); return;
    default: return; /* about the rule, or words */
    }
}

static void
visit_rule(struct mutator *m, const struct rule_decl *r)
{
    for (uint32_t i = 0; i < r->clauses.len; i++) {
        struct site s = {.clauses = &r->clauses, .index = i};
        visit_site(m, SITE_CLAUSE, &s);
        visit_clause(m, &r->clauses.at[i]);
    }
}

/* The first row is the heading, and so is the first cell of a matrix's row. */
static void
visit_table(struct mutator *m, const struct table_decl *t, bool is_matrix)
{
    for (uint32_t i = 1; i < t->rows.len; i++)
        for (uint32_t k = is_matrix; k < t->rows.at[i].cells.len; k++)
            visit_site(m, SITE_CELL,
                       &(struct site){.table = t, .is_matrix = is_matrix, .row = i, .index = k});
}

/* A type written as `bool`. */
static bool
is_bool(const struct mutator *m, const struct type_expr *t)
{
    return t->form == TYPE_FORM_NAME && str_is(sym_str(m->syms, t->name.name.sym), "bool");
}

static void
visit_item(struct mutator *m, const struct item *i)
{
    m->item = i;
    switch (i->kind) {
    case ITEM_RULE:
    case ITEM_CRITERION: visit_rule(m, &i->rule); return;
    case ITEM_APPLY:
        visit_each_list(m, i->apply.each, NULL);
        visit_rule(m, &i->rule);
        return;
    case ITEM_DEFINE: {
        bool condition = !i->define.result || is_bool(m, i->define.result);
        visit_expr(m, i->define.body, (struct position){NULL, condition});
        return;
    }
    case ITEM_MEASURE: visit_value(m, i->measure.body); return;
    case ITEM_MATRIX: visit_table(m, &i->table, true); return;
    case ITEM_TABLE: visit_table(m, &i->table, false); return;
    case ITEM_PARAM: visit_param(m, &i->param); return;
    default: return;
    }
}

/* ---- all of them ---- */

static int
by_place(const void *a, const void *b)
{
    const struct mutant *x = a, *y = b;
    if (x->at.lo != y->at.lo)
        return x->at.lo < y->at.lo ? -1 : 1;
    if (x->mutation != y->mutation)
        return x->mutation < y->mutation ? -1 : 1;
    if (x->at.hi != y->at.hi)
        return x->at.hi < y->at.hi ? -1 : 1;
    return str_cmp(x->with, y->with);
}

/* The same words twice in an item: the second is "… #2". */
static void
number_twins(struct mutator *m)
{
    for (uint32_t i = 0; i < m->found.len; i++) {
        struct str plain = m->found.at[i].fingerprint;
        uint32_t seen = 1;
        for (uint32_t k = i + 1; k < m->found.len; k++)
            if (str_eq(m->found.at[k].fingerprint, plain))
                m->found.at[k].fingerprint =
                    str_printf(m->arena, STR_FMT " #%u", STR_ARG(plain), ++seen);
    }
}

mutant_vec
mutants_of(struct arena *arena, const struct sym_table *syms, const struct ast *ast,
           const struct program *program)
{
    struct mutator m = {.arena = arena, .syms = syms, .source = ast->source, .program = program};
    for (uint32_t i = 0; i < ast->items.len; i++)
        if (!ast->items.at[i]->broken)
            visit_item(&m, ast->items.at[i]);
    if (m.found.len > 0)
        qsort(m.found.at, m.found.len, sizeof *m.found.at, by_place);
    number_twins(&m);
    return m.found;
}

struct str
mutant_text(struct arena *arena, const struct source *source, const struct mutant *x)
{
    struct text_buf out = {.arena = arena};
    text_add(&out, str_slice(source->text, 0, x->at.lo - source->base));
    text_add(&out, x->with);
    text_add(&out, str_slice(source->text, x->at.hi - source->base, source->text.len));
    return text_str(&out);
}

static void
add_lines(struct text_buf *out, const char *sign, struct str lines)
{
    for (size_t from = 0; from < lines.len;) {
        size_t to = str_find(lines, STR("\n"), from);
        to = to == SIZE_MAX ? lines.len : to;
        text_printf(out, "%s" STR_FMT "\n", sign, STR_ARG(str_slice(lines, from, to)));
        from = to + 1;
    }
}

void
mutant_diff(const struct source *source, const struct mutant *x, struct text_buf *out)
{
    struct str text = source->text;
    size_t at_lo = x->at.lo - source->base, at_hi = x->at.hi - source->base;
    size_t lo = at_lo, hi = at_hi;
    while (lo > 0 && text.at[lo - 1] != '\n')
        lo--;
    bool whole_lines = hi > at_lo && text.at[hi - 1] == '\n';
    while (!whole_lines && hi < text.len && text.at[hi] != '\n')
        hi++;
    add_lines(out, "- ", str_slice(text, lo, hi));
    struct text_buf after = {.arena = out->arena};
    text_add(&after, str_slice(text, lo, at_lo));
    text_add(&after, x->with);
    text_add(&after, str_slice(text, at_hi, hi));
    if (!str_blank(text_str(&after)))
        add_lines(out, "+ ", text_str(&after));
}
