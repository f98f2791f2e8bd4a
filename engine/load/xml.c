#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "engine/load/documents.h"
#include "engine/load/xml_internal.h"
#include "lang/base/limits.h"
#include "lang/base/sym.h"
#include "lang/base/vec.h"

enum { CHUNK = 64 << 10, NODE_BATCH = 64 };

/* An element whose end tag has not been read. All offsets are bytes of the file. */
struct frame {
    struct sym name; /* without prefix */
    size_t lo, name_lo, content_lo;
    uint32_t name_len;
    uint32_t first_entry, first_child; /* its attributes and elements begin there on the stacks */
    size_t text_lo;
    bool has_text;           /* of its own, not blank */
    struct projection *keep; /* NULL: nothing that is inside */
};

struct child {
    struct sym name;
    uint32_t list; /* when its parent is closed: which of the lists there it goes to */
    struct tree *element;
};

/* Of a name: the element that last had elements of that name inside, and which of its lists they went to. */
struct latest {
    uint32_t serial, list;
};

struct xml_reader {
    struct arena *arena;
    struct projection *keep; /* of the document */
    struct xml_file file;
    XML_Parser parser;
    bool is_refused;
    bool made_progress; /* in the chunk at hand */
    struct tree *spare; /* nodes allocated but not used yet */
    uint32_t spare_count;
    /* All texts one after the other, so that the text of an element with elements in it is one piece. References and
     * line ends only shrink, so the size of the file is enough. */
    char *text;
    size_t text_len;
    uint32_t depth;
    struct frame frames[LIMIT_TREE_NESTING];
    struct arena stacks;
    struct sym_table names;
    VEC(struct tree_entry) entries;
    VEC(struct child) children; /* at the end only the root element */
    VEC(struct latest) latest;  /* by name */
    VEC(uint32_t) counts;       /* by list of the element that is being closed */
    uint32_t serial;            /* its number */
};

/* ---- places ---- */

static struct span
place(const struct xml_reader *x, size_t lo, size_t hi)
{
    return xml_place(&x->file, lo, hi);
}

static size_t
event_lo(const struct xml_reader *x)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    size_t len = x->file.in.text.len;
    return at < 0 || (size_t)at > len ? len : (size_t)at;
}

static size_t
event_hi(const struct xml_reader *x, size_t lo)
{
    size_t hi = lo + (size_t)XML_GetCurrentByteCount(x->parser);
    return hi > x->file.in.text.len ? x->file.in.text.len : hi;
}

/* ---- nodes ---- */

static struct tree *
new_node(struct xml_reader *x, enum tree_kind kind, struct span span)
{
    if (x->spare_count == 0) {
        x->spare = arena_array(x->arena, struct tree, NODE_BATCH);
        x->spare_count = NODE_BATCH;
    }
    struct tree *node = &x->spare[--x->spare_count];
    node->kind = kind;
    node->span = span;
    return node;
}

static struct tree *
new_text(struct xml_reader *x, struct str text, struct span span)
{
    struct tree *node = new_node(x, TREE_SCALAR, span);
    node->quoted = true;
    node->text = text;
    return node;
}

static void
stop(struct xml_reader *x)
{
    x->is_refused = true;
    XML_StopParser(x->parser, XML_FALSE);
}

/* ---- start tags ---- */

/* Mostly a value stands in the file as it is. */
static struct str
attribute_text(struct xml_reader *x, struct str written, const char *value)
{
    bool is_same = strncmp(value, written.at, written.len) == 0 && value[written.len] == '\0';
    if (is_same)
        return written;
    size_t entity = xml_find_entity(written, 0);
    if (entity < written.len && !x->is_refused) {
        xml_entity(&x->file, (size_t)(written.at - x->file.in.text.at) + entity);
        stop(x); /* expat would leave it out */
    }
    return str_copy(x->arena, str_from(value));
}

static bool
is_namespace(struct str name)
{
    return str_starts(name, STR("xmlns")) && (name.len == 5 || name.at[5] == ':');
}

/* expat gives attributes in the order of the file, but not where they stand. */
static void
read_attributes(struct xml_reader *x, size_t at, const char **values)
{
    struct str text = x->file.in.text;
    for (; *values; values += 2) {
        struct xml_attribute a = xml_scan_attribute(text, at);
        struct str name = str_slice(text, a.name_lo, a.name_hi);
        struct str value = attribute_text(x, str_slice(text, a.lo, a.hi), values[1]);
        struct tree *node = new_text(x, value, place(x, a.lo, a.hi));
        node->attribute_like = true;
        /* How names are abbreviated is nothing that a clause could want to know. */
        node->was_read = is_namespace(name);
        vec_push(&x->stacks, &x->entries,
                 ((struct tree_entry){name, place(x, a.name_lo, a.name_hi), node}));
        at = a.hi + 1;
    }
}

