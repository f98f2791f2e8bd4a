/*
 * A third and a fourth opinion, from logic programs.
 *
 *   oracle_solvers clingo|swipl [COUNT [SEED]]
 *   oracle_solvers clingo|swipl show SEED
 *
 * Each must find the violated subjects that the engine finds. Cases with incomplete facts are passed over, rules that
 * cannot be said are counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/oracle/logic.h"

enum { BATCH = 25, PATH_ROOM = 64 };

struct solver {
    const char *name, *package, *version;
    const struct dialect *dialect;
    /* Runs over the files case0 … of a folder; prints "case N", then the atoms, one a line. */
    const char *command;
};

static const struct solver solvers[] = {
    {"clingo", "gringo", "clingo --version", &dialect_asp,
     "cd %s && ulimit -t 4 && for i in $(seq 0 %u); do echo case $i; "
     "clingo -W none -V0 --out-ifs='\\n' case$i 2>/dev/null; [ $? -lt 128 ] || echo gave up; done"},
    {"swipl", "swi-prolog-nox", "swipl --version", &dialect_prolog,
     "cd %s && swipl -q -g 'forall(between(0, %u, I), "
     "(format(\"case ~w~n\", [I]), atom_concat(case, I, F), load_files(F, [silent(true)]), "
     "call_with_inference_limit(findall(R/S, onus_case:violated(R, S), L), 100000000, E), "
     "(E == inference_limit_exceeded -> format(\"gave up~n\") ; sort(L, M), "
     "forall(member(R/S, M), format(\"violated(~w,~w)~n\", [R, S])), format(\"done~n\")), "
     "unload_file(F), abolish_all_tables))' -t halt </dev/null 2>&1"},
};

/* A case that is to be solved together with others. */
struct posed {
    struct arena arena;
    struct run *run;
    bool *said;
    uint64_t seed;
};

struct totals {
    uint32_t cases, rules, said, violated, disagreements, unread, given_up;
};

static struct str
pose(struct posed *c, const struct solver *solver)
{
    struct selection s = select_all(&c->arena, gen_case(&c->arena, c->seed, true));
    struct coverage facts = {0};
    c->run = run_start(&c->arena, &s);
    coverage_add(&facts, c->run->program, c->run->store);
    if (facts.features[FEATURE_INCOMPLETE] > 0)
        return (struct str){0};
    c->said = arena_array(&c->arena, bool, c->run->program->rules.len + 1);
    return logic_write(c->run, solver->dialect, c->said);
}

static void
withdraw(struct posed *c)
{
    run_end(c->run);
    arena_release(&c->arena);
    *c = (struct posed){0};
}

static bool
write_case(const char *folder, uint32_t i, struct str text)
{
    char path[PATH_ROOM + 16];
    snprintf(path, sizeof path, "%s/case%u", folder, i);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fwrite(text.at, 1, text.len, file);
    return fclose(file) == 0;
}

/* What the solver prints; the caller frees it. */
static char *
solve(const struct solver *solver, const char *folder, uint32_t count)
{
    char command[1024];
    size_t len = 0, cap = 1 << 16;
    snprintf(command, sizeof command, solver->command, folder, count - 1);
    FILE *pipe = popen(command, "r");
    char *out = malloc(cap);
    if (!pipe || !out)
        abort();
    for (size_t n; (n = fread(out + len, 1, cap - len - 1, pipe)) > 0; len += n)
        if (cap - len < 4096 && !(out = realloc(out, cap *= 2)))
            abort();
    out[len] = '\0';
    pclose(pipe);
    return out;
}

static bool
is_atom(const char *found, const char *end, uint32_t rule, uint32_t subject)
{
    char atom[64];
    snprintf(atom, sizeof atom, "\nviolated(%u,%u)\n", rule, subject);
    const char *at = strstr(found, atom);
    return at && at < end;
}

static void
compare(const struct posed *c, const struct solver *solver, struct totals *t, const char *found,
        const char *end)
{
    struct run *r = c->run;
    t->cases++;
    t->rules += r->program->rules.len;
    for (uint32_t k = 0; k < r->program->rules.len; k++) {
        const struct rule_result *x = evaluation_rule(r->evaluation, k);
        t->said += c->said[k];
        for (uint32_t i = 0; c->said[k] && i < x->subjects.hi - x->subjects.lo; i++) {
            bool engine = x->status[i] == SUBJECT_VIOLATED,
                 other = is_atom(found, end, k, x->subjects.lo + i);
            t->violated += engine;
            if (engine != other && t->disagreements++ < 10)
                printf("seed %llu: %s at %s: engine says %s, %s %s\n", (unsigned long long)c->seed,
                       str_c(r->arena, sym_str(&r->texts, x->rule->code)),
                       str_c(r->arena, store_id(r->store, (struct ent){x->subjects.lo + i})),
                       engine ? "violated" : "not", solver->name, other ? "violated" : "not");
        }
    }
}

