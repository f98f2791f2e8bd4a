/* All findings of a run → the report: sorted, told apart, counted, judged. */
#include <stdlib.h>

#include "engine/find/find_internal.h"

void
find_draft(struct finder *f, struct finding finding, struct origin origin)
{
    struct draft d = {.finding = finding, .origin = origin, .number = f->drafts.len};
    if (!span_is_none(finding.at.span))
        d.source = source_of(f->in->sources, finding.at.span.lo);
    if (f->drafts.len == f->drafts.cap) {
        uint32_t cap = f->drafts.cap ? 2 * f->drafts.cap : 64;
        f->drafts.at = mem_grow(f->drafts.at, sizeof *f->drafts.at, f->drafts.cap, cap);
        f->drafts.cap = cap;
    }
    f->drafts.at[f->drafts.len++] = d;
}

/* ---- order ---- */

static int
cmp_places(const struct draft *a, const struct draft *b)
{
    if (a->source != b->source) {
        if (!a->source || !b->source)
            return a->source ? 1 : -1;
        return str_cmp(a->source->name, b->source->name);
    }
    uint32_t l = a->finding.at.span.lo, r = b->finding.at.span.lo;
    return (l > r) - (l < r);
}

static int
cmp_bindings(const struct finding *a, const struct finding *b)
{
    for (uint32_t i = 0; i < a->binding_count && i < b->binding_count; i++) {
        int order = str_cmp_natural(a->bindings[i].id, b->bindings[i].id);
        if (order)
            return order;
    }
    return (a->binding_count > b->binding_count) - (a->binding_count < b->binding_count);
}

