/* onus check: load, evaluate, report. */
#include "engine/cli/cli.h"

static bool
has_project(struct arena *a, struct disk *d)
{
    struct host_file file = d->host.read(&d->host, a, d->file, 1 << 20);
    return file.status != HOST_MISSING;
}

/* What somebody sees who tries `onus` for the first time, in some folder. */
static int
no_case(const struct disk *d)
{
    usage_error("there is no '" STR_FMT "' in '" STR_FMT "'", STR_ARG(d->file), STR_ARG(d->folder));
    fputs("A case is a folder with a project file. Name one, as in 'onus check my-case', or write "
          "an onus.yaml like this:\n\n"
          "    onus: 1\n"
          "    case: My device, release 1.0\n"
          "    rules: [house.onus]\n"
          "    data: [model/*.yaml]\n"
          "    phase: release\n",
          stderr);
    return EXIT_USAGE;
}

static int
dump(struct session *s, enum dump what)
{
    struct text_buf out = {.arena = &s->arena};
    session_dump(s, what, &out);
    print_str(stdout, text_str(&out));
    return (int)session_exit_code(s);
}

static int
report_all(struct session *s, const struct args *args, struct str project)
{
    struct report *report = session_check(s, project);
    if (args->dump != DUMP_NONE)
        return dump(s, args->dump);
    struct render_options options = terminal_options(args, stdout);
    struct output out = terminal_output(stdout);
    render(args->format, report, &options, &out);
    int code = (int)session_exit_code(s);
    return code == EXIT_FINDINGS && args->given[OPTION_EXIT_ZERO] ? EXIT_PASSED : code;
}

static int
check(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct session s;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    int code = report_all(&s, args, d->file);
    session_fini(&s);
    return code;
}

int
cmd_check(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count > 1)
        usage_error("one case at a time");
    else if (args->stdlib.len && !disk_open_folder(&arena, &stdlib, args->stdlib))
        code = EXIT_USAGE;
    else if (disk_open_case(&arena, &d, args->operand_count ? args->operands[0] : STR("")))
        code = has_project(&arena, &d) ? check(args, &d, &stdlib) : no_case(&d);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
