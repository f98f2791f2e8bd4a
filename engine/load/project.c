#include "engine/load/load.h"

#include <string.h>

#include "engine/load/glob.h"
#include "engine/load/shape.h"
#include "engine/load/tree.h"
#include "lang/base/limits.h"

struct reader {
    struct arena *arena;
    struct sym_table *texts;
    struct diag_sink *sink;
    struct project *project;
    bool is_full; /* `data` has more entries than it may */
};

static struct diag *
wrong(struct reader *r, struct span at, struct str key, const struct tree *value,
      const char *expected)
{
    return shape_expected(r->sink, E0864, at, key, value, expected);
}

/* The text of a value; false, and reported unless broken, if it is none. */
static bool
want_text(struct reader *r, const struct tree_entry *e, struct str *out, struct span *span)
{
    const struct tree *t = e->value;
    if (t->kind == TREE_SCALAR && !str_blank(t->text)) {
        *out = t->text;
        if (span)
            *span = t->span;
        return true;
    }
    wrong(r, shape_place(e), e->key, t, "a text");
    return false;
}

/* The items of a list, or the one text that stands for a list of it. */
static uint32_t
want_items(struct reader *r, const struct tree_entry *e, struct tree *const **items)
{
    if (e->value->kind == TREE_LIST) {
        *items = e->value->items;
        return e->value->count;
    }
    if (e->value->kind == TREE_SCALAR || e->value->kind == TREE_MAP) {
        *items = &e->value;
        return 1;
    }
    wrong(r, shape_place(e), e->key, e->value, "a list");
    return 0;
}

/* ---- one function for each key ---- */

static void
read_version(struct reader *r, const struct tree_entry *e)
{
    struct str text;
    if (!want_text(r, e, &text, NULL) || str_is(text, "1"))
        return;
    struct diag *d =
        diag_add(r->sink, E0864, e->value->span,
                 "this program reads project files of version 1, not '" STR_FMT "'", STR_ARG(text));
    diag_help(r->sink, d, "write `onus: 1`, or use a later version of the program");
    r->project->ok = false;
}

static void
read_title(struct reader *r, const struct tree_entry *e)
{
    want_text(r, e, &r->project->title, NULL);
}

static void
read_packs(struct reader *r, const struct tree_entry *e)
{
    struct tree *const *items;
    uint32_t count = want_items(r, e, &items);
    struct project *p = r->project;
    p->packs = arena_alloc(r->arena, sizeof *p->packs, _Alignof(struct str), count);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i]->kind != TREE_SCALAR || str_blank(items[i]->text)) {
            wrong(r, items[i]->span, e->key, items[i], "names of packs, like `acme ^1.0`");
            continue;
        }
        struct str text = str_trim(items[i]->text);
        size_t space = 0;
        while (space < text.len && text.at[space] != ' ')
            space++;
        p->packs[p->pack_count].name = str_slice(text, 0, space);
        p->packs[p->pack_count].constraint = str_trim(str_slice(text, space, text.len));
        p->packs[p->pack_count++].span = items[i]->span;
    }
}

/* Tells why a name or pattern may not be used, where that is so. */
static bool
want_inside(struct reader *r, struct str *path, struct span at)
{
    struct str given = *path;
    if (glob_normalise(r->arena, path))
        return true;
    struct diag *d =
        diag_add(r->sink, E0782, at, "'" STR_FMT "' may lead out of the case", STR_ARG(given));
    diag_help(r->sink, d, "name files relative to the project file, with '/', and without '..'");
    return false;
}

static void
read_rules(struct reader *r, const struct tree_entry *e)
{
    struct tree *const *items;
    uint32_t count = want_items(r, e, &items);
    struct project *p = r->project;
    p->rules = arena_alloc(r->arena, sizeof *p->rules, _Alignof(struct str), count);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i]->kind != TREE_SCALAR) {
            wrong(r, items[i]->span, e->key, items[i], "names of rule files");
            continue;
        }
        struct str path = items[i]->text;
        if (!want_inside(r, &path, items[i]->span))
            continue;
        p->rules[p->rule_count].path = path;
        p->rules[p->rule_count++].span = items[i]->span;
    }
}

static void
add_data(struct reader *r, struct str pattern, struct data_entry like, struct span at)
{
    if (r->project->data_count == LIMIT_DATA_ENTRIES) {
        if (!r->is_full)
            diag_help(r->sink,
                      diag_add(r->sink, E0864, at, "`data` names more than %d files and patterns",
                               LIMIT_DATA_ENTRIES),
                      "name many files with one pattern: `model/**/*.yaml`");
        r->is_full = true;
        return;
    }
    if (!want_inside(r, &pattern, at))
        return;
    like.pattern = pattern;
    like.span = at;
    r->project->data[r->project->data_count++] = like;
}

