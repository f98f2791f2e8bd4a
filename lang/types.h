/*
 * Types of expressions and fields: a kind, how many values there may be, and
 * for enums and entities which ones. Passed by value, compared with type_same().
 *
 * TYPE_ERROR equals everything, silently: what led to it has been reported.
 */
#ifndef ONUS_LANG_TYPES_H
#define ONUS_LANG_TYPES_H

#include <stdbool.h>
#include <stdint.h>

enum type_kind {
    TYPE_ERROR,
    TYPE_BOOL,
    TYPE_TEXT,
    TYPE_INT,
    TYPE_DECIMAL,
    TYPE_DATE,
    TYPE_INSTANT,
    TYPE_DURATION,
    TYPE_CLOCK,
    TYPE_VERSION,
    TYPE_PATH,
    TYPE_DIGEST,
    TYPE_DAYS,   /* date - date: a whole number of days */
    TYPE_ENUM,   /* .of: enum_id; scales are enums with an order */
    TYPE_ENTITY, /* .of: union_id: the entity types it may be */
    TYPE_NODE,   /* a piece of a foreign document; in sources only */
    TYPE_EMPTY,  /* `{}` before its context gives it a type */
    TYPE_KIND_COUNT
};

/* In this order, so that the larger of two is what a path over both has. */
enum card {
    CARD_ONE,      /* exactly one value */
    CARD_OPTIONAL, /* may be missing; must be opened */
    CARD_SET,      /* any number, no duplicates */
    CARD_SET_SOME  /* a set known not to be empty (T+) */
};

struct type {
    enum type_kind kind;
    enum card card;
    uint32_t of;
};

#define TYPE(kind_) ((struct type){(kind_), CARD_ONE, 0})

static inline bool
card_is_set(enum card c)
{
    return c == CARD_SET || c == CARD_SET_SOME;
}

#endif
