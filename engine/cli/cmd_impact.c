/* onus impact: what stops holding if an element failed, expired or changed; which of them bring down a claim. */
#include "engine/cli/cli.h"

static int
one_element(struct session *s, const struct args *args, const struct impact_case *c)
{
    struct str mistake = {0}, help = {0};
    struct impact *impact =
        impact_find(&s->arena, c, args->operands[0], args->impact_mode, &mistake, &help);
    if (!impact) {
        usage_error(STR_FMT "%s" STR_FMT, STR_ARG(mistake), help.len ? "; " : "", STR_ARG(help));
        return EXIT_USAGE;
    }
    struct render_options options = terminal_options(args, stdout);
    struct output out = terminal_output(stdout);
    render_impact(args->change_format, impact, &options, &out);
    int code = impact->stops_holding ? EXIT_FINDINGS : EXIT_PASSED;
    impact_free(impact);
    return code;
}

static int
cut_sets(struct session *s, const struct args *args, const struct impact_case *c)
{
    struct cut_sets *sets = impact_cut_sets(&s->arena, c);
    bool is_single = false;
    if (!sets->claim_count || !sets->leaf_count) {
        usage_error(sets->claim_count
                        ? "nothing can fail here: no element is of a type whose view names a date, "
                          "an end or a file"
                        : "nothing is claimed here: no element is of a type whose view names a "
                          "verdict, or others stand above all that are");
        return EXIT_USAGE;
    }
    struct render_options options = terminal_options(args, stdout);
    struct output out = terminal_output(stdout);
    render_cut_sets(args->change_format, sets, &options, &out);
    for (uint32_t i = 0; i < sets->claim_count; i++)
        is_single |= sets->claims[i].counts[1] > 0;
    return is_single ? EXIT_FINDINGS : EXIT_PASSED;
}

/* Of rules that do not compile nobody knows what would follow. */
static bool
is_judged(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output err = terminal_output(stderr);
    if (s->evaluation && !s->rule_diags.error_count)
        return true;
    render_findings_text(s->report, &options, &err);
    return false;
}

static int
impact(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct session s;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    s.keeps = true;
    session_check(&s, d->file);
    int code = (int)session_exit_code(&s);
    if (is_judged(&s, args)) {
        struct impact_case c = session_what_if(&s);
        code = args->given[OPTION_CUT_SETS] ? cut_sets(&s, args, &c) : one_element(&s, args, &c);
    }
    session_fini(&s);
    return code == EXIT_FINDINGS && args->given[OPTION_EXIT_ZERO] ? EXIT_PASSED : code;
}

static bool
operands_fit(const struct args *args)
{
    uint32_t most = args->given[OPTION_CUT_SETS] ? 1 : 2, least = most - 1;
    if (args->given[OPTION_CUT_SETS] && args->given[OPTION_IF])
        usage_error("'--if' is for one element, and cut sets are of elements that failed");
    else if (args->operand_count < least)
        usage_error(
            "'onus impact' needs the id of an element and perhaps a case, as in 'onus impact "
            "EV-08 my-case'; or '--cut-sets'");
    else if (args->operand_count > most)
        usage_error(least ? "one element of one case at a time" : "one case at a time");
    else
        return true;
    return false;
}

int
cmd_impact(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    uint32_t at = args->given[OPTION_CUT_SETS] ? 0 : 1;
    int code = EXIT_USAGE;
    if (operands_fit(args) &&
        (!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
        disk_open_case(&arena, &d, args->operand_count > at ? args->operands[at] : STR("")))
        code = impact(args, &d, &stdlib);
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
