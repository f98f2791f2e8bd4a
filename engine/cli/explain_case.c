/* onus explain RULE@SUBJECT [CASE]: why a rule came out as it did on one subject. */
#include "engine/cli/cli.h"

static int
explain(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct session s;
    struct str mistake = {0}, help = {0};
    session_init(&s, &d->host, session_options_of(args, stdlib));
    struct explanation *e = session_explain(&s, d->file, args->operands[0], &mistake, &help);
    if (e) {
        struct render_options options = terminal_options(args, stdout);
        struct output out = terminal_output(stdout);
        render_proof(args->proof, e, s.program, &s.sources, &options, &out);
    } else {
        usage_error(STR_FMT "%s" STR_FMT, STR_ARG(mistake), help.len ? "; " : "", STR_ARG(help));
    }
    session_fini(&s);
    return e ? EXIT_PASSED : EXIT_USAGE;
}

static bool
has_project(struct arena *a, struct disk *d)
{
    if (d->host.read(&d->host, a, d->file, 1 << 20).status != HOST_MISSING)
        return true;
    usage_error("there is no '" STR_FMT "' in '" STR_FMT "'; name the case behind the finding, as "
                "in 'onus explain IEC-020@LX-200/AUTH my-case'",
                STR_ARG(d->file), STR_ARG(d->folder));
    return false;
}

int
explain_in_case(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count > 2)
        usage_error("one finding of one case at a time");
    else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
             disk_open_case(&arena, &d, args->operand_count > 1 ? args->operands[1] : STR("")) &&
             has_project(&arena, &d))
        code = explain(args, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
