#include "lang/base/diag.h"

static const struct {
    const char *name, *slug, *title, *explanation;
    enum diag_severity severity;
} codes[] = {
#define ERROR                                          DIAG_ERROR
#define WARNING                                        DIAG_WARNING
#define INFO                                           DIAG_INFO
#define DIAG(code, slug, severity, title, explanation) {#code, slug, title, explanation, severity},
#include "lang/base/diag_codes.def"
#undef DIAG
#undef ERROR
#undef WARNING
#undef INFO
};

void
diag_sink_init(struct diag_sink *s, struct arena *a, const struct source_map *sources)
{
    *s = (struct diag_sink){.arena = a, .sources = sources};
    s->tail = &s->first;
}

static struct str
format(struct diag_sink *s, const char *fmt, va_list ap)
{
    return str_from(arena_vprintf(s->arena, fmt, ap));
}

struct diag *
diag_add(struct diag_sink *s, enum diag_code code, struct span at, const char *fmt, ...)
{
    struct diag *d = arena_new(s->arena, struct diag);
    d->code = code;
    d->severity = codes[code].severity;
    d->span = at;
    va_list ap;
    va_start(ap, fmt);
    d->message = format(s, fmt, ap);
    va_end(ap);
    d->label = d->help = d->type = d->subject = STR("");
    s->error_count += d->severity == DIAG_ERROR;
    s->warning_count += d->severity == DIAG_WARNING;
    *s->tail = d;
    s->tail = &d->next;
    return d;
}

static void
append(struct diag_sink *s, struct diag_label **list, struct span at, struct str text)
{
    while (*list)
        list = &(*list)->next;
    *list = arena_new(s->arena, struct diag_label);
    (*list)->span = at;
    (*list)->text = text;
}

void
diag_here(struct diag_sink *s, struct diag *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    d->label = format(s, fmt, ap);
    va_end(ap);
}

void
diag_label(struct diag_sink *s, struct diag *d, struct span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    append(s, &d->labels, at, format(s, fmt, ap));
    va_end(ap);
}

void
diag_note(struct diag_sink *s, struct diag *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    append(s, &d->notes, SPAN_NONE, format(s, fmt, ap));
    va_end(ap);
}

void
diag_help(struct diag_sink *s, struct diag *d, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    d->help = format(s, fmt, ap);
    va_end(ap);
}

void
diag_fix(struct diag_sink *s, struct diag *d, struct span at, struct str replacement)
{
    d->fix = NULL;
    append(s, &d->fix, at, str_copy(s->arena, replacement));
}

void
diag_fix_certain(struct diag_sink *s, struct diag *d, struct span at, struct str replacement)
{
    diag_fix(s, d, at, replacement);
    d->fix_is_certain = true;
}

bool
diag_full(const struct diag_sink *s)
{
    return s->error_limit && s->error_count >= s->error_limit;
}

static bool
not_after(const struct diag *a, const struct diag *b)
{
    if (a->span.lo != b->span.lo)
        return a->span.lo < b->span.lo;
    if (a->span.hi != b->span.hi)
        return a->span.hi < b->span.hi;
    if (a->code != b->code)
        return a->code < b->code;
    return str_cmp(a->message, b->message) <= 0;
}

static struct diag *
merge(struct diag *a, struct diag *b)
{
    struct diag *first = NULL, **tail = &first;
    while (a && b) {
        struct diag **from = not_after(a, b) ? &a : &b;
        *tail = *from;
        tail = &(*tail)->next;
        *from = (*from)->next;
    }
    *tail = a ? a : b;
    return first;
}

/* Bottom-up, so that millions of records need no stack: sorted[i] holds 2^i of them or none. */
void
diag_sort(struct diag_sink *s)
{
    struct diag *sorted[64] = {NULL}, *rest = s->first, *all = NULL;
    while (rest) {
        struct diag *run = rest;
        rest = rest->next;
        run->next = NULL;
        int i = 0;
        for (; sorted[i]; i++) {
            run = merge(sorted[i], run);
            sorted[i] = NULL;
        }
        sorted[i] = run;
    }
    for (int i = 0; i < 64; i++)
        all = merge(sorted[i], all);
    s->first = all;
    for (s->tail = &s->first; *s->tail;)
        s->tail = &(*s->tail)->next;
}

const char *
diag_code_name(enum diag_code code)
{
    return codes[code].name;
}

const char *
diag_code_slug(enum diag_code code)
{
    return codes[code].slug;
}

const char *
diag_code_title(enum diag_code code)
{
    return codes[code].title;
}

const char *
diag_code_explanation(enum diag_code code)
{
    return codes[code].explanation;
}

enum diag_code
diag_code_find(struct str name)
{
    for (int i = 0; i < DIAG_CODE_COUNT; i++)
        if (str_is(name, codes[i].name))
            return (enum diag_code)i;
    return DIAG_CODE_COUNT;
}

void
suggest(struct suggestion *s, struct str candidate)
{
    unsigned limit = (unsigned)s->given.len / 3 + 1;
    if (s->best.len)
        limit = s->distance ? s->distance - 1 : 0;
    if (s->best.len && s->distance == 0)
        return;
    unsigned distance = str_distance(s->scratch, s->given, candidate, limit);
    /* As many edits as letters: nothing of the word is left. */
    if (distance > limit || distance >= candidate.len || distance >= s->given.len)
        return;
    s->best = candidate;
    s->distance = distance;
}
