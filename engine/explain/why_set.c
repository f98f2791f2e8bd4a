/* Sets that turned out empty, and values that are not known: which hop, which mistake in the case. */
#include "engine/explain/explain_internal.h"

static struct str
hop_name(struct explainer *x, const struct ir *ir)
{
    struct sym name = ir->kind == IR_FIELD ? ir->field.name : ir->closure.name;
    return sym_str(x->program->texts, name);
}

/* "C-7 has no evidence", "none of C-7, C-8 has evidence". */
static struct reason *
empty_hop(struct explainer *x, struct frame *f, const struct ir *ir, const struct ir *of,
          uint32_t depth)
{
    struct value v = why_value(x, f, of);
    struct str name = hop_name(x, ir);
    if (v.kind == VALUE_CELL) {
        struct ent e = {(uint32_t)v.cell};
        struct str id = words_entity(x, e);
        struct str text =
            str_printf(x->arena, STR_FMT " has no " STR_FMT, STR_ARG(id), STR_ARG(name));
        return why_new(x, text, words_field_span(x, e, words_field(x, ir, e)));
    }
    if (v.kind == VALUE_SET && v.count) {
        struct str ids = words_ids(x, of->type, v.members, v.count);
        struct ent e = {(uint32_t)v.members[0]};
        struct str text = v.count == 1 ? str_printf(x->arena, STR_FMT " has no " STR_FMT,
                                                    STR_ARG(ids), STR_ARG(name))
                                       : str_printf(x->arena, "none of " STR_FMT " has " STR_FMT,
                                                    STR_ARG(ids), STR_ARG(name));
        struct reason *w = why_new(x, text, words_field_span(x, e, words_field(x, ir, e)));
        struct str first = words_entity(x, e);
        w->label = str_printf(x->arena, STR_FMT " has no " STR_FMT, STR_ARG(first), STR_ARG(name));
        return w;
    }
    if (v.kind == VALUE_SET)
        return why_empty(x, f, of, depth + 1);
    struct str owner = words(x, f, of);
    return why_new(x, str_printf(x->arena, STR_FMT " is not given", STR_ARG(owner)),
                   words_span(x, f, of));
}

/* Members there were, but none passed the `where`. */
static struct reason *
empty_filter(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    const struct ir_each *each = &ir->each.each.at[0];
    struct value v = why_value(x, f, each->set);
    if (v.kind == VALUE_SET && v.count == 0)
        return why_empty(x, f, each->set, depth + 1);
    struct str set = words(x, f, each->set);
    if (!each->where || v.kind != VALUE_SET) {
        struct str text = words_written(x, ir->span);
        return why_new(x, str_printf(x->arena, "`" STR_FMT "` is empty", STR_ARG(text)), SPAN_NONE);
    }
    struct str where = words_written(x, each->where->span);
    struct reason *w = why_new(x,
                               str_printf(x->arena, "none of " STR_FMT " passes `" STR_FMT "`",
                                          STR_ARG(set), STR_ARG(where)),
                               SPAN_NONE);
    for (uint32_t i = 0; i < v.count && i < WHY_CANDIDATES; i++) {
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        struct reason *part = why_not(x, f, each->where, depth + 1);
        part = why_candidate(x, each->set->type, v.members[i], part);
        if (v.count == 1)
            return part;
        why_add(w, part);
    }
    return w;
}

struct reason *
why_empty(struct explainer *x, struct frame *f, const struct ir *set, uint32_t depth)
{
    if (depth < WHY_DEPTH) {
        switch (set->kind) {
        case IR_FIELD: return empty_hop(x, f, set, set->field.of, depth);
        case IR_CLOSURE: return empty_hop(x, f, set, set->closure.of, depth);
        case IR_FILTER:
        case IR_MAP: return empty_filter(x, f, set, depth);
        case IR_VAR: {
            const struct ir *let = why_let(f, set->slot);
            if (let)
                return why_empty(x, f, let, depth + 1);
            break;
        }
        case IR_EXTENT: {
            struct str type = words_union(x, set->id);
            return why_new(x, str_printf(x->arena, "the case has no " STR_FMT, STR_ARG(type)),
                           SPAN_NONE);
        }
        default: break; /* nothing better than the author's words */
        }
    }
    struct str text = words(x, f, set);
    return why_new(x, str_printf(x->arena, STR_FMT " is empty", STR_ARG(text)),
                   words_span(x, f, set));
}

