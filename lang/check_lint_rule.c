/* Rules as wholes: the same rule twice, messages that tell their reader too little, rules without a test. */
#include "lang/check_lint.h"

/* ---- duplicates ---- */

static const struct lint_bound *
bind_slot(struct checker *ck, const struct lint_bound *outer, uint32_t slot)
{
    struct lint_bound *b = arena_new(ck->arena, struct lint_bound);
    *b = (struct lint_bound){outer, slot, outer ? outer->number + 1 : 0};
    return b;
}

static void
duty_words(struct checker *ck, const struct lint_bound *bound, const struct duty *duty,
           struct text_buf *out)
{
    if (duty->condition) {
        text_add_c(out, " require ");
        lint_words(bound, duty->condition, out);
    }
    if (duty->kind == DUTY_PATTERN) {
        const struct application *a = &ck->program->applications.at[duty->application];
        text_printf(out, " pattern %u %d", a->pattern, a->is_authored);
        for (uint32_t i = 0; i < a->args.len; i++) {
            text_add_c(out, " with ");
            lint_words(bound, a->args.at[i], out);
        }
    }
    for (uint32_t i = 0; i < duty->step_count; i++) {
        const struct ir_step *step = &duty->steps[i];
        text_printf(out, " step %d ", (int)step->kind);
        lint_words(bound, step->expr, out);
        if (step->kind != IR_STEP_CONDITION)
            bound = bind_slot(ck, bound, step->slot);
    }
}

/* Subject, guard, requirements, how grave and when it is due: equal words, the same obligation. */
static struct str
rule_words(struct checker *ck, const struct rule *r)
{
    struct text_buf out = {.arena = ck->arena};
    const struct lint_bound *bound = NULL;
    text_printf(&out, "%d %d %u %u %d", (int)r->severity, r->has_phase, r->phase_from, r->phase_to,
                r->has_effective ? r->effective : 0);
    for (uint32_t i = 0; i < r->each.len; i++) {
        const struct ir_each *each = &r->each.at[i];
        text_add_c(&out, " each ");
        lint_words(bound, each->set, &out);
        bound = bind_slot(ck, bound, each->slot);
        if (each->where) {
            text_add_c(&out, " where ");
            lint_words(bound, each->where, &out);
        }
    }
    for (uint32_t i = 0; i < r->lets.len; i++) {
        text_add_c(&out, " let ");
        lint_words(bound, r->lets.at[i].value, &out);
        bound = bind_slot(ck, bound, r->lets.at[i].slot);
    }
    for (uint32_t i = 0; i < r->duties.len; i++)
        duty_words(ck, bound, &r->duties.at[i], &out);
    return text_str(&out);
}

static void
say_duplicate(struct checker *ck, const struct context *cx, const struct rule *first,
              const struct rule *again)
{
    struct diag *d =
        advise(cx, W3378, again->span, STR_FMT " demands the same of the same subjects as " STR_FMT,
               NAME_ARG(cx, again->code), NAME_ARG(cx, first->code));
    diag_label(ck->sink, d, first->span, "the other one");
    diag_help(ck->sink, d,
              "each violation would be reported twice; leave one of the two out, and let "
              "`formerly " STR_FMT "` carry its waivers over",
              NAME_ARG(cx, again->code));
}

static void
lint_duplicates(struct checker *ck, const struct context *cx)
{
    const struct program *p = ck->program;
    struct str *words = arena_array(ck->arena, struct str, p->rules.len + 1);
    uint64_t *hash = arena_array(ck->arena, uint64_t, p->rules.len + 1);
    for (rule_id i = 0; i < p->rules.len; i++) {
        if (p->rules.at[i].is_criterion)
            continue;
        words[i] = rule_words(ck, &p->rules.at[i]);
        hash[i] = str_hash(words[i]);
        for (rule_id k = 0; k < i; k++) {
            if (hash[k] != hash[i] || !str_eq(words[k], words[i]))
                continue;
            say_duplicate(ck, cx, &p->rules.at[k], &p->rules.at[i]);
            break;
        }
    }
}

