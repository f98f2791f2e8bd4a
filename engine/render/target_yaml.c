/*
 * A document as YAML, in block style. A text is written so that every reader takes it for that very text: plain where
 * nobody can take it for anything else, as a literal block where it has several lines, else in double quotes.
 */
#include "engine/render/render_internal.h"

#include <string.h>

enum { YAML_STEP = 2, YAML_SIMPLE_KEY = 1000 /* bytes; longer keys need the mark `?` */ };

/* ---- texts ---- */

static bool
is_among(const char *chars, char c)
{
    return c && strchr(chars, c);
}

static bool
is_one_of(struct str s, const char *const *words)
{
    for (; *words; words++) {
        struct str w = str_from(*words);
        size_t i = 0;
        while (i < s.len && i < w.len &&
               (s.at[i] == w.at[i] || (w.at[i] >= 'a' && s.at[i] == w.at[i] - 'a' + 'A')))
            i++;
        if (i == s.len && i == w.len)
            return true;
    }
    return false;
}

/* Whatever some reader takes for a number, a date or a time: only signs that these are made of, beginning like one. */
static bool
looks_like_number(struct str s)
{
    bool begins =
        (s.at[0] >= '0' && s.at[0] <= '9') || s.at[0] == '+' || s.at[0] == '-' || s.at[0] == '.';
    for (size_t i = 0; begins && i < s.len; i++)
        if (!is_among("0123456789abcdefABCDEFxXoOnNtTzZiI_.:+- ", s.at[i]))
            return false;
    return begins;
}

static bool
is_plain_codepoint(int32_t c)
{
    return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x2028 && c != 0x2029 &&
           c != 0xfeff && c != 0xfffe && c != 0xffff;
}

static bool
is_printable(struct str s, bool is_block)
{
    for (size_t i = 0; i < s.len;) {
        int32_t c = str_next_codepoint(s, &i);
        if (!is_plain_codepoint(c) && !(is_block && (c == '\n' || c == '\t')))
            return false;
    }
    return true;
}

static bool
is_plain(struct str s)
{
    static const char *const words[] = {"null", "~", "true", "false", "yes", "no", "on",
                                        "off",  "y", "n",    "=",     "<<",  NULL};
    if (!s.len || is_among("-?:,[]{}#&*!|>'\"%@` ", s.at[0]) || s.at[s.len - 1] == ' ' ||
        s.at[s.len - 1] == ':' || is_one_of(s, words) || looks_like_number(s) ||
        str_starts(s, STR("...")))
        return false;
    for (size_t i = 0; i + 1 < s.len; i++)
        if ((s.at[i] == ':' && s.at[i + 1] == ' ') || (s.at[i] == ' ' && s.at[i + 1] == '#'))
            return false;
    return is_printable(s, false);
}

/* Several lines, the first of which begins with a letter: no need to say how far the block is indented. */
static bool
is_block(struct str s)
{
    return str_find(s, STR("\n"), 0) != SIZE_MAX && s.at[0] != '\n' && s.at[0] != ' ' &&
           s.at[0] != '\t' && is_printable(s, true);
}

static void
write_quoted(struct pen *p, struct str s)
{
    pen_c(p, "\"");
    for (size_t i = 0; i < s.len;) {
        size_t from = i;
        int32_t c = str_next_codepoint(s, &i);
        if (c == '"' || c == '\\')
            pen_printf(p, "\\%c", (char)c);
        else if (c == '\n')
            pen_c(p, "\\n");
        else if (c == '\t')
            pen_c(p, "\\t");
        else if (c < 0)
            pen_c(p, "\xef\xbf\xbd"); /* replacement character */
        else if (is_plain_codepoint(c))
            pen_bytes(p, str_slice(s, from, i));
        else
            pen_printf(p, "\\u%04x", (unsigned)c);
    }
    pen_c(p, "\"");
}

