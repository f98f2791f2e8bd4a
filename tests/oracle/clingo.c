/*
 * A third opinion, from a logic program.
 *
 *   oracle_clingo [COUNT [SEED]]
 *
 * Where nothing is incomplete, conditions are two-valued, and a rule is a stratified logic program:
 * each expression becomes a predicate over the variables that are bound where it stands. clingo
 * must find the same violated subjects as the engine. Rules that use what has no such form
 * (functions, arithmetic, texts) are left out and counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/oracle/run.h"

/* What is bound where an expression stands: "env7(S0,S2)" and its arguments "S0,S2". */
struct env {
    struct str atom, args;
};

struct asp {
    struct run *run;
    struct arena *arena;
    struct text_buf out;
    uint32_t predicates;
    bool is_unsupported; /* in the rule or definition being written */
    bool *bad_defines;
    const struct rule *rule; /* being written, or NULL */
};

#define TEXT(...) str_printf(a->arena, __VA_ARGS__)
#define C(s)      str_c(a->arena, (s))

static struct str condition(struct asp *a, const struct ir *e, struct env env);
static struct str values(struct asp *a, const struct ir *e, struct env env);

static uint32_t
number(struct asp *a)
{
    return ++a->predicates;
}

/* A cell as a number of clingo's, which has 32 bits. */
static struct str
constant(struct asp *a, struct type t, uint64_t cell)
{
    int64_t i = (int64_t)cell;
    struct decimal d, thousand = decimal_from_int(1000);
    if (t.kind == TYPE_DECIMAL) {
        d = decimal_of_cell(a->run->program->decimals, cell);
        if (!decimal_mul(d, thousand, &d) || d.scale != 0 || !decimal_floor(d, &i))
            a->is_unsupported = true;
    }
    a->is_unsupported |= t.kind == TYPE_INSTANT || t.kind == TYPE_DURATION;
    a->is_unsupported |= i > INT32_MAX / 4 || i < INT32_MIN / 4;
    return TEXT("%lld", (long long)i);
}

/* The values of e are v with head(v). `head` ends before its last argument: "v12(S0,". */
static struct str
head_of(struct asp *a, struct env env)
{
    return TEXT("v%u(%s,", number(a), C(env.args));
}

static struct env
bind(struct asp *a, const struct ir_each *each, struct env env)
{
    struct str set = values(a, each->set, env);
    struct env inner = {.args = TEXT("%s,S%u", C(env.args), each->slot)};
    inner.atom = TEXT("env%u(%s)", number(a), C(inner.args));
    text_printf(&a->out, "%s :- %s, %sS%u).\n", C(inner.atom), C(env.atom), C(set), each->slot);
    if (!each->where)
        return inner;
    struct str where = condition(a, each->where, inner);
    struct env guarded = {.args = inner.args};
    guarded.atom = TEXT("env%u(%s)", number(a), C(inner.args));
    text_printf(&a->out, "%s :- %s, %s.\n", C(guarded.atom), C(inner.atom), C(where));
    return guarded;
}

static struct env
bind_all(struct asp *a, const struct ir_each *each, uint32_t count, struct env env)
{
    for (uint32_t i = 0; i < count; i++)
        env = bind(a, &each[i], env);
    return env;
}

/* ---- values ---- */

static void
field_rules(struct asp *a, struct str head, struct str from, const struct field_alternative *at,
            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(&a->out, "%sY) :- %sX), is(X,%u), f%u(X,Y).\n", C(head), C(from), at[i].type,
                    at[i].field);
}

static void
closure_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct str from = values(a, e->closure.of, env);
    field_rules(a, head, from, e->closure.alternatives, e->closure.count);
    field_rules(a, head, head, e->closure.alternatives, e->closure.count);
    if (e->closure.reflexive)
        text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(from));
}

