/*
 * Texts: escapes resolved, neighbouring parts joined, the indentation of long texts taken off.
 *
 * A long text whose quotes stand on lines of their own has the contents between those lines, less
 * the blanks that all its lines begin with; so it can be indented with the rule it belongs to.
 */
#include "lang/parse_internal.h"

struct str
text_unescape(struct arena *a, struct str raw)
{
    if (raw.len == 0)
        return STR("");
    if (!memchr(raw.at, '\\', raw.len) && !memchr(raw.at, '\r', raw.len) &&
        !memchr(raw.at, 1, raw.len))
        return raw;
    struct text_buf out = {.arena = a};
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i], next = i + 1 < raw.len ? raw.at[i + 1] : '\0';
        if (c == '\r' && next == '\n')
            continue; /* a line end is one character */
        if (c == '\\' && next) {
            i++;
            c = next == 'n' ? '\n' : next == 't' ? '\t' : next;
        }
        text_add_char(&out, c == 1 ? '?' : c); /* 1: refused when the file was read */
    }
    return text_str(&out);
}

/* The blanks that every line after the first begins with; lines of blanks only do not count. */
static size_t
common_indent(const text_part_vec *parts)
{
    size_t common = SIZE_MAX;
    for (uint32_t p = 0; p < parts->len; p++) {
        struct str s = parts->at[p].literal;
        for (size_t i = 0; !parts->at[p].expr && i < s.len; i++) {
            if (s.at[i] != '\n')
                continue;
            size_t from = i + 1, at = from;
            while (at < s.len && (s.at[at] == ' ' || s.at[at] == '\t'))
                at++;
            bool more = at == s.len && p + 1 < parts->len; /* `{…}` follows on this line */
            bool blank = !more && (at == s.len || s.at[at] == '\n' || s.at[at] == '\r');
            if (!blank && at - from < common)
                common = at - from;
        }
    }
    return common == SIZE_MAX ? 0 : common;
}

/* The part without the first `indent` blanks of its lines. */
static struct str
unindent(struct arena *a, struct str s, size_t indent)
{
    struct text_buf out = {.arena = a};
    size_t drop = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (drop > 0 && (c == ' ' || c == '\t')) {
            drop--;
            continue;
        }
        drop = c == '\n' ? indent : 0;
        text_add_char(&out, c);
    }
    return text_str(&out);
}

/* Without a first line of blanks. */
static struct str
skip_first_line(struct str s)
{
    size_t at = str_find(s, STR("\n"), 0);
    bool empty = at != SIZE_MAX && str_blank(str_slice(s, 0, at));
    return empty ? str_slice(s, at + 1, s.len) : s;
}

/* Without a last line of blanks, and the line end before it. */
static struct str
skip_last_line(struct str s)
{
    size_t at = s.len;
    while (at > 0 && s.at[at - 1] != '\n')
        at--;
    bool empty = at > 0 && str_blank(str_slice(s, at, s.len));
    if (!empty)
        return s;
    at--;
    return str_slice(s, 0, at > 0 && s.at[at - 1] == '\r' ? at - 1 : at);
}

static void
unindent_parts(struct arena *a, text_part_vec *parts)
{
    size_t indent = common_indent(parts);
    for (uint32_t i = 0; i < parts->len; i++) {
        struct text_part *p = &parts->at[i];
        if (p->expr)
            continue;
        p->literal = unindent(a, p->literal, indent);
        if (i == 0)
            p->literal = skip_first_line(p->literal);
        if (i + 1 == parts->len)
            p->literal = skip_last_line(p->literal);
    }
}

/* The lexer cuts at what it complains about; in the tree a literal is one part. */
static text_part_vec
join_parts(struct parser *ps, const text_part_vec *from)
{
    text_part_vec parts = {0};
    for (uint32_t i = 0; i < from->len; i++) {
        struct text_part *last = parts.len > 0 ? &vec_last(&parts) : NULL;
        if (!from->at[i].expr && last && !last->expr) {
            last->span.hi = from->at[i].span.hi;
            last->literal = lex_slice(ps, last->span);
            continue;
        }
        vec_push(ps->arena, &parts, from->at[i]);
    }
    return parts;
}

struct text *
text_new(struct parser *ps, bool is_long, text_part_vec raw, struct span at)
{
    struct text *t = NEW(struct text, .is_long = is_long, .span = at);
    t->parts = join_parts(ps, &raw);
    if (is_long)
        unindent_parts(ps->arena, &t->parts);
    for (uint32_t i = 0; i < t->parts.len; i++)
        t->parts.at[i].literal = text_unescape(ps->arena, t->parts.at[i].literal);
    return t;
}

struct str
text_as_id(struct parser *ps, const struct text *t)
{
    if (t->parts.len == 0)
        return (struct str){"", 0};
    if (t->parts.len == 1 && !t->parts.at[0].expr)
        return t->parts.at[0].literal;
    const struct text_part *p = &t->parts.at[0];
    while (!p->expr)
        p++;
    struct diag *d = diag_add(ps->sink, E3167, p->span, "an id cannot have '{…}' in it");
    diag_help(ps->sink, d, "write the id as it is; a brace that belongs to it as \\{ or \\}");
    ps->broken = true;
    return (struct str){"", 0};
}
