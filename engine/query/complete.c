/*
 * What could stand at the end of a line: fields behind a dot by the type before it, values behind `=`, else names.
 *
 * The line is not a whole question yet, so nothing is parsed: paths are read backwards from where they end, and the
 * types of variables are found where the line binds them. What is not understood offers nothing.
 */
#include <stdlib.h>

#include "engine/query/query_internal.h"

enum { BINDING_DEPTH = 8 };

struct completer {
    struct arena *arena;
    const struct program *program;
    struct str line;
    struct str prefix;
    VEC(struct str) found;
};

/* What a path leads to: entities of these types, or values of an enum. */
struct target {
    VEC(entity_id) entities;
    enum_id values;
    bool is_known;
};

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static size_t
skip_blanks_back(struct str s, size_t at)
{
    while (at > 0 && is_blank(s.at[at - 1]))
        at--;
    return at;
}

static size_t
word_start(struct str s, size_t end)
{
    while (end > 0 && is_word(s.at[end - 1]))
        end--;
    return end;
}

/* Where the hop mark before `at` begins: "." ".+" ".*" ".~", a `?` of the hop before it left aside; `at`: there is none. */
static size_t
hop_start(struct str s, size_t at)
{
    size_t dot = at;
    if (dot > 0 && (s.at[dot - 1] == '+' || s.at[dot - 1] == '*' || s.at[dot - 1] == '~'))
        dot--;
    return dot > 0 && s.at[dot - 1] == '.' ? dot - 1 : at;
}

static size_t
path_start(struct str s, size_t end)
{
    for (;;) {
        size_t at = end > 0 && s.at[end - 1] == '?' ? end - 1 : end;
        size_t word = word_start(s, at), hop = hop_start(s, word);
        if (word == at)
            return end;
        if (hop == word)
            return word;
        end = hop;
    }
}

/* ---- types ---- */

static struct target target_of_path(struct completer *c, struct str path, int depth);

static void
add_entity(struct completer *c, struct target *t, entity_id e)
{
    for (uint32_t i = 0; i < t->entities.len; i++)
        if (t->entities.at[i] == e)
            return;
    t->is_known = true;
    vec_push(c->arena, &t->entities, e);
}

static struct target
target_of_type(struct completer *c, struct str name)
{
    const struct program *p = c->program;
    struct target t = {.values = NO_ID};
    for (entity_id e = 0; e < p->entities.len; e++)
        if (str_eq(sym_str(p->texts, p->entities.at[e].name), name))
            add_entity(c, &t, e);
    return t;
}

static struct str
word_at(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.len && (is_word(s.at[end]) || s.at[end] == '.' || s.at[end] == '?'))
        end++;
    return str_slice(s, at, end);
}

/* Where the line binds the variable: `x: Type`, `x in path`. */
static struct target
target_of_variable(struct completer *c, struct str name, int depth)
{
    struct target t = {.values = NO_ID};
    struct str line = c->line;
    for (size_t at = str_find(line, name, 0); at != SIZE_MAX; at = str_find(line, name, at + 1)) {
        size_t end = at + name.len;
        bool is_whole = (at == 0 || !is_word(line.at[at - 1])) && end < line.len &&
                        !is_word(line.at[end]) && (at == 0 || line.at[at - 1] != '.');
        while (is_whole && end < line.len && is_blank(line.at[end]))
            end++;
        bool is_typed = is_whole && end < line.len && line.at[end] == ':';
        bool is_in = is_whole && str_starts(str_slice(line, end, line.len), STR("in "));
        if (!is_typed && !is_in)
            continue;
        for (end += is_in ? 2 : 1; end < line.len && is_blank(line.at[end]);)
            end++;
        return target_of_path(c, word_at(line, end), depth + 1);
    }
    return t;
}

static void
follow_field(struct completer *c, struct target *to, entity_id of, struct sym name)
{
    const struct program *p = c->program;
    for (entity_id e = of; e <= p->entities.at[of].last; e++) {
        field_id f = program_field(p, e, name);
        if (f == NO_ID)
            continue;
        struct type t = p->fields.at[f].type;
        if (t.kind == TYPE_ENUM) {
            to->values = t.of;
            to->is_known = true;
        }
        for (uint32_t i = 0; t.kind == TYPE_ENTITY && i < p->unions.at[t.of].member_count; i++)
            add_entity(c, to, p->unions.at[t.of].members[i]);
    }
}

