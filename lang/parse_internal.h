/*
 * What the parts of the parser share: lexer.l, grammar.y, ast_build.c, parse_error.c and parse.c.
 *
 * One struct parser lives for one file. The lexer keeps its own stack of open braces and texts
 * (struct frame), so that no state of flex can underflow, and reads ahead in `text`; the grammar
 * tells it nothing.
 */
#ifndef ONUS_LANG_PARSE_INTERNAL_H
#define ONUS_LANG_PARSE_INTERNAL_H

#include "lang/ast_build.h"
#include "lang/base/limits.h"
#include "lang/parse.h"

/* What an open bracket or quote makes of the characters after it. */
enum frame_kind { FRAME_BRACE, FRAME_ROWS, FRAME_TEXT, FRAME_LONG_TEXT, FRAME_INTERP };

struct frame {
    enum frame_kind kind;
    bool trace;           /* BRACE: of `require trace` */
    bool row_open;        /* ROWS: between the first and the last bar of a row */
    uint32_t first_paren; /* where the first of them stands */
    uint32_t parens;      /* ( and [ open directly inside */
    struct span open;     /* the brace or quotes that opened it */
};

struct parser {
    struct arena *arena;
    struct sym_table *syms;
    struct diag_sink *sink;
    struct ast *ast;
    uint32_t base;   /* place of text.at[0] in the common space */
    struct str text; /* the file, cleaned, with a line end of our own at the end */
    void *scanner;
    uint32_t at; /* place of the next character */

    struct frame frames[LIMIT_RULE_NESTING];
    uint32_t frame_count;
    struct frame left;   /* the one that was closed last */
    struct frame root;   /* outside of them all: only its parens count */
    uint32_t nesting;    /* frames, ( and [ that are open */
    uint32_t line_texts; /* one-line texts that are open */

    int first;           /* a token that stands before the text itself; 0: none */
    bool asks;           /* the text is one question, no file */
    bool lacks_text_end; /* a long text was open at its end */
    int last, before;    /* the last two tokens; 0: none */
    struct span last_span, before_span;
    struct span excused;      /* the lexer has complained about this token: nobody else does */
    uint32_t first_errors;    /* errors in the sink before this file */
    struct span reported;     /* the last place the grammar complained about */
    const struct word *meant; /* a misspelt word, handed to the grammar after its complaint */
    uint32_t lost_parens;     /* brackets to be closed for the grammar … */
    int again;                /* … before it gets the last token once more; 0: none */
    bool stopped;             /* a limit was hit: the rest of the file is not read */
    bool broken;              /* recovered since the last item ended */
};

/* ---- lexer.l ---- */

/* Scan `size` bytes of which the last two are NUL; the buffer is changed while scanning. */
void lexer_start(struct parser *ps, char *buffer, size_t size);
void lexer_end(struct parser *ps);

/* ---- lex.c: what the lexer's patterns do ---- */

enum word_class { WORD_RESERVED, WORD_DECLARATION };

struct word {
    const char *text;
    int token;
    enum word_class class;
};

const struct word *word_find(struct str text); /* NULL: no word of the grammar */
char lex_peek(const struct parser *ps,
              uint32_t at); /* the character at a place; '\n' past the end */
struct str lex_slice(const struct parser *ps, struct span at);
struct frame *lex_top(struct parser *ps); /* NULL: nothing is open */
bool lex_enter(struct parser *ps, enum frame_kind kind, struct span open); /* false: too deep */
void lex_leave(struct parser *ps);
bool lex_open_paren(struct parser *ps, struct span at); /* false: too deep */
void lex_close_paren(struct parser *ps);
enum frame_kind lex_brace_kind(const struct parser *ps); /* of the brace just read */
int lex_word(struct parser *ps, struct span *at, struct name *out);
bool lex_unit_fits(const struct parser *ps, struct span at);
struct str lex_single_blank(struct parser *ps, struct span at); /* "30   days" as "30 days" */
int lex_bar(struct parser *ps);
bool lex_row_unfinished(struct parser *ps, struct span at); /* reports and closes an open row */
void lex_line_start(struct parser *ps);
bool lex_comment(struct parser *ps, struct span at, struct str *doc); /* true: documentation */
bool lex_text_ends(struct parser *ps, struct span open);      /* or reports that it does not */
bool lex_long_text_ends(struct parser *ps, struct span open); /* likewise */
void lex_open_text(struct parser *ps);                        /* a one-line text did not end */
bool lex_end_of_file(struct parser *ps); /* true: reported a long text that is open */

void lex_other_quotes(struct parser *ps, struct span at);
void lex_bad_character(struct parser *ps, struct span at);
void lex_bad_number(struct parser *ps, struct span at);
void lex_bad_escape(struct parser *ps, struct span at);
void lex_bare_brace(struct parser *ps, struct span at);
void lex_no_end(struct parser *ps, struct span at, const char *what, const char *quote);
void lex_spell_as(struct parser *ps, struct span at, const char *instead);

/* ---- parse_next.c ---- */

union GRAM_STYPE;

/* The next token of the grammar: that of the lexer, or the end of the file after a limit was hit. */
int parse_next(struct parser *ps, union GRAM_STYPE *value, struct span *at);
/* Whether the last token stands at the start of a line and begins a clause or an item. */
bool parse_begins_clause(const struct parser *ps);
/* Where the bracket stands that the last token cuts off: something that never stands in brackets; 0: none. */
uint32_t parse_open_paren(struct parser *ps);
/* The grammar has no use for the last token: if that cuts off open brackets, they are closed. */
void parse_cut_off(struct parser *ps);

/* ---- parse.c ---- */

/* Too many brackets, operators or texts within each other: said once, then the file ends. */
void parse_too_deep(struct parser *ps, struct span at);

/* ---- parse_error.c ---- */

/* A token the grammar has no use for. Names are the grammar's aliases. */
struct unexpected {
    const char *token;
    struct span span;
    const char **expected;
    uint32_t expected_count;
};

/* Whether what the parser looks at stands at the start of a line: nothing is in doubt there. */
bool parse_at_line_start(const struct parser *ps);

void parse_unexpected(struct parser *ps, const struct unexpected *u);

/* ---- generated ---- */

struct span;
int lex_lex(union GRAM_STYPE *value, struct span *at, void *scanner);
int gram_parse(struct parser *ps);

#endif
