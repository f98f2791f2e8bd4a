/* onus export: a case as another tool reads it. */
#include "engine/cli/cli.h"

static void
keep(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static bool
write_file(struct arena *a, struct str path, struct str text)
{
    struct disk d = {0};
    bool ok = disk_open_file(a, &d, path);
    enum host_status status = ok ? d.host.write(&d.host, d.file, text) : HOST_OK;
    if (status != HOST_OK)
        usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(path),
                    host_status_words(status));
    disk_close(&d);
    return ok && status == HOST_OK;
}

bool
document_print(const struct args *args, const struct document *d)
{
    struct output out = terminal_output(stdout);
    struct arena arena = {0};
    struct text_buf whole = {.arena = &arena};
    bool ok = true;
    if (args->given[OPTION_OUTPUT])
        out = (struct output){&whole, keep};
    render_document(d, &out);
    if (args->given[OPTION_OUTPUT])
        ok = write_file(&arena, args->output, text_str(&whole));
    arena_release(&arena);
    return ok;
}

/* What the rules have against them, and why there is no case. */
static void
print_mistakes(struct session *s, const struct args *args)
{
    if (s->rule_diags.error_count || !s->load.store)
        mistakes_print(s, args);
}

static int export(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output out = terminal_output(stderr);
    struct str mistake, help;
    struct document *d = session_export(s, &mistake, &help);
    if (mistake.len) {
        usage_error(STR_FMT "%s" STR_FMT, STR_ARG(mistake), help.len ? "; " : "", STR_ARG(help));
        return EXIT_USAGE;
    }
    if (!d)
        return s->load.store ? EXIT_RULES : EXIT_CASE;
    render_findings_text(session_query_report(s), &options, &out);
    fflush(stderr);
    if (!document_print(args, d))
        return EXIT_USAGE;
    if (s->rule_diags.error_count)
        return EXIT_RULES;
    return s->query_diags.error_count ? EXIT_FINDINGS : EXIT_PASSED;
}

int
cmd_export(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count == 0 || args->operand_count > 2) {
        usage_error("'onus export' needs a target and perhaps a case, as in 'onus export gsn2x "
                    "my-case'");
    } else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
               disk_open_case(&arena, &d, args->operand_count > 1 ? args->operands[1] : STR(""))) {
        struct session s;
        session_init(&s, &d.host, session_options_of(args, &stdlib));
        session_want(&s, ITEM_TARGET, args->operands[0]);
        session_project(&s, d.file);
        session_compile(&s);
        session_load(&s);
        print_mistakes(&s, args);
        code = export(&s, args);
        session_fini(&s);
    }
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
