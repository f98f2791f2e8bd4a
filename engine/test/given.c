/* What a test gives → a store. */
#include "engine/test/test_internal.h"

int32_t
test_today(const struct test *t)
{
    return t->has_date ? t->date : TEST_TODAY;
}

/* ---- given { … } ---- */

static void
add_setting(struct builder *b, const uint32_t *handles, uint32_t handle,
            const struct fixture_setting *s)
{
    if (s->value_count == 0)
        builder_no_value(b, handle, s->field, s->key);
    for (uint32_t i = 0; i < s->value_count; i++) {
        const struct fixture_value *v = &s->values[i];
        if (v->is_thing)
            builder_link(b, handle, s->field, handles[v->cell], s->key, v->span);
        else
            builder_cell(b, handle, s->field, v->cell, s->key, v->span);
    }
}

struct store *
given_store(const struct program *p, const struct test *t, struct diag_sink *sink)
{
    struct arena scratch = {0};
    struct builder *b = builder_new(p, sink);
    uint32_t *handles = arena_array(&scratch, uint32_t, t->thing_count + 1);
    builder_made_up(b);
    for (uint32_t i = 0; i < t->thing_count; i++) {
        const struct fixture_thing *thing = &t->things[i];
        uint32_t owner = thing->owner == NO_ID ? ENT_NONE.v : handles[thing->owner];
        handles[i] = builder_entity(b, thing->type, owner, thing->id, thing->span);
        if (thing->owner != NO_ID)
            builder_contains(b, owner, thing->via, handles[i], thing->span);
    }
    for (uint32_t i = 0; i < t->thing_count; i++) {
        const struct fixture_thing *thing = &t->things[i];
        for (uint32_t k = 0; k < thing->setting_count; k++)
            add_setting(b, handles, handles[i], &thing->settings[k]);
        for (uint32_t k = 0; k < thing->instance_count; k++)
            builder_instance(b, handles[i], thing->instances[k].text, thing->instances[k].span);
    }
    struct store *s = builder_finish(b, test_today(t));
    arena_release(&scratch);
    return s;
}

struct derivation *
given_derive(struct arena *arena, struct diag_sink *sink, const struct program *p, int32_t today,
             struct store **store)
{
    struct derivation *d = derive(arena, sink, p, *store, (struct eval_options){.today = today});
    if (derivation_store(d) != *store) {
        store_free(*store);
        *store = derivation_store(d);
    }
    return d;
}

/* ---- given case "folder" ---- */

static const struct test_file *
file_of(const struct test_input *in, const struct test *t)
{
    const struct source *source = source_of(in->sources, t->span.lo);
    for (uint32_t i = 0; i < in->file_count; i++)
        if (in->files[i].source == source)
            return &in->files[i];
    return NULL;
}

/* "tests/x.onus" and "../cases/old" → "cases/old". False: it leads out of the host. */
static bool
folder_below(struct arena *a, struct str file, struct str folder, struct str *out)
{
    struct text_buf path = {.arena = a};
    size_t slash = file.len;
    while (slash > 0 && file.at[slash - 1] != '/')
        slash--;
    struct str whole =
        str_printf(a, STR_FMT STR_FMT "/", STR_ARG(str_slice(file, 0, slash)), STR_ARG(folder));
    bool is_inside = !str_starts(folder, STR("/"));
    for (size_t from = 0; from < whole.len;) {
        size_t to = str_find(whole, STR("/"), from);
        struct str part = str_slice(whole, from, to);
        from = to + 1;
        if (part.len == 0 || str_is(part, "."))
            continue;
        if (!str_is(part, "..")) {
            text_printf(&path, "%s" STR_FMT, path.len ? "/" : "", STR_ARG(part));
            continue;
        }
        is_inside &= path.len > 0;
        while (path.len > 0 && path.at[--path.len] != '/')
            ;
    }
    *out = text_str(&path);
    return is_inside;
}

static void
load_given(struct test_run *run, struct given_case *c)
{
    struct program *p = arena_new(&run->arena, struct program);
    *p = *run->in->program;
    diag_sink_init(&c->sink, &run->arena, run->in->sources);
    struct host *below = arena_new(&run->arena, struct host);
    host_below_init(below, &run->arena, c->host, c->folder);
    struct project *project =
        project_load(&run->arena, p->texts, &c->sink, run->in->sources, below, STR("onus.yaml"));
    if (!project || !project->ok)
        return;
    struct load_input in = {.program = p,
                            .project = project,
                            .host = below,
                            .sources = run->in->sources,
                            .sink = &c->sink,
                            .arena = &run->arena,
                            .pack_files = run->in->pack_files,
                            .pack_file_count = run->in->pack_file_count,
                            .today = c->today};
    c->load = load_case(&in);
    if (c->load.store)
        c->derivation = given_derive(&run->arena, &c->sink, p, c->today, &c->load.store);
    c->ok = c->load.store && c->load.file_count > c->load.file_failed;
    if (c->load.store)
        store_prepare(c->load.store);
}

static struct given_case *
find_given(const struct test_run *run, const struct given_case *wanted, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++) {
        struct given_case *c = run->cases[i];
        if (c && c->host == wanted->host && c->today == wanted->today &&
            str_eq(c->folder, wanted->folder))
            return c;
    }
    return NULL;
}

void
given_cases(struct test_run *run)
{
    run->cases = arena_array(&run->arena, struct given_case *, run->count + 1);
    for (uint32_t i = 0; i < run->count; i++) {
        const struct test *t = run->outcomes[i].test;
        if (!run->outcomes[i].is_run || !t->has_case)
            continue;
        struct given_case wanted = {.today = test_today(t)};
        const struct test_file *file = file_of(run->in, t);
        bool is_inside =
            file && file->host && folder_below(&run->arena, file->path, t->folder, &wanted.folder);
        wanted.host = file ? file->host : NULL;
        run->cases[i] = find_given(run, &wanted, i);
        if (run->cases[i])
            continue;
        run->cases[i] = arena_new(&run->arena, struct given_case);
        *run->cases[i] = wanted;
        if (is_inside)
            load_given(run, run->cases[i]);
    }
}

void
given_cases_free(struct test_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        if (!run->cases[i])
            continue;
        store_free(run->cases[i]->load.store);
        run->cases[i]->load.store = NULL;
    }
}
