#include "lang/check_expr.h"

/* target … to: the tree of a foreign document, as it is written (language.md §3.1). */

typedef VEC(struct target_entry) target_entry_vec;

/* Where an entry stands. */
enum level {
    LEVEL_DOCUMENT,
    LEVEL_MAPPING,
    LEVEL_ROW /* an item of a document that is a list of rows */
};

/* What the document of a format may look like. */
struct shape {
    bool is_list;    /* `$` and nothing else */
    bool is_flat;    /* … of rows that hold values only */
    bool is_single;  /* … one value for each key */
    bool is_element; /* one key that holds all others; "@name" and `$` within it */
    bool is_outline; /* rows with the keys of an outline, which say where each stands */
};

/* The first key of a document, and the first list that it is: it is one of the two. */
struct document {
    const struct entry *keyed, *list;
};

struct target_context {
    struct context cx;
    struct shape shape;
    enum level level;
    bool is_of_row; /* within an element that stands for what a `for each` is at */
    struct document *document;
};

static void entries_check(struct target_context tc, const entry_vec *entries,
                          struct target_entry **body, uint32_t *count);

static struct shape
shape_of(enum file_format f)
{
    if (f == FILE_FORMAT_xml)
        return (struct shape){.is_element = true};
    if (f == FILE_FORMAT_csv)
        return (struct shape){.is_list = true, .is_flat = true, .is_single = true};
    if (f == FILE_FORMAT_outline)
        return (struct shape){.is_list = true, .is_flat = true, .is_outline = true};
    return (struct shape){.is_list = f == FILE_FORMAT_lines, .is_flat = f == FILE_FORMAT_lines};
}

/* ---- keys ---- */

/* The words of a key that has no values in it; false: it has. */
static bool
key_words(const struct context *cx, const struct target_key *k, struct str *out)
{
    if (k->kind == KEY_NAME)
        *out = sym_str(cx->ck->syms, k->name.sym);
    else if (k->kind == KEY_TEXT && text_is_plain(k->text))
        *out = text_plain(cx, k->text);
    else
        return false;
    return true;
}

/* How a key begins, values or not: "@" makes an attribute. */
static bool
key_is_attribute(const struct target_context *tc, const struct target_key *k)
{
    struct str words = {0};
    if (!tc->shape.is_element || k->kind != KEY_TEXT)
        return false;
    if (k->text->parts.len && !k->text->parts.at[0].expr)
        words = k->text->parts.at[0].literal;
    return str_starts(words, STR("@"));
}

static void
key_name_check(const struct target_context *tc, const struct target_key *k)
{
    struct str words;
    if (!tc->shape.is_element || !key_words(&tc->cx, k, &words))
        return;
    if (str_starts(words, STR("@")))
        words = str_slice(words, 1, words.len);
    if (is_xml_name(words))
        return;
    struct diag *d =
        report(&tc->cx, E4186, k->span,
               "`" STR_FMT "` cannot be the name of an XML element or attribute", STR_ARG(words));
    diag_help(tc->cx.ck->sink, d,
              "a name begins with a letter or `_`, and goes on with letters, digits, `-`, `_`, `.` "
              "and `:`");
}

/* The key as a text; NULL for `$`. */
static struct ir *
key_check(const struct target_context *tc, const struct target_key *k)
{
    const struct context *cx = &tc->cx;
    struct str words;
    if (k->kind == KEY_DOCUMENT)
        return NULL;
    key_name_check(tc, k);
    if (!key_words(cx, k, &words))
        return template_text(cx, k->text);
    return ir_const(cx, k->span, TYPE(TYPE_TEXT), sym_intern(cx->ck->syms, words).v);
}

/* ---- what may stand where ---- */

static bool
misplaced(const struct target_context *tc, struct span at, const char *message, const char *help)
{
    struct diag *d = report(&tc->cx, E4186, at, "%s", message);
    diag_help(tc->cx.ck->sink, d, "%s", help);
    return false;
}

/* A key of a row that the format has no place for. */
static bool
outline_key_allowed(const struct target_context *tc, const struct target_key *k)
{
    struct str words;
    for (int i = 0; key_words(&tc->cx, k, &words) && i < OUTLINE_KEY_COUNT; i++)
        if (str_is(words, outline_keys[i]))
            return true;
    return misplaced(tc, k->span, "an item of an outline has no such key",
                     "its keys are `text`, `id`, `under` (ids of the items it stands below) and "
                     "`again` (what is written where it stands once more)");
}

