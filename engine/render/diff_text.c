/* A difference for people: verdicts first, then what was decided, found and written. */
#include "engine/render/render_internal.h"

static void
write_arrow(struct pen *p, struct str before, struct str after, enum ink ink)
{
    pen_text(p, before.len ? before : STR("(none)"));
    pen_c(p, " \xe2\x86\x92 ");
    pen_ink(p, ink);
    pen_text(p, after.len ? after : STR("(none)"));
    pen_ink(p, INK_PLAIN);
}

static void
write_id(struct pen *p, struct str type, struct str id)
{
    pen_text(p, type);
    pen_c(p, " ");
    pen_ink(p, INK_BOLD);
    pen_text(p, id);
    pen_ink(p, INK_PLAIN);
}

static void
write_label(struct pen *p, struct str label)
{
    if (!label.len)
        return;
    pen_c(p, " \"");
    pen_text(p, label);
    pen_c(p, "\"");
}

static void
write_heading(struct pen *p, const char *what, const uint32_t *counts)
{
    const char *words[] = {"changed", "added", "removed"};
    bool is_first = true;
    pen_c(p, "\n");
    pen_ink(p, INK_BOLD);
    pen_c(p, what);
    pen_ink(p, INK_PLAIN);
    pen_c(p, ":");
    for (uint32_t k = 0; k < 3; k++) {
        if (!counts[k])
            continue;
        pen_printf(p, "%s %u %s", is_first ? "" : ",", counts[k], words[k]);
        is_first = false;
    }
    pen_c(p, "\n");
}

/* ---- verdicts, decisions ---- */

static void
write_verdicts(struct pen *p, const struct diff *d)
{
    static const enum ink inks[] = {INK_ERROR, INK_WARNING, INK_GOOD};
    if (d->verdicts.len)
        write_heading(p, "Verdicts", d->verdicts.counts);
    for (uint32_t i = 0; i < d->verdicts.len; i++) {
        const struct verdict_change *v = &d->verdicts.at[i];
        static const char *const marks[] = {"  ~ ", "  + ", "  - "};
        pen_c(p, marks[v->kind]);
        write_id(p, v->type, v->id);
        pen_c(p, ": ");
        if (v->kind == CHANGE_CHANGED)
            write_arrow(p, v->before, v->after, inks[v->direction + 1]);
        else
            pen_text(p, v->kind == CHANGE_ADDED ? v->after : v->before);
        write_label(p, v->label);
        pen_c(p, "\n");
    }
}

static void
write_decisions(struct pen *p, const struct diff *d)
{
    if (d->decisions.len)
        write_heading(p, "Decisions", d->decisions.counts);
    for (uint32_t i = 0; i < d->decisions.len; i++) {
        const struct decision_change *c = &d->decisions.at[i];
        static const char *const marks[] = {"  ~ ", "  + ", "  - "};
        pen_c(p, marks[c->kind]);
        pen_text(p, c->criterion);
        pen_c(p, " of ");
        write_id(p, c->type, c->id);
        pen_c(p, ": ");
        if (c->kind == CHANGE_CHANGED)
            write_arrow(p, c->before, c->after,
                        str_is(c->after, "accepted") ? INK_GOOD : INK_ERROR);
        else
            pen_text(p, c->kind == CHANGE_ADDED ? c->after : c->before);
        pen_c(p, "\n");
    }
}

/* ---- findings ---- */

static void
write_finding(struct pen *p, const struct diff *d, const struct finding_change *c)
{
    static const char *const marks[] = {"  ~ ", "  + ", "  - "};
    const struct finding *f = c->after ? c->after : c->before;
    pen_c(p, marks[c->kind]);
    pen_ink(p, severity_ink(f->severity));
    pen_c(p, severity_name(f->severity));
    pen_c(p, "[");
    pen_text(p, f->rule);
    pen_c(p, "]");
    pen_ink(p, INK_PLAIN);
    pen_c(p, ": ");
    pen_wrapped(p, f->message, (uint32_t)f->rule.len + 14, 6);
    pen_c(p, "\n");
    if (c->kind == CHANGE_CHANGED)
        pen_printf(p, "      it was %s\n", severity_name(c->before->severity));
    if (span_is_none(f->at.span))
        return;
    pen_c(p, "      ");
    text_place(p, c->after ? d->b.report->sources : d->a.report->sources, f->at.span);
    pen_c(p, "\n");
}

