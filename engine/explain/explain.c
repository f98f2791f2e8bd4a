/* A failed duty of one case → failures: message, places, lines, bindings. */
#include <stdlib.h>
#include <string.h>

#include "engine/explain/explain_internal.h"

struct frame
rule_frame(const struct rule *r, struct value *values)
{
    return (struct frame){
        .rule = r, .slots = r->slots, .slot_count = r->slot_count, .values = values};
}

static void
bind_lets(struct explainer *x, const struct rule *r, struct value *values)
{
    for (uint32_t i = 0; i < r->lets.len; i++)
        values[r->lets.at[i].slot] =
            evaluate_one(x->evaluation, x->scratch, r->lets.at[i].value, values);
}

struct value *
explain_bind(struct explainer *x, const struct rule_result *r, uint32_t case_index)
{
    struct value *values = arena_array(x->scratch, struct value, r->rule->slot_count + 1);
    for (uint32_t i = 0; i < r->rule->slot_count; i++)
        values[i] = r->slots[i]
                        ? (struct value){.kind = VALUE_CELL, .cell = r->slots[i][case_index]}
                        : (struct value){.kind = VALUE_MISSING};
    bind_lets(x, r->rule, values);
    return values;
}

static struct ent
subject_of(const struct rule *r, const struct value *values)
{
    return (struct ent){(uint32_t)values[r->each.at[0].slot].cell};
}

/* ---- messages ---- */

/* A message, with the words of `why` for {why}. */
static struct str
message(struct explainer *x, const struct ir *template, const struct value *values, struct str why)
{
    struct text_buf b = {.arena = x->arena};
    for (uint32_t i = 0; i < template->template.len; i++) {
        struct ir_part *part = &template->template.at[i];
        if (part->is_why) {
            text_add(&b, why);
            continue;
        }
        struct ir one = *template;
        one.template.at = part;
        one.template.len = 1;
        text_add(&b, evaluate_template(x->evaluation, x->arena, &one, values));
    }
    return text_str(&b);
}

/* The parts of a guard that say what the subject is: "capability AUTH, selected". */
static void
label_guard(struct explainer *x, const struct rule *r, const struct ir *where, struct text_buf *b)
{
    bool denied = where->kind == IR_NOT;
    const struct ir *flag = denied ? where->unary : where;
    if (flag->kind == IR_FIELD && flag->type.kind == TYPE_BOOL && flag->field.of->kind == IR_VAR &&
        flag->field.of->slot == r->each.at[0].slot) {
        struct str name = sym_str(x->program->texts, flag->field.name);
        text_printf(b, "%s" STR_FMT, denied ? ", not " : ", ", STR_ARG(name));
    }
    if (where->kind == IR_AND)
        for (uint32_t i = 0; i < where->list.len; i++)
            if (where->list.at[i]->kind != IR_AND)
                label_guard(x, r, where->list.at[i], b);
}

struct str
failure_label(struct explainer *x, struct ent e)
{
    struct str type = words_type_lower(x, store_type(x->store, e)), id = words_entity(x, e);
    return str_printf(x->arena, STR_FMT " " STR_FMT, STR_ARG(type), STR_ARG(id));
}

struct finding_place
failure_subject(struct explainer *x, const struct rule *r, struct ent e)
{
    struct text_buf b = {.arena = x->arena};
    text_add(&b, failure_label(x, e));
    if (r->each.at[0].where)
        label_guard(x, r, r->each.at[0].where, &b);
    return (struct finding_place){store_span(x->store, e), text_str(&b)};
}

/* Where `at` points: the value, or the key of a list; where there is none, its owner. */
static struct finding_place
duty_place(struct explainer *x, const struct rule *r, const struct duty *d, struct value *values)
{
    struct finding_place place = failure_subject(x, r, subject_of(r, values));
    if (!d->at)
        return place;
    struct frame f = rule_frame(r, values);
    struct span at = SPAN_NONE;
    if (card_is_set(d->at->type.card) && d->at->kind == IR_FIELD) {
        struct value of = why_value(x, &f, d->at->field.of);
        struct ent e = {(uint32_t)of.cell};
        field_id field = of.kind == VALUE_CELL ? words_field(x, d->at, e) : NO_ID;
        if (field != NO_ID)
            at = store_key_span(x->store, e, field);
    }
    if (span_is_none(at))
        at = words_span(x, &f, d->at);
    if (!span_is_none(at) && at.lo != place.span.lo)
        place = (struct finding_place){at, words(x, &f, d->at)};
    return place;
}

