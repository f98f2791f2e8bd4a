/* The dump of texts and expressions. */
#include "lang/ast_dump.h"

#include <stdlib.h>

static const char *const kind_names[EXPR_KIND_COUNT] = {
    [EXPR_ERROR] = "error",
    [EXPR_INT] = "int",
    [EXPR_DECIMAL] = "decimal",
    [EXPR_DATE] = "date",
    [EXPR_DURATION] = "duration",
    [EXPR_CLOCK] = "clock",
    [EXPR_VERSION] = "version",
    [EXPR_TRUE] = "true",
    [EXPR_FALSE] = "false",
    [EXPR_TODAY] = "today",
    [EXPR_DOCUMENT] = "document",
    [EXPR_TEXT] = "text",
    [EXPR_REGEX] = "regex",
    [EXPR_NAME] = "name",
    [EXPR_NO_VALUE] = "no-value",
    [EXPR_PACK] = "pack",
    [EXPR_TYPE] = "type",
    [EXPR_ENTITY] = "entity",
    [EXPR_CALL] = "call",
    [EXPR_HOP] = "hop",
    [EXPR_OPEN] = "open",
    [EXPR_INDEX] = "index",
    [EXPR_PAREN] = "paren",
    [EXPR_NEGATE] = "negate",
    [EXPR_NOT] = "not",
    [EXPR_ADD] = "add",
    [EXPR_SUBTRACT] = "subtract",
    [EXPR_MULTIPLY] = "multiply",
    [EXPR_DIVIDE] = "divide",
    [EXPR_OTHERWISE] = "otherwise",
    [EXPR_UNION] = "union",
    [EXPR_INTERSECT] = "intersect",
    [EXPR_EXCEPT] = "except",
    [EXPR_EQ] = "eq",
    [EXPR_NE] = "ne",
    [EXPR_LT] = "lt",
    [EXPR_LE] = "le",
    [EXPR_GT] = "gt",
    [EXPR_GE] = "ge",
    [EXPR_IN] = "in",
    [EXPR_NOT_IN] = "not-in",
    [EXPR_SUBSET] = "subset",
    [EXPR_IS] = "is",
    [EXPR_MATCHES] = "matches",
    [EXPR_MEETS] = "meets",
    [EXPR_AND] = "and",
    [EXPR_OR] = "or",
    [EXPR_MIXED] = "mixed",
    [EXPR_IMPLIES] = "implies",
    [EXPR_IF] = "if",
    [EXPR_SOME] = "some",
    [EXPR_EVERY] = "every",
    [EXPR_NONE] = "no",
    [EXPR_ONE] = "one",
    [EXPR_SET] = "set",
    [EXPR_FILTER] = "filter",
    [EXPR_MAP] = "map",
};

static const char *const hop_marks[] = {
    [HOP_FIELD] = ".", [HOP_DESCENDANT] = "..", [HOP_ATTRIBUTE] = ".@",
    [HOP_PLUS] = ".+", [HOP_STAR] = ".*",       [HOP_INVERSE] = ".~",
};

void
tree_text(struct tree_dump *d, const char *role, const struct text *t)
{
    if (!t)
        return;
    bool plain = t->parts.len == 0 || (t->parts.len == 1 && !t->parts.at[0].expr);
    const char *length = t->is_long ? " long" : "";
    if (plain) {
        struct str words = t->parts.len > 0 ? t->parts.at[0].literal : STR("");
        tree_line(d, t->span, "%s%s " STR_FMT, role, length, STR_ARG(tree_quoted(d, words)));
        return;
    }
    tree_line(d, t->span, "%s%s", role, length);
    d->depth++;
    for (uint32_t i = 0; i < t->parts.len; i++) {
        const struct text_part *p = &t->parts.at[i];
        if (p->expr)
            tree_expr(d, p->expr);
        else
            tree_line(d, p->span, "literal " STR_FMT, STR_ARG(tree_quoted(d, p->literal)));
    }
    d->depth--;
}

void
tree_role(struct tree_dump *d, const char *role, const struct expr *e)
{
    if (!e)
        return;
    tree_line(d, SPAN_NONE, "%s", role);
    d->depth++;
    tree_expr(d, e);
    d->depth--;
}

void
tree_exprs(struct tree_dump *d, const char *role, expr_vec list)
{
    if (list.len == 0)
        return;
    tree_line(d, SPAN_NONE, "%s", role);
    d->depth++;
    for (uint32_t i = 0; i < list.len; i++)
        tree_expr(d, list.at[i]);
    d->depth--;
}

static void
tree_variable(struct tree_dump *d, const struct each_var *v)
{
    if (v->set)
        tree_line(d, v->span, "each %s in", tree_name(d, v->name));
    else
        tree_line(d, v->span, "each %s: %s", tree_name(d, v->name), tree_type_name(d, v->type));
    d->depth++;
    tree_expr(d, v->set);
    tree_role(d, "where", v->where);
    d->depth--;
}

void
tree_each(struct tree_dump *d, each_vec each)
{
    for (uint32_t i = 0; i < each.len; i++)
        tree_variable(d, &each.at[i]);
}

void
tree_let(struct tree_dump *d, binding_vec let)
{
    for (uint32_t i = 0; i < let.len; i++) {
        tree_line(d, let.at[i].name.span, "bind %s", tree_name(d, let.at[i].name));
        d->depth++;
        tree_expr(d, let.at[i].value);
        d->depth--;
    }
}

