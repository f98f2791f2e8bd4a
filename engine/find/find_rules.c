/* Results of rules → findings, counts and rules without subjects. */
#include "engine/eval/derive.h"
#include "engine/find/find_internal.h"

static struct str
maps_text(struct finder *f, const struct rule *r)
{
    struct text_buf b = {.arena = f->arena};
    for (uint32_t i = 0; i < r->map_count; i++) {
        if (i)
            text_add_c(&b, ", ");
        text_add(&b, sym_str(f->in->program->texts, r->maps[i].standard));
        text_add_char(&b, ' ');
        text_add(&b, r->maps[i].clause);
    }
    return text_str(&b);
}

/* At most a warning before the date from which the rule is effective; what cannot be judged is an error from then on. */
static enum severity
severity_today(const struct finder *f, const struct rule *r, enum truth truth)
{
    bool is_early = r->has_effective && f->in->as_of < r->effective;
    enum severity severity = truth == UNKNOWN_ ? SEVERITY_ERROR : r->severity;
    return is_early && severity == SEVERITY_ERROR ? SEVERITY_WARNING : severity;
}

static struct finding
finding_of_rule(struct finder *f, const struct rule *r)
{
    return (struct finding){
        .rule = sym_str(f->in->program->texts, r->code),
        .severity = r->severity,
        .category = r->category,
        .rule_span = r->span,
        .maps = f->maps,
    };
}

static void
set_subject(struct finder *f, struct finding *out, struct ent e)
{
    entity_id type = store_type(f->in->store, e);
    out->type = sym_str(f->in->program->texts, f->in->program->entities.at[type].name);
    out->subject = store_id(f->in->store, e);
}

/* Of an entity that nobody wrote: where it comes from. */
static void
set_origin(struct finder *f, struct finding *out, struct ent subject)
{
    const struct derivation *d = evaluation_derivation(f->in->evaluation);
    const struct element *e =
        derivation_is_derived(d, subject) ? derivation_origin(d, subject) : NULL;
    if (!e)
        return;
    const struct program *p = f->in->program;
    out->related[out->related_count++] = (struct finding_place){
        e->part->span, str_printf(f->arena, "derived from pattern " STR_FMT,
                                  STR_ARG(sym_str(p->texts, p->patterns.at[e->pattern].name)))};
}

/* What only an explanation in full knows. */
static void
set_why(struct finder *f, struct finding *out, const struct failure *failure)
{
    out->related = arena_array(f->arena, struct finding_place, failure->related_count + 2);
    out->related_count = failure->related_count;
    for (uint32_t i = 0; i < failure->related_count; i++)
        out->related[i] = (struct finding_place){failure->related[i].span,
                                                 str_copy(f->arena, failure->related[i].text)};
    out->why = arena_array(f->arena, struct str, failure->why_count + 1);
    out->why_count = failure->why_count;
    for (uint32_t i = 0; i < failure->why_count; i++)
        out->why[i] = str_copy(f->arena, failure->why[i]);
}

static void
set_failure(struct finder *f, struct finding *out, const struct rule *r,
            const struct failure *failure)
{
    out->severity = severity_today(f, r, failure->truth);
    if (failure->category != CATEGORY_NONE)
        out->category = failure->category;
    out->status = failure->truth == UNKNOWN_ ? STR("indeterminate") : STR("violated");
    out->at = (struct finding_place){failure->at.span, str_copy(f->arena, failure->at.text)};
    out->message = str_copy(f->arena, failure->message);
    out->bindings = arena_array(f->arena, struct finding_binding, failure->binding_count + 1);
    out->binding_count = failure->binding_count;
    for (uint32_t i = 0; i < failure->binding_count; i++)
        out->bindings[i] = (struct finding_binding){failure->bindings[i].name,
                                                    str_copy(f->arena, failure->bindings[i].id)};
}

