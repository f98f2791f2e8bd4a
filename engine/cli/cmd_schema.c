/* onus schema: what a case may contain. */
#include <sys/stat.h>

#include "engine/cli/cli.h"

/* A case on disk, or a pack of the library. */
static bool
is_on_disk(struct arena *a, struct str path)
{
    struct stat st;
    return path.len == 0 || stat(str_c(a, path), &st) == 0;
}

static int
print_schema(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stdout),
                          beside = terminal_options(args, stderr);
    struct output out = terminal_output(stdout), err = terminal_output(stderr);
    struct str title = s->project ? s->project->title : (struct str){0};
    if (s->rule_diags.error_count || s->case_diags.error_count)
        render_findings_text(session_report(s), &beside, &err);
    fflush(stderr);
    if (args->given[OPTION_JSON_SCHEMA])
        render_json_schema(s->program, title, &options, &out);
    else
        render_schema(s->program, &options, &out);
    return s->rule_diags.error_count   ? EXIT_RULES
           : s->case_diags.error_count ? EXIT_CASE
                                       : EXIT_PASSED;
}

static bool
is_pack_folder(struct arena *a, struct disk *d)
{
    return !disk_has(a, d, STR("onus.yaml")) && disk_has(a, d, STR("pack.yaml"));
}

/* False: there is nothing of that name; printed. */
static bool
prepare(struct session *s, struct arena *a, struct str what, bool is_here, struct disk *d)
{
    struct suggestion near = {.scratch = a, .given = what};
    if (is_here && is_pack_folder(a, d))
        session_folder_pack(s, disk_folder_name(a, d));
    else if (is_here)
        session_project(s, d->file);
    else if (!session_library_pack(s, what, &near)) {
        usage_error("there is no case and no pack of the library '" STR_FMT "'%s" STR_FMT "%s",
                    STR_ARG(what), near.best.len ? "; did you mean '" : "", STR_ARG(near.best),
                    near.best.len ? "'?" : "");
        return false;
    }
    return true;
}

static int
schema(const struct args *args, struct arena *a, struct disk *d, struct disk *stdlib, bool is_here)
{
    struct str what = args->operand_count ? args->operands[0] : STR("");
    struct session s;
    int code = EXIT_USAGE;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    if (prepare(&s, a, what, is_here, d)) {
        session_compile(&s);
        code = print_schema(&s, args);
    }
    session_fini(&s);
    return code;
}

int
cmd_schema(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    struct str what = args->operand_count ? args->operands[0] : STR("");
    bool is_here = is_on_disk(&arena, what);
    int code = EXIT_USAGE;
    if (args->operand_count > 1)
        usage_error("one case or pack at a time");
    else if (args->stdlib.len && !disk_open_folder(&arena, &stdlib, args->stdlib))
        code = EXIT_USAGE;
    else if (disk_open_case(&arena, &d, is_here ? what : STR(".")))
        code = schema(args, &arena, &d, &stdlib, is_here);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