static void
solve_batch(const struct solver *solver, const char *folder, struct posed *batch, uint32_t count,
            struct totals *t)
{
    char *out = solve(solver, folder, count), *at = out;
    for (uint32_t i = 0; i < count; i++) {
        char mark[32];
        snprintf(mark, sizeof mark, "case %u\n", i);
        at = at ? strstr(at, mark) : NULL;
        char *end = at ? strstr(at + 1, "case ") : NULL;
        if (!end)
            end = out + strlen(out);
        bool is_read = at && (strstr(at, "SATISFIABLE") || strstr(at, "done"));
        char *given_up = at ? strstr(at, "gave up\n") : NULL;
        if (given_up && given_up < end)
            t->given_up++;
        else if (is_read)
            compare(&batch[i], solver, t, at, end);
        else if (t->unread++ < 3)
            printf("%s does not read the program of seed %llu\n%.400s\n", solver->name,
                   (unsigned long long)batch[i].seed, at ? at : "");
    }
    free(out);
}

static void
run_all(const struct solver *solver, uint64_t count, uint64_t seed, struct totals *t)
{
    char folder[PATH_ROOM] = "/tmp/onus-oracle-XXXXXX", command[PATH_ROOM + 16];
    struct posed batch[BATCH] = {0};
    if (!mkdtemp(folder))
        abort();
    for (uint64_t i = 0; i < count;) {
        uint32_t posed = 0;
        for (; i < count && posed < BATCH; i++) {
            batch[posed].seed = seed + i;
            struct str text = pose(&batch[posed], solver);
            if (text.len && write_case(folder, posed, text))
                posed++;
            else
                withdraw(&batch[posed]);
        }
        if (posed)
            solve_batch(solver, folder, batch, posed, t);
        for (uint32_t k = 0; k < posed; k++)
            withdraw(&batch[k]);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0)
        printf("%s is left behind\n", folder);
}

static int
show(const struct solver *solver, uint64_t seed)
{
    struct posed c = {.seed = seed};
    struct str text = pose(&c, solver);
    struct selection s = select_all(&c.arena, gen_case(&c.arena, seed, true));
    printf(STR_FMT "---- facts ----\n" STR_FMT "---- logic program ----\n" STR_FMT,
           STR_ARG(rules_text(&c.arena, &s)), STR_ARG(facts_text(&c.arena, &s)), STR_ARG(text));
    withdraw(&c);
    return 0;
}

int
main(int argc, char **argv)
{
    const struct solver *solver = NULL;
    char command[64];
    for (size_t i = 0; argc > 1 && i < sizeof solvers / sizeof solvers[0]; i++)
        if (strcmp(argv[1], solvers[i].name) == 0)
            solver = &solvers[i];
    if (!solver) {
        printf("usage: oracle_solvers clingo|swipl [COUNT [SEED]]\n");
        return 2;
    }
    snprintf(command, sizeof command, "%s >/dev/null 2>&1", solver->version);
    if (system(command) != 0) {
        printf("FAILED: %s (Debian: %s) is not installed\n", solver->name, solver->package);
        return 1;
    }
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    if (argc > 3 && strcmp(argv[2], "show") == 0)
        return show(solver, seed);
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : 100;
    struct totals t = {0};
    run_all(solver, count, seed, &t);
    printf("%u of %llu cases: %s checked %u of %u rules, %u violations, %u disagreements\n",
           t.cases, (unsigned long long)count, solver->name, t.said, t.rules, t.violated,
           t.disagreements);
    if (t.given_up)
        printf("in %u cases %s gave up: its limit of work was reached\n", t.given_up, solver->name);
    bool is_thin = t.cases * 3 < count || t.said * 2 < t.rules || t.violated < t.cases;
    if (is_thin)
        printf("FAILED: too little was compared\n");
    return t.disagreements > 0 || t.unread > 0 || is_thin;
}
