#include <string.h>

#include "engine/load/keys.h"
#include "engine/load/projection.h"
#include "engine/load/shape.h"
#include "engine/load/yaml_internal.h"
#include "lang/base/limits.h"
#include "lang/base/sym.h"

enum { NODE_BATCH = 64, SUGGEST_FROM = 1000 };

/* A node that `*name` may stand for. */
struct anchor {
    struct str name;
    struct tree *node;
    struct span span;
    uint64_t size; /* nodes it stands for, aliases below it written out */
    unsigned height;
    bool is_open; /* its end has not been read: an alias to it would contain itself */
};

/* A list or mapping whose end has not been read. */
struct frame {
    struct tree *node;
    uint32_t first;      /* its children begin there on the stack of items or entries */
    uint32_t anchor;     /* index + 1, 0: none */
    uint64_t node_count; /* of the reader when it began */
    uint32_t hi;         /* end of its last child so far */
    unsigned height;     /* of what is below it so far */
    bool is_flow, has_key;
    bool merges;                  /* MAP: a merge key is among its own */
    struct projection *keep;      /* of the whole */
    struct tree_entry entry;      /* MAP: the key that waits for its value */
    const struct diag *key_cause; /* what is wrong with that key; its value is broken */
    const struct diag *tag_cause; /* what is wrong with the tag of the whole */
};

struct yaml_reader {
    struct diag_sink *sink;
    const struct source *source;
    struct yaml_input *input;
    struct event event;
    bool is_ended;
    bool is_foreign;     /* documents of others: merge keys mean what their writers meant */
    bool is_lossy;       /* something of this document was lost */
    struct arena *arena; /* of this document */
    struct tree *spare;  /* nodes allocated but not used yet */
    uint32_t spare_count;
    struct tree *root;
    uint32_t depth;
    struct projection *keep; /* of documents */
    struct tree *passed;     /* stands for all values of this document that are not kept */
    uint32_t passing;        /* lists and mappings that are open within one that is not kept */
    struct frame frames[LIMIT_DATA_NESTING];
    struct {
        struct tree **at;
        uint32_t len, cap;
    } items;
    struct {
        struct tree_entry *at;
        uint32_t len, cap;
    } entries;
    struct {
        struct anchor *at;
        uint32_t len, cap;
    } anchors;
    struct sym_table anchor_names;
    struct {
        uint32_t *at;
        uint32_t len, cap;
    } latest; /* by name: index + 1 of its last anchor */
    struct key_finder keys;
    uint64_t node_count;  /* of this document, aliases written out */
    uint64_t alias_count; /* of the file: nodes that aliases stood for */
    uint32_t finding_count;
    const struct tree *refused_in; /* the last mapping that had a key which was no text … */
    const struct diag *refused_by; /* … and the message that said so: one for keys within keys */
};

/* ---- small parts ---- */

/* Room for one more element; stacks outlive documents, so they are not in an arena. */
#define stack_reserve(s)                                                                           \
    ((s)->len < (s)->cap                                                                           \
         ? (void)0                                                                                 \
         : (void)((s)->at = mem_grow((s)->at, sizeof *(s)->at, (s)->cap, ((s)->cap + 32) * 2),     \
                  (s)->cap = ((s)->cap + 32) * 2))

static struct diag *
complain(struct yaml_reader *r, enum diag_code code, struct span at, const char *message)
{
    r->is_lossy = true;
    r->finding_count++;
    return diag_add(r->sink, code, at, "%s", message);
}

static struct diag *
complain_of(struct yaml_reader *r, enum diag_code code, struct span at, const char *before,
            struct str word, const char *behind)
{
    r->is_lossy = true;
    r->finding_count++;
    struct str shown = shape_shown(r->sink->arena, word);
    return diag_add(r->sink, code, at, "%s'" STR_FMT "'%s", before, STR_ARG(shown), behind);
}

