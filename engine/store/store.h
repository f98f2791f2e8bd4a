/*
 * The facts of a case: entities as dense numbers, values as columns, references as links.
 *
 * Every entity has one 32-bit number (struct ent). The numbers of a type and its descendants are one range
 * (store_extent), in the order: root type, concrete type, natural order of the id path. So an extent is a range, `is` a comparison, a unary
 * predicate a bitmap over a range, and numeric order is the order that users see within one type.
 *
 * A single-valued field is a column of its own width with a bitmap of what is present; a multi-valued
 * one is offsets and targets. A second bitmap, absent where nothing is incomplete, marks entities whose value did
 * not load (language.md §11). The store is immutable once built, but for inverse links, which are built on first use.
 */
#ifndef ONUS_ENGINE_STORE_STORE_H
#define ONUS_ENGINE_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/source.h"
#include "lang/base/str.h"
#include "lang/program.h"

struct ent {
    uint32_t v;
};
#define ENT_NONE ((struct ent){UINT32_MAX})

struct range {
    uint32_t lo, hi;
}; /* entity numbers [lo, hi) */

/* Bit i of a bitmap over [lo, hi) is entity lo + i. NULL: all zero. */
static inline bool
bit_get(const uint64_t *bits, uint32_t i)
{
    return bits && (bits[i >> 6] >> (i & 63) & 1);
}

struct column {
    struct range rows; /* extent of the owning type */
    uint8_t width;     /* bytes per value: 1, 2, 4, 8 */
    const void *
        data; /* zero-extended cells; ints, dates and others that may be negative have width 8 (dates 4: sign-extended) */
    bool is_signed;
    const uint64_t *present;
    const uint64_t *incomplete; /* NULL: none */
};

struct links {
    struct range rows;
    const uint32_t *offsets;    /* rows + 1 */
    const uint64_t *cells;      /* values of other kinds, ascending per row; or … */
    const uint32_t *targets;    /* … entity numbers, ascending per row */
    const uint64_t *incomplete; /* NULL: none */
};

struct diag;
struct diag_sink;
struct store;

uint32_t store_count(const struct store *s);                      /* all entities */
struct range store_extent(const struct store *s, entity_id type); /* with descendants */
bool store_extent_incomplete(const struct store *s,
                             entity_id type); /* a file that could feed it did not load */
const struct diag *store_extent_cause(const struct store *s,
                                      entity_id type);          /* what says so, or NULL */
entity_id store_type(const struct store *s, struct ent e);      /* its concrete type */
struct str store_id(const struct store *s, struct ent e);       /* full path, "LX-200/AUTH" */
struct str store_external(const struct store *s, struct ent e); /* reason; empty: not external */
struct span store_span(const struct store *s, struct ent e);    /* of its id where it is declared */
/* By full path, or by a short form that exactly one entity of that type has; ENT_NONE. */
struct ent store_find(const struct store *s, entity_id type, struct str id);

/* Exactly one of the two is not NULL, by the field's cardinality. Implicit (inverse) fields included; thread-safe only after store_prepare(). */
const struct column *store_column(struct store *s, field_id f);
const struct links *store_links(struct store *s, field_id f);
/* For each entity of `targets`, the entities whose single or multiple field f points to it: the reverse of a reference field. */
const struct links *store_reverse(struct store *s, field_id f);

static inline uint64_t
column_cell(const struct column *c, uint32_t row)
{
    switch (c->width) {
    case 1: return ((const uint8_t *)c->data)[row];
    case 2: return ((const uint16_t *)c->data)[row];
    case 4:
        return c->is_signed ? (uint64_t)(int64_t)((const int32_t *)c->data)[row]
                            : ((const uint32_t *)c->data)[row];
    default: return ((const uint64_t *)c->data)[row];
    }
}

