#include "lang/program_dump.h"

static void
item_name(const struct dump *d, struct str pack, struct sym name)
{
    if (pack.len)
        text_printf(d->out, STR_FMT ".", STR_ARG(pack));
    dump_sym(d, name);
}

static void
sym_list(const struct dump *d, const char *word, const struct sym *all, uint32_t count)
{
    if (!count)
        return;
    text_printf(d->out, "  %s", word);
    for (uint32_t i = 0; i < count; i++) {
        text_add_c(d->out, i ? ", " : " ");
        dump_sym(d, all[i]);
    }
    text_add_char(d->out, '\n');
}

/* ---- the model ---- */

static void
dump_enum(const struct dump *d, const struct enum_type *e)
{
    text_add_c(d->out, e->is_scale ? "scale " : "enum ");
    if (e->name.v)
        item_name(d, e->pack, e->name);
    else
        text_add_c(d->out, "in place");
    text_add_c(d->out, " =");
    for (uint32_t i = 0; i < e->value_count; i++) {
        text_add_c(d->out, !i ? " " : e->is_scale ? " < " : " | ");
        dump_sym(d, e->values[i]);
        if (!sym_eq(e->values[i], e->spellings[i])) {
            text_add_c(d->out, " as ");
            dump_ir_quoted(d, sym_str(d->program->texts, e->spellings[i]));
        }
        for (uint32_t j = 0; j < e->alias_count; j++) {
            if (e->aliases[j].value != i)
                continue;
            text_add_c(d->out, " also ");
            dump_ir_quoted(d, sym_str(d->program->texts, e->aliases[j].text));
        }
    }
    text_add_char(d->out, '\n');
}

static void
dump_defaults(const struct dump *d, const struct field *f)
{
    struct type one = {f->type.kind, CARD_ONE, f->type.of};
    if (!f->has_default)
        return;
    text_add_c(d->out, card_is_set(f->type.card) ? " = {" : " = ");
    for (uint32_t i = 0; i < f->default_count; i++) {
        text_add_c(d->out, i ? ", " : "");
        dump_cell(d, one, f->defaults[i]);
    }
    text_add_c(d->out, card_is_set(f->type.card) ? "}" : "");
}

static void
dump_field(const struct dump *d, const struct field *f)
{
    const struct program *p = d->program;
    struct type one = {f->type.kind, CARD_ONE, f->type.of};
    text_add_c(d->out, f->is_implicit ? "  implicit " : "  ");
    if (!pack_same(f->pack, p->entities.at[f->owner].pack))
        text_printf(d->out, STR_FMT ".", STR_ARG(f->pack));
    dump_sym(d, f->name);
    text_add_c(d->out, f->contains ? " : contains " : " : ");
    dump_type(d, f->type);
    if (f->inverse != NO_ID) {
        const struct field *back = &p->fields.at[f->inverse];
        text_add_c(d->out, " inverse ");
        dump_sym(d, p->entities.at[back->owner].name);
        text_add_char(d->out, '.');
        dump_sym(d, back->name);
    }
    text_add_c(d->out, f->acyclic ? " acyclic" : "");
    text_add_c(d->out, f->past ? " past" : "");
    if (f->regex != NO_ID) {
        text_add_c(d->out, " matching ");
        dump_ir_quoted(d, p->regexes.at[f->regex].pattern);
    }
    if (f->has_range) {
        text_add_c(d->out, " within ");
        dump_cell(d, one, f->low);
        text_add_c(d->out, " .. ");
        dump_cell(d, one, f->high);
    }
    dump_defaults(d, f);
    text_add_char(d->out, '\n');
}

static void
dump_entity(const struct dump *d, entity_id id)
{
    const struct program *p = d->program;
    const struct entity *e = &p->entities.at[id];
    text_printf(d->out, "%s%sentity ", e->is_abstract ? "abstract " : "",
                e->is_open ? "open " : "");
    item_name(d, e->pack, e->name);
    if (e->parent != NO_ID) {
        text_add_c(d->out, " is ");
        dump_sym(d, p->entities.at[e->parent].name);
    }
    if (e->collection.v) {
        text_add_c(d->out, " from ");
        dump_ir_quoted(d, sym_str(p->texts, e->collection));
    }
    text_printf(d->out, " [%u, %u]\n", id, e->last);
    for (uint32_t i = 0; i < e->field_count; i++)
        if (p->fields.at[e->fields[i]].owner == id)
            dump_field(d, &p->fields.at[e->fields[i]]);
}

/* ---- parameters and definitions ---- */

