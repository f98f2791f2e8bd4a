/*
 * What the files that check expressions share; check_internal.h is the door for the others.
 *
 *   check_expr.c     dispatch, names, literals, conditions, `if`, `otherwise`
 *   check_fit.c      whether a value fits where it stands, conversions, the words for types
 *   check_path.c     hops, extents, entities, values in full, nodes of foreign documents
 *   check_set.c      sets, filters, maps, quantifiers, variables
 *   check_call.c     calls: definitions, functions, and the forms that look like functions
 *   check_aggregate.c  count, sum, min, max, avg, list
 *   check_compare.c  comparisons and tests
 *   check_arith.c    + - * / and the kinds they take
 *   check_presence.c what is proved
 *
 * A function that returns an expression never returns NULL; after an error, which it has
 * reported, the type is TYPE_ERROR and the body is marked broken.
 */
#ifndef ONUS_LANG_CHECK_EXPR_H
#define ONUS_LANG_CHECK_EXPR_H

#include "lang/check_internal.h"

/* Quoted in messages: a name, and the author's own words at a place (one line, cut when long). */
#define NAME_ARG(cx, sym_) STR_ARG(sym_str((cx)->ck->syms, (sym_)))
struct str words_at(const struct context *cx, struct span at);
/* "a date", "an optional text", "a set of Control". */
struct str words_type(const struct context *cx, struct type t);
struct str words_kind(const struct context *cx, struct type t);   /* without the multiplicity */
struct str words_place(const struct context *cx, struct span at); /* "rules.onus:12:5" */

struct diag *report(const struct context *cx, enum diag_code code, struct span at, const char *fmt,
                    ...) __attribute__((format(printf, 4, 5))); /* an error: the body is broken */
struct diag *advise(const struct context *cx, enum diag_code code, struct span at, const char *fmt,
                    ...) __attribute__((format(printf, 4, 5))); /* a warning: it is not */
struct ir *expr_broken(const struct context *cx, struct span at);

static inline bool
ir_failed(const struct ir *ir)
{
    return ir->type.kind == TYPE_ERROR;
}

/* Remembers by id that something is used. */
#define MARK_USED(cx, vec, id)                                                                     \
    do {                                                                                           \
        while ((vec)->len <= (id))                                                                 \
            vec_push((cx)->ck->arena, (vec), false);                                               \
        (vec)->at[id] = true;                                                                      \
    } while (0)

/* ---- check_fit.c ---- */
/* The value as one of kind to.kind (and .of), how many there are unchanged; NULL: there is no such conversion. */
struct ir *fit_kind(const struct context *cx, struct ir *ir, struct type to);
/* The value where `to` is expected; reports what does not fit. */
struct ir *fit(const struct context *cx, struct ir *ir, struct type to);
/* One value that is there: neither a set nor an unopened optional. */
struct ir *fit_one(const struct context *cx, struct ir *ir);
struct ir *fit_set(const struct context *cx,
                   struct ir *ir); /* a set; a node of a source gives its items */
/* Two operands as one kind; false, and silent, if there is none. */
bool fit_both(const struct context *cx, struct ir **left, struct ir **right);
/* As fit_both, where either is taken as it is and they are not compared: pieces of a document stay what they are. */
bool fit_alike(const struct context *cx, struct ir **left, struct ir **right);
enum card card_join(enum card a, enum card b); /* of two branches, two alternatives */
enum card card_hop(enum card of, enum card field);
bool entities_meet(const struct checker *ck, union_id a, union_id b); /* some type is in both */
union_id entities_both(struct checker *ck, union_id a, union_id b);   /* NO_ID: none */
union_id entities_either(struct checker *ck, union_id a, union_id b);

/* ---- check_expr.c ---- */
const struct expr *unparen(const struct expr *e);
const struct scope *scope_find(const struct context *cx, struct sym name);
/* A word, set of words, `no` or `{}` that only the other side can give a type. */
bool expr_untyped(const struct context *cx, const struct expr *e);
/* Checks both so that a value name on either side is looked up among the other's values. */
void expr_pair(const struct context *cx, const struct expr *l, const struct expr *r,
               struct type expected, struct ir **left, struct ir **right);
param_id param_find(const struct context *cx,
                    struct sym name); /* of the rule, else of the module; NO_ID */
struct ir *ir_const(const struct context *cx, struct span at, struct type t, uint64_t cell);
struct ir *ir_unary(const struct context *cx, enum ir_kind kind, struct span at, struct type t,
                    struct ir *of);

