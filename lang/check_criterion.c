/* Criteria: what is accepted, with what given, and what is rejected; and the definition that `x meets name` asks. */
#include "lang/check_criterion.h"

/* ---- order of the clauses ---- */

static void
duty_too_late(const struct context *cx, const struct clause *c, const struct clause *accept)
{
    struct diag *d = report(cx, E6642, c->span, "this `require` stands behind the first branch");

    diag_label(cx->ck->sink, d, accept->span, "what comes here has been decided");
    diag_help(cx->ck->sink, d,
              "move it above the first `accept`: it rejects what cannot be judged at all");
}

static void
accept_too_late(const struct context *cx, const struct clause *c, const struct clause *reject)
{
    struct diag *d = report(cx, E6642, c->span, "this branch stands behind `reject`");

    diag_label(cx->ck->sink, d, reject->span, "whatever comes here is rejected");
    diag_help(cx->ck->sink, d, "move `reject` to the end");
}

static void
reject_twice(const struct context *cx, const struct clause *c, const struct clause *reject)
{
    struct diag *d = report(cx, E6009, c->span, "a criterion rejects in one place");

    diag_label(cx->ck->sink, d, reject->span, "the first one");
    diag_help(cx->ck->sink, d, "leave one of the two out");
}

struct branches {
    const struct clause *first, *reject; /* NULL: none */
    uint32_t count;
};

static struct branches
order_check(const struct context *cx, const clause_vec *clauses)
{
    struct branches b = {0};

    for (uint32_t i = 0; i < clauses->len; i++) {
        const struct clause *c = &clauses->at[i];
        bool is_duty = c->kind == CLAUSE_REQUIRE || c->kind == CLAUSE_TRACE;
        if (is_duty && b.first)
            duty_too_late(cx, c, b.first);
        if (c->kind == CLAUSE_ACCEPT && b.reject)
            accept_too_late(cx, c, b.reject);
        if (c->kind == CLAUSE_REJECT && b.reject)
            reject_twice(cx, c, b.reject);
        if (c->kind == CLAUSE_ACCEPT && b.count++ == 0)
            b.first = c;
        if (c->kind == CLAUSE_REJECT && !b.reject)
            b.reject = c;
    }
    return b;
}

static void
refuse_open(const struct context *cx, struct name code, const struct branches *b)
{
    struct diag *d;

    if (!b->first) {
        d = report(cx, E2216, code.span, "this criterion accepts nothing");
        diag_help(cx->ck->sink, d, "say what is good enough: `accept when …`");
    }
    if (!b->reject) {
        d = report(cx, E2216, code.span, "this criterion does not say what becomes of the rest");
        diag_help(cx->ck->sink, d, "end it with `reject \"…\"`: the message of each finding");
    }
}

/* ---- given ---- */

static struct ir_given
given_never_missing(const struct context *cx, struct ir *path)
{
    struct diag *d = report(cx, E8534, path->span,
                            "`" STR_FMT "` is always there, so asking for it decides nothing",
                            STR_ARG(words_at(cx, path->span)));

    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, path->type)));
    const struct field *f = &cx->ck->program->fields.at[path->field.alternatives[0].field];
    bool may_lack = f->type.card == CARD_OPTIONAL || f->type.card == CARD_SET;
    diag_label(cx->ck->sink, d, f->span, "declared here%s",
               may_lack ? ", but proved to be there before this branch" : ", not optional");
    diag_help(cx->ck->sink, d,
              "`given` lists what may be missing; a demand on the value itself goes into `when`");
    return (struct ir_given){.path = path, .span = path->span};
}

static struct ir_given
given_check(const struct context *cx, const struct expr *e)
{
    struct context loose = *cx;
    struct ir_given given = {.span = e->span};

    loose.optionals_allowed = true;
    given.path = expr_check(&loose, e, TYPE(TYPE_ERROR));
    if (ir_failed(given.path))
        return given;
    struct type t = given.path->type;
    if (given.path->kind != IR_FIELD) {
        struct diag *d = report(cx, E7278, e->span, "`given` lists fields, and this is none");
        diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, t)));
        diag_help(cx->ck->sink, d, "write `given x.field`; a condition goes into `when`");
        return given;
    }
    if (t.kind != TYPE_TEXT && t.card != CARD_OPTIONAL && t.card != CARD_SET)
        return given_never_missing(cx, given.path);
    bool is_text = t.kind == TYPE_TEXT && !card_is_set(t.card);
    given.condition =
        ir_unary(cx, is_text ? IR_SUBSTANTIVE : IR_PRESENT, e->span, TYPE(TYPE_BOOL), given.path);
    return given;
}

