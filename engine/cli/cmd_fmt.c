/* onus fmt: rule files in the one layout. */
#include "engine/cli/cli.h"
#include "lang/parse.h"

/* Files with mistakes are left as they are. */
static int
broken(struct session *s, const struct args *args)
{
    struct report *report = session_report(s);
    struct render_options options = terminal_options(args, stderr);
    struct output out = terminal_output(stderr);
    render_findings_text(report, &options, &out);
    return EXIT_RULES;
}

static int
write_back(struct disk *d, struct str path, struct str text)
{
    enum host_status status = d->host.write(&d->host, d->file, text);
    if (status == HOST_OK)
        return EXIT_PASSED;
    usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(path),
                host_status_words(status));
    return EXIT_USAGE;
}

static int
format_file(const struct args *args, struct disk *d, struct str path)
{
    struct session s;
    session_init(&s, &d->host, (struct session_options){0});
    s.shown_folder = d->prefix;
    struct ast *ast = session_parse_file(&s, &d->host, d->file);
    int code = EXIT_PASSED;
    if (!ast || s.rule_diags.error_count) {
        code = broken(&s, args);
    } else {
        struct str before = ast->source->text, after = format_ast(&s.arena, &s.texts, ast);
        bool changes = !str_eq(before, after),
             is_dry = args->given[OPTION_CHECK] || args->given[OPTION_DIFF];
        if (changes && args->given[OPTION_DIFF])
            diff_print(stdout, path, before, after);
        else if (changes && is_dry)
            printf(STR_FMT "\n", STR_ARG(path));
        else if (changes)
            code = write_back(d, path, after);
        if (changes && is_dry)
            code = EXIT_FINDINGS;
    }
    session_fini(&s);
    return code;
}

int
cmd_fmt(const struct args *args)
{
    if (args->operand_count == 0) {
        usage_error("'onus fmt' needs files, as in 'onus fmt house.onus'");
        return EXIT_USAGE;
    }
    int worst = EXIT_PASSED;
    for (uint32_t i = 0; i < args->operand_count; i++) {
        struct arena arena = {0};
        struct disk d = {0};
        int code = disk_open_file(&arena, &d, args->operands[i])
                       ? format_file(args, &d, args->operands[i])
                       : EXIT_USAGE;
        worst = code > worst ? code : worst;
        disk_close(&d);
        arena_release(&arena);
    }
    return worst;
}
