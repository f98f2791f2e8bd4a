#include "engine/store/staging.h"

#include "lang/base/limits.h"

enum { QUOTE_MOST = 60 }; /* code points of the user's text in one message */

/* 1 + place of the file in the source map; 0: no place. */
static uint32_t
file_index(const struct builder *b, struct span at)
{
    const struct source_map *m = b->sink->sources;
    if (!m || span_is_none(at))
        return 0;
    uint32_t lo = 0, hi = m->len;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        if (m->at[middle]->base <= at.lo)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static struct file_count *
file_count(struct builder *b, struct span at)
{
    uint32_t i = file_index(b, at);
    if (i >= b->file_cap) {
        uint32_t cap = b->sink->sources ? b->sink->sources->len + 1 : 1;
        b->files = mem_grow(b->files, sizeof *b->files, b->file_cap, cap);
        b->file_cap = cap;
    }
    return &b->files[i];
}

/* The one message that stands for all that a file has beyond the limit; report_overflow() says how many. */
static struct diag *
overflow_of(struct builder *b, struct file_count *file, struct span at)
{
    if (file->overflow)
        return file->overflow;
    struct span start = SPAN_NONE;
    const struct source *source = span_is_none(at) ? NULL : source_of(b->sink->sources, at.lo);
    if (source)
        start = (struct span){source->base, source->base};
    file->overflow = diag_add(b->sink, E0930, start, "more findings");
    return file->overflow;
}

struct diag_sink *
report_sink(struct builder *b, struct span at)
{
    struct file_count *file = file_count(b, at);
    if (file->shown < LIMIT_FILE_FINDINGS) {
        file->shown++;
        return b->sink;
    }
    file->hidden++;
    arena_release(&b->mute_arena);
    diag_sink_init(&b->mute, &b->mute_arena, b->sink->sources);
    return &b->mute;
}

const struct diag *
report_end(struct builder *b, struct diag *d, uint32_t handle)
{
    if (b->mute.first == d)
        return overflow_of(b, file_count(b, d->span), d->span);
    if (handle != HANDLE_NONE) {
        d->type = type_name(b, staged(b, handle)->type);
        d->subject = sym_str(b->program->texts, staged(b, handle)->path);
    }
    return d;
}

struct diag_sink *
builder_report(struct builder *b, struct span at)
{
    return report_sink(b, at);
}

const struct diag *
builder_reported(struct builder *b, struct diag *d, uint32_t handle)
{
    return report_end(b, d, handle == ENT_NONE.v ? HANDLE_NONE : handle);
}

void
report_overflow(struct builder *b)
{
    for (uint32_t i = 0; i < b->file_cap; i++) {
        const struct file_count *file = &b->files[i];
        if (file->overflow)
            file->overflow->message = str_printf(
                b->sink->arena, "%u more finding%s in this file %s not shown", file->hidden,
                file->hidden == 1 ? "" : "s", file->hidden == 1 ? "is" : "are");
    }
}

struct str
report_quote(struct builder *b, struct str text)
{
    struct text_buf buf = {.arena = b->sink->arena};
    size_t i = 0;
    for (int n = 0; i < text.len && n < QUOTE_MOST; n++) {
        size_t from = i;
        int32_t c = str_next_codepoint(text, &i);
        if (c < 0x20 || c == 0x7f)
            text_add_char(&buf, ' ');
        else
            text_add(&buf, str_slice(text, from, i));
    }
    if (i < text.len)
        text_add(&buf, STR("…"));
    return text_str(&buf);
}

struct str
type_name(const struct builder *b, entity_id type)
{
    return sym_str(b->program->texts, b->program->entities.at[type].name);
}

/* "a Control", "an Asset" */
struct str
type_with_article(const struct builder *b, entity_id type)
{
    struct str name = type_name(b, type);
    bool is_vowel = name.len && str_find(STR("AEIOaeio"), str_slice(name, 0, 1), 0) != SIZE_MAX;
    return str_printf(b->sink->arena, "%s " STR_FMT, is_vowel ? "an" : "a", STR_ARG(name));
}

struct str
field_name(const struct builder *b, field_id f)
{
    return sym_str(b->program->texts, builder_field(b, f)->name);
}

struct str
report_name(const struct builder *b, uint32_t handle)
{
    const struct staged_entity *e = staged(b, handle);
    return str_printf(b->sink->arena, STR_FMT " " STR_FMT, STR_ARG(type_name(b, e->type)),
                      STR_ARG(sym_str(b->program->texts, e->path)));
}

/* "a Threat or Asset": what a reference may name. */
struct str
report_wanted(const struct builder *b, field_id f, bool with_article)
{
    const struct union_type *u = &b->program->unions.at[builder_field(b, f)->type.of];
    struct text_buf buf = {.arena = b->sink->arena};
    for (uint32_t i = 0; i < u->member_count; i++) {
        if (i > 0)
            text_add(&buf, i + 1 == u->member_count ? STR(" or ") : STR(", "));
        text_add(&buf, i == 0 && with_article ? type_with_article(b, u->members[i])
                                              : type_name(b, u->members[i]));
    }
    return text_str(&buf);
}

struct str
report_list(struct builder *b, const struct matches *m)
{
    struct text_buf buf = {.arena = b->sink->arena};
    for (uint32_t i = 0; i < m->count && i < LIMIT_MESSAGE_IDS; i++) {
        if (i > 0)
            text_add(&buf, i + 1 == m->count ? STR(" or ") : STR(", "));
        text_add(&buf, report_name(b, m->at[i]));
    }
    if (m->count > LIMIT_MESSAGE_IDS)
        text_printf(&buf, " and %u more", m->count - LIMIT_MESSAGE_IDS);
    return text_str(&buf);
}

bool
place_before(const struct builder *b, struct span x, struct span y)
{
    const struct source_map *m = b->sink->sources;
    if (x.lo == y.lo)
        return false;
    const struct source *sx = m && !span_is_none(x) ? source_of(m, x.lo) : NULL;
    const struct source *sy = m && !span_is_none(y) ? source_of(m, y.lo) : NULL;
    if (sx == sy || !sx || !sy)
        return x.lo < y.lo;
    int order = str_cmp(sx->name, sy->name);
    return order ? order < 0 : x.lo < y.lo;
}
