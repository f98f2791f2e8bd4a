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

static void add_expr(struct fmt *f, struct text_buf *out, const struct expr *e);
static void add_text(struct fmt *f, struct text_buf *out, const struct text *t);

/* Between braces of a text a set of one stands without its own braces. */
static void
add_braced(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    bool bare = e->kind == EXPR_FILTER || e->kind == EXPR_MAP;
    text_add_c(out, bare ? "" : "{");
    add_expr(f, out, e);
    text_add_c(out, bare ? "" : "}");
}

static void
add_text(struct fmt *f, struct text_buf *out, const struct text *t)
{
    const char *quotes = t->is_long ? "\"\"\"" : "\"";
    text_add_c(out, quotes);
    for (uint32_t i = 0; i < t->parts.len; i++) {
        const struct text_part *p = &t->parts.at[i];
        if (p->expr)
            add_braced(f, out, p->expr);
        else
            text_add(out, written(f, p->span));
    }
    text_add_c(out, quotes);
}

struct str
flat_text(struct fmt *f, const struct text *t)
{
    struct text_buf out = {.arena = f->arena};
    add_text(f, &out, t);
    return text_str(&out);
}

/* ---- expressions: appended to one text, so that deep ones cost no more than their length ---- */

static void
add_exprs(struct fmt *f, struct text_buf *out, expr_vec list)
{
    for (uint32_t i = 0; i < list.len; i++) {
        text_add_c(out, i > 0 ? ", " : "");
        add_expr(f, out, list.at[i]);
    }
}

static void
add_variable(struct fmt *f, struct text_buf *out, const struct each_var *v)
{
    text_add(out, flat_name(f, v->name));
    text_add_c(out, v->set ? " in " : ": ");
    if (v->set)
        add_expr(f, out, v->set);
    else
        text_add(out, flat_type_name(f, v->type));
    if (!v->where)
        return;
    text_add_c(out, " where ");
    add_expr(f, out, v->where);
}

static void
add_each(struct fmt *f, struct text_buf *out, each_vec each)
{
    for (uint32_t i = 0; i < each.len; i++) {
        text_add_c(out, i > 0 ? ", " : "");
        add_variable(f, out, &each.at[i]);
    }
}

static void
add_call(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    if (e->call.pack) {
        add_expr(f, out, e->call.pack);
        text_add_c(out, ".");
    }
    text_add(out, flat_name(f, e->call.name));
    text_add_c(out, "(");
    add_exprs(f, out, e->call.args);
    if (e->call.each.len > 0)
        text_add_c(out, " for ");
    add_each(f, out, e->call.each);
    text_add_c(out, ")");
}

static void
add_hop(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    static const char *const marks[] = {
        [HOP_FIELD] = ".", [HOP_DESCENDANT] = "..", [HOP_ATTRIBUTE] = ".@",
        [HOP_PLUS] = ".+", [HOP_STAR] = ".*",       [HOP_INVERSE] = ".~"};
    add_expr(f, out, e->hop.of);
    text_add_c(out, marks[e->hop.kind]);
    if (e->hop.key)
        add_text(f, out, e->hop.key);
    else
        text_add(out, flat_name(f, e->hop.name));
}

static void
add_is(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    add_expr(f, out, e->is.of);
    text_add_c(out, e->is.negated ? " is not " : " is ");
    switch (e->is.kind) {
    case IS_PRESENT: text_add_c(out, "present"); return;
    case IS_MISSING: text_add_c(out, "missing"); return;
    case IS_SUBSTANTIVE: text_add_c(out, "substantive"); return;
    case IS_TYPE: text_add(out, flat_type_name(f, e->is.type)); return;
    }
}

static void
add_chain(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    bool mixed = e->kind == EXPR_MIXED;
    expr_vec operands = mixed ? e->mixed.operands : e->list;
    for (uint32_t i = 0; i < operands.len; i++) {
        bool is_or = mixed ? i > 0 && e->mixed.is_or.at[i - 1] : e->kind == EXPR_OR;
        text_add_c(out, i == 0 ? "" : is_or ? " or " : " and ");
        add_expr(f, out, operands.at[i]);
    }
}

static void
add_quantifier(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    const char *word = e->kind == EXPR_SOME    ? "some "
                       : e->kind == EXPR_EVERY ? "every "
                       : e->kind == EXPR_NONE  ? "no "
                                               : "one ";
    text_add_c(out, word);
    add_variable(f, out, &e->quant.var);
    text_add_c(out, e->quant.if_any ? ", if any, has " : " has ");
    add_expr(f, out, e->quant.body);
}

static void
add_comprehension(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    text_add_c(out, "{");
    if (e->comprehension.result) {
        add_expr(f, out, e->comprehension.result);
        text_add_c(out, " for ");
    }
    add_each(f, out, e->comprehension.each);
    text_add_c(out, "}");
}

