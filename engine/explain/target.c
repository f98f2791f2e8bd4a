/* "RULE@SUBJECT", as a user writes it → rule and subject. */
#include "engine/explain/explain_internal.h"
#include "lang/base/diag.h"

static struct str
meant(struct explainer *x, const struct suggestion *near, struct str before)
{
    if (near->best.len == 0)
        return (struct str){0};
    return str_printf(x->arena, "did you mean '" STR_FMT STR_FMT "'?", STR_ARG(before),
                      STR_ARG(near->best));
}

static bool
was_called(const struct explainer *x, const struct rule *r, struct str code)
{
    for (uint32_t i = 0; i < r->formerly_count; i++)
        if (str_eq(sym_str(x->program->texts, r->formerly[i]), code))
            return true;
    return str_eq(sym_str(x->program->texts, r->code), code);
}

static void
find_rule(struct explainer *x, struct str code, struct explain_target *out)
{
    struct suggestion near = {.scratch = x->arena, .given = code};
    for (uint32_t i = 0; i < evaluation_rule_count(x->evaluation); i++) {
        const struct rule_result *r = evaluation_rule(x->evaluation, i);
        suggest(&near, sym_str(x->program->texts, r->rule->code));
        if (was_called(x, r->rule, code))
            out->result = r;
    }
    if (out->result)
        return;
    out->mistake =
        str_printf(x->arena, "there is no rule '" STR_FMT "' in this case", STR_ARG(code));
    out->help = meant(x, &near, STR(""));
}

/* "Type:ID" → the type, if it is one; *id is what is left. */
static entity_id
named_type(struct explainer *x, struct str *id)
{
    size_t colon = str_find(*id, STR(":"), 0);
    for (uint32_t i = 0; colon != SIZE_MAX && i < x->program->entities.len; i++) {
        struct str name = sym_str(x->program->texts, x->program->entities.at[i].name);
        if (!str_eq(name, str_slice(*id, 0, colon)))
            continue;
        *id = str_slice(*id, colon + 1, id->len);
        return i;
    }
    return NO_ID;
}

/* The entities of the types that end in the id, or that suggest themselves. */
static void
near_subjects(struct explainer *x, const struct union_type *types, struct str id,
              struct explain_target *out)
{
    struct suggestion near = {.scratch = x->arena, .given = id};
    struct text_buf all = {.arena = x->arena};
    uint32_t count = 0;
    for (uint32_t i = 0; i < types->member_count; i++) {
        struct range r = store_extent(x->store, types->members[i]);
        for (uint32_t e = r.lo; e < r.hi; e++) {
            struct str full = store_id(x->store, (struct ent){e});
            suggest(&near, full);
            size_t slash = full.len;
            while (slash > 0 && full.at[slash - 1] != '/')
                slash--;
            suggest(&near, str_slice(full, slash, full.len));
            bool ends =
                str_ends(full, id) && full.len > id.len && full.at[full.len - id.len - 1] == '/';
            if (ends && count++ < LIMIT_MESSAGE_IDS)
                text_printf(&all, "%s" STR_FMT, count > 1 ? ", " : "", STR_ARG(full));
        }
    }
    if (count > 1) {
        out->mistake =
            str_printf(x->arena, "'" STR_FMT "' could be %u of them", STR_ARG(id), count);
        struct str ids = text_str(&all);
        out->help = str_printf(x->arena, "write it in full: " STR_FMT, STR_ARG(ids));
    } else {
        out->help = meant(x, &near, STR(""));
    }
}

static void
find_subject(struct explainer *x, struct str id, struct explain_target *out)
{
    const struct rule *r = out->result->rule;
    union_id types = r->slots[r->each.at[0].slot].type.of;
    const struct union_type *u = &x->program->unions.at[types];
    struct str given = id;
    entity_id wanted = named_type(x, &id);
    out->subject = ENT_NONE;
    for (uint32_t i = 0; i < u->member_count; i++) {
        bool below = wanted != NO_ID && entity_is(x->program, wanted, u->members[i]);
        if (wanted != NO_ID && !below && !entity_is(x->program, u->members[i], wanted))
            continue;
        struct ent e = store_find(x->store, below ? wanted : u->members[i], id);
        if (e.v != ENT_NONE.v)
            out->subject = e;
    }
    if (out->subject.v != ENT_NONE.v)
        return;
    struct str code = sym_str(x->program->texts, r->code), type = words_union(x, types);
    near_subjects(x, u, id, out);
    if (!out->mistake.len)
        out->mistake = str_printf(x->arena, "there is no " STR_FMT " '" STR_FMT "' for " STR_FMT,
                                  STR_ARG(type), STR_ARG(given), STR_ARG(code));
}

static uint32_t
find_variable(const struct explainer *x, const struct rule *r, struct str name)
{
    for (uint32_t i = 1; i < r->each.len; i++)
        if (str_eq(sym_str(x->program->texts, r->slots[r->each.at[i].slot].name), name))
            return i;
    return UINT32_MAX;
}

/* "zone=Z-1,…" behind the subject: from the last comma whose word is a variable of the rule. */
static struct str
take_bindings(struct explainer *x, struct str subject, struct explain_target *out)
{
    const struct rule *r = out->result->rule;
    out->bindings = arena_array(x->arena, struct finding_binding, r->each.len + 1);
    for (size_t i = subject.len; i-- > 0 && out->binding_count + 1 < r->each.len;) {
        if (subject.at[i] != ',')
            continue;
        struct str rest = str_slice(subject, i + 1, subject.len);
        size_t equals = str_find(rest, STR("="), 0);
        if (equals == SIZE_MAX || find_variable(x, r, str_slice(rest, 0, equals)) == UINT32_MAX)
            continue;
        out->bindings[out->binding_count++] = (struct finding_binding){
            str_slice(rest, 0, equals), str_slice(rest, equals + 1, rest.len)};
        subject = str_slice(subject, 0, i);
    }
    return subject;
}

struct explain_target
explain_find(struct explainer *x, struct str target)
{
    struct explain_target out = {0};
    size_t at = str_find(target, STR("@"), 0);
    find_rule(x, str_slice(target, 0, at), &out);
    if (out.mistake.len)
        return out;
    find_subject(x, take_bindings(x, str_slice(target, at + 1, target.len), &out), &out);
    return out;
}
