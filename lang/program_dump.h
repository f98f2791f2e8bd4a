/*
 * The text form of a program, for tests and for eyes: one line for each part, indented below what it belongs to,
 * expressions with their types. Shared by the files that write it only.
 */
#ifndef ONUS_LANG_PROGRAM_DUMP_H
#define ONUS_LANG_PROGRAM_DUMP_H

#include "lang/program.h"

struct dump {
    const struct program *program;
    struct text_buf *out;
    struct arena *scratch;
    const struct slot *slots; /* of the rule, definition or source being written */
    uint32_t slot_count;
};

/* The start of a line at this depth. */
void dump_indent(const struct dump *d, unsigned depth);
void dump_sym(const struct dump *d, struct sym s);
void dump_type(const struct dump *d, struct type t);
void dump_cell(const struct dump *d, struct type t, uint64_t cell);
void dump_ir_quoted(const struct dump *d, struct str text);
void dump_slot(const struct dump *d, uint32_t slot); /* $0 cap */
void dump_ir(const struct dump *d, const struct ir *ir, unsigned depth);
/* `label` on a line of its own and the expression below it; nothing for NULL. */
void dump_labelled(const struct dump *d, const char *label, const struct ir *ir, unsigned depth);
void dump_ir_each(const struct dump *d, const char *label, const struct ir_each *each,
                  unsigned depth);

/* ---- program_dump_tailor.c ---- */
void dump_deviation(struct dump d, const struct deviation_of *v);
void dump_pattern(struct dump d, const struct pattern *p); /* program_dump_pattern.c */
void dump_application(struct dump d, const struct application *a);
void dump_test(const struct dump *d, const struct test *t); /* program_dump_test.c */
void dump_tailored(const struct dump *d, const struct rule *r); /* what tailoring did to a rule */

#endif
