#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "engine/load/bytes.h"
#include "engine/load/yaml_internal.h"
#include "lang/base/limits.h"

enum { BLOCK = 64 }; /* bytes between two entries of points */

struct yaml_input {
    struct diag_sink *sink;
    const struct source *source;
    struct str text;  /* without byte order mark */
    uint32_t base;    /* place of its first byte */
    bool is_ascii;    /* then a code point is a byte */
    uint32_t *points; /* else how many code points begin before each block of bytes */
    size_t block_count;
    size_t near_index, near_byte; /* the last one converted: most are close to each other */
    bool has_event;
    yaml_parser_t parser;
    yaml_event_t event;
};

/* ---- is it text at all? ---- */

static struct span
place(const struct source *s, size_t lo, size_t hi)
{
    return (struct span){s->base + (uint32_t)lo, s->base + (uint32_t)hi};
}

/* The end of the code point at byte i: never beyond the text. */
static size_t
after(struct str text, size_t i)
{
    if (i < text.len)
        str_next_codepoint(text, &i);
    return i;
}

/* First `lead` from `at` on that is followed by what `fits`, or SIZE_MAX. */
static size_t
find_pair(struct str text, unsigned char lead, bool (*fits)(const unsigned char *next, size_t left))
{
    const char *end = text.at + text.len;
    for (const char *p = text.at; p < end && (p = memchr(p, lead, (size_t)(end - p))); p++)
        if (fits((const unsigned char *)p + 1, (size_t)(end - p) - 1))
            return (size_t)(p - text.at);
    return SIZE_MAX;
}

/* C1 but NEL, which is a line end in YAML 1.1. */
static bool
is_c1(const unsigned char *next, size_t left)
{
    return left >= 1 && next[0] < 0xA0 && next[0] != 0x85;
}

/* U+FFFE, U+FFFF */
static bool
is_no_character(const unsigned char *next, size_t left)
{
    return left >= 2 && next[0] == 0xBF && next[1] >= 0xBE;
}

/* The first character of well-formed text that YAML does not allow, or SIZE_MAX. */
static size_t
find_control(struct str text, bool has_control, bool has_high)
{
    size_t first = SIZE_MAX;
    for (size_t i = 0; has_control && i < text.len && first == SIZE_MAX; i++)
        if (bytes_is_control((unsigned char)text.at[i]))
            first = i;
    if (!has_high)
        return first;
    size_t c1 = find_pair(text, 0xC2, is_c1), none = find_pair(text, 0xEF, is_no_character);
    first = c1 < first ? c1 : first;
    return none < first ? none : first;
}

static bool
refuse(struct diag_sink *sink, enum diag_code code, struct span at, const char *message,
       const char *help)
{
    struct diag *d = diag_add(sink, code, at, "%s", message);
    diag_help(sink, d, "%s", help);
    return false;
}

/* Reports the first character that YAML does not allow. */
static bool
check_characters(struct diag_sink *sink, const struct text_bytes *bytes)
{
    size_t bad = find_control(bytes->text, bytes->has_control, bytes->has_high);
    if (bad == SIZE_MAX)
        return true;
    size_t end = bad;
    int32_t c = str_next_codepoint(bytes->text, &end);
    struct span at = {bytes->base + (uint32_t)bad, bytes->base + (uint32_t)end};
    struct diag *d = diag_add(
        sink, E0958, at, "the control character U+%04X, which YAML does not allow", (unsigned)c);
    diag_help(sink, d, "remove it, or write it as an escape in double quotes: \"\\x%02X\"",
              (unsigned)c);
    return false;
}

/* libyaml compares each %TAG directive with all before it: thousands would take forever. */
static bool
check_directives(struct diag_sink *sink, const struct source *s)
{
    uint32_t count = 0;
    size_t at = 0;
    while ((at = str_find(s->text, STR("%TAG"), at)) != SIZE_MAX) {
        bool starts_line = at == 0 || s->text.at[at - 1] == '\n' || s->text.at[at - 1] == '\r';
        if (starts_line && ++count > LIMIT_DATA_NESTING)
            return refuse(sink, E0684, place(s, at, at + 4), "too many %TAG directives",
                          "remove them: Onus takes the meaning of a value from the model");
        at += 4;
    }
    return true;
}

/* ---- opening ---- */

