/* A rule as a sentence or two, for people who do not read rules. */
#include "engine/explain/explain_internal.h"

struct str
explain_english(struct explainer *x, const struct rule *r)
{
    return str_copy(x->arena, r->title);
}
