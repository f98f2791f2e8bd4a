/*
 * The changes that would make one test come out otherwise: a value for one field of one entity, or one more member.
 *
 * A change is only named if the test, with the new value in its place, comes out as wanted. What the value was taken from is held:
 * it has to stay as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/explain/explain_internal.h"

enum {
    MEMBERS_TRIED = 256, /* entities that are tried as a further member */
    LINK_COST = 3 /* a link to something else is as far as three values that would have to change */
};

static void
held_add(struct explainer *x, const struct frame *f, struct held h, struct reason *out)
{
    if (!x->is_full)
        return;
    struct held *kept = arena_new(x->arena, struct held);
    *kept = h;
    kept->frame = *f;
    kept->frame.values = arena_array(x->arena, struct value, f->slot_count + 1);
    if (f->slot_count)
        memcpy(kept->frame.values, f->values, f->slot_count * sizeof *f->values);
    kept->next = out->held;
    out->held = kept;
}

void
hold(struct explainer *x, const struct frame *f, const struct ir *ir, struct reason *out)
{
    held_add(x, f, (struct held){.kind = HELD_CONDITION, .ir = ir}, out);
}

void
hold_value(struct explainer *x, const struct frame *f, const struct ir *ir, struct reason *out)
{
    held_add(x, f, (struct held){.kind = HELD_VALUE, .ir = ir}, out);
}

void
hold_member(struct explainer *x, const struct frame *f, const struct ir *set, uint64_t cell,
            struct reason *out)
{
    held_add(x, f, (struct held){.kind = HELD_MEMBER, .ir = set, .cell = cell}, out);
}

/* What a side of a comparison reads besides the field that is changed. */
static void
hold_within(struct explainer *x, const struct frame *f, const struct ir *ir, const struct ir *field,
            struct reason *out)
{
    if (ir == field)
        return;
    if (ir->kind != IR_ARITH) {
        hold_value(x, f, ir, out);
        return;
    }
    hold_within(x, f, ir->arith.left, field, out);
    if (ir->arith.right)
        hold_within(x, f, ir->arith.right, field, out);
}

/* ---- where a value is written ---- */

/* One field of one entity, as an expression reads it. */
struct spot {
    struct ent entity;
    field_id field;      /* NO_ID: not one that can be changed */
    const struct ir *ir; /* the IR_FIELD */
};

static bool
is_changeable(const struct explainer *x, field_id field)
{
    const struct field *f = &x->program->fields.at[field];
    if (f->is_implicit) /* changed where the way there is written */
        f = f->inverse == NO_ID ? NULL : &x->program->fields.at[f->inverse];
    return f && !f->contains && !f->acyclic && f->type.kind != TYPE_ERROR;
}

static struct spot
spot_of(struct explainer *x, const struct frame *f, const struct ir *ir)
{
    struct spot none = {.field = NO_ID};
    while (ir->kind == IR_VAR && why_let(f, ir->slot))
        ir = why_let(f, ir->slot);
    if (ir->kind != IR_FIELD)
        return none;
    struct value of = why_value(x, f, ir->field.of);
    if (of.kind != VALUE_CELL)
        return none;
    struct ent e = {(uint32_t)of.cell};
    field_id field = words_field(x, ir, e);
    if (field == NO_ID || !is_changeable(x, field))
        return none;
    return (struct spot){e, field, ir};
}

/* Whether the entity may be linked there, also seen from its own side. */
static bool
may_link(const struct explainer *x, struct spot spot, struct ent e)
{
    const struct field *f = &x->program->fields.at[spot.field];
    if (!f->is_implicit)
        return true;
    const struct field *there = &x->program->fields.at[f->inverse];
    const struct union_type *u = &x->program->unions.at[there->type.of];
    const struct column *c = store_column(x->store, f->inverse);
    bool accepts = false, is_taken = c && bit_get(c->present, e.v - c->rows.lo);
    if (is_taken || !entity_is(x->program, store_type(x->store, e), there->owner))
        return false;
    for (uint32_t i = 0; i < u->member_count; i++)
        accepts |= entity_is(x->program, store_type(x->store, spot.entity), u->members[i]);
    return accepts;
}

/* ---- trying a value ---- */

