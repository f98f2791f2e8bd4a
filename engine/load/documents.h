/*
 * Readers of formats that have one document in a file: each gives the tree of its document, in `a`.
 *
 * NULL: nothing could be read, which has been reported, or (with *ok true) the file has nothing in it. *ok is false if anything was
 * lost that no BROKEN node of the tree stands for.
 */
#ifndef ONUS_ENGINE_LOAD_DOCUMENTS_H
#define ONUS_ENGINE_LOAD_DOCUMENTS_H

#include "engine/load/reader.h"

/* The one value of a JSON text (RFC 8259): objects are mappings, arrays lists; texts are quoted, numbers as they are written. */
struct tree *json_document(struct arena *a, const struct reader_input *in, bool *ok);

/* Rows below the headings, as engine/load/table.h says. By tabs if the file's name ends in .tsv, else by what stands most often in its headings. */
struct tree *csv_document(struct arena *a, const struct reader_input *in, bool *ok);

/* The texts of the lines that are not blank, without their line ends. */
struct tree *lines_document(struct arena *a, const struct reader_input *in, bool *ok);

/*
 * A mapping with `children`: a list of items, each a mapping with `text` (the line without indentation and bullet) and `children`.
 * The first line that is indented says how many spaces a level has. A line that starts with # is a remark.
 */
struct tree *outline_document(struct arena *a, const struct reader_input *in, bool *ok);

/*
 * A mapping with `front` (the YAML between two lines of dashes at the top; left out where there is none) and `tables`: a list of the pipe
 * tables, each a mapping with `heading` (the nearest above) and `rows`, as engine/load/table.h says.
 */
struct tree *markdown_document(struct arena *a, const struct reader_input *in, bool *ok);

/*
 * XML 1.0, in the shape that tree.h says. Document types with declarations are refused: there are no entities but the five of XML
 * itself, and nothing outside of the file is ever opened. Namespaces are not resolved: a prefix is taken off the names of
 * elements and kept on those of attributes. Comments and processing instructions say nothing. Memory is linear in the size of the file.
 */
struct tree *xml_document(struct arena *a, const struct reader_input *in, bool *ok);

/*
 * One sheet of a workbook: rows below the headings, as engine/load/table.h says. Values are those that the file has, also of formulas; days
 * and times are written as 2026-06-01 and 08:30:00. Places are of a text of the sheet, which has a line for each of its rows.
 */
struct tree *xlsx_document(struct arena *a, const struct reader_input *in, bool *ok);

#endif
