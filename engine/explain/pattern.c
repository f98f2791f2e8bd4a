/* What is amiss of a pattern → failures: which role, of what, and why it is not as the pattern has it. */
#include <stdlib.h>
#include <string.h>

#include "engine/eval/derive.h"
#include "engine/explain/explain_internal.h"

/* One fault, and what is needed to speak of it. */
struct telling {
    struct explainer *x;
    const struct rule *rule;
    const struct application *application;
    const struct pattern *pattern;
    const struct pattern_fault *fault;
    struct frame f;           /* of the pattern */
    struct value *rule_slots; /* of the case */
    struct ent subject;
};

static struct telling
telling_open(struct explainer *x, const struct rule *r, const struct duty *d, struct value *values,
             const struct pattern_fault *fault)
{
    struct telling t = {.x = x, .rule = r, .rule_slots = values, .fault = fault};
    t.application = &x->program->applications.at[d->application];
    t.pattern = &x->program->patterns.at[fault->pattern];
    t.subject = (struct ent){(uint32_t)values[r->each.at[0].slot].cell};
    struct value *slots = arena_array(x->scratch, struct value, t.pattern->slot_count + 1);
    memcpy(slots, fault->slots, t.pattern->slot_count * sizeof *slots);
    t.f = (struct frame){
        .slots = t.pattern->slots, .slot_count = t.pattern->slot_count, .values = slots};
    if (fault->is_argument)
        t.f = rule_frame(r, values);
    return t;
}

/* ---- words ---- */

static struct str
sym_words(const struct telling *t, struct sym s)
{
    return sym_str(t->x->program->texts, s);
}

/* "Implemented"; of a choice "Tested or Reviewed". */
static struct str
part_words(const struct telling *t, const struct pattern_part *part)
{
    struct text_buf b = {.arena = t->x->arena};
    switch (part->kind) {
    case PATTERN_ROLE: return sym_words(t, part->role);
    case PATTERN_USE: return sym_words(t, t->x->program->patterns.at[part->used].name);
    case PATTERN_CHOOSE: break;
    }
    for (uint32_t i = 0; i < part->child_count; i++) {
        text_add_c(&b, i == 0 ? "" : i + 1 == part->child_count ? " or " : ", ");
        text_add(&b, part_words(t, &part->children[i]));
    }
    return text_str(&b);
}

static struct ent
about(const struct element *e)
{
    return e && e->about != NO_ID ? (struct ent){(uint32_t)e->key[e->about].cell} : ENT_NONE;
}

/* What the fault is about: its element, else the one above, else the subject. */
static struct ent
concerned(const struct telling *t)
{
    struct ent e = about(t->fault->element);
    if (e.v == ENT_NONE.v)
        e = about(t->fault->above);
    return e.v == ENT_NONE.v ? t->subject : e;
}

static struct str
concerned_words(const struct telling *t)
{
    return words_entity(t->x, concerned(t));
}

/* An element by its own id, or by what it would be called. */
static struct str
element_words(const struct telling *t, const struct element *e)
{
    return e->ent.v == ENT_NONE.v ? e->id : words_entity(t->x, e->ent);
}

static struct str
field_words(const struct telling *t, field_id f)
{
    return sym_words(t, t->x->program->fields.at[f].name);
}

/* ---- why ---- */

static const struct ir_each *
last_each(const struct pattern_part *part)
{
    return part->each.len ? &part->each.at[part->each.len - 1] : NULL;
}

/* The bindings of a role as one set. */
static struct ir *
bindings_set(const struct telling *t, const struct ir_each *each)
{
    if (!each->where)
        return each->set;
    struct ir *ir = arena_new(t->x->arena, struct ir);
    ir->kind = IR_FILTER;
    ir->type = each->set->type;
    ir->span = each->span;
    vec_push(t->x->arena, &ir->each.each, *each);
    return ir;
}

static struct reason *
fault_why(struct telling *t)
{
    struct explainer *x = t->x;
    const struct pattern_fault *fault = t->fault;
    const struct ir_each *each = last_each(fault->part);
    switch (fault->kind) {
    case FAULT_TOO_FEW:
        if (each && fault->part->each.len == 1 && fault->count == 0)
            return why_empty(x, &t->f, bindings_set(t, each), 0);
        if (!each && fault->part->when)
            return why_not(x, &t->f, fault->part->when, 0);
        return NULL;
    case FAULT_UNKNOWN: {
        struct reason *w = fault->ir ? why_unknown(x, &t->f, fault->ir, 0) : NULL;
        return w ? w : why_new(x, STR("it needs more than the limits allow"), SPAN_NONE);
    }
    default: return NULL;
    }
}

