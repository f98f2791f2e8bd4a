/*
 * Programs as logic programs: see logic.h. Each expression becomes a predicate over the variables that are bound where it
 * stands; the two dialects differ in a few leaves.
 */
#include "tests/oracle/logic.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(...) str_printf(a->arena, __VA_ARGS__)
#define C(s)      str_c(a->arena, (s))

static struct str condition(struct logic *a, const struct ir *e, struct env env);
static struct str values(struct logic *a, const struct ir *e, struct env env);

static uint32_t
number(struct logic *a)
{
    return ++a->predicates;
}

/* A cell as a number. */
static struct str
constant(struct logic *a, struct type t, uint64_t cell)
{
    int64_t i = (int64_t)cell;
    struct decimal d, thousand = decimal_from_int(1000);
    if (t.kind == TYPE_DECIMAL) {
        d = decimal_of_cell(a->run->program->decimals, cell);
        if (!decimal_mul(d, thousand, &d) || d.scale != 0 || !decimal_floor(d, &i))
            a->is_unsupported = true;
    }
    a->is_unsupported |= t.kind == TYPE_INSTANT || t.kind == TYPE_DURATION;
    a->is_unsupported |= a->dialect->is_32_bit && (i > INT32_MAX / 4 || i < INT32_MIN / 4);
    return TEXT("%lld", (long long)i);
}

/* The values of e are v with head(v). `head` ends before its last argument: "v12(S0,". */
static struct str
head_of(struct logic *a, struct env env)
{
    return TEXT("v%u(%s,", number(a), C(env.args));
}

/* Bottom up, every rule names the domain of its variables; top down they are bound by who asks. */
static struct env
environment(struct logic *a, struct str args)
{
    struct str atom = TEXT("env%u(%s)", number(a), C(args));
    return (struct env){atom, a->dialect->is_top_down ? STR("true") : atom, args};
}

static struct env
bind(struct logic *a, const struct ir_each *each, struct env env)
{
    struct str set = values(a, each->set, env);
    struct env inner = environment(a, TEXT("%s,S%u", C(env.args), each->slot));
    text_printf(&a->out, "%s :- %s, %sS%u).\n", C(inner.atom), C(env.domain), C(set), each->slot);
    if (!each->where)
        return inner;
    struct str where = condition(a, each->where, inner);
    struct env guarded = environment(a, inner.args);
    text_printf(&a->out, "%s :- %s, %s.\n", C(guarded.atom), C(inner.atom), C(where));
    return guarded;
}

static struct env
bind_all(struct logic *a, const struct ir_each *each, uint32_t count, struct env env)
{
    struct str atoms = env.atom;
    for (uint32_t i = 0; i < count; i++) {
        env = bind(a, &each[i], env);
        atoms = a->dialect->is_top_down ? TEXT("%s, %s", C(atoms), C(env.atom)) : env.atom;
    }
    env.atom = atoms;
    return env;
}

/* The same, where the variables so far are bound. */
static struct env
within(struct env env)
{
    return (struct env){env.domain, env.domain, env.args};
}

/* ---- values ---- */

static void
field_rules(struct logic *a, struct str head, struct str from, const struct field_alternative *at,
            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(&a->out, "%sY) :- %sX), isa(X,%u), f%u(X,Y).\n", C(head), C(from), at[i].type,
                    at[i].field);
}

static void
closure_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct str from = values(a, e->closure.of, env);
    field_rules(a, head, from, e->closure.alternatives, e->closure.count);
    field_rules(a, head, head, e->closure.alternatives, e->closure.count);
    if (e->closure.reflexive)
        text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(from));
}

static void
set_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct str l = values(a, e->binary.left, env), r = values(a, e->binary.right, env);
    const char *more = e->kind == IR_UNION ? "" : e->kind == IR_INTERSECT ? ", " : ", not ";
    if (e->kind == IR_UNION) {
        text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(l));
        text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(r));
        return;
    }
    text_printf(&a->out, "%sX) :- %sX)%s%sX).\n", C(head), C(l), more, C(r));
}

