#include "engine/load/tree.h"

struct tree_entry *
tree_find(const struct tree *map, struct str key)
{
    if (!map || map->kind != TREE_MAP)
        return NULL;
    for (uint32_t i = 0; i < map->count; i++)
        if (str_eq(map->entries[i].key, key))
            return &map->entries[i];
    return NULL;
}

struct tree *
tree_get(const struct tree *map, struct str key)
{
    struct tree_entry *entry = tree_find(map, key);
    return entry ? entry->value : NULL;
}

const struct diag *
tree_lost_keys(const struct tree *map)
{
    for (uint32_t i = 0; map->lost_keys && i < map->count; i++) {
        const struct tree *value = map->entries[i].value;
        if (value->kind != TREE_BROKEN)
            continue;
        enum diag_code code = value->broken.cause->code;
        if (code == E0562 || code == E0207 || str_is(map->entries[i].key, "<<"))
            return value->broken.cause;
    }
    return NULL;
}

struct tree *
tree_whole(struct tree *t)
{
    while (t && t->kind == TREE_BROKEN)
        t = t->broken.instead;
    return t;
}

struct tree *
tree_element_text(const struct tree *element)
{
    for (uint32_t i = 0; i < element->count; i++)
        if (element->entries[i].value->is_text)
            return element->entries[i].value;
    return NULL;
}

struct span
tree_head(const struct tree *element)
{
    return (struct span){element->name_lo, element->name_lo + element->name_len};
}

const char *
tree_kind_words(const struct tree *t)
{
    switch (t->kind) {
    case TREE_NULL: return "nothing";
    case TREE_SCALAR: return "a text";
    case TREE_LIST: return t->is_elements ? "several elements" : "a list";
    case TREE_MAP: return t->is_element ? "an element with other elements inside" : "a mapping";
    case TREE_BROKEN:
    case TREE_PASSED: break;
    }
    return "something that could not be read";
}

static void
dump_text(struct str text, struct text_buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '\n')
            text_add_c(out, "\\n");
        else if (c == '\\' || c == '"')
            text_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            text_printf(out, "\\x%02X", c);
        else
            text_add_char(out, (char)c);
    }
}

static void
dump_place(struct span at, const struct source_map *sources, struct text_buf *out)
{
    struct place from = source_place(sources, at.lo), to = source_place(sources, at.hi);
    text_printf(out, " %u:%u-%u:%u", from.line, from.column, to.line, to.column);
}

static void dump_node(const struct tree *t, const struct source_map *sources, unsigned depth,
                      struct text_buf *out);

static void
dump_children(const struct tree *t, const struct source_map *sources, unsigned depth,
              struct text_buf *out)
{
    for (uint32_t i = 0; i < t->count; i++) {
        text_printf(out, "%*s", (int)depth * 2, "");
        if (t->kind == TREE_LIST) {
            text_add_c(out, "- ");
            dump_node(t->items[i], sources, depth, out);
        } else {
            text_add_c(out, t->entries[i].value->attribute_like ? "@\"" : "\"");
            dump_text(t->entries[i].key, out);
            text_add_char(out, '"');
            dump_place(t->entries[i].key_span, sources, out);
            text_add_c(out, ": ");
            dump_node(t->entries[i].value, sources, depth, out);
        }
    }
}

/* Depth is bounded: the composer refuses what nests deeper than LIMIT_DATA_NESTING. */
static void
dump_node(const struct tree *t, const struct source_map *sources, unsigned depth,
          struct text_buf *out)
{
    switch (t->kind) {
    case TREE_NULL: text_add_c(out, "null"); break;
    case TREE_SCALAR:
        text_add_c(out, t->is_element ? "element \"" : t->quoted ? "text \"" : "plain \"");
        dump_text(t->text, out);
        text_add_char(out, '"');
        break;
    case TREE_LIST:
        text_printf(out, "%s %u", t->is_elements ? "elements" : "list", t->count);
        break;
    case TREE_MAP: text_printf(out, "%s %u", t->is_element ? "element" : "map", t->count); break;
    case TREE_BROKEN: text_add_c(out, "broken"); break;
    case TREE_PASSED: text_add_c(out, "passed\n"); return;
    }
    dump_place(t->span, sources, out);
    text_add_char(out, '\n');
    if (t->kind == TREE_LIST || t->kind == TREE_MAP)
        dump_children(t, sources, depth + 1, out);
}

void
tree_dump(const struct tree *t, const struct source_map *sources, struct text_buf *out)
{
    dump_node(t, sources, 0, out);
}
