/*
 * What the files of the checker share. Nobody outside lang/check_*.c includes this.
 *
 *   check.c          the order of the passes; what is left out of the program
 *   check_names.c    what is declared, visibility, look-up with suggestions
 *   check_use.c      modules and `use`, circles of it
 *   check_enum.c     enum, scale, in-place enums
 *   check_model.c    entity, inheritance, extend, fields and their types, reading fields
 *   check_inverse.c  `inverse`, declared and implicit other sides
 *   check_marks.c    what else a field is marked with: ranges, patterns, defaults
 *   check_const.c    constants and literals, regexes
 *   check_later.c    what is parsed but not available yet
 *   check_source.c   source … from
 *   check_view.c     view: what tools may draw
 *   check_target.c   target … to
 *   check_expr.c     expressions; its neighbours are listed in check_expr.h
 *   check_presence.c which optionals are proved to be there, and where
 *   check_template.c texts with values in them
 *   check_lookup.c   matrix, table; its neighbours are listed in check_lookup.h
 *   check_define.c   param, define
 *   check_measure.c  measure: its relation, where it may ask itself
 *   check_rule.c     rule and its clauses
 *   check_duty.c     what a rule demands and offers
 *   check_criterion.c  criterion, meets; its neighbours are listed in check_criterion.h
 *   check_pattern.c  pattern; its neighbours are listed in check_pattern.h
 *   check_query.c    a question asked of a case
 *   check_test.c     test: what is expected; check_fixture.c: what is given
 *   check_lint.c     what cannot have been meant; its neighbours are listed in check_lint.h
 *   check_cycle.c    recursion: components, monotonicity, the whole cycle in words
 *   check_tailor.c   tailoring; its neighbours are listed in check_tailor.h
 */
#ifndef ONUS_LANG_CHECK_INTERNAL_H
#define ONUS_LANG_CHECK_INTERNAL_H

#include "lang/ast.h"
#include "lang/base/diag.h"
#include "lang/check.h"
#include "lang/program.h"

struct checker;

/* What a name at module level stands for. */
enum def_kind {
    DEF_NONE,
    DEF_ENUM,
    DEF_ENTITY,
    DEF_PARAM,
    DEF_DEFINE,
    DEF_TABLE,
    DEF_CRITERION, /* .id: the definition that `meets` asks */
    DEF_RULE,
    DEF_SOURCE,
    DEF_TARGET,
    DEF_PATTERN
};

struct def {
    enum def_kind kind;
    uint32_t id; /* enum_id, entity_id, param_id, define_id, table_id, rule_id, pattern_id */
    const struct unit *unit;
    const struct item *item; /* NULL: built in */
    bool broken;             /* it has errors: uses of it stay silent */
};

/* A variable in scope. Scopes are a chain; the innermost is searched first; shadowing is an error. */
struct scope {
    const struct scope *outer;
    struct name name;
    uint32_t slot;
    struct type type;
    bool of_rule; /* a variable or `let` of the rule itself: an earlier `require` can speak of it */
    uint32_t
        capture; /* 1 + the pattern of `let m = capture(…)`, whose groups are m.group; the slot holds the text */
    struct span
        hidden; /* the `shared by` that leaves it out, behind which it means nothing; none: it is in sight */
};

/*
 * Where an expression stands: whose file, which body's slots, which variables, which optionals are open.
 * Copied, not changed, when something is added for a part of an expression.
 */
struct proof; /* check_presence.c: a chain of paths known to be present */

struct context {
    struct checker *ck;
    const struct unit *unit;
    struct body *body; /* slots of the rule, definition or source being checked */
    const struct scope *scope;
    const struct proof *proof;
    bool
        may_say_why; /* the message of a duty: `{why}` is a part of its own (ir_part.is_why) unless a variable is called so */
    bool in_source;  /* $, ..key, .@attr, [i], text keys are allowed */
    bool
        optionals_allowed; /* templates of messages, settings of sources: missing values print or are left out */
    uint32_t duty;        /* facts proved now hold because of duty number duty-1; 0: of no duty */
    struct sym rule_code; /* rule-local params */
    uint32_t pattern;     /* 1 + the pattern whose nodes these are, which does not see all elements; 0: none */
};

