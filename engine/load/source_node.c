/* Hops in a foreign document. What a clause hops to counts as read; of an element without any inside only its text does. */
#include <stdlib.h>

#include "engine/load/source_internal.h"

struct span
source_head(const struct tree *t)
{
    if (t->is_elements)
        return tree_head(t->items[0]);
    if (t->is_element && (t->kind == TREE_MAP || t->text.len == 0))
        return tree_head(t);
    if (t->kind == TREE_MAP && t->count)
        return t->entries[0].key_span;
    if (t->kind == TREE_MAP || t->kind == TREE_LIST)
        return (struct span){t->span.lo, t->span.lo < t->span.hi ? t->span.lo + 1 : t->span.hi};
    return t->span;
}

/*
 * Nulls are missing, broken nodes unknown. A node that was not kept is never asked for, or the projection is wrong: then
 * it is unknown, so that nothing holds by its absence.
 */
struct sv
sv_node(struct tree *t, struct str key, struct span key_at)
{
    if (t->kind == TREE_PASSED)
        return sv_unknown(NULL);
    struct sv v = {.kind = SV_NODE, .at = source_head(t), .key_at = key_at};
    t->was_read |= !(t->is_element && t->kind == TREE_SCALAR);
    if (t->kind == TREE_BROKEN) {
        v.kind = SV_UNKNOWN;
        v.cause = t->broken.cause;
    } else if (t->kind == TREE_NULL) {
        v.kind = SV_MISSING;
        v.at = span_is_none(key_at) ? v.at : key_at;
    } else {
        v.node.tree = t;
        v.node.key = key;
    }
    return v;
}

/* What is not known of a set that is being collected. */
struct gap {
    bool is_there;
    const struct diag *cause; /* the first that was reported, or NULL */
};

static void
widen(struct gap *gap, const struct diag *cause)
{
    gap->is_there = true;
    if (!gap->cause)
        gap->cause = cause;
}

static struct gap
gap_of(struct sv v)
{
    bool is_there = v.kind == SV_UNKNOWN || (v.kind == SV_SET && v.incomplete);
    const struct diag *cause = v.kind == SV_UNKNOWN ? v.cause : v.gap_cause;
    return (struct gap){is_there, is_there ? cause : NULL};
}

static struct sv
set_with_gap(const sv_vec *members, struct gap gap)
{
    struct sv v = sv_set(members, gap.is_there);
    v.gap_cause = gap.cause;
    return v;
}

static void
collect(struct source_reader *r, sv_vec *out, struct gap *gap, struct sv v)
{
    if (v.kind == SV_UNKNOWN)
        widen(gap, v.cause);
    else if (v.kind != SV_MISSING)
        vec_push(&r->scratch, out, v);
}

/* An item of a list. That of a list of elements has their name. */
static struct sv
item(struct tree *list, uint32_t i, struct str key)
{
    struct tree *t = list->items[i];
    return list->is_elements ? sv_node(t, key, tree_head(t)) : sv_node(t, STR(""), SPAN_NONE);
}

static int
by_place(const void *x, const void *y)
{
    const struct sv *a = x, *b = y;
    uint32_t p = a->node.tree->name_lo, q = b->node.tree->name_lo;
    return (p > q) - (p < q);
}

/* Elements in the order of the file, each once. */
static void
sort_elements(sv_vec *out)
{
    uint32_t kept = 0;
    if (out->len)
        qsort(out->at, out->len, sizeof *out->at, by_place);
    for (uint32_t i = 0; i < out->len; i++)
        if (kept == 0 || out->at[kept - 1].node.tree != out->at[i].node.tree)
            out->at[kept++] = out->at[i];
    out->len = kept;
}

/* An entry of a mapping that is walked. Its key says something, also where no value stands behind it. */
static struct sv
entry(struct tree_entry *e)
{
    struct sv v = sv_node(e->value, e->key, e->key_span);
    if (v.kind == SV_MISSING) {
        v.kind = SV_NODE;
        v.node.tree = e->value;
        v.node.key = e->key;
    }
    return v;
}