/* ---- bindings and bound entities ---- */

void
failure_bind(struct explainer *x, const struct rule *r, uint32_t slot, const struct value *values,
             struct failure *out)
{
    if (values[slot].kind != VALUE_CELL)
        return;
    struct type t = r->slots[slot].type;
    uint64_t cell = values[slot].cell;
    out->bindings[out->binding_count++] = (struct finding_binding){
        sym_str(x->program->texts, r->slots[slot].name),
        t.kind == TYPE_ENTITY ? words_cell(x, t, cell) : cell_text(x->program, x->arena, t, cell),
    };
}

static void
bindings(struct explainer *x, const struct rule *r, const struct duty *d,
         const struct value *values, uint32_t steps, struct failure *out)
{
    out->bindings = arena_array(x->arena, struct finding_binding, r->each.len + steps + 1);
    for (uint32_t i = 0; i < r->each.len; i++)
        failure_bind(x, r, r->each.at[i].slot, values, out);
    for (uint32_t i = 0; i < steps; i++)
        if (d->steps[i].kind != IR_STEP_CONDITION)
            failure_bind(x, r, d->steps[i].slot, values, out);
}

void
failure_related(struct explainer *x, struct failure *out, struct span at, struct str text)
{
    if (span_is_none(at) || at.lo == out->at.span.lo)
        return;
    for (uint32_t i = 0; i < out->related_count; i++)
        if (out->related[i].span.lo == at.lo)
            return;
    struct finding_place *grown =
        arena_array(x->arena, struct finding_place, out->related_count + 1);
    if (out->related_count)
        memcpy(grown, out->related, out->related_count * sizeof *grown);
    grown[out->related_count++] = (struct finding_place){at, text};
    out->related = grown;
}

/* The entities bound besides the subject: those of the further variables, and of the hops behind. */
static void
related_entities(struct explainer *x, const struct rule *r, const struct duty *d,
                 const struct value *values, uint32_t steps, struct failure *out)
{
    for (uint32_t i = 1; i < r->each.len + steps; i++) {
        bool is_step = i >= r->each.len;
        if (is_step && d->steps[i - r->each.len].kind == IR_STEP_CONDITION)
            continue;
        uint32_t slot = is_step ? d->steps[i - r->each.len].slot : r->each.at[i].slot;
        if (values[slot].kind != VALUE_CELL || r->slots[slot].type.kind != TYPE_ENTITY)
            continue;
        struct ent e = {(uint32_t)values[slot].cell};
        failure_related(x, out, store_span(x->store, e), failure_label(x, e));
    }
}

void
failure_line(struct explainer *x, struct failure *out, struct str line)
{
    if (!out->why)
        out->why = arena_array(x->arena, struct str, LIMIT_WHY_LINES);
    if (out->why_count < LIMIT_WHY_LINES)
        out->why[out->why_count++] = line;
}

/* ---- failures ---- */

struct failure *
failure_new(struct explainer *x, enum truth truth, struct finding_place at)
{
    struct failure *out = arena_new(x->arena, struct failure);
    out->truth = truth;
    out->at = at;
    return out;
}

/* The message of a failure that nobody can decide names what is missing, not what would be wrong. */
struct str
failure_undecided(struct explainer *x, struct ent subject, const struct reason *w)
{
    struct str label = failure_label(x, subject), because = why_sentence(x, w);
    return str_printf(x->arena, STR_FMT " cannot be judged: " STR_FMT, STR_ARG(label),
                      STR_ARG(because));
}