/* What belongs to one rule, definition or source while it is checked. Zero is a fresh one. */
struct body {
    VEC(struct slot) slots;
    bool_vec used;   /* by slot: somebody reads it */
    bool_vec relied; /* by duty: a later one holds only behind it (duty.opens) */
    bool broken;     /* it has an error, or uses something that has: leave the item out */
};

/* A criterion as a rule, until its place among the rules is known. */
struct criterion {
    define_id define;
    const struct rule *rule;
};

/* A pattern as it was declared; `sketch`, once somebody asks for its roles: their types and keys, all else left out. */
struct pattern_item {
    const struct unit *unit;
    const struct item *item;
    struct def *def;
    struct pattern *sketch;
    bool is_sketched; /* … or about to be */
    uint32_t size;    /* nodes, those of the patterns that it uses included */
    bool is_applied;  /* or used by another one: its elements may be somewhere */
};

struct checker {
    struct arena *arena; /* of the program */
    struct sym_table *syms;
    struct diag_sink *sink;
    const struct check_input *input;
    struct program *program;
    struct name_table *names;              /* check_names.c */
    struct model *model;                   /* check_model.c */
    struct tailoring *tailoring;           /* check_tailor.c */
    VEC(const struct item *) define_items; /* by define_id */
    VEC(const struct unit *) define_units;
    VEC(struct criterion) criteria;
    VEC(bool) params_used, defines_used; /* by id: something asks them */
    VEC(struct pattern_item) patterns;   /* by pattern_id */
    struct unit query_unit;              /* where questions stand: check_query.c */
};

/* ---- check_names.c ---- */
void names_collect(
    struct checker
        *ck); /* all items of all units: duplicates, `use`, cyclic imports, ambiguities on use */
/* NULL if nothing is called so; reports (with suggestion, both origins when ambiguous, private, deprecated) unless quiet. */
const struct def *names_find(struct checker *ck, const struct unit *from, const struct name *pack,
                             struct name name, const char *what, bool quiet);
/* An enum or entity. NULL: reported, or silent because what is named so has errors of its own or is not available yet. */
const struct def *names_type(struct checker *ck, const struct unit *from,
                             const struct type_name *t);
/* A rule, criterion or apply by its code; codes are unique over the run and need no `use`. */
const struct def *names_code(struct checker *ck, struct name code, bool quiet);
/* What an item was registered as, to set its id or `broken`; NULL: it names nothing, or was left out as a duplicate. */
struct def *names_of(struct checker *ck, const struct item *item);
/* Offers every name that `from` can see as a "did you mean"; kinds: bits 1u << DEF_…. */
void names_offer(struct checker *ck, const struct unit *from, unsigned kinds, struct suggestion *s);
/* The file that questions stand in: it uses all packs. */
void names_open_all(struct checker *ck);
/* Whether anybody declares a name like this: if so, names_find says why it cannot be used. */
bool names_declared(const struct checker *ck, struct sym name);
/* Whether `word` qualifies names in this file: a used pack, its alias, the own pack. */
bool names_is_pack(struct checker *ck, const struct unit *from, struct sym word);

void
uses_check(struct checker *ck); /* at the end: each `use` that opened nothing anybody asked for */
/* What a pack declares, private or not; NULL: nothing is called so there. And a "did you mean" over it; kinds as above. */
const struct def *names_in_pack(const struct checker *ck, struct str pack, struct sym name);
void names_offer_pack(const struct checker *ck, struct str pack, unsigned kinds,
                      struct suggestion *s);
/* The pack that is written so in rules; false: none is loaded. Offers all of them. */
bool names_pack_called(const struct checker *ck, struct sym word, struct str *pack);
void names_offer_packs(const struct checker *ck, struct suggestion *s);

/* ---- check_model.c ---- */
void
model_check(struct checker *ck); /* fills enums, entities, unions, fields, regexes of the program */
struct type model_type(struct checker *ck, const struct unit *from, const struct type_expr *t);
union_id model_union(struct checker *ck, const entity_id *members,
                     uint32_t count); /* interned; drops descendants */
