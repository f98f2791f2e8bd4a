/*
 * The canonical layout, in two steps: the tree becomes lines of cells, then the cells of neighbouring
 * lines are aligned and printed.
 *
 * A comment keeps its place: before printing anything that starts at a place of the source, what was
 * written before that place is put out, beside the last line or on lines of its own.
 */
#ifndef ONUS_LANG_FMT_INTERNAL_H
#define ONUS_LANG_FMT_INTERNAL_H

#include <string.h>

#include "lang/parse.h"

enum { FMT_WIDTH = 100, FMT_STEP = 2, FMT_CELLS = 4 };

/* What lines have in common to be aligned with their neighbours. */
enum fmt_group {
    GROUP_NONE,
    GROUP_ENUM,
    GROUP_FIELD,
    GROUP_ABOUT,
    GROUP_STEP,
    GROUP_VIEW,
    GROUP_VIEW_CLAUSE,
    GROUP_NODE,
    GROUP_DEVIATION,
    GROUP_THING
};

struct fmt_line {
    uint32_t indent;
    enum fmt_group group;
    struct str cells[FMT_CELLS]; /* at NULL: nothing in this column */
    uint32_t cell_count;
    bool wraps; /* the last cell may stand on a line of its own */
    bool blank_before;
    bool is_comment;
    struct str comment; /* at the end of the line */
};

struct fmt {
    struct arena *arena;
    const struct ast *ast;
    VEC(struct fmt_line) lines;
    uint32_t next_comment;
    uint32_t last; /* place up to which everything has been put out */
    uint32_t indent;
    bool fresh; /* nothing in this block yet */
    bool blank; /* a blank line stands before the next line */
};

/* ---- fmt_line.c ---- */

/*
 * To be called before the lines of what stands at `at`: puts out the comments before `upto` (the end of
 * what is printed as a whole, its start where comments inside find their own place) and keeps a
 * blank line if there was one.
 */
void fmt_begin(struct fmt *f, uint32_t at, uint32_t upto);
void fmt_begin_leaf(struct fmt *f, struct span at);
/* Without keeping blank lines: parts of one clause. */
void fmt_continue(struct fmt *f, uint32_t at);
void fmt_end(struct fmt *f, uint32_t at); /* all up to here has been put out */
struct fmt_line *fmt_put(struct fmt *f, uint32_t indent, struct str text);
struct fmt_line *fmt_row(struct fmt *f, enum fmt_group group, struct str a, struct str b,
                         struct str c);
void fmt_open(struct fmt *f); /* a block: deeper, nothing in it yet */
void fmt_close(struct fmt *f, uint32_t at,
               const char *brace); /* comments before its end, then the brace */
bool fmt_has_comment(const struct fmt *f, uint32_t lo, uint32_t hi);
uint32_t fmt_width(struct str s); /* of its first line */
bool fmt_fits(uint32_t indent, struct str s);
struct str fmt_print_lines(struct fmt *f);

/* ---- fmt_flat.c: on one line ---- */

struct str fmt_text(struct fmt *f, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str flat_name(struct fmt *f, struct name n); /* as written, back-quotes included */
struct str flat_names(struct fmt *f, name_vec names);
struct str flat_dotted(struct fmt *f, struct dotted d);
struct str flat_type_name(struct fmt *f, struct type_name t);
struct str flat_type(struct fmt *f, const struct type_expr *t);
struct str flat_text(struct fmt *f, const struct text *t);
struct str flat_expr(struct fmt *f, const struct expr *e);
struct str flat_exprs(struct fmt *f, expr_vec list);
struct str flat_each(struct fmt *f, each_vec each);
struct str flat_variable(struct fmt *f, const struct each_var *v);
struct str flat_let(struct fmt *f, binding_vec let);
struct str flat_parameters(struct fmt *f, parameter_vec params);
struct str flat_parameter(struct fmt *f, const struct parameter *p);
struct str flat_marks(struct fmt *f, field_mark_vec marks, uint32_t from);

/* ---- fmt_expr.c: over several lines where one is too short ---- */

/* `prefix e suffix` starting at `indent`; what is broken off goes on at `more`. */
void fmt_expr(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix,
              const struct expr *e, struct str suffix);
void fmt_let(struct fmt *f, binding_vec let);
void fmt_each(struct fmt *f, struct str prefix, each_vec each, struct str suffix);
/* A condition and its `else` text; `prefix` is "require " or empty. */
void fmt_condition(struct fmt *f, struct str prefix, const struct expr *e, struct str place,
                   const struct text *message, struct span at);
/* Pieces separated by blanks, wrapped at the width. */
void fmt_fill(struct fmt *f, const struct str *pieces, uint32_t count);
/* `head(params) tail`, the parameters one per line where they do not fit. */
void fmt_signature(struct fmt *f, struct str head, parameter_vec params, struct str tail);

/* ---- one file per family of items ---- */

void fmt_clauses(struct fmt *f, clause_vec clauses);
void fmt_docs(struct fmt *f, struct str docs);
void fmt_settings(struct fmt *f, struct str head, setting_vec settings, struct span at);
void fmt_setting(struct fmt *f, const struct setting *s);
struct str flat_setting(struct fmt *f, const struct setting *s);

void fmt_entity(struct fmt *f, struct str marks, const struct item *i);
void fmt_extend(struct fmt *f, struct str marks, const struct item *i);
void fmt_enum(struct fmt *f, struct str marks, const struct item *i);
void fmt_table(struct fmt *f, struct str marks, const struct item *i);
void fmt_pattern(struct fmt *f, struct str marks, const struct item *i);
void fmt_apply(struct fmt *f, struct str marks, const struct item *i);
void fmt_source(struct fmt *f, struct str marks, const struct item *i);
void fmt_target(struct fmt *f, struct str marks, const struct item *i);
void fmt_view(struct fmt *f, struct str marks, const struct item *i);
void fmt_tailor(struct fmt *f, struct str marks, const struct item *i);
void fmt_test(struct fmt *f, struct str marks, const struct item *i);

#endif
