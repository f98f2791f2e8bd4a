/*
 * Keys that no clause reads, counted by path: "$.controls[].title". Below such a key nothing is counted.
 */
#include "engine/load/source_internal.h"
#include "lang/base/sym.h"

struct unread_table {
    struct arena *arena;
    struct sym_table paths;
    VEC(struct unread_key) keys; /* by symbol - 1 */
    struct text_buf path;        /* of the node at hand */
};

struct unread_table *
unread_new(struct arena *a)
{
    struct unread_table *t = arena_new(a, struct unread_table);
    t->arena = a;
    t->path.arena = a;
    sym_table_init(&t->paths, a);
    return t;
}

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

static void
add_key(struct text_buf *b, struct str key)
{
    if (is_plain_key(key)) {
        text_add_char(b, '.');
        text_add(b, key);
        return;
    }
    text_add_c(b, ".\"");
    text_add(b, key);
    text_add_char(b, '"');
}

static void
count(struct unread_table *t, struct span at)
{
    struct sym path = sym_intern(&t->paths, text_str(&t->path));
    while (t->keys.len < path.v) {
        struct str text = sym_str(&t->paths, (struct sym){t->keys.len + 1});
        vec_push(t->arena, &t->keys, ((struct unread_key){.path = text, .first = at}));
    }
    t->keys.at[path.v - 1].count++;
}

static void
visit(struct unread_table *t, const struct tree *node)
{
    size_t len = t->path.len;
    for (uint32_t i = 0; node->kind == TREE_LIST && i < node->count; i++) {
        const struct tree *item = node->items[i];
        text_add_c(&t->path, "[]");
        if (item->was_read)
            visit(t, item);
        else
            count(t, source_head(item));
        t->path.len = len;
    }
    for (uint32_t i = 0; node->kind == TREE_MAP && i < node->count; i++) {
        const struct tree_entry *e = &node->entries[i];
        if (node->was_walked)
            text_add_c(&t->path, "[]");
        else
            add_key(&t->path, e->key);
        if (e->value->was_read)
            visit(t, e->value);
        else
            count(t, e->key_span);
        t->path.len = len;
    }
}

void
unread_collect(struct unread_table *t, const struct tree *root)
{
    t->path.len = 0;
    text_add_char(&t->path, '$');
    visit(t, root);
}

void
unread_report(struct unread_table *t, const struct source_input *in, struct unread_key **unread,
              uint32_t *unread_count)
{
    struct str name = sym_str(in->program->texts, in->decl->name);
    struct unread_key *all = arena_array(in->arena, struct unread_key, *unread_count + t->keys.len);
    for (uint32_t i = 0; i < *unread_count; i++)
        all[i] = (*unread)[i];
    for (uint32_t i = 0; i < t->keys.len; i++) {
        struct unread_key key = t->keys.at[i];
        key.source = name;
        key.path = str_copy(in->arena, key.path);
        struct diag *d = diag_add(in->sink, I0518, key.first,
                                  "the source `" STR_FMT "` does not read `" STR_FMT "`",
                                  STR_ARG(name), STR_ARG(key.path));
        diag_note(in->sink, d, "%u time%s in the files of this source", key.count,
                  key.count == 1 ? "" : "s");
        all[*unread_count + i] = key;
    }
    *unread = all;
    *unread_count += t->keys.len;
}