static uint32_t *
count_points(struct str text, size_t block_count)
{
    uint32_t *points = mem_alloc(sizeof *points, block_count + 1);
    uint32_t count = 0;
    for (size_t b = 0; b < block_count; b++) {
        size_t from = b * BLOCK, to = from + BLOCK < text.len ? from + BLOCK : text.len;
        points[b] = count;
        for (size_t i = from; i < to; i++)
            count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    }
    points[block_count] = UINT32_MAX;
    return points;
}

struct yaml_input *
yaml_input_open(struct diag_sink *sink, const struct source *source)
{
    struct text_bytes bytes;
    if (!bytes_check(sink, source, "YAML", &bytes) || !check_characters(sink, &bytes) ||
        !check_directives(sink, source))
        return NULL;
    struct yaml_input *in = mem_alloc(sizeof *in, 1);
    in->sink = sink;
    in->source = source;
    in->text = bytes.text;
    in->base = bytes.base;
    in->is_ascii = !bytes.has_high;
    in->block_count = in->text.len / BLOCK + 1;
    if (!in->is_ascii)
        in->points = count_points(in->text, in->block_count);
    if (!yaml_parser_initialize(&in->parser)) {
        /* Only for want of memory, which ends the process everywhere else as well. */
        mem_alloc(SIZE_MAX, 1);
        abort();
    }
    yaml_parser_set_encoding(&in->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&in->parser, (const unsigned char *)in->text.at, in->text.len);
    return in;
}

void
yaml_input_close(struct yaml_input *in)
{
    if (!in)
        return;
    if (in->has_event)
        yaml_event_delete(&in->event);
    yaml_parser_delete(&in->parser);
    mem_free(in->points);
    mem_free(in);
}

/* ---- places ---- */

static bool
is_inside(const struct yaml_input *in, size_t at)
{
    return at < in->text.len && ((unsigned char)in->text.at[at] & 0xC0) == 0x80;
}

/* The block in which the code point begins, looked for from the one before: marks are mostly close to each other. */
static size_t
block_of(const struct yaml_input *in, size_t index)
{
    size_t b = in->near_byte / BLOCK;
    while (b > 0 && in->points[b] > index)
        b--;
    while (in->points[b + 1] <= index)
        b++;
    return b;
}

/* libyaml's marks count code points. */
static size_t
byte_at(struct yaml_input *in, size_t index)
{
    if (in->is_ascii)
        return index < in->text.len ? index : in->text.len;
    size_t at = in->near_byte, from = in->near_index;
    if (index < from || index - from > BLOCK) {
        size_t b = block_of(in, index);
        from = in->points[b];
        for (at = b * BLOCK; is_inside(in, at);)
            at++;
    }
    for (; from < index && at < in->text.len; from++)
        do
            at++;
        while (is_inside(in, at));
    in->near_index = from;
    in->near_byte = at;
    return at;
}

