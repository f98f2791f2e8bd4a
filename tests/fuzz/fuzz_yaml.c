/*
 * The YAML reader on any bytes: it ends, every place lies in the file and inside the place around it, what is not
 * quoted stands there as it is, and a document that lost something has said so.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "engine/load/tree.h"
#include "lang/base/limits.h"

struct check {
    const struct source *source;
    struct source_map *sources;
    uint64_t nodes;
};

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static void
check_span(const struct check *c, struct span at)
{
    must(at.lo >= c->source->base && at.lo <= at.hi);
    must(at.hi - c->source->base <= c->source->text.len);
}

static void
check_node(struct check *c, const struct tree *t, unsigned depth)
{
    must(t && depth <= LIMIT_DATA_NESTING);
    must(++c->nodes <= LIMIT_ALIAS_NODES + c->source->text.len * (1 + LIMIT_ALIAS_FACTOR));
    check_span(c, t->span);
    if (t->kind == TREE_BROKEN)
        must(t->broken.cause != NULL);
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++)
        check_node(c, t->items[i], depth + 1);
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        check_span(c, t->entries[i].key_span);
        check_node(c, t->entries[i].value, depth + 1);
    }
    /* A plain scalar on one line is its own words. */
    struct str words = source_text(c->sources, t->span);
    if (t->kind == TREE_SCALAR && !t->quoted && !memchr(words.at, '\n', words.len) &&
        !memchr(words.at, '\r', words.len) && str_find(words, STR("\xC2\x85"), 0) == SIZE_MAX &&
        str_find(words, STR("\xE2\x80"), 0) == SIZE_MAX)
        must(str_eq(words, t->text));
}

void
fuzz_one(const char *data, size_t size)
{
    struct arena a = {0}, document = {0};
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    /* A copy of just that size, so that reading behind it is found. */
    char *bytes = malloc(size ? size : 1);
    memcpy(bytes, data, size);
    struct check c = {.sources = &sources};
    c.source = source_add(&sources, STR("fuzz.yaml"), (struct str){bytes, size});
    struct yaml_reader *r = yaml_open(&a, &sink, c.source);
    struct tree *t;
    do {
        bool ok;
        struct diag *const *before = (struct diag *const *)sink.tail;
        t = yaml_next(r, &document, &ok);
        must(ok || *before || sink.first);
        if (t) {
            struct text_buf dump = {.arena = &document};
            c.nodes = 0;
            check_node(&c, t, 0);
            tree_dump(t, &sources, &dump);
        }
        arena_release(&document);
    } while (t);
    yaml_close(r);
    for (const struct diag *d = sink.first; d; d = d->next) {
        check_span(&c, d->span);
        must(d->message.len > 0);
    }
    arena_release(&a);
    free(bytes);
}
