#include "lang/check_expr.h"

/* source … from: what a foreign document is mapped to (language.md §3.1). */

typedef VEC(struct source_statement) source_statement_vec;
typedef VEC(struct source_setting) source_setting_vec;

static void statements_check(struct context cx, const statement_vec *statements,
                             struct source_statement **body, uint32_t *count);

/* ---- entities ---- */

field_id
setting_field(const struct context *cx, const struct setting *s, entity_id type)
{
    struct checker *ck = cx->ck;
    union_id one = model_union(ck, &type, 1);
    struct field_read r = model_read(ck, cx->unit, one, s->pack.sym, s->name.sym);
    if (r.alternatives.len && r.clash[0] == NO_ID && !r.silent)
        return r.alternatives.at[0].field;
    cx->body->broken = true;
    if (r.silent)
        return NO_ID;
    struct str given = sym_str(ck->syms, s->name.sym);
    struct str title = sym_str(ck->syms, ck->program->entities.at[type].name);
    if (r.clash[0] != NO_ID) {
        const struct field *all = ck->program->fields.at;
        const struct field *one_field = &all[r.clash[0]], *other = &all[r.clash[1]];
        struct diag *d = report(cx, E7764, s->name.span,
                                "two packs declare a field `" STR_FMT "` for `" STR_FMT "`",
                                STR_ARG(given), STR_ARG(title));
        diag_label(ck->sink, d, one_field->span, "declared here by pack `" STR_FMT "`",
                   STR_ARG(one_field->pack));
        diag_label(ck->sink, d, other->span, "declared here by pack `" STR_FMT "`",
                   STR_ARG(other->pack));
        diag_help(ck->sink, d, "say whose is meant: `" STR_FMT "." STR_FMT "`",
                  STR_ARG(one_field->pack), STR_ARG(given));
        return NO_ID;
    }
    struct suggestion near = {.scratch = ck->arena, .given = given};
    model_offer_fields(ck, one, &near);
    struct diag *d = report(cx, E3619, s->name.span, "`" STR_FMT "` has no field `" STR_FMT "`",
                            STR_ARG(title), STR_ARG(given));
    if (near.best.len) {
        diag_help(ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(near.best));
        diag_fix(ck->sink, d, s->name.span, near.best);
    }
    return NO_ID;
}

bool
setting_allowed(const struct context *cx, const struct setting *s, field_id id)
{
    struct checker *ck = cx->ck;
    const struct field *f = &ck->program->fields.at[id];
    struct str name = sym_str(ck->syms, f->name);
    if (!f->is_implicit && !f->contains)
        return true;
    struct diag *d =
        report(cx, E3619, s->name.span, "`" STR_FMT "` cannot be set here", STR_ARG(name));
    if (f->is_implicit) {
        diag_label(ck->sink, d, f->span, "it is the way back of this field");
        diag_help(ck->sink, d, "set the field it is the way back of");
    } else {
        diag_label(ck->sink, d, f->span, "it holds entities written inside their owner");
        diag_help(ck->sink, d, "make the entities with a statement of their own");
    }
    return false;
}

static bool
is_first(const struct context *cx, const struct setting *s, const source_setting_vec *before,
         field_id id)
{
    for (uint32_t i = 0; i < before->len; i++) {
        if (before->at[i].field != id)
            continue;
        struct str name = sym_str(cx->ck->syms, s->name.sym);
        struct diag *d =
            report(cx, E3619, s->name.span, "`" STR_FMT "` is set twice", STR_ARG(name));
        diag_label(cx->ck->sink, d, before->at[i].span, "first here");
        diag_help(cx->ck->sink, d, "keep one of the two");
        return false;
    }
    return true;
}

static void
settings_check(const struct context *cx, const setting_vec *settings, entity_id type,
               struct source_statement *out)
{
    source_setting_vec all = {0};
    for (uint32_t i = 0; i < settings->len; i++) {
        const struct setting *s = &settings->at[i];
        field_id f = s->name.sym.v ? setting_field(cx, s, type) : NO_ID;
        if (f == NO_ID || !setting_allowed(cx, s, f) || !is_first(cx, s, &all, f))
            continue;
        struct ir *value = expr_setting(cx, s->value, cx->ck->program->fields.at[f].type);
        vec_push(cx->ck->arena, &all, ((struct source_setting){f, value, s->name.span}));
    }
    out->settings = all.at;
    out->setting_count = all.len;
}

static entity_id
made_type(const struct context *cx, const struct statement *s)
{
    struct checker *ck = cx->ck;
    const struct def *def = names_type(ck, cx->unit, &s->type);
    cx->body->broken |= !def;
    if (!def)
        return NO_ID;
    struct str word = sym_str(ck->syms, s->type.name.sym);
    if (def->kind != DEF_ENTITY) {
        report(cx, E2209, s->type.span, "`" STR_FMT "` is no entity, so a source cannot make one",
               STR_ARG(word));
        return NO_ID;
    }
    if (ck->program->entities.at[def->id].is_abstract && s->kind != STATEMENT_ADD) {
        struct diag *d =
            report(cx, E2209, s->type.span,
                   "`" STR_FMT "` is abstract, so a source cannot make one", STR_ARG(word));
        diag_label(ck->sink, d, ck->program->entities.at[def->id].span, "declared `abstract` here");
        diag_help(ck->sink, d, "make an entity of a type that inherits from it");
        return NO_ID;
    }
    return def->id;
}

static void
entity_statement(const struct context *cx, const struct statement *s, struct source_statement *out)
{
    out->op = s->kind == STATEMENT_ADD ? SOURCE_ADD : SOURCE_ENTITY;
    out->type = made_type(cx, s);
    out->id = expr_setting(cx, s->id, TYPE(TYPE_TEXT));
    if (out->type != NO_ID)
        settings_check(cx, &s->settings, out->type, out);
}

