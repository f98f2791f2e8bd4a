/* onus.report/1: a report for programs. Fields are only ever added; docs/reference/report.schema.json says which there are. */
#include "engine/render/render_internal.h"

void
json_place(struct json *j, const struct source_map *sources, struct span at)
{
    struct place lo = source_place(sources, at.lo), hi = source_place(sources, at.hi);
    if (span_is_none(at) || !lo.source) {
        json_null(j, "file");
        json_null(j, "line");
        json_null(j, "column");
        json_null(j, "end_line");
        json_null(j, "end_column");
        return;
    }
    json_text(j, "file", lo.source->name);
    json_number(j, "line", lo.line);
    json_number(j, "column", lo.column);
    json_number(j, "end_line", hi.source == lo.source ? hi.line : lo.line);
    json_number(j, "end_column", hi.source == lo.source ? hi.column : lo.column);
}

static void
write_summary(struct json *j, const struct summary *s)
{
    json_open(j, "summary", '{');
    json_number(j, "rules", s->rules);
    json_number(j, "subjects", s->subjects);
    json_number(j, "satisfied", s->satisfied);
    json_number(j, "violated", s->violated);
    json_number(j, "waived", s->waived);
    json_number(j, "not_applicable", s->not_applicable);
    json_number(j, "not_due", s->not_due);
    json_number(j, "superseded", s->superseded);
    json_number(j, "assumed", s->assumed);
    json_number(j, "exempted", s->exempted);
    json_number(j, "indeterminate", s->indeterminate);
    json_open_inline(j, "vacuous", '[');
    for (uint32_t i = 0; i < s->vacuous_count; i++)
        json_text(j, NULL, s->vacuous[i]);
    json_close(j, ']');
    json_number(j, "unsupported_claim", s->unsupported_claim);
    json_number(j, "missing_justification", s->missing_justification);
    json_number(j, "broken_traceability", s->broken_traceability);
    json_number(j, "errors", s->errors);
    json_number(j, "warnings", s->warnings);
    json_number(j, "infos", s->infos);
    json_number(j, "files", s->files);
    json_number(j, "entities", s->entities);
    json_number(j, "deviations", s->deviations);
    json_number(j, "expired_deviations", s->expired_deviations);
    json_close(j, '}');
}

