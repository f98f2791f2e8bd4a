/*
 * What the files of the evaluator share. Nobody outside engine/eval includes this.
 *
 * A frame is a table of bindings: a row for each, a vector for each variable bound in it. Frames are nested: the rows of
 * an inner one are made from rows of the outer one, so that a part that does not depend on the
 * inner variables is evaluated on the outer, shorter frame and spread from there.
 */
#ifndef ONUS_ENGINE_EVAL_INTERNAL_H
#define ONUS_ENGINE_EVAL_INTERNAL_H

#include "engine/eval/eval.h"
#include "engine/eval/vector.h"
#include "engine/plan/plan.h"
#include "engine/store/builtin.h"
#include "engine/store/regex.h"
#include "engine/store/store.h"
#include "lang/base/limits.h"
#include "lang/lookup.h"

enum {
    CHUNK_ROWS = 8192,     /* rows of one frame: vectors stay in the cache, memory stays bounded */
    FRAME_DEPTH_MAX = 256, /* frames within each other */
    NESTING_MAX = 2500,    /* expressions within each other, over all definitions called */
    MEMBERS_MAX = 1 << 26  /* members that the sets of one chunk may have */
};

/* ---- frames (frame.c) ---- */

struct frame_binding {
    uint32_t slot;
    struct vector vector;
};

struct memo {
    const struct ir *ir;
    struct vector vector;
};

struct frame {
    struct evaluation *ev;
    struct frame *outer;    /* NULL: the root, one row and no variable */
    const uint32_t *origin; /* by row: its row of outer; NULL: the only one of the root */
    uint32_t count, depth;
    slot_mask bound;           /* slots bound here, not those fetched from outer frames */
    uint64_t expected;         /* rows there will be of this kind: a frame is a chunk of them */
    const struct value *given; /* one binding from outside: by slot; NULL: none */
    VEC(struct frame_binding) bindings;
    VEC(struct memo) memos;
    struct arena *arena; /* dies with the frame */
    struct arena_mark mark;
};

/* below: the frame at work when this one is opened, which is deeper than outer when a definition is called. */
void frame_open(struct frame *f, struct frame *outer, const struct frame *below);
void frame_close(struct frame *f);
bool frame_is_too_deep(const struct frame *below);
void frame_bind(struct frame *f, uint32_t slot, struct vector v);
void frame_bind_range(struct frame *f, uint32_t slot, uint64_t first);
struct vector frame_slot(struct frame *f, uint32_t slot);
/* The rows of f where bits are one, as a frame within f. */
void frame_select(struct frame *out, struct frame *f, const uint64_t *bits);
void frame_slice(struct frame *out, struct frame *f, uint32_t from, uint32_t count);
/* Rows of `at`, a frame around f, by row of f. */
const uint32_t *frame_rows_in(struct frame *f, const struct frame *at);
uint32_t *rows_new(struct arena *a, uint32_t n);
uint64_t *cells_raw(struct arena *a, uint32_t n);
uint64_t scale_expected(uint64_t expected, uint64_t part, uint64_t of);

/* ---- the run ---- */

struct join_index;
struct reach;
struct graph;
struct fixpoint;
struct measure;

/* What is known at run time about an expression of the plan. */
struct note_state {
    uint64_t rows; /* spent by the rule number `epoch` */
    uint32_t epoch;
    uint64_t seen; /* rows evaluated without a table */
    struct vector *once;
    struct vector *table; /* over `universe` */
    struct range universe;
    struct reach *reach;
};

/* A table as it is looked up in: the results of each leaf of its diagram. */
struct lookup_state {
    struct lookup_index *index; /* NULL: not asked yet */
    uint64_t **cells;   /* by output: one cell for each leaf; of HIT_COLLECT the members … */
    uint32_t **offsets; /* … of leaf i from offsets[i] on */
};

struct regex_state {
    struct regex_code *code;
    bool is_compiled, is_reported;
    uint64_t *known, *matched, *limited; /* by text symbol */
    uint32_t cap;
};

