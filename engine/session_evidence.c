/* Documents that a case cites: how long they hold, digests for them. */
#include "engine/session.h"

struct ageing
session_ageing(struct session *s)
{
    return ageing_table(&(struct ageing_input){.arena = &s->arena,
                                               .program = s->program,
                                               .store = s->load.store,
                                               .artefacts = &s->load.artefacts,
                                               .sources = &s->sources,
                                               .as_of = s->as_of});
}

struct seal
session_seal(struct session *s, struct str *replace, uint32_t count)
{
    return seal_plan(&(struct seal_input){.arena = &s->arena,
                                          .program = s->program,
                                          .project = s->project,
                                          .load = &s->load,
                                          .sources = &s->sources,
                                          .host = s->host,
                                          .replace = replace,
                                          .replace_count = count});
}

/* Entities have the same numbers in both: they are the same ones. */
bool
session_seal_holds(const struct session *before, struct session *after, const struct seal *seal)
{
    uint32_t count = store_count(before->load.store);
    bool holds = after->load.store && store_count(after->load.store) == count &&
                 after->case_diags.error_count <= before->case_diags.error_count;
    for (uint32_t e = 0; holds && e < count; e++)
        holds = str_eq(store_id(before->load.store, (struct ent){e}),
                       store_id(after->load.store, (struct ent){e}));
    const struct artefact **now = arena_array(&after->arena, const struct artefact *, count + 1);
    for (uint32_t i = 0; holds && i < after->load.artefacts.count; i++)
        now[after->load.artefacts.at[i].ent.v] = &after->load.artefacts.at[i];
    for (uint32_t i = 0; holds && i < seal->row_count; i++) {
        const struct sealed *row = &seal->rows[i];
        const struct artefact *a = now[row->artefact->ent.v];
        holds = row->outcome != SEAL_DONE ||
                (a && a->state == ARTEFACT_INTACT && str_eq(a->recorded, row->digest));
    }
    return holds;
}