/* ---- places ---- */

static struct finding_place
entity_place(const struct telling *t, struct ent e)
{
    return (struct finding_place){store_span(t->x->store, e), failure_label(t->x, e)};
}

/* The field that a path ends in, where it is written or should be. */
static struct finding_place
path_place(struct telling *t, const struct ir *path)
{
    struct explainer *x = t->x;
    struct span at = SPAN_NONE;
    const struct ir *hop = path;
    while (hop->kind == IR_CONVERT)
        hop = hop->unary;
    if (hop->kind == IR_FIELD) {
        struct value of = why_value(x, &t->f, hop->field.of);
        struct ent e = {(uint32_t)of.cell};
        field_id field = of.kind == VALUE_CELL ? words_field(x, hop, e) : NO_ID;
        if (field != NO_ID)
            at = store_key_span(x->store, e, field);
    }
    if (span_is_none(at))
        at = words_span(x, &t->f, hop);
    if (span_is_none(at))
        return entity_place(t, concerned(t));
    return (struct finding_place){at, words(x, &t->f, hop)};
}

static struct finding_place
field_place(const struct telling *t, const struct element *e, field_id f)
{
    struct str field = field_words(t, f), id = element_words(t, e);
    return (struct finding_place){
        words_field_span(t->x, e->ent, f),
        str_printf(t->x->arena, STR_FMT " of " STR_FMT, STR_ARG(field), STR_ARG(id))};
}

static struct finding_place
fault_place(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    switch (fault->kind) {
    case FAULT_TOO_FEW:
    case FAULT_TOO_MANY:
        return fault->ir ? path_place(t, fault->ir) : entity_place(t, concerned(t));
    case FAULT_NOT_SAID: return path_place(t, fault->ir);
    case FAULT_EXTRA: return (struct finding_place){fault->element->written, STR("claimed here")};
    case FAULT_MISPLACED: return entity_place(t, fault->element->ent);
    case FAULT_UNLINKED:
    case FAULT_LINKED_BY:
        return field_place(t, fault->above, fault->by == NO_ID ? fault->link : fault->by);
    case FAULT_DRIFTED:
    case FAULT_UNFILLED: return field_place(t, fault->element, fault->link);
    case FAULT_CHANGED:
        return (struct finding_place){fault->element->written, STR("written down here")};
    case FAULT_ABSENT:
        if (fault->above && fault->above->ent.v != ENT_NONE.v)
            return entity_place(t, fault->above->ent);
        return entity_place(t, concerned(t));
    case FAULT_CHOSEN_FEW:
    case FAULT_CHOSEN_MANY: return entity_place(t, concerned(t));
    case FAULT_UNKNOWN: return failure_subject(t->x, t->rule, t->subject);
    }
    abort();
}

/* ---- messages ---- */

static struct str
not_said_words(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    struct value v = why_value(t->x, &t->f, fault->ir);
    struct str role = part_words(t, fault->part), of = concerned_words(t);
    struct str path = words(t->x, &t->f, fault->ir);
    return str_printf(t->x->arena, "no " STR_FMT " for " STR_FMT ": " STR_FMT " %s", STR_ARG(role),
                      STR_ARG(of), STR_ARG(path),
                      v.kind == VALUE_CELL || (v.kind == VALUE_SET && v.count) ? "says nothing"
                                                                               : "is not given");
}

static struct str
count_words(struct telling *t, const struct reason *why)
{
    const struct pattern_fault *fault = t->fault;
    struct str role = part_words(t, fault->part), of = concerned_words(t);
    bool is_few = fault->kind == FAULT_TOO_FEW;
    if (!is_few || fault->count)
        return str_printf(t->x->arena, "%u " STR_FMT " for " STR_FMT ", where at %s %u must be",
                          fault->count, STR_ARG(role), STR_ARG(of), is_few ? "least" : "most",
                          is_few ? fault->part->at_least : fault->part->at_most);
    struct str because =
        why ? why_sentence(t->x, why) : STR("there is nothing that it could be of");
    return str_printf(t->x->arena, "no " STR_FMT " for " STR_FMT ": " STR_FMT, STR_ARG(role),
                      STR_ARG(of), STR_ARG(because));
}

static struct str
choice_words(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    struct str roles = part_words(t, fault->part), of = concerned_words(t);
    uint32_t wanted = fault->part->choose;
    bool is_few = fault->kind == FAULT_CHOSEN_FEW;
    const char *there = t->application->is_authored || !is_few ? "are written" : "can be derived";
    return str_printf(t->x->arena, "%u of " STR_FMT " %s for " STR_FMT ", where %u must be",
                      fault->count, STR_ARG(roles), there, STR_ARG(of), wanted);
}