static uint32_t
data_room(struct tree *const *items, uint32_t count)
{
    uint32_t room = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct tree *files = tree_get(items[i], STR("files"));
        if (files && files->kind == TREE_LIST)
            room += files->count;
    }
    return room;
}

static void
read_headings(struct reader *r, const struct tree_entry *e, struct sheet_choice *out)
{
    struct str text;
    uint32_t row = 0;
    if (!want_text(r, e, &text, &out->headings_at))
        return;
    for (size_t i = 0; i < text.len && row <= LIMIT_SHEET_ROWS; i++)
        row = text.at[i] >= '0' && text.at[i] <= '9' ? row * 10 + (uint32_t)(text.at[i] - '0')
                                                     : UINT32_MAX / 16;
    if (row > 0 && row <= LIMIT_SHEET_ROWS) {
        out->headings = row;
        return;
    }
    struct str shown = shape_shown(r->sink->arena, text);
    struct diag *d = diag_add(r->sink, E0864, out->headings_at,
                              "'" STR_FMT "' is no number of a row", STR_ARG(shown));
    diag_help(r->sink, d, "write the number of the row that holds the headings, counted from 1");
}

static void
read_sheet(struct reader *r, const struct tree_entry *e, struct sheet_choice *out)
{
    want_text(r, e, &out->name, &out->name_at);
}

/* What an entry may say beside its source and its files. */
static const struct {
    const char *key;
    void (*read)(struct reader *r, const struct tree_entry *e, struct sheet_choice *out);
} entry_keys[] = {
    {"source", NULL},
    {"files", NULL},
    {"sheet", read_sheet},
    {"headings", read_headings},
};

static void
read_entry_key(struct reader *r, const struct tree_entry *e, struct sheet_choice *out)
{
    struct suggestion s = {.scratch = r->arena, .given = e->key};
    for (size_t i = 0; i < sizeof entry_keys / sizeof *entry_keys; i++) {
        if (str_is(e->key, entry_keys[i].key)) {
            if (entry_keys[i].read)
                entry_keys[i].read(r, e, out);
            return;
        }
        suggest(&s, str_from(entry_keys[i].key));
    }
    shape_unknown_key(r->sink, E0529, e, "an entry of `data`", s.best);
}

/* { source: junit, files: scan.xml }; `files` may be a list. */
static void
read_source_entry(struct reader *r, const struct tree *map)
{
    struct tree_entry *source = tree_find(map, STR("source")),
                      *files = tree_find(map, STR("files"));
    struct str name = STR("");
    struct data_entry like = {.sheet.name = STR("")};
    for (uint32_t i = 0; i < map->count; i++)
        read_entry_key(r, &map->entries[i], &like.sheet);
    if (!source || !files) {
        struct diag *d = diag_add(r->sink, E0864, map->span, "an entry of `data` lacks `%s`",
                                  source ? "files" : "source");
        diag_help(
            r->sink, d,
            "write `{ source: NAME, files: PATTERN }`, or the pattern alone for plain case files");
        return;
    }
    struct tree *const *items;
    uint32_t count = want_items(r, files, &items);
    if (!want_text(r, source, &name, NULL))
        return;
    like.source = sym_intern(r->texts, name);
    for (uint32_t i = 0; i < count; i++)
        if (items[i]->kind == TREE_SCALAR)
            add_data(r, items[i]->text, like, items[i]->span);
        else
            wrong(r, items[i]->span, files->key, items[i], "names of files");
}

static void
read_data(struct reader *r, const struct tree_entry *e)
{
    struct tree *const *items;
    uint32_t count = want_items(r, e, &items);
    r->project->data = arena_array(r->arena, struct data_entry, data_room(items, count));
    for (uint32_t i = 0; i < count; i++)
        if (items[i]->kind == TREE_SCALAR)
            add_data(r, items[i]->text, (struct data_entry){.source = SYM_NONE}, items[i]->span);
        else if (items[i]->kind == TREE_MAP)
            read_source_entry(r, items[i]);
        else
            wrong(r, items[i]->span, e->key, items[i], "names of files");
}

static void
read_phase(struct reader *r, const struct tree_entry *e)
{
    want_text(r, e, &r->project->phase, &r->project->phase_span);
}

