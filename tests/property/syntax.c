/*
 * Properties of the parser and the formatter, over all rule files of the repository.
 *
 *   format   fmt(fmt(x)) = fmt(x), and the tree is that of x; no comment is lost
 *   mutate   every prefix, every token left out, every two tokens swapped: no crash, no hang, and
 *            a place for each message
 *   comments  a comment anywhere: formatting keeps it, and the tree
 *   mutants  each small mistake that `onus test --mutate` makes parses, and gives another tree
 *   names    every declaration word is a name wherever a name can stand
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/base/diag.h"
#include "lang/mutate.h"
#include "lang/parse.h"

static const char *const patterns[] = {
    SOURCE_DIR "/tests/golden/*/*/input.onus",
    SOURCE_DIR "/tests/golden/*/*/*.onus",
    SOURCE_DIR "/stdlib/*.onus",
    SOURCE_DIR "/rules/*/*.onus",
    SOURCE_DIR "/examples/*/*.onus",
    SOURCE_DIR "/tests/*/*.onus",
    SOURCE_DIR "/tests/real/*/*.onus",
    SOURCE_DIR "/tests/property/*.onus",
};

struct parsed {
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct ast *ast;
};

static struct str
read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    struct text_buf out = {.arena = a};
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        text_add(&out, (struct str){block, n});
    fclose(f);
    return text_str(&out);
}

static struct parsed *
parse(struct arena *a, struct str text)
{
    struct parsed *p = arena_new(a, struct parsed);
    source_map_init(&p->sources, a);
    sym_table_init(&p->syms, a);
    diag_sink_init(&p->sink, a, &p->sources);
    p->ast = parse_source(a, &p->syms, &p->sink, source_add(&p->sources, STR("input.onus"), text));
    return p;
}

static struct str
words(struct arena *a, const struct parsed *p)
{
    struct text_buf out = {.arena = a};
    ast_dump_words(p->ast, &p->syms, &out);
    return text_str(&out);
}

static struct str
format(struct arena *a, const struct parsed *p)
{
    return format_ast(a, &p->syms, p->ast);
}

static void
assert_same(const char *path, const char *what, struct str want, struct str got)
{
    if (str_eq(want, got))
        return;
    print_error("%s: %s\n--- expected\n" STR_FMT "\n--- actual\n" STR_FMT "\n", path, what,
                STR_ARG(want), STR_ARG(got));
    fail();
}

/* Returns whether the text parses, so that it can be formatted. */
static bool
check_format(const char *path, struct str text)
{
    struct arena a = {0};
    struct parsed *p = parse(&a, text);
    bool parses = p->sink.error_count == 0;
    if (parses) {
        struct str once = format(&a, p);
        struct parsed *again = parse(&a, once);
        if (again->sink.error_count > 0)
            print_error("%s: formatted, it does not parse:\n" STR_FMT "\n", path, STR_ARG(once));
        assert_int_equal(again->sink.error_count, 0);
        assert_same(path, "formatting changed the tree", words(&a, p), words(&a, again));
        assert_same(path, "formatting again changed the text", once, format(&a, again));
        assert_int_equal(p->ast->comments.len, again->ast->comments.len);
    }
    arena_release(&a);
    return parses;
}

static bool
check_file(const char *path)
{
    struct arena a = {0};
    bool parses = check_format(path, read_file(&a, path));
    arena_release(&a);
    return parses;
}

static void
test_format(void **state)
{
    unsigned checked = 0;
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        glob_t found;
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            checked += check_file(found.gl_pathv[k]);
        globfree(&found);
    }
    assert_true(checked > 10); /* a run that found nothing must not look green */
}

/* ---- mutants ---- */

enum { MUTANTS_OF_A_FILE = 150 };

/* Returns how many were looked at; of large files some, all over the file. */
static uint32_t
check_mutants(const char *path)
{
    struct arena a = {0}, scratch = {0};
    struct program without_enums = {0};
    struct parsed *p = parse(&a, read_file(&a, path));
    struct str before = words(&a, p);
    if (p->sink.error_count > 0) {
        arena_release(&a);
        return 0;
    }
    mutant_vec mutants = mutants_of(&a, &p->syms, p->ast, &without_enums);
    uint32_t step = mutants.len / MUTANTS_OF_A_FILE + 1;
    for (uint32_t i = 0; i < mutants.len; i += step) {
        const struct mutant *m = &mutants.at[i];
        struct str text = mutant_text(&scratch, p->ast->source, m);
        struct parsed *changed = parse(&scratch, text);
        if (changed->sink.error_count > 0 || str_eq(before, words(&scratch, changed))) {
            print_error("%s: " STR_FMT "\n%s\n" STR_FMT "\n", path, STR_ARG(m->fingerprint),
                        changed->sink.error_count ? "does not parse" : "changes nothing",
                        STR_ARG(text));
            fail();
        }
        arena_release(&scratch);
    }
    uint32_t count = (mutants.len + step - 1) / step;
    arena_release(&a);
    return count;
}