static void
dump_param(const struct dump *d, const struct param *p)
{
    struct type one = {p->type.kind, CARD_ONE, p->type.of};
    text_add_c(d->out, "param ");
    if (p->rule.v) {
        dump_sym(d, p->rule);
        text_add_char(d->out, '.');
        dump_sym(d, p->name);
    } else {
        item_name(d, p->pack, p->name);
    }
    text_add_c(d->out, " : ");
    dump_type(d, p->type);
    text_add_c(d->out, card_is_set(p->type.card) ? " = {" : " = ");
    if (!card_is_set(p->type.card))
        dump_cell(d, one, p->value);
    for (uint32_t i = 0; i < p->value_count && card_is_set(p->type.card); i++) {
        text_add_c(d->out, i ? ", " : "");
        dump_cell(d, one, p->values[i]);
    }
    text_add_c(d->out, card_is_set(p->type.card) ? "}" : "");
    if (p->has_range) {
        text_add_c(d->out, " within ");
        dump_cell(d, one, p->low);
        text_add_c(d->out, " .. ");
        dump_cell(d, one, p->high);
    }
    if (p->stricter)
        text_add_c(d->out, p->stricter < 0 ? " stricter lower" : " stricter higher");
    text_add_char(d->out, '\n');
}

static void
dump_define(struct dump d, const struct define *def)
{
    d.slots = def->slots;
    d.slot_count = def->slot_count;
    text_add_c(d.out, def->is_measure ? "measure " : "define ");
    item_name(&d, def->pack, def->name);
    text_add_char(d.out, '(');
    for (uint32_t i = 0; i < def->param_count; i++) {
        text_add_c(d.out, i ? ", " : "");
        dump_slot(&d, i);
        text_add_c(d.out, ": ");
        dump_type(&d, def->slots[i].type);
    }
    text_add_c(d.out, ") -> ");
    dump_type(&d, def->result);
    for (uint32_t i = 0; i < def->along_count; i++) {
        text_add_c(d.out, i ? ", " : " along ");
        dump_sym(&d, d.program->entities.at[def->along[i].type].name);
        text_add_char(d.out, '.');
        dump_sym(&d, d.program->fields.at[def->along[i].field].name);
    }
    text_printf(d.out, "%s component %u\n", def->is_recursive ? " recursive" : "", def->component);
    dump_labelled(&d, "reads", def->reads, 1);
    dump_labelled(&d, "body", def->body, 1);
}

/* ---- tables ---- */

static void
dump_range(const struct dump *d, struct type t, const struct lookup_range *r)
{
    bool is_one = r->has_low && r->has_high && r->low == r->high;
    if (r->has_low && !is_one) {
        text_add_c(d->out, r->low_open ? "> " : ">= ");
        dump_cell(d, t, r->low);
        text_add_c(d->out, r->has_high ? " and " : "");
    }
    if (!r->has_high)
        return;
    text_add_c(d->out, is_one ? "" : r->high_open ? "< " : "<= ");
    dump_cell(d, t, r->high);
}

static void
dump_row(const struct dump *d, const struct lookup_table *t, const struct lookup_row *row)
{
    text_add_c(d->out, "  ");
    for (uint32_t i = 0; i < t->input_count; i++) {
        const struct lookup_test *test = &row->tests[i];
        text_add_c(d->out, i ? " | " : "");
        text_add_c(d->out, test->is_any ? "-" : "");
        for (uint32_t k = 0; k < test->range_count; k++) {
            text_add_c(d->out, k ? ", " : "");
            dump_range(d, t->inputs[i].type, &test->ranges[k]);
        }
    }
    text_add_c(d->out, " ->");
    for (uint32_t i = 0; i < t->output_count; i++) {
        text_add_c(d->out, i ? " | " : " ");
        dump_cell(d, t->outputs[i].type, row->results[i]);
    }
    text_add_char(d->out, '\n');
}

static void
dump_table(const struct dump *d, const struct lookup_table *t)
{
    static const char *const hits[] = {" hit unique", " hit first", " hit collect"};
    text_add_c(d->out, t->is_matrix ? "matrix " : "table ");
    item_name(d, t->pack, t->name);
    for (uint32_t i = 0; i < t->input_count; i++) {
        text_add_c(d->out, i ? ", " : "(");
        dump_sym(d, t->inputs[i].name);
        text_add_c(d->out, ": ");
        dump_type(d, t->inputs[i].type);
    }
    text_add_c(d->out, ") ->");
    for (uint32_t i = 0; i < t->output_count; i++) {
        text_add_c(d->out, i ? ", " : " ");
        dump_sym(d, t->outputs[i].name);
        text_add_c(d->out, t->outputs[i].name.v ? ": " : "");
        dump_type(d, t->outputs[i].type);
    }
    text_add_c(d->out, t->is_matrix ? "\n" : hits[t->hit]);
    text_add_c(d->out, t->is_matrix ? "" : "\n");
    for (uint32_t i = 0; i < t->row_count; i++)
        dump_row(d, t, &t->rows[i]);
}

