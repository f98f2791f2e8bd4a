/*
 * Elements that applied patterns call for and nobody wrote, written beside what is there (language.md §8).
 *
 * New elements go to one file; what an authored element lacks is added to it in place. Nothing that somebody wrote is changed or
 * removed: an element that the model no longer calls for gets a remark, and a text that its pattern would write differently is told.
 */
#ifndef ONUS_ENGINE_INSTANTIATE_INSTANTIATE_H
#define ONUS_ENGINE_INSTANTIATE_INSTANTIATE_H

#include "engine/eval/derive.h"
#include "engine/load/edit.h"
#include "engine/load/load.h"

enum writing_kind {
    WRITING_ADDED,     /* a new element */
    WRITING_COMPLETED, /* a value or more members of a field of an authored one */
    WRITING_MARKED,    /* it is no longer called for */
    WRITING_UNMARKED,  /* it is called for again */
    WRITING_DRIFTED,   /* its pattern would write another text */
    WRITING_BY_HAND    /* one of the first three, where nothing can be written */
};

struct instantiation_step {
    enum writing_kind kind;
    enum writing_kind wanted; /* BY_HAND */
    struct str type, id;      /* of the entity */
    struct str file;          /* where it stands; ADDED: the new file */
    struct str field;         /* COMPLETED, or BY_HAND of that */
    struct str
        text; /* COMPLETED: the values; DRIFTED: the text of the pattern; MARKED: the pattern */
};

struct instantiation {
    struct instantiation_step *steps; /* in the order of the entities */
    uint32_t step_count;
    struct edited_file *files; /* that change, by name */
    uint32_t file_count;
    uint32_t added_count; /* entities that are new, if the files are written */
    bool has_no_file;     /* there are new elements, and no pattern of `data:` covers `target` */
};

struct instantiate_input {
    struct arena *arena;
    struct diag_sink *sink; /* types that case files have no place for */
    const struct program *program;
    const struct project *project;
    const struct source_map *sources;
    struct store *authored;
    /* Of that store, of every application: as if nothing had to be written, and as if all had. */
    const struct derivation *derived, *written;
    struct str target; /* the file for new elements */
};

/* Each text that a file already has stays as it is; a second run over the files that come out finds nothing to do. */
struct instantiation instantiate_plan(const struct instantiate_input *in);

#endif
