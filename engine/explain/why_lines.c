/* A tree of reasons → the few lines of a finding. */
#include "engine/explain/explain_internal.h"

/* A reason and, joined to it, what it alone rests on. The last part is where the line's place is. */
static const struct reason *
join(struct text_buf *b, const struct reason *w)
{
    text_add(b, w->text);
    while (w->first && !w->first->next) {
        w = w->first;
        text_add_c(b, ": ");
        text_add(b, w->text);
    }
    return w;
}

struct str
why_sentence(struct explainer *x, const struct reason *w)
{
    struct text_buf b = {.arena = x->arena};
    const struct reason *end = join(&b, w);
    for (const struct reason *part = end->first; part; part = part->next) {
        text_add_c(&b, part == end->first ? ": " : "; ");
        join(&b, part);
    }
    return text_str(&b);
}

static void
add_related(struct explainer *x, const struct reason *w, struct failure *out)
{
    if (span_is_none(w->at) || w->at.lo == out->at.span.lo)
        return;
    for (uint32_t i = 0; i < out->related_count; i++)
        if (out->related[i].span.lo == w->at.lo)
            return;
    struct finding_place *grown =
        arena_array(x->arena, struct finding_place, out->related_count + 1);
    for (uint32_t i = 0; i < out->related_count; i++)
        grown[i] = out->related[i];
    grown[out->related_count] = (struct finding_place){w->at, w->label.len ? w->label : w->text};
    out->related = grown;
    out->related_count++;
}

/* Depth is bounded by WHY_DEPTH and the depth of definitions, lines by their limit. */
static void
lines(struct explainer *x, const struct reason *w, uint32_t indent, struct failure *out)
{
    if (out->why_count == LIMIT_WHY_LINES)
        return;
    struct text_buf b = {.arena = x->arena};
    for (uint32_t i = 0; i < indent; i++)
        text_add_c(&b, "  ");
    const struct reason *end = join(&b, w);
    if (!end->first && !span_is_none(end->at)) {
        struct str place = words_of_place(x, end->at);
        text_printf(&b, ", " STR_FMT, STR_ARG(place));
    }
    add_related(x, end, out);
    out->why[out->why_count++] = text_str(&b);
    for (const struct reason *part = end->first; part; part = part->next)
        lines(x, part, indent + 1, out);
}

void
why_lines(struct explainer *x, const struct reason *w, struct failure *out)
{
    if (!out->why)
        out->why = arena_array(x->arena, struct str, LIMIT_WHY_LINES);
    lines(x, w, 0, out);
}