/* Of an element: the elements inside. */
static void
collect_items(struct source_reader *r, sv_vec *out, struct gap *gap, struct tree *t, struct str key)
{
    t->was_walked = true;
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++)
        collect(r, out, gap, item(t, i, key));
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        struct tree_entry *e = &t->entries[i];
        if (!t->is_element)
            collect(r, out, gap, entry(e));
        else if (e->value->is_elements)
            collect_items(r, out, gap, e->value, e->key);
    }
    if (t->is_element)
        sort_elements(out);
}

struct sv
source_items(struct source_reader *r, struct sv v)
{
    sv_vec out = {0};
    struct gap gap = gap_of(v);
    if (v.kind == SV_SET)
        return v;
    if (v.kind == SV_NODE && (v.node.tree->kind != TREE_SCALAR || v.node.tree->is_element))
        collect_items(r, &out, &gap, v.node.tree, v.node.key);
    else
        collect(r, &out, &gap, v);
    return set_with_gap(&out, gap);
}

/* Where one element is expected: the only one of those of its name. Several are a mistake, said once where the same are met again. */
struct sv
source_one(struct source_reader *r, struct sv v)
{
    if (v.kind != SV_NODE || !v.node.tree->is_elements)
        return v;
    struct tree *list = v.node.tree;
    if (list->count == 1)
        return item(list, 0, v.node.key);
    if (r->crowd == list)
        return sv_unknown(r->crowd_cause);
    struct diag *d = source_complain(r, E0492, tree_head(list->items[0]),
                                     "%u elements `" STR_FMT "` where one is expected", list->count,
                                     STR_ARG(v.node.key));
    diag_label(r->in.sink, d, tree_head(list->items[1]), "another one");
    diag_help(r->in.sink, d,
              "walk them with `for`, or say which one: `" STR_FMT "[0]` is the first",
              STR_ARG(v.node.key));
    list->was_refused = true;
    r->crowd = list;
    r->crowd_cause = d;
    return sv_unknown(d);
}

/* The text of an element: its own, or where elements stand in it, with theirs. Counts as read. */
static struct sv
element_text(struct sv v)
{
    struct tree *t = v.node.tree, *text = t->kind == TREE_SCALAR ? t : tree_element_text(t);
    struct sv out = {.kind = SV_TEXT, .text = STR(""), .at = v.at, .key_at = v.key_at};
    bool has_elements =
        t->kind == TREE_MAP && t->count && t->entries[t->count - 1].value->is_elements;
    if (!text)
        return has_elements ? v : out;
    text->was_read = true;
    out.text = text->text;
    out.at = text->text.len ? text->span : v.at;
    return out;
}

struct sv
source_content(struct source_reader *r, struct sv v)
{
    v = source_one(r, v);
    if (v.kind != SV_NODE)
        return v;
    if (v.node.tree->is_element)
        return element_text(v);
    if (v.node.tree->kind == TREE_NULL)
        return (struct sv){.kind = SV_MISSING, .at = v.at, .key_at = v.key_at};
    if (v.node.tree->kind != TREE_SCALAR)
        return v;
    return (struct sv){.kind = SV_TEXT, .text = v.node.tree->text, .at = v.at, .key_at = v.key_at};
}

static struct tree_entry *
find_entry(const struct tree *map, struct str key, bool wants_attribute)
{
    for (uint32_t i = 0; map->kind == TREE_MAP && i < map->count; i++) {
        struct tree_entry *e = &map->entries[i];
        if (str_eq(e->key, key) && e->value->attribute_like == wants_attribute &&
            !e->value->is_text)
            return e;
    }
    return NULL;
}

static struct sv
hop_key(struct source_reader *r, struct sv of, const struct ir *ir)
{
    of = source_one(r, of);
    if (of.kind != SV_NODE)
        return of.kind == SV_UNKNOWN ? of : SV_NOTHING;
    struct str key = sym_str(r->in.program->texts, ir->node.key);
    struct tree_entry *e = find_entry(of.node.tree, key, ir->node.op == NODE_OP_ATTRIBUTE);
    if (!e && tree_lost_keys(of.node.tree))
        return sv_unknown(tree_lost_keys(of.node.tree));
    if (!e)
        return (struct sv){.kind = SV_MISSING, .at = of.at};
    return sv_node(e->value, e->key, e->key_span);
}

