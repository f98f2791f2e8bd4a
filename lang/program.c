#include "lang/program.h"

#include <stdlib.h>
#include <string.h>

bool
pack_same(struct str a, struct str b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; same && i < a.len; i++)
        same = a.at[i] == b.at[i] ||
               ((a.at[i] == '-' || a.at[i] == '_') && (b.at[i] == '-' || b.at[i] == '_'));
    return same;
}

field_id
program_field(const struct program *p, entity_id type, struct sym name)
{
    const struct entity *e = &p->entities.at[type];
    field_id any = NO_ID, declared_with_type = NO_ID;
    uint32_t count = 0, with_type = 0;
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (!sym_eq(f->name, name))
            continue;
        any = e->fields[i];
        count++;
        if (pack_same(f->pack, p->entities.at[f->owner].pack)) {
            declared_with_type = any;
            with_type++;
        }
    }
    if (count <= 1)
        return any;
    return with_type == 1 ? declared_with_type : NO_ID;
}

field_id
program_field_in(const struct program *p, entity_id type, struct str pack, struct sym name)
{
    const struct entity *e = &p->entities.at[type];
    for (uint32_t i = 0; i < e->field_count; i++) {
        const struct field *f = &p->fields.at[e->fields[i]];
        if (sym_eq(f->name, name) && pack_same(f->pack, pack))
            return e->fields[i];
    }
    return NO_ID;
}

entity_id
program_entity(const struct program *p, struct sym name)
{
    for (entity_id e = 0; e < p->entities.len; e++)
        if (sym_eq(p->entities.at[e].name, name))
            return e;
    return NO_ID;
}

const struct view_use *
program_view(const struct program *p, entity_id type, enum view_word word)
{
    for (entity_id t = type; t != NO_ID; t = p->entities.at[t].parent) {
        for (uint32_t i = 0; i < p->views.len; i++) {
            const struct view *v = &p->views.at[i];
            for (uint32_t k = 0; v->type == t && k < v->uses.len; k++)
                if (v->uses.at[k].word == word)
                    return &v->uses.at[k];
        }
    }
    return NULL;
}

field_id
program_view_field(const struct program *p, entity_id type, enum view_word word)
{
    const struct view_use *use = program_view(p, type, word);
    for (uint32_t i = 0; use && i < use->field_count; i++)
        if (entity_is(p, type, use->fields[i].type))
            return use->fields[i].field;
    return NO_ID;
}

static void
add_enum(const struct program *p, struct text_buf *b, enum_id id)
{
    const struct enum_type *e = &p->enums.at[id];
    if (e->name.v) {
        text_add(b, sym_str(p->texts, e->name));
        return;
    }
    for (uint32_t i = 0; i < e->value_count; i++) {
        text_add_c(b, i == 0 ? "{" : ", ");
        text_add(b, sym_str(p->texts, e->values[i]));
    }
    text_add_char(b, '}');
}

static void
add_union(const struct program *p, struct text_buf *b, union_id id, bool in_brackets)
{
    const struct union_type *u = &p->unions.at[id];
    in_brackets = in_brackets && u->member_count > 1;
    text_add_c(b, in_brackets ? "(" : "");
    for (uint32_t i = 0; i < u->member_count; i++) {
        text_add_c(b, i == 0 ? "" : " | ");
        text_add(b, sym_str(p->texts, p->entities.at[u->members[i]].name));
    }
    text_add_c(b, in_brackets ? ")" : "");
}

static const char *
kind_text(enum type_kind kind)
{
    switch (kind) {
    case TYPE_ERROR: return "error";
    case TYPE_BOOL: return "bool";
    case TYPE_TEXT: return "text";
    case TYPE_INT: return "int";
    case TYPE_DECIMAL: return "decimal";
    case TYPE_DATE: return "date";
    case TYPE_INSTANT: return "instant";
    case TYPE_DURATION: return "duration";
    case TYPE_CLOCK: return "clock";
    case TYPE_VERSION: return "version";
    case TYPE_PATH: return "path";
    case TYPE_DIGEST: return "digest";
    case TYPE_DAYS: return "days";
    case TYPE_ENUM: return "enum";
    case TYPE_ENTITY: return "entity";
    case TYPE_NODE: return "node";
    case TYPE_EMPTY: return "{}";
    case TYPE_KIND_COUNT: break;
    }
    abort();
}

