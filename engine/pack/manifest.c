#include "engine/pack/manifest.h"

#include "engine/load/shape.h"
#include "engine/load/tree.h"

struct reader {
    const struct pack_input *in;
    struct manifest *m;
    unsigned seen; /* by place in keys: written, or surely meant */
};

static void
wrong(struct reader *r, const struct tree_entry *e, const char *expected)
{
    shape_expected(r->in->sink, E9583, shape_place(e), e->key, e->value, expected);
    r->m->ok = false;
}

static bool
want_text(struct reader *r, const struct tree_entry *e, struct str *out)
{
    if (e->value->kind == TREE_SCALAR && !str_blank(e->value->text)) {
        *out = e->value->text;
        return true;
    }
    wrong(r, e, "a text");
    return false;
}

/* ---- one function for each key ---- */

static void
read_name(struct reader *r, const struct tree_entry *e)
{
    if (want_text(r, e, &r->m->name))
        r->m->name_span = e->value->span;
}

static void
read_version(struct reader *r, const struct tree_entry *e)
{
    if (!want_text(r, e, &r->m->version))
        return;
    r->m->version_span = e->value->span;
    if (version_valid(r->m->version))
        return;
    struct diag *d = diag_add(r->in->sink, E9583, e->value->span, "'" STR_FMT "' is no version",
                              STR_ARG(r->m->version));
    diag_help(r->in->sink, d, "write three numbers: 1.0.0");
    r->m->ok = false;
}

static void
read_language(struct reader *r, const struct tree_entry *e)
{
    struct str text;
    if (!want_text(r, e, &text) || str_is(text, "1"))
        return;
    diag_add(r->in->sink, E9583, e->value->span,
             "this program knows edition 1 of the language, not '" STR_FMT "'", STR_ARG(text));
    r->m->ok = false;
}

static void
read_title(struct reader *r, const struct tree_entry *e)
{
    want_text(r, e, &r->m->title);
}

static void
read_licence(struct reader *r, const struct tree_entry *e)
{
    want_text(r, e, &r->m->licence);
}

/* One name, or a list of them: for readers. */
static void
read_authors(struct reader *r, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    bool is_text = t->kind == TREE_SCALAR;
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++)
        is_text = (i == 0 || is_text) && t->items[i]->kind == TREE_SCALAR;
    if (!is_text)
        wrong(r, e, "names of people or organisations");
}

/* What the pack is for is for readers. */
static void
read_prose(struct reader *r, const struct tree_entry *e)
{
    (void)r;
    (void)e;
}

static void
need_text(struct reader *r, const struct tree *item)
{
    struct str text = str_trim(item->text);
    size_t blank = str_find(text, STR(" "), 0);
    bool has_constraint = blank != SIZE_MAX;
    struct pack_need need = {.name = has_constraint ? str_slice(text, 0, blank) : text,
                             .span = item->span};
    if (has_constraint)
        need.constraint = str_trim(str_slice(text, blank, text.len));
    vec_push(r->in->arena, &r->m->needs, need);
}

/* A mapping from name to versions, or names with versions behind them. */
static void
read_requires(struct reader *r, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    if (t->kind == TREE_SCALAR && !str_blank(t->text)) {
        need_text(r, t);
        return;
    }
    if (t->kind != TREE_MAP && t->kind != TREE_LIST) {
        wrong(r, e, "packs with versions, like `acme: ^1.0`");
        return;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->kind == TREE_LIST && t->items[i]->kind == TREE_SCALAR) {
            need_text(r, t->items[i]);
        } else if (t->kind == TREE_MAP && (t->entries[i].value->kind == TREE_SCALAR ||
                                           t->entries[i].value->kind == TREE_NULL)) {
            struct pack_need need = {.name = t->entries[i].key, .span = t->entries[i].key_span};
            if (t->entries[i].value->kind == TREE_SCALAR)
                need.constraint = str_trim(t->entries[i].value->text);
            vec_push(r->in->arena, &r->m->needs, need);
        } else {
            wrong(r, e, "packs with versions, like `acme: ^1.0`");
            return;
        }
    }
}

/* A standard is written in rules with `_`. */
static struct str
standard_name(struct reader *r, struct str name)
{
    char *at = arena_array(r->in->arena, char, name.len + 1);
    for (size_t i = 0; i < name.len; i++)
        at[i] = name.at[i] == '-' ? '_' : name.at[i];
    return (struct str){at, name.len};
}

static bool
read_clauses(struct reader *r, const struct tree_entry *e, struct standard *s)
{
    const struct tree *t = e->value;
    bool is_list = t->kind == TREE_LIST;
    for (uint32_t i = 0; is_list && i < t->count; i++)
        is_list = t->items[i]->kind == TREE_SCALAR;
    if (!is_list) {
        wrong(r, e, "a list of clauses");
        return false;
    }
    s->clauses = arena_array(r->in->arena, struct str, t->count + 1);
    for (uint32_t i = 0; i < t->count; i++)
        s->clauses[s->clause_count++] = t->items[i]->text;
    return true;
}