static void
too_deep(struct xml_reader *x, size_t lo, size_t hi)
{
    struct diag *d = diag_add(x->file.sink, E0390, place(x, lo, hi),
                              "elements nest deeper than %d levels", LIMIT_TREE_NESTING);
    diag_help(x->file.sink, d,
              "this is no file of a format that Onus reads: take it out of `data:`");
    stop(x);
}

/* Elements of one name are a list; the root element stands by itself. */
static struct projection *
keep_here(struct xml_reader *x, const struct frame *f)
{
    const struct frame *parent = x->depth > 1 ? f - 1 : NULL;
    struct projection *around = parent ? parent->keep : x->keep;
    struct projection *named = around ? projection_key(around, sym_str(&x->names, f->name)) : NULL;
    return named && parent ? projection_element(named) : named;
}

/* Without its prefix; every name is stored once. */
static void
set_name(struct xml_reader *x, struct frame *f, size_t hi)
{
    struct str name = str_slice(x->file.in.text, f->lo + 1, hi);
    const char *colon = memchr(name.at, ':', name.len);
    while (colon && (size_t)(colon - name.at) + 1 < name.len) {
        name = str_slice(name, (size_t)(colon - name.at) + 1, name.len);
        colon = memchr(name.at, ':', name.len);
    }
    f->name_lo = hi - name.len;
    f->name_len = (uint32_t)name.len;
    f->name = sym_intern_stable(&x->names, name);
}

static void XMLCALL
on_start(void *user, const char *name, const char **attributes)
{
    struct xml_reader *x = user;
    x->made_progress = true;
    if (x->is_refused)
        return;
    size_t lo = event_lo(x), name_hi = lo + 1 + strlen(name);
    if (x->depth == LIMIT_TREE_NESTING) {
        too_deep(x, lo + 1, name_hi);
        return;
    }
    struct frame *f = &x->frames[x->depth++];
    *f = (struct frame){.lo = lo,
                        .content_lo = event_hi(x, lo),
                        .first_entry = x->entries.len,
                        .first_child = x->children.len,
                        .text_lo = x->text_len};
    if (x->depth > 1 && !f[-1].keep)
        return; /* inside of what is passed by: messages need its place, nobody its name */
    set_name(x, f, name_hi);
    f->keep = keep_here(x, f);
    if (f->keep)
        read_attributes(x, name_hi, attributes);
}

/* ---- texts ---- */

static void XMLCALL
on_text(void *user, const char *s, int len)
{
    struct xml_reader *x = user;
    struct frame *f = &x->frames[x->depth - 1];
    x->made_progress = true;
    if (!f->keep)
        return;
    memcpy(x->text + x->text_len, s, (size_t)len);
    x->text_len += (size_t)len;
    for (int i = 0; !f->has_text && i < len; i++)
        f->has_text = !xml_is_space(s[i]);
}

/* Where a text is written, without the space around it. */
static struct span
text_place(const struct xml_reader *x, const struct frame *f, size_t hi)
{
    struct str text = x->file.in.text;
    size_t lo = f->content_lo;
    while (lo < hi && xml_is_space(text.at[lo]))
        lo++;
    while (hi > lo && xml_is_space(text.at[hi - 1]))
        hi--;
    return place(x, lo, hi);
}

static struct tree *
own_text(struct xml_reader *x, const struct frame *f, size_t hi)
{
    size_t len = f->has_text ? x->text_len - f->text_lo : 0;
    return new_text(x, (struct str){x->text + f->text_lo, len}, text_place(x, f, hi));
}

/* ---- end tags ---- */

/* Gives the elements inside one number for each name, from 0 in the order of the file, and counts them. */
static uint32_t
number_names(struct xml_reader *x, struct child *children, uint32_t count)
{
    x->serial++;
    x->counts.len = 0;
    for (uint32_t i = 0; i < count; i++) {
        while (x->latest.len <= children[i].name.v)
            vec_push(&x->stacks, &x->latest, ((struct latest){0, 0}));
        struct latest *l = &x->latest.at[children[i].name.v];
        if (l->serial != x->serial) {
            *l = (struct latest){x->serial, x->counts.len};
            vec_push(&x->stacks, &x->counts, 0);
        }
        children[i].list = l->list;
        x->counts.at[l->list]++;
    }
    return x->counts.len;
}

