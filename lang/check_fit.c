/* Whether a value fits where it stands: kinds, how many, conversions; and types in words. */
#include "lang/check_expr.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

struct str
words_at(const struct context *cx, struct span at)
{
    enum { LONGEST = 60 };
    struct checker *ck = cx->ck;
    struct str s = str_trim(source_text(ck->sink->sources, at));
    struct text_buf b = {.arena = ck->arena};
    bool blank = false;

    for (size_t i = 0; i < s.len && b.len < LONGEST; i++) {
        bool space = s.at[i] == ' ' || s.at[i] == '\n' || s.at[i] == '\r' || s.at[i] == '\t';
        if (!space || !blank)
            text_add_char(&b, space ? ' ' : s.at[i]);
        blank = space;
    }
    while (b.len && ((unsigned char)b.at[b.len - 1] & 0xC0) == 0x80 &&
           str_bad_utf8(text_str(&b)) != SIZE_MAX)
        b.len--;
    if (b.len && str_bad_utf8(text_str(&b)) != SIZE_MAX)
        b.len--;
    if (b.len >= LONGEST)
        text_add_c(&b, "…");
    return text_str(&b);
}

struct str
words_place(const struct context *cx, struct span at)
{
    struct place p = source_place(cx->ck->sink->sources, at.lo);

    if (!p.source)
        return STR("the built-in module");
    return str_printf(cx->ck->arena, STR_FMT ":%u:%u", STR_ARG(p.source->name), p.line, p.column);
}

static const char *
article(struct str s)
{
    return s.len && s.at[0] && memchr("aeiouAEIOU", s.at[0], 10) ? "an" : "a";
}

/* "text", "date", "Control", "(Goal | Solution)", "value of {a, b}". */
struct str
words_kind(const struct context *cx, struct type t)
{
    switch (t.kind) {
    case TYPE_BOOL: return STR("condition");
    case TYPE_DAYS: return STR("number of days");
    case TYPE_NODE: return STR("piece of the document");
    case TYPE_EMPTY: return STR("empty set");
    case TYPE_CLOCK: return STR("clock time");
    case TYPE_INT: return STR("whole number");
    case TYPE_DECIMAL: return STR("decimal number");
    default: t.card = CARD_ONE; return type_text(cx->ck->program, cx->ck->arena, t);
    }
}

/* "texts", "dates"; the names of types stay as they are. */
static struct str
words_many(const struct context *cx, struct type t)
{
    struct str kind = words_kind(cx, t);

    switch (t.kind) {
    case TYPE_ENUM:
    case TYPE_ENTITY: return kind;
    case TYPE_DAYS: return STR("numbers of days");
    case TYPE_NODE: return STR("pieces of the document");
    default: return str_printf(cx->ck->arena, STR_FMT "s", STR_ARG(kind));
    }
}

struct str
words_type(const struct context *cx, struct type t)
{
    struct str kind = words_kind(cx, t);

    if (t.kind == TYPE_EMPTY)
        return STR("an empty set");
    if (t.card == CARD_OPTIONAL)
        return str_printf(cx->ck->arena, "an optional " STR_FMT, STR_ARG(kind));
    if (card_is_set(t.card))
        return str_printf(cx->ck->arena, "a set of " STR_FMT, STR_ARG(words_many(cx, t)));
    return str_printf(cx->ck->arena, "%s " STR_FMT, article(kind), STR_ARG(kind));
}

/* ---- how many ---- */

enum card
card_join(enum card a, enum card b)
{
    if (card_is_set(a) || card_is_set(b)) {
        bool maybe_none =
            a == CARD_OPTIONAL || b == CARD_OPTIONAL || a == CARD_SET || b == CARD_SET;
        return maybe_none ? CARD_SET : CARD_SET_SOME;
    }
    return a == CARD_OPTIONAL || b == CARD_OPTIONAL ? CARD_OPTIONAL : CARD_ONE;
}

enum card
card_hop(enum card of, enum card field)
{
    if (card_is_set(of) || card_is_set(field)) {
        bool some =
            of != CARD_OPTIONAL && of != CARD_SET && field != CARD_OPTIONAL && field != CARD_SET;
        return some ? CARD_SET_SOME : CARD_SET;
    }
    return of == CARD_OPTIONAL || field == CARD_OPTIONAL ? CARD_OPTIONAL : CARD_ONE;
}

