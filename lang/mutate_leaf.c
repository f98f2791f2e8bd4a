/* One function for each line of mutations.def: what can be changed at this place. */
#include "lang/mutate_internal.h"

/* `is missing` for `is present`: nobody writes `is not present`. */
static struct str
negated_is(const struct mutator *m, const struct expr *e)
{
    struct str what = STR("");
    switch (e->is.kind) {
    case IS_PRESENT: return e->is.negated ? STR("is present") : STR("is missing");
    case IS_MISSING: return e->is.negated ? STR("is missing") : STR("is present");
    case IS_SUBSTANTIVE: what = STR("substantive"); break;
    case IS_TYPE: what = mutate_words(m, e->is.type.span); break;
    }
    return str_printf(m->arena, "is %s" STR_FMT, e->is.negated ? "" : "not ", STR_ARG(what));
}

/* Orders the other way round: `<` is not `>=`. NULL: not an order. */
static const char *
negated_order(enum expr_kind kind)
{
    switch (kind) {
    case EXPR_LT: return ">=";
    case EXPR_LE: return ">";
    case EXPR_GT: return "<=";
    case EXPR_GE: return "<";
    default: return NULL;
    }
}

/*
 * Chains are negated by their parts; `=` by MUTATION_COMPARE, `no` by MUTATION_QUANTIFIER; what stands
 * behind `not` by taking that away.
 */
void
mutate_negate(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    struct span start = {e->span.lo, e->span.lo};
    if (s->parent && s->parent->kind == EXPR_NOT)
        return;
    switch (e->kind) {
    case EXPR_IS: {
        struct span tail = {e->is.of->span.hi, e->span.hi};
        mutate_add(m, e->span, tail, " " STR_FMT, STR_ARG(negated_is(m, e)));
        return;
    }
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE: mutate_add(m, e->span, e->binary.op, "%s", negated_order(e->kind)); return;
    case EXPR_IN: mutate_add(m, e->span, e->binary.op, "not in"); return;
    case EXPR_NOT_IN: mutate_add(m, e->span, e->binary.op, "in"); return;
    case EXPR_NOT:
        mutate_add(m, e->span, (struct span){e->span.lo, e->unary->span.lo}, "%s", "");
        return;
    case EXPR_SOME: mutate_add(m, e->span, (struct span){e->span.lo, e->span.lo + 4}, "no"); return;
    case EXPR_TRUE: mutate_add(m, e->span, e->span, "false"); return;
    case EXPR_FALSE: mutate_add(m, e->span, e->span, "true"); return;
    case EXPR_NAME:
    case EXPR_CALL:
    case EXPR_HOP:
    case EXPR_MATCHES:
    case EXPR_MEETS:
    case EXPR_SUBSET:
    case EXPR_EVERY:
    case EXPR_ONE: mutate_add(m, e->span, start, "not "); return;
    default: return;
    }
}

void
mutate_compare(struct mutator *m, const struct site *s)
{
    static const char *const others[EXPR_KIND_COUNT] = {
        [EXPR_EQ] = "!=", [EXPR_NE] = "=",  [EXPR_LT] = "<=",
        [EXPR_LE] = "<",  [EXPR_GT] = ">=", [EXPR_GE] = ">",
    };
    if (others[s->expr->kind])
        mutate_add(m, s->expr->span, s->expr->binary.op, "%s", others[s->expr->kind]);
}

/*
 * `x >= 3` with `>` is `x >= 4`, so only the step down is new; and so on.
 * 0: both steps are. Exact for what goes in steps; decimals and units go both ways.
 */
static int
new_step(const struct expr *e, const struct expr *order)
{
    bool discrete = e->kind == EXPR_INT || e->kind == EXPR_DATE || e->kind == EXPR_NAME;
    if (!discrete || !order || !negated_order(order->kind))
        return 0;
    bool right = order->binary.right->span.lo == e->span.lo;
    bool left = order->binary.left->span.lo == e->span.lo;
    bool down_on_right = order->kind == EXPR_GE || order->kind == EXPR_LT;
    bool down_on_left = order->kind == EXPR_LE || order->kind == EXPR_GT;
    return right ? (down_on_right ? -1 : 1) : left ? (down_on_left ? -1 : 1) : 0;
}

static bool
is_comparison(const struct expr *e)
{
    return e && (e->kind == EXPR_EQ || e->kind == EXPR_NE || negated_order(e->kind));
}