static struct failure *
explain_require(struct explainer *x, const struct rule *r, const struct duty *d,
                struct value *values, enum truth truth, enum explain_depth depth)
{
    struct frame f = rule_frame(r, values);
    struct failure *out = failure_new(x, truth, duty_place(x, r, d, values));
    bool needs_why = depth == EXPLAIN_WHY || truth == UNKNOWN_;
    for (uint32_t i = 0; i < d->message->template.len; i++)
        needs_why |= d->message->template.at[i].is_why;
    struct reason *w = needs_why ? why_not(x, &f, d->condition, 0) : NULL;
    out->message = truth == UNKNOWN_
                       ? failure_undecided(x, subject_of(r, values), w)
                       : message(x, d->message, values, w ? why_sentence(x, w) : STR(""));
    bindings(x, r, d, values, 0, out);
    if (depth == EXPLAIN_WHY) {
        why_lines(x, w, out);
        related_entities(x, r, d, values, 0, out);
    }
    return out;
}

/* ---- criteria ---- */

/* What a branch that would have accepted asks for in vain: at the field, or where it should be. */
static struct failure *
explain_given(struct explainer *x, const struct rule *r, const struct duty *d,
              const struct ir_branch *branch, const struct ir_given *given, struct value *values,
              enum explain_depth depth)
{
    struct frame f = rule_frame(r, values);
    struct duty at = *d;
    at.at = given->path;
    struct failure *out = failure_new(x, FALSE_, duty_place(x, r, &at, values));
    struct value v = why_value(x, &f, given->path);
    struct str name = words(x, &f, given->path), label = failure_label(x, subject_of(r, values));
    out->category = CATEGORY_MISSING_JUSTIFICATION;
    out->message =
        str_printf(x->arena, STR_FMT " %s: " STR_FMT " is only accepted with it", STR_ARG(name),
                   v.kind == VALUE_CELL ? "says nothing" : "is not given", STR_ARG(label));
    bindings(x, r, d, values, 0, out);
    if (depth == EXPLAIN_WHY) {
        struct str asked = words_written(x, branch->span), place = words_of_place(x, branch->span);
        failure_line(x, out,
                     str_printf(x->arena, "`" STR_FMT "` asks for it, " STR_FMT, STR_ARG(asked),
                                STR_ARG(place)));
        struct reason *w = why_holds(x, &f, branch->when, 0);
        why_tables(x, &f, (const struct ir *const[]){branch->when}, 1, w);
        why_lines(x, w, out);
        related_entities(x, r, d, values, 0, out);
    }
    return out;
}

/* One failure for each thing that is not given; NULL: no branch would accept it. */
static struct failure *
explain_branches(struct explainer *x, const struct rule *r, const struct duty *d,
                 struct value *values, enum explain_depth depth)
{
    struct frame f = rule_frame(r, values);
    struct failure *first = NULL, **tail = &first;
    uint32_t step = 0;
    for (uint32_t i = 0; i < d->branch_count; i++) {
        const struct ir_branch *branch = &d->branches[i];
        bool decides = why_truth(x, &f, branch->when) == TRUE_;
        for (uint32_t k = 0; k < branch->given_count; k++) {
            step++;
            if (!decides || why_truth(x, &f, branch->given[k].condition) != FALSE_)
                continue;
            *tail = explain_given(x, r, d, branch, &branch->given[k], values, depth);
            (*tail)->step = step;
            tail = &(*tail)->next;
        }
        if (decides)
            break;
    }
    return first;
}

/* Why no branch took it, or which part of which is not known. */
static struct reason *
decide_why(struct explainer *x, struct frame *f, const struct duty *d, enum truth truth)
{
    struct reason *w = why_new(x, STR("no branch accepts it"), SPAN_NONE);
    const struct ir **conditions = arena_array(x->scratch, const struct ir *, d->branch_count + 1);
    for (uint32_t i = 0; i < d->branch_count; i++) {
        const struct ir_branch *branch = &d->branches[i];
        enum truth when = why_truth(x, f, branch->when);
        conditions[i] = branch->when;
        if (when == UNKNOWN_ && truth == UNKNOWN_)
            return why_unknown(x, f, branch->when, 0);
        for (uint32_t k = 0; k < branch->given_count && when == TRUE_; k++)
            if (why_truth(x, f, branch->given[k].condition) == UNKNOWN_)
                return why_unknown(x, f, branch->given[k].condition, 0);
        if (when != TRUE_)
            why_add(w, why_not(x, f, branch->when, 0));
    }
    why_tables(x, f, conditions, d->branch_count, w);
    return w;
}

