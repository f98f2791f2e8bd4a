/*
 * The typed program: what all rule files say together, checked and resolved.
 *
 * This is the contract between the language and everything that evaluates it:
 * the planner and executor, the explainer, the loader (which needs the model), and the naive
 * evaluator of the tests. Names are resolved to ids, values to cells, every expression has a type,
 * every optional is opened where it is used. Only items that checked without error are in it: a rule
 * that did not compile is absent and its diagnostics say so.
 *
 * ---- Meaning (language.md §11), as every evaluator must give it ----
 *
 * A condition is true, false or unknown (strong Kleene logic).
 * A single value (CARD_ONE, CARD_OPTIONAL) is a cell, missing, or unknown.
 * A set is its certain members, in ascending cell order, and a flag "incomplete: there may be more".
 *
 *   field        of an unknown entity: unknown (single) or {} incomplete (set); of a missing entity: missing or {}.
 *                A field marked incomplete in the store: unknown, or its certain members incomplete.
 *                From a set: the union over its members; missing ones are skipped; unknown ones make it incomplete.
 *                Entities whose type lacks the field (unions): missing, or {}.
 *   comparison   unknown if an operand is unknown, else false if one is missing. Sets: `=` `!=` unknown if one is incomplete.
 *   in           false if the left side is missing; true if it is among the certain members; else unknown if the set is
 *                incomplete or the left side unknown; else false.
 *   subset       false if a certain member on the left is not on the right and the right is complete;
 *                true if the left is complete and all of it is among the right's certain members; else unknown.
 *   present      of a set: true if it has a certain member, else unknown if incomplete, else false. Of a text: not blank.
 *   and or not implies   Kleene.
 *   some         true if a certain member has where∧body true; else unknown if incomplete or one is unknown; else false.
 *   every        false if a certain member has (where implies body) false; else unknown if incomplete or one is unknown; else true.
 *   no           not some.
 *   one          false if two are true; unknown if incomplete or any is unknown; true if exactly one is true; else false.
 *   filter       members with where true; incomplete if the set was, or any where is unknown.
 *   map          values over members with where true; missing skipped; unknown value or where, or incomplete set: incomplete.
 *                Of several variables each `where` counts by itself, before those behind it: where it is unknown, nothing
 *                behind it is looked at. So for aggregates.
 *   union        certain members of both; incomplete if either. intersect: likewise.
 *   except       right complete: left's certain members without right's, incomplete as the left. Right incomplete: {} incomplete.
 *   aggregates   unknown if the set is incomplete, a where or a term unknown; missing terms are skipped;
 *                sum and count of nothing: 0; product of nothing: 1; min, max, avg of nothing: missing. sum, avg … overflow: unknown.
 *   if           unknown test: unknown (a set: {} incomplete). Missing counts as false.
 *   otherwise    missing: the right side; unknown stays unknown.
 *   arithmetic, functions   unknown if an operand is unknown or the operation fails; missing if one is missing.
 *   define       with an unknown argument: unknown; with a missing one: false or missing. Recursive ones: the least
 *                fixpoint of "certainly true" and, apart, of "possibly true" (IR_CALL inside counts as false at first);
 *                unknown is what is possibly but not certainly true.
 *   closure      .+f/.*f: members certainly reachable; incomplete if f is incomplete on x or on one reached. Entities without f end the walk.
 *   a bool value as condition: missing counts as false.
 *   rule         one case for each tuple of its variables for which no `where` is false; its guard is unknown if one of them is.
 *                Requirements in order; where one that opens a value is false, those behind it count as true. Of a trace it is
 *                the first hop that opens: those behind it count as true where that finds nothing, not where a later step fails.
 *                A case with an unknown guard, or with an unknown requirement and no false one, is indeterminate; a false
 *                requirement under a true guard violates. A subject has the worst of its cases, and is at least
 *                indeterminate if a set that gives it cases is incomplete.
 *   lookup       of a table: unknown if an input is unknown, else missing if one is missing, else the result of the row that
 *                matches (collect: the set of the results of all rows that do). Total by construction.
 *   let … in     the value once, then the body.
 *   element      the entity that is this element of the pattern, derived or authored; unknown with an unknown argument, and
 *                where there is none but nobody knows whether there should be; else missing.
 *   measure      of an unknown entity unknown, of a missing one missing; else the body, in which the calls for what the relation
 *                leads to are done first. On a cycle of the relation: unknown.
 *   criterion    duties in order like those of a rule; the last one decides: true where the first branch whose `when` is true
 *                has all its `given`; an unknown `when` before it leaves that unknown unless both ways agree.
 *   x meets c    a call of the definition lowered from c: its guards, its requirements and its decision for every tuple, and there
 *                is at least one tuple. Missing, or guard false (not covered): false.
 *   exempted     a subject in all of whose cases some `exempt` condition is true; unknown: indeterminate.
 *   superseded   a subject that violates a rule named in `after` (same subject type), whatever this rule says of it.
 *   trace        each step inside the one before; a hop that finds nothing certain is false (unknown if incomplete), also `every`.
 */
