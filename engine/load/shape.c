#include "engine/load/shape.h"

enum { SHOWN_LEN = 60 };

struct span
shape_place(const struct tree_entry *e)
{
    const struct tree *t = e->value;
    return t->span.lo < t->span.hi && t->kind != TREE_NULL ? t->span : e->key_span;
}

struct diag *
shape_expected(struct diag_sink *sink, enum diag_code code, struct span at, struct str key,
               const struct tree *value, const char *expected)
{
    if (value->kind == TREE_BROKEN)
        return NULL;
    struct diag *d;
    struct str shown = shape_shown(sink->arena, key);
    if (value->kind == TREE_NULL)
        d = diag_add(sink, code, at, "`" STR_FMT "` has nothing after it", STR_ARG(shown));
    else
        d = diag_add(sink, code, at, "`" STR_FMT "` is %s here", STR_ARG(shown),
                     tree_kind_words(value));
    diag_here(sink, d, "expected %s", expected);
    return d;
}

struct diag *
shape_unknown_key(struct diag_sink *sink, enum diag_code code, const struct tree_entry *e,
                  const char *where, struct str meant)
{
    struct str shown = shape_shown(sink->arena, e->key);
    struct diag *d =
        diag_add(sink, code, e->key_span, "'" STR_FMT "' is no key of %s", STR_ARG(shown), where);
    if (meant.len) {
        diag_help(sink, d, "did you mean `" STR_FMT "`?", STR_ARG(meant));
        diag_fix(sink, d, e->key_span, meant);
    }
    return d;
}

struct str
shape_shown(struct arena *a, struct str text)
{
    struct text_buf out = {.arena = a};
    size_t i = 0;
    for (unsigned n = 0; i < text.len && n < SHOWN_LEN; n++) {
        size_t from = i;
        str_next_codepoint(text, &i);
        if (text.at[from] == '\n' || text.at[from] == '\r')
            text_add_char(&out, ' ');
        else
            text_add(&out, str_slice(text, from, i));
    }
    if (i < text.len)
        text_add_c(&out, "\xE2\x80\xA6");
    return text_str(&out);
}
