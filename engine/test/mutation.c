/* Mutants of a pack: each a program of its own, shared out among workers. */
#include "engine/test/mutation.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "engine/test/mutation_internal.h"
#include "lang/parse.h"

/* Whatever checking writes to is its own: names, places, memory. */
struct mutation_worker {
    struct mutation_run *run;
    atomic_uint *next; /* mutant that nobody has taken */
    struct arena arena, scratch;
    struct sym_table texts;
    pthread_t thread;
};

uint32_t
kill_rate(const uint32_t *by_fate)
{
    uint64_t killed = by_fate[MUTANT_KILLED], all = killed + by_fate[MUTANT_SURVIVED];
    return all == 0 ? 100 : (uint32_t)(killed * 100 / all);
}

/* ---- one mutant ---- */

/* The sources of a worker: those of the input, whose lines nobody counts meanwhile, and one more. */
static struct source *
own_source(struct mutation_worker *w, struct source_map *own, const struct mutant_outcome *o)
{
    const struct source_map *all = w->run->in->sources;
    *own = (struct source_map){.arena = &w->scratch, .next = all->next};
    for (uint32_t i = 0; i < all->len; i++) {
        struct source *copy = arena_new(&w->scratch, struct source);
        *copy = *all->at[i];
        vec_push(&w->scratch, own, copy);
    }
    return source_add(own, o->source->name, mutant_text(&w->scratch, o->source, &o->mutant));
}

/* The program with the mistake in it, or NULL if it does not compile. */
static const struct program *
changed_program(struct mutation_worker *w, struct source_map *sources, const struct source *source,
                uint32_t unit)
{
    struct diag_sink sink;
    diag_sink_init(&sink, &w->scratch, sources);
    struct check_input input = *w->run->in->check;
    input.units = arena_array(&w->scratch, struct unit, input.unit_count);
    memcpy(input.units, w->run->in->check->units, input.unit_count * sizeof *input.units);
    input.units[unit].ast = parse_source(&w->scratch, &w->texts, &sink, source);
    const struct program *p =
        sink.error_count ? NULL : check_units(&w->scratch, &w->texts, &sink, &input);
    return sink.error_count ? NULL : p;
}

/* Files of the input, the changed one in its new form. */
static const struct test_file *
own_files(struct mutation_worker *w, const struct source_map *sources, const struct source *before,
          const struct source *after)
{
    const struct mutation_input *in = w->run->in;
    struct test_file *files = arena_array(&w->scratch, struct test_file, in->tests->file_count + 1);
    for (uint32_t i = 0; i < in->tests->file_count; i++) {
        files[i] = in->tests->files[i];
        files[i].source =
            files[i].source == before ? after : source_of(sources, files[i].source->base);
    }
    return files;
}

static void
judge_mutant(struct mutation_worker *w, struct mutant_outcome *o)
{
    const struct mutation_input *in = w->run->in;
    const struct mutated_item *item = &w->run->items.at[o->item];
    struct source_map sources;
    const struct source *source = own_source(w, &sources, o);
    const struct program *program =
        source ? changed_program(w, &sources, source, item->unit) : NULL;
    o->fate = program ? MUTANT_SURVIVED : MUTANT_STILLBORN;
    if (!program)
        return;
    struct test_input input = *in->tests;
    input.program = program;
    input.sources = &sources;
    input.files = own_files(w, &sources, o->source, source);
    input.filter = STR("");
    input.jobs = 1;
    input.is_quick = true;
    input.has_coverage = input.requires_tests = false;
    input.wanted = item->tests;
    struct test_run *run = tests_run(&input);
    for (uint32_t i = 0; i < run->count && o->fate == MUTANT_SURVIVED; i++) {
        if (!run->outcomes[i].is_run || run->outcomes[i].passed)
            continue;
        o->fate = MUTANT_KILLED;
        o->killer = &in->program->tests.at[i];
    }
    tests_free(run);
}

static void *
work(void *context)
{
    struct mutation_worker *w = context;
    for (;;) {
        uint32_t i = atomic_fetch_add(w->next, 1);
        if (i >= w->run->mutants.len)
            return NULL;
        judge_mutant(w, &w->run->mutants.at[i]);
        arena_release(&w->scratch);
    }
}

/* ---- all of them ---- */

static void
add_mutants(struct mutation_run *run, uint32_t unit)
{
    const struct mutation_input *in = run->in;
    const struct ast *ast = in->check->units[unit].ast;
    mutant_vec found = mutants_of(&run->arena, in->texts, ast, in->program);
    for (uint32_t i = 0; i < found.len; i++) {
        if (str_find(found.at[i].owner, in->filter, 0) == SIZE_MAX)
            continue;
        struct mutated_item *last = run->items.len ? &vec_last(&run->items) : NULL;
        if (!last || last->unit != unit || !str_eq(last->owner, found.at[i].owner)) {
            struct mutated_item item = {
                .owner = found.at[i].owner, .unit = unit, .first = run->mutants.len};
            item_seen(run, &item, found.at[i].item);
            vec_push(&run->arena, &run->items, item);
        }
        vec_last(&run->items).count++;
        struct mutant_outcome o = {
            .mutant = found.at[i], .source = ast->source, .item = run->items.len - 1};
        vec_push(&run->arena, &run->mutants, o);
    }
}

static void
run_workers(struct mutation_run *run)
{
    uint32_t jobs = run->in->jobs ? run->in->jobs : 1;
    struct mutation_worker *workers = arena_array(&run->arena, struct mutation_worker, jobs);
    atomic_uint next = 0;
    for (uint32_t i = 0; i < jobs; i++) {
        workers[i].run = run;
        workers[i].next = &next;
        sym_table_copy(&workers[i].texts, &workers[i].arena, run->in->texts);
    }
    uint32_t started = 1; /* this thread is the first worker */
    while (started < jobs &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (uint32_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    for (uint32_t i = 0; i < jobs; i++) {
        arena_release(&workers[i].scratch);
        arena_release(&workers[i].arena);
    }
}

static void
count_fates(struct mutation_run *run)
{
    for (uint32_t i = 0; i < run->mutants.len; i++) {
        const struct mutant_outcome *o = &run->mutants.at[i];
        run->items.at[o->item].by_fate[o->fate]++;
        run->by_fate[o->fate]++;
    }
}

struct mutation_run *
mutation_run(const struct mutation_input *in)
{
    struct mutation_run *run = mem_alloc(sizeof *run, 1);
    run->in = in;
    diag_sink_init(&run->diags, &run->arena, in->sources);
    for (uint32_t i = 0; i < in->check->unit_count; i++) {
        const struct unit *u = &in->check->units[i];
        if (pack_same(u->pack, in->pack))
            add_mutants(run, i);
    }
    run_workers(run);
    list_apply(run);
    count_fates(run);
    return run;
}

void
mutation_free(struct mutation_run *run)
{
    if (!run)
        return;
    arena_release(&run->arena);
    mem_free(run);
}
