/* What a case may contain, in the language's own terms: each type with all its fields, and which pack says so. */
#include "engine/render/render_internal.h"

struct writer {
    struct pen pen;
    const struct program *program;
    struct arena arena;
};

static struct str
words(const struct writer *w, struct sym s)
{
    return sym_str(w->program->texts, s);
}

static void
write_docs(struct writer *w, struct str docs, uint32_t indent)
{
    for (size_t from = 0; from < docs.len;) {
        size_t end = str_find(docs, STR("\n"), from);
        end = end == SIZE_MAX ? docs.len : end;
        struct str line = str_trim(str_slice(docs, from, end));
        pen_fill(&w->pen, ' ', indent);
        pen_ink(&w->pen, INK_GUTTER);
        pen_c(&w->pen, line.len ? "/// " : "///");
        pen_text(&w->pen, line);
        pen_ink(&w->pen, INK_PLAIN);
        pen_c(&w->pen, "\n");
        from = end + 1;
    }
}

static struct str
pack_words(struct str pack)
{
    return pack.len ? pack : STR("the case's own rules");
}

static void
write_pack(struct writer *w, struct str pack, bool is_first)
{
    pen_c(&w->pen, is_first ? "" : "\n");
    pen_ink(&w->pen, INK_BOLD);
    pen_c(&w->pen, "// ---- ");
    pen_text(&w->pen, pack_words(pack));
    pen_c(&w->pen, " ----");
    pen_ink(&w->pen, INK_PLAIN);
    pen_c(&w->pen, "\n");
}

static void
write_keyword(struct writer *w, const char *word)
{
    pen_ink(&w->pen, INK_BOLD);
    pen_c(&w->pen, word);
    pen_ink(&w->pen, INK_PLAIN);
}

/* ---- enums ---- */

/* As it is written in rules: names of another shape stand in back-quotes. */
static struct str
name_words(struct writer *w, struct sym name)
{
    struct str text = words(w, name);
    bool is_plain = text.len > 0 && !(text.at[0] >= '0' && text.at[0] <= '9');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        is_plain &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return is_plain ? text : str_printf(&w->arena, "`" STR_FMT "`", STR_ARG(text));
}

static struct str
value_words(struct writer *w, const struct enum_type *e, uint32_t i)
{
    struct text_buf b = {.arena = &w->arena};
    text_add(&b, name_words(w, e->values[i]));
    if (!sym_eq(e->values[i], e->spellings[i]))
        text_printf(&b, " as \"" STR_FMT "\"", STR_ARG(words(w, e->spellings[i])));
    for (uint32_t k = 0; k < e->alias_count; k++)
        if (e->aliases[k].value == i)
            text_printf(&b, " also \"" STR_FMT "\"", STR_ARG(words(w, e->aliases[k].text)));
    return text_str(&b);
}

static void
write_enum(struct writer *w, const struct enum_type *e)
{
    enum { LINE_COLUMNS = 96, INDENT = 4 };
    uint32_t column = 8;
    pen_c(&w->pen, "\n");
    write_docs(w, e->docs, 0);
    write_keyword(w, e->is_scale ? "scale " : "enum ");
    column += pen_text(&w->pen, words(w, e->name));
    pen_c(&w->pen, " = ");
    for (uint32_t i = 0; i < e->value_count; i++) {
        struct str value = value_words(w, e, i);
        uint32_t width = pen_text_width(&w->pen, value) + 3;
        if (i > 0 && column + width > LINE_COLUMNS) {
            pen_c(&w->pen, "\n");
            pen_fill(&w->pen, ' ', INDENT - 1);
            column = INDENT;
        }
        pen_c(&w->pen, i == 0 ? "" : e->is_scale ? " < " : " | ");
        column += pen_text(&w->pen, value) + 3;
    }
    pen_c(&w->pen, "\n");
}

/* ---- entities ---- */

static struct str
cell_words(struct writer *w, struct type t, uint64_t cell)
{
    struct str text = cell_text(w->program, &w->arena, t, cell);
    return t.kind == TYPE_TEXT ? str_printf(&w->arena, "\"" STR_FMT "\"", STR_ARG(text)) : text;
}

static struct str
default_words(struct writer *w, const struct field *f)
{
    struct text_buf b = {.arena = &w->arena};
    bool is_set = card_is_set(f->type.card);
    text_add_c(&b, is_set ? "{" : "");
    for (uint32_t i = 0; i < f->default_count; i++) {
        text_add_c(&b, i ? ", " : "");
        text_add(&b, cell_words(w, f->type, f->defaults[i]));
    }
    text_add_c(&b, is_set ? "}" : "");
    return text_str(&b);
}

static struct str
marks_words(struct writer *w, const struct entity *e, const struct field *f)
{
    const struct program *p = w->program;
    struct text_buf b = {.arena = &w->arena};
    if (f->inverse != NO_ID)
        text_printf(&b, "  inverse " STR_FMT, STR_ARG(words(w, p->fields.at[f->inverse].name)));
    text_add_c(&b, f->acyclic ? "  acyclic" : "");
    text_add_c(&b, f->past ? "  past" : "");
    if (f->has_range)
        text_printf(&b, "  within " STR_FMT " .. " STR_FMT, STR_ARG(cell_words(w, f->type, f->low)),
                    STR_ARG(cell_words(w, f->type, f->high)));
    if (f->regex != NO_ID)
        text_printf(&b, "  matching r\"" STR_FMT "\"", STR_ARG(p->regexes.at[f->regex].pattern));
    if (f->has_default)
        text_printf(&b, "  = " STR_FMT, STR_ARG(default_words(w, f)));
    if (!str_eq(f->pack, e->pack))
        text_printf(&b, "  // %s" STR_FMT, f->pack.len ? "pack " : "",
                    STR_ARG(pack_words(f->pack)));
    else if (!sym_eq(p->entities.at[f->owner].name, e->name))
        text_printf(&b, "  // as every " STR_FMT, STR_ARG(words(w, p->entities.at[f->owner].name)));
    return text_str(&b);
}