static struct span
span_at(const struct yaml_input *in, size_t lo, size_t hi)
{
    return (struct span){in->base + (uint32_t)lo, in->base + (uint32_t)hi};
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind anchors, tags, and the space and comments between them. */
static size_t
skip_properties(const struct yaml_input *in, size_t at, size_t end, struct event *out)
{
    const char *s = in->text.at;
    while (at < end) {
        if (is_space(s[at])) {
            at++;
        } else if (s[at] == '#') {
            while (at < end && s[at] != '\n' && s[at] != '\r')
                at++;
        } else if (s[at] == '&' && out->anchor.len) {
            at += 1 + out->anchor.len; /* libyaml ends a name before ':' and the like */
        } else if (s[at] == '!') {
            size_t from = at;
            while (at < end && !is_space(s[at]))
                at++;
            out->tag_span = span_at(in, from, at);
        } else {
            break;
        }
    }
    return at < end ? at : end;
}

static struct str
c_text(const yaml_char_t *s)
{
    return s ? str_from((const char *)s) : STR("");
}

/* ---- events ---- */

static void
set_span(struct yaml_input *in, struct event *out, bool is_whole)
{
    size_t lo = byte_at(in, in->event.start_mark.index);
    size_t hi = byte_at(in, in->event.end_mark.index);
    if (out->anchor.len || out->tag.len)
        lo = skip_properties(in, lo, is_whole ? hi : in->text.len, out);
    out->span = span_at(in, lo, hi < lo ? lo : hi);
}

/* Most scalars stand in the file as they are: no copy is needed. */
static void
find_stable(const struct yaml_input *in, struct event *out)
{
    size_t lo = out->span.lo - in->base + (out->is_plain ? 0 : 1);
    if (lo + out->text.len > in->text.len ||
        memcmp(in->text.at + lo, out->text.at, out->text.len) != 0)
        return;
    out->text.at = in->text.at + lo;
    out->text_is_stable = true;
}

/*
 * Two things that libyaml reads otherwise than YAML says: a lone dash (no value, but libyaml makes it a text), and
 * `?word` between brackets (the text "?word", but libyaml drops the mark). Better no value than a wrong one.
 */
static void
refuse_misreadings(struct yaml_input *in, struct event *out)
{
    size_t lo = out->span.lo - in->base;
    const char *message = NULL;
    if (str_is(out->text, "-"))
        message = "a '-' alone is no value";
    else if (lo > 0 && lo < out->span.hi - in->base && in->text.at[lo - 1] == '?')
        message = "a text that starts with '?' needs quotes here";
    if (!message)
        return;
    refuse(in->sink, E0417, out->span, message, "put it in quotes");
    out->kind = EVENT_END;
    out->failed = true;
}

static void
read_scalar(struct yaml_input *in, struct event *out)
{
    yaml_scalar_style_t style = in->event.data.scalar.style;
    out->kind = EVENT_SCALAR;
    out->is_plain = style == YAML_PLAIN_SCALAR_STYLE || style == YAML_ANY_SCALAR_STYLE;
    out->text =
        (struct str){(const char *)in->event.data.scalar.value, in->event.data.scalar.length};
    out->anchor = c_text(in->event.data.scalar.anchor);
    out->tag = c_text(in->event.data.scalar.tag);
    set_span(in, out, true);
    if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        while (out->span.hi > out->span.lo + 1 &&
               is_space(in->text.at[out->span.hi - in->base - 1]))
            out->span.hi--;
    } else {
        find_stable(in, out);
    }
    if (out->is_plain)
        refuse_misreadings(in, out);
}

static void
read_event(struct yaml_input *in, struct event *out)
{
    switch (in->event.type) {
    case YAML_DOCUMENT_START_EVENT: out->kind = EVENT_DOCUMENT; break;
    case YAML_DOCUMENT_END_EVENT: out->kind = EVENT_DOCUMENT_END; break;
    case YAML_SEQUENCE_END_EVENT: out->kind = EVENT_LIST_END; break;
    case YAML_MAPPING_END_EVENT: out->kind = EVENT_MAP_END; break;
    case YAML_SCALAR_EVENT: read_scalar(in, out); return;
    case YAML_ALIAS_EVENT:
        out->kind = EVENT_ALIAS;
        out->anchor = c_text(in->event.data.alias.anchor);
        set_span(in, out, true);
        out->span.lo = in->base + (uint32_t)byte_at(in, in->event.start_mark.index);
        return;
    case YAML_SEQUENCE_START_EVENT:
        out->kind = EVENT_LIST;
        out->anchor = c_text(in->event.data.sequence_start.anchor);
        out->tag = c_text(in->event.data.sequence_start.tag);
        out->is_flow = in->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
        break;
    case YAML_MAPPING_START_EVENT:
        out->kind = EVENT_MAP;
        out->anchor = c_text(in->event.data.mapping_start.anchor);
        out->tag = c_text(in->event.data.mapping_start.tag);
        out->is_flow = in->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT: out->kind = EVENT_END; return;
    }
    set_span(in, out, false);
}

/* ---- syntax errors ---- */