/* Mistakes in rule files first; then by file and place, never by the order of loading. */
static int
cmp_drafts(const void *left, const void *right)
{
    const struct draft *a = left, *b = right;
    if (a->finding.is_rule_file != b->finding.is_rule_file)
        return a->finding.is_rule_file ? -1 : 1;
    int order = cmp_places(a, b);
    if (!order)
        order = str_cmp(a->finding.rule, b->finding.rule);
    if (!order)
        order = str_cmp(a->finding.type, b->finding.type);
    if (!order)
        order = str_cmp_natural(a->finding.subject, b->finding.subject);
    if (!order)
        order = cmp_bindings(&a->finding, &b->finding);
    if (!order)
        order = str_cmp(a->finding.message, b->finding.message);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* ---- identity ---- */

struct print {
    struct str text;
    uint32_t index;
};

static int
cmp_prints(const void *left, const void *right)
{
    const struct print *a = left, *b = right;
    int order = str_cmp(a->text, b->text);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Two findings that say the same of the same (one mistake made twice) are numbered in the order of the report. */
static void
tell_apart(struct finder *f)
{
    uint32_t count = f->drafts.len;
    struct print *prints = arena_array(&f->scratch, struct print, count + 1);
    for (uint32_t i = 0; i < count; i++)
        prints[i] = (struct print){f->drafts.at[i].finding.fingerprint, i};
    qsort(prints, count, sizeof *prints, cmp_prints);
    for (uint32_t i = 1, nth = 1; i < count; i++) {
        nth = str_eq(prints[i].text, prints[i - 1].text) ? nth + 1 : 1;
        if (nth == 1)
            continue;
        struct str numbered = str_printf(&f->scratch, STR_FMT "#%u", STR_ARG(prints[i].text), nth);
        f->drafts.at[prints[i].index].finding.fingerprint = fingerprint(f->arena, numbered);
    }
}

/* ---- counts and verdict ---- */

bool
finding_fails(const struct finding *f, enum fail_on fail_on)
{
    switch (f->severity) {
    case SEVERITY_ERROR: return true;
    case SEVERITY_WARNING: return fail_on != FAIL_ON_ERROR;
    case SEVERITY_INFO: return fail_on == FAIL_ON_INFO;
    }
    abort();
}

static void
count_finding(struct summary *s, const struct finding *f)
{
    s->errors += f->severity == SEVERITY_ERROR;
    s->warnings += f->severity == SEVERITY_WARNING;
    s->infos += f->severity == SEVERITY_INFO;
    s->unsupported_claim += f->category == CATEGORY_UNSUPPORTED_CLAIM;
    s->missing_justification += f->category == CATEGORY_MISSING_JUSTIFICATION;
    s->broken_traceability += f->category == CATEGORY_BROKEN_TRACEABILITY;
}

static void
judge(struct finder *f)
{
    struct report *r = f->report;
    const struct program *p = f->in->program;
    uint32_t met =
        r->summary.satisfied + r->summary.violated + r->summary.indeterminate + r->summary.assumed;
    r->verdict = VERDICT_NOT_EVALUATED;
    if (f->in->file_count == 0)
        r->verdict_reason = STR("no case files");
    else if (!p || p->rules.len == 0)
        r->verdict_reason = STR("no rules");
    else if (!f->in->evaluation)
        r->verdict_reason = STR("the case did not load");
    else if (r->summary.rules == 0)
        r->verdict_reason = STR("no rule due");
    else if (met == 0)
        r->verdict_reason = STR("no subject");
    else
        r->verdict = VERDICT_PASSED;
    for (uint32_t i = 0; i < r->finding_count && r->verdict == VERDICT_PASSED; i++)
        if (finding_fails(&r->findings[i], r->fail_on))
            r->verdict = VERDICT_FAILED;
}

/* ---- what is taken as given ---- */

static void
assumptions(struct finder *f)
{
    struct store *s = f->in->store;
    VEC(struct assumption) list = {0};
    for (uint32_t i = 0; s && i < store_count(s); i++) {
        struct ent e = {i};
        struct str reason = store_external(s, e);
        if (reason.len == 0)
            continue;
        struct str type =
            sym_str(f->in->program->texts, f->in->program->entities.at[store_type(s, e)].name);
        vec_push(f->arena, &list,
                 ((struct assumption){type, store_id(s, e), reason, store_span(s, e)}));
    }
    f->report->assumptions = list.at;
    f->report->assumption_count = list.len;
}

/* ---- what becomes of entities ---- */

static bool
has_verdicts(const struct program *p)
{
    for (uint32_t i = 0; i < p->views.len; i++)
        for (uint32_t k = 0; k < p->views.at[i].uses.len; k++)
            if (p->views.at[i].uses.at[k].word == VIEW_WORD_VERDICT)
                return true;
    return false;
}

static void
verdicts(struct finder *f)
{
    const struct find_input *in = f->in;
    if (in->is_brief || !in->evaluation || !has_verdicts(in->program))
        return;
    const struct entity_verdict *all = evaluate_verdicts(in->evaluation, f->arena);
    uint32_t count = store_count(in->store);
    f->report->verdicts = arena_array(f->arena, struct verdict_line, count + 1);
    for (uint32_t e = 0; e < count; e++) {
        if (!all[e].view)
            continue;
        entity_id type = store_type(in->store, (struct ent){e});
        f->report->verdicts[f->report->verdict_count++] =
            (struct verdict_line){sym_str(in->program->texts, in->program->entities.at[type].name),
                                  store_id(in->store, (struct ent){e}), all[e].word,
                                  all[e].is_unknown, store_span(in->store, (struct ent){e})};
    }
}

static void
finish(struct finder *f)
{
    struct report *r = f->report;
    if (f->drafts.len)
        qsort(f->drafts.at, f->drafts.len, sizeof *f->drafts.at, cmp_drafts);
    tell_apart(f);
    r->findings = arena_array(f->arena, struct finding, f->drafts.len + 1);
    for (uint32_t i = 0; i < f->drafts.len; i++) {
        if (i < LIMIT_WHY_FINDINGS && !f->in->is_brief)
            find_why(f, &f->drafts.at[i]);
        r->findings[i] = f->drafts.at[i].finding;
        count_finding(&r->summary, &r->findings[i]);
    }
    r->finding_count = f->drafts.len;
    if (!f->in->is_brief)
        r->explained =
            r->finding_count < LIMIT_WHY_FINDINGS ? r->finding_count : LIMIT_WHY_FINDINGS;
}

static struct str
phase_name(const struct find_input *in)
{
    if (!in->has_phase || !in->program || in->program->phase == NO_ID)
        return (struct str){0};
    const struct enum_type *t = &in->program->enums.at[in->program->phase];
    return sym_str(in->program->texts, t->values[in->phase]);
}

struct report *
find_report(struct arena *arena, const struct find_input *in)
{
    struct finder f = {.in = in, .arena = arena, .report = arena_new(arena, struct report)};
    f.explainer = (struct explainer){.arena = &f.words,
                                     .scratch = &f.scratch,
                                     .program = in->program,
                                     .store = in->store,
                                     .evaluation = in->evaluation,
                                     .sources = in->sources,
                                     .today = in->as_of};
    struct report *r = f.report;
    r->as_of = in->as_of;
    r->title = in->title;
    r->phase = phase_name(in);
    r->sources = in->sources;
    r->program = in->program;
    r->fail_on = in->fail_on;
    r->rules_not_compiled = in->program ? in->program->rules_not_compiled : 0;
    r->summary.files = in->file_count;
    r->summary.entities = in->store ? store_count(in->store) : 0;
    if (in->evaluation)
        find_rules(&f);
    verdicts(&f); /* what they cannot be told for is a finding */
    find_diags(&f);
    find_tailoring(&f);
    finish(&f);
    assumptions(&f);
    judge(&f);
    arena_release(&f.scratch);
    arena_release(&f.words);
    mem_free(f.drafts.at);
    return r;
}
