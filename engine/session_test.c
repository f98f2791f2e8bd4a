/* Tests: which rule files belong to what is tested, and what is told of the run. */
#include "engine/session.h"

#include "lang/base/limits.h"

/* "tests/x.onus" below the folder of a pack or case. */
static bool
is_test_file(struct str path)
{
    return str_starts(path, STR("tests/")) && str_ends(path, STR(".onus"));
}

static bool
is_rule_file(struct str path)
{
    return str_find(path, STR("/"), 0) == SIZE_MAX && str_ends(path, STR(".onus"));
}

static void
parse_host(struct session *s, bool (*is_wanted)(struct str path))
{
    struct str *paths;
    uint32_t count = 0;
    s->host->list(s->host, &s->arena, STR(""), &paths, &count);
    for (uint32_t i = 0; i < count; i++)
        if (is_wanted(paths[i]))
            session_parse_file(s, s->host, paths[i]);
}

/* ---- packs ---- */

/* "stdlib/tests/gsn.onus", "stdlib/tests/gsn/x.onus" and "rules/iec/tests/x.onus" belong to gsn, gsn and iec. */
static bool
is_test_of(struct arena *a, struct str path, struct str pack)
{
    struct str folder = str_printf(a, "rules/" STR_FMT "/tests/", STR_ARG(pack));
    struct str file = str_printf(a, "stdlib/tests/" STR_FMT ".onus", STR_ARG(pack));
    struct str files = str_printf(a, "stdlib/tests/" STR_FMT "/", STR_ARG(pack));
    bool in_folder = str_starts(path, folder) || str_starts(path, files);
    return str_eq(path, file) || (in_folder && str_ends(path, STR(".onus")));
}

bool
session_library_pack(struct session *s, struct str name, struct suggestion *near)
{
    struct pack_library l = session_packs(s);
    struct project *all = pack_project_of_all(&s->arena, &l);
    bool found = false;
    for (uint32_t i = 0; i < all->pack_count; i++) {
        suggest(near, all->packs[i].name);
        found |= str_eq(all->packs[i].name, name);
    }
    if (!found)
        return false;
    s->own_pack = name;
    s->project = arena_new(&s->arena, struct project);
    s->project->packs = arena_alloc(&s->arena, sizeof *s->project->packs, _Alignof(max_align_t), 1);
    s->project->packs[s->project->pack_count++].name = name;
    for (uint32_t i = 0; i < l.count; i++) {
        if (!is_test_of(&s->arena, l.files[i].path, name))
            continue;
        struct str shown =
            str_printf(&s->arena, STR_FMT STR_FMT, STR_ARG(l.prefix), STR_ARG(l.files[i].path));
        const struct source *source = source_add(&s->sources, shown, l.files[i].text);
        if (source)
            session_parse(s, name, shown, source);
    }
    return true;
}

void
session_folder_pack(struct session *s, struct str name)
{
    s->own_pack = name;
    parse_host(s, is_rule_file);
    parse_host(s, is_test_file);
    session_use_packs(s);
}

void
session_case_tests(struct session *s, struct str project_path)
{
    session_project(s, project_path);
    parse_host(s, is_test_file);
}

/* ---- the run ---- */

/* Sinks that others own are not chained to each other. */
static void
tell(struct session *s, struct diag_sink *told, const struct diag *d)
{
    struct diag *copy = arena_new(&s->arena, struct diag);
    *copy = *d;
    copy->next = NULL;
    *told->tail = copy;
    told->tail = &copy->next;
}

/* What is wrong with rules is said by lint; here only what keeps them from being tested, and what is odd about tests. */
static struct diag_sink
told_diags(struct session *s)
{
    struct diag_sink told;
    diag_sink_init(&told, &s->arena, &s->sources);
    for (const struct diag *d = s->rule_diags.first; d; d = d->next) {
        bool is_told = d->severity == DIAG_ERROR;
        for (uint32_t i = 0; !is_told && i < s->program->tests.len; i++) {
            struct span at = s->program->tests.at[i].span;
            is_told = d->severity == DIAG_WARNING && d->span.lo >= at.lo && d->span.hi <= at.hi;
        }
        if (is_told)
            tell(s, &told, d);
    }
    return told;
}

static const struct report *
report_of(struct session *s, const struct diag_sink *rules, const struct diag_sink *cases)
{
    struct find_input in = {
        .rule_diags = rules, .case_diags = cases, .sources = &s->sources, .as_of = s->as_of};
    return find_report(&s->arena, &in);
}

struct tests_report
session_test(struct session *s, struct test_input options)
{
    struct tests_report r = {0};
    struct diag_sink failures, told;
    s->with_tests = true;
    session_compile(s);
    s->test_input = options;
    s->test_input.program = s->program;
    s->test_input.sources = &s->sources;
    s->test_input.pack = s->own_pack;
    s->test_input.files = s->files.at;
    s->test_input.file_count = s->files.len;
    s->test_input.pack_files = s->pack_files;
    s->test_input.pack_file_count = s->pack_file_count;
    s->test_run = tests_run(&s->test_input);
    r.run = s->test_run;
    told = told_diags(s);
    r.rule_files = report_of(s, &told, &s->case_diags);
    diag_sink_init(&failures, &s->arena, &s->sources);
    for (uint32_t i = 0; i < r.run->count; i++)
        for (const struct diag *d = r.run->outcomes[i].failures.first; d; d = d->next)
            tell(s, &failures, d);
    for (const struct diag *d = r.run->lacking.first; d; d = d->next)
        tell(s, &failures, d);
    r.failures = report_of(s, &failures, NULL);
    return r;
}

/* ---- mutants ---- */

/* "tests/equivalent.txt" beside the rules; of packs that come with the program, wherever their tests are. */
static const struct source *
equivalent_list(struct session *s)
{
    struct str path = STR("tests/equivalent.txt");
    struct host_file file = s->host->read(s->host, &s->arena, path, LIMIT_RULE_FILE_BYTES);
    if (file.status == HOST_OK)
        return source_add(&s->sources, session_shown(s, path), file.bytes);
    struct pack_library l = session_packs(s);
    struct str of_folder =
        str_printf(&s->arena, "rules/" STR_FMT "/tests/equivalent.txt", STR_ARG(s->own_pack));
    struct str of_file =
        str_printf(&s->arena, "stdlib/tests/" STR_FMT ".equivalent.txt", STR_ARG(s->own_pack));
    for (uint32_t i = 0; i < l.count; i++) {
        if (!str_eq(l.files[i].path, of_folder) && !str_eq(l.files[i].path, of_file))
            continue;
        struct str shown =
            str_printf(&s->arena, STR_FMT STR_FMT, STR_ARG(l.prefix), STR_ARG(l.files[i].path));
        return source_add(&s->sources, shown, l.files[i].text);
    }
    return NULL;
}

struct mutation_report
session_mutate(struct session *s, struct str filter, uint32_t jobs)
{
    s->mutation_input = (struct mutation_input){.check = &s->check_input,
                                                .program = s->program,
                                                .texts = &s->texts,
                                                .sources = &s->sources,
                                                .pack = s->own_pack,
                                                .filter = filter,
                                                .tests = &s->test_input,
                                                .list = equivalent_list(s),
                                                .jobs = jobs};
    s->mutation_run = mutation_run(&s->mutation_input);
    return (struct mutation_report){.run = s->mutation_run,
                                    .list = report_of(s, NULL, &s->mutation_run->diags)};
}
