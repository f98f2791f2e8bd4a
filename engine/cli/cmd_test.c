/* onus test: the tests of rules, each set of rules on its own. */
#include <unistd.h>

#include "engine/cli/cli.h"

/* What one word on the command line, or all rule files together, stand for. */
struct suite {
    struct session session;
    struct disk *disks;
    uint32_t disk_count;
    struct host nowhere; /* of packs that come with the program */
    struct host_memory nothing;
    bool is_open;
    struct str name;
};

struct suites {
    struct arena arena;
    const struct args *args;
    struct disk stdlib;
    struct suite *at;
    uint32_t count;
};

static void
suite_open(struct suites *all, struct suite *s, struct host *host)
{
    session_init(&s->session, host, session_options_of(all->args, &all->stdlib));
    s->is_open = true;
}

/* Rule files are one program, each read through its own folder. */
static bool
open_files(struct suites *all, struct suite *s)
{
    const struct args *args = all->args;
    bool ok = true;
    s->disks = arena_array(&all->arena, struct disk, args->operand_count + 1);
    for (uint32_t i = 0; i < args->operand_count; i++)
        if (str_ends(args->operands[i], STR(".onus")))
            ok &= disk_open_file(&all->arena, &s->disks[s->disk_count++], args->operands[i]);
    if (!ok || s->disk_count == 0)
        return ok;
    suite_open(all, s, &s->disks[0].host);
    s->name = s->disk_count == 1 ? s->disks[0].file : STR("rule files");
    for (uint32_t i = 0; i < s->disk_count; i++) {
        s->session.shown_folder = s->disks[i].prefix;
        session_parse_file(&s->session, &s->disks[i].host, s->disks[i].file);
    }
    session_use_packs(&s->session);
    return true;
}

static bool
open_shipped(struct suites *all, struct suite *s, struct str name)
{
    struct suggestion near = {.scratch = &all->arena, .given = name};
    host_memory_init(&s->nowhere, &s->nothing);
    suite_open(all, s, &s->nowhere);
    if (session_library_pack(&s->session, name, &near))
        return true;
    if (near.best.len)
        usage_error("there is no pack, folder or file '" STR_FMT "'; did you mean '" STR_FMT "'?",
                    STR_ARG(name), STR_ARG(near.best));
    else
        usage_error("there is no pack, folder or file '" STR_FMT "'", STR_ARG(name));
    return false;
}

/* A pack by its folder, a case, or a pack that comes with the program. */
static bool
open_word(struct suites *all, struct suite *s, struct str word)
{
    s->name = word;
    s->disks = arena_new(&all->arena, struct disk);
    bool is_folder = disk_is_folder(&all->arena, word.len ? word : STR("."));
    if (!is_folder && !str_ends(word, STR(".yaml")))
        return open_shipped(all, s, word);
    s->disk_count = 1;
    if (!disk_open_case(&all->arena, s->disks, word))
        return false;
    suite_open(all, s, &s->disks->host);
    if (is_folder && disk_has(&all->arena, s->disks, STR("pack.yaml"))) {
        s->name = disk_folder_name(&all->arena, s->disks);
        s->session.shown_folder = word.len && !str_ends(word, STR("/"))
                                      ? str_printf(&all->arena, STR_FMT "/", STR_ARG(word))
                                      : word;
        session_folder_pack(&s->session, s->name);
        return true;
    }
    if (!disk_has(&all->arena, s->disks, s->disks->file)) {
        usage_error("there is neither a pack.yaml nor an onus.yaml in '" STR_FMT "'",
                    STR_ARG(s->disks->folder));
        return false;
    }
    session_case_tests(&s->session, s->disks->file);
    s->name = s->session.project->title.len ? s->session.project->title : STR("the case");
    return true;
}

