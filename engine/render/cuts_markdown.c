/* Cut sets for a merge request or a document. */
#include "engine/render/render_internal.h"

enum { SHOWN_MOST = 50 }; /* of one claim */

static void
write_cut(struct pen *p, const struct cut_sets *c, const struct cut_set *cut)
{
    pen_printf(p, "| %u | ", cut->count);
    for (uint32_t k = 0; k < cut->count; k++) {
        struct str label = entity_label(c->side->program, c->side->store, cut->of[k]);
        pen_c(p, k ? ", " : "");
        md_text(p, store_id(c->side->store, cut->of[k]));
        if (!label.len)
            continue;
        pen_c(p, " (");
        md_text(p, label);
        pen_c(p, ")");
    }
    pen_c(p, " | ");
    md_text(p, cut->verdict.len ? cut->verdict : STR("not there"));
    pen_c(p, " |\n");
}

static void
write_claim(struct pen *p, const struct cut_sets *c, const struct cut_claim *claim)
{
    uint32_t shown = claim->sets.len < SHOWN_MOST ? claim->sets.len : SHOWN_MOST;
    pen_c(p, "\n## ");
    md_entity(p, claim->type, claim->id, claim->label);
    pen_c(p, "\n\n**");
    md_text(p, claim->verdict);
    pen_c(p, "**. ");
    if (claim->cannot_fall) {
        pen_c(p, "There is nothing left that could bring it down.\n");
        return;
    }
    for (uint32_t size = 1; size <= CUT_MOST; size++)
        pen_printf(p, "%s%u " STR_FMT, size == 1 ? "" : ", ", claim->counts[size],
                   STR_ARG(cut_size_words(size, claim->counts[size])));
    pen_c(p, claim->is_cut_short ? "; the search ended early, and there may be more.\n" : ".\n");
    if (claim->is_monotony_assumed)
        pen_c(p, "\nTaken for granted: evidence only ever helps this claim.\n");
    if (!shown)
        return;
    pen_c(p, "\n| size | if all of these failed | it would be |\n|--:|---|---|\n");
    for (uint32_t i = 0; i < shown; i++)
        write_cut(p, c, &claim->sets.at[i]);
    if (claim->sets.len > shown)
        pen_printf(p, "\nAnd %u more, listed by `--format json`.\n", claim->sets.len - shown);
}

void
cut_sets_markdown(const struct cut_sets *c, const struct render_options *o,
                  const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    pen_c(&p, "# What brings down what the case claims\n\n");
    pen_printf(&p, "%u element%s can fail.\n", c->leaf_count, plural(c->leaf_count));
    for (uint32_t i = 0; i < c->claim_count; i++)
        write_claim(&p, c, &c->claims[i]);
    pen_flush(&p);
}
