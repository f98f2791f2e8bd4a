#include "engine/eval/bits.h"

#include <string.h>

uint64_t *
bits_new(struct arena *a, uint32_t n)
{
    return arena_array(a, uint64_t, bits_words(n));
}

uint64_t *
bits_ones(struct arena *a, uint32_t n)
{
    uint64_t *bits = bits_new(a, n);
    bits_set_range(bits, 0, n);
    return bits;
}

void
bits_set_range(uint64_t *bits, uint32_t from, uint32_t n)
{
    uint32_t i = from, end = from + n;
    for (; i < end && (i & 63); i++)
        bit_set(bits, i);
    for (; end - i >= 64; i += 64)
        bits[i >> 6] = UINT64_MAX;
    for (; i < end; i++)
        bit_set(bits, i);
}

uint32_t
bits_count(const uint64_t *bits, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t w = 0; bits && w < bits_words(n); w++)
        count += (uint32_t)__builtin_popcountll(bits[w]);
    return count;
}

bool
bits_any(const uint64_t *bits, uint32_t n)
{
    for (uint32_t w = 0; bits && w < bits_words(n); w++)
        if (bits[w])
            return true;
    return false;
}

/* Zeroes what stands behind bit n. */
static void
trim(uint64_t *bits, uint32_t n)
{
    if (n & 63)
        bits[n >> 6] &= (UINT64_C(1) << (n & 63)) - 1;
}

const uint64_t *
bits_slice(struct arena *a, const uint64_t *bits, uint32_t from, uint32_t n)
{
    if (!bits)
        return NULL;
    uint64_t *out = bits_new(a, n);
    uint32_t shift = from & 63, words = bits_words(n), last = bits_words(from + n);
    const uint64_t *in = bits + (from >> 6);
    for (uint32_t w = 0; w < words; w++) {
        out[w] = in[w] >> shift;
        if (shift && (from >> 6) + w + 1 < last)
            out[w] |= in[w + 1] << (64 - shift);
    }
    trim(out, n);
    return out;
}

const uint64_t *
bits_gather(struct arena *a, const uint64_t *bits, const uint32_t *rows, uint32_t n)
{
    if (!bits)
        return NULL;
    uint64_t *out = bits_new(a, n);
    for (uint32_t i = 0; i < n; i++)
        bit_or(out, i, bit_get(bits, rows[i]));
    return out;
}

void
bits_or(uint64_t *dst, const uint64_t *src, uint32_t n)
{
    for (uint32_t w = 0; src && w < bits_words(n); w++)
        dst[w] |= src[w];
}

void
bits_or_not(uint64_t *dst, const uint64_t *src, uint32_t n)
{
    for (uint32_t w = 0; w < bits_words(n); w++)
        dst[w] |= src ? ~src[w] : UINT64_MAX;
    trim(dst, n);
}

void
bits_and_not(uint64_t *dst, const uint64_t *src, uint32_t n)
{
    for (uint32_t w = 0; src && w < bits_words(n); w++)
        dst[w] &= ~src[w];
}

void
bits_put(uint64_t *dst, uint32_t at, const uint64_t *src, uint32_t n)
{
    for (uint32_t i = 0; src && i < n; i++)
        bit_or(dst, at + i, bit_get(src, i));
}

uint64_t *
bits_copy(struct arena *a, const uint64_t *bits, uint32_t n)
{
    uint64_t *out = bits_new(a, n);
    bits_or(out, bits, n);
    return out;
}

void
bits_add(struct arena *a, uint64_t **bits, uint32_t n, uint32_t i)
{
    if (!*bits)
        *bits = bits_new(a, n);
    bit_set(*bits, i);
}

uint32_t *
bits_rows(struct arena *a, const uint64_t *bits, uint32_t n, uint32_t *count)
{
    *count = bits_count(bits, n);
    uint32_t *rows = arena_alloc_raw(a, sizeof *rows, _Alignof(uint32_t), *count), at = 0;
    for (uint32_t w = 0; bits && w < bits_words(n); w++)
        for (uint64_t word = bits[w]; word; word &= word - 1)
            rows[at++] = w * 64 + (uint32_t)__builtin_ctzll(word);
    return rows;
}
