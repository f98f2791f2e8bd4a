/* onus: verbs by their table, nothing else. */
#include "engine/cli/cli.h"

static verb_fn *const verbs[] = {
    [VERB_CHECK] = cmd_check,
    [VERB_EXPLAIN] = cmd_explain,
    [VERB_FMT] = cmd_fmt,
    [VERB_EVIDENCE] = cmd_evidence,
    [VERB_INSTANTIATE] = cmd_instantiate,
    [VERB_EXPORT] = cmd_export,
    [VERB_LINT] = cmd_lint,
    [VERB_IMPORT] = cmd_import,
    [VERB_QUERY] = cmd_query,
    [VERB_TEST] = cmd_test,
    [VERB_REPL] = cmd_repl,
    [VERB_SCHEMA] = cmd_schema,
    [VERB_RENDER] = cmd_render,
    [VERB_IMPACT] = cmd_impact,
    [VERB_DIFF] = cmd_diff,
};

static int
run(int argc, char **argv)
{
    struct arena arena = {0};
    struct args args;
    int code = EXIT_USAGE;
    if (args_parse(&arena, argc, argv, &args)) {
        if (args.given[OPTION_VERSION]) {
            puts("onus " ONUS_VERSION);
            code = EXIT_PASSED;
        } else if (args.given[OPTION_HELP]) {
            help_print(&args);
            code = EXIT_PASSED;
        } else {
            code = verbs[args.verb](&args);
        }
    } else {
        fputs("Try 'onus --help'.\n", stderr);
    }
    arena_release(&arena);
    return code;
}

int
main(int argc, char **argv)
{
    int code = run(argc, argv);
    /* A report that did not arrive is not a pass. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("onus: the output could not be written\n", stderr);
        return EXIT_INTERNAL;
    }
    return code;
}
