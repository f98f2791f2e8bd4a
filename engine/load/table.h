/*
 * Tables of rows and named columns, whatever file they stand in: cells → rows as mappings.
 *
 * The first row that is not blank gives the headings. A row below it is a mapping from the heading of each column to its
 * cell, in the order of the columns; a column without a heading goes by its letter (A, B, … AA). White space around and
 * runs of it inside of headings do not count. A cell with nothing in it is NULL, a row with nothing in it is no row.
 * The place of an entry's key is its cell, so that a message about a missing value shows the row and not the headings.
 *
 * Two columns of one name are reported once, and their cells are BROKEN. A row with too few cells is reported and the cells
 * that it lacks are BROKEN; one with too many is BROKEN as a whole, for nobody can say which cell belongs to which heading. In
 * sheets of a workbook each cell has its column, so a short row is no mistake there.
 */
#ifndef ONUS_ENGINE_LOAD_TABLE_H
#define ONUS_ENGINE_LOAD_TABLE_H

#include "engine/load/complaints.h"
#include "engine/load/tree.h"
#include "lang/base/vec.h"

struct table_cell {
    struct str text; /* must outlive the table */
    struct span at;  /* of what is written, quotes included; empty where nothing is */
    bool is_quoted;
    const struct diag *cause; /* why the cell cannot be relied on; NULL: it can */
};

typedef VEC(struct table_cell) table_cell_vec;

struct table_column;

struct table {
    struct arena *arena;
    struct complaints *complaints;
    struct str cell_help; /* how to write a cell that holds what separates cells */
    bool is_sheet; /* cells at the end of a row that have nothing in them need not be written */
    struct table_column *columns;
    uint32_t column_count;
    struct span headings_at;
    VEC(struct tree *) rows;
    uint64_t cell_count;
    bool is_full; /* it is too large: the rest is not to be read */
};

/* Zero-initialise with arena, complaints and cell_help. Each row in the order of the file; `at` is its place. */
void table_row(struct table *t, const table_cell_vec *cells, struct span at);
/* Takes this row as the headings, be it blank. */
void table_headings(struct table *t, const table_cell_vec *cells, struct span at);
/* The rows below the headings as a list, or NULL where there was no row at all. `at` is the place of the whole. */
struct tree *table_rows(const struct table *t, struct span at);
/* The letter or letters of a column, counted from 0, as spreadsheets call it. */
struct str table_letter(struct arena *a, uint32_t column);

#endif
