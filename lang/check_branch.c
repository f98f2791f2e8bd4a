/*
 * Branches of a criterion that can never decide.
 *
 * The values of what the conditions compare fall into classes that no constant tells apart, as those of a table do. For each
 * condition and each value compared there are the classes for which it may hold, and those for which it must; a branch is
 * lost where it may hold for none but what those before it must have taken.
 */
#include "lang/check_criterion.h"
#include "lang/lookup.h"

enum { CLASSES_MAX = 64 };

/* By class, one bit each. */
struct classes {
    uint64_t may, must;
};

/* A value that conditions compare with constants. */
struct compared {
    const struct ir *of;
    struct lookup_axis axis;
    uint64_t all; /* classes with any value in them */
};

/* ---- the same value ---- */

static bool same_value(const struct ir *a, const struct ir *b);

static bool
same_values(const ir_vec *a, const ir_vec *b)
{
    bool same = a->len == b->len;

    for (uint32_t i = 0; same && i < a->len; i++)
        same = same_value(a->at[i], b->at[i]);
    return same;
}

static bool
same_field(const struct ir *a, const struct ir *b)
{
    bool same = a->field.count == b->field.count;

    for (uint32_t i = 0; same && i < a->field.count; i++)
        same = a->field.alternatives[i].type == b->field.alternatives[i].type &&
               a->field.alternatives[i].field == b->field.alternatives[i].field;
    return same && same_value(a->field.of, b->field.of);
}

static bool
same_value(const struct ir *a, const struct ir *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case IR_VAR: return a->slot == b->slot;
    case IR_PARAM: return a->id == b->id;
    case IR_TODAY: return true;
    case IR_CONST: return a->type.kind == b->type.kind && a->cell == b->cell;
    case IR_FIELD: return same_field(a, b);
    case IR_CONVERT: return a->type.kind == b->type.kind && same_value(a->unary, b->unary);
    case IR_CALL:
        return a->call.define == b->call.define && same_values(&a->call.args, &b->call.args);
    case IR_LOOKUP:
        return a->lookup.table == b->lookup.table && a->lookup.output == b->lookup.output &&
               same_values(&a->lookup.args, &b->lookup.args);
    default: return false; /* whatever else is compared is left alone */
    }
}

/* ---- what is compared with which constants ---- */

/* The value and the constant of a comparison; false: it is not one of a value with a constant. */
static bool
sides(const struct ir *ir, const struct ir **of, uint64_t *cell, enum compare_op *op)
{
    static const enum compare_op turned[] = {
        [CMP_EQ] = CMP_EQ, [CMP_NE] = CMP_NE, [CMP_LT] = CMP_GT,
        [CMP_LE] = CMP_GE, [CMP_GT] = CMP_LT, [CMP_GE] = CMP_LE};

    if (ir->kind != IR_COMPARE || card_is_set(ir->compare.left->type.card))
        return false;
    bool is_turned = ir->compare.left->kind == IR_CONST;
    const struct ir *constant = is_turned ? ir->compare.left : ir->compare.right;
    *of = is_turned ? ir->compare.right : ir->compare.left;
    *op = is_turned ? turned[ir->compare.op] : ir->compare.op;
    *cell = constant->cell;
    return constant->kind == IR_CONST && (*of)->kind != IR_CONST;
}

static bool
is_member_test(const struct ir *ir)
{
    return ir->kind == IR_IN && ir->binary.right->kind == IR_CONST_SET;
}

typedef VEC(struct compared) compared_vec;

static struct compared *
compared_add(const struct context *cx, compared_vec *all, const struct ir *of)
{
    for (uint32_t i = 0; i < all->len; i++)
        if (same_value(all->at[i].of, of))
            return &all->at[i];
    struct compared c = {.of = of, .axis = lookup_axis(cx->ck->program, of->type)};
    vec_push(cx->ck->arena, all, c);
    return &vec_last(all);
}

static void
collect(const struct context *cx, compared_vec *all, const struct ir *ir)
{
    const struct program *p = cx->ck->program;
    const struct ir *of;
    enum compare_op op;
    uint64_t cell;

    if (ir->kind == IR_AND || ir->kind == IR_OR)
        for (uint32_t i = 0; i < ir->list.len; i++)
            collect(cx, all, ir->list.at[i]);
    if (ir->kind == IR_NOT)
        collect(cx, all, ir->unary);
    if (sides(ir, &of, &cell, &op))
        lookup_bound(cx->ck->arena, p, &compared_add(cx, all, of)->axis, cell);
    if (!is_member_test(ir))
        return;
    struct compared *c = compared_add(cx, all, ir->binary.left);
    for (uint32_t i = 0; i < ir->binary.right->cells.count; i++)
        lookup_bound(cx->ck->arena, p, &c->axis, ir->binary.right->cells.at[i]);
}

/* ---- classes of a condition ---- */

static bool
holds(enum compare_op op, uint32_t class, uint32_t of)
{
    switch (op) {
    case CMP_EQ: return class == of;
    case CMP_NE: return class != of;
    case CMP_LT: return class < of;
    case CMP_LE: return class <= of;
    case CMP_GT: return class > of;
    case CMP_GE: return class >= of;
    }
    return false;
}