static struct str
link_words(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    struct explainer *x = t->x;
    struct str id = element_words(t, fault->element), role = part_words(t, fault->part);
    struct str above = element_words(t, fault->above), link = field_words(t, fault->link);
    if (fault->kind == FAULT_MISPLACED)
        return str_printf(x->arena,
                          STR_FMT ", " STR_FMT " for " STR_FMT ", hangs from " STR_FMT
                                  ", where the pattern has it hang from " STR_FMT,
                          STR_ARG(id), STR_ARG(role), STR_ARG(concerned_words(t)),
                          STR_ARG(words_entity(x, fault->other)), STR_ARG(above));
    if (fault->kind == FAULT_LINKED_BY)
        return str_printf(
            x->arena,
            STR_FMT " leads to " STR_FMT " by " STR_FMT ", where the pattern has " STR_FMT,
            STR_ARG(above), STR_ARG(id), STR_ARG(field_words(t, fault->by)), STR_ARG(link));
    return str_printf(
        x->arena, STR_FMT " of " STR_FMT " does not name " STR_FMT ", " STR_FMT " for " STR_FMT,
        STR_ARG(link), STR_ARG(above), STR_ARG(id), STR_ARG(role), STR_ARG(concerned_words(t)));
}

static struct str
written_words(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    struct explainer *x = t->x;
    struct str id = element_words(t, fault->element), role = part_words(t, fault->part);
    struct str of = concerned_words(t);
    switch (fault->kind) {
    case FAULT_ABSENT:
        return str_printf(x->arena, "no " STR_FMT " for " STR_FMT ": nobody wrote " STR_FMT,
                          STR_ARG(role), STR_ARG(of), STR_ARG(fault->element->id));
    case FAULT_EXTRA:
        return str_printf(
            x->arena, STR_FMT " is " STR_FMT " for " STR_FMT ", which the model does not call for",
            STR_ARG(id), STR_ARG(role), STR_ARG(of));
    case FAULT_DRIFTED:
        return str_printf(x->arena,
                          STR_FMT " of " STR_FMT " is not that of the pattern: \"" STR_FMT "\"",
                          STR_ARG(field_words(t, fault->link)), STR_ARG(id), STR_ARG(fault->text));
    case FAULT_UNFILLED:
        return str_printf(x->arena, STR_FMT " of " STR_FMT " still has " STR_FMT " in it",
                          STR_ARG(field_words(t, fault->link)), STR_ARG(id), STR_ARG(fault->text));
    default: break;
    }
    return str_printf(
        x->arena,
        STR_FMT " was written down when the pattern said something else; now it says \"" STR_FMT
                "\"",
        STR_ARG(id), STR_ARG(fault->text));
}

static struct str
fault_words(struct telling *t, const struct reason *why)
{
    switch (t->fault->kind) {
    case FAULT_UNKNOWN: return failure_undecided(t->x, t->subject, why);
    case FAULT_TOO_FEW:
    case FAULT_TOO_MANY: return count_words(t, why);
    case FAULT_NOT_SAID: return not_said_words(t);
    case FAULT_CHOSEN_FEW:
    case FAULT_CHOSEN_MANY: return choice_words(t);
    case FAULT_MISPLACED:
    case FAULT_UNLINKED:
    case FAULT_LINKED_BY: return link_words(t);
    case FAULT_ABSENT:
    case FAULT_EXTRA:
    case FAULT_DRIFTED:
    case FAULT_UNFILLED:
    case FAULT_CHANGED: return written_words(t);
    }
    abort();
}

/* ---- the way out ---- */