static void
map_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind_all(a, e->each.each.at, e->each.each.len, within(env));
    if (e->kind == IR_FILTER) {
        text_printf(&a->out, "%sS%u) :- %s.\n", C(head), e->each.each.at[0].slot, C(inner.atom));
        return;
    }
    struct str result = values(a, e->each.result, inner);
    text_printf(&a->out, "%sX) :- %s, %sX).\n", C(head), C(inner.atom), C(result));
}

static void
choice_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    if (e->kind == IR_IF) {
        struct str test = condition(a, e->cond.test, env), then = values(a, e->cond.then, env),
                   other = values(a, e->cond.other, env);
        text_printf(&a->out, "%sX) :- %s, %sX).\n", C(head), C(test), C(then));
        text_printf(&a->out, "%sX) :- %s, not %s, %sX).\n", C(head), C(env.domain), C(test),
                    C(other));
        return;
    }
    struct str l = values(a, e->binary.left, env), r = values(a, e->binary.right, env);
    text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(l));
    text_printf(&a->out, "%sX) :- %s, not %s_), %sX).\n", C(head), C(env.domain), C(l), C(r));
}

/* What is counted are the tuples for which the term is there. */
static void
count_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind_all(a, e->aggregate.each.at, e->aggregate.each.len, within(env));
    struct str term = values(a, e->aggregate.term, inner), tuple = STR("");
    a->is_unsupported |= e->aggregate.op != AGG_COUNT;
    for (uint32_t i = 0; i < e->aggregate.each.len; i++)
        tuple = TEXT("%s%sS%u", C(tuple), i ? "," : "", e->aggregate.each.at[i].slot);
    text_printf(&a->out, "%sN) :- %s, ", C(head), C(env.domain));
    a->dialect->count(a, tuple, TEXT("%s, %s_)", C(inner.atom), C(term)), STR("N"));
}

/* "def3(" and for each argument the predicate that gives it. */
static struct str
call_body(struct logic *a, const struct ir *e, struct env env, struct str *args)
{
    struct text_buf b = {.arena = a->arena}, list = {.arena = a->arena};
    text_add(&b, env.domain);
    for (uint32_t i = 0; i < e->call.args.len; i++) {
        text_printf(&b, ", %sA%u)", C(values(a, e->call.args.at[i], env)), i);
        text_printf(&list, "%sA%u", i ? "," : "", i);
    }
    a->is_unsupported |= a->bad_defines[e->call.define];
    *args = text_str(&list);
    return text_str(&b);
}

static void
constants(struct logic *a, struct str head, struct env env, struct type t, const uint64_t *cells,
          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(&a->out, "%s%s) :- %s.\n", C(head), C(constant(a, t, cells ? cells[i] : i)),
                    C(env.domain));
}

static void
extent_rules(struct logic *a, union_id id, struct env env, struct str head)
{
    const struct union_type *u = &a->run->program->unions.at[id];
    for (uint32_t i = 0; i < u->member_count; i++)
        text_printf(&a->out, "%sX) :- %s, isa(X,%u).\n", C(head), C(env.domain), u->members[i]);
}

static void
param_rules(struct logic *a, const struct param *p, struct env env, struct str head)
{
    if (card_is_set(p->type.card))
        constants(a, head, env, p->type, p->values, p->value_count);
    else
        constants(a, head, env, p->type, &p->value, 1);
}

/* ", I0 >= 3, I0 <= 5" */
static struct str
range_text(struct logic *a, struct type t, const struct lookup_range *r, uint32_t input)
{
    const char *const *op = a->dialect->comparisons;
    struct text_buf b = {.arena = a->arena};
    if (r->has_low)
        text_printf(&b, ", I%u %s %s", input, op[r->low_open ? CMP_GT : CMP_GE],
                    C(constant(a, t, r->low)));
    if (r->has_high)
        text_printf(&b, ", I%u %s %s", input, op[r->high_open ? CMP_LT : CMP_LE],
                    C(constant(a, t, r->high)));
    return text_str(&b);
}

