/* What the lexer's patterns do: words, units, rows, and the brackets that are open. */
#include "lang/parse_internal.h"

#include <string.h>

#include "lang/grammar.h"

/* ---- reading ahead ---- */

char
lex_peek(const struct parser *ps, uint32_t at)
{
    uint32_t i = at - ps->base;
    return i < ps->text.len ? ps->text.at[i] : '\n';
}

struct str
lex_slice(const struct parser *ps, struct span at)
{
    return str_slice(ps->text, at.lo - ps->base, at.hi - ps->base);
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_word_char(char c)
{
    return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static uint32_t
skip_blanks(const struct parser *ps, uint32_t at)
{
    while (is_blank(lex_peek(ps, at)))
        at++;
    return at;
}

static bool
past_end(const struct parser *ps, uint32_t at)
{
    return at - ps->base >= ps->text.len;
}

/* The next character that belongs to a token: blanks, line ends and comments are skipped. */
static uint32_t
skip_space(const struct parser *ps, uint32_t at)
{
    for (;;) {
        at = skip_blanks(ps, at);
        if (lex_peek(ps, at) == '/' && lex_peek(ps, at + 1) == '/') {
            while (lex_peek(ps, at) != '\n')
                at++;
        }
        if (lex_peek(ps, at) != '\n' || past_end(ps, at))
            return at;
        at++;
    }
}

/* ---- what is open ---- */

struct frame *
lex_top(struct parser *ps)
{
    return ps->frame_count ? &ps->frames[ps->frame_count - 1] : NULL;
}

static bool
room_for_one(struct parser *ps, struct span at)
{
    if (ps->nesting < LIMIT_RULE_NESTING)
        return true;
    parse_too_deep(ps, at);
    return false;
}

bool
lex_enter(struct parser *ps, enum frame_kind kind, struct span open)
{
    if (!room_for_one(ps, open))
        return false;
    bool brace = kind == FRAME_BRACE || kind == FRAME_ROWS;
    ps->frames[ps->frame_count++] =
        (struct frame){.kind = kind, .open = open, .trace = brace && ps->last == T_W_TRACE};
    ps->nesting++;
    ps->line_texts += kind == FRAME_TEXT;
    return true;
}

void
lex_leave(struct parser *ps)
{
    struct frame *top = lex_top(ps);
    if (!top)
        return;
    ps->nesting -= 1 + top->parens;
    ps->line_texts -= top->kind == FRAME_TEXT;
    ps->left = *top;
    ps->frame_count--;
}

bool
lex_open_paren(struct parser *ps, struct span at)
{
    struct frame *top = lex_top(ps);
    if (!room_for_one(ps, at))
        return false;
    if (!top)
        top = &ps->root;
    if (top->parens++ == 0)
        top->first_paren = at.lo;
    ps->nesting++;
    return true;
}

void
lex_close_paren(struct parser *ps)
{
    struct frame *top = lex_top(ps);
    if (!top)
        top = &ps->root;
    if (top->parens > 0) {
        top->parens--;
        ps->nesting--;
    }
}

enum frame_kind
lex_brace_kind(const struct parser *ps)
{
    return lex_peek(ps, skip_space(ps, ps->at)) == '|' ? FRAME_ROWS : FRAME_BRACE;
}

/* ---- words ---- */

static const struct word words[] = {
#define WORD(text, token, class) {text, T_##token, WORD_##class},
#include "lang/tokens.def"
#undef WORD
};

const struct word *
word_find(struct str text)
{
    size_t lo = 0, hi = sizeof words / sizeof words[0];
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = str_cmp(text, str_from(words[mid].text));
        if (order == 0)
            return &words[mid];
        if (order < 0)
            hi = mid;
        else
            lo = mid + 1;
    }
    return NULL;
}

static bool
is_lower_snake(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (is_upper(s.at[i]))
            return false;
    }
    return true;
}

static bool
is_camel(struct str s)
{
    return is_upper(s.at[0]) && !memchr(s.at, '_', s.len);
}

/* After these tokens a type is named, so a word of no shape was meant as one. */
static bool
names_type(int token)
{
    return token == T_W_ENTITY || token == T_W_ENUM || token == T_W_SCALE || token == T_W_EXTEND ||
           token == T_W_IS || token == T_W_PATTERN || token == T_W_APPLY || token == T_ARROW;
}

static struct str
spell_snake(struct arena *a, struct str s)
{
    struct text_buf out = {.arena = a};
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool after_small = i > 0 && !is_upper(s.at[i - 1]) && s.at[i - 1] != '_';
        if (is_upper(c) && after_small)
            text_add_char(&out, '_');
        text_add_char(&out, is_upper(c) ? (char)(c - 'A' + 'a') : c);
    }
    return text_str(&out);
}

static struct str
spell_camel(struct arena *a, struct str s)
{
    struct text_buf out = {.arena = a};
    bool start = true;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool small = c >= 'a' && c <= 'z';
        if (c != '_')
            text_add_char(&out, start && small ? (char)(c - 'a' + 'A') : c);
        start = c == '_';
    }
    return text_str(&out);
}

/* A word that is neither lower_snake nor CamelCase: reported here, and read as it should be. */
static int
misshapen_word(struct parser *ps, struct span at, struct str text, struct name *out)
{
    bool type = names_type(ps->last);
    struct str instead = type ? spell_camel(ps->arena, text) : spell_snake(ps->arena, text);
    struct diag *d =
        diag_add(ps->sink, E8821, at, "'" STR_FMT "' is spelt neither as a name nor as a type",
                 STR_ARG(text));
    diag_here(ps->sink, d, "%s",
              type ? "types are written in CamelCase" : "names are written in lower_snake");
    diag_fix(ps->sink, d, at, instead);
    ps->excused = at;
    ps->broken = true;
    out->sym = sym_intern(ps->syms, instead);
    return type ? T_TYPE : T_NAME;
}

