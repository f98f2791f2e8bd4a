/* Every part of the tree on one line, as it is written. */
#include "lang/fmt_internal.h"

#include <stdarg.h>
#include <stdlib.h>

struct str
fmt_text(struct fmt *f, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    struct str text = str_from(arena_vprintf(f->arena, format, ap));
    va_end(ap);
    return text;
}

/* The source's own words, with line ends as LF. */
static struct str
written(struct fmt *f, struct span at)
{
    const struct source *s = f->ast->source;
    struct str text = str_slice(s->text, at.lo - s->base, at.hi - s->base);
    if (text.len == 0 || !memchr(text.at, '\r', text.len))
        return text;
    struct text_buf out = {.arena = f->arena};
    for (size_t i = 0; i < text.len; i++) {
        bool crlf = text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n';
        if (!crlf)
            text_add_char(&out, text.at[i] == '\r' ? '\n' : text.at[i]);
    }
    return text_str(&out);
}

/* ---- names and types ---- */

struct str
flat_name(struct fmt *f, struct name n)
{
    return written(f, n.span);
}

struct str
flat_names(struct fmt *f, name_vec names)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < names.len; i++) {
        text_add_c(&out, i > 0 ? ", " : "");
        text_add(&out, flat_name(f, names.at[i]));
    }
    return text_str(&out);
}

struct str
flat_dotted(struct fmt *f, struct dotted d)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < d.parts.len; i++) {
        text_add_c(&out, i > 0 ? "." : "");
        text_add(&out, flat_name(f, d.parts.at[i]));
    }
    return text_str(&out);
}

struct str
flat_type_name(struct fmt *f, struct type_name t)
{
    if (!t.pack.sym.v)
        return flat_name(f, t.name);
    return fmt_text(f, STR_FMT "." STR_FMT, STR_ARG(flat_name(f, t.pack)),
                    STR_ARG(flat_name(f, t.name)));
}

struct str
flat_type(struct fmt *f, const struct type_expr *t)
{
    static const char *const marks[] = {
        [MULT_ONE] = "", [MULT_OPTIONAL] = "?", [MULT_ANY] = "*", [MULT_SOME] = "+"};
    struct text_buf out = {.arena = f->arena};
    switch (t->form) {
    case TYPE_FORM_ERROR: break;
    case TYPE_FORM_NAME: text_add(&out, flat_type_name(f, t->name)); break;
    case TYPE_FORM_UNION:
        for (uint32_t i = 0; i < t->members.len; i++) {
            text_add_c(&out, i > 0 ? " | " : "(");
            text_add(&out, flat_type(f, &t->members.at[i]));
        }
        text_add_c(&out, ")");
        break;
    case TYPE_FORM_ENUM:
        text_printf(&out, "{" STR_FMT "}", STR_ARG(flat_names(f, t->values)));
        break;
    }
    text_add_c(&out, marks[t->multiplicity]);
    return text_str(&out);
}

struct str
flat_parameter(struct fmt *f, const struct parameter *p)
{
    return fmt_text(f, STR_FMT ": " STR_FMT, STR_ARG(flat_name(f, p->name)),
                    STR_ARG(flat_type(f, &p->type)));
}

struct str
flat_parameters(struct fmt *f, parameter_vec params)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < params.len; i++) {
        text_add_c(&out, i > 0 ? ", " : "");
        text_add(&out, flat_parameter(f, &params.at[i]));
    }
    return text_str(&out);
}