/* ---- branches ---- */

/* *cx: nothing before was accepted; becomes the context where this branch does not hold either. */
static struct ir_branch
branch_check(struct context *cx, const struct clause *c)
{
    struct ir_branch branch = {.span = c->span};

    branch.when = expr_condition(cx, c->accept.when);
    struct context holds = presence_when(cx, c->accept.when, true);
    branch.given = arena_array(cx->ck->arena, struct ir_given, c->accept.given.len + 1);
    for (uint32_t i = 0; i < c->accept.given.len; i++)
        branch.given[branch.given_count++] = given_check(&holds, c->accept.given.at[i]);
    *cx = presence_when(cx, c->accept.when, false);
    return branch;
}

static struct ir *
list_of(const struct context *cx, enum ir_kind kind, struct span at, struct ir *a, struct ir *b)
{
    struct ir *ir = ir_new(cx, kind, at, TYPE(TYPE_BOOL));

    vec_push(cx->ck->arena, &ir->list, a);
    vec_push(cx->ck->arena, &ir->list, b);
    return ir;
}

static struct ir *
both(const struct context *cx, struct ir *a, struct ir *b)
{
    return a ? b ? list_of(cx, IR_AND, a->span, a, b) : a : b;
}

/* All that a branch asks for; NULL: nothing. */
static struct ir *
all_given(const struct context *cx, const struct ir_branch *branch)
{
    struct ir *all = NULL;

    for (uint32_t i = 0; i < branch->given_count; i++)
        all = both(cx, all, branch->given[i].condition);
    return all;
}

/*
 * `w` decides for `g`, else `rest` does: (w and g) or (not w and rest) or (g and rest). The last part makes it true where w is
 * unknown and both ways agree. Where nothing need be given that is w or rest.
 */
static struct ir *
decision(const struct context *cx, const struct ir_branch *branch, struct ir *rest)
{
    struct ir *w = branch->when, *g = all_given(cx, branch);

    if (!rest)
        return both(cx, w, g);
    if (!g)
        return list_of(cx, IR_OR, branch->span, w, rest);
    struct ir *let = ir_new(cx, IR_LET, branch->span, TYPE(TYPE_BOOL));
    let->let.value = rest;
    let->let.slot = body_slot(cx, (struct name){SYM_NONE, branch->span}, TYPE(TYPE_BOOL));
    struct ir *later = ir_new(cx, IR_VAR, branch->span, TYPE(TYPE_BOOL));
    later->slot = let->let.slot;
    struct ir *not_w = ir_unary(cx, IR_NOT, w->span, TYPE(TYPE_BOOL), w);
    struct ir *any = list_of(cx, IR_OR, branch->span, both(cx, w, g), both(cx, not_w, later));
    vec_push(cx->ck->arena, &any->list, both(cx, g, later));
    let->let.body = any;
    return let;
}

void
decide_check(const struct context *cx, const struct item *item, struct rule *rule)
{
    const clause_vec *clauses = &item->rule.clauses;
    struct branches found = order_check(cx, clauses);
    struct duty duty = {.kind = DUTY_DECIDE};
    struct context flow = *cx;

    refuse_open(cx, item->rule.code, &found);
    duty.branches = arena_array(cx->ck->arena, struct ir_branch, found.count + 1);
    for (uint32_t i = 0; i < clauses->len; i++)
        if (clauses->at[i].kind == CLAUSE_ACCEPT)
            duty.branches[duty.branch_count++] = branch_check(&flow, &clauses->at[i]);
    if (found.reject)
        duty.message = duty_message(&flow, found.reject->text);
    if (cx->body->broken)
        return;
    branches_reached(cx, duty.branches, duty.branch_count);
    for (uint32_t i = duty.branch_count; i-- > 0;)
        duty.condition = decision(cx, &duty.branches[i], duty.condition);
    duty.span = found.reject->span;
    vec_push(cx->ck->arena, &rule->duties, duty);
}

/* ---- the definition that `meets` asks ---- */

static struct ir *
truth(const struct context *cx, struct span at)
{
    return ir_const(cx, at, TYPE(TYPE_BOOL), 1);
}

