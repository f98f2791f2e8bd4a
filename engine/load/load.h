/*
 * Case files → store. Everything wrong with them is a diagnostic at its place; everything else loads.
 */
#ifndef ONUS_ENGINE_LOAD_LOAD_H
#define ONUS_ENGINE_LOAD_LOAD_H

#include "engine/host.h"
#include "engine/load/artefacts.h"
#include "engine/load/sheet.h"
#include "engine/store/store.h"
#include "lang/base/diag.h"
#include "lang/program.h"

/* One line of `data:` in onus.yaml. */
struct data_entry {
    struct str pattern; /* glob: * ? [a-z] within a name, ** across folders */
    bool is_file;       /* the name of a file as it is, no glob */
    struct sym source;  /* SYM_NONE: plain case file */
    struct sheet_choice sheet;
    struct span span;
};

enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_INFO };

/* onus.yaml, read. Unknown keys, wrong values and missing ones are reported. */
struct project {
    struct str path; /* of the project file: no pattern matches it */
    struct str title;
    struct {
        struct str name, constraint;
        struct span span;
    } * packs;
    uint32_t pack_count;
    struct {
        struct str path;
        struct span span;
    } * rules;
    uint32_t rule_count;
    struct data_entry *data;
    uint32_t data_count;
    struct str phase; /* value name; empty: not given */
    struct span phase_span;
    enum fail_on fail_on;
    bool ok; /* false: nothing can be done with it (exit code 4) */
};

struct project *project_load(struct arena *a, struct sym_table *texts, struct diag_sink *sink,
                             struct source_map *sources, struct host *host, struct str path);

/*
 * Whether a file of that name is a plain case file of the project. Files that a source reads are another tool's, and those of packs are
 * somebody else's.
 */
bool project_is_plain(const struct project *project, struct str name);

/* A key of a foreign document that no clause of its source read: pattern of the path ("$.controls[].title") and how often. */
struct unread_key {
    struct str source, path;
    uint32_t count;
    struct span first;
};

struct load_result {
    struct store *store;
    uint32_t file_count;  /* data files that a glob named */
    uint32_t file_failed; /* of them, files that could not be read or parsed at all */
    struct unread_key *unread;
    uint32_t unread_count;
    struct artefacts artefacts; /* the documents that the case cites */
    struct staged_case *staged; /* if it was asked for: for staged_free() */
};

struct load_input {
    /* Data files of packs, plain case files that every case gets; already registered. */
    const struct source **pack_files;
    uint32_t pack_file_count;
    const struct program *program;
    const struct project *project;
    struct host *host;
    struct source_map *sources;
    struct diag_sink *sink;
    struct arena *arena; /* results and texts of files */
    int32_t today;
    struct artefact_memory
        *memory; /* of documents, for the next load of the same case; may be NULL */
    bool keeps;  /* what was read stays beside the store: load_result.staged */
};

struct load_result load_case(const struct load_input *in);

/*
 * The same case with a difference, and without reading anything but documents. `changed`: the path of a document of the case whose bytes
 * are not what they were; empty: none. What is wrong is in in->sink, with what reading the case found.
 */
struct load_result load_changed(const struct load_input *in, const struct staged_case *staged,
                                const struct staged_change *change, struct str changed);

#endif
