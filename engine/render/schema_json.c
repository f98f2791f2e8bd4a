/*
 * A JSON Schema (2020-12) of case files, for editors: every file that loads without a finding about its form is valid,
 * and what an editor can see without the rest of the case is refused. Ids that lead nowhere it cannot see.
 *
 * YAML tells numbers and truth values from texts by their look, and case files do not: a text may look like a number. So
 * schemas of values name all looks a value may have, and keywords for texts and for numbers stand side by side.
 */
#include "engine/render/render_internal.h"

struct writer {
    struct json json;
    const struct program *program;
    struct arena arena;
    bool *is_chosen; /* by entity_id: entries of it may say `type` */
};

static struct str
words(const struct writer *w, struct sym s)
{
    return sym_str(w->program->texts, s);
}

static void
write_description(struct writer *w, struct str docs, const char *more)
{
    struct text_buf b = {.arena = &w->arena};
    text_add(&b, str_trim(docs));
    if (more[0])
        text_printf(&b, "%s%s", b.len ? " " : "", more);
    if (b.len)
        json_text(&w->json, "description", text_str(&b));
}

static void
write_types(struct writer *w, const char *first, const char *second, const char *third)
{
    json_open_inline(&w->json, "type", '[');
    json_text(&w->json, NULL, str_from(first));
    json_text(&w->json, NULL, str_from(second));
    if (third)
        json_text(&w->json, NULL, str_from(third));
    json_close(&w->json, ']');
}

/* ---- single values ---- */

/* Patterns that mean the same to both: no look-around, options, possessive or lazy marks, no escapes of PCRE's own. */
static bool
is_common_pattern(struct str p)
{
    static const char escapes[] = "dwsDWS.+*?()[]{}|/-^$\\";
    for (size_t i = 0; i < p.len; i++) {
        char next = i + 1 < p.len ? p.at[i + 1] : '\0', after = i + 2 < p.len ? p.at[i + 2] : '\0';
        bool repeats = p.at[i] == '*' || p.at[i] == '+' || p.at[i] == '?' || p.at[i] == '}';
        if ((p.at[i] & 0x80) || (p.at[i] == '(' && next == '?' && after != ':') ||
            (repeats && (next == '+' || next == '*')) || (p.at[i] == '[' && next == '['))
            return false;
        if (p.at[i] != '\\')
            continue;
        bool is_common = false;
        for (const char *e = escapes; *e; e++)
            is_common |= *e == next;
        if (!is_common)
            return false;
        i++;
    }
    return true;
}

static void
write_enum(struct writer *w, const struct field *f)
{
    const struct enum_type *e = &w->program->enums.at[f->type.of];
    json_open_inline(&w->json, "enum", '[');
    for (uint32_t i = 0; i < e->value_count + e->alias_count; i++) {
        bool is_alias = i >= e->value_count;
        uint32_t value = is_alias ? e->aliases[i - e->value_count].value : i;
        struct str text =
            words(w, is_alias ? e->aliases[i - e->value_count].text : e->spellings[i]);
        int64_t number;
        if (f->has_range && (value < f->low || value > f->high))
            continue;
        json_text(&w->json, NULL, text);
        if (str_is(text, "true") || str_is(text, "false"))
            json_bool(&w->json, NULL, str_is(text, "true"));
        else if (int_parse(text, &number) && text.at[0] != '+')
            json_literal(&w->json, NULL, str_printf(&w->arena, "%lld", (long long)number));
    }
    json_close(&w->json, ']');
}

