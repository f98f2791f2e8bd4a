/* What ast_dump.c and ast_dump_expr.c share: one line per node, indented by its depth in the tree. */
#ifndef ONUS_LANG_AST_DUMP_H
#define ONUS_LANG_AST_DUMP_H

#include "lang/parse.h"

struct dump {
    struct text_buf *out;
    const struct sym_table *syms;
    const struct source *source;
    bool places;                  /* print where each node stands */
    int depth;
    uint32_t at, line, column;    /* a place already counted up to */
};

/* A line for a node whose children follow one level deeper. */
void dump_line(struct dump *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
const char *dump_name(struct dump *d, struct name n);          /* "-" where none was written */
const char *dump_dotted(struct dump *d, struct dotted n);
const char *dump_type_name(struct dump *d, struct type_name n);
struct str dump_quoted(struct dump *d, struct str s);          /* in quotes, on one line */

void dump_text(struct dump *d, const char *role, const struct text *t);   /* NULL: no line */
void dump_expr(struct dump *d, const struct expr *e);                     /* NULL: no line */
void dump_exprs(struct dump *d, const char *role, expr_vec list);         /* empty: no line */
void dump_role(struct dump *d, const char *role, const struct expr *e);   /* a named operand */
void dump_each(struct dump *d, each_vec each);
void dump_let(struct dump *d, binding_vec let);

#endif
