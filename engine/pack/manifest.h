/*
 * pack.yaml: what a pack says about itself.
 */
#ifndef ONUS_ENGINE_PACK_MANIFEST_H
#define ONUS_ENGINE_PACK_MANIFEST_H

#include "engine/pack/pack.h"

/* A pack that another pack or the project asks for. */
struct pack_need {
    struct str name, constraint;
    struct span span;
};

typedef VEC(struct pack_need) pack_need_vec;

struct manifest {
    struct str name, version, title, licence;
    struct span name_span, version_span;
    pack_need_vec needs;
    VEC(struct standard) standards;
    VEC(struct pack_need) data; /* paths within the pack */
    bool ok;                    /* false: it cannot be relied on; reported */
};

struct manifest manifest_read(const struct pack_input *in, const struct source *source);

#endif