/* Identity without lines: rule, subject, which duty and hop, who was bound. */
static struct str
canonical(struct finder *f, const struct finding *out, uint32_t duty, uint32_t step)
{
    struct text_buf b = {.arena = &f->scratch};
    text_printf(&b, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n%u.%u", STR_ARG(out->rule),
                STR_ARG(out->type), STR_ARG(out->subject), duty, step);
    for (uint32_t i = 0; i < out->binding_count; i++)
        text_printf(&b, "\n" STR_FMT "=" STR_FMT, STR_ARG(out->bindings[i].name),
                    STR_ARG(out->bindings[i].id));
    return text_str(&b);
}

/* Several duties of one case that one mistake leaves undecided are one finding. */
static bool
is_told(const struct finder *f, const struct finding *out, struct origin origin)
{
    for (uint32_t i = f->drafts.len; i > 0; i--) {
        const struct draft *d = &f->drafts.at[i - 1];
        if (d->origin.result != origin.result || d->origin.case_index != origin.case_index)
            return false;
        if (str_eq(d->finding.status, out->status) && str_eq(d->finding.message, out->message))
            return true;
    }
    return false;
}

/* Guards are numbered behind all duties. */
static void
draft_failures(struct finder *f, const struct rule_result *r, struct ent subject,
               const struct failure *failures, struct origin origin, struct str fix)
{
    for (const struct failure *failure = failures; failure; failure = failure->next) {
        struct finding out = finding_of_rule(f, r->rule);
        set_subject(f, &out, subject);
        set_failure(f, &out, r->rule, failure);
        if (failure->truth != UNKNOWN_)
            out.fix = str_copy(f->arena, fix.len ? fix : failure->fix);
        out.fingerprint = fingerprint(f->arena, canonical(f, &out, origin.duty, failure->step));
        if (failure->truth != UNKNOWN_ || !is_told(f, &out, origin))
            find_draft(f, out, origin);
        origin.ordinal++;
    }
}

static struct ent
case_subject(const struct rule_result *r, uint32_t i)
{
    return (struct ent){(uint32_t)r->slots[r->rule->each.at[0].slot][i]};
}

/* The findings of one case; false if there are none. */
static bool
find_case(struct finder *f, const struct rule_result *r, uint32_t i)
{
    const struct rule *rule = r->rule;
    struct ent subject = case_subject(r, i);
    struct value *slots = NULL;
    bool found = false;
    if (r->exempt && r->exempt[i] == TRUE_)
        return false;
    if (r->guard[i] == UNKNOWN_ || (r->exempt && r->exempt[i] == UNKNOWN_)) {
        slots = explain_bind(&f->explainer, r, i);
        struct origin origin = {r, i, rule->duties.len, 0, subject};
        draft_failures(f, r, subject, explain_guard(&f->explainer, rule, slots), origin,
                       (struct str){0});
        return true;
    }
    for (uint32_t d = 0; d < rule->duties.len; d++) {
        enum truth truth = (enum truth)r->duties[d][i];
        if (truth == TRUE_)
            continue;
        if (!slots)
            slots = explain_bind(&f->explainer, r, i);
        struct failure *failures =
            explain_duty(&f->explainer, rule, d, slots, truth, EXPLAIN_MESSAGE);
        struct str fix = explain_fix(&f->explainer, rule, slots);
        draft_failures(f, r, subject, failures, (struct origin){r, i, d, 0, subject}, fix);
        found = true;
    }
    return found;
}

/* A subject that counts against the rule although none of its cases says why. */
static void
find_no_case(struct finder *f, const struct rule_result *r, struct ent subject)
{
    struct failure *failure = explain_no_case(&f->explainer, r->rule, subject);
    draft_failures(f, r, subject, failure,
                   (struct origin){r, UINT32_MAX, r->rule->duties.len, 0, subject},
                   (struct str){0});
}

static bool
counts_against(uint8_t status)
{
    return status == SUBJECT_VIOLATED || status == SUBJECT_INDETERMINATE;
}

