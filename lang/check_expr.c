/* Expressions: one function for each kind, and the few that are short enough to stay here. */
#include "lang/check_expr.h"

#include <stdarg.h>

/* ---- errors and nodes ---- */

struct diag *
report(const struct context *cx, enum diag_code code, struct span at, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *message = arena_vprintf(cx->ck->arena, fmt, ap);
    va_end(ap);
    cx->body->broken = true;
    return diag_add(cx->ck->sink, code, at, "%s", message);
}

struct diag *
advise(const struct context *cx, enum diag_code code, struct span at, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *message = arena_vprintf(cx->ck->arena, fmt, ap);
    va_end(ap);
    return diag_add(cx->ck->sink, code, at, "%s", message);
}

struct ir *
ir_new(const struct context *cx, enum ir_kind kind, struct span span, struct type type)
{
    struct ir *ir = arena_new(cx->ck->arena, struct ir);

    ir->kind = kind;
    ir->type = type;
    ir->span = span;
    return ir;
}

struct ir *
ir_const(const struct context *cx, struct span at, struct type t, uint64_t cell)
{
    struct ir *ir = ir_new(cx, IR_CONST, at, t);

    ir->cell = cell;
    return ir;
}

struct ir *
ir_unary(const struct context *cx, enum ir_kind kind, struct span at, struct type t, struct ir *of)
{
    struct ir *ir = ir_new(cx, kind, at, t);

    ir->unary = of;
    return ir;
}

static struct ir *
ir_binary(const struct context *cx, enum ir_kind kind, struct span at, struct type t,
          struct ir *left, struct ir *right)
{
    struct ir *ir = ir_new(cx, kind, at, t);

    ir->binary.left = left;
    ir->binary.right = right;
    return ir;
}

struct ir *
expr_broken(const struct context *cx, struct span at)
{
    cx->body->broken = true;
    return ir_new(cx, IR_CONST, at, TYPE(TYPE_ERROR));
}

const struct expr *
unparen(const struct expr *e)
{
    while (e->kind == EXPR_PAREN)
        e = e->unary;
    return e;
}

/* ---- names ---- */

const struct scope *
scope_find(const struct context *cx, struct sym name)
{
    for (const struct scope *s = cx->scope; s; s = s->outer)
        if (sym_eq(s->name.sym, name))
            return s;
    return NULL;
}

static param_id
param_of_rule(const struct context *cx, struct sym name)
{
    const struct program *p = cx->ck->program;

    if (cx->rule_code.v)
        for (param_id i = 0; i < p->params.len; i++)
            if (sym_eq(p->params.at[i].rule, cx->rule_code) && sym_eq(p->params.at[i].name, name))
                return i;
    return NO_ID;
}

param_id
param_find(const struct context *cx, struct sym name)
{
    param_id own = param_of_rule(cx, name);
    struct name n = {name, SPAN_NONE};

    if (own != NO_ID)
        return own;
    const struct def *d = names_find(cx->ck, cx->unit, NULL, n, "name", true);
    return d && d->kind == DEF_PARAM && !d->broken ? d->id : NO_ID;
}

static struct ir *
param_use(const struct context *cx, struct span at, param_id id)
{
    struct type t = cx->ck->program->params.at[id].type;
    struct ir *ir = ir_new(cx, IR_PARAM, at, t);

    ir->id = id;
    MARK_USED(cx, &cx->ck->params_used, id);
    if (t.kind == TYPE_ERROR)
        return expr_broken(cx, at);
    return ir;
}

/* What is shared is one element for its keys, wherever it occurs. */
static struct ir *
hidden(const struct context *cx, const struct expr *e, const struct scope *s)
{
    struct diag *d = report(cx, E3652, e->span,
                            "`" STR_FMT "` differs from place to place, and this element is shared",
                            NAME_ARG(cx, s->name.sym));

    diag_label(cx->ck->sink, d, s->hidden, "one element for these, wherever it occurs");
    diag_label(cx->ck->sink, d, s->name.span, "`" STR_FMT "` stands here",
               NAME_ARG(cx, s->name.sym));
    diag_help(cx->ck->sink, d, "leave it out of what is shared, or add it to `shared by`");
    return expr_broken(cx, e->span);
}

