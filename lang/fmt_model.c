/* Entities, enumerations, matrices and tables. */
#include "lang/fmt_internal.h"

/* ---- fields ---- */

static struct str
field_type(struct fmt *f, const struct field_decl *d, bool with_default)
{
    struct str type = flat_type(f, &d->type);
    if (d->contains)
        type = fmt_text(f, "contains " STR_FMT, STR_ARG(type));
    if (with_default)
        type = fmt_text(f, STR_FMT " = " STR_FMT, STR_ARG(type),
                        STR_ARG(flat_expr(f, d->marks.at[0].value)));
    return type;
}

/* A default that leads the marks stands beside the type, the others in a column of their own. */
static void
put_field(struct fmt *f, const struct field_decl *d)
{
    bool leads = d->marks.len > 0 && d->marks.at[0].kind == MARK_DEFAULT;
    struct str marks = flat_marks(f, d->marks, leads);
    struct str type = fmt_text(f, ": " STR_FMT, STR_ARG(field_type(f, d, leads)));
    fmt_begin_leaf(f, d->span);
    fmt_docs(f, d->docs);
    struct fmt_line *line = fmt_row(f, GROUP_FIELD, flat_name(f, d->name), type,
                                    marks.len > 0 ? marks : (struct str){0});
    line->wraps = marks.len > 0;
    fmt_end(f, d->span.hi);
}

/* `head { field: type }` on one line for a single bare field, else one field a line. */
static void
put_fields(struct fmt *f, struct str head, field_vec fields, uint32_t end)
{
    bool plain = !fmt_has_comment(f, f->last, end);
    if (fields.len == 0 && plain) {
        fmt_put(f, f->indent, fmt_text(f, STR_FMT " { }", STR_ARG(head)));
        return;
    }
    if (fields.len == 1 && plain && !fields.at[0].docs.at) {
        const struct field_decl *d = &fields.at[0];
        bool leads = d->marks.len > 0 && d->marks.at[0].kind == MARK_DEFAULT;
        struct str marks = flat_marks(f, d->marks, leads);
        struct str flat =
            fmt_text(f, STR_FMT " { " STR_FMT ": " STR_FMT "%s" STR_FMT " }", STR_ARG(head),
                     STR_ARG(flat_name(f, d->name)), STR_ARG(field_type(f, d, leads)),
                     marks.len > 0 ? "  " : "", STR_ARG(marks));
        if (fmt_fits(f->indent, flat)) {
            fmt_put(f, f->indent, flat);
            return;
        }
    }
    fmt_put(f, f->indent, fmt_text(f, STR_FMT " {", STR_ARG(head)));
    fmt_open(f);
    for (uint32_t i = 0; i < fields.len; i++)
        put_field(f, &fields.at[i]);
    fmt_close(f, end - 1, "}");
}

void
fmt_entity(struct fmt *f, struct str marks, const struct item *i)
{
    const struct entity_decl *e = &i->entity;
    struct text_buf head = {.arena = f->arena};
    text_add(&head, marks);
    text_printf(&head, "%s%sentity " STR_FMT, e->is_abstract ? "abstract " : "",
                e->is_open ? "open " : "", STR_ARG(flat_name(f, e->name)));
    uint32_t end = e->name.span.hi;
    if (e->parent.name.sym.v) {
        text_printf(&head, " is " STR_FMT, STR_ARG(flat_type_name(f, e->parent)));
        end = e->parent.span.hi;
    }
    if (e->stored) {
        text_printf(&head, " from " STR_FMT, STR_ARG(flat_text(f, e->stored)));
        end = e->stored->span.hi;
    }
    fmt_end(f, end);
    put_fields(f, text_str(&head), e->fields, i->span.hi);
}

void
fmt_extend(struct fmt *f, struct str marks, const struct item *i)
{
    struct str head = fmt_text(f, STR_FMT "extend " STR_FMT, STR_ARG(marks),
                               STR_ARG(flat_type_name(f, i->extend.type)));
    fmt_end(f, i->extend.type.span.hi);
    put_fields(f, head, i->extend.fields, i->span.hi);
}

/* ---- enumerations ---- */

static struct str
flat_value(struct fmt *f, const struct enum_value *v)
{
    struct text_buf out = {.arena = f->arena};
    text_add(&out, flat_name(f, v->name));
    if (v->spelling)
        text_printf(&out, " as " STR_FMT, STR_ARG(flat_text(f, v->spelling)));
    for (uint32_t i = 0; i < v->aliases.len; i++) {
        const struct enum_alias *a = &v->aliases.at[i];
        text_printf(&out, " also " STR_FMT,
                    STR_ARG(a->text ? flat_text(f, a->text) : flat_name(f, a->name)));
    }
    return text_str(&out);
}

/* Several values to a line, each line but the first begun by the sign. */
static void
put_values(struct fmt *f, struct str head, enum_value_vec values, const char *sign)
{
    fmt_put(f, f->indent, head);
    struct str line = STR("");
    for (uint32_t k = 0; k < values.len; k++) {
        struct str value = flat_value(f, &values.at[k]);
        struct str longer =
            fmt_text(f, STR_FMT " %s " STR_FMT, STR_ARG(line), sign, STR_ARG(value));
        if (k == 0) {
            line = fmt_text(f, "  " STR_FMT, STR_ARG(value));
        } else if (fmt_fits(f->indent + FMT_STEP, longer)) {
            line = longer;
        } else {
            fmt_put(f, f->indent + FMT_STEP, line);
            line = fmt_text(f, "%s " STR_FMT, sign, STR_ARG(value));
        }
    }
    fmt_put(f, f->indent + FMT_STEP, line);
}