static struct str
flat_mark(struct fmt *f, const struct field_mark *m)
{
    switch (m->kind) {
    case MARK_INVERSE: return fmt_text(f, "inverse " STR_FMT, STR_ARG(flat_name(f, m->name)));
    case MARK_ACYCLIC: return STR("acyclic");
    case MARK_PAST: return STR("past");
    case MARK_MATCHING: return fmt_text(f, "matching " STR_FMT, STR_ARG(flat_expr(f, m->value)));
    case MARK_WITHIN:
        return fmt_text(f, "within " STR_FMT " .. " STR_FMT, STR_ARG(flat_expr(f, m->range.low)),
                        STR_ARG(flat_expr(f, m->range.high)));
    case MARK_DEFAULT: return fmt_text(f, "= " STR_FMT, STR_ARG(flat_expr(f, m->value)));
    case MARK_STRICTER: return fmt_text(f, "stricter " STR_FMT, STR_ARG(flat_name(f, m->name)));
    }
    abort();
}

struct str
flat_marks(struct fmt *f, field_mark_vec marks, uint32_t from)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = from; i < marks.len; i++) {
        text_add_c(&out, i > from ? "  " : "");
        text_add(&out, flat_mark(f, &marks.at[i]));
    }
    return text_str(&out);
}

/* ---- texts ---- */

/* Between braces of a text a set of one stands without its own braces. */
static struct str
flat_braced(struct fmt *f, const struct expr *e)
{
    struct str s = flat_expr(f, e);
    bool bare = e->kind == EXPR_FILTER || e->kind == EXPR_MAP;
    return bare ? s : fmt_text(f, "{" STR_FMT "}", STR_ARG(s));
}

struct str
flat_text(struct fmt *f, const struct text *t)
{
    const char *quotes = t->is_long ? "\"\"\"" : "\"";
    struct text_buf out = {.arena = f->arena};
    text_add_c(&out, quotes);
    for (uint32_t i = 0; i < t->parts.len; i++) {
        const struct text_part *p = &t->parts.at[i];
        text_add(&out, p->expr ? flat_braced(f, p->expr) : written(f, p->span));
    }
    text_add_c(&out, quotes);
    return text_str(&out);
}

/* ---- expressions ---- */

struct str
flat_exprs(struct fmt *f, expr_vec list)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < list.len; i++) {
        text_add_c(&out, i > 0 ? ", " : "");
        text_add(&out, flat_expr(f, list.at[i]));
    }
    return text_str(&out);
}

struct str
flat_variable(struct fmt *f, const struct each_var *v)
{
    struct text_buf out = {.arena = f->arena};
    text_add(&out, flat_name(f, v->name));
    if (v->set)
        text_printf(&out, " in " STR_FMT, STR_ARG(flat_expr(f, v->set)));
    else
        text_printf(&out, ": " STR_FMT, STR_ARG(flat_type_name(f, v->type)));
    if (v->where)
        text_printf(&out, " where " STR_FMT, STR_ARG(flat_expr(f, v->where)));
    return text_str(&out);
}

struct str
flat_each(struct fmt *f, each_vec each)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < each.len; i++) {
        text_add_c(&out, i > 0 ? ", " : "");
        text_add(&out, flat_variable(f, &each.at[i]));
    }
    return text_str(&out);
}

struct str
flat_let(struct fmt *f, binding_vec let)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < let.len; i++)
        text_printf(&out, "%s" STR_FMT " = " STR_FMT, i > 0 ? ", " : "let ",
                    STR_ARG(flat_name(f, let.at[i].name)), STR_ARG(flat_expr(f, let.at[i].value)));
    return text_str(&out);
}

static struct str
flat_call(struct fmt *f, const struct expr *e)
{
    struct text_buf out = {.arena = f->arena};
    if (e->call.pack)
        text_printf(&out, STR_FMT ".", STR_ARG(flat_expr(f, e->call.pack)));
    text_printf(&out, STR_FMT "(" STR_FMT, STR_ARG(flat_name(f, e->call.name)),
                STR_ARG(flat_exprs(f, e->call.args)));
    if (e->call.each.len > 0)
        text_printf(&out, " for " STR_FMT, STR_ARG(flat_each(f, e->call.each)));
    text_add_c(&out, ")");
    return text_str(&out);
}