static bool
is_written(const struct field *f)
{
    return !f->is_implicit && f->type.kind != TYPE_ERROR;
}

static struct str
field_type_words(struct writer *w, const struct field *f)
{
    struct str type = type_text(w->program, &w->arena, f->type);
    return f->contains ? str_printf(&w->arena, "contains " STR_FMT, STR_ARG(type)) : type;
}

static void
write_field(struct writer *w, const struct entity *e, const struct field *f, uint32_t names,
            uint32_t types)
{
    struct str name = words(w, f->name), type = field_type_words(w, f),
               marks = marks_words(w, e, f);
    uint32_t name_width = pen_text_width(&w->pen, name), type_width = pen_text_width(&w->pen, type);
    write_docs(w, f->docs, 2);
    pen_c(&w->pen, "  ");
    pen_text(&w->pen, name);
    pen_fill(&w->pen, ' ', names - name_width);
    pen_c(&w->pen, " : ");
    pen_text(&w->pen, type);
    pen_fill(&w->pen, ' ', marks.len && types > type_width ? types - type_width : 0);
    pen_text(&w->pen, marks);
    pen_c(&w->pen, "\n");
}

static void
write_fields(struct writer *w, const struct entity *e)
{
    enum { TYPE_COLUMNS = 32 };
    const struct program *p = w->program;
    uint32_t names = 0, types = 0;
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (!is_written(f))
            continue;
        uint32_t name = pen_text_width(&w->pen, words(w, f->name));
        uint32_t type = pen_text_width(&w->pen, field_type_words(w, f));
        names = name > names ? name : names;
        types = type > types && type <= TYPE_COLUMNS ? type : types;
    }
    for (uint32_t i = 0; i < e->field_count; i++)
        if (is_written(&p->fields.at[e->fields[i]]))
            write_field(w, e, &p->fields.at[e->fields[i]], names, types);
}

static void
write_entity(struct writer *w, const struct entity *e)
{
    pen_c(&w->pen, "\n");
    write_docs(w, e->docs, 0);
    write_keyword(w, e->is_abstract ? "abstract entity " : e->is_open ? "open entity " : "entity ");
    pen_text(&w->pen, words(w, e->name));
    if (e->parent != NO_ID) {
        pen_c(&w->pen, " is ");
        pen_text(&w->pen, words(w, w->program->entities.at[e->parent].name));
    }
    if (e->collection.v) {
        pen_c(&w->pen, " from \"");
        pen_text(&w->pen, words(w, e->collection));
        pen_c(&w->pen, "\"");
    }
    pen_c(&w->pen, " {\n");
    write_fields(w, e);
    pen_c(&w->pen, "}\n");
}

/* ---- all of it, pack by pack ---- */

static void
write_types_of(struct writer *w, struct str pack)
{
    const struct program *p = w->program;
    for (uint32_t i = 0; i < p->enums.len; i++)
        if (p->enums.at[i].name.v && str_eq(p->enums.at[i].pack, pack))
            write_enum(w, &p->enums.at[i]);
    for (uint32_t i = 0; i < p->entities.len; i++)
        if (str_eq(p->entities.at[i].pack, pack))
            write_entity(w, &p->entities.at[i]);
}

struct pack_list {
    struct str *at;
    uint32_t len;
};

/* In the order of their names; the case's own types, which build on all others, last. */
static void
add_pack(struct pack_list *list, struct str pack)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < list->len; i++)
        if (str_eq(list->at[i], pack))
            return;
    while (at < list->len && list->at[at].len && (!pack.len || str_cmp(list->at[at], pack) < 0))
        at++;
    for (uint32_t i = list->len++; i > at; i--)
        list->at[i] = list->at[i - 1];
    list->at[at] = pack;
}

static struct pack_list
list_packs(struct writer *w)
{
    const struct program *p = w->program;
    struct pack_list list = {arena_array(&w->arena, struct str, p->enums.len + p->entities.len + 1),
                             0};
    for (uint32_t i = 0; i < p->enums.len; i++)
        if (p->enums.at[i].name.v)
            add_pack(&list, p->enums.at[i].pack);
    for (uint32_t i = 0; i < p->entities.len; i++)
        add_pack(&list, p->entities.at[i].pack);
    return list;
}

void
render_schema(const struct program *p, const struct render_options *o, const struct output *out)
{
    struct writer w = {.pen = {.options = o, .out = out}, .program = p};
    struct pack_list packs = list_packs(&w);
    for (uint32_t i = 0; i < packs.len; i++) {
        write_pack(&w, packs.at[i], i == 0);
        write_types_of(&w, packs.at[i]);
    }
    pen_flush(&w.pen);
    arena_release(&w.arena);
}