/* ---- rules ---- */

static void
dump_about(const struct dump *d, const struct rule *r)
{
    static const char *const categories[] = {"none",
                                             "unsupported_claim",
                                             "missing_justification",
                                             "broken_traceability",
                                             "unacceptable_risk",
                                             "weak_evidence",
                                             "malformed",
                                             "process"};
    static const char *const severities[] = {"error", "warning", "info"};
    text_printf(d->out, "  category %s\n  severity %s\n", categories[r->category],
                severities[r->severity]);
    if (r->has_phase)
        text_printf(d->out, "  phase %u .. %u\n", r->phase_from, r->phase_to);
    if (r->has_effective)
        text_printf(d->out, "  effective from " STR_FMT "\n",
                    STR_ARG(date_text(d->scratch, r->effective)));
    sym_list(d, "after", r->after, r->after_count);
    sym_list(d, "formerly", r->formerly, r->formerly_count);
    sym_list(d, "tags", r->tags, r->tag_count);
    for (uint32_t i = 0; i < r->map_count; i++) {
        text_add_c(d->out, "  maps ");
        dump_sym(d, r->maps[i].standard);
        text_add_char(d->out, ' ');
        dump_ir_quoted(d, r->maps[i].clause);
        text_add_char(d->out, '\n');
    }
    text_add_c(d->out, r->is_final ? "  final\n" : "");
    text_add_c(d->out, r->expects_subjects ? "  expect subjects\n" : "");
}

static void
dump_step(const struct dump *d, const struct ir_step *s)
{
    static const char *const words[] = {"some", "every", "condition"};
    dump_indent(d, 2);
    text_add_c(d->out, words[s->kind]);
    if (s->kind != IR_STEP_CONDITION) {
        text_add_char(d->out, ' ');
        dump_slot(d, s->slot);
    }
    text_add_char(d->out, '\n');
    dump_ir(d, s->expr, 3);
    dump_labelled(d, "else", s->message, 3);
}

static void
dump_branch(const struct dump *d, const struct ir_branch *b)
{
    dump_labelled(d, "accept when", b->when, 2);
    for (uint32_t i = 0; i < b->given_count; i++)
        dump_labelled(d, "given", b->given[i].condition, 3);
}

static void
dump_duty(const struct dump *d, const struct duty *duty)
{
    static const char *const words[] = {"require", "trace", "decide", "pattern"};
    text_printf(d->out, "  %s%s\n", words[duty->kind], duty->opens ? " opens" : "");
    if (duty->kind == DUTY_REQUIRE)
        dump_ir(d, duty->condition, 2);
    for (uint32_t i = 0; i < duty->branch_count; i++)
        dump_branch(d, &duty->branches[i]);
    dump_labelled(d, "at", duty->at, 2);
    dump_labelled(d, duty->kind == DUTY_DECIDE ? "reject" : "else", duty->message, 2);
    for (uint32_t i = 0; i < duty->step_count; i++)
        dump_step(d, &duty->steps[i]);
}

static void
dump_fix(const struct dump *d, const struct fix *fix)
{
    static const char *const words[] = {"fix", "fix set", "fix add"};
    text_printf(d->out, "  %s\n", words[fix->kind]);
    if (fix->path)
        dump_ir(d, fix->path, 2);
    if (fix->value)
        dump_ir(d, fix->value, 2);
    if (fix->text)
        dump_ir(d, fix->text, 2);
}

static void
dump_rule(struct dump d, const struct rule *r)
{
    d.slots = r->slots;
    d.slot_count = r->slot_count;
    text_add_c(d.out, r->is_criterion ? "criterion " : "rule ");
    if (r->is_criterion) {
        dump_sym(&d, r->name);
        text_add_char(d.out, ' ');
    }
    item_name(&d, r->pack, r->code);
    text_add_char(d.out, ' ');
    dump_ir_quoted(&d, r->title);
    text_add_char(d.out, '\n');
    dump_about(&d, r);
    dump_tailored(&d, r);
    for (uint32_t i = 0; i < r->each.len; i++)
        dump_ir_each(&d, i ? "for" : "for each", &r->each.at[i], 1);
    for (uint32_t i = 0; i < r->lets.len; i++) {
        text_add_c(d.out, "  let ");
        dump_slot(&d, r->lets.at[i].slot);
        text_add_char(d.out, '\n');
        dump_ir(&d, r->lets.at[i].value, 2);
    }
    for (uint32_t i = 0; i < r->duties.len; i++)
        dump_duty(&d, &r->duties.at[i]);
    for (uint32_t i = 0; i < r->fixes.len; i++)
        dump_fix(&d, &r->fixes.at[i]);
}