static void
read_fail_on(struct reader *r, const struct tree_entry *e)
{
    static const char *const levels[] = {"error", "warning", "info"};
    struct str text;
    if (!want_text(r, e, &text, NULL))
        return;
    struct suggestion s = {.scratch = r->arena, .given = text};
    for (unsigned i = 0; i < 3; i++) {
        if (str_is(text, levels[i])) {
            r->project->fail_on = (enum fail_on)i;
            return;
        }
        suggest(&s, str_from(levels[i]));
    }
    struct diag *d =
        diag_add(r->sink, E0864, e->value->span,
                 "`fail_on` is error, warning or info, not '" STR_FMT "'", STR_ARG(text));
    if (s.best.len)
        diag_fix(r->sink, d, e->value->span, s.best);
}

/* Ignoring what a later version will do would be silent. */
static void
read_later(struct reader *r, const struct tree_entry *e)
{
    struct diag *d = diag_add(r->sink, E0617, e->key_span, "`" STR_FMT "` is not available yet",
                              STR_ARG(e->key));
    diag_help(r->sink, d, "remove the key: this version would not act on it");
}

static const struct {
    const char *key;
    void (*read)(struct reader *r, const struct tree_entry *e);
    bool is_required;
    const char *example;
} keys[] = {
    {"onus", read_version, true, "onus: 1"},
    {"case", read_title, true, "case: NAME OF THE CASE"},
    {"packs", read_packs, false, NULL},
    {"rules", read_rules, false, NULL},
    {"data", read_data, true, "data: [model/*.yaml]"},
    {"phase", read_phase, true, "phase: release"},
    {"fail_on", read_fail_on, false, NULL},
    {"waivers", read_later, false, NULL},
    {"cases", read_later, false, NULL},
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static void
read_entry(struct reader *r, const struct tree_entry *e)
{
    struct suggestion s = {.scratch = r->arena, .given = e->key};
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (str_is(e->key, keys[i].key)) {
            if (e->value->kind != TREE_BROKEN)
                keys[i].read(r, e);
            return;
        }
        suggest(&s, str_from(keys[i].key));
    }
    shape_unknown_key(r->sink, E0529, e, "a project file", s.best);
}

static void
read_project(struct reader *r, const struct tree *root)
{
    for (uint32_t i = 0; i < root->count; i++)
        read_entry(r, &root->entries[i]);
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (!keys[i].is_required || tree_find(root, str_from(keys[i].key)))
            continue;
        struct diag *d = diag_add(r->sink, E0864, (struct span){root->span.lo, root->span.lo},
                                  "the project file lacks `%s`", keys[i].key);
        diag_help(r->sink, d, "add a line `%s`", keys[i].example);
    }
}

/* The one mapping that the file must hold, or NULL. */
static struct tree *
read_root(struct reader *r, const struct source *source)
{
    struct yaml_reader *yaml = yaml_open(r->arena, r->sink, source);
    bool ok, more_ok;
    struct tree *root = yaml_next(yaml, r->arena, &ok);
    struct tree *more = root ? yaml_next(yaml, r->arena, &more_ok) : NULL;
    yaml_close(yaml);
    struct span start = {source->base, source->base};
    if (!root && !ok)
        return NULL;
    if (!root || root->kind != TREE_MAP) {
        struct diag *d = diag_add(r->sink, E0864, root ? root->span : start,
                                  "a project file is a mapping with `onus: 1` in it");
        diag_help(r->sink, d, "begin with the lines `onus: 1` and `case: NAME OF THE CASE`");
        return NULL;
    }
    if (more)
        diag_add(r->sink, E0864, more->span,
                 "a project file is one document, and this is a second");
    return root;
}

struct project *
project_load(struct arena *a, struct sym_table *texts, struct diag_sink *sink,
             struct source_map *sources, struct host *host, struct str path)
{
    struct project *p = arena_new(a, struct project);
    p->path = path;
    p->title = p->phase = STR("");
    struct reader r = {.arena = a, .texts = texts, .sink = sink, .project = p};
    struct host_file file = host->read(host, a, path, LIMIT_RULE_FILE_BYTES);
    if (file.status != HOST_OK) {
        struct diag *d = diag_add(sink, E0177, SPAN_NONE, "the project file " STR_FMT " " STR_FMT,
                                  STR_ARG(path), STR_ARG(file.reason));
        diag_help(sink, d, "name the folder that holds onus.yaml: onus check FOLDER");
        return p;
    }
    const struct source *source = source_add(sources, path, file.bytes);
    if (!source)
        return p;
    p->ok = true;
    const struct tree *root = read_root(&r, source);
    if (root)
        read_project(&r, root);
    else
        p->ok = false;
    return p;
}

bool
project_is_plain(const struct project *project, struct str name)
{
    bool is_plain = false;
    for (uint32_t i = 0; i < project->data_count; i++) {
        if (!glob_match(project->data[i].pattern, name))
            continue;
        if (project->data[i].source.v)
            return false;
        is_plain = true;
    }
    return is_plain;
}
