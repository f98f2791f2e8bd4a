/* A difference for a merge request or a document. */
#include "engine/render/render_internal.h"

static void
write_side(struct pen *p, const struct diff_side *s)
{
    pen_c(p, "| ");
    md_code(p, s->name);
    pen_printf(p, " | %s | %u | %u |\n", verdict_words(s->report->verdict),
               s->report->summary.errors, s->report->summary.warnings);
}

static void
write_change(struct pen *p, struct str type, struct str id, struct str label, struct str before,
             struct str after)
{
    pen_c(p, "| ");
    md_entity(p, type, id, label);
    pen_c(p, " | ");
    md_text(p, before);
    pen_c(p, " | ");
    md_text(p, after);
    pen_c(p, " |\n");
}

static void
write_verdicts(struct pen *p, const struct diff *d)
{
    if (!d->verdicts.len)
        return;
    pen_c(p, "\n## Verdicts\n\n| element | was | is |\n|---|---|---|\n");
    for (uint32_t i = 0; i < d->verdicts.len; i++) {
        const struct verdict_change *v = &d->verdicts.at[i];
        write_change(p, v->type, v->id, v->label, v->before, v->after);
    }
}

static void
write_decisions(struct pen *p, const struct diff *d)
{
    if (!d->decisions.len)
        return;
    pen_c(p, "\n## Decisions\n\n| subject | was | is |\n|---|---|---|\n");
    for (uint32_t i = 0; i < d->decisions.len; i++) {
        const struct decision_change *c = &d->decisions.at[i];
        write_change(p, c->type, c->id, c->criterion, c->before, c->after);
    }
}

static void
write_fields(struct pen *p, const struct element_change *e)
{
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field_change *f = &e->fields[i];
        pen_c(p, "  - ");
        md_text(p, f->field);
        pen_c(p, ": ");
        if (!f->is_set) {
            md_text(p, f->before.len ? f->before : STR("(none)"));
            pen_c(p, " \xe2\x86\x92 ");
            md_text(p, f->after.len ? f->after : STR("(none)"));
        }
        for (uint32_t k = 0; k < f->added_count; k++) {
            pen_c(p, k ? ", added " : "added ");
            md_text(p, f->added[k]);
        }
        for (uint32_t k = 0; k < f->removed_count; k++) {
            pen_c(p, k || f->added_count ? ", removed " : "removed ");
            md_text(p, f->removed[k]);
        }
        pen_c(p, "\n");
    }
}

static void
write_elements(struct pen *p, const struct diff *d)
{
    if (d->elements.len)
        pen_c(p, "\n## Elements\n\n");
    for (uint32_t i = 0; i < d->elements.len; i++) {
        const struct element_change *e = &d->elements.at[i];
        pen_printf(p, "- %s: ", change_word(e->kind));
        md_entity(p, e->type, e->id, STR(""));
        pen_c(p, e->label.len ? ", " : "");
        md_text(p, e->label);
        pen_c(p, "\n");
        write_fields(p, e);
    }
}

void
diff_markdown(const struct diff *d, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    pen_c(
        &p,
        "# Difference between two cases\n\n| | verdict | errors | warnings |\n|---|---|--:|--:|\n");
    write_side(&p, &d->a);
    write_side(&p, &d->b);
    if (d->is_same)
        pen_c(&p, "\nThey are the same.\n");
    write_verdicts(&p, d);
    write_decisions(&p, d);
    md_findings(&p, d, CHANGE_ADDED, "Findings that came");
    md_findings(&p, d, CHANGE_CHANGED, "Findings of another weight");
    md_findings(&p, d, CHANGE_REMOVED, "Findings that went");
    write_elements(&p, d);
    pen_flush(&p);
}