static void
shift_both(struct mutator *m, struct span context, const struct expr *e,
           const struct type_expr *type, int only)
{
    struct str with;
    for (int by = -1; by <= 1; by += 2)
        if ((only == 0 || only == by) && mutate_shift(m, e, type, by, &with))
            mutate_add(m, context, e->span, STR_FMT, STR_ARG(with));
}

/* Numbers, dates and units anywhere; values of scales where they are compared. */
void
mutate_bound(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    struct span context = s->parent ? s->parent->span : e->span;
    switch (e->kind) {
    case EXPR_INT:
    case EXPR_DECIMAL:
    case EXPR_DATE:
    case EXPR_DURATION:
    case EXPR_CLOCK: break;
    case EXPR_NAME:
        if (!is_comparison(s->parent) || !mutate_is_scale_value(m, e))
            return;
        break;
    default: return;
    }
    shift_both(m, context, e, NULL, new_step(e, s->parent));
}

/* ---- chains ---- */

/* The word between two operands. */
static struct span
word_between(const struct mutator *m, const struct expr *left, const struct expr *right,
             const char *word)
{
    struct str gap = mutate_words(m, (struct span){left->span.hi, right->span.lo});
    size_t at = 0;
    while (at < gap.len && !str_starts(str_slice(gap, at, gap.len), str_from(word))) {
        size_t line = str_find(gap, STR("\n"), at);
        bool comment = str_starts(str_slice(gap, at, gap.len), STR("//"));
        at = comment && line != SIZE_MAX ? line : at + 1;
    }
    uint32_t lo = left->span.hi + (uint32_t)at;
    return (struct span){lo, lo + (uint32_t)str_from(word).len};
}

/* All of a chain at once: mixed it would need parentheses. */
void
mutate_connective(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    if (e->kind != EXPR_AND && e->kind != EXPR_OR)
        return;
    const char *word = e->kind == EXPR_AND ? "and" : "or";
    const char *other = e->kind == EXPR_AND ? "or" : "and";
    struct text_buf out = {.arena = m->arena};
    uint32_t from = e->span.lo;
    for (uint32_t i = 0; i + 1 < e->list.len; i++) {
        struct span at = word_between(m, e->list.at[i], e->list.at[i + 1], word);
        text_add(&out, mutate_words(m, (struct span){from, at.lo}));
        text_add_c(&out, other);
        from = at.hi;
    }
    text_add(&out, mutate_words(m, (struct span){from, e->span.hi}));
    mutate_add(m, e->span, e->span, STR_FMT, STR_ARG(text_str(&out)));
}

/* `and`, `or`: each operand. `implies`: the condition, so that what follows is always asked for. */
void
mutate_operand(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    if (e->kind == EXPR_IMPLIES) {
        struct span left = {e->span.lo, e->binary.right->span.lo};
        mutate_add(m, e->span, left, "%s", "");
    }
    if (e->kind != EXPR_AND && e->kind != EXPR_OR)
        return;
    for (uint32_t i = 0; i < e->list.len; i++) {
        bool last = i + 1 == e->list.len;
        struct span at = {last ? e->list.at[i - 1]->span.hi : e->list.at[i]->span.lo,
                          last ? e->list.at[i]->span.hi : e->list.at[i + 1]->span.lo};
        mutate_add(m, e->span, at, "%s", "");
    }
}

/* ---- quantifiers and sets ---- */

/* What has no `if any` in its words: "some x in S where G has". */
static struct span
up_to_body(const struct expr *e)
{
    return (struct span){e->span.lo, e->quant.body->span.lo};
}

void
mutate_quantifier(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    switch (e->kind) {
    case EXPR_SOME:
        mutate_add(m, e->span, (struct span){e->span.lo, e->span.lo + 4}, "every");
        return;
    case EXPR_EVERY:
        mutate_add(m, e->span, up_to_body(e), "some " STR_FMT " has ",
                   STR_ARG(mutate_words(m, e->quant.var.span)));
        return;
    case EXPR_NONE:
        mutate_add(m, e->span, (struct span){e->span.lo, e->span.lo + 2}, "some");
        return;
    case EXPR_ONE:
        mutate_add(m, e->span, (struct span){e->span.lo, e->span.lo + 3}, "some");
        return;
    default: return;
    }
}

/*
 * `every … , if any, has P` becomes false of nothing. A bare `every` stays: `if any` adds no meaning to it, and the
 * presence that its author asked for beside it goes by MUTATION_OPERAND.
 */
