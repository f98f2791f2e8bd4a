#include "engine/plan/plan_internal.h"

static uint32_t
slot_of(const struct pointer_map *m, const void *key)
{
    uint64_t h = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
    uint32_t i = (uint32_t)(h >> 32) & m->mask;
    while (m->keys[i] && m->keys[i] != key)
        i = (i + 1) & m->mask;
    return i;
}

static void
grow(struct pointer_map *m, struct arena *a)
{
    struct pointer_map old = *m;
    uint32_t cap = old.keys ? (old.mask + 1) * 2 : 256;
    m->mask = cap - 1;
    m->keys = arena_array(a, const void *, cap);
    m->values = arena_array(a, uint32_t, cap);
    for (uint32_t i = 0; old.keys && i <= old.mask; i++) {
        if (!old.keys[i])
            continue;
        uint32_t at = slot_of(m, old.keys[i]);
        m->keys[at] = old.keys[i];
        m->values[at] = old.values[i];
    }
}

void
pointer_map_put(struct pointer_map *m, struct arena *a, const void *key, uint32_t value)
{
    if (!m->keys || m->len * 2 > m->mask)
        grow(m, a);
    uint32_t at = slot_of(m, key);
    m->len += !m->keys[at];
    m->keys[at] = key;
    m->values[at] = value;
}

uint32_t
pointer_map_get(const struct pointer_map *m, const void *key)
{
    if (!m->keys)
        return NO_ID;
    uint32_t at = slot_of(m, key);
    return m->keys[at] ? m->values[at] : NO_ID;
}