struct str
type_text(const struct program *p, struct arena *a, struct type t)
{
    static const char *const marks[] = {
        [CARD_ONE] = "", [CARD_OPTIONAL] = "?", [CARD_SET] = "*", [CARD_SET_SOME] = "+"};
    struct text_buf b = {.arena = a};
    if (t.kind == TYPE_ENUM)
        add_enum(p, &b, t.of);
    else if (t.kind == TYPE_ENTITY)
        add_union(p, &b, t.of, t.card != CARD_ONE);
    else
        text_add_c(&b, kind_text(t.kind));
    if (t.kind != TYPE_EMPTY)
        text_add_c(&b, marks[t.card]);
    return text_str(&b);
}

struct str
cell_text(const struct program *p, struct arena *a, struct type t, uint64_t cell)
{
    switch (t.kind) {
    case TYPE_BOOL: return cell ? STR("true") : STR("false");
    case TYPE_INT: return str_printf(a, "%lld", (long long)(int64_t)cell);
    case TYPE_DAYS:
        return str_printf(a, "%lld day%s", (long long)(int64_t)cell, cell == 1 ? "" : "s");
    case TYPE_DECIMAL: return decimal_text(a, decimal_of_cell(p->decimals, cell));
    case TYPE_DATE: return date_text(a, (int32_t)(int64_t)cell);
    case TYPE_INSTANT: return instant_text(a, (int64_t)cell);
    case TYPE_DURATION: return duration_text(a, duration_of_cell(cell));
    case TYPE_CLOCK: return clock_text(a, (int64_t)cell);
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_PATH:
    case TYPE_DIGEST: return sym_str(p->texts, (struct sym){(uint32_t)cell});
    case TYPE_ENUM: return sym_str(p->texts, p->enums.at[t.of].spellings[cell]);
    case TYPE_ENTITY:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_ERROR: return STR("");
    case TYPE_KIND_COUNT: break;
    }
    abort();
}

/* ---- order ---- */

static int
compare_signed(uint64_t a, uint64_t b)
{
    int64_t x = (int64_t)a, y = (int64_t)b;
    return (x > y) - (x < y);
}

/* Months have no length of their own: for the order of bounds, a month is a 4800th of 400 years. */
static int64_t
duration_length(uint64_t cell)
{
    struct duration d = duration_of_cell(cell);
    return (int64_t)d.months * 146097 + (int64_t)d.days * 4800;
}

static struct str
symbol_of(const struct program *p, uint64_t cell)
{
    return sym_str(p->texts, (struct sym){(uint32_t)cell});
}

static int
compare_decimals(const struct program *p, uint64_t a, uint64_t b)
{
    const struct decimal_pool *pool = p->decimals;
    return a == b ? 0 : decimal_cmp(decimal_of_cell(pool, a), decimal_of_cell(pool, b));
}

int
cells_order(const struct program *p, enum type_kind kind, uint64_t a, uint64_t b)
{
    switch (kind) {
    case TYPE_INT:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_CLOCK:
    case TYPE_DAYS: return compare_signed(a, b);
    case TYPE_DECIMAL: return compare_decimals(p, a, b);
    case TYPE_VERSION: return version_cmp(symbol_of(p, a), symbol_of(p, b));
    case TYPE_DURATION:
        return compare_signed((uint64_t)duration_length(a), (uint64_t)duration_length(b));
    case TYPE_BOOL:
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_DIGEST:
    case TYPE_ENUM:
    case TYPE_ENTITY:
    case TYPE_NODE:
    case TYPE_EMPTY:
    case TYPE_ERROR: return (a > b) - (a < b);
    case TYPE_KIND_COUNT: break;
    }
    abort();
}

bool
union_has_roots(const struct program *p, union_id types)
{
    const struct union_type *u = &p->unions.at[types];
    for (uint32_t i = 1; i < u->member_count; i++)
        if (p->entities.at[u->members[i]].root != p->entities.at[u->members[0]].root)
            return true;
    return false;
}

void
element_add_value(struct text_buf *out, struct str value)
{
    bool is_plain = value.len > 0 && !str_is(value, "-") && str_eq(value, str_trim(value));
    for (size_t i = 0; i < value.len; i++)
        is_plain &= !memchr(",()\"\\", value.at[i], 5);
    if (is_plain) {
        text_add(out, value);
        return;
    }
    text_add_char(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] == '"' || value.at[i] == '\\')
            text_add_char(out, '\\');
        text_add_char(out, value.at[i]);
    }
    text_add_char(out, '"');
}