#ifndef ONUS_LANG_PROGRAM_H
#define ONUS_LANG_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/source.h"
#include "lang/base/str.h"
#include "lang/base/sym.h"
#include "lang/base/value.h"
#include "lang/base/vec.h"
#include "lang/formats.h"
#include "lang/types.h"

/* The declarations below read as tables, one line a kind or node. */
/* clang-format off */

#define NO_ID UINT32_MAX

/* Ids are indexes into the arrays of struct program; NO_ID is none. */
typedef uint32_t enum_id, union_id, entity_id, field_id, param_id, define_id, rule_id, regex_id, table_id, deviation_id, pattern_id, application_id;

struct ir;
typedef VEC(struct ir *) ir_vec;

/* ---- the model ---- */

/* Another word for a value, in rules and case files (`also`). */
struct value_alias { struct sym text; uint32_t value; };

struct enum_type {
    struct sym name;              /* SYM_NONE: written in place, {a, b} */
    struct str pack;
    bool is_scale;                /* values are ordered as listed */
    uint32_t value_count;
    struct sym *values;           /* names in the language */
    struct sym *spellings;        /* in case files (`as`), else the name */
    struct value_alias *aliases;
    uint32_t alias_count;
    struct span span;
    struct str docs;
};

/* A set of entity types that a reference may point to; a single type is a union of one. */
struct union_type {
    entity_id *members;           /* ascending, no member descends from another */
    uint32_t member_count;
};

struct field {
    struct sym name;
    struct str pack;              /* of the declaration: fields of two packs may share a name */
    entity_id owner;
    struct type type;             /* CARD_SET_SOME for T+; TYPE_ERROR: its declaration has errors, values of it are skipped in silence */
    bool contains;
    bool acyclic, past;
    bool is_implicit;             /* the other side of somebody's `inverse` (or of `.~name`, then named "~name"), not declared itself */
    field_id inverse;             /* the way back, or NO_ID. With unions several fields may name one forward field */
    bool has_range;
    uint64_t low, high;           /* inclusive cells of the field's type */
    regex_id regex;               /* `matching`, or NO_ID */
    bool has_default;
    uint64_t *defaults;           /* one cell, or the members of a set */
    uint32_t default_count;
    struct span span;             /* of the name in the declaration */
    struct str docs;
};

struct entity {
    struct sym name;
    struct str pack;
    bool is_abstract, is_open;
    entity_id parent;             /* NO_ID: a root type */
    entity_id root;
    /* Types are numbered so that a type and its descendants are [id, last]: `is` is a comparison. */
    entity_id last;
    struct sym collection;        /* from "…"; SYM_NONE: none */
    field_id *fields;             /* own and inherited, and implicit ones; by declaration, ancestors first */
    uint32_t field_count;
    struct span span;
    struct str docs;
};

struct param {
    struct str pack;
    struct sym name;
    struct sym rule;              /* code of the rule that owns it, or none */
    struct type type;
    uint64_t value;               /* effective value; sets: see values */
    uint64_t *values;
    uint32_t value_count;
    bool has_range;
    uint64_t low, high;
    int stricter;                 /* -1 lower, 1 higher, 0 not said */
    struct span span;
    struct str docs;
};

struct regex {
    struct str pattern;           /* PCRE2, matched against the whole text */
    struct span span;
    struct sym *groups;           /* capture(): names of its groups */
    uint32_t group_count;
};

/* ---- expressions ---- */

