/*
 * The XML reader on any bytes: it ends, every place lies in the file, names and values stand there as they are, elements
 * come in the order of the file, and a document that lost something has said so.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "engine/load/documents.h"
#include "lang/base/limits.h"

struct check {
    const struct source *source;
    struct source_map *sources;
    uint64_t nodes, bytes;
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

/* Unless it has references, or white space that XML changes. */
static void
check_value(const struct check *c, const struct tree *value)
{
    struct str words = source_text(c->sources, value->span);
    must(value->kind == TREE_SCALAR && value->text.len <= words.len);
    for (size_t i = 0; i < words.len; i++)
        if (words.at[i] == '&' || words.at[i] == '\n' || words.at[i] == '\r' || words.at[i] == '\t')
            return;
    must(str_eq(words, value->text));
}

static void check_element(struct check *c, const struct tree *t, struct str name, unsigned depth);

static void
check_list(struct check *c, const struct tree *list, struct str name, unsigned depth)
{
    must(list->kind == TREE_LIST && list->count > 0);
    for (uint32_t i = 0; i < list->count; i++) {
        check_element(c, list->items[i], name, depth);
        must(i == 0 || list->items[i - 1]->name_lo < list->items[i]->name_lo);
    }
}

static void
check_element(struct check *c, const struct tree *t, struct str name, unsigned depth)
{
    must(depth <= LIMIT_TREE_NESTING && t->is_element);
    must(++c->nodes <= c->source->text.len);
    check_span(c, t->span);
    must(name.len > UINT16_MAX || str_eq(source_text(c->sources, tree_head(t)), name));
    if (t->kind == TREE_SCALAR) {
        must((c->bytes += t->text.len) <= c->source->text.len);
        return;
    }
    must(t->kind == TREE_MAP && t->count > 0);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct tree_entry *e = &t->entries[i];
        check_span(c, e->key_span);
        check_span(c, e->value->span);
        if (e->value->attribute_like)
            check_value(c, e->value);
        else if (e->value->is_text)
            must(!str_blank(e->value->text) && e->value->text.len <= c->source->text.len);
        else
            check_list(c, e->value, e->key, depth + 1);
    }
}

void
fuzz_one(const char *data, size_t size)
{
    struct arena a = {0};
    struct source_map sources;
    struct diag_sink sink;
    bool ok;
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    /* A copy of just that size, so that reading behind it is found. */
    char *bytes = malloc(size ? size : 1);
    memcpy(bytes, data, size);
    struct check c = {.sources = &sources};
    c.source = source_add(&sources, STR("fuzz.xml"), (struct str){bytes, size});
    struct reader_input in = {.arena = &a, .sink = &sink, .sources = &sources, .file = c.source};
    struct tree *t = xml_document(&a, &in, &ok);
    must(ok == !sink.first && (!t || ok));
    if (t) {
        struct text_buf dump = {.arena = &a};
        must(t->kind == TREE_MAP && t->count == 1);
        check_element(&c, t->entries[0].value, t->entries[0].key, 1);
        tree_dump(t, &sources, &dump);
    }
    for (const struct diag *d = sink.first; d; d = d->next) {
        check_span(&c, d->span);
        must(d->message.len > 0);
    }
    arena_release(&a);
    free(bytes);
}
