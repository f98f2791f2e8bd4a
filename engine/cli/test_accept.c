/* onus test --accept: rule files that expect what came, shown before anybody commits them. */
#include "engine/cli/cli.h"

static bool
write_file(const struct test_rewrite *r)
{
    struct str name = r->source->name;
    enum host_status status =
        r->file ? r->file->host->write(r->file->host, r->file->path, r->after) : HOST_OUTSIDE;
    if (status == HOST_OK)
        return true;
    usage_error("'" STR_FMT "' cannot be rewritten: it %s", STR_ARG(name),
                r->file ? host_status_words(status) : "comes with the program");
    return false;
}

bool
accept_all(const struct test_run *run, bool is_shown)
{
    struct arena arena = {0};
    uint32_t count = 0, changed = 0;
    struct test_rewrite *files = tests_accept(run, &arena, &count);
    bool ok = true;
    for (uint32_t i = 0; i < count; i++) {
        if (!write_file(&files[i])) {
            ok = false;
            continue;
        }
        changed += files[i].count;
        if (is_shown)
            diff_print(stdout, files[i].source->name, files[i].source->text, files[i].after);
    }
    uint32_t left = 0;
    for (uint32_t i = 0; i < run->count; i++)
        for (const struct diag *d = run->outcomes[i].failures.first; d; d = d->next)
            left += d->code == E8463 || d->code == E3187;
    fprintf(stderr,
            "%u expectation%s accepted, %u left: what cannot be decided is never accepted\n",
            changed, changed == 1 ? "" : "s", left);
    arena_release(&arena);
    return ok && left == 0;
}
