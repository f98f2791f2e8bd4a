/* What a rule demands and offers: let, require, trace, fix. */
#include "lang/check_criterion.h"

void
let_check(struct context *cx, const struct clause *c, struct rule *rule)
{
    for (uint32_t i = 0; i < c->let.len; i++) {
        struct rule_let let = let_value(cx, &c->let.at[i]);
        vec_push(cx->ck->arena, &rule->lets, let);
    }
}

/* ---- messages and places ---- */

/* Messages and places may name anything: that alone makes no duty rely on another. */
static bool_vec
copy_relied(const struct context *cx)
{
    bool_vec copy = {0};

    for (uint32_t i = 0; i < cx->body->relied.len; i++)
        vec_push(cx->ck->arena, &copy, cx->body->relied.at[i]);
    return copy;
}

static void
restore_relied(const struct context *cx, const bool_vec *copy)
{
    for (uint32_t i = 0; i < cx->body->relied.len; i++)
        cx->body->relied.at[i] = i < copy->len && copy->at[i];
}

struct ir *
duty_message(const struct context *cx, const struct text *text)
{
    struct context in = *cx;
    bool_vec relied = copy_relied(cx);

    in.may_say_why = true;
    struct ir *message =
        text ? template_check(&in, text) : ir_new(cx, IR_TEMPLATE, SPAN_NONE, TYPE(TYPE_TEXT));
    restore_relied(cx, &relied);
    return message;
}

static struct ir *
not_a_place(const struct context *cx, struct ir *at)
{
    struct diag *d = report(cx, E7278, at->span,
                            "a finding points to one field of one entity, and this is neither");

    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, at->type)));
    diag_help(cx->ck->sink, d, "write `at x.field`");
    return expr_broken(cx, at->span);
}

/* `at x.field`: a field that may be missing is fine, the finding then points to where it should be. */
static struct ir *
place(const struct context *cx, const struct expr *e)
{
    struct context loose = *cx;

    if (!e)
        return NULL;
    loose.optionals_allowed = true;
    struct ir *at = expr_check(&loose, e, TYPE(TYPE_ERROR));
    if (ir_failed(at))
        return at;
    bool is_field = at->kind == IR_FIELD && !card_is_set(at->field.of->type.card);
    bool is_entity =
        at->kind == IR_VAR && at->type.kind == TYPE_ENTITY && !card_is_set(at->type.card);
    return is_field || is_entity ? at : not_a_place(cx, at);
}

/* ---- require ---- */

void
duty_check(struct context *cx, const struct clause *c, struct rule *rule)
{
    struct duty duty = {.kind = DUTY_REQUIRE, .span = c->span};
    struct context known = *cx;

    duty.condition = expr_condition(cx, c->require.condition);
    struct context failed = presence_when(cx, c->require.condition, false);
    bool_vec relied = copy_relied(cx);
    duty.at = place(cx, c->require.at);
    duty.message = duty_message(&failed, c->require.message);
    restore_relied(cx, &relied);
    vec_push(cx->ck->arena, &rule->duties, duty);
    known.duty = rule->duties.len;
    known = presence_when(&known, c->require.condition, true);
    cx->proof = known.proof;
}

/* ---- require trace ---- */

/* A hop leads to a set, or to at most one: then to a set of at most one. */
static struct ir *
hop_set(const struct context *cx, const struct expr *e)
{
    struct ir *ir = expr_check(cx, e, TYPE(TYPE_ERROR));

    if (ir_failed(ir) || card_is_set(ir->type.card))
        return ir;
    if (ir->type.kind == TYPE_EMPTY || ir->type.kind == TYPE_BOOL) {
        report(cx, E5683, ir->span, "a step of a trace leads somewhere, and this is " STR_FMT,
               STR_ARG(words_type(cx, ir->type)));
        return expr_broken(cx, ir->span);
    }
    struct ir *set = ir_new(cx, IR_SET, ir->span, ir->type);
    set->type.card = ir->type.card == CARD_ONE ? CARD_SET_SOME : CARD_SET;
    vec_push(cx->ck->arena, &set->list, ir);
    return set;
}