/* ---- statements ---- */

static void
for_statement(const struct context *cx, const struct statement *s, struct source_statement *out)
{
    struct context inner = *cx;
    out->op = s->kind == STATEMENT_FOR_ANY ? SOURCE_FOR_ANY : SOURCE_FOR;
    each_check(&inner, &s->each, &out->each);
    statements_check(inner, &s->body, &out->body, &out->body_count);
}

static void
when_statement(const struct context *cx, const struct statement *s, struct source_statement *out)
{
    out->op = SOURCE_WHEN;
    out->condition = expr_condition(cx, s->condition);
    statements_check(presence_when(cx, s->condition, true), &s->body, &out->body, &out->body_count);
}

static void
require_statement(const struct context *cx, const struct statement *s, struct source_statement *out)
{
    out->op = SOURCE_REQUIRE;
    out->condition = expr_condition(cx, s->condition);
    out->message = template_check(cx, s->message);
}

/* Each binding is a statement of its own, seen by those after it. */
static void
let_statements(struct context *cx, const struct statement *s, source_statement_vec *out)
{
    for (uint32_t i = 0; i < s->let.len; i++) {
        const struct binding *b = &s->let.at[i];
        struct source_statement st = {.op = SOURCE_LET, .span = b->name.span};
        struct rule_let let = let_value(cx, b);
        st.value = let.value;
        st.slot = let.slot;
        vec_push(cx->ck->arena, out, st);
    }
}

static void
statements_check(struct context cx, const statement_vec *statements, struct source_statement **body,
                 uint32_t *count)
{
    source_statement_vec all = {0};
    for (uint32_t i = 0; i < statements->len; i++) {
        const struct statement *s = statements->at[i];
        struct source_statement out = {.span = s->span, .type = NO_ID};
        switch (s->kind) {
        case STATEMENT_LET: let_statements(&cx, s, &all); continue;
        case STATEMENT_FOR:
        case STATEMENT_FOR_ANY: for_statement(&cx, s, &out); break;
        case STATEMENT_WHEN: when_statement(&cx, s, &out); break;
        case STATEMENT_REQUIRE: require_statement(&cx, s, &out); break;
        case STATEMENT_ENTITY:
        case STATEMENT_ADD: entity_statement(&cx, s, &out); break;
        }
        vec_push(cx.ck->arena, &all, out);
    }
    *body = all.at;
    *count = all.len;
}

/* ---- sources ---- */

static void
suggest_format(const struct context *cx, struct diag *d, struct name given)
{
    struct checker *ck = cx->ck;
    struct suggestion s = {.scratch = ck->arena, .given = sym_str(ck->syms, given.sym)};
    struct text_buf all = {.arena = ck->sink->arena};
    for (unsigned f = 0; f < FILE_FORMAT_COUNT; f++) {
        if (!file_format_is_read((enum file_format)f))
            continue;
        suggest(&s, file_format_name((enum file_format)f));
        text_printf(&all, "%s`" STR_FMT "`", all.len ? ", " : "",
                    STR_ARG(file_format_name((enum file_format)f)));
    }
    if (s.best.len)
        diag_fix(ck->sink, d, given.span, s.best);
    diag_help(ck->sink, d, "sources are read from " STR_FMT, STR_ARG(text_str(&all)));
}

static bool
format_check(const struct context *cx, struct name given, const struct source_map_decl *source,
             enum file_format *format)
{
    struct str word = sym_str(cx->ck->syms, given.sym);
    *format = file_format_find(word);
    for (uint32_t i = 0; i < source->format_count; i++)
        if (source->formats[i] == *format) {
            struct diag *d = report(cx, E3264, given.span,
                                    "the format `" STR_FMT "` is named twice", STR_ARG(word));
            diag_help(cx->ck->sink, d, "name it once");
            return false;
        }
    if (*format != FILE_FORMAT_COUNT && file_format_is_read(*format))
        return true;
    suggest_format(cx,
                   report(cx, E3264, given.span,
                          *format == FILE_FORMAT_COUNT ? "there is no format `" STR_FMT "`"
                                                       : "`" STR_FMT
                                                         "` is a format to write, not to read",
                          STR_ARG(word)),
                   given);
    return false;
}

/* The formats of a source; of those that are wrong, none. */
static void
formats_check(const struct context *cx, const name_vec *names, struct source_map_decl *source)
{
    source->formats = arena_array(cx->ck->arena, enum file_format, names->len);
    for (uint32_t i = 0; i < names->len; i++) {
        enum file_format format;
        if (format_check(cx, names->at[i], source, &format))
            source->formats[source->format_count++] = format;
    }
}

static void
source_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct def *def = names_of(ck, item);
    if (!def)
        return;
    struct body body = {0};
    struct context cx = {.ck = ck, .unit = unit, .body = &body, .in_source = true};
    struct source_map_decl source = {.pack = unit->pack,
                                     .name = item->source.name.sym,
                                     .span = item->source.name.span,
                                     .docs = item->docs};
    formats_check(&cx, &item->source.formats, &source);
    if (source.format_count)
        statements_check(cx, &item->source.body, &source.body, &source.body_count);
    source.slots = body.slots.at;
    source.slot_count = body.slots.len;
    source.is_broken = body.broken || item->broken || source.format_count == 0;
    if (source.is_broken) {
        source.body = NULL;
        source.body_count = 0;
    }
    def->id = ck->program->sources.len;
    def->broken = source.is_broken;
    vec_push(ck->arena, &ck->program->sources, source);
}

void
sources_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++)
            if (unit->ast->items.at[j]->kind == ITEM_SOURCE)
                source_check(ck, unit, unit->ast->items.at[j]);
    }
}
