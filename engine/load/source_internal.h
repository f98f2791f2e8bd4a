/*
 * What the files of the source interpreter share; nobody outside engine/load/source*.c includes this.
 *
 *   source.c          statements: for, when, require, let, entities; what never matched
 *   source_set.c      settings: values of a document → facts
 *   source_expr.c     expressions on single values, in three-valued logic
 *   source_sets.c     expressions on sets: quantifiers, filters, aggregates
 *   source_call.c     functions, arithmetic, patterns
 *   source_node.c     hops in the document
 *   source_unread.c   keys that no clause reads
 *
 * A value knows its place, so that what is wrong with it is shown where it is written.
 */
#ifndef ONUS_ENGINE_LOAD_SOURCE_INTERNAL_H
#define ONUS_ENGINE_LOAD_SOURCE_INTERNAL_H

#include "engine/load/source.h"
#include "lang/base/vec.h"

enum sv_kind { SV_MISSING, SV_UNKNOWN, SV_CELL, SV_TEXT, SV_NODE, SV_SET };

struct sv {
    enum sv_kind kind;
    bool incomplete;    /* SET */
    bool has_gap;       /* TEXT made by a template of which a part was blank */
    uint32_t count;     /* SET */
    struct span at;     /* of the node it came from, or none */
    struct span key_at; /* of the node's key, or none */
    const struct diag
        *gap_cause; /* SET that is incomplete: what has been reported of it, or NULL */
    union {
        uint64_t cell;   /* CELL: kinds that are not texts */
        struct str text; /* TEXT: text, path, version, digest; the id of an entity */
        struct {
            struct tree *tree;
            struct str key;
        } node;                   /* key empty: none. Never NULL or BROKEN */
        struct sv *members;       /* SET; single values */
        const struct diag *cause; /* UNKNOWN: what has been reported, or NULL */
    };
};

typedef VEC(struct sv) sv_vec;

enum truth { SV_FALSE, SV_MAYBE, SV_TRUE };

/* A statement and what is known of it over all files. */
struct step {
    const struct source_statement *s;
    struct step *body;
    uint64_t reached, matched; /* FOR: how often it began, and items that it found */
    struct span seen_at;       /* of the first time that nothing matched */
    struct str seen;           /* and what was there instead */
    bool joins;                /* ENTITY, ADD: of a type that some `add` concerns */
};

struct joined {
    entity_id root, type;
    struct sym id;
    uint32_t handle;
    bool is_declared; /* by a clause without `add` */
    struct span at;
};

struct unread_table;
struct regex_code;

/* The set of a `let`, sorted when `in` asks for it first. */
struct sorted_set {
    struct sv *members;
    uint32_t count, cap;
    bool is_current;
};

struct source_reader {
    struct source_input in;
    struct arena arena;   /* of the reader: steps, joined entities */
    struct arena scratch; /* of the document, and marked within one statement */
    struct step *steps;
    struct sv *slots;
    struct sorted_set *sorted; /* by slot */
    const struct source *file;
    struct tree *root;
    struct span here; /* of the item that the innermost `for` is at */
    VEC(struct joined) joined;
    uint32_t *joined_slots; /* hash table of indexes + 1 */
    uint32_t joined_mask;
    const struct tree *crowd;       /* the last elements of which there should have been one … */
    const struct diag *crowd_cause; /* … and the message that said so */
    uint32_t finding_count;         /* of the file */
    bool is_given_up;
    struct projection *projection;
    struct unread_table *unread;
    struct regex_code **regexes; /* by regex_id; NULL: not compiled yet */
};

/* ---- values ---- */

#define SV_NOTHING ((struct sv){.kind = SV_MISSING})

struct sv sv_unknown(const struct diag *cause);
struct sv sv_truth(enum truth t);
struct sv sv_set(const sv_vec *members, bool incomplete);
/* Of a condition: missing counts as false. */
enum truth sv_holds(struct sv v);

struct sv source_eval(struct source_reader *r, const struct ir *ir);
struct sv source_eval_sets(struct source_reader *r, const struct ir *ir); /* source_sets.c */
struct sv source_eval_node(struct source_reader *r, const struct ir *ir); /* source_node.c */
/* Functions, arithmetic, patterns (source_call.c). */
struct sv source_eval_function(struct source_reader *r, const struct ir *ir);
void source_free_patterns(struct source_reader *r);
/* A message: what is missing prints "(not given)". */
struct str source_message(struct source_reader *r, const struct ir *ir);
/* The members of a value used as a set. */
struct sv source_items(struct source_reader *r, struct sv v);
/* Where a document has a list of the elements of one name: the only one of them, or unknown (and reported). */
struct sv source_one(struct source_reader *r, struct sv v);
/* What a node says when it is used as a value: a text; a list or mapping itself; unknown. Anything else: itself. */
struct sv source_content(struct source_reader *r, struct sv v);
/* The text of a value: of a scalar node, of an element, of a text. Reports lists and mappings. */
struct sv source_scalar(struct source_reader *r, struct sv v);
/* A text or node as a value of that kind; reports what does not convert. */
struct sv source_convert(struct source_reader *r, struct sv v, struct type to);
/* A single value in the words of case files; texts as they are. */
struct str source_spelling(struct source_reader *r, struct type t, struct sv v);
int source_compare(const struct source_reader *r, enum type_kind kind, struct sv a, struct sv b);
/* Whether something is there: a text that is not blank, a node that is not empty, a set with members. */
struct sv source_present(struct source_reader *r, struct sv v);

/* The place of a node to point at: its first line, not all of it. */
struct span source_head(const struct tree *t);
struct sv sv_node(struct tree *t, struct str key, struct span key_at);

/* ---- messages: each counts against the limit of the file ---- */
struct diag *source_complain(struct source_reader *r, enum diag_code code, struct span at,
                             const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* v.at, or where the innermost `for` is. */
struct span source_place_of(const struct source_reader *r, struct sv v);

/* ---- settings ---- */
void source_settings(struct source_reader *r, uint32_t handle, const struct source_statement *s,
                     struct str id);
void source_skip_settings(struct source_reader *r, const struct source_statement *s);

/* ---- keys that nobody read ---- */
struct unread_table *unread_new(struct arena *a);
void unread_collect(struct unread_table *t, const struct tree *root);
void unread_report(struct unread_table *t, const struct source_input *in,
                   struct unread_key **unread, uint32_t *count);

#endif