static void
write_truth(struct writer *w)
{
    static const char *const spellings[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    json_open_inline(&w->json, "enum", '[');
    json_bool(&w->json, NULL, true);
    json_bool(&w->json, NULL, false);
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        json_text(&w->json, NULL, str_from(spellings[i]));
    json_close(&w->json, ']');
}

static void
write_bounds(struct writer *w, const struct field *f)
{
    struct type t = f->type;
    t.card = CARD_ONE;
    if (!f->has_range)
        return;
    json_literal(&w->json, "minimum", cell_text(w->program, &w->arena, t, f->low));
    json_literal(&w->json, "maximum", cell_text(w->program, &w->arena, t, f->high));
}

static void
write_pattern(struct writer *w, const struct field *f)
{
    struct str pattern =
        f->regex == NO_ID ? (struct str){0} : w->program->regexes.at[f->regex].pattern;
    if (pattern.len && is_common_pattern(pattern))
        json_text(&w->json, "pattern",
                  str_printf(&w->arena, "^(?:" STR_FMT ")$", STR_ARG(pattern)));
}

/* Of kinds that are written as a text, how. */
static const char *
pattern_of(enum type_kind kind)
{
    switch (kind) {
    case TYPE_INT: return "^[-+]?([0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)$";
    case TYPE_DECIMAL: return "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?$";
    case TYPE_DATE: return "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    case TYPE_INSTANT: return "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}";
    case TYPE_DURATION: return "^[0-9]+[ \\t]+(day|week|month|year)s?$";
    case TYPE_CLOCK: return "^[0-9]+[ \\t]+(ms|s|min|h)$";
    case TYPE_VERSION: return "^v?[0-9]+(\\.[0-9]+)*(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$";
    case TYPE_DIGEST: return "^([A-Za-z0-9_-]+:)?([0-9a-fA-F]{2}){32,64}$";
    case TYPE_PATH:
    case TYPE_ENTITY: return "[^ \\t]";
    default: return NULL;
    }
}

/* The keywords for one value, within an object that is open. */
static void
write_single(struct writer *w, const struct field *f)
{
    enum type_kind kind = f->type.kind;
    const char *pattern = pattern_of(kind);
    if (kind == TYPE_ENUM) {
        write_enum(w, f);
        return;
    }
    if (kind == TYPE_BOOL) {
        write_truth(w);
        return;
    }
    if (kind == TYPE_INT)
        write_types(w, "integer", "string", NULL);
    else if (kind == TYPE_DECIMAL || kind == TYPE_VERSION)
        write_types(w, "number", "string", NULL);
    else if (kind == TYPE_TEXT || kind == TYPE_PATH || kind == TYPE_ENTITY)
        write_types(w, "string", "number", "boolean");
    else
        json_text(&w->json, "type", STR("string"));
    if (kind == TYPE_INT || kind == TYPE_DECIMAL)
        write_bounds(w, f);
    if (pattern)
        json_text(&w->json, "pattern", str_from(pattern));
    else
        write_pattern(w, f);
}

/* ---- entities held: lists of mappings with `id`, mappings from ids to fields ---- */

struct holder {
    const entity_id *types;
    uint32_t type_count;
};

static uint32_t
count_choices(const struct writer *w, const struct holder *h, entity_id *only)
{
    const struct program *p = w->program;
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++)
            if (!p->entities.at[t].is_abstract && count++ == 0)
                *only = t;
    return count;
}

static bool
type_is_field(const struct writer *w, const struct holder *h)
{
    struct sym name = sym_intern(w->program->texts, STR("type"));
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= w->program->entities.at[h->types[i]].last; t++)
            if (program_field(w->program, t, name) != NO_ID)
                return true;
    return false;
}

static struct str
reference(struct writer *w, entity_id t, bool is_chosen)
{
    return str_printf(&w->arena, "#/$defs/" STR_FMT "%s",
                      STR_ARG(words(w, w->program->entities.at[t].name)),
                      is_chosen ? ".typed" : "");
}

static void
write_required(struct writer *w, const char *first, const char *second)
{
    json_open_inline(&w->json, "required", '[');
    if (first)
        json_text(&w->json, NULL, str_from(first));
    if (second)
        json_text(&w->json, NULL, str_from(second));
    json_close(&w->json, ']');
}

/* Behind `type: T`, the fields of T. Without it those of the only type the collection is for. */
static void
write_choices(struct writer *w, const struct holder *h, bool needs_id)
{
    const struct program *p = w->program;
    struct json *j = &w->json;
    bool has_default = h->type_count == 1 && !p->entities.at[h->types[0]].is_abstract;
    json_open(j, "properties", '{');
    json_open_inline(j, "type", '{');
    json_open_inline(j, "enum", '[');
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++)
            if (!p->entities.at[t].is_abstract)
                json_text(j, NULL, words(w, p->entities.at[t].name));
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, '}');
    write_required(w, needs_id ? "id" : NULL, has_default ? NULL : "type");
    json_open(j, "allOf", '[');
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++) {
            if (p->entities.at[t].is_abstract)
                continue;
            json_open_inline(j, NULL, '{');
            json_open_inline(j, "if", '{');
            json_open_inline(j, "properties", '{');
            json_open_inline(j, "type", '{');
            json_text(j, "const", words(w, p->entities.at[t].name));
            json_close(j, '}');
            json_close(j, '}');
            if (!has_default || t != h->types[0])
                write_required(w, "type", NULL);
            json_close(j, '}');
            json_open_inline(j, "then", '{');
            json_text(j, "$ref", reference(w, t, true));
            json_close(j, '}');
            json_close(j, '}');
        }
    json_close(j, ']');
}