/* ---- unions ---- */

static entity_id
narrower(const struct program *p, entity_id a, entity_id b)
{
    if (entity_is(p, a, b))
        return a;
    return entity_is(p, b, a) ? b : NO_ID;
}

union_id
entities_both(struct checker *ck, union_id a, union_id b)
{
    const struct program *p = ck->program;
    struct union_type x = p->unions.at[a], y = p->unions.at[b];
    VEC(entity_id) both = {0};

    if (a == b)
        return a;
    for (uint32_t i = 0; i < x.member_count; i++)
        for (uint32_t j = 0; j < y.member_count; j++) {
            entity_id e = narrower(p, x.members[i], y.members[j]);
            if (e != NO_ID)
                vec_push(ck->arena, &both, e);
        }
    return both.len ? model_union(ck, both.at, both.len) : NO_ID;
}

bool
entities_meet(const struct checker *ck, union_id a, union_id b)
{
    const struct program *p = ck->program;
    struct union_type x = p->unions.at[a], y = p->unions.at[b];

    for (uint32_t i = 0; i < x.member_count; i++)
        for (uint32_t j = 0; j < y.member_count; j++)
            if (narrower(p, x.members[i], y.members[j]) != NO_ID)
                return true;
    return false;
}

union_id
entities_either(struct checker *ck, union_id a, union_id b)
{
    struct union_type x = ck->program->unions.at[a], y = ck->program->unions.at[b];
    VEC(entity_id) all = {0};

    if (a == b)
        return a;
    for (uint32_t i = 0; i < x.member_count; i++)
        vec_push(ck->arena, &all, x.members[i]);
    for (uint32_t i = 0; i < y.member_count; i++)
        vec_push(ck->arena, &all, y.members[i]);
    return model_union(ck, all.at, all.len);
}

static bool
entities_within(const struct program *p, union_id inner, union_id outer)
{
    struct union_type x = p->unions.at[inner], y = p->unions.at[outer];

    for (uint32_t i = 0; i < x.member_count; i++) {
        bool found = false;
        for (uint32_t j = 0; j < y.member_count && !found; j++)
            found = entity_is(p, x.members[i], y.members[j]);
        if (!found)
            return false;
    }
    return true;
}

/* ---- conversions ---- */

static struct ir *
converted(const struct context *cx, struct ir *ir, struct type to)
{
    return ir_unary(cx, IR_CONVERT, ir->span, (struct type){to.kind, ir->type.card, to.of}, ir);
}

static uint64_t
widen_cell(const struct context *cx, uint64_t cell)
{
    return decimal_cell(cx->ck->program->decimals, decimal_from_int((int64_t)cell));
}

static int
cell_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static struct ir *
int_to_decimal(const struct context *cx, struct ir *ir)
{
    if (ir->kind == IR_CONST)
        return ir_const(cx, ir->span, TYPE(TYPE_DECIMAL), widen_cell(cx, ir->cell));
    if (ir->kind == IR_CONST_SET) {
        struct ir *set =
            ir_new(cx, IR_CONST_SET, ir->span, (struct type){TYPE_DECIMAL, ir->type.card, 0});
        set->cells.count = ir->cells.count;
        set->cells.at = arena_array(cx->ck->arena, uint64_t, ir->cells.count + 1);
        for (uint32_t i = 0; i < ir->cells.count; i++)
            set->cells.at[i] = widen_cell(cx, ir->cells.at[i]);
        qsort(set->cells.at, set->cells.count, sizeof *set->cells.at, cell_order);
        return set;
    }
    return card_is_set(ir->type.card) ? NULL : converted(cx, ir, TYPE(TYPE_DECIMAL));
}

