/* onus import: what sources read of other tools' files, as a case file; and what they leave out. */
#include "engine/cli/cli.h"

/* ---- files wherever they lie ---- */

/* The case, and beside it the files of the command line, which may lie outside of it. */
struct beside {
    struct host host;
    struct disk *the_case;
    const struct str *paths; /* as typed */
    uint32_t count;
    struct disk *disks; /* by folder */
    uint32_t disk_count;
};

/* Where a file lies, and what it is called there. */
static struct host *
home_of(struct beside *b, struct str *path)
{
    for (uint32_t i = 0; i < b->count; i++) {
        struct disk asked = {0};
        if (!str_eq(b->paths[i], *path))
            continue;
        disk_split(&asked, *path);
        for (uint32_t k = 0; k < b->disk_count; k++)
            if (str_eq(b->disks[k].folder, asked.folder)) {
                *path = asked.file;
                return &b->disks[k].host;
            }
    }
    return &b->the_case->host;
}

static struct host_file
read_beside(struct host *h, struct arena *a, struct str path, uint64_t limit)
{
    struct host *in = home_of(h->context, &path);
    return in->read(in, a, path, limit);
}

static struct host_file
scan_beside(struct host *h, struct arena *a, struct str path, uint64_t limit, host_part_fn *take,
            void *context)
{
    struct host *in = home_of(h->context, &path);
    return in->scan(in, a, path, limit, take, context);
}

static enum host_status
list_case(struct host *h, struct arena *a, struct str folder, struct str **paths, uint32_t *count)
{
    struct host *in = &((struct beside *)h->context)->the_case->host;
    return in->list(in, a, folder, paths, count);
}

static enum host_status
write_case(struct host *h, struct str path, struct str bytes)
{
    struct host *in = &((struct beside *)h->context)->the_case->host;
    return in->write(in, path, bytes);
}

static int32_t
today_of_case(struct host *h)
{
    struct host *in = &((struct beside *)h->context)->the_case->host;
    return in->today(in);
}

/* False: a folder cannot be read; printed. */
static bool
beside_open(struct beside *b, struct arena *a, struct disk *the_case, const struct str *paths,
            uint32_t count)
{
    *b = (struct beside){.the_case = the_case, .paths = paths, .count = count};
    b->host = (struct host){b, read_beside, scan_beside, list_case, write_case, today_of_case};
    b->disks = arena_array(a, struct disk, count);
    for (uint32_t i = 0; i < count; i++) {
        struct disk asked = {0};
        uint32_t k = 0;
        disk_split(&asked, paths[i]);
        while (k < b->disk_count && !str_eq(b->disks[k].folder, asked.folder))
            k++;
        if (k == b->disk_count && !disk_open_folder(a, &b->disks[b->disk_count++], asked.folder))
            return false;
    }
    return true;
}

static void
beside_close(struct beside *b)
{
    for (uint32_t i = 0; i < b->disk_count; i++)
        disk_close(&b->disks[i]);
}

/* ---- what was left out ---- */

static void
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
}

static void
print_findings(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output out = terminal_output(stderr);
    render_findings_text(session_report(s), &options, &out);
    fflush(stderr);
}

static int
unmapped_of_case(struct session *s, const struct args *args, struct str project)
{
    session_project(s, project);
    session_compile(s);
    session_load(s);
    if (!s->is_loaded)
        print_findings(s, args);
    print_unread(s);
    if (s->rule_diags.error_count)
        return EXIT_RULES;
    return s->is_loaded ? EXIT_PASSED : EXIT_CASE;
}

/* ---- what was read ---- */

/* Nothing came of any of the files. */
static bool
is_nothing(const struct session *s, const struct document *d)
{
    return !d || (!d->root->members.len && s->load.file_failed >= s->imported_count);
}

static int
import(struct session *s, const struct args *args)
{
    struct str mistake, help;
    struct document *d =
        session_import(s, args->operands + 1, args->operand_count - 1, &mistake, &help);
    if (mistake.len) {
        usage_error(STR_FMT "%s" STR_FMT, STR_ARG(mistake), help.len ? "; " : "", STR_ARG(help));
        return EXIT_USAGE;
    }
    print_findings(s, args);
    if (args->given[OPTION_UNMAPPED])
        print_unread(s);
    else if (s->load.unread_count)
        fprintf(stderr, "onus: %u key%s not read; --unmapped lists them\n", s->load.unread_count,
                s->load.unread_count == 1 ? " was" : "s were");
    if (!args->given[OPTION_UNMAPPED] && !is_nothing(s, d) && !document_print(args, d))
        return EXIT_USAGE;
    if (s->rule_diags.error_count)
        return EXIT_RULES;
    if (is_nothing(s, d))
        return EXIT_CASE;
    return s->case_diags.error_count ? EXIT_FINDINGS : EXIT_PASSED;
}

/* In a folder without a case the library alone says what there is. */
static int
import_files(const struct args *args, struct arena *arena, struct disk *the_case,
             struct disk *stdlib)
{
    struct beside b;
    int code = EXIT_USAGE;
    if (beside_open(&b, arena, the_case, args->operands + 1, args->operand_count - 1)) {
        struct session s;
        session_init(&s, &b.host, session_options_of(args, stdlib));
        session_want(&s, ITEM_SOURCE, args->operands[0]);
        if (disk_has(arena, the_case, the_case->file))
            session_project(&s, the_case->file);
        session_compile(&s);
        code = import(&s, args);
        session_fini(&s);
    }
    beside_close(&b);
    return code;
}

int
cmd_import(const struct args *args)
{
    struct arena arena = {0};
    struct disk d = {0}, stdlib = {0};
    int code = EXIT_USAGE;
    bool is_case = args->given[OPTION_UNMAPPED] && args->operand_count < 2;
    struct str folder = is_case && args->operand_count ? args->operands[0] : STR("");
    if (!is_case && args->operand_count < 2) {
        usage_error(
            "'onus import' needs a source and files, as in 'onus import scanner report.xml'");
    } else if ((!args->stdlib.len || disk_open_folder(&arena, &stdlib, args->stdlib)) &&
               disk_open_case(&arena, &d, folder)) {
        struct session s;
        if (is_case) {
            session_init(&s, &d.host, session_options_of(args, &stdlib));
            code = unmapped_of_case(&s, args, d.file);
            session_fini(&s);
        } else {
            code = import_files(args, &arena, &d, &stdlib);
        }
    }
    disk_close(&d);
    disk_close(&stdlib);
    arena_release(&arena);
    return code;
}
