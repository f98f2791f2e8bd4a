/* Tests as text. */
#include "lang/program_dump.h"

static void
dump_value(const struct dump *d, const struct test *t, struct type one,
           const struct fixture_value *v)
{
    if (v->is_thing)
        text_add(d->out, t->things[v->cell].path);
    else
        dump_cell(d, one, v->cell);
}

static void
dump_thing(const struct dump *d, const struct test *t, const struct fixture_thing *thing)
{
    const struct program *p = d->program;
    text_add_c(d->out, "  ");
    dump_sym(d, p->entities.at[thing->type].name);
    text_printf(d->out, " " STR_FMT, STR_ARG(thing->path));
    if (thing->via != NO_ID) {
        text_add_c(d->out, " in ");
        dump_sym(d, p->fields.at[thing->via].name);
    }
    text_add_char(d->out, '\n');
    for (uint32_t i = 0; i < thing->instance_count; i++)
        text_printf(d->out, "    instance_of = " STR_FMT "\n", STR_ARG(thing->instances[i].text));
    for (uint32_t i = 0; i < thing->setting_count; i++) {
        const struct fixture_setting *s = &thing->settings[i];
        struct type type = p->fields.at[s->field].type, one = {type.kind, CARD_ONE, type.of};
        text_add_c(d->out, "    ");
        dump_sym(d, p->fields.at[s->field].name);
        text_add_c(d->out, " =");
        for (uint32_t k = 0; k < s->value_count; k++) {
            text_add_c(d->out, k ? ", " : " ");
            dump_value(d, t, one, &s->values[k]);
        }
        text_add_char(d->out, '\n');
    }
}

static void
dump_expectation(const struct dump *d, const struct test *t, const struct expectation *e)
{
    static const char *const words[] = {
        [EXPECT_FINDING] = "",
        [EXPECT_NO_FINDING] = " no",
        [EXPECT_INDETERMINATE] = " indeterminate",
        [EXPECT_ACCEPTED] = " accepted",
        [EXPECT_CONDITIONAL] = " conditional",
        [EXPECT_REJECTED] = " rejected",
        [EXPECT_NOTHING_ELSE] = " nothing else",
    };
    text_printf(d->out, "  expect%s", words[e->kind]);
    if (e->rule != NO_ID) {
        text_add_char(d->out, ' ');
        dump_sym(d, d->program->rules.at[e->rule].code);
    }
    if (e->has_at)
        text_printf(d->out, " at " STR_FMT,
                    STR_ARG(e->thing == NO_ID ? e->id : t->things[e->thing].path));
    if (e->has_saying) {
        text_add_c(d->out, e->is_part ? " saying containing " : " saying ");
        dump_ir_quoted(d, e->saying);
    }
    text_add_char(d->out, '\n');
}

void
dump_test(const struct dump *d, const struct test *t)
{
    text_add_c(d->out, "test ");
    dump_ir_quoted(d, t->title);
    if (t->has_date)
        text_printf(d->out, " on " STR_FMT, STR_ARG(date_text(d->scratch, t->date)));
    text_add_char(d->out, '\n');
    if (t->has_case) {
        text_add_c(d->out, "  case ");
        dump_ir_quoted(d, t->folder);
        text_add_char(d->out, '\n');
    }
    for (uint32_t i = 0; i < t->thing_count; i++)
        dump_thing(d, t, &t->things[i]);
    for (uint32_t i = 0; i < t->expectation_count; i++)
        dump_expectation(d, t, &t->expectations[i]);
}
