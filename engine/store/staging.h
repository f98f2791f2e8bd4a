/*
 * The builder's insides: facts as they were added, and the passes that turn them into a store.
 *
 *   builder.c    staging: entities and facts in any order
 *   convert.c    text → cell by the field's type
 *   ids.c        duplicate ids, ids that look alike, numbering
 *   order.c      natural order of many ids at once
 *   sort.c       any other order
 *   resolve.c    references → entity numbers
 *   checks.c     ranges, patterns, `past`
 *   freeze.c     columns, links and places; two values for one
 *   inverse.c    the way back: links from the other side
 *   cycle.c      cycles in acyclic fields
 *   required.c   missing fields, defaults, T+
 *   grow.c       a store and what is added to it → facts again
 *   staged.c     what was read, to make the case again with a difference
 *   report.c     findings with type and subject, and how many a file may have
 *
 * Nobody outside engine/store includes this.
 */
#ifndef ONUS_ENGINE_STORE_STAGING_H
#define ONUS_ENGINE_STORE_STAGING_H

#include "engine/store/frozen.h"
#include "lang/base/limits.h"
#include "lang/base/vec.h"

enum { HANDLE_NONE = (1u << 30) - 1 }; /* handles and entity numbers have 30 bits */

enum fact_state {
    FACT_VALUE,
    FACT_NO_VALUE, /* a key without a value: only its place counts; low: NO_VALUE_EMPTY, NO_VALUE_SILENT */
    FACT_BAD,  /* reported: only its place counts */
    FACT_CHILD /* low is the handle of an entity written inside this one */
};

/* A set said to have no member has no default either. */
enum { NO_VALUE_SILENT, NO_VALUE_EMPTY };

struct fact {
    uint32_t of : 30;   /* handle; number once settled */
    uint32_t state : 2; /* enum fact_state */
    uint32_t low; /* the cell, or its low half; of a reference first the symbol, then the number */
    struct span at, key;
};

struct fact_chunk {
    struct fact_chunk *next;
    uint32_t len, cap;
    uint32_t *high; /* high halves of cells; NULL for fields that need none */
    struct fact facts[];
};

/* All facts of one field, in the order in which they came. */
struct fact_list {
    struct fact_chunk *first, *last;
    uint32_t len;
};

enum { ENTITY_BLOCK_BITS = 14 };

struct staged_entity {
    entity_id type;
    uint32_t owner; /* handle, or HANDLE_NONE */
    struct sym id, path;
    struct span at;
};

/* Something known to be incomplete before entities have numbers. */
struct staged_gap {
    uint32_t handle;
    field_id field;
    const struct diag *cause;
    bool is_lost; /* something of it was written: see mark_lost() */
};

struct drop {
    uint32_t handle;
    const struct diag *cause;
};

/* Symbols and pairs of numbers to handles: open addressing, value UINT32_MAX is free. */
struct map64 {
    uint64_t *keys;
    uint32_t *values;
    uint32_t len, mask; /* mask 0: empty */
};

/* What a reference may mean: the first entities by number, and how many there are. */
struct matches {
    uint32_t at[LIMIT_MESSAGE_IDS];
    uint32_t count;
};

/* Chains ascend by number. */
struct id_index {
    uint32_t *path_head;  /* by symbol: first entity with that path, or UINT32_MAX … */
    uint32_t *path_next;  /* … by handle: the next one, of another root type */
    uint32_t *local_head; /* the same for contained entities, by local id; NULL: there are none */
    uint32_t *local_next;
    uint64_t *has_children; /* by handle */
    struct map64
        scopes; /* owner's handle, local id → contained entity (several: of different root types) */
    struct map64 shorts; /* union, symbol → what a short form means, in … */
    VEC(struct matches) short_matches;
    uint32_t symbol_count;
};

/* An id that is not in normalisation form C. */
struct look {
    struct sym composed; /* the same in that form */
    uint32_t owner;
    entity_id root;
    uint32_t handle;
};
typedef VEC(struct look) look_vec;

struct file_count {
    uint32_t shown, hidden;
    struct diag *overflow;
};

struct builder {
    const struct program *program;
    struct diag_sink *sink;
    struct diag_sink mute; /* takes what a file has beyond its limit */
    struct arena mute_arena;
    struct arena scratch; /* marked and rewound within one function */
    struct arena keep;    /* lists that live as long as the builder */
    struct store *store;
    struct staged_entity **blocks;
    uint32_t block_cap;
    uint32_t count; /* entities staged */
    bool has_contained, is_made_up, is_frozen;
    struct fact_list *facts; /* by field */
    VEC(struct staged_gap) gaps;
    VEC(struct external) externals; /* by handle until numbered */
    VEC(struct instance) instances; /* likewise */
    VEC(struct cause) causes;
    VEC(struct drop) drops;
    struct file_count *files; /* by place of the file in the source map; [0]: no place */
    uint32_t file_cap;
    uint32_t *numbers; /* by handle; NUMBER_DROPPED + index into drops: left out */
    uint32_t *handles; /* by number */
    struct id_index ids;
    look_vec looks;
    uint64_t suggest_budget;
    const struct store
        *before;           /* grows: its entities have their numbers as handles; NULL: all is new */
    uint64_t *is_instance; /* by number; NULL: none, or nothing is derived */
    bool goes_on;          /* it will grow again: what is missing may still come */
    struct staged_case *kept; /* is told what references mean; NULL: nobody asks */
};

