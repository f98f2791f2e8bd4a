/* onus evidence seal: digests of documents, written into the case files. */
#include "engine/cli/cli.h"

/* A case on a host on which changes are kept in memory first. */
struct sealing {
    const struct args *args;
    struct disk *disk, *stdlib;
    struct host_edits edits;
    struct host host;
};

static void
load(struct sealing *w, struct session *s)
{
    session_init(s, &w->host, session_options_of(w->args, w->stdlib));
    session_project(s, w->disk->file);
    session_compile(s);
    session_load(s);
}

/* What is left to do, or cannot be done. */
static void
print_left(struct str id, const struct sealed *row)
{
    const struct artefact *a = row->artefact;
    if (a->location.len)
        fprintf(stderr, STR_FMT ": '" STR_FMT "' ", STR_ARG(id), STR_ARG(a->location));
    else
        fprintf(stderr, STR_FMT ": its document ", STR_ARG(id));
    switch (row->outcome) {
    case SEAL_KEPT: fputs("is sealed already\n", stderr); return;
    case SEAL_CHANGED:
        fprintf(stderr,
                "has another digest recorded; look at what changed, then record it with "
                "--replace " STR_FMT "\n",
                STR_ARG(id));
        return;
    case SEAL_LOST:
        fprintf(stderr, "cannot be sealed: it is %s\n", artefact_word(a->state));
        return;
    case SEAL_NO_PLACE:
        fprintf(stderr, "stands where no digest can be written; write it by hand: " STR_FMT "\n",
                STR_ARG(row->digest));
        return;
    case SEAL_NO_FIELD:
        fputs("is not sealed: its view names no field for a digest\n", stderr);
        return;
    case SEAL_DONE: return;
    }
}

static void
print_row(const struct session *s, const struct sealed *row, bool is_diff)
{
    struct str id = store_id(s->load.store, row->artefact->ent);
    if (row->outcome != SEAL_DONE)
        print_left(id, row);
    else if (!is_diff)
        printf("sealed " STR_FMT ": " STR_FMT " " STR_FMT "\n", STR_ARG(id),
               STR_ARG(row->artefact->path), STR_ARG(row->digest));
}

/* The case is loaded with the new files before any is written: what would not be the same but for the seals is not written. */
static bool
try_out(struct sealing *w, const struct session *before, const struct seal *seal)
{
    struct session after;
    for (uint32_t i = 0; i < seal->file_count; i++)
        w->host.write(&w->host, seal->files[i].path, seal->files[i].text);
    load(w, &after);
    bool holds = session_seal_holds(before, &after, seal);
    session_fini(&after);
    if (!holds)
        usage_error("the case would not be the same with these digests, so nothing is written; "
                    "write them by hand");
    return holds;
}

/* A view without a field for digests says that these are not sealed. */
static bool
is_to_do(enum seal_outcome outcome)
{
    return outcome == SEAL_CHANGED || outcome == SEAL_LOST || outcome == SEAL_NO_PLACE;
}

static int
seal_case(struct sealing *w, struct session *s)
{
    const struct args *args = w->args;
    struct seal seal = session_seal(s, args->replace, args->replace_count);
    bool is_diff = args->given[OPTION_DIFF];
    if (seal.unknown.len) {
        usage_error("no document of the case belongs to '" STR_FMT "'", STR_ARG(seal.unknown));
        return EXIT_USAGE;
    }
    if (seal.file_count && !try_out(w, s, &seal))
        return EXIT_FINDINGS;
    if (!edited_write(args, w->disk, seal.files, seal.file_count))
        return EXIT_USAGE;
    bool is_left = is_diff && seal.file_count;
    for (uint32_t i = 0; i < seal.row_count; i++) {
        print_row(s, &seal.rows[i], is_diff);
        is_left |= is_to_do(seal.rows[i].outcome);
    }
    if (!args->given[OPTION_QUIET] && !is_diff)
        fprintf(stderr, "onus evidence seal: %u document%s sealed\n", seal.done_count,
                seal.done_count == 1 ? "" : "s");
    return is_left ? EXIT_FINDINGS : EXIT_PASSED;
}

int
evidence_seal(const struct args *args, struct disk *d, struct disk *stdlib)
{
    struct arena arena = {0};
    struct sealing w = {.args = args, .disk = d, .stdlib = stdlib};
    struct session s;
    w.edits = (struct host_edits){.under = &d->host, .arena = &arena};
    host_edited_init(&w.host, &w.edits);
    load(&w, &s);
    int code = s.rule_diags.error_count ? EXIT_RULES : s.load.store ? EXIT_PASSED : EXIT_CASE;
    if (code == EXIT_PASSED)
        code = seal_case(&w, &s);
    else
        mistakes_print(&s, args);
    session_fini(&s);
    arena_release(&arena);
    return code;
}
