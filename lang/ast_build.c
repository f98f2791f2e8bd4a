/* Constructors of items, clauses and expressions. Texts are in ast_text.c. */
#include <stdlib.h>

#include "lang/parse_internal.h"

/* ---- names and docs ---- */

/* Whether a line with nothing but blanks lies between two places. */
static bool
blank_line_between(const struct parser *ps, uint32_t from, uint32_t to)
{
    bool empty = false;
    for (uint32_t at = from; at < to; at++) {
        char c = lex_peek(ps, at);
        if (c == '\n' && empty)
            return true;
        empty = c == '\n' || (empty && (c == ' ' || c == '\t' || c == '\r'));
    }
    return false;
}

struct dotted
dotted_add(struct parser *ps, struct dotted d, struct name part)
{
    vec_push(ps->arena, &d.parts, part);
    d.span = span_join(d.span, part.span);
    return d;
}

/* Docs that document nothing are kept like comments, in the order of their places. */
static void
release_docs(struct parser *ps, struct docs *d)
{
    struct ast *ast = ps->ast;
    for (uint32_t i = 0; i < d->lines.len; i++) {
        struct comment c = {.span = d->lines.at[i].span, .own_line = true};
        vec_push(ps->arena, &ast->comments, c);
        for (uint32_t k = ast->comments.len - 1; k > 0; k--) {
            if (ast->comments.at[k - 1].span.lo < c.span.lo)
                break;
            ast->comments.at[k] = ast->comments.at[k - 1];
            ast->comments.at[k - 1] = c;
        }
    }
    d->lines.len = 0;
}

static struct str
docs_text(struct parser *ps, struct docs d)
{
    if (d.lines.len == 0)
        return (struct str){0};
    struct text_buf out = {.arena = ps->arena};
    text_add_c(&out, "");
    for (uint32_t i = 0; i < d.lines.len; i++) {
        text_add_c(&out, i > 0 ? "\n" : "");
        text_add(&out, d.lines.at[i].text);
    }
    struct str text = text_str(&out);
    return text.at ? text : STR("");
}

/* The opening lines of a file, apart from what follows, are about the file. */
static void
part_docs(struct parser *ps, struct docs *d, uint32_t next)
{
    if (d->lines.len == 0 || !blank_line_between(ps, vec_last(&d->lines).span.hi, next))
        return;
    if (!ps->ast->docs.at && ps->ast->items.len == 0)
        ps->ast->docs = docs_text(ps, *d);
    release_docs(ps, d);
}

struct docs
docs_add(struct parser *ps, struct docs d, struct str line, struct span at)
{
    struct str words = lex_slice(ps, at);
    while (words.len > 0 && strchr(" \t\r", words.at[words.len - 1]))
        words.len--;
    struct doc_line l = {line, {at.lo, at.lo + (uint32_t)words.len}};
    part_docs(ps, &d, at.lo);
    vec_push(ps->arena, &d.lines, l);
    return d;
}

static struct span
docs_span(struct docs d)
{
    return d.lines.len > 0 ? span_join(d.lines.at[0].span, vec_last(&d.lines).span) : SPAN_NONE;
}

/* ---- expressions ---- */

static uint32_t
deeper(uint32_t depth, const struct expr *e)
{
    return e && e->depth > depth ? e->depth : depth;
}

static uint32_t
depth_of_list(uint32_t depth, expr_vec list)
{
    for (uint32_t i = 0; i < list.len; i++)
        depth = deeper(depth, list.at[i]);
    return depth;
}

static uint32_t
depth_of_each(uint32_t depth, each_vec each)
{
    for (uint32_t i = 0; i < each.len; i++)
        depth = deeper(deeper(depth, each.at[i].set), each.at[i].where);
    return depth;
}

static uint32_t
depth_of_text(uint32_t depth, const struct text *t)
{
    for (uint32_t i = 0; t && i < t->parts.len; i++)
        depth = deeper(depth, t->parts.at[i].expr);
    return depth;
}

