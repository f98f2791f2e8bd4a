/*
 * Why a verdict came out as it did, in words and places.
 *
 * Everything is read off the final evaluation, one binding at a time; no fixpoint runs again. What comes out is a tree of reasons.
 * A finding shows a little of it: the author's message, the places that decided, and at most LIMIT_WHY_LINES lines.
 * `onus explain RULE@SUBJECT` shows the whole: a proof of what holds, the nearest misses of what does not.
 * All results live in the explainer's arena.
 */
#ifndef ONUS_ENGINE_EXPLAIN_EXPLAIN_H
#define ONUS_ENGINE_EXPLAIN_EXPLAIN_H

#include "engine/eval/eval.h"

struct finding_place {
    struct span span;
    struct str text;
};
struct finding_binding {
    struct str name, id;
};

struct explain_memory;

struct explainer {
    struct arena *arena;   /* of the report */
    struct arena *scratch; /* left as full as it was found */
    const struct program *program;
    struct store *store;
    struct evaluation *evaluation;
    const struct source_map *sources;
    int32_t today;
    bool is_whole; /* proofs are gone through for their facts, however deep and wide */
    bool is_full;  /* trees: every reason, what it rests on, and what would repair it */
    struct explain_memory *memory; /* of one tree; else NULL */
};

/* ---- reasons ---- */

/* What a verdict rests on in the case. As long as all facts of a proof stay, whatever else changes, so does the verdict. */
enum fact_kind {
    FACT_VALUE, /* all there is of a field of an entity: its value or members, or that it has none */
    FACT_MEMBER, /* one member of a field; there may be others */
    FACT_EXTENT, /* which entities of a type there are */
    FACT_ENTITY  /* whether there is an entity of that name */
};
struct fact {
    enum fact_kind kind;
    struct ent entity;
    field_id field;
    uint64_t cell;  /* MEMBER; VALUE: of a single one, if it has one */
    entity_id type; /* EXTENT */
};

enum edit_kind {
    EDIT_SET,  /* the field gets this value instead of the one it has */
    EDIT_GIVE, /* … any value that may stand there; a text that says something. cell: one such, of values other than texts */
    EDIT_ADD,  /* one more member */
    EDIT_CLEAR /* no value, no member */
};
struct edit {
    struct edit *next;
    enum edit_kind kind;
    struct ent entity;
    field_id field;
    uint64_t cell;
    bool needs_words; /* GIVE: a text that is not only there, but says something */
    struct str text;  /* "set result of PT-17 to passed" */
    struct span at;
};

enum reason_kind {
    REASON_TEST,       /* one comparison or other test */
    REASON_FACT,       /* what the case says */
    REASON_DEFINITION, /* what a definition says of its arguments */
    REASON_MEMBER,     /* one member of a set that was gone through */
    REASON_ALL,        /* all of what stands below */
    REASON_ANY,        /* alternatives: one of what stands below would do */
    REASON_PART,       /* the guard, a requirement, a case of several variables */
    REASON_UNKNOWN,    /* what is not known */
    REASON_MISTAKE,    /* the mistake in the case that makes it so */
    REASON_MORE        /* what is left out, and why */
};

/* One reason, and what it rests on. */
struct reason {
    struct reason *next;
    struct reason *first, *last;
    enum reason_kind kind;
    enum truth
        truth; /* whether what the text speaks of was to hold: FALSE_ of what fails. Of facts TRUE_ */
    struct str text;  /* "status of PT-17 is failed, not passed" */
    struct str label; /* the same beside the value itself; empty: text */
    struct span at;   /* the value that decided, or none */
    struct str value; /* FACT: as the case has it */
    struct fact fact; /* FACT */
    uint32_t omitted; /* MORE: how many */
    uint32_t height;  /* of what stands below */
    /* The same reason was given before; shown once, and `is_same` marks where it is only named again. */
    struct reason *same;
    bool is_same, is_placed;
    /*
     * Of what fails: how far it is from not failing, in tests that would have to come out otherwise; whether changes that would do can be
     * told; the changes here; and what is already as it must be.
     */
    uint32_t cost;
    bool is_repairable;
    struct edit *edits;
    struct held *held;
    struct reason
        *plan; /* of a recursion, which shows one path only: all that fails, for the changes */
};

