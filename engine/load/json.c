#include <string.h>

#include "engine/load/bytes.h"
#include "engine/load/documents.h"
#include "engine/load/json_internal.h"

enum { NODE_BATCH = 64 };

/* Room for one more element; the stacks are not in an arena, for they grow and are thrown away. */
#define stack_reserve(s)                                                                           \
    ((s)->len < (s)->cap                                                                           \
         ? (void)0                                                                                 \
         : (void)((s)->at = mem_grow((s)->at, sizeof *(s)->at, (s)->cap, ((s)->cap + 32) * 2),     \
                  (s)->cap = ((s)->cap + 32) * 2))

/* ---- messages ---- */

const char *
json_after(const struct json *j, const char *p)
{
    size_t i = 0;
    if (p < j->end)
        str_next_codepoint((struct str){p, (size_t)(j->end - p)}, &i);
    return p + i;
}

struct diag *
json_mistake(struct json *j, enum diag_code code, const char *lo, const char *hi,
             const char *message, const char *help)
{
    struct diag *d = complain_at(&j->complaints, code, json_span(j, lo, hi), "%s", message);
    if (help)
        diag_help(j->complaints.sink, d, "%s", help);
    j->is_unsure = true;
    return d;
}

struct diag *
json_stop(struct json *j, enum diag_code code, const char *lo, const char *hi, const char *message,
          const char *help)
{
    j->is_stopped = true;
    return json_mistake(j, code, lo, hi, message, help);
}

static void
stop_too_deep(struct json *j)
{
    struct diag *d =
        json_stop(j, E0390, j->at, j->at + 1, "", "give the inner parts ids and refer to them");
    d->message = str_printf(j->complaints.sink->arena,
                            "objects and arrays nest deeper than %d levels", LIMIT_TREE_NESTING);
}

static const char *
frame_words(const struct json_frame *f)
{
    return f->closer == '}' ? "object" : "array";
}

static void
label_start(struct json *j, struct diag *d, const struct json_frame *f)
{
    struct span at = {f->node->span.lo, f->node->span.lo + 1};
    diag_label(j->complaints.sink, d, at, "the %s starts here", frame_words(f));
}

/* The innermost one only: the others lack their ends for the same reason. */
static void
stop_at_end(struct json *j)
{
    if (j->is_stopped)
        return; /* by a comment that has no end */
    struct json_frame *f = &j->frames[j->depth - 1];
    const char *open = j->begin + (f->node->span.lo - j->base);
    struct diag *d = json_stop(
        j, E0364, open, open + 1,
        f->closer == '}' ? "the object that starts here has no end"
                         : "the array that starts here has no end",
        f->closer == '}' ? "close it with '}', or get the whole file: it may have been cut off"
                         : "close it with ']', or get the whole file: it may have been cut off");
    diag_label(j->complaints.sink, d, json_span(j, j->end, j->end), "the file ends here");
}

static void
stop_at_wrong_closer(struct json *j)
{
    struct json_frame *f = &j->frames[j->depth - 1];
    struct diag *d =
        json_stop(j, E0364, j->at, j->at + 1,
                  f->closer == '}' ? "']' cannot close an object" : "'}' cannot close an array",
                  f->closer == '}' ? "close it with '}'" : "close it with ']'");
    label_start(j, d, f);
}

static void
stop_at_stranger(struct json *j, const char *expected)
{
    const char *end = json_after(j, j->at);
    struct str shown = {j->at, (size_t)(end - j->at)};
    struct diag *d = json_stop(j, E0364, j->at, end, "", NULL);
    d->message = str_printf(j->complaints.sink->arena, "%s was expected here, not '" STR_FMT "'",
                            expected, STR_ARG(shown));
    diag_help(j->complaints.sink, d, "remove it, or write it inside a text in double quotes");
}

/* ---- between values ---- */