static struct ir *
variable(const struct context *cx, const struct expr *e, const struct scope *s)
{
    if (s->type.kind == TYPE_ERROR)
        return expr_broken(cx, e->span);
    if (s->capture)
        return captured(cx, e, s, NULL);
    if (!span_is_none(s->hidden))
        return hidden(cx, e, s);
    struct ir *ir = ir_new(cx, IR_VAR, e->span, s->type);
    ir->slot = s->slot;
    cx->body->used.at[s->slot] = true;
    return ir;
}

/* The first enum or scale that has a value of this name, for the help. */
static enum_id
enum_with(const struct context *cx, struct sym name)
{
    const struct program *p = cx->ck->program;

    for (enum_id i = 0; i < p->enums.len; i++)
        if (p->enums.at[i].name.v && enum_value(p, i, name) != NO_ID)
            return i;
    return NO_ID;
}

/* A variable in scope whose entities have a field of this name: `cap.selected` for `selected`. */
static const struct scope *
scope_with_field(const struct context *cx, struct sym field)
{
    for (const struct scope *s = cx->scope; s; s = s->outer)
        if (s->name.sym.v && s->type.kind == TYPE_ENTITY && !card_is_set(s->type.card) &&
            model_read(cx->ck, cx->unit, s->type.of, SYM_NONE, field).alternatives.len)
            return s;
    return NULL;
}

static void
suggest_name(const struct context *cx, struct diag *d, struct name name)
{
    struct checker *ck = cx->ck;
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    const struct scope *owner = scope_with_field(cx, name.sym);
    enum_id with = enum_with(cx, name.sym);

    if (owner) {
        struct str full = str_printf(ck->arena, STR_FMT "." STR_FMT, NAME_ARG(cx, owner->name.sym),
                                     STR_ARG(s.given));
        diag_help(ck->sink, d, "a field is read from something: `" STR_FMT "`", STR_ARG(full));
        diag_fix(ck->sink, d, name.span, full);
        return;
    }
    if (with != NO_ID) {
        diag_help(ck->sink, d, "it is a value of " STR_FMT ": in full, `" STR_FMT "." STR_FMT "`",
                  NAME_ARG(cx, ck->program->enums.at[with].name),
                  NAME_ARG(cx, ck->program->enums.at[with].name), STR_ARG(s.given));
        return;
    }
    for (const struct scope *v = cx->scope; v; v = v->outer)
        if (v->name.sym.v)
            suggest(&s, sym_str(ck->syms, v->name.sym));
    for (param_id i = 0; cx->rule_code.v && i < ck->program->params.len; i++)
        if (sym_eq(ck->program->params.at[i].rule, cx->rule_code))
            suggest(&s, sym_str(ck->syms, ck->program->params.at[i].name));
    names_offer(ck, cx->unit, 1u << DEF_PARAM, &s);
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    }
}

static struct ir *
unknown_name(const struct context *cx, struct name name)
{
    if (names_declared(cx->ck, name.sym)) {
        names_find(cx->ck, cx->unit, NULL, name, "name", false); /* private, ambiguous, not used */
        return expr_broken(cx, name.span);
    }
    struct diag *d = report(cx, E1873, name.span, "nothing here is called `" STR_FMT "`",
                            NAME_ARG(cx, name.sym));

    suggest_name(cx, d, name);
    return expr_broken(cx, name.span);
}

