/* onus diff: what is different between two cases, or two revisions of one. */
#include <sys/stat.h>

#include "engine/cli/cli.h"

/* One of the two: a case on disk, or a revision of git of the case that stands behind both. */
struct side {
    struct str name;
    struct disk disk;
    struct host git;
    struct session session;
    bool is_open;
};

static bool
is_on_disk(struct arena *a, struct str path)
{
    struct stat st;
    return stat(str_c(a, path), &st) == 0;
}

/* A word that names something on disk is a case. */
static bool
side_open(struct arena *a, struct side *s, const struct args *args, struct disk *stdlib,
          struct str word)
{
    struct str of = args->operand_count > 2 ? args->operands[2] : STR("");
    bool is_case = is_on_disk(a, word);
    s->name = word;
    if (!disk_open_case(a, &s->disk, is_case ? word : of))
        return false;
    if (!is_case && !host_git_init(&s->git, a, s->disk.folder, word)) {
        usage_error("'" STR_FMT "' is no case on disk, and no revision that git knows in '" STR_FMT
                    "'",
                    STR_ARG(word), STR_ARG(s->disk.folder));
        return false;
    }
    struct host *host = is_case ? &s->disk.host : &s->git;
    if (host->read(host, a, s->disk.file, 1 << 20).status == HOST_MISSING) {
        usage_error("there is no '" STR_FMT "' in '" STR_FMT "'%s" STR_FMT, STR_ARG(s->disk.file),
                    STR_ARG(s->disk.folder), is_case ? "" : " in revision ",
                    STR_ARG(is_case ? STR("") : word));
        return false;
    }
    session_init(&s->session, host, session_options_of(args, stdlib));
    s->is_open = true;
    session_check(&s->session, s->disk.file);
    return true;
}

static void
side_close(struct side *s)
{
    if (s->is_open)
        session_fini(&s->session);
    disk_close(&s->disk);
}

/* Of the two the one that comes first in the list of exit codes; findings of a side are none of a difference. */
static int
code_of(const struct side *a, const struct side *b)
{
    static const int order[] = {EXIT_INTERNAL, EXIT_INTEGRITY, EXIT_RULES, EXIT_CASE, EXIT_USAGE};
    int codes[] = {(int)session_exit_code(&a->session), (int)session_exit_code(&b->session)};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (codes[0] == order[i] || codes[1] == order[i])
            return order[i];
    return EXIT_PASSED;
}

/* What keeps a side from being compared. */
static bool
is_judged(struct side *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output err = terminal_output(stderr);
    if (s->session.evaluation)
        return true;
    usage_error("'" STR_FMT "' cannot be compared: it did not load", STR_ARG(s->name));
    render_findings_text(s->session.report, &options, &err);
    return false;
}

static int
compare(struct arena *arena, const struct args *args, struct side *a, struct side *b)
{
    int code = code_of(a, b);
    if (!is_judged(a, args) || !is_judged(b, args))
        return code;
    struct diff_side of_a = session_side(&a->session, a->name),
                     of_b = session_side(&b->session, b->name);
    const struct diff *diff = diff_sides(arena, &of_a, &of_b);
    struct render_options options = terminal_options(args, stdout);
    struct output out = terminal_output(stdout);
    render_diff(args->change_format, diff, &options, &out);
    if (code != EXIT_PASSED || diff->is_same || args->given[OPTION_EXIT_ZERO])
        return code;
    return EXIT_FINDINGS;
}

int
cmd_diff(const struct args *args)
{
    struct arena arena = {0};
    struct disk stdlib = {0};
    struct side a = {0}, b = {0};
    int code = EXIT_USAGE;
    if (args->operand_count < 2 || args->operand_count > 3)
        usage_error(
            "'onus diff' needs two cases, or two revisions and perhaps the case they are of, "
            "as in 'onus diff v1.0 v1.1 my-case'");
    else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
             side_open(&arena, &a, args, &stdlib, args->operands[0]) &&
             side_open(&arena, &b, args, &stdlib, args->operands[1]))
        code = compare(&arena, args, &a, &b);
    side_close(&a);
    side_close(&b);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
