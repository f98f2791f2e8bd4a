/* "EV-10b", "Evidence:EV-10b", "LX-200/AUTH" → the entity. */
#include "engine/impact/target.h"

#include "lang/base/limits.h"

uint32_t
target_handle(const struct impact_case *c, struct ent e)
{
    struct store *s = c->side.store;
    return staged_find(c->loaded->staged, store_type(s, e), store_id(s, e));
}

/* "Type:ID" → the type, if it is one; *id is what is left. */
static entity_id
named_type(const struct program *p, struct str *id)
{
    size_t colon = str_find(*id, STR(":"), 0);
    struct sym name = colon == SIZE_MAX ? SYM_NONE : sym_find(p->texts, str_slice(*id, 0, colon));
    entity_id type = name.v ? program_entity(p, name) : NO_ID;
    if (type != NO_ID)
        *id = str_slice(*id, colon + 1, id->len);
    return type;
}

static bool
ends_in(struct str path, struct str id)
{
    return str_ends(path, id) &&
           (path.len == id.len || (id.len && path.at[path.len - id.len - 1] == '/'));
}

struct matches {
    struct ent whole, part; /* the last one with that full id, that short form */
    uint32_t whole_count, part_count;
    struct text_buf words; /* of all that could be meant */
};

static struct matches
match(struct arena *a, const struct impact_case *c, entity_id type, struct str id,
      struct suggestion *near)
{
    struct store *s = c->side.store;
    const struct program *p = c->side.program;
    struct matches m = {.whole = ENT_NONE, .part = ENT_NONE, .words = {.arena = a}};
    for (uint32_t e = 0; e < store_count(s); e++) {
        entity_id own = store_type(s, (struct ent){e});
        struct str path = store_id(s, (struct ent){e});
        if (type != NO_ID && !entity_is(p, own, type))
            continue;
        suggest(near, path);
        if (!ends_in(path, id))
            continue;
        bool is_whole = path.len == id.len;
        *(is_whole ? &m.whole : &m.part) = (struct ent){e};
        m.whole_count += is_whole;
        m.part_count += !is_whole;
        if (m.whole_count + m.part_count <= LIMIT_MESSAGE_IDS)
            text_printf(&m.words, "%s" STR_FMT ":" STR_FMT, m.words.len ? ", " : "",
                        STR_ARG(sym_str(p->texts, p->entities.at[own].name)), STR_ARG(path));
    }
    return m;
}

struct ent
target_find(struct arena *a, const struct impact_case *c, struct str given, struct str *mistake,
            struct str *help)
{
    struct str id = given;
    entity_id type = named_type(c->side.program, &id);
    struct suggestion near = {.scratch = a, .given = id};
    struct matches m = match(a, c, type, id, &near);
    if (m.whole_count == 1)
        return m.whole;
    if (m.whole_count == 0 && m.part_count == 1)
        return m.part;
    if (m.whole_count + m.part_count > 1) {
        *mistake = str_printf(a, "'" STR_FMT "' could be %u elements", STR_ARG(given),
                              m.whole_count + m.part_count);
        *help = str_printf(a, "say which one: " STR_FMT, STR_ARG(text_str(&m.words)));
        return ENT_NONE;
    }
    *mistake = str_printf(a, "there is no element '" STR_FMT "' in this case", STR_ARG(given));
    if (near.best.len)
        *help = str_printf(a, "did you mean '" STR_FMT "'?", STR_ARG(near.best));
    return ENT_NONE;
}