static struct tree *
new_node(struct yaml_reader *r, enum tree_kind kind, struct span span)
{
    if (r->spare_count == 0) {
        r->spare = arena_array(r->arena, struct tree, NODE_BATCH);
        r->spare_count = NODE_BATCH;
    }
    struct tree *node = &r->spare[--r->spare_count];
    node->kind = kind;
    node->span = span;
    r->node_count++;
    return node;
}

static struct tree *
broken_node(struct yaml_reader *r, struct span span, const struct diag *cause, struct tree *instead)
{
    struct tree *node = new_node(r, TREE_BROKEN, span);
    node->broken.cause = cause;
    node->broken.instead = instead;
    return node;
}

static struct str
kept_text(struct yaml_reader *r, const struct event *e)
{
    return e->text_is_stable ? e->text : str_copy(r->arena, e->text);
}

/* YAML 1.2 core schema. */
static bool
is_null_text(struct str s)
{
    return s.len == 0 || (s.len == 1 && s.at[0] == '~') ||
           (s.len == 4 && (str_is(s, "null") || str_is(s, "Null") || str_is(s, "NULL")));
}

/* ---- tags ---- */

/* Tags of the core schema restate what is there; any other would change a value's meaning. */
static struct diag *
check_tag(struct yaml_reader *r, const struct event *e)
{
    static const char *const known[] = {"!",
                                        "tag:yaml.org,2002:str",
                                        "tag:yaml.org,2002:int",
                                        "tag:yaml.org,2002:float",
                                        "tag:yaml.org,2002:bool",
                                        "tag:yaml.org,2002:null"};
    if (e->tag.len == 0)
        return NULL;
    if (str_is(e->tag, "!"))
        return NULL;
    if (e->kind == EVENT_LIST && str_is(e->tag, "tag:yaml.org,2002:seq"))
        return NULL;
    if (e->kind == EVENT_MAP && str_is(e->tag, "tag:yaml.org,2002:map"))
        return NULL;
    for (size_t i = 0; e->kind == EVENT_SCALAR && i < sizeof known / sizeof known[0]; i++)
        if (str_is(e->tag, known[i]))
            return NULL;
    struct span at = span_is_none(e->tag_span) ? e->span : e->tag_span;
    struct str word = source_text(r->sink->sources, at);
    struct diag *d = complain_of(r, E0684, at, "the tag ", word, " is not supported");
    diag_help(r->sink, d, "remove the tag: Onus takes the meaning of a value from the model");
    return d;
}

static bool
is_text_tag(struct str tag)
{
    return str_is(tag, "!") || str_is(tag, "tag:yaml.org,2002:str");
}

/* ---- anchors and aliases ---- */

/* 0: no anchor. A name may be given again; the latest counts. */
static uint32_t
open_anchor(struct yaml_reader *r, const struct event *e, struct tree *node)
{
    if (e->anchor.len == 0)
        return 0;
    if (r->anchors.len == 0)
        sym_table_init(&r->anchor_names, r->arena);
    struct sym name = sym_intern(&r->anchor_names, e->anchor);
    stack_reserve(&r->anchors);
    r->anchors.at[r->anchors.len++] = (struct anchor){
        .name = sym_str(&r->anchor_names, name), .node = node, .size = 1, .is_open = true};
    while (r->latest.len <= name.v) {
        stack_reserve(&r->latest);
        r->latest.at[r->latest.len++] = 0;
    }
    r->latest.at[name.v] = r->anchors.len;
    return r->anchors.len;
}

static void
close_anchor(struct yaml_reader *r, uint32_t anchor, uint64_t size, unsigned height)
{
    if (anchor == 0)
        return;
    r->anchors.at[anchor - 1].size = size;
    r->anchors.at[anchor - 1].height = height;
    r->anchors.at[anchor - 1].is_open = false;
}

static const struct anchor *
find_anchor(const struct yaml_reader *r, struct str name)
{
    if (r->anchors.len == 0)
        return NULL;
    struct sym known = sym_find(&r->anchor_names, name);
    return known.v ? &r->anchors.at[r->latest.at[known.v] - 1] : NULL;
}

