/* An impact for a merge request or a document. */
#include "engine/render/render_internal.h"

static void
write_question(struct pen *p, const struct impact *i)
{
    pen_c(p, "# What if ");
    md_entity(p, i->type, i->id, STR(""));
    pen_printf(p, " %s?\n\n", impact_mode_words(i->mode));
    if (i->label.len) {
        md_text(p, i->label);
        pen_c(p, ". ");
    }
    pen_c(p, "It is at ");
    md_place(p, i->diff->b.report->sources, i->at);
    if (i->file.len) {
        pen_c(p, ", its document at ");
        md_code(p, i->file);
    }
    pen_c(p, ".\n");
    if (i->remark.len) {
        pen_c(p, "\n**Note:** ");
        md_text(p, i->remark);
        pen_c(p, "\n");
    }
}

static void
write_verdicts(struct pen *p, const struct impact *i)
{
    if (!impact_verdict_count(i))
        return;
    pen_c(p, "\n## Verdicts that change\n\n| element | is | would be | because of "
             "|\n|---|---|---|---|\n");
    for (uint32_t k = 0; k < i->diff->verdicts.len; k++) {
        const struct verdict_change *v = &i->diff->verdicts.at[k];
        const struct verdict_why *why = &i->whys[k];
        if (!impact_shows(i, v))
            continue;
        pen_c(p, "| ");
        md_entity(p, v->type, v->id, v->label);
        pen_c(p, " | ");
        md_text(p, v->before);
        pen_c(p, " | **");
        md_text(p, v->after.len ? v->after : STR("not there"));
        pen_c(p, "** | ");
        for (uint32_t n = 0; n < why->below_count; n++) {
            pen_c(p, n ? ", " : "");
            md_text(p, why->below[n]);
        }
        for (uint32_t n = 0; n < why->line_count; n++) {
            pen_c(p, n ? "; " : "");
            md_text(p, str_trim(why->lines[n]));
        }
        pen_c(p, " |\n");
    }
}

static void
write_decisions(struct pen *p, const struct impact *i)
{
    if (!impact_decision_count(i))
        return;
    pen_c(p, "\n## Decisions that change\n\n| subject | criterion | is | would be "
             "|\n|---|---|---|---|\n");
    for (uint32_t k = 0; k < i->diff->decisions.len; k++) {
        const struct decision_change *d = &i->diff->decisions.at[k];
        if (!impact_shows_decision(i, d))
            continue;
        pen_c(p, "| ");
        md_entity(p, d->type, d->id, STR(""));
        pen_c(p, " | ");
        md_text(p, d->criterion);
        pen_c(p, " | ");
        md_text(p, d->before);
        pen_c(p, " | **");
        md_text(p, d->after.len ? d->after : STR("not judged"));
        pen_c(p, "** |\n");
    }
}

void
impact_markdown(const struct impact *i, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    const struct diff *d = i->diff;
    write_question(&p, i);
    if (!i->stops_holding)
        pen_c(&p, "\nNothing stops holding.\n");
    write_verdicts(&p, i);
    write_decisions(&p, i);
    md_findings(&p, d, CHANGE_ADDED, "Findings that appear");
    md_findings(&p, d, CHANGE_CHANGED, "Findings of another weight");
    md_findings(&p, d, CHANGE_REMOVED, "Findings that go");
    pen_flush(&p);
}
