/* The text form of a tree: its frame, items and clauses. Expressions are in ast_dump_expr.c. */
#include "lang/ast_dump.h"

#include <stdlib.h>

/* ---- lines and words ---- */

/* Counts on from the last place; going back starts anew. */
static void
move_to(struct tree_dump *d, uint32_t at)
{
    if (at < d->at || d->line == 0) {
        d->at = d->source->base;
        d->line = d->column = 1;
    }
    struct str text = d->source->text;
    for (; d->at < at; d->at++) {
        size_t i = d->at - d->source->base;
        bool crlf = text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n';
        if ((text.at[i] == '\n' || text.at[i] == '\r') && !crlf) {
            d->line++;
            d->column = 1;
        } else if (((unsigned char)text.at[i] & 0xC0) != 0x80) {
            d->column++;
        }
    }
}

static void
print_place(struct tree_dump *d, struct span at)
{
    move_to(d, at.lo);
    uint32_t line = d->line;
    text_printf(d->out, "  @%u:%u", (unsigned)line, (unsigned)d->column);
    move_to(d, at.hi);
    if (d->line == line)
        text_printf(d->out, "-%u", (unsigned)d->column);
    else
        text_printf(d->out, "-%u:%u", (unsigned)d->line, (unsigned)d->column);
}

void
tree_line(struct tree_dump *d, struct span at, const char *fmt, ...)
{
    for (int i = 0; i < d->depth; i++)
        text_add_c(d->out, "  ");
    va_list ap;
    va_start(ap, fmt);
    text_add_c(d->out, arena_vprintf(d->out->arena, fmt, ap));
    va_end(ap);
    if (d->places && !span_is_none(at))
        print_place(d, at);
    text_add_char(d->out, '\n');
}

const char *
tree_name(struct tree_dump *d, struct name n)
{
    return n.sym.v ? str_c(d->out->arena, sym_str(d->syms, n.sym)) : "-";
}

const char *
tree_dotted(struct tree_dump *d, struct dotted n)
{
    struct text_buf b = {.arena = d->out->arena};
    for (uint32_t i = 0; i < n.parts.len; i++)
        text_printf(&b, "%s%s", i > 0 ? "." : "", tree_name(d, n.parts.at[i]));
    return str_c(d->out->arena, text_str(&b));
}

const char *
tree_type_name(struct tree_dump *d, struct type_name n)
{
    if (!n.pack.sym.v)
        return tree_name(d, n.name);
    return arena_printf(d->out->arena, "%s.%s", tree_name(d, n.pack), tree_name(d, n.name));
}

struct str
tree_quoted(struct tree_dump *d, struct str s)
{
    struct text_buf b = {.arena = d->out->arena};
    text_add_char(&b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '\n')
            text_add_c(&b, "\\n");
        else if (c == '\t')
            text_add_c(&b, "\\t");
        else if (c == '"' || c == '\\')
            text_printf(&b, "\\%c", c);
        else if (c < 0x20)
            text_printf(&b, "\\x%02x", c);
        else
            text_add_char(&b, (char)c);
    }
    text_add_char(&b, '"');
    return text_str(&b);
}

static void
tree_names(struct tree_dump *d, const char *role, name_vec names)
{
    if (names.len == 0)
        return;
    struct text_buf b = {.arena = d->out->arena};
    for (uint32_t i = 0; i < names.len; i++)
        text_printf(&b, " %s", tree_name(d, names.at[i]));
    struct span at = span_join(names.at[0].span, vec_last(&names).span);
    tree_line(d, at, "%s" STR_FMT, role, STR_ARG(text_str(&b)));
}

/* ---- types, fields, parameters ---- */

static const char *const multiplicities[] = {
    [MULT_ONE] = "one", [MULT_OPTIONAL] = "optional", [MULT_ANY] = "any", [MULT_SOME] = "some"};