/* A text written down may stand for the kinds that are texts in themselves. */
static struct ir *
text_to(const struct context *cx, struct ir *ir, struct type to)
{
    bool ok = to.kind == TYPE_PATH;

    if (ir->kind != IR_CONST)
        return NULL;
    if (to.kind == TYPE_DIGEST) {
        struct digest_text digest =
            digest_read(cx->ck->arena, sym_str(cx->ck->syms, (struct sym){(uint32_t)ir->cell}));
        return digest.fault == DIGEST_FINE ? ir_const(cx, ir->span, TYPE(TYPE_DIGEST),
                                                      sym_intern(cx->ck->syms, digest.text).v)
                                           : NULL;
    }
    if (to.kind == TYPE_VERSION)
        ok = version_valid(sym_str(cx->ck->syms, (struct sym){(uint32_t)ir->cell}));
    return ok ? ir_const(cx, ir->span, TYPE(to.kind), ir->cell) : NULL;
}

static struct ir *
duration_to_days(const struct context *cx, struct ir *ir)
{
    if (ir->kind != IR_CONST)
        return NULL;
    struct duration d = duration_of_cell(ir->cell);
    return d.months ? NULL : ir_const(cx, ir->span, TYPE(TYPE_DAYS), (uint64_t)(int64_t)d.days);
}

static struct ir *
empty_as(const struct context *cx, struct ir *ir, struct type to)
{
    return ir_new(cx, IR_CONST_SET, ir->span, (struct type){to.kind, CARD_SET, to.of});
}

static struct ir *
same_kind(const struct context *cx, struct ir *ir, struct type to)
{
    if (to.kind == TYPE_ENUM)
        return ir->type.of == to.of ? ir : NULL;
    if (to.kind == TYPE_ENTITY)
        return entities_within(cx->ck->program, ir->type.of, to.of) ? ir : NULL;
    return ir;
}

struct ir *
fit_kind(const struct context *cx, struct ir *ir, struct type to)
{
    enum type_kind from = ir->type.kind;

    if (from == TYPE_ERROR || to.kind == TYPE_ERROR)
        return ir;
    if (from == to.kind)
        return same_kind(cx, ir, to);
    if (from == TYPE_EMPTY)
        return empty_as(cx, ir, to);
    if (from == TYPE_NODE)
        return to.kind == TYPE_TEXT ? node_op(cx, NODE_OP_TEXT_OF, ir->span,
                                              (struct type){TYPE_TEXT, ir->type.card, 0}, ir)
                                    : converted(cx, ir, to);
    if (from == TYPE_INT && to.kind == TYPE_DECIMAL)
        return int_to_decimal(cx, ir);
    if (from == TYPE_DURATION && to.kind == TYPE_DAYS)
        return duration_to_days(cx, ir);
    if (from == TYPE_TEXT)
        return text_to(cx, ir, to);
    if ((from == TYPE_PATH || from == TYPE_DIGEST) && to.kind == TYPE_TEXT &&
        !card_is_set(ir->type.card))
        return converted(cx, ir, to);
    return NULL;
}

/* A text written down that is no digest is not compared as a text with one: it would never be equal. */
bool
fit_both(const struct context *cx, struct ir **left, struct ir **right)
{
    struct type l = (*left)->type, r = (*right)->type;
    struct ir *other;

    if (l.kind == TYPE_ENTITY && r.kind == TYPE_ENTITY)
        return true;
    if (l.kind == TYPE_NODE && r.kind == TYPE_NODE) {
        *left = fit_kind(cx, *left, TYPE(TYPE_TEXT));
        *right = fit_kind(cx, *right, TYPE(TYPE_TEXT));
        return true;
    }
    if (r.kind == TYPE_DIGEST && (*left)->kind == IR_CONST)
        return (other = fit_kind(cx, *left, r)) && (*left = other);
    if (l.kind != TYPE_NODE && (other = fit_kind(cx, *right, l)))
        *right = other;
    else if (l.kind == TYPE_DIGEST && (*right)->kind == IR_CONST)
        return false;
    else if ((other = fit_kind(cx, *left, r)))
        *left = other;
    else
        return false;
    return true;
}

bool
fit_alike(const struct context *cx, struct ir **left, struct ir **right)
{
    if ((*left)->type.kind == TYPE_NODE && (*right)->type.kind == TYPE_NODE)
        return true;
    return fit_both(cx, left, right);
}

/* ---- one value, a set ---- */

static struct span
optional_field(const struct context *cx, const struct ir *ir)
{
    const struct program *p = cx->ck->program;

    for (; ir->kind == IR_FIELD; ir = ir->field.of)
        for (uint32_t i = 0; i < ir->field.count; i++) {
            const struct field *f = &p->fields.at[ir->field.alternatives[i].field];
            if (f->type.card == CARD_OPTIONAL)
                return f->span;
        }
    return SPAN_NONE;
}

