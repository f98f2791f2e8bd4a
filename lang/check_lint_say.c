/* What is said of a condition that is decided, and why it is. */
#include "lang/check_lint.h"

#define WORDS(l, span_) STR_ARG(words_at((l)->cx, (span_)))

/* A constant condition, an idle quantifier: the checker has said so of these words already. */
bool
lint_said(const struct lint *l, struct span at)
{
    for (const struct diag *d = l->ck->sink->first; d; d = d->next)
        if (d->span.lo >= at.lo && d->span.hi <= at.hi &&
            (d->code == W5764 || d->code == W5433 || d->code == W5923 || d->code == W4471 ||
             d->code == W2817 || d->code == W6066))
            return true;
    return false;
}

static const char *
reason(enum known_from from, bool holds)
{
    switch (from) {
    case FROM_AND: return holds ? "this already says so" : "this has to hold as well";
    case FROM_OR:
        return holds ? "where this does not hold, the other does"
                     : "wherever the other holds, this does";
    case FROM_IMPLIES:
        return holds ? "where this holds, the other does" : "this is what it is asked for";
    case FROM_GUARD: return "the guard lets only those through for which this holds";
    case FROM_WHERE: return "only those are asked for which this holds";
    case FROM_THEN: return "this holds in the branch behind `then`";
    case FROM_ELSE: return "this does not hold in the branch behind `else`";
    case FROM_REQUIRE: return "this is required already";
    case FROM_STEP: return "an earlier step asks for this";
    }
    return "";
}

static void
label_reasons(struct lint *l, struct diag *d, const struct fact *f, bool holds,
              const struct known *known)
{
    const struct known *because[3];
    uint32_t count = deciding(l, f, known, because);
    for (uint32_t i = count; i-- > 0;)
        diag_label(l->ck->sink, d, because[i]->span, "%s", reason(because[i]->from, holds));
}

/* ---- decided by itself ---- */

static const struct fact_key *
only_key(const struct lint *l, const struct fact *f)
{
    while (f->kind == FACT_NOT)
        f = f->part[0];
    return f->kind == FACT_ATOM ? &l->keys.at[f->key] : NULL;
}

static struct str
value_words(const struct lint *l, const struct fact_key *key, uint64_t cell)
{
    return cell_text(l->ck->program, l->ck->arena, key->of->type, cell);
}

static void
say_value(struct lint *l, const struct ir *ir, const struct fact_key *key, const char *always)
{
    struct diag_sink *sink = l->ck->sink;
    struct diag *d = NULL;
    bool is_enum = key->of->type.kind == TYPE_ENUM;
    if (!span_is_none(key->bounds)) {
        d = advise(l->cx, W5764, ir->span,
                   "`" STR_FMT "` is always within " STR_FMT " .. " STR_FMT
                   ", so this is always %s",
                   WORDS(l, key->of->span), STR_ARG(value_words(l, key, key->low)),
                   STR_ARG(value_words(l, key, key->high)), always);
        diag_label(sink, d, key->bounds, "its range is declared here");
        diag_help(sink, d, "compare with a value inside the range, or correct the range");
    } else if (key->has_low && !key->has_high) {
        d = advise(l->cx, W5764, ir->span,
                   "a number of things is never below " STR_FMT ", so this is always %s",
                   STR_ARG(value_words(l, key, key->low)), always);
        diag_help(sink, d, "compare with a number that can be reached from both sides");
    } else if (is_enum) {
        const struct enum_type *t = &l->ck->program->enums.at[key->of->type.of];
        d = advise(l->cx, W5764, ir->span,
                   "no value of `" STR_FMT "` makes a difference here: this is always %s",
                   WORDS(l, key->of->span), always);
        if (!span_is_none(t->span))
            diag_label(sink, d, t->span, "all its values are listed here");
        diag_help(sink, d, "leave it out, or name the values that are meant");
    } else {
        d = advise(l->cx, W5764, ir->span, "this condition is always %s", always);
        diag_help(sink, d, "leave it out, or say what should decide");
    }
}

static void
say_alone(struct lint *l, const struct ir *ir, const struct fact *f, bool holds)
{
    const char *always = holds ? "true" : "false";
    const struct fact_key *key = only_key(l, f);
    struct diag *d;
    if (key && key->kind == KEY_VALUE) {
        say_value(l, ir, key, always);
        return;
    }
    if (key && key->kind == KEY_ORDER && key->never_greater) {
        d = advise(l->cx, W5764, ir->span,
                   "`" STR_FMT "` is never after today, so this is always %s",
                   WORDS(l, key->of->span), always);
        const struct field *field =
            &l->ck->program->fields.at[key->of->field.alternatives[0].field];
        diag_label(l->ck->sink, d, field->span, "declared `past` here");
        diag_help(l->ck->sink, d,
                  "leave it out: a case where it is after today gets a finding of its own");
        return;
    }
    d = advise(l->cx, W5764, ir->span, "this condition is always %s", always);
    diag_help(l->ck->sink, d, "leave it out, or say what should decide");
}

/* ---- decided by what stands beside it ---- */