/* One rule for each choice of what the cells of the row accept. */
static void
row_rules(struct logic *a, const struct lookup_table *t, const struct lookup_row *row,
          uint32_t input, struct str head, struct str body)
{
    if (input == t->input_count) {
        text_printf(&a->out, "%s) :- %s.\n", C(head), C(body));
        return;
    }
    const struct lookup_test *test = &row->tests[input];
    if (test->is_any)
        row_rules(a, t, row, input + 1, head, body);
    for (uint32_t i = 0; !test->is_any && i < test->range_count; i++) {
        struct str range = range_text(a, t->inputs[input].type, &test->ranges[i], input);
        row_rules(a, t, row, input + 1, head, TEXT("%s%s", C(body), C(range)));
    }
}

static void
lookup_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    const struct lookup_table *t = &a->run->program->tables.at[e->lookup.table];
    struct type result = t->outputs[e->lookup.output].type;
    struct text_buf inputs = {.arena = a->arena};
    a->is_unsupported |= t->hit == HIT_FIRST;
    for (uint32_t i = 0; i < t->input_count; i++)
        text_printf(&inputs, "%s%sI%u)", i ? ", " : "", C(values(a, e->lookup.args.at[i], env)), i);
    for (uint32_t i = 0; i < t->row_count; i++) {
        const struct lookup_row *row = &t->rows[i];
        struct str cell = constant(a, result, row->results[e->lookup.output]);
        row_rules(a, t, row, 0, TEXT("%s%s", C(head), C(cell)), text_str(&inputs));
    }
}

/* A condition as a value: 1 where it holds, 0 elsewhere. */
static void
truth_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct str holds = condition(a, e, env);
    text_printf(&a->out, "%s1) :- %s.\n", C(head), C(holds));
    text_printf(&a->out, "%s0) :- %s, not %s.\n", C(head), C(env.domain), C(holds));
}

static void
call_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    if (e->type.kind == TYPE_BOOL && !card_is_set(e->type.card)) {
        truth_rules(a, e, env, head);
        return;
    }
    struct str args, body = call_body(a, e, env, &args);
    text_printf(&a->out, "%sX) :- %s, def%u(%s,X).\n", C(head), C(body), e->call.define, C(args));
}

/* A variable, or what a `let` stands for. */
static void
variable_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    for (uint32_t i = 0; a->rule && i < a->rule->lets.len; i++)
        if (a->rule->lets.at[i].slot == e->slot) {
            struct str let = values(a, a->rule->lets.at[i].value, env);
            text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(let));
            return;
        }
    text_printf(&a->out, "%sS%u) :- %s.\n", C(head), e->slot, C(env.domain));
}

static struct str
values(struct logic *a, const struct ir *e, struct env env)
{
    struct str head = head_of(a, env);
    struct run *r = a->run;
    uint64_t cell;
    switch (e->kind) {
    case IR_CONST: constants(a, head, env, e->type, &e->cell, 1); break;
    case IR_CONST_SET: constants(a, head, env, e->type, e->cells.at, e->cells.count); break;
    case IR_ENUM_VALUES:
        constants(a, head, env, e->type, NULL, r->program->enums.at[e->id].value_count);
        break;
    case IR_TODAY:
        cell = (uint64_t)(int64_t)r->naive.options.today;
        constants(a, head, env, e->type, &cell, 1);
        break;
    case IR_ENTITY:
        cell = store_find(r->store, e->entity.type, e->entity.id).v;
        constants(a, head, env, e->type, &cell, cell != ENT_NONE.v);
        break;
    case IR_PARAM: param_rules(a, &r->program->params.at[e->id], env, head); break;
    case IR_VAR: variable_rules(a, e, env, head); break;
    case IR_EXTENT: extent_rules(a, e->id, env, head); break;
    case IR_FIELD:
        field_rules(a, head, values(a, e->field.of, env), e->field.alternatives, e->field.count);
        break;
    case IR_CLOSURE: closure_rules(a, e, env, head); break;
    case IR_SET:
        for (uint32_t i = 0; i < e->list.len; i++)
            text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(values(a, e->list.at[i], env)));
        break;
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT: set_rules(a, e, env, head); break;
    case IR_FILTER:
    case IR_MAP: map_rules(a, e, env, head); break;
    case IR_IF:
    case IR_OTHERWISE: choice_rules(a, e, env, head); break;
    case IR_AGGREGATE: count_rules(a, e, env, head); break;
    case IR_CALL: call_rules(a, e, env, head); break;
    case IR_LOOKUP: lookup_rules(a, e, env, head); break;
    case IR_NOT:
    case IR_AND:
    case IR_OR:
    case IR_IMPLIES:
    case IR_COMPARE:
    case IR_IN:
    case IR_SUBSET:
    case IR_PRESENT:
    case IR_IS:
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: truth_rules(a, e, env, head); break;
    default: a->is_unsupported = true;
    }
    return head;
}

