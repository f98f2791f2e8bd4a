/* onus.diff/1: a difference for programs. docs/reference/diff.schema.json says which fields there are. */
#include "engine/render/render_internal.h"

static void
write_side(struct json *j, const char *key, const struct diff_side *s)
{
    json_open(j, key, '{');
    json_text(j, "name", s->name);
    json_text(j, "case", s->report->title);
    json_text(j, "phase", s->report->phase);
    json_text(j, "verdict", str_from(verdict_name(s->report->verdict)));
    json_number(j, "errors", s->report->summary.errors);
    json_number(j, "warnings", s->report->summary.warnings);
    json_number(j, "infos", s->report->summary.infos);
    json_number(j, "entities", s->report->summary.entities);
    json_close(j, '}');
}

void
diff_json(const struct diff *d, const struct render_options *o, const struct output *out)
{
    struct arena scratch = {0};
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.diff/1"));
    json_text(&j, "as_of", date_text(&scratch, d->b.report->as_of));
    json_bool(&j, "same", d->is_same);
    write_side(&j, "a", &d->a);
    write_side(&j, "b", &d->b);
    json_open(&j, "verdicts", '[');
    for (uint32_t i = 0; i < d->verdicts.len; i++)
        json_verdict_change(&j, d, &d->verdicts.at[i], NULL);
    json_close(&j, ']');
    json_open(&j, "decisions", '[');
    for (uint32_t i = 0; i < d->decisions.len; i++)
        json_decision_change(&j, d, &d->decisions.at[i]);
    json_close(&j, ']');
    json_finding_changes(&j, d);
    json_open(&j, "elements", '[');
    for (uint32_t i = 0; i < d->elements.len; i++)
        json_element_change(&j, d, &d->elements.at[i]);
    json_close(&j, ']');
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
    arena_release(&scratch);
}
