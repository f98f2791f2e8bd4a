/*
 * What the verbs share: the command line as parsed, the terminal, and the way to a case on disk.
 *
 * A verb is a function from arguments to exit code. Results go to stdout, everything else to stderr.
 */
#ifndef ONUS_ENGINE_CLI_CLI_H
#define ONUS_ENGINE_CLI_CLI_H

#include <stdio.h>

#include "engine/render/render.h"
#include "engine/session.h"

enum verb {
#define COMMAND(name, id, operands, doc, example) VERB_##id,
#include "engine/cli/commands.def"
#undef COMMAND
    VERB_COUNT
};

enum option_id {
#define OPTION(name, letter, operand, id, verbs, doc) OPTION_##id,
#include "engine/cli/options.def"
#undef OPTION
    OPTION_COUNT
};

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct args {
    enum verb verb;
    bool has_verb; /* it was written */
    bool given[OPTION_COUNT];
    const char *format_word;
    enum format format;
    enum answer_format answer_format;
    enum proof_format proof; /* of explanations */
    enum diagram_format diagram_format;
    enum change_format change_format;
    enum impact_mode impact_mode;
    enum color color;
    enum dump dump;
    int32_t as_of;
    struct str phase, stdlib, filter, output, root;
    uint32_t min_kill; /* percent */
    uint32_t jobs;     /* 0: as many as there are processors */
    struct str *operands;
    uint32_t operand_count;
    struct str *replace; /* ids, as often as the option was given */
    uint32_t replace_count;
};

/* ---- args.c ---- */

/* False after a usage error, which it has printed. */
bool args_parse(struct arena *a, int argc, char **argv, struct args *out);
const char *verb_name(enum verb v);
void usage_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* ---- help.c ---- */
void help_print(const struct args *args);

/* ---- terminal.c ---- */
struct render_options terminal_options(const struct args *args, FILE *stream);
struct output terminal_output(FILE *stream);
void print_str(FILE *stream, struct str s);

/* ---- place.c ---- */

/* A folder on disk, opened, and the file in it that was meant. */
struct disk {
    struct host host;
    bool is_open;
    struct str folder, file;
    struct str prefix; /* what stood before the file, '/' included */
};

/* CASE: a folder with a project file, or a project file. False: no such folder; printed. */
bool disk_open_case(struct arena *a, struct disk *d, struct str path);
bool disk_open_file(struct arena *a, struct disk *d, struct str path);
bool disk_open_folder(struct arena *a, struct disk *d, struct str path);
void disk_split(struct disk *d,
                struct str path); /* folder, file and prefix of a file, nothing opened */
void disk_close(struct disk *d);
bool disk_is_folder(struct arena *a, struct str path);
struct str disk_folder_name(struct arena *a, const struct disk *d); /* its last part */
/* What leads from one folder to the other: "", or a path that ends in '/'. */
struct str disk_way(struct arena *a, struct str from, struct str to);
bool disk_has(struct arena *a, struct disk *d, struct str file); /* a file of it that can be read */

/* ---- host_git.c ---- */
/* The files below `folder` as they were in a revision, read through git; nothing can be written. False: git knows no such revision there. */
bool host_git_init(struct host *h, struct arena *a, struct str folder, struct str revision);

/* A session over `host` with what the options say. */
struct session_options session_options_of(const struct args *args, struct disk *stdlib);

/* ---- cmd_explain.c ---- */
/* What a rule says of itself. */
void rule_print(struct session *s, const struct rule *r);

/* ---- cmd_export.c ---- */
/* To standard output, or to the file of --output. False: it cannot be written; printed. */
bool document_print(const struct args *args, const struct document *d);

/* ---- cmd_query.c ---- */
/* An answer on stdout, what is doubtful or wrong about it on stderr. answer NULL: the question has errors. The exit code. */
int answer_print(struct session *s, const struct args *args, const struct answer *answer);
/* ---- explain_case.c ---- */
/* RULE@SUBJECT in a case. */
int explain_in_case(const struct args *args);

/* ---- edited.c ---- */
/* With --diff what would change, with --check the names of the files; else they are written. False: one could not be, and was told. */
bool edited_write(const struct args *args, struct disk *d, const struct edited_file *files,
                  uint32_t count);
/* All findings about the case, on standard error. */
void mistakes_print(struct session *s, const struct args *args);

/* ---- diff.c ---- */
/* What turns `before` into `after`, as a unified diff of one file. */
void diff_print(FILE *out, struct str name, struct str before, struct str after);

/* ---- mutate.c ---- */
/* Mutants of the rules of each session, whose tests all pass; the names of the reports are given. The exit code. */
int mutate_all(const struct args *args, struct mutation_report *reports, struct session *const *of,
               uint32_t count, uint32_t jobs);
/* ---- test_accept.c ---- */
/* Rewrites the files whose tests failed, and shows how; false: something is left that fails. */
bool accept_all(const struct test_run *run, bool is_shown);

/* ---- evidence_seal.c ---- */
int evidence_seal(const struct args *args, struct disk *d, struct disk *stdlib);

/* ---- instantiation.c ---- */
/* Each step on a line: what is done on stdout, unless it is dry; what is to be known on stderr. True: something is left to do by hand. */
bool instantiation_print(const struct instantiation *made, bool is_dry, bool is_quiet);

/* ---- cmd_*.c ---- */
typedef int verb_fn(const struct args *args);

verb_fn cmd_check, cmd_evidence, cmd_explain, cmd_export, cmd_fmt, cmd_lint, cmd_import,
    cmd_instantiate, cmd_query, cmd_render, cmd_test, cmd_repl, cmd_schema, cmd_impact, cmd_diff;

#endif
