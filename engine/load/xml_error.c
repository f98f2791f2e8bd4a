/* Words for what is wrong with an XML file. expat tells a kind of mistake and a byte; what stands around it tells the rest. */
#include <string.h>

#include "engine/load/shape.h"
#include "engine/load/xml_internal.h"

struct span
xml_place(const struct xml_file *x, size_t lo, size_t hi)
{
    return (struct span){x->in.base + (uint32_t)lo, x->in.base + (uint32_t)hi};
}

/* ---- characters that may not stand where they are ---- */

/* What an invalid character may mean. Moves *at to where the mistake is; false: it means something else. */
typedef bool look_fn(struct str text, size_t *at);

static bool
starts_with_at(struct str text, size_t at, struct str word)
{
    return str_starts(str_slice(text, at, text.len), word);
}

/* The last '<' before `at`, or `at` itself. */
static size_t
tag_before(struct str text, size_t at)
{
    for (size_t i = at; i > 0; i--)
        if (text.at[i - 1] == '<')
            return i - 1;
    return at;
}

static bool
is_less_in_value(struct str text, size_t *at)
{
    char quote = '\0';
    if (*at >= text.len || text.at[*at] != '<')
        return false;
    for (size_t i = tag_before(text, *at); i < *at; i++) {
        if (text.at[i] == quote)
            quote = '\0';
        else if (!quote && (text.at[i] == '"' || text.at[i] == '\''))
            quote = text.at[i];
    }
    return quote != '\0';
}

static bool
is_less_in_text(struct str text, size_t *at)
{
    if (*at == 0 || text.at[*at - 1] != '<')
        return false;
    --*at;
    return true;
}

static bool
is_bare_ampersand(struct str text, size_t *at)
{
    size_t i = *at < text.len ? *at : text.len;
    while (i > 0 && !xml_is_space(text.at[i - 1]) && !strchr("<>&\"';=", text.at[i - 1]))
        i--;
    if (i == 0 || text.at[i - 1] != '&')
        return false;
    *at = i - 1;
    return true;
}

static bool
is_dashes(struct str text, size_t *at)
{
    for (size_t i = *at > 2 ? *at - 2 : 0; i <= *at; i++)
        if (starts_with_at(text, i, STR("--"))) {
            *at = i;
            return true;
        }
    return false;
}

static bool
is_cdata_end(struct str text, size_t *at)
{
    size_t from = *at > 2 ? *at - 2 : 0;
    if (!starts_with_at(text, from, STR("]]>")))
        return false;
    *at = from;
    return true;
}

static bool
is_in_end_tag(struct str text, size_t *at)
{
    return starts_with_at(text, tag_before(text, *at), STR("</"));
}

static bool
is_behind_quote(struct str text, size_t *at)
{
    size_t tag = tag_before(text, *at);
    return tag + 1 < *at && strchr("\"'", text.at[*at - 1]) && !strchr("/!?", text.at[tag + 1]);
}

static bool
is_unquoted(struct str text, size_t *at)
{
    size_t i = *at;
    while (i > 0 && xml_is_space(text.at[i - 1]))
        i--;
    return i > 0 && text.at[i - 1] == '=';
}

static bool
is_without_value(struct str text, size_t *at)
{
    size_t tag = tag_before(text, *at);
    return tag < *at && tag + 1 < text.len && !strchr("/!?", text.at[tag + 1]) && *at < text.len &&
           text.at[*at] != '<' && xml_name_end(text, tag + 1) < *at;
}

static const struct {
    look_fn *fits; /* NULL: anything else */
    const char *message, *help;
} looks[] = {
    {is_less_in_value, "a `<` in the value of an attribute", "write `&lt;`"},
    {is_bare_ampersand, "a `&` that starts no reference", "write `&amp;` for the character itself"},
    {is_less_in_text, "a `<` that starts no tag", "write `&lt;` for the character itself"},
    {is_dashes, "a `--` inside of a comment", "write one dash, or put a space between the two"},
    {is_cdata_end, "a `]]>` outside of a CDATA section", "write `]]&gt;`"},
    {is_in_end_tag, "an end tag has only a name", "remove what stands here"},
    {is_behind_quote, "no space between two attributes", "put a space here"},
    {is_unquoted, "the value of this attribute has no quotes", "put the value in quotes"},
    {is_without_value, "an attribute without a value", "write `name=\"value\"`"},
    {NULL, "the XML does not follow the grammar here", "correct it where the file was made"},
};

struct diag *
xml_complain(const struct xml_file *x, size_t lo, size_t hi, const char *message, const char *help)
{
    struct diag *d = diag_add(x->sink, E0283, xml_place(x, lo, hi), "%s", message);
    diag_help(x->sink, d, "%s", help);
    return d;
}

