#include "lang/base/sym.h"

#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* A slot shows half of the hash, so that hardly any other text is looked at than the one that is meant. */
static uint64_t
slot_for(uint64_t hash, uint32_t symbol)
{
    return (hash & 0xffffffff00000000u) | symbol;
}

/* The slot of a text: where its symbol is, or the free one where it belongs. */
static uint32_t
slot_of(const struct sym_table *t, struct str text, uint64_t hash)
{
    uint32_t slot = (uint32_t)hash & t->slot_mask;
    for (;; slot = (slot + 1) & t->slot_mask) {
        uint64_t s = t->slots[slot];
        if (s == 0 || (s >> 32 == hash >> 32 && str_eq(t->texts[(uint32_t)s], text)))
            return slot;
    }
}

static void
rehash(struct sym_table *t, uint32_t slot_count)
{
    t->slots = arena_array(t->arena, uint64_t, slot_count);
    t->slot_mask = slot_count - 1;
    for (uint32_t s = 1; s < t->len; s++) {
        uint64_t hash = str_hash(t->texts[s]);
        uint32_t slot = (uint32_t)hash & t->slot_mask;
        while (t->slots[slot])
            slot = (slot + 1) & t->slot_mask;
        t->slots[slot] = slot_for(hash, s);
    }
}

/* Twice as many symbols; there are always twice as many slots as symbols fit. */
static void
grow(struct sym_table *t)
{
    uint32_t cap = t->cap * 2;
    struct str *texts = arena_alloc_raw(t->arena, sizeof *texts, _Alignof(struct str), cap);
    memcpy(texts, t->texts, t->len * sizeof *texts);
    t->texts = texts;
    t->cap = cap;
    rehash(t, cap * 2);
}

void
sym_table_init(struct sym_table *t, struct arena *a)
{
    *t = (struct sym_table){.arena = a, .cap = FIRST_CAPACITY, .len = 1};
    t->texts = arena_array(a, struct str, t->cap);
    t->texts[0] = STR("");
    rehash(t, t->cap * 2);
}

void
sym_table_copy(struct sym_table *t, struct arena *a, const struct sym_table *from)
{
    *t = *from;
    t->arena = a;
    t->texts = arena_array(a, struct str, from->cap);
    memcpy(t->texts, from->texts, from->len * sizeof *t->texts);
    t->slots = arena_array(a, uint64_t, (size_t)from->slot_mask + 1);
    memcpy(t->slots, from->slots, ((size_t)from->slot_mask + 1) * sizeof *t->slots);
}

static struct sym
intern(struct sym_table *t, struct str text, bool is_stable)
{
    if (text.len == 0)
        return SYM_NONE;
    uint64_t hash = str_hash(text);
    uint32_t slot = slot_of(t, text, hash);
    if (t->slots[slot])
        return (struct sym){(uint32_t)t->slots[slot]};
    if (t->len == t->cap) {
        grow(t);
        slot = slot_of(t, text, hash);
    }
    uint32_t s = t->len++;
    t->texts[s] = is_stable ? text : str_copy(t->arena, text);
    t->slots[slot] = slot_for(hash, s);
    return (struct sym){s};
}

struct sym
sym_intern(struct sym_table *t, struct str text)
{
    return intern(t, text, false);
}

struct sym
sym_intern_stable(struct sym_table *t, struct str text)
{
    return intern(t, text, true);
}

struct sym
sym_find(const struct sym_table *t, struct str text)
{
    if (text.len == 0)
        return SYM_NONE;
    return (struct sym){(uint32_t)t->slots[slot_of(t, text, str_hash(text))]};
}

struct str
sym_str(const struct sym_table *t, struct sym s)
{
    return t->texts[s.v];
}