struct evaluation {
    struct arena *arena; /* results, and what is kept for the whole run */
    struct diag_sink *sink;
    const struct program *program;
    struct store *store;
    struct eval_options options;
    struct plan *plan;
    struct frame root;
    struct arena *arenas; /* by depth of frame */
    struct note_state *notes;
    struct join_index **joins;   /* by plan_each.id */
    struct fixpoint **fixpoints; /* by stratum */
    struct measure **measures;   /* by define_id */
    struct regex_state *regexes;
    struct lookup_state *lookups; /* by table_id */
    VEC(struct graph *) graphs;
    uint32_t *stamps, stamp; /* by entity: visited by the walk number `stamp` */
    uint32_t chunk_rows;
    uint32_t nesting;
    uint32_t epoch;          /* rule being evaluated, from 1 */
    bool is_reported;        /* its limit was reported */
    const struct rule *rule; /* NULL: no rule */
    bool is_single;          /* one binding: nothing is computed for whole extents */
    struct rule_result *results;
    uint32_t result_count;
};

/* Counts rows of an expression; false, and reported once for a rule, when it has used up LIMIT_EVAL_VISITS. */
bool spend(struct evaluation *ev, const struct ir *ir, uint64_t rows);
/* Cost of one row as planned; 0 of an expression that is not of the program (copies made for messages). */
uint32_t cost_of(const struct evaluation *ev, const struct ir *ir);
void report_limit(struct evaluation *ev, struct span at);

/* ---- expressions (expr.c): the result in the arena of f ---- */

struct vector eval(struct frame *f, const struct ir *ir);
struct condition eval_condition(struct frame *f, const struct ir *ir);
struct values eval_values(struct frame *f, const struct ir *ir);
struct sets eval_sets(struct frame *f, const struct ir *ir);
enum vector_kind vector_kind_of(const struct ir *ir);
/* As if by eval, but without regard to tables and outer frames. */
struct vector eval_here(struct frame *f, const struct ir *ir);
/* Rows at a time of what makes closures, so that these fit into memory; UINT32_MAX: all. */
uint32_t slice_rows(const struct evaluation *ev, const struct ir *ir);
struct vector eval_in_slices(struct frame *f, const struct ir *ir, uint32_t rows); /* slice.c */
struct condition condition_of(struct frame *f, struct vector v);
struct values values_of(struct frame *f, struct vector v);

/* ---- families ---- */

struct vector eval_and(struct frame *f, const struct ir *ir); /* bool.c */
struct vector eval_or(struct frame *f, const struct ir *ir);
struct vector eval_not(struct frame *f, const struct ir *ir);
struct vector eval_implies(struct frame *f, const struct ir *ir);
struct vector eval_if(struct frame *f, const struct ir *ir); /* choice.c */
struct vector eval_otherwise(struct frame *f, const struct ir *ir);
struct vector eval_present(struct frame *f, const struct ir *ir); /* test.c */
struct vector eval_substantive(struct frame *f, const struct ir *ir);
struct vector eval_is(struct frame *f, const struct ir *ir);
struct vector eval_matches(struct frame *f, const struct ir *ir);
struct vector eval_compare(struct frame *f, const struct ir *ir); /* compare.c */
struct vector eval_in(struct frame *f, const struct ir *ir);
struct vector eval_subset(struct frame *f, const struct ir *ir);
struct vector eval_field(struct frame *f, const struct ir *ir);  /* field.c */
struct vector eval_quant(struct frame *f, const struct ir *ir);  /* quant.c */
struct vector eval_filter(struct frame *f, const struct ir *ir); /* set.c */
struct vector eval_map(struct frame *f, const struct ir *ir);
struct vector eval_set_of(struct frame *f, const struct ir *ir);
struct vector eval_union(struct frame *f, const struct ir *ir);
struct vector eval_intersect(struct frame *f, const struct ir *ir);
struct vector eval_except(struct frame *f, const struct ir *ir);
struct vector eval_aggregate(struct frame *f, const struct ir *ir); /* aggregate.c */
struct vector eval_arith(struct frame *f, const struct ir *ir);     /* arith.c */
struct vector eval_convert(struct frame *f, const struct ir *ir);
struct vector eval_digest(struct frame *f, const struct ir *ir);   /* digest.c */
struct vector eval_lookup(struct frame *f, const struct ir *ir);   /* lookup.c */
struct vector eval_let(struct frame *f, const struct ir *ir);      /* choice.c */
struct vector eval_element(struct frame *f, const struct ir *ir);  /* derive_identity.c */
struct vector eval_call(struct frame *f, const struct ir *ir);     /* call.c */
struct vector eval_builtin(struct frame *f, const struct ir *ir);  /* builtin.c */
struct vector eval_template(struct frame *f, const struct ir *ir); /* template.c */
struct vector eval_closure(struct frame *f, const struct ir *ir);  /* closure.c */
struct vector eval_reach(struct frame *f, const struct ir *ir);
struct vector eval_cycle(struct frame *f, const struct ir *ir);
struct condition eval_fixpoint(struct frame *f, const struct ir *ir); /* recursion.c */
struct vector eval_measure(struct frame *f, const struct ir *ir);     /* measure.c */

