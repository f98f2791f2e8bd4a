/*
 * Constructors of the tree: what the grammar's actions call, one call each.
 *
 * NEW and its like take designated initialisers, so that most nodes need no function of their own.
 */
#ifndef ONUS_LANG_AST_BUILD_H
#define ONUS_LANG_AST_BUILD_H

#include <string.h>

#include "lang/ast.h"

struct parser;

/* A node in the arena with the given fields; the others are zero. */
#define NEW(T, ...)                                                                                \
    ((T *)memcpy(arena_alloc(ps->arena, sizeof(T), _Alignof(T), 1), &(T){__VA_ARGS__}, sizeof(T)))
#define EXPR(k, at, ...)   expr_new(ps, &(struct expr){.kind = (k), .span = (at), __VA_ARGS__})
#define CLAUSE(k, at, ...) NEW(struct clause, .kind = (k), .span = (at), __VA_ARGS__)
#define ITEM(k, word, ...) item_new(ps, &(struct item){.kind = (k), .keyword = (word), __VA_ARGS__})

/* The list `from` with one more element, as `to`; and a list of one. */
#define APPEND(to, from, ...) ((to) = (from), vec_push(ps->arena, &(to), (__VA_ARGS__)))
#define FIRST(to, ...)        (memset(&(to), 0, sizeof(to)), vec_push(ps->arena, &(to), (__VA_ARGS__)))
#define NONE(to)              memset(&(to), 0, sizeof(to))

/* ---- values of tokens and of rules that build no node of their own ---- */

struct entity_id {
    struct str id;
    bool quoted;
};
struct doc_line {
    struct str text;
    struct span span;
};
struct docs {
    VEC(struct doc_line) lines;
};
struct visibility {
    bool is_private;
    struct text *deprecated;
};
struct entity_marks {
    bool is_abstract, is_open;
};
struct outputs {
    struct type_expr *one;
    parameter_vec many;
};
struct kind_test {
    enum is_kind kind;
    struct type_name type;
};
struct node_body {
    bool written;
    node_part_vec parts;
};
struct view_name {
    struct name name;
    struct type_name type;
};
struct item_name {
    struct dotted dotted;
    struct type_name type;
    struct name code;
};
struct reason {
    name_vec replacing;
    struct text *because;
    struct str until;
    struct span until_span;
    struct text *by;
};
struct mixed_chain {
    expr_vec operands;
    span_vec ops;
    bool_vec is_or;
}; /* a and b or … */

/* ---- names and docs ---- */

struct dotted dotted_add(struct parser *ps, struct dotted d, struct name part);
/* A blank line in front makes what was there before no docs of what follows. */
struct docs docs_add(struct parser *ps, struct docs d, struct str line, struct span at);

/* ---- texts ---- */

struct str text_unescape(struct arena *a, struct str raw);
/* Joins neighbouring parts, takes the indentation off a long text, resolves escapes. */
struct text *text_new(struct parser *ps, bool is_long, text_part_vec parts, struct span at);
/* The characters of a text that must not have `{…}`; reports one that has. */
struct str text_as_id(struct parser *ps, const struct text *t);

/* ---- expressions ---- */

/* Keeps the height of the tree below its limit: beyond it the node is EXPR_ERROR. */
struct expr *expr_new(struct parser *ps, const struct expr *e);
struct expr *expr_error(struct parser *ps, struct span at); /* marks the item broken */
struct expr *expr_hop(struct parser *ps, struct expr *of, struct expr *hop, struct span at);
struct expr *expr_call_of(struct parser *ps, struct expr *pack, struct expr *call, struct span at);
struct expr *expr_entity_of(struct parser *ps, const struct expr *pack, struct name type,
                            struct entity_id id, struct span id_span, struct span at);
struct mixed_chain *chain_new(struct parser *ps, struct expr *e, struct span op, bool is_or);
struct mixed_chain *chain_add(struct parser *ps, struct mixed_chain *c, struct expr *e,
                              struct span op, bool is_or);
struct expr *chain_end(struct parser *ps, enum expr_kind kind, struct mixed_chain *c,
                       struct expr *e, struct span at);
expr_vec one_expr(struct parser *ps, struct expr *e);
each_vec one_each(struct parser *ps, struct each_var v);
struct each_var each_where(struct each_var v, struct expr *where, struct span at);

/* ---- items and their parts ---- */

/* Takes over whether the parser recovered since the last item. */
struct item *item_new(struct parser *ps, const struct item *i);
struct item *item_place(struct parser *ps, struct item *i, struct docs docs, struct visibility v,
                        struct span at); /* at: docs left out */
struct item *item_replaceable(struct item *i);
void ast_add_item(struct parser *ps, struct item *i);
void ast_add_error(struct parser *ps, struct span at);
struct type_expr *type_times(struct type_expr *t, enum multiplicity m, struct span at);
struct field_decl *field_document(struct parser *ps, struct field_decl *f, struct docs docs);
struct enum_value enum_also(struct parser *ps, struct enum_value v, struct enum_alias a,
                            struct span at);
enum_value_vec values_after(struct parser *ps, struct enum_value first, enum_value_vec others);
struct cell_value cell_compare(enum expr_kind order, struct expr *than);
node_part_vec node_parts(struct parser *ps, node_vec nodes);
struct deviation *deviation_because(struct deviation *d, struct reason r, struct span at);
struct setting setting_of(struct item_name field, struct expr *value, struct span at);
/* Fills in what every form of `expect CODE` has; c brings what was said. */
struct test_clause *expectation(struct test_clause *c, enum test_clause_kind kind, struct name code,
                                struct thing_name at_thing, struct span at);
struct thing_name id_of_name(struct parser *ps, struct name n);
struct thing_name id_join(struct parser *ps, struct thing_name a, struct thing_name b,
                          struct span at);
struct thing_name id_of_text(struct parser *ps, const struct text *t);

#endif