static void
set_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
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
map_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind_all(a, e->each.each.at, e->each.each.len, env);
    if (e->kind == IR_FILTER) {
        text_printf(&a->out, "%sS%u) :- %s.\n", C(head), e->each.each.at[0].slot, C(inner.atom));
        return;
    }
    struct str result = values(a, e->each.result, inner);
    text_printf(&a->out, "%sX) :- %s, %sX).\n", C(head), C(inner.atom), C(result));
}

static void
choice_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    if (e->kind == IR_IF) {
        struct str test = condition(a, e->cond.test, env), then = values(a, e->cond.then, env),
                   other = values(a, e->cond.other, env);
        text_printf(&a->out, "%sX) :- %s, %sX).\n", C(head), C(test), C(then));
        text_printf(&a->out, "%sX) :- %s, not %s, %sX).\n", C(head), C(env.atom), C(test),
                    C(other));
        return;
    }
    struct str l = values(a, e->binary.left, env), r = values(a, e->binary.right, env);
    text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(l));
    text_printf(&a->out, "%sX) :- %s, not %s_), %sX).\n", C(head), C(env.atom), C(l), C(r));
}

/* What is counted are the tuples for which the term is there. */
static void
count_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind_all(a, e->aggregate.each.at, e->aggregate.each.len, env);
    struct str term = values(a, e->aggregate.term, inner), tuple = STR("");
    a->is_unsupported |= e->aggregate.op != AGG_COUNT;
    for (uint32_t i = 0; i < e->aggregate.each.len; i++)
        tuple = TEXT("%s%sS%u", C(tuple), i ? "," : "", e->aggregate.each.at[i].slot);
    text_printf(&a->out, "%sN) :- %s, N = #count{ %s : %s, %s_) }.\n", C(head), C(env.atom),
                C(tuple), C(inner.atom), C(term));
}

/* "def3(" and for each argument the predicate that gives it. */
static struct str
call_body(struct asp *a, const struct ir *e, struct env env, struct str *args)
{
    struct text_buf b = {.arena = a->arena}, list = {.arena = a->arena};
    text_add(&b, env.atom);
    for (uint32_t i = 0; i < e->call.args.len; i++) {
        text_printf(&b, ", %sA%u)", C(values(a, e->call.args.at[i], env)), i);
        text_printf(&list, "%sA%u", i ? "," : "", i);
    }
    a->is_unsupported |= a->bad_defines[e->call.define];
    *args = text_str(&list);
    return text_str(&b);
}

static void
constants(struct asp *a, struct str head, struct env env, struct type t, const uint64_t *cells,
          uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        text_printf(&a->out, "%s%s) :- %s.\n", C(head), C(constant(a, t, cells ? cells[i] : i)),
                    C(env.atom));
}

static void
extent_rules(struct asp *a, union_id id, struct env env, struct str head)
{
    const struct union_type *u = &a->run->program->unions.at[id];
    for (uint32_t i = 0; i < u->member_count; i++)
        text_printf(&a->out, "%sX) :- %s, is(X,%u).\n", C(head), C(env.atom), u->members[i]);
}

static void
param_rules(struct asp *a, const struct param *p, struct env env, struct str head)
{
    if (card_is_set(p->type.card))
        constants(a, head, env, p->type, p->values, p->value_count);
    else
        constants(a, head, env, p->type, &p->value, 1);
}

/* A condition as a value: 1 where it holds, 0 elsewhere. */
static void
truth_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct str holds = condition(a, e, env);
    text_printf(&a->out, "%s1) :- %s.\n", C(head), C(holds));
    text_printf(&a->out, "%s0) :- %s, not %s.\n", C(head), C(env.atom), C(holds));
}

static void
call_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
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
variable_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    for (uint32_t i = 0; a->rule && i < a->rule->lets.len; i++)
        if (a->rule->lets.at[i].slot == e->slot) {
            struct str let = values(a, a->rule->lets.at[i].value, env);
            text_printf(&a->out, "%sX) :- %sX).\n", C(head), C(let));
            return;
        }
    text_printf(&a->out, "%sS%u) :- %s.\n", C(head), e->slot, C(env.atom));
}