static void
find_rule(struct finder *f, const struct rule_result *r)
{
    uint32_t extent = r->subjects.hi - r->subjects.lo;
    uint8_t *told = arena_array(&f->scratch, uint8_t, extent + 1);
    f->maps = maps_text(f, r->rule);
    for (uint32_t i = 0; i < r->case_count; i++) {
        uint32_t row = case_subject(r, i).v - r->subjects.lo;
        if (!counts_against(r->status[row]))
            continue;
        struct arena_mark mark = arena_mark(&f->scratch), words = arena_mark(&f->words);
        if (find_case(f, r, i))
            told[row] = 1;
        arena_rewind(&f->words, words);
        arena_rewind(&f->scratch, mark);
    }
    for (uint32_t row = 0; row < extent; row++)
        if (counts_against(r->status[row]) && !told[row])
            find_no_case(f, r, (struct ent){r->subjects.lo + row});
}

/* The same failures as when the finding was made, now in full. */
static struct failure *
explain_again(struct finder *f, const struct origin *o)
{
    const struct rule_result *r = o->result;
    if (o->case_index == UINT32_MAX)
        return explain_no_case(&f->explainer, r->rule, o->subject);
    struct value *slots = explain_bind(&f->explainer, r, o->case_index);
    if (o->duty == r->rule->duties.len)
        return explain_guard(&f->explainer, r->rule, slots);
    enum truth truth = (enum truth)r->duties[o->duty][o->case_index];
    return explain_duty(&f->explainer, r->rule, o->duty, slots, truth, EXPLAIN_WHY);
}

void
find_why(struct finder *f, struct draft *d)
{
    if (!d->origin.result)
        return;
    struct arena_mark mark = arena_mark(&f->scratch), words = arena_mark(&f->words);
    struct failure *failure = explain_again(f, &d->origin);
    for (uint32_t i = 0; failure && i < d->origin.ordinal; i++)
        failure = failure->next;
    if (failure) {
        set_why(f, &d->finding, failure);
        set_origin(f, &d->finding, d->origin.subject);
    }
    arena_rewind(&f->words, words);
    arena_rewind(&f->scratch, mark);
}

/* ---- counts, and rules that met no subject ---- */

static void
no_subjects(struct finder *f, const struct rule_result *r)
{
    const struct rule *rule = r->rule;
    struct summary *s = &f->report->summary;
    s->vacuous[s->vacuous_count++] = sym_str(f->in->program->texts, rule->code);
    if (!rule->expects_subjects)
        return;
    f->maps = maps_text(f, rule);
    struct finding out = finding_of_rule(f, rule);
    uint32_t extent = r->subjects.hi - r->subjects.lo;
    struct str type = type_text(f->in->program, f->arena, rule->slots[rule->each.at[0].slot].type);
    out.severity = SEVERITY_ERROR;
    out.status = STR("no_subjects");
    out.type = type;
    out.at = (struct finding_place){rule->span, STR("expects subjects")};
    out.message =
        extent == 0
            ? str_printf(f->arena, "the rule expects subjects, but the case has no " STR_FMT,
                         STR_ARG(type))
            : str_printf(f->arena,
                         "the rule expects subjects, but none of the %u of type " STR_FMT " is one",
                         extent, STR_ARG(type));
    out.fingerprint = fingerprint(f->arena, canonical(f, &out, 0, 0));
    find_draft(f, out, (struct origin){0});
}

