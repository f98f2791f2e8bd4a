/*
 * What a case says, as a document of another tool or as case files: a tree that is ready to be written.
 *
 * The tree has the order in which it is written. Everything in it is known: what is not, a target leaves out and
 * says so in the sink. Trees live in the arena they were made in.
 */
#ifndef ONUS_ENGINE_EXPORT_EXPORT_H
#define ONUS_ENGINE_EXPORT_EXPORT_H

#include "engine/eval/eval.h"
#include "engine/query/query.h"
#include "lang/base/diag.h"
#include "lang/formats.h"

enum leaf_kind {
    LEAF_TEXT,   /* whatever it looks like */
    LEAF_NUMBER, /* an int or a decimal */
    LEAF_TRUTH,  /* true, false */
    LEAF_DATE
};

enum doc_kind { DOC_LEAF, DOC_LIST, DOC_MAPPING };

struct doc_node;

struct doc_member {
    struct str key;
    uint32_t sym;    /* of the key: members of one mapping differ in it */
    bool is_content; /* of an element of XML: its text; the key is empty */
    struct doc_node *value;
};

struct doc_node {
    enum doc_kind kind;
    enum leaf_kind leaf;
    struct str text; /* LEAF */
    VEC(struct doc_node *) items;
    VEC(struct doc_member) members;
    struct doc_node *into; /* while a target is built: the mapping that this one is to stand in */
};

struct document {
    enum file_format format;
    const struct doc_node *root;
};

struct doc_node *doc_new(struct arena *a, enum doc_kind kind);
struct doc_node *doc_leaf(struct arena *a, enum leaf_kind kind, struct str text);

/* A value, also an entity, by the id that the field can tell it by. */
struct doc_node *export_value(struct arena *a, const struct program *p, const struct store *s,
                              field_id f, uint64_t cell);
/* `owner`, or `acme.owner` where two packs gave the type a field of that name. */
struct str export_key(struct arena *a, const struct program *p, entity_id type, field_id f);
/* A value, but for entities, as it is written in case files and elsewhere. */
struct doc_node *export_leaf(struct arena *a, const struct program *p, struct type t,
                             uint64_t cell);

/* ---- targets ---- */

struct export_input {
    struct arena *arena;
    struct diag_sink *sink; /* keys that meet, what is not known */
    const struct program *program;
    struct store *store;
    const struct target_map_decl *target; /* not broken */
    const struct target_rows *rows;       /* what it came to */
};

struct document *export_target(const struct export_input *in);

/*
 * The rows of an outline, each below those that it names: a list of mappings with `text` and `children`. An item that stands below
 * several is written in full in the first place, and as `again` says elsewhere; so circles end, and what only a circle leads to
 * begins at the top. So does what would stand deeper than an outline can be read.
 */
struct doc_node *outline_build(const struct export_input *in, const struct doc_node *rows);

/*
 * What `within` says of mappings: which entity each stands for, and whose mapping it is to stand in.
 * Each of them moves into that one, behind what is there; where none was written, the way goes in a circle, or documents cannot be
 * read so deep, it stays.
 */
struct doc_nesting {
    struct ent self, into; /* ENT_NONE: of no entity */
    struct doc_node *node;
};
typedef VEC(struct doc_nesting) doc_nesting_vec;

void nest(struct arena *a, const struct store *store, struct doc_node *root,
          const doc_nesting_vec *all);

/* ---- case files ---- */

struct case_input {
    struct arena *arena;
    struct diag_sink *sink; /* types that case files have no place for */
    const struct program *program;
    struct store *store;
    bool (*is_wanted)(void *context, struct ent e); /* what it contains goes with it */
    /* The element of a pattern that it is, though it does not say so; empty: none. NULL: ask nobody. */
    struct str (*element)(void *context, struct ent e);
    void *context;
};

/*
 * The entities as a case file in YAML, so that reading it gives the same facts: what was written, without defaults and what follows
 * from other fields. What is unknown is left out; that has been reported when it did not load.
 */
struct document *export_case(const struct case_input *in);

#endif
