#include "engine/store/frozen.h"

/* Texts in quotes, entities by id, everything else in the words of the language. */
static void
dump_cell(const struct store *s, struct type type, uint64_t cell, struct text_buf *out)
{
    if (type.kind == TYPE_ENTITY) {
        text_add(out, store_path(s, (uint32_t)cell));
        return;
    }
    const char *quote = type.kind == TYPE_TEXT ? "\"" : "";
    text_add_c(out, quote);
    text_add(out, cell_text(s->program, out->arena, type, cell));
    text_add_c(out, quote);
}

/* Returns whether there was anything to say. */
static bool
dump_values(struct store *s, uint32_t number, field_id f, struct text_buf *out)
{
    struct type type = s->program->fields.at[f].type;
    const struct column *c = store_column(s, f);
    const struct links *l = store_links(s, f);
    if (c) {
        bool is_there = bit_get(c->present, number - c->rows.lo);
        if (is_there)
            dump_cell(s, type, column_cell(c, number - c->rows.lo), out);
        return is_there;
    }
    uint32_t row = number - l->rows.lo;
    for (uint32_t i = l->offsets[row]; i < l->offsets[row + 1]; i++) {
        text_add_c(out, i > l->offsets[row] ? ", " : "");
        dump_cell(s, type, l->targets ? l->targets[i] : l->cells[i], out);
    }
    return l->offsets[row] < l->offsets[row + 1];
}

static void
dump_field(struct store *s, uint32_t number, field_id f, struct text_buf *out)
{
    const struct store *frozen = s;
    const struct column *c = store_column(s, f);
    const struct links *l = store_links(s, f);
    uint32_t row = number - field_rows(s, f).lo;
    bool is_incomplete = bit_get(c ? c->incomplete : l->incomplete, row);
    size_t start = out->len;
    text_printf(out, "  " STR_FMT ": ",
                STR_ARG(sym_str(frozen->program->texts, frozen->program->fields.at[f].name)));
    bool any = dump_values(s, number, f, out);
    if (is_incomplete) {
        const struct diag *cause = store_cause(s, (struct ent){number}, f);
        text_add_c(out, any ? " ?" : "?");
        if (cause)
            text_printf(out, " (%s)", diag_code_name(cause->code));
    } else if (!any) {
        out->len = start;
        return;
    }
    text_add_char(out, '\n');
}

static void
dump_instances(const struct store *s, uint32_t number, struct text_buf *out)
{
    for (uint32_t i = 0; i < s->instance_count; i++)
        if (s->instances[i].of.v == number)
            text_printf(out, "  instance_of: " STR_FMT "\n", STR_ARG(s->instances[i].text));
}

void
store_dump(const struct store *frozen, struct text_buf *out)
{
    struct store *s = (struct store *)(uintptr_t)frozen; /* inverse links are built on first use */
    const struct program *p = s->program;
    for (entity_id t = 0; t < p->entities.len; t++) {
        struct range own = {s->type_starts[t], s->type_starts[t + 1]};
        if (s->extents[t].is_incomplete)
            text_printf(out, STR_FMT " …?\n", STR_ARG(sym_str(p->texts, p->entities.at[t].name)));
        for (uint32_t n = own.lo; n < own.hi; n++) {
            struct str reason = store_external(s, (struct ent){n});
            text_printf(out, STR_FMT " " STR_FMT "\n",
                        STR_ARG(sym_str(p->texts, p->entities.at[t].name)),
                        STR_ARG(store_path(s, n)));
            dump_instances(s, n, out);
            if (reason.len)
                text_printf(out, "  external: \"" STR_FMT "\"\n", STR_ARG(reason));
            for (uint32_t i = 0; i < p->entities.at[t].field_count; i++)
                dump_field(s, n, p->entities.at[t].fields[i], out);
        }
    }
}