/* Whether an earlier `require` of the rule could speak of the path. */
static bool
can_require(const struct context *cx, const struct ir *ir)
{
    while (ir->kind == IR_FIELD)
        ir = ir->field.of;
    for (const struct scope *s = cx->scope; s && ir->kind == IR_VAR; s = s->outer)
        if (s->slot == ir->slot)
            return s->of_rule;
    return false;
}

static struct ir *
unopened(const struct context *cx, struct ir *ir)
{
    struct diag_sink *sink = cx->ck->sink;
    struct str words = words_at(cx, ir->span);
    bool is_path = ir->kind == IR_FIELD || ir->kind == IR_VAR || ir->kind == IR_NODE;
    struct diag *d =
        report(cx, E5217, ir->span, "`" STR_FMT "` may be missing here", STR_ARG(words));
    struct span field = optional_field(cx, ir);

    diag_here(sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, ir->type)));
    if (!span_is_none(field))
        diag_label(sink, d, field, "declared optional here");
    if (is_path && can_require(cx, ir)) {
        diag_help(sink, d,
                  "demand it first, with a message of its own: `require " STR_FMT
                  " is present else \"…\"`; or give the value to use instead: `(" STR_FMT
                  " otherwise …)`",
                  STR_ARG(words), STR_ARG(words));
        diag_note(sink, d,
                  "`where " STR_FMT
                  " is present` opens it too, but then subjects without it are not checked at all",
                  STR_ARG(words));
    } else if (is_path) {
        diag_help(sink, d,
                  "ask first: `" STR_FMT
                  " is present and …`; or give the value to use instead: `(" STR_FMT
                  " otherwise …)`",
                  STR_ARG(words), STR_ARG(words));
    } else {
        diag_help(sink, d, "give the value to use instead: `(" STR_FMT " otherwise …)`",
                  STR_ARG(words));
    }
    return expr_broken(cx, ir->span);
}

static struct ir *
too_many(const struct context *cx, struct ir *ir)
{
    struct diag_sink *sink = cx->ck->sink;
    struct str words = words_at(cx, ir->span);
    struct diag *d =
        report(cx, E6034, ir->span, "one value is needed here, and `" STR_FMT "` may be several",
               STR_ARG(words));

    diag_here(sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, ir->type)));
    diag_help(sink, d,
              "say which of them is meant: `some x in " STR_FMT " has …`, `every x in " STR_FMT
              " has …`, or how many: `count(" STR_FMT ")`",
              STR_ARG(words), STR_ARG(words), STR_ARG(words));
    return expr_broken(cx, ir->span);
}

struct ir *
fit_one(const struct context *cx, struct ir *ir)
{
    if (ir_failed(ir))
        return ir;
    if (card_is_set(ir->type.card))
        return too_many(cx, ir);
    if (ir->type.card == CARD_OPTIONAL && !cx->optionals_allowed)
        return unopened(cx, ir);
    return ir;
}

struct ir *
fit_set(const struct context *cx, struct ir *ir)
{
    if (ir_failed(ir) || card_is_set(ir->type.card))
        return ir;
    if (ir->type.kind == TYPE_NODE)
        return node_op(cx, NODE_OP_ITEMS, ir->span, (struct type){TYPE_NODE, CARD_SET, 0}, ir);
    struct str words = words_at(cx, ir->span);
    struct diag *d =
        report(cx, E5683, ir->span, "a set is needed here, and `" STR_FMT "` is %s", STR_ARG(words),
               ir->type.card == CARD_OPTIONAL ? "at most one value" : "a single value");
    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, ir->type)));
    if (ir->type.card == CARD_OPTIONAL)
        diag_help(cx->ck->sink, d, "ask for it directly: `" STR_FMT " is present and …`",
                  STR_ARG(words));
    else
        diag_help(cx->ck->sink, d,
                  "say what you mean of it directly, or write the set `{" STR_FMT "}`",
                  STR_ARG(words));
    return expr_broken(cx, ir->span);
}

/* ---- what was expected ---- */

