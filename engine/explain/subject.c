/* One rule and one subject → why it has the status it has. */
#include <stdlib.h>
#include <string.h>

#include "engine/eval/derive.h"
#include "engine/explain/explain_internal.h"

/* ---- the steps of a trace, within each other ---- */

static struct ir *
ir_new(struct explainer *x, enum ir_kind kind, struct span span)
{
    struct ir *ir = arena_new(x->arena, struct ir);
    ir->kind = kind;
    ir->span = span;
    ir->type = (struct type){.kind = TYPE_BOOL, .card = CARD_ONE};
    return ir;
}

static struct ir *
pair(struct explainer *x, struct ir *left, struct ir *right)
{
    struct ir *ir = ir_new(x, IR_AND, left->span);
    vec_push(x->arena, &ir->list, left);
    if (right)
        vec_push(x->arena, &ir->list, right);
    return ir;
}

/* A hop's candidates, as a set. */
static struct ir *
candidates(struct explainer *x, struct ir *expr)
{
    if (card_is_set(expr->type.card))
        return expr;
    struct ir *ir = ir_new(x, IR_SET, expr->span);
    ir->type = expr->type;
    ir->type.card = CARD_SET;
    vec_push(x->arena, &ir->list, expr);
    return ir;
}

static struct ir *
chain(struct explainer *x, const struct ir_step *s, uint32_t count)
{
    struct ir *rest = count > 1 ? chain(x, s + 1, count - 1) : NULL;
    if (s->kind == IR_STEP_CONDITION)
        return rest ? pair(x, s->expr, rest) : s->expr;
    struct ir *hop = ir_new(x, s->kind == IR_STEP_SOME ? IR_SOME : IR_EVERY, s->span);
    hop->quant.each =
        (struct ir_each){.slot = s->slot, .set = candidates(x, s->expr), .span = s->span};
    hop->quant.body = rest;
    if (!rest) {
        hop->quant.body = ir_new(x, IR_CONST, s->span);
        hop->quant.body->cell = 1;
    }
    if (s->kind == IR_STEP_SOME)
        return hop;
    struct ir *present = ir_new(x, IR_PRESENT, s->span);
    present->unary = hop->quant.each.set;
    return pair(x, present, hop);
}

const struct ir *
duty_condition(struct explainer *x, const struct rule *r, const struct duty *d)
{
    (void)r;
    return d->kind == DUTY_TRACE ? chain(x, d->steps, d->step_count) : d->condition;
}

/* ---- a subject ---- */

struct telling {
    struct explainer *x;
    const struct explain_target *target;
    const struct rule *rule;
    struct frame frame;
    struct explanation *out;
    uint32_t case_count, failed; /* cases met, and those that fail */
    bool is_repairable;          /* nothing unknown is in the way */
    bool is_tellable;            /* all that fails can be repaired */
};

static struct reason *
part_new(struct explainer *x, struct str text, enum truth truth)
{
    struct reason *w = why_new(x, text, SPAN_NONE);
    w->kind = REASON_PART;
    w->truth = truth;
    return w;
}

static struct str
duty_words(struct explainer *x, const struct frame *f, const struct duty *d,
           const struct ir *condition)
{
    if (d->kind == DUTY_TRACE)
        return STR("the trace");
    struct span at = condition->span;
    for (uint32_t i = 0; i < d->branch_count; i++) {
        if (why_truth(x, f, d->branches[i].when) != TRUE_)
            continue;
        at = d->branches[i].span;
        break;
    }
    struct str text = words_written(x, at);
    return str_printf(x->arena, "`" STR_FMT "`", STR_ARG(text));
}

static bool
is_asked(const struct telling *t, uint32_t slot)
{
    const struct explain_target *target = t->target;
    struct str name = sym_str(t->x->program->texts, t->rule->slots[slot].name);
    for (uint32_t i = 0; i < target->binding_count; i++)
        if (str_eq(target->bindings[i].name, name))
            return str_eq(target->bindings[i].id,
                          words_cell(t->x, t->rule->slots[slot].type, t->frame.values[slot].cell));
    return true;
}

/* The author's message, where it fails; else the author's words. */
static struct str
duty_message(struct telling *t, uint32_t duty, enum truth truth)
{
    struct explainer brief = *t->x;
    brief.is_full = false;
    struct failure *failure =
        explain_duty(&brief, t->rule, duty, t->frame.values, truth, EXPLAIN_MESSAGE);
    return failure->message;
}