static struct ir *
quantified(const struct context *cx, enum ir_kind kind, const struct ir_each *each, struct ir *body)
{
    struct ir *ir = ir_new(cx, kind, each->span, TYPE(TYPE_BOOL));

    ir->quant.each = *each;
    ir->quant.if_any = true;
    ir->quant.body = body;
    return ir;
}

/* A chain: each step inside the one before; an `every` hop that finds nothing has failed. */
static struct ir *
trace_as_condition(const struct context *cx, const struct duty *d)
{
    struct ir *rest = NULL;

    for (uint32_t i = d->step_count; i-- > 0;) {
        const struct ir_step *s = &d->steps[i];
        if (s->kind == IR_STEP_CONDITION) {
            rest = both(cx, s->expr, rest);
            continue;
        }
        struct ir_each each = {.slot = s->slot, .set = s->expr, .span = s->span};
        bool is_some = s->kind == IR_STEP_SOME;
        rest =
            quantified(cx, is_some ? IR_SOME : IR_EVERY, &each, rest ? rest : truth(cx, s->span));
        if (!is_some)
            rest = both(cx, ir_unary(cx, IR_PRESENT, s->span, TYPE(TYPE_BOOL), s->expr), rest);
    }
    return rest;
}

/* One tuple: every requirement and the decision, behind the values of `let`. */
static struct ir *
tuple_meets(const struct context *cx, const struct rule *rule)
{
    struct ir *body = NULL;

    for (uint32_t i = 0; i < rule->duties.len; i++) {
        const struct duty *d = &rule->duties.at[i];
        body = both(cx, body, d->kind == DUTY_TRACE ? trace_as_condition(cx, d) : d->condition);
    }
    for (uint32_t i = rule->lets.len; i-- > 0;) {
        struct ir *let = ir_new(cx, IR_LET, rule->lets.at[i].value->span, TYPE(TYPE_BOOL));
        let->let.slot = rule->lets.at[i].slot;
        let->let.value = rule->lets.at[i].value;
        let->let.body = body;
        body = let;
    }
    return body;
}

/* Every tuple meets it, and there is one. */
static struct ir *
criterion_body(const struct context *cx, const struct rule *rule)
{
    struct ir *body = tuple_meets(cx, rule), *any = NULL;

    for (uint32_t i = rule->each.len; i-- > 1;) {
        const struct ir_each *each = &rule->each.at[i];
        body = quantified(cx, IR_EVERY, each, body);
        any = quantified(cx, IR_SOME, each, any ? any : truth(cx, each->span));
    }
    body = both(cx, any, body);
    return both(cx, rule->each.at[0].where, body);
}

/* "{r} meets residual_risk" */
static struct ir *
criterion_reads(const struct context *cx, const struct rule *rule)
{
    struct ir *reads = ir_new(cx, IR_TEMPLATE, rule->span, TYPE(TYPE_TEXT));
    struct ir *subject = ir_new(cx, IR_VAR, rule->span, rule->slots[0].type);
    struct str words = str_printf(cx->ck->arena, " meets " STR_FMT, NAME_ARG(cx, rule->name));

    subject->slot = rule->each.at[0].slot;
    vec_push(cx->ck->arena, &reads->template, ((struct ir_part){.expr = subject}));
    vec_push(cx->ck->arena, &reads->template, ((struct ir_part){.literal = words}));
    return reads;
}

void
criterion_signature(struct checker *ck, const struct unit *unit, const struct item *item,
                    struct def *def)
{
    entity_id subject = rule_subject_type(ck, unit, item);
    struct define d = {.pack = unit->pack,
                       .name = item->rule.name.sym,
                       .param_count = 1,
                       .meets = NO_ID,
                       .result = TYPE(TYPE_BOOL),
                       .span = item->rule.name.span,
                       .docs = item->docs};

    d.slots = arena_array(ck->arena, struct slot, 1);
    d.slots[0].type = subject == NO_ID ? TYPE(TYPE_ERROR) : type_entity(ck, subject, CARD_ONE);
    d.slots[0].span = item->rule.name.span;
    def->broken = def->broken || subject == NO_ID;
    def->id = ck->program->defines.len;
    vec_push(ck->arena, &ck->program->defines, d);
    vec_push(ck->arena, &ck->define_items, item);
    vec_push(ck->arena, &ck->define_units, unit);
}