static struct failure *
explain_decide(struct explainer *x, const struct rule *r, const struct duty *d,
               struct value *values, enum truth truth, enum explain_depth depth)
{
    struct failure *given = truth == FALSE_ ? explain_branches(x, r, d, values, depth) : NULL;
    if (given)
        return given;
    struct frame f = rule_frame(r, values);
    struct failure *out = failure_new(x, truth, duty_place(x, r, d, values));
    struct reason *w = decide_why(x, &f, d, truth);
    out->message = truth == UNKNOWN_ ? failure_undecided(x, subject_of(r, values), w)
                                     : message(x, d->message, values, why_sentence(x, w));
    bindings(x, r, d, values, 0, out);
    if (depth == EXPLAIN_WHY) {
        why_lines(x, w, out);
        related_entities(x, r, d, values, 0, out);
    }
    return out;
}

/* ---- traces ---- */

/* "AUTH → control → evidence", the hops that were bound; *last is the type of the last one. */
static struct str
chain_words(struct explainer *x, const struct rule *r, const struct duty *d, const struct stop *s,
            uint32_t *hops)
{
    struct text_buf b = {.arena = x->arena};
    text_add(&b, words_entity(x, subject_of(r, s->values)));
    *hops = 0;
    for (uint32_t i = 0; i < s->step; i++) {
        if (d->steps[i].kind == IR_STEP_CONDITION || s->values[d->steps[i].slot].kind != VALUE_CELL)
            continue;
        struct ent e = {(uint32_t)s->values[d->steps[i].slot].cell};
        text_printf(&b, " → " STR_FMT, STR_ARG(words_type_lower(x, store_type(x->store, e))));
        ++*hops;
    }
    return text_str(&b);
}

/* The last entity that a chain bound. */
static struct ent
stop_entity(const struct rule *r, const struct duty *d, const struct stop *s)
{
    for (uint32_t i = s->step; i-- > 0;)
        if (d->steps[i].kind != IR_STEP_CONDITION && s->values[d->steps[i].slot].kind == VALUE_CELL)
            return (struct ent){(uint32_t)s->values[d->steps[i].slot].cell};
    return subject_of(r, s->values);
}

/* Whether a condition is a definition with a sentence about the last entity of the chain: "{e} is current". */
static bool
is_said_of(struct explainer *x, const struct ir *expr, const struct stop *s, struct ent last)
{
    if (expr->kind != IR_CALL)
        return false;
    const struct ir *reads = x->program->defines.at[expr->call.define].reads;
    if (!reads || reads->template.len < 2 || reads->template.at[1].expr)
        return false;
    const struct ir *subject = reads->template.at[0].expr;
    if (!subject || subject->kind != IR_VAR || subject->slot >= expr->call.args.len)
        return false;
    const struct ir *arg = expr->call.args.at[subject->slot];
    bool is_last = arg->kind == IR_VAR && s->values[arg->slot].cell == last.v;
    return is_last && why_verb_len(reads->template.at[1].literal) > 0;
}

/* What the chain should have reached: "evidence that is current", "evidence", or the author's words. */
static struct str
goal_words(struct explainer *x, const struct rule *r, const struct duty *d, const struct stop *s)
{
    const struct ir *expr = d->steps[s->step].expr;
    if (d->steps[s->step].kind != IR_STEP_CONDITION)
        return expr->kind == IR_FIELD ? sym_str(x->program->texts, expr->field.name)
                                      : words_written(x, expr->span);
    struct ent last = stop_entity(r, d, s);
    if (!is_said_of(x, expr, s, last))
        return words_written(x, expr->span);
    struct frame f = rule_frame(r, s->values), inner = why_enter(x, &f, expr);
    struct ir rest = *x->program->defines.at[expr->call.define].reads;
    rest.template.at++;
    rest.template.len--;
    struct str said = evaluate_template(x->evaluation, x->arena, &rest, inner.values);
    struct str type = words_type_lower(x, store_type(x->store, last));
    return str_printf(x->arena, STR_FMT " that" STR_FMT, STR_ARG(type), STR_ARG(said));
}

