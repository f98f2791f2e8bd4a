/* The facts that a value, or a member of a set, rests on. */
#include <stdlib.h>
#include <string.h>

#include "engine/explain/explain_internal.h"

enum { CLOSURE_SEEN = 2048 }; /* entities among which a way is looked for */

struct value
why_set_value(struct explainer *x, const struct frame *f, const struct ir *set)
{
    struct value v = why_value(x, f, set);
    if (v.kind == VALUE_CELL) {
        uint64_t *only = arena_new(x->arena, uint64_t);
        *only = v.cell;
        return (struct value){.kind = VALUE_SET, .members = only, .count = 1};
    }
    if (v.kind != VALUE_SET)
        return (struct value){.kind = VALUE_SET, .incomplete = v.kind == VALUE_UNKNOWN};
    return v;
}

/* ---- facts ---- */

static bool
fact_same(const struct fact *a, const struct fact *b)
{
    return a->kind == b->kind && a->entity.v == b->entity.v && a->field == b->field &&
           a->cell == b->cell && a->type == b->type;
}

static void
fact_add(struct explainer *x, struct fact fact, struct str text, struct str value, struct span at,
         struct reason *out)
{
    for (const struct reason *part = out->first; part; part = part->next)
        if (part->kind == REASON_FACT && fact_same(&part->fact, &fact))
            return;
    struct reason *w = why_new(x, text, at);
    w->kind = REASON_FACT;
    w->truth = TRUE_;
    w->fact = fact;
    w->value = value;
    why_add(out, w);
}

static struct value
field_of(struct explainer *x, struct ent e, field_id field)
{
    const struct column *c = store_column(x->store, field);
    if (c) {
        uint32_t row = e.v - c->rows.lo;
        if (!bit_get(c->present, row))
            return (struct value){.kind = VALUE_MISSING};
        return (struct value){.kind = VALUE_CELL, .cell = column_cell(c, row)};
    }
    const struct links *l = store_links(x->store, field);
    uint32_t row = e.v - l->rows.lo, lo = l->offsets[row], count = l->offsets[row + 1] - lo;
    uint64_t *members = arena_array(x->arena, uint64_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        members[i] = l->targets ? l->targets[lo + i] : l->cells[lo + i];
    return (struct value){.kind = VALUE_SET, .members = members, .count = count};
}

/* The field as it is written: of the way back that nobody named, the way there. */
static struct str
field_name(struct explainer *x, field_id field, bool *is_back)
{
    const struct field *f = &x->program->fields.at[field];
    struct str name = sym_str(x->program->texts, f->name);
    *is_back = name.len && name.at[0] == '~';
    return *is_back ? str_slice(name, 1, name.len) : name;
}

void
fact_value(struct explainer *x, struct ent e, field_id field, struct reason *out)
{
    bool is_back;
    struct value v = field_of(x, e, field);
    struct type t = x->program->fields.at[field].type;
    struct str id = words_entity(x, e), name = field_name(x, field, &is_back), text;
    struct str value = words_value(x, t, &v);
    if (v.kind == VALUE_SET && is_back)
        text = v.count ? str_printf(x->arena, STR_FMT " is in " STR_FMT " of " STR_FMT, STR_ARG(id),
                                    STR_ARG(name), STR_ARG(value))
                       : str_printf(x->arena, STR_FMT " is in " STR_FMT " of nothing", STR_ARG(id),
                                    STR_ARG(name));
    else if (v.kind == VALUE_SET && v.count == 0)
        text = str_printf(x->arena, STR_FMT " has no " STR_FMT, STR_ARG(id), STR_ARG(name));
    else
        text = str_printf(x->arena, STR_FMT " of " STR_FMT " is " STR_FMT, STR_ARG(name),
                          STR_ARG(id), STR_ARG(value));
    struct fact fact = {.kind = FACT_VALUE, .entity = e, .field = field};
    if (v.kind == VALUE_CELL)
        fact.cell = v.cell;
    fact_add(x, fact, text, value, words_field_span(x, e, field), out);
}

void
fact_member(struct explainer *x, struct ent e, field_id field, uint64_t cell, struct reason *out)
{
    if (store_column(x->store, field)) {
        fact_value(x, e, field, out);
        return;
    }
    bool is_back;
    struct type t = x->program->fields.at[field].type;
    struct str id = words_entity(x, e), name = field_name(x, field, &is_back);
    struct str member = words_cell(x, t, cell);
    struct str text = is_back ? str_printf(x->arena, STR_FMT " of " STR_FMT " has " STR_FMT,
                                           STR_ARG(name), STR_ARG(member), STR_ARG(id))
                              : str_printf(x->arena, STR_FMT " of " STR_FMT " has " STR_FMT,
                                           STR_ARG(name), STR_ARG(id), STR_ARG(member));
    struct span at = store_member_span(x->store, e, field, cell);
    if (span_is_none(at))
        at = words_field_span(x, e, field);
    fact_add(x, (struct fact){.kind = FACT_MEMBER, .entity = e, .field = field, .cell = cell}, text,
             member, at, out);
}

static void
fact_extent(struct explainer *x, union_id types, struct reason *out)
{
    const struct union_type *u = &x->program->unions.at[types];
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(x->store, u->members[i]);
        struct str name = sym_str(x->program->texts, x->program->entities.at[u->members[i]].name);
        struct str text =
            str_printf(x->arena, "the case has %u " STR_FMT, r.hi - r.lo, STR_ARG(name));
        fact_add(x, (struct fact){.kind = FACT_EXTENT, .type = u->members[i], .entity = ENT_NONE},
                 text, name, SPAN_NONE, out);
    }
}

