/*
 * Trees → typed program: names, types, presence, monotonicity, lowering.
 *
 * Pure: all files of all packs come in, the program and the diagnostics come
 * out. An item with an error is left out of the program; all others are in it.
 */
#ifndef ONUS_LANG_CHECK_H
#define ONUS_LANG_CHECK_H

#include "lang/ast.h"
#include "lang/base/diag.h"
#include "lang/program.h"

/*
 * One file of a pack. The module name is the file name without suffix ("case" of pack iec80001); `use iec80001.case` opens it,
 * `use gsn` opens the module of a pack whose pack and file name agree, or all modules of that pack when there is no such file.
 * Files of one pack see each other's items without `use`. The built-in module "onus" is seen by all.
 */
struct unit {
    struct str pack; /* "iec80001-2-9" is written iec80001_2_9 in `use`; the case's own rules: "" */
    struct str module;
    const struct ast *ast;
};

/* `regex_check` compiles a pattern and reports its error: PCRE2 lives in engine/eval, so the caller lends it. */
struct regex_error {
    size_t offset;
    struct str message;
    bool failed;
    bool matches_empty; /* it compiles, and matches the empty text */
};
struct regex_checker {
    void *context;
    /* groups: named groups of the pattern, in order, in arena a. */
    struct regex_error (*check)(void *context, struct arena *a, struct str pattern,
                                struct str **groups, uint32_t *group_count);
};

/* Standards whose clause lists the packs declare in pack.yaml: `maps` is checked against them. */
struct standard {
    struct str name;
    struct str *clauses;
    uint32_t clause_count;
}; /* clause_count 0: any clause */

/* What a pack's manifest asks for: what it may use and tailor. Of packs without one here nothing is known, and nothing is refused. */
struct pack_requires {
    struct str pack;
    struct str *packs; /* directly */
    uint32_t count;
};

struct check_input {
    struct unit *units; /* in load order: packs before those that use them */
    uint32_t unit_count;
    struct pack_requires *requires;
    uint32_t require_count;
    int32_t as_of; /* date: tailoring that ended before it has no effect */
    bool
        is_untailored; /* tailoring is checked and listed, not applied: tests run packs as they are */
    struct standard *standards;
    uint32_t standard_count;
    struct regex_checker regex;
    bool with_tests; /* check `test` items too; else they are not looked at, and nothing depends on them */
    bool for_authors; /* notes that only help who writes the rules */
};

struct program *check_units(struct arena *arena, struct sym_table *texts, struct diag_sink *sink,
                            const struct check_input *input);

/* The same, kept open to be asked: what is checked later knows all that the units declare. */
struct checker;
struct checker *check_open(struct arena *arena, struct sym_table *texts, struct diag_sink *sink,
                           const struct check_input *input);
struct program *checked_program(const struct checker *ck);
/*
 * Checks a question (parse_query) as if it stood in a file of the case's own rules that uses all packs, and makes it the
 * program's query. False: it has errors, reported in `sink`. It may add types, fields and regexes to the program: a
 * store built before must be built anew when the number of fields has changed.
 */
bool check_query(struct checker *ck, struct diag_sink *sink, const struct ast *ast);

#endif
