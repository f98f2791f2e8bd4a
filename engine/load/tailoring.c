/* Tailoring as entities: each line that changes a pack is a Deviation of the built-in module, so that rules can govern them. */
#include "engine/load/tailoring.h"

struct adding {
    const struct program *program;
    struct builder *builder;
    struct arena *arena;
    entity_id type;
    uint32_t handle;
    struct span at;
};

static void
add_value(const struct adding *a, const char *name, struct str text)
{
    struct sym_table *texts = a->program->texts;
    field_id f = program_field(a->program, a->type, sym_intern(texts, str_from(name)));
    if (f != NO_ID && text.len)
        builder_value(a->builder, a->handle, f, text, a->at, a->at);
}

/* "exempt-IEC-030", and of further ones of that rule "exempt-IEC-030-2". */
static struct str
id_of(const struct adding *a, uint32_t index, const char *kind)
{
    const struct program *p = a->program;
    struct str target = p->deviations.at[index].target;
    uint32_t nth = 1;
    for (uint32_t i = 0; i < index; i++)
        nth += p->deviations.at[i].op == p->deviations.at[index].op &&
               str_eq(p->deviations.at[i].target, target);
    if (nth == 1)
        return str_printf(a->arena, "%s-" STR_FMT, kind, STR_ARG(target));
    return str_printf(a->arena, "%s-" STR_FMT "-%u", kind, STR_ARG(target), nth);
}

void
tailoring_load(const struct program *p, struct builder *b, struct arena *arena)
{
    static const char *const kinds[] = {[TAILOR_SET] = "set",
                                        [TAILOR_SEVERITY] = "severity",
                                        [TAILOR_EXEMPT] = "exempt",
                                        [TAILOR_DISABLE] = "disable",
                                        [TAILOR_REPLACE] = "replace"};
    struct adding a = {.program = p, .builder = b, .arena = arena};
    if (p->deviations.len == 0)
        return;
    a.type = program_entity(p, sym_intern(p->texts, STR("Deviation")));
    if (a.type == NO_ID || !str_is(p->entities.at[a.type].pack, "onus"))
        return;
    for (uint32_t i = 0; i < p->deviations.len; i++) {
        const struct deviation_of *d = &p->deviations.at[i];
        if (d->is_overridden)
            continue;
        a.at = d->span;
        a.handle = builder_entity(b, a.type, ENT_NONE.v, id_of(&a, i, kinds[d->op]), d->span);
        add_value(&a, "pack", d->of_pack);
        add_value(&a, "kind", str_from(kinds[d->op]));
        add_value(&a, "target", d->target);
        add_value(&a, "because", d->because);
        add_value(&a, "until", d->has_until ? date_text(arena, d->until) : STR(""));
        add_value(&a, "by", d->by);
    }
}