static void
fact_entity(struct explainer *x, const struct ir *ir, struct reason *out)
{
    struct ent e = store_find(x->store, ir->entity.type, ir->entity.id);
    bool is_there = e.v != ENT_NONE.v;
    struct str name = sym_str(x->program->texts, x->program->entities.at[ir->entity.type].name);
    struct str text = str_printf(x->arena, STR_FMT " " STR_FMT " %s", STR_ARG(name),
                                 STR_ARG(ir->entity.id), is_there ? "exists" : "does not exist");
    fact_add(x, (struct fact){.kind = FACT_ENTITY, .entity = e, .type = ir->entity.type}, text,
             ir->entity.id, is_there ? store_span(x->store, e) : SPAN_NONE, out);
}

/* ---- values ---- */

static void
prove_list(struct explainer *x, struct frame *f, ir_vec list, struct reason *out, uint32_t depth)
{
    for (uint32_t i = 0; i < list.len; i++)
        prove_value(x, f, list.at[i], out, depth + 1);
}

/* One hop: the field of the entity, or of each of them. */
static void
prove_hop(struct explainer *x, struct frame *f, const struct ir *hop, const struct ir *of,
          struct reason *out, uint32_t depth)
{
    prove_value(x, f, of, out, depth + 1);
    struct value v = why_set_value(x, f, of);
    for (uint32_t i = 0; i < v.count; i++) {
        struct ent e = {(uint32_t)v.members[i]};
        field_id field = words_field(x, hop, e);
        if (i == TREE_TRIED * 4 && !x->is_whole) {
            tree_more(x, out, v.count - i, "");
            return;
        }
        if (field != NO_ID)
            fact_value(x, e, field, out);
    }
}

/* All that is reached, and what each of them leads to. */
static void
prove_closure(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
              uint32_t depth)
{
    prove_hop(x, f, ir, ir->closure.of, out, depth);
    struct value v = why_set_value(x, f, ir);
    for (uint32_t i = 0; i < v.count && i < TREE_TRIED * 4; i++) {
        struct ent e = {(uint32_t)v.members[i]};
        field_id field = words_field(x, ir, e);
        if (field != NO_ID)
            fact_value(x, e, field, out);
    }
}

/* Of variables over sets: the sets, which members pass, and what becomes of each tuple. */
static void
prove_each(struct explainer *x, struct frame *f, const struct ir_each *each, uint32_t count,
           const struct ir *result, struct reason *out, uint32_t depth)
{
    if (!tree_has_room(x, out, depth))
        return;
    if (count == 0) {
        if (result)
            prove_value(x, f, result, out, depth + 1);
        return;
    }
    prove_value(x, f, each->set, out, depth + 1);
    struct value v = why_set_value(x, f, each->set);
    for (uint32_t i = 0; i < v.count; i++) {
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        bool is_in = true;
        if (each->where) {
            is_in = why_truth(x, f, each->where) == TRUE_;
            prove(x, f, each->where, out, depth + 1);
            f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        }
        if (is_in)
            prove_each(x, f, each + 1, count - 1, result, out, depth + 1);
        if (i == TREE_TRIED * 4 && !x->is_whole) {
            tree_more(x, out, v.count - i, "");
            return;
        }
    }
}

static void
prove_digest(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
             uint32_t depth)
{
    prove_value(x, f, ir->unary, out, depth + 1);
    struct value v = why_value(x, f, ir->unary);
    if (v.kind != VALUE_CELL)
        return;
    struct ent e = {(uint32_t)v.cell};
    const struct entity *type = &x->program->entities.at[store_type(x->store, e)];
    for (uint32_t i = 0; i < type->field_count; i++)
        if (!x->program->fields.at[type->fields[i]].is_implicit)
            fact_value(x, e, type->fields[i], out);
}