static const struct {
    const char *problem; /* libyaml's words; NULL: any other */
    const char *message, *help;
    bool points_back; /* what is wrong is where it began, not where libyaml noticed */
} words[] = {
    {"found character that cannot start any token", "no value may start with this character",
     "put the value in quotes", false},
    {"could not find expected ':'", "a ':' is missing after this key",
     "write `key: value`, or check the quotes and the indentation here", true},
    {"did not find expected key", "a key was expected here",
     "check the indentation of this line, and the quotes of the line before it", false},
    {"did not find expected '-' indicator", "a '-' was expected here",
     "check the indentation: the entries of a list stand in one column", false},
    {"mapping values are not allowed in this context", "a ':' may not stand here",
     "put a value that contains ': ' in quotes, or check the indentation", false},
    {"mapping keys are not allowed in this context", "a key may not stand here",
     "check the indentation of this line", false},
    {"block sequence entries are not allowed in this context", "a '-' may not start an entry here",
     "start the list on a line of its own, below its key", false},
    {"found unexpected end of stream", "the text in quotes that starts here has no end",
     "add the closing quote", true},
    {"found unexpected document indicator", "the text in quotes that starts here has no end",
     "add the closing quote", true},
    {"found unknown escape character", "an unknown escape in a text in double quotes",
     "write '\\\\' for a backslash, or use single quotes", false},
    {"did not find expected ',' or ']'", "a ',' or ']' was expected here",
     "close the list with ']'", false},
    {"did not find expected ',' or '}'", "a ',' or '}' was expected here",
     "close the mapping with '}'", false},
    {"did not find expected node content", "a value was expected here",
     "remove what stands here, or put it in quotes", false},
    {"did not find expected <document start>", "more text after the end of the document",
     "check the indentation; a second document starts with a line `---`", false},
    {"found undefined tag handle", "a tag that nothing declares",
     "remove the tag: Onus takes the meaning of a value from the model", false},
    {"found unknown directive name", "a directive that is not known",
     "remove the line, or put a value that starts with '%' in quotes", false},
    {"found incompatible YAML document", "a %YAML directive for a version that is not 1.1 or 1.2",
     "remove the directive", false},
    {NULL, "the YAML does not follow the grammar here", "check indentation and quotes", false},
};

/* The first tab of the white space that starts the line of byte `at`, or SIZE_MAX. */
static size_t
tab_in_indentation(struct str text, size_t at)
{
    size_t line = at;
    while (line > 0 && text.at[line - 1] != '\n' && text.at[line - 1] != '\r')
        line--;
    while (line < text.len && text.at[line] == ' ')
        line++;
    return line < text.len && text.at[line] == '\t' ? line : SIZE_MAX;
}

static void
report_tab(struct yaml_input *in, size_t tab)
{
    size_t end = tab;
    while (end < in->text.len && in->text.at[end] == '\t')
        end++;
    struct diag *d = diag_add(in->sink, E0639, span_at(in, tab, end), "a tab in the indentation");
    diag_here(in->sink, d, "tab");
    diag_help(in->sink, d, "indent with spaces: a tab has no width that everybody agrees on");
}

static bool
same_mark(yaml_mark_t a, yaml_mark_t b)
{
    return a.index == b.index;
}

static void
report_error(struct yaml_input *in)
{
    const yaml_parser_t *p = &in->parser;
    size_t at = byte_at(in, p->problem_mark.index), tab = tab_in_indentation(in->text, at);
    if (tab != SIZE_MAX && tab <= at) {
        report_tab(in, tab);
        return;
    }
    size_t w = 0;
    while (words[w].problem && strcmp(words[w].problem, p->problem ? p->problem : "") != 0)
        w++;
    bool has_start = p->context && !same_mark(p->context_mark, p->problem_mark);
    size_t start = has_start ? byte_at(in, p->context_mark.index) : at;
    size_t main = words[w].points_back ? start : at, other = words[w].points_back ? at : start;
    struct diag *d =
        diag_add(in->sink, E0417, span_at(in, main, after(in->text, main)), "%s", words[w].message);
    if (has_start && other < in->text.len)
        diag_label(in->sink, d, span_at(in, other, after(in->text, other)), "%s",
                   words[w].points_back ? "noticed here" : "in what starts here");
    if (!words[w].problem && p->problem)
        diag_note(in->sink, d, "the YAML reader says: %s", p->problem);
    diag_help(in->sink, d, "%s", words[w].help);
}

void
yaml_input_next(struct yaml_input *in, struct event *out)
{
    if (in->has_event)
        yaml_event_delete(&in->event);
    out->failed = out->is_plain = out->is_flow = out->text_is_stable = false;
    out->anchor = out->tag = STR("");
    out->tag_span = SPAN_NONE;
    in->has_event = yaml_parser_parse(&in->parser, &in->event);
    if (!in->has_event) {
        out->kind = EVENT_END;
        out->failed = true;
        report_error(in);
    } else if (in->event.type == YAML_STREAM_START_EVENT) {
        yaml_input_next(in, out);
    } else {
        read_event(in, out);
    }
}
