/* The phases of the golden tests, each printing its result into a text. */
#ifndef ONUS_TESTS_GOLDEN_H
#define ONUS_TESTS_GOLDEN_H

#include <string.h>

#include "lang/base/diag.h"
#include "lang/base/str.h"

struct golden_run {
    const char *folder;      /* of what is expected */
    const char *case_folder; /* of what is checked, for whole cases */
    struct str text;         /* of input.onus */
    struct arena arena;
};

bool golden_read(struct arena *a, const char *path, struct str *text); /* false: no such file */

void golden_ast(struct golden_run *run, struct text_buf *out);
void golden_syntax(struct golden_run *run, struct text_buf *out);
void golden_diag(struct golden_run *run, struct text_buf *out);
void golden_program(struct golden_run *run, struct text_buf *out);
void golden_plan(struct golden_run *run, struct text_buf *out);
void golden_mutants(struct golden_run *run, struct text_buf *out);
void golden_fmt(struct golden_run *run, struct text_buf *out);
void golden_report(struct golden_run *run, struct text_buf *out);
void golden_report_json(struct golden_run *run, struct text_buf *out);
void golden_tests(struct golden_run *run, struct text_buf *out);
void golden_exit(struct golden_run *run, struct text_buf *out);
void golden_store(struct golden_run *run, struct text_buf *out);
void golden_explain(struct golden_run *run, struct text_buf *out);

/* Diagnostics as text: place, message, the line, what is underlined, labels, notes, way out. */
void golden_print(const struct diag_sink *sink, struct text_buf *out);

#endif
