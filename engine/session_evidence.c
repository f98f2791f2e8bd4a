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

static const struct artefact *
artefact_of(const struct load_result *load, struct ent e)
{
    for (uint32_t i = 0; i < load->artefacts.count; i++)
        if (load->artefacts.at[i].ent.v == e.v)
            return &load->artefacts.at[i];
    return NULL;
}

/* Entities have the same numbers in both: they are the same ones. */
bool
session_seal_holds(const struct session *before, const struct session *after,
                   const struct seal *seal)
{
    uint32_t count = store_count(before->load.store);
    bool holds = after->load.store && store_count(after->load.store) == count &&
                 after->case_diags.error_count <= before->case_diags.error_count;
    for (uint32_t e = 0; holds && e < count; e++)
        holds = str_eq(store_id(before->load.store, (struct ent){e}),
                       store_id(after->load.store, (struct ent){e}));
    for (uint32_t i = 0; holds && i < seal->row_count; i++) {
        const struct sealed *row = &seal->rows[i];
        const struct artefact *now = artefact_of(&after->load, row->artefact->ent);
        holds = row->outcome != SEAL_DONE ||
                (now && now->state == ARTEFACT_INTACT && str_eq(now->recorded, row->digest));
    }
    return holds;
}