/* The height of the tallest operand. */
static uint32_t
depth_below(const struct expr *e)
{
    switch (e->kind) {
    case EXPR_ERROR:
    case EXPR_INT:
    case EXPR_DECIMAL:
    case EXPR_DATE:
    case EXPR_DURATION:
    case EXPR_CLOCK:
    case EXPR_VERSION:
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_TODAY:
    case EXPR_DOCUMENT:
    case EXPR_REGEX:
    case EXPR_NAME:
    case EXPR_NO_VALUE:
    case EXPR_PACK:
    case EXPR_TYPE:
    case EXPR_ENTITY:
    case EXPR_KIND_COUNT: return 0;
    case EXPR_TEXT: return depth_of_text(0, e->text);
    case EXPR_CALL:
        return depth_of_each(depth_of_list(deeper(0, e->call.pack), e->call.args), e->call.each);
    case EXPR_HOP: return depth_of_text(deeper(0, e->hop.of), e->hop.key);
    case EXPR_OPEN:
    case EXPR_PAREN:
    case EXPR_NEGATE:
    case EXPR_NOT: return deeper(0, e->unary);
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
    case EXPR_IMPLIES: return deeper(deeper(0, e->binary.left), e->binary.right);
    case EXPR_IS: return deeper(0, e->is.of);
    case EXPR_MEETS: return deeper(0, e->meets.of);
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_SET: return depth_of_list(0, e->list);
    case EXPR_MIXED: return depth_of_list(0, e->mixed.operands);
    case EXPR_IF: return deeper(deeper(deeper(0, e->cond.test), e->cond.then), e->cond.other);
    case EXPR_SOME:
    case EXPR_EVERY:
    case EXPR_NONE:
    case EXPR_ONE:
        return deeper(deeper(deeper(0, e->quant.var.set), e->quant.var.where), e->quant.body);
    case EXPR_FILTER:
    case EXPR_MAP: return depth_of_each(deeper(0, e->comprehension.result), e->comprehension.each);
    }
    abort();
}

struct expr *
expr_error(struct parser *ps, struct span at)
{
    ps->broken = true;
    return NEW(struct expr, .kind = EXPR_ERROR, .span = at, .depth = 1);
}

struct expr *
expr_new(struct parser *ps, const struct expr *from)
{
    struct expr *e = NEW(struct expr, 0);
    *e = *from;
    e->depth = depth_below(from) + 1;
    if (e->depth <= LIMIT_EXPR_DEPTH)
        return e;
    parse_too_deep(ps, e->span);
    return expr_error(ps, e->span);
}

/* `gsn.Goal` is a type, with or without blanks; any other hop leads from what is to its left. */
struct expr *
expr_hop(struct parser *ps, struct expr *of, struct expr *hop, struct span at)
{
    bool capital = !hop->hop.key && hop->hop.kind == HOP_FIELD && hop->hop.name.sym.v &&
                   *sym_str(ps->syms, hop->hop.name.sym).at <= 'Z';
    if ((of->kind == EXPR_PACK || of->kind == EXPR_NAME) && capital) {
        struct type_name type = {.pack = of->name, .name = hop->hop.name, .span = at};
        return EXPR(EXPR_TYPE, at, .type = type);
    }
    hop->hop.of = of;
    hop->span = at;
    return expr_new(ps, hop);
}

struct expr *
expr_call_of(struct parser *ps, struct expr *pack, struct expr *call, struct span at)
{
    call->call.pack = pack;
    call->span = at;
    return expr_new(ps, call);
}

struct expr *
expr_entity_of(struct parser *ps, const struct expr *pack, struct name type, struct entity_id id,
               struct span id_span, struct span at)
{
    if (pack->kind == EXPR_PACK || pack->kind == EXPR_NAME) {
        struct type_name full = {pack->name, type, span_join(pack->span, type.span)};
        return EXPR(EXPR_ENTITY, at, .entity = {full, id.id, id_span, id.quoted});
    }
    if (pack->kind != EXPR_ERROR)
        diag_add(ps->sink, E3167, pack->span, "only a pack can stand before an entity's type");
    return expr_error(ps, at);
}

struct mixed_chain *
chain_new(struct parser *ps, struct expr *e, struct span op, bool is_or)
{
    return chain_add(ps, NEW(struct mixed_chain, .operands = {0}), e, op, is_or);
}

struct mixed_chain *
chain_add(struct parser *ps, struct mixed_chain *c, struct expr *e, struct span op, bool is_or)
{
    vec_push(ps->arena, &c->operands, e);
    vec_push(ps->arena, &c->ops, op);
    vec_push(ps->arena, &c->is_or, is_or);
    return c;
}

struct expr *
chain_end(struct parser *ps, enum expr_kind kind, struct mixed_chain *c, struct expr *e,
          struct span at)
{
    vec_push(ps->arena, &c->operands, e);
    if (kind == EXPR_MIXED)
        return EXPR(kind, at, .mixed = {c->operands, c->ops, c->is_or});
    return EXPR(kind, at, .list = c->operands);
}

expr_vec
one_expr(struct parser *ps, struct expr *e)
{
    expr_vec list = {0};
    vec_push(ps->arena, &list, e);
    return list;
}