/* In a document that is a list of rows, or one element. */
static bool
top_allowed(const struct target_context *tc, const struct entry *e)
{
    bool is_block = e->kind == ENTRY_FOR_EACH || e->kind == ENTRY_WHEN;
    bool is_document = !is_block && e->key.kind == KEY_DOCUMENT;
    struct span at = is_block ? e->span : e->key.span;
    if (tc->shape.is_element)
        return e->kind == ENTRY_MAPPING && !is_document
                   ? true
                   : misplaced(tc, at, "an XML document is one element",
                               "write `name { … }` around all of it");
    if (tc->shape.is_single && e->kind != ENTRY_LIST && !is_block)
        return misplaced(tc, at, "a CSV document is a list of rows",
                         "write `$ for each x: T { heading: x.field … }`");
    if (tc->shape.is_outline && e->kind != ENTRY_LIST && !is_block)
        return misplaced(tc, at, "an outline is a list of items",
                         "write `$ for each x: T { id: \"{x}\"  text: …  under: … }`");
    if (tc->shape.is_list && !is_block && !is_document)
        return misplaced(tc, at, "a document of lines is a list",
                         "write `$: …`, or `$ for each x: T { line: … }`");
    return e->kind != ENTRY_MAPPING || !is_document ||
           misplaced(tc, at, "`$` is the document where that is a list",
                     "write the keys without `$ { … }` around them");
}

static bool
is_allowed(const struct target_context *tc, const struct entry *e)
{
    bool is_block = e->kind == ENTRY_FOR_EACH || e->kind == ENTRY_WHEN;
    if (e->kind == ENTRY_LET)
        return true;
    if (e->kind == ENTRY_WITHIN)
        return (tc->shape.is_element && tc->is_of_row && tc->level == LEVEL_MAPPING) ||
               misplaced(tc, e->span, "nothing here can be moved into another element",
                         "write `within` into an element of XML that stands for what a `for each` "
                         "is at");
    if (tc->level == LEVEL_DOCUMENT)
        return top_allowed(tc, e);
    if (is_block)
        return true;
    if (e->key.kind == KEY_DOCUMENT && (!tc->shape.is_element || e->kind != ENTRY_VALUE))
        return misplaced(tc, e->key.span, "`$` is the whole document, so it is no key within one",
                         tc->shape.is_element ? "`$: value` is the text of the element"
                                              : "give the value a key");
    if (tc->level == LEVEL_ROW && e->kind != ENTRY_VALUE)
        return misplaced(tc, e->key.span, "a row holds values only",
                         "write each value with a key of its own: `key: value`");
    if (tc->level == LEVEL_ROW && tc->shape.is_outline)
        return outline_key_allowed(tc, &e->key);
    if (key_is_attribute(tc, &e->key) && e->kind != ENTRY_VALUE)
        return misplaced(tc, e->key.span, "an attribute holds one value",
                         "leave the `@` out to write an element");
    return true;
}

/* The key that takes several values. */
static bool
is_under(const struct target_context *tc, const struct target_key *k)
{
    struct str words;
    return key_words(&tc->cx, k, &words) && str_is(words, outline_keys[OUTLINE_UNDER]);
}

/* One value where the format has no room for several. */
static void
single_check(const struct target_context *tc, const struct entry *e, const struct ir *value)
{
    bool is_attribute = tc->shape.is_element &&
                        (key_is_attribute(tc, &e->key) || e->key.kind == KEY_DOCUMENT) &&
                        tc->level != LEVEL_DOCUMENT;
    bool is_item = tc->shape.is_outline && tc->level == LEVEL_ROW && !is_under(tc, &e->key);
    if (ir_failed(value) || !card_is_set(value->type.card) ||
        (!is_attribute && !tc->shape.is_single && !is_item))
        return;
    struct str given = words_type(&tc->cx, value->type);
    struct diag *d = report(&tc->cx, E4186, value->span, "%s holds one value, and this is " STR_FMT,
                            tc->shape.is_single           ? "a cell of CSV"
                            : is_item                     ? "a key of an outline but `under`"
                            : e->key.kind == KEY_DOCUMENT ? "the text of an element"
                                                          : "an attribute",
                            STR_ARG(given));
    diag_help(tc->cx.ck->sink, d, "join them to one text: `list(x for x in …)`");
}

/* ---- entries ---- */

