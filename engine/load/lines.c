/* A file as a list of its lines. */
#include "engine/load/bytes.h"
#include "engine/load/documents.h"
#include "engine/load/text_line.h"
#include "lang/base/vec.h"

struct tree *
lines_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct text_bytes bytes;
    *ok = bytes_check(in->sink, in->file, "lines of text", &bytes);
    if (!*ok)
        return NULL;
    struct tree *list = arena_new(a, struct tree);
    VEC(struct tree *) items = {0};
    struct text_line line = {0};
    while (text_next_line(&bytes, &line)) {
        if (str_blank(line.text))
            continue;
        struct tree *item = arena_new(a, struct tree);
        *item = (struct tree){.kind = TREE_SCALAR, .span = line.at, .text = line.text};
        vec_push(a, &items, item);
    }
    *list = (struct tree){.kind = TREE_LIST, .count = items.len};
    list->span = (struct span){bytes.base, bytes.base + (uint32_t)bytes.text.len};
    list->items = items.at;
    return items.len ? list : NULL;
}
