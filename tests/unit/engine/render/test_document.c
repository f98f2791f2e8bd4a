/* What the writers of documents write, our own reader reads back: the same keys, texts and shapes, whatever is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/load/tree.h"
#include "engine/render/render.h"

enum { RUNS = 4000, DEPTH = 4, WIDTH = 4, PIECES = 5 };

struct random {
    uint64_t state;
    bool has_long; /* texts longer than a key of YAML in one line may be */
};

static uint32_t
next(struct random *r, uint32_t below)
{
    r->state = r->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(r->state >> 33) % below;
}

/* Everything that means something to YAML or JSON somewhere. */
static const char *const pieces[] = {
    "a",
    "yes",
    "null",
    "~",
    "1",
    "0x1f",
    "1.5e3",
    "-",
    ":",
    " ",
    "#",
    "\n",
    "\n\n",
    "\t",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "é",
    "\xf0\x9f\x9a\x91",
    "\r",
    "\x01",
    "\x7f",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "---",
    "...",
    "<<",
    "=",
    "2026-06-01",
    "  x",
    ": ",
    " #",
    "- ",
    "long enough to be a word of its own",
};

static struct str
random_text(struct random *r, struct arena *a)
{
    struct text_buf b = {.arena = a};
    for (uint32_t i = next(r, PIECES); i > 0; i--)
        text_add_c(&b, pieces[next(r, sizeof pieces / sizeof *pieces)]);
    if (r->has_long && next(r, 400) == 0)
        for (int i = 0; i < 300; i++)
            text_add_c(&b, "key ");
    return text_str(&b);
}

static struct doc_node *
random_node(struct random *r, struct arena *a, uint32_t depth)
{
    uint32_t kind = depth ? next(r, 3) : DOC_LEAF;
    struct doc_node *n = doc_new(a, (enum doc_kind)kind);
    if (kind == DOC_LEAF)
        return doc_leaf(a, LEAF_TEXT, random_text(r, a));
    for (uint32_t i = next(r, WIDTH); i > 0; i--) {
        struct doc_node *child = random_node(r, a, depth - 1);
        struct str words = random_text(r, a), key = str_printf(a, STR_FMT "%u", STR_ARG(words), i);
        if (next(r, 2))
            key = str_printf(a, "%u" STR_FMT, i, STR_ARG(words));
        if (kind == DOC_LIST)
            vec_push(a, &n->items, child);
        else
            vec_push(a, &n->members, ((struct doc_member){.key = key, .value = child}));
    }
    return n;
}

static bool
has_key(const struct doc_node *n, uint32_t before, struct str key)
{
    for (uint32_t i = 0; i < before; i++)
        if (str_eq(n->members.at[i].key, key))
            return true;
    return false;
}

/* Two members may have come out with one key. */
static void
keys_apart(struct arena *a, struct doc_node *n)
{
    for (uint32_t i = 0; i < n->members.len; i++) {
        struct doc_member *m = &n->members.at[i];
        while (has_key(n, i, m->key))
            m->key = str_printf(a, STR_FMT "'", STR_ARG(m->key));
        keys_apart(a, m->value);
    }
    for (uint32_t i = 0; i < n->items.len; i++)
        keys_apart(a, n->items.at[i]);
}

static bool
is_same(const struct doc_node *n, const struct tree *t)
{
    switch (n->kind) {
    case DOC_LEAF: return t->kind == TREE_SCALAR && str_eq(t->text, n->text);
    case DOC_LIST:
        if (t->kind != TREE_LIST || t->count != n->items.len)
            return false;
        for (uint32_t i = 0; i < t->count; i++)
            if (!is_same(n->items.at[i], t->items[i]))
                return false;
        return true;
    case DOC_MAPPING: break;
    }
    if (t->kind != TREE_MAP || t->count != n->members.len)
        return false;
    for (uint32_t i = 0; i < t->count; i++)
        if (!str_eq(t->entries[i].key, n->members.at[i].key) ||
            !is_same(n->members.at[i].value, t->entries[i].value))
            return false;
    return true;
}

static void
collect(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static struct str
written(struct arena *a, enum file_format format, struct doc_node *root)
{
    struct text_buf b = {.arena = a};
    struct output out = {&b, collect};
    struct document d = {format, root};
    render_document(&d, &out);
    return text_str(&b);
}

static void
check_read_back(struct arena *a, enum file_format format, struct doc_node *root)
{
    struct source_map sources;
    struct diag_sink sink;
    struct str text = written(a, format, root);
    bool ok = true;
    source_map_init(&sources, a);
    diag_sink_init(&sink, a, &sources);
    struct yaml_reader *reader = yaml_open(a, &sink, source_add(&sources, STR("written"), text));
    struct tree *t = yaml_next(reader, a, &ok);
    yaml_close(reader);
    if (!t || !ok || !is_same(root, t))
        fail_msg("not read back: %s\n" STR_FMT, sink.first ? str_c(a, sink.first->message) : "",
                 STR_ARG(text));
}

static void
reads_back(enum file_format format)
{
    struct random r = {format + 1, format == FILE_FORMAT_yaml};
    for (int i = 0; i < RUNS; i++) {
        struct arena a = {0};
        struct doc_node *root = random_node(&r, &a, 1 + next(&r, DEPTH));
        keys_apart(&a, root);
        if (root->kind != DOC_LEAF)
            check_read_back(&a, format, root);
        arena_release(&a);
    }
}

static void
yaml_is_read_back(void **state)
{
    (void)state;
    reads_back(FILE_FORMAT_yaml);
}

/* JSON is YAML in flow style. */
static void
json_is_read_back(void **state)
{
    (void)state;
    reads_back(FILE_FORMAT_json);
}

/* A text that some reader takes for something else is quoted; one that nobody does is not. */
static void
yaml_quotes_what_it_must(void **state)
{
    static const char *const quoted[] = {"",     "yes",  "No",         "null", "1",     "-3",
                                         "1.10", "0x1F", "2026-06-01", "1:30", ".inf",  "~",
                                         "a: b", "a #b", "- a",        "*a",   "ends:", "@x"};
    static const char *const plain[] = {"a",       "yesterday", "C-1",   "LX-200/AUTH", "a:b",
                                        "3 days",  "a#b",       "é",     "G1.2",        "it's",
                                        "1st aid", "a \"b\"",   "a - b", "nothing"};
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        struct doc_node *n = doc_new(&a, DOC_LIST);
        vec_push(&a, &n->items, doc_leaf(&a, LEAF_TEXT, str_from(quoted[i])));
        assert_true(str_starts(written(&a, FILE_FORMAT_yaml, n), STR("- \"")));
    }
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct doc_node *n = doc_new(&a, DOC_LIST);
        vec_push(&a, &n->items, doc_leaf(&a, LEAF_TEXT, str_from(plain[i])));
        assert_true(str_eq(written(&a, FILE_FORMAT_yaml, n), str_printf(&a, "- %s\n", plain[i])));
    }
    arena_release(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_is_read_back),
        cmocka_unit_test(json_is_read_back),
        cmocka_unit_test(yaml_quotes_what_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