static bool
open_all(struct suites *all)
{
    const struct args *args = all->args;
    bool ok = open_files(all, &all->at[0]);
    all->count = all->at[0].disk_count > 0;
    for (uint32_t i = 0; i < args->operand_count; i++)
        if (!str_ends(args->operands[i], STR(".onus")))
            ok &= open_word(all, &all->at[all->count++], args->operands[i]);
    if (args->operand_count == 0)
        ok &= open_word(all, &all->at[all->count++], STR(""));
    return ok;
}

static bool
accept_runs(const struct suites *all, const struct tests_report *reports)
{
    bool ok = true;
    fflush(stdout);
    for (uint32_t i = 0; i < all->count; i++)
        if (reports[i].run->failed || reports[i].run->untested)
            ok &= accept_all(reports[i].run, all->args->format == FORMAT_TEXT) &&
                  reports[i].run->untested == 0;
    return ok;
}

static int
mutate(struct suites *all, uint32_t jobs)
{
    struct session **sessions = arena_array(&all->arena, struct session *, all->count);
    struct mutation_report *reports = arena_array(&all->arena, struct mutation_report, all->count);
    for (uint32_t i = 0; i < all->count; i++) {
        sessions[i] = &all->at[i].session;
        reports[i].name = all->at[i].name;
    }
    return mutate_all(all->args, reports, sessions, all->count, jobs);
}

static int
run_all(struct suites *all)
{
    struct tests_report *reports = arena_array(&all->arena, struct tests_report, all->count);
    bool is_mutating = all->args->given[OPTION_MUTATE]; /* then the filter is about the rules */
    struct test_input options = {.filter = is_mutating ? STR("") : all->args->filter,
                                 .jobs = all->args->jobs,
                                 .has_coverage = all->args->given[OPTION_COVERAGE],
                                 .requires_tests = all->args->given[OPTION_REQUIRE_TESTS]};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    bool is_broken = false, is_failed = false, is_empty = false;
    uint32_t ran = 0; /* a filter may leave some of them without tests, but not all */
    if (options.jobs == 0)
        options.jobs = processors > 0 ? (uint32_t)processors : 1;
    for (uint32_t i = 0; i < all->count; i++) {
        struct session *s = &all->at[i].session;
        reports[i] = session_test(s, options);
        reports[i].name = all->at[i].name;
        is_broken |= s->rule_diags.error_count > 0;
        is_failed |= reports[i].run->failed > 0 || reports[i].run->untested > 0;
        ran += reports[i].run->ran;
        is_empty |= (reports[i].run->ran == 0 && options.filter.len == 0) || s->config_errors > 0;
    }
    is_empty |= ran == 0;
    if (is_mutating && !is_broken && !is_failed && !is_empty)
        return mutate(all, options.jobs);
    struct render_options render = terminal_options(all->args, stdout);
    struct output out = terminal_output(stdout);
    render_tests(all->args->format, reports, all->count, &render, &out);
    if (is_mutating)
        usage_error("no mutants were made: first the tests have to pass on the rules as they are");
    if (all->args->given[OPTION_ACCEPT])
        is_failed = !accept_runs(all, reports);
    return is_broken ? EXIT_RULES : is_empty ? EXIT_USAGE : is_failed ? EXIT_TESTS : EXIT_PASSED;
}

int
cmd_test(const struct args *args)
{
    struct suites all = {.args = args};
    int code = EXIT_USAGE;
    if (args->given[OPTION_MIN_KILL] && !args->given[OPTION_MUTATE]) {
        usage_error("'--min-kill' needs '--mutate'");
        return code;
    }
    all.at = arena_array(&all.arena, struct suite, args->operand_count + 2);
    bool ok = !args->stdlib.len || disk_open_folder(&all.arena, &all.stdlib, args->stdlib);
    if (ok && open_all(&all))
        code = run_all(&all);
    for (uint32_t i = 0; i <= args->operand_count + 1; i++) {
        if (all.at[i].is_open)
            session_fini(&all.at[i].session);
        for (uint32_t k = 0; k < all.at[i].disk_count; k++)
            disk_close(&all.at[i].disks[k]);
    }
    disk_close(&all.stdlib);
    arena_release(&all.arena);
    return code;
}
