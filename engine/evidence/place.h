/* Where in a case file the digest of a document is written, and how. Shared within engine/evidence. */
#ifndef ONUS_ENGINE_EVIDENCE_PLACE_H
#define ONUS_ENGINE_EVIDENCE_PLACE_H

#include "lang/base/source.h"
#include "lang/base/str.h"

/* The bytes [lo, hi) of a file become `text`. */
struct edit {
    const struct source *source;
    size_t lo, hi;
    struct str text;
};

/* The value of a key that is there, with its quotes. */
struct edit place_replace(struct arena *a, const struct source *source, struct span value,
                          struct str digest);
/* A key that stands without a value. False: something else stands there. */
bool place_fill(struct arena *a, const struct source *source, struct span key, struct str digest,
                struct edit *out);
/* A new key behind the entry of another one, written like that one. False: not where a plain entry ends. */
bool place_insert(struct arena *a, const struct source *source, struct span key, struct span value,
                  struct str name, struct str digest, struct edit *out);

#endif
