/* The canonical layout of a file: its items, one after the other. */
#include "lang/fmt_internal.h"

#include <stdlib.h>

void
fmt_docs(struct fmt *f, struct str docs)
{
    if (!docs.at)
        return;
    for (size_t from = 0; from <= docs.len;) {
        size_t end = str_find(docs, STR("\n"), from);
        if (end == SIZE_MAX)
            end = docs.len;
        struct str line = str_slice(docs, from, end);
        fmt_put(f, f->indent, fmt_text(f, "///%s" STR_FMT, line.len > 0 ? " " : "", STR_ARG(line)))
            ->is_comment = true;
        from = end + 1;
    }
}

static void
put_param(struct fmt *f, struct str marks, const struct param_decl *p)
{
    struct str tail = flat_marks(f, p->marks, 0);
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "param " STR_FMT " = " STR_FMT "%s" STR_FMT, STR_ARG(marks),
                     STR_ARG(flat_parameter(f, &p->param)), STR_ARG(flat_expr(f, p->value)),
                     tail.len > 0 ? "  " : "", STR_ARG(tail)));
}

static struct str
flat_reads(struct fmt *f, const struct text *reads)
{
    return reads ? fmt_text(f, " reads " STR_FMT, STR_ARG(flat_text(f, reads))) : STR("");
}

/* `signature: body`, the body on lines of its own where it does not fit. */
static void
put_body(struct fmt *f, struct str head, parameter_vec params, struct str tail,
         const struct expr *body)
{
    struct str signature = fmt_text(f, STR_FMT "(" STR_FMT ")" STR_FMT, STR_ARG(head),
                                    STR_ARG(flat_parameters(f, params)), STR_ARG(tail));
    struct str flat =
        fmt_text(f, STR_FMT " " STR_FMT, STR_ARG(signature), STR_ARG(flat_expr(f, body)));
    bool commented = fmt_has_comment(f, f->last, body->span.hi);
    if (fmt_fits(f->indent, flat) && !commented) {
        fmt_put(f, f->indent, flat);
        return;
    }
    fmt_signature(f, head, params, tail);
    f->indent += FMT_STEP;
    fmt_continue(f, body->span.lo);
    fmt_expr(f, f->indent, f->indent, STR(""), body, STR(""));
    f->indent -= FMT_STEP;
}

static void
put_define(struct fmt *f, struct str marks, const struct define_decl *d)
{
    struct str result =
        d->result ? fmt_text(f, " -> " STR_FMT, STR_ARG(flat_type(f, d->result))) : STR("");
    struct str head =
        fmt_text(f, STR_FMT "define " STR_FMT, STR_ARG(marks), STR_ARG(flat_name(f, d->name)));
    put_body(f, head, d->params,
             fmt_text(f, STR_FMT STR_FMT ":", STR_ARG(result), STR_ARG(flat_reads(f, d->reads))),
             d->body);
}

static void
put_measure(struct fmt *f, struct str marks, const struct measure_decl *m)
{
    parameter_vec one = {0};
    vec_push(f->arena, &one, m->param);
    struct str head =
        fmt_text(f, STR_FMT "measure " STR_FMT, STR_ARG(marks), STR_ARG(flat_name(f, m->name)));
    struct str tail =
        fmt_text(f, " -> " STR_FMT " along " STR_FMT STR_FMT ":", STR_ARG(flat_type(f, &m->result)),
                 STR_ARG(flat_exprs(f, m->along)), STR_ARG(flat_reads(f, m->reads)));
    put_body(f, head, one, tail, m->body);
}

static void
put_rule(struct fmt *f, struct str marks, const struct item *i)
{
    const struct rule_decl *r = &i->rule;
    struct str name =
        r->name.sym.v ? fmt_text(f, STR_FMT " ", STR_ARG(flat_name(f, r->name))) : STR("");
    struct str head = fmt_text(f, STR_FMT "%s " STR_FMT STR_FMT " " STR_FMT " {", STR_ARG(marks),
                               i->kind == ITEM_RULE ? "rule" : "criterion", STR_ARG(name),
                               STR_ARG(flat_name(f, r->code)), STR_ARG(flat_text(f, r->title)));
    fmt_put(f, f->indent, head);
    fmt_end(f, r->title->span.hi);
    fmt_open(f);
    fmt_clauses(f, r->clauses);
    fmt_close(f, i->span.hi - 1, "}");
}

static void
put_use(struct fmt *f, struct str marks, const struct use_decl *u)
{
    struct str alias =
        u->alias.sym.v ? fmt_text(f, " as " STR_FMT, STR_ARG(flat_name(f, u->alias))) : STR("");
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "use " STR_FMT STR_FMT, STR_ARG(marks),
                     STR_ARG(flat_dotted(f, u->module)), STR_ARG(alias)));
}

