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

/* A file of a pack is checked with all of the pack, which is what its folder holds. */
static void
parse_pack(struct session *s, struct disk *d)
{
    struct str *paths;
    uint32_t count = 0;
    s->shown_folder = d->prefix;
    s->own_pack = disk_folder_name(&s->arena, d);
    d->host.list(&d->host, &s->arena, STR(""), &paths, &count);
    for (uint32_t i = 0; i < count; i++)
        if (str_ends(paths[i], STR(".onus")))
            session_parse_file(s, &d->host, paths[i]);
}

/* All files are one program, each read through its own folder. */
static int
lint(struct arena *a, const struct args *args, struct disk *files, struct disk *stdlib)
{
    struct session s;
    session_init(&s, &files[0].host, session_options_of(args, stdlib));
    s.for_authors = s.with_tests = true;
    if (disk_has(a, &files[0], STR("pack.yaml"))) {
        parse_pack(&s, &files[0]);
    } else {
        for (uint32_t i = 0; i < args->operand_count; i++) {
            s.shown_folder = files[i].prefix;
            session_parse_file(&s, &files[i].host, files[i].file);
        }
    }
    session_use_packs(&s);
    session_compile(&s);
    int code = print_result(&s, args);
    session_fini(&s);
    return code;
}

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
                             args->operands[i]); /* all, to name each that is missing */
    int code = ok ? lint(&arena, args, files, &stdlib) : EXIT_USAGE;
    for (uint32_t i = 0; i < args->operand_count; i++)
        disk_close(&files[i]);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