static void
bind_lets(struct telling *t)
{
    for (uint32_t i = 0; i < t->rule->lets.len; i++)
        t->frame.values[t->rule->lets.at[i].slot] =
            why_value(t->x, &t->frame, t->rule->lets.at[i].value);
}

/* The parts of a pattern. How to repair it each fault says for itself. */
static bool
tell_application(struct telling *t, const struct duty *d, struct reason *out, bool is_shown)
{
    const struct derivation *derived = evaluation_derivation(t->x->evaluation);
    uint32_t c = derived ? derivation_case(derived, d->application, t->frame.values) : UINT32_MAX;
    bool holds = c != UINT32_MAX && derivation_cases(derived, d->application)->truth[c] == TRUE_;
    if (is_shown && !(holds && t->out->is_violated))
        tell_pattern(t->x, t->rule, d, t->frame.values, out);
    if (!holds)
        t->is_tellable = false;
    return !holds && c != UINT32_MAX &&
           derivation_cases(derived, d->application)->truth[c] == FALSE_;
}

/* Duties behind one that opens a value and fails were not asked; what becomes of them nobody can tell. */
static void
tell_duties(struct telling *t, struct reason *out, bool is_shown)
{
    struct explainer *x = t->x;
    const struct rule *r = t->rule;
    bool is_open = true, fails = false;
    bind_lets(t);
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        if (d->kind == DUTY_PATTERN) {
            fails |= tell_application(t, d, out, is_shown);
            continue;
        }
        const struct ir *condition = duty_condition(x, r, d);
        enum truth truth = why_truth(x, &t->frame, condition);
        if (!is_open) {
            t->is_repairable &= truth == TRUE_;
            hold(x, &t->frame, condition, t->out->root);
            continue;
        }
        if (truth == TRUE_ && t->out->is_violated) {
            hold(x, &t->frame, condition, t->out->root);
        } else if (truth == TRUE_) {
            struct reason *part = part_new(x, duty_words(x, &t->frame, d, condition), TRUE_);
            prove(x, &t->frame, condition, part, 0);
            why_add(out, part);
        } else if (!is_shown) {
            t->is_tellable = false;
        } else {
            struct reason *part = part_new(x, duty_message(t, i, truth), truth);
            struct reason *why = why_not(x, &t->frame, condition, 0);
            t->is_tellable &= why->is_repairable;
            why_add(part, why);
            why_add(out, part);
        }
        fails |= truth == FALSE_;
        is_open = !(truth == FALSE_ && d->opens);
    }
    t->failed += fails;
}

/* Taken out by tailoring. What is not known of that, nobody can repair. */
static bool
is_exempt(struct telling *t)
{
    for (uint32_t i = 0; i < t->rule->exempts.len; i++) {
        const struct ir *c = t->x->program->deviations.at[t->rule->exempts.at[i]].condition;
        enum truth truth = c ? why_truth(t->x, &t->frame, c) : TRUE_;
        t->is_repairable &= truth != UNKNOWN_;
        if (truth == FALSE_ && t->out->is_violated)
            hold(t->x, &t->frame, c, t->out->root);
        if (truth == TRUE_)
            return true;
    }
    return false;
}

static void tell_exempted(struct telling *t, struct reason *out);

static struct reason *
case_node(struct telling *t, uint32_t slot)
{
    struct explainer *x = t->x;
    struct str name = sym_str(x->program->texts, t->rule->slots[slot].name);
    struct str id = words_cell(x, t->rule->slots[slot].type, t->frame.values[slot].cell);
    return part_new(x, str_printf(x->arena, "%.*s is " STR_FMT, STR_ARG(name), STR_ARG(id)), TRUE_);
}

