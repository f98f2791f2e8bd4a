/*
 * Random cases, evaluated by the engine and by the naive evaluator.
 *
 *   oracle [COUNT [SEED]]     COUNT cases from SEED on (default 300 from 1)
 *   oracle show SEED          prints one case
 *   oracle first COUNT SEED   stops at the first disagreement, and does nothing else
 *
 * Fails if they ever disagree, and then prints the smallest case that it found; also if the cases
 * say too little: fewer than 40 % with mixed verdicts, a construct that is hardly used, many
 * rules that do not compile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/oracle/shrink.h"

enum {
    LOST_PERCENT_MAX = 3,
    MIXED_PERCENT_MIN = 40,
    FULL_RUN = 2000,
    LEAST_IN_FULL_RUN = 50,
    ERRORS_SHOWN = 20
};

static void
show(struct arena *a, const struct selection *s)
{
    printf("---- rules ----\n" STR_FMT "\n---- facts ----\n" STR_FMT, STR_ARG(rules_text(a, s)),
           STR_ARG(facts_text(a, s)));
    if (s->all.has_broken_file)
        printf("(and a file that does not load)\n");
    fflush(stdout);
    struct outcome o = run_case(a, s, NULL);
    printf("---- errors ----\n" STR_FMT "---- difference ----\n" STR_FMT "\n", STR_ARG(o.errors),
           STR_ARG(o.difference));
}

static void
show_smallest(uint64_t seed)
{
    struct arena a = {0};
    struct selection s = select_all(&a, gen_case(&a, seed, false));
    shrink(&a, &s);
    printf("seed %llu: engine and oracle disagree\n", (unsigned long long)seed);
    show(&a, &s);
    arena_release(&a);
}

struct totals {
    uint32_t cases, disagreements, mixed, rules, lost, errors_shown;
    struct coverage coverage;
};

static void
one_case(struct totals *t, uint64_t seed)
{
    struct arena a = {0};
    struct selection s = select_all(&a, gen_case(&a, seed, false));
    struct outcome o = run_case(&a, &s, &t->coverage);
    t->cases++;
    t->mixed += o.is_mixed;
    t->rules += o.rules;
    t->lost += o.rules_lost;
    if (o.errors.len && t->errors_shown++ < ERRORS_SHOWN)
        printf("seed %llu does not compile:\n" STR_FMT, (unsigned long long)seed,
               STR_ARG(o.errors));
    bool is_different = o.difference.len > 0;
    arena_release(&a);
    if (is_different && t->disagreements++ < 3)
        show_smallest(seed);
}

static bool
fails(bool is_bad, const char *what)
{
    if (is_bad)
        printf("FAILED: %s\n", what);
    return is_bad;
}

static bool
conclude(const struct totals *t)
{
    uint32_t least = t->cases >= FULL_RUN ? LEAST_IN_FULL_RUN * (t->cases / FULL_RUN) : 1;
    printf("%u cases: %u disagreements, %u%% with mixed verdicts, %u of %u rules do not compile\n",
           t->cases, t->disagreements, t->mixed * 100 / t->cases, t->lost, t->rules);
    uint32_t rare = coverage_report(&t->coverage, least, t->cases >= FULL_RUN);
    bool bad = fails(t->disagreements > 0, "engine and oracle disagree");
    bad |=
        fails(t->mixed * 100 < MIXED_PERCENT_MIN * t->cases, "too few cases have mixed verdicts");
    bad |= fails(t->lost * 100 > LOST_PERCENT_MAX * t->rules, "too many rules do not compile");
    bad |= fails(rare > 0, "some constructs are hardly used");
    return bad;
}

enum { RUN_FAILED = 3 }; /* unlike what a sanitizer ends with */

static int
run_all(uint64_t count, uint64_t seed, int progress)
{
    struct totals *t = mem_alloc(sizeof *t, 1);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t now = seed + i;
        if (write(progress, &now, sizeof now) != sizeof now)
            return EXIT_FAILURE;
        one_case(t, now);
    }
    int code = conclude(t) ? RUN_FAILED : 0;
    mem_free(t);
    return code;
}

/* The cases run in a child that says which one it is at; if it crashes, that one is made smaller. */
static int
supervise(uint64_t count, uint64_t seed)
{
    int ends[2], status = 0;
    uint64_t now = seed, last = seed;
    if (pipe(ends) != 0)
        return 2;
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        exit(run_all(count, seed, ends[1]));
    }
    close(ends[1]);
    while (read(ends[0], &now, sizeof now) == sizeof now)
        last = now;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 2;
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == RUN_FAILED))
        return WEXITSTATUS(status) != 0;
    printf("FAILED: crash in seed %llu\n", (unsigned long long)last);
    show_smallest(last);
    return 1;
}

static int
find_first(uint64_t count, uint64_t seed)
{
    for (uint64_t i = 0; i < count; i++) {
        struct arena a = {0};
        struct selection s = select_all(&a, gen_case(&a, seed + i, false));
        struct str difference = run_case(&a, &s, NULL).difference;
        if (difference.len)
            printf("seed %llu: " STR_FMT "\n", (unsigned long long)(seed + i), STR_ARG(difference));
        bool is_found = difference.len > 0;
        arena_release(&a);
        if (is_found)
            return RUN_FAILED;
    }
    return 0;
}

static int
show_one(uint64_t seed)
{
    struct arena a = {0};
    struct selection s = select_all(&a, gen_case(&a, seed, false));
    show(&a, &s);
    arena_release(&a);
    return 0;
}

static uint64_t
number(int argc, char **argv, int i, uint64_t otherwise)
{
    return i < argc ? strtoull(argv[i], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "show") == 0)
        return show_one(number(argc, argv, 2, 1));
    if (argc > 3 && strcmp(argv[1], "first") == 0)
        return find_first(number(argc, argv, 2, 1), number(argc, argv, 3, 1));
    uint64_t count = number(argc, argv, 1, 300);
    return count == 0 ? 2 : supervise(count, number(argc, argv, 2, 1));
}
