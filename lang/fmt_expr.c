/* Expressions that are too long for a line, broken at their joints. */
#include "lang/fmt_internal.h"

static struct str
glue(struct fmt *f, struct str a, struct str b, struct str c)
{
    return fmt_text(f, STR_FMT STR_FMT STR_FMT, STR_ARG(a), STR_ARG(b), STR_ARG(c));
}

static void
break_chain(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix, const struct expr *e,
            struct str suffix)
{
    bool mixed = e->kind == EXPR_MIXED;
    expr_vec operands = mixed ? e->mixed.operands : e->list;
    for (uint32_t i = 0; i < operands.len; i++) {
        bool is_or = mixed ? i > 0 && e->mixed.is_or.at[i - 1] : e->kind == EXPR_OR;
        struct str word = is_or ? STR("or ") : STR("and ");
        bool last = i + 1 == operands.len;
        fmt_continue(f, operands.at[i]->span.lo);
        fmt_expr(f, i == 0 ? indent : more, more + FMT_STEP, i == 0 ? prefix : word, operands.at[i],
                 last ? suffix : STR(""));
        fmt_end(f, operands.at[i]->span.hi);
    }
}

/* `left op` cannot stand at the end of a line: the operator leads the second one. */
static void
break_binary(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix, const struct expr *e,
             const char *op, struct str suffix)
{
    const struct expr *left = e->binary.left, *right = e->binary.right;
    fmt_expr(f, indent, more, prefix, left, STR(""));
    fmt_end(f, left->span.hi);
    fmt_continue(f, right->span.lo);
    fmt_expr(f, more, more + FMT_STEP, fmt_text(f, "%s ", op), right, suffix);
}

static void
break_quantifier(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix,
                 const struct expr *e, struct str suffix)
{
    const char *word = e->kind == EXPR_SOME    ? "some "
                       : e->kind == EXPR_EVERY ? "every "
                       : e->kind == EXPR_NONE  ? "no "
                                               : "one ";
    const struct each_var *v = &e->quant.var;
    const char *if_any = e->quant.if_any ? ", if any," : "";
    fmt_put(f, indent,
            fmt_text(f, STR_FMT "%s" STR_FMT "%s", STR_ARG(prefix), word,
                     STR_ARG(flat_variable(f, v)), if_any));
    fmt_end(f, v->span.hi);
    fmt_continue(f, e->quant.body->span.lo);
    fmt_expr(f, more, more + FMT_STEP, STR("has "), e->quant.body, suffix);
}

static void
break_conditional(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix,
                  const struct expr *e, struct str suffix)
{
    const struct expr *then = e->cond.then, *other = e->cond.other;
    struct str head = fmt_text(f, STR_FMT "if " STR_FMT " then ", STR_ARG(prefix),
                               STR_ARG(flat_expr(f, e->cond.test)));
    fmt_expr(f, indent, more + FMT_STEP, head, then, STR(""));
    fmt_end(f, then->span.hi);
    fmt_continue(f, other->span.lo);
    fmt_expr(f, more, more, STR("else "), other, suffix);
}

static void
break_arguments(struct fmt *f, uint32_t indent, uint32_t more, struct str head, expr_vec list,
                struct str tail)
{
    fmt_put(f, indent, head);
    for (uint32_t i = 0; i < list.len; i++) {
        fmt_continue(f, list.at[i]->span.lo);
        fmt_expr(f, more + FMT_STEP, more + 2 * FMT_STEP, STR(""), list.at[i],
                 i + 1 < list.len ? STR(",") : STR(""));
        fmt_end(f, list.at[i]->span.hi);
    }
    fmt_put(f, more, tail);
}

static bool
breaks(const struct expr *e)
{
    switch (e->kind) {
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_MIXED:
    case EXPR_IMPLIES:
    case EXPR_PAREN:
    case EXPR_NOT:
    case EXPR_IF:
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE:
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_SUBSET:
    case EXPR_UNION:
    case EXPR_SET: return true;
    case EXPR_CALL:
        return e->call.each.len == 0 &&
               (e->call.args.len > 1 ||
                (e->call.args.len == 1 && e->call.args.at[0]->kind == EXPR_SET));
    default: return false;
    }
}

