/* A unified diff of one hunk: formatting changes are read, not applied. */
#include "engine/cli/cli.h"

enum { CONTEXT = 3 };

struct lines {
    struct str *at;
    uint32_t count;
};

static struct lines
split(struct arena *a, struct str text)
{
    struct lines l = {.count = 0};
    uint32_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    l.at = arena_array(a, struct str, lines);
    for (size_t from = 0; from < text.len;) {
        size_t to = str_find(text, STR("\n"), from);
        to = to == SIZE_MAX ? text.len : to;
        l.at[l.count++] = str_slice(text, from, to);
        from = to + 1;
    }
    return l;
}

static void
print_lines(FILE *out, char sign, const struct lines *l, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        fputc(sign, out);
        print_str(out, l->at[i]);
        fputc('\n', out);
    }
}

/* Between the first and the last line that differ, everything is shown as replaced. */
void
diff_print(FILE *out, struct str name, struct str before, struct str after)
{
    struct arena arena = {0};
    struct lines b = split(&arena, before), a = split(&arena, after);
    uint32_t same = 0, tail = 0, shorter = b.count < a.count ? b.count : a.count;
    while (same < shorter && str_eq(b.at[same], a.at[same]))
        same++;
    while (tail < shorter - same && str_eq(b.at[b.count - 1 - tail], a.at[a.count - 1 - tail]))
        tail++;
    uint32_t from = same > CONTEXT ? same - CONTEXT : 0,
             after_end = tail > CONTEXT ? CONTEXT : tail;
    uint32_t b_to = b.count - tail, a_to = a.count - tail;
    fprintf(out, "--- " STR_FMT "\n+++ " STR_FMT "\n", STR_ARG(name), STR_ARG(name));
    fprintf(out, "@@ -%u,%u +%u,%u @@\n", from + 1, b_to + after_end - from, from + 1,
            a_to + after_end - from);
    print_lines(out, ' ', &b, from, same);
    print_lines(out, '-', &b, same, b_to);
    print_lines(out, '+', &a, same, a_to);
    print_lines(out, ' ', &b, b_to, b_to + after_end);
    arena_release(&arena);
}
