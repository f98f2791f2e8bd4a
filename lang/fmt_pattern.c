/* Patterns and their applications. */
#include "lang/fmt_internal.h"

static void put_nodes(struct fmt *f, node_part_vec parts);

static struct str
flat_node_mark(struct fmt *f, const struct node_mark *m)
{
    switch (m->kind) {
    case NODE_TEXT: return flat_text(f, m->text);
    case NODE_FOR_EACH: return fmt_text(f, "for each " STR_FMT, STR_ARG(flat_each(f, m->each)));
    case NODE_AT_LEAST: return fmt_text(f, "at least " STR_FMT, STR_ARG(m->count));
    case NODE_AT_MOST: return fmt_text(f, "at most " STR_FMT, STR_ARG(m->count));
    case NODE_SHARED:
        return fmt_text(f, "shared by (" STR_FMT ")", STR_ARG(flat_exprs(f, m->args)));
    case NODE_WHEN: return fmt_text(f, "when " STR_FMT, STR_ARG(flat_expr(f, m->when)));
    case NODE_OPTIONAL: return STR("optional");
    case NODE_UNDEVELOPED: return STR("undeveloped");
    case NODE_VIA: break;
    }
    return fmt_text(f, "via " STR_FMT, STR_ARG(flat_name(f, m->via)));
}

static struct str
node_head(struct fmt *f, const struct pattern_node *n)
{
    if (n->kind == NODE_CHOOSE)
        return fmt_text(f, "choose " STR_FMT " of", STR_ARG(n->choose));
    if (n->kind == NODE_USE)
        return fmt_text(f, "use " STR_FMT "(" STR_FMT ")", STR_ARG(flat_type_name(f, n->type)),
                        STR_ARG(flat_exprs(f, n->args)));
    return fmt_text(f, STR_FMT " " STR_FMT, STR_ARG(flat_type_name(f, n->type)),
                    STR_ARG(flat_name(f, n->role)));
}

/* `{ field: value }`, or empty where the braces hold more or do not fit. */
static struct str
short_body(struct fmt *f, const struct pattern_node *n)
{
    struct text_buf out = {.arena = f->arena};
    text_add_c(&out, "{ ");
    for (uint32_t i = 0; i < n->parts.len; i++) {
        if (n->parts.at[i].node)
            return STR("");
        text_printf(&out, "%s" STR_FMT, i > 0 ? ", " : "",
                    STR_ARG(flat_setting(f, &n->parts.at[i].setting)));
    }
    text_add_c(&out, n->parts.len > 0 ? " }" : "}");
    return text_str(&out);
}

/* The head and its marks, wrapped, with `{` or the whole short body as the last piece. */
static void
put_head(struct fmt *f, const struct pattern_node *n, struct str last)
{
    struct str *pieces = arena_array(f->arena, struct str, n->marks.len + 2);
    uint32_t count = 0;
    pieces[count++] = node_head(f, n);
    for (uint32_t i = 0; i < n->marks.len; i++)
        pieces[count++] = flat_node_mark(f, &n->marks.at[i]);
    if (last.len > 0)
        pieces[count - 1] =
            fmt_text(f, STR_FMT " " STR_FMT, STR_ARG(pieces[count - 1]), STR_ARG(last));
    fmt_fill(f, pieces, count);
}

static uint32_t
head_end(const struct pattern_node *n)
{
    if (n->marks.len > 0)
        return vec_last(&n->marks).span.hi;
    return n->kind == NODE_CHOOSE ? n->span.lo : n->kind == NODE_USE ? n->span.hi : n->role.span.hi;
}

/* A role with nothing but a text: a row, aligned with its neighbours. */
static bool
put_leaf(struct fmt *f, const struct pattern_node *n)
{
    bool leaf = n->kind == NODE_ROLE && !n->has_body && n->marks.len == 1 &&
                n->marks.at[0].kind == NODE_TEXT;
    if (leaf)
        fmt_row(f, GROUP_NODE, flat_type_name(f, n->type), flat_name(f, n->role),
                flat_text(f, n->marks.at[0].text))
            ->wraps = true;
    return leaf;
}