/* The expression with another one in the place of `field`; what is in between is copied. NULL: it is not in there. */
static const struct ir *
replaced(struct explainer *x, const struct ir *ir, const struct ir *field, const struct ir *by)
{
    if (ir == field)
        return by;
    struct ir *copy = arena_new(x->arena, struct ir);
    *copy = *ir;
    const struct ir *left = NULL, *right = NULL;
    switch (ir->kind) {
    case IR_COMPARE:
        left = replaced(x, ir->compare.left, field, by);
        right = replaced(x, ir->compare.right, field, by);
        if (left)
            copy->compare.left = (struct ir *)(uintptr_t)left;
        if (right)
            copy->compare.right = (struct ir *)(uintptr_t)right;
        break;
    case IR_ARITH:
        left = replaced(x, ir->arith.left, field, by);
        right = ir->arith.right ? replaced(x, ir->arith.right, field, by) : NULL;
        if (left)
            copy->arith.left = (struct ir *)(uintptr_t)left;
        if (right)
            copy->arith.right = (struct ir *)(uintptr_t)right;
        break;
    case IR_IN:
        left = replaced(x, ir->binary.left, field, by);
        if (left)
            copy->binary.left = (struct ir *)(uintptr_t)left;
        break;
    default: break;
    }
    return left || right ? copy : NULL;
}

/* The one field within sums and differences, of a let as well. */
static const struct ir *
field_within(const struct frame *f, const struct ir *ir)
{
    while (ir->kind == IR_VAR && why_let(f, ir->slot))
        ir = why_let(f, ir->slot);
    if (ir->kind == IR_FIELD)
        return ir;
    if (ir->kind != IR_ARITH)
        return NULL;
    const struct ir *left = field_within(f, ir->arith.left);
    return left || !ir->arith.right ? left : field_within(f, ir->arith.right);
}

static bool
is_ordered(enum type_kind kind)
{
    return kind == TYPE_INT || kind == TYPE_DATE || kind == TYPE_ENUM;
}

/* Whether the case may have that value there. */
static bool
may_stand(const struct explainer *x, field_id field, uint64_t cell)
{
    const struct field *f = &x->program->fields.at[field];
    if (f->regex != NO_ID)
        return false;
    if (f->past && (int64_t)cell > x->today)
        return false;
    if (!f->has_range)
        return true;
    int64_t value = (int64_t)cell;
    return is_ordered(f->type.kind) && value >= (int64_t)f->low && value <= (int64_t)f->high;
}

static bool
comes_out(struct explainer *x, const struct frame *f, const struct ir *test, bool wanted)
{
    return why_truth(x, f, test) == (wanted ? TRUE_ : FALSE_);
}

static struct edit *
edit_new(struct explainer *x, enum edit_kind kind, struct ent e, field_id field, uint64_t cell)
{
    struct edit *edit = arena_new(x->arena, struct edit);
    *edit = (struct edit){.kind = kind, .entity = e, .field = field, .cell = cell};
    /* The way back is changed where the way there is written. */
    const struct field *f = &x->program->fields.at[field];
    if (f->is_implicit && f->inverse != NO_ID) {
        edit->entity = (struct ent){(uint32_t)cell};
        edit->field = f->inverse;
        edit->cell = e.v;
        f = &x->program->fields.at[edit->field];
        edit->kind = card_is_set(f->type.card) ? EDIT_ADD : EDIT_SET;
    }
    struct str name = sym_str(x->program->texts, f->name), id = words_entity(x, edit->entity);
    struct str value = edit->kind == EDIT_CLEAR || edit->kind == EDIT_GIVE
                           ? (struct str){0}
                           : words_cell(x, f->type, edit->cell);
    switch (edit->kind) {
    case EDIT_SET:
        edit->text = str_printf(x->arena, "set " STR_FMT " of " STR_FMT " to " STR_FMT,
                                STR_ARG(name), STR_ARG(id), STR_ARG(value));
        break;
    case EDIT_ADD:
        edit->text = str_printf(x->arena, "add " STR_FMT " to " STR_FMT " of " STR_FMT,
                                STR_ARG(value), STR_ARG(name), STR_ARG(id));
        break;
    case EDIT_GIVE:
        edit->text =
            str_printf(x->arena, "give " STR_FMT " of " STR_FMT, STR_ARG(name), STR_ARG(id));
        break;
    case EDIT_CLEAR:
        edit->text =
            str_printf(x->arena, "take out " STR_FMT " of " STR_FMT, STR_ARG(name), STR_ARG(id));
        break;
    }
    edit->at = words_field_span(x, edit->entity, edit->field);
    return edit;
}

static void
edit_add(struct explainer *x, const struct frame *f, struct spot spot, struct edit *edit,
         struct reason *out)
{
    edit->next = out->edits;
    out->edits = edit;
    out->is_repairable = true;
    hold_value(x, f, spot.ir->field.of, out);
}

