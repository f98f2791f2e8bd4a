/* The pipeline: what happens in which order, and what the exit code is. */
#include "engine/session.h"

#include <stdlib.h>

#include "engine/load/glob.h"
#include "engine/load/tree.h"
#include "engine/pack/pack.h"
#include "engine/store/regex.h"
#include "lang/base/limits.h"
#include "lang/parse.h"

void
session_init(struct session *s, struct host *host, struct session_options options)
{
    *s = (struct session){.host = host, .options = options};
    sym_table_init(&s->texts, &s->arena);
    source_map_init(&s->sources, &s->arena);
    diag_sink_init(&s->rule_diags, &s->arena, &s->sources);
    diag_sink_init(&s->case_diags, &s->arena, &s->sources);
    diag_sink_init(&s->query_diags, &s->arena, &s->sources);
    s->as_of = options.has_as_of ? options.as_of : host->today(host);
}

void
session_fini(struct session *s)
{
    mutation_free(s->mutation_run);
    tests_free(s->test_run);
    evaluation_free(s->evaluation);
    store_free(s->load.store);
    staged_free(s->load.staged);
    arena_release(&s->arena);
}

void
session_project(struct session *s, struct str path)
{
    s->project = project_load(&s->arena, &s->texts, &s->case_diags, &s->sources, s->host, path);
    s->config_errors = s->case_diags.error_count;
}

/* ---- rule files ---- */

/* What one file's own limit of messages let through, behind what other files said. */
static void
sink_join(struct diag_sink *all, const struct diag_sink *one)
{
    if (!one->first)
        return;
    *all->tail = one->first;
    all->tail = one->tail;
    all->error_count += one->error_count;
    all->warning_count += one->warning_count;
}

struct ast *
session_parse(struct session *s, struct str pack, struct str module, const struct source *source)
{
    struct diag_sink own;
    diag_sink_init(&own, &s->arena, &s->sources);
    own.error_limit = LIMIT_RULE_ERRORS;
    struct ast *ast = parse_source(&s->arena, &s->texts, &own, source);
    sink_join(&s->rule_diags, &own);
    vec_push(&s->arena, &s->units, ((struct unit){.pack = pack, .module = module, .ast = ast}));
    return ast;
}

/* "rules/house.onus" is the module "house". */
static struct str
module_name(struct str path)
{
    size_t from = path.len, to = path.len;
    while (from > 0 && path.at[from - 1] != '/')
        from--;
    if (str_ends(path, STR(".onus")))
        to -= 5;
    return str_slice(path, from, to > from ? to : path.len);
}

struct str
session_shown(struct session *s, struct str path)
{
    return s->shown_folder.len
               ? str_printf(&s->arena, STR_FMT STR_FMT, STR_ARG(s->shown_folder), STR_ARG(path))
               : path;
}

static struct ast *
parse_file(struct session *s, struct host *host, struct str path, struct span named)
{
    struct host_file file = host->read(host, &s->arena, path, LIMIT_RULE_FILE_BYTES);
    struct source *source =
        file.status == HOST_OK ? source_add(&s->sources, session_shown(s, path), file.bytes) : NULL;
    if (source) {
        vec_push(&s->arena, &s->files, ((struct test_file){source, host, path}));
        return session_parse(s, s->own_pack, module_name(path), source);
    }
    struct str reason = file.reason.len ? file.reason : str_from(host_status_words(file.status));
    struct str name = session_shown(s, path);
    diag_add(&s->rule_diags, E7305, named, "rule file '" STR_FMT "' " STR_FMT, STR_ARG(name),
             STR_ARG(reason));
    return NULL;
}

struct ast *
session_parse_file(struct session *s, struct host *host, struct str path)
{
    return parse_file(s, host, path, SPAN_NONE);
}

/* One line of `rules:`, a file name or a pattern. */
static void
parse_named(struct session *s, struct str pattern, struct span named)
{
    struct str *paths;
    uint32_t count = 0, matched = 0;
    if (glob_is_plain(pattern)) {
        parse_file(s, s->host, pattern, named);
        return;
    }
    s->host->list(s->host, &s->arena, glob_folder(pattern), &paths, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (!glob_match(pattern, paths[i]))
            continue;
        parse_file(s, s->host, paths[i], named);
        matched++;
    }
    if (matched == 0)
        diag_add(&s->rule_diags, E7305, named, "no rule file matches '" STR_FMT "'",
                 STR_ARG(pattern));
}

