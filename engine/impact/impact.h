/*
 * What would be if: a case put together again without an element, with one that has expired, or with a document that is
 * not what it was; and what stops holding then, by the same evaluation that checks the case.
 *
 * Cut sets: which elements, alone or two or three together, bring down what the case claims.
 */
#ifndef ONUS_ENGINE_IMPACT_IMPACT_H
#define ONUS_ENGINE_IMPACT_IMPACT_H

#include "engine/diff/diff.h"
#include "engine/load/load.h"

/* A case as it is: loaded with load_input.keeps, evaluated, reported. Borrowed. */
struct impact_case {
    const struct load_input *load;
    const struct load_result *loaded;
    struct evaluation *evaluation;
    struct eval_options options;
    const struct find_input *find; /* as its report was made */
    struct diff_side side;         /* what it is without any difference */
};

/* ---- one element ---- */

enum impact_mode {
#define IMPACT_MODE(word, id, words) IMPACT_##id,
#include "engine/impact/modes.def"
#undef IMPACT_MODE
    IMPACT_MODE_COUNT
};

const char *impact_mode_word(enum impact_mode mode);  /* "failed" */
const char *impact_mode_words(enum impact_mode mode); /* "were taken out" */
enum impact_mode impact_mode_find(struct str word);   /* IMPACT_MODE_COUNT: none */

/* Where the case names the element; that goes with it. */
struct naming {
    struct str type, id, field;
    struct span at;
};

/* Why a verdict is another one. */
struct verdict_why {
    struct str *
        below; /* "Goal G-4": what its view leads to, is another one or not there any more; else … */
    uint32_t below_count;
    struct str *lines; /* … what the new verdict rests on */
    uint32_t line_count;
};

struct impact {
    enum impact_mode mode;
    struct ent ent;
    struct str type, id, label;
    struct span at;
    struct str file;    /* CHANGED: the document */
    struct str was;     /* EXPIRED: the last day it held; empty: it had none */
    struct str will_be; /* EXPIRED: the day before the date of the run */
    struct str
        remark; /* what is to be known of it: nobody would notice, has expired as it is; may be empty */
    struct naming *namings; /* FAILED: by place in the store */
    uint32_t naming_count;
    struct diff *
        diff; /* from the case as it is. Elements: what is taken out, and whose fields change with it */
    struct verdict_why *whys; /* by diff->verdicts */
    uint32_t taken_out;       /* elements: it, and what is written inside of it */
    uint32_t derived_gone,
        derived_new;     /* elements that patterns derive, and that follow no more, or now */
    bool stops_holding;  /* a finding appears, a verdict changes, or a decision */
    struct world *world; /* to which the texts belong: impact_free() */
};

/* The element by its id, "EV-10b", "LX-200/AUTH" or "Evidence:EV-10b". NULL: mistake, and perhaps help. */
struct impact *impact_find(struct arena *arena, const struct impact_case *c, struct str id,
                           enum impact_mode mode, struct str *mistake, struct str *help);
void impact_free(struct impact *i);

/* ---- cut sets ---- */

enum { CUT_MOST = 3 };

/* Elements all of which must fail for a claim to fall; without any of them it stands. */
struct cut_set {
    struct ent of[CUT_MOST]; /* ascending */
    uint32_t count;
    struct str verdict; /* what becomes of the claim; empty: it is not there any more */
};

struct cut_claim {
    struct ent ent;
    struct str type, id, label, verdict; /* as it is */
    struct span at;
    bool cannot_fall;         /* it is at the worst already, or unknown: nothing was looked for */
    VEC(struct cut_set) sets; /* by size, then by elements */
    uint32_t counts[CUT_MOST + 1]; /* how many there are of each size */
    bool
        is_monotony_assumed; /* not all that the verdict rests on could be told: evidence is taken only ever to help the claim */
    bool is_cut_short;  /* the search ended before all sets of that size were seen */
    uint32_t seen_size; /* sets of up to that many elements are all there */
};

struct cut_sets {
    struct cut_claim
        *claims; /* by entity: those with a verdict that no `tree` and no `aside` leads to */
    uint32_t claim_count;
    struct ent
        *leaves; /* what can fail: elements with a date, an end or a document, by their views */
    uint32_t leaf_count;
    uint32_t tried; /* cases that were put together and judged */
    const struct diff_side *side;
};

struct cut_sets *impact_cut_sets(struct arena *arena, const struct impact_case *c);

#endif
