#include "lang/base/vec.h"

#include <string.h>

void *
vec_grow(struct arena *a, void *at, uint32_t len, uint32_t *cap, size_t size, size_t align)
{
    uint32_t grown = *cap ? *cap * 2 : 4;
    char *block = arena_alloc(a, size, align, grown);
    if (len)
        memcpy(block, at, size * len);
    *cap = grown;
    return block;
}