/* The keywords for one entity of the holder, within an object that is open. */
static void
write_member(struct writer *w, const struct holder *h, bool needs_id)
{
    entity_id only = NO_ID;
    uint32_t choices = count_choices(w, h, &only);
    bool has_one_form = choices == 1 || (type_is_field(w, h) && h->type_count == 1);
    if (choices == 0) {
        json_bool(&w->json, "not", true);
    } else if (!has_one_form) {
        write_choices(w, h, needs_id);
    } else {
        json_text(&w->json, "$ref", reference(w, choices == 1 ? only : h->types[0], false));
        if (needs_id)
            write_required(w, "id", NULL);
    }
}

static void
write_members(struct writer *w, const struct holder *h)
{
    struct json *j = &w->json;
    write_types(w, "array", "object", NULL);
    json_open(j, "items", '{');
    write_member(w, h, true);
    json_close(j, '}');
    json_open(j, "additionalProperties", '{');
    json_open(j, "anyOf", '[');
    json_open_inline(j, NULL, '{');
    json_text(j, "type", STR("null"));
    json_close(j, '}');
    json_open(j, NULL, '{');
    write_member(w, h, false);
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
}

static void
write_contained(struct writer *w, const struct field *f, bool is_required)
{
    const struct union_type *u = &w->program->unions.at[f->type.of];
    struct holder h = {u->members, u->member_count};
    struct json *j = &w->json;
    json_open(j, "anyOf", '[');
    if (!card_is_set(f->type.card)) {
        json_open(j, NULL, '{');
        write_member(w, &h, true);
        json_close(j, '}');
    }
    json_open(j, NULL, '{');
    write_members(w, &h);
    json_close(j, '}');
    if (!is_required) {
        json_open_inline(j, NULL, '{');
        json_text(j, "type", STR("null"));
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* ---- fields ---- */

/* The other side may say it as well where that is a field of its own. */
static bool
is_required(const struct program *p, const struct field *f)
{
    bool needs_value = f->type.card == CARD_ONE || f->type.card == CARD_SET_SOME;
    bool other_side = f->inverse != NO_ID && !p->fields.at[f->inverse].is_implicit;
    return needs_value && !f->has_default && !other_side && f->type.kind != TYPE_ERROR;
}

static const char *
field_notes(struct writer *w, const struct field *f)
{
    struct text_buf b = {.arena = &w->arena};
    struct type t = f->type;
    bool in_schema = t.kind == TYPE_INT || t.kind == TYPE_DECIMAL || t.kind == TYPE_ENUM;
    t.card = CARD_ONE;
    text_printf(&b, "(%s" STR_FMT, f->contains ? "contains " : "",
                STR_ARG(type_text(w->program, &w->arena, f->type)));
    if (f->past)
        text_add_c(&b, ", not after today");
    if (f->has_range && !in_schema)
        text_printf(&b, ", within " STR_FMT " .. " STR_FMT,
                    STR_ARG(cell_text(w->program, &w->arena, t, f->low)),
                    STR_ARG(cell_text(w->program, &w->arena, t, f->high)));
    if (f->regex != NO_ID && !is_common_pattern(w->program->regexes.at[f->regex].pattern))
        text_printf(&b, ", matching " STR_FMT, STR_ARG(w->program->regexes.at[f->regex].pattern));
    text_add_c(&b, ")");
    return str_c(&w->arena, text_str(&b));
}

/* One value; of fields with many also a list of them; where it may be missing also nothing. */
static void
write_value(struct writer *w, const struct field *f, bool may_be_missing)
{
    struct json *j = &w->json;
    bool is_set = card_is_set(f->type.card);
    if (!is_set && !may_be_missing) {
        write_single(w, f);
        return;
    }
    json_open(j, "anyOf", '[');
    json_open_inline(j, NULL, '{');
    write_single(w, f);
    json_close(j, '}');
    if (is_set) {
        json_open_inline(j, NULL, '{');
        json_text(j, "type", STR("array"));
        json_open_inline(j, "items", '{');
        write_single(w, f);
        json_close(j, '}');
        if (!may_be_missing)
            json_number(j, "minItems", 1);
        json_close(j, '}');
    }
    if (may_be_missing) {
        json_open_inline(j, NULL, '{');
        json_text(j, "type", STR("null"));
        json_close(j, '}');
    }
    json_close(j, ']');
}

/* `owner`, or where packs give a type two fields of one name `acme.owner`. */
static const char *
field_key(struct writer *w, entity_id type, field_id f)
{
    const struct field *field = &w->program->fields.at[f];
    struct str name = words(w, field->name);
    if (program_field(w->program, type, field->name) == f)
        return str_c(&w->arena, name);
    struct text_buf b = {.arena = &w->arena};
    for (size_t i = 0; i < field->pack.len; i++)
        text_add_char(&b, field->pack.at[i] == '-' ? '_' : field->pack.at[i]);
    text_printf(&b, "." STR_FMT, STR_ARG(name));
    return str_c(&w->arena, text_str(&b));
}

static void
write_field(struct writer *w, entity_id type, field_id id)
{
    const struct field *f = &w->program->fields.at[id];
    bool may_be_missing = !is_required(w->program, f);
    if (f->is_implicit)
        return;
    json_open(&w->json, field_key(w, type, id), '{');
    write_description(w, f->docs, field_notes(w, f));
    if (f->type.kind != TYPE_ERROR && f->contains)
        write_contained(w, f, !may_be_missing);
    else if (f->type.kind != TYPE_ERROR)
        write_value(w, f, may_be_missing);
    json_close(&w->json, '}');
}

static void
write_alternative(struct writer *w, const char *key)
{
    json_open_inline(&w->json, NULL, '{');
    write_required(w, key, NULL);
    json_close(&w->json, '}');
}

/* What is taken as given needs nothing, and a pattern may give the rest of its elements; all else what its type demands. */
static void
write_demands(struct writer *w, entity_id type)
{
    const struct entity *e = &w->program->entities.at[type];
    struct json *j = &w->json;
    uint32_t count = 0;
    for (uint32_t i = 0; i < e->field_count; i++)
        count += !w->program->fields.at[e->fields[i]].is_implicit &&
                 is_required(w->program, &w->program->fields.at[e->fields[i]]);
    if (count == 0)
        return;
    json_open_inline(j, "if", '{');
    json_open_inline(j, "not", '{');
    json_open_inline(j, "anyOf", '[');
    write_alternative(w, "external");
    write_alternative(w, "instance_of");
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, '}');
    json_open_inline(j, "then", '{');
    json_open_inline(j, "required", '[');
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &w->program->fields.at[e->fields[i]];
        if (!f->is_implicit && is_required(w->program, f))
            json_text(j, NULL, str_from(field_key(w, type, e->fields[i])));
    }
    json_close(j, ']');
    json_close(j, '}');
}