enum ir_kind {
    IR_CONST,        /* .cell */
    IR_CONST_SET,    /* .cells: ascending */
    IR_VAR,          /* .slot */
    IR_PARAM,        /* .id: param_id */
    IR_TODAY,
    IR_EXTENT,       /* all entities of .id: union_id */
    IR_ENUM_VALUES,  /* all values of .id: enum_id */
    IR_ENTITY,       /* .entity: Zone @LAB; missing if no such entity loaded (its diagnostic is the loader's) */
    IR_FIELD,        /* .field */
    IR_CLOSURE,      /* .closure */
    IR_AND, IR_OR,   /* .list */
    IR_NOT,          /* .unary */
    IR_IMPLIES,      /* .binary */
    IR_COMPARE,      /* .compare: both sides of one kind, single or both sets */
    IR_IN, IR_SUBSET,/* .binary */
    IR_PRESENT,      /* .unary: any card */
    IR_SUBSTANTIVE,  /* .unary: text */
    IR_IS,           /* .is */
    IR_MATCHES,      /* .matches */
    IR_SOME, IR_EVERY, IR_ONE,                    /* .quant; `no` is IR_NOT of IR_SOME */
    IR_SET,          /* .list: single values → set; missing skipped, unknown: incomplete */
    IR_FILTER,       /* .each, result NULL */
    IR_MAP,          /* .each */
    IR_UNION, IR_INTERSECT, IR_EXCEPT,            /* .binary */
    IR_AGGREGATE,    /* .aggregate */
    IR_IF,           /* .cond */
    IR_OTHERWISE,    /* .binary */
    IR_ARITH,        /* .arith: operand kinds decide */
    IR_CALL,         /* .call: a define */
    IR_BUILTIN,      /* .builtin */
    IR_TEMPLATE,     /* .template: a text with values in it */
    IR_CONVERT,      /* .unary: to the kind (and card) of this->type: int → decimal; path, digest → text; in sources a node or a
                        text → anything (a node to a set: each of its items); fails to unknown */
    IR_NODE,         /* .node: navigation in a foreign document, sources only */
    IR_DIGEST,       /* .unary: one entity; SHA-256 of its authored fields */
    IR_LOOKUP,       /* .lookup: one output of a table; of HIT_COLLECT the set of them */
    IR_LET,          /* .let: the value once, then the body */
    IR_ELEMENT,      /* .element: P.Role(args), the one of these keys; optional */
    IR_KIND_COUNT
};

enum compare_op { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };
/*
 * Operands are one kind unless this says otherwise:
 *   + -   int, decimal, duration, clock, days; date ± duration → date; date - date → days
 *   *     int, decimal; duration * int, clock * int (the int is the right one)
 *   /     decimal → decimal (ints are converted first)
 *   neg   int, decimal, days, duration, clock
 */
enum arith_op { ARITH_ADD, ARITH_SUBTRACT, ARITH_MULTIPLY, ARITH_DIVIDE, ARITH_NEGATE };
/* LIST: a text, the terms as templates print them, duplicates kept, in natural order, ", " between them, never cut.
 * AVG is a decimal; SUM and the others have the kind of their terms. */
enum aggregate_op { AGG_COUNT, AGG_SUM, AGG_MIN, AGG_MAX, AGG_AVG, AGG_LIST, AGG_PRODUCT };
enum node_op {
    NODE_OP_DOCUMENT,     /* $ */
    NODE_OP_KEY,          /* of.key */
    NODE_OP_ATTRIBUTE,    /* of.@key */
    NODE_OP_DESCENDANTS,  /* of..key */
    NODE_OP_INDEX,        /* of[index] */
    NODE_OP_KEY_OF,       /* key(of) */
    NODE_OP_PLACE_OF,     /* place(of) */
    NODE_OP_TEXT_OF,      /* text(of), and a node used as text */
    NODE_OP_PROSE_OF,     /* prose(of): its words, and those of the elements inside */
    NODE_OP_ITEMS,        /* a node used as a set: items of a list, values of a mapping, elements of that name; a scalar: itself */
    NODE_OP_FILE          /* file() */
};

enum builtin_id {
#define BUILTIN(name, id, signature, doc) BUILTIN_##id,
#include "lang/builtins.def"
#undef BUILTIN
    BUILTIN_COUNT
};

/* A variable bound by a quantifier, comprehension, aggregate, for each or trace hop. */
struct ir_each {
    uint32_t slot;
    struct ir *set;               /* a set; NULL never: an extent is IR_EXTENT */
    struct ir *where;             /* NULL: true. May use earlier variables and this one */
    struct span span;
};
typedef VEC(struct ir_each) ir_each_vec;

/* expr NULL: the literal. is_why: `{why}` of a duty's message (language.md §6), both empty; engine/explain fills it in. */
struct ir_part { struct str literal; struct ir *expr; bool is_why; };

/* A type (with its descendants) and the field it is read by. */
struct field_alternative { entity_id type; field_id field; };