/* ---- sources ---- */

static void dump_statements(const struct dump *d, const struct source_statement *all,
                            uint32_t count, unsigned depth);

static void
dump_made(const struct dump *d, const struct source_statement *s, unsigned depth)
{
    dump_indent(d, depth);
    text_add_c(d->out, s->op == SOURCE_ADD ? "add " : "entity ");
    dump_sym(d, d->program->entities.at[s->type].name);
    text_add_char(d->out, '\n');
    dump_labelled(d, "id", s->id, depth + 1);
    for (uint32_t i = 0; i < s->setting_count; i++) {
        dump_indent(d, depth + 1);
        dump_sym(d, d->program->fields.at[s->settings[i].field].name);
        text_add_char(d->out, '\n');
        dump_ir(d, s->settings[i].value, depth + 2);
    }
}

static void
dump_statement(const struct dump *d, const struct source_statement *s, unsigned depth)
{
    switch (s->op) {
    case SOURCE_FOR:
    case SOURCE_FOR_ANY:
        for (uint32_t i = 0; i < s->each.len; i++)
            dump_ir_each(d, s->op == SOURCE_FOR ? "for" : "for any", &s->each.at[i], depth);
        break;
    case SOURCE_WHEN: dump_labelled(d, "when", s->condition, depth); break;
    case SOURCE_REQUIRE:
        dump_labelled(d, "require", s->condition, depth);
        dump_labelled(d, "else", s->message, depth + 1);
        break;
    case SOURCE_LET:
        dump_indent(d, depth);
        text_add_c(d->out, "let ");
        dump_slot(d, s->slot);
        text_add_char(d->out, '\n');
        dump_ir(d, s->value, depth + 1);
        break;
    case SOURCE_ENTITY:
    case SOURCE_ADD: dump_made(d, s, depth); break;
    }
    dump_statements(d, s->body, s->body_count, depth + 1);
}

static void
dump_statements(const struct dump *d, const struct source_statement *all, uint32_t count,
                unsigned depth)
{
    for (uint32_t i = 0; i < count; i++)
        dump_statement(d, &all[i], depth);
}

static void
dump_source(struct dump d, const struct source_map_decl *s)
{
    d.slots = s->slots;
    d.slot_count = s->slot_count;
    text_add_c(d.out, s->is_broken ? "broken source " : "source ");
    item_name(&d, s->pack, s->name);
    text_add_c(d.out, " from ");
    for (uint32_t i = 0; i < s->format_count; i++)
        text_printf(d.out, "%s" STR_FMT, i ? ", " : "", STR_ARG(file_format_name(s->formats[i])));
    text_add_char(d.out, '\n');
    dump_statements(&d, s->body, s->body_count, 1);
}

/* ---- views ---- */

static void
dump_alternatives(const struct dump *d, const struct field_alternative *all, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        text_add_c(d->out, i ? ", " : " ");
        dump_sym(d, d->program->entities.at[all[i].type].name);
        text_add_char(d->out, '.');
        dump_sym(d, d->program->fields.at[all[i].field].name);
    }
}

static void
dump_view_use(const struct dump *d, const struct view_use *u)
{
    static const char *const words[VIEW_WORD_COUNT] = {
#define VIEW_WORD(word, id, takes, kinds, of, example, doc) word,
#include "lang/view_words.def"
#undef VIEW_WORD
    };
    text_printf(d->out, "  %s%s", words[u->word], u->text.v ? " " : "");
    dump_sym(d, u->text);
    dump_alternatives(d, u->fields, u->field_count);
    text_add_char(d->out, '\n');
    if (u->verdict)
        dump_ir(d, u->verdict, 2);
}

static void
dump_view_chain(const struct dump *d, const struct view_chain *c)
{
    text_add_c(d->out, "  ");
    dump_sym(d, d->program->entities.at[c->type].name);
    for (uint32_t i = 0; i < c->hop_count; i++) {
        text_add_c(d->out, " ->");
        dump_alternatives(d, c->hops[i].fields, c->hops[i].field_count);
    }
    text_add_char(d->out, '\n');
}