/* From a set: of each member; of each item where a member is a list. */
static struct sv
hop_key_of_set(struct source_reader *r, struct sv of, const struct ir *ir)
{
    sv_vec out = {0};
    struct gap gap = gap_of(of);
    for (uint32_t i = 0; i < of.count; i++) {
        struct sv v = hop_key(r, of.members[i], ir);
        if (v.kind == SV_NODE && v.node.tree->kind == TREE_LIST)
            collect_items(r, &out, &gap, v.node.tree, v.node.key);
        else
            collect(r, &out, &gap, v);
    }
    return set_with_gap(&out, gap);
}

/* In the order of the file; a list that is called so stands for its items. What leads to one counts as read. */
static bool
find_below(struct source_reader *r, struct tree *t, struct str key, sv_vec *out, struct gap *gap)
{
    bool any = false;
    if (t->kind == TREE_LIST)
        for (uint32_t i = 0; i < t->count; i++)
            any |= find_below(r, t->items[i], key, out, gap);
    for (uint32_t i = 0; t->kind == TREE_MAP && i < t->count; i++) {
        struct tree_entry *e = &t->entries[i];
        if (e->value->attribute_like || e->value->is_text)
            continue;
        if (str_eq(e->key, key)) {
            any = true;
            struct sv v = sv_node(e->value, e->key, e->key_span);
            if (v.kind == SV_NODE && e->value->kind == TREE_LIST)
                collect_items(r, out, gap, e->value, key);
            else
                collect(r, out, gap, v);
        }
        any |= find_below(r, e->value, key, out, gap);
    }
    if (t->kind == TREE_BROKEN)
        widen(gap, t->broken.cause);
    if (any && !(t->is_element && t->kind == TREE_SCALAR))
        t->was_read = true;
    return any;
}

static struct sv
hop_descendants(struct source_reader *r, struct sv of, const struct ir *ir)
{
    sv_vec out = {0};
    struct gap gap = gap_of(of);
    struct str key = sym_str(r->in.program->texts, ir->node.key);
    if (of.kind == SV_NODE)
        find_below(r, of.node.tree, key, &out, &gap);
    for (uint32_t i = 0; of.kind == SV_SET && i < of.count; i++)
        if (of.members[i].kind == SV_NODE)
            find_below(r, of.members[i].node.tree, key, &out, &gap);
    if (out.len && out.at[0].node.tree->is_element)
        sort_elements(&out);
    return set_with_gap(&out, gap);
}

/* An item of a list; an entry of a mapping, or an element inside of one, in the order of the file. */
static struct sv
hop_index(struct source_reader *r, struct sv of, const struct ir *ir)
{
    struct sv index = source_eval(r, ir->node.index), nothing = {.kind = SV_MISSING, .at = of.at};
    if (of.kind == SV_UNKNOWN || index.kind == SV_UNKNOWN)
        return of.kind == SV_UNKNOWN ? of : index;
    if (of.kind != SV_NODE || index.kind != SV_CELL)
        return nothing;
    struct tree *t = of.node.tree;
    if (t->is_element) {
        struct sv inside = source_items(r, of);
        return index.cell < inside.count ? inside.members[index.cell] : nothing;
    }
    if ((t->kind != TREE_LIST && t->kind != TREE_MAP) || index.cell >= t->count)
        return nothing;
    if (t->kind == TREE_LIST)
        return item(t, (uint32_t)index.cell, of.node.key);
    const struct tree_entry *e = &t->entries[index.cell];
    return sv_node(e->value, e->key, e->key_span);
}

static struct sv
key_of(struct source_reader *r, struct sv of)
{
    of = source_one(r, of);
    if (of.kind != SV_NODE)
        return of.kind == SV_UNKNOWN ? of : SV_NOTHING;
    if (span_is_none(of.key_at))
        return (struct sv){.kind = SV_MISSING, .at = of.at};
    return (struct sv){.kind = SV_TEXT, .text = of.node.key, .at = of.key_at};
}

