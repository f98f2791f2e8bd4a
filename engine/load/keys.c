#include "engine/load/keys.h"

#include <string.h>

#include "engine/load/shape.h"

enum { SMALL_MAP = 8 };

/* Most keys differ in their length or first letter. */
static bool
same_key(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || (a.at[0] == b.at[0] && !memcmp(a.at, b.at, a.len)));
}

static void
compare_all(const struct tree *map, key_twice_fn *twice, void *context)
{
    for (uint32_t i = 1; i < map->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (same_key(map->entries[i].key, map->entries[j].key)) {
                twice(context, &map->entries[j], &map->entries[i]);
                break;
            }
}

/* At most half of the slots will be used. */
static uint32_t
clear_slots(struct key_finder *f, uint32_t count)
{
    uint32_t size = 32;
    while (size / 2 < count)
        size *= 2;
    if (size > f->cap) {
        f->slots = mem_grow(f->slots, sizeof *f->slots, f->cap, size);
        f->cap = size;
    }
    memset(f->slots, 0, size * sizeof *f->slots);
    return size;
}

void
keys_find_twice(struct key_finder *f, const struct tree *map, key_twice_fn *twice, void *context)
{
    if (map->count <= SMALL_MAP) {
        compare_all(map, twice, context);
        return;
    }
    uint32_t size = clear_slots(f, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        struct str key = map->entries[i].key;
        uint32_t slot = (uint32_t)str_hash(key) & (size - 1);
        while (f->slots[slot] && !same_key(map->entries[f->slots[slot] - 1].key, key))
            slot = (slot + 1) & (size - 1);
        if (f->slots[slot])
            twice(context, &map->entries[f->slots[slot] - 1], &map->entries[i]);
        else
            f->slots[slot] = i + 1;
    }
}

void
keys_finish(struct key_finder *f)
{
    mem_free(f->slots);
}

struct diag *
keys_report_twice(struct diag_sink *sink, const struct tree_entry *first,
                  const struct tree_entry *second)
{
    struct str shown = shape_shown(sink->arena, second->key);
    struct diag *d = diag_add(sink, E0146, second->key_span, "the key '" STR_FMT "' is given twice",
                              STR_ARG(shown));
    diag_here(sink, d, "given again");
    diag_label(sink, d, first->key_span, "first given here");
    diag_help(sink, d, "keep one of the two, or join their values");
    return d;
}
