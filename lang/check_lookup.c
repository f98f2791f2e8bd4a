/* Matrices and tables: what they take and give, and what their cells say. */
#include "lang/check_lookup.h"

#include "lang/base/limits.h"

/* ---- names of inputs and outputs ---- */

static void
refuse_input(const struct table_check *c, const struct parameter *p, struct type t)
{
    struct diag *d =
        report(&c->cx, E3590, p->span,
               "a %s is looked up by single plain values, and `" STR_FMT "` is " STR_FMT, c->word,
               NAME_ARG(&c->cx, p->name.sym), STR_ARG(words_type(&c->cx, t)));

    if (t.kind == TYPE_ENTITY)
        diag_help(c->cx.ck->sink, d, "take the field of it that decides");
    else if (t.card == CARD_OPTIONAL)
        diag_help(c->cx.ck->sink, d,
                  "leave the `?` out: with a missing input there is no result anyway");
    else
        diag_help(c->cx.ck->sink, d, "take one value, and look up for each of the set");
}

static struct type
value_type(const struct table_check *c, const struct parameter *p)
{
    struct type t = model_type(c->cx.ck, c->cx.unit, &p->type);

    if (t.kind == TYPE_ERROR)
        c->cx.body->broken = true;
    else if (t.card != CARD_ONE || t.kind == TYPE_ENTITY)
        refuse_input(c, p, t);
    return t;
}

static bool
same_name(const struct table_check *c, const struct parameter *a, const struct parameter *b)
{
    if (!sym_eq(a->name.sym, b->name.sym))
        return false;
    struct diag *d = report(&c->cx, E2671, b->name.span, "`" STR_FMT "` is declared twice",
                            NAME_ARG(&c->cx, b->name.sym));
    diag_here(c->cx.ck->sink, d, "again here");
    diag_label(c->cx.ck->sink, d, a->name.span, "first here");
    return true;
}

static void
names_once(const struct table_check *c, const parameter_vec *all)
{
    for (uint32_t i = 0; i < all->len; i++)
        for (uint32_t j = 0; j < i; j++)
            if (same_name(c, &all->at[j], &all->at[i]))
                break;
}

static void
inputs_check(struct table_check *c)
{
    const parameter_vec *params = &c->decl->params;

    c->table.input_count = params->len;
    c->table.inputs = arena_array(c->cx.ck->arena, struct slot, params->len + 1);
    for (uint32_t i = 0; i < params->len; i++) {
        const struct parameter *p = &params->at[i];
        c->table.inputs[i] = (struct slot){p->name.sym, value_type(c, p), p->name.span};
    }
    names_once(c, params);
    if (c->table.is_matrix ? params->len == 2 : params->len > 0)
        return;
    struct diag *d = report(&c->cx, E3590, c->decl->name.span,
                            c->table.is_matrix ? "a matrix has two inputs, and this one has %u"
                                               : "a table has inputs, and this one has %u",
                            (unsigned)params->len);
    diag_help(c->cx.ck->sink, d,
              c->table.is_matrix ? "for any number of inputs there is `table`"
                                 : "name what it is looked up by: `table f(x: Level) -> …`");
}

static void
outputs_check(struct table_check *c)
{
    const struct table_decl *decl = c->decl;
    uint32_t count = decl->result ? 1 : decl->outputs.len;

    c->table.output_count = count;
    c->table.outputs = arena_array(c->cx.ck->arena, struct lookup_output, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        struct parameter p = {.span = c->decl->name.span};
        if (decl->result) {
            p.type = *decl->result;
            p.name = decl->name;
            p.span = decl->result->span;
        } else {
            p = decl->outputs.at[i];
        }
        c->table.outputs[i] =
            (struct lookup_output){decl->result ? SYM_NONE : p.name.sym, value_type(c, &p)};
    }
    names_once(c, &decl->outputs);
}

