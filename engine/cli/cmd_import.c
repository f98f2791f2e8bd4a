/* onus import --unmapped: what the sources of a case did not read. */
#include "engine/cli/cli.h"

static int
print_unread(struct session *s)
{
    for (uint32_t i = 0; i < s->load.unread_count; i++) {
        const struct unread_key *key = &s->load.unread[i];
        struct place place = source_place(&s->sources, key->first.lo);
        printf(STR_FMT ": " STR_FMT ", %u time%s", STR_ARG(key->source), STR_ARG(key->path),
               key->count, key->count == 1 ? "" : "s");
        if (place.source)
            printf(", first at " STR_FMT ":%u:%u", STR_ARG(place.source->name), place.line,
                   place.column);
        puts("");
    }
    if (s->load.unread_count == 0)
        puts("every key was read");
    if (s->rule_diags.error_count)
        return EXIT_RULES;
    return s->is_loaded ? EXIT_PASSED : EXIT_CASE;
}

int
cmd_import(const struct args *args)
{
    if (!args->given[OPTION_UNMAPPED]) {
        usage_error("'onus import' alone is not available yet: sources are named in onus.yaml and "
                    "read by 'onus check'; "
                    "'onus import --unmapped' lists what they leave out");
        return EXIT_USAGE;
    }
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    bool ok = !args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib);
    if (ok && disk_open_case(&arena, &d, args->operand_count ? args->operands[0] : STR(""))) {
        struct session s;
        session_init(&s, &d.host, session_options_of(args, &stdlib));
        session_project(&s, d.file);
        session_compile(&s);
        session_load(&s);
        code = print_unread(&s);
        session_fini(&s);
    }
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
