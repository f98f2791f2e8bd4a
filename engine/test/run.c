/* All tests of a program, by several workers. */
#include <pthread.h>
#include <string.h>

#include "engine/test/test_internal.h"

/* ---- what runs ---- */

static bool
contains(struct str text, struct str part)
{
    return str_find(text, part, 0) != SIZE_MAX;
}

/* By title, or by a code or name of a rule that is expected. */
static bool
is_meant(const struct test_input *in, const struct test *t)
{
    const struct program *p = in->program;
    if (in->filter.len == 0 || contains(t->title, in->filter))
        return true;
    for (uint32_t i = 0; i < t->expectation_count; i++) {
        if (t->expectations[i].rule == NO_ID)
            continue;
        const struct rule *r = &p->rules.at[t->expectations[i].rule];
        if (contains(sym_str(p->texts, r->code), in->filter) ||
            (r->name.v && contains(sym_str(p->texts, r->name), in->filter)))
            return true;
    }
    return false;
}

static void
choose_tests(struct test_run *run)
{
    const struct test_input *in = run->in;
    run->count = in->program->tests.len;
    run->outcomes = arena_array(&run->arena, struct test_outcome, run->count + 1);
    for (uint32_t i = 0; i < run->count; i++) {
        const struct test *t = &in->program->tests.at[i];
        bool is_wanted = !in->wanted || in->wanted[i];
        run->outcomes[i] = (struct test_outcome){
            .test = t, .is_run = is_wanted && pack_same(t->pack, in->pack) && is_meant(in, t)};
        run->ran += run->outcomes[i].is_run;
    }
}

/* ---- tables of one's own ---- */

static struct decimal_pool *
copy_decimals(struct arena *a, const struct decimal_pool *from)
{
    struct decimal_pool *p = arena_new(a, struct decimal_pool);
    *p = *from;
    p->arena = a;
    if (!from->cap)
        return p;
    p->at = arena_array(a, struct decimal, from->cap);
    memcpy(p->at, from->at, from->len * sizeof *p->at);
    p->slots = arena_array(a, uint32_t, (size_t)from->slot_mask + 1);
    memcpy(p->slots, from->slots, ((size_t)from->slot_mask + 1) * sizeof *p->slots);
    return p;
}

/* ---- one test, all tests of a worker ---- */

static bool **
lookups_new(struct test_worker *w)
{
    const struct program *p = &w->program;
    bool **lookups = arena_array(&w->scratch, bool *, p->tables.len + 1);
    for (table_id t = 0; t < p->tables.len; t++)
        lookups[t] = arena_array(&w->scratch, bool, p->tables.at[t].row_count + 1);
    return lookups;
}

static void
trial_run(struct test_worker *w, uint32_t i)
{
    struct test_run *run = w->run;
    struct trial t = {.worker = w, .test = run->outcomes[i].test, .outcome = &run->outcomes[i]};
    const struct given_case *given = run->cases[i];
    bool **lookups = w->coverage ? lookups_new(w) : NULL;
    diag_sink_init(&t.facts, &w->scratch, run->in->sources);
    diag_sink_init(&t.outcome->failures, &w->arena, run->in->sources);
    t.given = given;
    t.store = given ? given->load.store : given_store(&w->program, t.test, &t.facts);
    if (given)
        t.derivation = given->derivation;
    else if (t.store)
        t.derivation =
            given_derive(&w->scratch, &t.facts, &w->program, test_today(t.test), &t.store);
    if (t.store) {
        struct eval_options options = {
            .today = test_today(t.test), .lookups = lookups, .derivation = t.derivation};
        t.evaluation = evaluate(&w->scratch, &t.facts, &w->program, t.store, options);
        struct find_input in = {.program = &w->program,
                                .store = t.store,
                                .evaluation = t.evaluation,
                                .sources = run->in->sources,
                                .as_of = options.today,
                                .is_brief = run->in->is_quick};
        t.report = find_report(&w->scratch, &in);
    }
    trial_judge(&t);
    t.outcome->passed = t.outcome->failures.error_count == 0;
    if (w->coverage)
        trial_reach(&t, w->coverage, lookups);
    evaluation_free(t.evaluation);
    if (!given)
        store_free(t.store);
    arena_release(&w->scratch);
    w->scratch = (struct arena){0};
}