static void
tree_type(struct tree_dump *d, const char *role, const struct type_expr *t)
{
    if (!t)
        return;
    const char *times = multiplicities[t->multiplicity];
    switch (t->form) {
    case TYPE_FORM_ERROR: tree_line(d, t->span, "%s error", role); return;
    case TYPE_FORM_NAME:
        tree_line(d, t->span, "%s %s %s", role, tree_type_name(d, t->name), times);
        return;
    case TYPE_FORM_UNION:
        tree_line(d, t->span, "%s union %s", role, times);
        d->depth++;
        for (uint32_t i = 0; i < t->members.len; i++)
            tree_type(d, "member", &t->members.at[i]);
        d->depth--;
        return;
    case TYPE_FORM_ENUM:
        tree_line(d, t->span, "%s enum %s", role, times);
        d->depth++;
        tree_names(d, "values", t->values);
        d->depth--;
        return;
    }
    abort();
}

static const char *const mark_names[] = {
    [MARK_INVERSE] = "inverse",   [MARK_ACYCLIC] = "acyclic", [MARK_PAST] = "past",
    [MARK_MATCHING] = "matching", [MARK_WITHIN] = "within",   [MARK_DEFAULT] = "default",
    [MARK_STRICTER] = "stricter",
};

static void
tree_marks(struct tree_dump *d, field_mark_vec marks)
{
    for (uint32_t i = 0; i < marks.len; i++) {
        const struct field_mark *m = &marks.at[i];
        bool named = m->name.sym.v != 0;
        tree_line(d, m->span, "%s%s%s", mark_names[m->kind], named ? " " : "",
                  named ? tree_name(d, m->name) : "");
        d->depth++;
        tree_expr(d, m->value);
        tree_expr(d, m->range.low);
        tree_expr(d, m->range.high);
        d->depth--;
    }
}

static void
tree_docs(struct tree_dump *d, struct str docs)
{
    if (docs.len > 0)
        tree_line(d, SPAN_NONE, "docs " STR_FMT, STR_ARG(tree_quoted(d, docs)));
}

static void
tree_fields(struct tree_dump *d, field_vec fields)
{
    for (uint32_t i = 0; i < fields.len; i++) {
        const struct field_decl *f = &fields.at[i];
        tree_line(d, f->span, "field %s%s", tree_name(d, f->name), f->contains ? " contains" : "");
        d->depth++;
        tree_docs(d, f->docs);
        tree_type(d, "type", &f->type);
        tree_marks(d, f->marks);
        d->depth--;
    }
}

static void
tree_parameter(struct tree_dump *d, const char *role, const struct parameter *p)
{
    tree_line(d, p->span, "%s %s", role, tree_name(d, p->name));
    d->depth++;
    tree_type(d, "type", &p->type);
    d->depth--;
}

static void
tree_parameters(struct tree_dump *d, const char *role, parameter_vec params)
{
    for (uint32_t i = 0; i < params.len; i++)
        tree_parameter(d, role, &params.at[i]);
}

static void
tree_values(struct tree_dump *d, enum_value_vec values)
{
    for (uint32_t i = 0; i < values.len; i++) {
        const struct enum_value *v = &values.at[i];
        tree_line(d, v->span, "value %s", tree_name(d, v->name));
        d->depth++;
        tree_text(d, "as", v->spelling);
        for (uint32_t k = 0; k < v->aliases.len; k++) {
            tree_text(d, "also", v->aliases.at[k].text);
            if (!v->aliases.at[k].text)
                tree_line(d, v->aliases.at[k].name.span, "also %s",
                          tree_name(d, v->aliases.at[k].name));
        }
        d->depth--;
    }
}

/* ---- clauses ---- */

static void
tree_param(struct tree_dump *d, const struct param_decl *p)
{
    tree_parameter(d, "parameter", &p->param);
    tree_role(d, "value", p->value);
    tree_marks(d, p->marks);
}

static void
tree_trace(struct tree_dump *d, step_vec steps)
{
    static const char *const names[] = {
        [STEP_SOME] = "some", [STEP_EVERY] = "every", [STEP_CONDITION] = "condition"};
    for (uint32_t i = 0; i < steps.len; i++) {
        const struct trace_step *s = &steps.at[i];
        if (s->kind == STEP_CONDITION)
            tree_line(d, s->span, "step condition");
        else
            tree_line(d, s->span, "step %s as %s", names[s->kind], tree_name(d, s->name));
        d->depth++;
        tree_expr(d, s->expr);
        tree_text(d, "else", s->message);
        d->depth--;
    }
}