/* Order of two cells of one kind: <0, 0, >0. */
int cells_compare(const struct evaluation *ev, enum type_kind kind, uint64_t a, uint64_t b);

/* Row i of a vector by itself, in arena a. */
struct value vector_value(struct arena *a, const struct vector *v, uint32_t i);
void query_evaluate(struct evaluation *ev, const struct query *q, struct query_rows *out);
struct target_rows *target_evaluate(struct evaluation *ev, const struct target_map_decl *t);

/* ---- variables (each.c) ---- */

struct visit {
    struct frame *frame;           /* rows with where true (or unknown, if those are kept) */
    const uint32_t *rows;          /* by row: its row of the frame expanded */
    const uint64_t *where_unknown; /* NULL: none */
};

struct expansion {
    struct frame *frame; /* that is expanded */
    bool keeps_unknown; /* rows whose where is unknown are visited, else they count as incomplete */
    const uint64_t
        *settled;         /* rows that need no more values, growing with the visits; NULL: none */
    uint64_t *incomplete; /* out: rows with values that may be missing; NULL: none */
    void (*visit)(void *context, const struct visit *v);
    void *context;
};

void expand(struct expansion *x, const struct ir_each *each);
/* Several variables, one within the other; visits get rows of the first frame. */
void expand_all(struct expansion *x, const ir_each_vec *each);

/* `set` for each row, narrowed by a join where that pays: without values for which where is surely false. */
struct sets candidates(struct frame *f, const struct ir_each *each); /* join.c */

/* A quantifier with any body. */
typedef struct condition body_fn(void *context, struct frame *f);
struct condition quantify(struct expansion *x, enum ir_kind kind, const struct ir_each *each,
                          body_fn *body, void *context);

/* ---- the rest ---- */

struct vector table_read(struct frame *f, const struct plan_note *note); /* table.c */
bool table_pays(struct frame *f, const struct plan_note *note);
/* All entities of a type (a union), chunk by chunk. */
void extent_visit(struct evaluation *ev, struct frame *below, union_id types, uint32_t slot,
                  void (*visit)(void *context, struct frame *f, uint32_t first), void *context);
struct range extent_cover(const struct evaluation *ev, union_id types);
uint64_t extent_size(const struct evaluation *ev, union_id types);

enum regex_result regex_test(struct evaluation *ev, regex_id id, uint64_t text); /* test.c */
struct regex_code *regex_code(struct evaluation *ev, regex_id id);
struct str cell_str(const struct evaluation *ev, uint64_t cell);
uint64_t str_cell(struct evaluation *ev, struct str s);
/* A cell as messages print it: ids for entities. */
struct str cell_words(struct evaluation *ev, struct arena *a, struct type t, uint64_t cell);
void rules_evaluate(struct evaluation *ev); /* rules.c */

/* Tuples of a rule's variables, ordered by subject, then by the further variables. guard_unknown: by row; NULL: none. */
struct case_walk {
    struct evaluation *ev;
    const struct rule *rule;
    void (*cases)(void *context, struct frame *f, const uint64_t *guard_unknown);
    void (*doubt)(void *context, uint32_t subject); /* there may be more tuples of this one */
    void *context;
};
void walk_cases(struct case_walk *w); /* cases.c */

/* decide.c: by row, whether a branch that asks for something may be the one that accepts it. */
uint64_t *decide_conditional(struct frame *f, const struct duty *duty);
void supersede(struct evaluation *ev); /* supersede.c */
void fixpoints_free(struct evaluation *ev);

#endif