/* One list for each name of elements inside. */
static void
add_lists(struct xml_reader *x, const struct child *children, uint32_t count,
          struct tree_entry *entries)
{
    struct tree **items = arena_array(x->arena, struct tree *, count);
    for (uint32_t i = 0; i < x->counts.len; i++) {
        entries[i].value = new_node(x, TREE_LIST, SPAN_NONE);
        entries[i].value->is_elements = true;
        entries[i].value->items = items;
        items += x->counts.at[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        struct tree_entry *e = &entries[children[i].list];
        if (e->value->count == 0) {
            e->key = sym_str(&x->names, children[i].name);
            e->key_span = tree_head(children[i].element);
            e->value->span.lo = e->key_span.lo;
        }
        e->value->span.hi = children[i].element->span.hi;
        e->value->items[e->value->count++] = children[i].element;
    }
}

static struct tree *
close_map(struct xml_reader *x, const struct frame *f, struct tree *text, struct span span)
{
    uint32_t child_count = x->children.len - f->first_child;
    struct child *children = child_count ? x->children.at + f->first_child : NULL;
    uint32_t attributes = x->entries.len - f->first_entry;
    uint32_t names = number_names(x, children, child_count);
    struct tree *node = new_node(x, TREE_MAP, span);
    node->count = attributes + (text != NULL) + names;
    node->entries = arena_array(x->arena, struct tree_entry, node->count);
    if (attributes)
        memcpy(node->entries, x->entries.at + f->first_entry, attributes * sizeof *node->entries);
    if (text) {
        text->is_text = true;
        node->entries[attributes] = (struct tree_entry){STR("text()"), text->span, text};
    }
    add_lists(x, children, child_count, node->entries + attributes + (text != NULL));
    return node;
}

static struct tree *
close_element(struct xml_reader *x, const struct frame *f, size_t lo, size_t hi)
{
    bool is_map = x->entries.len > f->first_entry || x->children.len > f->first_child;
    struct tree *text = f->has_text || !is_map ? own_text(x, f, lo) : NULL;
    return is_map ? close_map(x, f, text, place(x, f->lo, hi)) : text;
}

static void XMLCALL
on_end(void *user, const char *name)
{
    struct xml_reader *x = user;
    (void)name;
    x->made_progress = true;
    if (x->is_refused)
        return;
    struct frame f = x->frames[--x->depth];
    size_t lo = event_lo(x), hi = event_hi(x, lo);
    if (!f.keep && x->depth && !x->frames[x->depth - 1].keep)
        return; /* inside of what is passed by */
    struct tree *node =
        f.keep ? close_element(x, &f, lo, hi) : new_node(x, TREE_PASSED, place(x, f.lo, hi));
    node->is_element = true;
    node->name_lo = x->file.in.base + (uint32_t)f.name_lo;
    node->name_len = f.name_len < UINT16_MAX ? (uint16_t)f.name_len : UINT16_MAX;
    x->entries.len = f.first_entry;
    x->children.len = f.first_child;
    struct child self = {.name = f.name, .element = node};
    vec_push(&x->stacks, &x->children, self);
}

/* ---- document types ---- */

/*
 * A declaration that only names a document type says nothing, and what it may refer to is not opened (expat opens nothing by itself). One
 * with declarations of its own could make other texts of the file.
 */
static void XMLCALL
on_doctype(void *user, const char *name, const char *system, const char *public, int has_subset)
{
    struct xml_reader *x = user;
    (void)name, (void)system, (void)public;
    if (!has_subset)
        return;
    struct str text = x->file.in.text, word = STR("<!DOCTYPE");
    size_t at = event_lo(x);
    while (at > 0 && !str_starts(str_slice(text, at, text.len), word))
        at--;
    struct diag *d = diag_add(x->file.sink, E0746, place(x, at, at + word.len),
                              "a document type with declarations, which Onus does not read");
    diag_note(
        x->file.sink, d,
        "they can define entities that stand for other files, for addresses or for billions of "
        "characters");
    diag_help(x->file.sink, d,
              "remove it, and write out what its entities stand for; nothing that it names has "
              "been opened");
    stop(x);
}

/* Where a document type refers to declarations elsewhere, expat leaves out the entities that they might define. */
static void XMLCALL
on_skipped(void *user, const char *name, int is_parameter)
{
    struct xml_reader *x = user;
    (void)name, (void)is_parameter;
    if (x->is_refused)
        return;
    xml_entity(&x->file, event_lo(x));
    stop(x);
}

/* ---- mistakes ---- */

static const struct {
    enum XML_Error error; /* XML_ERROR_NONE: any other */
    const char *message, *help;
} words[] = {
    {XML_ERROR_SYNTAX, "only an element may stand here",
     "an XML file starts with `<`: correct it where the file was made"},
    {XML_ERROR_UNCLOSED_TOKEN, "what starts here has no end",
     "close it; a file that was cut off must be made again"},
    {XML_ERROR_JUNK_AFTER_DOC_ELEMENT, "more after the end of the root element",
     "an XML file has one root element: put the rest into a file of its own"},
    {XML_ERROR_BAD_CHAR_REF, "a reference to a character that XML does not have", "remove it"},
    {XML_ERROR_MISPLACED_XML_PI, "an XML declaration that is not the first thing in the file",
     "remove what stands before it, blank lines too"},
    {XML_ERROR_XML_DECL, "the XML declaration does not follow the grammar",
     "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`"},
    {XML_ERROR_NONE, "the XML does not follow the grammar here",
     "correct it where the file was made"},
};

static void
report_other(struct xml_reader *x, enum XML_Error error, size_t at)
{
    size_t w = 0;
    while (words[w].error != XML_ERROR_NONE && words[w].error != error)
        w++;
    struct diag *d =
        xml_complain(&x->file, at, xml_after(x->file.in.text, at), words[w].message, words[w].help);
    if (words[w].error == XML_ERROR_NONE)
        diag_note(x->file.sink, d, "the XML reader says: %s", XML_ErrorString(error));
}

static void
report_no_end(struct xml_reader *x)
{
    if (x->depth)
        xml_no_end(&x->file, x->frames[x->depth - 1].lo);
    else
        xml_complain(&x->file, 0, xml_after(x->file.in.text, 0), "the file has no element",
                     "take it out of `data:`, or have it made again");
}

static void
report_error(struct xml_reader *x)
{
    enum XML_Error error = XML_GetErrorCode(x->parser);
    size_t at = event_lo(x);
    switch (error) {
    case XML_ERROR_ABORTED: break; /* reported where it was stopped */
    case XML_ERROR_NO_MEMORY:
        /* Ends the process, as everywhere else. */
        mem_alloc(SIZE_MAX, 1);
        abort();
    case XML_ERROR_INVALID_TOKEN: xml_invalid(&x->file, at); break;
    case XML_ERROR_TAG_MISMATCH: xml_mismatch(&x->file, at, x->frames[x->depth - 1].lo); break;
    case XML_ERROR_NO_ELEMENTS: report_no_end(x); break;
    case XML_ERROR_DUPLICATE_ATTRIBUTE: xml_twice(&x->file, at); break;
    case XML_ERROR_UNDEFINED_ENTITY: xml_entity(&x->file, at); break;
    case XML_ERROR_UNCLOSED_CDATA_SECTION: xml_cdata(&x->file, at); break;
    default: report_other(x, error, at); break;
    }
}

/* ---- the reader ---- */

/*
 * A piece at a time, for expat copies what it is given. What is longer than a piece (one text of a gigabyte, say) is
 * looked at from its start again with each: so pieces grow while nothing comes of them.
 */
static bool
parse(struct xml_reader *x)
{
    struct str text = x->file.in.text;
    size_t at = 0, size = CHUNK;
    do {
        size_t len = size < text.len - at ? size : text.len - at;
        x->made_progress = false;
        if (XML_Parse(x->parser, text.at + at, (int)len, at + len == text.len) != XML_STATUS_OK)
            return false;
        at += len;
        size = x->made_progress ? CHUNK : size * 2;
    } while (at < text.len);
    return true;
}

static struct tree *
document_node(struct xml_reader *x)
{
    struct child root = x->children.at[0];
    struct tree *node = new_node(x, TREE_MAP, place(x, 0, x->file.in.text.len));
    node->count = 1;
    node->entries = arena_new(x->arena, struct tree_entry);
    node->entries[0] =
        (struct tree_entry){sym_str(&x->names, root.name), tree_head(root.element), root.element};
    return node;
}

static struct tree *
read_document(struct xml_reader *x)
{
    x->parser = XML_ParserCreate("UTF-8"); /* whatever the declaration says: that was checked */
    if (!x->parser) {
        mem_alloc(SIZE_MAX, 1);
        abort();
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    XML_SetSkippedEntityHandler(x->parser, on_skipped);
    bool ok = parse(x);
    if (!ok)
        report_error(x);
    struct tree *root = ok ? document_node(x) : NULL;
    XML_ParserFree(x->parser);
    return root;
}

struct tree *
xml_document(struct arena *a, const struct reader_input *in, bool *ok)
{
    struct xml_reader *x = mem_alloc(sizeof *x, 1);
    struct tree *root = NULL;
    x->arena = a;
    x->keep = in->keep ? in->keep : projection_whole(a);
    x->file.sink = in->sink;
    *ok = xml_check_encoding(in->sink, in->file) &&
          bytes_check(in->sink, in->file, "XML", &x->file.in);
    if (*ok && !str_blank(x->file.in.text)) {
        x->text = arena_alloc_raw(a, 1, 1, x->file.in.text.len);
        sym_table_init(&x->names, a);
        root = read_document(x);
        *ok = root != NULL;
    }
    arena_release(&x->stacks);
    mem_free(x);
    return root;
}