static void
tree_maps(struct tree_dump *d, mapping_vec maps)
{
    for (uint32_t i = 0; i < maps.len; i++)
        tree_text(d, arena_printf(d->out->arena, "to %s", tree_name(d, maps.at[i].standard)),
                  maps.at[i].clause);
}

static const char *const clause_names[] = {
    [CLAUSE_ERROR] = "error",
    [CLAUSE_CATEGORY] = "category",
    [CLAUSE_SEVERITY] = "severity",
    [CLAUSE_PHASE] = "phase",
    [CLAUSE_MAPS] = "maps",
    [CLAUSE_EFFECTIVE] = "effective",
    [CLAUSE_AFTER] = "after",
    [CLAUSE_FORMERLY] = "formerly",
    [CLAUSE_TAGS] = "tags",
    [CLAUSE_RATIONALE] = "rationale",
    [CLAUSE_FINAL] = "final",
    [CLAUSE_EXPECT_SUBJECTS] = "expect-subjects",
    [CLAUSE_PARAM] = "param",
    [CLAUSE_FOR_EACH] = "for-each",
    [CLAUSE_LET] = "let",
    [CLAUSE_REQUIRE] = "require",
    [CLAUSE_TRACE] = "trace",
    [CLAUSE_FIX_TEXT] = "fix",
    [CLAUSE_FIX_CHANGE] = "fix-change",
    [CLAUSE_ACCEPT] = "accept",
    [CLAUSE_REJECT] = "reject",
};

static void
tree_clause_parts(struct tree_dump *d, const struct clause *c)
{
    switch (c->kind) {
    case CLAUSE_ERROR:
    case CLAUSE_FINAL:
    case CLAUSE_EXPECT_SUBJECTS: return;
    case CLAUSE_CATEGORY:
    case CLAUSE_SEVERITY: tree_line(d, c->name.span, "name %s", tree_name(d, c->name)); return;
    case CLAUSE_PHASE:
        tree_line(d, c->phase.from.span, "from %s", tree_name(d, c->phase.from));
        if (c->phase.to.sym.v)
            tree_line(d, c->phase.to.span, "to %s", tree_name(d, c->phase.to));
        return;
    case CLAUSE_MAPS: tree_maps(d, c->maps); return;
    case CLAUSE_EFFECTIVE: tree_line(d, SPAN_NONE, "from " STR_FMT, STR_ARG(c->date)); return;
    case CLAUSE_AFTER:
    case CLAUSE_FORMERLY:
    case CLAUSE_TAGS: tree_names(d, "names", c->codes); return;
    case CLAUSE_RATIONALE:
    case CLAUSE_FIX_TEXT:
    case CLAUSE_REJECT: tree_text(d, "text", c->text); return;
    case CLAUSE_PARAM: tree_param(d, c->param); return;
    case CLAUSE_FOR_EACH: tree_each(d, c->each); return;
    case CLAUSE_LET: tree_let(d, c->let); return;
    case CLAUSE_REQUIRE:
        tree_expr(d, c->require.condition);
        tree_role(d, "at", c->require.at);
        tree_text(d, "else", c->require.message);
        return;
    case CLAUSE_TRACE: tree_trace(d, c->trace); return;
    case CLAUSE_FIX_CHANGE:
        tree_role(d, c->fix.add ? "add" : "set", c->fix.path);
        tree_role(d, "value", c->fix.value);
        tree_text(d, "ask", c->fix.ask);
        return;
    case CLAUSE_ACCEPT:
        tree_expr(d, c->accept.when);
        tree_exprs(d, "given", c->accept.given);
        return;
    }
    abort();
}

static void
tree_clauses(struct tree_dump *d, clause_vec clauses)
{
    for (uint32_t i = 0; i < clauses.len; i++) {
        tree_line(d, clauses.at[i].span, "%s", clause_names[clauses.at[i].kind]);
        d->depth++;
        tree_docs(d, clauses.at[i].docs);
        tree_clause_parts(d, &clauses.at[i]);
        d->depth--;
    }
}

/* ---- matrices and tables ---- */

