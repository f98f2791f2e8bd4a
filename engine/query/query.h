/*
 * A question asked of a case, answered: rows and columns for the renderers, in an order that users know.
 *
 * What could not be judged is part of the answer: `incomplete` says that something is unknown or that rows may be
 * missing, and `causes` which mistakes of the case that comes from.
 */
#ifndef ONUS_ENGINE_QUERY_QUERY_H
#define ONUS_ENGINE_QUERY_QUERY_H

#include "engine/eval/eval.h"

enum answer_kind {
    ANSWER_CONDITION, /* one row, one column: true, false or unknown */
    ANSWER_VALUE,     /* one row, one column: a value, missing or unknown */
    ANSWER_SET,       /* one column: the members of a set of values */
    ANSWER_ENTITIES, /* "id", if there are several types "type", then the fields that are single values */
    ANSWER_TUPLES /* the variables and `let`s of the question */
};

struct answer_column {
    struct str name;
    struct type type;
};

/* How many rows have a word in a column. */
struct answer_tally {
    struct str column, word;
    uint32_t count;
};

struct answer {
    enum answer_kind kind;
    struct str question;
    int32_t as_of;
    struct answer_column *columns;
    uint32_t column_count;
    struct value **rows; /* [row][column] */
    uint32_t row_count;
    struct answer_tally *tallies; /* what is said of all rows together, column by column */
    uint32_t tally_count;
    bool incomplete;
    const struct diag **causes; /* by place; at most LIMIT_ANSWER_CAUSES, without duplicates */
    uint32_t cause_count;
    const struct program *program;
    const struct store *store;
    const struct source_map *sources;
};

struct query_input {
    struct arena *arena;
    const struct program *program; /* with the question in program.query */
    struct store *store;
    const struct query_rows *rows;
    const struct source_map *sources;
    struct str question;
    int32_t as_of;
};

struct answer *query_answer(const struct query_input *in);

/* ---- what others ask in the same way ---- */

/* Order of two values of one type: <0, 0, >0. Texts and ids in natural order, other values in their own. */
int answer_compare(const struct program *p, struct type t, struct value a, struct value b);
void answer_sort_members(const struct program *p, struct type t, struct value *set);
void sort_stable(void *items, size_t count, size_t size,
                 int (*compare)(const void *context, const void *a, const void *b),
                 const void *context);

/* Mistakes of the case in what expressions read (ir may be NULL), by place; at most LIMIT_ANSWER_CAUSES. In the arena. */
struct causes {
    const struct diag **at;
    uint32_t count;
};
struct causes query_causes(struct arena *arena, const struct program *p, struct store *store,
                           const struct ir *ir, const ir_each_vec *each);

/* Words that could stand at the end of a line, sorted; they replace what the line holds from `from` on. */
struct completion {
    uint32_t from, count;
    struct str *words;
};
struct completion query_complete(struct arena *a, const struct program *p, struct str line);

/* One cell, or one member of a set, as text. */
struct str answer_words(const struct answer *a, struct arena *arena, struct type t, uint64_t cell);

#endif
