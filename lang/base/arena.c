#include "lang/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(from, size)   ASAN_POISON_MEMORY_REGION((from), (size))
#define UNPOISON(from, size) ASAN_UNPOISON_MEMORY_REGION((from), (size))
enum { RED_ZONE = 16 };
#else
#define POISON(from, size)   ((void)(from), (void)(size))
#define UNPOISON(from, size) ((void)(from), (void)(size))
enum { RED_ZONE = 0 };
#endif

enum { CHUNK_FIRST = 16 << 10, CHUNK_LARGEST = 1 << 20, EXIT_NO_MEMORY = 70 };

struct arena_chunk {
    struct arena_chunk *older;
    char *end;
    size_t slack; /* bytes planned for small objects; the next chunk has twice as many */
    _Alignas(max_align_t) char bytes[];
};

_Noreturn static void
out_of_memory(void)
{
    fputs("onus: out of memory\n", stderr);
    exit(EXIT_NO_MEMORY);
}

/* size * count + extra, which does not wrap: nobody can hold so much. */
static size_t
total(size_t size, size_t count, size_t extra)
{
    size_t n;
    if (__builtin_mul_overflow(size, count, &n) || __builtin_add_overflow(n, extra, &n) ||
        n > PTRDIFF_MAX)
        out_of_memory();
    return n;
}

/* A large object gets a chunk with room behind it, so that the next small ones need no other. */
static void
add_chunk(struct arena *a, size_t need)
{
    size_t slack = a->chunk ? a->chunk->slack * 2 : CHUNK_FIRST;
    if (slack > CHUNK_LARGEST)
        slack = CHUNK_LARGEST;
    size_t room = total(need, 1, slack);
    struct arena_chunk *chunk = malloc(total(room, 1, sizeof *chunk));
    if (!chunk)
        out_of_memory();
    *chunk = (struct arena_chunk){.older = a->chunk, .end = chunk->bytes + room, .slack = slack};
    a->chunk = chunk;
    a->at = chunk->bytes;
    a->end = chunk->end;
    POISON(a->at, room);
}

void *
arena_alloc_raw(struct arena *a, size_t size, size_t align, size_t count)
{
    size_t n = total(size, count, RED_ZONE);
    size_t pad = -(uintptr_t)a->at & (align - 1);
    if (!a->chunk || (size_t)(a->end - a->at) < pad || (size_t)(a->end - a->at) - pad < n) {
        add_chunk(a, n + align);
        pad = -(uintptr_t)a->at & (align - 1);
    }
    char *p = a->at + pad;
    a->at = p + n;
    UNPOISON(p, n - RED_ZONE);
    return p;
}

void *
arena_alloc(struct arena *a, size_t size, size_t align, size_t count)
{
    void *p = arena_alloc_raw(a, size, align, count);
    return memset(p, 0, size * count);
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int len = vsnprintf(NULL, 0, fmt, ap);
    size_t room = len < 0 ? 1 : (size_t)len + 1;
    char *text = arena_alloc(a, 1, 1, room);
    vsnprintf(text, room, fmt, again);
    va_end(again);
    return text;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return text;
}

struct arena_mark
arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->chunk, a->at};
}

void
arena_rewind(struct arena *a, struct arena_mark m)
{
    while (a->chunk != m.chunk) {
        struct arena_chunk *chunk = a->chunk;
        a->chunk = chunk->older;
        UNPOISON(chunk->bytes, (size_t)(chunk->end - chunk->bytes));
        free(chunk);
    }
    a->at = m.at;
    a->end = a->chunk ? a->chunk->end : NULL;
    if (a->chunk)
        POISON(a->at, (size_t)(a->end - a->at));
}

void
arena_release(struct arena *a)
{
    arena_rewind(a, (struct arena_mark){NULL, NULL});
}

size_t
arena_used(const struct arena *a)
{
    size_t used = 0;
    for (const struct arena_chunk *c = a->chunk; c; c = c->older)
        used += sizeof *c + (size_t)(c->end - c->bytes);
    return used;
}

void *
mem_alloc(size_t size, size_t count)
{
    size_t n = total(size, count, 0);
    void *p = calloc(n ? n : 1, 1);
    if (!p)
        out_of_memory();
    return p;
}

void *
mem_grow(void *old, size_t size, size_t old_count, size_t count)
{
    size_t n = total(size, count, 0);
    char *p = realloc(old, n ? n : 1);
    if (!p)
        out_of_memory();
    if (count > old_count)
        memset(p + size * old_count, 0, size * (count - old_count));
    return p;
}

void
mem_free(void *p)
{
    free(p);
}