static void
tree_cell(struct tree_dump *d, const struct table_cell *c)
{
    static const char *const orders[] = {
        [CELL_IS] = "is", [CELL_RANGE] = "range", [CELL_LT] = "<",
        [CELL_GT] = ">",  [CELL_LE] = "<=",       [CELL_GE] = ">="};
    switch (c->kind) {
    case CELL_EMPTY: tree_line(d, c->span, "cell empty"); return;
    case CELL_ANY: tree_line(d, c->span, "cell any"); return;
    case CELL_CORNER:
        tree_line(d, c->span, "cell corner %s \\ %s", tree_name(d, c->row_axis),
                  tree_name(d, c->column_axis));
        return;
    case CELL_VALUES: break;
    }
    tree_line(d, c->span, "cell");
    d->depth++;
    for (uint32_t i = 0; i < c->values.len; i++) {
        tree_role(d, orders[c->values.at[i].kind], c->values.at[i].value);
        tree_role(d, "to", c->values.at[i].high);
    }
    d->depth--;
}

static void
tree_table(struct tree_dump *d, const struct table_decl *t)
{
    tree_parameters(d, "parameter", t->params);
    tree_type(d, "result", t->result);
    tree_parameters(d, "output", t->outputs);
    if (t->hit.sym.v)
        tree_line(d, t->hit.span, "hit %s", tree_name(d, t->hit));
    for (uint32_t i = 0; i < t->rows.len; i++) {
        tree_line(d, t->rows.at[i].span, "row");
        d->depth++;
        for (uint32_t k = 0; k < t->rows.at[i].cells.len; k++)
            tree_cell(d, &t->rows.at[i].cells.at[k]);
        d->depth--;
    }
}

/* ---- patterns, sources, targets, views ---- */

static const char *
formats_text(struct tree_dump *d, name_vec formats)
{
    struct text_buf b = {.arena = d->out->arena};
    for (uint32_t i = 0; i < formats.len; i++)
        text_printf(&b, "%s%s", i ? ", " : "", tree_name(d, formats.at[i]));
    return str_c(d->out->arena, text_str(&b));
}

static void
tree_setting(struct tree_dump *d, const struct setting *s)
{
    struct type_name full = {.pack = s->pack, .name = s->name};
    tree_line(d, s->span, "setting %s", tree_type_name(d, full));
    d->depth++;
    tree_expr(d, s->value);
    d->depth--;
}

static void
tree_node_mark(struct tree_dump *d, const struct node_mark *m)
{
    switch (m->kind) {
    case NODE_TEXT: tree_text(d, "text", m->text); return;
    case NODE_FOR_EACH: tree_line(d, m->span, "for-each"); break;
    case NODE_AT_LEAST: tree_line(d, m->span, "at-least " STR_FMT, STR_ARG(m->count)); return;
    case NODE_AT_MOST: tree_line(d, m->span, "at-most " STR_FMT, STR_ARG(m->count)); return;
    case NODE_SHARED: tree_exprs(d, "shared", m->args); return;
    case NODE_WHEN: tree_role(d, "when", m->when); return;
    case NODE_OPTIONAL: tree_line(d, m->span, "optional"); return;
    case NODE_UNDEVELOPED: tree_line(d, m->span, "undeveloped"); return;
    case NODE_VIA: tree_line(d, m->span, "via %s", tree_name(d, m->via)); return;
    }
    d->depth++;
    tree_each(d, m->each);
    d->depth--;
}

static void
tree_node(struct tree_dump *d, const struct pattern_node *n)
{
    switch (n->kind) {
    case NODE_ROLE:
        tree_line(d, n->span, "role %s %s", tree_type_name(d, n->type), tree_name(d, n->role));
        break;
    case NODE_USE: tree_line(d, n->span, "use %s", tree_type_name(d, n->type)); break;
    case NODE_CHOOSE: tree_line(d, n->span, "choose " STR_FMT, STR_ARG(n->choose)); break;
    }
    d->depth++;
    tree_exprs(d, "arguments", n->args);
    for (uint32_t i = 0; i < n->marks.len; i++)
        tree_node_mark(d, &n->marks.at[i]);
    for (uint32_t i = 0; i < n->parts.len; i++) {
        if (n->parts.at[i].node)
            tree_node(d, n->parts.at[i].node);
        else
            tree_setting(d, &n->parts.at[i].setting);
    }
    d->depth--;
}

