/*
 * The parser's door: any bytes make a tree and messages, and never a crash or a hang; what parses can
 * be formatted, and the result parses to the same tree.
 *
 * With -DFUZZ=ON libFuzzer calls fuzz_one; without, main replays the files it is given.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "lang/base/diag.h"
#include "lang/parse.h"

struct parsed {
    struct source_map sources;
    struct sym_table syms;
    struct diag_sink sink;
    struct ast *ast;
};

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

/* As a question: whatever it says of it, it says so once for all. */
static void
ask(struct arena *a, struct str text)
{
    struct parsed *p = arena_new(a, struct parsed);
    source_map_init(&p->sources, a);
    sym_table_init(&p->syms, a);
    diag_sink_init(&p->sink, a, &p->sources);
    p->ast = parse_query(a, &p->syms, &p->sink, source_add(&p->sources, STR("<query>"), text));
    if ((p->sink.error_count == 0) != (p->ast->query != NULL))
        abort();
}

void
fuzz_one(const char *bytes, size_t size)
{
    struct arena a = {0};
    struct parsed *p = parse(&a, (struct str){bytes, size});
    struct str tree = words(&a, p);
    ask(&a, (struct str){bytes, size});
    if (p->sink.error_count == 0) {
        struct str once = format_ast(&a, &p->syms, p->ast);
        struct parsed *again = parse(&a, once);
        if (again->sink.error_count > 0 || !str_eq(tree, words(&a, again)) ||
            !str_eq(once, format_ast(&a, &again->syms, again->ast)))
            abort(); /* the fuzzer keeps the input */
    }
    arena_release(&a);
}
