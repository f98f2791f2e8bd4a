/*
 * The tree of one rule file, as its author wrote it.
 *
 * The parser builds it and decides nothing: names are symbols, not what they
 * refer to; literals keep their text; what the grammar accepts only to have it refused well
 * (mixed and/or, marks given twice, empty cells) is still here for the checker. Every node has the
 * span of its words. Nodes, lists and strings live in the unit's arena.
 *
 * An item or expression in which the parser had to recover is marked broken:
 * later phases stay silent about what was lost with it.
 */
#ifndef ONUS_LANG_AST_H
#define ONUS_LANG_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/source.h"
#include "lang/base/str.h"
#include "lang/base/sym.h"
#include "lang/base/vec.h"

/* The declarations below read as tables, one line a kind or node. */
/* clang-format off */

struct expr;
struct text;

/* A word with its place. */
struct name {
    struct sym sym;               /* SYM_NONE: not written */
    struct span span;
};

typedef VEC(struct name) name_vec;

/* a.b.c */
struct dotted {
    name_vec parts;
    struct span span;
};

typedef VEC(struct dotted) dotted_vec;

/* Goal, gsn.Goal */
struct type_name {
    struct name pack;             /* SYM_NONE: unqualified */
    struct name name;
    struct span span;
};

typedef VEC(struct type_name) type_name_vec;
typedef VEC(struct expr *) expr_vec;
typedef VEC(struct text *) text_vec;
typedef VEC(struct span) span_vec;
typedef VEC(bool) bool_vec;

/* ---- texts ---- */

struct text_part {
    struct str literal;           /* escapes resolved; used when expr is NULL */
    struct expr *expr;            /* {…}; EXPR_ERROR where it did not parse */
    struct span span;
};

typedef VEC(struct text_part) text_part_vec;

struct text {
    text_part_vec parts;
    bool is_long;                 /* """…""" */
    struct span span;             /* quotes included */
};

/* ---- expressions ---- */

enum expr_kind {
    EXPR_ERROR,
    EXPR_INT, EXPR_DECIMAL, EXPR_DATE, EXPR_DURATION, EXPR_CLOCK, EXPR_VERSION,   /* .literal */
    EXPR_TRUE, EXPR_FALSE, EXPR_TODAY, EXPR_DOCUMENT,                             /* no operands; DOCUMENT is $ */
    EXPR_TEXT,            /* .text */
    EXPR_REGEX,           /* .literal: between the quotes, as written */
    EXPR_NAME,            /* .name: variable, parameter, value, let … */
    EXPR_NO_VALUE,        /* the word `no` where it is a value */
    EXPR_PACK,            /* .name: a pack before `.f(…)`, `.T @id` */
    EXPR_TYPE,            /* .type: all entities, or all values, of a type */
    EXPR_ENTITY,          /* .entity: Zone @LAB */
    EXPR_CALL,            /* .call */
    EXPR_HOP,             /* .hop: x.f x..f x.@f x.+f x.*f x.~f */
    EXPR_OPEN,            /* .unary: x.f?  the `?` after a hop */
    EXPR_INDEX,           /* .binary: x[i] */
    EXPR_PAREN,           /* .unary: kept for the formatter */
    EXPR_NEGATE, EXPR_NOT,                                                        /* .unary */
    EXPR_ADD, EXPR_SUBTRACT, EXPR_MULTIPLY, EXPR_DIVIDE,                          /* .binary */
    EXPR_OTHERWISE, EXPR_UNION, EXPR_INTERSECT, EXPR_EXCEPT,                      /* .binary */
    EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE,                         /* .binary */
    EXPR_IN, EXPR_NOT_IN, EXPR_SUBSET,                                            /* .binary */
    EXPR_IS,              /* .is */
    EXPR_MATCHES,         /* .binary: right is EXPR_REGEX */
    EXPR_MEETS,           /* .meets */
    EXPR_AND, EXPR_OR,    /* .list: chain of two or more */
    EXPR_MIXED,           /* .mixed: and/or without parentheses, refused by check */
    EXPR_IMPLIES,         /* .binary */
    EXPR_IF,              /* .cond */
    EXPR_SOME, EXPR_EVERY, EXPR_NONE, EXPR_ONE,                                   /* .quant; NONE is `no … has` */
    EXPR_SET,             /* .list: {a, b}; {} is empty */
    EXPR_FILTER,          /* .comprehension: {e in S where P}; result NULL */
    EXPR_MAP,             /* .comprehension: {e.x for e in S, …} */
    EXPR_KIND_COUNT
};