void
mutate_if_any(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    if (e->kind != EXPR_EVERY || !e->quant.if_any)
        return;
    struct str set = mutate_words(m, e->quant.var.set->span);
    struct str body = mutate_words(m, e->quant.body->span);
    mutate_add(m, e->span, e->span,
               "(" STR_FMT " is present and every " STR_FMT " has " STR_FMT ")", STR_ARG(set),
               STR_ARG(mutate_words(m, e->quant.var.span)), STR_ARG(body));
}

void
mutate_set(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    switch (e->kind) {
    case EXPR_UNION: mutate_add(m, e->span, e->binary.op, "intersect"); return;
    case EXPR_INTERSECT: mutate_add(m, e->span, e->binary.op, "union"); return;
    case EXPR_EXCEPT:
        mutate_add(m, e->span, (struct span){e->binary.left->span.hi, e->span.hi}, "%s", "");
        return;
    default: return;
    }
}

void
mutate_arithmetic(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    if (e->kind == EXPR_ADD || e->kind == EXPR_SUBTRACT)
        mutate_add(m, e->span, e->binary.op, e->kind == EXPR_ADD ? "-" : "+");
}

void
mutate_aggregate(struct mutator *m, const struct site *s)
{
    const struct expr *e = s->expr;
    if (e->kind != EXPR_CALL || e->call.pack)
        return;
    struct str name = sym_str(m->syms, e->call.name.sym);
    if (str_is(name, "min") || str_is(name, "max"))
        mutate_add(m, e->span, e->call.name.span, str_is(name, "min") ? "max" : "min");
}

void
mutate_where(struct mutator *m, const struct site *s)
{
    const struct each_var *v = s->each;
    if (!v->where)
        return;
    uint32_t from = v->set ? v->set->span.hi : v->type.span.hi;
    mutate_add(m, (struct span){v->span.lo, v->where->span.hi},
               (struct span){from, v->where->span.hi}, "%s", "");
}

/* ---- clauses and hops ---- */

/* All of its lines where nothing else stands on them. */
static struct span
lines_of(const struct mutator *m, struct span at)
{
    struct str text = m->source->text;
    size_t lo = at.lo - m->source->base, hi = at.hi - m->source->base;
    while (lo > 0 && (text.at[lo - 1] == ' ' || text.at[lo - 1] == '\t'))
        lo--;
    while (hi < text.len && (text.at[hi] == ' ' || text.at[hi] == '\t' || text.at[hi] == '\r'))
        hi++;
    bool alone = (lo == 0 || text.at[lo - 1] == '\n') && hi < text.len && text.at[hi] == '\n';
    if (!alone)
        return at;
    return (struct span){m->source->base + (uint32_t)lo, m->source->base + (uint32_t)hi + 1};
}

static bool
is_duty(const struct clause *c)
{
    return c->kind == CLAUSE_REQUIRE || c->kind == CLAUSE_TRACE;
}

static uint32_t
count_duties(const clause_vec *clauses)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < clauses->len; i++)
        count += is_duty(&clauses->at[i]) || clauses->at[i].kind == CLAUSE_ACCEPT;
    return count;
}

/* The only one is never left out: a rule without it is none. */
void
mutate_require(struct mutator *m, const struct site *s)
{
    const struct clause *c = &s->clauses->at[s->index];
    if (!is_duty(c) || count_duties(s->clauses) < 2)
        return;
    uint32_t words = c->kind == CLAUSE_REQUIRE ? c->require.condition->span.hi : c->span.hi;
    mutate_add(m, (struct span){c->span.lo, words}, lines_of(m, c->span), "%s", "");
}

void
mutate_accept(struct mutator *m, const struct site *s)
{
    const struct clause *c = &s->clauses->at[s->index];
    if (c->kind == CLAUSE_ACCEPT && count_duties(s->clauses) > 1)
        mutate_add(m, c->span, lines_of(m, c->span), "%s", "");
}

void
mutate_given(struct mutator *m, const struct site *s)
{
    const struct clause *c = &s->clauses->at[s->index];
    if (c->kind != CLAUSE_ACCEPT)
        return;
    expr_vec given = c->accept.given;
    for (uint32_t i = 0; i < given.len; i++) {
        uint32_t lo = given.len == 1 ? c->accept.when->span.hi
                      : i > 0        ? given.at[i - 1]->span.hi
                                     : given.at[i]->span.lo;
        uint32_t hi = i > 0 || given.len == 1 ? given.at[i]->span.hi : given.at[i + 1]->span.lo;
        mutate_add(m, c->span, (struct span){lo, hi}, "%s", "");
    }
}