static struct reason *
unknown_new(struct explainer *x, struct str what, struct span at)
{
    struct reason *w = why_new(x, what, at);
    w->kind = REASON_UNKNOWN;
    w->truth = UNKNOWN_;
    return w;
}

/* What is not known, and the mistake in the case that makes it so. */
static struct reason *
because(struct explainer *x, struct str what, struct span at, const struct diag *cause)
{
    struct reason *w = unknown_new(x, what, cause ? SPAN_NONE : at);
    if (!cause)
        return w;
    struct str text =
        str_printf(x->arena, "%s, " STR_FMT, diag_code_name(cause->code), STR_ARG(cause->message));
    struct reason *mistake = unknown_new(x, text, cause->span);
    mistake->kind = REASON_MISTAKE;
    why_add(w, mistake);
    return w;
}

/* The incomplete field of one entity, or NULL. */
static struct reason *
unknown_field(struct explainer *x, const struct ir *hop, struct ent e)
{
    field_id field = words_field(x, hop, e);
    if (field == NO_ID)
        return NULL;
    const struct column *c = store_column(x->store, field);
    const struct links *l = c ? NULL : store_links(x->store, field);
    const uint64_t *incomplete = c ? c->incomplete : l ? l->incomplete : NULL;
    uint32_t lo = c ? c->rows.lo : l ? l->rows.lo : 0;
    if (!bit_get(incomplete, e.v - lo))
        return NULL;
    struct str id = words_entity(x, e);
    struct str name = sym_str(x->program->texts, x->program->fields.at[field].name);
    return because(
        x, str_printf(x->arena, STR_FMT " of " STR_FMT " is not known", STR_ARG(name), STR_ARG(id)),
        words_field_span(x, e, field), store_cause(x->store, e, field));
}

static struct reason *
unknown_hop(struct explainer *x, struct frame *f, const struct ir *hop, const struct ir *of,
            uint32_t depth)
{
    struct value v = why_value(x, f, of);
    if (v.kind == VALUE_UNKNOWN || (v.kind == VALUE_SET && v.incomplete))
        return why_unknown(x, f, of, depth + 1);
    if (v.kind == VALUE_CELL)
        return unknown_field(x, hop, (struct ent){(uint32_t)v.cell});
    for (uint32_t i = 0; v.kind == VALUE_SET && i < v.count; i++) {
        struct reason *w = unknown_field(x, hop, (struct ent){(uint32_t)v.members[i]});
        if (w)
            return w;
    }
    return NULL;
}

/* Of a closure: the start, or one of those reached. */
static struct reason *
unknown_closure(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct reason *w = unknown_hop(x, f, ir, ir->closure.of, depth);
    struct value v = w ? (struct value){0} : why_value(x, f, ir);
    for (uint32_t i = 0; !w && v.kind == VALUE_SET && i < v.count; i++)
        w = unknown_field(x, ir, (struct ent){(uint32_t)v.members[i]});
    return w;
}

static struct reason *
unknown_extent(struct explainer *x, union_id types)
{
    const struct union_type *u = &x->program->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++) {
        if (!store_extent_incomplete(x->store, u->members[i]))
            continue;
        struct str name = sym_str(x->program->texts, x->program->entities.at[u->members[i]].name);
        return because(
            x,
            str_printf(x->arena, "there may be more of " STR_FMT " than was loaded", STR_ARG(name)),
            SPAN_NONE, store_extent_cause(x->store, u->members[i]));
    }
    return NULL;
}

static bool
is_unknown(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    if (ir->type.kind == TYPE_BOOL && !card_is_set(ir->type.card))
        return why_truth(x, f, ir) == UNKNOWN_;
    struct value v = why_value(x, f, ir);
    return v.kind == VALUE_UNKNOWN || (v.kind == VALUE_SET && v.incomplete);
}

static struct reason *
unknown_first(struct explainer *x, struct frame *f, const struct ir *const *parts, uint32_t count,
              uint32_t depth)
{
    for (uint32_t i = 0; i < count; i++)
        if (parts[i] && is_unknown(x, f, parts[i]))
            return why_unknown(x, f, parts[i], depth + 1);
    return NULL;
}

static struct reason *
unknown_list(struct explainer *x, struct frame *f, ir_vec list, uint32_t depth)
{
    return unknown_first(x, f, (const struct ir *const *)list.at, list.len, depth);
}