#define NUMBER_DROPPED 0x80000000u

static inline struct staged_entity *
staged(const struct builder *b, uint32_t handle)
{
    return &b->blocks[handle >> ENTITY_BLOCK_BITS][handle & ((1u << ENTITY_BLOCK_BITS) - 1)];
}

static inline const struct field *
builder_field(const struct builder *b, field_id f)
{
    return &b->program->fields.at[f];
}

uint32_t stage_entity(struct builder *b, struct staged_entity e);

/* ---- staged.c ---- */
/* Fact number i of a field that refers to entities means that handle. */
void staged_meant(struct staged_case *k, field_id f, uint32_t i, uint32_t handle);

/* Cells of the kind that need more than 32 bits. */
bool kind_is_wide(enum type_kind kind);
uint64_t fact_cell(const struct fact_chunk *c, uint32_t i, enum type_kind kind);
void fact_add(struct builder *b, field_id f, struct fact fact, uint64_t cell);
void facts_free(struct fact_list *list);

/* ---- map64 (builder.c) ---- */
void map64_init(struct map64 *m, struct arena *a, uint32_t expected);
void map64_put(struct map64 *m, struct arena *a, uint64_t key,
               uint32_t value); /* several values per key are kept */
/* Values of a key: start with *at = UINT32_MAX; false when there are no more. */
bool map64_next(const struct map64 *m, uint64_t key, uint32_t *at, uint32_t *value);

/* ---- sort.c ---- */
/* Stable, and with a context; scratch is left as it was. */
typedef bool before_fn(const void *context, const void *x, const void *y);
void sort_by(struct arena *scratch, void *items, uint32_t count, size_t size, before_fn *before,
             const void *context);

/* ---- convert.c ---- */
/* False: reported, *cause says what. */
bool convert_text(struct builder *b, uint32_t handle, field_id f, struct str text, struct span at,
                  uint64_t *cell, const struct diag **cause);
struct str convert_wanted(struct builder *b, field_id f);
/* Order of two cells of one kind. */
int cell_order(const struct program *p, enum type_kind kind, uint64_t a, uint64_t b);

/* ---- report.c ---- */
/*
 * Every finding is added to the sink that report_sink() gives for its place, and ends with report_end(), which
 * names its subject and returns what is to be quoted as cause. Beyond a file's limit the record is dropped silently.
 */
struct diag_sink *report_sink(struct builder *b, struct span at);
const struct diag *report_end(struct builder *b, struct diag *d, uint32_t handle);
void report_overflow(struct builder *b);
/* The user's words as a message can carry them: one line, of bounded length. */
struct str report_quote(struct builder *b, struct str text);
struct str report_name(const struct builder *b, uint32_t handle);   /* Threat T-1 */
struct str report_list(struct builder *b, const struct matches *m); /* "a, b and 3 more" */
struct str type_name(const struct builder *b, entity_id type);
struct str type_with_article(const struct builder *b, entity_id type);
struct str field_name(const struct builder *b, field_id f);
struct str report_wanted(const struct builder *b, field_id f, bool with_article);
/* Whether a stands before b by file name and offset: the same whatever the order of the files. */
bool place_before(const struct builder *b, struct span x, struct span y);

/* ---- the passes, in this order ---- */
void ids_number(struct builder *b);
void ids_renumber(struct builder *b); /* where all ids are known to be good */
uint32_t ids_alike(struct builder *b, struct str text);
void natural_sort(struct arena *scratch, const struct builder *b, uint32_t *handles,
                  uint32_t count);
void resolve_all(struct builder *b);
void checks_all(struct builder *b);
void freeze_all(struct builder *b);
void cycles_all(struct builder *b);
void required_all(struct builder *b);
/* The last four, and columns for readers. */
void builder_settle(struct builder *b);

/* ---- grow.c ---- */
/* The facts of the store that grows, in front of those that were added. */
void carry_facts(struct builder *b, field_id f);
/* Whether something was amiss with the field of that entity before, and has been said. */
const struct cause *told_before(const struct builder *b, field_id f, uint32_t number);
bool is_added(const struct builder *b, uint32_t number);

/* Marks field f of an entity; `lost`: something that was written did not load, so the way back is incomplete too. */
void mark_incomplete(struct builder *b, field_id f, uint32_t number, const struct diag *cause);
void mark_lost(struct builder *b, field_id f, const struct diag *cause);
/* There may be more entities of exactly this type, of which it is known by which fields they lead on: mark_lost() says so of each. */
void mark_extent_open(struct builder *b, entity_id type, const struct diag *cause);
/* Nobody has said it so far: unknown until somebody does, or until it is reported. */
void mark_open(struct builder *b, field_id f, uint32_t number);
void add_gap(struct builder *b, struct staged_gap gap);
struct places places_new(struct arena *a, uint64_t *written, uint32_t rows, bool with_values);

#endif
