/* onus query: a question to a case, answered. */
#include "engine/cli/cli.h"

/* What the case itself has against it is told first: an answer from half a case is none to rely on. */
static void
print_rule_mistakes(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output out = terminal_output(stderr);
    if (s->rule_diags.error_count || !s->load.store)
        render_findings_text(session_report(s), &options, &out);
}

int
answer_print(struct session *s, const struct args *args, const struct answer *answer)
{
    struct render_options options = terminal_options(args, stdout),
                          beside = terminal_options(args, stderr);
    struct output out = terminal_output(stdout), err = terminal_output(stderr);
    render_findings_text(session_query_report(s), &beside, &err);
    if (!answer)
        return EXIT_USAGE;
    render_answer_doubt(answer, &beside, &err);
    fflush(stderr);
    render_answer(args->answer_format, answer, &options, &out);
    bool is_false = answer->kind == ANSWER_CONDITION && answer->rows[0][0].cell == 0;
    return is_false || answer->incomplete ? EXIT_FINDINGS : EXIT_PASSED;
}

static int
query(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct session s;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    session_project(&s, d->file);
    session_compile(&s);
    session_load(&s);
    print_rule_mistakes(&s, args);
    int code = EXIT_CASE;
    if (s.load.store)
        code = answer_print(&s, args, session_query(&s, args->operands[0]));
    if (s.rule_diags.error_count)
        code = EXIT_RULES;
    session_fini(&s);
    return code;
}

int
cmd_query(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count == 0 || args->operand_count > 2)
        usage_error("'onus query' needs a question and perhaps a case, as in 'onus query "
                    "\"count(Risk)\" my-case'");
    else if (args->stdlib.len && !disk_open_folder(&arena, &stdlib, args->stdlib))
        code = EXIT_USAGE;
    else if (disk_open_case(&arena, &d, args->operand_count > 1 ? args->operands[1] : STR("")))
        code = query(args, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