/* ---- conditions ---- */

static void
compare_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct str l = values(a, e->compare.left, env), r = values(a, e->compare.right, env);
    a->is_unsupported |= e->compare.left->type.kind == TYPE_VERSION;
    if (!card_is_set(e->compare.left->type.card)) {
        text_printf(&a->out, "%s :- %sX), %sY), X %s Y.\n", C(head), C(l), C(r),
                    a->dialect->comparisons[e->compare.op]);
        return;
    }
    struct str differ = TEXT("c%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(differ), C(l), C(r));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(differ), C(r), C(l));
    text_printf(&a->out, "%s :- %s, %s%s.\n", C(head), C(env.domain),
                e->compare.op == CMP_EQ ? "not " : "", C(differ));
}

static void
member_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct str l = values(a, e->binary.left, env), r = values(a, e->binary.right, env);
    if (e->kind == IR_IN) {
        text_printf(&a->out, "%s :- %sX), %sX).\n", C(head), C(l), C(r));
        return;
    }
    struct str outside = TEXT("c%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(outside), C(l), C(r));
    text_printf(&a->out, "%s :- %s, not %s.\n", C(head), C(env.domain), C(outside));
}

/* every: a conjunction over the set, so that recursion inside stays positive. */
static void
quantifier_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind(a, &e->quant.each, env);
    struct str body = condition(a, e->quant.body, inner);
    if (e->kind == IR_SOME)
        text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(inner.atom), C(body));
    else if (e->kind == IR_EVERY)
        a->dialect->every(a, head, env, body, inner, e->quant.each.slot);
    else {
        text_printf(&a->out, "%s :- %s, ", C(head), C(env.domain));
        a->dialect->count(a, TEXT("S%u", e->quant.each.slot),
                          TEXT("%s, %s", C(inner.atom), C(body)), STR("1"));
    }
}

static void
list_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    struct text_buf all = {.arena = a->arena};
    text_add(&all, env.domain);
    for (uint32_t i = 0; i < e->list.len; i++) {
        struct str part = condition(a, e->list.at[i], env);
        text_printf(&all, ", %s", C(part));
        if (e->kind == IR_OR)
            text_printf(&a->out, "%s :- %s.\n", C(head), C(part));
    }
    if (e->kind == IR_AND)
        text_printf(&a->out, "%s :- %s.\n", C(head), C(text_str(&all)));
}

static void
implies_rules(struct logic *a, struct str test, struct str then, struct str other, struct env env,
              struct str head)
{
    text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(test), C(then));
    text_printf(&a->out, "%s :- %s, not %s, %s.\n", C(head), C(env.domain), C(test), C(other));
}

static void
is_rules(struct logic *a, const struct ir *e, struct env env, struct str head)
{
    const struct union_type *u = &a->run->program->unions.at[e->is.types];
    struct str of = values(a, e->is.of, env);
    for (uint32_t i = 0; i < u->member_count; i++)
        text_printf(&a->out, "%s :- %sX), isa(X,%u).\n", C(head), C(of), u->members[i]);
}

