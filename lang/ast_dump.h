/* What ast_dump.c and ast_dump_expr.c share: one line per node, indented by its depth in the tree. */
#ifndef ONUS_LANG_AST_DUMP_H
#define ONUS_LANG_AST_DUMP_H

#include "lang/parse.h"

struct tree_dump {
    struct text_buf *out;
    const struct sym_table *syms;
    const struct source *source;
    bool places; /* print where each node stands */
    int depth;
    uint32_t at, line, column; /* a place already counted up to */
};

/* A line for a node whose children follow one level deeper. */
void tree_line(struct tree_dump *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
const char *tree_name(struct tree_dump *d, struct name n); /* "-" where none was written */
const char *tree_dotted(struct tree_dump *d, struct dotted n);
const char *tree_type_name(struct tree_dump *d, struct type_name n);
struct str tree_quoted(struct tree_dump *d, struct str s); /* in quotes, on one line */

void tree_text(struct tree_dump *d, const char *role, const struct text *t); /* NULL: no line */
void tree_expr(struct tree_dump *d, const struct expr *e);                   /* NULL: no line */
void tree_exprs(struct tree_dump *d, const char *role, expr_vec list);       /* empty: no line */
void tree_role(struct tree_dump *d, const char *role, const struct expr *e); /* a named operand */
void tree_each(struct tree_dump *d, each_vec each);
void tree_let(struct tree_dump *d, binding_vec let);

#endif