static void
break_expr(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix, const struct expr *e,
           struct str suffix)
{
    uint32_t inner = indent + fmt_width(prefix) + 1;
    switch (e->kind) {
    case EXPR_PAREN:
        fmt_expr(f, indent, inner, glue(f, prefix, STR("("), STR("")), e->unary,
                 glue(f, STR(")"), suffix, STR("")));
        return;
    case EXPR_NOT:
        fmt_expr(f, indent, more, glue(f, prefix, STR("not "), STR("")), e->unary, suffix);
        return;
    case EXPR_IMPLIES: break_binary(f, indent, more, prefix, e, "implies", suffix); return;
    case EXPR_EQ: break_binary(f, indent, more, prefix, e, "=", suffix); return;
    case EXPR_NE: break_binary(f, indent, more, prefix, e, "!=", suffix); return;
    case EXPR_IN: break_binary(f, indent, more, prefix, e, "in", suffix); return;
    case EXPR_NOT_IN: break_binary(f, indent, more, prefix, e, "not in", suffix); return;
    case EXPR_SUBSET: break_binary(f, indent, more, prefix, e, "subset", suffix); return;
    case EXPR_UNION: break_binary(f, indent, more, prefix, e, "union", suffix); return;
    case EXPR_IF: break_conditional(f, indent, more, prefix, e, suffix); return;
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: break_quantifier(f, indent, more, prefix, e, suffix); return;
    case EXPR_SET:
        break_arguments(f, indent, more, glue(f, prefix, STR("{"), STR("")), e->list,
                        glue(f, STR("}"), suffix, STR("")));
        return;
    case EXPR_CALL: {
        struct str pack =
            e->call.pack ? glue(f, flat_expr(f, e->call.pack), STR("."), STR("")) : STR("");
        struct str name = glue(f, pack, flat_name(f, e->call.name), STR("("));
        if (e->call.args.len == 1) {
            fmt_expr(f, indent, more, glue(f, prefix, name, STR("")), e->call.args.at[0],
                     glue(f, STR(")"), suffix, STR("")));
            return;
        }
        break_arguments(f, indent, more, glue(f, prefix, name, STR("")), e->call.args,
                        glue(f, STR(")"), suffix, STR("")));
        return;
    }
    default: break_chain(f, indent, more, prefix, e, suffix); return;
    }
}

void
fmt_expr(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix, const struct expr *e,
         struct str suffix)
{
    struct str flat = glue(f, prefix, flat_expr(f, e), suffix);
    bool commented = fmt_has_comment(f, e->span.lo, e->span.hi);
    if (breaks(e) && (commented || !fmt_fits(indent, flat)))
        break_expr(f, indent, more, prefix, e, suffix);
    else
        fmt_put(f, indent, flat);
}

/* ---- parts of clauses ---- */

void
fmt_let(struct fmt *f, binding_vec let)
{
    struct str flat = flat_let(f, let);
    uint32_t indent = f->indent;
    bool one = let.len == 1;
    struct span all = span_join(let.at[0].name.span, vec_last(&let).value->span);
    if (!one && fmt_fits(indent, flat) && !fmt_has_comment(f, all.lo, all.hi)) {
        fmt_put(f, indent, flat);
        return;
    }
    for (uint32_t i = 0; i < let.len; i++) {
        const struct binding *b = &let.at[i];
        fmt_continue(f, b->name.span.lo);
        struct str head =
            fmt_text(f, "%s" STR_FMT " = ", i == 0 ? "let " : "", STR_ARG(flat_name(f, b->name)));
        fmt_expr(f, i == 0 ? indent : indent + 4, indent + 2 * FMT_STEP, head, b->value,
                 i + 1 < let.len ? STR(",") : STR(""));
        fmt_end(f, b->value->span.hi);
    }
}

