/*
 * What is different between two cases, or between a case and what would be if something in it were otherwise.
 *
 * Entities are the same if their root type and full id are; findings, if their fingerprints are. Programs and stores
 * of the two sides may be different ones: everything is compared by name and in words.
 */
#ifndef ONUS_ENGINE_DIFF_DIFF_H
#define ONUS_ENGINE_DIFF_DIFF_H

#include "engine/eval/eval.h"
#include "engine/find/find.h"
#include "engine/store/store.h"

/* A case as it was evaluated. Borrowed. */
struct diff_side {
    struct str name; /* as the user called it */
    const struct program *program;
    struct store *store;
    const struct entity_verdict *verdicts; /* by entity number */
    const struct report *report;
};

enum change_kind { CHANGE_CHANGED, CHANGE_ADDED, CHANGE_REMOVED };

/* What becomes of an entity, by its view: "supported" → "unsupported". */
struct verdict_change {
    enum change_kind kind;
    struct str type, id, label; /* label: by the view; may be empty */
    struct str before, after;   /* empty: there is none */
    int direction; /* -1: worse, by the order of its scale or as a condition; 1: better; 0: neither can be said */
    struct ent of_a, of_b; /* ENT_NONE: not on that side */
    struct span at;        /* on side b, of what was removed on side a */
};

/* What a criterion decides of a subject. */
struct decision_change {
    enum change_kind kind;
    struct str rule, criterion, type, id, before, after;
    struct span at;
};

struct finding_change {
    enum change_kind kind; /* CHANGED: its severity or status is another one */
    const struct finding *before, *after;
};

/* A single value: before and after, empty where it is not given. A set: what came and went. */
struct field_change {
    struct str field;
    bool is_set;
    struct str before, after;
    struct str *added, *removed;
    uint32_t added_count, removed_count;
    struct span at_a, at_b;
};

struct element_change {
    enum change_kind kind;
    struct ent ent; /* on side b; REMOVED: on side a */
    struct str type, id, label;
    struct field_change *fields; /* CHANGED */
    uint32_t field_count;
    struct span at; /* on side b, of what was removed on side a */
};

#define CHANGES(of)                                                                                \
    struct {                                                                                       \
        struct of *at;                                                                             \
        uint32_t len, cap;                                                                         \
        uint32_t counts[CHANGE_REMOVED + 1];                                                       \
    }

struct diff {
    struct diff_side a, b;
    CHANGES(verdict_change) verdicts;   /* for the worse first; then by entity */
    CHANGES(decision_change) decisions; /* in the order of the reports */
    CHANGES(finding_change) findings; /* added, changed, removed; each in the order of its report */
    CHANGES(element_change) elements; /* added, removed, changed; each by entity */
    bool is_same;                     /* none of all that */
};

/* The difference lives in `arena`; its texts may be those of the sides. */
struct diff *diff_sides(struct arena *arena, const struct diff_side *a, const struct diff_side *b);

/* The words of an entity's view beside its id; empty: none. */
struct str entity_label(const struct program *p, struct store *s, struct ent e);

#endif
