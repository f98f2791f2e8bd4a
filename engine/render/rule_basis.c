/* What a rule goes by, for people: the branches of a criterion, and the matrices and tables that are asked. */
#include "engine/render/render_internal.h"
#include "lang/lookup.h"

struct basis {
    const struct program *program;
    const struct source_map *sources;
    struct arena *scratch;
    struct text_buf *out;
    bool *asked; /* by table_id */
};

/* ---- words ---- */

/* The author's words on one line. */
static struct str
written(const struct basis *b, struct span at)
{
    struct str text = str_trim(source_text(b->sources, at));
    struct text_buf line = {.arena = b->scratch};
    bool is_blank = false;
    for (size_t i = 0; i < text.len; i++) {
        bool blank = text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\r';
        if (!blank && is_blank)
            text_add_char(&line, ' ');
        if (!blank)
            text_add_char(&line, text.at[i]);
        is_blank = blank;
    }
    return text_str(&line);
}

static struct str
value_words(const struct basis *b, struct type t, uint64_t cell)
{
    if (t.kind == TYPE_ENUM)
        return sym_str(b->program->texts, b->program->enums.at[t.of].values[cell]);
    struct str text = cell_text(b->program, b->scratch, t, cell);
    if (t.kind == TYPE_TEXT)
        return str_printf(b->scratch, "\"" STR_FMT "\"", STR_ARG(text));
    return t.kind == TYPE_VERSION ? str_printf(b->scratch, "v" STR_FMT, STR_ARG(text)) : text;
}

static struct str
range_words(const struct basis *b, struct type t, const struct lookup_range *r)
{
    struct str low = r->has_low ? value_words(b, t, r->low) : STR("");
    struct str high = r->has_high ? value_words(b, t, r->high) : STR("");
    if (r->has_low && r->has_high && r->low == r->high)
        return low;
    if (r->has_low && r->has_high)
        return str_printf(b->scratch, STR_FMT " .. " STR_FMT, STR_ARG(low), STR_ARG(high));
    if (r->has_low)
        return str_printf(b->scratch, "%s " STR_FMT, r->low_open ? ">" : ">=", STR_ARG(low));
    return str_printf(b->scratch, "%s " STR_FMT, r->high_open ? "<" : "<=", STR_ARG(high));
}

static struct str
test_words(const struct basis *b, struct type t, const struct lookup_test *test)
{
    struct text_buf all = {.arena = b->scratch};
    if (test->is_any)
        return STR("-");
    for (uint32_t i = 0; i < test->range_count; i++) {
        text_add_c(&all, i ? ", " : "");
        text_add(&all, range_words(b, t, &test->ranges[i]));
    }
    return text_str(&all);
}

/* ---- grids ---- */

struct cells {
    struct str *at; /* row by row */
    uint32_t rows, columns;
};

static struct cells
cells_new(const struct basis *b, uint32_t rows, uint32_t columns)
{
    return (struct cells){arena_array(b->scratch, struct str, (size_t)rows * columns), rows,
                          columns};
}

static void
write_cells(const struct basis *b, const struct cells *c)
{
    for (uint32_t r = 0; r < c->rows; r++) {
        text_add_c(b->out, "  |");
        for (uint32_t k = 0; k < c->columns; k++) {
            size_t width = 0, own = str_codepoints(c->at[r * c->columns + k]);
            for (uint32_t i = 0; i < c->rows; i++) {
                size_t other = str_codepoints(c->at[i * c->columns + k]);
                width = other > width ? other : width;
            }
            text_printf(b->out, " " STR_FMT, STR_ARG(c->at[r * c->columns + k]));
            for (; own < width; own++)
                text_add_char(b->out, ' ');
            text_add_c(b->out, " |");
        }
        text_add_char(b->out, '\n');
    }
}

static struct str
name_of(const struct basis *b, struct sym s)
{
    return sym_str(b->program->texts, s);
}

/* The rows of a matrix are its cells, by row, then column. */
static struct cells
matrix_cells(const struct basis *b, const struct lookup_table *t)
{
    uint32_t columns = 1;
    uint64_t first = t->rows[0].tests[0].ranges->low;
    while (columns < t->row_count && t->rows[columns].tests[0].ranges->low == first)
        columns++;
    struct cells c = cells_new(b, t->row_count / columns + 1, columns + 1);
    c.at[0] = str_printf(b->scratch, STR_FMT " \\ " STR_FMT, STR_ARG(name_of(b, t->inputs[0].name)),
                         STR_ARG(name_of(b, t->inputs[1].name)));
    for (uint32_t i = 0; i < t->row_count; i++) {
        uint32_t row = i / columns + 1, column = i % columns + 1;
        c.at[row * c.columns] = test_words(b, t->inputs[0].type, &t->rows[i].tests[0]);
        c.at[column] = test_words(b, t->inputs[1].type, &t->rows[i].tests[1]);
        c.at[row * c.columns + column] = value_words(b, t->outputs[0].type, t->rows[i].results[0]);
    }
    return c;
}

