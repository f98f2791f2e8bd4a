/*
 * Keys that no clause reads, counted by path: "$.controls[].title". A path that some clause read in some document is read.
 * In XML: "$.suite.case[].@name" for attributes, "$.suite.case[].failure.text()" for texts; "[]" where there are several.
 * The paths are a tree that is walked beside each document; the keys of items mostly come in one order, so
 * the next key is nearly always found at once. Below a key that nobody read nothing is counted.
 */
#include "engine/load/source_internal.h"
#include "lang/base/limits.h"

enum { CHILDREN_MOST = 1000 };

/* ITEM: any item of a list, any value of a mapping walked as one. */
enum path_kind { PATH_KEY, PATH_ATTRIBUTE, PATH_TEXT, PATH_ITEM };

struct path {
    struct path *parent, *next, *children, *last;
    struct path *likely; /* child after the one found last */
    struct str key;
    enum path_kind kind;
    bool
        is_many; /* ITEM: "[]"; else the only element of its name wherever it was, and not walked */
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
is_child(const struct path *p, struct str key, enum path_kind kind)
{
    return p && p->kind == kind && str_eq(p->key, key);
}

static struct path *
add_child(struct unread_table *t, struct path *of, struct str key, enum path_kind kind)
{
    struct path *p = arena_new(t->arena, struct path);
    p->parent = of;
    p->key = str_copy(t->arena, key);
    p->kind = kind;
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
child(struct unread_table *t, struct path *of, struct str key, enum path_kind kind)
{
    struct path *p = of->likely;
    if (!is_child(p, key, kind))
        for (p = of->children; p && !is_child(p, key, kind);)
            p = p->next;
    if (!p && of->child_count >= CHILDREN_MOST)
        p = of->last;
    if (!p && of->child_count == CHILDREN_MOST - 1)
        p = add_child(t, of, STR("\xE2\x80\xA6"), PATH_KEY);
    if (!p)
        p = add_child(t, of, key, kind);
    of->likely = p->next ? p->next : of->children;
    return p;
}

static void visit(struct unread_table *t, struct path *p, const struct tree *node);

static struct path *
items(struct unread_table *t, struct path *of)
{
    struct path *p = child(t, of, STR(""), PATH_ITEM);
    p->is_many = true;
    return p;
}

static void
add_unread(struct path *p, uint32_t count, struct span at)
{
    if (p->count == 0)
        p->first = at;
    p->count += count;
}

static void
visit_child(struct unread_table *t, struct path *p, const struct tree *node, struct span at)
{
    if (node->was_read) {
        p->was_read = true;
        visit(t, p, node);
    } else if (node->kind != TREE_BROKEN) {
        add_unread(p, node->is_elements ? node->count : 1, at);
    }
}

/* A clause came as far as this element. */
static void
visit_element(struct unread_table *t, struct path *p, const struct tree *node)
{
    p->was_read = true;
    if (node->kind == TREE_MAP)
        visit(t, p, node);
    else if (node->was_read || node->text.len)
        visit_child(t, child(t, p, STR(""), PATH_TEXT), node, node->span);
}

/* A clause came as far as these elements; `is_many`: it walked them, or there are several. */
static void
visit_elements(struct unread_table *t, struct path *p, const struct tree *list, bool is_many)
{
    p->is_many |= is_many;
    for (uint32_t i = 0; i < list->count; i++)
        visit_element(t, p, list->items[i]);
}

static void
visit_entry(struct unread_table *t, struct path *p, const struct tree *of,
            const struct tree_entry *e)
{
    const struct tree *value = e->value;
    if (value->is_elements && of->was_walked && !value->was_refused)
        visit_elements(t, items(t, p), value, true);
    else if (value->is_text)
        visit_child(t, child(t, p, STR(""), PATH_TEXT), value, e->key_span);
    else if (value->attribute_like)
        visit_child(t, child(t, p, e->key, PATH_ATTRIBUTE), value, e->key_span);
    else if (of->was_walked && !of->is_element)
        visit_child(t, items(t, p), value, e->key_span);
    else
        visit_child(t, child(t, p, e->key, PATH_KEY), value, e->key_span);
}

/* Where a text is read that has elements in it, theirs have been read with it. */
static bool
was_read_with_text(const struct tree *node, const struct tree_entry *e)
{
    struct tree *text =
        e->value->is_elements && !e->value->was_read ? tree_element_text(node) : NULL;
    return text && text->was_read;
}

/* Of a table, where the key of a cell stands in its heading: in a cell with nothing in it nothing is missed. */
static bool
is_empty_cell(const struct tree_entry *e)
{
    return e->value->kind == TREE_NULL && e->key_span.lo == e->value->span.lo;
}

static void
visit(struct unread_table *t, struct path *p, const struct tree *node)
{
    if (node->was_refused)
        return;
    if (node->is_elements) {
        bool is_many = node->was_walked || node->count > 1;
        visit_elements(t, child(t, p, STR(""), PATH_ITEM), node, is_many);
        return;
    }
    for (uint32_t i = 0; node->kind == TREE_LIST && i < node->count; i++)
        visit_child(t, items(t, p), node->items[i], source_head(node->items[i]));
    for (uint32_t i = 0; node->kind == TREE_MAP && i < node->count; i++)
        if (!was_read_with_text(node, &node->entries[i]) && !is_empty_cell(&node->entries[i]))
            visit_entry(t, p, node, &node->entries[i]);
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
    if (p->kind == PATH_TEXT)
        text_add_c(out, ".text()");
    else if (p->kind == PATH_ITEM)
        text_add_c(out, p->is_many ? "[]" : "");
    else
        text_printf(out, is_plain_key(p->key) ? ".%s" STR_FMT : ".%s\"" STR_FMT "\"",
                    p->kind == PATH_ATTRIBUTE ? "@" : "", STR_ARG(p->key));
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