static struct str
fault_fix(struct telling *t)
{
    const struct pattern_fault *fault = t->fault;
    struct explainer *x = t->x;
    switch (fault->kind) {
    case FAULT_NOT_SAID:
        return str_printf(x->arena, "give " STR_FMT, STR_ARG(words(x, &t->f, fault->ir)));
    case FAULT_TOO_FEW:
        return fault->ir
                   ? str_printf(x->arena, "add to " STR_FMT, STR_ARG(words(x, &t->f, fault->ir)))
                   : STR("");
    case FAULT_TOO_MANY:
        return fault->ir
                   ? str_printf(x->arena, "take from " STR_FMT, STR_ARG(words(x, &t->f, fault->ir)))
                   : STR("");
    case FAULT_CHOSEN_FEW:
        return str_printf(x->arena, "give what " STR_FMT " needs",
                          STR_ARG(part_words(t, fault->part)));
    case FAULT_CHOSEN_MANY:
        return str_printf(x->arena, "remove all but %u of them", fault->part->choose);
    case FAULT_ABSENT: return STR("write it, or let `onus instantiate` write it");
    case FAULT_EXTRA:
        return str_printf(x->arena, "remove " STR_FMT ", or its `instance_of`",
                          STR_ARG(element_words(t, fault->element)));
    case FAULT_MISPLACED:
    case FAULT_UNLINKED:
    case FAULT_LINKED_BY:
        return str_printf(x->arena, "name " STR_FMT " in " STR_FMT " of " STR_FMT,
                          STR_ARG(element_words(t, fault->element)),
                          STR_ARG(field_words(t, fault->link)),
                          STR_ARG(element_words(t, fault->above)));
    case FAULT_DRIFTED: return STR("take over the text of the pattern");
    case FAULT_UNFILLED:
        return str_printf(x->arena, "write what stands for " STR_FMT, STR_ARG(fault->text));
    case FAULT_CHANGED:
        return str_printf(x->arena,
                          "look at the text again, then write @" STR_FMT
                          " behind the brackets of its "
                          "`instance_of`",
                          STR_ARG(instance_digest(x->arena, fault->text)));
    case FAULT_UNKNOWN: break;
    }
    return STR("");
}

/* ---- failures ---- */

/* The variables that identify an element, but for the parameters, which the rule's variables give. */
static void
key_bindings(struct telling *t, const struct element *e, struct failure *out)
{
    const struct pattern *p = t->pattern;
    for (uint32_t i = 0; e && i < e->key_count; i++) {
        const struct ir *key = e->part->key.at[i];
        bool is_variable =
            key->kind == IR_VAR && e->pattern == t->fault->pattern && key->slot >= p->param_count;
        if (is_variable && e->key[i].kind == VALUE_CELL)
            out->bindings[out->binding_count++] =
                (struct finding_binding){sym_words(t, p->slots[key->slot].name),
                                         words_cell(t->x, key->type, e->key[i].cell)};
    }
}

/* The variables of the rule, the role, and which element it is or would hang from. */
static void
fault_bindings(struct telling *t, struct failure *out)
{
    const struct rule *r = t->rule;
    struct explainer *x = t->x;
    const struct element *e = t->fault->element ? t->fault->element : t->fault->above;
    out->bindings =
        arena_array(x->arena, struct finding_binding, r->each.len + (e ? e->key_count : 0) + 3);
    for (uint32_t i = 0; i < r->each.len; i++)
        failure_bind(x, r, r->each.at[i].slot, t->rule_slots, out);
    struct str pattern = sym_words(t, t->pattern->name), role = part_words(t, t->fault->part);
    out->bindings[out->binding_count++] = (struct finding_binding){
        STR("role"), str_printf(x->arena, STR_FMT "." STR_FMT, STR_ARG(pattern), STR_ARG(role))};
    key_bindings(t, e, out);
}

/* A number that stays what it is when the enumeration grows at its end, so that waivers keep their findings. */
static uint32_t
fault_step(const struct pattern_fault *fault)
{
    uint32_t quoted = 0;
    while (fault->kind == FAULT_NOT_SAID && quoted < fault->part->quoted_count &&
           fault->part->quoted[quoted].path != fault->ir)
        quoted++;
    return (uint32_t)fault->kind + 32 * quoted;
}

static void
fault_context(struct telling *t, const struct reason *why, struct failure *out)
{
    struct explainer *x = t->x;
    const struct pattern_fault *fault = t->fault;
    struct str name = sym_words(t, t->pattern->name), role = part_words(t, fault->part);
    struct str place = words_of_place(x, fault->part->span);
    failure_line(x, out,
                 str_printf(x->arena, "pattern " STR_FMT " has " STR_FMT ", " STR_FMT,
                            STR_ARG(name), STR_ARG(role), STR_ARG(place)));
    if (why)
        why_lines(x, why, out);
    if (fault->above && fault->above->ent.v != ENT_NONE.v)
        failure_related(x, out, store_span(x->store, fault->above->ent),
                        str_printf(x->arena, "it hangs from " STR_FMT,
                                   STR_ARG(words_entity(x, fault->above->ent))));
    if (fault->other.v != ENT_NONE.v)
        failure_related(x, out, store_span(x->store, fault->other), failure_label(x, fault->other));
    if (concerned(t).v != t->subject.v)
        failure_related(x, out, store_span(x->store, concerned(t)), failure_label(x, concerned(t)));
}