static void
write_block(struct pen *p, struct str s, uint32_t indent)
{
    bool ends = s.at[s.len - 1] == '\n';
    bool ends_twice = ends && s.at[s.len - 2] == '\n';
    pen_c(p, ends_twice ? "|+" : ends ? "|" : "|-");
    for (size_t at = 0; at < s.len;) {
        size_t end = str_find(s, STR("\n"), at);
        struct str line = str_slice(s, at, end == SIZE_MAX ? s.len : end);
        pen_c(p, "\n");
        pen_fill(p, ' ', line.len ? indent : 0);
        pen_bytes(p, line);
        at = end == SIZE_MAX ? s.len : end + 1;
    }
}

static void
write_leaf(struct pen *p, const struct doc_node *n, uint32_t indent)
{
    if (n->leaf != LEAF_TEXT || is_plain(n->text))
        pen_bytes(p, n->text);
    else if (is_block(n->text))
        write_block(p, n->text, indent);
    else
        write_quoted(p, n->text);
}

/* ---- lists and mappings ---- */

static void write_lines(struct pen *p, const struct doc_node *n, uint32_t indent, bool is_begun);

static bool
is_short(const struct doc_node *n)
{
    return n->kind == DOC_LEAF || (n->items.len == 0 && n->members.len == 0);
}

/* What stands behind a key. */
static void
write_behind(struct pen *p, const struct doc_node *n, uint32_t indent)
{
    if (is_short(n)) {
        pen_c(p, " ");
        write_lines(p, n, indent, true);
        return;
    }
    pen_c(p, "\n");
    write_lines(p, n, indent, false);
}

static void
write_member(struct pen *p, const struct doc_member *m, uint32_t indent)
{
    bool is_long = m->key.len > YAML_SIMPLE_KEY;
    pen_c(p, is_long ? "? " : "");
    if (is_plain(m->key))
        pen_bytes(p, m->key);
    else
        write_quoted(p, m->key);
    if (is_long) {
        pen_c(p, "\n");
        pen_fill(p, ' ', indent);
    }
    pen_c(p, ":");
    write_behind(p, m->value, indent + YAML_STEP);
}

/* Lines at this indentation; is_begun: the first one stands where it should. */
static void
write_lines(struct pen *p, const struct doc_node *n, uint32_t indent, bool is_begun)
{
    if (n->kind == DOC_LEAF) {
        write_leaf(p, n, indent);
        pen_c(p, "\n");
        return;
    }
    if (is_short(n)) {
        pen_c(p, n->kind == DOC_LIST ? "[]\n" : "{}\n");
        return;
    }
    for (uint32_t i = 0; i < n->items.len; i++) {
        pen_fill(p, ' ', is_begun && i == 0 ? 0 : indent);
        pen_c(p, "- ");
        write_lines(p, n->items.at[i], indent + YAML_STEP, true);
    }
    for (uint32_t i = 0; i < n->members.len; i++) {
        pen_fill(p, ' ', is_begun && i == 0 ? 0 : indent);
        write_member(p, &n->members.at[i], indent);
    }
}

/* Between brackets some more signs mean something. */
static void
write_leaf_inline(struct pen *p, const struct doc_node *n)
{
    bool is_safe = true;
    for (size_t i = 0; i < n->text.len; i++)
        is_safe &= !is_among(",[]{}", n->text.at[i]);
    if (n->leaf != LEAF_TEXT || (is_safe && is_plain(n->text)))
        pen_bytes(p, n->text);
    else
        write_quoted(p, n->text);
}

void
render_yaml_inline(const struct doc_node *n, const struct output *out)
{
    static const struct render_options plain;
    struct pen p = {.options = &plain, .out = out};
    if (n->kind == DOC_LEAF)
        write_leaf_inline(&p, n);
    for (uint32_t i = 0; n->kind == DOC_LIST && i < n->items.len; i++) {
        pen_c(&p, i ? ", " : "[");
        write_leaf_inline(&p, n->items.at[i]);
    }
    pen_c(&p, n->kind == DOC_LIST ? "]" : "");
    pen_flush(&p);
}

void
render_document_yaml(const struct doc_node *root, struct pen *p)
{
    write_lines(p, root, 0, true);
}