static void
read_standard(struct reader *r, const struct tree_entry *e, const struct tree *t)
{
    struct standard s = {0};
    const struct tree_entry *name = tree_find(t, STR("name")),
                            *clauses = tree_find(t, STR("clauses"));
    struct str text;
    if (!name) {
        struct diag *d = diag_add(r->in->sink, E9583, t->span, "a standard without a name");
        diag_help(r->in->sink, d, "write `name: iso14971`, the word that `maps` uses");
        r->m->ok = false;
        return;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        struct suggestion near = {.scratch = r->in->arena, .given = t->entries[i].key};
        suggest(&near, STR("name"));
        suggest(&near, STR("title"));
        suggest(&near, STR("clauses"));
        if (near.best.len == 0 || near.distance)
            shape_unknown_key(r->in->sink, E9583, &t->entries[i], "a standard", near.best);
    }
    if (!want_text(r, name, &text) || (clauses && !read_clauses(r, clauses, &s)))
        return;
    s.name = standard_name(r, text);
    vec_push(r->in->arena, &r->m->standards, s);
    (void)e;
}

static void
read_standards(struct reader *r, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    if (t->kind != TREE_LIST) {
        wrong(r, e, "a list of standards");
        return;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->items[i]->kind == TREE_MAP) {
            read_standard(r, e, t->items[i]);
        } else {
            shape_expected(r->in->sink, E9583, t->items[i]->span, e->key, t->items[i],
                           "a standard with `name`, `title` and `clauses`");
            r->m->ok = false;
        }
    }
}

static void
read_data(struct reader *r, const struct tree_entry *e)
{
    const struct tree *t = e->value;
    for (uint32_t i = 0; t->kind == TREE_LIST && i < t->count; i++) {
        if (t->items[i]->kind != TREE_SCALAR) {
            shape_expected(r->in->sink, E9583, t->items[i]->span, e->key, t->items[i],
                           "names of files");
            r->m->ok = false;
            continue;
        }
        struct pack_need file = {.name = t->items[i]->text, .span = t->items[i]->span};
        vec_push(r->in->arena, &r->m->data, file);
    }
    if (t->kind != TREE_LIST)
        wrong(r, e, "a list of files");
}

static const struct {
    const char *key;
    void (*read)(struct reader *r, const struct tree_entry *e);
} keys[] = {
    {"name", read_name},       {"version", read_version},   {"language", read_language},
    {"title", read_title},     {"description", read_prose}, {"licence", read_licence},
    {"authors", read_authors}, {"requires", read_requires}, {"standards", read_standards},
    {"data", read_data},
};

enum { KEY_COUNT = sizeof keys / sizeof *keys };

static void
read_entry(struct reader *r, const struct tree_entry *e)
{
    struct suggestion s = {.scratch = r->in->arena, .given = e->key};
    for (int i = 0; i < KEY_COUNT; i++) {
        if (str_is(e->key, keys[i].key)) {
            r->seen |= 1u << i;
            keys[i].read(r, e);
            return;
        }
        suggest(&s, str_from(keys[i].key));
    }
    shape_unknown_key(r->in->sink, E9583, e, "a pack's manifest", s.best);
    for (int i = 0; i < KEY_COUNT; i++)
        if (s.best.len && str_is(s.best, keys[i].key))
            r->seen |= 1u << i;
    r->m->ok = false;
}

static void
require_keys(struct reader *r, struct span at)
{
    enum { REQUIRED = 3 }; /* the first ones */
    for (int i = 0; i < REQUIRED; i++) {
        if (r->seen & 1u << i)
            continue;
        struct diag *d =
            diag_add(r->in->sink, E9583, at, "the manifest of this pack lacks `%s`", keys[i].key);
        diag_help(r->in->sink, d, "a pack needs `name`, `version` and `language`");
        r->m->ok = false;
    }
}

struct manifest
manifest_read(const struct pack_input *in, const struct source *source)
{
    struct manifest m = {.ok = true};
    struct reader r = {.in = in, .m = &m};
    struct span start = {source->base, source->base + (source->text.len > 0)};
    struct yaml_reader *yaml = yaml_open(in->arena, in->sink, source);
    bool ok = true;
    const struct tree *t = yaml_next(yaml, in->arena, &ok);
    m.ok = ok;
    if (t && t->kind == TREE_MAP) {
        for (uint32_t i = 0; i < t->count; i++)
            read_entry(&r, &t->entries[i]);
        require_keys(&r, start);
    } else if (ok) {
        diag_add(in->sink, E9583, start,
                 "a manifest is a mapping with `name`, `version` and `language`");
        m.ok = false;
    }
    yaml_close(yaml);
    return m;
}
