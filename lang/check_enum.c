#include "lang/check_model.h"

#include "lang/base/limits.h"

/* A word that stands for a value: its name, its spelling in case files, or an alias. */
struct value_word {
    struct sym text;
    uint32_t value;
    struct span span;
};

typedef VEC(struct value_word) value_word_vec;

struct enum_building {
    struct checker *ck;
    VEC(struct sym) names;
    VEC(struct sym) spellings;
    value_word_vec taken; /* all words so far */
    VEC(struct value_alias) aliases;
    bool is_full; /* too many values; reported */
};

static bool
word_take(struct enum_building *b, struct sym text, uint32_t value, struct span span)
{
    struct diag_sink *sink = b->ck->sink;
    for (uint32_t i = 0; i < b->taken.len; i++) {
        const struct value_word *old = &b->taken.at[i];
        if (!sym_eq(old->text, text))
            continue;
        if (old->value == value && span.lo == old->span.lo)
            return true;
        struct str word = sym_str(b->ck->syms, text);
        struct diag *d =
            diag_add(sink, E1446, span, "the value `" STR_FMT "` is given twice", STR_ARG(word));
        diag_here(sink, d, "again here");
        diag_label(sink, d, old->span, "first here");
        diag_help(sink, d, "each word may stand for one value only");
        return false;
    }
    vec_push(b->ck->arena, &b->taken, ((struct value_word){text, value, span}));
    return true;
}

static struct sym
text_word(struct enum_building *b, const struct text *text)
{
    struct str words;
    if (!text_constant(b->ck, text, &words))
        return SYM_NONE;
    if (str_blank(words)) {
        diag_add(b->ck->sink, E1446, text->span, "the spelling of a value is empty");
        return SYM_NONE;
    }
    return sym_intern(b->ck->syms, words);
}

static void
value_add(struct enum_building *b, const struct enum_value *v)
{
    struct arena *a = b->ck->arena;
    uint32_t number = b->names.len;
    if (b->taken.len > LIMIT_ENUM_VALUES) {
        report_too_many(b->ck, v->name.span, &b->is_full, "words for the values of one type",
                        LIMIT_ENUM_VALUES);
        return;
    }
    if (!v->name.sym.v || !word_take(b, v->name.sym, number, v->name.span))
        return;
    struct sym spelling = v->name.sym;
    if (v->spelling) {
        struct sym other = text_word(b, v->spelling);
        if (other.v && (sym_eq(other, spelling) || word_take(b, other, number, v->spelling->span)))
            spelling = other;
    }
    vec_push(a, &b->names, v->name.sym);
    vec_push(a, &b->spellings, spelling);
    for (uint32_t i = 0; i < v->aliases.len; i++) {
        const struct enum_alias *alias = &v->aliases.at[i];
        struct sym text = alias->text ? text_word(b, alias->text) : alias->name.sym;
        struct span span = alias->text ? alias->text->span : alias->name.span;
        if (text.v && word_take(b, text, number, span))
            vec_push(a, &b->aliases, ((struct value_alias){text, number}));
    }
}

static struct enum_type
enum_finish(struct enum_building *b)
{
    return (struct enum_type){.value_count = b->names.len,
                              .values = b->names.at,
                              .spellings = b->spellings.at,
                              .aliases = b->aliases.at,
                              .alias_count = b->aliases.len};
}

static enum_id
enum_add(struct checker *ck, struct enum_type e, const struct item *item)
{
    vec_push(ck->arena, &ck->program->enums, e);
    vec_push(ck->arena, &ck->model->enums, item);
    return ck->program->enums.len - 1;
}

static void
enum_check(struct checker *ck, const struct unit *unit, const struct item *item)
{
    struct def *def = names_of(ck, item);
    if (!def)
        return;
    struct enum_building b = {.ck = ck};
    for (uint32_t i = 0; i < item->enumeration.values.len; i++)
        value_add(&b, &item->enumeration.values.at[i]);
    struct enum_type e = enum_finish(&b);
    e.name = item->enumeration.name.sym;
    e.pack = unit->pack;
    e.is_scale = item->kind == ITEM_SCALE;
    e.span = item->enumeration.name.span;
    e.docs = item->docs;
    def->id = enum_add(ck, e, item);
}

void
enums_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            if (item->kind == ITEM_ENUM || item->kind == ITEM_SCALE)
                enum_check(ck, unit, item);
        }
    }
}

static uint64_t
words_hash(const struct enum_type *e)
{
    return str_hash((struct str){(const char *)e->values, e->value_count * sizeof *e->values});
}

/* The same words in the same order written twice are one type, so that such fields compare. */
static enum_id
enum_same(const struct checker *ck, const struct enum_type *e)
{
    uint32_t at = 0;
    enum_id id;
    while ((id = id_table_next(&ck->model->enum_table, words_hash(e), &at)) != NO_ID) {
        const struct enum_type *o = &ck->program->enums.at[id];
        bool same = o->value_count == e->value_count;
        for (uint32_t j = 0; same && j < e->value_count; j++)
            same = sym_eq(o->values[j], e->values[j]);
        if (same)
            return id;
    }
    return NO_ID;
}

enum_id
enum_in_place(struct checker *ck, const struct unit *unit, const name_vec *values)
{
    struct enum_building b = {.ck = ck};
    for (uint32_t i = 0; i < values->len; i++)
        value_add(&b, &(struct enum_value){.name = values->at[i]});
    struct enum_type e = enum_finish(&b);
    enum_id same = enum_same(ck, &e);
    if (same != NO_ID)
        return same;
    e.pack = unit->pack;
    e.span = values->len ? span_join(values->at[0].span, vec_last(values).span) : SPAN_NONE;
    enum_id id = enum_add(ck, e, NULL);
    id_table_add(ck->arena, &ck->model->enum_table, words_hash(&e), id);
    return id;
}

uint32_t
enum_value(const struct program *p, enum_id e, struct sym name)
{
    const struct enum_type *t = &p->enums.at[e];
    for (uint32_t i = 0; i < t->value_count; i++)
        if (sym_eq(t->values[i], name))
            return i;
    for (uint32_t i = 0; i < t->alias_count; i++)
        if (sym_eq(t->aliases[i].text, name))
            return t->aliases[i].value;
    return NO_ID;
}