static void
put_item(struct fmt *f, struct str marks, const struct item *i)
{
    switch (i->kind) {
    case ITEM_ERROR: return;
    case ITEM_USE: put_use(f, marks, &i->use); return;
    case ITEM_ENUM:
    case ITEM_SCALE: fmt_enum(f, marks, i); return;
    case ITEM_ENTITY: fmt_entity(f, marks, i); return;
    case ITEM_EXTEND: fmt_extend(f, marks, i); return;
    case ITEM_PARAM: put_param(f, marks, &i->param); return;
    case ITEM_DEFINE: put_define(f, marks, &i->define); return;
    case ITEM_MEASURE: put_measure(f, marks, &i->measure); return;
    case ITEM_RULE:
    case ITEM_CRITERION: put_rule(f, marks, i); return;
    case ITEM_MATRIX:
    case ITEM_TABLE: fmt_table(f, marks, i); return;
    case ITEM_PATTERN: fmt_pattern(f, marks, i); return;
    case ITEM_APPLY: fmt_apply(f, marks, i); return;
    case ITEM_SOURCE: fmt_source(f, marks, i); return;
    case ITEM_TARGET: fmt_target(f, marks, i); return;
    case ITEM_VIEW: fmt_view(f, marks, i); return;
    case ITEM_TAILOR: fmt_tailor(f, marks, i); return;
    case ITEM_TEST: fmt_test(f, marks, i); return;
    }
    abort();
}

/* Items that are one expression or one list: comments inside them stand before them. */
static bool
is_leaf(enum item_kind kind)
{
    return kind == ITEM_USE || kind == ITEM_ENUM || kind == ITEM_SCALE || kind == ITEM_PARAM;
}

static struct str
marks_of(struct fmt *f, const struct item *i)
{
    struct str deprecated = STR("");
    if (i->deprecated)
        deprecated = fmt_text(f, "deprecated " STR_FMT " ", STR_ARG(flat_text(f, i->deprecated)));
    return fmt_text(f, "%s" STR_FMT "%s", i->is_private ? "private " : "", STR_ARG(deprecated),
                    i->is_replaceable ? "replaceable " : "");
}

/* Items of one line may stand together when they are of one kind; others have a blank line between. */
static bool
may_join(const struct item *a, const struct item *b, uint32_t lines)
{
    bool values = (a->kind == ITEM_ENUM || a->kind == ITEM_SCALE) &&
                  (b->kind == ITEM_ENUM || b->kind == ITEM_SCALE);
    return lines == 1 && (a->kind == b->kind || values);
}

static void
separate(struct fmt *f, uint32_t from, bool join)
{
    bool blank = false;
    for (uint32_t i = from; i < f->lines.len && !blank; i++) {
        blank = f->lines.at[i].blank_before;
        if (!f->lines.at[i].is_comment)
            break;
    }
    if (!blank && !join && from > 0 && from < f->lines.len)
        f->lines.at[from].blank_before = true;
}

/* Comments, docs and the item; returns the number of lines, comments before it not counted. */
static uint32_t
put_whole(struct fmt *f, const struct item *i)
{
    uint32_t inner = is_leaf(i->kind) ? i->span.hi : i->keyword.lo;
    bool documented = i->docs.at != NULL;
    fmt_begin(f, i->span.lo, documented ? i->span.lo : inner);
    uint32_t start = f->lines.len;
    if (documented) {
        fmt_docs(f, i->docs);
        fmt_end(f, i->docs_span.hi);
        fmt_begin(f, i->keyword.lo, inner);
        f->blank = false;
    }
    fmt_end(f, i->keyword.hi);
    put_item(f, marks_of(f, i), i);
    fmt_end(f, i->span.hi);
    return f->lines.len - start;
}

static struct str
lay_out(struct arena *arena, const struct ast *ast)
{
    struct fmt f = {.arena = arena, .ast = ast, .fresh = true, .last = ast->source->base};
    const struct item *previous = NULL;
    uint32_t previous_lines = 0;
    for (uint32_t k = 0; k < ast->items.len; k++) {
        const struct item *i = ast->items.at[k];
        uint32_t from = f.lines.len, lines = put_whole(&f, i);
        separate(&f, from, previous && lines == 1 && may_join(previous, i, previous_lines));
        previous = i;
        previous_lines = lines;
    }
    fmt_begin(&f, f.last, UINT32_MAX);
    return fmt_print_lines(&f);
}

static struct ast *
read_back(struct arena *arena, struct str text)
{
    struct source_map *sources = arena_new(arena, struct source_map);
    struct sym_table *syms = arena_new(arena, struct sym_table);
    struct diag_sink *sink = arena_new(arena, struct diag_sink);
    source_map_init(sources, arena);
    sym_table_init(syms, arena);
    diag_sink_init(sink, arena, sources);
    struct ast *ast = parse_source(arena, syms, sink, source_add(sources, STR("formatted"), text));
    return sink->error_count > 0 ? NULL : ast;
}

/*
 * A comment in a place where no line can end moves to the next one that can, and what it had forced
 * apart may then fit on one line: the layout of such a text is that of its own layout.
 */
struct str
format_ast(struct arena *arena, const struct sym_table *syms, const struct ast *ast)
{
    enum { ROUNDS = 8 };
    (void)syms; /* names are printed as they stand in the source */
    struct str text = lay_out(arena, ast);
    for (int i = 0; i < ROUNDS && ast && ast->comments.len > 0; i++) {
        struct str before = text;
        ast = read_back(arena, text);
        if (ast)
            text = lay_out(arena, ast);
        if (str_eq(text, before))
            break;
    }
    return text;
}