static void
value_entry(const struct target_context *tc, const struct entry *e, struct target_entry *out)
{
    out->op = TARGET_VALUE;
    out->value = expr_check(&tc->cx, e->value, TYPE(TYPE_ERROR));
    single_check(tc, e, out->value);
}

static void
for_each_entry(const struct target_context *tc, const struct entry *e, struct target_entry *out)
{
    struct target_context inner = *tc;
    out->op = e->kind == ENTRY_LIST ? TARGET_LIST : TARGET_FOR_EACH;
    inner.is_of_row = true;
    each_check(&inner.cx, &e->each, &out->each);
    if (e->kind == ENTRY_LIST)
        inner.level = tc->shape.is_flat ? LEVEL_ROW : LEVEL_MAPPING;
    entries_check(inner, &e->body, &out->body, &out->body_count);
}

static void
when_entry(const struct target_context *tc, const struct entry *e, struct target_entry *out)
{
    struct target_context inner = *tc;
    out->op = TARGET_WHEN;
    out->value = expr_condition(&tc->cx, e->value);
    inner.cx = presence_when(&tc->cx, e->value, true);
    entries_check(inner, &e->body, &out->body, &out->body_count);
}

/* Whose element it is that this one stands in. */
static void
within_entry(const struct target_context *tc, const struct entry *e, struct target_entry *out)
{
    out->op = TARGET_WITHIN;
    out->value = expr_check(&tc->cx, e->value, TYPE(TYPE_ERROR));
    if (ir_failed(out->value) ||
        (out->value->type.kind == TYPE_ENTITY && !card_is_set(out->value->type.card)))
        return;
    struct diag *d =
        report(&tc->cx, E4186, e->value->span, "`within` takes one entity, and this is " STR_FMT,
               STR_ARG(words_type(&tc->cx, out->value->type)));
    diag_help(tc->cx.ck->sink, d, "name the entity whose element this one stands in");
}

/* Each binding is an entry of its own, seen by those after it. */
static void
let_entries(struct target_context *tc, const struct entry *e, target_entry_vec *out)
{
    for (uint32_t i = 0; i < e->let.len; i++) {
        struct rule_let let = let_value(&tc->cx, &e->let.at[i]);
        vec_push(tc->cx.ck->arena, out,
                 ((struct target_entry){.op = TARGET_LET,
                                        .slot = let.slot,
                                        .value = let.value,
                                        .span = e->let.at[i].name.span}));
    }
}

static void
entry_check(const struct target_context *tc, const struct entry *e, struct target_entry *out)
{
    struct target_context inner = *tc;
    inner.level = LEVEL_MAPPING;
    switch (e->kind) {
    case ENTRY_VALUE:
        out->key = key_check(tc, &e->key);
        value_entry(tc, e, out);
        break;
    case ENTRY_MAPPING:
        out->op = TARGET_MAPPING;
        out->key = key_check(tc, &e->key);
        entries_check(inner, &e->body, &out->body, &out->body_count);
        break;
    case ENTRY_LIST:
        out->key = key_check(tc, &e->key);
        for_each_entry(tc, e, out);
        break;
    case ENTRY_FOR_EACH: for_each_entry(tc, e, out); break;
    case ENTRY_WHEN: when_entry(tc, e, out); break;
    case ENTRY_WITHIN: within_entry(tc, e, out); break;
    case ENTRY_LET: break;
    }
}

/* ---- keys written twice ---- */

static bool
has_key(const struct entry *e)
{
    return e->kind == ENTRY_VALUE || e->kind == ENTRY_MAPPING || e->kind == ENTRY_LIST;
}

/* Keys that are the same whatever the case holds; those with values in them meet at run time. */
static void
keys_once(const struct target_context *tc, const entry_vec *entries, uint32_t i)
{
    const struct context *cx = &tc->cx;
    struct str words, before;
    if (!has_key(entries->at[i]) || (tc->level == LEVEL_DOCUMENT && tc->shape.is_element) ||
        !key_words(cx, &entries->at[i]->key, &words))
        return;
    for (uint32_t k = 0; k < i; k++) {
        const struct target_key *first = &entries->at[k]->key;
        if (!has_key(entries->at[k]) || !key_words(cx, first, &before) || !str_eq(words, before))
            continue;
        struct diag *d = report(cx, E8305, entries->at[i]->key.span,
                                "the key `" STR_FMT "` is written twice", STR_ARG(words));
        diag_label(cx->ck->sink, d, first->span, "first here");
        diag_help(cx->ck->sink, d,
                  "keep one of the two; what depends on the case is one value: `if … then … else "
                  "…`");
        return;
    }
}

