/*
 * Bitmaps of n bits in 64-bit words. NULL is a bitmap without a one.
 *
 * The bits behind the last one are zero in every bitmap made here, so that words can be
 * compared, counted and combined as they are.
 */
#ifndef ONUS_ENGINE_EVAL_BITS_H
#define ONUS_ENGINE_EVAL_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/store/store.h"
#include "lang/base/arena.h"

static inline uint32_t
bits_words(uint32_t n)
{
    return (uint32_t)(((uint64_t)n + 63) >> 6);
}

static inline void
bit_set(uint64_t *bits, uint32_t i)
{
    bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

static inline void
bit_clear(uint64_t *bits, uint32_t i)
{
    bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}

/* Adds a one where `on` says so, without a branch. */
static inline void
bit_or(uint64_t *bits, uint32_t i, bool on)
{
    bits[i >> 6] |= (uint64_t)on << (i & 63);
}

/* For who made the words and is not done with them: vectors show theirs read-only. */
static inline uint64_t *
own_words(const uint64_t *words)
{
    return (uint64_t *)(uintptr_t)words;
}

uint64_t *bits_new(struct arena *a, uint32_t n); /* all zero */
uint64_t *bits_ones(struct arena *a, uint32_t n);
void bits_set_range(uint64_t *bits, uint32_t from, uint32_t n);
uint32_t bits_count(const uint64_t *bits, uint32_t n);
bool bits_any(const uint64_t *bits, uint32_t n);
/* Bits [from, from + n) of a bitmap as one of n bits; NULL stays NULL. */
const uint64_t *bits_slice(struct arena *a, const uint64_t *bits, uint32_t from, uint32_t n);
/* Bit rows[i] at i; NULL stays NULL. */
const uint64_t *bits_gather(struct arena *a, const uint64_t *bits, const uint32_t *rows,
                            uint32_t n);
/* dst |= src; dst |= ~src; dst &= ~src. */
void bits_or(uint64_t *dst, const uint64_t *src, uint32_t n);
void bits_or_not(uint64_t *dst, const uint64_t *src, uint32_t n);
void bits_and_not(uint64_t *dst, const uint64_t *src, uint32_t n);
/* Adds the ones of src, of n bits, from bit `at` on. */
void bits_put(uint64_t *dst, uint32_t at, const uint64_t *src, uint32_t n);
uint64_t *bits_copy(struct arena *a, const uint64_t *bits, uint32_t n);
/* Adds a one to *bits, which is made on the first one. */
void bits_add(struct arena *a, uint64_t **bits, uint32_t n, uint32_t i);
/* The numbers of the ones, ascending. */
uint32_t *bits_rows(struct arena *a, const uint64_t *bits, uint32_t n, uint32_t *count);

#endif