enum hop_kind { HOP_FIELD, HOP_DESCENDANT, HOP_ATTRIBUTE, HOP_PLUS, HOP_STAR, HOP_INVERSE };
enum is_kind { IS_PRESENT, IS_MISSING, IS_SUBSTANTIVE, IS_TYPE };

/* `e in S where G`, `cap: Capability where G` */
struct each_var {
    struct name name;
    struct type_name type;        /* name: T — an extent; else name.sym is none */
    struct expr *set;             /* name in S; NULL for an extent */
    struct expr *where;           /* NULL: none */
    struct span span;
};

typedef VEC(struct each_var) each_vec;

struct expr {
    enum expr_kind kind;
    uint32_t depth;               /* of the tree below; at most LIMIT_EXPR_DEPTH */
    struct span span;
    union {
        struct str literal;
        struct text *text;
        struct name name;
        struct type_name type;
        struct { struct type_name type; struct str id; struct span id_span; bool quoted; } entity;   /* id parts joined by '/' */
        struct { struct expr *pack; struct name name; expr_vec args; each_vec each; } call;
            /* pack: EXPR_PACK/EXPR_TYPE/path before '.', or NULL; each: f(v for x in S), then args has one */
        struct { struct expr *of; enum hop_kind kind; struct name name; struct text *key; } hop;      /* key: x."any key", then name is none */
        struct expr *unary;
        struct { struct expr *left, *right; struct span op; } binary;
        struct { struct expr *of; enum is_kind kind; bool negated; struct type_name type; } is;
        struct { struct expr *of; struct dotted criterion; } meets;
        expr_vec list;
        struct { expr_vec operands; span_vec ops; bool_vec is_or; } mixed;                   /* ops[i] between operands i and i+1 */
        struct { struct expr *test, *then, *other; } cond;
        struct { struct each_var var; bool if_any; struct expr *body; } quant;
        struct { struct expr *result; each_vec each; } comprehension;
    };
};

/* ---- types, constants, fields ---- */

enum type_form { TYPE_FORM_ERROR, TYPE_FORM_NAME, TYPE_FORM_UNION, TYPE_FORM_ENUM };
enum multiplicity { MULT_ONE, MULT_OPTIONAL, MULT_ANY, MULT_SOME };   /* T  T?  T*  T+ */

struct type_expr;
typedef VEC(struct type_expr) type_vec;

struct type_expr {
    enum type_form form;
    enum multiplicity multiplicity;
    struct type_name name;        /* FORM_NAME: text, Goal, gsn.Goal */
    type_vec members;            /* FORM_UNION: each FORM_NAME */
    name_vec values;              /* FORM_ENUM */
    struct span span;
};

/* constants are expressions of the kinds that `constant` of the grammar allows */
struct bounds {
    struct expr *low, *high;      /* NULL: no range */
    struct span span;
};

enum field_mark_kind { MARK_INVERSE, MARK_ACYCLIC, MARK_PAST, MARK_MATCHING, MARK_WITHIN, MARK_DEFAULT, MARK_STRICTER };

struct field_mark {
    enum field_mark_kind kind;
    struct name name;             /* INVERSE, STRICTER */
    struct expr *value;           /* MATCHING: EXPR_REGEX; DEFAULT: constant */
    struct bounds range;          /* WITHIN */
    struct span span;
};

typedef VEC(struct field_mark) field_mark_vec;

struct field_decl {
    struct str docs;
    struct name name;
    bool contains;
    struct type_expr type;
    field_mark_vec marks;
    struct span span;
};

typedef VEC(struct field_decl) field_vec;

struct parameter {
    struct name name;
    struct type_expr type;
    struct span span;
};

typedef VEC(struct parameter) parameter_vec;

struct enum_alias { struct name name; struct text *text; };
typedef VEC(struct enum_alias) enum_alias_vec;

struct enum_value {
    struct name name;
    struct text *spelling;        /* as "…"; NULL: the name */
    enum_alias_vec aliases;       /* also … */
    struct span span;
};

typedef VEC(struct enum_value) enum_value_vec;


/* ---- rules ---- */

struct mapping { struct name standard; struct text *clause; };
typedef VEC(struct mapping) mapping_vec;

