/* onus lint: the mistakes in rule files, without a case. */
#include "engine/cli/cli.h"

static int
print_result(struct session *s, const struct args *args)
{
    if (args->dump != DUMP_NONE) {
        struct text_buf dumped = {.arena = &s->arena};
        session_dump(s, args->dump, &dumped);
        print_str(stdout, text_str(&dumped));
    } else {
        struct report *report = session_report(s);
        struct render_options options = terminal_options(args, stdout);
        struct output out = terminal_output(stdout);
        if (args->format == FORMAT_TEXT)
            render_findings_text(report, &options, &out);
        else
            render(args->format, report, &options, &out);
    }
    return s->rule_diags.error_count     ? EXIT_RULES
           : s->rule_diags.warning_count ? EXIT_FINDINGS
                                         : EXIT_PASSED;
}

/* All files are one program, each read through its own folder. */
int
cmd_lint(const struct args *args)
{
    if (args->operand_count == 0) {
        usage_error("'onus lint' needs files, as in 'onus lint house.onus'");
        return EXIT_USAGE;
    }
    struct arena arena = {0};
    struct disk stdlib = {0}, *files = arena_array(&arena, struct disk, args->operand_count);
    bool ok = !args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib);
    for (uint32_t i = 0; i < args->operand_count; i++)
        ok &= disk_open_file(&arena, &files[i],
                             args->operands[i]); /* all of them, to name each that is missing */
    int code = EXIT_USAGE;
    if (ok) {
        struct session s;
        session_init(&s, &files[0].host, session_options_of(args, &stdlib));
        for (uint32_t i = 0; i < args->operand_count; i++)
            session_parse_file(&s, &files[i].host, files[i].file);
        session_compile(&s);
        code = print_result(&s, args);
        session_fini(&s);
    }
    for (uint32_t i = 0; i < args->operand_count; i++)
        disk_close(&files[i]);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