/* The built-in library, its modules replaced by the .onus files of a folder. */
struct pack_library
session_packs(struct session *s)
{
    struct pack_library built_in = pack_builtin();
    struct host *host = s->options.stdlib;
    struct str *paths;
    uint32_t count = 0, len = 0;
    if (!host || host->list(host, &s->arena, STR(""), &paths, &count) != HOST_OK)
        return built_in;
    struct pack_file *files = arena_array(&s->arena, struct pack_file, built_in.count + count);
    for (uint32_t i = 0; i < built_in.count; i++)
        if (str_cmp(built_in.files[i].path, STR("stdlib/")) < 0)
            files[len++] = built_in.files[i];
    for (uint32_t i = 0; i < count; i++) {
        struct host_file file = host->read(host, &s->arena, paths[i], LIMIT_RULE_FILE_BYTES);
        struct str path = str_printf(&s->arena, "stdlib/" STR_FMT, STR_ARG(paths[i]));
        if (file.status == HOST_OK && str_ends(path, STR(".onus")))
            files[len++] = (struct pack_file){path, file.bytes};
    }
    return (struct pack_library){files, len, STR("<library>/")};
}

/* Whether a diagnostic stands in a file of a pack, which the owner of the case did not write. */
static bool
is_in_pack(const struct session *s, const struct diag *d)
{
    const struct source *source = source_of(&s->sources, d->span.lo);
    for (uint32_t i = 0; source && i < s->units.len; i++)
        if (s->units.at[i].ast->source == source)
            return !str_eq(s->units.at[i].pack, s->own_pack);
    return false;
}

/* Warnings about the rules of a pack, and notes on style, are for the authors, who lint their files. */
static bool
is_for_authors(const struct session *s, const struct diag *d)
{
    bool is_note = d->severity == DIAG_INFO && !s->for_authors;
    if (d->code == W6325)
        return false; /* whose rules count again is the case's business, whoever tailored them */
    return is_note || (d->severity != DIAG_ERROR && is_in_pack(s, d));
}

/* A collection that nobody declares, where what would have declared it did not compile. */
static bool
is_consequence(const struct session *s, const struct diag *d)
{
    return (d->code == E0591 || d->code == E3098) && s->rule_diags.error_count > 0;
}

void
session_drop(struct session *s, struct diag_sink *sink,
             bool (*is_dropped)(const struct session *, const struct diag *))
{
    struct diag **at = &sink->first;
    while (*at) {
        struct diag *d = *at;
        if (!is_dropped(s, d)) {
            at = &d->next;
            continue;
        }
        sink->warning_count -= d->severity == DIAG_WARNING;
        sink->error_count -= d->severity == DIAG_ERROR;
        *at = d->next;
    }
    sink->tail = at;
}

/* The phase asked for, by its name in the scale in force, or by the word that a scale it replaces has for it. */
static void
find_phase(struct session *s)
{
    bool is_option = s->options.phase.len > 0;
    struct str name = is_option ? s->options.phase : s->project->phase;
    if (name.len == 0 || s->program->phase == NO_ID)
        return;
    const struct enum_type *scale = &s->program->enums.at[s->program->phase];
    struct suggestion near = {.scratch = &s->arena, .given = name};
    for (uint32_t i = 0; i < scale->value_count && !s->has_phase; i++) {
        struct str value = sym_str(&s->texts, scale->values[i]);
        s->has_phase = str_eq(value, name);
        s->phase = i;
        suggest(&near, value);
    }
    for (uint32_t i = 0; i < scale->alias_count && !s->has_phase; i++) {
        s->has_phase = str_eq(sym_str(&s->texts, scale->aliases[i].text), name);
        s->phase = scale->aliases[i].value;
    }
    if (s->has_phase)
        return;
    struct span at = is_option ? SPAN_NONE : s->project->phase_span;
    struct diag *d =
        diag_add(&s->case_diags, E2746, at, "there is no phase '" STR_FMT "'", STR_ARG(name));
    if (near.best.len)
        diag_help(&s->case_diags, d, "did you mean '" STR_FMT "'?", STR_ARG(near.best));
    s->config_errors++;
}