enum step_kind { STEP_SOME, STEP_EVERY, STEP_CONDITION };

struct trace_step {
    enum step_kind kind;
    struct expr *expr;            /* the path, or the condition */
    struct name name;             /* as …; none for a condition */
    struct text *message;
    struct span span;
};

typedef VEC(struct trace_step) step_vec;

enum clause_kind {
    CLAUSE_ERROR,
    CLAUSE_CATEGORY, CLAUSE_SEVERITY, CLAUSE_PHASE, CLAUSE_MAPS, CLAUSE_EFFECTIVE, CLAUSE_AFTER,
    CLAUSE_FORMERLY, CLAUSE_TAGS, CLAUSE_RATIONALE, CLAUSE_FINAL, CLAUSE_EXPECT_SUBJECTS,
    CLAUSE_PARAM, CLAUSE_FOR_EACH, CLAUSE_LET, CLAUSE_REQUIRE, CLAUSE_TRACE, CLAUSE_FIX_TEXT,
    CLAUSE_FIX_CHANGE, CLAUSE_ACCEPT, CLAUSE_REJECT
};

struct binding { struct name name; struct expr *value; };
typedef VEC(struct binding) binding_vec;

/* No part of a file: a question that somebody asks of a case. */
struct query_decl {
    each_vec each;                /* a row for each binding of these; empty: the expression alone */
    binding_vec lets;             /* further columns */
    struct expr *expr;            /* NULL where there are variables */
    struct span span;
};

struct clause {
    enum clause_kind kind;
    struct span span;
    struct str docs;
    union {
        struct name name;                                   /* CATEGORY, SEVERITY */
        struct { struct name from, to; } phase;             /* to.sym none: one phase */
        mapping_vec maps;
        struct str date;                                    /* EFFECTIVE, text of the literal */
        name_vec codes;                                     /* AFTER, FORMERLY, TAGS */
        struct text *text;                                  /* RATIONALE, FIX_TEXT, REJECT */
        struct param_decl *param;                           /* PARAM */
        each_vec each;                                      /* FOR_EACH */
        binding_vec let;                            /* LET */
        struct { struct expr *condition, *at; struct text *message; } require;   /* at: NULL if not written */
        step_vec trace;
        struct { bool add; struct expr *path, *value; struct text *ask; } fix;   /* value or ask */
        struct { struct expr *when; expr_vec given; } accept;
    };
};

typedef VEC(struct clause) clause_vec;

/* ---- items ---- */

struct param_decl {
    struct parameter param;
    struct expr *value;
    field_mark_vec marks;                           /* WITHIN, STRICTER */
};

struct use_decl { struct dotted module; struct name alias; };
struct enum_decl { struct name name; enum_value_vec values; };            /* enum and scale */
struct entity_decl {
    struct name name;
    bool is_abstract, is_open;
    struct type_name parent;                                /* name none: no parent */
    struct text *stored;                                    /* from "…" or NULL */
    field_vec fields;
};
struct extend_decl { struct type_name type; field_vec fields; };
struct define_decl { struct name name; parameter_vec params; struct type_expr *result; struct text *reads; struct expr *body; };
struct measure_decl { struct name name; struct parameter param; struct type_expr result; expr_vec along; struct text *reads; struct expr *body; };
struct rule_decl { struct name name; /* criteria only */ struct name code; struct text *title; clause_vec clauses; };

struct cell_value {
    enum { CELL_IS, CELL_RANGE, CELL_LT, CELL_GT, CELL_LE, CELL_GE } kind;
    struct expr *value, *high;
};
typedef VEC(struct cell_value) cell_value_vec;

struct table_cell {
    enum { CELL_EMPTY, CELL_ANY, CELL_CORNER, CELL_VALUES } kind;
    struct name row_axis, column_axis;                      /* CORNER: row \ column */
    cell_value_vec values;
    struct span span;
};
typedef VEC(struct table_cell) cell_vec;
struct table_row { cell_vec cells; struct span span; };
typedef VEC(struct table_row) row_vec;
struct table_decl {                                         /* matrix and table */
    struct name name;
    parameter_vec params;
    struct type_expr *result;                               /* one output, or NULL … */
    parameter_vec outputs;                                  /* … and several here */
    struct name hit;
    row_vec rows;
};

