/*
 * A foreign or case document as a tree, with the place of every key and value.
 *
 * All readers (YAML now, later JSON, XML, CSV …) build this one type. A scalar keeps its text exactly
 * as written (after unquoting); what it means is decided by the field it goes to, not by its look.
 * Mapping entries keep the order of the file. Aliases share nodes: a tree is a DAG of bounded size.
 *
 * Of XML: the document is a mapping with the root element as its one entry. An element with neither attributes nor
 * elements inside is a SCALAR, its text; any other is a MAP. Its entries are the attributes as written, its text
 * (is_text, unless blank; where elements stand in the text, with all of theirs), and for each name of elements inside
 * one LIST (is_elements) of them, also where there is only one. Names of elements have lost their prefix.
 */
#ifndef ONUS_ENGINE_LOAD_TREE_H
#define ONUS_ENGINE_LOAD_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/diag.h"
#include "lang/base/source.h"
#include "lang/base/str.h"

/*
 * BROKEN: what is written there cannot be relied on (undefined alias, key given twice …) and has been reported.
 * PASSED: the value behind a key that no clause asks for; it was not kept (projection.h). All of a document may be one node.
 */
enum tree_kind { TREE_NULL, TREE_SCALAR, TREE_LIST, TREE_MAP, TREE_BROKEN, TREE_PASSED };

struct tree_entry;
struct projection;

struct tree {
    enum tree_kind kind;
    bool quoted : 1; /* a quoted or block scalar: never null, whatever its text */
    bool
        lost_keys : 1; /* MAP: an entry whose key is not what it says: it could have said anything */
    bool is_element : 1;     /* XML: SCALAR or MAP … */
    bool is_elements : 1;    /* … LIST: those of one name inside an element … */
    bool attribute_like : 1; /* … SCALAR: an attribute, reached by .@name … */
    bool is_text : 1;        /* … SCALAR: the text of the element that has it as entry */
    bool was_read : 1;       /* a source clause read it (unread-key report) … */
    bool was_walked : 1;     /* … item by item, whatever the keys; */
    bool was_refused : 1;    /* … and found to have the wrong shape, so nothing below is missed */
    uint16_t name_len;       /* of an element: where its name is written in its start tag, … */
    uint32_t name_lo;        /* … without prefix; in the common span space */
    uint32_t count;          /* LIST, MAP */
    struct span
        span; /* of the value as written; bytes in the common span space. Empty where nothing is written */
    union {
        struct str text;            /* SCALAR */
        struct tree **items;        /* LIST */
        struct tree_entry *entries; /* MAP */
        struct {
            const struct diag *cause;
            struct tree *instead;
        } broken; /* BROKEN; instead: as written, or NULL */
    };
};

struct tree_entry {
    struct str key;
    struct span key_span;
    struct tree *value;
};

/* The value at a key of a mapping; NULL if there is none or it is no mapping. */
struct tree *tree_get(const struct tree *map, struct str key);
/* The same entry with its key, or NULL. */
struct tree_entry *tree_find(const struct tree *map, struct str key);
/* What has been reported of the keys of a mapping that are lost; NULL: none are. */
const struct diag *tree_lost_keys(const struct tree *map);
/* What a broken node would be if it could be relied on; any other node itself. NULL: nothing. */
struct tree *tree_whole(struct tree *t);
/* The text of an element that is a MAP, or NULL. */
struct tree *tree_element_text(const struct tree *element);
/* Where the name of an element stands. */
struct span tree_head(const struct tree *element);
/* "a list", "a mapping", "a text", "nothing": for messages. */
const char *tree_kind_words(const struct tree *t);

/*
 * A YAML stream: one call per document, so that a long stream never has more than one tree.
 *
 * libyaml parses, we compose: places in bytes, null by the YAML 1.2 core schema (empty, ~, null, Null, NULL),
 * duplicate keys, undefined aliases, depth and alias budgets, tabs, merge keys (refused, unless asked for), tags (refused but those
 * of the core schema), non-scalar keys (refused), UTF-16 (refused): each is a diagnostic at its place, and a node that
 * cannot be relied on is BROKEN. A document with a syntax error is reported and ends the stream.
 */
struct yaml_reader;
struct yaml_reader *yaml_open(struct arena *a, struct diag_sink *sink, const struct source *source);
/* Take merge keys (YAML 1.1) for what they mean, as files of others have them. */
void yaml_merge_keys(struct yaml_reader *r);
/* What to keep, from the next document on; without it all. Files with anchors are kept whole. */
void yaml_keep(struct yaml_reader *r, struct projection *keep);
/* The next document in `a` (which may be released between calls), or NULL at the end or after an error. *ok is false if anything was lost. */
struct tree *yaml_next(struct yaml_reader *r, struct arena *a, bool *ok);
void yaml_close(struct yaml_reader *r);

/* One line per node, with its place: the text form that tests compare. */
void tree_dump(const struct tree *t, const struct source_map *sources, struct text_buf *out);

#endif
