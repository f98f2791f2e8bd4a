/* An explanation for programs: onus.explanation/1. The tree is a list in which each reason names the one it stands under. */
#include <stdlib.h>

#include "engine/render/render_internal.h"

static const char *
kind_name(enum reason_kind kind)
{
    switch (kind) {
    case REASON_TEST: return "test";
    case REASON_FACT: return "fact";
    case REASON_DEFINITION: return "definition";
    case REASON_MEMBER: return "member";
    case REASON_ALL: return "all";
    case REASON_ANY: return "any";
    case REASON_PART: return "part";
    case REASON_UNKNOWN: return "unknown";
    case REASON_MISTAKE: return "mistake";
    case REASON_MORE: return "more";
    }
    abort();
}

static void
write_place(struct json *j, const struct proof *p, struct span at)
{
    struct place place = source_place(p->sources, at.lo);
    if (span_is_none(at) || !place.source)
        return;
    json_text(j, "file", place.source->name);
    json_number(j, "line", place.line);
    json_number(j, "column", place.column);
}

static const char *
outcome(const struct reason *w)
{
    return w->truth == TRUE_ ? "holds" : w->truth == FALSE_ ? "fails" : "unknown";
}

/* Depth is that of the tree, which is bounded. */
static void
write_reason(struct json *j, const struct proof *p, const struct reason *w, uint32_t parent,
             uint32_t *count)
{
    uint32_t id = ++*count;
    json_open_inline(j, NULL, '{');
    json_number(j, "id", id);
    json_number(j, "under", parent);
    json_text(j, "kind", str_from(kind_name(w->kind)));
    json_text(j, "outcome", str_from(outcome(w)));
    json_text(j, "text", w->text);
    write_place(j, p, w->at);
    if (w->kind == REASON_FACT)
        json_text(j, "value", w->value);
    if (w->omitted)
        json_number(j, "omitted", w->omitted);
    if (w->is_same)
        json_bool(j, "same", true);
    json_close(j, '}');
    for (const struct reason *part = w->is_same ? NULL : w->first; part; part = part->next)
        write_reason(j, p, part, id, count);
}

static void
write_repairs(struct json *j, const struct proof *p)
{
    const struct explanation *e = p->e;
    json_open(j, "repairs", '[');
    for (const struct edit *edit = e->repairs; edit; edit = edit->next) {
        json_open_inline(j, NULL, '{');
        json_text(j, "text", edit->text);
        write_place(j, p, edit->at);
        json_close(j, '}');
    }
    json_close(j, ']');
    if (e->no_repair.len)
        json_text(j, "no_repair", e->no_repair);
}

void
render_proof_json(const struct proof *proof, const struct render_options *o,
                  const struct output *out)
{
    const struct explanation *e = proof->e;
    struct json j = {.pen = {.options = o, .out = out}};
    json_open(&j, NULL, '{');
    json_text(&j, "schema", STR("onus.explanation/1"));
    json_text(&j, "rule", sym_str(proof->program->texts, e->rule->code));
    json_text(&j, "title", e->rule->title);
    json_text(&j, "type", e->type);
    json_text(&j, "subject", e->id);
    json_text(&j, "status", e->status_name);
    write_place(&j, proof, e->at);
    uint32_t count = 0;
    json_open(&j, "reasons", '[');
    for (const struct reason *part = e->root->first; part; part = part->next)
        write_reason(&j, proof, part, 0, &count);
    json_close(&j, ']');
    write_repairs(&j, proof);
    json_close(&j, '}');
    pen_c(&j.pen, "\n");
    pen_flush(&j.pen);
}
