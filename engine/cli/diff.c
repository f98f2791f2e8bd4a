/*
 * A unified diff: changes are read by people, so what stayed is shown around each.
 *
 * The shortest script of insertions and deletions after Myers, "An O(ND) Difference Algorithm and Its Variations"
 * (Algorithmica 1, 1986), over lines.
 */
#include "engine/cli/cli.h"

enum { CONTEXT = 3, ROUNDS_MAX = 2000 };

struct lines {
    struct str *at;
    uint32_t count;
};

/* One file turning into the other; a line kept is marked in both. */
struct change {
    struct arena *arena;
    struct lines before, after;
    bool *kept_before, *kept_after;
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

/* furthest[k]: how far down `before` the best path of this round got on diagonal k - rounds. */
static int64_t
start_of(const int64_t *furthest, int64_t round, int64_t k)
{
    bool is_down = k == -round || (k != round && furthest[k - 1] < furthest[k + 1]);
    return is_down ? furthest[k + 1] : furthest[k - 1] + 1;
}

/* Back along the rounds, marking the lines that were kept. */
static void
mark_kept(struct change *c, int64_t *const *rounds, int64_t round)
{
    int64_t x = c->before.count, y = c->after.count;
    for (; round >= 0; round--) {
        int64_t k = x - y, from = round ? start_of(rounds[round - 1], round, k) : 0;
        for (int64_t from_y = from - k; x > from && y > from_y;) {
            c->kept_before[--x] = true;
            c->kept_after[--y] = true;
        }
        if (round == 0)
            break;
        bool is_down =
            k == -round || (k != round && rounds[round - 1][k - 1] < rounds[round - 1][k + 1]);
        x -= !is_down;
        y -= is_down;
    }
}

/* Too different to be worth the search: nothing is kept. */
static void
compare(struct change *c)
{
    int64_t n = c->before.count, m = c->after.count, most = n + m < ROUNDS_MAX ? n + m : ROUNDS_MAX;
    int64_t **rounds = arena_array(c->arena, int64_t *, (size_t)most + 1);
    int64_t *last = arena_array(c->arena, int64_t, 3) + 1;
    for (int64_t round = 0; round <= most; round++) {
        int64_t *now = arena_array(c->arena, int64_t, (size_t)round * 2 + 5) + round + 2;
        for (int64_t k = -round; k <= round; k += 2) {
            int64_t x = round ? start_of(last, round, k) : 0;
            while (x < n && x - k < m && str_eq(c->before.at[x], c->after.at[x - k]))
                x++;
            now[k] = x;
            if (x >= n && x - k >= m) {
                mark_kept(c, rounds, round);
                return;
            }
        }
        rounds[round] = last = now;
    }
}

/* ---- hunks ---- */

struct hunk {
    uint32_t before, before_end, after, after_end;
};

static bool
is_kept(const struct change *c, uint32_t i, uint32_t k)
{
    return i < c->before.count && c->kept_before[i] && k < c->after.count && c->kept_after[k];
}

/* The next change from there on, with all that are too near to stand alone. */
static bool
next_hunk(const struct change *c, struct hunk *h)
{
    uint32_t i = h->before_end, k = h->after_end, same = 0;
    while (is_kept(c, i, k))
        i++, k++;
    if (i == c->before.count && k == c->after.count)
        return false;
    *h = (struct hunk){.before = i, .after = k};
    while (same <= 2 * CONTEXT && (i < c->before.count || k < c->after.count)) {
        bool stays = is_kept(c, i, k);
        same = stays ? same + 1 : 0;
        if (stays)
            i++, k++;
        else if (i < c->before.count && !c->kept_before[i])
            i++;
        else
            k++;
    }
    h->before_end = i - same;
    h->after_end = k - same;
    return true;
}

static void
print_line(FILE *out, char sign, struct str line)
{
    fputc(sign, out);
    print_str(out, line);
    fputc('\n', out);
}

static void
print_hunk(FILE *out, const struct change *c, const struct hunk *h)
{
    uint32_t lead = h->before < CONTEXT ? h->before : CONTEXT,
             left = c->before.count - h->before_end, tail = left < CONTEXT ? left : CONTEXT;
    fprintf(out, "@@ -%u,%u +%u,%u @@\n", h->before - lead + 1,
            h->before_end - h->before + lead + tail, h->after - lead + 1,
            h->after_end - h->after + lead + tail);
    uint32_t i = h->before - lead, k = h->after - lead;
    while (i < h->before_end + tail || k < h->after_end + tail) {
        if (i < c->before.count && !c->kept_before[i])
            print_line(out, '-', c->before.at[i++]);
        else if (k < c->after.count && !c->kept_after[k])
            print_line(out, '+', c->after.at[k++]);
        else {
            print_line(out, ' ', c->before.at[i++]);
            k++;
        }
    }
}

void
diff_print(FILE *out, struct str name, struct str before, struct str after)
{
    struct arena arena = {0};
    struct change c = {&arena, split(&arena, before), split(&arena, after), NULL, NULL};
    c.kept_before = arena_array(&arena, bool, c.before.count + 1);
    c.kept_after = arena_array(&arena, bool, c.after.count + 1);
    compare(&c);
    fprintf(out, "--- " STR_FMT "\n+++ " STR_FMT "\n", STR_ARG(name), STR_ARG(name));
    struct hunk h = {0};
    while (next_hunk(&c, &h))
        print_hunk(out, &c, &h);
    arena_release(&arena);
}