static void
put_node(struct fmt *f, const struct pattern_node *n)
{
    bool commented = fmt_has_comment(f, head_end(n), n->span.hi);
    fmt_begin(f, n->span.lo, n->has_body ? head_end(n) : n->span.hi);
    struct str body = n->has_body && !commented ? short_body(f, n) : STR("");
    if (put_leaf(f, n)) {
        fmt_end(f, n->span.hi);
        return;
    }
    if (!n->has_body || (body.len > 0 && n->parts.len <= 3)) {
        put_head(f, n, body);
    } else {
        put_head(f, n, STR("{"));
        fmt_end(f, head_end(n));
        fmt_open(f);
        put_nodes(f, n->parts);
        fmt_close(f, n->span.hi - 1, "}");
    }
    fmt_end(f, n->span.hi);
}

static void
put_nodes(struct fmt *f, node_part_vec parts)
{
    for (uint32_t i = 0; i < parts.len; i++) {
        if (parts.at[i].node)
            put_node(f, parts.at[i].node);
        else
            fmt_setting(f, &parts.at[i].setting);
    }
}

void
fmt_pattern(struct fmt *f, struct str marks, const struct item *i)
{
    const struct pattern_decl *p = &i->pattern;
    struct text_buf tail = {.arena = f->arena};
    for (uint32_t k = 0; k < p->after.len; k++)
        text_printf(&tail, "%s" STR_FMT, k > 0 ? ", " : " after ",
                    STR_ARG(flat_type_name(f, p->after.at[k])));
    text_add_c(&tail, " {");
    fmt_signature(
        f, fmt_text(f, STR_FMT "pattern " STR_FMT, STR_ARG(marks), STR_ARG(flat_name(f, p->name))),
        p->params, text_str(&tail));
    fmt_open(f);
    for (uint32_t k = 0; k < p->nodes.len; k++)
        put_node(f, p->nodes.at[k]);
    fmt_close(f, i->span.hi - 1, "}");
}

void
fmt_apply(struct fmt *f, struct str marks, const struct item *i)
{
    const struct apply_decl *a = &i->apply;
    struct str head =
        fmt_text(f, STR_FMT "apply " STR_FMT "(" STR_FMT ")", STR_ARG(marks),
                 STR_ARG(flat_type_name(f, a->pattern)), STR_ARG(flat_exprs(f, a->args)));
    bool empty = a->rule.clauses.len == 0 && !fmt_has_comment(f, a->rule.title->span.hi, i->span.hi);
    struct str as = fmt_text(f, "as %s" STR_FMT " " STR_FMT " {%s", a->authored ? "authored " : "",
                             STR_ARG(flat_name(f, a->rule.code)), STR_ARG(flat_text(f, a->rule.title)),
                             empty ? " }" : "");
    bool deeper = a->each.len > 0;
    if (deeper) {
        fmt_put(f, f->indent, head);
        fmt_end(f, a->pattern.span.hi);
        f->indent += FMT_STEP;
        fmt_continue(f, a->each.at[0].span.lo);
        fmt_each(f, STR("for each "), a->each, STR(""));
        fmt_end(f, vec_last(&a->each).span.hi);
        fmt_continue(f, a->rule.code.span.lo);
        fmt_put(f, f->indent, as);
    } else {
        fmt_put(f, f->indent, fmt_text(f, STR_FMT " " STR_FMT, STR_ARG(head), STR_ARG(as)));
    }
    fmt_end(f, a->rule.title->span.hi);
    if (!empty) {
        fmt_open(f);
        fmt_clauses(f, a->rule.clauses);
        fmt_close(f, i->span.hi - 1, "}");
    }
    f->indent -= deeper ? FMT_STEP : 0;
}
