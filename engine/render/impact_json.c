/* onus.impact/1: an impact for programs. docs/reference/impact.schema.json says which fields there are. */
#include "engine/render/render_internal.h"

static void
write_element(struct json *j, const struct impact *i)
{
    json_open(j, "element", '{');
    json_text(j, "type", i->type);
    json_text(j, "id", i->id);
    json_text(j, "label", i->label);
    json_place(j, i->diff->b.report->sources, i->at);
    json_close(j, '}');
    json_text(j, "document", i->file);
    json_text(j, "until_before", i->was);
    json_text(j, "until_after", i->will_be);
    json_text(j, "remark", i->remark);
    json_number(j, "taken_out", i->taken_out);
    json_number(j, "derived_gone", i->derived_gone);
    json_number(j, "derived_new", i->derived_new);
    json_open(j, "named_by", '[');
    for (uint32_t k = 0; k < i->naming_count; k++) {
        json_open_inline(j, NULL, '{');
        json_text(j, "type", i->namings[k].type);
        json_text(j, "id", i->namings[k].id);
        json_text(j, "field", i->namings[k].field);
        json_place(j, i->diff->a.report->sources, i->namings[k].at);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void
impact_json(const struct impact *i, const struct render_options *o, const struct output *out)
{
    const struct diff *d = i->diff;
    struct arena scratch = {0};
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.impact/1"));
    json_text(&j, "case", d->a.report->title);
    json_text(&j, "as_of", date_text(&scratch, d->a.report->as_of));
    json_text(&j, "phase", d->a.report->phase);
    json_text(&j, "if", str_from(impact_mode_word(i->mode)));
    write_element(&j, i);
    json_bool(&j, "stops_holding", i->stops_holding);
    json_text(&j, "verdict_before", str_from(verdict_name(d->a.report->verdict)));
    json_text(&j, "verdict_after", str_from(verdict_name(d->b.report->verdict)));
    json_open(&j, "verdicts", '[');
    for (uint32_t k = 0; k < d->verdicts.len; k++)
        if (impact_shows(i, &d->verdicts.at[k]))
            json_verdict_change(&j, d, &d->verdicts.at[k], &i->whys[k]);
    json_close(&j, ']');
    json_open(&j, "decisions", '[');
    for (uint32_t k = 0; k < d->decisions.len; k++)
        if (impact_shows_decision(i, &d->decisions.at[k]))
            json_decision_change(&j, d, &d->decisions.at[k]);
    json_close(&j, ']');
    json_finding_changes(&j, d);
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
    arena_release(&scratch);
}