void
fmt_enum(struct fmt *f, struct str marks, const struct item *i)
{
    bool scale = i->kind == ITEM_SCALE;
    const char *sign = scale ? "<" : "|";
    struct str word = fmt_text(f, STR_FMT "%s", STR_ARG(marks), scale ? "scale" : "enum");
    struct str name = flat_name(f, i->enumeration.name);
    enum_value_vec values = i->enumeration.values;
    struct text_buf flat = {.arena = f->arena};
    for (uint32_t k = 0; k < values.len; k++)
        text_printf(&flat, "%s " STR_FMT,
                    k == 0  ? "="
                    : scale ? " <"
                            : " |",
                    STR_ARG(flat_value(f, &values.at[k])));
    struct str head = fmt_text(f, STR_FMT " " STR_FMT " =", STR_ARG(word), STR_ARG(name));
    if (fmt_fits(f->indent + fmt_width(head), text_str(&flat)))
        fmt_row(f, GROUP_ENUM, word, name, text_str(&flat));
    else
        put_values(f, head, values, sign);
}

/* ---- matrices and tables ---- */

static struct str
flat_cell_value(struct fmt *f, const struct cell_value *v)
{
    static const char *const signs[] = {[CELL_IS] = "",   [CELL_RANGE] = "", [CELL_LT] = "< ",
                                        [CELL_GT] = "> ", [CELL_LE] = "<= ", [CELL_GE] = ">= "};
    struct str value = flat_expr(f, v->value);
    if (v->kind == CELL_RANGE)
        return fmt_text(f, STR_FMT " .. " STR_FMT, STR_ARG(value), STR_ARG(flat_expr(f, v->high)));
    return fmt_text(f, "%s" STR_FMT, signs[v->kind], STR_ARG(value));
}

static struct str
flat_cell(struct fmt *f, const struct table_cell *c)
{
    struct text_buf out = {.arena = f->arena};
    switch (c->kind) {
    case CELL_EMPTY: break;
    case CELL_ANY: text_add_c(&out, "-"); break;
    case CELL_CORNER:
        text_printf(&out, STR_FMT " \\ " STR_FMT, STR_ARG(flat_name(f, c->row_axis)),
                    STR_ARG(flat_name(f, c->column_axis)));
        break;
    case CELL_VALUES:
        for (uint32_t i = 0; i < c->values.len; i++)
            text_printf(&out, "%s" STR_FMT, i > 0 ? ", " : "",
                        STR_ARG(flat_cell_value(f, &c->values.at[i])));
        break;
    }
    return text_str(&out);
}

static uint32_t
column_count(row_vec rows)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < rows.len; i++)
        count = rows.at[i].cells.len > count ? rows.at[i].cells.len : count;
    return count;
}

static uint32_t *
column_widths(struct fmt *f, row_vec rows)
{
    uint32_t *widths = arena_array(f->arena, uint32_t, column_count(rows) + 1);
    for (uint32_t i = 0; i < rows.len; i++) {
        for (uint32_t k = 0; k < rows.at[i].cells.len; k++) {
            uint32_t width = fmt_width(flat_cell(f, &rows.at[i].cells.at[k]));
            widths[k] = width > widths[k] ? width : widths[k];
        }
    }
    return widths;
}

static void
put_rows(struct fmt *f, row_vec rows)
{
    const uint32_t *widths = column_widths(f, rows);
    for (uint32_t i = 0; i < rows.len; i++) {
        const struct table_row *row = &rows.at[i];
        struct text_buf line = {.arena = f->arena};
        fmt_begin_leaf(f, row->span);
        for (uint32_t k = 0; k < row->cells.len; k++) {
            struct str cell = flat_cell(f, &row->cells.at[k]);
            text_printf(&line, "| " STR_FMT, STR_ARG(cell));
            for (uint32_t n = fmt_width(cell); n <= widths[k]; n++)
                text_add_char(&line, ' ');
        }
        text_add_char(&line, '|');
        fmt_put(f, f->indent, text_str(&line));
        fmt_end(f, row->span.hi);
    }
}

void
fmt_table(struct fmt *f, struct str marks, const struct item *i)
{
    const struct table_decl *t = &i->table;
    struct str result = t->result
                            ? flat_type(f, t->result)
                            : fmt_text(f, "(" STR_FMT ")", STR_ARG(flat_parameters(f, t->outputs)));
    struct str hit =
        t->hit.sym.v ? fmt_text(f, " hit " STR_FMT, STR_ARG(flat_name(f, t->hit))) : STR("");
    struct str head =
        fmt_text(f, STR_FMT "%s " STR_FMT, STR_ARG(marks),
                 i->kind == ITEM_MATRIX ? "matrix" : "table", STR_ARG(flat_name(f, t->name)));
    fmt_signature(f, head, t->params,
                  fmt_text(f, " -> " STR_FMT STR_FMT " {", STR_ARG(result), STR_ARG(hit)));
    if (t->rows.len > 0)
        fmt_end(f, t->hit.sym.v ? t->hit.span.hi
                   : t->result  ? t->result->span.hi
                                : t->name.span.hi);
    fmt_open(f);
    put_rows(f, t->rows);
    fmt_close(f, i->span.hi - 1, "}");
}
