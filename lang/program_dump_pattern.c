/* Patterns and their applications as text. */
#include "lang/program_dump.h"

static void dump_nodes(const struct dump *d, const struct pattern_part *parts, uint32_t count,
                       unsigned depth);

static void
dump_field_of(const struct dump *d, const char *word, field_id f)
{
    if (f == NO_ID)
        return;
    text_add_c(d->out, word);
    dump_sym(d, d->program->fields.at[f].name);
}

static void
dump_head(const struct dump *d, const struct pattern_part *n, unsigned depth)
{
    const struct program *p = d->program;
    dump_indent(d, depth);
    switch (n->kind) {
    case PATTERN_ROLE:
        text_add_c(d->out, "role ");
        dump_sym(d, n->role);
        text_add_c(d->out, " : ");
        dump_sym(d, p->entities.at[n->type].name);
        dump_field_of(d, " via ", n->link);
        break;
    case PATTERN_USE:
        text_add_c(d->out, "use ");
        dump_sym(d, p->patterns.at[n->used].name);
        break;
    case PATTERN_CHOOSE: text_printf(d->out, "choose %u", n->choose); break;
    }
    if (n->at_least)
        text_printf(d->out, " at least %u", n->at_least);
    if (n->at_most != UINT32_MAX)
        text_printf(d->out, " at most %u", n->at_most);
    text_add_c(d->out, n->is_optional ? " optional" : "");
    text_add_c(d->out, n->is_undeveloped ? " undeveloped" : "");
    text_add_c(d->out, n->is_shared ? " shared" : "");
    text_add_char(d->out, '\n');
}

static void
dump_use(const struct dump *d, const struct pattern_part *n, unsigned depth)
{
    uint32_t tops = d->program->patterns.at[n->used].part_count;
    for (uint32_t i = 0; i < n->args.len; i++)
        dump_labelled(d, "with", n->args.at[i], depth);
    for (uint32_t i = 0; i < tops; i++) {
        if (n->used_links[i] == NO_ID)
            continue;
        dump_indent(d, depth);
        dump_field_of(d, "via ", n->used_links[i]);
        text_add_char(d->out, '\n');
    }
}

static void
dump_node(const struct dump *d, const struct pattern_part *n, unsigned depth)
{
    dump_head(d, n, depth);
    for (uint32_t i = 0; i < n->each.len; i++)
        dump_ir_each(d, i ? "for" : "for each", &n->each.at[i], depth + 1);
    dump_labelled(d, "when", n->when, depth + 1);
    for (uint32_t i = 0; i < n->key.len; i++)
        dump_labelled(d, "key", n->key.at[i], depth + 1);
    if (n->text_field != NO_ID) {
        dump_indent(d, depth + 1);
        dump_field_of(d, "text ", n->text_field);
        text_add_char(d->out, '\n');
        dump_ir(d, n->text, depth + 2);
    }
    for (uint32_t i = 0; i < n->quoted_count; i++)
        dump_labelled(d, "quotes", n->quoted[i].condition, depth + 1);
    for (uint32_t i = 0; i < n->setting_count; i++) {
        dump_indent(d, depth + 1);
        dump_field_of(d, "set ", n->settings[i].field);
        text_add_char(d->out, '\n');
        dump_ir(d, n->settings[i].value, depth + 2);
    }
    if (n->kind == PATTERN_USE)
        dump_use(d, n, depth + 1);
    dump_nodes(d, n->children, n->child_count, depth + 1);
}

static void
dump_nodes(const struct dump *d, const struct pattern_part *parts, uint32_t count, unsigned depth)
{
    for (uint32_t i = 0; i < count; i++)
        dump_node(d, &parts[i], depth);
}

void
dump_pattern(struct dump d, const struct pattern *p)
{
    d.slots = p->slots;
    d.slot_count = p->slot_count;
    text_add_c(d.out, p->is_broken ? "broken pattern " : "pattern ");
    if (p->pack.len)
        text_printf(d.out, STR_FMT ".", STR_ARG(p->pack));
    dump_sym(&d, p->name);
    text_add_char(d.out, '(');
    for (uint32_t i = 0; i < p->param_count; i++) {
        text_add_c(d.out, i ? ", " : "");
        dump_slot(&d, i);
        text_add_c(d.out, ": ");
        dump_type(&d, p->slots[i].type);
    }
    text_add_char(d.out, ')');
    for (uint32_t i = 0; i < p->after_count; i++) {
        text_add_c(d.out, i ? ", " : " after ");
        dump_sym(&d, d.program->patterns.at[p->after[i]].name);
    }
    text_add_char(d.out, '\n');
    dump_nodes(&d, p->parts, p->part_count, 1);
}

void
dump_application(struct dump d, const struct application *a)
{
    const struct rule *r = a->rule == NO_ID ? NULL : &d.program->rules.at[a->rule];
    text_add_c(d.out, a->is_broken ? "broken apply " : "apply ");
    dump_sym(&d, d.program->patterns.at[a->pattern].name);
    if (r) {
        d.slots = r->slots;
        d.slot_count = r->slot_count;
        text_add_c(d.out, a->is_authored ? " as authored " : " as ");
        dump_sym(&d, r->code);
    }
    text_add_char(d.out, '\n');
    for (uint32_t i = 0; i < a->args.len; i++)
        dump_labelled(&d, "with", a->args.at[i], 1);
}