/* ---- types ---- */

static void
write_instance(struct writer *w)
{
    struct json *j = &w->json;
    json_open_inline(j, "instance_of", '{');
    json_text(j, "description",
              STR("The element of a pattern that this is, or a list of them: P.Role(A, B)."));
    json_open_inline(j, "anyOf", '[');
    json_open_inline(j, NULL, '{');
    json_text(j, "type", STR("string"));
    json_close(j, '}');
    json_open_inline(j, NULL, '{');
    json_text(j, "type", STR("array"));
    json_open_inline(j, "items", '{');
    json_text(j, "type", STR("string"));
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
}

static void
write_id(struct writer *w)
{
    json_open_inline(&w->json, "id", '{');
    json_text(&w->json, "description", STR("What this entity is called everywhere else."));
    write_types(w, "string", "number", "boolean");
    json_close(&w->json, '}');
    json_open_inline(&w->json, "external", '{');
    json_text(&w->json, "description",
              STR("Why others vouch for it: rules do not judge it, reports list it."));
    json_text(&w->json, "type", STR("string"));
    json_text(&w->json, "pattern", STR("[^ \\t]"));
    json_close(&w->json, '}');
    write_instance(w);
}

static void
write_entity(struct writer *w, entity_id type, bool is_chosen)
{
    const struct entity *e = &w->program->entities.at[type];
    struct json *j = &w->json;
    struct str name = words(w, e->name);
    json_open(j,
              str_c(&w->arena,
                    str_printf(&w->arena, STR_FMT "%s", STR_ARG(name), is_chosen ? ".typed" : "")),
              '{');
    json_text(j, "title", name);
    write_description(w, e->docs, "");
    json_text(j, "type", STR("object"));
    json_open(j, "properties", '{');
    write_id(w);
    if (is_chosen) {
        json_open_inline(j, "type", '{');
        json_text(j, "const", name);
        json_close(j, '}');
    }
    for (uint32_t i = 0; i < e->field_count; i++)
        write_field(w, type, e->fields[i]);
    json_close(j, '}');
    write_demands(w, type);
    json_bool(j, "additionalProperties", e->is_open);
    json_close(j, '}');
}

