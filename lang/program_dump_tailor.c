/* Tailoring, as text. */
#include "lang/program_dump.h"

static void
dump_text(const struct dump *d, const char *label, struct str text)
{
    if (!text.len)
        return;
    text_printf(d->out, "  %s ", label);
    dump_ir_quoted(d, text);
    text_add_char(d->out, '\n');
}

void
dump_deviation(struct dump d, const struct deviation_of *v)
{
    static const char *const ops[] = {"set", "severity", "exempt", "disable", "replace"};
    const struct rule *rule = v->rule == NO_ID ? NULL : &d.program->rules.at[v->rule];

    text_printf(d.out, "deviation %s " STR_FMT "\n", ops[v->op], STR_ARG(v->target));
    dump_text(&d, "by pack", v->by_pack);
    dump_text(&d, "of pack", v->of_pack);
    if (rule) {
        text_add_c(d.out, "  rule ");
        dump_sym(&d, rule->code);
        text_add_char(d.out, '\n');
        d.slots = rule->slots;
        d.slot_count = rule->slot_count;
    }
    dump_labelled(&d, "where", v->condition, 1);
    dump_text(&d, "before", v->before);
    dump_text(&d, "after", v->after);
    dump_text(&d, "because", v->because);
    dump_text(&d, "by", v->by);
    if (v->has_until)
        text_printf(d.out, "  until " STR_FMT "%s\n", STR_ARG(date_text(d.scratch, v->until)),
                    v->is_expired ? ", expired" : "");
    text_add_c(d.out, v->is_overridden ? "  overridden\n" : "");
    for (uint32_t i = 0; i < v->softened_count; i++)
        dump_text(&d, "softened", v->softened[i]);
}

void
dump_tailored(const struct dump *d, const struct rule *r)
{
    text_add_c(d->out, r->is_disabled ? "  disabled\n" : "");
    for (uint32_t i = 0; i < r->exempts.len; i++)
        text_printf(d->out, "  exempts: deviation %u\n", r->exempts.at[i]);
}