static void
hit_check(struct table_check *c)
{
    static const char *const words[] = {
        [HIT_UNIQUE] = "unique", [HIT_FIRST] = "first", [HIT_COLLECT] = "collect"};
    struct name hit = c->decl->hit;
    struct suggestion s = {.scratch = c->cx.ck->arena};

    if (!hit.sym.v)
        return;
    s.given = sym_str(c->cx.ck->syms, hit.sym);
    for (int i = HIT_UNIQUE; i <= HIT_COLLECT; i++) {
        if (str_is(s.given, words[i])) {
            c->table.hit = (enum table_hit)i;
            return;
        }
        suggest(&s, str_from(words[i]));
    }
    struct diag *d =
        report(&c->cx, E5266, hit.span,
               "`hit` is followed by `unique`, `first` or `collect`, not by `" STR_FMT "`",
               STR_ARG(s.given));
    if (s.best.len) {
        diag_help(c->cx.ck->sink, d, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(c->cx.ck->sink, d, hit.span, s.best);
    }
}

/* ---- cells ---- */

static void
empty_cell(const struct table_check *c, const struct table_cell *cell, bool is_input)
{
    struct diag *d = report(&c->cx, E7870, cell->span, "this cell is empty");

    if (is_input)
        diag_help(c->cx.ck->sink, d, "write the value it is for, or `-` for any");
    else
        diag_help(c->cx.ck->sink, d, "write the result: every combination has one");
}

bool
table_single(const struct table_check *c, const struct table_cell *cell, struct type t,
             uint64_t *out)
{
    uint64_t *cells;
    uint32_t count;

    if (cell->kind == CELL_EMPTY) {
        empty_cell(c, cell, false);
        return false;
    }
    if (cell->kind != CELL_VALUES || cell->values.len != 1 || cell->values.at[0].kind != CELL_IS) {
        struct diag *d = report(&c->cx, E4354, cell->span, "one value is needed here");
        diag_help(c->cx.ck->sink, d,
                  "`-`, several values and ranges stand for inputs of a `table` only");
        return false;
    }
    if (model_constant(c->cx.ck, c->cx.unit, cell->values.at[0].value, t, &cells, &count)) {
        *out = cells[0];
        return true;
    }
    c->cx.body->broken = true;
    return false;
}

static bool
constant(const struct table_check *c, const struct expr *e, struct type t, uint64_t *out)
{
    uint64_t *cells;
    uint32_t count;

    if (!e || !model_constant(c->cx.ck, c->cx.unit, e, t, &cells, &count)) {
        c->cx.body->broken = true;
        return false;
    }
    *out = cells[0];
    return true;
}

static void
not_ordered(const struct table_check *c, const struct cell_value *v, struct type t)
{
    struct span at = v->high ? span_join(v->value->span, v->high->span) : v->value->span;
    struct diag *d = report(&c->cx, E3502, at, "a range has no meaning for " STR_FMT,
                            STR_ARG(words_type(&c->cx, t)));

    diag_help(c->cx.ck->sink, d, "list the values, with commas between them");
}

static bool
range_of(const struct table_check *c, const struct cell_value *v, struct type t,
         struct lookup_range *r)
{
    struct bounds b = {v->value, v->high, v->value->span};

    if (v->kind != CELL_IS && !lookup_is_ordered(c->cx.ck->program, t)) {
        not_ordered(c, v, t);
        return false;
    }
    *r = (struct lookup_range){.has_low = v->kind != CELL_LT && v->kind != CELL_LE,
                               .has_high = v->kind != CELL_GT && v->kind != CELL_GE,
                               .low_open = v->kind == CELL_GT,
                               .high_open = v->kind == CELL_LT};
    if (v->kind == CELL_RANGE) {
        b.span = v->high ? span_join(v->value->span, v->high->span) : b.span;
        if (model_range(c->cx.ck, c->cx.unit, &b, t, &r->low, &r->high))
            return true;
        c->cx.body->broken = true;
        return false;
    }
    if (!constant(c, v->value, t, &r->low))
        return false;
    r->high = r->low;
    return true;
}

static struct lookup_test
test_of(const struct table_check *c, const struct table_cell *cell, struct type t)
{
    struct lookup_test test = {.is_any = cell->kind == CELL_ANY, .span = cell->span};

    if (cell->kind == CELL_EMPTY)
        empty_cell(c, cell, true);
    if (cell->kind == CELL_CORNER)
        report(&c->cx, E4354, cell->span, "`\\` only stands in the corner of a `matrix`");
    if (cell->kind != CELL_VALUES || t.kind == TYPE_ERROR)
        return test;
    test.ranges = arena_array(c->cx.ck->arena, struct lookup_range, cell->values.len);
    for (uint32_t i = 0; i < cell->values.len; i++)
        if (range_of(c, &cell->values.at[i], t, &test.ranges[test.range_count]))
            test.range_count++;
    return test;
}

/* ---- rows ---- */

bool
table_row_fits(const struct table_check *c, const struct table_row *row, uint32_t columns)
{
    const struct table_row *headings = &c->decl->rows.at[0];

    if (row->cells.len == columns)
        return true;
    struct diag *d =
        report(&c->cx, E4612, row->span, "this row has %u cell%s, and %u are needed",
               (unsigned)row->cells.len, row->cells.len == 1 ? "" : "s", (unsigned)columns);
    if (row != headings)
        diag_label(c->cx.ck->sink, d, headings->span, "the headings, one for each cell");
    diag_help(c->cx.ck->sink, d,
              row->cells.len < columns ? "a cell is missing, or a `|`"
                                       : "take a cell out, or add its heading");
    return false;
}

/* The word of a heading; none if it is no single name. */
static struct sym
heading_word(const struct table_cell *cell)
{
    bool is_name = cell->kind == CELL_VALUES && cell->values.len == 1 &&
                   cell->values.at[0].kind == CELL_IS &&
                   cell->values.at[0].value->kind == EXPR_NAME;

    return is_name ? cell->values.at[0].value->name.sym : SYM_NONE;
}

static void
heading_check(const struct table_check *c, uint32_t column, struct sym want)
{
    const struct table_cell *cell = &c->decl->rows.at[0].cells.at[column];
    bool is_input = column < c->table.input_count;

    if (sym_eq(heading_word(cell), want))
        return;
    struct diag *d =
        report(&c->cx, E8592, cell->span, "this column is that of the %s `" STR_FMT "`",
               is_input ? "input" : "result", NAME_ARG(&c->cx, want));
    diag_help(c->cx.ck->sink, d,
              "the first row names the inputs in the order of the parentheses, then the results");
    if (heading_word(cell).v)
        diag_fix(c->cx.ck->sink, d, cell->span, sym_str(c->cx.ck->syms, want));
}

static bool
headings_check(const struct table_check *c)
{
    const struct lookup_table *t = &c->table;

    if (!table_row_fits(c, &c->decl->rows.at[0], t->input_count + t->output_count))
        return false;
    for (uint32_t i = 0; i < t->input_count; i++)
        heading_check(c, i, t->inputs[i].name);
    for (uint32_t i = 0; i < t->output_count && t->output_count > 1; i++)
        heading_check(c, t->input_count + i, t->outputs[i].name);
    return true;
}

static void
row_check(struct table_check *c, const struct table_row *row)
{
    struct lookup_table *t = &c->table;
    struct lookup_row *out = &t->rows[t->row_count];

    if (!table_row_fits(c, row, t->input_count + t->output_count))
        return;
    *out = (struct lookup_row){.span = row->span};
    out->tests = arena_array(c->cx.ck->arena, struct lookup_test, t->input_count);
    out->results = arena_array(c->cx.ck->arena, uint64_t, t->output_count);
    for (uint32_t i = 0; i < t->input_count; i++)
        out->tests[i] = test_of(c, &row->cells.at[i], t->inputs[i].type);
    for (uint32_t i = 0; i < t->output_count; i++)
        if (t->outputs[i].type.kind != TYPE_ERROR)
            table_single(c, &row->cells.at[t->input_count + i], t->outputs[i].type,
                         &out->results[i]);
    t->row_count++;
}

static void
rows_check(struct table_check *c)
{
    const row_vec *rows = &c->decl->rows;

    c->table.rows = arena_array(c->cx.ck->arena, struct lookup_row, rows->len);
    if (!headings_check(c))
        return;
    for (uint32_t i = 1; i < rows->len; i++)
        row_check(c, &rows->at[i]);
}

/* ---- the table ---- */

static bool
too_large(const struct table_check *c)
{
    uint64_t cells = c->decl->rows.len;

    if (c->table.is_matrix && c->decl->rows.len)
        cells *= c->decl->rows.at[0].cells.len;
    if (cells <= LIMIT_TABLE_ROWS)
        return false;
    struct diag *d = report(&c->cx, E4767, c->decl->name.span, "this %s is too large", c->word);
    diag_note(c->cx.ck->sink, d, "a table has at most %d rows, a matrix as many cells",
              LIMIT_TABLE_ROWS);
    diag_help(c->cx.ck->sink, d, "split it, or group values that are treated alike");
    return true;
}

static void
table_check(struct checker *ck, const struct unit *unit, const struct item *item, struct def *def)
{
    struct body body = {0};
    struct table_check c = {.cx = {.ck = ck, .unit = unit, .body = &body},
                            .decl = &item->table,
                            .word = item->kind == ITEM_MATRIX ? "matrix" : "table",
                            .table = {.pack = unit->pack,
                                      .name = item->table.name.sym,
                                      .is_matrix = item->kind == ITEM_MATRIX,
                                      .span = item->table.name.span,
                                      .docs = item->docs}};

    function_name_refuse(ck, def, item->table.name);
    inputs_check(&c);
    outputs_check(&c);
    hit_check(&c);
    if (!too_large(&c) && c.decl->rows.len) {
        if (c.table.is_matrix)
            matrix_rows_check(&c);
        else
            rows_check(&c);
    }
    if (!body.broken)
        table_total_check(&c);
    if (!body.broken && c.table.is_matrix)
        matrix_order_check(&c);
    def->broken = def->broken || body.broken;
    def->id = ck->program->tables.len;
    if (body.broken)
        c.table.row_count = 0; /* nothing in the program asks it */
    vec_push(ck->arena, &ck->program->tables, c.table);
}

void
tables_check(struct checker *ck)
{
    for (uint32_t i = 0; i < ck->input->unit_count; i++) {
        const struct unit *unit = &ck->input->units[i];
        for (uint32_t j = 0; j < unit->ast->items.len; j++) {
            const struct item *item = unit->ast->items.at[j];
            bool is_table = item->kind == ITEM_MATRIX || item->kind == ITEM_TABLE;
            struct def *def = is_table && !item->broken ? names_of(ck, item) : NULL;
            if (def)
                table_check(ck, unit, item, def);
        }
    }
}

/* ---- asking one ---- */

static struct ir *
wrong_inputs(const struct context *cx, const struct expr *e, const struct lookup_table *t)
{
    struct diag *d =
        report(cx, E7182, e->span, "`" STR_FMT "` takes %u value%s, and %u %s given",
               NAME_ARG(cx, t->name), (unsigned)t->input_count, t->input_count == 1 ? "" : "s",
               (unsigned)e->call.args.len, e->call.args.len == 1 ? "is" : "are");

    diag_label(cx->ck->sink, d, t->span, "declared here");
    return expr_broken(cx, e->span);
}

static struct ir *
look_up(const struct context *cx, const struct expr *e, const struct def *d, uint32_t output)
{
    const struct lookup_table t = cx->ck->program->tables.at[d->id];
    struct type type = t.outputs[output].type;
    bool failed = false;

    if (cx->in_source) {
        report(cx, E5739, e->span, "a source cannot ask a table: that is for rules");
        return expr_broken(cx, e->span);
    }
    if (e->call.args.len != t.input_count)
        return wrong_inputs(cx, e, &t);
    type.card = t.hit == HIT_COLLECT ? CARD_SET : CARD_ONE;
    struct ir *ir = ir_new(cx, IR_LOOKUP, e->span, type);
    ir->lookup.table = d->id;
    ir->lookup.output = output;
    for (uint32_t i = 0; i < t.input_count; i++) {
        struct ir *arg = expr_value(cx, e->call.args.at[i], t.inputs[i].type);
        failed = failed || ir_failed(arg);
        if (!failed && t.hit != HIT_COLLECT && arg->type.card == CARD_OPTIONAL)
            ir->type.card = CARD_OPTIONAL;
        vec_push(cx->ck->arena, &ir->lookup.args, arg);
    }
    return failed ? expr_broken(cx, e->span) : ir;
}

/* The outputs of a table, as they are asked for: "`risk(…).effort` or `risk(…).every`". */
static struct str
all_outputs(const struct context *cx, const struct lookup_table *t)
{
    struct text_buf b = {.arena = cx->ck->arena};

    for (uint32_t i = 0; i < t->output_count; i++)
        text_printf(&b, "%s`" STR_FMT "(…)." STR_FMT "`", i ? " or " : "", NAME_ARG(cx, t->name),
                    NAME_ARG(cx, t->outputs[i].name));
    return text_str(&b);
}

struct ir *
table_call(const struct context *cx, const struct expr *e, const struct def *d,
           const struct name *output)
{
    const struct lookup_table *t = &cx->ck->program->tables.at[d->id];
    struct suggestion s = {.scratch = cx->ck->arena};

    if (!output && t->output_count == 1)
        return look_up(cx, e, d, 0);
    if (!output) {
        struct diag *m =
            report(cx, E5543, e->span, "`" STR_FMT "` has %u results, and one is needed",
                   NAME_ARG(cx, t->name), (unsigned)t->output_count);
        diag_label(cx->ck->sink, m, t->span, "declared here");
        diag_help(cx->ck->sink, m, "write " STR_FMT, STR_ARG(all_outputs(cx, t)));
        return expr_broken(cx, e->span);
    }
    s.given = sym_str(cx->ck->syms, output->sym);
    for (uint32_t i = 0; i < t->output_count; i++) {
        if (sym_eq(t->outputs[i].name, output->sym))
            return look_up(cx, e, d, i);
        suggest(&s, sym_str(cx->ck->syms, t->outputs[i].name));
    }
    struct diag *m = report(cx, E5543, output->span, "`" STR_FMT "` has no result `" STR_FMT "`",
                            NAME_ARG(cx, t->name), STR_ARG(s.given));
    diag_label(cx->ck->sink, m, t->span, "declared here");
    if (s.best.len) {
        diag_help(cx->ck->sink, m, "did you mean `" STR_FMT "`?", STR_ARG(s.best));
        diag_fix(cx->ck->sink, m, output->span, s.best);
    } else {
        diag_help(cx->ck->sink, m, "write " STR_FMT, STR_ARG(all_outputs(cx, t)));
    }
    return expr_broken(cx, e->span);
}