each_vec
one_each(struct parser *ps, struct each_var v)
{
    each_vec list = {0};
    vec_push(ps->arena, &list, v);
    return list;
}

struct each_var
each_where(struct each_var v, struct expr *where, struct span at)
{
    v.where = where;
    v.span = at;
    return v;
}

/* ---- items and their parts ---- */

struct item *
item_new(struct parser *ps, const struct item *from)
{
    struct item *i = NEW(struct item, 0);
    *i = *from;
    i->broken = ps->broken;
    ps->broken = false;
    return i;
}

struct item *
item_place(struct parser *ps, struct item *i, struct docs docs, struct visibility v, struct span at)
{
    part_docs(ps, &docs, at.lo);
    i->docs = docs_text(ps, docs);
    i->docs_span = docs_span(docs);
    i->is_private = v.is_private;
    i->deprecated = v.deprecated;
    i->span = span_join(i->docs_span, at);
    return i;
}

struct item *
item_replaceable(struct item *i)
{
    i->is_replaceable = true;
    return i;
}

void
ast_add_item(struct parser *ps, struct item *i)
{
    vec_push(ps->arena, &ps->ast->items, i);
}

/* One node for a stretch that is no item, however often the parser tried. */
void
ast_add_error(struct parser *ps, struct span at)
{
    struct ast *ast = ps->ast;
    ps->broken = false;
    if (ast->items.len > 0 && vec_last(&ast->items)->kind == ITEM_ERROR) {
        vec_last(&ast->items)->span = span_join(vec_last(&ast->items)->span, at);
        return;
    }
    ast_add_item(ps, NEW(struct item, .kind = ITEM_ERROR, .broken = true, .span = at));
}

struct type_expr *
type_times(struct type_expr *t, enum multiplicity m, struct span at)
{
    t->multiplicity = m;
    t->span = at;
    return t;
}

struct field_decl *
field_document(struct parser *ps, struct field_decl *f, struct docs docs)
{
    part_docs(ps, &docs, f->span.lo);
    f->docs = docs_text(ps, docs);
    f->span = span_join(docs_span(docs), f->span);
    return f;
}

struct enum_value
enum_also(struct parser *ps, struct enum_value v, struct enum_alias a, struct span at)
{
    vec_push(ps->arena, &v.aliases, a);
    v.span = at;
    return v;
}

enum_value_vec
values_after(struct parser *ps, struct enum_value first, enum_value_vec others)
{
    enum_value_vec all = {0};
    vec_push(ps->arena, &all, first);
    for (uint32_t i = 0; i < others.len; i++)
        vec_push(ps->arena, &all, others.at[i]);
    return all;
}

struct cell_value
cell_compare(enum expr_kind order, struct expr *than)
{
    struct cell_value v = {.value = than};
    v.kind = order == EXPR_LT   ? CELL_LT
             : order == EXPR_GT ? CELL_GT
             : order == EXPR_LE ? CELL_LE
                                : CELL_GE;
    return v;
}

node_part_vec
node_parts(struct parser *ps, node_vec nodes)
{
    node_part_vec parts = {0};
    for (uint32_t i = 0; i < nodes.len; i++)
        vec_push(ps->arena, &parts, ((struct node_part){.node = nodes.at[i]}));
    return parts;
}

struct setting
setting_of(struct item_name field, struct expr *value, struct span at)
{
    return (struct setting){field.type.pack, field.code, value, at};
}

struct deviation *
deviation_because(struct deviation *d, struct reason r, struct span at)
{
    d->replacing = r.replacing;
    d->because = r.because;
    d->until = r.until;
    d->until_span = r.until_span;
    d->by = r.by;
    d->span = at;
    return d;
}

struct test_clause *
expectation(struct test_clause *c, enum test_clause_kind kind, struct name code,
            struct thing_name at_thing, struct span at)
{
    c->kind = kind;
    c->code = code;
    c->at = at_thing;
    c->has_at = !span_is_none(at_thing.span);
    c->span = at;
    return c;
}

struct thing_name
id_of_name(struct parser *ps, struct name n)
{
    return (struct thing_name){.id = sym_str(ps->syms, n.sym), .span = n.span};
}

struct thing_name
id_join(struct parser *ps, struct thing_name a, struct thing_name b, struct span at)
{
    a.id = str_printf(ps->arena, STR_FMT "/" STR_FMT, STR_ARG(a.id), STR_ARG(b.id));
    a.quoted = a.quoted || b.quoted;
    a.span = at;
    return a;
}

struct thing_name
id_of_text(struct parser *ps, const struct text *t)
{
    return (struct thing_name){.id = text_as_id(ps, t), .quoted = true, .span = t->span};
}