static struct str
flat_hop(struct fmt *f, const struct expr *e)
{
    static const char *const marks[] = {
        [HOP_FIELD] = ".", [HOP_DESCENDANT] = "..", [HOP_ATTRIBUTE] = ".@",
        [HOP_PLUS] = ".+", [HOP_STAR] = ".*",       [HOP_INVERSE] = ".~"};
    struct str name = e->hop.key ? flat_text(f, e->hop.key) : flat_name(f, e->hop.name);
    return fmt_text(f, STR_FMT "%s" STR_FMT, STR_ARG(flat_expr(f, e->hop.of)), marks[e->hop.kind],
                    STR_ARG(name));
}

static struct str
flat_is(struct fmt *f, const struct expr *e)
{
    struct str kind = {0};
    switch (e->is.kind) {
    case IS_PRESENT: kind = STR("present"); break;
    case IS_MISSING: kind = STR("missing"); break;
    case IS_SUBSTANTIVE: kind = STR("substantive"); break;
    case IS_TYPE: kind = flat_type_name(f, e->is.type); break;
    }
    return fmt_text(f, STR_FMT " is %s" STR_FMT, STR_ARG(flat_expr(f, e->is.of)),
                    e->is.negated ? "not " : "", STR_ARG(kind));
}

static struct str
flat_chain(struct fmt *f, expr_vec operands, const char *word)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < operands.len; i++) {
        text_add_c(&out, i > 0 ? word : "");
        text_add(&out, flat_expr(f, operands.at[i]));
    }
    return text_str(&out);
}

static struct str
flat_mixed(struct fmt *f, const struct expr *e)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < e->mixed.operands.len; i++) {
        if (i > 0)
            text_add_c(&out, e->mixed.is_or.at[i - 1] ? " or " : " and ");
        text_add(&out, flat_expr(f, e->mixed.operands.at[i]));
    }
    return text_str(&out);
}

static struct str
flat_quantifier(struct fmt *f, const struct expr *e)
{
    const char *word = e->kind == EXPR_SOME    ? "some"
                       : e->kind == EXPR_EVERY ? "every"
                       : e->kind == EXPR_NONE  ? "no"
                                               : "one";
    return fmt_text(f, "%s " STR_FMT "%s has " STR_FMT, word,
                    STR_ARG(flat_variable(f, &e->quant.var)), e->quant.if_any ? ", if any," : "",
                    STR_ARG(flat_expr(f, e->quant.body)));
}

static struct str
flat_comprehension(struct fmt *f, const struct expr *e)
{
    struct str each = flat_each(f, e->comprehension.each);
    if (!e->comprehension.result)
        return fmt_text(f, "{" STR_FMT "}", STR_ARG(each));
    return fmt_text(f, "{" STR_FMT " for " STR_FMT "}",
                    STR_ARG(flat_expr(f, e->comprehension.result)), STR_ARG(each));
}

static struct str
flat_binary(struct fmt *f, const struct expr *e, const char *op)
{
    return fmt_text(f, STR_FMT " %s " STR_FMT, STR_ARG(flat_expr(f, e->binary.left)), op,
                    STR_ARG(flat_expr(f, e->binary.right)));
}

static struct str
flat_entity(struct fmt *f, const struct expr *e)
{
    struct str id = e->entity.quoted ? written(f, e->entity.id_span)
                                     : fmt_text(f, "@" STR_FMT, STR_ARG(e->entity.id));
    return fmt_text(f, STR_FMT " " STR_FMT, STR_ARG(flat_type_name(f, e->entity.type)),
                    STR_ARG(id));
}

static struct str
flat_conditional(struct fmt *f, const struct expr *e)
{
    return fmt_text(f, "if " STR_FMT " then " STR_FMT " else " STR_FMT,
                    STR_ARG(flat_expr(f, e->cond.test)), STR_ARG(flat_expr(f, e->cond.then)),
                    STR_ARG(flat_expr(f, e->cond.other)));
}