static struct str
condition(struct logic *a, const struct ir *e, struct env env)
{
    struct str head = TEXT("c%u(%s)", number(a), C(env.args)), args, body;
    switch (e->kind) {
    case IR_AND:
    case IR_OR: list_rules(a, e, env, head); break;
    case IR_NOT:
        body = condition(a, e->unary, env);
        text_printf(&a->out, "%s :- %s, not %s.\n", C(head), C(env.domain), C(body));
        break;
    case IR_IMPLIES:
        body = condition(a, e->binary.left, env);
        implies_rules(a, body, condition(a, e->binary.right, env), env.domain, env, head);
        break;
    case IR_IF: {
        struct str test = condition(a, e->cond.test, env), then = condition(a, e->cond.then, env);
        implies_rules(a, test, then, condition(a, e->cond.other, env), env, head);
        break;
    }
    case IR_COMPARE: compare_rules(a, e, env, head); break;
    case IR_IN:
    case IR_SUBSET: member_rules(a, e, env, head); break;
    case IR_PRESENT:
        text_printf(&a->out, "%s :- %sX)%s.\n", C(head), C(values(a, e->unary, env)),
                    e->unary->type.kind == TYPE_TEXT && !card_is_set(e->unary->type.card)
                        ? ", not blank(X)"
                        : "");
        break;
    case IR_IS: is_rules(a, e, env, head); break;
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: quantifier_rules(a, e, env, head); break;
    case IR_CALL:
        body = call_body(a, e, env, &args);
        text_printf(&a->out, "%s :- %s, def%u(%s).\n", C(head), C(body), e->call.define, C(args));
        break;
    case IR_CONST:
    case IR_VAR:
    case IR_FIELD:
    case IR_OTHERWISE: text_printf(&a->out, "%s :- %s1).\n", C(head), C(values(a, e, env))); break;
    default: a->is_unsupported = true;
    }
    return head;
}

/* ---- definitions and rules ---- */

static void
write_define(struct logic *a, define_id id)
{
    const struct define *d = &a->run->program->defines.at[id];
    struct text_buf args = {.arena = a->arena};
    struct str domain = STR("");
    for (uint32_t i = 0; i < d->param_count; i++) {
        text_printf(&args, "%sS%u", i ? "," : "", i);
        a->is_unsupported |=
            d->slots[i].type.kind != TYPE_ENTITY || card_is_set(d->slots[i].type.card);
        if (!a->is_unsupported)
            domain = TEXT("%s%sin%u(S%u)", C(domain), i ? ", " : "", d->slots[i].type.of, i);
    }
    struct env env = environment(a, text_str(&args));
    text_printf(&a->out, "%s :- %s.\n", C(env.atom), C(domain));
    bool is_condition = d->result.kind == TYPE_BOOL && !card_is_set(d->result.card);
    a->dialect->define(a, TEXT("def%u/%u", id, d->param_count + !is_condition));
    if (is_condition)
        text_printf(&a->out, "def%u(%s) :- %s.\n", id, C(env.args), C(condition(a, d->body, env)));
    else
        text_printf(&a->out, "def%u(%s,X) :- %sX).\n", id, C(env.args), C(values(a, d->body, env)));
}

/* The steps of a trace as a condition; a hop that finds nothing has failed. */
static struct str
trace_condition(struct logic *a, const struct ir_step *step, uint32_t count, struct env env)
{
    struct str head = TEXT("c%u(%s)", number(a), C(env.args));
    if (count == 0) {
        text_printf(&a->out, "%s :- %s.\n", C(head), C(env.domain));
        return head;
    }
    if (step->kind == IR_STEP_CONDITION) {
        struct str first = condition(a, step->expr, env),
                   rest = trace_condition(a, step + 1, count - 1, env);
        text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(first), C(rest));
        return head;
    }
    struct ir_each each = {.slot = step->slot, .set = step->expr};
    struct env inner = bind(a, &each, env);
    struct str rest = trace_condition(a, step + 1, count - 1, inner);
    if (step->kind == IR_STEP_SOME)
        text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(inner.atom), C(rest));
    else {
        struct str any = TEXT("c%u(%s)", number(a), C(env.args));
        text_printf(&a->out, "%s :- %s, %s.\n", C(any), C(env.domain), C(inner.atom));
        a->dialect->every(a, head, (struct env){any, any, env.args}, rest, inner, step->slot);
    }
    return head;
}

