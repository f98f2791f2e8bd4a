/* What is wrong with single characters, numbers and escapes. */
#include "lang/parse_internal.h"

#include <string.h>

void
lex_spell_as(struct parser *ps, struct span at, const char *instead)
{
    struct str text = lex_slice(ps, at);
    struct diag *d;
    if (str_is(text, ";"))
        d = diag_add(ps->sink, E7714, at, "nothing ends with ';' in Onus");
    else if (str_is(text, "\xc2\xa0"))
        d = diag_add(ps->sink, E7714, at, "this is a no-break space");
    else
        d = diag_add(ps->sink, E7714, at, "'" STR_FMT "' is written '%s' in Onus", STR_ARG(text),
                     str_is(text, "!") ? "not" : instead);
    diag_fix_certain(ps->sink, d, at, str_from(instead));
    ps->excused = at;
    ps->broken = true;
}

static const char *
character_help(struct str c)
{
    if (str_is(c, "#"))
        return "a comment starts with '//'";
    if (str_is(c, "@"))
        return "an entity is written with its type: 'Zone @LAB', or 'Zone @\"Lab 2\"'";
    if (str_is(c, "%"))
        return "Onus has no remainder";
    if (str_is(c, "\\"))
        return "a backslash stands only in texts, and in the corner of a matrix";
    return NULL;
}

/* The rest of the word is a token of its own: what it makes of the line is not the author's doing. */
static void
look_alike(struct parser *ps, struct span at, struct str letter, int32_t code)
{
    char instead = str_look_alike(code);
    struct diag *d = diag_add(ps->sink, E7714, at,
                              "'" STR_FMT "' (U+%04X) is not the letter '%c' that it looks like",
                              STR_ARG(letter), (unsigned)code, instead);
    diag_help(ps->sink, d, "it comes from another alphabet; type the word anew");
    diag_fix_certain(ps->sink, d, at, (struct str){&instead, 1});
    ps->excused = at;
    ps->broken = true;
}

void
lex_bad_character(struct parser *ps, struct span at)
{
    struct str text = lex_slice(ps, at);
    size_t end = 0;
    int32_t code = str_next_codepoint(text, &end);
    struct str first = str_slice(text, 0, end);
    at.hi = at.lo + (uint32_t)end;
    if (str_look_alike(code)) {
        look_alike(ps, at, first, code);
        return;
    }
    struct diag *d = diag_add(ps->sink, E7714, at, "nothing starts with '" STR_FMT "' (U+%04X)",
                              STR_ARG(first), (unsigned)code);
    const char *help = character_help(first);
    if (help)
        diag_help(ps->sink, d, "%s", help);
    else if ((unsigned char)first.at[0] >= 0x80)
        diag_help(ps->sink, d,
                  "outside of texts and comments only ASCII is used; "
                  "other names stand in back-quotes");
}

/* Curly or single quotes: the rest of the line is skipped. */
void
lex_other_quotes(struct parser *ps, struct span at)
{
    struct str line = lex_slice(ps, (struct span){at.hi, ps->base + (uint32_t)ps->text.len});
    line = str_slice(line, 0, str_find(line, STR("\n"), 0));
    bool single = str_is(lex_slice(ps, at), "'");
    struct str closing = single ? STR("'") : STR("\xe2\x80\x9d");
    size_t end = str_find(line, closing, 0);
    struct diag *d = diag_add(ps->sink, E7714, at, "texts do not stand in %s quotes",
                              single ? "single" : "curly");
    if (end == SIZE_MAX) {
        diag_help(ps->sink, d, "texts stand in straight double quotes: \"…\"");
        return;
    }
    struct span all = {at.lo, at.hi + (uint32_t)(end + closing.len)};
    d->span = all;
    struct str inner = str_slice(line, 0, end);
    diag_fix(ps->sink, d, all, str_printf(ps->arena, "\"" STR_FMT "\"", STR_ARG(inner)));
    d->fix_is_certain = !memchr(inner.at, '"', inner.len);
}

/* "1.4.0", "250ms", "2026-6-1", "2026-06-01T10" */
void
lex_bad_number(struct parser *ps, struct span at)
{
    struct str text = lex_slice(ps, at);
    size_t digits = 0, dots = 0;
    for (size_t i = 0; i < text.len; i++) {
        digits += digits == i && text.at[i] >= '0' && text.at[i] <= '9';
        dots += text.at[i] == '.';
    }
    struct diag *d = diag_add(ps->sink, E4906, at, "'" STR_FMT "' is not a number", STR_ARG(text));
    struct str unit = str_slice(text, digits, text.len);
    if (memchr(text.at, '-', text.len)) {
        diag_help(ps->sink, d, "a date is written 2026-06-01; a subtraction has blanks around '-'");
    } else if (dots > 1) {
        diag_here(ps->sink, d, "a version begins with 'v'");
        diag_fix_certain(ps->sink, d, at, str_printf(ps->arena, "v" STR_FMT, STR_ARG(text)));
    } else if (str_is(unit, "ms") || str_is(unit, "s") || str_is(unit, "min") ||
               str_is(unit, "h") || str_starts(unit, STR("day")) || str_starts(unit, STR("week")) ||
               str_starts(unit, STR("month")) || str_starts(unit, STR("year"))) {
        diag_here(ps->sink, d, "a blank stands before the unit");
        diag_fix_certain(ps->sink, d, at,
                         str_printf(ps->arena, STR_FMT " " STR_FMT,
                                    STR_ARG(str_slice(text, 0, digits)), STR_ARG(unit)));
    } else {
        diag_help(ps->sink, d,
                  "a number has digits and at most one point; a name starts with a letter; "
                  "an id that starts with a digit stands in quotes");
    }
    ps->excused = at;
    ps->broken = true;
}

void
lex_bad_escape(struct parser *ps, struct span at)
{
    struct str text = lex_slice(ps, at);
    struct diag *d =
        diag_add(ps->sink, E2283, at, "'" STR_FMT "' stands for nothing in a text", STR_ARG(text));
    diag_help(ps->sink, d, "the escapes are \\n \\t \\\" \\\\ \\{ \\}; a backslash itself is \\\\");
    ps->broken = true;
}

void
lex_bare_brace(struct parser *ps, struct span at)
{
    struct diag *d = diag_add(ps->sink, E6358, at, "this '}' closes nothing");
    diag_here(ps->sink, d, "a brace that is meant as text needs a backslash");
    diag_fix(ps->sink, d, at, STR("\\}"));
    ps->broken = true;
}

void
lex_no_end(struct parser *ps, struct span at, const char *what, const char *quote)
{
    struct str text = str_trim(lex_slice(ps, at));
    at.hi = at.lo + (uint32_t)text.len;
    struct diag *d = diag_add(ps->sink, E5092, at, "this %s does not end on its line", what);
    diag_fix(ps->sink, d, (struct span){at.hi, at.hi}, str_from(quote));
}
