/*
 * The whole pipeline as one function, in steps that can be taken singly:
 *
 *   project → packs and rule files → parse → check → load → evaluate → findings
 *
 * A session reaches the world through its host only, and owns everything that it made. Each step takes what the ones
 * before left; none stops the run: what is wrong is a finding, and what is right is still checked.
 */
#ifndef ONUS_ENGINE_SESSION_H
#define ONUS_ENGINE_SESSION_H

#include "engine/diagram/diagram.h"
#include "engine/diff/diff.h"
#include "engine/eval/derive.h"
#include "engine/eval/eval.h"
#include "engine/evidence/ageing.h"
#include "engine/evidence/seal.h"
#include "engine/export/export.h"
#include "engine/find/find.h"
#include "engine/host.h"
#include "engine/impact/impact.h"
#include "engine/instantiate/instantiate.h"
#include "engine/load/load.h"
#include "engine/pack/pack.h"
#include "engine/query/query.h"
#include "engine/test/mutation.h"
#include "engine/test/test.h"
#include "lang/base/diag.h"
#include "lang/base/vec.h"
#include "lang/check.h"

/* The exit codes of the program; the first that applies in this order is the run's. */
enum exit_code {
    EXIT_INTERNAL = 70, /* Onus itself failed */
    EXIT_INTEGRITY = 5, /* packs are not what they were locked or signed as */
    EXIT_RULES = 3,     /* a rule file does not compile */
    EXIT_CASE = 4,      /* the project file or every data file cannot be read */
    EXIT_USAGE = 2,     /* usage, configuration, or nothing evaluated */
    EXIT_TESTS = 6,     /* tests of rules that failed */
    EXIT_FINDINGS = 1,  /* findings at or above the fail level */
    EXIT_PASSED = 0
};

struct session_options {
    bool has_as_of;
    int32_t as_of;    /* date; else the host's today */
    struct str phase; /* instead of the project's; empty: not given */
    struct host
        *stdlib; /* rule files of the library, instead of the embedded ones; NULL: embedded */
};

/* A target or source that was asked for by name. */
struct wanted {
    enum item_kind kind;    /* ITEM_TARGET, ITEM_SOURCE */
    struct str name, pack;  /* pack: empty if not said */
    struct suggestion near; /* of all others there are */
};

struct session {
    struct arena arena;
    struct sym_table texts;
    const struct source **pack_files; /* data that packs bring along */
    uint32_t pack_file_count;
    struct source_map sources;
    struct diag_sink rule_diags;  /* of rule files */
    struct diag_sink case_diags;  /* of the project, data files and the run */
    struct diag_sink query_diags; /* of the last question, or of the document written */
    struct host *host;
    struct session_options options;
    struct project *project;
    uint32_t config_errors; /* in the project file or the options */
    VEC(struct unit) units;
    struct str shown_folder;    /* before the names of rule files, with its '/'; empty: none */
    struct wanted wanted;       /* name empty: nothing */
    const struct str *imported; /* files that session_import() reads */
    uint32_t imported_count;
    bool for_authors;        /* notes on style are told as well */
    struct str own_pack;     /* the pack whose files are being worked on: its warnings are told */
    struct checker *checker; /* of the program, kept for questions */
    bool with_tests;         /* tests are checked as well */
    VEC(struct test_file) files; /* where rule files were read from */
    struct test_input test_input;
    struct test_run *test_run;
    struct check_input check_input; /* what the program was made of */
    struct mutation_input mutation_input;
    struct mutation_run *mutation_run;
    struct program *program;
    bool keeps; /* what is read stays beside the store: session_what_if() needs it */
    struct load_input load_input;
    struct load_result load;
    struct artefact_memory documents; /* read once, however often the case is loaded */
    bool is_loaded;
    struct derivation *derivation; /* of the case loaded; NULL: none, or files are imported */
    bool is_as_written;            /* patterns are not applied: the case is what its files say */
    struct evaluation *evaluation;
    int32_t as_of;
    uint32_t phase;
    bool has_phase;
    struct find_input find_input;
    struct report *report;
};

void session_init(struct session *s, struct host *host, struct session_options options);
void session_fini(struct session *s);

/* Each step runs those before it that have not been taken. */
void session_project(struct session *s, struct str path); /* "onus.yaml" */
/* One more rule file, as a unit of `pack`; its mistakes are in rule_diags. */
struct ast *session_parse(struct session *s, struct str pack, struct str module,
                          const struct source *source);
