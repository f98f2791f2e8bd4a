/*
 * Sealing: the digests of documents, written into the case files beside the paths.
 *
 * A seal says that the document is the one that was looked at. So a digest that is recorded is never replaced on its own: only
 * where its entity was named. Comments, order and layout of the files stay as they are.
 */
#ifndef ONUS_ENGINE_EVIDENCE_SEAL_H
#define ONUS_ENGINE_EVIDENCE_SEAL_H

#include "engine/load/edit.h"
#include "engine/load/load.h"

enum seal_outcome {
    SEAL_DONE,     /* a digest is written, or one is replaced */
    SEAL_KEPT,     /* named, but its digest is right */
    SEAL_CHANGED,  /* another digest is recorded, and it was not named */
    SEAL_LOST,     /* the document cannot be read as one */
    SEAL_NO_PLACE, /* it does not stand in a plain case file in a way that could be written to */
    SEAL_NO_FIELD  /* its view has no field for a digest */
};

struct sealed {
    const struct artefact *artefact;
    enum seal_outcome outcome;
    struct str digest; /* DONE: "sha256:…" */
};

struct seal {
    struct sealed *
        rows; /* what was done or is left to do: by path; intact documents and addresses are not listed */
    uint32_t row_count, done_count;
    struct edited_file *files; /* that change, by name */
    uint32_t file_count;
    struct str unknown; /* a name that no document of the case goes by; empty: none */
};

struct seal_input {
    struct arena *arena;
    const struct program *program;
    const struct project *project;
    const struct load_result *load;
    const struct source_map *sources;
    struct host *host;
    struct str *replace; /* ids of entities whose digest may be replaced */
    uint32_t replace_count;
};

struct seal seal_plan(const struct seal_input *in);

#endif
