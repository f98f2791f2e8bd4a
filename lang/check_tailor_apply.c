/* Tailoring: parameters, severities and exemptions take effect; what was done is listed. */
#include "lang/check_tailor.h"

#include "lang/text.h"

/* ---- parameters ---- */

static struct param *
param_of(struct checker *ck, const struct tailor_line *line)
{
    struct program *p = ck->program;

    for (param_id i = 0; i < p->params.len; i++)
        if (line->code.v ? sym_eq(p->params.at[i].rule, line->code) &&
                               sym_eq(p->params.at[i].name, line->param->param.name.sym)
                         : i == line->target->id)
            return &p->params.at[i];
    return NULL;
}

static bool
within_range(struct checker *ck, struct tailor_line *line, const struct param *p, uint64_t cell)
{
    const struct field_mark *mark = NULL;
    struct type one = {p->type.kind, CARD_ONE, p->type.of};

    if (!p->has_range ||
        (model_compare(ck, one, p->low, cell) <= 0 && model_compare(ck, one, cell, p->high) <= 0))
        return true;
    for (uint32_t i = 0; i < line->param->marks.len; i++)
        if (line->param->marks.at[i].kind == MARK_WITHIN)
            mark = &line->param->marks.at[i];
    struct diag *d = diag_add(
        ck->sink, E1759, line->ast->value->span, STR_FMT " is outside what `" STR_FMT "` may be",
        STR_ARG(cell_text(ck->program, ck->arena, one, cell)), STR_ARG(line->written));
    line->broken = true;
    if (mark)
        diag_label(ck->sink, d, mark->span, "it may be " STR_FMT " to " STR_FMT,
                   STR_ARG(cell_text(ck->program, ck->arena, one, p->low)),
                   STR_ARG(cell_text(ck->program, ck->arena, one, p->high)));
    diag_help(ck->sink, d,
              "stay inside the range: the authors of the pack say that its rules make no sense "
              "beyond it");
    return false;
}

static bool
same_cells(const struct tailor_line *line, const struct param *p)
{
    if (!card_is_set(p->type.card))
        return line->cells[0] == p->value;
    bool same = line->cell_count == p->value_count;
    for (uint32_t i = 0; same && i < line->cell_count; i++)
        same = line->cells[i] == p->values[i];
    return same;
}

/* What the rule asks of a final rule's parameter: stricter than its pack has it, or as strict. */
static void
check_final(struct checker *ck, struct tailor_line *line, const struct param *p,
            const struct rule *rule)
{
    struct str name = sym_str(ck->syms, p->name);

    if (!rule || line->broken || same_cells(line, p))
        return;
    if (!p->stricter) {
        report_final(ck, line, rule,
                     str_printf(ck->arena, "`" STR_FMT "` does not say which way is stricter",
                                STR_ARG(name)));
        return;
    }
    int order = model_compare(ck, p->type, line->cells[0], p->value);
    if (order * p->stricter > 0)
        return;
    report_final(ck, line, rule,
                 str_printf(ck->arena, "of `" STR_FMT "`, %s values than " STR_FMT " are stricter",
                            STR_ARG(name), p->stricter < 0 ? "lower" : "higher",
                            STR_ARG(cell_text(ck->program, ck->arena, p->type, p->value))));
}

static void
warn_no_change(struct checker *ck, const struct tailor_line *line, struct span at)
{
    struct diag *d =
        diag_add(ck->sink, W3742, at, "this changes nothing: " STR_FMT " is so already",
                 STR_ARG(line->written));

    diag_help(ck->sink, d, "leave the line out: reports list it as a deviation");
}

static void
check_set(struct checker *ck, struct tailor_line *line, const struct final_uses *final)
{
    struct param *p = param_of(ck, line);

    if (!p || p->type.kind == TYPE_ERROR || !line->ast->value ||
        !model_constant(ck, line->unit, line->ast->value, p->type, &line->cells,
                        &line->cell_count)) {
        line->broken = true;
        return;
    }
    if (p->type.card == CARD_SET_SOME && line->cell_count == 0) {
        struct diag *d = diag_add(ck->sink, E1759, line->ast->value->span,
                                  "`" STR_FMT "` needs at least one value", STR_ARG(line->written));
        diag_label(ck->sink, d, p->span, "declared with `+`");
        line->broken = true;
        return;
    }
    for (uint32_t i = 0; i < line->cell_count; i++)
        if (!within_range(ck, line, p, line->cells[i]))
            return;
    check_final(ck, line, p, final_of_param(final, (param_id)(p - ck->program->params.at)));
    if (tailor_is_active(line) && !tailor_below(ck, line) && same_cells(line, p))
        warn_no_change(ck, line, line->ast->value->span);
}