/* Place of the value of f on e (of its index-th element as written), of its key if it has no value, or none. */
struct span store_value_span(const struct store *s, struct ent e, field_id f, uint32_t index);
struct span store_key_span(const struct store *s, struct ent e, field_id f);
/* Place of that very target or cell within a multi-valued field, or none. */
struct span store_member_span(const struct store *s, struct ent e, field_id f, uint64_t cell);
/* The diagnostic that made f of e incomplete (for "because of …"), or NULL. */
const struct diag *store_cause(const struct store *s, struct ent e, field_id f);

/* Builds all inverse links now, so that threads may share the store. */
void store_prepare(struct store *s);
void store_dump(const struct store *s, struct text_buf *out);
void store_free(struct store *s);

/* ---- building (engine/load, tests) ---- */

/*
 * Facts are added in any order; references are by id text and are resolved by store_build(), after all files. Every violation of
 * the model found on the way is a diagnostic in `sink` at its place, with type and subject; what depends on it becomes incomplete.
 */
struct builder;
struct builder *builder_new(const struct program *p, struct diag_sink *sink);
/* A new entity; owner ENT_NONE.v for none, else a handle of builder_entity. Handles are not entity numbers. */
uint32_t builder_entity(struct builder *b, entity_id type, uint32_t owner, struct str id,
                        struct span at);
void builder_external(struct builder *b, uint32_t handle, struct str reason, struct span at);
/* A value as text, converted by the field's type; of multi-valued fields: one more member. Reports what does not convert. */
void builder_value(struct builder *b, uint32_t handle, field_id f, struct str text, struct span key,
                   struct span at);
/* `child`, a handle whose owner is `handle`, was written inside field f. */
void builder_contains(struct builder *b, uint32_t handle, field_id f, uint32_t child,
                      struct span key);
/* The same two where somebody else has converted the value or found the entity: a cell of the field's kind, a handle. */
void builder_cell(struct builder *b, uint32_t handle, field_id f, uint64_t cell, struct span key,
                  struct span at);
void builder_link(struct builder *b, uint32_t handle, field_id f, uint32_t other, struct span key,
                  struct span at);
/* The key stands there without a value (missing), to keep its place. */
void builder_no_value(struct builder *b, uint32_t handle, field_id f, struct span key);
/* A list without members stands there: the set is empty, whatever the field's default. */
void builder_empty(struct builder *b, uint32_t handle, field_id f, struct span key);
/* Something of f did not load and has been reported by `cause`. */
void builder_incomplete(struct builder *b, uint32_t handle, field_id f, struct span key,
                        const struct diag *cause);
/* A file or part of one that may have held entities of the type did not load; `cause` has been reported. References to what is then missing stay silent. */
void builder_extent_incomplete(struct builder *b, entity_id type, const struct diag *cause);
/*
 * The same for findings of the loader: they share the limit of findings per file and name their subject alike. Add the record
 * to this sink, then call builder_reported (handle ENT_NONE.v: no subject) for the record to quote as cause.
 */
struct diag_sink *builder_report(struct builder *b, struct span at);
const struct diag *builder_reported(struct builder *b, struct diag *d, uint32_t handle);
/* What is added is a made-up case, to try rules on: ranges, patterns and `past` are not demanded of it. */
void builder_made_up(struct builder *b);
/* Sorts, numbers, resolves, checks (required fields, T+, ranges, patterns, `past`, acyclic, duplicate ids), freezes. Frees the builder. today: for `past`. */
struct store *builder_finish(struct builder *b, int32_t today);
/*
 * All of that but the end: the store can be read, and the builder can still report. builder_finish() must follow.
 * For what only the world outside can tell of a value.
 */
struct store *builder_freeze(struct builder *b, int32_t today);
/* A finding about e, added to the sink that builder_report() gave: names it. */
const struct diag *builder_reported_of(struct builder *b, struct diag *d, struct ent e);
/* Field f of e counts as not loaded, because of `cause`. */
void builder_refuse(struct builder *b, struct ent e, field_id f, const struct diag *cause);
/* Where `from` of an entity did not load, its single value of `to` counts as not loaded either, for the same cause. */
void builder_refuse_with(struct builder *b, field_id from, field_id to);

