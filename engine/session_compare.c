/* A case beside another one, or beside what it would be with a difference. */
#include "engine/session.h"

struct diff_side
session_side(struct session *s, struct str name)
{
    return (struct diff_side){.name = name,
                              .program = s->program,
                              .store = s->load.store,
                              .verdicts = evaluate_verdicts(s->evaluation, &s->arena),
                              .report = s->report};
}

struct impact_case
session_what_if(struct session *s)
{
    struct eval_options options = session_eval_options(s);
    options.plan = evaluation_plan(s->evaluation);
    return (struct impact_case){.load = &s->load_input,
                                .loaded = &s->load,
                                .evaluation = s->evaluation,
                                .options = options,
                                .find = &s->find_input,
                                .side = session_side(s, STR("as it is"))};
}