static struct ir *
mismatch(const struct context *cx, struct ir *ir, struct type to)
{
    struct diag_sink *sink = cx->ck->sink;
    to.card = to.card == CARD_OPTIONAL ? CARD_ONE : to.card;
    struct str want = words_type(cx, to), have = words_type(cx, ir->type);
    struct diag *d = report(cx, E7120, ir->span, STR_FMT " is needed here, and this is " STR_FMT,
                            STR_ARG(want), STR_ARG(have));

    if (to.kind == TYPE_ENTITY && ir->type.kind == TYPE_TEXT)
        diag_help(sink, d, "an entity is written with its type: `" STR_FMT " @ID`",
                  STR_ARG(words_kind(cx, to)));
    else if (to.kind == TYPE_ENTITY && ir->type.kind == TYPE_ENTITY &&
             entities_meet(cx->ck, to.of, ir->type.of))
        diag_help(sink, d, "make sure first that it is one: `" STR_FMT " is " STR_FMT " and …`",
                  STR_ARG(words_at(cx, ir->span)), STR_ARG(words_kind(cx, to)));
    else if (to.kind == TYPE_DATE && ir->type.kind == TYPE_INSTANT)
        diag_help(sink, d, "its day is `date(" STR_FMT ")`", STR_ARG(words_at(cx, ir->span)));
    else if (to.kind == TYPE_TEXT && ir->type.kind != TYPE_BOOL)
        diag_help(sink, d, "as a text it is `\"{" STR_FMT "}\"`", STR_ARG(words_at(cx, ir->span)));
    return expr_broken(cx, ir->span);
}

static struct ir *
maybe_empty(const struct context *cx, struct ir *ir)
{
    struct str words = words_at(cx, ir->span);
    struct diag *d =
        report(cx, E7120, ir->span,
               "at least one value is needed here, and `" STR_FMT "` may be empty", STR_ARG(words));

    diag_help(cx->ck->sink, d, "make sure first that there is one: `" STR_FMT " is present`",
              STR_ARG(words));
    return expr_broken(cx, ir->span);
}

struct ir *
fit(const struct context *cx, struct ir *ir, struct type to)
{
    if (ir_failed(ir) || to.kind == TYPE_ERROR)
        return ir;
    struct ir *as = fit_kind(cx, ir, to);
    if (!as)
        return mismatch(cx, ir, to);
    if (card_is_set(to.card)) {
        as = fit_set(cx, as);
        if (!ir_failed(as) && to.card == CARD_SET_SOME && as->type.card == CARD_SET)
            return maybe_empty(cx, as);
        return as;
    }
    if (to.card == CARD_OPTIONAL && as->type.card == CARD_OPTIONAL)
        return as;
    return fit_one(cx, as);
}

/* ---- settings of sources ---- */

static struct ir *
as_set(const struct context *cx, struct ir *ir)
{
    struct ir *set =
        ir_new(cx, IR_SET, ir->span, (struct type){ir->type.kind, CARD_SET, ir->type.of});

    vec_push(cx->ck->arena, &set->list, ir);
    return set;
}

struct ir *
expr_setting(const struct context *cx, const struct expr *e, struct type expected)
{
    struct context loose = *cx;
    struct type whole = expected;

    loose.optionals_allowed = true;
    struct ir *ir = expr_check(&loose, e, expected);
    if (ir_failed(ir) || expected.kind == TYPE_ERROR)
        return ir;
    if (ir->type.kind == TYPE_NODE) {
        if (expected.kind == TYPE_TEXT && !card_is_set(expected.card))
            return fit_kind(&loose, ir, expected);
        if (!card_is_set(expected.card))
            whole.card = ir->type.card;
        return ir_unary(&loose, IR_CONVERT, ir->span, whole, ir);
    }
    struct ir *as = fit_kind(&loose, ir, expected);
    if (!as && ir->type.kind == TYPE_TEXT &&
        (card_is_set(expected.card) || !card_is_set(ir->type.card)))
        as = converted(&loose, ir, expected);
    if (!as)
        return mismatch(&loose, ir, expected);
    if (card_is_set(expected.card))
        return card_is_set(as->type.card) ? as : as_set(&loose, as);
    return fit_one(&loose, as);
}