struct ir {
    enum ir_kind kind;
    struct type type;             /* conditions: TYPE_BOOL, CARD_ONE */
    struct span span;             /* the author's words */
    union {
        uint64_t cell;
        struct { uint64_t *at; uint32_t count; } cells;
        uint32_t slot;
        uint32_t id;
        struct { entity_id type; struct str id; } entity;           /* full path, or a short form */
        /* One hop: for each type the entity may have, its field. Ranges of types are disjoint. */
        struct { struct ir *of; struct field_alternative *alternatives; uint32_t count; bool open; struct sym name; } field;
        struct { struct ir *of; bool reflexive; struct field_alternative *alternatives; uint32_t count; struct sym name; } closure;
        struct ir *unary;
        struct { struct ir *left, *right; } binary;
        struct { enum compare_op op; struct ir *left, *right; } compare;
        struct { struct ir *of; union_id types; } is;
        struct { struct ir *of; regex_id regex; } matches;
        struct { struct ir_each each; bool if_any; struct ir *body; } quant;
        struct { ir_each_vec each; struct ir *result; } each;       /* FILTER has one variable */
        struct { enum aggregate_op op; ir_each_vec each; struct ir *term; } aggregate;   /* over a bare set: one variable, term is it */
        struct { struct ir *test, *then, *other; } cond;
        struct { enum arith_op op; struct ir *left, *right; } arith;   /* right NULL for NEGATE */
        struct { define_id define; ir_vec args; } call;
        struct { enum builtin_id id; ir_vec args; regex_id regex; struct sym group; } builtin;
        struct { table_id table; uint32_t output; ir_vec args; } lookup;
        struct { uint32_t slot; struct ir *value, *body; } let;
        struct { pattern_id pattern; struct sym role; ir_vec args; } element;   /* args: as the key of the role */
        ir_vec list;
        VEC(struct ir_part) template;
        struct { enum node_op op; struct ir *of; struct sym key; struct ir *index; } node;
    };
};

/* A variable of a rule, definition or source: its number is its place in the binding. */
struct slot {
    struct sym name;
    struct type type;
    struct span span;
};

/* ---- definitions and rules ---- */

struct define {
    struct str pack;
    struct sym name;
    uint32_t param_count;         /* slots 0 … param_count-1 */
    struct slot *slots;
    uint32_t slot_count;
    struct type result;           /* TYPE_BOOL for a condition */
    struct ir *body;              /* never NULL. With errors in it: a constant, and nothing in the program calls it */
    struct ir *reads;             /* IR_TEMPLATE over the parameters, or NULL */
    bool is_recursive;            /* then all parameters are single entities and the result a condition */
    bool is_measure;              /* one parameter, an entity; computed along an acyclic relation, what it leads to first */
    struct field_alternative *along;   /* MEASURE: the relation, by type of the entity, field by field; types without it have nothing below them */
    uint32_t along_count;
    rule_id meets;                /* the body says what meets this criterion (lowered from its clauses), or NO_ID */
    uint32_t component;           /* strongly connected component of the call graph; callees have smaller ones */
    struct span span;
    struct str docs;
};

enum category {
    CATEGORY_NONE, CATEGORY_UNSUPPORTED_CLAIM, CATEGORY_MISSING_JUSTIFICATION, CATEGORY_BROKEN_TRACEABILITY,
    CATEGORY_UNACCEPTABLE_RISK, CATEGORY_WEAK_EVIDENCE, CATEGORY_MALFORMED, CATEGORY_PROCESS
};
enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFO };

/*
 * Tables (language.md §7); a matrix is one of two inputs whose rows are its cells, by row, then column. Total: for all inputs that
 * are there some row matches; of `unique` exactly one. Looked up with an unknown input: unknown, with a missing one: missing.
 */
enum table_hit { HIT_UNIQUE, HIT_FIRST, HIT_COLLECT };

/* A value or range that a cell names; equality is a closed range of one. */
struct lookup_range { bool has_low, has_high, low_open, high_open; uint64_t low, high; };

/* What a row asks of one input: nothing (`-`), or to be in one of the ranges. */
struct lookup_test { bool is_any; struct lookup_range *ranges; uint32_t range_count; struct span span; };

struct lookup_row {
    struct lookup_test *tests;     /* by input */
    uint64_t *results;            /* by output */
    struct span span;             /* of a matrix: the cell */
};

struct lookup_output { struct sym name; struct type type; };   /* name SYM_NONE: the only one. HIT_COLLECT: lookups give sets of it */

struct lookup_table {
    struct str pack;
    struct sym name;
    bool is_matrix;
    enum table_hit hit;
    struct slot *inputs;
    uint32_t input_count;
    struct lookup_output *outputs;
    uint32_t output_count;
    struct lookup_row *rows;
    uint32_t row_count;
    struct span span;
    struct str docs;
};

enum duty_kind { DUTY_REQUIRE, DUTY_TRACE, DUTY_DECIDE, DUTY_PATTERN };

struct ir_step {
    enum { IR_STEP_SOME, IR_STEP_EVERY, IR_STEP_CONDITION } kind;
    uint32_t slot;                /* SOME, EVERY */
    struct ir *expr;              /* the set, or the condition */
    struct ir *message;           /* IR_TEMPLATE */
    struct span span;
};

/* `given x.f`: present, a text substantive. */
struct ir_given { struct ir *condition, *path; struct span span; };

/* `accept when C given …`: the first whose `when` holds decides, and only if all of `given` hold. */
struct ir_branch {
    struct ir *when;
    struct ir_given *given;
    uint32_t given_count;
    struct span span;
};

