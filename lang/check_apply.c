/* apply: a pattern as the first duty of a rule (language.md §8). */
#include "lang/check_pattern.h"

/* ---- without `for each` ---- */

static void
report_no_subject(const struct context *cx, const struct apply_decl *a)
{
    struct diag *d = report(cx, E6415, a->rule.code.span, "this application does not say for whom");
    diag_help(cx->ck->sink, d,
              a->args.len ? "put `for each x: Type` before `as`, or begin the arguments with one "
                            "entity: `Type @ID`"
                          : "put `for each x: Type` before `as`");
}

static struct ir *
is_this(const struct context *cx, uint32_t slot, struct ir *entity)
{
    struct ir *var = ir_new(cx, IR_VAR, entity->span, entity->type);
    struct ir *same = ir_new(cx, IR_COMPARE, entity->span, TYPE(TYPE_BOOL));
    var->slot = slot;
    same->compare.op = CMP_EQ;
    same->compare.left = var;
    same->compare.right = entity;
    return same;
}

/* `apply P(Device @LX-200, …)`: a rule about that one, which has to be there. */
static void
subject_of_argument(struct context *cx, const struct apply_decl *a, const struct application *of,
                    struct rule *rule)
{
    const struct pattern_decl *pattern = &cx->ck->patterns.at[of->pattern].item->pattern;
    struct ir *first = of->args.len ? of->args.at[0] : NULL;
    if (!first || first->kind != IR_ENTITY) {
        report_no_subject(cx, a);
        return;
    }
    struct ir_each each = {.span = first->span};
    each.set =
        ir_new(cx, IR_EXTENT, first->span, (struct type){TYPE_ENTITY, CARD_SET, first->type.of});
    each.set->id = first->type.of;
    each.slot =
        body_slot(cx, (struct name){pattern->params.at[0].name.sym, first->span}, first->type);
    each.where = is_this(cx, each.slot, first);
    vec_push(cx->ck->arena, &rule->each, each);
    rule->expects_subjects = true;
}

/* ---- the duty ---- */

static uint32_t
application_add(struct checker *ck, struct application application)
{
    vec_push(ck->arena, &ck->program->applications, application);
    return ck->program->applications.len - 1;
}

/* The variables stand before `as`, where the arguments can use them. */
static void
refuse_inner_variables(const struct context *cx, const struct item *item)
{
    const clause_vec *clauses = &item->rule.clauses;
    for (uint32_t i = 0; i < clauses->len; i++) {
        if (clauses->at[i].kind != CLAUSE_FOR_EACH)
            continue;
        struct diag *d =
            report(cx, E6009, clauses->at[i].span, "an `apply` has its `for each` before `as`");
        if (item->apply.each.len)
            diag_label(cx->ck->sink, d, item->apply.each.at[0].span, "it has one");
        diag_help(cx->ck->sink, d, "move it there: the arguments are values of its variables");
    }
}

void
application_check(struct context *cx, const struct item *item, struct rule *rule)
{
    const struct apply_decl *a = &item->apply;
    struct application application = {
        .rule = NO_ID, .is_authored = a->authored, .span = a->pattern.span};
    refuse_inner_variables(cx, item);
    application.pattern = pattern_named(cx, &a->pattern);
    if (application.pattern != NO_ID)
        cx->ck->patterns.at[application.pattern].is_applied = true;
    if (application.pattern != NO_ID)
        pattern_args(cx, application.pattern, &a->args, a->pattern.span, &application.args);
    if (!a->each.len && !cx->body->broken)
        subject_of_argument(cx, a, &application, rule);
    if (!cx->body->broken)
        application_sees(cx, application.pattern, &rule->each, &application.args);
    if (cx->body->broken)
        return;
    struct duty duty = {.kind = DUTY_PATTERN, .span = a->pattern.span};
    duty.application = application_add(cx->ck, application);
    vec_push(cx->ck->arena, &rule->duties, duty);
}

void
application_lost(struct checker *ck, const struct unit *unit, const struct item *item)
{
    const struct type_name *name = &item->apply.pattern;
    const struct def *def = names_find(ck, unit, &name->pack, name->name, "pattern", true);
    if (def && def->kind == DEF_PATTERN)
        application_add(
            ck, (struct application){
                    .is_broken = true, .pattern = def->id, .rule = NO_ID, .span = name->span});
}