static struct tree *
undefined_alias(struct yaml_reader *r, const struct event *e)
{
    struct diag *d = complain_of(r, E0823, e->span, "nothing above is called ", e->anchor, "");
    struct suggestion s = {.scratch = r->arena, .given = e->anchor};
    for (uint32_t i = 0; i < r->anchors.len && i < SUGGEST_FROM; i++)
        suggest(&s, r->anchors.at[i].name);
    if (s.best.len)
        diag_help(r->sink, d, "did you mean `*" STR_FMT "`?", STR_ARG(s.best));
    else
        diag_help(r->sink, d, "write the value here, or name it further up with `&…`");
    return broken_node(r, e->span, d, NULL);
}

/* A few aliases within each other may stand for billions of nodes: they are counted before they are believed. */
static bool
within_alias_budget(struct yaml_reader *r, const struct event *e, uint64_t size)
{
    r->node_count += size;
    r->alias_count += size;
    uint64_t by_bytes = (uint64_t)r->source->text.len * LIMIT_ALIAS_FACTOR;
    uint64_t budget = by_bytes < LIMIT_ALIAS_NODES ? by_bytes : LIMIT_ALIAS_NODES;
    if (r->alias_count <= budget)
        return true;
    struct diag *d =
        complain(r, E0715, e->span, "the aliases of this file stand for too many values");
    diag_note(r->sink, d, "up to here for %llu, and the limit for a file of this size is %llu",
              (unsigned long long)r->alias_count, (unsigned long long)budget);
    diag_help(r->sink, d, "write the values out, in several files if need be");
    r->is_ended = true;
    return false;
}

static void too_deep(struct yaml_reader *r, struct span at);
static void put(struct yaml_reader *r, struct tree *node, uint32_t hi, unsigned height);

static void
on_alias(struct yaml_reader *r, const struct event *e)
{
    const struct anchor *a = find_anchor(r, e->anchor);
    if (!a) {
        put(r, undefined_alias(r, e), e->span.hi, 0);
    } else if (a->is_open) {
        struct diag *d = complain_of(r, E0318, e->span, "", a->name, " would contain itself");
        diag_label(r->sink, d, (struct span){a->node->span.lo, a->node->span.lo + 1},
                   "'" STR_FMT "' starts here", STR_ARG(a->name));
        diag_help(r->sink, d, "refer to entities by their ids, not by YAML aliases");
        put(r, broken_node(r, e->span, d, NULL), e->span.hi, 0);
    } else if (r->depth + a->height > LIMIT_DATA_NESTING) {
        too_deep(r, e->span);
    } else if (within_alias_budget(r, e, a->size)) {
        put(r, a->node, e->span.hi, a->height);
    }
}

/* ---- keys ---- */

static void
set_key(struct yaml_reader *r, struct frame *f, struct str text, struct span span, bool is_plain)
{
    f->has_key = true;
    f->key_cause = NULL;
    f->entry = (struct tree_entry){.key = text, .key_span = span};
    f->hi = span.hi;
    if (!is_plain || !str_is(text, "<<"))
        return;
    f->merges = true;
    if (r->is_foreign)
        return;
    struct diag *d = complain(r, E0562, span, "merge keys are not supported");
    diag_help(r->sink, d,
              "write the fields out, or use a plain alias for one value: `field: *name`");
    f->key_cause = d;
}

/* A key that came as a node: an alias, or something that cannot be a key. */
static void
set_key_node(struct yaml_reader *r, struct frame *f, const struct tree *node)
{
    struct span at = node->span;
    if (node->kind == TREE_SCALAR) {
        set_key(r, f, node->text, at, false);
        return;
    }
    if (node->kind == TREE_NULL) {
        set_key(r, f, source_text(r->sink->sources, at), at, false);
        return;
    }
    bool is_nested = node == r->refused_in;
    struct str words = source_text(r->sink->sources, at);
    set_key(r, f, shape_shown(r->arena, words), at, false);
    f->key_cause = node->kind == TREE_BROKEN ? node->broken.cause : r->refused_by;
    r->refused_in = f->node;
    if (is_nested || node->kind == TREE_BROKEN)
        return;
    struct diag *d =
        complain(r, E0207, (struct span){at.lo, at.lo + 1},
                 node->kind == TREE_LIST ? "a list cannot be a key" : "a mapping cannot be a key");
    diag_help(r->sink, d, "use a text as key; a value that starts with '{' or '[' needs quotes");
    f->key_cause = r->refused_by = d;
}