size_t
xml_after(struct str text, size_t at)
{
    if (at < text.len)
        str_next_codepoint(text, &at);
    return at;
}

void
xml_invalid(const struct xml_file *x, size_t at)
{
    struct str text = x->in.text;
    if (at < text.len && bytes_is_control((unsigned char)text.at[at])) {
        struct diag *d = diag_add(x->sink, E0958, xml_place(x, at, at + 1),
                                  "the control character U+%04X, which XML does not allow",
                                  (unsigned)text.at[at]);
        diag_help(x->sink, d, "remove it");
        return;
    }
    size_t i = 0;
    while (looks[i].fits && !looks[i].fits(text, &at))
        i++;
    xml_complain(x, at, xml_after(text, at), looks[i].message, looks[i].help);
}

void
xml_mismatch(const struct xml_file *x, size_t at, size_t open)
{
    size_t hi = xml_name_end(x->in.text, at), open_hi = xml_name_end(x->in.text, open + 1);
    struct str opened = shape_shown(x->sink->arena, str_slice(x->in.text, open + 1, open_hi));
    struct str closed = shape_shown(x->sink->arena, str_slice(x->in.text, at, hi));
    struct diag *d = diag_add(x->sink, E0283, xml_place(x, at, hi),
                              "`</" STR_FMT ">` where `</" STR_FMT ">` is expected",
                              STR_ARG(closed), STR_ARG(opened));
    diag_label(x->sink, d, xml_place(x, open + 1, open_hi), "this element is still open");
    diag_help(x->sink, d, "close `" STR_FMT "` first, or correct the name", STR_ARG(opened));
}

void
xml_no_end(const struct xml_file *x, size_t open)
{
    size_t hi = xml_name_end(x->in.text, open + 1);
    struct str name = shape_shown(x->sink->arena, str_slice(x->in.text, open + 1, hi));
    struct diag *d = diag_add(x->sink, E0283, xml_place(x, open + 1, hi),
                              "the element `" STR_FMT "` has no end", STR_ARG(name));
    diag_here(x->sink, d, "the file ends inside of it");
    diag_help(x->sink, d,
              "close it with `</" STR_FMT ">`; a file that was cut off must be made again",
              STR_ARG(name));
}

void
xml_twice(const struct xml_file *x, size_t at)
{
    struct str text = x->in.text, name = str_slice(text, at, xml_name_end(text, at));
    struct str shown = shape_shown(x->sink->arena, name);
    struct diag *d = diag_add(x->sink, E0146, xml_place(x, at, at + name.len),
                              "the attribute '" STR_FMT "' is given twice", STR_ARG(shown));
    diag_here(x->sink, d, "given again");
    for (size_t i = xml_name_end(text, tag_before(text, at) + 1); i < at;) {
        struct xml_attribute a = xml_scan_attribute(text, i);
        if (str_eq(str_slice(text, a.name_lo, a.name_hi), name) && a.name_lo < at)
            diag_label(x->sink, d, xml_place(x, a.name_lo, a.name_hi), "first given here");
        i = a.hi + 1;
    }
    diag_help(x->sink, d, "keep one of the two");
}

size_t
xml_find_entity(struct str text, size_t at)
{
    static const char *const known[] = {"amp", "lt", "gt", "quot", "apos"};
    for (; at < text.len; at++) {
        struct str name = str_slice(text, at + 1, xml_name_end(text, at + 1));
        bool is_known = text.at[at] != '&' || name.len == 0 || name.at[0] == '#';
        for (size_t i = 0; !is_known && i < sizeof known / sizeof *known; i++)
            is_known = str_is(name, known[i]);
        if (!is_known)
            break;
    }
    return at;
}

/* Of an entity in an attribute expat tells only the tag. */
void
xml_entity(const struct xml_file *x, size_t at)
{
    struct str text = x->in.text;
    size_t lo = xml_find_entity(text, at), hi = xml_name_end(text, lo + 1);
    struct str name = shape_shown(x->sink->arena, str_slice(text, lo + 1, hi));
    struct diag *d = diag_add(x->sink, E0283, xml_place(x, lo, xml_after(text, hi)),
                              "the entity `&" STR_FMT ";` is not one of XML", STR_ARG(name));
    diag_help(x->sink, d,
              "write the character itself, or its number, as in `&#160;`; XML has `&amp;`, `&lt;`, "
              "`&gt;`, `&quot;` and `&apos;`");
}

/* Expat tells only the end of the file. */
void
xml_cdata(const struct xml_file *x, size_t at)
{
    while (at > 0 && !starts_with_at(x->in.text, at, STR("<![CDATA[")))
        at--;
    xml_complain(x, at, at + 9, "the CDATA section that starts here has no end",
                 "close it with `]]>`; a file that was cut off must be made again");
}
