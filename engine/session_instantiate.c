/* Elements that patterns call for, written into the case files. */
#include <string.h>

#include "engine/session.h"
#include "lang/base/limits.h"

/* A file that is to come counts as one with nothing in it, so that a pattern of `data:` for it alone is no mistake. */
#define NOTHING_YET "{}\n"

void
session_as_written(struct session *s, struct str target)
{
    struct arena scratch = {0};
    s->is_as_written = true;
    if (s->project && s->project->ok && project_is_plain(s->project, target)) {
        struct host_file file = s->host->read(s->host, &scratch, target, LIMIT_DATA_FILE_BYTES);
        if (file.status == HOST_MISSING)
            s->host->write(s->host, target, STR(NOTHING_YET));
    }
    arena_release(&scratch);
}

/* The program as if all of its applications wanted their elements written, or none did. */
static const struct program *
program_with(struct session *s, bool is_authored)
{
    struct program *p = arena_new(&s->arena, struct program);
    uint32_t count = s->program->applications.len;
    *p = *s->program;
    p->applications.at = arena_array(&s->arena, struct application, count + 1);
    p->applications.cap = count;
    for (uint32_t i = 0; i < count; i++) {
        p->applications.at[i] = s->program->applications.at[i];
        p->applications.at[i].is_authored = is_authored;
    }
    return p;
}

/* A word of `instance_of` that names nothing: the element that was meant would be written again. Or nobody knows who is meant by an id. */
static bool
is_doubtful(const struct session *s, const struct diag *d)
{
    if (d->code == E8291 || d->code == E4963)
        return true;
    for (uint32_t i = 0; i < store_instance_count(s->load.store); i++) {
        struct span at = store_instance(s->load.store, i).at;
        if (d->span.lo >= at.lo && d->span.hi <= at.hi && d->code != E3651)
            return true;
    }
    return false;
}

/* What did not load, or is not understood, may be just what would be written. */
static bool
is_whole(const struct session *s)
{
    for (entity_id t = 0; t < s->program->entities.len; t++)
        if (store_extent_incomplete(s->load.store, t))
            return false;
    for (const struct diag *d = s->case_diags.first; d; d = d->next)
        if (d->severity == DIAG_ERROR && is_doubtful(s, d))
            return false;
    return !s->load.file_failed;
}

/* A derivation's store is its own only where it derived something. */
static void
release(const struct session *s, const struct derivation *d)
{
    if (derivation_store(d) != s->load.store)
        store_free(derivation_store(d));
}

bool
session_instantiate(struct session *s, struct str target, struct instantiation *out)
{
    const struct program *derives = program_with(s, false), *writes = program_with(s, true);
    struct eval_options options = session_eval_options(s);
    struct diag_sink mute;
    diag_sink_init(&mute, &s->arena, &s->sources);
    struct derivation *derived = derive(&s->arena, &s->case_diags, derives, s->load.store, options);
    if (!is_whole(s)) {
        release(s, derived);
        return false;
    }
    struct derivation *written = derive(&s->arena, &mute, writes, s->load.store, options);
    *out = instantiate_plan(&(struct instantiate_input){.arena = &s->arena,
                                                        .sink = &s->case_diags,
                                                        .program = derives,
                                                        .project = s->project,
                                                        .sources = &s->sources,
                                                        .authored = s->load.store,
                                                        .derived = derived,
                                                        .written = written,
                                                        .target = target});
    release(s, derived);
    release(s, written);
    return true;
}

bool
session_instantiation_holds(const struct session *before, struct session *after,
                            const struct instantiation *made, struct str target)
{
    struct instantiation again;
    return after->load.store &&
           store_count(after->load.store) == store_count(before->load.store) + made->added_count &&
           session_instantiate(after, target, &again) && !again.file_count;
}