struct duty {
    enum duty_kind kind;
    struct ir *condition;         /* REQUIRE. DECIDE: accepted, with or without conditions, as one expression over the branches */
    struct ir_branch *branches;   /* DECIDE: the last duty of a criterion; message is that of `reject` */
    uint32_t branch_count;
    struct ir *at;                /* IR_FIELD (or a variable: the entity) whose place the finding points to; NULL: the subject */
    struct ir *message;           /* REQUIRE: IR_TEMPLATE */
    bool opens;                   /* a later duty relies on it: those after it are not checked where it fails; of a trace: its first hop */
    struct ir_step *steps;        /* TRACE: a chain, each step inside the one before */
    uint32_t step_count;
    application_id application;   /* PATTERN: nothing of it is amiss. No condition, no message: what is amiss says so itself */
    struct span span;
};

struct fix {
    enum { FIX_TEXT, FIX_SET, FIX_ADD } kind;
    struct ir *text;              /* TEXT: IR_TEMPLATE; with `ask`: the question */
    struct ir *path, *value;      /* SET, ADD; value NULL: ask */
    struct span span;
};

struct rule_let { uint32_t slot; struct ir *value; };

struct mapping_clause { struct sym standard; struct str clause; };

struct rule {
    struct str pack;
    struct sym code;
    struct str title;
    enum category category;
    enum severity severity;
    bool has_phase;
    uint32_t phase_from, phase_to;       /* ordinals of onus.Phase, inclusive */
    bool has_effective;
    int32_t effective;                   /* date */
    struct sym *after, *formerly, *tags;
    uint32_t after_count, formerly_count, tag_count;
    struct mapping_clause *maps;
    uint32_t map_count;
    struct str rationale, docs;
    bool is_final, expects_subjects;
    bool is_criterion;                   /* decides accepted, conditional or rejected; its last duty is DUTY_DECIDE */
    struct sym name;                     /* of a criterion */
    bool is_disabled;                    /* tailored away: listed, not evaluated */
    VEC(deviation_id) exempts;           /* tailored: subjects these conditions hold for are exempted */
    struct slot *slots;
    uint32_t slot_count;
    ir_each_vec each;                    /* each[0] is the subject; its set is IR_EXTENT */
    VEC(struct rule_let) lets;           /* evaluated in order once the variables are bound */
    VEC(struct duty) duties;
    VEC(struct fix) fixes;
    struct span span;                    /* the code */
};

/* ---- patterns (language.md §8) ---- */

struct pattern_setting { field_id field; struct ir *value; struct span span; };

enum pattern_part_kind {
    PATTERN_ROLE,        /* an element for each binding */
    PATTERN_USE,         /* the elements at the top of another pattern stand here */
    PATTERN_CHOOSE       /* `choose` of the children, which hang where this node stands */
};

/*
 * A node of a pattern, inside its parent. An element of a role is identified by the pattern, the role and the values of `key`: the
 * parameters and all variables around it and of its own, in the order in which they were written; of a role that is shared, and inside one,
 * what `shared by` names takes the place of all that stands before it. Two places that come to the same identity are one element.
 */
struct pattern_part {
    enum pattern_part_kind kind;
    struct sym role;              /* ROLE */
    entity_id type;               /* ROLE */
    field_id link;                /* ROLE: the parent's field that leads to it; NO_ID at the top, and of what hangs in a `use` at the top */
    ir_each_vec each;
    struct ir *when;              /* over the variables around the node: where it does not hold, the node is not called for, nor any number of it. NULL: always */
    uint32_t at_least, at_most;   /* bindings for each one of the parent; UINT32_MAX: no limit */
    bool is_optional;             /* nothing is amiss where it is not there */
    bool is_undeveloped;          /* it may stay open; the settings hold what says so */
    bool is_shared;
    ir_vec key;                   /* ROLE: single entities or values */
    field_id text_field;          /* ROLE: what its text is a value of; NO_ID: it has none */
    struct ir *text;              /* IR_TEMPLATE, or NULL */
    struct ir_given *quoted;      /* what the text quotes: present, a text substantive. Else the element is not derived */
    uint32_t quoted_count;
    struct pattern_setting *settings;   /* several of one field of many: several members */
    uint32_t setting_count;
    pattern_id used;              /* USE */
    ir_vec args;                  /* USE: a value for each parameter */
    field_id *used_links;         /* USE: for each node at the top of that pattern, the parent's field that leads to it; of a `choose` or
                                     `use` there, to all that hang in it. NO_ID where this `use` is itself at the top */
    uint32_t choose;              /* CHOOSE */
    struct pattern_part *children;
    uint32_t child_count;
    struct span span;             /* of the role's name; USE, CHOOSE: of the words */
};