/* What the chain did not reach, and how many of the chains got so far. */
static void
chain_line(struct explainer *x, const struct rule *r, const struct duty *d, const struct stop *s,
           struct failure *out)
{
    uint32_t hops;
    struct str chain = chain_words(x, r, d, s, &hops);
    if (hops == 0)
        return;
    struct str goal = goal_words(x, r, d, s);
    struct str reached = words_type_lower(x, store_type(x->store, stop_entity(r, d, s)));
    failure_line(
        x, out,
        str_printf(x->arena,
                   "no chain " STR_FMT " reaches " STR_FMT "; %u of %u got as far as " STR_FMT,
                   STR_ARG(chain), STR_ARG(goal), s->furthest, s->tried, STR_ARG(reached)));
}

static struct reason *
stop_why(struct explainer *x, struct frame *f, const struct duty *d, const struct stop *s)
{
    const struct ir *expr = d->steps[s->step].expr;
    if (d->steps[s->step].kind == IR_STEP_CONDITION)
        return why_not(x, f, expr, 0);
    return s->truth == UNKNOWN_ ? why_unknown(x, f, expr, 0) : why_empty(x, f, expr, 0);
}

static struct str
stop_message(struct explainer *x, const struct rule *r, const struct duty *d, const struct stop *s)
{
    struct frame f = rule_frame(r, s->values);
    struct reason *w = stop_why(x, &f, d, s);
    if (s->truth == UNKNOWN_)
        return failure_undecided(x, subject_of(r, s->values), w);
    return message(x, d->steps[s->step].message, s->values, why_sentence(x, w));
}

static struct failure *
explain_stop(struct explainer *x, const struct rule *r, const struct duty *d, struct stop *s,
             enum explain_depth depth)
{
    struct failure *out = failure_new(x, s->truth, duty_place(x, r, d, s->values));
    out->step = s->step;
    out->message = stop_message(x, r, d, s);
    bindings(x, r, d, s->values, s->step, out);
    if (depth == EXPLAIN_MESSAGE)
        return out;
    struct frame f = rule_frame(r, s->values);
    chain_line(x, r, d, s, out);
    why_lines(x, stop_why(x, &f, d, s), out);
    related_entities(x, r, d, s->values, s->step, out);
    for (const struct stop *o = s->others; o && out->why_count < LIMIT_WHY_LINES; o = o->next) {
        struct str said = stop_message(x, r, d, o);
        failure_related(x, out, store_span(x->store, stop_entity(r, d, o)), said);
        failure_line(x, out, str_printf(x->arena, "also: " STR_FMT, STR_ARG(said)));
    }
    return out;
}

static struct failure *
explain_trace(struct explainer *x, const struct rule *r, const struct duty *d, struct value *values,
              enum truth truth, enum explain_depth depth)
{
    struct failure *first = NULL, **tail = &first;
    for (struct stop *s = trace_walk(x, r, d, values); s; s = s->next) {
        *tail = explain_stop(x, r, d, s, depth);
        tail = &(*tail)->next;
    }
    if (first)
        return first;
    first = failure_new(x, truth, failure_subject(x, r, subject_of(r, values)));
    first->message = message(x, d->steps[0].message, values, STR(""));
    bindings(x, r, d, values, 0, first);
    return first;
}

struct failure *
explain_duty(struct explainer *x, const struct rule *r, uint32_t duty, struct value *slots,
             enum truth truth, enum explain_depth depth)
{
    const struct duty *d = &r->duties.at[duty];
    struct arena_mark mark = arena_mark(x->scratch);
    struct failure *out = d->kind == DUTY_REQUIRE   ? explain_require(x, r, d, slots, truth, depth)
                          : d->kind == DUTY_DECIDE  ? explain_decide(x, r, d, slots, truth, depth)
                          : d->kind == DUTY_PATTERN ? explain_pattern(x, r, d, slots, truth, depth)
                                                    : explain_trace(x, r, d, slots, truth, depth);
    arena_rewind(x->scratch, mark);
    return out;
}

