#include "engine/store/staging.h"

#include <string.h>

void
bit_set_all(uint64_t *bits, uint32_t count)
{
    if (count == 0)
        return;
    memset(bits, 0xff, bit_words(count) * sizeof *bits);
    if (count % 64)
        bits[count / 64] = ((uint64_t)1 << count % 64) - 1;
}

/* Room for the rows that have their bit in `written`, which is kept. */
struct places
places_new(struct arena *a, uint64_t *written, uint32_t rows, bool with_values)
{
    struct places p = {.written = written};
    size_t words = bit_words(rows);
    uint32_t count = 0;
    p.rank = arena_alloc_raw(a, sizeof *p.rank, _Alignof(uint32_t), words);
    for (size_t w = 0; w < words; w++) {
        p.rank[w] = count;
        count += (uint32_t)__builtin_popcountll(written[w]);
    }
    p.keys = arena_array(a, struct span, count);
    if (with_values)
        p.values = arena_array(a, struct span, count);
    return p;
}

uint32_t
places_index(const struct places *p, uint32_t row)
{
    if (!bit_get(p->written, row))
        return UINT32_MAX;
    uint64_t before = p->written[row >> 6] & (((uint64_t)1 << (row & 63)) - 1);
    return p->rank[row >> 6] + (uint32_t)__builtin_popcountll(before);
}
