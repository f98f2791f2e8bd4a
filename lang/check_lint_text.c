/* Patterns of text that match too much or nothing, and letters that look like others. */
#include "lang/check_lint.h"

/* ---- patterns ---- */

/* A piece of a pattern: one sign, escape or class, with the repetition behind it. */
struct piece {
    size_t from, to; /* without the repetition */
    size_t end;
    bool may_be_none;
};

static size_t
class_end(struct str s, size_t at)
{
    size_t i = at + 1;
    if (i < s.len && s.at[i] == '^')
        i++;
    for (bool first = true; i < s.len && (first || s.at[i] != ']'); i++, first = false)
        i += s.at[i] == '\\';
    return i < s.len ? i + 1 : s.len;
}

static struct piece
piece_at(struct str s, size_t at)
{
    struct piece p = {.from = at, .to = at + 1};
    if (s.at[at] == '\\')
        p.to = at + 2 < s.len ? at + 2 : s.len;
    else if (s.at[at] == '[')
        p.to = class_end(s, at);
    p.end = p.to;
    if (p.to < s.len && (s.at[p.to] == '?' || s.at[p.to] == '*' || s.at[p.to] == '+')) {
        p.may_be_none = s.at[p.to] != '+';
        p.end = p.to + 1;
    } else if (p.to < s.len && s.at[p.to] == '{') {
        p.may_be_none = p.to + 1 < s.len && (s.at[p.to + 1] == '0' || s.at[p.to + 1] == ',');
        while (p.end < s.len && s.at[p.end] != '}')
            p.end++;
        p.end += p.end < s.len;
    }
    if (p.end > p.to && p.end < s.len && (s.at[p.end] == '?' || s.at[p.end] == '+'))
        p.end++; /* lazy, possessive */
    return p;
}

/* Takes at least one character of the text. Groups and what is no sign of the text itself: not known to. */
static bool
takes_some(struct str s, struct piece p)
{
    char c = s.at[p.from];
    if (p.may_be_none || c == '(' || c == ')' || c == '|' || c == '^' || c == '$')
        return false;
    if (c != '\\')
        return true;
    char escaped = p.to > p.from + 1 ? s.at[p.from + 1] : 0;
    return escaped == 'd' || escaped == 'w' || escaped == 's' || escaped == 'D' || escaped == 'W' ||
           escaped == 'S' || escaped == '.' || escaped == '-' || escaped == '/';
}

/* The place of a `^` behind, or a `$` before something that takes text: SIZE_MAX if there is none. */
static size_t
misplaced_anchor(struct str s)
{
    bool taken = false;
    size_t dollar = SIZE_MAX;
    if (str_find(s, STR("(?"), 0) != SIZE_MAX || str_find(s, STR("\\Q"), 0) != SIZE_MAX)
        return SIZE_MAX; /* options and quoting change what the signs mean */
    for (size_t at = 0; at < s.len;) {
        struct piece p = piece_at(s, at);
        char c = s.at[at];
        bool some = takes_some(s, p);
        if (c == '^' && taken && !p.may_be_none)
            return at;
        if (some && dollar != SIZE_MAX)
            return dollar;
        if (c == '(' || c == ')' || c == '|') {
            taken = false;
            dollar = SIZE_MAX;
        }
        if (c == '$' && !p.may_be_none)
            dollar = at;
        taken |= some;
        at = p.end;
    }
    return SIZE_MAX;
}

void
lint_pattern(struct checker *ck, const struct expr *regex, bool matches_empty)
{
    enum { QUOTE = 2 }; /* r" */
    size_t anchor = misplaced_anchor(regex->literal);
    if (anchor != SIZE_MAX) {
        uint32_t at = regex->span.lo + QUOTE + (uint32_t)anchor;
        bool start = regex->literal.at[anchor] == '^';
        struct diag *d = diag_add(ck->sink, W4093, (struct span){at, at + 1},
                                  "this pattern can never match: `%c` is the %s of the text",
                                  regex->literal.at[anchor], start ? "start" : "end");
        diag_here(ck->sink, d,
                  start ? "text is asked for before its start"
                        : "text is asked for behind its end");
        diag_help(ck->sink, d,
                  "patterns match the whole text by themselves: leave `%c` out, or "
                  "write `\\%c` for the sign",
                  regex->literal.at[anchor], regex->literal.at[anchor]);
        return;
    }
    if (!matches_empty)
        return;
    struct diag *d =
        diag_add(ck->sink, W3859, regex->span, "this pattern also matches the empty text");
    diag_help(ck->sink, d,
              "ask for at least one character, as with `+` instead of `*`; that a text may be "
              "missing is said by a `?` behind its type");
}

/* ---- look-alike letters ---- */

static bool
is_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c >= 0x370 && c <= 0x52F);
}

static bool
is_in_comment(const struct ast *ast, uint32_t at)
{
    for (uint32_t i = 0; i < ast->comments.len; i++)
        if (at >= ast->comments.at[i].span.lo && at < ast->comments.at[i].span.hi)
            return true;
    for (uint32_t i = 0; i < ast->items.len; i++) {
        struct span docs = ast->items.at[i]->docs_span;
        if (at >= docs.lo && at < docs.hi)
            return true;
    }
    return false;
}

struct mixed {
    uint32_t from;
    bool latin;
    int32_t alike; /* the first look-alike among Latin letters */
};

static void
say_mixed(struct checker *ck, const struct ast *ast, struct mixed m, uint32_t to)
{
    if (!m.latin || !m.alike || is_in_comment(ast, m.from))
        return;
    struct span at = {m.from, to};
    struct str words = source_text(ck->sink->sources, at);
    struct diag *d = diag_add(ck->sink, W2265, at,
                              "`" STR_FMT "` has a letter from another alphabet among Latin ones",
                              STR_ARG(words));
    diag_here(ck->sink, d, "U+%04X looks like `%c`", (unsigned)m.alike, str_look_alike(m.alike));
    diag_help(ck->sink, d, "type the word anew; a name that looks the same would not be the same");
}

static void
lint_letters(struct checker *ck, const struct ast *ast)
{
    struct str text = ast->source->text;
    uint32_t base = ast->source->base;
    struct mixed m = {.from = base};
    for (size_t i = 0, from = 0; i < text.len; from = i) {
        int32_t c = (unsigned char)text.at[i];
        if (c < 0x80)
            i++;
        else
            c = str_next_codepoint(text, &i);
        if (!is_letter(c)) {
            say_mixed(ck, ast, m, base + (uint32_t)from);
            m = (struct mixed){.from = base + (uint32_t)i};
            continue;
        }
        m.latin |= c < 0x80 && (c > '9' && c != '_');
        if (!m.alike && str_look_alike(c))
            m.alike = c;
    }
}

void
lint_texts(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++)
        lint_letters(ck, ck->input->units[i].ast);
}