static struct ir *
unknown_value(const struct context *cx, struct name name, struct type expected)
{
    struct checker *ck = cx->ck;
    const struct enum_type *t = &ck->program->enums.at[expected.of];
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, name.sym)};
    struct text_buf all = {.arena = ck->arena};
    struct str of = words_kind(cx, expected);
    struct diag *d = report(cx, E1687, name.span, "`" STR_FMT "` is no value of " STR_FMT,
                            STR_ARG(s.given), STR_ARG(of));

    for (const struct scope *v = cx->scope; v; v = v->outer)
        if (v->name.sym.v && v->type.kind == TYPE_ENUM && v->type.of == expected.of)
            suggest(&s, sym_str(ck->syms, v->name.sym));
    for (uint32_t i = 0; i < t->value_count; i++) {
        suggest(&s, sym_str(ck->syms, t->values[i]));
        text_printf(&all, "%s`" STR_FMT "`", i ? ", " : "", NAME_ARG(cx, t->values[i]));
    }
    if (!span_is_none(t->span))
        diag_label(ck->sink, d, t->span, "its values are listed here");
    if (s.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(ck->sink, d, name.span, s.best);
    } else {
        diag_help(ck->sink, d, "it has " STR_FMT, STR_ARG(text_str(&all)));
    }
    return expr_broken(cx, name.span);
}

static struct ir *
misused_definition(const struct context *cx, struct name name, const struct def *d)
{
    struct checker *ck = cx->ck;

    if (d->broken)
        return expr_broken(cx, name.span);
    if (d->kind != DEF_DEFINE && d->kind != DEF_TABLE) {
        report(cx, E1873, name.span, "`" STR_FMT "` is no value", NAME_ARG(cx, name.sym));
        return expr_broken(cx, name.span);
    }
    struct diag *m =
        report(cx, E1873, name.span, "`" STR_FMT "` is a %s and needs what it is about",
               NAME_ARG(cx, name.sym), d->kind == DEF_TABLE ? "table" : "definition");
    diag_help(ck->sink, m, "write `" STR_FMT "(…)`", NAME_ARG(cx, name.sym));
    return expr_broken(cx, name.span);
}

static struct ir *
ambiguous_value(const struct context *cx, struct name name, struct type expected)
{
    struct diag *d =
        report(cx, E5098, name.span, "`" STR_FMT "` is both a parameter and a value of " STR_FMT,
               NAME_ARG(cx, name.sym), STR_ARG(words_kind(cx, expected)));

    diag_help(cx->ck->sink, d,
              "say the value in full, `" STR_FMT "." STR_FMT "`, or rename the parameter",
              STR_ARG(words_kind(cx, expected)), NAME_ARG(cx, name.sym));
    return expr_broken(cx, name.span);
}

/* Variables first, then parameters of the rule, then values of the expected type, then parameters of the module. */
static struct ir *
name_use(const struct context *cx, const struct expr *e, struct type expected)
{
    struct name name = e->name;
    const struct scope *s = scope_find(cx, name.sym);
    param_id own = param_of_rule(cx, name.sym);
    uint32_t value =
        expected.kind == TYPE_ENUM ? enum_value(cx->ck->program, expected.of, name.sym) : NO_ID;

    if (s)
        return variable(cx, e, s);
    if (own != NO_ID)
        return param_use(cx, e->span, own);
    const struct def *d = names_find(cx->ck, cx->unit, NULL, name, "name", true);
    bool is_param = d && d->kind == DEF_PARAM;
    if (value != NO_ID && is_param)
        return ambiguous_value(cx, name, expected);
    if (value != NO_ID)
        return ir_const(cx, e->span, (struct type){TYPE_ENUM, CARD_ONE, expected.of}, value);
    if (is_param && !d->broken) {
        names_find(cx->ck, cx->unit, NULL, name, "name",
                   false); /* says what is deprecated, ambiguous */
        return param_use(cx, e->span, d->id);
    }
    if (d)
        return misused_definition(cx, name, d);
    if (expected.kind == TYPE_ENUM)
        return unknown_value(cx, name, expected);
    return unknown_name(cx, name);
}

static struct ir *
no_value(const struct context *cx, const struct expr *e, struct type expected)
{
    struct sym no = sym_intern(cx->ck->syms, STR("no"));

    if (expected.kind == TYPE_ERROR)
        return expr_broken(cx, e->span);
    if (expected.kind != TYPE_ENUM) {
        struct diag *d = report(cx, E7695, e->span, "`no` is no value of %s here",
                                expected.kind == TYPE_BOOL ? "a yes-or-no field" : "anything");
        diag_help(cx->ck->sink, d,
                  expected.kind == TYPE_BOOL ? "write `false`, or `not …`"
                                             : "say it in full, as in `Answer.no`");
        return expr_broken(cx, e->span);
    }
    uint32_t value = enum_value(cx->ck->program, expected.of, no);
    if (value == NO_ID)
        return unknown_value(cx, (struct name){no, e->span}, expected);
    return ir_const(cx, e->span, (struct type){TYPE_ENUM, CARD_ONE, expected.of}, value);
}