/* Why one subject has the status it has. */
struct explanation {
    const struct rule *rule;
    struct ent subject;
    enum subject_status status;
    struct str status_name; /* as in reports: "not applicable" */
    struct str head;        /* "IEC-020 is satisfied on capability LX-200/AUTH" */
    struct str type, id;    /* of the subject */
    struct span at;         /* the subject */
    struct reason *root;    /* its parts are what is shown */
    bool is_violated, is_disabled;
    struct edit *repairs;  /* what together would satisfy the rule here; NULL: see no_repair */
    struct str no_repair;  /* why none can be told; empty where nothing is to be repaired */
    struct reason **facts; /* every fact the tree rests on, once, by place */
    uint32_t fact_count;
};

/* A rule and a subject, as the user names them: "ACME-001@LX-200/AUTH", "ACME-001@Capability:AUTH,zone=Z-1". */
struct explain_target {
    const struct rule_result *result;
    struct ent subject;
    struct finding_binding *bindings;
    uint32_t binding_count;
    struct str mistake,
        help; /* mistake: why there is no such target; then the others are not set */
};
struct explain_target explain_find(struct explainer *x, struct str target);
struct explanation *explain_subject(struct explainer *x, const struct explain_target *target);
/* The rule as a sentence or two for people who do not read rules; needs no case. */
struct str explain_english(struct explainer *x, const struct rule *r);

/* ---- findings ---- */

struct failure {
    struct failure *next;
    enum truth truth; /* FALSE_, or UNKNOWN_: indeterminate */
    uint32_t
        step; /* trace: where the chain stopped; criterion: what is not given, from 1; pattern: what is amiss */
    enum category category; /* another than that of the rule, or CATEGORY_NONE */
    struct finding_place at;
    struct str message;
    struct finding_place *related;
    uint32_t related_count;
    struct str *why;
    uint32_t why_count;
    struct finding_binding *bindings;
    uint32_t binding_count;
    struct str fix; /* what to do about it, where the rule does not say; may be empty */
};

/* How much an explanation tells: the rest of a report's findings go without lines and places beyond their own. */
enum explain_depth { EXPLAIN_MESSAGE, EXPLAIN_WHY };

/* The variables and lets of a rule for one of its cases; lives in x->scratch. */
struct value *explain_bind(struct explainer *x, const struct rule_result *r, uint32_t case_index);
/*
 * What failed of a duty whose truth is not TRUE_: one failure, or for an `every` hop one for each candidate. Never NULL.
 * `slots` as of explain_bind.
 */
struct failure *explain_duty(struct explainer *x, const struct rule *r, uint32_t duty,
                             struct value *slots, enum truth truth, enum explain_depth depth);
/* Why it cannot be decided whether the rule concerns this case. */
struct failure *explain_guard(struct explainer *x, const struct rule *r, struct value *slots);
/* A subject that cannot be judged although no case of it is known: which variable's set did not load. */
struct failure *explain_no_case(struct explainer *x, const struct rule *r, struct ent subject);
/* What to do about it: the rule's `fix` clauses; empty if it has none. */
struct str explain_fix(struct explainer *x, const struct rule *r, struct value *slots);

/* ---- verdicts: verdict.c ---- */

/* Why the view of an entity says what it says of it: at most LIMIT_WHY_LINES lines. */
struct str *explain_verdict(struct explainer *x, const struct view_use *view, struct ent e,
                            uint32_t *count);
/*
 * The facts that a verdict rests on, which is known: as long as they stay, so does it. False: they were too many to be told, and others
 * may count as well.
 */
typedef void explain_fact_fn(void *context, const struct fact *fact);
bool explain_verdict_facts(struct explainer *x, const struct view_use *view, struct ent e,
                           explain_fact_fn *tell, void *context);

/* The parameters that the rule asks, by way of definitions too, and what tailoring does to it: lines for people. params.c */
struct str explain_parameters(struct arena *a, const struct program *p,
                              const struct source_map *sources, const struct rule *r);

#endif
