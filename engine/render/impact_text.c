/* An impact for people: what is asked, what stops holding and why, and in the last line what it comes to. */
#include "engine/render/render_internal.h"

static void
write_name(struct pen *p, struct str type, struct str id, struct str label)
{
    pen_text(p, type);
    pen_c(p, " ");
    pen_ink(p, INK_BOLD);
    pen_text(p, id);
    pen_ink(p, INK_PLAIN);
    if (!label.len)
        return;
    pen_c(p, " \"");
    pen_text(p, label);
    pen_c(p, "\"");
}

static const struct source_map *
sources_of(const struct impact *i)
{
    return i->diff->b.report->sources;
}

static void
write_namings(struct pen *p, const struct impact *i)
{
    for (uint32_t k = 0; k < i->naming_count; k++) {
        const struct naming *n = &i->namings[k];
        pen_c(p, "  ");
        pen_text(p, n->type);
        pen_c(p, " ");
        pen_text(p, n->id);
        pen_c(p, " names it in ");
        pen_text(p, n->field);
        pen_c(p, ", ");
        text_place(p, sources_of(i), n->at);
        pen_c(p, "\n");
    }
}

static void
write_question(struct pen *p, const struct impact *i, bool is_brief)
{
    pen_c(p, "What if ");
    write_name(p, i->type, i->id, i->label);
    pen_printf(p, " %s?\n", impact_mode_words(i->mode));
    if (is_brief)
        return;
    pen_c(p, "  it is at ");
    text_place(p, sources_of(i), i->at);
    pen_c(p, "\n");
    if (i->file.len) {
        pen_c(p, "  the document: ");
        pen_text(p, i->file);
        pen_c(p, "\n");
    }
    if (i->mode == IMPACT_EXPIRED) {
        pen_c(p, i->was.len ? "  it holds until " : "  it has no end");
        pen_text(p, i->was);
        pen_c(p, "; taken as ended on ");
        pen_text(p, i->will_be);
        pen_c(p, "\n");
    }
    if (i->taken_out > 1)
        pen_printf(p, "  %u element%s written inside of it: taken out with it\n", i->taken_out - 1,
                   plural(i->taken_out - 1));
    write_namings(p, i);
    if (i->derived_gone)
        pen_printf(p, "  %u element%s that patterns derive would go\n", i->derived_gone,
                   plural(i->derived_gone));
    if (i->derived_new)
        pen_printf(p, "  %u element%s more would be derived\n", i->derived_new,
                   plural(i->derived_new));
    if (i->remark.len) {
        pen_ink(p, INK_WARNING);
        pen_c(p, "  note: ");
        pen_ink(p, INK_PLAIN);
        pen_wrapped(p, i->remark, 8, 8);
        pen_c(p, "\n");
    }
}

/* ---- verdicts and decisions ---- */

static void
write_step(struct pen *p, struct str before, struct str after, bool is_worse)
{
    pen_text(p, before.len ? before : STR("(none)"));
    pen_c(p, " \xe2\x86\x92 ");
    pen_ink(p, is_worse ? INK_ERROR : INK_GOOD);
    pen_text(p, after.len ? after : STR("(not there)"));
    pen_ink(p, INK_PLAIN);
}

static void
write_why(struct pen *p, const struct verdict_why *why)
{
    if (why->below_count) {
        pen_c(p, "      because of ");
        for (uint32_t k = 0; k < why->below_count; k++) {
            pen_c(p, k ? ", " : "");
            pen_text(p, why->below[k]);
        }
        pen_c(p, "\n");
        return;
    }
    for (uint32_t k = 0; k < why->line_count; k++) {
        pen_c(p, "      ");
        pen_wrapped(p, why->lines[k], 6, 8);
        pen_c(p, "\n");
    }
}

static void
write_verdicts(struct pen *p, const struct impact *i)
{
    uint32_t count = impact_verdict_count(i);
    if (!count)
        return;
    pen_printf(p, "\n%u verdict%s:\n", count, count == 1 ? " changes" : "s change");
    for (uint32_t k = 0; k < i->diff->verdicts.len; k++) {
        const struct verdict_change *v = &i->diff->verdicts.at[k];
        if (!impact_shows(i, v))
            continue;
        pen_c(p, "  ");
        write_name(p, v->type, v->id, STR(""));
        pen_c(p, ": ");
        write_step(p, v->before, v->after, v->direction <= 0);
        if (v->label.len) {
            pen_c(p, "  \"");
            pen_text(p, v->label);
            pen_c(p, "\"");
        }
        pen_c(p, "\n");
        write_why(p, &i->whys[k]);
    }
}

