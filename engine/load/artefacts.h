/*
 * The documents that a case cites: whether each is there and still the one that was sealed.
 *
 * Which fields name them, views say (`file`, `digest`). Each file is read once, whoever cites it, and in the order of the paths.
 */
#ifndef ONUS_ENGINE_LOAD_ARTEFACTS_H
#define ONUS_ENGINE_LOAD_ARTEFACTS_H

#include "engine/host.h"
#include "engine/store/store.h"
#include "lang/base/diag.h"

enum artefact_state {
#define ARTEFACT(id, code, is_lost, word) ARTEFACT_##id,
#include "engine/load/artefacts.def"
#undef ARTEFACT
    ARTEFACT_STATE_COUNT
};

/* One entity with a value in the field that its view calls `file`, or in that which it calls `digest`. */
struct artefact {
    struct ent ent;
    field_id file, digest;  /* digest NO_ID: the view has none */
    struct str location;    /* as written; empty: the entity has none */
    struct str path;        /* in the case, as a host takes it; empty: it is no file of the case */
    struct str recorded;    /* the digest given, "sha256:…"; empty: none */
    bool is_digest_unknown; /* one is given, and did not load */
    enum artefact_state state;
};

struct artefacts {
    struct artefact *at; /* by location, then number of the entity */
    uint32_t count;
};

/* A file of the case as its bytes are: what they come to, or why they cannot be had. */
struct artefact_bytes {
    enum host_status status;
    struct str reason;
    uint64_t size;
    const char *pointer,
        *help; /* what stands in its place, "a Git LFS pointer", and how to get it; NULL: nothing does */
    struct str sha256, sha512; /* hexadecimal digits, if asked for */
};
struct artefact_bytes artefact_read(struct host *host, struct arena *a, struct str path,
                                    bool with_sha256, bool with_sha512);

struct artefact_seen {
    struct str path;
    bool with_sha256, with_sha512;
    struct artefact_bytes bytes;
};

/* What the files of a run came to: a case that is loaded again does not read them again. */
struct artefact_memory {
    struct artefact_seen *at; /* by path */
    uint32_t len, cap;
    bool is_full; /* of all files of the case */
};

struct artefact_input {
    const struct program *program;
    struct builder *builder; /* frozen */
    struct store *store;
    struct host *host;
    struct arena *arena;            /* of the result, and of what is remembered */
    struct artefact_memory *memory; /* NULL: nothing is remembered */
    struct str
        changed; /* a file of the case whose bytes count as others than they are; empty: none */
};

/* Reports what is wrong; what is lost counts as not loaded. */
struct artefacts artefacts_verify(const struct artefact_input *in);

const char *artefact_word(enum artefact_state state);
bool artefact_is_lost(enum artefact_state state);

#endif
