/*
 * The JSON reader on any bytes: it ends, every place lies in the file and inside the place around it, a number or word stands there as it
 * is, and what is lost has been said. What the YAML reader takes as well, without a word from either, it reads as the same tree.
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
check_inside(struct span inner, struct span outer)
{
    must(inner.lo >= outer.lo && inner.lo <= inner.hi && inner.hi <= outer.hi);
}

static void
check_node(const struct source_map *sources, const struct tree *t, struct span around,
           unsigned depth)
{
    must(t && depth <= LIMIT_TREE_NESTING);
    check_inside(t->span, around);
    if (t->kind == TREE_BROKEN) {
        must(t->broken.cause != NULL);
        if (t->broken.instead)
            check_node(sources, t->broken.instead, t->span, depth);
    }
    if (t->kind == TREE_SCALAR && !t->quoted)
        must(str_eq(source_text(sources, t->span), t->text));
    uint32_t end = t->span.lo;
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++) {
        must(t->items[i]->span.lo >= end);
        end = t->items[i]->span.hi;
        check_node(sources, t->items[i], t->span, depth + 1);
    }
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        check_inside(t->entries[i].key_span, t->span);
        must(t->entries[i].value->span.lo >= t->entries[i].key_span.hi);
        check_node(sources, t->entries[i].value, t->span, depth + 1);
    }
}

static bool
same_tree(const struct tree *a, const struct tree *b)
{
    if (a->kind != b->kind || a->quoted != b->quoted)
        return false;
    if (a->kind == TREE_SCALAR)
        return str_eq(a->text, b->text);
    if (a->kind != TREE_LIST && a->kind != TREE_MAP)
        return true;
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->kind == TREE_LIST && !same_tree(a->items[i], b->items[i]))
            return false;
        if (a->kind == TREE_MAP && (!str_eq(a->entries[i].key, b->entries[i].key) ||
                                    !same_tree(a->entries[i].value, b->entries[i].value)))
            return false;
    }
    return true;
}

/* To YAML these characters are line ends, also inside of a text. */
static bool
has_line_end_of_yaml(struct str text)
{
    return str_find(text, STR("\xC2\x85"), 0) != SIZE_MAX ||
           str_find(text, STR("\xE2\x80\xA8"), 0) != SIZE_MAX ||
           str_find(text, STR("\xE2\x80\xA9"), 0) != SIZE_MAX;
}

static void
compare_with_yaml(struct arena *a, struct source_map *sources, const struct source *file,
                  const struct tree *root)
{
    struct diag_sink sink;
    diag_sink_init(&sink, a, sources);
    struct yaml_reader *r = yaml_open(a, &sink, file);
    bool ok;
    const struct tree *other = yaml_next(r, a, &ok);
    if (other && ok && !sink.first && !has_line_end_of_yaml(file->text))
        must(same_tree(root, other));
    yaml_close(r);
}

void
fuzz_one(const char *data, size_t size)
{
    struct arena a = {0};
    struct source_map sources;
    struct diag_sink sink;
    source_map_init(&sources, &a);
    diag_sink_init(&sink, &a, &sources);
    /* A copy of just that size, so that reading behind it is found. */
    char *bytes = malloc(size ? size : 1);
    memcpy(bytes, data, size);
    const struct source *file = source_add(&sources, STR("fuzz.json"), (struct str){bytes, size});
    struct span all = {file->base, file->base + (uint32_t)size};
    struct reader_input in = {.arena = &a, .sink = &sink, .sources = &sources, .file = file};
    bool ok;
    struct tree *root = json_document(&a, &in, &ok);
    must(ok || sink.first);
    if (root) {
        check_node(&sources, root, all, 0);
        struct text_buf dump = {.arena = &a};
        tree_dump(root, &sources, &dump);
    }
    if (root && !sink.first)
        compare_with_yaml(&a, &sources, file, root);
    for (const struct diag *d = sink.first; d; d = d->next) {
        check_inside(d->span, all);
        must(d->message.len > 0);
    }
    arena_release(&a);
    free(bytes);
}
