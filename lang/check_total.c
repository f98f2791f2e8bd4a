/* What the rows of a table leave out, and what they say twice: each with an input that shows it. */
#include "lang/check_lookup.h"

struct totals {
    const struct table_check *c;
    const struct lookup_index *index;
    uint32_t *classes; /* room for an example */
};

/* "likelihood = rare, score = 3" */
static struct str
example(const struct totals *t, uint32_t leaf)
{
    const struct lookup_table *table = t->index->table;
    struct checker *ck = t->c->cx.ck;
    struct text_buf b = {.arena = ck->arena};

    lookup_example(t->index, leaf, t->classes);
    for (uint32_t i = 0; i < table->input_count; i++) {
        struct str word = lookup_words(ck->program, ck->arena, &t->index->axes[i], t->classes[i]);
        text_printf(&b, "%s" STR_FMT " = " STR_FMT, i ? ", " : "",
                    NAME_ARG(&t->c->cx, table->inputs[i].name), STR_ARG(word));
    }
    return text_str(&b);
}

static void
gaps(const struct totals *t)
{
    struct diag_sink *sink = t->c->cx.ck->sink;

    for (uint32_t i = 0; i < t->index->leaf_count; i++) {
        if (t->index->leaves[i].count)
            continue;
        struct str shown = example(t, i);
        struct diag *d = report(&t->c->cx, E1023, t->c->decl->name.span,
                                "no row answers for " STR_FMT, STR_ARG(shown));
        diag_here(sink, d, "this %s has a gap", t->c->word);
        diag_help(
            sink, d,
            "add a row for it; `-` in a cell stands for any value, and a last row with `-` in "
            "each takes what is left under `hit first`");
        return; /* all gaps end at one leaf: it has no rows */
    }
}

static void
overlap(const struct totals *t, uint32_t leaf, uint32_t first, uint32_t second)
{
    struct diag_sink *sink = t->c->cx.ck->sink;
    const struct lookup_table *table = t->index->table;
    struct str shown = example(t, leaf);
    struct diag *d = report(&t->c->cx, E2768, table->rows[second].span,
                            "two rows answer for " STR_FMT, STR_ARG(shown));

    diag_here(sink, d, "this one …");
    diag_label(sink, d, table->rows[first].span, "… and this one");
    diag_help(
        sink, d,
        "change their cells so that one of them answers; or write `hit first` if the upper one "
        "wins, `hit collect` if all of them count");
}

/* Each row with the first row above it that answers for the same input, once. */
static void
overlaps(const struct totals *t)
{
    const struct lookup_table *table = t->index->table;
    bool *told = arena_array(t->c->cx.ck->arena, bool, table->row_count + 1);

    for (uint32_t i = 0; i < t->index->leaf_count; i++) {
        const struct lookup_leaf *leaf = &t->index->leaves[i];
        for (uint32_t k = 1; k < leaf->count; k++) {
            if (told[leaf->rows[k]])
                continue;
            told[leaf->rows[k]] = true;
            overlap(t, i, leaf->rows[0], leaf->rows[k]);
        }
    }
}

/* Under `first`, a row behind those that take all it asks for. */
static void
unreached(const struct totals *t)
{
    struct diag_sink *sink = t->c->cx.ck->sink;
    const struct lookup_table *table = t->index->table;
    bool *wins = arena_array(t->c->cx.ck->arena, bool, table->row_count + 1);
    uint32_t *before = arena_array(t->c->cx.ck->arena, uint32_t, table->row_count + 1);

    for (uint32_t i = 0; i < t->index->leaf_count; i++) {
        const struct lookup_leaf *leaf = &t->index->leaves[i];
        for (uint32_t k = 0; k < leaf->count; k++)
            if (!k)
                wins[leaf->rows[k]] = true;
            else
                before[leaf->rows[k]] = leaf->rows[0];
    }
    for (uint32_t r = 0; r < table->row_count; r++) {
        if (wins[r])
            continue;
        struct diag *d = report(&t->c->cx, E6015, table->rows[r].span, "this row is never reached");
        diag_label(sink, d, table->rows[before[r]].span, "rows above it, such as this one, win");
        diag_help(sink, d, "move it up, or leave it out");
    }
}

void
table_total_check(const struct table_check *c)
{
    struct checker *ck = c->cx.ck;
    struct totals t = {.c = c, .index = lookup_index(ck->arena, ck->program, &c->table)};

    if (!t.index) {
        struct diag *d =
            report(&c->cx, E4767, c->decl->name.span,
                   "the rows of this %s overlap in too many ways to be compared", c->word);
        diag_help(ck->sink, d,
                  "split it into tables with fewer inputs, one of which asks the others' results");
        return;
    }
    t.classes = arena_array(ck->arena, uint32_t, c->table.input_count + 1);
    gaps(&t);
    if (c->table.hit == HIT_UNIQUE)
        overlaps(&t);
    if (c->table.hit == HIT_FIRST)
        unreached(&t);
}