static struct cells
table_cells(const struct basis *b, const struct lookup_table *t)
{
    struct cells c = cells_new(b, t->row_count + 1, t->input_count + t->output_count);
    for (uint32_t k = 0; k < t->input_count; k++)
        c.at[k] = name_of(b, t->inputs[k].name);
    for (uint32_t k = 0; k < t->output_count; k++)
        c.at[t->input_count + k] =
            t->outputs[k].name.v ? name_of(b, t->outputs[k].name) : STR("result");
    for (uint32_t i = 0; i < t->row_count; i++) {
        struct str *row = c.at + (size_t)(i + 1) * c.columns;
        for (uint32_t k = 0; k < t->input_count; k++)
            row[k] = test_words(b, t->inputs[k].type, &t->rows[i].tests[k]);
        for (uint32_t k = 0; k < t->output_count; k++)
            row[t->input_count + k] = value_words(b, t->outputs[k].type, t->rows[i].results[k]);
    }
    return c;
}

static void
write_table(const struct basis *b, const struct lookup_table *t)
{
    static const char *const hits[] = {"", ", the first row that fits", ", all rows that fit"};
    struct place at = source_place(b->sources, t->span.lo);
    text_printf(b->out, "\n%s " STR_FMT "%s", t->is_matrix ? "matrix" : "table",
                STR_ARG(name_of(b, t->name)), hits[t->hit]);
    if (at.source)
        text_printf(b->out, ", " STR_FMT ":%u", STR_ARG(at.source->name), at.line);
    text_add_char(b->out, '\n');
    struct cells c = t->is_matrix ? matrix_cells(b, t) : table_cells(b, t);
    write_cells(b, &c);
}

/* ---- a criterion ---- */

static void
write_branch(const struct basis *b, const struct ir_branch *branch)
{
    text_printf(b->out, "  %s when " STR_FMT,
                branch->given_count ? "accepted with conditions" : "accepted",
                STR_ARG(written(b, branch->when->span)));
    for (uint32_t i = 0; i < branch->given_count; i++)
        text_printf(b->out, "%s" STR_FMT, i ? ", " : ", given ",
                    STR_ARG(written(b, branch->given[i].span)));
    text_add_char(b->out, '\n');
}

static void
write_criterion(const struct basis *b, const struct rule *r)
{
    text_printf(b->out, "\ncriterion " STR_FMT "\n", STR_ARG(name_of(b, r->name)));
    for (uint32_t i = 0; i < r->lets.len; i++)
        text_printf(b->out, "  with " STR_FMT " = " STR_FMT "\n",
                    STR_ARG(name_of(b, r->slots[r->lets.at[i].slot].name)),
                    STR_ARG(written(b, r->lets.at[i].value->span)));
    for (uint32_t i = 0; i < r->duties.len; i++) {
        const struct duty *d = &r->duties.at[i];
        if (d->kind == DUTY_REQUIRE)
            text_printf(b->out, "  rejected unless " STR_FMT "\n",
                        STR_ARG(written(b, d->condition->span)));
        for (uint32_t k = 0; k < d->branch_count; k++)
            write_branch(b, &d->branches[k]);
    }
    text_add_c(b->out, "  rejected otherwise\n");
}

static void
note_table(void *context, const struct ir *ir)
{
    const struct basis *b = context;
    if (ir->kind == IR_LOOKUP)
        b->asked[ir->lookup.table] = true;
}

void
render_rule_basis(const struct program *p, const struct source_map *sources, const struct rule *r,
                  struct text_buf *out)
{
    struct arena scratch = {0};
    struct basis b = {p, sources, &scratch, out, arena_array(&scratch, bool, p->tables.len + 1)};
    if (r->is_criterion)
        write_criterion(&b, r);
    rule_visit_all(p, r, &scratch, note_table, &b);
    for (table_id t = 0; t < p->tables.len; t++)
        if (b.asked[t])
            write_table(&b, &p->tables.at[t]);
    arena_release(&scratch);
}