/* ---- words that the other side must give a type ---- */

static bool
name_untyped(const struct context *cx, struct sym name)
{
    return !scope_find(cx, name) && param_find(cx, name) == NO_ID;
}

bool
expr_untyped(const struct context *cx, const struct expr *e)
{
    e = unparen(e);
    switch (e->kind) {
    case EXPR_NO_VALUE: return true;
    case EXPR_NAME: return name_untyped(cx, e->name.sym);
    case EXPR_SET:
        for (uint32_t i = 0; i < e->list.len; i++) {
            const struct expr *of = unparen(e->list.at[i]);
            if (of->kind != EXPR_NO_VALUE &&
                (of->kind != EXPR_NAME || !name_untyped(cx, of->name.sym)))
                return false;
        }
        return true;
    default: return false;
    }
}

void
expr_pair(const struct context *cx, const struct expr *l, const struct expr *r,
          struct type expected, struct ir **left, struct ir **right)
{
    bool l_untyped = expr_untyped(cx, l), r_untyped = expr_untyped(cx, r);

    if (l_untyped && !r_untyped) {
        *right = expr_check(cx, r, expected);
        *left = ir_failed(*right) ? expr_broken(cx, l->span) : expr_check(cx, l, (*right)->type);
        return;
    }
    *left = expr_check(cx, l, expected);
    if (ir_failed(*left) && !l_untyped && r_untyped)
        *right = expr_broken(cx, r->span); /* what it would be a value of is not known */
    else
        *right = expr_check(cx, r, ir_failed(*left) ? expected : (*left)->type);
}

/* ---- literals and texts ---- */

static struct ir *
literal(const struct context *cx, const struct expr *e)
{
    struct type t;
    uint64_t cell;

    if (!model_literal(cx->ck, e, false, &t, &cell))
        return expr_broken(cx, e->span);
    return ir_const(cx, e->span, t, cell);
}

static struct ir *
text_value(const struct context *cx, const struct expr *e)
{
    if (!text_is_plain(e->text))
        return template_text(cx, e->text);
    struct sym s = sym_intern(cx->ck->syms, text_plain(cx, e->text));
    return ir_const(cx, e->span, TYPE(TYPE_TEXT), s.v);
}

static struct ir *
stray_regex(const struct context *cx, const struct expr *e)
{
    struct diag *d = report(cx, E6641, e->span, "a pattern cannot stand here");

    diag_help(cx->ck->sink, d,
              "patterns belong right of `matches` and into `capture(…)`; a text is written without "
              "the `r`");
    return expr_broken(cx, e->span);
}

static struct ir *
stray_pack(const struct context *cx, const struct expr *e)
{
    struct diag *d = report(cx, E1873, e->span, "`" STR_FMT "` is a pack, not a value",
                            NAME_ARG(cx, e->name.sym));

    diag_help(cx->ck->sink, d, "name something of it: `" STR_FMT ".…`", NAME_ARG(cx, e->name.sym));
    return expr_broken(cx, e->span);
}

/* ---- conditions ---- */

static struct ir *
chain(const struct context *cx, const struct expr *e)
{
    struct ir *ir = ir_new(cx, e->kind == EXPR_AND ? IR_AND : IR_OR, e->span, TYPE(TYPE_BOOL));
    struct context flow = *cx;

    for (uint32_t i = 0; i < e->list.len; i++) {
        const struct expr *of = e->list.at[i];
        struct ir *part = expr_condition(&flow, of);
        vec_push(cx->ck->arena, &ir->list, part);
        if (ir_failed(part))
            ir->type = TYPE(TYPE_ERROR);
        flow = presence_when(&flow, of, e->kind == EXPR_AND);
    }
    return ir;
}