void
criterion_check(struct checker *ck, define_id id)
{
    const struct item *item = ck->define_items.at[id];
    struct def *def = names_of(ck, item);
    struct body body = {0};
    struct context cx = {
        .ck = ck, .unit = ck->define_units.at[id], .body = &body, .rule_code = item->rule.code.sym};
    struct rule *rule = arena_new(ck->arena, struct rule);
    struct define *d = &ck->program->defines.at[id];

    bool is_whole = rule_clauses(&cx, item, rule);
    d = &ck->program->defines.at[id];
    if (!is_whole || def->broken) {
        def->broken = true;
        d->body = ir_const(&cx, item->rule.name.span, d->result, 0);
        d->slot_count = 1;
        return;
    }
    d->body = criterion_body(&cx, rule);
    rule->slots = d->slots = body.slots.at;
    rule->slot_count = d->slot_count = body.slots.len;
    d->reads = criterion_reads(&cx, rule);
    vec_push(ck->arena, &ck->criteria, ((struct criterion){id, rule}));
}

const struct rule *
criterion_rule(const struct checker *ck, define_id id)
{
    for (uint32_t i = 0; i < ck->criteria.len; i++)
        if (ck->criteria.at[i].define == id)
            return ck->criteria.at[i].rule;
    return NULL;
}

/* ---- asking one ---- */

static struct ir *
no_criterion(const struct context *cx, const struct expr *e, struct name name, const struct def *d)
{
    struct diag *m = report(cx, E1873, e->meets.criterion.span, "`" STR_FMT "` is no criterion",
                            NAME_ARG(cx, name.sym));

    if (d->kind == DEF_DEFINE)
        diag_help(cx->ck->sink, m, "a definition is asked as `" STR_FMT "(" STR_FMT ")`",
                  NAME_ARG(cx, name.sym), STR_ARG(words_at(cx, e->meets.of->span)));
    return expr_broken(cx, e->span);
}

static struct ir *
wrong_subject(const struct context *cx, const struct expr *e, struct ir *of, struct type want)
{
    struct diag *d =
        report(cx, E7120, of->span, "the criterion judges %s" STR_FMT ", and this is " STR_FMT,
               want.kind == TYPE_ENTITY ? "a " : "", STR_ARG(words_kind(cx, want)),
               STR_ARG(words_type(cx, of->type)));

    if (card_is_set(of->type.card))
        diag_help(cx->ck->sink, d,
                  "ask it of each: `every x in " STR_FMT " has x meets " STR_FMT "`",
                  STR_ARG(words_at(cx, of->span)), STR_ARG(words_at(cx, e->meets.criterion.span)));
    return expr_broken(cx, e->span);
}

static struct ir *
ask(const struct context *cx, const struct expr *e, define_id id, struct ir *of)
{
    struct type want = cx->ck->program->defines.at[id].slots[0].type;
    struct ir *call = ir_new(cx, IR_CALL, e->span, TYPE(TYPE_BOOL));

    call->call.define = id;
    vec_push(cx->ck->arena, &call->call.args, of);
    if (fit_kind(cx, of, want))
        return call;
    struct ir *is = ir_new(cx, IR_IS, e->span, TYPE(TYPE_BOOL));
    is->is.of = of;
    is->is.types = want.of;
    return both(cx, is, call);
}

struct ir *
meets_test(const struct context *cx, const struct expr *e)
{
    const name_vec *parts = &e->meets.criterion.parts;
    const struct name *pack = parts->len > 1 ? &parts->at[parts->len - 2] : NULL;
    struct context loose = *cx;

    loose.optionals_allowed = true; /* what is missing does not meet it */
    struct ir *of = expr_check(&loose, e->meets.of, TYPE(TYPE_ERROR));
    if (!parts->len)
        return expr_broken(cx, e->span);
    const struct def *d = names_find(cx->ck, cx->unit, pack, vec_last(parts), "criterion", false);
    if (!d || d->broken || ir_failed(of))
        return expr_broken(cx, e->span);
    if (d->kind != DEF_CRITERION)
        return no_criterion(cx, e, vec_last(parts), d);
    if (cx->in_source) {
        report(cx, E5739, e->span, "a source cannot ask criteria: they are about the loaded case");
        return expr_broken(cx, e->span);
    }
    struct type want = cx->ck->program->defines.at[d->id].slots[0].type;
    bool fits = of->type.kind == TYPE_ENTITY && !card_is_set(of->type.card) &&
                entities_meet(cx->ck, of->type.of, want.of);
    return fits ? ask(cx, e, d->id, of) : wrong_subject(cx, e, of, want);
}
