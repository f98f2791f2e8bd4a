/* What changes, for programs: the parts that an impact and a difference have in common. */
#include "engine/render/render_internal.h"

/* A text, or null where there is none. */
static void
optional(struct json *j, const char *key, struct str text)
{
    if (text.len)
        json_text(j, key, text);
    else
        json_null(j, key);
}

static void
texts(struct json *j, const char *key, const struct str *all, uint32_t count)
{
    json_open_inline(j, key, '[');
    for (uint32_t i = 0; i < count; i++)
        json_text(j, NULL, all[i]);
    json_close(j, ']');
}

static const struct source_map *
sources_of(const struct diff *d, enum change_kind kind)
{
    return kind == CHANGE_REMOVED ? d->a.report->sources : d->b.report->sources;
}

void
json_verdict_change(struct json *j, const struct diff *d, const struct verdict_change *v,
                    const struct verdict_why *why)
{
    static const char *const directions[] = {"worse", "other", "better"};
    json_open(j, NULL, '{');
    json_text(j, "change", str_from(change_word(v->kind)));
    json_text(j, "type", v->type);
    json_text(j, "id", v->id);
    json_text(j, "label", v->label);
    optional(j, "before", v->before);
    optional(j, "after", v->after);
    json_text(j, "direction", str_from(directions[v->direction + 1]));
    if (why) {
        texts(j, "because", why->below, why->below_count);
        texts(j, "why", why->lines, why->line_count);
    }
    json_place(j, sources_of(d, v->kind), v->at);
    json_close(j, '}');
}

void
json_decision_change(struct json *j, const struct diff *d, const struct decision_change *c)
{
    json_open(j, NULL, '{');
    json_text(j, "change", str_from(change_word(c->kind)));
    json_text(j, "criterion", c->criterion);
    json_text(j, "rule", c->rule);
    json_text(j, "type", c->type);
    json_text(j, "subject", c->id);
    optional(j, "before", c->before);
    optional(j, "after", c->after);
    json_place(j, sources_of(d, c->kind), c->at);
    json_close(j, '}');
}

/* By kind; one that changed as it is now, with what it was. */
void
json_finding_changes(struct json *j, const struct diff *d)
{
    static const enum change_kind kinds[] = {CHANGE_ADDED, CHANGE_CHANGED, CHANGE_REMOVED};
    json_open(j, "findings", '{');
    for (uint32_t k = 0; k < 3; k++) {
        json_open(j, change_word(kinds[k]), '[');
        for (uint32_t i = 0; i < d->findings.len; i++) {
            const struct finding_change *c = &d->findings.at[i];
            if (c->kind != kinds[k])
                continue;
            if (c->kind == CHANGE_CHANGED) {
                json_open(j, NULL, '{');
                json_text(j, "severity_before", str_from(severity_name(c->before->severity)));
                json_text(j, "status_before", c->before->status);
                json_key(j, STR("finding"));
            }
            json_finding(j, c->after ? d->b.report : d->a.report, c->after ? c->after : c->before);
            if (c->kind == CHANGE_CHANGED)
                json_close(j, '}');
        }
        json_close(j, ']');
    }
    json_close(j, '}');
}

static void
value_place(struct json *j, const char *key, const struct source_map *sources, struct span at)
{
    if (span_is_none(at)) {
        json_null(j, key);
        return;
    }
    json_open_inline(j, key, '{');
    json_place(j, sources, at);
    json_close(j, '}');
}

static void
write_field(struct json *j, const struct diff *d, const struct field_change *f)
{
    json_open(j, NULL, '{');
    json_text(j, "field", f->field);
    optional(j, "before", f->before);
    optional(j, "after", f->after);
    texts(j, "added", f->added, f->added_count);
    texts(j, "removed", f->removed, f->removed_count);
    value_place(j, "place_before", d->a.report->sources, f->at_a);
    value_place(j, "place_after", d->b.report->sources, f->at_b);
    json_close(j, '}');
}

void
json_element_change(struct json *j, const struct diff *d, const struct element_change *e)
{
    json_open(j, NULL, '{');
    json_text(j, "change", str_from(change_word(e->kind)));
    json_text(j, "type", e->type);
    json_text(j, "id", e->id);
    json_text(j, "label", e->label);
    json_open(j, "fields", '[');
    for (uint32_t i = 0; i < e->field_count; i++)
        write_field(j, d, &e->fields[i]);
    json_close(j, ']');
    json_place(j, sources_of(d, e->kind), e->at);
    json_close(j, '}');
}
