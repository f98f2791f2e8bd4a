/*
 * Which files `data:` of the project names: each once, in the order of their names, with the source that reads it.
 */
#ifndef ONUS_ENGINE_LOAD_FILES_H
#define ONUS_ENGINE_LOAD_FILES_H

#include "engine/load/load.h"

struct data_file {
    struct str path, sheet; /* sheet: of a workbook, as the entry calls it; mostly empty */
    uint32_t entry;         /* of project->data */
};

struct file_lost {
    uint32_t entry;
    const struct diag *cause;
};

struct file_list {
    struct data_file *files;
    uint32_t count;
    /* Entries of `data:` of which some file cannot be read, and the message that says so. */
    struct file_lost *lost;
    uint32_t lost_count;
};

struct file_list files_find(struct arena *a, struct diag_sink *sink, struct host *host,
                            const struct project *p);

/* "did you mean" a file beside it whose name is close, but for `except`. Lists the folder: not for many files of a run. */
void file_suggest(struct diag_sink *sink, struct diag *d, struct host *host, struct str path,
                  struct str except);

#endif