static uint64_t
compare_classes(const struct context *cx, const struct compared *c, enum compare_op op,
                uint64_t cell)
{
    uint32_t of = lookup_class(cx->ck->program, &c->axis, cell);
    uint64_t classes = 0;

    for (uint32_t k = 0; k < c->axis.class_count; k++)
        if (holds(op, k, of))
            classes |= UINT64_C(1) << k;
    return classes & c->all;
}

static uint64_t
member_classes(const struct context *cx, const struct compared *c, const struct ir *set)
{
    uint64_t classes = 0;

    for (uint32_t i = 0; i < set->cells.count; i++)
        classes |= UINT64_C(1) << lookup_class(cx->ck->program, &c->axis, set->cells.at[i]);
    return classes;
}

static struct classes classes_of(const struct context *cx, const struct compared *c,
                                 const struct ir *ir);

static struct classes
list_classes(const struct context *cx, const struct compared *c, const struct ir *ir)
{
    bool is_and = ir->kind == IR_AND;
    struct classes all = {is_and ? c->all : 0, is_and ? c->all : 0};

    for (uint32_t i = 0; i < ir->list.len; i++) {
        struct classes one = classes_of(cx, c, ir->list.at[i]);
        all.may = is_and ? all.may & one.may : all.may | one.may;
        all.must = is_and ? all.must & one.must : all.must | one.must;
    }
    return all;
}

static struct classes
classes_of(const struct context *cx, const struct compared *c, const struct ir *ir)
{
    const struct ir *of;
    enum compare_op op;
    uint64_t cell;

    if (ir->kind == IR_AND || ir->kind == IR_OR)
        return list_classes(cx, c, ir);
    if (ir->kind == IR_NOT) {
        struct classes one = classes_of(cx, c, ir->unary);
        return (struct classes){c->all & ~one.must, c->all & ~one.may};
    }
    if (ir->kind == IR_CONST)
        return (struct classes){ir->cell ? c->all : 0, ir->cell ? c->all : 0};
    if (sides(ir, &of, &cell, &op) && same_value(of, c->of)) {
        uint64_t classes = compare_classes(cx, c, op, cell);
        return (struct classes){classes, classes};
    }
    if (is_member_test(ir) && same_value(ir->binary.left, c->of)) {
        uint64_t classes = member_classes(cx, c, ir->binary.right);
        return (struct classes){classes, classes};
    }
    return (struct classes){c->all, 0};
}

/* ---- branches ---- */

static struct str
left_words(const struct context *cx, const struct compared *c, uint64_t classes)
{
    struct text_buf b = {.arena = cx->ck->arena};

    for (uint32_t k = 0, shown = 0; k < c->axis.class_count; k++)
        if (classes >> k & 1)
            text_printf(&b, "%s`" STR_FMT "`", shown++ ? ", " : "",
                        STR_ARG(lookup_words(cx->ck->program, cx->ck->arena, &c->axis, k)));
    return text_str(&b);
}

static void
report_lost(const struct context *cx, const struct compared *c, const struct ir_branch *branches,
            uint32_t at, uint64_t asked)
{
    struct diag *d = report(cx, E6966, branches[at].when->span,
                            asked ? "this branch can never decide" : "this can never hold");

    if (!asked) {
        diag_help(cx->ck->sink, d, "no value of `" STR_FMT "` is all that is asked for here",
                  STR_ARG(words_at(cx, c->of->span)));
        return;
    }
    for (uint32_t i = 0; i < at; i++)
        if (classes_of(cx, c, branches[i].when).must & asked)
            diag_label(cx->ck->sink, d, branches[i].when->span,
                       c->of->kind == IR_CONST ? "this always holds"
                                               : "what it would take is decided here");
    if (c->of->kind != IR_CONST && c->axis.type.kind == TYPE_ENUM)
        diag_note(cx->ck->sink, d, "it asks for " STR_FMT " as `" STR_FMT "`",
                  STR_ARG(left_words(cx, c, asked)), STR_ARG(words_at(cx, c->of->span)));
    diag_help(cx->ck->sink, d,
              "the first branch that holds decides: move the narrower one up, or leave it out");
}

static bool
is_lost(const struct context *cx, const struct compared *c, const struct ir_branch *branches,
        uint32_t at)
{
    uint64_t asked = classes_of(cx, c, branches[at].when).may, taken = 0;

    for (uint32_t i = 0; i < at; i++)
        taken |= classes_of(cx, c, branches[i].when).must;
    if (asked & ~taken)
        return false;
    report_lost(cx, c, branches, at, asked);
    return true;
}

static uint64_t
all_classes(const struct lookup_axis *axis)
{
    uint64_t all = 0;

    for (uint32_t k = 0; k < axis->class_count; k++)
        if (!lookup_is_empty(axis, k))
            all |= UINT64_C(1) << k;
    return all;
}

void
branches_reached(const struct context *cx, const struct ir_branch *branches, uint32_t count)
{
    compared_vec all = {0};

    for (uint32_t i = 0; i < count; i++)
        collect(cx, &all, branches[i].when);
    if (!all.len) /* nothing is compared: there are still conditions that always hold */
        compared_add(cx, &all, ir_const(cx, SPAN_NONE, TYPE(TYPE_BOOL), 1));
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < all.len; k++) {
            struct compared *c = &all.at[k];
            c->all = c->axis.class_count <= CLASSES_MAX ? all_classes(&c->axis) : 0;
            if (c->all && is_lost(cx, c, branches, i))
                break;
        }
}