/* One variable, its condition broken where it is long. */
static void
put_variable(struct fmt *f, uint32_t indent, uint32_t more, struct str prefix,
             const struct each_var *v, struct str suffix)
{
    struct str flat = glue(f, prefix, flat_variable(f, v), suffix);
    bool commented = fmt_has_comment(f, v->span.lo, v->span.hi);
    if (!v->where || (fmt_fits(indent, flat) && !commented)) {
        fmt_put(f, indent, flat);
        return;
    }
    struct each_var bare = *v;
    bare.where = NULL;
    fmt_put(f, indent, glue(f, prefix, flat_variable(f, &bare), STR("")));
    fmt_end(f, v->set ? v->set->span.hi : v->type.span.hi);
    fmt_continue(f, v->where->span.lo);
    fmt_expr(f, more, more + FMT_STEP, STR("where "), v->where, suffix);
}

void
fmt_each(struct fmt *f, struct str prefix, each_vec each, struct str suffix)
{
    struct str flat = glue(f, prefix, flat_each(f, each), suffix);
    struct span all = span_join(each.at[0].span, vec_last(&each).span);
    if (fmt_fits(f->indent, flat) && !fmt_has_comment(f, all.lo, all.hi)) {
        fmt_put(f, f->indent, flat);
        return;
    }
    uint32_t inner = f->indent + fmt_width(prefix);
    for (uint32_t i = 0; i < each.len; i++) {
        bool last = i + 1 == each.len;
        fmt_continue(f, each.at[i].span.lo);
        put_variable(f, i == 0 ? f->indent : inner, inner + FMT_STEP, i == 0 ? prefix : STR(""),
                     &each.at[i], last ? suffix : STR(","));
        fmt_end(f, each.at[i].span.hi);
    }
}

void
fmt_condition(struct fmt *f, struct str prefix, const struct expr *e, struct str place,
              const struct text *message, struct span at)
{
    struct str tail = fmt_text(f, "else " STR_FMT, STR_ARG(flat_text(f, message)));
    struct str flat = fmt_text(f, STR_FMT STR_FMT STR_FMT " " STR_FMT, STR_ARG(prefix),
                               STR_ARG(flat_expr(f, e)), STR_ARG(place), STR_ARG(tail));
    if (fmt_fits(f->indent, flat) && !fmt_has_comment(f, at.lo, at.hi)) {
        fmt_put(f, f->indent, flat);
        return;
    }
    fmt_expr(f, f->indent, f->indent + FMT_STEP, prefix, e, place);
    fmt_end(f, e->span.hi);
    fmt_continue(f, message->span.lo);
    fmt_put(f, f->indent + FMT_STEP, tail);
}

void
fmt_fill(struct fmt *f, const struct str *pieces, uint32_t count)
{
    struct str line = pieces[0];
    uint32_t indent = f->indent;
    for (uint32_t i = 1; i < count; i++) {
        struct str longer = glue(f, line, STR(" "), pieces[i]);
        if (fmt_fits(indent, longer)) {
            line = longer;
            continue;
        }
        fmt_put(f, indent, line);
        indent = f->indent + 2 * FMT_STEP;
        line = pieces[i];
    }
    fmt_put(f, indent, line);
}

void
fmt_signature(struct fmt *f, struct str head, parameter_vec params, struct str tail)
{
    struct str flat = fmt_text(f, STR_FMT "(" STR_FMT ")" STR_FMT, STR_ARG(head),
                               STR_ARG(flat_parameters(f, params)), STR_ARG(tail));
    if (params.len == 0 || fmt_fits(f->indent, flat)) {
        fmt_put(f, f->indent, flat);
        return;
    }
    fmt_put(f, f->indent, glue(f, head, STR("("), STR("")));
    for (uint32_t i = 0; i < params.len; i++)
        fmt_put(f, f->indent + FMT_STEP,
                glue(f, flat_parameter(f, &params.at[i]), i + 1 < params.len ? STR(",") : STR(""),
                     STR("")));
    fmt_put(f, f->indent, glue(f, STR(")"), tail, STR("")));
}