void
mutate_after(struct mutator *m, const struct site *s)
{
    const struct clause *c = &s->clauses->at[s->index];
    if (c->kind == CLAUSE_AFTER)
        mutate_add(m, c->span, lines_of(m, c->span), "%s", "");
}

void
mutate_hop(struct mutator *m, const struct site *s)
{
    const struct trace_step *step = &s->steps->at[s->index];
    if (step->kind == STEP_CONDITION)
        return;
    bool some = step->kind == STEP_SOME;
    struct span word = {step->span.lo, step->span.lo + (some ? 4 : 5)};
    mutate_add(m, (struct span){step->span.lo, step->name.span.hi}, word, some ? "every" : "some");
}

void
mutate_step(struct mutator *m, const struct site *s)
{
    const struct trace_step *step = &s->steps->at[s->index];
    if (s->steps->len < 2)
        return;
    uint32_t words = step->kind == STEP_CONDITION ? step->expr->span.hi : step->name.span.hi;
    mutate_add(m, (struct span){step->span.lo, words}, lines_of(m, step->span), "%s", "");
}

/* ---- tables and parameters ---- */

static uint32_t
output_count(const struct table_decl *t)
{
    return t->outputs.len > 0 ? t->outputs.len : 1;
}

/* The type of a result column, or NULL for an input. */
static const struct type_expr *
result_type(const struct site *s)
{
    const struct table_decl *t = s->table;
    uint32_t inputs = s->is_matrix ? 1 : t->rows.at[s->row].cells.len - output_count(t);
    if (s->index < inputs)
        return NULL;
    return t->outputs.len > 0 ? &t->outputs.at[s->index - inputs].type : t->result;
}

/* The bars of a row stay where they are, as far as there is room. */
static void
replace_in_row(struct mutator *m, struct span context, struct span at, struct str with)
{
    struct str rest = mutate_words(m, (struct span){at.hi, m->item->span.hi});
    uint32_t old = at.hi - at.lo, len = (uint32_t)with.len, fill = 0;
    for (; old + fill < len && fill + 1 < rest.len; fill++)
        if (rest.at[fill] != ' ' || rest.at[fill + 1] != ' ')
            break;
    at.hi += fill;
    mutate_add(m, context, at, STR_FMT "%*s", STR_ARG(with), len < old ? (int)(old - len) : 0, "");
}

void
mutate_cell(struct mutator *m, const struct site *s)
{
    const struct table_row *row = &s->table->rows.at[s->row];
    const struct table_cell *cell = &row->cells.at[s->index];
    const struct type_expr *type = result_type(s);
    if (!type || cell->kind != CELL_VALUES)
        return;
    struct span context =
        s->is_matrix ? (struct span){row->cells.at[0].span.lo, cell->span.hi} : row->span;
    const struct expr *value = cell->values.at[0].value;
    struct str with;
    if (mutate_shift(m, value, type, 1, &with) || mutate_shift(m, value, type, -1, &with))
        replace_in_row(m, context, value->span, with);
}

/* What a row asks of an input: bounds that are written, and the signs before them. */
void
mutate_row(struct mutator *m, const struct site *s)
{
    static const char *const signs[][2] = {[CELL_LT] = {"<", "<="},
                                           [CELL_GT] = {">", ">="},
                                           [CELL_LE] = {"<=", "<"},
                                           [CELL_GE] = {">=", ">"}};
    const struct table_row *row = &s->table->rows.at[s->row];
    const struct table_cell *cell = &row->cells.at[s->index];
    if (s->is_matrix || result_type(s) || cell->kind != CELL_VALUES)
        return;
    for (uint32_t i = 0; i < cell->values.len; i++) {
        const struct cell_value *v = &cell->values.at[i];
        if (v->kind == CELL_RANGE) {
            shift_both(m, row->span, v->value, NULL, 0);
            shift_both(m, row->span, v->high, NULL, 0);
        } else if (v->kind != CELL_IS) {
            uint32_t len = (uint32_t)str_from(signs[v->kind][0]).len;
            uint32_t lo = i == 0 ? cell->span.lo : v->value->span.lo - len;
            if (str_eq(mutate_words(m, (struct span){lo, lo + len}), str_from(signs[v->kind][0])))
                mutate_add(m, row->span, (struct span){lo, lo + len}, "%s", signs[v->kind][1]);
        }
    }
}

void
mutate_param(struct mutator *m, const struct site *s)
{
    const struct param_decl *p = s->param;
    shift_both(m, (struct span){p->param.span.lo, p->value->span.hi}, p->value, &p->param.type, 0);
}