/* A document has keys or is a list; an XML document has one key. */
static void
document_once(const struct target_context *tc, const struct entry *e)
{
    struct document *doc = tc->document;
    bool is_list = e->key.kind == KEY_DOCUMENT;
    const struct entry *other = is_list || tc->shape.is_element ? doc->keyed : doc->list;
    if (other) {
        struct diag *d =
            report(&tc->cx, E4186, e->key.span,
                   tc->shape.is_element ? "an XML document is one element, and this is a second one"
                                        : "a document is a list or has keys, not both");
        diag_label(tc->cx.ck->sink, d, other->key.span, "the first is here");
    }
    if (is_list && !doc->list)
        doc->list = e;
    else if (!is_list && !doc->keyed)
        doc->keyed = e;
}

static void
entries_check(struct target_context tc, const entry_vec *entries, struct target_entry **body,
              uint32_t *count)
{
    target_entry_vec all = {0};
    for (uint32_t i = 0; i < entries->len; i++) {
        const struct entry *e = entries->at[i];
        struct target_entry out = {.span = has_key(e) ? e->key.span : e->span};
        if (!is_allowed(&tc, e))
            continue;
        if (tc.level == LEVEL_DOCUMENT && has_key(e))
            document_once(&tc, e);
        keys_once(&tc, entries, i);
        if (e->kind == ENTRY_LET) {
            let_entries(&tc, e, &all);
            continue;
        }
        entry_check(&tc, e, &out);
        vec_push(tc.cx.ck->arena, &all, out);
    }
    *body = all.at;
    *count = all.len;
}

/* ---- targets ---- */

static bool
format_check(const struct context *cx, struct name given, enum file_format *format)
{
    struct checker *ck = cx->ck;
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, given.sym)};
    struct text_buf all = {.arena = ck->sink->arena};
    *format = file_format_find(s.given);
    if (*format != FILE_FORMAT_COUNT && file_format_is_written(*format))
        return true;
    for (unsigned f = 0; f < FILE_FORMAT_COUNT; f++) {
        struct str name = file_format_name((enum file_format)f);
        if (!file_format_is_written((enum file_format)f))
            continue;
        suggest(&s, name);
        text_printf(&all, "%s`" STR_FMT "`", all.len ? ", " : "", STR_ARG(name));
    }
    struct diag *d =
        report(cx, E6058, given.span,
               *format == FILE_FORMAT_COUNT ? "there is no format `" STR_FMT "`"
                                            : "`" STR_FMT "` is a format to read, not to write",
               STR_ARG(s.given));
    if (s.best.len)
        diag_fix(ck->sink, d, given.span, s.best);
    diag_help(ck->sink, d, "targets are written to " STR_FMT, STR_ARG(text_str(&all)));
    return false;
}

/* An XML document without its element. */
static void
element_check(const struct target_context *tc, const struct item *item)
{
    if (!tc->shape.is_element || tc->document->keyed || tc->cx.body->broken || item->broken)
        return;
    misplaced(tc, item->target.name.span, "an XML document is one element, and there is none",
              "write `name { … }` around all of it");
}

static void
target_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct def *def = names_of(ck, item);
    if (!def)
        return;
    struct body body = {0};
    struct document document = {0};
    struct target_context tc = {.cx = {.ck = ck, .unit = unit, .body = &body},
                                .document = &document};
    struct target_map_decl target = {.pack = unit->pack,
                                     .name = item->target.name.sym,
                                     .span = item->target.name.span,
                                     .docs = item->docs};
    if (format_check(&tc.cx, item->target.format, &target.format)) {
        tc.shape = shape_of(target.format);
        entries_check(tc, &item->target.body, &target.body, &target.body_count);
        element_check(&tc, item);
    }
    target.slots = body.slots.at;
    target.slot_count = body.slots.len;
    target.is_broken = body.broken || item->broken;
    if (target.is_broken) {
        target.body = NULL;
        target.body_count = 0;
    }
    def->id = ck->program->targets.len;
    def->broken = target.is_broken;
    vec_push(ck->arena, &ck->program->targets, target);
}

void
targets_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            if (unit->ast->items.at[j]->kind == ITEM_TARGET)
                target_check(ck, unit, unit->ast->items.at[j]);
    }
}
