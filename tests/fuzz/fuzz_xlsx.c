/*
 * The reader of workbooks on any bytes: it ends, every place lies in some text that it registered and inside of the place around it, numbers
 * stand in that text as they are, and a workbook that lost something has said so.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "engine/load/documents.h"
#include "lang/base/limits.h"

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static void
check_span(const struct source_map *sources, struct span at)
{
    const struct source *s = source_of(sources, at.lo);
    must(s && at.lo <= at.hi && at.hi - s->base <= s->text.len);
}

static void
check_node(const struct source_map *sources, const struct tree *t, struct span around)
{
    check_span(sources, t->span);
    must(t->span.lo >= around.lo && t->span.hi <= around.hi);
    if (t->kind == TREE_BROKEN)
        must(t->broken.cause != NULL);
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++)
        check_node(sources, t->items[i], t->span);
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        check_span(sources, t->entries[i].key_span);
        must(t->entries[i].key.len > 0 && t->count <= LIMIT_SHEET_COLUMNS);
        check_node(sources, t->entries[i].value, t->span);
    }
    if (t->kind == TREE_SCALAR && !t->quoted && !memchr(t->text.at, '\n', t->text.len))
        must(str_eq(source_text(sources, t->span), t->text));
}

void
fuzz_one(const char *data, size_t size)
{
    struct arena a = {0};
    struct source_map sources;
    struct diag_sink sink;
    /* A copy of just that size, so that reading behind it is found. */
    char *bytes = malloc(size ? size : 1);
    memcpy(bytes, data, size);
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    struct reader_input in = {.arena = &a, .sink = &sink, .sources = &sources};
    in.file = source_add(&sources, STR("fuzz.xlsx"), (struct str){bytes, size});
    bool ok;
    const struct tree *t = xlsx_document(&a, &in, &ok);
    must(ok || sink.first);
    if (t) {
        struct text_buf dump = {.arena = &a};
        check_node(&sources, t, t->span);
        tree_dump(t, &sources, &dump);
    }
    for (const struct diag *d = sink.first; d; d = d->next) {
        check_span(&sources, d->span);
        must(d->message.len > 0);
    }
    arena_release(&a);
    free(bytes);
}
