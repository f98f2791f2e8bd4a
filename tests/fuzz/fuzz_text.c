/*
 * The readers of tables and plain text on any bytes; the first byte chooses one. Each ends, every place lies in the file and inside
 * of the place around it, what is not in quotes stands there as it is, and a document that lost something has said so.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "engine/load/documents.h"
#include "lang/base/limits.h"

static const struct {
    char choice;
    const char *name;
    struct tree *(*read)(struct arena *a, const struct reader_input *in, bool *ok);
} readers[] = {
    {'c', "fuzz.csv", csv_document},         {'t', "fuzz.tsv", csv_document},
    {'l', "fuzz.txt", lines_document},       {'m', "fuzz.md", markdown_document},
    {'o', "fuzz.outline", outline_document},
};

struct check {
    const struct source *source;
    const struct source_map *sources;
    bool is_markdown; /* the heading of a table stands above it; values of YAML go their own ways */
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
check_node(const struct check *c, const struct tree *t, struct span around, unsigned depth)
{
    must(t && depth <= LIMIT_DATA_NESTING);
    check_span(c, t->span);
    must(c->is_markdown || (t->span.lo >= around.lo && t->span.hi <= around.hi));
    if (t->kind == TREE_BROKEN)
        must(t->broken.cause != NULL);
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++)
        check_node(c, t->items[i], t->span, depth + 1);
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        check_span(c, t->entries[i].key_span);
        must(c->is_markdown || t->entries[i].key.len > 0);
        check_node(c, t->entries[i].value, t->span, depth + 1);
    }
    if (t->kind == TREE_SCALAR && !t->quoted && !c->is_markdown)
        must(str_eq(source_text(c->sources, t->span), t->text));
}

static void
read_one(const char *bytes, size_t size, size_t reader)
{
    struct arena a = {0};
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    struct check c = {.sources = &sources, .is_markdown = readers[reader].choice == 'm'};
    c.source = source_add(&sources, str_from(readers[reader].name), (struct str){bytes, size});
    struct reader_input in = {.arena = &a, .sink = &sink, .sources = &sources, .file = c.source};
    bool ok;
    const struct tree *t = readers[reader].read(&a, &in, &ok);
    must(ok || sink.first);
    if (t) {
        struct text_buf dump = {.arena = &a};
        uint32_t base = c.source->base;
        check_node(&c, t, (struct span){base, base + (uint32_t)size}, 0);
        tree_dump(t, &sources, &dump);
    }
    for (const struct diag *d = sink.first; d; d = d->next) {
        check_span(&c, d->span);
        must(d->message.len > 0);
    }
    arena_release(&a);
}

void
fuzz_one(const char *data, size_t size)
{
    for (size_t i = 0; size && i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].choice != data[0])
            continue;
        /* A copy of just that size, so that reading behind it is found. */
        char *bytes = malloc(size);
        memcpy(bytes, data + 1, size - 1);
        read_one(bytes, size - 1, i);
        free(bytes);
    }
}