static void
tree_statements(struct tree_dump *d, statement_vec body)
{
    static const char *const names[] = {
        [STATEMENT_FOR] = "for",   [STATEMENT_FOR_ANY] = "for-any",
        [STATEMENT_WHEN] = "when", [STATEMENT_REQUIRE] = "require",
        [STATEMENT_LET] = "let",   [STATEMENT_ENTITY] = "make",
        [STATEMENT_ADD] = "add",
    };
    for (uint32_t i = 0; i < body.len; i++) {
        const struct statement *s = body.at[i];
        bool typed = s->kind == STATEMENT_ENTITY || s->kind == STATEMENT_ADD;
        tree_line(d, s->span, "%s%s%s", names[s->kind], typed ? " " : "",
                  typed ? tree_type_name(d, s->type) : "");
        d->depth++;
        tree_each(d, s->each);
        tree_expr(d, s->condition);
        tree_text(d, "else", s->message);
        tree_let(d, s->let);
        tree_role(d, "id", s->id);
        for (uint32_t k = 0; k < s->settings.len; k++)
            tree_setting(d, &s->settings.at[k]);
        tree_statements(d, s->body);
        d->depth--;
    }
}

static void
tree_key(struct tree_dump *d, const struct target_key *k)
{
    switch (k->kind) {
    case KEY_NAME: tree_line(d, k->span, "key %s", tree_name(d, k->name)); return;
    case KEY_TEXT: tree_text(d, "key", k->text); return;
    case KEY_DOCUMENT: tree_line(d, k->span, "key $"); return;
    }
    abort();
}

static void
tree_entries(struct tree_dump *d, entry_vec body)
{
    static const char *const names[] = {
        [ENTRY_VALUE] = "value",       [ENTRY_MAPPING] = "mapping", [ENTRY_LIST] = "list",
        [ENTRY_FOR_EACH] = "for-each", [ENTRY_WHEN] = "when",       [ENTRY_WITHIN] = "within",
        [ENTRY_LET] = "let",
    };
    for (uint32_t i = 0; i < body.len; i++) {
        const struct entry *e = body.at[i];
        tree_line(d, e->span, "%s", names[e->kind]);
        d->depth++;
        if (!span_is_none(e->key.span))
            tree_key(d, &e->key);
        tree_expr(d, e->value);
        tree_each(d, e->each);
        tree_let(d, e->let);
        tree_entries(d, e->body);
        d->depth--;
    }
}

static void
tree_view_clause(struct tree_dump *d, const struct view_clause *c)
{
    switch (c->kind) {
    case VIEW_PATHS:
        tree_line(d, c->span, "%s", tree_name(d, c->word));
        d->depth++;
        for (uint32_t i = 0; i < c->paths.len; i++)
            tree_line(d, c->paths.at[i].span, "path %s", tree_dotted(d, c->paths.at[i]));
        d->depth--;
        return;
    case VIEW_TEXT: tree_text(d, tree_name(d, c->word), c->text); return;
    case VIEW_ARGUMENTS: tree_exprs(d, tree_name(d, c->word), c->args); return;
    case VIEW_CHAIN:
        tree_line(d, c->span, "chain %s", tree_type_name(d, c->chain_type));
        d->depth++;
        tree_names(d, "to", c->chain);
        d->depth--;
        return;
    case VIEW_FOR_EACH:
        tree_line(d, c->span, "for-each");
        d->depth++;
        tree_each(d, c->each);
        d->depth--;
        return;
    }
    abort();
}

/* ---- tailoring and tests ---- */

static const char *
target_of(struct tree_dump *d, struct dotted path, struct type_name type)
{
    return type.name.sym.v ? tree_type_name(d, type) : tree_dotted(d, path);
}

