/* What each phase of a golden case runs. */
#include "tests/golden/golden.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "engine/plan/plan.h"
#include "engine/store/regex.h"
#include "lang/check.h"
#include "lang/mutate.h"
#include "lang/parse.h"

bool
golden_read(struct arena *a, const char *path, struct str *text)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    struct text_buf out = {.arena = a};
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        text_add(&out, (struct str){block, n});
    fclose(f);
    *text = text_str(&out);
    return true;
}

/* The front end over one file. */
struct front {
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct ast *ast;
};

static struct front *
parse_input(struct golden_run *run, struct str text)
{
    struct front *f = arena_new(&run->arena, struct front);
    source_map_init(&f->sources, &run->arena);
    sym_table_init(&f->syms, &run->arena);
    diag_sink_init(&f->sink, &run->arena, &f->sources);
    const struct source *source = source_add(&f->sources, STR("input.onus"), text);
    f->ast = parse_source(&run->arena, &f->syms, &f->sink, source);
    return f;
}

void
golden_ast(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    ast_dump(f->ast, &f->syms, out);
}

void
golden_syntax(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    diag_sort(&f->sink);
    golden_print(&f->sink, out);
}

/* "gsn.onus": pack and file; "acme.case.onus": a file of a pack; "input.house.onus": another file of the case. */
static struct unit
unit_of(struct golden_run *run, struct front *f, const char *path)
{
    struct str name = str_copy(&run->arena, str_from(strrchr(path, '/') + 1)), text = {0};
    golden_read(&run->arena, path, &text);
    const struct source *source = source_add(&f->sources, name, text);
    struct str stem = str_slice(name, 0, name.len - strlen(".onus"));
    size_t dot = str_find(stem, STR("."), 0);
    struct str pack = dot == SIZE_MAX ? stem : str_slice(stem, 0, dot);
    return (struct unit){.pack = str_is(pack, "input") ? STR("") : pack,
                         .module = dot == SIZE_MAX ? stem : str_slice(stem, dot + 1, stem.len),
                         .ast = parse_source(&run->arena, &f->syms, &f->sink, source)};
}

/* standards.txt: one line for each standard, its name and then its clauses (none: any clause). */
static void
add_standards(struct golden_run *run, struct check_input *input)
{
    enum { MANY = 64 };
    const char *path = arena_printf(&run->arena, "%s/standards.txt", run->folder);
    struct str text;
    if (!golden_read(&run->arena, path, &text))
        return;
    input->standards = arena_array(&run->arena, struct standard, MANY);
    char *rest, *line = strtok_r((char *)(uintptr_t)str_c(&run->arena, text), "\n", &rest);
    for (; line && input->standard_count < MANY; line = strtok_r(NULL, "\n", &rest)) {
        struct standard *s = &input->standards[input->standard_count++];
        char *words, *word = strtok_r(line, " ", &words);
        s->name = str_from(word);
        s->clauses = arena_array(&run->arena, struct str, MANY);
        while ((word = strtok_r(NULL, " ", &words)) && s->clause_count < MANY)
            s->clauses[s->clause_count++] = str_from(word);
    }
}

/* requires.txt: one line for each pack, its name and then those it requires. */
static void
add_requires(struct golden_run *run, struct check_input *input)
{
    enum { MANY = 64 };
    const char *path = arena_printf(&run->arena, "%s/requires.txt", run->folder);
    struct str text;
    if (!golden_read(&run->arena, path, &text))
        return;
    input->requires = arena_array(&run->arena, struct pack_requires, MANY);
    char *rest, *line = strtok_r((char *)(uintptr_t)str_c(&run->arena, text), "\n", &rest);
    for (; line && input->require_count < MANY; line = strtok_r(NULL, "\n", &rest)) {
        struct pack_requires *r = &input->requires[input->require_count++];
        char *words, *word = strtok_r(line, " ", &words);
        r->pack = str_from(word);
        r->packs = arena_array(&run->arena, struct str, MANY);
        while ((word = strtok_r(NULL, " ", &words)) && r->count < MANY)
            r->packs[r->count++] = str_from(word);
    }
}

