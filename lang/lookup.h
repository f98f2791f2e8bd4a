/*
 * Tables as decision diagrams: which rows answer for given inputs, in one step for each input.
 *
 * The values of an input fall into classes that no row tells apart: each value of an enum; of ordered kinds each value that
 * a row names and each gap between two of them; of texts each that a row names, and all others together. A node of the diagram
 * stands for the rows that are still possible behind some inputs; inputs that leave the same rows share one, so that its size
 * follows from what the rows say and not from the product of the inputs. The checker finds gaps and overlaps in it, the
 * evaluator and the explainer look up with it.
 */
#ifndef ONUS_LANG_LOOKUP_H
#define ONUS_LANG_LOOKUP_H

#include "lang/program.h"

/* The classes of one input. Of ordered kinds: below bound 0, bound 0, between bounds 0 and 1, bound 1, …, above the last one. */
struct lookup_axis {
    struct type type;
    bool is_ordered;
    uint64_t *
        bounds; /* what rows name, ascending and distinct; of enums and bools none: the class is the cell */
    uint32_t bound_count, bound_cap, class_count;
};

/* The rows that answer, ascending. */
struct lookup_leaf {
    uint32_t *rows;
    uint32_t count;
};

struct lookup_index {
    const struct lookup_table *table;
    struct lookup_axis *axes; /* by input */
    uint32_t *edges; /* behind node n, class c: edges[n + c]; behind the last input: the leaf */
    struct lookup_leaf *leaves;
    uint32_t leaf_count;
    struct lookup_step *steps; /* how each node was first reached; leaves come last */
    uint32_t step_count;
};

/* The classes of a type before any bound is named, and with one more of them. */
struct lookup_axis lookup_axis(const struct program *p, struct type t);
void lookup_bound(struct arena *a, const struct program *p, struct lookup_axis *axis,
                  uint64_t cell);
/* Whether whole numbers, days and the like leave no room between two neighbours. */
bool lookup_is_empty(const struct lookup_axis *axis, uint32_t class);
/* NULL: it would have more than LIMIT_TABLE_EDGES edges. */
struct lookup_index *lookup_index(struct arena *a, const struct program *p,
                                  const struct lookup_table *t);
uint32_t lookup_class(const struct program *p, const struct lookup_axis *axis, uint64_t cell);
/* The leaf for one cell of each input. */
uint32_t lookup_find(const struct program *p, const struct lookup_index *index,
                     const uint64_t *cells);
/* A class for each input that leads to the leaf: the first of them in the order of classes. */
void lookup_example(const struct lookup_index *index, uint32_t leaf, uint32_t *classes);
/* Whether values of the kind lie in order for a table. */
bool lookup_is_ordered(const struct program *p, struct type t);
/* A value of the class in words: "3", "likely", "2026-01-02", "any other text". */
struct str lookup_words(const struct program *p, struct arena *a, const struct lookup_axis *axis,
                        uint32_t class);

#endif