static void
tree_deviation(struct tree_dump *d, const struct deviation *v)
{
    const char *code = tree_name(d, v->code);
    switch (v->kind) {
    case DEVIATION_SET: tree_line(d, v->span, "set %s %s", code, tree_dotted(d, v->target)); break;
    case DEVIATION_SEVERITY:
        tree_line(d, v->span, "severity %s %s", code, tree_name(d, v->severity));
        break;
    case DEVIATION_EXEMPT: tree_line(d, v->span, "exempt %s", code); break;
    case DEVIATION_DISABLE: tree_line(d, v->span, "disable %s", code); break;
    case DEVIATION_REPLACE:
        tree_line(d, v->span, "replace %s with %s", target_of(d, v->target, v->target_type),
                  target_of(d, v->with, v->with_type));
        break;
    }
    d->depth++;
    tree_expr(d, v->value);
    for (uint32_t i = 0; i < v->replacing.len; i++)
        tree_line(d, v->replacing.at[i].span, "replacing %s", tree_name(d, v->replacing.at[i]));
    tree_text(d, "because", v->because);
    if (v->until.len > 0)
        tree_line(d, SPAN_NONE, "until " STR_FMT, STR_ARG(v->until));
    tree_text(d, "by", v->by);
    d->depth--;
}

static struct str
thing_words(struct tree_dump *d, const struct thing_name *t)
{
    struct text_buf b = {.arena = d->out->arena};
    if (t->type.name.sym.v)
        text_printf(&b, "%s:", tree_type_name(d, t->type));
    text_add(&b, tree_quoted(d, t->id));
    return text_str(&b);
}

static void
tree_datum(struct tree_dump *d, const struct datum *v)
{
    switch (v->kind) {
    case DATUM_LITERAL: tree_expr(d, v->literal); return;
    case DATUM_THING:
        tree_line(d, v->span, "thing " STR_FMT, STR_ARG(thing_words(d, &v->thing)));
        return;
    case DATUM_ROLE:
        tree_line(d, v->span, "element %s.%s", tree_type_name(d, v->pattern),
                  tree_name(d, v->role));
        break;
    case DATUM_LIST: tree_line(d, v->span, "list"); break;
    }
    d->depth++;
    for (uint32_t i = 0; i < v->items.len; i++)
        tree_datum(d, v->items.at[i]);
    d->depth--;
}

static void
tree_thing(struct tree_dump *d, const struct thing *t)
{
    const char *via = t->via.sym.v ? " via " : "";
    tree_line(d, t->span, "entity %s " STR_FMT "%s%s", tree_type_name(d, t->type),
              STR_ARG(thing_words(d, &t->id)), via, *via ? tree_name(d, t->via) : "");
    d->depth++;
    for (uint32_t i = 0; i < t->members.len; i++) {
        const struct thing_member *m = &t->members.at[i];
        if (m->thing) {
            tree_thing(d, m->thing);
            continue;
        }
        struct type_name full = {.pack = m->pack, .name = m->field};
        tree_line(d, m->span, "field %s", tree_type_name(d, full));
        d->depth++;
        tree_datum(d, m->value);
        d->depth--;
    }
    d->depth--;
}

static void
tree_test_clause(struct tree_dump *d, const struct test_clause *c)
{
    static const char *const names[] = {
        [TEST_ERROR] = "error",
        [TEST_GIVEN] = "given",
        [TEST_GIVEN_CASE] = "given-case",
        [TEST_EXPECT] = "expect",
        [TEST_EXPECT_NOT] = "expect-no",
        [TEST_EXPECT_INDETERMINATE] = "expect-word",
        [TEST_EXPECT_DECISION] = "expect-decision",
        [TEST_EXPECT_NOTHING_ELSE] = "expect-nothing-else",
    };
    tree_line(d, c->span, "%s", names[c->kind]);
    d->depth++;
    if (c->word.sym.v)
        tree_line(d, c->word.span, "word %s", tree_name(d, c->word));
    if (c->code.sym.v)
        tree_line(d, c->code.span, "code %s", tree_name(d, c->code));
    if (c->has_at && c->at.element)
        tree_datum(d, c->at.element);
    else if (c->has_at)
        tree_line(d, c->at.span, "at " STR_FMT, STR_ARG(thing_words(d, &c->at)));
    if (c->by.parts.len > 0)
        tree_line(d, c->by.span, "by %s", tree_dotted(d, c->by));
    tree_text(d, c->containing ? "containing" : "saying", c->saying);
    tree_text(d, "folder", c->folder);
    for (uint32_t i = 0; i < c->given.len; i++)
        tree_thing(d, c->given.at[i]);
    d->depth--;
}

