/* What became of the mutants, for people: survivors first, then the rates, rule by rule. */
#include "engine/render/mutation_internal.h"

static void
write_diff(struct pen *p, const struct mutant_outcome *o, struct arena *scratch)
{
    struct text_buf diff = {.arena = scratch};
    mutant_diff(o->source, &o->mutant, &diff);
    struct str lines = text_str(&diff);
    for (size_t from = 0; from < lines.len;) {
        size_t to = str_find(lines, STR("\n"), from);
        pen_ink(p, lines.at[from] == '-' ? INK_ERROR : INK_GOOD);
        pen_c(p, "  ");
        pen_text(p, str_slice(lines, from, to));
        pen_ink(p, INK_PLAIN);
        pen_c(p, "\n");
        from = to + 1;
    }
}

static void
write_question(struct pen *p, const struct mutated_item *item)
{
    pen_printf(p, "  %u test%s with ", item->test_count,
               item->test_count == 1 ? " has to do" : "s have to do");
    pen_text(p, item->owner);
    pen_printf(p, " and %s: should this have been caught?\n",
               item->test_count == 1 ? "it still passes" : "they all still pass");
}

static void
write_survivor(struct pen *p, const struct mutation_run *run, const struct mutant_outcome *o,
               struct arena *scratch)
{
    struct place place = source_place(run->in->sources, o->mutant.at.lo);
    pen_ink(p, INK_WARNING);
    pen_c(p, "survived");
    pen_ink(p, INK_BOLD);
    pen_c(p, ": ");
    pen_text(p, o->mutant.owner);
    pen_printf(p, ", %s\n", mutation_doc(o->mutant.mutation));
    pen_ink(p, INK_PLAIN);
    pen_c(p, "  ");
    pen_text(p, place.source->name);
    pen_printf(p, ":%u:%u\n", place.line, place.column);
    write_diff(p, o, scratch);
    write_question(p, &run->items.at[o->item]);
    pen_c(p, "  ");
    pen_text(p, o->mutant.fingerprint);
    pen_c(p, "\n\n");
}

/* Where no test looks, one line says it: the mutants would only repeat that. */
static void
write_untested(struct pen *p, const struct mutation_run *run, const struct mutated_item *item)
{
    const struct mutant_outcome *first = &run->mutants.at[item->first];
    struct place place = source_place(run->in->sources, first->mutant.at.lo);
    pen_ink(p, INK_WARNING);
    pen_c(p, "not tested");
    pen_ink(p, INK_BOLD);
    pen_c(p, ": no test has to do with ");
    pen_text(p, item->owner);
    pen_ink(p, INK_PLAIN);
    pen_c(p, "\n  ");
    pen_text(p, place.source->name);
    pen_printf(p, ":%u: %u mutant%s survived\n\n", place.line, item->by_fate[MUTANT_SURVIVED],
               plural(item->by_fate[MUTANT_SURVIVED]));
}

static void
write_survivors(struct pen *p, const struct mutation_run *run)
{
    struct arena scratch = {0};
    for (uint32_t i = 0; i < run->items.len; i++) {
        const struct mutated_item *item = &run->items.at[i];
        if (item->test_count == 0 && item->by_fate[MUTANT_SURVIVED] > 0) {
            write_untested(p, run, item);
            continue;
        }
        for (uint32_t k = item->first; k < item->first + item->count; k++)
            if (run->mutants.at[k].fate == MUTANT_SURVIVED)
                write_survivor(p, run, &run->mutants.at[k], &scratch);
    }
    arena_release(&scratch);
}

static void
write_equivalent(struct pen *p, const struct mutation_run *run)
{
    if (run->by_fate[MUTANT_EQUIVALENT] == 0)
        return;
    pen_c(p, "equivalent, with reason:\n");
    for (uint32_t i = 0; i < run->mutants.len; i++) {
        const struct mutant_outcome *o = &run->mutants.at[i];
        if (o->fate != MUTANT_EQUIVALENT)
            continue;
        pen_c(p, "  ");
        pen_text(p, o->mutant.fingerprint);
        pen_c(p, "\n      ");
        pen_wrapped(p, o->reason, 6, 6);
        pen_c(p, "\n");
    }
    pen_c(p, "\n");
}

static uint32_t
longest_owner(const struct mutation_run *run)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < run->items.len; i++)
        if (run->items.at[i].owner.len > longest)
            longest = (uint32_t)run->items.at[i].owner.len;
    return longest;
}

static void
write_items(struct pen *p, const struct mutation_run *run)
{
    uint32_t width = longest_owner(run);
    for (uint32_t i = 0; i < run->items.len; i++) {
        const struct mutated_item *item = &run->items.at[i];
        const uint32_t *n = item->by_fate;
        pen_c(p, "  ");
        uint32_t used = pen_text(p, item->owner);
        pen_fill(p, ' ', used < width ? width - used : 0);
        if (n[MUTANT_KILLED] + n[MUTANT_SURVIVED] == 0)
            pen_c(p, "     -");
        else
            pen_printf(p, "  %3u %%", kill_rate(n));
        pen_printf(p, "  %3u killed, %u survived", n[MUTANT_KILLED], n[MUTANT_SURVIVED]);
        if (n[MUTANT_EQUIVALENT])
            pen_printf(p, ", %u equivalent", n[MUTANT_EQUIVALENT]);
        pen_c(p, "\n");
    }
}

/* The eye lands on the last line. */
static void
write_total(struct pen *p, const struct mutation_report *r)
{
    const uint32_t *n = r->run->by_fate;
    uint32_t count = r->run->mutants.len - n[MUTANT_STILLBORN];
    pen_ink(p, n[MUTANT_SURVIVED] || count == 0 ? INK_WARNING : INK_GOOD);
    if (count == 0)
        pen_c(p, "NO MUTANTS");
    else
        pen_printf(p, "KILLED %u %%", kill_rate(n));
    pen_ink(p, INK_PLAIN);
    pen_c(p, ": ");
    pen_text(p, r->name);
    pen_printf(p, ", %u mutant%s, %u survived", count, plural(count), n[MUTANT_SURVIVED]);
    if (n[MUTANT_EQUIVALENT])
        pen_printf(p, ", %u equivalent", n[MUTANT_EQUIVALENT]);
    if (n[MUTANT_STILLBORN])
        pen_printf(p, "; %u more do%s not compile", n[MUTANT_STILLBORN],
                   n[MUTANT_STILLBORN] == 1 ? "es" : "");
    pen_c(p, "\n");
}

void
mutations_text(const struct mutation_report *runs, uint32_t count, const struct render_options *o,
               const struct output *out)
{
    for (uint32_t i = 0; i < count; i++) {
        render_findings_text(runs[i].list, o, out);
        struct pen p = {.options = o, .out = out};
        write_survivors(&p, runs[i].run);
        if (!o->is_brief) {
            write_equivalent(&p, runs[i].run);
            write_items(&p, runs[i].run);
        }
        write_total(&p, &runs[i]);
        pen_flush(&p);
    }
}
