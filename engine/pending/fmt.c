/* Stands in for the formatter until it is there. */
#include "lang/parse.h"

struct str
format_ast(struct arena *arena, const struct sym_table *syms, const struct ast *ast)
{
    (void)arena, (void)syms;
    return ast->source->text;
}