/* Which entries have to, or may, say their type. */
static void
mark_chosen(struct writer *w, const struct holder *h)
{
    const struct program *p = w->program;
    entity_id only = NO_ID;
    if (count_choices(w, h, &only) < 2 || (type_is_field(w, h) && h->type_count == 1))
        return;
    for (uint32_t i = 0; i < h->type_count; i++)
        for (entity_id t = h->types[i]; t <= p->entities.at[h->types[i]].last; t++)
            w->is_chosen[t] = !p->entities.at[t].is_abstract;
}

/* The types kept in a collection; none if an earlier type has named it already. */
static struct holder
collection_of(struct writer *w, entity_id first)
{
    const struct program *p = w->program;
    entity_id *types = arena_array(&w->arena, entity_id, p->entities.len);
    struct holder h = {types, 0};
    for (entity_id t = 0; p->entities.at[first].collection.v && t < p->entities.len; t++) {
        if (!sym_eq(p->entities.at[t].collection, p->entities.at[first].collection))
            continue;
        if (t < first)
            return (struct holder){types, 0};
        types[h.type_count++] = t;
    }
    return h;
}

static void
write_collections(struct writer *w)
{
    const struct program *p = w->program;
    struct json *j = &w->json;
    json_open(j, "properties", '{');
    for (entity_id t = 0; t < p->entities.len; t++) {
        struct holder h = collection_of(w, t);
        if (h.type_count == 0)
            continue;
        json_open(j, str_c(&w->arena, words(w, p->entities.at[t].collection)), '{');
        write_description(w, p->entities.at[t].docs, "");
        write_members(w, &h);
        json_close(j, '}');
    }
    json_close(j, '}');
}

static void
write_types_of(struct writer *w)
{
    const struct program *p = w->program;
    for (entity_id t = 0; t < p->entities.len; t++) {
        struct holder h = collection_of(w, t);
        mark_chosen(w, &h);
    }
    for (field_id f = 0; f < p->fields.len; f++) {
        const struct field *field = &p->fields.at[f];
        if (!field->contains || field->type.kind != TYPE_ENTITY || field->is_implicit)
            continue;
        const struct union_type *u = &p->unions.at[field->type.of];
        struct holder h = {u->members, u->member_count};
        mark_chosen(w, &h);
    }
    json_open(&w->json, "$defs", '{');
    for (entity_id t = 0; t < p->entities.len; t++) {
        if (p->entities.at[t].is_abstract)
            continue;
        write_entity(w, t, false);
        if (w->is_chosen[t])
            write_entity(w, t, true);
    }
    json_close(&w->json, '}');
}

void
render_json_schema(const struct program *p, struct str title, const struct render_options *o,
                   const struct output *out)
{
    struct writer w = {.json = {.pen = {.options = o, .out = out}}, .program = p};
    struct json *j = &w.json;
    w.is_chosen = arena_array(&w.arena, bool, p->entities.len + 1);
    json_open(j, NULL, '{');
    json_text(j, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
    json_text(j, "title", title.len ? title : STR("Case files"));
    json_text(j, "type", STR("object"));
    write_collections(&w);
    json_bool(j, "additionalProperties", false);
    write_types_of(&w);
    json_close(j, '}');
    pen_c(&j->pen, "\n");
    pen_flush(&j->pen);
    arena_release(&w.arena);
}