struct pattern {
    bool is_broken;               /* it has errors: no parts; what its roles would have added to is incomplete */
    VEC(entity_id) lost;          /* BROKEN: the types of its roles, as far as their names tell */
    struct str pack;
    struct sym name;
    uint32_t param_count;         /* slots 0 … param_count-1 */
    struct slot *slots;
    uint32_t slot_count;
    pattern_id *after;            /* whose elements it sees, and those that they see */
    uint32_t after_count;
    struct pattern_part *parts;
    uint32_t part_count;
    struct span span;             /* of the name */
    struct str docs;
};

/*
 * `apply P(args) for each … as CODE`: a rule whose first duty, DUTY_PATTERN, holds for a case where nothing of the pattern is amiss.
 * Its elements are derived for every case whose guard is true before any rule is evaluated.
 */
struct application {
    bool is_broken;               /* it has errors: no arguments, no rule; what its pattern would have added to is incomplete */
    pattern_id pattern;
    rule_id rule;
    ir_vec args;                  /* over the slots of the rule */
    bool is_authored;             /* nothing is derived: every element must have been written */
    struct span span;
};

/* ---- sources: mappings from foreign documents ---- */

struct source_setting { field_id field; struct ir *value; struct span span; };

enum statement_op { SOURCE_FOR, SOURCE_FOR_ANY, SOURCE_WHEN, SOURCE_REQUIRE, SOURCE_LET, SOURCE_ENTITY, SOURCE_ADD };

struct source_statement {
    enum statement_op op;
    ir_each_vec each;                    /* FOR, FOR_ANY: sets of TYPE_NODE */
    struct ir *condition;                /* WHEN, REQUIRE */
    struct ir *message;
    uint32_t slot; struct ir *value;     /* LET: one statement per binding */
    entity_id type; struct ir *id;       /* ENTITY, ADD */
    struct source_setting *settings;
    uint32_t setting_count;
    struct source_statement *body;
    uint32_t body_count;
    struct span span;
};

struct source_map_decl {
    bool is_broken;                      /* it has errors: files read through it load nothing, in silence; what they could feed is incomplete */
    struct str pack;
    struct sym name;
    enum file_format *formats;                /* at least one; the ending of a file's name tells which it is in */
    uint32_t format_count;
    struct slot *slots;
    uint32_t slot_count;
    struct source_statement *body;
    uint32_t body_count;
    struct span span;
    struct str docs;
};

/* ---- views: what a type is for, to those who draw, tabulate and seal (language.md §3.2) ---- */

enum view_word {
#define VIEW_WORD(word, id, takes, kinds, of, example, doc) VIEW_WORD_##id,
#include "lang/view_words.def"
#undef VIEW_WORD
    VIEW_WORD_COUNT
};

/* The words that some words of views take, each table from 0. */
enum view_shape {
#define VIEW_SHAPE(word, id) VIEW_SHAPE_##id,
#include "lang/view_words.def"
#undef VIEW_SHAPE
    VIEW_SHAPE_COUNT
};
enum view_tone {
#define VIEW_TONE(word, id) VIEW_TONE_##id,
#include "lang/view_words.def"
#undef VIEW_TONE
    VIEW_TONE_COUNT
};
enum view_arrow {
#define VIEW_ARROW(word, id) VIEW_ARROW_##id,
#include "lang/view_words.def"
#undef VIEW_ARROW
    VIEW_ARROW_COUNT
};

/* A word of the view of a type. `fields`: by type of the entity; several for one type only where the word takes several. */
struct view_use {
    enum view_word word;
    struct sym text;                     /* MARK; SHAPE, TONE, ARROW: the word … */
    uint32_t choice;                     /* … and its number */
    struct field_alternative *fields;
    uint32_t field_count;
    struct ir *verdict;                  /* VERDICT, and flags without a field: IR_CALL of a definition, over slot 0 of the view: a condition, or one value of an enum */
    struct span span;
};

/* `A -> b -> c`: what a hop leads to, by type of the entity it is made from. */
struct view_hop { struct sym name; struct field_alternative *fields; uint32_t field_count; union_id types; struct span span; };
struct view_chain { entity_id type; struct view_hop *hops; uint32_t hop_count; struct span span; };

struct view {
    struct str pack;
    struct sym name;                     /* SYM_NONE: the view of a type … */
    entity_id type;                      /* … of this one, and of those that inherit from it; NO_ID: a view with a name */
    VEC(struct view_use) uses;           /* of a type */
    VEC(struct view_chain) chains;       /* of a view of chains */
    struct slot *slots;                  /* of a view of a matrix: entities, where their inputs stand before and after; of a type: the entity */
    uint32_t slot_count;
    ir_each_vec each;
    table_id matrix;                     /* NO_ID: not a view of a matrix */
    ir_vec before, after;                /* the inputs, which may be missing; after: empty if not said */
    struct span span;                    /* of the name */
    struct str docs;
};

