/* Case files that were changed in memory: shown, named, or written. */
#include "engine/cli/cli.h"
#include "lang/base/limits.h"

static bool
write_file(struct host *host, const struct edited_file *f)
{
    enum host_status status = host->write(host, f->path, f->text);
    if (status == HOST_OK)
        return true;
    usage_error("'" STR_FMT "' could not be written: it %s", STR_ARG(f->path),
                host_status_words(status));
    return false;
}

bool
edited_write(const struct args *args, struct disk *d, const struct edited_file *files,
             uint32_t count)
{
    struct arena scratch = {0};
    bool ok = true;
    for (uint32_t i = 0; i < count; i++) {
        const struct edited_file *f = &files[i];
        if (args->given[OPTION_DIFF]) {
            struct host_file now = d->host.read(&d->host, &scratch, f->path, LIMIT_DATA_FILE_BYTES);
            diff_print(stdout, f->path, now.bytes, f->text);
        } else if (args->given[OPTION_CHECK]) {
            printf(STR_FMT "\n", STR_ARG(f->path));
        } else {
            ok &= write_file(&d->host, f);
        }
    }
    arena_release(&scratch);
    return ok;
}

void
mistakes_print(struct session *s, const struct args *args)
{
    struct render_options options = terminal_options(args, stderr);
    struct output err = terminal_output(stderr);
    render_findings_text(session_report(s), &options, &err);
}