/* The sign or word between two operands, or NULL. */
static const char *
operator_word(enum expr_kind kind)
{
    static const char *const words[EXPR_KIND_COUNT] = {
        [EXPR_ADD] = "+",
        [EXPR_SUBTRACT] = "-",
        [EXPR_MULTIPLY] = "*",
        [EXPR_DIVIDE] = "/",
        [EXPR_OTHERWISE] = "otherwise",
        [EXPR_UNION] = "union",
        [EXPR_INTERSECT] = "intersect",
        [EXPR_EXCEPT] = "except",
        [EXPR_EQ] = "=",
        [EXPR_NE] = "!=",
        [EXPR_LT] = "<",
        [EXPR_LE] = "<=",
        [EXPR_GT] = ">",
        [EXPR_GE] = ">=",
        [EXPR_IN] = "in",
        [EXPR_NOT_IN] = "not in",
        [EXPR_SUBSET] = "subset",
        [EXPR_MATCHES] = "matches",
        [EXPR_IMPLIES] = "implies",
    };
    return words[kind];
}

/* Kinds that are one word or literal. */
static struct str
flat_atom(struct fmt *f, const struct expr *e)
{
    switch (e->kind) {
    case EXPR_TRUE: return STR("true");
    case EXPR_FALSE: return STR("false");
    case EXPR_TODAY: return STR("today");
    case EXPR_DOCUMENT: return STR("$");
    case EXPR_NO_VALUE: return STR("no");
    case EXPR_REGEX: return fmt_text(f, "r\"" STR_FMT "\"", STR_ARG(e->literal));
    case EXPR_NAME:
    case EXPR_PACK: return flat_name(f, e->name);
    case EXPR_TYPE: return flat_type_name(f, e->type);
    default: return e->literal;
    }
}

struct str
flat_expr(struct fmt *f, const struct expr *e)
{
    const char *op = operator_word(e->kind);
    if (op)
        return flat_binary(f, e, op);
    switch (e->kind) {
    case EXPR_TEXT: return flat_text(f, e->text);
    case EXPR_ENTITY: return flat_entity(f, e);
    case EXPR_CALL: return flat_call(f, e);
    case EXPR_HOP: return flat_hop(f, e);
    case EXPR_OPEN: return fmt_text(f, STR_FMT "?", STR_ARG(flat_expr(f, e->unary)));
    case EXPR_INDEX:
        return fmt_text(f, STR_FMT "[" STR_FMT "]", STR_ARG(flat_expr(f, e->binary.left)),
                        STR_ARG(flat_expr(f, e->binary.right)));
    case EXPR_PAREN: return fmt_text(f, "(" STR_FMT ")", STR_ARG(flat_expr(f, e->unary)));
    case EXPR_NEGATE: return fmt_text(f, "-" STR_FMT, STR_ARG(flat_expr(f, e->unary)));
    case EXPR_NOT: return fmt_text(f, "not " STR_FMT, STR_ARG(flat_expr(f, e->unary)));
    case EXPR_IS: return flat_is(f, e);
    case EXPR_MEETS:
        return fmt_text(f, STR_FMT " meets " STR_FMT, STR_ARG(flat_expr(f, e->meets.of)),
                        STR_ARG(flat_dotted(f, e->meets.criterion)));
    case EXPR_AND: return flat_chain(f, e->list, " and ");
    case EXPR_OR: return flat_chain(f, e->list, " or ");
    case EXPR_MIXED: return flat_mixed(f, e);
    case EXPR_IF: return flat_conditional(f, e);
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: return flat_quantifier(f, e);
    case EXPR_SET: return fmt_text(f, "{" STR_FMT "}", STR_ARG(flat_exprs(f, e->list)));
    case EXPR_FILTER:
    case EXPR_MAP: return flat_comprehension(f, e);
    default: return flat_atom(f, e);
    }
}