static void
put_entry(struct yaml_reader *r, struct frame *f, struct tree *value)
{
    f->has_key = false;
    f->node->lost_keys |= f->key_cause != NULL;
    if (f->key_cause && value->kind != TREE_BROKEN)
        value = broken_node(r, value->span, f->key_cause, value);
    stack_reserve(&r->entries);
    f->entry.value = value;
    r->entries.at[r->entries.len++] = f->entry;
}

/* A complete node finds its place in what surrounds it. */
static void
put(struct yaml_reader *r, struct tree *node, uint32_t hi, unsigned height)
{
    if (r->depth == 0) {
        r->root = node;
        return;
    }
    struct frame *f = &r->frames[r->depth - 1];
    f->hi = hi;
    if (f->height < height + 1)
        f->height = height + 1;
    if (f->node->kind == TREE_LIST) {
        stack_reserve(&r->items);
        r->items.at[r->items.len++] = node;
    } else if (f->has_key) {
        put_entry(r, f, node);
    } else {
        set_key_node(r, f, node);
    }
}

/* ---- keys given twice ---- */

static void
mark_broken(struct yaml_reader *r, struct tree_entry *entry, const struct diag *cause)
{
    if (entry->value->kind != TREE_BROKEN)
        entry->value = broken_node(r, entry->value->span, cause, entry->value);
}

static void
on_key_twice(void *context, struct tree_entry *first, struct tree_entry *second)
{
    struct yaml_reader *r = context;
    if (r->finding_count >= LIMIT_FILE_FINDINGS)
        return;
    const struct diag *d = keys_report_twice(r->sink, first, second);
    r->is_lossy = true;
    r->finding_count++;
    mark_broken(r, first, d);
    mark_broken(r, second, d);
}

/* ---- merge keys ---- */

enum { MERGE_KEYS_MOST = 1000 };

static void
cannot_merge(struct yaml_reader *r, struct tree_entry *merge)
{
    struct diag *d = complain(r, E0562, merge->key_span, "this cannot be merged");
    diag_help(r->sink, d, "a merge key takes a mapping of at most %d keys, or a list of such",
              MERGE_KEYS_MOST);
    mark_broken(r, merge, d);
}

/* What `from` has and `into` lacks, after what it has; so what is written in a mapping itself goes first. */
static bool
merge_from(struct yaml_reader *r, struct tree *into, const struct tree *from)
{
    if (from->kind != TREE_MAP || into->count + from->count > MERGE_KEYS_MOST)
        return false;
    struct tree_entry *all = arena_array(r->arena, struct tree_entry, into->count + from->count);
    uint32_t count = into->count;
    memcpy(all, into->entries, count * sizeof *all);
    for (uint32_t i = 0; i < from->count; i++)
        if (!tree_find(into, from->entries[i].key))
            all[count++] = from->entries[i];
    into->entries = all;
    into->count = count;
    return true;
}

/* In a mapping of others, the keys that a merge key (YAML 1.1) takes from other mappings. */
static void
merge_keys(struct yaml_reader *r, struct tree *map)
{
    struct tree_entry *merge = tree_find(map, STR("<<"));
    const struct tree *from = merge->value;
    bool ok = from->kind == TREE_MAP || from->kind == TREE_LIST || from->kind == TREE_BROKEN;
    if (from->kind == TREE_MAP)
        ok = merge_from(r, map, from);
    for (uint32_t i = 0; from->kind == TREE_LIST && ok && i < from->count; i++)
        ok = merge_from(r, map, from->items[i]);
    merge = tree_find(map, STR("<<"));
    if (!ok)
        cannot_merge(r, merge);
    map->lost_keys |= !ok || from->kind == TREE_BROKEN;
    if (!ok || from->kind == TREE_BROKEN)
        return;
    memmove(merge, merge + 1, (size_t)(map->entries + map->count - (merge + 1)) * sizeof *merge);
    map->count--;
}

