/* onus test --mutate: what becomes of small mistakes in rules whose tests all pass. */
#include "engine/cli/cli.h"
#include "engine/render/mutation.h"

int
mutate_all(const struct args *args, struct mutation_report *reports, struct session *const *of,
           uint32_t count, uint32_t jobs)
{
    bool is_broken = false, is_empty = false, is_low = false;
    for (uint32_t i = 0; i < count; i++) {
        struct str name = reports[i].name;
        reports[i] = session_mutate(of[i], args->filter, jobs);
        reports[i].name = name;
        const uint32_t *n = reports[i].run->by_fate;
        is_broken |= reports[i].run->diags.error_count > 0;
        is_empty |= n[MUTANT_KILLED] + n[MUTANT_SURVIVED] + n[MUTANT_EQUIVALENT] == 0;
        is_low |= args->given[OPTION_MIN_KILL] && kill_rate(n) < args->min_kill;
    }
    struct render_options render = terminal_options(args, stdout);
    struct output out = terminal_output(stdout);
    render_mutations(args->format, reports, count, &render, &out);
    if (is_empty && !is_broken)
        usage_error("there is nothing to change: no mutant compiles");
    return is_broken || is_empty ? EXIT_USAGE : is_low ? EXIT_TESTS : EXIT_PASSED;
}
