/* onus evidence: how long what a case rests on still holds; digests for its documents. */
#include "engine/cli/cli.h"

static int
print_status(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stdout),
                          beside = terminal_options(args, stderr);
    struct output out = terminal_output(stdout), err = terminal_output(stderr);
    struct ageing table = session_ageing(s);
    render_answer_doubt(table.answer, &beside, &err);
    fflush(stderr);
    render_answer(args->answer_format, table.answer, &options, &out);
    return table.is_alarming || table.answer->incomplete ? EXIT_FINDINGS : EXIT_PASSED;
}

/* Without its rules a case has no views, and without views no documents. */
static int
status(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct session s;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    session_project(&s, d->file);
    session_compile(&s);
    session_load(&s);
    struct render_options options = terminal_options(args, stderr);
    struct output err = terminal_output(stderr);
    if (s.rule_diags.error_count || !s.load.store)
        render_findings_text(session_report(&s), &options, &err);
    int code = s.load.store ? print_status(&s, args) : EXIT_CASE;
    if (s.rule_diags.error_count)
        code = EXIT_RULES;
    session_fini(&s);
    return code;
}

/* Options that only one of the two takes. */
static bool
options_fit(const struct args *args, bool is_seal)
{
    bool of_seal = args->given[OPTION_DIFF] || args->given[OPTION_REPLACE];
    if (is_seal ? !args->format_word : !of_seal)
        return true;
    usage_error(is_seal ? "'onus evidence seal' has no option '--format'"
                        : "'--diff' and '--replace' are for 'onus evidence seal'");
    return false;
}

int
cmd_evidence(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    struct str word = args->operand_count ? args->operands[0] : STR("");
    bool is_seal = str_is(word, "seal"), is_known = is_seal || str_is(word, "status");
    int code = EXIT_USAGE;
    if (!is_known || args->operand_count > 2)
        usage_error("'onus evidence' needs 'seal' or 'status' and perhaps a case, as in 'onus "
                    "evidence status my-case'");
    else if (options_fit(args, is_seal) &&
             (!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
             disk_open_case(&arena, &d, args->operand_count > 1 ? args->operands[1] : STR("")))
        code = is_seal ? evidence_seal(args, &d, &stdlib) : status(args, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
