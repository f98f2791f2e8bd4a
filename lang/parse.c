/* Reads one file: cleans the bytes, runs lexer and grammar, hands the tree over. */
#include "lang/parse_internal.h"

#include "lang/grammar.h"

/* ---- the bytes ---- */

/* Characters that must not stand in a rule file: what is wrong with each kind is said once. */
struct bad_bytes {
    enum diag_code code;
    struct span first;
    uint32_t count;
    int32_t codepoint; /* -1: no character at all */
};

enum { BAD_UTF8, BAD_CONTROL, BAD_DIRECTION, BAD_KIND_COUNT };

static bool
changes_direction(int32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static bool
is_control(int32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

static int
kind_of_bad(int32_t c)
{
    if (c < 0)
        return BAD_UTF8;
    if (is_control(c))
        return BAD_CONTROL;
    return changes_direction(c) ? BAD_DIRECTION : BAD_KIND_COUNT;
}

static void
report_bad(struct parser *ps, int kind, const struct bad_bytes *bad)
{
    struct diag *d = NULL;
    switch (kind) {
    case BAD_UTF8:
        d = diag_add(ps->sink, E1548, bad->first, "this byte is not UTF-8");
        diag_help(ps->sink, d, "save the file with the encoding UTF-8");
        break;
    case BAD_CONTROL:
        d = diag_add(ps->sink, E9375, bad->first, "a control character (U+%04X) in a rule file",
                     (unsigned)bad->codepoint);
        diag_help(ps->sink, d, "delete it; rule files are plain text");
        break;
    default:
        d = diag_add(ps->sink, E2640, bad->first,
                     "an invisible character (U+%04X) changes the direction of the text",
                     (unsigned)bad->codepoint);
        diag_help(ps->sink, d, "delete it: what is read here would differ from what is shown");
        break;
    }
    if (bad->count > 1)
        diag_note(ps->sink, d, "%u more of this kind in this file", (unsigned)(bad->count - 1));
}

/*
 * Cleans the copy in place, keeping every offset: a BOM at the start becomes blanks, a lone CR a line
 * end, and refused characters the byte 1, which the lexer passes over in silence.
 */
static void
clean(struct parser *ps, char *copy, struct str text)
{
    struct bad_bytes bad[BAD_KIND_COUNT] = {0};
    size_t i = 0;
    if (str_starts(text, STR("\xef\xbb\xbf"))) {
        memset(copy, ' ', 3);
        i = 3;
    }
    while (i < text.len) {
        size_t at = i;
        int32_t c = str_next_codepoint(text, &i);
        if (c == '\r' && (i == text.len || text.at[i] != '\n'))
            copy[at] = '\n';
        int kind = kind_of_bad(c);
        if (kind == BAD_KIND_COUNT)
            continue;
        memset(copy + at, 1, i - at);
        if (bad[kind].count++ == 0) {
            bad[kind].first = (struct span){ps->base + (uint32_t)at, ps->base + (uint32_t)i};
            bad[kind].codepoint = c;
        }
    }
    for (int kind = 0; kind < BAD_KIND_COUNT; kind++) {
        if (bad[kind].count > 0)
            report_bad(ps, kind, &bad[kind]);
    }
}

/* Two copies, since flex writes into the one it scans: text of the parser, buffer of flex. */
static char *
copy_source(struct parser *ps, struct str text)
{
    char *copy = arena_alloc_raw(ps->arena, 1, 1, text.len + 1);
    if (text.len)
        memcpy(copy, text.at, text.len);
    clean(ps, copy, text);
    copy[text.len] = '\n';
    ps->text = (struct str){copy, text.len};

    char *buffer = arena_alloc(ps->arena, 1, 1, text.len + 3);
    memcpy(buffer, copy, text.len + 1);
    return buffer;
}

/* ---- the file ---- */

void
parse_too_deep(struct parser *ps, struct span at)
{
    if (ps->stopped)
        return;
    struct diag *d =
        diag_add(ps->sink, E6083, at, "too many brackets, texts or operators within each other");
    diag_help(ps->sink, d,
              "brackets and texts go %d deep, operators %d; the rest of this file was not read",
              LIMIT_RULE_NESTING, LIMIT_EXPR_DEPTH);
    ps->stopped = true;
    ps->broken = true;
}

/* first: a token in front of the text, or 0. */
static struct ast *
parse(struct arena *arena, struct sym_table *syms, struct diag_sink *sink,
      const struct source *source, int first)
{
    struct ast *ast = arena_new(arena, struct ast);
    ast->source = source;
    if (source->text.len > LIMIT_RULE_FILE_BYTES) {
        diag_add(sink, E3729, (struct span){source->base, source->base + 1},
                 "this file has more than %d MiB and was not read", LIMIT_RULE_FILE_BYTES >> 20);
        return ast;
    }
    struct parser *ps = arena_new(arena, struct parser);
    *ps = (struct parser){.arena = arena,
                          .syms = syms,
                          .sink = sink,
                          .ast = ast,
                          .base = source->base,
                          .at = source->base,
                          .first = first,
                          .asks = first != 0,
                          .first_errors = sink->error_count};
    char *buffer = copy_source(ps, source->text);
    lexer_start(ps, buffer, source->text.len + 3);
    bool whole = gram_parse(ps) == 0;
    lexer_end(ps);
    ast->goes_on =
        ps->lacks_text_end || ps->reported.lo >= ps->base + (uint32_t)str_trim(source->text).len;
    if (ps->broken || !whole)
        ast_add_error(ps, (struct span){ps->at, ps->at});
    return ast;
}

struct ast *
parse_source(struct arena *arena, struct sym_table *syms, struct diag_sink *sink,
             const struct source *source)
{
    return parse(arena, syms, sink, source, 0);
}

struct ast *
parse_query(struct arena *arena, struct sym_table *syms, struct diag_sink *sink,
            const struct source *source)
{
    uint32_t before = sink->error_count;
    struct ast *ast = parse(arena, syms, sink, source, T_QUERY);
    if (sink->error_count > before)
        ast->query = NULL;
    else
        ast->goes_on = false;
    return ast;
}
