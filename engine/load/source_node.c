/* Hops in a foreign document. What a clause hops to counts as read. */
#include "engine/load/source_internal.h"

struct span
source_head(const struct tree *t)
{
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
    t->was_read = true;
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

static void
collect_items(struct source_reader *r, sv_vec *out, struct gap *gap, struct tree *t)
{
    t->was_walked = true;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->kind == TREE_LIST)
            collect(r, out, gap, sv_node(t->items[i], STR(""), SPAN_NONE));
        else
            collect(r, out, gap,
                    sv_node(t->entries[i].value, t->entries[i].key, t->entries[i].key_span));
}

struct sv
source_items(struct source_reader *r, struct sv v)
{
    sv_vec out = {0};
    struct gap gap = gap_of(v);
    if (v.kind == SV_SET)
        return v;
    if (v.kind == SV_NODE && (v.node.tree->kind == TREE_LIST || v.node.tree->kind == TREE_MAP))
        collect_items(r, &out, &gap, v.node.tree);
    else
        collect(r, &out, &gap, v);
    return set_with_gap(&out, gap);
}

static struct sv
hop_key(const struct source_reader *r, struct sv of, const struct ir *ir)
{
    if (of.kind != SV_NODE)
        return of.kind == SV_UNKNOWN ? of : SV_NOTHING;
    struct str key = sym_str(r->in.program->texts, ir->node.key);
    struct tree_entry *e = tree_find(of.node.tree, key);
    bool wants_attribute = ir->node.op == NODE_OP_ATTRIBUTE;
    if (!e && tree_lost_keys(of.node.tree))
        return sv_unknown(tree_lost_keys(of.node.tree));
    if (!e || e->value->attribute_like != wants_attribute)
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
            collect_items(r, &out, &gap, v.node.tree);
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
        if (str_eq(e->key, key)) {
            any = true;
            struct sv v = sv_node(e->value, e->key, e->key_span);
            if (v.kind == SV_NODE && e->value->kind == TREE_LIST)
                collect_items(r, out, gap, e->value);
            else
                collect(r, out, gap, v);
        }
        any |= find_below(r, e->value, key, out, gap);
    }
    if (t->kind == TREE_BROKEN)
        widen(gap, t->broken.cause);
    if (any)
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
    return set_with_gap(&out, gap);
}

/* An item of a list, or an entry of a mapping in the order of the file. */
static struct sv
hop_index(struct source_reader *r, struct sv of, const struct ir *ir)
{
    struct sv index = source_eval(r, ir->node.index);
    if (of.kind == SV_UNKNOWN || index.kind == SV_UNKNOWN)
        return of.kind == SV_UNKNOWN ? of : index;
    const struct tree *t = of.kind == SV_NODE ? of.node.tree : NULL;
    if (!t || index.kind != SV_CELL || (t->kind != TREE_LIST && t->kind != TREE_MAP) ||
        index.cell >= t->count)
        return (struct sv){.kind = SV_MISSING, .at = of.at};
    if (t->kind == TREE_LIST)
        return sv_node(t->items[index.cell], STR(""), SPAN_NONE);
    const struct tree_entry *e = &t->entries[index.cell];
    return sv_node(e->value, e->key, e->key_span);
}

static struct sv
key_of(struct sv of)
{
    if (of.kind != SV_NODE)
        return of.kind == SV_UNKNOWN ? of : SV_NOTHING;
    if (span_is_none(of.key_at))
        return (struct sv){.kind = SV_MISSING, .at = of.at};
    return (struct sv){.kind = SV_TEXT, .text = of.node.key, .at = of.key_at};
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
    case NODE_OP_KEY_OF: return key_of(of);
    case NODE_OP_TEXT_OF: return text_of(r, of);
    case NODE_OP_ITEMS: return source_items(r, of);
    case NODE_OP_FILE: return (struct sv){.kind = SV_TEXT, .text = r->file->name};
    }
    return sv_unknown(NULL);
}
