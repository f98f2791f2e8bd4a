#include "lang/fix.h"

#include <stdlib.h>

#include "lang/base/vec.h"

typedef VEC(const struct diag_label *) edit_vec;

static bool
is_within(const struct source *source, struct span at)
{
    return at.lo >= source->base && at.lo <= at.hi && at.hi - source->base <= source->text.len;
}

static int
by_place(const void *a, const void *b)
{
    const struct diag_label *x = *(const struct diag_label *const *)a,
                            *y = *(const struct diag_label *const *)b;
    if (x->span.lo != y->span.lo)
        return x->span.lo < y->span.lo ? -1 : 1;
    return x->span.hi < y->span.hi ? -1 : x->span.hi > y->span.hi;
}

static edit_vec
certain_edits(struct arena *a, const struct diag_sink *sink, const struct source *source)
{
    edit_vec edits = {0};
    for (const struct diag *d = sink->first; d; d = d->next)
        if (d->fix && d->fix_is_certain && is_within(source, d->fix->span))
            vec_push(a, &edits, d->fix);
    if (edits.len > 1)
        qsort(edits.at, edits.len, sizeof *edits.at, by_place);
    return edits;
}

/* What does not parse is not checked either. */
static bool
hides_others(enum diag_code code)
{
    switch (code) {
#define DIAG(code, slug, severity, title, explanation)                                             \
    case code:                                                                                     \
        return true;
#include "lang/base/codes_syntax.def"
#undef DIAG
    default: return false;
    }
}

uint64_t
fixes_left(const struct diag_sink *sink)
{
    uint64_t hiding = 0, others = 0;
    for (const struct diag *d = sink->first; d; d = d->next) {
        hiding += hides_others(d->code);
        others += d->severity != DIAG_INFO;
    }
    return (hiding << 32) + others;
}

struct str
fixes_apply(struct arena *a, const struct diag_sink *sink, const struct source *source,
            uint32_t *count)
{
    struct text_buf out = {.arena = a};
    edit_vec edits = certain_edits(a, sink, source);
    size_t done = 0;
    *count = 0;
    for (uint32_t i = 0; i < edits.len; i++) {
        const struct diag_label *e = edits.at[i];
        size_t from = e->span.lo - source->base, to = e->span.hi - source->base;
        bool again = *count > 0 && from == done && from == to; /* twice into one gap */
        if (from < done || again)
            continue;
        text_add(&out, str_slice(source->text, done, from));
        text_add(&out, e->text);
        done = to;
        ++*count;
    }
    if (*count == 0)
        return source->text;
    text_add(&out, str_slice(source->text, done, source->text.len));
    return text_str(&out);
}