/* The variables from the i-th on: which tuples there are, and what becomes of each. Depth is the number of variables. */
static void
tell_variable(struct telling *t, uint32_t i, struct reason *out, bool is_shown)
{
    struct explainer *x = t->x;
    const struct ir_each *each = &t->rule->each.at[i];
    enum truth where = each->where ? why_truth(x, &t->frame, each->where) : TRUE_;
    is_shown &= is_asked(t, each->slot);
    bool is_decided =
        t->out->status == SUBJECT_NOT_APPLICABLE || t->out->status == SUBJECT_SATISFIED;
    if (where == UNKNOWN_ && !is_decided) { /* else the variables behind it exclude every case */
        if (is_shown)
            why_add(out, why_unknown(x, &t->frame, each->where, 0));
        t->is_repairable = false;
        return;
    }
    if (each->where && t->out->is_violated)
        hold(x, &t->frame, each->where, t->out->root);
    /* Where there is no case at all, what excludes the last ones is enough. */
    bool is_needed =
        where == FALSE_ || (where == TRUE_ && t->out->status != SUBJECT_NOT_APPLICABLE);
    if (each->where && !t->out->is_violated && is_shown && is_needed) {
        struct reason *guard = part_new(
            x, where == TRUE_ ? STR("the rule applies") : STR("the rule does not apply"), TRUE_);
        prove(x, &t->frame, each->where, guard, 0);
        why_add(out, guard);
    }
    if (where == FALSE_)
        return;
    if (i + 1 == t->rule->each.len) {
        t->case_count++;
        if (is_exempt(t))
            tell_exempted(t, out);
        else
            tell_duties(t, out, is_shown);
        return;
    }
    const struct ir_each *next = each + 1;
    struct value set = why_set_value(x, &t->frame, next->set);
    if (set.incomplete) {
        why_add(out, why_unknown(x, &t->frame, next->set, 0));
        t->is_repairable = false;
    } else if (t->out->is_violated) {
        hold_value(x, &t->frame, next->set, t->out->root);
    } else if (is_shown) {
        prove_value(x, &t->frame, next->set, out, 0);
    }
    for (uint32_t k = 0; k < set.count; k++) {
        t->frame.values[next->slot] = (struct value){.kind = VALUE_CELL, .cell = set.members[k]};
        struct reason *node = case_node(t, next->slot);
        tell_variable(t, i + 1, node, is_shown);
        if (node->first && is_asked(t, next->slot))
            why_add(out, node);
    }
}

/* ---- once the tree stands ---- */

/* Where a reason that is given more than once is shown. Depth is that of the tree. */
static void
place(struct reason *w)
{
    for (struct reason *part = w->first; part; part = part->next) {
        struct reason *whole = part->same ? part->same : part;
        part->is_same = whole->is_placed;
        whole->is_placed = true;
        if (part->is_same)
            continue;
        if (part->same) {
            part->first = whole->first;
            part->last = whole->last;
        }
        place(part);
    }
}

static int
cmp_facts(const void *left, const void *right)
{
    const struct fact *a = &(*(struct reason *const *)left)->fact;
    const struct fact *b = &(*(struct reason *const *)right)->fact;
    if (a->entity.v != b->entity.v)
        return a->entity.v < b->entity.v ? -1 : 1;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->type > b->type) - (a->type < b->type);
}

struct gather {
    struct arena *arena;
    VEC(struct reason *) facts;
};

static void
gather(struct gather *g, struct reason *w)
{
    if (w->kind == REASON_FACT)
        vec_push(g->arena, &g->facts, w);
    for (struct reason *part = w->is_same ? NULL : w->first; part; part = part->next)
        gather(g, part);
}

static void
set_facts(struct explainer *x, struct explanation *out)
{
    struct gather g = {.arena = x->arena};
    gather(&g, out->root);
    if (g.facts.len)
        qsort(g.facts.at, g.facts.len, sizeof *g.facts.at, cmp_facts);
    uint32_t count = 0;
    for (uint32_t i = 0; i < g.facts.len; i++)
        if (count == 0 || cmp_facts(&g.facts.at[count - 1], &g.facts.at[i]) != 0)
            g.facts.at[count++] = g.facts.at[i];
    out->facts = g.facts.at;
    out->fact_count = count;
}

/* ---- statuses ---- */

static const char *
status_words(enum subject_status status)
{
    switch (status) {
    case SUBJECT_NOT_APPLICABLE: return "does not apply to";
    case SUBJECT_SATISFIED: return "is satisfied on";
    case SUBJECT_ASSUMED: return "is assumed on";
    case SUBJECT_NOT_DUE: return "is not due on";
    case SUBJECT_EXEMPTED: return "is not asked of";
    case SUBJECT_SUPERSEDED: return "waits for another rule on";
    case SUBJECT_INDETERMINATE: return "cannot be judged on";
    case SUBJECT_VIOLATED: return "is violated on";
    }
    abort();
}