static struct ir_step
step_check(struct context *flow, const struct trace_step *s)
{
    struct ir_step step = {.span = s->span};

    if (s->kind == STEP_CONDITION) {
        step.kind = IR_STEP_CONDITION;
        step.expr = expr_condition(flow, s->expr);
        struct context failed = presence_when(flow, s->expr, false);
        step.message = duty_message(&failed, s->message);
        *flow = presence_when(flow, s->expr, true);
        return step;
    }
    step.kind = s->kind == STEP_SOME ? IR_STEP_SOME : IR_STEP_EVERY;
    step.expr = hop_set(flow, s->expr);
    step.message = duty_message(flow, s->message);
    struct type member = step.expr->type;
    member.card = CARD_ONE;
    presence_add(flow, s->expr);
    step.slot = bind(flow, s->name, member);
    return step;
}

void
trace_check(struct context *cx, const struct clause *c, struct rule *rule)
{
    struct duty duty = {.kind = DUTY_TRACE, .span = c->span, .step_count = c->trace.len};
    struct context flow = *cx;

    duty.steps = arena_array(cx->ck->arena, struct ir_step, c->trace.len + 1);
    for (uint32_t i = 0; i < c->trace.len; i++)
        duty.steps[i] = step_check(&flow, &c->trace.at[i]);
    vec_push(cx->ck->arena, &rule->duties, duty);
    if (c->trace.len && c->trace.at[0].kind == STEP_SOME) {
        struct context behind = *cx; /* what the first hop found is there for those after it */
        behind.duty = rule->duties.len;
        presence_add(&behind, c->trace.at[0].expr);
        cx->proof = behind.proof;
    }
}

/* ---- fix ---- */

static void
not_fixable(const struct context *cx, struct ir *path)
{
    struct diag *d = report(cx, E5827, path->span,
                            "only a field of one entity can be changed, and this is " STR_FMT,
                            STR_ARG(words_type(cx, path->type)));

    diag_help(cx->ck->sink, d, "write `fix set x.field = …`");
}

static void
add_to_one(const struct context *cx, struct ir *path)
{
    struct diag *d =
        report(cx, E5827, path->span, "`fix add` adds to a set, and `" STR_FMT "` holds one value",
               STR_ARG(words_at(cx, path->span)));

    diag_help(cx->ck->sink, d, "write `fix set " STR_FMT " = …`",
              STR_ARG(words_at(cx, path->span)));
}

static struct type
field_type(const struct context *cx, const struct ir *path)
{
    struct type t = path->type;

    t.card = cx->ck->program->fields.at[path->field.alternatives[0].field].type.card;
    if (t.card == CARD_OPTIONAL)
        t.card = CARD_ONE;
    if (t.card == CARD_SET_SOME)
        t.card = CARD_SET;
    return t;
}

static void
fix_change(const struct context *cx, const struct clause *c, struct fix *fix)
{
    struct context loose = *cx;

    loose.optionals_allowed = true;
    fix->kind = c->fix.add ? FIX_ADD : FIX_SET;
    fix->path = expr_check(&loose, c->fix.path, TYPE(TYPE_ERROR));
    if (c->fix.ask)
        fix->text = duty_message(cx, c->fix.ask);
    if (ir_failed(fix->path))
        return;
    if (fix->path->kind != IR_FIELD || card_is_set(fix->path->field.of->type.card)) {
        not_fixable(cx, fix->path);
        return;
    }
    struct type t = field_type(cx, fix->path);
    if (c->fix.add && !card_is_set(t.card)) {
        add_to_one(cx, fix->path);
        return;
    }
    if (c->fix.add)
        t.card = CARD_ONE;
    if (c->fix.value)
        fix->value = expr_value(cx, c->fix.value, t);
}

void
fix_check(const struct context *cx, const struct clause *c, struct rule *rule)
{
    struct fix fix = {.kind = FIX_TEXT, .span = c->span};

    if (c->kind == CLAUSE_FIX_TEXT)
        fix.text = duty_message(cx, c->text);
    else
        fix_change(cx, c, &fix);
    vec_push(cx->ck->arena, &rule->fixes, fix);
}
