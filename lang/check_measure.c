/*
 * measure: one value for each entity, computed along an acyclic relation, what it leads to first.
 * The relation is one field or several; circles that need more than one of them are found when the measure is computed.
 *
 * So a measure may ask itself only of what the relation leads to from the entity it is about: that is done
 * by then. Anything else it asked itself about might wait for the very answer that is being computed.
 */
#include "lang/check_expr.h"
#include "lang/check_model.h"

/* ---- the parameter and the result ---- */

static bool
is_about_one_entity(struct checker *ck, const struct measure_decl *decl, const struct slot *p)
{
    if (p->type.kind == TYPE_ENTITY && p->type.card == CARD_ONE)
        return true;
    struct diag *d = diag_add(ck->sink, E9036, p->span,
                              "a measure is about one entity, and `" STR_FMT "` is not",
                              STR_ARG(sym_str(ck->syms, p->name)));
    diag_here(ck->sink, d, "this is " STR_FMT, STR_ARG(type_text(ck->program, ck->arena, p->type)));
    if (p->type.kind == TYPE_ENTITY)
        diag_help(ck->sink, d,
                  "a measure gives each entity its value; write the type without `?`, `*` or `+`");
    else
        diag_help(ck->sink, d, "what takes other values is a `define " STR_FMT "(…)`",
                  STR_ARG(sym_str(ck->syms, decl->name.sym)));
    return false;
}

static bool
gives_one_value(struct checker *ck, const struct measure_decl *decl, struct type result)
{
    if (!card_is_set(result.card))
        return true;
    struct diag *d = diag_add(ck->sink, E9036, decl->result.span,
                              "a measure gives each entity one value, not a set");
    diag_help(ck->sink, d,
              "how many, or which is the largest, is a value: `count(…)`, `max(…)`; all that a "
              "relation leads to is `x.+f`");
    return false;
}

/* ---- the relation ---- */

typedef VEC(struct field_alternative) alternative_vec;

static struct diag *
no_relation(struct checker *ck, const struct expr *along, const char *why)
{
    struct diag *d = diag_add(ck->sink, E4821, along->span,
                              "a measure runs along a field of its entities, and this is none");

    diag_here(ck->sink, d, "%s", why);
    return d;
}

static bool
unknown_relation(struct checker *ck, const struct slot *p, const struct expr *along,
                 struct name name)
{
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct str type = type_text(ck->program, ck->arena, p->type);
    struct diag *d =
        diag_add(ck->sink, E4821, along->span, STR_FMT " has no field `" STR_FMT "` to run along",
                 STR_ARG(type), STR_ARG(s.given));

    model_offer_fields(ck, p->type.of, &s);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
    return false;
}

/* The name of the field, and of the pack that declares it where two do; sym none: it is no name. */
static struct name
relation_name(struct checker *ck, const struct unit *unit, const struct expr *along,
              struct sym *pack)
{
    const struct expr *e = unparen(along);
    const struct expr *of = e->kind == EXPR_HOP ? unparen(e->hop.of) : NULL;
    bool is_pack = of && (of->kind == EXPR_PACK || of->kind == EXPR_NAME) &&
                   e->hop.kind == HOP_FIELD && !e->hop.key && names_is_pack(ck, unit, of->name.sym);

    *pack = is_pack ? of->name.sym : SYM_NONE;
    if (e->kind == EXPR_NAME)
        return e->name;
    return is_pack ? e->hop.name : (struct name){SYM_NONE, along->span};
}

static bool
is_path(const struct expr *along)
{
    const struct expr *e = unparen(along);

    return e->kind == EXPR_HOP && e->hop.kind == HOP_FIELD && !e->hop.key;
}

static bool
not_a_name(struct checker *ck, const struct expr *along)
{
    struct diag *d = no_relation(ck, along, "the name of a field is needed here");

    if (is_path(along)) {
        struct str name = sym_str(ck->syms, unparen(along)->hop.name.sym);
        diag_help(ck->sink, d, "write the field alone: `along " STR_FMT "`", STR_ARG(name));
        diag_fix(ck->sink, d, along->span, name);
    } else {
        diag_help(ck->sink, d,
                  "write the field that leads from one entity to the next: "
                  "`along supported_by`");
    }
    return false;
}

/* Acyclic itself, the way back over a field that is, or one that cannot come back. */
static bool
is_acyclic(const struct program *p, const struct field *f)
{
    return f->acyclic || (f->inverse != NO_ID && p->fields.at[f->inverse].acyclic) ||
           !model_may_circle(p, f);
}