static bool
is_path_mark(int token)
{
    return token == '.' || token == T_DOT_DOT || token == T_DOT_PLUS || token == T_DOT_STAR ||
           token == T_DOT_TILDE || token == T_DOT_AT;
}

static bool
in_rows(struct parser *ps)
{
    struct frame *top = lex_top(ps);
    return top && top->kind == FRAME_ROWS;
}

/* grammar.md §2: the first rule that fits decides. */
int
lex_word(struct parser *ps, struct span *at, struct name *out)
{
    struct str text = lex_slice(ps, *at);
    char next = lex_peek(ps, at->hi), after = lex_peek(ps, at->hi + 1);
    *out = (struct name){.sym = sym_intern(ps->syms, text), .span = *at};

    if (is_path_mark(ps->last))
        return is_upper(text.at[0]) ? T_TYPE : T_NAME;
    if (is_camel(text))
        return T_TYPE;
    if (!is_lower_snake(text))
        return misshapen_word(ps, *at, text, out);
    if (lex_peek(ps, skip_blanks(ps, at->hi)) == ':')
        return T_NAME;

    const struct word *word = word_find(text);
    bool to_type = next == '.' && is_upper(after);
    if (in_rows(ps)) {
        bool truth = word && (word->token == T_W_TRUE || word->token == T_W_FALSE);
        return truth ? word->token : to_type ? T_PACK : T_NAME;
    }
    if (word && word->class == WORD_RESERVED)
        return word->token;
    if (to_type)
        return T_PACK;
    if (next == '.' && is_word_char(after) && !is_digit(after))
        return T_NAME;
    return word ? word->token : T_NAME;
}

/* ---- numbers ---- */

/* Whether the unit just read is one: not the start of a longer word, nor the name of a setting. */
bool
lex_unit_fits(const struct parser *ps, struct span at)
{
    if (is_word_char(lex_peek(ps, at.hi)))
        return false;
    return lex_peek(ps, skip_blanks(ps, at.hi)) != ':';
}

struct str
lex_single_blank(struct parser *ps, struct span at)
{
    struct str text = lex_slice(ps, at);
    size_t digits = 0, unit;
    while (is_digit(text.at[digits]))
        digits++;
    for (unit = digits; is_blank(text.at[unit]);)
        unit++;
    if (unit == digits + 1 && text.at[digits] == ' ')
        return text;
    return str_printf(ps->arena, STR_FMT " " STR_FMT, STR_ARG(str_slice(text, 0, digits)),
                      STR_ARG(str_slice(text, unit, text.len)));
}

/* ---- rows of matrices and tables ---- */

/* A bar is a row's last one when nothing but a comment or `}` follows on its line. */
int
lex_bar(struct parser *ps)
{
    struct frame *rows = lex_top(ps);
    uint32_t at = skip_blanks(ps, ps->at);
    char next = lex_peek(ps, at);
    bool ends = next == '\n' || next == '}' || (next == '/' && lex_peek(ps, at + 1) == '/');
    if (rows->row_open && ends) {
        rows->row_open = false;
        return T_ROW_END;
    }
    rows->row_open = true;
    return '|';
}

bool
lex_row_unfinished(struct parser *ps, struct span at)
{
    struct frame *top = lex_top(ps);
    if (top->kind != FRAME_ROWS || !top->row_open)
        return false;
    top->row_open = false;
    if (ps->last == T_GRAM_error)
        return true; /* the row's own mistake has been told */
    struct span end = {ps->last_span.hi, ps->last_span.hi};
    struct diag *d = diag_add(ps->sink, E5461, (struct span){ps->last_span.lo, end.hi},
                              "this row does not end with '|'");
    diag_fix_certain(ps->sink, d, end, STR(" |"));
    ps->excused = (struct span){at.lo, at.lo};
    ps->broken = true;
    return true;
}

/* A line that starts with neither a bar nor `}` is not part of a table: its `}` is missing. */
void
lex_line_start(struct parser *ps)
{
    struct frame *rows = lex_top(ps);
    char next = lex_peek(ps, skip_space(ps, ps->at));
    if (rows && next != '|' && next != '}')
        rows->kind = FRAME_BRACE;
}

/* ---- comments ---- */

static bool
first_on_line(const struct parser *ps, uint32_t at)
{
    while (at > ps->base && is_blank(lex_peek(ps, at - 1)))
        at--;
    return at == ps->base || lex_peek(ps, at - 1) == '\n';
}

bool
lex_comment(struct parser *ps, struct span at, struct str *doc)
{
    struct str text = lex_slice(ps, at);
    while (text.len > 0 && is_blank(text.at[text.len - 1]))
        text.len--;
    at.hi = at.lo + (uint32_t)text.len;
    if (str_starts(text, STR("///")) && !str_starts(text, STR("////"))) {
        size_t from = text.len > 3 && text.at[3] == ' ' ? 4 : 3;
        *doc = str_slice(text, from, text.len);
        return true;
    }
    struct comment c = {.span = at, .own_line = first_on_line(ps, at.lo)};
    vec_push(ps->arena, &ps->ast->comments, c);
    return false;
}