/* `x = a and x = b`, `x != a or x != b`: what was meant can be guessed, and is not the same thing. */
static const char *
advice(const struct ir *ir, enum known_from from, bool holds)
{
    bool equal = ir->kind == IR_COMPARE && ir->compare.op == CMP_EQ;
    bool unequal = ir->kind == IR_COMPARE && ir->compare.op == CMP_NE;
    if (from == FROM_AND && !holds && equal)
        return "one value cannot be both; to allow either of them, write `… in {a, b}`";
    if (from == FROM_OR && holds && unequal)
        return "every value differs from one of the two; to exclude both, write `… not in {a, b}`";
    if (from == FROM_AND && !holds)
        return "both together leave nothing; change one of them, or write `or` if one is enough";
    if (from == FROM_OR && holds)
        return "one of the two always holds; change one of them, or write `and` if both are needed";
    return holds ? "leave it out, or ask for what is missing"
                 : "leave it out, or ask for what is meant";
}

void
say_decided(struct lint *l, const struct ir *ir, const struct fact *f, bool holds,
            const struct known *known)
{
    const struct known *because[3];
    struct diag *d;
    if (deciding(l, f, known, because) == 0) {
        say_alone(l, ir, f, holds);
        return;
    }
    enum known_from from = because[0]->from;
    struct str words = words_at(l->cx, ir->span);
    if (from == FROM_AND && holds)
        d = advise(l->cx, W5923, ir->span, "`" STR_FMT "` says nothing new here", STR_ARG(words));
    else if (from == FROM_OR && !holds)
        d = advise(l->cx, W5923, ir->span,
                   "`" STR_FMT "` adds nothing here: it never holds where the rest does not",
                   STR_ARG(words));
    else if (from == FROM_OR)
        d = advise(l->cx, W5764, ir->span,
                   "`" STR_FMT "` holds wherever the rest does not, so the whole is always true",
                   STR_ARG(words));
    else if (from == FROM_IMPLIES && holds)
        d = advise(l->cx, W5764, ir->span,
                   "`" STR_FMT "` holds anyway there, so the whole is always true", STR_ARG(words));
    else
        d = advise(l->cx, W5764, ir->span, "`" STR_FMT "` %s here", STR_ARG(words),
                   holds ? "always holds" : "can never hold");
    label_reasons(l, d, f, holds, known);
    diag_help(l->ck->sink, d, "%s", advice(ir, from, holds));
}

/* ---- branches, requirements, steps ---- */

void
say_branch(struct lint *l, const struct ir *cond, bool holds, const struct known *known,
           const struct fact *f)
{
    const struct ir *lost = holds ? cond->cond.other : cond->cond.then;
    struct diag *d = advise(l->cx, W4471, lost->span, "this branch is never taken");
    diag_label(l->ck->sink, d, cond->cond.test->span, "this is always %s here",
               holds ? "true" : "false");
    label_reasons(l, d, f, holds, known);
    diag_help(l->ck->sink, d, "leave the branch out, or correct the condition in front of it");
}

void
say_duty(struct lint *l, const struct ir *ir, const struct fact *f, bool holds,
         const struct known *known)
{
    const struct known *because[3];
    uint32_t count = deciding(l, f, known, because);
    struct diag *d;
    if (count == 0) {
        say_alone(l, ir, f, holds);
        return;
    }
    bool by_guard = true, is_repeated;
    for (uint32_t i = 0; i < count; i++)
        by_guard &= because[i]->from == FROM_GUARD;
    is_repeated = holds && !by_guard;
    if (is_repeated && !l->ck->input->for_authors)
        return; /* it does no harm */
    if (holds && by_guard) {
        d = advise(l->cx, W5433, ir->span,
                   "the guard of this rule already says so, so this can never fail");
        diag_help(l->ck->sink, d,
                  "leave it out of `where` if it is what the rule demands, or leave this "
                  "`require` out");
    } else if (holds) {
        d = advise(l->cx, W2817, ir->span, "what is required before already says so");
        diag_help(l->ck->sink, d,
                  "leave it out; or put the weaker requirement first, and each with its message");
    } else if (by_guard) {
        d = advise(l->cx, W5764, ir->span, "no subject that the guard lets through can meet this");
        diag_help(l->ck->sink, d,
                  "every subject would be violated; take the condition out of the guard, or the "
                  "other way round");
    } else {
        d = advise(l->cx, W5764, ir->span,
                   "no subject can meet this together with what is required before");
        diag_help(l->ck->sink, d, "change one of the two, or make it one requirement with `or`");
    }
    label_reasons(l, d, f, holds, known);
}

void
say_step(struct lint *l, const struct ir_step *step, bool is_last, const struct fact *f, bool holds,
         const struct known *known)
{
    struct diag *d;
    const struct known *because[3];
    if (deciding(l, f, known, because) == 0) {
        say_alone(l, step->expr, f, holds);
        return;
    }
    if (holds)
        d = advise(l->cx, W5923, step->expr->span,
                   "this step says nothing new, so its message is never shown");
    else
        d = advise(l->cx, W4471, step->expr->span, "nothing ever gets past this step%s",
                   is_last ? "" : ", so those behind it are never reached");
    label_reasons(l, d, f, holds, known);
    diag_help(l->ck->sink, d, "%s",
              holds ? "leave it out, or ask for what is missing"
                    : "change one of the two steps: both together leave nothing");
}
