/* onus instantiate: elements that patterns call for and nobody wrote, written into the case files. */
#include "engine/cli/cli.h"

#define TARGET "argument/instances.yaml"

/* A case on a host on which changes are kept in memory first. */
struct writing {
    const struct args *args;
    struct disk *disk, *stdlib;
    struct host_edits edits;
    struct host host;
    struct str target;
};

static void
load(struct writing *w, struct session *s)
{
    session_init(s, &w->host, session_options_of(w->args, w->stdlib));
    session_project(s, w->disk->file);
    session_compile(s);
    session_as_written(s, w->target);
    session_load(s);
}

static bool
is_dry(const struct writing *w)
{
    return w->args->given[OPTION_DIFF] || w->args->given[OPTION_CHECK];
}

/* The case is loaded with the new files before any is written: nothing may be left to do in them, and nothing may be lost. */
static bool
try_out(struct writing *w, const struct session *before, const struct instantiation *made)
{
    struct session after;
    for (uint32_t i = 0; i < made->file_count; i++)
        w->host.write(&w->host, made->files[i].path, made->files[i].text);
    load(w, &after);
    bool holds = session_instantiation_holds(before, &after, made, w->target);
    session_fini(&after);
    if (!holds)
        usage_error("with these elements the case would not come out as it should: something would "
                    "be lost, or a pattern would call for more of them; so nothing is written");
    return holds;
}

static int
no_file(const struct writing *w)
{
    usage_error("no pattern of `data:` reads '" STR_FMT
                "', so nothing is written; add one to the project file, or name another file of "
                "the case with --output",
                STR_ARG(w->target));
    return EXIT_USAGE;
}

static int
instantiate(struct writing *w, struct session *s)
{
    struct instantiation made;
    if (!session_instantiate(s, w->target, &made)) {
        mistakes_print(s, w->args);
        usage_error("the case did not load as a whole, so nothing is written");
        return EXIT_FINDINGS;
    }
    if (made.has_no_file)
        return no_file(w);
    if (made.file_count && !try_out(w, s, &made))
        return EXIT_FINDINGS;
    if (!edited_write(w->args, w->disk, made.files, made.file_count))
        return EXIT_USAGE;
    bool is_left = instantiation_print(&made, is_dry(w), w->args->given[OPTION_QUIET]);
    if (!w->args->given[OPTION_QUIET] && !is_dry(w))
        fprintf(stderr, "onus instantiate: %u element%s added, %u file%s changed\n",
                made.added_count, made.added_count == 1 ? "" : "s", made.file_count,
                made.file_count == 1 ? "" : "s");
    return is_left || (is_dry(w) && made.file_count) ? EXIT_FINDINGS : EXIT_PASSED;
}

static int
instantiate_case(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct arena arena = {0};
    struct writing w = {.args = args, .disk = d, .stdlib = stdlib};
    struct session s;
    w.target = args->output.len ? args->output : STR(TARGET);
    w.edits = (struct host_edits){.under = &d->host, .arena = &arena};
    host_edited_init(&w.host, &w.edits);
    load(&w, &s);
    int code = s.rule_diags.error_count ? EXIT_RULES : s.load.store ? EXIT_PASSED : EXIT_CASE;
    if (code == EXIT_PASSED)
        code = instantiate(&w, &s);
    else
        mistakes_print(&s, args);
    session_fini(&s);
    arena_release(&arena);
    return code;
}

int
cmd_instantiate(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count > 1)
        usage_error("'onus instantiate' takes one case, as in 'onus instantiate my-case'");
    else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
             disk_open_case(&arena, &d, args->operand_count ? args->operands[0] : STR("")))
        code = instantiate_case(args, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