static void
test_mutants(void **state)
{
    uint32_t checked = 0;
    (void)state;
    for (size_t i = 1; i < sizeof patterns / sizeof patterns[0]; i++) {
        glob_t found;
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            checked += check_mutants(found.gl_pathv[k]);
        globfree(&found);
    }
    assert_true(checked > 1000);
}

/* ---- mutations ---- */

static bool
is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The end of the word, sign or run of blanks that starts at `at`. */
static size_t
piece_end(struct str text, size_t at)
{
    size_t end = at + 1;
    if (is_word_char(text.at[at]))
        while (end < text.len && is_word_char(text.at[end]))
            end++;
    else if (text.at[at] == ' ')
        while (end < text.len && text.at[end] == ' ')
            end++;
    return end;
}

static void
parse_anyhow(struct str text)
{
    struct arena a = {0};
    struct parsed *p = parse(&a, text);
    for (const struct diag *d = p->sink.first; d; d = d->next) {
        assert_true(d->span.lo >= p->ast->source->base);
        assert_true(d->span.lo <= d->span.hi);
        assert_true(d->span.hi <= p->ast->source->base + text.len + 1);
    }
    struct text_buf out = {.arena = &a};
    ast_dump(p->ast, &p->syms, &out);
    arena_release(&a);
}

static struct str
join(struct arena *a, struct str one, struct str two, struct str three, struct str four)
{
    struct text_buf out = {.arena = a};
    text_add(&out, one);
    text_add(&out, two);
    text_add(&out, three);
    text_add(&out, four);
    return text_str(&out);
}

static void
mutate_pieces(struct str text)
{
    size_t stride = 1 + text.len / 1200, number = 0; /* of long texts a part is enough here */
    for (size_t at = 0; at < text.len;) {
        if (number++ % stride != 0) {
            at = piece_end(text, at);
            continue;
        }
        struct arena a = {0};
        size_t mid = piece_end(text, at), end = mid < text.len ? piece_end(text, mid) : mid;
        struct str before = str_slice(text, 0, at), rest = str_slice(text, mid, text.len);
        parse_anyhow(join(&a, before, rest, STR(""), STR("")));
        parse_anyhow(join(&a, before, str_slice(text, mid, end), str_slice(text, at, mid),
                          str_slice(text, end, text.len)));
        at = mid;
        arena_release(&a);
    }
}

static void
mutate(const char *path)
{
    struct arena a = {0};
    struct str text = read_file(&a, path);
    for (size_t n = 0; n <= text.len; n += 1 + text.len / 400)
        parse_anyhow(str_copy(&a, str_slice(text, 0, n)));
    mutate_pieces(text);
    arena_release(&a);
}

static void
test_mutations(void **state)
{
    (void)state;
    mutate(SOURCE_DIR "/tests/golden/language/whole_pack/input.onus");
    mutate(SOURCE_DIR "/tests/golden/language/source/input.onus");
    mutate(SOURCE_DIR "/tests/golden/language/definitions/input.onus");
    mutate(SOURCE_DIR "/tests/golden/language/tailoring/input.onus");
    mutate(SOURCE_DIR "/tests/golden/syntax/open_text_nested/input.onus");
    mutate(SOURCE_DIR "/tests/golden/syntax/missing_brace_of_matrix/input.onus");
}

/* A comment, or a blank line, behind every piece: wherever it lands, it is kept. */
static void
scatter(const char *path, struct str what)
{
    struct arena a = {0};
    struct str text = read_file(&a, path);
    unsigned checked = 0, number = 0;
    for (size_t at = 0; at < text.len; at = piece_end(text, at)) {
        struct arena b = {0};
        if (++number % 11 == 0)
            checked += check_format(path, join(&b, str_slice(text, 0, at), what,
                                               str_slice(text, at, text.len), STR("")));
        arena_release(&b);
    }
    assert_true(checked > 15);
    arena_release(&a);
}