enum node_mark_kind { NODE_TEXT, NODE_FOR_EACH, NODE_AT_LEAST, NODE_AT_MOST, NODE_SHARED, NODE_WHEN, NODE_OPTIONAL, NODE_UNDEVELOPED, NODE_VIA };
struct node_mark {
    enum node_mark_kind kind;
    struct text *text;
    each_vec each;
    struct str count;                                       /* AT_LEAST, AT_MOST */
    expr_vec args;                                          /* SHARED */
    struct expr *when;
    struct name via;
    struct span span;
};

typedef VEC(struct node_mark) node_mark_vec;
struct setting { struct name pack, name; struct expr *value; struct span span; };   /* acme.owner: x */
struct node_part { struct pattern_node *node; struct setting setting; };
typedef VEC(struct node_part) node_part_vec;
typedef VEC(struct setting) setting_vec;
typedef VEC(struct pattern_node *) node_vec;

struct pattern_node {
    enum { NODE_ROLE, NODE_USE, NODE_CHOOSE } kind;
    struct type_name type;                                  /* ROLE: entity type; USE: pattern */
    struct name role;
    expr_vec args;                                          /* USE */
    struct str choose;                                      /* CHOOSE: how many */
    node_mark_vec marks;
    bool has_body;
    node_part_vec parts;   /* node NULL: a setting */
    struct span span;
};
struct pattern_decl { struct name name; parameter_vec params; type_name_vec after; node_vec nodes; };
/* A rule in every respect, so item.rule reads its code, title and clauses as well. */
struct apply_decl { struct rule_decl rule; struct type_name pattern; expr_vec args; each_vec each; bool authored; };

enum statement_kind { STATEMENT_FOR, STATEMENT_FOR_ANY, STATEMENT_WHEN, STATEMENT_REQUIRE, STATEMENT_LET, STATEMENT_ENTITY, STATEMENT_ADD };
struct statement;
typedef VEC(struct statement *) statement_vec;

struct statement {
    enum statement_kind kind;
    each_vec each;                                          /* FOR, FOR_ANY */
    struct expr *condition;                                 /* WHEN, REQUIRE */
    struct text *message;                                   /* REQUIRE */
    binding_vec let;
    struct type_name type;                                  /* ENTITY, ADD */
    struct expr *id;
    setting_vec settings;
    statement_vec body;
    struct span span;
};
struct source_decl { struct name name; name_vec formats; statement_vec body; };

struct target_key { enum { KEY_NAME, KEY_TEXT, KEY_DOCUMENT } kind; struct name name; struct text *text; struct span span; };
enum entry_kind { ENTRY_VALUE, ENTRY_MAPPING, ENTRY_LIST, ENTRY_FOR_EACH, ENTRY_WHEN, ENTRY_WITHIN, ENTRY_LET };
struct entry;
typedef VEC(struct entry *) entry_vec;

struct entry {
    enum entry_kind kind;
    struct target_key key;
    struct expr *value;                                     /* VALUE; WHEN: the condition; WITHIN: whose */
    each_vec each;
    binding_vec let;
    entry_vec body;
    struct span span;
};
struct target_decl { struct name name, format; entry_vec body; };

enum view_clause_kind { VIEW_PATHS, VIEW_TEXT, VIEW_ARGUMENTS, VIEW_CHAIN, VIEW_FOR_EACH };
struct view_clause {
    enum view_clause_kind kind;
    struct name word;
    dotted_vec paths;
    struct text *text;
    expr_vec args;
    struct type_name chain_type;                            /* CHAIN: Type -> name -> name */
    name_vec chain;
    each_vec each;
    struct span span;
};
typedef VEC(struct view_clause) view_clause_vec;
struct view_decl { struct name name; struct type_name type; view_clause_vec clauses; };   /* name or type */

enum deviation_kind { DEVIATION_SET, DEVIATION_SEVERITY, DEVIATION_EXEMPT, DEVIATION_DISABLE, DEVIATION_REPLACE };
struct deviation {
    enum deviation_kind kind;
    struct dotted target;                                   /* param or item; codes are one part */
    struct type_name target_type;                           /* REPLACE of a type */
    struct name code;                                       /* SET code.param, SEVERITY, EXEMPT, DISABLE */
    struct expr *value;                                     /* SET, EXEMPT (where) */
    struct name severity;
    struct dotted with;
    struct type_name with_type;
    name_vec replacing;                                     /* packs whose setting this one takes the place of */
    struct text *because;
    struct str until;                                       /* date literal; empty: none */
    struct span until_span;
    struct text *by;
    struct span span;
};
typedef VEC(struct deviation) deviation_vec;
struct tailor_decl { struct dotted pack; deviation_vec deviations; };

