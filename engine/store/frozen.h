/*
 * The store's insides, shared by the files that fill and read it. Nobody outside engine/store includes this.
 *
 * All arrays live in the store's arena: they are written once and die together.
 */
#ifndef ONUS_ENGINE_STORE_FROZEN_H
#define ONUS_ENGINE_STORE_FROZEN_H

#include "engine/store/store.h"
#include "lang/base/arena.h"
#include "lang/base/diag.h"

/*
 * Where the values of a field stand, for the rows that have a key or a value: row r, if `written` has its bit,
 * is at rank[r / 64] + the number of bits before it in its word.
 */
struct places {
    uint64_t *written;
    uint32_t *rank;
    struct span *keys;
    struct span *values; /* of single values; members have their own array */
};

struct field_data {
    bool is_built; /* implicit fields are built on first use */
    bool has_reverse;
    struct column column; /* single-valued fields; else rows.lo = rows.hi = 0 */
    struct links links;
    struct links reverse;
    uint64_t *present, *incomplete; /* what column or links show */
    uint64_t *defaulted;            /* rows that say nothing and have the default; NULL: none */
    struct places places;
    struct span *member_spans; /* beside links.targets or links.cells */
    bool has_lost;             /* something that was written did not load … */
    const struct diag *lost;   /* … and this said so first */
    const struct diag *whole;  /* what made the field incomplete on all rows */
};

struct cause {
    field_id field;
    uint32_t row; /* entity number */
    const struct diag *diag;
    bool is_open; /* nobody has said it yet, and patterns may: not reported so far */
};

struct external {
    uint32_t number;
    struct sym reason;
};

struct extent_state {
    bool is_incomplete; /* there may be more of them … */
    bool leads_anywhere; /* … and nobody knows where those lead to: all ways back are open */
    const struct diag *cause;
};

struct store {
    struct arena arena;
    const struct program *program;
    uint32_t count;
    uint32_t *
        type_starts; /* by entity_id, and one more: numbers of concrete types ascend with their ids */
    struct sym *paths; /* by number */
    struct span *spans;
    struct external *externals; /* by number */
    uint32_t external_count;
    struct instance *instances; /* in the order of their places */
    uint32_t instance_count;
    struct extent_state *extents; /* by entity_id */
    struct field_data *fields;    /* by field_id */
    struct cause *causes;         /* by field, then number */
    uint32_t cause_count;
    int32_t today;
    bool is_made_up;
};

static inline uint32_t
range_len(struct range r)
{
    return r.hi - r.lo;
}

static inline bool
range_has(struct range r, uint32_t number)
{
    return number >= r.lo && number < r.hi;
}

static inline size_t
bit_words(uint32_t bits)
{
    return ((size_t)bits + 63) / 64;
}

static inline void
bit_set(uint64_t *bits, uint32_t i)
{
    bits[i >> 6] |= (uint64_t)1 << (i & 63);
}

void bit_set_all(uint64_t *bits, uint32_t count);

/* The rows of a field, of its targets. */
struct range field_rows(const struct store *s, field_id f);
struct range field_target_range(const struct store *s, field_id f);
bool field_accepts(const struct program *p, field_id f, entity_id type);
struct str store_path(const struct store *s, uint32_t number);
/* Columns and links of implicit fields (inverse.c). */
void inverse_build(struct store *s, field_id f);
const struct links *inverse_reverse(struct store *s, field_id f);

/* What made that field of that entity incomplete, alone; NULL: nothing, or all rows are. */
const struct cause *store_find_cause(const struct store *s, field_id f, uint32_t number);
/* Index of a row within places, or UINT32_MAX. */
uint32_t places_index(const struct places *p, uint32_t row);

#endif
