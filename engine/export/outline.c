/* Rows that say below which others they stand → items within items. */
#include "engine/export/export.h"

#include <stdlib.h>

#include "lang/base/limits.h"

/* As deep as the reader of outlines goes: an item is a mapping within a list. */
enum { LEVELS_MOST = LIMIT_DATA_NESTING / 2 - 1 };

struct outline_item {
    struct str id, words[OUTLINE_KEY_COUNT]; /* no address: not given */
    VEC(uint32_t) below;
    bool is_below, is_written;
};

struct outline_name {
    struct str id;
    uint32_t item;
};

struct outliner {
    const struct export_input *in;
    struct outline_item *items;
    uint32_t count;
    struct outline_name *names; /* by id, each once */
    uint32_t name_count;
    VEC(uint32_t) too_deep; /* to be written at the top */
};

static const struct doc_node *
value_of(const struct doc_node *row, enum outline_key key)
{
    for (uint32_t i = 0; i < row->members.len; i++)
        if (str_is(row->members.at[i].key, outline_keys[key]))
            return row->members.at[i].value;
    return NULL;
}

/* ---- ids ---- */

static int
compare_names(const void *a, const void *b)
{
    const struct outline_name *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    return order ? order : (x->item > y->item) - (x->item < y->item);
}

static void
report_twice(const struct outliner *o, struct str id)
{
    struct diag *d = diag_add(o->in->sink, E8305, o->in->target->span,
                              "two items of the outline have the id `" STR_FMT "`", STR_ARG(id));
    diag_help(o->in->sink, d, "give each item an id of its own; `under` takes several ids");
}

/* Of two items with one id the first one has it. */
static void
name_items(struct outliner *o)
{
    uint32_t kept = 0;
    o->names = arena_array(o->in->arena, struct outline_name, o->count + 1);
    for (uint32_t i = 0; i < o->count; i++)
        if (o->items[i].id.at)
            o->names[o->name_count++] = (struct outline_name){o->items[i].id, i};
    qsort(o->names, o->name_count, sizeof *o->names, compare_names);
    for (uint32_t i = 0; i < o->name_count; i++) {
        if (kept && str_eq(o->names[kept - 1].id, o->names[i].id))
            report_twice(o, o->names[i].id);
        else
            o->names[kept++] = o->names[i];
    }
    o->name_count = kept;
}

static struct outline_item *
item_named(const struct outliner *o, struct str id)
{
    uint32_t low = 0, high = o->name_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_cmp(o->names[middle].id, id);
        if (order == 0)
            return &o->items[o->names[middle].item];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- what stands below what ---- */

static void
put_below(struct outliner *o, uint32_t i, struct str above)
{
    struct outline_item *parent = item_named(o, above);
    if (parent) {
        vec_push(o->in->arena, &parent->below, i);
        o->items[i].is_below = true;
        return;
    }
    struct diag *d = diag_add(o->in->sink, E4186, o->in->target->span,
                              "`" STR_FMT "` is to stand under `" STR_FMT
                              "`, and no item of the outline has that id",
                              STR_ARG(o->items[i].id), STR_ARG(above));
    diag_help(o->in->sink, d, "write an item for it as well, or leave it out of `under`");
}

static void
row_read(struct outliner *o, uint32_t i, const struct doc_node *row)
{
    for (int k = 0; k < OUTLINE_KEY_COUNT; k++) {
        const struct doc_node *value = value_of(row, (enum outline_key)k);
        if (value && value->kind == DOC_LEAF)
            o->items[i].words[k] = value->text;
    }
    o->items[i].id = o->items[i].words[OUTLINE_ID];
}

static void
row_place(struct outliner *o, uint32_t i, const struct doc_node *row)
{
    const struct doc_node *under = value_of(row, OUTLINE_UNDER);
    if (under && under->kind == DOC_LEAF)
        put_below(o, i, under->text);
    for (uint32_t k = 0; under && under->kind == DOC_LIST && k < under->items.len; k++)
        put_below(o, i, under->items.at[k]->text);
}

/* ---- writing ---- */

static void
node_add(const struct outliner *o, struct doc_node *node, const char *key, struct doc_node *value)
{
    vec_push(o->in->arena, &node->members,
             ((struct doc_member){.key = str_from(key), .value = value}));
}

/* An item with all that is below it; of one that is written already, or would be too deep, what is said of it again. */
static struct doc_node *
item_build(struct outliner *o, uint32_t i, uint32_t depth)
{
    struct outline_item *item = &o->items[i];
    struct arena *a = o->in->arena;
    struct doc_node *node = doc_new(a, DOC_MAPPING), *children = doc_new(a, DOC_LIST);
    bool is_cut = depth >= LEVELS_MOST && item->below.len && !item->is_written;
    bool is_again = item->is_written || is_cut;
    bool says_again = is_again && item->words[OUTLINE_AGAIN].at;
    node_add(o, node, "text",
             doc_leaf(a, LEAF_TEXT, item->words[says_again ? OUTLINE_AGAIN : OUTLINE_TEXT]));
    if (is_cut)
        vec_push(a, &o->too_deep, i);
    if (is_again)
        return node;
    item->is_written = true;
    for (uint32_t k = 0; k < item->below.len; k++)
        vec_push(a, &children->items, item_build(o, item->below.at[k], depth + 1));
    node_add(o, node, "children", children);
    return node;
}

static void
top_add(struct outliner *o, struct doc_node *list, uint32_t i)
{
    if (!o->items[i].is_written)
        vec_push(o->in->arena, &list->items, item_build(o, i, 1));
}

struct doc_node *
outline_build(const struct export_input *in, const struct doc_node *rows)
{
    struct outliner o = {.in = in,
                         .items = arena_array(in->arena, struct outline_item, rows->items.len + 1),
                         .count = rows->items.len};
    struct doc_node *list = doc_new(in->arena, DOC_LIST);
    for (uint32_t i = 0; i < o.count; i++)
        row_read(&o, i, rows->items.at[i]);
    name_items(&o);
    for (uint32_t i = 0; i < o.count; i++)
        row_place(&o, i, rows->items.at[i]);
    for (uint32_t i = 0; i < o.count; i++)
        if (!o.items[i].is_below)
            top_add(&o, list, i);
    for (uint32_t i = 0; i < o.too_deep.len; i++)
        top_add(&o, list, o.too_deep.at[i]);
    for (uint32_t i = 0; i < o.count; i++)
        top_add(&o, list, i);
    return list;
}
