/*
 * Vectors: one result for each row of a frame.
 *
 * A condition is two bitmaps, a single value is cells with two bitmaps, a set is runs of ascending
 * cells. A vector does not own its memory; it lives in the arena of the frame it was made for.
 */
#ifndef ONUS_ENGINE_EVAL_VECTOR_H
#define ONUS_ENGINE_EVAL_VECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/eval/bits.h"
#include "lang/base/arena.h"
#include "lang/base/vec.h"

/* No row is both; either may be NULL. */
struct condition {
    const uint64_t *is_true, *unknown;
};

/* A row is present, unknown or else missing. Cells of rows that are not present mean nothing. */
struct values {
    const uint64_t *cells, *present;
    const uint64_t *unknown; /* NULL: none */
    bool is_range;           /* cell i is cells[0] + i, and all are present */
    bool is_constant;        /* every row is like the first one */
};

/* Row i has the members [offsets[r], offsets[r + 1]) with r = rows[i], or i where rows is NULL. */
struct sets {
    const uint32_t *rows, *offsets;
    const uint64_t *members;
    const uint64_t *incomplete; /* by i; NULL: none */
};

enum vector_kind { VECTOR_CONDITION, VECTOR_VALUES, VECTOR_SETS };

struct vector {
    enum vector_kind kind;
    union {
        struct condition condition;
        struct values values;
        struct sets sets;
    };
};

struct run {
    const uint64_t *at;
    uint32_t count;
};

static inline struct run
set_row(const struct sets *s, uint32_t i)
{
    uint32_t r = s->rows ? s->rows[i] : i;
    const uint64_t *first = s->members ? s->members + s->offsets[r] : NULL; /* no set has any */
    return (struct run){first, s->offsets[r + 1] - s->offsets[r]};
}

/* Sets under construction, row by row. Zero-initialise with arena and row count. */
struct set_builder {
    struct arena *arena;
    uint32_t row_count, row; /* rows before `row` are closed */
    uint32_t *offsets;
    VEC(uint64_t) members;
    uint64_t *incomplete;
};

void set_builder_init(struct set_builder *b, struct arena *a, uint32_t row_count);
void set_builder_add(struct set_builder *b, uint64_t cell);
void set_builder_add_run(struct set_builder *b, struct run r);
void set_builder_incomplete(struct set_builder *b); /* the open row */
void set_builder_close(struct set_builder *b); /* the row's members were added in ascending order */
void set_builder_close_sorting(struct set_builder *b); /* … in any order, with duplicates */
struct sets set_builder_done(struct set_builder *b);

uint32_t cells_sort_unique(uint64_t *cells, uint32_t count); /* the count that stays */
bool run_has(struct run r, uint64_t cell);

/* Rows rows[0 … n) of v, in arena a. */
struct vector vector_gather(struct arena *a, const struct vector *v, const uint32_t *rows,
                            uint32_t n);
/* The first row of v, n times. */
struct vector vector_repeat(struct arena *a, const struct vector *v, uint32_t n);
/* Everything unknown (sets: {} incomplete). */
struct vector vector_unknown(struct arena *a, enum vector_kind kind, uint32_t n);

struct vector vector_of_condition(struct condition c);
struct vector vector_of_values(struct values v);
struct vector vector_of_sets(struct sets s);

#endif