struct type type_entity(struct checker *ck, entity_id e, enum card card);
/* A constant of the given type; false (and reported) if it is none. Sets give several cells. */
bool model_constant(struct checker *ck, const struct unit *from, const struct expr *e,
                    struct type t, uint64_t **cells, uint32_t *count);
/* The value called `name` of an enum: by name, alias of names; NO_ID if none. */
uint32_t enum_value(const struct program *p, enum_id e, struct sym name);
/* The words of a text without values in it; false and reported otherwise. */
bool text_constant(struct checker *ck, const struct text *text, struct str *out);
regex_id model_regex(
    struct checker *ck,
    const struct expr *e); /* compiles, reports inside the literal; NO_ID if it does not compile */
/*
 * The own type and cell of a literal (EXPR_INT, DECIMAL, DATE, DURATION, CLOCK, VERSION, TRUE, FALSE; negative: the caller negates
 * with `negative`, so that the smallest int is one). False, and reported: no such date, beyond 64 bits, too many digits.
 */
bool model_literal(struct checker *ck, const struct expr *e, bool negative, struct type *t,
                   uint64_t *cell);
/* A range over constants of the given type, low <= high; false and reported if not. */
bool model_range(struct checker *ck, const struct unit *from, const struct bounds *b, struct type t,
                 uint64_t *low, uint64_t *high);
/* Order of two cells of one ordered kind (numbers, dates, durations, clocks, versions, scales): <0, 0, >0. */
int model_compare(const struct checker *ck, struct type t, uint64_t a, uint64_t b);
bool model_is_ordered(const struct checker *ck, struct type t);
/* Report that a mark is not for this: twice, or without purpose. Used for fields and params. */
void model_marks_once(struct checker *ck, const struct field_mark *marks, uint32_t count);

/*
 * How a field is read on entities of some types: one alternative for each disjoint range of types that has it.
 * Own fields first; where two packs gave a type fields of one name, the reader's own pack's is meant, then the type's own one,
 * else the name is ambiguous and `pack` (acme.owner) decides.
 */
struct field_read {
    VEC(struct field_alternative) alternatives; /* of program.h */
    struct type
        type; /* joined over the alternatives: kind, card of one hop, target types; TYPE_ERROR: silent */
    entity_id lacking;  /* a concrete type among them without the field, or NO_ID */
    field_id clash[2];  /* ambiguous: two fields of different packs; else NO_ID */
    field_id unlike[2]; /* the alternatives have types that do not join; else NO_ID */
    bool silent;        /* not found, but a type concerned has errors of its own: say nothing */
};
struct field_read model_read(struct checker *ck, const struct unit *from, union_id types,
                             struct sym pack, struct sym name);
/*
 * The ways back from entities of `types` over every field called `name` that points to them (x.~name); made on demand.
 * One entry for each such field (the result is their union); none: no field called so points there.
 */
typedef VEC(struct field_read) field_read_vec;
field_read_vec model_read_back(struct checker *ck, const struct unit *from, union_id types,
                               struct sym name);
/* Offers the fields of the types as a "did you mean". */
void model_offer_fields(struct checker *ck, union_id types, struct suggestion *s);
bool entity_id_is(const struct program *p, struct type t,
                  entity_id ancestor); /* every member is one */

/* ---- check_view.c ---- */
void views_check(struct checker *ck); /* behind everything that views speak of */

/* ---- check_expr.c ---- */
/*
 * The typed form of e. `expected` gives value names, `{}`, `no` and literals their type; kind TYPE_ERROR: nothing expected.
 * Never NULL: after an error (reported here) it has type TYPE_ERROR.
 */
struct ir *expr_check(const struct context *cx, const struct expr *e, struct type expected);
struct ir *expr_condition(const struct context *cx, const struct expr *e); /* must be a condition */
struct ir *expr_value(
    const struct context *cx, const struct expr *e,
    struct type expected); /* one opened value assignable to expected; int → decimal converted */