/* The input, behind all other rule files of its folder. */
static struct program *
check_input(struct golden_run *run, struct front *f)
{
    VEC(struct unit) units = {0};
    glob_t found = {0};
    glob(arena_printf(&run->arena, "%s/*.onus", run->folder), 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        if (strcmp(name, "input.onus") != 0 && strcmp(name, "fmt.onus") != 0)
            vec_push(&run->arena, &units, unit_of(run, f, found.gl_pathv[i]));
    }
    globfree(&found);
    vec_push(&run->arena, &units,
             ((struct unit){.pack = STR(""), .module = STR("input"), .ast = f->ast}));
    struct check_input input = {.units = units.at,
                                .unit_count = units.len,
                                .regex = regex_checker(),
                                .with_tests = true,
                                .for_authors = strstr(run->folder, "/lint/authors_") != NULL};
    date_parse(STR("2026-06-01"), &input.as_of);
    add_standards(run, &input);
    add_requires(run, &input);
    return check_units(&run->arena, &f->syms, &f->sink, &input);
}

void
golden_diag(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    check_input(run, f);
    diag_sort(&f->sink);
    golden_print(&f->sink, out);
}

void
golden_program(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    program_dump(check_input(run, f), out);
}

/* Mistakes first: there is no use in the plan of half a program. */
void
golden_plan(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    const struct program *program = check_input(run, f);
    if (f->sink.error_count > 0)
        golden_print(&f->sink, out);
    else
        plan_dump(plan_build(&run->arena, program), out);
}

void
golden_fmt(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    if (f->sink.error_count > 0)
        golden_print(&f->sink, out);
    else
        text_add(out, format_ast(&run->arena, &f->syms, f->ast));
}

/* Each mutant: its fingerprint, what changes, and whether it brings new errors. */
void
golden_mutants(struct golden_run *run, struct text_buf *out)
{
    struct front *f = parse_input(run, run->text);
    const struct program *program = check_input(run, f);
    mutant_vec mutants = mutants_of(&run->arena, &f->syms, f->ast, program);
    for (uint32_t i = 0; i < mutants.len; i++) {
        const struct mutant *m = &mutants.at[i];
        struct front *changed = parse_input(run, mutant_text(&run->arena, f->ast->source, m));
        check_input(run, changed);
        text_printf(out, STR_FMT "%s\n", STR_ARG(m->fingerprint),
                    changed->sink.error_count > f->sink.error_count ? "  (does not compile)" : "");
        mutant_diff(f->ast->source, m, out);
    }
}

/* ---- whole cases, through the program ---- */

/* What the program prints for a command in the folder of the case, behind it. */
static int
run_onus(struct golden_run *run, const char *words, struct text_buf *out)
{
    const char *command = arena_printf(&run->arena, "cd '%s' && NO_COLOR=1 '%s' %s 2>&1",
                                       run->case_folder, ONUS_PROGRAM, words);
    FILE *pipe = popen(command, "r");
    char block[4096];
    size_t n;
    while (pipe && (n = fread(block, 1, sizeof block, pipe)) > 0)
        text_add(out, (struct str){block, n});
    int status = pipe ? pclose(pipe) : -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
run_check(struct golden_run *run, const char *options, struct text_buf *out)
{
    return run_onus(run, arena_printf(&run->arena, "check . --as-of 2026-06-01 %s", options), out);
}

void
golden_report(struct golden_run *run, struct text_buf *out)
{
    run_check(run, "", out);
}

void
golden_report_json(struct golden_run *run, struct text_buf *out)
{
    run_check(run, "--format json", out);
}

void
golden_store(struct golden_run *run, struct text_buf *out)
{
    run_check(run, "--dump store", out);
}

/* One file of rules, or a whole case; options.txt: what else stands on the command line. */
void
golden_tests(struct golden_run *run, struct text_buf *out)
{
    const char *what = run->text.len ? "input.onus" : ".";
    struct str options = {0};
    golden_read(&run->arena, arena_printf(&run->arena, "%s/options.txt", run->folder), &options);
    int code = run_onus(
        run, arena_printf(&run->arena, "test %s " STR_FMT, what, STR_ARG(str_trim(options))), out);
    text_printf(out, "exit code %d\n", code);
}

void
golden_exit(struct golden_run *run, struct text_buf *out)
{
    struct text_buf ignored = {.arena = &run->arena};
    text_printf(out, "%d\n", run_check(run, "", &ignored));
}

/* One question a line: the words behind `onus explain`. */
void
golden_explain(struct golden_run *run, struct text_buf *out)
{
    struct str targets;
    if (!golden_read(&run->arena, arena_printf(&run->arena, "%s/targets.txt", run->folder),
                     &targets))
        return;
    char *rest, *line = strtok_r((char *)(uintptr_t)str_c(&run->arena, targets), "\n", &rest);
    for (; line; line = strtok_r(NULL, "\n", &rest)) {
        text_printf(out, "$ onus explain %s\n", line);
        run_onus(run, arena_printf(&run->arena, "explain %s --as-of 2026-06-01", line), out);
        text_add_c(out, "\n");
    }
}