/* What a definition or measure gives, "confidence of G-1 is 0.8", and what that rests on. */
static void
prove_called(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
             uint32_t depth)
{
    prove_list(x, f, ir->call.args, out, depth);
    struct frame inner = why_enter(x, f, ir);
    for (uint32_t i = 0; i < ir->call.args.len; i++)
        if (inner.values[i].kind == VALUE_MISSING && inner.slots[i].type.card != CARD_OPTIONAL)
            return;
    struct told_call *kept = call_told(x, ir, inner.values, CALL_VALUE);
    struct value v = why_value(x, f, ir);
    struct str name = words(x, f, ir), value = words_value(x, ir->type, &v);
    struct reason *w =
        why_printf(x, SPAN_NONE, STR_FMT " is " STR_FMT, STR_ARG(name), STR_ARG(value));
    w->kind = REASON_DEFINITION;
    w->truth = TRUE_;
    if (kept && kept->reason) {
        w->same = kept->reason;
        w->height = kept->reason->height;
    } else if (kept) {
        kept->reason = w;
        x->memory->call_count++;
    }
    if (!w->same)
        prove_value(x, &inner, x->program->defines.at[ir->call.define].body, w, depth + 1);
    why_add(out, w);
}

static void
prove_otherwise(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
                uint32_t depth)
{
    prove_value(x, f, ir->binary.left, out, depth + 1);
    if (why_value(x, f, ir->binary.left).kind == VALUE_MISSING)
        prove_value(x, f, ir->binary.right, out, depth + 1);
}

static void
prove_choice(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
             uint32_t depth)
{
    bool is_then = why_truth(x, f, ir->cond.test) == TRUE_;
    prove(x, f, ir->cond.test, out, depth + 1);
    prove_value(x, f, is_then ? ir->cond.then : ir->cond.other, out, depth + 1);
}

static void
prove_parts(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
            uint32_t depth)
{
    for (uint32_t i = 0; i < ir->template.len; i++)
        if (ir->template.at[i].expr)
            prove_value(x, f, ir->template.at[i].expr, out, depth + 1);
}

/* "risk_level(likely, critical) = extreme", with the place of its row; what the inputs rest on stands below. */
static void
prove_lookup(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
             uint32_t depth)
{
    struct reason *w = why_lookup(x, f, ir);
    w->truth = TRUE_;
    prove_list(x, f, ir->lookup.args, w, depth);
    why_add(out, w);
}

/* Values that are what a condition says. */
static bool
is_condition(const struct ir *ir)
{
    switch (ir->kind) {
    case IR_AND:
    case IR_OR:
    case IR_NOT:
    case IR_IMPLIES:
    case IR_COMPARE:
    case IR_IN:
    case IR_SUBSET:
    case IR_PRESENT:
    case IR_SUBSTANTIVE:
    case IR_IS:
    case IR_MATCHES:
    case IR_SOME:
    case IR_EVERY:
    case IR_ONE: return true;
    default: return false;
    }
}

