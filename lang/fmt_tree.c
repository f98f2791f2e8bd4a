/* Sources, targets and views. */
#include "lang/fmt_internal.h"

/* ---- settings ---- */

static struct str
setting_head(struct fmt *f, const struct setting *s)
{
    struct str pack =
        s->pack.sym.v ? fmt_text(f, STR_FMT ".", STR_ARG(flat_name(f, s->pack))) : STR("");
    return fmt_text(f, STR_FMT STR_FMT ": ", STR_ARG(pack), STR_ARG(flat_name(f, s->name)));
}

struct str
flat_setting(struct fmt *f, const struct setting *s)
{
    return fmt_text(f, STR_FMT STR_FMT, STR_ARG(setting_head(f, s)),
                    STR_ARG(flat_expr(f, s->value)));
}

void
fmt_setting(struct fmt *f, const struct setting *s)
{
    fmt_begin(f, s->span.lo, s->span.lo);
    fmt_expr(f, f->indent, f->indent + FMT_STEP, setting_head(f, s), s->value, STR(""));
    fmt_end(f, s->span.hi);
}

void
fmt_settings(struct fmt *f, struct str head, setting_vec settings, struct span at)
{
    struct text_buf flat = {.arena = f->arena};
    text_add(&flat, head);
    text_add_c(&flat, " { ");
    for (uint32_t i = 0; i < settings.len; i++)
        text_printf(&flat, "%s" STR_FMT, i > 0 ? ", " : "",
                    STR_ARG(flat_setting(f, &settings.at[i])));
    text_add_c(&flat, settings.len > 0 ? " }" : "}");
    if (fmt_fits(f->indent, text_str(&flat)) && !fmt_has_comment(f, at.lo, at.hi)) {
        fmt_put(f, f->indent, text_str(&flat));
        return;
    }
    fmt_put(f, f->indent, fmt_text(f, STR_FMT " {", STR_ARG(head)));
    fmt_open(f);
    for (uint32_t i = 0; i < settings.len; i++)
        fmt_setting(f, &settings.at[i]);
    fmt_close(f, at.hi - 1, "}");
}

/* ---- sources ---- */

static void put_statements(struct fmt *f, statement_vec body);

static void
put_block(struct fmt *f, const struct statement *s, uint32_t head_end)
{
    fmt_end(f, head_end);
    fmt_open(f);
    put_statements(f, s->body);
    fmt_close(f, s->span.hi - 1, "}");
}

static void
put_statement(struct fmt *f, const struct statement *s)
{
    struct str head;
    switch (s->kind) {
    case STATEMENT_FOR:
    case STATEMENT_FOR_ANY:
        head = s->kind == STATEMENT_FOR ? STR("for ") : STR("for any ");
        fmt_each(f, head, s->each, STR(" {"));
        put_block(f, s, vec_last(&s->each).span.hi);
        return;
    case STATEMENT_WHEN:
        fmt_expr(f, f->indent, f->indent + FMT_STEP, STR("when "), s->condition, STR(" {"));
        put_block(f, s, s->condition->span.hi);
        return;
    case STATEMENT_REQUIRE:
        fmt_condition(f, STR("require "), s->condition, STR(""), s->message, s->span);
        return;
    case STATEMENT_LET: fmt_let(f, s->let); return;
    case STATEMENT_ENTITY:
    case STATEMENT_ADD:
        head = fmt_text(f, "%s" STR_FMT " " STR_FMT, s->kind == STATEMENT_ADD ? "add " : "",
                        STR_ARG(flat_type_name(f, s->type)), STR_ARG(flat_expr(f, s->id)));
        fmt_settings(f, head, s->settings, s->span);
        return;
    }
}

static void
put_statements(struct fmt *f, statement_vec body)
{
    for (uint32_t i = 0; i < body.len; i++) {
        fmt_begin(f, body.at[i]->span.lo, body.at[i]->span.lo);
        put_statement(f, body.at[i]);
        fmt_end(f, body.at[i]->span.hi);
    }
}