static void
add_entity(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    text_add(out, flat_type_name(f, e->entity.type));
    text_add_c(out, e->entity.quoted ? " " : " @");
    text_add(out, e->entity.quoted ? written(f, e->entity.id_span) : e->entity.id);
}

static void
add_conditional(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    text_add_c(out, "if ");
    add_expr(f, out, e->cond.test);
    text_add_c(out, " then ");
    add_expr(f, out, e->cond.then);
    text_add_c(out, " else ");
    add_expr(f, out, e->cond.other);
}

/* The sign or word between two operands, or NULL. */
static const char *
operator_word(enum expr_kind kind)
{
    static const char *const words[EXPR_KIND_COUNT] = {
        [EXPR_ADD] = " + ",
        [EXPR_SUBTRACT] = " - ",
        [EXPR_MULTIPLY] = " * ",
        [EXPR_DIVIDE] = " / ",
        [EXPR_OTHERWISE] = " otherwise ",
        [EXPR_UNION] = " union ",
        [EXPR_INTERSECT] = " intersect ",
        [EXPR_EXCEPT] = " except ",
        [EXPR_EQ] = " = ",
        [EXPR_NE] = " != ",
        [EXPR_LT] = " < ",
        [EXPR_LE] = " <= ",
        [EXPR_GT] = " > ",
        [EXPR_GE] = " >= ",
        [EXPR_IN] = " in ",
        [EXPR_NOT_IN] = " not in ",
        [EXPR_SUBSET] = " subset ",
        [EXPR_MATCHES] = " matches ",
        [EXPR_IMPLIES] = " implies ",
    };
    return words[kind];
}

/* Kinds that are one word or literal. */
static struct str
atom(struct fmt *f, const struct expr *e)
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

static void
add_between(struct fmt *f, struct text_buf *out, const char *before, const struct expr *e,
            const char *behind)
{
    text_add_c(out, before);
    add_expr(f, out, e);
    text_add_c(out, behind);
}

static void
add_expr(struct fmt *f, struct text_buf *out, const struct expr *e)
{
    const char *op = operator_word(e->kind);
    if (op) {
        add_expr(f, out, e->binary.left);
        add_between(f, out, op, e->binary.right, "");
        return;
    }
    switch (e->kind) {
    case EXPR_TEXT: add_text(f, out, e->text); return;
    case EXPR_ENTITY: add_entity(f, out, e); return;
    case EXPR_CALL: add_call(f, out, e); return;
    case EXPR_HOP: add_hop(f, out, e); return;
    case EXPR_OPEN: add_between(f, out, "", e->unary, "?"); return;
    case EXPR_INDEX:
        add_expr(f, out, e->binary.left);
        add_between(f, out, "[", e->binary.right, "]");
        return;
    case EXPR_PAREN: add_between(f, out, "(", e->unary, ")"); return;
    case EXPR_NEGATE: add_between(f, out, "-", e->unary, ""); return;
    case EXPR_NOT: add_between(f, out, "not ", e->unary, ""); return;
    case EXPR_IS: add_is(f, out, e); return;
    case EXPR_MEETS:
        add_between(f, out, "", e->meets.of, " meets ");
        text_add(out, flat_dotted(f, e->meets.criterion));
        return;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_MIXED: add_chain(f, out, e); return;
    case EXPR_IF: add_conditional(f, out, e); return;
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE: add_quantifier(f, out, e); return;
    case EXPR_SET:
        text_add_c(out, "{");
        add_exprs(f, out, e->list);
        text_add_c(out, "}");
        return;
    case EXPR_FILTER:
    case EXPR_MAP: add_comprehension(f, out, e); return;
    default: text_add(out, atom(f, e)); return;
    }
}

struct str
flat_expr(struct fmt *f, const struct expr *e)
{
    struct text_buf out = {.arena = f->arena};
    add_expr(f, &out, e);
    return text_str(&out);
}

struct str
flat_exprs(struct fmt *f, expr_vec list)
{
    struct text_buf out = {.arena = f->arena};
    add_exprs(f, &out, list);
    return text_str(&out);
}

struct str
flat_variable(struct fmt *f, const struct each_var *v)
{
    struct text_buf out = {.arena = f->arena};
    add_variable(f, &out, v);
    return text_str(&out);
}

struct str
flat_each(struct fmt *f, each_vec each)
{
    struct text_buf out = {.arena = f->arena};
    add_each(f, &out, each);
    return text_str(&out);
}

struct str
flat_let(struct fmt *f, binding_vec let)
{
    struct text_buf out = {.arena = f->arena};
    for (uint32_t i = 0; i < let.len; i++) {
        text_add_c(&out, i > 0 ? ", " : "let ");
        text_add(&out, flat_name(f, let.at[i].name));
        add_between(f, &out, " = ", let.at[i].value, "");
    }
    return text_str(&out);
}