static void
tree_is(struct tree_dump *d, const struct expr *e)
{
    const char *negated = e->is.negated ? "not " : "";
    switch (e->is.kind) {
    case IS_PRESENT: tree_line(d, e->span, "is %spresent", negated); break;
    case IS_MISSING: tree_line(d, e->span, "is %smissing", negated); break;
    case IS_SUBSTANTIVE: tree_line(d, e->span, "is %ssubstantive", negated); break;
    case IS_TYPE: tree_line(d, e->span, "is %s%s", negated, tree_type_name(d, e->is.type)); break;
    }
    d->depth++;
    tree_expr(d, e->is.of);
    d->depth--;
}

static void
tree_hop(struct tree_dump *d, const struct expr *e)
{
    const char *name = e->hop.key ? "" : tree_name(d, e->hop.name);
    tree_line(d, e->span, "hop %s%s", hop_marks[e->hop.kind], name);
    d->depth++;
    tree_expr(d, e->hop.of);
    tree_text(d, "key", e->hop.key);
    d->depth--;
}

static void
tree_call(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "call %s", tree_name(d, e->call.name));
    d->depth++;
    tree_role(d, "of", e->call.pack);
    for (uint32_t i = 0; i < e->call.args.len; i++)
        tree_expr(d, e->call.args.at[i]);
    tree_each(d, e->call.each);
    d->depth--;
}

static void
tree_mixed(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "mixed");
    d->depth++;
    for (uint32_t i = 0; i < e->mixed.operands.len; i++) {
        if (i > 0)
            tree_line(d, e->mixed.ops.at[i - 1], e->mixed.is_or.at[i - 1] ? "or" : "and");
        tree_expr(d, e->mixed.operands.at[i]);
    }
    d->depth--;
}

static void
tree_quantifier(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "%s%s", kind_names[e->kind], e->quant.if_any ? " if-any" : "");
    d->depth++;
    tree_variable(d, &e->quant.var);
    tree_role(d, "has", e->quant.body);
    d->depth--;
}

/* A line with the kind, and up to three operands below it. */
static void
tree_operands(struct tree_dump *d, const struct expr *e, const struct expr *a, const struct expr *b,
              const struct expr *c)
{
    tree_line(d, e->span, "%s", kind_names[e->kind]);
    d->depth++;
    tree_expr(d, a);
    tree_expr(d, b);
    tree_expr(d, c);
    d->depth--;
}

static void
tree_list(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "%s", kind_names[e->kind]);
    d->depth++;
    for (uint32_t i = 0; i < e->list.len; i++)
        tree_expr(d, e->list.at[i]);
    d->depth--;
}

static void
tree_comprehension(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "%s", kind_names[e->kind]);
    d->depth++;
    tree_expr(d, e->comprehension.result);
    tree_each(d, e->comprehension.each);
    d->depth--;
}

static void
tree_entity(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "entity %s " STR_FMT, tree_type_name(d, e->entity.type),
              STR_ARG(tree_quoted(d, e->entity.id)));
}

static void
tree_meets(struct tree_dump *d, const struct expr *e)
{
    tree_line(d, e->span, "meets %s", tree_dotted(d, e->meets.criterion));
    d->depth++;
    tree_expr(d, e->meets.of);
    d->depth--;
}

void
tree_expr(struct tree_dump *d, const struct expr *e)
{
    if (!e)
        return;
    switch (e->kind) {
    case EXPR_ERROR:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_TODAY:
    case EXPR_DOCUMENT:
    case EXPR_NO_VALUE: tree_line(d, e->span, "%s", kind_names[e->kind]); return;
    case EXPR_INT:
    case EXPR_DECIMAL:
    case EXPR_DATE:
    case EXPR_DURATION:
    case EXPR_CLOCK:
    case EXPR_VERSION:
        tree_line(d, e->span, "%s " STR_FMT, kind_names[e->kind], STR_ARG(e->literal));
        return;
    case EXPR_REGEX:
        tree_line(d, e->span, "regex " STR_FMT, STR_ARG(tree_quoted(d, e->literal)));
        return;
    case EXPR_NAME:
    case EXPR_PACK:
        tree_line(d, e->span, "%s %s", kind_names[e->kind], tree_name(d, e->name));
        return;
    case EXPR_TYPE: tree_line(d, e->span, "type %s", tree_type_name(d, e->type)); return;
    case EXPR_TEXT: tree_text(d, "text", e->text); return;
    case EXPR_ENTITY: tree_entity(d, e); return;
    case EXPR_CALL: tree_call(d, e); return;
    case EXPR_HOP: tree_hop(d, e); return;
    case EXPR_OPEN:
    case EXPR_PAREN:
    case EXPR_NEGATE:
    case EXPR_NOT: tree_operands(d, e, e->unary, NULL, NULL); return;
    case EXPR_INDEX:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_OTHERWISE:
    case EXPR_UNION:
    case EXPR_INTERSECT:
    case EXPR_EXCEPT:
    case EXPR_EQ:
    case EXPR_NE:
    case EXPR_LT:
    case EXPR_LE:
    case EXPR_GT:
    case EXPR_GE:
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_SUBSET:
    case EXPR_MATCHES:
    case EXPR_IMPLIES: tree_operands(d, e, e->binary.left, e->binary.right, NULL); return;
    case EXPR_IS: tree_is(d, e); return;
    case EXPR_MEETS: tree_meets(d, e); return;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_SET: tree_list(d, e); return;
    case EXPR_MIXED: tree_mixed(d, e); return;
    case EXPR_IF: tree_operands(d, e, e->cond.test, e->cond.then, e->cond.other); return;
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: tree_quantifier(d, e); return;
    case EXPR_FILTER:
    case EXPR_MAP: tree_comprehension(d, e); return;
    case EXPR_KIND_COUNT: break;
    }
    abort();
}
