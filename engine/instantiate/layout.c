#include "engine/instantiate/layout.h"

#include <string.h>

#include "engine/render/render.h"

/* ---- lines ---- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
is_end(char c)
{
    return c == '\n' || c == '\r';
}

static size_t
line_start(struct str text, size_t at)
{
    while (at > 0 && !is_end(text.at[at - 1]))
        at--;
    return at;
}

/* Behind the end of the line on which `at` stands. */
static size_t
next_line(struct str text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

/* The line behind a value; a text in lines ends where the next one begins. */
static size_t
line_behind(struct str text, size_t end)
{
    return end > 0 && text.at[end - 1] == '\n' ? end : next_line(text, end);
}

static size_t
skip_blanks(struct str text, size_t at)
{
    while (at < text.len && is_blank(text.at[at]))
        at++;
    return at;
}

static size_t
offset(const struct layout *l, uint32_t at)
{
    return at - l->source->base;
}

static char
char_at(const struct layout *l, uint32_t at)
{
    size_t i = offset(l, at);
    return i < l->source->text.len ? l->source->text.at[i] : '\0';
}

/* Text of which every line is put at that indentation, with the line ends of the file. */
static struct str
indented(const struct layout *l, struct str text, size_t indent)
{
    struct text_buf out = {.arena = l->arena};
    for (size_t from = 0; from < text.len;) {
        size_t to = str_find(text, STR("\n"), from);
        to = to == SIZE_MAX ? text.len : to;
        for (size_t i = 0; i < indent && to > from; i++)
            text_add_char(&out, ' ');
        text_add(&out, str_slice(text, from, to));
        text_add_c(&out, l->line_end);
        from = to + 1;
    }
    return text_str(&out);
}

static void
collect(void *context, struct str bytes)
{
    text_add(context, bytes);
}

static struct str
in_lines(struct arena *a, const struct doc_node *root)
{
    struct text_buf text = {.arena = a};
    struct output out = {&text, collect};
    struct document d = {FILE_FORMAT_yaml, root};
    render_document(&d, &out);
    return text_str(&text);
}

struct str
layout_inline(struct arena *a, const struct doc_node *value)
{
    struct text_buf text = {.arena = a};
    struct output out = {&text, collect};
    render_yaml_inline(value, &out);
    return text_str(&text);
}

/* ---- reading ---- */

struct layout *
layout_read(struct arena *a, const struct source *source)
{
    struct layout *l = arena_new(a, struct layout);
    struct source_map sources;
    struct diag_sink mute; /* what is wrong with the file was told when it was loaded */
    bool ok = true;
    source_map_init(&sources, a);
    diag_sink_init(&mute, a, &sources);
    *l = (struct layout){.arena = a, .source = source, .line_end = "\n"};
    l->is_yaml = str_ends(source->name, STR(".yaml")) || str_ends(source->name, STR(".yml"));
    if (str_find(source->text, STR("\r\n"), 0) != SIZE_MAX)
        l->line_end = "\r\n";
    if (!l->is_yaml)
        return l;
    struct yaml_reader *r = yaml_open(a, &mute, source);
    for (struct tree *t; (t = yaml_next(r, a, &ok));)
        vec_push(a, &l->documents, t);
    yaml_close(r);
    return l;
}

struct looking {
    const struct layout *l;
    uint32_t id;
    const struct tree *fields;
    size_t entry;
};

/* An entity is a mapping whose `id` stands there, or the value of a key that does. */
static void
find_entity(struct looking *f, const struct tree *t)
{
    if (t->kind == TREE_LIST)
        for (uint32_t i = 0; i < t->count && !f->fields; i++)
            find_entity(f, t->items[i]);
    if (t->kind != TREE_MAP)
        return;
    for (uint32_t i = 0; i < t->count && !f->fields; i++) {
        const struct tree_entry *e = &t->entries[i];
        bool is_id = str_is(e->key, "id") && e->value->span.lo == f->id;
        if (is_id || (e->key_span.lo == f->id && e->value->kind == TREE_MAP)) {
            f->fields = is_id ? t : e->value;
            f->entry = offset(f->l, is_id ? t->span.lo : e->key_span.lo);
        } else {
            find_entity(f, e->value);
        }
    }
}

const struct tree *
layout_entity(const struct layout *l, struct span id, size_t *entry)
{
    struct looking f = {.l = l, .id = id.lo};
    for (uint32_t i = 0; i < l->documents.len && !f.fields; i++)
        find_entity(&f, l->documents.at[i]);
    *entry = f.entry;
    return f.fields;
}

/* ---- more members ---- */

/* An anchor or tag before the value: others may mean it too. */
static bool
is_marked(const struct layout *l, size_t at)
{
    struct str text = l->source->text;
    while (at > 0 && (is_blank(text.at[at - 1]) || is_end(text.at[at - 1])))
        at--;
    while (at > 0 && !is_blank(text.at[at - 1]) && !is_end(text.at[at - 1]))
        at--;
    return at < text.len && (text.at[at] == '&' || text.at[at] == '!');
}

/* The value stands at its key, and nowhere else. */
static bool
is_own(const struct layout *l, const struct tree *fields, const struct tree_entry *e)
{
    struct span at = e->value->span;
    return at.lo >= e->key_span.hi && at.hi <= fields->span.hi && !is_marked(l, offset(l, at.lo));
}

static struct str
without_brackets(struct str list)
{
    return str_slice(list, 1, list.len - 1);
}

static struct doc_node *
list_of(const struct layout *l, const struct doc_node *value)
{
    struct doc_node *list = doc_new(l->arena, DOC_LIST);
    for (uint32_t i = 0; i < value->items.len; i++)
        vec_push(l->arena, &list->items, value->items.at[i]);
    return list;
}

static bool
add_in_brackets(const struct layout *l, const struct tree *t, const struct doc_node *value,
                struct file_edit *out)
{
    struct str more = layout_inline(l->arena, value);
    size_t lo = offset(l, t->span.lo), hi = offset(l, t->span.hi);
    if (t->count == 0) {
        *out = (struct file_edit){l->source, lo, hi, more};
        return true;
    }
    size_t end = offset(l, t->items[t->count - 1]->span.hi);
    *out = (struct file_edit){l->source, end, end,
                              str_printf(l->arena, ", " STR_FMT, STR_ARG(without_brackets(more)))};
    return end < hi;
}

/* Lines behind the last one, with the same indentation. */
static bool
add_lines(const struct layout *l, const struct tree *t, const struct doc_node *value,
          struct file_edit *out)
{
    struct str text = l->source->text;
    const struct tree *last = t->items[t->count - 1];
    size_t dash = offset(l, last->span.lo), end = line_behind(text, offset(l, last->span.hi));
    while (dash > 0 && is_blank(text.at[dash - 1]))
        dash--;
    if (last->kind != TREE_SCALAR || dash == 0 || text.at[dash - 1] != '-')
        return false;
    size_t from = line_start(text, dash - 1);
    if (skip_blanks(text, from) != dash - 1)
        return false;
    struct str lines = indented(l, in_lines(l->arena, list_of(l, value)), dash - 1 - from);
    if (end == text.len && end > 0 && text.at[end - 1] != '\n')
        lines = str_printf(l->arena, "%s" STR_FMT, l->line_end, STR_ARG(lines));
    *out = (struct file_edit){l->source, end, end, lines};
    return true;
}

static bool
add_to_one(const struct layout *l, const struct tree *t, const struct doc_node *value,
           struct file_edit *out)
{
    struct doc_node *all = doc_new(l->arena, DOC_LIST);
    char first = char_at(l, t->span.lo);
    vec_push(l->arena, &all->items, doc_leaf(l->arena, LEAF_TEXT, t->text));
    for (uint32_t i = 0; i < value->items.len; i++)
        vec_push(l->arena, &all->items, value->items.at[i]);
    *out = (struct file_edit){l->source, offset(l, t->span.lo), offset(l, t->span.hi),
                              layout_inline(l->arena, all)};
    return first != '|' && first != '>';
}

static bool
add_value(const struct layout *l, const struct tree_entry *e, const struct doc_node *value,
          struct file_edit *out)
{
    const struct tree *t = e->value;
    if (t->kind == TREE_NULL)
        return edit_fill(l->arena, l->source, e->key_span, layout_inline(l->arena, value), out);
    if (value->kind != DOC_LIST)
        return false;
    if (t->kind == TREE_SCALAR)
        return add_to_one(l, t, value, out);
    if (t->kind != TREE_LIST)
        return false;
    return char_at(l, t->span.lo) == '[' ? add_in_brackets(l, t, value, out)
                                         : add_lines(l, t, value, out);
}

bool
layout_says(const struct tree *fields, struct str key, struct str text)
{
    const struct tree *t = tree_get(fields, key);
    if (t && t->kind == TREE_SCALAR)
        return str_eq(t->text, text);
    for (uint32_t i = 0; t && t->kind == TREE_LIST && i < t->count; i++)
        if (t->items[i]->kind == TREE_SCALAR && str_eq(t->items[i]->text, text))
            return true;
    return false;
}

bool
layout_add(const struct layout *l, const struct tree *fields, struct str behind, struct str key,
           const struct doc_node *value, struct file_edit *out)
{
    const struct tree_entry *there = tree_find(fields, key), *near = tree_find(fields, behind);
    if (there)
        return is_own(l, fields, there) && add_value(l, there, value, out);
    struct str words = layout_inline(l->arena, value);
    return near && is_own(l, fields, near) &&
           edit_insert(l->arena, l->source, near->key_span, near->value->span, key,
                       (struct yaml_words){words, words}, out);
}

/* ---- remarks ---- */

/* Where the line of an entry begins, if there is nothing else before it. */
static bool
entry_line(const struct layout *l, size_t entry, size_t *from)
{
    struct str text = l->source->text;
    *from = line_start(text, entry);
    for (size_t i = *from; i < entry; i++)
        if (!is_blank(text.at[i]) && text.at[i] != '-')
            return false;
    return true;
}

bool
layout_remark(const struct layout *l, size_t entry, struct str remark, struct file_edit *out)
{
    size_t from;
    if (!entry_line(l, entry, &from))
        return false;
    struct str text = l->source->text, indent = str_slice(text, from, skip_blanks(text, from));
    *out = (struct file_edit){
        l->source, from, from,
        str_printf(l->arena, STR_FMT STR_FMT "%s", STR_ARG(indent), STR_ARG(remark), l->line_end)};
    return true;
}

bool
layout_find_remark(const struct layout *l, size_t entry, struct str remark,
                   struct file_edit *without)
{
    struct str text = l->source->text;
    size_t from;
    if (!entry_line(l, entry, &from))
        return false;
    while (from > 0) {
        size_t end = from, start = line_start(text, from - 1);
        if (text.at[start] == '\n')
            start++;
        size_t word = skip_blanks(text, start);
        if (word >= end || text.at[word] != '#')
            return false;
        if (str_starts(str_slice(text, word, end), remark)) {
            *without = (struct file_edit){l->source, start, end, STR("")};
            return true;
        }
        from = start;
    }
    return false;
}

/* ---- more entries ---- */

/* Behind the lines of the last entry, and the remarks that are indented like it or deeper. */
static size_t
behind_entries(const struct layout *l, const struct tree *t, size_t indent)
{
    struct str text = l->source->text;
    size_t at = line_behind(text, offset(l, t->span.hi));
    for (size_t line = at; line < text.len; line = next_line(text, line)) {
        size_t word = skip_blanks(text, line);
        if (word < text.len && text.at[word] == '#' && word - line >= indent && indent > 0)
            at = next_line(text, line);
        else if (word >= text.len || !is_end(text.at[word]))
            break;
    }
    return at;
}

static struct str
on_new_line(const struct layout *l, size_t at, struct str lines)
{
    struct str text = l->source->text;
    if (at == 0 || text.at[at - 1] == '\n')
        return lines;
    return str_printf(l->arena, "%s" STR_FMT, l->line_end, STR_ARG(lines));
}

/* The collection in the last document that has it; NULL: none, or one that is not written in lines. */
static const struct tree_entry *
find_collection(const struct layout *l, struct str name)
{
    for (uint32_t i = l->documents.len; i-- > 0;) {
        const struct tree_entry *e = tree_find(l->documents.at[i], name);
        if (e)
            return e;
    }
    return NULL;
}

/* A list in lines: the column of its dashes. */
static bool
is_in_lines(const struct layout *l, const struct tree_entry *e, size_t *indent)
{
    struct str text = l->source->text;
    const struct tree *t = e->value;
    if ((t->kind != TREE_LIST && t->kind != TREE_MAP) || t->count == 0 ||
        t->span.lo < e->key_span.hi || is_marked(l, offset(l, t->span.lo)))
        return false;
    size_t at = offset(l, t->span.lo), from = line_start(text, at);
    *indent = skip_blanks(text, from) - from;
    bool is_list = t->kind == TREE_LIST;
    return from + *indent == at && (is_list ? text.at[at] == '-' : text.at[at] != '{');
}

/* Entries by their ids, for a collection that is written so. */
static struct doc_node *
by_id(const struct layout *l, const struct doc_node *entries)
{
    struct doc_node *map = doc_new(l->arena, DOC_MAPPING);
    for (uint32_t i = 0; i < entries->items.len; i++) {
        struct doc_node *fields = doc_new(l->arena, DOC_MAPPING);
        struct doc_member entry = {.value = fields};
        for (uint32_t k = 0; k < entries->items.at[i]->members.len; k++) {
            struct doc_member m = entries->items.at[i]->members.at[k];
            if (str_is(m.key, "id"))
                entry.key = m.value->text;
            else
                vec_push(l->arena, &fields->members, m);
        }
        vec_push(l->arena, &map->members, entry);
    }
    return map;
}

static struct doc_node *
root_of(struct arena *a, struct str collection, struct doc_node *entries)
{
    struct doc_node *root = doc_new(a, DOC_MAPPING);
    vec_push(a, &root->members, ((struct doc_member){.key = collection, .value = entries}));
    return root;
}

/* Nothing but lines of a mapping that begin at the margin, so that one more key may follow. */
static bool
may_go_on(const struct layout *l)
{
    struct str text = l->source->text;
    if (!l->documents.len)
        return str_blank(text);
    const struct tree *root = l->documents.at[l->documents.len - 1];
    if (root->kind != TREE_MAP)
        return false;
    size_t at = offset(l, root->span.lo);
    bool is_at_margin = at < text.len && line_start(text, at) == at && text.at[at] != '{';
    for (size_t line = line_behind(text, offset(l, root->span.hi)); line < text.len;
         line = next_line(text, line))
        is_at_margin &= !str_starts(str_slice(text, line, text.len), STR("..."));
    return is_at_margin;
}

struct file_edit
layout_append(const struct layout *l, struct str collection, const struct doc_node *entries)
{
    struct arena *a = l->arena;
    const struct tree_entry *there = find_collection(l, collection);
    struct doc_node *all = list_of(l, entries);
    size_t indent, end = l->source->text.len;
    if (there && is_in_lines(l, there, &indent)) {
        size_t at = behind_entries(l, there->value, indent);
        bool is_list = there->value->kind == TREE_LIST;
        struct str lines = indented(l, in_lines(a, is_list ? all : by_id(l, entries)), indent);
        return (struct file_edit){l->source, at, at, on_new_line(l, at, lines)};
    }
    bool is_more = !there && may_go_on(l);
    struct str lines = in_lines(a, root_of(a, collection, all));
    if (!is_more)
        lines = str_printf(a, "---\n" STR_FMT, STR_ARG(lines));
    return (struct file_edit){l->source, end, end, on_new_line(l, end, indented(l, lines, 0))};
}

struct str
layout_new_file(struct arena *a, const struct doc_node *root)
{
    return in_lines(a, root);
}