struct thing_name {
    struct type_name type;
    struct str id;                                          /* parts joined by '/' */
    bool quoted;
    struct datum *element;                                  /* P.Role(A, B) where a subject is named; NULL: an id */
    struct span span;
};
enum datum_kind { DATUM_LITERAL, DATUM_THING, DATUM_ROLE, DATUM_LIST };
struct datum;
typedef VEC(struct datum *) datum_vec;

struct datum {
    enum datum_kind kind;
    struct expr *literal;
    struct thing_name thing;
    struct type_name pattern; struct name role;             /* ROLE: P.Role(A, B) */
    datum_vec items;                              /* ROLE's arguments, LIST */
    struct span span;
};
struct thing;
struct thing_member { struct thing *thing; struct name pack, field; struct datum *value; struct span span; };
typedef VEC(struct thing_member) member_vec;
typedef VEC(struct thing *) thing_vec;

struct thing {
    struct type_name type;
    struct thing_name id;
    struct name via;
    member_vec members;
    struct span span;
};
enum test_clause_kind { TEST_ERROR, TEST_GIVEN, TEST_GIVEN_CASE, TEST_EXPECT, TEST_EXPECT_NOT, TEST_EXPECT_INDETERMINATE, TEST_EXPECT_DECISION, TEST_EXPECT_NOTHING_ELSE };
struct test_clause {
    enum test_clause_kind kind;
    thing_vec given;
    struct text *folder;                                    /* GIVEN_CASE */
    struct name word;                                       /* INDETERMINATE, DECISION: the word as written */
    struct name code;
    struct thing_name at; bool has_at;
    struct dotted by;                                       /* DECISION: the criterion */
    struct text *saying; bool containing;
    struct span span;
};
typedef VEC(struct test_clause) test_clause_vec;
struct test_decl { struct text *title; struct str on; test_clause_vec clauses; };

enum item_kind {
    ITEM_ERROR, ITEM_USE, ITEM_ENUM, ITEM_SCALE, ITEM_ENTITY, ITEM_EXTEND, ITEM_PARAM, ITEM_DEFINE,
    ITEM_MEASURE, ITEM_RULE, ITEM_CRITERION, ITEM_MATRIX, ITEM_TABLE, ITEM_PATTERN, ITEM_APPLY,
    ITEM_SOURCE, ITEM_TARGET, ITEM_VIEW, ITEM_TAILOR, ITEM_TEST
};

struct item {
    enum item_kind kind;
    struct str docs;              /* Markdown of the /// lines, joined by '\n' */
    struct span docs_span;
    bool is_private, is_replaceable;
    bool broken;                  /* the parser recovered inside */
    struct text *deprecated;      /* NULL: not deprecated */
    struct span span;             /* docs and visibility included */
    struct span keyword;          /* the declaring word */
    union {
        struct use_decl use;
        struct enum_decl enumeration;     /* ENUM, SCALE */
        struct entity_decl entity;
        struct extend_decl extend;
        struct param_decl param;
        struct define_decl define;
        struct measure_decl measure;
        struct rule_decl rule;            /* RULE, CRITERION */
        struct table_decl table;          /* MATRIX, TABLE */
        struct pattern_decl pattern;
        struct apply_decl apply;
        struct source_decl source;
        struct target_decl target;
        struct view_decl view;
        struct tailor_decl tailor;
        struct test_decl test;
    };
};

/*
 * A `//` comment, kept beside the tree for the formatter. So is a `///` line that documents nothing,
 * since a blank line parts it from what follows.
 */
struct comment {
    struct span span;             /* slashes included, line end not */
    bool own_line;                /* nothing but blanks before it on its line */
};

struct ast {
    const struct source *source;
    struct str docs;              /* the `///` lines that open the file, with a blank line behind them */
    VEC(struct item *) items;
    VEC(struct comment) comments;
    struct query_decl *query;     /* of parse_query alone; NULL: it did not parse */
    bool goes_on;                 /* nothing is wrong with it but that it ends too early */
};

#endif