/* Whether a pack, written as in `use`, comes with the program; then its name as packs are called. */
static bool
find_built_in(struct session *s, const struct pack_library *l, struct str used, struct str *name)
{
    char *dashed = arena_array(&s->arena, char, used.len + 1);
    for (size_t i = 0; i < used.len; i++)
        dashed[i] = (char)(used.at[i] == '_' ? '-' : used.at[i]);
    *name = (struct str){dashed, used.len};
    struct str folder = str_printf(&s->arena, "rules/%s/pack.yaml", dashed);
    struct str file = str_printf(&s->arena, "stdlib/%s.onus", dashed);
    struct str within = str_printf(&s->arena, "stdlib/%s/", dashed);
    for (uint32_t i = 0; i < l->count; i++)
        if (str_eq(l->files[i].path, folder) || str_eq(l->files[i].path, file) ||
            (str_starts(l->files[i].path, within) && !str_is(within, "stdlib/tests/")))
            return true;
    return false;
}

void
session_use_packs(struct session *s)
{
    struct pack_library l = session_packs(s);
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->units.len; i++)
        count += s->units.at[i].ast->items.len;
    if (!s->project)
        s->project = arena_new(&s->arena, struct project);
    s->project->packs =
        arena_alloc(&s->arena, sizeof *s->project->packs, _Alignof(struct str), count + 1);
    for (uint32_t i = 0; i < s->units.len; i++) {
        const struct ast *ast = s->units.at[i].ast;
        for (uint32_t k = 0; k < ast->items.len; k++) {
            const struct item *item = ast->items.at[k];
            const struct dotted *named = item->kind == ITEM_USE      ? &item->use.module
                                         : item->kind == ITEM_TAILOR ? &item->tailor.pack
                                                                     : NULL;
            if (!named || named->parts.len == 0)
                continue;
            struct str name, used = sym_str(&s->texts, named->parts.at[0].sym);
            if (!find_built_in(s, &l, used, &name) || str_eq(name, s->own_pack) ||
                str_is(name, "onus"))
                continue;
            s->project->packs[s->project->pack_count].name = name;
            s->project->packs[s->project->pack_count++].span = named->span;
        }
    }
}

void
session_library(struct session *s)
{
    struct pack_library all = session_packs(s);
    s->project = pack_project_of_all(&s->arena, &all);
}

void
session_compile(struct session *s)
{
    if (!s->project)
        s->project = arena_new(&s->arena, struct project); /* rule files without a case */
    struct pack_input wanted = {.arena = &s->arena,
                                .sink = &s->case_diags,
                                .sources = &s->sources,
                                .host = s->host,
                                .project = s->project,
                                .library = session_packs(s)};
    uint32_t before = s->case_diags.error_count;
    struct pack_set packs = packs_load(&wanted);
    s->config_errors += s->case_diags.error_count - before;
    for (uint32_t i = 0; i < packs.units.len; i++)
        session_parse(s, packs.units.at[i].pack, packs.units.at[i].module,
                      packs.units.at[i].source);
    s->pack_files = arena_array(&s->arena, const struct source *, packs.data.len);
    for (uint32_t i = 0; i < packs.data.len; i++)
        s->pack_files[s->pack_file_count++] = packs.data.at[i].source;
    for (uint32_t i = 0; i < s->project->rule_count; i++)
        parse_named(s, s->project->rules[i].path, s->project->rules[i].span);
    session_find_wanted(s);
    s->check_input = (struct check_input){.units = s->units.at,
                                          .unit_count = s->units.len,
                                          .standards = packs.standards.at,
                                          .standard_count = packs.standards.len,
                                          .requires = packs.requires.at,
                                          .require_count = packs.requires.len,
                                          .as_of = s->as_of,
                                          .is_untailored = s->with_tests,
                                          .regex = regex_checker(),
                                          .with_tests = s->with_tests,
                                          .for_authors = s->for_authors};
    s->checker = check_open(&s->arena, &s->texts, &s->rule_diags, &s->check_input);
    s->program = checked_program(s->checker);
    session_drop(s, &s->rule_diags, is_for_authors);
    find_phase(s);
}

/* ---- the case ---- */

