/* Cut sets for people: claim by claim, the smallest first. */
#include "engine/render/render_internal.h"

enum { SHOWN_MOST = 20 }; /* of each size */

static void
write_elements(struct pen *p, const struct cut_sets *c, const struct cut_set *cut)
{
    struct store *s = c->side->store;
    for (uint32_t k = 0; k < cut->count; k++) {
        struct str label = entity_label(c->side->program, s, cut->of[k]);
        pen_c(p, k ? " + " : "");
        pen_ink(p, INK_BOLD);
        pen_text(p, store_id(s, cut->of[k]));
        pen_ink(p, INK_PLAIN);
        if (cut->count > 1 || !label.len)
            continue;
        pen_c(p, " \"");
        pen_text(p, label);
        pen_c(p, "\"");
    }
    pen_c(p, " \xe2\x86\x92 ");
    pen_text(p, cut->verdict.len ? cut->verdict : STR("(not there)"));
    pen_c(p, "\n");
}

static void
write_size(struct pen *p, const struct cut_sets *c, const struct cut_claim *claim, uint32_t size)
{
    uint32_t count = claim->counts[size], shown = 0;
    pen_printf(p, "  %u " STR_FMT "\n", count, STR_ARG(cut_size_words(size, count)));
    for (uint32_t i = 0; i < claim->sets.len; i++)
        if (claim->sets.at[i].count == size && shown < SHOWN_MOST) {
            pen_c(p, "    ");
            write_elements(p, c, &claim->sets.at[i]);
            shown++;
        }
    if (count > shown)
        pen_printf(p, "    and %u more, listed by --format json\n", count - shown);
}

static void
write_claim(struct pen *p, const struct cut_sets *c, const struct cut_claim *claim)
{
    pen_text(p, claim->type);
    pen_c(p, " ");
    pen_ink(p, INK_BOLD);
    pen_text(p, claim->id);
    pen_ink(p, INK_PLAIN);
    if (claim->label.len) {
        pen_c(p, " \"");
        pen_text(p, claim->label);
        pen_c(p, "\"");
    }
    pen_c(p, ": ");
    pen_text(p, claim->verdict);
    pen_c(p, "\n");
    if (claim->cannot_fall) {
        pen_c(p, "  there is nothing left that could bring it down\n");
        return;
    }
    for (uint32_t size = 1; size <= CUT_MOST; size++)
        if (claim->counts[size])
            write_size(p, c, claim, size);
    if (!claim->sets.len)
        pen_c(p, "  no element, pair or triple brings it down\n");
    if (claim->is_monotony_assumed)
        pen_c(p, "  taken for granted: evidence only ever helps this claim\n");
    if (claim->is_cut_short)
        pen_printf(
            p, "  the search ended before all sets of %u elements were seen: there may be more\n",
            claim->seen_size + 1);
}

void
cut_sets_text(const struct cut_sets *c, const struct render_options *o, const struct output *out)
{
    struct pen p = {.options = o, .out = out};
    uint32_t counts[CUT_MOST + 1] = {0};
    bool is_cut_short = false;
    for (uint32_t i = 0; i < c->claim_count; i++) {
        write_claim(&p, c, &c->claims[i]);
        pen_c(&p, "\n");
        is_cut_short |= c->claims[i].is_cut_short;
        for (uint32_t size = 1; size <= CUT_MOST; size++)
            counts[size] += c->claims[i].counts[size];
    }
    pen_ink(&p, counts[1] ? INK_ERROR : INK_GOOD);
    pen_c(&p, "CUT SETS");
    pen_ink(&p, INK_PLAIN);
    pen_printf(&p, ": %u claim%s, %u element%s that can fail", c->claim_count,
               plural(c->claim_count), c->leaf_count, plural(c->leaf_count));
    for (uint32_t size = 1; size <= CUT_MOST; size++)
        pen_printf(&p, "%s %u " STR_FMT, size == 1 ? ":" : ",", counts[size],
                   STR_ARG(cut_size_words(size, counts[size])));
    pen_printf(&p, "%s\n", is_cut_short ? ", and perhaps more" : "");
    pen_flush(&p);
}