/* ---- lists and mappings ---- */

static void
too_deep(struct yaml_reader *r, struct span at)
{
    struct diag *d = diag_add(r->sink, E0390, (struct span){at.lo, at.lo + 1},
                              "lists and mappings nest deeper than %d levels", LIMIT_DATA_NESTING);
    diag_help(r->sink, d, "give the inner parts ids and refer to them");
    r->is_lossy = true;
    r->is_ended = true;
}

/* What is kept of the node that begins here; NULL: nothing, it is passed by. */
static struct projection *
keep_here(const struct yaml_reader *r)
{
    if (r->depth == 0)
        return r->keep;
    const struct frame *f = &r->frames[r->depth - 1];
    if (f->node->kind == TREE_LIST)
        return projection_item(f->keep);
    return f->has_key ? projection_key(f->keep, f->entry.key) : f->keep;
}

static struct tree *
passed_node(struct yaml_reader *r)
{
    if (!r->passed)
        r->passed = new_node(r, TREE_PASSED, SPAN_NONE);
    return r->passed;
}

/* An event within a value that is not kept, or the one that begins it. */
static void
pass(struct yaml_reader *r, const struct event *e)
{
    bool opens = e->kind == EVENT_LIST || e->kind == EVENT_MAP;
    if (opens && r->depth + r->passing == LIMIT_DATA_NESTING)
        too_deep(r, e->span);
    else if (opens)
        r->passing++;
    else if (e->kind == EVENT_LIST_END || e->kind == EVENT_MAP_END)
        r->passing--;
    if (r->passing == 0)
        put(r, passed_node(r), e->span.hi, 0);
}

static void
on_open(struct yaml_reader *r, const struct event *e)
{
    struct projection *keep = keep_here(r);
    if (!keep) {
        pass(r, e);
        return;
    }
    if (r->depth == LIMIT_DATA_NESTING) {
        too_deep(r, e->span);
        return;
    }
    struct diag *refused = check_tag(r, e);
    uint64_t before = r->node_count;
    bool is_list = e->kind == EVENT_LIST;
    struct tree *node = new_node(r, is_list ? TREE_LIST : TREE_MAP, e->span);
    r->frames[r->depth++] = (struct frame){
        .node = node,
        .first = is_list ? r->items.len : r->entries.len,
        .anchor = open_anchor(r, e, node),
        .node_count = before,
        .hi = e->span.hi,
        .is_flow = e->is_flow,
        .keep = keep,
        .tag_cause = refused,
    };
}

static void
on_close(struct yaml_reader *r, const struct event *e)
{
    struct frame f = r->frames[--r->depth];
    struct tree *node = f.node;
    if (node->kind == TREE_LIST) {
        node->count = r->items.len - f.first;
        node->items = arena_array(r->arena, struct tree *, node->count);
        if (node->count)
            memcpy(node->items, r->items.at + f.first, node->count * sizeof *node->items);
        r->items.len = f.first;
    } else {
        node->count = r->entries.len - f.first;
        node->entries = arena_array(r->arena, struct tree_entry, node->count);
        if (node->count)
            memcpy(node->entries, r->entries.at + f.first, node->count * sizeof *node->entries);
        r->entries.len = f.first;
        keys_find_twice(&r->keys, node, on_key_twice, r);
        if (f.merges && r->is_foreign)
            merge_keys(r, node);
    }
    /* The end that libyaml gives for what has no brackets is the start of whatever comes next. */
    node->span.hi = f.is_flow ? e->span.hi : f.hi;
    close_anchor(r, f.anchor, r->node_count - f.node_count, f.height);
    if (f.tag_cause)
        node = broken_node(r, node->span, f.tag_cause, node);
    put(r, node, node->span.hi, f.height);
}

/* ---- scalars ---- */