static struct str
values(struct asp *a, const struct ir *e, struct env env)
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
compare_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
    struct str l = values(a, e->compare.left, env), r = values(a, e->compare.right, env);
    a->is_unsupported |= e->compare.left->type.kind == TYPE_VERSION;
    if (!card_is_set(e->compare.left->type.card)) {
        text_printf(&a->out, "%s :- %sX), %sY), X %s Y.\n", C(head), C(l), C(r),
                    ops[e->compare.op]);
        return;
    }
    struct str differ = TEXT("c%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(differ), C(l), C(r));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(differ), C(r), C(l));
    text_printf(&a->out, "%s :- %s, %s%s.\n", C(head), C(env.atom),
                e->compare.op == CMP_EQ ? "not " : "", C(differ));
}

static void
member_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct str l = values(a, e->binary.left, env), r = values(a, e->binary.right, env);
    if (e->kind == IR_IN) {
        text_printf(&a->out, "%s :- %sX), %sX).\n", C(head), C(l), C(r));
        return;
    }
    struct str outside = TEXT("c%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- %sX), not %sX).\n", C(outside), C(l), C(r));
    text_printf(&a->out, "%s :- %s, not %s.\n", C(head), C(env.atom), C(outside));
}

/* every: a conjunction over the set, so that recursion inside stays positive. */
static void
quantifier_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct env inner = bind(a, &e->quant.each, env);
    struct str body = condition(a, e->quant.body, inner);
    if (e->kind == IR_SOME)
        text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(inner.atom), C(body));
    else if (e->kind == IR_EVERY)
        text_printf(&a->out, "%s :- %s, %s : %s.\n", C(head), C(env.atom), C(body), C(inner.atom));
    else
        text_printf(&a->out, "%s :- %s, #count{ S%u : %s, %s } = 1.\n", C(head), C(env.atom),
                    e->quant.each.slot, C(inner.atom), C(body));
}

static void
list_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    struct text_buf all = {.arena = a->arena};
    text_add(&all, env.atom);
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
implies_rules(struct asp *a, struct str test, struct str then, struct str other, struct env env,
              struct str head)
{
    text_printf(&a->out, "%s :- %s, %s.\n", C(head), C(test), C(then));
    text_printf(&a->out, "%s :- %s, not %s, %s.\n", C(head), C(env.atom), C(test), C(other));
}

static void
is_rules(struct asp *a, const struct ir *e, struct env env, struct str head)
{
    const struct union_type *u = &a->run->program->unions.at[e->is.types];
    struct str of = values(a, e->is.of, env);
    for (uint32_t i = 0; i < u->member_count; i++)
        text_printf(&a->out, "%s :- %sX), is(X,%u).\n", C(head), C(of), u->members[i]);
}