/* The same for a file of `host`, outside of all packs. NULL if it cannot be read; reported. */
struct ast *session_parse_file(struct session *s, struct host *host, struct str path);
/* The packs that the files parsed so far `use`, as far as they come with the program. For files without a case. */
void session_use_packs(struct session *s);
struct str session_shown(struct session *s, struct str path); /* as the user called the file */
struct pack_library session_packs(struct session *s);         /* what comes with the program */
/* Instead of session_project(): all packs of the library and no case, for looking rules up. */
void session_library(struct session *s);
/* … or one pack of the library, by name; false: there is none called so. */
bool session_pack(struct session *s, struct str name);
/* For tests: a pack that comes with the program, or the one in the folder of the host; with the files in its folder `tests`. */
bool session_library_pack(struct session *s, struct str name, struct suggestion *near);
void session_folder_pack(struct session *s, struct str name);
/* The same for a case: its rules, and the files in its folder `tests`. */
void session_case_tests(struct session *s, struct str project_path);
/* Compiles with tests, and runs those of own_pack. */
struct tests_report session_test(struct session *s, struct test_input options);
/* Behind session_test() without failures: mutants of what has `filter` in its code or name. */
struct mutation_report session_mutate(struct session *s, struct str filter, uint32_t jobs);
/* Writes the files of session_parse_file() back with all certain fixes in them; how many. Behind session_compile(). */
uint32_t session_fix(struct session *s);
void session_compile(struct session *s); /* packs, rule files, check */
void session_load(struct session *s);
/* Before session_load(): only what is written, and `target`, if it is missing, as a file with nothing in it. The host takes edits. */
void session_as_written(struct session *s, struct str target);
/* After that: what to write. False: the case did not load as a whole, so that nobody can tell; reported. */
bool session_instantiate(struct session *s, struct str target, struct instantiation *out);
/* Whether the case with what was made is the one before and all that was to be added, and nothing is left to write. */
bool session_instantiation_holds(const struct session *before, struct session *after,
                                 const struct instantiation *made, struct str target);
void session_evaluate(struct session *s);
/* How the case that is loaded is evaluated. */
struct eval_options session_eval_options(const struct session *s);
struct report *session_report(struct session *s); /* of as many steps as were taken */
/* All of them. */
struct report *session_check(struct session *s, struct str project_path);
enum exit_code session_exit_code(const struct session *s);
/* Why "RULE@SUBJECT" came out as it did, in the case of a project file. NULL: there is none, and mistake and help say why. */
struct explanation *session_explain(struct session *s, struct str project_path, struct str target,
                                    struct str *mistake, struct str *help);
/* What a rule says, as a sentence or two. After session_compile(). */
struct str session_english(struct session *s, const struct rule *r);

/*
 * Asks the loaded case a question in the language; any number of them, after session_load(). NULL: there is no case, or
 * the question has errors: query_diags. Where an answer needs the other side of a link that no rule asks for, the case is
 * loaded again.
 */
struct answer *session_query(struct session *s, struct str question);
/* Checks it only; its typed form is in program->query. */
bool session_query_check(struct session *s, struct str question);
/* Whether a question is fine so far but ends too early, so that one should go on reading. Needs no case. */
bool session_question_goes_on(struct str question);
/* What query_diags holds, as a report without a run. */
struct report *session_query_report(struct session *s);

/*
 * Before session_compile(): a target or source that the run is about, "gsn2x" or "export.gsn2x". Where neither the case nor its packs
 * declare it, the file of the library that does is taken in, with what that uses.
 */
void session_want(struct session *s, enum item_kind kind, struct str name);
void session_find_wanted(struct session *s); /* session_compile() asks it */
/* After session_load(): what the target wanted makes of the case; what it leaves out is in query_diags. NULL: there is no such target
 * (mistake, perhaps help), it has errors (rule_diags), or there is no case. */
struct document *session_export(struct session *s, struct str *mistake, struct str *help);

/*
 * After session_check(): the entities that views give a shape, drawn; root: only what hangs below the entity of that id, "" for all.
 * NULL: there is nothing to draw (mistake says why), or no case.
 */
struct diagram *session_diagram(struct session *s, struct str root, struct str *mistake);

/* After session_load(), of a case that loaded: how long what it rests on still holds. */
struct ageing session_ageing(struct session *s);
/* … and digests for its documents: what is to be written, where. Nothing is written. */
struct seal session_seal(struct session *s, struct str *replace, uint32_t count);
/* Whether `after`, the same case loaded with the files of `seal`, is the case of `before` with those digests and nothing else changed. */
bool session_seal_holds(const struct session *before, struct session *after,
                        const struct seal *seal);
/*
 * Instead of session_load(), behind session_want() of a source: reads the files through it, beside the data of the case if there is one,
 * and gives what they made as a case file. Findings on them are in case_diags. NULL as above.
 */
struct document *session_import(struct session *s, const struct str *files, uint32_t count,
                                struct str *mistake, struct str *help);
/* After session_check() of a case that was evaluated: a side to compare, by a name. */
struct diff_side session_side(struct session *s, struct str name);
/* … with `keeps`: to ask what would be if. */
struct impact_case session_what_if(struct session *s);
/* Forgets messages. */
void session_drop(struct session *s, struct diag_sink *sink,
                  bool (*is_dropped)(const struct session *, const struct diag *));

enum dump { DUMP_NONE, DUMP_AST, DUMP_PROGRAM, DUMP_STORE, DUMP_TREE };
void session_dump(struct session *s, enum dump what, struct text_buf *out);

#endif