static void
apply_set(struct checker *ck, const struct tailor_line *line)
{
    struct param *p = param_of(ck, line);

    if (card_is_set(p->type.card)) {
        p->values = line->cells;
        p->value_count = line->cell_count;
    } else {
        p->value = line->cells[0];
    }
}

/* ---- rules ---- */

/* NULL: it did not compile, and why was said. */
static struct rule *
rule_of(struct checker *ck, struct tailor_line *line)
{
    for (rule_id i = 0; line->code.v && i < ck->program->rules.len; i++)
        if (sym_eq(ck->program->rules.at[i].code, line->code))
            return &ck->program->rules.at[i];
    return NULL;
}

static void
check_severity(struct checker *ck, struct tailor_line *line)
{
    struct body body = {0};
    struct context cx = tailor_context(ck, line, &body);
    const struct rule *rule = rule_of(ck, line);

    line->severity = severity_word(&cx, line->ast->severity);
    if (line->severity < 0 || !rule) {
        line->broken = true;
        return;
    }
    if (rule->is_final && line->severity > (int)rule->severity)
        report_final(ck, line, rule,
                     str_printf(ck->arena, "`" STR_FMT "` counts for less than `%s`",
                                STR_ARG(sym_str(ck->syms, line->ast->severity.sym)),
                                severity_text(rule->severity)));
    else if (tailor_is_active(line) && !tailor_below(ck, line) &&
             line->severity == (int)rule->severity)
        warn_no_change(ck, line, line->ast->severity.span);
}

void
tailoring_exempts(const struct context *cx)
{
    tailor_line_vec *lines = &cx->ck->tailoring->lines;

    for (uint32_t i = 0; i < lines->len; i++) {
        struct tailor_line *line = &lines->at[i];
        if (line->ast->kind != DEVIATION_EXEMPT || !line->target ||
            !sym_eq(line->code, cx->rule_code) || !line->ast->value)
            continue;
        struct context at = *cx;
        bool rule_broken = cx->body->broken;
        cx->body->broken = false;
        at.unit = line->unit;
        line->condition = expr_condition(&at, line->ast->value);
        line->broken |= cx->body->broken;
        cx->body->broken = rule_broken; /* a mistake in tailoring takes no rule away */
    }
}

/* Of two matrices one can tell which is stricter; of anything else nobody can. */
static void
check_final_swap(struct checker *ck, struct tailor_line *line, const struct final_uses *final)
{
    const struct rule *rule = NULL;

    if (line->target->kind == DEF_DEFINE || line->target->kind == DEF_CRITERION)
        rule = final_of_define(final, line->target->id);
    else if (line->target->kind == DEF_TABLE)
        rule = final_of_table(final, line->target->id);
    if (!rule || (line->is_compared && !line->softened_count))
        return;
    report_final(ck, line, rule,
                 line->is_compared ? line->softened[0]
                                   : STR("nobody can tell whether the replacement asks as much"));
}

/* Which words say nothing is a parameter, so it is asked now. */
static void
check_reason(struct checker *ck, struct tailor_line *line)
{
    if (line->broken || text_is_substantive(ck->program, line->because))
        return;
    struct diag *d = diag_add(ck->sink, E2857, line->ast->because->span, "this gives no reason");
    line->broken = true;
    diag_help(
        ck->sink, d,
        "name the decision behind it, as in `because \"audit cycle halved by QMS-12\"`: every "
        "report prints it");
}

static void
check_line(struct checker *ck, struct tailor_line *line, const struct final_uses *final)
{
    if (line->broken || !line->target)
        return;
    switch (line->ast->kind) {
    case DEVIATION_SET: check_set(ck, line, final); break;
    case DEVIATION_SEVERITY: check_severity(ck, line); break;
    case DEVIATION_EXEMPT: line->broken |= !line->condition || !rule_of(ck, line); break;
    case DEVIATION_DISABLE: line->broken |= !rule_of(ck, line); break;
    case DEVIATION_REPLACE:
        line->broken |= line->target->kind == DEF_CRITERION && !rule_of(ck, line);
        if (!line->broken)
            check_final_swap(ck, line, final);
        break;
    }
}

