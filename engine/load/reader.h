/*
 * A foreign or case file as trees, whatever its syntax: one function for each format of lang/formats.def.
 *
 * All readers give struct tree with the place of every key and value. What is wrong with a file is reported at its place;
 * a node that cannot be relied on is BROKEN.
 */
#ifndef ONUS_ENGINE_LOAD_READER_H
#define ONUS_ENGINE_LOAD_READER_H

#include "engine/load/projection.h"
#include "engine/load/sheet.h"
#include "engine/load/tree.h"
#include "lang/formats.h"

struct reader_input {
    struct arena *arena; /* outlives the documents */
    struct diag_sink *sink;
    struct source_map *sources; /* for readers of binary formats, which show a text of their own */
    const struct source *file;
    struct sheet_choice sheet; /* for formats with tables */
    struct projection *
        keep; /* what is asked for; readers may keep more. NULL: all of it, else the sink has an arena of its own */
};

/* Which parts of `sheet` mean something to a format. */
bool reader_has_sheets(enum file_format format);
bool reader_has_headings(enum file_format format);

struct document_reader;

struct document_reader *reader_open(enum file_format format, const struct reader_input *in);
/* The next document in `a` (which may be released between calls), or NULL at the end or after an error. *ok is false if anything was lost. */
struct tree *reader_next(struct document_reader *r, struct arena *a, bool *ok);
void reader_close(struct document_reader *r);

#endif