static void
write_rule(struct logic *a, uint32_t id)
{
    const struct rule *r = &a->run->program->rules.at[id];
    const struct ir_each *first = &r->each.at[0];
    a->rule = r;
    struct env env = environment(a, TEXT("S%u", first->slot));
    text_printf(&a->out, "%s :- in%u(S%u).\n", C(env.atom), first->set->id, first->slot);
    if (first->where) {
        struct env guarded = environment(a, env.args);
        text_printf(&a->out, "%s :- %s, %s.\n", C(guarded.atom), C(env.atom),
                    C(condition(a, first->where, env)));
        env = guarded;
    }
    env = bind_all(a, r->each.at + 1, r->each.len - 1, env);
    struct str open = env.atom;
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        struct str holds = d->kind == DUTY_TRACE ? trace_condition(a, d->steps, d->step_count, env)
                                                 : condition(a, d->condition, env);
        text_printf(&a->out, "violated(%u,S%u) :- %s, not %s, not external(S%u).\n", id,
                    first->slot, C(open), C(holds), first->slot);
        if (d->opens && d->kind == DUTY_TRACE)
            holds = trace_condition(a, d->steps, 1, env);
        if (d->opens)
            open = TEXT("%s, %s", C(open), C(holds));
    }
}

static void
write_entities(struct logic *a)
{
    const struct program *p = a->run->program;
    struct store *s = a->run->store;
    for (uint32_t e = 0; e < store_count(s); e++) {
        for (entity_id t = 0; t < p->entities.len; t++)
            if (entity_is(p, store_type(s, (struct ent){e}), t))
                text_printf(&a->out, "isa(%u,%u).\n", e, t);
        if (store_external(s, (struct ent){e}).len)
            text_printf(&a->out, "external(%u).\n", e);
    }
    for (union_id u = 0; u < p->unions.len; u++)
        for (uint32_t i = 0; i < p->unions.at[u].member_count; i++)
            text_printf(&a->out, "in%u(X) :- isa(X,%u).\n", u, p->unions.at[u].members[i]);
    for (uint32_t i = 0; i < a->run->texts.len; i++)
        if (str_blank(sym_str(&a->run->texts, (struct sym){i})))
            text_printf(&a->out, "blank(%u).\n", i);
}

static void
write_field(struct logic *a, field_id f)
{
    struct type t = a->run->program->fields.at[f].type;
    const struct column *c = store_column(a->run->store, f);
    const struct links *l = c ? NULL : store_links(a->run->store, f);
    struct range rows = c ? c->rows : l->rows;
    if (t.kind == TYPE_INSTANT || t.kind == TYPE_DURATION)
        return;
    for (uint32_t row = 0; row < rows.hi - rows.lo; row++) {
        if (c && bit_get(c->present, row))
            text_printf(&a->out, "f%u(%u,%s).\n", f, rows.lo + row,
                        C(constant(a, t, column_cell(c, row))));
        for (uint32_t i = l ? l->offsets[row] : 0; l && i < l->offsets[row + 1]; i++)
            text_printf(&a->out, "f%u(%u,%s).\n", f, rows.lo + row,
                        C(constant(a, t, l->targets ? l->targets[i] : l->cells[i])));
    }
}

/* Writes one part; takes it back if it cannot be said. */
static bool
attempt(struct logic *a, void (*write)(struct logic *a, uint32_t id), uint32_t id)
{
    size_t len = a->out.len;
    a->is_unsupported = false;
    write(a, id);
    a->rule = NULL;
    if (a->is_unsupported)
        a->out.len = len;
    return !a->is_unsupported;
}

/* Which definitions can be said; those of a cycle together. */
static void
write_defines(struct logic *a)
{
    const struct program *p = a->run->program;
    a->bad_defines = arena_array(a->arena, bool, p->defines.len);
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (define_id d = 0; d < p->defines.len; d++) {
            size_t len = a->out.len;
            if (!a->bad_defines[d] && !attempt(a, write_define, d))
                is_new = a->bad_defines[d] = true;
            a->out.len = len;
        }
    }
    for (define_id d = 0; d < p->defines.len; d++)
        if (!a->bad_defines[d])
            attempt(a, write_define, d);
}

/* ---- the dialects ---- */

static void
asp_nothing(struct logic *a, struct str name)
{
    (void)a;
    (void)name;
}

static void
asp_count(struct logic *a, struct str tuple, struct str body, struct str result)
{
    text_printf(&a->out, "%s = #count{ %s : %s }.\n", C(result), C(tuple), C(body));
}

