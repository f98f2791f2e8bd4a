/* What a target came to, row by row, as a tree. */
#include "engine/export/export.h"

#include <stdlib.h>

/* What is wrong with one entry, in how many rows. */
enum doubt { DOUBT_UNKNOWN, DOUBT_MORE, DOUBT_TWICE, DOUBT_NAME, DOUBT_LETTER };

struct doubtful {
    const struct target_entry *entry;
    enum doubt doubt;
    struct str key, row; /* of the first one */
    uint32_t count;
};

struct exporter {
    const struct export_input *in;
    bool is_xml;
    uint32_t *stamps, stamp; /* by symbol: the last mapping that has it as a key */
    VEC(struct doubtful) doubts;
    doc_nesting_vec nested;
    struct doc_node *list; /* `$`: what the document is a list of */
};

/* A mapping while it is built: its members, and which entry wrote each. */
struct mapping {
    struct doc_node *node;
    VEC(const struct target_entry *) by;
};

/* A row of a block, and where that stands. */
struct place_of {
    const struct place_of *outer;
    const struct target_entry *entry; /* whose body the block is; NULL: the document */
    const struct target_rows *rows;
    uint32_t row;
};

static void block_build(struct exporter *x, const struct place_of *at,
                        const struct target_entry *entries, uint32_t count, struct mapping *m);

/* ---- what is wrong ---- */

/* The entity that the nearest `for each` is at; ENT_NONE: there is none. */
static struct ent
row_entity(const struct exporter *x, const struct place_of *at, bool first)
{
    for (; at; at = at->outer) {
        const struct target_entry *e = at->entry;
        for (uint32_t k = 0, n = e ? e->each.len : 0; k < n; k++) {
            uint32_t i = first ? k : n - 1 - k, slot = e->each.at[i].slot;
            const struct value *v = &at->rows->variables[i].at[at->row];
            if (x->in->target->slots[slot].type.kind == TYPE_ENTITY && v->kind == VALUE_CELL)
                return (struct ent){(uint32_t)v->cell};
        }
    }
    return ENT_NONE;
}

static struct str
row_name(const struct exporter *x, const struct place_of *at)
{
    struct ent e = row_entity(x, at, false);
    return e.v == ENT_NONE.v ? STR("") : store_id(x->in->store, e);
}

static void
doubt(struct exporter *x, const struct place_of *at, const struct target_entry *e, enum doubt doubt,
      struct str key)
{
    for (uint32_t i = 0; i < x->doubts.len; i++)
        if (x->doubts.at[i].entry == e && x->doubts.at[i].doubt == doubt) {
            x->doubts.at[i].count++;
            return;
        }
    vec_push(x->in->arena, &x->doubts, ((struct doubtful){e, doubt, key, row_name(x, at), 1}));
}

/* " for G-3 and 4 more", or nothing. */
static struct str
rows_words(const struct exporter *x, const struct doubtful *d)
{
    struct text_buf b = {.arena = x->in->arena};
    if (d->row.len)
        text_printf(&b, " for " STR_FMT, STR_ARG(d->row));
    if (d->row.len && d->count > 1)
        text_printf(&b, " and %u more", d->count - 1);
    return text_str(&b);
}

static void
report_causes(const struct exporter *x, const struct target_entry *e, struct diag *d)
{
    const struct export_input *in = x->in;
    struct causes causes = query_causes(in->arena, in->program, in->store, e->value, &e->each);
    for (uint32_t i = 0; i < causes.count; i++)
        diag_label(in->sink, d, causes.at[i]->span, "because of %s: " STR_FMT,
                   diag_code_name(causes.at[i]->code), STR_ARG(causes.at[i]->message));
}

static void
report_unknown(const struct exporter *x, const struct doubtful *u)
{
    struct diag_sink *sink = x->in->sink;
    struct str rows = rows_words(x, u);
    struct diag *d;
    if (u->entry->op == TARGET_WHEN)
        d = diag_add(sink, E6741, u->entry->value->span,
                     "whether this is written is not known" STR_FMT, STR_ARG(rows));
    else if (u->doubt == DOUBT_MORE)
        d = diag_add(sink, E6741, u->entry->span,
                     "what is written here may not be all there is" STR_FMT, STR_ARG(rows));
    else
        d = diag_add(sink, E6741, u->entry->span, "what is written here is not known" STR_FMT,
                     STR_ARG(rows));
    report_causes(x, u->entry, d);
    diag_help(sink, d, "mend the case first: the document leaves out what is not known");
}

