/* JSON (RFC 8259), one value at a time; what was written is never held. */
#include "engine/render/render_internal.h"

/* What JSON allows and readers of other syntaxes, YAML and JavaScript among them, take for the end of a line or nothing. */
static bool
is_better_escaped(int32_t c)
{
    return c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff;
}

static void
write_quoted(struct pen *p, struct str s)
{
    size_t plain = 0, i = 0;
    pen_c(p, "\"");
    while (i < s.len) {
        size_t from = i;
        int32_t c = str_next_codepoint(s, &i);
        if (c != '"' && c != '\\' && !is_better_escaped(c))
            continue;
        pen_bytes(p, str_slice(s, plain, from));
        plain = i;
        if (c < 0) {
            pen_c(p, "\xef\xbf\xbd"); /* replacement character */
        } else if (c == '"' || c == '\\') {
            char escaped[2] = {'\\', (char)c};
            pen_bytes(p, (struct str){escaped, 2});
        } else {
            pen_printf(p, "\\u%04x", (unsigned)c);
        }
    }
    pen_bytes(p, str_slice(s, plain, s.len));
    pen_c(p, "\"");
}

static void
new_line(struct json *j)
{
    pen_c(&j->pen, "\n");
    pen_fill(&j->pen, ' ', 2 * j->depth);
}

/* What stands before a value: comma, line, key. */
static void
lead(struct json *j, const char *key)
{
    if (j->has_key) {
        j->has_key = false;
        return;
    }
    if (j->depth && j->is_filled[j->depth])
        pen_c(&j->pen, j->is_inline[j->depth] ? ", " : ",");
    if (j->depth && !j->is_inline[j->depth])
        new_line(j);
    j->is_filled[j->depth] = true;
    if (key) {
        write_quoted(&j->pen, str_from(key));
        pen_c(&j->pen, ": ");
    }
}

static void
open(struct json *j, const char *key, char bracket, bool is_inline)
{
    lead(j, key);
    bool within = j->depth && j->is_inline[j->depth];
    pen_bytes(&j->pen, (struct str){&bracket, 1});
    j->depth++;
    j->is_filled[j->depth] = false;
    j->is_inline[j->depth] = is_inline || within;
}

void
json_open(struct json *j, const char *key, char bracket)
{
    open(j, key, bracket, false);
}

void
json_open_inline(struct json *j, const char *key, char bracket)
{
    open(j, key, bracket, true);
}

void
json_close(struct json *j, char bracket)
{
    bool breaks = j->is_filled[j->depth] && !j->is_inline[j->depth];
    j->depth--;
    if (breaks)
        new_line(j);
    pen_bytes(&j->pen, (struct str){&bracket, 1});
}

void
json_text(struct json *j, const char *key, struct str value)
{
    lead(j, key);
    write_quoted(&j->pen, value);
}

void
json_literal(struct json *j, const char *key, struct str digits)
{
    lead(j, key);
    pen_bytes(&j->pen, digits);
}

void
json_number(struct json *j, const char *key, uint64_t value)
{
    lead(j, key);
    pen_printf(&j->pen, "%llu", (unsigned long long)value);
}

void
json_null(struct json *j, const char *key)
{
    lead(j, key);
    pen_c(&j->pen, "null");
}

void
json_bool(struct json *j, const char *key, bool value)
{
    lead(j, key);
    pen_c(&j->pen, value ? "true" : "false");
}

void
json_key(struct json *j, struct str key)
{
    lead(j, NULL);
    write_quoted(&j->pen, key);
    pen_c(&j->pen, ": ");
    j->has_key = true;
}