static void
write_findings(struct pen *p, const struct diff *d)
{
    if (d->findings.len)
        write_heading(p, "Findings", d->findings.counts);
    for (uint32_t i = 0; i < d->findings.len; i++)
        write_finding(p, d, &d->findings.at[i]);
}

/* ---- elements ---- */

static void
write_members(struct pen *p, const char *mark, const struct str *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        pen_c(p, mark);
        pen_text(p, all[i]);
    }
}

static void
write_field(struct pen *p, const struct diff *d, const struct field_change *f)
{
    bool is_there = !span_is_none(f->at_b);
    pen_c(p, "      ");
    pen_text(p, f->field);
    pen_c(p, ":");
    if (f->is_set) {
        write_members(p, " +", f->added, f->added_count);
        write_members(p, " -", f->removed, f->removed_count);
    } else {
        pen_c(p, " ");
        write_arrow(p, f->before, f->after, INK_PLAIN);
    }
    pen_c(p, is_there || !span_is_none(f->at_a) ? "  " : "");
    text_place(p, is_there ? d->b.report->sources : d->a.report->sources,
               is_there ? f->at_b : f->at_a);
    pen_c(p, "\n");
}

static void
write_elements(struct pen *p, const struct diff *d)
{
    static const char *const marks[] = {"  ~ ", "  + ", "  - "};
    if (d->elements.len)
        write_heading(p, "Elements", d->elements.counts);
    for (uint32_t i = 0; i < d->elements.len; i++) {
        const struct element_change *e = &d->elements.at[i];
        pen_c(p, marks[e->kind]);
        write_id(p, e->type, e->id);
        write_label(p, e->label);
        if (e->kind != CHANGE_CHANGED) {
            pen_c(p, "  ");
            text_place(p, e->kind == CHANGE_REMOVED ? d->a.report->sources : d->b.report->sources,
                       e->at);
        }
        pen_c(p, "\n");
        for (uint32_t k = 0; k < e->field_count; k++)
            write_field(p, d, &e->fields[k]);
    }
}

/* ---- all of it ---- */

static void
write_side(struct pen *p, const char *mark, const struct diff_side *s)
{
    pen_c(p, mark);
    pen_text(p, s->name);
    pen_printf(p, ": %s, %u error%s, %u warning%s\n", verdict_words(s->report->verdict),
               s->report->summary.errors, plural(s->report->summary.errors),
               s->report->summary.warnings, plural(s->report->summary.warnings));
}

void
diff_text(const struct diff *d, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    struct finding_tally t = tally_added(d);
    write_side(&p, "--- ", &d->a);
    write_side(&p, "+++ ", &d->b);
    write_verdicts(&p, d);
    write_decisions(&p, d);
    write_findings(&p, d);
    if (!o->is_brief)
        write_elements(&p, d);
    pen_c(&p, "\n");
    pen_ink(&p, d->is_same ? INK_GOOD : INK_BOLD);
    pen_c(&p, d->is_same ? "SAME" : "DIFFERENT");
    pen_ink(&p, INK_PLAIN);
    pen_printf(&p, ": %u verdict%s, %u decision%s, %u new finding%s, %u gone, %u element%s\n",
               d->verdicts.len, plural(d->verdicts.len), d->decisions.len, plural(d->decisions.len),
               t.all, plural(t.all), d->findings.counts[CHANGE_REMOVED], d->elements.len,
               plural(d->elements.len));
    pen_flush(&p);
}
