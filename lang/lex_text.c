/*
 * Texts that do not end.
 *
 * Whether a text ends is known before its first part is read, by pairing quotes and braces ahead.
 * So a lost quote costs one message and one line, and not what its parts look like as code.
 */
#include "lang/parse_internal.h"

/* What is open while looking ahead. */
enum opened { IN_TEXT, IN_LONG, IN_BRACE };

struct ahead {
    enum opened open[LIMIT_RULE_NESTING];
    uint32_t depth;
    uint32_t at;
};

static bool
next_is(const struct parser *ps, uint32_t at, const char *three)
{
    return lex_peek(ps, at) == three[0] && lex_peek(ps, at + 1) == three[1] &&
           lex_peek(ps, at + 2) == three[2];
}

/* Past a regex or a back-quoted name, whose quotes and braces do not count. */
static uint32_t
skip_quoted(const struct parser *ps, uint32_t at, char quote)
{
    while (lex_peek(ps, at) != quote && lex_peek(ps, at) != '\n')
        at += lex_peek(ps, at) == '\\' && lex_peek(ps, at + 1) != '\n' ? 2 : 1;
    return lex_peek(ps, at) == quote ? at + 1 : at;
}

static void
open_one(struct ahead *a, enum opened what, uint32_t length)
{
    a->open[a->depth++] = what;
    a->at += length;
}

static void
close_one(struct ahead *a, uint32_t length)
{
    a->depth--;
    a->at += length;
}

/* One step within `{…}`. */
static void
step_code(const struct parser *ps, struct ahead *a)
{
    char c = lex_peek(ps, a->at);
    if (c == 'r' && lex_peek(ps, a->at + 1) == '"')
        a->at = skip_quoted(ps, a->at + 2, '"');
    else if (c == '`')
        a->at = skip_quoted(ps, a->at + 1, '`');
    else if (next_is(ps, a->at, "\"\"\""))
        open_one(a, IN_LONG, 3);
    else if (c == '"')
        open_one(a, IN_TEXT, 1);
    else if (c == '{')
        open_one(a, IN_BRACE, 1);
    else if (c == '}')
        close_one(a, 1);
    else
        a->at++;
}

/* One step within a text. */
static void
step_text(const struct parser *ps, struct ahead *a)
{
    bool is_long = a->open[a->depth - 1] == IN_LONG;
    char c = lex_peek(ps, a->at);
    if (c == '\\' && lex_peek(ps, a->at + 1) != '\n')
        a->at += 2;
    else if (is_long && next_is(ps, a->at, "\"\"\""))
        close_one(a, 3);
    else if (!is_long && c == '"')
        close_one(a, 1);
    else if (c == '{')
        open_one(a, IN_BRACE, 1);
    else
        a->at++;
}

static bool
line_text_open(const struct ahead *a)
{
    for (uint32_t i = 0; i < a->depth; i++) {
        if (a->open[i] == IN_TEXT)
            return true;
    }
    return false;
}

/* Pairs up to the end of the text that was opened, of the file, or of the line where one counts. */
static void
look_ahead(const struct parser *ps, struct ahead *a)
{
    uint32_t end = ps->base + (uint32_t)ps->text.len;
    while (a->depth > 0 && a->depth < LIMIT_RULE_NESTING && a->at < end) {
        bool line_end = lex_peek(ps, a->at) == '\n';
        if (line_end && a->open[0] == IN_TEXT)
            return;
        while (line_end && line_text_open(a))
            a->depth--; /* reported when it is read */
        if (a->open[a->depth - 1] == IN_BRACE)
            step_code(ps, a);
        else
            step_text(ps, a);
    }
}

static bool
inside_text(const struct parser *ps)
{
    for (uint32_t i = 0; i < ps->frame_count; i++) {
        if (ps->frames[i].kind == FRAME_TEXT || ps->frames[i].kind == FRAME_LONG_TEXT)
            return true;
    }
    return false;
}

/* The grammar has complained about something on this line already: most likely about this. */
static bool
line_has_error(const struct parser *ps, uint32_t at)
{
    if (span_is_none(ps->reported) || ps->reported.lo > at)
        return false;
    for (uint32_t i = ps->reported.lo; i < at; i++) {
        if (lex_peek(ps, i) == '\n')
            return false;
    }
    return true;
}

static void
report_open(struct parser *ps, struct span at, bool plain)
{
    while (at.hi > at.lo + 1 && strchr(" \t\r\n", lex_peek(ps, at.hi - 1)))
        at.hi--;
    struct diag *d = diag_add(ps->sink, E5092, at, "this text does not end on its line");
    if (plain)
        diag_fix(ps->sink, d, (struct span){at.hi, at.hi}, STR("\""));
    else
        diag_help(ps->sink, d, "close every '{' in it with '}', and the text with '\"'");
}

bool
lex_text_ends(struct parser *ps, struct span open)
{
    if (inside_text(ps))
        return true; /* it was looked at with the text around it */
    struct ahead a = {.open = {IN_TEXT}, .depth = 1, .at = open.hi};
    look_ahead(ps, &a);
    if (a.depth == 0 || a.depth == LIMIT_RULE_NESTING)
        return true;
    if (!line_has_error(ps, open.lo))
        report_open(ps, (struct span){open.lo, a.at}, a.depth == 1);
    return false;
}

bool
lex_long_text_ends(struct parser *ps, struct span open)
{
    if (inside_text(ps))
        return true;
    struct ahead a = {.open = {IN_LONG}, .depth = 1, .at = open.hi};
    look_ahead(ps, &a);
    if (a.depth == 0 || a.depth == LIMIT_RULE_NESTING)
        return true;
    struct diag *d = diag_add(ps->sink, E5092, open, "this long text does not end in this %s",
                              ps->asks ? "question" : "file");
    diag_help(ps->sink, d, "end it with '\"\"\"'");
    ps->lacks_text_end = true;
    return false;
}

/*
 * A one-line text ends with its line, whatever is open inside: leave everything down to and
 * including the outermost one-line text.
 */
void
lex_open_text(struct parser *ps)
{
    uint32_t first = 0;
    while (ps->frames[first].kind != FRAME_TEXT)
        first++;
    bool plain = first + 1 == ps->frame_count;
    struct span open = ps->frames[first].open;
    while (ps->frame_count > first)
        lex_leave(ps);
    report_open(ps, (struct span){open.lo, ps->at}, plain);
}

bool
lex_end_of_file(struct parser *ps)
{
    for (uint32_t i = 0; i < ps->frame_count; i++) {
        if (ps->frames[i].kind != FRAME_LONG_TEXT)
            continue;
        struct diag *d = diag_add(ps->sink, E5092, ps->frames[i].open,
                                  "this long text does not end in this file");
        diag_help(ps->sink, d, "end it with '\"\"\"'");
        while (ps->frame_count > i)
            lex_leave(ps);
        return true;
    }
    return false;
}