/* ---- messages ---- */

/* Which fields a rule reads anywhere but in its messages, and how deep its definitions were followed. */
struct reads {
    const struct program *p;
    bool *fields, *defines;
};

static void
note_reads(void *context, const struct ir *ir)
{
    struct reads *r = context;
    if (ir->kind == IR_FIELD)
        for (uint32_t i = 0; i < ir->field.count; i++)
            r->fields[ir->field.alternatives[i].field] = true;
    if (ir->kind == IR_CALL && !r->defines[ir->call.define]) {
        r->defines[ir->call.define] = true;
        note_reads(r, r->p->defines.at[ir->call.define].body);
    }
    ir_visit_parts(ir, note_reads, r);
}

static void
note_rule(struct reads *r, const struct rule *rule)
{
    for (uint32_t i = 0; i < rule->each.len; i++) {
        note_reads(r, rule->each.at[i].set);
        if (rule->each.at[i].where)
            note_reads(r, rule->each.at[i].where);
    }
    for (uint32_t i = 0; i < rule->lets.len; i++)
        note_reads(r, rule->lets.at[i].value);
    for (uint32_t i = 0; i < rule->duties.len; i++) {
        const struct duty *duty = &rule->duties.at[i];
        if (duty->condition)
            note_reads(r, duty->condition);
        for (uint32_t k = 0; k < duty->step_count; k++)
            note_reads(r, duty->steps[k].expr);
    }
}

static void
find_variable(void *context, const struct ir *ir)
{
    bool *found = context;
    *found |= ir->kind == IR_VAR;
    if (!*found)
        ir_visit_parts(ir, find_variable, found);
}

static bool
names_anything(const struct ir *message)
{
    bool found = false;
    for (uint32_t i = 0; i < message->template.len; i++) {
        const struct ir_part *part = &message->template.at[i];
        found |= part->is_why;
        if (part->expr)
            find_variable(&found, part->expr);
    }
    return found;
}

static void
say_nameless(struct checker *ck, const struct context *cx, const struct rule *rule,
             const struct ir *message)
{
    struct slot subject = rule->slots[rule->each.at[0].slot];
    struct diag *d =
        advise(cx, W6342, message->span, "this message is the same for every subject of the rule");
    diag_label(ck->sink, d, subject.span, "the rule is about each `" STR_FMT "`",
               NAME_ARG(cx, subject.name));
    diag_help(ck->sink, d, "name what is wrong: `{" STR_FMT "}`, or a value that decides",
              NAME_ARG(cx, subject.name));
}

/* Values that judge: what a reader takes for the reason. Texts and entities tell what something is. */
static bool
is_judgement(const struct ir *ir)
{
    if (ir->kind != IR_FIELD || card_is_set(ir->type.card))
        return false;
    switch (ir->type.kind) {
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_ENUM: return true;
    default: return false;
    }
}

static bool
is_read(const struct reads *r, const struct ir *field)
{
    for (uint32_t i = 0; i < field->field.count; i++)
        if (r->fields[field->field.alternatives[i].field])
            return true;
    return false;
}

/* A message is about something if any value in it takes part in the decision; only then may it add others. */
static void
lint_values(struct checker *ck, const struct context *cx, const struct reads *r,
            const struct ir *message, struct span condition)
{
    const struct ir *other = NULL;
    for (uint32_t i = 0; i < message->template.len; i++) {
        const struct ir *part = message->template.at[i].expr;
        if (message->template.at[i].is_why || (part && part->kind == IR_FIELD && is_read(r, part)))
            return;
        if (part && is_judgement(part) && !other)
            other = part;
    }
    if (!other)
        return;
    struct diag *d =
        advise(cx, W4718, other->span, "`" STR_FMT "` plays no part in what this rule asks",
               STR_ARG(words_at(cx, other->span)));
    diag_label(ck->sink, d, condition, "this decides");
    diag_help(ck->sink, d, "show the value that decides, so that a reader sees what to change");
}

