/*
 * Text → tree. Never fails: what does not parse is reported to the sink and
 * left out or marked broken; everything else is in the tree.
 */
#ifndef ONUS_LANG_PARSE_H
#define ONUS_LANG_PARSE_H

#include "lang/ast.h"
#include "lang/base/diag.h"
#include "lang/base/sym.h"

/* The tree lives in `arena`; `source` must be registered in sink->sources. */
struct ast *parse_source(struct arena *arena, struct sym_table *syms, struct diag_sink *sink,
                         const struct source *source);

/*
 * The same for a question instead of a file: an expression, or variables as behind `for each` with `let` for more
 * columns. It is in ast->query; NULL after an error.
 */
struct ast *parse_query(struct arena *arena, struct sym_table *syms, struct diag_sink *sink,
                        const struct source *source);

/* One line per node with its kind, words and place: the text form that tests compare. */
void ast_dump(const struct ast *ast, const struct sym_table *syms, struct text_buf *out);
/* The same without places: equal for texts that differ in layout only. */
void ast_dump_words(const struct ast *ast, const struct sym_table *syms, struct text_buf *out);

/*
 * The canonical layout (`onus fmt`). Comments and docs are kept. Formatting the result
 * again gives the same bytes, and parsing it gives the same tree.
 * Only for trees that parsed without errors.
 */
struct str format_ast(struct arena *arena, const struct sym_table *syms, const struct ast *ast);

#endif
