/* What is drawn of a case: after all of session_check(). */
#include "engine/session.h"

static bool
draws_anything(const struct session *s)
{
    bool draws = false;
    for (entity_id t = 0; t < s->program->entities.len; t++) {
        struct range extent = store_extent(s->load.store, t);
        draws |= extent.lo < extent.hi && diagram_draws(s->program, t);
    }
    return draws;
}

/* The one entity that is drawn and called so, "G-1" or "Goal:G-1". */
static struct ent
find_root(struct session *s, struct str name, struct str *mistake)
{
    size_t colon = str_find(name, STR(":"), 0);
    struct suggestion near = {.scratch = &s->arena, .given = name};
    struct ent found = ENT_NONE;
    for (uint32_t i = 0; i < store_count(s->load.store); i++) {
        entity_id type = store_type(s->load.store, (struct ent){i});
        struct str id = store_id(s->load.store, (struct ent){i}),
                   of = sym_str(&s->texts, s->program->entities.at[type].name);
        if (!diagram_draws(s->program, type))
            continue;
        suggest(&near, id);
        bool is_full = colon != SIZE_MAX && str_eq(str_slice(name, 0, colon), of) &&
                       str_eq(str_slice(name, colon + 1, name.len), id);
        if (!is_full && !str_eq(name, id))
            continue;
        if (found.v != ENT_NONE.v)
            *mistake = str_printf(&s->arena,
                                  "several types have a '" STR_FMT "' that is drawn: write it with "
                                  "its type, like '" STR_FMT ":" STR_FMT "'",
                                  STR_ARG(name), STR_ARG(of), STR_ARG(name));
        found = (struct ent){i};
    }
    if (found.v == ENT_NONE.v)
        *mistake =
            str_printf(&s->arena, "nothing that is drawn is called '" STR_FMT "'%s" STR_FMT "%s",
                       STR_ARG(name), near.best.len ? "; did you mean '" : "", STR_ARG(near.best),
                       near.best.len ? "'?" : "");
    return found;
}

struct diagram *
session_diagram(struct session *s, struct str root, struct str *mistake)
{
    *mistake = STR("");
    if (!s->load.store)
        return NULL;
    struct ent from = ENT_NONE;
    if (!draws_anything(s))
        *mistake = STR("nothing here is drawn: no view says `shape` of a type that the case has "
                       "entities of");
    else if (root.len)
        from = find_root(s, root, mistake);
    if (mistake->len)
        return NULL;
    return diagram_build(&(struct diagram_input){.arena = &s->arena,
                                                 .program = s->program,
                                                 .store = s->load.store,
                                                 .evaluation = s->evaluation,
                                                 .report = s->report,
                                                 .sources = &s->sources,
                                                 .root = from});
}