static bool
not_acyclic(struct checker *ck, const struct expr *along, const struct field *f)
{
    struct str name = sym_str(ck->syms, f->name);
    struct diag *d =
        diag_add(ck->sink, E8377, along->span,
                 "`" STR_FMT "` may run in a circle, so a measure along it might never begin",
                 STR_ARG(name));

    diag_label(ck->sink, d, f->span, "not declared `acyclic`");
    diag_help(ck->sink, d,
              "promise it where the field is declared, and the case is checked for it: `" STR_FMT
              " : … acyclic`",
              STR_ARG(name));
    return false;
}

static bool
ambiguous_relation(struct checker *ck, const struct expr *along, const struct field_read *read)
{
    struct diag *d = diag_add(ck->sink, E7764, along->span,
                              "two packs declare a field of this name for the entities of the "
                              "measure");

    for (int i = 0; i < 2; i++) {
        const struct field *f = &ck->program->fields.at[read->clash[i]];
        diag_label(ck->sink, d, f->span, "declared here by pack `" STR_FMT "`", STR_ARG(f->pack));
    }
    diag_help(ck->sink, d, "say whose is meant: `along " STR_FMT "." STR_FMT "`",
              STR_ARG(ck->program->fields.at[read->clash[0]].pack),
              STR_ARG(sym_str(ck->syms, ck->program->fields.at[read->clash[0]].name)));
    return false;
}

static bool
is_named_before(struct checker *ck, const struct expr *along, const alternative_vec *known,
                field_id field)
{
    for (uint32_t i = 0; i < known->len; i++)
        if (known->at[i].field == field) {
            no_relation(ck, along, "this field is named already");
            return true;
        }
    return false;
}

/* Adds one field of the relation. What has no such field has nothing below it by way of it. */
static bool
relation(struct checker *ck, const struct unit *unit, const struct expr *along,
         const struct define *d, alternative_vec *known)
{
    const struct slot *p = &d->slots[0];
    struct sym pack;
    struct name name = relation_name(ck, unit, along, &pack);

    if (!name.sym.v)
        return not_a_name(ck, along);
    struct field_read read = model_read(ck, unit, p->type.of, pack, name.sym);
    if (read.silent)
        return false;
    if (read.clash[0] != NO_ID)
        return ambiguous_relation(ck, along, &read);
    if (!read.alternatives.len)
        return unknown_relation(ck, p, along, name);
    for (uint32_t i = 0; i < read.alternatives.len; i++) {
        const struct field *f = &ck->program->fields.at[read.alternatives.at[i].field];
        if (f->type.kind == TYPE_ERROR)
            return false;
        if (f->type.kind != TYPE_ENTITY) {
            struct diag *m = no_relation(ck, along, "it does not lead to entities");
            diag_label(ck->sink, m, f->span, "this is " STR_FMT,
                       STR_ARG(type_text(ck->program, ck->arena, f->type)));
            return false;
        }
        if (!is_acyclic(ck->program, f))
            return not_acyclic(ck, along, f);
        if (is_named_before(ck, along, known, read.alternatives.at[i].field))
            return false;
    }
    for (uint32_t i = 0; i < read.alternatives.len; i++)
        vec_push(ck->arena, known, read.alternatives.at[i]);
    return true;
}

static bool
relations(struct checker *ck, const struct unit *unit, const expr_vec *along, struct define *d)
{
    alternative_vec known = {0};
    bool ok = true;

    for (uint32_t i = 0; i < along->len; i++)
        ok &= relation(ck, unit, along->at[i], d, &known);
    d->along = known.at;
    d->along_count = known.len;
    return ok;
}

bool
measure_signature(struct checker *ck, const struct unit *unit, const struct measure_decl *decl,
                  struct define *d)
{
    if (!is_about_one_entity(ck, decl, &d->slots[0]))
        return false;
    bool ok = gives_one_value(ck, decl, d->result);
    return relations(ck, unit, &decl->along, d) && ok;
}

/* ---- where it asks itself ---- */

/* Whether all that an expression may be is what the relation leads to from the parameter. */
struct leading {
    const struct define *define;
    const struct ir *const *sets; /* by slot */
};

static bool leads(const struct leading *l, const struct ir *ir, uint32_t depth);

