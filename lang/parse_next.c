/*
 * The tokens that the grammar gets: those of the lexer, and after a mistake those that were meant.
 *
 * A misspelt keyword is followed by the right one. Brackets that are open when something starts that
 * cannot stand within them are closed in front of it, since the grammar would else skip
 * everything up to the next `)`, however far away.
 */
#include "lang/parse_internal.h"

#include "lang/grammar.h"

/* ---- where nothing can be in doubt ---- */

static bool
first_on_line(const struct parser *ps, uint32_t at)
{
    while (at > ps->base && (lex_peek(ps, at - 1) == ' ' || lex_peek(ps, at - 1) == '\t'))
        at--;
    return at == ps->base || lex_peek(ps, at - 1) == '\n';
}

/* A word at the start of a line that begins a clause or an item, and no operator. */
static bool
begins_clause(const struct parser *ps, int token, struct span at)
{
    static const int operators[] = {T_W_MATCHES, T_W_UNION,   T_W_INTERSECT,
                                    T_W_EXCEPT,  T_W_SUBSET,  T_W_MEETS,
                                    T_W_PRESENT, T_W_MISSING, T_W_SUBSTANTIVE};
    struct str text = lex_slice(ps, at);
    if (text.len == 0 || !first_on_line(ps, at.lo))
        return false;
    const struct word *w = word_find(text);
    if (!w || w->token != token || w->class != WORD_DECLARATION)
        return false;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (operators[i] == token)
            return false;
    }
    return true;
}

bool
parse_begins_clause(const struct parser *ps)
{
    return begins_clause(ps, ps->last, ps->last_span);
}

static bool
closes_block(int token)
{
    return token == '}' || token == T_INTERP_END;
}

/* ---- brackets that something cuts off ---- */

/* What stands around the token just read. */
static struct frame *
frame_of(struct parser *ps, int token)
{
    struct frame *top = closes_block(token) ? &ps->left : lex_top(ps);
    return top ? top : &ps->root;
}

/* Forgets the brackets that are open around the token; returns how many there were. */
static uint32_t
take_open_parens(struct parser *ps, int token)
{
    struct frame *frame = frame_of(ps, token);
    uint32_t count = frame->parens;
    ps->nesting -= closes_block(token) ? 0 : count;
    frame->parens = 0;
    return count;
}

uint32_t
parse_open_paren(struct parser *ps)
{
    static const int enders[] = {T_W_ELSE, T_W_THEN, T_W_HAS, T_W_AS};
    bool cuts = closes_block(ps->last) || begins_clause(ps, ps->last, ps->last_span);
    for (size_t i = 0; i < sizeof enders / sizeof enders[0]; i++)
        cuts = cuts || ps->last == enders[i];
    const struct frame *frame = frame_of(ps, ps->last);
    return cuts && frame->parens > 0 ? frame->first_paren : 0;
}

void
parse_cut_off(struct parser *ps)
{
    if (parse_open_paren(ps) == 0)
        return;
    ps->lost_parens = take_open_parens(ps, ps->last);
    ps->again = ps->last;
}

/* ---- the next token ---- */

static bool
too_many_errors(struct parser *ps, struct span at)
{
    if (ps->sink->error_count - ps->first_errors < LIMIT_RULE_ERRORS)
        return false;
    diag_add(ps->sink, E3729, at, "too many mistakes; the rest of this file was not read");
    ps->stopped = true;
    return true;
}

static int
read_token(struct parser *ps, union GRAM_STYPE *value, struct span *at)
{
    uint32_t end = ps->base + (uint32_t)ps->text.len;
    int token = T_END;
    *at = (struct span){ps->at, ps->at}; /* flex is silent at the end of the file */
    if (!ps->stopped && !too_many_errors(ps, *at))
        token = lex_lex(value, at, ps->scanner);
    if (ps->stopped)
        token = T_END;
    else if (token == T_END && lex_end_of_file(ps))
        token = T_GRAM_error;
    if (token == T_END || at->hi > end)
        *at = (struct span){at->lo < end ? at->lo : end, end};
    ps->before = ps->last;
    ps->before_span = ps->last_span;
    ps->last = token;
    ps->last_span = *at;
    if (token == T_GRAM_error)
        ps->reported = *at;
    return token;
}

/* The word that the last token should have been. */
static int
take_meant(struct parser *ps, union GRAM_STYPE *value, struct span *at)
{
    int token = ps->meant->token;
    *at = ps->last_span;
    value->T_NAME = (struct name){sym_intern(ps->syms, str_from(ps->meant->text)), *at};
    ps->meant = NULL;
    ps->last = token;
    return token;
}

/* Closing brackets, then once more the token that cut them off. */
static int
take_pending(struct parser *ps, union GRAM_STYPE *value, struct span *at)
{
    if (ps->lost_parens > 0) {
        ps->lost_parens--;
        *at = (struct span){ps->last_span.lo, ps->last_span.lo};
        return ')';
    }
    int token = ps->again;
    ps->again = 0;
    *at = ps->last_span;
    if (!closes_block(token))
        value->T_NAME = (struct name){sym_intern(ps->syms, lex_slice(ps, *at)), *at};
    return token;
}

int
parse_next(struct parser *ps, union GRAM_STYPE *value, struct span *at)
{
    int first = ps->first;
    if (first) {
        ps->first = 0;
        *at = (struct span){ps->at, ps->at};
        return first;
    }
    if (ps->stopped)
        return read_token(ps, value, at);
    if (ps->again)
        return take_pending(ps, value, at);
    if (ps->meant)
        return take_meant(ps, value, at);
    int token = read_token(ps, value, at);
    if (!closes_block(token) && !begins_clause(ps, token, *at))
        return token;
    const struct frame *frame = frame_of(ps, token);
    if (frame->parens == 0 || ps->reported.lo < frame->first_paren)
        return token; /* nothing is open, or no mistake was made in it */
    ps->lost_parens = take_open_parens(ps, token);
    ps->again = token;
    return take_pending(ps, value, at);
}