/* The chain with parentheses around its runs of `and` (or of `or`). */
static struct str
reading(const struct context *cx, const struct expr *e, bool or_first)
{
    struct text_buf b = {.arena = cx->ck->arena};
    uint32_t n = e->mixed.operands.len;

    for (uint32_t i = 0; i < n; i++) {
        bool before = i > 0 && e->mixed.is_or.at[i - 1] == or_first;
        bool after = i + 1 < n && e->mixed.is_or.at[i] == or_first;
        if (!before && after)
            text_add_char(&b, '(');
        text_add(&b, words_at(cx, e->mixed.operands.at[i]->span));
        if (before && !after)
            text_add_char(&b, ')');
        if (i + 1 < n)
            text_add_c(&b, e->mixed.is_or.at[i] ? " or " : " and ");
    }
    return text_str(&b);
}

static struct ir *
mixed(const struct context *cx, const struct expr *e)
{
    struct checker *ck = cx->ck;
    uint32_t turn = 1;

    while (turn + 1 < e->mixed.ops.len && e->mixed.is_or.at[turn] == e->mixed.is_or.at[0])
        turn++;
    struct diag *d = report(cx, E7436, e->mixed.ops.at[turn],
                            "`and` and `or` stand side by side without parentheses");
    diag_here(ck->sink, d, "this `%s` …", e->mixed.is_or.at[turn] ? "or" : "and");
    diag_label(ck->sink, d, e->mixed.ops.at[0], "… beside this `%s`",
               e->mixed.is_or.at[0] ? "or" : "and");
    diag_note(ck->sink, d, "it could mean `" STR_FMT "`", STR_ARG(reading(cx, e, false)));
    diag_note(ck->sink, d, "or it could mean `" STR_FMT "`", STR_ARG(reading(cx, e, true)));
    diag_help(ck->sink, d, "write the parentheses of the one you mean");
    return expr_broken(cx, e->span);
}

static struct ir *
implies(const struct context *cx, const struct expr *e)
{
    struct ir *left = expr_condition(cx, e->binary.left);
    struct context flow = presence_when(cx, e->binary.left, true);
    struct ir *right = expr_condition(&flow, e->binary.right);

    if (ir_failed(left) || ir_failed(right))
        return expr_broken(cx, e->span);
    return ir_binary(cx, IR_IMPLIES, e->span, TYPE(TYPE_BOOL), left, right);
}

static struct ir *
not_a_condition(const struct context *cx, struct ir *ir)
{
    struct checker *ck = cx->ck;
    struct diag *d = report(cx, E6471, ir->span, "a condition is needed here, and this is " STR_FMT,
                            STR_ARG(words_type(cx, ir->type)));

    if (ir->type.card != CARD_ONE)
        diag_help(ck->sink, d, "to ask whether there is any, write `" STR_FMT " is present`",
                  STR_ARG(words_at(cx, ir->span)));
    else
        diag_help(ck->sink, d, "compare it with something: `" STR_FMT " = …`",
                  STR_ARG(words_at(cx, ir->span)));
    return expr_broken(cx, ir->span);
}

struct ir *
expr_condition(const struct context *cx, const struct expr *e)
{
    struct context strict = *cx;

    strict.optionals_allowed = false;
    struct ir *ir = expr_check(&strict, e, TYPE(TYPE_BOOL));
    if (ir_failed(ir))
        return ir;
    if (ir->type.kind == TYPE_NODE)
        ir = fit_kind(cx, ir, TYPE(TYPE_BOOL));
    if (ir->type.kind != TYPE_BOOL || card_is_set(ir->type.card))
        return not_a_condition(cx, ir);
    if (ir->kind == IR_CONST) {
        struct diag *d =
            advise(cx, W5764, ir->span, "this condition is always %s", ir->cell ? "true" : "false");
        diag_help(cx->ck->sink, d, "leave it out, or say what should decide");
    }
    return fit_one(&strict, ir);
}

