/*
 * Matrices and tables while they are checked: shared by the files that do only.
 *
 *   check_lookup.c  inputs, outputs, headings, rows; calls of a table
 *   check_matrix.c  rows and columns of a matrix, its corner, ratings that fall
 *   check_total.c   gaps, overlaps, rows that are never reached
 */
#ifndef ONUS_LANG_CHECK_LOOKUP_H
#define ONUS_LANG_CHECK_LOOKUP_H

#include "lang/check_expr.h"
#include "lang/lookup.h"

struct table_check {
    struct context cx;
    const struct table_decl *decl;
    const char *word; /* "matrix", "table" */
    struct lookup_table table;
};

/* The one value that a cell says; false and reported if it is none of the type. */
bool table_single(const struct table_check *c, const struct table_cell *cell, struct type t,
                  uint64_t *out);
/* Whether a row has as many cells as needed; reported if not. */
bool table_row_fits(const struct table_check *c, const struct table_row *row, uint32_t columns);
void matrix_rows_check(struct table_check *c);
void matrix_order_check(const struct table_check *c); /* warns */
/* Each input has an answer, and of `unique` one only; of `first` each row answers for some. */
void table_total_check(const struct table_check *c);

#endif