static const char *
status_name(enum subject_status status)
{
    switch (status) {
    case SUBJECT_NOT_APPLICABLE: return "not_applicable";
    case SUBJECT_SATISFIED: return "satisfied";
    case SUBJECT_ASSUMED: return "assumed";
    case SUBJECT_NOT_DUE: return "not_due";
    case SUBJECT_EXEMPTED: return "exempted";
    case SUBJECT_SUPERSEDED: return "superseded";
    case SUBJECT_INDETERMINATE: return "indeterminate";
    case SUBJECT_VIOLATED: return "violated";
    }
    abort();
}

static void
tell_not_due(struct explainer *x, const struct rule *r, struct reason *out)
{
    const struct enum_type *phases = &x->program->enums.at[x->program->phase];
    struct str from = sym_str(x->program->texts, phases->values[r->phase_from]);
    struct str to = sym_str(x->program->texts, phases->values[r->phase_to]);
    bool is_open = r->phase_to + 1 >= phases->value_count;
    struct str text =
        is_open ? str_printf(x->arena, "the rule is due from phase " STR_FMT " on", STR_ARG(from))
                : str_printf(x->arena, "the rule is due from phase " STR_FMT " to phase " STR_FMT,
                             STR_ARG(from), STR_ARG(to));
    struct reason *w = part_new(x, text, TRUE_);
    w->at = r->span;
    why_add(out, w);
}

static void
tell_assumed(struct explainer *x, struct ent e, struct reason *out)
{
    struct str id = words_entity(x, e), reason = store_external(x->store, e);
    struct reason *w = part_new(
        x,
        str_printf(x->arena, STR_FMT " is external: \"" STR_FMT "\"", STR_ARG(id), STR_ARG(reason)),
        TRUE_);
    w->at = store_span(x->store, e);
    why_add(out, w);
}

/* The rules named in `after` that the subject violates, or that wait themselves. */
static void
tell_superseded(struct explainer *x, const struct rule *r, struct ent e, struct reason *out)
{
    for (uint32_t i = 0; i < evaluation_rule_count(x->evaluation); i++) {
        const struct rule_result *other = evaluation_rule(x->evaluation, i);
        bool is_named = false;
        for (uint32_t k = 0; k < r->after_count; k++)
            is_named |= sym_eq(r->after[k], other->rule->code);
        if (!is_named || e.v < other->subjects.lo || e.v >= other->subjects.hi)
            continue;
        uint8_t status = other->status[e.v - other->subjects.lo];
        if (status != SUBJECT_VIOLATED && status != SUBJECT_SUPERSEDED)
            continue;
        struct str code = sym_str(x->program->texts, other->rule->code), id = words_entity(x, e);
        struct reason *w =
            part_new(x,
                     str_printf(x->arena,
                                "it comes after " STR_FMT ", which " STR_FMT
                                " %s: see onus explain " STR_FMT "@" STR_FMT,
                                STR_ARG(code), STR_ARG(id),
                                status == SUBJECT_VIOLATED ? "violates" : "does not get to either",
                                STR_ARG(code), STR_ARG(id)),
                     TRUE_);
        w->at = other->rule->span;
        why_add(out, w);
    }
}

static struct reason *
deviation_node(struct explainer *x, const struct deviation_of *d, const char *does)
{
    struct text_buf b = {.arena = x->arena};
    text_printf(&b, "%s: \"" STR_FMT "\"", does, STR_ARG(d->because));
    if (d->by.len)
        text_printf(&b, ", by " STR_FMT, STR_ARG(d->by));
    if (d->has_until)
        text_printf(&b, ", until " STR_FMT, STR_ARG(date_text(x->arena, d->until)));
    struct reason *w = part_new(x, text_str(&b), TRUE_);
    w->at = d->span;
    return w;
}

/* Which exemption takes the case out, and what makes its condition true. */
static void
tell_exempted(struct telling *t, struct reason *out)
{
    struct explainer *x = t->x;
    for (uint32_t i = 0; i < t->rule->exempts.len; i++) {
        const struct deviation_of *d = &x->program->deviations.at[t->rule->exempts.at[i]];
        if (d->condition && why_truth(x, &t->frame, d->condition) != TRUE_)
            continue;
        struct reason *w = deviation_node(x, d, "tailoring takes it out");
        if (d->condition)
            prove(x, &t->frame, d->condition, w, 0);
        why_add(out, w);
        return;
    }
}