static void
asp_every(struct logic *a, struct str head, struct env env, struct str body, struct env inner,
          uint32_t slot)
{
    (void)slot;
    text_printf(&a->out, "%s :- %s, %s : %s.\n", C(head), C(env.domain), C(body), C(inner.atom));
}

static struct str
asp_finish(struct logic *a)
{
    text_add_c(&a->out, "#show violated/2.\n");
    return text_str(&a->out);
}

const struct dialect dialect_asp = {
    .comparisons = {"=", "!=", "<", "<=", ">", ">="},
    .is_32_bit = true,
    .define = asp_nothing,
    .finish = asp_finish,
    .count = asp_count,
    .every = asp_every,
};

/* Every predicate is asked once for each of its variables' values; what has no rules fails. */
static struct str
prolog_finish(struct logic *a)
{
    struct text_buf b = {.arena = a->arena};
    bool *told = arena_array(a->arena, bool, a->predicates + 1);
    text_add_c(&b, ":- module(onus_case, []).\n:- set_prolog_flag(unknown, fail).\n"
                   ":- style_check(-discontiguous), style_check(-singleton).\n"
                   ":- op(900, fy, not).\n");
    for (size_t at = 0, end; at < a->out.len; at = end + 1) {
        struct str line = str_slice(text_str(&a->out), at, a->out.len);
        size_t digits = strcspn(line.at, "0123456789("), paren = strcspn(line.at, "(");
        end = at + strcspn(line.at, "\n");
        bool is_own = line.at[0] == 'v' || line.at[0] == 'c' || str_starts(line, STR("env"));
        unsigned long n = digits < paren ? strtoul(line.at + digits, NULL, 10) : 0;
        if (!is_own || n == 0 || n > a->predicates || told[n])
            continue;
        uint32_t arguments = 1;
        for (size_t i = paren; line.at[i] != ')'; i++)
            arguments += line.at[i] == ',';
        text_printf(&b, ":- table %.*s/%u.\n", (int)paren, line.at, arguments);
        told[n] = true;
    }
    text_add(&b, text_str(&a->out));
    return text_str(&b);
}

static void
prolog_table(struct logic *a, struct str name)
{
    text_printf(&a->out, ":- table %s.\n", C(name));
}

static void
prolog_count(struct logic *a, struct str tuple, struct str body, struct str result)
{
    text_printf(&a->out, "findall(t(%s), (%s), L), sort(L, M), length(M, K), K = %s.\n", C(tuple),
                C(body), C(result));
}

/* Down a list of what is bound, so that recursion inside stays positive. */
static void
prolog_every(struct logic *a, struct str head, struct env env, struct str body, struct env inner,
             uint32_t slot)
{
    uint32_t all = number(a);
    text_printf(&a->out, "%s :- %s, findall(S%u, %s, L), sort(L, M), all%u(%s,M).\n", C(head),
                C(env.domain), slot, C(inner.atom), all, C(env.args));
    text_printf(&a->out, "all%u(%s,[]).\n", all, C(env.args));
    text_printf(&a->out, "all%u(%s,[S%u|M]) :- %s, all%u(%s,M).\n", all, C(env.args), slot, C(body),
                all, C(env.args));
}

const struct dialect dialect_prolog = {
    .is_top_down = true,
    .comparisons = {"=:=", "=\\=", "<", "=<", ">", ">="},
    .define = prolog_table,
    .finish = prolog_finish,
    .count = prolog_count,
    .every = prolog_every,
};

struct str
logic_write(struct run *run, const struct dialect *dialect, bool *said)
{
    const struct program *p = run->program;
    struct logic a = {
        .dialect = dialect, .run = run, .arena = run->arena, .out = {.arena = run->arena}};
    write_entities(&a);
    for (field_id f = 0; f < p->fields.len; f++)
        write_field(&a, f);
    write_defines(&a);
    for (uint32_t i = 0; i < p->rules.len; i++)
        said[i] = evaluation_rule(run->evaluation, i)->is_due && attempt(&a, write_rule, i);
    return dialect->finish(&a);
}