static void *
worker_run(void *context)
{
    struct test_worker *w = context;
    const struct test_run *run = w->run;
    w->program = *run->in->program;
    w->program.texts = arena_new(&w->arena, struct sym_table);
    sym_table_copy(w->program.texts, &w->arena, run->in->program->texts);
    w->program.decimals = copy_decimals(&w->arena, run->in->program->decimals);
    for (uint32_t i = w->number; i < run->count; i += run->worker_count)
        if (run->outcomes[i].is_run)
            trial_run(w, i);
    return NULL;
}

/* Lines are counted when a place is first asked for: now, so that workers only read. */
static void
count_lines(const struct source_map *sources)
{
    for (uint32_t i = 0; i < sources->len; i++)
        source_place(sources, sources->at[i]->base);
}

static void
workers_run(struct test_run *run)
{
    pthread_t *threads = arena_array(&run->arena, pthread_t, run->worker_count);
    bool *is_started = arena_array(&run->arena, bool, run->worker_count);
    for (uint32_t i = 1; i < run->worker_count; i++)
        is_started[i] = pthread_create(&threads[i], NULL, worker_run, &run->workers[i]) == 0;
    worker_run(&run->workers[0]);
    for (uint32_t i = 1; i < run->worker_count; i++) {
        if (is_started[i])
            pthread_join(threads[i], NULL);
        else
            worker_run(&run->workers[i]); /* no thread to be had: the work is still done */
    }
}

/* ---- rules that no test shows ---- */

static void
report_lacking(struct test_run *run, rule_id id, const char *what, const char *help)
{
    const struct program *p = run->in->program;
    struct str code = sym_str(p->texts, p->rules.at[id].code);
    struct diag *d = diag_add(&run->lacking, E9066, p->rules.at[id].span,
                              "no test shows " STR_FMT " %s", STR_ARG(code), what);
    diag_help(&run->lacking, d, "%s " STR_FMT "%s", help, STR_ARG(code), *help ? " at …`" : "");
}

static void
require_tests(struct test_run *run)
{
    const struct program *p = run->in->program;
    diag_sink_init(&run->lacking, &run->arena, run->in->sources);
    for (rule_id i = 0; run->in->requires_tests && i < p->rules.len; i++) {
        if (!pack_same(p->rules.at[i].pack, run->in->pack))
            continue;
        bool fires = coverage_is_reached(run->coverage, POINT_FIRES, i);
        bool is_silent = coverage_is_reached(run->coverage, POINT_SILENT, i);
        if (!fires)
            report_lacking(run, i, "firing", "give a subject with the gap: `expect");
        if (!is_silent)
            report_lacking(run, i, "silent", "give a subject without the gap: `expect no");
        run->untested += !fires || !is_silent;
    }
}

struct test_run *
tests_run(const struct test_input *in)
{
    struct test_run *run = mem_alloc(sizeof *run, 1);
    run->in = in;
    choose_tests(run);
    given_cases(run);
    run->worker_count = in->jobs > run->ran ? run->ran : in->jobs;
    run->worker_count += run->worker_count == 0;
    run->workers = arena_array(&run->arena, struct test_worker, run->worker_count);
    if (in->has_coverage || in->requires_tests)
        run->coverage = coverage_new(&run->arena, in->program, in->pack);
    for (uint32_t i = 0; i < run->worker_count; i++) {
        struct test_worker *w = &run->workers[i];
        *w = (struct test_worker){.run = run, .number = i};
        w->coverage = run->coverage ? coverage_copy(&run->arena, run->coverage) : NULL;
    }
    if (run->worker_count > 1)
        count_lines(in->sources);
    workers_run(run);
    for (uint32_t i = 0; run->coverage && i < run->worker_count; i++)
        coverage_join(run->coverage, run->workers[i].coverage);
    require_tests(run);
    for (uint32_t i = 0; i < run->count; i++) {
        run->passed += run->outcomes[i].is_run && run->outcomes[i].passed;
        run->failed += run->outcomes[i].is_run && !run->outcomes[i].passed;
    }
    return run;
}

void
tests_free(struct test_run *run)
{
    if (!run)
        return;
    for (uint32_t i = 0; i < run->worker_count; i++)
        arena_release(&run->workers[i].arena);
    given_cases_free(run);
    struct arena arena = run->arena;
    mem_free(run);
    arena_release(&arena);
}