/* ---- items ---- */

static const char *const item_names[] = {
    [ITEM_ERROR] = "error",         [ITEM_USE] = "use",
    [ITEM_ENUM] = "enum",           [ITEM_SCALE] = "scale",
    [ITEM_ENTITY] = "entity",       [ITEM_EXTEND] = "extend",
    [ITEM_PARAM] = "param",         [ITEM_DEFINE] = "define",
    [ITEM_MEASURE] = "measure",     [ITEM_RULE] = "rule",
    [ITEM_CRITERION] = "criterion", [ITEM_MATRIX] = "matrix",
    [ITEM_TABLE] = "table",         [ITEM_PATTERN] = "pattern",
    [ITEM_APPLY] = "apply",         [ITEM_SOURCE] = "source",
    [ITEM_TARGET] = "target",       [ITEM_VIEW] = "view",
    [ITEM_TAILOR] = "tailor",       [ITEM_TEST] = "test",
};

/* What the item is called, on its own line; parts follow. */
static const char *
item_words(struct tree_dump *d, const struct item *i)
{
    struct arena *a = d->out->arena;
    switch (i->kind) {
    case ITEM_ERROR:
    case ITEM_TEST: return "";
    case ITEM_USE: return tree_dotted(d, i->use.module);
    case ITEM_ENUM:
    case ITEM_SCALE: return tree_name(d, i->enumeration.name);
    case ITEM_ENTITY: return tree_name(d, i->entity.name);
    case ITEM_EXTEND: return tree_type_name(d, i->extend.type);
    case ITEM_PARAM: return tree_name(d, i->param.param.name);
    case ITEM_DEFINE: return tree_name(d, i->define.name);
    case ITEM_MEASURE: return tree_name(d, i->measure.name);
    case ITEM_RULE: return tree_name(d, i->rule.code);
    case ITEM_CRITERION:
        return arena_printf(a, "%s %s", tree_name(d, i->rule.name), tree_name(d, i->rule.code));
    case ITEM_MATRIX:
    case ITEM_TABLE: return tree_name(d, i->table.name);
    case ITEM_PATTERN: return tree_name(d, i->pattern.name);
    case ITEM_APPLY:
        return arena_printf(a, "%s as%s %s", tree_type_name(d, i->apply.pattern),
                            i->apply.authored ? " authored" : "", tree_name(d, i->apply.rule.code));
    case ITEM_SOURCE:
        return arena_printf(a, "%s from %s", tree_name(d, i->source.name),
                            formats_text(d, i->source.formats));
    case ITEM_TARGET:
        return arena_printf(a, "%s to %s", tree_name(d, i->target.name),
                            tree_name(d, i->target.format));
    case ITEM_VIEW:
        return i->view.name.sym.v ? tree_name(d, i->view.name) : tree_type_name(d, i->view.type);
    case ITEM_TAILOR: return tree_dotted(d, i->tailor.pack);
    }
    abort();
}

static void
tree_entity_decl(struct tree_dump *d, const struct entity_decl *e)
{
    if (e->is_abstract)
        tree_line(d, SPAN_NONE, "abstract");
    if (e->is_open)
        tree_line(d, SPAN_NONE, "open");
    if (e->parent.name.sym.v)
        tree_line(d, e->parent.span, "parent %s", tree_type_name(d, e->parent));
    tree_text(d, "stored", e->stored);
    tree_fields(d, e->fields);
}

static void
tree_pattern(struct tree_dump *d, const struct pattern_decl *p)
{
    tree_parameters(d, "parameter", p->params);
    for (uint32_t i = 0; i < p->after.len; i++)
        tree_line(d, p->after.at[i].span, "after %s", tree_type_name(d, p->after.at[i]));
    for (uint32_t i = 0; i < p->nodes.len; i++)
        tree_node(d, p->nodes.at[i]);
}

