/*
 * Results → findings: one record for everything a report says, sorted, fingerprinted, gated.
 */
#ifndef ONUS_ENGINE_FIND_FIND_H
#define ONUS_ENGINE_FIND_FIND_H

#include "engine/eval/eval.h"
#include "engine/explain/explain.h"
#include "engine/load/load.h"
#include "lang/base/diag.h"

struct finding {
    struct str rule; /* rule code, or diagnostic code */
    enum severity severity;
    enum category category;
    struct str status;        /* "violated", "indeterminate", "malformed" … as in JSON */
    struct str type, subject; /* may be empty for diagnostics */
    struct finding_place at;  /* text: words under the underline */
    struct str message;
    struct str fix;
    struct finding_place *related;
    uint32_t related_count;
    struct str *why;
    uint32_t why_count;
    struct finding_binding *bindings;
    uint32_t binding_count;
    struct str fingerprint; /* 32 hex digits; independent of lines */
    struct span rule_span;  /* where the rule is written */
    struct str maps;        /* "iec80001_2_9 5.3, …" */
    bool is_rule_file;      /* a mistake in a rule file (exit code 3), not in the case */
};

struct summary {
    uint32_t rules, subjects; /* rules evaluated; rule × subject pairs they met */
    uint32_t satisfied, violated, waived, not_applicable, not_due, superseded, assumed, exempted,
        indeterminate;
    struct str *vacuous;
    uint32_t vacuous_count; /* codes of rules that met no subject */
    uint32_t unsupported_claim, missing_justification,
        broken_traceability; /* findings of the category */
    uint32_t errors, warnings, infos;
    uint32_t files, entities;
    uint32_t deviations,
        expired_deviations; /* lines of tailoring with effect, and those that ended */
};

/* An entity that is taken as given: what is declared `external`, and why. Listed, never silent. */
struct assumption {
    struct str type, subject, reason;
    struct span span;
};

/* What became of the subjects of one rule. */
struct rule_line {
    struct str rule, title;
    bool is_due, is_disabled; /* disabled: by tailoring, not evaluated */
    uint32_t satisfied, violated, not_applicable, not_due, superseded, assumed, exempted,
        indeterminate;
    struct str criterion;           /* name; empty: a rule, which decides nothing */
    uint32_t accepted, conditional; /* of the satisfied ones */
};

/* What a criterion decides of one subject: "accepted", "conditional", "rejected", "indeterminate". */
struct decision_line {
    struct str rule, criterion, type, subject, decision;
    struct span span; /* of the subject */
};

/* What becomes of an entity, by the verdict that its view names. */
struct verdict_line {
    struct str type, subject, verdict; /* in words; "unknown" if is_unknown */
    bool is_unknown;
    struct span span; /* of the subject */
};

/* How the rules differ from what their pack says: one line of tailoring. Listed also where it has no effect any more. */
struct deviation_line {
    struct str kind;   /* "set", "severity", "exempt", "disable", "replace" */
    struct str status; /* "active", "expired", "overridden" */
    struct str pack, by_pack, target, rule, before, after, because, by;
    struct str until; /* a date, or empty */
    uint32_t
        exempted; /* "exempt": subjects of the rule that are exempted, by this line or another */
    struct str *softened; /* "replace" of a matrix: the cells that became more lenient */
    uint32_t softened_count;
    struct span span;
};

enum verdict { VERDICT_PASSED, VERDICT_FAILED, VERDICT_NOT_EVALUATED };

struct report {
    int32_t as_of;
    struct str title, phase;
    enum verdict verdict;
    struct str
        verdict_reason; /* NOT_EVALUATED: which of "no case files", "no rules", "no rule due", "no subject" */
    struct summary summary;
    struct finding *findings;
    uint32_t finding_count;  /* sorted: file, place, rule, subject, bindings, message */
    struct rule_line *rules; /* by pack and place, those that are not due included */
    uint32_t rule_count;
    struct decision_line *decisions; /* by criterion, then by subject */
    uint32_t decision_count;
    struct verdict_line *verdicts; /* by entity */
    uint32_t verdict_count;
    struct assumption *assumptions;
    uint32_t assumption_count;
    struct deviation_line *deviations; /* by pack, then place */
    uint32_t deviation_count;
    uint32_t explained; /* findings that carry a why; those behind them do not */
    uint32_t rules_not_compiled;
    enum fail_on fail_on;
    const struct source_map *sources;
    const struct program *program;
};

/* What a run came to. Parts that did not happen are NULL. */
struct find_input {
    const struct program *program;
    struct store *store;
    struct evaluation *evaluation;
    const struct diag_sink *rule_diags; /* of rule files */
    const struct diag_sink *case_diags; /* of the project file, data files, and evaluation */
    const struct source_map *sources;
    struct str title;
    enum fail_on fail_on;
    int32_t as_of;
    uint32_t phase; /* ordinal in the scale Phase */
    bool has_phase;
    uint32_t file_count; /* data files */
    bool is_brief;       /* findings without their why */
};

/* The report lives in `arena`. */
struct report *find_report(struct arena *arena, const struct find_input *in);
/* Whether a finding counts against the verdict. */
bool finding_fails(const struct finding *f, enum fail_on fail_on);

/* SHA-256 over canonical text, cut to 128 bits, as 32 hex digits. */
struct str fingerprint(struct arena *a, struct str canonical);

#endif