struct ir *
expr_value(const struct context *cx, const struct expr *e, struct type expected)
{
    return fit(cx, expr_check(cx, e, expected), expected);
}

/* ---- if, otherwise ---- */

static struct ir *
branches_differ(const struct context *cx, const struct expr *e, struct ir *then, struct ir *other)
{
    struct diag *d =
        report(cx, E7120, other->span, "the two branches of this `if` do not go together");

    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, other->type)));
    diag_label(cx->ck->sink, d, then->span, "this is " STR_FMT,
               STR_ARG(words_type(cx, then->type)));
    diag_help(cx->ck->sink, d, "both must be of one kind, and both single values or both sets");
    return expr_broken(cx, e->span);
}

static struct ir *
conditional(const struct context *cx, const struct expr *e, struct type expected)
{
    struct ir *test = expr_condition(cx, e->cond.test);
    struct context yes = presence_when(cx, e->cond.test, true);
    struct context no = presence_when(cx, e->cond.test, false);
    struct ir *then, *other;

    if (expected.kind == TYPE_ERROR && expr_untyped(&yes, e->cond.then)) {
        other = expr_check(&no, e->cond.other, expected);
        then = expr_check(&yes, e->cond.then, other->type);
    } else {
        then = expr_check(&yes, e->cond.then, expected);
        other = expr_check(&no, e->cond.other,
                           ir_failed(then) || expected.kind ? expected : then->type);
    }
    if (ir_failed(test) || ir_failed(then) || ir_failed(other))
        return expr_broken(cx, e->span);
    if (card_is_set(then->type.card) != card_is_set(other->type.card) &&
        then->type.kind != TYPE_NODE && other->type.kind != TYPE_NODE)
        return branches_differ(cx, e, then, other);
    if (!fit_alike(cx, &then, &other))
        return branches_differ(cx, e, then, other);
    struct type t = then->type;
    t.card = card_join(then->type.card, other->type.card);
    if (t.kind == TYPE_ENTITY)
        t.of = entities_either(cx->ck, then->type.of, other->type.of);
    struct ir *ir = ir_new(cx, IR_IF, e->span, t);
    ir->cond.test = test;
    ir->cond.then = then;
    ir->cond.other = other;
    return ir;
}

static struct ir *
otherwise_set(const struct context *cx, struct ir *left)
{
    struct diag *d =
        report(cx, E6034, left->span, "a set is never missing, so `otherwise` cannot follow it");

    diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, left->type)));
    diag_help(cx->ck->sink, d, "write `if " STR_FMT " is present then … else …`",
              STR_ARG(words_at(cx, left->span)));
    return expr_broken(cx, left->span);
}

static void
advise_no_otherwise(const struct context *cx, const struct expr *e, struct ir *left)
{
    struct diag *d =
        advise(cx, W6487, e->binary.op,
               "`" STR_FMT "` is always there, so what follows `otherwise` is never used",
               STR_ARG(words_at(cx, left->span)));

    diag_label(cx->ck->sink, d, left->span, "this is " STR_FMT ", not optional",
               STR_ARG(words_type(cx, left->type)));
    diag_help(cx->ck->sink, d, "leave `otherwise …` out");
    struct span rest = {e->binary.left->span.hi, e->span.hi};
    struct str words = source_text(cx->ck->sink->sources, rest);
    diag_fix(cx->ck->sink, d, rest, STR(""));
    d->fix_is_certain = str_find(words, STR("\n"), 0) == SIZE_MAX; /* a comment may stand between */
}

