#include "tests/oracle/shrink.h"

#include <stdio.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum outcome_class { AGREES, CRASHES, DISAGREES };

struct shrinker {
    struct arena *arena;
    struct selection *selection;
    bool may_not_compile; /* it did not from the start */
    enum outcome_class wanted;
    uint32_t tries;
};

enum { TRIES_MAX = 20000 };

/* In a process of its own, so that a crash is an outcome too. */
static enum outcome_class
try_case(const struct selection *s, bool may_not_compile)
{
    enum { EXIT_DISAGREES = 77 };
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct arena a = {0};
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        struct outcome o = run_case(&a, s, NULL);
        bool counts = o.difference.len > 0 && (may_not_compile || o.errors.len == 0);
        _exit(counts ? EXIT_DISAGREES : 0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status == 0)
        return AGREES;
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DISAGREES ? DISAGREES : CRASHES;
}

static bool
disagrees(struct shrinker *k)
{
    return try_case(k->selection, k->may_not_compile) == k->wanted;
}

/* Leaves out, from the end, whatever the disagreement does not need. */
static bool
drop(struct shrinker *k, bool *parts, uint32_t count)
{
    bool dropped = false;
    for (uint32_t i = count; i-- > 0;) {
        if (!parts[i])
            continue;
        parts[i] = false;
        if (disagrees(k))
            dropped = true;
        else
            parts[i] = true;
    }
    return dropped;
}

/* Replaces bytes [from, to) of a text; keeps it if the case still disagrees. */
static bool
replaced(struct shrinker *k, struct str *text, size_t from, size_t to, struct str by)
{
    struct str before = *text;
    struct text_buf b = {.arena = k->arena};
    if (++k->tries > TRIES_MAX)
        return false;
    text_add(&b, str_slice(before, 0, from));
    text_add(&b, by);
    text_add(&b, str_slice(before, to, before.len));
    *text = text_str(&b);
    if (disagrees(k))
        return true;
    *text = before;
    return false;
}

/* Pieces that end in `end`: lines of a rule or type, settings of an entity. */
static bool
drop_pieces(struct shrinker *k, struct str *text, const char *end)
{
    bool dropped = false;
    for (size_t from = 0; from < text->len;) {
        size_t hit = str_find(*text, str_from(end), from + 1);
        size_t to = hit == SIZE_MAX ? text->len : hit;
        if (replaced(k, text, from, to, STR("")))
            dropped = true;
        else
            from = to;
    }
    return dropped;
}

/* Where the bracket at `from` closes. */
static size_t
closing(struct str s, size_t from)
{
    size_t depth = 0;
    for (size_t i = from; i < s.len; i++) {
        depth += s.at[i] == '(' || s.at[i] == '{';
        depth -= s.at[i] == ')' || s.at[i] == '}';
        if (depth == 0)
            return i + 1;
    }
    return s.len;
}

static bool
is_open(char c)
{
    return c == '(' || c == '{';
}

/* A bracket gives way to one inside it, or to something of no interest. */
static bool
simplify_bracket(struct shrinker *k, struct str *text, size_t from)
{
    static const char *const plain[] = {"false", "true", "0", "{}"};
    size_t to = closing(*text, from);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (to - from > 5 && replaced(k, text, from, to, str_from(plain[i])))
            return true;
    for (size_t i = from + 1; i < to; i++)
        if (is_open(text->at[i]) &&
            replaced(k, text, from, to, str_slice(*text, i, closing(*text, i))))
            return true;
    return false;
}

static bool
simplify(struct shrinker *k, struct str *text)
{
    bool changed = false;
    for (size_t i = 0; i < text->len; i++)
        while (i < text->len && is_open(text->at[i]) && simplify_bracket(k, text, i))
            changed = true;
    return changed;
}

static bool
shrink_once(struct shrinker *k)
{
    struct selection *s = k->selection;
    bool changed = drop(k, s->items, s->all.item_count);
    changed |= drop(k, s->facts, s->all.fact_count);
    for (uint32_t i = 0; i < s->all.item_count; i++) {
        changed |= s->items[i] && drop_pieces(k, &s->all.items[i], "\n");
        changed |= s->items[i] && simplify(k, &s->all.items[i]);
    }
    for (uint32_t i = 0; i < s->all.fact_count; i++)
        changed |= s->facts[i] && drop_pieces(k, &s->all.facts[i].entry, ", ");
    return changed;
}

void
shrink(struct arena *a, struct selection *s)
{
    struct shrinker k = {.arena = a, .selection = s};
    k.wanted = try_case(s, false);
    k.may_not_compile = k.wanted == AGREES;
    if (k.may_not_compile)
        k.wanted = try_case(s, true);
    if (k.wanted == AGREES)
        return;
    while (k.tries < TRIES_MAX && shrink_once(&k))
        ;
}
