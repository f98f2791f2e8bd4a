/*
 * Natural order of many ids at once.
 *
 * Each id becomes a key whose byte order is its natural order (a run of digits is written as its length and its
 * digits without leading zeros), and keys are sorted eight bytes at a time: radix sort on one word, then on the next
 * word within each run of equal ones (as in multikey sorting, Bentley and Sedgewick 1997). There is no recursion, and ids that are in order already
 * are not sorted at all.
 */
#include "engine/store/staging.h"

#include <string.h>

enum { RUN_SMALL = 32 };

struct sort_item {
    uint64_t word; /* of the key, from the depth at hand; zeros behind its end */
    size_t at;     /* of the key in keys */
    uint32_t len;
    uint32_t handle;
};

/* A run of items that are equal up to `depth` bytes. */
struct run {
    uint32_t lo, count, depth;
};

struct sorter {
    struct arena *arena;
    const struct builder *b;
    unsigned char *keys;
    struct sort_item *items, *spare;
    VEC(struct run) runs;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct str
path_text(const struct builder *b, uint32_t handle)
{
    return sym_str(b->program->texts, staged(b, handle)->path);
}

static bool
is_sorted(const struct builder *b, const uint32_t *handles, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (str_cmp_natural(path_text(b, handles[i - 1]), path_text(b, handles[i])) > 0)
            return false;
    return true;
}

/* A digit, then the length of the number in one byte or five, then its digits. */
static size_t
write_number(unsigned char *out, struct str digits)
{
    size_t n = 0;
    out[n++] = '0';
    if (digits.len < 0xff - 1) {
        out[n++] = (unsigned char)(digits.len + 1);
    } else {
        out[n++] = 0xff;
        for (int shift = 24; shift >= 0; shift -= 8)
            out[n++] = (unsigned char)(digits.len >> shift);
    }
    if (digits.len)
        memcpy(out + n, digits.at, digits.len);
    return n + digits.len;
}

/* *has_zeros: the key has lost leading zeros, so that different ids may have equal keys. */
static size_t
write_key(unsigned char *out, struct str id, bool *has_zeros)
{
    size_t n = 0;
    for (size_t i = 0; i < id.len;) {
        if (!is_digit(id.at[i])) {
            out[n++] = (unsigned char)id.at[i++];
            continue;
        }
        size_t from = i;
        while (i < id.len && id.at[i] == '0')
            i++;
        *has_zeros |= i > from;
        from = i;
        while (i < id.len && is_digit(id.at[i]))
            i++;
        n += write_number(out + n, str_slice(id, from, i));
    }
    return n;
}

/* A number of d digits takes d + 2 bytes, or d + 6 from 254 digits on: three for one is the most. Twice that, and the id itself, is room enough. */
static void
write_keys(struct sorter *s, const uint32_t *handles, uint32_t count)
{
    size_t room = 0, at = 0;
    bool has_zeros = false;
    for (uint32_t i = 0; i < count; i++)
        room += path_text(s->b, handles[i]).len * 4 + 1;
    s->keys = arena_alloc_raw(s->arena, 1, 1, room);
    s->items = arena_alloc_raw(s->arena, sizeof *s->items, _Alignof(struct sort_item), count);
    s->spare = arena_alloc_raw(s->arena, sizeof *s->items, _Alignof(struct sort_item), count);
    for (uint32_t i = 0; i < count; i++) {
        size_t n = write_key(s->keys + at, path_text(s->b, handles[i]), &has_zeros);
        s->items[i] = (struct sort_item){.at = at, .len = (uint32_t)n, .handle = handles[i]};
        at += n;
    }
    if (!has_zeros)
        return;
    at = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct str id = path_text(s->b, handles[i]);
        size_t n = write_key(s->keys + at, id, &has_zeros);
        s->items[i].at = at;
        s->keys[at + n] = 0;
        memcpy(s->keys + at + n + 1, id.at, id.len);
        s->items[i].len = (uint32_t)(n + 1 + id.len);
        at += s->items[i].len;
    }
}