/* JSON has none, but some programs read and write them: reported once, then skipped. False: this is none. */
static bool
skip_comment(struct json *j)
{
    const char *start = j->at, *p = start + 1;
    if (*start == '/' && (p == j->end || (*p != '/' && *p != '*')))
        return false;
    bool is_block = *start == '/' && *p == '*';
    const char *close = NULL;
    if (is_block)
        for (p++; p + 1 < j->end && !close; p++)
            close = p[0] == '*' && p[1] == '/' ? p + 2 : NULL;
    else
        for (close = p; close < j->end && *close != '\n' && *close != '\r';)
            close++;
    if (!close) {
        json_stop(j, E0364, start, start + 2, "the comment that starts here has no end",
                  "remove it: JSON has no comments");
        j->at = j->end;
        return true;
    }
    if (!j->has_comment)
        json_mistake(j, E0364, start, close, "a comment, which JSON does not have",
                     "remove it, and any others in this file");
    j->has_comment = true;
    j->at = close;
    return true;
}

/* False: the text is at its end. */
static inline bool
skip_space(struct json *j)
{
    const char *p = j->at, *end = j->end;
    for (;;) {
        while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
            p++;
        j->at = p;
        if (p == end)
            return false;
        if ((*p != '/' && *p != '#') || !skip_comment(j))
            return true;
        p = j->at;
    }
}

static struct tree *
new_node(struct json *j, enum tree_kind kind, const char *lo)
{
    if (j->spare_count == 0) {
        j->spare = arena_array(j->arena, struct tree, NODE_BATCH);
        j->spare_count = NODE_BATCH;
    }
    struct tree *node = &j->spare[--j->spare_count];
    node->kind = kind;
    node->span = json_span(j, lo, j->at);
    return node;
}

static struct tree *
broken_node(struct json *j, struct span at, const struct diag *cause, struct tree *instead)
{
    struct tree *node = new_node(j, TREE_BROKEN, j->at);
    node->span = at;
    node->broken.cause = cause;
    node->broken.instead = instead;
    return node;
}

/* ---- values that no clause can reach: read for their mistakes, then forgotten ---- */

static void
begin_passing(struct json *j)
{
    if (!j->passing.node)
        j->passing.node = new_node(j, TREE_PASSED, j->begin);
    j->passing.depth = j->depth;
    j->passing.spare = j->spare;
    j->passing.spare_count = j->spare_count;
    j->passing.mark = arena_mark(j->arena);
}

static struct tree *
end_passing(struct json *j)
{
    uint32_t left = j->spare == j->passing.spare ? j->spare_count : 0;
    arena_rewind(j->arena, j->passing.mark);
    j->spare = j->passing.spare;
    j->spare_count = j->passing.spare_count;
    if (j->spare_count > left)
        memset(j->spare + left, 0, (j->spare_count - left) * sizeof *j->spare);
    j->passing.depth = 0;
    return j->passing.node;
}

/* A complete node finds its place in what surrounds it. */
static void
put(struct json *j, struct tree *node)
{
    if (j->depth == 0) {
        j->root = node;
        return;
    }
    if (j->passing.depth == j->depth)
        node = end_passing(j);
    struct json_frame *f = &j->frames[j->depth - 1];
    f->is_begun = true;
    if (f->closer == ']') {
        stack_reserve(&j->items);
        j->items.at[j->items.len++] = node;
        return;
    }
    if (f->key_cause && node->kind != TREE_BROKEN)
        node = broken_node(j, node->span, f->key_cause, node);
    f->entry.value = node;
    stack_reserve(&j->entries);
    j->entries.at[j->entries.len++] = f->entry;
}

/* ---- objects and lists ---- */

static void
open_frame(struct json *j, enum tree_kind kind, char closer)
{
    if (j->depth == LIMIT_TREE_NESTING) {
        stop_too_deep(j);
        return;
    }
    struct tree *node = new_node(j, kind, j->at);
    j->at++;
    j->frames[j->depth++] =
        (struct json_frame){.node = node,
                            .first = kind == TREE_LIST ? j->items.len : j->entries.len,
                            .closer = closer,
                            .keep = j->keep};
}