static bool
hop_leads(const struct leading *l, const struct ir *ir)
{
    const struct ir *of = ir->field.of;

    if (of->kind != IR_VAR || of->slot != 0)
        return false;
    for (uint32_t i = 0; i < ir->field.count; i++) {
        bool is_along = false;
        for (uint32_t k = 0; k < l->define->along_count; k++)
            is_along |= l->define->along[k].field == ir->field.alternatives[i].field;
        if (!is_along)
            return false;
    }
    return true;
}

static bool
all_lead(const struct leading *l, const ir_vec *list, uint32_t depth)
{
    for (uint32_t i = 0; i < list->len; i++)
        if (!leads(l, list->at[i], depth))
            return false;
    return list->len > 0;
}

static bool
leads(const struct leading *l, const struct ir *ir, uint32_t depth)
{
    enum { DEPTH_MAX = 32 };

    if (!ir || depth > DEPTH_MAX)
        return false;
    depth++;
    switch (ir->kind) {
    case IR_VAR: return l->sets[ir->slot] && leads(l, l->sets[ir->slot], depth);
    case IR_FIELD: return hop_leads(l, ir);
    case IR_FILTER: return leads(l, ir->each.each.at[0].set, depth);
    case IR_MAP: return leads(l, ir->each.result, depth);
    case IR_SET: return all_lead(l, &ir->list, depth);
    case IR_EXCEPT: return leads(l, ir->binary.left, depth);
    case IR_INTERSECT: return leads(l, ir->binary.left, depth) || leads(l, ir->binary.right, depth);
    case IR_UNION:
    case IR_OTHERWISE: return leads(l, ir->binary.left, depth) && leads(l, ir->binary.right, depth);
    case IR_LET: return leads(l, ir->let.body, depth);
    case IR_IF: return leads(l, ir->cond.then, depth) && leads(l, ir->cond.other, depth);
    default: return false;
    }
}

bool
measure_may_ask(const struct define *d, const struct ir *call, const struct ir *const *sets)
{
    struct leading l = {d, sets};

    return call->call.args.len == 1 && leads(&l, call->call.args.at[0], 0);
}

/* From the first field of the relation to the last. */
static struct span
along_span(const expr_vec *along)
{
    return span_join(along->at[0]->span, along->at[along->len - 1]->span);
}

static struct sym
along_name(const struct checker *ck, const struct define *d, uint32_t i)
{
    return ck->program->fields.at[d->along[i].field].name;
}

/* "`p.parts`", "`n.supported_by` or `n.challenged_by`": what the relation leads to, each name once. */
static struct str
below_words(struct checker *ck, const struct define *d)
{
    struct text_buf b = {.arena = ck->arena};
    struct str of = sym_str(ck->syms, d->slots[0].name);

    for (uint32_t i = 0; i < d->along_count; i++) {
        uint32_t first = 0;
        while (along_name(ck, d, first).v != along_name(ck, d, i).v)
            first++;
        if (first == i)
            text_printf(&b, "%s`" STR_FMT "." STR_FMT "`", i ? " or " : "", STR_ARG(of),
                        STR_ARG(sym_str(ck->syms, along_name(ck, d, i))));
    }
    return text_str(&b);
}

void
measure_misasks(struct checker *ck, const struct define *d, const expr_vec *along,
                const struct ir *call)
{
    struct str name = sym_str(ck->syms, d->name), below = below_words(ck, d);
    struct diag *m =
        diag_add(ck->sink, E2264, call->span,
                 "the measure `" STR_FMT "` may ask itself only of what its relation leads to",
                 STR_ARG(name));

    diag_here(ck->sink, m, "this is not known to be in " STR_FMT, STR_ARG(below));
    diag_label(ck->sink, m, along_span(along), "it runs along this");
    diag_help(ck->sink, m, "ask it of the members: `" STR_FMT "(m)` with `m` in " STR_FMT,
              STR_ARG(name), STR_ARG(below));
}

void
measure_never_asks(struct checker *ck, const struct define *d, const expr_vec *along)
{
    struct str name = sym_str(ck->syms, d->name);
    struct diag *m = diag_add(
        ck->sink, W3358, along_span(along),
        "the measure `" STR_FMT "` never asks itself, so it runs along nothing", STR_ARG(name));

    diag_help(ck->sink, m,
              "ask it of what the relation leads to, or write `define " STR_FMT "(…)` instead",
              STR_ARG(name));
}
