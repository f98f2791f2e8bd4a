/*
 * How long what a case rests on still holds, and whether its documents are still what they were: a row for each entity of a
 * type whose view says `until` or `file`.
 */
#ifndef ONUS_ENGINE_EVIDENCE_AGEING_H
#define ONUS_ENGINE_EVIDENCE_AGEING_H

#include "engine/load/artefacts.h"
#include "engine/query/query.h"

enum ageing_class {
#define AGEING(id, word, days) AGEING_##id,
#include "engine/evidence/ageing.def"
#undef AGEING
    AGEING_COUNT
};

struct ageing {
    struct answer *
        answer; /* most urgent first; its tallies: rows by how long they hold, and by what is said of their document */
    bool is_alarming; /* something has expired, is unknown, or rests on a document that is lost */
};

struct ageing_input {
    struct arena *arena;
    const struct program *program;
    struct store *store;
    const struct artefacts *artefacts;
    const struct source_map *sources;
    int32_t as_of;
};

struct ageing ageing_table(const struct ageing_input *in);

#endif