static void
on_key_twice(void *context, struct tree_entry *first, struct tree_entry *second)
{
    struct json *j = context;
    if (j->complaints.is_full)
        return;
    struct diag *d = keys_report_twice(j->complaints.sink, first, second);
    complaints_count(&j->complaints, second->key_span);
    if (first->value->kind != TREE_BROKEN)
        first->value = broken_node(j, first->value->span, d, first->value);
    if (second->value->kind != TREE_BROKEN)
        second->value = broken_node(j, second->value->span, d, second->value);
}

/* The children move from the stack to the node. */
static void
close_frame(struct json *j)
{
    struct json_frame *f = &j->frames[--j->depth];
    struct tree *node = f->node;
    j->at++;
    node->span.hi = j->base + (uint32_t)(j->at - j->begin);
    if (node->kind == TREE_LIST) {
        node->count = j->items.len - f->first;
        node->items =
            arena_alloc_raw(j->arena, sizeof *node->items, _Alignof(struct tree *), node->count);
        if (node->count)
            memcpy(node->items, j->items.at + f->first, node->count * sizeof *node->items);
        j->items.len = f->first;
    } else {
        node->count = j->entries.len - f->first;
        node->entries = arena_alloc_raw(j->arena, sizeof *node->entries,
                                        _Alignof(struct tree_entry), node->count);
        if (node->count)
            memcpy(node->entries, j->entries.at + f->first, node->count * sizeof *node->entries);
        j->entries.len = f->first;
        keys_find_twice(&j->keys, node, on_key_twice, j);
    }
    put(j, node);
}

/* ---- values ---- */

static void
read_text_value(struct json *j)
{
    const char *start = j->at;
    struct json_text text;
    json_read_text(j, &text);
    if (j->is_stopped)
        return;
    struct tree *node = new_node(j, TREE_SCALAR, start);
    node->quoted = true;
    node->text = text.text;
    put(j, text.cause ? broken_node(j, node->span, text.cause, node) : node);
}

static void
read_single_value(struct json *j)
{
    const char *start = j->at;
    struct str text;
    json_read_single(j, &text);
    struct tree *node = new_node(j, TREE_SCALAR, start);
    node->quoted = true;
    node->text = text;
    put(j, node);
}

static void
read_word_value(struct json *j)
{
    const char *start = j->at;
    struct tree *node = new_node(j, TREE_SCALAR, start);
    const struct diag *cause = json_read_word(j, node);
    node->span = json_span(j, start, j->at);
    put(j, cause ? broken_node(j, node->span, cause, node) : node);
}

/* What stands here can only come after a value. */
static void
put_missing_value(struct json *j)
{
    struct diag *d = json_mistake(j, E0364, j->at, j->at + 1, "a value is missing before this",
                                  "write the value, or remove the comma or key that is too much");
    put(j, broken_node(j, json_span(j, j->at, j->at), d, NULL));
}

static void
read_value(struct json *j)
{
    switch (*j->at) {
    case '"': read_text_value(j); return;
    case '{': open_frame(j, TREE_MAP, '}'); return;
    case '[': open_frame(j, TREE_LIST, ']'); return;
    case '\'': read_single_value(j); return;
    case ',':
    case ']':
    case '}':
        if (j->depth > 0) {
            put_missing_value(j);
            return;
        }
        break;
    default: break;
    }
    if (json_starts_word(*j->at))
        read_word_value(j);
    else
        stop_at_stranger(j, "a value");
}

/* The value of a member of an object or list. */
static void
read_member(struct json *j, const struct json_frame *f)
{
    j->keep = NULL;
    if (f->keep)
        j->keep =
            f->closer == ']' ? projection_item(f->keep) : projection_key(f->keep, f->entry.key);
    if (f->keep && !j->keep)
        begin_passing(j);
    read_value(j);
}

/* ---- keys ---- */

/* False: there is none. */
static bool
read_key_text(struct json *j, struct json_frame *f)
{
    const char *start = j->at;
    struct json_text text = {0};
    if (*start == '"') {
        json_read_text(j, &text);
    } else if (*start == '\'') {
        json_read_single(j, &text.text);
    } else if (json_starts_word(*start)) {
        text.text = json_read_bare_key(j);
    } else {
        stop_at_stranger(j, "a key in double quotes");
    }
    f->node->lost_keys |= text.cause != NULL;
    f->entry = (struct tree_entry){.key = text.text, .key_span = json_span(j, start, j->at)};
    f->key_cause = text.cause;
    return !j->is_stopped;
}

