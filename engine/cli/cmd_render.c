/* onus render: the argument of a case, drawn. */
#include <string.h>

#include "engine/cli/cli.h"

static void
keep(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static bool
write_page(struct disk *d, const struct args *args, const struct diagram *diagram,
           const struct diagram_target *target, struct str file)
{
    struct arena arena = {0};
    struct text_buf whole = {.arena = &arena};
    render_diagram(args->diagram_format, diagram, target, &(struct output){&whole, keep});
    enum host_status status = d->host.write(&d->host, file, text_str(&whole));
    if (status != HOST_OK)
        usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(file),
                    host_status_words(status));
    arena_release(&arena);
    return status == HOST_OK;
}

/* A file for each page. */
static bool
write_folder(struct arena *a, const struct args *args, const struct diagram *diagram,
             struct str files)
{
    struct disk d = {0};
    bool ok = disk_open_folder(a, &d, args->output);
    for (uint32_t i = 0; ok && i < diagram->page_count; i++) {
        struct diagram_target target = {i, files};
        struct str name = diagram_page_name(a, diagram, i);
        if (args->diagram_format != DIAGRAM_FORMAT_SVG)
            name = str_printf(a, STR_FMT ".%s", STR_ARG(str_slice(name, 0, name.len - 4)),
                              diagram_format_name(args->diagram_format));
        ok = write_page(&d, args, diagram, &target, name);
    }
    disk_close(&d);
    return ok;
}

static bool
write_file(struct arena *a, const struct args *args, const struct diagram *diagram,
           struct str files)
{
    struct disk d = {0};
    struct diagram_target target = {DIAGRAM_ALL_PAGES, files};
    bool ok = disk_open_file(a, &d, args->output) && write_page(&d, args, diagram, &target, d.file);
    disk_close(&d);
    return ok;
}

static bool
print(struct arena *a, const struct args *args, const struct disk *of,
      const struct diagram *diagram)
{
    struct str to = args->output;
    bool is_folder = to.len && (to.at[to.len - 1] == '/' || disk_is_folder(a, to));
    if (!args->given[OPTION_OUTPUT]) {
        struct output out = terminal_output(stdout);
        struct diagram_target target = {DIAGRAM_ALL_PAGES, disk_way(a, STR("."), of->folder)};
        render_diagram(args->diagram_format, diagram, &target, &out);
        return true;
    }
    struct disk at = {0};
    if (!is_folder)
        disk_split(&at, to);
    struct str files = disk_way(a, is_folder ? to : at.folder, of->folder);
    return is_folder ? write_folder(a, args, diagram, files) : write_file(a, args, diagram, files);
}

static int
draw(struct session *s, const struct args *args, const struct disk *d)
{
    struct arena arena = {0};
    struct str mistake;
    struct diagram *diagram = session_diagram(s, args->root, &mistake);
    int code = EXIT_PASSED;
    if (mistake.len)
        usage_error(STR_FMT, STR_ARG(mistake));
    if (!diagram)
        code = mistake.len ? EXIT_USAGE : EXIT_CASE;
    else if (!print(&arena, args, d, diagram))
        code = EXIT_USAGE;
    if (s->rule_diags.error_count)
        code = EXIT_RULES;
    arena_release(&arena);
    return code;
}

int
cmd_render(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    if (args->operand_count > 1) {
        usage_error("'onus render' takes one case");
    } else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
               disk_open_case(&arena, &d, args->operand_count ? args->operands[0] : STR(""))) {
        struct session s;
        session_init(&s, &d.host, session_options_of(args, &stdlib));
        struct report *r = session_check(&s, d.file);
        struct render_options options = terminal_options(args, stderr);
        struct output err = terminal_output(stderr);
        if (s.rule_diags.error_count || !s.load.store)
            render_findings_text(r, &options, &err);
        fflush(stderr);
        code = draw(&s, args, &d);
        session_fini(&s);
    }
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