static void
report_doubt(const struct exporter *x, const struct doubtful *u)
{
    struct diag_sink *sink = x->in->sink;
    struct str rows = rows_words(x, u);
    struct diag *d;
    switch (u->doubt) {
    case DOUBT_UNKNOWN:
    case DOUBT_MORE: report_unknown(x, u); return;
    case DOUBT_TWICE:
        d = diag_add(sink, E8305, u->entry->span,
                     "the key `" STR_FMT "` is written once more" STR_FMT, STR_ARG(u->key),
                     STR_ARG(rows));
        diag_help(sink, d, "write something into the key that is different each time, as the id");
        return;
    case DOUBT_NAME:
        d = diag_add(sink, E4186, u->entry->span,
                     "`" STR_FMT "` cannot be the name of an XML element or attribute" STR_FMT,
                     STR_ARG(u->key), STR_ARG(rows));
        diag_help(sink, d, "write it as the value of an attribute: `\"@id\": …`");
        return;
    case DOUBT_LETTER:
        d = diag_add(sink, E4186, u->entry->span,
                     "XML has no way to write a control character of this text" STR_FMT,
                     STR_ARG(rows));
        diag_help(sink, d, "take it out of the case, or write another format");
        return;
    }
}

/* ---- values ---- */

static bool
fits_xml(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            return false;
    }
    return str_find(s, STR("\xef\xbf\xbe"), 0) == SIZE_MAX &&
           str_find(s, STR("\xef\xbf\xbf"), 0) == SIZE_MAX;
}

/* NULL: it cannot be written; reported. */
static struct doc_node *
leaf_build(struct exporter *x, const struct place_of *at, const struct target_entry *e,
           uint64_t cell)
{
    const struct export_input *in = x->in;
    struct type t = e->value->type;
    struct doc_node *leaf =
        t.kind == TYPE_ENTITY
            ? doc_leaf(in->arena, LEAF_TEXT, store_id(in->store, (struct ent){(uint32_t)cell}))
            : export_leaf(in->arena, in->program, t, cell);
    if (!x->is_xml || fits_xml(leaf->text))
        return leaf;
    doubt(x, at, e, DOUBT_LETTER, STR(""));
    return NULL;
}

/* NULL: nothing is written. */
static struct doc_node *
value_build(struct exporter *x, const struct place_of *at, const struct target_entry *e,
            struct value v)
{
    if (v.kind == VALUE_UNKNOWN)
        doubt(x, at, e, DOUBT_UNKNOWN, STR(""));
    if (v.kind == VALUE_CELL)
        return leaf_build(x, at, e, v.cell);
    if (v.kind != VALUE_SET)
        return NULL;
    if (v.incomplete)
        doubt(x, at, e, DOUBT_MORE, STR(""));
    struct doc_node *list = doc_new(x->in->arena, DOC_LIST);
    answer_sort_members(x->in->program, e->value->type, &v);
    for (uint32_t i = 0; i < v.count; i++) {
        struct doc_node *item = leaf_build(x, at, e, v.members[i]);
        if (item)
            vec_push(x->in->arena, &list->items, item);
    }
    return list;
}

/* ---- keys ---- */

/* False: unknown, or no name; reported. */
static bool
key_build(struct exporter *x, const struct place_of *at, const struct target_entry *e,
          const struct target_cells *cells, struct doc_member *out)
{
    out->is_content = !e->key;
    if (!e->key)
        return true;
    const struct value *v = &cells->keys.at[at->row];
    if (v->kind != VALUE_CELL) {
        doubt(x, at, e, DOUBT_UNKNOWN, STR(""));
        return false;
    }
    out->sym = (uint32_t)v->cell;
    out->key = sym_str(x->in->program->texts, (struct sym){out->sym});
    struct str name = str_slice(out->key, str_starts(out->key, STR("@")) ? 1 : 0, out->key.len);
    if (!x->is_xml || is_xml_name(name))
        return true;
    doubt(x, at, e, DOUBT_NAME, name);
    return false;
}