static void
complain_of_colon(struct json *j, struct json_frame *f)
{
    const char *lo = j->begin + (f->entry.key_span.lo - j->base);
    const char *hi = j->begin + (f->entry.key_span.hi - j->base);
    json_mistake(j, E0364, lo, hi, "a ':' is missing after this key", "write \"key\": value");
    if (*j->at == '=')
        j->at++;
}

/* The key and its colon. False: no value is to be read. */
static bool
read_key(struct json *j, struct json_frame *f)
{
    if (*j->at == ',') {
        json_mistake(j, E0364, j->at, j->at + 1, "a key and its value are missing before this",
                     "remove one of the commas");
        f->is_begun = true;
        return false;
    }
    if (!read_key_text(j, f))
        return false;
    if (!skip_space(j)) {
        stop_at_end(j);
        return false;
    }
    if (*j->at == ':')
        j->at++;
    else
        complain_of_colon(j, f);
    if (skip_space(j))
        return true;
    stop_at_end(j);
    return false;
}

/* ---- the document ---- */

/* What separates the next member from the one before. False: there is no next one. */
static bool
read_separator(struct json *j, struct json_frame *f)
{
    const char *comma = j->at;
    if (*comma != ',') {
        if (f->is_begun)
            json_mistake(j, E0364, comma, json_after(j, comma), "a ',' is missing before this",
                         "separate values by commas");
        return true;
    }
    if (!f->is_begun)
        return true; /* a value is missing: its reader says so */
    j->at++;
    if (!skip_space(j)) {
        stop_at_end(j);
        return false;
    }
    if (*j->at != f->closer)
        return true;
    json_mistake(j, E0364, comma, comma + 1, "a ',' after the last value", "remove it");
    return false;
}

/* The next member of the innermost object or list, or its end. */
static void
step(struct json *j)
{
    struct json_frame *f = &j->frames[j->depth - 1];
    if (!skip_space(j))
        stop_at_end(j);
    else if (*j->at == f->closer)
        close_frame(j);
    else if (*j->at == ']' || *j->at == '}')
        stop_at_wrong_closer(j);
    else if (read_separator(j, f) && (f->closer == ']' || read_key(j, f)))
        read_member(j, f);
}

static void
stop_at_second_value(struct json *j)
{
    bool is_value = *j->at == '{' || *j->at == '[' || *j->at == '"' || json_starts_word(*j->at);
    struct diag *d =
        json_stop(j, E0364, j->at, json_after(j, j->at),
                  is_value ? "a second value, and a JSON file holds one"
                           : "something follows the end of the value",
                  is_value ? "put the values into one array, [ …, … ], or into files of their own"
                           : "remove it");
    struct span end = {j->root->span.hi - 1, j->root->span.hi};
    diag_label(j->complaints.sink, d, end, "the first value ends here");
}

static void
read_all(struct json *j)
{
    if (!skip_space(j))
        return;
    read_value(j);
    while (j->depth > 0 && !j->is_stopped) {
        step(j);
        j->is_stopped |= j->complaints.is_full;
    }
    if (!j->is_stopped && skip_space(j))
        stop_at_second_value(j);
}

struct tree *
json_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct text_bytes bytes;
    *ok = bytes_check(in->sink, in->file, "JSON", &bytes);
    if (!*ok)
        return NULL;
    struct json *j = mem_alloc(sizeof *j, 1);
    j->complaints.sink = in->sink;
    j->arena = a;
    j->keep = in->keep ? in->keep : projection_whole(a);
    j->begin = j->at = bytes.text.at;
    j->end = j->begin + bytes.text.len;
    j->base = bytes.base;
    read_all(j);
    *ok = !j->is_unsure && !j->is_stopped;
    struct tree *root = j->is_stopped ? NULL : j->root;
    mem_free(j->items.at);
    mem_free(j->entries.at);
    keys_finish(&j->keys);
    mem_free(j);
    return root;
}