static void
write_rules(struct json *j, const struct report *r)
{
    json_open(j, "rules", '[');
    for (uint32_t i = 0; i < r->rule_count; i++) {
        const struct rule_line *l = &r->rules[i];
        json_open_inline(j, NULL, '{');
        json_text(j, "rule", l->rule);
        json_text(j, "title", l->title);
        json_bool(j, "due", l->is_due);
        json_number(j, "satisfied", l->satisfied);
        json_number(j, "violated", l->violated);
        json_number(j, "not_applicable", l->not_applicable);
        json_number(j, "not_due", l->not_due);
        json_number(j, "assumed", l->assumed);
        json_number(j, "indeterminate", l->indeterminate);
        json_number(j, "superseded", l->superseded);
        json_number(j, "exempted", l->exempted);
        json_bool(j, "disabled", l->is_disabled);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_decisions(struct json *j, const struct report *r)
{
    json_open(j, "decisions", '[');
    for (uint32_t i = 0; i < r->decision_count; i++) {
        const struct decision_line *d = &r->decisions[i];
        json_open_inline(j, NULL, '{');
        json_text(j, "criterion", d->criterion);
        json_text(j, "rule", d->rule);
        json_text(j, "type", d->type);
        json_text(j, "subject", d->subject);
        json_text(j, "decision", d->decision);
        json_place(j, r->sources, d->span);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_verdicts(struct json *j, const struct report *r)
{
    json_open(j, "verdicts", '[');
    for (uint32_t i = 0; i < r->verdict_count; i++) {
        const struct verdict_line *v = &r->verdicts[i];
        json_open_inline(j, NULL, '{');
        json_text(j, "type", v->type);
        json_text(j, "subject", v->subject);
        json_text(j, "verdict", v->verdict);
        json_bool(j, "unknown", v->is_unknown);
        json_place(j, r->sources, v->span);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_related(struct json *j, const struct report *r, const struct finding *f)
{
    json_open(j, "related", '[');
    for (uint32_t i = 0; i < f->related_count; i++) {
        json_open_inline(j, NULL, '{');
        json_place(j, r->sources, f->related[i].span);
        json_text(j, "message", f->related[i].text);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_bindings(struct json *j, const struct finding *f)
{
    struct arena scratch = {0};
    json_open_inline(j, "bindings", '{');
    for (uint32_t i = 0; i < f->binding_count; i++)
        json_text(j, str_c(&scratch, f->bindings[i].name), f->bindings[i].id);
    json_close(j, '}');
    arena_release(&scratch);
}

static void
write_rule(struct json *j, const struct report *r, const struct finding *f)
{
    if (span_is_none(f->rule_span)) {
        json_null(j, "rule_place");
        return;
    }
    json_open_inline(j, "rule_place", '{');
    json_place(j, r->sources, f->rule_span);
    json_close(j, '}');
}

void
json_finding(struct json *j, const struct report *r, const struct finding *f)
{
    json_open(j, NULL, '{');
    json_text(j, "rule", f->rule);
    json_text(j, "severity", str_from(severity_name(f->severity)));
    json_text(j, "category", str_from(category_name(f->category)));
    json_text(j, "status", f->status);
    json_text(j, "type", f->type);
    json_text(j, "subject", f->subject);
    json_place(j, r->sources, f->at.span);
    json_text(j, "message", f->message);
    json_text(j, "label", f->at.text);
    json_text(j, "fix", f->fix);
    json_text(j, "fingerprint", f->fingerprint);
    write_related(j, r, f);
    json_open(j, "why", '[');
    for (uint32_t i = 0; i < f->why_count; i++)
        json_text(j, NULL, f->why[i]);
    json_close(j, ']');
    write_bindings(j, f);
    json_text(j, "maps", f->maps);
    write_rule(j, r, f);
    json_close(j, '}');
}

static void
write_assumptions(struct json *j, const struct report *r)
{
    json_open(j, "assumptions", '[');
    for (uint32_t i = 0; i < r->assumption_count; i++) {
        const struct assumption *a = &r->assumptions[i];
        json_open_inline(j, NULL, '{');
        json_text(j, "type", a->type);
        json_text(j, "subject", a->subject);
        json_place(j, r->sources, a->span);
        json_text(j, "reason", a->reason);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void
write_deviations(struct json *j, const struct report *r)
{
    json_open(j, "deviations", '[');
    for (uint32_t i = 0; i < r->deviation_count; i++) {
        const struct deviation_line *d = &r->deviations[i];
        json_open(j, NULL, '{');
        json_text(j, "kind", d->kind);
        json_text(j, "status", d->status);
        json_text(j, "pack", d->pack);
        json_text(j, "by_pack", d->by_pack);
        json_text(j, "target", d->target);
        json_text(j, "rule", d->rule);
        json_text(j, "before", d->before);
        json_text(j, "after", d->after);
        json_text(j, "because", d->because);
        json_text(j, "by", d->by);
        json_text(j, "until", d->until);
        json_number(j, "exempted", d->exempted);
        json_open(j, "softened", '[');
        for (uint32_t k = 0; k < d->softened_count; k++)
            json_text(j, NULL, d->softened[k]);
        json_close(j, ']');
        json_place(j, r->sources, d->span);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void
render_json(const struct report *r, const struct render_options *o, const struct output *out)
{
    static const char *const fail_on[] = {"error", "warning", "info"};
    struct arena scratch = {0};
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.report/1"));
    json_text(&j, "case", r->title);
    json_text(&j, "as_of", date_text(&scratch, r->as_of));
    json_text(&j, "phase", r->phase);
    json_text(&j, "fail_on", str_from(fail_on[r->fail_on]));
    json_text(&j, "verdict", str_from(verdict_name(r->verdict)));
    json_text(&j, "verdict_reason", r->verdict_reason);
    write_summary(&j, &r->summary);
    json_number(&j, "rules_not_compiled", r->rules_not_compiled);
    json_number(&j, "explained", r->explained);
    write_rules(&j, r);
    write_decisions(&j, r);
    write_verdicts(&j, r);
    write_assumptions(&j, r);
    write_deviations(&j, r);
    json_open(&j, "findings", '[');
    for (uint32_t i = 0; i < r->finding_count; i++)
        json_finding(&j, r, &r->findings[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
    arena_release(&scratch);
}