static struct ir *
otherwise(const struct context *cx, const struct expr *e, struct type expected)
{
    struct context loose = *cx;
    struct ir *left, *right;

    loose.optionals_allowed = true;
    left = expr_check(&loose, e->binary.left, expected);
    struct type want = ir_failed(left) || left->type.kind == TYPE_NODE ? expected : left->type;
    want.card = CARD_ONE;
    right = expr_check(cx, e->binary.right, want);
    if (ir_failed(left) || ir_failed(right))
        return expr_broken(cx, e->span);
    if (card_is_set(left->type.card))
        return otherwise_set(cx, left);
    bool is_of_document = left->type.kind == TYPE_NODE || left->kind == IR_NODE;
    if (left->type.card == CARD_ONE && !is_of_document)
        advise_no_otherwise(cx, e, left);
    if (card_is_set(right->type.card))
        return fit_one(cx, right);
    if (!fit_alike(cx, &left, &right)) {
        struct diag *d =
            report(cx, E7120, right->span, "the value after `otherwise` is of another kind");
        diag_here(cx->ck->sink, d, "this is " STR_FMT, STR_ARG(words_type(cx, right->type)));
        diag_label(cx->ck->sink, d, left->span, "this is " STR_FMT,
                   STR_ARG(words_type(cx, left->type)));
        return expr_broken(cx, e->span);
    }
    struct type t = right->type;
    if (t.kind == TYPE_ENTITY)
        t.of = entities_either(cx->ck, left->type.of, right->type.of);
    return ir_binary(cx, IR_OTHERWISE, e->span, t, left, right);
}

/* ---- dispatch ---- */

static struct ir *
dispatch(const struct context *cx, const struct expr *e, struct type expected)
{
    switch (e->kind) {
    case EXPR_ERROR: return expr_broken(cx, e->span);
    case EXPR_INT:
    case EXPR_DECIMAL:
    case EXPR_DATE:
    case EXPR_DURATION:
    case EXPR_CLOCK:
    case EXPR_VERSION:
    case EXPR_TRUE:
    case EXPR_FALSE: return literal(cx, e);
    case EXPR_TODAY: return ir_new(cx, IR_TODAY, e->span, TYPE(TYPE_DATE));
    case EXPR_DOCUMENT: return path_document(cx, e);
    case EXPR_TEXT: return text_value(cx, e);
    case EXPR_REGEX: return stray_regex(cx, e);
    case EXPR_NAME: return name_use(cx, e, expected);
    case EXPR_NO_VALUE: return no_value(cx, e, expected);
    case EXPR_PACK: return stray_pack(cx, e);
    case EXPR_TYPE: return path_extent(cx, e);
    case EXPR_ENTITY: return path_entity(cx, e);
    case EXPR_CALL: return call(cx, e);
    case EXPR_HOP: return path_hop(cx, e);
    case EXPR_OPEN: return path_open(cx, e);
    case EXPR_INDEX: return path_index(cx, e);
    case EXPR_PAREN: return expr_check(cx, e->unary, expected);
    case EXPR_NEGATE: return negation(cx, e, expected);
    case EXPR_NOT: {
        struct ir *of = expr_condition(cx, e->unary);
        return ir_failed(of) ? of : ir_unary(cx, IR_NOT, e->span, TYPE(TYPE_BOOL), of);
    }
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE: return arithmetic(cx, e, expected);
    case EXPR_OTHERWISE: return otherwise(cx, e, expected);
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT: return set_combine(cx, e, expected);
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE: return comparison(cx, e);
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_SUBSET: return membership(cx, e);
    case EXPR_IS: return is_test(cx, e);
    case EXPR_MATCHES: return matches_test(cx, e);
    case EXPR_MEETS: return meets_test(cx, e);
    case EXPR_AND:
    case EXPR_OR: return chain(cx, e);
    case EXPR_MIXED: return mixed(cx, e);
    case EXPR_IMPLIES: return implies(cx, e);
    case EXPR_IF: return conditional(cx, e, expected);
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: return quantifier(cx, e);
    case EXPR_SET: return set_literal(cx, e, expected);
    case EXPR_FILTER: return set_filter(cx, e);
    case EXPR_MAP: return set_map(cx, e, expected);
    case EXPR_KIND_COUNT: break;
    }
    return expr_broken(cx, e->span);
}

struct ir *
expr_check(const struct context *cx, const struct expr *e, struct type expected)
{
    struct ir *ir = dispatch(cx, e, expected); /* as deep as the parser lets expressions be */

    if (ir_failed(ir))
        cx->body->broken = true;
    else
        ir->type = presence_type(cx, e, ir->type);
    return ir;
}
