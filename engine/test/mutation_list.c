/*
 * The list of equivalent mutants: one a line, as a report of survivors prints it, with the reason.
 *
 *     IEC-016 compare: a < b => a <= b because "…"
 *
 * Empty lines and those that begin with `#` say nothing. What stands there in vain is a warning: a mutant
 * that is no more, so that nobody counts on a reason that nothing needs; and one that a test kills, so
 * that nobody believes it to make no difference.
 */
#include "engine/test/mutation_internal.h"

struct line {
    struct span span; /* of its words */
    struct str fingerprint, reason;
};

static struct mutant_outcome *
find(struct mutation_run *run, struct str fingerprint)
{
    for (uint32_t i = 0; i < run->mutants.len; i++)
        if (str_eq(run->mutants.at[i].mutant.fingerprint, fingerprint))
            return &run->mutants.at[i];
    return NULL;
}

/* The last ` because "` with something between the quotes. */
static bool
split(struct line *l, struct str words)
{
    struct str word = STR(" because \"");
    size_t at = SIZE_MAX;
    for (size_t i = str_find(words, word, 0); i != SIZE_MAX; i = str_find(words, word, i + 1))
        at = i;
    if (at == SIZE_MAX || !str_ends(words, STR("\"")))
        return false;
    l->fingerprint = str_trim(str_slice(words, 0, at));
    l->reason = str_slice(words, at + word.len, words.len - 1);
    return words.len > at + word.len && !str_blank(l->reason);
}

static void
apply(struct mutation_run *run, const struct line *l)
{
    struct diag_sink *sink = &run->diags;
    struct mutant_outcome *o = find(run, l->fingerprint);
    if (!o && run->in->filter.len > 0)
        return; /* its item was left out */
    if (!o) {
        struct diag *d = diag_add(sink, W4136, l->span, "there is no such mutant");
        diag_here(sink, d, "the rule no longer says this");
        diag_help(sink, d, "take the line out, or write it as the report of survivors does");
    } else if (o->fate == MUTANT_KILLED || o->fate == MUTANT_STILLBORN) {
        struct diag *d =
            diag_add(sink, W7713, l->span, "this mutant makes a difference: %s",
                     o->fate == MUTANT_KILLED ? "a test notices it" : "it does not compile");
        if (o->killer)
            diag_label(sink, d, o->killer->title_span, "this test fails with it");
        diag_help(sink, d, "take the line out");
    } else {
        o->fate = MUTANT_EQUIVALENT;
        o->reason = str_copy(&run->arena, l->reason);
    }
}

static void
apply_line(struct mutation_run *run, const struct source *list, size_t from, size_t to)
{
    struct str words = str_trim(str_slice(list->text, from, to));
    if (words.len == 0 || words.at[0] == '#')
        return;
    uint32_t lo = list->base + (uint32_t)(words.at - list->text.at);
    struct line l = {.span = {lo, lo + (uint32_t)words.len}};
    if (split(&l, words)) {
        apply(run, &l);
        return;
    }
    struct diag *d = diag_add(&run->diags, E6209, l.span, "this is no equivalent mutant");
    diag_here(&run->diags, d, "a mutant, then its reason, are expected");
    diag_help(&run->diags, d,
              "copy the line from the report of survivors and add the reason: `… because \"…\"`");
}

void
list_apply(struct mutation_run *run)
{
    const struct source *list = run->in->list;
    for (size_t from = 0; list && from < list->text.len;) {
        size_t to = str_find(list->text, STR("\n"), from);
        to = to == SIZE_MAX ? list->text.len : to;
        apply_line(run, list, from, to);
        from = to + 1;
    }
}
