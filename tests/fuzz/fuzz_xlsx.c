/*
 * The reader of workbooks on any bytes, with their checksums mended, or nothing that is changed inside would be looked at: it ends, every place lies in some text that it registered and inside of the place around it, numbers
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

/* ---- checksums ---- */

static uint32_t
number_at(const unsigned char *bytes, size_t at, unsigned len)
{
    uint32_t n = 0;
    for (unsigned i = len; i > 0; i--)
        n = n << 8 | bytes[at + i - 1];
    return n;
}

static uint32_t
crc32_of(const unsigned char *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static void
set_checksum(unsigned char *bytes, size_t at, uint32_t crc)
{
    for (int i = 0; i < 4; i++)
        bytes[at + (size_t)i] = (unsigned char)(crc >> (8 * i));
}

/* Of what the entry of the archive's list at `at` stands for, if it is not packed. */
static void
mend_checksum(unsigned char *bytes, size_t size, size_t at)
{
    size_t local = number_at(bytes, at + 42, 4), len = number_at(bytes, at + 20, 4);
    if (number_at(bytes, at + 10, 2) != 0 || local + 30 > size)
        return;
    size_t from = local + 30 + number_at(bytes, local + 26, 2) + number_at(bytes, local + 28, 2);
    if (from > size || len > size - from)
        return;
    uint32_t crc = crc32_of(bytes + from, len);
    set_checksum(bytes, at + 16, crc);
    set_checksum(bytes, local + 14, crc);
}

static void
mend_checksums(unsigned char *bytes, size_t size)
{
    for (size_t at = 0; at + 46 <= size; at++)
        if (memcmp(bytes + at, "PK\1\2", 4) == 0)
            mend_checksum(bytes, size, at);
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
    mend_checksums((unsigned char *)bytes, size);
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