void
fmt_source(struct fmt *f, struct str marks, const struct item *i)
{
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "source " STR_FMT " from " STR_FMT " {", STR_ARG(marks),
                     STR_ARG(flat_name(f, i->source.name)),
                     STR_ARG(flat_names(f, i->source.formats))));
    fmt_end(f, vec_last(&i->source.formats).span.hi);
    fmt_open(f);
    put_statements(f, i->source.body);
    fmt_close(f, i->span.hi - 1, "}");
}

/* ---- targets ---- */

static void put_entries(struct fmt *f, entry_vec body);

static struct str
flat_key(struct fmt *f, const struct target_key *k)
{
    switch (k->kind) {
    case KEY_NAME: return flat_name(f, k->name);
    case KEY_TEXT: return flat_text(f, k->text);
    case KEY_DOCUMENT: break;
    }
    return STR("$");
}

/* `key { a: x, b: y }`, or empty where there is more inside than values. */
static struct str
flat_mapping(struct fmt *f, const struct entry *e)
{
    struct text_buf out = {.arena = f->arena};
    text_printf(&out, STR_FMT " { ", STR_ARG(flat_key(f, &e->key)));
    for (uint32_t i = 0; i < e->body.len; i++) {
        const struct entry *part = e->body.at[i];
        if (part->kind != ENTRY_VALUE)
            return STR("");
        text_printf(&out, "%s" STR_FMT ": " STR_FMT, i > 0 ? ", " : "",
                    STR_ARG(flat_key(f, &part->key)), STR_ARG(flat_expr(f, part->value)));
    }
    text_add_c(&out, e->body.len > 0 ? " }" : "}");
    return text_str(&out);
}

static void
put_entry_block(struct fmt *f, const struct entry *e, uint32_t head_end)
{
    fmt_end(f, head_end);
    fmt_open(f);
    put_entries(f, e->body);
    fmt_close(f, e->span.hi - 1, "}");
}

static void
put_mapping(struct fmt *f, const struct entry *e)
{
    struct str flat = flat_mapping(f, e);
    if (flat.len > 0 && fmt_fits(f->indent, flat) && !fmt_has_comment(f, e->span.lo, e->span.hi)) {
        fmt_put(f, f->indent, flat);
        return;
    }
    fmt_put(f, f->indent, fmt_text(f, STR_FMT " {", STR_ARG(flat_key(f, &e->key))));
    put_entry_block(f, e, e->key.span.hi);
}

static void
put_entry(struct fmt *f, const struct entry *e)
{
    struct str key;
    switch (e->kind) {
    case ENTRY_VALUE:
        key = fmt_text(f, STR_FMT ": ", STR_ARG(flat_key(f, &e->key)));
        fmt_expr(f, f->indent, f->indent + FMT_STEP, key, e->value, STR(""));
        return;
    case ENTRY_MAPPING: put_mapping(f, e); return;
    case ENTRY_LIST:
        key = fmt_text(f, STR_FMT " for each ", STR_ARG(flat_key(f, &e->key)));
        fmt_each(f, key, e->each, STR(" {"));
        put_entry_block(f, e, vec_last(&e->each).span.hi);
        return;
    case ENTRY_FOR_EACH:
        fmt_each(f, STR("for each "), e->each, STR(" {"));
        put_entry_block(f, e, vec_last(&e->each).span.hi);
        return;
    case ENTRY_WHEN:
        fmt_expr(f, f->indent, f->indent + FMT_STEP, STR("when "), e->value, STR(" {"));
        put_entry_block(f, e, e->value->span.hi);
        return;
    case ENTRY_WITHIN:
        fmt_expr(f, f->indent, f->indent + FMT_STEP, STR("within "), e->value, STR(""));
        return;
    case ENTRY_LET: fmt_let(f, e->let); return;
    }
}

static void
put_entries(struct fmt *f, entry_vec body)
{
    for (uint32_t i = 0; i < body.len; i++) {
        fmt_begin(f, body.at[i]->span.lo, body.at[i]->span.lo);
        put_entry(f, body.at[i]);
        fmt_end(f, body.at[i]->span.hi);
    }
}