static void
tell_disabled(struct explainer *x, const struct rule *r, struct reason *out)
{
    for (uint32_t i = 0; i < x->program->deviations.len; i++) {
        const struct deviation_of *d = &x->program->deviations.at[i];
        if (d->op == TAILOR_DISABLE && !d->is_expired && d->rule != NO_ID &&
            &x->program->rules.at[d->rule] == r)
            why_add(out, deviation_node(x, d, "tailoring disables it"));
    }
}

static void
tell_cases(struct telling *t)
{
    struct explainer *x = t->x;
    t->frame = rule_frame(t->rule, arena_array(x->arena, struct value, t->rule->slot_count + 1));
    for (uint32_t i = 0; i < t->rule->slot_count; i++)
        t->frame.values[i] = (struct value){.kind = VALUE_MISSING};
    t->frame.values[t->rule->each.at[0].slot] =
        (struct value){.kind = VALUE_CELL, .cell = t->target->subject.v};
    tell_variable(t, 0, t->out->root, true);
    if (!t->out->is_violated)
        return;
    t->out->root->is_repairable = t->is_tellable;
    if (t->is_repairable)
        repair_plan(x, t->out);
    else
        t->out->no_repair = STR("what is asked for next can only be told once this is repaired");
}

static struct explanation *
explanation_new(struct explainer *x, const struct explain_target *target)
{
    const struct rule_result *result = target->result;
    struct explanation *out = arena_new(x->arena, struct explanation);
    out->rule = result->rule;
    out->subject = target->subject;
    out->is_disabled = out->rule->is_disabled;
    out->status =
        out->is_disabled
            ? SUBJECT_NOT_APPLICABLE
            : (enum subject_status)result->status[target->subject.v - result->subjects.lo];
    out->status_name = out->is_disabled ? STR("disabled") : str_from(status_name(out->status));
    entity_id concrete = store_type(x->store, out->subject);
    struct str type = words_type_lower(x, concrete), id = words_entity(x, out->subject);
    out->type = sym_str(x->program->texts, x->program->entities.at[concrete].name);
    out->id = id;
    out->at = store_span(x->store, out->subject);
    struct str code = sym_str(x->program->texts, out->rule->code);
    out->head = str_printf(x->arena, STR_FMT " %s " STR_FMT " " STR_FMT, STR_ARG(code),
                           out->is_disabled ? "is disabled, also on" : status_words(out->status),
                           STR_ARG(type), STR_ARG(id));
    out->is_violated = out->status == SUBJECT_VIOLATED;
    out->root = part_new(x, (struct str){0}, TRUE_);
    return out;
}

/* Of a subject that nobody wrote: where it comes from. */
static void
tell_origin(struct explainer *x, struct ent e, struct reason *out)
{
    const struct derivation *d = evaluation_derivation(x->evaluation);
    const struct element *element = derivation_is_derived(d, e) ? derivation_origin(d, e) : NULL;
    if (!element)
        return;
    const struct program *p = x->program;
    struct reason *w = part_new(
        x,
        str_printf(x->arena, STR_FMT " is derived: role " STR_FMT " of pattern " STR_FMT,
                   STR_ARG(words_entity(x, e)), STR_ARG(sym_str(p->texts, element->part->role)),
                   STR_ARG(sym_str(p->texts, p->patterns.at[element->pattern].name))),
        TRUE_);
    w->at = element->part->span;
    why_add(out, w);
}

struct explanation *
explain_subject(struct explainer *x, const struct explain_target *target)
{
    struct explain_memory memory = {.steps = TREE_STEPS};
    memory.calls = mem_alloc(sizeof *memory.calls, TREE_CALLS);
    x->memory = &memory;
    x->is_full = true;
    struct telling t = {.x = x,
                        .target = target,
                        .rule = target->result->rule,
                        .out = explanation_new(x, target),
                        .is_repairable = true,
                        .is_tellable = true};
    if (t.out->is_disabled)
        tell_disabled(x, t.rule, t.out->root);
    else if (t.out->status == SUBJECT_SUPERSEDED)
        tell_superseded(x, t.rule, target->subject, t.out->root);
    else if (t.out->status == SUBJECT_NOT_DUE)
        tell_not_due(x, t.rule, t.out->root);
    else if (t.out->status == SUBJECT_ASSUMED)
        tell_assumed(x, target->subject, t.out->root);
    else
        tell_cases(&t);
    tell_origin(x, target->subject, t.out->root);
    place(t.out->root);
    set_facts(x, t.out);
    mem_free(memory.calls);
    x->memory = NULL;
    x->is_full = false;
    return t.out;
}
