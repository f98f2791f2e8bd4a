/*
 * Diagnostics are data: every phase appends to one sink, nothing is printed
 * until a shell hands the sink to a renderer.
 *
 * Each record has a stable code from diag_codes.def, a primary span, one
 * sentence, and optionally further labelled places, notes, one suggestion, and
 * (for mistakes in case files) the entity concerned. A function that fails reports here
 * and returns an error node, an error type or false; its callers never report again.
 */
#ifndef ONUS_LANG_BASE_DIAG_H
#define ONUS_LANG_BASE_DIAG_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/base/arena.h"
#include "lang/base/source.h"
#include "lang/base/str.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING, DIAG_INFO };

enum diag_code {
#define DIAG(code, slug, severity, title, explanation) code,
#include "lang/base/diag_codes.def"
#undef DIAG
    DIAG_CODE_COUNT
};

struct diag_label {
    struct diag_label *next;
    struct span span;
    struct str text;
};

struct diag {
    struct diag *next;
    enum diag_code code;
    enum diag_severity severity;
    struct span span;          /* the primary place, underlined */
    struct str message;        /* one sentence, lower case, no final stop, no newline */
    struct str label;          /* words under the primary underline; may be empty */
    struct diag_label *labels; /* other places that explain it */
    struct diag_label *notes;  /* "= note:" lines; their span is none */
    struct diag_label *fix;    /* replacement text for a span, or NULL */
    bool fix_is_certain;       /* nothing else can have been meant: `onus lint --fix` applies it */
    struct str help;           /* the way out in words; may be empty */
    struct str type, subject;  /* of case files: entity type and id; may be empty */
};

struct diag_sink {
    struct arena *arena; /* owns every record and string */
    const struct source_map *sources;
    struct diag *first, **tail;
    uint32_t error_count, warning_count;
    uint32_t error_limit; /* 0: none */
};

void diag_sink_init(struct diag_sink *s, struct arena *a, const struct source_map *sources);

/* Append a record. The result stays valid until the sink's arena is released. */
struct diag *diag_add(struct diag_sink *s, enum diag_code code, struct span at, const char *fmt,
                      ...) __attribute__((format(printf, 4, 5)));
/* Words under the primary underline. */
void diag_here(struct diag_sink *s, struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Another place, with its own words. */
void diag_label(struct diag_sink *s, struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void diag_note(struct diag_sink *s, struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void diag_help(struct diag_sink *s, struct diag *d, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What it should probably say: a proposal for the reader. */
void diag_fix(struct diag_sink *s, struct diag *d, struct span at, struct str replacement);
/* The same where nothing else can have been meant, and the rest of the rule keeps its meaning. */
void diag_fix_certain(struct diag_sink *s, struct diag *d, struct span at, struct str replacement);

bool diag_full(const struct diag_sink *s); /* error_limit reached: stop early */
void diag_sort(struct diag_sink *s);       /* by (span, code, message): deterministic */

const char *diag_code_name(enum diag_code code); /* "E2107" */
const char *diag_code_slug(enum diag_code code);
const char *diag_code_title(enum diag_code code);
const char *diag_code_explanation(enum diag_code code);
/* The code of that name ("E2107"), or DIAG_CODE_COUNT. */
enum diag_code diag_code_find(struct str name);

/*
 * The best "did you mean": of the candidates offered, the one closest to `given`, at most a third
 * of its length + 1 edits away, ties by order of offering. Zero-initialise with scratch and given.
 */
struct suggestion {
    struct arena *scratch;
    struct str given, best; /* best is empty when nothing is close */
    unsigned distance;
};

void suggest(struct suggestion *s, struct str candidate);

#endif