void
fmt_target(struct fmt *f, struct str marks, const struct item *i)
{
    fmt_put(f, f->indent,
            fmt_text(f, STR_FMT "target " STR_FMT " to " STR_FMT " {", STR_ARG(marks),
                     STR_ARG(flat_name(f, i->target.name)),
                     STR_ARG(flat_name(f, i->target.format))));
    fmt_end(f, i->target.format.span.hi);
    fmt_open(f);
    put_entries(f, i->target.body);
    fmt_close(f, i->span.hi - 1, "}");
}

/* ---- views ---- */

static struct str
view_value(struct fmt *f, const struct view_clause *c)
{
    struct text_buf out = {.arena = f->arena};
    switch (c->kind) {
    case VIEW_PATHS:
        for (uint32_t i = 0; i < c->paths.len; i++)
            text_printf(&out, "%s" STR_FMT, i > 0 ? ", " : "",
                        STR_ARG(flat_dotted(f, c->paths.at[i])));
        break;
    case VIEW_TEXT: return flat_text(f, c->text);
    case VIEW_ARGUMENTS: return fmt_text(f, "(" STR_FMT ")", STR_ARG(flat_exprs(f, c->args)));
    case VIEW_CHAIN:
        text_add(&out, flat_type_name(f, c->chain_type));
        for (uint32_t i = 0; i < c->chain.len; i++)
            text_printf(&out, " -> " STR_FMT, STR_ARG(flat_name(f, c->chain.at[i])));
        break;
    case VIEW_FOR_EACH: return fmt_text(f, "for each " STR_FMT, STR_ARG(flat_each(f, c->each)));
    }
    return text_str(&out);
}

static bool
has_word(const struct view_clause *c)
{
    return c->kind != VIEW_CHAIN && c->kind != VIEW_FOR_EACH;
}

static struct str
flat_view(struct fmt *f, const struct view_decl *v)
{
    struct text_buf out = {.arena = f->arena};
    text_add_c(&out, "{ ");
    for (uint32_t i = 0; i < v->clauses.len; i++) {
        const struct view_clause *c = &v->clauses.at[i];
        text_add_c(&out, i > 0 ? "  " : "");
        if (has_word(c))
            text_printf(&out, STR_FMT " ", STR_ARG(flat_name(f, c->word)));
        text_add(&out, view_value(f, c));
    }
    text_add_c(&out, v->clauses.len > 0 ? " }" : "}");
    return text_str(&out);
}

void
fmt_view(struct fmt *f, struct str marks, const struct item *i)
{
    const struct view_decl *v = &i->view;
    bool named = v->name.sym.v != 0;
    struct str head = fmt_text(f, STR_FMT "view " STR_FMT, STR_ARG(marks),
                               STR_ARG(named ? flat_name(f, v->name) : flat_type_name(f, v->type)));
    struct str flat = flat_view(f, v);
    fmt_end(f, named ? v->name.span.hi : v->type.span.hi);
    if (fmt_fits(f->indent + fmt_width(head) + 1, flat) &&
        !fmt_has_comment(f, i->keyword.lo, i->span.hi)) {
        fmt_row(f, GROUP_VIEW, head, flat, (struct str){0});
        return;
    }
    fmt_put(f, f->indent, fmt_text(f, STR_FMT " {", STR_ARG(head)));
    fmt_open(f);
    for (uint32_t k = 0; k < v->clauses.len; k++) {
        const struct view_clause *c = &v->clauses.at[k];
        fmt_begin_leaf(f, c->span);
        if (has_word(c))
            fmt_row(f, GROUP_VIEW_CLAUSE, flat_name(f, c->word), view_value(f, c), (struct str){0});
        else
            fmt_put(f, f->indent, view_value(f, c));
        fmt_end(f, c->span.hi);
    }
    fmt_close(f, i->span.hi - 1, "}");
}
