#include "engine/store/staging.h"

#include <string.h>

/* Bottom-up merge sort. */
void
sort_by(struct arena *scratch, void *items, uint32_t count, size_t size, before_fn *before,
        const void *context)
{
    struct arena_mark mark = arena_mark(scratch);
    char *from = items, *to = arena_alloc_raw(scratch, size, _Alignof(max_align_t), count);
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t lo = 0; lo < count; lo += 2 * width) {
            size_t mid = lo + width < count ? lo + width : count;
            size_t hi = mid + width < count ? mid + width : count;
            for (size_t i = lo, j = mid, k = lo; k < hi; k++) {
                bool left =
                    i < mid && (j >= hi || !before(context, from + j * size, from + i * size));
                memcpy(to + k * size, from + (left ? i++ : j++) * size, size);
            }
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != (char *)items && count)
        memcpy(items, from, size * count);
    arena_rewind(scratch, mark);
}