/* Sets the field to the cell if the test then comes out as wanted. */
static bool
try_cell(struct explainer *x, const struct frame *f, const struct ir *test, struct spot spot,
         uint64_t cell, bool wanted, struct reason *out)
{
    struct type t = spot.ir->type;
    const struct field *field = &x->program->fields.at[spot.field];
    if (!may_stand(x, spot.field, cell) || card_is_set(field->type.card) || field->is_implicit)
        return false;
    struct ir *constant = arena_new(x->arena, struct ir);
    *constant = (struct ir){.kind = IR_CONST, .type = t, .span = spot.ir->span, .cell = cell};
    constant->type.card = CARD_ONE;
    const struct ir *tried = replaced(x, test, spot.ir, constant);
    if (!tried || !comes_out(x, f, tried, wanted))
        return false;
    edit_add(x, f, spot, edit_new(x, EDIT_SET, spot.entity, spot.field, cell), out);
    return true;
}

/* ---- comparisons ---- */

/* Values worth trying: the other side, its neighbours, today, and the first of an enum. */
static bool
try_cells(struct explainer *x, const struct frame *f, const struct ir *test, struct spot spot,
          const struct value *other, bool wanted, struct reason *out)
{
    enum type_kind kind = spot.ir->type.kind;
    uint64_t cells[8];
    uint32_t count = 0;
    bool is_same_kind = other->kind == VALUE_CELL;
    if (is_same_kind)
        cells[count++] = other->cell;
    if (is_same_kind && is_ordered(kind)) {
        cells[count++] = (uint64_t)((int64_t)other->cell + 1);
        if (kind != TYPE_ENUM || other->cell > 0)
            cells[count++] = (uint64_t)((int64_t)other->cell - 1);
    }
    if (kind == TYPE_DATE)
        cells[count++] = (uint64_t)(int64_t)x->today;
    if (kind == TYPE_BOOL) {
        cells[count++] = 0;
        cells[count++] = 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool is_value =
            kind != TYPE_ENUM || cells[i] < x->program->enums.at[spot.ir->type.of].value_count;
        if (is_value && try_cell(x, f, test, spot, cells[i], wanted, out))
            return true;
    }
    return false;
}

/* "… or later": where the value that was found is a bound. */
static void
say_bound(struct explainer *x, const struct ir *ir, bool is_left, bool wanted, struct edit *edit)
{
    static const char *const more[3] = {" or above", " or later", " or more"};
    static const char *const less[3] = {" or below", " or earlier", " or less"};
    enum compare_op op = ir->compare.op;
    bool is_up = op == CMP_GT || op == CMP_GE, is_down = op == CMP_LT || op == CMP_LE;
    struct type t = x->program->fields.at[edit->field].type;
    int kind = t.kind == TYPE_ENUM ? 0 : t.kind == TYPE_DATE ? 1 : 2;
    if (!is_up && !is_down)
        return;
    const char *words_of = (is_up == wanted) == is_left ? more[kind] : less[kind];
    bool is_last = t.kind == TYPE_ENUM && words_of == more[kind] &&
                   edit->cell + 1 == x->program->enums.at[t.of].value_count;
    if (!is_last && !(t.kind == TYPE_ENUM && words_of == less[kind] && edit->cell == 0))
        edit->text = str_printf(x->arena, STR_FMT "%s", STR_ARG(edit->text), words_of);
}

/* "set decision of X to another value than deferred, such as selected": what it was is all that is wrong with it. */
static void
say_another(struct explainer *x, const struct ir *ir, struct spot spot, bool wanted,
            struct edit *edit)
{
    struct type t = x->program->fields.at[edit->field].type;
    if (t.kind == TYPE_BOOL || (ir->compare.op == CMP_NE) != wanted || ir->compare.op > CMP_NE)
        return;
    const struct column *c = store_column(x->store, edit->field);
    uint32_t row = spot.entity.v - c->rows.lo;
    if (!bit_get(c->present, row))
        return;
    struct str name = sym_str(x->program->texts, x->program->fields.at[edit->field].name);
    struct str id = words_entity(x, edit->entity), new = words_cell(x, t, edit->cell);
    struct str old = words_cell(x, t, column_cell(c, row));
    edit->text = str_printf(x->arena,
                            "set " STR_FMT " of " STR_FMT " to something other than " STR_FMT
                            ", such as " STR_FMT,
                            STR_ARG(name), STR_ARG(id), STR_ARG(old), STR_ARG(new));
}

