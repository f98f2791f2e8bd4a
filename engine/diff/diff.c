#include "engine/diff/diff.h"

#include "engine/diff/diff_internal.h"

struct diff *
diff_sides(struct arena *arena, const struct diff_side *a, const struct diff_side *b)
{
    struct diff *out = arena_new(arena, struct diff);
    out->a = *a;
    out->b = *b;
    struct differ d = {.arena = arena, .out = out, .a = &out->a, .b = &out->b};
    match_entities(&d);
    diff_elements(&d);
    diff_verdicts(&d);
    diff_decisions(&d);
    diff_findings(&d);
    out->is_same =
        !out->elements.len && !out->verdicts.len && !out->decisions.len && !out->findings.len;
    return out;
}