static struct failure *
failure_of_fault(struct telling *t, enum explain_depth depth)
{
    struct explainer *x = t->x;
    const struct pattern_fault *fault = t->fault;
    struct reason *why = fault_why(t);
    struct failure *out =
        failure_new(x, fault->kind == FAULT_UNKNOWN ? UNKNOWN_ : FALSE_, fault_place(t));
    out->message = fault_words(t, why);
    out->fix = fault_fix(t);
    out->step = fault_step(fault);
    if (fault->kind == FAULT_NOT_SAID)
        out->category = CATEGORY_MISSING_JUSTIFICATION;
    fault_bindings(t, out);
    if (depth == EXPLAIN_WHY)
        fault_context(t, why, out);
    return out;
}

static struct failure *
no_derivation(struct explainer *x, const struct rule *r, struct value *values, enum truth truth)
{
    struct ent subject = {(uint32_t)values[r->each.at[0].slot].cell};
    struct failure *out = failure_new(x, truth, failure_subject(x, r, subject));
    out->message = failure_undecided(
        x, subject, why_new(x, STR("the pattern was not applied to it"), SPAN_NONE));
    return out;
}

struct failure *
explain_pattern(struct explainer *x, const struct rule *r, const struct duty *d,
                struct value *values, enum truth truth, enum explain_depth depth)
{
    const struct derivation *derived = evaluation_derivation(x->evaluation);
    uint32_t c = derived ? derivation_case(derived, d->application, values) : UINT32_MAX;
    struct failure *first = NULL, **tail = &first;
    if (c == UINT32_MAX)
        return no_derivation(x, r, values, truth);
    const struct pattern_cases *cases = derivation_cases(derived, d->application);
    for (uint32_t i = cases->faults[c]; i < cases->faults[c + 1]; i++) {
        struct telling t = telling_open(x, r, d, values, &cases->fault[i]);
        *tail = failure_of_fault(&t, depth);
        tail = &(*tail)->next;
    }
    return first ? first : no_derivation(x, r, values, truth);
}

/* ---- as parts of a tree ---- */

static struct reason *
part_new(struct explainer *x, struct str text, enum truth truth, struct span at)
{
    struct reason *w = why_new(x, text, at);
    w->kind = REASON_PART;
    w->truth = truth;
    return w;
}

static void
tell_elements(struct explainer *x, const struct pattern_cases *cases, uint32_t c,
              struct reason *out)
{
    uint32_t shown = 0, from = cases->elements[c], to = cases->elements[c + 1];
    for (uint32_t i = from; i < to; i++) {
        const struct element *e = cases->element[i];
        if (e->ent.v == ENT_NONE.v)
            continue;
        if (shown++ == TREE_CANDIDATES) {
            tree_more(x, out, to - i, "elements");
            return;
        }
        struct str id = words_entity(x, e->ent);
        struct str text = e->is_authored ? str_printf(x->arena, STR_FMT " is " STR_FMT, STR_ARG(id),
                                                      STR_ARG(e->id))
                                         : str_printf(x->arena, "derived " STR_FMT, STR_ARG(id));
        struct reason *w = why_new(x, text, e->is_authored ? e->written : SPAN_NONE);
        w->truth = TRUE_;
        why_add(out, w);
    }
}

void
tell_pattern(struct explainer *x, const struct rule *r, const struct duty *d, struct value *values,
             struct reason *out)
{
    const struct derivation *derived = evaluation_derivation(x->evaluation);
    uint32_t c = derived ? derivation_case(derived, d->application, values) : UINT32_MAX;
    const struct application *a = &x->program->applications.at[d->application];
    struct str name = sym_str(x->program->texts, x->program->patterns.at[a->pattern].name);
    if (c == UINT32_MAX)
        return;
    const struct pattern_cases *cases = derivation_cases(derived, d->application);
    for (uint32_t i = cases->faults[c]; i < cases->faults[c + 1]; i++) {
        struct telling t = telling_open(x, r, d, values, &cases->fault[i]);
        struct reason *why = fault_why(&t);
        enum truth truth = t.fault->kind == FAULT_UNKNOWN ? UNKNOWN_ : FALSE_;
        struct reason *w = part_new(x, fault_words(&t, why), truth, fault_place(&t).span);
        if (why)
            why_add(w, why);
        why_add(out, w);
    }
    struct reason *there = part_new(
        x, str_printf(x->arena, "there is of pattern " STR_FMT, STR_ARG(name)), TRUE_, SPAN_NONE);
    tell_elements(x, cases, c, there);
    if (there->first)
        why_add(out, there);
}