static bool
is_same_type(struct type a, struct type b)
{
    return a.kind == b.kind;
}

static void
repair_compare(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted,
               struct reason *out)
{
    const struct ir *sides[2] = {ir->compare.left, ir->compare.right};
    for (int i = 0; i < 2; i++) {
        const struct ir *field = field_within(f, sides[i]);
        struct spot spot = field ? spot_of(x, f, field) : (struct spot){.field = NO_ID};
        if (spot.field == NO_ID)
            continue;
        struct value other = why_value(x, f, sides[1 - i]);
        if (other.kind == VALUE_CELL && !is_same_type(sides[1 - i]->type, spot.ir->type))
            other.kind = VALUE_MISSING;
        if (!try_cells(x, f, ir, spot, &other, wanted, out))
            continue;
        if (field == sides[i]) /* not one of several terms, whose bound is another */
            say_bound(x, ir, i == 0, wanted, out->edits);
        say_another(x, ir, spot, wanted, out->edits);
        hold_value(x, f, sides[1 - i], out);
        hold_within(x, f, sides[i], field, out);
        return;
    }
}

/* ---- membership ---- */

static void
repair_in(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted,
          struct reason *out)
{
    struct spot left = spot_of(x, f, ir->binary.left);
    struct value set = why_set_value(x, f, ir->binary.right);
    uint32_t values = left.field != NO_ID && left.ir->type.kind == TYPE_ENUM
                          ? x->program->enums.at[left.ir->type.of].value_count
                          : 0;
    uint32_t count = wanted ? set.count : values;
    if (set.incomplete || left.field == NO_ID)
        return;
    for (uint32_t i = 0; i < count && i < MEMBERS_TRIED; i++) {
        uint64_t cell = wanted ? set.members[i] : i;
        if (!try_cell(x, f, ir, left, cell, wanted, out))
            continue;
        hold_value(x, f, ir->binary.right, out);
        return;
    }
}

/* ---- presence ---- */

/* An entity that the field may point to, or ENT_NONE. */
static struct ent
any_target(struct explainer *x, field_id field)
{
    struct type t = x->program->fields.at[field].type;
    const struct union_type *u = &x->program->unions.at[t.of];
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(x->store, u->members[i]);
        if (r.lo < r.hi)
            return (struct ent){r.lo};
    }
    return ENT_NONE;
}

/* "give accepted_by of R-19, such as P-CLI": any other would do as well. */
static void
say_such_as(struct explainer *x, struct spot spot, struct edit *edit)
{
    struct str name = sym_str(x->program->texts, x->program->fields.at[edit->field].name);
    struct str owner = words_entity(x, edit->entity);
    struct str id = words_entity(x, (struct ent){(uint32_t)edit->cell});
    const struct field *f = &x->program->fields.at[spot.field];
    if (f->is_implicit) {
        struct str type = words_type_lower(x, store_type(x->store, edit->entity));
        edit->text = str_printf(
            x->arena, "add " STR_FMT " to " STR_FMT " of some " STR_FMT ", such as " STR_FMT,
            STR_ARG(id), STR_ARG(name), STR_ARG(type), STR_ARG(owner));
        return;
    }
    edit->text = str_printf(x->arena, "%s " STR_FMT " of " STR_FMT ", such as " STR_FMT,
                            edit->kind == EDIT_ADD ? "add something to" : "give", STR_ARG(name),
                            STR_ARG(owner), STR_ARG(id));
}

/* Any value that may stand there. */
static void
give(struct explainer *x, struct frame *f, struct spot spot, struct reason *out)
{
    const struct field *field = &x->program->fields.at[spot.field];
    bool is_set = card_is_set(field->type.card);
    enum edit_kind kind = is_set ? EDIT_ADD : EDIT_GIVE;
    uint64_t cell = 0;
    if (field->type.kind == TYPE_ENTITY) {
        struct ent e = any_target(x, spot.field);
        if (e.v == ENT_NONE.v || !may_link(x, spot, e))
            return;
        cell = e.v;
        kind = is_set ? EDIT_ADD : EDIT_SET;
    } else if (field->type.kind == TYPE_DATE) {
        cell = (uint64_t)(int64_t)x->today;
    } else if (field->type.kind == TYPE_INT) {
        cell = field->has_range ? field->low : 0;
    } else if (field->type.kind != TYPE_TEXT && field->type.kind != TYPE_ENUM &&
               field->type.kind != TYPE_BOOL) {
        return;
    }
    if (field->type.kind == TYPE_TEXT
            ? is_set || field->regex != NO_ID
            : field->type.kind != TYPE_ENTITY && !may_stand(x, spot.field, cell))
        return;
    struct edit *edit = edit_new(x, kind, spot.entity, spot.field, cell);
    if (field->type.kind == TYPE_ENTITY)
        say_such_as(x, spot, edit);
    edit_add(x, f, spot, edit, out);
}

