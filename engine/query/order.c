/* The order of rows and of the members of sets: never that of loading or of internal numbers. */
#include "engine/query/query_internal.h"

#include <string.h>

#include "engine/store/builtin.h"

static bool
is_text(enum type_kind kind)
{
    return kind == TYPE_TEXT || kind == TYPE_PATH || kind == TYPE_DIGEST;
}

static int
compare_cells(const struct program *p, struct type t, uint64_t a, uint64_t b)
{
    int order = 0;
    if (is_text(t.kind))
        return str_cmp_natural(symbol_text(p, a), symbol_text(p, b));
    order = cells_order(p, t.kind, a, b);
    if (order == 0 && a != b) /* versions that are written differently and mean the same */
        order = str_cmp(symbol_text(p, a), symbol_text(p, b));
    return order;
}

int
answer_compare(const struct program *p, struct type t, struct value a, struct value b)
{
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    if (a.kind == VALUE_CELL)
        return compare_cells(p, t, a.cell, b.cell);
    if (a.kind != VALUE_SET)
        return 0;
    for (uint32_t i = 0; i < a.count && i < b.count; i++) {
        int order = compare_cells(p, t, a.members[i], b.members[i]);
        if (order)
            return order;
    }
    return (a.count > b.count) - (a.count < b.count);
}

/* Merge sort from below: stable, no recursion, no state outside. */
struct merge {
    const void *context;
    int (*compare)(const void *context, const void *a, const void *b);
    size_t size;
};

static void
merge_runs(const struct merge *m, char *from, char *to, size_t lo, size_t mid, size_t hi)
{
    size_t l = lo, r = mid;
    for (size_t k = lo; k < hi; k++) {
        bool takes_left = l < mid && (r >= hi || m->compare(m->context, from + l * m->size,
                                                            from + r * m->size) <= 0);
        memcpy(to + k * m->size, from + (takes_left ? l++ : r++) * m->size, m->size);
    }
}

static void
merge_sort(const struct merge *m, void *items, size_t count)
{
    if (count < 2)
        return;
    char *spare = mem_alloc(m->size, count), *from = items, *to = spare;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t lo = 0; lo < count; lo += 2 * width) {
            size_t mid = lo + width < count ? lo + width : count;
            size_t hi = lo + 2 * width < count ? lo + 2 * width : count;
            merge_runs(m, from, to, lo, mid, hi);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != (char *)items)
        memcpy(items, from, m->size * count);
    mem_free(spare);
}

void
sort_stable(void *items, size_t count, size_t size,
            int (*compare)(const void *context, const void *a, const void *b), const void *context)
{
    struct merge m = {context, compare, size};
    merge_sort(&m, items, count);
}

struct members {
    const struct program *program;
    struct type type;
};

static int
compare_members(const void *context, const void *a, const void *b)
{
    const struct members *m = context;
    return compare_cells(m->program, m->type, *(const uint64_t *)a, *(const uint64_t *)b);
}

void
answer_sort_members(const struct program *p, struct type t, struct value *set)
{
    struct members m = {p, t};
    struct merge merge = {&m, compare_members, sizeof(uint64_t)};
    if (set->kind == VALUE_SET && t.kind != TYPE_ENTITY)
        merge_sort(&merge, (uint64_t *)set->members, set->count);
}

struct sorted_rows {
    const struct answer *answer;
    uint32_t columns;
};

static int
compare_rows(const void *context, const void *a, const void *b)
{
    const struct sorted_rows *s = context;
    const struct value *left = *(struct value *const *)a, *right = *(struct value *const *)b;
    int order = 0;
    for (uint32_t c = 0; c < s->columns && !order; c++)
        order = answer_compare(s->answer->program, s->answer->columns[c].type, left[c], right[c]);
    return order;
}

void
answer_sort_rows(struct answer *a, uint32_t columns)
{
    struct sorted_rows s = {a, columns};
    struct merge merge = {&s, compare_rows, sizeof *a->rows};
    merge_sort(&merge, a->rows, a->row_count);
}
