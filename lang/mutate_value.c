/* Constants one step away: the next number, day or unit, the neighbour on a scale, the next value of an enum. */
#include <string.h>

#include "lang/base/value.h"
#include "lang/mutate_internal.h"

static bool
shift_int(struct mutator *m, struct str literal, int by, struct str *out)
{
    int64_t value;
    if (!int_parse(literal, &value) || !int_add(value, by, &value) || value < 0)
        return false;
    *out = str_printf(m->arena, "%lld", (long long)value);
    return true;
}

/* In the last place as written: 7.0 → 7.1. */
static bool
shift_decimal(struct mutator *m, struct str literal, int by, struct str *out)
{
    struct decimal value, step = {.coefficient = by};
    size_t point = str_find(literal, STR("."), 0);
    size_t places = point == SIZE_MAX ? 0 : literal.len - point - 1;
    step.scale = (uint8_t)(places < DECIMAL_SCALE_MAX ? places : DECIMAL_SCALE_MAX);
    if (!decimal_parse(literal, &value) || !decimal_add(value, step, &value) ||
        value.coefficient < 0)
        return false;
    *out = decimal_text(m->arena, value);
    if (str_find(*out, STR("."), 0) == SIZE_MAX)
        *out = str_printf(m->arena, STR_FMT ".0", STR_ARG(*out));
    return true;
}

static bool
shift_date(struct mutator *m, struct str literal, int by, struct str *out)
{
    int32_t days;
    if (!date_parse(literal, &days) || !date_add(days, (struct duration){0, by}, &days))
        return false;
    *out = date_text(m->arena, days);
    return true;
}

/* "30 days", "4 h": one more or fewer of the unit. */
static bool
shift_quantity(struct mutator *m, struct str literal, bool has_plural, int by, struct str *out)
{
    size_t blank = str_find(literal, STR(" "), 0);
    struct str number;
    if (blank == SIZE_MAX || !shift_int(m, str_slice(literal, 0, blank), by, &number))
        return false;
    struct str unit = str_trim(str_slice(literal, blank, literal.len));
    if (has_plural && str_ends(unit, STR("s")))
        unit = str_slice(unit, 0, unit.len - 1);
    bool plural = has_plural && !str_is(number, "1");
    *out = str_printf(m->arena, STR_FMT " " STR_FMT "%s", STR_ARG(number), STR_ARG(unit),
                      plural ? "s" : "");
    return true;
}

/* As a rule file writes it: in back-quotes if it is not lower_snake. */
static struct str
value_words(struct mutator *m, struct sym value)
{
    struct str name = sym_str(m->syms, value);
    bool plain = name.len > 0 && name.at[0] >= 'a' && name.at[0] <= 'z';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        plain &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return plain ? name : str_printf(m->arena, "`" STR_FMT "`", STR_ARG(name));
}

/* The ordinal of a value in an enumeration, aliases included, or NO_ID. */
static uint32_t
ordinal(const struct enum_type *e, struct sym name)
{
    for (uint32_t i = 0; i < e->value_count; i++)
        if (sym_eq(e->values[i], name))
            return i;
    for (uint32_t i = 0; i < e->alias_count; i++)
        if (sym_eq(e->aliases[i].text, name))
            return e->aliases[i].value;
    return NO_ID;
}

/* The enumeration a constant belongs to: the one its type names, else the first with such a value, scales first. */
static const struct enum_type *
enum_of(const struct mutator *m, struct sym value, const struct type_expr *type)
{
    const struct enum_type *found = NULL;
    for (uint32_t i = 0; i < m->program->enums.len; i++) {
        const struct enum_type *e = &m->program->enums.at[i];
        if (ordinal(e, value) == NO_ID)
            continue;
        if (type && type->form == TYPE_FORM_NAME && sym_eq(type->name.name.sym, e->name))
            return e;
        if (!found || (e->is_scale && !found->is_scale))
            found = e;
    }
    return found;
}

bool
mutate_is_scale_value(const struct mutator *m, const struct expr *e)
{
    const struct enum_type *type = e->kind == EXPR_NAME ? enum_of(m, e->name.sym, NULL) : NULL;
    return type && type->is_scale;
}

static bool
shift_name(struct mutator *m, struct sym value, const struct type_expr *type, int by,
           struct str *out)
{
    const struct enum_type *e = enum_of(m, value, type);
    if (!e)
        return false;
    int64_t at = (int64_t)ordinal(e, value) + by;
    if (at < 0 || at >= e->value_count)
        return false;
    *out = value_words(m, e->values[at]);
    return true;
}

bool
mutate_shift(struct mutator *m, const struct expr *e, const struct type_expr *type, int by,
             struct str *out)
{
    switch (e->kind) {
    case EXPR_INT: return shift_int(m, e->literal, by, out);
    case EXPR_DECIMAL: return shift_decimal(m, e->literal, by, out);
    case EXPR_DATE: return shift_date(m, e->literal, by, out);
    case EXPR_DURATION: return shift_quantity(m, e->literal, true, by, out);
    case EXPR_CLOCK: return shift_quantity(m, e->literal, false, by, out);
    case EXPR_TRUE: *out = STR("false"); return by > 0;
    case EXPR_FALSE: *out = STR("true"); return by > 0;
    case EXPR_NAME: return shift_name(m, e->name.sym, type, by, out);
    default: return false;
    }
}