void
prove_value(struct explainer *x, struct frame *f, const struct ir *ir, struct reason *out,
            uint32_t depth)
{
    if (!tree_has_room(x, out, depth))
        return;
    bool is_said = ir->kind == IR_CALL && ir->type.kind == TYPE_BOOL && !card_is_set(ir->type.card);
    if (is_condition(ir) || is_said) {
        prove(x, f, ir, out, depth + 1);
        return;
    }
    switch (ir->kind) {
    case IR_VAR:
        if (why_let(f, ir->slot))
            prove_value(x, f, why_let(f, ir->slot), out, depth + 1);
        return;
    case IR_EXTENT: fact_extent(x, ir->id, out); return;
    case IR_ENTITY: fact_entity(x, ir, out); return;
    case IR_FIELD: prove_hop(x, f, ir, ir->field.of, out, depth); return;
    case IR_CLOSURE: prove_closure(x, f, ir, out, depth); return;
    case IR_SET: prove_list(x, f, ir->list, out, depth); return;
    case IR_FILTER:
    case IR_MAP:
        prove_each(x, f, ir->each.each.at, ir->each.each.len, ir->each.result, out, depth);
        return;
    case IR_AGGREGATE:
        prove_each(x, f, ir->aggregate.each.at, ir->aggregate.each.len, ir->aggregate.term, out,
                   depth);
        return;
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT:
        prove_value(x, f, ir->binary.left, out, depth + 1);
        prove_value(x, f, ir->binary.right, out, depth + 1);
        return;
    case IR_IF: prove_choice(x, f, ir, out, depth); return;
    case IR_OTHERWISE: prove_otherwise(x, f, ir, out, depth); return;
    case IR_LET:
        prove_value(x, f, ir->let.value, out, depth + 1);
        f->values[ir->let.slot] = why_value(x, f, ir->let.value);
        prove_value(x, f, ir->let.body, out, depth + 1);
        return;
    case IR_LOOKUP: prove_lookup(x, f, ir, out, depth); return;
    case IR_ARITH:
        prove_value(x, f, ir->arith.left, out, depth + 1);
        if (ir->arith.right)
            prove_value(x, f, ir->arith.right, out, depth + 1);
        return;
    case IR_CALL: prove_called(x, f, ir, out, depth); return;
    case IR_BUILTIN: prove_list(x, f, ir->builtin.args, out, depth); return;
    case IR_ELEMENT: prove_list(x, f, ir->element.args, out, depth); return;
    case IR_TEMPLATE: prove_parts(x, f, ir, out, depth); return;
    case IR_CONVERT: prove_value(x, f, ir->unary, out, depth + 1); return;
    case IR_DIGEST: prove_digest(x, f, ir, out, depth); return;
    default: return; /* constants, parameters, today */
    }
}

/* ---- members ---- */

static bool
has_cell(const struct value *set, uint64_t cell)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (set->members[i] == cell)
            return true;
    return false;
}

/* The first owner whose field leads to the cell. */
static void
prove_member_hop(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
                 struct reason *out, uint32_t depth)
{
    const struct ir *of = ir->field.of;
    struct value owners = why_set_value(x, f, of);
    for (uint32_t i = 0; i < owners.count; i++) {
        struct ent e = {(uint32_t)owners.members[i]};
        field_id field = words_field(x, ir, e);
        if (field == NO_ID)
            continue;
        struct value v = field_of(x, e, field);
        bool has =
            v.kind == VALUE_SET ? has_cell(&v, cell) : v.kind == VALUE_CELL && v.cell == cell;
        if (!has)
            continue;
        if (card_is_set(of->type.card))
            prove_member(x, f, of, e.v, out, depth + 1);
        else
            prove_value(x, f, of, out, depth + 1);
        fact_member(x, e, field, cell, out);
        return;
    }
}

/* A shortest way from a start to the cell. */
static void
prove_member_closure(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
                     struct reason *out, uint32_t depth)
{
    VEC(struct { uint32_t entity, from; }) seen = {0};
    const struct ir *of = ir->closure.of;
    struct value starts = why_set_value(x, f, of);
    for (uint32_t i = 0; i < starts.count; i++)
        vec_push(x->arena, &seen,
                 ((__typeof__(*seen.at)){(uint32_t)starts.members[i], UINT32_MAX}));
    uint32_t found = UINT32_MAX, count = starts.count;
    for (uint32_t i = 0; ir->closure.reflexive && i < count && found == UINT32_MAX; i++)
        found = seen.at[i].entity == cell ? i : UINT32_MAX;
    for (uint32_t i = 0; i < seen.len && found == UINT32_MAX && seen.len < CLOSURE_SEEN; i++) {
        struct ent e = {seen.at[i].entity};
        field_id field = words_field(x, ir, e);
        struct value v = field == NO_ID ? (struct value){.kind = VALUE_SET} : field_of(x, e, field);
        uint64_t only = v.cell;
        if (v.kind == VALUE_CELL)
            v = (struct value){.kind = VALUE_SET, .members = &only, .count = 1};
        for (uint32_t k = 0; v.kind == VALUE_SET && k < v.count; k++) {
            uint32_t to = (uint32_t)v.members[k];
            bool is_new = true;
            for (uint32_t j = 0; j < seen.len && is_new && to != cell; j++)
                is_new = seen.at[j].entity != to;
            if (is_new)
                vec_push(x->arena, &seen, ((__typeof__(*seen.at)){to, i}));
            if (to == cell) {
                found = seen.len - 1;
                break;
            }
        }
    }
    uint32_t at = found;
    for (; at != UINT32_MAX && seen.at[at].from != UINT32_MAX; at = seen.at[at].from) {
        struct ent e = {seen.at[seen.at[at].from].entity};
        fact_member(x, e, words_field(x, ir, e), seen.at[at].entity, out);
    }
    if (at == UINT32_MAX)
        return;
    if (card_is_set(of->type.card))
        prove_member(x, f, of, seen.at[at].entity, out, depth + 1);
    else
        prove_value(x, f, of, out, depth + 1);
}