/* The value of a setting or the id of an entity in a source: missing is fine, nodes and texts convert, one value may stand for a set. */
struct ir *expr_setting(const struct context *cx, const struct expr *e, struct type expected);
/* In a source, `x in node` walks the items of the node. */
/* Binds the variables one after the other; *cx becomes the context behind them. */
void each_check(struct context *cx, const each_vec *vars, ir_each_vec *out);
uint32_t body_slot(const struct context *cx, struct name name, struct type type);
struct ir *ir_new(const struct context *cx, enum ir_kind kind, struct span span, struct type type);

/* ---- check_presence.c ---- */
/* The context in which `condition` is known to be true (or false): opens what it proves present, narrows `is`. */
struct context presence_when(const struct context *cx, const struct expr *condition, bool is_true);
bool presence_proved(const struct context *cx, const struct expr *path);
/* A type that an `is` before narrowed the path to, else t. */
struct type presence_narrowed(const struct context *cx, const struct expr *path, struct type t);

/* ---- check_template.c ---- */
struct ir *template_check(
    const struct context *cx,
    const struct text *text); /* IR_TEMPLATE; optionals allowed; {why} where cx->may_say_why */

/* ---- check_measure.c ---- */
/* The parameter, the result and the relation; false and reported if one of them cannot be. */
bool measure_signature(struct checker *ck, const struct unit *unit, const struct measure_decl *decl,
                       struct define *d);
/* What is known of a call of a measure within its own body: the sets of the variables, by slot. */
bool measure_may_ask(const struct define *d, const struct ir *call, const struct ir *const *sets);
void measure_misasks(struct checker *ck, const struct define *d, const expr_vec *along,
                     const struct ir *call);
void measure_never_asks(struct checker *ck, const struct define *d, const expr_vec *along);
/* ---- check_tailor*.c: in the order in which they run ---- */
/* Nothing is known of what the pack requires, or it requires this one directly. */
bool pack_may_use(const struct checker *ck, struct str pack, struct str other);
void tailoring_collect(struct checker *ck); /* targets, reasons, dates, layers */
void tailoring_scales(struct checker *ck);  /* replaced scales: their types mean the new ones */
enum_id tailoring_scale(const struct checker *ck, enum_id scale); /* in whose place it is, if so */
void tailoring_defines(struct checker *ck);                       /* replaced definitions */
/* The `exempt` conditions of the rule in cx, checked as its guards see its variables. */
void tailoring_exempts(const struct context *cx);
void tailoring_apply(struct checker *ck); /* all others; fills program.deviations */

/* ---- check_criterion.c ---- */
/* What `meets` takes; then what it says, the criterion as a rule kept aside. */
void criterion_signature(struct checker *ck, const struct unit *unit, const struct item *item,
                         struct def *def);
void criterion_check(struct checker *ck, define_id id);
/* The criterion as a rule; NULL: it has errors. */
const struct rule *criterion_rule(const struct checker *ck, define_id id);

/* ---- check_pattern.c ---- */
void patterns_collect(struct checker *ck); /* their order; circles of `use` and `after` */
void patterns_check(struct checker *ck);
void patterns_unused(struct checker *ck); /* those that nothing applies and nobody else can */

/* ---- check_apply.c ---- */
/* The pattern and its arguments as the first duty of the rule. Without variables the first argument is the subject. */
void application_check(struct context *cx, const struct item *item, struct rule *rule);
/* The rule has errors: what the pattern would have added is incomplete. */
void application_lost(struct checker *ck, const struct unit *unit, const struct item *item);

/* ---- check_rule.c, check_source.c, check_target.c, check_cycle.c ---- */
void params_check(struct checker *ck);
void tables_check(struct checker *ck);
void defines_check(struct checker *ck);
void rules_check(struct checker *ck);
void sources_check(struct checker *ck);
void targets_check(struct checker *ck);
void cycles_check(struct checker *ck); /* components, is_recursive, monotonicity */
void unused_check(
    struct checker *ck); /* parameters and definitions that nobody can use and nobody does */
void lint_check(struct checker *ck); /* what checks without error and still cannot be meant */
/* A pattern that compiles: whether it can match what it should, and only that. */
void lint_pattern(struct checker *ck, const struct expr *regex, bool matches_empty);
void tests_check(struct checker *ck); /* check_test.c: if the input asks for them */

#endif
