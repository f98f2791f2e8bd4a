/* Functions on texts. */
#include "engine/store/builtin.h"
#include "lang/text.h"

static struct str
text_arg(const struct builtin_call *c, uint32_t k)
{
    return symbol_text(c->program, c->cells[k]);
}

static enum builtin_result
give(struct builtin_call *c, uint64_t cell)
{
    c->out = cell;
    return BUILTIN_VALUE;
}

static enum builtin_result
give_text(struct builtin_call *c, struct str s)
{
    return give(c, sym_intern(c->program->texts, s).v);
}

enum builtin_result
fn_length(struct builtin_call *c)
{
    return give(c, str_codepoints(text_arg(c, 0)));
}

enum builtin_result
fn_words(struct builtin_call *c)
{
    return give(c, text_words(text_arg(c, 0)));
}

enum builtin_result
fn_contains(struct builtin_call *c)
{
    return give(c, str_find(text_arg(c, 0), text_arg(c, 1), 0) != SIZE_MAX);
}

enum builtin_result
fn_starts_with(struct builtin_call *c)
{
    return give(c, str_starts(text_arg(c, 0), text_arg(c, 1)));
}

enum builtin_result
fn_ends_with(struct builtin_call *c)
{
    return give(c, str_ends(text_arg(c, 0), text_arg(c, 1)));
}

enum builtin_result
fn_trim(struct builtin_call *c)
{
    return give_text(c, str_trim(text_arg(c, 0)));
}

/* Adds `by` to the letters between first and last. */
static enum builtin_result
change_case(struct builtin_call *c, char first, char last, int by)
{
    struct arena_mark mark = arena_mark(c->scratch);
    struct str s = text_arg(c, 0);
    char *copy = arena_alloc_raw(c->scratch, 1, 1, s.len);
    for (size_t i = 0; i < s.len; i++) {
        bool is_letter = s.at[i] >= first && s.at[i] <= last;
        copy[i] = is_letter ? (char)(s.at[i] + by) : s.at[i];
    }
    give_text(c, (struct str){copy, s.len});
    arena_rewind(c->scratch, mark);
    return BUILTIN_VALUE;
}

enum builtin_result
fn_lower(struct builtin_call *c)
{
    return change_case(c, 'A', 'Z', 'a' - 'A');
}

enum builtin_result
fn_upper(struct builtin_call *c)
{
    return change_case(c, 'a', 'z', 'A' - 'a');
}

enum builtin_result
fn_replace(struct builtin_call *c)
{
    struct str s = text_arg(c, 0), old = text_arg(c, 1), new = text_arg(c, 2);
    if (!old.len)
        return give(c, c->cells[0]);
    struct arena_mark mark = arena_mark(c->scratch);
    struct text_buf b = {.arena = c->scratch};
    size_t from = 0;
    for (size_t at; (at = str_find(s, old, from)) != SIZE_MAX; from = at + old.len) {
        text_add(&b, str_slice(s, from, at));
        text_add(&b, new);
    }
    text_add(&b, str_slice(s, from, s.len));
    give_text(c, text_str(&b));
    arena_rewind(c->scratch, mark);
    return BUILTIN_VALUE;
}

enum builtin_result
fn_part(struct builtin_call *c)
{
    struct str s = text_arg(c, 0), by = text_arg(c, 1);
    int64_t n = (int64_t)c->cells[2];
    size_t from = 0;
    if (n < 1)
        return BUILTIN_MISSING;
    for (;;) {
        size_t to = by.len ? str_find(s, by, from) : SIZE_MAX;
        if (n-- == 1)
            return give_text(c, str_slice(s, from, to == SIZE_MAX ? s.len : to));
        if (to == SIZE_MAX)
            return BUILTIN_MISSING;
        from = to + by.len;
    }
}

bool
text_next_part(struct str *rest, struct str by, struct str *part)
{
    while (rest->len) {
        size_t to = by.len ? str_find(*rest, by, 0) : SIZE_MAX;
        bool is_last = to == SIZE_MAX;
        *part = str_trim(str_slice(*rest, 0, is_last ? rest->len : to));
        *rest = is_last ? (struct str){0} : str_slice(*rest, to + by.len, rest->len);
        if (part->len)
            return true;
    }
    return false;
}

enum builtin_result
fn_text(struct builtin_call *c)
{
    struct arena_mark mark = arena_mark(c->scratch);
    struct type t = c->ir->builtin.args.at[0]->type;
    give_text(c, cell_text(c->program, c->scratch, t, c->cells[0]));
    arena_rewind(c->scratch, mark);
    return BUILTIN_VALUE;
}

enum builtin_result
fn_version(struct builtin_call *c)
{
    return version_valid(text_arg(c, 0)) ? give(c, c->cells[0]) : BUILTIN_FAILS;
}