static uint64_t
word_at(const struct sorter *s, const struct sort_item *item, uint32_t depth)
{
    uint64_t word = 0;
    for (uint32_t i = depth; i < depth + 8; i++)
        word = word << 8 | (i < item->len ? s->keys[item->at + i] : 0);
    return word;
}

/* Items of one run, compared from where they may differ. */
static bool
comes_after(const struct sorter *s, const struct sort_item *x, const struct sort_item *y,
            uint32_t depth)
{
    uint32_t common = x->len < y->len ? x->len : y->len;
    if (x->word != y->word)
        return x->word > y->word;
    int order = common > depth
                    ? memcmp(s->keys + x->at + depth, s->keys + y->at + depth, common - depth)
                    : 0;
    return order ? order > 0 : x->len > y->len;
}

static void
sort_small(const struct sorter *s, struct run run)
{
    struct sort_item *items = s->items + run.lo;
    for (uint32_t i = 1; i < run.count; i++) {
        struct sort_item item = items[i];
        uint32_t k = i;
        for (; k > 0 && comes_after(s, &items[k - 1], &item, run.depth); k--)
            items[k] = items[k - 1];
        items[k] = item;
    }
}

/* By word, lowest byte first; bytes that all words share are skipped. */
static void
sort_radix(struct sorter *s, struct run run)
{
    uint32_t counts[8][256];
    struct sort_item *from = s->items + run.lo, *to = s->spare + run.lo;
    memset(counts, 0, sizeof counts);
    for (uint32_t i = 0; i < run.count; i++)
        for (unsigned byte = 0; byte < 8; byte++)
            counts[byte][from[i].word >> (8 * byte) & 0xff]++;
    for (unsigned byte = 0; byte < 8; byte++) {
        if (counts[byte][from[0].word >> (8 * byte) & 0xff] == run.count)
            continue;
        uint32_t sum = 0;
        for (unsigned v = 0; v < 256; v++) {
            uint32_t n = counts[byte][v];
            counts[byte][v] = sum;
            sum += n;
        }
        for (uint32_t i = 0; i < run.count; i++)
            to[counts[byte][from[i].word >> (8 * byte) & 0xff]++] = from[i];
        struct sort_item *swap = from;
        from = to;
        to = swap;
    }
    if (from != s->items + run.lo)
        memcpy(s->items + run.lo, from, sizeof *from * run.count);
}

/* Runs of equal words are sorted again, eight bytes further on, unless their keys have ended. */
static void
push_equal(struct sorter *s, struct run run)
{
    for (uint32_t lo = 0, hi; lo < run.count; lo = hi) {
        struct sort_item *items = s->items + run.lo;
        bool goes_on = false;
        for (hi = lo; hi < run.count && items[hi].word == items[lo].word; hi++)
            goes_on |= items[hi].len > run.depth + 8;
        struct run equal = {.lo = run.lo + lo, .count = hi - lo, .depth = run.depth + 8};
        if (equal.count > 1 && goes_on)
            vec_push(s->arena, &s->runs, equal);
    }
}

static void
sort_run(struct sorter *s, struct run run)
{
    for (uint32_t i = run.lo; i < run.lo + run.count; i++)
        s->items[i].word = word_at(s, &s->items[i], run.depth);
    if (run.count <= RUN_SMALL) {
        sort_small(s, run);
        return;
    }
    sort_radix(s, run);
    push_equal(s, run);
}

void
natural_sort(struct arena *scratch, const struct builder *b, uint32_t *handles, uint32_t count)
{
    struct arena_mark mark = arena_mark(scratch);
    struct sorter s = {.arena = scratch, .b = b};
    struct run all = {.lo = 0, .count = count, .depth = 0};
    if (is_sorted(b, handles, count))
        return;
    write_keys(&s, handles, count);
    vec_push(scratch, &s.runs, all);
    while (s.runs.len)
        sort_run(&s, s.runs.at[--s.runs.len]);
    for (uint32_t i = 0; i < count; i++)
        handles[i] = s.items[i].handle;
    arena_rewind(scratch, mark);
}
