/* A report for people: findings with their places, reasons and ways out; then what was checked. */
#include "engine/render/render_internal.h"

#include "lang/base/limits.h"

/* "   = why: …", wrapped under its own words. */
static void
write_note(struct pen *p, uint32_t gutter, const char *word, struct str text)
{
    uint32_t used = gutter + 5 + (uint32_t)str_from(word).len;
    pen_fill(p, ' ', gutter + 1);
    pen_ink(p, INK_GUTTER);
    pen_c(p, "= ");
    pen_ink(p, INK_BOLD);
    pen_c(p, word);
    pen_c(p, ":");
    pen_ink(p, INK_PLAIN);
    pen_c(p, " ");
    pen_wrapped(p, text, used, used);
    pen_c(p, "\n");
}

/* Lines of one explanation stand under each other. */
static void
write_why(struct pen *p, const struct finding *f, uint32_t gutter)
{
    const char *word = span_is_none(f->rule_span) ? "note" : "why";
    for (uint32_t i = 0; i < f->why_count; i++) {
        if (i == 0 || span_is_none(f->rule_span)) {
            write_note(p, gutter, word, f->why[i]);
            continue;
        }
        uint32_t indent = gutter + 8;
        while (indent < gutter + 8 + f->why[i].len && f->why[i].at[indent - gutter - 8] == ' ')
            indent++;
        pen_fill(p, ' ', indent);
        pen_wrapped(p, str_trim(f->why[i]), indent, indent + 2);
        pen_c(p, "\n");
    }
}

/* Where the rule is written, what it stands for, where to read on. */
static void
write_rule(struct pen *p, const struct report *r, const struct finding *f, uint32_t gutter,
           struct arena *scratch)
{
    struct text_buf b = {.arena = scratch};
    struct place place = source_place(r->sources, f->rule_span.lo);
    if (span_is_none(f->rule_span)) {
        text_printf(&b, "onus explain " STR_FMT, STR_ARG(f->rule));
        write_note(p, gutter, "more", text_str(&b));
        return;
    }
    if (place.source)
        text_printf(&b, STR_FMT ":%u · ", STR_ARG(place.source->name), place.line);
    if (f->maps.len)
        text_printf(&b, STR_FMT " · ", STR_ARG(f->maps));
    text_printf(&b, "onus explain " STR_FMT, STR_ARG(f->rule));
    write_note(p, gutter, "rule", text_str(&b));
}

void
text_finding(struct pen *p, const struct report *r, const struct finding *f, struct arena *scratch)
{
    const char *severity = severity_name(f->severity);
    pen_ink(p, severity_ink(f->severity));
    pen_c(p, severity);
    pen_c(p, "[");
    pen_text(p, f->rule);
    pen_c(p, "]");
    pen_ink(p, INK_BOLD);
    pen_c(p, ": ");
    pen_wrapped(p, f->message, (uint32_t)(str_from(severity).len + f->rule.len + 4), 2);
    pen_ink(p, INK_PLAIN);
    pen_c(p, "\n");
    uint32_t gutter = snippet_write(p, r, f, scratch);
    write_why(p, f, gutter);
    if (f->fix.len)
        write_note(p, gutter, "fix", f->fix);
    write_rule(p, r, f, gutter, scratch);
    pen_c(p, "\n");
}

static void
write_findings(struct pen *p, const struct report *r)
{
    struct arena scratch = {0};
    for (uint32_t i = 0; i < r->finding_count; i++) {
        struct arena_mark mark = arena_mark(&scratch);
        text_finding(p, r, &r->findings[i], &scratch);
        arena_rewind(&scratch, mark);
    }
    arena_release(&scratch);
}

void
text_place(struct pen *p, const struct source_map *sources, struct span at)
{
    struct place place = source_place(sources, at.lo);
    if (span_is_none(at) || !place.source)
        return;
    pen_text(p, place.source->name);
    pen_printf(p, ":%u:%u", place.line, place.column);
}

/* ---- summary ---- */

static void
write_head(struct pen *p, const struct report *r)
{
    struct arena scratch = {0};
    pen_ink(p, INK_BOLD);
    pen_text(p, r->title.len ? r->title : STR("the case"));
    pen_ink(p, INK_PLAIN);
    if (r->phase.len) {
        pen_c(p, ", phase ");
        pen_text(p, r->phase);
    }
    pen_c(p, ", as of ");
    pen_bytes(p, date_text(&scratch, r->as_of));
    pen_c(p, "\n");
    arena_release(&scratch);
}

static void
write_counts(struct pen *p, const struct summary *s)
{
    pen_printf(p, "  %u rule%s over %u subject%s; %u entit%s in %u file%s\n", s->rules,
               plural(s->rules), s->subjects, plural(s->subjects), s->entities,
               s->entities == 1 ? "y" : "ies", s->files, plural(s->files));
    pen_printf(
        p,
        "  %u satisfied, %u violated, %u waived, %u not due, %u not applicable, %u indeterminate",
        s->satisfied, s->violated, s->waived, s->not_due, s->not_applicable, s->indeterminate);
    if (s->superseded)
        pen_printf(p, ", %u superseded", s->superseded);
    if (s->assumed)
        pen_printf(p, ", %u assumed", s->assumed);
    if (s->exempted)
        pen_printf(p, ", %u exempted", s->exempted);
    pen_c(p, "\n");
}