/* ---- blocks ---- */

static void
member_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
           struct mapping *m, struct doc_member member)
{
    if (!member.value)
        return;
    for (uint32_t i = 0; member.is_content && i < m->node->members.len; i++)
        if (m->node->members.at[i].is_content) {
            doubt(x, at, e, DOUBT_TWICE, STR("$"));
            return;
        }
    vec_push(x->in->arena, &m->node->members, member);
    vec_push(x->in->arena, &m->by, e);
}

/* An element of XML may be there as often as a `for each` writes it. */
static bool
may_repeat(const struct exporter *x, const struct target_entry *e)
{
    return x->is_xml && e->op == TARGET_MAPPING;
}

/* Of members with one key the first one stays. */
static void
members_once(struct exporter *x, const struct place_of *at, struct mapping *m)
{
    struct doc_node *n = m->node;
    uint32_t kept = 0;
    x->stamp++;
    for (uint32_t i = 0; i < n->members.len; i++) {
        struct doc_member member = n->members.at[i];
        if (!member.is_content && x->stamps[member.sym] == x->stamp &&
            !may_repeat(x, m->by.at[i])) {
            doubt(x, at, m->by.at[i], DOUBT_TWICE, member.key);
            continue;
        }
        if (!member.is_content)
            x->stamps[member.sym] = x->stamp;
        n->members.at[kept++] = member;
    }
    n->members.len = kept;
}

static struct doc_node *
mapping_build(struct exporter *x, const struct place_of *at)
{
    struct mapping m = {.node = doc_new(x->in->arena, DOC_MAPPING)};
    block_build(x, at, at->entry->body, at->entry->body_count, &m);
    members_once(x, at, &m);
    return m.node;
}

/* The first row of the body whose parent is `row` or a later one. */
static uint32_t
first_row(const struct target_rows *body, uint32_t row)
{
    uint32_t low = 0, high = body->parents.len;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (body->parents.at[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct row_order {
    const struct exporter *x;
    const struct target_entry *entry;
    const struct target_rows *rows;
};

static int
compare_rows(const void *context, const void *a, const void *b)
{
    const struct row_order *o = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    int order = 0;
    for (uint32_t i = 0; i < o->entry->each.len && !order; i++) {
        const target_values *v = &o->rows->variables[i];
        struct type t = o->x->in->target->slots[o->entry->each.at[i].slot].type;
        order = answer_compare(o->x->in->program, t, v->at[left], v->at[right]);
    }
    return order;
}

/* Rows of the body that belong to this row, in the order that users know. */
static uint32_t
rows_of(struct exporter *x, const struct place_of *at, const struct target_entry *e,
        const struct target_rows *body, uint32_t **out)
{
    uint32_t from = first_row(body, at->row), to = first_row(body, at->row + 1);
    struct row_order order = {x, e, body};
    *out = arena_array(x->in->arena, uint32_t, to - from);
    for (uint32_t i = from; i < to; i++)
        (*out)[i - from] = i;
    sort_stable(*out, to - from, sizeof **out, compare_rows, &order);
    return to - from;
}

static void
list_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
         const struct target_cells *cells, struct doc_node *list)
{
    uint32_t *rows, count = rows_of(x, at, e, cells->body, &rows);
    if (cells->incomplete.at[at->row])
        doubt(x, at, e, DOUBT_MORE, STR(""));
    for (uint32_t i = 0; i < count; i++) {
        struct place_of inner = {at, e, cells->body, rows[i]};
        vec_push(x->in->arena, &list->items, mapping_build(x, &inner));
    }
}

/* `$` where that is the document. */
static void
document_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
             const struct target_cells *cells)
{
    if (e->op == TARGET_LIST) {
        list_add(x, at, e, cells, x->list);
        return;
    }
    struct doc_node *value = value_build(x, at, e, cells->values.at[at->row]);
    if (value && value->kind == DOC_LEAF)
        vec_push(x->in->arena, &x->list->items, value);
    for (uint32_t i = 0; value && i < value->items.len; i++)
        vec_push(x->in->arena, &x->list->items, value->items.at[i]);
}

static void
keyed_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
          const struct target_cells *cells, struct mapping *m)
{
    struct place_of inner = {at, e, cells->body, at->row};
    struct doc_member member = {0};
    if (!e->key && !x->is_xml) {
        document_add(x, at, e, cells);
        return;
    }
    if (!key_build(x, at, e, cells, &member))
        return;
    if (e->op == TARGET_VALUE) {
        member.value = value_build(x, at, e, cells->values.at[at->row]);
        if (!member.value &&
            x->in->target->format == FILE_FORMAT_csv) /* a column is one for all rows */
            member.value = doc_leaf(x->in->arena, LEAF_TEXT, STR(""));
    } else if (e->op == TARGET_MAPPING) {
        member.value = mapping_build(x, &inner);
    } else {
        member.value = doc_new(x->in->arena, DOC_LIST);
        list_add(x, at, e, cells, member.value);
    }
    member_add(x, at, e, m, member);
}

