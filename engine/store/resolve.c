/*
 * References → entity numbers (language.md §3).
 *
 * From inside an owner a reference means first what that owner holds, then what its owner holds, and so on; then the entity with
 * that full id; then the one contained entity whose id ends so; then `Type:id`. At each step only
 * entities that the field accepts count, and two of them are one too many.
 */
#include "engine/store/staging.h"

#include <string.h>

#include "lang/base/limits.h"

struct reference {
    uint32_t from; /* handle */
    field_id field;
    entity_id within; /* `Type:`, or NO_ID */
    struct sym sym;   /* SYM_NONE: no text of the run is the same */
    struct str text;
    struct span at;
};

bool
field_accepts(const struct program *p, field_id f, entity_id type)
{
    const struct union_type *u = &p->unions.at[p->fields.at[f].type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (entity_is(p, type, u->members[i]))
            return true;
    return false;
}

static bool
accepts(const struct builder *b, const struct reference *r, uint32_t handle)
{
    entity_id type = staged(b, handle)->type;
    return field_accepts(b->program, r->field, type) &&
           (r->within == NO_ID || entity_is(b->program, type, r->within));
}

static void
add_match(struct matches *m, uint32_t handle)
{
    if (m->count < LIMIT_MESSAGE_IDS)
        m->at[m->count] = handle;
    m->count++;
}

/* ---- the steps ---- */

static void
match_path(const struct builder *b, const struct reference *r, struct sym path, struct matches *m)
{
    if (path.v == 0 || path.v >= b->ids.symbol_count)
        return;
    for (uint32_t h = b->ids.path_head[path.v]; h != UINT32_MAX; h = b->ids.path_next[h])
        if (accepts(b, r, h))
            add_match(m, h);
}

static bool
has_children(const struct builder *b, uint32_t handle)
{
    return b->ids.has_children && bit_get(b->ids.has_children, handle);
}

/* What the owner holds under that id, or under that path below it. */
static void
match_inside(struct builder *b, const struct reference *r, uint32_t owner, struct matches *m)
{
    uint32_t at = UINT32_MAX, h;
    if (!has_children(b, owner))
        return;
    uint64_t key = (uint64_t)owner << 32 | r->sym.v;
    while (r->sym.v && map64_next(&b->ids.scopes, key, &at, &h))
        if (accepts(b, r, h))
            add_match(m, h);
    if (m->count || str_find(r->text, STR("/"), 0) == SIZE_MAX)
        return;
    struct arena_mark mark = arena_mark(&b->scratch);
    struct str path = sym_str(b->program->texts, staged(b, owner)->path);
    struct str whole =
        str_printf(&b->scratch, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(r->text));
    match_path(b, r, sym_find(b->program->texts, whole), m);
    arena_rewind(&b->scratch, mark);
}

/* Contained entities whose path ends in "/" and the text. */
static void
match_short(const struct builder *b, const struct reference *r, struct matches *m)
{
    size_t slash = r->text.len;
    while (slash > 0 && r->text.at[slash - 1] != '/')
        slash--;
    struct sym local =
        slash ? sym_find(b->program->texts, str_slice(r->text, slash, r->text.len)) : r->sym;
    if (!b->ids.local_head || local.v == 0 || local.v >= b->ids.symbol_count)
        return;
    for (uint32_t h = b->ids.local_head[local.v]; h != UINT32_MAX; h = b->ids.local_next[h]) {
        struct str path = sym_str(b->program->texts, staged(b, h)->path);
        bool ends = path.len > r->text.len && str_ends(path, r->text) &&
                    path.at[path.len - r->text.len - 1] == '/';
        if (ends && accepts(b, r, h))
            add_match(m, h);
    }
}

/* A short form means the same wherever it stands, so it is looked for once. */
static void
match_short_once(struct builder *b, const struct reference *r, struct matches *m)
{
    struct id_index *ids = &b->ids;
    uint64_t key = (uint64_t)builder_field(b, r->field)->type.of << 32 | r->sym.v;
    uint32_t at = UINT32_MAX, known = 0;
    if (!ids->local_head)
        return;
    if (r->within != NO_ID || r->sym.v == 0) {
        match_short(b, r, m);
        return;
    }
    if (!map64_next(&ids->shorts, key, &at, &known)) {
        match_short(b, r, m);
        map64_put(&ids->shorts, &b->keep, key, ids->short_matches.len);
        vec_push(&b->keep, &ids->short_matches, *m);
        return;
    }
    *m = ids->short_matches.at[known];
}

static void
match_all(struct builder *b, const struct reference *r, struct matches *m)
{
    bool scoped = has_children(b, r->from) || staged(b, r->from)->owner != HANDLE_NONE;
    for (uint32_t h = r->from; scoped && m->count == 0 && h != HANDLE_NONE; h = staged(b, h)->owner)
        match_inside(b, r, h, m);
    if (m->count == 0)
        match_path(b, r, r->sym, m);
    if (m->count == 0)
        match_short_once(b, r, m);
}

/* `Threat:X-1`: true if what stands before the colon is a type. */
static bool
split_type(const struct builder *b, const struct reference *r, struct reference *typed)
{
    size_t colon = str_find(r->text, STR(":"), 0);
    if (colon == SIZE_MAX || colon == 0)
        return false;
    struct sym name = sym_find(b->program->texts, str_slice(r->text, 0, colon));
    *typed = *r;
    typed->within = name.v ? program_entity(b->program, name) : NO_ID;
    typed->text = str_trim(str_slice(r->text, colon + 1, r->text.len));
    typed->sym = sym_find(b->program->texts, typed->text);
    return typed->within != NO_ID;
}

/* ---- what is wrong with it ---- */

static const struct diag *
report_several(struct builder *b, const struct reference *r, const struct matches *m)
{
    uint32_t shown = m->count < LIMIT_MESSAGE_IDS ? m->count : LIMIT_MESSAGE_IDS;
    bool same_path = true;
    for (uint32_t i = 1; i < shown; i++)
        same_path &= sym_eq(staged(b, m->at[0])->path, staged(b, m->at[i])->path);
    struct diag_sink *sink = report_sink(b, r->at);
    struct str text = report_quote(b, r->text);
    struct diag *d =
        diag_add(sink, same_path ? E4518 : E8847, r->at, "\"" STR_FMT "\" could be " STR_FMT,
                 STR_ARG(text), STR_ARG(report_list(b, m)));
    for (uint32_t i = 0; i < shown; i++)
        diag_label(sink, d, staged(b, m->at[i])->at, "this " STR_FMT,
                   STR_ARG(type_name(b, staged(b, m->at[i])->type)));
    if (same_path)
        diag_help(sink, d, "say which type is meant: " STR_FMT ":" STR_FMT,
                  STR_ARG(type_name(b, staged(b, m->at[0])->type)), STR_ARG(text));
    else
        diag_help(sink, d, "write the full id, like " STR_FMT,
                  STR_ARG(sym_str(b->program->texts, staged(b, m->at[0])->path)));
    return report_end(b, d, r->from);
}

/* An entity of any type that the text names, or HANDLE_NONE. */
static uint32_t
find_other(const struct builder *b, const struct reference *r)
{
    const struct id_index *ids = &b->ids;
    if (r->sym.v == 0 || r->sym.v >= ids->symbol_count)
        return HANDLE_NONE;
    uint32_t found = ids->path_head[r->sym.v];
    if (found == UINT32_MAX && ids->local_head)
        found = ids->local_head[r->sym.v];
    return found == UINT32_MAX ? HANDLE_NONE : found;
}

static const struct diag *
report_other(struct builder *b, const struct reference *r, uint32_t other)
{
    struct diag_sink *sink = report_sink(b, r->at);
    struct str text = report_quote(b, r->text);
    struct str type = type_with_article(b, staged(b, other)->type);
    struct diag *d =
        diag_add(sink, E4085, r->at, "\"" STR_FMT "\" is " STR_FMT ", not " STR_FMT, STR_ARG(text),
                 STR_ARG(type), STR_ARG(report_wanted(b, r->field, true)));
    diag_here(sink, d, STR_FMT " of " STR_FMT " names " STR_FMT, STR_ARG(field_name(b, r->field)),
              STR_ARG(type_name(b, builder_field(b, r->field)->owner)),
              STR_ARG(report_wanted(b, r->field, true)));
    diag_label(sink, d, staged(b, other)->at, "it is defined here");
    return report_end(b, d, r->from);
}

/* The id most like the text, of the entities that the field accepts; full ids, and local ones of contained entities. */
static struct str
suggest_id(struct builder *b, const struct reference *r)
{
    const struct store *s = b->store;
    const struct sym_table *texts = b->program->texts;
    struct suggestion best = {.scratch = b->sink->arena, .given = r->text};
    for (uint32_t n = 0; n < s->count && b->suggest_budget > 0; n++) {
        if (!accepts(b, r, b->handles[n]))
            continue;
        struct str path = sym_str(texts, s->paths[n]);
        struct str local = sym_str(texts, staged(b, b->handles[n])->id);
        size_t room = r->text.len / 3 + 1;
        b->suggest_budget--;
        if (path.len <= r->text.len + room && r->text.len <= path.len + room)
            suggest(&best, path);
        if (local.len != path.len && local.len <= r->text.len + room &&
            r->text.len <= local.len + room)
            suggest(&best, local);
    }
    return best.best;
}

static const struct diag *
report_dangling(struct builder *b, const struct reference *r)
{
    struct diag_sink *sink = report_sink(b, r->at);
    struct str type =
        r->within == NO_ID ? report_wanted(b, r->field, false) : type_name(b, r->within);
    struct diag *d = diag_add(sink, E8726, r->at, "there is no " STR_FMT " \"" STR_FMT "\"",
                              STR_ARG(type), STR_ARG(report_quote(b, r->text)));
    uint32_t alike = ids_alike(b, r->text);
    bool is_alike = alike != HANDLE_NONE && accepts(b, r, alike);
    struct str best = sink == b->sink && !is_alike ? suggest_id(b, r) : STR("");
    if (is_alike) {
        diag_here(sink, d, "differs from an id only in Unicode normalisation");
        diag_label(sink, d, staged(b, alike)->at, "this id");
        diag_fix(sink, d, r->at, sym_str(b->program->texts, staged(b, alike)->path));
    } else if (best.len) {
        diag_here(sink, d, "did you mean " STR_FMT "?", STR_ARG(best));
        diag_fix(sink, d, r->at, best);
    } else {
        diag_here(sink, d, "no case file defines it");
    }
    return report_end(b, d, r->from);
}

/* Whether what is named may have stood in a file that did not load. */
static const struct extent_state *
missing_extent(const struct builder *b, const struct reference *r)
{
    const struct union_type *u = &b->program->unions.at[builder_field(b, r->field)->type.of];
    for (uint32_t i = 0; i < u->member_count; i++)
        if (b->store->extents[u->members[i]].is_incomplete)
            return &b->store->extents[u->members[i]];
    return NULL;
}

/* ---- one reference ---- */

/* The handle, or HANDLE_NONE and the cause, reported. */
static uint32_t
resolve(struct builder *b, const struct reference *r, const struct diag **cause)
{
    struct matches m = {.count = 0};
    struct reference typed;
    match_all(b, r, &m);
    bool is_typed = m.count == 0 && split_type(b, r, &typed);
    if (is_typed)
        match_all(b, &typed, &m);
    if (m.count == 1)
        return m.at[0];
    const struct reference *said = is_typed ? &typed : r;
    const struct extent_state *extent = missing_extent(b, r);
    uint32_t other = find_other(b, said);
    if (m.count > 1)
        *cause = report_several(b, said, &m);
    else if (other != HANDLE_NONE)
        *cause = report_other(b, said, other);
    else if (extent)
        *cause = extent->cause;
    else
        *cause = report_dangling(b, said);
    return HANDLE_NONE;
}

/* The common case, without any ado: nothing is contained anywhere near, and one entity has that id. */
static uint32_t
resolve_plain(const struct builder *b, uint32_t from, field_id f, uint32_t sym)
{
    uint32_t found = sym < b->ids.symbol_count ? b->ids.path_head[sym] : UINT32_MAX;
    if (found == UINT32_MAX || b->ids.path_next[found] != UINT32_MAX ||
        staged(b, from)->owner != HANDLE_NONE || has_children(b, from) ||
        !field_accepts(b->program, f, staged(b, found)->type))
        return HANDLE_NONE;
    return found;
}

/* index: of the fact among those of the field. */
static void
resolve_fact(struct builder *b, field_id f, struct fact *fact, uint32_t index)
{
    const struct diag *cause = NULL;
    uint32_t handle = HANDLE_NONE;
    if (fact->state == FACT_CHILD) {
        handle = fact->low;
        if (b->numbers[handle] & NUMBER_DROPPED)
            cause = b->drops.at[b->numbers[handle] & ~NUMBER_DROPPED].cause;
    } else {
        struct sym sym = {fact->low};
        struct reference r = {.from = fact->of,
                              .field = f,
                              .within = NO_ID,
                              .sym = sym,
                              .text = sym_str(b->program->texts, sym),
                              .at = fact->at};
        handle = resolve_plain(b, fact->of, f, sym.v);
        if (handle == HANDLE_NONE)
            handle = resolve(b, &r, &cause);
    }
    if (handle != HANDLE_NONE && b->kept)
        staged_meant(b->kept, f, index, handle);
    if (handle != HANDLE_NONE && !(b->numbers[handle] & NUMBER_DROPPED)) {
        fact->low = b->numbers[handle];
        fact->state = FACT_VALUE;
        return;
    }
    fact->state = FACT_BAD;
    add_gap(b, (struct staged_gap){fact->of, f, cause, true});
}

void
resolve_all(struct builder *b)
{
    map64_init(&b->ids.shorts, &b->keep, 64);
    for (field_id f = 0; f < b->program->fields.len; f++) {
        if (builder_field(b, f)->type.kind != TYPE_ENTITY)
            continue;
        uint32_t index = 0;
        for (struct fact_chunk *c = b->facts[f].first; c; c = c->next) {
            for (uint32_t i = 0; i < c->len; i++, index++) {
                struct fact *fact = &c->facts[i];
                bool is_value = fact->state == FACT_VALUE || fact->state == FACT_CHILD;
                if (is_value && !(b->numbers[fact->of] & NUMBER_DROPPED))
                    resolve_fact(b, f, fact, index);
            }
        }
    }
}
