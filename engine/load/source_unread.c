/*
 * Keys that no clause reads, counted by path: "$.controls[].title". A path that some clause read in some document is read.
 * The paths are a tree that is walked beside each document; the keys of items mostly come in one order, so
 * the next key is nearly always found at once. Below a key that nobody read nothing is counted.
 */
#include "engine/load/source_internal.h"
#include "lang/base/limits.h"

enum { CHILDREN_MOST = 1000 };

struct path {
    struct path *parent, *next, *children, *last;
    struct path *likely; /* child after the one found last */
    struct str key;
    bool is_item; /* "[]": any item of a list, any value of a mapping walked as one */
    bool was_read;
    uint32_t child_count;
    uint32_t count; /* of nodes that nobody read */
    struct span first;
};

struct unread_table {
    struct arena *arena;
    struct path root;
};

struct unread_table *
unread_new(struct arena *a)
{
    struct unread_table *t = arena_new(a, struct unread_table);
    t->arena = a;
    return t;
}

static bool
is_child(const struct path *p, struct str key, bool is_item)
{
    return p && p->is_item == is_item && str_eq(p->key, key);
}

static struct path *
add_child(struct unread_table *t, struct path *of, struct str key, bool is_item)
{
    struct path *p = arena_new(t->arena, struct path);
    p->parent = of;
    p->key = str_copy(t->arena, key);
    p->is_item = is_item;
    if (of->last)
        of->last->next = p;
    else
        of->children = p;
    of->last = p;
    of->child_count++;
    return p;
}

/* Keys beyond the first thousand of one mapping share a path of their own: they are data, not names. */
static struct path *
child(struct unread_table *t, struct path *of, struct str key, bool is_item)
{
    struct path *p = of->likely;
    if (!is_child(p, key, is_item))
        for (p = of->children; p && !is_child(p, key, is_item);)
            p = p->next;
    if (!p && of->child_count >= CHILDREN_MOST)
        p = of->last;
    if (!p && of->child_count == CHILDREN_MOST - 1)
        p = add_child(t, of, STR("\xE2\x80\xA6"), false);
    if (!p)
        p = add_child(t, of, key, is_item);
    of->likely = p->next ? p->next : of->children;
    return p;
}

static void visit(struct unread_table *t, struct path *p, const struct tree *node);

static void
visit_child(struct unread_table *t, struct path *p, const struct tree *node, struct span at)
{
    if (node->was_read) {
        p->was_read = true;
        visit(t, p, node);
    } else if (node->kind != TREE_BROKEN && p->count++ == 0) {
        p->first = at;
    }
}

static void
visit(struct unread_table *t, struct path *p, const struct tree *node)
{
    if (node->was_refused)
        return;
    for (uint32_t i = 0; node->kind == TREE_LIST && i < node->count; i++)
        visit_child(t, child(t, p, STR(""), true), node->items[i], source_head(node->items[i]));
    for (uint32_t i = 0; node->kind == TREE_MAP && i < node->count; i++) {
        const struct tree_entry *e = &node->entries[i];
        struct path *below =
            node->was_walked ? child(t, p, STR(""), true) : child(t, p, e->key, false);
        visit_child(t, below, e->value, e->key_span);
    }
}

void
unread_collect(struct unread_table *t, const struct tree *root)
{
    visit(t, &t->root, root);
}

/* ---- what is said about it ---- */

static bool
is_plain_key(struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!is_letter && !(i && c >= '0' && c <= '9'))
            return false;
    }
    return key.len > 0;
}

/* The depth is that of a document. */
static void
add_words(const struct path *p, struct text_buf *out)
{
    if (!p->parent) {
        text_add_char(out, '$');
        return;
    }
    add_words(p->parent, out);
    if (p->is_item)
        text_add_c(out, "[]");
    else if (is_plain_key(p->key))
        text_printf(out, "." STR_FMT, STR_ARG(p->key));
    else
        text_printf(out, ".\"" STR_FMT "\"", STR_ARG(p->key));
}

struct report {
    const struct source_input *in;
    VEC(struct unread_key) keys;
};

static void
report_path(struct report *r, const struct path *p)
{
    struct text_buf words = {.arena = r->in->arena};
    struct str source = sym_str(r->in->program->texts, r->in->decl->name);
    add_words(p, &words);
    struct unread_key key = {source, text_str(&words), p->count, p->first};
    vec_push(r->in->arena, &r->keys, key);
    if (r->keys.len > LIMIT_FILE_FINDINGS)
        return;
    struct diag *d = diag_add(r->in->sink, I0518, p->first,
                              "the source `" STR_FMT "` does not read `" STR_FMT "`",
                              STR_ARG(source), STR_ARG(key.path));
    diag_note(r->in->sink, d, "%u time%s in the files of this source", p->count,
              p->count == 1 ? "" : "s");
}

static void
report_below(struct report *r, const struct path *p)
{
    for (const struct path *c = p->children; c; c = c->next) {
        if (c->count && !c->was_read)
            report_path(r, c);
        report_below(r, c);
    }
}

void
unread_report(struct unread_table *t, const struct source_input *in, struct unread_key **unread,
              uint32_t *unread_count)
{
    struct report r = {.in = in};
    for (uint32_t i = 0; i < *unread_count; i++)
        vec_push(in->arena, &r.keys, (*unread)[i]);
    report_below(&r, &t->root);
    *unread = r.keys.at;
    *unread_count = r.keys.len;
}