static void
lint_message(struct checker *ck, const struct context *cx, const struct reads *r,
             const struct rule *rule, const struct ir *message, struct span condition)
{
    if (!message || span_is_none(message->span) || message->kind != IR_TEMPLATE)
        return;
    if (names_anything(message))
        lint_values(ck, cx, r, message, condition);
    else
        say_nameless(ck, cx, rule, message);
}

static void
lint_messages(struct checker *ck, const struct context *cx)
{
    const struct program *p = ck->program;
    for (rule_id i = 0; i < p->rules.len; i++) {
        const struct rule *rule = &p->rules.at[i];
        struct reads r = {p, arena_array(ck->arena, bool, p->fields.len + 1),
                          arena_array(ck->arena, bool, p->defines.len + 1)};
        note_rule(&r, rule);
        for (uint32_t k = 0; k < rule->duties.len; k++) {
            const struct duty *duty = &rule->duties.at[k];
            if (duty->kind == DUTY_REQUIRE)
                lint_message(ck, cx, &r, rule, duty->message, duty->condition->span);
            for (uint32_t m = 0; m < duty->step_count; m++)
                lint_message(ck, cx, &r, rule, duty->steps[m].message, duty->steps[m].expr->span);
        }
    }
}

/* ---- tests ---- */

/* By symbol of a code: the pack whose tests expect something of it; empty names are packs as well. */
struct tested {
    const struct str **by_code;
    VEC(struct str) packs; /* that have any test */
};

static bool
has_tests(const struct tested *t, struct str pack)
{
    for (uint32_t i = 0; i < t->packs.len; i++)
        if (str_eq(t->packs.at[i], pack))
            return true;
    return false;
}

static struct tested
collect_tests(struct checker *ck)
{
    struct tested t = {.by_code = arena_array(ck->arena, const struct str *, ck->syms->len + 1)};
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t k = 0; k < unit->ast->items.len; k++) {
            const struct item *item = unit->ast->items.at[k];
            if (item->kind != ITEM_TEST)
                continue;
            if (!has_tests(&t, unit->pack))
                vec_push(ck->arena, &t.packs, unit->pack);
            for (uint32_t m = 0; m < item->test.clauses.len; m++)
                t.by_code[item->test.clauses.at[m].code.sym.v] = &unit->pack;
        }
    }
    return t;
}

static void
say_untested(struct checker *ck, const struct context *cx, const struct rule *r,
             bool stands_for_all)
{
    struct diag *d = stands_for_all
                         ? advise(cx, W5146, r->span, "there is not one test of these rules")
                         : advise(cx, W5146, r->span, "no test expects anything of " STR_FMT,
                                  NAME_ARG(cx, r->code));
    diag_help(ck->sink, d,
              "write one where it fires and one where it stays silent: `test \"…\" on 2026-06-01 "
              "{ given { … } expect " STR_FMT " at X }`",
              NAME_ARG(cx, r->code));
}

/* Where a pack has tests, each rule without one is named; where it has none, its first rule stands for all. */
static void
lint_untested(struct checker *ck, const struct context *cx)
{
    const struct program *p = ck->program;
    struct tested tested = collect_tests(ck);
    for (rule_id i = 0; i < p->rules.len; i++) {
        const struct rule *r = &p->rules.at[i];
        const struct str *by = tested.by_code[r->code.v];
        bool is_first = i == 0 || !str_eq(p->rules.at[i - 1].pack, r->pack);
        if (by && str_eq(*by, r->pack))
            continue;
        if (has_tests(&tested, r->pack))
            say_untested(ck, cx, r, false);
        else if (is_first)
            say_untested(ck, cx, r, true);
    }
}

void
lint_rules(struct checker *ck)
{
    struct body body = {0};
    struct context cx = {.ck = ck, .body = &body};
    lint_duplicates(ck, &cx);
    if (!ck->input->for_authors)
        return;
    lint_messages(ck, &cx);
    lint_untested(ck, &cx);
}