/* The last ones are the case's own and those of the packs that it asks for, the first ones those of the library. */
static void
write_vacuous(struct pen *p, const struct summary *s)
{
    if (s->vacuous_count == 0)
        return;
    struct arena scratch = {0};
    struct text_buf b = {.arena = &scratch};
    bool is_long = s->vacuous_count > LIMIT_MESSAGE_IDS + 1;
    uint32_t shown = is_long ? LIMIT_MESSAGE_IDS : s->vacuous_count;
    for (uint32_t i = 0; i < shown; i++)
        text_printf(&b, "%s" STR_FMT, i ? ", " : "",
                    STR_ARG(s->vacuous[s->vacuous_count - shown + i]));
    if (is_long)
        text_printf(&b, " and %u more", s->vacuous_count - shown);
    pen_printf(p, "  %u rule%s met no subject: ", s->vacuous_count, plural(s->vacuous_count));
    pen_wrapped(p, text_str(&b), 30, 4);
    pen_c(p, "\n");
    arena_release(&scratch);
}

/* One line for each criterion that decided about anything. */
static void
write_decisions(struct pen *p, const struct report *r)
{
    for (uint32_t i = 0; i < r->rule_count; i++) {
        const struct rule_line *l = &r->rules[i];
        uint32_t decided = l->satisfied + l->violated + l->indeterminate;
        if (!l->criterion.len || !decided)
            continue;
        pen_c(p, "  ");
        pen_text(p, l->criterion);
        pen_printf(p, ": %u accepted, %u accepted with conditions, %u rejected", l->accepted,
                   l->conditional, l->violated);
        if (l->indeterminate)
            pen_printf(p, ", %u indeterminate", l->indeterminate);
        pen_c(p, "\n");
    }
}

/* How many entities have each verdict, in the order of the first of each. */
static void
write_verdicts(struct pen *p, const struct report *r)
{
    struct arena scratch = {0};
    bool *is_told = arena_array(&scratch, bool, r->verdict_count + 1);
    for (uint32_t i = 0, told = 0; i < r->verdict_count; i++) {
        uint32_t count = 0;
        for (uint32_t k = i; k < r->verdict_count && !is_told[i]; k++) {
            if (!str_eq(r->verdicts[k].verdict, r->verdicts[i].verdict))
                continue;
            is_told[k] = k > i;
            count++;
        }
        if (!count)
            continue;
        pen_printf(p, "%s%u ", told++ ? ", " : "  verdicts: ", count);
        pen_text(p, r->verdicts[i].verdict);
    }
    pen_c(p, r->verdict_count ? "\n" : "");
    arena_release(&scratch);
}

static void
write_assumptions(struct pen *p, const struct report *r)
{
    if (r->assumption_count == 0)
        return;
    pen_printf(p, "  %u entit%s assumed, not checked:\n", r->assumption_count,
               r->assumption_count == 1 ? "y" : "ies");
    for (uint32_t i = 0; i < r->assumption_count; i++) {
        const struct assumption *a = &r->assumptions[i];
        pen_c(p, "    ");
        uint32_t used = 4 + pen_text(p, a->type) + 1;
        pen_c(p, " ");
        used += pen_text(p, a->subject) + 2;
        pen_c(p, ": ");
        pen_wrapped(p, a->reason, used, 6);
        pen_c(p, "\n");
    }
}

static void
write_summary(struct pen *p, const struct report *r)
{
    const struct summary *s = &r->summary;
    write_head(p, r);
    write_counts(p, s);
    write_vacuous(p, s);
    write_decisions(p, r);
    write_verdicts(p, r);
    write_assumptions(p, r);
    text_deviations(p, r);
    if (r->rules_not_compiled)
        pen_printf(p, "  %u rule%s did not compile and %s not checked\n", r->rules_not_compiled,
                   plural(r->rules_not_compiled), r->rules_not_compiled == 1 ? "was" : "were");
    pen_printf(p, "  unsupported claims: %u, missing justifications: %u, broken traceability: %u\n",
               s->unsupported_claim, s->missing_justification, s->broken_traceability);
}

/* The eye lands on the last line. */
static void
write_verdict(struct pen *p, const struct report *r)
{
    const struct summary *s = &r->summary;
    pen_ink(p, r->verdict == VERDICT_PASSED ? INK_GOOD : INK_ERROR);
    switch (r->verdict) {
    case VERDICT_PASSED: pen_c(p, "PASSED"); break;
    case VERDICT_FAILED: pen_c(p, "FAILED"); break;
    case VERDICT_NOT_EVALUATED:
        pen_c(p, "NOT EVALUATED, ");
        pen_text(p, r->verdict_reason);
        break;
    }
    pen_ink(p, INK_PLAIN);
    pen_printf(p, ": %u error%s, %u warning%s", s->errors, plural(s->errors), s->warnings,
               plural(s->warnings));
    if (s->infos)
        pen_printf(p, ", %u note%s", s->infos, plural(s->infos));
    if (r->deviation_count)
        pen_printf(p, ", %u deviation%s", r->deviation_count, plural(r->deviation_count));
    if (s->expired_deviations)
        pen_printf(p, " (%u expired)", s->expired_deviations);
    pen_c(p, "\n");
}

void
render_text(const struct report *r, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    write_findings(&p, r);
    if (!o->is_brief)
        write_summary(&p, r);
    write_verdict(&p, r);
    pen_flush(&p);
}

void
render_findings_text(const struct report *r, const struct render_options *o,
                     const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    write_findings(&p, r);
    pen_flush(&p);
}