/* The first variable whose set or guard is unknown; behind those that are bound, for any of their values. */
static struct reason *
guard_why(struct explainer *x, const struct rule *r, struct frame *f)
{
    for (uint32_t i = 0; i < r->each.len; i++) {
        const struct ir_each *each = &r->each.at[i];
        if (f->values[each->slot].kind != VALUE_CELL) {
            struct reason *w = why_unknown_each(x, f, each, r->each.len - i, NULL, 0);
            if (w)
                return w;
            break;
        }
        struct value set = i ? why_value(x, f, each->set) : (struct value){.kind = VALUE_SET};
        if (set.kind == VALUE_UNKNOWN || set.incomplete)
            return why_unknown(x, f, each->set, 0);
        if (each->where && why_truth(x, f, each->where) == UNKNOWN_)
            return why_unknown(x, f, each->where, 0);
    }
    for (uint32_t i = 0; i < r->exempts.len; i++) {
        const struct ir *condition = x->program->deviations.at[r->exempts.at[i]].condition;
        if (why_truth(x, f, condition) == UNKNOWN_)
            return why_unknown(x, f, condition, 0);
    }
    return why_new(x, STR("something it depends on did not load"), SPAN_NONE);
}

struct failure *
explain_guard(struct explainer *x, const struct rule *r, struct value *slots)
{
    struct frame f = rule_frame(r, slots);
    struct ent subject = subject_of(r, slots);
    struct failure *out = failure_new(x, UNKNOWN_, failure_subject(x, r, subject));
    struct reason *w = guard_why(x, r, &f);
    out->message = failure_undecided(x, subject, w);
    bindings(x, r, NULL, slots, 0, out);
    why_lines(x, w, out);
    return out;
}

struct failure *
explain_no_case(struct explainer *x, const struct rule *r, struct ent subject)
{
    struct arena_mark mark = arena_mark(x->scratch);
    struct value *values = arena_array(x->scratch, struct value, r->slot_count + 1);
    for (uint32_t i = 0; i < r->slot_count; i++)
        values[i] = (struct value){.kind = VALUE_MISSING};
    values[r->each.at[0].slot] = (struct value){.kind = VALUE_CELL, .cell = subject.v};
    struct failure *out = explain_guard(x, r, values);
    arena_rewind(x->scratch, mark);
    return out;
}

/* ---- the way out ---- */

static struct str
fix_words(struct explainer *x, const struct fix *fix, struct frame *f)
{
    if (fix->kind == FIX_TEXT)
        return message(x, fix->text, f->values, STR(""));
    struct str path = words(x, f, fix->path);
    if (!fix->value) {
        struct str question = message(x, fix->text, f->values, STR(""));
        return str_printf(x->arena, "%s " STR_FMT ": " STR_FMT,
                          fix->kind == FIX_SET ? "give" : "add to", STR_ARG(path),
                          STR_ARG(question));
    }
    struct value v = why_value(x, f, fix->value);
    struct str value = words_value(x, fix->value->type, &v);
    return fix->kind == FIX_SET
               ? str_printf(x->arena, "set " STR_FMT " to " STR_FMT, STR_ARG(path), STR_ARG(value))
               : str_printf(x->arena, "add " STR_FMT " to " STR_FMT, STR_ARG(value), STR_ARG(path));
}

struct str
explain_fix(struct explainer *x, const struct rule *r, struct value *slots)
{
    struct frame f = rule_frame(r, slots);
    struct text_buf b = {.arena = x->arena};
    for (uint32_t i = 0; i < r->fixes.len; i++) {
        if (i)
            text_add_c(&b, "; ");
        text_add(&b, fix_words(x, &r->fixes.at[i], &f));
    }
    return text_str(&b);
}