/* The first tuple whose result is the cell. */
static bool
prove_member_each(struct explainer *x, struct frame *f, const struct ir_each *each, uint32_t count,
                  const struct ir *result, uint64_t cell, struct reason *out, uint32_t depth)
{
    if (count == 0) {
        struct value v = why_value(x, f, result);
        bool is_it =
            v.kind == VALUE_SET ? has_cell(&v, cell) : v.kind == VALUE_CELL && v.cell == cell;
        if (is_it && v.kind == VALUE_SET)
            prove_member(x, f, result, cell, out, depth + 1);
        else if (is_it)
            prove_value(x, f, result, out, depth + 1);
        return is_it;
    }
    struct value v = why_set_value(x, f, each->set);
    for (uint32_t i = 0; i < v.count; i++) {
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        if (each->where && why_truth(x, f, each->where) != TRUE_)
            continue;
        if (!prove_member_each(x, f, each + 1, count - 1, result, cell, out, depth + 1))
            continue;
        f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = v.members[i]};
        prove_member(x, f, each->set, v.members[i], out, depth + 1);
        if (each->where)
            prove(x, f, each->where, out, depth + 1);
        return true;
    }
    return false;
}

static void
prove_member_filter(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
                    struct reason *out, uint32_t depth)
{
    const struct ir_each *each = &ir->each.each.at[0];
    prove_member(x, f, each->set, cell, out, depth + 1);
    f->values[each->slot] = (struct value){.kind = VALUE_CELL, .cell = cell};
    if (each->where)
        prove(x, f, each->where, out, depth + 1);
}

static void
prove_member_list(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
                  struct reason *out, uint32_t depth)
{
    for (uint32_t i = 0; i < ir->list.len; i++) {
        struct value v = why_value(x, f, ir->list.at[i]);
        if (v.kind != VALUE_CELL || v.cell != cell)
            continue;
        prove_value(x, f, ir->list.at[i], out, depth + 1);
        return;
    }
}

static void
prove_member_binary(struct explainer *x, struct frame *f, const struct ir *ir, uint64_t cell,
                    struct reason *out, uint32_t depth)
{
    const struct ir *left = ir->binary.left, *right = ir->binary.right;
    struct value l = why_set_value(x, f, left);
    bool in_left = has_cell(&l, cell);
    if (ir->kind != IR_UNION || in_left)
        prove_member(x, f, left, cell, out, depth + 1);
    if (ir->kind == IR_INTERSECT || (ir->kind == IR_UNION && !in_left))
        prove_member(x, f, right, cell, out, depth + 1);
    if (ir->kind == IR_EXCEPT)
        prove_value(x, f, right, out, depth + 1);
}

void
prove_member(struct explainer *x, struct frame *f, const struct ir *set, uint64_t cell,
             struct reason *out, uint32_t depth)
{
    if (!tree_has_room(x, out, depth))
        return;
    switch (set->kind) {
    case IR_EXTENT:
    case IR_ENUM_VALUES:
    case IR_CONST_SET: return; /* what there is, is there */
    case IR_FIELD: prove_member_hop(x, f, set, cell, out, depth); return;
    case IR_CLOSURE: prove_member_closure(x, f, set, cell, out, depth); return;
    case IR_FILTER: prove_member_filter(x, f, set, cell, out, depth); return;
    case IR_MAP:
        prove_member_each(x, f, set->each.each.at, set->each.each.len, set->each.result, cell, out,
                          depth);
        return;
    case IR_SET: prove_member_list(x, f, set, cell, out, depth); return;
    case IR_UNION:
    case IR_INTERSECT:
    case IR_EXCEPT: prove_member_binary(x, f, set, cell, out, depth); return;
    case IR_VAR:
        if (why_let(f, set->slot))
            prove_member(x, f, why_let(f, set->slot), cell, out, depth + 1);
        return;
    case IR_IF: {
        bool is_then = why_truth(x, f, set->cond.test) == TRUE_;
        prove(x, f, set->cond.test, out, depth + 1);
        prove_member(x, f, is_then ? set->cond.then : set->cond.other, cell, out, depth + 1);
        return;
    }
    case IR_CALL: {
        prove_list(x, f, set->call.args, out, depth);
        struct frame inner = why_enter(x, f, set);
        const struct ir *body = x->program->defines.at[set->call.define].body;
        prove_member(x, &inner, body, cell, out, depth + 1);
        return;
    }
    default: prove_value(x, f, set, out, depth + 1); return;
    }
}