struct eval_options
session_eval_options(const struct session *s)
{
    return (struct eval_options){.today = s->as_of,
                                 .phase = s->phase,
                                 .has_phase = s->has_phase,
                                 .derivation = s->derivation};
}

/* From here on the case is what was written and what patterns derive from it. */
static void
apply_patterns(struct session *s)
{
    s->derivation =
        derive(&s->arena, &s->case_diags, s->program, s->load.store, session_eval_options(s));
    struct store *whole = derivation_store(s->derivation);
    session_drop(s, &s->case_diags, is_consequence);
    if (whole == s->load.store)
        return;
    for (uint32_t i = 0; i < s->load.artefacts.count; i++)
        s->load.artefacts.at[i].ent = derivation_number(s->derivation, s->load.artefacts.at[i].ent);
    store_free(s->load.store);
    s->load.store = whole;
}

void
session_load(struct session *s)
{
    if (!s->project || !s->project->ok || !s->program)
        return;
    s->load_input = (struct load_input){.program = s->program,
                                        .project = s->project,
                                        .host = s->host,
                                        .sources = &s->sources,
                                        .sink = &s->case_diags,
                                        .arena = &s->arena,
                                        .pack_files = s->pack_files,
                                        .pack_file_count = s->pack_file_count,
                                        .today = s->as_of,
                                        .memory = &s->documents,
                                        .keeps = s->keeps};
    s->load = load_case(&s->load_input);
    s->is_loaded = true;
    session_drop(s, &s->case_diags, is_consequence);
    s->derivation = NULL;
    if (s->load.store && !s->imported_count && !s->is_as_written)
        apply_patterns(s);
}

void
session_evaluate(struct session *s)
{
    if (!s->load.store)
        return;
    s->evaluation =
        evaluate(&s->arena, &s->case_diags, s->program, s->load.store, session_eval_options(s));
}

struct report *
session_report(struct session *s)
{
    s->find_input = (struct find_input){
        .program = s->program,
        .store = s->load.store,
        .evaluation = s->evaluation,
        .rule_diags = &s->rule_diags,
        .case_diags = &s->case_diags,
        .sources = &s->sources,
        .as_of = s->as_of,
        .phase = s->phase,
        .has_phase = s->has_phase,
        .file_count = s->load.file_count,
    };
    if (s->project) {
        s->find_input.title = s->project->title;
        s->find_input.fail_on = s->project->fail_on;
    }
    s->report = find_report(&s->arena, &s->find_input);
    return s->report;
}

struct report *
session_check(struct session *s, struct str project_path)
{
    session_project(s, project_path);
    session_compile(s);
    session_load(s);
    session_evaluate(s);
    return session_report(s);
}

static struct explainer
explainer_of(struct session *s, struct arena *scratch)
{
    return (struct explainer){.arena = &s->arena,
                              .scratch = scratch,
                              .program = s->program,
                              .store = s->load.store,
                              .evaluation = s->evaluation,
                              .sources = &s->sources,
                              .today = s->as_of};
}

struct explanation *
session_explain(struct session *s, struct str project_path, struct str target, struct str *mistake,
                struct str *help)
{
    session_check(s, project_path);
    if (!s->evaluation) {
        *mistake = STR("the case could not be evaluated");
        *help = STR("'onus check' says why");
        return NULL;
    }
    struct arena scratch = {0};
    struct explainer x = explainer_of(s, &scratch);
    struct explain_target found = explain_find(&x, target);
    *mistake = found.mistake;
    *help = found.help;
    struct explanation *out = found.mistake.len ? NULL : explain_subject(&x, &found);
    arena_release(&scratch);
    return out;
}

struct str
session_english(struct session *s, const struct rule *r)
{
    struct arena scratch = {0};
    struct explainer x = explainer_of(s, &scratch);
    struct str out = explain_english(&x, r);
    arena_release(&scratch);
    return out;
}

enum exit_code
session_exit_code(const struct session *s)
{
    if (s->rule_diags.error_count)
        return EXIT_RULES;
    bool all_failed = s->load.file_count > 0 && s->load.file_failed == s->load.file_count;
    if (!s->project || !s->project->ok || all_failed)
        return EXIT_CASE;
    if (s->config_errors || !s->report || s->report->verdict == VERDICT_NOT_EVALUATED)
        return EXIT_USAGE;
    return s->report->verdict == VERDICT_FAILED ? EXIT_FINDINGS : EXIT_PASSED;
}