/* Bytes from the start of the file: what no two pieces of a document share, at no cost however long its lines are. */
static struct sv
place_of(struct source_reader *r, struct sv of)
{
    of = source_one(r, of);
    if (of.kind != SV_NODE)
        return of.kind == SV_UNKNOWN ? of : SV_NOTHING;
    uint32_t offset = of.node.tree->span.lo - r->file->base;
    return (struct sv){
        .kind = SV_TEXT, .text = str_printf(&r->scratch, "%u", (unsigned)offset), .at = of.at};
}

static struct sv
text_of(struct source_reader *r, struct sv of)
{
    if (of.kind != SV_SET)
        return source_scalar(r, of);
    sv_vec out = {0};
    struct gap gap = gap_of(of);
    for (uint32_t i = 0; i < of.count; i++)
        collect(r, &out, &gap, source_scalar(r, of.members[i]));
    return set_with_gap(&out, gap);
}

/* ---- prose ---- */

static void
add_words(struct text_buf *out, struct str text)
{
    size_t lo = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool is_space = i == text.len || text.at[i] == ' ' || text.at[i] == '\n' ||
                        text.at[i] == '\t' || text.at[i] == '\r';
        if (!is_space)
            continue;
        if (i > lo) {
            if (text_str(out).len)
                text_add_char(out, ' ');
            text_add(out, (struct str){text.at + lo, i - lo});
        }
        lo = i + 1;
    }
}

/* The text of an element holds that of the elements inside; without one, there are only elements. Depth: that of the file. */
static void
add_prose(struct source_reader *r, struct text_buf *out, struct tree *t)
{
    const struct tree *text = t->kind == TREE_MAP ? tree_element_text(t) : t;
    if (text && text->kind == TREE_SCALAR) {
        add_words(out, text->text);
        return;
    }
    sv_vec inside = {0};
    struct gap gap = {0};
    if (t->kind == TREE_MAP)
        collect_items(r, &inside, &gap, t, STR(""));
    for (uint32_t i = 0; i < inside.len; i++)
        add_prose(r, out, inside.at[i].node.tree);
}

static struct sv
prose_of(struct source_reader *r, struct sv of)
{
    of = source_one(r, of);
    if (of.kind != SV_NODE)
        return of;
    struct tree *t = of.node.tree;
    if (!t->is_element && t->kind != TREE_SCALAR)
        return source_scalar(r, of);
    struct text_buf out = {.arena = &r->scratch};
    add_prose(r, &out, t);
    t->was_read = t->was_refused = true; /* nothing below is missed */
    struct str words = text_str(&out);
    if (words.len == 0)
        return (struct sv){.kind = SV_MISSING, .at = of.at};
    return (struct sv){.kind = SV_TEXT, .text = words, .at = of.at, .key_at = of.key_at};
}

struct sv
source_eval_node(struct source_reader *r, const struct ir *ir)
{
    struct sv of = ir->node.of ? source_eval(r, ir->node.of) : SV_NOTHING;
    switch (ir->node.op) {
    case NODE_OP_DOCUMENT: return sv_node(r->root, STR(""), SPAN_NONE);
    case NODE_OP_KEY:
    case NODE_OP_ATTRIBUTE:
        return of.kind == SV_SET ? hop_key_of_set(r, of, ir) : hop_key(r, of, ir);
    case NODE_OP_DESCENDANTS: return hop_descendants(r, of, ir);
    case NODE_OP_INDEX: return hop_index(r, of, ir);
    case NODE_OP_KEY_OF: return key_of(r, of);
    case NODE_OP_PLACE_OF: return place_of(r, of);
    case NODE_OP_TEXT_OF: return text_of(r, of);
    case NODE_OP_PROSE_OF: return prose_of(r, of);
    case NODE_OP_ITEMS: return source_items(r, of);
    case NODE_OP_FILE: return (struct sv){.kind = SV_TEXT, .text = r->file->name};
    }
    return sv_unknown(NULL);
}
