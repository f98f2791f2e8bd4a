#include "lang/check_model.h"

static void
place(struct id_table *t, uint64_t hash, uint32_t id)
{
    uint32_t at = (uint32_t)hash & (t->cap - 1);
    while (t->ids[at])
        at = (at + 1) & (t->cap - 1);
    t->ids[at] = id + 1;
    t->hashes[at] = hash;
    t->len++;
}

void
id_table_add(struct arena *a, struct id_table *t, uint64_t hash, uint32_t id)
{
    if (t->len * 2 >= t->cap) {
        struct id_table old = *t;
        t->cap = old.cap ? old.cap * 2 : 64;
        t->len = 0;
        t->ids = arena_array(a, uint32_t, t->cap);
        t->hashes = arena_array(a, uint64_t, t->cap);
        for (uint32_t i = 0; i < old.cap; i++)
            if (old.ids[i])
                place(t, old.hashes[i], old.ids[i] - 1);
    }
    place(t, hash, id);
}

uint32_t
id_table_next(const struct id_table *t, uint64_t hash, uint32_t *at)
{
    while (t->cap && *at < t->cap) {
        uint32_t slot = ((uint32_t)hash + (*at)++) & (t->cap - 1);
        if (!t->ids[slot])
            return NO_ID;
        if (t->hashes[slot] == hash)
            return t->ids[slot] - 1;
    }
    return NO_ID;
}