/* ---- questions ---- */

/* Fields that a question added to the program are not in the store: the same files, once more, in silence. */
static void
load_again(struct session *s)
{
    struct diag_sink kept = s->case_diags;
    diag_sink_init(&s->case_diags, &s->arena, &s->sources);
    store_free(s->load.store);
    session_load(s);
    s->case_diags = kept;
}

bool
session_question_goes_on(struct str question)
{
    struct arena arena = {0};
    struct sym_table texts;
    struct source_map sources;
    struct diag_sink diags;
    sym_table_init(&texts, &arena);
    source_map_init(&sources, &arena);
    diag_sink_init(&diags, &arena, &sources);
    struct source *source = source_add(&sources, STR("<query>"), question);
    bool goes_on = parse_query(&arena, &texts, &diags, source)->goes_on;
    arena_release(&arena);
    return goes_on;
}

bool
session_query_check(struct session *s, struct str question)
{
    diag_sink_init(&s->query_diags, &s->arena, &s->sources);
    evaluation_free(s->evaluation); /* of a program that is about to grow */
    s->evaluation = NULL;
    if (!s->load.store)
        return false;
    struct source *source = source_add(&s->sources, STR("<query>"), str_copy(&s->arena, question));
    struct ast *ast = parse_query(&s->arena, &s->texts, &s->query_diags, source);
    uint32_t fields = s->program->fields.len;
    bool is_fine = check_query(s->checker, &s->query_diags, ast);
    if (s->program->fields.len != fields)
        load_again(s);
    return is_fine;
}

struct answer *
session_query(struct session *s, struct str question)
{
    if (!session_query_check(s, question))
        return NULL;
    struct query_rows rows;
    s->evaluation = evaluate_query(&s->arena, &s->query_diags, s->program, s->load.store,
                                   session_eval_options(s), &rows);
    struct query_input input = {.arena = &s->arena,
                                .program = s->program,
                                .store = s->load.store,
                                .rows = &rows,
                                .sources = &s->sources,
                                .question = question,
                                .as_of = s->as_of};
    return query_answer(&input);
}

struct report *
session_query_report(struct session *s)
{
    struct diag_sink none;
    diag_sink_init(&none, &s->arena, &s->sources);
    struct find_input input = {.program = s->program,
                               .rule_diags = &s->query_diags,
                               .case_diags = &none,
                               .sources = &s->sources,
                               .as_of = s->as_of};
    return find_report(&s->arena, &input);
}

/* ---- what the stages hold, as text ---- */

static void
dump_asts(struct session *s, struct text_buf *out)
{
    for (uint32_t i = 0; i < s->units.len; i++) {
        text_printf(out, "# " STR_FMT "\n", STR_ARG(s->units.at[i].ast->source->name));
        ast_dump(s->units.at[i].ast, &s->texts, out);
    }
}

/* Every data file that was read, document by document. */
static void
dump_trees(struct session *s, struct text_buf *out)
{
    struct diag_sink ignored;
    diag_sink_init(&ignored, &s->arena, &s->sources);
    for (uint32_t i = 0; i < s->sources.len; i++) {
        const struct source *source = s->sources.at[i];
        if (str_ends(source->name, STR(".onus")))
            continue;
        text_printf(out, "# " STR_FMT "\n", STR_ARG(source->name));
        struct yaml_reader *reader = yaml_open(&s->arena, &ignored, source);
        bool ok = true;
        for (struct tree *t = yaml_next(reader, &s->arena, &ok); t;
             t = yaml_next(reader, &s->arena, &ok))
            tree_dump(t, &s->sources, out);
        yaml_close(reader);
    }
}

void
session_dump(struct session *s, enum dump what, struct text_buf *out)
{
    switch (what) {
    case DUMP_AST: dump_asts(s, out); return;
    case DUMP_PROGRAM:
        if (s->program)
            program_dump(s->program, out);
        return;
    case DUMP_STORE:
        if (s->load.store)
            store_dump(s->load.store, out);
        return;
    case DUMP_TREE: dump_trees(s, out); return;
    case DUMP_NONE: return;
    }
    abort();
}