/* Of variables over sets: a set that is incomplete, or the first member for which where or body is unknown. */
struct reason *
why_unknown_each(struct explainer *x, struct frame *f, const struct ir_each *each, uint32_t count,
                 const struct ir *body, uint32_t depth)
{
    if (count == 0)
        return body && is_unknown(x, f, body) ? why_unknown(x, f, body, depth + 1) : NULL;
    if (is_unknown(x, f, each->set))
        return why_unknown(x, f, each->set, depth + 1);
    struct value v = why_value(x, f, each->set);
    for (uint32_t i = 0; v.kind == VALUE_SET && i < v.count; i++) {
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        struct reason *w = each->where && is_unknown(x, f, each->where)
                               ? why_unknown(x, f, each->where, depth + 1)
                               : why_unknown_each(x, f, each + 1, count - 1, body, depth);
        if (w)
            return w;
    }
    return NULL;
}

static struct reason *
unknown_call(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct reason *w = unknown_list(x, f, ir->call.args, depth);
    if (w)
        return w;
    if (x->program->defines.at[ir->call.define].is_measure)
        return why_unknown_measure(x, f, ir, depth);
    struct frame inner = why_enter(x, f, ir);
    return why_unknown(x, &inner, x->program->defines.at[ir->call.define].body, depth + 1);
}

static struct reason *
unknown_let(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    f->values[ir->let.slot] = why_value(x, f, ir->let.value);
    return unknown_first(x, f, (const struct ir *[]){ir->let.value, ir->let.body}, 2, depth);
}

/* The part of an expression that is unknown, or NULL where it arises here. */
static struct reason *
unknown_part(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    switch (ir->kind) {
    case IR_FIELD: return unknown_hop(x, f, ir, ir->field.of, depth);
    case IR_CLOSURE: return unknown_closure(x, f, ir, depth);
    case IR_EXTENT: return unknown_extent(x, ir->id);
    case IR_VAR: {
        const struct ir *let = why_let(f, ir->slot);
        return let ? why_unknown(x, f, let, depth + 1) : NULL;
    }
    case IR_AND:
    case IR_OR:
    case IR_SET: return unknown_list(x, f, ir->list, depth);
    case IR_NOT:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_CONVERT: return unknown_first(x, f, (const struct ir *[]){ir->unary}, 1, depth);
    case IR_IS: return unknown_first(x, f, (const struct ir *[]){ir->is.of}, 1, depth);
    case IR_MATCHES: return unknown_first(x, f, (const struct ir *[]){ir->matches.of}, 1, depth);
    case IR_COMPARE:
        return unknown_first(x, f, (const struct ir *[]){ir->compare.left, ir->compare.right}, 2,
                             depth);
    case IR_ARITH:
        return unknown_first(x, f, (const struct ir *[]){ir->arith.left, ir->arith.right}, 2,
                             depth);
    case IR_IMPLIES:
    case IR_IN:
    case IR_SUBSET:
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
    case IR_OTHERWISE:
        return unknown_first(x, f, (const struct ir *[]){ir->binary.left, ir->binary.right}, 2,
                             depth);
    case IR_IF:
        return unknown_first(
            x, f, (const struct ir *[]){ir->cond.test, ir->cond.then, ir->cond.other}, 3, depth);
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return why_unknown_each(x, f, &ir->quant.each, 1, ir->quant.body, depth);
    case IR_FILTER:
    case IR_MAP:
        return why_unknown_each(x, f, ir->each.each.at, ir->each.each.len, ir->each.result, depth);
    case IR_AGGREGATE:
        return why_unknown_each(x, f, ir->aggregate.each.at, ir->aggregate.each.len,
                                ir->aggregate.term, depth);
    case IR_CALL: return unknown_call(x, f, ir, depth);
    case IR_BUILTIN: return unknown_list(x, f, ir->builtin.args, depth);
    case IR_LOOKUP: return unknown_list(x, f, ir->lookup.args, depth);
    case IR_LET: return unknown_let(x, f, ir, depth);
    default: return NULL; /* constants cannot be unknown */
    }
}

struct reason *
why_unknown(struct explainer *x, struct frame *f, const struct ir *ir, uint32_t depth)
{
    struct reason *w = depth < UNKNOWN_DEPTH ? unknown_part(x, f, ir, depth) : NULL;
    if (w)
        return w;
    struct str text = words_written(x, ir->span);
    return unknown_new(x,
                       str_printf(x->arena, "`" STR_FMT "` could not be computed", STR_ARG(text)),
                       words_span(x, f, ir));
}