static struct str
condition(struct asp *a, const struct ir *e, struct env env)
{
    struct str head = TEXT("c%u(%s)", number(a), C(env.args)), args, body;
    switch (e->kind) {
    case IR_AND:
    case IR_OR: list_rules(a, e, env, head); break;
    case IR_NOT:
        body = condition(a, e->unary, env);
        text_printf(&a->out, "%s :- %s, not %s.\n", C(head), C(env.atom), C(body));
        break;
    case IR_IMPLIES:
        body = condition(a, e->binary.left, env);
        implies_rules(a, body, condition(a, e->binary.right, env), env.atom, env, head);
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
write_define(struct asp *a, define_id id)
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
    struct env env = {.args = text_str(&args)};
    env.atom = TEXT("env%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- %s.\n", C(env.atom), C(domain));
    if (d->result.kind == TYPE_BOOL && !card_is_set(d->result.card))
        text_printf(&a->out, "def%u(%s) :- %s.\n", id, C(env.args), C(condition(a, d->body, env)));
    else
        text_printf(&a->out, "def%u(%s,X) :- %sX).\n", id, C(env.args), C(values(a, d->body, env)));
}

/* The steps of a trace as a condition; a hop that finds nothing has failed. */
static struct str
trace_condition(struct asp *a, const struct ir_step *step, uint32_t count, struct env env)
{
    struct str head = TEXT("c%u(%s)", number(a), C(env.args));
    if (count == 0) {
        text_printf(&a->out, "%s :- %s.\n", C(head), C(env.atom));
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
        text_printf(&a->out, "%s :- %s.\n", C(any), C(inner.atom));
        text_printf(&a->out, "%s :- %s, %s : %s.\n", C(head), C(any), C(rest), C(inner.atom));
    }
    return head;
}

static void
write_rule(struct asp *a, uint32_t id)
{
    const struct rule *r = &a->run->program->rules.at[id];
    const struct ir_each *first = &r->each.at[0];
    a->rule = r;
    struct env env = {.args = TEXT("S%u", first->slot)};
    env.atom = TEXT("env%u(%s)", number(a), C(env.args));
    text_printf(&a->out, "%s :- in%u(S%u).\n", C(env.atom), first->set->id, first->slot);
    if (first->where) {
        struct env guarded = {TEXT("env%u(%s)", number(a), C(env.args)), env.args};
        text_printf(&a->out, "%s :- %s.\n", C(guarded.atom), C(condition(a, first->where, env)));
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
        if (d->opens)
            open = TEXT("%s, %s", C(open), C(holds));
    }
}

static void
write_entities(struct asp *a)
{
    const struct program *p = a->run->program;
    struct store *s = a->run->store;
    for (uint32_t e = 0; e < store_count(s); e++) {
        for (entity_id t = 0; t < p->entities.len; t++)
            if (entity_is(p, store_type(s, (struct ent){e}), t))
                text_printf(&a->out, "is(%u,%u).\n", e, t);
        if (store_external(s, (struct ent){e}).len)
            text_printf(&a->out, "external(%u).\n", e);
    }
    for (union_id u = 0; u < p->unions.len; u++)
        for (uint32_t i = 0; i < p->unions.at[u].member_count; i++)
            text_printf(&a->out, "in%u(X) :- is(X,%u).\n", u, p->unions.at[u].members[i]);
    for (uint32_t i = 0; i < a->run->texts.len; i++)
        if (str_blank(sym_str(&a->run->texts, (struct sym){i})))
            text_printf(&a->out, "blank(%u).\n", i);
}

static void
write_field(struct asp *a, field_id f)
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
attempt(struct asp *a, void (*write)(struct asp *a, uint32_t id), uint32_t id)
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
write_defines(struct asp *a)
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

/* ---- clingo ---- */

struct totals {
    uint32_t cases, rules, said, violated, disagreements;
};

/* The atoms that clingo finds, one a line; NULL if it does not run. */
static char *
solve(struct str text)
{
    char path[] = "/tmp/onus-oracle-XXXXXX", command[128];
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (!file)
        return NULL;
    fwrite(text.at, 1, text.len, file);
    fclose(file);
    snprintf(command, sizeof command, "clingo -W none -V0 --out-ifs='\\n' %s", path);
    FILE *pipe = popen(command, "r");
    size_t cap = 1 << 20;
    char *out = calloc(cap, 1);
    if (pipe && out) {
        size_t len = fread(out, 1, cap - 1, pipe);
        out[len] = '\0';
        pclose(pipe);
    }
    unlink(path);
    return out;
}

static bool
is_atom(const char *found, uint32_t rule, uint32_t subject)
{
    char atom[64];
    snprintf(atom, sizeof atom, "violated(%u,%u)\n", rule, subject);
    return strstr(found, atom) != NULL;
}

static void
compare(struct asp *a, struct totals *t, const char *found, uint32_t rule, uint64_t seed)
{
    const struct rule_result *x = evaluation_rule(a->run->evaluation, rule);
    for (uint32_t i = 0; i < x->subjects.hi - x->subjects.lo; i++) {
        bool engine = x->status[i] == SUBJECT_VIOLATED,
             other = is_atom(found, rule, x->subjects.lo + i);
        t->violated += engine;
        if (engine != other && t->disagreements++ < 10)
            printf("seed %llu: %s at %s: engine says %s, clingo %s\n", (unsigned long long)seed,
                   C(sym_str(&a->run->texts, x->rule->code)),
                   C(store_id(a->run->store, (struct ent){x->subjects.lo + i})),
                   engine ? "violated" : "not", other ? "violated" : "not");
    }
}

/* The rules that can be said, as one logic program. */
static void
write_all(struct asp *a, struct totals *t, bool *said)
{
    const struct program *p = a->run->program;
    write_entities(a);
    for (field_id f = 0; f < p->fields.len; f++)
        write_field(a, f);
    write_defines(a);
    for (uint32_t i = 0; i < p->rules.len; i++) {
        said[i] = evaluation_rule(a->run->evaluation, i)->is_due && attempt(a, write_rule, i);
        t->said += said[i];
    }
    t->rules += p->rules.len;
    text_add_c(&a->out, "#show violated/2.\n");
}

static bool
one_case(struct totals *t, uint64_t seed, bool is_shown)
{
    struct arena arena = {0};
    struct selection s = select_all(&arena, gen_case(&arena, seed, true));
    struct run *r = run_start(&arena, &s);
    struct asp a = {.run = r, .arena = &arena, .out = {.arena = &arena}};
    bool *said = arena_array(&arena, bool, r->program->rules.len), ok = true;
    struct coverage facts = {0};
    coverage_add(&facts, r->program, r->store);
    if (facts.features[FEATURE_INCOMPLETE] == 0) {
        write_all(&a, t, said);
        char *found = solve(text_str(&a.out));
        ok = found && strstr(found, "SATISFIABLE");
        for (uint32_t i = 0; ok && i < r->program->rules.len; i++)
            if (said[i])
                compare(&a, t, found, i, seed);
        free(found);
        t->cases++;
    }
    for (const struct diag *d = is_shown ? r->sink.first : NULL; d; d = d->next)
        printf("%s " STR_FMT "\n", diag_code_name(d->code), STR_ARG(d->message));
    if (is_shown)
        printf(STR_FMT "---- facts ----\n" STR_FMT "---- logic program ----\n" STR_FMT,
               STR_ARG(rules_text(&arena, &s)), STR_ARG(facts_text(&arena, &s)),
               STR_ARG(text_str(&a.out)));
    run_end(r);
    arena_release(&arena);
    return ok;
}

int
main(int argc, char **argv)
{
    bool is_shown = argc == 3 && strcmp(argv[1], "show") == 0;
    uint64_t count = is_shown ? 1 : argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct totals t = {0};
    if (system("clingo --version >/dev/null 2>&1") != 0) {
        printf("FAILED: clingo (Debian: gringo) is not installed\n");
        return 1;
    }
    for (uint64_t i = 0; i < count; i++)
        if (!one_case(&t, seed + i, is_shown)) {
            printf("FAILED: clingo does not read the program of seed %llu\n",
                   (unsigned long long)(seed + i));
            return 1;
        }
    printf("%u of %llu cases: clingo checked %u of %u rules, %u violations, %u disagreements\n",
           t.cases, (unsigned long long)count, t.said, t.rules, t.violated, t.disagreements);
    bool is_thin = t.cases * 3 < count || t.said * 2 < t.rules || t.violated < t.cases;
    if (is_thin)
        printf("FAILED: too little was compared\n");
    return t.disagreements > 0 || is_thin;
}
