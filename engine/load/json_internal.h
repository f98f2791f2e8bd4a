/*
 * What the two halves of the JSON reader share; nobody outside engine/load/json*.c includes this.
 *
 *   json.c          objects, lists, and what stands between values
 *   json_scalar.c   texts, numbers and words
 */
#ifndef ONUS_ENGINE_LOAD_JSON_INTERNAL_H
#define ONUS_ENGINE_LOAD_JSON_INTERNAL_H

#include "engine/load/complaints.h"
#include "engine/load/keys.h"
#include "engine/load/projection.h"
#include "lang/base/limits.h"

/* An object or list whose end has not been read. */
struct json_frame {
    struct tree *node;
    uint32_t first;               /* its children begin there on the stack of items or entries */
    bool is_begun;                /* something was there: a comma comes before what follows */
    char closer;                  /* '}' or ']' */
    struct projection *keep;      /* NULL: nothing that is inside */
    struct tree_entry entry;      /* of an object: the key that waits for its value … */
    const struct diag *key_cause; /* … and what is wrong with it: then the value is broken */
};

struct json {
    struct complaints complaints;
    struct arena *arena;          /* of the tree */
    const char *begin, *at, *end; /* the text; what is before `at` has been read */
    uint32_t base;                /* place of `begin` */
    bool is_unsure;               /* the text is no JSON, though it could be read on */
    bool is_stopped;              /* it could not: what is wrong has been reported */
    bool has_comment;             /* and that has been reported */
    struct tree *spare;           /* nodes allocated but not used yet */
    uint32_t spare_count;
    struct tree *root;
    struct projection *keep; /* of the value that is read next */
    struct {
        uint32_t depth; /* of the object or list that has it; 0: there is none */
        struct arena_mark mark;
        struct tree *spare;
        uint32_t spare_count;
        struct tree *node; /* stands for all of them */
    } passing;             /* the value that is read but not kept */
    uint32_t depth;
    struct json_frame frames[LIMIT_TREE_NESTING];
    struct {
        struct tree **at;
        uint32_t len, cap;
    } items;
    struct {
        struct tree_entry *at;
        uint32_t len, cap;
    } entries;
    struct key_finder keys;
};

static inline struct span
json_span(const struct json *j, const char *lo, const char *hi)
{
    return (struct span){j->base + (uint32_t)(lo - j->begin), j->base + (uint32_t)(hi - j->begin)};
}

/* A mistake of which the meaning is certain enough to read on. */
struct diag *json_mistake(struct json *j, enum diag_code code, const char *lo, const char *hi,
                          const char *message, const char *help);
/* A mistake that makes everything behind it uncertain: the whole file is given up. */
struct diag *json_stop(struct json *j, enum diag_code code, const char *lo, const char *hi,
                       const char *message, const char *help);
/* The end of the character at p, which is inside the text or at its end. */
const char *json_after(const struct json *j, const char *p);

/* A text, or a key that should be one. */
struct json_text {
    struct str text;
    const struct diag *cause; /* NULL, or what is wrong: the text cannot be relied on */
};

/* All of these read what starts at j->at and move behind it, or stop the reader. */

void json_read_text(struct json *j, struct json_text *out); /* "…" */
void json_read_single(struct json *j, struct str *out); /* '…': certain enough, and reported */
/* A word without quotes where a key is expected: likewise. */
struct str json_read_bare_key(struct json *j);
/* Can a number, a word or a bare key start with this? */
bool json_starts_word(char c);
/* A number, true, false or null into `node`. NULL, or what makes it none of them. */
const struct diag *json_read_word(struct json *j, struct tree *node);

#endif