/* ---- one function for each family of expressions ---- */
struct ir *path_hop(const struct context *cx, const struct expr *e);
struct ir *path_open(const struct context *cx, const struct expr *e);
/* The hop e, `?` or not, where one value stands for none or one: a term of a map. */
struct ir *path_term(const struct context *cx, const struct expr *e, struct type expected);
struct ir *path_index(const struct context *cx, const struct expr *e);
struct ir *path_extent(const struct context *cx, const struct expr *e);
struct ir *path_entity(const struct context *cx, const struct expr *e);
struct ir *path_document(const struct context *cx, const struct expr *e);
struct ir *node_op(const struct context *cx, enum node_op op, struct span at, struct type t,
                   struct ir *of);
struct ir *set_literal(const struct context *cx, const struct expr *e, struct type expected);
struct ir *set_filter(const struct context *cx, const struct expr *e);
struct ir *set_map(const struct context *cx, const struct expr *e, struct type expected);
struct ir *set_combine(const struct context *cx, const struct expr *e, struct type expected);
struct ir *quantifier(const struct context *cx, const struct expr *e);
struct ir *call(const struct context *cx, const struct expr *e);
struct ir *call_capture(const struct context *cx, const struct expr *e, const struct name *group);
bool call_is_capture(const struct context *cx, const struct expr *e);
/* The table with several results that e calls, or NULL. */
const struct def *call_of_table(const struct context *cx, const struct expr *e);
/* `m.group` of `let m = capture(…)`; group NULL: m alone, which is no value. */
struct ir *captured(const struct context *cx, const struct expr *e, const struct scope *s,
                    const struct name *group);
/* The value of a `let` and its slot: a capture is kept whole, so that its groups can be named. */
struct rule_let let_value(struct context *cx, const struct binding *b);
bool is_function_name(struct str name); /* of the language itself */
bool is_aggregate(const struct context *cx, const struct expr *e);
struct ir *aggregate(const struct context *cx, const struct expr *e);
void offer_aggregates(struct suggestion *s);
struct ir *comparison(const struct context *cx, const struct expr *e);
struct ir *membership(const struct context *cx, const struct expr *e);
struct ir *is_test(const struct context *cx, const struct expr *e);
struct ir *matches_test(const struct context *cx, const struct expr *e);
struct ir *arithmetic(const struct context *cx, const struct expr *e, struct type expected);
struct ir *negation(const struct context *cx, const struct expr *e, struct type expected);

struct ir *meets_test(const struct context *cx, const struct expr *e); /* check_criterion.c */

/* ---- check_set.c ---- */
/* A new variable in *cx; refuses a name that means something already. */
uint32_t bind(struct context *cx, struct name name, struct type type);
/* … that holds what a pattern found in a text. */
uint32_t bind_capture(struct context *cx, struct name name, struct type type, regex_id regex);
void warn_unused(const struct context *cx, uint32_t from, uint32_t to,
                 const char *what); /* slots */

/* ---- check_presence.c ---- */
bool expr_same(const struct expr *a, const struct expr *b); /* the same words, so the same value */
struct type presence_type(const struct context *cx, const struct expr *e, struct type t);
void presence_add(struct context *cx, const struct expr *path); /* is present, from here on */

/* ---- check_template.c ---- */
struct ir *template_text(const struct context *cx,
                         const struct text *text); /* as a value: optionals must be opened */
bool text_is_plain(const struct text *t);
struct str text_plain(const struct context *cx, const struct text *t); /* its literal parts */

/* ---- check_lookup.c ---- */
/* A call of a matrix or table; output: the result that is asked for, NULL where it has one. */
struct ir *table_call(const struct context *cx, const struct expr *e, const struct def *d,
                      const struct name *output);

/* ---- check_source.c ---- */
/* The one field a setting names, or NO_ID: reported, or lost with something that is broken. */
field_id setting_field(const struct context *cx, const struct setting *s, entity_id type);
/* False and reported: a way back, or what is written inside its owner. */
bool setting_allowed(const struct context *cx, const struct setting *s, field_id id);

/* ---- check_element.c ---- */
struct ir *element(const struct context *cx, const struct expr *e); /* P.Role(args) */

/* ---- check_define.c, check_duty.c ---- */
/* Refuses a name that is one of the language's functions: the definition is broken. */
void function_name_refuse(struct checker *ck, struct def *def, struct name name);
/* Registers a parameter of a module, or of a rule where `rule` is its code. */
param_id param_check(const struct context *cx, const struct param_decl *decl, struct sym rule,
                     struct str docs);
void let_check(struct context *cx, const struct clause *c, struct rule *rule);
/* require and require trace: *cx knows them behind. */
void duty_check(struct context *cx, const struct clause *c, struct rule *rule);
void trace_check(struct context *cx, const struct clause *c, struct rule *rule);
void fix_check(const struct context *cx, const struct clause *c, struct rule *rule);

/* ---- check_rule.c ---- */
int severity_word(const struct context *cx, struct name name); /* enum severity; -1: reported */
const char *severity_text(enum severity severity);

#endif