static struct target
target_of_path(struct completer *c, struct str path, int depth)
{
    size_t end = 0;
    while (end < path.len && is_word(path.at[end]))
        end++;
    struct str first = str_slice(path, 0, end);
    struct target t = {.values = NO_ID};
    if (depth > BINDING_DEPTH || first.len == 0)
        return t;
    t = first.at[0] >= 'A' && first.at[0] <= 'Z' ? target_of_type(c, first)
                                                 : target_of_variable(c, first, depth);
    while (end < path.len && t.is_known) {
        size_t from = end;
        while (from < path.len && !is_word(path.at[from]))
            from++;
        for (end = from; end < path.len && is_word(path.at[end]);)
            end++;
        if (end == from)
            break;
        struct target next = {.values = NO_ID};
        struct sym name = sym_intern(c->program->texts, str_slice(path, from, end));
        for (uint32_t i = 0; i < t.entities.len; i++)
            follow_field(c, &next, t.entities.at[i], name);
        t = next;
    }
    return t;
}

/* ---- offers ---- */

static void
offer(struct completer *c, struct str word)
{
    if (!str_starts(word, c->prefix) || word.len == 0 || word.at[0] == '~')
        return;
    for (uint32_t i = 0; i < c->found.len; i++)
        if (str_eq(c->found.at[i], word))
            return;
    vec_push(c->arena, &c->found, word);
}

static void
offer_fields(struct completer *c, const struct target *t)
{
    const struct program *p = c->program;
    for (uint32_t i = 0; i < t->entities.len; i++)
        for (entity_id e = t->entities.at[i]; e <= p->entities.at[t->entities.at[i]].last; e++)
            for (uint32_t f = 0; f < p->entities.at[e].field_count; f++)
                offer(c, sym_str(p->texts, p->fields.at[p->entities.at[e].fields[f]].name));
}

static void
offer_values(struct completer *c, enum_id id)
{
    const struct enum_type *e = &c->program->enums.at[id];
    for (uint32_t i = 0; i < e->value_count; i++)
        offer(c, sym_str(c->program->texts, e->values[i]));
}

static void
offer_names(struct completer *c)
{
    static const char *const words[] = {
        "and",  "any",     "avg",     "count",   "else",      "every",     "except",      "false",
        "for",  "has",     "if",      "implies", "in",        "intersect", "is",          "let",
        "list", "matches", "max",     "meets",   "min",       "missing",   "no",          "not",
        "one",  "or",      "present", "product", "otherwise", "some",      "substantive", "subset",
        "sum",  "then",    "today",   "true",    "union",     "where",
#define BUILTIN(name, id, signature, doc) name,
#include "lang/builtins.def"
#undef BUILTIN
    };
    const struct program *p = c->program;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        offer(c, str_from(words[i]));
    for (uint32_t i = 0; i < p->entities.len; i++)
        offer(c, sym_str(p->texts, p->entities.at[i].name));
    for (uint32_t i = 0; i < p->enums.len; i++)
        if (p->enums.at[i].name.v)
            offer(c, sym_str(p->texts, p->enums.at[i].name));
    for (uint32_t i = 0; i < p->defines.len; i++)
        offer(c, sym_str(p->texts, p->defines.at[i].name));
    for (uint32_t i = 0; i < p->tables.len; i++)
        offer(c, sym_str(p->texts, p->tables.at[i].name));
    for (uint32_t i = 0; i < p->params.len; i++)
        if (!p->params.at[i].rule.v)
            offer(c, sym_str(p->texts, p->params.at[i].name));
}

static int
by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct completion
query_complete(struct arena *a, const struct program *p, struct str line)
{
    size_t from = word_start(line, line.len), hop = hop_start(line, from);
    struct completer c = {
        .arena = a, .program = p, .line = line, .prefix = str_slice(line, from, line.len)};
    size_t before = skip_blanks_back(line, from);
    bool compares = before > 0 && line.at[before - 1] == '=';
    if (hop != from) {
        struct target t = target_of_path(&c, str_slice(line, path_start(line, hop), hop), 0);
        offer_fields(&c, &t);
    } else if (compares) {
        size_t end = before - 1 - (before > 1 && line.at[before - 2] == '!');
        end = skip_blanks_back(line, end);
        struct target t = target_of_path(&c, str_slice(line, path_start(line, end), end), 0);
        if (t.values != NO_ID)
            offer_values(&c, t.values);
    }
    if (hop == from && c.found.len == 0)
        offer_names(&c);
    if (c.found.len > 1)
        qsort(c.found.at, c.found.len, sizeof *c.found.at, by_bytes);
    return (struct completion){.from = (uint32_t)from, .count = c.found.len, .words = c.found.at};
}