/* Handle is the element of a pattern that the text names, as it stands in the file; an entity may be several. */
void builder_instance(struct builder *b, uint32_t handle, struct str text, struct span at);

/* ---- instances: which element of a pattern an authored entity says that it is ---- */

/* `instance_of: P.Role(A, B)` in a case file, as it stands there; an entity may be the instance of several. */
struct instance {
    struct ent of;
    struct str text;
    struct span at;
};

/* In the order of their places: by name of the file, then from top to bottom. */
uint32_t store_instance_count(const struct store *s);
struct instance store_instance(const struct store *s, uint32_t i);

/* ---- growing: a store and what patterns derived from it make a new store ---- */

/*
 * Handles: an entity of the old store has its number; each one that growth_entity() adds the next number behind them. The
 * numbers of the new store are others: within a type all stand in the natural order of their ids. The old store stays as it is and
 * may be freed once the new one is there. What the model demands (required fields, T+, ranges, acyclic …) is demanded of the new one, and
 * reported in `sink`, where the old one has not been told already.
 *
 * What an instance must have and nobody wrote is unknown in a store that was loaded, and not reported, since its pattern may
 * give it. So where the program applies a pattern, the store has to grow at least once, be it by nothing: then it is reported.
 */
struct growth;
struct growth *growth_new(const struct store *s, struct diag_sink *sink);
/* The new store will grow again: what is missing in it is unknown, and reported when it has grown for the last time. */
void growth_goes_on(struct growth *g);
/* id: the full path, which nobody else has. at: what the entity is about; findings about it point there. */
uint32_t growth_entity(struct growth *g, entity_id type, struct str id, struct span at);
/*
 * A value where there is none yet (a default is none), or one more member. What was authored stays, also what was and did not
 * load; a second single value is ignored. But two entities that each claim the same single value of the other side are reported.
 */
void growth_cell(struct growth *g, uint32_t handle, field_id f, uint64_t cell, struct span at);
void growth_link(struct growth *g, uint32_t handle, field_id f, uint32_t other, struct span at);
/* There may be more, or a value where there is none; `cause` has been reported. It may be any entity, so the way back is open, too … */
void growth_incomplete(struct growth *g, uint32_t handle, field_id f, const struct diag *cause);
/* … or it can only be one that is not there at all, so nobody else is in doubt. */
void growth_open(struct growth *g, uint32_t handle, field_id f, const struct diag *cause);
/* There may be more entities of exactly this type. By which fields those lead on is told by growth_lost(). */
void growth_extent_incomplete(struct growth *g, entity_id type, const struct diag *cause);
/* An entity that may be there leads by this field to nobody knows whom. */
void growth_lost(struct growth *g, field_id f, const struct diag *cause);
/* Frees g. numbers: by handle, the number in the new store; in `arena`. */
struct store *growth_finish(struct growth *g, struct arena *arena, uint32_t **numbers);

/* ---- the same case with a difference: what would be if … ---- */

/*
 * All that was read of a case, before it was put together. Beside the store that comes of it, so that it can be put together again, with
 * a difference and without reading anything. It lives until staged_free().
 */
struct staged_case;

/* Of a builder that has read everything and is not frozen yet; it must outlive builder_finish(). */
struct staged_case *builder_keep(struct builder *b);
void staged_free(struct staged_case *k);

struct staged_change {
    /* Handles of entities that are not there, nor what is written inside of them; lists name them no more, and fields that named them alone have no value. */
    const uint32_t *without;
    uint32_t without_count;
    uint32_t of; /* a handle whose single value of `field` is another one; ENT_NONE.v: none */
    field_id field;
    uint64_t cell;
};

/* The entity that was written under a full path: its handle, or ENT_NONE.v. */
uint32_t staged_find(const struct staged_case *k, entity_id type, struct str path);
/* Ready for builder_freeze(). What reading found wrong is in `sink` again, but for what was wrong with entities that are not there. */
struct builder *staged_builder(const struct staged_case *k, struct diag_sink *sink,
                               const struct staged_change *change);

#endif