/* Who asks the old criterion was led to the new one before; its own rule gives way to that of the new one. */
static void
apply_replace(struct checker *ck, struct tailor_line *line)
{
    if (line->target->kind != DEF_CRITERION)
        return;
    ck->program->defines.at[line->target->id].meets = NO_ID;
    rule_of(ck, line)->is_disabled = true;
}

static void
apply_line(struct checker *ck, struct tailor_line *line, deviation_id id)
{
    switch (line->ast->kind) {
    case DEVIATION_SET: apply_set(ck, line); break;
    case DEVIATION_SEVERITY: rule_of(ck, line)->severity = (enum severity)line->severity; break;
    case DEVIATION_EXEMPT: vec_push(ck->arena, &rule_of(ck, line)->exempts, id); break;
    case DEVIATION_DISABLE: rule_of(ck, line)->is_disabled = true; break;
    case DEVIATION_REPLACE: apply_replace(ck, line); break;
    }
}

/* ---- what reports list ---- */

static void
say_before_after(struct checker *ck, struct tailor_line *line, struct deviation_of *d)
{
    const struct tailor_line *below = tailor_below(ck, line);

    switch (line->ast->kind) {
    case DEVIATION_SET:
        d->before = tailor_words(ck, below ? below->ast->value->span : line->param->value->span);
        d->after = tailor_words(ck, line->ast->value->span);
        break;
    case DEVIATION_SEVERITY:
        d->before =
            str_from(severity_text(below && below->severity >= 0 ? (enum severity)below->severity
                                                                 : rule_of(ck, line)->severity));
        d->after = sym_str(ck->syms, line->ast->severity.sym);
        break;
    case DEVIATION_EXEMPT: d->after = tailor_words(ck, line->ast->value->span); break;
    case DEVIATION_DISABLE: break;
    case DEVIATION_REPLACE:
        d->before = line->written;
        d->after = tailor_words(ck, line->ast->with_type.name.sym.v ? line->ast->with_type.span
                                                                    : line->ast->with.span);
        break;
    }
}

static void
list_line(struct checker *ck, struct tailor_line *line)
{
    static const enum deviation_op ops[] = {[DEVIATION_SET] = TAILOR_SET,
                                            [DEVIATION_SEVERITY] = TAILOR_SEVERITY,
                                            [DEVIATION_EXEMPT] = TAILOR_EXEMPT,
                                            [DEVIATION_DISABLE] = TAILOR_DISABLE,
                                            [DEVIATION_REPLACE] = TAILOR_REPLACE};
    const struct rule *rule = rule_of(ck, line);
    struct deviation_of d = {.op = ops[line->ast->kind],
                             .by_pack = line->unit->pack,
                             .of_pack = line->of,
                             .target = line->written,
                             .rule = rule ? (rule_id)(rule - ck->program->rules.at) : NO_ID,
                             .param = NO_ID,
                             .condition = line->condition,
                             .because = line->because,
                             .by = line->by,
                             .has_until = line->has_until,
                             .is_expired = line->is_expired,
                             .is_overridden = line->is_overridden,
                             .until = line->until,
                             .softened = line->softened,
                             .softened_count = line->softened_count,
                             .span = line->ast->span};

    if (d.op == TAILOR_SET)
        d.param = (param_id)(param_of(ck, line) - ck->program->params.at);
    say_before_after(ck, line, &d);
    vec_push(ck->arena, &ck->program->deviations, d);
}

/* Checked against the program as its packs have it, listed, and only then applied. */
void
tailoring_apply(struct checker *ck)
{
    tailor_line_vec *lines = &ck->tailoring->lines;
    struct final_uses *final = lines->len ? final_uses(ck) : NULL;
    deviation_id id = 0;

    for (uint32_t i = 0; i < lines->len; i++)
        check_reason(ck, &lines->at[i]);
    for (uint32_t i = 0; i < lines->len; i++)
        check_line(ck, &lines->at[i], final);
    for (uint32_t i = 0; i < lines->len; i++)
        if (!lines->at[i].broken)
            list_line(ck, &lines->at[i]);
    for (uint32_t i = 0; i < lines->len; i++) {
        if (tailor_applies(ck, &lines->at[i]))
            apply_line(ck, &lines->at[i], id);
        id += !lines->at[i].broken;
    }
}