/* What a criterion decides of each subject. */
static void
find_decisions(struct finder *f, const struct rule_result *r, struct rule_line *line)
{
    static const char *const words[] = {[DECISION_ACCEPTED] = "accepted",
                                        [DECISION_CONDITIONAL] = "conditional",
                                        [DECISION_REJECTED] = "rejected",
                                        [DECISION_INDETERMINATE] = "indeterminate"};
    const struct program *p = f->in->program;
    line->criterion = sym_str(p->texts, r->rule->name);
    for (uint32_t row = 0; row < r->subjects.hi - r->subjects.lo; row++) {
        enum decision d = rule_decision(r, row);
        struct ent e = {r->subjects.lo + row};
        if (d == DECISION_NONE)
            continue;
        line->accepted += d == DECISION_ACCEPTED;
        line->conditional += d == DECISION_CONDITIONAL;
        f->report->decisions[f->report->decision_count++] = (struct decision_line){
            .rule = line->rule,
            .criterion = line->criterion,
            .type = sym_str(p->texts, p->entities.at[store_type(f->in->store, e)].name),
            .subject = store_id(f->in->store, e),
            .decision = str_from(words[d]),
            .span = store_span(f->in->store, e)};
    }
}

/* How many decisions there can be. */
static uint32_t
count_decisions(const struct finder *f)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < evaluation_rule_count(f->in->evaluation); i++) {
        const struct rule_result *r = evaluation_rule(f->in->evaluation, i);
        if (r->conditional)
            count += r->counts[SUBJECT_SATISFIED] + r->counts[SUBJECT_VIOLATED] +
                     r->counts[SUBJECT_INDETERMINATE];
    }
    return count;
}

static void
count_rule(struct finder *f, const struct rule_result *r)
{
    struct summary *s = &f->report->summary;
    for (uint32_t i = 0; i <= SUBJECT_VIOLATED; i++)
        s->subjects += r->counts[i];
    s->rules += r->is_due;
    s->satisfied += r->counts[SUBJECT_SATISFIED];
    s->violated += r->counts[SUBJECT_VIOLATED];
    s->indeterminate += r->counts[SUBJECT_INDETERMINATE];
    s->assumed += r->counts[SUBJECT_ASSUMED];
    s->not_due += r->counts[SUBJECT_NOT_DUE];
    s->superseded += r->counts[SUBJECT_SUPERSEDED];
    s->exempted += r->counts[SUBJECT_EXEMPTED];
    s->not_applicable += r->counts[SUBJECT_NOT_APPLICABLE];
    f->report->rules[f->report->rule_count++] = (struct rule_line){
        .rule = sym_str(f->in->program->texts, r->rule->code),
        .title = r->rule->title,
        .is_due = r->is_due,
        .is_disabled = r->rule->is_disabled,
        .satisfied = r->counts[SUBJECT_SATISFIED],
        .violated = r->counts[SUBJECT_VIOLATED],
        .not_applicable = r->counts[SUBJECT_NOT_APPLICABLE],
        .not_due = r->counts[SUBJECT_NOT_DUE],
        .superseded = r->counts[SUBJECT_SUPERSEDED],
        .assumed = r->counts[SUBJECT_ASSUMED],
        .exempted = r->counts[SUBJECT_EXEMPTED],
        .indeterminate = r->counts[SUBJECT_INDETERMINATE],
    };
    if (r->conditional)
        find_decisions(f, r, &f->report->rules[f->report->rule_count - 1]);
    uint32_t met = r->counts[SUBJECT_SATISFIED] + r->counts[SUBJECT_VIOLATED] +
                   r->counts[SUBJECT_INDETERMINATE] + r->counts[SUBJECT_ASSUMED] +
                   r->counts[SUBJECT_SUPERSEDED] + r->counts[SUBJECT_EXEMPTED];
    if (r->is_due && met == 0)
        no_subjects(f, r);
}

void
find_rules(struct finder *f)
{
    uint32_t count = evaluation_rule_count(f->in->evaluation);
    f->report->summary.vacuous = arena_array(f->arena, struct str, count + 1);
    f->report->rules = arena_array(f->arena, struct rule_line, count);
    f->report->decisions = arena_array(f->arena, struct decision_line, count_decisions(f) + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct rule_result *r = evaluation_rule(f->in->evaluation, i);
        struct arena_mark mark = arena_mark(&f->scratch);
        count_rule(f, r);
        if (r->is_due)
            find_rule(f, r);
        arena_rewind(&f->scratch, mark);
    }
}
