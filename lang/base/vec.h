/*
 * Growable arrays of any type, in an arena: VEC(struct expr *) exprs; zero is empty.
 *
 * Growing copies into a block of twice the size; the old block stays in the
 * arena until that dies, so elements may be referred to by index only while
 * the vector grows. Columns of the store are not vectors (engine/store).
 */
#ifndef ONUS_LANG_BASE_VEC_H
#define ONUS_LANG_BASE_VEC_H

#include <stdint.h>

#include "lang/base/arena.h"

#define VEC(...)                                                                                   \
    struct {                                                                                       \
        __VA_ARGS__ *at;                                                                           \
        uint32_t len, cap;                                                                         \
    }

/* Make room for one more element of `size` bytes; returns the (possibly moved) block. */
void *vec_grow(struct arena *a, void *at, uint32_t len, uint32_t *cap, size_t size, size_t align);

#define vec_push(a, v, value)                                                                      \
    ((v)->len < (v)->cap ? (void)0                                                                 \
                         : (void)((v)->at = vec_grow((a), (v)->at, (v)->len, &(v)->cap,            \
                                                     sizeof *(v)->at, _Alignof(max_align_t))),     \
     (v)->at[(v)->len++] = (value))

#define vec_last(v) ((v)->at[(v)->len - 1])

#endif