static struct tree *
scalar_node(struct yaml_reader *r, const struct event *e)
{
    bool is_text = !e->is_plain || is_text_tag(e->tag);
    if (!is_text && is_null_text(e->text))
        return new_node(r, TREE_NULL, e->span);
    struct tree *node = new_node(r, TREE_SCALAR, e->span);
    node->quoted = is_text;
    node->text = kept_text(r, e);
    return node;
}

static void
on_scalar(struct yaml_reader *r, const struct event *e)
{
    struct frame *f = r->depth ? &r->frames[r->depth - 1] : NULL;
    bool is_key = f && f->node->kind == TREE_MAP && !f->has_key;
    if (!is_key && !keep_here(r)) {
        pass(r, e);
        return;
    }
    struct diag *refused = check_tag(r, e);
    struct tree *node = !is_key || e->anchor.len ? scalar_node(r, e) : NULL;
    close_anchor(r, open_anchor(r, e, node), 1, 0);
    if (is_key) {
        set_key(r, f, kept_text(r, e), e->span, e->is_plain);
        return;
    }
    if (refused)
        node = broken_node(r, e->span, refused, node);
    put(r, node, e->span.hi, 0);
}

/* ---- the reader ---- */

struct yaml_reader *
yaml_open(struct arena *a, struct diag_sink *sink, const struct source *source)
{
    struct yaml_reader *r = arena_new(a, struct yaml_reader);
    r->sink = sink;
    r->source = source;
    r->input = yaml_input_open(sink, source);
    r->keep = projection_whole(a);
    r->is_lossy = r->is_ended = !r->input;
    return r;
}

void
yaml_merge_keys(struct yaml_reader *r)
{
    r->is_foreign = true;
}

void
yaml_keep(struct yaml_reader *r, struct projection *keep)
{
    if (!memchr(r->source->text.at, '&', r->source->text.len))
        r->keep = keep;
}

static void
begin_document(struct yaml_reader *r, struct arena *a)
{
    r->arena = a;
    r->spare_count = 0;
    r->root = r->passed = NULL;
    r->passing = 0;
    r->refused_in = NULL;
    r->depth = 0;
    r->items.len = r->entries.len = r->anchors.len = r->latest.len = 0;
    r->node_count = 0;
    r->is_lossy = r->is_ended && !r->input;
}

static void
too_many(struct yaml_reader *r)
{
    if (r->finding_count < LIMIT_FILE_FINDINGS || r->is_ended)
        return;
    struct diag *d = complain(r, E0930, r->event.span, "too many mistakes in one file");
    diag_note(r->sink, d, "the rest of the file was not read");
    diag_help(r->sink, d, "mend those before it first: most of them have one cause");
    r->is_ended = true;
}

/* One event; true when the document is complete. */
static bool
step(struct yaml_reader *r)
{
    yaml_input_next(r->input, &r->event);
    if (r->passing && r->event.kind != EVENT_END) {
        pass(r, &r->event);
        return false;
    }
    switch (r->event.kind) {
    case EVENT_END:
        r->is_ended = true;
        r->is_lossy |= r->event.failed;
        r->root = NULL;
        return false;
    case EVENT_DOCUMENT: return false;
    case EVENT_DOCUMENT_END: return true;
    case EVENT_SCALAR: on_scalar(r, &r->event); break;
    case EVENT_ALIAS: on_alias(r, &r->event); break;
    case EVENT_LIST:
    case EVENT_MAP: on_open(r, &r->event); break;
    case EVENT_LIST_END:
    case EVENT_MAP_END: on_close(r, &r->event); break;
    }
    too_many(r);
    return false;
}

struct tree *
yaml_next(struct yaml_reader *r, struct arena *a, bool *ok)
{
    begin_document(r, a);
    bool is_complete = false;
    while (!r->is_ended && !is_complete)
        is_complete = step(r);
    *ok = !r->is_lossy;
    return is_complete ? r->root : NULL;
}

void
yaml_close(struct yaml_reader *r)
{
    yaml_input_close(r->input);
    mem_free(r->items.at);
    mem_free(r->entries.at);
    mem_free(r->anchors.at);
    mem_free(r->latest.at);
    keys_finish(&r->keys);
}