/* ---- targets: foreign documents as they are written ---- */

enum target_op { TARGET_VALUE, TARGET_MAPPING, TARGET_LIST, TARGET_FOR_EACH, TARGET_WHEN, TARGET_WITHIN, TARGET_LET };

struct target_entry {
    enum target_op op;
    struct ir *key;                      /* VALUE, MAPPING, LIST: a text. NULL: the document, or within an XML element its text */
    struct ir *value;                    /* VALUE: anything, may be optional; WHEN: the condition; WITHIN: an entity, may be optional; LET */
    uint32_t slot;                       /* LET */
    ir_each_vec each;                    /* LIST: an item for each binding; FOR_EACH: the body once for each */
    struct target_entry *body;
    uint32_t body_count;
    struct span span;                    /* the key, else the entry */
};

struct target_map_decl {
    bool is_broken;                      /* it has errors: no body, perhaps no format */
    struct str pack;
    struct sym name;
    enum file_format format;
    struct slot *slots;
    uint32_t slot_count;
    struct target_entry *body;
    uint32_t body_count;
    struct span span;
    struct str docs;
};

/* ---- tailoring: how the rules differ from their packs' own ---- */

enum deviation_op { TAILOR_SET, TAILOR_SEVERITY, TAILOR_EXEMPT, TAILOR_DISABLE, TAILOR_REPLACE };

/* One line of a `tailor`, with what it came to. The program is already tailored; this is what reports list. */
struct deviation_of {
    enum deviation_op op;
    struct str by_pack, of_pack;         /* who tailors whom; the case's own rules: "" */
    struct str target;                   /* as written: "IEC-014.max_age", "risk_level" */
    param_id param;                      /* SET; else NO_ID */
    rule_id rule;                        /* SET of a rule's parameter, SEVERITY, EXEMPT, DISABLE, REPLACE of a criterion; else NO_ID */
    struct ir *condition;                /* EXEMPT: over the slots of the rule */
    struct str before, after;            /* values as written: "1 year", "180 days"; EXEMPT: "" and the condition */
    struct str because, by;              /* by: may be empty */
    bool has_until, is_expired;          /* an expired one is listed and has no effect */
    bool is_overridden;                  /* so is one in whose place another layer put its own (`replacing`) */
    int32_t until;                       /* date, inclusive */
    struct str *softened;                /* REPLACE of a matrix: the cells that became more lenient, in words */
    uint32_t softened_count;
    struct span span;
};

/* ---- a question asked of a case ---- */

/* Either one expression, or a row for each binding of the variables (a guard that is unknown: perhaps a row). */
struct query {
    struct slot *slots;
    uint32_t slot_count;
    ir_each_vec each;
    VEC(struct rule_let) lets;           /* further columns, evaluated in order */
    struct ir *expr;                     /* NULL where there are variables; may be optional */
    struct span span;
};

/* ---- tests (language.md §12): there only if check_input.with_tests asks for them ---- */

/* A member of a setting: a cell of the field's kind, or a thing of the same test by its index. */
struct fixture_value { bool is_thing; uint64_t cell; struct span span; };

struct fixture_setting { field_id field; struct fixture_value *values; uint32_t value_count; struct span key; };

/* `instance_of: P.Role(A, B)`, the text of the element as in a case file. */
struct fixture_instance { struct str text; struct span span; };

/* An entity of a test. Owners come before what is written inside them. */
struct fixture_thing {
    entity_id type;
    struct str id, path;          /* id: within its owner; path: in full */
    uint32_t owner;               /* a thing, or NO_ID: written on its own */
    field_id via;                 /* the owner's field that holds it, or NO_ID */
    struct fixture_setting *settings;
    uint32_t setting_count;
    struct fixture_instance *instances;
    uint32_t instance_count;
    struct span span;             /* of the id */
};

enum expect_kind {
    EXPECT_FINDING, EXPECT_NO_FINDING, EXPECT_INDETERMINATE,
    EXPECT_ACCEPTED, EXPECT_CONDITIONAL, EXPECT_REJECTED,     /* rule is a criterion */
    EXPECT_NOTHING_ELSE                                       /* rule NO_ID */
};

struct expectation {
    enum expect_kind kind;
    rule_id rule;
    bool has_at;
    uint32_t thing;               /* `at X`: a thing; NO_ID where a case is given, and for elements that are derived: then .id, found later */
    struct str id;                /* as written, without its type; of an element as case files write it: "P.Role(A, B)" */
    entity_id at_type;            /* `Threat:X-1`, or NO_ID */
    bool has_saying, is_part;     /* `saying`, `saying containing` */
    struct str saying;
    struct span span, at_span, saying_span;   /* all of it; the id; the text with its quotes */
};

