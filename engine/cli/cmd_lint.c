/* onus lint: the mistakes in rule files, without a case; with --fix, those mended that can be without a doubt. */
#include "engine/cli/lint_room.h"

static int
exit_code(const struct session *s)
{
    return s->rule_diags.error_count     ? EXIT_RULES
           : s->config_errors            ? EXIT_USAGE
           : s->rule_diags.warning_count ? EXIT_FINDINGS
                                         : EXIT_PASSED;
}

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
    return exit_code(s);
}

/* With --diff only what would change is shown, and that is something left to do. */
static int
lint(struct arena *a, struct lint_room *room, const struct args *args, struct disk *stdlib)
{
    uint32_t fixed = lint_room_run(a, room, args, stdlib);
    int written = lint_room_write(room, args);
    if (args->given[OPTION_DIFF]) {
        int code = exit_code(&room->session);
        return written ? written : code == EXIT_PASSED && fixed ? EXIT_FINDINGS : code;
    }
    int code = print_result(&room->session, args);
    if (fixed && !args->given[OPTION_QUIET])
        fprintf(stderr, "onus lint: mended %u mistake%s\n", fixed, fixed == 1 ? "" : "s");
    return written ? written : code;
}

/* The first that applies in the order of the exit codes: broken rules, usage, findings. */
static int
worse(int a, int b)
{
    static const int order[] = {EXIT_RULES, EXIT_USAGE, EXIT_FINDINGS};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return a;
}

int
cmd_lint(const struct args *args)
{
    if (args->operand_count == 0) {
        usage_error("'onus lint' needs files, as in 'onus lint house.onus'");
        return EXIT_USAGE;
    }
    if (args->given[OPTION_DIFF] && !args->given[OPTION_FIX]) {
        usage_error("'--diff' shows what '--fix' would change; give both");
        return EXIT_USAGE;
    }
    struct arena arena = {0};
    struct disk stdlib = {0};
    struct lint_rooms rooms = {0};
    bool ok = !args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib);
    for (uint32_t i = 0; i < args->operand_count; i++)
        ok &= lint_room_add(&arena, &rooms,
                            args->operands[i]); /* all, to name each that is missing */
    int code = ok ? EXIT_PASSED : EXIT_USAGE;
    for (uint32_t i = 0; ok && i < rooms.len; i++)
        code = worse(code, lint(&arena, &rooms.at[i], args, &stdlib));
    for (uint32_t i = 0; i < rooms.len; i++)
        lint_room_close(&rooms.at[i]);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