/* What stands in a `for each` or `when` belongs to the mapping around it. */
static void
body_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
         const struct target_cells *cells, struct mapping *m)
{
    uint32_t *rows, count = rows_of(x, at, e, cells->body, &rows);
    if (cells->incomplete.at[at->row])
        doubt(x, at, e, e->op == TARGET_WHEN ? DOUBT_UNKNOWN : DOUBT_MORE, STR(""));
    for (uint32_t i = 0; i < count; i++) {
        struct place_of inner = {at, e, cells->body, rows[i]};
        block_build(x, &inner, e->body, e->body_count, m);
    }
}

static void
within_add(struct exporter *x, const struct place_of *at, const struct target_entry *e,
           const struct value *v, struct mapping *m)
{
    struct doc_nesting n = {row_entity(x, at, true), ENT_NONE, m->node};
    if (v->kind == VALUE_UNKNOWN)
        doubt(x, at, e, DOUBT_UNKNOWN, STR(""));
    if (v->kind == VALUE_CELL)
        n.into = (struct ent){(uint32_t)v->cell};
    vec_push(x->in->arena, &x->nested, n);
}

static void
block_build(struct exporter *x, const struct place_of *at, const struct target_entry *entries,
            uint32_t count, struct mapping *m)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct target_entry *e = &entries[i];
        const struct target_cells *cells = &at->rows->entries[i];
        switch (e->op) {
        case TARGET_VALUE:
        case TARGET_MAPPING:
        case TARGET_LIST: keyed_add(x, at, e, cells, m); break;
        case TARGET_FOR_EACH:
        case TARGET_WHEN: body_add(x, at, e, cells, m); break;
        case TARGET_WITHIN: within_add(x, at, e, &cells->values.at[at->row], m); break;
        case TARGET_LET: break;
        }
    }
}

/* ---- documents ---- */

/* Whether the document is a list, however long. */
static bool
is_list(const struct target_entry *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct target_entry *e = &entries[i];
        bool is_block = e->op == TARGET_FOR_EACH || e->op == TARGET_WHEN;
        if (is_block ? is_list(e->body, e->body_count) : e->op != TARGET_LET && !e->key)
            return true;
    }
    return false;
}

struct document *
export_target(const struct export_input *in)
{
    const struct target_map_decl *t = in->target;
    struct exporter x = {.in = in,
                         .is_xml = t->format == FILE_FORMAT_xml,
                         .stamps = arena_array(in->arena, uint32_t, in->program->texts->len + 1),
                         .list = doc_new(in->arena, DOC_LIST)};
    struct place_of at = {.rows = in->rows};
    struct mapping m = {.node = doc_new(in->arena, DOC_MAPPING)};
    struct document *d = arena_new(in->arena, struct document);
    block_build(&x, &at, t->body, t->body_count, &m);
    members_once(&x, &at, &m);
    d->format = t->format;
    d->root = is_list(t->body, t->body_count) ? x.list : m.node;
    if (t->format == FILE_FORMAT_outline)
        d->root = outline_build(in, x.list);
    nest(in->arena, in->store, m.node, &x.nested); /* of XML only: one element */
    for (uint32_t i = 0; i < x.doubts.len; i++)
        report_doubt(&x, &x.doubts.at[i]);
    diag_sort(in->sink);
    return d;
}