static void
dump_view(struct dump d, const struct view *v)
{
    d.slots = v->slots;
    d.slot_count = v->slot_count;
    text_add_c(d.out, "view ");
    item_name(&d, v->pack, v->type == NO_ID ? v->name : d.program->entities.at[v->type].name);
    text_add_char(d.out, '\n');
    for (uint32_t i = 0; i < v->uses.len; i++)
        dump_view_use(&d, &v->uses.at[i]);
    for (uint32_t i = 0; i < v->chains.len; i++)
        dump_view_chain(&d, &v->chains.at[i]);
    for (uint32_t i = 0; i < v->each.len; i++)
        dump_ir_each(&d, "for each", &v->each.at[i], 1);
    if (v->matrix != NO_ID) {
        text_add_c(d.out, "  matrix ");
        dump_sym(&d, d.program->tables.at[v->matrix].name);
        text_add_char(d.out, '\n');
    }
    for (uint32_t i = 0; i < v->before.len; i++)
        dump_labelled(&d, "before", v->before.at[i], 1);
    for (uint32_t i = 0; i < v->after.len; i++)
        dump_labelled(&d, "after", v->after.at[i], 1);
}

/* ---- targets ---- */

static void
dump_entry(const struct dump *d, const struct target_entry *e, unsigned depth)
{
    static const char *const words[] = {"value", "mapping", "list",  "for each",
                                        "when",  "within",  "let"};
    dump_indent(d, depth);
    text_add_c(d->out, words[e->op]);
    if (e->op == TARGET_LET) {
        text_add_char(d->out, ' ');
        dump_slot(d, e->slot);
    }
    text_add_char(d->out, '\n');
    dump_labelled(d, "key", e->key, depth + 1);
    for (uint32_t i = 0; i < e->each.len; i++)
        dump_ir_each(d, "each", &e->each.at[i], depth + 1);
    if (e->value)
        dump_ir(d, e->value, depth + 1);
    for (uint32_t i = 0; i < e->body_count; i++)
        dump_entry(d, &e->body[i], depth + 1);
}

static void
dump_target(struct dump d, const struct target_map_decl *t)
{
    d.slots = t->slots;
    d.slot_count = t->slot_count;
    text_add_c(d.out, t->is_broken ? "broken target " : "target ");
    item_name(&d, t->pack, t->name);
    if (!t->is_broken)
        text_printf(d.out, " to " STR_FMT, STR_ARG(file_format_name(t->format)));
    text_add_char(d.out, '\n');
    for (uint32_t i = 0; i < t->body_count; i++)
        dump_entry(&d, &t->body[i], 1);
}

/* ---- all of it ---- */

void
program_dump(const struct program *p, struct text_buf *out)
{
    struct dump d = {.program = p, .out = out, .scratch = out->arena};
    for (uint32_t i = 0; i < p->enums.len; i++)
        dump_enum(&d, &p->enums.at[i]);
    for (uint32_t i = 0; i < p->entities.len; i++)
        dump_entity(&d, i);
    for (uint32_t i = 0; i < p->params.len; i++)
        dump_param(&d, &p->params.at[i]);
    for (uint32_t i = 0; i < p->tables.len; i++)
        dump_table(&d, &p->tables.at[i]);
    for (uint32_t i = 0; i < p->defines.len; i++)
        dump_define(d, &p->defines.at[i]);
    for (uint32_t i = 0; i < p->rules.len; i++)
        dump_rule(d, &p->rules.at[i]);
    for (uint32_t i = 0; i < p->patterns.len; i++)
        dump_pattern(d, &p->patterns.at[i]);
    for (uint32_t i = 0; i < p->applications.len; i++)
        dump_application(d, &p->applications.at[i]);
    for (uint32_t i = 0; i < p->deviations.len; i++)
        dump_deviation(d, &p->deviations.at[i]);
    for (uint32_t i = 0; i < p->sources.len; i++)
        dump_source(d, &p->sources.at[i]);
    for (uint32_t i = 0; i < p->views.len; i++)
        dump_view(d, &p->views.at[i]);
    for (uint32_t i = 0; i < p->targets.len; i++)
        dump_target(d, &p->targets.at[i]);
    for (uint32_t i = 0; i < p->tests.len; i++)
        dump_test(&d, &p->tests.at[i]);
    if (p->rules_not_compiled)
        text_printf(out, "%u rules not compiled\n", p->rules_not_compiled);
}