static void
tree_measure(struct tree_dump *d, const struct measure_decl *m)
{
    tree_parameter(d, "parameter", &m->param);
    tree_type(d, "result", &m->result);
    for (uint32_t i = 0; i < m->along.len; i++)
        tree_role(d, "along", m->along.at[i]);
    tree_text(d, "reads", m->reads);
    tree_role(d, "body", m->body);
}

static void
tree_define(struct tree_dump *d, const struct define_decl *f)
{
    tree_parameters(d, "parameter", f->params);
    tree_type(d, "result", f->result);
    tree_text(d, "reads", f->reads);
    tree_role(d, "body", f->body);
}

static void
tree_item_parts(struct tree_dump *d, const struct item *i)
{
    switch (i->kind) {
    case ITEM_ERROR: return;
    case ITEM_USE:
        if (i->use.alias.sym.v)
            tree_line(d, i->use.alias.span, "as %s", tree_name(d, i->use.alias));
        return;
    case ITEM_ENUM:
    case ITEM_SCALE: tree_values(d, i->enumeration.values); return;
    case ITEM_ENTITY: tree_entity_decl(d, &i->entity); return;
    case ITEM_EXTEND: tree_fields(d, i->extend.fields); return;
    case ITEM_PARAM: tree_param(d, &i->param); return;
    case ITEM_DEFINE: tree_define(d, &i->define); return;
    case ITEM_MEASURE: tree_measure(d, &i->measure); return;
    case ITEM_RULE:
    case ITEM_CRITERION:
        tree_text(d, "title", i->rule.title);
        tree_clauses(d, i->rule.clauses);
        return;
    case ITEM_MATRIX:
    case ITEM_TABLE: tree_table(d, &i->table); return;
    case ITEM_PATTERN: tree_pattern(d, &i->pattern); return;
    case ITEM_APPLY:
        tree_text(d, "title", i->apply.rule.title);
        tree_exprs(d, "arguments", i->apply.args);
        tree_each(d, i->apply.each);
        tree_clauses(d, i->apply.rule.clauses);
        return;
    case ITEM_SOURCE: tree_statements(d, i->source.body); return;
    case ITEM_TARGET: tree_entries(d, i->target.body); return;
    case ITEM_VIEW:
        for (uint32_t k = 0; k < i->view.clauses.len; k++)
            tree_view_clause(d, &i->view.clauses.at[k]);
        return;
    case ITEM_TAILOR:
        for (uint32_t k = 0; k < i->tailor.deviations.len; k++)
            tree_deviation(d, &i->tailor.deviations.at[k]);
        return;
    case ITEM_TEST:
        tree_text(d, "title", i->test.title);
        if (i->test.on.len > 0)
            tree_line(d, SPAN_NONE, "on " STR_FMT, STR_ARG(i->test.on));
        for (uint32_t k = 0; k < i->test.clauses.len; k++)
            tree_test_clause(d, &i->test.clauses.at[k]);
        return;
    }
    abort();
}

static void
tree_item(struct tree_dump *d, const struct item *i)
{
    const char *words = item_words(d, i);
    tree_line(d, i->span, "%s%s%s%s%s%s", i->is_private ? "private " : "",
              i->is_replaceable ? "replaceable " : "", item_names[i->kind], *words ? " " : "",
              words, i->broken ? " (broken)" : "");
    d->depth++;
    tree_docs(d, i->docs);
    tree_text(d, "deprecated", i->deprecated);
    tree_item_parts(d, i);
    d->depth--;
}

static void
tree_all(struct tree_dump *d, const struct ast *ast)
{
    if (ast->docs.at)
        tree_line(d, SPAN_NONE, "file " STR_FMT, STR_ARG(tree_quoted(d, ast->docs)));
    for (uint32_t i = 0; i < ast->items.len; i++)
        tree_item(d, ast->items.at[i]);
}

void
ast_dump(const struct ast *ast, const struct sym_table *syms, struct text_buf *out)
{
    struct tree_dump d = {.out = out, .syms = syms, .source = ast->source, .places = true};
    tree_all(&d, ast);
}

void
ast_dump_words(const struct ast *ast, const struct sym_table *syms, struct text_buf *out)
{
    struct tree_dump d = {.out = out, .syms = syms, .source = ast->source};
    tree_all(&d, ast);
}
