/*
 * A growing region: allocate one object at a time, release all of them at once.
 *
 * There is no arena_free_one(). An object that must die before its arena
 * belongs in a different arena. Memory comes back zeroed; allocation never
 * returns NULL: running out of memory ends the process in arena.c with exit
 * code 70. Hostile input is met with limits, not with NULL checks.
 *
 * Under AddressSanitizer unused bytes are poisoned and each object has a red
 * zone behind it, so overruns and use after rewind are reported.
 */
#ifndef ONUS_LANG_BASE_ARENA_H
#define ONUS_LANG_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest first; NULL: empty */
    char *at, *end;            /* free bytes of the newest chunk */
};

struct arena_mark {
    struct arena_chunk *chunk;
    char *at;
};

void *arena_alloc(struct arena *a, size_t size, size_t align, size_t count);
/* As arena_alloc, but the bytes are not zeroed: for large buffers that are written at once. */
void *arena_alloc_raw(struct arena *a, size_t size, size_t align, size_t count);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);
void arena_release(struct arena *a);      /* a is empty and reusable afterwards */
size_t arena_used(const struct arena *a); /* bytes held from the system */

#define arena_new(a, T)      ((T *)arena_alloc((a), sizeof(T), _Alignof(T), 1))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T), _Alignof(T), (n)))

/* malloc family that ends the process when memory runs out, for columns that outgrow arenas. */
void *mem_alloc(size_t size, size_t count);                             /* zeroed */
void *mem_grow(void *old, size_t size, size_t old_count, size_t count); /* new part zeroed */
void mem_free(void *p);

#endif
