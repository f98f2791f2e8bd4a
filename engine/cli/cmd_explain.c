/* onus explain: what a diagnostic or a rule means. */
#include "engine/cli/cli.h"

static int
explain_code(enum diag_code code)
{
    printf("%s: %s\n\n%s", diag_code_name(code), diag_code_title(code),
           diag_code_explanation(code));
    return EXIT_PASSED;
}

static void
print_part(const char *head, struct str text)
{
    if (text.len == 0)
        return;
    printf("%s", head);
    print_str(stdout, text);
    puts("");
}

void
rule_print(struct session *s, const struct rule *r)
{
    static const char *const severities[] = {"error", "warning", "info"};
    print_part("", sym_str(&s->texts, r->code));
    print_part("  ", r->title);
    print_part("\n", r->docs);
    print_part("\n", r->rationale);
    puts("");
    struct place place = source_place(&s->sources, r->span.lo);
    if (place.source)
        printf("written in " STR_FMT ":%u, severity %s\n", STR_ARG(place.source->name), place.line,
               severities[r->severity]);
    for (uint32_t i = 0; i < r->map_count; i++)
        printf("%s" STR_FMT " " STR_FMT "%s", i ? ", " : "stands for ",
               STR_ARG(sym_str(&s->texts, r->maps[i].standard)), STR_ARG(r->maps[i].clause),
               i + 1 == r->map_count ? "\n" : "");
    struct arena scratch = {0};
    struct text_buf basis = {.arena = &scratch};
    render_rule_basis(s->program, &s->sources, r, &basis);
    print_str(stdout, text_str(&basis));
    arena_release(&scratch);
    print_str(stdout, explain_parameters(&s->arena, s->program, &s->sources, r));
}

static const struct rule *
find_rule(struct session *s, struct str code, struct suggestion *near)
{
    for (uint32_t i = 0; s->program && i < s->program->rules.len; i++) {
        struct str name = sym_str(&s->texts, s->program->rules.at[i].code);
        suggest(near, str_copy(near->scratch, name));
        if (str_eq(name, code))
            return &s->program->rules.at[i];
    }
    return NULL;
}

/* The rule of that code in the case of the current folder, if there is one, else in the library. */
static bool
explain_rule(const struct args *args, struct disk *d, struct disk *stdlib, struct suggestion *near,
             bool in_case)
{
    struct session s;
    session_init(&s, &d->host, session_options_of(args, stdlib));
    if (in_case)
        session_project(&s, d->file);
    else
        session_library(&s);
    session_compile(&s);
    const struct rule *found = find_rule(&s, near->given, near);
    if (found && args->given[OPTION_ENGLISH])
        print_part("", session_english(&s, found));
    else if (found)
        rule_print(&s, found);
    session_fini(&s);
    return found;
}

int
cmd_explain(const struct args *args)
{
    if (args->operand_count && str_find(args->operands[0], STR("@"), 0) != SIZE_MAX)
        return explain_in_case(args);
    if (args->operand_count != 1) {
        usage_error("'onus explain' needs one code, as in 'onus explain E0146'");
        return EXIT_USAGE;
    }
    struct str code = args->operands[0];
    enum diag_code diag = diag_code_find(code);
    if (diag != DIAG_CODE_COUNT)
        return explain_code(diag);
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    bool found = false;
    struct suggestion near = {.scratch = &arena, .given = code};
    if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
        disk_open_folder(&arena, &d, STR("."))) {
        struct host_file project = d.host.read(&d.host, &arena, STR("onus.yaml"), UINT64_MAX);
        d.file = STR("onus.yaml");
        found = (project.status == HOST_OK && explain_rule(args, &d, &stdlib, &near, true)) ||
                explain_rule(args, &d, &stdlib, &near, false);
        if (!found)
            usage_error("'" STR_FMT "' is no diagnostic and no rule of a case in this folder or of "
                        "the library%s" STR_FMT "%s",
                        STR_ARG(code), near.best.len ? "; did you mean '" : "", STR_ARG(near.best),
                        near.best.len ? "'?" : "");
    }
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return found ? EXIT_PASSED : EXIT_USAGE;
}