static void
write_decisions(struct pen *p, const struct impact *i)
{
    uint32_t count = impact_decision_count(i);
    if (!count)
        return;
    pen_printf(p, "\n%u decision%s:\n", count, count == 1 ? " changes" : "s change");
    for (uint32_t k = 0; k < i->diff->decisions.len; k++) {
        const struct decision_change *d = &i->diff->decisions.at[k];
        if (!impact_shows_decision(i, d))
            continue;
        pen_c(p, "  ");
        pen_text(p, d->criterion);
        pen_c(p, " of ");
        write_name(p, d->type, d->id, STR(""));
        pen_c(p, ": ");
        write_step(p, d->before, d->after, !str_is(d->after, "accepted"));
        pen_c(p, "\n");
    }
}

/* ---- findings ---- */

static void
write_added(struct pen *p, const struct impact *i)
{
    uint32_t count = i->diff->findings.counts[CHANGE_ADDED];
    struct arena scratch = {0};
    if (!count)
        return;
    pen_printf(p, "\n%u finding%s:\n\n", count, count == 1 ? " appears" : "s appear");
    for (uint32_t k = 0; k < i->diff->findings.len; k++)
        if (i->diff->findings.at[k].kind == CHANGE_ADDED)
            text_finding(p, i->diff->b.report, i->diff->findings.at[k].after, &scratch);
    arena_release(&scratch);
}

static void
write_line(struct pen *p, const struct finding *f, const char *note)
{
    pen_printf(p, "  %s[", severity_name(f->severity));
    pen_text(p, f->rule);
    pen_c(p, "] ");
    pen_wrapped(p, f->message, 12, 6);
    pen_c(p, note);
    pen_c(p, "\n");
}

static void
write_others(struct pen *p, const struct impact *i)
{
    const struct diff *d = i->diff;
    if (d->findings.counts[CHANGE_CHANGED]) {
        pen_printf(p, "%s%u finding%s of another weight:\n",
                   d->findings.counts[CHANGE_ADDED] ? "" : "\n", d->findings.counts[CHANGE_CHANGED],
                   d->findings.counts[CHANGE_CHANGED] == 1 ? " is" : "s are");
        for (uint32_t k = 0; k < d->findings.len; k++)
            if (d->findings.at[k].kind == CHANGE_CHANGED)
                write_line(p, d->findings.at[k].after, "");
    }
    if (d->findings.counts[CHANGE_REMOVED]) {
        bool is_next = d->findings.counts[CHANGE_ADDED] && !d->findings.counts[CHANGE_CHANGED];
        pen_printf(p, "%s%u finding%s:\n", is_next ? "" : "\n", d->findings.counts[CHANGE_REMOVED],
                   d->findings.counts[CHANGE_REMOVED] == 1 ? " goes" : "s go");
        for (uint32_t k = 0; k < d->findings.len; k++)
            if (d->findings.at[k].kind == CHANGE_REMOVED)
                write_line(p, d->findings.at[k].before, "");
    }
}

/* ---- the last line ---- */

static void
write_end(struct pen *p, const struct impact *i)
{
    struct finding_tally t = tally_added(i->diff);
    uint32_t verdicts = impact_verdict_count(i), decisions = impact_decision_count(i);
    const uint32_t *counts = i->diff->findings.counts;
    bool is_behind_finding =
        counts[CHANGE_ADDED] &&
        (p->options->is_brief || (!counts[CHANGE_CHANGED] && !counts[CHANGE_REMOVED]));
    pen_c(p, is_behind_finding ? "" : "\n");
    pen_ink(p, i->stops_holding ? INK_ERROR : INK_GOOD);
    pen_c(p, i->stops_holding ? "IMPACT" : "NO IMPACT");
    pen_ink(p, INK_PLAIN);
    if (!i->stops_holding) {
        pen_c(p, ": nothing stops holding\n");
        return;
    }
    pen_printf(p, ": %u verdict%s, %u decision%s, %u new finding%s", verdicts, plural(verdicts),
               decisions, plural(decisions), t.all, plural(t.all));
    if (t.all)
        pen_printf(p, " (%u error%s, %u warning%s)", t.errors, plural(t.errors), t.warnings,
                   plural(t.warnings));
    enum verdict before = i->diff->a.report->verdict, after = i->diff->b.report->verdict;
    if (before == VERDICT_PASSED && after == VERDICT_FAILED)
        pen_c(p, "; the case passes now and would fail");
    else if (before != after)
        pen_printf(p, "; the case is %s now and would be %s", verdict_words(before),
                   verdict_words(after));
    pen_c(p, "\n");
}

void
impact_text(const struct impact *i, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    write_question(&p, i, o->is_brief);
    write_verdicts(&p, i);
    write_decisions(&p, i);
    write_added(&p, i);
    if (!o->is_brief)
        write_others(&p, i);
    write_end(&p, i);
    pen_flush(&p);
}
