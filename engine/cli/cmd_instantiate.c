/* onus instantiate: elements that patterns call for and nobody wrote, written into the case files. */
#include "engine/cli/cli.h"
#include "lang/base/limits.h"

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

static void
print_mistakes(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output err = terminal_output(stderr);
    render_findings_text(session_report(s), &options, &err);
}

static bool
is_dry(const struct writing *w)
{
    return w->args->given[OPTION_DIFF] || w->args->given[OPTION_CHECK];
}

/* ---- files ---- */

static bool
write_file(struct writing *w, const struct edited_file *f)
{
    struct host *host = &w->disk->host;
    enum host_status status = host->write(host, f->path, f->text);
    if (status == HOST_OK)
        return true;
    usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(f->path),
                host_status_words(status));
    return false;
}

static bool
write_out(struct writing *w, const struct instantiation *made)
{
    struct arena scratch = {0};
    bool ok = true;
    for (uint32_t i = 0; i < made->file_count; i++) {
        const struct edited_file *f = &made->files[i];
        struct host_file now =
            w->disk->host.read(&w->disk->host, &scratch, f->path, LIMIT_DATA_FILE_BYTES);
        if (w->args->given[OPTION_DIFF])
            diff_print(stdout, f->path, now.bytes, f->text);
        else if (w->args->given[OPTION_CHECK])
            printf(STR_FMT "\n", STR_ARG(f->path));
        else
            ok &= write_file(w, f);
    }
    arena_release(&scratch);
    return ok;
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
        print_mistakes(s, w->args);
        usage_error("the case did not load as a whole, so nothing is written");
        return EXIT_FINDINGS;
    }
    if (made.has_no_file)
        return no_file(w);
    if (made.file_count && !try_out(w, s, &made))
        return EXIT_FINDINGS;
    if (!write_out(w, &made))
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
        print_mistakes(&s, args);
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