static void
repair_present(struct explainer *x, struct frame *f, const struct ir *of, bool wanted,
               struct reason *out)
{
    struct spot spot = spot_of(x, f, of);
    if (spot.field == NO_ID)
        return;
    const struct field *field = &x->program->fields.at[spot.field];
    bool may_lack = field->type.card == CARD_OPTIONAL || field->type.card == CARD_SET;
    if (wanted)
        give(x, f, spot, out);
    else if (may_lack && !field->has_default && !field->is_implicit)
        edit_add(x, f, spot, edit_new(x, EDIT_CLEAR, spot.entity, spot.field, 0), out);
}

static void
repair_flag(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted,
            struct reason *out)
{
    struct spot spot = spot_of(x, f, ir);
    if (spot.field == NO_ID || card_is_set(x->program->fields.at[spot.field].type.card))
        return;
    edit_add(x, f, spot, edit_new(x, EDIT_SET, spot.entity, spot.field, wanted), out);
}

void
repair_test(struct explainer *x, struct frame *f, const struct ir *ir, bool wanted,
            struct reason *out)
{
    switch (ir->kind) {
    case IR_COMPARE: repair_compare(x, f, ir, wanted, out); return;
    case IR_IN: repair_in(x, f, ir, wanted, out); return;
    case IR_PRESENT: repair_present(x, f, ir->unary, wanted, out); return;
    case IR_SUBSTANTIVE:
        if (wanted)
            repair_present(x, f, ir->unary, true, out);
        if (out->edits)
            out->edits->needs_words = true;
        return;
    case IR_FIELD: repair_flag(x, f, ir, wanted, out); return;
    default: return; /* types, patterns and functions: nothing is certain enough */
    }
}

/* ---- one more member ---- */

static bool
would_pass(struct explainer *x, struct frame *f, const struct ir *quant, uint64_t cell)
{
    if (!quant)
        return true;
    f->values[quant->quant.each.slot] = (struct value){.kind = VALUE_CELL, .cell = cell};
    const struct ir *where = quant->quant.each.where;
    return (!where || why_truth(x, f, where) == TRUE_) &&
           why_truth(x, f, quant->quant.body) == TRUE_;
}

static struct ent
find_member(struct explainer *x, struct frame *f, struct spot spot, const struct ir *quant)
{
    struct type t = x->program->fields.at[spot.field].type;
    const struct union_type *u = &x->program->unions.at[t.of];
    uint32_t tried = 0;
    for (uint32_t i = 0; i < u->member_count; i++) {
        struct range r = store_extent(x->store, u->members[i]);
        for (uint32_t e = r.lo; e < r.hi && tried++ < MEMBERS_TRIED; e++)
            if (may_link(x, spot, (struct ent){e}) && would_pass(x, f, quant, e))
                return (struct ent){e};
    }
    return ENT_NONE;
}

struct reason *
repair_member(struct explainer *x, struct frame *f, const struct ir *set, const struct ir *quant)
{
    struct spot spot = spot_of(x, f, set);
    if (spot.field == NO_ID)
        return NULL;
    const struct field *field = &x->program->fields.at[spot.field];
    if (!card_is_set(field->type.card) || field->type.kind != TYPE_ENTITY)
        return NULL;
    struct ent e = find_member(x, f, spot, quant);
    if (e.v == ENT_NONE.v)
        return NULL;
    struct edit *edit = edit_new(x, EDIT_ADD, spot.entity, spot.field, e.v);
    if (!quant)
        say_such_as(x, spot, edit);
    struct str id = words_entity(x, e);
    struct reason *w = why_printf(x, SPAN_NONE, STR_FMT " %s, but is not linked", STR_ARG(id),
                                  quant ? "would do" : "could be one");
    w->kind = REASON_MEMBER;
    edit_add(x, f, spot, edit, w);
    w->cost = LINK_COST;
    if (quant) {
        would_pass(x, f, quant, e.v);
        hold(x, f, quant->quant.body, w);
        if (quant->quant.each.where)
            hold(x, f, quant->quant.each.where, w);
    }
    return w;
}
