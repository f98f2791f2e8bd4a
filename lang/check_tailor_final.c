/* Tailoring: what final rules ask, so that nobody softens them from behind. */
#include "lang/check_tailor.h"

struct final_uses {
    struct checker *ck;
    const struct rule *rule;     /* being walked */
    const struct rule **params;  /* by param_id */
    const struct rule **defines; /* by define_id */
    const struct rule **tables;  /* by table_id */
    VEC(define_id) open;         /* of these, not walked yet */
};

static void
note(void *context, const struct ir *ir)
{
    struct final_uses *u = context;

    if (ir->kind == IR_PARAM && !u->params[ir->id])
        u->params[ir->id] = u->rule;
    if (ir->kind == IR_LOOKUP && !u->tables[ir->lookup.table])
        u->tables[ir->lookup.table] = u->rule;
    if (ir->kind == IR_CALL && !u->defines[ir->call.define]) {
        u->defines[ir->call.define] = u->rule;
        vec_push(u->ck->arena, &u->open, ir->call.define);
    }
    ir_visit_parts(ir, note, u);
}

static void
note_optional(struct final_uses *u, const struct ir *ir)
{
    if (ir)
        note(u, ir);
}

/* Messages and fixes never change a verdict; everything else does. */
static void
note_rule(struct final_uses *u, const struct rule *rule)
{
    u->rule = rule;
    for (uint32_t i = 0; i < rule->each.len; i++) {
        note_optional(u, rule->each.at[i].set);
        note_optional(u, rule->each.at[i].where);
    }
    for (uint32_t i = 0; i < rule->lets.len; i++)
        note_optional(u, rule->lets.at[i].value);
    for (uint32_t i = 0; i < rule->duties.len; i++) {
        const struct duty *duty = &rule->duties.at[i];
        note_optional(u, duty->condition);
        for (uint32_t k = 0; k < duty->step_count; k++)
            note_optional(u, duty->steps[k].expr);
        for (uint32_t k = 0; k < duty->branch_count; k++)
            note_optional(u, duty->branches[k].when);
    }
    while (u->open.len)
        note(u, u->ck->program->defines.at[u->open.at[--u->open.len]].body);
}

struct final_uses *
final_uses(struct checker *ck)
{
    struct final_uses *u = arena_new(ck->arena, struct final_uses);

    u->ck = ck;
    u->params = arena_array(ck->arena, const struct rule *, ck->program->params.len + 1);
    u->defines = arena_array(ck->arena, const struct rule *, ck->program->defines.len + 1);
    u->tables = arena_array(ck->arena, const struct rule *, ck->program->tables.len + 1);
    for (uint32_t i = 0; i < ck->program->rules.len; i++)
        if (ck->program->rules.at[i].is_final)
            note_rule(u, &ck->program->rules.at[i]);
    return u;
}

const struct rule *
final_of_param(const struct final_uses *u, param_id id)
{
    return u->params[id];
}

const struct rule *
final_of_define(const struct final_uses *u, define_id id)
{
    return u->defines[id];
}

const struct rule *
final_of_table(const struct final_uses *u, table_id id)
{
    return u->tables[id];
}

void
report_final(struct checker *ck, struct tailor_line *line, const struct rule *rule, struct str why)
{
    struct str code = sym_str(ck->syms, rule->code);
    struct diag *d = diag_add(ck->sink, E7394, line->ast->value ? line->ast->value->span : line->at,
                              "this would make the final rule " STR_FMT " less strict: " STR_FMT,
                              STR_ARG(code), STR_ARG(why));

    line->broken = true;
    diag_label(ck->sink, d, rule->span, "final");
    diag_help(ck->sink, d, "what is final can only be made stricter");
}