struct test {
    struct str pack;              /* the rules of this pack run, and no others */
    struct str title;
    bool has_date;                /* if not, nothing that is expected depends on the day */
    int32_t date;
    bool has_case;
    struct str folder;            /* given case "…", as written: relative to the file of the test */
    struct span folder_span;
    struct fixture_thing *things;
    uint32_t thing_count;
    struct expectation *expectations;
    uint32_t expectation_count;
    struct span span;             /* all of it */
    struct span title_span;
};

/* ---- all of it ---- */

struct program {
    struct arena *arena;
    struct sym_table *texts;             /* names, ids and text values of the whole run */
    struct decimal_pool *decimals;
    VEC(struct enum_type) enums;
    VEC(struct union_type) unions;
    VEC(struct entity) entities;         /* in preorder of inheritance: see entity.last */
    VEC(struct field) fields;
    VEC(struct param) params;
    VEC(struct regex) regexes;
    VEC(struct define) defines;
    VEC(struct lookup_table) tables;
    VEC(struct deviation_of) deviations; /* by pack load order, then place in the text */
    VEC(struct rule) rules;              /* by pack load order, then place in the text */
    VEC(struct pattern) patterns;        /* by pack load order, then place in the text; those that `use` another stand behind it */
    VEC(struct application) applications; /* likewise */
    VEC(struct source_map_decl) sources;
    VEC(struct view) views;              /* by pack load order, then place in the text */
    VEC(struct target_map_decl) targets;
    struct query *query;                 /* the last one asked (check_query), or NULL */
    VEC(struct test) tests;              /* by pack load order, then place in the text */
    enum_id phase;                       /* the scale Phase in force */
    param_id placeholder_words;          /* onus.placeholder_words: what `is substantive` refuses; "tbd …": all that begins so. NO_ID: only blanks */
    uint32_t rules_not_compiled;         /* rules left out because of errors */
    uint32_t tests_not_compiled;         /* tests left out because of errors, theirs or those of a rule they name */
};

static inline bool
entity_is(const struct program *p, entity_id type, entity_id ancestor)
{
    return type >= ancestor && type <= p->entities.at[ancestor].last;
}

/* Field `name` of an entity type (inherited and implicit ones included), or NO_ID. Where packs clash: the one declared with the type, else NO_ID. */
field_id program_field(const struct program *p, entity_id type, struct sym name);
/* Field `pack.name`; the pack as it is written in rules ("iec80001_2_9"). */
field_id program_field_in(const struct program *p, entity_id type, struct str pack, struct sym name);
/* What the view of an entity type, or of the nearest type it inherits from, says with a word; NULL: nothing. */
const struct view_use *program_view(const struct program *p, entity_id type, enum view_word word);
/* … and the one field that it names for entities of exactly that type, or NO_ID. */
field_id program_view_field(const struct program *p, entity_id type, enum view_word word);
/* Whether two pack names are the same but for '-' and '_'. */
bool pack_same(struct str a, struct str b);
entity_id program_entity(const struct program *p, struct sym name);        /* by unqualified name */
struct str type_text(const struct program *p, struct arena *a, struct type t);   /* "Control*", for messages */
/* Whether ids do not tell its members apart: they are unique within a root type only. */
bool union_has_roots(const struct program *p, union_id types);
/* A value within `P.Role(A, B)`, as case files, findings and tests write it: what could be taken apart wrongly stands in quotes. */
void element_add_value(struct text_buf *out, struct str value);
/* A cell as case files write it: spellings of values, dates, numbers. Not for entities. */
struct str cell_text(const struct program *p, struct arena *a, struct type t, uint64_t cell);
/* Order of two cells of a kind: <0, 0, >0; of kinds without one, whether they are equal. */
int cells_order(const struct program *p, enum type_kind kind, uint64_t a, uint64_t b);
/* The expressions that this one is made of, one level down; the body of a definition it calls is none of them. */
void ir_visit_parts(const struct ir *ir, void (*visit)(void *context, const struct ir *part), void *context);
/* The expressions that the nodes of a pattern hold; those of patterns that it uses are none of them. */
void pattern_visit_parts(const struct pattern *p, void (*visit)(void *context, const struct ir *part), void *context);
/* Every expression of a rule at any depth, and those of the patterns that it applies and of the definitions that it calls, each once. */
void rule_visit_all(const struct program *p, const struct rule *r, struct arena *scratch,
                    void (*visit)(void *context, const struct ir *part), void *context);
/* The text form that tests compare: items and expressions with types. */
void program_dump(const struct program *p, struct text_buf *out);

#endif