static void
test_comments(void **state)
{
    (void)state;
    scatter(SOURCE_DIR "/tests/golden/fmt/everything/input.onus", STR(" // note\n"));
    scatter(SOURCE_DIR "/tests/golden/language/whole_pack/input.onus", STR("\n// note\n"));
    scatter(SOURCE_DIR "/tests/golden/language/source/input.onus", STR("\n\n// note\n\n"));
    scatter(SOURCE_DIR "/tests/golden/fmt/long_lines/input.onus", STR("// note\n"));
}

/* ---- declaration words as names ---- */

static const char use_of_names[] =
    "entity W {\n  WORD : int?\n  other : W* inverse WORD\n}\n"
    "enum Kind = WORD | other also WORD\n"
    "scale Level = low < WORD\n"
    "param WORD: int = 1\n"
    "define WORD(WORD: W) -> bool: WORD.WORD = WORD and WORD(WORD)\n"
    "rule AC-1 \"x\" {\n  category WORD\n  tags WORD, WORD\n  phase WORD .. WORD\n"
    "  for each WORD: W where WORD in WORD.WORD, x in WORD\n  let WORD = WORD.WORD\n"
    "  require some WORD in WORD.WORD where WORD has WORD.+WORD = WORD at WORD.WORD else "
    "\"{WORD}\"\n"
    "  require trace {\n    some WORD.x as WORD else \"no\"\n    WORD.x is present else \"no\"\n  "
    "}\n"
    "  fix set x.WORD = WORD\n}\n"
    "source s from WORD {\n  for WORD in $.WORD {\n    W WORD.id { WORD: WORD.WORD, other: WORD "
    "}\n  }\n}\n"
    "test \"t\" {\n  given { W WORD { WORD: WORD, other: [WORD, A/WORD] } }\n  expect AC-1 at "
    "WORD\n}\n";

static struct str
with_word(struct arena *a, const char *word)
{
    struct str text = str_from(use_of_names);
    struct text_buf out = {.arena = a};
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_slice(text, at, text.len);
        if (str_starts(rest, STR("WORD")))
            text_add_c(&out, word);
        else
            text_add_char(&out, text.at[at]);
        at += str_starts(rest, STR("WORD")) ? 4 : 1;
    }
    return text_str(&out);
}

/* Each declaration word in every place where a name can stand; reserved words do not parse there. */
static void
test_names(void **state)
{
    enum { RESERVED, DECLARATION };
    static const struct {
        const char *text;
        int class;
    } words_of_language[] = {
#define WORD(text, token, class) {text, class},
#include "lang/tokens.def"
#undef WORD
    };
    (void)state;
    for (size_t i = 0; i < sizeof words_of_language / sizeof words_of_language[0]; i++) {
        struct arena a = {0};
        const char *word = words_of_language[i].text;
        struct parsed *p = parse(&a, with_word(&a, word));
        bool parses = p->sink.error_count == 0;
        if (parses != (words_of_language[i].class == DECLARATION))
            print_error("'%s' %s as a name\n", word, parses ? "parses" : "does not parse");
        assert_true(parses == (words_of_language[i].class == DECLARATION));
        if (i > 0)
            assert_true(strcmp(words_of_language[i - 1].text, word) < 0);
        arena_release(&a);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest formats[] = {cmocka_unit_test(test_format)};
    const struct CMUnitTest mutations[] = {cmocka_unit_test(test_mutations)};
    const struct CMUnitTest names[] = {cmocka_unit_test(test_names)};
    const struct CMUnitTest comments[] = {cmocka_unit_test(test_comments)};
    const struct CMUnitTest mutants[] = {cmocka_unit_test(test_mutants)};
    if (argc > 1 && !strcmp(argv[1], "mutants"))
        return cmocka_run_group_tests(mutants, NULL, NULL);
    if (argc > 1 && !strcmp(argv[1], "comments"))
        return cmocka_run_group_tests(comments, NULL, NULL);
    if (argc > 1 && !strcmp(argv[1], "names"))
        return cmocka_run_group_tests(names, NULL, NULL);
    if (argc > 1 && !strcmp(argv[1], "mutate"))
        return cmocka_run_group_tests(mutations, NULL, NULL);
    return cmocka_run_group_tests(formats, NULL, NULL);
}
